/* Answers as JSON: what is taken and where it lies, and everything that is wrong, each with its rule and place. */
#include "form/testing.h"

#include "core/error.h"
#include "core/nth_allocation.h"
#include "form/answers.h"
#include "form/check.h"
#include "form/form_of_all.h"

#include <json-c/json.h>

static bry_questionnaire *form;

static int set_up(void **state) {
  (void)state;
  form = parse(doc("%s", form_of_all));
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  bry_questionnaire_free(form);
  return 0;
}

static bry_findings *check(const bry_questionnaire *q, const char *answers) {
  bry_error *err = NULL;
  bry_findings *findings = NULL;
  bry_status status = bry_answers_check(q, answers, strlen(answers), &findings, &err);
  if (status != BRY_OK) print_error("%s: %s\n", answers, bry_error_message(err));
  bry_error_free(err);
  assert_int_equal(status, BRY_OK);
  return findings;
}

static void assert_found(const bry_questionnaire *q, const char *answers, const char *expected) {
  bry_findings *findings = check(q, answers);
  if (strcmp(summary(findings), expected) != 0) print_error("%s\n", answers);
  assert_string_equal(summary(findings), expected);
  bry_findings_free(findings);
}

/* --- rules ---------------------------------------------------------------------------------------------------------- */

typedef struct rule_case {
  const char *answers, *findings;
} rule_case;

