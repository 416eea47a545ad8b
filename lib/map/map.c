/* Maps: nodes, weighted undirected edges, and their simplest measures.
 *
 * Adding and finding take constant time. Interchange formats are in export.c. */
#include "core/error.h"
#include "core/hash.h"
#include "core/mem.h"
#include "core/table.h"
#include "core/utf8.h"
#include "map/graph.h"

#include <math.h>
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

static uint64_t hash_pair(int32_t a, int32_t b) {
  int32_t pair[2] = {a < b ? a : b, a < b ? b : a};
  return bry__hash64(pair, sizeof pair);
}

static int32_t find_node(const bry_map *map, const char *id) {
  uint64_t hash = hash_id(id);
  size_t mask = map->by_id.capacity - 1;
  if (map->by_id.capacity == 0) return -1;
  for (size_t at = (size_t)hash & mask; map->by_id.slots[at].place > 0; at = (at + 1) & mask) {
    int32_t place = map->by_id.slots[at].place - 1;
    if (map->by_id.slots[at].hash == hash && strcmp(map->nodes[place].id, id) == 0) return place;
  }
  return -1;
}

static int32_t find_edge(const bry_map *map, int32_t a, int32_t b) {
  uint64_t hash = hash_pair(a, b);
  size_t mask = map->by_pair.capacity - 1;
  if (map->by_pair.capacity == 0) return -1;
  for (size_t at = (size_t)hash & mask; map->by_pair.slots[at].place > 0; at = (at + 1) & mask) {
    const bry__edge *e = &map->edges[map->by_pair.slots[at].place - 1];
    if ((e->from == a && e->to == b) || (e->from == b && e->to == a)) return map->by_pair.slots[at].place - 1;
  }
  return -1;
}

/* --- checks ----------------------------------------------------------------------------------------------------- */

/* What an XML document can hold: UTF-8 without control characters and the two that are never characters. */
static int is_plain_text(const char *text) {
  size_t size = strlen(text);
  if (!bry__utf8_valid(text, size, NULL)) return 0;
  for (size_t at = 0; at < size;) {
    uint32_t c = bry__utf8_next(text, size, &at);
    if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xFFFE || c == 0xFFFF) return 0;
  }
  return 1;
}

static bry_status check_weight(double weight, bry_error **err) {
  if (!isfinite(weight) || weight < 0)
    return bry__error(err, BRY_EINVAL, "A weight must be a finite number that is not negative.");
  return BRY_OK;
}

static bry_status check_node(const bry_map *map, const char *id, const char *label, double weight, bry_error **err) {
  if (!map || !id || *id == '\0')
    return bry__error(err, BRY_EINVAL, "The map is NULL, or the node has no id: pass both.");
  if (!is_plain_text(id) || (label && !is_plain_text(label)))
    return bry__error(err, BRY_EINVAL, "An id or label is not UTF-8 or has a control character: take it out.");
  return check_weight(weight, err);
}

/* --- building --------------------------------------------------------------------------------------------------- */

bry_status bry_map_new(bry_map **out, bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: pass a place for the map.");
  *out = bry__alloc_zero(1, sizeof **out);
  return *out ? BRY_OK : bry__enomem(err);
}

bry_status bry_map_add_node(bry_map *map, const char *id, const char *label, double weight, bry_error **err) {
  bry__error_reset(err);
  bry_status status = check_node(map, id, label, weight, err);
  if (status != BRY_OK) return status;
  if (find_node(map, id) >= 0)
    return bry__error(err, BRY_ECONFLICT, "There is a node \"%s\" already: add each once.", id);
  bry__node node = {.id = bry__strdup(id), .label = bry__strdup(label ? label : id), .weight = weight};
  if (!node.id || !node.label || map->node_count == INT32_MAX || index_reserve(&map->by_id, map->node_count) != 0 ||
      bry__grow((void **)&map->nodes, &map->node_capacity, (size_t)map->node_count + 1, sizeof node) != 0) {
    bry__free(node.id);
    bry__free(node.label);
    return bry__enomem(err);
  }
  index_put(&map->by_id, hash_id(id), map->node_count);
  map->nodes[map->node_count++] = node;
  return BRY_OK;
}

