/* UTF-8: validity, lengths, widths, decoding. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/utf8.h"

#include <string.h>

static void bad_at(const char *text, size_t size, size_t expected) {
  size_t at = 999;
  assert_int_equal(bry__utf8_valid(text, size, &at), 0);
  assert_int_equal(at, expected);
  assert_int_equal(bry__utf8_valid(text, size, NULL), 0);
}

static void valid_text_is_valid(void **state) {
  (void)state;
  static const char text[] =
      "A\0 blåbær €\xEF\xBF\xBF \xED\x9F\xBF \xEE\x80\x80 😀\xF4\x8F\xBF\xBF and plain text behind it";
  assert_int_equal(bry__utf8_valid(text, sizeof text, NULL), 1);
  assert_int_equal(bry__utf8_valid("", 0, NULL), 1);
  assert_int_equal(bry__utf8_valid(NULL, 0, NULL), 1);
}

static void bad_bytes_are_found(void **state) {
  (void)state;
  bad_at("a\x80", 2, 1);
  bad_at("abcdefghijkl\xFF", 13, 12);
  bad_at("\xC0\x80", 2, 0);
  bad_at("\xC1\xBF", 2, 0);
  bad_at("\xE0\x9F\xBF", 3, 0);
  bad_at("\xED\xA0\x80", 3, 0);
  bad_at("\xF0\x8F\xBF\xBF", 4, 0);
  bad_at("\xF4\x90\x80\x80", 4, 0);
  bad_at("\xF5\x80\x80\x80", 4, 0);
  bad_at("å\xE2\x82", 4, 2);
  bad_at("\xE2\x28\xA1", 3, 0);
  bad_at("\xE2\x82\x28", 3, 0);
  bad_at("\xF0\x9F\x98", 3, 0);
  bad_at("\xC3", 1, 0);
}

/* Every code point, and every pair of bytes, against the definition. */
static void each_code_point_goes_round(void **state) {
  (void)state;
  for (uint32_t point = 0; point <= 0x10FFFF; point++) {
    char bytes[4];
    size_t at = 0, size = bry__utf8_put(bytes, point);
    int surrogate = point >= 0xD800 && point <= 0xDFFF;
    assert_int_equal(bry__utf8_valid(bytes, size, NULL), !surrogate);
    if (surrogate) continue;
    assert_int_equal(bry__utf8_next(bytes, size, &at), point);
    assert_int_equal(at, size);
    assert_int_equal(bry__utf8_length(bytes, size), 1);
    assert_int_equal(bry__utf16_length(bytes, size), point > 0xFFFF ? 2 : 1);
  }
}

static void each_pair_of_bytes_is_judged_right(void **state) {
  (void)state;
  for (int a = 0; a < 256; a++) {
    for (int b = 0; b < 256; b++) {
      const char bytes[2] = {(char)a, (char)b};
      int expected = (a < 0x80 && b < 0x80) || (a >= 0xC2 && a <= 0xDF && b >= 0x80 && b <= 0xBF);
      assert_int_equal(bry__utf8_valid(bytes, 2, NULL), expected);
    }
  }
}

static void lengths_count_as_javascript_and_unicode_do(void **state) {
  (void)state;
  static const char text[] = "aå€😀";
  assert_int_equal(bry__utf8_length(text, strlen(text)), 4);
  assert_int_equal(bry__utf16_length(text, strlen(text)), 5);
  assert_int_equal(bry__utf16_length("", 0), 0);
}

static int64_t width(const char *text) {
  return bry__utf8_width(text, strlen(text));
}

static void widths_are_those_of_a_terminal(void **state) {
  (void)state;
  assert_int_equal(width("abc"), 3);
  assert_int_equal(width("blåbær"), 6);
  assert_int_equal(width("a\u030A"), 1);
  assert_int_equal(width("日本"), 4);
  assert_int_equal(width("😀"), 2);
  assert_int_equal(width("–€"), 2);
  assert_int_equal(width("\u200B\uFE0F"), 0);
  assert_int_equal(width("👍🏽"), 2);
  assert_int_equal(width("한"), 2);
  assert_int_equal(width("ｗ"), 2);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(valid_text_is_valid),
      cmocka_unit_test(bad_bytes_are_found),
      cmocka_unit_test(each_code_point_goes_round),
      cmocka_unit_test(each_pair_of_bytes_is_judged_right),
      cmocka_unit_test(lengths_count_as_javascript_and_unicode_do),
      cmocka_unit_test(widths_are_those_of_a_terminal),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
