/* bry_survey_decide() and bry_survey_decisions(): people's decisions, read line by line, into the store's log and out of
 * it. */
#include "store/decisions.h"

#include "core/json.h"
#include "core/mem.h"
#include "core/uuid.h"

#include <bry/coding.h>
#include <stdio.h>
#include <string.h>

enum { LINE_BYTES_MAX = 1 << 20, DEPTH_MAX = 32, CODER_BYTES_MAX = 63 };

/* Decisions under way. */
typedef struct decide {
  bry__decisions d;
  const char *coder;
  bry__units touched;
  int changes; /* a theme was changed: all codings may be others */
} decide;

static int is_one_of(const char *word, const char *const *words) {
  for (; *words; words++) {
    if (strcmp(word, *words) == 0) return 1;
  }
  return 0;
}

static int is_change(const char *op) {
  static const char *const ops[] = {"rename", "merge", "split", NULL};
  return is_one_of(op, ops);
}

static int is_verdict(const char *op) {
  static const char *const ops[] = {"code", "accept", "reject", NULL};
  return is_one_of(op, ops);
}

static bry_status refuse(int64_t number, const char *why, bry_error **err) {
  return bry__error(err, BRY_EREFUSED, "Line %lld of the log %s", (long long)number, why);
}

/* --- a line --- */

/* What a line may say: nothing that could hold an answer. */
static bry_status check_keys(struct json_object *json, int64_t number, bry_error **err) {
  static const char *const known[] = {"op", "coder", "unit", "theme", "themes", "label", "into", "at", NULL};
  json_object_object_foreach(json, key, value) {
    (void)value;
    if (!is_one_of(key, known))
      return refuse(number, "has a key that is not known: op, coder, unit, theme, themes, label, into, at", err);
  }
  return BRY_OK;
}

static bry_status coder_of(const decide *w, struct json_object *json, int64_t number, const char **out,
                           bry_error **err) {
  static const char *const machines[] = {"rules", "model", "final", NULL};
  struct json_object *given = NULL;
  const char *own = bry__json_text(json, "coder");
  if (json_object_object_get_ex(json, "coder", &given) && !own)
    return refuse(number, "has a coder that is no text: put the name in quotation marks", err);
  if (own && w->coder && strcmp(own, w->coder) != 0) return refuse(number, "has another coder than the call", err);
  *out = own ? own : w->coder;
  if (!*out || !**out) return refuse(number, "has no coder: give one with the call or in the line", err);
  if (strlen(*out) > CODER_BYTES_MAX || is_one_of(*out, machines))
    return refuse(number, "has a coder that can't be one: at most 63 bytes, and not rules, model or final", err);
  return BRY_OK;
}

static bry_status unit_of(struct json_object *json, const char *op, int64_t number, char out[37], bry_error **err) {
  struct json_object *given = NULL;
  uint8_t id[16];
  out[0] = '\0';
  if (!is_verdict(op))
    return json_object_object_get_ex(json, "unit", &given) ? refuse(number, "is about a theme, and has a unit", err)
                                                           : BRY_OK;
  if (!bry__uuid_parse(bry__json_text(json, "unit"), id))
    return refuse(number, "decides about an answer: its unit must be the id of a response", err);
  bry__uuid_format(id, out);
  return BRY_OK;
}

/* The rest of a line, as it is kept. */
static void body_of(struct json_object *json, bry__buffer *out) {
  static const char *const apart[] = {"op", "coder", "unit", "at"};
  for (size_t i = 0; i < sizeof apart / sizeof *apart; i++)
    json_object_object_del(json, apart[i]);
  bry__json_canonical(out, json);
}

static bry_status add(decide *w, struct json_object *json, int64_t number, bry_error **err) {
  const char *given = bry__json_text(json, "op"), *coder = NULL;
  char op[8], unit[37], name[CODER_BYTES_MAX + 1];
  bry__buffer body = {0};
  if (!json_object_is_type(json, json_type_object) || !given ||
      (!is_change(given) && !is_verdict(given) && strcmp(given, "undo") != 0))
    return refuse(number, "has no op that is known: code, accept, reject, rename, merge, split, undo", err);
  memcpy(op, given, strlen(given) + 1);
  bry_status status = check_keys(json, number, err);
  if (status == BRY_OK) status = coder_of(w, json, number, &coder, err);
  if (status == BRY_OK) status = unit_of(json, op, number, unit, err);
  if (status != BRY_OK) return status;
  memcpy(name, coder, strlen(coder) + 1);
  body_of(json, &body);
  int32_t undone = strcmp(op, "undo") == 0 ? bry__decisions_undo(&w->d) : -1;
  const char *said = undone >= 0 ? w->d.entries[undone].op : op;
  const char *about = undone >= 0 ? w->d.entries[undone].unit : unit;
  w->changes |= is_change(said);
  if (*about && bry__units_add(&w->touched, about) != 0) status = bry__enomem(err);
  bry__entry *e = NULL;
  if (status == BRY_OK && strcmp(op, "undo") == 0 && undone < 0)
    status = refuse(number, "undoes, but there is nothing left to undo", err);
  if (status == BRY_OK && !body.failed) e = bry__decisions_add(&w->d, op, name, unit, body.data, body.size);
  if (e) {
    e->undoes = undone;
    e->number = number;
  } else if (status == BRY_OK) {
    status = bry__enomem(err);
  }
  bry__buffer_free(&body);
  return status;
}

