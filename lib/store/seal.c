/* Closing a survey. An anonymous one is sealed: what could tie an answer to an invitation or to its moment goes, by the
 * function bry.survey_seal of the schema; then the rows it left behind are vacuumed away where the login may. */
#include "store/statements.h"
#include "store/store.h"
#include "store/survey.h"

#include <string.h>

static const bry__statement SURVEY_CLOSE = {"survey_close", "SELECT bry.survey_close($1::uuid, $2::uuid)",
                                            BRY__ROWS_ONE};
/* The time to wait for submits under way. */
static const bry__statement SURVEY_SEAL = {"survey_seal", "SELECT bry.survey_seal($1::uuid, $2::uuid, 30000)",
                                           BRY__ROWS_ONE};
static const bry__statement SEAL_MAY_VACUUM = {
    "seal_may_vacuum",
    "SELECT pg_has_role(relowner, 'USAGE')::int FROM pg_class WHERE oid = 'bry.response'::regclass", BRY__ROWS_ONE};

const bry__statement *const bry__seal_statements[] = {&SURVEY_CLOSE, &SURVEY_SEAL, &SEAL_MAY_VACUUM, NULL};

/* Best effort, with errors unsaid: the seal stands, and autovacuum does the same a little later. */
static void vacuum(bry__conn *conn) {
  PGresult *result = NULL;
  if (bry__db_query(conn, &SEAL_MAY_VACUUM, NULL, 0, &result, NULL) == BRY_OK && PQgetvalue(result, 0, 0)[0] == '1')
    bry__db_run(
        conn,
        "VACUUM (ANALYZE) bry.response, bry.coded, bry.coding, bry.decision, bry.invitation, bry.quota, bry.consent, "
        "bry.audit_undated, "
        "bry.draft",
        NULL);
  PQclear(result);
}

static bry_status busy(const char *sqlstate, const char *slug, bry_error **err) {
  return bry__error_database(err, BRY_EDATABASE, sqlstate, 1,
                             "The survey %s is closed but not sealed yet: a transaction that stores responses has "
                             "not ended. Close it again.",
                             slug);
}

static bry_status judge(const char *word, const char *slug, bry_error **err) {
  if (strcmp(word, "gone") == 0) return bry__survey_not_found(slug, err);
  return strcmp(word, "busy") == 0 ? busy(NULL, slug, err) : BRY_OK;
}

/* A lock that was waited for too long says the same as the function's own word. */
static bry_status seal_error(bry_status status, const char *slug, bry_error **error, bry_error **err) {
  const char *sqlstate = bry_error_sqlstate(*error);
  if (status == BRY_EDATABASE && sqlstate && strcmp(sqlstate, "55P03") == 0) {
    status = busy(sqlstate, slug, err);
    bry_error_free(*error);
  } else if (err) {
    bry_error_free(*err);
    *err = *error;
  } else {
    bry_error_free(*error);
  }
  *error = NULL;
  return status;
}

/* The caller, who watches, ended it, or forked. */
static bry_status give_up(bry_store *store, const char *slug, bry_error **err) {
  uint8_t tenant[16];
  bry_status status = bry__store_tenant(store, tenant, err);
  if (status != BRY_OK) return status;
  return bry__error(err, BRY_ECANCELLED,
                    "The seal was cancelled by the caller: the survey %s is closed but not sealed. Close it again.",
                    slug);
}

/* One transaction, which must see what others commit while it waits. */
static bry_status seal(bry_store *store, bry__conn *conn, const char *slug, const bry__param *params,
                       bry__watch *watch, bry_error **err) {
  PGresult *result = NULL;
  bry_error *error = NULL;
  bry_status status = bry__conn_exempt(conn, err);
  if (status == BRY_OK) status = bry__db_run(conn, "BEGIN ISOLATION LEVEL READ COMMITTED", err);
  bry__db_watch(conn, watch);
  if (status == BRY_OK) {
    status = bry__db_query(conn, &SURVEY_SEAL, params, 2, &result, &error);
    if (status != BRY_OK) status = seal_error(status, slug, &error, err);
  }
  bry__db_watch(conn, NULL);
  if (status == BRY_OK) status = judge(PQgetvalue(result, 0, 0), slug, err);
  if (status == BRY_OK) bry__watch_tell(watch);
  if (watch->stopped) status = give_up(store, slug, err);
  if (status == BRY_OK) status = bry__db_run(conn, "COMMIT", err);
  if (status == BRY_OK) vacuum(conn);
  PQclear(result);
  return status;
}

bry_status bry_survey_close(bry_store *store, const char *slug, bry_progress_fn progress, void *user,
                            bry_error **err) {
  bry__error_reset(err);
  bry__survey_key key;
  bry_status status = bry__survey_key_make(store, slug, &key, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {bry__param_uuid(key.tenant_id), bry__param_uuid(key.survey_id)};
  bry__watch watch = {.progress = progress, .user = user, .total = -1};
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__db_query(conn, &SURVEY_CLOSE, params, 2, &result, err);
  if (status == BRY_OK) status = judge(PQgetvalue(result, 0, 0), slug, err);
  if (status == BRY_OK && strcmp(PQgetvalue(result, 0, 0), "seal") == 0)
    status = seal(store, conn, slug, params, &watch, err);
  PQclear(result);
  bry__conn_release(store, conn);
  return status;
}
