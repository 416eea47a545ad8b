/* Agreement of coders: what is not defined is told, what is wrong is refused, and nothing but the codings and the seed
 * counts. The values themselves are held against the literature in tests/conformance/agreement. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "core/random.h"

#include <bry/agreement.h>
#include <bry/table.h>
#include <bry/text.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 12 };
static const char *const units[ROWS] = {"1", "1", "1", "2", "2", "2", "3", "3", "3", "4", "4", "5"};
static const char *const coders[ROWS] = {"A", "B", "C", "A", "B", "C", "A", "B", "C", "A", "B", "A"};
static const char *const themes[ROWS] = {"tid", "tid;sol", "tid", "sol", "sol", NULL,
                                         "ro",  "tid; ro", "ro",  "",    "sol", "tid"};

static bry_agreement_options options_of(int32_t measure, const char *reference) {
  bry_agreement_options options;
  bry_agreement_options_init(&options);
  options.measure = measure;
  options.reference = reference;
  return options;
}

static bry_table *measured(const bry_agreement_options *options, int64_t count) {
  bry_table *table = NULL;
  assert_int_equal(bry_agreement(units, coders, themes, count, options, &table, NULL), BRY_OK);
  return table;
}

static void assert_note(const bry_table *table, int64_t row, const char *note) {
  const char *found = bry_table_text(table, row, bry_table_find_column(table, "note"));
  int32_t value = bry_table_find_column(table, "value");
  if (note) {
    assert_non_null(found);
    assert_string_equal(found, note);
    assert_int_equal(bry_table_missing(table, row, value), BRY_MISSING);
  } else {
    assert_null(found);
    assert_int_equal(bry_table_missing(table, row, value), BRY_PRESENT);
  }
}

/* The table as CSV, to be freed. */
static bry_text *csv_of(bry_table *table) {
  bry_text *text = NULL;
  assert_int_equal(bry_table_render(table, BRY_FORMAT_CSV, "en", &text, NULL), BRY_OK);
  bry_table_free(table);
  return text;
}

static void assert_same(bry_text *left, bry_text *right) {
  assert_string_equal(bry_text_data(left), bry_text_data(right));
  bry_text_free(left);
  bry_text_free(right);
}

/* --- what is not defined --------------------------------------------------------------------------------------------- */

static void no_codings_are_told(void **state) {
  (void)state;
  bry_table *table = measured(NULL, 0);
  assert_int_equal(bry_table_row_count(table), 1);
  assert_note(table, 0, "no_codings");
  bry_table_free(table);
}

static void one_coder_is_told(void **state) {
  (void)state;
  bry_agreement_options kappa = options_of(BRY_AGREEMENT_KAPPA, NULL), f1 = options_of(BRY_AGREEMENT_F1, "A");
  const bry_agreement_options *const each[] = {NULL, &kappa, &f1};
  for (int i = 0; i < 3; i++) {
    bry_table *table = measured(each[i], 1);
    assert_note(table, 0, "one_coder");
    bry_table_free(table);
  }
}

static void coders_without_a_common_text_are_told(void **state) {
  (void)state;
  const char *const apart[] = {"1", "2"}, *const two[] = {"A", "B"}, *const some[] = {"x", "x"};
  bry_table *table = NULL;
  assert_int_equal(bry_agreement(apart, two, some, 2, NULL, &table, NULL), BRY_OK);
  assert_note(table, 0, "no_shared_units");
  bry_table_free(table);
}

static void equal_codings_throughout_are_no_agreement_and_no_nan(void **state) {
  (void)state;
  const char *const two[] = {"A", "B", "A", "B"}, *const unit[] = {"1", "1", "2", "2"};
  const char *const same[] = {"x", "x", "x", "x"};
  bry_agreement_options kappa = options_of(BRY_AGREEMENT_KAPPA, NULL);
  for (int i = 0; i < 2; i++) {
    bry_table *table = NULL;
    assert_int_equal(bry_agreement(unit, two, same, 4, i ? &kappa : NULL, &table, NULL), BRY_OK);
    assert_note(table, 0, "no_variation");
    assert_note(table, 1, "no_variation");
    bry_text *text = csv_of(table);
    assert_null(strcasestr(bry_text_data(text), "nan"));
    bry_text_free(text);
  }
}

static void one_unit_has_a_value_and_no_interval(void **state) {
  (void)state;
  bry_table *table = measured(NULL, 3);
  assert_note(table, 0, NULL);
  assert_int_equal(bry_table_missing(table, 0, bry_table_find_column(table, "low")), BRY_MISSING);
  bry_table_free(table);
}

