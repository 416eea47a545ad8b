/* JSON: what the gate refuses and where it says so, duplicate keys, the canonical form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/json.h"
#include "core/json_build.h"

#include "core/comma_locale.h"
#include "core/nth_allocation.h"
#include "core/utf8.h"

#include <stdio.h>
#include <string.h>

static const bry__json_limits limits = {.max_bytes = 1 << 20, .max_depth = 64};

static bry_status parse_sized(const char *text, size_t size, struct json_object **out, bry_error **err) {
  return bry__json_parse("the document", text, size, &limits, out, err);
}

static void refuses(const char *text, bry_status expected, const char *in_message) {
  struct json_object *tree;
  bry_error *err = NULL;
  assert_int_equal(parse_sized(text, strlen(text), &tree, &err), expected);
  assert_null(tree);
  if (!strstr(bry_error_message(err), in_message)) fail_msg("%s: %s", text, bry_error_message(err));
  bry_error_free(err);
}

static void canonical_sized(const char *text, size_t size, const char *expected) {
  struct json_object *tree;
  bry__buffer b = {0};
  assert_int_equal(parse_sized(text, size, &tree, NULL), BRY_OK);
  bry__json_canonical(&b, tree);
  assert_false(b.failed);
  assert_string_equal(b.data, expected);
  bry__buffer_free(&b);
  json_object_put(tree);
}

static void canonical(const char *text, const char *expected) {
  canonical_sized(text, strlen(text), expected);
}

static void every_kind_of_value_is_read(void **state) {
  (void)state;
  canonical(" {\"a\" : [1, 2.5, true, false, null, \"x\", {}, []]}\r\n\t",
            "{\"a\":[1,2.5,true,false,null,\"x\",{},[]]}");
  canonical("42", "42");
  canonical("\"x\"", "\"x\"");
  canonical("null", "null");
  canonical("-0", "0");
  canonical("[-0.0,1E5,1e-7,100,1.0]", "[0,100000,1e-7,100,1]");
  canonical_sized("{}garbage", 2, "{}");
}

static void a_byte_order_mark_is_skipped(void **state) {
  (void)state;
  canonical("\xEF\xBB\xBF{\"a\":1}", "{\"a\":1}");
}

static void bad_grammar_is_refused_with_line_and_column(void **state) {
  (void)state;
  refuses("", BRY_EPARSE, "line 1, column 1: the document ends too early");
  refuses("{\n  \"å\": ?}", BRY_EPARSE, "line 2, column 8: a value was expected");
  refuses("[1,]", BRY_EPARSE, "line 1, column 4");
  refuses("[1 2]", BRY_EPARSE, "a comma or ]");
  refuses("{\"a\":1,}", BRY_EPARSE, "a key in double quotes");
  refuses("{a:1}", BRY_EPARSE, "a key in double quotes");
  refuses("{'a':1}", BRY_EPARSE, "a key in double quotes");
  refuses("{\"a\" 1}", BRY_EPARSE, "a colon");
  refuses("{\"a\":1 \"b\":2}", BRY_EPARSE, "a comma or }");
  refuses("{\"a\":1", BRY_EPARSE, "a comma or }");
  refuses("[", BRY_EPARSE, "ends too early");
  refuses("{} {}", BRY_EPARSE, "nothing may follow");
  refuses("{}x", BRY_EPARSE, "nothing may follow");
  refuses("[1] // no", BRY_EPARSE, "nothing may follow");
  refuses("/* no */ [1]", BRY_EPARSE, "a value was expected");
  refuses("['a']", BRY_EPARSE, "a value was expected");
  refuses("[tru]", BRY_EPARSE, "a value was expected");
  refuses("[True]", BRY_EPARSE, "a value was expected");
  refuses("[NaN]", BRY_EPARSE, "a value was expected");
  refuses("[nul", BRY_EPARSE, "a value was expected");
  refuses("[Infinity]", BRY_EPARSE, "a value was expected");
  refuses("[-Infinity]", BRY_EPARSE, "not a number");
  refuses("[\"a]", BRY_EPARSE, "column 2: this text is never closed");
}

