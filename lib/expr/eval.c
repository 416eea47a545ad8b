/* The stack machine. */
#include "expr/code.h"

#include <json-c/json.h>
#include <string.h>

/* --- names ------------------------------------------------------------------------------------------------------ */

/* Where the expression stands: the environment, or an item of an array and then the survey. */
static int find(const bry__expr_env *env, const bry__js *item, const bry__expr_name *name, bry__js_run *run,
                bry__js *out) {
  if (item) {
    if (bry__expr_find_in(run, item, name, 0, out)) return 1;
    return env->find_in_survey && env->find_in_survey(env->user, name, run, out);
  }
  if (env->find && env->find(env->user, name, run, out)) return 1;
  if (!env->values) return 0;
  bry__js values = bry__js_from_json(env->values);
  return bry__expr_find_in(run, &values, name, 0, out);
}

static int ends_in_length(const bry__expr_name *name) {
  return name->size >= 7 && memcmp(name->text + name->size - 7, ".length", 7) == 0;
}

static int is_quote(char c) {
  return c == '\'' || c == '"';
}

/* A text that reads as true, false or a number is that; one in quotes loses them. Leading zeros keep it a text. */
static bry__js convert(bry__js_run *run, const bry__js *value) {
  if (value->kind != BRY__JS_STRING || value->size == 0) return *value;
  const char *text = value->as.text;
  size_t size = value->size;
  if (bry__js_is_word(value, "true")) return bry__js_bool(1);
  if (bry__js_is_word(value, "false")) return bry__js_bool(0);
  if (size > 1 && is_quote(text[0]) && is_quote(text[size - 1])) return bry__js_string(text + 1, size - 2);
  double number = bry__js_numeric(run, value);
  if (number != number) return *value;
  if (text[0] == '0' && !(size > 1 && text[1] == 'x')) {
    int has_point = size > 1 && (text[1] == '.' || text[1] == ',');
    if (has_point ? size < 2 : size > 1) return *value;
  }
  return bry__js_number(number);
}

static bry__js read_name(const bry__expr_env *env, const bry__js *item, const bry__expr_name *name,
                         bry__js_run *run) {
  bry__js value = bry__js_undefined();
  if (!find(env, item, name, run, &value)) {
    if (ends_in_length(name)) return bry__js_number(0);
    return name->json ? bry__js_from_json(name->json) : bry__js_null();
  }
  if (name->is_plain) return value;
  bry__js converted = convert(run, &value);
  converted.strict = value.strict;
  return converted;
}

/* --- the machine ------------------------------------------------------------------------------------------------ */

static bry__js make_array(bry__js_run *run, const bry__js *items, size_t count) {
  bry__js *copy = bry__js_alloc(run, count, sizeof *copy);
  if (!copy) return bry__js_undefined();
  if (count) memcpy(copy, items, count * sizeof *copy);
  return bry__js_list(copy, count);
}

static bry__js call_function(const bry__expr *expr, const bry__expr_op *op, const bry__expr_env *env,
                             const bry__js *args, bry__js_run *run) {
  bry__call call = {.run = run, .env = env, .ops = expr->ops, .op = op, .args = args, .count = op->count};
  bry__js result = bry__functions[op->what].run(&call);
  result.strict = 0;
  return result;
}

bry__js bry__expr_run(const bry__expr *expr, const bry__expr_env *env, const bry__js *item, bry__js_run *run) {
  bry__js *stack = bry__js_alloc(run, expr->stack_size, sizeof *stack), *top = stack;
  if (!stack) return bry__js_undefined();
  for (size_t i = 0; i < expr->op_count && bry__js_step(run, 1); i++) {
    const bry__expr_op *op = &expr->ops[i];
    switch (op->kind) {
    case BRY__EXPR_NOTHING:
      *top++ = bry__js_null();
      break;
    case BRY__EXPR_CONST:
      *top++ = op->as.constant;
      break;
    case BRY__EXPR_NAME:
      *top++ = read_name(env, item, &expr->names[op->as.name], run);
      break;
    case BRY__EXPR_ARRAY:
      top -= op->count;
      *top = make_array(run, top, op->count);
      top++;
      break;
    case BRY__EXPR_CALL:
      top -= op->count;
      *top = call_function(expr, op, env, top, run);
      top++;
      break;
    case BRY__EXPR_UNARY:
      top[-1] = bry__operator_unary(run, op->what, &top[-1]);
      break;
    case BRY__EXPR_BINARY:
      top--;
      top[-1] = bry__operator_binary(run, op->what, &top[-1], top);
      break;
    }
  }
  return run->status == BRY_OK ? stack[0] : bry__js_undefined();
}

static bry_status report(const bry__js_run *run, bry_error **err) {
  switch (run->status) {
  case BRY_OK:
    return BRY_OK;
  case BRY_ENOMEM:
    return bry__enomem(err);
  case BRY_ELIMIT:
    return bry__error(err, BRY_ELIMIT, "the expression takes too many steps over these values");
  default:
    return bry__error(err, run->status, "the expression can't be evaluated over these values: %s", run->problem);
  }
}

bry_status bry__expr_eval(const bry__expr *expr, const bry__expr_env *env, bry__arena *arena, bry__js *out,
                          bry_error **err) {
  bry__error_reset(err);
  bry__js_run run = {.arena = arena, .zone = env->zone, .now_ms = (double)env->now_ms};
  run.steps = env->max_steps > 0 ? env->max_steps : BRY__EXPR_STEPS_MAX;
  *out = bry__js_undefined();
  bry__js result = bry__expr_run(expr, env, NULL, &run);
  if (run.status == BRY_OK) *out = result;
  return report(&run, err);
}
