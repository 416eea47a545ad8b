/* The conditions of sumInArray() and its kin. survey-core takes a condition that is not a text in quotes, writes
 * it out as text and parses that again for the array's items; so do we, since what it writes is not always what it
 * read. */
#include "expr/code.h"

#include "core/buffer.h"
#include "core/mem.h"
#include "core/number.h"

#include <string.h>

enum { FILTER_DEPTH_MAX = 4 }; /* each level parses the ones below it once more */

/* --- an operand as text ----------------------------------------------------------------------------------------- */

typedef struct writer {
  const bry__expr *expr;
  bry__buffer text;
  int depth;
  int too_deep;
} writer;

static void write_operand(writer *w, size_t root);

static void write_constant(bry__buffer *b, const bry__expr_op *op) {
  char number[32];
  const bry__js *value = &op->as.constant;
  switch (value->kind) {
  case BRY__JS_BOOL:
    bry__buffer_text(b, value->truth ? "true" : "false");
    break;
  case BRY__JS_NUMBER:
    bry__buffer_add(b, number, bry__double_print(number, value->as.number));
    break;
  default:
    if (op->quoted || value->size == 0) bry__buffer_char(b, '\'');
    bry__buffer_add(b, value->as.text, value->size);
    if (op->quoted || value->size == 0) bry__buffer_char(b, '\'');
  }
}

static void write_name(writer *w, const bry__expr_op *op) {
  const bry__expr_name *name = &w->expr->names[op->as.name];
  bry__buffer_text(&w->text, name->is_plain ? "{#" : "{");
  bry__buffer_add(&w->text, name->text, name->size);
  bry__buffer_char(&w->text, '}');
}

static void write_list(writer *w, size_t root, char close) {
  const bry__expr_op *op = &w->expr->ops[root];
  for (size_t i = 0; i < op->count; i++) {
    if (i) bry__buffer_text(&w->text, ", ");
    write_operand(w, (size_t)(bry__expr_argument(w->expr->ops, op, i) - w->expr->ops));
  }
  bry__buffer_char(&w->text, close);
}

static void write_binary(writer *w, size_t root) {
  static const char *const signs[] = {"or",       "and",         "<=",    ">=",    "==",    "!=", "<",
                                      ">",        "+",           "-",     "*",     "/",     "%",  "^",
                                      "contains", "notcontains", "anyof", "allof", "noneof"};
  size_t right = root - 1, left = w->expr->ops[right].begin - 1;
  bry__buffer_char(&w->text, '(');
  write_operand(w, left);
  bry__buffer_char(&w->text, ' ');
  bry__buffer_text(&w->text, signs[w->expr->ops[root].what]);
  bry__buffer_char(&w->text, ' ');
  write_operand(w, right);
  bry__buffer_char(&w->text, ')');
}

static void write_unary(writer *w, size_t root) {
  int what = w->expr->ops[root].what;
  if (what == BRY__OP_NEGATE) bry__buffer_text(&w->text, "! ");
  write_operand(w, root - 1);
  if (what != BRY__OP_NEGATE) bry__buffer_text(&w->text, what == BRY__OP_EMPTY ? " empty" : " notempty");
}

static void write_operand(writer *w, size_t root) {
  const bry__expr_op *op = &w->expr->ops[root];
  if (w->text.size > BRY__EXPR_BYTES_MAX || w->depth > BRY__EXPR_DEPTH_MAX) {
    w->too_deep = 1;
    return;
  }
  w->depth++;
  switch (op->kind) {
  case BRY__EXPR_NOTHING:
    break;
  case BRY__EXPR_CONST:
    write_constant(&w->text, op);
    break;
  case BRY__EXPR_NAME:
    write_name(w, op);
    break;
  case BRY__EXPR_ARRAY:
    bry__buffer_char(&w->text, '[');
    write_list(w, root, ']');
    break;
  case BRY__EXPR_CALL:
    bry__buffer_text(&w->text, bry__functions[op->what].name);
    bry__buffer_char(&w->text, '(');
    write_list(w, root, ')');
    break;
  case BRY__EXPR_UNARY:
    write_unary(w, root);
    break;
  case BRY__EXPR_BINARY:
    write_binary(w, root);
    break;
  }
  w->depth--;
}

