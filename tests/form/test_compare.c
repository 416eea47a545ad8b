/* Two versions compared: each kind of change gets the verdict that a survey methodologist would give it. */
#include "form/testing.h"

#include "core/nth_allocation.h"

#include <bry/table.h>

enum { ITEM, VERDICT, DETAIL, COMPARABLE };

static bry_table *compare(const char *earlier, const char *later) {
  bry_questionnaire *a = parse(earlier), *b = parse(later);
  bry_table *t = NULL;
  assert_int_equal(bry_questionnaire_compare(a, b, &t, NULL), BRY_OK);
  bry_questionnaire_free(a);
  bry_questionnaire_free(b);
  return t;
}

static const char *text(const bry_table *t, int64_t row, int32_t column) {
  const char *found = bry_table_text(t, row, column);
  return found ? found : "";
}

/* One item with these properties, before and after. */
static void changes_to(const char *earlier, const char *later, const char *verdict, const char *detail) {
  bry_table *t =
      compare(doc("{'elements': [{'name': 'a', %s}]}", earlier), doc("{'elements': [{'name': 'a', %s}]}", later));
  assert_int_equal(bry_table_row_count(t), 1);
  if (strcmp(text(t, 0, VERDICT), verdict) != 0 || strcmp(text(t, 0, DETAIL), detail) != 0)
    print_error("%s\n%s\n", earlier, later);
  assert_string_equal(text(t, 0, DETAIL), detail);
  assert_string_equal(text(t, 0, VERDICT), verdict);
  assert_int_equal(bry_table_int64(t, 0, COMPARABLE), strcmp(verdict, "scale changed") != 0);
  bry_table_free(t);
}

static void same(const char *earlier, const char *later, const char *detail) {
  changes_to(earlier, later, "same", detail);
}
static void wording(const char *earlier, const char *later, const char *detail) {
  changes_to(earlier, later, "wording changed", detail);
}
static void scale(const char *earlier, const char *later, const char *detail) {
  changes_to(earlier, later, "scale changed", detail);
}

/* --- the table ------------------------------------------------------------------------------------------------------ */

static void rows_follow_the_later_version_and_gone_ones_are_last(void **state) {
  (void)state;
  bry_table *t =
      compare(doc("{'elements': [{'type': 'comment', 'name': 'old', 'title': 'Gammel'}, {'type': 'comment',"
                  "'name': 'x'}, {'type': 'comment', 'name': 'y'}, {'type': 'comment', 'name': 'z'}]}"),
              doc("{'pages': [{'elements': [{'type': 'comment', 'name': 'y'}, {'type': 'panel', 'elements':"
                  "[{'type': 'comment', 'name': 'new', 'title': {'default': 'Ny', 'nn': 'Nyare'}}]},"
                  "{'type': 'comment', 'name': 'x'}]}]}"));
  static const char *const expected[][2] = {
      {"y", "same"}, {"new", "new"}, {"x", "same"}, {"old", "gone"}, {"z", "gone"}};
  assert_int_equal(bry_table_row_count(t), 5);
  for (int64_t i = 0; i < 5; i++) {
    assert_string_equal(text(t, i, ITEM), expected[i][0]);
    assert_string_equal(text(t, i, VERDICT), expected[i][1]);
    assert_int_equal(bry_table_missing(t, i, DETAIL), BRY_MISSING);
    assert_int_equal(bry_table_int64(t, i, COMPARABLE), strcmp(expected[i][1], "same") == 0);
  }
  assert_string_equal(bry_table_value_label(t, 1, ITEM, "nn"), "Nyare");
  assert_string_equal(bry_table_value_label(t, 3, ITEM, "nn"), "Gammel");
  bry_table_free(t);
}

static void verdicts_are_labelled_in_three_languages(void **state) {
  (void)state;
  bry_table *t = compare(doc("{'elements': [{'type': 'comment', 'name': 'x'}, {'type': 'text', 'name': 'y'}]}"),
                         doc("{'elements': [{'type': 'comment', 'name': 'x', 'title': 'X'}]}"));
  assert_string_equal(bry_table_name(t), "comparison");
  assert_string_equal(bry_table_column_name(t, ITEM), "item");
  assert_string_equal(bry_table_column_name(t, VERDICT), "verdict");
  assert_string_equal(bry_table_column_name(t, DETAIL), "detail");
  assert_string_equal(bry_table_column_name(t, COMPARABLE), "comparable");
  assert_string_equal(bry_table_value_label(t, 0, VERDICT, "nb"), "endret ordlyd");
  assert_string_equal(bry_table_value_label(t, 0, VERDICT, "nn"), "endra ordlyd");
  assert_string_equal(bry_table_value_label(t, 0, VERDICT, "en"), "wording changed");
  assert_string_equal(bry_table_value_label(t, 1, VERDICT, "nn"), "fjerna");
  bry_table_free(t);
}

