/* Stacked bars. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "core/table.h"
#include "result/chart.h"
#include "result/markup.h"

#include <bry/text.h>

#include <stdio.h>
#include <string.h>

/* Groups of five values: shares 0.1, 0.2, 0.3, 0.4 and 0, or all withheld. */
static bry_table *answers(int32_t groups, int32_t values, int32_t withheld) {
  static const double shares[] = {0.1, 0.2, 0.3, 0.4, 0};
  bry_table *t = bry__table_new("counts", "Svar", "Svar", "Answers"), *out = NULL;
  bry__table_column(t, "dep", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Avdeling", NULL, NULL);
  bry__table_column(t, "value", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Svar", NULL, NULL);
  bry__table_column(t, "respondents", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Svarte", NULL, NULL);
  bry__table_column(t, "share", BRY_TYPE_DOUBLE, BRY_ROLE_SHARE, "Andel", NULL, NULL);
  for (int32_t g = 0; g < groups; g++)
    for (int32_t v = 0; v < values; v++) {
      char group[32], value[16];
      snprintf(group, sizeof group, "<dep> %d", (int)g);
      snprintf(value, sizeof value, "%d", (int)v + 1);
      bry__table_row(t);
      bry__table_set_text(t, 0, group);
      bry__table_set_text(t, 1, value);
      bry__table_set_int64(t, 2, 50);
      bry__table_set_double(t, 3, shares[v % 5]);
      if (g == withheld) bry__table_set_missing(t, 2, BRY_MISSING_WITHHELD);
      if (g == withheld) bry__table_set_missing(t, 3, BRY_MISSING_WITHHELD);
    }
  return bry__table_finish(t, &out, NULL) == BRY_OK ? out : NULL;
}

static bry_text *draw(bry_table *t) {
  bry_text *svg = NULL;
  assert_int_equal(bry_chart_svg(t, BRY_CHART_LIKERT, "nb", &svg, NULL), BRY_OK);
  assert_true(markup_is_well_formed(bry_text_data(svg)));
  bry_table_free(t);
  return svg;
}

static void assert_holds(const bry_text *svg, const char *part) {
  if (!strstr(bry_text_data(svg), part)) fail_msg("the picture lacks: %s", part);
}

static void a_bar_is_divided_by_the_shares(void **state) {
  (void)state;
  bry_text *svg = draw(answers(1, 5, -1));
  assert_holds(svg, "<rect x=\"0\" y=\"59\" width=\"39\" height=\"26\"");
  assert_holds(svg, "<rect x=\"40\" y=\"59\" width=\"79\" height=\"26\"");
  assert_holds(svg, "<rect x=\"120\" y=\"59\" width=\"119\" height=\"26\"");
  assert_holds(svg, "<rect x=\"240\" y=\"59\" width=\"160\" height=\"26\"");
  assert_holds(svg, ">40\xC2\xA0%<");
  assert_holds(svg, ">n = 50<");
  assert_holds(svg, "-desc\">Stablede søyler der hele bredden er alle som svarte. 1 rad. Størst: ");
  assert_holds(svg, "&lt;dep&gt; 0");
  bry_text_free(svg);
}

static void sides_differ_in_pattern_as_well_as_colour(void **state) {
  (void)state;
  for (int32_t count = 2; count <= BRY__LIKERT_VALUES_MAX; count++)
    for (int32_t place = 0; place < count; place++) {
      bry__likert_style style = bry__likert_style_of(place, count);
      bry__likert_style other = bry__likert_style_of(count - 1 - place, count);
      assert_int_equal(style.pattern + other.pattern, 6);
      if (2 * place < count - 1) assert_true(style.pattern < 3);
      if (count <= 7 && place > 0) assert_true(style.pattern > bry__likert_style_of(place - 1, count).pattern);
    }
}

static void a_withheld_group_is_hatched(void **state) {
  (void)state;
  bry_text *svg = draw(answers(2, 5, 1));
  assert_int_equal(markup_count(bry_text_data(svg), "-hatch)\""), 1);
  assert_holds(svg, ">:</tspan>");
  assert_int_equal(markup_count(bry_text_data(svg), ">n = 50<"), 1);
  bry_text_free(svg);
}

static void an_empty_table_says_so_and_too_many_values_are_refused(void **state) {
  (void)state;
  bry_text *svg = draw(answers(0, 5, -1));
  bry_error *err = NULL;
  assert_holds(svg, "Det er ingen tall å vise.");
  bry_text_free(svg);
  svg = NULL;
  bry_table *t = answers(1, 12, -1);
  assert_int_equal(bry_chart_svg(t, BRY_CHART_LIKERT, "nb", &svg, &err), BRY_EINVAL);
  assert_non_null(strstr(bry_error_message(err), "12 values"));
  assert_null(svg);
  bry_error_free(err);
  bry_table_free(t);
}

static bry_table *fixed;

static bry_status draw_fixed(bry_error **err) {
  bry_text *svg = NULL;
  bry_status status = bry_chart_svg(fixed, BRY_CHART_LIKERT, "en", &svg, err);
  bry_text_free(svg);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  fixed = answers(3, 5, 1);
  assert_true(each_allocation_may_fail(draw_fixed, BRY_OK) > 10);
  bry_table_free(fixed);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_bar_is_divided_by_the_shares),
                                     cmocka_unit_test(sides_differ_in_pattern_as_well_as_colour),
                                     cmocka_unit_test(a_withheld_group_is_hatched),
                                     cmocka_unit_test(an_empty_table_says_so_and_too_many_values_are_refused),
                                     cmocka_unit_test(any_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
