/* Expressions: what the parse refuses, the names they read, look-ups by callback, limits, memory. That their results
 * are survey-core's is shown by test_expr_cases.c and tests/conformance/survey_core. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "expr/expr.h"
#include "expr/zone.h"

#include "core/nth_allocation.h"

#include <bry/expression.h>
#include <bry/text.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

static bry__expr *parse(const char *text) {
  bry__expr *expr = NULL;
  bry_error *err = NULL;
  bry_status status = bry__expr_parse(text, strlen(text), &expr, &err);
  if (status != BRY_OK) print_error("%s: %s\n", text, bry_error_message(err));
  bry_error_free(err);
  assert_int_equal(status, BRY_OK);
  return expr;
}

static void assert_refused(const char *text, bry_status expected, const char *part_of_message) {
  bry__expr *expr = NULL;
  bry_error *err = NULL;
  assert_int_equal(bry__expr_parse(text, strlen(text), &expr, &err), expected);
  assert_null(expr);
  assert_non_null(strstr(bry_error_message(err), part_of_message));
  bry_error_free(err);
}

static bry_status eval_in(const bry__expr *expr, bry__expr_env *env, bry__js *out) {
  static bry__arena arena;
  bry__arena_free(&arena);
  bry_error *err = NULL;
  bry_status status = bry__expr_eval(expr, env, &arena, out, &err);
  bry_error_free(err);
  return status;
}

static double number_of(const char *text, bry__expr_env *env) {
  bry__js value;
  bry__expr *expr = parse(text);
  assert_int_equal(eval_in(expr, env, &value), BRY_OK);
  assert_int_equal(value.kind, BRY__JS_NUMBER);
  bry__expr_free(expr);
  return value.as.number;
}

/* --- refusals --------------------------------------------------------------------------------------------------- */

static void a_refusal_says_where_or_what(void **state) {
  (void)state;
  assert_refused("1 +", BRY_EPARSE, "character 4");
  assert_refused("'æøå' b", BRY_EPARSE, "character 7");
  assert_refused("", BRY_EPARSE, "character 1");
  assert_refused("1 + displayValue('q')", BRY_ENOTSUPPORTED, "displayValue()");
  assert_refused("Sum(1)", BRY_ENOTSUPPORTED, "Sum()");
  assert_refused("countInArray({a}, 'b', 'foo(1) = 2')", BRY_ENOTSUPPORTED, "foo()");
  assert_refused("sum(1, null)", BRY_EREFUSED, "null");
  assert_refused("null empty", BRY_EREFUSED, "null");
  assert_refused("countInArray({a}, 'b', {c} = null)", BRY_EREFUSED, "countInArray()");
  assert_refused("'\xFF'", BRY_EPARSE, "UTF-8");
}

static char *repeated(const char *text, size_t times, const char *last) {
  size_t size = strlen(text);
  char *made = malloc(size * times + strlen(last) + 1);
  assert_non_null(made);
  for (size_t i = 0; i < times; i++)
    memcpy(made + i * size, text, size);
  memcpy(made + size * times, last, strlen(last) + 1);
  return made;
}

static void assert_repeated(const char *text, size_t times, const char *last, bry_status expected) {
  bry__expr *expr = NULL;
  char *made = repeated(text, times, last);
  assert_int_equal(bry__expr_parse(made, strlen(made), &expr, NULL), expected);
  bry__expr_free(expr);
  free(made);
}

static void depth_length_and_parts_are_limited(void **state) {
  (void)state;
  assert_repeated("(", 190, "1", BRY_OK);
  assert_repeated("(", 250, "1", BRY_ELIMIT);
  assert_repeated("!", 60000, "1", BRY_ELIMIT);
  assert_repeated("[", 60000, "1", BRY_ELIMIT);
  assert_repeated("negate ", 9000, "1", BRY_ELIMIT);
  assert_repeated("1+", 9000, "1", BRY_OK);
  assert_repeated("1+", 12000, "1", BRY_ELIMIT);
  assert_repeated(" ", 65535, "1", BRY_OK);
  assert_repeated(" ", 65536, "1", BRY_ELIMIT);
}

