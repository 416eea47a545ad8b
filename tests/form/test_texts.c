/* Names of answers in texts, and words of a questionnaire's own for what is wrong: bry_questionnaire_render(), the titles
 * of bry_answers_evaluate(), messages of findings. */
#include "form/testing.h"

#include "core/nth_allocation.h"

#include <bry/text.h>

#include "core/utf8.h"

static const char form[] =
    "{'title': 'Til {who}', 'completedHtml': {'default': '<b>Takk {who}</b>', 'en': '<b>Thanks {who}</b>'},"
    "'calculatedValues': [{'name': 'half', 'expression': '{n} / 2'}],"
    "'pages': [{'title': 'Side', 'description': 'Om {who} & co', 'elements': ["
    "{'type': 'text', 'name': 'who'},"
    "{'type': 'text', 'name': 'n', 'inputType': 'number', 'title': 'Hvor mange, {who}?'},"
    "{'type': 'radiogroup', 'name': 'one', 'showOtherItem': true, 'choices': [1,"
    "{'value': 2, 'text': {'default': 'To', 'nn': 'Tvo', 'en': 'Two of {n}'}}]},"
    "{'type': 'checkbox', 'name': 'many', 'choices': [{'value': 'a', 'text': 'Alfa'}, 'b'], 'title': '{ Many[0] }'},"
    "{'type': 'boolean', 'name': 'yes', 'labelFalse': 'Aldri'},"
    "{'type': 'matrix', 'name': 'm', 'columns': [{'value': 1, 'text': 'God'}, 2], 'rows': ['r', 's']},"
    "{'type': 'multipletext', 'name': 'f', 'items': [{'name': 'u', 'title': 'Navn'}, {'name': 'v'}]},"
    "{'type': 'text', 'name': 'secret', 'visibleIf': '{n} > 100', 'defaultDisplayValue': 'ikke {n}'},"
    "{'type': 'expression', 'name': 'sum', 'expression': '{n} * 1.5', 'displayStyle': 'currency', 'currency': 'NOK',"
    "'format': 'ca. {0}'},"
    "{'type': 'html', 'name': 'h', 'html': '<i>{who}</i> & {one}'},"
    "{'type': 'comment', 'name': 'why', 'title': 'Hvorfor {one}, {many}, {yes}, {m}, {m.r}, {f}, {f.u}, {half}, "
    "{sum}, {secret}, {one-Comment}, {many.length}, {a:b}, {?'}]}]}";

static char *rendered(const bry_questionnaire *q, const char *where, const char *answers, const char *lang,
                      int titles) {
  bry_check_options options;
  bry_check_options_init(&options);
  options.lang = lang;
  options.titles = titles;
  bry_text *out = NULL;
  bry_error *err = NULL;
  bry_status status = bry_questionnaire_render(q, where, answers, strlen(answers), &options, &out, &err);
  if (status != BRY_OK) print_error("%s\n", bry_error_message(err));
  assert_int_equal(status, BRY_OK);
  char *copy = strdup(bry_text_data(out));
  assert_non_null(copy);
  assert_int_equal(strlen(copy), bry_text_size(out));
  bry_text_free(out);
  return copy;
}

static void assert_rendered(const char *where, const char *answers, const char *lang, int titles,
                            const char *expected) {
  bry_questionnaire *q = parse(doc("%s", form));
  char *text = rendered(q, where, doc("%s", answers), lang, titles);
  assert_string_equal(text, expected);
  free(text);
  bry_questionnaire_free(q);
}

static void every_kind_of_answer_has_its_words(void **state) {
  (void)state;
  static const char answers[] =
      "{'n': 3, 'one': 2, 'many': ['b', 'a'], 'yes': false, 'm': {'s': 2, 'r': 1}, 'f': {'u': 'Åse'}}";
  assert_rendered(
      "why", answers, "nn", BRY_TITLES_PLAIN,
      "Hvorfor Tvo, b, Alfa, Aldri, r: God, s: 2, God, Navn: Åse, Åse, 1.5, ca. 4,50\u00A0kr, ikke {n}, , "
      "2, {a:b}, {?");
  assert_rendered("why", answers, "en", BRY_TITLES_NONE,
                  "Hvorfor Two of 3, b, Alfa, Aldri, r: God, s: 2, God, Navn: Åse, Åse, 1.5, ca. NOK\u00A04.50, ikke "
                  "{n}, , 2, {a:b}, {?");
}

