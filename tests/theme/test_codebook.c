/* Codebooks: both shapes are read, faults are refused with their place, and nothing of the document is lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "theme/codebook.h"
#include "theme/theme_testing.h"

#include <stdio.h>
#include <stdlib.h>

#define THEME(id, more) "{\"id\":\"" id "\",\"label\":{\"nb\":\"Etikett\"}" more "}"
#define BOOK(themes) "{\"id\":\"c\",\"version\":\"1\",\"themes\":[" themes "]}"
static const char several[] = "{\"version\":\"2\",\"questions\":[{\"id\":\"q1\",\"themes\":[" THEME(
    "a", "") "]},"
             "{\"id\":\"q2\",\"version\":\"3\",\"themes\":[" THEME("b", "") "]}]}";

static bry_status parse(const char *json, const char *id, bry_codebook **out, bry_error **err) {
  return bry_codebook_parse(json, strlen(json), id, out, err);
}

/* The document is refused by that rule, at that place. */
static void refused(const char *json, const char *rule, const char *pointer) {
  bry_codebook *codebook = (bry_codebook *)&codebook;
  bry_error *err = NULL;
  assert_int_equal(parse(json, NULL, &codebook, &err), BRY_EREFUSED);
  assert_null(codebook);
  assert_string_equal(bry_findings_rule_at(bry_error_findings(err), 0), rule);
  assert_string_equal(bry_findings_pointer_at(bry_error_findings(err), 0), pointer);
  assert_string_not_equal(bry_findings_message_at(bry_error_findings(err), 0, "nn"),
                          bry_findings_message_at(bry_error_findings(err), 0, "en"));
  bry_error_free(err);
}

static void a_single_codebook_is_read(void **state) {
  (void)state;
  bry_codebook *c =
      parse_codebook("{\"id\":\"c\",\"version\":\"1.0\",\"themes\":[{\"id\":\"a\",\"label\":{\"nb\":\"Ro\","
                     "\"en\":\"Calm\"},\"definition\":\"Om ro.\",\"indicators\":{\"nn\":[\"roleg\"]}},"
                     "{\"id\":\"b\",\"label\":\"Lunch\",\"parent\":\"a\"}]}");
  assert_string_equal(bry_codebook_id(c), "c");
  assert_string_equal(bry_codebook_version(c), "1.0");
  assert_int_equal(bry_codebook_theme_count(c), 2);
  assert_string_equal(bry_codebook_theme_id_at(c, 1), "b");
  assert_string_equal(bry_codebook_theme_label_at(c, 0, "en"), "Calm");
  assert_string_equal(bry_codebook_theme_label_at(c, 0, "nn"), "Ro");
  assert_string_equal(bry_codebook_theme_label_at(c, 1, NULL), "Lunch");
  assert_null(bry_codebook_theme_id_at(c, 2));
  assert_null(bry_codebook_theme_label_at(c, -1, NULL));
  assert_int_equal(c->themes[0].parent, -1);
  assert_int_equal(c->themes[1].parent, 0);
  assert_string_equal(c->themes[0].indicators[BRY__NN].terms[0], "roleg");
  bry_codebook_free(c);
}

static void one_of_several_is_chosen_by_id_and_inherits_the_version(void **state) {
  (void)state;
  bry_codebook *c = NULL;
  assert_int_equal(parse(several, "q1", &c, NULL), BRY_OK);
  assert_string_equal(bry_codebook_id(c), "q1");
  assert_string_equal(bry_codebook_version(c), "2");
  assert_string_equal(bry_codebook_json(c),
                      "{\"id\":\"q1\",\"themes\":[{\"id\":\"a\",\"label\":{\"nb\":\"Etikett\"}}],\"version\":\"2\"}");
  bry_codebook_free(c);
  assert_int_equal(parse(several, "q2", &c, NULL), BRY_OK);
  assert_string_equal(bry_codebook_version(c), "3");
  bry_codebook_free(c);
}

