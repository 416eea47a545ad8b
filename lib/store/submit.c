/* Submitting one response: checked here, stored by one statement in one round trip, exactly once by its id. Many at once
 * are submit_many.c's and import.c's. */
#include "store/submit.h"

#include "core/hash.h"
#include "core/json.h"
#include "core/json_flat.h"
#include "core/mem.h"
#include "core/uuid.h"
#include "store/statements.h"
#include "store/store.h"

#include <bry/response.h>

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { SPARE_MAX = 8, TRIES = 3 };

/* Stores if the survey takes plain answers now and the id is new: a rule of the view (0006_doors.sql) sees to that. The
 * salt tells the survey from a later one of its name, which may ask other questions. */
static const bry__statement SUBMIT = {
    "submit",
    "INSERT INTO bry.submission (tenant_id, survey_id, response_id, content_hash, salt, segments, closed, texts)"
    " VALUES ($1::uuid, $2::uuid, $3::uuid, $4::bytea, $5::bytea, $6::text[], $7::smallint[], $8::text[])",
    BRY__ROWS_NONE};
/* Why nothing was stored, by a function of the schema: a portal's login may not read responses. */
static const bry__statement SUBMIT_WHY = {"submit_why",
                                          "SELECT why FROM bry.submit_why($1::uuid, $2::uuid, $3::uuid, $4::bytea,"
                                          " $5::bytea) AS why WHERE why IS NOT NULL",
                                          BRY__READ_ONE};
/* The survey is open: what does it want besides answers? */
static const bry__statement SUBMIT_PLAIN = {
    "submit_plain",
    "SELECT concat_ws(', ', CASE WHEN admission <> 'open' THEN 'an invitation' END, CASE WHEN privacy <> 'anonymous'"
    " THEN 'a participant' END, CASE WHEN consent <> 0 THEN 'consent' END), quotas IS NOT NULL FROM bry.survey"
    " WHERE tenant_id = $1::uuid AND survey_id = $2::uuid",
    BRY__READ_ONE};

const bry__statement *const bry__submit_statements[] = {&SUBMIT, &SUBMIT_WHY, &SUBMIT_PLAIN, NULL};

/* --- memory that is used again --------------------------------------------------------------------------------- */

typedef bry__submit_work work;

struct bry__submit_cache {
  _Atomic(work *) spare[SPARE_MAX];
  atomic_int has_quota; /* and asks for nothing else: the view does not take its responses, a function does */
};

static void free_work(work *w) {
  if (!w) return;
  bry__answers_clear(&w->answers);
  bry__buffer_free(&w->segment_array);
  bry__buffer_free(&w->closed_array);
  bry__buffer_free(&w->text_array);
  bry__buffer_free(&w->message);
  bry__free(w);
}

struct bry__submit_cache *bry__submit_cache_new(void) {
  return bry__alloc_zero(1, sizeof(struct bry__submit_cache));
}

void bry__submit_cache_free(struct bry__submit_cache *cache) {
  for (int i = 0; cache && i < SPARE_MAX; i++)
    free_work(atomic_load(&cache->spare[i]));
  bry__free(cache);
}

static bry_status take_work(const bry_survey *survey, work **out, bry_error **err) {
  for (int i = 0; i < SPARE_MAX; i++)
    if ((*out = atomic_exchange(&survey->cache->spare[i], NULL))) return BRY_OK;
  work *w = bry__alloc_zero(1, sizeof *w);
  if (!w) return bry__enomem(err);
  bry_status status = bry__answers_init(&w->answers, survey->questionnaire, err);
  if (status == BRY_OK)
    *out = w;
  else
    free_work(w);
  return status;
}

/* Memory that ran out once is not kept: a buffer's failure is for good. */
static void give_work(const bry_survey *survey, work *w) {
  int spoilt = w && (w->segment_array.failed || w->closed_array.failed || w->text_array.failed || w->message.failed);
  for (int i = 0; i < SPARE_MAX && w && !spoilt; i++) {
    work *none = NULL;
    if (atomic_compare_exchange_strong(&survey->cache->spare[i], &none, w)) w = NULL;
  }
  free_work(w);
}

/* --- checking -------------------------------------------------------------------------------------------------- */

