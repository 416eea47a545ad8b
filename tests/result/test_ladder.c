/* Maturity ladders: medians and moves worked out by hand, and what is withheld. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"

#include <bry.h>
#include <string.h>

/* A: 1 2 3 3, then 2 3 4 4; B: 2 2 4, then 2 2 2; C: 3 3 5, then two people; D: only in the second wave, 5 4 4. */
static const bry_ladder_answer answers[] = {
    {"a1", "A", "2025", 3, 0}, {"a2", "A", "2025", 1, 0}, {"a3", "A", "2025", 3, 0}, {"a4", "A", "2025", 2, 0},
    {"a1", "A", "2026", 4, 0}, {"a2", "A", "2026", 2, 0}, {"a3", "A", "2026", 4, 0}, {"a5", "A", "2026", 3, 0},
    {"b1", "B", "2025", 2, 0}, {"b2", "B", "2025", 4, 0}, {"b3", "B", "2025", 2, 0}, {"b1", "B", "2026", 2, 0},
    {"b2", "B", "2026", 2, 0}, {"b3", "B", "2026", 2, 0}, {NULL, "C", "2025", 3, 0}, {NULL, "C", "2025", 5, 0},
    {NULL, "C", "2025", 3, 0}, {NULL, "C", "2026", 4, 0}, {NULL, "C", "2026", 5, 0}, {"d1", "D", "2026", 5, 0},
    {"d2", "D", "2026", 4, 0}, {"d3", "D", "2026", 4, 0},
};
enum { COUNT = sizeof answers / sizeof answers[0] };

static int64_t number(const bry_table *t, int64_t row, const char *column) {
  assert_int_equal(bry_table_missing(t, row, bry_table_find_column(t, column)), BRY_PRESENT);
  return bry_table_int64(t, row, bry_table_find_column(t, column));
}

static void expect_unit(const bry_table *t, int64_t row, const char *wave, const char *unit, int64_t people,
                        int64_t median) {
  assert_string_equal(bry_table_text(t, row, 0), unit);
  assert_string_equal(bry_table_text(t, row, 1), wave);
  assert_int_equal(number(t, row, "people"), people);
  assert_int_equal(number(t, row, "median"), median);
}

static void units_stand_on_their_lower_median(void **state) {
  (void)state;
  bry_table *t = NULL;
  assert_int_equal(bry_ladder_steps(answers, COUNT, 5, 3, &t, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(t), 9);
  expect_unit(t, 0, "2025", "A", 4, 2); /* of 1 2 3 3, 2 and 3 are in the middle: the lower */
  expect_unit(t, 1, "2025", "B", 3, 2);
  expect_unit(t, 2, "2025", "C", 3, 3);
  assert_null(bry_table_text(t, 3, 0)); /* all units: 2 2 3 */
  assert_int_equal(number(t, 3, "units"), 3);
  assert_int_equal(number(t, 3, "median"), 2);
  expect_unit(t, 4, "2026", "A", 4, 3);
  expect_unit(t, 5, "2026", "B", 3, 2);
  expect_unit(t, 7, "2026", "D", 3, 4);
  assert_int_equal(number(t, 8, "units"), 3); /* C is not in it: 3 2 4 */
  assert_int_equal(number(t, 8, "median"), 3);
  bry_table_free(t);
}

static void few_people_are_withheld(void **state) {
  (void)state;
  bry_table *t = NULL;
  assert_int_equal(bry_ladder_steps(answers, COUNT, 5, 3, &t, NULL), BRY_OK);
  assert_string_equal(bry_table_text(t, 6, 0), "C");
  assert_int_equal(bry_table_missing(t, 6, bry_table_find_column(t, "people")), BRY_MISSING_WITHHELD);
  assert_int_equal(bry_table_missing(t, 6, bry_table_find_column(t, "median")), BRY_MISSING_WITHHELD);
  bry_table_free(t);
  assert_int_equal(bry_ladder_steps(answers, COUNT, 5, 0, &t, NULL), BRY_OK); /* five: nobody is shown */
  for (int64_t row = 0; row < bry_table_row_count(t); row++) {
    int32_t missing = bry_table_missing(t, row, bry_table_find_column(t, "median"));
    assert_int_equal(missing, bry_table_text(t, row, 0) ? BRY_MISSING_WITHHELD : BRY_MISSING);
  }
  bry_table_free(t);
}

static void units_that_are_shown_in_both_waves_are_paired(void **state) {
  (void)state;
  bry_table *t = NULL;
  assert_int_equal(bry_ladder_shifts(answers, COUNT, 5, "2025", "2026", 3, &t, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(t), 25);
  for (int64_t row = 0; row < 25; row++) { /* A from 2 to 3, B from 2 to 2; neither C nor D */
    int64_t from = number(t, row, "from"), to = number(t, row, "to");
    assert_int_equal(from, row / 5 + 1);
    assert_int_equal(to, row % 5 + 1);
    assert_int_equal(number(t, row, "units"), from == 2 && (to == 2 || to == 3));
  }
  bry_table_free(t);
}

static void expect_mistake(bry_ladder_answer one, bry_status wanted, const char *word) {
  const bry_ladder_answer both[] = {{"kari", "A", "2025", 1, 0}, one};
  bry_table *t = NULL;
  bry_error *err = NULL;
  assert_int_equal(bry_ladder_steps(both, 2, 5, 0, &t, &err), wanted);
  assert_null(t);
  if (!strstr(bry_error_message(err), word)) fail_msg("%s", bry_error_message(err));
  bry_error_free(err);
}

static void mistakes_are_told_and_name_nobody(void **state) {
  (void)state;
  bry_table *t = NULL;
  expect_mistake((bry_ladder_answer){"kari", "B", "2025", 2, 0}, BRY_EREFUSED, "Somebody");
  expect_mistake((bry_ladder_answer){"ola", "A", "2025", 6, 0}, BRY_EINVAL, "Answer 2");
  expect_mistake((bry_ladder_answer){"ola", "A", "2025", 0, 0}, BRY_EINVAL, "Answer 2");
  expect_mistake((bry_ladder_answer){"ola", "", "2025", 1, 0}, BRY_EINVAL, "unit");
  expect_mistake((bry_ladder_answer){"ola", "A", NULL, 1, 0}, BRY_EINVAL, "wave");
  assert_int_equal(bry_ladder_steps(answers, COUNT, 21, 0, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_ladder_steps(answers, COUNT, 5, 2, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_ladder_steps(NULL, 1, 5, 0, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_ladder_steps(answers, COUNT, 5, 0, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_ladder_shifts(answers, COUNT, 5, "2025", "2027", 0, &t, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_ladder_shifts(answers, COUNT, 5, NULL, "2026", 0, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_ladder_shifts(answers, COUNT, 5, "2025", "2026", 0, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_ladder_steps(NULL, 0, 5, 0, &t, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(t), 0);
  bry_table_free(t);
}

static bry_status work(bry_error **err) {
  bry_table *t = NULL;
  bry_status status = bry_ladder_steps(answers, COUNT, 5, 3, &t, err);
  bry_table_free(t);
  t = NULL;
  if (status == BRY_OK) status = bry_ladder_shifts(answers, COUNT, 5, "2025", "2026", 3, &t, err);
  bry_table_free(t);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(work, BRY_OK) > 6);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(units_stand_on_their_lower_median),
      cmocka_unit_test(few_people_are_withheld),
      cmocka_unit_test(units_that_are_shown_in_both_waves_are_paired),
      cmocka_unit_test(mistakes_are_told_and_name_nobody),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
