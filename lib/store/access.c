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

/* Of the last move of each: what they promised, and what they support. */
static const bry__statement PARTICIPANT_PROMISES = {
    "participant_promises",
    "SELECT (SELECT coalesce(json_agg(json_build_object('commitment', c.commitment_id, 'what', o.what, 'review_on',"
    " o.review_on, 'state', l.to_state) ORDER BY c.commitment_id), '[]') FROM bry.commitment c"
    " CROSS JOIN LATERAL (SELECT m.to_state FROM bry.commitment_move m WHERE m.tenant_id = c.tenant_id"
    " AND m.commitment_id = c.commitment_id ORDER BY m.seq DESC LIMIT 1) l"
    " CROSS JOIN LATERAL (SELECT m.what, m.review_on FROM bry.commitment_move m WHERE m.tenant_id = c.tenant_id"
    " AND m.commitment_id = c.commitment_id AND m.to_state = 'open' ORDER BY m.seq DESC LIMIT 1) o"
    " WHERE c.tenant_id = $1::uuid AND c.participant = $2::uuid)::text,"
    " (SELECT coalesce(json_agg(json_build_object('pilot', p.pilot_id, 'idea', p.idea) ORDER BY p.pilot_id), '[]')"
    " FROM bry.pilot_supporter s JOIN bry.pilot p ON p.tenant_id = s.tenant_id AND p.pilot_id = s.pilot_id"
    " WHERE s.tenant_id = $1::uuid AND s.participant = $2::uuid)::text",
    BRY__ROWS_ONE};

const bry__statement *const bry__access_statements[] = {&PARTICIPANT_EXPORT, &RESPONSE_EXPORT, &PARTICIPANT_PROMISES,
                                                        NULL};

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
  bry__buffer_char(b, ']');
  return status;
}

static void write_promises(bry__buffer *b, const PGresult *result) {
  bry__buffer_text(b, ",\"commitments\":");
  bry__buffer_text(b, PQgetvalue(result, 0, 0));
  bry__buffer_text(b, ",\"pilots\":");
  bry__buffer_text(b, PQgetvalue(result, 0, 1));
  bry__buffer_char(b, '}');
}

bry_status bry_participant_export(bry_store *store, const char *participant, bry_text **out, bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the text.");
  *out = NULL;
  uint8_t tenant[16], id[16];
  PGresult *result = NULL, *promises = NULL;
  bry__buffer b = {0};
  bry_status status = bry__participant_id(store, participant, tenant, id, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {bry__param_uuid(tenant), bry__param_uuid(id)};
  status = bry__rights_ask(store, &PARTICIPANT_EXPORT, params, 2, 0, &result, err);
  if (status == BRY_OK) status = bry__rights_ask(store, &PARTICIPANT_PROMISES, params, 2, 0, &promises, err);
  if (status == BRY_OK) status = write_participant(&b, result, err);
  if (status == BRY_OK) write_promises(&b, promises);
  if (status == BRY_OK) status = bry__buffer_finish(&b, out, err);
  bry__buffer_free(&b);
  PQclear(result);
  PQclear(promises);
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
