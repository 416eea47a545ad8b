/* A map as an SVG picture: boxes for nodes, lines for edges, bands for zones and levels, and what the shapes mean. */
#include "core/error.h"
#include "core/hash.h"
#include "core/label.h"
#include "core/mem.h"
#include "core/strings.h"
#include "core/svg.h"
#include "map/layout.h"

#include <math.h>
#include <string.h>

enum { FONT = 13, PAD = 12, WIDTH_MIN = 280, WIDTH_MAX = 4000, NODES_MAX = 2000, SHAPES = 6, FILLS = 8, DASHES = 5 };

/* Light, told apart also by those who see few colours; what a kind is, its shape says too. */
static const char *const fills[FILLS] = {"#d3e4f5", "#fbe3c2", "#d6ecd2", "#f2d5e4",
                                         "#e2dcf4", "#f5efb5", "#d2ebeb", "#e4e4e4"};
static const char *const dashes[DASHES] = {"", "7 4", "2 4", "10 4 2 4", "12 6"};
static const char ink[] = "#1c2733";

typedef struct picture {
  const bry_map *map;
  const char *title, *lang;
  bry__strings node_kinds, edge_kinds; /* in the order they come */
  bry__layout layout;
  bry__buffer body;
  double heaviest;
  char prefix[24];
  bry_status status;
} picture;

static const char *word(const picture *p, const char *nb, const char *nn, const char *en) {
  const char *const words[] = {nb, nn, en};
  return words[bry__lang_index(p->lang)];
}

static int32_t kind_of(const bry__strings *kinds, const bry__traits *is) {
  const char *kind = is->text[BRY__MAP_KIND];
  return kind ? (int32_t)bry__strings_find(kinds, kind, strlen(kind)) : -1;
}

/* --- boxes -------------------------------------------------------------------------------------------------------- */

static int32_t text_room(const picture *p) {
  int32_t half = (p->layout.width - 4 * BRY__LAYOUT_MARGIN - BRY__LAYOUT_GAP) / 2;
  return (half < 190 ? half : 190) - 4 * PAD;
}

static void wrap_label(const picture *p, int32_t node, bry__lines *lines) {
  bry__text_wrap(lines, bry__node_label_in(&p->map->nodes[node], p->lang), text_room(p), FONT, 4);
}

static void size_box(picture *p, int32_t node) {
  bry__lines lines;
  int32_t widest = 24;
  wrap_label(p, node, &lines);
  for (int32_t i = 0; i < lines.count; i++) {
    int32_t width = bry__text_width(lines.line[i].text, lines.line[i].size, FONT) + 8; /* a hyphen or an ellipsis */
    widest = width > widest ? width : widest;
  }
  p->layout.spots[node].width = widest + 2 * PAD;
  p->layout.spots[node].height = lines.count * bry__line_height(FONT) + PAD;
}

/* The outline of a kind: rounded, square, pill, hexagon, cut corners, leaning. */
static void put_shape(bry__buffer *b, int32_t kind, int32_t x, int32_t y, int32_t w, int32_t h, int32_t line) {
  int32_t shape = kind < 0 ? 0 : kind % SHAPES, c = h / 3 < 10 ? h / 3 : 10, r = x + w, d = y + h;
  if (shape < 3) {
    bry__buffer_format(b, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\"", x, y, w, h,
                       shape == 0   ? 5
                       : shape == 1 ? 0
                                    : h / 2);
  } else if (shape == 3) {
    bry__buffer_format(b, "<polygon points=\"%d,%d %d,%d %d,%d %d,%d %d,%d %d,%d\"", x, y + h / 2, x + c, y, r - c, y,
                       r, y + h / 2, r - c, d, x + c, d);
  } else if (shape == 4) {
    bry__buffer_format(b, "<polygon points=\"%d,%d %d,%d %d,%d %d,%d %d,%d %d,%d %d,%d %d,%d\"", x + c, y, r - c, y,
                       r, y + c, r, d - c, r - c, d, x + c, d, x, d - c, x, y + c);
  } else {
    bry__buffer_format(b, "<polygon points=\"%d,%d %d,%d %d,%d %d,%d\"", x + c, y, r, y, r - c, d, x, d);
  }
  bry__buffer_format(b, " fill=\"%s\" stroke=\"%s\" stroke-width=\"%d\"", kind < 0 ? "#ffffff" : fills[kind % FILLS],
                     ink, (int)line);
  if (kind >= SHAPES) bry__buffer_format(b, " stroke-dasharray=\"%s\"", dashes[1 + kind / SHAPES % (DASHES - 1)]);
  bry__buffer_text(b, "/>\n");
}

