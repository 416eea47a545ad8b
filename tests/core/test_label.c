/* Labels: the choice of language, reading from JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/label.h"

#include "core/nth_allocation.h"

#include <json-c/json.h>

static void languages_have_their_places(void **state) {
  (void)state;
  assert_int_equal(bry__lang_index("nb"), BRY__NB);
  assert_int_equal(bry__lang_index("nn"), BRY__NN);
  assert_int_equal(bry__lang_index("en"), BRY__EN);
  assert_int_equal(bry__lang_index("no"), BRY__NB);
  assert_int_equal(bry__lang_index(NULL), BRY__NB);
  assert_int_equal(bry__lang_index("xx"), BRY__NB);
}

static void gives(const char *nb, const char *nn, const char *en, const char *dflt, const char *lang,
                  const char *expected) {
  bry__label label = {{NULL}};
  assert_int_equal(bry__label_set(&label, nb, nn, en), 0);
  label.text[BRY__DEFAULT] = bry__strdup(dflt);
  const char *got = bry__label_get(&label, lang);
  if (expected) {
    assert_string_equal(got, expected);
  } else {
    assert_null(got);
  }
  bry__label_clear(&label);
}

static void a_missing_text_falls_back(void **state) {
  (void)state;
  gives("b", "n", "e", "d", "nb", "b");
  gives("b", "n", "e", "d", "nn", "n");
  gives("b", "n", "e", "d", "en", "e");
  gives(NULL, "n", "e", "d", "nb", "d");
  gives(NULL, "n", "e", NULL, "nb", "n");
  gives("b", NULL, "e", "d", "nn", "b");
  gives(NULL, NULL, "e", "d", "nb", "d");
  gives(NULL, NULL, "e", "d", "nn", "d");
  gives("b", "n", NULL, "d", "en", "d");
  gives("b", "n", NULL, NULL, "en", "b");
  gives(NULL, NULL, "e", NULL, "nn", "e");
  gives(NULL, NULL, NULL, NULL, "nb", NULL);
  assert_null(bry__label_get(NULL, "nb"));
}

static int from_json(bry__label *label, const char *text) {
  struct json_object *value = json_tokener_parse(text);
  int result = bry__label_from_json(label, value);
  json_object_put(value);
  return result;
}

static void a_string_is_the_default(void **state) {
  (void)state;
  bry__label label = {{NULL}};
  assert_int_equal(from_json(&label, "\"Hei\""), 0);
  assert_string_equal(label.text[BRY__DEFAULT], "Hei");
  assert_null(label.text[BRY__NB]);
  bry__label_clear(&label);
}

static void an_object_gives_a_text_for_each_language(void **state) {
  (void)state;
  bry__label label = {{NULL}};
  assert_int_equal(from_json(&label, "{\"nb\":\"b\",\"nn\":\"n\",\"en\":\"e\",\"default\":\"d\",\"se\":\"s\"}"), 0);
  assert_string_equal(label.text[BRY__NB], "b");
  assert_string_equal(label.text[BRY__NN], "n");
  assert_string_equal(label.text[BRY__EN], "e");
  assert_string_equal(label.text[BRY__DEFAULT], "d");
  assert_int_equal(from_json(&label, "{\"no\":\"x\"}"), 0);
  assert_string_equal(label.text[BRY__NB], "x");
  assert_null(label.text[BRY__NN]);
  assert_int_equal(from_json(&label, "{\"nb\":\"b\",\"no\":\"x\"}"), 0);
  assert_string_equal(label.text[BRY__NB], "b");
  assert_int_equal(from_json(&label, "{\"no\":\"x\",\"nb\":\"b\"}"), 0);
  assert_string_equal(label.text[BRY__NB], "b");
  bry__label_clear(&label);
}

static void other_types_are_refused(void **state) {
  (void)state;
  bry__label label = {{NULL}};
  assert_int_equal(from_json(&label, "7"), -2);
  assert_int_equal(from_json(&label, "[\"a\"]"), -2);
  assert_int_equal(from_json(&label, "null"), -2);
  assert_int_equal(from_json(&label, "{\"nb\":7}"), -2);
  assert_int_equal(from_json(&label, "{\"nb\":null}"), -2);
  assert_true(bry__label_is_empty(&label));
  assert_int_equal(from_json(&label, "{}"), 0);
  assert_true(bry__label_is_empty(&label));
}

static void a_copy_is_its_own(void **state) {
  (void)state;
  bry__label a = {{NULL}}, b = {{NULL}};
  assert_int_equal(bry__label_set(&a, "b", NULL, "e"), 0);
  assert_int_equal(bry__label_set(&b, "old", "old", "old"), 0);
  assert_int_equal(bry__label_copy(&b, &a), 0);
  bry__label_clear(&a);
  assert_true(bry__label_is_empty(&a));
  assert_string_equal(b.text[BRY__NB], "b");
  assert_null(b.text[BRY__NN]);
  assert_false(bry__label_is_empty(&b));
  assert_int_equal(bry__label_copy(&b, &b), 0);
  assert_string_equal(b.text[BRY__EN], "e");
  bry__label_clear(&b);
}

static bry_status set_and_copy(bry_error **err) {
  bry__label a = {{NULL}}, b = {{NULL}};
  int failed = bry__label_set(&a, "b", "n", "e") != 0 || bry__label_copy(&b, &a) != 0;
  bry__label_clear(&a);
  bry__label_clear(&b);
  return failed ? bry__enomem(err) : BRY_OK;
}

static void setting_survives_any_failing_allocation(void **state) {
  (void)state;
  assert_int_equal(each_allocation_may_fail(set_and_copy, BRY_OK), 6);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(languages_have_their_places),
      cmocka_unit_test(a_missing_text_falls_back),
      cmocka_unit_test(a_string_is_the_default),
      cmocka_unit_test(an_object_gives_a_text_for_each_language),
      cmocka_unit_test(other_types_are_refused),
      cmocka_unit_test(a_copy_is_its_own),
      cmocka_unit_test(setting_survives_any_failing_allocation),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
