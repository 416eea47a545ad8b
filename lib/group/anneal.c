/* Groups that are as diverse inside as can be (the maximally diverse grouping problem), by annealing.
 *
 * The sums of distances of every element to every group are kept, so that the gain of an exchange is five additions,
 * and an exchange costs one pass over the elements, in whole numbers that a compiler puts side by side. Elements of
 * different groups change places when that is a gain, or a loss that the temperature lets pass. It falls to a quarter
 * from one at which, in groups that no exchange makes better, the share of exchanges that pass is 0.3 over the number
 * of elements. Then every exchange that is a gain is made until there is none. This is done as often as the work allows, each
 * time from other random groups, and the best is kept.
 *
 * G. Palubeckis, E. Karčiauskas, A. Riškus: Comparative Performance of Three Metaheuristic Approaches for the Maximally
 * Diverse Grouping Problem. Information Technology and Control 40(4), 2011 (annealing); X. Lai, J.-K. Hao: Iterated
 * Maxima Search for the Maximally Diverse Grouping Problem. EJOR 254(3), 2016 (the sums that are kept). */
#include "group/anneal.h"
#include "core/clock.h"
#include "core/mem.h"
#include "core/parallel.h"
#include "core/random.h"

#include <string.h>

enum { LEVELS = 256, SAMPLE = 4096, CYCLE_SWEEPS = 5000, CYCLES_MAX = 64, SPREAD = 6 };

/* --- watch, dice, chances --------------------------------------------------------------------------------------- */

void bry__deadline_begin(bry__deadline *w, int64_t milliseconds) {
  w->begun_us = bry__clock_monotonic_us();
  w->deadline_us = milliseconds > 0 ? w->begun_us + milliseconds * 1000 : 0;
  atomic_init(&w->stopped, 0);
}

int bry__deadline_tell(bry__deadline *w, int64_t by) {
  w->done = w->done + by < w->total ? w->done + by : w->total;
  if (w->progress && w->progress(w->done, w->total, w->user) != 0) atomic_store(&w->stopped, 1);
  return atomic_load(&w->stopped);
}

bry__dice bry__dice_of(uint64_t seed, uint64_t stream) {
  return (bry__dice){.state = bry__random_at(seed, stream, 0)};
}

void bry__chances_init(bry__chances *chances) {
  double sum = 0; /* the expected k-th smallest of 1,024 exponential times is a sum of reciprocals */
  for (int k = 0; k < BRY__CHANCES; k++) {
    sum += 1.0 / (BRY__CHANCES - k);
    chances->at[k] = (int32_t)(sum * 65536);
  }
}

/* --- one search ------------------------------------------------------------------------------------------------- */

typedef struct walk {
  const bry__terms *terms;
  const int32_t *distance;
  bry__deadline *watch;
  const bry__chances *chances;
  bry__tally tally;
  int32_t *to;   /* [group * count + element]: sum of the element's distances to the group */
  int32_t *best; /* group of an element */
  int64_t value, best_value;
  bry__dice dice;
  int loose;  /* sizes may change */
  int blocks; /* some element is more than one person */
  int told;   /* this walk is the calling thread's */
} walk;

static void walk_clear(walk *w) {
  bry__tally_clear(&w->tally);
  bry__free(w->to);
  bry__free(w->best);
}

static int walk_init(walk *w) {
  const bry__terms *t = w->terms;
  w->to = bry__alloc_zero((size_t)t->groups * (size_t)t->count, sizeof *w->to);
  w->best = bry__alloc_zero((size_t)t->count, sizeof *w->best);
  if (!w->to || !w->best || bry__tally_init(&w->tally, t) != 0) return -1;
  for (int32_t g = 0; g < t->groups; g++)
    w->loose |= t->least[g] != t->most[g];
  for (int32_t e = 0; e < t->count; e++)
    w->blocks |= t->weight[e] > 1;
  return 0;
}

static void add_to_group(walk *w, int32_t element, int32_t group, int32_t sign) {
  const int32_t *restrict row = w->distance + (int64_t)element * w->terms->count;
  int32_t *restrict to = w->to + (int64_t)group * w->terms->count;
  for (int32_t e = 0; e < w->terms->count; e++)
    to[e] += sign * row[e];
}

static void walk_start(walk *w, const int32_t *group) {
  const bry__terms *t = w->terms;
  memset(w->to, 0, (size_t)t->groups * (size_t)t->count * sizeof *w->to);
  w->value = 0;
  for (int32_t e = 0; e < t->count; e++) {
    if (w->tally.group[e] >= 0) bry__tally_take(&w->tally, e);
    w->value += w->to[(int64_t)group[e] * t->count + e];
    bry__tally_put(&w->tally, e, group[e]);
    add_to_group(w, e, group[e], 1);
  }
  w->best_value = w->value;
  memcpy(w->best, group, (size_t)t->count * sizeof *group);
}

