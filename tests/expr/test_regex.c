/* Regular expressions with JavaScript's meaning, and that none is slow. What is expected here is what JavaScript gives;
 * conformance/survey_core/regex.sh compares many more with it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/error.h"
#include "core/nth_allocation.h"
#include "core/utf8.h"
#include "expr/regex.h"

#include <stdlib.h>
#include <string.h>

typedef struct regex_case {
  const char *pattern;
  const char *matching[6], *other[6]; /* texts */
} regex_case;

static bry__regex *compile(const char *pattern, int ignore_case) {
  bry__regex *regex = NULL;
  int64_t at = 0;
  bry__regex_fault fault = bry__regex_parse(pattern, strlen(pattern), ignore_case, &regex, &at);
  if (fault != BRY__REGEX_OK) fail_msg("%s: fault %d at %lld", pattern, (int)fault, (long long)at);
  return regex;
}

static int matches(const bry__regex *regex, const char *text) {
  return bry__regex_test(regex, text, strlen(text), NULL);
}

static void assert_cases(const regex_case *cases, size_t count, int ignore_case) {
  for (size_t i = 0; i < count; i++) {
    bry__regex *regex = compile(cases[i].pattern, ignore_case);
    for (int k = 0; k < 6 && cases[i].matching[k]; k++) {
      if (!matches(regex, cases[i].matching[k])) fail_msg("%s on %s", cases[i].pattern, cases[i].matching[k]);
    }
    for (int k = 0; k < 6 && cases[i].other[k]; k++) {
      if (matches(regex, cases[i].other[k])) fail_msg("%s on %s", cases[i].pattern, cases[i].other[k]);
    }
    bry__regex_free(regex);
  }
}

static void patterns_match_as_in_javascript(void **state) {
  (void)state;
  static const regex_case cases[] = {
      {"^[0-9]{4}$", {"7030", "0000"}, {"703", "70300", "703a", "7030\n", ""}},
      {"b", {"abc", "b"}, {"ac", ""}},
      {"", {"", "x"}, {NULL}},
      {"^(?:a|bc)*$", {"", "abca"}, {"b", "ab"}},
      {"^a{2,3}?b{2,}c{0}$", {"aabb", "aaabbb"}, {"abb", "aab", "aabbc"}},
      {"^(?<navn>x)(y)$", {"xy"}, {"x"}},
      {"^.$", {"a", "\xC3\xA5", " "}, {"\n", "\r", "\xE2\x80\xA8", "\xF0\x9F\x98\x80"}},
      {"^..$", {"\xF0\x9F\x98\x80", "ab"}, {"a"}},
      {"^[\xF0\x9F\x98\x80]{2}$", {"\xF0\x9F\x98\x80"}, {"a"}},
      {"^\\ud83d\\ude00$", {"\xF0\x9F\x98\x80"}, {"\xF0\x9F\x98\x81"}},
      {"\\bord\\b", {"et ord her", "ord"}, {"ordet", "nord"}},
      {"\\B-\\B", {"-", " - "}, {"a-"}},
      {"^\\s\\S\\d\\D\\w\\W$",
       {"\xC2\xA0"
        "a1a_-",
        "\tx0-_\xC3\xA5"},
       {"aa1a_-"}},
      {"^[]$|x", {"x"}, {"", "]"}},
      {"^[^]$", {"\n", "a"}, {"", "ab"}},
      {"^[^a-c\\d]$", {"d", "\n"}, {"b", "5", ""}},
      {"^[\\d-x]+$", {"1-x"}, {"5y", "a"}},
      {"^[a\\-z]+$", {"a-z"}, {"b"}},
      {"(?:a*)*$", {"", "b"}, {NULL}},
      {"(^a|b$)", {"ax", "xb"}, {"xax"}},
      {"^(|a)(?:|b){2}$", {"", "a", "abb", "b"}, {"aa", "bbb"}},
      {"x*", {""}, {NULL}},
  };
  assert_cases(cases, sizeof cases / sizeof cases[0], 0);
}

