/* Numbers as people write them, after the Unicode CLDR's patterns for nb, nn and en: decimals, groups of thousands,
 * percent, currency. Rounded as browsers do it: the shortest digits that name the number, half away from zero. */
#include "core/number.h"
#include "form/pipe.h"

#include <math.h>
#include <string.h>

enum { DIGITS_MAX = 400 };

/* The digits of a number: 12.5 is "125" with 2 before the point. */
typedef struct digits {
  char digit[DIGITS_MAX];
  int count;
  int whole; /* how many stand before the point; may be negative */
} digits;

static digits digits_of(double magnitude) {
  char text[32];
  digits d = {.count = 0};
  int exponent = 0, seen_point = 0;
  size_t size = bry__double_print(text, magnitude);
  for (size_t i = 0; i < size; i++) {
    if (text[i] == 'e') {
      int is_small = text[i + 1] == '-';
      for (i++; i < size; i++) {
        if (text[i] >= '0' && text[i] <= '9') exponent = exponent * 10 + (text[i] - '0');
      }
      if (is_small) exponent = -exponent;
      break;
    }
    if (text[i] == '.') seen_point = 1;
    if (text[i] == '.') continue;
    d.digit[d.count++] = text[i];
    d.whole += !seen_point;
  }
  d.whole += exponent;
  int zeros = 0;
  while (zeros < d.count && d.digit[zeros] == '0') {
    zeros++;
  }
  memmove(d.digit, d.digit + zeros, (size_t)(d.count - zeros));
  d.count -= zeros, d.whole -= zeros;
  return d;
}

static int digit_at(const digits *d, int place) {
  return place >= 0 && place < d->count ? d->digit[place] - '0' : 0;
}

/* Rounds to so many decimals; the digits then reach from the first one before the point. */
static digits rounded(const digits *from, int decimals) {
  digits to = {.whole = from->whole < 1 ? 1 : from->whole};
  int shift = from->whole - to.whole; /* 0 or less: zeros in front */
  int keep = to.whole + decimals, carry = digit_at(from, keep + shift) >= 5;
  to.count = keep;
  for (int i = keep - 1; i >= 0; i--) {
    int digit = digit_at(from, i + shift) + carry;
    carry = digit == 10;
    to.digit[i] = (char)('0' + digit % 10);
  }
  if (carry) {
    memmove(to.digit + 1, to.digit, (size_t)to.count);
    to.digit[0] = '1';
    to.count++, to.whole++;
  }
  return to;
}

static void put_digits(bry__buffer *out, const digits *d, int least_decimals, int has_groups, int is_english) {
  int count = d->count;
  while (count > d->whole + least_decimals && d->digit[count - 1] == '0') {
    count--;
  }
  for (int i = 0; i < count; i++) {
    if (i == d->whole) bry__buffer_char(out, is_english ? '.' : ',');
    if (has_groups && i > 0 && i < d->whole && (d->whole - i) % 3 == 0)
      bry__buffer_text(out, is_english ? "," : "\u00A0");
    bry__buffer_char(out, d->digit[i]);
  }
}

static void put_currency(bry__buffer *out, const char *currency, int is_english) {
  bry__buffer_text(out, !is_english && strcmp(currency, "NOK") == 0 ? "kr" : currency);
}

void bry__display_number(bry__buffer *out, const bry__display *display, double number, const char *lang) {
  int is_english = bry__lang_index(lang) == BRY__EN;
  int is_money = display->style == BRY__STYLE_CURRENCY, is_percent = display->style == BRY__STYLE_PERCENT;
  int usual_least = is_money ? 2 : 0, usual_most = is_money ? 2 : is_percent ? 0 : 3;
  int least = display->least_decimals, most = display->most_decimals;
  if (least == -1) least = most != -1 && most < usual_least ? most : usual_least;
  if (most == -1) most = least > usual_most ? least : usual_most;
  if (most < least) most = least;
  if (!isfinite(number) || fabs(number) >= 1e300 || display->style == BRY__STYLE_DATE) {
    bry__buffer_double(out, number);
    return;
  }
  digits exact = digits_of(fabs(number));
  if (is_percent && exact.count > 0) exact.whole += 2;
  digits d = rounded(&exact, most);
  if (signbit(number)) bry__buffer_text(out, is_english ? "-" : "\u2212");
  if (is_money && is_english) {
    put_currency(out, display->currency, is_english);
    bry__buffer_text(out, "\u00A0");
  }
  put_digits(out, &d, least, display->has_groups, is_english);
  if (!is_english && (is_percent || is_money)) bry__buffer_text(out, "\u00A0");
  if (is_percent) bry__buffer_char(out, '%');
  if (is_money && !is_english) put_currency(out, display->currency, is_english);
}
