/* Lines along waves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "result/chart.h"
#include "result/markup.h"
#include "result/waves.h"

#include <bry/text.h>

#include <string.h>

static bry_text *draw(bry_table *t) {
  bry_text *svg = NULL;
  assert_int_equal(bry_chart_svg(t, BRY_CHART_TREND, "nb", &svg, NULL), BRY_OK);
  assert_true(markup_is_well_formed(bry_text_data(svg)));
  bry_table_free(t);
  return svg;
}

static void assert_holds(const bry_text *svg, const char *part) {
  if (!strstr(bry_text_data(svg), part)) fail_msg("the picture lacks: %s", part);
}

static void each_line_has_its_colour_dashes_mark_and_name(void **state) {
  (void)state;
  bry_text *svg = draw(waves(3, 4, -1));
  for (int32_t l = 0; l < 3; l++) {
    bry__trend_style style = bry__trend_style_of(l);
    char part[64];
    snprintf(part, sizeof part, "stroke=\"%s\" stroke-width=\"2.5\"", style.colour);
    assert_int_equal(markup_count(bry_text_data(svg), part), 4); /* three pieces, and one in the legend */
    snprintf(part, sizeof part, "&quot;dep&quot; %c</tspan>", 'a' + (int)l);
    assert_int_equal(markup_count(bry_text_data(svg), part), 1);
    for (int32_t other = 0; other < l; other++)
      assert_string_not_equal(style.dashes, bry__trend_style_of(other).dashes);
  }
  assert_int_equal(markup_count(bry_text_data(svg), "stroke-opacity=\"0.45\""), 12); /* the intervals */
  assert_holds(
      svg, "-desc\">Linjediagram. 3 linjer, 4 punkter langs aksen. Størst: 2024 \xC2\xB7 &quot;dep&quot; c, 5,5.");
  assert_holds(svg, ">2021</tspan>");
  bry_text_free(svg);
}

static void a_withheld_value_breaks_the_line(void **state) {
  (void)state;
  bry_text *svg = draw(waves(1, 5, 2));
  assert_int_equal(markup_count(bry_text_data(svg), "stroke-width=\"2.5\""),
                   3); /* of four pieces two, and the legend */
  assert_int_equal(markup_count(bry_text_data(svg), ">:</tspan>"), 1);
  assert_holds(svg, ">: Holdt tilbake</tspan>");
  bry_text_free(svg);
}

static void the_scale_has_round_steps_around_the_values(void **state) {
  (void)state;
  bry_text *svg = draw(waves(1, 3, -1)); /* 1.75 to 3.25 */
  assert_holds(svg, ">1,5</tspan>");
  assert_holds(svg, ">3,5</tspan>");
  bry_text_free(svg);
  svg = draw(waves(1, 1, -1));
  assert_holds(svg, ">2021</tspan>");
  bry_text_free(svg);
}

static void no_rows_are_said_and_too_many_lines_refused(void **state) {
  (void)state;
  bry_error *err = NULL;
  bry_text *svg = draw(waves(1, 0, -1));
  assert_holds(svg, "Det er ingen tall å vise.");
  bry_text_free(svg);
  svg = NULL;
  bry_table *t = waves(9, 2, -1);
  assert_int_equal(bry_chart_svg(t, BRY_CHART_TREND, "nb", &svg, &err), BRY_EINVAL);
  assert_non_null(strstr(bry_error_message(err), "9 lines"));
  assert_null(svg);
  bry_error_free(err);
  bry_table_free(t);
}

static bry_table *fixed;

static bry_status draw_fixed(bry_error **err) {
  bry_text *svg = NULL;
  bry_status status = bry_chart_svg(fixed, BRY_CHART_TREND, "en", &svg, err);
  bry_text_free(svg);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  fixed = waves(3, 3, 1);
  assert_true(each_allocation_may_fail(draw_fixed, BRY_OK) > 10);
  bry_table_free(fixed);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(each_line_has_its_colour_dashes_mark_and_name),
                                     cmocka_unit_test(a_withheld_value_breaks_the_line),
                                     cmocka_unit_test(the_scale_has_round_steps_around_the_values),
                                     cmocka_unit_test(no_rows_are_said_and_too_many_lines_refused),
                                     cmocka_unit_test(any_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
