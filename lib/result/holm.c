/* Holm's step-down procedure: the smallest of m probabilities times m, the next times m - 1, and so on, none less than the
 * one before it (S. Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6,
 * 1979). */
#include "result/holm.h"

#include "core/mem.h"

#include <math.h>
#include <stdlib.h>

static int by_probability(const void *left, const void *right) {
  double a = **(double *const *)left, b = **(double *const *)right;
  return (a > b) - (a < b);
}

bry_status bry__holm(double *p, size_t count, bry_error **err) {
  double **order = bry__alloc_zero(count + 1, sizeof *order), least = 0;
  size_t tests = 0;
  if (!order) return bry__enomem(err);
  for (size_t i = 0; i < count; i++)
    if (!isnan(p[i])) order[tests++] = &p[i];
  if (tests > 1) qsort(order, tests, sizeof *order, by_probability);
  for (size_t i = 0; i < tests; i++)
    *order[i] = least = fmax(least, fmin(1, *order[i] * (double)(tests - i)));
  bry__free(order);
  return BRY_OK;
}
