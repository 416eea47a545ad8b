/* Dates, numbers and e-mail addresses. Each is at least as strict as survey-core; saying so to people is left to
 * messages.c. */
#include "form/scalar.h"

#include "core/number.h"
#include "core/utf8.h"

#include <json-c/json.h>
#include <math.h>
#include <string.h>

const char *bry__scalar_text(struct json_object *value, char room[32], size_t *size) {
  switch (json_object_get_type(value)) {
  case json_type_string:
    *size = (size_t)json_object_get_string_len(value);
    return json_object_get_string(value);
  case json_type_int:
  case json_type_double:
    *size = bry__double_print(room, json_object_get_double(value));
    return room;
  case json_type_boolean:
    *size = json_object_get_boolean(value) ? 4 : 5;
    return json_object_get_boolean(value) ? "true" : "false";
  case json_type_null:
  case json_type_object:
  case json_type_array:
  default:
    return NULL;
  }
}

static int is_space(uint32_t c) {
  if (c < 0x80) return c == ' ' || (c >= '\t' && c <= '\r');
  return c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
         c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

int bry__text_is_blank(const char *data, size_t size) {
  for (size_t at = 0; at < size;) {
    if (!is_space(bry__utf8_next(data, size, &at))) return 0;
  }
  return 1;
}

/* --- dates: the proleptic Gregorian calendar ------------------------------------------------------------------------ */

static const int month_starts[13] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};

static int is_leap(int64_t year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Days from 0001-01-01 to the first day of a year, and of a month within it (1 to 13). */
static int64_t days_before_year(int64_t year) {
  int64_t past = year - 1;
  return past * 365 + past / 4 - past / 100 + past / 400;
}

static int64_t days_before_month(int64_t year, int64_t month) {
  return month_starts[month - 1] + (month > 2 && is_leap(year));
}

static int64_t digits(const char *data, int count) {
  int64_t value = 0;
  for (int i = 0; i < count; i++) {
    if (data[i] < '0' || data[i] > '9') return -1;
    value = value * 10 + (data[i] - '0');
  }
  return value;
}

int bry__date_parse(const char *data, size_t size, double *out_days) {
  if (size != 10 || data[4] != '-' || data[7] != '-') return 0;
  int64_t year = digits(data, 4);
  int64_t month = digits(data + 5, 2);
  int64_t day = digits(data + 8, 2);
  if (year < 1 || year > 2999 || month < 1 || month > 12 || day < 1) return 0;
  if (day > days_before_month(year, month + 1) - days_before_month(year, month)) return 0;
  *out_days = (double)(days_before_year(year) + days_before_month(year, month) + day - 1 - days_before_year(1970));
  return 1;
}

static void print_digits(char *out, int64_t value, int count) {
  for (int i = count - 1; i >= 0; i--, value /= 10) {
    out[i] = (char)('0' + value % 10);
  }
}

void bry__date_print(char out[BRY__DATE_TEXT], double days) {
  int64_t day = (int64_t)days + days_before_year(1970);
  int64_t year = day / 366 + 1;
  while (days_before_year(year + 1) <= day) {
    year++;
  }
  day -= days_before_year(year);
  int64_t month = day / 31 + 1;
  while (days_before_month(year, month + 1) <= day) {
    month++;
  }
  day -= days_before_month(year, month);
  memcpy(out, "0000-00-00", BRY__DATE_TEXT);
  print_digits(out, year, 4);
  print_digits(out + 5, month, 2);
  print_digits(out + 8, day + 1, 2);
}

/* --- numbers -------------------------------------------------------------------------------------------------------- */

enum { NUMBER_BYTES_MAX = 64, PLAIN_DIGITS_MAX = 15 };

static int only_digits(const char *data, size_t size) {
  for (size_t i = 0; i < size; i++) {
    if (data[i] < '0' || data[i] > '9') return 0;
  }
  return 1;
}

int bry__number_parse(const char *data, size_t size, int comma, double *out) {
  char text[NUMBER_BYTES_MAX];
  while (size > 0 && (data[0] == ' ' || data[0] == '\t')) {
    data++, size--;
  }
  while (size > 0 && (data[size - 1] == ' ' || data[size - 1] == '\t')) {
    size--;
  }
  /* More digits than a double holds would come out as another number; survey-core takes them for no number either. */
  if (size == 0 || size > sizeof text || (size > PLAIN_DIGITS_MAX && only_digits(data, size))) return 0;
  memcpy(text, data, size);
  char *mark = comma ? memchr(text, ',', size) : NULL;
  if (mark) *mark = '.';
  return bry__double_parse(text, size, out) && isfinite(*out);
}

int bry__number_fits_step(double value, double step) {
  if (step <= 0) return 1;
  double scale = 1;
  while (scale < 1e6 && (round(step * scale) / scale != step || round(value * scale) / scale != value)) {
    scale *= 10;
  }
  double whole_step = round(step * scale);
  return whole_step <= 0 || fmod(round(value * scale), whole_step) == 0;
}

/* --- e-mail --------------------------------------------------------------------------------------------------------- */

enum { EMAIL_BYTES_MAX = 254 };

/* Characters up to the next dot or the end that an address may have; 0 when there is another one, or none. */
static size_t email_label(const char *data, size_t size, const char *refused, size_t *at) {
  size_t count = 0;
  while (*at < size && data[*at] != '.') {
    uint32_t c = bry__utf8_next(data, size, at);
    if (c < 0x20 || c == 0x7F || is_space(c) || (c < 0x80 && strchr(refused, (int)c))) return 0;
    count++;
  }
  return count;
}

/* Labels with single dots between; gives the length of the last one, 0 when any is wrong. */
static size_t email_labels(const char *data, size_t size, const char *refused, int *count) {
  size_t at = 0;
  for (*count = 1;; (*count)++) {
    size_t length = email_label(data, size, refused, &at);
    if (length == 0 || at == size) return length;
    at++;
  }
}

int bry__email_is_valid(const char *data, size_t size) {
  const char *sign = memchr(data, '@', size);
  if (!sign || size > EMAIL_BYTES_MAX) return 0;
  size_t local = (size_t)(sign - data);
  int labels = 0;
  return email_labels(data, local, "<>()[],;:@\"", &labels) > 0 &&
         email_labels(sign + 1, size - local - 1, "<>()=[],;:@\"", &labels) >= 2 && labels >= 2;
}
