/* The operators, on values. */
#include "expr/code.h"

#include "expr/calendar.h"

#include <math.h>
#include <string.h>

/* --- arithmetic ------------------------------------------------------------------------------------------------- */

/* What nothing counts as beside another value: 0 beside a number, an empty text beside a text. */
static bry__js fill_in(bry__js_run *run, const bry__js *v, const bry__js *other) {
  if (!bry__js_is_empty(run, v)) return *v;
  if (other->kind == BRY__JS_NUMBER) return bry__js_number(0);
  if (v->kind == BRY__JS_STRING) return *v;
  if (other->kind == BRY__JS_STRING) return bry__js_string("", 0);
  if (bry__js_is_array(other)) return bry__js_list(NULL, 0);
  return bry__js_number(0);
}

static bry__js join_arrays(bry__js_run *run, const bry__js *a, const bry__js *b) {
  size_t of_a = bry__js_count(a), of_b = bry__js_count(b);
  bry__js *items = bry__js_alloc(run, of_a + of_b, sizeof *items);
  if (!items) return bry__js_undefined();
  for (size_t i = 0; i < of_a; i++)
    items[i] = bry__js_at(a, i);
  for (size_t i = 0; i < of_b; i++)
    items[of_a + i] = bry__js_at(b, i);
  return bry__js_list(items, of_a + of_b);
}

/* The numbers of an array, summed, and one more. */
static bry__js sum_numbers(bry__js_run *run, const bry__js *array, const bry__js *number) {
  bry__js total = bry__js_number(0);
  for (size_t i = 0; i <= bry__js_count(array); i++) {
    bry__js item = i < bry__js_count(array) ? bry__js_at(array, i) : *number;
    if (item.kind != BRY__JS_NUMBER || !bry__js_step(run, 1)) continue;
    bry__js sum = bry__js_number(total.as.number + item.as.number);
    total = bry__js_round_sum(run, &total, &item, &sum);
    if (run->status != BRY_OK) return total;
  }
  return total;
}

/* An array and something else, one of which is no number; undefined when JavaScript's own + is to be used. */
static bry__js add_to_array(bry__js_run *run, const bry__js *a, const bry__js *b) {
  int a_first = bry__js_is_array(a);
  const bry__js *array = a_first ? a : b, *other = a_first ? b : a;
  if (other->kind == BRY__JS_NUMBER) return sum_numbers(run, array, other);
  if (other->kind != BRY__JS_STRING) return bry__js_add(run, a, b);
  bry__js joined = bry__js_join(run, array, ", ", 2);
  return a_first ? bry__js_concat(run, &joined, b) : bry__js_concat(run, a, &joined);
}

/* Helpers.sumAnyValues. */
static bry__js plus(bry__js_run *run, const bry__js *a, const bry__js *b) {
  if (isnan(bry__js_numeric(run, a)) || isnan(bry__js_numeric(run, b))) {
    if (bry__js_is_array(a) && bry__js_is_array(b)) return join_arrays(run, a, b);
    if (bry__js_is_array(a) || bry__js_is_array(b)) return add_to_array(run, a, b);
    return bry__js_add(run, a, b);
  }
  bry__js sum = bry__js_add(run, a, b);
  if (a->kind == BRY__JS_STRING || b->kind == BRY__JS_STRING) return sum;
  return bry__js_round_sum(run, a, b, &sum);
}

/* ECMAScript gives NaN where C gives 1. */
static double power(double base, double exponent) {
  if (isnan(exponent) || (fabs(base) == 1 && isinf(exponent))) return NAN;
  return pow(base, exponent);
}

static bry__js arithmetic(bry__js_run *run, int what, const bry__js *a, const bry__js *b) {
  if (what == BRY__OP_PLUS) return plus(run, a, b);
  if ((what == BRY__OP_DIV || what == BRY__OP_MOD) && !bry__js_truthy(b)) return bry__js_null();
  double x = bry__js_to_number(run, a), y = bry__js_to_number(run, b);
  bry__js difference = bry__js_number(x - y);
  switch (what) {
  case BRY__OP_MINUS:
    return bry__js_round_sum(run, a, b, &difference);
  case BRY__OP_MUL:
    return bry__js_round_product(run, a, b, x * y);
  case BRY__OP_DIV:
    return bry__js_number(x / y);
  case BRY__OP_MOD:
    return bry__js_number(fmod(x, y));
  default:
    return bry__js_number(power(x, y));
  }
}

