/* Maps: nodes and weighted edges of open kinds.
 *
 * Adding and finding take constant time, taking out as long as the map is. */
#include "core/error.h"
#include "core/hash.h"
#include "core/label.h"
#include "core/mem.h"
#include "map/graph.h"

#include <string.h>

/* --- the index -------------------------------------------------------------------------------------------------- */

static void index_put(bry__map_index *index, uint64_t hash, int32_t place) {
  size_t at = (size_t)hash & (index->capacity - 1);
  while (index->slots[at].place > 0)
    at = (at + 1) & (index->capacity - 1);
  index->slots[at].hash = hash;
  index->slots[at].place = place + 1;
}

/* Makes room for one more of `count` entries; 0 or -1. */
static int index_reserve(bry__map_index *index, int32_t count) {
  if (2 * ((size_t)count + 1) <= index->capacity) return 0;
  bry__map_index wider = {.capacity = index->capacity > 0 ? 2 * index->capacity : 16};
  wider.slots = bry__alloc_zero(wider.capacity, sizeof *wider.slots);
  if (!wider.slots) return -1;
  for (size_t i = 0; i < index->capacity; i++)
    if (index->slots[i].place > 0) index_put(&wider, index->slots[i].hash, index->slots[i].place - 1);
  bry__free(index->slots);
  *index = wider;
  return 0;
}

static uint64_t hash_id(const char *id) {
  return bry__hash64(id, strlen(id));
}

/* An edge without a direction is the same either way round. */
static uint64_t hash_ends(int32_t from, int32_t to, int32_t directed, const char *kind) {
  int swapped = !directed && from > to;
  int32_t ends[3] = {swapped ? to : from, swapped ? from : to, directed};
  return bry__hash64(ends, sizeof ends) ^ (kind ? bry__hash64(kind, strlen(kind)) : 0);
}

static uint64_t hash_edge(const bry__edge *edge) {
  return hash_ends(edge->from, edge->to, edge->directed, edge->is.text[BRY__MAP_KIND]);
}

int32_t bry__map_find_node(const bry_map *map, const char *id) {
  uint64_t hash = hash_id(id);
  size_t mask = map->by_id.capacity - 1;
  if (map->by_id.capacity == 0) return -1;
  for (size_t at = (size_t)hash & mask; map->by_id.slots[at].place > 0; at = (at + 1) & mask) {
    int32_t place = map->by_id.slots[at].place - 1;
    if (map->by_id.slots[at].hash == hash && strcmp(map->nodes[place].id, id) == 0) return place;
  }
  return -1;
}

static int is_edge(const bry__edge *e, int32_t from, int32_t to, int32_t directed, const char *kind) {
  const char *own = e->is.text[BRY__MAP_KIND];
  int same_ends = (e->from == from && e->to == to) || (!directed && e->from == to && e->to == from);
  return same_ends && e->directed == directed && strcmp(own ? own : "", kind ? kind : "") == 0;
}

int32_t bry__map_find_edge(const bry_map *map, int32_t from, int32_t to, int32_t directed, const char *kind) {
  uint64_t hash = hash_ends(from, to, directed, kind && *kind ? kind : NULL);
  size_t mask = map->by_ends.capacity - 1;
  if (map->by_ends.capacity == 0) return -1;
  for (size_t at = (size_t)hash & mask; map->by_ends.slots[at].place > 0; at = (at + 1) & mask) {
    int32_t place = map->by_ends.slots[at].place - 1;
    if (is_edge(&map->edges[place], from, to, directed, kind)) return place;
  }
  return -1;
}

/* --- building --------------------------------------------------------------------------------------------------- */

bry_status bry_map_new(bry_map **out, bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: pass a place for the map.");
  *out = bry__alloc_zero(1, sizeof **out);
  return *out ? BRY_OK : bry__enomem(err);
}

