/* The inside of a discovery. */
#ifndef BRY_THEME_DISCOVER_H
#define BRY_THEME_DISCOVER_H

#include "core/buffer.h"
#include "theme/clusters.h"
#include "theme/mixture.h"
#include "theme/vectors.h"

#include <bry/discover.h>

enum { BRY__TOP_WORDS = 10, BRY__THEME_ID_MAX = 16 };

typedef struct bry__found_theme {
  char id[BRY__THEME_ID_MAX];
  char *label;
  int64_t size;
  double coherence, stability;
  int32_t words[BRY__TOP_WORDS]; /* terms, the foremost first */
  int32_t word_count;
} bry__found_theme;

struct bry_discovery {
  bry__corpus corpus;
  bry__vectors vectors;
  bry__mixture mixture;
  float *embedded; /* by unit: BRY__DIMENSIONS from a model of the caller's; NULL: none, and once themes are found */
  int32_t dimensions; /* of a centre: those of a unit's vector, and of its embedding where there are any */
  double *centres;    /* k rows of `dimensions`, of length 1 or 0 */
  double pull;        /* what nearness to a centre counts beside the words */
  bry__found_theme *themes;
  int32_t theme_count;
  double stability;   /* of the partition as a whole: mean adjusted Rand index with those of other starts */
  int32_t *theme_of;  /* by unit */
  float *confidences; /* by unit */
  int64_t states[BRY_TEXT_EMPTY + 1]; /* how many texts */
  int32_t last_id;                    /* the largest number that an id ever had */
};

typedef struct bry__fit {
  bry_discovery *d;
  uint64_t seed;
  int32_t threads;
  int32_t wanted; /* themes; 0: to be estimated */
} bry__fit;

/* Finds the themes of d->corpus: vectors, centres, mixture, stabilities. 0 or -1. discover_fit.c */
int bry__discover_fit(bry__fit *fit);
int32_t bry__discover_state(double confidence); /* BRY_TEXT_THEMED or BRY_TEXT_UNDECIDED */
/* The theme of a unit's terms: BRY_TEXT_THEMED or BRY_TEXT_UNDECIDED. */
int32_t bry__discover_decide(const bry_discovery *d, const int32_t *terms, int64_t count, int32_t *theme,
                             double *confidence);
/* Theme t of k, empty ones last, becomes place[t] of d->theme_count. 0 or -1. */
int bry__discover_place(bry_discovery *d, const int32_t *place, int32_t k, int32_t threads);
/* Foremost words, labels and coherence; then themes that are equally large stand by their labels, and get their ids.
 * 0 or -1. discover_label.c */
int bry__discover_label(bry_discovery *d, int32_t threads);
/* The form of a term that people write most. */
bry__string bry__discover_word(const bry_discovery *d, int32_t term);

#endif
