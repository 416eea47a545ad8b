/* Which means of the relation budget are shown. A unit's pairs and its total are tied by one sum, and nothing ties units to
 * each other, since each person is of one unit: so what can be computed from a unit's rows is the sum of its withheld pairs,
 * and no part of it. */
#include "result/relations.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef int (*said_fn)(const bry__relations *r, const bry_relation *one, double *out, double *out_too);

/* Hours: whether they count here, and both of them. */
static int said_hours(const bry__relations *r, const bry_relation *one, double *out, double *out_too) {
  *out = one->now;
  *out_too = r->both ? one->wanted : one->now;
  return !isnan(*out) && !isnan(*out_too);
}

static int said_quality(const bry__relations *r, const bry_relation *one, double *out, double *out_too) {
  (void)r;
  *out = *out_too = one->quality;
  return !isnan(*out);
}

static int said_points(const bry__relations *r, const bry_relation *one, double *out, double *out_too) {
  (void)r;
  *out = *out_too = one->points;
  return !isnan(*out);
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static int by_text(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Whether all but one, or all, are the same; sorts them. */
static int is_homogeneous(double *values, int64_t count) {
  int64_t longest = 0, run = 0;
  qsort(values, (size_t)count, sizeof *values, by_value);
  for (int64_t i = 0; i < count; i++) {
    run = i > 0 && values[i] <= values[i - 1] ? run + 1 : 1;
    if (run > longest) longest = run;
  }
  return count - longest <= 1;
}

static int64_t count_people(const char **people, int64_t count) {
  int64_t distinct = 0;
  qsort(people, (size_t)count, sizeof *people, by_text);
  for (int64_t i = 0; i < count; i++)
    distinct += i == 0 || strcmp(people[i], people[i - 1]) != 0;
  return distinct;
}

/* --- one pair ---------------------------------------------------------------------------------------------------- */

/* The mean of a kind over one pair, and whether it may be shown by itself; *other, unless NULL, is the second value's. */
static bry__mean mean_of(const bry__relations *r, const bry__pair *pair, said_fn said, bry__mean *other) {
  bry__mean m = {0}, n = {0};
  double *second = r->values + r->count;
  for (int64_t i = 0; i < pair->count; i++) {
    if (!said(r, &r->all[pair->first + i], &r->values[m.people], &second[m.people])) continue;
    m.value += r->values[m.people];
    n.value += second[m.people];
    m.people++;
  }
  if (m.people > 0) {
    int few = m.people < r->minimum || is_homogeneous(r->values, m.people) || is_homogeneous(second, m.people);
    m.value /= (double)m.people;
    m.state = few ? BRY__MEAN_WITHHELD : BRY__MEAN_SHOWN;
    n = (bry__mean){n.value / (double)m.people, m.people, m.state};
  }
  if (other) *other = n;
  return m;
}

static void protect_pair(bry__relations *r, bry__pair *pair) {
  pair->people = pair->count;
  pair->people_shown = pair->count >= r->minimum;
  pair->now = mean_of(r, pair, said_hours, r->both ? &pair->wanted : NULL);
  pair->quality = mean_of(r, pair, said_quality, NULL);
  pair->points = mean_of(r, pair, said_points, NULL);
}

/* --- a unit ------------------------------------------------------------------------------------------------------ */

static int is_withheld(const bry__pair *pair, said_fn said) {
  return (said == said_points ? pair->points.state : pair->now.state) == BRY__MEAN_WITHHELD;
}

/* Whether what is left when all that is shown is subtracted is of too few people, or of people who said the same. */
static int rest_tells(bry__relations *r, int64_t unit, said_fn said) {
  int64_t values = 0;
  double *second = r->values + r->count;
  for (int64_t p = r->unit_first[unit]; p < r->unit_first[unit + 1]; p++) {
    const bry__pair *pair = &r->pairs[p];
    for (int64_t i = 0; is_withheld(pair, said) && i < pair->count; i++) {
      const bry_relation *one = &r->all[pair->first + i];
      if (said(r, one, &r->values[values], &second[values])) r->people[values++] = one->person;
    }
  }
  return values > 0 && (count_people(r->people, values) < r->minimum || is_homogeneous(r->values, values) ||
                        is_homogeneous(second, values));
}

/* The pair of the fewest people whose points are shown; NULL when there is none. */
static bry__pair *fewest_points(const bry__relations *r, int64_t unit) {
  bry__pair *fewest = NULL;
  for (int64_t p = r->unit_first[unit]; p < r->unit_first[unit + 1]; p++) {
    bry__pair *pair = &r->pairs[p];
    if (pair->points.state == BRY__MEAN_SHOWN && (!fewest || pair->points.people < fewest->points.people))
      fewest = pair;
  }
  return fewest;
}

/* A person's hours over all pairs; relations of a unit are sorted by person first. */
static int by_person(const void *a, const void *b) {
  const bry_relation *x = *(const bry_relation *const *)a, *y = *(const bry_relation *const *)b;
  return strcmp(x->person, y->person);
}

/* Means over people of what each spends with all others; `order` has room for the unit's relations. */
static void total_hours(bry__relations *r, bry__pair *unit, const bry_relation **order) {
  double *now = r->values, *wanted = r->values + r->count;
  double sums[2] = {0, 0};
  int64_t people = -1, told = 0;
  for (int64_t i = 0; i < unit->count; i++)
    order[i] = &r->all[unit->first + i];
  qsort(order, (size_t)unit->count, sizeof(*order), by_person);
  for (int64_t i = 0; i < unit->count; i++) {
    double a, b;
    if (!said_hours(r, order[i], &a, &b)) continue;
    if (people < 0 || strcmp(order[told]->person, order[i]->person) != 0) {
      people++;
      now[people] = wanted[people] = 0;
      told = i;
    }
    now[people] += a;
    wanted[people] += b;
    sums[0] += a;
    sums[1] += b;
  }
  people++;
  if (people == 0) return;
  int few = people < r->minimum || is_homogeneous(now, people) || is_homogeneous(wanted, people);
  unit->now = (bry__mean){sums[0] / (double)people, people, few ? BRY__MEAN_WITHHELD : BRY__MEAN_SHOWN};
  if (r->both) unit->wanted = (bry__mean){sums[1] / (double)people, people, unit->now.state};
}

static void protect_unit(bry__relations *r, int64_t u) {
  bry__pair *unit = &r->units[u];
  for (int64_t i = 0; i < unit->count; i++)
    r->people[i] = r->all[unit->first + i].person;
  unit->people = count_people(r->people, unit->count);
  unit->people_shown = unit->people >= r->minimum;
  total_hours(r, unit, (const bry_relation **)(void *)r->people);
  if (unit->now.state == BRY__MEAN_SHOWN && rest_tells(r, u, said_hours))
    unit->now.state = unit->wanted.state = BRY__MEAN_WITHHELD;
  for (bry__pair *next; rest_tells(r, u, said_points) && (next = fewest_points(r, u)) != NULL;)
    next->points.state = BRY__MEAN_WITHHELD;
}

void bry__relations_protect(bry__relations *r) {
  for (int64_t p = 0; p < r->pair_count; p++)
    protect_pair(r, &r->pairs[p]);
  for (int64_t u = 0; u < r->unit_count; u++)
    protect_unit(r, u);
}
