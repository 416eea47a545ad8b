/* Learning from coded texts: reads the labels, the features and what the rules say, has the least squares solved, and
 * keeps the weights. Coding by them is coder.c's. */
#include "theme/codebook.h"
#include "theme/coder.h"
#include "theme/matcher.h"
#include "theme/ridge.h"

#include "core/mem.h"
#include "core/strings.h"
#include "core/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { LEARNED_MAX = 2000 };
static const double smoothing = 0.3; /* of the least squares, where a text has 1.3 with itself */
static const double level = 0.3;     /* what all texts have in common, so that each theme has a level of its own */

typedef struct learner {
  bry_coder *coder;
  const char *const *texts;
  const size_t *sizes;
  const char *const *labels;
  int64_t count;
  bry__strings ids; /* of the themes: number and place are the same */
  bry__reader reader;
  int64_t *picked; /* texts that are learned from */
  int64_t *begins; /* by picked text, and one more: its features in `features` */
  bry__feature *features;
  size_t features_capacity;
  double *kernel;   /* picked x picked */
  double *truth;    /* picked x columns: the labels as 1 and -1 */
  double *targets;  /* picked x columns: what is learned, then the solution */
  double *left_out; /* picked x columns */
  double *scratch;
} learner;

static int is_coded(const learner *l, int64_t text) {
  return l->labels[text] && *l->labels[text];
}

static bry_status check_label(learner *l, int64_t text, bry_error **err) {
  const char *label = l->labels[text];
  if (!bry__utf8_valid(label, strlen(label), NULL))
    return bry__error(err, BRY_EPARSE, "the labels of text number %lld (counted from 0) are not UTF-8",
                      (long long)text);
  for (const char *at = label; *at; at += *at == ';') {
    size_t size = strcspn(at, ";");
    int64_t theme = bry__strings_find(&l->ids, at, size);
    int says_none = size == 1 && *at == '-' && label[1] == '\0';
    if (theme < 0 && size > 0 && !says_none)
      return bry__error(
          err, BRY_EINVAL,
          "text number %lld (counted from 0) was coded as a theme that the codebook does not have: give "
          "ids of its themes, joined by \";\"",
          (long long)text);
    if (theme >= 0) l->coder->coded[theme]++;
    at += size;
  }
  return BRY_OK;
}

static bry_status check_text(learner *l, int64_t text, bry_error **err) {
  const char *data = l->texts[text];
  if (data && !bry__utf8_valid(data, l->sizes[text], NULL))
    return bry__error(err, BRY_EPARSE, "text number %lld (counted from 0) is not UTF-8", (long long)text);
  return is_coded(l, text) ? check_label(l, text, err) : BRY_OK;
}

/* Checks all texts and labels, and counts what is coded. */
static bry_status check_all(learner *l, bry_error **err) {
  const bry_codebook *codebook = l->coder->codebook;
  bry_status status = BRY_OK;
  for (int32_t i = 0; i < codebook->theme_count; i++) {
    if (bry__strings_add(&l->ids, codebook->themes[i].id, strlen(codebook->themes[i].id)) < 0)
      return bry__enomem(err);
  }
  for (int64_t i = 0; i < l->count && status == BRY_OK; i++)
    status = check_text(l, i, err);
  return status;
}

static int read_features(learner *l, int64_t text) {
  const char *data = l->texts[text];
  return bry__features_read(&l->coder->features, data ? data : "", data ? l->sizes[text] : 0);
}

/* Which texts to learn from, and what is rare in all. */
static int pick_texts(learner *l) {
  int64_t coded = 0, seen = 0;
  for (int64_t i = 0; i < l->count; i++)
    coded += is_coded(l, i);
  int64_t most = coded < LEARNED_MAX ? coded : LEARNED_MAX;
  l->picked = bry__alloc_zero((size_t)most + 1, sizeof *l->picked);
  if (!l->picked) return -1;
  for (int64_t i = 0; i < l->count; i++) {
    if (read_features(l, i) != 0 || bry__features_count(&l->coder->features) != 0) return -1;
    if (!is_coded(l, i)) continue;
    if ((seen + 1) * most / coded > seen * most / coded) l->picked[l->coder->text_count++] = i;
    seen++;
  }
  return 0;
}

