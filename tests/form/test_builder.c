/* Questionnaires built call by call: the same version as their JSON, and mistakes told at the end. */
#include "form/testing.h"

#include "core/nth_allocation.h"

#include <bry/builder.h>

#include <math.h>

static bry_builder *begin(void) {
  bry_builder *b = NULL;
  assert_int_equal(bry_builder_new(NULL, NULL, NULL, &b, NULL), BRY_OK);
  return b;
}

/* What was built must be just this document. */
static void becomes(bry_builder *b, const char *json) {
  bry_error *err = NULL;
  bry_questionnaire *built = NULL, *read = parse(json);
  bry_status status = bry_builder_finish(b, &built, &err);
  if (status != BRY_OK) print_error("%s: %s\n", bry_error_message(err), summary(bry_error_findings(err)));
  assert_int_equal(status, BRY_OK);
  assert_string_equal(bry_questionnaire_json(built), bry_questionnaire_json(read));
  assert_string_equal(bry_questionnaire_version(built), bry_questionnaire_version(read));
  bry_questionnaire_free(built);
  bry_questionnaire_free(read);
  bry_builder_free(b);
}

/* Finishing must fail with this status and pointer, and a message that has this in it. */
static void fails(bry_builder *b, bry_status expected, const char *pointer, const char *saying) {
  bry_error *err = NULL;
  bry_questionnaire *q = NULL;
  bry_status status = bry_builder_finish(b, &q, &err);
  assert_int_equal(status, expected);
  assert_null(q);
  if (!strstr(bry_error_message(err), saying)) print_error("%s\n", bry_error_message(err));
  assert_non_null(strstr(bry_error_message(err), saying));
  assert_string_equal(bry_error_pointer(err) ? bry_error_pointer(err) : "", pointer);
  bry_error_free(err);
  bry_builder_free(b);
}

/* --- the example ---------------------------------------------------------------------------------------------------- */

static bry_status build_dream_day(bry_questionnaire **out, bry_error **err) {
  bry_builder *b = NULL;
  bry_status status = bry_builder_new("Drømmedag på jobb", "Draumedag på jobb", "A dream day at work", &b, err);
  bry_builder_page(b, "open");
  bry_builder_item(b, "comment", "q1", "Beskriv en drømmedag på jobb.", "Skildre ein draumedag på jobb.",
                   "Describe a dream day at work.");
  bry_builder_length(b, 0, 4000);
  bry_builder_item(b, "comment", "q2", "Hva gjør deg stolt av kommunen eller jobben din?",
                   "Kva gjer deg stolt av kommunen eller jobben din?",
                   "What makes you proud of the municipality or your job?");
  bry_builder_length(b, 0, 4000);
  bry_builder_item(b, "comment", "q3", "Hva kan vi prøve ut i kommunen neste år for å samarbeide bedre på tvers?",
                   "Kva kan vi prøve ut i kommunen neste år for å samarbeide betre på tvers?",
                   "What can we pilot next year to collaborate better across units?");
  bry_builder_length(b, 0, 4000);
  bry_builder_page(b, "closed");
  bry_builder_item(b, "rating", "near", "Hvor nær en slik dag er en vanlig uke?",
                   "Kor nær ein slik dag er ei vanleg veke?", "How near to such a day is an ordinary week?");
  bry_builder_range(b, 1, 5);
  bry_builder_text(b, "minRateDescription", "Langt unna", "Langt unna", "Far from it");
  bry_builder_text(b, "maxRateDescription", "Svært nær", "Svært nær", "Very near");
  bry_builder_item(b, "checkbox", "meet", "Hvordan vil du helst møte folk fra andre avdelinger? Velg inntil to.",
                   "Korleis vil du helst møte folk frå andre avdelingar? Vel inntil to.",
                   "How would you rather meet people from other departments? Choose up to two.");
  bry_builder_count(b, 0, 2);
  bry_builder_choice(b, "lunch", "Felles lunsj", "Felles lunsj", "A shared lunch");
  bry_builder_choice(b, "workshop", "Verksted om en felles oppgave", "Verkstad om ei felles oppgåve",
                     "A workshop on a shared task");
  bry_builder_choice(b, "exchange", "Hospitering hos hverandre", "Hospitering hos kvarandre",
                     "Spending a day in each other's jobs");
  bry_builder_choice(b, "coffee", "Kaffe med en tilfeldig kollega", "Kaffi med ein tilfeldig kollega",
                     "Coffee with a random colleague");
  bry_builder_choice(b, "online", "Korte møteplasser på nett", "Korte møteplassar på nett", "Short online meet-ups");
  if (status == BRY_OK) status = bry_builder_finish(b, out, err);
  bry_builder_free(b);
  return status;
}

