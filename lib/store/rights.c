/* What erasure, access, retention and audit share: asking in a transaction that may be begun again, and what a receipt
 * or a response's id leads to. */
#include "store/rights.h"

#include "core/secret.h"
#include "core/uuid.h"
#include "store/draft.h"
#include "store/lookup.h"
#include "store/receipt.h"

#include <string.h>

enum { TRIES = 4 };

static bry_status ask_once(bry_store *store, const bry__statement *statement, const bry__param *params, int count,
                           int exempt, PGresult **out, bry_error **err) {
  bry__conn *conn = NULL;
  *out = NULL;
  bry_status status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK && exempt) status = bry__conn_exempt(conn, err);
  if (status == BRY_OK) status = bry__db_run(conn, "BEGIN ISOLATION LEVEL READ COMMITTED", err);
  if (status == BRY_OK) status = bry__db_query(conn, statement, params, count, out, err);
  if (status == BRY_OK) status = bry__db_run(conn, "COMMIT", err);
  bry__conn_release(store, conn);
  if (status == BRY_OK) return BRY_OK;
  PQclear(*out);
  *out = NULL;
  return status;
}

/* The database gave up one of two transactions that waited for each other. */
static int collided(const bry_error *error) {
  const char *sqlstate = bry_error_sqlstate(error);
  return sqlstate && (strcmp(sqlstate, "40P01") == 0 || strcmp(sqlstate, "40001") == 0);
}

bry_status bry__rights_ask(bry_store *store, const bry__statement *statement, const bry__param *params, int count,
                           int exempt, PGresult **out, bry_error **err) {
  bry_error *error = NULL;
  bry_status status = ask_once(store, statement, params, count, exempt, out, &error);
  for (int i = 1; i < TRIES && status != BRY_OK && collided(error); i++) {
    bry_error_free(error);
    error = NULL;
    status = ask_once(store, statement, params, count, exempt, out, &error);
  }
  if (err && error)
    *err = error;
  else
    bry_error_free(error);
  return status;
}

bry_status bry__reference_read(bry_store *store, const bry_survey *survey, const char *text, bry__reference *out,
                               bry_error **err) {
  uint8_t secret[BRY__SECRET_BYTES];
  *out = (bry__reference){0};
  bry_status status = bry__survey_admit(store, survey, err);
  if (status != BRY_OK) return status;
  if (text && bry__uuid_parse(text, out->response_id)) return BRY_OK;
  if (!bry__secret_read(text, secret))
    return bry__error(
        err, BRY_EINVAL,
        "Give a receipt of 43 url-safe characters, as bry_receipt_new() made it, or a response id of 36.");
  out->is_receipt = 1;
  bry__receipt_id(secret, out->response_id);
  bry__draft_place(survey, secret, out->draft);
  return BRY_OK;
}

bry_status bry__reference_judge(const char *word, const bry_survey *survey, bry_error **err) {
  if (strcmp(word, "gone") == 0) return bry__survey_not_found(survey->slug, err);
  if (strcmp(word, "sealed") == 0)
    return bry__error(err, BRY_ESTATE,
                      "The survey %s is sealed: nothing tells any more which response is whose, and receipts lead "
                      "nowhere.",
                      survey->slug);
  return BRY_OK;
}
