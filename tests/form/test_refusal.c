/* Questionnaires that are refused: each with its rules and places, all at once, and within limits. */
#include "form/testing.h"

/* --- rules ------------------------------------------------------------------------------------------------------- */

typedef struct refusal {
  const char *element, *findings;
} refusal;

static const refusal refused_elements[] = {
    /* types and names */
    {"5", "type /elements/0"},
    {"{'name': 'a'}", "type.missing /elements/0"},
    {"{'type': 7, 'name': 'a'}", "type /elements/0/type"},
    {"{'type': 'file', 'name': 'a'}", "type.unknown /elements/0/type"},
    {"{'type': 'signaturepad', 'name': 'a'}", "type.unknown /elements/0/type"},
    {"{'type': 'matrixdynamic', 'name': 'a'}", "type.unknown /elements/0/type"},
    {"{'type': 'text'}", "name.missing /elements/0"},
    {"{'type': 'text', 'name': ' '}", "name.missing /elements/0/name"},
    {"{'type': 'text', 'name': 5}", "type /elements/0/name"},
    {"{'type': 'text', 'name': ' a'}", "name.invalid /elements/0/name"},
    {"{'type': 'text', 'name': 'a\\u00a0'}", "name.invalid /elements/0/name"},
    {"{'type': 'text', 'name': 'a{b}'}", "name.invalid /elements/0/name"},
    {"{'type': 'text', 'name': 'a\\tb'}", "name.invalid /elements/0/name"},
    {"{'type': 'text', 'name': 'a\\u0085b'}", "name.invalid /elements/0/name"},
    {"{'type': 'text', 'name': 'a'}, {'type': 'html', 'name': 'a'}", "name.duplicate /elements/1/name"},
    {"{'type': 'text', 'name': 'a'}, {'type': 'text', 'name': 'a-Comment'}", "name.ambiguous /elements/1/name"},
    {"{'type': 'matrix', 'name': 'a', 'columns': [1], 'rows': ['b']}, {'type': 'text', 'name': 'a.b'}",
     "name.ambiguous /elements/0/name"},
    {"{'type': 'matrix', 'name': 'a', 'columns': [1], 'rows': ['b.c']}, {'type': 'matrix', 'name': 'a.b', 'columns':"
     "[1], 'rows': ['c']}",
     "name.ambiguous /elements/1/name"},
    /* properties */
    {"{'type': 'text', 'name': 'a', 'titel': 'x'}", "property.unknown /elements/0/titel"},
    {"{'type': 'text', 'name': 'a', 'a/b~c': 1}", "property.unknown /elements/0/a~1b~0c"},
    {"{'type': 'text', 'name': 'a', 'rows': 3}", "property.unknown /elements/0/rows"},
    {"{'type': 'text', 'name': 'a', 'visibleIf': '{b} = 1'}", "expression.name.unknown /elements/0/visibleIf"},
    {"{'type': 'text', 'name': 'a', 'enableIf': '{a} ='}", "expression.syntax /elements/0/enableIf"},
    {"{'type': 'text', 'name': 'a', 'requiredIf': 'secret({a})'}", "expression.function /elements/0/requiredIf"},
    {"{'type': 'dropdown', 'name': 'a', 'choices': [1], 'choicesVisibleIf': 5}", "type /elements/0/choicesVisibleIf"},
    {"{'type': 'text', 'name': 'a', 'minValueExpression': '1'}",
     "expression.unsupported /elements/0/minValueExpression"},
    {"{'type': 'text', 'name': 'a', 'defaultValueExpression': '{b}'}",
     "expression.name.unknown /elements/0/defaultValueExpression"},
    {"{'type': 'text', 'name': 'a', 'maskType': 'pattern'}", "property.unsupported /elements/0/maskType"},
    {"{'type': 'text', 'name': 'a', 'readOnly': true}", "property.unsupported /elements/0/readOnly"},
    {"{'type': 'text', 'name': 'a', 'visible': false}", "property.unsupported /elements/0/visible"},
    {"{'type': 'text', 'name': 'a', 'hasComment': true}", "property.unsupported /elements/0/hasComment"},
    {"{'type': 'boolean', 'name': 'a', 'valueTrue': 'ja'}", "property.unsupported /elements/0/valueTrue"},
    {"{'type': 'ranking', 'name': 'a', 'choices': [1], 'hasOther': true}",
     "property.unsupported /elements/0/hasOther"},
    {"{'type': 'dropdown', 'name': 'a', 'choices': [1], 'choicesByUrl': {'url': 'x'}}",
     "property.unsupported /elements/0/choicesByUrl"},
    {"{'type': 'matrix', 'name': 'a', 'columns': [1], 'rows': [1], 'eachRowUnique': true, 'cellType': 'checkbox'}",
     "property.unsupported /elements/0/eachRowUnique, property.unsupported /elements/0/cellType"},
    {"{'type': 'multipletext', 'name': 'a', 'items': [{'name': 'b', 'validators': [{'type': 'email'}]}]}",
     "validator.misplaced /elements/0/items/0/validators/0"},
    {"{'type': 'multipletext', 'name': 'a', 'items': [{'name': 'b', 'validators': [{'type': 'x'}, {}, 1]}]}",
     "validator.unknown /elements/0/items/0/validators/0, validator.unknown /elements/0/items/0/validators/1, "
     "type /elements/0/items/0/validators/2"},
    {"{'type': 'multipletext', 'name': 'a', 'items': [{'name': 'b', 'validators': [{'type': 'regex', 'regex': "
     "'('}]}]}",
     "pattern.syntax /elements/0/items/0/validators/0/regex"},
    {"{'type': 'radiogroup', 'name': 'a', 'choices': [1], 'hasOther': true, 'showOtherItem': true}",
     "property.repeated /elements/0/hasOther"},
    {"{'type': 'text', 'name': 'a', 'isRequired': 'yes'}", "type /elements/0/isRequired"},
    {"{'type': 'text', 'name': 'a', 'startWithNewLine': 'no'}", "type /elements/0/startWithNewLine"},
    {"{'type': 'text', 'name': 'a', 'width': {}}", "type /elements/0/width"},
    {"{'type': 'comment', 'name': 'a', 'rows': '3'}", "type /elements/0/rows"},
    {"{'type': 'text', 'name': 'a', 'dataList': ['x', 1]}", "type /elements/0/dataList/1"},
    /* texts */
    {"{'type': 'text', 'name': 'a', 'title': {'nb': 'Hei'}}", "label.default /elements/0/title"},
    {"{'type': 'text', 'name': 'a', 'description': {'default': '', 'nb': 'x'}}",
     "label.default /elements/0/description"},
    {"{'type': 'text', 'name': 'a', 'title': {}}", "label.default /elements/0/title"},
    {"{'type': 'text', 'name': 'a', 'title': {'default': 'x', 'nb': 5}}", "type /elements/0/title/nb"},
    {"{'type': 'text', 'name': 'a', 'title': null}", "type /elements/0/title"},
    {"{'type': 'text', 'name': 'a', 'title': 'Hei {navn}'}", "piping /elements/0/title"},
    {"{'type': 'html', 'name': 'a', 'html': {'default': 'x', 'nn': '{b}'}}", "piping /elements/0/html/nn"},
    {"{'type': 'radiogroup', 'name': 'a', 'choices': [{'value': 1, 'text': {'en': 'One'}}]}",
     "label.default /elements/0/choices/0/text"},
    /* limits of texts */
    {"{'type': 'text', 'name': 'a', 'inputType': 'color'}", "input.unsupported /elements/0/inputType"},
    {"{'type': 'text', 'name': 'a', 'inputType': 'number', 'min': 'x'}", "number /elements/0/min"},
    {"{'type': 'text', 'name': 'a', 'inputType': 'number', 'min': 5, 'max': 4}", "range /elements/0"},
    {"{'type': 'text', 'name': 'a', 'inputType': 'number', 'step': 0}", "range /elements/0/step"},
    {"{'type': 'text', 'name': 'a', 'inputType': 'number', 'max': 9007199254740992}", "number /elements/0/max"},
    {"{'type': 'text', 'name': 'a', 'inputType': 'date', 'min': '2026-02-30'}", "date /elements/0/min"},
    {"{'type': 'text', 'name': 'a', 'inputType': 'date', 'max': '=today()'}", "date /elements/0/max"},
    {"{'type': 'text', 'name': 'a', 'min': 3}", "property.misplaced /elements/0/min"},
    {"{'type': 'text', 'name': 'a', 'maxLength': 2.5}", "range /elements/0/maxLength"},
    {"{'type': 'text', 'name': 'a', 'maxLength': -2}", "range /elements/0/maxLength"},
    {"{'type': 'text', 'name': 'a', 'maxLength': 3, 'minLength': 4}", "range /elements/0"},
    /* validators */
    {"{'type': 'text', 'name': 'a', 'validators': [{'type': 'regex', 'regex': 'x**'}]}",
     "pattern.syntax /elements/0/validators/0/regex"},
    {"{'type': 'text', 'name': 'a', 'validators': [{'type': 'regex', 'regex': '(a)\\\\1'}]}",
     "pattern.backreference /elements/0/validators/0/regex"},
    {"{'type': 'comment', 'name': 'a', 'validators': [{'type': 'regexvalidator', 'regex': '^(?=.*[0-9])'}]}",
     "pattern.lookaround /elements/0/validators/0/regex"},
    {"{'type': 'text', 'name': 'a', 'validators': [{'type': 'regex', 'regex': '(?<\\u4e2d>a)'}]}",
     "pattern.name /elements/0/validators/0/regex"},
    {"{'type': 'text', 'name': 'a', 'validators': [{'type': 'regex', 'regex': '^.{10,3000}$'}]}",
     "pattern.large /elements/0/validators/0/regex"},
    {"{'type': 'text', 'name': 'a', 'validators': [{'type': 'regex', 'regex': 'a{120}'}, {'type': 'regex', 'regex': "
     "'b{120}'}]}",
     "pattern.large /elements/0/validators"},
    {"{'type': 'text', 'name': 'a', 'inputType': 'number', 'maxLength': 9, 'validators': [{'type': 'regex', 'regex':"
     "'1{1500}'}, {'type': 'regex', 'regex': '1{1500}'}]}",
     "pattern.large /elements/0/validators"},
    {"{'type': 'multipletext', 'name': 'a', 'items': [{'name': 'b', 'maxLength': 20000, 'validators': [{'type': "
     "'regex', "
     "'regex': 'a{1000}'}]}]}",
     "pattern.large /elements/0/items/0/validators"},
    {"{'type': 'text', 'name': 'a', 'validators': [{'type': 'regex', 'regex': '(', 'notificationType': 'info'}]}",
     "pattern.syntax /elements/0/validators/0/regex"},
    {"{'type': 'text', 'name': 'a', 'validators': [{'type': 'regex', 'regex': 5}, {'type': 'regex', 'regex': 'x', "
     "'caseInsensitive': 1}]}",
     "type /elements/0/validators/0/regex, type /elements/0/validators/1/caseInsensitive"},
    {"{'type': 'text', 'name': 'a', 'validators': [{'type': 'regex', 'insensitive': true, 'caseInsensitive': true}]}",
     "property.repeated /elements/0/validators/0/insensitive"},
    {"{'type': 'rating', 'name': 'a', 'validators': [{'type': 'regex', 'regex': 'x'}]}",
     "validator.misplaced /elements/0/validators/0"},
    {"{'type': 'multipletext', 'name': 'a', 'items': [{'name': 'b'}], 'validators': [{'type': 'regex'}]}",
     "validator.misplaced /elements/0/validators/0"},
    {"{'type': 'text', 'name': 'a', 'validators': [{'type': 'expression', 'expression': '1 +'}]}",
     "expression.syntax /elements/0/validators/0/expression"},
    {"{'type': 'text', 'name': 'a', 'validators': [{'type': 'mine'}]}", "validator.unknown /elements/0/validators/0"},
    {"{'type': 'text', 'name': 'a', 'validators': [{}, 1]}",
     "validator.unknown /elements/0/validators/0, type /elements/0/validators/1"},
    {"{'type': 'text', 'name': 'a', 'validators': {}}", "type /elements/0/validators"},
    {"{'type': 'rating', 'name': 'a', 'validators': [{'type': 'numeric'}]}",
     "validator.misplaced /elements/0/validators/0"},
    {"{'type': 'text', 'name': 'a', 'validators': [{'type': 'numeric'}, {'type': 'email'}]}",
     "validator.misplaced /elements/0/validators"},
    {"{'type': 'text', 'name': 'a', 'validators': [{'type': 'text', 'allowDigits': false}]}",
     "property.unsupported /elements/0/validators/0/allowDigits"},
    {"{'type': 'text', 'name': 'a', 'validators': [{'type': 'numeric', 'minLength': 2}]}",
     "property.unknown /elements/0/validators/0/minLength"},
    /* choices */
    {"{'type': 'radiogroup', 'name': 'a'}", "choices.missing /elements/0"},
    {"{'type': 'dropdown', 'name': 'a', 'choices': []}", "choices.missing /elements/0"},
    {"{'type': 'dropdown', 'name': 'a', 'choices': 'x'}", "type /elements/0/choices, choices.missing /elements/0"},
    {"{'type': 'radiogroup', 'name': 'a', 'choices': [{'text': 'x'}, null, [1], '']}",
     "value.missing /elements/0/choices/0, value.missing /elements/0/choices/1, value.missing /elements/0/choices/2, "
     "value.missing /elements/0/choices/3"},
    {"{'type': 'radiogroup', 'name': 'a', 'choices': [1, '1']}", "value.duplicate /elements/0/choices/1"},
    {"{'type': 'radiogroup', 'name': 'a', 'choices': ['other'], 'showOtherItem': true}",
     "value.duplicate /elements/0"},
    {"{'type': 'radiogroup', 'name': 'a', 'choices': ['1|En']}", "value.invalid /elements/0/choices/0"},
    {"{'type': 'radiogroup', 'name': 'a', 'choices': [{'value': 1, 'visibleIf': '{item} ='}]}",
     "expression.syntax /elements/0/choices/0/visibleIf"},
    {"{'type': 'checkbox', 'name': 'a', 'choices': [{'value': 1, 'isExclusive': true}]}",
     "property.unsupported /elements/0/choices/0/isExclusive"},
    {"{'type': 'checkbox', 'name': 'a', 'choices': [1, 2], 'minSelectedChoices': 3}", "range /elements/0"},
    {"{'type': 'checkbox', 'name': 'a', 'choices': [1, 2], 'minSelectedChoices': 2, 'maxSelectedChoices': 1}",
     "range /elements/0"},
    /* ratings */
    {"{'type': 'rating', 'name': 'a', 'rateMin': 5, 'rateMax': 5}", "range /elements/0"},
    {"{'type': 'rating', 'name': 'a', 'rateMax': 21}", "range /elements/0"},
    {"{'type': 'rating', 'name': 'a', 'rateStep': 0}", "range /elements/0"},
    {"{'type': 'rating', 'name': 'a', 'rateMin': 1.5}", "range /elements/0"},
    {"{'type': 'rating', 'name': 'a', 'rateCount': 7}", "range /elements/0"},
    {"{'type': 'rating', 'name': 'a', 'rateMax': 1e300, 'rateStep': 1e-300}", "range /elements/0"},
    {"{'type': 'rating', 'name': 'a', 'rateType': 'smileys', 'rateMax': 11}", "range /elements/0"},
    {"{'type': 'rating', 'name': 'a', 'rateValues': 3}", "type /elements/0/rateValues"},
    {"{'type': 'rating', 'name': 'a', 'autoGenerate': 1}", "type /elements/0/autoGenerate"},
    {"{'type': 'rating', 'name': 'a', 'rateValues': [1, 2], 'rateMin': 'x'}", "number /elements/0/rateMin"},
    {"{'type': 'rating', 'name': 'a', 'rateValues': [1, 2], 'autoGenerate': true}",
     "property.misplaced /elements/0/rateValues"},
    {"{'type': 'rating', 'name': 'a', 'rateValues': [1, 1]}", "value.duplicate /elements/0/rateValues/1"},
    /* rows and parts */
    {"{'type': 'matrix', 'name': 'a', 'columns': [1]}", "rows.missing /elements/0"},
    {"{'type': 'matrix', 'name': 'a', 'rows': [1]}", "choices.missing /elements/0"},
    {"{'type': 'matrix', 'name': 'a', 'columns': [1], 'rows': ['x', 'x']}", "value.duplicate /elements/0/rows/1"},
    {"{'type': 'multipletext', 'name': 'a'}", "items.missing /elements/0"},
    {"{'type': 'multipletext', 'name': 'a', 'items': [{}]}", "name.missing /elements/0/items/0"},
    {"{'type': 'multipletext', 'name': 'a', 'items': [{'name': 'b'}, {'name': 'b'}, 1]}",
     "name.duplicate /elements/0/items/1/name, type /elements/0/items/2"},
};