/* --- words ---------------------------------------------------------------------------------------------------------- */

static void other_words_are_told_by_language(void **state) {
  (void)state;
  wording("'type': 'comment', 'title': 'Før'", "'type': 'comment', 'title': 'Nå'", "title");
  wording("'type': 'comment'", "'type': 'comment', 'title': 'Nå'", "title");
  wording("'type': 'comment', 'title': {'default': 'F', 'nb': 'F', 'nn': 'F', 'en': 'E'}",
          "'type': 'comment', 'title': {'default': 'F', 'nb': 'F', 'nn': 'N', 'en': 'E'}", "title.nn");
  wording("'type': 'comment', 'title': {'default': 'F', 'nb': 'F', 'en': 'E'}",
          "'type': 'comment', 'title': {'default': 'G', 'nb': 'G', 'en': 'E'}", "title.nb; title.nn");
  wording("'type': 'comment', 'title': {'default': 'F', 'nb': 'F', 'nn': 'F', 'en': 'E'}",
          "'type': 'comment', 'title': {'default': 'D', 'nb': 'F', 'nn': 'F', 'en': 'E'}", "title.default");
  wording("'type': 'comment', 'description': 'F'", "'type': 'comment'", "description");
  wording("'type': 'html', 'html': 'F'", "'type': 'html', 'html': 'G'", "html");
}

static void words_that_nobody_reads_otherwise_change_nothing(void **state) {
  (void)state;
  same("'type': 'comment', 'title': 'F'", "'type': 'comment', 'title': {'default': 'F', 'nb': 'F', 'en': 'F'}", "");
  same("'type': 'comment'", "'type': 'comment', 'title': 'a'", "");
  same("'type': 'checkbox', 'choices': ['x', 1]", "'type': 'checkbox', 'choices': [{'value': 'x', 'text': 'x'}, '1']",
       "");
  same("'type': 'text', 'placeHolder': 'F'", "'type': 'text', 'placeholder': {'default': 'F'}", "");
  same("'type': 'dropdown', 'choices': [1], 'hasOther': true",
       "'type': 'dropdown', 'choices': [1], 'showOtherItem': true", "");
}

static void labels_of_values_are_wording(void **state) {
  (void)state;
  wording("'type': 'checkbox', 'choices': ['x', {'value': 'y', 'text': 'Y'}]",
          "'type': 'checkbox', 'choices': [{'value': 'x', 'text': {'default': 'x', 'en': 'ex'}}, 'y']",
          "choices.x.en; choices.y");
  wording("'type': 'boolean'", "'type': 'boolean', 'labelTrue': 'Enig'", "choices.true");
  wording("'type': 'rating', 'minRateDescription': 'F'", "'type': 'rating', 'minRateDescription': 'G'",
          "minRateDescription");
  wording("'type': 'rating', 'rateValues': [1, 2]", "'type': 'rating', 'rateValues': [1, {'value': 2, 'text': 'to'}]",
          "rateValues.2");
  wording("'type': 'matrix', 'columns': [1, 2], 'rows': ['r']",
          "'type': 'matrix', 'columns': [1, {'value': 2, 'text': 'to'}], 'rows': [{'value': 'r', 'text': 'R'}]",
          "columns.2; rows.r");
  wording("'type': 'radiogroup', 'choices': [1], 'showNoneItem': true",
          "'type': 'radiogroup', 'choices': [1], 'showNoneItem': true, 'noneText': {'default': 'Null', 'en': 'None'}",
          "choices.none.nb; choices.none.nn");
}

/* --- scales --------------------------------------------------------------------------------------------------------- */

static void values_that_come_or_go_change_the_scale(void **state) {
  (void)state;
  scale("'type': 'radiogroup', 'choices': ['tea', 'milk']", "'type': 'radiogroup', 'choices': ['tea', 'kaffe', 'te']",
        "choices +kaffe +te -milk");
  scale("'type': 'radiogroup', 'choices': [1]", "'type': 'radiogroup', 'choices': [1], 'showOtherItem': true",
        "choices +other");
  scale("'type': 'checkbox', 'choices': [1], 'showDontKnowItem': true", "'type': 'checkbox', 'choices': [1]",
        "choices -dontknow");
  scale("'type': 'radiogroup', 'choices': [1, 'other']", "'type': 'radiogroup', 'choices': [1], 'hasOther': true",
        "other; choices.other");
  scale("'type': 'rating'", "'type': 'rating', 'rateMax': 7", "range +6 +7");
  scale("'type': 'matrix', 'columns': [1, 2], 'rows': ['r']", "'type': 'matrix', 'columns': [1, 3], 'rows': ['r']",
        "columns +3 -2");
  scale("'type': 'ranking', 'choices': [1, 2]", "'type': 'ranking', 'choices': [1, 2, 3]", "choices +3");
}