static void what_is_not_answered_is_nothing(void **state) {
  (void)state;
  assert_rendered("why", "{}", NULL, BRY_TITLES_PLAIN,
                  "Hvorfor , , , , , , , 0, ca. 0,00\u00A0kr, ikke {n}, , 0, {a:b}, {?");
  bry_questionnaire *q = parse(doc("%s", form));
  bry_text *out = NULL;
  assert_int_equal(bry_questionnaire_render(q, "/title", NULL, 0, NULL, &out, NULL), BRY_OK);
  assert_string_equal(bry_text_data(out), "Til ");
  bry_text_free(out);
  bry_questionnaire_free(q);
}

static void hidden_answers_are_nothing(void **state) {
  (void)state;
  static const char json[] =
      "{'elements': [{'type': 'text', 'name': 'a'}, {'type': 'text', 'name': 'b', 'visibleIf': "
      "'{a} = 1', 'title': '[{b}]'}]}";
  bry_questionnaire *q = parse(doc("%s", json));
  char *hidden = rendered(q, "b", doc("{'b': 'x'}"), NULL, 0),
       *shown = rendered(q, "b", doc("{'a': 1, 'b': 'x'}"), NULL, 0);
  assert_string_equal(hidden, "[]");
  assert_string_equal(shown, "[x]");
  free(hidden);
  free(shown);
  bry_questionnaire_free(q);
}

static void an_other_is_said_in_its_own_words(void **state) {
  (void)state;
  assert_rendered("/pages/0/elements/9/html", "{'one': 'other', 'one-Comment': 'katt'}", NULL, 0, "<i></i> & katt");
  assert_rendered("/pages/0/elements/9/html", "{'one': 'other'}", NULL, 0, "<i></i> & Annet");
  assert_rendered("/pages/0/elements/9/html", "{'one': 99}", NULL, 0, "<i></i> & 99");
}

static void names_are_found_whatever_their_case_and_index(void **state) {
  (void)state;
  assert_rendered("many", "{'many': ['a', 'b']}", NULL, 0, "Alfa");
  assert_rendered("many", "{'many': []}", NULL, 0, "");
}

static void nobody_brings_in_markup(void **state) {
  (void)state;
  static const char answers[] = "{'who': '<script>&</script>{n}', 'n': 1}";
  assert_rendered("n", answers, NULL, BRY_TITLES_PLAIN, "Hvor mange, <script>&</script>{n}?");
  assert_rendered("n", answers, NULL, BRY_TITLES_HTML, "Hvor mange, &lt;script&gt;&amp;&lt;/script&gt;{n}?");
  assert_rendered("/pages/0/description", answers, NULL, BRY_TITLES_HTML,
                  "Om &lt;script&gt;&amp;&lt;/script&gt;{n} &amp; co");
  for (int titles = BRY_TITLES_NONE; titles <= BRY_TITLES_HTML; titles++) {
    assert_rendered("/completedHtml", answers, "en", titles, "<b>Thanks &lt;script&gt;&amp;&lt;/script&gt;{n}</b>");
  }
}

static void texts_without_names_and_items_without_titles(void **state) {
  (void)state;
  assert_rendered("who", "{}", NULL, BRY_TITLES_HTML, "who");
  assert_rendered("/pages/0/title", "{}", NULL, 0, "Side");
  assert_rendered("/pages/0/elements/2/choices/1/text", "{'n': 7}", "nn", 0, "Tvo");
  assert_rendered("/pages/0/elements/2/choices/1/text", "{'n': 7}", "en", 0, "Two of 7");
}