static bry_status find_ends(const bry_map *map, const char *from, const char *to, bry__edge *edge, bry_error **err) {
  if (!map || !from || !to)
    return bry__error(err, BRY_EINVAL, "The map or an end of the edge is NULL: pass all three.");
  edge->from = find_node(map, from);
  edge->to = find_node(map, to);
  if (edge->from < 0 || edge->to < 0)
    return bry__error(err, BRY_ENOTFOUND, "There is no node \"%s\": add nodes before edges.",
                      edge->from < 0 ? from : to);
  if (edge->from == edge->to)
    return bry__error(err, BRY_EINVAL, "The edge begins and ends at \"%s\": join two different nodes.", from);
  return check_weight(edge->weight, err);
}

bry_status bry_map_add_edge(bry_map *map, const char *from, const char *to, double weight, bry_error **err) {
  bry__error_reset(err);
  bry__edge edge = {.weight = weight};
  bry_status status = find_ends(map, from, to, &edge, err);
  if (status != BRY_OK) return status;
  int32_t known = find_edge(map, edge.from, edge.to);
  if (known >= 0) {
    double sum = map->edges[known].weight + weight;
    status = check_weight(sum, err);
    map->edges[known].weight = status == BRY_OK ? sum : map->edges[known].weight;
    return status;
  }
  if (map->edge_count == INT32_MAX || index_reserve(&map->by_pair, map->edge_count) != 0 ||
      bry__grow((void **)&map->edges, &map->edge_capacity, (size_t)map->edge_count + 1, sizeof edge) != 0)
    return bry__enomem(err);
  index_put(&map->by_pair, hash_pair(edge.from, edge.to), map->edge_count);
  map->edges[map->edge_count++] = edge;
  return BRY_OK;
}

void bry_map_free(bry_map *map) {
  if (!map) return;
  for (int32_t i = 0; i < map->node_count; i++) {
    bry__free(map->nodes[i].id);
    bry__free(map->nodes[i].label);
  }
  bry__free(map->nodes);
  bry__free(map->edges);
  bry__free(map->by_id.slots);
  bry__free(map->by_pair.slots);
  bry__free(map);
}

/* --- as tables -------------------------------------------------------------------------------------------------- */

typedef struct measure {
  int64_t degree;
  double strength;
} measure;

static measure *measure_nodes(const bry_map *map) {
  measure *m = bry__alloc_zero((size_t)map->node_count, sizeof *m);
  for (int32_t i = 0; m && i < map->edge_count; i++) {
    const bry__edge *e = &map->edges[i];
    m[e->from].degree++;
    m[e->to].degree++;
    m[e->from].strength += e->weight;
    m[e->to].strength += e->weight;
  }
  return m;
}

bry_status bry_map_nodes(const bry_map *map, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!map || !out) return bry__error(err, BRY_EINVAL, "The map or out is NULL: pass both.");
  measure *m = measure_nodes(map);
  if (!m) return bry__enomem(err);
  bry_table *t = bry__table_new("nodes", "Noder", "Nodar", "Nodes");
  int32_t id = bry__table_column(t, "id", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, NULL, NULL, NULL);
  int32_t label = bry__table_column(t, "label", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Navn", "Namn", "Name");
  int32_t weight = bry__table_column(t, "weight", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "Vekt", "Vekt", "Weight");
  int32_t degree =
      bry__table_column(t, "degree", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Forbindelser", "Samband", "Degree");
  int32_t strength =
      bry__table_column(t, "strength", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "Styrke", "Styrke", "Strength");
  for (int32_t i = 0; i < map->node_count; i++) {
    bry__table_row(t);
    bry__table_set_text(t, id, map->nodes[i].id);
    bry__table_set_text(t, label, map->nodes[i].label);
    bry__table_set_double(t, weight, map->nodes[i].weight);
    bry__table_set_int64(t, degree, m[i].degree);
    bry__table_set_double(t, strength, m[i].strength);
  }
  bry__free(m);
  return bry__table_finish(t, out, err);
}

bry_status bry_map_edges(const bry_map *map, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!map || !out) return bry__error(err, BRY_EINVAL, "The map or out is NULL: pass both.");
  bry_table *t = bry__table_new("edges", "Forbindelser", "Samband", "Edges");
  int32_t from = bry__table_column(t, "from", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Fra", "Frå", "From");
  int32_t to = bry__table_column(t, "to", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Til", "Til", "To");
  int32_t weight = bry__table_column(t, "weight", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "Vekt", "Vekt", "Weight");
  for (int32_t i = 0; i < map->edge_count; i++) {
    bry__table_row(t);
    bry__table_set_text(t, from, map->nodes[map->edges[i].from].id);
    bry__table_set_text(t, to, map->nodes[map->edges[i].to].id);
    bry__table_set_double(t, weight, map->edges[i].weight);
  }
  return bry__table_finish(t, out, err);
}
