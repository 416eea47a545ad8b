/* Answers in another's shoes are never counted together with what people say for themselves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "result/people.h"

#include <bry.h>

static const char *const near_by[] = {"near"};
static const char *const by_perspective[] = {"dep", "perspective"};

/* Twelve who speak for themselves, and as many of whom `whose` says who it is ("": nothing). */
static bry_table *answers(const char *whose) {
  people p;
  char row[40];
  people_begin(&p, "dep,perspective,near");
  for (int v = 1; v <= 4; v++) {
    snprintf(row, sizeof row, "a,,%d", v);
    people_add(&p, 3, row);
    snprintf(row, sizeof row, "a,%s,%d", whose, 6 - v);
    people_add(&p, 3, row);
  }
  return people_table(&p);
}

static bry_status tabulate(const bry_table *given, const bry_tabulate_options *o, bry_table **out) {
  bry_error *err = NULL;
  bry_status status = bry_tabulate(given, near_by, 1, o, out, &err);
  if (status != BRY_OK) assert_non_null(strstr(bry_error_message(err), "erspective"));
  bry_error_free(err);
  return status;
}

static void a_mixed_table_is_refused(void **state) {
  (void)state;
  bry_tabulate_options o;
  bry_table *given = answers("innbygger"), *out = NULL;
  bry_tabulate_options_init(&o);
  assert_int_equal(tabulate(given, &o, &out), BRY_EINVAL);
  o.by = by_perspective; /* by department alone */
  o.by_count = 1;
  assert_int_equal(tabulate(given, &o, &out), BRY_EINVAL);
  o.by_count = 2;
  o.margins = 1; /* "*" would be of all */
  assert_int_equal(tabulate(given, &o, &out), BRY_EINVAL);
  const char *const hierarchies[] = {NULL, "code,parent\ninnbygger,andre\n"};
  o.margins = 0;
  o.hierarchies = hierarchies;
  assert_int_equal(tabulate(given, &o, &out), BRY_EINVAL);
  assert_null(out);
  bry_table_free(given);
}

static void a_split_table_keeps_them_apart(void **state) {
  (void)state;
  bry_tabulate_options o;
  bry_table *given = answers("innbygger"), *out = NULL;
  bry_tabulate_options_init(&o);
  o.statistic = BRY_STATISTIC_SUMMARY;
  o.scale_low = 1;
  o.scale_high = 5;
  o.by = by_perspective;
  o.by_count = 2;
  assert_int_equal(tabulate(given, &o, &out), BRY_OK);
  assert_int_equal(bry_table_row_count(out), 2);
  int32_t mean = bry_table_find_column(out, "mean"), whose = bry_table_find_column(out, "perspective");
  for (int64_t row = 0; row < 2; row++) /* (1 + 2 + 3 + 4) / 4, and (5 + 4 + 3 + 2) / 4 */
    assert_true(bry_table_double(out, row, mean) == (bry_table_text(out, row, whose) ? 3.5 : 2.5));
  bry_table_free(out);
  bry_table_free(given);
}

static void people_of_one_perspective_are_counted_as_ever(void **state) {
  (void)state;
  bry_tabulate_options o;
  bry_table *given = answers(""), *out = NULL;
  bry_tabulate_options_init(&o);
  assert_int_equal(tabulate(given, &o, &out), BRY_OK);
  bry_table_free(out);
  bry_table_free(given);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_mixed_table_is_refused),
      cmocka_unit_test(a_split_table_keeps_them_apart),
      cmocka_unit_test(people_of_one_perspective_are_counted_as_ever),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
