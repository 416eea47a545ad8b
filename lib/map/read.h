/* Reading maps: what the readers of the formats share. */
#ifndef BRY_MAP_READ_H
#define BRY_MAP_READ_H

#include "map/graph.h"

enum { BRY__MAP_READ_MAX = 1000000 }; /* nodes, and edges */

typedef struct bry__map_link {
  char *from, *to;
  int32_t directed; /* -1: as the file's edges are unless they say otherwise */
  bry__traits is;
} bry__map_link;

/* A map that is being read. Edges wait until all nodes are known. */
typedef struct bry__map_reading {
  bry_map *map;
  bry__map_link *links;
  size_t link_count, link_capacity;
  int32_t directed; /* what edges are unless they say otherwise */
  bry_status status;
  bry_error **err;
} bry__map_reading;

/* Both fail into the reading's status. */
void bry__map_read_node(bry__map_reading *r, const char *id);
/* The new link's traits are filled in later; NULL when it failed. */
bry__map_link *bry__map_read_link(bry__map_reading *r, const char *from, const char *to);
/* Line breaks and other control characters become spaces. An origin that is none of ours is left out. */
void bry__map_read_field(bry__map_reading *r, bry__traits *is, const bry__map_field *field, const char *text,
                         size_t size);
/* The links become edges; such that are the same become one with the sum of their weights. */
void bry__map_read_end(bry__map_reading *r);

void bry__map_read_xml(bry__map_reading *r, const char *data, size_t size, int32_t format);
void bry__map_read_json(bry__map_reading *r, const char *data, size_t size);

#endif
