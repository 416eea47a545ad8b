/* Groups that keep to all terms, by backtracking.
 *
 * Elements that something is said of are put one at a time, always the one with the fewest groups left to it; after each
 * the counts are asked whether what is still missing in every group can come, and a plan is mended in which each of the
 * others has a place in some group that is open to it (a matching by augmenting paths). Two kinds of symmetry are not walked twice:
 * of groups that are empty and alike only one is tried, and what failed for an element is not tried for its twins, of
 * whom the same is said. Those of whom nothing is said fill what is left. Before all that, a few attempts without going
 * back, which mostly do where there are many people and few rules. */
#include "group/feasible.h"
#include "core/mem.h"

#include <stdlib.h>
#include <string.h>

enum { ATTEMPTS = 4 };

typedef struct hunt {
  const bry__terms *terms;
  bry__tally tally;
  bry__dice *dice;
  int64_t *steps;
  int32_t *open; /* elements that are put one by one, those not yet put first */
  int32_t open_count, depth;
  int32_t fillers;  /* people of whom nothing is said */
  int32_t *twin;    /* the first element of whom the same is said */
  int32_t *order;   /* [depth * groups]: groups to try */
  uint8_t *failed;  /* [element * groups]: tried in vain where it stands now */
  int32_t *hope;    /* [set * groups]: people of a set who may yet join */
  uint8_t *at_risk; /* [group]: something is said of it alone, so that it is like no other */
  uint8_t *welcome; /* [element * groups]: it may join, as of now */
  int32_t *plan;    /* of an element not yet put: a group for it; -1: none */
  int32_t *load;    /* [group]: people who are to come by the plan */
  int32_t *queue;   /* [group], of a search */
  int32_t *via;     /* [group]: the element that would come; -1: not reached */
} hunt;

static void hunt_clear(hunt *h) {
  bry__tally_clear(&h->tally);
  bry__free(h->open);
  bry__free(h->twin);
  bry__free(h->order);
  bry__free(h->failed);
  bry__free(h->hope);
  bry__free(h->at_risk);
  bry__free(h->welcome);
  bry__free(h->plan);
  bry__free(h->load);
  bry__free(h->queue);
  bry__free(h->via);
}

/* --- what is said of whom ------------------------------------------------------------------------------------------ */

static int is_plain(const bry__terms *t, int32_t e) {
  if (t->weight[e] > 1 || t->fixed[e] >= 0 || t->apart_begin[e] < t->apart_begin[e + 1] || t->slots > 0) return 0;
  for (int32_t s = 0; s < t->sets; s++)
    if (t->member[(int64_t)s * t->count + e]) return 0;
  return 1;
}

/* Foes are the same but for each other; a foe of a foe is not looked into, so that some twins are missed. */
static int same_foes(const bry__terms *t, int32_t a, int32_t b) {
  int32_t i = t->apart_begin[a], j = t->apart_begin[b];
  for (;;) {
    if (i < t->apart_begin[a + 1] && t->apart[i] == b) i++;
    if (j < t->apart_begin[b + 1] && t->apart[j] == a) j++;
    int end_a = i == t->apart_begin[a + 1], end_b = j == t->apart_begin[b + 1];
    if (end_a || end_b) return end_a && end_b;
    if (t->apart[i++] != t->apart[j++]) return 0;
  }
}

static int are_twins(const bry__terms *t, int32_t a, int32_t b) {
  if (t->weight[a] != t->weight[b] || t->fixed[a] != t->fixed[b]) return 0;
  if (t->slots > 0 && t->slots_of[a] != t->slots_of[b]) return 0;
  for (int32_t s = 0; s < t->sets; s++)
    if (t->member[(int64_t)s * t->count + a] != t->member[(int64_t)s * t->count + b]) return 0;
  return same_foes(t, a, b);
}

