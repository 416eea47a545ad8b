/* The logic of a questionnaire: what shows, what is required, what is computed, and what is refused when answers go
 * against it. That it is as survey-core has it is shown by tests/conformance/survey_core. */
#include "form/testing.h"

#include "core/mem.h"
#include "core/nth_allocation.h"
#include "form/answers.h"
#include "form/logic_run.h"

static void assert_findings(const bry_questionnaire *q, const char *answers, const char *expected) {
  bry_findings *findings = NULL;
  assert_int_equal(bry_answers_check(q, answers, strlen(answers), &findings, NULL), BRY_OK);
  const char *found = summary(findings);
  if (strcmp(found, expected) != 0) print_error("%s\n  expected: %s\n  found:    %s\n", answers, expected, found);
  assert_string_equal(found, expected);
  bry_findings_free(findings);
}

/* --- what shows ----------------------------------------------------------------------------------------------------- */

static void an_answer_to_a_hidden_question_is_refused_and_its_slots_say_hidden(void **state) {
  (void)state;
  bry_questionnaire *q =
      parse(doc("{'elements': [{'type': 'boolean', 'name': 'car'}, {'type': 'rating', 'name': 'road',"
                "'visibleIf': '{car} = true', 'isRequired': true}]}"));
  assert_findings(q, "{\"car\": true, \"road\": 3}", "");
  assert_findings(q, "{\"car\": true}", "required /road");
  assert_findings(q, "{\"car\": false}", "");
  assert_findings(q, "{}", "");
  assert_findings(q, "{\"car\": false, \"road\": 3}", "hidden /road");
  bry__answers a;
  bry_findings *findings = bry__findings_new();
  assert_int_equal(bry__answers_init(&a, q, NULL), BRY_OK);
  assert_int_equal(bry__answers_from_json(&a, "{\"car\": false}", 14, findings, NULL), BRY_OK);
  assert_int_equal(a.closed[q->items[0].closed_slot], 0);
  assert_int_equal(a.closed[q->items[1].closed_slot], BRY__CODE_HIDDEN);
  assert_int_equal(bry__answers_from_json(&a, "{\"car\": true}", 13, findings, NULL), BRY_OK);
  assert_int_equal(a.closed[q->items[1].closed_slot], BRY__CODE_SKIPPED);
  bry_findings_free(findings);
  bry__answers_clear(&a);
  bry_questionnaire_free(q);
}

static void hidden_counts_as_empty_however_long_the_chain(void **state) {
  (void)state;
  /* written backwards, so that one pass in the order of the document would not do */
  bry_questionnaire *q = parse(doc("{'elements': [{'type': 'text', 'name': 'd', 'visibleIf': '{c} notempty'},"
                                   "{'type': 'text', 'name': 'c', 'visibleIf': '{b} notempty'},"
                                   "{'type': 'text', 'name': 'b', 'visibleIf': '{a} = 1'},"
                                   "{'type': 'text', 'name': 'a'}]}"));
  assert_findings(q, "{\"a\": \"1\", \"b\": \"x\", \"c\": \"x\", \"d\": \"x\"}", "");
  assert_findings(q, "{\"a\": \"0\", \"b\": \"x\", \"c\": \"x\", \"d\": \"x\"}", "hidden /d, hidden /c, hidden /b");
  bry_questionnaire_free(q);
}

static void panels_and_pages_hide_what_is_in_them(void **state) {
  (void)state;
  bry_questionnaire *q =
      parse(doc("{'pages': [{'elements': [{'type': 'text', 'name': 'a'}]}, {'visibleIf': '{a} = 1', 'elements': ["
                "{'type': 'panel', 'elements': [{'type': 'text', 'name': 'b', 'isRequired': true},"
                "{'type': 'panel', 'visibleIf': '{b} = 2', 'elements': [{'type': 'text', 'name': 'c'}]}]}]}]}"));
  assert_findings(q, "{\"a\": \"1\", \"b\": \"2\", \"c\": \"x\"}", "");
  assert_findings(q, "{\"a\": \"1\", \"b\": \"3\", \"c\": \"x\"}", "hidden /c");
  assert_findings(q, "{\"a\": \"1\"}", "required /b");
  assert_findings(q, "{\"a\": \"2\", \"b\": \"2\", \"c\": \"x\"}", "hidden /b, hidden /c");
  bry_questionnaire_free(q);
}