static void what_is_not_there_is_told(void **state) {
  (void)state;
  bry_questionnaire *q = parse(doc("%s", form));
  bry_text *out = NULL;
  bry_check_options options;
  bry_check_options_init(&options);
  static const char *const missing[] = {"nobody", "", "/pages/9/title", "/pages", "/pages/0/elements/0/title", "/%"};
  for (size_t i = 0; i < sizeof missing / sizeof missing[0]; i++) {
    assert_int_equal(bry_questionnaire_render(q, missing[i], "{}", 2, NULL, &out, NULL), BRY_ENOTFOUND);
  }
  assert_int_equal(bry_questionnaire_render(q, "why", "{", 1, NULL, &out, NULL), BRY_EPARSE);
  assert_int_equal(bry_questionnaire_render(q, NULL, "{}", 2, NULL, &out, NULL), BRY_EINVAL);
  assert_int_equal(bry_questionnaire_render(NULL, "why", "{}", 2, NULL, &out, NULL), BRY_EINVAL);
  assert_int_equal(bry_questionnaire_render(q, "why", "{}", 2, NULL, NULL, NULL), BRY_EINVAL);
  options.titles = 3;
  assert_int_equal(bry_questionnaire_render(q, "why", "{}", 2, &options, &out, NULL), BRY_EINVAL);
  assert_null(out);
  bry_questionnaire_free(q);
}

/* --- with the evaluation ------------------------------------------------------------------------------------------ */

static char *evaluated(const char *json, const char *answers, const char *lang, int titles) {
  bry_questionnaire *q = parse(json);
  bry_check_options options;
  bry_check_options_init(&options);
  options.lang = lang;
  options.titles = titles;
  bry_text *out = NULL;
  assert_int_equal(bry_answers_evaluate(q, answers, strlen(answers), &options, &out, NULL), BRY_OK);
  char *copy = strdup(bry_text_data(out));
  bry_text_free(out);
  bry_questionnaire_free(q);
  return copy;
}

static void titles_and_texts_come_with_the_evaluation(void **state) {
  (void)state;
  static const char json[] =
      "{'pages': [{'title': {'default': 'D {a}', 'nn': 'N {a}'}, 'elements': [{'type': 'text', 'name': 'a'},"
      "{'type': 'text', 'name': 'b', 'title': 'B & {a}'}, {'type': 'html', 'name': 'h', 'html': '<i>{a}</i>'},"
      "{'type': 'text', 'name': 'c', 'visibleIf': '{a} = 1', 'description': 'C {a}'}]}]}";
  char *text = evaluated(doc("%s", json), doc("{'a': '<x>'}"), "nn", BRY_TITLES_HTML);
  assert_non_null(strstr(text,
                         "\"titles\":{\"a\":\"a\",\"b\":\"B &amp; &lt;x&gt;\"},\"texts\":{\"/pages/0/title\":\"N "
                         "&lt;x&gt;\",\"/pages/0/elements/1/title\":\"B &amp; &lt;x&gt;\","
                         "\"/pages/0/elements/2/html\":\"<i>&lt;x&gt;</i>\","
                         "\"/pages/0/elements/3/description\":\"C &lt;x&gt;\"}}"));
  free(text);
  text = evaluated(doc("%s", json), doc("{'a': '<x>'}"), "nn", BRY_TITLES_NONE);
  assert_null(strstr(text, "titles"));
  free(text);
}

static void a_text_stays_within_bounds(void **state) {
  (void)state;
  enum { NAMES = 3000, ANSWER = 60000 };
  static char json[NAMES * 4 + 200], answers[ANSWER + 20];
  size_t size =
      (size_t)snprintf(json, sizeof json, "{\"elements\":[{\"type\":\"comment\",\"name\":\"a\",\"title\":\"");
  for (int i = 0; i < NAMES; i++) {
    size += (size_t)snprintf(json + size, sizeof json - size, "{a}");
  }
  snprintf(json + size, sizeof json - size, "\"}]}");
  size = (size_t)snprintf(answers, sizeof answers, "{\"a\":\"");
  for (int i = 0; i < ANSWER / 2 - 10; i++) {
    size += (size_t)snprintf(answers + size, sizeof answers - size, "å");
  }
  snprintf(answers + size, sizeof answers - size, "\"}");
  bry_questionnaire *q = parse(json);
  char *text = rendered(q, "a", answers, NULL, 0);
  assert_in_range(strlen(text), 4 << 20, (4 << 20) + NAMES * 4);
  assert_true(bry__utf8_valid(text, strlen(text), NULL));
  free(text);
  bry_questionnaire_free(q);
}

