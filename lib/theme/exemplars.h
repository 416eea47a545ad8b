/* Texts that stand for a theme: near what all of its texts say, short, and unlike each other. */
#ifndef BRY_THEME_EXEMPLARS_H
#define BRY_THEME_EXEMPLARS_H

#include "theme/features.h"

typedef struct bry__exemplar_text {
  const char *text; /* valid UTF-8; borrowed until the next theme */
  size_t size;
  double weight; /* how much of the text is about the theme, above 0 to 1 */
} bry__exemplar_text;

typedef struct bry__exemplars {
  bry__lexicon lexicon;
  bry__features features; /* of the texts that tell what is rare */
  const bry__exemplar_text *texts;
  int64_t count;
  int64_t *begins;        /* by text, and one more: where its features begin */
  bry__feature *vectors;  /* of all texts */
  bry__feature *centroid; /* by key */
  int64_t centroid_count;
  double *worth; /* by text: how near the theme, and how short */
  double *taken; /* by text: the largest likeness to one that was taken */
  uint8_t *gone; /* by text: taken or refused */
} bry__exemplars;

/* Call counts() with every text of all themes before the first theme. 0, or -1: memory ran out; close in either case. */
int bry__exemplars_open(bry__exemplars *e);
void bry__exemplars_close(bry__exemplars *e);
int bry__exemplars_count(bry__exemplars *e, const char *text, size_t size);

/* Begins with the texts of one theme. Then next() offers the best of those that are left, or -1, and each offer is taken
 * with take() or refused by going on.
 *
 * A text is worth its cosine with the sum of all the theme's vectors, times its weight, and less the longer it is; offered is
 * the one with the largest worth less its likeness to those taken, 7 to 3 (maximal marginal relevance: J. Carbonell,
 * J. Goldstein, The use of MMR, diversity-based reranking, SIGIR 1998), and none that says the same as one of them. Of equals the first. The same on any machine. */
int bry__exemplars_theme(bry__exemplars *e, const bry__exemplar_text *texts, int64_t count);
int64_t bry__exemplars_next(bry__exemplars *e);
void bry__exemplars_take(bry__exemplars *e, int64_t text);

#endif
