/* A TZif file: transitions and types of its 64-bit part, and the rule in its footer for all later years. */
#include "expr/zone.h"

#include "core/mem.h"
#include "expr/calendar.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { FILE_BYTES_MAX = 256 * 1024, HEADER_BYTES = 44, NAME_BYTES_MAX = 64, TYPES_MAX = 256, RULE_BYTES_MAX = 64 };

/* When summer time begins or ends, as POSIX TZ writes it. */
typedef struct change {
  char form; /* 'M': month, week, day of the week; 'J': day 1-365 without 29 February; '0': day 0-365 */
  int32_t month, week, day;
  int32_t seconds; /* of local time on that day */
} change;

struct bry__zone {
  int64_t *times; /* rising */
  uint8_t *kinds; /* into types, by transition */
  size_t time_count;
  bry__zone_offset types[TYPES_MAX];
  size_t type_count;
  int has_rule, has_summer; /* the footer's */
  bry__zone_offset standard, summer;
  change begin, end;
};

/* --- the footer ------------------------------------------------------------------------------------------------- */

static int rule_number(const char **p, int32_t max, int32_t *out) {
  int32_t value = 0;
  const char *begin = *p;
  while (**p >= '0' && **p <= '9') {
    value = value * 10 + (*(*p)++ - '0');
    if (value > max) return 0;
  }
  *out = value;
  return *p > begin;
}

/* hh[:mm[:ss]] with a sign, in seconds. */
static int rule_time(const char **p, int32_t *out) {
  int32_t parts[3] = {0, 0, 0};
  int sign = **p == '-' ? -1 : 1;
  if (**p == '-' || **p == '+') ++*p;
  for (int i = 0; i < 3; i++) {
    if (!rule_number(p, i ? 59 : 167, &parts[i])) return 0;
    if (**p != ':') break;
    ++*p;
  }
  *out = sign * (parts[0] * 3600 + parts[1] * 60 + parts[2]);
  return 1;
}

static int rule_name(const char **p, char out[BRY__ZONE_NAME_MAX]) {
  int quoted = **p == '<';
  const char *begin = *p += quoted;
  while (**p && (quoted ? **p != '>' : isalpha((unsigned char)**p)))
    ++*p;
  size_t size = (size_t)(*p - begin);
  if (size == 0 || (quoted && **p != '>')) return 0;
  *p += quoted;
  if (size >= BRY__ZONE_NAME_MAX) size = BRY__ZONE_NAME_MAX - 1;
  memcpy(out, begin, size);
  out[size] = '\0';
  return 1;
}

static int rule_change(const char **p, change *c) {
  c->seconds = 2 * 3600;
  if (*(*p)++ != ',') return 0;
  if (**p == 'M') {
    ++*p;
    c->form = 'M';
    if (!rule_number(p, 12, &c->month) || *(*p)++ != '.') return 0;
    if (!rule_number(p, 5, &c->week) || *(*p)++ != '.') return 0;
    if (!rule_number(p, 6, &c->day) || c->month < 1 || c->week < 1) return 0;
  } else {
    c->form = **p == 'J' ? 'J' : '0';
    *p += c->form == 'J';
    if (!rule_number(p, 365, &c->day)) return 0;
  }
  if (**p != '/') return 1;
  ++*p;
  return rule_time(p, &c->seconds);
}

/* POSIX TZ, such as CET-1CEST,M3.5.0,M10.5.0/3. */
static int read_rule(bry__zone *zone, const char *p) {
  int32_t west;
  if (!rule_name(&p, zone->standard.name) || !rule_time(&p, &west)) return 0;
  zone->standard.seconds = -west;
  zone->has_rule = 1;
  if (!*p) return 1;
  if (!rule_name(&p, zone->summer.name)) return 0;
  zone->summer.is_summer = 1;
  zone->summer.seconds = zone->standard.seconds + 3600;
  if (*p && *p != ',') {
    if (!rule_time(&p, &west)) return 0;
    zone->summer.seconds = -west;
  }
  zone->has_summer = 1;
  return rule_change(&p, &zone->begin) && rule_change(&p, &zone->end) && !*p;
}

