/* Numbers as text. Shortest digits are found by trial (few digits by exact arithmetic, the rest by printf and strtod
 * in forms that hold no decimal sign, so that the locale has no say). */
#include "core/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS_MAX = 17 };

/* A decimal: 0.DIGITS x 10^point, no zero first or last. */
typedef struct decimal {
  char digits[DIGITS_MAX + 1];
  int count;
  int point;
} decimal;

static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* whole / 10^places, whole not 0 and at most 16 digits. */
static void decimal_of(decimal *d, uint64_t whole, int places) {
  char reversed[20];
  int count = 0;
  for (; whole % 10 == 0; whole /= 10)
    places--;
  for (; whole; whole /= 10)
    reversed[count++] = (char)('0' + whole % 10);
  for (int i = 0; i < count; i++)
    d->digits[i] = reversed[count - 1 - i];
  d->count = count;
  d->point = count - places;
}

/* Up to 15 digits: a quotient of two exact doubles is rounded correctly, so a hit is a proof. 1 or 0. */
static int few_digits(double value, decimal *d) {
  if (value < 9007199254740992.0 && value == floor(value)) { /* 2^53 */
    decimal_of(d, (uint64_t)value, 0);
    return 1;
  }
  for (int places = 1; places <= 22; places++) {
    double scaled = value * powers[places];
    if (scaled >= 1e15) return 0;
    uint64_t whole = (uint64_t)(scaled + 0.5);
    if (whole && (double)whole / powers[places] == value) {
      decimal_of(d, whole, places);
      return 1;
    }
  }
  return 0;
}

static int reads_back(const decimal *d, double value) {
  char text[40];
  snprintf(text, sizeof text, "%.*se%d", d->count, d->digits, d->point - d->count);
  return strtod(text, NULL) == value;
}

/* The decimal of `count` digits nearest to the value. */
static void round_to(double value, int count, decimal *d) {
  char text[40];
  snprintf(text, sizeof text, "%.*e", count - 1, value);
  const char *exponent = strchr(text, 'e');
  d->count = 0;
  for (const char *p = text; p < exponent; p++) {
    if (*p >= '0' && *p <= '9') d->digits[d->count++] = *p; /* whatever stands as the decimal sign is skipped */
  }
  d->point = atoi(exponent + 1) + 1;
}

static void trim(decimal *d) {
  while (d->count > 1 && d->digits[d->count - 1] == '0')
    d->count--;
}

/* The next decimal up with as many digits. */
static void step_up(decimal *d) {
  int i = d->count - 1;
  while (i >= 0 && d->digits[i] == '9')
    d->digits[i--] = '0';
  if (i >= 0) {
    d->digits[i]++;
  } else {
    d->digits[0] = '1';
    d->point++;
  }
}

/* Above a power of two doubles lie twice as far apart as below it: there the nearest decimal may read back as the
 * neighbour below while the next one up is right. */
static int is_power_of_two(double value) {
  int exponent;
  return frexp(value, &exponent) == 0.5;
}

static void shortest(double value, decimal *d) {
  if (few_digits(value, d)) return;
  int count = value < 2.2250738585072014e-308 ? 1 : 15; /* subnormal numbers have fewer digits that count */
  for (; count < DIGITS_MAX; count++) {
    round_to(value, count, d);
    if (reads_back(d, value)) break;
    if (is_power_of_two(value)) {
      step_up(d);
      if (reads_back(d, value)) break;
    }
  }
  if (count == DIGITS_MAX) round_to(value, count, d);
  trim(d);
}

static size_t put_text(char *out, const char *text) {
  size_t size = strlen(text);
  memcpy(out, text, size + 1);
  return size;
}

static char *put_zeros(char *p, int count) {
  memset(p, '0', (size_t)count);
  return p + count;
}

static char *put_digits(char *p, const decimal *d, int from, int to) {
  memcpy(p, d->digits + from, (size_t)(to - from));
  return p + (to - from);
}

/* ECMAScript, Number::toString, steps 6 to 10. */
static char *put_decimal(char *p, const decimal *d) {
  if (d->point >= d->count && d->point <= 21) {
    p = put_digits(p, d, 0, d->count);
    return put_zeros(p, d->point - d->count);
  }
  if (d->point > 0 && d->point <= 21) {
    p = put_digits(p, d, 0, d->point);
    *p++ = '.';
    return put_digits(p, d, d->point, d->count);
  }
  if (d->point > -6 && d->point <= 0) {
    *p++ = '0';
    *p++ = '.';
    p = put_zeros(p, -d->point);
    return put_digits(p, d, 0, d->count);
  }
  p = put_digits(p, d, 0, 1);
  if (d->count > 1) {
    *p++ = '.';
    p = put_digits(p, d, 1, d->count);
  }
  return p + snprintf(p, 6, "e%+d", d->point - 1);
}

