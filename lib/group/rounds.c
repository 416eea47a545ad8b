/* Many rounds. First those who meet again are made few: by a design where there are no rules and one is known, and by
 * or by turns of one round, and by annealing over exchanges within rounds, on meetings beyond the first. Then the groups are made diverse: people change
 * roles in all rounds at once, which changes nobody's number of meetings; under rules they change places within a round,
 * when that brings no more repeats.
 *
 * The social golfer problem: I. Dotú, P. Van Hentenryck: Scheduling Social Golfers Locally. CPAIOR 2005 (exchanges
 * within a round, weighed by meetings). */
#include "group/rounds.h"
#include "core/clock.h"
#include "core/mem.h"
#include "group/design.h"

#include <string.h>

enum { BATCH = 1024, STEPS = 512, DEVELOP_MAX = 300 };

typedef enum aim { GOAL_MEETINGS, GOAL_DIVERSE_ROUNDS, GOAL_DIVERSE_ROLES } aim;

typedef struct schedule {
  const bry__terms *terms;
  const int32_t *distance;
  bry__deadline *watch;
  bry__chances chances;
  bry__dice dice;
  int32_t rounds, plain; /* plain: no rules, nobody stays together */
  int32_t room;          /* people in the largest group that may be */
  bry__tally *tallies;   /* of each round */
  int32_t *member;       /* [(round * groups + group) * room + place]: elements of a group */
  int32_t *place;        /* [round * count + element] */
  uint16_t *met;         /* [a * count + b]: rounds in which they are in one group */
  int64_t repeats, best_repeats, value, best_value;
  int32_t *best;
} schedule;

static void schedule_clear(schedule *s) {
  for (int32_t r = 0; s->tallies && r < s->rounds; r++)
    bry__tally_clear(&s->tallies[r]);
  bry__free(s->tallies);
  bry__free(s->member);
  bry__free(s->place);
  bry__free(s->met);
  bry__free(s->best);
}

static bry_status schedule_init(schedule *s, bry_error **err) {
  size_t n = (size_t)s->terms->count, rounds = (size_t)s->rounds;
  for (int32_t g = 0; g < s->terms->groups; g++)
    if (s->terms->most[g] > s->room) s->room = s->terms->most[g];
  s->tallies = bry__alloc_zero(rounds, sizeof *s->tallies);
  s->member = bry__alloc_zero(rounds * (size_t)s->terms->groups * (size_t)s->room, sizeof *s->member);
  s->place = bry__alloc_zero(rounds * n, sizeof *s->place);
  s->met = bry__alloc_zero(n * n, sizeof *s->met);
  s->best = bry__alloc_zero(rounds * n, sizeof *s->best);
  if (!s->tallies || !s->member || !s->place || !s->met || !s->best) return bry__enomem(err);
  for (int32_t r = 0; r < s->rounds; r++)
    if (bry__tally_init(&s->tallies[r], s->terms) != 0) return bry__enomem(err);
  s->plain = !s->terms->ruled;
  for (size_t e = 0; e < n; e++)
    s->plain &= s->terms->weight[e] == 1;
  return BRY_OK;
}

/* --- who is where --------------------------------------------------------------------------------------------------- */

static int32_t *members(const schedule *s, int32_t round, int32_t group) {
  return s->member + ((int64_t)round * s->terms->groups + group) * s->room;
}

static void put(schedule *s, int32_t round, int32_t element, int32_t group, int32_t place) {
  members(s, round, group)[place] = element;
  s->place[(int64_t)round * s->terms->count + element] = place;
  bry__tally_put(&s->tallies[round], element, group);
}

static void meet(schedule *s, int32_t a, int32_t b, int32_t by) {
  int64_t n = s->terms->count;
  s->met[a * n + b] = (uint16_t)(s->met[a * n + b] + by);
  s->met[b * n + a] = s->met[a * n + b];
}