/* The local second of the change in a year. */
static int64_t change_in(const change *c, int64_t year) {
  int64_t day;
  if (c->form == 'M') {
    int64_t first = bry__days_from_civil(year, c->month, 1);
    int64_t next =
        c->month == 12 ? bry__days_from_civil(year + 1, 1, 1) : bry__days_from_civil(year, c->month + 1, 1);
    day = first + (c->day - bry__weekday(first) + 7) % 7 + (c->week - 1) * 7;
    if (day >= next) day -= 7;
  } else {
    int leap = bry__days_from_civil(year + 1, 1, 1) - bry__days_from_civil(year, 1, 1) == 366;
    day = bry__days_from_civil(year, 1, 1) + c->day;
    if (c->form == 'J') day += (leap && c->day >= 60) - 1;
  }
  return day * 86400 + c->seconds;
}

static const bry__zone_offset *by_rule(const bry__zone *zone, int64_t utc) {
  if (!zone->has_summer) return &zone->standard;
  int64_t local = utc + zone->standard.seconds;
  int64_t year, month, day;
  bry__civil_from_days(bry__floor_div(local, 86400), &year, &month, &day);
  int64_t begin = change_in(&zone->begin, year) - zone->standard.seconds;
  int64_t end = change_in(&zone->end, year) - zone->summer.seconds;
  int summer = begin < end ? utc >= begin && utc < end : utc >= begin || utc < end;
  return summer ? &zone->summer : &zone->standard;
}

/* --- the file --------------------------------------------------------------------------------------------------- */

typedef struct counts {
  uint64_t ut, standard, leap, times, types, chars;
} counts;

static uint64_t big_endian(const unsigned char *p, int bytes) {
  uint64_t value = 0;
  for (int i = 0; i < bytes; i++)
    value = value << 8 | p[i];
  return value;
}

/* Reads a header and gives the size of the data behind it. */
static int read_header(const unsigned char *p, size_t left, int time_bytes, counts *c, size_t *data_bytes) {
  if (left < HEADER_BYTES || memcmp(p, "TZif", 4) != 0) return 0;
  uint64_t *fields[6] = {&c->ut, &c->standard, &c->leap, &c->times, &c->types, &c->chars};
  for (int i = 0; i < 6; i++)
    *fields[i] = big_endian(p + 20 + 4 * i, 4);
  uint64_t bytes = c->times * ((uint64_t)time_bytes + 1) + c->types * 6 + c->chars +
                   c->leap * ((uint64_t)time_bytes + 4) + c->standard + c->ut;
  if (bytes > left - HEADER_BYTES) return 0;
  *data_bytes = (size_t)bytes;
  return 1;
}

static int read_types(bry__zone *zone, const unsigned char *p, const counts *c) {
  const char *names = (const char *)p + c->types * 6;
  for (size_t i = 0; i < c->types; i++, p += 6) {
    bry__zone_offset *type = &zone->types[i];
    type->seconds = (int32_t)big_endian(p, 4);
    type->is_summer = p[4] != 0;
    if (p[5] >= c->chars || type->seconds < -100000 || type->seconds > 100000) return 0;
    size_t size = strnlen(names + p[5], (size_t)c->chars - p[5]);
    if (size >= BRY__ZONE_NAME_MAX) size = BRY__ZONE_NAME_MAX - 1;
    memcpy(type->name, names + p[5], size);
    type->name[size] = '\0';
  }
  zone->type_count = (size_t)c->types;
  return 1;
}

/* The 64-bit data block; 1, 0 (malformed) or -1 (memory). */
static int read_data(bry__zone *zone, const unsigned char *p, const counts *c) {
  if (c->types == 0 || c->types > TYPES_MAX) return 0;
  zone->times = bry__alloc_zero((size_t)c->times, sizeof *zone->times);
  zone->kinds = bry__alloc_zero((size_t)c->times, 1);
  if (!zone->times || !zone->kinds) return -1;
  zone->time_count = (size_t)c->times;
  const unsigned char *kinds = p + c->times * 8;
  for (size_t i = 0; i < c->times; i++) {
    zone->times[i] = (int64_t)big_endian(p + 8 * i, 8);
    zone->kinds[i] = kinds[i];
    if (kinds[i] >= c->types || (i && zone->times[i] <= zone->times[i - 1])) return 0;
  }
  return read_types(zone, kinds + c->times, c);
}