static void requiredIf_stands_in_the_place_of_isRequired(void **state) {
  (void)state;
  bry_questionnaire *q = parse(doc("{'elements': [{'type': 'text', 'name': 'a'}, {'type': 'text', 'name': 'b',"
                                   "'isRequired': true, 'requiredIf': '{a} = 1'}]}"));
  assert_findings(q, "{\"a\": \"1\"}", "required /b");
  assert_findings(q, "{\"a\": \"2\"}", "");
  bry_questionnaire_free(q);
}

static void a_locked_question_need_not_be_answered(void **state) {
  (void)state;
  bry_questionnaire *q =
      parse(doc("{'elements': [{'type': 'text', 'name': 'a'}, {'type': 'panel', 'enableIf': '{a} = 1',"
                "'elements': [{'type': 'text', 'name': 'b', 'isRequired': true}]}]}"));
  assert_findings(q, "{\"a\": \"1\"}", "required /b");
  assert_findings(q, "{\"a\": \"2\"}", "");
  bry_questionnaire_free(q);
}

static void a_panel_may_ask_for_at_least_one_answer(void **state) {
  (void)state;
  bry_questionnaire *q =
      parse(doc("{'elements': [{'type': 'text', 'name': 'a'}, {'type': 'panel', 'requiredIf': '{a} = 1',"
                "'elements': [{'type': 'text', 'name': 'b'}, {'type': 'text', 'name': 'c'}]}]}"));
  assert_findings(q, "{\"a\": \"1\"}", "panel.required /b");
  assert_findings(q, "{\"a\": \"1\", \"c\": \"x\"}", "");
  assert_findings(q, "{}", "");
  bry_questionnaire_free(q);
  q = parse(doc("{'elements': [{'type': 'panel', 'isRequired': true, 'requiredErrorText': 'Noe', 'elements':"
                "[{'type': 'text', 'name': 'b'}]}]}"));
  assert_findings(q, "{}", "panel.required /b");
  bry_questionnaire_free(q);
}

/* --- choices -------------------------------------------------------------------------------------------------------- */

static void a_hidden_choice_can_not_be_chosen(void **state) {
  (void)state;
  bry_questionnaire *q =
      parse(doc("{'elements': [{'type': 'text', 'name': 'n', 'inputType': 'number'},"
                "{'type': 'checkbox', 'name': 'q', 'choices': [1, 2, {'value': 3, 'visibleIf': '{n} = 9'}],"
                "'choicesVisibleIf': '{item} <= {n}', 'showNoneItem': true},"
                "{'type': 'ranking', 'name': 'r', 'choices': ['x', {'value': 'y', 'visibleIf': '{n} = 9'}, 'z']}]}"));
  assert_findings(q, "{\"n\": 2, \"q\": [1, 2]}", "");
  assert_findings(q, "{\"n\": 1, \"q\": [1, 2]}", "choice.hidden /q");
  assert_findings(q, "{\"n\": 9, \"q\": [1, 2, 3]}", "");
  assert_findings(q, "{\"n\": 0, \"q\": [\"none\"]}", "");
  assert_findings(q, "{\"n\": 9, \"r\": [\"x\", \"z\"]}", "ranking.incomplete /r");
  assert_findings(q, "{\"n\": 1, \"r\": [\"z\", \"x\"]}", "");
  assert_findings(q, "{\"n\": 1, \"r\": [\"z\", \"x\", \"y\"]}", "choice.hidden /r");
  bry_questionnaire_free(q);
}

static void a_hidden_row_can_not_be_answered_and_need_not_be(void **state) {
  (void)state;
  bry_questionnaire *q =
      parse(doc("{'elements': [{'type': 'text', 'name': 'a'}, {'type': 'matrix', 'name': 'm', 'columns': [1,"
                "{'value': 2, 'visibleIf': '{a} = 5'}], 'rows': ['x', 'y'], 'rowsVisibleIf': '{item} = {a}',"
                "'eachRowRequired': true}]}"));
  assert_findings(q, "{\"a\": \"x\", \"m\": {\"x\": 1}}", "");
  assert_findings(q, "{\"a\": \"x\", \"m\": {\"y\": 1}}", "row.hidden /m/y, row.required /m/x");
  assert_findings(q, "{\"a\": \"x\", \"m\": {\"x\": 2}}", "choice.hidden /m/x");
  bry_questionnaire_free(q);
}

/* --- computed ------------------------------------------------------------------------------------------------------- */