static void count_all(schedule *s) {
  const int32_t n = s->terms->count;
  memset(s->met, 0, (size_t)n * (size_t)n * sizeof *s->met);
  s->repeats = s->value = 0;
  for (int32_t r = 0; r < s->rounds; r++)
    for (int32_t a = 0; a < n; a++)
      for (int32_t b = 0; b < a; b++) {
        if (s->tallies[r].group[a] != s->tallies[r].group[b]) continue;
        if (s->met[(int64_t)a * n + b] > 0) s->repeats += s->terms->weight[a] * s->terms->weight[b];
        meet(s, a, b, 1);
        s->value += s->distance[(int64_t)a * n + b];
      }
}

static void load(schedule *s, const int32_t *group) {
  const int32_t n = s->terms->count;
  for (int32_t r = 0; r < s->rounds; r++) {
    for (int32_t e = 0; e < n; e++)
      if (s->tallies[r].group[e] >= 0) bry__tally_take(&s->tallies[r], e);
    for (int32_t e = 0; e < n; e++)
      put(s, r, e, group[(int64_t)r * n + e], s->tallies[r].members[group[(int64_t)r * n + e]]);
  }
  count_all(s);
}

static void remember(schedule *s, int anyway) {
  const int32_t n = s->terms->count;
  if (!anyway && (s->repeats > s->best_repeats || (s->repeats == s->best_repeats && s->value <= s->best_value)))
    return;
  s->best_repeats = s->repeats;
  s->best_value = s->value;
  for (int32_t r = 0; r < s->rounds; r++)
    memcpy(s->best + (int64_t)r * n, s->tallies[r].group, (size_t)n * sizeof *s->best);
}

/* --- exchanges within a round ---------------------------------------------------------------------------------------- */

/* What a change of places brings: repeats and distance. */
typedef struct change {
  int64_t repeats, value;
} change;

/* `out` leaves a group of a round, `in` joins it. */
static void add_change(const schedule *s, int32_t round, int32_t out, int32_t in, change *c) {
  const int64_t n = s->terms->count;
  int32_t group = s->tallies[round].group[out], count = s->tallies[round].members[group];
  const int32_t *weight = s->terms->weight, *who = members(s, round, group);
  for (int32_t i = 0; i < count; i++) {
    int32_t m = who[i];
    if (m == out) continue;
    c->repeats += weight[m] * ((s->met[in * n + m] > 0) * weight[in] - (s->met[out * n + m] > 1) * weight[out]);
    c->value += s->distance[in * n + m] - s->distance[out * n + m];
  }
}

static void leave(schedule *s, int32_t round, int32_t out, int32_t in) {
  int32_t group = s->tallies[round].group[out], count = s->tallies[round].members[group];
  const int32_t *who = members(s, round, group);
  for (int32_t i = 0; i < count; i++) {
    if (who[i] == out) continue;
    meet(s, out, who[i], -1);
    meet(s, in, who[i], 1);
  }
}

static void exchange(schedule *s, int32_t round, int32_t a, int32_t b) {
  bry__tally *y = &s->tallies[round];
  int32_t from = y->group[a], to = y->group[b];
  int32_t place_a = s->place[(int64_t)round * s->terms->count + a];
  int32_t place_b = s->place[(int64_t)round * s->terms->count + b];
  leave(s, round, a, b);
  leave(s, round, b, a);
  bry__tally_take(y, a);
  bry__tally_take(y, b);
  put(s, round, a, to, place_b);
  put(s, round, b, from, place_a);
}

/* --- exchanges of roles ------------------------------------------------------------------------------------------------ */

static int64_t gain_of_roles(const schedule *s, int32_t a, int32_t b) {
  change c = {0, 0};
  for (int32_t r = 0; r < s->rounds; r++)
    if (s->tallies[r].group[a] != s->tallies[r].group[b]) {
      add_change(s, r, a, b, &c);
      add_change(s, r, b, a, &c);
    }
  return c.value;
}

static void exchange_roles(schedule *s, int32_t a, int32_t b) {
  for (int32_t r = 0; r < s->rounds; r++)
    if (s->tallies[r].group[a] != s->tallies[r].group[b]) exchange(s, r, a, b);
}

/* --- annealing ---------------------------------------------------------------------------------------------------------- */

