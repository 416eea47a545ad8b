/* A table whose columns of numbers, read from CSV as texts, are numbers. */
#include "core/mem.h"
#include "core/number.h"
#include "core/table_model.h"

#include <bry/export.h>
#include <string.h>

enum { NUMBER_SIZE_MAX = 40 };

static int is_withheld_sign(const bry__string *text) {
  return text->size == 1 && text->text[0] == ':';
}

/* A number as JSON has it, or with a comma as its decimal sign. */
static int read_double(const bry__string *text, double *out) {
  char copy[NUMBER_SIZE_MAX];
  if (text->size > sizeof copy) return 0;
  memcpy(copy, text->text, text->size);
  char *comma = memchr(copy, ',', text->size);
  if (comma) *comma = '.';
  return bry__double_parse(copy, text->size, out);
}

/* What the values of a text column are: of type int64 or double when all are numbers or ":", else text. */
static int32_t type_of(const bry__column *c) {
  int32_t type = BRY_TYPE_TEXT;
  if (c->type != BRY_TYPE_TEXT || c->value_label_count > 0) return c->type;
  for (uint32_t i = 0; i < c->strings.count; i++) {
    const bry__string *text = &c->strings.items[i];
    int64_t whole;
    double number;
    if (is_withheld_sign(text)) continue;
    if (bry__int64_parse(text->text, text->size, &whole) && bry__double_parse(text->text, text->size, &number)) {
      if (type == BRY_TYPE_TEXT) type = BRY_TYPE_INT64;
    } else if (read_double(text, &number)) {
      type = BRY_TYPE_DOUBLE;
    } else {
      return BRY_TYPE_TEXT;
    }
  }
  return type;
}

static void copy_labels(bry_table *to, int32_t column, const bry__column *from) {
  bry__table_column_set_label(to, column, &from->label);
  for (size_t i = 0; i < from->value_label_count; i++) {
    if (!bry__label_is_empty(&from->value_labels[i])) {
      bry__table_label_value(to, column, from->strings.items[i].text, &from->value_labels[i]);
    }
  }
}

static void copy_text(bry_table *to, int32_t column, const bry__string *text) {
  int32_t type = to->failure ? BRY_TYPE_TEXT : to->columns[column].type;
  int64_t whole;
  double number;
  if (type == BRY_TYPE_TEXT) {
    bry__table_set_text_n(to, column, text->text, text->size);
  } else if (is_withheld_sign(text)) {
    bry__table_set_missing(to, column, BRY_MISSING_WITHHELD);
  } else if (type == BRY_TYPE_INT64 && bry__int64_parse(text->text, text->size, &whole)) {
    bry__table_set_int64(to, column, whole);
  } else if (read_double(text, &number)) {
    bry__table_set_double(to, column, number);
  }
}

static void copy_cell(bry_table *to, const bry_table *from, int64_t row, int32_t column) {
  const bry__string *text = bry__table_cell_text(from, row, column);
  int32_t missing = bry_table_missing(from, row, column);
  if (missing != BRY_PRESENT) {
    bry__table_set_missing(to, column, missing);
  } else if (text) {
    copy_text(to, column, text);
  } else if (from->columns[column].type == BRY_TYPE_INT64) {
    bry__table_set_int64(to, column, from->columns[column].values.int64s[row]);
  } else {
    bry__table_set_double(to, column, from->columns[column].values.doubles[row]);
  }
}

bry_status bry_table_typed(const bry_table *table, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!table || !out) return bry__error(err, BRY_EINVAL, "bry_table_typed: table and out must not be NULL");
  bry_table *t = bry__table_new(table->name, NULL, NULL, NULL);
  if (!t) return bry__enomem(err);
  bry__table_title_label(t, &table->title);
  for (int32_t c = 0; c < table->column_count; c++) {
    const bry__column *from = &table->columns[c];
    int32_t type = type_of(from);
    bry__table_column(t, from->name, type, from->role, NULL, NULL, NULL);
    copy_labels(t, c, from);
  }
  for (int64_t row = 0; row < table->row_count && !t->failure; row++) {
    bry__table_row(t);
    for (int32_t c = 0; c < table->column_count; c++)
      copy_cell(t, table, row, c);
  }
  return bry__table_finish(t, out, err);
}