static const rule_case cases[] = {
    {"{}", ""},
    {"[]", "type "},
    {"{'zzz': 1, 'a/b': null}", "unknown /zzz, unknown /a~1b"},
    {"{'intro': 'x'}", "unknown /intro"},
    /* words */
    {"{'word': 'hallo', 'phone': '+47 72 54 00 00', 'free': 'Æ e i a æ å'}", ""},
    {"{'word': null, 'num': '', 'day': '  ', 'one': null, 'some': [], 'rank': [], 'mat': {}, 'multi': {'who': ''}}",
     ""},
    {"{'word': 5, 'free': ['x'], 'phone': {}}", "type /word, type /free, type /phone"},
    {"{'word': 'ab'}", "length.min /word"},
    {"{'word': 'abcdef'}", "length.max /word"},
    {"{'word': '\\ud83d\\ude00a'}", ""},                                            /* three UTF-16 units */
    {"{'word': '\\ud83d\\ude00\\ud83d\\ude00\\ud83d\\ude00'}", "length.max /word"}, /* six of them */
    {"{'word': 'ååååå'}", ""},
    {"{'word': 'åååååå'}", "length.max /word"},
    {"{'word': 'åå'}", "length.min /word"},
    {"{'word': '€€'}", "length.min /word"},
    {"{'word': '€€€'}", ""},
    /* numbers */
    {"{'num': 2}", ""},
    {"{'num': '2.5'}", ""},
    {"{'num': '2,5'}", "number /num"},
    {"{'num': 'x'}", "number /num"},
    {"{'num': true}", "type /num"},
    {"{'num': 1}", "range /num"},
    {"{'num': 10.5}", "range /num"},
    {"{'num': -1e308}", "range /num"},
    {"{'num': 2.25}", "step /num"},
    {"{'num': 1.5}", ""},
    {"{'num': 10}", ""},
    {"{'num': 1e300}", "range /num"},
    /* dates and addresses */
    {"{'day': '2026-05-17', 'mail': 'kari@kommune.no'}", ""},
    {"{'day': '2026-01-01'}", ""},
    {"{'day': '2026-12-31'}", ""},
    {"{'day': '2026-02-29'}", "date /day"},
    {"{'day': '17.05.2026'}", "date /day"},
    {"{'day': '2025-12-31'}", "range /day"},
    {"{'day': '2027-01-01'}", "range /day"},
    {"{'day': 20260517}", "type /day"},
    {"{'mail': 'kari'}", "email /mail"},
    {"{'mail': ' '}", "email /mail"}, /* as survey-core */
    {"{'mail': ''}", ""},
    /* one choice */
    {"{'one': 1}", ""},
    {"{'one': '1'}", ""},
    {"{'one': true}", ""},
    {"{'one': 'true'}", ""},
    {"{'one': 2.50}", ""},
    {"{'one': 'B'}", "choice.unknown /one"},
    {"{'one': '01'}", "choice.unknown /one"},
    {"{'one': ['b']}", "type /one"},
    {"{'one': 'none'}", ""},
    {"{'one': 'other', 'one-Comment': 'fordi'}", ""},
    {"{'one': 'other'}", "other.comment /one-Comment"},
    {"{'one': 'other', 'one-Comment': ' '}", "other.comment /one-Comment"},
    {"{'one': 'b', 'one-Comment': 'fordi'}", "other.unchosen /one-Comment"},
    {"{'one-Comment': 'fordi'}", "other.unchosen /one-Comment"},
    {"{'one': 'other', 'one-Comment': 5}", "type /one-Comment"},
    {"{'one-Comment': 'fordi', 'one': 'zzz'}", "choice.unknown /one"},
    {"{'drop': 'y'}", ""},
    {"{'drop': 'z'}", "choice.unknown /drop"},
    {"{'drop': 'y', 'drop-Comment': 'x'}", "unknown /drop-Comment"},
    /* several choices */
    {"{'some': ['a', 'c', 'd;e']}", ""},
    {"{'some': 'a'}", "type /some"},
    {"{'some': ['a', 'z']}", "choice.unknown /some/1"},
    {"{'some': ['a', 'b', 'a']}", "choice.repeated /some/2"},
    {"{'some': ['a', null, '']}", "type /some/1, choice.unknown /some/2"},
    {"{'some': ['none']}", ""},
    {"{'some': ['none', 'a']}", "none.combined /some"},
    {"{'some': ['dontknow', 'none']}", "none.combined /some"},
    {"{'some': ['a', 'b', 'c', 'd;e']}", "count.max /some"},
    {"{'some': ['other', 'a'], 'some-Comment': 'x'}", ""},
    {"{'some': ['other', 'a']}", "other.comment /some-Comment"},
    {"{'some': ['a'], 'some-Comment': 'x'}", "other.unchosen /some-Comment"},
    {"{'two': ['a']}", "count.min /two"},
    {"{'two': ['none']}", "count.min /two"}, /* as survey-core */
    {"{'two': ['a', 'b']}", ""},
    /* yes or no */
    {"{'bool': false}", ""},
    {"{'bool': 'true'}", "type /bool"},
    {"{'bool': 1}", "type /bool"},
    /* ratings */
    {"{'rate': 0}", ""},
    {"{'rate': '10'}", ""},
    {"{'rate': 99}", "choice.unknown /rate"},
    {"{'rate': 3.5}", "choice.unknown /rate"},
    /* rankings */
    {"{'rank': ['z', 'x', 'y']}", ""},
    {"{'rank': ['z', 'x']}", "ranking.incomplete /rank"},
    {"{'rank': ['z', 'x', 'z']}", "ranking.repeated /rank/2"},
    {"{'rank': ['z', 'x', 'w']}", "choice.unknown /rank/2"},
    {"{'part': ['z']}", ""},
    {"{'part': ['z', 'y', 'x']}", "count.max /part"},
    /* rows and parts */
    {"{'mat': {'r1': 3}}", ""},
    {"{'mat': {'r1': 4, 'r2': '2'}}", "choice.unknown /mat/r1"},
    {"{'mat': {'r3': 1}}", "row.unknown /mat/r3"},
    {"{'mat': {'r1': [1]}}", "type /mat/r1"},
    {"{'mat': 1}", "type /mat"},
    {"{'multi': {'who': 'Kari', 'age': 44, 'mail': 'k@b.no'}}", ""},
    {"{'multi': {'who': 'Karin', 'age': 'x', 'mail': 'k'}}",
     "length.max /multi/who, number /multi/age, email /multi/mail"},
    {"{'multi': {'zzz': 1}}", "part.unknown /multi/zzz"},
    {"{'multi': 'x'}", "type /multi"},
};

static void each_rule_is_told_with_its_place(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    assert_found(form, doc("%s", cases[i].answers), cases[i].findings);
  }
}

static const char all_required[] =
    "{'elements': ["
    "{'type': 'text', 'name': 'a', 'isRequired': true,"
    " 'requiredErrorText': {'default': 'Skriv, da', 'en': 'Do write'}},"
    "{'type': 'checkbox', 'name': 'b', 'isRequired': true, 'minSelectedChoices': 2, 'choices': [1, 2, 3],"
    " 'hasNone': true},"
    "{'type': 'boolean', 'name': 'c', 'isRequired': true},"
    "{'type': 'matrix', 'name': 'd', 'isRequired': true, 'eachRowRequired': true, 'columns': [1],"
    " 'rows': ['r1', 'r2'], 'requiredErrorText': 'Alle rader'},"
    "{'type': 'multipletext', 'name': 'e', 'isRequired': true, 'items': ["
    " {'name': 'x', 'isRequired': true, 'requiredErrorText': 'X må med'}, {'name': 'y'}]},"
    "{'type': 'checkbox', 'name': 'f', 'minSelectedChoices': 2, 'choices': [1, 2, 3], 'hasNone': true}"
    "]}";

