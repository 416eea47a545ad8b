/* Terms with operators: what they find, where, and what is no term. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "theme/term.h"
#include "theme/theme_testing.h"

#include <stdlib.h>
#include <time.h>

/* Codes a text by one term; `expected` are the words found, joined by a bar. */
static void finds(const char *term, const char *text, const char *expected) {
  bry__buffer line = {0}, found = {0};
  bry__buffer_text(
      &line, "{\"id\":\"c\",\"version\":\"1\",\"themes\":[{\"id\":\"t\",\"label\":\"qq\",\"indicators\":{\"nb\":[");
  bry__buffer_json_string(&line, term, strlen(term));
  bry__buffer_text(&line, "]}}]}");
  bry_codebook *codebook = parse_codebook(line.data);
  bry_codings *codings = code_sized(codebook, text, strlen(text));
  bry__buffer_text(&found, "");
  for (int64_t i = 0; i < bry_codings_count(codings); i++) {
    int64_t begin = bry_codings_begin_at(codings, i), end = bry_codings_end_at(codings, i);
    bry__buffer_format(&found, "%s%.*s", i > 0 ? "|" : "", (int)(end - begin), text + begin);
    assert_string_equal(bry_codings_term_at(codings, i), term);
  }
  if (strcmp(found.data, expected) != 0) fail_msg("%s finds \"%s\" in \"%s\"", term, found.data, text);
  bry_codings_free(codings);
  bry_codebook_free(codebook);
  bry__buffer_free(&line);
  bry__buffer_free(&found);
}

static void either_of_several_is_found(void **state) {
  (void)state;
  finds("vikar OR innleie", "vikarer og innleie", "vikarer|innleie");
  finds("vikar OR innleie", "innleie", "innleie");
  finds("vikar OR innleie", "fast jobb", "");
  finds("vikar OR nok folk OR \"i rute\"", "nok av folk", "nok av folk");
}

static void both_must_be_there_anywhere_in_the_text(void **state) {
  (void)state;
  finds("lønn AND tillegg", "Tillegg. Og så lønna!", "Tillegg|lønna");
  finds("lønn AND tillegg", "lønn", "");
  finds("lønn AND (tillegg OR bonus)", "bonus på lønn", "bonus|lønn");
}

static void what_must_not_be_there_holds_a_term_back(void **state) {
  (void)state;
  finds("leder NOT barnehage", "lederen", "lederen");
  finds("leder NOT barnehage", "leder i en barnehage", "");
  finds("leder AND NOT barnehage", "leder i en barnehage", "");
  finds("(leder OR sjef) NOT (barnehage OR skole)", "sjef på skole", "");
  finds("NOT skole AND leder", "leder", "leder");
}

static void near_is_counted_in_words_in_either_order(void **state) {
  (void)state;
  finds("mangel NEAR/3 tid", "mangel på tid", "mangel|tid");
  finds("mangel NEAR/3 tid", "tid er mangel", "tid|mangel");
  finds("mangel NEAR/3 tid", "mangel en to tid", "mangel|tid");
  finds("mangel NEAR/3 tid", "mangel en to tre tid", "");
  finds("mangel NEAR tid", "mangel en to tre fire tid", "mangel|tid");
  finds("(mangel OR lite) NEAR/2 (tid OR ro)", "lite ro, mye kake, mangel en to tre tid", "lite|ro");
  finds("tid NEAR/2 tid", "tid og tid", "tid|tid");
  finds("tid NEAR/2 tid", "tid", "");
  finds("mangel NEAR/2 tid OR uro", "uro", "uro");
}

static void quoted_words_stand_as_they_are_written(void **state) {
  (void)state;
  finds("\"nok tid\"", "Nok tid", "Nok tid");
  finds("\"nok tid\"", "nok av tid", "");
  finds("\"møter\"", "møte, møter", "møter");
  finds("\"e-post\"", "epost og e-post", "epost|e-post");
}

static void a_star_stands_for_the_rest_of_a_word(void **state) {
  (void)state;
  finds("kommun*", "kommunens kommunikasjon her", "kommunens|kommunikasjon");
  finds("små kommun*", "i små kommuner", "små kommuner");
  finds("kommun* NOT stat", "kommune og stat", "");
  finds("å*", "ånd og åpen", "ånd|åpen");
}

static void small_letters_are_words(void **state) {
  (void)state;
  finds("lag og foreninger", "lag og foreninger", "lag og foreninger");
  finds("R&D", "R&D", "R&D");
  finds("ANDRE", "andre", "andre");
}

