/* Histories of maps: a log of revisions that only grows. What a map was at any revision is the fold of those before it that are
 * in force: rebuilds always are, an edit is unless it was undone. Edits are undone from the last one, so that one that rests
 * on another is never left alone; what rests on a rebuild keeps it, since rebuilds stay where they were. */
#include "map/history.h"

#include "core/json.h"
#include "core/mem.h"
#include "core/table.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static const char *const act_names[] = {"", "apply", "rebuild", "undo", "redo"};

const char *bry__act_name(bry__act act) {
  return act_names[act];
}

const bry__entry *bry__history_last(const bry_map_history *history) {
  return history->count > 0 ? &history->entries[history->count - 1] : NULL;
}

static void entry_clear(bry__entry *e) {
  bry__free(e->role);
  bry__free(e->body);
}

/* --- what is in force --------------------------------------------------------------------------------------------- */

typedef struct force {
  uint8_t *is;            /* by entry */
  int64_t *done, *undone; /* edits, the last at the end */
  int64_t done_count, undone_count;
} force;

static void force_clear(force *f) {
  bry__free(f->is);
  bry__free(f->done);
  bry__free(f->undone);
}

/* Over the first `count` entries. 0, -1: no memory, -2: an entry undoes what is not the last edit. */
static int force_make(force *f, const bry__entry *entries, int64_t count) {
  size_t room = (size_t)count + 1;
  *f = (force){bry__alloc_zero(room, 1), bry__alloc_zero(room, sizeof *f->done),
               bry__alloc_zero(room, sizeof *f->undone), 0, 0};
  if (!f->is || !f->done || !f->undone) return -1;
  for (int64_t i = 0; i < count; i++) {
    const bry__entry *e = &entries[i];
    int64_t of = e->of - 1;
    f->is[i] = e->act == BRY__ACT_APPLY || e->act == BRY__ACT_REBUILD;
    if (e->act == BRY__ACT_APPLY) {
      f->done[f->done_count++] = i;
      f->undone_count = 0;
    } else if (e->act == BRY__ACT_UNDO) {
      if (f->done_count == 0 || f->done[f->done_count - 1] != of) return -2;
      f->undone[f->undone_count++] = f->done[--f->done_count];
      f->is[of] = 0;
    } else if (e->act == BRY__ACT_REDO) {
      if (f->undone_count == 0 || f->undone[f->undone_count - 1] != of) return -2;
      f->done[f->done_count++] = f->undone[--f->undone_count];
      f->is[of] = 1;
    }
  }
  return 0;
}

/* --- states ------------------------------------------------------------------------------------------------------- */

typedef struct state {
  bry_map *map;
  bry__map_memory memory;
} state;

static void state_clear(state *s) {
  bry_map_free(s->map);
  bry__map_memory_clear(&s->memory);
  *s = (state){0};
}

static bry_status carry_out(state *s, bry__act act, const char *body, int64_t *out_operations, bry_error **err) {
  bry_map *derived = NULL;
  if (act == BRY__ACT_APPLY) return bry__map_operate(s->map, &s->memory, body, strlen(body), out_operations, err);
  bry_status status = bry_map_read(body, strlen(body), BRY_MAP_JSON_GRAPH, &derived, err);
  if (status == BRY_OK) status = bry__map_rebuild(s->map, &s->memory, derived, err);
  bry_map_free(derived);
  return status;
}

/* The state after the first `count` entries, from nothing. */
static bry_status fold(const bry__entry *entries, int64_t count, state *out, bry_error **err) {
  force f = {0};
  *out = (state){0};
  int made = force_make(&f, entries, count);
  bry_status status =
      made == 0    ? bry_map_new(&out->map, err)
      : made == -1 ? bry__enomem(err)
                   : bry__error(err, BRY_EREFUSED, "The history undoes what was not the last edit: it is broken.");
  for (int64_t i = 0; i < count && status == BRY_OK; i++)
    if (f.is[i]) status = carry_out(out, entries[i].act, entries[i].body, NULL, err);
  force_clear(&f);
  if (status != BRY_OK) state_clear(out);
  return status;
}

static void take_state(bry_map_history *h, state *s) {
  bry_map_free(h->now);
  bry__map_memory_clear(&h->memory);
  h->now = s->map;
  h->memory = s->memory;
}

/* --- making and freeing ------------------------------------------------------------------------------------------- */

bry_status bry_map_history_new(bry_map_history **out, bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: pass a place for the history.");
  *out = bry__alloc_zero(1, sizeof **out);
  if (!*out) return bry__enomem(err);
  bry_status status = bry_map_new(&(*out)->now, err);
  if (status != BRY_OK) {
    bry__free(*out);
    *out = NULL;
  }
  return status;
}

