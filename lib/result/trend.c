/* Lines along the first dimension: waves, years, rounds. Each line has its own colour, dashes and mark, and its name in the
 * legend; a value that is not there breaks it, and a withheld one is marked with ":" at the foot. */
#include "core/svg.h"
#include "result/chart.h"
#include "result/codes.h"
#include "result/words.h"

#include <math.h>
#include <string.h>

enum {
  WIDTH = 400,
  FONT = 13,
  SIDE = 46, /* the scale's labels */
  HEIGHT = 220,
  EDGE = 22, /* left and right of the outermost points */
  SAMPLE = 34,
  GAP = 12,
  TICKS_MAX = 6
};

static const bry__trend_style styles[BRY__TREND_LINES_MAX] = {
    {"#2a78b5", ""},    {"#c2571a", "7 4"}, {"#2f8f6b", "2 3"},      {"#a8468f", "10 3 2 3"},
    {"#7a6a00", "4 2"}, {"#b03a48", "1 4"}, {"#5b6ea8", "12 4 4 4"}, {"#6f7780", "3 6"}};

static const bry__text_style left = {.size = FONT, .anchor = "start"}, middle = {.size = FONT, .anchor = "middle"},
                             right = {.size = FONT, .anchor = "end"};

bry__trend_style bry__trend_style_of(int32_t line) {
  return styles[line % BRY__TREND_LINES_MAX];
}

int32_t bry__trend_column(const bry__picture *p) {
  return p->mean >= 0 ? p->mean : p->share;
}

typedef struct trend {
  const bry__picture *picture;
  int32_t column;
  bry__codes points, lines;
  double low, high, step; /* of the scale */
  int32_t top, foot;      /* of the plot */
  int is_share, has_withheld;
  bry__buffer body, text;
} trend;

static const char *text_of(const bry__buffer *b) {
  return b->data && !b->failed ? b->data : "";
}

/* --- the scale ---------------------------------------------------------------------------------------------------- */

static int is_there(const trend *t, int64_t row, int32_t column) {
  return column >= 0 && bry_table_missing(t->picture->table, row, column) == BRY_PRESENT;
}

static void widen(trend *t, int64_t row, int32_t column) {
  if (!is_there(t, row, column)) return;
  double value = bry_table_double(t->picture->table, row, column);
  t->low = fmin(t->low, value);
  t->high = fmax(t->high, value);
}

/* Shares begin at nought; means where they do, in round steps. */
static void find_scale(trend *t) {
  const bry__picture *p = t->picture;
  t->low = INFINITY;
  t->high = -INFINITY;
  for (int64_t r = 0; r < bry_table_row_count(p->table); r++) {
    widen(t, r, t->column);
    widen(t, r, p->low);
    widen(t, r, p->high);
  }
  if (t->is_share) t->low = fmin(t->low, 0);
  if (!(t->high > t->low)) {
    t->low = isfinite(t->low) ? t->low - (t->low > 0 ? 0.5 : 0) : 0;
    t->high = t->low + 1;
  }
  double rough = (t->high - t->low) / (TICKS_MAX - 1), unit = pow(10, floor(log10(rough)));
  t->step = rough <= unit ? unit : rough <= 2 * unit ? 2 * unit : rough <= 5 * unit ? 5 * unit : 10 * unit;
  t->low = floor(t->low / t->step + 1e-9) * t->step;
  t->high = ceil(t->high / t->step - 1e-9) * t->step;
}

static int32_t y_of(const trend *t, double value) {
  return t->foot - (int32_t)((value - t->low) / (t->high - t->low) * (t->foot - t->top) + 0.5);
}

static int32_t x_of(const trend *t, int32_t point) {
  int32_t room = WIDTH - SIDE - 2 * EDGE;
  if (t->points.count < 2) return SIDE + EDGE + room / 2;
  return SIDE + EDGE + (int32_t)((double)room * point / (t->points.count - 1) + 0.5);
}

static void draw_scale(trend *t) {
  int32_t count = (int32_t)((t->high - t->low) / t->step + 0.5);
  for (int32_t i = 0; i <= count; i++) {
    double value = t->low + i * t->step;
    int32_t y = y_of(t, value);
    bry__buffer_format(
        &t->body, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"currentColor\" stroke-opacity=\"%s\"/>\n",
        SIDE, (int)y, WIDTH, (int)y, i == 0 ? "0.5" : "0.15");
    bry__buffer_clear(&t->text);
    if (t->is_share)
      bry__put_rounded(&t->text, value * 100, t->picture->lang);
    else
      bry__put_rounded(&t->text, value, t->picture->lang);
    if (t->is_share) bry__buffer_text(&t->text, "\xC2\xA0%");
    bry__svg_text(&t->body, text_of(&t->text), SIDE - 6, y + FONT * 3 / 8, &right);
  }
}

