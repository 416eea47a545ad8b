/* Maturity ladders: medians of units by wave, and how units moved between two waves. */
#include "core/mem.h"
#include "core/table.h"

#include <bry/ladder.h>
#include <bry/result.h>

#include <stdlib.h>
#include <string.h>

enum { STEPS_MIN = 2, STEPS_MAX = 20 };

/* A unit in a wave. */
typedef struct rung {
  const char *unit, *wave;
  int64_t people;
  int32_t median; /* 0: withheld */
} rung;

typedef struct ladder {
  bry_ladder_answer *answers; /* by wave, unit, step */
  rung *rungs;                /* by wave, unit */
  int64_t count, rung_count;
  int32_t steps, minimum;
} ladder;

/* --- reading ----------------------------------------------------------------------------------------------------- */

static int by_person(const void *a, const void *b) {
  const bry_ladder_answer *x = a, *y = b;
  if (!x->person || !y->person) return (x->person != NULL) - (y->person != NULL);
  int c = strcmp(x->person, y->person);
  return c != 0 ? c : strcmp(x->wave, y->wave);
}

static int by_rung(const void *a, const void *b) {
  const bry_ladder_answer *x = a, *y = b;
  int c = strcmp(x->wave, y->wave);
  if (c == 0) c = strcmp(x->unit, y->unit);
  return c != 0 ? c : (x->step > y->step) - (x->step < y->step);
}

static bry_status check(const ladder *l, bry_error **err) {
  for (int64_t i = 0; i < l->count; i++) {
    const bry_ladder_answer *a = &l->answers[i];
    if (!a->unit || !*a->unit || !a->wave || !*a->wave)
      return bry__error(err, BRY_EINVAL, "Answer %lld has no unit or no wave.", (long long)i + 1);
    if (a->step < 1 || a->step > l->steps)
      return bry__error(err, BRY_EINVAL, "Answer %lld is on no step of the ladder, 1 to %d.", (long long)i + 1,
                        (int)l->steps);
  }
  qsort(l->answers, (size_t)l->count, sizeof *l->answers, by_person);
  for (int64_t i = 1; i < l->count; i++)
    if (l->answers[i].person && by_person(&l->answers[i - 1], &l->answers[i]) == 0)
      return bry__error(err, BRY_EREFUSED, "Somebody answers twice in a wave: each person is of one unit, once.");
  return BRY_OK;
}

/* The lower median, of the answers from `first` on, which are in the order of their steps. */
static void find_rungs(ladder *l) {
  qsort(l->answers, (size_t)l->count, sizeof *l->answers, by_rung);
  for (int64_t first = 0, end; first < l->count; first = end) {
    const bry_ladder_answer *a = &l->answers[first];
    for (end = first + 1;
         end < l->count && strcmp(l->answers[end].wave, a->wave) == 0 && strcmp(l->answers[end].unit, a->unit) == 0;)
      end++;
    int64_t people = end - first;
    int32_t median = people < l->minimum ? 0 : l->answers[first + (people - 1) / 2].step;
    l->rungs[l->rung_count++] = (rung){a->unit, a->wave, people, median};
  }
}

static bry_status begin(ladder *l, const bry_ladder_answer *answers, int64_t count, int32_t steps, int32_t min_group,
                        bry_error **err) {
  if (count < 0 || (count > 0 && !answers))
    return bry__error(err, BRY_EINVAL, "The answers are NULL, or count is negative: give as many as count says.");
  if (steps < STEPS_MIN || steps > STEPS_MAX)
    return bry__error(err, BRY_EINVAL, "A ladder has %d to %d steps.", STEPS_MIN, STEPS_MAX);
  if (min_group != 0 && min_group < BRY_MIN_GROUP_FLOOR)
    return bry__error(err, BRY_EINVAL, "min_group is at least %d, or 0 for %d.", BRY_MIN_GROUP_FLOOR,
                      BRY_MIN_GROUP_DEFAULT);
  *l = (ladder){.count = count, .steps = steps, .minimum = min_group ? min_group : BRY_MIN_GROUP_DEFAULT};
  l->answers = bry__alloc_zero((size_t)count + 1, sizeof *l->answers);
  l->rungs = bry__alloc_zero((size_t)count + 1, sizeof *l->rungs);
  if (!l->answers || !l->rungs) return bry__enomem(err);
  if (count > 0) memcpy(l->answers, answers, (size_t)count * sizeof *answers);
  bry_status status = check(l, err);
  if (status == BRY_OK) find_rungs(l);
  return status;
}

static void ladder_clear(ladder *l) {
  bry__free(l->answers);
  bry__free(l->rungs);
}

/* --- where units stand ------------------------------------------------------------------------------------------- */

enum { UNIT, WAVE, PEOPLE, UNITS, MEDIAN };

