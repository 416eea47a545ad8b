/* A log of decisions: read, undone where it says so, and applied in its order. Changes of themes are review_change.c's. */
#include "theme/review.h"

#include "core/buffer.h"
#include "core/mem.h"
#include "core/strings.h"
#include "core/table.h"

#include <stdio.h>
#include <string.h>

enum { LINE_BYTES_MAX = 1 << 20, DEPTH_MAX = 32 };

/* What somebody decided about a unit. */
typedef struct verdict {
  const char *unit, *coder, *theme; /* borrowed from the decisions; theme "": none */
  const char *said;
  int32_t replaced;
} verdict;

typedef struct verdicts {
  verdict *items;
  int64_t count;
  size_t capacity;
  bry__strings of; /* "unit\ncoder" */
  int64_t *last;   /* by that: the last verdict, or -1 */
  int64_t *before; /* by verdict: the one before it of the same unit and coder, or -1 */
  size_t last_capacity, before_capacity;
} verdicts;

static const char *op_of(const bry__decision *d) {
  const char *op = bry__json_text(d->json, "op");
  return op ? op : "";
}

static int is_change(const char *op) {
  return strcmp(op, "rename") == 0 || strcmp(op, "merge") == 0 || strcmp(op, "split") == 0;
}

static int is_verdict(const char *op) {
  return strcmp(op, "code") == 0 || strcmp(op, "accept") == 0 || strcmp(op, "reject") == 0;
}

/* --- reading ---------------------------------------------------------------------------------------------------- */

/* The last decision of the coder; without one (NULL) the last of all. */
static bry_status undo_last(bry__review *review, const char *coder, int64_t line, bry_error **err) {
  for (int64_t i = review->count; i > 0; i--) {
    const char *whose = bry__json_text(review->decisions[i - 1].json, "coder");
    if (review->decisions[i - 1].undone || (coder && (!whose || strcmp(whose, coder) != 0))) continue;
    review->decisions[i - 1].undone = 1;
    return BRY_OK;
  }
  return bry__error(err, BRY_EREFUSED, "Line %lld of the log undoes, but there is nothing left to undo%s",
                    (long long)line, coder ? " by this coder" : "");
}

static bry_status read_line(bry__review *review, const char *text, size_t size, int64_t line, bry_error **err) {
  const bry__json_limits limits = {LINE_BYTES_MAX, DEPTH_MAX};
  char what[64];
  struct json_object *json = NULL;
  bry__decision decision = {NULL, line, 0};
  snprintf(what, sizeof what, "Line %lld of the log", (long long)line);
  bry_status status = bry__json_parse(what, text, size, &limits, &json, err);
  if (status != BRY_OK) return status;
  decision.json = json;
  const char *op = op_of(&decision);
  struct json_object *coder = NULL;
  size_t need = (size_t)review->count + 1;
  if (json_object_object_get_ex(json, "coder", &coder) && !json_object_is_type(coder, json_type_string)) {
    status = bry__error(err, BRY_EREFUSED, "%s has a coder that is no text: put the name in quotation marks", what);
  } else if (strcmp(op, "undo") == 0) {
    status = undo_last(review, bry__json_text(json, "coder"), line, err);
  } else if (!is_change(op) && !is_verdict(op)) {
    status = bry__error(err, BRY_EREFUSED,
                        "%s has no op that is known: code, accept, reject, rename, merge, split, undo", what);
  } else if (bry__grow((void **)&review->decisions, &review->capacity, need, sizeof *review->decisions) != 0) {
    status = bry__enomem(err);
  } else {
    review->decisions[review->count++] = decision;
    return BRY_OK;
  }
  json_object_put(json);
  return status;
}

/* numbers: what the lines that are not blank are called; NULL: as they are counted. */
static bry_status read_log(bry__review *review, const char *log, size_t size, const int64_t *numbers,
                           bry_error **err) {
  bry_status status = BRY_OK;
  for (int64_t line = 1; size > 0 && status == BRY_OK; line++) {
    const char *end = memchr(log, '\n', size);
    size_t length = end ? (size_t)(end - log) : size, blank = 0;
    while (blank < length && strchr(" \t\r", log[blank]))
      blank++;
    if (blank < length) status = read_line(review, log, length, numbers ? *numbers++ : line, err);
    log += length + (end != NULL);
    size -= length + (end != NULL);
  }
  return status;
}

/* --- verdicts --------------------------------------------------------------------------------------------------- */