static void conditions_within_conditions_do_not_multiply(void **state) {
  (void)state;
  assert_refused("countInArray({a},'b',countInArray({a},'b',countInArray({a},'b',countInArray({a},'b',"
                 "countInArray({a},'b',{c}>1)>1)>1)>1)>1)",
                 BRY_ELIMIT, "nested too deeply");
}

/* --- names ------------------------------------------------------------------------------------------------------ */

static void names_are_told_once_each_with_their_parts(void **state) {
  (void)state;
  bry__expr *expr = parse("{a.b[2].c} = {#x} and {a.b[2].c} > {x} or countInArray({rows}, 'y', {in.side} = 1) > 0");
  static const char *const expected[] = {"a.b[2].c", "x", "x", "rows", "in.side"};
  assert_int_equal(bry__expr_name_count(expr), 5);
  for (size_t i = 0; i < 5; i++)
    assert_string_equal(bry__expr_name_at(expr, i)->text, expected[i]);
  const bry__expr_name *name = bry__expr_name_at(expr, 0);
  assert_int_equal(name->part_count, 3);
  assert_int_equal(name->parts[1].size, 1);
  assert_true(name->parts[1].has_index && name->parts[1].index == 2);
  assert_false(name->parts[2].has_index);
  assert_true(bry__expr_name_at(expr, 1)->is_plain);
  assert_null(bry__expr_name_at(expr, 5));
  assert_false(bry__expr_needs_clock(expr));
  bry__expr_free(expr);
  expr = parse("countInArray({rows}, 'y', '{z} < today()')");
  assert_true(bry__expr_needs_clock(expr));
  bry__expr_free(expr);
}

static int find_text(void *user, const bry__expr_name *name, bry__js_run *run, bry__js *out) {
  (void)run;
  if (strcmp(name->text, "asked") != 0) return 0;
  *out = bry__js_string(user, strlen(user));
  return 1;
}

static void names_are_asked_of_the_callback_before_the_values(void **state) {
  (void)state;
  char answer[] = "7";
  bry__expr_env env = {.find = find_text, .user = answer, .values = json_tokener_parse("{\"asked\":1,\"other\":2}")};
  assert_true(number_of("{asked} * 10 + {other}", &env) == 72);
  json_object_put(env.values);
}

static void a_condition_over_an_array_asks_the_survey_for_what_an_item_lacks(void **state) {
  (void)state;
  char answer[] = "2";
  bry__expr_env env = {.values =
                           json_tokener_parse("{\"asked\":1,\"rows\":[{\"x\":1},{\"x\":2},{\"x\":2,\"asked\":1}]}")};
  assert_true(number_of("countInArray({rows}, 'x', {x} = {asked})", &env) == 0);
  env.find_in_survey = find_text;
  env.user = answer;
  assert_true(number_of("countInArray({rows}, 'x', {x} = {asked})", &env) == 1);
  json_object_put(env.values);
}

static int find_ranking(void *user, const bry__expr_name *name, bry__js_run *run, bry__js *out) {
  (void)name;
  (void)run;
  *out = bry__js_from_json(user);
  out->strict = 1;
  return 1;
}

static void a_ranking_equals_only_in_its_order(void **state) {
  (void)state;
  struct json_object *ranks = json_tokener_parse("[\"a\",\"b\"]");
  bry__expr_env strict = {.find = find_ranking, .user = ranks};
  assert_true(number_of("iif({r} = ['b', 'a'], 1, 0)", &strict) == 0);
  assert_true(number_of("iif({r} = ['a', 'b'], 1, 0)", &strict) == 1);
  assert_true(number_of("iif(['b', 'a'] != {r}, 1, 0)", &strict) == 1);
  json_object_put(ranks);
}

/* --- work and memory -------------------------------------------------------------------------------------------- */