void bry_map_history_free(bry_map_history *h) {
  if (!h) return;
  for (int64_t i = 0; i < h->count; i++)
    entry_clear(&h->entries[i]);
  bry__free(h->entries);
  bry_map_free(h->now);
  bry__map_memory_clear(&h->memory);
  bry__free(h);
}

int64_t bry_map_history_revision(const bry_map_history *h) {
  return h ? h->count : 0;
}

/* --- adding revisions --------------------------------------------------------------------------------------------- */

static bry_status check_seen(const bry_map_history *h, int64_t seen, const char *role, bry_error **err) {
  if (!h || !role || *role == '\0' || strlen(role) > 64 || !bry__map_is_plain(role, strlen(role)))
    return bry__error(err, BRY_EINVAL, "The history is NULL, or the role is not a text of 1 to 64 bytes: pass both.");
  if (seen != h->count)
    return bry__error(err, BRY_ECONFLICT,
                      "The map is at revision %lld, and you saw %lld: look again, and then make the change.",
                      (long long)h->count, (long long)seen);
  return BRY_OK;
}

/* Line breaks of JSON stand between its parts only. */
static char *one_line(const char *text, size_t size) {
  char *copy = bry__strndup(text, size);
  for (size_t i = 0; copy && i < size; i++)
    if (copy[i] == '\n' || copy[i] == '\r') copy[i] = ' ';
  return copy;
}

static int push(bry_map_history *h, const bry__entry *entry) {
  if (bry__grow((void **)&h->entries, &h->capacity, (size_t)h->count + 1, sizeof *entry) != 0) return -1;
  h->entries[h->count++] = *entry;
  return 0;
}

/* Takes the body over. */
static bry_status add_edit(bry_map_history *h, bry__act act, char *body, const char *role, int64_t at_us,
                           bry_error **err) {
  state s = {0};
  bry__entry entry = {.act = act, .body = body, .role = bry__strdup(role), .at_us = at_us};
  bry_status status = BRY_OK;
  if (body && entry.role) s.map = bry__map_copy(h->now);
  if (!s.map || bry__map_memory_copy(&s.memory, &h->memory) != 0) status = bry__enomem(err);
  if (status == BRY_OK) status = carry_out(&s, act, body, &entry.operations, err);
  if (status == BRY_OK && push(h, &entry) != 0) status = bry__enomem(err);
  if (status == BRY_OK) {
    take_state(h, &s);
  } else {
    state_clear(&s);
    entry_clear(&entry);
  }
  return status;
}

bry_status bry_map_history_apply(bry_map_history *h, int64_t seen, const char *operations, size_t size,
                                 const char *role, int64_t at_us, bry_error **err) {
  bry__error_reset(err);
  bry_status status = check_seen(h, seen, role, err);
  if (status == BRY_OK && (!operations || memchr(operations, '\0', size)))
    status = bry__error(err, BRY_EINVAL, "The operations are NULL or have a NUL byte: pass a JSON list.");
  return status == BRY_OK ? add_edit(h, BRY__ACT_APPLY, one_line(operations, size), role, at_us, err) : status;
}

bry_status bry_map_history_rebuild(bry_map_history *h, int64_t seen, const bry_map *derived, const char *role,
                                   int64_t at_us, bry_error **err) {
  bry_text *text = NULL;
  bry__error_reset(err);
  bry_status status = check_seen(h, seen, role, err);
  if (status == BRY_OK) status = bry_map_export(derived, BRY_MAP_JSON_GRAPH, &text, err);
  if (status == BRY_OK)
    status = add_edit(h, BRY__ACT_REBUILD, one_line(bry_text_data(text), bry_text_size(text)), role, at_us, err);
  bry_text_free(text);
  return status;
}

static bry_status go_back(bry_map_history *h, int64_t seen, bry__act act, const char *role, int64_t at_us,
                          bry_error **err) {
  force f = {0};
  state s = {0};
  bry__error_reset(err);
  bry_status status = check_seen(h, seen, role, err);
  if (status != BRY_OK) return status;
  bry__entry entry = {.act = act, .role = bry__strdup(role), .at_us = at_us};
  if (!entry.role || force_make(&f, h->entries, h->count) != 0) status = bry__enomem(err);
  int64_t count = act == BRY__ACT_UNDO ? f.done_count : f.undone_count;
  if (status == BRY_OK && count == 0)
    status =
        bry__error(err, BRY_ESTATE,
                   act == BRY__ACT_UNDO ? "There is no edit to undo."
                                        : "There is no edit to do again: nothing was undone since the last one.");
  if (status == BRY_OK) entry.of = 1 + (act == BRY__ACT_UNDO ? f.done[count - 1] : f.undone[count - 1]);
  int pushed = status == BRY_OK && push(h, &entry) == 0;
  if (status == BRY_OK && !pushed) status = bry__enomem(err);
  if (pushed) status = fold(h->entries, h->count, &s, err);
  if (status == BRY_OK) {
    take_state(h, &s);
  } else {
    h->count -= pushed;
    entry_clear(&entry);
  }
  force_clear(&f);
  return status;
}

