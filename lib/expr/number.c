/* Text to number as JavaScript reads it, and survey-core's notion of what counts as a number and how many decimals a
 * sum has. */
#include "expr/js.h"

#include "core/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- reading ---------------------------------------------------------------------------------------------------- */

enum { DIGITS_MAX = 800, LITERAL_BYTES = DIGITS_MAX + 32 };

typedef struct literal {
  char digits[LITERAL_BYTES]; /* without leading zeros */
  size_t count;
  int64_t exponent; /* of ten, behind the last digit kept */
} literal;

static int is_digit(char c) {
  return c >= '0' && c <= '9';
}

static void add_digit(literal *n, char c, int is_fraction) {
  if (n->count == 0 && c == '0') {
    n->exponent -= is_fraction;
  } else if (n->count < DIGITS_MAX) {
    n->digits[n->count++] = c;
    n->exponent -= is_fraction;
  } else {
    if (c != '0') n->digits[DIGITS_MAX - 1] = '1'; /* "and a bit more": further digits can change nothing else */
    n->exponent += !is_fraction;
  }
}

static size_t read_exponent(const char *text, size_t size, size_t at, int64_t *exponent) {
  size_t begin = at;
  if (at == size || (text[at] != 'e' && text[at] != 'E')) return begin;
  at++;
  int minus = at < size && text[at] == '-';
  if (at < size && (text[at] == '-' || text[at] == '+')) at++;
  if (at == size || !is_digit(text[at])) return begin;
  int64_t value = 0;
  for (; at < size && is_digit(text[at]); at++) {
    if (value < 1000000000) value = value * 10 + (text[at] - '0');
  }
  *exponent += minus ? -value : value;
  return at;
}

static double literal_value(literal *n) {
  double value = 0;
  if (n->exponent == 0 && n->count <= 15) {
    for (size_t i = 0; i < n->count; i++)
      value = value * 10 + (n->digits[i] - '0');
    return value;
  }
  if (n->count == 0) return 0;
  int64_t exponent = n->exponent;
  if (exponent > 100000) exponent = 100000;
  if (exponent < -100000) exponent = -100000;
  int tail = snprintf(n->digits + n->count, LITERAL_BYTES - n->count, "e%d", (int)exponent);
  if (!bry__double_parse(n->digits, n->count + (size_t)tail, &value)) return INFINITY; /* it is well-formed */
  return value;
}

/* The longest StrDecimalLiteral at the front: returns its bytes, 0 when there is none. */
static size_t read_decimal(const char *text, size_t size, double *out) {
  literal n;
  n.count = 0;
  n.exponent = 0;
  size_t at = 0, digits = 0;
  int minus = size > 0 && text[0] == '-';
  if (size > 0 && (text[0] == '-' || text[0] == '+')) at++;
  if (size - at >= 8 && memcmp(text + at, "Infinity", 8) == 0) {
    *out = minus ? -INFINITY : INFINITY;
    return at + 8;
  }
  for (; at < size && is_digit(text[at]); at++, digits++)
    add_digit(&n, text[at], 0);
  if (at < size && text[at] == '.') {
    size_t point = at++;
    for (; at < size && is_digit(text[at]); at++, digits++)
      add_digit(&n, text[at], 1);
    if (digits == 0) at = point;
  }
  if (digits == 0) return 0;
  at = read_exponent(text, size, at, &n.exponent);
  double value = literal_value(&n);
  *out = minus ? -value : value;
  return at;
}

static int digit_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 99;
}

/* Digits of a base that is a power of two, rounded once: 64 bits are kept, and whether anything lay below them. */
static size_t read_base(const char *text, size_t size, int bits, double *out) {
  uint64_t value = 0;
  int shift = 0;
  size_t at = 0;
  for (; at < size && digit_value(text[at]) < 1 << bits; at++) {
    uint64_t digit = (uint64_t)digit_value(text[at]);
    if (value >> (64 - bits) == 0) {
      value = value << bits | digit;
    } else {
      value |= digit != 0;
      shift += shift < 10000 ? bits : 0;
    }
  }
  *out = ldexp((double)value, shift);
  return at;
}

