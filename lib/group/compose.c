/* Composition, from the table or the distances to the tables of groups and measures. */
#include "core/mem.h"
#include "core/number.h"
#include "core/options.h"
#include "group/feasible.h"
#include "group/measures.h"
#include "group/rounds.h"

#include <bry/group.h>

#include <string.h>

enum { ROUNDS_MAX = 100, THREADS_MAX = 64, SWEEPS_MAX = 20000, SWEEPS_MIN = 10 };

/* Tries that are made where nothing is said: a second or two. Those over several rounds cost more each. */
static const int64_t tries_of_one_round = 200000000, tries_of_rounds = 10000000;

static const bry_compose_options defaults = {
    .struct_size = sizeof(bry_compose_options), .rounds = 1, .seed = 1, .threads = 1};

void bry_compose_options_init(bry_compose_options *options) {
  if (options) *options = defaults;
}

typedef struct composing {
  bry_compose_options options;
  bry__crowd crowd;
  bry__rules rules;
  bry__terms terms;
  bry__deadline watch;
  int32_t groups;
  int32_t *least, *most;
  int32_t *element_group; /* [round * elements + element] */
  int32_t *group;         /* [round * people + person] */
  int32_t *contracted;    /* distances of elements, where people stay together */
} composing;

static void composing_clear(composing *c) {
  bry__crowd_clear(&c->crowd);
  bry__rules_clear(&c->rules);
  bry__terms_clear(&c->terms);
  bry__free(c->least);
  bry__free(c->most);
  bry__free(c->element_group);
  bry__free(c->group);
  bry__free(c->contracted);
}

/* --- options ------------------------------------------------------------------------------------------------------- */

static bry_status read_options(composing *c, const bry_compose_options *options, bry_error **err) {
  bry_compose_options *o = &c->options;
  if (!options) return bry__error(err, BRY_EINVAL, "options is NULL: say how many groups there are to be.");
  *o = defaults;
  bry_status status = bry__options_read(o, sizeof *o, options, "bry_compose_options_init()", err);
  if (status != BRY_OK) return status;
  if ((o->groups != 0) + (o->group_size != 0) + (o->sizes != NULL) != 1)
    return bry__error(err, BRY_EINVAL, "Give one of groups, group_size and sizes.");
  if (o->rounds < 1 || o->rounds > ROUNDS_MAX || o->threads < 1 || o->threads > THREADS_MAX)
    return bry__error(err, BRY_EINVAL, "Rounds must be from 1 to %d, threads from 1 to %d.", (int)ROUNDS_MAX,
                      (int)THREADS_MAX);
  if (o->iterations < 0 || o->iterations > 1000000000 || o->milliseconds < 0 || o->milliseconds > 86400000)
    return bry__error(err, BRY_EINVAL, "Iterations must be from 0 to 1,000,000,000, milliseconds to 86,400,000.");
  return BRY_OK;
}

/* --- sizes ---------------------------------------------------------------------------------------------------------- */

static bry_status room_for_groups(composing *c, bry_error **err) {
  if (c->groups < 1 || c->groups > c->crowd.count)
    return bry__error(err, BRY_EINVAL, "%d groups can't be made of %d people: pass from 1 to as many as there are.",
                      (int)c->groups, (int)c->crowd.count);
  c->least = bry__alloc_zero((size_t)c->groups, sizeof *c->least);
  c->most = bry__alloc_zero((size_t)c->groups, sizeof *c->most);
  return c->least && c->most ? BRY_OK : bry__enomem(err);
}

static bry_status near_equal(composing *c, bry_error **err) {
  const bry_compose_options *o = &c->options;
  int32_t people = c->crowd.count;
  c->groups = o->groups;
  if (o->group_size > 0) c->groups = (people + o->group_size / 2) / o->group_size;
  if (o->group_size > 0 && c->groups < 1) c->groups = 1;
  bry_status status = room_for_groups(c, err);
  for (int32_t g = 0; g < c->groups && status == BRY_OK; g++) {
    c->least[g] = people / c->groups;
    c->most[g] = c->least[g] + (people % c->groups > 0);
  }
  return status;
}

