/* The formats that maps are written in. */
#ifndef BRY_MAP_EXPORT_H
#define BRY_MAP_EXPORT_H

#include "core/buffer.h"
#include "map/graph.h"

#include <string.h>

/* By place of the field: whether any node or edge has it. The labels and weights of nodes and the weights of edges, which all
 * have, are not said to be used. */
typedef struct bry__map_used {
  int32_t node[BRY__MAP_FIELDS], edge[BRY__MAP_FIELDS];
  int32_t directed; /* how many edges are */
  int32_t edge_count;
} bry__map_used;

bry__map_used bry__map_used_fields(const bry_map *map);

/* All edges have a direction. */
static inline int32_t bry__map_is_directed(const bry__map_used *used) {
  return used->directed > 0 && used->directed == used->edge_count;
}

void bry__map_put_json_graph(bry__buffer *b, const bry_map *map);
void bry__map_put_cytoscape(bry__buffer *b, const bry_map *map);

#endif
