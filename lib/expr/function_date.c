/* The functions of dates, in the local time of the run's zone. */
#include "expr/code.h"

#include "expr/calendar.h"

#include <math.h>
#include <string.h>

static const double hour_ms = 3600000, day_ms = 86400000;

/* --- moments ---------------------------------------------------------------------------------------------------- */

static int is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* YYYY-MM-DD anywhere within. */
static int has_day(const char *text, size_t size) {
  for (size_t i = 0; i + 10 <= size; i++) {
    int fits = 1;
    for (size_t k = 0; k < 10 && fits; k++)
      fits = k == 4 || k == 7 ? text[i + k] == '-' : is_digit(text[i + k]);
    if (fits) return 1;
  }
  return 0;
}

/* A day alone is local midnight here, though UTC to JavaScript. */
static double read_text(bry__js_run *run, const bry__js *text) {
  double moment = bry__date_read(run->zone, text->as.text, text->size);
  if (isnan(moment) || !has_day(text->as.text, text->size) || memchr(text->as.text, 'T', text->size)) return moment;
  bry__local_time t;
  bry__date_local(NULL, moment, &t);
  return bry__date_of_local(run->zone, &t);
}

double bry__expr_moment(bry__js_run *run, const bry__js *v) {
  if (!bry__js_truthy(v)) return run->now_ms;
  if (v->kind == BRY__JS_DATE) return v->as.number;
  if (v->kind == BRY__JS_STRING) return read_text(run, v);
  if (v->kind <= BRY__JS_NUMBER) return bry__date_clip(bry__js_to_number(run, v));
  bry__js text = bry__js_to_text(run, v);
  return bry__date_read(run->zone, text.as.text, text.size);
}

static void local(const bry__call *call, double moment, bry__local_time *t) {
  bry__date_local(call->run->zone, moment, t);
}

static const bry__js *arg(const bry__call *call, size_t index) {
  static const bry__js nothing = {.kind = BRY__JS_UNDEFINED};
  return index < call->count ? &call->args[index] : &nothing;
}

static int is_word(const bry__js *v, const char *word) {
  return v->kind == BRY__JS_STRING && v->size == strlen(word) && memcmp(v->as.text, word, v->size) == 0;
}

/* --- now and days ----------------------------------------------------------------------------------------------- */

bry__js bry__function_get_date(bry__call *call) {
  if (!bry__js_truthy(arg(call, 0))) return bry__js_null();
  return bry__js_date(bry__expr_moment(call->run, arg(call, 0)));
}

bry__js bry__function_current_date(bry__call *call) {
  return bry__js_date(call->run->now_ms);
}

static double midnight(const bry__call *call) {
  bry__local_time t;
  local(call, call->run->now_ms, &t);
  t.hour = t.minute = t.second = t.ms = 0;
  return bry__date_of_local(call->run->zone, &t);
}

/* A field and a value to add to it: JavaScript's +, so that 15 and "5" give 155. */
static double add(bry__js_run *run, double field, const bry__js *value) {
  bry__js number = bry__js_number(field), sum = bry__js_add(run, &number, value);
  return bry__js_to_number(run, &sum);
}

bry__js bry__function_today(bry__call *call) {
  double moment = midnight(call);
  if (call->count != 1) return bry__js_date(moment);
  bry__local_time t;
  local(call, moment, &t);
  t.day = add(call->run, t.day, arg(call, 0));
  return bry__js_date(bry__date_of_local(call->run->zone, &t));
}

static void first_or_today(bry__call *call, bry__local_time *t) {
  int given = bry__js_truthy(arg(call, 0));
  local(call, given ? bry__expr_moment(call->run, arg(call, 0)) : midnight(call), t);
}

bry__js bry__function_year(bry__call *call) {
  bry__local_time t;
  first_or_today(call, &t);
  return bry__js_number(t.year);
}

bry__js bry__function_month(bry__call *call) {
  bry__local_time t;
  first_or_today(call, &t);
  return bry__js_number(t.month + 1);
}

bry__js bry__function_day(bry__call *call) {
  bry__local_time t;
  first_or_today(call, &t);
  return bry__js_number(t.day);
}