static void labels_that_name_themselves_come_to_an_end(void **state) {
  (void)state;
  bry_questionnaire *q = parse(doc("{'elements': [{'type': 'dropdown', 'name': 'a', 'choices': [{'value': 1, 'text': "
                                   "'({a}{a})'}], 'title': '{a}'}]}"));
  char *text = rendered(q, "a", doc("{'a': 1}"), NULL, 0);
  assert_in_range(strlen(text), 2, 100);
  free(text);
  bry_questionnaire_free(q);
}

static void a_character_cut_in_two_is_replaced(void **state) {
  (void)state;
  bry_questionnaire *q = parse(doc("{'calculatedValues': [{'name': 'c', 'expression': 'substring({a}, 0, 1)'}],"
                                   "'elements': [{'type': 'text', 'name': 'a', 'title': '[{c}]'}]}"));
  char *text = rendered(q, "a", "{\"a\":\"😀\"}", NULL, 0);
  assert_true(bry__utf8_valid(text, strlen(text), NULL));
  assert_non_null(strstr(text, "\xEF\xBF\xBD"));
  free(text);
  bry_questionnaire_free(q);
}

static void numbers_are_written_as_in_the_language(void **state) {
  (void)state;
  static const struct {
    const char *properties, *answer, *lang, *expected;
  } cases[] = {
      {"'displayStyle': 'decimal'", "1234.5678", "nb", "1\u00A0234,568"},
      {"'displayStyle': 'decimal'", "-1234567.5", "en", "-1,234,567.5"},
      {"'displayStyle': 'decimal'", "-0.0005", "nn", "\u22120,001"},
      {"'displayStyle': 'decimal', 'useGrouping': false", "12345", "nb", "12345"},
      {"'displayStyle': 'decimal', 'minimumFractionDigits': 2", "5", "nb", "5,00"},
      {"'displayStyle': 'decimal', 'maximumFractionDigits': 0", "9.5", "en", "10"},
      {"'displayStyle': 'percent'", "0", "nb", "0\u00A0%"},
      {"'displayStyle': 'percent', 'maximumFractionDigits': 1", "0.0125", "en", "1.3%"},
      {"'displayStyle': 'currency', 'currency': 'EUR'", "-2", "nb", "\u22122,00\u00A0EUR"},
      {"'displayStyle': 'decimal'", "1e21", "en", "1,000,000,000,000,000,000,000"},
      {"'displayStyle': 'date'", "7", "en", "7"},
      {"'format': {'default': '{0}/{0}', 'en': 'n'}", "7", "nb", "7/7"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    bry_questionnaire *q =
        parse(doc("{'elements': [{'type': 'text', 'inputType': 'number', 'name': 'n', 'title': '{e}'},"
                  "{'type': 'expression', 'name': 'e', 'expression': '{n} + 0', %s}]}",
                  cases[i].properties));
    char *text = rendered(q, "n", doc("{'n': %s}", cases[i].answer), cases[i].lang, 0);
    assert_string_equal(text, cases[i].expected);
    free(text);
    bry_questionnaire_free(q);
  }
}

/* --- rows and panels ------------------------------------------------------------------------------------------------ */

static const char groups[] =
    "{'title': '{p[1].name}, {m.r1.k}, {p[1].sum}, {p[2].name}', 'elements': [{'type': 'text', 'name': "
    "'who'},{'type': 'text', 'name': 'hide'},"
    "{'type': 'paneldynamic', 'name': 'p', 'panelCount': 2, 'maxPanelCount': 3, 'templateTitle':"
    "'{panelIndex}/{visiblePanelIndex} {panel.name} {who}', 'templateVisibleIf': '{panelIndex} > 0', "
    "'templateElements':"
    "[{'type': 'text', 'name': 'name', 'title': '{panelIndex} {who}', 'isRequired': true, 'requiredErrorText':"
    "'Nr. {panelIndex}, {who}'}, {'type': 'radiogroup', 'name': 'c', 'title': 'Hva, {panel.name}?', 'choices': "
    "[{'value':"
    "1, 'text': 'Valg {panel.name}'}]}, {'type': 'expression', 'name': 'sum', 'expression': '{panelIndex} + 10',"
    "'title': 'S {panel.c}'}]},"
    "{'type': 'matrixdropdown', 'name': 'm', 'rowsVisibleIf': '{item} != {hide}', 'rows': ['r0', {'value': 'r1', "
    "'text': "
    "'Rad {who}'}, 2], 'columns': [{'name': 'k', 'requiredErrorText': '{rowTitle} {rowIndex} {visibleRowIndex} "
    "{item} "
    "{rowValue}', "
    "'choices': [{'value': 'a', 'text': 'A {rowTitle}'}]}, {'name': 't', 'cellType': 'text', 'title': 'T {who}', "
    "'requiredErrorText': 'T {row.k}',"
    "'validators': [{'type': 'text', 'minLength': 3, 'text': 'Kort i {rowTitle}'}]}]}]}";
static const char groups_answers[] =
    "{'hide': 'r0', 'who': 'Åse', 'p': [{}, {'name': 'Kari', 'c': 1}], 'm': {'r1': {'k': 'a', 't': 'z'}}}";

static void assert_in_groups(const char *where, const char *expected) {
  bry_questionnaire *q = parse(doc("%s", groups));
  char *text = rendered(q, where, doc("%s", groups_answers), "nb", BRY_TITLES_PLAIN);
  assert_string_equal(text, expected);
  free(text);
  bry_questionnaire_free(q);
}

static void texts_of_panels_name_their_own(void **state) {
  (void)state;
  assert_in_groups("/title", "Kari, A Rad Åse, 11, ");
  assert_in_groups("p[1].name", "2 Åse (2)");
  assert_in_groups("p[1].c", "Hva, Kari? (2)");
  assert_in_groups("p[1].sum", "S Valg Kari (2)");
  assert_in_groups("p[0]/elements/2/templateTitle", "1/-1  Åse");
  assert_in_groups("p[1]/elements/2/templateTitle", "2/1 Kari Åse");
  assert_in_groups("p[1]/elements/2/templateElements/1/choices/0/text", "Valg Kari");
  assert_in_groups("p[1]/elements/2/name", "p");              /* a text without names */
  assert_in_groups("/elements/2/templateTitle", "1/-1  Åse"); /* the first one's */
}

static void texts_of_rows_name_their_own(void **state) {
  (void)state;
  assert_in_groups("m.r1/elements/3/columns/0/requiredErrorText", "Rad Åse 2 1 r1 r1");
  assert_in_groups("m.2/elements/3/columns/0/requiredErrorText", "2 3 2 2 2");
  assert_in_groups("m.r0/elements/3/columns/0/requiredErrorText", "r0 1 0 r0 r0");
  assert_in_groups("m.r1.t", "Rad Åse – T Åse");
  assert_in_groups("m.r1/elements/3/columns/1/requiredErrorText", "T A Rad Åse");
  assert_in_groups("m.2/elements/3/columns/1/requiredErrorText", "T ");
  assert_in_groups("m.r1/elements/3/columns/0/choices/0/text", "A Rad Åse");
}

/* survey-core shows the braces, or goes round and round. */
static void a_columns_title_and_a_choice_can_not_name_the_row(void **state) {
  (void)state;
  static const struct {
    const char *column, *expected;
  } cases[] = {
      {"'title': 'Om {row.k}', 'choices': [1]", "piping.row /elements/0/columns/0/title"},
      {"'title': {'default': 'Om', 'nn': 'Om {rowTitle}'}, 'choices': [1]",
       "piping.row /elements/0/columns/0/title/nn"},
      {"'choices': [{'value': 1, 'text': 'A {item}'}]", "piping.row /elements/0/columns/0/choices/0/text"},
      {"'choices': [1], 'showOtherItem': true, 'otherText': '{item}'", "piping.row /elements/0/columns/0/otherText"},
      {"'choices': [{'value': 1, 'text': 'A {rowValue} {row.k}'}], 'requiredErrorText': '{item}'", NULL},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const char *json =
        doc("{'elements': [{'type': 'matrixdropdown', 'name': 'm', 'rows': [1, 2], 'columns': [{'name':"
            "'k', %s}]}]}",
            cases[i].column);
    if (cases[i].expected) assert_refused(json, cases[i].expected);
    if (!cases[i].expected) bry_questionnaire_free(parse(json));
  }
}

static void what_stands_in_no_group_is_told(void **state) {
  (void)state;
  static const char *const places[] = {"p[3]/elements/2/templateTitle", "m.x/elements/3/title",
                                       "p[1]/elements/9/title", "p[1]"};
  bry_questionnaire *q = parse(doc("%s", groups));
  for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
    bry_text *out = NULL;
    assert_int_equal(bry_questionnaire_render(q, places[i], NULL, 0, NULL, &out, NULL), BRY_ENOTFOUND);
  }
  bry_questionnaire_free(q);
}