static int passes(const schedule *s, int64_t loss, int64_t temperature, uint64_t roll) {
  return loss <= 0 || loss * 65536 <= temperature * s->chances.at[roll & (BRY__CHANCES - 1)];
}

/* temperature: in 1/1024 repeats, or in units of distance. */
static void try_round(schedule *s, aim goal, int64_t temperature) {
  uint64_t roll = bry__dice_roll(&s->dice);
  int32_t a = bry__dice_part(roll, 0, s->terms->count), b = bry__dice_part(roll, 1, s->terms->count);
  int32_t round = bry__dice_part(bry__dice_roll(&s->dice), 0, s->rounds);
  const bry__tally *y = &s->tallies[round];
  if (y->group[a] == y->group[b]) return;
  change c = {0, 0};
  add_change(s, round, a, b, &c);
  add_change(s, round, b, a, &c);
  if (goal == GOAL_MEETINGS ? !passes(s, c.repeats * 1024, temperature, roll)
                            : c.repeats > 0 || !passes(s, -c.value, temperature, roll))
    return;
  if (!s->plain && !bry__tally_may_swap(y, a, b)) return;
  exchange(s, round, a, b);
  s->repeats += c.repeats;
  s->value += c.value;
}

static void try_roles(schedule *s, int64_t temperature) {
  uint64_t roll = bry__dice_roll(&s->dice);
  int32_t a = bry__dice_part(roll, 0, s->terms->count), b = bry__dice_part(roll, 1, s->terms->count);
  if (a == b) return;
  int64_t gain = gain_of_roles(s, a, b);
  if (!passes(s, -gain, temperature, roll)) return;
  exchange_roles(s, a, b);
  s->value += gain;
}

/* Mean change of distance when two change places, over a sample. */
static int64_t mean_change(schedule *s, aim goal) {
  int64_t sum = 0, count = 0;
  for (int i = 0; i < 1000; i++) {
    uint64_t roll = bry__dice_roll(&s->dice);
    int32_t a = bry__dice_part(roll, 0, s->terms->count), b = bry__dice_part(roll, 1, s->terms->count);
    int32_t round = bry__dice_part(roll, 2, s->rounds);
    change c = {0, 0};
    if (s->tallies[round].group[a] == s->tallies[round].group[b]) continue;
    add_change(s, round, a, b, &c);
    add_change(s, round, b, a, &c);
    int64_t value = goal == GOAL_DIVERSE_ROLES ? gain_of_roles(s, a, b) : c.value;
    sum += value < 0 ? -value : value;
    count++;
  }
  return count > 0 ? sum / count : 0;
}

/* Cools evenly from one temperature to another in STEPS, bounded by tries or by the clock. */
static void cool(schedule *s, aim goal, int64_t from, int64_t to, int64_t tries, int64_t until_us) {
  int64_t begun = bry__clock_monotonic_us(), share = until_us ? BATCH : tries / STEPS + 1;
  for (int step = 0; step < STEPS && !atomic_load(&s->watch->stopped);) {
    int64_t temperature = from + (to - from) * step / STEPS, now = 0;
    for (int64_t i = 0; i < share; i++) {
      goal == GOAL_DIVERSE_ROLES ? try_roles(s, temperature) : try_round(s, goal, temperature);
      if (s->repeats < s->best_repeats) remember(s, 0);
    }
    if (goal != GOAL_MEETINGS) remember(s, 0);
    if (goal == GOAL_MEETINGS && s->repeats == 0) return;
    if (until_us) now = bry__clock_monotonic_us();
    int next = !until_us ? step + 1 : now >= until_us ? STEPS : (int)((now - begun) * STEPS / (until_us - begun));
    if (next > step && bry__deadline_tell(s->watch, next - step)) return;
    step = next;
  }
}

/* --- the call ------------------------------------------------------------------------------------------------------------ */

static int fits_design(const schedule *s) {
  const bry__terms *t = s->terms;
  int32_t size = (t->count + t->groups - 1) / t->groups;
  int fits = s->plain;
  for (int32_t g = 0; g < t->groups; g++)
    fits &= t->most[g] >= size && t->least[g] <= (t->count < t->groups * size ? size - 1 : size);
  return fits;
}

