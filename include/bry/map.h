/**
 * \file bry/map.h
 * Maps: nodes and weighted edges, here of themes that are mentioned together.
 */
#ifndef BRY_MAP_H
#define BRY_MAP_H

#include <bry/common.h>
#ifdef __cplusplus
extern "C" {
#endif

typedef struct bry_map bry_map;

enum {
  BRY_MAP_GRAPHML = 1,    /**< GraphML 1.0 (yEd, Gephi, networkx, igraph) */
  BRY_MAP_DOT = 2,        /**< DOT (Graphviz) */
  BRY_MAP_GEXF = 3,       /**< GEXF 1.2 (Gephi, networkx) */
  BRY_MAP_JSON_GRAPH = 4, /**< JSON Graph Format, version 2 */
  BRY_MAP_CYTOSCAPE = 5   /**< JSON of Cytoscape.js */
};

/** An empty map. A map is used by one thread at a time. \since 0.1 */
BRY_API bry_status bry_map_new(bry_map **out, bry_error **err);
/**
 * Adds a node.
 * \param id      not empty, new to the map
 * \param label   what people read; NULL for the id
 * \param weight  such as the number of respondents; finite, not negative
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_ECONFLICT
 * \since 0.1
 */
BRY_API bry_status bry_map_add_node(bry_map *map, const char *id, const char *label, double weight, bry_error **err);
/**
 * Adds an undirected edge between two nodes of the map; again for the same pair adds to its weight.
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_ENOTFOUND
 * \since 0.1
 */
BRY_API bry_status bry_map_add_edge(bry_map *map, const char *from, const char *to, double weight, bry_error **err);
/** The nodes with their measures: id, label, weight, degree, strength (sum of the weights of its edges). \since 0.1 */
BRY_API bry_status bry_map_nodes(const bry_map *map, bry_table **out, bry_error **err);
/** The edges: from, to, weight. \since 0.1 */
BRY_API bry_status bry_map_edges(const bry_map *map, bry_table **out, bry_error **err);
/**
 * What the shape of the map tells.
 *
 * Nodes: id, label, weight, degree, strength; `betweenness`, the shortest paths between others that pass, every pair
 * once (Brandes 2001; each edge is one step, whatever its weight); `component`, of what hangs together; `community`, of
 * high modularity by the edges' weights (Newman & Girvan 2004; found by local moves and merging, Blondel et al. 2008,
 * from several starts). Components and communities are numbered from 1 in the order of their first nodes. The whole:
 * measure (nodes, edges, density, components, communities, modularity), value. Takes nodes times edges steps.
 * \param seed       of the search for communities; the same seed gives the same ones on any machine
 * \param out_nodes  owned by the caller
 * \param out_whole  owned by the caller; NULL when it is not wanted
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_ELIMIT (nodes times edges are over 2 * 10^10)
 * \since 0.1
 */
BRY_API bry_status bry_map_measures(const bry_map *map, uint64_t seed, bry_table **out_nodes, bry_table **out_whole,
                                    bry_error **err);
/** The map in an interchange format, BRY_MAP_.... Equal maps give equal bytes. \since 0.1 */
BRY_API bry_status bry_map_export(const bry_map *map, int32_t format, bry_text **out, bry_error **err);
/** Frees a map. \since 0.1 */
BRY_API void bry_map_free(bry_map *map);

#ifdef __cplusplus
}
#endif
#endif
