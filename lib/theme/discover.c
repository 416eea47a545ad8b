/* The public side of discovery: options in, a discovery out, and what can be read of it. How themes are found is
 * discover_fit.c's. */
#include "theme/discover.h"

#include "core/error.h"
#include "core/mem.h"
#include "core/options.h"
#include "core/parallel.h"
#include "theme/embeddings.h"

#include <string.h>

void bry_discover_options_init(bry_discover_options *options) {
  if (!options) return;
  *options = (bry_discover_options){.struct_size = sizeof *options, .threads = 1, .seed = 1};
}

static int is_language(const char *lang) {
  static const char *const known[] = {"auto", "nb", "nn", "en"};
  for (size_t i = 0; lang && i < sizeof known / sizeof *known; i++) {
    if (strcmp(lang, known[i]) == 0) return 1;
  }
  return !lang;
}

static bry_status read_options(const bry_discover_options *given, bry_discover_options *o, bry_error **err) {
  bry_discover_options_init(o);
  if (given) {
    bry_status status = bry__options_read(o, sizeof *o, given, "bry_discover_options_init", err);
    if (status != BRY_OK) return status;
  }
  if (o->themes < 0 || o->themes > BRY__THEMES_MAX)
    return bry__error(err, BRY_EINVAL, "bry_theme_discover: themes is 1 to %d, or 0 for an estimate",
                      BRY__THEMES_MAX);
  if (o->threads < 1 || o->threads > BRY__THREADS_MAX)
    return bry__error(err, BRY_EINVAL, "bry_theme_discover: threads is 1 to %d", BRY__THREADS_MAX);
  if (o->pretokenised != 0 && o->pretokenised != 1)
    return bry__error(err, BRY_EINVAL, "bry_theme_discover: pretokenised is 0 or 1");
  if (o->embed && (o->dimensions < 1 || o->dimensions > BRY__EMBEDDING_MAX))
    return bry__error(err, BRY_EINVAL, "bry_theme_discover: with embed, dimensions is 1 to %d", BRY__EMBEDDING_MAX);
  if (!is_language(o->lang))
    return bry__error(err, BRY_EINVAL, "bry_theme_discover: lang is nb, nn, en, auto or NULL");
  return BRY_OK;
}

/* Steps: reading, finding, naming. */
static bry_status tell(bry_progress_fn progress, void *user, int64_t done, bry_error **err) {
  enum { STEPS = 3 };
  if (!progress || progress(done, STEPS, user) == 0) return BRY_OK;
  return bry__error(err, BRY_ECANCELLED, "the discovery of themes was cancelled by the progress callback");
}

static void count_states(bry_discovery *d) {
  for (int64_t i = 0; i < d->corpus.text_count; i++)
    d->states[bry_discovery_state_of(d, i)]++;
}

static bry_status discover(bry_discovery *d, const char *const *texts, const size_t *sizes, int64_t count,
                           const bry_discover_options *o, bry_progress_fn progress, void *user, bry_error **err) {
  bry_status status = bry__corpus_read(&d->corpus, texts, sizes, count, o->lang, o->pretokenised, err);
  if (status != BRY_OK) return status;
  if (bry__corpus_bundle(&d->corpus) != 0) return bry__enomem(err);
  status = o->embed ? bry__embeddings_read(&d->corpus, texts, sizes, o, &d->embedded, err) : BRY_OK;
  if (status == BRY_OK) status = tell(progress, user, 1, err);
  if (status != BRY_OK) return status;
  bry__fit fit = {.d = d, .seed = o->seed, .threads = o->threads, .wanted = o->themes};
  if (bry__discover_fit(&fit) != 0) return bry__enomem(err);
  status = tell(progress, user, 2, err);
  if (status != BRY_OK) return status;
  if (bry__discover_label(d, o->threads) != 0) return bry__enomem(err);
  count_states(d);
  return tell(progress, user, 3, err);
}

bry_status bry_theme_discover(const char *const *texts, const size_t *sizes, int64_t count,
                              const bry_discover_options *options, bry_progress_fn progress, void *user,
                              bry_discovery **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  bry_discover_options o;
  if (!out || count < 0 || (count > 0 && (!texts || !sizes)))
    return bry__error(err, BRY_EINVAL, "bry_theme_discover: give the texts, their sizes and their number");
  bry_status status = read_options(options, &o, err);
  if (status != BRY_OK) return status;
  bry_discovery *d = bry__alloc_zero(1, sizeof *d);
  if (!d) return bry__enomem(err);
  status = discover(d, texts, sizes, count, &o, progress, user, err);
  if (status == BRY_OK) {
    *out = d;
  } else {
    bry_discovery_free(d);
  }
  return status;
}

void bry_discovery_free(bry_discovery *discovery) {
  if (!discovery) return;
  for (int32_t i = 0; discovery->themes && i < discovery->theme_count; i++)
    bry__free(discovery->themes[i].label);
  bry__free(discovery->themes);
  bry__free(discovery->embedded);
  bry__free(discovery->centres);
  bry__free(discovery->theme_of);
  bry__free(discovery->confidences);
  bry__mixture_close(&discovery->mixture);
  bry__vectors_free(&discovery->vectors);
  bry__corpus_free(&discovery->corpus);
  bry__free(discovery);
}

