/* Interned strings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/strings.h"

#include "core/nth_allocation.h"

#include "core/error.h"

#include <stdio.h>
#include <string.h>

static void equal_strings_have_one_number(void **state) {
  (void)state;
  bry__strings s = {0};
  assert_int_equal(bry__strings_find(&s, "a", 1), -1);
  assert_int_equal(bry__strings_add(&s, "a", 1), 0);
  assert_int_equal(bry__strings_add(&s, "b", 1), 1);
  assert_int_equal(bry__strings_add(&s, "a", 1), 0);
  assert_int_equal(bry__strings_add(&s, "a\0", 2), 2);
  assert_int_equal(bry__strings_add(&s, "", 0), 3);
  assert_int_equal(bry__strings_find(&s, "b", 1), 1);
  assert_int_equal(bry__strings_find(&s, "c", 1), -1);
  assert_int_equal(s.count, 4);
  assert_string_equal(s.items[1].text, "b");
  assert_int_equal(s.items[2].size, 2);
  bry__strings_clear(&s);
  assert_int_equal(bry__strings_find(&s, "a", 1), -1);
  bry__strings_clear(&s);
}

static void many_strings_are_found_again_and_never_move(void **state) {
  (void)state;
  enum { COUNT = 50000 };
  bry__strings s = {0};
  char text[600];
  const char *first = NULL;
  for (int round = 0; round < 2; round++) {
    for (int i = 0; i < COUNT; i++) {
      int size = snprintf(text, sizeof text, "%d%*s", i, i % 500, "");
      assert_int_equal(bry__strings_add(&s, text, (size_t)size), i);
      assert_string_equal(s.items[i].text, text);
      if (!first) first = s.items[0].text;
    }
  }
  assert_int_equal(s.count, COUNT);
  assert_ptr_equal(s.items[0].text, first);
  bry__strings_clear(&s);
}

static void a_string_longer_than_a_block_is_kept(void **state) {
  (void)state;
  bry__strings s = {0};
  char *text = bry__alloc(100000);
  memset(text, 'x', 100000);
  assert_int_equal(bry__strings_add(&s, "before", 6), 0);
  assert_int_equal(bry__strings_add(&s, text, 100000), 1);
  assert_int_equal(bry__strings_add(&s, "after", 5), 2);
  assert_int_equal(strlen(s.items[1].text), 100000);
  assert_string_equal(s.items[2].text, "after");
  bry__free(text);
  bry__strings_clear(&s);
}

static bry_status add_some(bry_error **err) {
  bry__strings s = {0};
  char text[100];
  int64_t last = 0;
  for (int i = 0; i < 40 && last >= 0; i++) {
    int size = snprintf(text, sizeof text, "%d%60s", i, "");
    last = bry__strings_add(&s, text, (size_t)size);
    if (last < 0) assert_int_equal(bry__strings_find(&s, text, (size_t)size), -1);
  }
  bry__strings_clear(&s);
  return last < 0 ? bry__enomem(err) : BRY_OK;
}

static void adding_survives_any_failing_allocation(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(add_some, BRY_OK) > 8);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(equal_strings_have_one_number),
      cmocka_unit_test(many_strings_are_found_again_and_never_move),
      cmocka_unit_test(a_string_longer_than_a_block_is_kept),
      cmocka_unit_test(adding_survives_any_failing_allocation),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