static void an_unknown_or_missing_choice_lists_those_there_are(void **state) {
  (void)state;
  bry_codebook *c = NULL;
  bry_error *err = NULL;
  assert_int_equal(parse(several, "q9", &c, &err), BRY_ENOTFOUND);
  assert_non_null(strstr(bry_error_message(err), "q1, q2"));
  bry_error_free(err);
  assert_int_equal(parse(several, NULL, &c, &err), BRY_EINVAL);
  assert_non_null(strstr(bry_error_message(err), "q1, q2"));
  bry_error_free(err);
  assert_int_equal(parse(BOOK(THEME("a", "")), "d", &c, &err), BRY_ENOTFOUND);
  bry_error_free(err);
  assert_null(c);
}

static void canonical_json_keeps_notes_and_parses_to_the_same(void **state) {
  (void)state;
  bry_codebook *c = parse_codebook(
      "{\"themes\":[" THEME("a", ",\"overlaps_with\":[\"z\"]") "],\n \"version\":\"1\", "
                                                               "\"note\":{\"b\":1,\"a\":2.50},\"id\":\"c\"}");
  assert_string_equal(bry_codebook_json(c),
                      "{\"id\":\"c\",\"note\":{\"a\":2.5,\"b\":1},\"themes\":[{\"id\":\"a\",\"label\":{\"nb\":"
                      "\"Etikett\"},\"overlaps_with\":[\"z\"]}],\"version\":\"1\"}");
  bry_codebook *again = parse_codebook(bry_codebook_json(c));
  assert_string_equal(bry_codebook_json(again), bry_codebook_json(c));
  bry_codebook_free(again);
  bry_codebook_free(c);
}

static void faults_are_refused_with_their_place(void **state) {
  (void)state;
  refused("{\"version\":\"1\",\"themes\":[" THEME("a", "") "]}", "codebook.id", "/id");
  refused("{\"id\":\"c\",\"version\":1,\"themes\":[" THEME("a", "") "]}", "codebook.version", "/version");
  refused(BOOK(""), "codebook.themes", "/themes");
  refused("{\"id\":\"c\",\"version\":\"1\",\"themes\":{}}", "codebook.themes", "/themes");
  refused("[]", "codebook.id", "/id");
  refused(BOOK("7"), "theme.type", "/themes/0");
  refused(BOOK(THEME("a", "") "," THEME("a", "")), "theme.duplicate", "/themes/1/id");
  refused(BOOK(THEME("a;b", "")), "theme.id", "/themes/0/id");
  refused(BOOK("{\"id\":\"a\"}"), "theme.label", "/themes/0/label");
  refused(BOOK("{\"id\":\"a\",\"label\":{\"nb\":\" \"}}"), "theme.label", "/themes/0/label");
  refused(BOOK("{\"id\":\"a\",\"label\":7}"), "theme.label", "/themes/0/label");
  refused(BOOK(THEME("a", ",\"definition\":[]")), "theme.definition", "/themes/0/definition");
  refused(BOOK(THEME("a", ",\"parent\":\"b\"")), "theme.parent", "/themes/0/parent");
  refused(BOOK(THEME("a", ",\"parent\":\"a\"")), "theme.cycle", "/themes/0/parent");
  refused(BOOK(THEME("a", ",\"indicators\":[]")), "theme.indicators", "/themes/0/indicators");
  refused(BOOK(THEME("a", ",\"indicators\":{\"nb\":\"ro\"}")), "theme.indicators", "/themes/0/indicators/nb");
  refused(BOOK(THEME("a", ",\"indicators\":{\"nb\":[\"ro\",1]}")), "theme.indicators", "/themes/0/indicators/nb/1");
  refused(BOOK(THEME("a", ",\"indicators\":{\"en\":[\"...\"]}")), "theme.term", "/themes/0/indicators/en/0");
}

