/* Raking: margins are met, bounds are kept, and what can't be done is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "result/people.h"

#include <bry/statistics.h>

static const char margins[] = "{\"sex\": {\"f\": 0.5, \"m\": 0.5}, \"age\": {\"young\": 30, \"old\": 70}}";

static bry_table *sample(void) {
  people p;
  people_begin(&p, "sex,age");
  people_add(&p, 30, "f,young");
  people_add(&p, 10, "f,old");
  people_add(&p, 8, "m,young");
  people_add(&p, 12, "m,old");
  people_add(&p, 2, ",old");
  return people_table(&p);
}

static bry_status rake(const char *wanted, const bry_rake_options *o, double *weights, bry_table **out,
                       const char *says) {
  bry_table *t = sample();
  bry_error *err = NULL;
  bry_text *audit = NULL;
  bry_status status = bry_rake(t, wanted, strlen(wanted), o, weights, out, &audit, &err);
  if (status != BRY_OK && !strstr(bry_error_message(err), says)) fail_msg("%s", bry_error_message(err));
  if (status == BRY_OK) assert_non_null(strstr(bry_text_data(audit), "\"converged\":true"));
  bry_error_free(err);
  bry_text_free(audit);
  bry_table_free(t);
  return status;
}

static void margins_are_met_and_the_mean_is_one(void **state) {
  (void)state;
  double weights[62], sum = 0, female = 0, stated = 0, old = 0;
  bry_table *t = NULL;
  assert_int_equal(rake(margins, NULL, weights, &t, ""), BRY_OK);
  for (int i = 0; i < 62; i++) {
    sum += weights[i];
    female += i < 40 ? weights[i] : 0;
    stated += i < 60 ? weights[i] : 0;
    old += (i >= 30 && i < 40) || i >= 48 ? weights[i] : 0;
  }
  assert_near(sum, 62, 1e-9);
  assert_near(female / stated, 0.5, 1e-5); /* the two of no stated sex are left out of that margin */
  assert_near(old / sum, 0.7, 1e-5);
  assert_true(number_at(t, "sex/f", "people") == 40);
  assert_near(number_at(t, "age/old", "before"), 24.0 / 62, 1e-12);
  assert_near(number_at(t, "age/old", "after"), 0.7, 1e-5);
  bry_table_free(t);
}

static void bounds_are_kept_or_it_is_said_that_they_cannot(void **state) {
  (void)state;
  double weights[62] = {-1}, sum = 0;
  bry_rake_options o;
  bry_rake_options_init(&o);
  o.low = 0.3;
  o.high = 2;
  assert_int_equal(rake(margins, &o, weights, NULL, ""), BRY_OK);
  for (int i = 0; i < 62; i++)
    assert_true(weights[i] >= 0.3 && weights[i] <= 2 && (sum += weights[i]) > 0);
  assert_near(sum, 62, 1e-6);
  weights[0] = -1;
  o.high = 1.2;
  assert_int_equal(rake(margins, &o, weights, NULL, "did not converge in 200 rounds: in the margin \"age\""),
                   BRY_EREFUSED);
  assert_true(weights[0] == -1);
  o.low = 2;
  assert_int_equal(rake(margins, &o, weights, NULL, "bounds"), BRY_EINVAL);
}

static void what_margin_and_people_lack_is_told(void **state) {
  (void)state;
  double weights[62];
  assert_int_equal(rake("{\"sex\": {\"f\": 1, \"m\": 1, \"x\": 1}}", NULL, weights, NULL, "no row has that value"),
                   BRY_EREFUSED);
  assert_int_equal(rake("{\"sex\": {\"f\": 1}}", NULL, weights, NULL, "20 rows have a value"), BRY_EREFUSED);
  assert_int_equal(rake("{\"sex\": {\"f\": 1, \"m\": 0}}", NULL, weights, NULL, "above 0"), BRY_EPARSE);
  assert_int_equal(rake("{\"sex\": 3}", NULL, weights, NULL, "is no object"), BRY_EPARSE);
  assert_int_equal(rake("{}", NULL, weights, NULL, "no object of 1 to"), BRY_EPARSE);
  assert_int_equal(rake("{\"dep\": {\"f\": 1}}", NULL, weights, NULL, "no column \"dep\""), BRY_ENOTFOUND);
  assert_int_equal(rake("{", NULL, weights, NULL, "margins"), BRY_EPARSE);
}

static bry_table *fixed;

static bry_status rake_fixed(bry_error **err) {
  double weights[62];
  bry_table *out = NULL;
  bry_text *audit = NULL;
  bry_status status = bry_rake(fixed, margins, sizeof margins - 1, NULL, weights, &out, &audit, err);
  bry_table_free(out);
  bry_text_free(audit);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  fixed = sample();
  assert_true(each_allocation_may_fail(rake_fixed, BRY_OK) > 20);
  bry_table_free(fixed);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(margins_are_met_and_the_mean_is_one),
                                     cmocka_unit_test(bounds_are_kept_or_it_is_said_that_they_cannot),
                                     cmocka_unit_test(what_margin_and_people_lack_is_told),
                                     cmocka_unit_test(any_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