/* Takes what stands in group when it has fewer repeats than what was best. */
static void consider(schedule *s, const int32_t *group) {
  load(s, group);
  if (s->repeats < s->best_repeats) remember(s, 1);
}

/* Rounds by algebra where they are all there; else turns of one round, where the search is not too long. */
static bry_status start_by_design(schedule *s, int32_t *group, bry_error **err) {
  const bry__terms *t = s->terms;
  int32_t made = 0;
  bry_status status = BRY_OK;
  if (fits_design(s))
    status = bry__design(t->count, t->groups, (t->count + t->groups - 1) / t->groups, s->rounds, &s->dice, group,
                         &made, err);
  if (status != BRY_OK) return status;
  consider(s, group);
  if (!s->plain || s->best_repeats == 0 || t->count > DEVELOP_MAX) return BRY_OK;
  status = bry__develop(t->count, s->rounds, s->watch, &s->dice, group, err);
  if (status == BRY_OK) consider(s, group);
  return status;
}

/* Random rounds: exchanges whatever they bring. */
static void scatter(schedule *s) {
  for (int64_t i = 0; i < 8 * (int64_t)s->terms->count * s->rounds; i++)
    try_round(s, GOAL_MEETINGS, INT64_MAX / (16 * 65536));
}

/* A share of the time that is left; 0: the clock does not bound the work. */
static int64_t until(const schedule *s, int per_cent) {
  int64_t now = bry__clock_monotonic_us(), end = s->watch->deadline_us;
  return end == 0 ? 0 : end > now ? now + (end - now) * per_cent / 100 : now + 1;
}

static void search(schedule *s, int64_t tries) {
  aim goal = s->plain ? GOAL_DIVERSE_ROLES : GOAL_DIVERSE_ROUNDS;
  int64_t share = goal == GOAL_DIVERSE_ROLES ? tries / s->rounds : tries;
  s->watch->total += 3 * STEPS;
  if (s->repeats > 0) cool(s, GOAL_MEETINGS, 300, 150, tries, until(s, 60));
  load(s, s->best);
  int64_t mean = mean_change(s, goal);
  cool(s, goal, mean / 4, mean / 100, share, until(s, 90));
  load(s, s->best);
  cool(s, goal, 0, 0, share / 8, until(s, 100));
}

bry_status bry__rounds(const bry__terms *terms, const int32_t *distance, int32_t *group, int32_t rounds,
                       bry__deadline *watch, bry_error **err) {
  if (rounds == 1) return bry__anneal(terms, distance, group, watch, err);
  schedule s = {.terms = terms, .distance = distance, .watch = watch, .rounds = rounds};
  s.dice = bry__dice_of(watch->seed, UINT64_C(1) << 33);
  bry__chances_init(&s.chances);
  bry_status status = schedule_init(&s, err);
  if (status == BRY_OK && terms->groups > 1) {
    load(&s, group);
    scatter(&s);
    remember(&s, 1);
    memcpy(group, s.best, (size_t)rounds * (size_t)terms->count * sizeof *group);
    status = start_by_design(&s, group, err);
  }
  if (status == BRY_OK && terms->groups > 1) {
    load(&s, s.best);
    search(&s, watch->sweeps * terms->count * (terms->count - 1) / 2);
    memcpy(group, s.best, (size_t)rounds * (size_t)terms->count * sizeof *group);
    if (atomic_load(&watch->stopped)) status = bry__error(err, BRY_ECANCELLED, "The composition was cancelled.");
  }
  schedule_clear(&s);
  return status;
}

int64_t bry__repeats(const int32_t *group, int32_t people, int32_t rounds, const int32_t *element_of) {
  int64_t repeats = 0;
  for (int32_t a = 0; a < people; a++)
    for (int32_t b = 0; b < a; b++) {
      int32_t met = 0;
      for (int32_t r = 0; r < rounds; r++)
        met += group[(int64_t)r * people + a] == group[(int64_t)r * people + b];
      if (met > 1 && element_of[a] != element_of[b]) repeats += met - 1;
    }
  return repeats;
}
