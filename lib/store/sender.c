/* Sending batches of responses: one function call a batch, in a transaction of its own. Responses are known by their
 * ids, so that a batch whose outcome is not known is simply sent again. */
#include "core/mem.h"
#include "store/batch.h"
#include "store/conn.h"
#include "store/statements.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

enum { PARAMS = 5 };

static const bry__statement INCOMING_TYPE = {"incoming_type", "SELECT 'bry.incoming'::regtype::oid::bigint",
                                             BRY__ROWS_ONE};
static const bry__statement TAKE_RESPONSES = {
    "take_responses", "SELECT bry.take_responses($1::uuid, $2::uuid, $3::bytea, $4::bry.incoming[], $5::boolean)",
    BRY__ROWS_ONE};

const bry__statement *const bry__sender_statements[] = {&INCOMING_TYPE, &TAKE_RESPONSES, NULL};

const char *bry__door_word(char door) {
  switch (door) {
  case BRY__DOOR_DRAFT:
    return "draft";
  case BRY__DOOR_EARLY:
    return "early";
  case BRY__DOOR_LATE:
    return "late";
  case BRY__DOOR_NOT_PLAIN:
    return "not plain";
  default:
    return "closed";
  }
}

/* --- one try ---------------------------------------------------------------------------------------------------- */

bry_status bry__incoming_type(bry__conn *conn, uint32_t *out_type, bry_error **err) {
  PGresult *result = NULL;
  bry_status status = BRY_OK;
  if (!conn->private->incoming) status = bry__db_query(conn, &INCOMING_TYPE, NULL, 0, &result, err);
  if (result) conn->private->incoming = (uint32_t)strtoul(PQgetvalue(result, 0, 0), NULL, 10);
  *out_type = conn->private->incoming;
  PQclear(result);
  return status;
}

/* A batch is as long in the database as it takes; the type's OID is its server's own. */
static bry_status connect(bry__sender *s, bry_error **err) {
  if (s->conn) return BRY_OK;
  bry_status status = bry__conn_acquire(s->store, &s->conn, err);
  if (status == BRY_OK) status = bry__conn_exempt(s->conn, err);
  return status == BRY_OK ? bry__incoming_type(s->conn, &s->type, err) : status;
}

/* The pool rolls back or drops a connection that it gets back in the middle of something. */
static void disconnect(bry__sender *s) {
  if (s->conn) bry__conn_release(s->store, s->conn);
  s->conn = NULL;
}

static bry_status send_items(bry__sender *s, bry__param items, bry_error **err) {
  const bry_survey *survey = s->survey;
  const bry__param params[PARAMS] = {bry__param_uuid(survey->tenant_id), bry__param_uuid(survey->survey_id),
                                     bry__param_bytes(survey->salt, sizeof survey->salt), items,
                                     bry__param_text(s->as_import ? "true" : "false")};
  return bry__db_send(s->conn, &TAKE_RESPONSES, params, PARAMS, err);
}

static bry_status send_batch(bry__sender *s, bry__batch *batch, bry_error **err) {
  bry_status status = connect(s, err);
  if (status != BRY_OK) return status;
  if (bry__batch_pack(batch, s->type) != 0) return bry__enomem(err);
  return send_items(s, bry__param_bytes(batch->message.data, batch->message.size), err);
}

/* batch NULL: only the door was asked for. */
static bry_status receive(bry__sender *s, bry__batch *batch, char *out_door, bry_error **err) {
  PGresult *result = NULL;
  bry_status status = bry__db_receive(s->conn, &TAKE_RESPONSES, &result, err);
  if (status != BRY_OK) return status;
  const char *letters = PQgetvalue(result, 0, 0);
  *out_door = letters[0];
  if (!*letters) {
    status = bry__error(err, BRY_ENOTFOUND, "There is no survey %s of this tenant any more.", s->survey->slug);
  } else if (batch && bry__batch_read_fates(batch, letters + 1) != 0) {
    status = bry__error(err, BRY_EINTERNAL, "The database gave no outcome for each response; please report it.");
  } else if (strchr(letters + 1, 'r')) { /* what another has stored must be safe before it is said to be */
    status = bry__conn_confirm(s->conn, err);
  }
  PQclear(result);
  return status;
}

/* --- trying again ------------------------------------------------------------------------------------------------- */

/* Two writers in each other's way, or a lost connection. */
static int may_succeed_again(const bry_error *error) {
  return bry_error_status(error) == BRY_EUNAVAILABLE || bry_error_retryable(error);
}

static bry_status give(bry_status status, bry_error *error, bry_error **err) {
  if (err)
    *err = error;
  else
    bry_error_free(error);
  return status;
}

bry_status bry__sender_door(bry__sender *sender, char *out_door, bry_error **err) {
  bry_status status = connect(sender, err);
  if (status == BRY_OK) status = send_items(sender, bry__param_text("{}"), err);
  if (status == BRY_OK) status = receive(sender, NULL, out_door, err);
  return status;
}

void bry__sender_send(bry__sender *sender, bry__batch *batch) {
  sender->sent = batch;
  send_batch(sender, batch, &sender->sent_err);
}

bry_status bry__sender_take(bry__sender *sender, char *out_door, bry_error **err) {
  bry__batch *batch = sender->sent;
  bry_error *error = sender->sent_err;
  sender->sent = NULL;
  sender->sent_err = NULL;
  if (!batch) return BRY_OK;
  bry_status status = error ? bry_error_status(error) : receive(sender, batch, out_door, &error);
  bry__patience patience = bry__patience_begin(sender->store);
  while (status != BRY_OK && sender->tries_again && may_succeed_again(error)) {
    disconnect(sender);
    if (!bry__patience_again(&patience, &status, &error)) break;
    status = send_batch(sender, batch, &error);
    if (status == BRY_OK) status = receive(sender, batch, out_door, &error);
  }
  if (status != BRY_OK) disconnect(sender);
  if (status == BRY_EUNAVAILABLE) status = bry__store_explain(sender->store, status, &error);
  return give(status, error, err);
}

void bry__sender_close(bry__sender *sender, int forked) {
  char door;
  sender->tries_again = 0;
  if (sender->sent && !forked) bry__sender_take(sender, &door, NULL);
  bry_error_free(sender->sent_err);
  if (!forked) disconnect(sender);
  sender->sent_err = NULL;
  sender->sent = NULL;
}
