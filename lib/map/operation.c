/* Operations on a map, as JSON: what people do to it, one by one or several as one change. */
#include "core/json.h"
#include "core/mem.h"
#include "map/edit.h"

#include <string.h>

typedef struct operating {
  bry_map *map;
  bry__map_memory *memory;
  struct json_object *operation;
  int64_t place;
  bry_error **err;
} operating;

static bry_status refuse(const operating *o, bry_status status, const char *what, const char *which) {
  return bry__error(o->err, status, "Operation %lld: %s%s%s%s", (long long)o->place + 1, what, which ? " \"" : "",
                    which ? which : "", which ? "\"." : "");
}

static const char *text_of(const operating *o, const char *key) {
  return bry__json_text(o->operation, key);
}

/* Sets all fields that the operation has; other keys than those and `keys` are refused. */
static bry_status set_fields(const operating *o, bry__traits *is, int of_edge, const char *const *keys) {
  json_object_object_foreach(o->operation, key, value) {
    const bry__map_field *field = bry__map_field_find(key);
    int known = strcmp(key, "op") == 0;
    for (const char *const *at = keys; *at && !known; at++)
      known = strcmp(key, *at) == 0;
    if (known) continue;
    if (!field || !(of_edge ? field->of_edge : field->of_node) || strcmp(key, "origin") == 0)
      return refuse(o, BRY_EINVAL, "there is no field", key);
    bry_status status = bry__traits_set_json(is, field, value, o->err);
    if (status != BRY_OK) return status;
  }
  return BRY_OK;
}

/* What a machine derived and a person changes is kept by a rebuild. What people counted stays what they counted. */
static bry_status touch(const operating *o, bry__traits *is) {
  if (!is->text[BRY__MAP_ORIGIN]) return BRY_OK;
  static const char *const measured[] = {"weight", "support", "jaccard", "npmi"};
  for (size_t i = 0; i < sizeof measured / sizeof *measured; i++)
    if (json_object_object_get_ex(o->operation, measured[i], NULL))
      return refuse(o, BRY_EINVAL, "it is derived, and a rebuild sets what is measured: leave out", measured[i]);
  return bry__traits_set_origin(is, "edited") == 0 ? BRY_OK : bry__enomem(o->err);
}

/* --- nodes -------------------------------------------------------------------------------------------------------- */

static const char *const node_keys[] = {"id", NULL};

static bry_status find_node(const operating *o, const char *key, int32_t *out) {
  const char *id = text_of(o, key);
  if (!id) return refuse(o, BRY_EINVAL, "it lacks", key);
  *out = bry__map_find_node(o->map, id);
  return *out >= 0 ? BRY_OK : refuse(o, BRY_ENOTFOUND, "there is no node", id);
}

static bry_status add_node(const operating *o) {
  bry__traits traits;
  const char *id = text_of(o, "id");
  if (!id) return refuse(o, BRY_EINVAL, "it lacks", "id");
  bry__traits_init(&traits);
  bry_status status = set_fields(o, &traits, 0, node_keys);
  if (status == BRY_OK) status = bry__map_put_node(o->map, id, &traits, o->err);
  if (status != BRY_OK) bry__traits_clear(&traits);
  if (status == BRY_OK && bry__map_memory_forgive(o->memory, o->map, id, NULL) != 0) status = bry__enomem(o->err);
  return status;
}

static bry_status change_node(const operating *o) {
  int32_t node = -1;
  bry_status status = find_node(o, "id", &node);
  if (status == BRY_OK) status = touch(o, &o->map->nodes[node].is);
  if (status == BRY_OK) status = set_fields(o, &o->map->nodes[node].is, 0, node_keys);
  return status;
}

static bry_status remove_node(const operating *o) {
  int32_t node = -1;
  bry_status status = find_node(o, "id", &node);
  return status == BRY_OK ? bry__map_remove_node(o->map, o->memory, node, o->err) : status;
}

static bry_status merge_nodes(const operating *o) {
  int32_t node = -1, into = -1;
  bry_status status = find_node(o, "id", &node);
  if (status == BRY_OK) status = find_node(o, "into", &into);
  if (status == BRY_OK && node == into)
    status = refuse(o, BRY_EINVAL, "a node can't be merged into itself:", text_of(o, "id"));
  return status == BRY_OK ? bry__map_merge(o->map, o->memory, node, into, o->err) : status;
}

/* --- edges -------------------------------------------------------------------------------------------------------- */

static const char *const edge_keys[] = {"from", "to", "kind", "directed", NULL};

static bry_status read_ends(const operating *o, bry__edge *edge) {
  struct json_object *directed = NULL;
  bry_status status = find_node(o, "from", &edge->from);
  if (status == BRY_OK) status = find_node(o, "to", &edge->to);
  if (status == BRY_OK && edge->from == edge->to)
    status = refuse(o, BRY_EINVAL, "the edge begins and ends at", text_of(o, "from"));
  if (status != BRY_OK) return status;
  if (json_object_object_get_ex(o->operation, "directed", &directed)) {
    if (!json_object_is_type(directed, json_type_boolean))
      return refuse(o, BRY_EINVAL, "true or false must stand at", "directed");
    edge->directed = json_object_get_boolean(directed);
  }
  return BRY_OK;
}