/* The number of a unit as one coder sees it; -1: memory ran out. */
static int64_t place_of(verdicts *v, const char *unit, const char *coder) {
  bry__buffer key = {0};
  bry__buffer_format(&key, "%s\n%s", unit, coder);
  uint32_t before = v->of.count;
  int64_t place = key.failed ? -1 : bry__strings_add(&v->of, key.data, key.size);
  bry__buffer_free(&key);
  if (place < 0 || v->of.count == before) return place;
  if (bry__grow((void **)&v->last, &v->last_capacity, (size_t)place + 1, sizeof *v->last) != 0) return -1;
  v->last[place] = -1;
  return place;
}

/* Adds a verdict, which may be for all themes that were decided on before: a unit that is coded anew. That a unit was read
 * and has no theme still holds when one is rejected. */
static int add_verdict(verdicts *v, verdict item, int64_t place, int replaces_all) {
  size_t need = (size_t)v->count + 1;
  int gives_theme = strcmp(item.said, "rejected") != 0;
  for (int64_t i = v->last[place]; i >= 0; i = v->before[i]) {
    if (replaces_all || strcmp(v->items[i].theme, item.theme) == 0 || (gives_theme && *v->items[i].theme == '\0'))
      v->items[i].replaced = 1;
  }
  if (bry__grow((void **)&v->items, &v->capacity, need, sizeof *v->items) != 0) return -1;
  if (bry__grow((void **)&v->before, &v->before_capacity, need, sizeof *v->before) != 0) return -1;
  v->before[v->count] = v->last[place];
  v->last[place] = v->count;
  v->items[v->count++] = item;
  return 0;
}

static bry_status refuse_themes(const bry__decision *d, bry_error **err) {
  return bry__error(err, BRY_EREFUSED, "Line %lld of the log codes a unit as a theme that is not there",
                    (long long)d->line);
}

static bry_status code_unit(const bry__review *review, const bry__decision *d, verdict item, verdicts *v,
                            int64_t place, bry_error **err) {
  struct json_object *themes = bry__json_array(d->json, "themes");
  size_t count = themes ? json_object_array_length(themes) : 0;
  item.said = "coded";
  item.theme = "";
  if (!themes)
    return bry__error(err, BRY_EREFUSED, "Line %lld of the log codes a unit: give its themes as a list",
                      (long long)d->line);
  if (count == 0) return add_verdict(v, item, place, 1) == 0 ? BRY_OK : bry__enomem(err);
  for (size_t i = 0; i < count; i++) {
    struct json_object *theme = json_object_array_get_idx(themes, i);
    item.theme = json_object_is_type(theme, json_type_string) ? json_object_get_string(theme) : NULL;
    if (!item.theme || !bry__review_theme(review, item.theme, NULL)) return refuse_themes(d, err);
    if (add_verdict(v, item, place, i == 0) != 0) return bry__enomem(err);
  }
  return BRY_OK;
}

static bry_status hear(const bry__review *review, const bry__decision *d, verdicts *v, bry_error **err) {
  const char *unit = bry__json_text(d->json, "unit"), *coder = bry__json_text(d->json, "coder"), *op = op_of(d);
  if (!unit || !*unit)
    return bry__error(err, BRY_EREFUSED, "Line %lld of the log decides about nothing: give the unit",
                      (long long)d->line);
  verdict item = {.unit = unit, .coder = coder ? coder : ""};
  int64_t place = place_of(v, item.unit, item.coder);
  if (place < 0) return bry__enomem(err);
  if (strcmp(op, "code") == 0) return code_unit(review, d, item, v, place, err);
  item.theme = bry__json_text(d->json, "theme");
  item.said = strcmp(op, "accept") == 0 ? "accepted" : "rejected";
  if (!item.theme)
    return bry__error(err, BRY_EREFUSED, "Line %lld of the log lacks a \"theme\": %s takes unit and theme",
                      (long long)d->line, op);
  if (!bry__review_theme(review, item.theme, NULL)) return refuse_themes(d, err);
  return add_verdict(v, item, place, 0) == 0 ? BRY_OK : bry__enomem(err);
}

/* Codings follow their theme into the one that it was merged into. */
static void follow_merge(verdicts *v, const bry__decision *d) {
  const char *from = bry__json_text(d->json, "theme"), *into = bry__json_text(d->json, "into");
  for (int64_t i = 0; i < v->count; i++) {
    if (strcmp(v->items[i].theme, from) == 0) v->items[i].theme = into;
  }
  /* One unit may now have the theme twice from the same coder: the later word counts. */
  for (uint32_t place = 0; place < v->of.count; place++) {
    int seen = 0;
    for (int64_t i = v->last[place]; i >= 0; i = v->before[i]) {
      if (v->items[i].replaced || strcmp(v->items[i].theme, into) != 0) continue;
      v->items[i].replaced = seen;
      seen = 1;
    }
  }
}

