/* Flat JSON objects read from the text: what is taken is what the tree holds, and all else is left to the tree. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/json.h"
#include "core/json_flat.h"

#include <string.h>

static const bry__json_limits limits = {.max_bytes = 1 << 20, .max_depth = 64};

static struct json_object *tree_of(const char *text) {
  struct json_object *tree = NULL;
  assert_int_equal(bry__json_parse("the document", text, strlen(text), &limits, &tree, NULL), BRY_OK);
  return tree;
}

static void assert_same(const bry__json_member *m, struct json_object *tree) {
  char key[100];
  struct json_object *value = NULL;
  assert_true(m->key_size < sizeof key);
  memcpy(key, m->key, m->key_size);
  key[m->key_size] = '\0';
  assert_true(json_object_object_get_ex(tree, key, &value));
  if (m->kind == BRY__JSON_BOOL) {
    assert_true(json_object_is_type(value, json_type_boolean));
    assert_int_equal(m->whole, json_object_get_boolean(value));
  } else {
    const char *text = json_object_get_string(value);
    assert_true(json_object_is_type(value, m->kind == BRY__JSON_TEXT ? json_type_string : json_type_int));
    if (m->kind == BRY__JSON_WHOLE) assert_int_equal(m->whole, json_object_get_int64(value));
    assert_int_equal(m->size, strlen(text));
    assert_memory_equal(m->text, text, m->size);
  }
}

/* How many members were read; -1 when the text is left to the tree. */
static int read_all(const char *text, struct json_object *tree) {
  bry__json_flat flat;
  bry__json_member m;
  int count = 0, more = 1;
  if (!bry__json_flat_begin(&flat, text, strlen(text))) return -1;
  while ((more = bry__json_flat_next(&flat, &m)) == 1) {
    if (tree) assert_same(&m, tree);
    count++;
  }
  return more == 0 ? count : -1;
}

static void what_is_taken_is_what_the_tree_holds(void **state) {
  (void)state;
  static const char *const texts[] = {
      "{}",
      " { } ",
      "{\"a\":\"x\"}",
      "{\"a\": \"\", \"b\" : 0 ,\"c\":-7,\"d\":true,\"e\":false}",
      "{\"\":123456789012345,\"æ\":\"blåbær og 😀\",\"long\":\"mer enn åtte tegn\"}",
      "{\"a\":-123456789012345,\"b\":10,\"c\":\"{\\u007d\"}",
      "{\"brace\":\"}{,:\",\"n\":1} ",
  };
  static const int counts[] = {0, 0, 1, 5, 3, -1, 2};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    struct json_object *tree = tree_of(texts[i]);
    assert_int_equal(read_all(texts[i], tree), counts[i]);
    json_object_put(tree);
  }
}

static void all_else_is_left_to_the_tree(void **state) {
  (void)state;
  static const char *const texts[] = {
      "",
      "[]",
      "1",
      "{",
      "{\"a\"",
      "{\"a\":",
      "{\"a\":1",
      "{\"a\":1,",
      "{\"a\":1,}",
      "{,\"a\":1}",
      "{\"a\":1,,\"b\":2}",
      "{\"a\":1 \"b\":2}",
      "{\"a\" 1}",
      "{a:1}",
      "{\"a\":1}x",
      "{\"a\":1}}",
      "{\"a\":01}",
      "{\"a\":-0}",
      "{\"a\":-01}",
      "{\"a\":-}",
      "{\"a\":1.0}",
      "{\"a\":1e2}",
      "{\"a\":+1}",
      "{\"a\":1234567890123456}",
      "{\"a\":null}",
      "{\"a\":[1]}",
      "{\"a\":{}}",
      "{\"a\":tru}",
      "{\"a\":truex}",
      "{\"a\":t",
      "{\"a\":f",
      "{\"a\":\"x}",
      "{\"a\":\"x\\ny\"}",
      "{\"a\":\"x\ny\"}",
      "{\n\"a\":1}",
      "{\"a\":\"\xC3\"}",
      "\xEF\xBB\xBF{}",
  };
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
    if (read_all(texts[i], NULL) != -1) fail_msg("taken: %s", texts[i]);
}

/* In each of the places of a word of eight bytes, and behind the last of them. */
static void no_place_hides_an_escape_or_control_character(void **state) {
  (void)state;
  static const char *const bad[] = {"\\", "\x01", "\x1F", "\t"};
  bry__json_flat flat;
  char text[40];
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    for (size_t at = 6; at < 34; at++) {
      memset(text, 'x', sizeof text);
      memcpy(text, "{\"a\":\"", 6);
      memcpy(text + 35, "\"}", 3);
      assert_true(bry__json_flat_begin(&flat, text, strlen(text)));
      text[at] = bad[i][0];
      assert_false(bry__json_flat_begin(&flat, text, strlen(text)));
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_taken_is_what_the_tree_holds),
      cmocka_unit_test(all_else_is_left_to_the_tree),
      cmocka_unit_test(no_place_hides_an_escape_or_control_character),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
