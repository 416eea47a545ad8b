/* Pictures of tables: what they need of a table, and the bars.
 *
 * The label stands above its bar, and the full width of the picture is the whole, 100 per cent: so it reads the same
 * on a phone as on a wide page. The grid of shades is in heat.c. */
#include "result/chart.h"

#include "core/hash.h"
#include "core/svg.h"
#include "core/utf8.h"
#include "result/words.h"

#include <math.h>
#include <string.h>

enum { WIDTH = 400, FONT = 16, BAR = 10, GAP = 16, LABEL_LINES = 4 };

#define BAR_COLOUR "#2a78b5" /* 4.7 : 1 on white, 3.8 : 1 on the report's dark page */

static const bry__text_style label_style = {.size = FONT, .anchor = "start"};
static const bry__text_style value_style = {.size = FONT, .anchor = "end"};

/* --- what a picture needs --------------------------------------------------------------------------------------- */

static void find_columns(bry__picture *p) {
  int32_t last = -1; /* what an interval is of */
  p->share = p->count = p->respondents = p->mean = p->low = p->high = -1;
  for (int32_t c = 0; c < bry_table_column_count(p->table); c++) {
    int32_t role = bry_table_column_role(p->table, c);
    if (role == BRY_ROLE_DIMENSION && p->dimension_count < BRY__DIMENSIONS_MAX)
      p->dimensions[p->dimension_count++] = c;
    else if (role == BRY_ROLE_SHARE && p->share < 0)
      p->share = c;
    else if (role == BRY_ROLE_MEAN && p->mean < 0)
      p->mean = c;
    else if (role == BRY_ROLE_COUNT && p->share < 0) /* the last one before a share is what the share is of */
      p->count = c;
    if (role == BRY_ROLE_COUNT && p->respondents < 0) p->respondents = c;
    if (role == BRY_ROLE_LOW && last == bry__trend_column(p)) p->low = c;
    if (role == BRY_ROLE_HIGH && last == bry__trend_column(p)) p->high = c;
    if (role != BRY_ROLE_LOW && role != BRY_ROLE_HIGH) last = c;
  }
  if (p->share < 0) p->count = p->respondents;
}

int64_t bry__chart_largest(const bry__picture *p, int32_t value_column) {
  int64_t largest = -1;
  for (int64_t r = 0; r < bry_table_row_count(p->table); r++) {
    double value = bry_table_double(p->table, r, value_column);
    if (bry_table_missing(p->table, r, value_column) == BRY_PRESENT && isfinite(value) &&
        (largest < 0 || value > bry_table_double(p->table, largest, value_column)))
      largest = r;
  }
  return largest;
}

void bry__chart_label(bry__buffer *b, const bry__picture *p, int64_t row, int32_t first, int32_t last) {
  for (int32_t d = first; d <= last; d++) {
    if (d > first) bry__buffer_text(b, " \xC2\xB7 ");
    bry__put_cell(b, p->table, row, p->dimensions[d], p->lang);
  }
}

static int64_t count_withheld(const bry__picture *p, int32_t column) {
  int64_t withheld = 0;
  for (int64_t r = 0; r < bry_table_row_count(p->table); r++)
    withheld += bry_table_missing(p->table, r, column) == BRY_MISSING_WITHHELD;
  return withheld;
}

void bry__chart_facts(bry__buffer *b, const bry__picture *p, int64_t row, int32_t value_column) {
  if (row >= 0) {
    bry__buffer_format(b, " %s: ", bry__word_get(BRY__WORD_LARGEST, p->lang));
    bry__chart_label(b, p, row, 0, p->dimension_count - 1);
    bry__buffer_text(b, ", ");
    bry__put_cell(b, p->table, row, value_column, p->lang);
    bry__buffer_char(b, '.');
  }
  int64_t withheld = count_withheld(p, value_column);
  if (withheld > 0) {
    bry__buffer_format(b, " %s: ", bry__word_get(BRY__WORD_WITHHELD, p->lang));
    bry__put_int64(b, withheld, p->lang);
    bry__buffer_char(b, '.');
  }
}

/* --- bars ------------------------------------------------------------------------------------------------------- */

/* One picture being drawn from above. */
typedef struct bars {
  const bry__picture *picture;
  int32_t column; /* the bars' lengths */
  double whole;   /* the full width */
  int32_t y;      /* where the next thing is drawn */
  bry__buffer body;
  bry__buffer text; /* room to work in */
} bars;

static const char *text_of(const bry__buffer *b) {
  return b->data && !b->failed ? b->data : "";
}

/* What stands behind the label: "38 · 27,5 %". */
static void put_value(bars *b, int64_t row) {
  const bry__picture *p = b->picture;
  int present = bry_table_missing(p->table, row, b->column) == BRY_PRESENT;
  if (present && p->share >= 0 && p->count >= 0) {
    bry__put_cell(&b->text, p->table, row, p->count, p->lang);
    bry__buffer_text(&b->text, " \xC2\xB7 ");
  }
  bry__put_cell(&b->text, p->table, row, b->column, p->lang);
}

