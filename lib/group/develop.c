/* Rounds that are turns of one round: people stand on a circle of as many places as there are rounds, in several rings,
 * those left over in the middle; in every round all move on by one place. Two people meet again and again unless the
 * steps between those who are in one group of the first round are all different; those steps, some hundred where the
 * rounds have thousands of meetings, are what is searched (B. A. Anderson's starters, for groups of any size; Handbook of
 * Combinatorial Designs, 2nd ed. 2007, VI.51). */
#include "core/clock.h"
#include "core/mem.h"
#include "group/design.h"

#include <string.h>

enum { ATTEMPTS = 40, TRIES = 1500000 };

typedef struct wheel {
  int32_t people, turns, rings, middle;
  int32_t *group;  /* of a person, in the first round */
  int32_t *member; /* [group * people + place]: persons */
  int32_t *place;  /* of a person */
  int32_t *size;   /* of a group */
  int32_t *kind;   /* [a * people + b]: which step they are apart */
  int32_t *seen;   /* [kind]: pairs of one group that are so */
  int32_t *each;   /* [kind] */
  int32_t *spare;  /* [kind] */
  int32_t kinds;
  int64_t repeats; /* over all rounds */
} wheel;

/* Steps from a to b on rings i <= j, those who do not move, and pairs of them, each kind a number. */
static int32_t kind_of(const wheel *w, int32_t a, int32_t b) {
  int32_t turning = w->rings * w->turns;
  if (a >= turning || b >= turning) {
    if (a >= turning && b >= turning) return 0;
    int32_t still = a >= turning ? a : b, moving = a >= turning ? b : a;
    return 1 + (still - turning) * w->rings + moving / w->turns;
  }
  int32_t i = a / w->turns, j = b / w->turns, first = 1 + w->middle * w->rings;
  if (i > j) return kind_of(w, b, a);
  int32_t step = (b % w->turns - a % w->turns + w->turns) % w->turns;
  if (i == j && step > w->turns / 2) step = w->turns - step;
  return first + (i * w->rings + j) * w->turns + step;
}

/* Repeats of one more pair of a kind, over all rounds, and how many of the first pair are none. */
static void weigh_kind(wheel *w, int32_t kind) {
  int32_t first = 1 + w->middle * w->rings, turns = w->turns;
  int32_t ring = kind >= first ? (kind - first) / turns : -1, step = kind >= first ? (kind - first) % turns : -1;
  int half = ring >= 0 && ring / w->rings == ring % w->rings && step * 2 == turns;
  w->each[kind] = kind == 0 ? turns - 1 : turns; /* two in the middle meet in every round */
  w->spare[kind] = kind == 0 ? 0 : half ? turns / 2 : turns;
}

static void count_kind(wheel *w, int32_t kind, int32_t by) {
  int32_t before = w->seen[kind], after = before + by;
  w->seen[kind] = after;
  w->repeats += (int64_t)by * w->each[kind] + (before == 0 ? -w->spare[kind] : after == 0 ? w->spare[kind] : 0);
}

/* Those in a person's group are `by` more or fewer pairs with somebody who stands in the person's place. */
static void count_pairs(wheel *w, int32_t person, int32_t stands, int32_t by) {
  int32_t group = w->group[person];
  for (int32_t i = 0; i < w->size[group]; i++) {
    int32_t p = w->member[group * w->people + i];
    if (p == person) continue;
    count_kind(w, w->kind[(int64_t)stands * w->people + p], by);
  }
}

static void put(wheel *w, int32_t person, int32_t group, int32_t place) {
  w->group[person] = group;
  w->place[person] = place;
  w->member[group * w->people + place] = person;
}

static void swap(wheel *w, int32_t a, int32_t b) {
  int32_t group = w->group[a], place = w->place[a];
  count_pairs(w, a, a, -1);
  count_pairs(w, b, b, -1);
  count_pairs(w, a, b, 1);
  count_pairs(w, b, a, 1);
  put(w, a, w->group[b], w->place[b]);
  put(w, b, group, place);
}

static void begin(wheel *w, const int32_t *first) {
  memset(w->size, 0, (size_t)w->people * sizeof *w->size);
  for (int32_t p = 0; p < w->people; p++)
    put(w, p, first[p], w->size[first[p]]++);
  memset(w->seen, 0, (size_t)w->kinds * sizeof *w->seen);
  w->repeats = 0;
  for (int32_t a = 0; a < w->people; a++)
    for (int32_t b = 0; b < a; b++)
      if (w->group[a] == w->group[b]) count_kind(w, w->kind[(int64_t)a * w->people + b], 1);
}