static void refuse_segment(bry_findings *findings, const char *name, const char *rule, const char *nb, const char *nn,
                           const char *en) {
  bry__buffer pointer = {0};
  bry__pointer_key(&pointer, name);
  bry__findings_add(findings, NULL, rule, pointer.failed ? "" : pointer.data, nb, nn, en);
  bry__buffer_free(&pointer);
}

/* An empty text is no value. What is wrong is left without one. */
static void take_segment(const bry_survey *survey, const char *name, struct json_object *value, const char **values,
                         size_t *sizes, bry_findings *findings) {
  int32_t place = bry__survey_segment_find(survey, name, strlen(name));
  if (place < 0) {
    refuse_segment(findings, name, "segment.unknown", "Undersøkelsen har ikke dette segmentet.",
                   "Undersøkinga har ikkje dette segmentet.", "The survey has no such segment.");
    return;
  }
  if (value && !json_object_is_type(value, json_type_string)) {
    refuse_segment(findings, name, "segment.type", "Et segment skal ha tekst som verdi.",
                   "Eit segment skal ha tekst som verdi.", "A segment's value must be text.");
    return;
  }
  size_t size = value ? (size_t)json_object_get_string_len(value) : 0;
  if (size == 0) return;
  const char *text = json_object_get_string(value);
  if (!bry__segment_accepts(&survey->segments[place], text, size)) {
    refuse_segment(findings, name, "segment.value", "Segmentet har ikke denne verdien.",
                   "Segmentet har ikkje denne verdien.", "The segment has no such value.");
    return;
  }
  values[place] = text;
  sizes[place] = size;
}

static void clear_segments(const bry_survey *survey, const char **values, size_t *sizes) {
  for (int32_t i = 0; i < survey->segment_count; i++) {
    values[i] = NULL;
    sizes[i] = 0;
  }
}

/* Plain texts, all of them right, as they stand; 0 where the tree is to tell. */
static int read_flat_segments(const bry_survey *survey, const char *json, size_t size, const char **values,
                              size_t *sizes) {
  bry__json_flat flat;
  bry__json_member m;
  if (!bry__json_flat_begin(&flat, json, size)) return 0;
  int more = bry__json_flat_next(&flat, &m);
  for (; more == 1; more = bry__json_flat_next(&flat, &m)) {
    int32_t place = bry__survey_segment_find(survey, m.key, m.key_size);
    if (place < 0 || m.kind != BRY__JSON_TEXT || values[place]) return 0;
    if (!bry__segment_accepts(&survey->segments[place], m.text, m.size)) return 0;
    values[place] = m.text;
    sizes[place] = m.size;
  }
  return more == 0;
}

bry_status bry__segments_read(const bry_survey *survey, const char *json, const char **values, size_t *sizes,
                              bry_findings *findings, struct json_object **out_document, bry_error **err) {
  static const bry__json_limits limits = {.max_bytes = 1 << 16, .max_depth = 4};
  size_t size = json ? strlen(json) : 0;
  clear_segments(survey, values, sizes);
  if (!json || (size <= limits.max_bytes && read_flat_segments(survey, json, size, values, sizes))) return BRY_OK;
  clear_segments(survey, values, sizes);
  bry_status status = bry__json_parse("The segments", json, size, &limits, out_document, err);
  if (status != BRY_OK) return status;
  if (!json_object_is_type(*out_document, json_type_object))
    return bry__error_at(err, BRY_EPARSE, "", "The segments must be an object, such as {\"sektor\": \"helse\"}.");
  json_object_object_foreach(*out_document, name, value) take_segment(survey, name, value, values, sizes, findings);
  return BRY_OK;
}

static bry_status check(work *w, const bry_survey *survey, const char *answers, size_t answers_size,
                        const char *segments, struct json_object **out_document, bry_error **err) {
  bry_findings *findings = bry__findings_new();
  if (!findings) return bry__enomem(err);
  bry_status status = bry__answers_from_json(&w->answers, answers, answers_size, findings, err);
  if (status == BRY_OK)
    status = bry__segments_read(survey, segments, w->segments, w->segment_sizes, findings, out_document, err);
  if (status == BRY_OK && bry__answers_refuse_empty(&w->answers, findings) != 0) status = bry__enomem(err);
  if (status == BRY_OK && bry__findings_failed(findings)) status = bry__enomem(err);
  if (status == BRY_OK && bry_findings_count(findings) > 0) {
    status = bry__error_findings(err, BRY_EREFUSED, "The response", findings);
    findings = NULL;
  }
  bry_findings_free(findings);
  return status;
}