static const char computing[] =
    "{'calculatedValues': [{'name': 'twice', 'expression': '{n} * 2', 'includeIntoResult': true},"
    "{'name': 'more', 'expression': '{twice} + 1'}],"
    "'elements': [{'type': 'text', 'name': 'n', 'inputType': 'number'},"
    "{'type': 'expression', 'name': 'third', 'expression': '{more} / 3', 'precision': 2},"
    "{'type': 'expression', 'name': 'unseen', 'expression': '{n} + 1', 'visibleIf': '{n} > 100'},"
    "{'type': 'text', 'name': 'why', 'visibleIf': '{unseen} > 10'}]}";

static void computed_values_are_ours_and_those_sent_must_agree(void **state) {
  (void)state;
  bry_questionnaire *q = parse(doc("%s", computing));
  assert_findings(q, "{\"n\": 3, \"third\": 2.33, \"twice\": 6}", "");
  assert_findings(q, "{\"n\": 3, \"third\": 2.34}", "computed /third");
  assert_findings(q, "{\"n\": 3, \"twice\": 7, \"more\": 7}", "computed /twice");
  assert_findings(q, "{\"third\": 5}", "computed /third");
  bry__answers a;
  bry_findings *findings = bry__findings_new();
  assert_int_equal(bry__answers_init(&a, q, NULL), BRY_OK);
  assert_int_equal(bry__answers_from_json(&a, "{\"n\": 3}", 8, findings, NULL), BRY_OK);
  assert_string_equal(a.texts[q->items[1].text_slot], "2.33");
  assert_null(a.texts[q->items[2].text_slot]);
  assert_int_equal(a.answered, 1);
  bry_findings_free(findings);
  bry__answers_clear(&a);
  bry_questionnaire_free(q);
}

static void what_is_computed_is_read_even_where_it_is_not_shown(void **state) {
  (void)state;
  bry_questionnaire *q = parse(doc("%s", computing));
  assert_findings(q, "{\"n\": 20, \"why\": \"x\"}", "");
  assert_findings(q, "{\"n\": 3, \"why\": \"x\"}", "hidden /why");
  assert_findings(q, "{\"n\": 3, \"unseen\": 4}", "hidden /unseen");
  bry_questionnaire_free(q);
}

static void what_depends_on_the_clock_may_differ(void **state) {
  (void)state;
  bry_questionnaire *q = parse(doc("{'elements': [{'type': 'expression', 'name': 'now', 'expression': 'today()'},"
                                   "{'type': 'expression', 'name': 'year', 'expression': 'year({now})'},"
                                   "{'type': 'expression', 'name': 'two', 'expression': '2'}]}"));
  assert_findings(q, "{\"now\": \"2001-01-01\", \"year\": 2001, \"two\": 3}", "computed /two");
  bry_questionnaire_free(q);
}

static void an_expression_validator_speaks_with_its_own_words(void **state) {
  (void)state;
  bry_questionnaire *q = parse(doc("{'elements': [{'type': 'text', 'name': 'from', 'inputType': 'number'},"
                                   "{'type': 'text', 'name': 'to', 'inputType': 'number', 'validators': [{'type':"
                                   "'expression', 'expression': '{to} >= {from}', 'text': 'Fra er størst'}]}]}"));
  const char *answers = "{\"from\": 5, \"to\": 4}";
  bry_findings *findings = NULL;
  assert_findings(q, "{\"from\": 5, \"to\": 5}", "");
  assert_findings(q, answers, "expression /to");
  assert_int_equal(bry_answers_check(q, answers, strlen(answers), &findings, NULL), BRY_OK);
  assert_string_equal(bry_findings_message_at(findings, 0, "nb"), "Fra er størst");
  bry_findings_free(findings);
  bry_questionnaire_free(q);
}

/* --- rows of files -------------------------------------------------------------------------------------------------- */

static void check_fields(const bry_questionnaire *q, const char *const *names, const char *const *texts,
                         int32_t count, const char *expected) {
  bry__answers a;
  bry__field fields[8];
  size_t sizes[8];
  bry_findings *findings = bry__findings_new();
  for (int32_t i = 0; i < count; i++) {
    assert_true(bry__field_find(q, names[i], &fields[i]));
    sizes[i] = strlen(texts[i]);
  }
  assert_int_equal(bry__answers_init(&a, q, NULL), BRY_OK);
  for (int round = 0; round < 2; round++) {
    bry_findings_free(findings);
    findings = bry__findings_new();
    assert_int_equal(bry__answers_from_fields(&a, fields, texts, sizes, count, findings, NULL), BRY_OK);
    assert_string_equal(summary(findings), expected);
  }
  bry_findings_free(findings);
  bry__answers_clear(&a);
}

