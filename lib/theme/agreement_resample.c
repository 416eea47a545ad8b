/* Resampling of units with replacement, and confidence intervals from it (percentile bootstrap). The resamples are
 * drawn once and shared by all figures; integers only, so that they are the same on any machine.
 *
 * Of many units, random parts of equal size are resampled in place of single units: the variance of a sum is the same,
 * and the work stays bounded. */
#include "core/mem.h"
#include "core/random.h"
#include "theme/agreement.h"

#include <stdlib.h>

enum { BLOCKS_MAX = 1024 };

/* Stream 0 deals units into blocks; stream 1 + i draws resample i. */
static int deal_units(bry__resamples *r, int32_t units, uint64_t seed) {
  int32_t *order = bry__alloc_zero((size_t)units, sizeof *order);
  if (!order) return -1;
  uint64_t counter = 0;
  for (int32_t i = 0; i < units; i++) { /* Fisher and Yates, inside out */
    int32_t at = units > BLOCKS_MAX ? (int32_t)bry__random_below(seed, 0, &counter, (uint64_t)i + 1) : i;
    order[i] = order[at];
    order[at] = i;
  }
  for (int32_t i = 0; i < units; i++)
    r->block_of[order[i]] = i % r->blocks;
  bry__free(order);
  return 0;
}

static void draw(bry__resamples *r, uint64_t seed) {
  for (int32_t i = 0; i < r->count; i++) {
    int32_t *times = r->times + (size_t)i * (size_t)r->blocks;
    uint64_t counter = 0;
    for (int32_t b = 0; b < r->blocks; b++)
      times[bry__random_below(seed, 1 + (uint64_t)i, &counter, (uint64_t)r->blocks)]++;
  }
}

int bry__resamples_init(bry__resamples *r, int32_t units, int32_t count, uint64_t seed) {
  r->blocks = units < BLOCKS_MAX ? units : BLOCKS_MAX;
  r->count = units < 2 ? 0 : count;
  r->block_of = bry__alloc_zero((size_t)units, sizeof *r->block_of);
  r->times = bry__alloc_zero((size_t)r->count * (size_t)r->blocks, sizeof *r->times);
  r->values = bry__alloc_zero((size_t)r->count, sizeof *r->values);
  if (!r->block_of || !r->times || !r->values || deal_units(r, units, seed) != 0) return -1;
  draw(r, seed);
  return 0;
}

void bry__resamples_clear(bry__resamples *r) {
  bry__free(r->block_of);
  bry__free(r->times);
  bry__free(r->values);
}

static int by_value(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

/* A figure that most resamples leave undefined has no interval. */
void bry__figure_interval(bry__figure *figure, double *values, int32_t count, int32_t of) {
  if (!figure->defined || figure->units < 2 || count == 0 || count < of - of / 2) return;
  qsort(values, (size_t)count, sizeof *values, by_value);
  int32_t cut = count / 40; /* 2.5 % at each end */
  figure->low = values[cut];
  figure->high = values[count - 1 - cut];
  figure->has_interval = 1;
}
