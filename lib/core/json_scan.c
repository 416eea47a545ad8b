/* The strict reader: recursive descent with a bounded depth. Beyond the grammar it refuses what would be lost or bent
 * later: NUL in a string, half a surrogate pair, numbers that a double does not hold. */
#include "core/json_scan.h"

#include "core/hash.h"
#include "core/json.h"
#include "core/number.h"
#include "core/utf8.h"

#include <math.h>
#include <string.h>

enum { SAFE_DIGITS = 15 }; /* an integer of so many digits is below 2^53 */
static const int64_t safe_integer = INT64_C(9007199254740992);

static int scan_value(bry__json_scan *s, int depth);

static int fail(bry__json_scan *s, const char *problem) {
  if (!s->problem) s->problem = problem;
  return 0;
}

static int fail_at(bry__json_scan *s, size_t at, const char *problem) {
  s->at = at;
  return fail(s, problem);
}

/* The byte at the place, or 0 at the end (a NUL in the text is never right either). */
static char peek(const bry__json_scan *s) {
  return s->at < s->size ? s->data[s->at] : '\0';
}

static void skip_space(bry__json_scan *s) {
  while (s->at < s->size) {
    char c = s->data[s->at];
    if (c != ' ' && c != '\n' && c != '\t' && c != '\r') return;
    s->at++;
  }
}

static int take(bry__json_scan *s, char c) {
  if (peek(s) != c) return 0;
  s->at++;
  return 1;
}