static void sort_elements(hunt *h) {
  const bry__terms *t = h->terms;
  for (int32_t e = 0; e < t->count; e++) {
    h->twin[e] = e;
    if (is_plain(t, e)) {
      h->fillers++;
      continue;
    }
    for (int32_t i = 0; i < h->open_count; i++)
      if (h->twin[h->open[i]] == h->open[i] && are_twins(t, h->open[i], e)) {
        h->twin[e] = h->open[i];
        break;
      }
    h->open[h->open_count++] = e;
    if (t->fixed[e] >= 0) h->at_risk[t->fixed[e]] = 1;
  }
}

static bry_status hunt_init(hunt *h, bry_error **err) {
  size_t n = (size_t)h->terms->count, groups = (size_t)h->terms->groups;
  h->open = bry__alloc_zero(n, sizeof *h->open);
  h->twin = bry__alloc_zero(n, sizeof *h->twin);
  h->order = bry__alloc_zero(n * groups, sizeof *h->order);
  h->failed = bry__alloc_zero(n * groups, 1);
  h->hope = bry__alloc_zero((size_t)h->terms->sets * groups, sizeof *h->hope);
  h->at_risk = bry__alloc_zero(groups, 1);
  h->welcome = bry__alloc_zero(n * groups, 1);
  h->plan = bry__alloc_zero(n, sizeof *h->plan);
  h->load = bry__alloc_zero(groups, sizeof *h->load);
  h->queue = bry__alloc_zero(groups, sizeof *h->queue);
  h->via = bry__alloc_zero(groups, sizeof *h->via);
  if (!h->open || !h->twin || !h->order || !h->failed || !h->hope || !h->at_risk || !h->welcome || !h->plan ||
      !h->load || !h->queue || !h->via || bry__tally_init(&h->tally, h->terms) != 0)
    return bry__enomem(err);
  memset(h->plan, -1, n * sizeof *h->plan);
  sort_elements(h);
  return BRY_OK;
}

/* --- one step ------------------------------------------------------------------------------------------------------ */

static int32_t missing(const hunt *h, int32_t set, int32_t group) {
  int32_t lack = h->terms->set_least[set] - h->tally.in_set[(int64_t)set * h->terms->groups + group];
  return lack > 0 ? lack : 0;
}

/* How many groups are left to an element; what it may bring to each is added to hope. */
static int32_t groups_left(hunt *h, int32_t e) {
  const bry__terms *t = h->terms;
  int32_t left = 0;
  for (int32_t g = 0; g < t->groups; g++) {
    int may = bry__tally_may_join(&h->tally, e, g);
    h->welcome[(int64_t)e * t->groups + g] = (uint8_t)may;
    if (!may) continue;
    left++;
    for (int32_t s = 0; s < t->sets; s++)
      h->hope[(int64_t)s * t->groups + g] += t->member[(int64_t)s * t->count + e];
  }
  *h->steps -= t->groups;
  return left;
}

/* Whether sizes and sets can still be met, taken one by one. */
static int can_be_met(const hunt *h) {
  const bry__terms *t = h->terms;
  int64_t lack = 0, room = 0, left = h->fillers;
  for (int32_t i = 0; i < h->open_count - h->depth; i++)
    left += t->weight[h->open[i]];
  for (int32_t g = 0; g < t->groups; g++) {
    lack += t->least[g] > h->tally.size[g] ? t->least[g] - h->tally.size[g] : 0;
    room += t->most[g] - h->tally.size[g];
  }
  if (lack > left || room < left) return 0;
  for (int32_t s = 0; s < t->sets; s++) {
    int64_t wanted = 0, welcome = 0, there = 0;
    for (int32_t g = 0; g < t->groups; g++) {
      int32_t need = missing(h, s, g), free = t->most[g] - h->tally.size[g];
      int32_t more = t->set_most[s] - h->tally.in_set[(int64_t)s * t->groups + g];
      if (need > free || need > h->hope[(int64_t)s * t->groups + g]) return 0;
      wanted += need;
      welcome += more < free ? more : free;
    }
    for (int32_t i = 0; i < h->open_count - h->depth; i++)
      there += t->member[(int64_t)s * t->count + h->open[i]];
    if (wanted > there || welcome < there) return 0;
  }
  return 1;
}

