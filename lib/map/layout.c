/* A layout in bands: nodes of one level and zone stand side by side, below a heading, in lines as wide as the picture. */
#include "map/layout.h"

#include "core/mem.h"
#include "core/strings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_GAP = 30, BAND_GAP = 18, SWEEPS = 8 };

typedef struct item {
  int32_t node;
  double level;  /* below all others: first; none: last */
  uint32_t zone; /* in the order of their first nodes; none: last */
  double pull;   /* where its neighbours stand */
} item;

static int compare_bands(const item *a, const item *b) {
  if (a->level != b->level) return a->level < b->level ? -1 : 1;
  return a->zone == b->zone ? 0 : a->zone < b->zone ? -1 : 1;
}

static int by_place(const void *a, const void *b) {
  const item *one = a, *other = b;
  int bands = compare_bands(one, other);
  if (bands != 0) return bands;
  if (one->pull != other->pull) return one->pull < other->pull ? -1 : 1;
  return one->node < other->node ? -1 : 1;
}

static int32_t line_end(const bry__layout *l, const item *items, int32_t begin, int32_t end, int32_t *width,
                        int32_t *height) {
  int32_t at = begin, room = l->width - 4 * BRY__LAYOUT_MARGIN;
  *width = *height = 0;
  for (; at < end; at++) {
    const bry__spot *s = &l->spots[items[at].node];
    int32_t wider = *width + (at > begin ? BRY__LAYOUT_GAP : 0) + s->width;
    if (at > begin && wider > room) break;
    *width = wider;
    *height = s->height > *height ? s->height : *height;
  }
  return at;
}

/* Sets the nodes of a band in lines; where the band ends. Each zone has its place across the picture, as far as there is
 * room, so that lines between bands don't run behind the boxes of others. */
static int32_t set_band(bry__layout *l, const item *items, int32_t begin, int32_t end, uint32_t zones, int32_t top) {
  int32_t y = top + BRY__BAND_HEAD + BRY__LAYOUT_MARGIN / 2;
  while (begin < end) {
    int32_t width, height, stop = line_end(l, items, begin, end, &width, &height);
    int32_t spare = l->width - 4 * BRY__LAYOUT_MARGIN - width;
    int32_t x = spare > 0 && zones > 1 ? (int32_t)((int64_t)spare * items[begin].zone / (zones - 1)) : spare / 2;
    x += 2 * BRY__LAYOUT_MARGIN;
    for (; begin < stop; begin++) {
      bry__spot *s = &l->spots[items[begin].node];
      s->x = x + s->width / 2.0;
      s->y = y + height / 2.0;
      x += s->width + BRY__LAYOUT_GAP;
    }
    y += height + (begin < end ? LINE_GAP : BRY__LAYOUT_MARGIN);
  }
  return y;
}

static void set_all(bry__layout *l, const item *items, int32_t count, uint32_t zones) {
  int32_t y = BRY__LAYOUT_MARGIN;
  l->band_count = 0;
  for (int32_t begin = 0; begin < count;) {
    int32_t end = begin + 1;
    while (end < count && compare_bands(&items[begin], &items[end]) == 0)
      end++;
    int32_t bottom = set_band(l, items, begin, end, zones, y);
    l->bands[l->band_count++] = (bry__band){items[begin].node, y, bottom - y};
    y = bottom + BAND_GAP;
    begin = end;
  }
}

/* Each node would like to stand where its neighbours do on average, which takes out crossings (Sugiyama et al. 1981). */
static void attract(const bry__layout *l, const bry_map *map, item *items, double *sums, int32_t *counts) {
  for (int32_t i = 0; i < map->node_count; i++) {
    sums[i] = l->spots[i].x;
    counts[i] = 1;
  }
  for (int32_t i = 0; i < map->edge_count; i++) {
    int32_t from = map->edges[i].from, to = map->edges[i].to;
    sums[from] += l->spots[to].x;
    sums[to] += l->spots[from].x;
    counts[from]++;
    counts[to]++;
  }
  for (int32_t i = 0; i < map->node_count; i++)
    items[i].pull = sums[items[i].node] / counts[items[i].node];
}