static struct json_object *long_array(size_t count) {
  struct json_object *array = json_object_new_array(), *values = json_object_new_object();
  for (size_t i = 0; i < count; i++)
    json_object_array_add(array, json_object_new_int64((int64_t)i));
  json_object_object_add(values, "a", array);
  return values;
}

static void work_that_grows_with_the_square_of_an_answer_is_stopped(void **state) {
  (void)state;
  bry__js value;
  bry__expr_env env = {.values = long_array(20000)};
  bry__expr *expr = parse("{a} allof {a}");
  assert_int_equal(eval_in(expr, &env, &value), BRY_ELIMIT);
  assert_int_equal(value.kind, BRY__JS_UNDEFINED);
  bry__expr_free(expr);
  expr = parse("{a} = {a} and {a} contains 19999");
  assert_int_equal(eval_in(expr, &env, &value), BRY_OK);
  bry__expr_free(expr);
  json_object_put(env.values);
}

static void what_javascript_would_throw_is_an_error(void **state) {
  (void)state;
  bry__js value;
  bry__expr_env env = {0};
  bry__expr *expr = parse("sum('a', 1.5)");
  assert_int_equal(eval_in(expr, &env, &value), BRY_EREFUSED);
  bry__expr_free(expr);
}

static void a_second_evaluation_allocates_nothing(void **state) {
  (void)state;
  bry__arena arena = {0};
  bry__js value;
  bry__zone *zone = NULL;
  assert_int_equal(bry__zone_load("Europe/Oslo", &zone, NULL), BRY_OK);
  bry__expr_env env = {.zone = zone,
                       .values = json_tokener_parse("{\"n\":\"Kåre\",\"a\":[3,1,\"2\"],\"p\":[{\"x\":1}]}")};
  bry__expr *expr = parse("{n} + sum({a}, 0.1) + today() + ({a} = [1, 2, 3]) + sumInArray({p}, 'x', {x} > 0)");
  int64_t before = 0;
  for (int i = 0; i < 3; i++) {
    before = bry__mem_count();
    bry__arena_reset(&arena);
    assert_int_equal(bry__expr_eval(expr, &env, &arena, &value, NULL), BRY_OK);
  }
  assert_int_equal(bry__mem_count() - before, 0);
  assert_int_equal(value.kind, BRY__JS_STRING);
  bry__expr_free(expr);
  bry__arena_free(&arena);
  bry__zone_free(zone);
  json_object_put(env.values);
}

static bry_status evaluate_all(bry_error **err) {
  static const char request[] =
      "{\"expression\":\"sumInArray({rows}, 'x', {y} = 'A' or {\\\"k\\\":[1]} empty) + {Æ} + round({d}, 1)"
      " + ([{d}, 'b', {rows}] = ['B', 1.25, 7]) + (today() > '2026-01-01') + substring({s}, 1, 3)\","
      "\"now\":\"2026-03-15T10:00\",\"values\":{\"rows\":[{\"x\":1.5,\"y\":\"a\"}],\"æ\":\"ÅÅ\",\"d\":\"1,25\",\"s\":"
      "\"a\xF0\x9F\x98\x80\"}}";
  bry_text *out = NULL;
  bry_status status = bry_expression_eval(request, sizeof request - 1, NULL, &out, err);
  if (status == BRY_OK) assert_non_null(strstr(bry_text_data(out), "\"value\":\"1.5"));
  bry_text_free(out);
  return status;
}

static void each_allocation_of_an_evaluation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(evaluate_all, BRY_OK) > 20);
}

static bry_status refuse_condition(bry_error **err) {
  bry__expr *expr = NULL;
  static const char text[] = "countInArray({a}, 'x', {b} = 'a' and {c} = null)";
  bry_status status = bry__expr_parse(text, sizeof text - 1, &expr, err);
  bry__expr_free(expr);
  return status;
}

static void each_allocation_of_a_refusal_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(refuse_condition, BRY_EREFUSED) > 5);
}

