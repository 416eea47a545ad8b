/* From a folded word to the keys it is compared by. */
#ifndef BRY_THEME_STEM_H
#define BRY_THEME_STEM_H

#include "theme/tokens.h"
#include "theme/words.h"

enum { BRY__STEM_MAX_BYTES = BRY__FOLD_MAX_BYTES * 2 + 16, BRY__STEMS_MAX = 3 };

struct sb_stemmer;

/* libstemmer's objects keep state: a stemmer is used by one thread at a time. */
typedef struct bry__stemmer {
  struct sb_stemmer *norwegian;
  struct sb_stemmer *english;
  const bry__lexicon *lexicon;
} bry__stemmer; /* begin with {0} */

typedef struct bry__stem {
  char text[BRY__STEM_MAX_BYTES];
  size_t size;
} bry__stem;

typedef struct bry__stems {
  uint16_t flags;                      /* BRY__WORD_... */
  bry__stem plain;                     /* the word itself, nynorsk written as bokmål */
  bry__stem norwegian[BRY__STEMS_MAX]; /* a form that could be of two words has a stem for each */
  int count;
  bry__stem english;
} bry__stems;

int bry__stemmer_open(bry__stemmer *stemmer, const bry__lexicon *lexicon); /* 0 or -1: memory ran out */
void bry__stemmer_close(bry__stemmer *stemmer);
int bry__stems_of(bry__stemmer *stemmer, const char *fold, size_t size, bry__stems *out); /* 0 or -1 */
/* The same for a part of the plain form of a Norwegian word; sets plain and norwegian. 0 or -1. */
int bry__stems_of_part(bry__stemmer *stemmer, const char *plain, size_t size, bry__stems *out);

#endif