/* Four hexadecimal digits at s->at, or -1. */
static int scan_hex(bry__json_scan *s) {
  int value = 0;
  for (int i = 0; i < 4; i++, s->at++) {
    char c = peek(s);
    int digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/* Behind "\u". */
static int scan_unicode_escape(bry__json_scan *s) {
  size_t begin = s->at - 2;
  int unit = scan_hex(s);
  if (unit < 0) return fail(s, "\\u must be followed by four hexadecimal digits");
  if (unit == 0) return fail_at(s, begin, "a text must not hold the character NUL (\\u0000)");
  if (unit >= 0xDC00 && unit <= 0xDFFF) return fail_at(s, begin, "this \\u escape is the second half of a pair");
  if (unit < 0xD800 || unit > 0xDBFF) return 1;
  s->has_pairs = 1;
  if (take(s, '\\') && take(s, 'u')) {
    int low = scan_hex(s);
    if (low >= 0xDC00 && low <= 0xDFFF) return 1;
  }
  return fail_at(s, begin, "this \\u escape is the first half of a pair, and the second half is missing");
}

static int scan_escape(bry__json_scan *s) {
  s->at++;
  char c = peek(s);
  if (!c || !strchr("\"\\/bfnrtu", c)) return fail(s, "no such escape in a text");
  s->at++;
  return c == 'u' ? scan_unicode_escape(s) : 1;
}

/* 1 when none of eight bytes is a quote, a backslash or a control character. A byte becomes zero where it equals the one
 * that is looked for; that a word holds a byte below n is told by the borrows of a subtraction (H. Warren, Hacker's
 * Delight, 2nd ed., 6-1). */
static int are_plain(const char *bytes) {
  const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones * 0x80;
  uint64_t word;
  memcpy(&word, bytes, sizeof word);
  uint64_t quote = word ^ (ones * '"'), backslash = word ^ (ones * '\\');
  uint64_t found = ((word - ones * 0x20) & ~word) | ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash);
  return (found & tops) == 0;
}

static int scan_string(bry__json_scan *s) {
  size_t begin = s->at++;
  while (s->at < s->size) {
    while (s->size - s->at >= 8 && are_plain(s->data + s->at))
      s->at += 8;
    if (s->at == s->size) break;
    unsigned char c = (unsigned char)s->data[s->at];
    if (c == '"') {
      s->at++;
      return 1;
    }
    if (c < 0x20) return fail(s, "a line break or control character in a text must be escaped");
    if (c != '\\') {
      s->at++;
    } else if (!scan_escape(s)) {
      return 0;
    }
  }
  return fail_at(s, begin, "this text is never closed");
}

/* Whether a number would come back as another one: a whole number that a double rounds, or a fraction so large that
 * its canonical form is such a whole number (from 10^21 on that form has an exponent). */
static int loses_digits(const char *text, size_t size, int whole, double value) {
  int64_t integer;
  if (whole && size > SAFE_DIGITS) {
    return !bry__int64_parse(text, size, &integer) || integer > safe_integer || integer < -safe_integer;
  }
  return fabs(value) > (double)safe_integer && fabs(value) < 1e21;
}

static int scan_number(bry__json_scan *s) {
  size_t begin = s->at;
  int whole = 1;
  while (s->at < s->size) {
    char c = s->data[s->at];
    if (c == '.' || c == 'e' || c == 'E') {
      whole = 0;
    } else if ((c < '0' || c > '9') && c != '-' && c != '+') {
      break;
    }
    s->at++;
  }
  double value;
  if (!bry__double_parse(s->data + begin, s->at - begin, &value)) {
    return fail_at(s, begin, "this is not a number, or too large for one");
  }
  if (loses_digits(s->data + begin, s->at - begin, whole, value)) {
    return fail_at(s, begin, "this number is beyond 2^53 and would lose digits; write it as a text");
  }
  return 1;
}

static int scan_word(bry__json_scan *s, const char *word) {
  size_t length = strlen(word);
  if (s->size - s->at < length || memcmp(s->data + s->at, word, length) != 0) {
    return fail(s, "a value was expected");
  }
  s->at += length;
  return 1;
}

static int scan_member(bry__json_scan *s, int depth) {
  skip_space(s);
  if (peek(s) != '"') return fail(s, "a key in double quotes was expected");
  if (!scan_string(s)) return 0;
  s->members++;
  skip_space(s);
  if (!take(s, ':')) return fail(s, "a colon was expected");
  return scan_value(s, depth);
}

static int scan_object(bry__json_scan *s, int depth) {
  s->at++;
  skip_space(s);
  if (take(s, '}')) return 1;
  do {
    if (!scan_member(s, depth)) return 0;
    skip_space(s);
  } while (take(s, ','));
  return take(s, '}') || fail(s, "a comma or } was expected");
}

static int scan_array(bry__json_scan *s, int depth) {
  s->at++;
  skip_space(s);
  if (take(s, ']')) return 1;
  do {
    if (!scan_value(s, depth)) return 0;
    skip_space(s);
  } while (take(s, ','));
  return take(s, ']') || fail(s, "a comma or ] was expected");
}

static int scan_container(bry__json_scan *s, int depth) {
  if (depth >= s->max_depth) {
    s->too_deep = 1;
    return fail(s, "too many levels inside each other");
  }
  return peek(s) == '{' ? scan_object(s, depth + 1) : scan_array(s, depth + 1);
}

static int scan_value(bry__json_scan *s, int depth) {
  skip_space(s);
  switch (peek(s)) {
  case '{':
  case '[':
    return scan_container(s, depth);
  case '"':
    return scan_string(s);
  case 't':
    return scan_word(s, "true");
  case 'f':
    return scan_word(s, "false");
  case 'n':
    return scan_word(s, "null");
  case '-':
    return scan_number(s);
  default:
    if (peek(s) >= '0' && peek(s) <= '9') return scan_number(s);
    return fail(s, s->at == s->size ? "the document ends too early" : "a value was expected");
  }
}

int bry__json_scan_run(bry__json_scan *scan) {
  if (!scan_value(scan, 0)) return 0;
  skip_space(scan);
  return scan->at == scan->size || fail(scan, "nothing may follow the document");
}

/* The UTF-16 unit of an escape: data is at its backslash. */
static uint32_t unit_of(const char *data) {
  uint8_t bytes[2];
  bry__unhex(data + 2, 4, bytes);
  return (uint32_t)bytes[0] << 8 | bytes[1];
}

void bry__json_scan_expand_pairs(const char *data, size_t size, bry__buffer *out) {
  enum { ESCAPE = 6, PAIR = 2 * ESCAPE };
  size_t plain = 0; /* where the run of bytes that stay began */
  for (size_t at = 0; at < size;) {
    if (data[at] != '\\') {
      at++;
      continue;
    }
    uint32_t high = data[at + 1] == 'u' ? unit_of(data + at) : 0;
    if (high < 0xD800 || high > 0xDBFF) {
      at += 2;
      continue;
    }
    char bytes[4];
    uint32_t low = unit_of(data + at + ESCAPE);
    bry__buffer_add(out, data + plain, at - plain);
    bry__buffer_add(out, bytes, bry__utf8_put(bytes, 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)));
    at += PAIR;
    plain = at;
  }
  bry__buffer_add(out, data + plain, size - plain);
}