static void order_matters_only_on_an_ordered_scale(void **state) {
  (void)state;
  same("'type': 'dropdown', 'choices': [1, 2, 3]", "'type': 'dropdown', 'choices': [1, 3, 2]", "choices.order");
  scale("'type': 'rating', 'rateValues': [1, 2, 3]", "'type': 'rating', 'rateValues': [3, 2, 1]", "range.order");
  scale("'type': 'matrix', 'columns': [1, 2], 'rows': [1]", "'type': 'matrix', 'columns': [2, 1], 'rows': [1]",
        "columns.order");
  same("'type': 'matrix', 'columns': [1, 2], 'rows': [1, 2]", "'type': 'matrix', 'columns': [1, 2], 'rows': [2, 1]",
       "rows.order");
}

static void another_type_or_input_is_another_scale(void **state) {
  (void)state;
  scale("'type': 'checkbox', 'choices': [1]", "'type': 'radiogroup', 'choices': [1, 2], 'title': 'T'",
        "type checkbox → radiogroup; title");
  scale("'type': 'text'", "'type': 'text', 'inputType': 'number'", "inputType text → number");
  scale("'type': 'multipletext', 'items': [{'name': 'x'}]",
        "'type': 'multipletext', 'items': [{'name': 'x', 'inputType': 'number'}]", "items.x.inputType text → number");
}

static void other_limits_are_another_scale(void **state) {
  (void)state;
  scale("'type': 'text', 'inputType': 'number', 'min': 0, 'max': 10",
        "'type': 'text', 'inputType': 'number', 'min': 0.5, 'step': 0.5", "range 0..10 → 0.5..; step 0 → 0.5");
  scale("'type': 'text', 'inputType': 'date', 'min': '2025-01-01'",
        "'type': 'text', 'inputType': 'date', 'min': '2026-01-01', 'max': '2026-12-31'",
        "range 2025-01-01.. → 2026-01-01..2026-12-31");
  scale("'type': 'checkbox', 'choices': [1, 2, 3], 'maxSelectedChoices': 2",
        "'type': 'checkbox', 'choices': [1, 2, 3]", "count ..2 → ..");
  scale("'type': 'ranking', 'choices': [1, 2, 3]",
        "'type': 'ranking', 'choices': [1, 2, 3], 'selectToRankEnabled': true", "count 3.. → ..");
}

static void rows_are_questions_of_their_own(void **state) {
  (void)state;
  wording("'type': 'matrix', 'columns': [1, 2], 'rows': ['r', 's']",
          "'type': 'matrix', 'columns': [1, 2], 'rows': ['r', 't']", "rows +t -s");
  scale("'type': 'matrix', 'columns': [1, 2], 'rows': ['r', 's']",
        "'type': 'matrix', 'columns': [1, 2], 'rows': ['t']", "rows +t -r -s");
  wording("'type': 'multipletext', 'items': [{'name': 'x'}]",
          "'type': 'multipletext', 'items': [{'name': 'x', 'isRequired': true, 'maxLength': 9}, {'name': 'y'}]",
          "items +y; items.x.required; items.x.length");
}

static void what_changes_no_answers_meaning_is_noted(void **state) {
  (void)state;
  same("'type': 'comment'", "'type': 'comment', 'isRequired': true", "required");
  same("'type': 'comment', 'maxLength': 100", "'type': 'comment', 'validators': [{'type': 'text', 'minLength': 3}]",
       "length ..100 → 3..");
  same("'type': 'text'", "'type': 'text', 'validators': [{'type': 'regex', 'regex': 'a'}]",
       "length .. → ..10000; pattern");
  same("'type': 'text', 'validators': [{'type': 'regex', 'regex': 'a'}]",
       "'type': 'text', 'validators': [{'type': 'regex', 'regex': 'b'}]", "pattern");
  same("'type': 'comment', 'validators': [{'type': 'regex', 'regex': 'a'}]",
       "'type': 'comment', 'validators': [{'type': 'regex', 'regex': 'a', 'caseInsensitive': true}]", "pattern");
  same("'type': 'text', 'validators': [{'type': 'regex', 'regex': 'a'}]",
       "'type': 'text', 'validators': [{'type': 'regexvalidator', 'regex': 'a', 'insensitive': false}]", "");
  same("'type': 'multipletext', 'items': [{'name': 'x'}]",
       "'type': 'multipletext', 'items': [{'name': 'x', 'validators': [{'type': 'regex', 'regex': 'a'}]}]",
       "items.x.length; items.x.pattern");
  same("'type': 'rating', 'rateType': 'stars'", "'type': 'rating', 'rateDisplayMode': 'smileys'", "rateType");
  same("'type': 'matrix', 'columns': [1], 'rows': [1]",
       "'type': 'matrix', 'columns': [1], 'rows': [1], 'eachRowRequired': true", "rows.required");
  same("'type': 'comment', 'requiredErrorText': 'Hei'", "'type': 'comment', 'rows': 4", "rows; requiredErrorText");
}

