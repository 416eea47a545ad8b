/* Regex validators: what an answer must match, in whose words a refusal is told, what the schema of answers says of it.
 * The regular expressions themselves are tested in tests/expr/test_regex.c. */
#include "form/testing.h"

#include "core/error.h"
#include "core/json.h"
#include "core/nth_allocation.h"
#include "form/answers.h"
#include "form/parse.h"

#include <bry/text.h>

static const char form_json[] =
    "{'elements': [{'type': 'text', 'name': 'zip', 'validators': [{'type': 'regex', 'regex': '^[0-9]{4}$'}]},"
    "{'type': 'text', 'name': 'both', 'maxLength': 9, 'validators': [{'type': 'regexvalidator', 'regex': '[a-z]',"
    "'text': {'default': 'Bokstav', 'nb': 'En bokstav', 'nn': 'Ein bokstav', 'en': 'A letter'}},"
    "{'type': 'regex', 'regex': '\\\\d', 'text': 'Et tall'}]},"
    "{'type': 'comment', 'name': 'case', 'validators': [{'type': 'regex', 'regex': '^ja$', 'insensitive': true}]},"
    "{'type': 'text', 'name': 'num', 'inputType': 'number', 'validators': [{'type': 'regex', 'regex': "
    "'^(?:[05]|-?2\\\\.5)$'}]},"
    "{'type': 'text', 'name': 'day', 'inputType': 'date', 'validators': [{'type': 'regex', 'regex': '^2026'}]},"
    "{'type': 'text', 'name': 'mail', 'inputType': 'email', 'validators': [{'type': 'regex', 'regex': "
    "'@kommune\\\\.no$'}]},"
    "{'type': 'multipletext', 'name': 'multi', 'items': [{'name': 'x', 'validators': [{'type': 'regex', 'regex': "
    "'^x',"
    "'text': 'Noe med x'}]}, {'name': 'n', 'inputType': 'number', 'validators': [{'type': 'regex', 'regex': '7$'}]},"
    "{'name': 'free'}]},"
    "{'type': 'text', 'name': 'idle', 'validators': [{'type': 'regex'}, {'type': 'regex', 'regex': ''},"
    "{'type': 'regex', 'regex': 'a', 'notificationType': 'warning'}]}]}";

static bry_questionnaire *form;

static int set_up(void **state) {
  (void)state;
  form = parse(doc("%s", form_json));
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  bry_questionnaire_free(form);
  return 0;
}

static bry_findings *check(const char *answers) {
  bry_findings *findings = NULL;
  assert_int_equal(bry_answers_check(form, answers, strlen(answers), &findings, NULL), BRY_OK);
  return findings;
}