static void a_misspelt_key_is_refused_with_its_place_and_the_known_ones(void **state) {
  (void)state;
  refused(BOOK(THEME("a", ",\"indicaters\":{\"nb\":[\"ro\"]}")), "theme.key", "/themes/0/indicaters");
  refused(BOOK(THEME("a", ",\"indicators\":{\"nob\":[\"ro\"]}")), "indicators.key", "/themes/0/indicators/nob");
  refused("{\"id\":\"c\",\"version\":\"1\",\"X-y\":1,\"themes\":[" THEME("a", "") "]}", "codebook.key", "/X-y");
  refused("{\"version\":\"1\",\"verion\":\"2\",\"questions\":[{\"id\":\"q\",\"themes\":[" THEME("a", "") "]}]}",
          "file.key", "/verion");
  refused(BOOK(THEME("a", ",\"\":1")), "theme.key", "/themes/0/");
  refused(BOOK(THEME("a", ",\"label, definition\":1")), "theme.key", "/themes/0/label, definition");
  bry_codebook *c = NULL;
  bry_error *err = NULL;
  assert_int_equal(parse(BOOK(THEME("a", ",\"parant\":\"b\"")), NULL, &c, &err), BRY_EREFUSED);
  assert_non_null(strstr(bry_error_message(err), "id, label, definition, parent, indicators"));
  bry_error_free(err);
}

static void notes_and_keys_of_ones_own_are_taken(void **state) {
  (void)state;
  bry_codebook_free(parse_codebook(
      "{\"id\":\"c\",\"version\":\"1\",\"x-kilde\":{},\"text\":{},\"language_of_definitions\":\"en\","
      "\"max_themes_per_answer\":3,\"themes\":[" THEME(
          "a", ",\"overlaps_with\":[\"b\"],\"note\":1,\"notes\":1,\"examples\":[],\"description\":\"\","
               "\"title\":\"\",\"source\":\"\",\"indicators\":{\"x-se\":[],\"nb\":[\"ro\"]}") "]}"));
}

static void a_theme_that_nothing_could_speak_for_is_refused_unless_it_is_a_heading(void **state) {
  (void)state;
#define MUTE "{\"id\":\"m\",\"label\":\"Og\",\"definition\":\"det er som det var\"}"
  refused(BOOK(THEME("a", "") "," MUTE), "theme.terms", "/themes/1");
  bry_codebook_free(parse_codebook(BOOK(MUTE "," THEME("a", ",\"parent\":\"m\""))));
}

static void a_cycle_is_found_through_others_and_all_faults_are_told_at_once(void **state) {
  (void)state;
  bry_codebook *c = NULL;
  bry_error *err = NULL;
  const char *json = BOOK(THEME("a", ",\"parent\":\"b\"") "," THEME("b", ",\"parent\":\"c\"") "," THEME(
      "c", ",\"parent\":\"b\"") "," THEME("d", ",\"parent\":\"x\""));
  assert_int_equal(parse(json, NULL, &c, &err), BRY_EREFUSED);
  const bry_findings *findings = bry_error_findings(err);
  assert_int_equal(bry_findings_count(findings), 3);
  assert_string_equal(bry_findings_pointer_at(findings, 0), "/themes/3/parent");
  assert_string_equal(bry_findings_pointer_at(findings, 1), "/themes/1/parent");
  assert_string_equal(bry_findings_pointer_at(findings, 2), "/themes/2/parent");
  bry_error_free(err);
}

static void pointers_lead_into_a_file_of_several(void **state) {
  (void)state;
  bry_codebook *c = NULL;
  bry_error *err = NULL;
  const char *json = "{\"version\":\"1\",\"questions\":[{\"id\":\"x\"},{\"id\":\"q\",\"themes\":[{\"id\":\"a\"}]}]}";
  assert_int_equal(parse(json, "q", &c, &err), BRY_EREFUSED);
  assert_string_equal(bry_error_pointer(err), "/questions/1/themes/0/label");
  bry_error_free(err);
}

