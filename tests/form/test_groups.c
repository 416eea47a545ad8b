/* Matrices of questions and repeated panels: how they unroll, what is refused, and how answers to them are checked. */
#include "form/testing.h"

#include "core/nth_allocation.h"
#include "form/answers.h"
#include "form/form_of_all.h"

#include <bry/table.h>
#include <bry/text.h>

/* --- unrolling ------------------------------------------------------------------------------------------------------ */

static void every_cell_is_an_item_with_a_name_and_a_title(void **state) {
  (void)state;
  bry_questionnaire *q = parse(doc("%s", form_of_groups));
  bry_table *t = NULL;
  assert_int_equal(bry_questionnaire_items(q, &t, NULL), BRY_OK);
  static const char *const names[] = {"m",      "m.r1.k", "m.r1.t", "m.r1.e", "m.2.k",  "m.2.t",  "m.2.e",
                                      "p",      "p[0].a", "p[0].c", "p[0].g", "p[1].a", "p[1].c", "p[1].g",
                                      "p[2].a", "p[2].c", "p[2].g", "sum",    "all"};
  assert_int_equal(bry_table_row_count(t), sizeof names / sizeof names[0]);
  for (int64_t i = 0; i < bry_table_row_count(t); i++) {
    assert_string_equal(bry_table_text(t, i, 0), names[i]);
  }
  assert_string_equal(bry_table_text(t, 0, 1), "matrixdropdown");
  assert_string_equal(bry_table_text(t, 1, 1), "dropdown");
  assert_string_equal(bry_table_text(t, 9, 1), "tagbox");
  assert_string_equal(bry_table_text(t, 4, 2), "To – Kol");
  assert_string_equal(bry_table_text(t, 11, 2), "Hva (2)");
  assert_string_equal(bry_table_text(t, 0, 5), "none");
  bry_table_free(t);
  const bry__item *cell = &q->items[bry__item_find(q, "m.2.k", 5)];
  assert_string_equal(bry__label_get(&cell->title, "en"), "Two – Col");
  bry__field field;
  assert_true(bry__field_find(q, "p[1].g.s", &field));
  assert_int_equal(field.part, 0);
  bry_questionnaire_free(q);
}

#define MATRIX "{'type': 'matrixdropdown', 'name': 'm', 'rows': ['r', 's'], 'columns': ["
#define PANELS "{'type': 'paneldynamic', 'name': 'p', 'maxPanelCount': 2, 'templateElements': ["

