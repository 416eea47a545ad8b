/* From counts of pairs to vectors of terms. Each row of the matrix is made by itself, from the answers that have its
 * term; sums run in one order, so that threads and vector units change no bit. */
#include "theme/vectors.h"

#include "core/mem.h"
#include "core/parallel.h"
#include "theme/logarithm.h"
#include "theme/subspace.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

enum { D = BRY__DIMENSIONS, ITERATIONS = 12, PAIR_TERMS_MAX = 64, UNITS_OF_TERM_MAX = 50000, STREAM = 1 };

typedef struct row_part { /* the rows of one part, one after the other */
  int32_t *columns;
  float *values;
  size_t columns_capacity, values_capacity;
  size_t used;
} row_part;

typedef struct matrix {
  const bry__corpus *corpus;
  int32_t size;
  int64_t *term_begins; /* by term, and one more: where its units begin */
  int32_t *term_units;
  int32_t **counts;  /* by slot: room to count pairs with each term */
  int32_t **touched; /* by slot */
  double *sums;      /* by term: of its counts */
  double total;
  double *weights; /* by term: square root of its probability and of its smoothed one */
  row_part parts[BRY__PARTS];
  size_t *row_begins; /* by term: within its part */
  int32_t *row_sizes;
  const float *from; /* of a product */
  float *to;
  double (*grams)[D][D]; /* by part */
  atomic_int failed;
} matrix;

static int64_t terms_used(const bry__corpus *c, int32_t unit) {
  int64_t count = c->begins[unit + 1] - c->begins[unit];
  return count < PAIR_TERMS_MAX ? count : PAIR_TERMS_MAX;
}

/* The last of a unit's terms are its fields, which count even when it is long. */
static const int32_t *terms_of(const bry__corpus *c, int32_t unit) {
  return c->terms + c->begins[unit + 1] - terms_used(c, unit);
}

/* Which units have each term. */
static int invert(matrix *m) {
  const bry__corpus *c = m->corpus;
  m->term_begins = bry__alloc_zero((size_t)m->size + 2, sizeof *m->term_begins);
  if (!m->term_begins) return -1;
  for (int32_t unit = 0; unit < c->unit_count; unit++) {
    for (int64_t i = 0; i < terms_used(c, unit); i++)
      m->term_begins[terms_of(c, unit)[i] + 2]++;
  }
  for (int32_t term = 0; term < m->size; term++)
    m->term_begins[term + 2] += m->term_begins[term + 1];
  m->term_units = bry__alloc_zero((size_t)m->term_begins[m->size + 1] + 1, sizeof *m->term_units);
  if (!m->term_units) return -1;
  for (int32_t unit = 0; unit < c->unit_count; unit++) {
    for (int64_t i = 0; i < terms_used(c, unit); i++)
      m->term_units[m->term_begins[terms_of(c, unit)[i] + 1]++] = unit;
  }
  return 0;
}

/* Counts the terms that stand with one. Of a very common term, evenly spaced units stand for all. */
static int32_t count_pairs(const matrix *m, int32_t term, int32_t *counts, int32_t *touched) {
  int64_t begin = m->term_begins[term], end = m->term_begins[term + 1];
  int64_t step = (end - begin) / UNITS_OF_TERM_MAX + 1;
  int32_t found = 0;
  for (int64_t i = begin; i < end; i += step) {
    int32_t unit = m->term_units[i];
    int32_t weight = m->corpus->weights[unit];
    const int32_t *terms = terms_of(m->corpus, unit);
    for (int64_t j = 0; j < terms_used(m->corpus, unit); j++) {
      if (terms[j] == term) continue;
      if (counts[terms[j]] == 0) touched[found++] = terms[j];
      counts[terms[j]] += weight;
    }
  }
  return found;
}

static int keep_row(matrix *m, row_part *part, int32_t term, int32_t found, int32_t *counts, const int32_t *touched) {
  size_t need = part->used + (size_t)found;
  int result = bry__grow((void **)&part->columns, &part->columns_capacity, need + 1, sizeof *part->columns) != 0 ||
                       bry__grow((void **)&part->values, &part->values_capacity, need + 1, sizeof *part->values) != 0
                   ? -1
                   : 0;
  double sum = 0;
  m->row_begins[term] = part->used;
  m->row_sizes[term] = found;
  for (int32_t i = 0; i < found; i++) {
    int32_t count = counts[touched[i]];
    counts[touched[i]] = 0;
    sum += count;
    if (result != 0) continue;
    part->columns[part->used] = touched[i];
    part->values[part->used++] = (float)count;
  }
  int64_t units = m->term_begins[term + 1] - m->term_begins[term];
  m->sums[term] = sum * (double)(units / UNITS_OF_TERM_MAX + 1);
  return result;
}

