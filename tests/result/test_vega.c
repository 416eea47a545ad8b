/* Vega-Lite specifications. That they are valid and can be drawn is conformance/vega's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/json.h"
#include "core/nth_allocation.h"
#include "result/tables.h"
#include "result/waves.h"

#include <bry/text.h>

#include <string.h>

static struct json_object *specify(const bry_table *t, int32_t chart) {
  static const bry__json_limits limits = {.max_bytes = 1 << 20, .max_depth = 32};
  bry_text *text = NULL;
  struct json_object *spec = NULL;
  assert_int_equal(bry_chart_vega(t, chart, "en", &text, NULL), BRY_OK);
  assert_int_equal(bry__json_parse("it", bry_text_data(text), bry_text_size(text), &limits, &spec, NULL), BRY_OK);
  bry_text_free(text);
  return spec;
}

static struct json_object *row_at(struct json_object *spec, size_t row) {
  return json_object_array_get_idx(bry__json_array(bry__json_object(spec, "data"), "values"), row);
}

static void values_have_the_labels_that_people_read(void **state) {
  (void)state;
  bry_table *t = waves(2, 3, 1);
  struct json_object *spec = specify(t, BRY_CHART_TREND);
  assert_string_equal(bry__json_text(row_at(spec, 0), "across"), "2021");
  assert_string_equal(bry__json_text(row_at(spec, 1), "down"), "\"dep\" b");
  assert_true(json_object_get_double(json_object_object_get(row_at(spec, 1), "value")) == 3);
  assert_true(json_object_get_double(json_object_object_get(row_at(spec, 1), "low")) == 2.75);
  assert_string_equal(bry__json_text(spec, "title"), "Summary");
  json_object_put(spec);
  bry_table_free(t);
}

static void withheld_values_are_not_in_it(void **state) {
  (void)state;
  bry_table *t = waves(2, 3, 1);
  struct json_object *spec = specify(t, BRY_CHART_TREND), *row = row_at(spec, 3);
  assert_null(json_object_object_get(row, "value"));
  assert_null(json_object_object_get(row, "low"));
  assert_true(json_object_get_boolean(json_object_object_get(row, "withheld")));
  json_object_put(spec);
  bry_table_free(t);
}

static void each_kind_has_its_marks(void **state) {
  (void)state;
  bry_table *t = sample_table(sector_rows, 6);
  struct json_object *spec = specify(t, BRY_CHART_BARS);
  assert_non_null(bry__json_object(spec, "facet"));
  json_object_put(spec);
  spec = specify(t, BRY_CHART_HEAT);
  assert_int_equal(json_object_array_length(bry__json_array(spec, "layer")), 3);
  json_object_put(spec);
  spec = specify(t, BRY_CHART_LIKERT);
  assert_int_equal(json_object_array_length(bry__json_array(spec, "layer")), 2);
  json_object_put(spec);
  bry_table_free(t);
}

static void labels_that_are_the_same_are_told_apart(void **state) {
  (void)state;
  bry__label same = {.text = {"Likt", "Likt", "Same"}};
  bry_table *t = bry__table_new("counts", NULL, NULL, NULL), *done = NULL;
  bry__table_column(t, "value", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, NULL, NULL, NULL);
  bry__table_column(t, "count", BRY_TYPE_INT64, BRY_ROLE_COUNT, NULL, NULL, NULL);
  bry__table_label_value(t, 0, "a", &same);
  bry__table_label_value(t, 0, "b", &same);
  for (int i = 0; i < 2; i++) {
    bry__table_row(t);
    bry__table_set_text(t, 0, i == 0 ? "a" : "b");
    bry__table_set_int64(t, 1, 10);
  }
  assert_int_equal(bry__table_finish(t, &done, NULL), BRY_OK);
  struct json_object *spec = specify(done, BRY_CHART_BARS);
  assert_string_equal(bry__json_text(row_at(spec, 0), "across"), "Same");
  assert_string_equal(bry__json_text(row_at(spec, 1), "across"), "Same (2)");
  json_object_put(spec);
  bry_table_free(done);
}

static void mistakes_are_told(void **state) {
  (void)state;
  bry_text *text = NULL;
  bry_table *t = waves(2, 2, -1);
  assert_int_equal(bry_chart_vega(t, BRY_CHART_BARS, "nb", &text, NULL), BRY_EINVAL);
  assert_int_equal(bry_chart_vega(t, 5, "nb", &text, NULL), BRY_EINVAL);
  assert_int_equal(bry_chart_vega(NULL, BRY_CHART_BARS, "nb", &text, NULL), BRY_EINVAL);
  assert_int_equal(bry_chart_vega(t, BRY_CHART_TREND, "nb", NULL, NULL), BRY_EINVAL);
  assert_null(text);
  bry_table_free(t);
}

static bry_table *fixed;

static bry_status specify_fixed(bry_error **err) {
  bry_text *text = NULL;
  bry_status status = bry_chart_vega(fixed, BRY_CHART_TREND, "en", &text, err);
  bry_text_free(text);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  fixed = waves(3, 3, 1);
  assert_true(each_allocation_may_fail(specify_fixed, BRY_OK) > 10);
  bry_table_free(fixed);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(values_have_the_labels_that_people_read),
                                     cmocka_unit_test(withheld_values_are_not_in_it),
                                     cmocka_unit_test(each_kind_has_its_marks),
                                     cmocka_unit_test(labels_that_are_the_same_are_told_apart),
                                     cmocka_unit_test(mistakes_are_told),
                                     cmocka_unit_test(any_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
