/* Clusters of directions. */
#ifndef BRY_THEME_CLUSTERS_H
#define BRY_THEME_CLUSTERS_H

#include <stdint.h>

typedef struct bry__points {
  const float *vectors; /* count rows of BRY__DIMENSIONS, of length 1 or 0 */
  const int32_t *weights;
  int32_t count;
} bry__points;

/* Spherical k-means (Dhillon & Modha 2001) from k-means++ seeds (Arthur & Vassilvitskii 2007), weighted, `starts` times.
 * `stream` and those after it tell the starts of one seed apart. `out`: a row of clusters a start. 0 or -1. */
int bry__clusters_find(const bry__points *points, int32_t k, uint64_t seed, uint64_t stream, int32_t starts,
                       int32_t threads, int32_t *out);

#endif
