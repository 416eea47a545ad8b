/* Participants: the caller's identifier becomes a keyed hash, under a key that only those who put answers in may read.
 * The id of a response is made from participant and survey, so that there can be only one. */
#include "store/participant.h"

#include "core/hash.h"
#include "core/secret.h"
#include "store/statements.h"

#include <string.h>

static const bry__statement PARTICIPANT_KEY = {
    "participant_key", "SELECT encode(key, 'hex') FROM bry.participant_key WHERE tenant_id = $1::uuid",
    BRY__ROWS_ONE};

const bry__statement *const bry__participant_statements[] = {&PARTICIPANT_KEY, NULL};

static bry_status read_key(bry_store *store, const bry_survey *survey, uint8_t key[32], bry_error **err) {
  bry__param param = bry__param_uuid(survey->tenant_id);
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  bry_status status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__db_query(conn, &PARTICIPANT_KEY, &param, 1, &result, err);
  bry__conn_release(store, conn);
  if (status == BRY_ENOTFOUND)
    status = bry__error(err, BRY_ESTATE, "The survey %s knows no participants: it is anonymous.", survey->slug);
  if (status == BRY_OK && (PQgetlength(result, 0, 0) != 64 || !bry__unhex(PQgetvalue(result, 0, 0), 64, key)))
    status =
        bry__error(err, BRY_ESCHEMA, "The tenant's key for participants is damaged: restore bry.participant_key.");
  PQclear(result);
  return status;
}

bry_status bry__participant_find(bry_store *store, const bry_survey *survey, const char *identifier,
                                 bry__participant *out, bry_error **err) {
  uint8_t key[32], both[32];
  bry_status status = read_key(store, survey, key, err);
  if (status != BRY_OK) return status;
  bry__blake2b_128(identifier, strlen(identifier), key, sizeof key, out->id);
  bry__secret_uuid(out->id);
  memcpy(both, out->id, 16);
  memcpy(both + 16, survey->survey_id, 16);
  bry__blake2b_128(both, sizeof both, key, sizeof key, out->response_id);
  bry__secret_uuid(out->response_id);
  return BRY_OK;
}
