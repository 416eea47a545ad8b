/* Distributions against R 4.2's pchisq, pf, qnorm, qt and qf. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "result/distribution.h"

static void near(double found, double expected) {
  if (!(fabs(found - expected) <= 1e-10 * fabs(expected))) fail_msg("%.17g is not %.17g", found, expected);
}

static void chi_square_is_that_of_r(void **state) {
  (void)state;
  near(bry__chi_square_above(3.841458820694124, 1), 0.05);
  near(bry__chi_square_above(0.5, 4), 0.97350097883925613);
  near(bry__chi_square_above(120, 100), 0.084406681093691843);
  near(bry__chi_square_above(500, 10), 4.4147360999137316e-101);
  assert_true(bry__chi_square_above(0, 3) == 1);
  assert_true(isnan(bry__chi_square_above(1, 0)));
}

static void f_is_that_of_r(void **state) {
  (void)state;
  near(bry__f_above(2.5, 3, 20), 0.088843751937689272);
  near(bry__f_above(1.429, 35.633, 10654.145), 0.046991626967560006);
  near(bry__f_quantile(0.975, 29, 174), 1.661538417028813);
  assert_true(bry__f_above(0, 3, 20) == 1);
  assert_true(isnan(bry__f_above(1, -1, 3)));
}

static void quantiles_are_those_of_r(void **state) {
  (void)state;
  near(bry__normal_quantile(0.975), 1.959963984540054);
  near(bry__t_quantile(0.975, 1), 12.706204736174705);
  near(bry__t_quantile(0.975, 29), 2.045229642132703);
  near(bry__t_quantile(0.05, 4), -2.131846786326649);
  near(bry__t_quantile(0.9995, 3), 12.923978636687961);
  assert_true(isnan(bry__t_quantile(0.975, 0)));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(chi_square_is_that_of_r), cmocka_unit_test(f_is_that_of_r),
                                     cmocka_unit_test(quantiles_are_those_of_r)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
