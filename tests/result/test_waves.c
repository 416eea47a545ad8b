/* Tables of several waves as one. That the figures are R's is conformance/statistics'. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "core/table.h"
#include "result/people.h"

#include <bry/result.h>
#include <bry/statistics.h>

enum { HIDDEN = -1 };

typedef struct cell {
  const char *sector, *theme, *label;
  int64_t respondents, count; /* HIDDEN: withheld */
} cell;

static bry_table *counts(const cell *cells, int32_t n) {
  bry_table *t = bry__table_new("themes", "Temaer", "Tema", "Themes"), *out = NULL;
  int32_t theme = 0;
  if (cells[0].sector)
    theme = bry__table_column(t, "sector", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, NULL, NULL, NULL) + 1;
  bry__table_column(t, "theme", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Tema", "Tema", "Theme");
  int32_t asked = bry__table_column(t, "respondents", BRY_TYPE_INT64, BRY_ROLE_COUNT, NULL, NULL, NULL);
  bry__table_column(t, "count", BRY_TYPE_INT64, BRY_ROLE_COUNT, NULL, NULL, NULL);
  for (int32_t i = 0; i < n; i++) {
    bry__label label = {.text = {(char *)(uintptr_t)cells[i].label, NULL, NULL}};
    bry__table_row(t);
    if (cells[0].sector) bry__table_set_text(t, 0, cells[i].sector);
    bry__table_set_text(t, theme, cells[i].theme);
    if (cells[i].label) bry__table_label_value(t, theme, cells[i].theme, &label);
    bry__table_set_int64(t, asked, cells[i].respondents);
    bry__table_set_int64(t, asked + 1, cells[i].count);
    for (int32_t c = asked; c <= asked + 1 && cells[i].count == HIDDEN; c++)
      bry__table_set_missing(t, c, BRY_MISSING_WITHHELD);
  }
  assert_int_equal(bry__table_finish(t, &out, NULL), BRY_OK);
  return out;
}

#define COUNTS(cells) counts(cells, (int32_t)(sizeof(cells) / sizeof *(cells)))

static const cell first[] = {
    {NULL, "pay", "Lønn", 80, 20}, {NULL, "time", "Tid", 80, 40}, {NULL, "old", "Gammelt", 80, 8}};
static const cell second[] = {
    {NULL, "time", "Ro", 100, 75}, {NULL, "pay", NULL, 100, 25}, {NULL, "new", "Nytt", 100, 1}};
static const char *const years[] = {"2025", "2026"};

static bry_table *trend(const cell *a, int32_t a_count, const cell *b, int32_t b_count, const bry_waves_options *o) {
  bry_table *tables[] = {counts(a, a_count), counts(b, b_count)}, *out = NULL;
  bry_error *err = NULL;
  if (bry_tabulate_waves((const bry_table *const *)tables, years, 2, o, &out, &err) != BRY_OK)
    fail_msg("%s", bry_error_message(err));
  bry_table_free(tables[0]);
  bry_table_free(tables[1]);
  return out;
}

#define TREND(a, b, o) trend(a, (int32_t)(sizeof(a) / sizeof *(a)), b, (int32_t)(sizeof(b) / sizeof *(b)), o)

static void the_same_themes_are_followed_by_their_ids(void **state) {
  (void)state;
  bry_table *t = TREND(first, second, NULL);
  assert_int_equal(bry_table_row_count(t), 8);
  assert_near(number_at(t, "2025/time", "share"), 0.5, 1e-15);
  assert_near(number_at(t, "2026/time", "share"), 0.75, 1e-15);
  assert_near(number_at(t, "2026/time", "change"), 0.25, 1e-15);
  assert_near(number_at(t, "2026/time", "change_low"), 0.108183793, 1e-8);
  assert_near(number_at(t, "2026/time", "change_high"), 0.380429750, 1e-8);
  assert_near(number_at(t, "2026/pay", "change"), 0, 1e-15);
  assert_true(number_at(t, "2026/pay", "p") == 1);
  assert_true(number_at(t, "2026/time", "p_holm") == 2 * number_at(t, "2026/time", "p"));
  /* Nothing comes before the first wave. */
  assert_int_equal(missing_at(t, "2025/time", "change"), BRY_MISSING);
  bry_table_free(t);
}

static void a_change_is_printed_in_percentage_points(void **state) {
  (void)state;
  bry_text *text = NULL;
  bry_table *t = TREND(first, second, NULL);
  assert_int_equal(bry_table_render(t, BRY_FORMAT_TEXT, "nb", &text, NULL), BRY_OK);
  assert_non_null(strstr(bry_text_data(text), "Endring (prosentpoeng)"));
  assert_non_null(strstr(bry_text_data(text), "25,0 pp"));
  assert_non_null(strstr(bry_text_data(text), "10,8 pp"));
  assert_non_null(strstr(bry_text_data(text), "75,0 %"));
  bry_text_free(text);
  bry_report *report = NULL;
  assert_int_equal(bry_report_new("Waves", "en", &report, NULL), BRY_OK);
  assert_int_equal(bry_report_add(report, "Themes", t, BRY_CHART_NONE, NULL), BRY_OK);
  assert_int_equal(bry_report_html(report, &text, NULL), BRY_OK);
  assert_non_null(strstr(bry_text_data(text), "Change (percentage points)"));
  assert_non_null(strstr(bry_text_data(text), "25.0\xC2\xA0pp"));
  bry_text_free(text);
  bry_report_free(report);
  bry_table_free(t);
}

static void the_order_and_the_names_are_those_of_the_newest_wave(void **state) {
  (void)state;
  static const char *const order[] = {"time", "pay", "new", "old"};
  bry_table *t = TREND(first, second, NULL);
  for (int64_t row = 0; row < 8; row++)
    assert_string_equal(bry_table_text(t, row, 1), order[row % 4]);
  assert_string_equal(bry_table_value_label(t, row_of(t, "2025/time"), 1, "nb"), "Ro");
  assert_string_equal(bry_table_value_label(t, row_of(t, "2026/pay"), 1, "nb"), "Lønn");
  assert_string_equal(bry_table_column_label(t, 1, "en"), "Theme");
  bry_table_free(t);
}

static void a_theme_that_was_not_looked_for_is_not_nought(void **state) {
  (void)state;
  bry_table *t = TREND(first, second, NULL);
  assert_int_equal(missing_at(t, "2025/new", "count"), BRY_MISSING_NOT_ASKED);
  assert_int_equal(missing_at(t, "2026/new", "change"), BRY_MISSING_NOT_ASKED);
  assert_int_equal(missing_at(t, "2026/old", "share"), BRY_MISSING_NOT_ASKED);
  assert_true(number_at(t, "2026/new", "count") == 1);
  bry_table_free(t);
}

static void what_a_wave_withholds_is_in_no_figure(void **state) {
  (void)state;
  static const cell before[] = {{"a", "time", NULL, 30, 10}, {"b", "time", NULL, 20, 3}, {"c", "time", NULL, 9, 3}};
  cell after[] = {{"a", "time", NULL, 30, 20}, {"b", "time", NULL, 4, HIDDEN}};
  bry_text *text[2] = {NULL, NULL};
  for (int side = 0; side < 2; side++) {
    bry_table *t = TREND(before, after, NULL);
    assert_int_equal(missing_at(t, "2026/b/time", "respondents"), BRY_MISSING_WITHHELD);
    assert_int_equal(missing_at(t, "2026/b/time", "change"), BRY_MISSING_WITHHELD);
    assert_int_equal(missing_at(t, "2026/b/time", "p_holm"), BRY_MISSING_WITHHELD);
    assert_true(number_at(t, "2025/b/time", "count") == 3);
    assert_int_equal(missing_at(t, "2026/c/time", "share"), BRY_MISSING); /* nobody of c answered */
    assert_near(number_at(t, "2026/a/time", "p_holm"), number_at(t, "2026/a/time", "p"), 0);
    assert_int_equal(bry_table_render(t, BRY_FORMAT_CSV, "en", &text[side], NULL), BRY_OK);
    bry_table_free(t);
    after[1].respondents = 3;
  }
  assert_string_equal(bry_text_data(text[0]), bry_text_data(text[1]));
  bry_text_free(text[0]);
  bry_text_free(text[1]);
}

static void few_people_are_told_to_be_few(void **state) {
  (void)state;
  static const cell before[] = {{NULL, "time", NULL, 12, 1}, {NULL, "none", NULL, 12, 0}},
                    after[] = {{NULL, "time", NULL, 10, 4}, {NULL, "none", NULL, 10, 0}};
  bry_table *t = TREND(before, after, NULL);
  assert_string_equal(bry_table_text(t, row_of(t, "2026/time"), column_of(t, "note")), "low_expected");
  assert_int_equal(missing_at(t, "2026/none", "p"), BRY_MISSING);
  assert_near(number_at(t, "2026/none", "change"), 0, 0);
  assert_true(number_at(t, "2026/none", "change_high") > 0.2);
  bry_table_free(t);
}

static void some_values_only_are_tested_among_themselves(void **state) {
  (void)state;
  static const char *const wanted[] = {"time"};
  bry_waves_options o;
  bry_waves_options_init(&o);
  o.values = wanted;
  o.value_count = 1;
  bry_table *t = TREND(first, second, &o);
  assert_int_equal(bry_table_row_count(t), 2);
  assert_true(number_at(t, "2026/time", "p_holm") == number_at(t, "2026/time", "p"));
  bry_table_free(t);
}

static void a_trend_is_drawn_with_its_intervals(void **state) {
  (void)state;
  bry_text *svg = NULL;
  bry_table *t = TREND(first, second, NULL);
  assert_int_equal(bry_chart_svg(t, BRY_CHART_TREND, "nb", &svg, NULL), BRY_OK);
  assert_non_null(strstr(bry_text_data(svg), "bry-trend"));
  assert_non_null(strstr(bry_text_data(svg), "stroke-opacity=\"0.45\""));
  bry_text_free(svg);
  bry_table_free(t);
}

static void refuse(const bry_table *const *tables, const char *const *names, int32_t count,
                   const bry_waves_options *o, const char *says) {
  bry_table *out = NULL;
  bry_error *err = NULL;
  assert_int_equal(bry_tabulate_waves(tables, names, count, o, &out, &err), BRY_EINVAL);
  assert_null(out);
  if (!strstr(bry_error_message(err), says)) fail_msg("%s", bry_error_message(err));
  bry_error_free(err);
}

static void tables_that_do_not_go_together_are_refused(void **state) {
  (void)state;
  static const cell split[] = {{"a", "time", NULL, 30, 10}},
                    twice[] = {{NULL, "time", NULL, 9, 1}, {NULL, "time", NULL, 9, 2}};
  static const char *const same[] = {"x", "x"}, *const nameless[] = {"x", NULL};
  bry_table *one = COUNTS(first), *other = COUNTS(split), *doubled = COUNTS(twice);
  const bry_table *mixed[] = {other, one}, *good[] = {one, one}, *gap[] = {one, NULL}, *bad[] = {one, doubled};
  bry_waves_options o;
  bry_waves_options_init(&o);
  refuse(mixed, years, 2, NULL, "\"2025\" has other columns");
  refuse(good, same, 2, NULL, "called \"x\"");
  refuse(good, nameless, 2, NULL, "Wave 2");
  refuse(gap, years, 2, NULL, "Wave 2");
  refuse(good, years, 1, NULL, "There are 1 waves");
  refuse(bad, years, 2, NULL, "two rows for the same");
  o.confidence = 1;
  refuse(good, years, 2, &o, "confidence");
  bry_waves_options_init(&o);
  o.value_count = 1;
  refuse(good, years, 2, &o, "value_count");
  assert_int_equal(bry_tabulate_waves(good, years, 2, NULL, NULL, NULL), BRY_EINVAL);
  bry_table_free(one);
  bry_table_free(other);
  bry_table_free(doubled);
}

static const bry_table *fixed[2];

static bry_status tabulate_fixed(bry_error **err) {
  bry_table *out = NULL;
  bry_status status = bry_tabulate_waves(fixed, years, 2, NULL, &out, err);
  bry_table_free(out);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  bry_table *one = COUNTS(first), *other = COUNTS(second);
  fixed[0] = one;
  fixed[1] = other;
  assert_true(each_allocation_may_fail(tabulate_fixed, BRY_OK) > 10);
  bry_table_free(one);
  bry_table_free(other);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_same_themes_are_followed_by_their_ids),
      cmocka_unit_test(a_change_is_printed_in_percentage_points),
      cmocka_unit_test(the_order_and_the_names_are_those_of_the_newest_wave),
      cmocka_unit_test(a_theme_that_was_not_looked_for_is_not_nought),
      cmocka_unit_test(what_a_wave_withholds_is_in_no_figure),
      cmocka_unit_test(few_people_are_told_to_be_few),
      cmocka_unit_test(some_values_only_are_tested_among_themselves),
      cmocka_unit_test(a_trend_is_drawn_with_its_intervals),
      cmocka_unit_test(tables_that_do_not_go_together_are_refused),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
