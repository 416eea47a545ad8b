/* Groups that are diverse inside. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/buffer.h"
#include "core/nth_allocation.h"
#include "core/random.h"

#include <bry/group.h>
#include <bry/table.h>
#include <stdlib.h>
#include <string.h>

enum { PEOPLE_MAX = 300, ATTRIBUTES = 3 };

/* People as the tests know them: attribute values are small numbers. */
typedef struct crowd {
  int32_t count;
  int32_t value[PEOPLE_MAX][ATTRIBUTES];
} crowd;

/* --- material --------------------------------------------------------------------------------------------------- */

static crowd random_crowd(int32_t count, uint64_t seed) {
  uint64_t counter = 0;
  crowd c = {.count = count};
  for (int32_t i = 0; i < count; i++)
    for (int32_t a = 0; a < ATTRIBUTES; a++)
      c.value[i][a] = (int32_t)bry__random_below(seed, 7, &counter, 3);
  return c;
}

static bry_table *table_of(const crowd *c) {
  bry__buffer csv = {0};
  bry_table *t = NULL;
  bry__buffer_text(&csv, "id,sector,role,unit\n");
  for (int32_t i = 0; i < c->count; i++)
    bry__buffer_format(&csv, "p%d,s%d,r%d,u%d\n", i, c->value[i][0], c->value[i][1], c->value[i][2]);
  assert_int_equal(bry_table_from_csv(csv.data, csv.size, &t, NULL), BRY_OK);
  bry__buffer_free(&csv);
  return t;
}

static bry_table *people_of(const char *csv) {
  bry_table *t = NULL;
  assert_int_equal(bry_table_from_csv(csv, strlen(csv), &t, NULL), BRY_OK);
  return t;
}

static bry_status compose_table(const bry_table *people, const char *id, int32_t groups, uint64_t seed,
                                bry_table **out, bry_error **err) {
  bry_compose_options o;
  bry_compose_options_init(&o);
  o.groups = groups;
  o.seed = seed;
  o.iterations = 300;
  return bry_compose(people, id, &o, NULL, NULL, out, NULL, err);
}

