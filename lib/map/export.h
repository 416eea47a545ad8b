/* The formats that maps are written in. */
#ifndef BRY_MAP_EXPORT_H
#define BRY_MAP_EXPORT_H

#include "core/buffer.h"
#include "map/graph.h"

#include <string.h>

void bry__map_put_json_graph(bry__buffer *b, const bry_map *map);
void bry__map_put_cytoscape(bry__buffer *b, const bry_map *map);

#endif
