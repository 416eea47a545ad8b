/* Tables written as aligned text, CSV and JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/json.h"
#include "core/table.h"

#include "core/comma_locale.h"
#include "core/nth_allocation.h"

#include <string.h>

/* Every type and role, a label, a withheld and a missing value, wide and combining characters. */
static bry_status make(bry_table **out, bry_error **err) {
  bry__label nature = {.text = {"Natur og friluft", NULL, "Nature", NULL}};
  bry_table *t = bry__table_new("themes", "Temaer", NULL, "Themes");
  bry__table_column(t, "theme", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Tema", NULL, "Theme");
  bry__table_column(t, "count", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Antall", "Tal på", "Count");
  bry__table_column(t, "share", BRY_TYPE_DOUBLE, BRY_ROLE_SHARE, "Andel", NULL, "Share");
  bry__table_column(t, "mean", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, NULL, NULL, NULL);
  bry__table_column(t, "note", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, NULL, NULL, NULL);
  bry__table_label_value(t, 0, "nature", &nature);
  bry__table_row(t);
  bry__table_set_text(t, 0, "nature");
  bry__table_set_int64(t, 1, 1234);
  bry__table_set_double(t, 2, 0.125);
  bry__table_set_double(t, 3, -3.14159);
  bry__table_set_text(t, 4, "line\none");
  bry__table_row(t);
  bry__table_set_text(t, 0, "日本, a\u030A");
  bry__table_set_missing(t, 1, BRY_MISSING_WITHHELD);
  bry__table_set_missing(t, 2, BRY_MISSING_SKIPPED);
  bry__table_set_double(t, 3, 2);
  bry__table_set_text(t, 4, "=1+1");
  return bry__table_finish(t, out, err);
}

static void renders(int32_t format, const char *lang, const char *expected) {
  bry_table *t;
  bry_text *text;
  assert_int_equal(make(&t, NULL), BRY_OK);
  assert_int_equal(bry_table_render(t, format, lang, &text, NULL), BRY_OK);
  assert_string_equal(bry_text_data(text), expected);
  assert_int_equal(bry_text_size(text), strlen(expected));
  bry_text_free(text);
  bry_table_free(t);
}

static void text_is_aligned_and_labelled_in_bokmal(void **state) {
  (void)state;
  renders(BRY_FORMAT_TEXT, "nb",
          "Temaer\n"
          "Tema              Antall   Andel    mean  note\n"
          "────────────────  ──────  ──────  ──────  ────────\n"
          "Natur og friluft    1234  12,5 %  -3,142  line one\n"
          "日本, a\u030A                :       –       2  =1+1\n");
}

static void text_is_labelled_in_english(void **state) {
  (void)state;
  renders(BRY_FORMAT_TEXT, "en",
          "Themes\n"
          "Theme    Count   Share    mean  note\n"
          "───────  ─────  ──────  ──────  ────────\n"
          "Nature    1234  12.5 %  -3.142  line one\n"
          "日本, a\u030A      :       –       2  =1+1\n");
}

static void csv_holds_names_and_codes_and_no_formulas(void **state) {
  (void)state;
  renders(BRY_FORMAT_CSV, "en",
          "theme,count,share,mean,note\r\n"
          "nature,1234,0.125,-3.14159,\"line\none\"\r\n"
          "\"日本, a\u030A\",:,,2,'=1+1\r\n");
}

static void json_holds_everything(void **state) {
  (void)state;
  renders(
      BRY_FORMAT_JSON, NULL,
      "{\"name\":\"themes\",\"title\":{\"nb\":\"Temaer\",\"en\":\"Themes\"},\"columns\":[\n"
      "{\"name\":\"theme\",\"type\":\"text\",\"role\":\"dimension\",\"label\":{\"nb\":\"Tema\",\"en\":\"Theme\"},"
      "\"values\":{\"nature\":{\"nb\":\"Natur og friluft\",\"en\":\"Nature\"}}},\n"
      "{\"name\":\"count\",\"type\":\"int64\",\"role\":\"count\","
      "\"label\":{\"nb\":\"Antall\",\"nn\":\"Tal på\",\"en\":\"Count\"}},\n"
      "{\"name\":\"share\",\"type\":\"double\",\"role\":\"share\",\"label\":{\"nb\":\"Andel\",\"en\":\"Share\"}},\n"
      "{\"name\":\"mean\",\"type\":\"double\",\"role\":\"attribute\",\"label\":{}},\n"
      "{\"name\":\"note\",\"type\":\"text\",\"role\":\"attribute\",\"label\":{}}],\"rows\":[\n"
      "[\"nature\",1234,0.125,-3.14159,\"line\\none\"],\n"
      "[\"日本, a\u030A\",null,null,2,\"=1+1\"]],\"missing\":["
      "{\"row\":1,\"column\":\"count\",\"reason\":\"withheld\"},"
      "{\"row\":1,\"column\":\"share\",\"reason\":\"skipped\"}]}\n");
}

static void json_is_read_by_a_strict_reader(void **state) {
  (void)state;
  bry_table *t;
  bry_text *text;
  struct json_object *tree;
  bry__json_limits limits = {.max_bytes = 1 << 20, .max_depth = 8};
  assert_int_equal(make(&t, NULL), BRY_OK);
  assert_int_equal(bry_table_render(t, BRY_FORMAT_JSON, NULL, &text, NULL), BRY_OK);
  assert_int_equal(bry__json_parse("it", bry_text_data(text), bry_text_size(text), &limits, &tree, NULL), BRY_OK);
  json_object_put(tree);
  bry_text_free(text);
  bry_table_free(t);
}

static bry_table *single(double value, int32_t role) {
  bry_table *t = bry__table_new("t", NULL, NULL, NULL);
  bry__table_column(t, "x", BRY_TYPE_DOUBLE, role, NULL, NULL, NULL);
  bry__table_row(t);
  bry__table_set_double(t, 0, value);
  assert_int_equal(bry__table_finish(t, &t, NULL), BRY_OK);
  return t;
}

/* The last line of the text form. */
static void number_reads(double value, int32_t role, const char *lang, const char *expected) {
  bry_table *t = single(value, role);
  bry_text *text;
  assert_int_equal(bry_table_render(t, BRY_FORMAT_TEXT, lang, &text, NULL), BRY_OK);
  char line[100] = "";
  strncat(line, strrchr(bry_text_data(text), '\x80') + 2, 99); /* behind the rule's last byte and its line break */
  line[strlen(line) - 1] = '\0';
  assert_string_equal(line + strspn(line, " "), expected);
  bry_text_free(text);
  bry_table_free(t);
}

static void numbers_read_as_people_write_them(void **state) {
  (void)state;
  number_reads(0, BRY_ROLE_SHARE, "nb", "0,0 %");
  number_reads(1, BRY_ROLE_SHARE, "nn", "100,0 %");
  number_reads(2.0 / 3, BRY_ROLE_SHARE, "en", "66.7 %");
  number_reads(-0.0004, BRY_ROLE_SHARE, "en", "0.0 %");
  number_reads(-0.05, BRY_ROLE_SHARE, "en", "-5.0 %");
  number_reads(0.0004, BRY_ROLE_ATTRIBUTE, "nb", "0");
  number_reads(1234567.1, BRY_ROLE_ATTRIBUTE, "nb", "1234567,1");
  number_reads(0.05, BRY_ROLE_ATTRIBUTE, "en", "0.05");
  number_reads(-12, BRY_ROLE_ATTRIBUTE, "en", "-12");
  number_reads(1e300, BRY_ROLE_ATTRIBUTE, "nb", "1e+300");
  number_reads(1e300, BRY_ROLE_SHARE, "nb", "1e+300");
}

static void a_lone_empty_field_is_not_a_blank_line(void **state) {
  (void)state;
  bry_table *t = bry__table_new("t", NULL, NULL, NULL), *back;
  bry_text *text;
  bry__table_column(t, "x", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, NULL, NULL, NULL);
  bry__table_row(t);
  bry__table_row(t);
  bry__table_set_text(t, 0, "a");
  assert_int_equal(bry__table_finish(t, &t, NULL), BRY_OK);
  assert_int_equal(bry_table_render(t, BRY_FORMAT_CSV, NULL, &text, NULL), BRY_OK);
  assert_string_equal(bry_text_data(text), "x\r\n\"\"\r\na\r\n");
  assert_int_equal(bry_table_from_csv(bry_text_data(text), bry_text_size(text), &back, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(back), 2);
  bry_table_free(back);
  bry_text_free(text);
  bry_table_free(t);
}

static void a_table_without_columns_or_rows_is_written(void **state) {
  (void)state;
  static const int32_t formats[] = {BRY_FORMAT_TEXT, BRY_FORMAT_CSV, BRY_FORMAT_JSON};
  for (int columns = 0; columns < 2; columns++) {
    bry_table *t = bry__table_new("t", NULL, NULL, NULL);
    if (columns) bry__table_column(t, "x", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, NULL, NULL, NULL);
    assert_int_equal(bry__table_finish(t, &t, NULL), BRY_OK);
    for (int i = 0; i < 3; i++) {
      bry_text *text;
      assert_int_equal(bry_table_render(t, formats[i], NULL, &text, NULL), BRY_OK);
      assert_true(bry_text_size(text) > 0);
      bry_text_free(text);
    }
    bry_table_free(t);
  }
}

static void a_long_text_is_kept_whole(void **state) {
  (void)state;
  char longest[2001];
  memset(longest, 'a', 2000);
  longest[2000] = '\0';
  bry_table *t = bry__table_new("t", NULL, NULL, NULL);
  bry_text *text;
  bry__table_column(t, "x", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, NULL, NULL, NULL);
  bry__table_row(t);
  bry__table_set_text(t, 0, longest);
  assert_int_equal(bry__table_finish(t, &t, NULL), BRY_OK);
  assert_int_equal(bry_table_render(t, BRY_FORMAT_TEXT, NULL, &text, NULL), BRY_OK);
  assert_non_null(strstr(bry_text_data(text), longest));
  bry_text_free(text);
  bry_table_free(t);
}

static void wrong_arguments_are_refused(void **state) {
  (void)state;
  bry_table *t = single(1, BRY_ROLE_ATTRIBUTE);
  bry_text *text;
  assert_int_equal(bry_table_render(NULL, BRY_FORMAT_CSV, NULL, &text, NULL), BRY_EINVAL);
  assert_int_equal(bry_table_render(t, BRY_FORMAT_CSV, NULL, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_table_render(t, 0, NULL, &text, NULL), BRY_EINVAL);
  assert_int_equal(bry_table_render(t, 9, NULL, &text, NULL), BRY_EINVAL);
  assert_null(text);
  assert_string_equal(bry_text_data(NULL), "");
  assert_int_equal(bry_text_size(NULL), 0);
  bry_table_free(t);
}

static void a_comma_locale_changes_nothing(void **state) {
  if (!use_comma_locale()) {
    print_message("no locale with a decimal comma on this machine, and none can be made: not tested\n");
    skip();
  }
  csv_holds_names_and_codes_and_no_formulas(state);
  json_holds_everything(state);
  text_is_labelled_in_english(state);
  setlocale(LC_ALL, "C");
}

static bry_status render_all(bry_error **err) {
  bry_table *t = NULL;
  bry_text *text = NULL;
  bry_status status = make(&t, err);
  for (int32_t format = BRY_FORMAT_TEXT; format <= BRY_FORMAT_JSON && status == BRY_OK; format++) {
    status = bry_table_render(t, format, "nb", &text, err);
    bry_text_free(text);
    text = NULL;
  }
  bry_table_free(t);
  return status;
}

static void rendering_survives_any_failing_allocation(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(render_all, BRY_OK) > 40);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(text_is_aligned_and_labelled_in_bokmal),
      cmocka_unit_test(text_is_labelled_in_english),
      cmocka_unit_test(csv_holds_names_and_codes_and_no_formulas),
      cmocka_unit_test(json_holds_everything),
      cmocka_unit_test(json_is_read_by_a_strict_reader),
      cmocka_unit_test(numbers_read_as_people_write_them),
      cmocka_unit_test(a_lone_empty_field_is_not_a_blank_line),
      cmocka_unit_test(a_table_without_columns_or_rows_is_written),
      cmocka_unit_test(a_long_text_is_kept_whole),
      cmocka_unit_test(wrong_arguments_are_refused),
      cmocka_unit_test(a_comma_locale_changes_nothing),
      cmocka_unit_test(rendering_survives_any_failing_allocation),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