static void put_hint(bry__buffer *b, const char *text) {
  bry__svg_escaped(b, text, strlen(text));
}

static void put_box(picture *p, int32_t node) {
  const bry__node *n = &p->map->nodes[node];
  const bry__spot *s = &p->layout.spots[node];
  const char *kind = n->is.text[BRY__MAP_KIND];
  int32_t x = (int32_t)s->x - s->width / 2, y = (int32_t)s->y - s->height / 2;
  bry__lines lines;
  bry__buffer_text(&p->body, "<g><title>");
  put_hint(&p->body, bry__node_label_in(n, p->lang));
  if (kind) bry__buffer_text(&p->body, " (");
  if (kind) put_hint(&p->body, kind);
  bry__buffer_text(&p->body, kind ? ") " : " ");
  bry__buffer_double(&p->body, n->is.number[BRY__MAP_WEIGHT]);
  bry__buffer_text(&p->body, "</title>\n");
  put_shape(&p->body, kind_of(&p->node_kinds, &n->is), x, y, s->width, s->height, 1);
  wrap_label(p, node, &lines);
  bry__svg_lines(&p->body, &lines, (int32_t)s->x, y + PAD / 2 + FONT, &(bry__text_style){FONT, "middle", ink, 0});
  bry__buffer_text(&p->body, "</g>\n");
}

/* --- lines -------------------------------------------------------------------------------------------------------- */

/* Where a line from the middle of a box towards (x, y) leaves it. */
static void leave_box(const bry__spot *s, double x, double y, int32_t *out_x, int32_t *out_y) {
  double dx = x - s->x, dy = y - s->y, w = s->width / 2.0 + 2, h = s->height / 2.0 + 2;
  double across = dx != 0 ? w / fabs(dx) : INFINITY, down = dy != 0 ? h / fabs(dy) : INFINITY;
  double part = across < down ? across : down;
  if (part > 1) part = 1;
  *out_x = (int32_t)floor(s->x + dx * part + 0.5);
  *out_y = (int32_t)floor(s->y + dy * part + 0.5);
}

static void put_line(picture *p, int32_t place) {
  const bry__edge *e = &p->map->edges[place];
  const bry__spot *a = &p->layout.spots[e->from], *b = &p->layout.spots[e->to];
  int32_t kind = kind_of(&p->edge_kinds, &e->is), x1, y1, x2, y2;
  /* A line bows to one side, so that those both ways between two nodes, and those along a band, are told apart. */
  double bow = p->layout.band_count > 0 ? 0.18 : 0.06;
  double mx = (a->x + b->x) / 2 + (b->y - a->y) * bow, my = (a->y + b->y) / 2 - (b->x - a->x) * bow;
  double weight = p->heaviest > 0 ? e->is.number[BRY__MAP_WEIGHT] / p->heaviest : 0;
  leave_box(a, mx, my, &x1, &y1);
  leave_box(b, mx, my, &x2, &y2);
  bry__buffer_format(&p->body,
                     "<path d=\"M%d %dQ%d %d %d %d\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\"0.55\"",
                     x1, y1, (int)floor(mx + 0.5), (int)floor(my + 0.5), x2, y2);
  bry__buffer_format(&p->body, " stroke-width=\"%d\"", 1 + (int)floor(weight * 4));
  if (kind > 0) bry__buffer_format(&p->body, " stroke-dasharray=\"%s\"", dashes[1 + (kind - 1) % (DASHES - 1)]);
  if (e->directed) bry__buffer_format(&p->body, " marker-end=\"url(#%s-arrow)\"", p->prefix);
  bry__buffer_text(&p->body, "><title>");
  put_hint(&p->body, bry__node_label_in(&p->map->nodes[e->from], p->lang));
  bry__buffer_text(&p->body, e->directed ? " → " : " – ");
  put_hint(&p->body, bry__node_label_in(&p->map->nodes[e->to], p->lang));
  bry__buffer_text(&p->body, ": ");
  bry__buffer_double(&p->body, e->is.number[BRY__MAP_WEIGHT]);
  bry__buffer_text(&p->body, "</title></path>\n");
}

