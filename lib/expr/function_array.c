/* sumInArray() and its kin: over the objects of an array, a column of those that meet a condition. */
#include "expr/code.h"

#include <math.h>
#include <string.h>

int bry__expr_is_column(const char *text, size_t size) {
  for (size_t i = 0; i < size; i++) {
    if (strchr("{}><=!", text[i]) && text[i]) return 0;
  }
  return 1;
}

const bry__expr_op *bry__expr_argument(const bry__expr_op *ops, const bry__expr_op *call, size_t index) {
  const bry__expr_op *at = call - 1; /* the last one */
  for (size_t i = call->count - 1; i > index; i--)
    at = ops + at->begin - 1;
  return at;
}

typedef struct column {
  const bry__js_member *items;
  size_t count;
  bry__js name, returned;
} column;

/* The third argument when it names the column to give, as min and max may. */
static bry__js returned_column(bry__call *call, const bry__js *name) {
  if (call->count < 3) return *name;
  const bry__expr_op *third = bry__expr_argument(call->ops, call->op, 2);
  const bry__js *text = &call->args[2];
  if (third->kind != BRY__EXPR_CONST || text->kind != BRY__JS_STRING) return *name;
  return bry__expr_is_column(text->as.text, text->size) ? *text : *name;
}

/* survey-core takes a text for the condition itself; one that is not written in the expression comes from an answer,
 * and nobody who answers may write expressions. */
static int comes_from_answer(const bry__call *call) {
  const bry__expr_op *op = call->op;
  if (!op->as.filter || bry__expr_argument(call->ops, op, op->condition)->kind == BRY__EXPR_CONST) return 0;
  return call->args[op->condition].kind == BRY__JS_STRING && call->args[op->condition].size > 0;
}

/* 0: there is nothing to go through. */
static int open_column(bry__call *call, column *c) {
  if (call->count < 2 || call->count > 4 || !bry__js_truthy(&call->args[0])) return 0;
  if (call->args[1].kind != BRY__JS_STRING) return 0;
  if (comes_from_answer(call)) {
    bry__js_throw(call->run, "a condition over an array that comes from an answer");
    return 0;
  }
  c->name = call->args[1];
  c->returned = returned_column(call, &c->name);
  c->items = bry__js_members(call->run, &call->args[0], &c->count);
  return c->items != NULL;
}

static bry__js cell(const bry__js *item, const bry__js *name) {
  return bry__js_get(item, name->as.text, name->size);
}

static int counts(bry__call *call, const column *c, const bry__js *item) {
  bry__js value = cell(item, &c->name);
  if (!bry__js_step(call->run, 1) || !bry__js_truthy(item) || bry__js_is_empty(call->run, &value)) return 0;
  if (!call->op->as.filter) return 1;
  bry__js met = bry__expr_run(call->op->as.filter, call->env, item, call->run);
  return bry__js_is_true(call->run, &met);
}

/* A text that counts as a number as that number, another one as nothing. */
static bry__js number_of(bry__js_run *run, const bry__js *value) {
  if (value->kind != BRY__JS_STRING) return *value;
  double number = bry__js_numeric(run, value);
  return isnan(number) ? bry__js_undefined() : bry__js_number(number);
}

bry__js bry__function_sum_in_array(bry__call *call) {
  column c;
  bry__js total = bry__js_number(0);
  if (!open_column(call, &c)) return total;
  for (size_t i = 0; i < c.count && call->run->status == BRY_OK; i++) {
    if (!counts(call, &c, &c.items[i].value)) continue;
    bry__js value = cell(&c.items[i].value, &c.name);
    value = number_of(call->run, &value);
    if (bry__js_is_nullish(&value)) continue;
    bry__js sum = bry__js_add(call->run, &total, &value);
    total = bry__js_round_sum(call->run, &total, &value, &sum);
  }
  return total;
}

static bry__js extreme(bry__call *call, int smallest) {
  column c;
  bry__js best = bry__js_undefined();
  const bry__js *best_item = NULL;
  if (!open_column(call, &c)) return best;
  for (size_t i = 0; i < c.count && call->run->status == BRY_OK; i++) {
    if (!counts(call, &c, &c.items[i].value)) continue;
    bry__js value = cell(&c.items[i].value, &c.name);
    value = number_of(call->run, &value);
    if (bry__js_is_nullish(&value)) continue;
    int better =
        !best_item || (smallest ? bry__js_less(call->run, &value, &best) : bry__js_less(call->run, &best, &value));
    if (!better) continue;
    best = value;
    best_item = &c.items[i].value;
  }
  if (!best_item || bry__js_same_text(&c.name, &c.returned)) return best;
  return cell(best_item, &c.returned);
}

bry__js bry__function_min_in_array(bry__call *call) {
  return extreme(call, 1);
}

bry__js bry__function_max_in_array(bry__call *call) {
  return extreme(call, 0);
}

bry__js bry__function_count_in_array(bry__call *call) {
  column c;
  double count = 0;
  if (!open_column(call, &c)) return bry__js_number(0);
  for (size_t i = 0; i < c.count && call->run->status == BRY_OK; i++)
    count += counts(call, &c, &c.items[i].value);
  return bry__js_number(count);
}

bry__js bry__function_avg_in_array(bry__call *call) {
  bry__js count = bry__function_count_in_array(call);
  if (count.as.number == 0) return bry__js_number(0);
  bry__js sum = bry__function_sum_in_array(call);
  return bry__js_number(bry__js_to_number(call->run, &sum) / count.as.number);
}
