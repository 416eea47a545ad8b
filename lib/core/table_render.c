/* Writing tables: the choice of format, and CSV. */
#include "core/table_render.h"

#include "core/csv.h"
#include "core/table_model.h"

#include <string.h>

static void csv_cell(bry__buffer *b, const bry_table *t, int64_t row, int32_t column) {
  const bry__string *text = bry__table_cell_text(t, row, column);
  int32_t missing = bry_table_missing(t, row, column);
  if (text) {
    bry__csv_field(b, text->text, text->size, ',');
  } else if (missing != BRY_PRESENT) {
    bry__buffer_text(b, missing == BRY_MISSING_WITHHELD ? ":" : "");
  } else if (bry_table_column_type(t, column) == BRY_TYPE_INT64) {
    bry__buffer_int(b, bry_table_int64(t, row, column));
  } else {
    bry__buffer_double(b, bry_table_double(t, row, column));
  }
}

/* Ends a line; one with a single empty field gets quotes, or it would read as a blank line. */
static void csv_end_line(bry__buffer *b, size_t line_begin) {
  if (b->size == line_begin) bry__buffer_text(b, "\"\"");
  bry__buffer_text(b, "\r\n");
}

static void csv_render(bry__buffer *b, const bry_table *t) {
  for (int32_t c = 0; c < t->column_count; c++) {
    if (c) bry__buffer_char(b, ',');
    bry__csv_name(b, t->columns[c].name, strlen(t->columns[c].name), ',');
  }
  csv_end_line(b, 0);
  for (int64_t row = 0; row < t->row_count; row++) {
    size_t line_begin = b->size;
    for (int32_t c = 0; c < t->column_count; c++) {
      if (c) bry__buffer_char(b, ',');
      csv_cell(b, t, row, c);
    }
    csv_end_line(b, line_begin);
  }
}

bry_status bry_table_render(const bry_table *table, int32_t format, const char *lang, bry_text **out,
                            bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!table || !out) return bry__error(err, BRY_EINVAL, "bry_table_render: table and out must not be NULL");
  bry__buffer b = {0};
  switch (format) {
  case BRY_FORMAT_TEXT:
    bry__table_text_render(&b, table, lang);
    break;
  case BRY_FORMAT_CSV:
    csv_render(&b, table);
    break;
  case BRY_FORMAT_JSON:
    bry__table_json_render(&b, table);
    break;
  default:
    return bry__error(err, BRY_EINVAL, "%d is no format; use a BRY_FORMAT_ constant", format);
  }
  return bry__buffer_finish(&b, out, err);
}
