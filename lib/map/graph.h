/* A map in memory: nodes in the order they were added, edges likewise, and an index over each. */
#ifndef BRY_MAP_GRAPH_H
#define BRY_MAP_GRAPH_H

#include "map/traits.h"

#include <bry/map.h>

typedef struct bry__node {
  char *id;
  bry__traits is;
} bry__node;

typedef struct bry__edge {
  int32_t from, to; /* as first given */
  int32_t directed;
  bry__traits is; /* its kind is part of which edge it is */
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
  bry__map_index by_ends; /* edges */
};

/* -1 when there is none. Without a direction the ends may come either way round; kind NULL: none. */
int32_t bry__map_find_node(const bry_map *map, const char *id);
int32_t bry__map_find_edge(const bry_map *map, int32_t from, int32_t to, int32_t directed, const char *kind);
/* Adds what is new to the map. Takes the traits over when it succeeds; else they are the caller's still. */
bry_status bry__map_put_node(bry_map *map, const char *id, const bry__traits *traits, bry_error **err);
bry_status bry__map_put_edge(bry_map *map, const bry__edge *edge, bry_error **err);
/* What people read: the label, or the id. */
const char *bry__node_label(const bry__node *node);
/* The same in a language: "nb", "nn" or "en"; NULL: "nb". */
const char *bry__node_label_in(const bry__node *node, const char *lang);

/* A map of its own, or NULL (no memory). */
bry_map *bry__map_copy(const bry_map *map);
/* Takes out the edges that are marked, and the nodes that are, whose edges must be marked too. Can't fail. The marks of
 * nodes are overwritten. */
void bry__map_sift(bry_map *map, const uint8_t *edges_out, int32_t *nodes_out);

#endif
