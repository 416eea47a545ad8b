/* Clusters of directions. Centres lie dimension by dimension, so that all are compared with a point at once, each sum in
 * one order. */
#include "theme/clusters.h"

#include "core/mem.h"
#include "core/parallel.h"
#include "core/random.h"

#include <math.h>
#include <string.h>

enum { ROUNDS = 25, LANES = 16 };

typedef struct search {
  const bry__points *points;
  int32_t dimensions;
  int32_t k, padded;
  float *centres; /* blocks of LANES of them, each a row of LANES for each dimension */
  double *sums;   /* k rows */
  int32_t *out;
  float *cosines;      /* by point: to its centre */
  const float *centre; /* while seeding: the newest centre */
  double *distances;
} search;

static void nearest(const search *s, const float *vector, int32_t *centre, float *cosine) {
  *cosine = -2;
  for (int32_t first = 0; first < s->padded; first += LANES) {
    float products[LANES] = {0};
    const float *rows = s->centres + (size_t)first * (size_t)s->dimensions;
    for (int d = 0; d < s->dimensions; d++) {
      for (int lane = 0; lane < LANES; lane++)
        products[lane] += vector[d] * rows[d * LANES + lane];
    }
    for (int32_t lane = 0; lane < LANES && first + lane < s->k; lane++) {
      if (products[lane] <= *cosine) continue;
      *cosine = products[lane];
      *centre = first + lane;
    }
  }
}

static void assign_part(void *work, int32_t part, int32_t slot) {
  (void)slot;
  search *s = work;
  int64_t end = bry__part_begin(s->points->count, part + 1, BRY__PARTS);
  for (int64_t i = bry__part_begin(s->points->count, part, BRY__PARTS); i < end; i++)
    nearest(s, s->points->vectors + i * s->dimensions, &s->out[i], &s->cosines[i]);
}

static void set_centre(search *s, int32_t k, const double *direction) {
  double square = 0;
  for (int d = 0; d < s->dimensions; d++)
    square += direction[d] * direction[d];
  float *column = s->centres + (size_t)(k / LANES) * LANES * (size_t)s->dimensions + k % LANES;
  for (int d = 0; d < s->dimensions; d++)
    column[d * LANES] = square > 0 ? (float)(direction[d] / sqrt(square)) : 0;
}

static void set_centre_at(search *s, int32_t k, int32_t point) {
  double direction[BRY__POINT_MAX];
  for (int d = 0; d < s->dimensions; d++)
    direction[d] = s->points->vectors[(size_t)point * (size_t)s->dimensions + (size_t)d];
  set_centre(s, k, direction);
}

static void distance_part(void *work, int32_t part, int32_t slot) {
  (void)slot;
  search *s = work;
  int64_t end = bry__part_begin(s->points->count, part + 1, BRY__PARTS);
  for (int64_t i = bry__part_begin(s->points->count, part, BRY__PARTS); i < end; i++) {
    const float *vector = s->points->vectors + i * s->dimensions;
    double product = 0;
    for (int d = 0; d < s->dimensions; d++)
      product += (double)vector[d] * s->centre[d];
    double distance = product < 1 ? 1 - product : 0;
    if (distance < s->distances[i]) s->distances[i] = distance;
  }
}

/* A point drawn in proportion to its weight times its distance from the centres so far. */
static int32_t draw(const search *s, uint64_t random) {
  double total = 0, sum = 0;
  for (int32_t i = 0; i < s->points->count; i++)
    total += s->distances[i] * s->points->weights[i];
  double wanted = total * ((double)(random >> 11) * (1.0 / 9007199254740992.0));
  for (int32_t i = 0; i < s->points->count; i++) {
    sum += s->distances[i] * s->points->weights[i];
    if (sum > wanted) return i;
  }
  return s->points->count - 1;
}

static void seed_centres(search *s, uint64_t seed, uint64_t stream, int32_t threads) {
  for (int32_t i = 0; i < s->points->count; i++)
    s->distances[i] = 2;
  for (int32_t k = 0; k < s->k; k++) {
    int32_t point = draw(s, bry__random_at(seed, stream, (uint64_t)k));
    s->centre = s->points->vectors + (size_t)point * (size_t)s->dimensions;
    set_centre_at(s, k, point);
    bry__parallel(threads, BRY__PARTS, distance_part, s);
  }
}

/* An empty cluster begins anew at the point that is farthest from its centre. */
static void refill(search *s, int32_t k) {
  int32_t farthest = 0;
  for (int32_t i = 1; i < s->points->count; i++) {
    if (s->cosines[i] < s->cosines[farthest]) farthest = i;
  }
  s->cosines[farthest] = 2;
  set_centre_at(s, k, farthest);
}

static void move_centres(search *s) {
  memset(s->sums, 0, (size_t)s->k * (size_t)s->dimensions * sizeof *s->sums);
  for (int32_t i = 0; i < s->points->count; i++) {
    double *sum = s->sums + (size_t)s->out[i] * (size_t)s->dimensions;
    const float *vector = s->points->vectors + (size_t)i * (size_t)s->dimensions;
    double weight = s->points->weights[i];
    for (int d = 0; d < s->dimensions; d++)
      sum[d] += weight * vector[d];
  }
  for (int32_t k = 0; k < s->k; k++) {
    const double *sum = s->sums + (size_t)k * (size_t)s->dimensions;
    double square = 0;
    for (int d = 0; d < s->dimensions; d++)
      square += sum[d] * sum[d];
    if (square > 0) {
      set_centre(s, k, sum);
    } else {
      refill(s, k);
    }
  }
}

static double fit_of(const search *s) {
  double sum = 0, weight = 0;
  for (int32_t i = 0; i < s->points->count; i++) {
    sum += (double)s->cosines[i] * s->points->weights[i];
    weight += s->points->weights[i];
  }
  return weight > 0 ? sum / weight : 0;
}

static void find(search *s, uint64_t seed, uint64_t stream, int32_t threads) {
  double fit = 0;
  if (s->points->count > 0) seed_centres(s, seed, stream, threads);
  for (int round = 0; round < ROUNDS; round++) {
    double before = fit;
    if (round > 0) move_centres(s);
    bry__parallel(threads, BRY__PARTS, assign_part, s);
    fit = fit_of(s);
    if (round > 1 && fit - before < 1e-6) break;
  }
}

int bry__clusters_find(const bry__points *points, int32_t k, uint64_t seed, uint64_t stream, int32_t starts,
                       int32_t threads, int32_t *out) {
  search s = {.points = points, .dimensions = points->dimensions, .k = k, .out = out};
  s.padded = (k + LANES - 1) / LANES * LANES;
  int result = -1;
  s.centres = bry__alloc_zero((size_t)s.padded * (size_t)s.dimensions, sizeof *s.centres);
  s.sums = bry__alloc_zero((size_t)k * (size_t)s.dimensions, sizeof *s.sums);
  s.cosines = bry__alloc_zero((size_t)points->count + 1, sizeof *s.cosines);
  s.distances = bry__alloc_zero((size_t)points->count + 1, sizeof *s.distances);
  if (!s.centres || !s.sums || !s.cosines || !s.distances) goto out;
  for (int32_t i = 0; i < starts; i++, s.out += points->count)
    find(&s, seed, stream + (uint64_t)i, threads);
  result = 0;
out:
  bry__free(s.centres);
  bry__free(s.sums);
  bry__free(s.cosines);
  bry__free(s.distances);
  return result;
}