static void every_group_that_is_there_has_its_texts(void **state) {
  (void)state;
  char *text = evaluated(doc("%s", groups), doc("%s", groups_answers), "nb", BRY_TITLES_PLAIN);
  assert_non_null(strstr(text, "\"p[1]/elements/2/templateTitle\":\"2/1 Kari Åse\""));
  assert_null(strstr(text, "\"p[2]/"));
  assert_non_null(strstr(text, "\"m.2/elements/3/columns/1/requiredErrorText\":\"T \""));
  assert_non_null(strstr(text, "\"message\":\"Kort i Rad Åse\""));
  assert_null(strstr(text, "\"message\":\"Nr. 2, Åse\"")); /* it is answered */
  free(text);
}

/* --- words of the questionnaire's own ------------------------------------------------------------------------------- */

/* "rule message, rule message ..." */
static void assert_messages(const char *element, const char *answers, const char *lang, const char *expected) {
  static char found[4096];
  bry_questionnaire *q = parse(doc("{'elements': [{'type': 'text', 'name': 'w'}, %s]}", element));
  bry_findings *findings = NULL;
  const char *json = doc("%s", answers);
  size_t size = 0;
  assert_int_equal(bry_answers_check(q, json, strlen(json), &findings, NULL), BRY_OK);
  found[0] = '\0';
  for (int64_t i = 0; i < bry_findings_count(findings); i++) {
    size += (size_t)snprintf(found + size, sizeof found - size, "%s%s %s", i ? ", " : "",
                             bry_findings_rule_at(findings, i), bry_findings_message_at(findings, i, lang));
  }
  assert_string_equal(found, expected);
  bry_findings_free(findings);
  bry_questionnaire_free(q);
}