static bry_table *begin_steps(void) {
  bry_table *t = bry__table_new("ladder", "Modningstrapp", "Modningstrapp", "Maturity ladder");
  if (!t) return NULL;
  bry__table_column(t, "unit", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Enhet", "Eining", "Unit");
  bry__table_column(t, "wave", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Runde", "Runde", "Wave");
  bry__table_column(t, "people", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Personer", "Personar", "People");
  bry__table_column(t, "units", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Enheter", "Einingar", "Units");
  bry__table_column(t, "median", BRY_TYPE_INT64, BRY_ROLE_STATISTIC, "Trinn (median)", "Trinn (median)",
                    "Step (median)");
  return t;
}

static void add_unit(bry_table *t, const rung *r) {
  bry__table_row(t);
  bry__table_set_text(t, UNIT, r->unit);
  bry__table_set_text(t, WAVE, r->wave);
  if (r->median == 0) {
    bry__table_set_missing(t, PEOPLE, BRY_MISSING_WITHHELD);
    bry__table_set_missing(t, MEDIAN, BRY_MISSING_WITHHELD);
    return;
  }
  bry__table_set_int64(t, PEOPLE, r->people);
  bry__table_set_int64(t, MEDIAN, r->median);
}

/* The lower median of the units that stand on each step. */
static int32_t median_of(const int64_t *units, int32_t steps, int64_t shown) {
  int64_t below = 0;
  int32_t step = 1;
  while (step < steps && below + units[step] < (shown + 1) / 2)
    below += units[step++];
  return step;
}

static void add_wave(bry_table *t, const char *wave, const int64_t *units, int32_t steps) {
  int64_t shown = 0;
  for (int32_t step = 1; step <= steps; step++)
    shown += units[step];
  bry__table_row(t);
  bry__table_set_text(t, WAVE, wave);
  bry__table_set_int64(t, UNITS, shown);
  if (shown > 0) bry__table_set_int64(t, MEDIAN, median_of(units, steps, shown));
}

static bry_table *make_steps(const ladder *l) {
  bry_table *t = begin_steps();
  int64_t units[STEPS_MAX + 1] = {0}; /* by median */
  for (int64_t i = 0; t && i < l->rung_count; i++) {
    const rung *r = &l->rungs[i];
    add_unit(t, r);
    units[r->median]++;
    if (i + 1 < l->rung_count && strcmp(r[1].wave, r->wave) == 0) continue;
    add_wave(t, r->wave, units, l->steps);
    memset(units, 0, sizeof units);
  }
  return t;
}

bry_status bry_ladder_steps(const bry_ladder_answer *answers, int64_t count, int32_t steps, int32_t min_group,
                            bry_table **out, bry_error **err) {
  ladder l = {0};
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the table.");
  *out = NULL;
  bry_status status = begin(&l, answers, count, steps, min_group, err);
  if (status == BRY_OK) status = bry__table_finish(make_steps(&l), out, err);
  ladder_clear(&l);
  return status;
}

/* --- how they moved ---------------------------------------------------------------------------------------------- */

/* The rungs of a wave, which stand side by side. */
static bry_status find_wave(const ladder *l, const char *wave, int64_t *out_first, int64_t *out_end,
                            bry_error **err) {
  int64_t first = 0;
  if (!wave) return bry__error(err, BRY_EINVAL, "A wave is NULL: name the two to compare.");
  while (first < l->rung_count && strcmp(l->rungs[first].wave, wave) != 0)
    first++;
  if (first == l->rung_count) return bry__error(err, BRY_ENOTFOUND, "No answer is of the wave %s.", wave);
  *out_first = *out_end = first;
  while (*out_end < l->rung_count && strcmp(l->rungs[*out_end].wave, wave) == 0)
    ++*out_end;
  return BRY_OK;
}

/* Units by their steps in both waves; a unit that is withheld in one stands on step 0 there. */
static bry_status count_shifts(const ladder *l, const char *from, const char *to,
                               int64_t units[STEPS_MAX + 1][STEPS_MAX + 1], bry_error **err) {
  int64_t a = 0, a_end = 0, b = 0, b_end = 0;
  bry_status status = find_wave(l, from, &a, &a_end, err);
  if (status == BRY_OK) status = find_wave(l, to, &b, &b_end, err);
  while (status == BRY_OK && a < a_end && b < b_end) {
    int c = strcmp(l->rungs[a].unit, l->rungs[b].unit);
    if (c == 0) units[l->rungs[a].median][l->rungs[b].median]++;
    a += c <= 0;
    b += c >= 0;
  }
  return status;
}

static bry_table *make_shifts(const ladder *l, int64_t units[STEPS_MAX + 1][STEPS_MAX + 1]) {
  bry_table *t = bry__table_new("ladder_shifts", "Bevegelse i modningstrappa", "Rørsle i modningstrappa",
                                "Moves on the maturity ladder");
  if (!t) return NULL;
  bry__table_column(t, "from", BRY_TYPE_INT64, BRY_ROLE_DIMENSION, "Fra trinn", "Frå trinn", "From step");
  bry__table_column(t, "to", BRY_TYPE_INT64, BRY_ROLE_DIMENSION, "Til trinn", "Til trinn", "To step");
  bry__table_column(t, "units", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Enheter", "Einingar", "Units");
  for (int32_t from = 1; from <= l->steps; from++) {
    for (int32_t to = 1; to <= l->steps; to++) {
      bry__table_row(t);
      bry__table_set_int64(t, 0, from);
      bry__table_set_int64(t, 1, to);
      bry__table_set_int64(t, 2, units[from][to]);
    }
  }
  return t;
}

bry_status bry_ladder_shifts(const bry_ladder_answer *answers, int64_t count, int32_t steps, const char *from_wave,
                             const char *to_wave, int32_t min_group, bry_table **out, bry_error **err) {
  ladder l = {0};
  int64_t units[STEPS_MAX + 1][STEPS_MAX + 1] = {{0}};
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the table.");
  *out = NULL;
  bry_status status = begin(&l, answers, count, steps, min_group, err);
  if (status == BRY_OK) status = count_shifts(&l, from_wave, to_wave, units, err);
  if (status == BRY_OK) status = bry__table_finish(make_shifts(&l, units), out, err);
  ladder_clear(&l);
  return status;
}