static bry_status given_sizes(composing *c, bry_error **err) {
  int64_t sum = 0;
  c->groups = 1;
  for (const char *at = c->options.sizes; *at; at++)
    c->groups += *at == ',';
  bry_status status = room_for_groups(c, err);
  const char *at = c->options.sizes;
  for (int32_t g = 0; g < c->groups && status == BRY_OK; g++) {
    int64_t people;
    size_t length = strcspn(at, ",");
    if (!bry__int64_parse(at, length, &people) || people < 1 || people > c->crowd.count)
      return bry__error(err, BRY_EINVAL, "The sizes must be numbers of people, joined by commas, such as 5,5,6.");
    c->least[g] = c->most[g] = (int32_t)people;
    sum += people;
    at += length + 1;
  }
  if (status == BRY_OK && sum != c->crowd.count)
    status = bry__error(err, BRY_EINVAL, "The sizes add up to %lld, but there are %d people: let them be the same.",
                        (long long)sum, (int)c->crowd.count);
  return status;
}

static bry_status plan_sizes(composing *c, bry_error **err) {
  return c->options.sizes ? given_sizes(c, err) : near_equal(c, err);
}

/* --- the search ------------------------------------------------------------------------------------------------------ */

static int32_t largest_group(const composing *c) {
  int32_t most = 0;
  for (int32_t g = 0; g < c->groups; g++)
    if (c->most[g] > most) most = c->most[g];
  return most;
}

/* Distances between elements are sums over the people in them. */
static const int32_t *element_distances(composing *c) {
  int64_t people = c->crowd.count, n = c->terms.count;
  if (n == people) return c->crowd.distance;
  c->contracted = bry__alloc_zero((size_t)n * (size_t)n, sizeof *c->contracted);
  for (int64_t a = 0; c->contracted && a < people; a++)
    for (int64_t b = 0; b < people; b++) {
      int64_t left = c->terms.element_of[a], right = c->terms.element_of[b];
      if (left != right) c->contracted[left * n + right] += c->crowd.distance[a * people + b];
    }
  return c->contracted;
}

static void begin_watch(composing *c, bry_progress_fn progress, void *user) {
  int64_t n = c->terms.count, pairs = n > 1 ? n * (n - 1) / 2 : 1;
  const bry_compose_options *o = &c->options;
  int64_t sweeps = (o->rounds > 1 ? tries_of_rounds : tries_of_one_round) / pairs;
  if (sweeps > SWEEPS_MAX) sweeps = SWEEPS_MAX;
  if (sweeps < SWEEPS_MIN) sweeps = SWEEPS_MIN;
  c->watch.sweeps = o->iterations > 0 ? o->iterations : sweeps;
  c->watch.threads = o->threads;
  c->watch.seed = o->seed;
  c->watch.progress = progress;
  c->watch.user = user;
  bry__deadline_begin(&c->watch, o->milliseconds);
}

static bry_status search(composing *c, bry_progress_fn progress, void *user, bry_error **err) {
  size_t n = (size_t)c->terms.count, people = (size_t)c->crowd.count;
  int32_t rounds = c->options.rounds;
  begin_watch(c, progress, user);
  const int32_t *distance = element_distances(c);
  c->group = bry__alloc_zero(people * (size_t)rounds, sizeof *c->group);
  if (!distance || !c->group) return bry__enomem(err);
  for (int32_t r = 1; r < rounds; r++)
    memcpy(c->element_group + (size_t)r * n, c->element_group, n * sizeof *c->element_group);
  bry_status status = bry__rounds(&c->terms, distance, c->element_group, rounds, &c->watch, err);
  for (int32_t r = 0; r < rounds; r++)
    for (size_t p = 0; p < people; p++)
      c->group[(size_t)r * people + p] = c->element_group[(size_t)r * n + (size_t)c->terms.element_of[p]];
  return status;
}

