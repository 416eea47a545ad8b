/* Surveys: created from a published version, fetched, opened, deleted. A survey's id is made from its slug and its
 * tenant, so that no slug can exist twice within a tenant. Closing is seal.c's, listing survey_list.c's. */
#include "store/survey.h"

#include "core/hash.h"
#include "core/mem.h"
#include "core/uuid.h"
#include "store/lookup.h"
#include "store/quota.h"
#include "store/rights.h"
#include "store/segments.h"
#include "store/statements.h"
#include "store/store.h"
#include "store/survey_slots.h"
#include "store/time.h"

#include <stdio.h>
#include <string.h>

enum { TITLE_BYTES_MAX = 1000 };

/* One statement, so one transaction: the version with its slots, unless it is there, the survey, its quotas and, where
 * participants are to be known, the tenant's key to know them by. Nothing when it would take no answer, or when its
 * retention date is over: the next run would delete all answers. By the database's clock, as submits and retention go. */
#define STILL_TO_COME "$7::timestamptz > now() AND ($16::date IS NULL OR $16::date >= current_date)"
static const bry__statement SURVEY_ADD = {
    "survey_add",
    "WITH q AS (INSERT INTO bry.questionnaire (tenant_id, version, document)"
    " SELECT $1::uuid, $8::text, $12::text WHERE " STILL_TO_COME " AND NOT EXISTS"
    " (SELECT FROM bry.survey s WHERE s.tenant_id = $1::uuid AND s.survey_id = $2::uuid)"
    " ON CONFLICT DO NOTHING RETURNING 1),"
    " l AS (INSERT INTO bry.slot (tenant_id, version, kind, slot, item, part, type, codes)"
    " SELECT $1::uuid, $8::text, x.kind, x.slot, x.item, x.part, x.type, x.codes FROM json_to_recordset($13::json)"
    " AS x(kind text, slot int, item text, part text, type text, codes text[]) WHERE EXISTS (SELECT FROM q)),"
    " v AS (INSERT INTO bry.survey (tenant_id, survey_id, slug, title, version, segments, opens_at, closes_at, salt,"
    " privacy, admission, quotas, retain_until) SELECT $1::uuid, $2::uuid, $3::text, $4::text, $8::text, $5::text,"
    " $6::timestamptz, $7::timestamptz, $14::bytea, $9::text, $10::text, $11::text, $16::date"
    " WHERE " STILL_TO_COME " ON CONFLICT DO NOTHING RETURNING 1),"
    " k AS (INSERT INTO bry.participant_key (tenant_id, key) SELECT $1::uuid,"
    " sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) WHERE $9::text <> 'anonymous'"
    " ON CONFLICT DO NOTHING)"
    " INSERT INTO bry.quota (tenant_id, survey_id, place, segments, max)"
    " SELECT $1::uuid, $2::uuid, x.place, x.segments, x.max FROM json_to_recordset($15::json)"
    " AS x(place int, segments text[], max int) WHERE EXISTS (SELECT FROM v)",
    BRY__ROWS_NONE};

#define SURVEY_COLUMNS "s.slug, s.title, s.segments, encode(s.salt, 'hex'), q.document, s.privacy"
#define SURVEY_FROM                                                                                                  \
  " FROM bry.survey s JOIN bry.questionnaire q USING (tenant_id, version)"                                           \
  " WHERE s.tenant_id = $1::uuid AND s.survey_id = $2::uuid"

static const bry__statement SURVEY_GET = {"survey_get", "SELECT " SURVEY_COLUMNS SURVEY_FROM, BRY__READ_ONE};
static const bry__statement SURVEY_COMPARE = {
    "survey_compare",
    "SELECT " SURVEY_COLUMNS ", (s.slug = $3::text AND s.title = $4::text AND s.segments = $5::text"
    " AND s.opens_at = $6::timestamptz AND s.closes_at = $7::timestamptz AND s.version = $8::text"
    " AND s.privacy = $9::text AND s.admission = $10::text AND s.quotas IS NOT DISTINCT FROM "
    "$11::text AND ($12::text IS NULL OR s.retain_until = $12::date))::int" SURVEY_FROM,
    BRY__ROWS_ONE};