static void what_is_required_must_be_there(void **state) {
  (void)state;
  bry_questionnaire *q = parse(doc("%s", all_required));
  assert_found(q, "{}",
               "required /a, required /b, required /c, required /d, row.required /d/r1, row.required /d/r2, "
               "required /e, required /e/x, count.min /f");
  assert_found(q, doc("{'a': 'x', 'b': ['none'], 'c': false, 'd': {'r1': 1, 'r2': 1}, 'e': {'x': 'z'}, 'f': [1, 2]}"),
               "");
  assert_found(q, doc("{'a': ' ', 'b': [1], 'c': null, 'd': {'r1': 1}, 'e': {'y': 'z'}, 'f': ['none']}"),
               "count.min /b, required /a, required /c, row.required /d/r2, required /e/x");
  bry_questionnaire_free(q);
}

static void a_wrong_answer_is_not_called_missing(void **state) {
  (void)state;
  bry_questionnaire *q = parse(doc("%s", all_required));
  assert_found(
      q, doc("{'a': 1, 'b': [9], 'c': 'x', 'd': {'r1': 9, 'r2': 9}, 'e': {'x': 5}, 'f': 'x'}"),
      "type /a, choice.unknown /b/0, type /c, choice.unknown /d/r1, choice.unknown /d/r2, type /e/x, type /f");
  bry_questionnaire_free(q);
}

/* --- messages ------------------------------------------------------------------------------------------------------- */

static void messages_are_for_people_in_three_languages(void **state) {
  (void)state;
  bry_findings *findings = check(form, doc("{'num': 1, 'word': 'abcdefghi', 'day': '2027-01-01'}"));
  assert_string_equal(bry_findings_message_at(findings, 0, "nb"), "Tallet kan ikke være lavere enn 1,5.");
  assert_string_equal(bry_findings_message_at(findings, 0, "nn"), "Talet kan ikkje vere lågare enn 1,5.");
  assert_string_equal(bry_findings_message_at(findings, 0, "en"), "The number can't be lower than 1.5.");
  assert_string_equal(bry_findings_message_at(findings, 1, "nn"), "Teksten er for lang. Det er plass til 5 teikn.");
  assert_string_equal(bry_findings_message_at(findings, 2, "nb"), "Datoen kan ikke være etter 2026-12-31.");
  assert_string_equal(bry_findings_item_at(findings, 0), "num");
  bry_findings_free(findings);
}

static void a_questionnaires_own_words_go_first(void **state) {
  (void)state;
  bry_questionnaire *q = parse(doc("%s", all_required));
  bry_findings *findings = check(q, "{}");
  assert_string_equal(bry_findings_message_at(findings, 0, "nn"), "Skriv, da");
  assert_string_equal(bry_findings_message_at(findings, 0, "en"), "Do write");
  assert_string_equal(bry_findings_message_at(findings, 1, "nn"), "Dette spørsmålet treng eit svar.");
  assert_string_equal(bry_findings_message_at(findings, 3, "nb"), "Alle rader");
  assert_string_equal(bry_findings_message_at(findings, 4, "nb"), "Svar på denne raden også.");
  assert_string_equal(bry_findings_message_at(findings, 7, "nb"), "X må med");
  bry_findings_free(findings);
  bry_questionnaire_free(q);
}

static void no_message_repeats_the_answer(void **state) {
  (void)state;
  static const char *const langs[] = {"nb", "nn", "en"};
  bry_findings *findings = check(
      form, doc("{'word': 'hemmelig', 'num': 'hemmelig', 'day': 'hemmelig', 'mail': 'hemmelig', 'one': 'hemmelig',"
                "'some': ['hemmelig'], 'bool': 'hemmelig', 'mat': {'r1': 'hemmelig'}, 'multi': {'age':"
                "'hemmelig'}, 'rank': ['hemmelig'], 'drop': 'hemmelig', 'one-Comment': 'hemmelig'}"));
  assert_int_equal(bry_findings_count(findings), 11);
  for (int64_t i = 0; i < bry_findings_count(findings); i++) {
    assert_null(strstr(bry_findings_pointer_at(findings, i), "hemmelig"));
    for (int lang = 0; lang < 3; lang++) {
      assert_null(strstr(bry_findings_message_at(findings, i, langs[lang]), "hemmelig"));
      assert_null(strstr(bry_findings_message_at(findings, i, langs[lang]), "{1}"));
    }
  }
  bry_findings_free(findings);
}

