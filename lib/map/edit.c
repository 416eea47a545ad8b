/* Taking nodes and edges out, merging nodes, and deriving a layer anew below what people did. */
#include "map/edit.h"

#include "core/mem.h"

#include <math.h>
#include <string.h>

static const char derived_origin[] = "derived", edited_origin[] = "edited";

/* --- memory ------------------------------------------------------------------------------------------------------- */

void bry__map_memory_clear(bry__map_memory *memory) {
  bry__strings_clear(&memory->names);
  bry__free(memory->fates);
  *memory = (bry__map_memory){0};
}

/* The name's number, or -1. */
static int64_t remember(bry__map_memory *memory, const char *name, size_t size, int64_t fate) {
  int64_t number = bry__strings_add(&memory->names, name, size);
  size_t before = memory->capacity;
  if (number < 0 ||
      bry__grow((void **)&memory->fates, &memory->capacity, (size_t)number + 1, sizeof *memory->fates) != 0)
    return -1;
  if (memory->capacity > before)
    memset(memory->fates + before, 0, (memory->capacity - before) * sizeof *memory->fates);
  memory->fates[number] = fate;
  return number;
}

int bry__map_memory_copy(bry__map_memory *to, const bry__map_memory *from) {
  *to = (bry__map_memory){0};
  for (uint32_t i = 0; i < from->names.count; i++) {
    if (remember(to, from->names.items[i].text, from->names.items[i].size, from->fates[i]) < 0) {
      bry__map_memory_clear(to);
      return -1;
    }
  }
  return 0;
}

static int64_t fate_of(const bry__map_memory *memory, const char *name, size_t size) {
  int64_t number = memory ? bry__strings_find(&memory->names, name, size) : -1;
  return number < 0 ? 0 : memory->fates[number];
}

/* An id that was merged into another stands for that one. */
static const char *resolve(const bry__map_memory *memory, const char *id) {
  int64_t fate = fate_of(memory, id, strlen(id));
  for (int64_t steps = 0; fate > 0 && steps <= memory->names.count; steps++) {
    id = memory->names.items[fate - 1].text;
    fate = memory->fates[fate - 1];
  }
  return id;
}

/* An edge as text. Ids have no control characters, so that nothing is mistaken for another. */
static void name_edge(bry__buffer *b, const bry_map *map, const bry__edge *edge) {
  const char *from = map->nodes[edge->from].id, *to = map->nodes[edge->to].id, *kind = edge->is.text[BRY__MAP_KIND];
  int swapped = !edge->directed && strcmp(from, to) > 0;
  bry__buffer_text(b, swapped ? to : from);
  bry__buffer_text(b, edge->directed ? "\x1f>\x1f" : "\x1f-\x1f");
  bry__buffer_text(b, swapped ? from : to);
  bry__buffer_char(b, '\x1f');
  bry__buffer_text(b, kind ? kind : "");
}

static int set_edge_fate(bry__map_memory *memory, const bry_map *map, const bry__edge *edge, int64_t fate) {
  bry__buffer b = {0};
  name_edge(&b, map, edge);
  int failed = b.failed || remember(memory, b.data, b.size, fate) < 0;
  bry__buffer_free(&b);
  return failed ? -1 : 0;
}

int bry__map_memory_forgive(bry__map_memory *memory, const bry_map *map, const char *id, const bry__edge *edge) {
  if (!memory) return 0;
  if (id && fate_of(memory, id, strlen(id)) != 0 && remember(memory, id, strlen(id), 0) < 0) return -1;
  return edge ? set_edge_fate(memory, map, edge, 0) : 0;
}

static int is_derived(const bry__traits *is) {
  return is->text[BRY__MAP_ORIGIN] != NULL;
}

/* --- taking out --------------------------------------------------------------------------------------------------- */

typedef struct marks {
  uint8_t *edges;
  int32_t *nodes;
} marks;

static int marks_make(marks *m, const bry_map *map) {
  m->edges = bry__alloc_zero((size_t)map->edge_count + 1, sizeof *m->edges);
  m->nodes = bry__alloc_zero((size_t)map->node_count + 1, sizeof *m->nodes);
  return m->edges && m->nodes ? 0 : -1;
}

static void sift(bry_map *map, marks *m) {
  bry__map_sift(map, m->edges, m->nodes);
  bry__free(m->edges);
  bry__free(m->nodes);
}

static bry_status marks_fail(marks *m, bry_error **err) {
  bry__free(m->edges);
  bry__free(m->nodes);
  return bry__enomem(err);
}

bry_status bry__map_remove_node(bry_map *map, bry__map_memory *memory, int32_t node, bry_error **err) {
  marks m = {0};
  const char *id = map->nodes[node].id;
  if (marks_make(&m, map) != 0) return marks_fail(&m, err);
  if (memory && is_derived(&map->nodes[node].is) && remember(memory, id, strlen(id), -1) < 0)
    return marks_fail(&m, err);
  for (int32_t i = 0; i < map->edge_count; i++)
    m.edges[i] = map->edges[i].from == node || map->edges[i].to == node;
  m.nodes[node] = 1;
  sift(map, &m);
  return BRY_OK;
}

