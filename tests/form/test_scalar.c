/* Dates, numbers and e-mail addresses: real ones are taken, and nothing else. */
#include "form/testing.h"

#include "form/scalar.h"

static void only_real_dates_are_taken(void **state) {
  (void)state;
  static const char *const good[] = {"0001-01-01", "1970-01-01", "2000-02-29",
                                     "2024-02-29", "2026-12-31", "2999-12-31"};
  static const char *const bad[] = {
      "",           "2026-1-1",   "2026-02-29",  "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-01-00",
      "0000-01-01", "3000-01-01", "2026-01-01 ", "2026/01/01", "26-01-2026", "2026-01-1x", "-001-01-01"};
  double days = 0;
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
    assert_true(bry__date_parse(good[i], strlen(good[i]), &days));
  }
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    assert_false(bry__date_parse(bad[i], strlen(bad[i]), &days));
  }
}

static void every_day_is_printed_as_it_is_read(void **state) {
  (void)state;
  char text[BRY__DATE_TEXT];
  double first = 0, last = 0, days = 0;
  assert_true(bry__date_parse("0001-01-01", 10, &first) && bry__date_parse("2999-12-31", 10, &last));
  assert_true(first == -719162 && last == 376199);
  for (double day = first; day <= last; day++) {
    bry__date_print(text, day);
    if (!bry__date_parse(text, 10, &days) || days != day) fail_msg("%s is not day %.0f", text, day);
  }
}

static void numbers_are_decimal_and_finite(void **state) {
  (void)state;
  static const struct {
    const char *text;
    int comma;
    int good;
    double value;
  } cases[] = {
      {"5", 0, 1, 5},
      {" -2.50 ", 0, 1, -2.5},
      {"1e3", 0, 1, 1000},
      {"3,5", 1, 1, 3.5},
      {"3,5", 0, 0, 0},
      {"3,5,1", 1, 0, 0},
      {"1.000,5", 1, 0, 0},
      {"", 0, 0, 0},
      {"1e999", 0, 0, 0},
      {"0x10", 0, 0, 0},
      {"NaN", 0, 0, 0},
      {"5 kroner", 0, 0, 0},
      {"- 5", 0, 0, 0},
      {"123456789012345", 0, 1, 123456789012345.0},
      {"1234567890123456", 0, 0, 0},
      {"Infinity", 0, 0, 0},
      {".5", 0, 0, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    double value = 0;
    int good = bry__number_parse(cases[i].text, strlen(cases[i].text), cases[i].comma, &value);
    if (good != cases[i].good || (good && value != cases[i].value)) fail_msg("\"%s\"", cases[i].text);
  }
}

/* As survey-core 3.1.1: a multiple of the step, counted from nought. */
static void steps_are_told_by_decimals(void **state) {
  (void)state;
  assert_true(bry__number_fits_step(0.3, 0.1));
  assert_true(bry__number_fits_step(1.1, 0.11));
  assert_true(bry__number_fits_step(-4, 2));
  assert_true(bry__number_fits_step(7.25, 0));
  assert_false(bry__number_fits_step(3, 2));
  assert_false(bry__number_fits_step(1.25, 0.5));
  assert_false(bry__number_fits_step(0.35, 0.1));
}

static void only_plain_addresses_are_taken(void **state) {
  (void)state;
  static const char *const good[] = {"a@b.no", "kari.nordmann@trondheim.kommune.no", "a+b@c-d.example", "ære@øy.no"};
  static const char *const bad[] = {"",         "a",        "a@b",      "@b.no",      "a@.no",
                                    "a@b.n",    "a@b..no",  ".a@b.no",  "a.@b.no",    "a b@c.no",
                                    "a@b c.no", "a@@b.no",  "a@b@c.no", "\"a\"@b.no", "a@b=c.no",
                                    "a@b.no.",  "a,b@c.no", "a\n@b.no", "<a@b.no>"};
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
    if (!bry__email_is_valid(good[i], strlen(good[i]))) fail_msg("%s", good[i]);
  }
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    if (bry__email_is_valid(bad[i], strlen(bad[i]))) fail_msg("%s", bad[i]);
  }
}

static void blank_is_what_javascript_trims(void **state) {
  (void)state;
  static const char *const blank[] = {"", " \t\r\n\v\f", "\u00a0\u2003\u3000\ufeff\u2028"};
  static const char *const words[] = {"x", " x ", "\u200b", "\u180e"};
  for (size_t i = 0; i < sizeof blank / sizeof blank[0]; i++) {
    assert_true(bry__text_is_blank(blank[i], strlen(blank[i])));
  }
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    assert_false(bry__text_is_blank(words[i], strlen(words[i])));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(only_real_dates_are_taken),      cmocka_unit_test(every_day_is_printed_as_it_is_read),
      cmocka_unit_test(numbers_are_decimal_and_finite), cmocka_unit_test(steps_are_told_by_decimals),
      cmocka_unit_test(only_plain_addresses_are_taken), cmocka_unit_test(blank_is_what_javascript_trims),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
