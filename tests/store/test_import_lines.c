/* Lines of a source: whole, whatever the source gives at once, and in bounded memory. Without a database. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "store/import.h"

#include <string.h>

typedef struct source {
  const char *data;
  size_t at, size, at_once;
} source;

static int64_t read_some(void *buffer, size_t capacity, void *user) {
  source *s = user;
  size_t size = s->size - s->at;
  if (size > capacity) size = capacity;
  if (size > s->at_once) size = s->at_once;
  memcpy(buffer, s->data + s->at, size);
  s->at += size;
  return (int64_t)size;
}

/* Each line of the text in turn, joined by '|', with '!' for one that is over eight bytes. */
static void expect_lines(const char *text, const char *expected) {
  for (size_t at_once = 1; at_once < 12; at_once++) {
    source s = {.data = text, .size = strlen(text), .at_once = at_once};
    bry__lines lines = {.read = read_some, .user = &s};
    char found[256] = "";
    for (;;) {
      const char *line = NULL;
      size_t size = 0;
      int too_long = 0;
      assert_int_equal(bry__lines_next(&lines, 8, &line, &size, &too_long, NULL), BRY_OK);
      if (!line) break;
      if (too_long) strcat(found, "!");
      if (!too_long) strncat(found, line, size);
      strcat(found, "|");
    }
    assert_string_equal(found, expected);
    assert_int_equal(lines.bytes, strlen(text));
    bry__lines_clear(&lines);
  }
}

static void lines_are_whole_however_they_are_read(void **state) {
  (void)state;
  expect_lines("", "");
  expect_lines("a", "a|");
  expect_lines("a\n", "a|");
  expect_lines("\n", "|");
  expect_lines("ab\ncd\r\n\r\nef", "ab|cd||ef|");
  expect_lines("12345678\n123456789\nx\n", "12345678|!|x|");
  expect_lines("1234567890123456789012345678901234567890", "!|");
  expect_lines("1234567890123456789012345678901234567890\ny", "!|y|");
}

static void a_byte_order_mark_is_skipped_only_at_the_beginning(void **state) {
  (void)state;
  expect_lines("\xEF\xBB\xBF"
               "a\nb",
               "a|b|");
  expect_lines("\xEF\xBB\xBF", "");
  expect_lines("a\n\xEF\xBB\xBF"
               "b",
               "a|\xEF\xBB\xBF"
               "b|");
}

static int64_t read_forever(void *buffer, size_t capacity, void *user) {
  int64_t *left = user;
  if (--*left < 0) return 0;
  memset(buffer, 'x', capacity);
  return (int64_t)capacity;
}

static void a_line_without_an_end_takes_no_more_memory(void **state) {
  (void)state;
  int64_t chunks = 2000; /* of 64 KiB */
  bry__lines lines = {.read = read_forever, .user = &chunks};
  const char *line = NULL;
  size_t size = 0;
  int too_long = 0;
  assert_int_equal(bry__lines_next(&lines, 1 << 20, &line, &size, &too_long, NULL), BRY_OK);
  assert_int_equal(too_long, 1);
  assert_true(lines.bytes > 100 << 20);
  assert_true(lines.held.capacity < 4 << 20);
  bry__lines_clear(&lines);
}

static bry_status read_two(bry_error **err) {
  source s = {.data = "ab\ncd", .size = 5, .at_once = 5};
  bry__lines lines = {.read = read_some, .user = &s};
  const char *line = NULL;
  size_t size = 0;
  int too_long = 0;
  bry_status status = bry__lines_next(&lines, 8, &line, &size, &too_long, err);
  if (status == BRY_OK) status = bry__lines_next(&lines, 8, &line, &size, &too_long, err);
  bry__lines_clear(&lines);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(read_two, BRY_OK) > 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lines_are_whole_however_they_are_read),
      cmocka_unit_test(a_byte_order_mark_is_skipped_only_at_the_beginning),
      cmocka_unit_test(a_line_without_an_end_takes_no_more_memory),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
