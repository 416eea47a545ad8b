/* Texts that stand for a theme: central, short, and unlike each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/error.h"
#include "core/nth_allocation.h"
#include "theme/exemplars.h"

#include <string.h>

enum { MANY = 12 };

typedef struct chosen {
  int64_t text[MANY];
  int32_t count;
} chosen;

static int choose(const char *const *texts, const double *weights, int32_t count, int32_t most, chosen *out) {
  bry__exemplars e = {0};
  bry__exemplar_text given[MANY];
  int failed = bry__exemplars_open(&e);
  for (int32_t i = 0; i < count; i++)
    given[i] = (bry__exemplar_text){texts[i], strlen(texts[i]), weights ? weights[i] : 1};
  for (int32_t i = 0; i < count && !failed; i++)
    failed = bry__exemplars_count(&e, texts[i], strlen(texts[i]));
  if (!failed) failed = bry__exemplars_theme(&e, given, count);
  for (out->count = 0; !failed && out->count < most;) {
    int64_t text = bry__exemplars_next(&e);
    if (text < 0) break;
    bry__exemplars_take(&e, text);
    out->text[out->count++] = text;
  }
  bry__exemplars_close(&e);
  return failed;
}

static int has(const chosen *c, int64_t text) {
  for (int32_t i = 0; i < c->count; i++)
    if (c->text[i] == text) return 1;
  return 0;
}

static void what_most_say_comes_before_what_one_says(void **state) {
  (void)state;
  static const char *const texts[] = {"katten spiste strikketøyet", "tid til kaffepause", "mer tid til pause",
                                      "tid til en god pause",       "pausen og tiden",    "kaffepause med tid"};
  chosen c;
  assert_int_equal(choose(texts, NULL, 6, 3, &c), 0);
  assert_int_equal(c.count, 3);
  assert_false(has(&c, 0));
}

static void of_two_that_say_the_same_the_shorter_comes(void **state) {
  (void)state;
  static const char *const texts[] = {
      "flere felles møter på tvers av avdelingene, for det har vi egentlig snakket om svært lenge her hos oss",
      "flere felles møter på tvers av avdelingene", "felles møter", "møter på tvers"};
  chosen c;
  assert_int_equal(choose(texts, NULL, 4, 2, &c), 0);
  assert_false(has(&c, 0));
}

static void nothing_is_said_twice(void **state) {
  (void)state;
  static const char *const texts[] = {"faste vikarer som kjenner husene, delt mellom 4-5 barnehager",
                                      "Faste vikarer som kjenner husene, delt mellom fire-fem barnehager",
                                      "en vikarpool for skolene", "bytte vakter med nabokommunen"};
  chosen c;
  assert_int_equal(choose(texts, NULL, 4, 4, &c), 0);
  assert_int_equal(c.count, 3);
  assert_int_equal(has(&c, 0) + has(&c, 1), 1);
}

static void what_is_about_more_themes_comes_later(void **state) {
  (void)state;
  static const char *const texts[] = {"god tid til pauser", "god tid til samtaler"};
  static const double weights[] = {0.5, 1};
  chosen c;
  assert_int_equal(choose(texts, weights, 2, 2, &c), 0);
  assert_int_equal(c.text[0], 1);
  assert_int_equal(choose(texts, NULL, 2, 2, &c), 0);
  assert_int_equal(c.text[0], 0);
}

static void texts_without_words_and_no_texts_are_no_trouble(void **state) {
  (void)state;
  static const char *const texts[] = {"...", "!!"};
  chosen c;
  assert_int_equal(choose(texts, NULL, 2, 2, &c), 0);
  assert_int_equal(c.count, 2);
  assert_int_equal(choose(texts, NULL, 0, 2, &c), 0);
  assert_int_equal(c.count, 0);
}

/* Two themes one after the other: nothing of the first is left. */
static void each_theme_begins_anew(void **state) {
  (void)state;
  static const char *const texts[] = {"god tid til pauser", "felles møter", "god tid til alt"};
  bry__exemplars e = {0};
  bry__exemplar_text given[3];
  assert_int_equal(bry__exemplars_open(&e), 0);
  for (int i = 0; i < 3; i++) {
    given[i] = (bry__exemplar_text){texts[i], strlen(texts[i]), 1};
    assert_int_equal(bry__exemplars_count(&e, texts[i], strlen(texts[i])), 0);
  }
  for (int again = 0; again < 2; again++) {
    assert_int_equal(bry__exemplars_theme(&e, given, 3), 0);
    bry__exemplars_take(&e, bry__exemplars_next(&e));
    assert_true(bry__exemplars_next(&e) >= 0);
    assert_true(bry__exemplars_next(&e) >= 0);
    assert_int_equal(bry__exemplars_next(&e), -1);
  }
  bry__exemplars_close(&e);
}

static bry_status choose_some(bry_error **err) {
  static const char *const texts[] = {"god tid til pauser", "felles møter", "god tid til alt"};
  chosen c;
  return choose(texts, NULL, 3, 2, &c) == 0 ? BRY_OK : bry__enomem(err);
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(choose_some, BRY_OK) > 8);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_most_say_comes_before_what_one_says),
      cmocka_unit_test(of_two_that_say_the_same_the_shorter_comes),
      cmocka_unit_test(nothing_is_said_twice),
      cmocka_unit_test(what_is_about_more_themes_comes_later),
      cmocka_unit_test(texts_without_words_and_no_texts_are_no_trouble),
      cmocka_unit_test(each_theme_begins_anew),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