static int base_bits(const char *text, size_t size) {
  if (size < 2 || text[0] != '0') return 0;
  char c = (char)(text[1] | 0x20);
  return c == 'x' ? 4 : c == 'o' ? 3 : c == 'b' ? 1 : 0;
}

double bry__js_parse_number(const char *text, size_t size) {
  bry__js whole = bry__js_string(text, size), trimmed = bry__js_trim(&whole);
  text = trimmed.as.text;
  size = trimmed.size;
  if (size == 0) return 0;
  double value;
  int bits = base_bits(text, size);
  if (bits) return size > 2 && read_base(text + 2, size - 2, bits, &value) == size - 2 ? value : NAN;
  return read_decimal(text, size, &value) == size ? value : NAN;
}

double bry__js_parse_float(const char *text, size_t size) {
  bry__js whole = bry__js_string(text, size), trimmed = bry__js_trim(&whole);
  double value;
  return read_decimal(trimmed.as.text, trimmed.size, &value) ? value : NAN;
}

double bry__js_parse_int(const char *text, size_t size) {
  bry__js whole = bry__js_string(text, size), trimmed = bry__js_trim(&whole);
  text = trimmed.as.text;
  size = trimmed.size;
  int minus = size > 0 && text[0] == '-';
  size_t at = size > 0 && (text[0] == '-' || text[0] == '+');
  double value;
  if (base_bits(text + at, size - at) == 4) {
    if (read_base(text + at + 2, size - at - 2, 4, &value) == 0) return NAN;
    return minus ? -value : value;
  }
  size_t end = at;
  while (end < size && is_digit(text[end]))
    end++;
  if (end == at) return NAN;
  (void)read_decimal(text + at, end - at, &value);
  return minus ? -value : value;
}

/* --- what counts as a number ------------------------------------------------------------------------------------ */

static int all_digits(const char *text, size_t size) {
  for (size_t i = 0; i < size; i++) {
    if (!is_digit(text[i])) return 0;
  }
  return 1;
}

/* A text that looks like a formula is none; but one with a sign inside passes, as survey-core has it. */
static int has_operator(const char *text, size_t size) {
  for (size_t i = 1; i < size; i++) {
    if (text[i] == '-' || text[i] == '+') return 0;
  }
  for (size_t i = 0; i < size; i++) {
    if (text[i] == '*' || text[i] == '^' || text[i] == '/' || text[i] == '%') return 1;
  }
  return 0;
}

/* parseFloat() of what Number() takes for finite. They differ in other bases only, which parseFloat() reads as 0. */
static double finite_float(const char *text, size_t size) {
  bry__js whole = bry__js_string(text, size), trimmed = bry__js_trim(&whole);
  text = trimmed.as.text;
  size = trimmed.size;
  double value;
  if (base_bits(text, size)) return isfinite(bry__js_parse_number(text, size)) ? 0 : NAN;
  return size && read_decimal(text, size, &value) == size && isfinite(value) ? value : NAN;
}

/* The one comma of a text as a point. */
static double with_comma(bry__js_run *run, const char *text, size_t size) {
  const char *comma = memchr(text, ',', size);
  if (!comma) return finite_float(text, size);
  size_t at = (size_t)(comma - text);
  if (memchr(comma + 1, ',', size - at - 1)) return NAN;
  char *changed = bry__js_alloc(run, size, 1);
  if (!changed) return NAN;
  memcpy(changed, text, size);
  changed[at] = '.';
  return finite_float(changed, size);
}

static double numeric_text(bry__js_run *run, const bry__js *string) {
  bry__js trimmed = bry__js_trim(string);
  const char *text = trimmed.as.text;
  size_t size = trimmed.size;
  if (size == 0 || !(is_digit(text[0]) || strchr("+-.,", text[0])) || !bry__js_step(run, size / 16)) return NAN;
  if (size >= 2 && text[0] == '0' && text[1] == 'x') return size > 32 ? NAN : bry__js_parse_int(text, size);
  if (size > 15 && all_digits(text, size)) return NAN;
  if (has_operator(text, size)) return NAN;
  return with_comma(run, text, size);
}

