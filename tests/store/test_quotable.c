/* What may be quoted: nothing that could be a name, a number that tells who, or an address. Without a database. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/error.h"
#include "core/nth_allocation.h"
#include "store/quotable.h"

#include <string.h>

static const char corpus[] = "når alle er her, og vi har det bra på jobben i åra som kommer; ei god uke";

static int quotable(const char *text) {
  bry__common_words words = {0};
  assert_int_equal(bry__common_words_take(&words, corpus, strlen(corpus)), 0);
  bry__common_words_settle(&words);
  int result = bry__is_quotable(&words, text, strlen(text));
  bry__common_words_clear(&words);
  return result;
}

static void plain_sentences_may_be_quoted(void **state) {
  (void)state;
  assert_true(quotable("når alle er på plass"));
  assert_true(quotable("Når alle er på plass."));
  assert_true(quotable("Vi har det bra. Alle er her! Og det er godt? Åra går"));
  assert_true(quotable("alle 24 elevane er her"));
}

static void a_capital_inside_a_sentence_may_be_a_name(void **state) {
  (void)state;
  assert_false(quotable("Vi har Kari på jobben"));
  assert_false(quotable("vi jobber i Ås kommune"));
  assert_false(quotable("jobben på NAV er bra"));
  assert_false(quotable("min sjef: Kari er bra"));
  assert_false(quotable("vi har \"Kari\" her"));
}

static void a_first_word_that_is_never_met_in_lower_case_may_be_a_name(void **state) {
  (void)state;
  assert_false(quotable("Kari er bra på jobben"));
  assert_false(quotable("Vi har det bra. Øystein er her"));
  assert_false(quotable("det er bra, f.eks. Kari på jobben"));
}

static void numbers_and_addresses_tell_who(void **state) {
  (void)state;
  assert_false(quotable("ring 4711 om det er bra"));
  assert_false(quotable("ring 47 11 22 om det er bra"));
  assert_true(quotable("klokka 123 er det bra"));
  assert_false(quotable("skriv til meg@jobben"));
  assert_false(quotable("se https://jobben"));
  assert_false(quotable("se www.jobben"));
  assert_false(quotable("først dette\nså dette"));
  assert_false(quotable("spør kari hansen på jobben"));
}

static uint64_t fingerprint(const char *text) {
  return bry__quote_fingerprint(text, strlen(text));
}

static void texts_that_say_the_same_have_one_fingerprint(void **state) {
  (void)state;
  assert_true(fingerprint("Full bemanning!") == fingerprint("full  bemanning"));
  assert_true(fingerprint("ØKT tid") == fingerprint("økt tid..."));
  assert_true(fingerprint("full bemanning") != fingerprint("bemanning full"));
  assert_true(fingerprint("a b") != fingerprint("ab"));
}

static bry_status take_words(bry_error **err) {
  bry__common_words words = {0};
  int taken = bry__common_words_take(&words, corpus, strlen(corpus));
  bry__common_words_clear(&words);
  return taken == 0 ? BRY_OK : bry__enomem(err);
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(take_words, BRY_OK) > 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(plain_sentences_may_be_quoted),
      cmocka_unit_test(a_capital_inside_a_sentence_may_be_a_name),
      cmocka_unit_test(a_first_word_that_is_never_met_in_lower_case_may_be_a_name),
      cmocka_unit_test(numbers_and_addresses_tell_who),
      cmocka_unit_test(texts_that_say_the_same_have_one_fingerprint),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
