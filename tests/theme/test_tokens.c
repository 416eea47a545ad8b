/* Tokens: where words begin and end in the bytes as given, and what they fold to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/buffer.h"
#include "theme/tokens.h"

#include <string.h>

/* Every word as "written=folded", and "=fused" where it ends a chain; "|" before a word that begins a sentence. */
static void splits_into(const char *text, const char *expected) {
  bry__tokens t;
  bry__buffer b = {0};
  bry__buffer_text(&b, "");
  bry__tokens_begin(&t, text, strlen(text));
  while (bry__tokens_next(&t)) {
    if (b.size > 0) bry__buffer_char(&b, ' ');
    if (t.broken) bry__buffer_char(&b, '|');
    bry__buffer_add(&b, text + t.begin, t.end - t.begin);
    bry__buffer_char(&b, '=');
    bry__buffer_add(&b, t.fold, t.fold_size);
    if (t.chain_begin == t.begin || t.fused_size == 0) continue;
    bry__buffer_char(&b, '=');
    bry__buffer_add(&b, t.fused, t.fused_size);
  }
  assert_string_equal(b.data, expected);
  bry__buffer_free(&b);
}

static void words_are_runs_of_letters_and_digits(void **state) {
  (void)state;
  splits_into("", "");
  splits_into(" ,.-! ", "");
  splits_into("God tid (24 t)", "God=god tid=tid 24=24 t=t");
  splits_into("Kaffe, kake\tog\xC2\xA0te", "Kaffe=kaffe kake=kake og=og te=te");
}

static void sentences_and_lines_break(void **state) {
  (void)state;
  splits_into("Ro. Folk\nTid, mat", "Ro=ro |Folk=folk |Tid=tid mat=mat");
  splits_into("Ro\xE2\x80\xA6 folk", "Ro=ro |folk=folk"); /* … */
}

static void composed_and_decomposed_letters_fold_alike(void **state) {
  (void)state;
  splits_into("P\xC3\x85 \xC3\x98YA", "P\xC3\x85=p\xC3\xA5 \xC3\x98YA=\xC3\xB8ya");
  splits_into("PA\xCC\x8A lo\xCC\x88rdag", "PA\xCC\x8A=p\xC3\xA5 lo\xCC\x88rdag=l\xC3\xB8rdag");
}

static void accents_without_meaning_fold_away(void **state) {
  (void)state;
  splits_into("\xC3\xA9n v\xC3\xAAr ide\xCC\x81", "\xC3\xA9n=en v\xC3\xAAr=ver ide\xCC\x81=ide");
}

static size_t fold_of(const char *text, size_t size, char *out) {
  bry__tokens t;
  bry__tokens_begin(&t, text, size);
  assert_true(bry__tokens_next(&t));
  assert_int_equal(t.end, size);
  memcpy(out, t.fold, t.fold_size);
  return t.fold_size;
}

/* A soft hyphen behind a word takes it the long way, by the tables of Unicode. */
static void letters_of_latin_1_fold_as_unicode_has_it(void **state) {
  (void)state;
  for (int low = 0x80; low <= 0xbf; low++) {
    char word[] = {'K', '\xC3', (char)low, '9', '\xC2', '\xAD', '\0'}, one[BRY__FOLD_MAX_BYTES * 2],
         other[sizeof one];
    if (low == 0x97 || low == 0xb7) continue; /* signs of multiplication and division */
    size_t one_size = fold_of(word, 4, one), other_size = fold_of(word, 6, other);
    assert_int_equal(one_size, other_size);
    assert_memory_equal(one, other, one_size);
  }
  splits_into("3\xC3\x97"
              "4 a\xC3\xB7"
              "b",
              "3=3 4=4 a=a b=b");
}

static void apostrophes_stay_inside_words(void **state) {
  (void)state;
  splits_into("don't 'l\xC3\xA5ne' it\xE2\x80\x99s", "don't=dont l\xC3\xA5ne=l\xC3\xA5ne it\xE2\x80\x99s=its");
}

static void hyphens_chain_words(void **state) {
  (void)state;
  splits_into("e-post-varsel", "e=e post=post varsel=varsel=epostvarsel");
  splits_into("skole- og barnehage", "skole=skole og=og barnehage=barnehage");
  splits_into("a--b - c", "a=a b=b c=c");
  splits_into("-a", "a=a");
}

static void emoji_are_no_words(void **state) {
  (void)state;
  splits_into("\xF0\x9F\x98\x85", "");
  splits_into("\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7 ro \xE2\x9D\xA4\xEF\xB8\x8F", "ro=ro");
  splits_into("ro\xF0\x9F\x98\x85tid", "ro=ro tid=tid");
}

static void invisible_characters_stay_inside_words(void **state) {
  (void)state;
  splits_into("beman\xC2\xADning", "beman\xC2\xADning=bemanning");
}

static void overlong_words_keep_their_place_but_fold_to_nothing(void **state) {
  (void)state;
  char text[400];
  memset(text, 'a', sizeof text);
  memcpy(text + 300, " ro ro", 7);
  bry__tokens t;
  bry__tokens_begin(&t, text, strlen(text));
  assert_true(bry__tokens_next(&t));
  assert_int_equal(t.end, 300);
  assert_int_equal(t.fold_size, 0);
  assert_true(bry__tokens_next(&t));
  assert_int_equal(t.begin, 301);
  assert_int_equal(t.fold_size, 2);
}

static void an_overlong_chain_is_no_word(void **state) {
  (void)state;
  char text[2001];
  for (size_t i = 0; i < 2000; i += 4)
    memcpy(text + i, "abc-", 4);
  text[1999] = '\0';
  bry__tokens t;
  int64_t words = 0;
  bry__tokens_begin(&t, text, strlen(text));
  while (bry__tokens_next(&t)) {
    assert_int_equal(t.fold_size, 3);
    assert_int_equal(t.fused_size, 0);
    words++;
  }
  assert_int_equal(words, 500);
}

static void letters_that_unfold_never_overrun(void **state) {
  (void)state;
  char text[121]; /* U+1F82 decomposes into four code points */
  for (size_t i = 0; i < 120; i += 3)
    memcpy(text + i, "\xE1\xBE\x82", 3);
  text[120] = '\0';
  bry__tokens t;
  bry__tokens_begin(&t, text, 120);
  assert_true(bry__tokens_next(&t));
  assert_true(t.fold_size <= BRY__FOLD_MAX_BYTES);
  assert_false(bry__tokens_next(&t));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(words_are_runs_of_letters_and_digits),
      cmocka_unit_test(sentences_and_lines_break),
      cmocka_unit_test(composed_and_decomposed_letters_fold_alike),
      cmocka_unit_test(accents_without_meaning_fold_away),
      cmocka_unit_test(letters_of_latin_1_fold_as_unicode_has_it),
      cmocka_unit_test(apostrophes_stay_inside_words),
      cmocka_unit_test(hyphens_chain_words),
      cmocka_unit_test(emoji_are_no_words),
      cmocka_unit_test(invisible_characters_stay_inside_words),
      cmocka_unit_test(overlong_words_keep_their_place_but_fold_to_nothing),
      cmocka_unit_test(an_overlong_chain_is_no_word),
      cmocka_unit_test(letters_that_unfold_never_overrun),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
