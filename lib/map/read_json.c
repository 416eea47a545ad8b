/* Maps from JSON Graph Format, version 2 (nodes by id) and 1 (a list of them). */
#include "core/json.h"
#include "map/read.h"

#include <string.h>

static void read_fields(bry__map_reading *r, bry__traits *is, struct json_object *object, int of_edge) {
  struct json_object *metadata = bry__json_object(object, "metadata");
  if (!metadata) return;
  json_object_object_foreach(metadata, key, value) {
    const bry__map_field *field = bry__map_field_find(key);
    if (!field || !(of_edge ? field->of_edge : field->of_node) || r->status != BRY_OK) continue;
    if (json_object_is_type(value, json_type_string))
      bry__map_read_field(r, is, field, json_object_get_string(value), (size_t)json_object_get_string_len(value));
    else
      r->status = bry__traits_set_json(is, field, value, r->err);
  }
}

static void read_text(bry__map_reading *r, bry__traits *is, struct json_object *object, const char *key,
                      const char *field, const char *unless) {
  const char *text = bry__json_text(object, key);
  if (text && (!unless || strcmp(text, unless) != 0))
    bry__map_read_field(r, is, bry__map_field_find(field), text, strlen(text));
}

static void read_node(bry__map_reading *r, const char *id, struct json_object *node) {
  bry__map_read_node(r, id);
  if (r->status != BRY_OK) return;
  bry__traits *is = &r->map->nodes[r->map->node_count - 1].is;
  read_fields(r, is, node, 0);
  read_text(r, is, node, "label", "label", id); /* one that is the id says nothing */
}

static void read_nodes(bry__map_reading *r, struct json_object *graph) {
  struct json_object *nodes = bry__json_object(graph, "nodes"), *list = bry__json_array(graph, "nodes");
  if (nodes) {
    json_object_object_foreach(nodes, id, node) {
      read_node(r, id, node);
      if (r->status != BRY_OK) return;
    }
  }
  for (size_t i = 0; list && i < json_object_array_length(list) && r->status == BRY_OK; i++) {
    struct json_object *node = json_object_array_get_idx(list, i);
    const char *id = json_object_is_type(node, json_type_object) ? bry__json_text(node, "id") : NULL;
    read_node(r, id ? id : "", node);
  }
}

static void read_edge(bry__map_reading *r, struct json_object *edge) {
  struct json_object *directed = NULL;
  int is_object = json_object_is_type(edge, json_type_object);
  const char *from = is_object ? bry__json_text(edge, "source") : NULL;
  const char *to = is_object ? bry__json_text(edge, "target") : NULL;
  if (!from || !to) {
    r->status =
        bry__error(r->err, BRY_EREFUSED, "Edge %zu of the map lacks its source or target.", r->link_count + 1);
    return;
  }
  bry__map_link *link = bry__map_read_link(r, from, to);
  if (!link || r->status != BRY_OK) return;
  if (json_object_object_get_ex(edge, "directed", &directed) && json_object_is_type(directed, json_type_boolean))
    link->directed = json_object_get_boolean(directed);
  read_text(r, &link->is, edge, "relation", "kind", NULL);
  read_fields(r, &link->is, edge, 1);
  read_text(r, &link->is, edge, "label", "label", NULL);
}

void bry__map_read_json(bry__map_reading *r, const char *data, size_t size) {
  static const bry__json_limits limits = {.max_bytes = 67108864, .max_depth = 16};
  struct json_object *document = NULL, *directed = NULL;
  r->status = bry__json_parse("the map", data, size, &limits, &document, r->err);
  if (r->status != BRY_OK) return;
  struct json_object *graph =
      json_object_is_type(document, json_type_object) ? bry__json_object(document, "graph") : NULL;
  if (!graph) {
    r->status = bry__error(r->err, BRY_EREFUSED,
                           "The map has no \"graph\": JSON Graph Format, version 2, is {\"graph\": "
                           "{\"nodes\": {...}, \"edges\": [...]}}.");
  } else {
    struct json_object *edges = bry__json_array(graph, "edges");
    /* The format's own default is directed. */
    r->directed = !json_object_object_get_ex(graph, "directed", &directed) || json_object_get_boolean(directed);
    read_nodes(r, graph);
    for (size_t i = 0; edges && i < json_object_array_length(edges) && r->status == BRY_OK; i++)
      read_edge(r, json_object_array_get_idx(edges, i));
  }
  json_object_put(document);
}