static void broken_documents_are_told_from_refused_ones(void **state) {
  (void)state;
  bry_codebook *c = NULL;
  assert_int_equal(parse("{", NULL, &c, NULL), BRY_EPARSE);
  assert_int_equal(parse("", NULL, &c, NULL), BRY_EPARSE);
  assert_int_equal(parse("{\"id\":\"c\",\"id\":\"d\"}", NULL, &c, NULL), BRY_EPARSE);
  assert_int_equal(bry_codebook_parse("{\"id\":\"\xff\"}", 10, NULL, &c, NULL), BRY_EPARSE);
  assert_int_equal(bry_codebook_parse(NULL, 5, NULL, &c, NULL), BRY_EINVAL);
  assert_int_equal(bry_codebook_parse("{}", 2, NULL, NULL, NULL), BRY_EINVAL);
  assert_null(c);
}

static void too_many_themes_and_too_long_documents_are_a_limit(void **state) {
  (void)state;
  bry__buffer b = {0};
  bry__buffer_text(&b, "{\"id\":\"c\",\"version\":\"1\",\"themes\":[0");
  for (int i = 0; i < 2001; i++)
    bry__buffer_text(&b, ",0");
  bry__buffer_text(&b, "]}");
  bry_codebook *c = NULL;
  assert_int_equal(parse(b.data, NULL, &c, NULL), BRY_ELIMIT);
  bry__buffer_free(&b);
  size_t size = 5 << 20;
  char *blank = malloc(size);
  assert_non_null(blank);
  memset(blank, ' ', size);
  assert_int_equal(bry_codebook_parse(blank, size, NULL, &c, NULL), BRY_ELIMIT);
  free(blank);
}

static void accessors_take_null(void **state) {
  (void)state;
  bry_codebook_free(NULL);
  assert_null(bry_codebook_id(NULL));
  assert_null(bry_codebook_json(NULL));
  assert_int_equal(bry_codebook_theme_count(NULL), 0);
  assert_null(bry_codebook_theme_id_at(NULL, 0));
}

static bry_status parse_once(bry_error **err) {
  bry_codebook *c = NULL;
  const char *json = "{\"version\":\"1\",\"questions\":[{\"id\":\"q\",\"themes\":[" THEME(
      "a", ",\"definition\":\"Om ro og mat\",\"indicators\":{\"nb\":[\"nok "
           "tid\",\"ro\"],\"en\":[\"calm\"]}") "," THEME("b", ",\"parent\":\"a\"") "]}]}";
  bry_status status = parse(json, "q", &c, err);
  bry_codebook_free(c);
  return status;
}

static bry_status refuse_once(bry_error **err) {
  bry_codebook *c = NULL;
  return parse(BOOK(THEME("a", ",\"y\":1") "," THEME("a", ",\"parent\":\"x\"")), NULL, &c, err);
}

static void each_allocation_may_fail_while_parsing(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(parse_once, BRY_OK) > 20);
  assert_true(each_allocation_may_fail(refuse_once, BRY_EREFUSED) > 5);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_single_codebook_is_read),
      cmocka_unit_test(one_of_several_is_chosen_by_id_and_inherits_the_version),
      cmocka_unit_test(an_unknown_or_missing_choice_lists_those_there_are),
      cmocka_unit_test(canonical_json_keeps_notes_and_parses_to_the_same),
      cmocka_unit_test(faults_are_refused_with_their_place),
      cmocka_unit_test(a_misspelt_key_is_refused_with_its_place_and_the_known_ones),
      cmocka_unit_test(notes_and_keys_of_ones_own_are_taken),
      cmocka_unit_test(a_theme_that_nothing_could_speak_for_is_refused_unless_it_is_a_heading),
      cmocka_unit_test(a_cycle_is_found_through_others_and_all_faults_are_told_at_once),
      cmocka_unit_test(pointers_lead_into_a_file_of_several),
      cmocka_unit_test(broken_documents_are_told_from_refused_ones),
      cmocka_unit_test(too_many_themes_and_too_long_documents_are_a_limit),
      cmocka_unit_test(accessors_take_null),
      cmocka_unit_test(each_allocation_may_fail_while_parsing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