static void the_dream_day_is_the_same_version_as_its_file(void **state) {
  (void)state;
  static char json[1 << 16];
  FILE *in = fopen(BRY_SOURCE_DIR "/examples/data/dream_day.json", "rb");
  assert_non_null(in);
  json[fread(json, 1, sizeof json - 1, in)] = '\0';
  fclose(in);
  bry_questionnaire *built = NULL, *read = parse(json);
  assert_int_equal(build_dream_day(&built, NULL), BRY_OK);
  assert_string_equal(bry_questionnaire_json(built), bry_questionnaire_json(read));
  assert_string_equal(bry_questionnaire_version(built), bry_questionnaire_version(read));
  bry_questionnaire_free(built);
  bry_questionnaire_free(read);
}

/* --- every call ----------------------------------------------------------------------------------------------------- */

static void questions_may_stand_without_pages(void **state) {
  (void)state;
  bry_builder *b = begin();
  bry_builder_item(b, "text", "a", NULL, NULL, NULL);
  bry_builder_item(b, "html", "b", NULL, NULL, NULL);
  bry_builder_text(b, "html", "Hei", NULL, NULL);
  becomes(b,
          doc("{'elements': [{'type': 'text', 'name': 'a'}, {'type': 'html', 'name': 'b', 'html': {'default': 'Hei',"
              "'nb': 'Hei'}}]}"));
}

static void panels_are_nested_and_ended(void **state) {
  (void)state;
  bry_builder *b = begin();
  bry_builder_page(b, NULL);
  bry_builder_text(b, "title", "Side", NULL, NULL);
  bry_builder_panel_begin(b, "outer");
  bry_builder_panel_begin(b, NULL);
  bry_builder_text(b, "description", NULL, "Djupt", NULL);
  bry_builder_item(b, "text", "a", NULL, NULL, NULL);
  bry_builder_panel_end(b);
  bry_builder_item(b, "text", "b", NULL, NULL, NULL);
  bry_builder_panel_end(b);
  bry_builder_item(b, "text", "c", NULL, NULL, NULL);
  bry_builder_page(b, "last");
  bry_builder_item(b, "text", "d", NULL, NULL, NULL);
  becomes(
      b,
      doc("{'pages': [{'title': {'default': 'Side', 'nb': 'Side'}, 'elements': [{'type': 'panel', 'name': 'outer',"
          "'elements': [{'type': 'panel', 'description': {'default': 'Djupt', 'nn': 'Djupt'}, 'elements': [{'type':"
          "'text', 'name': 'a'}]}, {'type': 'text', 'name': 'b'}]}, {'type': 'text', 'name': 'c'}]},"
          "{'name': 'last', 'elements': [{'type': 'text', 'name': 'd'}]}]}"));
}