bry_status bry__map_remove_edge(bry_map *map, bry__map_memory *memory, int32_t edge, bry_error **err) {
  marks m = {0};
  if (marks_make(&m, map) != 0) return marks_fail(&m, err);
  if (memory && is_derived(&map->edges[edge].is) && set_edge_fate(memory, map, &map->edges[edge], -1) != 0)
    return marks_fail(&m, err);
  m.edges[edge] = 1;
  sift(map, &m);
  return BRY_OK;
}

/* --- merging ------------------------------------------------------------------------------------------------------ */

static double larger(double a, double b) {
  return isnan(a) || b > a ? b : a;
}

/* The same people may stand behind both of two derived ones: the larger number is kept, and of what can't be known of
 * both together nothing. */
static bry_status join_traits(bry__traits *into, const bry__traits *from, bry_error **err) {
  double *to = into->number;
  int both = is_derived(into) && is_derived(from);
  double weight = both ? larger(to[BRY__MAP_WEIGHT], from->number[BRY__MAP_WEIGHT])
                       : to[BRY__MAP_WEIGHT] + from->number[BRY__MAP_WEIGHT];
  bry_status status = bry__map_check_weight(weight, err);
  if (status != BRY_OK) return status;
  to[BRY__MAP_WEIGHT] = weight;
  to[BRY__MAP_SUPPORT] = larger(to[BRY__MAP_SUPPORT], from->number[BRY__MAP_SUPPORT]);
  to[BRY__MAP_JACCARD] = to[BRY__MAP_NPMI] = NAN;
  const char *evidence = from->text[BRY__MAP_EVIDENCE];
  return evidence && bry__traits_cite(into, evidence) != 0 ? bry__enomem(err) : BRY_OK;
}

/* Points an edge to the other node, or joins it with the one that is there. */
static bry_status move_edge(bry_map *map, int32_t place, int32_t node, int32_t into, uint8_t *out, bry_error **err) {
  bry__edge *edge = &map->edges[place];
  int32_t from = edge->from == node ? into : edge->from, to = edge->to == node ? into : edge->to;
  *out = 1;
  if (from == to) return BRY_OK;
  int32_t known = bry__map_find_edge(map, from, to, edge->directed, edge->is.text[BRY__MAP_KIND]);
  if (known >= 0) return join_traits(&map->edges[known].is, &edge->is, err);
  edge->from = from;
  edge->to = to;
  *out = 0;
  return BRY_OK;
}

bry_status bry__map_merge(bry_map *map, bry__map_memory *memory, int32_t node, int32_t into, bry_error **err) {
  marks m = {0};
  const char *id = map->nodes[node].id, *other = map->nodes[into].id;
  if (marks_make(&m, map) != 0) return marks_fail(&m, err);
  if (memory) {
    int64_t target = remember(memory, other, strlen(other), 0);
    if (target < 0 || remember(memory, id, strlen(id), target + 1) < 0) return marks_fail(&m, err);
  }
  bry_status status = join_traits(&map->nodes[into].is, &map->nodes[node].is, err);
  for (int32_t i = 0; i < map->edge_count && status == BRY_OK; i++)
    if (map->edges[i].from == node || map->edges[i].to == node)
      status = move_edge(map, i, node, into, &m.edges[i], err);
  m.nodes[node] = 1;
  if (status == BRY_OK && is_derived(&map->nodes[into].is) &&
      bry__traits_set_origin(&map->nodes[into].is, edited_origin) != 0)
    status = bry__enomem(err);
  if (status == BRY_OK) {
    sift(map, &m);
  } else {
    bry__free(m.edges);
    bry__free(m.nodes);
  }
  return status;
}

/* --- the derived layer -------------------------------------------------------------------------------------------- */

/* What was measured is no longer known, until the new layer says it again. */
static void forget_measures(bry__traits *is) {
  is->number[BRY__MAP_SUPPORT] = is->number[BRY__MAP_JACCARD] = is->number[BRY__MAP_NPMI] = NAN;
  if (is_derived(is)) is->number[BRY__MAP_WEIGHT] = 1;
}

/* Takes out what is derived and nobody touched; a node stays as long as an edge of people's leads to it. */
static bry_status strip(bry_map *map, bry_error **err) {
  marks m = {0};
  if (marks_make(&m, map) != 0) return marks_fail(&m, err);
  for (int32_t i = 0; i < map->node_count; i++) {
    m.nodes[i] = strcmp(bry__traits_origin(&map->nodes[i].is), derived_origin) == 0;
    forget_measures(&map->nodes[i].is);
  }
  for (int32_t i = 0; i < map->edge_count; i++) {
    bry__edge *edge = &map->edges[i];
    m.edges[i] = strcmp(bry__traits_origin(&edge->is), derived_origin) == 0;
    forget_measures(&edge->is);
    if (!m.edges[i]) m.nodes[edge->from] = m.nodes[edge->to] = 0;
  }
  sift(map, &m);
  return BRY_OK;
}