bry_status bry__submit_check(const bry_survey *survey, const char *answers, size_t answers_size, const char *segments,
                             bry__checked_fn fn, void *user, bry_error **err) {
  work *w = NULL;
  struct json_object *document = NULL;
  bry_status status = take_work(survey, &w, err);
  if (status != BRY_OK) return status;
  status = check(w, survey, answers, answers_size, segments, &document, err);
  if (status == BRY_OK) {
    bry__checked checked = {.answers = &w->answers, .segments = w->segments, .segment_sizes = w->segment_sizes};
    bry__response_hash(&w->answers, w->segments, w->segment_sizes, survey->segment_count, checked.hash);
    status = fn(&checked, user, err);
  }
  give_work(survey, w);
  json_object_put(document);
  return status;
}

/* --- storing --------------------------------------------------------------------------------------------------- */

/* Why the survey's door is closed. */
static bry_status refuse(const char *door, const bry_survey *survey, bry_error **err) {
  const char *why = "is closed";
  if (strcmp(door, "draft") == 0) why = "is not open yet: open it with bry_survey_open()";
  if (strcmp(door, "early") == 0) why = "takes answers later: its window has not begun";
  if (strcmp(door, "late") == 0) why = "takes no more answers: its window is over";
  return bry__error(err, BRY_ESTATE, "The survey %s %s.", survey->slug, why);
}

bry_status bry__submit_judge(const char *word, const bry_survey *survey, int32_t *out_outcome, bry_error **err) {
  if (strcmp(word, "gone") == 0)
    return bry__error(err, BRY_ENOTFOUND, "The survey %s is not there any more.", survey->slug);
  if (strcmp(word, "again") == 0)
    return bry__error_database(err, BRY_EDATABASE, NULL, 1,
                               "The same response is being sent twice at this moment: try again.");
  if (strcmp(word, "not plain") == 0)
    return bry__error(err, BRY_EINVAL,
                      "The survey %s asks for more than answers (an invitation, a participant, consent, or room in a "
                      "quota), which many at once can't give: send them one by one with bry_response_submit_with().",
                      survey->slug);
  if (strcmp(word, "other") == 0)
    return bry__error(err, BRY_ECONFLICT,
                      "A response of this id with other content is stored: use a new id for another response.");
  if (strcmp(word, "same") != 0) return refuse(word, survey, err);
  *out_outcome = BRY_SUBMIT_REPEATED;
  return BRY_OK;
}

/* Nothing was stored: finds out why. *out_again: nothing stands in the way any more. */
static bry_status look(bry__conn *conn, const bry_survey *survey, const bry__param *params, int32_t *out_outcome,
                       int *out_again, bry_error **err) {
  PGresult *result = NULL;
  bry_status status = bry__db_query(conn, &SUBMIT_WHY, params, 5, &result, err);
  if (status == BRY_ENOTFOUND) status = bry__error(err, status, "The survey %s is not there any more.", survey->slug);
  if (status == BRY_OK) {
    const char *word = PQgetvalue(result, 0, 0);
    *out_again = strcmp(word, "open") == 0;
    if (!*out_again) status = bry__submit_judge(word, survey, out_outcome, err);
    if (status == BRY_OK && *out_outcome == BRY_SUBMIT_REPEATED) status = bry__conn_confirm(conn, err);
  }
  PQclear(result);
  return status;
}

/* Nothing stands in the way of a response: but perhaps of one that is nothing but answers. Where that is a quota alone,
 * it is stored the other way, as are those that come after it. */
static bry_status expect_plain(bry__conn *conn, const bry_survey *survey, const bry__param *params,
                               int32_t *out_outcome, bry_error **err) {
  PGresult *result = NULL;
  bry_status status = bry__db_query(conn, &SUBMIT_PLAIN, params, 2, &result, err);
  if (status == BRY_ENOTFOUND) status = bry__submit_judge("gone", survey, NULL, err);
  if (status == BRY_OK && *PQgetvalue(result, 0, 0))
    status =
        bry__error(err, BRY_EINVAL, "The survey %s asks for more than answers: %s. Use bry_response_submit_with().",
                   survey->slug, PQgetvalue(result, 0, 0));
  if (status == BRY_OK && *PQgetvalue(result, 0, 1) == 't') {
    atomic_store(&survey->cache->has_quota, 1);
    status = bry__submit_in_quota(conn, survey, params, out_outcome, err);
  }
  PQclear(result);
  return status;
}

