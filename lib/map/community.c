/* Communities by modularity. All sums are taken in a fixed order, so that a seed gives the same ones on any machine. */
#include "core/mem.h"
#include "core/random.h"
#include "map/adjacency.h"

#include <string.h>

enum { STARTS_MAX = 90, PASSES_MAX = 100 };
static const int64_t work = 4000000; /* links that all starts together look at, about */
static const double least_gain = 1e-12;

typedef struct parting {
  int32_t *of;     /* [node]: its community */
  double *degree;  /* [node]: the weight of its edges, those within it twice */
  double *total;   /* [community]: of its nodes' degrees */
  double *towards; /* [community]: the weight of the edges of one node to it */
  int32_t *seen;   /* communities to which that node has edges */
  int32_t *order;  /* nodes, shuffled */
  double all;      /* of all degrees */
} parting;

static int parting_make(parting *p, int32_t count) {
  size_t room = (size_t)count + 1;
  *p = (parting){.of = bry__alloc_zero(room, sizeof *p->of),
                 .degree = bry__alloc_zero(room, sizeof *p->degree),
                 .total = bry__alloc_zero(room, sizeof *p->total),
                 .towards = bry__alloc_zero(room, sizeof *p->towards),
                 .seen = bry__alloc_zero(room, sizeof *p->seen),
                 .order = bry__alloc_zero(room, sizeof *p->order)};
  return p->of && p->degree && p->total && p->towards && p->seen && p->order ? 0 : -1;
}

static void parting_clear(parting *p) {
  bry__free(p->of);
  bry__free(p->degree);
  bry__free(p->total);
  bry__free(p->towards);
  bry__free(p->seen);
  bry__free(p->order);
}

/* --- local moves ------------------------------------------------------------------------------------------------ */

static void weigh(parting *p, const bry__adjacency *a) {
  p->all = 0;
  memset(p->total, 0, (size_t)a->count * sizeof *p->total);
  for (int32_t node = 0; node < a->count; node++) {
    p->degree[node] = 2 * a->inside[node];
    for (int64_t i = a->begin[node]; i < a->begin[node + 1]; i++)
      p->degree[node] += a->weight[i];
    p->total[p->of[node]] += p->degree[node];
    p->all += p->degree[node];
  }
}

static void shuffle(int32_t *order, int32_t count, uint64_t seed, uint64_t stream) {
  uint64_t counter = 0;
  for (int32_t i = 0; i < count; i++)
    order[i] = i;
  for (int32_t i = count - 1; i > 0; i--) {
    int32_t j = (int32_t)bry__random_below(seed, stream, &counter, (uint64_t)i + 1), node = order[i];
    order[i] = order[j];
    order[j] = node;
  }
}

/* Moves a node to the community where modularity gains most, or leaves it; whether it moved. */
static int move(parting *p, const bry__adjacency *a, int32_t node) {
  int32_t from = p->of[node], best = from, seen = 0;
  for (int64_t i = a->begin[node]; i < a->begin[node + 1]; i++) {
    int32_t community = p->of[a->to[i]];
    if (p->towards[community] == 0) p->seen[seen++] = community;
    p->towards[community] += a->weight[i];
  }
  p->total[from] -= p->degree[node];
  double share = p->degree[node] / p->all, gain = p->towards[from] - share * p->total[from];
  for (int32_t i = 0; i < seen; i++) {
    double other = p->towards[p->seen[i]] - share * p->total[p->seen[i]];
    if (other <= gain + least_gain) continue;
    gain = other;
    best = p->seen[i];
  }
  for (int32_t i = 0; i < seen; i++)
    p->towards[p->seen[i]] = 0;
  p->total[best] += p->degree[node];
  p->of[node] = best;
  return best != from;
}

/* Until no single move gains. */
static void move_all(parting *p, const bry__adjacency *a, uint64_t seed, uint64_t stream) {
  weigh(p, a);
  shuffle(p->order, a->count, seed, stream);
  for (int pass = 0, moved = 1; moved > 0 && pass < PASSES_MAX; pass++) {
    moved = 0;
    for (int32_t i = 0; i < a->count && p->all > 0; i++)
      moved += move(p, a, p->order[i]);
  }
}

static double modularity_of(parting *p, const bry__adjacency *a) {
  double inside = 0, expected = 0;
  weigh(p, a);
  if (p->all <= 0) return 0;
  for (int32_t node = 0; node < a->count; node++) {
    inside += 2 * a->inside[node];
    for (int64_t i = a->begin[node]; i < a->begin[node + 1]; i++)
      inside += p->of[node] == p->of[a->to[i]] ? a->weight[i] : 0;
    expected += p->total[node] / p->all * (p->total[node] / p->all);
  }
  return inside / p->all - expected;
}

/* --- merging ---------------------------------------------------------------------------------------------------- */

/* Numbers communities from 0 in the order of their first nodes; how many there are, or -1. */
static int32_t number(int32_t *of, int32_t count) {
  int32_t found = 0, *name = bry__alloc_zero((size_t)count + 1, sizeof *name);
  if (!name) return -1;
  for (int32_t node = 0; node < count; node++) {
    if (name[of[node]] == 0) name[of[node]] = ++found;
    of[node] = name[of[node]] - 1;
  }
  bry__free(name);
  return found;
}