static const bry__statement SURVEY_OVER = {"survey_over",
                                           "SELECT CASE WHEN $1::timestamptz <= now() THEN 'closes'"
                                           " WHEN $2::date < current_date THEN 'retain' ELSE 'gone' END",
                                           BRY__ROWS_ONE};
static const bry__statement SURVEY_OPEN = {"survey_open", "SELECT bry.survey_open($1::uuid, $2::uuid)",
                                           BRY__ROWS_ONE};
static const bry__statement SURVEY_DELETE = {"survey_delete", "SELECT bry.survey_delete($1::uuid, $2::uuid)",
                                             BRY__ROWS_ONE};

const bry__statement *const bry__survey_statements[] = {
    &SURVEY_ADD, &SURVEY_GET, &SURVEY_COMPARE, &SURVEY_OVER, &SURVEY_OPEN, &SURVEY_DELETE, NULL};

/* --- ids ------------------------------------------------------------------------------------------------------- */

bry_status bry__survey_key_make(bry_store *store, const char *slug, bry__survey_key *key, bry_error **err) {
  bry_status status = bry__store_tenant(store, key->tenant_id, err);
  if (status != BRY_OK) return status;
  if (!bry__slug_valid(slug))
    return bry__error(err, BRY_EINVAL,
                      "A survey's slug is 1 to 63 of a-z, 0-9, - and _, and begins with a letter or digit.");
  bry__uuid_v5(key->tenant_id, slug, key->survey_id);
  return BRY_OK;
}

bry_status bry__survey_not_found(const char *slug, bry_error **err) {
  return bry__error(err, BRY_ENOTFOUND, "The tenant has no survey %s: bry_survey_list() lists those there are.",
                    slug);
}

int bry__survey_is_ours(bry_store *store, const bry_survey *survey, bry_error **err) {
  uint8_t tenant[16];
  if (!survey) {
    bry__error(err, BRY_EINVAL, "The survey is NULL: get one with bry_survey_get().");
    return 0;
  }
  if (bry__store_tenant(store, tenant, err) != BRY_OK) return 0;
  if (memcmp(tenant, survey->tenant_id, sizeof tenant) == 0) return 1;
  bry__survey_not_found(survey->slug, err);
  return 0;
}

/* --- the object ------------------------------------------------------------------------------------------------ */

void bry_survey_free(bry_survey *survey) {
  if (!survey) return;
  bry__segments segments = {.items = survey->segments, .count = survey->segment_count};
  bry__segments_clear(&segments);
  bry__submit_cache_free(survey->cache);
  bry_questionnaire_free(survey->questionnaire);
  bry__free(survey->slug);
  bry__free(survey->title);
  bry__free(survey);
}

/* What was stored passed these checks once; if it does not now, it was made by another version, or by hand. */
static bry_status read_documents(bry_survey *survey, const char *segments_json, const char *document,
                                 bry_error **err) {
  bry__segments segments = {0};
  bry_status status = bry_questionnaire_parse(document, strlen(document), &survey->questionnaire, err);
  if (status == BRY_OK) status = bry__segments_parse(&segments, segments_json, survey->questionnaire, err);
  survey->segments = segments.items;
  survey->segment_count = segments.count;
  bry__free(segments.json);
  if (status == BRY_OK || status == BRY_ENOMEM) return status;
  return bry__error(err, BRY_ENOTSUPPORTED, "This version of the library can't read the survey %s: use a newer one.",
                    survey->slug);
}

