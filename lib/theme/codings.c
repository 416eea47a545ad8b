/* Codings: what texts were coded as. Holds the hits and tells about them; how they are found is code.c's, and coder.c's
 * where answers were learned from. */
#include "theme/codings.h"

#include "core/mem.h"
#include "core/utf8.h"

#include <string.h>

enum { WEIGHT_MAX = 10, PROGRESS_EVERY = 4096 };

/* Copies the terms, so that codings may outlive their codebook. */
static int keep_terms(bry_codings *codings, const bry__matcher *m) {
  codings->terms = bry__alloc(m->term_bytes_size);
  codings->pattern_term = bry__alloc_zero((size_t)m->pattern_count + 1, sizeof *codings->pattern_term);
  if (!codings->terms || !codings->pattern_term) return -1;
  memcpy(codings->terms, m->term_bytes, m->term_bytes_size);
  for (int32_t i = 0; i < m->pattern_count; i++)
    codings->pattern_term[i] = m->patterns[i].term_at;
  return 0;
}

bry_codings *bry__codings_new(const bry__matcher *matcher, int64_t texts) {
  bry_codings *codings = bry__alloc_zero(1, sizeof *codings);
  if (!codings) return NULL;
  codings->text_count = texts;
  codings->non_answers = bry__alloc_zero((size_t)texts + 1, 1);
  if (codings->non_answers && keep_terms(codings, matcher) == 0) return codings;
  bry_codings_free(codings);
  return NULL;
}

int bry__codings_add(bry_codings *codings, const bry__coding *hit) {
  size_t need = (size_t)codings->count + 1;
  if (bry__grow((void **)&codings->items, &codings->capacity, need, sizeof *codings->items) != 0) return -1;
  codings->items[codings->count++] = *hit;
  return 0;
}

double bry__codings_confidence(int32_t weight) {
  double doubt = 1;
  for (int32_t i = 0; i < weight && i < WEIGHT_MAX; i++)
    doubt /= 2;
  return 1 - doubt;
}

int bry__codings_add_hits(bry_codings *codings, const bry__reader *reader, int64_t text) {
  for (int64_t from = 0, end; from < reader->hit_count; from = end) {
    int32_t weight = 0;
    for (end = from; end < reader->hit_count && reader->hits[end].theme == reader->hits[from].theme; end++)
      weight += reader->hits[end].weight;
    double confidence = bry__codings_confidence(weight);
    for (int64_t i = from; i < end; i++) {
      const bry__hit *hit = &reader->hits[i];
      bry__coding c = {text,         (int64_t)hit->begin, (int64_t)hit->end, hit->theme,
                       hit->pattern, hit->negated,        confidence};
      if (bry__codings_add(codings, &c) != 0) return -1;
    }
  }
  return 0;
}

static bry_status tell(bry_progress_fn progress, void *user, int64_t done, int64_t total, bry_error **err) {
  if (!progress || progress(done, total, user) == 0) return BRY_OK;
  return bry__error(err, BRY_ECANCELLED, "coding was cancelled by the progress callback");
}

bry_status bry__codings_fill(bry_codings *codings, const char *const *texts, const size_t *sizes, bry__code_fn code,
                             void *with, bry_progress_fn progress, void *user, bry_error **err) {
  bry_status status = BRY_OK;
  int64_t count = codings->text_count;
  for (int64_t i = 0; i < count && status == BRY_OK; i++) {
    const char *text = texts[i] ? texts[i] : "";
    size_t size = texts[i] ? sizes[i] : 0;
    if (!bry__utf8_valid(text, size, NULL))
      return bry__error(err, BRY_EPARSE, "text number %lld (counted from 0) is not UTF-8", (long long)i);
    if (code(with, codings, i, text, size) != 0) return bry__enomem(err);
    if ((i + 1) % PROGRESS_EVERY == 0 || i + 1 == count) status = tell(progress, user, i + 1, count, err);
  }
  return status;
}

void bry_codings_free(bry_codings *codings) {
  if (!codings) return;
  bry__free(codings->items);
  bry__free(codings->non_answers);
  bry__free(codings->terms);
  bry__free(codings->pattern_term);
  bry__free(codings);
}

static const bry__coding *coding_at(const bry_codings *codings, int64_t i) {
  return codings && i >= 0 && i < codings->count ? &codings->items[i] : NULL;
}

int64_t bry_codings_count(const bry_codings *codings) {
  return codings ? codings->count : 0;
}

int64_t bry_codings_text_at(const bry_codings *codings, int64_t i) {
  const bry__coding *c = coding_at(codings, i);
  return c ? c->text : -1;
}

int32_t bry_codings_theme_at(const bry_codings *codings, int64_t i) {
  const bry__coding *c = coding_at(codings, i);
  return c ? c->theme : -1;
}

int64_t bry_codings_begin_at(const bry_codings *codings, int64_t i) {
  const bry__coding *c = coding_at(codings, i);
  return c ? c->begin : -1;
}

int64_t bry_codings_end_at(const bry_codings *codings, int64_t i) {
  const bry__coding *c = coding_at(codings, i);
  return c ? c->end : -1;
}

const char *bry_codings_term_at(const bry_codings *codings, int64_t i) {
  const bry__coding *c = coding_at(codings, i);
  if (!c) return NULL;
  return c->pattern >= 0 ? codings->terms + codings->pattern_term[c->pattern] : "";
}

double bry_codings_confidence_at(const bry_codings *codings, int64_t i) {
  const bry__coding *c = coding_at(codings, i);
  return c ? c->confidence : 0;
}

int32_t bry_codings_negated_at(const bry_codings *codings, int64_t i) {
  const bry__coding *c = coding_at(codings, i);
  return c ? c->negated : 0;
}

int32_t bry_codings_learned_at(const bry_codings *codings, int64_t i) {
  const bry__coding *c = coding_at(codings, i);
  return c && c->pattern < 0;
}

int64_t bry_codings_text_count(const bry_codings *codings) {
  return codings ? codings->text_count : 0;
}

int32_t bry_codings_non_answer(const bry_codings *codings, int64_t text) {
  return codings && text >= 0 && text < codings->text_count ? codings->non_answers[text] : 0;
}
