/* Maps in interchange formats: GraphML (graphml.graphdrawing.org, version 1.0), GEXF 1.2 (gexf.net) and DOT (Graphviz);
 * those of JSON are in export_json.c.
 *
 * Nodes and edges come in the order they were added, so that equal maps give equal bytes. */
#include "map/export.h"

#include "core/error.h"

/* Which fields any node or edge of the map has; label and weight aside, which all have. */
bry__map_used bry__map_used_fields(const bry_map *map) {
  bry__map_used used = {.edge_count = map->edge_count};
  for (int32_t f = 0; f < BRY__MAP_FIELDS; f++) {
    const bry__map_field *field = &bry__map_fields[f];
    if (field->is_number && field->place == BRY__MAP_WEIGHT) continue;
    for (int32_t i = 0;
         i < map->node_count && !used.node[f] && !(!field->is_number && field->place == BRY__MAP_LABEL); i++)
      used.node[f] = field->of_node && bry__traits_has(&map->nodes[i].is, field);
    for (int32_t i = 0; i < map->edge_count && !used.edge[f]; i++)
      used.edge[f] = field->of_edge && bry__traits_has(&map->edges[i].is, field);
  }
  for (int32_t i = 0; i < map->edge_count; i++)
    used.directed += map->edges[i].directed;
  return used;
}

static void put_value(bry__buffer *b, const bry__traits *is, const bry__map_field *field) {
  if (field->is_number)
    bry__buffer_double(b, is->number[field->place]);
  else
    bry__buffer_html(b, is->text[field->place]);
}

static const char *type_of(const bry__map_field *field, const char *whole) {
  if (!field->is_number) return "string";
  return field->place == BRY__MAP_LEVEL ? whole : "double";
}

/* --- GraphML ------------------------------------------------------------------------------------------------------ */

