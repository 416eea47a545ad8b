/* Surveys: created from a published version, fetched, opened, closed, listed. A survey's id is made from its slug and
 * its tenant, so that no slug can exist twice within a tenant. */
#include "store/survey.h"

#include "core/hash.h"
#include "core/mem.h"
#include "core/table.h"
#include "core/uuid.h"
#include "store/lookup.h"
#include "store/segments.h"
#include "store/statements.h"
#include "store/store.h"
#include "store/survey_slots.h"
#include "store/tally.h"

#include <stdlib.h>
#include <string.h>

enum { TITLE_BYTES_MAX = 1000 };

/* One statement, so one transaction: the version with its slots, unless it is there, and the survey. */
static const bry__statement SURVEY_ADD = {
    "survey_add",
    "WITH q AS (INSERT INTO bry.questionnaire (tenant_id, version, document)"
    " SELECT $1::uuid, $8::text, $9::text WHERE NOT EXISTS"
    " (SELECT FROM bry.survey s WHERE s.tenant_id = $1::uuid AND s.survey_id = $2::uuid)"
    " ON CONFLICT DO NOTHING RETURNING 1),"
    " l AS (INSERT INTO bry.slot (tenant_id, version, kind, slot, item, part, type, codes)"
    " SELECT $1::uuid, $8::text, x.kind, x.slot, x.item, x.part, x.type, x.codes FROM json_to_recordset($10::json)"
    " AS x(kind text, slot int, item text, part text, type text, codes text[]) WHERE EXISTS (SELECT FROM q))"
    " INSERT INTO bry.survey (tenant_id, survey_id, slug, title, version, segments, opens_at, closes_at, salt)"
    " VALUES ($1::uuid, $2::uuid, $3::text, $4::text, $8::text, $5::text, $6::timestamptz, $7::timestamptz,"
    " $11::bytea) ON CONFLICT DO NOTHING",
    BRY__ROWS_NONE};

#define SURVEY_COLUMNS "s.slug, s.title, s.segments, encode(s.salt, 'hex'), q.document"
#define SURVEY_FROM                                                                                                  \
  " FROM bry.survey s JOIN bry.questionnaire q USING (tenant_id, version)"                                           \
  " WHERE s.tenant_id = $1::uuid AND s.survey_id = $2::uuid"

static const bry__statement SURVEY_GET = {"survey_get", "SELECT " SURVEY_COLUMNS SURVEY_FROM, BRY__READ_ONE};
static const bry__statement SURVEY_COMPARE = {
    "survey_compare",
    "SELECT " SURVEY_COLUMNS ", (s.slug = $3::text AND s.title = $4::text AND s.segments = $5::text"
    " AND s.opens_at = $6::timestamptz AND s.closes_at = $7::timestamptz AND s.version = $8::text)::int" SURVEY_FROM,
    BRY__READ_ONE};
static const bry__statement SURVEY_OPEN = {
    "survey_open",
    "WITH u AS (UPDATE bry.survey SET state = 'open' WHERE tenant_id = $1::uuid AND survey_id = $2::uuid"
    " AND state = 'draft') SELECT state FROM bry.survey WHERE tenant_id = $1::uuid AND survey_id = $2::uuid",
    BRY__ROWS_ONE};
static const bry__statement SURVEY_CLOSE = {
    "survey_close",
    "WITH u AS (UPDATE bry.survey SET state = 'closed' WHERE tenant_id = $1::uuid AND survey_id = $2::uuid"
    " AND state <> 'closed') SELECT state FROM bry.survey WHERE tenant_id = $1::uuid AND survey_id = $2::uuid",
    BRY__ROWS_ONE};
static const bry__statement SURVEY_HOLD = {
    "survey_hold", "SELECT 1 FROM bry.survey WHERE tenant_id = $1::uuid AND survey_id = $2::uuid FOR UPDATE",
    BRY__ROWS_ONE};
static const bry__statement SURVEY_DELETE = {
    "survey_delete",
    "DELETE FROM bry.survey WHERE tenant_id = $1::uuid AND survey_id = $2::uuid AND NOT EXISTS"
    " (SELECT FROM bry.response WHERE tenant_id = $1::uuid AND survey_id = $2::uuid)",
    BRY__ROWS_NONE};
