/* The whole of one set of answers as JSON: bry_answers_evaluate(). */
#include "form/testing.h"

#include "core/nth_allocation.h"

#include <bry/text.h>

static const char form[] =
    "{'calculatedValues': [{'name': 'twice', 'expression': '{n} * 2', 'includeIntoResult': true},"
    "{'name': 'none', 'expression': '{why}', 'includeIntoResult': true}],"
    "'elements': [{'type': 'text', 'name': 'n', 'inputType': 'number', 'isRequired': true},"
    "{'type': 'dropdown', 'name': 'd', 'choices': [1], 'showOtherItem': true},"
    "{'type': 'html', 'name': 'h', 'visibleIf': '{n} > 3'},"
    "{'type': 'comment', 'name': 'why', 'visibleIf': '{n} > 3', 'requiredIf': '{twice} > 10'},"
    "{'type': 'expression', 'name': 'day', 'expression': 'day(today())'}]}";

static void assert_evaluated(const char *json, const char *answers, const bry_check_options *options,
                             const char *expected) {
  bry_questionnaire *q = parse(json);
  bry_text *out = NULL;
  assert_int_equal(bry_answers_evaluate(q, answers, strlen(answers), options, &out, NULL), BRY_OK);
  assert_string_equal(bry_text_data(out), expected);
  bry_text_free(out);
  bry_questionnaire_free(q);
}

static bry_check_options midnight(const char *lang, const char *zone) {
  bry_check_options options;
  bry_check_options_init(&options);
  options.lang = lang;
  options.zone = zone;
  options.now_us = 1769902200000000; /* 2026-01-31T23:30Z */
  return options;
}

static void what_shows_is_required_and_counts_is_told(void **state) {
  (void)state;
  bry_check_options options = midnight("en", NULL);
  assert_evaluated(doc("%s", form), "{\"why\":\"x\",\"n\":6,\"d\":\"other\",\"d-Comment\":\"y\"}", &options,
                   "{\"ok\":true,\"visible\":[\"n\",\"d\",\"h\",\"why\",\"day\"],\"required\":[\"n\",\"why\"],"
                   "\"errors\":[],\"values\":{\"n\":6,\"d\":\"other\",\"d-Comment\":\"y\",\"why\":\"x\",\"day\":1,"
                   "\"twice\":12,\"none\":\"x\"}}");
}

static void hidden_answers_are_errors_and_left_out(void **state) {
  (void)state;
  bry_check_options options = midnight("nn", "UTC");
  assert_evaluated(
      doc("%s", form), "{\"n\":2,\"why\":\"x\"}", &options,
      "{\"ok\":false,\"visible\":[\"n\",\"d\",\"day\"],\"required\":[\"n\"],\"errors\":[{\"item\":\"why\","
      "\"rule\":\"hidden\",\"pointer\":\"/why\",\"message\":\"Dette spørsmålet vart ikkje vist, og skal "
      "ikkje ha noko svar.\"}],\"values\":{\"n\":2,\"day\":31,\"twice\":4}}");
}

static void without_logic_everything_shows(void **state) {
  (void)state;
  assert_evaluated(
      doc("{'elements': [{'type': 'text', 'name': 'a', 'isRequired': true}]}"), "{\"x\":1}", NULL,
      "{\"ok\":false,\"visible\":[\"a\"],\"required\":[\"a\"],\"errors\":[{\"item\":null,\"rule\":"
      "\"unknown\",\"pointer\":\"/x\",\"message\":\"Dette spørsmålet finnes ikke i skjemaet.\"},{\"item\":"
      "\"a\",\"rule\":\"required\",\"pointer\":\"/a\",\"message\":\"Dette spørsmålet trenger et "
      "svar.\"}],\"values\":{}}");
}

static void mistakes_are_told(void **state) {
  (void)state;
  bry_questionnaire *q = parse(doc("%s", form));
  bry_text *out = NULL;
  bry_check_options options = midnight(NULL, "Europe/Nowhere");
  assert_int_equal(bry_answers_evaluate(q, "{}", 2, &options, &out, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_answers_evaluate(q, "{", 1, NULL, &out, NULL), BRY_EPARSE);
  assert_int_equal(bry_answers_evaluate(NULL, "{}", 2, NULL, &out, NULL), BRY_EINVAL);
  assert_int_equal(bry_answers_evaluate(q, NULL, 2, NULL, &out, NULL), BRY_EINVAL);
  assert_int_equal(bry_answers_evaluate(q, "{}", 2, NULL, NULL, NULL), BRY_EINVAL);
  options.struct_size = 0;
  assert_int_equal(bry_answers_evaluate(q, "{}", 2, &options, &out, NULL), BRY_EINVAL);
  assert_null(out);
  bry_check_options_init(NULL);
  bry_questionnaire_free(q);
}

static bry_questionnaire *parsed;

static bry_status evaluate(bry_error **err) {
  static const char answers[] = "{\"n\":2,\"why\":\"x\",\"d\":\"other\",\"d-Comment\":\"y\"}";
  bry_check_options options = midnight("nb", "UTC");
  bry_text *out = NULL;
  bry_status status = bry_answers_evaluate(parsed, answers, sizeof answers - 1, &options, &out, err);
  assert_true((status == BRY_OK) == (out != NULL));
  bry_text_free(out);
  return status;
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  parsed = parse(doc("%s", form));
  assert_true(each_allocation_may_fail(evaluate, BRY_OK) > 10);
  bry_questionnaire_free(parsed);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_shows_is_required_and_counts_is_told),
      cmocka_unit_test(hidden_answers_are_errors_and_left_out),
      cmocka_unit_test(without_logic_everything_shows),
      cmocka_unit_test(mistakes_are_told),
      cmocka_unit_test(every_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
