/* bry_survey_decide() and bry_survey_decisions(): people's decisions, read line by line, into the store's log and out of
 * it. */
#include "store/decisions.h"

#include "core/json.h"
#include "core/mem.h"
#include "core/strings.h"
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
  /* What is in force: a coder's last decision about a unit, and the last one about themes. */
  bry__strings spoken; /* "unit\ncoder" */
  int32_t *last;       /* by that: the place in the log */
  size_t last_capacity;
  int32_t last_change; /* -1: none */
  int stale;           /* something was taken back since */
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

/* --- what was decided already --- */

/* The number of a unit as a coder sees it; -1: not there (find), or no memory (add). */
static int64_t spoken_place(decide *w, const char *unit, const char *coder, int add) {
  bry__buffer key = {0};
  bry__buffer_format(&key, "%s\n%s", unit, coder);
  int64_t place = key.failed ? -1
                  : add      ? bry__strings_add(&w->spoken, key.data, key.size)
                             : bry__strings_find(&w->spoken, key.data, key.size);
  bry__buffer_free(&key);
  return place;
}

static int note(decide *w, int32_t entry) {
  const bry__entry *e = &w->d.entries[entry];
  if (e->undone || strcmp(e->op, "undo") == 0) return 0;
  if (is_change(e->op)) {
    w->last_change = entry;
    return 0;
  }
  int64_t place = spoken_place(w, e->unit, e->coder, 1);
  if (place < 0 || bry__grow((void **)&w->last, &w->last_capacity, (size_t)place + 1, sizeof *w->last) != 0)
    return -1;
  w->last[place] = entry;
  return 0;
}

static int note_all(decide *w) {
  bry__strings_clear(&w->spoken);
  w->last_change = -1;
  w->stale = 0;
  for (size_t i = 0; i < w->d.count; i++)
    if (note(w, (int32_t)i) != 0) return -1;
  return 0;
}

/* Whether a line says what the same coder said last about the same answer, or themes, with nothing since that could make
 * it mean something else: so a call may be sent again when its answer was lost. -1: no memory. */
static int is_repeated(decide *w, const char *op, const char *coder, const char *unit, const char *body) {
  if (w->stale && note_all(w) != 0) return -1;
  int32_t last = w->last_change;
  if (!is_change(op)) {
    int64_t place = spoken_place(w, unit, coder, 0);
    last = place >= 0 ? w->last[place] : -1;
    if (last < w->last_change) return 0;
  }
  if (last < 0) return 0;
  const bry__entry *e = &w->d.entries[last];
  return strcmp(e->op, op) == 0 && strcmp(e->coder, coder) == 0 && strcmp(e->body, body) == 0;
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

/* A decision that may be put into the log. */
typedef struct line {
  char op[8], unit[37], coder[CODER_BYTES_MAX + 1];
  bry__buffer body;
  int64_t number;
} line;

static bry_status read_line(const decide *w, struct json_object *json, line *out, bry_error **err) {
  const char *given = bry__json_text(json, "op"), *coder = NULL;
  if (!json_object_is_type(json, json_type_object) || !given ||
      (!is_change(given) && !is_verdict(given) && strcmp(given, "undo") != 0))
    return refuse(out->number, "has no op that is known: code, accept, reject, rename, merge, split, undo", err);
  memcpy(out->op, given, strlen(given) + 1);
  bry_status status = check_keys(json, out->number, err);
  if (status == BRY_OK) status = coder_of(w, json, out->number, &coder, err);
  if (status == BRY_OK) status = unit_of(json, out->op, out->number, out->unit, err);
  if (status != BRY_OK) return status;
  memcpy(out->coder, coder, strlen(coder) + 1);
  body_of(json, &out->body);
  return out->body.failed ? bry__enomem(err) : BRY_OK;
}

static bry_status keep(decide *w, const line *l, int32_t undone, bry_error **err) {
  const char *said = undone >= 0 ? w->d.entries[undone].op : l->op;
  const char *about = undone >= 0 ? w->d.entries[undone].unit : l->unit;
  w->changes |= is_change(said);
  w->stale |= undone >= 0;
  if (*about && bry__units_add(&w->touched, about) != 0) return bry__enomem(err);
  bry__entry *e = bry__decisions_add(&w->d, l->op, l->coder, l->unit, l->body.data, l->body.size);
  if (!e) return bry__enomem(err);
  e->undoes = undone;
  e->number = l->number;
  return w->stale || note(w, (int32_t)w->d.count - 1) == 0 ? BRY_OK : bry__enomem(err);
}

static bry_status add(decide *w, struct json_object *json, int64_t number, bry_error **err) {
  line l = {.number = number};
  int32_t undone = -1;
  int repeated = 0;
  bry_status status = read_line(w, json, &l, err);
  if (status != BRY_OK) goto out;
  if (strcmp(l.op, "undo") == 0) {
    undone = bry__decisions_undo(&w->d, l.coder);
    if (undone < 0) status = refuse(number, "undoes, but this coder has nothing left to undo", err);
  } else {
    repeated = is_repeated(w, l.op, l.coder, l.unit, l.body.data);
    if (repeated < 0) status = bry__enomem(err);
  }
  if (status == BRY_OK && !repeated) status = keep(w, &l, undone, err);

out:
  bry__buffer_free(&l.body);
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
  if (status == BRY_OK && note_all(w) != 0) status = bry__enomem(err);
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
  decide w = {.coder = coder, .last_change = -1};
  bry_status status = bry__coding_begin(&c, store, survey, item, codebook, err);
  if (status == BRY_OK) status = run(&c, &w, log, size, out_count, err);
  bry__coding_clear(&c);
  bry__decisions_clear(&w.d);
  bry__units_free(&w.touched);
  bry__strings_clear(&w.spoken);
  bry__free(w.last);
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
