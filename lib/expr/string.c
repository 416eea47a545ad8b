/* Strings of JavaScript kept as UTF-8. */
#include "expr/js.h"

#include "core/utf8.h"

#include <math.h>
#include <string.h>
#include <utf8proc.h>

static int is_space(uint32_t c) {
  if (c < 0x80) return c == ' ' || (c >= '\t' && c <= '\r');
  return c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
         c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

static int is_continuation(char c) {
  return ((unsigned char)c & 0xC0) == 0x80;
}

static int is_ascii(const char *text, size_t size) {
  unsigned char all = 0;
  for (size_t i = 0; i < size; i++)
    all |= (unsigned char)text[i];
  return all < 0x80;
}

size_t bry__js_length(const bry__js *string) {
  return (size_t)bry__utf16_length(string->as.text, string->size);
}

bry__js bry__js_trim(const bry__js *string) {
  const char *text = string->as.text;
  size_t begin = 0, end = string->size;
  while (begin < end) {
    size_t next = begin;
    if (!is_space(bry__utf8_next(text, end, &next))) break;
    begin = next;
  }
  while (end > begin) {
    size_t last = end - 1, at;
    while (last > begin && is_continuation(text[last]))
      last--;
    at = last;
    if (!is_space(bry__utf8_next(text, end, &at))) break;
    end = last;
  }
  return bry__js_string(text + begin, end - begin);
}

int bry__js_same_text(const bry__js *a, const bry__js *b) {
  return a->size == b->size && (a->size == 0 || memcmp(a->as.text, b->as.text, a->size) == 0);
}

static char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

int bry__js_is_word(const bry__js *string, const char *lower) {
  if (string->size != strlen(lower)) return 0;
  for (size_t i = 0; i < string->size; i++) {
    if (ascii_lower(string->as.text[i]) != lower[i]) return 0;
  }
  return 1;
}

int bry__js_same_ascii(const bry__js *a, const bry__js *b) {
  if (!is_ascii(a->as.text, a->size) || !is_ascii(b->as.text, b->size)) return -1;
  if (a->size != b->size) return 0;
  for (size_t i = 0; i < a->size; i++) {
    if (ascii_lower(a->as.text[i]) != ascii_lower(b->as.text[i])) return 0;
  }
  return 1;
}

/* --- lower case ------------------------------------------------------------------------------------------------- */

enum { SIGMA = 0x3A3, SIGMA_LOWER = 0x3C3, SIGMA_FINAL = 0x3C2, I_DOTTED = 0x130 };

static int is_cased(uint32_t c) {
  utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
  return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LL || category == UTF8PROC_CATEGORY_LT;
}

static int is_case_ignorable(uint32_t c) {
  utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
  return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME || category == UTF8PROC_CATEGORY_CF ||
         category == UTF8PROC_CATEGORY_LM || category == UTF8PROC_CATEGORY_SK || c == '\'' || c == '.' || c == ':' ||
         c == 0xB7 || c == 0x2019;
}

static int cased_before(const char *text, size_t at) {
  while (at > 0) {
    do {
      at--;
    } while (at > 0 && is_continuation(text[at]));
    size_t next = at;
    uint32_t c = bry__utf8_next(text, at + 4, &next);
    if (!is_case_ignorable(c)) return is_cased(c);
  }
  return 0;
}

static int cased_after(const char *text, size_t size, size_t at) {
  while (at < size) {
    uint32_t c = bry__utf8_next(text, size, &at);
    if (!is_case_ignorable(c)) return is_cased(c);
  }
  return 0;
}

/* One code point in lower case (SpecialCasing.txt's two without a language included); returns the bytes. */
static size_t put_lower(char *out, const char *text, size_t size, size_t at, size_t next, uint32_t c) {
  if (c == I_DOTTED) {
    memcpy(out, "i\xCC\x87", 3);
    return 3;
  }
  if (c == SIGMA) {
    int final = cased_before(text, at) && !cased_after(text, size, next);
    return bry__utf8_put(out, final ? SIGMA_FINAL : SIGMA_LOWER);
  }
  return bry__utf8_put(out, (uint32_t)utf8proc_tolower((utf8proc_int32_t)c));
}

static bry__js lower_unicode(bry__js_run *run, const bry__js *string) {
  char *out = bry__js_alloc(run, string->size, 2); /* a letter of two bytes may become one of three */
  if (!out) return *string;
  size_t size = 0;
  for (size_t at = 0; at < string->size;) {
    size_t begin = at;
    uint32_t c = bry__utf8_next(string->as.text, string->size, &at);
    size += put_lower(out + size, string->as.text, string->size, begin, at, c);
  }
  return bry__js_string(out, size);
}

bry__js bry__js_lower(bry__js_run *run, const bry__js *string) {
  if (!bry__js_step(run, string->size / 16)) return *string;
  if (!is_ascii(string->as.text, string->size)) return lower_unicode(run, string);
  size_t i = 0;
  while (i < string->size && ascii_lower(string->as.text[i]) == string->as.text[i])
    i++;
  if (i == string->size) return *string;
  char *out = bry__js_alloc(run, string->size, 1);
  if (!out) return *string;
  for (i = 0; i < string->size; i++)
    out[i] = ascii_lower(string->as.text[i]);
  return bry__js_string(out, string->size);
}

/* survey-core looks at the first unit of a key before the rest: it must be that of the name in lower case, or its
 * capital, which is none where it would take two letters. */
static int fits_first(const char *key, size_t key_size, const char *name, size_t name_size) {
  enum { SHARP_S = 0xDF };
  size_t at = 0;
  uint32_t x = bry__utf8_next(key, key_size, &at);
  at = 0;
  uint32_t y = bry__utf8_next(name, name_size, &at);
  if (x > 0xFFFF && y > 0xFFFF) return (x - 0x10000) >> 10 == (y - 0x10000) >> 10; /* a unit is half of it */
  if (x == (uint32_t)utf8proc_tolower((utf8proc_int32_t)y)) return 1;
  return y != SHARP_S && x == (uint32_t)utf8proc_toupper((utf8proc_int32_t)y);
}

int bry__js_is_key(bry__js_run *run, const char *key, size_t key_size, const char *name, size_t name_size) {
  if (key_size == name_size && memcmp(key, name, key_size) == 0) return key_size > 0;
  if (key_size == 0 || name_size == 0) return 0;
  if (is_ascii(key, key_size) && is_ascii(name, name_size)) {
    if (key_size != name_size) return 0;
    for (size_t i = 0; i < key_size; i++) {
      if (ascii_lower(key[i]) != ascii_lower(name[i])) return 0;
    }
    return 1;
  }
  if (!fits_first(key, key_size, name, name_size)) return 0;
  bry__js x = bry__js_string(key, key_size), y = bry__js_string(name, name_size);
  x = bry__js_lower(run, &x);
  y = bry__js_lower(run, &y);
  return bry__js_same_text(&x, &y);
}

/* --- by UTF-16 units -------------------------------------------------------------------------------------------- */

/* UTF-8 sorts as code points do; in UTF-16 the pairs of what lies past U+FFFF sort before U+E000 to U+FFFF. */
static int unit_weight(unsigned char lead) {
  return lead >= 0xF0 ? 0xED * 2 + 1 : lead >= 0xEE ? lead * 2 + 64 : lead * 2;
}

int bry__js_compare(const bry__js *a, const bry__js *b) {
  size_t size = a->size < b->size ? a->size : b->size, at = 0;
  const unsigned char *x = (const unsigned char *)a->as.text, *y = (const unsigned char *)b->as.text;
  while (at < size && x[at] == y[at])
    at++;
  if (at == size) return (a->size > b->size) - (a->size < b->size);
  int order = is_continuation((char)x[at]) ? 0 : unit_weight(x[at]) - unit_weight(y[at]);
  if (order == 0) order = x[at] - y[at];
  return order < 0 ? -1 : 1;
}

static int is_surrogate(const char *p, size_t size, int low) {
  return size >= 3 && (unsigned char)p[0] == 0xED && ((unsigned char)p[1] & 0xF0) == (low ? 0xB0 : 0xA0);
}

bry__js bry__js_concat(bry__js_run *run, const bry__js *a, const bry__js *b) {
  if (a->size == 0) return *b;
  if (b->size == 0) return *a;
  char *out = bry__js_alloc(run, a->size + b->size + 1, 1);
  if (!out) return *a;
  memcpy(out, a->as.text, a->size);
  size_t size = a->size, from = 0;
  if (size >= 3 && is_surrogate(out + size - 3, 3, 0) && is_surrogate(b->as.text, b->size, 1)) {
    size_t at = size - 3; /* the halves of a pair meet */
    uint32_t high = bry__utf8_next(out, size, &at), low = bry__utf8_next(b->as.text, b->size, &from);
    size -= 3;
    size += bry__utf8_put(out + size, 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
  }
  memcpy(out + size, b->as.text + from, b->size - from);
  return bry__js_string(out, size + b->size - from);
}

/* The byte at which a unit begins; *half is set when that lies within a pair. */
static size_t byte_of_unit(const bry__js *string, size_t unit, int *half) {
  size_t at = 0, units = 0;
  *half = 0;
  while (units < unit && at < string->size) {
    size_t begin = at;
    units += bry__utf8_next(string->as.text, string->size, &at) > 0xFFFF ? 2 : 1;
    if (units > unit) {
      *half = 1;
      return begin;
    }
  }
  return at;
}

static size_t clamp(double place, size_t length) {
  if (isnan(place) || place <= 0) return 0;
  return place >= (double)length ? length : (size_t)place;
}

bry__js bry__js_substring(bry__js_run *run, const bry__js *string, double begin, double end) {
  size_t length = bry__js_length(string);
  size_t first = clamp(begin, length), last = clamp(end, length);
  if (first > last) {
    size_t swapped = first;
    first = last;
    last = swapped;
  }
  int first_half, last_half;
  size_t from = byte_of_unit(string, first, &first_half), to = byte_of_unit(string, last, &last_half);
  if (first == last) return bry__js_string("", 0);
  if (!first_half && !last_half) return bry__js_string(string->as.text + from, to - from);
  char *out = bry__js_alloc(run, to - from + 8, 1);
  if (!out) return bry__js_string("", 0);
  size_t size = 0;
  if (first_half) {
    uint32_t c = bry__utf8_next(string->as.text, string->size, &from);
    size += bry__utf8_put(out, 0xDC00 + ((c - 0x10000) & 0x3FF));
  }
  memcpy(out + size, string->as.text + from, to - from);
  size += to - from;
  if (last_half) {
    uint32_t c = bry__utf8_next(string->as.text, string->size, &to);
    size += bry__utf8_put(out + size, 0xD800 + ((c - 0x10000) >> 10));
  }
  return bry__js_string(out, size);
}
