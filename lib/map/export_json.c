/* Maps as JSON: JSON Graph Format, version 2 (jsongraphformat.info), and Cytoscape.js elements (js.cytoscape.org). */
#include "map/export.h"

static void put_member(bry__buffer *b, const char *before, const char *text) {
  bry__buffer_text(b, before);
  bry__buffer_json_string(b, text, strlen(text));
}

void bry__map_put_json_graph(bry__buffer *b, const bry_map *map) {
  bry__buffer_text(b, "{\"graph\":{\"directed\":false,\"nodes\":{");
  for (int32_t i = 0; i < map->node_count; i++) {
    put_member(b, i > 0 ? ",\n" : "\n", map->nodes[i].id);
    put_member(b, ":{\"label\":", map->nodes[i].label);
    bry__buffer_text(b, ",\"metadata\":{\"weight\":");
    bry__buffer_double(b, map->nodes[i].weight);
    bry__buffer_text(b, "}}");
  }
  bry__buffer_text(b, "\n},\"edges\":[");
  for (int32_t i = 0; i < map->edge_count; i++) {
    put_member(b, i > 0 ? ",\n{\"source\":" : "\n{\"source\":", map->nodes[map->edges[i].from].id);
    put_member(b, ",\"target\":", map->nodes[map->edges[i].to].id);
    bry__buffer_text(b, ",\"metadata\":{\"weight\":");
    bry__buffer_double(b, map->edges[i].weight);
    bry__buffer_text(b, "}}");
  }
  bry__buffer_text(b, "\n]}}\n");
}

void bry__map_put_cytoscape(bry__buffer *b, const bry_map *map) {
  bry__buffer_text(b, "{\"data\":{},\"directed\":false,\"multigraph\":false,\"elements\":{\"nodes\":[");
  for (int32_t i = 0; i < map->node_count; i++) {
    put_member(b, i > 0 ? ",\n{\"data\":{\"id\":" : "\n{\"data\":{\"id\":", map->nodes[i].id);
    put_member(b, ",\"name\":", map->nodes[i].label);
    put_member(b, ",\"value\":", map->nodes[i].id);
    bry__buffer_text(b, ",\"weight\":");
    bry__buffer_double(b, map->nodes[i].weight);
    bry__buffer_text(b, "}}");
  }
  bry__buffer_text(b, "\n],\"edges\":[");
  for (int32_t i = 0; i < map->edge_count; i++) {
    bry__buffer_format(b, "%s{\"data\":{\"id\":\"e%d\"", i > 0 ? ",\n" : "\n", (int)i + 1);
    put_member(b, ",\"source\":", map->nodes[map->edges[i].from].id);
    put_member(b, ",\"target\":", map->nodes[map->edges[i].to].id);
    bry__buffer_text(b, ",\"weight\":");
    bry__buffer_double(b, map->edges[i].weight);
    bry__buffer_text(b, "}}");
  }
  bry__buffer_text(b, "\n]}}\n");
}