static void texts_take_their_limits(void **state) {
  (void)state;
  bry_builder *b = begin();
  bry_builder_item(b, "text", "num", NULL, NULL, NULL);
  bry_builder_input(b, "number");
  bry_builder_range(b, -1.5, NAN);
  bry_builder_required(b);
  bry_builder_item(b, "text", "day", NULL, NULL, NULL);
  bry_builder_input(b, "date");
  bry_builder_dates(b, NULL, "2026-12-31");
  bry_builder_item(b, "comment", "free", NULL, NULL, NULL);
  bry_builder_length(b, 3, 0);
  bry_builder_pattern(b, "^A", 1, NULL, NULL, NULL);
  bry_builder_pattern(b, "[0-9]", 0, "Et tall", NULL, "A digit");
  bry_builder_text(b, "placeholder", NULL, NULL, "Write");
  bry_builder_item(b, "multipletext", "several", NULL, NULL, NULL);
  bry_builder_field(b, "x", NULL, NULL, NULL);
  bry_builder_pattern(b, "x", 0, NULL, NULL, NULL);
  becomes(
      b, doc("{'elements': [{'type': 'text', 'name': 'num', 'inputType': 'number', 'min': -1.5, 'isRequired': true},"
             "{'type': 'text', 'name': 'day', 'inputType': 'date', 'max': '2026-12-31'}, {'type': 'comment', 'name':"
             "'free', 'minLength': 3, 'validators': [{'type': 'regex', 'regex': '^A', 'caseInsensitive': true},"
             "{'type': 'regex', 'regex': '[0-9]', 'text': {'default': 'Et tall', 'nb': 'Et tall', 'en': 'A digit'}}],"
             "'placeholder': {'default': 'Write', 'en': 'Write'}}, {'type': 'multipletext', 'name': 'several',"
             "'items': [{'name': 'x', 'validators': [{'type': 'regex', 'regex': 'x'}]}]}]}"));
}

static void choices_and_the_special_ones(void **state) {
  (void)state;
  bry_builder *b = begin();
  bry_builder_item(b, "checkbox", "a", NULL, NULL, NULL);
  bry_builder_choice(b, "x", NULL, NULL, NULL);
  bry_builder_choice(b, "1", "En", "Ein", "One");
  bry_builder_set(b, "value", "1");
  bry_builder_count(b, 1, 2);
  bry_builder_required(b);
  bry_builder_other(b, "Noe annet", NULL, NULL);
  bry_builder_none(b, NULL, NULL, NULL);
  bry_builder_refuse(b, NULL, NULL, NULL);
  bry_builder_dont_know(b, NULL, "Aner ikkje", NULL);
  bry_builder_set(b, "colCount", "2");
  bry_builder_item(b, "rating", "b", NULL, NULL, NULL);
  bry_builder_choice(b, "low", "Lav", NULL, NULL);
  bry_builder_choice(b, "high", NULL, NULL, NULL);
  becomes(
      b, doc("{'elements': [{'type': 'checkbox', 'name': 'a', 'isRequired': true, 'minSelectedChoices': 1,"
             "'maxSelectedChoices': 2, 'choices': [{'value': 'x'}, {'value': 1, 'text': {'default': 'En', 'nb': 'En',"
             "'nn': 'Ein', 'en': 'One'}}], 'showOtherItem': true, 'otherText': {'default': 'Noe annet', 'nb':"
             "'Noe annet'}, 'showNoneItem': true, 'showRefuseItem': true, 'showDontKnowItem': true, 'dontKnowText':"
             "{'default': 'Aner ikkje', 'nn': 'Aner ikkje'}, 'colCount': 2}, {'type': 'rating', 'name': 'b',"
             "'rateValues': [{'value': 'low', 'text': {'default': 'Lav', 'nb': 'Lav'}}, {'value': 'high'}]}]}"));
}

