/* Finds the words of a text one by one and folds them, without allocating. A word is a run of letters, digits and the
 * marks on them; hyphens join words into a chain. Leaves what a word means to stem.c. */
#include "theme/tokens.h"

#include "core/utf8.h"

#include <string.h>
#include <utf8proc.h>

enum { CODE_POINTS_MAX = 512 };

typedef enum kind { OTHER, LETTER, DIGIT, MARK, HYPHEN, APOSTROPHE, BREAK, PICTURE } kind;

static kind kind_of_ascii(uint32_t c) {
  if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') return LETTER;
  if (c >= '0' && c <= '9') return DIGIT;
  if (c == '-') return HYPHEN;
  if (c == '\'') return APOSTROPHE;
  return c == '.' || c == '!' || c == '?' || c == ';' || c == ':' || c == '\n' ? BREAK : OTHER;
}

static kind kind_of_unicode(uint32_t c) {
  if (c == 0x2010 || c == 0x2011) return HYPHEN;
  if (c == 0x2019 || c == 0x02bc) return APOSTROPHE;
  if (c == 0x00ad || c == 0x200c || c == 0x200d || c == 0x2060) return MARK; /* invisible inside words */
  utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
  if (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) return LETTER;
  if (category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME) return MARK;
  if (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO) return DIGIT;
  if (category == UTF8PROC_CATEGORY_SO && c > 0xff) return PICTURE;
  return c == 0x2026 || c == 0x2029 || c == 0x2013 || c == 0x2014 || c == 0x2022 ? BREAK
                                                                                 : OTHER; /* ... dashes, bullet */
}

static kind kind_at(const bry__tokens *t, size_t at, size_t *behind) {
  if (at >= t->size) return OTHER;
  *behind = at + 1;
  if ((unsigned char)t->text[at] < 0x80) return kind_of_ascii((unsigned char)t->text[at]);
  *behind = at;
  return kind_of_unicode(bry__utf8_next(t->text, t->size, behind));
}

static int starts_word(const bry__tokens *t, size_t at) {
  size_t behind = 0;
  kind k = kind_at(t, at, &behind);
  return k == LETTER || k == DIGIT;
}

/* The letters of Latin-1 from U+00C0 on, as fold_unicode() folds them; "" is no letter. */
static const char latin[64][3] = {
    "a", "a", "a", "ã", "æ", "å", "æ", "ç", "e", "e", "e", "ë", "i", "i", "i", "ï",  /* À to Ï */
    "ð", "ñ", "o", "o", "o", "õ", "ø", "",  "ø", "u", "u", "u", "ü", "y", "þ", "ss", /* Ð to ß */
    "a", "a", "a", "ã", "æ", "å", "æ", "ç", "e", "e", "e", "ë", "i", "i", "i", "ï",  /* à to ï */
    "ð", "ñ", "o", "o", "o", "õ", "ø", "",  "ø", "u", "u", "u", "ü", "y", "þ", "ÿ"};

/* Takes and folds a word of ASCII and Latin-1 letters and digits in one go, as nearly all are. 0: it may be more than
 * that (it stands before an apostrophe, a mark or another sign outside ASCII, or is too long), and nothing is changed but
 * what lies in `out`. */
static int take_plain(bry__tokens *t, char *out) {
  size_t limit = t->size - t->begin > BRY__WORD_MAX_BYTES ? t->begin + BRY__WORD_MAX_BYTES : t->size;
  size_t at = t->begin, used = 0;
  int letters = 0;
  while (at < limit) {
    unsigned char c = (unsigned char)t->text[at], low = c | 0x20;
    if (low >= 'a' && low <= 'z') {
      out[used++] = (char)low;
      letters = 1;
      at++;
    } else if (c >= '0' && c <= '9') {
      out[used++] = (char)c;
      at++;
    } else if (c == 0xc3 && limit - at > 1) {
      const char *fold = latin[(unsigned char)t->text[at + 1] & 0x3f];
      if (fold[0] == '\0') break;
      out[used++] = fold[0];
      if (fold[1] != '\0') out[used++] = fold[1];
      letters = 1;
      at += 2;
    } else {
      break;
    }
  }
  if (at < t->size && (at == limit || (unsigned char)t->text[at] >= 0x80 || t->text[at] == '\'')) return 0;
  t->at = t->end = at;
  t->letters = letters;
  t->fold_size = used;
  return 1;
}

/* Moves to the end of the word that begins at t->begin. */
static void take_word(bry__tokens *t) {
  t->letters = 0;
  size_t behind = t->begin;
  for (;;) {
    size_t at = behind;
    kind k = kind_at(t, at, &behind);
    int inside = k == LETTER || k == DIGIT || k == MARK || (k == APOSTROPHE && starts_word(t, behind));
    if (!inside) {
      t->end = at;
      break;
    }
    if (k == LETTER) t->letters = 1;
  }
  t->at = t->end;
}

