/* The relation budget: figures worked out by hand, and what is withheld so that nobody's hours or points can be computed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "core/random.h"

#include <bry.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define NONE NAN
#define assert_near(value, wanted) assert_true(fabs((value) - (wanted)) < 1e-12)

static bry_table *relations(const bry_relation *all, int64_t count, int32_t k) {
  bry_table *t = NULL;
  bry_error *err = NULL;
  if (bry_relations(all, count, k, &t, &err) != BRY_OK) fail_msg("%s", bry_error_message(err));
  return t;
}
#define RELATIONS(all, k) relations(all, sizeof(all) / sizeof(all)[0], k)

/* The row of a pair; to NULL: of the unit as a whole. */
static int64_t row_of(const bry_table *t, const char *from, const char *to) {
  for (int64_t row = 0; row < bry_table_row_count(t); row++) {
    const char *other = bry_table_text(t, row, 1);
    if (strcmp(bry_table_text(t, row, 0), from) == 0 && (to ? other && strcmp(other, to) == 0 : !other)) return row;
  }
  fail_msg("no row %s %s", from, to ? to : "(all)");
  return -1;
}

static double value(const bry_table *t, const char *from, const char *to, const char *column) {
  int64_t row = row_of(t, from, to);
  int32_t c = bry_table_find_column(t, column);
  assert_int_equal(bry_table_missing(t, row, c), BRY_PRESENT);
  return bry_table_double(t, row, c);
}

static int32_t missing(const bry_table *t, const char *from, const char *to, const char *column) {
  return bry_table_missing(t, row_of(t, from, to), bry_table_find_column(t, column));
}

static const bry_relation hours[] = {
    {"a1", "A", "B", 2, 4, 3, NONE},    {"a2", "A", "B", 4, 4, 4, NONE},   {"a3", "A", "B", 6, 10, 5, NONE},
    {"a4", "A", "B", 8, 6, 2, NONE},    {"b1", "B", "A", 1, 2, 1, NONE},   {"b2", "B", "A", 3, 4, 2, NONE},
    {"b3", "B", "A", 5, 9, NONE, NONE}, {"a1", "A", "C", 10, 11, 1, NONE}, {"a2", "A", "C", 20, 10, 2, NONE},
};

static void the_figures_of_a_pair(void **state) {
  (void)state;
  bry_table *t = RELATIONS(hours, 3);
  assert_int_equal(bry_table_row_count(t), 5);
  assert_near(value(t, "A", "B", "people"), 4);
  assert_near(value(t, "A", "B", "hours_now"), 5);     /* (2 + 4 + 6 + 8) / 4 */
  assert_near(value(t, "A", "B", "hours_wanted"), 6);  /* (4 + 4 + 10 + 6) / 4 */
  assert_near(value(t, "A", "B", "gap"), 1);           /* 6 - 5 */
  assert_near(value(t, "A", "B", "quality"), 3.5);     /* (3 + 4 + 5 + 2) / 4 */
  assert_near(value(t, "B", "A", "hours_now"), 3);     /* (1 + 3 + 5) / 3 */
  assert_near(value(t, "B", "A", "gap"), 2);           /* (2 + 4 + 9) / 3 - 3 */
  assert_near(value(t, "A", "B", "reciprocity"), 0.6); /* 3 / 5 */
  assert_near(value(t, "B", "A", "reciprocity"), 0.6);
  assert_near(value(t, "B", NULL, "hours_now"), 3); /* B has no other pair */
  assert_int_equal(missing(t, "A", "B", "points"), BRY_MISSING);
  bry_table_free(t);
}

static void few_are_withheld_and_no_sum_gives_them_back(void **state) {
  (void)state;
  static const char *const told[] = {"people", "hours_now", "hours_wanted", "gap", "quality"};
  bry_table *t = RELATIONS(hours, 3);
  for (int i = 0; i < 5; i++)
    assert_int_equal(missing(t, "A", "C", told[i]), BRY_MISSING_WITHHELD); /* a1 and a2 */
  assert_int_equal(missing(t, "B", "A", "quality"), BRY_MISSING_WITHHELD); /* b3 said nothing of it */
  for (int i = 1; i < 4; i++)
    assert_int_equal(missing(t, "A", NULL, told[i]), BRY_MISSING_WITHHELD); /* less A to B it would be A to C */
  assert_near(value(t, "A", NULL, "people"), 4);
  bry_table_free(t);
}

