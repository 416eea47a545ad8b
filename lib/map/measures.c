/* What the shape of a map tells of its nodes and of the whole. */
#include "core/error.h"
#include "core/mem.h"
#include "core/table.h"
#include "map/adjacency.h"
#include "map/cycle.h"
#include "map/graph.h"

#include <math.h>
#include <string.h>

static const int64_t paths_max = 20000000000; /* nodes times edges: some minutes' work */

typedef struct measures {
  bry__adjacency a;
  double *strength, *betweenness;
  int32_t *component, *community;
  int32_t components, communities;
  double modularity;
  bry__cycles cycles;
  int64_t *crossing,
      *zoned;    /* [node], and one more for the whole: edges between zones, and between nodes that have one */
  int64_t pairs; /* of nodes that an edge joins */
} measures;

static void measures_clear(measures *m) {
  bry__adjacency_clear(&m->a);
  bry__free(m->strength);
  bry__free(m->betweenness);
  bry__free(m->component);
  bry__free(m->community);
  bry__free(m->crossing);
  bry__free(m->zoned);
  bry__cycles_clear(&m->cycles);
}

/* Each edge counts, whatever its weight. */
static void count_zones(measures *m, const bry_map *map) {
  for (int32_t i = 0; i < map->edge_count; i++) {
    const int32_t ends[] = {map->edges[i].from, map->edges[i].to, map->node_count};
    const char *from = map->nodes[ends[0]].is.text[BRY__MAP_ZONE], *to = map->nodes[ends[1]].is.text[BRY__MAP_ZONE];
    for (int k = 0; from && to && k < 3; k++) {
      m->zoned[ends[k]]++;
      m->crossing[ends[k]] += strcmp(from, to) != 0;
    }
  }
}

static bry_status measure(measures *m, const bry_map *map, uint64_t seed, bry_error **err) {
  size_t count = (size_t)map->node_count + 1;
  if ((int64_t)map->node_count * map->edge_count > paths_max)
    return bry__error(err, BRY_ELIMIT,
                      "The map is too large to measure: %d nodes times %d edges; leave out what is weak.",
                      (int)map->node_count, (int)map->edge_count);
  m->strength = bry__alloc_zero(count, sizeof *m->strength);
  m->betweenness = bry__alloc_zero(count, sizeof *m->betweenness);
  m->component = bry__alloc_zero(count, sizeof *m->component);
  m->community = bry__alloc_zero(count, sizeof *m->community);
  m->crossing = bry__alloc_zero(count, sizeof *m->crossing);
  m->zoned = bry__alloc_zero(count, sizeof *m->zoned);
  if (!m->strength || !m->betweenness || !m->component || !m->community || !m->crossing || !m->zoned ||
      bry__cycles_of(map, NULL, &m->cycles) != 0 || bry__adjacency_of(map, &m->a) != 0 ||
      bry__betweenness(&m->a, m->betweenness) != 0)
    return bry__enomem(err);
  for (int32_t node = 0; node < map->node_count; node++)
    for (int64_t i = m->a.begin[node]; i < m->a.begin[node + 1]; i++)
      m->strength[node] += m->a.weight[i];
  m->pairs = m->a.begin[map->node_count] / 2;
  count_zones(m, map);
  m->components = bry__components(&m->a, m->component);
  m->communities = bry__communities(&m->a, seed, m->community, &m->modularity);
  return m->components < 0 || m->communities < 0 ? bry__enomem(err) : BRY_OK;
}

