/* The language of a text: plain ones, short ones, and those that are not to be told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "theme/language.h"
#include "theme/word_list.h"

#include <bry.h>
#include <stdio.h>
#include <string.h>

static int32_t confidence;

static const char *language_of(const char *text) {
  const char *lang = NULL;
  confidence = -1;
  assert_int_equal(bry_language(text, strlen(text), &lang, &confidence, NULL), BRY_OK);
  return lang;
}

static void is(const char *text, const char *lang) {
  const char *told = language_of(text);
  if (strcmp(told, lang) != 0) fail_msg("\"%s\" is told as %s, not %s", text, told, lang);
  assert_int_equal(confidence > 0, strcmp(lang, "unsure") != 0);
  assert_in_range(confidence, 0, 99);
}

static void four_words_are_enough(void **state) {
  (void)state;
  is("Jeg vet ikke hva", "nb");
  is("Eg veit ikkje kva", "nn");
  is("I do not know", "en");
  is("mer tid til brukerne", "nb");
  is("meir tid til brukarane", "nn");
  is("more time for people", "en");
  is("HVOR ER ALLE SAMMEN", "nb");
  is("Bedre samarbeid mellom avdelingene", "nb");
  is("Betre samarbeid mellom avdelingane", "nn");
  is("også òg", "nn");
}

static void more_words_are_surer(void **state) {
  (void)state;
  is("Eg veit", "nn");
  int32_t few = confidence;
  is("Eg veit ikkje kva eg skal seie om dette", "nn");
  assert_true(confidence > few);
}

static void what_is_not_to_be_told_is_unsure(void **state) {
  (void)state;
  is("", "unsure");
  is("12345 ... !", "unsure");
  is("Ananas", "unsure");
  is("kaffe og kake", "unsure");
  is("Ich habe keine Zeit", "unsure");
  is("Jag vet inte vad och", "unsure");
  is("Eg veit ikkje. Jeg vet ikke. Dei seier noko. Hun sier noe.", "unsure");
  is("jeg ikke hva eg ikkje kva jeg ikke hva eg ikkje kva jeg ikke hva eg ikkje kva mer",
     "unsure"); /* leads by little */
}

static void names_and_borrowed_words_do_not_lead_astray(void **state) {
  (void)state;
  is("Jeg så The Colbert Show sammen med Newt", "nb");
  is("Vi brukar Teams når vi har møte", "nn");
}

static void bad_calls_are_refused(void **state) {
  (void)state;
  const char *lang = "x";
  assert_int_equal(bry_language("a\xff", 2, &lang, NULL, NULL), BRY_EPARSE);
  assert_null(lang);
  assert_int_equal(bry_language(NULL, 1, &lang, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_language("a", 1, NULL, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_language(NULL, 0, &lang, NULL, NULL), BRY_OK);
  assert_string_equal(lang, "unsure");
}

static void lists_find_each_of_their_words_and_no_part_of_one(void **state) {
  (void)state;
  static const char list[] = "bil båt fly tog";
  static const char *const in[] = {"bil", "båt", "fly", "tog"}, *const out[] = {"",     "a", "bi", "bila",
                                                                                "båt ", "z", "to"};
  for (size_t i = 0; i < 4; i++)
    assert_true(bry__word_list_has(list, sizeof list - 1, in[i], strlen(in[i])));
  for (size_t i = 0; i < 7; i++)
    assert_false(bry__word_list_has(list, sizeof list - 1, out[i], strlen(out[i])));
}

/* Their words are found by binary search: a word out of order would be lost. */
static void frequent_words_of_each_language_have_points(void **state) {
  (void)state;
  bry__language_points p;
  assert_true(bry__language_word("ikke", 4, 1, &p) && p.nb > p.nn && p.nb > p.en);
  assert_true(bry__language_word("ikkje", 5, 1, &p) && p.nn > p.nb && p.nn > p.en);
  assert_true(bry__language_word("the", 3, 1, &p) && p.en > p.nb && p.en > p.nn);
  assert_true(bry__language_word("fjorder", 7, 1, &p) && p.nb == 0);
  assert_false(bry__language_word("och", 3, 0, &p));
}

/* Of the answers in examples/data, whose third column is their language; dialect counts as bokmål there, and is most of what is
 * told wrong. */
static void most_answers_of_the_examples_are_told(void **state) {
  (void)state;
  FILE *file = fopen(BRY_SOURCE_DIR "/examples/data/norsk-svar.csv", "rb");
  assert_non_null(file);
  char line[4096];
  int right = 0, wrong = 0, rows = 0;
  while (fgets(line, sizeof line, file)) {
    char lang[3] = "", *text = strchr(line, '"');
    const char *second = strchr(line, ',') ? strchr(strchr(line, ',') + 1, ',') : NULL;
    if (!text || !second) continue;
    memcpy(lang, second + 1, 2);
    text[1 + strcspn(text + 1, "\"")] = '\0';
    const char *told = language_of(text + 1);
    rows++;
    right += strcmp(told, lang) == 0;
    wrong += strcmp(told, lang) != 0 && strcmp(told, "unsure") != 0;
  }
  fclose(file);
  if (rows < 100 || right * 100 < rows * 90 || wrong * 100 > rows * 7)
    fail_msg("%d of %d are told right, %d wrong", right, rows, wrong);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(four_words_are_enough),
      cmocka_unit_test(more_words_are_surer),
      cmocka_unit_test(what_is_not_to_be_told_is_unsure),
      cmocka_unit_test(names_and_borrowed_words_do_not_lead_astray),
      cmocka_unit_test(bad_calls_are_refused),
      cmocka_unit_test(lists_find_each_of_their_words_and_no_part_of_one),
      cmocka_unit_test(frequent_words_of_each_language_have_points),
      cmocka_unit_test(most_answers_of_the_examples_are_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