/* As many names under the axis as fit, the first always. */
static void draw_points(trend *t) {
  const bry__picture *p = t->picture;
  int32_t each = t->points.count > 1 ? (WIDTH - SIDE - 2 * EDGE) / (t->points.count - 1) : WIDTH - SIDE, widest = 1;
  for (int32_t i = 0; i < t->points.count; i++) {
    bry__buffer_clear(&t->text);
    bry__put_cell(&t->text, p->table, t->points.row[i], p->dimensions[0], p->lang);
    int32_t width = bry__text_width(text_of(&t->text), t->text.size, FONT) + 6;
    widest = width > widest ? width : widest;
  }
  int32_t every = each > 0 ? (widest + each - 1) / each : t->points.count;
  for (int32_t i = 0; i<t->points.count; i += every> 0 ? every : 1) {
    bry__lines lines;
    bry__buffer_clear(&t->text);
    bry__put_cell(&t->text, p->table, t->points.row[i], p->dimensions[0], p->lang);
    int32_t x = x_of(t, i), most = 2 * (x < WIDTH - x ? x : WIDTH - x);
    bry__text_wrap(&lines, text_of(&t->text), most, FONT, 1);
    bry__svg_lines(&t->body, &lines, x, t->foot + FONT + 18, &middle);
  }
}

/* --- lines -------------------------------------------------------------------------------------------------------- */

static int64_t find_row(const trend *t, int32_t line, int32_t point) {
  for (int64_t r = 0; r < bry_table_row_count(t->picture->table); r++)
    if (t->lines.of_row[r] == line && t->points.of_row[r] == point) return r;
  return -1;
}

/* A disc, a box, a diamond or a triangle. */
static void draw_mark(trend *t, int32_t line, int32_t x, int32_t y) {
  static const char *const shapes[] = {"M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z", "M-4 -4h8v8h-8z",
                                       "M0 -5l5 5l-5 5l-5 -5z", "M0 -5l5 9h-10z"};
  bry__buffer_format(&t->body, "<path d=\"%s\" transform=\"translate(%d %d)\" fill=\"%s\"/>\n", shapes[line % 4],
                     (int)x, (int)y, styles[line].colour);
}

static void draw_stroke(trend *t, int32_t line, int32_t x1, int32_t y1, int32_t x2, int32_t y2, const char *width) {
  bry__buffer_format(&t->body, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"%s\"",
                     (int)x1, (int)y1, (int)x2, (int)y2, styles[line].colour, width);
  if (*styles[line].dashes) bry__buffer_format(&t->body, " stroke-dasharray=\"%s\"", styles[line].dashes);
  bry__buffer_text(&t->body, "/>\n");
}

/* The interval, beside those of other lines at the same point. */
static void draw_interval(trend *t, int32_t line, int64_t row, int32_t x) {
  const bry__picture *p = t->picture;
  if (!is_there(t, row, p->low) || !is_there(t, row, p->high)) return;
  int32_t beside = x + (2 * line - t->lines.count + 1) * 2;
  bry__buffer_format(&t->body,
                     "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"2\" "
                     "stroke-opacity=\"0.45\"/>\n",
                     (int)beside, (int)y_of(t, bry_table_double(p->table, row, p->low)), (int)beside,
                     (int)y_of(t, bry_table_double(p->table, row, p->high)), styles[line].colour);
}

static void draw_withheld(trend *t, int32_t line, int32_t x) {
  bry__text_style style = {.size = FONT, .anchor = "middle", .fill = styles[line].colour, .bold = 1};
  bry__svg_text(&t->body, ":", x + (2 * line - t->lines.count + 1) * 3, t->foot + FONT, &style);
  t->has_withheld = 1;
}

static void draw_line(trend *t, int32_t line) {
  const bry_table *table = t->picture->table;
  int32_t before_x = -1, before_y = 0;
  for (int32_t i = 0; i < t->points.count && !t->body.failed; i++) {
    int64_t row = find_row(t, line, i);
    int32_t x = x_of(t, i);
    if (row < 0 || !is_there(t, row, t->column)) {
      int withheld = row >= 0 && bry_table_missing(table, row, t->column) == BRY_MISSING_WITHHELD;
      if (withheld) draw_withheld(t, line, x);
      before_x = -1;
      continue;
    }
    int32_t y = y_of(t, bry_table_double(table, row, t->column));
    if (before_x >= 0) draw_stroke(t, line, before_x, before_y, x, y, "2.5");
    draw_interval(t, line, row, x);
    draw_mark(t, line, x, y);
    before_x = x;
    before_y = y;
  }
}

