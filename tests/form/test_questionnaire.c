/* Questionnaires: what is taken and how it is understood, and that equal documents are the same version. What is refused
 * is in test_refusal.c. */
#include "form/testing.h"

#include "core/nth_allocation.h"
#include "form/model.h"

#include <bry/table.h>

/* --- every type, understood ----------------------------------------------------------------------------------------- */

static bry_questionnaire *one(const char *element) {
  return parse(doc("{'elements': [%s]}", element));
}

static const bry__item *first(const bry_questionnaire *q) {
  assert_true(q->item_count > 0);
  return &q->items[0];
}

static void values_are(const bry__item *item, const char *expected) {
  char text[1024] = "";
  for (int32_t i = 0; i < item->value_count; i++) {
    strcat(strcat(text, i ? " " : ""), item->values[i].name);
  }
  assert_string_equal(text, expected);
}

static void a_text_takes_its_limits(void **state) {
  (void)state;
  bry_questionnaire *q =
      one("{'type': 'text', 'name': 'a', 'inputType': 'number', 'min': -2, 'max': '10', 'step': 0.5,"
          " 'isRequired': true, 'title': {'default': 'Hei', 'en': 'Hi', 'sv': 'Hej'}}");
  const bry__item *item = first(q);
  assert_int_equal(item->type, BRY__ITEM_TEXT);
  assert_int_equal(item->input, BRY__INPUT_NUMBER);
  assert_true(item->has_min && item->has_max && item->required);
  assert_true(item->min == -2 && item->max == 10 && item->step == 0.5);
  assert_string_equal(bry__label_get(&item->title, "nn"), "Hei");
  assert_string_equal(bry__label_get(&item->title, "en"), "Hi");
  assert_string_equal(item->pointer, "/elements/0");
  assert_int_equal(item->text_slots, 1);
  bry_questionnaire_free(q);
}

static void a_date_limit_is_days_since_1970(void **state) {
  (void)state;
  bry_questionnaire *q =
      one("{'type': 'text', 'name': 'a', 'inputType': 'date', 'min': '1970-01-02', 'max': '2026-05-17'}");
  assert_true(first(q)->min == 1 && first(q)->max == 20590);
  bry_questionnaire_free(q);
}

static void lengths_come_from_the_strictest_place(void **state) {
  (void)state;
  bry_questionnaire *q = parse(doc(
      "{'maxTextLength': 500, 'maxOthersLength': 40, 'elements': [{'type': 'comment', 'name': 'a'},"
      "{'type': 'comment', 'name': 'b', 'maxLength': 0}, {'type': 'text', 'name': 'c', 'maxLength': 90, 'validators':"
      "[{'type': 'text', 'minLength': 3, 'maxLength': 20}]}, {'type': 'radiogroup', 'name': 'd', 'choices': [1],"
      "'hasOther': true}]}"));
  assert_int_equal(q->items[0].max_length, 500);
  assert_int_equal(q->items[1].max_length, -1);
  assert_int_equal(q->items[2].max_length, 20);
  assert_int_equal(q->items[2].min_length, 3);
  assert_int_equal(q->items[3].max_length, 40);
  bry_questionnaire_free(q);
}

static void validators_narrow_a_text(void **state) {
  (void)state;
  bry_questionnaire *q =
      parse(doc("{'elements': [{'type': 'text', 'name': 'a', 'validators': [{'type': 'numeric',"
                "'minValue': 2, 'maxValue': 5}]}, {'type': 'text', 'name': 'b', 'validators':"
                "[{'type': 'email'}]}, {'type': 'text', 'name': 'c', 'inputType': 'number', 'min':"
                "3, 'max': 9, 'validators': [{'type': 'numeric', 'minValue': 1, 'maxValue': 4}]}]}"));
  assert_int_equal(q->items[0].input, BRY__INPUT_NUMBER);
  assert_true(q->items[0].min == 2 && q->items[0].max == 5);
  assert_int_equal(q->items[1].input, BRY__INPUT_EMAIL);
  assert_true(q->items[2].min == 3 && q->items[2].max == 4);
  bry_questionnaire_free(q);
}