static const char graphml_head[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                   "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" "
                                   "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"\n"
                                   "         xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns "
                                   "http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n"
                                   "  <key id=\"label\" for=\"node\" attr.name=\"label\" attr.type=\"string\"/>\n"
                                   "  <key id=\"size\" for=\"node\" attr.name=\"weight\" attr.type=\"double\"/>\n"
                                   "  <key id=\"weight\" for=\"edge\" attr.name=\"weight\" attr.type=\"double\"/>\n";

static void put_keys(bry__buffer *b, const bry__map_used *used) {
  for (int32_t f = 0; f < BRY__MAP_FIELDS; f++) {
    const char *name = bry__map_fields[f].name, *type = type_of(&bry__map_fields[f], "int");
    if (used->node[f])
      bry__buffer_format(b, "  <key id=\"n_%s\" for=\"node\" attr.name=\"%s\" attr.type=\"%s\"/>\n", name, name,
                         type);
    if (used->edge[f])
      bry__buffer_format(b, "  <key id=\"e_%s\" for=\"edge\" attr.name=\"%s\" attr.type=\"%s\"/>\n", name, name,
                         type);
  }
}

static void put_data(bry__buffer *b, const bry__traits *is, const int32_t *used, char prefix) {
  for (int32_t f = 0; f < BRY__MAP_FIELDS; f++) {
    if (!used[f] || !bry__traits_has(is, &bry__map_fields[f])) continue;
    bry__buffer_format(b, "<data key=\"%c_%s\">", prefix, bry__map_fields[f].name);
    put_value(b, is, &bry__map_fields[f]);
    bry__buffer_text(b, "</data>");
  }
}

static void put_graphml(bry__buffer *b, const bry_map *map) {
  bry__map_used used = bry__map_used_fields(map);
  int32_t directed = bry__map_is_directed(&used);
  bry__buffer_text(b, graphml_head);
  put_keys(b, &used);
  bry__buffer_format(b, "  <graph id=\"map\" edgedefault=\"%s\">\n", directed ? "directed" : "undirected");
  for (int32_t i = 0; i < map->node_count; i++) {
    bry__buffer_text(b, "    <node id=\"");
    bry__buffer_html(b, map->nodes[i].id);
    bry__buffer_text(b, "\"><data key=\"label\">");
    bry__buffer_html(b, bry__node_label(&map->nodes[i]));
    bry__buffer_text(b, "</data><data key=\"size\">");
    bry__buffer_double(b, map->nodes[i].is.number[BRY__MAP_WEIGHT]);
    bry__buffer_text(b, "</data>");
    put_data(b, &map->nodes[i].is, used.node, 'n');
    bry__buffer_text(b, "</node>\n");
  }
  for (int32_t i = 0; i < map->edge_count; i++) {
    const bry__edge *edge = &map->edges[i];
    bry__buffer_text(b, "    <edge source=\"");
    bry__buffer_html(b, map->nodes[edge->from].id);
    bry__buffer_text(b, "\" target=\"");
    bry__buffer_html(b, map->nodes[edge->to].id);
    bry__buffer_text(b, edge->directed == directed ? "\">"
                        : directed                 ? "\" directed=\"false\">"
                                                   : "\" directed=\"true\">");
    bry__buffer_text(b, "<data key=\"weight\">");
    bry__buffer_double(b, edge->is.number[BRY__MAP_WEIGHT]);
    bry__buffer_text(b, "</data>");
    put_data(b, &edge->is, used.edge, 'e');
    bry__buffer_text(b, "</edge>\n");
  }
  bry__buffer_text(b, "  </graph>\n</graphml>\n");
}

/* --- GEXF --------------------------------------------------------------------------------------------------------- */

/* The weight of a node is attribute 0, and an edge's own; other fields have their names as ids. An edge's label is its own. */
static void put_attributes(bry__buffer *b, const char *class, const int32_t *used, int is_node) {
  int any = is_node;
  for (int32_t f = 1; f < BRY__MAP_FIELDS && !any; f++)
    any = used[f];
  if (!any) return;
  bry__buffer_format(b, "    <attributes class=\"%s\" mode=\"static\">\n", class);
  if (is_node) bry__buffer_text(b, "      <attribute id=\"0\" title=\"weight\" type=\"double\"/>\n");
  for (int32_t f = 1; f < BRY__MAP_FIELDS; f++)
    if (used[f])
      bry__buffer_format(b, "      <attribute id=\"%s\" title=\"%s\" type=\"%s\"/>\n", bry__map_fields[f].name,
                         bry__map_fields[f].name, type_of(&bry__map_fields[f], "integer"));
  bry__buffer_text(b, "    </attributes>\n");
}

static void put_attvalues(bry__buffer *b, const bry__traits *is, const int32_t *used) {
  for (int32_t f = 1; f < BRY__MAP_FIELDS; f++) {
    if (!used[f] || !bry__traits_has(is, &bry__map_fields[f])) continue;
    bry__buffer_format(b, "<attvalue for=\"%s\" value=\"", bry__map_fields[f].name);
    put_value(b, is, &bry__map_fields[f]);
    bry__buffer_text(b, "\"/>");
  }
}

static void put_gexf_edge(bry__buffer *b, const bry_map *map, int32_t place, const bry__map_used *used) {
  const bry__edge *edge = &map->edges[place];
  int32_t directed = bry__map_is_directed(used), any = 0;
  bry__buffer_format(b, "      <edge id=\"%d\" source=\"", (int)place);
  bry__buffer_html(b, map->nodes[edge->from].id);
  bry__buffer_text(b, "\" target=\"");
  bry__buffer_html(b, map->nodes[edge->to].id);
  if (edge->directed != directed) bry__buffer_text(b, directed ? "\" type=\"undirected" : "\" type=\"directed");
  if (edge->is.text[BRY__MAP_LABEL]) {
    bry__buffer_text(b, "\" label=\"");
    bry__buffer_html(b, edge->is.text[BRY__MAP_LABEL]);
  }
  bry__buffer_text(b, "\" weight=\"");
  bry__buffer_double(b, edge->is.number[BRY__MAP_WEIGHT]);
  for (int32_t f = 1; f < BRY__MAP_FIELDS && !any; f++)
    any = used->edge[f] && bry__traits_has(&edge->is, &bry__map_fields[f]);
  bry__buffer_text(b, any ? "\"><attvalues>" : "\"/>\n");
  if (!any) return;
  put_attvalues(b, &edge->is, used->edge);
  bry__buffer_text(b, "</attvalues></edge>\n");
}

static void put_gexf(bry__buffer *b, const bry_map *map) {
  bry__map_used used = bry__map_used_fields(map);
  bry__buffer_format(b,
                     "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                     "<gexf xmlns=\"http://www.gexf.net/1.2draft\" version=\"1.2\">\n"
                     "  <graph mode=\"static\" defaultedgetype=\"%s\">\n",
                     bry__map_is_directed(&used) ? "directed" : "undirected");
  put_attributes(b, "node", used.node, 1);
  put_attributes(b, "edge", used.edge, 0);
  bry__buffer_text(b, "    <nodes>\n");
  for (int32_t i = 0; i < map->node_count; i++) {
    bry__buffer_text(b, "      <node id=\"");
    bry__buffer_html(b, map->nodes[i].id);
    bry__buffer_text(b, "\" label=\"");
    bry__buffer_html(b, bry__node_label(&map->nodes[i]));
    bry__buffer_text(b, "\"><attvalues><attvalue for=\"0\" value=\"");
    bry__buffer_double(b, map->nodes[i].is.number[BRY__MAP_WEIGHT]);
    bry__buffer_text(b, "\"/>");
    put_attvalues(b, &map->nodes[i].is, used.node);
    bry__buffer_text(b, "</attvalues></node>\n");
  }
  bry__buffer_text(b, "    </nodes>\n    <edges>\n");
  for (int32_t i = 0; i < map->edge_count; i++)
    put_gexf_edge(b, map, i, &used);
  bry__buffer_text(b, "    </edges>\n  </graph>\n</gexf>\n");
}

/* --- DOT ---------------------------------------------------------------------------------------------------------- */

/* A backslash begins an escape in a label and could hide the closing quote: it is doubled. */
static void put_quoted(bry__buffer *b, const char *text) {
  bry__buffer_char(b, '"');
  for (; *text; text++) {
    if (*text == '"' || *text == '\\') bry__buffer_char(b, '\\');
    bry__buffer_char(b, *text);
  }
  bry__buffer_char(b, '"');
}

static void put_dot_fields(bry__buffer *b, const bry__traits *is, const int32_t *used) {
  for (int32_t f = 0; f < BRY__MAP_FIELDS; f++) {
    const bry__map_field *field = &bry__map_fields[f];
    if (!used[f] || !bry__traits_has(is, field)) continue;
    bry__buffer_format(b, ", %s=", field->name);
    if (!field->is_number) {
      put_quoted(b, is->text[field->place]);
      continue;
    }
    bry__buffer_char(b, '"');
    bry__buffer_double(b, is->number[field->place]);
    bry__buffer_char(b, '"');
  }
  bry__buffer_text(b, "];\n");
}

static void put_dot(bry__buffer *b, const bry_map *map) {
  bry__map_used used = bry__map_used_fields(map);
  bry__buffer_text(b, used.directed > 0 ? "digraph map {\n" : "graph map {\n");
  for (int32_t i = 0; i < map->node_count; i++) {
    bry__buffer_text(b, "  ");
    put_quoted(b, map->nodes[i].id);
    bry__buffer_text(b, " [label=");
    put_quoted(b, bry__node_label(&map->nodes[i]));
    bry__buffer_text(b, ", weight=\"");
    bry__buffer_double(b, map->nodes[i].is.number[BRY__MAP_WEIGHT]);
    bry__buffer_char(b, '"');
    put_dot_fields(b, &map->nodes[i].is, used.node);
  }
  for (int32_t i = 0; i < map->edge_count; i++) {
    const bry__edge *edge = &map->edges[i];
    bry__buffer_text(b, "  ");
    put_quoted(b, map->nodes[edge->from].id);
    bry__buffer_text(b, used.directed > 0 ? " -> " : " -- ");
    put_quoted(b, map->nodes[edge->to].id);
    bry__buffer_text(b, " [weight=\"");
    bry__buffer_double(b, edge->is.number[BRY__MAP_WEIGHT]);
    bry__buffer_text(b, used.directed > 0 && !edge->directed ? "\", dir=none" : "\"");
    put_dot_fields(b, &edge->is, used.edge);
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