static int keep_features(learner *l) {
  int64_t used = 0, texts = l->coder->text_count;
  bry__features *f = &l->coder->features;
  l->begins = bry__alloc_zero((size_t)texts + 1, sizeof *l->begins);
  if (!l->begins) return -1;
  for (int64_t i = 0; i < texts; i++) {
    if (read_features(l, l->picked[i]) != 0) return -1;
    bry__features_weigh(f);
    size_t need = (size_t)(used + f->count) + 1;
    if (bry__grow((void **)&l->features, &l->features_capacity, need, sizeof *l->features) != 0) return -1;
    if (f->count > 0) memcpy(l->features + used, f->vector, (size_t)f->count * sizeof *l->features);
    used += f->count;
    l->begins[i + 1] = used;
  }
  return 0;
}

/* What two texts have in common. */
static double likeness(const learner *l, int64_t a, int64_t b) {
  int64_t i = l->begins[a], j = l->begins[b];
  double sum = level;
  while (i < l->begins[a + 1] && j < l->begins[b + 1]) {
    const bry__feature *x = &l->features[i], *y = &l->features[j];
    if (x->key == y->key) sum += x->value * y->value;
    i += x->key <= y->key;
    j += y->key <= x->key;
  }
  return sum;
}

/* Whether a text has each theme, as 1 or -1. */
static void read_labels(const learner *l, int64_t text, double *row) {
  const bry_coder *coder = l->coder;
  for (int32_t c = 0; c < coder->column_count; c++)
    row[c] = -1;
  for (const char *at = l->labels[text]; *at; at += *at == ';') {
    size_t size = strcspn(at, ";");
    int64_t theme = bry__strings_find(&l->ids, at, size);
    if (theme >= 0) row[coder->columns[theme]] = 1;
    at += size;
  }
}

/* What is to be learned: the labels less what the rules say. */
static int set_targets(learner *l, int64_t text, const double *labels, double *row) {
  const bry_coder *coder = l->coder;
  const char *data = l->texts[text] ? l->texts[text] : "";
  for (int32_t c = 0; c < coder->column_count; c++)
    row[c] = labels[c] + BRY__RULE_SHARE;
  if (bry__reader_read(&l->reader, data, l->texts[text] ? l->sizes[text] : 0) != 0) return -1;
  if (bry__reader_match(&l->reader) != 0) return -1;
  for (int64_t h = 0; h < l->reader.hit_count; h++) {
    int32_t theme = l->reader.hits[h].theme, column = coder->columns[theme];
    if (column >= 0 && (h == 0 || l->reader.hits[h - 1].theme != theme)) row[column] -= 2 * BRY__RULE_SHARE;
  }
  return 0;
}

static int set_columns(learner *l) {
  bry_coder *coder = l->coder;
  for (int32_t i = 0; i < coder->codebook->theme_count; i++)
    coder->columns[i] = coder->coded[i] > 0 ? coder->column_count++ : -1;
  size_t cells = (size_t)coder->text_count * (size_t)coder->column_count + 1;
  l->kernel = bry__alloc_zero((size_t)coder->text_count * (size_t)coder->text_count + 1, sizeof *l->kernel);
  l->truth = bry__alloc_zero(cells, sizeof *l->truth);
  l->targets = bry__alloc_zero(cells, sizeof *l->targets);
  l->left_out = bry__alloc_zero(cells, sizeof *l->left_out);
  l->scratch = bry__alloc_zero((size_t)coder->text_count + 1, sizeof *l->scratch);
  coder->biases = bry__alloc_zero((size_t)coder->column_count + 1, sizeof *coder->biases);
  return l->kernel && l->truth && l->targets && l->left_out && l->scratch && coder->biases ? 0 : -1;
}

