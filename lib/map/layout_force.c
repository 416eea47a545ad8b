/* A layout by forces: nodes push each other away, edges pull their ends together (Fruchterman & Reingold 1991), and then
 * boxes that overlap move apart. */
#include "core/mem.h"
#include "core/random.h"
#include "map/layout.h"

#include <math.h>

typedef struct point {
  double x, y;
} point;

static double uniform(uint64_t seed, uint64_t counter) {
  return (double)(bry__random_at(seed, 0x6D6170, counter) >> 11) / 9007199254740992.0;
}

static int32_t rounds_for(int32_t count) {
  int64_t rounds = 40000000 / ((int64_t)count * count + 1);
  return (int32_t)(rounds > 300 ? 300 : rounds < 20 ? 20 : rounds);
}

static void push(const bry__spot *spots, int32_t count, point *moves) {
  for (int32_t i = 0; i < count; i++) {
    for (int32_t k = i + 1; k < count; k++) {
      double x = spots[i].x - spots[k].x, y = spots[i].y - spots[k].y;
      double square = x * x + y * y + 1e-9;
      moves[i].x += x / square;
      moves[i].y += y / square;
      moves[k].x -= x / square;
      moves[k].y -= y / square;
    }
  }
}

static void pull(const bry_map *map, const bry__spot *spots, point *moves) {
  for (int32_t i = 0; i < map->edge_count; i++) {
    const bry__edge *e = &map->edges[i];
    double x = spots[e->from].x - spots[e->to].x, y = spots[e->from].y - spots[e->to].y;
    double length = sqrt(x * x + y * y);
    moves[e->from].x -= x * length;
    moves[e->from].y -= y * length;
    moves[e->to].x += x * length;
    moves[e->to].y += y * length;
  }
}

/* Lengths are such that an edge between two nodes alone is 1 long. `heat` is the farthest that a node may move. */
static void settle(const bry_map *map, bry__spot *spots, point *moves, double heat) {
  for (int32_t i = 0; i < map->node_count; i++)
    moves[i] = (point){-0.1 * spots[i].x, -0.1 * spots[i].y}; /* what hangs on nothing doesn't fly away */
  push(spots, map->node_count, moves);
  pull(map, spots, moves);
  for (int32_t i = 0; i < map->node_count; i++) {
    double length = sqrt(moves[i].x * moves[i].x + moves[i].y * moves[i].y) + 1e-9;
    double step = length < heat ? 1 : heat / length;
    spots[i].x += moves[i].x * step;
    spots[i].y += moves[i].y * step;
  }
}

/* Stretches what the forces made over the picture's width, and over a height that leaves room around all boxes. */
static void stretch(bry__layout *l, int32_t count) {
  double left = INFINITY, right = -INFINITY, top = INFINITY, bottom = -INFINITY, area = 0;
  int32_t widest = 0;
  for (int32_t i = 0; i < count; i++) {
    const bry__spot *s = &l->spots[i];
    left = s->x < left ? s->x : left;
    right = s->x > right ? s->x : right;
    top = s->y < top ? s->y : top;
    bottom = s->y > bottom ? s->y : bottom;
    widest = s->width > widest ? s->width : widest;
    area += (double)(s->width + 24) * (s->height + 40);
  }
  double room = l->width - 2 * BRY__LAYOUT_MARGIN - widest;
  double height = 3 * area / l->width;
  double across = right > left ? room / (right - left) : 0, down = bottom > top ? height / (bottom - top) : 0;
  for (int32_t i = 0; i < count; i++) {
    l->spots[i].x = BRY__LAYOUT_MARGIN + widest / 2.0 + (l->spots[i].x - left) * across + (across > 0 ? 0 : room / 2);
    l->spots[i].y = (l->spots[i].y - top) * down;
  }
}

static int overlap(const bry__spot *a, const bry__spot *b, double *x, double *y) {
  *x = (a->width + b->width) / 2.0 + BRY__LAYOUT_GAP - fabs(a->x - b->x);
  *y = (a->height + b->height) / 2.0 + BRY__LAYOUT_GAP - fabs(a->y - b->y);
  return *x > 0 && *y > 0;
}

static void keep_inside(const bry__layout *l, bry__spot *s) {
  double least = BRY__LAYOUT_MARGIN + s->width / 2.0, most = l->width - least;
  s->x = s->x < least ? least : s->x > most ? most : s->x;
}

/* Moves boxes that overlap apart, the shorter way; how many did. */
static int32_t part(const bry__layout *l, int32_t count) {
  int32_t found = 0;
  for (int32_t i = 0; i < count; i++) {
    for (int32_t k = i + 1; k < count; k++) {
      bry__spot *a = &l->spots[i], *b = &l->spots[k];
      double x, y;
      if (!overlap(a, b, &x, &y)) continue;
      found++;
      double *one = x < y ? &a->x : &a->y, *other = x < y ? &b->x : &b->y, by = (x < y ? x : y) / 2 + 0.5;
      double sign = *one < *other ? -1 : 1;
      *one += sign * by;
      *other -= sign * by;
      keep_inside(l, a);
      keep_inside(l, b);
    }
  }
  return found;
}

/* What still overlaps moves down, from the top, until nothing does. */
static void drop(const bry__layout *l, int32_t *order, int32_t count) {
  for (int32_t i = 0; i < count; i++) { /* by insertion: from the top, then as they were added */
    int32_t at = i;
    for (; at > 0 && l->spots[order[at - 1]].y > l->spots[i].y; at--)
      order[at] = order[at - 1];
    order[at] = i;
  }
  for (int32_t i = 0; i < count; i++) {
    bry__spot *low = &l->spots[order[i]];
    for (int32_t k = 0; k < i; k++) {
      const bry__spot *high = &l->spots[order[k]];
      double x, y;
      if (!overlap(low, high, &x, &y)) continue;
      low->y = high->y + (low->height + high->height) / 2.0 + BRY__LAYOUT_GAP;
      k = -1; /* it may have come upon another */
    }
  }
}

int bry__layout_force(bry__layout *l, const bry_map *map, uint64_t seed) {
  int32_t count = map->node_count, rounds = rounds_for(count);
  point *moves = bry__alloc_zero((size_t)count + 1, sizeof *moves);
  int32_t *order = bry__alloc_zero((size_t)count + 1, sizeof *order);
  int failed = !moves || !order;
  double side = sqrt((double)count);
  for (int32_t i = 0; i < count; i++) {
    l->spots[i].x = side * (uniform(seed, 2 * (uint64_t)i) - 0.5);
    l->spots[i].y = side * (uniform(seed, 2 * (uint64_t)i + 1) - 0.5);
  }
  for (int32_t round = 0; round < rounds && !failed; round++)
    settle(map, l->spots, moves, side * 0.1 * (rounds - round) / rounds);
  if (!failed && count > 0) {
    stretch(l, count);
    for (int32_t i = 0; i < count; i++)
      keep_inside(l, &l->spots[i]);
    for (int32_t round = 0; round < rounds && part(l, count) > 0; round++) {
    }
    drop(l, order, count);
  }
  bry__free(moves);
  bry__free(order);
  return failed ? -1 : 0;
}