/* --- the public function ---------------------------------------------------------------------------------------- */

static void assert_result(const char *request, const char *zone, bry_status expected, const char *text) {
  bry_text *out = NULL;
  bry_error *err = NULL;
  assert_int_equal(bry_expression_eval(request, strlen(request), zone, &out, &err), expected);
  if (expected == BRY_OK) {
    assert_string_equal(bry_text_data(out), text);
  } else {
    assert_non_null(strstr(bry_error_message(err), text));
    assert_null(out);
  }
  bry_text_free(out);
  bry_error_free(err);
}

static void a_request_gives_a_value_or_an_error_as_json(void **state) {
  (void)state;
  assert_result("{\"expression\":\"{a}+1\",\"values\":{\"a\":\"2\"}}", NULL, BRY_OK, "{\"value\":3}");
  assert_result("{\"expression\":\"1-\"}", NULL, BRY_OK,
                "{\"error\":\"the expression can't be read at character 3\",\"status\":\"BRY_EPARSE\"}");
  assert_result("{\"expression\":\"{a} ^ 'x'\"}", NULL, BRY_OK, "{\"value\":null,\"is\":\"NaN\"}");
  assert_result("{\"expression\":\"[1, {a}, 'b']\"}", NULL, BRY_OK, "{\"value\":[1,null,\"b\"]}");
  assert_result("{\"expression\":\"substring({a}, 0, 1) + 'x'\",\"values\":{\"a\":\"\xF0\x9F\x98\x80\"}}", NULL,
                BRY_OK, "{\"value\":\"\\ud83dx\"}");
  assert_result(
      "{\"expression\":\"substring({a}, 0, 1) + substring({a}, 1)\",\"values\":{\"a\":\"\xF0\x9F\x98\x80\"}}", NULL,
      BRY_OK, "{\"value\":\"\xF0\x9F\x98\x80\"}");
  assert_result("{\"expression\":\"today()\",\"now\":\"2026-07-01T12:00\"}", "America/New_York", BRY_OK,
                "{\"value\":\"2026-07-01T04:00:00.000Z\",\"is\":\"Date\"}");
}

static void a_bad_request_is_an_error_of_the_call(void **state) {
  (void)state;
  assert_result("{\"expression\":", NULL, BRY_EPARSE, "the request");
  assert_result("{\"expression\":5}", NULL, BRY_EINVAL, "as a text");
  assert_result("[]", NULL, BRY_EINVAL, "as a text");
  assert_result("{\"expression\":\"today()\",\"now\":\"noon\"}", NULL, BRY_EINVAL, "write now as");
  assert_result("{\"expression\":\"today()\"}", "Europe/Nowhere", BRY_ENOTFOUND, "Europe/Nowhere");
  assert_result("{\"expression\":\"today()\"}", "../etc/passwd", BRY_EINVAL, "by its name");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_refusal_says_where_or_what),
      cmocka_unit_test(depth_length_and_parts_are_limited),
      cmocka_unit_test(conditions_within_conditions_do_not_multiply),
      cmocka_unit_test(names_are_told_once_each_with_their_parts),
      cmocka_unit_test(names_are_asked_of_the_callback_before_the_values),
      cmocka_unit_test(a_condition_over_an_array_asks_the_survey_for_what_an_item_lacks),
      cmocka_unit_test(a_ranking_equals_only_in_its_order),
      cmocka_unit_test(work_that_grows_with_the_square_of_an_answer_is_stopped),
      cmocka_unit_test(what_javascript_would_throw_is_an_error),
      cmocka_unit_test(a_second_evaluation_allocates_nothing),
      cmocka_unit_test(each_allocation_of_an_evaluation_may_fail),
      cmocka_unit_test(each_allocation_of_a_refusal_may_fail),
      cmocka_unit_test(a_request_gives_a_value_or_an_error_as_json),
      cmocka_unit_test(a_bad_request_is_an_error_of_the_call),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
