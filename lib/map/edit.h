/* Changing a map: what people do to it, and the layer that is derived anew below their edits. */
#ifndef BRY_MAP_EDIT_H
#define BRY_MAP_EDIT_H

#include "core/strings.h"
#include "map/graph.h"

/* What people did with derived nodes and edges, so that a rebuild does not undo it. */
typedef struct bry__map_memory {
  bry__strings names; /* ids of nodes, and edges as text */
  int64_t *fates;     /* by name: 0 nothing, -1 rejected, else the name of the node it was merged into, and one */
  size_t capacity;
} bry__map_memory; /* begin with {0} */

void bry__map_memory_clear(bry__map_memory *memory);
int bry__map_memory_copy(bry__map_memory *to, const bry__map_memory *from); /* 0 or -1 */

/* Each leaves the map half changed when it fails: work on a copy. memory may be NULL. */
bry_status bry__map_operate(bry_map *map, bry__map_memory *memory, const char *operations, size_t size,
                            int64_t *out_count, bry_error **err);
bry_status bry__map_rebuild(bry_map *map, const bry__map_memory *memory, const bry_map *derived, bry_error **err);

bry_status bry__map_remove_node(bry_map *map, bry__map_memory *memory, int32_t node, bry_error **err);
bry_status bry__map_remove_edge(bry_map *map, bry__map_memory *memory, int32_t edge, bry_error **err);
bry_status bry__map_merge(bry_map *map, bry__map_memory *memory, int32_t node, int32_t into, bry_error **err);
/* What was rejected is taken back: a person added it. 0 or -1. */
int bry__map_memory_forgive(bry__map_memory *memory, const bry_map *map, const char *id, const bry__edge *edge);

#endif