static void matrices_and_fields(void **state) {
  (void)state;
  bry_builder *b = begin();
  bry_builder_item(b, "matrix", "m", NULL, NULL, NULL);
  bry_builder_column(b, "no", "Nei", NULL, NULL);
  bry_builder_column(b, "yes", NULL, NULL, NULL);
  bry_builder_row(b, "r", "Rad", NULL, NULL);
  bry_builder_required(b);
  bry_builder_item(b, "multipletext", "t", NULL, NULL, NULL);
  bry_builder_field(b, "who", "Hvem", NULL, NULL);
  bry_builder_required(b);
  bry_builder_length(b, 0, 40);
  bry_builder_field(b, "age", NULL, NULL, NULL);
  bry_builder_input(b, "number");
  becomes(
      b, doc("{'elements': [{'type': 'matrix', 'name': 'm', 'isRequired': true, 'columns': [{'value': 'no', 'text':"
             "{'default': 'Nei', 'nb': 'Nei'}}, {'value': 'yes'}], 'rows': [{'value': 'r', 'text': {'default': 'Rad',"
             "'nb': 'Rad'}}]}, {'type': 'multipletext', 'name': 't', 'items': [{'name': 'who', 'title': {'default':"
             "'Hvem', 'nb': 'Hvem'}, 'isRequired': true, 'maxLength': 40}, {'name': 'age', 'inputType': 'number'}]}"
             "]}"));
}

static void words_come_in_any_language(void **state) {
  (void)state;
  bry_builder *b = begin();
  bry_builder_translate(b, "title", "sma", "Buerie");
  bry_builder_translate(b, "title", "nb", "Bra");
  bry_builder_item(b, "radiogroup", "a", NULL, NULL, NULL);
  bry_builder_set(b, "title", "\"Hei\"");
  bry_builder_translate(b, "title", "en", "Hi");
  bry_builder_choice(b, "x", "Ja", NULL, NULL);
  bry_builder_translate(b, "text", "sma", "Jaavoe");
  becomes(
      b,
      doc("{'title': {'default': 'Buerie', 'sma': 'Buerie', 'nb': 'Bra'}, 'elements': [{'type': 'radiogroup', 'name':"
          "'a', 'title': {'default': 'Hei', 'en': 'Hi'}, 'choices': [{'value': 'x', 'text': {'default': 'Ja', 'nb':"
          "'Ja', 'sma': 'Jaavoe'}}]}]}"));
}

static void the_last_call_counts_and_null_takes_back(void **state) {
  (void)state;
  bry_builder *b = begin();
  bry_builder_item(b, "rating", "a", NULL, NULL, NULL);
  bry_builder_range(b, 1, 5);
  bry_builder_range(b, 0, 10);
  bry_builder_set(b, "rateType", "\"stars\"");
  bry_builder_set(b, "rateType", "null");
  becomes(b, doc("{'elements': [{'type': 'rating', 'name': 'a', 'rateMin': 0, 'rateMax': 10}]}"));
}

static void finishing_leaves_the_builder_as_it_is(void **state) {
  (void)state;
  bry_builder *b = begin();
  bry_questionnaire *q = NULL;
  assert_int_equal(bry_builder_finish(b, &q, NULL), BRY_EREFUSED);
  bry_builder_item(b, "text", "a", NULL, NULL, NULL);
  assert_int_equal(bry_builder_finish(b, &q, NULL), BRY_OK);
  bry_questionnaire_free(q);
  becomes(b, doc("{'elements': [{'type': 'text', 'name': 'a'}]}"));
}

/* --- mistakes ------------------------------------------------------------------------------------------------------- */

static void what_does_not_fit_together_is_found_by_the_parser(void **state) {
  (void)state;
  bry_builder *b = begin();
  bry_error *err = NULL;
  bry_questionnaire *q = NULL;
  bry_builder_page(b, "p");
  bry_builder_item(b, "text", "a", NULL, NULL, NULL);
  bry_builder_choice(b, "x", NULL, NULL, NULL);
  bry_builder_item(b, "rating", "a", NULL, NULL, NULL);
  bry_builder_range(b, 5, 1);
  bry_builder_item(b, "film", "c", NULL, NULL, NULL);
  assert_int_equal(bry_builder_finish(b, &q, &err), BRY_EREFUSED);
  assert_string_equal(summary(bry_error_findings(err)),
                      "property.unknown /pages/0/elements/0/choices, range /pages/0/elements/1, "
                      "type.unknown /pages/0/elements/2/type, name.duplicate /pages/0/elements/1/name");
  bry_error_free(err);
  bry_builder_free(b);
}