/* --- a plan for the others ------------------------------------------------------------------------------------------ */

static int has_room(const hunt *h, int32_t group) {
  return h->load[group] < h->terms->most[group] - h->tally.size[group];
}

/* Drops what the plan holds no more. */
static void check_plan(hunt *h) {
  int32_t groups = h->terms->groups;
  memset(h->load, 0, (size_t)groups * sizeof *h->load);
  for (int32_t i = 0; i < h->open_count - h->depth; i++) {
    int32_t e = h->open[i], *group = &h->plan[e];
    if (*group >= 0 && h->welcome[(int64_t)e * groups + *group] && has_room(h, *group))
      h->load[*group]++;
    else
      *group = -1;
  }
}

/* Marks the groups that an element could go to, and were not reached before. */
static void reach(hunt *h, int32_t e, int32_t *end) {
  int32_t groups = h->terms->groups;
  *h->steps -= groups;
  for (int32_t g = 0; g < groups; g++) {
    if (h->via[g] >= 0 || !h->welcome[(int64_t)e * groups + g]) continue;
    h->via[g] = e;
    h->queue[(*end)++] = g;
  }
}

/* Finds a place for an element, for which others may have to go elsewhere; everybody counts as one person. */
static int find_place(hunt *h, int32_t element) {
  int32_t end = 0;
  memset(h->via, -1, (size_t)h->terms->groups * sizeof *h->via);
  reach(h, element, &end);
  for (int32_t at = 0; at < end; at++) {
    int32_t g = h->queue[at];
    if (has_room(h, g)) {
      h->load[g]++;
      for (int32_t from; g >= 0; g = from) {
        from = h->plan[h->via[g]];
        h->plan[h->via[g]] = g;
      }
      return 1;
    }
    for (int32_t i = 0; i < h->open_count - h->depth; i++)
      if (h->plan[h->open[i]] == g) reach(h, h->open[i], &end);
  }
  return 0;
}

static int plan_the_rest(hunt *h) {
  check_plan(h);
  for (int32_t i = 0; i < h->open_count - h->depth; i++)
    if (h->plan[h->open[i]] < 0 && !find_place(h, h->open[i])) return 0;
  return 1;
}

/* The place in open of the element with the fewest groups left; -1: none is left to some, or a count can't be met. Of
 * twins it is the first. */
static int32_t choose(hunt *h) {
  const bry__terms *t = h->terms;
  int32_t best = -1, fewest = INT32_MAX;
  memset(h->hope, 0, (size_t)t->sets * (size_t)t->groups * sizeof *h->hope);
  for (int32_t i = 0; i < h->open_count - h->depth; i++) {
    int32_t left = groups_left(h, h->open[i]);
    if (left == 0) return -1;
    if (left < fewest || (left == fewest && t->weight[h->open[i]] > t->weight[h->open[best]])) {
      fewest = left;
      best = i;
    }
  }
  return can_be_met(h) && plan_the_rest(h) ? best : -1;
}

/* --- groups to try ------------------------------------------------------------------------------------------------- */

/* How much a group wants an element: what it lacks that the element brings, then room. */
static int64_t appeal(const hunt *h, int32_t e, int32_t group) {
  const bry__terms *t = h->terms;
  int64_t wants = 0;
  for (int32_t s = 0; s < t->sets; s++)
    if (t->member[(int64_t)s * t->count + e] > 0 && missing(h, s, group) > 0) wants++;
  return wants * (1 << 20) + 2 * (t->most[group] - h->tally.size[group]) + (h->plan[e] == group);
}

static int twin_failed(const hunt *h, int32_t e, int32_t group) {
  for (int32_t i = h->open_count - h->depth; i < h->open_count; i++) {
    int32_t other = h->open[i];
    if (h->twin[other] == h->twin[e] && h->failed[(int64_t)other * h->terms->groups + group]) return 1;
  }
  return 0;
}