static void a_row_of_a_file_is_held_to_the_same(void **state) {
  (void)state;
  bry_questionnaire *q =
      parse(doc("{'elements': [{'type': 'checkbox', 'name': 'c', 'choices': [1, 'b'], 'showOtherItem': true},"
                "{'type': 'matrix', 'name': 'm', 'columns': [1, 2], 'rows': ['x']},"
                "{'type': 'multipletext', 'name': 't', 'items': [{'name': 'u', 'inputType': 'number'}]},"
                "{'type': 'ranking', 'name': 'r', 'choices': ['x', 'y']}, {'type': 'boolean', 'name': 'f'},"
                "{'type': 'text', 'name': 'all', 'visibleIf': '{c} contains 1 and {m.x} = 2 and {t.u} > 3 and {r[0]} "
                "= \\\"y\\\""
                " and {f} and {c-Comment} = \\\"noe\\\"'},"
                "{'type': 'expression', 'name': 'e', 'expression': '{t.u} + {m.x}'}]}"));
  const char *const names[] = {"c", "c-Comment", "m.x", "t.u", "r", "f", "all", "e"};
  const char *const good[] = {"1;other", "noe", "2", "3,5", "y;x", "ja", "her", "5.5"};
  const char *const bad[] = {"b;other", "noe", "2", "3,5", "y;x", "ja", "her", "5"};
  check_fields(q, names, good, 8, "");
  check_fields(q, names, bad, 8, "hidden /all, computed /e");
  bry_questionnaire_free(q);
}

/* --- refused at publish --------------------------------------------------------------------------------------------- */

static void circles_are_refused_with_the_names_on_them(void **state) {
  (void)state;
  const char *json = doc("{'calculatedValues': [{'name': 'k', 'expression': '{a} + 1'}],"
                         "'elements': [{'type': 'text', 'name': 'a', 'visibleIf': '{b} = 1'},"
                         "{'type': 'panel', 'visibleIf': '{k} = 1', 'elements': [{'type': 'text', 'name': 'b'}]}]}");
  bry_error *err = NULL;
  bry_questionnaire *q = NULL;
  assert_int_equal(bry_questionnaire_parse(json, strlen(json), &q, &err), BRY_EREFUSED);
  assert_string_equal(summary(bry_error_findings(err)), "expression.cycle /elements/0/visibleIf");
  assert_string_equal(bry_findings_message_at(bry_error_findings(err), 0, "en"),
                      "The expressions go in a circle: /elements/1 → k → a → b → /elements/1. Break the circle.");
  bry_error_free(err);
  assert_refused(doc("{'elements': [{'type': 'text', 'name': 'a', 'visibleIf': '{a} = 1'}]}"),
                 "expression.cycle /elements/0/visibleIf");
  assert_refused(doc("{'elements': [{'type': 'expression', 'name': 'a', 'expression': '{b}'},"
                     "{'type': 'expression', 'name': 'b', 'expression': '{a}'}]}"),
                 "expression.cycle /elements/1/expression");
}

static void what_nothing_depends_on_may_read_its_own_answer(void **state) {
  (void)state;
  bry_questionnaire *q = parse(doc("{'elements': [{'type': 'text', 'name': 'a', 'requiredIf': '{b} empty'},"
                                   "{'type': 'text', 'name': 'b', 'requiredIf': '{a} empty'},"
                                   "{'type': 'dropdown', 'name': 'c', 'choices': [1, 2], 'choicesVisibleIf':"
                                   "'{d} != {item}'}, {'type': 'dropdown', 'name': 'd', 'choices': [1, 2],"
                                   "'choicesVisibleIf': '{c} != {item}'}]}"));
  assert_findings(q, "{}", "required /a, required /b");
  assert_findings(q, "{\"a\": \"x\", \"c\": 1, \"d\": 2}", "");
  assert_findings(q, "{\"a\": \"x\", \"c\": 1, \"d\": 1}", "choice.hidden /c, choice.hidden /d");
  bry_questionnaire_free(q);
}

