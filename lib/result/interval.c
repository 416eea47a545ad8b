/* Tables that look the same from outside, found from the true one by moves that keep every published cell. */
#include "result/interval.h"

#include "core/mem.h"
#include "result/field.h"

#include <stdlib.h>
#include <string.h>

enum { MOVES_TRIED = 400, BRANCHES_TRIED = 24, DEPTH_MAX = 6, BUDGET = 1000, STEPS_MAX = 64 };

typedef bry__widening search;

/* --- what is known of what is withheld ---------------------------------------------------------------------------- */

typedef struct sized {
  int32_t size, cell;
} sized;

static int by_size(const void *left, const void *right) {
  const sized *a = left, *b = right;
  if (a->size != b->size) return a->size < b->size ? -1 : 1;
  return (a->cell > b->cell) - (a->cell < b->cell);
}

/* A withheld cell is not empty: one of its atoms, the one with most people, is kept from becoming so. */
static void hold_one(const bry__cube *c, int32_t cell, int64_t *least) {
  int32_t most = c->atoms[c->atom_start[cell]];
  for (int32_t i = c->atom_start[cell]; i < c->atom_start[cell + 1]; i++) {
    int32_t atom = c->atoms[i];
    if (least[atom] > 0) return;
    if (c->atom_people[atom] > c->atom_people[most]) most = atom;
  }
  least[most] = 1;
}

static int hold_all(const bry__cube *c, const uint8_t *published, int64_t *least) {
  int32_t n = 0;
  sized *order = bry__alloc_zero((size_t)c->count, sizeof *order);
  if (!order) return -1;
  for (int32_t i = 0; i < c->count; i++)
    if (!published[i] && c->people[i] > 0)
      order[n++] = (sized){.size = c->atom_start[i + 1] - c->atom_start[i], .cell = i};
  if (n > 1) qsort(order, (size_t)n, sizeof *order, by_size);
  for (int32_t i = 0; i < n; i++)
    hold_one(c, order[i].cell, least);
  bry__free(order);
  return 0;
}

/* --- steps ------------------------------------------------------------------------------------------------------- */

static const bry__entry *move_of(const search *s, int32_t move, int32_t *size) {
  *size = s->kernel->moves[move].count;
  bry__work_spend(s->cube->work, *size);
  return s->kernel->moves[move].entries;
}

/* How often a move can be made, in the direction 1 or -1, at most `most` times; *blocked is an atom that stops it. */
static int64_t room(const search *s, int32_t move, int64_t direction, int64_t most, int32_t *blocked) {
  int32_t size;
  const bry__entry *entries = move_of(s, move, &size);
  *blocked = -1;
  for (int32_t e = 0; e < size && most > 0; e++) {
    int64_t by = direction * bry__field_whole(entries[e].value);
    if (by >= 0) continue;
    int64_t times = (s->now[entries[e].at] - s->least[entries[e].at]) / -by;
    if (times < most) {
      most = times;
      *blocked = entries[e].at;
    }
  }
  return most;
}

static void step(const search *s, int64_t *table, int32_t move, int64_t times) {
  int32_t size;
  const bry__entry *entries = move_of(s, move, &size);
  for (int32_t e = 0; e < size; e++)
    table[entries[e].at] += times * bry__field_whole(entries[e].value);
}

typedef struct taken {
  int32_t move[STEPS_MAX];
  int64_t times[STEPS_MAX];
  int32_t count;
} taken;

static void take(search *s, taken *t, int32_t move, int64_t times) {
  step(s, s->now, move, times);
  t->move[t->count] = move;
  t->times[t->count++] = times;
}

static void take_back(search *s, taken *t) {
  while (t->count > 0) {
    t->count--;
    step(s, s->now, t->move[t->count], -t->times[t->count]);
  }
}

static int64_t sign(int64_t a) {
  return (a > 0) - (a < 0);
}

/* --- one target -------------------------------------------------------------------------------------------------- */