static void an_answer_must_match_all_its_patterns(void **state) {
  (void)state;
  static const struct {
    const char *answers, *findings;
  } cases[] = {
      {"{'zip': '7030', 'both': 'a1', 'case': 'JA', 'day': '2026-05-17', 'mail': 'kari@kommune.no'}", ""},
      {"{'zip': '703'}", "text.pattern /zip"},
      {"{'zip': '70300'}", "text.pattern /zip"},
      {"{'zip': '', 'both': null, 'case': '  ', 'num': '', 'day': ' ', 'mail': '', 'multi': {'x': '', 'n': null}}",
       ""},
      {"{'both': '12'}", "text.pattern /both"},
      {"{'both': 'ab'}", "text.pattern /both"},
      {"{'both': 'abcdefghijk'}", "length.max /both"},
      {"{'case': 'jaja'}", "text.pattern /case"},
      {"{'num': 5}", ""},
      {"{'num': 0}", ""},
      {"{'num': 2.5}", ""},
      {"{'num': 2.50}", ""},
      {"{'num': -2.5e0}", ""},
      {"{'num': '5'}", ""},
      {"{'num': ' 5'}", "text.pattern /num"}, /* a text counts as it was written */
      {"{'num': '5e0'}", "text.pattern /num"},
      {"{'num': 6}", "text.pattern /num"},
      {"{'day': '2025-05-17'}", "text.pattern /day"},
      {"{'mail': 'kari@nordmann.no'}", "text.pattern /mail"},
      {"{'mail': 'kari'}", "email /mail"},
      {"{'multi': {'x': 'xy', 'n': 17, 'free': 'y'}}", ""},
      {"{'multi': {'x': 'yx', 'n': 71}}", "text.pattern /multi/x, text.pattern /multi/n"},
      {"{'idle': 'b'}", ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    bry_findings *findings = check(doc("%s", cases[i].answers));
    if (strcmp(summary(findings), cases[i].findings) != 0) print_error("%s\n", cases[i].answers);
    assert_string_equal(summary(findings), cases[i].findings);
    bry_findings_free(findings);
  }
}

static void a_refusal_is_told_in_the_questionnaires_words_or_in_ours(void **state) {
  (void)state;
  bry_findings *findings = check(doc("{'zip': 'hemmelig', 'both': '12', 'multi': {'x': 'hemmelig'}}"));
  assert_int_equal(bry_findings_count(findings), 3);
  assert_string_equal(bry_findings_message_at(findings, 0, "nn"),
                      "Svaret er ikkje skrive slik det må vere her. Sjå over det ein gong til.");
  assert_string_equal(bry_findings_message_at(findings, 1, "nb"), "En bokstav");
  assert_string_equal(bry_findings_message_at(findings, 1, "nn"), "Ein bokstav");
  assert_string_equal(bry_findings_message_at(findings, 1, "en"), "A letter");
  assert_string_equal(bry_findings_message_at(findings, 2, "en"), "Noe med x");
  for (int64_t i = 0; i < 3; i++) {
    assert_null(strstr(bry_findings_message_at(findings, i, "nb"), "hemmelig"));
  }
  bry_findings_free(findings);
  findings = check(doc("{'both': 'ab'}"));
  assert_string_equal(bry_findings_message_at(findings, 0, "nb"), "Et tall");
  bry_findings_free(findings);
}

static void a_refused_pattern_is_told_with_its_place_and_a_way_out(void **state) {
  (void)state;
  const char *json = doc("{'elements': [{'type': 'text', 'name': 'a', 'validators': [{'type': 'regex', 'regex':"
                         "'^(?=.*[0-9]).+$'}]}]}");
  bry_error *err = NULL;
  bry_questionnaire *q = NULL;
  assert_int_equal(bry_questionnaire_parse(json, strlen(json), &q, &err), BRY_EREFUSED);
  assert_string_equal(summary(bry_error_findings(err)), "pattern.lookaround /elements/0/validators/0/regex");
  assert_string_equal(
      bry_findings_message_at(bry_error_findings(err), 0, "en"),
      "The pattern looks ahead or behind at character 2. Use several validators, one for each demand: "
      "all must hold.");
  bry_error_free(err);
}

/* Six questions, of which so many have texts without a limit. */
static const char *items_with_pattern(int unlimited) {
  static char items[2048];
  size_t size = 0;
  for (int i = 0; i < 6; i++) {
    size +=
        (size_t)snprintf(items + size, sizeof items - size,
                         "%s{'type': 'text', 'name': 'a%d', %s'validators': [{'type': 'regex', 'regex': '^a{179}'}]}",
                         i > 0 ? ", " : "", i, i < unlimited ? "" : "'maxLength': 200, ");
  }
  return items;
}

/* Six times a pattern of 180 instructions without a limit on the text is too much in all; each alone is not. */
static void patterns_may_be_as_large_as_answers_are_short(void **state) {
  (void)state;
  bry_questionnaire_free(parse(doc("{'elements': [%s]}", items_with_pattern(5))));
  assert_refused(doc("{'elements': [%s]}", items_with_pattern(6)), "pattern.large /elements/5/validators");
  bry_questionnaire_free(
      parse(doc("{'elements': [{'type': 'text', 'name': 'a', 'validators': [{'type': 'regex', 'regex':"
                "'^.{5,1000}$'}, {'type': 'text', 'maxLength': 1000}]}]}")));
}

/* So that the worst pattern over the longest answer takes a few hundredths of a second. */
static void what_a_pattern_is_held_against_has_a_limit(void **state) {
  (void)state;
  bry_questionnaire *q = parse(doc("{'elements': [{'type': 'text', 'name': 'a', 'validators': [{'type': 'regex',"
                                   "'regex': '^a*$'}]}, {'type': 'text', 'name': 'n', 'inputType': 'number',"
                                   "'validators': [{'type': 'regex', 'regex': '^ *1$'}]}]}"));
  static const struct {
    const char *name;
    int more;
    const char *expected;
  } cases[] = {{"a", 0, ""}, {"a", 1, "length.max /a"}, {"n", 0, ""}, {"n", 1, "number /n"}};
  static char answers[TEST_TEXT_MAX], many[TEST_TEXT_MAX];
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    int is_number = cases[i].name[0] == 'n';
    int count = (is_number ? 999 : BRY__PATTERN_TEXT_MAX) + cases[i].more;
    memset(many, is_number ? ' ' : 'a', (size_t)count);
    many[count] = '\0';
    snprintf(answers, sizeof answers, is_number ? "{\"n\": \"%s1\"}" : "{\"a\": \"%s\"}", many);
    bry_findings *findings = NULL;
    assert_int_equal(bry_answers_check(q, answers, strlen(answers), &findings, NULL), BRY_OK);
    assert_string_equal(summary(findings), cases[i].expected);
    bry_findings_free(findings);
  }
  bry_questionnaire_free(q);
}

