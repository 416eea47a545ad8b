/* A map's nodes and edges as tables. */
#include "core/mem.h"
#include "core/table.h"
#include "map/adjacency.h"
#include "map/graph.h"

#include <string.h>

static void put_text(bry_table *t, int32_t column, const bry__traits *is, bry__map_text text) {
  bry__table_set_text(t, column, is->text[text]);
}

static void put_number(bry_table *t, int32_t column, const bry__traits *is, const char *field) {
  const bry__map_field *known = bry__map_field_find(field);
  if (bry__traits_has(is, known)) bry__table_set_double(t, column, is->number[known->place]);
}

/* What people read for an id that has labels in their languages. */
static void label_node(bry_table *t, int32_t column, const bry__node *node, const char *value) {
  char *const *text = node->is.text;
  bry__label label = {
      .text = {text[BRY__MAP_LABEL_NB], text[BRY__MAP_LABEL_NN], text[BRY__MAP_LABEL_EN], text[BRY__MAP_LABEL]}};
  if (text[BRY__MAP_LABEL_NB] || text[BRY__MAP_LABEL_NN] || text[BRY__MAP_LABEL_EN])
    bry__table_label_value(t, column, value, &label);
}

static void put_node(bry_table *t, const bry__node *node, int64_t degree, double strength) {
  enum { ID, LABEL, WEIGHT, DEGREE, STRENGTH, KIND, ZONE, LEVEL, EVIDENCE, ORIGIN };
  const char *label = bry__node_label(node);
  bry__table_row(t);
  bry__table_set_text(t, ID, node->id);
  bry__table_set_text(t, LABEL, label);
  label_node(t, LABEL, node, label);
  bry__table_set_double(t, WEIGHT, node->is.number[BRY__MAP_WEIGHT]);
  bry__table_set_int64(t, DEGREE, degree);
  bry__table_set_double(t, STRENGTH, strength);
  put_text(t, KIND, &node->is, BRY__MAP_KIND);
  put_text(t, ZONE, &node->is, BRY__MAP_ZONE);
  if (bry__traits_has(&node->is, bry__map_field_find("level")))
    bry__table_set_int64(t, LEVEL, (int64_t)node->is.number[BRY__MAP_LEVEL]);
  put_text(t, EVIDENCE, &node->is, BRY__MAP_EVIDENCE);
  put_text(t, ORIGIN, &node->is, BRY__MAP_ORIGIN);
}

bry_status bry_map_nodes(const bry_map *map, bry_table **out, bry_error **err) {
  bry__adjacency a = {0};
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!map || !out) return bry__error(err, BRY_EINVAL, "The map or out is NULL: pass both.");
  if (bry__adjacency_of(map, &a) != 0) return bry__enomem(err);
  bry_table *t = bry__table_new("nodes", "Noder", "Nodar", "Nodes");
  bry__table_column(t, "id", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, NULL, NULL, NULL);
  bry__table_column(t, "label", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Navn", "Namn", "Name");
  bry__table_column(t, "weight", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "Vekt", "Vekt", "Weight");
  bry__table_column(t, "degree", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Forbindelser", "Samband", "Degree");
  bry__table_column(t, "strength", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "Styrke", "Styrke", "Strength");
  bry__table_column(t, "kind", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Slag", "Slag", "Kind");
  bry__table_column(t, "zone", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Sone", "Sone", "Zone");
  bry__table_column(t, "level", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Nivå", "Nivå", "Level");
  bry__table_column(t, "evidence", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Belegg", "Belegg", "Evidence");
  bry__table_column(t, "origin", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Opphav", "Opphav", "Origin");
  for (int32_t i = 0; t && i < map->node_count; i++) {
    double strength = 0;
    for (int64_t k = a.begin[i]; k < a.begin[i + 1]; k++)
      strength += a.weight[k];
    put_node(t, &map->nodes[i], a.begin[i + 1] - a.begin[i], strength);
  }
  bry__adjacency_clear(&a);
  return bry__table_finish(t, out, err);
}

static void put_edge(bry_table *t, const bry_map *map, const bry__edge *edge) {
  enum { FROM, TO, WEIGHT, KIND, DIRECTED, LABEL, SUPPORT, JACCARD, NPMI, EVIDENCE, ORIGIN };
  bry__table_row(t);
  bry__table_set_text(t, FROM, map->nodes[edge->from].id);
  bry__table_set_text(t, TO, map->nodes[edge->to].id);
  bry__table_set_double(t, WEIGHT, edge->is.number[BRY__MAP_WEIGHT]);
  put_text(t, KIND, &edge->is, BRY__MAP_KIND);
  bry__table_set_int64(t, DIRECTED, edge->directed);
  put_text(t, LABEL, &edge->is, BRY__MAP_LABEL);
  put_number(t, SUPPORT, &edge->is, "support");
  put_number(t, JACCARD, &edge->is, "jaccard");
  put_number(t, NPMI, &edge->is, "npmi");
  put_text(t, EVIDENCE, &edge->is, BRY__MAP_EVIDENCE);
  put_text(t, ORIGIN, &edge->is, BRY__MAP_ORIGIN);
}

bry_status bry_map_edges(const bry_map *map, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!map || !out) return bry__error(err, BRY_EINVAL, "The map or out is NULL: pass both.");
  bry_table *t = bry__table_new("edges", "Forbindelser", "Samband", "Edges");
  bry__table_column(t, "from", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Fra", "Frå", "From");
  bry__table_column(t, "to", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Til", "Til", "To");
  bry__table_column(t, "weight", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "Vekt", "Vekt", "Weight");
  bry__table_column(t, "kind", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Slag", "Slag", "Kind");
  int32_t directed =
      bry__table_column(t, "directed", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Med retning", "Med retning", "Directed");
  bry__table_column(t, "label", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Navn", "Namn", "Name");
  bry__table_column(t, "support", BRY_TYPE_DOUBLE, BRY_ROLE_SHARE, "Andel", "Del", "Support");
  bry__table_column(t, "jaccard", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "Jaccard", NULL, "Jaccard");
  bry__table_column(t, "npmi", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "NPMI", NULL, "NPMI");
  bry__table_column(t, "evidence", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Belegg", "Belegg", "Evidence");
  bry__table_column(t, "origin", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Opphav", "Opphav", "Origin");
  if (t) bry__table_column_set_flag(t, directed);
  for (int32_t i = 0; t && i < map->edge_count; i++)
    put_edge(t, map, &map->edges[i]);
  return bry__table_finish(t, out, err);
}
