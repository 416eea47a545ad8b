/* Asks for vectors of texts, a batch at a time, adds them up by unit and brings them down to few dimensions. Sums run in one
 * order, so that threads change no bit; those over a unit's texts are of integers, so that the order of the texts does not
 * either. */
#include "theme/embeddings.h"

#include "core/mem.h"
#include "core/parallel.h"
#include "theme/subspace.h"

#include <math.h>
#include <string.h>

enum { D = BRY__DIMENSIONS, BATCH = 256, SAMPLE_MAX = 4000, ITERATIONS = 8, STREAM = 3 };

typedef struct reduction {
  const float *rows; /* by unit: `dimensions` numbers */
  int32_t units, dimensions;
  float *sample; /* some rows, less the mean */
  int32_t sampled;
  float *mean;
  float *basis;   /* `dimensions` rows of D */
  float *product; /* `sampled` rows of D */
  float *out;     /* by unit: D numbers */
} reduction;

static double square_of(const float *row, int32_t count) {
  double square = 0;
  for (int32_t i = 0; i < count; i++)
    square += (double)row[i] * row[i];
  return square;
}

static void scale_to_one(float *row, int32_t count) {
  double square = square_of(row, count);
  double factor = square > 0 ? 1 / sqrt(square) : 0;
  for (int32_t i = 0; i < count; i++)
    row[i] = (float)(row[i] * factor);
}

/* --- asking ----------------------------------------------------------------------------------------------------- */

/* A unit's sum while it is made: an integer in the place of the float that it becomes. Each number of a vector is at most 1,
 * so that as many as the unit has texts stay within 31 bits, cut off towards 0. */
enum { SUM_ONE = 1 << 30 };

static void add_number(float *to, double number) {
  int32_t sum;
  memcpy(&sum, to, sizeof sum);
  sum += (int32_t)number;
  memcpy(to, &sum, sizeof sum);
}

static void read_sums(float *row, int32_t count) {
  for (int32_t i = 0; i < count; i++) {
    int32_t sum;
    memcpy(&sum, row + i, sizeof sum);
    row[i] = (float)sum;
  }
}

/* Adds a text's vector, at length 1, to its unit's. */
static bry_status add_text(const bry__corpus *c, int64_t text, float *vector, int32_t dimensions, float *rows,
                           bry_error **err) {
  if (!isfinite(square_of(vector, dimensions)))
    return bry__error(
        err, BRY_EINVAL,
        "bry_theme_discover: the vector of text number %lld (counted from 0) holds what is no finite number",
        (long long)text);
  int32_t unit = c->unit_of[text];
  if (unit < 0) return BRY_OK;
  float *row = rows + (size_t)unit * (size_t)dimensions;
  double one = (double)SUM_ONE / c->weights[unit];
  scale_to_one(vector, dimensions);
  for (int32_t i = 0; i < dimensions; i++)
    add_number(row + i, vector[i] * one);
  return BRY_OK;
}

static bry_status ask(const bry__corpus *c, const char *const *texts, const size_t *sizes,
                      const bry_discover_options *o, float *batch, float *rows, bry_error **err) {
  size_t dimensions = (size_t)o->dimensions;
  for (int64_t first = 0; first < c->text_count; first += BATCH) {
    int64_t count = c->text_count - first < BATCH ? c->text_count - first : BATCH;
    memset(batch, 0, (size_t)count * dimensions * sizeof *batch);
    if (o->embed(texts + first, sizes + first, first, count, o->dimensions, batch, o->embed_user) != 0)
      return bry__error(err, BRY_ECANCELLED, "the discovery of themes was cancelled by the callback for vectors");
    for (int64_t i = 0; i < count; i++) {
      bry_status status = add_text(c, first + i, batch + (size_t)i * dimensions, o->dimensions, rows, err);
      if (status != BRY_OK) return status;
    }
  }
  for (int32_t unit = 0; unit < c->unit_count; unit++) {
    read_sums(rows + (size_t)unit * dimensions, o->dimensions);
    scale_to_one(rows + (size_t)unit * dimensions, o->dimensions);
  }
  return BRY_OK;
}

/* --- fewer dimensions ------------------------------------------------------------------------------------------- */

/* Evenly spaced units, less their mean. Units without a vector take no part. */
static int take_sample(reduction *r) {
  size_t dimensions = (size_t)r->dimensions;
  int32_t wanted = r->units < SAMPLE_MAX ? r->units : SAMPLE_MAX;
  double *sums = bry__alloc_zero(dimensions, sizeof *sums);
  r->sample = bry__alloc_zero((size_t)wanted * dimensions, sizeof *r->sample);
  if (!sums || !r->sample) {
    bry__free(sums);
    return -1;
  }
  for (int32_t i = 0; i < wanted; i++) {
    const float *row = r->rows + (size_t)((int64_t)i * r->units / wanted) * dimensions;
    if (square_of(row, r->dimensions) <= 0) continue;
    memcpy(r->sample + (size_t)r->sampled++ * dimensions, row, dimensions * sizeof *row);
    for (size_t d = 0; d < dimensions; d++)
      sums[d] += row[d];
  }
  for (size_t d = 0; d < dimensions; d++)
    r->mean[d] = r->sampled > 0 ? (float)(sums[d] / r->sampled) : 0;
  for (int32_t i = 0; i < r->sampled; i++) {
    for (size_t d = 0; d < dimensions; d++)
      r->sample[(size_t)i * dimensions + d] -= r->mean[d];
  }
  bry__free(sums);
  return 0;
}