/* A line each, above the plot; returns where that ends. */
static int32_t draw_legend(trend *t) {
  const bry__picture *p = t->picture;
  int32_t y = 0;
  for (int32_t l = 0; l < t->lines.count && p->dimension_count > 1; l++) {
    bry__lines lines;
    draw_stroke(t, l, 0, y + FONT / 2 + 2, SAMPLE, y + FONT / 2 + 2, "2.5");
    draw_mark(t, l, SAMPLE / 2, y + FONT / 2 + 2);
    bry__buffer_clear(&t->text);
    bry__chart_label(&t->text, p, t->lines.row[l], 1, p->dimension_count - 1);
    bry__text_wrap(&lines, text_of(&t->text), WIDTH - SAMPLE - 8, FONT, 1);
    bry__svg_lines(&t->body, &lines, SAMPLE + 8, y + FONT, &left);
    y += bry__line_height(FONT) + 2;
  }
  return y + (y > 0 ? GAP : 0);
}

/* --- the picture -------------------------------------------------------------------------------------------------- */

static void describe(trend *t) {
  const bry__picture *p = t->picture;
  bry__buffer_clear(&t->text);
  bry__buffer_format(&t->text, "%s. ", bry__word_get(BRY__WORD_TREND, p->lang));
  bry__put_number_of(&t->text, t->lines.count, BRY__WORD_LINE, BRY__WORD_LINES, p->lang);
  bry__buffer_text(&t->text, ", ");
  bry__put_number_of(&t->text, t->points.count, BRY__WORD_POINT, BRY__WORD_POINTS, p->lang);
  bry__buffer_char(&t->text, '.');
  bry__chart_facts(&t->text, p, bry__chart_largest(p, t->column), t->column);
}

static bry_status draw(bry__buffer *out, trend *t, bry_error **err) {
  const bry__picture *p = t->picture;
  t->top = draw_legend(t) + FONT / 2;
  t->foot = t->top + HEIGHT;
  find_scale(t);
  if (t->points.count > 0) {
    draw_scale(t);
    draw_points(t);
  } else {
    bry__svg_text(&t->body, bry__word_get(BRY__WORD_NO_DATA, p->lang), 0, t->top + FONT, &left);
  }
  for (int32_t l = 0; l < t->lines.count; l++)
    draw_line(t, l);
  if (t->has_withheld) {
    bry__buffer_clear(&t->text);
    bry__buffer_format(&t->text, ": %s", bry__word_get(BRY__WORD_WITHHELD, p->lang));
    bry__svg_text(&t->body, text_of(&t->text), SIDE, t->foot + 2 * FONT + 24, &left);
  }
  describe(t);
  if (t->body.failed || t->text.failed) return bry__enomem(err);
  int32_t height = t->points.count > 0 ? t->foot + FONT + 26 + (t->has_withheld ? FONT + 6 : 0) : t->top + 2 * FONT;
  bry__svg_open(out, p->prefix, "width=\"100%\" style=\"max-width:28rem\" class=\"bry-trend\"", WIDTH, height,
                p->title, t->text.data);
  bry__buffer_add(out, t->body.data, t->body.size);
  bry__buffer_text(out, "</svg>\n");
  return BRY_OK;
}

bry_status bry__trend_draw(bry__buffer *b, const bry__picture *p, bry_error **err) {
  trend t = {.picture = p, .column = bry__trend_column(p), .is_share = p->mean < 0};
  bry_status status = BRY_OK;
  if (bry__codes_find(&t.points, p->table, p->dimensions, 1) != 0 ||
      bry__codes_find(&t.lines, p->table, p->dimensions + 1, p->dimension_count - 1) != 0)
    status = bry__enomem(err);
  else if (t.lines.count > BRY__TREND_LINES_MAX)
    status =
        bry__error(err, BRY_EINVAL, "There would be %d lines, of which nobody can read more than %d: split by less.",
                   (int)t.lines.count, BRY__TREND_LINES_MAX);
  else
    status = draw(b, &t, err);
  bry__codes_free(&t.points);
  bry__codes_free(&t.lines);
  bry__buffer_free(&t.body);
  bry__buffer_free(&t.text);
  return status;
}