static void anneal(wheel *w, bry__dice *dice, const bry__chances *chances, int64_t tries) {
  for (int64_t i = 0; i < tries && w->repeats > 0; i++) {
    uint64_t roll = bry__dice_roll(dice);
    int32_t a = bry__dice_part(roll, 0, w->people), b = bry__dice_part(roll, 1, w->people);
    if (w->group[a] == w->group[b]) continue;
    int64_t before = w->repeats, temperature = (int64_t)w->turns * (22000 - 9000 * i / tries); /* 0.34 to 0.2 turns */
    swap(w, a, b);
    int64_t loss = w->repeats - before;
    if (loss > 0 && loss * 65536 * 65536 > temperature * chances->at[roll & (BRY__CHANCES - 1)]) swap(w, a, b);
  }
}

static bry_status wheel_init(wheel *w, bry_error **err) {
  size_t people = (size_t)w->people;
  w->kinds = 1 + w->middle * w->rings + w->rings * w->rings * w->turns;
  w->group = bry__alloc_zero(people, sizeof *w->group);
  w->member = bry__alloc_zero(people * people, sizeof *w->member);
  w->place = bry__alloc_zero(people, sizeof *w->place);
  w->size = bry__alloc_zero(people, sizeof *w->size);
  w->kind = bry__alloc_zero(people * people, sizeof *w->kind);
  w->seen = bry__alloc_zero((size_t)w->kinds, sizeof *w->seen);
  w->each = bry__alloc_zero((size_t)w->kinds, sizeof *w->each);
  w->spare = bry__alloc_zero((size_t)w->kinds, sizeof *w->spare);
  if (!w->group || !w->member || !w->place || !w->size || !w->kind || !w->seen || !w->each || !w->spare)
    return bry__enomem(err);
  for (int32_t k = 0; k < w->kinds; k++)
    weigh_kind(w, k);
  for (int32_t a = 0; a < w->people; a++)
    for (int32_t b = 0; b < w->people; b++)
      if (a != b) w->kind[(int64_t)a * w->people + b] = kind_of(w, a, b);
  return BRY_OK;
}

static void write_rounds(const wheel *w, int32_t *group) {
  for (int32_t r = 0; r < w->turns; r++)
    for (int32_t p = 0; p < w->people; p++) {
      int32_t ring = p / w->turns, at = (p % w->turns + r) % w->turns;
      group[(int64_t)r * w->people + (ring < w->rings ? ring * w->turns + at : p)] = w->group[p];
    }
}

/* Meetings again when a group of the first round is spread as thinly as can be over so many groups. */
static int64_t spread_thinly(int32_t size, int32_t groups) {
  int64_t each = size / groups, more = size % groups;
  return more * (each + 1) * each / 2 + (groups - more) * each * (each - 1) / 2;
}

/* Meetings that can't be the first of two people, whatever the rounds. */
static int64_t unavoidable(const wheel *w) {
  int64_t meetings = 0, again = 0, pairs = (int64_t)w->people * (w->people - 1) / 2;
  int32_t groups = 0;
  while (groups < w->people && w->size[groups] > 0)
    groups++;
  for (int32_t g = 0; g < groups; g++) {
    meetings += (int64_t)w->size[g] * (w->size[g] - 1) / 2 * w->turns;
    again += spread_thinly(w->size[g], groups) * (w->turns - 1);
  }
  return meetings - pairs > again ? meetings - pairs : again;
}

static int out_of_time(bry__deadline *watch) {
  return bry__deadline_tell(watch, 0) || (watch->deadline_us && bry__clock_monotonic_us() >= watch->deadline_us);
}

bry_status bry__develop(int32_t people, int32_t rounds, bry__deadline *watch, bry__dice *dice, int32_t *group,
                        bry_error **err) {
  wheel w = {.people = people, .turns = rounds, .rings = people / rounds, .middle = people % rounds};
  bry__chances chances;
  int64_t least = INT64_MAX, enough = 0, tries = watch->sweeps * people * (people - 1) / 12;
  int32_t *first = bry__alloc_zero((size_t)people, sizeof *first);
  bry__chances_init(&chances);
  bry_status status = first && w.rings > 0 ? wheel_init(&w, err) : BRY_OK;
  if (!first) status = bry__enomem(err);
  if (status == BRY_OK && w.rings > 0) {
    memcpy(first, group, (size_t)people * sizeof *first);
    for (int attempt = 0; attempt < ATTEMPTS && least > enough && !out_of_time(watch); attempt++) {
      begin(&w, first);
      enough = unavoidable(&w);
      anneal(&w, dice, &chances, tries < TRIES ? tries : TRIES);
      if (w.repeats >= least) continue;
      least = w.repeats;
      write_rounds(&w, group);
    }
  }
  bry__free(first);
  bry__free(w.group);
  bry__free(w.member);
  bry__free(w.place);
  bry__free(w.size);
  bry__free(w.kind);
  bry__free(w.seen);
  bry__free(w.each);
  bry__free(w.spare);
  return status;
}