/* From the columns SURVEY_COLUMNS of the only row. */
static bry_status make_survey(const bry__survey_key *key, const PGresult *result, bry_survey **out, bry_error **err) {
  bry_survey *survey = bry__alloc_zero(1, sizeof *survey);
  if (!survey) return bry__enomem(err);
  memcpy(survey->tenant_id, key->tenant_id, sizeof key->tenant_id);
  memcpy(survey->survey_id, key->survey_id, sizeof key->survey_id);
  bry__unhex(PQgetvalue(result, 0, 3), sizeof survey->salt * 2, survey->salt);
  snprintf(survey->privacy, sizeof survey->privacy, "%s", PQgetvalue(result, 0, 5));
  survey->slug = bry__strdup(PQgetvalue(result, 0, 0));
  survey->title = bry__strdup(PQgetvalue(result, 0, 1));
  survey->cache = bry__submit_cache_new();
  bry_status status = survey->slug && survey->title && survey->cache ? BRY_OK : bry__enomem(err);
  if (status == BRY_OK) status = read_documents(survey, PQgetvalue(result, 0, 2), PQgetvalue(result, 0, 4), err);
  if (status == BRY_OK)
    *out = survey;
  else
    bry_survey_free(survey);
  return status;
}

bry_status bry_survey_get(bry_store *store, const char *slug, bry_survey **out, bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the survey.");
  *out = NULL;
  bry__survey_key key;
  bry_status status = bry__survey_key_make(store, slug, &key, err);
  if (status != BRY_OK) return status;
  bry__param params[] = {bry__param_uuid(key.tenant_id), bry__param_uuid(key.survey_id)};
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__db_query(conn, &SURVEY_GET, params, 2, &result, err);
  bry__conn_release(store, conn);
  if (status == BRY_ENOTFOUND) status = bry__survey_not_found(slug, err);
  if (status == BRY_OK) status = make_survey(&key, result, out, err);
  PQclear(result);
  return status;
}

const char *bry_survey_slug(const bry_survey *survey) {
  return survey ? survey->slug : NULL;
}

const char *bry_survey_title(const bry_survey *survey) {
  return survey ? survey->title : NULL;
}

const char *bry_survey_privacy(const bry_survey *survey) {
  return survey ? survey->privacy : NULL;
}

const bry_questionnaire *bry_survey_questionnaire(const bry_survey *survey) {
  return survey ? survey->questionnaire : NULL;
}

/* --- creating -------------------------------------------------------------------------------------------------- */

void bry_survey_options_init(bry_survey_options *options) {
  if (options) *options = (bry_survey_options){.struct_size = sizeof *options};
}

typedef struct draft { /* a survey to be */
  bry_survey_options options;
  const char *slug;
  const char *title;
  const char *privacy, *admission;
  bry__segments segments;
  bry__quotas quotas;
  char opens_at[8], closes_at[8];
} draft;

/* The word given, or the first of the list, which ends with NULL; NULL when it is none of them. */
static const char *one_of(const char *given, const char *const *words) {
  if (!given) return words[0];
  while (*words && strcmp(*words, given) != 0)
    words++;
  return *words;
}

static bry_status choose_modes(draft *d, bry_error **err) {
  static const char *const modes[] = {"anonymous", "pseudonymous", "identified", NULL};
  static const char *const doors[] = {"open", "invited", NULL};
  d->privacy = one_of(d->options.privacy, modes);
  d->admission = one_of(d->options.admission, doors);
  if (!d->privacy) return bry__error(err, BRY_EINVAL, "A survey's privacy is anonymous, pseudonymous or identified.");
  if (!d->admission) return bry__error(err, BRY_EINVAL, "A survey's admission is open or invited.");
  return BRY_OK;
}

