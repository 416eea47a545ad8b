/* Counting who is where, and asking whether a change keeps to the terms: a few additions, whatever the size. */
#include "group/terms.h"
#include "core/mem.h"

void bry__terms_clear(bry__terms *t) {
  bry__free(t->weight);
  bry__free(t->least);
  bry__free(t->most);
  bry__free(t->fixed);
  bry__free(t->apart_begin);
  bry__free(t->apart);
  bry__free(t->member);
  bry__free(t->set_least);
  bry__free(t->set_most);
  bry__free(t->slots_of);
  bry__free(t->element_of);
  *t = (bry__terms){0};
}

int bry__tally_init(bry__tally *y, const bry__terms *t) {
  size_t groups = (size_t)t->groups;
  *y = (bry__tally){.terms = t};
  y->group = bry__alloc_zero((size_t)t->count, sizeof *y->group);
  y->size = bry__alloc_zero(groups, sizeof *y->size);
  y->members = bry__alloc_zero(groups, sizeof *y->members);
  y->in_set = bry__alloc_zero(groups * (size_t)t->sets, sizeof *y->in_set);
  y->at_slot = bry__alloc_zero(groups * (size_t)t->slots, sizeof *y->at_slot);
  if (!y->group || !y->size || !y->members || !y->in_set || !y->at_slot) {
    bry__tally_clear(y);
    return -1;
  }
  for (int32_t e = 0; e < t->count; e++)
    y->group[e] = -1;
  return 0;
}

void bry__tally_clear(bry__tally *y) {
  bry__free(y->group);
  bry__free(y->size);
  bry__free(y->members);
  bry__free(y->in_set);
  bry__free(y->at_slot);
  *y = (bry__tally){0};
}

static int can_meet(const bry__terms *t, int32_t element, int32_t slot) {
  return (int)(t->slots_of[element] >> slot & 1);
}

static void count(bry__tally *y, int32_t element, int32_t group, int32_t by) {
  const bry__terms *t = y->terms;
  y->size[group] += by * t->weight[element];
  y->members[group] += by;
  for (int32_t s = 0; s < t->sets; s++)
    y->in_set[(int64_t)s * t->groups + group] += by * t->member[(int64_t)s * t->count + element];
  for (int32_t s = 0; s < t->slots; s++)
    y->at_slot[(int64_t)group * t->slots + s] += by * can_meet(t, element, s);
}

void bry__tally_put(bry__tally *y, int32_t element, int32_t group) {
  count(y, element, group, 1);
  y->group[element] = group;
}

void bry__tally_take(bry__tally *y, int32_t element) {
  count(y, element, y->group[element], -1);
  y->group[element] = -1;
}

/* --- questions -------------------------------------------------------------------------------------------------- */

/* Whether anyone whom an element may not be with is in a group, `but` aside. */
static int meets_foe(const bry__tally *y, int32_t element, int32_t group, int32_t but) {
  const bry__terms *t = y->terms;
  for (int32_t i = t->apart_begin[element]; i < t->apart_begin[element + 1]; i++)
    if (y->group[t->apart[i]] == group && t->apart[i] != but) return 1;
  return 0;
}

/* Whether some slot remains when `out` leaves a group and `in` joins it; -1: nobody does. */
static int has_slot(const bry__tally *y, int32_t group, int32_t out, int32_t in) {
  const bry__terms *t = y->terms;
  int32_t members = y->members[group] - (out >= 0) + (in >= 0);
  for (int32_t s = 0; s < t->slots; s++) {
    int32_t able = y->at_slot[(int64_t)group * t->slots + s];
    if (out >= 0) able -= can_meet(t, out, s);
    if (in >= 0) able += can_meet(t, in, s);
    if (able == members) return 1;
  }
  return t->slots == 0;
}

static int32_t members_of(const bry__terms *t, int32_t set, int32_t element) {
  return element < 0 ? 0 : t->member[(int64_t)set * t->count + element];
}