static void at_most_a_thousand_findings_are_told(void **state) {
  (void)state;
  static char json[1 << 16];
  size_t size = (size_t)snprintf(json, sizeof json, "{\"x\":1");
  for (int i = 0; i < 1200; i++) {
    size += (size_t)snprintf(json + size, sizeof json - size, ",\"x%d\":1", i);
  }
  snprintf(json + size, sizeof json - size, "}");
  bry_findings *findings = check(form, json);
  assert_int_equal(bry_findings_count(findings), 1000);
  bry_findings_free(findings);
}

/* --- slots ---------------------------------------------------------------------------------------------------------- */

static bry_findings *lay_out(bry__answers *answers, const char *json) {
  bry_findings *findings = bry__findings_new();
  assert_int_equal(bry__answers_from_json(answers, json, strlen(json), findings, NULL), BRY_OK);
  return findings;
}

static int16_t code(const bry__answers *answers, const char *name, int32_t which) {
  return answers->closed[form->items[bry__item_find(form, name, strlen(name))].closed_slot + which];
}

static const char *text(const bry__answers *answers, const char *name, int32_t which) {
  return answers->texts[form->items[bry__item_find(form, name, strlen(name))].text_slot + which];
}

static void answers_lie_in_their_slots(void **state) {
  (void)state;
  bry__answers a;
  assert_int_equal(bry__answers_init(&a, form, NULL), BRY_OK);
  bry_findings *findings = lay_out(
      &a, doc("{'word': 'hei', 'num': '2.50', 'one': 'other', 'one-Comment': 'fordi', 'some': ['c', 'a'], 'bool':"
              "false, 'rate': 0, 'rank': ['z', 'x', 'y'], 'part': ['y'], 'mat': {'r2': 3}, 'multi': {'age': 44}}"));
  assert_string_equal(summary(findings), "");
  assert_int_equal(a.answered, 10);
  assert_string_equal(text(&a, "word", 0), "hei");
  assert_string_equal(text(&a, "num", 0), "2.5");
  assert_string_equal(text(&a, "one", 0), "fordi");
  assert_int_equal(a.sizes[form->items[bry__item_find(form, "one", 3)].text_slot], 5);
  assert_null(text(&a, "free", 0));
  assert_string_equal(text(&a, "multi", 1), "44");
  assert_int_equal(code(&a, "one", 0), 6);
  assert_int_equal(code(&a, "some", 0), 1);
  assert_int_equal(code(&a, "some", 1), 0);
  assert_int_equal(code(&a, "some", 2), 1);
  assert_int_equal(code(&a, "two", 0), BRY__CODE_SKIPPED);
  assert_int_equal(code(&a, "drop", 0), BRY__CODE_SKIPPED);
  assert_int_equal(code(&a, "bool", 0), 0);
  assert_int_equal(code(&a, "rate", 0), 1);
  assert_int_equal(code(&a, "rank", 0), 2);
  assert_int_equal(code(&a, "rank", 1), 3);
  assert_int_equal(code(&a, "rank", 2), 1);
  assert_int_equal(code(&a, "part", 0), 0);
  assert_int_equal(code(&a, "part", 1), 1);
  assert_int_equal(code(&a, "mat", 0), BRY__CODE_SKIPPED);
  assert_int_equal(code(&a, "mat", 1), 3);
  bry_findings_free(findings);
  bry__answers_clear(&a);
}

static void lay_out_by_tree(bry__answers *answers, const char *json, int64_t *out_findings) {
  struct json_object *document = NULL;
  bry_findings *findings = bry__findings_new();
  assert_int_equal(bry__answers_parse(json, strlen(json), &document, NULL), BRY_OK);
  assert_int_equal(bry__answers_from_document(answers, document, strlen(json), findings, NULL), BRY_OK);
  *out_findings = bry_findings_count(findings);
  bry_findings_free(findings);
  json_object_put(document);
}