static void choices_are_followed_by_the_special_ones(void **state) {
  (void)state;
  bry_questionnaire *q =
      one("{'type': 'checkbox', 'name': 'a', 'choices': ['x', 2, true, {'value': 1.5, 'text': 'Halvannen'}],"
          "'showOtherItem': true, 'otherText': 'Noe annet', 'hasNone': true, 'showDontKnowItem': true,"
          "'showRefuseItem': true, 'minSelectedChoices': 1, 'maxSelectedChoices': 3,"
          "'validators': [{'type': 'answercount', 'minCount': 2, 'maxCount': 2}]}");
  const bry__item *item = first(q);
  values_are(item, "x 2 true 1.5 none refused dontknow other");
  assert_true(item->has_other && item->has_none);
  assert_int_equal(item->none_code, 5);
  assert_int_equal(item->exclusive_code, 5);
  assert_int_equal(item->closed_slots, 8);
  assert_int_equal(item->text_slots, 1);
  assert_int_equal(item->min_selected, 1);
  assert_int_equal(item->min_count, 2);
  assert_int_equal(item->max_selected, 2);
  assert_string_equal(bry__label_get(&item->values[7].label, "nn"), "Noe annet");
  assert_string_equal(bry__label_get(&item->values[6].label, "nn"), "Veit ikkje");
  assert_string_equal(bry__label_get(&item->values[3].label, "nb"), "Halvannen");
  assert_int_equal(bry__item_value_find(item, "1.5", 3), 3);
  assert_int_equal(bry__item_value_find(item, "1.50", 4), -1);
  bry_questionnaire_free(q);
}

static void a_boolean_is_false_then_true(void **state) {
  (void)state;
  bry_questionnaire *q = one("{'type': 'boolean', 'name': 'a', 'labelTrue': {'default': 'Enig', 'en': 'Agree'}}");
  values_are(first(q), "false true");
  assert_string_equal(bry__label_get(&first(q)->values[0].label, "en"), "No");
  assert_string_equal(bry__label_get(&first(q)->values[1].label, "en"), "Agree");
  assert_int_equal(first(q)->closed_slots, 1);
  bry_questionnaire_free(q);
}