static bry_status read_lines(decide *w, const char *log, size_t size, bry_error **err) {
  const bry__json_limits limits = {LINE_BYTES_MAX, DEPTH_MAX};
  bry_status status = BRY_OK;
  for (int64_t number = 1; size > 0 && status == BRY_OK; number++) {
    const char *end = memchr(log, '\n', size);
    size_t length = end ? (size_t)(end - log) : size, blank = 0;
    char what[64];
    struct json_object *json = NULL;
    while (blank < length && strchr(" \t\r", log[blank]))
      blank++;
    snprintf(what, sizeof what, "Line %lld of the log", (long long)number);
    if (blank < length) status = bry__json_parse(what, log, length, &limits, &json, err);
    if (blank < length && status == BRY_OK) status = add(w, json, number, err);
    json_object_put(json);
    log += length + (end != NULL);
    size -= length + (end != NULL);
  }
  return status;
}

/* --- all of them --- */

/* The first decision begins the log with the newest version. */
static bry_status begin_log(const bry__coding *c, bry__decisions *d, bry_error **err) {
  bry_codebook *newest = NULL;
  if (d->epoch > 0) return BRY_OK;
  bry_status status = bry__coding_codebook(c, NULL, &newest, err);
  if (status == BRY_OK) {
    d->base = bry__strdup(bry_codebook_version(newest));
    d->epoch = 1;
    if (!d->base) status = bry__enomem(err);
  }
  bry_codebook_free(newest);
  return status;
}

static bry_status run(bry__coding *c, decide *w, const char *log, size_t size, int64_t *out_count, bry_error **err) {
  bry_status status = bry__decisions_load(c, &w->d, err);
  if (status == BRY_OK) status = begin_log(c, &w->d, err);
  if (status == BRY_OK) status = read_lines(w, log, size, err);
  if (status == BRY_OK && w->d.count == w->d.stored) return BRY_OK; /* nothing was decided */
  if (status == BRY_OK) status = bry__decisions_apply(c, &w->d, err);
  if (status == BRY_OK) status = bry__decisions_store(c, &w->d, 0, err);
  bry__units_sort(&w->touched);
  if (status == BRY_OK)
    status =
        bry__final_make(c, w->d.verdicts, w->d.codebook, w->changes || w->d.stored == 0 ? NULL : &w->touched, err);
  if (status == BRY_OK) status = bry__coding_commit(c, err);
  if (status == BRY_OK && out_count) *out_count = (int64_t)(w->d.count - w->d.stored);
  return status;
}

bry_status bry_survey_decide(bry_store *store, const bry_survey *survey, const char *item, const char *codebook,
                             const char *coder, const char *log, size_t size, int64_t *out_count, bry_error **err) {
  bry__error_reset(err);
  if (out_count) *out_count = 0;
  if (!store || !survey || !item || !codebook || (!log && size > 0))
    return bry__error(err, BRY_EINVAL,
                      "bry_survey_decide() needs a store, a survey, an item, a codebook and decisions.");
  bry__coding c = {0};
  decide w = {.coder = coder};
  bry_status status = bry__coding_begin(&c, store, survey, item, codebook, err);
  if (status == BRY_OK) status = run(&c, &w, log, size, out_count, err);
  bry__coding_clear(&c);
  bry__decisions_clear(&w.d);
  bry__units_free(&w.touched);
  return status;
}

bry_status bry_survey_decisions(bry_store *store, const bry_survey *survey, const char *item, const char *codebook,
                                bry_text **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!store || !survey || !item || !codebook || !out)
    return bry__error(err, BRY_EINVAL,
                      "bry_survey_decisions() needs a store, a survey, an item, a codebook and an out.");
  bry__coding c = {0};
  bry__decisions d = {0};
  bry__buffer log = {0};
  bry_status status = bry__coding_begin(&c, store, survey, item, codebook, err);
  if (status == BRY_OK) status = bry__decisions_load(&c, &d, err);
  for (size_t i = 0; status == BRY_OK && i < d.count; i++) {
    bry__entry_json(&log, &d.entries[i]);
    bry__buffer_char(&log, '\n');
  }
  if (status == BRY_OK) status = bry__buffer_finish(&log, out, err);
  bry__buffer_free(&log);
  bry__coding_clear(&c);
  bry__decisions_clear(&d);
  return status;
}