bry_status bry_map_history_undo(bry_map_history *h, int64_t seen, const char *role, int64_t at_us, bry_error **err) {
  return go_back(h, seen, BRY__ACT_UNDO, role, at_us, err);
}

bry_status bry_map_history_redo(bry_map_history *h, int64_t seen, const char *role, int64_t at_us, bry_error **err) {
  return go_back(h, seen, BRY__ACT_REDO, role, at_us, err);
}

/* --- looking at it ------------------------------------------------------------------------------------------------ */

bry_status bry_map_history_at(const bry_map_history *h, int64_t revision, bry_map **out, bry_error **err) {
  state s = {0};
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!h || !out) return bry__error(err, BRY_EINVAL, "The history or out is NULL: pass both.");
  if (revision < -1 || revision > h->count)
    return bry__error(err, BRY_ENOTFOUND, "There is no revision %lld: the last one is %lld.", (long long)revision,
                      (long long)h->count);
  if (revision == -1) {
    *out = bry__map_copy(h->now);
    return *out ? BRY_OK : bry__enomem(err);
  }
  bry_status status = fold(h->entries, revision, &s, err);
  if (status == BRY_OK) {
    *out = s.map;
    s.map = NULL;
  }
  state_clear(&s);
  return status;
}

/* To the second, as tables of the store have it; missing for a moment that no calendar has. */
static void set_moment(bry_table *t, int32_t column, int64_t at_us) {
  time_t seconds = (time_t)(at_us / 1000000);
  struct tm utc;
  char text[64];
  if (!gmtime_r(&seconds, &utc)) return;
  snprintf(text, sizeof text, "%04lld-%02d-%02dT%02d:%02d:%02dZ", utc.tm_year + 1900LL, utc.tm_mon + 1, utc.tm_mday,
           utc.tm_hour, utc.tm_min, utc.tm_sec);
  bry__table_set_text(t, column, text);
}