static void own_words_take_the_place_of_ours(void **state) {
  (void)state;
  static const char number[] =
      "{'type': 'text', 'inputType': 'number', 'name': 'n', 'min': 1.5, 'max': 9, 'step': 0.5, 'minErrorText':"
      "{'default': 'Minst {0}, {w}', 'nn': 'Nynorsk {0}'}, 'maxErrorText': 'Høyst {0}', 'stepErrorText': 'Steg {0}',"
      "'validators': [{'type': 'numeric', 'text': 'Tall, {w}', 'minValue': 3}, {'type': 'numeric', 'maxValue': 5}]}";
  assert_messages(number, "{'w': 'Kari', 'n': 1}", "nb", "range Minst 1.5, Kari");
  assert_messages(number, "{'n': 1}", "nn", "range Nynorsk 1.5");
  assert_messages(number, "{'w': 'Kari', 'n': 2}", "nb", "range Tall, Kari");
  assert_messages(number, "{'n': 10}", "nb", "range Høyst 9");
  assert_messages(number, "{'n': 6}", "en", "range The number can't be higher than 5.");
  assert_messages(number, "{'n': 3.2}", "nb", "step Steg 0.5");
  assert_messages(number, "{'n': 'x', 'w': '{n}'}", "nb", "number Tall, {n}");
  assert_messages(
      "{'type': 'text', 'inputType': 'date', 'name': 'd', 'min': '2026-01-31', 'minErrorText': 'Fra {0}'}",
      "{'d': '2025-01-01'}", "nb", "range Fra 2026-01-31");
}

