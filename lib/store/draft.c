/* Drafts: unfinished answers, locked with a key from the respondent's own token before they leave for the database,
 * which finds them by another hash of it and can read nothing. */
#include "store/draft.h"

#include "core/hash.h"
#include "core/json.h"
#include "core/secret.h"
#include "form/model.h"
#include "store/lookup.h"
#include "store/statements.h"
#include "store/submit.h"

#include <bry/draft.h>

#include <string.h>

enum { DAYS_MAX = 365 };

static const bry__json_limits LIMITS = {.max_bytes = BRY_DRAFT_BYTES_MAX, .max_depth = 16};

static const bry__statement DRAFT_SAVE = {
    "draft_save", "SELECT bry.draft_save($1::uuid, $2::uuid, $4::bytea, $3::bytea, $5::bytea, $6::int)",
    BRY__ROWS_ONE};
static const bry__statement DRAFT_LOAD = {
    "draft_load",
    "SELECT encode(l, 'hex') FROM bry.draft_load($1::uuid, $2::uuid, $3::bytea) AS l WHERE l IS NOT NULL",
    BRY__ROWS_ONE};
static const bry__statement DRAFT_DROP = {"draft_drop", "SELECT bry.draft_drop($1::uuid, $2::uuid, $3::bytea)",
                                          BRY__ROWS_ONE};

const bry__statement *const bry__draft_statements[] = {&DRAFT_SAVE, &DRAFT_LOAD, &DRAFT_DROP, NULL};

/* --- secrets --------------------------------------------------------------------------------------------------- */

static void hash_token(const char *purpose, const bry_survey *survey, const uint8_t token[32], uint8_t out[32]) {
  uint8_t within[32];
  memcpy(within, survey->tenant_id, 16);
  memcpy(within + 16, survey->survey_id, 16);
  bry__secret_hash(purpose, token, within, out, 32);
}

void bry__draft_place(const bry_survey *survey, const uint8_t token[32], uint8_t out[32]) {
  hash_token("bry draft place", survey, token, out);
}

typedef struct keys {
  uint8_t place[32], key[32];
} keys;

static bry_status open_draft(bry_store *store, const bry_survey *survey, const char *token, keys *out,
                             bry_error **err) {
  uint8_t secret[32];
  bry_status status = bry__survey_admit(store, survey, err);
  if (status != BRY_OK) return status;
  if (!bry__secret_read(token, secret))
    return bry__error(err, BRY_EINVAL, "A draft's token is 43 url-safe characters, as bry_receipt_new() makes it.");
  bry__draft_place(survey, secret, out->place);
  hash_token("bry draft key", survey, secret, out->key);
  return BRY_OK;
}

/* --- checking -------------------------------------------------------------------------------------------------- */

/* "item", or "item-Comment" of a choice with "other"; a part is a member of its item's value. */
static int is_known(const bry_questionnaire *q, const char *name) {
  bry__field field;
  return bry__field_find(q, name, &field) && field.part == -1;
}

static void refuse_key(bry_findings *findings, const char *name) {
  bry__buffer pointer = {0};
  bry__pointer_key(&pointer, name);
  bry__findings_add(findings, NULL, "unknown", pointer.failed ? "" : pointer.data, "Spørsmålet finnes ikke.",
                    "Spørsmålet finst ikkje.", "There is no such question.");
  bry__buffer_free(&pointer);
}

/* Values may be whatever stands in a form that is half filled in; keys must be the form's. */
static bry_status check(const bry_survey *survey, const char *answers, size_t size, bry_error **err) {
  struct json_object *document = NULL;
  bry_status status = bry__json_parse("The draft", answers, size, &LIMITS, &document, err);
  if (status != BRY_OK) return status;
  bry_findings *findings = bry__findings_new();
  if (!findings) {
    status = bry__enomem(err);
  } else if (!json_object_is_type(document, json_type_object)) {
    status = bry__error_at(err, BRY_EPARSE, "", "The draft must be an object, such as {\"item\": value}.");
  } else {
    json_object_object_foreach(document, name, value) {
      (void)value;
      if (!is_known(survey->questionnaire, name)) refuse_key(findings, name);
    }
    if (bry__findings_failed(findings)) status = bry__enomem(err);
  }
  if (status == BRY_OK && bry_findings_count(findings) > 0) {
    status = bry__error_findings(err, BRY_EREFUSED, "The draft", findings);
    findings = NULL;
  }
  bry_findings_free(findings);
  json_object_put(document);
  return status;
}