static void count_part(void *work, int32_t part, int32_t slot) {
  matrix *m = work;
  int64_t begin = bry__part_begin(m->size, part, BRY__PARTS), end = bry__part_begin(m->size, part + 1, BRY__PARTS);
  for (int32_t term = (int32_t)begin; term < end; term++) {
    int32_t found = count_pairs(m, term, m->counts[slot], m->touched[slot]);
    if (keep_row(m, &m->parts[part], term, found, m->counts[slot], m->touched[slot]) != 0) m->failed = 1;
  }
}

/* q of a probability p is p^(3/4), of all that sum to 1. */
static int weigh_terms(matrix *m) {
  double total = 0, smoothed = 0;
  m->weights = bry__alloc_zero((size_t)m->size + 1, sizeof *m->weights);
  if (!m->weights) return -1;
  for (int32_t term = 0; term < m->size; term++) {
    total += m->sums[term];
    m->weights[term] = sqrt(m->sums[term]) * sqrt(sqrt(m->sums[term]));
    smoothed += m->weights[term];
  }
  m->total = total;
  for (int32_t term = 0; term < m->size; term++)
    m->weights[term] = total > 0 ? sqrt(m->sums[term] / total * (m->weights[term] / smoothed)) : 0;
  return 0;
}

/* Counts become mutual information; what has none is left out. */
static void inform_part(void *work, int32_t part, int32_t slot) {
  (void)slot;
  matrix *m = work;
  row_part *p = &m->parts[part];
  int64_t begin = bry__part_begin(m->size, part, BRY__PARTS), end = bry__part_begin(m->size, part + 1, BRY__PARTS);
  for (int32_t term = (int32_t)begin; term < end; term++) {
    int64_t units = m->term_begins[term + 1] - m->term_begins[term];
    double step = (double)(units / UNITS_OF_TERM_MAX + 1);
    size_t at = m->row_begins[term], kept = at;
    for (int32_t i = 0; i < m->row_sizes[term]; i++, at++) {
      double together = (double)p->values[at] * step / m->total;
      double value = bry__ln(together / (m->weights[term] * m->weights[p->columns[at]]));
      if (value <= 0) continue;
      p->columns[kept] = p->columns[at];
      p->values[kept++] = (float)value;
    }
    m->row_sizes[term] = (int32_t)(kept - m->row_begins[term]);
  }
}

static void multiply_part(void *work, int32_t part, int32_t slot) {
  (void)slot;
  matrix *m = work;
  const row_part *p = &m->parts[part];
  int64_t begin = bry__part_begin(m->size, part, BRY__PARTS), end = bry__part_begin(m->size, part + 1, BRY__PARTS);
  for (int64_t term = begin; term < end; term++) {
    float row[D] = {0};
    for (size_t at = m->row_begins[term], i = 0; i < (size_t)m->row_sizes[term]; i++) {
      const float *from = m->from + (size_t)p->columns[at + i] * D;
      float value = p->values[at + i];
      for (int d = 0; d < D; d++)
        row[d] += value * from[d];
    }
    memcpy(m->to + term * D, row, sizeof row);
  }
}

static void gram_part(void *work, int32_t part, int32_t slot) {
  (void)slot;
  matrix *m = work;
  memset(m->grams[part], 0, sizeof m->grams[part]);
  bry__subspace_gram(m->to, bry__part_begin(m->size, part, BRY__PARTS),
                     bry__part_begin(m->size, part + 1, BRY__PARTS), m->grams[part]);
}

/* Makes the columns of m->to orthonormal. */
static void straighten(matrix *m, int32_t threads) {
  bry__parallel(threads, BRY__PARTS, gram_part, m);
  double(*gram)[D] = m->grams[0];
  for (int part = 1; part < BRY__PARTS; part++) {
    for (int i = 0; i < D * D; i++)
      gram[i / D][i % D] += m->grams[part][i / D][i % D];
  }
  bry__subspace_straighten(m->to, m->size, gram);
}

