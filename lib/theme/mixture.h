/* A mixture of themes over units: each answer is of one theme, and its words are drawn from that theme's. */
#ifndef BRY_THEME_MIXTURE_H
#define BRY_THEME_MIXTURE_H

#include "theme/corpus.h"

enum { BRY__MIXTURE_ONE = 4096, BRY__MIXTURE_LANES = 16, BRY__THEMES_MAX = 1000 };

/* Dirichlet multinomial mixture (Yin & Wang 2014) with the units of a sweep read against the counts before it, all in
 * integers. Scores are natural logarithms times BRY__MIXTURE_ONE. Memory: 8 bytes for each term and theme, themes rounded
 * up to BRY__MIXTURE_LANES (4.5 MB for 17,500 terms and 32 themes, 800 MB for 100,000 terms and 1,000 themes), 8 for each
 * unit, and half a megabyte. */
typedef struct bry__mixture {
  const bry__corpus *corpus;
  int32_t k, padded;
  int32_t field_share;             /* of 16: what a field counts beside a word */
  int32_t *counts;                 /* term_count rows of `padded`: texts of the theme that have the term */
  int64_t *words;                  /* by theme: terms of its texts, words only */
  int64_t *texts;                  /* by theme */
  int32_t *scores;                 /* rows as counts: what a term says for a theme */
  int32_t *base;                   /* by theme: what its size says */
  int32_t *without, *base_without; /* by theme: what its size says to a unit that is taken out of it */
  int32_t *assigned;               /* by unit; -1: none */
  int32_t *next;                   /* while sweeping */
  int32_t *logs;                   /* by count, of the count and the prior: of words, then of fields */
} bry__mixture;                    /* begin with {0} */

int bry__mixture_open(bry__mixture *m, const bry__corpus *corpus, int32_t k); /* 0 or -1; close it in either case */
void bry__mixture_close(bry__mixture *m);
/* Puts all units into themes; -1: into none. Then learns from it. */
void bry__mixture_set(bry__mixture *m, const int32_t *assigned, int32_t threads);
/* Reads `count` units (NULL: all) against what was learnt, moves each to the theme that explains it best, and learns
 * anew. No theme is left with fewer texts than `least` says. Returns how many moved. */
int32_t bry__mixture_sweep(bry__mixture *m, const int32_t *units, const int32_t *priors, int32_t count,
                           const int64_t *least, int32_t threads);
/* Scores of all themes for a set of terms, `padded` of them. */
void bry__mixture_score(const bry__mixture *m, const int32_t *terms, int64_t count, int32_t *scores);
int32_t bry__mixture_best(const bry__mixture *m, const int32_t *scores);
/* How likely a theme is among all, 0 to 1, by the scores of `count` terms: the more they are, the less sure each is. */
double bry__mixture_confidence(const bry__mixture *m, const int32_t *scores, int64_t count, int32_t theme);

#endif