/* The best single move that changes the target in the direction wanted: by how much it did. */
static int64_t widen_by_one(search *s, taken *t, int64_t direction, int64_t wanted) {
  int32_t best = -1, tried = 0, blocked;
  int64_t best_times = 0, best_gain = 0;
  for (int32_t i = 0; i < s->on.count && tried < MOVES_TRIED && best_gain < wanted; i++, tried++) {
    int32_t move = s->on.items[i];
    int64_t each = direction * s->effect[move], size = each < 0 ? -each : each;
    int64_t times = room(s, move, sign(each), (wanted + size - 1) / size, &blocked);
    if (times * size <= best_gain) continue;
    best = move;
    best_times = times * sign(each);
    best_gain = times * size;
  }
  if (best >= 0) take(s, t, best, best_times);
  return best_gain;
}

/* An atom that the moves which are being tried leave too few people, or -1. */
static int32_t find_short(const search *s, const taken *trial) {
  for (int32_t i = 0; i < trial->count; i++) {
    int32_t size;
    const bry__entry *entries = move_of(s, trial->move[i], &size);
    for (int32_t e = 0; e < size; e++)
      if (s->now[entries[e].at] + s->change[entries[e].at] < s->least[entries[e].at]) return entries[e].at;
  }
  return -1;
}

static void try_move(search *s, taken *trial, int32_t move, int64_t times) {
  step(s, s->change, move, times);
  trial->move[trial->count] = move;
  trial->times[trial->count++] = times;
}

static void take_back_trial(search *s, taken *trial) {
  trial->count--;
  step(s, s->change, trial->move[trial->count], -trial->times[trial->count]);
}

/* Adds moves that give people to atoms that are short of them, until none is. 1: found, and still being tried. */
static int mend_shortage(search *s, taken *trial, int64_t direction, int64_t gain, int32_t *budget) {
  int32_t atom = find_short(s, trial);
  if (atom < 0) return gain > 0;
  if (trial->count == DEPTH_MAX) return 0;
  const bry__places *at = &s->kernel->at[atom];
  for (int32_t i = 0, tried = 0; i < at->count && tried<BRANCHES_TRIED && * budget> 0; i++) {
    int32_t move = at->items[i];
    int64_t times = sign(bry__field_whole(bry__sparse_at(&s->kernel->moves[move], atom)));
    if (times == 0) continue;
    tried++;
    --*budget;
    int64_t then = gain + direction * times * s->effect[move];
    if (then <= 0) continue;
    try_move(s, trial, move, times);
    if (mend_shortage(s, trial, direction, then, budget)) return 1;
    take_back_trial(s, trial);
  }
  return 0;
}

/* Several moves at once, of which each alone takes too many from somebody. */
static int64_t widen_by_some(search *s, taken *t, int64_t direction) {
  int32_t budget = BUDGET;
  for (int32_t i = 0; i < s->on.count && budget > 0; i++, budget--) {
    int64_t each = direction * s->effect[s->on.items[i]], gain = 0;
    taken trial = {.count = 0};
    try_move(s, &trial, s->on.items[i], sign(each));
    int found = mend_shortage(s, &trial, direction, each < 0 ? -each : each, &budget);
    while (trial.count > 0) {
      int32_t move = trial.move[trial.count - 1];
      int64_t times = trial.times[trial.count - 1];
      take_back_trial(s, &trial);
      if (!found) continue;
      gain += direction * times * s->effect[move];
      take(s, t, move, times);
    }
    if (found) return gain;
  }
  return 0;
}

/* The steps that were taken, added up. */
static void put_proof(const search *s, const taken *t, bry__columns *proof) {
  bry__columns_begin(proof);
  for (int32_t i = 0; i < t->count; i++) {
    const bry__sparse *move = &s->kernel->moves[t->move[i]];
    for (int32_t e = 0; e < move->count; e++)
      bry__columns_put(proof, move->entries[e].at,
                       bry__field_of(t->times[i] * bry__field_whole(move->entries[e].value)));
  }
  bry__columns_end(proof);
}

static int64_t widen(search *s, int64_t direction, int64_t wanted, bry__columns *proof) {
  taken t = {.count = 0};
  int64_t gained = 0;
  while (gained < wanted && t.count + DEPTH_MAX <= STEPS_MAX) {
    int64_t gain = widen_by_one(s, &t, direction, wanted - gained);
    if (gain == 0) gain = widen_by_some(s, &t, direction);
    if (gain == 0) break;
    gained += gain;
  }
  if (proof) put_proof(s, &t, proof);
  take_back(s, &t);
  return gained;
}

