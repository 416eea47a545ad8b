/* Adjacency, shortest paths and components. */
#include "map/adjacency.h"

#include "core/mem.h"
#include "map/graph.h"

#include <string.h>

int bry__adjacency_make(bry__adjacency *a, int32_t count, int64_t links) {
  *a = (bry__adjacency){.count = count};
  a->begin = bry__alloc_zero((size_t)count + 2, sizeof *a->begin);
  a->to = bry__alloc_zero((size_t)links + 1, sizeof *a->to);
  a->weight = bry__alloc_zero((size_t)links + 1, sizeof *a->weight);
  a->inside = bry__alloc_zero((size_t)count + 1, sizeof *a->inside);
  if (a->begin && a->to && a->weight && a->inside) return 0;
  bry__adjacency_clear(a);
  return -1;
}

void bry__adjacency_clear(bry__adjacency *a) {
  bry__free(a->begin);
  bry__free(a->to);
  bry__free(a->weight);
  bry__free(a->inside);
  *a = (bry__adjacency){0};
}

static void put_link(bry__adjacency *a, int32_t from, int32_t to, double weight) {
  int64_t at = a->begin[from + 1]++;
  a->to[at] = to;
  a->weight[at] = weight;
}

/* Links to one neighbour become one, with the sum of their weights. */
static int join_parallel(bry__adjacency *a) {
  int64_t *seen = bry__alloc_zero((size_t)a->count + 1, sizeof *seen), kept = 0; /* where the link is, and one */
  if (!seen) return -1;
  for (int32_t node = 0; node < a->count; node++) {
    int64_t begin = kept, from = a->begin[node], end = a->begin[node + 1];
    for (int64_t i = from; i < end; i++) {
      int64_t known = seen[a->to[i]];
      if (known > begin) {
        a->weight[known - 1] += a->weight[i];
        continue;
      }
      a->to[kept] = a->to[i];
      a->weight[kept] = a->weight[i];
      seen[a->to[i]] = ++kept;
    }
    a->begin[node] = begin;
  }
  a->begin[a->count] = kept;
  bry__free(seen);
  return 0;
}

static int is_plain(const bry_map *map) {
  for (int32_t i = 0; i < map->edge_count; i++)
    if (map->edges[i].directed || map->edges[i].is.text[BRY__MAP_KIND]) return 0;
  return 1;
}

int bry__adjacency_of(const bry_map *map, bry__adjacency *a) {
  if (bry__adjacency_make(a, map->node_count, 2 * (int64_t)map->edge_count) != 0) return -1;
  for (int32_t i = 0; i < map->edge_count; i++) {
    a->begin[map->edges[i].from + 2]++;
    a->begin[map->edges[i].to + 2]++;
  }
  for (int32_t node = 0; node < map->node_count; node++)
    a->begin[node + 2] += a->begin[node + 1];
  for (int32_t i = 0; i < map->edge_count; i++) { /* begin[node + 1] walks to where the next node begins */
    put_link(a, map->edges[i].from, map->edges[i].to, map->edges[i].is.number[BRY__MAP_WEIGHT]);
    put_link(a, map->edges[i].to, map->edges[i].from, map->edges[i].is.number[BRY__MAP_WEIGHT]);
  }
  if (is_plain(map) || join_parallel(a) == 0) return 0;
  bry__adjacency_clear(a);
  return -1;
}

/* --- shortest paths --------------------------------------------------------------------------------------------- */

typedef struct paths {
  const bry__adjacency *a;
  int32_t *queue;    /* nodes in the order they are reached */
  int32_t *distance; /* from the source; -1: not reached */
  double *ways;      /* how many shortest ones lead there */
  double *passing;   /* the share of shortest ones from the source that pass */
} paths;

/* Breadth first from a node; how many are reached. */
static int32_t spread(paths *p, int32_t source) {
  const bry__adjacency *a = p->a;
  int32_t reached = 0;
  for (int32_t i = 0; i < a->count; i++)
    p->distance[i] = -1;
  memset(p->ways, 0, (size_t)a->count * sizeof *p->ways);
  memset(p->passing, 0, (size_t)a->count * sizeof *p->passing);
  p->distance[source] = 0;
  p->ways[source] = 1;
  p->queue[reached++] = source;
  for (int32_t at = 0; at < reached; at++) {
    int32_t node = p->queue[at];
    for (int64_t i = a->begin[node]; i < a->begin[node + 1]; i++) {
      int32_t next = a->to[i];
      if (p->distance[next] < 0) {
        p->distance[next] = p->distance[node] + 1;
        p->queue[reached++] = next;
      }
      if (p->distance[next] == p->distance[node] + 1) p->ways[next] += p->ways[node];
    }
  }
  return reached;
}

/* From the farthest back to the source. */
static void gather(paths *p, int32_t reached, int32_t source, double *out) {
  const bry__adjacency *a = p->a;
  for (int32_t at = reached - 1; at > 0; at--) {
    int32_t node = p->queue[at];
    for (int64_t i = a->begin[node]; i < a->begin[node + 1]; i++) {
      int32_t before = a->to[i];
      if (p->distance[before] != p->distance[node] - 1) continue;
      p->passing[before] += p->ways[before] / p->ways[node] * (1 + p->passing[node]);
    }
    if (node != source) out[node] += p->passing[node] / 2; /* each pair is met from both of its ends */
  }
}

int bry__betweenness(const bry__adjacency *a, double *out) {
  size_t count = (size_t)a->count + 1;
  paths p = {.a = a,
             .queue = bry__alloc_zero(count, sizeof *p.queue),
             .distance = bry__alloc_zero(count, sizeof *p.distance),
             .ways = bry__alloc_zero(count, sizeof *p.ways),
             .passing = bry__alloc_zero(count, sizeof *p.passing)};
  int failed = !p.queue || !p.distance || !p.ways || !p.passing;
  for (int32_t source = 0; source < a->count && !failed; source++)
    gather(&p, spread(&p, source), source, out);
  bry__free(p.queue);
  bry__free(p.distance);
  bry__free(p.ways);
  bry__free(p.passing);
  return failed ? -1 : 0;
}

int32_t bry__components(const bry__adjacency *a, int32_t *out) {
  int32_t components = 0, *stack = bry__alloc_zero((size_t)a->count + 1, sizeof *stack);
  if (!stack) return -1;
  memset(out, 0, (size_t)a->count * sizeof *out);
  for (int32_t first = 0; first < a->count; first++) {
    if (out[first] > 0) continue;
    int32_t height = 0;
    out[first] = ++components;
    stack[height++] = first;
    while (height > 0) {
      int32_t node = stack[--height];
      for (int64_t i = a->begin[node]; i < a->begin[node + 1]; i++) {
        if (out[a->to[i]] > 0) continue;
        out[a->to[i]] = components;
        stack[height++] = a->to[i];
      }
    }
  }
  bry__free(stack);
  return components;
}
