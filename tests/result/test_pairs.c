/* Co-occurrence of themes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"

#include <bry.h>
#include <math.h>
#include <string.h>

static const char book_json[] =
    "{\"id\":\"b\",\"version\":\"1\",\"themes\":["
    "{\"id\":\"work\",\"label\":\"Arbeid\",\"indicators\":{}},"
    "{\"id\":\"time\",\"label\":\"Tid\",\"parent\":\"work\",\"indicators\":{\"nb\":[\"tid\"]}},"
    "{\"id\":\"pay\",\"label\":\"Penger\",\"indicators\":{\"nb\":[\"lønn\"]}},"
    "{\"id\":\"sun\",\"label\":\"Vær\",\"indicators\":{\"nb\":[\"sol\"]}}]}";

enum { TEXTS = 40 };

static bry_codebook *book;
static bry_codings *codings;

/* 10 time and pay, 10 time, 10 pay, 5 sun, 5 that say nothing of these. */
static int set_up(void **state) {
  (void)state;
  const char *texts[TEXTS];
  size_t sizes[TEXTS];
  for (int i = 0; i < TEXTS; i++) {
    texts[i] = i < 10   ? "tid og lønn"
               : i < 20 ? "god tid"
               : i < 30 ? "mer lønn"
               : i < 35 ? "sol"
                        : "hunder og katter";
    sizes[i] = strlen(texts[i]);
  }
  return bry_codebook_parse(book_json, strlen(book_json), NULL, &book, NULL) ||
         bry_theme_code(book, texts, sizes, TEXTS, NULL, NULL, &codings, NULL);
}

static int tear_down(void **state) {
  (void)state;
  bry_codings_free(codings);
  bry_codebook_free(book);
  return 0;
}

static int64_t row_of(const bry_table *t, const char *theme, const char *other) {
  for (int64_t row = 0; row < bry_table_row_count(t); row++) {
    if (strcmp(bry_table_text(t, row, 0), theme) == 0 && strcmp(bry_table_text(t, row, 1), other) == 0) return row;
  }
  return -1;
}

static void pairs_are_measured(void **state) {
  (void)state;
  bry_table *t = NULL;
  assert_int_equal(bry_result_theme_pairs(book, codings, 5, &t, NULL), BRY_OK);
  int64_t row = row_of(t, "time", "pay");
  assert_true(row >= 0);
  assert_int_equal(bry_table_int64(t, row, 2), 40);
  assert_int_equal(bry_table_int64(t, row, 3), 10);
  assert_true(fabs(bry_table_double(t, row, 4) - 0.25) < 1e-12);
  assert_true(fabs(bry_table_double(t, row, 5) - 1.0 / 3) < 1e-12);
  assert_true(fabs(bry_table_double(t, row, 6)) < 1e-12); /* a quarter is a half of a half: chance */
  bry_table_free(t);
}

static void whoever_touches_a_theme_touches_the_one_above_and_they_are_no_pair(void **state) {
  (void)state;
  bry_table *t = NULL;
  assert_int_equal(bry_result_theme_pairs(book, codings, 5, &t, NULL), BRY_OK);
  assert_int_equal(row_of(t, "work", "time"), -1);
  assert_int_equal(bry_table_int64(t, row_of(t, "work", "pay"), 3), 10);
  assert_int_equal(bry_table_row_count(t), 5);
  bry_table_free(t);
}

static void few_people_are_withheld(void **state) {
  (void)state;
  bry_table *t = NULL;
  assert_int_equal(bry_result_theme_pairs(book, codings, 5, &t, NULL), BRY_OK);
  for (int32_t c = 3; c < 7; c++) /* nobody has both: fewer than five */
    assert_int_equal(bry_table_missing(t, row_of(t, "pay", "sun"), c), BRY_MISSING_WITHHELD);
  bry_table_free(t);
  assert_int_equal(bry_result_theme_pairs(book, codings, 11, &t, NULL), BRY_OK); /* ten with both, ten with one */
  assert_int_equal(bry_table_missing(t, row_of(t, "time", "pay"), 3), BRY_MISSING_WITHHELD);
  bry_table_free(t);
  assert_int_equal(bry_result_theme_pairs(book, codings, 2, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_result_theme_pairs(book, NULL, 5, &t, NULL), BRY_EINVAL);
}

static bry_status work(bry_error **err) {
  bry_table *t = NULL;
  bry_status status = bry_result_theme_pairs(book, codings, 5, &t, err);
  bry_table_free(t);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(work, BRY_OK) > 5);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(pairs_are_measured),
      cmocka_unit_test(whoever_touches_a_theme_touches_the_one_above_and_they_are_no_pair),
      cmocka_unit_test(few_people_are_withheld),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