bry_status bry_map_history_revisions(const bry_map_history *h, bry_table **out, bry_error **err) {
  enum { REVISION, ACT, OF, OPERATIONS, ROLE, AT, IN_FORCE };
  force f = {0};
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!h || !out) return bry__error(err, BRY_EINVAL, "The history or out is NULL: pass both.");
  if (force_make(&f, h->entries, h->count) != 0) {
    force_clear(&f);
    return bry__enomem(err);
  }
  bry_table *t = bry__table_new("revisions", "Endringer av kartet", "Endringar av kartet", "Revisions of the map");
  bry__table_column(t, "revision", BRY_TYPE_INT64, BRY_ROLE_DIMENSION, "Versjon", "Versjon", "Revision");
  bry__table_column(t, "act", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Hva", "Kva", "What");
  bry__table_column(t, "of", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Av", "Av", "Of");
  bry__table_column(t, "operations", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Endringer", "Endringar", "Operations");
  bry__table_column(t, "role", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Rolle", "Rolle", "Role");
  bry__table_column(t, "at", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Tid", "Tid", "Time");
  bry__table_column(t, "in_force", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Gjelder", "Gjeld", "In force");
  if (t) bry__table_column_set_flag(t, IN_FORCE);
  for (int64_t i = 0; t && i < h->count; i++) {
    const bry__entry *e = &h->entries[i];
    bry__table_row(t);
    bry__table_set_int64(t, REVISION, i + 1);
    bry__table_set_text(t, ACT, bry__act_name(e->act));
    if (e->of > 0) bry__table_set_int64(t, OF, e->of);
    if (e->act == BRY__ACT_APPLY) bry__table_set_int64(t, OPERATIONS, e->operations);
    bry__table_set_text(t, ROLE, e->role);
    set_moment(t, AT, e->at_us);
    if (e->act == BRY__ACT_APPLY || e->act == BRY__ACT_REBUILD) bry__table_set_int64(t, IN_FORCE, f.is[i]);
  }
  force_clear(&f);
  return bry__table_finish(t, out, err);
}

/* --- as lines ----------------------------------------------------------------------------------------------------- */

void bry__history_line(bry__buffer *b, const char *act, int64_t of, const char *role, int64_t at_us,
                       const char *body) {
  bry__buffer_format(b, "{\"act\":\"%s\"", act);
  if (of > 0) bry__buffer_format(b, ",\"of\":%lld", (long long)of);
  bry__buffer_text(b, ",\"role\":");
  bry__buffer_json_string(b, role ? role : "", role ? strlen(role) : 0);
  bry__buffer_format(b, ",\"at\":%lld", (long long)at_us);
  if (body) bry__buffer_text(b, strcmp(act, "apply") == 0 ? ",\"operations\":" : ",\"map\":");
  if (body) bry__buffer_text(b, body);
  bry__buffer_char(b, '}');
}

bry_status bry_map_history_write(const bry_map_history *h, bry_text **out, bry_error **err) {
  bry__buffer b = {0};
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!h || !out) return bry__error(err, BRY_EINVAL, "The history or out is NULL: pass both.");
  for (int64_t i = 0; i < h->count; i++) {
    const bry__entry *e = &h->entries[i];
    bry__history_line(&b, bry__act_name(e->act), e->of, e->role, e->at_us, e->body);
    bry__buffer_char(&b, '\n');
  }
  bry_status status = bry__buffer_finish(&b, out, err);
  bry__buffer_free(&b);
  return status;
}

static bry_status refuse_line(const bry_map_history *h, bry_error **err) {
  return bry__error(
      err, BRY_EREFUSED,
      "Line %lld is no revision: it needs act (apply, rebuild, undo or redo), role, at, and operations, map or of.",
      (long long)h->count + 1);
}

static bry_status read_entry(bry_map_history *h, struct json_object *line, bry_error **err) {
  struct json_object *at = NULL, *of = NULL, *body = NULL;
  int is_object = json_object_is_type(line, json_type_object);
  const char *act = is_object ? bry__json_text(line, "act") : NULL,
             *role = is_object ? bry__json_text(line, "role") : NULL;
  bry__entry e = {0};
  for (int i = BRY__ACT_APPLY; act && i <= BRY__ACT_REDO; i++)
    if (strcmp(act, act_names[i]) == 0) e.act = (bry__act)i;
  if (e.act == 0 || !role || !json_object_object_get_ex(line, "at", &at)) return refuse_line(h, err);
  int has_body = e.act == BRY__ACT_APPLY || e.act == BRY__ACT_REBUILD;
  if (has_body && !json_object_object_get_ex(line, e.act == BRY__ACT_APPLY ? "operations" : "map", &body))
    return refuse_line(h, err);
  if (!has_body && !json_object_object_get_ex(line, "of", &of)) return refuse_line(h, err);
  bry__buffer b = {0};
  if (has_body) bry__json_canonical(&b, body);
  e.at_us = json_object_get_int64(at);
  e.of = of ? json_object_get_int64(of) : 0;
  e.operations = json_object_is_type(body, json_type_array) ? (int64_t)json_object_array_length(body) : 0;
  e.role = bry__strdup(role);
  e.body = has_body && !b.failed ? bry__strndup(b.data, b.size) : NULL;
  int failed = b.failed || !e.role || (has_body && !e.body) || push(h, &e) != 0;
  bry__buffer_free(&b);
  if (failed) entry_clear(&e);
  return failed ? bry__enomem(err) : BRY_OK;
}

bry_status bry_map_history_read(const char *data, size_t size, bry_map_history **out, bry_error **err) {
  static const bry__json_limits limits = {.max_bytes = 67108864, .max_depth = 20};
  bry_map_history *h = NULL;
  state s = {0};
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!data || !out) return bry__error(err, BRY_EINVAL, "The data or out is NULL: pass both.");
  if (size > limits.max_bytes) return bry__error(err, BRY_ELIMIT, "The history is larger than 64 MiB.");
  bry_status status = bry_map_history_new(&h, err);
  for (size_t at = 0; at < size && status == BRY_OK;) {
    const char *end = memchr(data + at, '\n', size - at);
    size_t length = end ? (size_t)(end - (data + at)) : size - at;
    struct json_object *line = NULL;
    status = bry__json_parse("a line of the history", data + at, length, &limits, &line, err);
    if (status == BRY_OK) status = read_entry(h, line, err);
    json_object_put(line);
    at += length + 1;
  }
  if (status == BRY_OK) status = fold(h->entries, h->count, &s, err);
  if (status == BRY_OK) {
    take_state(h, &s);
    *out = h;
    h = NULL;
  }
  bry_map_history_free(h);
  return status;
}
