/* What may be quoted: what scrubbing finds nothing in, and a careful guess from the letters alone, stricter with capitals
 * than scrubbing is. Which quotes are good ones
 * is quotes.c's business. */
#include "store/quotable.h"
#include "core/hash.h"
#include "core/mem.h"
#include "core/utf8.h"

#include <bry/scrub.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { DIGITS_MAX = 3, WORD_BYTES_MAX = 128 };

/* A word, as far as it is compared: what is over the limit is left out. */
typedef struct word {
  char lower[WORD_BYTES_MAX];
  size_t size;
  int capitalised;
  int begins_sentence;
} word;

/* Reading a text word by word. */
typedef struct scanner {
  const char *text;
  size_t size, at;
  int sentence_ended;  /* . ! or ? was met, and no white space yet */
  int begins_sentence; /* the next word is the first of a sentence */
  int digits;
  int control;
} scanner;

static scanner scan(const char *text, size_t size) {
  return (scanner){.text = text, .size = size, .begins_sentence = 1};
}

static int is_letter(uint32_t c) {
  utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME;
}

static int is_capital(uint32_t c) {
  utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
  return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
}

static void take_letter(word *w, uint32_t c) {
  char bytes[4];
  size_t count = bry__utf8_put(bytes, (uint32_t)utf8proc_tolower((utf8proc_int32_t)c));
  if (w->size + count > sizeof w->lower) return;
  memcpy(w->lower + w->size, bytes, count);
  w->size += count;
}

static void take_sign(scanner *s, uint32_t c) {
  if (c == '.' || c == '!' || c == '?') s->sentence_ended = 1;
  if (c < 0x20 || c == 0x7f) s->control = 1;
  if (c != ' ' || !s->sentence_ended) return;
  s->sentence_ended = 0;
  s->begins_sentence = 1;
}

/* Digits stand outside words, so that "24elever" is one word and two digits. */
static int take_digit(scanner *s, uint32_t c) {
  if (utf8proc_category((utf8proc_int32_t)c) != UTF8PROC_CATEGORY_ND) return 0;
  s->digits++;
  s->begins_sentence = 0;
  s->sentence_ended = 0;
  return 1;
}

/* The next word; 0 at the end. */
static int next_word(scanner *s, word *w) {
  w->size = 0;
  while (s->at < s->size) {
    size_t before = s->at;
    uint32_t c = bry__utf8_next(s->text, s->size, &s->at);
    if (!is_letter(c)) {
      if (w->size > 0) {
        s->at = before;
        return 1;
      }
      if (!take_digit(s, c)) take_sign(s, c);
      continue;
    }
    if (w->size == 0) {
      w->capitalised = is_capital(c);
      w->begins_sentence = s->begins_sentence;
      s->begins_sentence = 0;
      s->sentence_ended = 0;
    }
    take_letter(w, c);
  }
  return w->size > 0;
}

/* --- common words --- */

int bry__common_words_take(bry__common_words *words, const char *text, size_t size) {
  scanner s = scan(text, size);
  word w;
  while (next_word(&s, &w)) {
    if (w.capitalised) continue;
    if (bry__grow((void **)&words->hashes, &words->capacity, words->count + 1, sizeof *words->hashes) != 0) return -1;
    words->hashes[words->count++] = bry__hash64(w.lower, w.size);
  }
  return 0;
}

static int by_number(const void *a, const void *b) {
  uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
  return (left > right) - (left < right);
}

void bry__common_words_settle(bry__common_words *words) {
  if (words->count > 1) qsort(words->hashes, words->count, sizeof *words->hashes, by_number);
}

void bry__common_words_clear(bry__common_words *words) {
  bry__free(words->hashes);
  *words = (bry__common_words){0};
}

static int is_common(const bry__common_words *words, const word *w) {
  uint64_t hash = bry__hash64(w->lower, w->size);
  return words->count > 0 && bsearch(&hash, words->hashes, words->count, sizeof hash, by_number) != NULL;
}

/* --- the text --- */

/* What the scrubber is sure enough of: addresses of all sorts, names in small letters. -1: no memory. */
static int holds_personal_data(const char *text, size_t size) {
  bry_scrubbed *found = NULL;
  bry_status status = bry_scrub(text, size, NULL, &found, NULL);
  int holds = status != BRY_OK;
  for (int64_t i = 0; i < bry_scrubbed_count(found); i++)
    holds |= bry_scrubbed_replaced_at(found, i);
  bry_scrubbed_free(found);
  return status == BRY_ENOMEM ? -1 : holds;
}

int bry__is_quotable(const bry__common_words *words, const char *text, size_t size) {
  scanner s = scan(text, size);
  word w;
  while (next_word(&s, &w)) {
    if (w.capitalised && !(w.begins_sentence && is_common(words, &w))) return 0;
  }
  if (s.digits > DIGITS_MAX || s.control || memchr(text, '@', size)) return 0;
  int holds = holds_personal_data(text, size);
  return holds < 0 ? -1 : !holds;
}

uint64_t bry__quote_fingerprint(const char *text, size_t size) {
  scanner s = scan(text, size);
  word w;
  uint64_t hash = 0;
  while (next_word(&s, &w)) {
    uint64_t pair[2] = {hash, bry__hash64(w.lower, w.size)};
    hash = bry__hash64(pair, sizeof pair);
  }
  return hash;
}