static void a_message_never_quotes_the_document(void **state) {
  (void)state;
  struct json_object *tree;
  bry_error *err = NULL;
  static const char text[] = "{\"hemmelig\": \"svaret mitt\" x}";
  assert_int_equal(parse_sized(text, sizeof text - 1, &tree, &err), BRY_EPARSE);
  assert_null(strstr(bry_error_message(err), "svaret"));
  assert_null(strstr(bry_error_message(err), "hemmelig"));
  bry_error_free(err);
}

static void numbers_that_would_be_bent_are_refused(void **state) {
  (void)state;
  canonical("[9007199254740992,-9007199254740992]", "[9007199254740992,-9007199254740992]");
  refuses("[9007199254740993]", BRY_EPARSE, "beyond 2^53");
  refuses("[-9007199254740993]", BRY_EPARSE, "beyond 2^53");
  refuses("[99999999999999999999999999]", BRY_EPARSE, "beyond 2^53");
  refuses("[1e18]", BRY_EPARSE, "beyond 2^53"); /* its canonical form is 1000000000000000000 */
  refuses("[9007199254740994.0]", BRY_EPARSE, "beyond 2^53");
  refuses("[1000000000000000000000]", BRY_EPARSE, "beyond 2^53");
  canonical("[1e21,9007199254740992.0]", "[1e+21,9007199254740992]");
  refuses("[1e400]", BRY_EPARSE, "too large");
  refuses("[-1e400]", BRY_EPARSE, "too large");
  refuses("[01]", BRY_EPARSE, "not a number");
  refuses("[1.]", BRY_EPARSE, "not a number");
  refuses("[.5]", BRY_EPARSE, "a value was expected");
  refuses("[+1]", BRY_EPARSE, "a value was expected");
  refuses("[1e]", BRY_EPARSE, "not a number");
  refuses("[0x10]", BRY_EPARSE, "a comma or ]");
  refuses("[-]", BRY_EPARSE, "not a number");
}

static void texts_that_would_be_cut_or_bent_are_refused(void **state) {
  (void)state;
  refuses("[\"a\\u0000b\"]", BRY_EPARSE, "column 4: a text must not hold the character NUL");
  refuses("{\"a\\u0000\":1}", BRY_EPARSE, "NUL");
  refuses("[\"\\ud800\"]", BRY_EPARSE, "second half is missing");
  refuses("[\"\\ud800x\"]", BRY_EPARSE, "second half is missing");
  refuses("[\"\\ud800\\n\"]", BRY_EPARSE, "second half is missing");
  refuses("[\"\\ud800\\ud800\"]", BRY_EPARSE, "second half is missing");
  refuses("[\"\\udc00\"]", BRY_EPARSE, "second half of a pair");
  refuses("[\"\\x\"]", BRY_EPARSE, "no such escape");
  refuses("[\"\\u12g4\"]", BRY_EPARSE, "four hexadecimal digits");
  refuses("[\"a\nb\"]", BRY_EPARSE, "must be escaped");
  refuses("[\"a\tb\"]", BRY_EPARSE, "must be escaped");
  refuses("[\"\\", BRY_EPARSE, "no such escape");
  canonical("[\"\\ud83d\\ude00\\u00e5\\/\"]", "[\"😀å/\"]");
}

/* json-c 0.16 makes U+FFFD of the half of them that look like surrogates in their lower 16 bits. */
static void every_escaped_character_is_kept(void **state) {
  (void)state;
  for (uint32_t point = 0x10000; point <= 0x10FFFF; point += 61) {
    char text[40], expected[20] = "[\"\\\\";
    snprintf(text, sizeof text, "[\"\\\\\\u%04x\\u%04Xz\"]", 0xD800 + ((point - 0x10000) >> 10),
             0xDC00 + (point & 0x3FF));
    size_t size = 4 + bry__utf8_put(expected + 4, point);
    strcpy(expected + size, "z\"]");
    canonical(text, expected);
  }
  canonical("{\"\\ud836\\udc00\":1,\"\\ud836\\udc01\":2}", "{\"\U0001D800\":1,\"\U0001D801\":2}");
  canonical("[\"\\\\ud836\",\"\\ud83d\\ude00\\u00e5\"]", "[\"\\\\ud836\",\"😀å\"]");
}

