/* Cycles: which nodes are on them, and which edges to look at. */
#include "map/cycle.h"

#include "core/mem.h"
#include "core/table.h"

#include <stdlib.h>
#include <string.h>

int bry__is_cause(const bry__edge *edge, const char *kind) {
  const char *own = edge->is.text[BRY__MAP_KIND];
  return edge->directed && (!kind || strcmp(own ? own : "", kind) == 0);
}

void bry__cycles_clear(bry__cycles *c) {
  bry__free(c->of_node);
  *c = (bry__cycles){0};
}

/* --- strongly connected components -------------------------------------------------------------------------------- */

typedef struct walk {
  const bry_map *map;
  int32_t *first, *next;   /* edges out of each node, as lists; place and one */
  int32_t *path, *waiting; /* nodes that are being walked; nodes whose component is open */
  int32_t *number, *low;   /* from 1 as nodes are met; the lowest that is reached from here */
  uint8_t *is_open;
  int32_t height, open, met;
  int32_t *component; /* numbered from 1 as they close */
  int32_t closed;
} walk;

static int walk_make(walk *w, const bry_map *map, const char *kind) {
  size_t nodes = (size_t)map->node_count + 1;
  *w = (walk){.map = map,
              .first = bry__alloc_zero(nodes, sizeof *w->first),
              .next = bry__alloc_zero((size_t)map->edge_count + 1, sizeof *w->next),
              .path = bry__alloc_zero(nodes, sizeof *w->path),
              .waiting = bry__alloc_zero(nodes, sizeof *w->waiting),
              .number = bry__alloc_zero(nodes, sizeof *w->number),
              .low = bry__alloc_zero(nodes, sizeof *w->low),
              .is_open = bry__alloc_zero(nodes, sizeof *w->is_open),
              .component = bry__alloc_zero(nodes, sizeof *w->component)};
  if (!w->first || !w->next || !w->path || !w->waiting || !w->number || !w->low || !w->is_open || !w->component)
    return -1;
  for (int32_t i = map->edge_count - 1; i >= 0; i--) {
    if (!bry__is_cause(&map->edges[i], kind)) continue;
    w->next[i] = w->first[map->edges[i].from];
    w->first[map->edges[i].from] = i + 1;
  }
  return 0;
}

static void walk_clear(walk *w) {
  bry__free(w->first);
  bry__free(w->next);
  bry__free(w->path);
  bry__free(w->waiting);
  bry__free(w->number);
  bry__free(w->low);
  bry__free(w->is_open);
  bry__free(w->component);
}

static void enter(walk *w, int32_t node) {
  w->path[w->height++] = node;
  w->waiting[w->open++] = node;
  w->is_open[node] = 1;
  w->number[node] = w->low[node] = ++w->met;
}

static void leave(walk *w, int32_t node) {
  w->height--;
  if (w->height > 0 && w->low[node] < w->low[w->path[w->height - 1]]) w->low[w->path[w->height - 1]] = w->low[node];
  if (w->low[node] != w->number[node]) return;
  w->closed++;
  int32_t last = -1;
  while (last != node) {
    last = w->waiting[--w->open];
    w->is_open[last] = 0;
    w->component[last] = w->closed;
  }
}

/* Tarjan's search without recursion: a node's list of edges is used up as they are walked. */
static void search(walk *w, int32_t from) {
  enter(w, from);
  while (w->height > 0) {
    int32_t node = w->path[w->height - 1], edge = w->first[node];
    if (edge == 0) {
      leave(w, node);
      continue;
    }
    w->first[node] = w->next[edge - 1];
    int32_t to = w->map->edges[edge - 1].to;
    if (w->number[to] == 0)
      enter(w, to);
    else if (w->is_open[to] && w->number[to] < w->low[node])
      w->low[node] = w->number[to];
  }
}

int bry__cycles_of(const bry_map *map, const char *kind, bry__cycles *out) {
  walk w;
  int failed = walk_make(&w, map, kind) != 0;
  int32_t *sizes = bry__alloc_zero((size_t)map->node_count + 2, sizeof *sizes);
  *out = (bry__cycles){.of_node = bry__alloc_zero((size_t)map->node_count + 1, sizeof *out->of_node)};
  failed |= !sizes || !out->of_node;
  for (int32_t i = 0; i < map->node_count && !failed; i++)
    if (w.number[i] == 0) search(&w, i);
  for (int32_t i = 0; i < map->node_count && !failed; i++)
    sizes[w.component[i]]++;
  for (int32_t i = 0; i < map->node_count && !failed; i++) {
    int32_t *size = &sizes[w.component[i]]; /* becomes the cycle's number, below 0, when its first node is met */
    if (*size > 1) *size = -++out->count;
    out->of_node[i] = *size < 0 ? -*size : 0;
  }
  walk_clear(&w);
  bry__free(sizes);
  if (failed) bry__cycles_clear(out);
  return failed ? -1 : 0;
}

/* --- which edges to look at --------------------------------------------------------------------------------------- */

typedef struct cause {
  int32_t cycle, edge, look;
  double weight;
} cause;

static int heaviest_first(const void *a, const void *b) {
  const cause *one = a, *other = b;
  if (one->weight != other->weight) return one->weight > other->weight ? -1 : 1;
  return one->edge < other->edge ? -1 : 1;
}

static int by_cycle(const void *a, const void *b) {
  const cause *one = a, *other = b;
  if (one->cycle != other->cycle) return one->cycle < other->cycle ? -1 : 1;
  return one->edge < other->edge ? -1 : 1;
}

