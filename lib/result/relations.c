/* The relation budget: what people of units say of other units, read, put in order, and told as a table. What is withheld
 * of it is decided in relations_protect.c. */
#include "result/relations.h"

#include "core/mem.h"
#include "core/table.h"

#include <bry/result.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- reading ----------------------------------------------------------------------------------------------------- */

static int is_amount(double value, double most) {
  return isnan(value) || (value >= 0 && value <= most);
}

static const char *what_is_wrong(const bry_relation *one) {
  if (!one->person || !*one->person || !one->from || !*one->from || !one->to || !*one->to)
    return "has no person, from or to";
  if (!is_amount(one->now, 1e6) || !is_amount(one->wanted, 1e6))
    return "has hours that are negative or over a million";
  if (!is_amount(one->points, 100)) return "has points that are not from 0 to 100";
  return isinf(one->quality) ? "has a quality that is no number" : NULL;
}

static int by_person(const void *a, const void *b) {
  const bry_relation *x = a, *y = b;
  int c = strcmp(x->person, y->person);
  return c != 0 ? c : strcmp(x->to, y->to);
}

static int by_pair(const void *a, const void *b) {
  const bry_relation *x = a, *y = b;
  int c = strcmp(x->from, y->from);
  if (c == 0) c = strcmp(x->to, y->to);
  return c != 0 ? c : strcmp(x->person, y->person);
}

/* What a person says must hold together; their relations stand side by side. */
static bry_status check_person(const bry_relation *said, int64_t count, bry_error **err) {
  double points = 0;
  int has_points = 0;
  for (int64_t i = 0; i < count; i++) {
    if (strcmp(said[i].from, said->from) != 0)
      return bry__error(err, BRY_EREFUSED, "Somebody is of two units: each person has one `from`.");
    if (i > 0 && strcmp(said[i].to, said[i - 1].to) == 0)
      return bry__error(err, BRY_EREFUSED, "Somebody says two things of the same unit: give one row for each `to`.");
    if (isnan(said[i].points)) continue;
    has_points = 1;
    points += said[i].points;
  }
  if (!has_points || fabs(points - 100) < 0.01) return BRY_OK;
  return bry__error(err, BRY_EREFUSED,
                    "Somebody's points do not come to 100: leave all of theirs out, or mend them.");
}

static bry_status check(bry__relations *r, bry_error **err) {
  bry_status status = BRY_OK;
  qsort(r->all, (size_t)r->count, sizeof *r->all, by_person);
  for (int64_t i = 0, end; i < r->count && status == BRY_OK; i = end) {
    for (end = i + 1; end < r->count && strcmp(r->all[end].person, r->all[i].person) == 0;)
      end++;
    status = check_person(&r->all[i], end - i, err);
  }
  return status;
}

static bry_status read_all(bry__relations *r, const bry_relation *relations, bry_error **err) {
  size_t room = (size_t)r->count + 1;
  r->all = bry__alloc_zero(room, sizeof *r->all);
  r->pairs = bry__alloc_zero(room, sizeof *r->pairs);
  r->units = bry__alloc_zero(room, sizeof *r->units);
  r->unit_first = bry__alloc_zero(room, sizeof *r->unit_first);
  r->values = bry__alloc_zero(room, 2 * sizeof *r->values);
  r->people = bry__alloc_zero(room, sizeof *r->people);
  if (!r->all || !r->pairs || !r->units || !r->unit_first || !r->values || !r->people) return bry__enomem(err);
  for (int64_t i = 0; i < r->count; i++) {
    const char *wrong = what_is_wrong(&relations[i]);
    if (wrong) return bry__error(err, BRY_EINVAL, "Relation %lld %s.", (long long)i + 1, wrong);
    r->all[i] = relations[i];
    r->both |= !isnan(relations[i].wanted);
  }
  return check(r, err);
}

/* Pairs and units are runs of the relations in their order. */
static void find_pairs(bry__relations *r) {
  qsort(r->all, (size_t)r->count, sizeof *r->all, by_pair);
  for (int64_t i = 0; i < r->count; i++) {
    const bry_relation *one = &r->all[i], *last = i > 0 ? one - 1 : NULL;
    int new_unit = !last || strcmp(one->from, last->from) != 0;
    if (new_unit) {
      r->unit_first[r->unit_count] = r->pair_count;
      r->units[r->unit_count++] = (bry__pair){.from = one->from, .first = i};
    }
    if (new_unit || strcmp(one->to, last->to) != 0)
      r->pairs[r->pair_count++] = (bry__pair){.from = one->from, .to = one->to, .first = i};
    r->units[r->unit_count - 1].count++;
    r->pairs[r->pair_count - 1].count++;
  }
  r->unit_first[r->unit_count] = r->pair_count;
}

/* --- the table --------------------------------------------------------------------------------------------------- */

enum { FROM, TO, PEOPLE, NOW, WANTED, GAP, QUALITY, POINTS, RECIPROCITY };