static void a_nul_byte_is_refused(void **state) {
  (void)state;
  struct json_object *tree;
  assert_int_equal(parse_sized("[\"a\0b\"]", 7, &tree, NULL), BRY_EPARSE);
  assert_int_equal(parse_sized("[1]\0", 4, &tree, NULL), BRY_EPARSE);
  assert_int_equal(parse_sized(NULL, 0, &tree, NULL), BRY_EPARSE);
}

static void what_is_not_utf8_is_refused(void **state) {
  (void)state;
  refuses("[\"bl\xE5\"]", BRY_EPARSE, "line 1, column 5: this is not UTF-8");
  refuses("[\"\xC0\x80\"]", BRY_EPARSE, "not UTF-8");
  refuses("[\"\xED\xA0\x80\"]", BRY_EPARSE, "not UTF-8");
  refuses("[\n\"\xF0\x9F\x98\"]", BRY_EPARSE, "line 2, column 2");
}

static void a_key_that_stands_twice_is_refused_with_its_pointer(void **state) {
  (void)state;
  static const struct {
    const char *text, *pointer, *place;
  } cases[] = {
      {"{\"a\":1,\"a\":1}", "/a", "column 8"},
      {"{\"x\":[{},{\"y\":{\"k/~\":1,\"b\":[],\"k/~\":2}}]}", "/x/1/y/k~1~0", "column 31"},
      {"{\"a\":{\"a\":1},\"b\":{\"a\":1},\"\\u0061\":2}", "/a", "column 26"},
      {"{\"\\ud836\\udc00\":1,\"\\ud836\\udc01\":1,\"b\":0,\"b\":0}", "/b", "column 42"},
      {"{\"\":1,\n\"\":2}", "/", "line 2, column 1"},
      {"[[],[0,\"}{\",{\"\\\"\":[],\"\\\"\":1}]]", "/1/2/\"", "column 22"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct json_object *tree;
    bry_error *err = NULL;
    assert_int_equal(parse_sized(cases[i].text, strlen(cases[i].text), &tree, &err), BRY_EPARSE);
    assert_null(tree);
    assert_string_equal(bry_error_pointer(err), cases[i].pointer);
    if (!strstr(bry_error_message(err), cases[i].place)) fail_msg("%s", bry_error_message(err));
    bry_error_free(err);
  }
  canonical("{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":1}]}", "{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":1}]}");
}

static void depth_is_bounded(void **state) {
  (void)state;
  char text[200] = "";
  memset(text, '[', 64);
  memset(text + 64, ']', 64);
  struct json_object *tree;
  assert_int_equal(parse_sized(text, 128, &tree, NULL), BRY_OK);
  json_object_put(tree);
  memset(text, '[', 65);
  memset(text + 65, ']', 65);
  refuses(text, BRY_ELIMIT, "column 65: too many levels");
}

/* A scalar, and an object, at the deepest level that is allowed. */
static void the_deepest_level_holds_anything(void **state) {
  (void)state;
  char text[300];
  memset(text, '[', 63);
  strcpy(text + 63, "{\"a\":\"x\"}");
  size_t size = strlen(text);
  memset(text + size, ']', 63);
  struct json_object *tree;
  assert_int_equal(parse_sized(text, size + 63, &tree, NULL), BRY_OK);
  json_object_put(tree);
}

static void a_hundred_thousand_brackets_are_refused(void **state) {
  (void)state;
  static char text[100001];
  memset(text, '[', 100000);
  refuses(text, BRY_ELIMIT, "too many levels");
  bry__json_limits generous = {.max_bytes = 1 << 20, .max_depth = 1 << 30};
  struct json_object *tree;
  assert_int_equal(bry__json_parse("it", text, 100000, &generous, &tree, NULL), BRY_ELIMIT);
  for (size_t i = 0; i < 100000; i += 5)
    memcpy(text + i, "{\"a\":", 5);
  refuses(text, BRY_ELIMIT, "too many levels");
}