static void what_changes_meaning_is_refused_with_its_place(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof refused_elements / sizeof refused_elements[0]; i++) {
    assert_refused(doc("{'elements': [%s]}", refused_elements[i].element), refused_elements[i].findings);
  }
}

static const refusal refused_surveys[] = {
    {"[]", "type "},
    {"{}", "elements.missing "},
    {"{'pages': []}", "elements.missing "},
    {"{'pages': {}}", "type /pages"},
    {"{'pages': [1]}", "type /pages/0"},
    {"{'pages': [], 'elements': []}", "elements.repeated "},
    {"{'elements': 5}", "type /elements"},
    {"{'pages': [{'elements': [{'type': 'text', 'name': 'a'}], 'visibleIf': '(', 'name': 5}]}",
     "type /pages/0/name, expression.syntax /pages/0/visibleIf"},
    {"{'elements': [{'type': 'text', 'name': 'a'}], 'triggers': [], 'calculatedValues': [{}]}",
     "property.unsupported /triggers, name.missing /calculatedValues/0"},
    {"{'questions': [{'type': 'text', 'name': 'a'}], 'elements': []}", "property.repeated /questions"},
    {"{'elements': [{'type': 'text', 'name': 'a'}], 'title': {'en': 'T'}, 'surveyId': 'x'}",
     "property.unsupported /surveyId, label.default /title"},
    {"{'elements': [{'type': 'text', 'name': 'a'}], 'maxTextLength': 'x'}", "number /maxTextLength"},
};

