/* The grid of shades: the dimension with more values down, the other across, the share as shade and in print.
 *
 * The picture is as wide as a phone, so that it never has to be scrolled: heads that are too wide for their column
 * stand aslant, and columns that don't fit side by side go on in a further grid below, under the same row labels.
 * Shades are of one hue and differ in lightness, so that they can be told apart without colour vision; each has the
 * text colour that reads best on it (4.5 : 1 or more). Withheld cells are hatched. */
#include "core/mem.h"
#include "core/svg.h"
#include "result/chart.h"
#include "result/codes.h"
#include "result/words.h"

#include <string.h>

enum {
  WIDTH = 360,
  FONT = 12,
  SIDE_MIN = 112, /* the row labels' width */
  SIDE_MAX = 190,
  COLUMNS_MAX = 8, /* side by side */
  CELL_MAX = 72,
  CELL_HEIGHT = 30,
  PAD = 3,
  ROW_LINES = 4,
  HEAD_LINES = 3,
  SLANT = 50,         /* degrees by which a head falls towards its column */
  SLANT_LENGTH = 132, /* of the longest such head */
  SLANT_HEIGHT = 78,  /* per cent of its length that it takes of the height */
  PANEL_GAP = 24,
  SHADES = 6,
  LEGEND = 44,
  CELLS_MAX = 100000
};

static const struct {
  const char *fill, *text;
} shades[SHADES] = {{"#e8f1f8", "#0b1620"}, {"#c5ddef", "#0b1620"}, {"#93c1e1", "#0b1620"},
                    {"#5a9fd0", "#0b1620"}, {"#2a78b5", "#ffffff"}, {"#0f4c81", "#ffffff"}};

/* --- the table as a grid ---------------------------------------------------------------------------------------- */

typedef struct axis {
  int32_t column;
  bry__codes codes;
} axis;

typedef struct grid {
  const bry__picture *picture;
  axis down, across;
  int64_t *cells; /* the row of the table, or -1 */
  double largest;
  int32_t panel; /* how many columns stand side by side */
  int32_t side, cell_width, head_height;
  int is_slanted;   /* the heads */
  int has_percent;  /* there is room for the sign in each cell */
  int has_withheld; /* known once the cells are drawn */
  bry__buffer text; /* room to work in */
} grid;

static void grid_clear(grid *g) {
  bry__codes_free(&g->down.codes);
  bry__codes_free(&g->across.codes);
  bry__free(g->cells);
  bry__buffer_free(&g->text);
}

static bry_status grid_init(grid *g, bry_error **err) {
  const bry__picture *p = g->picture;
  int64_t rows = bry_table_row_count(p->table);
  if (rows > CELLS_MAX)
    return bry__error(err, BRY_EINVAL, "The table has too many rows for a heat map: at most %d.", (int)CELLS_MAX);
  g->down.column = p->dimensions[0];
  g->across.column = p->dimensions[1];
  if (bry__codes_find(&g->down.codes, p->table, &g->down.column, 1) != 0 ||
      bry__codes_find(&g->across.codes, p->table, &g->across.column, 1) != 0)
    return bry__enomem(err);
  if (g->across.codes.count > g->down.codes.count) {
    axis more = g->across;
    g->across = g->down;
    g->down = more;
  }
  int64_t cells = (int64_t)g->down.codes.count * g->across.codes.count;
  if (cells > CELLS_MAX)
    return bry__error(err, BRY_EINVAL, "The heat map would have %lld cells; the most is %d: split by less.",
                      (long long)cells, (int)CELLS_MAX);
  g->cells = bry__alloc_zero((size_t)cells, sizeof *g->cells);
  if (!g->cells) return bry__enomem(err);
  memset(g->cells, 0xFF, (size_t)cells * sizeof *g->cells);
  for (int64_t r = rows - 1; r >= 0; r--) /* backwards: of several, the first stays */
    g->cells[(int64_t)g->down.codes.of_row[r] * g->across.codes.count + g->across.codes.of_row[r]] = r;
  int64_t largest = bry__chart_largest(p, p->share);
  g->largest = largest < 0 ? 0 : bry_table_double(p->table, largest, p->share);
  return BRY_OK;
}

/* --- drawing ---------------------------------------------------------------------------------------------------- */

/* Text of a cell of the table; valid until the next. */
static const char *cell_text(grid *g, int64_t row, int32_t column) {
  bry__buffer_clear(&g->text);
  bry__put_cell(&g->text, g->picture->table, row, column, g->picture->lang);
  return g->text.data && !g->text.failed ? g->text.data : "";
}

static int32_t smaller(int32_t a, int32_t b) {
  return a < b ? a : b;
}

static int32_t larger(int32_t a, int32_t b) {
  return a > b ? a : b;
}

