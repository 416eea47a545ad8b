/* Stacked bars: how the answers of each group divide, the full width being all who answered.
 *
 * Values run from an orange over grey to a blue, which remain apart without colour vision; stripes on the one side and dots
 * on the other tell the sides apart without any colour. Numbers stand where there is room; the table beside has all. */
#include "core/svg.h"
#include "result/chart.h"
#include "result/codes.h"
#include "result/words.h"

#include <string.h>

enum {
  WIDTH = 400,
  FONT = 16,
  SMALL = 13,
  BAR = 26,
  GAP = 16,
  SWATCH = 22,
  LABEL_LINES = 4,
  PATTERNS = 7,
  PLAIN = 3 /* the pattern in the middle */
};

static const struct {
  const char *fill, *text;
} shades[PATTERNS] = {{"#a34a05", "#ffffff"}, {"#e08a2e", "#0b1620"}, {"#f6c58a", "#0b1620"}, {"#d5d9dd", "#0b1620"},
                      {"#a9cfe8", "#0b1620"}, {"#4d94c7", "#0b1620"}, {"#1c5a94", "#ffffff"}};

static const bry__text_style label_style = {.size = FONT, .anchor = "start"};
static const bry__text_style value_style = {.size = SMALL, .anchor = "end"};
static const bry__text_style legend_style = {.size = SMALL, .anchor = "start"};

bry__likert_style bry__likert_style_of(int32_t place, int32_t count) {
  int32_t last = count - 1, away = last > 0 ? 2 * place - last : 0; /* -last to last */
  int32_t steps = last > 0 ? ((away < 0 ? -away : away) * PLAIN * 2 + last) / (2 * last) : 0;
  if (away != 0 && steps == 0) steps = 1;
  int32_t at = away < 0 ? PLAIN - steps : PLAIN + steps;
  return (bry__likert_style){shades[at].fill, shades[at].text, at};
}

/* One picture being drawn from above. */
typedef struct likert {
  const bry__picture *picture;
  bry__codes values, groups;
  int32_t y;
  int has_withheld;
  bry__buffer body, text;
} likert;

static const char *text_of(const bry__buffer *b) {
  return b->data && !b->failed ? b->data : "";
}

/* --- patterns ----------------------------------------------------------------------------------------------------- */

/* Stripes that grow denser downwards, dots upwards. */
static void define_patterns(likert *l) {
  static const int32_t sizes[PATTERNS] = {5, 8, 12, 0, 11, 7, 5};
  bry__buffer_text(&l->body, "<defs>");
  for (int32_t i = 0; i < PATTERNS; i++) {
    if (i == PLAIN) continue;
    bry__buffer_format(&l->body,
                       "<pattern id=\"%s-p%d\" width=\"%d\" height=\"%d\" patternUnits=\"userSpaceOnUse\"%s>",
                       l->picture->prefix, (int)i, (int)sizes[i], (int)sizes[i],
                       i < PLAIN ? " patternTransform=\"rotate(45)\"" : "");
    const char *ink = shades[i].text;
    if (i < PLAIN)
      bry__buffer_format(&l->body, "<rect width=\"1\" height=\"%d\" fill=\"%s\" fill-opacity=\"0.45\"/>",
                         (int)sizes[i], ink);
    else
      bry__buffer_format(&l->body, "<circle cx=\"2\" cy=\"2\" r=\"1\" fill=\"%s\" fill-opacity=\"0.5\"/>", ink);
    bry__buffer_text(&l->body, "</pattern>");
  }
  bry__buffer_text(&l->body, "</defs>\n");
}

static void draw_box(likert *l, int32_t value, int32_t x, int32_t y, int32_t width, int32_t height) {
  bry__likert_style style = bry__likert_style_of(value, l->values.count);
  bry__svg_rect(&l->body, x, y, width, height, 2, style.fill);
  if (style.pattern == PLAIN) return;
  bry__buffer_format(&l->body,
                     "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\" fill=\"url(#%s-p%d)\"/>\n", (int)x,
                     (int)y, (int)width, (int)height, l->picture->prefix, (int)style.pattern);
}

