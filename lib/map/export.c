/* Maps in interchange formats: GraphML (graphml.graphdrawing.org, version 1.0), GEXF 1.2 (gexf.net) and DOT (Graphviz);
 * those of JSON are in export_json.c.
 *
 * Nodes and edges come in the order they were added, so that equal maps give equal bytes. */
#include "map/export.h"

#include "core/error.h"

static const char graphml_head[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                   "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" "
                                   "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"\n"
                                   "         xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns "
                                   "http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n"
                                   "  <key id=\"label\" for=\"node\" attr.name=\"label\" attr.type=\"string\"/>\n"
                                   "  <key id=\"size\" for=\"node\" attr.name=\"weight\" attr.type=\"double\"/>\n"
                                   "  <key id=\"weight\" for=\"edge\" attr.name=\"weight\" attr.type=\"double\"/>\n"
                                   "  <graph id=\"map\" edgedefault=\"undirected\">\n";

static void put_graphml(bry__buffer *b, const bry_map *map) {
  bry__buffer_text(b, graphml_head);
  for (int32_t i = 0; i < map->node_count; i++) {
    bry__buffer_text(b, "    <node id=\"");
    bry__buffer_html(b, map->nodes[i].id);
    bry__buffer_text(b, "\"><data key=\"label\">");
    bry__buffer_html(b, map->nodes[i].label);
    bry__buffer_text(b, "</data><data key=\"size\">");
    bry__buffer_double(b, map->nodes[i].weight);
    bry__buffer_text(b, "</data></node>\n");
  }
  for (int32_t i = 0; i < map->edge_count; i++) {
    bry__buffer_text(b, "    <edge source=\"");
    bry__buffer_html(b, map->nodes[map->edges[i].from].id);
    bry__buffer_text(b, "\" target=\"");
    bry__buffer_html(b, map->nodes[map->edges[i].to].id);
    bry__buffer_text(b, "\"><data key=\"weight\">");
    bry__buffer_double(b, map->edges[i].weight);
    bry__buffer_text(b, "</data></edge>\n");
  }
  bry__buffer_text(b, "  </graph>\n</graphml>\n");
}

static void put_gexf(bry__buffer *b, const bry_map *map) {
  bry__buffer_text(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                      "<gexf xmlns=\"http://www.gexf.net/1.2draft\" version=\"1.2\">\n"
                      "  <graph mode=\"static\" defaultedgetype=\"undirected\">\n"
                      "    <attributes class=\"node\" mode=\"static\">\n"
                      "      <attribute id=\"0\" title=\"weight\" type=\"double\"/>\n"
                      "    </attributes>\n    <nodes>\n");
  for (int32_t i = 0; i < map->node_count; i++) {
    bry__buffer_text(b, "      <node id=\"");
    bry__buffer_html(b, map->nodes[i].id);
    bry__buffer_text(b, "\" label=\"");
    bry__buffer_html(b, map->nodes[i].label);
    bry__buffer_text(b, "\"><attvalues><attvalue for=\"0\" value=\"");
    bry__buffer_double(b, map->nodes[i].weight);
    bry__buffer_text(b, "\"/></attvalues></node>\n");
  }
  bry__buffer_text(b, "    </nodes>\n    <edges>\n");
  for (int32_t i = 0; i < map->edge_count; i++) {
    bry__buffer_format(b, "      <edge id=\"%d\" source=\"", (int)i);
    bry__buffer_html(b, map->nodes[map->edges[i].from].id);
    bry__buffer_text(b, "\" target=\"");
    bry__buffer_html(b, map->nodes[map->edges[i].to].id);
    bry__buffer_text(b, "\" weight=\"");
    bry__buffer_double(b, map->edges[i].weight);
    bry__buffer_text(b, "\"/>\n");
  }
  bry__buffer_text(b, "    </edges>\n  </graph>\n</gexf>\n");
}

/* A backslash begins an escape in a label and could hide the closing quote: it is doubled. */
static void put_quoted(bry__buffer *b, const char *text) {
  bry__buffer_char(b, '"');
  for (; *text; text++) {
    if (*text == '"' || *text == '\\') bry__buffer_char(b, '\\');
    bry__buffer_char(b, *text);
  }
  bry__buffer_char(b, '"');
}

static void put_dot(bry__buffer *b, const bry_map *map) {
  bry__buffer_text(b, "graph map {\n");
  for (int32_t i = 0; i < map->node_count; i++) {
    bry__buffer_text(b, "  ");
    put_quoted(b, map->nodes[i].id);
    bry__buffer_text(b, " [label=");
    put_quoted(b, map->nodes[i].label);
    bry__buffer_text(b, ", weight=\"");
    bry__buffer_double(b, map->nodes[i].weight);
    bry__buffer_text(b, "\"];\n");
  }
  for (int32_t i = 0; i < map->edge_count; i++) {
    bry__buffer_text(b, "  ");
    put_quoted(b, map->nodes[map->edges[i].from].id);
    bry__buffer_text(b, " -- ");
    put_quoted(b, map->nodes[map->edges[i].to].id);
    bry__buffer_text(b, " [weight=\"");
    bry__buffer_double(b, map->edges[i].weight);
    bry__buffer_text(b, "\"];\n");
  }
  bry__buffer_text(b, "}\n");
}

static void (*const put[])(bry__buffer *b, const bry_map *map) = {
    [BRY_MAP_GRAPHML] = put_graphml,
    [BRY_MAP_DOT] = put_dot,
    [BRY_MAP_GEXF] = put_gexf,
    [BRY_MAP_JSON_GRAPH] = bry__map_put_json_graph,
    [BRY_MAP_CYTOSCAPE] = bry__map_put_cytoscape,
};

bry_status bry_map_export(const bry_map *map, int32_t format, bry_text **out, bry_error **err) {
  bry__buffer b = {0};

  bry__error_reset(err);
  if (out) *out = NULL;
  if (!map || !out) return bry__error(err, BRY_EINVAL, "The map or out is NULL: pass both.");
  if (format < BRY_MAP_GRAPHML || format > BRY_MAP_CYTOSCAPE)
    return bry__error(err, BRY_EINVAL, "There is no format %d: pass one of BRY_MAP_....", (int)format);
  put[format](&b, map);
  bry_status status = bry__buffer_finish(&b, out, err);
  bry__buffer_free(&b);
  return status;
}