static int64_t effect_of(const search *s, const bry__sparse *move) {
  int64_t effect = 0;
  bry__work_spend(s->cube->work, move->count);
  for (int32_t e = 0; e < move->count; e++)
    if (s->inside[move->entries[e].at]) effect += bry__field_whole(move->entries[e].value);
  return effect;
}

static void mark_inside(search *s, int32_t cell, uint8_t mark) {
  for (int32_t i = s->cube->atom_start[cell]; i < s->cube->atom_start[cell + 1]; i++)
    s->inside[s->cube->atoms[i]] = mark;
}

int bry__widening_effects(search *s, int32_t cell) {
  const bry__cube *c = s->cube;
  int failed = 0;
  while (s->on.count > 0)
    s->effect[s->on.items[--s->on.count]] = 0;
  s->looks++;
  mark_inside(s, cell, 1);
  for (int32_t i = c->atom_start[cell]; i < c->atom_start[cell + 1] && !failed; i++) {
    const bry__places *at = &s->kernel->at[c->atoms[i]];
    bry__work_spend(c->work, at->count);
    for (int32_t j = 0; j < at->count && !failed; j++) {
      int32_t move = at->items[j];
      if (s->looked[move] == s->looks) continue;
      s->looked[move] = s->looks;
      s->effect[move] = effect_of(s, &s->kernel->moves[move]);
      if (s->effect[move]) failed = bry__places_add(&s->on, move);
    }
  }
  mark_inside(s, cell, 0);
  return failed;
}

int64_t bry__widening_width(search *s, int32_t target, int64_t wanted, bry__columns *proof) {
  if (bry__widening_effects(s, target) != 0) return -1;
  int64_t width = widen(s, 1, wanted, proof);
  if (width < wanted) width += widen(s, -1, wanted - width, proof);
  return width < wanted ? width : wanted;
}

int bry__widening_init(search *s, const bry__cube *c, const bry__kernel *kernel, const uint8_t *published,
                       const bry__protect_rules *rules) {
  size_t n = (size_t)c->atom_count;
  *s = (search){.cube = c, .kernel = kernel};
  s->least = bry__alloc_zero(n, sizeof *s->least);
  s->now = bry__alloc_zero(n, sizeof *s->now);
  s->change = bry__alloc_zero(n, sizeof *s->change);
  s->effect = bry__alloc_zero(n, sizeof *s->effect);
  s->looked = bry__alloc_zero(n, sizeof *s->looked);
  s->inside = bry__alloc_zero(n, 1);
  if (!s->least || !s->now || !s->change || !s->effect || !s->looked || !s->inside) return -1;
  if (rules->least > 0 && !c->zeros_count && hold_all(c, published, s->least) != 0) return -1;
  if (n) memcpy(s->now, c->atom_people, n * sizeof *s->now);
  return 0;
}

void bry__widening_free(search *s) {
  bry__free(s->on.items);
  bry__free(s->effect);
  bry__free(s->least);
  bry__free(s->now);
  bry__free(s->change);
  bry__free(s->looked);
  bry__free(s->inside);
}

bry_status bry__intervals(const bry__cube *c, const uint8_t *published, const int32_t *targets, int32_t count,
                          const bry__protect_rules *rules, int32_t *found, bry_error **err) {
  bry__kernel kernel = {0};
  search s = {0};
  bry_status status = bry__kernel_build(&kernel, c, published, err);
  if (status == BRY_OK && bry__widening_init(&s, c, &kernel, published, rules) != 0) status = bry__enomem(err);
  for (int32_t i = 0; i < count && status == BRY_OK; i++) {
    found[i] = (int32_t)bry__widening_width(&s, targets[i], rules->width, NULL);
    if (found[i] < 0) status = bry__enomem(err);
    if (bry__work_over(c->work)) status = BRY_ELIMIT;
  }
  bry__kernel_free(&kernel);
  bry__widening_free(&s);
  return status;
}