double bry__js_numeric(bry__js_run *run, const bry__js *v) {
  if (v->kind == BRY__JS_NUMBER) return isfinite(v->as.number) ? v->as.number + 0.0 : NAN;
  if (v->kind == BRY__JS_STRING) return numeric_text(run, v);
  if (!bry__js_is_array(v)) return NAN;
  bry__js text = bry__js_to_text(run, v); /* an array of one number is a number */
  return finite_float(text.as.text, text.size);
}

/* --- decimals --------------------------------------------------------------------------------------------------- */

/* Units behind the first point of the value's text, up to the next point. */
static size_t decimals_of_text(const bry__js *text) {
  const char *point = text->size ? memchr(text->as.text, '.', text->size) : NULL;
  if (!point) return 0;
  size_t left = text->size - (size_t)(point - text->as.text) - 1;
  const char *next = memchr(point + 1, '.', left);
  bry__js part = bry__js_string(point + 1, next ? (size_t)(next - point) - 1 : left);
  return bry__js_length(&part);
}

/* Helpers.countDecimals. */
static size_t decimals(bry__js_run *run, const bry__js *v) {
  if (v->kind == BRY__JS_NUMBER && (!isfinite(v->as.number) || floor(v->as.number) == v->as.number)) return 0;
  if (isnan(bry__js_numeric(run, v))) return 0;
  bry__js text = bry__js_to_text(run, v);
  return decimals_of_text(&text);
}

/* The digits of a magnitude below 1e21 with `places` decimals, a tie going away from zero. */
static double fixed(double magnitude, int places) {
  enum { ROOM = 22 + 101 + 16 };
  char text[ROOM + 16], digits[ROOM + 16];
  double scaled = ldexp(magnitude, places); /* times 2^places is a whole number exactly when no decimals are cut */
  int tie = scaled != floor(scaled) && ldexp(magnitude, places + 1) == floor(ldexp(magnitude, places + 1));
  snprintf(text, sizeof text, "%.*f", places + tie, magnitude);
  size_t count = 0;
  for (const char *p = text; *p; p++) {
    if (is_digit(*p)) digits[count++] = *p; /* whatever stands as the decimal sign is passed over */
  }
  if (tie) {
    count--; /* a 5, exactly */
    size_t i = count;
    while (i > 0 && digits[i - 1] == '9')
      digits[--i] = '0';
    if (i > 0) {
      digits[i - 1]++;
    } else {
      memmove(digits + 1, digits, count++);
      digits[0] = '1';
    }
  }
  literal n;
  n.count = 0;
  n.exponent = 0;
  for (size_t i = 0; i < count; i++)
    add_digit(&n, digits[i], i + (size_t)places >= count);
  return literal_value(&n);
}

/* parseFloat(result.toFixed(places)). */
bry__js bry__js_to_fixed(bry__js_run *run, const bry__js *result, size_t places) {
  if (result->kind != BRY__JS_NUMBER) {
    bry__js_throw(run, "a sum of a decimal number and something that is no number");
    return bry__js_undefined();
  }
  if (places > 100) {
    bry__js_throw(run, "a number with more than 100 decimals");
    return bry__js_undefined();
  }
  double value = result->as.number, magnitude = fabs(value);
  if (!isfinite(value) || magnitude >= 1e21) return *result;
  magnitude = fixed(magnitude, (int)places);
  return bry__js_number(value < 0 ? -magnitude : magnitude);
}

bry__js bry__js_round_sum(bry__js_run *run, const bry__js *a, const bry__js *b, const bry__js *result) {
  size_t of_a = decimals(run, a), of_b = decimals(run, b);
  size_t places = of_a > of_b ? of_a : of_b;
  return places ? bry__js_to_fixed(run, result, places) : *result;
}

bry__js bry__js_round_product(bry__js_run *run, const bry__js *a, const bry__js *b, double result) {
  size_t places = decimals(run, a) + decimals(run, b);
  bry__js value = bry__js_number(result);
  return places ? bry__js_to_fixed(run, &value, places) : value;
}
