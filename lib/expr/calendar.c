/* Dates by ECMAScript's rules (ECMA-262, Date objects). Offsets from UTC are the zone's business. */
#include "expr/calendar.h"

#include "expr/zone.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double day_ms = 86400000, clip_ms = 8.64e15;

int64_t bry__floor_div(int64_t value, int64_t by) {
  return value / by - (value % by < 0);
}

/* Days are counted from 1 March of year 0, so that a leap day ends a year; 400 years have 146,097 days. */
int64_t bry__days_from_civil(int64_t year, int64_t month, int64_t day) {
  int64_t from_march = (month + 9) % 12;
  if (month <= 2) year--;
  int64_t era = bry__floor_div(year, 400);
  int64_t in_era = year - era * 400;
  int64_t in_year = (153 * from_march + 2) / 5 + day - 1;
  return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719468;
}

void bry__civil_from_days(int64_t days, int64_t *year, int64_t *month, int64_t *day) {
  days += 719468;
  int64_t era = bry__floor_div(days, 146097);
  int64_t in_era = days - era * 146097;
  int64_t year_of_era = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
  int64_t in_year = in_era - (year_of_era * 365 + year_of_era / 4 - year_of_era / 100);
  int64_t from_march = (5 * in_year + 2) / 153;
  *day = in_year - (153 * from_march + 2) / 5 + 1;
  *month = from_march < 10 ? from_march + 3 : from_march - 9;
  *year = era * 400 + year_of_era + (*month <= 2);
}

int64_t bry__weekday(int64_t days) {
  return days + 4 - bry__floor_div(days + 4, 7) * 7;
}

double bry__date_clip(double moment) {
  if (!isfinite(moment) || fabs(moment) > clip_ms) return NAN;
  return trunc(moment) + 0.0; /* never -0 */
}