static void uncoded_texts_do_not_count_unless_the_coder_found_nothing(void **state) {
  (void)state;
  bry_agreement_options options = options_of(BRY_AGREEMENT_ALPHA, NULL);
  bry_table *table = measured(&options, ROWS);
  assert_int_equal(bry_table_int64(table, 0, bry_table_find_column(table, "units")), 3);
  assert_int_equal(bry_table_int64(table, 0, bry_table_find_column(table, "left_out")), 2); /* and it is said */
  bry_table_free(table);
  options.empty = BRY_EMPTY_NO_THEME;
  table = measured(&options, ROWS);
  assert_int_equal(bry_table_int64(table, 0, bry_table_find_column(table, "units")), 4);
  assert_int_equal(bry_table_int64(table, 0, bry_table_find_column(table, "left_out")), 1); /* one coder's alone */
  bry_table_free(table);
}

static void a_theme_that_one_side_lacks_has_no_precision(void **state) {
  (void)state;
  const char *const two[] = {"A", "B"}, *const unit[] = {"1", "1"}, *const different[] = {"x", "y"};
  bry_agreement_options f1 = options_of(BRY_AGREEMENT_F1, "B");
  bry_table *table = NULL;
  assert_int_equal(bry_agreement(unit, two, different, 2, &f1, &table, NULL), BRY_OK);
  int32_t measure = bry_table_find_column(table, "measure"), theme = bry_table_find_column(table, "theme");
  int32_t found = 0;
  for (int64_t row = 0; row < bry_table_row_count(table); row++) {
    const char *of = bry_table_text(table, row, theme);
    if (!of || strcmp(of, "y") != 0) continue;
    assert_note(table, row, strcmp(bry_table_text(table, row, measure), "precision") == 0 ? "never_used" : NULL);
    found++;
  }
  assert_int_equal(found, 3);
  bry_table_free(table);
}

/* --- what is refused ------------------------------------------------------------------------------------------------ */

static void assert_refused(const bry_agreement_options *options, bry_status expected) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  assert_int_equal(bry_agreement(units, coders, themes, ROWS, options, &table, &err), expected);
  assert_null(table);
  assert_non_null(err);
  bry_error_free(err);
}

static void wrong_options_are_refused(void **state) {
  (void)state;
  bry_agreement_options o = options_of(0, NULL);
  assert_refused(&o, BRY_EINVAL);
  o = options_of(BRY_AGREEMENT_F1, NULL);
  assert_refused(&o, BRY_EINVAL);
  o = options_of(BRY_AGREEMENT_F1, "nobody");
  assert_refused(&o, BRY_ENOTFOUND);
  o = options_of(BRY_AGREEMENT_ALPHA, "A");
  assert_refused(&o, BRY_EINVAL);
  o = options_of(BRY_AGREEMENT_ALPHA, NULL);
  o.distance = BRY_DISTANCE_LINEAR;
  assert_refused(&o, BRY_EINVAL);
  o.distance = BRY_DISTANCE_INTERVAL; /* the themes are no numbers */
  assert_refused(&o, BRY_EPARSE);
  o = options_of(BRY_AGREEMENT_ALPHA, NULL);
  o.resamples = 7;
  assert_refused(&o, BRY_EINVAL);
  o = options_of(BRY_AGREEMENT_ALPHA, NULL);
  o.struct_size = 0;
  assert_refused(&o, BRY_EINVAL);
}

static void bad_rows_are_refused_by_number_and_without_their_text(void **state) {
  (void)state;
  const char *const good[] = {"u", "u"}, *const gap[] = {"u", NULL}, *const bad[] = {"hemmelig", "hemmelig\xff"};
  const struct {
    const char *const *columns[3];
    bry_status status;
  } cases[] = {{{gap, good, good}, BRY_EINVAL}, {{good, gap, good}, BRY_EINVAL}, {{good, good, bad}, BRY_EPARSE}};
  for (int i = 0; i < 3; i++) {
    bry_table *table = NULL;
    bry_error *err = NULL;
    assert_int_equal(
        bry_agreement(cases[i].columns[0], cases[i].columns[1], cases[i].columns[2], 2, NULL, &table, &err),
        cases[i].status);
    assert_non_null(strstr(bry_error_message(err), "Row 2"));
    assert_null(strstr(bry_error_message(err), "hemmelig"));
    bry_error_free(err);
  }
  assert_int_equal(bry_agreement(NULL, good, good, 1, NULL, &(bry_table *){NULL}, NULL), BRY_EINVAL);
  assert_int_equal(bry_agreement(good, good, good, -1, NULL, &(bry_table *){NULL}, NULL), BRY_EINVAL);
  assert_int_equal(bry_agreement(good, good, good, 2, NULL, NULL, NULL), BRY_EINVAL);
}