/* --- where a key stands twice: slow, and only run on well-formed text that is known to have one --- */

typedef struct search {
  bry__json_scan text;
  bry__buffer *pointer;
} search;

static int search_value(search *s);

/* The key at the place, decoded; NULL when memory runs out. */
static struct json_object *decode_key(search *s) {
  size_t begin = s->text.at;
  scan_string(&s->text);
  bry__buffer text = {0};
  bry__json_scan_expand_pairs(s->text.data + begin, s->text.at - begin, &text);
  struct json_object *key = text.failed ? NULL : json_tokener_parse(text.data);
  bry__buffer_free(&text);
  return key;
}

/* One member; `seen` holds the keys so far. */
static int search_member(search *s, struct json_object *seen) {
  skip_space(&s->text);
  size_t begin = s->text.at, outer = s->pointer->size;
  struct json_object *key = decode_key(s);
  if (!key) return -1;
  const char *name = json_object_get_string(key);
  int found = json_object_object_get_ex(seen, name, NULL);
  int added = found ? 0 : json_object_object_add(seen, name, NULL);
  bry__pointer_key(s->pointer, name);
  json_object_put(key);
  if (added != 0 || s->pointer->failed) return -1;
  if (found) {
    s->text.at = begin;
    return 1;
  }
  skip_space(&s->text);
  take(&s->text, ':');
  int result = search_value(s);
  if (result == 0) s->pointer->size = outer;
  return result;
}

static int search_object(search *s) {
  struct json_object *seen = json_object_new_object();
  if (!seen) return -1;
  int result = 0;
  s->text.at++;
  skip_space(&s->text);
  if (!take(&s->text, '}')) {
    do {
      result = search_member(s, seen);
      skip_space(&s->text);
    } while (result == 0 && take(&s->text, ','));
    if (result == 0) take(&s->text, '}');
  }
  json_object_put(seen);
  return result;
}

static int search_array(search *s) {
  s->text.at++;
  skip_space(&s->text);
  if (take(&s->text, ']')) return 0;
  int64_t index = 0;
  do {
    size_t outer = s->pointer->size;
    bry__pointer_index(s->pointer, index++);
    int result = search_value(s);
    if (result != 0) return result;
    s->pointer->size = outer;
    skip_space(&s->text);
  } while (take(&s->text, ','));
  take(&s->text, ']');
  return 0;
}

static int search_value(search *s) {
  skip_space(&s->text);
  switch (peek(&s->text)) {
  case '{':
    return search_object(s);
  case '[':
    return search_array(s);
  default:
    scan_value(&s->text, 0);
    return 0;
  }
}

int bry__json_scan_duplicate(const char *data, size_t size, bry__buffer *pointer, size_t *at) {
  search s = {.text = {.data = data, .size = size, .max_depth = 0}, .pointer = pointer};
  int result = search_value(&s);
  *at = s.text.at;
  return result;
}