static bry_table *begin_table(void) {
  bry_table *t = bry__table_new("relations", "Relasjonsbudsjett", "Relasjonsbudsjett", "Relationship budget");
  if (!t) return NULL;
  bry__table_column(t, "from", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Fra", "Frå", "From");
  bry__table_column(t, "to", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Til", "Til", "To");
  bry__table_column(t, "people", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Personer", "Personar", "People");
  bry__table_column(t, "hours_now", BRY_TYPE_DOUBLE, BRY_ROLE_MEAN, "Timer nå", "Timar no", "Hours now");
  bry__table_column(t, "hours_wanted", BRY_TYPE_DOUBLE, BRY_ROLE_MEAN, "Timer ønsket", "Timar ønskte",
                    "Hours wanted");
  bry__table_column(t, "gap", BRY_TYPE_DOUBLE, BRY_ROLE_MEAN, "Gap", "Gap", "Gap");
  bry__table_column(t, "quality", BRY_TYPE_DOUBLE, BRY_ROLE_MEAN, "Kvalitet", "Kvalitet", "Quality");
  bry__table_column(t, "points", BRY_TYPE_DOUBLE, BRY_ROLE_MEAN, "Poeng", "Poeng", "Points");
  bry__table_column(t, "reciprocity", BRY_TYPE_DOUBLE, BRY_ROLE_STATISTIC, "Gjensidighet", "Gjensidigheit",
                    "Reciprocity");
  return t;
}

static void set_mean(bry_table *t, int32_t column, const bry__mean *m, double value) {
  if (m->state == BRY__MEAN_SHOWN) bry__table_set_double(t, column, value);
  if (m->state == BRY__MEAN_WITHHELD) bry__table_set_missing(t, column, BRY_MISSING_WITHHELD);
}

static int find_by_units(const void *a, const void *b) {
  const bry__pair *x = a, *y = b;
  int c = strcmp(x->from, y->from);
  return c != 0 ? c : strcmp(x->to, y->to);
}

static void set_reciprocity(bry_table *t, const bry__relations *r, const bry__pair *pair) {
  const bry__pair key = {.from = pair->to, .to = pair->from};
  const bry__pair *back = bsearch(&key, r->pairs, (size_t)r->pair_count, sizeof key, find_by_units);
  if (!back || pair->now.state == BRY__MEAN_NONE || back->now.state == BRY__MEAN_NONE) return;
  if (pair->now.state == BRY__MEAN_WITHHELD || back->now.state == BRY__MEAN_WITHHELD) {
    bry__table_set_missing(t, RECIPROCITY, BRY_MISSING_WITHHELD);
    return;
  }
  double low = fmin(pair->now.value, back->now.value), high = fmax(pair->now.value, back->now.value);
  bry__table_set_double(t, RECIPROCITY, high > 0 ? low / high : 1);
}

static void add_row(bry_table *t, const bry__pair *pair) {
  bry__table_row(t);
  bry__table_set_text(t, FROM, pair->from);
  bry__table_set_text(t, TO, pair->to);
  if (pair->people_shown)
    bry__table_set_int64(t, PEOPLE, pair->people);
  else
    bry__table_set_missing(t, PEOPLE, BRY_MISSING_WITHHELD);
  set_mean(t, NOW, &pair->now, pair->now.value);
  set_mean(t, WANTED, &pair->wanted, pair->wanted.value);
  set_mean(t, GAP, &pair->wanted, pair->wanted.value - pair->now.value);
  set_mean(t, QUALITY, &pair->quality, pair->quality.value);
  set_mean(t, POINTS, &pair->points, pair->points.value);
}

static bry_table *make_table(const bry__relations *r) {
  bry_table *t = begin_table();
  for (int64_t u = 0; t && u < r->unit_count; u++) {
    for (int64_t p = r->unit_first[u]; p < r->unit_first[u + 1]; p++) {
      add_row(t, &r->pairs[p]);
      set_reciprocity(t, r, &r->pairs[p]);
    }
    add_row(t, &r->units[u]);
  }
  return t;
}

bry_status bry_relations(const bry_relation *relations, int64_t count, int32_t min_group, bry_table **out,
                         bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the table.");
  *out = NULL;
  if (count < 0 || (count > 0 && !relations))
    return bry__error(err, BRY_EINVAL, "relations is NULL, or count is negative: give as many as count says.");
  if (min_group != 0 && min_group < BRY_MIN_GROUP_FLOOR)
    return bry__error(err, BRY_EINVAL, "min_group is at least %d, or 0 for %d.", BRY_MIN_GROUP_FLOOR,
                      BRY_MIN_GROUP_DEFAULT);
  bry__relations r = {.count = count, .minimum = min_group ? min_group : BRY_MIN_GROUP_DEFAULT};
  bry_status status = read_all(&r, relations, err);
  if (status == BRY_OK) {
    find_pairs(&r);
    bry__relations_protect(&r);
    status = bry__table_finish(make_table(&r), out, err);
  }
  bry__free(r.all);
  bry__free(r.pairs);
  bry__free(r.units);
  bry__free(r.unit_first);
  bry__free(r.values);
  bry__free((void *)r.people);
  return status;
}
