/* Tables: columns of plain arrays, so that a binding can take them over in one piece. A text column holds numbers of
 * its distinct values, which makes a million rows of a few themes small. Writing a table is table_render.c's. */
#include "core/table.h"

#include "core/mem.h"
#include "core/table_model.h"

#include <math.h>
#include <string.h>

enum { FIRST_ROWS = 16 };

/* --- building --- */

static void fail(bry_table *t, bry_status status) {
  if (!t->failure) t->failure = status;
}

bry_table *bry__table_new(const char *name, const char *nb, const char *nn, const char *en) {
  bry_table *t = bry__alloc_zero(1, sizeof *t);
  if (!t) return NULL;
  t->name = bry__strdup(name);
  if (!t->name || bry__label_set(&t->title, nb, nn, en) != 0) {
    bry_table_free(t);
    return NULL;
  }
  return t;
}

static size_t value_size(int32_t type) {
  return type == BRY_TYPE_TEXT ? sizeof(uint32_t) : sizeof(int64_t);
}

int32_t bry__table_column(bry_table *t, const char *name, int32_t type, int32_t role, const char *nb, const char *nn,
                          const char *en) {
  if (!t) return 0;
  int32_t place = t->column_count;
  if (t->failure) return place;
  if (t->row_count > 0 || type < BRY_TYPE_INT64 || type > BRY_TYPE_TEXT) {
    fail(t, BRY_EINTERNAL);
    return place;
  }
  bry__column c = {.name = bry__strdup(name), .type = type, .role = role};
  if (!c.name || bry__label_set(&c.label, nb, nn, en) != 0 ||
      bry__grow((void **)&t->columns, &t->column_capacity, (size_t)place + 1, sizeof c) != 0) {
    bry__free(c.name);
    bry__label_clear(&c.label);
    fail(t, BRY_ENOMEM);
    return place;
  }
  t->columns[t->column_count++] = c;
  return place;
}

static bry__column *column_of(bry_table *t, int32_t column) {
  if (!t || t->failure) return NULL;
  if (column >= 0 && column < t->column_count) return &t->columns[column];
  fail(t, BRY_EINTERNAL);
  return NULL;
}

void bry__table_title_label(bry_table *t, const bry__label *title) {
  if (t && title && bry__label_copy(&t->title, title) != 0) fail(t, BRY_ENOMEM);
}

void bry__table_column_set_label(bry_table *t, int32_t column, const bry__label *label) {
  bry__column *c = column_of(t, column);
  if (c && label && bry__label_copy(&c->label, label) != 0) fail(t, BRY_ENOMEM);
}

static int grow_rows(bry_table *t) {
  int64_t rows = t->row_capacity ? t->row_capacity + t->row_capacity / 2 : FIRST_ROWS;
  for (int32_t i = 0; i < t->column_count; i++) {
    bry__column *c = &t->columns[i];
    void *data = bry__realloc_array(c->values.data, (size_t)rows, value_size(c->type));
    if (!data) return -1;
    c->values.data = data;
    uint8_t *missing = bry__realloc(c->missing, (size_t)rows);
    if (!missing) return -1;
    c->missing = missing;
  }
  t->row_capacity = rows;
  return 0;
}

void bry__table_row(bry_table *t) {
  if (!t || t->failure) return;
  if (t->row_count == t->row_capacity && grow_rows(t) != 0) {
    fail(t, BRY_ENOMEM);
    return;
  }
  for (int32_t i = 0; i < t->column_count; i++) {
    bry__column *c = &t->columns[i];
    memset((char *)c->values.data + (size_t)t->row_count * value_size(c->type), 0, value_size(c->type));
    c->missing[t->row_count] = BRY_MISSING;
  }
  t->row_count++;
}

/* The column, when it has that type and there is a row to write to. */
static bry__column *writable(bry_table *t, int32_t column, int32_t type) {
  bry__column *c = column_of(t, column);
  if (c && (c->type != type || t->row_count == 0)) {
    fail(t, BRY_EINTERNAL);
    c = NULL;
  }
  return c;
}

void bry__table_set_int64(bry_table *t, int32_t column, int64_t value) {
  bry__column *c = writable(t, column, BRY_TYPE_INT64);
  if (!c) return;
  c->values.int64s[t->row_count - 1] = value;
  c->missing[t->row_count - 1] = BRY_PRESENT;
}

void bry__table_set_double(bry_table *t, int32_t column, double value) {
  bry__column *c = writable(t, column, BRY_TYPE_DOUBLE);
  if (!c || !isfinite(value)) return; /* no format of ours can say what is not a number: it stays missing */
  c->values.doubles[t->row_count - 1] = value;
  c->missing[t->row_count - 1] = BRY_PRESENT;
}

void bry__table_set_text(bry_table *t, int32_t column, const char *value) {
  bry__table_set_text_n(t, column, value, value ? strlen(value) : 0);
}

