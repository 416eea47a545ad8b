/* Growing strings and their escapes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/buffer.h"

#include "core/comma_locale.h"
#include "core/nth_allocation.h"

static void pieces_are_put_behind_each_other(void **state) {
  (void)state;
  bry__buffer b = {0};
  bry__buffer_text(&b, "a");
  bry__buffer_char(&b, '-');
  bry__buffer_int(&b, INT64_MIN);
  bry__buffer_char(&b, ' ');
  bry__buffer_int(&b, 0);
  bry__buffer_char(&b, ' ');
  bry__buffer_double(&b, 2.5);
  bry__buffer_format(&b, " %d %s", 7, "seven");
  bry__buffer_add(&b, NULL, 0);
  assert_string_equal(b.data, "a--9223372036854775808 0 2.5 7 seven");
  assert_int_equal(b.size, strlen(b.data));
  bry__buffer_free(&b);
  assert_null(b.data);
}

static void it_grows_as_needed(void **state) {
  (void)state;
  bry__buffer b = {0};
  for (int i = 0; i < 100000; i++)
    bry__buffer_char(&b, (char)('a' + i % 26));
  assert_int_equal(b.size, 100000);
  assert_int_equal(b.data[99999], 'a' + 99999 % 26);
  assert_int_equal(b.data[100000], '\0');
  bry__buffer_free(&b);
}

static void clearing_keeps_the_memory(void **state) {
  (void)state;
  bry__buffer b = {0};
  bry__buffer_text(&b, "something");
  size_t capacity = b.capacity;
  bry__buffer_clear(&b);
  assert_int_equal(b.size, 0);
  assert_string_equal(b.data, "");
  assert_int_equal(b.capacity, capacity);
  bry__buffer_free(&b);
}

static void json_strings_are_escaped_as_rfc_8785_says(void **state) {
  (void)state;
  bry__buffer b = {0};
  bry__buffer_json_string(&b, "a\"\\/\b\t\n\f\r\x01\x1F\x7Fø😀\0z", 20);
  assert_string_equal(b.data, "\"a\\\"\\\\/\\b\\t\\n\\f\\r\\u0001\\u001f\x7Fø😀\\u0000z\"");
  bry__buffer_clear(&b);
  bry__buffer_json_string(&b, "", 0);
  assert_string_equal(b.data, "\"\"");
  bry__buffer_free(&b);
}

static void html_is_escaped_for_text_and_attributes(void **state) {
  (void)state;
  bry__buffer b = {0};
  bry__buffer_html(&b, "<a href=\"x\">'Å & Ø'</a>");
  assert_string_equal(b.data, "&lt;a href=&quot;x&quot;&gt;&#39;Å &amp; Ø&#39;&lt;/a&gt;");
  bry__buffer_free(&b);
}

static void finishing_hands_the_bytes_over(void **state) {
  (void)state;
  bry__buffer b = {0};
  bry_text *text;
  bry__buffer_add(&b, "a\0b", 3);
  assert_int_equal(bry__buffer_finish(&b, &text, NULL), BRY_OK);
  assert_null(b.data);
  assert_int_equal(bry_text_size(text), 3);
  assert_memory_equal(bry_text_data(text), "a\0b", 4);
  bry_text_free(text);
  assert_int_equal(bry__buffer_finish(&b, &text, NULL), BRY_OK);
  assert_string_equal(bry_text_data(text), "");
  bry_text_free(text);
  bry_text_free(NULL);
}

static void failure_sticks(void **state) {
  (void)state;
  bry__buffer b = {0};
  bry_text *text;
  bry_error *err = NULL;
  bry__mem_fail_at(1);
  bry__buffer_text(&b, "lost");
  bry__buffer_text(&b, "also lost");
  bry__buffer_clear(&b);
  bry__buffer_json_string(&b, "x", 1);
  assert_true(b.failed);
  assert_int_equal(b.size, 0);
  assert_int_equal(bry__buffer_finish(&b, &text, &err), BRY_ENOMEM);
  assert_null(text);
  assert_int_equal(bry_error_status(err), BRY_ENOMEM);
  bry_error_free(err);
}

static bry_status build(bry_error **err) {
  bry__buffer b = {0};
  bry_text *text = NULL;
  for (int i = 0; i < 20; i++)
    bry__buffer_format(&b, "%d and more text to make it grow; ", i);
  bry__buffer_html(&b, "<>");
  bry_status status = bry__buffer_finish(&b, &text, err);
  bry_text_free(text);
  return status;
}

static void building_survives_any_failing_allocation(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(build, BRY_OK) > 4);
}

static void a_comma_locale_changes_nothing(void **state) {
  (void)state;
  if (!use_comma_locale()) {
    print_message("no locale with a decimal comma on this machine, and none can be made: not tested\n");
    skip();
  }
  bry__buffer b = {0};
  bry__buffer_double(&b, 0.1);
  assert_string_equal(b.data, "0.1");
  bry__buffer_free(&b);
  setlocale(LC_ALL, "C");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(pieces_are_put_behind_each_other),
      cmocka_unit_test(it_grows_as_needed),
      cmocka_unit_test(clearing_keeps_the_memory),
      cmocka_unit_test(json_strings_are_escaped_as_rfc_8785_says),
      cmocka_unit_test(html_is_escaped_for_text_and_attributes),
      cmocka_unit_test(finishing_hands_the_bytes_over),
      cmocka_unit_test(failure_sticks),
      cmocka_unit_test(building_survives_any_failing_allocation),
      cmocka_unit_test(a_comma_locale_changes_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
