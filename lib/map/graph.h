/* A map in memory: nodes in the order they were added, undirected edges likewise, and an index over each. */
#ifndef BRY_MAP_GRAPH_H
#define BRY_MAP_GRAPH_H

#include <bry/map.h>

typedef struct bry__node {
  char *id;
  char *label;
  double weight;
} bry__node;

typedef struct bry__edge {
  int32_t from, to; /* as first given */
  double weight;
} bry__edge;

/* Open addressing; what a slot's place means is the caller's. */
typedef struct bry__map_index {
  struct bry__map_slot {
    uint64_t hash;
    int32_t place; /* and one; 0: free */
  } * slots;
  size_t capacity; /* a power of two, or 0 */
} bry__map_index;

struct bry_map {
  bry__node *nodes;
  int32_t node_count;
  size_t node_capacity;
  bry__edge *edges;
  int32_t edge_count;
  size_t edge_capacity;
  bry__map_index by_id;   /* nodes */
  bry__map_index by_pair; /* edges */
};

#endif