static void oddities_of_annex_b_are_taken(void **state) {
  (void)state;
  static const regex_case cases[] = {
      {"^a{$", {"a{"}, {"a"}},
      {"^{a}]$", {"{a}]"}, {"a"}},
      {"^x{,5}$", {"x{,5}"}, {"x"}},
      {"^a{1$", {"a{1"}, {"a"}},
      {"^\\_\\-\\a\\e\\p$", {"_-aep"}, {"aep"}},
      {"^\\x4\\xg\\x41$", {"x4xgA"}, {"A"}},
      {"^\\u{3}$", {"uuu"}, {"\x03"}},
      {"^\\u12\\u00e5$", {"u12\xC3\xA5"}, {NULL}},
      {"^\\c$", {"\\c"}, {"c"}},
      {"^\\c1\\cj$", {"\\c1\n"}, {"c1\n"}},
      {"^[\\c]+$", {"\\c"}, {"1"}},
      {"^[\\c1]$", {"\x11"}, {"c", "1"}},
      {"^\\1\\101\\8\\18$",
       {"\x01"
        "A8\x01"
        "8"},
       {"1"}},
      {"^\\2(a)$",
       {"\x02"
        "a"},
       {"a"}},
      {"^[\\1\\b\\08]+$", {"\x01\b8"}, {"b"}},
      {"^\\k<n>$", {"k<n>"}, {"n"}},
      {"^\\377\\400$", {"\xC3\xBF 0"}, {"\xC3\xBF"}},
      {"^[[a]$", {"[", "a"}, {"]"}},
      {"^[b-]+[-b]+$", {"b--b"}, {"a"}},
  };
  assert_cases(cases, sizeof cases / sizeof cases[0], 0);
  bry__regex *nul = compile("^\\0\\00$", 0);
  assert_true(bry__regex_test(nul, "\0\0", 2, NULL));
  assert_false(bry__regex_test(nul, "00", 2, NULL));
  bry__regex_free(nul);
}

static void case_is_ignored_as_in_javascript(void **state) {
  (void)state;
  static const regex_case cases[] = {
      {"^\xC3\xA5r$", {"\xC3\x85R", "\xC3\xA5r"}, {"ar"}},
      {"^[a-z\xC3\xA6\xC3\xB8\xC3\xA5]+$", {"BL\xC3\x85"}, {"B1", "\xC3\xA9"}},
      {"^[^a]$", {"b"}, {"A", "a"}},
      {"^ss$", {"SS"}, {"\xC3\x9F"}},
      {"^\xC3\x9F$", {"\xC3\x9F"}, {"\xE1\xBA\x9E", "SS"}},
      {"^k$", {"K"}, {"\xE2\x84\xAA"}},                /* the Kelvin sign is its own capital */
      {"^\xC2\xB5$", {"\xCE\xBC", "\xCE\x9C"}, {"m"}}, /* micro and mu have the same capital */
      {"^\xCF\x83$", {"\xCF\x82", "\xCE\xA3"}, {"s"}}, /* sigma in its three forms */
      {"^\\w$", {"s"}, {"\xC5\xBF"}},                  /* a long s is no s */
      {"^\xE1\xBE\x80$", {"\xE1\xBE\x80"}, {"\xE1\xBE\x88"}},
      {"^i$", {"I"}, {"\xC4\xB0", "\xC4\xB1"}},
  };
  assert_cases(cases, sizeof cases / sizeof cases[0], 1);
}

/* --- refusals ------------------------------------------------------------------------------------------------------- */

static void assert_fault_of(const char *pattern, size_t size, bry__regex_fault expected, int64_t expected_at) {
  bry__regex *regex = NULL;
  int64_t at = -1;
  bry__regex_fault fault = bry__regex_parse(pattern, size, 0, &regex, &at);
  assert_null(regex);
  if (fault != expected || at != expected_at) {
    fail_msg("%.60s: fault %d at %lld", pattern, (int)fault, (long long)at);
  }
}

static void a_refusal_says_what_and_where(void **state) {
  (void)state;
  static const struct {
    const char *pattern;
    bry__regex_fault fault;
    int64_t at;
  } cases[] = {
      {"ab*+", BRY__REGEX_SYNTAX, 3},
      {"a(b", BRY__REGEX_SYNTAX, 1},
      {"ab)", BRY__REGEX_SYNTAX, 2},
      {"a[b", BRY__REGEX_SYNTAX, 1},
      {"a\\", BRY__REGEX_SYNTAX, 1},
      {"[a\\", BRY__REGEX_SYNTAX, 2},
      {"[xb-a]", BRY__REGEX_SYNTAX, 2},
      {"a{3,2}", BRY__REGEX_SYNTAX, 1},
      {"{2}", BRY__REGEX_SYNTAX, 0},
      {"^*", BRY__REGEX_SYNTAX, 1},
      {"\\b+", BRY__REGEX_SYNTAX, 2},
      {"(?a)", BRY__REGEX_SYNTAX, 0},
      {"(?<1>a)", BRY__REGEX_SYNTAX, 3},
      {"(?<n>a)(?<n>b)", BRY__REGEX_SYNTAX, 10},
      {"\xC3\xA5\xF0\x9F\x98\x80(", BRY__REGEX_SYNTAX, 3},
      {"(a)\\1", BRY__REGEX_BACKREFERENCE, 3},
      {"\\1(a)", BRY__REGEX_BACKREFERENCE, 0},
      {"(?<n>a)\\k<n>", BRY__REGEX_BACKREFERENCE, 7},
      {"a(?=b)", BRY__REGEX_LOOKAROUND, 1},
      {"(?!b)", BRY__REGEX_LOOKAROUND, 0},
      {"(?<=b)", BRY__REGEX_LOOKAROUND, 0},
      {"x(?<!b)", BRY__REGEX_LOOKAROUND, 1},
      {"(?<\xE4\xB8\xAD>a)", BRY__REGEX_GROUP_NAME, 3},
      {"(?<\\u0061>a)", BRY__REGEX_GROUP_NAME, 3},
      {"a{2001}", BRY__REGEX_LARGE, 0},
      {"((a{20}){20}){20}", BRY__REGEX_LARGE, 0},
      {"((((a{999}){999}){999}){999}){999}", BRY__REGEX_LARGE, 0},
      {"(?:){1000000}", BRY__REGEX_LARGE, 4},
      {"a{99999999999999999999}", BRY__REGEX_LARGE, 1},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    assert_fault_of(cases[i].pattern, strlen(cases[i].pattern), cases[i].fault, cases[i].at);
  }
}