static bry_status check_node(const bry_map *map, const char *id, const char *label, double weight, bry_error **err) {
  if (!map || !id || *id == '\0')
    return bry__error(err, BRY_EINVAL, "The map is NULL, or the node has no id: pass both.");
  if (!bry__map_is_plain(id, strlen(id)) || (label && !bry__map_is_plain(label, strlen(label))))
    return bry__error(err, BRY_EINVAL, "An id or label is not UTF-8 or has a control character: take it out.");
  return bry__map_check_weight(weight, err);
}

bry_status bry__map_put_node(bry_map *map, const char *id, const bry__traits *traits, bry_error **err) {
  bry_status status = check_node(map, id, NULL, traits->number[BRY__MAP_WEIGHT], err);
  if (status != BRY_OK) return status;
  if (bry__map_find_node(map, id) >= 0)
    return bry__error(err, BRY_ECONFLICT, "There is a node \"%s\" already: add each once.", id);
  bry__node node = {.id = bry__strdup(id), .is = *traits};
  if (!node.id || map->node_count == INT32_MAX || index_reserve(&map->by_id, map->node_count) != 0 ||
      bry__grow((void **)&map->nodes, &map->node_capacity, (size_t)map->node_count + 1, sizeof node) != 0) {
    bry__free(node.id);
    return bry__enomem(err);
  }
  index_put(&map->by_id, hash_id(id), map->node_count);
  map->nodes[map->node_count++] = node;
  return BRY_OK;
}

bry_status bry__map_put_edge(bry_map *map, const bry__edge *edge, bry_error **err) {
  if (bry__map_find_edge(map, edge->from, edge->to, edge->directed, edge->is.text[BRY__MAP_KIND]) >= 0)
    return bry__error(err, BRY_ECONFLICT, "There is an edge of that kind from \"%s\" to \"%s\" already: change it.",
                      map->nodes[edge->from].id, map->nodes[edge->to].id);
  if (map->edge_count == INT32_MAX || index_reserve(&map->by_ends, map->edge_count) != 0 ||
      bry__grow((void **)&map->edges, &map->edge_capacity, (size_t)map->edge_count + 1, sizeof *edge) != 0)
    return bry__enomem(err);
  index_put(&map->by_ends, hash_edge(edge), map->edge_count);
  map->edges[map->edge_count++] = *edge;
  return BRY_OK;
}

bry_status bry_map_add_node(bry_map *map, const char *id, const char *label, double weight, bry_error **err) {
  bry__traits traits;
  bry__error_reset(err);
  bry_status status = check_node(map, id, label, weight, err);
  if (status != BRY_OK) return status;
  bry__traits_init(&traits);
  traits.number[BRY__MAP_WEIGHT] = weight;
  if (label) status = bry__traits_set(&traits, &bry__map_fields[0], label, strlen(label), err);
  if (status == BRY_OK) status = bry__map_put_node(map, id, &traits, err);
  if (status != BRY_OK) bry__traits_clear(&traits);
  return status;
}

static bry_status find_ends(const bry_map *map, const char *from, const char *to, bry__edge *edge, bry_error **err) {
  if (!map || !from || !to)
    return bry__error(err, BRY_EINVAL, "The map or an end of the edge is NULL: pass all three.");
  edge->from = bry__map_find_node(map, from);
  edge->to = bry__map_find_node(map, to);
  if (edge->from < 0 || edge->to < 0)
    return bry__error(err, BRY_ENOTFOUND, "There is no node \"%s\": add nodes before edges.",
                      edge->from < 0 ? from : to);
  if (edge->from == edge->to)
    return bry__error(err, BRY_EINVAL, "The edge begins and ends at \"%s\": join two different nodes.", from);
  return BRY_OK;
}

bry_status bry_map_add_edge(bry_map *map, const char *from, const char *to, double weight, bry_error **err) {
  bry__error_reset(err);
  bry__edge edge = {0};
  bry_status status = find_ends(map, from, to, &edge, err);
  if (status == BRY_OK) status = bry__map_check_weight(weight, err);
  if (status != BRY_OK) return status;
  int32_t known = bry__map_find_edge(map, edge.from, edge.to, 0, NULL);
  bry__traits_init(&edge.is);
  edge.is.number[BRY__MAP_WEIGHT] = weight;
  if (known < 0) return bry__map_put_edge(map, &edge, err);
  double *sum = &map->edges[known].is.number[BRY__MAP_WEIGHT];
  status = bry__map_check_weight(*sum + weight, err);
  if (status == BRY_OK) *sum += weight;
  return status;
}