/* --- bands -------------------------------------------------------------------------------------------------------- */

static void put_band(picture *p, const bry__band *band) {
  const bry__traits *is = &p->map->nodes[band->node].is;
  bry__buffer head = {0};
  int has_level = !isnan(is->number[BRY__MAP_LEVEL]);
  if (has_level)
    bry__buffer_format(&head, "%s %d", word(p, "Nivå", "Nivå", "Level"), (int)is->number[BRY__MAP_LEVEL]);
  if (has_level && is->text[BRY__MAP_ZONE]) bry__buffer_text(&head, " · ");
  if (is->text[BRY__MAP_ZONE]) bry__buffer_text(&head, is->text[BRY__MAP_ZONE]);
  if (head.size == 0) bry__buffer_text(&head, word(p, "Uten plass", "Utan plass", "Without a place"));
  bry__buffer_format(&p->body,
                     "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"8\" fill=\"currentColor\" "
                     "fill-opacity=\"0.05\" stroke=\"currentColor\" stroke-opacity=\"0.25\"/>\n",
                     BRY__LAYOUT_MARGIN / 2, (int)band->top, (int)p->layout.width - BRY__LAYOUT_MARGIN,
                     (int)band->height);
  bry__lines lines;
  bry__text_wrap(&lines, head.data ? head.data : "", p->layout.width - 3 * BRY__LAYOUT_MARGIN, FONT, 1);
  bry__svg_lines(&p->body, &lines, BRY__LAYOUT_MARGIN, band->top + 17, &(bry__text_style){FONT, "start", NULL, 1});
  if (head.failed) p->body.failed = 1;
  bry__buffer_free(&head);
}

/* --- what the shapes mean ----------------------------------------------------------------------------------------- */

static void legend_item(picture *p, const bry__strings *kinds, int32_t kind, int is_edge, int32_t *x, int32_t *y) {
  const char *name = kinds->items[kind].text;
  int32_t room = p->layout.width - 2 * BRY__LAYOUT_MARGIN,
          width = 46 + bry__text_width(name, strlen(name), FONT) + 16;
  if (*x > BRY__LAYOUT_MARGIN && *x + width > room) {
    *x = BRY__LAYOUT_MARGIN;
    *y += 26;
  }
  if (is_edge) {
    bry__buffer_format(&p->body, "<path d=\"M%d %dH%d\" stroke=\"currentColor\" stroke-width=\"2\"", (int)*x, (int)*y,
                       (int)*x + 36);
    if (kind > 0) bry__buffer_format(&p->body, " stroke-dasharray=\"%s\"", dashes[1 + (kind - 1) % (DASHES - 1)]);
    bry__buffer_text(&p->body, "/>\n");
  } else {
    put_shape(&p->body, kind, *x, *y - 9, 36, 18, 1);
  }
  bry__lines lines;
  bry__text_wrap(&lines, name, room - 46, FONT, 1);
  bry__svg_lines(&p->body, &lines, *x + 44, *y + 5, &(bry__text_style){FONT, "start", NULL, 0});
  *x += width;
}

static void put_legend(picture *p) {
  int32_t x = BRY__LAYOUT_MARGIN, y = p->layout.height + 14, any = 0;
  for (uint32_t i = 0; i < p->node_kinds.count; i++, any = 1)
    legend_item(p, &p->node_kinds, (int32_t)i, 0, &x, &y);
  for (uint32_t i = 0; i < p->edge_kinds.count; i++, any = 1)
    legend_item(p, &p->edge_kinds, (int32_t)i, 1, &x, &y);
  if (any) p->layout.height = y + 24;
}

/* --- all of it ---------------------------------------------------------------------------------------------------- */