static bry_status make_draft(draft *d, const char *slug, const bry_questionnaire *q,
                             const bry_survey_options *options, bry_error **err) {
  *d = (draft){.slug = slug};
  bry_survey_options_init(&d->options);
  bry_status status =
      options ? bry__options_read(&d->options, sizeof d->options, options, "bry_survey_options_init", err) : BRY_OK;
  if (status != BRY_OK) return status;
  if (d->options.reserved != 0) return bry__error(err, BRY_EINVAL, "The option reserved must be 0.");
  d->title = d->options.title ? d->options.title : bry_questionnaire_title(q, NULL);
  if (!d->options.title && !d->title[0]) d->title = slug;
  if (!bry__name_valid(d->title, TITLE_BYTES_MAX))
    return bry__error(err, BRY_EINVAL, "A survey's title is 1 to %d bytes of UTF-8 on one line.", TITLE_BYTES_MAX);
  if (!bry__time_binary(d->opens_at, d->options.opens_at_us, INT64_MIN) ||
      !bry__time_binary(d->closes_at, d->options.closes_at_us, INT64_MAX))
    return bry__error(err, BRY_EINVAL, "opens_at_us and closes_at_us are microseconds since 1970, year 1 to 9999.");
  if (d->options.opens_at_us && d->options.closes_at_us && d->options.opens_at_us >= d->options.closes_at_us)
    return bry__error(err, BRY_EINVAL,
                      "The survey would close before it opens: put its opening before its closing time.");
  status = bry__date_check(d->options.retain_until, "retain_until", err);
  if (status == BRY_OK) status = choose_modes(d, err);
  if (status == BRY_OK) status = bry__segments_parse(&d->segments, d->options.segments, q, err);
  if (status == BRY_OK) status = bry__quotas_parse(&d->quotas, d->options.quotas, &d->segments, err);
  return status;
}

/* Why the survey is not there: it was not added, or somebody deleted it at once. */
static bry_status refuse_window(bry__conn *conn, const draft *d, bry_error **err) {
  const bry__param params[] = {bry__param_bytes(d->closes_at, sizeof d->closes_at),
                               bry__param_text(d->options.retain_until)};
  PGresult *result = NULL;
  bry_status status = bry__db_query(conn, &SURVEY_OVER, params, 2, &result, err);
  const char *word = status == BRY_OK ? PQgetvalue(result, 0, 0) : "";
  if (strcmp(word, "closes") == 0)
    status = bry__error(err, BRY_EINVAL,
                        "The survey's closing time is over: it would take no answer. Give one that is still to come, "
                        "or none.");
  if (strcmp(word, "retain") == 0) status = bry__retention_past(d->options.retain_until, err);
  if (strcmp(word, "gone") == 0) status = bry__survey_not_found(d->slug, err);
  PQclear(result);
  return status;
}

/* Adds the survey unless its id is taken, then fetches what is there now and compares. */
static bry_status add_and_fetch(bry__conn *conn, const bry__survey_key *key, const draft *d,
                                const bry_questionnaire *q, PGresult **out, bry_error **err) {
  uint8_t salt[32];
  bry__buffer slots = {0};
  bry__secret_bytes(salt, sizeof salt);
  bry__slots_json(&slots, q);
  if (slots.failed) {
    bry__buffer_free(&slots);
    return bry__enomem(err);
  }
  const bry__param params[] = {bry__param_uuid(key->tenant_id),
                               bry__param_uuid(key->survey_id),
                               bry__param_text(d->slug),
                               bry__param_text(d->title),
                               bry__param_text(d->segments.json),
                               bry__param_bytes(d->opens_at, sizeof d->opens_at),
                               bry__param_bytes(d->closes_at, sizeof d->closes_at),
                               bry__param_text(bry_questionnaire_version(q)),
                               bry__param_text(d->privacy),
                               bry__param_text(d->admission),
                               bry__param_text(d->quotas.json),
                               bry__param_text(bry_questionnaire_json(q)),
                               bry__param_text(slots.data),
                               bry__param_bytes(salt, sizeof salt),
                               bry__param_text(d->quotas.rows.data ? d->quotas.rows.data : "[]"),
                               bry__param_text(d->options.retain_until)};
  bry_status status = bry__db_query(conn, &SURVEY_ADD, params, 16, NULL, err);
  bry__param same[12];
  memcpy(same, params, 11 * sizeof *params);
  same[11] = bry__param_text(d->options.retain_until);
  if (status == BRY_OK) status = bry__db_query(conn, &SURVEY_COMPARE, same, 12, out, err);
  if (status == BRY_ENOTFOUND) status = refuse_window(conn, d, err);
  if (status == BRY_OK && strcmp(PQgetvalue(*out, 0, 6), "1") != 0)
    status = bry__error(
        err, BRY_ECONFLICT,
        "There is another survey %s: its questionnaire, title, segments, window, privacy, admission, quotas "
        "or retention date differ. Choose another slug, or see bry_survey_set_retention().",
        d->slug);
  bry__buffer_free(&slots);
  return status;
}