void bry__table_set_text_n(bry_table *t, int32_t column, const char *value, size_t size) {
  bry__column *c = writable(t, column, BRY_TYPE_TEXT);
  if (!c) return;
  if (!value) {
    bry__table_set_missing(t, column, BRY_MISSING);
    return;
  }
  int64_t number = bry__strings_add(&c->strings, value, size);
  if (number < 0) {
    fail(t, BRY_ENOMEM);
    return;
  }
  c->values.texts[t->row_count - 1] = (uint32_t)number;
  c->missing[t->row_count - 1] = BRY_PRESENT;
}

void bry__table_set_missing(bry_table *t, int32_t column, int32_t reason) {
  bry__column *c = column_of(t, column);
  if (!c) return;
  if (t->row_count == 0 || reason < BRY_MISSING || reason > BRY_MISSING_WITHHELD) {
    fail(t, BRY_EINTERNAL);
    return;
  }
  memset((char *)c->values.data + (size_t)(t->row_count - 1) * value_size(c->type), 0, value_size(c->type));
  c->missing[t->row_count - 1] = (uint8_t)reason;
}

void bry__table_label_value(bry_table *t, int32_t column, const char *value, const bry__label *label) {
  bry__column *c = column_of(t, column);
  if (!c || !value || !label || bry__label_is_empty(label)) return;
  int64_t number = bry__strings_add(&c->strings, value, strlen(value));
  if (number < 0 || bry__grow((void **)&c->value_labels, &c->value_label_capacity, (size_t)number + 1,
                              sizeof *c->value_labels) != 0) {
    fail(t, BRY_ENOMEM);
    return;
  }
  for (; c->value_label_count <= (size_t)number; c->value_label_count++) {
    c->value_labels[c->value_label_count] = (bry__label){{NULL}};
  }
  if (bry__label_copy(&c->value_labels[number], label) != 0) fail(t, BRY_ENOMEM);
}

void bry__table_column_set_flag(bry_table *t, int32_t column) {
  if (!t->failure) t->columns[column].is_flag = 1;
}

bry_status bry__table_finish(bry_table *t, bry_table **out, bry_error **err) {
  *out = NULL;
  if (t && t->row_capacity == 0 && grow_rows(t) != 0) fail(t, BRY_ENOMEM); /* so that no column's data is NULL */
  bry_status failure = t ? t->failure : BRY_ENOMEM;
  if (!failure) {
    *out = t;
    return BRY_OK;
  }
  bry_table_free(t);
  if (failure == BRY_ENOMEM) return bry__enomem(err);
  return bry__error(err, failure, "a table was built wrongly; this is a defect of the library, please report it");
}

bry_table *bry__table_hold(const bry_table *t) {
  bry_table *held = (bry_table *)t; /* what people see of it does not change */
  __atomic_add_fetch(&held->holders, 1, __ATOMIC_RELAXED);
  return held;
}

void bry_table_free(bry_table *table) {
  if (!table || __atomic_fetch_sub(&table->holders, 1, __ATOMIC_ACQ_REL) > 0) return;
  for (int32_t i = 0; i < table->column_count; i++) {
    bry__column *c = &table->columns[i];
    for (size_t v = 0; v < c->value_label_count; v++)
      bry__label_clear(&c->value_labels[v]);
    bry__free(c->value_labels);
    bry__strings_clear(&c->strings);
    bry__free(c->values.data);
    bry__free(c->missing);
    bry__label_clear(&c->label);
    bry__free(c->name);
  }
  bry__free(table->columns);
  bry__label_clear(&table->title);
  bry__free(table->name);
  bry__free(table);
}

/* --- reading --- */

static const bry__column *column_at(const bry_table *t, int32_t column) {
  return t && column >= 0 && column < t->column_count ? &t->columns[column] : NULL;
}

/* The column, when the cell is there and holds a value. */
static const bry__column *present(const bry_table *t, int64_t row, int32_t column) {
  const bry__column *c = column_at(t, column);
  return c && row >= 0 && row < t->row_count && c->missing[row] == BRY_PRESENT ? c : NULL;
}

int64_t bry_table_row_count(const bry_table *table) {
  return table ? table->row_count : 0;
}

int32_t bry_table_column_count(const bry_table *table) {
  return table ? table->column_count : 0;
}

const char *bry_table_name(const bry_table *table) {
  return table ? table->name : NULL;
}

const char *bry_table_title(const bry_table *table, const char *lang) {
  const char *title = table ? bry__label_get(&table->title, lang) : NULL;
  return title ? title : bry_table_name(table);
}

const char *bry_table_column_name(const bry_table *table, int32_t column) {
  const bry__column *c = column_at(table, column);
  return c ? c->name : NULL;
}

const char *bry_table_column_label(const bry_table *table, int32_t column, const char *lang) {
  const bry__column *c = column_at(table, column);
  const char *label = c ? bry__label_get(&c->label, lang) : NULL;
  return label ? label : bry_table_column_name(table, column);
}