/* --- parts -------------------------------------------------------------------------------------------------------- */

static const char *cell_text(likert *l, int64_t row, int32_t column) {
  bry__buffer_clear(&l->text);
  bry__put_cell(&l->text, l->picture->table, row, column, l->picture->lang);
  return text_of(&l->text);
}

/* A box and its value, one after the other, as many on a line as fit. */
static void draw_legend(likert *l) {
  int32_t x = 0, column = l->picture->dimensions[l->picture->dimension_count - 1];
  for (int32_t v = 0; v < l->values.count; v++) {
    bry__lines lines;
    const char *text = cell_text(l, l->values.row[v], column);
    int32_t room = WIDTH - SWATCH - 6, width = bry__text_width(text, strlen(text), SMALL);
    if (width > room) width = room;
    if (x > 0 && x + SWATCH + 6 + width > WIDTH) {
      x = 0;
      l->y += bry__line_height(FONT);
    }
    draw_box(l, v, x, l->y, SWATCH, FONT);
    bry__text_wrap(&lines, text, room, SMALL, 1);
    bry__svg_lines(&l->body, &lines, x + SWATCH + 6, l->y + SMALL, &legend_style);
    x += SWATCH + 6 + width + 14;
  }
  l->y += bry__line_height(FONT) + GAP;
}

/* Per cent without decimals: a bar is read at a glance. */
static void put_whole_percent(bry__buffer *b, double share, const char *lang) {
  bry__put_int64(b, (int64_t)(share * 100 + 0.5), lang);
  bry__buffer_text(b, "\xC2\xA0%");
}

static void draw_number(likert *l, int32_t value, double share, int32_t x, int32_t width) {
  bry__likert_style colours = bry__likert_style_of(value, l->values.count);
  bry__buffer_clear(&l->text);
  put_whole_percent(&l->text, share, l->picture->lang);
  const char *text = text_of(&l->text);
  int32_t needed = bry__text_width(text, strlen(text), SMALL) + 4;
  if (needed > width) return;
  bry__svg_rect(&l->body, x + (width - needed) / 2, l->y + 4, needed, BAR - 8, 3,
                colours.fill); /* behind: no pattern */
  bry__svg_text(&l->body, text, x + width / 2, l->y + BAR / 2 + SMALL * 3 / 8,
                &(bry__text_style){.size = SMALL, .anchor = "middle", .fill = colours.text});
}

/* The row of a group that has a value, or -1. */
static int64_t find_row(const likert *l, int32_t group, int32_t value) {
  for (int64_t r = l->groups.row[group]; r < bry_table_row_count(l->picture->table); r++)
    if (l->groups.of_row[r] == group && l->values.of_row[r] == value) return r;
  return -1;
}

static void draw_parts(likert *l, int32_t group) {
  const bry__picture *p = l->picture;
  double before = 0;
  for (int32_t v = 0; v < l->values.count; v++) {
    int64_t row = find_row(l, group, v);
    double share = row >= 0 ? bry_table_double(p->table, row, p->share) : 0;
    if (!(share > 0) || before + share > 1.001) continue;
    int32_t x = (int32_t)(before * WIDTH + 0.5), end = (int32_t)((before + share) * WIDTH + 0.5);
    before += share;
    if (end - x < 2) continue;
    draw_box(l, v, x, l->y, end - x - (end < WIDTH ? 1 : 0), BAR);
    draw_number(l, v, share, x, end - x);
  }
}

static int is_withheld(const likert *l, int32_t group) {
  const bry__picture *p = l->picture;
  return bry_table_missing(p->table, l->groups.row[group], p->share) == BRY_MISSING_WITHHELD;
}

