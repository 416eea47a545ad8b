/* Expressions of any kind over values of several: parsed or refused with a reason, and evaluated twice to the same. */
#include "core/json.h"
#include "expr/expr.h"
#include "fuzz/fuzz.h"

#include <string.h>

static const char values_text[] =
    "{\"a\":5,\"b\":\"5\",\"c\":[\"x\",1,null,[2]],\"d\":{\"e\":{\"f\":[10,20]}},\"rows\":[{\"x\":1.5,\"y\":\"a\"},"
    "{\"x\":\"2\",\"y\":\"\xC3\x85\"},7],\"t\":true,\"n\":null,\"s\":\"a\xF0\x9F\x98\x80 "
    "b\",\"when\":\"2026-03-29T02:30\"}";

static int same_result(const bry__js *a, const bry__js *b) {
  if (a->kind != b->kind) return 0;
  if (a->kind == BRY__JS_STRING) return bry__js_same_text(a, b);
  if (a->kind == BRY__JS_NUMBER || a->kind == BRY__JS_DATE) {
    return a->as.number == b->as.number || (a->as.number != a->as.number && b->as.number != b->as.number);
  }
  return a->kind != BRY__JS_BOOL || a->truth == b->truth;
}

static void evaluate(const bry__expr *expr, struct json_object *values) {
  bry__expr_env env = {.values = values, .now_ms = 1773576896000, .max_steps = 200000};
  bry__arena arena = {0}, other = {0};
  bry__js once, twice;
  bry_status status = bry__expr_eval(expr, &env, &arena, &once, NULL);
  PROMISE(status == BRY_OK || status == BRY_EREFUSED || status == BRY_ELIMIT);
  PROMISE(bry__expr_eval(expr, &env, &other, &twice, NULL) == status);
  PROMISE(same_result(&once, &twice));
  bry__arena_free(&arena);
  bry__arena_free(&other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const bry__json_limits limits = {1 << 20, 64};
  static struct json_object *values;
  if (!values)
    PROMISE(bry__json_parse("the values", values_text, strlen(values_text), &limits, &values, NULL) == BRY_OK);
  bry__expr *expr = NULL;
  bry_error *err = NULL;
  bry_status status = bry__expr_parse((const char *)data, size, &expr, &err);
  PROMISE((status == BRY_OK) == (expr != NULL) && (status == BRY_OK) == (err == NULL));
  PROMISE(status == BRY_OK || status == BRY_EPARSE || status == BRY_ENOTSUPPORTED || status == BRY_EREFUSED ||
          status == BRY_ELIMIT);
  PROMISE(status == BRY_OK || bry_error_message(err)[0] != '\0');
  if (expr) evaluate(expr, values);
  bry_error_free(err);
  bry__expr_free(expr);
  return 0;
}
