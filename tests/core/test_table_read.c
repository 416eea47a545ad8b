/* Tables from CSV, and long tables made wide. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/table.h"

#include "core/nth_allocation.h"

#include <bry/text.h>

#include <stdio.h>
#include <string.h>

static bry_table *read(const char *text) {
  bry_table *t;
  bry_error *err = NULL;
  if (bry_table_from_csv(text, strlen(text), &t, &err) != BRY_OK) fail_msg("%s", bry_error_message(err));
  return t;
}

static void refuses(const char *text, size_t size, const char *in_message) {
  bry_table *t;
  bry_error *err = NULL;
  assert_int_equal(bry_table_from_csv(text, size, &t, &err), BRY_EPARSE);
  assert_null(t);
  if (!strstr(bry_error_message(err), in_message)) fail_msg("%s", bry_error_message(err));
  bry_error_free(err);
}

/* The table as the library writes CSV, compared whole. */
static void renders(const bry_table *t, const char *expected) {
  bry_text *text;
  assert_int_equal(bry_table_render(t, BRY_FORMAT_CSV, NULL, &text, NULL), BRY_OK);
  assert_string_equal(bry_text_data(text), expected);
  bry_text_free(text);
}

static void csv_becomes_a_table_of_texts(void **state) {
  (void)state;
  bry_table *t = read("\xEF\xBB\xBFnavn;by\r\nÅse;Bodø\r\n;\"a;b\"\r\n");
  assert_int_equal(bry_table_row_count(t), 2);
  assert_int_equal(bry_table_column_count(t), 2);
  assert_string_equal(bry_table_column_name(t, 0), "navn");
  assert_int_equal(bry_table_column_type(t, 0), BRY_TYPE_TEXT);
  assert_string_equal(bry_table_text(t, 0, 1), "Bodø");
  assert_int_equal(bry_table_missing(t, 1, 0), BRY_MISSING);
  assert_string_equal(bry_table_text(t, 1, 1), "a;b");
  bry_table_free(t);
}

static void a_header_alone_is_a_table_without_rows(void **state) {
  (void)state;
  bry_table *t = read("a,b\n");
  assert_int_equal(bry_table_row_count(t), 0);
  assert_int_equal(bry_table_column_count(t), 2);
  bry_table_free(t);
}

static void bad_csv_is_refused_with_its_line(void **state) {
  (void)state;
  refuses("", 0, "no header");
  refuses("\n\n", 2, "no header");
  refuses("a,b,a\n1,2,3\n", 12, "line 1: two columns are named \"a\"");
  refuses("a,b\n1,2\n3\n", 10, "line 3: 1 fields, but the header has 2");
  refuses("a,b\n1,2,3\n", 10, "line 2: 3 fields");
  refuses("a,b\n\"x\"y,2\n", 11, "line 2: text follows a closing quote");
  refuses("a,b\n1,\"2\n", 9, "line 2");
  refuses("a,b\n1,\0\n", 8, "line 2: the text holds a NUL");
  refuses("\xC3\xA5,b\n\xE5,2\n", 9, "line 2: the text is not UTF-8");
}

