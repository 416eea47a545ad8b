/* The written cases of tests/conformance/survey_core, without Node: each holds the result of survey-core 3.1.1. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/buffer.h"

#include <bry/expression.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 1 << 16 };

/* Numbers by value: the one side may have written 1 and the other 1.0. */
static int same(struct json_object *a, struct json_object *b) {
  enum json_type type = json_object_get_type(a);
  if (type == json_type_int || type == json_type_double)
    return json_object_get_double(a) == json_object_get_double(b);
  if (type == json_type_array && json_object_is_type(b, type)) {
    size_t count = json_object_array_length(a);
    if (count != json_object_array_length(b)) return 0;
    for (size_t i = 0; i < count; i++) {
      if (!same(json_object_array_get_idx(a, i), json_object_array_get_idx(b, i))) return 0;
    }
    return 1;
  }
  return json_object_equal(a, b);
}

static const char *text_of(struct json_object *object, const char *key) {
  struct json_object *value = NULL;
  return json_object_object_get_ex(object, key, &value) ? json_object_get_string(value) : "";
}

static int is_as_written(struct json_object *expected, struct json_object *result) {
  const char *error = text_of(expected, "error"), *status = text_of(result, "status");
  if (strcmp(error, "parse") == 0) return strcmp(status, "BRY_EPARSE") == 0;
  if (strcmp(error, "throws") == 0) return strcmp(status, "BRY_EREFUSED") == 0;
  struct json_object *a = NULL, *b = NULL;
  return json_object_object_get_ex(expected, "value", &a) && json_object_object_get_ex(result, "value", &b) &&
         same(a, b) && strcmp(text_of(expected, "is"), text_of(result, "is")) == 0;
}

/* What of a case is the question. */
static struct json_object *request_of(struct json_object *one) {
  static const char *const keys[] = {"expression", "values", "now"};
  struct json_object *request = json_object_new_object();
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    struct json_object *value = NULL;
    if (json_object_object_get_ex(one, keys[i], &value))
      json_object_object_add(request, keys[i], json_object_get(value));
  }
  return request;
}

static struct json_object *evaluate(struct json_object *one) {
  bry_text *out = NULL;
  bry_error *err = NULL;
  struct json_object *request = request_of(one);
  const char *json = json_object_to_json_string(request);
  assert_int_equal(bry_expression_eval(json, strlen(json), NULL, &out, &err), BRY_OK);
  struct json_object *result = json_tokener_parse(bry_text_data(out));
  assert_non_null(result);
  bry_text_free(out);
  json_object_put(request);
  return result;
}

/* Refused as its kind is, or else given a value. */
static int is_of_its_kind(struct json_object *one, struct json_object *result) {
  static const struct {
    const char *kind, *status;
  } kinds[] = {{"function", "BRY_ENOTSUPPORTED"},
               {"throws", "BRY_EREFUSED"},
               {"condition", "BRY_EREFUSED"},
               {"limit", "BRY_ELIMIT"}};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    if (strcmp(text_of(one, "kind"), kinds[i].kind) == 0)
      return strcmp(text_of(result, "status"), kinds[i].status) == 0;
  }
  return json_object_object_get_ex(result, "value", NULL);
}

static void replay(const char *name, int (*holds)(struct json_object *, struct json_object *)) {
  static char line[LINE_MAX_BYTES];
  char path[1024];
  int wrong = 0, count = 0;
  snprintf(path, sizeof path, "%s/tests/conformance/survey_core/cases/%s.jsonl", BRY_SOURCE_DIR, name);
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  while (fgets(line, sizeof line, file)) {
    struct json_object *one = json_tokener_parse(line);
    assert_non_null(one);
    struct json_object *result = evaluate(one);
    if (!holds(one, result)) {
      print_error("%s gave %s\n", line, json_object_to_json_string(result));
      wrong++;
    }
    count++;
    json_object_put(result);
    json_object_put(one);
  }
  fclose(file);
  assert_true(count > 0);
  assert_int_equal(wrong, 0);
}

static void what_parses_and_how_is_survey_cores_grammar(void **state) {
  (void)state;
  replay("grammar", is_as_written);
}

static void values_compare_and_add_up_as_in_survey_core(void **state) {
  (void)state;
  replay("values", is_as_written);
}

static void dates_are_those_of_survey_core_in_oslo(void **state) {
  (void)state;
  replay("dates", is_as_written);
}

static void what_is_stricter_than_survey_core_is_so_in_its_written_way(void **state) {
  (void)state;
  replay("stricter", is_of_its_kind);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_parses_and_how_is_survey_cores_grammar),
      cmocka_unit_test(values_compare_and_add_up_as_in_survey_core),
      cmocka_unit_test(dates_are_those_of_survey_core_in_oslo),
      cmocka_unit_test(what_is_stricter_than_survey_core_is_so_in_its_written_way),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