static void a_survey_is_refused_with_its_place(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof refused_surveys / sizeof refused_surveys[0]; i++) {
    assert_refused(doc("%s", refused_surveys[i].element), refused_surveys[i].findings);
  }
}

static void findings_name_the_item_and_speak_three_languages(void **state) {
  (void)state;
  bry_error *err = NULL;
  bry_questionnaire *q = NULL;
  const char *json = doc("{'elements': [{'type': 'text', 'name': 'alder', 'visibleIf': '{kjonn} = 1'}]}");
  assert_int_equal(bry_questionnaire_parse(json, strlen(json), &q, &err), BRY_EREFUSED);
  const bry_findings *findings = bry_error_findings(err);
  assert_string_equal(bry_findings_item_at(findings, 0), "alder");
  assert_string_equal(bry_findings_message_at(findings, 0, "nb"),
                      "Uttrykket bruker «kjonn», men ingen spørsmål eller beregnede verdier heter det. Rett navnet.");
  assert_non_null(strstr(bry_findings_message_at(findings, 0, "nn"), "utrekna verdiar"));
  assert_non_null(strstr(bry_findings_message_at(findings, 0, "en"), "names no question"));
  assert_string_equal(bry_error_pointer(err), "/elements/0/visibleIf");
  bry_error_free(err);
}