/* --- comparison ------------------------------------------------------------------------------------------------- */

/* A text beside a date is read as one; of a date without a time of day only the day counts. */
static bry__js text_as_date(bry__js_run *run, const bry__js *text, bry__js *date) {
  bry__local_time t;
  bry__js read = bry__js_date(bry__expr_moment(run, text));
  bry__date_local(run->zone, date->as.number, &t);
  t.ms = 0;
  date->as.number = isnan(date->as.number) ? NAN : floor(date->as.number / 1000) * 1000;
  if (t.hour > 0 || t.minute > 0 || t.second > 0) return read;
  bry__date_local(run->zone, read.as.number, &t);
  t.hour = t.minute = t.second = 0;
  return bry__js_date(bry__date_of_local(run->zone, &t));
}

/* The parts of a date that a text is too short to have are left out. */
static void cut_date(bry__js_run *run, bry__js *date, const bry__js *text) {
  bry__local_time t;
  size_t length = bry__js_length(text);
  if (length >= 17 || isnan(date->as.number)) return;
  bry__date_local(run->zone, date->as.number, &t);
  t.second = t.ms = 0;
  if (length < 14) t.minute = 0;
  if (length < 11) t.hour = 0;
  date->as.number = bry__date_of_local(run->zone, &t);
}

static void as_dates(bry__js_run *run, bry__js *a, bry__js *b) {
  if (a->kind == BRY__JS_STRING && b->kind == BRY__JS_DATE) {
    *a = text_as_date(run, a, b);
  } else if (a->kind == BRY__JS_DATE && b->kind == BRY__JS_STRING) {
    cut_date(run, a, b);
    *b = text_as_date(run, b, a);
  }
}

/* The text "undefined" is nothing. */
static int same(bry__js_run *run, const bry__js *a, const bry__js *b, int any_order) {
  bry__js nothing = bry__js_undefined();
  if (a->kind == BRY__JS_STRING && a->size == 9 && memcmp(a->as.text, "undefined", 9) == 0) a = &nothing;
  if (b->kind == BRY__JS_STRING && b->size == 9 && memcmp(b->as.text, "undefined", 9) == 0) b = &nothing;
  return bry__js_equal(run, a, b, any_order);
}

static int equal(bry__js_run *run, const bry__js *a, const bry__js *b, int any_order) {
  bry__js x = *a, y = *b;
  as_dates(run, &x, &y);
  return same(run, &x, &y, any_order);
}

static int less(bry__js_run *run, const bry__js *a, const bry__js *b) {
  bry__js x = *a, y = *b;
  if (bry__js_is_nullish(a) || bry__js_is_nullish(b)) return 0;
  as_dates(run, &x, &y);
  return bry__js_less(run, &x, &y);
}

static int greater(bry__js_run *run, const bry__js *a, const bry__js *b) {
  bry__js x = *a, y = *b;
  if (bry__js_is_nullish(a) || bry__js_is_nullish(b)) return 0;
  as_dates(run, &x, &y);
  return bry__js_less(run, &y, &x);
}

/* --- containment ------------------------------------------------------------------------------------------------ */

static int text_contains(bry__js_run *run, const bry__js *text, const bry__js *part) {
  bry__js needle = bry__js_to_text(run, part), hay = bry__js_lower(run, text);
  needle = bry__js_lower(run, &needle);
  if (!bry__js_step(run, hay.size / 16)) return 0;
  return needle.size == 0 || (hay.size && memmem(hay.as.text, hay.size, needle.as.text, needle.size) != NULL);
}

static int has_item(bry__js_run *run, const bry__js *array, const bry__js *wanted) {
  for (size_t i = 0; i < bry__js_count(array); i++) {
    bry__js item = bry__js_at(array, i);
    if (same(run, &item, wanted, 1)) return 1;
    if (run->status != BRY_OK) return 0;
  }
  return 0;
}

static int has_items(bry__js_run *run, const bry__js *array, const bry__js *wanted) {
  if (!bry__js_is_array(wanted)) return has_item(run, array, wanted);
  for (size_t i = 0; i < bry__js_count(wanted); i++) {
    bry__js item = bry__js_at(wanted, i);
    if (!has_item(run, array, &item)) return 0;
  }
  return 1;
}