static void own_words_of_texts_and_choices(void **state) {
  (void)state;
  static const char text[] =
      "{'type': 'comment', 'name': 'c', 'validators': [{'type': 'text', 'minLength': 2}, {'type': "
      "'text', 'minLength': 4, 'maxLength': 6, 'text': {'default': 'Fire', 'en': 'Four'}}]}";
  assert_messages(text, "{'c': 'å'}", "en", "length.min Please write a little more, at least 4 characters.");
  assert_messages(text, "{'c': 'åå'}", "en", "length.min Four");
  assert_messages(text, "{'c': 'ååååååå'}", "nb", "length.max Fire");
  assert_messages("{'type': 'text', 'name': 'e', 'validators': [{'type': 'email', 'text': 'Adresse'}]}", "{'e': 'x'}",
                  "nb", "email Adresse");
  static const char many[] =
      "{'type': 'checkbox', 'name': 'm', 'choices': [1, 2, 3, 4], 'minSelectedChoices': 2, 'showOtherItem': true,"
      "'otherErrorText': 'Hva da, {w}?', 'validators': [{'type': 'answercount', 'minCount': 3, 'maxCount': 3, "
      "'text': 'Tre'}]}";
  assert_messages(many, "{'m': [1]}", "en", "count.min Please choose at least 3 of the answers.");
  assert_messages(many, "{'m': [1, 2]}", "nb", "count.min Tre");
  assert_messages(many, "{'m': [1, 2, 3, 4]}", "nb", "count.max Tre");
  assert_messages(many, "{'w': 'du', 'm': [1, 2, 'other']}", "nb", "other.comment Hva da, du?");
  assert_messages("{'type': 'text', 'name': 'q', 'isRequired': true, 'requiredErrorText': 'Kom igjen, {w}'}",
                  "{'w': 'du'}", "nb", "required Kom igjen, du");
}

static void words_in_html_are_escaped_whole(void **state) {
  (void)state;
  char *text =
      evaluated(doc("{'elements': [{'type': 'text', 'name': 'w'}, {'type': 'text', 'name': 'q', 'isRequired': "
                    "true, 'requiredErrorText': '<{w}>'}]}"),
                doc("{'w': '<b>'}"), "nb", BRY_TITLES_HTML);
  assert_non_null(strstr(text, "\"message\":\"&lt;&lt;b&gt;&gt;\""));
  free(text);
}

static void a_limit_is_named_once_and_where_there_is_one(void **state) {
  (void)state;
  assert_refused(
      doc("{'elements': [{'type': 'text', 'inputType': 'number', 'name': 'n', 'min': 1, 'minErrorText': '{0} "
          "{0}', 'requiredErrorText': '{0}'}]}"),
      "piping /elements/0/minErrorText, piping /elements/0/requiredErrorText");
}

static void names_that_a_text_can_not_mean_are_refused(void **state) {
  (void)state;
  assert_refused(doc("{'elements': [{'type': 'text', 'name': 'n', 'description': '{$n}', 'title': '{#n}'}]}"),
                 "piping /elements/0/description, piping /elements/0/title");
  assert_refused(doc("{'title': '{locale}', 'elements': [{'type': 'text', 'name': 'n', 'title': '{nobody}'}]}"),
                 "piping /title, piping /elements/0/title");
}

/* --- memory --------------------------------------------------------------------------------------------------------- */

static bry_questionnaire *parsed;
static const char all[] =
    "{\"who\":\"x\",\"n\":1,\"one\":\"other\",\"one-Comment\":\"y\",\"many\":[\"a\",\"b\"],\"yes\":true,"
    "\"m\":{\"r\":1},\"f\":{\"u\":\"z\"},\"why\":\"w\"}";

static bry_status render_title(bry_error **err) {
  bry_text *out = NULL;
  bry_status status = bry_questionnaire_render(parsed, "why", all, sizeof all - 1, NULL, &out, err);
  assert_true((status == BRY_OK) == (out != NULL));
  bry_text_free(out);
  return status;
}