static const bry__statement SURVEY_LIST = {
    "survey_list",
    "SELECT slug, title, state, version, c.total, c.tail, s.survey_id FROM bry.survey s"
    " CROSS JOIN LATERAL bry.response_count(s.tenant_id, s.survey_id) c WHERE s.tenant_id = $1::uuid"
    " ORDER BY created_at, slug",
    BRY__READ_MANY};

const bry__statement *const bry__survey_statements[] = {&SURVEY_ADD,    &SURVEY_GET,   &SURVEY_COMPARE,
                                                        &SURVEY_OPEN,   &SURVEY_CLOSE, &SURVEY_HOLD,
                                                        &SURVEY_DELETE, &SURVEY_LIST,  NULL};

/* --- ids ------------------------------------------------------------------------------------------------------- */

typedef struct survey_key {
  uint8_t tenant_id[16];
  uint8_t survey_id[16];
} survey_key;

static bry_status make_key(bry_store *store, const char *slug, survey_key *key, bry_error **err) {
  bry_status status = bry__store_tenant(store, key->tenant_id, err);
  if (status != BRY_OK) return status;
  if (!bry__slug_valid(slug))
    return bry__error(err, BRY_EINVAL,
                      "A survey's slug is 1 to 63 of a-z, 0-9, - and _, and begins with a letter or digit.");
  bry__uuid_v5(key->tenant_id, slug, key->survey_id);
  return BRY_OK;
}

