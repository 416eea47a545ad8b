/* Chooses texts that stand for a theme. Texts are compared by their features, which need no stemmer and hold the parts of
 * compounds; sums are in a fixed order. */
#include "theme/exemplars.h"

#include "core/mem.h"
#include "core/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Looked at on some 80 quotes of the example's answers: what they come to elsewhere is not known. */
static const double RELEVANCE = 0.7;   /* against likeness to what is taken */
static const double ALIKE = 0.8;       /* says the same as one that was taken */
enum { SHORT = 40, LONG_COSTS = 240 }; /* letters: up to the first nothing is lost, then one in so many */

int bry__exemplars_open(bry__exemplars *e) {
  e->features.lexicon = &e->lexicon;
  return bry__lexicon_build(&e->lexicon);
}

static void forget_theme(bry__exemplars *e) {
  bry__free(e->begins);
  bry__free(e->vectors);
  bry__free(e->centroid);
  bry__free(e->worth);
  bry__free(e->taken);
  bry__free(e->gone);
  e->begins = NULL;
  e->vectors = e->centroid = NULL;
  e->worth = e->taken = NULL;
  e->gone = NULL;
  e->count = e->centroid_count = 0;
}

void bry__exemplars_close(bry__exemplars *e) {
  forget_theme(e);
  bry__features_free(&e->features);
  bry__lexicon_free(&e->lexicon);
}

int bry__exemplars_count(bry__exemplars *e, const char *text, size_t size) {
  return bry__features_read(&e->features, text, size) == 0 ? bry__features_count(&e->features) : -1;
}

/* --- one theme ---------------------------------------------------------------------------------------------------- */

static int read_vectors(bry__exemplars *e) {
  size_t capacity = 0, used = 0;
  for (int64_t i = 0; i < e->count; i++) {
    if (bry__features_read(&e->features, e->texts[i].text, e->texts[i].size) != 0) return -1;
    bry__features_weigh(&e->features);
    size_t found = (size_t)e->features.count;
    if (bry__grow((void **)&e->vectors, &capacity, used + found + 1, sizeof *e->vectors) != 0) return -1;
    if (found > 0) memcpy(e->vectors + used, e->features.vector, found * sizeof *e->vectors);
    used += found;
    e->begins[i + 1] = (int64_t)used;
  }
  return 0;
}

/* By key, and those of one key in the order of their values, so that sums are the same however the sort goes about it. */
static int by_key(const void *left, const void *right) {
  const bry__feature *a = left, *b = right;
  if (a->key != b->key) return a->key > b->key ? 1 : -1;
  return (a->value > b->value) - (a->value < b->value);
}

static int sum_vectors(bry__exemplars *e) {
  int64_t all = e->begins[e->count], kept = 0;
  e->centroid = bry__alloc_zero((size_t)all + 1, sizeof *e->centroid);
  if (!e->centroid) return -1;
  if (all > 0) memcpy(e->centroid, e->vectors, (size_t)all * sizeof *e->centroid);
  if (all > 1) qsort(e->centroid, (size_t)all, sizeof *e->centroid, by_key);
  for (int64_t i = 0; i < all; i++) {
    if (kept > 0 && e->centroid[kept - 1].key == e->centroid[i].key)
      e->centroid[kept - 1].value += e->centroid[i].value;
    else
      e->centroid[kept++] = e->centroid[i];
  }
  e->centroid_count = kept;
  return 0;
}

/* Both by key. */
static double product(const bry__feature *a, int64_t a_count, const bry__feature *b, int64_t b_count) {
  double sum = 0;
  for (int64_t i = 0, k = 0; i < a_count && k < b_count;) {
    if (a[i].key == b[k].key)
      sum += a[i++].value * b[k++].value;
    else if (a[i].key < b[k].key)
      i++;
    else
      k++;
  }
  return sum;
}

static const bry__feature *vector_of(const bry__exemplars *e, int64_t text, int64_t *count) {
  *count = e->begins[text + 1] - e->begins[text];
  return e->vectors + e->begins[text];
}

static double likeness(const bry__exemplars *e, int64_t one, int64_t other) {
  int64_t a_count, b_count;
  const bry__feature *a = vector_of(e, one, &a_count), *b = vector_of(e, other, &b_count);
  return product(a, a_count, b, b_count);
}

static double brevity(const bry__exemplar_text *text) {
  int64_t letters = 0;
  for (size_t at = 0; at < text->size; letters++)
    bry__utf8_next(text->text, text->size, &at);
  return letters <= SHORT ? 1 : fmax(0, 1 - (double)(letters - SHORT) / LONG_COSTS);
}

static void find_worth(bry__exemplars *e) {
  double length = sqrt(product(e->centroid, e->centroid_count, e->centroid, e->centroid_count));
  for (int64_t i = 0; i < e->count; i++) {
    int64_t count;
    const bry__feature *vector = vector_of(e, i, &count);
    double cosine = length > 0 ? product(vector, count, e->centroid, e->centroid_count) / length : 0;
    e->worth[i] = cosine * e->texts[i].weight * brevity(&e->texts[i]);
  }
}

int bry__exemplars_theme(bry__exemplars *e, const bry__exemplar_text *texts, int64_t count) {
  size_t n = (size_t)count;
  forget_theme(e);
  e->texts = texts;
  e->begins = bry__alloc_zero(n + 1, sizeof *e->begins);
  e->worth = bry__alloc_zero(n + 1, sizeof *e->worth);
  e->taken = bry__alloc_zero(n + 1, sizeof *e->taken);
  e->gone = bry__alloc_zero(n + 1, 1);
  if (!e->begins || !e->worth || !e->taken || !e->gone) return -1;
  e->count = count;
  if (read_vectors(e) != 0 || sum_vectors(e) != 0) return -1;
  find_worth(e);
  return 0;
}

int64_t bry__exemplars_next(bry__exemplars *e) {
  int64_t best = -1;
  double most = 0;
  for (int64_t i = 0; i < e->count; i++) {
    double value = RELEVANCE * e->worth[i] - (1 - RELEVANCE) * e->taken[i];
    if (e->gone[i] || e->taken[i] > ALIKE || (best >= 0 && value <= most)) continue;
    best = i;
    most = value;
  }
  if (best >= 0) e->gone[best] = 1;
  return best;
}

void bry__exemplars_take(bry__exemplars *e, int64_t text) {
  for (int64_t i = 0; i < e->count; i++)
    if (!e->gone[i]) e->taken[i] = fmax(e->taken[i], likeness(e, i, text));
}