/* The columns fill what the row labels leave, and the labels what the columns do. */
static void measure_columns(grid *g) {
  int32_t panels = (g->across.codes.count + COLUMNS_MAX - 1) / COLUMNS_MAX;
  g->panel = panels > 0 ? (g->across.codes.count + panels - 1) / panels : 1;
  g->cell_width = smaller((WIDTH - SIDE_MIN) / g->panel, CELL_MAX);
  g->side = smaller(WIDTH - g->panel * g->cell_width, SIDE_MAX);
}

/* Heads stand upright where their words fit, and are as high as the one with most lines or the longest. */
static void measure_heads(grid *g) {
  bry__lines lines;
  int32_t most = 1, longest = 0, word = 0, width = g->cell_width - PAD;
  for (int32_t c = 0; c < g->across.codes.count; c++) {
    const char *head = cell_text(g, g->across.codes.row[c], g->across.column);
    word = larger(word, bry__word_width(head, FONT));
    longest = larger(longest, bry__text_width(head, strlen(head), FONT));
    bry__text_wrap(&lines, head, width, FONT, HEAD_LINES);
    most = larger(most, lines.count);
  }
  g->is_slanted = word > width;
  g->head_height =
      g->is_slanted ? smaller(longest, SLANT_LENGTH) * SLANT_HEIGHT / 100 + FONT : most * bry__line_height(FONT) + 8;
}

static void measure(grid *g) {
  measure_columns(g);
  measure_heads(g);
  bry__buffer_clear(&g->text);
  bry__put_percent(&g->text, g->largest, g->picture->lang);
  g->has_percent = bry__text_width(g->text.data ? g->text.data : "", g->text.size, FONT) <= g->cell_width - 2;
}

/* Within its panel. */
static int32_t column_x(const grid *g, int32_t column) {
  return g->side + column % g->panel * g->cell_width;
}

static void draw_upright_head(bry__buffer *b, const grid *g, const char *text, int32_t middle, int32_t y) {
  static const bry__text_style style = {.size = FONT, .anchor = "middle"};
  bry__lines lines;
  bry__text_wrap(&lines, text, g->cell_width - PAD, FONT, HEAD_LINES);
  bry__svg_lines(b, &lines, middle, y + g->head_height - 8 - (lines.count - 1) * bry__line_height(FONT), &style);
}

/* It ends over the middle of its column, and begins over the row labels or a column to the left. */
static void draw_slanted_head(bry__buffer *b, const grid *g, const char *text, int32_t middle, int32_t y) {
  static const bry__text_style style = {.size = FONT, .anchor = "end"};
  bry__lines lines;
  bry__text_wrap(&lines, text, SLANT_LENGTH, FONT, 1);
  bry__buffer_format(b, "<g transform=\"translate(%d %d) rotate(%d)\">", (int)middle, (int)(y + g->head_height - 4),
                     (int)SLANT);
  bry__svg_lines(b, &lines, 0, 0, &style);
  bry__buffer_text(b, "</g>\n");
}

static void draw_head(bry__buffer *b, grid *g, int32_t column, int32_t y) {
  const char *text = cell_text(g, g->across.codes.row[column], g->across.column);
  int32_t middle = column_x(g, column) + g->cell_width / 2;
  if (g->is_slanted)
    draw_slanted_head(b, g, text, middle, y);
  else
    draw_upright_head(b, g, text, middle, y);
}

static int shade_of(const grid *g, double share) {
  if (!(share > 0) || !(g->largest > 0)) return 0;
  int shade = (int)(share / g->largest * SHADES);
  return shade >= SHADES ? SHADES - 1 : shade;
}

/* "27,5" for "27,5 %": the legend has the sign. */
static const char *without_percent(bry__buffer *text) {
  static const char *const signs[] = {"\xC2\xA0%", "%"};
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
    char *at = text->data && !text->failed ? strstr(text->data, signs[i]) : NULL;
    if (at) *at = '\0';
  }
  return text->data && !text->failed ? text->data : "";
}

static void draw_cell(bry__buffer *b, grid *g, int64_t row, int32_t x, int32_t y, int32_t height) {
  const bry__picture *p = g->picture;
  bry__text_style style = {.size = FONT, .anchor = "middle"};
  int32_t missing = bry_table_missing(p->table, row, p->share), width = g->cell_width - 2;
  if (missing == BRY_MISSING_WITHHELD) {
    bry__svg_hatched(b, p->prefix, x, y, width, height, 3);
    g->has_withheld = 1;
  } else if (missing == BRY_PRESENT) {
    int shade = shade_of(g, bry_table_double(p->table, row, p->share));
    bry__svg_rect(b, x, y, width, height, 3, shades[shade].fill);
    style.fill = shades[shade].text;
  }
  const char *text = cell_text(g, row, p->share);
  if (missing == BRY_PRESENT && !g->has_percent) text = without_percent(&g->text);
  bry__svg_text(b, text, x + width / 2, y + height / 2 + FONT * 3 / 8, &style);
}