/* --- many rows ------------------------------------------------------------------------------------------------------ */

typedef struct rows {
  const char **units, **coders, **themes;
  char *text;
  int64_t count;
} rows;

/* `per_unit` codings a unit; a theme is one of `kinds`, two of them where the coding's number is divisible by three. */
static rows many_rows(int64_t count, int64_t per_unit, uint64_t kinds) {
  enum { NAME = 24, ROOM = 2 * NAME + 48 };
  rows r = {.count = count, .text = malloc((size_t)count * ROOM)};
  r.units = malloc((size_t)count * sizeof *r.units);
  r.coders = malloc((size_t)count * sizeof *r.coders);
  r.themes = malloc((size_t)count * sizeof *r.themes);
  uint64_t counter = 0;
  for (int64_t i = 0; i < count; i++) {
    char *text = r.text + i * ROOM;
    uint64_t first = bry__random_below(5, 0, &counter, kinds), other = bry__random_below(5, 0, &counter, kinds);
    snprintf(text, NAME, "u%lld", (long long)(i / per_unit));
    snprintf(text + NAME, NAME, "c%lld", (long long)(i % per_unit));
    snprintf(text + 2 * NAME, ROOM - 2 * NAME, i % 3 ? "t%llu" : "t%llu;t%llu", (unsigned long long)first,
             (unsigned long long)other);
    r.units[i] = text;
    r.coders[i] = text + NAME;
    r.themes[i] = text + 2 * NAME;
  }
  return r;
}

static void rows_free(rows *r) {
  free(r->units);
  free(r->coders);
  free(r->themes);
  free(r->text);
}

static bry_table *measured_rows(const rows *r, const bry_agreement_options *options) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_agreement(r->units, r->coders, r->themes, r->count, options, &table, &err);
  if (status != BRY_OK) fail_msg("%s", bry_error_message(err));
  return table;
}

static void swap(const char **list, int64_t i, int64_t k) {
  const char *kept = list[i];
  list[i] = list[k];
  list[k] = kept;
}

static void the_order_of_rows_does_not_count(void **state) {
  (void)state;
  for (int64_t per_unit = 2; per_unit <= 3; per_unit++) {
    rows r = many_rows(5000, per_unit, 9);
    bry_text *before = csv_of(measured_rows(&r, NULL));
    uint64_t counter = 0;
    for (int64_t i = r.count - 1; i > 0; i--) {
      int64_t k = (int64_t)bry__random_below(1, 0, &counter, (uint64_t)i + 1);
      swap(r.units, i, k);
      swap(r.coders, i, k);
      swap(r.themes, i, k);
    }
    assert_same(before, csv_of(measured_rows(&r, NULL)));
    rows_free(&r);
  }
}

static void the_same_seed_gives_the_same_bytes_in_any_locale_and_another_other_intervals(void **state) {
  (void)state;
  bry_agreement_options options = options_of(BRY_AGREEMENT_ALPHA, NULL);
  rows r = many_rows(600, 3, 5);
  bry_text *first = csv_of(measured_rows(&r, &options));
  const char *locale = setlocale(LC_ALL, "nb_NO.UTF-8");
  bry_text *again = csv_of(measured_rows(&r, &options));
  if (locale) setlocale(LC_ALL, "C");
  options.seed = 2;
  bry_text *other = csv_of(measured_rows(&r, &options));
  assert_string_not_equal(bry_text_data(first), bry_text_data(other));
  bry_text_free(other);
  assert_same(first, again);
  rows_free(&r);
}

/* What other builds must print too: -O0 and -O3, gcc and clang. */
static void the_bytes_are_those_of_every_build(void **state) {
  (void)state;
  static const char *const expected[] = {
      "alpha_masi,overall,,-0.03010498483682178,-0.05334723677929909,-0.006914078867203743,2000,0,2,\r\n",
      "alpha_nominal,theme,t2,-0.06273290148368726,-0.10303591943019064,-0.020291385310509114,2000,0,2,\r\n",
  };
  rows r = many_rows(4000, 2, 3);
  bry_text *text = csv_of(measured_rows(&r, NULL));
  for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
    if (!strstr(bry_text_data(text), expected[i])) fail_msg("%s", bry_text_data(text));
  bry_text_free(text);
  rows_free(&r);
}