static void a_sum_is_told_when_what_is_left_of_it_is_of_enough_people(void **state) {
  (void)state;
  static const bry_relation all[] = {
      {"d1", "D", "B", 1, 2, NONE, NONE}, {"d2", "D", "B", 2, 3, NONE, NONE}, {"d3", "D", "B", 3, 4, NONE, NONE},
      {"d4", "D", "B", 4, 6, NONE, NONE}, {"d1", "D", "X", 5, 6, NONE, NONE}, {"d2", "D", "X", 7, 9, NONE, NONE},
      {"d3", "D", "Y", 1, 0, NONE, NONE}, {"d4", "D", "Y", 2, 8, NONE, NONE},
  };
  bry_table *t = RELATIONS(all, 3);
  assert_int_equal(missing(t, "D", "X", "hours_now"), BRY_MISSING_WITHHELD);
  assert_int_equal(missing(t, "D", "Y", "hours_now"), BRY_MISSING_WITHHELD);
  assert_near(value(t, "D", NULL, "hours_now"), 6.25);   /* (6 + 9 + 4 + 6) / 4 people */
  assert_near(value(t, "D", NULL, "hours_wanted"), 9.5); /* (8 + 12 + 4 + 14) / 4 */
  assert_near(value(t, "D", NULL, "gap"), 3.25);
  bry_table_free(t);
}

static void who_all_say_the_same_are_withheld(void **state) {
  (void)state;
  static const bry_relation all[] = {
      {"f1", "F", "B", 5, 1, 5, NONE}, {"f2", "F", "B", 5, 2, 5, NONE}, {"f3", "F", "B", 5, 3, 4, NONE},
      {"f4", "F", "B", 5, 9, 3, NONE}, {"f1", "F", "C", 1, 1, 5, NONE}, {"f2", "F", "C", 2, 2, 5, NONE},
      {"f3", "F", "C", 3, 4, 5, NONE}, {"f4", "F", "C", 4, 8, 4, NONE},
  };
  bry_table *t = RELATIONS(all, 3);
  assert_int_equal(missing(t, "F", "B", "hours_now"), BRY_MISSING_WITHHELD);    /* all 5 */
  assert_int_equal(missing(t, "F", "B", "hours_wanted"), BRY_MISSING_WITHHELD); /* goes with it */
  assert_near(value(t, "F", "B", "quality"), 4.25);
  assert_near(value(t, "F", "C", "hours_now"), 2.5);
  assert_int_equal(missing(t, "F", "C", "quality"), BRY_MISSING_WITHHELD);    /* all but one */
  assert_int_equal(missing(t, "F", NULL, "hours_now"), BRY_MISSING_WITHHELD); /* 7.5 less 2.5 is all 5 */
  bry_table_free(t);
}

static void points_are_withheld_until_the_hundred_gives_nothing_back(void **state) {
  (void)state;
  static const bry_relation all[] = {
      {"e1", "E", "P", NONE, NONE, NONE, 60}, {"e2", "E", "P", NONE, NONE, NONE, 50},
      {"e3", "E", "P", NONE, NONE, NONE, 40}, {"e4", "E", "P", NONE, NONE, NONE, 30},
      {"e1", "E", "Q", NONE, NONE, NONE, 40}, {"e2", "E", "Q", NONE, NONE, NONE, 50},
      {"e3", "E", "Q", NONE, NONE, NONE, 60}, {"e4", "E", "R", NONE, NONE, NONE, 70},
  };
  bry_table *t = RELATIONS(all, 3);
  assert_near(value(t, "E", "P", "points"), 45);                          /* (60 + 50 + 40 + 30) / 4 */
  assert_int_equal(missing(t, "E", "R", "points"), BRY_MISSING_WITHHELD); /* one person */
  assert_int_equal(missing(t, "E", "Q", "points"), BRY_MISSING_WITHHELD); /* else 400 - 180 - 150 is that one's */
  assert_near(value(t, "E", "Q", "people"), 3);
  assert_int_equal(missing(t, "E", NULL, "points"), BRY_MISSING);
  bry_table_free(t);
}

/* --- against all pairs of random tables ---------------------------------------------------------------------------- */

enum { ROOM = 200, K = 3 };

static int is_shown(const bry_table *t, int64_t row, const char *column) {
  return bry_table_missing(t, row, bry_table_find_column(t, column)) == BRY_PRESENT;
}

/* The people of a unit whose pairs do not show the column. */
static int64_t hidden_people(const bry_table *t, const bry_relation *all, int64_t count, const char *from,
                             const char *column) {
  const char *seen[ROOM];
  int64_t people = 0;
  for (int64_t i = 0; i < count; i++) {
    if (strcmp(all[i].from, from) != 0 || is_shown(t, row_of(t, from, all[i].to), column)) continue;
    int64_t j = 0;
    while (j < people && strcmp(seen[j], all[i].person) != 0)
      j++;
    if (j == people) seen[people++] = all[i].person;
  }
  return people;
}

