/**
 * \file bry/map.h
 * Maps: nodes and weighted edges of open kinds, such as themes that are mentioned together, or causes and what they lead
 * to.
 *
 * A node has an id, and a label (in nb, nn and en where need be), a kind, a zone (such as a part of the organisation), a
 * level (a whole number, such as a layer of causes), a weight and evidence: references to what it rests on, such as ids of
 * contributions, never their content. An edge joins two nodes, with or without a direction; it has a kind, a label, a
 * weight and evidence, and of what is derived from codings support, Jaccard and NPMI. Two nodes may be joined by one edge of
 * each kind and direction. Measures take all edges between two nodes as one.
 */
#ifndef BRY_MAP_H
#define BRY_MAP_H

#include <bry/common.h>
#ifdef __cplusplus
extern "C" {
#endif

typedef struct bry_map bry_map;

enum {
  BRY_MAP_ANY = 0,        /**< for bry_map_read(): as the file says itself */
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
/**
 * Carries out operations on a map, all or none. They are a JSON list of objects, such as
 * `[{"op": "add_edge", "from": "queue", "to": "stress", "kind": "causes", "directed": true, "evidence": ["c12"]}]`:
 *
 * - `add_node`, `change_node`: `id`, and of `label` (a text, or an object of texts by default, nb, nn and en), `kind`,
 *   `zone`, `level`, `weight`, `evidence` (a list of texts without spaces) those that are to be set; null takes one out
 * - `remove_node`: `id`; its edges go with it
 * - `merge_nodes`: `id`, `into`; edges that meet become one, weights are added, evidence is put together
 * - `add_edge`, `change_edge`, `remove_edge`: `from`, `to`, `kind` and `directed` (default false) say which; `label`,
 *   `weight`, `evidence` as of nodes
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_EPARSE, ::BRY_ELIMIT (over 16 MiB; or more are taken out or merged
 *         than 3 * 10^7 over the number of nodes, edges and operations), ::BRY_ENOTFOUND, ::BRY_ECONFLICT (it is there already)
 * \since 0.1
 */
BRY_API bry_status bry_map_apply(bry_map *map, const char *operations, size_t size, bry_error **err);
/**
 * Reads a map that this library or another program wrote: GraphML, GEXF and JSON Graph Format. Attributes with the names of
 * a map's fields are read, others left; edges that are the same become one with the sum of their weights. Defaults of
 * attributes are not read, and files with a document type declaration are refused, as entities could make them large.
 * \param format  BRY_MAP_GRAPHML, BRY_MAP_GEXF, BRY_MAP_JSON_GRAPH or BRY_MAP_ANY
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_EPARSE, ::BRY_EREFUSED (an edge to a node that isn't there, or from a
 *         node to itself), ::BRY_ECONFLICT (two nodes of one id), ::BRY_ELIMIT (over 64 MiB, a million nodes or edges)
 * \since 0.1
 */
BRY_API bry_status bry_map_read(const char *data, size_t size, int32_t format, bry_map **out, bry_error **err);
/** The nodes: id, label, weight, degree (how many others it is joined to), strength (sum of the weights of its edges), kind,
 * zone, level, evidence (with spaces between), origin ("derived", "edited" or none). \since 0.1 */
BRY_API bry_status bry_map_nodes(const bry_map *map, bry_table **out, bry_error **err);
/** The edges: from, to, weight, kind, directed, label, support, jaccard, npmi, evidence, origin. \since 0.1 */
BRY_API bry_status bry_map_edges(const bry_map *map, bry_table **out, bry_error **err);
/**
 * What the shape of the map tells.
 *
 * Nodes: id, label, weight, degree, strength; `betweenness`, the shortest paths between others that pass, every pair
 * once (Brandes 2001; each edge is one step, whatever its weight); `component`, of what hangs together; `community`, of
 * high modularity by the edges' weights (Newman & Girvan 2004; found by local moves and merging, Blondel et al. 2008,
 * from several starts); `cross_zone_share`, of its edges to nodes that have a zone how many lead to another one; `cycle`,
 * which of bry_map_cycles() it is on, if any. Components, communities and cycles are numbered from 1 in the order of their
 * first nodes. The whole: measure (nodes, edges, density, components, communities, modularity, cross_zone_share, cycles),
 * value. Takes nodes times edges steps.
 * \param seed       of the search for communities; the same seed gives the same ones on any machine
 * \param out_nodes  owned by the caller
 * \param out_whole  owned by the caller; NULL when it is not wanted
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_ELIMIT (nodes times edges are over 2 * 10^10)
 * \since 0.1
 */
BRY_API bry_status bry_map_measures(const bry_map *map, uint64_t seed, bry_table **out_nodes, bry_table **out_whole,
                                    bry_error **err);
/**
 * The edges on cycles, such as of causes that lead back to themselves: cycle, from, to, kind, weight, look. A cycle here is
 * all nodes that lead to each other (a strongly connected component; Tarjan 1972). `look` is 1 for the edges to look at: each
 * closes a cycle of edges that weigh more, or as much and were added before it; without them there is no cycle.
 * \param kind  only edges of that kind ("": of none); NULL: all that have a direction
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_ELIMIT (over 141,000 edges on cycles)
 * \since 0.1
 */
BRY_API bry_status bry_map_cycles(const bry_map *map, const char *kind, bry_table **out, bry_error **err);
/** The map in an interchange format, BRY_MAP_.... Equal maps give equal bytes. \since 0.1 */
BRY_API bry_status bry_map_export(const bry_map *map, int32_t format, bry_text **out, bry_error **err);
/**
 * The map as an SVG picture that works without its colours: kinds of nodes have shapes, kinds of edges dashes, and both
 * stand in a legend; title and description are there for screen readers, and what is pointed at tells its name and weight. Boxes never
 * overlap. Levels are rows and zones labelled bands; without either, forces place the nodes. The same map, width and seed
 * give the same bytes.
 * \param title  NULL: "Kart" or "Map"
 * \param lang   of labels and words
 * \param width  in pixels, 280 to 4000; the height follows
 * \param seed   of the first places, from which forces move the nodes
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_ELIMIT (over 2000 nodes)
 * \since 0.1
 */
BRY_API bry_status bry_map_svg(const bry_map *map, const char *title, const char *lang, int32_t width, uint64_t seed,
                               bry_text **out, bry_error **err);
/** Frees a map. \since 0.1 */
BRY_API void bry_map_free(bry_map *map);

/**
 * A map of themes that the same people mention, such as for bry_map_history_rebuild(). A node weighs as many people as have
 * the theme, an edge as many as have both, with support (their share of all), Jaccard and NPMI (Bouma 2009), to six decimals.
 *
 * A theme is left out when fewer than min_group people have it, or fewer but some are without it. An edge is left out when
 * fewer than min_group have both, or fewer but some have only the one, only the other or neither. Why what is left out can't
 * be computed from the rest, by sums, differences or bounds through a third theme, is argued in the source; it holds as long as
 * no theme is made of others: pass those that stand under others, and not what they stand under.
 * \param people     by mention: who
 * \param themes     by mention: which, from 0; -1 for somebody without a theme, who counts as asked
 * \param ids        of the themes
 * \param labels     of the themes; NULL: the ids
 * \param min_group  3 or more; 0: 5
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_ECONFLICT (two themes of one id), ::BRY_ELIMIT (over 4096 themes)
 * \since 0.1
 */
BRY_API bry_status bry_map_cooccurrence(const int64_t *people, const int32_t *themes, int64_t count,
                                        const char *const *ids, const char *const *labels, int32_t theme_count,
                                        int32_t min_group, bry_map **out, bry_error **err);

/**
 * A map with all of its revisions, which are only ever added. An edit, a rebuild of the derived layer, an undo and a redo are
 * a revision each, and say who made them (a role, never a person's name) and when; the map at any revision can be had.
 *
 * The derived layer and what people do are kept apart. A rebuild takes out what was derived and nobody touched, and lays the
 * new nodes and edges; what people added stays, and so does what they changed of derived ones, whose origin is then
 * "edited"; what they removed stays away until they add it themselves; what they merged stays merged, and where two derived edges
 * meet the larger weight is kept, as the same people may stand behind both. What is measured is the codings' alone: no edit
 * sets the weight of what is derived.
 */
typedef struct bry_map_history bry_map_history;

/** An empty history, at revision 0. Used by one thread at a time. \since 0.1 */
BRY_API bry_status bry_map_history_new(bry_map_history **out, bry_error **err);
/** The number of the last revision; 0: there is none. \since 0.1 */
BRY_API int64_t bry_map_history_revision(const bry_map_history *history);
/**
 * Carries out operations as one revision; see bry_map_apply().
 * \param seen   the revision that the change was made for; when another one is the last, nothing is done
 * \param role   1 to 64 bytes, such as "facilitator"
 * \param at_us  microseconds since 1970, UTC
 * \return those of bry_map_apply(); ::BRY_ECONFLICT also when there is a newer revision: look again
 * \since 0.1
 */
BRY_API bry_status bry_map_history_apply(bry_map_history *history, int64_t seen, const char *operations, size_t size,
                                         const char *role, int64_t at_us, bry_error **err);
/**
 * Lays the derived layer anew, as one revision: every node and edge of the map that is given is derived.
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_ECONFLICT (there is a newer revision)
 * \since 0.1
 */
BRY_API bry_status bry_map_history_rebuild(bry_map_history *history, int64_t seen, const bry_map *derived,
                                           const char *role, int64_t at_us, bry_error **err);
/** Undoes the last edit that is in force; rebuilds stay. \return also ::BRY_ESTATE when there is none. \since 0.1 */
BRY_API bry_status bry_map_history_undo(bry_map_history *history, int64_t seen, const char *role, int64_t at_us,
                                        bry_error **err);
/** Does again what was undone last, unless there was an edit since. \return also ::BRY_ESTATE. \since 0.1 */
BRY_API bry_status bry_map_history_redo(bry_map_history *history, int64_t seen, const char *role, int64_t at_us,
                                        bry_error **err);
/**
 * The map as it was after a revision; 0: empty, -1: as it is now.
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_ENOTFOUND
 * \since 0.1
 */
BRY_API bry_status bry_map_history_at(const bry_map_history *history, int64_t revision, bry_map **out,
                                      bry_error **err);
/** The revisions: revision, act (apply, rebuild, undo, redo), of, operations, role, at (UTC), in_force. \since 0.1 */
BRY_API bry_status bry_map_history_revisions(const bry_map_history *history, bry_table **out, bry_error **err);
/** The history as JSON Lines, a revision each, which bry_map_history_read() reads. \since 0.1 */
BRY_API bry_status bry_map_history_write(const bry_map_history *history, bry_text **out, bry_error **err);
/** \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_EPARSE, ::BRY_EREFUSED, ::BRY_ELIMIT (over 64 MiB), and those of
 * bry_map_apply() for what a line says. \since 0.1 */
BRY_API bry_status bry_map_history_read(const char *data, size_t size, bry_map_history **out, bry_error **err);
/** Frees a history. \since 0.1 */
BRY_API void bry_map_history_free(bry_map_history *history);

#ifdef __cplusplus
}
#endif
#endif