/* Whether the counted kinds of a group stay within bounds when `out` leaves and `in` joins. */
static int sets_hold(const bry__tally *y, int32_t group, int32_t out, int32_t in) {
  const bry__terms *t = y->terms;
  for (int32_t s = 0; s < t->sets; s++) {
    int32_t less = members_of(t, s, out), more = members_of(t, s, in);
    if (less == more) continue;
    int32_t after = y->in_set[(int64_t)s * t->groups + group] - less + more;
    if (after < t->set_least[s] || after > t->set_most[s]) return 0;
  }
  return 1;
}

static int size_holds(const bry__tally *y, int32_t group, int32_t by) {
  int32_t after = y->size[group] + by;
  return after >= y->terms->least[group] && after <= y->terms->most[group];
}

int bry__tally_may_join(const bry__tally *y, int32_t element, int32_t group) {
  const bry__terms *t = y->terms;
  if (y->size[group] + t->weight[element] > t->most[group]) return 0;
  if (!t->ruled) return 1;
  if (t->fixed[element] >= 0 && t->fixed[element] != group) return 0;
  for (int32_t s = 0; s < t->sets; s++)
    if (y->in_set[(int64_t)s * t->groups + group] + members_of(t, s, element) > t->set_most[s]) return 0;
  return !meets_foe(y, element, group, -1) && has_slot(y, group, -1, element);
}

int bry__tally_may_swap(const bry__tally *y, int32_t a, int32_t b) {
  const bry__terms *t = y->terms;
  int32_t from = y->group[a], to = y->group[b], more = t->weight[b] - t->weight[a];
  if (more != 0 && (!size_holds(y, from, more) || !size_holds(y, to, -more))) return 0;
  if (!t->ruled) return 1;
  return t->fixed[a] < 0 && t->fixed[b] < 0 && !meets_foe(y, a, to, b) && !meets_foe(y, b, from, a) &&
         sets_hold(y, from, a, b) && sets_hold(y, to, b, a) && has_slot(y, from, a, b) && has_slot(y, to, b, a);
}

int bry__tally_may_move(const bry__tally *y, int32_t element, int32_t group) {
  const bry__terms *t = y->terms;
  int32_t from = y->group[element], weight = t->weight[element];
  if (!size_holds(y, from, -weight) || !size_holds(y, group, weight)) return 0;
  if (!t->ruled) return 1;
  return t->fixed[element] < 0 && !meets_foe(y, element, group, -1) && sets_hold(y, from, element, -1) &&
         sets_hold(y, group, -1, element) && has_slot(y, group, -1, element);
}

static int foes_meet(const bry__tally *y, int32_t group) {
  for (int32_t e = 0; e < y->terms->count; e++)
    if (y->group[e] == group && meets_foe(y, e, group, -1)) return 1;
  return 0;
}

static int fixed_elsewhere(const bry__tally *y, int32_t group) {
  const bry__terms *t = y->terms;
  for (int32_t e = 0; e < t->count; e++)
    if (t->fixed[e] >= 0 && (y->group[e] == group) != (t->fixed[e] == group)) return 1;
  return 0;
}

int bry__tally_holds(const bry__tally *y, int32_t group) {
  const bry__terms *t = y->terms;
  if (!size_holds(y, group, 0)) return 0;
  if (!t->ruled) return 1;
  for (int32_t s = 0; s < t->sets; s++) {
    int32_t in = y->in_set[(int64_t)s * t->groups + group];
    if (in < t->set_least[s] || in > t->set_most[s]) return 0;
  }
  return has_slot(y, group, -1, -1) && !foes_meet(y, group) && !fixed_elsewhere(y, group);
}

int32_t bry__tally_slot(const bry__tally *y, int32_t group) {
  const bry__terms *t = y->terms;
  for (int32_t s = 0; s < t->slots; s++)
    if (y->at_slot[(int64_t)group * t->slots + s] == y->members[group]) return s;
  return -1;
}