bry__js bry__function_weekday(bry__call *call) {
  bry__local_time t;
  first_or_today(call, &t);
  return bry__js_number(t.weekday);
}

bry__js bry__function_current_year(bry__call *call) {
  bry__local_time t;
  local(call, call->run->now_ms, &t);
  return bry__js_number(t.year);
}

bry__js bry__function_get_year(bry__call *call) {
  if (call->count != 1 || !bry__js_truthy(arg(call, 0))) return bry__js_undefined();
  bry__local_time t;
  local(call, bry__expr_moment(call->run, arg(call, 0)), &t);
  return bry__js_number(t.year);
}

/* --- between dates ---------------------------------------------------------------------------------------------- */

static double days_between(bry__call *call, const bry__js *a, const bry__js *b) {
  if (!bry__js_truthy(a) || !bry__js_truthy(b)) return 0;
  bry__local_time x, y;
  local(call, bry__expr_moment(call->run, a), &x);
  local(call, bry__expr_moment(call->run, b), &y);
  double from = bry__date_of_days(x.year, x.month, x.day), to = bry__date_of_days(y.year, y.month, y.day);
  return ceil(fabs(to - from) / day_ms);
}

/* In whole months or, for any other unit, whole years. */
static double months_between(bry__call *call, const bry__js *a, const bry__js *b, const bry__js *unit) {
  bry__local_time x, y;
  local(call, bry__expr_moment(call->run, a), &x);
  local(call, bry__expr_moment(call->run, b), &y);
  double months = (y.year - x.year) * 12 + y.month - x.month;
  if (y.day < x.day) months -= 1;
  if (is_word(unit, "months")) return months;
  return isnan(months) ? 0 : trunc(months / 12);
}

static bry__js between(bry__call *call, const bry__js *a, const bry__js *b, const bry__js *unit) {
  double result = is_word(unit, "days") ? days_between(call, a, b) : months_between(call, a, b, unit);
  return bry__js_number(result);
}

static bry__js unit_or(const bry__js *given, const char *otherwise) {
  return bry__js_truthy(given) ? *given : bry__js_string(otherwise, strlen(otherwise));
}

bry__js bry__function_age(bry__call *call) {
  bry__js now = bry__js_undefined(), unit = unit_or(arg(call, 1), "years");
  if (!bry__js_truthy(arg(call, 0))) return bry__js_null();
  return between(call, arg(call, 0), &now, &unit);
}

bry__js bry__function_date_diff(bry__call *call) {
  const bry__js *a = arg(call, 0), *b = arg(call, 1);
  bry__js unit = unit_or(arg(call, 2), "days");
  if (!bry__js_truthy(a) || !bry__js_truthy(b)) return bry__js_null();
  double ms = is_word(&unit, "hours")     ? hour_ms
              : is_word(&unit, "minutes") ? 60000
              : is_word(&unit, "seconds") ? 1000
                                          : 0;
  if (ms == 0) return between(call, a, b, &unit);
  return bry__js_number(ceil(fabs(bry__expr_moment(call->run, b) - bry__expr_moment(call->run, a)) / ms));
}

bry__js bry__function_diff_days(bry__call *call) {
  return bry__js_number(call->count == 2 ? days_between(call, arg(call, 0), arg(call, 1)) : 0);
}

bry__js bry__function_date_add(bry__call *call) {
  const bry__js *value = arg(call, 1);
  bry__js unit = unit_or(arg(call, 2), "days");
  if (!bry__js_truthy(arg(call, 0)) || !bry__js_truthy(value)) return bry__js_null();
  double moment = bry__expr_moment(call->run, arg(call, 0));
  bry__local_time t;
  local(call, moment, &t);
  struct {
    const char *name;
    double *field;
  } units[] = {{"days", &t.day},   {"months", &t.month},   {"years", &t.year},
               {"hours", &t.hour}, {"minutes", &t.minute}, {"seconds", &t.second}};
  for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
    if (!is_word(&unit, units[i].name)) continue;
    *units[i].field = add(call->run, *units[i].field, value);
    return bry__js_date(bry__date_of_local(call->run->zone, &t));
  }
  return bry__js_date(moment);
}