static int read_footer(bry__zone *zone, const unsigned char *p, size_t left) {
  char rule[RULE_BYTES_MAX];
  if (left < 2 || p[0] != '\n') return 0;
  const unsigned char *end = memchr(p + 1, '\n', left - 1);
  if (!end) return 0;
  size_t size = (size_t)(end - p) - 1;
  if (size >= sizeof rule) return 0;
  memcpy(rule, p + 1, size);
  rule[size] = '\0';
  return size == 0 || read_rule(zone, rule);
}

static int read_file(bry__zone *zone, const unsigned char *data, size_t size) {
  counts c;
  size_t bytes;
  if (!read_header(data, size, 4, &c, &bytes) || data[4] < '2') return 0;
  size_t at = HEADER_BYTES + bytes; /* the 32-bit part is passed over */
  if (!read_header(data + at, size - at, 8, &c, &bytes)) return 0;
  at += HEADER_BYTES;
  int read = read_data(zone, data + at, &c);
  return read == 1 ? read_footer(zone, data + at + bytes, size - at - bytes) : read;
}

bry_status bry__zone_read(const unsigned char *data, size_t size, bry__zone **out, bry_error **err) {
  *out = NULL;
  bry__zone *zone = bry__alloc_zero(1, sizeof *zone);
  if (!zone) return bry__enomem(err);
  int read = read_file(zone, data, size);
  if (read == 1) {
    *out = zone;
    return BRY_OK;
  }
  bry__zone_free(zone);
  return read < 0 ? bry__enomem(err) : bry__error(err, BRY_EIO, "the system's time zone file is not a TZif file");
}

static int is_name(const char *name) {
  size_t size = strlen(name);
  if (size == 0 || size > NAME_BYTES_MAX || name[0] == '/' || strstr(name, "..")) return 0;
  for (const char *p = name; *p; p++) {
    if (!isalnum((unsigned char)*p) && !strchr("/_+-", *p)) return 0;
  }
  return 1;
}

bry_status bry__zone_load(const char *name, bry__zone **out, bry_error **err) {
  *out = NULL;
  if (!name || !is_name(name)) {
    return bry__error(err, BRY_EINVAL, "give the time zone by its name, such as Europe/Oslo");
  }
  char path[NAME_BYTES_MAX + 32];
  snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
  unsigned char *data = NULL;
  size_t size = 0;
  bry_status status;
  FILE *file = fopen(path, "rbe");
  if (!file) {
    status = bry__error(err, errno == ENOENT || errno == ENOTDIR ? BRY_ENOTFOUND : BRY_EIO,
                        "this system has no time zone %s; check the name, or install the tzdata package", name);
    goto out;
  }
  data = bry__alloc(FILE_BYTES_MAX);
  if (!data) {
    status = bry__enomem(err);
    goto out;
  }
  size = fread(data, 1, FILE_BYTES_MAX, file);
  status = bry__zone_read(data, size, out, err);
out:
  if (file) fclose(file);
  bry__free(data);
  return status;
}

void bry__zone_free(bry__zone *zone) {
  if (!zone) return;
  bry__free(zone->times);
  bry__free(zone->kinds);
  bry__free(zone);
}

/* --- asking ----------------------------------------------------------------------------------------------------- */

static const bry__zone_offset *find(const bry__zone *zone, int64_t utc) {
  size_t low = 0, high = zone->time_count; /* the first transition after utc */
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (zone->times[middle] <= utc) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == zone->time_count && zone->has_rule) return by_rule(zone, utc);
  return &zone->types[low ? zone->kinds[low - 1] : 0];
}

void bry__zone_at(const bry__zone *zone, int64_t utc, bry__zone_offset *out) {
  static const bry__zone_offset universal = {.name = "UTC"};
  *out = zone ? *find(zone, utc) : universal;
}

int32_t bry__zone_of_local(const bry__zone *zone, int64_t local) {
  if (!zone) return 0;
  int32_t before = find(zone, local - 86400)->seconds;
  int32_t after = find(zone, local + 86400)->seconds;
  if (before == after || find(zone, local - before)->seconds == before) return before;
  return find(zone, local - after)->seconds == after ? after : before;
}
