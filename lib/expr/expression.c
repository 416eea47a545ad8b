/* One expression and its values from JSON, the result as JSON. */
#include <bry/expression.h>

#include "core/clock.h"
#include "core/json.h"
#include "core/utf8.h"
#include "expr/calendar.h"
#include "expr/expr.h"
#include "expr/zone.h"

#include <math.h>
#include <string.h>

/* --- values as JSON --------------------------------------------------------------------------------------------- */

/* The halves of a surrogate pair that stand alone can only be escaped. */
static void write_string(bry__buffer *b, const bry__js *string) {
  const char *text = string->as.text;
  size_t bad = 0;
  if (bry__utf8_valid(text, string->size, NULL)) {
    bry__buffer_json_string(b, text, string->size);
    return;
  }
  bry__buffer_char(b, '"');
  for (size_t at = 0; at < string->size; at = bad) {
    bry__buffer piece = {0};
    if (bry__utf8_valid(text + at, string->size - at, &bad)) bad = string->size - at;
    bry__buffer_json_string(&piece, text + at, bad);
    if (piece.failed) {
      b->failed = 1;
    } else {
      bry__buffer_add(b, piece.data + 1, piece.size - 2); /* without its quotes */
    }
    bry__buffer_free(&piece);
    bad += at;
    if (bad < string->size) bry__buffer_format(b, "\\u%04x", bry__utf8_next(text, string->size, &bad));
  }
  bry__buffer_char(b, '"');
}

void bry__js_write(bry__buffer *b, const bry__js *v) {
  char date[BRY__DATE_ISO_BYTES];
  switch (v->kind) {
  case BRY__JS_BOOL:
    bry__buffer_text(b, v->truth ? "true" : "false");
    return;
  case BRY__JS_STRING:
    write_string(b, v);
    return;
  case BRY__JS_NUMBER:
    if (isfinite(v->as.number)) {
      bry__buffer_double(b, v->as.number);
      return;
    }
    break;
  case BRY__JS_DATE:
    if (!isnan(v->as.number)) {
      bry__buffer_json_string(b, date, bry__date_iso(date, v->as.number));
      return;
    }
    break;
  case BRY__JS_OBJECT:
    bry__json_canonical(b, v->as.json);
    return;
  case BRY__JS_LIST:
  case BRY__JS_ARRAY:
    bry__buffer_char(b, '[');
    for (size_t i = 0; i < bry__js_count(v); i++) {
      bry__js item = bry__js_at(v, i);
      if (i) bry__buffer_char(b, ',');
      bry__js_write(b, &item);
    }
    bry__buffer_char(b, ']');
    return;
  default:
    break;
  }
  bry__buffer_text(b, "null");
}

static const char *what_is(const bry__js *v) {
  if (v->kind == BRY__JS_UNDEFINED) return "undefined";
  if (v->kind == BRY__JS_DATE) return isnan(v->as.number) ? "Invalid Date" : "Date";
  if (v->kind != BRY__JS_NUMBER || isfinite(v->as.number)) return NULL;
  return isnan(v->as.number) ? "NaN" : v->as.number > 0 ? "Infinity" : "-Infinity";
}

static void write_result(bry__buffer *b, const bry__js *v) {
  const char *is = what_is(v);
  bry__buffer_text(b, "{\"value\":");
  bry__js_write(b, v);
  if (is) bry__buffer_format(b, ",\"is\":\"%s\"", is);
  bry__buffer_char(b, '}');
}

static void write_error(bry__buffer *b, bry_status status, const bry_error *error) {
  const char *message = error ? bry_error_message(error) : bry_status_name(status);
  bry__buffer_text(b, "{\"error\":");
  bry__buffer_json_string(b, message, strlen(message));
  bry__buffer_format(b, ",\"status\":\"%s\"}", bry_status_name(status));
}

/* --- the work --------------------------------------------------------------------------------------------------- */

static bry_status read_now(const char *now, bry__expr_env *env, bry_error **err) {
  env->now_ms = bry__floor_div(bry__clock_us(), 1000);
  if (!now) return BRY_OK;
  double moment = bry__date_read(env->zone, now, strlen(now));
  if (isnan(moment)) {
    return bry__error_at(err, BRY_EINVAL, "/now", "write now as 2026-01-31T12:00 or 2026-01-31T12:00Z");
  }
  env->now_ms = (int64_t)moment;
  return BRY_OK;
}

/* An error of the expression itself becomes part of the answer. */
static int belongs_in_answer(bry_status status) {
  return status != BRY_OK && status != BRY_ENOMEM;
}

static bry_status evaluate(const bry__expr *expr, struct json_object *request, const char *zone_name, bry__buffer *b,
                           bry_error **err) {
  bry__expr_env env = {.values = bry__json_object(request, "values")};
  bry__zone *zone = NULL;
  bry__arena arena = {0};
  bry__js value;
  bry_status status = BRY_OK;
  if (bry__expr_needs_clock(expr)) {
    status = bry__zone_load(zone_name ? zone_name : "Europe/Oslo", &zone, err);
    env.zone = zone;
    if (status == BRY_OK) status = read_now(bry__json_text(request, "now"), &env, err);
    if (status != BRY_OK) goto out;
  }
  bry_error *problem = NULL;
  status = bry__expr_eval(expr, &env, &arena, &value, &problem);
  if (status == BRY_OK) {
    write_result(b, &value);
  } else if (belongs_in_answer(status)) {
    write_error(b, status, problem);
    status = BRY_OK;
  } else {
    status = bry__enomem(err);
  }
  bry_error_free(problem);
out:
  bry__arena_free(&arena);
  bry__zone_free(zone);
  return status;
}

bry_status bry_expression_eval(const char *json, size_t size, const char *zone, bry_text **out, bry_error **err) {
  static const bry__json_limits limits = {4 * 1024 * 1024, 64};
  struct json_object *request = NULL, *expression = NULL;
  bry__expr *expr = NULL;
  bry__buffer b = {0};
  bry_error *problem = NULL;
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "bry_expression_eval() needs a place for its result");
  *out = NULL;
  bry_status status = bry__json_parse("the request", json, json ? size : 0, &limits, &request, err);
  if (status != BRY_OK) return status;
  if (!bry__json_text(request, "expression")) {
    status = bry__error_at(err, BRY_EINVAL, "/expression", "give the expression as a text");
    goto out;
  }
  (void)json_object_object_get_ex(request, "expression", &expression);
  status = bry__expr_parse(json_object_get_string(expression), (size_t)json_object_get_string_len(expression), &expr,
                           &problem);
  if (status == BRY_OK) {
    status = evaluate(expr, request, zone, &b, err);
  } else if (belongs_in_answer(status)) {
    write_error(&b, status, problem);
    status = BRY_OK;
  } else {
    status = bry__enomem(err);
  }
  if (status == BRY_OK) status = bry__buffer_finish(&b, out, err);
out:
  bry_error_free(problem);
  bry__buffer_free(&b);
  bry__expr_free(expr);
  json_object_put(request);
  return status;
}