static void length_depth_and_size_are_limited(void **state) {
  (void)state;
  char text[BRY__REGEX_UNITS_MAX * 4 + 2];
  memset(text, 'a', sizeof text);
  assert_fault_of(text, BRY__REGEX_UNITS_MAX + 1, BRY__REGEX_LONG, BRY__REGEX_UNITS_MAX);
  assert_fault_of(text, sizeof text, BRY__REGEX_LONG, BRY__REGEX_UNITS_MAX);
  assert_fault_of(text, BRY__REGEX_UNITS_MAX, BRY__REGEX_LARGE, 0); /* no room for the match itself */
  memset(text, '(', BRY__REGEX_DEPTH_MAX + 1);
  assert_fault_of(text, BRY__REGEX_DEPTH_MAX + 1, BRY__REGEX_DEEP, BRY__REGEX_DEPTH_MAX);
  memset(text + BRY__REGEX_DEPTH_MAX, ')', BRY__REGEX_DEPTH_MAX);
  text[2 * BRY__REGEX_DEPTH_MAX] = '\0';
  bry__regex *regex = compile(text, 0);
  assert_int_equal(bry__regex_size(regex), 1);
  bry__regex_free(regex);
  regex = compile("(?:){999}(?:a{0}){999}b{1999}", 0);
  assert_int_equal(bry__regex_size(regex), 2000);
  bry__regex_free(regex);
}

static void a_pattern_tells_what_it_was_made_from(void **state) {
  (void)state;
  bry__regex *regex = compile("a(b)", 1);
  assert_string_equal(bry__regex_source(regex), "a(b)");
  assert_true(bry__regex_ignores_case(regex));
  bry__regex_free(regex);
  bry__regex_free(NULL);
}

static void only_what_all_dialects_read_alike_is_portable(void **state) {
  (void)state;
  static const char *const portable[] = {"^[0-9]{4}$",     "^\\d+(\\.\\d{1,2})?$",
                                         "a|(?:b|[-x])*?", "^[A-Z]{2}[ ]?[a-z_.@+-]+$",
                                         "\\(\\^\\]\\/",   "^[\\-x]$"};
  static const char *const others[] = {".",          "[^a]",   "\\w",     "\\s",   "\\bx",    "\xC3\xA5",
                                       "[\xC3\xA5]", "a{",     "]",       "\\-",   "[\\d-x]", "[a-z-9]",
                                       "[[]",        "[a&&b]", "(?<n>a)", "\\x41", "\\u0041", "\\cA",
                                       "[]",         "\\e",    "[\\b]",   "\\0",   "\\1",     "[\\w]"};
  for (size_t i = 0; i < sizeof portable / sizeof portable[0]; i++) {
    bry__regex *regex = compile(portable[i], 0);
    if (!bry__regex_is_portable(regex)) fail_msg("%s", portable[i]);
    bry__regex_free(regex);
  }
  for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
    bry__regex *regex = compile(others[i], 0);
    if (bry__regex_is_portable(regex)) fail_msg("%s", others[i]);
    bry__regex_free(regex);
  }
  bry__regex *regex = compile("a", 1);
  assert_false(bry__regex_is_portable(regex));
  bry__regex_free(regex);
}

/* --- time ----------------------------------------------------------------------------------------------------------- */

static int64_t steps_on(const bry__regex *regex, const char *text, size_t size) {
  int64_t steps = 0;
  bry__regex_test(regex, text, size, &steps);
  int64_t bound = (bry__utf16_length(text, size) + 1) * (2 * bry__regex_size(regex) + 1);
  if (steps > bound) fail_msg("%s: %lld steps", bry__regex_source(regex), (long long)steps);
  return steps;
}