static int64_t gain_of_swap(const walk *w, int32_t a, int32_t b) {
  int64_t n = w->terms->count;
  const int32_t *from = w->to + w->tally.group[a] * n, *to = w->to + w->tally.group[b] * n;
  return (int64_t)to[a] - from[a] + from[b] - to[b] - 2 * (int64_t)w->distance[a * n + b];
}

static int64_t gain_of_move(const walk *w, int32_t element, int32_t group) {
  int64_t n = w->terms->count;
  return (int64_t)w->to[group * n + element] - w->to[w->tally.group[element] * n + element];
}

/* Both sums are brought up to date in one pass. */
static void exchange_sums(walk *w, int32_t a, int32_t b) {
  int64_t n = w->terms->count;
  const int32_t *restrict row_a = w->distance + a * n, *restrict row_b = w->distance + b * n;
  int32_t *restrict from = w->to + w->tally.group[a] * n, *restrict to = w->to + w->tally.group[b] * n;
  for (int64_t e = 0; e < n; e++) {
    int32_t change = row_b[e] - row_a[e];
    from[e] += change;
    to[e] -= change;
  }
}

static void swap(walk *w, int32_t a, int32_t b, int64_t gain) {
  int32_t from = w->tally.group[a], to = w->tally.group[b];
  exchange_sums(w, a, b);
  if (!w->terms->ruled && !w->blocks) {
    w->tally.group[a] = to;
    w->tally.group[b] = from;
  } else {
    bry__tally_take(&w->tally, a);
    bry__tally_take(&w->tally, b);
    bry__tally_put(&w->tally, a, to);
    bry__tally_put(&w->tally, b, from);
  }
  w->value += gain;
}

static void move(walk *w, int32_t element, int32_t group) {
  w->value += gain_of_move(w, element, group);
  add_to_group(w, element, w->tally.group[element], -1);
  add_to_group(w, element, group, 1);
  bry__tally_take(&w->tally, element);
  bry__tally_put(&w->tally, element, group);
}

static void remember(walk *w) {
  if (w->value <= w->best_value) return;
  w->best_value = w->value;
  memcpy(w->best, w->tally.group, (size_t)w->terms->count * sizeof *w->best);
}

static int may_swap(const walk *w, int32_t a, int32_t b) {
  return (!w->terms->ruled && !w->blocks) || bry__tally_may_swap(&w->tally, a, b);
}

/* --- exchanges of several --------------------------------------------------------------------------------------- */

/* A block and as many single people of another group change places; undone when it is no gain, or breaks a term. */
typedef struct trade {
  int32_t element[SPREAD + 1], from[SPREAD + 1];
  int32_t count;
} trade;

static void trade_move(walk *w, trade *t, int32_t element, int32_t group) {
  t->element[t->count] = element;
  t->from[t->count++] = w->tally.group[element];
  move(w, element, group);
}

static void try_trade(walk *w, int64_t temperature) {
  const bry__terms *t = w->terms;
  uint64_t roll = bry__dice_roll(&w->dice);
  int32_t block = bry__dice_part(roll, 0, t->count), to = bry__dice_part(roll, 1, t->groups);
  int32_t from = w->tally.group[block], weight = t->weight[block];
  trade done = {.count = 0};
  if (from == to || weight < 2 || weight > SPREAD) return;
  int64_t before = w->value;
  trade_move(w, &done, block, to);
  for (int tries = 0; done.count <= weight && tries < 8 * t->groups; tries++) {
    int32_t e = bry__dice_part(bry__dice_roll(&w->dice), 0, t->count);
    if (w->tally.group[e] == to && e != block && t->weight[e] == 1) trade_move(w, &done, e, from);
  }
  int64_t loss = before - w->value;
  if (done.count == weight + 1 && bry__tally_holds(&w->tally, from) && bry__tally_holds(&w->tally, to) &&
      (loss <= 0 || loss * 65536 <= temperature * w->chances->at[roll & (BRY__CHANCES - 1)]))
    return;
  while (done.count-- > 0)
    move(w, done.element[done.count], done.from[done.count]);
}

static void try_move(walk *w, int64_t temperature) {
  uint64_t roll = bry__dice_roll(&w->dice);
  int32_t element = bry__dice_part(roll, 0, w->terms->count), group = bry__dice_part(roll, 1, w->terms->groups);
  if (group == w->tally.group[element]) return;
  int64_t loss = -gain_of_move(w, element, group);
  if (loss > 0 && loss * 65536 > temperature * w->chances->at[roll & (BRY__CHANCES - 1)]) return;
  if (bry__tally_may_move(&w->tally, element, group)) move(w, element, group);
}

