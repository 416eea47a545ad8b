/* Stems: forms of one word meet, in bokmål, nynorsk and English, and different words do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "theme/stem.h"

#include <string.h>

typedef struct fixture {
  bry__lexicon lexicon;
  bry__stemmer stemmer;
} fixture;

static fixture f;

static int set_up(void **state) {
  (void)state;
  return bry__lexicon_build(&f.lexicon) != 0 || bry__stemmer_open(&f.stemmer, &f.lexicon) != 0;
}

static int tear_down(void **state) {
  (void)state;
  bry__stemmer_close(&f.stemmer);
  bry__lexicon_free(&f.lexicon);
  return 0;
}

static bry__stems stems_of(const char *word) {
  bry__stems stems;
  assert_int_equal(bry__stems_of(&f.stemmer, word, strlen(word), &stems), 0);
  return stems;
}

static int meet(const char *a, const char *b) {
  bry__stems x = stems_of(a), y = stems_of(b);
  for (int i = 0; i < x.count; i++) {
    for (int k = 0; k < y.count; k++) {
      if (x.norwegian[i].size == y.norwegian[k].size &&
          memcmp(x.norwegian[i].text, y.norwegian[k].text, x.norwegian[i].size) == 0) {
        return 1;
      }
    }
  }
  return 0;
}

static void all_meet(const char *const (*pairs)[2], size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (!meet(pairs[i][0], pairs[i][1])) fail_msg("%s and %s have no stem in common", pairs[i][0], pairs[i][1]);
  }
}

static void inflections_of_bokmaal_meet(void **state) {
  (void)state;
  static const char *const pairs[][2] = {
      {"bruker", "brukerne"},     {"brukere", "brukeren"}, {"leder", "ledere"},          {"leder", "lederen"},
      {"møter", "møtene"},        {"kolleger", "kollega"}, {"åpenhet", "åpenheten"},     {"skjema", "skjemaer"},
      {"virker", "virket"},       {"vikar", "vikarene"},   {"hospitering", "hospitere"}, {"ansvar", "ansvaret"},
      {"tidligere", "tidligere"},
  };
  all_meet(pairs, sizeof pairs / sizeof *pairs);
}

static void nynorsk_and_bokmaal_meet(void **state) {
  (void)state;
  static const char *const pairs[][2] = {
      {"brukarane", "brukerne"},
      {"leiar", "leder"},
      {"leiarar", "ledere"},
      {"leiing", "ledelse"},
      {"heim", "hjem"},
      {"heimekontor", "hjemmekontor"},
      {"skulen", "skolen"},
      {"sjukefråvær", "sykefravær"},

      {"ver", "vær"},
      {"kaffi", "kaffe"},
      {"ikkje", "ikke"},
      {"eg", "jeg"},
      {"korleis", "hvordan"},
      {"noko", "noe"},
      {"meir", "mer"},
      {"saman", "sammen"},
      {"tenesta", "tjenesten"},
      {"vatn", "vann"},
      {"vegen", "veien"},
      {"bytedag", "byttedag"},
      {"nærleiken", "nærheten"},
      {"frivilligheit", "frivillighet"},
      {"mangfald", "mangfold"},
      {"arbeidsgjevar", "arbeidsgiver"},
      {"elevane", "elevene"},
      {"roleg", "rolig"},
      {"tverrfagleg", "tverrfaglig"},
      {"draum", "drøm"},
      {"tidlegare", "tidligere"},
      {"meistring", "mestring"},
      {"innbyggjarar", "innbyggere"},
  };
  all_meet(pairs, sizeof pairs / sizeof *pairs);
}

static void dialect_spellings_of_common_words_meet(void **state) {
  (void)state;
  static const char *const pairs[][2] = {
      {"æ", "jeg"}, {"itj", "ikke"}, {"nån", "noen"}, {"ka", "hva"}, {"mæ", "meg"}};
  all_meet(pairs, sizeof pairs / sizeof *pairs);
}

static void different_words_stay_apart(void **state) {
  (void)state;
  static const char *const pairs[][2] = {
      {"fora", "for"}, {"samme", "sammen"}, {"vikar", "vikt"}, {"ro", "rope"}, {"takk", "tak"}, {"vær", "være"},
  };
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    if (meet(pairs[i][0], pairs[i][1])) fail_msg("%s and %s have a stem in common", pairs[i][0], pairs[i][1]);
  }
}

static void english_inflections_meet(void **state) {
  (void)state;
  bry__stems a = stems_of("meetings"), b = stems_of("meeting");
  assert_int_equal(a.english.size, b.english.size);
  assert_memory_equal(a.english.text, b.english.text, a.english.size);
}

static void the_longest_fold_does_not_overrun(void **state) {
  (void)state;
  static const char *const words[] = {"opn", "byggj", "a", "heim"};
  for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
    char word[BRY__FOLD_MAX_BYTES * 2];
    size_t size = 0, step = strlen(words[w]);
    for (; size + step <= sizeof word; size += step)
      memcpy(word + size, words[w], step);
    bry__stems stems;
    assert_int_equal(bry__stems_of(&f.stemmer, word, size, &stems), 0);
    assert_true(stems.plain.size <= sizeof stems.plain.text);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(inflections_of_bokmaal_meet),
      cmocka_unit_test(nynorsk_and_bokmaal_meet),
      cmocka_unit_test(dialect_spellings_of_common_words_meet),
      cmocka_unit_test(different_words_stay_apart),
      cmocka_unit_test(english_inflections_meet),
      cmocka_unit_test(the_longest_fold_does_not_overrun),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
