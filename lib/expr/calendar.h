/* Days and dates of the proleptic Gregorian calendar, and moments as JavaScript's Date keeps them: milliseconds since
 * 1970 UTC in a double, NaN for an invalid date. */
#ifndef BRY_EXPR_CALENDAR_H
#define BRY_EXPR_CALENDAR_H

#include <stddef.h>
#include <stdint.h>

struct bry__zone;

int64_t bry__floor_div(int64_t value, int64_t by);                      /* by > 0 */
int64_t bry__days_from_civil(int64_t year, int64_t month, int64_t day); /* month 1-12; since 1970-01-01 */
void bry__civil_from_days(int64_t days, int64_t *year, int64_t *month, int64_t *day);
int64_t bry__weekday(int64_t days); /* 0: Sunday */

typedef struct bry__local_time { /* all NaN for an invalid date */
  double year, month, day;       /* month 0-11 */
  double hour, minute, second, ms;
  double weekday;
} bry__local_time;

void bry__date_local(const struct bry__zone *zone, double moment, bry__local_time *out);
/* Fields may lie outside their ranges and carry over, as in JavaScript. */
double bry__date_of_local(const struct bry__zone *zone, const bry__local_time *time);
double bry__date_clip(double moment);                            /* TimeClip */
double bry__date_of_days(double year, double month, double day); /* Date.UTC(year, month, day): 0-99 mean 19xx */

/* ECMAScript's own date format only: YYYY[-MM[-DD]][THH:MM[:SS[.s]][Z|+HH:MM]], years of six digits with a sign. What
 * else a browser may read differs between browsers: NaN. */
double bry__date_read(const struct bry__zone *zone, const char *text, size_t size);

enum { BRY__DATE_ISO_BYTES = 32, BRY__DATE_TEXT_BYTES = 96 };
size_t bry__date_iso(char out[BRY__DATE_ISO_BYTES], double moment); /* toISOString() of a valid date */
/* toString(): "Wed Jan 01 2020 00:00:00 GMT+0100 (Central European Standard Time)". */
size_t bry__date_text(char out[BRY__DATE_TEXT_BYTES], const struct bry__zone *zone, double moment);

#endif
