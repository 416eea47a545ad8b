/* Codes texts by the rules of a codebook: reads and matches one text after the other and keeps what was found. Holds
 * the public side only; how a text is read is reader.c's, what speaks for a theme is matcher.c's. */
#include "theme/codebook.h"
#include "theme/matcher.h"

#include "core/error.h"
#include "core/mem.h"
#include "core/utf8.h"

#include <bry/theme.h>
#include <string.h>

enum { PROGRESS_EVERY = 4096 };

typedef struct coding {
  int64_t text;
  int64_t begin, end;
  int32_t theme;
  int32_t pattern;
} coding;

struct bry_codings {
  coding *items;
  int64_t count;
  size_t capacity;
  uint8_t *non_answers; /* by text */
  int64_t text_count;
  char *terms;          /* one after the other, each with a NUL behind */
  size_t *pattern_term; /* by pattern: where its term begins */
};

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

static int keep_hits(bry_codings *codings, const bry__reader *reader, int64_t text) {
  size_t need = (size_t)(codings->count + reader->hit_count);
  if (bry__grow((void **)&codings->items, &codings->capacity, need, sizeof *codings->items) != 0) return -1;
  for (int64_t i = 0; i < reader->hit_count; i++) {
    const bry__hit *hit = &reader->hits[i];
    codings->items[codings->count++] =
        (coding){text, (int64_t)hit->begin, (int64_t)hit->end, hit->theme, hit->pattern};
  }
  return 0;
}

static bry_status code_text(bry_codings *codings, bry__reader *reader, int64_t text, const char *data, size_t size,
                            bry_error **err) {
  if (!data) size = 0;
  if (!bry__utf8_valid(data, size, NULL)) {
    return bry__error(err, BRY_EPARSE, "text number %lld (counted from 0) is not UTF-8", (long long)text);
  }
  if (bry__reader_read(reader, data, size) != 0 || bry__reader_match(reader) != 0) return bry__enomem(err);
  if (bry__reader_is_non_answer(reader)) {
    codings->non_answers[text] = 1;
    return BRY_OK;
  }
  return keep_hits(codings, reader, text) == 0 ? BRY_OK : bry__enomem(err);
}

static bry_status tell(bry_progress_fn progress, void *user, int64_t done, int64_t total, bry_error **err) {
  if (!progress || progress(done, total, user) == 0) return BRY_OK;
  return bry__error(err, BRY_ECANCELLED, "coding was cancelled by the progress callback");
}

static bry_status code_all(bry_codings *codings, bry__reader *reader, const char *const *texts, const size_t *sizes,
                           bry_progress_fn progress, void *user, bry_error **err) {
  bry_status status = BRY_OK;
  for (int64_t i = 0; i < codings->text_count && status == BRY_OK; i++) {
    status = code_text(codings, reader, i, texts[i], sizes[i], err);
    if (status == BRY_OK && (i + 1) % PROGRESS_EVERY == 0) {
      status = tell(progress, user, i + 1, codings->text_count, err);
    }
  }
  return status;
}

static int has_gap(const char *const *texts, const size_t *sizes, int64_t count) {
  return count > 0 && (!texts || !sizes);
}

bry_status bry_theme_code(const bry_codebook *codebook, const char *const *texts, const size_t *sizes, int64_t count,
                          bry_progress_fn progress, void *user, bry_codings **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!codebook || !out || count < 0 || has_gap(texts, sizes, count)) {
    return bry__error(err, BRY_EINVAL, "bry_theme_code: give a codebook, the texts, their sizes and their number");
  }
  bry__reader reader = {0};
  bry_status status = BRY_OK;
  bry_codings *codings = bry__alloc_zero(1, sizeof *codings);
  if (!codings) return bry__enomem(err);
  codings->text_count = count;
  codings->non_answers = bry__alloc_zero((size_t)count + 1, 1);
  if (!codings->non_answers || keep_terms(codings, codebook->matcher) != 0 ||
      bry__reader_open(&reader, codebook->matcher) != 0) {
    status = bry__enomem(err);
    goto out;
  }
  status = code_all(codings, &reader, texts, sizes, progress, user, err);
  if (status == BRY_OK && count % PROGRESS_EVERY != 0) status = tell(progress, user, count, count, err);
out:
  bry__reader_close(&reader);
  if (status == BRY_OK) {
    *out = codings;
  } else {
    bry_codings_free(codings);
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

static const coding *coding_at(const bry_codings *codings, int64_t i) {
  return codings && i >= 0 && i < codings->count ? &codings->items[i] : NULL;
}

int64_t bry_codings_count(const bry_codings *codings) {
  return codings ? codings->count : 0;
}

int64_t bry_codings_text_at(const bry_codings *codings, int64_t i) {
  const coding *c = coding_at(codings, i);
  return c ? c->text : -1;
}

int32_t bry_codings_theme_at(const bry_codings *codings, int64_t i) {
  const coding *c = coding_at(codings, i);
  return c ? c->theme : -1;
}

int64_t bry_codings_begin_at(const bry_codings *codings, int64_t i) {
  const coding *c = coding_at(codings, i);
  return c ? c->begin : -1;
}

int64_t bry_codings_end_at(const bry_codings *codings, int64_t i) {
  const coding *c = coding_at(codings, i);
  return c ? c->end : -1;
}

const char *bry_codings_term_at(const bry_codings *codings, int64_t i) {
  const coding *c = coding_at(codings, i);
  return c ? codings->terms + codings->pattern_term[c->pattern] : NULL;
}

int64_t bry_codings_text_count(const bry_codings *codings) {
  return codings ? codings->text_count : 0;
}

int32_t bry_codings_non_answer(const bry_codings *codings, int64_t text) {
  return codings && text >= 0 && text < codings->text_count ? codings->non_answers[text] : 0;
}