static int compare_keys(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

static int collect_keys(learner *l) {
  bry_coder *coder = l->coder;
  int64_t all = l->begins[coder->text_count];
  coder->keys = bry__alloc_zero((size_t)all + 1, sizeof *coder->keys);
  if (!coder->keys) return -1;
  for (int64_t i = 0; i < all; i++)
    coder->keys[i] = l->features[i].key;
  if (all > 1) qsort(coder->keys, (size_t)all, sizeof *coder->keys, compare_keys);
  for (int64_t i = 0; i < all; i++) {
    if (i == 0 || coder->keys[i] != coder->keys[i - 1]) coder->keys[coder->key_count++] = coder->keys[i];
  }
  return 0;
}

/* The weight of a feature is the sum over the texts that have it. */
static int set_weights(learner *l) {
  bry_coder *coder = l->coder;
  int32_t columns = coder->column_count;
  if (collect_keys(l) != 0) return -1;
  coder->weights = bry__alloc_zero((size_t)coder->key_count * (size_t)columns + 1, sizeof *coder->weights);
  if (!coder->weights) return -1;
  for (int64_t i = 0; i < coder->text_count; i++) {
    const double *solution = l->targets + i * columns;
    for (int32_t c = 0; c < columns; c++)
      coder->biases[c] += level * solution[c];
    for (int64_t f = l->begins[i]; f < l->begins[i + 1]; f++) {
      double *weights = coder->weights + (bry__coder_weights(coder, l->features[f].key) - coder->weights);
      for (int32_t c = 0; c < columns; c++)
        weights[c] += solution[c] * l->features[f].value;
    }
  }
  return 0;
}

/* The score of each text had it been left out: its label less what was missed. */
static int calibrate(learner *l) {
  int64_t cells = l->coder->text_count * l->coder->column_count;
  bry__trial *trials = bry__alloc_zero((size_t)cells + 1, sizeof *trials);
  if (!trials) return -1;
  for (int64_t i = 0; i < cells; i++)
    trials[i] = (bry__trial){l->truth[i] - l->left_out[i], l->truth[i] > 0};
  int result = bry__coder_calibrate(l->coder, trials, cells);
  bry__free(trials);
  return result;
}

static int solve(learner *l) {
  int64_t texts = l->coder->text_count, columns = l->coder->column_count;
  for (int64_t i = 0; i < texts; i++) {
    for (int64_t j = 0; j <= i; j++)
      l->kernel[i * texts + j] = likeness(l, i, j);
    read_labels(l, l->picked[i], l->truth + i * columns);
    if (set_targets(l, l->picked[i], l->truth + i * columns, l->targets + i * columns) != 0) return -1;
  }
  if (bry__ridge_solve(l->kernel, texts, smoothing, l->targets, l->left_out, columns, l->scratch) != 0) return -1;
  return calibrate(l) == 0 ? set_weights(l) : -1;
}

static int learn(learner *l) {
  if (bry__reader_open(&l->reader, l->coder->codebook->matcher) != 0) return -1;
  if (pick_texts(l) != 0 || keep_features(l) != 0 || set_columns(l) != 0) return -1;
  return l->coder->column_count > 0 ? solve(l) : 0;
}

static void free_learner(learner *l) {
  bry__strings_clear(&l->ids);
  bry__reader_close(&l->reader);
  bry__free(l->picked);
  bry__free(l->begins);
  bry__free(l->features);
  bry__free(l->kernel);
  bry__free(l->truth);
  bry__free(l->targets);
  bry__free(l->left_out);
  bry__free(l->scratch);
}

static bry_coder *new_coder(const bry_codebook *codebook) {
  bry_coder *coder = bry__alloc_zero(1, sizeof *coder);
  if (!coder) return NULL;
  coder->codebook = codebook;
  coder->features.lexicon = &codebook->matcher->lexicon;
  coder->columns = bry__alloc_zero((size_t)codebook->theme_count + 1, sizeof *coder->columns);
  coder->coded = bry__alloc_zero((size_t)codebook->theme_count + 1, sizeof *coder->coded);
  if (coder->columns && coder->coded) return coder;
  bry_coder_free(coder);
  return NULL;
}

bry_status bry_coder_learn(const bry_codebook *codebook, const char *const *texts, const size_t *sizes,
                           const char *const *labels, int64_t count, bry_coder **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!codebook || !out || count < 0 || (count > 0 && (!texts || !sizes || !labels)))
    return bry__error(err, BRY_EINVAL,
                      "bry_coder_learn: give a codebook, the texts, their sizes, their labels and their number");
  learner l = {.coder = new_coder(codebook), .texts = texts, .sizes = sizes, .labels = labels, .count = count};
  bry_status status = l.coder ? check_all(&l, err) : bry__enomem(err);
  if (status == BRY_OK && learn(&l) != 0) status = bry__enomem(err);
  free_learner(&l);
  if (status == BRY_OK) {
    *out = l.coder;
  } else {
    bry_coder_free(l.coder);
  }
  return status;
}
