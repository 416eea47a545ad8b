/* What is held about a person, as JSON: of a participant all, of a receipt its one response. */
#include "store/participant.h"
#include "store/rights.h"
#include "store/statements.h"

#include <bry/rights.h>
#include <bry/text.h>

#include <string.h>

#define HELD                                                                                                         \
  "slug, title, privacy, document, survey_segments, response_id, to_char(received_on, 'YYYY-MM-DD'), segments, "     \
  "closed, texts, consent,"                                                                                          \
  " consent_texts, proxy::int, coded"

static const bry__statement PARTICIPANT_EXPORT = {
    "participant_export", "SELECT name, " HELD " FROM bry.participant_export($1::uuid, $2::uuid)", BRY__ROWS_MANY};
static const bry__statement RESPONSE_EXPORT = {
    "response_export", "SELECT word, " HELD " FROM bry.response_export($1::uuid, $2::uuid, $3::uuid, $4::boolean)",
    BRY__ROWS_ONE};

const bry__statement *const bry__access_statements[] = {&PARTICIPANT_EXPORT, &RESPONSE_EXPORT, NULL};

static bry_status write_participant(bry__buffer *b, const PGresult *result, bry_error **err) {
  int rows = PQntuples(result);
  bry_status status = BRY_OK;
  bry__buffer_text(b, "{\"name\":");
  if (rows == 0 || PQgetisnull(result, 0, 0))
    bry__buffer_text(b, "null");
  else
    bry__buffer_json_string(b, PQgetvalue(result, 0, 0), (size_t)PQgetlength(result, 0, 0));
  bry__buffer_text(b, ",\"surveys\":[");
  for (int i = 0; i < rows && status == BRY_OK; i++) {
    if (i > 0) bry__buffer_char(b, ',');
    status = bry__held_json(b, result, i, 1, err);
  }
  bry__buffer_text(b, "]}");
  return status;
}

bry_status bry_participant_export(bry_store *store, const char *participant, bry_text **out, bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the text.");
  *out = NULL;
  uint8_t tenant[16], id[16];
  PGresult *result = NULL;
  bry__buffer b = {0};
  bry_status status = bry__participant_id(store, participant, tenant, id, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {bry__param_uuid(tenant), bry__param_uuid(id)};
  status = bry__rights_ask(store, &PARTICIPANT_EXPORT, params, 2, 0, &result, err);
  if (status == BRY_OK) status = write_participant(&b, result, err);
  if (status == BRY_OK) status = bry__buffer_finish(&b, out, err);
  bry__buffer_free(&b);
  PQclear(result);
  return status;
}

static bry_status judge(const char *word, const bry_survey *survey, bry_error **err) {
  if (strcmp(word, "unknown") == 0)
    return bry__error(err, BRY_ENOTFOUND, "The survey %s has no such response: it may have been withdrawn.",
                      survey->slug);
  return bry__reference_judge(word, survey, err);
}

bry_status bry_response_export_own(bry_store *store, const bry_survey *survey, const char *receipt, bry_text **out,
                                   bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the text.");
  *out = NULL;
  bry__reference reference;
  PGresult *result = NULL;
  bry__buffer b = {0};
  bry_status status = bry__reference_read(store, survey, receipt, &reference, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {bry__param_uuid(survey->tenant_id), bry__param_uuid(survey->survey_id),
                               bry__param_uuid(reference.response_id),
                               bry__param_text(reference.is_receipt ? "true" : "false")};
  status = bry__rights_ask(store, &RESPONSE_EXPORT, params, 4, 0, &result, err);
  if (status == BRY_OK) status = judge(PQgetvalue(result, 0, 0), survey, err);
  if (status == BRY_OK) status = bry__held_json(&b, result, 0, 1, err);
  if (status == BRY_OK) status = bry__buffer_finish(&b, out, err);
  bry__buffer_free(&b);
  PQclear(result);
  return status;
}