/* An empty group is left out when one like it comes before. */
static int like_an_earlier(const hunt *h, int32_t group) {
  const bry__terms *t = h->terms;
  if (h->tally.members[group] > 0 || h->at_risk[group]) return 0;
  for (int32_t g = 0; g < group; g++)
    if (h->tally.members[g] == 0 && !h->at_risk[g] && t->least[g] == t->least[group] && t->most[g] == t->most[group])
      return 1;
  return 0;
}

static int32_t list_groups(hunt *h, int32_t e, int32_t *order) {
  const bry__terms *t = h->terms;
  int32_t count = 0;
  for (int32_t g = 0; g < t->groups; g++) {
    if (!bry__tally_may_join(&h->tally, e, g) || like_an_earlier(h, g) || twin_failed(h, e, g)) continue;
    int32_t at = count++;
    for (; at > 0 && appeal(h, e, order[at - 1]) < appeal(h, e, g); at--)
      order[at] = order[at - 1];
    order[at] = g;
  }
  *h->steps -= t->groups;
  for (int32_t i = count - 1; i > 0; i--) { /* groups that want it as much, in any order */
    int32_t j = bry__dice_part(bry__dice_roll(h->dice), 0, i + 1), swapped = order[i];
    if (appeal(h, e, order[i]) != appeal(h, e, order[j])) continue;
    order[i] = order[j];
    order[j] = swapped;
  }
  return count;
}

/* --- all steps ----------------------------------------------------------------------------------------------------- */

static void put_behind(hunt *h, int32_t place) {
  int32_t last = h->open_count - 1 - h->depth, element = h->open[place];
  memmove(h->open + place, h->open + place + 1, (size_t)(last - place) * sizeof *h->open);
  h->open[last] = element;
  h->depth++;
}

/* Back among those not yet put, where its number has it, so that of twins the first stays first. */
static void take_back(hunt *h) {
  int32_t last = h->open_count - h->depth, element = h->open[last], at = last;
  h->depth--;
  for (; at > 0 && h->open[at - 1] > element; at--)
    h->open[at] = h->open[at - 1];
  h->open[at] = element;
}

static void fill(hunt *h, int32_t *group) {
  const bry__terms *t = h->terms;
  for (int pass = 0; pass < 2; pass++) /* up to the least of every group first */
    for (int32_t e = 0, g = 0; e < t->count; e++) {
      if (h->tally.group[e] >= 0) continue;
      while (g < t->groups && h->tally.size[g] >= (pass ? t->most[g] : t->least[g]))
        g++;
      if (g == t->groups) break;
      bry__tally_put(&h->tally, e, g);
    }
  memcpy(group, h->tally.group, (size_t)t->count * sizeof *group);
}

typedef struct frame {
  int32_t element, next, count;
} frame;

/* Goes on with the element that is to be put next; 0 when there is none that could be. */
static int push(hunt *h, frame *frames) {
  int32_t groups = h->terms->groups, place = choose(h);
  if (place < 0) return 0;
  frame *f = &frames[h->depth];
  *f = (frame){.element = h->open[place]};
  memset(h->failed + (int64_t)f->element * groups, 0, (size_t)groups);
  f->count = list_groups(h, f->element, h->order + (int64_t)h->depth * groups);
  put_behind(h, place);
  return 1;
}

/* Puts the last element into its next group, or gives it up and goes on with the one before; 0: nothing is left. */
static int advance(hunt *h, frame *frames) {
  for (; h->depth > 0; take_back(h)) {
    frame *f = &frames[h->depth - 1];
    if (h->tally.group[f->element] >= 0) {
      h->failed[(int64_t)f->element * h->terms->groups + h->tally.group[f->element]] = 1;
      bry__tally_take(&h->tally, f->element);
    }
    if (f->next == f->count) continue;
    bry__tally_put(&h->tally, f->element, h->order[(int64_t)(h->depth - 1) * h->terms->groups + f->next++]);
    return 1;
  }
  return 0;
}

static int all_is_put(hunt *h) {
  if (h->depth < h->open_count) return 0;
  memset(h->hope, 0, (size_t)h->terms->sets * (size_t)h->terms->groups * sizeof *h->hope);
  return can_be_met(h);
}