static void fifty_megabytes_are_refused_by_size(void **state) {
  (void)state;
  size_t size = 50u << 20;
  char *text = bry__alloc(size);
  memset(text, ' ', size);
  struct json_object *tree;
  bry_error *err = NULL;
  assert_int_equal(parse_sized(text, size, &tree, &err), BRY_ELIMIT);
  assert_non_null(strstr(bry_error_message(err), "at most 1048576"));
  bry_error_free(err);
  bry__free(text);
}

/* RFC 8785, section 3.2.2 and 3.2.3. */
static void the_samples_of_rfc_8785_come_out_as_given(void **state) {
  (void)state;
  canonical("{\n  \"numbers\": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],\n"
            "  \"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\",\n"
            "  \"literals\": [null, true, false]\n}",
            "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
            "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
  canonical("{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter Dalet With Dagesh\","
            "\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji: Grinning Face\",\"\\u0080\":\"Control\","
            "\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}",
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xC2\x80\":\"Control\","
            "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\","
            "\"\xEF\xAC\xB3\":\"Hebrew Letter Dalet With Dagesh\"}");
}

static void keys_are_sorted_by_utf16_units(void **state) {
  (void)state;
  canonical("{\"b\":1,\"aa\":2,\"a\":3,\"\":4,\"B\":5}", "{\"\":4,\"B\":5,\"a\":3,\"aa\":2,\"b\":1}");
  canonical("{\"x\uFFFD\":1,\"x😀\":2,\"x\uD7FF\":3}", "{\"x\uD7FF\":3,\"x😀\":2,\"x\uFFFD\":1}");
  canonical("{\"😀\":1,\"\uE000\":2}", "{\"😀\":1,\"\uE000\":2}");
  canonical("{\"\uE000\":2,\"😀\":1}", "{\"😀\":1,\"\uE000\":2}");
}

static void equal_documents_have_equal_bytes(void **state) {
  (void)state;
  canonical("{\"b\":[1.0,\"\\u00e5\"],\"a\":{}}", "{\"a\":{},\"b\":[1,\"å\"]}");
  canonical(" {\"a\":{ },\n\"b\":[1,\"å\"]}", "{\"a\":{},\"b\":[1,\"å\"]}");
}

static void a_comma_locale_changes_nothing(void **state) {
  (void)state;
  if (!use_comma_locale()) {
    print_message("no locale with a decimal comma on this machine, and none can be made: not tested\n");
    skip();
  }
  canonical("[1.5,333333333.33333329,-0.25]", "[1.5,333333333.3333333,-0.25]");
  refuses("[1,5.]", BRY_EPARSE, "not a number");
  setlocale(LC_ALL, "C");
}

static void pointers_are_escaped(void **state) {
  (void)state;
  bry__buffer b = {0};
  bry__pointer_key(&b, "a/b~c");
  bry__pointer_index(&b, 12);
  bry__pointer_key(&b, "");
  assert_string_equal(b.data, "/a~1b~0c/12/");
  bry__buffer_free(&b);
}

static void look_ups_give_only_the_type_asked_for(void **state) {
  (void)state;
  static const char text[] = "{\"t\":\"x\",\"a\":[1],\"o\":{},\"n\":null}";
  struct json_object *tree;
  assert_int_equal(parse_sized(text, sizeof text - 1, &tree, NULL), BRY_OK);
  assert_string_equal(bry__json_text(tree, "t"), "x");
  assert_non_null(bry__json_array(tree, "a"));
  assert_non_null(bry__json_object(tree, "o"));
  assert_null(bry__json_text(tree, "a"));
  assert_null(bry__json_text(tree, "n"));
  assert_null(bry__json_text(tree, "absent"));
  assert_null(bry__json_array(tree, "o"));
  assert_null(bry__json_object(tree, "t"));
  assert_null(bry__json_text(NULL, "t"));
  assert_null(bry__json_text(bry__json_array(tree, "a"), "t"));
  json_object_put(tree);
}

static bry_status parse_good(bry_error **err) {
  static const char text[] = "{\"a\":[1,{\"b\":\"x\"}],\"c\":{\"\\ud83d\\ude00\":0}}";
  struct json_object *tree;
  bry_text *out = NULL;
  bry__buffer b = {0};
  bry_status status = parse_sized(text, sizeof text - 1, &tree, err);
  if (status == BRY_OK) {
    bry__json_canonical(&b, tree);
    status = bry__buffer_finish(&b, &out, err);
    json_object_put(tree);
  }
  bry_text_free(out);
  return status;
}

static bry_status parse_duplicate(bry_error **err) {
  static const char text[] = "{\"a\":[1,{\"b\":\"x\",\"b\":1}]}";
  struct json_object *tree;
  return parse_sized(text, sizeof text - 1, &tree, err);
}

/* What is built here is what json-c would have built; the rest is left to it. */
static void plain_text_is_built_as_json_c_would(void **state) {
  (void)state;
  static const char *const plain[] = {
      "{}",
      "[]",
      "0",
      "-7",
      "true",
      "null",
      "\"\"",
      " [ 1 , -20 , 999999999999999 ] ",
      "{\"a\":[],\"b\":{},\"c\":null,\"d\":[null,true,false,[[\"x\"]]]}",
      "\t{ \"drom\" : \"En dag, [uten] {hastverk}: \xc3\xa6\" ,\r\n\"tall\" : 12 , \"ja\" : true } \n"};
  static const char *const left[] = {"1.5", "1e3", "-0", "1234567890123456", "[1, 2.5]", "{\"a\": \"\\n\"}", ""};
  struct json_object *tree = NULL;
  for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
    struct json_object *expected = json_tokener_parse(plain[i]);
    assert_int_equal(bry__json_build(plain[i], strlen(plain[i]), &tree), 1);
    assert_true(json_object_equal(tree, expected));
    assert_string_equal(json_object_to_json_string(tree), json_object_to_json_string(expected));
    json_object_put(expected);
    json_object_put(tree);
  }
  for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) {
    assert_int_equal(bry__json_build(left[i], strlen(left[i]), &tree), 0);
    assert_null(tree);
  }
}