/* Whether they are read without a tree, and then to the same. */
static int is_read_flat(const char *json) {
  bry__answers flat, tree;
  int64_t found = 0;
  assert_int_equal(bry__answers_init(&flat, form, NULL), BRY_OK);
  assert_int_equal(bry__answers_init(&tree, form, NULL), BRY_OK);
  int taken = bry__answers_read_flat(&flat, json, strlen(json));
  if (taken == 1) {
    lay_out_by_tree(&tree, json, &found);
    assert_int_equal(found, 0);
    assert_int_equal(flat.answered, tree.answered);
    assert_memory_equal(flat.closed, tree.closed, (size_t)form->closed_slot_count * sizeof *flat.closed);
    assert_memory_equal(flat.sizes, tree.sizes, (size_t)form->text_slot_count * sizeof *flat.sizes);
    for (int32_t i = 0; i < form->text_slot_count; i++) {
      assert_true(!flat.texts[i] == !tree.texts[i]);
      if (flat.texts[i]) assert_string_equal(flat.texts[i], tree.texts[i]);
    }
  }
  bry__answers_clear(&flat);
  bry__answers_clear(&tree);
  return taken;
}

static void plain_answers_are_read_without_a_tree_to_the_same(void **state) {
  (void)state;
  assert_int_equal(is_read_flat(doc("{}")), 1);
  assert_int_equal(
      is_read_flat(doc("{'word':'hei','num':'2.50','day':'2026-05-17','mail':'a@b.no','phone':'1','free':"
                       "'Å ja','one':true,'drop':'y','bool':false,'rate':10}")),
      1);
  assert_int_equal(is_read_flat(doc("{'num': 7, 'one': 1, 'bool': true, 'rate': '3'}")), 1);
}

static void what_is_wrong_or_not_plain_is_left_to_the_tree(void **state) {
  (void)state;
  static const char *const left[] = {
      "{'word':'hallo der'}",
      "{'num':11}",
      "{'num':1.5}",
      "{'num':true}",
      "{'word':3}",
      "{'word':true}",
      "{'one':'other'}",
      "{'one':'z'}",
      "{'one':null}",
      "{'bool':1}",
      "{'bool':'true'}",
      "{'rate':11}",
      "{'intro':'x'}",
      "{'unknown':1}",
      "{'one-Comment':'x'}",
      "{'mat':1}",
      "{'multi':'x'}",
      "{'some':'a'}",
      "{'free':''}",
      "{'free':' '}",
      "{'mail':'x'}",
      "{'day':'x'}",
      "{'some':['a']}",
      "{'mat':{'r1':1}}",
      "{'rate':1,'rate':1}",
      "{'bool':true,'bool':false}",
      "{'free':'a','free':'b'}",
      "{'free':'a\\u0041'}",
  };
  for (size_t i = 0; i < sizeof left / sizeof left[0]; i++)
    if (is_read_flat(doc("%s", left[i])) != 0) fail_msg("taken: %s", left[i]);
}

static void what_is_wrong_is_left_empty_and_the_rest_kept(void **state) {
  (void)state;
  bry__answers a;
  assert_int_equal(bry__answers_init(&a, form, NULL), BRY_OK);
  bry_findings *findings = lay_out(
      &a,
      doc("{'word': 'x', 'free': 'god', 'some': ['a', 'zz'], 'one': 'zz', 'mat': {'r1': 9, 'r2': 1}, 'bool': true,"
          "'drop': 'x', 'one-Comment': 'fordi', 'rank': ['x', 'x', 'y']}"));
  assert_int_equal(bry_findings_count(findings), 5);
  assert_int_equal(a.answered, 4);
  assert_null(text(&a, "word", 0));
  assert_null(text(&a, "one", 0));
  assert_string_equal(text(&a, "free", 0), "god");
  for (int32_t i = 0; i < form->closed_slot_count; i++) {
    assert_true(a.closed[i] >= 0 || a.closed[i] == BRY__CODE_SKIPPED);
  }
  assert_int_equal(code(&a, "some", 0), BRY__CODE_SKIPPED);
  assert_int_equal(code(&a, "rank", 2), BRY__CODE_SKIPPED);
  assert_int_equal(code(&a, "mat", 1), 1);
  bry_findings_free(findings);
  bry__answers_clear(&a);
}