/* The zones are counted, with the nodes that have none as the last. 0 or -1. */
static int make_items(item *items, const bry_map *map, uint32_t *out_zones) {
  bry__strings zones = {0};
  int failed = 0, any_without = 0;
  for (int32_t i = 0; i < map->node_count && !failed; i++) {
    const char *zone = map->nodes[i].is.text[BRY__MAP_ZONE];
    double level = map->nodes[i].is.number[BRY__MAP_LEVEL];
    int64_t number = zone ? bry__strings_add(&zones, zone, strlen(zone)) : UINT32_MAX;
    failed = number < 0;
    any_without |= !zone;
    items[i] = (item){i, isnan(level) ? INFINITY : level, (uint32_t)number, i};
  }
  *out_zones = zones.count + (uint32_t)any_without;
  for (int32_t i = 0; i < map->node_count && !failed; i++)
    items[i].zone = items[i].zone == UINT32_MAX ? zones.count : items[i].zone;
  bry__strings_clear(&zones);
  return failed ? -1 : 0;
}

int bry__layout_bands(bry__layout *l, const bry_map *map) {
  size_t count = (size_t)map->node_count + 1;
  item *items = bry__alloc_zero(count, sizeof *items);
  double *sums = bry__alloc_zero(count, sizeof *sums);
  int32_t *counts = bry__alloc_zero(count, sizeof *counts);
  uint32_t zones = 0;
  l->bands = bry__alloc_zero(count, sizeof *l->bands);
  int failed = !items || !sums || !counts || !l->bands || make_items(items, map, &zones) != 0;
  for (int32_t sweep = 0; sweep <= SWEEPS && !failed; sweep++) {
    qsort(items, (size_t)map->node_count, sizeof *items, by_place);
    set_all(l, items, map->node_count, zones);
    attract(l, map, items, sums, counts);
  }
  bry__free(items);
  bry__free(sums);
  bry__free(counts);
  return failed ? -1 : 0;
}

/* --- either ------------------------------------------------------------------------------------------------------- */

/* Whole coordinates, from the upper margin down, and the height that they take. */
static void finish(bry__layout *l, int32_t count) {
  double top = INFINITY, bottom = 0;
  for (int32_t i = 0; i < count; i++) {
    double y = l->spots[i].y - l->spots[i].height / 2.0;
    top = y < top ? y : top;
  }
  if (l->band_count > 0 || count == 0) top = BRY__LAYOUT_MARGIN;
  for (int32_t i = 0; i < count; i++) {
    bry__spot *s = &l->spots[i];
    s->x = floor(s->x + 0.5);
    s->y = floor(s->y - top + BRY__LAYOUT_MARGIN + 0.5);
    bottom = s->y + s->height / 2.0 > bottom ? s->y + s->height / 2.0 : bottom;
  }
  const bry__band *last = l->band_count > 0 ? &l->bands[l->band_count - 1] : NULL;
  l->height = last ? last->top + last->height : (int32_t)bottom + 1;
  l->height += BRY__LAYOUT_MARGIN;
}

int bry__layout_place(bry__layout *l, const bry_map *map, uint64_t seed) {
  int banded = 0;
  for (int32_t i = 0; i < map->node_count && !banded; i++)
    banded = map->nodes[i].is.text[BRY__MAP_ZONE] || !isnan(map->nodes[i].is.number[BRY__MAP_LEVEL]);
  if ((banded ? bry__layout_bands(l, map) : bry__layout_force(l, map, seed)) != 0) return -1;
  finish(l, map->node_count);
  return 0;
}

void bry__layout_clear(bry__layout *l) {
  bry__free(l->spots);
  bry__free(l->bands);
}
