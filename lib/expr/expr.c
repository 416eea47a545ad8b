/* An expression as a whole: mending its text, parsing it, freeing it. */
#include "expr/code.h"

#include "core/mem.h"
#include "core/utf8.h"

#include <json-c/json.h>
#include <string.h>

static void replace_all(char *text, size_t size, const char *old, const char *new) {
  size_t length = strlen(old);
  for (char *at = text; (at = memmem(at, size - (size_t)(at - text), old, length)); at += length)
    memcpy(at, new, length);
}

/* Spellings that survey-core mends before it parses, in texts and names too. */
static char *mend(bry__expr *expr, const char *text, size_t size) {
  char *mended = bry__arena_alloc(&expr->arena, size + 1);
  if (!mended) return NULL;
  memcpy(mended, text, size);
  mended[size] = '\0'; /* a character may always be looked at ahead */
  replace_all(mended, size, "=>", ">=");
  replace_all(mended, size, "=<", "<=");
  replace_all(mended, size, "<>", "!=");
  replace_all(mended, size, "equals", "equal ");
  return mended;
}

static size_t stack_size(const bry__expr *expr) {
  size_t now = 0, most = 0;
  for (size_t i = 0; i < expr->op_count; i++) {
    const bry__expr_op *op = &expr->ops[i];
    size_t taken = op->kind == BRY__EXPR_BINARY                                ? 2
                   : op->kind == BRY__EXPR_UNARY                               ? 1
                   : op->kind == BRY__EXPR_ARRAY || op->kind == BRY__EXPR_CALL ? op->count
                                                                               : 0;
    now += 1 - taken;
    if (now > most) most = now;
  }
  return most;
}

bry_status bry__expr_parse_within(bry__expr_budget *budget, const char *text, size_t size, bry__expr **out,
                                  bry_error **err) {
  bry_status status;
  *out = NULL;
  if (size > BRY__EXPR_BYTES_MAX) return bry__error(err, BRY_ELIMIT, "the expression is longer than 64 KiB");
  if (!bry__utf8_valid(text, size, NULL)) return bry__error(err, BRY_EPARSE, "the expression is not UTF-8");
  bry__expr *expr = bry__alloc_zero(1, sizeof *expr);
  char *mended = expr ? mend(expr, text, size) : NULL;
  if (!mended) {
    status = bry__enomem(err);
    goto out;
  }
  status = bry__expr_read(expr, budget, mended, size, err);
  expr->stack_size = stack_size(expr);
  if (status == BRY_OK) status = bry__expr_add_filters(expr, budget, err);
out:
  if (status != BRY_OK) {
    bry__expr_free(expr);
    return status;
  }
  *out = expr;
  return BRY_OK;
}

bry_status bry__expr_parse(const char *text, size_t size, bry__expr **out, bry_error **err) {
  bry__expr_budget budget = {.nodes = BRY__EXPR_NODES_MAX};
  bry__error_reset(err);
  return bry__expr_parse_within(&budget, text, size, out, err);
}

void bry__expr_free(bry__expr *expr) {
  if (!expr) return;
  for (size_t i = 0; i < expr->filter_count; i++)
    bry__expr_free(expr->filters[i]);
  for (size_t i = 0; i < expr->name_count; i++)
    json_object_put(expr->names[i].json);
  bry__free(expr->filters);
  bry__free(expr->names);
  bry__free(expr->ops);
  bry__arena_free(&expr->arena);
  bry__free(expr);
}

int bry__expr_has_filters(const bry__expr *expr) {
  return expr->filter_count > 0;
}

int bry__expr_needs_clock(const bry__expr *expr) {
  return expr->needs_clock;
}