static bry_status lay_node(bry_map *map, const bry__map_memory *memory, const bry__node *node, bry_error **err) {
  const char *id = resolve(memory, node->id);
  bry__traits traits;
  int32_t known = bry__map_find_node(map, id);
  if (fate_of(memory, id, strlen(id)) < 0) return BRY_OK;
  if (known >= 0) {
    bry__traits *is = &map->nodes[known].is;
    if (is_derived(is))
      is->number[BRY__MAP_WEIGHT] = larger(is->number[BRY__MAP_WEIGHT], node->is.number[BRY__MAP_WEIGHT]);
    return BRY_OK;
  }
  if (id != node->id) return BRY_OK; /* it was merged into one that is gone */
  if (bry__traits_copy(&traits, &node->is) != 0) return bry__enomem(err);
  bry_status status = bry__traits_set_origin(&traits, derived_origin) == 0 ? BRY_OK : bry__enomem(err);
  if (status == BRY_OK) status = bry__map_put_node(map, id, &traits, err);
  if (status != BRY_OK) bry__traits_clear(&traits);
  return status;
}

static int is_rejected(const bry__map_memory *memory, const bry_map *map, const bry__edge *edge, bry_status *status,
                       bry_error **err) {
  bry__buffer b = {0};
  name_edge(&b, map, edge);
  int64_t fate = b.failed ? 0 : fate_of(memory, b.data, b.size);
  if (b.failed) *status = bry__enomem(err);
  bry__buffer_free(&b);
  return fate < 0;
}

/* What an edge of people's is found to be in the codings too, or a second time after nodes were merged. */
static void measure_known(bry__traits *is, const bry__traits *found, int moved) {
  int again = !isnan(is->number[BRY__MAP_SUPPORT]);
  if (is_derived(is))
    is->number[BRY__MAP_WEIGHT] = larger(is->number[BRY__MAP_WEIGHT], found->number[BRY__MAP_WEIGHT]);
  is->number[BRY__MAP_SUPPORT] = larger(is->number[BRY__MAP_SUPPORT], found->number[BRY__MAP_SUPPORT]);
  is->number[BRY__MAP_JACCARD] = again || moved ? NAN : found->number[BRY__MAP_JACCARD];
  is->number[BRY__MAP_NPMI] = again || moved ? NAN : found->number[BRY__MAP_NPMI];
}

static bry_status lay_edge(bry_map *map, const bry__map_memory *memory, const bry_map *derived, int32_t place,
                           bry_error **err) {
  const bry__edge *found = &derived->edges[place];
  const char *from = resolve(memory, derived->nodes[found->from].id);
  const char *to = resolve(memory, derived->nodes[found->to].id);
  int moved = from != derived->nodes[found->from].id || to != derived->nodes[found->to].id;
  bry__edge edge = {bry__map_find_node(map, from), bry__map_find_node(map, to), found->directed, {{0}, {0}}};
  bry_status status = BRY_OK;
  if (edge.from < 0 || edge.to < 0 || edge.from == edge.to) return BRY_OK;
  if (bry__traits_copy(&edge.is, &found->is) != 0) return bry__enomem(err);
  int32_t known = bry__map_find_edge(map, edge.from, edge.to, edge.directed, edge.is.text[BRY__MAP_KIND]);
  if (known >= 0) measure_known(&map->edges[known].is, &edge.is, moved);
  if (known >= 0 || is_rejected(memory, map, &edge, &status, err) || status != BRY_OK) {
    bry__traits_clear(&edge.is);
    return status;
  }
  if (moved) edge.is.number[BRY__MAP_JACCARD] = edge.is.number[BRY__MAP_NPMI] = NAN;
  status = bry__traits_set_origin(&edge.is, derived_origin) == 0 ? BRY_OK : bry__enomem(err);
  if (status == BRY_OK) status = bry__map_put_edge(map, &edge, err);
  if (status != BRY_OK) bry__traits_clear(&edge.is);
  return status;
}

bry_status bry__map_rebuild(bry_map *map, const bry__map_memory *memory, const bry_map *derived, bry_error **err) {
  bry_status status = strip(map, err);
  for (int32_t i = 0; i < derived->node_count && status == BRY_OK; i++)
    status = lay_node(map, memory, &derived->nodes[i], err);
  for (int32_t i = 0; i < derived->edge_count && status == BRY_OK; i++)
    status = lay_edge(map, memory, derived, i, err);
  return status;
}