/* One round trip for a response that is stored; a second one to tell why not. A third kind is rare: the id was taken by
 * a transaction that failed in the end, or the survey opened in between. */
static bry_status ask(bry__conn *conn, const bry_survey *survey, const bry__param *params, int32_t *out_outcome,
                      bry_error **err) {
  for (int i = 0; i < TRIES; i++) {
    PGresult *result = NULL;
    int again = 0;
    bry_status status = bry__db_query(conn, &SUBMIT, params, 8, &result, err);
    int stored = status == BRY_OK && strcmp(PQcmdTuples(result), "1") == 0;
    PQclear(result);
    if (stored) *out_outcome = BRY_SUBMIT_STORED;
    if (status != BRY_OK || stored) return status;
    status = look(conn, survey, params, out_outcome, &again, err);
    if (status == BRY_OK && again) status = expect_plain(conn, survey, params, out_outcome, err);
    if (status != BRY_OK || !again || *out_outcome != 0) return status;
  }
  return bry__submit_judge("again", survey, out_outcome, err);
}

/* The link broke, or the server is going down or coming up; not: it took too long. */
static int is_lost(bry_status status, const bry_error *error) {
  const char *sqlstate = bry_error_sqlstate(error);
  return status == BRY_EUNAVAILABLE &&
         (!sqlstate || strncmp(sqlstate, "57P", 3) == 0 || strncmp(sqlstate, "08", 2) == 0);
}

/* What a call asks of the database, until it has its answer. */
typedef struct errand {
  bry_store *store;
  const bry_survey *survey;
  bry__submit_ask ask;
  const bry__param *params;
  bry__patience patience;
  bry__rider *leader;   /* holds a lane, and may take others along; NULL: goes alone */
  bry__buffer *message; /* of those */
  int asked;            /* so that it may be stored, though no answer came */
  int lost;             /* the link broke at the last try */
} errand;

/* A failure of all together is nobody's outcome: each then asks alone, and *out_outcome stays 0. */
static bry_status ask_with_others(bry__conn *conn, const errand *e, int32_t *out_outcome, bry_error **err) {
  if (bry__join_board(e->store->join, e->leader) == 0) return e->ask(conn, e->survey, e->params, out_outcome, err);
  bry_status status = bry__submit_joined(conn, e->leader, e->message, NULL);
  if (status == BRY_OK && e->leader->is_stored) *out_outcome = BRY_SUBMIT_STORED;
  return BRY_OK;
}

static bry_status store_once(errand *e, int32_t *out_outcome, bry_error **err) {
  bry__conn *conn = NULL;
  bry_error *error = NULL;
  bry_status status = bry__conn_acquire_within(e->store, &e->patience, &conn, &error);
  if (status == BRY_OK) e->asked = 1;
  if (status == BRY_OK)
    status = e->leader ? ask_with_others(conn, e, out_outcome, &error)
                       : e->ask(conn, e->survey, e->params, out_outcome, &error);
  bry__conn_release(e->store, conn);
  e->lost = is_lost(status, error);
  if (e->lost && e->asked)
    status = bry__error_database(&error, status, bry_error_sqlstate(error), 1,
                                 "The database went away while the response was being stored: send it again with the "
                                 "same id; it is stored once.");
  if (err)
    *err = error;
  else
    bry_error_free(error);
  return status;
}

/* Asking again is safe: the id makes a response the same one. */
static bry_status store_patiently(errand *e, bry_status status, int32_t *out_outcome, bry_error **err) {
  while (e->lost && bry__patience_again(&e->patience, &status, err))
    status = store_once(e, out_outcome, err);
  return status;
}

bry_status bry__submit_store(bry_store *store, const bry_survey *survey, bry__submit_ask ask_one,
                             const bry__param *params, int32_t *out_outcome, bry_error **err) {
  errand e = {
      .store = store, .survey = survey, .ask = ask_one, .params = params, .patience = bry__patience_begin(store)};
  return store_patiently(&e, store_once(&e, out_outcome, err), out_outcome, err);
}

