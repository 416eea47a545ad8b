/* Cronbach's alpha: who counts, and what is told. That the figures are right is conformance/statistics'. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "result/people.h"

#include <bry/statistics.h>

static const char *const items[] = {"a", "b", "c"};

static void answers(people *p, int count) {
  char row[32];
  people_begin(p, "a,b,c");
  for (int i = 0; i < count; i++) {
    snprintf(row, sizeof row, "%d,%d,%d", 1 + i % 5, 1 + (i + i / 3 % 2) % 5, 5 - i % 5);
    people_add(p, 1, row);
  }
}

static bry_status measure(const people *p, const int32_t *reversed, const bry_tabulate_options *o, bry_table **out,
                          const char *says) {
  bry_table *t = people_table(p);
  bry_error *err = NULL;
  bry_status status = bry_reliability(t, items, 3, reversed, o, out, &err);
  if (status != BRY_OK && !strstr(bry_error_message(err), says)) fail_msg("%s", bry_error_message(err));
  bry_error_free(err);
  bry_table_free(t);
  return status;
}

static void turning_an_item_round_makes_the_scale_hold(void **state) {
  (void)state;
  static const int32_t reversed[] = {0, 0, 1};
  people p;
  bry_table *t = NULL;
  bry_tabulate_options o;
  bry_tabulate_options_init(&o);
  answers(&p, 60);
  assert_int_equal(measure(&p, NULL, NULL, &t, ""), BRY_OK);
  assert_true(number_at(t, "*", "alpha") < 0);
  bry_table_free(t);
  assert_int_equal(measure(&p, reversed, &o, &t, "give its ends"), BRY_EINVAL);
  o.scale_low = 1;
  o.scale_high = 5;
  assert_int_equal(measure(&p, reversed, &o, &t, ""), BRY_OK);
  assert_true(number_at(t, "*", "alpha") > 0.8 && number_at(t, "*", "low") < number_at(t, "*", "alpha"));
  assert_true(number_at(t, "a", "items") == 2);
  assert_near(number_at(t, "b", "alpha"), 1, 1e-12); /* a, and c turned round, are the same */
  bry_table_free(t);
}

static void only_whole_rows_count_and_enough_of_them(void **state) {
  (void)state;
  people p;
  bry_table *t = NULL;
  bry_tabulate_options o;
  bry_tabulate_options_init(&o);
  o.missing = "9=skipped";
  answers(&p, 20);
  people_add(&p, 5, "1,,3");
  people_add(&p, 5, "9,2,3");
  assert_int_equal(measure(&p, NULL, &o, &t, ""), BRY_OK);
  assert_true(number_at(t, "*", "respondents") == 20);
  bry_table_free(t);
  answers(&p, 19);
  assert_int_equal(measure(&p, NULL, NULL, &t, ""), BRY_OK);
  assert_int_equal(missing_at(t, "*", "alpha"), BRY_MISSING_WITHHELD);
  assert_int_equal(missing_at(t, "a", "mean"), BRY_MISSING_WITHHELD);
  bry_table_free(t);
}

static void what_is_no_number_is_told_by_its_place(void **state) {
  (void)state;
  people p;
  bry_table *t = NULL;
  answers(&p, 20);
  people_add(&p, 1, "1,secret,3");
  assert_int_equal(measure(&p, NULL, NULL, &t, "Row 21 of the column \"b\""), BRY_EPARSE);
}

static bry_table *fixed;

static bry_status measure_fixed(bry_error **err) {
  bry_table *out = NULL;
  bry_status status = bry_reliability(fixed, items, 3, NULL, NULL, &out, err);
  bry_table_free(out);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  people p;
  answers(&p, 30);
  fixed = people_table(&p);
  assert_true(each_allocation_may_fail(measure_fixed, BRY_OK) > 10);
  bry_table_free(fixed);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(turning_an_item_round_makes_the_scale_hold),
                                     cmocka_unit_test(only_whole_rows_count_and_enough_of_them),
                                     cmocka_unit_test(what_is_no_number_is_told_by_its_place),
                                     cmocka_unit_test(any_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
