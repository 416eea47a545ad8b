/* Expressions of a questionnaire (conditions, calculated values), as survey-core 3.1.1 and 2.5.38 read and run them.
 * An expression is parsed once, is immutable, and may be evaluated by several threads, each with its own arena.
 *
 * Not taken, though survey-core would run it (each is refused at the parse, with the reason):
 *   a function that is not of the profile; null where survey-core throws ("sum(1, null)", "null empty"); a condition
 *   of an ...InArray() function that survey-core can't read back. */
#ifndef BRY_EXPR_H
#define BRY_EXPR_H

#include "expr/js.h"

typedef struct bry__expr bry__expr;

enum {
  BRY__EXPR_BYTES_MAX = 64 * 1024,
  BRY__EXPR_DEPTH_MAX = 200,
  BRY__EXPR_NODES_MAX = 20000, /* conditions of ...InArray() included */
  BRY__EXPR_STEPS_MAX = 2000000
};

/* The text is UTF-8 and copied. Statuses: ::BRY_EPARSE (the message has the offset, in UTF-16 units),
 * ::BRY_ENOTSUPPORTED (a function that is not of the profile), ::BRY_EREFUSED (see above), ::BRY_ELIMIT,
 * ::BRY_ENOMEM. */
bry_status bry__expr_parse(const char *text, size_t size, bry__expr **out, bry_error **err);
void bry__expr_free(bry__expr *expr);

/* --- names ------------------------------------------------------------------------------------------------------ */

/* One part of a name: what stands between two points, and the index in brackets at its end. */
typedef struct bry__expr_part {
  const char *text; /* parts lie behind one another in the name, so that "a.b" is found as one key too */
  size_t size;
  int has_index;
  double index; /* negative: from the end */
} bry__expr_part;

typedef struct bry__expr_name {
  const char *text; /* as between the braces, without the # that keeps a value from being converted; a NUL behind */
  size_t size;
  int is_plain;    /* it had that # */
  int is_property; /* begins with $, which stands for properties of survey-core objects; parts are without it */
  const bry__expr_part *parts;
  size_t part_count;
  struct json_object *json; /* what the name is when nothing is found under it: {"a": 1} is an object; else NULL */
} bry__expr_name;

/* The distinct names the expression reads, those within ...InArray() conditions included (they are asked of the
 * array's items first). Borrowed. */
size_t bry__expr_name_count(const bry__expr *expr);
const bry__expr_name *bry__expr_name_at(const bry__expr *expr, size_t index);

/* Whether there are conditions of ...InArray() calls: then a name may be one of the items that they go through. */
int bry__expr_has_filters(const bry__expr *expr);

int bry__expr_needs_clock(
    const bry__expr *expr); /* calls a function of dates: needs the zone, and perhaps the time */

/* --- evaluation ------------------------------------------------------------------------------------------------- */

/* Looks a name up: 1 and the value, or 0. It may allocate in the run's arena. */
typedef int (*bry__expr_find_fn)(void *user, const bry__expr_name *name, bry__js_run *run, bry__js *out);

typedef struct bry__expr_env { /* begin with {0} */
  struct json_object *values;  /* an object; asked when find is NULL or gives 0. May be NULL */
  bry__expr_find_fn find;
  void *user;
  /* For names in the conditions of ...InArray() that an item lacks: what survey-core asks the whole survey for, never
   * the row or panel that the expression stands in. NULL: nothing is asked. */
  bry__expr_find_fn find_in_survey;
  const struct bry__zone *zone; /* NULL: UTC */
  int64_t now_ms;               /* since 1970 UTC */
  int64_t max_steps;            /* 0: BRY__EXPR_STEPS_MAX */
} bry__expr_env;

/* The value, whose texts and items lie in the arena, the expression and the environment's values; the caller
 * resets the arena. A second evaluation with the same values allocates nothing. Statuses: ::BRY_ELIMIT (too many
 * steps), ::BRY_EREFUSED (survey-core would throw), ::BRY_ENOMEM. */
bry_status bry__expr_eval(const bry__expr *expr, const bry__expr_env *env, bry__arena *arena, bry__js *out,
                          bry_error **err);

/* Looks up a name, from its part `first` on, within a value, as survey-core's VariableGetterContext does: the longest
 * run of parts that is a key wins, keys match whatever their case, the first such one. 1 or 0. */
int bry__expr_find_in(bry__js_run *run, const bry__js *value, const bry__expr_name *name, size_t first, bry__js *out);

#endif