static void parsing_survives_any_failing_allocation(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(parse_good, BRY_OK) >= 4);
  assert_true(each_allocation_may_fail(parse_duplicate, BRY_EPARSE) >= 2);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_kind_of_value_is_read),
      cmocka_unit_test(a_byte_order_mark_is_skipped),
      cmocka_unit_test(bad_grammar_is_refused_with_line_and_column),
      cmocka_unit_test(a_message_never_quotes_the_document),
      cmocka_unit_test(numbers_that_would_be_bent_are_refused),
      cmocka_unit_test(texts_that_would_be_cut_or_bent_are_refused),
      cmocka_unit_test(every_escaped_character_is_kept),
      cmocka_unit_test(a_nul_byte_is_refused),
      cmocka_unit_test(what_is_not_utf8_is_refused),
      cmocka_unit_test(a_key_that_stands_twice_is_refused_with_its_pointer),
      cmocka_unit_test(depth_is_bounded),
      cmocka_unit_test(the_deepest_level_holds_anything),
      cmocka_unit_test(a_hundred_thousand_brackets_are_refused),
      cmocka_unit_test(fifty_megabytes_are_refused_by_size),
      cmocka_unit_test(the_samples_of_rfc_8785_come_out_as_given),
      cmocka_unit_test(keys_are_sorted_by_utf16_units),
      cmocka_unit_test(equal_documents_have_equal_bytes),
      cmocka_unit_test(a_comma_locale_changes_nothing),
      cmocka_unit_test(pointers_are_escaped),
      cmocka_unit_test(look_ups_give_only_the_type_asked_for),
      cmocka_unit_test(plain_text_is_built_as_json_c_would),
      cmocka_unit_test(parsing_survives_any_failing_allocation),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