size_t bry__double_print(char out[32], double value) {
  if (isnan(value)) return put_text(out, "NaN");
  if (isinf(value)) return put_text(out, value > 0 ? "Infinity" : "-Infinity");
  if (value == 0) return put_text(out, "0");
  decimal d;
  char *p = out;
  if (value < 0) *p++ = '-';
  shortest(fabs(value), &d);
  p = put_decimal(p, &d);
  *p = '\0';
  return (size_t)(p - out);
}

static int is_digit(char c) {
  return c >= '0' && c <= '9';
}

static size_t skip_digits(const char *data, size_t size, size_t at) {
  while (at < size && is_digit(data[at]))
    at++;
  return at;
}

/* The parts of a JSON number, as places in its text. */
typedef struct parts {
  size_t whole, whole_end, fraction, fraction_end, exponent;
} parts;

/* 1 when all of data is a number by the grammar of RFC 8259. */
static int split(const char *data, size_t size, parts *n) {
  n->whole = size > 0 && data[0] == '-';
  n->whole_end = skip_digits(data, size, n->whole);
  if (n->whole_end == n->whole || (data[n->whole] == '0' && n->whole_end > n->whole + 1)) return 0;
  size_t at = n->fraction = n->fraction_end = n->whole_end;
  if (at < size && data[at] == '.') {
    n->fraction = at + 1;
    at = n->fraction_end = skip_digits(data, size, n->fraction);
    if (n->fraction_end == n->fraction) return 0;
  }
  n->exponent = at;
  if (at < size && (data[at] == 'e' || data[at] == 'E')) {
    at++;
    if (at < size && (data[at] == '+' || data[at] == '-')) at++;
    size_t digits = at;
    at = skip_digits(data, size, at);
    if (at == digits) return 0;
  }
  return at == size;
}

static int64_t read_exponent(const char *data, size_t size, size_t at) {
  if (at == size) return 0;
  int negative = data[++at] == '-';
  if (!is_digit(data[at])) at++;
  int64_t value = 0;
  for (; at < size; at++) {
    if (value < 100000000000) value = value * 10 + (data[at] - '0'); /* far past any double, and past any size */
  }
  return negative ? -value : value;
}

/* More digits than these can't change the nearest double, but for a last one that says "and a bit more". */
enum { SIGNIFICANT_MAX = 800 };

typedef struct mantissa {
  char digits[SIGNIFICANT_MAX + 32]; /* room for the exponent to be written behind */
  size_t count;
  int64_t dropped; /* digits left out behind these */
  int more;        /* one of them was not 0 */
} mantissa;

static void add_digits(mantissa *s, const char *data, size_t from, size_t to) {
  for (size_t i = from; i < to; i++) {
    if (s->count == 0 && data[i] == '0') continue;
    if (s->count < SIGNIFICANT_MAX) {
      s->digits[s->count++] = data[i];
    } else {
      s->dropped++;
      s->more |= data[i] != '0';
    }
  }
}

/* digits x 10^exponent. A quotient or product of exact doubles is rounded correctly; else strtod does it. */
static double scale(mantissa *s, int64_t exponent) {
  if (s->count <= 15 && exponent >= -22 && exponent <= 22) {
    double whole = 0;
    for (size_t i = 0; i < s->count; i++)
      whole = whole * 10 + (s->digits[i] - '0');
    return exponent < 0 ? whole / powers[-exponent] : whole * powers[exponent];
  }
  if (s->more) s->digits[s->count - 1] = '1';
  if (exponent > 100000) exponent = 100000;
  if (exponent < -100000) exponent = -100000;
  snprintf(s->digits + s->count, sizeof s->digits - s->count, "e%d", (int)exponent);
  return strtod(s->digits, NULL);
}

int bry__double_parse(const char *data, size_t size, double *out) {
  parts n;
  if (!split(data, size, &n)) return 0;
  mantissa s;
  s.count = 0;
  s.dropped = 0;
  s.more = 0;
  add_digits(&s, data, n.whole, n.whole_end);
  add_digits(&s, data, n.fraction, n.fraction_end);
  int64_t exponent = read_exponent(data, size, n.exponent) + s.dropped - (int64_t)(n.fraction_end - n.fraction);
  double value = s.count ? scale(&s, exponent) : 0;
  if (isinf(value)) return 0;
  *out = data[0] == '-' ? -value : value;
  return 1;
}

int bry__int64_parse(const char *data, size_t size, int64_t *out) {
  size_t at = size > 0 && data[0] == '-';
  if (at == size) return 0;
  int64_t value = 0; /* counted downwards: the lowest number has no positive counterpart */
  for (size_t i = at; i < size; i++) {
    if (!is_digit(data[i]) || __builtin_mul_overflow(value, 10, &value) ||
        __builtin_sub_overflow(value, data[i] - '0', &value)) {
      return 0;
    }
  }
  if (at == 0 && __builtin_sub_overflow(0, value, &value)) return 0;
  *out = value;
  return 1;
}