static int32_t bar_width(const bars *b, int64_t row) {
  double part = bry_table_double(b->picture->table, row, b->column);
  if (!(part > 0) || !(b->whole > 0)) return 0;
  return part >= b->whole ? WIDTH : (int32_t)(part / b->whole * WIDTH + 0.5);
}

static int is_withheld(const bars *b, int64_t row) {
  return bry_table_missing(b->picture->table, row, b->column) == BRY_MISSING_WITHHELD;
}

/* The value on the right, and the dimensions `first` to `last` on the left. */
static void draw_label(bars *b, int64_t row, int32_t first, int32_t last) {
  bry__lines lines;
  bry__buffer_clear(&b->text);
  put_value(b, row);
  int32_t value_width = bry__text_width(text_of(&b->text), strlen(text_of(&b->text)), FONT);
  bry__svg_text(&b->body, text_of(&b->text), WIDTH, b->y + FONT, &value_style);

  bry__buffer_clear(&b->text);
  bry__chart_label(&b->text, b->picture, row, first, last);
  bry__text_wrap(&lines, text_of(&b->text), WIDTH - value_width - FONT, FONT, LABEL_LINES);
  bry__svg_lines(&b->body, &lines, 0, b->y + FONT, &label_style);
  b->y += FONT + 7 + (lines.count > 1 ? (lines.count - 1) * bry__line_height(FONT) : 0);
}

static void draw_bar(bars *b, int64_t row, int32_t first, int32_t last) {
  draw_label(b, row, first, last);
  if (is_withheld(b, row)) {
    bry__svg_hatched(&b->body, b->picture->prefix, 0, b->y, WIDTH, BAR, 3);
  } else {
    int32_t width = bar_width(b, row);
    bry__svg_rect(&b->body, 0, b->y, WIDTH, BAR, 3, "currentColor\" fill-opacity=\"0.1");
    if (width > 0) bry__svg_rect(&b->body, 0, b->y, width, BAR, 3, BAR_COLOUR);
  }
  b->y += BAR + GAP;
}

static void draw_heading(bars *b, int64_t row, int32_t last) {
  static const bry__text_style style = {.size = FONT + 1, .anchor = "start", .bold = 1};
  bry__lines lines;
  bry__buffer_clear(&b->text);
  bry__chart_label(&b->text, b->picture, row, 0, last);
  bry__text_wrap(&lines, text_of(&b->text), WIDTH, style.size, LABEL_LINES);
  b->y += b->y > 0 ? GAP : 0;
  bry__svg_lines(&b->body, &lines, 0, b->y + style.size, &style);
  b->y += lines.count * bry__line_height(style.size) + GAP / 2;
}

/* Rows that differ in the last dimension only stand under one heading. */
static int same_heading(const bry__picture *p, int64_t a, int64_t b) {
  for (int32_t d = 0; d + 1 < p->dimension_count; d++) {
    int32_t column = p->dimensions[d];
    const char *left = bry_table_text(p->table, a, column), *right = bry_table_text(p->table, b, column);
    if (!left != !right || (left && strcmp(left, right) != 0) ||
        bry_table_int64(p->table, a, column) != bry_table_int64(p->table, b, column))
      return 0;
  }
  return 1;
}

/* Draws the rows under one heading and returns where the next begin. A group that is wholly withheld is one bar. */
static int64_t draw_group(bars *b, int64_t begin) {
  int32_t last = b->picture->dimension_count - 1;
  int64_t rows = bry_table_row_count(b->picture->table), end = begin;
  int all_withheld = last > 0;
  for (; end < rows && same_heading(b->picture, begin, end); end++)
    all_withheld = all_withheld && is_withheld(b, end);
  if (all_withheld) {
    b->y += b->y > 0 ? GAP : 0;
    draw_bar(b, begin, 0, last - 1);
    return end;
  }
  if (last > 0) draw_heading(b, begin, last - 1);
  for (int64_t r = begin; r < end && !b->body.failed; r++)
    draw_bar(b, r, last, last);
  return end;
}

static void describe(bars *b, int64_t largest) {
  const bry__picture *p = b->picture;
  bry__buffer_clear(&b->text);
  bry__buffer_format(&b->text, "%s. ", bry__word_get(BRY__WORD_BARS, p->lang));
  bry__put_number_of(&b->text, bry_table_row_count(p->table), BRY__WORD_ROW, BRY__WORD_ROWS, p->lang);
  bry__buffer_char(&b->text, '.');
  bry__chart_facts(&b->text, p, largest, b->column);
}

