/* Maps as JSON: JSON Graph Format, version 2 (jsongraphformat.info), and Cytoscape.js elements (js.cytoscape.org). */
#include "map/export.h"

static void put_member(bry__buffer *b, const char *before, const char *text) {
  bry__buffer_text(b, before);
  bry__buffer_json_string(b, text, strlen(text));
}

/* All fields but label and weight, each with a comma before it. */
static void put_fields(bry__buffer *b, const bry__traits *is) {
  for (int32_t f = 1; f < BRY__MAP_FIELDS; f++) {
    const bry__map_field *field = &bry__map_fields[f];
    if (bry__traits_has(is, field) && !(field->is_number && field->place == BRY__MAP_WEIGHT))
      bry__traits_put_json(b, is, field);
  }
}

static void put_json_edge(bry__buffer *b, const bry_map *map, int32_t place, int32_t directed) {
  const bry__edge *edge = &map->edges[place];
  put_member(b, place > 0 ? ",\n{\"source\":" : "\n{\"source\":", map->nodes[edge->from].id);
  put_member(b, ",\"target\":", map->nodes[edge->to].id);
  if (edge->directed != directed) bry__buffer_text(b, directed ? ",\"directed\":false" : ",\"directed\":true");
  if (edge->is.text[BRY__MAP_KIND]) put_member(b, ",\"relation\":", edge->is.text[BRY__MAP_KIND]);
  if (edge->is.text[BRY__MAP_LABEL]) put_member(b, ",\"label\":", edge->is.text[BRY__MAP_LABEL]);
  bry__buffer_text(b, ",\"metadata\":{\"weight\":");
  bry__buffer_double(b, edge->is.number[BRY__MAP_WEIGHT]);
  put_fields(b, &edge->is);
  bry__buffer_text(b, "}}");
}

void bry__map_put_json_graph(bry__buffer *b, const bry_map *map) {
  bry__map_used used = bry__map_used_fields(map);
  int32_t directed = bry__map_is_directed(&used);
  bry__buffer_format(b, "{\"graph\":{\"directed\":%s,\"nodes\":{", directed ? "true" : "false");
  for (int32_t i = 0; i < map->node_count; i++) {
    put_member(b, i > 0 ? ",\n" : "\n", map->nodes[i].id);
    put_member(b, ":{\"label\":", bry__node_label(&map->nodes[i]));
    bry__buffer_text(b, ",\"metadata\":{\"weight\":");
    bry__buffer_double(b, map->nodes[i].is.number[BRY__MAP_WEIGHT]);
    put_fields(b, &map->nodes[i].is);
    bry__buffer_text(b, "}}");
  }
  bry__buffer_text(b, "\n},\"edges\":[");
  for (int32_t i = 0; i < map->edge_count; i++)
    put_json_edge(b, map, i, directed);
  bry__buffer_text(b, "\n]}}\n");
}

/* Two edges between the same two nodes, or such of different directions. */
static int is_multigraph(const bry_map *map) {
  for (int32_t i = 0; i < map->edge_count; i++)
    if (map->edges[i].is.text[BRY__MAP_KIND] || map->edges[i].directed != map->edges[0].directed) return 1;
  return 0;
}

void bry__map_put_cytoscape(bry__buffer *b, const bry_map *map) {
  bry__map_used used = bry__map_used_fields(map);
  bry__buffer_format(b, "{\"data\":{},\"directed\":%s,\"multigraph\":%s,\"elements\":{\"nodes\":[",
                     bry__map_is_directed(&used) ? "true" : "false", is_multigraph(map) ? "true" : "false");
  for (int32_t i = 0; i < map->node_count; i++) {
    put_member(b, i > 0 ? ",\n{\"data\":{\"id\":" : "\n{\"data\":{\"id\":", map->nodes[i].id);
    put_member(b, ",\"name\":", bry__node_label(&map->nodes[i]));
    put_member(b, ",\"value\":", map->nodes[i].id);
    bry__buffer_text(b, ",\"weight\":");
    bry__buffer_double(b, map->nodes[i].is.number[BRY__MAP_WEIGHT]);
    put_fields(b, &map->nodes[i].is);
    bry__buffer_text(b, "}}");
  }
  bry__buffer_text(b, "\n],\"edges\":[");
  for (int32_t i = 0; i < map->edge_count; i++) {
    const bry__edge *edge = &map->edges[i];
    bry__buffer_format(b, "%s{\"data\":{\"id\":\"e%d\"", i > 0 ? ",\n" : "\n", (int)i + 1);
    put_member(b, ",\"source\":", map->nodes[edge->from].id);
    put_member(b, ",\"target\":", map->nodes[edge->to].id);
    if (used.directed > 0) bry__buffer_text(b, edge->directed ? ",\"directed\":true" : ",\"directed\":false");
    if (edge->is.text[BRY__MAP_LABEL]) put_member(b, ",\"label\":", edge->is.text[BRY__MAP_LABEL]);
    bry__buffer_text(b, ",\"weight\":");
    bry__buffer_double(b, edge->is.number[BRY__MAP_WEIGHT]);
    put_fields(b, &edge->is);
    bry__buffer_text(b, "}}");
  }
  bry__buffer_text(b, "\n]}}\n");
}
