/* Coding by what was learned: scores each theme, gives those over the threshold, and finds the words that say so. */
#include "theme/coder.h"

#include "core/mem.h"
#include "theme/codebook.h"
#include "theme/codings.h"
#include "theme/tokens.h"

#include <string.h>

/* What one call needs of its own. */
typedef struct scoring {
  const bry_coder *coder;
  bry__reader reader;
  bry__features features; /* its table is the coder's; the vector is its own */
  double *scores;         /* by column */
} scoring;

void bry_coder_free(bry_coder *coder) {
  if (!coder) return;
  bry__features_free(&coder->features);
  bry__free(coder->columns);
  bry__free(coder->coded);
  bry__free(coder->keys);
  bry__free(coder->weights);
  bry__free(coder->biases);
  bry__free(coder->steps);
  bry__free(coder);
}

int64_t bry_coder_text_count(const bry_coder *coder) {
  return coder ? coder->text_count : 0;
}

int64_t bry_coder_theme_count_at(const bry_coder *coder, int32_t i) {
  return coder && i >= 0 && i < coder->codebook->theme_count ? coder->coded[i] : 0;
}

const double *bry__coder_weights(const bry_coder *coder, uint64_t key) {
  int64_t low = 0, high = coder->key_count;
  while (low < high) {
    int64_t middle = low + (high - low) / 2;
    if (coder->keys[middle] < key)
      low = middle + 1;
    else
      high = middle;
  }
  int found = low < coder->key_count && coder->keys[low] == key;
  return found ? coder->weights + low * coder->column_count : NULL;
}

static int score(scoring *s, const char *data, size_t size) {
  const bry_coder *coder = s->coder;
  if (bry__features_read(&s->features, data, size) != 0) return -1;
  bry__features_weigh(&s->features);
  for (int32_t c = 0; c < coder->column_count; c++)
    s->scores[c] = coder->biases[c] - BRY__RULE_SHARE;
  for (int64_t i = 0; i < s->features.count; i++) {
    const double *weights = bry__coder_weights(coder, s->features.vector[i].key);
    for (int32_t c = 0; weights && c < coder->column_count; c++)
      s->scores[c] += weights[c] * s->features.vector[i].value;
  }
  for (int64_t h = 0; h < s->reader.hit_count; h++) {
    int32_t theme = s->reader.hits[h].theme, column = coder->columns[theme];
    if (column >= 0 && (h == 0 || s->reader.hits[h - 1].theme != theme)) s->scores[column] += 2 * BRY__RULE_SHARE;
  }
  return 0;
}

static double value_of(const bry__features *f, uint64_t key) {
  int64_t low = 0, high = f->count;
  while (low < high) {
    int64_t middle = low + (high - low) / 2;
    if (f->vector[middle].key < key)
      low = middle + 1;
    else
      high = middle;
  }
  return low < f->count && f->vector[low].key == key ? f->vector[low].value : 0;
}

/* How much a word of the text says for a column. */
static double worth_of(const scoring *s, const bry__tokens *word, int32_t column) {
  uint64_t keys[BRY__WORD_FEATURES_MAX];
  double worth = 0;
  int32_t count = bry__features_of_word(&s->features, word->fold, word->fold_size, keys);
  for (int32_t i = 0; i < count; i++) {
    const double *weights = bry__coder_weights(s->coder, keys[i]);
    if (weights) worth += weights[column] * value_of(&s->features, keys[i]);
  }
  return worth;
}

/* The word that says most for a column; 0 when the text has no word. */
static int find_word(const scoring *s, const char *data, size_t size, int32_t column, bry__coding *hit) {
  int found = 0;
  double best = 0;
  bry__tokens tokens;
  bry__tokens_begin(&tokens, data, size);
  while (bry__tokens_next(&tokens)) {
    if (tokens.fold_size == 0) continue;
    double worth = worth_of(s, &tokens, column);
    if (found && worth <= best) continue;
    found = 1;
    best = worth;
    hit->begin = (int64_t)tokens.begin;
    hit->end = (int64_t)tokens.end;
  }
  return found;
}