/* --- the walk --------------------------------------------------------------------------------------------------- */

static void try_swaps(walk *w, int64_t tries, int64_t temperature) {
  const int32_t n = w->terms->count, *group = w->tally.group;
  for (int64_t i = 0; i < tries; i++) {
    uint64_t roll = bry__dice_roll(&w->dice);
    int32_t a = bry__dice_part(roll, 0, n), b = bry__dice_part(roll, 1, n);
    if (group[a] == group[b]) continue;
    int64_t gain = gain_of_swap(w, a, b);
    if (gain < 0 && -gain * 65536 > temperature * w->chances->at[roll & (BRY__CHANCES - 1)]) continue;
    if (!may_swap(w, a, b)) continue;
    swap(w, a, b, gain);
    remember(w);
  }
}

static void try_others(walk *w, int64_t tries, int64_t temperature) {
  for (int64_t i = 0; w->loose && i < tries / 8; i++)
    try_move(w, temperature);
  remember(w);
  for (int64_t i = 0; w->blocks && i < tries / 32; i++)
    try_trade(w, temperature);
  remember(w);
}

static int climb_moves(walk *w) {
  int moved = 0;
  for (int32_t e = 0; w->loose && e < w->terms->count; e++)
    for (int32_t g = 0; g < w->terms->groups; g++)
      if (g != w->tally.group[e] && gain_of_move(w, e, g) > 0 && bry__tally_may_move(&w->tally, e, g)) {
        move(w, e, g);
        moved = 1;
      }
  return moved;
}

/* Every exchange that is a gain is made, until there is none. */
static void climb(walk *w) {
  int better = 1;
  while (better && !atomic_load(&w->watch->stopped)) {
    better = climb_moves(w);
    for (int32_t a = 0; a < w->terms->count; a++)
      for (int32_t b = a + 1; b < w->terms->count; b++) {
        if (w->tally.group[a] == w->tally.group[b]) continue;
        int64_t gain = gain_of_swap(w, a, b);
        if (gain <= 0 || !may_swap(w, a, b)) continue;
        swap(w, a, b, gain);
        better = 1;
      }
  }
  remember(w);
}

/* --- temperature ------------------------------------------------------------------------------------------------ */

/* e^-x for x >= 0, the same on any machine. */
static double falling(double x) {
  double y = x < 1000 ? 1 - x / 1024 : 0;
  for (int i = 0; i < 10; i++)
    y *= y;
  return y;
}

static double share_that_pass(const int64_t *loss, int32_t count, double temperature) {
  double sum = 0;
  for (int32_t i = 0; i < count; i++)
    sum += falling((double)loss[i] / temperature);
  return sum / count;
}

/* The temperature at which 0.3 in n exchanges would pass here. */
static int64_t first_temperature(walk *w) {
  int64_t loss[SAMPLE];
  int32_t n = w->terms->count, count = 0;
  double low = 1, high = 1;
  int32_t wanted = n < 64 ? n * n : SAMPLE;
  for (int32_t i = 0; i < 8 * wanted && count < wanted; i++) {
    uint64_t roll = bry__dice_roll(&w->dice);
    int32_t a = bry__dice_part(roll, 0, n), b = bry__dice_part(roll, 1, n);
    if (w->tally.group[a] == w->tally.group[b]) continue;
    int64_t gain = gain_of_swap(w, a, b);
    loss[count++] = gain < 0 ? -gain : 0;
    if ((double)loss[count - 1] > high) high = (double)loss[count - 1];
  }
  if (count == 0) return 1;
  for (int i = 0; i < 40; i++) {
    double middle = (low + high) / 2;
    *(share_that_pass(loss, count, middle) > 0.3 / n ? &high : &low) = middle;
  }
  return (int64_t)high;
}

/* How much of a cycle is over, in levels, where the clock bounds it. */
static int level_by_clock(int64_t from_us, int64_t until_us) {
  int64_t now = bry__clock_monotonic_us();
  return now >= until_us ? LEVELS : (int)((now - from_us) * LEVELS / (until_us - from_us));
}

/* Cools by 0.9946 a level, which is to a quarter over all. */
static void cool(walk *w, int64_t tries, int64_t from_us, int64_t until_us) {
  double temperature = (double)first_temperature(w);
  int64_t share = tries / LEVELS > 0 ? tries / LEVELS : 1, batch = share < 20000 ? share : 20000;
  for (int level = 0; level < LEVELS && !atomic_load(&w->watch->stopped);) {
    int next = level + 1;
    if (until_us == 0) {
      try_swaps(w, share, (int64_t)temperature);
      try_others(w, share, (int64_t)temperature);
    } else {
      try_swaps(w, batch, (int64_t)temperature);
      try_others(w, batch, (int64_t)temperature);
      next = level_by_clock(from_us, until_us);
    }
    if (w->told && next > level && bry__deadline_tell(w->watch, next - level)) return;
    for (; level < next; level++)
      temperature *= 0.9946;
  }
}