int32_t bry_table_column_type(const bry_table *table, int32_t column) {
  const bry__column *c = column_at(table, column);
  return c ? c->type : 0;
}

int32_t bry_table_column_role(const bry_table *table, int32_t column) {
  const bry__column *c = column_at(table, column);
  return c ? c->role : 0;
}

int bry__table_is_share(const bry_table *t, int32_t column) {
  int32_t role = bry_table_column_role(t, column);
  while (column > 0 && (role == BRY_ROLE_LOW || role == BRY_ROLE_HIGH))
    role = bry_table_column_role(t, --column);
  return role == BRY_ROLE_SHARE;
}

int bry__table_is_change(const bry_table *t, int32_t column) {
  const char *name = bry_table_column_name(t, column);
  return bry__table_is_share(t, column) && strncmp(name, "change", 6) == 0 && (name[6] == '\0' || name[6] == '_');
}

const char *bry__table_unit(const bry_table *t, int32_t column, const char *lang) {
  if (!bry__table_is_change(t, column)) return "";
  return bry__lang_index(lang) == BRY__EN ? " (percentage points)" : " (prosentpoeng)";
}

int32_t bry_table_find_column(const bry_table *table, const char *name) {
  for (int32_t i = 0; name && i < bry_table_column_count(table); i++) {
    if (strcmp(table->columns[i].name, name) == 0) return i;
  }
  return -1;
}

int32_t bry_table_missing(const bry_table *table, int64_t row, int32_t column) {
  const bry__column *c = column_at(table, column);
  return c && row >= 0 && row < table->row_count ? c->missing[row] : BRY_MISSING;
}

int64_t bry_table_int64(const bry_table *table, int64_t row, int32_t column) {
  const bry__column *c = present(table, row, column);
  return c && c->type == BRY_TYPE_INT64 ? c->values.int64s[row] : 0;
}

double bry_table_double(const bry_table *table, int64_t row, int32_t column) {
  const bry__column *c = present(table, row, column);
  if (c && c->type == BRY_TYPE_DOUBLE) return c->values.doubles[row];
  return c && c->type == BRY_TYPE_INT64 ? (double)c->values.int64s[row] : 0;
}

const bry__string *bry__table_cell_text(const bry_table *t, int64_t row, int32_t column) {
  const bry__column *c = present(t, row, column);
  return c && c->type == BRY_TYPE_TEXT ? &c->strings.items[c->values.texts[row]] : NULL;
}

const char *bry_table_text(const bry_table *table, int64_t row, int32_t column) {
  const bry__string *cell = bry__table_cell_text(table, row, column);
  return cell ? cell->text : NULL;
}

/* NULL: missing, or no flag. */
static const char *flag_label(const bry_table *table, int64_t row, int32_t column, const char *lang) {
  static const bry__label words[] = {{{(char *)"nei", (char *)"nei", (char *)"no", NULL}},
                                     {{(char *)"ja", (char *)"ja", (char *)"yes", NULL}}};
  const bry__column *c = column_at(table, column);
  if (!c || !c->is_flag || bry_table_missing(table, row, column) != BRY_PRESENT) return NULL;
  return bry__label_get(&words[c->values.int64s[row] != 0], lang);
}

const char *bry_table_value_label(const bry_table *table, int64_t row, int32_t column, const char *lang) {
  const bry__string *cell = bry__table_cell_text(table, row, column);
  if (!cell) return flag_label(table, row, column, lang);
  const bry__column *c = &table->columns[column];
  size_t number = c->values.texts[row];
  const char *label = number < c->value_label_count ? bry__label_get(&c->value_labels[number], lang) : NULL;
  return label ? label : cell->text;
}

const int64_t *bry_table_int64_data(const bry_table *table, int32_t column) {
  const bry__column *c = column_at(table, column);
  return c && c->type == BRY_TYPE_INT64 ? c->values.int64s : NULL;
}

const double *bry_table_double_data(const bry_table *table, int32_t column) {
  const bry__column *c = column_at(table, column);
  return c && c->type == BRY_TYPE_DOUBLE ? c->values.doubles : NULL;
}

const uint8_t *bry_table_missing_data(const bry_table *table, int32_t column) {
  const bry__column *c = column_at(table, column);
  return c ? c->missing : NULL;
}

const bry__label *bry__table_value_label_of(const bry_table *t, int32_t column, const char *value) {
  const bry__column *c = column_at(t, column);
  int64_t number = c && value ? bry__strings_find(&c->strings, value, strlen(value)) : -1;
  if (number < 0 || (size_t)number >= c->value_label_count) return NULL;
  const bry__label *label = &c->value_labels[number];
  return bry__label_is_empty(label) ? NULL : label;
}

const bry__label *bry__table_title_of(const bry_table *t) {
  return &t->title;
}

const bry__label *bry__table_column_label_of(const bry_table *t, int32_t column) {
  const bry__column *c = column_at(t, column);
  return c ? &c->label : NULL;
}