static bry_status keep_rules(composing *c, bry_error **err) {
  c->element_group = bry__alloc_zero((size_t)c->crowd.count * (size_t)c->options.rounds, sizeof *c->element_group);
  if (!c->element_group) return bry__enomem(err);
  return bry__rules_apply(&c->rules, &c->crowd, c->groups, c->least, c->most, c->options.seed, &c->terms,
                          c->element_group, err);
}

static bry_status put_tables(const composing *c, bry_table **out_groups, bry_table **out_measures, bry_error **err) {
  bry__outcome o = {.crowd = &c->crowd,
                    .rules = &c->rules,
                    .terms = &c->terms,
                    .groups = c->groups,
                    .rounds = c->options.rounds,
                    .group = c->group};
  bry_table *groups = NULL;
  bry_status status = bry__outcome_groups(&o, &groups, err);
  if (status == BRY_OK && out_measures) status = bry__outcome_measures(&o, out_measures, err);
  if (status == BRY_OK)
    *out_groups = groups;
  else
    bry_table_free(groups);
  return status;
}

/* --- the calls -------------------------------------------------------------------------------------------------------- */

static bry_status begin(bry_table **out_groups, bry_table **out_measures, bry_error **err) {
  bry__error_reset(err);
  if (out_measures) *out_measures = NULL;
  if (!out_groups) return bry__error(err, BRY_EINVAL, "out_groups is NULL: pass a place for the groups.");
  *out_groups = NULL;
  return BRY_OK;
}

/* From who they are, and sizes and rules that are known, to tables. */
static bry_status finish(composing *c, bry_progress_fn progress, void *user, bry_table **out_groups,
                         bry_table **out_measures, bry_error **err) {
  bry_status status = keep_rules(c, err);
  if (status == BRY_OK) status = bry__crowd_measure(&c->crowd, largest_group(c), err);
  if (status == BRY_OK) status = search(c, progress, user, err);
  if (status == BRY_OK) status = put_tables(c, out_groups, out_measures, err);
  return status;
}

static bry_status read_rules(composing *c, bry_error **err) {
  return bry__rules_read(&c->rules, &c->crowd, c->groups, c->options.rules, c->options.rules_size, err);
}

/* Columns of managers and times say who may be with whom, and not who people are. */
static bry_status read_attributes(composing *c, bry_error **err) {
  int32_t skip[2], count = 0;
  for (int32_t i = 0; i < c->rules.count; i++)
    if (c->rules.items[i].kind == BRY__RULE_MANAGER || c->rules.items[i].kind == BRY__RULE_AVAILABILITY)
      skip[count++] = c->rules.items[i].column;
  return bry__crowd_attributes(&c->crowd, c->options.weights, skip, count, err);
}

bry_status bry_compose(const bry_table *people, const char *id_column, const bry_compose_options *options,
                       bry_progress_fn progress, void *user, bry_table **out_groups, bry_table **out_measures,
                       bry_error **err) {
  composing c = {.groups = 0};
  bry_status status = begin(out_groups, out_measures, err);
  if (status == BRY_OK) status = read_options(&c, options, err);
  if (status == BRY_OK) status = bry__crowd_ids(&c.crowd, people, id_column, err);
  if (status == BRY_OK) status = plan_sizes(&c, err);
  if (status == BRY_OK) status = read_rules(&c, err);
  if (status == BRY_OK) status = read_attributes(&c, err);
  if (status == BRY_OK) status = finish(&c, progress, user, out_groups, out_measures, err);
  composing_clear(&c);
  return status;
}

bry_status bry_compose_distances(const char *data, size_t size, const bry_compose_options *options,
                                 bry_progress_fn progress, void *user, bry_table **out_groups,
                                 bry_table **out_measures, bry_error **err) {
  composing c = {.groups = 0};
  bry_status status = begin(out_groups, out_measures, err);
  if (status == BRY_OK) status = read_options(&c, options, err);
  if (status == BRY_OK) status = bry__crowd_read_distances(&c.crowd, data, size, err);
  if (status == BRY_OK) status = plan_sizes(&c, err);
  if (status == BRY_OK) status = read_rules(&c, err);
  if (status == BRY_OK) status = finish(&c, progress, user, out_groups, out_measures, err);
  composing_clear(&c);
  return status;
}