static bry__verdict walk(hunt *h, frame *frames, int32_t *group) {
  while (!all_is_put(h)) {
    if (*h->steps <= 0) return BRY__UNDECIDED;
    if (h->depth < h->open_count) push(h, frames);
    if (!advance(h, frames)) return BRY__IMPOSSIBLE;
  }
  fill(h, group);
  return BRY__POSSIBLE;
}

/* --- first, without going back --------------------------------------------------------------------------------------- */

typedef struct turn {
  int64_t key; /* who has most said of them comes first */
  int32_t element;
} turn;

static int by_key(const void *left, const void *right) {
  const turn *a = left, *b = right;
  if (a->key != b->key) return a->key > b->key ? -1 : 1;
  return (a->element > b->element) - (a->element < b->element);
}

static int64_t key_of(const hunt *h, int32_t e) {
  const bry__terms *t = h->terms;
  int64_t key = t->apart_begin[e + 1] - t->apart_begin[e];
  for (int32_t s = 0; s < t->sets; s++)
    if (t->set_least[s] > 0 && t->member[(int64_t)s * t->count + e]) key += 1 << 15;
  return key + ((int64_t)t->weight[e] << 24) + ((int64_t)(t->fixed[e] >= 0) << 48);
}

/* The group that wants an element most, any of those that want it as much; -1: none may have it. */
static int32_t best_group(hunt *h, int32_t e) {
  int64_t most = -1;
  int32_t best = -1, alike = 0;
  for (int32_t g = 0; g < h->terms->groups; g++) {
    if (!bry__tally_may_join(&h->tally, e, g)) continue;
    int64_t wanted = appeal(h, e, g);
    if (wanted > most) alike = 0;
    if (wanted >= most && bry__dice_part(bry__dice_roll(h->dice), 0, ++alike) == 0) best = g;
    if (wanted > most) most = wanted;
  }
  return best;
}

/* Everybody in turn into the group that wants them most; 0, with nobody put, when that fails. */
static int put_all(hunt *h, const turn *turns) {
  int32_t at = 0;
  for (; at < h->open_count; at++) {
    int32_t g = best_group(h, turns[at].element);
    if (g < 0) break;
    bry__tally_put(&h->tally, turns[at].element, g);
  }
  h->depth = at;
  if (all_is_put(h)) return 1;
  h->depth = 0;
  while (at-- > 0)
    bry__tally_take(&h->tally, turns[at].element);
  return 0;
}

static bry_status try_at_once(hunt *h, int32_t *group, bry__verdict *verdict, bry_error **err) {
  turn *turns = bry__alloc_zero((size_t)h->open_count, sizeof *turns);
  if (!turns) return bry__enomem(err);
  for (int32_t i = 0; i < h->open_count; i++)
    turns[i] = (turn){.key = key_of(h, h->open[i]), .element = h->open[i]};
  qsort(turns, (size_t)h->open_count, sizeof *turns, by_key);
  for (int attempt = 0; attempt < ATTEMPTS && *verdict != BRY__POSSIBLE; attempt++)
    if (put_all(h, turns)) *verdict = BRY__POSSIBLE;
  if (*verdict == BRY__POSSIBLE) fill(h, group);
  bry__free(turns);
  return BRY_OK;
}

bry_status bry__feasible(const bry__terms *terms, bry__dice *dice, int64_t *steps, int32_t *group,
                         bry__verdict *verdict, bry_error **err) {
  hunt h = {.terms = terms, .dice = dice, .steps = steps};
  *verdict = BRY__IMPOSSIBLE;
  if (terms->broken) return BRY_OK;
  bry_status status = hunt_init(&h, err);
  frame *frames = bry__alloc_zero((size_t)terms->count, sizeof *frames);
  if (status == BRY_OK && !frames) status = bry__enomem(err);
  if (status == BRY_OK) status = try_at_once(&h, group, verdict, err);
  if (status == BRY_OK && *verdict != BRY__POSSIBLE) *verdict = walk(&h, frames, group);
  bry__free(frames);
  hunt_clear(&h);
  return status;
}
