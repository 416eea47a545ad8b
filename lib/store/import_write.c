/* Writing a batch of responses: which of them are there already, and the others by COPY, in one transaction. Rows
 * are known by their ids, so that a batch whose outcome is not known is simply written again.
 *
 * Asking first costs a look-up a row. A new file has no rows to find, so the look-up is left out as long as the last
 * one found nothing; if a row is there after all, the COPY breaks the primary key and the batch is written again,
 * asking first. */
#include "core/mem.h"
#include "store/copy.h"
#include "store/import.h"
#include "store/statements.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static const bry__staged RESPONSES = {
    "CREATE TEMP TABLE bry_response_in (tenant_id uuid, survey_id uuid, response_id uuid, content_hash bytea,"
    " segments text[], closed smallint[], texts text[]) ON COMMIT DROP",
    "COPY bry_response_in FROM STDIN (FORMAT binary)",
    "INSERT INTO bry.response (tenant_id, survey_id, response_id, content_hash, segments, closed, texts)"
    " SELECT * FROM bry_response_in"};

enum { ATTEMPTS_MAX = 8, PAUSE_FIRST_MS = 50, PIECE_BYTES = 64 * 1024, OID_BYTEA = 17, OID_UUID = 2950 };

static const char doing[] = "storing imported responses";

/* The lock keeps the survey from being closed until the batch is in. The salt tells it from a later one of its name. */
static const bry__statement IMPORT_STATE = {
    "import_state",
    "SELECT (state = 'open' AND now() >= opens_at AND now() < closes_at)::int FROM bry.survey"
    " WHERE tenant_id = $1::uuid AND survey_id = $2::uuid AND salt = $3::bytea FOR SHARE",
    BRY__ROWS_ONE};

/* OFFSET 0 keeps the planner at one probe of the primary key an id, whatever its statistics say. */
static const bry__statement IMPORT_KNOWN = {
    "import_known",
    "SELECT (k.place - 1)::int, (r.content_hash = k.hash)::int"
    " FROM unnest($3::uuid[], $4::bytea[]) WITH ORDINALITY AS k(id, hash, place)"
    " CROSS JOIN LATERAL (SELECT content_hash FROM bry.response"
    " WHERE tenant_id = $1::uuid AND survey_id = $2::uuid AND response_id = k.id OFFSET 0) r",
    BRY__ROWS_MANY};

const bry__statement *const bry__import_statements[] = {&IMPORT_STATE, &IMPORT_KNOWN, NULL};

bry_status bry__import_survey_takes_answers(bry__conn *conn, const bry_survey *survey, bry_error **err) {
  PGresult *result = NULL;
  bry__param params[] = {bry__param_uuid(survey->tenant_id), bry__param_uuid(survey->survey_id),
                         bry__param_bytes(survey->salt, sizeof survey->salt)};
  bry_status status = bry__db_query(conn, &IMPORT_STATE, params, 3, &result, err);
  if (status == BRY_ENOTFOUND) {
    status = bry__error(err, BRY_ENOTFOUND, "There is no survey %s of this tenant any more.", survey->slug);
  } else if (status == BRY_OK && strcmp(PQgetvalue(result, 0, 0), "1") != 0) {
    status = bry__error(err, BRY_ESTATE, "The survey %s does not take answers now: open it, or see to its dates.",
                        survey->slug);
  }
  PQclear(result);
  return status;
}

/* --- which rows are there --- */

/* A one-dimensional array without NULLs of 16-byte elements that lie `offset` into each row. */
static void array_of_16_bytes(bry__buffer *b, const bry__batch *batch, size_t offset, int32_t type) {
  bry__put_int32(b, 1); /* dimensions */
  bry__put_int32(b, 0); /* no NULLs */
  bry__put_int32(b, type);
  bry__put_int32(b, (int32_t)batch->count);
  bry__put_int32(b, 1); /* lower bound */
  for (size_t i = 0; i < batch->count; i++) {
    bry__tuple_field(b, (const char *)&batch->rows[i] + offset, 16);
  }
}

static void take_known(bry__batch *batch, const PGresult *result) {
  for (int i = 0; i < PQntuples(result); i++) {
    bry__batch_row *row = &batch->rows[atoi(PQgetvalue(result, i, 0))];
    row->fate = PQgetvalue(result, i, 1)[0] == '1' ? BRY__FATE_REPEATED : BRY__FATE_CONFLICT;
  }
}

static bry_status find_known(bry__import_target *target, bry__batch *batch, bry_error **err) {
  const bry_survey *survey = target->survey;
  bry__buffer ids = {0}, hashes = {0};
  PGresult *result = NULL;
  bry_status status = BRY_OK;
  array_of_16_bytes(&ids, batch, offsetof(bry__batch_row, id), OID_UUID);
  array_of_16_bytes(&hashes, batch, offsetof(bry__batch_row, hash), OID_BYTEA);
  if (ids.failed || hashes.failed) {
    status = bry__enomem(err);
    goto out;
  }
  bry__param params[] = {bry__param_uuid(survey->tenant_id), bry__param_uuid(survey->survey_id),
                         bry__param_bytes(ids.data, ids.size), bry__param_bytes(hashes.data, hashes.size)};
  status = bry__db_query(target->conn, &IMPORT_KNOWN, params, 4, &result, err);
  if (status != BRY_OK) goto out;
  take_known(batch, result);
  target->look_first = PQntuples(result) > 0;
out:
  PQclear(result);
  bry__buffer_free(&ids);
  bry__buffer_free(&hashes);
  return status;
}

