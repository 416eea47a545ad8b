/* Edmonds' algorithm by primal and dual steps, O(n^3) (Z. Galil, ACM Computing Surveys 18(1), 1986).
 *
 * Every vertex has a dual, every blossom (an odd circle that is treated as one vertex) too; an edge is tight when the
 * duals of its ends add up to twice its weight. Trees of tight edges grow from the vertices without a mate, whose even
 * (outer) and odd (inner) nodes alternate. A tight edge between two trees is an augmenting path, one within a tree
 * closes a blossom; when there is none, duals change by as much as keeps all edges feasible. Weights are doubled, so that
 * duals stay whole. Vertices are 1 to n, blossoms n + 1 to 2n; 0 is none. */
#include "group/matching.h"
#include "core/mem.h"

#include <string.h>

typedef enum label { FREE = -1, OUTER = 0, INNER = 1 } label;

typedef struct circle {
  int32_t *node; /* the nodes of a blossom in their order, the base first */
  int32_t count;
} circle;

typedef struct graph {
  const int64_t *weight;
  int32_t count, nodes; /* nodes: the highest number in use */
  int64_t *dual;        /* of a vertex or blossom */
  int32_t *mate;        /* of a node: the vertex at the other end of its matched edge; 0: none */
  int32_t *top;         /* of a node: the outermost blossom that it is in, or itself */
  int32_t *slack;  /* of an outermost node: the vertex of another tree's outer node with the least slack towards it */
  int32_t *parent; /* of a node: the vertex that it was reached from */
  int32_t *label;
  int32_t *mark, stamp; /* for finding where two paths meet */
  int32_t *from,
      *to;         /* [u * size + v]: the edge of vertices that stands for the one between two nodes; from 0: none */
  int32_t *within; /* [blossom * size + vertex]: which of its nodes holds a vertex; 0: none does */
  int32_t size;
  circle *circle; /* of a blossom */
  int32_t *queue, queue_begin, queue_end;
} graph;

static int64_t weight_of(const graph *g, int32_t u, int32_t v) { /* of vertices */
  return g->weight[(int64_t)(u - 1) * g->count + (v - 1)];
}

static int64_t cell(const graph *g, int32_t u, int32_t v) {
  return (int64_t)u * g->size + v;
}

/* Slack of the edge that stands between two nodes. */
static int64_t slack_of(const graph *g, int32_t u, int32_t v) {
  int32_t a = g->from[cell(g, u, v)], b = g->to[cell(g, u, v)];
  return g->dual[a] + g->dual[b] - 2 * weight_of(g, a, b);
}

static int has_edge(const graph *g, int32_t u, int32_t v) {
  int32_t a = g->from[cell(g, u, v)];
  return a > 0 && weight_of(g, a, g->to[cell(g, u, v)]) > 0;
}

/* --- slack ------------------------------------------------------------------------------------------------------------ */

static void offer_slack(graph *g, int32_t u, int32_t x) {
  if (g->slack[x] == 0 || slack_of(g, u, x) < slack_of(g, g->slack[x], x)) g->slack[x] = u;
}

static void find_slack(graph *g, int32_t x) {
  g->slack[x] = 0;
  for (int32_t u = 1; u <= g->count; u++)
    if (has_edge(g, u, x) && g->top[u] != x && g->label[g->top[u]] == OUTER) offer_slack(g, u, x);
}

/* --- blossoms as nodes ------------------------------------------------------------------------------------------------ */

static void queue_vertices(graph *g, int32_t x) {
  if (x <= g->count) {
    g->queue[g->queue_end++] = x;
    return;
  }
  for (int32_t i = 0; i < g->circle[x].count; i++)
    queue_vertices(g, g->circle[x].node[i]);
}

static void set_top(graph *g, int32_t x, int32_t top) {
  g->top[x] = top;
  if (x <= g->count) return;
  for (int32_t i = 0; i < g->circle[x].count; i++)
    set_top(g, g->circle[x].node[i], top);
}

static void reverse(int32_t *node, int32_t begin, int32_t end) {
  for (end--; begin < end; begin++, end--) {
    int32_t held = node[begin];
    node[begin] = node[end];
    node[end] = held;
  }
}