/* Draws columns [begin, end) of a row from y on and returns where the next row begins. */
static int32_t draw_row(bry__buffer *b, grid *g, int32_t row, int32_t begin, int32_t end, int32_t y) {
  static const bry__text_style style = {.size = FONT, .anchor = "start"};
  bry__lines lines;
  bry__text_wrap(&lines, cell_text(g, g->down.codes.row[row], g->down.column), g->side - 2 * PAD, FONT, ROW_LINES);
  int32_t text_height = lines.count * bry__line_height(FONT);
  int32_t height = larger(text_height + 2 * PAD, CELL_HEIGHT);
  bry__svg_lines(b, &lines, 0, y + (height - text_height) / 2 + FONT, &style);
  for (int32_t c = begin; c < end; c++) {
    int64_t cell = g->cells[(int64_t)row * g->across.codes.count + c];
    if (cell >= 0) draw_cell(b, g, cell, column_x(g, c), y, height);
  }
  return y + height + 2;
}

/* Draws all panels and returns where they end. */
static int32_t draw_panels(bry__buffer *b, grid *g) {
  int32_t y = 0;
  for (int32_t begin = 0; begin < g->across.codes.count && !b->failed; begin += g->panel) {
    int32_t end = smaller(begin + g->panel, g->across.codes.count);
    y += begin > 0 ? PANEL_GAP : 0;
    for (int32_t c = begin; c < end; c++)
      draw_head(b, g, c, y);
    y += g->head_height;
    for (int32_t r = 0; r < g->down.codes.count && !b->failed; r++)
      y = draw_row(b, g, r, begin, end, y);
  }
  return y;
}

/* The shades from nothing to the largest share, and the hatching if there is any. */
static void draw_legend(bry__buffer *b, grid *g, int32_t y) {
  static const bry__text_style style = {.size = FONT, .anchor = "start"};
  enum { SWATCH = 22 };
  int32_t x = 0, base = y + FONT;
  for (int end = 0; end < 2; end++) {
    bry__buffer_clear(&g->text);
    bry__put_percent(&g->text, end ? g->largest : 0, g->picture->lang);
    const char *text = g->text.data && !g->text.failed ? g->text.data : "";
    bry__svg_text(b, text, x, base, &style);
    x += bry__text_width(text, strlen(text), FONT) + 6;
    for (int s = 0; s < SHADES && !end; s++, x += SWATCH)
      bry__svg_rect(b, x, y + 2, SWATCH - 1, FONT, 2, shades[s].fill);
    x += 4;
  }
  if (!g->has_withheld) return;
  bry__svg_hatched(b, g->picture->prefix, x + 8, y + 2, SWATCH, FONT, 2);
  bry__svg_text(b, bry__word_get(BRY__WORD_WITHHELD, g->picture->lang), x + 8 + SWATCH + 6, base, &style);
}

static void describe(bry__buffer *b, const bry__picture *p, const grid *g) {
  bry__buffer_format(b, "%s. ", bry__word_get(BRY__WORD_HEAT, p->lang));
  bry__put_number_of(b, g->down.codes.count, BRY__WORD_ROW, BRY__WORD_ROWS, p->lang);
  bry__buffer_text(b, ", ");
  bry__put_number_of(b, g->across.codes.count, BRY__WORD_COLUMN, BRY__WORD_COLUMNS, p->lang);
  bry__buffer_char(b, '.');
  bry__chart_facts(b, p, bry__chart_largest(p, p->share), p->share);
}

static bry_status draw(bry__buffer *b, grid *g, bry_error **err) {
  const bry__picture *p = g->picture;
  bry__buffer body = {0};

  measure(g);
  int32_t y = draw_panels(&body, g);
  if (g->down.codes.count > 0)
    draw_legend(&body, g, y + 16);
  else
    bry__svg_text(&body, bry__word_get(BRY__WORD_NO_DATA, p->lang), 0, FONT,
                  &(bry__text_style){.size = FONT, .anchor = "start"});

  bry__buffer_clear(&g->text);
  describe(&g->text, p, g);
  int failed = body.failed || g->text.failed;
  if (!failed) {
    bry__svg_open(b, p->prefix, "width=\"100%\" style=\"max-width:34rem\" class=\"bry-heat\"", WIDTH, y + LEGEND,
                  p->title, g->text.data);
    bry__buffer_add(b, body.data, body.size);
    bry__buffer_text(b, "</svg>\n");
  }
  bry__buffer_free(&body);
  return failed ? bry__enomem(err) : BRY_OK;
}

bry_status bry__heat_draw(bry__buffer *b, const bry__picture *p, bry_error **err) {
  grid g = {.picture = p};
  bry_status status = grid_init(&g, err);
  if (status == BRY_OK) status = draw(b, &g, err);
  grid_clear(&g);
  return status;
}