bry_status bry_survey_create(bry_store *store, const char *slug, const bry_questionnaire *questionnaire,
                             const bry_survey_options *options, bry_survey **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!questionnaire)
    return bry__error(err, BRY_EINVAL, "The questionnaire is NULL: make one with bry_questionnaire_parse().");
  bry__survey_key key;
  draft d;
  bry_status status = bry__survey_key_make(store, slug, &key, err);
  if (status != BRY_OK) return status;
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  status = make_draft(&d, slug, questionnaire, options, err);
  if (status == BRY_OK) status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = add_and_fetch(conn, &key, &d, questionnaire, &result, err);
  bry__conn_release(store, conn);
  if (status == BRY_OK && out) status = make_survey(&key, result, out, err);
  PQclear(result);
  bry__segments_clear(&d.segments);
  bry__quotas_clear(&d.quotas);
  return status;
}

/* --- opening and deleting -------------------------------------------------------------------------------------- */

/* Runs a statement about the survey that gives one text, in a transaction that sees what others commit meanwhile. */
bry_status bry__survey_ask(bry_store *store, const char *slug, const bry__statement *statement, PGresult **out,
                           bry_error **err) {
  bry__survey_key key;
  *out = NULL;
  bry_status status = bry__survey_key_make(store, slug, &key, err);
  if (status != BRY_OK) return status;
  bry__param params[] = {bry__param_uuid(key.tenant_id), bry__param_uuid(key.survey_id)};
  bry__conn *conn = NULL;
  status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__db_run(conn, "BEGIN ISOLATION LEVEL READ COMMITTED", err);
  if (status == BRY_OK) status = bry__db_query(conn, statement, params, 2, out, err);
  if (status == BRY_OK) status = bry__db_run(conn, "COMMIT", err);
  bry__conn_release(store, conn);
  return status == BRY_ENOTFOUND ? bry__survey_not_found(slug, err) : status;
}

bry_status bry_survey_open(bry_store *store, const char *slug, bry_error **err) {
  bry__error_reset(err);
  PGresult *result = NULL;
  bry_status status = bry__survey_ask(store, slug, &SURVEY_OPEN, &result, err);
  const char *word = status == BRY_OK ? PQgetvalue(result, 0, 0) : "";
  if (strcmp(word, "gone") == 0) status = bry__survey_not_found(slug, err);
  if (strcmp(word, "closed") == 0)
    status = bry__error(err, BRY_ESTATE, "The survey %s is closed, and that is final: create another one.", slug);
  PQclear(result);
  return status;
}

bry_status bry_survey_delete(bry_store *store, const char *slug, bry_error **err) {
  bry__error_reset(err);
  PGresult *result = NULL;
  bry_status status = bry__survey_ask(store, slug, &SURVEY_DELETE, &result, err);
  const char *word = status == BRY_OK ? PQgetvalue(result, 0, 0) : "";
  if (strcmp(word, "gone") == 0) status = bry__survey_not_found(slug, err);
  if (strcmp(word, "answered") == 0)
    status = bry__error(err, BRY_ESTATE, "The survey %s has responses, so it stays: close it to take no more.", slug);
  if (strcmp(word, "expired") == 0)
    status =
        bry__error(err, BRY_ESTATE,
                   "The survey %s had responses, which retention deleted: it stays, as the record of them.", slug);
  PQclear(result);
  return status;
}