static void at_most_a_thousand_findings_are_told(void **state) {
  (void)state;
  static char json[1 << 17];
  bry_error *err = NULL;
  bry_questionnaire *q = NULL;
  size_t size = (size_t)snprintf(json, sizeof json, "{\"elements\": [0");
  for (int i = 0; i < 1500; i++) {
    size += (size_t)snprintf(json + size, sizeof json - size, ",{\"type\": \"text\"}");
  }
  snprintf(json + size, sizeof json - size, "]}");
  assert_int_equal(bry_questionnaire_parse(json, strlen(json), &q, &err), BRY_EREFUSED);
  assert_int_equal(bry_findings_count(bry_error_findings(err)), 1000);
  bry_error_free(err);
}

/* --- limits --------------------------------------------------------------------------------------------------------- */

/* `head`, then `unit` (with the number in it) `count` times with commas between, then `tail`. Free it. */
static char *repeated(const char *head, const char *unit, int count, const char *tail) {
  size_t room = strlen(head) + (strlen(unit) + 12) * (size_t)count + strlen(tail) + 1;
  char *json = malloc(room);
  assert_non_null(json);
  size_t size = (size_t)snprintf(json, room, "%s", head);
  for (int i = 0; i < count; i++) {
    const char *mark = strchr(unit, '#');
    size +=
        (size_t)snprintf(json + size, room - size, "%s%.*s%d%s", i ? "," : "", (int)(mark - unit), unit, i, mark + 1);
  }
  snprintf(json + size, room - size, "%s", tail);
  return json;
}