static bry_status put_nodes(const measures *m, const bry_map *map, bry_table **out, bry_error **err) {
  bry_table *t = bry__table_new("measures", "Nodenes plass i kartet", "Plassen til nodane i kartet",
                                "The nodes' places in the map");
  int32_t id = bry__table_column(t, "id", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, NULL, NULL, NULL);
  int32_t label = bry__table_column(t, "label", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Navn", "Namn", "Name");
  int32_t weight = bry__table_column(t, "weight", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "Vekt", "Vekt", "Weight");
  int32_t degree =
      bry__table_column(t, "degree", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Forbindelser", "Samband", "Degree");
  int32_t strength =
      bry__table_column(t, "strength", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "Styrke", "Styrke", "Strength");
  int32_t betweenness = bry__table_column(t, "betweenness", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "Mellomposisjon",
                                          "Mellomposisjon", "Betweenness");
  int32_t component =
      bry__table_column(t, "component", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Komponent", "Komponent", "Component");
  int32_t community =
      bry__table_column(t, "community", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Klynge", "Klynge", "Community");
  int32_t crossing = bry__table_column(t, "cross_zone_share", BRY_TYPE_DOUBLE, BRY_ROLE_SHARE,
                                       "Andel til andre soner", "Del til andre soner", "Share to other zones");
  int32_t cycle = bry__table_column(t, "cycle", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Sirkel", "Sirkel", "Cycle");
  for (int32_t i = 0; i < map->node_count; i++) {
    bry__table_row(t);
    bry__table_set_text(t, id, map->nodes[i].id);
    bry__table_set_text(t, label, bry__node_label(&map->nodes[i]));
    bry__table_set_double(t, weight, map->nodes[i].is.number[BRY__MAP_WEIGHT]);
    bry__table_set_int64(t, degree, m->a.begin[i + 1] - m->a.begin[i]);
    bry__table_set_double(t, strength, m->strength[i]);
    bry__table_set_double(t, betweenness, m->betweenness[i]);
    bry__table_set_int64(t, component, m->component[i]);
    bry__table_set_int64(t, community, m->community[i]);
    if (m->zoned[i] > 0) bry__table_set_double(t, crossing, (double)m->crossing[i] / (double)m->zoned[i]);
    if (m->cycles.of_node[i] > 0) bry__table_set_int64(t, cycle, m->cycles.of_node[i]);
  }
  return bry__table_finish(t, out, err);
}

static bry_status put_whole(const measures *m, const bry_map *map, bry_table **out, bry_error **err) {
  double nodes = map->node_count, edges = map->edge_count, pairs = (double)m->pairs;
  double crossing = (double)m->crossing[map->node_count], zoned = (double)m->zoned[map->node_count];
  const struct row {
    const char *measure, *nb, *nn, *en;
    double value;
  } rows[] = {
      {"nodes", "Noder", "Nodar", "Nodes", nodes},
      {"edges", "Forbindelser", "Samband", "Edges", edges},
      {"density", "Tetthet", "Tettleik", "Density", nodes > 1 ? 2 * pairs / (nodes * (nodes - 1)) : 0},
      {"components", "Komponenter", "Komponentar", "Components", m->components},
      {"communities", "Klynger", "Klynger", "Communities", m->communities},
      {"modularity", "Modularitet", "Modularitet", "Modularity", m->modularity},
      {"cross_zone_share", "Andel mellom soner", "Del mellom soner", "Share between zones",
       zoned > 0 ? crossing / zoned : NAN},
      {"cycles", "Sirkler", "Sirklar", "Cycles", m->cycles.count},
  };
  bry_table *t = bry__table_new("map", "Kartet", "Kartet", "The map");
  int32_t name = bry__table_column(t, "measure", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Mål", "Mål", "Measure");
  int32_t value = bry__table_column(t, "value", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "Verdi", "Verdi", "Value");
  for (size_t i = 0; t && i < sizeof rows / sizeof *rows; i++) {
    bry__label label = {0};
    if (bry__label_set(&label, rows[i].nb, rows[i].nn, rows[i].en) == 0)
      bry__table_label_value(t, name, rows[i].measure, &label);
    bry__label_clear(&label);
    bry__table_row(t);
    bry__table_set_text(t, name, rows[i].measure);
    if (!isnan(rows[i].value)) bry__table_set_double(t, value, rows[i].value);
  }
  return bry__table_finish(t, out, err);
}

bry_status bry_map_measures(const bry_map *map, uint64_t seed, bry_table **out_nodes, bry_table **out_whole,
                            bry_error **err) {
  measures m = {0};
  bry__error_reset(err);
  if (out_nodes) *out_nodes = NULL;
  if (out_whole) *out_whole = NULL;
  if (!map || !out_nodes) return bry__error(err, BRY_EINVAL, "The map or out_nodes is NULL: pass both.");
  bry_status status = measure(&m, map, seed, err);
  if (status == BRY_OK) status = put_nodes(&m, map, out_nodes, err);
  if (status == BRY_OK && out_whole) status = put_whole(&m, map, out_whole, err);
  if (status != BRY_OK) {
    bry_table_free(*out_nodes);
    *out_nodes = NULL;
  }
  measures_clear(&m);
  return status;
}