/* --- all searches ----------------------------------------------------------------------------------------------- */

typedef struct search {
  walk *walks; /* one a cycle; memory only while it runs, and its best */
  const int32_t *start;
  int32_t cycles, rounds; /* rounds: cycles that one thread makes, one after the other */
  int64_t tries;
  atomic_int failed;
} search;

/* Random groups that keep to the terms: exchanges without regard to value. */
static void scatter(walk *w) {
  try_swaps(w, 8 * (int64_t)w->terms->count, INT64_MAX / (16 * 65536));
  if (w->loose || w->blocks) try_others(w, 64 * (int64_t)w->terms->count, INT64_MAX / (16 * 65536));
}

static void run_cycle(void *work, int32_t cycle, int32_t slot) {
  search *s = work;
  walk *w = &s->walks[cycle];
  bry__deadline *watch = w->watch;
  int64_t from = 0, until = 0;
  if (atomic_load(&watch->stopped)) return;
  if (walk_init(w) != 0) {
    atomic_store(&s->failed, 1);
    return;
  }
  if (watch->deadline_us) { /* cycles of a thread share what is left */
    int32_t left = s->rounds - cycle / (s->cycles / s->rounds);
    from = bry__clock_monotonic_us();
    until = from + (watch->deadline_us - from) / (left > 0 ? left : 1);
    if (until <= from) until = from + 1;
  }
  w->told = slot == 0;
  walk_start(w, s->start);
  scatter(w);
  climb(w);
  if (w->value >= 0) cool(w, s->tries, from, until);
  climb(w);
  bry__tally_clear(&w->tally);
  bry__free(w->to);
  w->to = NULL;
}

/* As many cycles as make them long enough to be good, a multiple of the threads where the clock ends them. */
static void plan(search *s, const bry__deadline *watch, int64_t pairs) {
  int64_t sweeps = watch->sweeps;
  if (watch->deadline_us) /* about 100 tries a microsecond */
    sweeps = (watch->deadline_us - watch->begun_us) * 100 / pairs * watch->threads;
  int64_t cycles = sweeps / CYCLE_SWEEPS;
  s->cycles = (int32_t)(cycles < 1 ? 1 : cycles > CYCLES_MAX ? CYCLES_MAX : cycles);
  s->rounds = s->cycles;
  if (watch->deadline_us) {
    s->rounds = (s->cycles + watch->threads - 1) / watch->threads;
    s->cycles = s->rounds * watch->threads;
  }
  s->tries = watch->sweeps * pairs / s->cycles;
}

static void keep_best(const search *s, int32_t *group, size_t size) {
  int64_t most = -1;
  for (int32_t i = 0; i < s->cycles; i++)
    if (s->walks[i].best && s->walks[i].best_value > most) {
      most = s->walks[i].best_value;
      memcpy(group, s->walks[i].best, size);
    }
}

bry_status bry__anneal(const bry__terms *terms, const int32_t *distance, int32_t *group, bry__deadline *watch,
                       bry_error **err) {
  bry__chances chances;
  search s = {.start = group};
  bry_status status = BRY_OK;
  if (terms->groups < 2 || terms->count < 2) return BRY_OK;
  bry__chances_init(&chances);
  plan(&s, watch, (int64_t)terms->count * (terms->count - 1) / 2);
  s.walks = bry__alloc_zero((size_t)s.cycles, sizeof *s.walks);
  if (!s.walks) return bry__enomem(err);
  for (int32_t i = 0; i < s.cycles; i++)
    s.walks[i] = (walk){.terms = terms,
                        .distance = distance,
                        .watch = watch,
                        .chances = &chances,
                        .dice = bry__dice_of(watch->seed, (uint64_t)i)};
  watch->total += (int64_t)LEVELS * s.cycles;
  bry__parallel(watch->threads, s.cycles, run_cycle, &s);
  if (atomic_load(&watch->stopped))
    status = bry__error(err, BRY_ECANCELLED, "The composition was cancelled.");
  else if (atomic_load(&s.failed))
    status = bry__enomem(err);
  else
    keep_best(&s, group, (size_t)terms->count * sizeof *group);
  for (int32_t i = 0; i < s.cycles; i++)
    walk_clear(&s.walks[i]);
  bry__free(s.walks);
  return status;
}