static void a_call_out_of_place_is_told_with_its_place(void **state) {
  (void)state;
  bry_builder *b = begin();
  bry_builder_page(b, "p");
  bry_builder_choice(b, "x", NULL, NULL, NULL);
  bry_builder_panel_end(b); /* only the first mistake is told */
  fails(b, BRY_EINVAL, "/pages/0", "bry_builder_choice");
  bry_builder_required(b = begin());
  fails(b, BRY_EINVAL, "", "bry_builder_required");
  bry_builder_panel_end(b = begin());
  fails(b, BRY_EINVAL, "", "no panel is open");
  bry_builder_item(b = begin(), "text", "a", NULL, NULL, NULL);
  bry_builder_page(b, "p");
  fails(b, BRY_EINVAL, "/elements/0", "outside of pages");
  bry_builder_page(b = begin(), "p");
  bry_builder_panel_begin(b, "q");
  bry_builder_page(b, "r");
  fails(b, BRY_EINVAL, "/pages/0/elements/0", "a panel is open");
  bry_builder_panel_begin(b = begin(), "q");
  fails(b, BRY_EINVAL, "", "still open");
  bry_builder_item(b = begin(), "panel", "a", NULL, NULL, NULL);
  fails(b, BRY_EINVAL, "", "bry_builder_panel_begin");
  bry_builder_item(b = begin(), "checkbox", "a", NULL, NULL, NULL);
  bry_builder_set(b, "choices", "1");
  bry_builder_choice(b, "x", NULL, NULL, NULL);
  fails(b, BRY_EINVAL, "/elements/0", "no array");
}

static void a_panel_too_deep_is_refused_not_crashed(void **state) {
  (void)state;
  bry_builder *b = begin();
  for (int i = 0; i < 100; i++) {
    bry_builder_panel_begin(b, NULL);
  }
  bry_error *err = NULL;
  bry_questionnaire *q = NULL;
  assert_int_equal(bry_builder_finish(b, &q, &err), BRY_ELIMIT);
  bry_error_free(err);
  bry_builder_free(b);
}

static void what_is_not_utf8_or_json_is_told(void **state) {
  (void)state;
  bry_builder *b = begin();
  bry_builder_item(b, "text", "a", "\xff", NULL, NULL);
  fails(b, BRY_EPARSE, "/elements/0", "UTF-8");
  bry_builder_item(b = begin(), "text", "a", NULL, NULL, NULL);
  bry_builder_set(b, "colCount", "{");
  fails(b, BRY_EPARSE, "/elements/0", "colCount");
  bry_builder_set(b = begin(), "\xff", "1");
  fails(b, BRY_EPARSE, "", "UTF-8");
  bry_builder_item(b = begin(), "rating", "a", NULL, NULL, NULL);
  bry_builder_range(b, 1, INFINITY);
  fails(b, BRY_EINVAL, "/elements/0", "infinite");
}

