/* Values as JavaScript has them, and its coercions. Strings are UTF-8 in which a surrogate that stands alone
 * (substring may cut a pair) takes three bytes of its own; lengths and places are counted in UTF-16 units. */
#ifndef BRY_EXPR_JS_H
#define BRY_EXPR_JS_H

#include "core/error.h"
#include "expr/arena.h"

struct bry__buffer;
struct json_object;
struct bry__zone;

enum {
  BRY__JS_UNDEFINED, /* 0: a zeroed value is undefined */
  BRY__JS_NULL,
  BRY__JS_BOOL,
  BRY__JS_NUMBER,
  BRY__JS_STRING,
  BRY__JS_DATE,
  BRY__JS_LIST,  /* an array whose items lie in the arena */
  BRY__JS_ARRAY, /* an array of a JSON document, read as it is asked for */
  BRY__JS_OBJECT /* likewise */
};

typedef struct bry__js {
  uint8_t kind;
  uint8_t strict; /* compared as an array whose order counts (survey-core: requireStrictCompare, a ranking) */
  uint8_t truth;  /* of a BOOL */
  size_t size;    /* bytes of a STRING, items of a LIST */
  union {
    double number; /* of a NUMBER; of a DATE, milliseconds since 1970 UTC or NaN */
    const char *text;
    const struct bry__js *items;
    struct json_object *json;
  } as;
} bry__js;

/* What an evaluation carries. A failure sticks: functions then give harmless values, and the evaluator stops. */
typedef struct bry__js_run {
  bry__arena *arena;
  const struct bry__zone *zone;
  double now_ms;
  int64_t steps; /* left */
  bry_status status;
  const char *problem; /* of BRY_EREFUSED: what JavaScript would have thrown; static */
} bry__js_run;

void *bry__js_alloc(bry__js_run *run, size_t count, size_t size); /* NULL: the run has failed */
int bry__js_step(bry__js_run *run, size_t work);                  /* 0: the run has failed */
void bry__js_throw(bry__js_run *run, const char *problem);

bry__js bry__js_undefined(void);
bry__js bry__js_null(void);
bry__js bry__js_bool(int truth);
bry__js bry__js_number(double number);
bry__js bry__js_date(double ms);
bry__js bry__js_string(const char *text, size_t size);
bry__js bry__js_list(const bry__js *items, size_t count);
bry__js bry__js_from_json(struct json_object *json);

/* --- what a value is: value.c ------------------------------------------------------------------------------ */
int bry__js_is_nullish(const bry__js *v);
int bry__js_is_array(const bry__js *v);
int bry__js_is_object(const bry__js *v); /* instanceof Object: arrays, objects and dates */
int bry__js_truthy(const bry__js *v);
int bry__js_is_empty(bry__js_run *run, const bry__js *v); /* Helpers.isValueEmpty */
size_t bry__js_count(const bry__js *array);
bry__js bry__js_at(const bry__js *array, size_t index);
/* value[name] without what is inherited: own keys, indices, "length". undefined when there is none. */
bry__js bry__js_get(const bry__js *v, const char *name, size_t size);
/* The members of an object or items of an array in JavaScript's order (keys that are indices first), and how many. */
typedef struct bry__js_member {
  const char *key; /* NULL for items */
  size_t key_size;
  bry__js value;
} bry__js_member;
bry__js_member *bry__js_members(bry__js_run *run, const bry__js *v, size_t *count);

bry__js bry__js_to_text(bry__js_run *run, const bry__js *v);  /* String(v) */
double bry__js_to_number(bry__js_run *run, const bry__js *v); /* Number(v) */
bry__js bry__js_join(bry__js_run *run, const bry__js *array, const char *between, size_t size);
bry__js bry__js_add(bry__js_run *run, const bry__js *a, const bry__js *b); /* a + b */
int bry__js_less(bry__js_run *run, const bry__js *a, const bry__js *b);    /* a < b */
int bry__js_loosely(bry__js_run *run, const bry__js *a, const bry__js *b); /* a == b of values that are no objects */
int bry__js_is_true(bry__js_run *run, const bry__js *v);                   /* v == true */

/* --- strings: string.c ------------------------------------------------------------------------------------- */
size_t bry__js_length(const bry__js *string); /* UTF-16 units */
bry__js bry__js_trim(const bry__js *string);
bry__js bry__js_lower(bry__js_run *run, const bry__js *string);
bry__js bry__js_concat(bry__js_run *run, const bry__js *a, const bry__js *b);
bry__js bry__js_substring(bry__js_run *run, const bry__js *string, double begin, double end);
int bry__js_compare(const bry__js *a, const bry__js *b); /* by UTF-16 units: < 0, 0, > 0 */
int bry__js_same_text(const bry__js *a, const bry__js *b);
int bry__js_is_word(const bry__js *string, const char *lower); /* equal to an ASCII word whatever the case */
/* 1 when equal whatever the case, 0 when not, -1 when one of them is not ASCII and it takes more to say. */
int bry__js_same_ascii(const bry__js *a, const bry__js *b);
/* 1 when a key of an object is meant by a name: equal when lower-cased. */
int bry__js_is_key(bry__js_run *run, const char *key, size_t key_size, const char *name, size_t name_size);

/* --- numbers: number.c ------------------------------------------------------------------------------------- */
double bry__js_parse_number(const char *text, size_t size); /* Number(text) */
double bry__js_parse_float(const char *text, size_t size);
double bry__js_parse_int(const char *text, size_t size); /* parseInt(text) */
/* Helpers.getNumber: NaN when the value does not count as a number. */
double bry__js_numeric(bry__js_run *run, const bry__js *v);
/* Helpers.correctAfterPlusMinis and correctAfterMultiple: the result rounded to the decimals of the operands. */
bry__js bry__js_round_sum(bry__js_run *run, const bry__js *a, const bry__js *b, const bry__js *result);
/* parseFloat(number.toFixed(places)). */
bry__js bry__js_to_fixed(bry__js_run *run, const bry__js *number, size_t places);
bry__js bry__js_round_product(bry__js_run *run, const bry__js *a, const bry__js *b, double result);

/* --- sameness: equal.c ------------------------------------------------------------------------------------- */
int bry__js_equal(bry__js_run *run, const bry__js *a, const bry__js *b, int any_order); /* isTwoValueEquals */

/* --- as JSON: expression.c ------------------------------------------------------------------------------------ */

/* A date is its UTC text; what JSON has no word for is null. Failure is sticky in b. */
void bry__js_write(struct bry__buffer *b, const bry__js *v);

#endif
