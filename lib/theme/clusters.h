/* Clusters of directions. */
#ifndef BRY_THEME_CLUSTERS_H
#define BRY_THEME_CLUSTERS_H

#include "theme/vectors.h"

enum { BRY__POINT_MAX = 2 * BRY__DIMENSIONS };

typedef struct bry__points {
  const float *vectors; /* count rows, of length 1 or 0 */
  const int32_t *weights;
  int32_t count;
  int32_t dimensions; /* numbers in a row: at most BRY__POINT_MAX */
} bry__points;

/* Spherical k-means (Dhillon & Modha 2001) from k-means++ seeds (Arthur & Vassilvitskii 2007), weighted, `starts` times.
 * `stream` and those after it tell the starts of one seed apart. `out`: a row of clusters a start. 0 or -1. */
int bry__clusters_find(const bry__points *points, int32_t k, uint64_t seed, uint64_t stream, int32_t starts,
                       int32_t threads, int32_t *out);

#endif