/* With a lane of its own and with those who wait, or by whoever has one; alone when that came to nothing. */
static bry_status store_among_others(errand *e, bry__rider *rider, int32_t *out_outcome, bry_error **err) {
  bry_status status = BRY_OK;
  bry__join_place place = bry__join_enter(e->store->join, rider, &e->patience);
  if (place == BRY__JOIN_STORED) {
    *out_outcome = BRY_SUBMIT_STORED;
    return BRY_OK;
  }
  if (place == BRY__JOIN_LEADS) {
    e->leader = rider;
    status = store_once(e, out_outcome, err);
    e->leader = NULL;
    bry__join_leave(e->store->join, rider);
  } else if (bry__patience_cancelled(&e->patience)) {
    return bry__patience_error("waiting for its turn", err);
  }
  e->asked |= rider->is_uncertain;
  if (status == BRY_OK && *out_outcome == 0) status = store_once(e, out_outcome, err);
  return store_patiently(e, status, out_outcome, err);
}

static bry_status lay_out(const bry_survey *survey, work *w, bry_error **err) {
  const bry_questionnaire *q = survey->questionnaire;
  bry__response_hash(&w->answers, w->segments, w->segment_sizes, survey->segment_count, w->hash);
  bry__array_of_texts(&w->segment_array, w->segments, w->segment_sizes, survey->segment_count);
  bry__array_of_int16(&w->closed_array, w->answers.closed, q->closed_slot_count);
  bry__array_of_texts(&w->text_array, w->answers.texts, w->answers.sizes, q->text_slot_count);
  int failed = w->segment_array.failed || w->closed_array.failed || w->text_array.failed;
  return failed ? bry__enomem(err) : BRY_OK;
}

bry_status bry__submit_prepare(const bry_survey *survey, const char *answers, size_t answers_size,
                               const char *segments, bry__submit_work **out, bry_error **err) {
  struct json_object *document = NULL;
  *out = NULL;
  if (!answers) return bry__error(err, BRY_EINVAL, "answers is NULL: give a JSON object.");
  bry_status status = take_work(survey, out, err);
  if (status == BRY_OK) status = check(*out, survey, answers, answers_size, segments, &document, err);
  if (status == BRY_OK) status = lay_out(survey, *out, err);
  json_object_put(document);
  return status;
}

void bry__submit_done(const bry_survey *survey, bry__submit_work *w) {
  give_work(survey, w);
}

static bry_status store_plain(bry_store *store, const bry_survey *survey, const uint8_t id[16], work *w,
                              int32_t *out_outcome, bry_error **err) {
  const bry__param params[] = {bry__param_uuid(survey->tenant_id),
                               bry__param_uuid(survey->survey_id),
                               bry__param_uuid(id),
                               bry__param_bytes(w->hash, sizeof w->hash),
                               bry__param_bytes(survey->salt, sizeof survey->salt),
                               bry__param_bytes(w->segment_array.data, w->segment_array.size),
                               bry__param_bytes(w->closed_array.data, w->closed_array.size),
                               bry__param_bytes(w->text_array.data, w->text_array.size)};
  if (atomic_load_explicit(&survey->cache->has_quota, memory_order_relaxed))
    return bry__submit_store(store, survey, bry__submit_in_quota, params, out_outcome, err);
  errand e = {.store = store,
              .survey = survey,
              .ask = ask,
              .params = params,
              .patience = bry__patience_begin(store),
              .message = &w->message};
  bry__rider rider = {.survey = survey, .id = id, .load = w};
  return store_among_others(&e, &rider, out_outcome, err);
}

bry_status bry_response_submit(bry_store *store, const bry_survey *survey, const char *response_id,
                               const char *answers, size_t answers_size, const char *segments, int32_t *out_outcome,
                               bry_error **err) {
  bry__error_reset(err);
  int32_t outcome = 0;
  if (out_outcome) *out_outcome = 0;
  uint8_t id[16];
  bry_status status = bry__survey_admit(store, survey, err);
  if (status != BRY_OK) return status;
  if (!bry__uuid_parse(response_id, id))
    return bry__error(err, BRY_EINVAL, "response_id is not a UUID of 36 characters: bry_uuid_v4() makes one.");
  work *w = NULL;
  status = bry__submit_prepare(survey, answers, answers_size, segments, &w, err);
  if (status == BRY_OK) status = store_plain(store, survey, id, w, &outcome, err);
  bry__submit_done(survey, w);
  if (status == BRY_OK && out_outcome) *out_outcome = outcome;
  return status;
}