static int contains_core(bry__js_run *run, const bry__js *a, const bry__js *b, int wanted) {
  if (bry__js_is_array(a)) {
    if (bry__js_count(a) == 0) return !wanted;
    return has_items(run, a, b) ? wanted : !wanted;
  }
  if (!bry__js_truthy(a) && bry__js_is_empty(run, a)) return 0;
  if (!bry__js_truthy(b)) return 0;
  bry__js left = bry__js_to_text(run, a);
  return text_contains(run, &left, b) ? wanted : !wanted;
}

static int contains(bry__js_run *run, const bry__js *a, const bry__js *b) {
  return contains_core(run, a, b, 1);
}

static int not_contains(bry__js_run *run, const bry__js *a, const bry__js *b) {
  if (!bry__js_truthy(a) && !bry__js_is_empty(run, b)) return 1;
  return contains_core(run, a, b, 0);
}

static int any_of(bry__js_run *run, const bry__js *a, const bry__js *b) {
  if (bry__js_is_empty(run, a)) return bry__js_is_empty(run, b);
  if (bry__js_is_empty(run, b)) return 1;
  if (!bry__js_is_array(a)) return contains(run, b, a);
  if (!bry__js_is_array(b)) return contains(run, a, b);
  for (size_t i = 0; i < bry__js_count(b); i++) {
    bry__js item = bry__js_at(b, i);
    if (contains(run, a, &item)) return 1;
    if (run->status != BRY_OK) return 0;
  }
  return 0;
}

static int all_of(bry__js_run *run, const bry__js *a, const bry__js *b) {
  if (!bry__js_truthy(a) && !bry__js_is_empty(run, b)) return 0;
  if (!bry__js_is_array(b)) return contains(run, a, b);
  for (size_t i = 0; i < bry__js_count(b); i++) {
    bry__js item = bry__js_at(b, i);
    if (!contains(run, a, &item)) return 0;
  }
  return 1;
}

/* --- by operator ------------------------------------------------------------------------------------------------ */

bry__js bry__operator_unary(bry__js_run *run, int what, const bry__js *v) {
  switch (what) {
  case BRY__OP_EMPTY:
    return bry__js_bool(bry__js_is_empty(run, v));
  case BRY__OP_NOT_EMPTY:
    return bry__js_bool(!bry__js_is_empty(run, v));
  default:
    return bry__js_bool(!bry__js_truthy(v));
  }
}

static int compare(bry__js_run *run, int what, const bry__js *a, const bry__js *b) {
  int any_order = !a->strict && !b->strict;
  switch (what) {
  case BRY__OP_EQUAL:
    return equal(run, a, b, any_order);
  case BRY__OP_NOT_EQUAL:
    return !equal(run, a, b, any_order);
  case BRY__OP_LESS:
    return less(run, a, b);
  case BRY__OP_GREATER:
    return greater(run, a, b);
  case BRY__OP_LESS_OR_EQUAL:
    return equal(run, a, b, 1) || less(run, a, b);
  case BRY__OP_GREATER_OR_EQUAL:
    return equal(run, a, b, 1) || greater(run, a, b);
  case BRY__OP_CONTAINS:
    return contains(run, a, b);
  case BRY__OP_NOT_CONTAINS:
    return not_contains(run, a, b);
  case BRY__OP_ANY_OF:
    return any_of(run, a, b);
  case BRY__OP_NONE_OF:
    return !any_of(run, a, b);
  default:
    return all_of(run, a, b);
  }
}

bry__js bry__operator_binary(bry__js_run *run, int what, const bry__js *a, const bry__js *b) {
  int is_logic = what == BRY__OP_OR || what == BRY__OP_AND;
  bry__js result;
  if (is_logic || (what >= BRY__OP_PLUS && what <= BRY__OP_POWER)) {
    bry__js x = fill_in(run, a, b), y = fill_in(run, b, &x);
    result = !is_logic ? arithmetic(run, what, &x, &y) : bry__js_truthy(&x) == (what == BRY__OP_AND) ? y : x;
  } else {
    result = bry__js_bool(compare(run, what, a, b));
  }
  result.strict = a->strict || b->strict;
  return result;
}