static void names_must_mean_one_thing(void **state) {
  (void)state;
  static const struct {
    const char *elements, *findings;
  } cases[] = {
      {"{'type': 'text', 'name': 'a'}, {'type': 'text', 'name': 'b', 'visibleIf': '{A} = 1'}", NULL},
      {"{'type': 'text', 'name': 'a'}, {'type': 'text', 'name': 'b', 'visibleIf': '{a.length} = 1'}", NULL},
      {"{'type': 'text', 'name': 'a'}, {'type': 'text', 'name': 'b', 'visibleIf': '{a.b} = 1'}",
       "expression.name.unknown /elements/1/visibleIf"},
      {"{'type': 'text', 'name': 'ab'}, {'type': 'text', 'name': 'AB'}, {'type': 'text', 'name': 'c', 'visibleIf':"
       "'{aB} = 1'}",
       "expression.name.ambiguous /elements/2/visibleIf"},
      {"{'type': 'text', 'name': 'b', 'requiredIf': '{self} = 1'}", NULL},
      {"{'type': 'text', 'name': 'b', 'visibleIf': '{Self} = 1'}", "expression.name.unknown /elements/0/visibleIf"},
      {"{'type': 'text', 'name': 'b', 'visibleIf': '{$a.isVisible}'}",
       "expression.name.unknown /elements/0/visibleIf"},
      {"{'type': 'text', 'name': 'b', 'visibleIf': '{item} = 1'}", "expression.name.unknown /elements/0/visibleIf"},
      {"{'type': 'text', 'name': 'x'}, {'type': 'matrix', 'name': 'm', 'columns': [1], 'rows': ['x'], 'requiredIf':"
       "'{x} = 1'}",
       "expression.name.ambiguous /elements/1/requiredIf"},
      {"{'type': 'matrix', 'name': 'm', 'columns': [1], 'rows': ['x']}, {'type': 'text', 'name': 'b', 'visibleIf':"
       "'{m.y} = 1'}",
       "expression.name.unknown /elements/1/visibleIf"},
      {"{'type': 'text', 'name': 'a'}, {'type': 'text', 'name': 'b', 'title': 'Hei {a}, {a-Comment}'}",
       "piping /elements/1/title"},
      {"{'type': 'text', 'name': 'a'}, {'type': 'text', 'name': 'b', 'title': 'Hei {a}'}", NULL},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const char *json = doc("{'elements': [%s]}", cases[i].elements);
    if (cases[i].findings) {
      assert_refused(json, cases[i].findings);
    } else {
      bry_questionnaire_free(parse(json));
    }
  }
}

static void a_calculated_value_may_not_share_a_name(void **state) {
  (void)state;
  assert_refused(doc("{'calculatedValues': [{'name': 'A', 'expression': '1'}, {'name': 'k', 'expression': '1'},"
                     "{'name': 'k', 'expression': '2'}], 'elements': [{'type': 'text', 'name': 'a'}]}"),
                 "name.duplicate /calculatedValues/0/name, name.duplicate /calculatedValues/1/name, "
                 "name.duplicate /calculatedValues/2/name");
}

static void nothing_is_computed_where_survey_core_would_stop(void **state) {
  (void)state;
  assert_refused(
      doc("{'elements': [{'type': 'text', 'name': 'a'}, {'type': 'panel', 'enableIf': '{a} = 1', 'elements':"
          "[{'type': 'expression', 'name': 'e', 'expression': '1', 'isRequired': true}]}]}"),
      "property.misplaced /elements/1/elements/0/isRequired");
  assert_refused(
      doc("{'elements': [{'type': 'text', 'name': 'a'}, {'type': 'panel', 'enableIf': '{a} = 1', 'elements':"
          "[{'type': 'expression', 'name': 'e', 'expression': '1'}]}]}"),
      "property.misplaced /elements/1/elements/0");
}

/* --- memory --------------------------------------------------------------------------------------------------------- */