static void wrong_arguments_are_refused(void **state) {
  (void)state;
  bry_table *t = read("a,b,c\n1,2,3\n"), *out;
  bry_error *err = NULL;
  assert_int_equal(bry_table_from_csv(NULL, 0, &out, NULL), BRY_EINVAL);
  assert_int_equal(bry_table_from_csv("a", 1, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_table_from_csv("a", (size_t)2 << 30, &out, NULL), BRY_ELIMIT);
  assert_int_equal(bry_table_pivot(NULL, "a", "b", "c", &out, NULL), BRY_EINVAL);
  assert_int_equal(bry_table_pivot(t, "a", NULL, "c", &out, NULL), BRY_EINVAL);
  assert_int_equal(bry_table_pivot(t, "a", "b", "c", NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_table_pivot(t, "a", "x", "c", &out, &err), BRY_ENOTFOUND);
  assert_null(out);
  assert_non_null(strstr(bry_error_message(err), "\"x\""));
  bry_error_free(err);
  bry_table_free(t);
}

static void a_long_table_becomes_wide(void **state) {
  (void)state;
  bry_table *t = read("theme,sector,share\nnature,health,1\nnature,school,2\nwork,school,3\nnature,school,9\n");
  bry_table *wide;
  assert_int_equal(bry_table_pivot(t, "theme", "sector", "share", &wide, NULL), BRY_OK);
  renders(wide, "theme,health,school\r\nnature,1,2\r\nwork,,3\r\n");
  assert_int_equal(bry_table_missing(wide, 1, 1), BRY_MISSING);
  bry_table_free(wide);
  bry_table_free(t);
}

/* theme (labelled), sector (labelled), count, share; one cell withheld, one without a sector. */
static bry_status make_results(bry_table **out, bry_error **err) {
  bry__label nature = {.text = {"Natur", NULL, "Nature", NULL}}, health = {.text = {"Helse", NULL, "Health", NULL}};
  bry_table *t = bry__table_new("themes", "Temaer", NULL, "Themes");
  bry__table_column(t, "theme", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Tema", NULL, "Theme");
  bry__table_column(t, "sector", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Sektor", NULL, "Sector");
  bry__table_column(t, "year", BRY_TYPE_INT64, BRY_ROLE_DIMENSION, NULL, NULL, NULL);
  bry__table_column(t, "share", BRY_TYPE_DOUBLE, BRY_ROLE_SHARE, "Andel", NULL, "Share");
  bry__table_label_value(t, 0, "nature", &nature);
  bry__table_label_value(t, 1, "health", &health);
  for (int i = 0; i < 3; i++) {
    bry__table_row(t);
    bry__table_set_text(t, 0, "nature");
    if (i < 2) bry__table_set_text(t, 1, i == 0 ? "health" : "school");
    bry__table_set_int64(t, 2, 2023 + i);
    if (i == 1) bry__table_set_missing(t, 3, BRY_MISSING_WITHHELD);
    if (i != 1) bry__table_set_double(t, 3, 0.25 * (i + 1));
  }
  return bry__table_finish(t, out, err);
}

static void a_pivot_keeps_labels_roles_and_reasons(void **state) {
  (void)state;
  bry_table *t, *wide;
  assert_int_equal(make_results(&t, NULL), BRY_OK);
  assert_int_equal(bry_table_pivot(t, "theme", "sector", "share", &wide, NULL), BRY_OK);
  renders(wide, "theme,health,school,(missing)\r\nnature,0.25,:,0.75\r\n");
  assert_string_equal(bry_table_title(wide, "en"), "Themes");
  assert_string_equal(bry_table_column_label(wide, 0, "en"), "Theme");
  assert_string_equal(bry_table_column_label(wide, 1, "en"), "Health");
  assert_string_equal(bry_table_column_label(wide, 2, "en"), "school");
  assert_string_equal(bry_table_column_label(wide, 3, "nn"), "utan verdi");
  assert_int_equal(bry_table_column_role(wide, 1), BRY_ROLE_SHARE);
  assert_int_equal(bry_table_column_role(wide, 0), BRY_ROLE_DIMENSION);
  assert_string_equal(bry_table_value_label(wide, 0, 0, "nb"), "Natur");
  assert_int_equal(bry_table_missing(wide, 0, 2), BRY_MISSING_WITHHELD);
  bry_table_free(wide);
  bry_table_free(t);
}

static void a_pivot_goes_by_numbers_too(void **state) {
  (void)state;
  bry_table *t, *wide;
  assert_int_equal(make_results(&t, NULL), BRY_OK);
  assert_int_equal(bry_table_pivot(t, "year", "theme", "share", &wide, NULL), BRY_OK);
  renders(wide, "year,nature\r\n2023,0.25\r\n2024,:\r\n2025,0.75\r\n");
  bry_table_free(wide);
  assert_int_equal(bry_table_pivot(t, "theme", "year", "sector", &wide, NULL), BRY_OK);
  renders(wide, "theme,2023,2024,2025\r\nnature,health,school,\r\n");
  assert_string_equal(bry_table_value_label(wide, 0, 1, "en"), "Health");
  bry_table_free(wide);
  bry_table_free(t);
}

static void an_empty_table_pivots_to_an_empty_one(void **state) {
  (void)state;
  bry_table *t = read("a,b,c\n"), *wide;
  assert_int_equal(bry_table_pivot(t, "a", "b", "c", &wide, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(wide), 0);
  assert_int_equal(bry_table_column_count(wide), 1);
  bry_table_free(wide);
  bry_table_free(t);
}

static bry_table *one_column_each(int count) {
  bry_table *t = bry__table_new("t", NULL, NULL, NULL);
  bry__table_column(t, "k", BRY_TYPE_INT64, BRY_ROLE_DIMENSION, NULL, NULL, NULL);
  for (int i = 0; i < count; i++) {
    bry__table_row(t);
    bry__table_set_int64(t, 0, i);
  }
  assert_int_equal(bry__table_finish(t, &t, NULL), BRY_OK);
  return t;
}

static void a_pivot_of_over_a_thousand_columns_is_refused(void **state) {
  (void)state;
  bry_table *t = one_column_each(1000), *wide;
  assert_int_equal(bry_table_pivot(t, "k", "k", "k", &wide, NULL), BRY_OK);
  assert_int_equal(bry_table_column_count(wide), 1001);
  assert_int_equal(bry_table_int64(wide, 999, 1000), 999);
  bry_table_free(wide);
  bry_table_free(t);
  t = one_column_each(1001);
  assert_int_equal(bry_table_pivot(t, "k", "k", "k", &wide, NULL), BRY_ELIMIT);
  assert_null(wide);
  bry_table_free(t);
}

static bry_status read_and_pivot(bry_error **err) {
  static const char text[] = "a,b,c\nx,y,1\nx,z,2\nw,y,3\n";
  bry_table *t = NULL, *wide = NULL;
  bry_status status = bry_table_from_csv(text, sizeof text - 1, &t, err);
  if (status == BRY_OK) status = bry_table_pivot(t, "a", "b", "c", &wide, err);
  bry_table_free(wide);
  bry_table_free(t);
  return status;
}

static bry_status pivot_results(bry_error **err) {
  bry_table *t = NULL, *wide = NULL;
  bry_status status = make_results(&t, err);
  if (status == BRY_OK) status = bry_table_pivot(t, "theme", "sector", "share", &wide, err);
  bry_table_free(wide);
  bry_table_free(t);
  return status;
}

static void reading_and_pivoting_survive_any_failing_allocation(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(read_and_pivot, BRY_OK) > 30);
  assert_true(each_allocation_may_fail(pivot_results, BRY_OK) > 30);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(csv_becomes_a_table_of_texts),
      cmocka_unit_test(a_header_alone_is_a_table_without_rows),
      cmocka_unit_test(bad_csv_is_refused_with_its_line),
      cmocka_unit_test(wrong_arguments_are_refused),
      cmocka_unit_test(a_long_table_becomes_wide),
      cmocka_unit_test(a_pivot_keeps_labels_roles_and_reasons),
      cmocka_unit_test(a_pivot_goes_by_numbers_too),
      cmocka_unit_test(an_empty_table_pivots_to_an_empty_one),
      cmocka_unit_test(a_pivot_of_over_a_thousand_columns_is_refused),
      cmocka_unit_test(reading_and_pivoting_survive_any_failing_allocation),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