/* --- finding and parsing the condition -------------------------------------------------------------------------- */

static int is_text(const bry__expr_op *op) {
  return op->kind == BRY__EXPR_CONST && op->as.constant.kind == BRY__JS_STRING;
}

/* Which argument is the condition; 0 when there is none. */
static uint32_t condition_of(const bry__expr *expr, const bry__expr_op *call) {
  if (call->count < 3 || call->count > 4) return 0;
  const bry__expr_op *third = bry__expr_argument(expr->ops, call, 2);
  if (!is_text(third) || !bry__expr_is_column(third->as.constant.as.text, third->as.constant.size)) return 2;
  return call->count > 3 ? 3 : 0;
}

static bry_status keep_names(bry__expr *expr, const bry__expr *filter, bry_error **err) {
  for (size_t i = 0; i < filter->name_count; i++) {
    const bry__expr_name *name = &filter->names[i];
    if (bry__expr_name_add(expr, name->text, name->size, name->is_plain) < 0) return bry__enomem(err);
  }
  return BRY_OK;
}

static bry_status parse_filter(bry__expr *expr, bry__expr_budget *budget, const char *function, const char *text,
                               size_t size, bry__expr **out, bry_error **err) {
  if (budget->filter_depth == FILTER_DEPTH_MAX) {
    return bry__error(err, BRY_ELIMIT, "conditions within the condition of %s() are nested too deeply", function);
  }
  budget->filter_depth++;
  bry_status status = bry__expr_parse_within(budget, text, size, out, err);
  budget->filter_depth--;
  if (status == BRY_EPARSE) {
    if (err) bry_error_free(*err);
    if (err) *err = NULL;
    status =
        bry__error(err, BRY_EREFUSED,
                   "the condition of %s() can't be read by survey-core; write it in quotes, without null", function);
  }
  if (status != BRY_OK) return status;
  if ((*out)->needs_clock) expr->needs_clock = 1;
  status = keep_names(expr, *out, err);
  if (status != BRY_OK) {
    bry__expr_free(*out);
    *out = NULL;
  }
  return status;
}

static void write_condition(writer *w, const bry__expr_op *condition) {
  if (is_text(condition) && condition->as.constant.size > 0) {
    bry__buffer_add(&w->text, condition->as.constant.as.text, condition->as.constant.size);
  } else {
    write_operand(w, (size_t)(condition - w->expr->ops));
  }
}

static bry_status add_filter(bry__expr *expr, size_t call, bry__expr_budget *budget, bry_error **err) {
  uint32_t place = condition_of(expr, &expr->ops[call]);
  if (!place) return BRY_OK;
  const char *function = bry__functions[expr->ops[call].what].name;
  writer w = {.expr = expr};
  bry__expr *filter = NULL;
  bry_status status;
  write_condition(&w, bry__expr_argument(expr->ops, &expr->ops[call], place));
  if (w.text.failed) {
    status = bry__enomem(err);
  } else if (w.too_deep) {
    status = bry__error(err, BRY_ELIMIT, "the condition of %s() is too long or nested too deeply", function);
  } else if (bry__grow((void **)&expr->filters, &expr->filter_capacity, expr->filter_count + 1,
                       sizeof *expr->filters) != 0) {
    status = bry__enomem(err);
  } else {
    status = parse_filter(expr, budget, function, w.text.data, w.text.size, &filter, err);
  }
  if (status == BRY_OK) {
    expr->filters[expr->filter_count++] = filter;
    expr->ops[call].as.filter = filter;
    expr->ops[call].condition = place;
  }
  bry__buffer_free(&w.text);
  return status;
}

bry_status bry__expr_add_filters(bry__expr *expr, bry__expr_budget *budget, bry_error **err) {
  for (size_t i = 0; i < expr->op_count; i++) {
    const bry__expr_op *op = &expr->ops[i];
    if (op->kind != BRY__EXPR_CALL || !bry__functions[op->what].takes_filter) continue;
    bry_status status = add_filter(expr, i, budget, err);
    if (status != BRY_OK) return status;
  }
  return BRY_OK;
}
