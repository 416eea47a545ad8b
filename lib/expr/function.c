/* The functions of the profile, dates and arrays of objects aside. */
#include "expr/code.h"

#include <math.h>
#include <string.h>

/* --- arguments as one flat list --------------------------------------------------------------------------------- */

static size_t count_flat(bry__js_run *run, const bry__js *v) {
  if (bry__js_is_nullish(v)) return 0;
  if (!bry__js_is_array(v)) return 1;
  size_t count = 0;
  for (size_t i = 0; i < bry__js_count(v) && bry__js_step(run, 1); i++) {
    bry__js item = bry__js_at(v, i);
    count += count_flat(run, &item);
  }
  return count;
}

static bry__js *add_flat(bry__js_run *run, const bry__js *v, bry__js *to) {
  if (bry__js_is_nullish(v)) return to;
  if (!bry__js_is_array(v)) {
    double number = bry__js_numeric(run, v);
    *to = isnan(number) ? *v : bry__js_number(number);
    return to + 1;
  }
  for (size_t i = 0; i < bry__js_count(v); i++) {
    bry__js item = bry__js_at(v, i);
    to = add_flat(run, &item, to);
  }
  return to;
}

/* All that is not null, arrays within arrays opened, texts that count as numbers made numbers. */
static const bry__js *flatten(bry__call *call, size_t *count) {
  bry__js all = bry__js_list(call->args, call->count);
  *count = count_flat(call->run, &all);
  bry__js *flat = bry__js_alloc(call->run, *count, sizeof *flat);
  if (!flat) {
    *count = 0;
    return call->args;
  }
  add_flat(call->run, &all, flat);
  return flat;
}

/* --- functions -------------------------------------------------------------------------------------------------- */

static bry__js sum_of(bry__js_run *run, const bry__js *items, size_t count) {
  bry__js total = bry__js_number(0);
  for (size_t i = 0; i < count && run->status == BRY_OK; i++) {
    bry__js sum = bry__js_add(run, &total, &items[i]);
    total = bry__js_round_sum(run, &total, &items[i], &sum);
  }
  return total;
}

static bry__js run_sum(bry__call *call) {
  size_t count;
  const bry__js *items = flatten(call, &count);
  return sum_of(call->run, items, count);
}

static bry__js run_avg(bry__call *call) {
  size_t count;
  const bry__js *items = flatten(call, &count);
  bry__js sum = sum_of(call->run, items, count);
  return bry__js_number(count ? bry__js_to_number(call->run, &sum) / (double)count : 0);
}

static bry__js extreme(bry__call *call, int smallest) {
  size_t count;
  const bry__js *items = flatten(call, &count);
  bry__js best = count ? items[0] : bry__js_undefined();
  for (size_t i = 1; i < count && call->run->status == BRY_OK; i++) {
    int better = smallest ? bry__js_less(call->run, &items[i], &best) : bry__js_less(call->run, &best, &items[i]);
    if (better) best = items[i];
  }
  return best;
}

static bry__js run_min(bry__call *call) {
  return extreme(call, 1);
}

static bry__js run_max(bry__call *call) {
  return extreme(call, 0);
}

static bry__js run_count(bry__call *call) {
  size_t count;
  (void)flatten(call, &count);
  return bry__js_number((double)count);
}

/* The number and the precision of round() and trunc(); 0 when they are none. */
static int number_and_precision(bry__call *call, double otherwise, double *number, double *precision) {
  size_t count;
  const bry__js *items = flatten(call, &count);
  if (count == 0) return 0;
  *number = bry__js_numeric(call->run, &items[0]);
  *precision = count > 1 && bry__js_truthy(&items[1]) ? bry__js_numeric(call->run, &items[1]) : otherwise;
  return !isnan(*number) && !isnan(*precision);
}