static bry_status find_edge(const operating *o, int32_t *out) {
  bry__edge edge = {0};
  bry_status status = read_ends(o, &edge);
  if (status != BRY_OK) return status;
  *out = bry__map_find_edge(o->map, edge.from, edge.to, edge.directed, text_of(o, "kind"));
  return *out >= 0 ? BRY_OK : refuse(o, BRY_ENOTFOUND, "there is no such edge from", text_of(o, "from"));
}

static bry_status add_edge(const operating *o) {
  static const char *const keys[] = {"from", "to", "directed", NULL};
  bry__edge edge = {0};
  bry_status status = read_ends(o, &edge);
  if (status != BRY_OK) return status;
  bry__traits_init(&edge.is);
  status = set_fields(o, &edge.is, 1, keys);
  if (status == BRY_OK) status = bry__map_put_edge(o->map, &edge, o->err);
  if (status != BRY_OK) bry__traits_clear(&edge.is);
  if (status == BRY_OK && bry__map_memory_forgive(o->memory, o->map, NULL, &edge) != 0) status = bry__enomem(o->err);
  return status;
}

static bry_status change_edge(const operating *o) {
  int32_t edge = -1;
  bry_status status = find_edge(o, &edge);
  if (status == BRY_OK) status = touch(o, &o->map->edges[edge].is);
  if (status == BRY_OK) status = set_fields(o, &o->map->edges[edge].is, 1, edge_keys);
  return status;
}

static bry_status remove_edge(const operating *o) {
  int32_t edge = -1;
  bry_status status = find_edge(o, &edge);
  return status == BRY_OK ? bry__map_remove_edge(o->map, o->memory, edge, o->err) : status;
}

/* --- all of them -------------------------------------------------------------------------------------------------- */

typedef struct kind {
  const char *name;
  bry_status (*run)(const operating *o);
  int takes_out;
} kind;

static const kind kinds[] = {
    {"add_node", add_node, 0},       {"change_node", change_node, 0}, {"remove_node", remove_node, 1},
    {"merge_nodes", merge_nodes, 1}, {"add_edge", add_edge, 0},       {"change_edge", change_edge, 0},
    {"remove_edge", remove_edge, 1},
};

static const kind *kind_of(struct json_object *operation) {
  const char *name = json_object_is_type(operation, json_type_object) ? bry__json_text(operation, "op") : NULL;
  for (size_t i = 0; name && i < sizeof kinds / sizeof *kinds; i++)
    if (strcmp(name, kinds[i].name) == 0) return &kinds[i];
  return NULL;
}

/* Taking out takes as long as the map is, and what is in a history is done again by all who open it. */
static bry_status check_work(const bry_map *map, struct json_object *list, int64_t count, bry_error **err) {
  static const int64_t most = 30000000;
  int64_t taken = 0, size = (int64_t)map->node_count + map->edge_count + count;
  for (int64_t i = 0; i < count; i++) {
    const kind *k = kind_of(json_object_array_get_idx(list, (size_t)i));
    taken += k && k->takes_out;
  }
  if (taken == 0 || size <= most / taken) return BRY_OK;
  return bry__error(
      err, BRY_ELIMIT,
      "%lld nodes and edges are too many to take out of a map of this size at once: take out at most %lld.",
      (long long)taken, (long long)(most / size));
}

static bry_status operate(const operating *o) {
  const kind *k = kind_of(o->operation);
  if (k) return k->run(o);
  return refuse(
      o, BRY_EINVAL,
      "it needs an \"op\": add_node, change_node, remove_node, merge_nodes, add_edge, change_edge or remove_edge.",
      NULL);
}

bry_status bry__map_operate(bry_map *map, bry__map_memory *memory, const char *operations, size_t size,
                            int64_t *out_count, bry_error **err) {
  static const bry__json_limits limits = {.max_bytes = 16777216, .max_depth = 8};
  struct json_object *list = NULL;
  bry_status status = bry__json_parse("the list of operations", operations, size, &limits, &list, err);
  if (status != BRY_OK) return status;
  operating o = {.map = map, .memory = memory, .err = err};
  int64_t count = json_object_is_type(list, json_type_array) ? (int64_t)json_object_array_length(list) : -1;
  if (count < 1) status = bry__error(err, BRY_EINVAL, "The operations must be a list with at least one of them.");
  if (status == BRY_OK) status = check_work(map, list, count, err);
  for (; o.place < count && status == BRY_OK; o.place++) {
    o.operation = json_object_array_get_idx(list, (size_t)o.place);
    status = operate(&o);
  }
  json_object_put(list);
  if (out_count) *out_count = count;
  return status;
}

bry_status bry_map_apply(bry_map *map, const char *operations, size_t size, bry_error **err) {
  bry__error_reset(err);
  if (!map || !operations) return bry__error(err, BRY_EINVAL, "The map or the operations are NULL: pass both.");
  bry_map *changed = bry__map_copy(map);
  if (!changed) return bry__enomem(err);
  bry_status status = bry__map_operate(changed, NULL, operations, size, NULL, err);
  if (status == BRY_OK) {
    bry_map old = *map;
    *map = *changed;
    *changed = old;
  }
  bry_map_free(changed);
  return status;
}