/* 1 when it was all ASCII and is folded into `out`. */
static int fold_ascii(const char *word, size_t size, char *out, size_t *out_size) {
  *out_size = 0;
  for (size_t i = 0; i < size; i++) {
    char c = word[i];
    if ((unsigned char)c >= 0x80) return 0;
    if (c >= 'A' && c <= 'Z') c = (char)(c | 0x20);
    if (c != '\'') out[(*out_size)++] = c;
  }
  return 1;
}

static int is_dropped(utf8proc_int32_t c) {
  return c == '\'' || c == 0x2019 || c == 0x02bc || (c >= 0x0300 && c <= 0x0302); /* grave, acute, circumflex */
}

/* Swedish and Danish spellings of the Norwegian letters. */
static utf8proc_int32_t norwegian(utf8proc_int32_t c) {
  return c == 0xe4 ? 0xe6 : c == 0xf6 ? 0xf8 : c;
}

/* Composed, case-folded, without the accents that carry no meaning in Norwegian; size 0 when it does not fit. */
static size_t fold_unicode(const char *word, size_t size, char *out) {
  const utf8proc_option_t apart = UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE | UTF8PROC_STABLE;
  utf8proc_int32_t points[CODE_POINTS_MAX];
  utf8proc_ssize_t count =
      utf8proc_decompose((const utf8proc_uint8_t *)word, (utf8proc_ssize_t)size, points, CODE_POINTS_MAX, apart);
  if (count < 0 || count > CODE_POINTS_MAX) return 0;
  utf8proc_ssize_t kept = 0;
  for (utf8proc_ssize_t i = 0; i < count; i++) {
    if (!is_dropped(points[i])) points[kept++] = points[i];
  }
  count = utf8proc_normalize_utf32(points, kept, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
  size_t used = 0;
  for (utf8proc_ssize_t i = 0; i < count; i++) {
    if (used + 4 > BRY__FOLD_MAX_BYTES) return 0;
    used += bry__utf8_put(out + used, (uint32_t)norwegian(points[i]));
  }
  return used;
}

static int chain_goes_on(const bry__tokens *t) {
  size_t behind = 0;
  return kind_at(t, t->end, &behind) == HYPHEN && starts_word(t, behind);
}

/* Takes the word at t->begin and folds it behind what the chain has so far. A chain that outgrows the buffer, or has a part without a folded
 * form, is no word: memory and time stay in proportion to the text. */
static void take_and_fold(bry__tokens *t, int joined) {
  if (!joined) {
    t->buffer_size = 0;
    t->chain_begin = t->begin;
    t->chain_lost = 0;
  }
  if (t->buffer_size > BRY__FOLD_MAX_BYTES) {
    t->buffer_size = 0;
    t->chain_lost = 1;
  }
  char *out = t->buffer + t->buffer_size;
  t->fold = out;
  if (!take_plain(t, out)) {
    take_word(t);
    size_t size = t->end - t->begin;
    t->fold_size = 0;
    if (size <= BRY__WORD_MAX_BYTES && !fold_ascii(t->text + t->begin, size, out, &t->fold_size))
      t->fold_size = fold_unicode(t->text + t->begin, size, out);
  }
  if (t->fold_size == 0) t->chain_lost = 1;
  t->buffer_size += t->fold_size;
  t->fused = t->buffer;
  t->fused_size = t->chain_lost || chain_goes_on(t) ? 0 : t->buffer_size;
}

/* A picture is one code point; what colours it or joins it to others (modifiers, joiners) is no part of its form. */
static void take_picture(bry__tokens *t, size_t end) {
  t->begin = t->chain_begin = t->at;
  t->end = t->at = end;
  t->fold = t->fused = t->buffer;
  t->fold_size = t->fused_size = t->buffer_size = t->end - t->begin;
  memcpy(t->buffer, t->text + t->begin, t->fold_size);
  t->letters = t->chain_lost = 0;
  t->picture = 1;
}

void bry__tokens_begin(bry__tokens *tokens, const char *text, size_t size) {
  tokens->text = text;
  tokens->size = size;
  tokens->at = 0;
  tokens->begin = tokens->end = tokens->chain_begin = 0;
  tokens->fold = tokens->fused = tokens->buffer;
  tokens->fold_size = tokens->fused_size = tokens->buffer_size = 0;
  tokens->broken = tokens->letters = tokens->chain_lost = tokens->picture = tokens->pictures = 0;
}

int bry__tokens_next(bry__tokens *t) {
  t->broken = t->picture = 0;
  size_t behind = t->at, last = t->at;
  int joined = 0;
  while (t->at < t->size) {
    last = t->at;
    kind k = kind_at(t, last, &behind);
    if (k == LETTER || k == DIGIT) break;
    if (k == PICTURE && t->pictures) {
      take_picture(t, behind);
      return 1;
    }
    joined = k == HYPHEN && last == t->end && last > 0;
    if (k == BREAK) t->broken = 1;
    t->at = behind;
  }
  if (t->at >= t->size) return 0;
  t->begin = t->at;
  take_and_fold(t, joined);
  return 1;
}
