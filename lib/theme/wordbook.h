/* Words that answers were read with: each is folded, stemmed and looked up once. */
#ifndef BRY_THEME_WORDBOOK_H
#define BRY_THEME_WORDBOOK_H

#include "theme/fields.h"

enum { BRY__NORWEGIAN = 0, BRY__ENGLISH = 1 };

typedef struct bry__entry {
  uint16_t flags;     /* BRY__WORD_... */
  int16_t nb, nn, en; /* what it says of the language of its text */
  int32_t key[2];     /* number of its stem, in Norwegian and in English texts; -1: no word of content */
  uint64_t fields[2];
  int64_t uses;
} bry__entry;

typedef struct bry__wordbook {
  int pretokenised; /* words are keys as they stand */
  bry__lexicon lexicon;
  bry__stemmer stemmer;
  bry__fields fields;
  bry__strings folds; /* numbered as entries */
  bry__entry *entries;
  size_t entries_capacity;
  bry__strings keys; /* stems of both languages */
} bry__wordbook;     /* begin with {0} */

int bry__wordbook_open(bry__wordbook *book, int pretokenised); /* 0 or -1; close it in either case */
void bry__wordbook_close(bry__wordbook *book);
/* The entry of a word that may be new, without adding it or its stem: keys are -1 where nothing is known. 0 or -1.
 * `stemmer` is the caller's own, so that threads may share the book. */
int bry__wordbook_look_up(const bry__wordbook *book, bry__stemmer *stemmer, const char *fold, size_t size,
                          bry__entry *out);

/* The words of one text. */
typedef struct bry__reading {
  int32_t *words; /* by number in the book */
  int64_t count;
  size_t capacity;
  int64_t nb, nn, en; /* points */
  int64_t seen;       /* all words, those without content included */
  uint16_t flags;     /* of all words */
  int other;          /* 1: has a word that is no part of a non-answer */
} bry__reading;       /* begin with {0} */

/* Reads valid UTF-8, learning new words; only words of content are kept. 0 or -1. */
int bry__wordbook_read(bry__wordbook *book, const char *text, size_t size, bry__reading *out);
/* The same of a text that does not change the book: the entries of its words go to `take`. 0, -1, or what take gave. */
typedef int (*bry__entry_fn)(void *user, const bry__entry *entry);
int bry__wordbook_visit(const bry__wordbook *book, const char *text, size_t size, bry__entry_fn take, void *user);

#endif