static void what_can_not_be_unrolled_is_refused(void **state) {
  (void)state;
  static const struct {
    const char *elements, *findings;
  } cases[] = {
      {"{'type': 'paneldynamic', 'name': 'p'}", "template.missing /elements/0"},
      {"{'type': 'matrixdropdown', 'name': 'm'}", "columns.missing /elements/0, rows.missing /elements/0"},
      {MATRIX "5]}", "type /elements/0/columns/0"},
      {MATRIX "{'cellType': 'text'}]}", "name.missing /elements/0/columns/0"},
      {MATRIX "{'name': 'a'}]}", "choices.missing /elements/0/columns/0"},
      {MATRIX "{'name': 'a', 'cellType': 'file'}]}", "type.unknown /elements/0/columns/0/cellType"},
      {MATRIX "{'name': 'a', 'cellType': 'text', 'choices': [1]}]}",
       "property.unknown /elements/0/columns/0/choices"},
      {MATRIX "{'name': 'a', 'cellType': 'text', 'totalType': 'sum'}]}",
       "property.unsupported /elements/0/columns/0/totalType"},
      {MATRIX "{'name': 'a', 'cellType': 'text'}, {'name': 'a', 'cellType': 'text'}]}",
       "name.duplicate /elements/0/columns/1/name"},
      {MATRIX "{'name': 'a', 'cellType': 'text'}, {'name': 'a.b', 'cellType': 'text'}]}",
       "name.ambiguous /elements/0"},
      {MATRIX "{'name': 'a', 'cellType': 'text'}], 'detailPanelMode': 'underRow'}",
       "property.unsupported /elements/0/detailPanelMode"},
      {"{'type': 'matrixdropdown', 'name': 'm', 'rows': [{'value': 1, 'enableIf': '1 = 1'}], 'columns': [{'name': "
       "'a',"
       "'cellType': 'text'}]}",
       "property.unsupported /elements/0/rows/0/enableIf"},
      {PANELS MATRIX "{'name': 'a', 'cellType': 'text'}]}]}", "nested /elements/0/templateElements/0/type"},
      {PANELS "{'type': 'text', 'name': 'a'}], 'keyName': 'b'}", "key.unknown /elements/0/keyName"},
      {PANELS "{'type': 'text', 'name': 'a'}], 'minPanelCount': 3}", "range /elements/0"},
      {PANELS "{'type': 'text', 'name': 'a'}], 'panelCountExpression': '1'}",
       "expression.unsupported /elements/0/panelCountExpression"},
      {PANELS "{'type': 'text', 'name': 'a', 'title': '{panel.b}'}]}", "piping /elements/0/templateElements/0/title"},
      {PANELS "{'type': 'text', 'name': 'a'}]}, {'type': 'text', 'name': 'p[1].a'}",
       "name.duplicate /elements/1/name"},
      {"{'type': 'paneldynamic', 'name': 'p', 'maxPanelCount': 101, 'templateElements': [{'type': 'text', 'name': "
       "'a'}]}",
       "limit /elements/0/maxPanelCount"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    assert_refused(doc("{'elements': [%s]}", cases[i].elements), cases[i].findings);
  }
}

static void too_many_panels_are_refused_with_what_to_set(void **state) {
  (void)state;
  char elements[2048] = "";
  for (int i = 0; i < 21; i++) {
    size_t size = strlen(elements);
    snprintf(elements + size, sizeof elements - size, "%s{'type': 'text', 'name': 'q%d'}", i ? "," : "", i);
  }
  const char *json = doc("{'elements': [{'type': 'paneldynamic', 'name': 'p', 'templateElements': [%s]}]}", elements);
  assert_refused(json, "limit /elements/0/maxPanelCount");
  json = doc("{'elements': [{'type': 'paneldynamic', 'name': 'p', 'maxPanelCount': 95, 'templateElements': [%s]}]}",
             elements);
  bry_questionnaire *q = parse(json);
  assert_int_equal(q->item_count, 1 + 95 * 21);
  bry_questionnaire_free(q);
}

/* --- names ---------------------------------------------------------------------------------------------------------- */

static void names_reach_into_rows_and_panels(void **state) {
  (void)state;
#define T "{'type': 'text', 'name': 'a'}, {'type': 'text', 'name': 'b'"
  static const struct {
    const char *elements, *findings;
  } cases[] = {
      {PANELS T ", 'visibleIf': '{panel.a} = 1 and {PANEL.A} = 1 and {panelIndex} = 0'}]}", NULL},
      {PANELS T ", 'requiredIf': '{self} = 1 and {p[1].a} = {P[0].B} and {p.length} > 1'}]}", NULL},
      {PANELS T ", 'visibleIf': '{row.a} = 1'}]}",
       "expression.name.unknown /elements/0/templateElements/1/visibleIf"},
      {PANELS T "}]}, {'type': 'html', 'name': 'h', 'visibleIf': '{panel.a} = 1'}",
       "expression.name.unknown /elements/1/visibleIf"},
      {PANELS T "}]}, {'type': 'html', 'name': 'h', 'visibleIf': '{p[0].c} = 1'}",
       "expression.name.unknown /elements/1/visibleIf"},
      {PANELS T "}]}, {'type': 'html', 'name': 'h', 'visibleIf': '{p[2].a} = 1'}",
       "expression.name.unknown /elements/1/visibleIf"},
      {PANELS T "}]}, {'type': 'html', 'name': 'h', 'visibleIf': '{p[-1].a} = 1'}",
       "expression.name.unknown /elements/1/visibleIf"},
      {PANELS T ", 'visibleIf': '{p} notempty'}]}", "expression.cycle /elements/0/templateElements/1/visibleIf"},
      {PANELS T "}], 'templateVisibleIf': '{panel.a} = 1'}", "expression.cycle /elements/0/templateVisibleIf"},
      {MATRIX "{'name': 'item', 'cellType': 'text'}]}, {'type': 'html', 'name': 'h', 'visibleIf': '{m.r.item} = 1'}",
       "expression.name.ambiguous /elements/1/visibleIf"},
      {"{'type': 'text', 'name': 'r'}, " MATRIX "{'name': 'a', 'cellType': 'text', 'visibleIf': '{r} = 1'}]}",
       "expression.name.ambiguous /elements/1/columns/0/visibleIf"},
      {PANELS "{'type': 'multipletext', 'name': 't', 'items': [{'name': 'x'}], 'requiredIf': '{self} empty'}]}",
       "expression.name.ambiguous /elements/0/templateElements/0/requiredIf"},
      {"{'type': 'multipletext', 'name': 't', 'items': [{'name': 'x'}], 'requiredIf': '{self} empty'}", NULL},
      {MATRIX "{'name': 'a', 'cellType': 'text'}]}, {'type': 'html', 'name': 'h', 'visibleIf': '{m.r.a} = {M.S.A} or"
              " {m.s} notempty'}",
       NULL},
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

/* --- answers -------------------------------------------------------------------------------------------------------- */

static void assert_checked(const bry_questionnaire *q, const char *answers, const char *expected) {
  bry_findings *findings = NULL;
  assert_int_equal(bry_answers_check(q, answers, strlen(answers), &findings, NULL), BRY_OK);
  if (strcmp(summary(findings), expected) != 0) print_error("%s\n", answers);
  assert_string_equal(summary(findings), expected);
  bry_findings_free(findings);
}

/* Of a row that is hidden by its own condition only values are found; of one that is hidden with its matrix, questions. */
static void an_unanswered_cell_of_a_row_hidden_by_itself_is_not_found(void **state) {
  (void)state;
  bry_questionnaire *q = parse(doc(
      "{'elements': [{'type': 'text', 'name': 't', 'isRequired': true, 'requiredIf': '{m.r2.k} <= 3'}, {'type': "
      "'text',"
      "'name': 'u', 'isRequired': true, 'requiredIf': '{m.r1.k} <= 3'}, {'type': 'matrixdropdown', 'name': 'm',"
      "'visibleIf': '1 = 2', 'rows': ['r1', {'value': 'r2', 'visibleIf': '{item} empty'}], 'columns': [{'name': 'k',"
      "'cellType': 'checkbox', 'choices': ['x']}]}]}"));
  assert_checked(q, "{}", "required /u");
  bry_questionnaire_free(q);
}

/* As survey-core has it: rows compute whether they show or not, and so do matrices. */
static void what_a_hidden_row_computes_can_be_read(void **state) {
  (void)state;
  static const char *const hides[] = {"'rowsVisibleIf': '{given} = 1'",
                                      "'rowsVisibleIf': '1 = 2', 'visibleIf': '1 = 2'"};
  for (size_t i = 0; i < sizeof hides / sizeof hides[0]; i++) {
    bry_questionnaire *q = parse(doc(
        "{'elements': [{'type': 'text', 'inputType': 'number', 'name': 'given'}, {'type': 'matrixdropdown', 'name': "
        "'m', %s,"
        "'rows': ['r', 's'], 'columns': [{'name': 'k', 'cellType': 'expression', 'expression': '{given} + 1'}]},"
        "{'type': 'text', 'name': 't', 'requiredIf': '{m.s.k} = 9'},"
        "{'type': 'text', 'name': 'u', 'requiredIf': 'sumInArray({m}, k) = 18'}]}",
        hides[i]));
    assert_checked(q, doc("{'given': 8}"), "required /t, required /u");
    assert_checked(q, doc("{'given': 7}"), "");
    bry_questionnaire_free(q);
  }
}

/* As survey-core has it: sum() passes over a cell that came to no number; elsewhere NaN stays, and the sum is none. */
static void a_cell_that_is_no_number_is_empty(void **state) {
  (void)state;
  bry_questionnaire *q = parse(
      doc("{'elements': [{'type': 'text', 'name': 'a'}, {'type': 'expression', 'name': 'e', 'expression': '{a} * 2'},"
          "{'type': 'matrixdropdown', 'name': 'm', 'rows': ['r'], 'columns': [{'name': 'k', 'cellType': 'expression',"
          "'expression': '{a} * 2'}]}, {'type': 'text', 'name': 't', 'requiredIf': 'sum({m.r.k}) = 0'},"
          "{'type': 'text', 'name': 'u', 'requiredIf': 'sum({e}) = 0'}]}"));
  assert_checked(q, doc("{'a': 'x'}"), "required /t");
  assert_checked(q, doc("{'a': '1'}"), "");
  bry_questionnaire_free(q);
}

/* As survey-core has it, be it a no or a nought, and hidden. What comes to no number is no value. */
static void what_is_computed_answers_a_required_matrix(void **state) {
  (void)state;
  static const struct {
    const char *expression, *expected;
  } cases[] = {
      {"{n} + 1", ""}, {"{n} > 5", ""}, {"{n} * 0", ""}, {"{nothing}", "required /m"}, {"{n} / 0", "required /m"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    for (int is_hidden = 0; is_hidden < 2; is_hidden++) {
      bry_questionnaire *q =
          parse(doc("{'elements': [{'type': 'text', 'name': 'n', 'inputType': 'number'}, {'type': 'text', 'name': "
                    "'nothing'}, {'type': 'matrixdropdown', 'name': 'm', 'isRequired': true, 'rows': ['r', 's'], "
                    "'columns': [{'name': 'a', 'cellType': 'expression', 'expression': '%s'%s}]}]}",
                    cases[i].expression, is_hidden ? ", 'visibleIf': '{n} > 9'" : ""));
      assert_checked(q, doc("{'n': 2}"), cases[i].expected);
      bry_questionnaire_free(q);
    }
  }
}

/* Then the page can't be sent in a browser either. */
static void computed_keys_are_held_against_each_other_though_hidden(void **state) {
  (void)state;
  bry_questionnaire *q =
      parse(doc("{'elements': [{'type': 'matrixdropdown', 'name': 'm', 'rows': ['r', 's'], 'columns': [{'name': 'k',"
                "'cellType': 'expression', 'isUnique': true, 'visibleIf': '1 = 2', 'expression': '{row.t} + 1'},"
                "{'name': 't', 'cellType': 'text', 'inputType': 'number'}]}]}"));
  assert_checked(q, doc("{'m': {'r': {'t': 1}, 's': {'t': 1}}}"), "key.repeated /m/s/k");
  assert_checked(q, doc("{'m': {'r': {'t': 1}, 's': {'t': 2}}}"), "");
  bry_questionnaire_free(q);
}

/* Here too the page can't be sent in a browser: a lock only spares people from answering. */
static void keys_are_held_against_each_other_though_locked(void **state) {
  (void)state;
  static const struct {
    const char *elements, *answers, *findings;
  } cases[] = {
      {PANELS "{'type': 'text', 'name': 'a'}], 'keyName': 'a', 'enableIf': '1 = 2', 'isRequired': true}",
       "{'p': [{'a': '1'}, {'a': '1'}]}", "key.repeated /p/1/a"},
      {PANELS "{'type': 'text', 'name': 'a', 'enableIf': '1 = 2'}], 'keyName': 'a'}",
       "{'p': [{'a': '1'}, {'a': '1'}]}", "key.repeated /p/1/a"},
      {"{'type': 'panel', 'enableIf': '1 = 2', 'elements': [" PANELS
       "{'type': 'text', 'name': 'a'}], 'keyName': 'a', 'isRequired': true}]}",
       "{'p': [{'a': '1'}, {'a': '1'}]}", "key.repeated /p/1/a"},
      {"{'type': 'matrixdropdown', 'name': 'm', 'enableIf': '1 = 2', 'rows': ['r', 's'], 'columns': [{'name': 'k',"
       "'cellType': 'text', 'isUnique': true, 'isRequired': true}]}",
       "{'m': {'r': {'k': 'x'}, 's': {'k': 'X'}}}", "key.repeated /m/s/k"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    bry_questionnaire *q = parse(doc("{'elements': [%s]}", cases[i].elements));
    assert_checked(q, doc("%s", cases[i].answers), cases[i].findings);
    assert_checked(q, "{}", "");
    bry_questionnaire_free(q);
  }
}

static void answers_are_checked_where_they_stand(void **state) {
  (void)state;
  bry_questionnaire *q = parse(doc("%s", form_of_groups));
  static const struct {
    const char *answers, *findings;
  } cases[] = {
      {"{'m': {'r1': {'k': 'x'}}, 'p': [{'a': '1', 'c': ['u']}]}", ""},
      {"{'m': {'r1': {'k': 'other', 'k-Comment': 'z', 't': 4, 'e': 4}}, 'p': [{'a': '1', 'g': {'s': 1}}]}", ""},
      {"{}", "required /p/0/a"},
      {"{'m': {}, 'p': []}", "required /p/0/a"},
      {"{'m': 1, 'p': {}}", "type /m, type /p, required /p/0/a"},
      {"{'m': {'r1': 5}, 'p': [5]}", "type /m/r1, type /p/0, required /p/0/a"},
      {"{'m': {'r9': {}, 'r1': {'z': 1, 'k': 'x'}}, 'p': [{'a': 2, 'z': 1}]}",
       "row.unknown /m/r9, unknown /m/r1/z, type /p/0/a, unknown /p/0/z"},
      {"{'m': {'r1': {'k': 'q', 't': -1}}, 'p': [{'a': '1', 'c': ['w']}]}",
       "choice.unknown /m/r1/k, range /m/r1/t, choice.unknown /p/0/c/0"},
      {"{'m': {'r1': {'k': 'x', 't': 100}}, 'p': [{'a': '1'}]}", "expression /m/r1/t"},
      {"{'m': {'r1': {'k': 'x', 't': 3, 'e': 4}}, 'p': [{'a': '1'}]}", "computed /m/r1/e"},
      {"{'m': {'r1': {'k': 'x'}, '2': {'k': 'y'}}, 'p': [{'a': '2'}]}", "hidden /m/2/k"},
      {"{'m': {'r1': {'k': 'x'}, '2': {'k': 'x'}}, 'p': [{'a': '1'}]}", "key.repeated /m/2/k"},
      {"{'m': {'r1': {'k': 'x'}}, 'p': [{'a': '1'}, {'a': '2'}, {'a': '1'}]}", "key.repeated /p/2/a"},
      {"{'m': {'r1': {'k': 'x'}}, 'p': [{'a': '1', 'c': ['v']}, {'a': '2', 'c': ['v']}]}", "choice.hidden /p/0/c"},
      {"{'m': {'r1': {'k': 'x'}}, 'p': [{'a': '1'}, {'c': ['u']}]}", "required /p/1/a, hidden /p/1/c"},
      {"{'m': {'r1': {'k': 'x'}}, 'p': [{'a': '1'}, {'a': '2'}, {'a': '3'}, {'a': '4'}]}", "panels.max /p"},
      {"{'m.r1.k': 'x', 'p[0].a': '1'}", "unknown /m.r1.k, unknown /p[0].a, required /p/0/a"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    assert_checked(q, doc("%s", cases[i].answers), cases[i].findings);
  }
  bry_questionnaire_free(q);
  q = parse(doc("{'elements': [" PANELS "{'type': 'text', 'name': 'a'}], 'minPanelCount': 2}]}"));
  assert_checked(q, doc("{'p': [{'a': '1'}]}"), "panels.min /p");
  assert_checked(q, doc("{'p': [{}, {'a': '1'}]}"), "");
  assert_checked(q, doc("{}"), "");
  bry_questionnaire_free(q);
}

static void own_words_tell_of_a_key_that_stands_twice(void **state) {
  (void)state;
  bry_questionnaire *q = parse(doc("%s", form_of_groups));
  bry_findings *findings = NULL;
  const char *answers = doc("{'m': {'r1': {'k': 'x'}}, 'p': [{'a': '1'}, {'a': '1'}]}");
  assert_int_equal(bry_answers_check(q, answers, strlen(answers), &findings, NULL), BRY_OK);
  assert_string_equal(bry_findings_message_at(findings, 0, "nb"), "Twice");
  bry_findings_free(findings);
  bry_questionnaire_free(q);
}

static void what_shows_and_counts_is_told_cell_by_cell(void **state) {
  (void)state;
  bry_questionnaire *q = parse(doc("%s", form_of_groups));
  bry_text *out = NULL;
  const char *answers = doc("{'m': {'r1': {'k': 'x', 't': 3}, '2': {}}, 'p': [{'a': '7', 'c': ['u']}, {}]}");
  assert_int_equal(bry_answers_evaluate(q, answers, strlen(answers), NULL, &out, NULL), BRY_OK);
  assert_string_equal(bry_text_data(out), "{\"ok\":false,\"visible\":[\"m\",\"m.r1.k\",\"m.r1.t\",\"m.r1.e\",\"p\","
                                          "\"p[0].a\",\"p[0].c\",\"p[0].g\",\"p[1].a\","
                                          "\"sum\",\"all\"],\"required\":[\"m\",\"p[0].a\",\"p[1].a\"],\"errors\":[{"
                                          "\"item\":\"p[1].a\",\"rule\":\"required\","
                                          "\"pointer\":\"/p/1/a\",\"message\":\"Dette spørsmålet trenger et "
                                          "svar.\"}],\"values\":{\"m\":{\"r1\":{\"k\":\"x\",\"t\":3,"
                                          "\"e\":3}},\"p\":[{\"a\":\"7\",\"c\":[\"u\"]},{}],\"sum\":3,\"all\":5}}");
  bry_text_free(out);
  assert_int_equal(bry_answers_evaluate(q, "{}", 2, NULL, &out, NULL), BRY_OK);
  assert_non_null(strstr(bry_text_data(out), "\"required\":[\"m\",\"p[0].a\"]"));
  assert_non_null(strstr(bry_text_data(out), "\"sum\":0"));
  bry_text_free(out);
  bry_questionnaire_free(q);
}

/* --- slots and files ------------------------------------------------------------------------------------------------ */

static int16_t code_of(const bry__answers *a, const char *name) {
  const bry_questionnaire *q = a->questionnaire;
  return a->closed[q->items[bry__item_find(q, name, strlen(name))].closed_slot];
}

static void a_panel_that_is_not_there_was_not_asked(void **state) {
  (void)state;
  bry_questionnaire *q = parse(doc("%s", form_of_groups));
  bry__answers a;
  bry_findings *findings = bry__findings_new();
  const char *json = doc("{'m': {'r1': {'k': 'y'}}, 'p': [{'a': '7', 'c': ['u']}, {'a': '8'}]}");
  assert_int_equal(bry__answers_init(&a, q, NULL), BRY_OK);
  assert_int_equal(bry__answers_from_json(&a, json, strlen(json), findings, NULL), BRY_OK);
  assert_int_equal(bry_findings_count(findings), 0);
  assert_int_equal(code_of(&a, "m.r1.k"), 2);
  assert_int_equal(code_of(&a, "m.2.k"), BRY__CODE_HIDDEN);
  assert_int_equal(code_of(&a, "p[0].c"), 1);
  assert_int_equal(code_of(&a, "p[1].c"), BRY__CODE_SKIPPED);
  assert_int_equal(code_of(&a, "p[2].c"), BRY__CODE_NOT_ASKED);
  bry__answers_clear(&a);
  bry_findings_free(findings);
  bry_questionnaire_free(q);
}

static void a_row_of_a_file_names_the_cells(void **state) {
  (void)state;
  static const char *const names[] = {"m.r1.k", "m.r1.t", "p[0].a", "p[1].a", "p[1].c", "p[1].g.s"};
  static const char *const texts[] = {"x", "3,5", "eple", "7", "u;v", "2"};
  bry_questionnaire *q = parse(doc("%s", form_of_groups));
  bry__answers a;
  bry__field fields[6];
  size_t sizes[6];
  for (int i = 0; i < 6; i++) {
    assert_true(bry__field_find(q, names[i], &fields[i]));
    sizes[i] = strlen(texts[i]);
  }
  bry_findings *findings = bry__findings_new();
  assert_int_equal(bry__answers_init(&a, q, NULL), BRY_OK);
  assert_int_equal(bry__answers_from_fields(&a, fields, texts, sizes, 6, findings, NULL), BRY_OK);
  assert_string_equal(summary(findings), "");
  assert_int_equal(code_of(&a, "p[1].c"), 1);
  assert_int_equal(code_of(&a, "p[2].c"), BRY__CODE_NOT_ASKED);
  assert_string_equal(a.texts[q->items[bry__item_find(q, "sum", 3)].text_slot], "3.5");
  assert_int_equal(bry__answers_from_fields(&a, fields, texts, sizes, 2, findings, NULL), BRY_OK);
  assert_string_equal(summary(findings), "required /p/0/a");
  bry__answers_clear(&a);
  bry_findings_free(findings);
  bry_questionnaire_free(q);
}

/* --- versions ------------------------------------------------------------------------------------------------------- */

static const char *verdict(const char *earlier, const char *later, const char *item, const char **detail) {
  static char texts[2][256];
  bry_questionnaire *a = parse(earlier), *b = parse(later);
  bry_table *t = NULL;
  texts[0][0] = texts[1][0] = '\0';
  assert_int_equal(bry_questionnaire_compare(a, b, &t, NULL), BRY_OK);
  for (int64_t i = 0; i < bry_table_row_count(t); i++) {
    if (strcmp(bry_table_text(t, i, 0), item) != 0) continue;
    snprintf(texts[0], sizeof texts[0], "%s", bry_table_text(t, i, 1));
    const char *told = bry_table_text(t, i, 2);
    snprintf(texts[1], sizeof texts[1], "%s", told ? told : "");
  }
  *detail = texts[1];
  bry_table_free(t);
  bry_questionnaire_free(a);
  bry_questionnaire_free(b);
  return texts[0];
}

static void cells_of_two_versions_are_compared_one_by_one(void **state) {
  (void)state;
  const char *detail = NULL;
  const char *one = "{'elements': [" MATRIX "{'name': 'a', 'cellType': 'tagbox', 'choices': [1, 2]}]}]}";
  const char *two = "{'elements': [{'type': 'matrixdropdown', 'name': 'm', 'rows': ['r', 't'], 'alternateRows': true,"
                    "'columns': [{'name': 'a', 'cellType': 'checkbox', 'choices': [1, 2], 'isUnique': true}]}]}";
  assert_string_equal(verdict(doc("%s", one), doc("%s", two), "m.r.a", &detail), "same");
  assert_string_equal(detail, "type tagbox → checkbox; isUnique");
  assert_string_equal(verdict(doc("%s", one), doc("%s", two), "m.s.a", &detail), "gone");
  assert_string_equal(verdict(doc("%s", one), doc("%s", two), "m.t.a", &detail), "new");
  assert_string_equal(verdict(doc("%s", one), doc("%s", two), "m", &detail), "same");
  assert_string_equal(detail, "alternateRows");
  one = "{'elements': [" PANELS "{'type': 'rating', 'name': 'a'}], 'templateTitle': 'X'}]}";
  two = "{'elements': [{'type': 'paneldynamic', 'name': 'p', 'maxPanelCount': 3, 'templateTitle': 'Y',"
        "'templateElements': [{'type': 'rating', 'name': 'a', 'rateMax': 7}]}]}";
  assert_string_equal(verdict(doc("%s", one), doc("%s", two), "p", &detail), "wording changed");
  assert_string_equal(detail, "templateTitle; maxPanelCount");
  assert_string_equal(verdict(doc("%s", one), doc("%s", two), "p[1].a", &detail), "scale changed");
  assert_string_equal(verdict(doc("%s", one), doc("%s", two), "p[2].a", &detail), "new");
}

/* --- memory --------------------------------------------------------------------------------------------------------- */

static bry_status everything(bry_error **err) {
  static const char answers[] =
      "{\"m\":{\"r1\":{\"k\":\"x\",\"t\":3},\"2\":{\"k\":\"q\"}},\"p\":[{\"a\":\"7\",\"c\":[\"u\"]},{\"a\":"
      "\"7\",\"x\":1}]}";
  bry_questionnaire *q = NULL;
  bry_text *out = NULL, *schema = NULL;
  bry_table *t = NULL;
  const char *json = doc("%s", form_of_groups);
  bry_status status = bry_questionnaire_parse(json, strlen(json), &q, err);
  if (status == BRY_OK) status = bry_answers_evaluate(q, answers, sizeof answers - 1, NULL, &out, err);
  if (status == BRY_OK) status = bry_questionnaire_answers_schema(q, &schema, err);
  if (status == BRY_OK) status = bry_questionnaire_compare(q, q, &t, err);
  bry_table_free(t);
  bry_text_free(schema);
  bry_text_free(out);
  bry_questionnaire_free(q);
  return status;
}

static void each_allocation_of_it_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(everything, BRY_OK) > 300);
}

static bry_status refuse(bry_error **err) {
  bry_questionnaire *q = NULL;
  const char *json = doc("{'elements': [" PANELS "{'type': 'text', 'name': 'a', 'visibleIf': '{p} = 1'}]}]}");
  return bry_questionnaire_parse(json, strlen(json), &q, err);
}

static void each_allocation_of_a_refusal_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(refuse, BRY_EREFUSED) > 50);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_cell_is_an_item_with_a_name_and_a_title),
      cmocka_unit_test(what_can_not_be_unrolled_is_refused),
      cmocka_unit_test(too_many_panels_are_refused_with_what_to_set),
      cmocka_unit_test(names_reach_into_rows_and_panels),
      cmocka_unit_test(an_unanswered_cell_of_a_row_hidden_by_itself_is_not_found),
      cmocka_unit_test(what_a_hidden_row_computes_can_be_read),
      cmocka_unit_test(a_cell_that_is_no_number_is_empty),
      cmocka_unit_test(what_is_computed_answers_a_required_matrix),
      cmocka_unit_test(computed_keys_are_held_against_each_other_though_hidden),
      cmocka_unit_test(keys_are_held_against_each_other_though_locked),
      cmocka_unit_test(answers_are_checked_where_they_stand),
      cmocka_unit_test(own_words_tell_of_a_key_that_stands_twice),
      cmocka_unit_test(what_shows_and_counts_is_told_cell_by_cell),
      cmocka_unit_test(a_panel_that_is_not_there_was_not_asked),
      cmocka_unit_test(a_row_of_a_file_names_the_cells),
      cmocka_unit_test(cells_of_two_versions_are_compared_one_by_one),
      cmocka_unit_test(each_allocation_of_it_may_fail),
      cmocka_unit_test(each_allocation_of_a_refusal_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
