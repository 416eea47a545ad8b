/* What a text is to a learner: the beginnings of its words and runs of four and five letters, weighted by how rare they
 * are. Needs no stemmer, so that it serves any language that writes words apart. */
#ifndef BRY_THEME_FEATURES_H
#define BRY_THEME_FEATURES_H

#include "theme/words.h"

#include <stddef.h>
#include <stdint.h>

enum { BRY__WORD_FEATURES_MAX = 360 };

typedef struct bry__feature {
  uint64_t key; /* the lowest bit tells runs of letters (1) from beginnings of words (0) */
  double value; /* of the text: beginnings and runs have a sum of squares of a half each */
} bry__feature;

typedef struct bry__features {
  const bry__lexicon *lexicon;
  int64_t texts;            /* that were counted */
  uint64_t *keys;           /* a table of `slots`; 0: free */
  int32_t *document_counts; /* by slot */
  size_t slots, used;
  bry__feature *vector; /* of the text read last, by key */
  int64_t count;
  size_t capacity;
} bry__features; /* begin with {0} and a lexicon */

/* Reads valid UTF-8 into vector and count. 0 or -1: memory ran out. */
int bry__features_read(bry__features *features, const char *text, size_t size);
/* Counts the text that was read last among those that tell what is rare. 0 or -1. */
int bry__features_count(bry__features *features);
/* Gives the vector of the text read last its values. */
void bry__features_weigh(bry__features *features);
void bry__features_free(bry__features *features);

/* The keys of one folded word; `keys` has room for BRY__WORD_FEATURES_MAX. Returns how many. */
int32_t bry__features_of_word(const bry__features *features, const char *fold, size_t size, uint64_t *keys);

#endif
