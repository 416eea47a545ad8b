/* Vectors of terms from how often they stand in one answer with which others. */
#ifndef BRY_THEME_VECTORS_H
#define BRY_THEME_VECTORS_H

#include "theme/corpus.h"

enum { BRY__DIMENSIONS = 64 };

typedef struct bry__vectors {
  float *terms; /* term_count rows of BRY__DIMENSIONS, each as long as its term is rare */
} bry__vectors; /* begin with {0} */

/* Positive pointwise mutual information of pairs of terms within an answer (Church & Hanks 1990), contexts smoothed
 * (Levy, Goldberg & Dagan 2015), and the space that explains most of it, by subspace iteration from a random start
 * (Halko, Martinsson & Tropp 2011). A term's vector is its row projected on that space, scaled to the term's inverse
 * document frequency. The same bits for any number of threads. 0 or -1: memory ran out.
 *
 * Memory while it is made: 8 bytes for each pair of terms that an answer has both of (of a long answer its last 64 terms),
 * 512 for each term, 4 for each term of each answer, 8 for each term and thread; of it the 256 for each term stay. */
int bry__vectors_make(const bry__corpus *corpus, uint64_t seed, int32_t threads, bry__vectors *out);
void bry__vectors_free(bry__vectors *vectors);

/* The sum of the vectors of a unit's terms, at length 1 (or 0). */
void bry__vectors_of_terms(const bry__vectors *vectors, const int32_t *terms, int64_t count, float *out);

#endif