/* What the schema says of an item, in canonical form. */
static void says(const char *item, const char *expected) {
  static const bry__json_limits limits = {1u << 20, 64};
  bry_text *text = NULL;
  struct json_object *schema = NULL, *found = NULL;
  bry__buffer b = {0};
  assert_int_equal(bry_questionnaire_answers_schema(form, &text, NULL), BRY_OK);
  assert_int_equal(bry__json_parse("the schema", bry_text_data(text), bry_text_size(text), &limits, &schema, NULL),
                   BRY_OK);
  if (json_pointer_get(schema, item, &found) != 0) fail_msg("nothing at %s", item);
  bry__json_canonical(&b, found);
  assert_string_equal(b.data, doc("%s", expected));
  bry__buffer_free(&b);
  json_object_put(schema);
  bry_text_free(text);
}

static void the_schema_says_what_all_dialects_read_alike(void **state) {
  (void)state;
  says("/properties/zip/anyOf/0", "{'allOf':[{'pattern':'^[0-9]{4}$'}],'maxLength':10000,'type':'string'}");
  says("/properties/both/anyOf/0",
       "{'allOf':[{'pattern':'[a-z]'},{'pattern':'\\\\d'}],'maxLength':9,'type':'string'}");
  says("/properties/case/anyOf/0", "{'maxLength':10000,'type':'string'}"); /* schemas know no flag */
  says("/properties/idle/anyOf/0", "{'maxLength':100000,'type':'string'}");
  says("/properties/multi/anyOf/0/properties/x/anyOf/0",
       "{'allOf':[{'pattern':'^x'}],'maxLength':10000,'type':'string'}");
}

static const char *tried;

static bry_status try_check(bry_error **err) {
  bry_questionnaire *q = NULL;
  bry_findings *findings = NULL;
  const char *json = doc("%s", form_json);
  bry_status status = bry_questionnaire_parse(json, strlen(json), &q, err);
  if (status == BRY_OK) status = bry_answers_check(q, tried, strlen(tried), &findings, err);
  bry_findings_free(findings);
  bry_questionnaire_free(q);
  return status;
}

static bry_status refuse(bry_error **err) {
  bry_questionnaire *q = NULL;
  const char *json = doc("{'elements': [{'type': 'text', 'name': 'a', 'validators': [{'type': 'regex', 'regex': 'x'},"
                         "{'type': 'regex', 'regex': '(', 'text': 'a'}, {'type': 'regex', 'regex': 'a{1999}'}]}]}");
  return bry_questionnaire_parse(json, strlen(json), &q, err);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  static char answers[256];
  snprintf(answers, sizeof answers, "%s", doc("{'zip': '703', 'both': 'a', 'multi': {'x': 'y', 'n': 7}}"));
  tried = answers;
  assert_true(each_allocation_may_fail(try_check, BRY_OK) > 100);
  assert_true(each_allocation_may_fail(refuse, BRY_EREFUSED) > 30);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_answer_must_match_all_its_patterns),
      cmocka_unit_test(a_refusal_is_told_in_the_questionnaires_words_or_in_ours),
      cmocka_unit_test(a_refused_pattern_is_told_with_its_place_and_a_way_out),
      cmocka_unit_test(patterns_may_be_as_large_as_answers_are_short),
      cmocka_unit_test(what_a_pattern_is_held_against_has_a_limit),
      cmocka_unit_test(the_schema_says_what_all_dialects_read_alike),
      cmocka_unit_test(every_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