void bry_map_free(bry_map *map) {
  if (!map) return;
  for (int32_t i = 0; i < map->node_count; i++) {
    bry__free(map->nodes[i].id);
    bry__traits_clear(&map->nodes[i].is);
  }
  for (int32_t i = 0; i < map->edge_count; i++)
    bry__traits_clear(&map->edges[i].is);
  bry__free(map->nodes);
  bry__free(map->edges);
  bry__free(map->by_id.slots);
  bry__free(map->by_ends.slots);
  bry__free(map);
}

/* --- labels ----------------------------------------------------------------------------------------------------- */

const char *bry__node_label_in(const bry__node *node, const char *lang) {
  char *const *text = node->is.text;
  bry__label label = {
      .text = {text[BRY__MAP_LABEL_NB], text[BRY__MAP_LABEL_NN], text[BRY__MAP_LABEL_EN], text[BRY__MAP_LABEL]}};
  const char *found = bry__label_get(&label, lang);
  return found ? found : node->id;
}

const char *bry__node_label(const bry__node *node) {
  return node->is.text[BRY__MAP_LABEL] ? node->is.text[BRY__MAP_LABEL] : bry__node_label_in(node, NULL);
}

/* --- taking out ------------------------------------------------------------------------------------------------- */

static void reindex(bry_map *map) {
  if (map->by_id.slots) memset(map->by_id.slots, 0, map->by_id.capacity * sizeof *map->by_id.slots);
  if (map->by_ends.slots) memset(map->by_ends.slots, 0, map->by_ends.capacity * sizeof *map->by_ends.slots);
  for (int32_t i = 0; i < map->node_count; i++)
    index_put(&map->by_id, hash_id(map->nodes[i].id), i);
  for (int32_t i = 0; i < map->edge_count; i++)
    index_put(&map->by_ends, hash_edge(&map->edges[i]), i);
}

void bry__map_sift(bry_map *map, const uint8_t *edges_out, int32_t *nodes_out) {
  int32_t edges = 0, nodes = 0;
  for (int32_t i = 0; i < map->node_count; i++) {
    if (nodes_out[i]) {
      bry__free(map->nodes[i].id);
      bry__traits_clear(&map->nodes[i].is);
    } else {
      map->nodes[nodes] = map->nodes[i];
      nodes_out[i] = nodes++;
    }
  }
  for (int32_t i = 0; i < map->edge_count; i++) {
    if (edges_out[i]) {
      bry__traits_clear(&map->edges[i].is);
      continue;
    }
    map->edges[edges] = map->edges[i];
    map->edges[edges].from = nodes_out[map->edges[i].from];
    map->edges[edges++].to = nodes_out[map->edges[i].to];
  }
  map->node_count = nodes;
  map->edge_count = edges;
  reindex(map);
}

bry_map *bry__map_copy(const bry_map *map) {
  bry_map *copy = bry__alloc_zero(1, sizeof *copy);
  bry__traits traits;
  int failed = !copy;
  for (int32_t i = 0; i < map->node_count && !failed; i++) {
    failed = bry__traits_copy(&traits, &map->nodes[i].is) != 0;
    if (!failed && bry__map_put_node(copy, map->nodes[i].id, &traits, NULL) != BRY_OK) {
      bry__traits_clear(&traits);
      failed = 1;
    }
  }
  for (int32_t i = 0; i < map->edge_count && !failed; i++) {
    bry__edge edge = map->edges[i];
    failed = bry__traits_copy(&edge.is, &map->edges[i].is) != 0;
    if (!failed && bry__map_put_edge(copy, &edge, NULL) != BRY_OK) {
      bry__traits_clear(&edge.is);
      failed = 1;
    }
  }
  if (!failed) return copy;
  bry_map_free(copy);
  return NULL;
}