void bry__date_local(const bry__zone *zone, double moment, bry__local_time *out) {
  if (isnan(moment)) {
    *out = (bry__local_time){NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    return;
  }
  int64_t ms = (int64_t)moment;
  bry__zone_offset offset;
  bry__zone_at(zone, bry__floor_div(ms, 1000), &offset);
  ms += (int64_t)offset.seconds * 1000;
  int64_t days = bry__floor_div(ms, 86400000), in_day = ms - days * 86400000;
  int64_t year, month, day;
  bry__civil_from_days(days, &year, &month, &day);
  *out = (bry__local_time){.year = (double)year,
                           .month = (double)(month - 1),
                           .day = (double)day,
                           .hour = (double)(in_day / 3600000),
                           .minute = (double)(in_day / 60000 % 60),
                           .second = (double)(in_day / 1000 % 60),
                           .ms = (double)(in_day % 1000),
                           .weekday = (double)bry__weekday(days)};
}

/* MakeDay. */
static double make_day(double year, double month, double day) {
  if (!isfinite(year) || !isfinite(month) || !isfinite(day)) return NAN;
  year = trunc(year);
  month = trunc(month);
  year += floor(month / 12);
  if (fabs(year) > 400000) return NAN;
  int64_t in_year = (int64_t)(month - floor(month / 12) * 12);
  return (double)bry__days_from_civil((int64_t)year, in_year + 1, 1) + trunc(day) - 1;
}

/* MakeTime. */
static double make_time(const bry__local_time *t) {
  return trunc(t->hour) * 3600000 + trunc(t->minute) * 60000 + trunc(t->second) * 1000 + trunc(t->ms);
}

double bry__date_of_local(const bry__zone *zone, const bry__local_time *time) {
  double local = make_day(time->year, time->month, time->day) * day_ms + make_time(time);
  if (!isfinite(local) || fabs(local) > clip_ms + 10 * day_ms) return NAN;
  int32_t seconds = bry__zone_of_local(zone, bry__floor_div((int64_t)local, 1000));
  return bry__date_clip(local - seconds * 1000.0);
}

double bry__date_of_days(double year, double month, double day) {
  double whole = trunc(year);
  if (whole >= 0 && whole <= 99) year = 1900 + whole;
  return bry__date_clip(make_day(year, month, day) * day_ms);
}

/* --- reading ---------------------------------------------------------------------------------------------------- */

typedef struct reader {
  const char *text;
  size_t size, at;
} reader;

static int next_is(reader *r, char c) {
  if (r->at == r->size || r->text[r->at] != c) return 0;
  r->at++;
  return 1;
}

static int read_digits(reader *r, size_t count, double *out) {
  if (r->size - r->at < count) return 0;
  double value = 0;
  for (size_t i = 0; i < count; i++) {
    char c = r->text[r->at + i];
    if (c < '0' || c > '9') return 0;
    value = value * 10 + (c - '0');
  }
  r->at += count;
  *out = value;
  return 1;
}

static int read_day(reader *r, bry__local_time *t) {
  int minus = next_is(r, '-'), expanded = minus || next_is(r, '+');
  double month = 1;
  if (!read_digits(r, expanded ? 6 : 4, &t->year) || (minus && t->year == 0)) return 0;
  if (minus) t->year = -t->year;
  t->day = 1;
  if (next_is(r, '-')) {
    if (!read_digits(r, 2, &month)) return 0;
    if (next_is(r, '-') && !read_digits(r, 2, &t->day)) return 0;
  }
  t->month = month - 1;
  return month >= 1 && month <= 12 && t->day >= 1 && t->day <= 31; /* 31 February is 3 March, as browsers have it */
}

/* Three digits count, as many as there are may stand. */
static int read_fraction(reader *r, double *ms) {
  double weight = 100, digit;
  size_t begin = r->at;
  while (read_digits(r, 1, &digit)) {
    *ms += digit * weight;
    weight = weight > 1 ? weight / 10 : 0;
  }
  return r->at > begin;
}

static int read_clock(reader *r, bry__local_time *t) {
  if (!read_digits(r, 2, &t->hour) || !next_is(r, ':') || !read_digits(r, 2, &t->minute)) return 0;
  if (next_is(r, ':')) {
    if (!read_digits(r, 2, &t->second)) return 0;
    if (next_is(r, '.') && !read_fraction(r, &t->ms)) return 0;
  }
  int midnight = t->hour == 24 && t->minute == 0 && t->second == 0 && t->ms == 0;
  return (t->hour < 24 || midnight) && t->minute < 60 && t->second < 60;
}

/* Z, +HH:MM or +HHMM; minutes in *offset. 1 when there was one, 0 when not, -1 when it is malformed. */
static int read_offset(reader *r, double *offset) {
  *offset = 0;
  if (next_is(r, 'Z')) return 1;
  int minus = next_is(r, '-');
  if (!minus && !next_is(r, '+')) return 0;
  double hour, minute;
  if (!read_digits(r, 2, &hour)) return -1;
  (void)next_is(r, ':');
  if (!read_digits(r, 2, &minute) || hour > 23 || minute > 59) return -1;
  *offset = (hour * 60 + minute) * (minus ? -1 : 1);
  return 1;
}

double bry__date_read(const bry__zone *zone, const char *text, size_t size) {
  reader r = {text, size, 0};
  bry__local_time t = {0};
  double offset = 0;
  int has_offset = 1; /* a day alone is UTC */
  if (!read_day(&r, &t)) return NAN;
  if (next_is(&r, 'T')) {
    if (!read_clock(&r, &t)) return NAN;
    has_offset = read_offset(&r, &offset);
  }
  if (has_offset < 0 || r.at != size) return NAN;
  if (!has_offset) return bry__date_of_local(zone, &t);
  return bry__date_clip(make_day(t.year, t.month, t.day) * day_ms + make_time(&t) - offset * 60000);
}

/* --- writing ---------------------------------------------------------------------------------------------------- */

size_t bry__date_iso(char out[BRY__DATE_ISO_BYTES], double moment) {
  bry__local_time t;
  bry__date_local(NULL, moment, &t);
  char year[16];
  int plain = t.year >= 0 && t.year <= 9999;
  snprintf(year, sizeof year, plain ? "%04d" : "%+07d", (int)t.year);
  int size = snprintf(out, BRY__DATE_ISO_BYTES, "%s-%02d-%02dT%02d:%02d:%02d.%03dZ", year, (int)t.month + 1,
                      (int)t.day, (int)t.hour, (int)t.minute, (int)t.second, (int)t.ms);
  return (size_t)size;
}

/* What browsers call a zone's offset in English. */
static const char *long_name(const bry__zone_offset *offset) {
  static const struct {
    const char *name, *long_name;
  } names[] = {
      {"CET", "Central European Standard Time"},
      {"CEST", "Central European Summer Time"},
      {"EET", "Eastern European Standard Time"},
      {"EEST", "Eastern European Summer Time"},
      {"WET", "Western European Standard Time"},
      {"WEST", "Western European Summer Time"},
      {"GMT", "Greenwich Mean Time"},
      {"BST", "British Summer Time"},
      {"UTC", "Coordinated Universal Time"},
      {"LMT", "Central European Standard Time"},
  };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (strcmp(names[i].name, offset->name) == 0) return names[i].long_name;
  }
  return offset->name;
}

size_t bry__date_text(char out[BRY__DATE_TEXT_BYTES], const bry__zone *zone, double moment) {
  static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (isnan(moment)) return (size_t)snprintf(out, BRY__DATE_TEXT_BYTES, "Invalid Date");
  bry__local_time t;
  bry__zone_offset offset;
  bry__date_local(zone, moment, &t);
  bry__zone_at(zone, bry__floor_div((int64_t)moment, 1000), &offset);
  int minutes = (offset.seconds < 0 ? -offset.seconds : offset.seconds) / 60;
  int size = snprintf(out, BRY__DATE_TEXT_BYTES, "%.3s %.3s %02d %s%04d %02d:%02d:%02d GMT%c%02d%02d (%s)",
                      days + 3 * (int)t.weekday, months + 3 * (int)t.month, (int)t.day, t.year < 0 ? "-" : "",
                      (int)fabs(t.year), (int)t.hour, (int)t.minute, (int)t.second, offset.seconds < 0 ? '-' : '+',
                      minutes / 60, minutes % 60, long_name(&offset));
  return (size_t)size;
}