static int gather(picture *p) {
  int failed = 0;
  uint64_t hash = 0;
  for (int32_t i = 0; i < p->map->node_count && !failed; i++) {
    const char *kind = p->map->nodes[i].is.text[BRY__MAP_KIND], *id = p->map->nodes[i].id;
    failed = kind && bry__strings_add(&p->node_kinds, kind, strlen(kind)) < 0;
    hash = hash * 31 + bry__hash64(id, strlen(id));
    size_box(p, i);
  }
  for (int32_t i = 0; i < p->map->edge_count && !failed; i++) {
    const bry__traits *is = &p->map->edges[i].is;
    const char *kind = is->text[BRY__MAP_KIND];
    failed = kind && bry__strings_add(&p->edge_kinds, kind, strlen(kind)) < 0;
    if (is->number[BRY__MAP_WEIGHT] > p->heaviest) p->heaviest = is->number[BRY__MAP_WEIGHT];
  }
  bry__buffer b = {0};
  bry__buffer_format(&b, "map-%08x", (unsigned)(hash & 0xFFFFFFFF));
  if (!b.failed) memcpy(p->prefix, b.data, b.size + 1);
  failed |= b.failed;
  bry__buffer_free(&b);
  return failed ? -1 : 0;
}

/* Lines first, so that boxes lie over them. */
static void draw(picture *p) {
  bry__buffer_format(&p->body,
                     "<defs><marker id=\"%s-arrow\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"9\" "
                     "markerHeight=\"9\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L10 5L0 10z\" "
                     "fill=\"currentColor\"/></marker></defs>\n",
                     p->prefix);
  for (int32_t i = 0; i < p->layout.band_count; i++)
    put_band(p, &p->layout.bands[i]);
  for (int32_t i = 0; i < p->map->edge_count; i++)
    put_line(p, i);
  for (int32_t i = 0; i < p->map->node_count; i++)
    put_box(p, i);
  put_legend(p);
}

static void put_document(picture *p, bry__buffer *out) {
  bry__buffer about = {0}, size = {0};
  bry__buffer_format(&about,
                     word(p, "Kart med %d noder og %d forbindelser.", "Kart med %d nodar og %d samband.",
                          "Map of %d nodes and %d edges."),
                     (int)p->map->node_count, (int)p->map->edge_count);
  bry__buffer_format(&size, "width=\"%d\" style=\"max-width:100%%;height:auto\" class=\"bry-map\"",
                     (int)p->layout.width);
  if (about.failed || size.failed) {
    out->failed = 1;
  } else {
    bry__svg_open(out, p->prefix, size.data, p->layout.width, p->layout.height,
                  p->title ? p->title : word(p, "Kart", "Kart", "Map"), about.data);
    bry__buffer_add(out, p->body.data ? p->body.data : "", p->body.size);
    bry__buffer_text(out, "</svg>\n");
  }
  bry__buffer_free(&about);
  bry__buffer_free(&size);
}

static bry_status check(const bry_map *map, const char *title, int32_t width, bry_text **out, bry_error **err) {
  if (!map || !out) return bry__error(err, BRY_EINVAL, "The map or out is NULL: pass both.");
  if (width < WIDTH_MIN || width > WIDTH_MAX)
    return bry__error(err, BRY_EINVAL, "A picture is from 280 to 4000 pixels wide: pass such a width.");
  if (title && !bry__map_is_plain(title, strlen(title)))
    return bry__error(err, BRY_EINVAL, "The title is not UTF-8 or has a control character: take it out.");
  if (map->node_count > NODES_MAX)
    return bry__error(err, BRY_ELIMIT,
                      "The map has %d nodes, too many to draw: leave out what is weak, until 2000 are left.",
                      (int)map->node_count);
  return BRY_OK;
}

bry_status bry_map_svg(const bry_map *map, const char *title, const char *lang, int32_t width, uint64_t seed,
                       bry_text **out, bry_error **err) {
  picture p = {.map = map, .title = title, .lang = lang, .layout.width = width};
  bry__buffer b = {0};
  bry__error_reset(err);
  if (out) *out = NULL;
  bry_status status = check(map, title, width, out, err);
  if (status != BRY_OK) return status;
  p.layout.spots = bry__alloc_zero((size_t)map->node_count + 1, sizeof *p.layout.spots);
  if (!p.layout.spots || gather(&p) != 0 || bry__layout_place(&p.layout, map, seed) != 0) {
    status = bry__enomem(err);
  } else {
    draw(&p);
    b.failed |= p.body.failed;
    put_document(&p, &b);
    status = bry__buffer_finish(&b, out, err);
  }
  bry__buffer_free(&b);
  bry__buffer_free(&p.body);
  bry__strings_clear(&p.node_kinds);
  bry__strings_clear(&p.edge_kinds);
  bry__layout_clear(&p.layout);
  return status;
}
