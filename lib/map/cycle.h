/* Cycles of edges that have a direction, such as chains of causes that come back to where they began. */
#ifndef BRY_MAP_CYCLE_H
#define BRY_MAP_CYCLE_H

#include "map/graph.h"

typedef struct bry__cycles {
  int32_t *of_node; /* numbered from 1 in the order of their first nodes; 0: on none */
  int32_t count;
} bry__cycles; /* begin with {0} */

/* Strongly connected components of more than one node (Tarjan 1972), over the directed edges of a kind; NULL: of any.
 * 0 or -1. */
int bry__cycles_of(const bry_map *map, const char *kind, bry__cycles *out);
void bry__cycles_clear(bry__cycles *c);
/* 1 when the edge counts for cycles of that kind. */
int bry__is_cause(const bry__edge *edge, const char *kind);

#endif