bry_status bry__bars_draw(bry__buffer *out, const bry__picture *p, bry_error **err) {
  bars b = {.picture = p, .column = p->share >= 0 ? p->share : p->count};
  int64_t largest = bry__chart_largest(p, b.column), rows = bry_table_row_count(p->table);
  b.whole = p->share >= 0 || largest < 0 ? 1 : bry_table_double(p->table, largest, b.column);

  for (int64_t r = 0; r < rows && !b.body.failed;)
    r = draw_group(&b, r);
  if (rows == 0) {
    bry__svg_text(&b.body, bry__word_get(BRY__WORD_NO_DATA, p->lang), 0, FONT, &label_style);
    b.y = FONT + 7 + GAP;
  }
  describe(&b, largest);

  int failed = b.body.failed || b.text.failed;
  if (!failed) {
    bry__svg_open(out, p->prefix, "width=\"100%\" style=\"max-width:28rem\" class=\"bry-bars\"", WIDTH, b.y - GAP + 2,
                  p->title, b.text.data);
    bry__buffer_add(out, b.body.data, b.body.size);
    bry__buffer_text(out, "</svg>\n");
  }
  bry__buffer_free(&b.body);
  bry__buffer_free(&b.text);
  return failed ? bry__enomem(err) : BRY_OK;
}

/* --- the call --------------------------------------------------------------------------------------------------- */

static bry_status check_chart(const bry__picture *p, int32_t chart, bry_error **err) {
  const char *name = bry_table_name(p->table);
  if (chart < BRY_CHART_BARS || chart > BRY_CHART_TREND)
    return bry__error(err, BRY_EINVAL,
                      "There is no picture of kind %d: pass BRY_CHART_BARS, _HEAT, _LIKERT or _TREND.", chart);
  if (chart == BRY_CHART_BARS && (p->dimension_count < 1 || (p->share < 0 && p->count < 0)))
    return bry__error(err, BRY_EINVAL,
                      "Bars need a column that splits the table and one of shares or counts; \"%s\" has not both.",
                      name);
  if (chart == BRY_CHART_HEAT && (p->dimension_count < 2 || p->share < 0))
    return bry__error(
        err, BRY_EINVAL,
        "A heat map needs two columns that split the table and one of shares; \"%s\" has not all three.", name);
  if (chart == BRY_CHART_LIKERT && (p->dimension_count < 1 || p->share < 0))
    return bry__error(err, BRY_EINVAL, "Stacked bars need a column of values and one of shares; \"%s\" has not both.",
                      name);
  if (chart == BRY_CHART_TREND && (p->dimension_count < 1 || bry__trend_column(p) < 0))
    return bry__error(err, BRY_EINVAL,
                      "A trend needs a column that splits the table and one of means or shares; \"%s\" has not both.",
                      name);
  return BRY_OK;
}

bry_status bry__chart_prepare(bry__picture *p, int32_t chart, bry_error **err) {
  find_columns(p);
  return check_chart(p, chart, err);
}

bry_status bry__chart_draw(bry__buffer *b, const bry_table *table, int32_t chart, const char *title, const char *lang,
                           const char *prefix, bry_error **err) {
  bry__picture p = {.table = table, .title = title, .lang = lang, .prefix = prefix};
  bry_status status = bry__chart_prepare(&p, chart, err);
  if (status != BRY_OK) return status;
  switch (chart) {
  case BRY_CHART_BARS:
    return bry__bars_draw(b, &p, err);
  case BRY_CHART_HEAT:
    return bry__heat_draw(b, &p, err);
  case BRY_CHART_LIKERT:
    return bry__likert_draw(b, &p, err);
  default:
    return bry__trend_draw(b, &p, err);
  }
}

/* Pictures of different tables on one page get different ids. */
static void make_prefix(char out[32], const bry_table *table, int32_t chart) {
  const char *title = bry_table_title(table, "nb");
  size_t rows = (size_t)bry_table_row_count(table);
  uint64_t hash = bry__hash64(title, strlen(title)) + (uint64_t)chart;
  for (int32_t c = 0; c < bry_table_column_count(table); c++) {
    const double *values = bry_table_double_data(table, c);
    hash = hash * 31 + bry__hash64(bry_table_missing_data(table, c), rows);
    hash = hash * 31 + (values ? bry__hash64(values, rows * sizeof *values) : 0);
  }
  memcpy(out, "bry-", 4);
  bry__hex((const uint8_t *)&hash, 6, out + 4);
}

bry_status bry_chart_svg(const bry_table *table, int32_t chart, const char *lang, bry_text **out, bry_error **err) {
  bry__buffer b = {0};
  char prefix[32];

  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: pass a place for the picture.");
  *out = NULL;
  if (!table) return bry__error(err, BRY_EINVAL, "The table is NULL: pass the table to draw.");
  make_prefix(prefix, table, chart);
  bry_status status = bry__chart_draw(&b, table, chart, bry_table_title(table, lang), lang, prefix, err);
  if (status == BRY_OK) status = bry__buffer_finish(&b, out, err);
  bry__buffer_free(&b);
  return status;
}
