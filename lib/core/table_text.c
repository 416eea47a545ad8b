/* A table for people to read in a terminal: a title, labels in their language, columns aligned by display width. Every
 * text is kept whole; a cell is formatted twice (to measure, to write) so that no copy of the table is needed. */
#include "core/mem.h"
#include "core/table_model.h"
#include "core/table_render.h"
#include "core/utf8.h"

#include <math.h>
#include <string.h>

static const char gap[] = "  ";

/* A number with `places` decimals (at most 3), in the language's way. */
static void put_decimals(bry__buffer *b, double value, int places, const char *lang) {
  static const int64_t units[] = {1, 10, 100, 1000};
  int64_t scaled = llround(fabs(value) * (double)units[places]);
  if (value < 0 && scaled > 0) bry__buffer_char(b, '-');
  bry__buffer_int(b, scaled / units[places]);
  if (places > 0) bry__buffer_char(b, bry__lang_index(lang) == BRY__EN ? '.' : ',');
  for (int i = places - 1; i >= 0; i--)
    bry__buffer_char(b, (char)('0' + scaled / units[i] % 10));
}

/* At most three decimals, and none that are zero at the end. */
static void put_rounded(bry__buffer *b, double value, const char *lang) {
  if (fabs(value) >= 1e12) {
    bry__buffer_double(b, value);
    return;
  }
  int64_t thousandths = llround(fabs(value) * 1000);
  int places = 3;
  while (places > 0 && thousandths % 10 == 0) {
    thousandths /= 10;
    places--;
  }
  put_decimals(b, value, places, lang);
}

static void put_number(bry__buffer *b, const bry_table *t, int64_t row, int32_t column, const char *lang) {
  if (t->columns[column].type == BRY_TYPE_INT64) {
    bry__buffer_int(b, bry_table_int64(t, row, column));
  } else if (bry__table_is_share(t, column) && fabs(bry_table_double(t, row, column)) < 1e12) {
    put_decimals(b, 100 * bry_table_double(t, row, column), 1, lang);
    bry__buffer_text(b, bry__table_is_change(t, column) ? " pp" : " %");
  } else {
    put_rounded(b, bry_table_double(t, row, column), lang);
  }
}

/* A text on one line: line breaks and tabs become spaces. */
static void put_line(bry__buffer *b, const char *text) {
  while (*text) {
    size_t plain = strcspn(text, "\r\n\t");
    bry__buffer_add(b, text, plain);
    text += plain;
    if (!*text) return;
    bry__buffer_char(b, ' ');
    text += text[0] == '\r' && text[1] == '\n' ? 2 : 1;
  }
}

/* The cell of a row, or of the header when row is -1, alone in `cell`. */
static void format_cell(bry__buffer *cell, const bry_table *t, int64_t row, int32_t column, const char *lang) {
  bry__buffer_clear(cell);
  if (row < 0) {
    put_line(cell, bry_table_column_label(t, column, lang));
    bry__buffer_text(cell, bry__table_unit(t, column, lang));
    return;
  }
  int32_t missing = bry_table_missing(t, row, column);
  if (missing != BRY_PRESENT) {
    bry__buffer_text(cell, missing == BRY_MISSING_WITHHELD ? ":" : "–");
  } else if (t->columns[column].type == BRY_TYPE_TEXT || t->columns[column].is_flag) {
    put_line(cell, bry_table_value_label(t, row, column, lang));
  } else {
    put_number(cell, t, row, column, lang);
  }
}

static void pad(bry__buffer *b, const char *with, int64_t count) {
  for (int64_t i = 0; i < count; i++)
    bry__buffer_text(b, with);
}

static void put_row(bry__buffer *b, bry__buffer *cell, const bry_table *t, int64_t row, const int64_t *widths,
                    const char *lang) {
  for (int32_t c = 0; c < t->column_count; c++) {
    format_cell(cell, t, row, c, lang);
    if (cell->failed) return;
    int64_t spaces = widths[c] - bry__utf8_width(cell->data, cell->size);
    int right = t->columns[c].type != BRY_TYPE_TEXT, last = c + 1 == t->column_count;
    if (c) bry__buffer_text(b, gap);
    if (right) pad(b, " ", spaces);
    bry__buffer_add(b, cell->data, cell->size);
    if (!right && !last) pad(b, " ", spaces);
  }
  bry__buffer_char(b, '\n');
}

static void measure(bry__buffer *cell, const bry_table *t, int64_t *widths, const char *lang) {
  for (int64_t row = -1; row < t->row_count; row++) {
    for (int32_t c = 0; c < t->column_count && !cell->failed; c++) {
      format_cell(cell, t, row, c, lang);
      int64_t width = cell->failed ? 0 : bry__utf8_width(cell->data, cell->size);
      if (width > widths[c]) widths[c] = width;
    }
  }
}

static void put_rule(bry__buffer *b, const bry_table *t, const int64_t *widths) {
  for (int32_t c = 0; c < t->column_count; c++) {
    if (c) bry__buffer_text(b, gap);
    pad(b, "─", widths[c]);
  }
  bry__buffer_char(b, '\n');
}

void bry__table_text_render(bry__buffer *b, const bry_table *t, const char *lang) {
  bry__buffer cell = {0};
  bry__buffer_text(&cell, ""); /* from here on there is memory behind it, also for empty cells */
  int64_t *widths = bry__alloc_zero((size_t)t->column_count, sizeof *widths);
  if (widths) {
    measure(&cell, t, widths, lang);
    put_line(b, bry_table_title(t, lang));
    bry__buffer_char(b, '\n');
    put_row(b, &cell, t, -1, widths, lang);
    put_rule(b, t, widths);
    for (int64_t row = 0; row < t->row_count; row++)
      put_row(b, &cell, t, row, widths, lang);
  }
  if (!widths || cell.failed) b->failed = 1;
  bry__free(widths);
  bry__buffer_free(&cell);
}