/* As survey-core 3.1.1 draws them. */
static void a_rating_has_survey_cores_steps(void **state) {
  (void)state;
  static const struct {
    const char *properties, *values;
  } cases[] = {
      {"'isRequired': false", "1 2 3 4 5"},
      {"'rateMin': 0, 'rateMax': 10", "0 1 2 3 4 5 6 7 8 9 10"},
      {"'rateMin': 2, 'rateCount': 4", "2 3 4 5"},
      {"'rateMax': 10, 'rateCount': 4", "7 8 9 10"},
      {"'rateMin': 1, 'rateMax': 6, 'rateStep': 2", "1 3 5"},
      {"'rateMin': 0, 'rateMax': 0.3, 'rateStep': 0.1", "0 0.1 0.2 0.3"},
      {"'rateMin': 1, 'rateMax': 2, 'rateStep': 0.3", "1 1.3 1.6 1.9"},
      {"'rateMin': -1, 'rateMax': 1, 'rateStep': 0.5", "-1 -0.5 0 0.5 1"},
      {"'rateMin': 0, 'rateMax': 1.1, 'rateStep': 0.11", "0 0.11 0.22 0.33 0.44 0.55 0.66 0.77 0.88 0.99 1.1"},
      {"'rateValues': [1, 2, 'x', {'value': 4, 'text': 'Fire'}]", "1 2 x 4"},
      {"'rateValues': [], 'displayMode': 'buttons', 'rateType': 'stars'", "1 2 3 4 5"},
      {"'rateDisplayMode': 'smileys', 'rateMax': 10", "1 2 3 4 5 6 7 8 9 10"},
      {"'rateMin': 1, 'rateMax': 5, 'rateCount': 5", "1 2 3 4 5"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    bry_questionnaire *q = one(doc("{'type': 'rating', 'name': 'a', %s}", cases[i].properties));
    values_are(first(q), cases[i].values);
    bry_questionnaire_free(q);
  }
}

static void a_ranking_is_whole_unless_ranks_are_selected(void **state) {
  (void)state;
  bry_questionnaire *q = parse(doc("{'elements': [{'type': 'ranking', 'name': 'a', 'choices': [1, 2, 3]}, {'type':"
                                   "'ranking', 'name': 'b', 'choices': [1, 2, 3], 'selectToRankEnabled': true}]}"));
  assert_int_equal(q->items[0].min_count, 3);
  assert_int_equal(q->items[1].min_count, 0);
  assert_int_equal(q->items[1].closed_slot, 3);
  bry_questionnaire_free(q);
}

static void a_matrix_has_columns_and_rows(void **state) {
  (void)state;
  bry_questionnaire *q =
      one("{'type': 'matrix', 'name': 'a', 'columns': [{'value': 1, 'text': 'Uenig'}, 2], 'rows':"
          "['r1', {'value': 'r2', 'text': {'default': 'To', 'en': 'Two'}}], 'isAllRowRequired': true}");
  const bry__item *item = first(q);
  values_are(item, "1 2");
  assert_int_equal(item->part_count, 2);
  assert_string_equal(item->parts[1].name, "r2");
  assert_string_equal(bry__label_get(&item->parts[1].label, "en"), "Two");
  assert_int_equal(item->closed_slots, 2);
  assert_true(item->all_rows_required);
  assert_int_equal(bry__item_part_find(item, "r2", 2), 1);
  bry_questionnaire_free(q);
}

static void a_multipletext_has_parts(void **state) {
  (void)state;
  bry_questionnaire *q = one("{'type': 'multipletext', 'name': 'a', 'items': [{'name': 'x', 'isRequired': true,"
                             "'requiredErrorText': 'Vennligst', 'validators': []}, {'name': 'y', 'title': 'Epost', "
                             "'inputType': 'email', 'maxLength': 30}]}");
  const bry__item *item = first(q);
  assert_int_equal(item->text_slots, 2);
  assert_true(item->parts[0].required && !item->parts[1].required);
  assert_string_equal(bry__label_get(&item->parts[0].required_text, NULL), "Vennligst");
  assert_int_equal(item->parts[1].input, BRY__INPUT_EMAIL);
  assert_int_equal(item->parts[1].max_length, 30);
  bry_questionnaire_free(q);
}

static const char everything[] =
    "{'title': {'default': 'Drømmedag', 'nb': 'Drømmedag', 'nn': 'Draumedag', 'en': 'Dream day'}, 'locale': 'nb', "
    "'showProgressBar': true,"
    "'progressBarLocation': 'top', 'completedHtml': '<p>Takk!</p>', 'questionsOnPageMode': 'singlePage', 'pages': ["
    "{'name': 'p1', 'title': 'Først', 'elements': ["
    "{'type': 'html', 'name': 'intro', 'html': {'default': '<style>p{color:red}</style>Hei'}},"
    "{'type': 'panel', 'name': 'pan', 'title': 'Panel', 'state': 'expanded', 'elements': [{'type': 'panel', "
    "'elements':"
    "[{'type': 'comment', 'name': 'day', 'title': {'default': 'Dagen', 'en': 'The day'}, 'rows': 4, 'autoGrow': true,"
    "'placeholder': 'Skriv her', 'isRequired': true, 'maxLength': 2000}]}]}]},"
    "{'elements': [{'type': 'dropdown', 'name': 'unit', 'choices': ['a', 'b'], 'showOtherItem': true, 'placeholder':"
    "'Velg', 'colSpan': 1, 'startWithNewLine': false, 'width': '50%', 'titleLocation': 'left'},"
    "{'type': 'rating', 'name': 'near', 'minRateDescription': 'Langt unna', 'maxRateDescription': 'Nær'},"
    "{'type': 'checkbox', 'name': 'try', 'choices': [1, 2], 'colCount': 2, 'choicesOrder': 'random'},"
    "{'type': 'matrix', 'name': 'm', 'columns': [1, 2], 'rows': ['r', 's']}]}]}";

static void pages_and_panels_order_the_items(void **state) {
  (void)state;
  bry_questionnaire *q = parse(doc("%s", everything));
  assert_int_equal(q->item_count, 6);
  assert_int_equal(q->page_count, 2);
  assert_string_equal(q->items[1].name, "day");
  assert_string_equal(q->items[1].pointer, "/pages/0/elements/1/elements/0/elements/0");
  assert_int_equal(q->items[2].page, 1);
  assert_int_equal(q->items[0].type, BRY__ITEM_HTML);
  assert_int_equal(q->closed_slot_count, 1 + 1 + 2 + 2);
  assert_int_equal(q->text_slot_count, 2);
  assert_string_equal(bry_questionnaire_title(q, "nn"), "Draumedag");
  assert_string_equal(bry_questionnaire_title(q, NULL), "Drømmedag");
  assert_int_equal(bry__item_find(q, "unit", 4), 2);
  assert_int_equal(bry__item_find(q, "pan", 3), -1);
  bry_questionnaire_free(q);
}

static void fields_are_found_by_their_names(void **state) {
  (void)state;
  bry__field field;
  bry_questionnaire *q = parse(doc("%s", everything));
  assert_true(bry__field_find(q, "m.s", &field));
  assert_int_equal(field.part, 1);
  assert_int_equal(bry__field_text_slot(q, &field), -1);
  assert_true(bry__field_find(q, "unit-Comment", &field));
  assert_int_equal(field.comment, 1);
  assert_int_equal(bry__field_text_slot(q, &field), 1);
  assert_true(bry__field_find(q, "day", &field));
  assert_int_equal(bry__field_text_slot(q, &field), 0);
  assert_false(bry__field_find(q, "m.t", &field));
  assert_false(bry__field_find(q, "near-Comment", &field));
  assert_false(bry__field_find(q, "-Comment", &field));
  assert_false(bry__field_find(q, "", &field));
  bry_questionnaire_free(q);
}

static void dots_in_names_are_no_border_unless_they_must_be(void **state) {
  (void)state;
  bry__field field;
  bry_questionnaire *q = parse(doc("{'elements': [{'type': 'text', 'name': 'a.b'}, {'type': 'matrix', 'name': 'a.c',"
                                   "'columns': [1], 'rows': ['x.y']}]}"));
  assert_true(bry__field_find(q, "a.b", &field));
  assert_int_equal(field.item, 0);
  assert_true(bry__field_find(q, "a.c.x.y", &field));
  assert_int_equal(field.item, 1);
  assert_int_equal(field.part, 0);
  bry_questionnaire_free(q);
}

/* --- versions ------------------------------------------------------------------------------------------------------- */

static void key_order_and_white_space_do_not_change_the_version(void **state) {
  (void)state;
  bry_questionnaire *a = parse(doc("{'title':'T','elements':[{'type':'text','name':'a','maxLength':5}]}"));
  bry_questionnaire *b =
      parse(doc(" { 'elements' : [ {\n'name':'a', 'maxLength': 5.0, 'type':'\\u0074ext'} ], 'title':'T' } "));
  bry_questionnaire *c = parse(doc("{'title':'T','elements':[{'type':'text','name':'a','maxLength':6}]}"));
  assert_string_equal(bry_questionnaire_version(a), bry_questionnaire_version(b));
  assert_string_equal(bry_questionnaire_json(a), bry_questionnaire_json(b));
  assert_string_equal(bry_questionnaire_json(a),
                      doc("{'elements':[{'maxLength':5,'name':'a','type':'text'}],'title':'T'}"));
  assert_string_not_equal(bry_questionnaire_version(a), bry_questionnaire_version(c));
  assert_string_equal(bry_questionnaire_version(a),
                      "5d5d5c2420d6853640830a95922f976bc0de05bf557b4ecbc232e1af458e40dc");
  bry_questionnaire_free(a);
  bry_questionnaire_free(b);
  bry_questionnaire_free(c);
}

static void the_canonical_document_is_taken_again_as_the_same(void **state) {
  (void)state;
  bry_questionnaire *a = parse(doc("%s", everything));
  bry_questionnaire *b = parse(bry_questionnaire_json(a));
  assert_string_equal(bry_questionnaire_version(a), bry_questionnaire_version(b));
  bry_questionnaire_free(a);
  bry_questionnaire_free(b);
}

/* --- tables --------------------------------------------------------------------------------------------------------- */

static void only_texts_are_of_the_kind_that_is_coded(void **state) {
  static const char items[] =
      "{'elements':[{'type':'comment','name':'a'},{'type':'text','name':'b'},"
      "{'type':'text','name':'c','inputType':'number'},{'type':'text','name':'d','validators':[{'type':'numeric'}]},"
      "{'type':'text','name':'e','inputType':'date'},{'type':'text','name':'f','inputType':'email'},"
      "{'type':'text','name':'g','inputType':'tel'},{'type':'expression','name':'h','expression':'{c} + 1'},"
      "{'type':'multipletext','name':'i','items':[{'name':'x'},{'name':'y','inputType':'number'}]},"
      "{'type':'radiogroup','name':'j','choices':['x'],'showOtherItem':true},{'type':'html','name':'k','html':'x'},"
      "{'type':'matrixdropdown','name':'l','rows':['r'],'columns':[{'name':'n','cellType':'text','inputType':"
      "'number'}]}]}";
  static const char *const kinds[] = {"text",     "text",  "number", "number", "date", "email", "tel",
                                      "computed", "parts", "closed", "none",   "none", "number"};
  (void)state;
  bry_table *t = NULL;
  bry_questionnaire *q = parse(doc("%s", items));
  assert_int_equal(bry_questionnaire_items(q, &t, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(t), sizeof kinds / sizeof kinds[0]);
  for (int64_t row = 0; row < bry_table_row_count(t); row++)
    assert_string_equal(bry_table_text(t, row, bry_table_find_column(t, "kind")), kinds[row]);
  bry_table_free(t);
  bry_questionnaire_free(q);
}

static void items_are_told_in_three_languages(void **state) {
  (void)state;
  bry_table *t = NULL;
  bry_questionnaire *q = parse(doc("%s", everything));
  assert_int_equal(bry_questionnaire_items(q, &t, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(t), 6);
  assert_int_equal(bry_table_column_count(t), 6);
  assert_string_equal(bry_table_text(t, 1, 0), "day");
  assert_string_equal(bry_table_value_label(t, 1, 0, "en"), "day");
  assert_string_equal(bry_table_text(t, 1, bry_table_find_column(t, "title")), "Dagen");
  assert_string_equal(bry_table_text(t, 0, bry_table_find_column(t, "kind")), "none");
  assert_string_equal(bry_table_text(t, 1, bry_table_find_column(t, "kind")), "text");
  assert_string_equal(bry_table_text(t, 2, bry_table_find_column(t, "kind")), "closed");
  assert_string_equal(bry_table_text(t, 2, bry_table_find_column(t, "type")), "dropdown");
  assert_int_equal(bry_table_int64(t, 2, bry_table_find_column(t, "page")), 2);
  assert_int_equal(bry_table_int64(t, 1, bry_table_find_column(t, "required")), 1);
  bry_table_free(t);
  bry_questionnaire_free(q);
}

static void choices_are_told_with_their_parts(void **state) {
  (void)state;
  bry_table *t = NULL;
  bry_questionnaire *q = parse(doc("%s", everything));
  assert_int_equal(bry_questionnaire_choices(q, &t, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(t), 3 + 5 + 2 + 4);
  assert_int_equal(bry_table_missing(t, 0, 1), BRY_MISSING);
  assert_string_equal(bry_table_text(t, 2, 2), "other");
  assert_string_equal(bry_table_value_label(t, 2, 3, "nn"), "Anna");
  assert_string_equal(bry_table_text(t, 8, 1), "1");
  assert_string_equal(bry_table_text(t, 12, 1), "s");
  assert_string_equal(bry_table_text(t, 12, 2), "1");
  bry_table_free(t);
  bry_questionnaire_free(q);
}

static void older_names_are_taken(void **state) {
  (void)state;
  bry_questionnaire_free(parse(doc("{'questions': [{'type': 'text', 'name': 'a', 'placeHolder': 'x'}]}")));
  bry_questionnaire_free(
      parse(doc("{'pages': [{'questions': [{'type': 'panel', 'questions': [{'type': 'html', 'name':"
                "'a', 'html': 'x'}]}]}]}")));
}

/* --- memory --------------------------------------------------------------------------------------------------------- */

static bry_status tell_everything(bry_error **err) {
  bry_questionnaire *q = NULL;
  bry_table *items = NULL, *choices = NULL;
  const char *json = doc("%s", everything);
  bry_status status = bry_questionnaire_parse(json, strlen(json), &q, err);
  if (status == BRY_OK) status = bry_questionnaire_items(q, &items, err);
  if (status == BRY_OK) status = bry_questionnaire_choices(q, &choices, err);
  bry_table_free(items);
  bry_table_free(choices);
  bry_questionnaire_free(q);
  return status;
}

static bry_status refuse_much(bry_error **err) {
  bry_questionnaire *q = NULL;
  const char *json = doc("{'elements': [{'type': 'text', 'name': 'a', 'x': 1}, {'type': 'dropdown', 'name': 'a',"
                         "'choices': [1, '1', {'value': 3, 'text': {'nb': 'x'}}], 'validators': [{'type': 'regex'}],"
                         "'showOtherItem': true, 'otherText': 'x'}, {'type': 'matrix', 'name': 'm', 'columns': [1],"
                         "'rows': [1, 1]}, {'type': 'multipletext', 'name': 't', 'items': [{'name': 'x'}, {}]}]}");
  bry_status status = bry_questionnaire_parse(json, strlen(json), &q, err);
  assert_null(q);
  return status;
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(tell_everything, BRY_OK) > 100);
  assert_true(each_allocation_may_fail(refuse_much, BRY_EREFUSED) > 100);
}

static void null_arguments_are_told(void **state) {
  (void)state;
  bry_table *t = NULL;
  assert_int_equal(bry_questionnaire_items(NULL, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_questionnaire_choices(NULL, &t, NULL), BRY_EINVAL);
  assert_string_equal(bry_questionnaire_title(NULL, NULL), "");
  assert_string_equal(bry_questionnaire_version(NULL), "");
  assert_string_equal(bry_questionnaire_json(NULL), "");
  bry_questionnaire_free(NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_text_takes_its_limits),
      cmocka_unit_test(a_date_limit_is_days_since_1970),
      cmocka_unit_test(lengths_come_from_the_strictest_place),
      cmocka_unit_test(validators_narrow_a_text),
      cmocka_unit_test(choices_are_followed_by_the_special_ones),
      cmocka_unit_test(a_boolean_is_false_then_true),
      cmocka_unit_test(a_rating_has_survey_cores_steps),
      cmocka_unit_test(a_ranking_is_whole_unless_ranks_are_selected),
      cmocka_unit_test(a_matrix_has_columns_and_rows),
      cmocka_unit_test(a_multipletext_has_parts),
      cmocka_unit_test(pages_and_panels_order_the_items),
      cmocka_unit_test(fields_are_found_by_their_names),
      cmocka_unit_test(dots_in_names_are_no_border_unless_they_must_be),
      cmocka_unit_test(key_order_and_white_space_do_not_change_the_version),
      cmocka_unit_test(the_canonical_document_is_taken_again_as_the_same),
      cmocka_unit_test(items_are_told_in_three_languages),
      cmocka_unit_test(only_texts_are_of_the_kind_that_is_coded),
      cmocka_unit_test(choices_are_told_with_their_parts),
      cmocka_unit_test(older_names_are_taken),
      cmocka_unit_test(every_allocation_may_fail),
      cmocka_unit_test(null_arguments_are_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