static int64_t make_random(bry_relation *all, char names[ROOM][8], uint64_t seed) {
  static const char *const units[] = {"A", "B", "C", "D", "E"};
  int64_t count = 0;
  for (int person = 0; person < 20; person++) {
    int64_t begin = count;
    snprintf(names[person], 8, "p%d", person);
    for (int to = 0; to < 5; to++) {
      uint64_t drawn = bry__random_at(seed, (uint64_t)person, (uint64_t)to);
      if (drawn % 3 == 0)
        all[count++] = (bry_relation){
            names[person], units[person % 3], units[to], (double)(drawn / 3 % 4), (double)(drawn / 12 % 9), NONE, 0};
    }
    for (int64_t i = begin; i < count; i++)
      all[i].points = i + 1 < count ? (double)(10 + i % 7) : 100;
    for (int64_t i = begin; i + 1 < count; i++)
      all[count - 1].points -= all[i].points;
  }
  return count;
}

static void nothing_of_few_people_is_left_when_what_is_shown_is_subtracted(void **state) {
  (void)state;
  static bry_relation all[ROOM];
  static char names[ROOM][8];
  int64_t totals = 0, hidden = 0, means = 0;
  for (uint64_t seed = 1; seed <= 200; seed++) {
    int64_t count = make_random(all, names, seed);
    bry_table *t = relations(all, count, K);
    for (int64_t row = 0; row < bry_table_row_count(t); row++) {
      const char *from = bry_table_text(t, row, 0);
      if (bry_table_text(t, row, 1)) {
        means += is_shown(t, row, "points");
        assert_true(!is_shown(t, row, "people") || bry_table_int64(t, row, 2) >= K);
        assert_true(is_shown(t, row, "people") || !is_shown(t, row, "hours_now"));
        continue;
      }
      int64_t rest = hidden_people(t, all, count, from, "points"), whole = bry_table_int64(t, row, 2);
      if (is_shown(t, row, "people")) assert_true(rest == 0 || rest >= K || rest == whole);
      hidden += rest > 0;
      if (!is_shown(t, row, "hours_now")) continue;
      totals++;
      rest = hidden_people(t, all, count, from, "hours_now");
      assert_true(rest == 0 || rest >= K);
    }
    bry_table_free(t);
  }
  assert_true(totals > 100 && hidden > 100 && means > 100); /* the trial meets each of the cases */
}

/* --- mistakes ------------------------------------------------------------------------------------------------------ */

static void expect_mistake(bry_relation one, bry_relation two, bry_status wanted, const char *word) {
  const bry_relation all[] = {one, two};
  bry_table *t = NULL;
  bry_error *err = NULL;
  assert_int_equal(bry_relations(all, 2, 0, &t, &err), wanted);
  assert_null(t);
  if (!strstr(bry_error_message(err), word)) fail_msg("%s", bry_error_message(err));
  bry_error_free(err);
}

static void mistakes_are_told_and_name_nobody(void **state) {
  (void)state;
  const bry_relation good = {"kari", "A", "B", 1, 2, 3, NONE};
  expect_mistake(good, (bry_relation){"kari", "B", "C", 1, 2, 3, NONE}, BRY_EREFUSED, "two units");
  expect_mistake(good, good, BRY_EREFUSED, "two things");
  expect_mistake(good, (bry_relation){"ola", "A", "B", 1, 2, 3, 60}, BRY_EREFUSED, "100");
  expect_mistake(good, (bry_relation){"ola", "A", "", 1, 2, 3, NONE}, BRY_EINVAL, "Relation 2");
  expect_mistake(good, (bry_relation){"ola", "A", "B", -1, 2, 3, NONE}, BRY_EINVAL, "Relation 2");
  expect_mistake(good, (bry_relation){"ola", "A", "B", 1, 2, INFINITY, NONE}, BRY_EINVAL, "quality");
  bry_table *t = NULL;
  assert_int_equal(bry_relations(&good, 1, 2, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_relations(NULL, 1, 0, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_relations(&good, 1, 0, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_relations(NULL, 0, 0, &t, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(t), 0);
  bry_table_free(t);
}

static bry_status work(bry_error **err) {
  bry_table *t = NULL;
  bry_status status = bry_relations(hours, 9, 3, &t, err);
  bry_table_free(t);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(work, BRY_OK) > 6);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_figures_of_a_pair),
      cmocka_unit_test(few_are_withheld_and_no_sum_gives_them_back),
      cmocka_unit_test(a_sum_is_told_when_what_is_left_of_it_is_of_enough_people),
      cmocka_unit_test(who_all_say_the_same_are_withheld),
      cmocka_unit_test(points_are_withheld_until_the_hundred_gives_nothing_back),
      cmocka_unit_test(nothing_of_few_people_is_left_when_what_is_shown_is_subtracted),
      cmocka_unit_test(mistakes_are_told_and_name_nobody),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
