/* Adjusted probabilities: the same as R's p.adjust(p, "holm"). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "result/holm.h"

#include <math.h>
#include <string.h>

static void assert_same(const double *found, const double *expected, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (!(fabs(found[i] - expected[i]) < 1e-15)) fail_msg("%zu: %.17g is not %.17g", i, found[i], expected[i]);
}

static void adjusted_probabilities_are_those_of_r(void **state) {
  (void)state;
  double p[] = {0.01, 0.04, 0.03, 0.005, 0.8};
  const double expected[] = {0.04, 0.09, 0.09, 0.025, 0.8};
  assert_int_equal(bry__holm(p, 5, NULL), BRY_OK);
  assert_same(p, expected, 5);
}

static void what_was_not_tested_does_not_count(void **state) {
  (void)state;
  double p[] = {NAN, 0.02, NAN, 0.5, 0.9};
  const double expected[] = {0.06, 1, 1};
  assert_int_equal(bry__holm(p, 5, NULL), BRY_OK);
  assert_true(isnan(p[0]) && isnan(p[2]));
  const double rest[] = {p[1], p[3], p[4]};
  assert_same(rest, expected, 3);
}

static void one_or_none_stay_as_they_are(void **state) {
  (void)state;
  double p[] = {0.03};
  assert_int_equal(bry__holm(p, 1, NULL), BRY_OK);
  assert_true(p[0] == 0.03);
  assert_int_equal(bry__holm(p, 0, NULL), BRY_OK);
}

static bry_status adjust(bry_error **err) {
  double p[] = {0.5, 0.1, 0.2};
  return bry__holm(p, 3, err);
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  assert_int_equal(each_allocation_may_fail(adjust, BRY_OK), 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(adjusted_probabilities_are_those_of_r), cmocka_unit_test(what_was_not_tested_does_not_count),
      cmocka_unit_test(one_or_none_stay_as_they_are), cmocka_unit_test(any_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
