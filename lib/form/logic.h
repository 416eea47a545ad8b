/* The logic of a questionnaire: conditions, calculated values, and the order in which one pass over them gives the
 * fixpoint. Compiled when the questionnaire is parsed, immutable afterwards.
 *
 * Normal form: what a hidden question was answered counts as empty. Computed values are computed whether shown or not,
 * as survey-core does it. Which choices and rows show has no bearing on values: a chosen one that is hidden is wrong. */
#ifndef BRY_FORM_LOGIC_H
#define BRY_FORM_LOGIC_H

#include "expr/expr.h"
#include "form/model.h"

enum {
  BRY__CONDITIONS_MAX = 20000,
  BRY__CALCS_MAX = 500,
  BRY__CONDITION_STEPS_MAX = 200000 /* of one condition over one row of answers */
};

/* What a name in an expression means. */
typedef enum bry__ref_kind {
  BRY__REF_NONE, /* known to be nothing: reads as null */
  BRY__REF_ITEM,
  BRY__REF_COMMENT, /* of "other" */
  BRY__REF_CALC,
  BRY__REF_CHOICE, /* {item}: the very choice or row that the condition is asked about */
  BRY__REF_INDEX,  /* {panelIndex}, {rowIndex}: `place` is the number */
  BRY__REF_ROW,    /* {rowValue}: the value of the condition's own row */
  BRY__REF_TITLE,  /* {rowTitle}, in texts */
  BRY__REF_SHOWN   /* {visiblePanelIndex}, {visibleRowIndex}, in texts: among those that show */
} bry__ref_kind;

typedef struct bry__ref {
  bry__ref_kind kind;
  int32_t place; /* of the item or calculated value */
  size_t parts;  /* of the name that are spent on it; the rest is looked up within its value */
  int is_near;   /* found in the condition's own row, panel or question: not so from within an ...InArray() */
} bry__ref;

typedef struct bry__condition {
  bry__expr *expr;
  bry__ref *refs; /* one a name of the expression, in its order */
  char *pointer;
  int32_t item;             /* whose it is; -1: of a page, panel or calculated value */
  int32_t container, group; /* the row or panel that it is part of; container -1: none */
  int on_choices;           /* is asked about choices or rows, so that {item} is one of them */
  int on_rows;              /* those of a matrixdropdown */
  int is_idle;              /* checked, but evaluated by the form only (defaultValueExpression and the like) */
  int is_pipe;              /* idle: a name in a text */
} bry__condition;

typedef struct bry__calc {
  char *name;
  char *pointer;
  int32_t value_if; /* as of an item */
  int in_result;    /* includeIntoResult */
} bry__calc;

/* An expression validator. */
typedef struct bry__demand {
  int32_t item, condition; /* from 0, from 1 */
  bry__label text;
} bry__demand;

typedef enum bry__step_kind { BRY__STEP_FRAME, BRY__STEP_ITEM, BRY__STEP_VALUE, BRY__STEP_CALC } bry__step_kind;

/* One thing to find out: whether a frame or item shows, what an expression item or calculated value is. */
typedef struct bry__step {
  bry__step_kind kind;
  int32_t place;
} bry__step;

/* A name in a text, and where it stands. */
typedef struct bry__pipe_name {
  bry__scope scope;
  const char *text; /* lies in the condition */
  size_t size;
  int32_t condition; /* from 0 */
} bry__pipe_name;

typedef struct bry__logic {
  bry__condition *conditions;
  int32_t condition_count;
  bry__calc *calcs;
  int32_t calc_count;
  bry__demand *demands;
  int32_t demand_count;
  bry__step *steps; /* each after all that it reads */
  int32_t step_count;
  uint8_t *clocked_items, *clocked_calcs; /* computed values that depend on the clock */
  struct bry__zone *zone;                 /* Europe/Oslo, when some condition needs the clock; else NULL */
  int needs_clock;
  struct bry__name_index *calc_index; /* name -> place */
  bry__pipe_name *pipes;              /* sorted */
  int32_t pipe_count;
  size_t condition_capacity, calc_capacity, demand_capacity;
} bry__logic;

void bry__logic_free(bry__logic *logic);
/* Place of a calculated value, or -1. */
int32_t bry__logic_calc_find(const bry__logic *logic, const char *name, size_t size);
/* Sorts the names in texts. */
void bry__logic_sort_pipes(bry__logic *logic);
/* The condition that a name in a text is, from 0; -1 when no text there has it in braces. What a row or panel has not, is
 * looked for outside. */
int32_t bry__logic_pipe_find(const bry__logic *logic, bry__scope scope, const char *name, size_t size);
/* The condition of a 1-based place. */
static inline const bry__condition *bry__logic_condition(const bry__logic *logic, int32_t condition) {
  return &logic->conditions[condition - 1];
}

#endif