/* Members of each community behind one another: *members, of which those of c begin at begin[c]. */
static int list_members(const int32_t *of, int32_t count, int32_t communities, int32_t **members, int32_t **begin) {
  *members = bry__alloc_zero((size_t)count + 1, sizeof **members);
  *begin = bry__alloc_zero((size_t)communities + 2, sizeof **begin);
  if (!*members || !*begin) return -1;
  for (int32_t node = 0; node < count; node++)
    (*begin)[of[node] + 2]++;
  for (int32_t c = 0; c < communities; c++)
    (*begin)[c + 2] += (*begin)[c + 1];
  for (int32_t node = 0; node < count; node++)
    (*members)[(*begin)[of[node] + 1]++] = node;
  return 0;
}

/* The graph whose nodes are the communities. */
static int merge(const bry__adjacency *a, const int32_t *of, int32_t communities, bry__adjacency *out) {
  int32_t *members = NULL, *begin = NULL;
  int64_t *at = bry__alloc_zero((size_t)communities + 1, sizeof *at);
  int failed = !at || bry__adjacency_make(out, communities, a->begin[a->count]) != 0 ||
               list_members(of, a->count, communities, &members, &begin) != 0;
  int64_t used = 0;
  for (int32_t c = 0; c < communities && !failed; c++) {
    out->begin[c] = used;
    for (int32_t m = begin[c]; m < begin[c + 1]; m++) {
      out->inside[c] += a->inside[members[m]];
      for (int64_t i = a->begin[members[m]]; i < a->begin[members[m] + 1]; i++) {
        int32_t to = of[a->to[i]];
        if (to == c) {
          out->inside[c] += a->weight[i] / 2;
          continue;
        }
        if (at[to] <= out->begin[c] || at[to] > used) {
          out->to[used] = to;
          at[to] = ++used;
        }
        out->weight[at[to] - 1] += a->weight[i];
      }
    }
  }
  if (!failed) out->begin[communities] = used;
  bry__free(members);
  bry__free(begin);
  bry__free(at);
  return failed ? -1 : 0;
}

/* Merges communities as long as that gains, and hands the names down to the nodes; 0 or -1. */
static int merge_up(const bry__adjacency *a, int32_t *of, int32_t communities, uint64_t seed, uint64_t stream) {
  bry__adjacency above = {0};
  parting p = {0};
  int failed = merge(a, of, communities, &above) != 0 || parting_make(&p, communities) != 0;
  int32_t fewer = communities;
  if (!failed) {
    for (int32_t c = 0; c < communities; c++)
      p.of[c] = c;
    move_all(&p, &above, seed, stream);
    fewer = number(p.of, communities);
    failed = fewer < 0 || (fewer < communities && merge_up(&above, p.of, fewer, seed, stream + 1) != 0);
  }
  for (int32_t node = 0; node < a->count && !failed; node++)
    of[node] = p.of[of[node]];
  bry__adjacency_clear(&above);
  parting_clear(&p);
  return failed ? -1 : 0;
}

/* Starts take turns: every node by itself; all thrown into a few communities; the best so far with every fifth node, or
 * so, thrown elsewhere (iterated local search, Lourenço et al. 2003). */
static void begin(parting *p, const bry__adjacency *a, const int32_t *best, uint64_t seed, int64_t start) {
  uint64_t stream = ((uint64_t)start << 32) + 0xFFFFFFFF, counter = 0, few = 2 + (uint64_t)start / 3 % 8;
  few = few < (uint64_t)a->count ? few : (uint64_t)a->count;
  for (int32_t node = 0; node < a->count; node++) {
    p->of[node] = start % 3 == 2 ? best[node] : node;
    if (start % 3 == 1 || (start % 3 == 2 && bry__random_below(seed, stream, &counter, 5) == 0))
      p->of[node] = (int32_t)bry__random_below(seed, stream, &counter, few);
  }
}

/* One start: moves, mergings, and moves again until neither gains; the modularity, or -2. */
static double divide(parting *p, const bry__adjacency *a, uint64_t seed, uint64_t stream) {
  double best = -1;
  for (uint64_t round = 0; round < PASSES_MAX; round++) {
    move_all(p, a, seed, stream + round * PASSES_MAX);
    int32_t communities = number(p->of, a->count);
    if (communities < 0 || merge_up(a, p->of, communities, seed, stream + round * PASSES_MAX + 1) != 0) return -2;
    double found = modularity_of(p, a);
    if (found <= best + least_gain) break;
    best = found;
  }
  return best;
}

int32_t bry__communities(const bry__adjacency *a, uint64_t seed, int32_t *out, double *modularity) {
  parting p = {0};
  int64_t starts = work / (a->begin[a->count] + a->count + 1);
  int failed = parting_make(&p, a->count) != 0;
  starts = starts < 1 ? 1 : starts > STARTS_MAX ? STARTS_MAX : starts;
  *modularity = -1;
  for (int64_t start = 0; start < starts && !failed; start++) {
    begin(&p, a, out, seed, start);
    double found = divide(&p, a, seed, (uint64_t)start << 32);
    failed = found < -1;
    if (found <= *modularity + least_gain) continue;
    *modularity = found;
    memcpy(out, p.of, (size_t)a->count * sizeof *out);
  }
  parting_clear(&p);
  if (failed) return -1;
  if (*modularity < 0) *modularity = 0;
  int32_t communities = number(out, a->count);
  for (int32_t node = 0; node < a->count; node++)
    out[node]++;
  return communities;
}