static bry__js run_round(bry__call *call) {
  double number, precision;
  if (!number_and_precision(call, 0, &number, &precision)) return bry__js_number(NAN);
  double scale = pow(10, precision);
  double scaled = number * scale * (1 + 0x1p-52);
  double whole = floor(scaled);
  if (scaled - whole >= 0.5) whole += 1;
  return bry__js_number(whole / scale);
}

static int is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* survey-core cuts the printed number by the pattern ^-?\d+(?:.\d{0,N})?, in which the point stands for any
 * character; with an N that is no count the braces are no quantifier and nothing behind the whole part fits. */
static bry__js run_trunc(bry__call *call) {
  double number, precision;
  if (!number_and_precision(call, -1, &number, &precision)) return bry__js_number(NAN);
  bry__js value = bry__js_number(number), text = bry__js_to_text(call->run, &value);
  size_t at = text.size > 0 && text.as.text[0] == '-';
  while (at < text.size && is_digit(text.as.text[at]))
    at++;
  if (precision >= 0 && precision == floor(precision) && precision < 1e21 && at < text.size) {
    at++;
    for (double left = precision; left > 0 && at < text.size && is_digit(text.as.text[at]); left--)
      at++;
  }
  return bry__js_number(bry__js_parse_number(text.as.text, at));
}

static bry__js run_iif(bry__call *call) {
  if (call->count < 2) return bry__js_null();
  if (bry__js_truthy(&call->args[0])) return call->args[1];
  return call->count > 2 ? call->args[2] : bry__js_undefined();
}

static bry__js run_substring(bry__call *call) {
  bry__js_run *run = call->run;
  bry__js nothing = bry__js_string("", 0);
  if (call->count < 2 || call->args[0].kind != BRY__JS_STRING || call->args[0].size == 0) return nothing;
  if (isnan(bry__js_numeric(run, &call->args[1]))) return nothing;
  double begin = bry__js_to_number(run, &call->args[1]), end = INFINITY;
  if (call->count > 2 && !isnan(bry__js_numeric(run, &call->args[2]))) end = bry__js_to_number(run, &call->args[2]);
  return bry__js_substring(run, &call->args[0], begin, end);
}

const bry__function bry__functions[] = {
    {"iif", run_iif, 0, 0},
    {"sum", run_sum, 0, 0},
    {"avg", run_avg, 0, 0},
    {"min", run_min, 0, 0},
    {"max", run_max, 0, 0},
    {"count", run_count, 0, 0},
    {"round", run_round, 0, 0},
    {"trunc", run_trunc, 0, 0},
    {"substring", run_substring, 0, 0},
    {"getDate", bry__function_get_date, 0, 1},
    {"today", bry__function_today, 0, 1},
    {"currentDate", bry__function_current_date, 0, 1},
    {"age", bry__function_age, 0, 1},
    {"year", bry__function_year, 0, 1},
    {"month", bry__function_month, 0, 1},
    {"day", bry__function_day, 0, 1},
    {"weekday", bry__function_weekday, 0, 1},
    {"dateDiff", bry__function_date_diff, 0, 1},
    {"dateAdd", bry__function_date_add, 0, 1},
    {"diffDays", bry__function_diff_days, 0, 1},
    {"currentYear", bry__function_current_year, 0, 1},
    {"getYear", bry__function_get_year, 0, 1},
    {"sumInArray", bry__function_sum_in_array, 1, 0},
    {"minInArray", bry__function_min_in_array, 1, 0},
    {"maxInArray", bry__function_max_in_array, 1, 0},
    {"countInArray", bry__function_count_in_array, 1, 0},
    {"avgInArray", bry__function_avg_in_array, 1, 0},
};

int bry__function_find(const char *name, size_t size) {
  for (size_t i = 0; i < sizeof bry__functions / sizeof *bry__functions; i++) {
    if (strlen(bry__functions[i].name) == size && memcmp(bry__functions[i].name, name, size) == 0) return (int)i;
  }
  return -1;
}