/* The group's name above its bar, and how many answered. */
static void draw_label(likert *l, int32_t group) {
  const bry__picture *p = l->picture;
  bry__lines lines = {.count = 1};
  int64_t row = l->groups.row[group];
  int32_t taken = 0;
  if (p->respondents >= 0 || is_withheld(l, group)) {
    bry__buffer_clear(&l->text);
    if (!is_withheld(l, group)) bry__buffer_text(&l->text, "n = ");
    bry__put_cell(&l->text, p->table, row, is_withheld(l, group) ? p->share : p->respondents, p->lang);
    taken = bry__text_width(text_of(&l->text), strlen(text_of(&l->text)), SMALL) + FONT;
    bry__svg_text(&l->body, text_of(&l->text), WIDTH, l->y + FONT, &value_style);
  }
  bry__buffer_clear(&l->text);
  bry__chart_label(&l->text, p, row, 0, p->dimension_count - 2);
  bry__text_wrap(&lines, text_of(&l->text), WIDTH - taken, FONT, LABEL_LINES);
  if (lines.count > 0) bry__svg_lines(&l->body, &lines, 0, l->y + FONT, &label_style);
  l->y += FONT + 7 + (lines.count > 1 ? (lines.count - 1) * bry__line_height(FONT) : 0);
}

static void draw_group(likert *l, int32_t group) {
  draw_label(l, group);
  if (is_withheld(l, group))
    bry__svg_hatched(&l->body, l->picture->prefix, 0, l->y, WIDTH, BAR, 3);
  else
    draw_parts(l, group);
  l->y += BAR + GAP;
}

/* --- the picture -------------------------------------------------------------------------------------------------- */

static void describe(likert *l) {
  const bry__picture *p = l->picture;
  bry__buffer_clear(&l->text);
  bry__buffer_format(&l->text, "%s. ", bry__word_get(BRY__WORD_LIKERT, p->lang));
  bry__put_number_of(&l->text, l->groups.count, BRY__WORD_ROW, BRY__WORD_ROWS, p->lang);
  bry__buffer_char(&l->text, '.');
  bry__chart_facts(&l->text, p, bry__chart_largest(p, p->share), p->share);
}

static bry_status draw(bry__buffer *out, likert *l, bry_error **err) {
  const bry__picture *p = l->picture;
  define_patterns(l);
  draw_legend(l);
  for (int32_t g = 0; g < l->groups.count && !l->body.failed; g++)
    draw_group(l, g);
  if (l->groups.count == 0) {
    bry__svg_text(&l->body, bry__word_get(BRY__WORD_NO_DATA, p->lang), 0, FONT, &label_style);
    l->y = FONT + 7 + GAP;
  }
  describe(l);
  if (l->body.failed || l->text.failed) return bry__enomem(err);
  bry__svg_open(out, p->prefix, "width=\"100%\" style=\"max-width:28rem\" class=\"bry-likert\"", WIDTH,
                l->y - GAP + 2, p->title, l->text.data);
  bry__buffer_add(out, l->body.data, l->body.size);
  bry__buffer_text(out, "</svg>\n");
  return BRY_OK;
}

bry_status bry__likert_draw(bry__buffer *b, const bry__picture *p, bry_error **err) {
  likert l = {.picture = p};
  int32_t last = p->dimension_count - 1;
  bry_status status = BRY_OK;
  if (bry__codes_find(&l.values, p->table, &p->dimensions[last], 1) != 0 ||
      bry__codes_find(&l.groups, p->table, p->dimensions, last) != 0)
    status = bry__enomem(err);
  else if (l.values.count > BRY__LIKERT_VALUES_MAX)
    status = bry__error(err, BRY_EINVAL, "There are %d values: stacked bars show %d at most; draw bars instead.",
                        (int)l.values.count, BRY__LIKERT_VALUES_MAX);
  else
    status = draw(b, &l, err);
  bry__codes_free(&l.values);
  bry__codes_free(&l.groups);
  bry__buffer_free(&l.body);
  bry__buffer_free(&l.text);
  return status;
}