static bry_status apply(bry__review *review, verdicts *v, bry_error **err) {
  bry_status status = BRY_OK;
  for (int64_t i = 0; i < review->count && status == BRY_OK; i++) {
    const bry__decision *d = &review->decisions[i];
    if (d->undone) continue;
    status = is_change(op_of(d)) ? bry__review_change(review, d, err) : hear(review, d, v, err);
    if (status == BRY_OK && strcmp(op_of(d), "merge") == 0) follow_merge(v, d);
  }
  return status;
}

/* --- what comes out --------------------------------------------------------------------------------------------- */

static bry_status make_table(const verdicts *v, bry_table **out, bry_error **err) {
  bry_table *t = bry__table_new("codings", "Kodinger", "Kodingar", "Codings");
  int32_t unit = bry__table_column(t, "unit", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Enhet", "Eining", "Unit");
  int32_t coder = bry__table_column(t, "coder", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Koder", "Kodar", "Coder");
  int32_t theme = bry__table_column(t, "theme", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Tema", "Tema", "Theme");
  int32_t said =
      bry__table_column(t, "verdict", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Avgjørelse", "Avgjerd", "Verdict");
  for (int64_t i = 0; i < v->count; i++) {
    const verdict *item = &v->items[i];
    if (item->replaced) continue;
    bry__table_row(t);
    bry__table_set_text(t, unit, item->unit);
    bry__table_set_text(t, coder, *item->coder ? item->coder : NULL);
    bry__table_set_text(t, theme, *item->theme ? item->theme : NULL);
    bry__table_set_text(t, said, item->said);
  }
  return bry__table_finish(t, out, err);
}

static bry_status make_codebook(bry__review *review, bry_codebook **out, bry_error **err) {
  bry__buffer version = {0}, json = {0};
  const char *before = bry__json_text(review->codebook, "version");
  bry__buffer_format(&version, "%s+%lld", before, (long long)review->changes);
  struct json_object *text = version.failed || review->changes == 0 ? NULL : json_object_new_string(version.data);
  bry_status status = version.failed || (review->changes > 0 && !text) ? bry__enomem(err) : BRY_OK;
  if (text && json_object_object_add(review->codebook, "version", text) != 0) {
    json_object_put(text);
    status = bry__enomem(err);
  }
  bry__json_canonical(&json, review->codebook);
  if (status == BRY_OK && json.failed) status = bry__enomem(err);
  if (status == BRY_OK) status = bry_codebook_parse(json.data, json.size, NULL, out, err);
  bry__buffer_free(&version);
  bry__buffer_free(&json);
  return status;
}

static void clear(bry__review *review, verdicts *v) {
  for (int64_t i = 0; i < review->count; i++)
    json_object_put(review->decisions[i].json);
  bry__free(review->decisions);
  json_object_put(review->codebook);
  bry__free(v->items);
  bry__free(v->last);
  bry__free(v->before);
  bry__strings_clear(&v->of);
}

bry_status bry__review_run(const bry_codebook *codebook, const char *log, size_t size, const int64_t *numbers,
                           bry_codebook **out_codebook, bry_table **out_codings, bry_error **err) {
  const bry__json_limits limits = {16 << 20, 64};
  bry__review review = {0};
  verdicts v = {0};
  bry_codebook *changed = NULL;
  const char *json = bry_codebook_json(codebook);
  bry_status status = bry__json_parse("The codebook", json, strlen(json), &limits, &review.codebook, err);
  if (status == BRY_OK) status = read_log(&review, log, size, numbers, err);
  if (status == BRY_OK) status = apply(&review, &v, err);
  if (status == BRY_OK) status = make_codebook(&review, &changed, err);
  if (status == BRY_OK && out_codings) status = make_table(&v, out_codings, err);
  if (status == BRY_OK && out_codebook) {
    *out_codebook = changed;
    changed = NULL;
  }
  bry_codebook_free(changed);
  clear(&review, &v);
  return status;
}

bry_status bry_review_apply(const bry_codebook *codebook, const char *log, size_t size, bry_codebook **out_codebook,
                            bry_table **out_codings, bry_error **err) {
  bry__error_reset(err);
  if (out_codebook) *out_codebook = NULL;
  if (out_codings) *out_codings = NULL;
  if (!codebook || (!log && size > 0))
    return bry__error(err, BRY_EINVAL,
                      "bry_review_apply: give the codebook that the log was begun with, and the log");
  return bry__review_run(codebook, log, size, NULL, out_codebook, out_codings, err);
}
