/* Writing tables: the choice of format, and CSV for programs and for spreadsheets. */
#include "core/table_render.h"

#include "core/csv.h"
#include "core/table_model.h"

#include <string.h>

/* --- CSV ---------------------------------------------------------------------------------------------------------- */

/* Which CSV: for programs, with names and codes; or for Excel, with labels in a language and decimal commas. */
typedef struct dialect {
  char delimiter;
  int for_excel, with_reasons;
  const char *lang;
} dialect;

static void put_decimal_comma(bry__buffer *b, double value) {
  size_t begin = b->size;
  bry__buffer_double(b, value);
  char *point = b->failed ? NULL : memchr(b->data + begin, '.', b->size - begin);
  if (point) *point = ',';
}

static void csv_text(bry__buffer *b, const bry_table *t, int64_t row, int32_t column, const dialect *d) {
  const bry__string *text = bry__table_cell_text(t, row, column);
  const char *label = d->for_excel ? bry_table_value_label(t, row, column, d->lang) : text->text;
  size_t size = label == text->text ? text->size : strlen(label);
  bry__csv_field(b, label, size, d->delimiter);
}

static void csv_cell(bry__buffer *b, const bry_table *t, int64_t row, int32_t column, const dialect *d) {
  int32_t missing = bry_table_missing(t, row, column), type = bry_table_column_type(t, column);
  if (missing != BRY_PRESENT) {
    int is_told = d->with_reasons || missing == BRY_MISSING_WITHHELD;
    bry__buffer_text(b, is_told ? bry__table_missing_sign(missing) : "");
  } else if (type == BRY_TYPE_TEXT) {
    csv_text(b, t, row, column, d);
  } else if (type == BRY_TYPE_INT64) {
    bry__buffer_int(b, bry_table_int64(t, row, column));
  } else if (d->for_excel) {
    put_decimal_comma(b, bry_table_double(t, row, column));
  } else {
    bry__buffer_double(b, bry_table_double(t, row, column));
  }
}

/* Ends a line; one with a single empty field gets quotes, or it would read as a blank line. */
static void csv_end_line(bry__buffer *b, size_t line_begin) {
  if (b->size == line_begin) bry__buffer_text(b, "\"\"");
  bry__buffer_text(b, "\r\n");
}

static void csv_render(bry__buffer *b, const bry_table *t, const dialect *d) {
  size_t header = b->size;
  for (int32_t c = 0; c < t->column_count; c++) {
    const char *name = d->for_excel ? bry_table_column_label(t, c, d->lang) : t->columns[c].name;
    if (c) bry__buffer_char(b, d->delimiter);
    bry__csv_name(b, name, strlen(name), d->delimiter);
  }
  csv_end_line(b, header);
  for (int64_t row = 0; row < t->row_count; row++) {
    size_t line_begin = b->size;
    for (int32_t c = 0; c < t->column_count; c++) {
      if (c) bry__buffer_char(b, d->delimiter);
      csv_cell(b, t, row, c, d);
    }
    csv_end_line(b, line_begin);
  }
}

void bry__table_csv_render(bry__buffer *b, const bry_table *t) {
  csv_render(b, t, &(const dialect){.delimiter = ','});
}

void bry__table_reasons_csv_render(bry__buffer *b, const bry_table *t) {
  csv_render(b, t, &(const dialect){.delimiter = ',', .with_reasons = 1});
}

void bry__table_excel_render(bry__buffer *b, const bry_table *t, const char *lang) {
  bry__buffer_text(b, "\xEF\xBB\xBF");
  csv_render(b, t, &(const dialect){.delimiter = ';', .for_excel = 1, .lang = lang});
}

/* --- the choice --------------------------------------------------------------------------------------------------- */

static bry_status render(bry__buffer *b, const bry_table *table, int32_t format, const char *lang, bry_error **err) {
  switch (format) {
  case BRY_FORMAT_TEXT:
    bry__table_text_render(b, table, lang);
    return BRY_OK;
  case BRY_FORMAT_CSV:
    bry__table_csv_render(b, table);
    return BRY_OK;
  case BRY_FORMAT_JSON:
    bry__table_json_render(b, table);
    return BRY_OK;
  case BRY_FORMAT_EXCEL:
    bry__table_excel_render(b, table, lang);
    return BRY_OK;
  case BRY_FORMAT_JSONSTAT:
    return bry__table_jsonstat_render(b, table, lang, err);
  case BRY_FORMAT_ARROW:
    return bry__table_arrow_render(b, table, err);
  case BRY_FORMAT_SAV:
  case BRY_FORMAT_DTA:
    return bry__table_readstat_render(b, table, format, lang, err);
  default:
    return bry__error(err, BRY_EINVAL, "%d is no format; use a BRY_FORMAT_ constant", format);
  }
}

bry_status bry_table_render(const bry_table *table, int32_t format, const char *lang, bry_text **out,
                            bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!table || !out) return bry__error(err, BRY_EINVAL, "bry_table_render: table and out must not be NULL");
  bry__buffer b = {0};
  bry_status status = render(&b, table, format, lang, err);
  if (status == BRY_OK) return bry__buffer_finish(&b, out, err);
  bry__buffer_free(&b);
  return status;
}
