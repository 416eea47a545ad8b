/* Tables: building, reading, labels, reasons; and that rows of few distinct values stay small. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/table.h"

#include "core/nth_allocation.h"

#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* theme, count, share: two rows and one withheld. */
static bry_status make(bry_table **out, bry_error **err) {
  bry_table *t = bry__table_new("themes", "Temaer", "Tema", "Themes");
  if (!t) return bry__enomem(err);
  int32_t theme = bry__table_column(t, "theme", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Tema", NULL, "Theme");
  int32_t count = bry__table_column(t, "count", BRY_TYPE_INT64, BRY_ROLE_COUNT, NULL, NULL, NULL);
  int32_t share = bry__table_column(t, "share", BRY_TYPE_DOUBLE, BRY_ROLE_SHARE, "Andel", "Del", "Share");
  bry__label nature = {.text = {"Natur", NULL, "Nature", NULL}};
  bry__table_row(t);
  bry__table_set_text(t, theme, "nature");
  bry__table_set_int64(t, count, 12);
  bry__table_set_double(t, share, 0.25);
  bry__table_row(t);
  bry__table_set_text_n(t, theme, "friends and more", 7);
  bry__table_set_missing(t, count, BRY_MISSING_WITHHELD);
  bry__table_row(t);
  bry__table_label_value(t, theme, "nature", &nature);
  return bry__table_finish(t, out, err);
}

static void a_table_reads_as_it_was_built(void **state) {
  (void)state;
  bry_table *t;
  assert_int_equal(make(&t, NULL), BRY_OK);
  assert_string_equal(bry_table_name(t), "themes");
  assert_string_equal(bry_table_title(t, "en"), "Themes");
  assert_int_equal(bry_table_row_count(t), 3);
  assert_int_equal(bry_table_column_count(t), 3);
  assert_int_equal(bry_table_find_column(t, "share"), 2);
  assert_int_equal(bry_table_column_type(t, 1), BRY_TYPE_INT64);
  assert_int_equal(bry_table_column_role(t, 2), BRY_ROLE_SHARE);
  assert_string_equal(bry_table_text(t, 0, 0), "nature");
  assert_string_equal(bry_table_text(t, 1, 0), "friends");
  assert_int_equal(bry_table_int64(t, 0, 1), 12);
  assert_true(bry_table_double(t, 0, 1) == 12);
  assert_true(bry_table_double(t, 0, 2) == 0.25);
  bry_table_free(t);
}

static void labels_fall_back(void **state) {
  (void)state;
  bry_table *t;
  assert_int_equal(make(&t, NULL), BRY_OK);
  assert_string_equal(bry_table_title(t, NULL), "Temaer");
  assert_string_equal(bry_table_column_label(t, 0, "nn"), "Tema");
  assert_string_equal(bry_table_column_label(t, 1, "en"), "count");
  assert_string_equal(bry_table_value_label(t, 0, 0, "nn"), "Natur");
  assert_string_equal(bry_table_value_label(t, 0, 0, "en"), "Nature");
  assert_string_equal(bry_table_value_label(t, 1, 0, "nb"), "friends");
  assert_null(bry_table_value_label(t, 2, 0, "nb"));
  assert_null(bry_table_value_label(t, 0, 1, "nb"));
  assert_string_equal(bry__label_get(bry__table_value_label_of(t, 0, "nature"), "en"), "Nature");
  assert_null(bry__table_value_label_of(t, 0, "friends"));
  assert_null(bry__table_value_label_of(t, 0, "unheard of"));
  assert_null(bry__table_value_label_of(t, 9, "nature"));
  bry_table_free(t);
}

static void a_cell_is_missing_until_it_is_set(void **state) {
  (void)state;
  bry_table *t;
  assert_int_equal(make(&t, NULL), BRY_OK);
  assert_int_equal(bry_table_missing(t, 0, 0), BRY_PRESENT);
  assert_int_equal(bry_table_missing(t, 1, 1), BRY_MISSING_WITHHELD);
  assert_int_equal(bry_table_missing(t, 1, 2), BRY_MISSING);
  assert_int_equal(bry_table_missing(t, 2, 0), BRY_MISSING);
  assert_null(bry_table_text(t, 2, 0));
  assert_int_equal(bry_table_int64(t, 1, 1), 0);
  bry_table_free(t);
}

static void whole_columns_are_given_as_arrays(void **state) {
  (void)state;
  bry_table *t;
  assert_int_equal(make(&t, NULL), BRY_OK);
  const int64_t *counts = bry_table_int64_data(t, 1);
  const double *shares = bry_table_double_data(t, 2);
  const uint8_t *missing = bry_table_missing_data(t, 1);
  assert_int_equal(counts[0], 12);
  assert_int_equal(counts[1], 0);
  assert_true(shares[0] == 0.25 && shares[1] == 0);
  assert_memory_equal(missing, ((const uint8_t[]){BRY_PRESENT, BRY_MISSING_WITHHELD, BRY_MISSING}), 3);
  assert_null(bry_table_int64_data(t, 2));
  assert_null(bry_table_double_data(t, 1));
  assert_null(bry_table_int64_data(t, 0));
  assert_null(bry_table_missing_data(t, 3));
  bry_table_free(t);
}

static void a_table_without_rows_has_arrays_too(void **state) {
  (void)state;
  bry_table *t = bry__table_new("empty", NULL, NULL, NULL);
  bry__table_column(t, "n", BRY_TYPE_INT64, BRY_ROLE_COUNT, NULL, NULL, NULL);
  assert_int_equal(bry__table_finish(t, &t, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(t), 0);
  assert_non_null(bry_table_int64_data(t, 0));
  assert_non_null(bry_table_missing_data(t, 0));
  bry_table_free(t);
}

static void outside_the_table_there_is_nothing(void **state) {
  (void)state;
  bry_table *t;
  assert_int_equal(make(&t, NULL), BRY_OK);
  assert_null(bry_table_column_name(t, 3));
  assert_null(bry_table_column_label(t, -1, "nb"));
  assert_int_equal(bry_table_column_type(t, 3), 0);
  assert_int_equal(bry_table_column_role(t, 3), 0);
  assert_int_equal(bry_table_find_column(t, "nothing"), -1);
  assert_int_equal(bry_table_find_column(t, NULL), -1);
  assert_int_equal(bry_table_missing(t, 3, 0), BRY_MISSING);
  assert_int_equal(bry_table_missing(t, -1, 0), BRY_MISSING);
  assert_int_equal(bry_table_int64(t, 3, 1), 0);
  assert_null(bry_table_text(t, 0, 7));
  assert_int_equal(bry_table_row_count(NULL), 0);
  assert_int_equal(bry_table_column_count(NULL), 0);
  assert_null(bry_table_text(NULL, 0, 0));
  bry_table_free(t);
  bry_table_free(NULL);
}

static void a_value_of_the_wrong_type_reads_as_none(void **state) {
  (void)state;
  bry_table *t;
  assert_int_equal(make(&t, NULL), BRY_OK);
  assert_int_equal(bry_table_int64(t, 0, 2), 0);
  assert_true(bry_table_double(t, 0, 0) == 0);
  assert_null(bry_table_text(t, 0, 1));
  bry_table_free(t);
}

static void what_is_no_number_stays_missing(void **state) {
  (void)state;
  bry_table *t = bry__table_new("t", NULL, NULL, NULL);
  bry__table_column(t, "x", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, NULL, NULL, NULL);
  bry__table_row(t);
  bry__table_set_double(t, 0, NAN);
  bry__table_row(t);
  bry__table_set_double(t, 0, INFINITY);
  assert_int_equal(bry__table_finish(t, &t, NULL), BRY_OK);
  assert_int_equal(bry_table_missing(t, 0, 0), BRY_MISSING);
  assert_int_equal(bry_table_missing(t, 1, 0), BRY_MISSING);
  bry_table_free(t);
}

static void building_it_wrongly_is_a_defect_of_ours(void **state) {
  (void)state;
  for (int mistake = 0; mistake < 5; mistake++) {
    bry_error *err = NULL;
    bry_table *t = bry__table_new("t", NULL, NULL, NULL), *out;
    bry__table_column(t, "n", BRY_TYPE_INT64, BRY_ROLE_COUNT, NULL, NULL, NULL);
    if (mistake == 0) bry__table_set_int64(t, 0, 1); /* before any row */
    bry__table_row(t);
    if (mistake == 1) bry__table_set_text(t, 0, "x");
    if (mistake == 2) bry__table_set_int64(t, 1, 1);
    if (mistake == 3) bry__table_column(t, "late", BRY_TYPE_INT64, BRY_ROLE_COUNT, NULL, NULL, NULL);
    if (mistake == 4) bry__table_set_missing(t, 0, 99);
    bry__table_set_int64(t, 0, 1);
    assert_int_equal(bry__table_finish(t, &out, &err), BRY_EINTERNAL);
    assert_null(out);
    assert_int_equal(bry_error_status(err), BRY_EINTERNAL);
    bry_error_free(err);
  }
}

static void a_table_that_was_never_made_reports_it_at_the_end(void **state) {
  (void)state;
  bry_table *out;
  bry__table_column(NULL, "n", BRY_TYPE_INT64, BRY_ROLE_COUNT, NULL, NULL, NULL);
  bry__table_row(NULL);
  bry__table_set_int64(NULL, 0, 1);
  bry__table_set_text(NULL, 0, NULL);
  bry__table_title_label(NULL, NULL);
  assert_int_equal(bry__table_finish(NULL, &out, NULL), BRY_ENOMEM);
  assert_null(out);
}

static void many_rows_keep_their_values(void **state) {
  (void)state;
  enum { ROWS = 20000 };
  char text[20];
  bry_table *t = bry__table_new("t", NULL, NULL, NULL);
  bry__table_column(t, "n", BRY_TYPE_INT64, BRY_ROLE_COUNT, NULL, NULL, NULL);
  bry__table_column(t, "s", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, NULL, NULL, NULL);
  for (int i = 0; i < ROWS; i++) {
    bry__table_row(t);
    if (i % 3) bry__table_set_int64(t, 0, i);
    snprintf(text, sizeof text, "value %d", i % 5000);
    bry__table_set_text(t, 1, text);
  }
  assert_int_equal(bry__table_finish(t, &t, NULL), BRY_OK);
  for (int i = 0; i < ROWS; i++) {
    snprintf(text, sizeof text, "value %d", i % 5000);
    assert_int_equal(bry_table_int64(t, i, 0), i % 3 ? i : 0);
    assert_int_equal(bry_table_missing(t, i, 0), i % 3 ? BRY_PRESENT : BRY_MISSING);
    assert_string_equal(bry_table_text(t, i, 1), text);
  }
  bry_table_free(t);
}

static void a_million_rows_of_few_values_stay_small(void **state) {
  (void)state;
  enum { ROWS = 1000000 };
  static const char *const values[] = {"natur", "fellesskap", "mestring"};
  size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
  bry_table *t = bry__table_new("t", NULL, NULL, NULL);
  bry__table_column(t, "s", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, NULL, NULL, NULL);
  for (int i = 0; i < ROWS; i++) {
    bry__table_row(t);
    bry__table_set_text(t, 0, values[i % 3]);
  }
  assert_int_equal(bry__table_finish(t, &t, NULL), BRY_OK);
  size_t used = mallinfo2().uordblks + mallinfo2().hblkhd - before;
  assert_ptr_equal(bry_table_text(t, 0, 0), bry_table_text(t, 999999, 0));
  assert_true(used < 10u * ROWS); /* 5 bytes a row, and room to grow */
  bry_table_free(t);
}

static void a_value_may_be_labelled_before_it_occurs(void **state) {
  (void)state;
  bry__label label = {.text = {"Ja", NULL, NULL, NULL}};
  bry_table *t = bry__table_new("t", NULL, NULL, NULL);
  bry__table_column(t, "s", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, NULL, NULL, NULL);
  bry__table_label_value(t, 0, "yes", &label);
  bry__table_label_value(t, 0, "yes", &label);
  bry__table_label_value(t, 0, "no", NULL);
  bry__table_row(t);
  bry__table_set_text(t, 0, "no");
  bry__table_row(t);
  bry__table_set_text(t, 0, "yes");
  assert_int_equal(bry__table_finish(t, &t, NULL), BRY_OK);
  assert_string_equal(bry_table_value_label(t, 0, 0, NULL), "no");
  assert_string_equal(bry_table_value_label(t, 1, 0, NULL), "Ja");
  bry_table_free(t);
}

static void people_read_a_flag_as_yes_and_no(void **state) {
  (void)state;
  bry_table *t = bry__table_new("t", NULL, NULL, NULL);
  bry__table_column(t, "is", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, NULL, NULL, NULL);
  bry__table_column_set_flag(t, 0);
  for (int64_t row = 0; row < 3; row++) {
    bry__table_row(t);
    if (row < 2) bry__table_set_int64(t, 0, row);
  }
  assert_int_equal(bry__table_finish(t, &t, NULL), BRY_OK);
  assert_string_equal(bry_table_value_label(t, 0, 0, "nb"), "nei");
  assert_string_equal(bry_table_value_label(t, 1, 0, "nn"), "ja");
  assert_string_equal(bry_table_value_label(t, 1, 0, "en"), "yes");
  assert_null(bry_table_value_label(t, 2, 0, "en")); /* missing */
  assert_int_equal(bry_table_int64(t, 1, 0), 1);
  bry_table_free(t);
}

static bry_status make_and_free(bry_error **err) {
  bry_table *t = NULL;
  bry_status status = make(&t, err);
  bry_table_free(t);
  return status;
}

static void building_survives_any_failing_allocation(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(make_and_free, BRY_OK) > 15);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_table_reads_as_it_was_built),
      cmocka_unit_test(labels_fall_back),
      cmocka_unit_test(a_cell_is_missing_until_it_is_set),
      cmocka_unit_test(whole_columns_are_given_as_arrays),
      cmocka_unit_test(a_table_without_rows_has_arrays_too),
      cmocka_unit_test(outside_the_table_there_is_nothing),
      cmocka_unit_test(a_value_of_the_wrong_type_reads_as_none),
      cmocka_unit_test(what_is_no_number_stays_missing),
      cmocka_unit_test(building_it_wrongly_is_a_defect_of_ours),
      cmocka_unit_test(a_table_that_was_never_made_reports_it_at_the_end),
      cmocka_unit_test(many_rows_keep_their_values),
      cmocka_unit_test(a_million_rows_of_few_values_stay_small),
      cmocka_unit_test(a_value_may_be_labelled_before_it_occurs),
      cmocka_unit_test(people_read_a_flag_as_yes_and_no),
      cmocka_unit_test(building_survives_any_failing_allocation),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
