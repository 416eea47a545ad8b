/* What the steps of finding themes share. */
#ifndef BRY_THEME_DISCOVER_FIT_H
#define BRY_THEME_DISCOVER_FIT_H

#include "theme/discover.h"

typedef struct bry__fitting {
  bry__fit *fit;
  bry_discovery *d;
  int32_t *units; /* the sample, ascending */
  float *vectors;
  int32_t *weights;
  int32_t count;
  int32_t *starts; /* start_count rows of `count` */
  int32_t start_count;
  int32_t winner;
  int32_t *agreed; /* by point of the sample: what most starts say */
  int32_t k;
} bry__fitting;

/* Room for a table of two partitions into k parts, and their sums. */
size_t bry__fitting_table(int32_t k);
/* Makes f->d->centres, of length 1, from where the points are. 0 or -1. */
int bry__fitting_centres(bry__fitting *f, const int32_t *assigned);
/* Each start has a vote on each point: f->agreed. 0 or -1. discover_vote.c */
int bry__fitting_vote(bry__fitting *f);
/* Gives each theme that the vote left empty what the winner had there, or the point that fits worst where it is. There
 * are as many points as themes at least. 0 or -1. */
int bry__fitting_fill(bry__fitting *f);

#endif