static void a_row_replaces_the_one_before(void **state) {
  (void)state;
  bry__answers a;
  assert_int_equal(bry__answers_init(&a, form, NULL), BRY_OK);
  bry_findings_free(lay_out(&a, doc("{'free': 'a', 'rate': 3}")));
  bry_findings_free(lay_out(&a, doc("{'word': 'abc'}")));
  assert_null(text(&a, "free", 0));
  assert_int_equal(code(&a, "rate", 0), BRY__CODE_SKIPPED);
  assert_int_equal(a.answered, 1);
  bry__answers_clear(&a);
}

/* --- limits, arguments, memory -------------------------------------------------------------------------------------- */

static void a_text_without_a_limit_ends_at_100000_bytes(void **state) {
  (void)state;
  static char json[100100];
  for (int extra = 0; extra < 2; extra++) {
    size_t size = (size_t)snprintf(json, sizeof json, "{\"free\":\"");
    memset(json + size, 'x', (size_t)(100000 + extra));
    strcpy(json + size + 100000 + extra, "\"}");
    assert_found(form, json, extra ? "length.max /free" : "");
  }
}

static void what_is_not_json_is_no_answer(void **state) {
  (void)state;
  static const struct {
    const char *json;
    size_t size;
    bry_status status;
  } bad[] = {{"", 0, BRY_EPARSE},
             {"{\"free\":\"\\u0000\"}", 17, BRY_EPARSE},
             {"{\"free\":\"\xff\"}", 12, BRY_EPARSE},
             {"{\"free\":\"a\",\"free\":\"b\"}", 23, BRY_EPARSE},
             {NULL, 0, BRY_EINVAL}};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    bry_findings *findings = NULL;
    bry_error *err = NULL;
    assert_int_equal(bry_answers_check(form, bad[i].json, bad[i].size, &findings, &err), bad[i].status);
    assert_null(findings);
    assert_int_equal(bry_error_status(err), bad[i].status);
    bry_error_free(err);
  }
  bry_findings *findings = NULL;
  assert_int_equal(bry_answers_check(NULL, "{}", 2, &findings, NULL), BRY_EINVAL);
  assert_int_equal(bry_answers_check(form, "{}", 2, NULL, NULL), BRY_EINVAL);
  char *large = calloc(1, (1u << 20) + 1);
  assert_non_null(large);
  assert_int_equal(bry_answers_check(form, large, (1u << 20) + 1, &findings, NULL), BRY_ELIMIT);
  free(large);
}

static const char *tried;

static bry_status try_check(bry_error **err) {
  bry_findings *findings = NULL;
  bry_status status = bry_answers_check(form, tried, strlen(tried), &findings, err);
  assert_true((status == BRY_OK) == (findings != NULL));
  bry_findings_free(findings);
  return status;
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  tried = doc("{'word': 'hei', 'num': 2, 'some': ['a'], 'mat': {'r1': 1}}");
  assert_true(each_allocation_may_fail(try_check, BRY_OK) > 3);
  tried = doc("{'word': 'hei', 'num': 2, 'one': 1}");
  assert_true(each_allocation_may_fail(try_check, BRY_OK) > 3);
  tried = doc("{'word': 'hallo der', 'num': 1, 'some': ['a', 'q'], 'mat': {'r9': 1}, 'x': 1, 'one': 'other'}");
  assert_true(each_allocation_may_fail(try_check, BRY_OK) > 30);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_rule_is_told_with_its_place),
      cmocka_unit_test(what_is_required_must_be_there),
      cmocka_unit_test(a_wrong_answer_is_not_called_missing),
      cmocka_unit_test(messages_are_for_people_in_three_languages),
      cmocka_unit_test(a_questionnaires_own_words_go_first),
      cmocka_unit_test(no_message_repeats_the_answer),
      cmocka_unit_test(at_most_a_thousand_findings_are_told),
      cmocka_unit_test(answers_lie_in_their_slots),
      cmocka_unit_test(plain_answers_are_read_without_a_tree_to_the_same),
      cmocka_unit_test(what_is_wrong_or_not_plain_is_left_to_the_tree),
      cmocka_unit_test(what_is_wrong_is_left_empty_and_the_rest_kept),
      cmocka_unit_test(a_row_replaces_the_one_before),
      cmocka_unit_test(a_text_without_a_limit_ends_at_100000_bytes),
      cmocka_unit_test(what_is_not_json_is_no_answer),
      cmocka_unit_test(every_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