/* --- the calls ------------------------------------------------------------------------------------------------- */

static bry_status ask(bry_store *store, const bry__statement *statement, const bry__param *params, int count,
                      PGresult **out, bry_error **err) {
  bry__conn *conn = NULL;
  bry_status status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__db_query(conn, statement, params, count, out, err);
  bry__conn_release(store, conn);
  return status;
}

bry_status bry_draft_save(bry_store *store, const bry_survey *survey, const char *token, const char *answers,
                          size_t answers_size, int32_t days, bry_error **err) {
  bry__error_reset(err);
  keys k;
  bry__buffer locked = {0};
  bry__int_param number;
  PGresult *result = NULL;
  bry_status status = open_draft(store, survey, token, &k, err);
  if (status == BRY_OK && !answers) status = bry__error(err, BRY_EINVAL, "answers is NULL: give a JSON object.");
  if (status == BRY_OK && (days < 1 || days > DAYS_MAX))
    status = bry__error(err, BRY_EINVAL, "A draft is kept for 1 to %d days.", DAYS_MAX);
  if (status == BRY_OK) status = check(survey, answers, answers_size, err);
  if (status != BRY_OK) return status;
  bry__lock(&locked, answers, answers_size, k.key);
  if (locked.failed) {
    status = bry__enomem(err);
    goto out;
  }
  const bry__param params[] = {
      bry__param_uuid(survey->tenant_id),         bry__param_uuid(survey->survey_id),
      bry__param_bytes(k.place, sizeof k.place),  bry__param_bytes(survey->salt, sizeof survey->salt),
      bry__param_bytes(locked.data, locked.size), bry__param_int(&number, days)};
  status = ask(store, &DRAFT_SAVE, params, 6, &result, err);
  if (status == BRY_OK && strcmp(PQgetvalue(result, 0, 0), "saved") != 0)
    status = bry__submit_judge(PQgetvalue(result, 0, 0), survey, NULL, err);
out:
  PQclear(result);
  bry__buffer_free(&locked);
  return status;
}

static bry_status unlock(const PGresult *result, const uint8_t key[32], bry_text **out, bry_error **err) {
  size_t size = (size_t)PQgetlength(result, 0, 0) / 2;
  bry__buffer locked = {0}, plain = {0};
  bry__buffer_add(&locked, PQgetvalue(result, 0, 0), size); /* room of that size */
  bry_status status = locked.failed ? bry__enomem(err) : BRY_OK;
  if (status == BRY_OK) {
    bry__unhex(PQgetvalue(result, 0, 0), 2 * size, (uint8_t *)locked.data);
    int good = bry__unlock(&plain, (const uint8_t *)locked.data, size, key);
    if (plain.failed)
      status = bry__enomem(err);
    else if (!good)
      status = bry__error(err, BRY_ENOTFOUND, "The draft can't be read any more: begin anew.");
    else
      status = bry__buffer_finish(&plain, out, err);
  }
  bry__buffer_free(&locked);
  bry__buffer_free(&plain);
  return status;
}

bry_status bry_draft_load(bry_store *store, const bry_survey *survey, const char *token, bry_text **out,
                          bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the draft.");
  *out = NULL;
  keys k;
  PGresult *result = NULL;
  bry_status status = open_draft(store, survey, token, &k, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {bry__param_uuid(survey->tenant_id), bry__param_uuid(survey->survey_id),
                               bry__param_bytes(k.place, sizeof k.place)};
  status = ask(store, &DRAFT_LOAD, params, 3, &result, err);
  if (status == BRY_ENOTFOUND)
    status = bry__error(err, status, "There is no draft of this token: it was sent in, dropped or has expired.");
  if (status == BRY_OK) status = unlock(result, k.key, out, err);
  PQclear(result);
  return status;
}

bry_status bry_draft_drop(bry_store *store, const bry_survey *survey, const char *token, bry_error **err) {
  bry__error_reset(err);
  keys k;
  bry_status status = open_draft(store, survey, token, &k, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {bry__param_uuid(survey->tenant_id), bry__param_uuid(survey->survey_id),
                               bry__param_bytes(k.place, sizeof k.place)};
  PGresult *result = NULL;
  status = ask(store, &DRAFT_DROP, params, 3, &result, err);
  PQclear(result);
  return status;
}
