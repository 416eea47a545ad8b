/* Participants: the caller's identifier becomes a keyed hash, under a key that only those who put answers in may read.
 * The id of a response is made from participant and survey, so that there can be only one. */
#include "store/participant.h"

#include "core/hash.h"
#include "core/secret.h"
#include "store/statements.h"
#include "store/store.h"

#include <string.h>

static const bry__statement PARTICIPANT_KEY = {
    "participant_key", "SELECT encode(key, 'hex') FROM bry.participant_key WHERE tenant_id = $1::uuid",
    BRY__ROWS_ONE};

static const bry__statement PARTICIPANT_KEY_MAKE = {"participant_key_make",
                                                    "SELECT bry.participant_key_make($1::uuid)", BRY__ROWS_ONE};

const bry__statement *const bry__participant_statements[] = {&PARTICIPANT_KEY, &PARTICIPANT_KEY_MAKE, NULL};

static bry_status read_key(bry_store *store, const uint8_t tenant_id[16], uint8_t key[32], bry_error **err) {
  bry__param param = bry__param_uuid(tenant_id);
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  bry_status status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__db_query(conn, &PARTICIPANT_KEY, &param, 1, &result, err);
  bry__conn_release(store, conn);
  if (status == BRY_OK && (PQgetlength(result, 0, 0) != 64 || !bry__unhex(PQgetvalue(result, 0, 0), 64, key)))
    status =
        bry__error(err, BRY_ESCHEMA, "The tenant's key for participants is damaged: restore bry.participant_key.");
  PQclear(result);
  return status;
}

static void hash_identifier(const char *identifier, const uint8_t key[32], uint8_t out[16]) {
  bry__blake2b_128(identifier, strlen(identifier), key, 32, out);
  bry__secret_uuid(out);
}

bry_status bry__participant_find(bry_store *store, const bry_survey *survey, const char *identifier,
                                 bry__participant *out, bry_error **err) {
  uint8_t key[32], both[32];
  bry_status status = read_key(store, survey->tenant_id, key, err);
  if (status == BRY_ENOTFOUND)
    status = bry__error(err, BRY_ESTATE, "The survey %s knows no participants: it is anonymous.", survey->slug);
  if (status != BRY_OK) return status;
  hash_identifier(identifier, key, out->id);
  memcpy(both, out->id, 16);
  memcpy(both + 16, survey->survey_id, 16);
  bry__blake2b_128(both, sizeof both, key, sizeof key, out->response_id);
  bry__secret_uuid(out->response_id);
  return BRY_OK;
}

bry_status bry__participant_id(bry_store *store, const char *identifier, uint8_t out_tenant[16], uint8_t out[16],
                               bry_error **err) {
  uint8_t key[32];
  bry_status status = bry__store_tenant(store, out_tenant, err);
  if (status != BRY_OK) return status;
  if (!bry__name_valid(identifier, BRY__PARTICIPANT_BYTES_MAX))
    return bry__error(err, BRY_EINVAL, "A participant is 1 to %d bytes of UTF-8 on one line.",
                      BRY__PARTICIPANT_BYTES_MAX);
  status = read_key(store, out_tenant, key, err);
  if (status == BRY_ENOTFOUND)
    status = bry__error(err, status, "The tenant knows no participants: all of its surveys are anonymous.");
  if (status == BRY_OK) hash_identifier(identifier, key, out);
  return status;
}

static bry_status make_key(bry_store *store, const uint8_t tenant_id[16], bry_error **err) {
  bry__param param = bry__param_uuid(tenant_id);
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  bry_status status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__db_query(conn, &PARTICIPANT_KEY_MAKE, &param, 1, &result, err);
  bry__conn_release(store, conn);
  PQclear(result);
  return status;
}

bry_status bry__participant_make(bry_store *store, const char *identifier, uint8_t out_tenant[16], uint8_t out[16],
                                 bry_error **err) {
  bry_status status = bry__participant_id(store, identifier, out_tenant, out, err);
  if (status != BRY_ENOTFOUND) return status;
  if (err) bry_error_free(*err);
  bry__error_reset(err);
  status = make_key(store, out_tenant, err);
  return status == BRY_OK ? bry__participant_id(store, identifier, out_tenant, out, err) : status;
}