/* The place of a node in the circle, which is turned round so that the way from the base to it has an even length. */
static int32_t even_place(graph *g, int32_t blossom, int32_t node) {
  circle *c = &g->circle[blossom];
  int32_t place = 0;
  while (c->node[place] != node)
    place++;
  if (place % 2 == 0) return place;
  reverse(c->node, 1, c->count);
  return c->count - place;
}

static void rotate(circle *c, int32_t by) {
  reverse(c->node, 0, by);
  reverse(c->node, by, c->count);
  reverse(c->node, 0, c->count);
}

/* Matches a node with the far end of its edge to v, and what is inside it accordingly. */
static void set_mate(graph *g, int32_t u, int32_t v) {
  g->mate[u] = g->to[cell(g, u, v)];
  if (u <= g->count) return;
  int32_t inner = g->within[cell(g, u, g->from[cell(g, u, v)])], place = even_place(g, u, inner);
  for (int32_t i = 0; i < place; i++)
    set_mate(g, g->circle[u].node[i], g->circle[u].node[i ^ 1]);
  set_mate(g, inner, v);
  rotate(&g->circle[u], place);
}

/* Turns matched and unmatched edges round on the way from u to the root of its tree. */
static void augment(graph *g, int32_t u, int32_t v) {
  for (;;) {
    int32_t next = g->mate[u] ? g->top[g->mate[u]] : 0;
    set_mate(g, u, v);
    if (next == 0) return;
    int32_t above = g->top[g->parent[next]];
    set_mate(g, next, above);
    u = above;
    v = next;
  }
}

/* Where the ways of two outer nodes to their roots meet; 0: they are of different trees. */
static int32_t meeting(graph *g, int32_t u, int32_t v) {
  for (g->stamp++; u || v;) {
    if (u) {
      if (g->mark[u] == g->stamp) return u;
      g->mark[u] = g->stamp;
      u = g->mate[u] ? g->top[g->mate[u]] : 0;
      if (u) u = g->top[g->parent[u]];
    }
    int32_t held = u;
    u = v;
    v = held;
  }
  return 0;
}

/* --- making and opening blossoms ---------------------------------------------------------------------------------------- */

/* The nodes on the way from an outer node up to, and without, the one where ways meet. */
static void add_way(graph *g, circle *c, int32_t from, int32_t meet) {
  for (int32_t x = from; x != meet;) {
    int32_t inner = g->top[g->mate[x]];
    c->node[c->count++] = x;
    c->node[c->count++] = inner;
    queue_vertices(g, inner);
    x = g->top[g->parent[inner]];
  }
}

/* A blossom's edge to another node is the one of its nodes' edges with the least slack. */
static void take_edges(graph *g, int32_t blossom) {
  const circle *c = &g->circle[blossom];
  for (int32_t x = 1; x <= g->nodes; x++) {
    g->from[cell(g, blossom, x)] = g->to[cell(g, blossom, x)] = 0;
    g->from[cell(g, x, blossom)] = g->to[cell(g, x, blossom)] = 0;
  }
  memset(g->within + cell(g, blossom, 0), 0, ((size_t)g->count + 1) * sizeof *g->within);
  for (int32_t i = 0; i < c->count; i++) {
    int32_t node = c->node[i];
    for (int32_t x = 1; x <= g->nodes; x++) {
      if (!has_edge(g, node, x)) continue;
      if (has_edge(g, blossom, x) && slack_of(g, node, x) >= slack_of(g, blossom, x)) continue;
      g->from[cell(g, blossom, x)] = g->from[cell(g, node, x)];
      g->to[cell(g, blossom, x)] = g->to[cell(g, node, x)];
      g->from[cell(g, x, blossom)] = g->from[cell(g, x, node)];
      g->to[cell(g, x, blossom)] = g->to[cell(g, x, node)];
    }
    for (int32_t x = 1; x <= g->count; x++)
      if (node <= g->count ? node == x : g->within[cell(g, node, x)] != 0) g->within[cell(g, blossom, x)] = node;
  }
}

static void make_blossom(graph *g, int32_t u, int32_t meet, int32_t v) {
  int32_t blossom = g->count + 1;
  while (blossom <= g->nodes && g->top[blossom])
    blossom++;
  if (blossom > g->nodes) g->nodes = blossom;
  g->dual[blossom] = 0;
  g->label[blossom] = OUTER;
  g->mate[blossom] = g->mate[meet];
  circle *c = &g->circle[blossom];
  c->count = 0;
  c->node[c->count++] = meet;
  add_way(g, c, u, meet);
  reverse(c->node, 1, c->count);
  add_way(g, c, v, meet);
  set_top(g, blossom, blossom);
  take_edges(g, blossom);
  find_slack(g, blossom);
}

