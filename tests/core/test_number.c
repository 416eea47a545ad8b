/* Numbers as text: the shortest form, exact reading, no locale. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/number.h"

#include "core/comma_locale.h"
#include "core/random.h"

#include <math.h>

static double from_bits(uint64_t bits) {
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static void prints(double value, const char *expected) {
  char text[32];
  size_t size = bry__double_print(text, value);
  assert_string_equal(text, expected);
  assert_int_equal(size, strlen(expected));
}

/* RFC 8785, appendix B. */
static void the_samples_of_rfc_8785_print_as_given(void **state) {
  (void)state;
  static const struct {
    uint64_t bits;
    const char *text;
  } samples[] = {
      {0x0000000000000000, "0"},
      {0x8000000000000000, "0"},
      {0x0000000000000001, "5e-324"},
      {0x8000000000000001, "-5e-324"},
      {0x7fefffffffffffff, "1.7976931348623157e+308"},
      {0xffefffffffffffff, "-1.7976931348623157e+308"},
      {0x4340000000000000, "9007199254740992"},
      {0xc340000000000000, "-9007199254740992"},
      {0x4430000000000000, "295147905179352830000"},
      {0x44b52d02c7e14af5, "9.999999999999997e+22"},
      {0x44b52d02c7e14af6, "1e+23"},
      {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
      {0x444b1ae4d6e2ef4e, "999999999999999700000"},
      {0x444b1ae4d6e2ef4f, "999999999999999900000"},
      {0x444b1ae4d6e2ef50, "1e+21"},
      {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
      {0x3eb0c6f7a0b5ed8d, "0.000001"},
      {0x41b3de4355555553, "333333333.3333332"},
      {0x41b3de4355555554, "333333333.33333325"},
      {0x41b3de4355555555, "333333333.3333333"},
      {0x41b3de4355555556, "333333333.3333334"},
      {0x41b3de4355555557, "333333333.33333343"},
      {0xbecbf647612f3696, "-0.0000033333333333333333"},
      {0x43143ff3c1cb0959, "1424953923781206.2"},
  };
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
    prints(from_bits(samples[i].bits), samples[i].text);
}

static void what_is_no_number_prints_by_name(void **state) {
  (void)state;
  prints(NAN, "NaN");
  prints(INFINITY, "Infinity");
  prints(-INFINITY, "-Infinity");
}

static void everyday_numbers_print_plainly(void **state) {
  (void)state;
  prints(1, "1");
  prints(100, "100");
  prints(-12.5, "-12.5");
  prints(0.1, "0.1");
  prints(0.1 + 0.2, "0.30000000000000004");
  prints(1.0 / 3, "0.3333333333333333");
  prints(1e20, "100000000000000000000");
  prints(1e21, "1e+21");
  prints(1.5e300, "1.5e+300");
  prints(1e-6, "0.000001");
  prints(1e-7, "1e-7");
  prints(123456789012345680, "123456789012345680");
}

/* Above a power of two the nearest 16 digits may not read back while the next ones do (V8 and Python agree). */
static void a_power_of_two_gets_its_shortest_digits(void **state) {
  (void)state;
  prints(ldexp(1, -44), "5.684341886080802e-14");
  prints(ldexp(1, -1074), "5e-324");
  prints(2.2250738585072014e-308, "2.2250738585072014e-308");
  prints(ldexp(1, 89), "6.189700196426902e+26");
}

static void any_double_reads_back_the_same(void **state) {
  (void)state;
  for (uint64_t i = 0; i < 200000; i++) {
    uint64_t bits = bry__random_at(1, 2, i);
    if (i % 3 == 1) bits &= UINT64_C(0x800FFFFFFFFFFFFF); /* subnormal */
    if (i % 3 == 2) bits &= UINT64_C(0xFFF0000000000000); /* powers of two */
    double value = from_bits(bits), back;
    if (!isfinite(value)) continue;
    char text[32];
    size_t size = bry__double_print(text, value);
    assert_true(size < sizeof text);
    assert_int_equal(text[size], '\0');
    char *end;
    assert_true(strtod(text, &end) == value && *end == '\0');
    assert_true(bry__double_parse(text, size, &back) && back == value);
  }
}

/* No decimal of fewer digits reads back: what printf gives with one digit less must be another double. */
static void no_shorter_form_reads_back(void **state) {
  (void)state;
  for (uint64_t i = 0; i < 50000; i++) {
    double value = fabs(from_bits(bry__random_at(3, 4, i)));
    if (!isfinite(value) || value == 0) continue;
    char text[32], shorter[40];
    bry__double_print(text, value);
    int digits = 0, zeros = 0;
    for (const char *p = text; *p && *p != 'e'; p++) {
      if (*p == '.' || (*p == '0' && digits == 0)) continue;
      digits++;
      zeros = *p == '0' ? zeros + 1 : 0;
    }
    if (!strchr(text, '.')) digits -= zeros;
    if (digits < 2) continue;
    snprintf(shorter, sizeof shorter, "%.*e", digits - 2, value);
    assert_true(strtod(shorter, NULL) != value);
  }
}

static int parses(const char *text, double *out) {
  return bry__double_parse(text, strlen(text), out);
}

static void reading_is_exact(void **state) {
  (void)state;
  static const char *const texts[] = {
      "0",
      "-0",
      "0.1",
      "1e22",
      "1e23",
      "123456789012345678901234567890",
      "2.2250738585072011e-308",
      "5e-324",
      "2.4703282292062328e-324",
      "1.7976931348623157e308",
      "9007199254740993",
      "1E5",
      "1e+5",
      "0.000123e-5",
      "17976931348623158079372897140530341507993413271003782693617377898044496829276475094664901797758720709633028641"
      "66928879109465555478519404026306574886715058206819089020007083836762738548458177115317644757302700698555713669"
      "59622842914819860834936475292719074168444365510704342711559699508093042880",
  };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    double value = 42;
    assert_true(parses(texts[i], &value));
    assert_true(value == strtod(texts[i], NULL));
  }
}

/* Half way between two doubles, and a one far behind: only a reader that looks at all digits rounds up. */
static void digits_far_behind_still_count(void **state) {
  (void)state;
  char text[3000] = "9007199254740993.";
  double value;
  memset(text + 17, '0', 2900);
  assert_true(bry__double_parse(text, 2000, &value));
  assert_true(value == 9007199254740992.0);
  text[2500] = '1';
  assert_true(bry__double_parse(text, 2600, &value));
  assert_true(value == 9007199254740994.0);
}

static void huge_and_tiny_forms_are_bounded(void **state) {
  (void)state;
  double value = 42;
  assert_false(parses("1e309", &value));
  assert_false(parses("-1e99999999999999999999", &value));
  assert_true(value == 42);
  assert_true(parses("1e-99999999999999999999", &value));
  assert_true(value == 0);
  assert_true(parses("0e99999999999999999999", &value));
  assert_true(value == 0);
}

static void only_json_numbers_are_numbers(void **state) {
  (void)state;
  static const char *const bad[] = {"",   "-",   "+1",  "01",  "-01",   "1.",    ".5",  "1e",  "1e+",   "0x10", " 1",
                                    "1 ", "1,5", "NaN", "inf", "1.5.2", "1e5.2", "--1", "1-1", "1_000", "١"};
  double value = 42;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    assert_false(parses(bad[i], &value));
  assert_true(value == 42);
  assert_false(bry__double_parse("1\0", 2, &value));
}

static void integers_fit_or_are_refused(void **state) {
  (void)state;
  int64_t value = 0;
  assert_true(bry__int64_parse("9223372036854775807", 19, &value) && value == INT64_MAX);
  assert_true(bry__int64_parse("-9223372036854775808", 20, &value) && value == INT64_MIN);
  assert_true(bry__int64_parse("-0", 2, &value) && value == 0);
  assert_true(bry__int64_parse("123abc", 3, &value) && value == 123);
  assert_false(bry__int64_parse("9223372036854775808", 19, &value));
  assert_false(bry__int64_parse("-9223372036854775809", 20, &value));
  assert_false(bry__int64_parse("99999999999999999999", 20, &value));
  assert_false(bry__int64_parse("", 0, &value));
  assert_false(bry__int64_parse("-", 1, &value));
  assert_false(bry__int64_parse("+1", 2, &value));
  assert_false(bry__int64_parse("1.0", 3, &value));
  assert_int_equal(value, 123);
}

static void a_comma_locale_changes_nothing(void **state) {
  (void)state;
  if (!use_comma_locale()) {
    print_message("no locale with a decimal comma on this machine, and none can be made: not tested\n");
    skip();
  }
  char text[32];
  snprintf(text, sizeof text, "%.1f", 1.5);
  assert_string_equal(text, "1,5"); /* the locale is at work */
  the_samples_of_rfc_8785_print_as_given(state);
  everyday_numbers_print_plainly(state);
  double value;
  assert_true(parses("123456789.123456789123456789", &value));
  assert_true(value == 123456789.123456789123456789);
  assert_false(parses("1,5", &value));
  setlocale(LC_ALL, "C");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_samples_of_rfc_8785_print_as_given),
      cmocka_unit_test(what_is_no_number_prints_by_name),
      cmocka_unit_test(everyday_numbers_print_plainly),
      cmocka_unit_test(a_power_of_two_gets_its_shortest_digits),
      cmocka_unit_test(any_double_reads_back_the_same),
      cmocka_unit_test(no_shorter_form_reads_back),
      cmocka_unit_test(reading_is_exact),
      cmocka_unit_test(digits_far_behind_still_count),
      cmocka_unit_test(huge_and_tiny_forms_are_bounded),
      cmocka_unit_test(only_json_numbers_are_numbers),
      cmocka_unit_test(integers_fit_or_are_refused),
      cmocka_unit_test(a_comma_locale_changes_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