typedef struct reach {
  int32_t *first, *next; /* edges that stay; place and one */
  int32_t *stack, *seen; /* seen: by which search */
} reach;

static int reaches(reach *r, const bry_map *map, int32_t from, int32_t to, int32_t search_number) {
  int32_t height = 0;
  r->stack[height++] = from;
  r->seen[from] = search_number;
  while (height > 0) {
    int32_t node = r->stack[--height];
    if (node == to) return 1;
    for (int32_t edge = r->first[node]; edge > 0; edge = r->next[edge - 1]) {
      int32_t next = map->edges[edge - 1].to;
      if (r->seen[next] == search_number) continue;
      r->seen[next] = search_number;
      r->stack[height++] = next;
    }
  }
  return 0;
}

/* The heaviest edge first, each is kept unless it closes a cycle of such as are kept. */
static int flag(const bry_map *map, cause *causes, int32_t count) {
  size_t nodes = (size_t)map->node_count + 1;
  reach r = {bry__alloc_zero(nodes, sizeof *r.first), bry__alloc_zero((size_t)map->edge_count + 1, sizeof *r.next),
             bry__alloc_zero(nodes, sizeof *r.stack), bry__alloc_zero(nodes, sizeof *r.seen)};
  int failed = !r.first || !r.next || !r.stack || !r.seen;
  qsort(causes, (size_t)count, sizeof *causes, heaviest_first);
  for (int32_t i = 0; i < count && !failed; i++) {
    const bry__edge *edge = &map->edges[causes[i].edge];
    causes[i].look = reaches(&r, map, edge->to, edge->from, i + 1);
    if (causes[i].look) continue;
    r.next[causes[i].edge] = r.first[edge->from];
    r.first[edge->from] = causes[i].edge + 1;
  }
  qsort(causes, (size_t)count, sizeof *causes, by_cycle);
  bry__free(r.first);
  bry__free(r.next);
  bry__free(r.stack);
  bry__free(r.seen);
  return failed ? -1 : 0;
}

static void put_end(bry_table *t, int32_t column, const bry__node *node) {
  char *const *text = node->is.text;
  const bry__label label = {
      .text = {text[BRY__MAP_LABEL_NB], text[BRY__MAP_LABEL_NN], text[BRY__MAP_LABEL_EN], text[BRY__MAP_LABEL]}};
  bry__table_set_text(t, column, node->id);
  if (!bry__label_is_empty(&label)) bry__table_label_value(t, column, node->id, &label);
}

static bry_status put_causes(const bry_map *map, const cause *causes, int32_t count, bry_table **out,
                             bry_error **err) {
  enum { CYCLE, FROM, TO, KIND, WEIGHT, LOOK };
  bry_table *t = bry__table_new("cycles", "Sirkler av årsaker", "Sirklar av årsaker", "Cycles of causes");
  bry__table_column(t, "cycle", BRY_TYPE_INT64, BRY_ROLE_DIMENSION, "Sirkel", "Sirkel", "Cycle");
  bry__table_column(t, "from", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Fra", "Frå", "From");
  bry__table_column(t, "to", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Til", "Til", "To");
  bry__table_column(t, "kind", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Slag", "Slag", "Kind");
  bry__table_column(t, "weight", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "Vekt", "Vekt", "Weight");
  bry__table_column(t, "look", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Se på denne", "Sjå på denne", "Look at this one");
  if (t) bry__table_column_set_flag(t, LOOK);
  for (int32_t i = 0; t && i < count; i++) {
    const bry__edge *edge = &map->edges[causes[i].edge];
    bry__table_row(t);
    bry__table_set_int64(t, CYCLE, causes[i].cycle);
    put_end(t, FROM, &map->nodes[edge->from]);
    put_end(t, TO, &map->nodes[edge->to]);
    bry__table_set_text(t, KIND, edge->is.text[BRY__MAP_KIND]);
    bry__table_set_double(t, WEIGHT, causes[i].weight);
    bry__table_set_int64(t, LOOK, causes[i].look);
  }
  return bry__table_finish(t, out, err);
}

bry_status bry_map_cycles(const bry_map *map, const char *kind, bry_table **out, bry_error **err) {
  static const int64_t steps_max = 20000000000;
  bry__cycles cycles = {0};
  cause *causes = NULL;
  int32_t count = 0;
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!map || !out) return bry__error(err, BRY_EINVAL, "The map or out is NULL: pass both.");
  causes = bry__alloc_zero((size_t)map->edge_count + 1, sizeof *causes);
  bry_status status = causes && bry__cycles_of(map, kind, &cycles) == 0 ? BRY_OK : bry__enomem(err);
  for (int32_t i = 0; i < map->edge_count && status == BRY_OK; i++) {
    const bry__edge *edge = &map->edges[i];
    int32_t cycle = cycles.of_node[edge->from];
    if (bry__is_cause(edge, kind) && cycle > 0 && cycle == cycles.of_node[edge->to])
      causes[count++] = (cause){cycle, i, 0, edge->is.number[BRY__MAP_WEIGHT]};
  }
  if (status == BRY_OK && (int64_t)count * count > steps_max)
    status =
        bry__error(err, BRY_ELIMIT, "%d edges are on cycles, too many to weigh: leave out what is weak.", (int)count);
  if (status == BRY_OK && flag(map, causes, count) != 0) status = bry__enomem(err);
  if (status == BRY_OK) status = put_causes(map, causes, count, out, err);
  bry__cycles_clear(&cycles);
  bry__free(causes);
  return status;
}
