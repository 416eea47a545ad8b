/* A coder: what was learned from coded texts. Immutable once made. Memory: 8 bytes for each feature (the beginning of a
 * word, a run of letters) of the texts that it learned from and each of their themes; while it learns, 8 for each pair of
 * coded texts too: 32 MB for the most that are learned from, 2,000. */
#ifndef BRY_THEME_CODER_H
#define BRY_THEME_CODER_H

#include "theme/features.h"

#include <bry/coder.h>

/* How much a rule's word weighs beside what was learned: a score is about -1 without the theme and 1 with it. */
#define BRY__RULE_SHARE 0.5

/* Scores from `least` on, up to the step before, were right so often. */
typedef struct bry__coder_step {
  double least;
  double confidence;
} bry__coder_step;

/* One text that was left out: its score for a theme, and whether it has the theme. */
typedef struct bry__trial {
  double score;
  int32_t has_theme;
} bry__trial;

struct bry_coder {
  const bry_codebook *codebook;
  bry__features features; /* which are rare */
  int32_t *columns;       /* by theme: its place among those learned, or -1 */
  int64_t *coded;         /* by theme: texts that have it */
  int32_t column_count;
  uint64_t *keys; /* features with weights, in order */
  int64_t key_count;
  double *weights;        /* by feature and column */
  double *biases;         /* by column */
  double threshold;       /* a theme is given when its score is over it */
  bry__coder_step *steps; /* from high scores to low */
  int64_t step_count;
  int64_t text_count; /* learned from */
};

/* Sets threshold and steps from trials, which it sorts. 0 or -1. */
int bry__coder_calibrate(bry_coder *coder, bry__trial *trials, int64_t count);
double bry__coder_confidence(const bry_coder *coder, double score);
/* The weights of a feature, by column; NULL when it has none. */
const double *bry__coder_weights(const bry_coder *coder, uint64_t key);

#endif