/* An inner blossom whose dual is 0 is taken apart: one way round it stays in the tree. */
static void open_blossom(graph *g, int32_t blossom) {
  circle *c = &g->circle[blossom];
  for (int32_t i = 0; i < c->count; i++)
    set_top(g, c->node[i], c->node[i]);
  int32_t entry = g->within[cell(g, blossom, g->from[cell(g, blossom, g->parent[blossom])])];
  int32_t place = even_place(g, blossom, entry);
  for (int32_t i = 0; i < place; i += 2) {
    int32_t inner = c->node[i], outer = c->node[i + 1];
    g->parent[inner] = g->from[cell(g, outer, inner)];
    g->label[inner] = INNER;
    g->label[outer] = OUTER;
    g->slack[inner] = 0;
    find_slack(g, outer);
    queue_vertices(g, outer);
  }
  g->label[entry] = INNER;
  g->parent[entry] = g->parent[blossom];
  for (int32_t i = place + 1; i < c->count; i++) {
    g->label[c->node[i]] = FREE;
    find_slack(g, c->node[i]);
  }
  g->top[blossom] = 0;
}

/* --- one phase: until there is one matched edge more, or there can be none ------------------------------------------------ */

/* What a tight edge leads to; 1 when it has made the matching larger. */
static int follow(graph *g, int32_t a, int32_t b) { /* vertices; a is in an outer node */
  int32_t u = g->top[a], v = g->top[b];
  if (g->label[v] == FREE) {
    int32_t next = g->top[g->mate[v]];
    g->parent[v] = a;
    g->label[v] = INNER;
    g->slack[v] = g->slack[next] = 0;
    g->label[next] = OUTER;
    queue_vertices(g, next);
  } else if (g->label[v] == OUTER) {
    int32_t meet = meeting(g, u, v);
    if (!meet) {
      augment(g, u, v);
      augment(g, v, u);
      return 1;
    }
    make_blossom(g, u, meet, v);
  }
  return 0;
}

static int search_tight(graph *g) {
  while (g->queue_begin < g->queue_end) {
    int32_t u = g->queue[g->queue_begin++];
    if (g->label[g->top[u]] == INNER) continue;
    for (int32_t v = 1; v <= g->count; v++) {
      if (weight_of(g, u, v) <= 0 || g->top[u] == g->top[v]) continue;
      if (g->dual[u] + g->dual[v] - 2 * weight_of(g, u, v) > 0)
        offer_slack(g, u, g->top[v]);
      else if (follow(g, u, v))
        return 1;
    }
  }
  return 0;
}

static int is_top(const graph *g, int32_t x) {
  return g->top[x] == x;
}

static int64_t least_change(const graph *g) {
  int64_t least = INT64_MAX;
  for (int32_t b = g->count + 1; b <= g->nodes; b++)
    if (is_top(g, b) && g->label[b] == INNER && g->dual[b] / 2 < least) least = g->dual[b] / 2;
  for (int32_t x = 1; x <= g->nodes; x++) {
    if (!is_top(g, x) || g->slack[x] == 0 || g->label[x] == INNER) continue;
    int64_t slack = slack_of(g, g->slack[x], x);
    if (g->label[x] == OUTER) slack /= 2;
    if (slack < least) least = slack;
  }
  return least;
}

/* 0 when a dual would reach 0: then no vertex without a mate is worth one. */
static int change_duals(graph *g, int64_t by) {
  for (int32_t u = 1; u <= g->count; u++)
    if (g->label[g->top[u]] == OUTER && g->dual[u] <= by) return 0;
  for (int32_t u = 1; u <= g->count; u++) {
    if (g->label[g->top[u]] == OUTER) g->dual[u] -= by;
    if (g->label[g->top[u]] == INNER) g->dual[u] += by;
  }
  for (int32_t b = g->count + 1; b <= g->nodes; b++) {
    if (!is_top(g, b)) continue;
    if (g->label[b] == OUTER) g->dual[b] += 2 * by;
    if (g->label[b] == INNER) g->dual[b] -= 2 * by;
  }
  return 1;
}