/* Of equal ids within the batch the first is stored and the others are measured by it. */
static void settle_twins(bry__batch *batch) {
  bry__batch_row *first = NULL;
  for (size_t i = 0; i < batch->count; i++) {
    bry__batch_row *row = &batch->rows[batch->order[i]];
    if (row->fate != BRY__FATE_NEW) continue;
    if (!first || memcmp(first->id, row->id, 16) != 0) {
      first = row;
    } else {
      row->fate = memcmp(first->hash, row->hash, 16) == 0 ? BRY__FATE_REPEATED : BRY__FATE_CONFLICT;
    }
  }
}

static bry_status decide_fates(bry__import_target *target, bry__batch *batch, bry_error **err) {
  bry_status status = BRY_OK;
  for (size_t i = 0; i < batch->count; i++)
    batch->rows[i].fate = BRY__FATE_NEW;
  if (target->look_first) status = find_known(target, batch, err);
  if (status == BRY_OK) settle_twins(batch);
  return status;
}

/* --- storing the others --- */

static int has_new(const bry__batch *batch) {
  for (size_t i = 0; i < batch->count; i++) {
    if (batch->rows[i].fate == BRY__FATE_NEW) return 1;
  }
  return 0;
}

/* Tuples lie in the order of the file and go in that of their ids: they are gathered into pieces. */
static bry_status send_new(bry__conn *conn, const bry__batch *batch, bry_error **err) {
  bry__buffer piece = {0};
  bry_status status = BRY_OK;
  for (size_t i = 0; i < batch->count && status == BRY_OK; i++) {
    const bry__batch_row *row = &batch->rows[batch->order[i]];
    if (row->fate == BRY__FATE_NEW) bry__buffer_add(&piece, batch->tuples.data + row->at, row->size);
    if (piece.size < PIECE_BYTES && i + 1 < batch->count) continue;
    if (piece.failed) {
      status = bry__enomem(err);
    } else {
      status = bry__copy_send(conn, piece.data, piece.size, doing, err);
    }
    bry__buffer_clear(&piece);
  }
  bry__buffer_free(&piece);
  return status;
}

static bry_status copy_new(bry__conn *conn, const bry__batch *batch, bry_error **err) {
  if (!has_new(batch)) return BRY_OK;
  bry_status status = bry__db_run(conn, RESPONSES.create, err);
  if (status == BRY_OK) status = bry__copy_begin(conn, RESPONSES.copy, doing, err);
  if (status == BRY_OK) status = send_new(conn, batch, err);
  if (status == BRY_OK) status = bry__copy_end(conn, doing, err);
  if (status == BRY_OK) status = bry__db_run(conn, RESPONSES.insert, err);
  return status;
}

/* One try, in one transaction. */
static bry_status write_once(bry__import_target *target, bry__batch *batch, bry_error **err) {
  bry_status status = BRY_OK;
  if (!target->conn) status = bry__conn_acquire(target->store, &target->conn, err);
  if (status == BRY_OK) status = bry__conn_exempt(target->conn, err);
  if (status == BRY_OK) status = bry__db_run(target->conn, "BEGIN", err);
  if (status == BRY_OK) status = bry__import_survey_takes_answers(target->conn, target->survey, err);
  if (status == BRY_OK) status = decide_fates(target, batch, err);
  if (status == BRY_OK) status = copy_new(target->conn, batch, err);
  if (status == BRY_OK) status = bry__db_run(target->conn, "COMMIT", err);
  return status;
}

/* --- trying again --- */

/* Rows that another writer stored meanwhile, two writers in each other's way, or a lost connection. */
static int may_succeed_again(const bry_error *error) {
  const char *sqlstate = bry_error_sqlstate(error);
  return bry_error_status(error) == BRY_EUNAVAILABLE || bry_error_retryable(error) ||
         (sqlstate && strcmp(sqlstate, "23505") == 0);
}

static void pause_before(int attempt) {
  int64_t ms = (int64_t)PAUSE_FIRST_MS << attempt;
  struct timespec pause = {ms / 1000, ms % 1000 * 1000000};
  nanosleep(&pause, NULL);
}

/* The pool rolls back or drops a connection that it gets back in the middle of something. */
static void give_connection_back(bry__import_target *target) {
  if (target->conn) bry__conn_release(target->store, target->conn);
  target->conn = NULL;
}

bry_status bry__batch_write(bry__import_target *target, bry__batch *batch, bry_error **err) {
  bry_error *error = NULL;
  if (bry__batch_sort(batch) != 0) return bry__enomem(err);
  bry_status status = write_once(target, batch, &error);
  for (int attempt = 0; status != BRY_OK && attempt < ATTEMPTS_MAX; attempt++) {
    if (!may_succeed_again(error)) break;
    int lost = status == BRY_EUNAVAILABLE;
    bry_error_free(error);
    error = NULL;
    give_connection_back(target);
    if (lost || attempt > 0) pause_before(attempt);
    target->look_first = 1;
    status = write_once(target, batch, &error);
  }
  if (status != BRY_OK) give_connection_back(target);
  if (status == BRY_EUNAVAILABLE) status = bry__store_explain(target->store, status, &error);
  if (err) {
    *err = error;
  } else {
    bry_error_free(error);
  }
  return status;
}
