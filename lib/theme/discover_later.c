/* What comes after a discovery: new texts put into its themes, how far they have moved away, and ids that survive the
 * next discovery. */
#include "theme/discover.h"

#include "core/error.h"
#include "core/mem.h"
#include "core/utf8.h"
#include "theme/matching.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STATES = BRY_TEXT_EMPTY + 1 };

static const double likeness_min = 0.1;

/* --- new texts -------------------------------------------------------------------------------------------------- */

static int assign(const bry_discovery *d, const char *text, size_t size, int32_t *theme, double *confidence,
                  int32_t *state) {
  int32_t terms[BRY__TERMS_MAX], count = 0;
  int kind = BRY__TEXT_EMPTY;
  *theme = -1;
  *confidence = 0;
  if (bry__corpus_terms_of(&d->corpus, text, size, terms, &count, &kind) != 0) return -1;
  if (kind == BRY__TEXT_CONTENT && d->theme_count > 0) {
    *state = bry__discover_decide(d, terms, count, theme, confidence);
  } else {
    *state = kind == BRY__TEXT_EMPTY        ? BRY_TEXT_EMPTY
             : kind == BRY__TEXT_NON_ANSWER ? BRY_TEXT_NON_ANSWER
                                            : BRY_TEXT_NONE;
  }
  return 0;
}

bry_status bry_discovery_assign(const bry_discovery *discovery, const char *text, size_t size, int32_t *out_theme,
                                double *out_confidence, int32_t *out_state, bry_error **err) {
  bry__error_reset(err);
  if (out_theme) *out_theme = -1;
  if (!discovery || !out_theme || (!text && size > 0))
    return bry__error(err, BRY_EINVAL, "bry_discovery_assign: give a discovery, a text and a place for its theme");
  if (!bry__utf8_valid(text, size, NULL))
    return bry__error(err, BRY_EPARSE, "bry_discovery_assign: the text is not UTF-8");
  int32_t theme = -1, state = BRY_TEXT_EMPTY;
  double confidence = 0;
  if (assign(discovery, text, size, &theme, &confidence, &state) != 0) return bry__enomem(err);
  *out_theme = theme;
  if (out_confidence) *out_confidence = confidence;
  if (out_state) *out_state = state;
  return BRY_OK;
}

/* --- drift ------------------------------------------------------------------------------------------------------ */

static int64_t with_content(const int64_t *states) {
  return states[BRY_TEXT_THEMED] + states[BRY_TEXT_UNDECIDED] + states[BRY_TEXT_NONE];
}

static double unclear_share(const int64_t *states) {
  int64_t content = with_content(states);
  return content > 0 ? (double)(content - states[BRY_TEXT_THEMED]) / (double)content : 0;
}

static double drift_of(const bry_discovery *d, const int64_t *sizes, const int64_t *states) {
  int64_t before = 0, now = 0;
  double difference = 0;
  for (int32_t i = 0; i < d->theme_count; i++) {
    before += d->themes[i].size;
    now += sizes[i];
  }
  for (int32_t i = 0; before > 0 && now > 0 && i < d->theme_count; i++)
    difference += fabs((double)sizes[i] / (double)now - (double)d->themes[i].size / (double)before) / 2;
  double growth = unclear_share(states) - unclear_share(d->states);
  return growth > difference ? growth : difference;
}

bry_status bry_discovery_drift(const bry_discovery *discovery, const char *const *texts, const size_t *sizes,
                               int64_t count, double *out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = 0;
  if (!discovery || !out || count < 0 || (count > 0 && (!texts || !sizes)))
    return bry__error(err, BRY_EINVAL,
                      "bry_discovery_drift: give a discovery, new texts, their sizes and their number");
  int64_t states[STATES] = {0};
  int64_t *found = bry__alloc_zero((size_t)discovery->theme_count + 1, sizeof *found);
  bry_status status = found ? BRY_OK : bry__enomem(err);
  for (int64_t i = 0; status == BRY_OK && i < count; i++) {
    int32_t theme = -1, state = 0;
    status = bry_discovery_assign(discovery, texts[i], texts[i] ? sizes[i] : 0, &theme, NULL, &state, err);
    if (status == BRY_OK) states[state]++;
    if (status == BRY_OK && theme >= 0) found[theme]++;
  }
  if (status == BRY_OK && with_content(states) == 0)
    status = bry__error(err, BRY_EINVAL, "bry_discovery_drift: none of the texts has content to compare");
  if (status == BRY_OK) *out = drift_of(discovery, found, states);
  bry__free(found);
  return status;
}