static void growth_has_limits(void **state) {
  (void)state;
  static const struct {
    const char *head, *unit;
    int good, bad;
    const char *tail, *findings;
  } cases[] = {
      {"{\"elements\":[", "{\"type\":\"text\",\"name\":\"q#\"}", 2000, 2001, "]}", "limit /elements/2000"},
      {"{\"elements\":[{\"type\":\"rating\",\"name\":\"a\",\"rateValues\":[", "#", 1000, 1001, "]}]}",
       "limit /elements/0/rateValues"},
      {"{\"elements\":[", "{\"type\":\"rating\",\"name\":\"q#\",\"rateValues\":[1,2]}", 2, 2001, "]}",
       "limit /elements/2000"},
      {"{\"elements\":[{\"type\":\"multipletext\",\"name\":\"a\",\"items\":[", "{\"name\":\"#\"}", 1000, 1001, "]}]}",
       "limit /elements/0/items"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char *good = repeated(cases[i].head, cases[i].unit, cases[i].good, cases[i].tail);
    char *bad = repeated(cases[i].head, cases[i].unit, cases[i].bad, cases[i].tail);
    bry_questionnaire_free(parse(good));
    assert_refused(bad, cases[i].findings);
    free(good);
    free(bad);
  }
}

static void slots_and_cells_have_limits(void **state) {
  (void)state;
  char *rows = repeated("", "#", 900, "");
  char *element = malloc(strlen(rows) * 2 + 200);
  assert_non_null(element);
  sprintf(element, "{\"type\":\"checkbox\",\"name\":\"q#\",\"choices\":[%s]}", rows);
  char *many = repeated("{\"elements\":[", element, 36, "]}");
  assert_refused(many, "limit /elements/35");
  free(many);
  sprintf(element, "{\"type\":\"matrix\",\"name\":\"q#\",\"columns\":[%s],\"rows\":[%s]}", rows, rows);
  many = repeated("{\"elements\":[", element, 2, "]}");
  assert_refused(many, "limit /elements/1");
  free(many);
  free(element);
  free(rows);
}

static void panels_nest_sixteen_deep(void **state) {
  (void)state;
  for (int depth = 16; depth <= 17; depth++) {
    char text[4096] = "{'elements': [";
    for (int i = 0; i < depth; i++) {
      strcat(text, "{'type': 'panel', 'elements': [");
    }
    strcat(text, "{'type': 'text', 'name': 'a'}");
    for (int i = 0; i < depth; i++) {
      strcat(text, "]}");
    }
    strcat(text, "]}");
    bry_error *err = NULL;
    bry_questionnaire *q = NULL;
    const char *json = doc("%s", text);
    assert_int_equal(bry_questionnaire_parse(json, strlen(json), &q, &err), depth == 16 ? BRY_OK : BRY_EREFUSED);
    if (depth == 17) assert_string_equal(bry_findings_rule_at(bry_error_findings(err), 0), "depth");
    bry_error_free(err);
    bry_questionnaire_free(q);
  }
}

static void names_and_values_have_lengths(void **state) {
  (void)state;
  char name[1002];
  memset(name, 'x', sizeof name);
  name[200] = '\0';
  bry_questionnaire_free(parse(doc("{'elements': [{'type': 'text', 'name': '%s'}]}", name)));
  name[200] = 'x';
  name[201] = '\0';
  assert_refused(doc("{'elements': [{'type': 'text', 'name': '%s'}]}", name), "name.invalid /elements/0/name");
  name[201] = 'x';
  name[1001] = '\0';
  assert_refused(doc("{'elements': [{'type': 'dropdown', 'name': 'a', 'choices': ['%s']}]}", name),
                 "value.invalid /elements/0/choices/0");
}

static void what_is_not_json_is_no_questionnaire(void **state) {
  (void)state;
  static const struct {
    const char *json;
    size_t size;
    bry_status status;
  } cases[] = {
      {"", 0, BRY_EPARSE},      {"{", 1, BRY_EPARSE},        {"{\"a\":1,\"a\":2}", 13, BRY_EPARSE},
      {"{} {}", 5, BRY_EPARSE}, {"\"\xff\"", 3, BRY_EPARSE}, {"\0", 1, BRY_EPARSE},
      {NULL, 0, BRY_EINVAL},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    bry_error *err = NULL;
    bry_questionnaire *q = NULL;
    assert_int_equal(bry_questionnaire_parse(cases[i].json, cases[i].size, &q, &err), cases[i].status);
    assert_null(q);
    assert_int_equal(bry_error_status(err), cases[i].status);
    bry_error_free(err);
  }
  assert_int_equal(bry_questionnaire_parse("{}", 2, NULL, NULL), BRY_EINVAL);
}

static void large_and_deep_documents_are_not_read(void **state) {
  (void)state;
  bry_questionnaire *q = NULL;
  size_t size = (4u << 20) + 1;
  char *json = malloc(size);
  assert_non_null(json);
  memset(json, ' ', size);
  assert_int_equal(bry_questionnaire_parse(json, size, &q, NULL), BRY_ELIMIT);
  memset(json, '[', size);
  assert_int_equal(bry_questionnaire_parse(json, 100000, &q, NULL), BRY_ELIMIT);
  free(json);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_changes_meaning_is_refused_with_its_place),
      cmocka_unit_test(a_survey_is_refused_with_its_place),
      cmocka_unit_test(findings_name_the_item_and_speak_three_languages),
      cmocka_unit_test(at_most_a_thousand_findings_are_told),
      cmocka_unit_test(growth_has_limits),
      cmocka_unit_test(slots_and_cells_have_limits),
      cmocka_unit_test(panels_nest_sixteen_deep),
      cmocka_unit_test(names_and_values_have_lengths),
      cmocka_unit_test(what_is_not_json_is_no_questionnaire),
      cmocka_unit_test(large_and_deep_documents_are_not_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