static void the_weightiest_changes_are_told_first(void **state) {
  (void)state;
  changes_to("'type': 'radiogroup', 'choices': [1, 2]",
             "'type': 'radiogroup', 'choices': [1, 3], 'isRequired': true, 'title': 'T'", "scale changed",
             "choices +3 -2; title; required");
}

static void a_long_list_of_changes_is_cut(void **state) {
  (void)state;
  char earlier[4096] = "'type': 'checkbox', 'choices': ['z'", later[4096] = "'type': 'checkbox', 'choices': ['z'";
  for (int i = 0; i < 40; i++) {
    size_t size = strlen(earlier);
    snprintf(earlier + size, sizeof earlier - size, ", 'c%d', 'g%d'", i, i);
    size = strlen(later);
    snprintf(later + size, sizeof later - size, ", {'value': 'c%d', 'text': 'C'}", i);
  }
  changes_to(strcat(earlier, "]"), strcat(later, "]"), "scale changed",
             "choices -g0 -g1 -g2 -g3 -g4 -g5 -…; choices.c0; choices.c1; choices.c2; choices.c3; choices.c4; "
             "choices.c5; choices.c6; choices.c7; choices.c8; choices.c9; choices.c10; choices.c11; …");
}

/* --- memory and mistakes -------------------------------------------------------------------------------------------- */

static bry_questionnaire *from, *to;

static bry_status compare_both(bry_error **err) {
  bry_table *t = NULL;
  bry_status status = bry_questionnaire_compare(from, to, &t, err);
  assert_int_equal(t != NULL, status == BRY_OK);
  bry_table_free(t);
  return status;
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  from = parse(doc("{'elements': [{'type': 'rating', 'name': 'a', 'description': 'D', 'rateMax': 7}, {'type': 'text',"
                   "'name': 'b'}, {'type': 'text', 'name': 'c'}]}"));
  to = parse(doc("{'elements': [{'type': 'rating', 'name': 'a', 'title': 'T', 'isRequired': true, 'description':"
                 "{'default': 'D', 'nn': 'N'}}, {'type': 'text', 'name': 'b', 'maxLength': 3}]}"));
  assert_true(each_allocation_may_fail(compare_both, BRY_OK) > 30);
  bry_questionnaire_free(from);
  bry_questionnaire_free(to);
}

static void null_arguments_are_told(void **state) {
  (void)state;
  bry_table *t = NULL;
  bry_questionnaire *q = parse(doc("{'elements': [{'type': 'text', 'name': 'b'}]}"));
  assert_int_equal(bry_questionnaire_compare(NULL, q, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_questionnaire_compare(q, NULL, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_questionnaire_compare(q, q, NULL, NULL), BRY_EINVAL);
  bry_questionnaire_free(q);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rows_follow_the_later_version_and_gone_ones_are_last),
      cmocka_unit_test(verdicts_are_labelled_in_three_languages),
      cmocka_unit_test(other_words_are_told_by_language),
      cmocka_unit_test(words_that_nobody_reads_otherwise_change_nothing),
      cmocka_unit_test(labels_of_values_are_wording),
      cmocka_unit_test(values_that_come_or_go_change_the_scale),
      cmocka_unit_test(order_matters_only_on_an_ordered_scale),
      cmocka_unit_test(another_type_or_input_is_another_scale),
      cmocka_unit_test(other_limits_are_another_scale),
      cmocka_unit_test(rows_are_questions_of_their_own),
      cmocka_unit_test(what_changes_no_answers_meaning_is_noted),
      cmocka_unit_test(the_weightiest_changes_are_told_first),
      cmocka_unit_test(a_long_list_of_changes_is_cut),
      cmocka_unit_test(every_allocation_may_fail),
      cmocka_unit_test(null_arguments_are_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