/* The hits of the rules from *at on that are of this theme; moves *at behind them. */
static int add_rule_hits(const scoring *s, bry_codings *codings, int64_t text, int32_t theme, int64_t *at,
                         const double *confidence) {
  int64_t begin = *at;
  int32_t weight = 0;
  for (; *at < s->reader.hit_count && s->reader.hits[*at].theme == theme; ++*at)
    weight += s->reader.hits[*at].weight;
  double sure = confidence ? *confidence : bry__codings_confidence(weight);
  for (int64_t i = begin; i < *at; i++) {
    const bry__hit *hit = &s->reader.hits[i];
    bry__coding c = {text, (int64_t)hit->begin, (int64_t)hit->end, theme, hit->pattern, hit->negated, sure};
    if (bry__codings_add(codings, &c) != 0) return -1;
  }
  return 0;
}

/* One theme of one text; *at is the first hit of the rules that is not of an earlier theme. */
static int give_theme(const scoring *s, bry_codings *codings, int64_t text, const char *data, size_t size,
                      int32_t theme, int64_t *at) {
  int32_t column = s->coder->columns[theme];
  int64_t before = codings->count;
  if (column < 0) return add_rule_hits(s, codings, text, theme, at, NULL);
  if (s->scores[column] <= s->coder->threshold) {
    while (*at < s->reader.hit_count && s->reader.hits[*at].theme == theme)
      ++*at;
    return 0;
  }
  double confidence = bry__coder_confidence(s->coder, s->scores[column]);
  if (add_rule_hits(s, codings, text, theme, at, &confidence) != 0) return -1;
  bry__coding hit = {text, 0, 0, theme, -1, 0, confidence};
  if (codings->count > before || !find_word(s, data, size, column, &hit)) return 0;
  return bry__codings_add(codings, &hit);
}

static int code_text(void *with, bry_codings *codings, int64_t text, const char *data, size_t size) {
  scoring *s = with;
  if (bry__reader_read(&s->reader, data, size) != 0 || bry__reader_match(&s->reader) != 0) return -1;
  codings->non_answers[text] = (uint8_t)bry__reader_is_non_answer(&s->reader);
  if (codings->non_answers[text]) return 0;
  if (score(s, data, size) != 0) return -1;
  int64_t at = 0;
  for (int32_t theme = 0; theme < s->coder->codebook->theme_count; theme++) {
    if (give_theme(s, codings, text, data, size, theme, &at) != 0) return -1;
  }
  return 0;
}

static int open_scoring(scoring *s) {
  s->features = s->coder->features;
  s->features.vector = NULL;
  s->features.count = 0;
  s->features.capacity = 0;
  s->scores = bry__alloc_zero((size_t)s->coder->column_count + 1, sizeof *s->scores);
  return s->scores ? bry__reader_open(&s->reader, s->coder->codebook->matcher) : -1;
}

bry_status bry_coder_code(const bry_coder *coder, const char *const *texts, const size_t *sizes, int64_t count,
                          bry_progress_fn progress, void *user, bry_codings **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!coder || !out || count < 0 || (count > 0 && (!texts || !sizes)))
    return bry__error(err, BRY_EINVAL, "bry_coder_code: give a coder, the texts, their sizes and their number");
  scoring s = {.coder = coder};
  bry_codings *codings = bry__codings_new(coder->codebook->matcher, count);
  bry_status status = codings && open_scoring(&s) == 0 ? BRY_OK : bry__enomem(err);
  if (status == BRY_OK) status = bry__codings_fill(codings, texts, sizes, code_text, &s, progress, user, err);
  bry__reader_close(&s.reader);
  bry__free(s.features.vector);
  bry__free(s.scores);
  if (status == BRY_OK) {
    *out = codings;
  } else {
    bry_codings_free(codings);
  }
  return status;
}