static void null_arguments_are_told(void **state) {
  (void)state;
  bry_builder *b = begin();
  bry_questionnaire *q = NULL;
  bry_builder_set(b, NULL, "1");
  fails(b, BRY_EINVAL, "", "bry_builder_set");
  bry_builder_set(b = begin(), "x", NULL);
  fails(b, BRY_EINVAL, "", "bry_builder_set");
  bry_builder_item(b = begin(), NULL, "a", NULL, NULL, NULL);
  fails(b, BRY_EINVAL, "", "bry_builder_item");
  bry_builder_item(b = begin(), "matrix", "a", NULL, NULL, NULL);
  bry_builder_row(b, NULL, "x", NULL, NULL);
  fails(b, BRY_EINVAL, "/elements/0", "bry_builder_row");
  bry_builder_item(b = begin(), "text", "a", NULL, NULL, NULL);
  bry_builder_pattern(b, NULL, 0, NULL, NULL, NULL);
  fails(b, BRY_EINVAL, "/elements/0", "bry_builder_pattern");
  bry_builder_translate(b = begin(), "title", NULL, "x");
  fails(b, BRY_EINVAL, "", "bry_builder_translate");
  assert_int_equal(bry_builder_new(NULL, NULL, NULL, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_builder_finish(NULL, &q, NULL), BRY_EINVAL);
  b = begin();
  assert_int_equal(bry_builder_finish(b, NULL, NULL), BRY_EINVAL);
  bry_builder_free(b);
}

static void a_builder_of_null_is_harmless(void **state) {
  (void)state;
  bry_builder_page(NULL, "a");
  bry_builder_panel_begin(NULL, "a");
  bry_builder_panel_end(NULL);
  bry_builder_item(NULL, "text", "a", NULL, NULL, NULL);
  bry_builder_choice(NULL, "a", NULL, NULL, NULL);
  bry_builder_column(NULL, "a", NULL, NULL, NULL);
  bry_builder_row(NULL, "a", NULL, NULL, NULL);
  bry_builder_field(NULL, "a", NULL, NULL, NULL);
  bry_builder_other(NULL, NULL, NULL, NULL);
  bry_builder_none(NULL, NULL, NULL, NULL);
  bry_builder_refuse(NULL, NULL, NULL, NULL);
  bry_builder_dont_know(NULL, NULL, NULL, NULL);
  bry_builder_required(NULL);
  bry_builder_input(NULL, "text");
  bry_builder_range(NULL, 1, 2);
  bry_builder_dates(NULL, NULL, NULL);
  bry_builder_length(NULL, 1, 2);
  bry_builder_pattern(NULL, "a", 0, NULL, NULL, NULL);
  bry_builder_count(NULL, 1, 2);
  bry_builder_text(NULL, "title", NULL, NULL, NULL);
  bry_builder_translate(NULL, "title", "nb", "a");
  bry_builder_set(NULL, "title", "1");
  bry_builder_free(NULL);
}

/* --- memory --------------------------------------------------------------------------------------------------------- */

static bry_status build_and_drop(bry_error **err) {
  bry_questionnaire *q = NULL;
  bry_status status = build_dream_day(&q, err);
  assert_int_equal(q != NULL, status == BRY_OK);
  bry_questionnaire_free(q);
  return status;
}

static bry_status build_wrongly(bry_error **err) {
  bry_builder *b = NULL;
  bry_questionnaire *q = NULL;
  bry_status status = bry_builder_new("T", NULL, NULL, &b, err);
  bry_builder_page(b, "p");
  bry_builder_set(b, "title", "{");
  if (status == BRY_OK) status = bry_builder_finish(b, &q, err);
  bry_builder_free(b);
  return status;
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(build_and_drop, BRY_OK) > 50);
  assert_true(each_allocation_may_fail(build_wrongly, BRY_EPARSE) > 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_dream_day_is_the_same_version_as_its_file),
      cmocka_unit_test(questions_may_stand_without_pages),
      cmocka_unit_test(panels_are_nested_and_ended),
      cmocka_unit_test(texts_take_their_limits),
      cmocka_unit_test(choices_and_the_special_ones),
      cmocka_unit_test(matrices_and_fields),
      cmocka_unit_test(words_come_in_any_language),
      cmocka_unit_test(the_last_call_counts_and_null_takes_back),
      cmocka_unit_test(finishing_leaves_the_builder_as_it_is),
      cmocka_unit_test(what_does_not_fit_together_is_found_by_the_parser),
      cmocka_unit_test(a_call_out_of_place_is_told_with_its_place),
      cmocka_unit_test(a_panel_too_deep_is_refused_not_crashed),
      cmocka_unit_test(what_is_not_utf8_or_json_is_told),
      cmocka_unit_test(null_arguments_are_told),
      cmocka_unit_test(a_builder_of_null_is_harmless),
      cmocka_unit_test(every_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