static void compose(const crowd *c, int32_t groups, uint64_t seed, int32_t *out_group) {
  bry_table *people = table_of(c), *t = NULL;
  assert_int_equal(compose_table(people, "id", groups, seed, &t, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(t), c->count);
  for (int32_t i = 0; i < c->count; i++)
    out_group[i] = (int32_t)bry_table_int64(t, i, bry_table_find_column(t, "group")) - 1;
  bry_table_free(t);
  bry_table_free(people);
}

/* Sum of the distances within groups. */
static int64_t diversity(const crowd *c, const int32_t *group) {
  int64_t sum = 0;
  for (int32_t i = 0; i < c->count; i++)
    for (int32_t j = i + 1; j < c->count; j++)
      for (int32_t a = 0; a < ATTRIBUTES && group[i] == group[j]; a++)
        sum += c->value[i][a] != c->value[j][a];
  return sum;
}

/* The best there is, by trying all.  counts each group's free places. */
static int64_t best_diversity(const crowd *c, int32_t groups, int32_t person, int32_t *group, int32_t *size) {
  if (person == c->count) return diversity(c, group);
  int64_t best = -1;
  for (int32_t g = 0; g < groups; g++) {
    if (size[g] == 0) continue;
    size[g]--;
    group[person] = g;
    int64_t found = best_diversity(c, groups, person + 1, group, size);
    best = found > best ? found : best;
    size[g]++;
  }
  return best;
}

static double mean_random_diversity(const crowd *c, int32_t groups) {
  enum { DRAWS = 200 };
  uint64_t counter = 0;
  int64_t sum = 0;
  for (int draw = 0; draw < DRAWS; draw++) {
    int32_t group[PEOPLE_MAX];
    for (int32_t i = 0; i < c->count; i++)
      group[i] = i % groups;
    for (int32_t i = c->count - 1; i > 0; i--) {
      int32_t j = (int32_t)bry__random_below(99, 1, &counter, (uint64_t)i + 1), other = group[i];
      group[i] = group[j];
      group[j] = other;
    }
    sum += diversity(c, group);
  }
  return (double)sum / DRAWS;
}

/* --- what must hold --------------------------------------------------------------------------------------------- */

static void sizes_differ_by_one_at_most(void **state) {
  (void)state;
  for (int32_t count = 1; count <= 60; count += 7)
    for (int32_t groups = 1; groups <= count; groups += 3) {
      crowd c = random_crowd(count, 5);
      int32_t group[PEOPLE_MAX], size[PEOPLE_MAX] = {0};
      compose(&c, groups, 1, group);
      for (int32_t i = 0; i < count; i++) {
        assert_in_range(group[i], 0, groups - 1);
        size[group[i]]++;
      }
      for (int32_t g = 0; g < groups; g++)
        assert_in_range(size[g], count / groups, (count + groups - 1) / groups);
    }
}

static void the_same_seed_gives_the_same_groups(void **state) {
  (void)state;
  crowd c = random_crowd(50, 3);
  int32_t a[PEOPLE_MAX], b[PEOPLE_MAX], other[PEOPLE_MAX];
  compose(&c, 7, 42, a);
  compose(&c, 7, 42, b);
  compose(&c, 7, 43, other);
  assert_memory_equal(a, b, 50 * sizeof *a);
  assert_memory_not_equal(a, other, 50 * sizeof *a);
}

static void groups_are_the_same_on_any_machine(void **state) {
  (void)state;
  static const int32_t known[12] = {2, 0, 1, 2, 0, 1, 1, 0, 1, 0, 2, 2};
  crowd c = random_crowd(12, 3);
  int32_t group[PEOPLE_MAX];
  compose(&c, 3, 2024, group);
  assert_memory_equal(group, known, sizeof known);
}

static void small_crowds_mostly_reach_the_best_there_is(void **state) {
  (void)state;
  int best = 0, trials = 0;
  for (uint64_t seed = 0; seed < 20; seed++)
    for (int32_t groups = 2; groups <= 4; groups++, trials++) {
      crowd c = random_crowd(8, seed);
      int32_t group[PEOPLE_MAX], size[4] = {0};
      for (int32_t i = 0; i < 8; i++)
        size[i % groups]++;
      compose(&c, groups, seed, group);
      int64_t reached = diversity(&c, group), most = best_diversity(&c, groups, 0, group, size);
      assert_true(reached <= most);
      best += reached == most;
    }
  assert_true(best * 10 >= trials * 9);
}

static void no_groups_are_worse_than_the_mean_of_random_ones(void **state) {
  (void)state;
  for (uint64_t seed = 0; seed < 10; seed++) {
    crowd c = random_crowd(40, seed);
    int32_t group[PEOPLE_MAX];
    compose(&c, 6, seed, group);
    assert_true((double)diversity(&c, group) >= mean_random_diversity(&c, 6));
  }
}

static void no_exchange_of_two_makes_them_better(void **state) {
  (void)state;
  crowd c = random_crowd(PEOPLE_MAX, 11);
  int32_t group[PEOPLE_MAX];
  compose(&c, 40, 1, group);
  int64_t reached = diversity(&c, group);
  for (int32_t i = 0; i < 60; i++)
    for (int32_t j = i + 1; j < 60; j++) {
      int32_t of_i = group[i];
      group[i] = group[j];
      group[j] = of_i;
      assert_true(diversity(&c, group) <= reached);
      group[j] = group[i];
      group[i] = of_i;
    }
}

static void two_kinds_of_people_are_paired_across(void **state) {
  (void)state;
  bry_table *t = NULL, *people = people_of("navn,sektor\na,helse\nb,helse\nc,helse\nd,skole\ne,skole\nf,skole\n");
  assert_int_equal(compose_table(people, "navn", 3, 1, &t, NULL), BRY_OK);
  assert_string_equal(bry_table_column_name(t, 0), "id");
  assert_string_equal(bry_table_text(t, 4, 0), "e");
  int64_t health = 0, school = 0; /* groups as bits */
  for (int64_t row = 0; row < 6; row++)
    *(row < 3 ? &health : &school) |= INT64_C(1) << bry_table_int64(t, row, 1);
  assert_int_equal(health, 14);
  assert_int_equal(school, 14);
  bry_table_free(t);
  bry_table_free(people);
}

static void people_without_attributes_or_values_are_grouped_too(void **state) {
  (void)state;
  const char *const crowds[] = {"id\na\nb\nc\n", "id,x\na,\nb,\nc,1\n"};
  for (int i = 0; i < 2; i++) {
    bry_table *t = NULL, *people = people_of(crowds[i]);
    assert_int_equal(compose_table(people, "id", 2, 1, &t, NULL), BRY_OK);
    assert_int_equal(bry_table_row_count(t), 3);
    bry_table_free(t);
    bry_table_free(people);
  }
}

static void an_id_twice_or_none_is_refused_by_row_not_by_name(void **state) {
  (void)state;
  const char *const crowds[] = {"id,x\nkari,1\nola,2\nkari,3\n", "id,x\nkari,1\n,2\n"};
  for (int i = 0; i < 2; i++) {
    bry_table *t = NULL, *people = people_of(crowds[i]);
    bry_error *err = NULL;
    assert_int_equal(compose_table(people, "id", 2, 1, &t, &err), BRY_EREFUSED);
    assert_null(t);
    assert_null(strstr(bry_error_message(err), "kari"));
    assert_non_null(strstr(bry_error_message(err), i == 0 ? "1 and 3" : "2"));
    bry_error_free(err);
    bry_table_free(people);
  }
}

static void wrong_arguments_are_refused(void **state) {
  (void)state;
  bry_table *t = NULL, *people = people_of("id,x\na,1\nb,2\n");
  assert_int_equal(compose_table(people, "name", 2, 1, &t, NULL), BRY_ENOTFOUND);
  assert_int_equal(compose_table(people, "id", 0, 1, &t, NULL), BRY_EINVAL);
  assert_int_equal(compose_table(people, "id", 3, 1, &t, NULL), BRY_EINVAL);
  assert_int_equal(compose_table(people, NULL, 1, 1, &t, NULL), BRY_EINVAL);
  assert_int_equal(compose_table(NULL, "id", 1, 1, &t, NULL), BRY_EINVAL);
  assert_int_equal(compose_table(people, "id", 1, 1, NULL, NULL), BRY_EINVAL);
  assert_null(t);
  bry_table_free(people);
}

static double measure(const bry_table *measures, const char *name) {
  for (int64_t row = 0; row < bry_table_row_count(measures); row++)
    if (strcmp(bry_table_text(measures, row, 0), name) == 0) return bry_table_double(measures, row, 4);
  fail_msg("no measure %s", name);
  return 0;
}

static double repeats_over(int32_t people, int32_t groups, int32_t rounds, int64_t iterations) {
  bry_table *t = NULL, *measures = NULL;
  bry__buffer csv = {0};
  bry_compose_options o;
  bry_compose_options_init(&o);
  o.groups = groups;
  o.rounds = rounds;
  o.iterations = iterations;
  bry__buffer_text(&csv, "id\n");
  for (int32_t i = 0; i < people; i++)
    bry__buffer_format(&csv, "p%d\n", (int)i);
  bry_table *table = people_of(csv.data);
  assert_int_equal(bry_compose(table, "id", &o, NULL, NULL, &t, &measures, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(t), (int64_t)people * rounds);
  double repeats = measure(measures, "repeats");
  bry_table_free(measures);
  bry_table_free(t);
  bry_table_free(table);
  bry__buffer_free(&csv);
  return repeats;
}

static void nobody_meets_twice_where_a_design_is_known(void **state) {
  (void)state;
  assert_true(repeats_over(16, 4, 5, 1) <= 0);    /* an affine plane */
  assert_true(repeats_over(32, 8, 9, 1) <= 0);    /* a field of eight, and its columns */
  assert_true(repeats_over(30, 8, 8, 1) <= 0);    /* the same, two people short */
  assert_true(repeats_over(120, 20, 14, 1) <= 0); /* shifts by search */
  assert_true(repeats_over(15, 3, 2, 50) > 0);    /* five people of one group can't be in five groups */
}

static bry_table *compose_lines(const char *lines, const char *sizes, int32_t threads, bry_table **measures) {
  bry_table *t = NULL;
  bry_compose_options o;
  bry_compose_options_init(&o);
  o.sizes = sizes;
  o.threads = threads;
  o.iterations = 12000;
  assert_int_equal(bry_compose_distances(lines, strlen(lines), &o, NULL, NULL, &t, measures, NULL), BRY_OK);
  return t;
}

static void threads_change_nothing(void **state) {
  (void)state;
  bry__buffer lines = {0};
  uint64_t counter = 0;
  for (int i = 0; i < 12; i++)
    for (int j = 0; j < i; j++)
      bry__buffer_format(&lines, "%d %d %d\n", i, j, (int)bry__random_below(3, 3, &counter, 100));
  bry_table *one = compose_lines(lines.data, "5,4,3", 1, NULL), *many = compose_lines(lines.data, "5,4,3", 4, NULL);
  int size[4] = {0};
  for (int64_t i = 0; i < 12; i++) {
    assert_int_equal(bry_table_int64(one, i, 1), bry_table_int64(many, i, 1));
    size[bry_table_int64(one, i, 1)]++;
  }
  assert_true(size[1] == 5 && size[2] == 4 && size[3] == 3);
  bry_table_free(one);
  bry_table_free(many);
  bry__buffer_free(&lines);
}

static void the_objective_is_the_sum_of_distances_within_groups(void **state) {
  (void)state;
  bry_table *measures = NULL, *t = compose_lines("0 1 0.1\n2 3 0.2\n0 2 0.05\n", "2,2", 1, &measures);
  assert_true(measure(measures, "objective") == 0.3);
  bry_table_free(measures);
  bry_table_free(t);
}

static void lines_that_are_no_distances_are_refused_by_number(void **state) {
  (void)state;
  static const char *const bad[] = {"0 1 1\n0 1\n",      "0 1 1\n0 2 -1\n", "0 1 1\n1 0 2\n",  "0 1 1\na b c\n",
                                    "0 1 1\n0 5000 1\n", "0 1 1\n1 1 1\n",  "0 1 1\n0 2 1 1\n"};
  bry_compose_options o;
  bry_compose_options_init(&o);
  o.groups = 1;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    bry_table *t = NULL;
    bry_error *err = NULL;
    assert_int_equal(bry_compose_distances(bad[i], strlen(bad[i]), &o, NULL, NULL, &t, NULL, &err), BRY_EPARSE);
    assert_non_null(strstr(bry_error_message(err), "Line 2"));
    assert_null(t);
    bry_error_free(err);
  }
}

/* The objective of one group is the distance of all pairs. */
static double distance_of(const char *csv, const char *weights) {
  bry_table *people = people_of(csv), *t = NULL, *measures = NULL;
  bry_compose_options o;
  bry_compose_options_init(&o);
  o.groups = 1;
  o.weights = weights;
  assert_int_equal(bry_compose(people, "id", &o, NULL, NULL, &t, &measures, NULL), BRY_OK);
  double d = measure(measures, "objective");
  bry_table_free(measures);
  bry_table_free(t);
  bry_table_free(people);
  return d;
}

static void distances_are_gowers(void **state) {
  (void)state;
  assert_float_equal(distance_of("id,age,unit\na,20,x\nb,30,x\n", NULL), 0.5, 1e-6);
  assert_float_equal(distance_of("id,age,unit\na,20,x\nb,30,x\n", "age=3"), 0.75, 1e-6);
  assert_float_equal(distance_of("id,age,unit\na,20,x\nb,30,y\n", "age=0"), 1, 1e-6);
  assert_float_equal(distance_of("id,age,unit\na,20,x\nb,,y\n", NULL), 1, 1e-6); /* b has no age */
  assert_float_equal(distance_of("id,n\na,1\nb,2\nc,3\n", NULL), 2, 1e-6);
  assert_float_equal(distance_of("id,n\na,1\nb,2\nc,3\n", "n:category=1"), 3, 1e-6);
  assert_float_equal(distance_of("id,speaks\na,no;en\nb,en;so\n", NULL), 2.0 / 3, 1e-6);
}

static void wrong_options_are_refused(void **state) {
  (void)state;
  bry_table *people = people_of("id,x\na,1\nb,2\n"), *t = NULL;
  static const char *const weights[] = {"x", "x=", "x=-1", "x=1,", "x:shape=1"}, *const sizes[] = {"1", "1,2", "2,0",
                                                                                                   "1;1"};
  bry_compose_options o;
  for (size_t i = 0; i < sizeof weights / sizeof *weights; i++) {
    bry_compose_options_init(&o);
    o.groups = 1;
    o.weights = weights[i];
    assert_int_equal(bry_compose(people, "id", &o, NULL, NULL, &t, NULL, NULL), BRY_EINVAL);
  }
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    bry_compose_options_init(&o);
    o.sizes = sizes[i];
    assert_int_equal(bry_compose(people, "id", &o, NULL, NULL, &t, NULL, NULL), BRY_EINVAL);
  }
  bry_compose_options_init(&o);
  assert_int_equal(bry_compose(people, "id", &o, NULL, NULL, &t, NULL, NULL), BRY_EINVAL);
  o.groups = 1;
  o.weights = "y=1";
  assert_int_equal(bry_compose(people, "id", &o, NULL, NULL, &t, NULL, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_compose(people, "id", NULL, NULL, NULL, &t, NULL, NULL), BRY_EINVAL);
  assert_null(t);
  bry_table_free(people);
}

static int32_t refuse_to_go_on(int64_t done, int64_t total, void *user) {
  (void)user;
  return done <= total;
}

static void a_callback_can_cancel(void **state) {
  (void)state;
  crowd c = random_crowd(40, 5);
  bry_table *people = table_of(&c), *t = NULL;
  bry_compose_options o;
  for (int32_t rounds = 1; rounds <= 2; rounds++) {
    bry_compose_options_init(&o);
    o.groups = 5;
    o.rounds = rounds;
    assert_int_equal(bry_compose(people, "id", &o, refuse_to_go_on, NULL, &t, NULL, NULL), BRY_ECANCELLED);
    assert_null(t);
  }
  bry_table_free(people);
}

static const bry_table *the_people;

static bry_status compose_them(bry_error **err) {
  bry_table *t = NULL;
  bry_status status = compose_table(the_people, "id", 3, 1, &t, err);
  bry_table_free(t);
  return status;
}

static void each_allocation_can_fail(void **state) {
  (void)state;
  crowd c = random_crowd(20, 1);
  bry_table *people = table_of(&c);
  the_people = people;
  assert_true(each_allocation_may_fail(compose_them, BRY_OK) > 10);
  bry_table_free(people);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sizes_differ_by_one_at_most),
      cmocka_unit_test(the_same_seed_gives_the_same_groups),
      cmocka_unit_test(groups_are_the_same_on_any_machine),
      cmocka_unit_test(small_crowds_mostly_reach_the_best_there_is),
      cmocka_unit_test(no_groups_are_worse_than_the_mean_of_random_ones),
      cmocka_unit_test(no_exchange_of_two_makes_them_better),
      cmocka_unit_test(two_kinds_of_people_are_paired_across),
      cmocka_unit_test(people_without_attributes_or_values_are_grouped_too),
      cmocka_unit_test(an_id_twice_or_none_is_refused_by_row_not_by_name),
      cmocka_unit_test(wrong_arguments_are_refused),
      cmocka_unit_test(nobody_meets_twice_where_a_design_is_known),
      cmocka_unit_test(threads_change_nothing),
      cmocka_unit_test(the_objective_is_the_sum_of_distances_within_groups),
      cmocka_unit_test(lines_that_are_no_distances_are_refused_by_number),
      cmocka_unit_test(distances_are_gowers),
      cmocka_unit_test(wrong_options_are_refused),
      cmocka_unit_test(a_callback_can_cancel),
      cmocka_unit_test(each_allocation_can_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