/* A row as long as its term is rare; of a field, as it counts beside words. */
static void scale(const bry__corpus *c, float *rows) {
  double field_share = bry__corpus_field_share(c);
  for (int32_t term = 0; term < c->term_count; term++) {
    float *row = rows + (size_t)term * D;
    double square = 0;
    for (int d = 0; d < D; d++)
      square += (double)row[d] * row[d];
    double rarity = c->frequency[term] > 0 ? bry__ln((double)c->content_count / (double)c->frequency[term]) : 0;
    if (term >= c->word_count) rarity *= field_share;
    float factor_of_row = square > 0 ? (float)(rarity / sqrt(square)) : 0;
    for (int d = 0; d < D; d++)
      row[d] *= factor_of_row;
  }
}

static int allocate(matrix *m, int32_t threads) {
  size_t size = (size_t)m->size + 1;
  m->sums = bry__alloc_zero(size, sizeof *m->sums);
  m->row_begins = bry__alloc_zero(size, sizeof *m->row_begins);
  m->row_sizes = bry__alloc_zero(size, sizeof *m->row_sizes);
  m->grams = bry__alloc_zero(BRY__PARTS, sizeof *m->grams);
  m->counts = bry__alloc_zero((size_t)threads, sizeof *m->counts);
  m->touched = bry__alloc_zero((size_t)threads, sizeof *m->touched);
  if (!m->sums || !m->row_begins || !m->row_sizes || !m->grams || !m->counts || !m->touched) return -1;
  for (int32_t i = 0; i < threads; i++) {
    m->counts[i] = bry__alloc_zero(size, sizeof **m->counts);
    m->touched[i] = bry__alloc_zero(size, sizeof **m->touched);
    if (!m->counts[i] || !m->touched[i]) return -1;
  }
  return 0;
}

static void release(matrix *m, int32_t threads) {
  for (int32_t i = 0; i < threads; i++) {
    if (m->counts) bry__free(m->counts[i]);
    if (m->touched) bry__free(m->touched[i]);
  }
  for (int32_t i = 0; i < BRY__PARTS; i++) {
    bry__free(m->parts[i].columns);
    bry__free(m->parts[i].values);
  }
  bry__free(m->counts);
  bry__free(m->touched);
  bry__free(m->term_begins);
  bry__free(m->term_units);
  bry__free(m->sums);
  bry__free(m->weights);
  bry__free(m->row_begins);
  bry__free(m->row_sizes);
  bry__free(m->grams);
}

/* Rows in *a, in the end; *b is room of the same size. */
static void iterate(matrix *m, float **a, float **b, uint64_t seed, int32_t threads) {
  bry__subspace_start(*a, m->size, seed, STREAM);
  for (int i = 0; i <= ITERATIONS; i++) {
    m->from = *a;
    m->to = *b;
    bry__parallel(threads, BRY__PARTS, multiply_part, m);
    if (i < ITERATIONS) straighten(m, threads);
    float *other = *a;
    *a = *b;
    *b = other;
  }
}

int bry__vectors_make(const bry__corpus *corpus, uint64_t seed, int32_t threads, bry__vectors *out) {
  matrix m = {.corpus = corpus, .size = corpus->term_count};
  size_t floats = (size_t)m.size * D + D;
  float *other = bry__alloc_zero(floats, sizeof *other);
  int result = -1;
  out->terms = bry__alloc_zero(floats, sizeof *out->terms);
  if (!other || !out->terms || allocate(&m, threads) != 0 || invert(&m) != 0) goto out;
  bry__parallel(threads, BRY__PARTS, count_part, &m);
  if (m.failed || weigh_terms(&m) != 0) goto out;
  bry__parallel(threads, BRY__PARTS, inform_part, &m);
  iterate(&m, &out->terms, &other, seed, threads);
  scale(corpus, out->terms);
  result = 0;
out:
  release(&m, threads);
  bry__free(other);
  return result;
}

void bry__vectors_free(bry__vectors *vectors) {
  bry__free(vectors->terms);
  *vectors = (bry__vectors){0};
}

void bry__vectors_of_terms(const bry__vectors *vectors, const int32_t *terms, int64_t count, float *out) {
  memset(out, 0, D * sizeof *out);
  for (int64_t i = 0; i < count; i++) {
    const float *row = vectors->terms + (size_t)terms[i] * D;
    for (int d = 0; d < D; d++)
      out[d] += row[d];
  }
  double square = 0;
  for (int d = 0; d < D; d++)
    square += (double)out[d] * out[d];
  float factor_of_sum = square > 0 ? (float)(1 / sqrt(square)) : 0;
  for (int d = 0; d < D; d++)
    out[d] *= factor_of_sum;
}