static void project(const reduction *r, const float *row, float *out) {
  memset(out, 0, D * sizeof *out);
  for (int32_t d = 0; d < r->dimensions; d++) {
    const float *direction = r->basis + (size_t)d * D;
    for (int i = 0; i < D; i++)
      out[i] += row[d] * direction[i];
  }
}

static void sample_part(void *work, int32_t part, int32_t slot) {
  (void)slot;
  reduction *r = work;
  int64_t end = bry__part_begin(r->sampled, part + 1, BRY__PARTS);
  for (int64_t i = bry__part_begin(r->sampled, part, BRY__PARTS); i < end; i++)
    project(r, r->sample + i * r->dimensions, r->product + i * D);
}

/* Some directions, as the sample's products say. */
static void basis_part(void *work, int32_t part, int32_t slot) {
  (void)slot;
  reduction *r = work;
  int64_t begin = bry__part_begin(r->dimensions, part, BRY__PARTS);
  int64_t end = bry__part_begin(r->dimensions, part + 1, BRY__PARTS);
  memset(r->basis + begin * D, 0, (size_t)(end - begin) * D * sizeof *r->basis);
  for (int32_t i = 0; i < r->sampled; i++) {
    const float *row = r->sample + (size_t)i * (size_t)r->dimensions, *product = r->product + (size_t)i * D;
    for (int64_t d = begin; d < end; d++) {
      for (int lane = 0; lane < D; lane++)
        r->basis[d * D + lane] += row[d] * product[lane];
    }
  }
}

/* Of at most D dimensions each stays as it is. */
static void find_basis(reduction *r, uint64_t seed, int32_t threads) {
  for (int32_t d = 0; d < r->dimensions && d < D; d++)
    r->basis[(size_t)d * D + (size_t)d] = 1;
  if (r->dimensions <= D) return;
  bry__subspace_start(r->basis, r->dimensions, seed, STREAM);
  for (int i = 0; i < ITERATIONS; i++) {
    double gram[D][D] = {{0}};
    bry__parallel(threads, BRY__PARTS, sample_part, r);
    bry__parallel(threads, BRY__PARTS, basis_part, r);
    bry__subspace_gram(r->basis, 0, r->dimensions, gram);
    bry__subspace_straighten(r->basis, r->dimensions, gram);
  }
}

static void unit_part(void *work, int32_t part, int32_t slot) {
  (void)slot;
  reduction *r = work;
  float row[BRY__EMBEDDING_MAX];
  int64_t end = bry__part_begin(r->units, part + 1, BRY__PARTS);
  for (int64_t unit = bry__part_begin(r->units, part, BRY__PARTS); unit < end; unit++) {
    const float *from = r->rows + unit * r->dimensions;
    if (square_of(from, r->dimensions) <= 0) continue;
    for (int32_t d = 0; d < r->dimensions; d++)
      row[d] = from[d] - r->mean[d];
    project(r, row, r->out + unit * D);
    scale_to_one(r->out + unit * D, D);
  }
}

static int reduce(reduction *r, uint64_t seed, int32_t threads) {
  r->mean = bry__alloc_zero((size_t)r->dimensions, sizeof *r->mean);
  r->basis = bry__alloc_zero((size_t)r->dimensions * D, sizeof *r->basis);
  r->product = bry__alloc_zero((size_t)SAMPLE_MAX * D, sizeof *r->product);
  int result = r->mean && r->basis && r->product && take_sample(r) == 0 ? 0 : -1;
  if (result == 0) {
    find_basis(r, seed, threads);
    bry__parallel(threads, BRY__PARTS, unit_part, r);
  }
  bry__free(r->mean);
  bry__free(r->basis);
  bry__free(r->product);
  bry__free(r->sample);
  return result;
}

bry_status bry__embeddings_read(const bry__corpus *corpus, const char *const *texts, const size_t *sizes,
                                const bry_discover_options *options, float **out, bry_error **err) {
  size_t units = (size_t)corpus->unit_count + 1, dimensions = (size_t)options->dimensions;
  float *rows = bry__alloc_zero(units * dimensions, sizeof *rows);
  float *batch = bry__alloc_zero(BATCH * dimensions, sizeof *batch);
  float *reduced = bry__alloc_zero(units * D, sizeof *reduced);
  bry_status status =
      rows && batch && reduced ? ask(corpus, texts, sizes, options, batch, rows, err) : bry__enomem(err);
  reduction r = {.rows = rows, .units = corpus->unit_count, .dimensions = options->dimensions, .out = reduced};
  if (status == BRY_OK && reduce(&r, options->seed, options->threads) != 0) status = bry__enomem(err);
  if (status == BRY_OK) {
    *out = reduced;
    reduced = NULL;
  }
  bry__free(rows);
  bry__free(batch);
  bry__free(reduced);
  return status;
}
