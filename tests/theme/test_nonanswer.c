/* Non-answers: set aside in bokmål, nynorsk and English; what looks like one but says something is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "theme/theme_testing.h"

static void all_are(const char *const *texts, int expected) {
  bry_codebook *codebook = codebook_of("a: vikar\nb: ingenting for tida", "nb");
  for (; *texts; texts++) {
    bry_codings *codings = code_sized(codebook, *texts, strlen(*texts));
    if (bry_codings_non_answer(codings, 0) != expected) {
      fail_msg("\"%s\" is %s", *texts, expected ? "taken for an answer" : "set aside");
    }
    if (expected) assert_int_equal(bry_codings_count(codings), 0);
    bry_codings_free(codings);
  }
  bry_codebook_free(codebook);
}

static void texts_without_a_letter_are_set_aside(void **state) {
  (void)state;
  static const char *const texts[] = {"", " \n", "-", "...", "?", "🙂", "👩‍👧 !!", "0", "12 34", NULL};
  all_are(texts, 1);
}

static void bokmaal_non_answers_are_set_aside(void **state) {
  (void)state;
  static const char *const texts[] = {"vet ikke",
                                      "Vet ikke.",
                                      "Jeg vet ikke helt",
                                      "ingen formening",
                                      "Har ingen mening om dette",
                                      "ingen forslag",
                                      "samme som over",
                                      "Se forrige svar",
                                      "kommer ikke på noe",
                                      "Husker ikke",
                                      "Har ikke noe å si",
                                      "usikker",
                                      "nei",
                                      "ikke aktuelt",
                                      "Det samme som jeg skrev i fjor",
                                      "ingen kommentar 🤷",
                                      "aner ikke",
                                      "Vet ikke hva jeg skal svare",
                                      "ingenting å tilføye",
                                      "pass",
                                      NULL};
  all_are(texts, 1);
}

static void nynorsk_and_dialect_non_answers_are_set_aside(void **state) {
  (void)state;
  static const char *const texts[] = {"veit ikkje",
                                      "Eg veit ikkje heilt",
                                      "kjem ikkje på noko i farten",
                                      "same som eg skreiv i fjor",
                                      "inga meining",
                                      "ingen idear",
                                      "æ veit itj",
                                      "hugsar ikkje",
                                      "ikkje noko å seie",
                                      NULL};
  all_are(texts, 1);
}

static void english_non_answers_are_set_aside(void **state) {
  (void)state;
  static const char *const texts[] = {"no idea",
                                      "I don't know",
                                      "Don’t know",
                                      "n/a",
                                      "N/A",
                                      "none",
                                      "not sure",
                                      "no comment",
                                      "same as above",
                                      "idk",
                                      "I can't think of anything",
                                      "nothing to add, no suggestions",
                                      NULL};
  all_are(texts, 1);
}

static void near_misses_are_answers(void **state) {
  (void)state;
  static const char *const texts[] = {"vet ikke hvem som eier hva, lag en oversikt",
                                      "Æ veit ikkje, men det må bli lettar å få tak i legen",
                                      "ingen kommer",
                                      "Samme sjef over lengre tid",
                                      "Ingen vikar",
                                      "ikke kutt",
                                      "Ferie",
                                      "ja",
                                      "Ingenting",
                                      "Ingenting for tida",
                                      "no emails",
                                      "same office",
                                      "We don't know each other",
                                      NULL};
  all_are(texts, 0);
}

static void a_long_text_of_non_answer_words_is_an_answer(void **state) {
  (void)state;
  static const char *const texts[] = {"jeg vet ikke, vi vet ikke, de vet ikke, jeg vet ikke, vi vet ikke", NULL};
  all_are(texts, 0);
}

static void an_indicator_of_the_codebook_makes_an_answer(void **state) {
  (void)state;
  bry_codebook *codebook = codebook_of("lite: ingenting, nei", "nb");
  codes_as(codebook, "nei", "lite[nei]");
  codes_as(codebook, "vet ikke", "non-answer");
  bry_codebook_free(codebook);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(texts_without_a_letter_are_set_aside),
      cmocka_unit_test(bokmaal_non_answers_are_set_aside),
      cmocka_unit_test(nynorsk_and_dialect_non_answers_are_set_aside),
      cmocka_unit_test(english_non_answers_are_set_aside),
      cmocka_unit_test(near_misses_are_answers),
      cmocka_unit_test(a_long_text_of_non_answer_words_is_an_answer),
      cmocka_unit_test(an_indicator_of_the_codebook_makes_an_answer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