/* --- ids -------------------------------------------------------------------------------------------------------- */

static double length_of(const bry_discovery *d, int32_t theme) {
  const bry__mixture *m = &d->mixture;
  double square = 0;
  for (int32_t term = 0; term < d->corpus.word_count; term++) {
    double count = m->counts[(size_t)term * (size_t)m->padded + (size_t)theme];
    square += count * count;
  }
  return sqrt(square);
}

/* Cosines of the themes' counts of words: `rows` of the new ones by `columns` of the earlier. */
static void compare(const bry_discovery *d, const bry_discovery *earlier, double *likeness, int32_t columns) {
  const bry__mixture *m = &d->mixture, *e = &earlier->mixture;
  for (int32_t term = 0; term < d->corpus.word_count; term++) {
    bry__string stem = d->corpus.book.keys.items[d->corpus.key_of_term[term]];
    int64_t key = bry__strings_find(&earlier->corpus.book.keys, stem.text, stem.size);
    int32_t other = key >= 0 ? earlier->corpus.term_of_key[key] : -1;
    if (other < 0) continue;
    for (int32_t i = 0; i < d->theme_count; i++) {
      double count = m->counts[(size_t)term * (size_t)m->padded + (size_t)i];
      for (int32_t j = 0; count > 0 && j < earlier->theme_count; j++)
        likeness[(size_t)i * (size_t)columns + (size_t)j] +=
            count * e->counts[(size_t)other * (size_t)e->padded + (size_t)j];
    }
  }
  for (int32_t i = 0; i < d->theme_count; i++) {
    double length = length_of(d, i);
    for (int32_t j = 0; length > 0 && j < earlier->theme_count; j++)
      likeness[(size_t)i * (size_t)columns + (size_t)j] /= length;
  }
  for (int32_t j = 0; j < earlier->theme_count; j++) {
    double length = length_of(earlier, j);
    for (int32_t i = 0; length > 0 && i < d->theme_count; i++)
      likeness[(size_t)i * (size_t)columns + (size_t)j] /= length;
  }
}

/* Puts in other[i] the earlier theme that theme i goes on as; -1: none. */
static int match(const bry_discovery *d, const bry_discovery *earlier, int32_t *other) {
  int32_t size = d->theme_count > earlier->theme_count ? d->theme_count : earlier->theme_count;
  double *likeness = bry__alloc_zero(((size_t)size + 1) * ((size_t)size + 1), sizeof *likeness);
  int32_t *column = bry__alloc_zero((size_t)size + 1, sizeof *column);
  int result = likeness && column ? 0 : -1;
  if (result == 0) {
    compare(d, earlier, likeness, size);
    result = bry__match(likeness, size, column);
  }
  for (int32_t i = 0; result == 0 && i < d->theme_count; i++) {
    int like =
        column[i] < earlier->theme_count && likeness[(size_t)i * (size_t)size + (size_t)column[i]] >= likeness_min;
    other[i] = like ? column[i] : -1;
  }
  bry__free(likeness);
  bry__free(column);
  return result;
}

bry_status bry_discovery_keep_ids(bry_discovery *discovery, const bry_discovery *earlier, bry_error **err) {
  bry__error_reset(err);
  if (!discovery || !earlier) return bry__error(err, BRY_EINVAL, "bry_discovery_keep_ids: give two discoveries");
  int32_t *other = bry__alloc_zero((size_t)discovery->theme_count + 1, sizeof *other);
  if (!other || match(discovery, earlier, other) != 0) {
    bry__free(other);
    return bry__enomem(err);
  }
  if (discovery->last_id < earlier->last_id) discovery->last_id = earlier->last_id;
  for (int32_t i = 0; i < discovery->theme_count; i++) {
    bry__found_theme *theme = &discovery->themes[i];
    if (other[i] >= 0) {
      memcpy(theme->id, earlier->themes[other[i]].id, sizeof theme->id);
    } else {
      snprintf(theme->id, sizeof theme->id, "t%d", ++discovery->last_id);
    }
  }
  bry__free(other);
  return BRY_OK;
}
