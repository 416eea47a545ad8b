/* Where the boxes of a map's nodes stand in a picture. Only additions, multiplications, divisions and square roots, which
 * IEEE 754 rounds in one way, and whole numbers out: the same on any machine. */
#ifndef BRY_MAP_LAYOUT_H
#define BRY_MAP_LAYOUT_H

#include "map/graph.h"

typedef struct bry__spot {
  double x, y; /* its middle; whole in the end */
  int32_t width, height;
} bry__spot;

/* Nodes of one level and zone, side by side. */
typedef struct bry__band {
  int32_t node; /* one of them, which says which level and zone */
  int32_t top, height;
} bry__band;

typedef struct bry__layout {
  bry__spot *spots; /* by node; sizes are given */
  bry__band *bands;
  int32_t band_count; /* 0: no node has a level or a zone, and forces placed them */
  int32_t width, height;
} bry__layout;

enum { BRY__LAYOUT_MARGIN = 16, BRY__LAYOUT_GAP = 14, BRY__BAND_HEAD = 24 };

/* Fills in where the spots are, the bands and the height. 0 or -1. */
int bry__layout_place(bry__layout *l, const bry_map *map, uint64_t seed);
void bry__layout_clear(bry__layout *l);

/* The two ways. 0 or -1. */
int bry__layout_force(bry__layout *l, const bry_map *map, uint64_t seed);
int bry__layout_bands(bry__layout *l, const bry_map *map);

#endif