static bry_status not_found(const char *slug, bry_error **err) {
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
  not_found(survey->slug, err);
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
static bry_status make_survey(const survey_key *key, const PGresult *result, bry_survey **out, bry_error **err) {
  bry_survey *survey = bry__alloc_zero(1, sizeof *survey);
  if (!survey) return bry__enomem(err);
  memcpy(survey->tenant_id, key->tenant_id, sizeof key->tenant_id);
  memcpy(survey->survey_id, key->survey_id, sizeof key->survey_id);
  bry__unhex(PQgetvalue(result, 0, 3), sizeof survey->salt * 2, survey->salt);
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
  survey_key key;
  bry_status status = make_key(store, slug, &key, err);
  if (status != BRY_OK) return status;
  bry__param params[] = {bry__param_uuid(key.tenant_id), bry__param_uuid(key.survey_id)};
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__db_query(conn, &SURVEY_GET, params, 2, &result, err);
  bry__conn_release(store, conn);
  if (status == BRY_ENOTFOUND) status = not_found(slug, err);
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

const bry_questionnaire *bry_survey_questionnaire(const bry_survey *survey) {
  return survey ? survey->questionnaire : NULL;
}

/* --- creating -------------------------------------------------------------------------------------------------- */

void bry_survey_options_init(bry_survey_options *options) {
  if (options) *options = (bry_survey_options){.struct_size = sizeof *options};
}

/* A timestamp in binary form: microseconds since 2000-01-01, big end first. 0 is no limit. */
static int put_time(char out[8], int64_t us, int64_t no_limit) {
  static const int64_t year_1 = -62135596800000000, year_10000 = 253402300800000000, year_2000 = 946684800000000;
  if (us != 0 && (us < year_1 || us >= year_10000)) return 0;
  uint64_t value = (uint64_t)(us == 0 ? no_limit : us - year_2000);
  for (int i = 0; i < 8; i++)
    out[i] = (char)(value >> (56 - 8 * i));
  return 1;
}

typedef struct draft { /* a survey to be */
  bry_survey_options options;
  const char *slug;
  const char *title;
  bry__segments segments;
  char opens_at[8], closes_at[8];
} draft;

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
  if (!put_time(d->opens_at, d->options.opens_at_us, INT64_MIN) ||
      !put_time(d->closes_at, d->options.closes_at_us, INT64_MAX))
    return bry__error(err, BRY_EINVAL, "opens_at_us and closes_at_us are microseconds since 1970, year 1 to 9999.");
  if (d->options.opens_at_us && d->options.closes_at_us && d->options.opens_at_us >= d->options.closes_at_us)
    return bry__error(err, BRY_EINVAL,
                      "The survey would close before it opens: put opens_at_us before closes_at_us.");
  return bry__segments_parse(&d->segments, d->options.segments, q, err);
}

/* Adds the survey unless its id is taken, then fetches what is there now and compares. */
static bry_status add_and_fetch(bry__conn *conn, const survey_key *key, const draft *d, const bry_questionnaire *q,
                                PGresult **out, bry_error **err) {
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
                               bry__param_text(bry_questionnaire_json(q)),
                               bry__param_text(slots.data),
                               bry__param_bytes(salt, sizeof salt)};
  bry_status status = bry__db_query(conn, &SURVEY_ADD, params, 11, NULL, err);
  if (status == BRY_OK) status = bry__db_query(conn, &SURVEY_COMPARE, params, 8, out, err);
  if (status == BRY_OK && strcmp(PQgetvalue(*out, 0, 5), "1") != 0)
    status = bry__error(err, BRY_ECONFLICT,
                        "There is another survey %s: its questionnaire, title, segments or window differ. Choose "
                        "another slug.",
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
  survey_key key;
  draft d;
  bry_status status = make_key(store, slug, &key, err);
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
  return status;
}

/* --- states ---------------------------------------------------------------------------------------------------- */

/* Runs SURVEY_OPEN or SURVEY_CLOSE, which give the state before; *out_was is its first letter. */
static bry_status change_state(bry_store *store, const char *slug, const bry__statement *statement, char *out_was,
                               bry_error **err) {
  survey_key key;
  bry_status status = make_key(store, slug, &key, err);
  if (status != BRY_OK) return status;
  bry__param params[] = {bry__param_uuid(key.tenant_id), bry__param_uuid(key.survey_id)};
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__db_query(conn, statement, params, 2, &result, err);
  bry__conn_release(store, conn);
  if (status == BRY_ENOTFOUND) status = not_found(slug, err);
  if (status == BRY_OK) *out_was = PQgetvalue(result, 0, 0)[0];
  PQclear(result);
  return status;
}

bry_status bry_survey_open(bry_store *store, const char *slug, bry_error **err) {
  bry__error_reset(err);
  char was = 0;
  bry_status status = change_state(store, slug, &SURVEY_OPEN, &was, err);
  if (was == 'c')
    return bry__error(err, BRY_ESTATE, "The survey %s is closed, and that is final: create another one.", slug);
  return status;
}

bry_status bry_survey_close(bry_store *store, const char *slug, bry_error **err) {
  bry__error_reset(err);
  char was = 0;
  return change_state(store, slug, &SURVEY_CLOSE, &was, err);
}

/* --- deleting -------------------------------------------------------------------------------------------------- */

/* A submit locks no survey: so the table is closed to writers for the moment between looking and deleting. The survey's
 * row comes first, as in an import, so that the two can't wait for each other. */
static bry_status delete_unanswered(bry__conn *conn, const survey_key *key, int *out_deleted, bry_error **err) {
  bry__param params[] = {bry__param_uuid(key->tenant_id), bry__param_uuid(key->survey_id)};
  PGresult *result = NULL;
  bry_status status = bry__db_run(conn, "BEGIN ISOLATION LEVEL READ COMMITTED", err);
  if (status == BRY_OK) status = bry__db_query(conn, &SURVEY_HOLD, params, 2, NULL, err);
  if (status == BRY_OK) status = bry__db_run(conn, "LOCK TABLE bry.response IN SHARE ROW EXCLUSIVE MODE", err);
  if (status == BRY_OK) status = bry__db_query(conn, &SURVEY_DELETE, params, 2, &result, err);
  if (status == BRY_OK) *out_deleted = strcmp(PQcmdTuples(result), "1") == 0;
  if (status == BRY_OK) status = bry__db_run(conn, "COMMIT", err);
  PQclear(result);
  return status;
}

bry_status bry_survey_delete(bry_store *store, const char *slug, bry_error **err) {
  bry__error_reset(err);
  survey_key key;
  int deleted = 0;
  bry_status status = make_key(store, slug, &key, err);
  if (status != BRY_OK) return status;
  bry__conn *conn = NULL;
  status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = delete_unanswered(conn, &key, &deleted, err);
  bry__conn_release(store, conn);
  if (status == BRY_ENOTFOUND) return not_found(slug, err);
  if (status != BRY_OK || deleted) return status;
  return bry__error(err, BRY_ESTATE, "The survey %s has responses, so it stays: close it to take no more.", slug);
}

/* --- listing --------------------------------------------------------------------------------------------------- */

static void label_states(bry_table *table, int32_t column) {
  static const struct {
    const char *state;
    bry__label label;
  } states[] = {{"draft", {{(char *)"utkast", (char *)"utkast", (char *)"draft", NULL}}},
                {"open", {{(char *)"åpen", (char *)"open", (char *)"open", NULL}}},
                {"closed", {{(char *)"lukket", (char *)"lukka", (char *)"closed", NULL}}}};
  for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
    bry__table_label_value(table, column, states[i].state, &states[i].label);
}

static bry_table *make_list(const PGresult *result) {
  bry_table *table = bry__table_new("surveys", "Undersøkelser", "Undersøkingar", "Surveys");
  if (!table) return NULL;
  bry__table_column(table, "survey", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Undersøkelse", "Undersøking", "Survey");
  bry__table_column(table, "title", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Tittel", NULL, "Title");
  int32_t state = bry__table_column(table, "state", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Tilstand", NULL, "State");
  bry__table_column(table, "version", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Versjon", NULL, "Version");
  int32_t count = bry__table_column(table, "responses", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Svar", NULL, "Responses");
  for (int i = 0; i < PQntuples(result); i++) {
    bry__table_row(table);
    for (int32_t column = 0; column < count; column++)
      bry__table_set_text(table, column, PQgetvalue(result, i, column));
    bry__table_set_int64(table, count, strtoll(PQgetvalue(result, i, count), NULL, 10));
  }
  label_states(table, state);
  return table;
}

/* Whoever lists the surveys folds what has gathered, so that the next list is quicker. */
static bry_status ask_list(bry__conn *conn, const uint8_t tenant[16], PGresult **out, bry_error **err) {
  enum { TAIL = 5, ID = 6 };
  const bry__param param = bry__param_uuid(tenant);
  bry_status status = bry__db_query(conn, &SURVEY_LIST, &param, 1, out, err);
  for (int i = 0; status == BRY_OK && i < PQntuples(*out); i++)
    if (strtoll(PQgetvalue(*out, i, TAIL), NULL, 10) >= BRY__TALLY_FOLD_FROM)
      bry__tally_fold_for_read(conn, param, bry__param_text(PQgetvalue(*out, i, ID)));
  return status;
}

bry_status bry_survey_list(bry_store *store, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the table.");
  *out = NULL;
  uint8_t tenant[16];
  bry_status status = bry__store_tenant(store, tenant, err);
  if (status != BRY_OK) return status;
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = ask_list(conn, tenant, &result, err);
  if (status == BRY_OK) status = bry__table_finish(make_list(result), out, err);
  PQclear(result);
  bry__conn_release(store, conn);
  return status;
}

static void add_segment(bry_table *table, int32_t name, int32_t value, const bry__segment *segment) {
  if (!bry__label_is_empty(&segment->label)) bry__table_label_value(table, name, segment->name, &segment->label);
  for (int32_t v = 0; v < segment->value_count; v++) {
    bry__table_row(table);
    bry__table_set_text(table, name, segment->name);
    bry__table_set_text(table, value, segment->values[v]);
    if (!bry__label_is_empty(&segment->labels[v]) && !bry__table_value_label_of(table, value, segment->values[v]))
      bry__table_label_value(table, value, segment->values[v], &segment->labels[v]);
  }
  if (segment->value_count > 0) return;
  bry__table_row(table);
  bry__table_set_text(table, name, segment->name);
}

bry_status bry_survey_segments(const bry_survey *survey, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (!survey || !out) return bry__error(err, BRY_EINVAL, "bry_survey_segments() needs a survey and an out.");
  *out = NULL;
  bry_table *table = bry__table_new("segments", "Segmenter", "Segment", "Segments");
  if (!table) return bry__enomem(err);
  int32_t name = bry__table_column(table, "segment", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Segment", NULL, "Segment");
  int32_t value = bry__table_column(table, "value", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Verdi", NULL, "Value");
  for (int32_t i = 0; i < survey->segment_count; i++)
    add_segment(table, name, value, &survey->segments[i]);
  return bry__table_finish(table, out, err);
}