static bry_status render_pointer(bry_error **err) {
  bry_text *out = NULL;
  bry_status status = bry_questionnaire_render(parsed, "/pages/0/title", all, sizeof all - 1, NULL, &out, err);
  bry_text_free(out);
  return status;
}

static bry_status evaluate_titles(bry_error **err) {
  bry_check_options options;
  bry_check_options_init(&options);
  options.titles = BRY_TITLES_HTML;
  bry_text *out = NULL;
  bry_status status = bry_answers_evaluate(parsed, all, sizeof all - 1, &options, &out, err);
  bry_text_free(out);
  return status;
}

static bry_status parse_form(bry_error **err) {
  const char *json = doc("%s", form);
  bry_questionnaire *q = NULL;
  bry_status status = bry_questionnaire_parse(json, strlen(json), &q, err);
  bry_questionnaire_free(q);
  return status;
}

static bry_status check_words(bry_error **err) {
  bry_findings *findings = NULL;
  bry_status status = bry_answers_check(parsed, "{\"n\":1,\"w\":\"x\"}", 15, &findings, err);
  assert_true(status != BRY_OK || strcmp(bry_findings_message_at(findings, 0, "nb"), "3 x") == 0);
  bry_findings_free(findings);
  return status;
}

static bry_status render_in_group(bry_error **err) {
  bry_text *out = NULL;
  bry_status status = bry_questionnaire_render(parsed, "p[1]/elements/2/templateTitle", NULL, 0, NULL, &out, err);
  bry_text_free(out);
  return status;
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(parse_form, BRY_OK) > 100);
  parsed = parse(doc("%s", form));
  assert_true(each_allocation_may_fail(render_title, BRY_OK) > 10);
  assert_true(each_allocation_may_fail(render_pointer, BRY_OK) > 10);
  assert_true(each_allocation_may_fail(evaluate_titles, BRY_OK) > 20);
  bry_questionnaire_free(parsed);
  parsed = parse(doc("%s", groups));
  assert_true(each_allocation_may_fail(render_in_group, BRY_OK) > 10);
  assert_true(each_allocation_may_fail(evaluate_titles, BRY_OK) > 20);
  bry_questionnaire_free(parsed);
  parsed =
      parse(doc("{'elements': [{'type': 'text', 'name': 'w'}, {'type': 'text', 'inputType': 'number', 'name': 'n', "
                "'min': 3, 'minErrorText': '{0} {w}'}]}"));
  assert_true(each_allocation_may_fail(check_words, BRY_OK) > 10);
  bry_questionnaire_free(parsed);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_kind_of_answer_has_its_words),
      cmocka_unit_test(what_is_not_answered_is_nothing),
      cmocka_unit_test(hidden_answers_are_nothing),
      cmocka_unit_test(an_other_is_said_in_its_own_words),
      cmocka_unit_test(names_are_found_whatever_their_case_and_index),
      cmocka_unit_test(nobody_brings_in_markup),
      cmocka_unit_test(texts_without_names_and_items_without_titles),
      cmocka_unit_test(what_is_not_there_is_told),
      cmocka_unit_test(titles_and_texts_come_with_the_evaluation),
      cmocka_unit_test(a_text_stays_within_bounds),
      cmocka_unit_test(labels_that_name_themselves_come_to_an_end),
      cmocka_unit_test(a_character_cut_in_two_is_replaced),
      cmocka_unit_test(numbers_are_written_as_in_the_language),
      cmocka_unit_test(texts_of_panels_name_their_own),
      cmocka_unit_test(texts_of_rows_name_their_own),
      cmocka_unit_test(a_columns_title_and_a_choice_can_not_name_the_row),
      cmocka_unit_test(what_stands_in_no_group_is_told),
      cmocka_unit_test(every_group_that_is_there_has_its_texts),
      cmocka_unit_test(own_words_take_the_place_of_ours),
      cmocka_unit_test(own_words_of_texts_and_choices),
      cmocka_unit_test(words_in_html_are_escaped_whole),
      cmocka_unit_test(a_limit_is_named_once_and_where_there_is_one),
      cmocka_unit_test(names_that_a_text_can_not_mean_are_refused),
      cmocka_unit_test(every_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
