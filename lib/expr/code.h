/* The compiled form, shared by the files that make, read back and run it: operations in the order in which a stack
 * machine does them, operands before operators. Nothing is skipped, since survey-core evaluates both sides of
 * "and". */
#ifndef BRY_EXPR_CODE_H
#define BRY_EXPR_CODE_H

#include "expr/expr.h"

typedef enum bry__expr_kind {
  BRY__EXPR_NOTHING, /* the words null and undefined, and a right side that is not there */
  BRY__EXPR_CONST,
  BRY__EXPR_NAME,
  BRY__EXPR_ARRAY,
  BRY__EXPR_CALL,
  BRY__EXPR_UNARY,
  BRY__EXPR_BINARY
} bry__expr_kind;

typedef enum bry__operator {
  BRY__OP_OR,
  BRY__OP_AND,
  BRY__OP_LESS_OR_EQUAL,
  BRY__OP_GREATER_OR_EQUAL,
  BRY__OP_EQUAL,
  BRY__OP_NOT_EQUAL,
  BRY__OP_LESS,
  BRY__OP_GREATER,
  BRY__OP_PLUS,
  BRY__OP_MINUS,
  BRY__OP_MUL,
  BRY__OP_DIV,
  BRY__OP_MOD,
  BRY__OP_POWER,
  BRY__OP_CONTAINS,
  BRY__OP_NOT_CONTAINS,
  BRY__OP_ANY_OF,
  BRY__OP_ALL_OF,
  BRY__OP_NONE_OF,
  BRY__OP_NEGATE, /* from here on: unary */
  BRY__OP_EMPTY,
  BRY__OP_NOT_EMPTY
} bry__operator;

typedef struct bry__expr_op {
  bry__expr_kind kind;
  int what;           /* a bry__operator, or a function's place in bry__functions */
  uint32_t count;     /* items of an array, arguments of a call */
  uint32_t begin;     /* where the operations of this subtree begin */
  int quoted;         /* a constant that was a text in quotes */
  uint32_t condition; /* of an ...InArray() call: which argument `filter` was made of */
  union {
    bry__js constant;
    uint32_t name;                  /* into names */
    const struct bry__expr *filter; /* of an ...InArray() call: the condition its items meet, or NULL */
  } as;
} bry__expr_op;

struct bry__expr {
  bry__arena arena; /* texts, parts, names */
  bry__expr_op *ops;
  size_t op_count, op_capacity;
  bry__expr_name *names;
  size_t name_count, name_capacity;
  struct bry__expr **filters; /* owned */
  size_t filter_count, filter_capacity;
  size_t stack_size; /* values that stand on the stack at once, at most */
  int needs_clock;
};

/* What parses of one expression have in common, those of its conditions included. */
typedef struct bry__expr_budget {
  int64_t nodes; /* left */
  int filter_depth;
} bry__expr_budget;

bry_status bry__expr_parse_within(bry__expr_budget *budget, const char *text, size_t size, bry__expr **out,
                                  bry_error **err);
/* parse.c: the grammar; the text, with a NUL behind it, is mended. On failure some operations may be left. */
bry_status bry__expr_read(bry__expr *expr, bry__expr_budget *budget, const char *text, size_t size, bry_error **err);
/* name.c: adds a name unless it is there already; its number, or -1 when memory runs out. */
int64_t bry__expr_name_add(bry__expr *expr, const char *text, size_t size, int is_plain);
/* filter.c: gives the ...InArray() calls their conditions. */
bry_status bry__expr_add_filters(bry__expr *expr, bry__expr_budget *budget, bry_error **err);

/* --- functions: function.c --------------------------------------------------------------------------------- */

typedef struct bry__call {
  bry__js_run *run;
  const bry__expr_env *env;
  const bry__expr_op *ops; /* all of the expression's */
  const bry__expr_op *op;  /* the call itself */
  const bry__js *args;
  size_t count;
} bry__call;

typedef bry__js (*bry__function_run)(bry__call *call);

typedef struct bry__function {
  const char *name;
  bry__function_run run;
  int takes_filter, needs_clock;
} bry__function;

extern const bry__function bry__functions[];
int bry__function_find(const char *name, size_t size); /* its place, or -1 */

/* function_date.c */
bry__js bry__function_get_date(bry__call *call);
bry__js bry__function_today(bry__call *call);
bry__js bry__function_current_date(bry__call *call);
bry__js bry__function_age(bry__call *call);
bry__js bry__function_year(bry__call *call);
bry__js bry__function_month(bry__call *call);
bry__js bry__function_day(bry__call *call);
bry__js bry__function_weekday(bry__call *call);
bry__js bry__function_date_diff(bry__call *call);
bry__js bry__function_date_add(bry__call *call);
bry__js bry__function_diff_days(bry__call *call);
bry__js bry__function_current_year(bry__call *call);
bry__js bry__function_get_year(bry__call *call);
/* As survey-core's createDate(): text, number or date to a moment; nothing gives now. */
double bry__expr_moment(bry__js_run *run, const bry__js *v);
/* function_array.c */
bry__js bry__function_sum_in_array(bry__call *call);
bry__js bry__function_min_in_array(bry__call *call);
bry__js bry__function_max_in_array(bry__call *call);
bry__js bry__function_count_in_array(bry__call *call);
bry__js bry__function_avg_in_array(bry__call *call);
/* 1 when a text in the third place names a column rather than being a condition. */
int bry__expr_is_column(const char *text, size_t size);
const bry__expr_op *bry__expr_argument(const bry__expr_op *ops, const bry__expr_op *call, size_t index);

/* --- operators: operator.c --------------------------------------------------------------------------------- */

bry__js bry__operator_unary(bry__js_run *run, int what, const bry__js *v);
bry__js bry__operator_binary(bry__js_run *run, int what, const bry__js *a, const bry__js *b);

/* --- running: eval.c --------------------------------------------------------------------------------------- */

/* Runs within an evaluation. item: what names are looked up in first, before find_in_survey; NULL for the
 * environment. */
bry__js bry__expr_run(const bry__expr *expr, const bry__expr_env *env, const bry__js *item, bry__js_run *run);

#endif