static int is_term(const char *text) {
  bry__term term;
  return bry__term_is_plain(text, strlen(text)) || bry__term_parse(text, strlen(text), &term) == 0;
}

static void what_is_no_term_is_refused_with_its_place(void **state) {
  (void)state;
  static const char *const bad[] = {"tid AND",
                                    "OR tid",
                                    "tid AND OR ro",
                                    "(tid",
                                    "tid)",
                                    "tid ()",
                                    "\"tid",
                                    "\"\"",
                                    "NOT tid",
                                    "tid OR NOT ro",
                                    "NOT NOT tid",
                                    "tid NEAR/0 ro",
                                    "tid NEAR/x ro",
                                    "tid NEAR/101 ro",
                                    "tid NEAR",
                                    "tid NEAR (ro AND mas)",
                                    "tid|ro",
                                    "[tid]",
                                    "t*d",
                                    "* tid",
                                    "tid *",
                                    "\"tid*\"",
                                    "a (b)",
                                    "tid ~3",
                                    "tid NEAR ro NEAR mas"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    if (is_term(bad[i])) fail_msg("%s is taken for a term", bad[i]);
  }
  const char *json = "{\"id\":\"c\",\"version\":\"1\",\"themes\":[{\"id\":\"t\",\"label\":\"qq\",\"indicators\":"
                     "{\"nn\":[\"ro\",\"tid AND\"]}}]}";
  bry_codebook *codebook = NULL;
  bry_error *err = NULL;
  assert_int_equal(bry_codebook_parse(json, strlen(json), NULL, &codebook, &err), BRY_EREFUSED);
  assert_string_equal(bry_error_pointer(err), "/themes/0/indicators/nn/1");
  bry_error_free(err);
}

static void terms_are_bounded(void **state) {
  (void)state;
  bry__buffer b = {0};
  for (int i = 0; i < 40; i++)
    bry__buffer_text(&b, i == 0 ? "a" : " OR a");
  assert_false(is_term(b.data));
  bry__buffer_clear(&b);
  for (int i = 0; i < 5000; i++)
    bry__buffer_char(&b, '(');
  assert_false(is_term(b.data));
  bry__buffer_free(&b);
}

static double seconds_for(const bry_codebook *codebook, size_t repeats) {
  bry__buffer b = {0};
  for (size_t i = 0; i < repeats; i++)
    bry__buffer_text(&b, i % 2 ? "tid " : "ro ");
  clock_t begin = clock();
  bry_codings_free(code_sized(codebook, b.data, b.size));
  double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
  bry__buffer_free(&b);
  return seconds;
}

static void time_is_linear_in_the_size_of_one_text(void **state) {
  (void)state;
  bry_codebook *codebook = codebook_of("a: (tid OR mas) NEAR/2 (ro OR uro), tid AND ro NOT kake", "nb");
  double small = seconds_for(codebook, 50000), large = seconds_for(codebook, 500000);
  if (large > 40 * small + 0.2) fail_msg("%.3f s and %.3f s", small, large);
  bry_codebook_free(codebook);
}

static bry_status parse_and_code(bry_error **err) {
  static const char json[] =
      "{\"id\":\"c\",\"version\":\"1\",\"themes\":[{\"id\":\"t\",\"label\":\"qq\",\"indicators\":{\"nb\":"
      "[\"(tid OR ro) NEAR mangel*\",\"\\\"nok tid\\\" NOT kake\"]}}]}";
  const char *text = "mangel på tid, nok tid";
  const size_t size = strlen(text);
  bry_codebook *codebook = NULL;
  bry_codings *codings = NULL;
  bry_status status = bry_codebook_parse(json, sizeof json - 1, NULL, &codebook, err);
  if (status == BRY_OK) status = bry_theme_code(codebook, &text, &size, 1, NULL, NULL, &codings, err);
  bry_codings_free(codings);
  bry_codebook_free(codebook);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(parse_and_code, BRY_OK) > 40);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(either_of_several_is_found),
      cmocka_unit_test(both_must_be_there_anywhere_in_the_text),
      cmocka_unit_test(what_must_not_be_there_holds_a_term_back),
      cmocka_unit_test(near_is_counted_in_words_in_either_order),
      cmocka_unit_test(quoted_words_stand_as_they_are_written),
      cmocka_unit_test(a_star_stands_for_the_rest_of_a_word),
      cmocka_unit_test(small_letters_are_words),
      cmocka_unit_test(what_is_no_term_is_refused_with_its_place),
      cmocka_unit_test(terms_are_bounded),
      cmocka_unit_test(time_is_linear_in_the_size_of_one_text),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
