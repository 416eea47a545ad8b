/* Reading a text for scrubbing: characters and words, forwards and one word back. */
#include "theme/scrub.h"

#include "core/utf8.h"

#include <string.h>
#include <utf8proc.h>

uint32_t bry__scrub_char(const bry__scrubber *s, size_t at, size_t *behind) {
  *behind = at;
  if (at >= s->size) return 0;
  return bry__utf8_next(s->text, s->size, behind);
}

static size_t back_one(const bry__scrubber *s, size_t at) {
  do
    at--;
  while (at > 0 && ((unsigned char)s->text[at] & 0xc0) == 0x80);
  return at;
}

uint32_t bry__scrub_char_before(const bry__scrubber *s, size_t at) {
  size_t behind;
  return at > 0 ? bry__scrub_char(s, back_one(s, at), &behind) : 0;
}

int bry__scrub_is_letter(uint32_t c) {
  if (c < 0x80) return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
  utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME;
}

int bry__scrub_is_capital(uint32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z';
  utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
  return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
}

int bry__scrub_is_digit(uint32_t c) {
  return c >= '0' && c <= '9';
}

int bry__scrub_is_blank(uint32_t c) {
  return c == ' ' || c == '\t' || c == 0xa0 || c == 0x2009 || c == 0x202f;
}

size_t bry__scrub_skip_blanks(const bry__scrubber *s, size_t at) {
  size_t behind;
  while (bry__scrub_is_blank(bry__scrub_char(s, at, &behind)))
    at = behind;
  return at;
}

static int joins(uint32_t c) {
  return c == '-' || c == '\'' || c == 0x2010 || c == 0x2011 || c == 0x2019;
}

static void take_letter(bry__scrub_word *word, uint32_t c) {
  char bytes[4];
  size_t count = bry__utf8_put(bytes, (uint32_t)utf8proc_tolower((utf8proc_int32_t)c));
  if (word->size + count <= sizeof word->lower) memcpy(word->lower + word->size, bytes, count);
  word->size += count; /* past the room: no form to look up */
}

/* The word's flags, or those of the word whose genitive it is, or of the first part of "Anne-Lise". */
static void look_up(bry__scrub_word *word) {
  if (word->size > sizeof word->lower) word->size = 0;
  word->flags = bry__scrub_word_flags(word->lower, word->size);
  const char *hyphen = memchr(word->lower, '-', word->size);
  size_t size = word->size;
  if (hyphen && word->flags == 0)
    word->flags = bry__scrub_word_flags(word->lower, (size_t)(hyphen - word->lower)) & BRY__SCRUB_WORD_GIVEN;
  if (word->flags != 0 || size < 4 || word->lower[size - 1] != 's') return;
  size--;
  if (word->lower[size - 1] == '\'') size--;
  word->flags = bry__scrub_word_flags(word->lower, size) & BRY__SCRUB_WORD_GIVEN;
}

int bry__scrub_word_at(const bry__scrubber *s, size_t at, bry__scrub_word *word) {
  *word = (bry__scrub_word){.begin = at, .end = at};
  size_t behind, letters = 0, small = 0;
  for (;;) {
    uint32_t c = bry__scrub_char(s, at, &behind);
    size_t after = behind;
    if (letters > 0 && joins(c) && bry__scrub_is_letter(bry__scrub_char(s, behind, &after))) {
      take_letter(word, c == '-' || c == '\'' ? c : c == 0x2019 ? '\'' : '-');
    } else if (bry__scrub_is_letter(c)) {
      if (letters == 0) word->capital = bry__scrub_is_capital(c);
      small += !bry__scrub_is_capital(c);
      letters++;
      take_letter(word, c);
    } else {
      break;
    }
    at = behind;
  }
  word->end = at;
  word->shouted = letters > 1 && small == 0;
  if (letters > 0) look_up(word);
  return letters > 0;
}

int bry__scrub_word_before(const bry__scrubber *s, size_t at, bry__scrub_word *word) {
  uint32_t c = bry__scrub_char_before(s, at);
  while (bry__scrub_is_blank(c) || c == ':' || c == '.') {
    at = back_one(s, at);
    c = bry__scrub_char_before(s, at);
  }
  size_t end = at;
  while (end - at < BRY__SCRUB_WORD_MAX && bry__scrub_is_letter(bry__scrub_char_before(s, at)))
    at = back_one(s, at);
  return at < end && bry__scrub_word_at(s, at, word);
}

int bry__scrub_is_one_of(const bry__scrub_word *word, const char *words) {
  while (*words) {
    size_t size = strcspn(words, " ");
    if (size == word->size && memcmp(words, word->lower, size) == 0) return 1;
    words += size;
    words += strspn(words, " ");
  }
  return 0;
}

int bry__scrub_ends_in(const bry__scrub_word *word, const char *ending) {
  size_t size = strlen(ending);
  return word->size > size && memcmp(word->lower + word->size - size, ending, size) == 0;
}