static void a_million_rows_are_measured(void **state) {
  (void)state;
  rows r = many_rows(1000000, 2, 12);
  for (int32_t measure = BRY_AGREEMENT_ALPHA; measure <= BRY_AGREEMENT_F1; measure++) {
    bry_agreement_options options = options_of(measure, measure == BRY_AGREEMENT_F1 ? "c1" : NULL);
    bry_table *table = measured_rows(&r, &options);
    assert_note(table, 0, NULL);
    assert_int_equal(bry_table_int64(table, 0, bry_table_find_column(table, "units")), 500000);
    assert_int_equal(bry_table_missing(table, 0, bry_table_find_column(table, "low")), BRY_PRESENT);
    bry_table_free(table);
  }
  rows_free(&r);
}

static void too_many_of_a_kind_are_refused(void **state) {
  (void)state;
  bry_table *table = NULL;
  rows coded_by_many = many_rows(1100, 1100, 3), themes_of_text = many_rows(20000, 2, 5000);
  assert_int_equal(
      bry_agreement(coded_by_many.units, coded_by_many.coders, coded_by_many.themes, 1100, NULL, &table, NULL),
      BRY_ELIMIT);
  assert_int_equal(
      bry_agreement(themes_of_text.units, themes_of_text.coders, themes_of_text.themes, 20000, NULL, &table, NULL),
      BRY_ELIMIT);
  bry_agreement_options kappa = options_of(BRY_AGREEMENT_KAPPA, NULL);
  assert_int_equal(
      bry_agreement(coded_by_many.units, coded_by_many.coders, coded_by_many.themes, 200, &kappa, &table, NULL),
      BRY_ELIMIT);
  rows_free(&coded_by_many);
  rows_free(&themes_of_text);
}

static void too_many_combinations_leave_out_what_they_would_make_slow(void **state) {
  (void)state;
  bry_agreement_options options = options_of(BRY_AGREEMENT_ALPHA, NULL);
  options.resamples = 100;
  rows r = many_rows(150000, 2, 900);
  bry_table *table = measured_rows(&r, &options);
  assert_note(table, 0, "too_many_combinations");
  assert_note(table, 1, NULL);
  bry_table_free(table);
  rows_free(&r);
}

/* --- memory --------------------------------------------------------------------------------------------------------- */

static int32_t nth_measure, nth_distance;
static const char *const *nth_themes;

static bry_status measure_once(bry_error **err) {
  bry_agreement_options options = options_of(nth_measure, nth_measure == BRY_AGREEMENT_F1 ? "A" : NULL);
  options.resamples = 100;
  options.distance = nth_distance;
  bry_table *table = NULL;
  bry_status status = bry_agreement(units, coders, nth_themes, ROWS, &options, &table, err);
  bry_table_free(table);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  static const char *const numbers[ROWS] = {"1", "2", "1", "3", "3", "2", "1", "1", "2", "2", "3", "1"};
  nth_themes = themes;
  for (nth_measure = BRY_AGREEMENT_ALPHA; nth_measure <= BRY_AGREEMENT_F1; nth_measure++)
    assert_true(each_allocation_may_fail(measure_once, BRY_OK) > 20);
  nth_themes = numbers;
  nth_measure = BRY_AGREEMENT_ALPHA;
  nth_distance = BRY_DISTANCE_ORDINAL;
  assert_true(each_allocation_may_fail(measure_once, BRY_OK) > 20);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(no_codings_are_told),
      cmocka_unit_test(one_coder_is_told),
      cmocka_unit_test(coders_without_a_common_text_are_told),
      cmocka_unit_test(equal_codings_throughout_are_no_agreement_and_no_nan),
      cmocka_unit_test(one_unit_has_a_value_and_no_interval),
      cmocka_unit_test(uncoded_texts_do_not_count_unless_the_coder_found_nothing),
      cmocka_unit_test(a_theme_that_one_side_lacks_has_no_precision),
      cmocka_unit_test(wrong_options_are_refused),
      cmocka_unit_test(bad_rows_are_refused_by_number_and_without_their_text),
      cmocka_unit_test(the_order_of_rows_does_not_count),
      cmocka_unit_test(the_same_seed_gives_the_same_bytes_in_any_locale_and_another_other_intervals),
      cmocka_unit_test(the_bytes_are_those_of_every_build),
      cmocka_unit_test(a_million_rows_are_measured),
      cmocka_unit_test(too_many_of_a_kind_are_refused),
      cmocka_unit_test(too_many_combinations_leave_out_what_they_would_make_slow),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