static const char everything[] =
    "{'calculatedValues': [{'name': 'k', 'expression': '{a} + 1', 'includeIntoResult': true}],"
    "'pages': [{'elements': [{'type': 'text', 'name': 'a'}]}, {'visibleIf': '{a} != 7', 'elements': ["
    "{'type': 'expression', 'name': 'e', 'expression': '{k} + \\\"x\\\" + today()'},"
    "{'type': 'panel', 'requiredIf': '{a} = 1', 'enableIf': '{a} = 1', 'elements': [{'type': 'checkbox', 'name': 'c',"
    "'choices': [1, {'value': 2, 'visibleIf': '{k} = 9'}], 'choicesVisibleIf': '{item} < {k}', 'title': '{a} her',"
    "'defaultValueExpression': '{a}'}]},"
    "{'type': 'matrix', 'name': 'm', 'columns': [1], 'rows': ['x'], 'rowsVisibleIf': '{a} notempty'},"
    "{'type': 'text', 'name': 'b',  'visibleIf': '{m.x} = 1 and {e} notempty', 'validators': [{'type': 'expression',"
    "'expression': '{b} != {a}', 'text': 'Nei'}]}]}]}";

static const char *everything_json;
static bry_questionnaire *everything_parsed;

static bry_status parse_everything(bry_error **err) {
  bry_questionnaire *q = NULL;
  bry_status status = bry_questionnaire_parse(everything_json, strlen(everything_json), &q, err);
  bry_questionnaire_free(q);
  return status;
}

static bry_status check_everything(bry_error **err) {
  static const char answers[] = "{\"a\": \"1\", \"c\": [1], \"m\": {\"x\": 1}, \"b\": \"1\", \"k\": 2}";
  bry_findings *findings = NULL;
  bry_status status = bry_answers_check(everything_parsed, answers, sizeof answers - 1, &findings, err);
  if (status == BRY_OK) assert_string_equal(summary(findings), "expression /b");
  bry_findings_free(findings);
  return status;
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  everything_json = doc("%s", everything);
  everything_parsed = parse(everything_json);
  assert_true(each_allocation_may_fail(parse_everything, BRY_OK) > 50);
  assert_true(each_allocation_may_fail(check_everything, BRY_OK) > 10);
  bry_questionnaire_free(everything_parsed);
}

static void a_warm_row_allocates_nothing(void **state) {
  (void)state;
  bry_questionnaire *q = parse(doc("%s", everything));
  const char *const names[] = {"a", "c", "m.x", "b"};
  const char *const texts[] = {"1", "1", "1", "2"};
  const size_t sizes[] = {1, 1, 1, 1};
  bry__field fields[4];
  bry__answers a;
  bry_findings *findings = bry__findings_new();
  for (int i = 0; i < 4; i++) {
    assert_true(bry__field_find(q, names[i], &fields[i]));
  }
  assert_int_equal(bry__answers_init(&a, q, NULL), BRY_OK);
  assert_int_equal(bry__answers_from_fields(&a, fields, texts, sizes, 4, findings, NULL), BRY_OK);
  int64_t before = bry__mem_count();
  assert_int_equal(bry__answers_from_fields(&a, fields, texts, sizes, 4, findings, NULL), BRY_OK);
  assert_int_equal(bry__mem_count(), before);
  assert_string_equal(summary(findings), "");
  bry_findings_free(findings);
  bry__answers_clear(&a);
  bry_questionnaire_free(q);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_answer_to_a_hidden_question_is_refused_and_its_slots_say_hidden),
      cmocka_unit_test(hidden_counts_as_empty_however_long_the_chain),
      cmocka_unit_test(panels_and_pages_hide_what_is_in_them),
      cmocka_unit_test(requiredIf_stands_in_the_place_of_isRequired),
      cmocka_unit_test(a_locked_question_need_not_be_answered),
      cmocka_unit_test(a_panel_may_ask_for_at_least_one_answer),
      cmocka_unit_test(a_hidden_choice_can_not_be_chosen),
      cmocka_unit_test(a_hidden_row_can_not_be_answered_and_need_not_be),
      cmocka_unit_test(computed_values_are_ours_and_those_sent_must_agree),
      cmocka_unit_test(what_is_computed_is_read_even_where_it_is_not_shown),
      cmocka_unit_test(what_depends_on_the_clock_may_differ),
      cmocka_unit_test(an_expression_validator_speaks_with_its_own_words),
      cmocka_unit_test(a_row_of_a_file_is_held_to_the_same),
      cmocka_unit_test(circles_are_refused_with_the_names_on_them),
      cmocka_unit_test(what_nothing_depends_on_may_read_its_own_answer),
      cmocka_unit_test(names_must_mean_one_thing),
      cmocka_unit_test(a_calculated_value_may_not_share_a_name),
      cmocka_unit_test(nothing_is_computed_where_survey_core_would_stop),
      cmocka_unit_test(every_allocation_may_fail),
      cmocka_unit_test(a_warm_row_allocates_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