static int use_tight_slacks(graph *g) {
  for (int32_t x = 1; x <= g->nodes; x++) {
    int32_t u = g->slack[x];
    if (!is_top(g, x) || u == 0 || g->top[u] == x || slack_of(g, u, x) != 0) continue;
    if (follow(g, g->from[cell(g, u, x)], g->to[cell(g, u, x)])) return 1;
  }
  return 0;
}

static void begin_phase(graph *g) {
  g->queue_begin = g->queue_end = 0;
  for (int32_t x = 1; x <= g->nodes; x++) {
    g->label[x] = FREE;
    g->slack[x] = 0;
  }
  for (int32_t x = 1; x <= g->nodes; x++)
    if (is_top(g, x) && g->mate[x] == 0) {
      g->parent[x] = 0;
      g->label[x] = OUTER;
      queue_vertices(g, x);
    }
}

static int phase(graph *g) {
  begin_phase(g);
  if (g->queue_end == 0) return 0;
  for (;;) {
    if (search_tight(g)) return 1;
    if (!change_duals(g, least_change(g))) return 0;
    g->queue_begin = g->queue_end = 0;
    if (use_tight_slacks(g)) return 1;
    for (int32_t b = g->count + 1; b <= g->nodes; b++)
      if (is_top(g, b) && g->label[b] == INNER && g->dual[b] == 0) open_blossom(g, b);
  }
}

/* --- the call --------------------------------------------------------------------------------------------------------------- */

static void graph_clear(graph *g) {
  for (int32_t i = 0; g->circle && i < g->size; i++)
    bry__free(g->circle[i].node);
  bry__free(g->circle);
  bry__free(g->dual);
  bry__free(g->mate);
  bry__free(g->top);
  bry__free(g->slack);
  bry__free(g->parent);
  bry__free(g->label);
  bry__free(g->mark);
  bry__free(g->from);
  bry__free(g->to);
  bry__free(g->within);
  bry__free(g->queue);
}

static int alloc_circles(graph *g) {
  for (int32_t i = g->count + 1; i < g->size; i++) {
    g->circle[i].node = bry__alloc_zero((size_t)g->count + 1, sizeof *g->circle[i].node);
    if (!g->circle[i].node) return -1;
  }
  return 0;
}

static bry_status graph_init(graph *g, bry_error **err) {
  size_t size = (size_t)g->size;
  int64_t most = 0;
  int32_t **const lists[] = {&g->mate, &g->top, &g->slack, &g->parent, &g->label, &g->mark};
  g->dual = bry__alloc_zero(size, sizeof *g->dual);
  g->from = bry__alloc_zero(size * size, sizeof *g->from);
  g->to = bry__alloc_zero(size * size, sizeof *g->to);
  g->within = bry__alloc_zero(size * size, sizeof *g->within);
  g->queue = bry__alloc_zero(size * 4, sizeof *g->queue);
  g->circle = bry__alloc_zero(size, sizeof *g->circle);
  int failed = !g->dual || !g->from || !g->to || !g->within || !g->queue || !g->circle;
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
    *lists[i] = bry__alloc_zero(size, sizeof **lists[i]);
    failed |= !*lists[i];
  }
  if (failed || alloc_circles(g) != 0) return bry__enomem(err);
  for (int32_t u = 1; u <= g->count; u++) {
    g->top[u] = u;
    for (int32_t v = 1; v <= g->count; v++) {
      g->from[cell(g, u, v)] = u;
      g->to[cell(g, u, v)] = v;
      if (weight_of(g, u, v) > most) most = weight_of(g, u, v);
    }
    g->within[cell(g, u, u)] = u;
  }
  for (int32_t u = 1; u <= g->count; u++)
    g->dual[u] = most;
  return BRY_OK;
}

bry_status bry__matching(const int64_t *weight, int32_t count, int32_t *mate, bry_error **err) {
  graph g = {.weight = weight, .count = count, .nodes = count, .size = 2 * count + 1};
  bry_status status = graph_init(&g, err);
  if (status == BRY_OK)
    while (phase(&g))
      continue;
  for (int32_t u = 1; u <= count && status == BRY_OK; u++)
    mate[u - 1] = g.mate[u] - 1;
  graph_clear(&g);
  return status;
}