/* The text: a piece again and again, and an end that spoils the match. */
static char *long_text(const char *piece, const char *end, size_t size) {
  char *text = malloc(size + strlen(end) + 1);
  assert_non_null(text);
  for (size_t i = 0; i < size; i++)
    text[i] = piece[i % strlen(piece)];
  memcpy(text + size, end, strlen(end) + 1);
  return text;
}

static void no_pattern_is_slow_on_any_text(void **state) {
  (void)state;
  static const struct {
    const char *pattern, *piece, *end;
  } bombs[] = {
      {"(a+)+$", "a", "!"},
      {"(a|a)*b", "a", ""},
      {"^(a|aa)+$", "a", "!"},
      {"^(\\w+\\s?)*$", "ord og ", "!"},
      {"(.*)*=(.*)*;", "x=", ""},
      {"^(([a-z])+.)+[A-Z]([a-z])+$", "a", ""},
      {"(x+x+)+y", "x", ""},
      {"^(a?){500}a{500}$", "a", ""},
      {"^((((a*)*)*)*)*$", "a", "!"},
      {"(?:(?:|a)+)+b", "a", ""},
      {"^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))"
       "$",
       "a", "!"},
  };
  for (size_t i = 0; i < sizeof bombs / sizeof bombs[0]; i++) {
    bry__regex *regex = compile(bombs[i].pattern, 0);
    char *text = long_text(bombs[i].piece, bombs[i].end, 100000);
    size_t tail = strlen(bombs[i].end);
    int64_t whole = steps_on(regex, text, 100000 + tail);
    int64_t part = steps_on(regex, text + 90000, 10000 + tail);
    assert_true(whole <= 11 * part); /* ten times the text, ten times the work */
    assert_false(bry__regex_test(regex, text, 100000 + tail, NULL));
    free(text);
    bry__regex_free(regex);
  }
}

static void a_pattern_tied_to_the_beginning_gives_up_early(void **state) {
  (void)state;
  char *text = long_text("ab", "", 100000);
  static const char *const tied[] = {"^b", "^(?:bb|ba)$", "(^b|^x)y", "(?:^)b"};
  for (size_t i = 0; i < sizeof tied / sizeof tied[0]; i++) {
    bry__regex *regex = compile(tied[i], 0);
    assert_true(steps_on(regex, text, 100000) < 50);
    bry__regex_free(regex);
  }
  static const char *const loose[] = {"^b|a$|b$", "x|^b", "(?:^a)?b$", "$", "\\B$|\\b$", "b\\b"};
  for (size_t i = 0; i < sizeof loose / sizeof loose[0]; i++) {
    bry__regex *regex = compile(loose[i], 0);
    assert_true(bry__regex_test(regex, text, 100000, NULL) == (i != 1));
    bry__regex_free(regex);
  }
  free(text);
}

/* --- memory --------------------------------------------------------------------------------------------------------- */

static bry_status compile_one(bry_error **err) {
  bry__regex *regex = NULL;
  int64_t at;
  const char *pattern = "^(?<n>[a-z\\d\xC3\xA5-\xC3\xB8_.,:;@&%/=?+*-]+|\\w{2,5}(?:x|y)*)\\s\\W.[^\\S]$";
  bry__regex_fault fault = bry__regex_parse(pattern, strlen(pattern), 1, &regex, &at);
  if (fault != BRY__REGEX_OK) {
    assert_null(regex);
    assert_int_equal(fault, BRY__REGEX_NO_MEMORY);
    return bry__enomem(err);
  }
  int64_t before = bry__mem_count();
  assert_true(bry__regex_test(regex, "ABC\n-x ", 7, NULL));
  assert_int_equal(bry__mem_count(), before);
  bry__regex_free(regex);
  return BRY_OK;
}

static void any_allocation_may_fail_and_a_test_needs_none(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(compile_one, BRY_OK) > 4);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(patterns_match_as_in_javascript),
      cmocka_unit_test(oddities_of_annex_b_are_taken),
      cmocka_unit_test(case_is_ignored_as_in_javascript),
      cmocka_unit_test(a_refusal_says_what_and_where),
      cmocka_unit_test(length_depth_and_size_are_limited),
      cmocka_unit_test(a_pattern_tells_what_it_was_made_from),
      cmocka_unit_test(only_what_all_dialects_read_alike_is_portable),
      cmocka_unit_test(no_pattern_is_slow_on_any_text),
      cmocka_unit_test(a_pattern_tied_to_the_beginning_gives_up_early),
      cmocka_unit_test(any_allocation_may_fail_and_a_test_needs_none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