/* --- reading it ------------------------------------------------------------------------------------------------- */

static const bry__found_theme *theme_at(const bry_discovery *d, int32_t i) {
  return d && i >= 0 && i < d->theme_count ? &d->themes[i] : NULL;
}

int32_t bry_discovery_theme_count(const bry_discovery *discovery) {
  return discovery ? discovery->theme_count : 0;
}

const char *bry_discovery_theme_id_at(const bry_discovery *discovery, int32_t i) {
  const bry__found_theme *theme = theme_at(discovery, i);
  return theme ? theme->id : NULL;
}

const char *bry_discovery_theme_label_at(const bry_discovery *discovery, int32_t i) {
  const bry__found_theme *theme = theme_at(discovery, i);
  return theme ? theme->label : NULL;
}

int64_t bry_discovery_theme_size_at(const bry_discovery *discovery, int32_t i) {
  const bry__found_theme *theme = theme_at(discovery, i);
  return theme ? theme->size : 0;
}

double bry_discovery_theme_coherence_at(const bry_discovery *discovery, int32_t i) {
  const bry__found_theme *theme = theme_at(discovery, i);
  return theme ? theme->coherence : 0;
}

double bry_discovery_theme_stability_at(const bry_discovery *discovery, int32_t i) {
  const bry__found_theme *theme = theme_at(discovery, i);
  return theme ? theme->stability : 0;
}

int64_t bry_discovery_text_count(const bry_discovery *discovery) {
  return discovery ? discovery->corpus.text_count : 0;
}

/* The unit that a text is of and that has a theme; -1: none. */
static int32_t themed_unit(const bry_discovery *d, int64_t text) {
  if (!d || text < 0 || text >= d->corpus.text_count) return -1;
  return d->corpus.unit_of[text];
}

int32_t bry_discovery_theme_of(const bry_discovery *discovery, int64_t text) {
  int32_t unit = themed_unit(discovery, text);
  return unit >= 0 ? discovery->theme_of[unit] : -1;
}

double bry_discovery_confidence_of(const bry_discovery *discovery, int64_t text) {
  int32_t unit = themed_unit(discovery, text);
  return unit >= 0 ? (double)discovery->confidences[unit] : 0;
}

int32_t bry_discovery_state_of(const bry_discovery *discovery, int64_t text) {
  if (!discovery || text < 0 || text >= discovery->corpus.text_count) return BRY_TEXT_EMPTY;
  int kind = discovery->corpus.kinds[text];
  if (kind == BRY__TEXT_EMPTY) return BRY_TEXT_EMPTY;
  if (kind == BRY__TEXT_NON_ANSWER) return BRY_TEXT_NON_ANSWER;
  int32_t unit = themed_unit(discovery, text);
  if (unit < 0) return BRY_TEXT_NONE;
  return bry__discover_state(discovery->confidences[unit]);
}

static void write_theme(bry__buffer *b, const bry_discovery *d, const bry__found_theme *theme) {
  bry__buffer_text(b, "{\"id\":");
  bry__buffer_json_string(b, theme->id, strlen(theme->id));
  bry__buffer_text(b, ",\"label\":");
  bry__buffer_json_string(b, theme->label, strlen(theme->label));
  bry__buffer_text(b, ",\"texts\":");
  bry__buffer_int(b, theme->size);
  bry__buffer_text(b, ",\"coherence\":");
  bry__buffer_double(b, theme->coherence);
  bry__buffer_text(b, ",\"stability\":");
  bry__buffer_double(b, theme->stability);
  bry__buffer_text(b, ",\"words\":[");
  for (int32_t i = 0; i < theme->word_count; i++) {
    bry__string word = bry__discover_word(d, theme->words[i]);
    if (i > 0) bry__buffer_char(b, ',');
    bry__buffer_json_string(b, word.text, word.size);
  }
  bry__buffer_text(b, "]}");
}

bry_status bry_discovery_json(const bry_discovery *discovery, bry_text **out, bry_error **err) {
  static const char *const names[] = {"themed", "undecided", "none", "non_answers", "empty"};
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!discovery || !out)
    return bry__error(err, BRY_EINVAL, "bry_discovery_json: give a discovery and a place for out");
  bry__buffer b = {0};
  bry__buffer_text(&b, "{\"themes\":[");
  for (int32_t i = 0; i < discovery->theme_count; i++) {
    if (i > 0) bry__buffer_char(&b, ',');
    write_theme(&b, discovery, &discovery->themes[i]);
  }
  bry__buffer_text(&b, "],\"texts\":");
  bry__buffer_int(&b, discovery->corpus.text_count);
  for (int32_t state = 0; state <= BRY_TEXT_EMPTY; state++) {
    bry__buffer_format(&b, ",\"%s\":", names[state]);
    bry__buffer_int(&b, discovery->states[state]);
  }
  bry__buffer_text(&b, ",\"stability\":");
  bry__buffer_double(&b, discovery->stability);
  bry__buffer_char(&b, '}');
  return bry__buffer_finish(&b, out, err);
}
