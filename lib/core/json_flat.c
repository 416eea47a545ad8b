/* One pass over the bytes for all that no plain text holds, and then from quote to quote. */
#include "core/json_flat.h"

#include "core/utf8.h"

#include <string.h>

enum { DIGITS_MAX = 15 }; /* an integer of so many digits is below 2^53 */

static int is_plain(unsigned char byte) {
  return byte >= 0x20 && byte != '\\';
}

/* Eight bytes at a time, as json_scan.c does it: whether one is below 0x20 or a backslash. */
static int are_plain(const char *data, size_t size) {
  const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones * 0x80;
  uint64_t found = 0;
  size_t at = 0;
  for (; size - at >= sizeof found; at += sizeof found) {
    uint64_t word;
    memcpy(&word, data + at, sizeof word);
    uint64_t backslash = word ^ (ones * '\\');
    found |= ((word - ones * 0x20) & ~word) | ((backslash - ones) & ~backslash);
  }
  int plain = (found & tops) == 0;
  for (; at < size; at++)
    plain &= is_plain((unsigned char)data[at]);
  return plain;
}

/* The next byte that is not space, or 0; all other white space is a control character. */
static char next(bry__json_flat *f) {
  while (f->at < f->end && *f->at == ' ')
    f->at++;
  return f->at < f->end ? *f->at : '\0';
}

static int take(bry__json_flat *f, char c) {
  if (next(f) != c) return 0;
  f->at++;
  return 1;
}

static int take_text(bry__json_flat *f, const char **text, size_t *size) {
  if (!take(f, '"')) return 0;
  const char *quote = memchr(f->at, '"', (size_t)(f->end - f->at));
  if (!quote) return 0;
  *text = f->at;
  *size = (size_t)(quote - f->at);
  f->at = quote + 1;
  return 1;
}

static int take_word(bry__json_flat *f, const char *word, size_t size) {
  if ((size_t)(f->end - f->at) < size || memcmp(f->at, word, size) != 0) return 0;
  f->at += size;
  return 1;
}

/* No zero stands before another digit, and none has a sign. */
static int take_whole(bry__json_flat *f, bry__json_member *m) {
  m->text = f->at;
  int negative = *f->at == '-';
  f->at += negative;
  const char *digits = f->at;
  for (m->whole = 0; f->at < f->end && *f->at >= '0' && *f->at <= '9' && f->at - digits < DIGITS_MAX; f->at++)
    m->whole = m->whole * 10 + (*f->at - '0');
  m->size = (size_t)(f->at - m->text);
  if (f->at == digits || (*digits == '0' && m->size > 1)) return 0;
  if (negative) m->whole = -m->whole;
  char behind = next(f);
  return behind == ',' || behind == '}';
}

static int take_value(bry__json_flat *f, bry__json_member *m) {
  char first = next(f);
  m->kind = first == '"' ? BRY__JSON_TEXT : first == 't' || first == 'f' ? BRY__JSON_BOOL : BRY__JSON_WHOLE;
  if (m->kind == BRY__JSON_TEXT) return take_text(f, &m->text, &m->size);
  if (m->kind == BRY__JSON_WHOLE) return first != '\0' && take_whole(f, m);
  m->whole = first == 't';
  m->text = f->at;
  m->size = m->whole ? strlen("true") : strlen("false");
  return take_word(f, m->whole ? "true" : "false", m->size);
}

int bry__json_flat_begin(bry__json_flat *flat, const char *data, size_t size) {
  if (size == 0) return 0;
  *flat = (bry__json_flat){.at = data, .end = data + size};
  return are_plain(data, size) && bry__utf8_valid(data, size, NULL) && take(flat, '{');
}

int bry__json_flat_next(bry__json_flat *flat, bry__json_member *out) {
  if (take(flat, '}')) return next(flat) == '\0' ? 0 : -1;
  if (flat->began && !take(flat, ',')) return -1;
  flat->began = 1;
  return take_text(flat, &out->key, &out->key_size) && take(flat, ':') && take_value(flat, out) ? 1 : -1;
}
