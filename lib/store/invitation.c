/* Making and revoking invitations. That a token admits what it admits is held by bry.submit in the schema. */
#include "core/hash.h"
#include "core/json.h"
#include "core/options.h"
#include "core/secret.h"
#include "core/table.h"
#include "store/lookup.h"
#include "store/statements.h"
#include "store/store.h"
#include "store/submit.h"
#include "store/time.h"
#include "store/wire.h"

#include <bry/invitation.h>

#include <stdlib.h>
#include <string.h>

enum { COUNT_MAX = 100000, BATCH_BYTES_MAX = 200 };

/* In the order of the hashes: where a row lies tells nothing of its place in the list of tokens. */
static const bry__statement INVITATION_ADD = {
    "invitation_add",
    "INSERT INTO bry.invitation (tenant_id, survey_id, token_hash, batch, segments, uses, expires_at)"
    " SELECT $1::uuid, $2::uuid, h, $5::text, $6::text[], $7::int, $8::timestamptz"
    " FROM bry.survey, unnest($4::bytea[]) AS h WHERE tenant_id = $1::uuid AND survey_id = $2::uuid"
    " AND salt = $3::bytea AND state <> 'closed' AND $8::timestamptz > now() ORDER BY h",
    BRY__ROWS_NONE};
static const bry__statement INVITATION_DOOR = {
    "invitation_door",
    "SELECT state FROM bry.survey WHERE tenant_id = $1::uuid AND survey_id = $2::uuid AND salt = $3::bytea",
    BRY__ROWS_ONE};
static const bry__statement INVITATION_REVOKE = {
    "invitation_revoke", "SELECT bry.invitation_revoke($1::uuid, $2::uuid, $3::text, $4::bytea)", BRY__ROWS_ONE};

const bry__statement *const bry__invitation_statements[] = {&INVITATION_ADD, &INVITATION_DOOR, &INVITATION_REVOKE,
                                                            NULL};

void bry_invitation_options_init(bry_invitation_options *options) {
  if (options) *options = (bry_invitation_options){.struct_size = sizeof *options, .count = 1, .uses = 1};
}

static bry_status read_options(bry_invitation_options *o, const bry_invitation_options *options, char expires[8],
                               bry_error **err) {
  bry_invitation_options_init(o);
  if (!options)
    return bry__error(err, BRY_EINVAL,
                      "options is NULL: begin with bry_invitation_options_init(), and name a batch.");
  bry_status status = bry__options_read(o, sizeof *o, options, "bry_invitation_options_init", err);
  if (status != BRY_OK) return status;
  if (o->reserved != 0) return bry__error(err, BRY_EINVAL, "The option reserved must be 0.");
  if (o->count < 1 || o->count > COUNT_MAX)
    return bry__error(err, BRY_EINVAL, "The option count is 1 to %d: make more in several calls.", COUNT_MAX);
  if (o->uses < 1) return bry__error(err, BRY_EINVAL, "The option uses is 1 or more.");
  if (!bry__name_valid(o->batch, BATCH_BYTES_MAX))
    return bry__error(err, BRY_EINVAL, "The option batch is a name of 1 to %d bytes of UTF-8 on one line.",
                      BATCH_BYTES_MAX);
  if (!bry__time_binary(expires, o->expires_at_us, INT64_MAX))
    return bry__error(err, BRY_EINVAL, "expires_at_us is microseconds since 1970, year 1 to 9999.");
  return BRY_OK;
}

/* --- making ---------------------------------------------------------------------------------------------------- */

typedef struct batch {
  bry_invitation_options options;
  char expires[8];
  bry_table *table;
  bry__buffer hashes, segments; /* arrays in binary form */
} batch;

static bry_status read_segments(batch *b, const bry_survey *survey, bry_error **err) {
  const char *values[BRY__SEGMENTS_MAX];
  size_t sizes[BRY__SEGMENTS_MAX];
  struct json_object *document = NULL;
  bry_findings *findings = bry__findings_new();
  if (!findings) return bry__enomem(err);
  bry_status status = bry__segments_read(survey, b->options.segments, values, sizes, findings, &document, err);
  if (status == BRY_OK) bry__array_of_texts(&b->segments, values, sizes, survey->segment_count);
  if (status == BRY_OK && (bry__findings_failed(findings) || b->segments.failed)) status = bry__enomem(err);
  if (status == BRY_OK && bry_findings_count(findings) > 0) {
    status = bry__error_findings(err, BRY_EREFUSED, "The segments", findings);
    findings = NULL;
  }
  bry_findings_free(findings);
  json_object_put(document);
  return status;
}

static bry_status make_tokens(batch *b, bry_error **err) {
  b->table = bry__table_new("invitations", "Invitasjoner", "Invitasjonar", "Invitations");
  if (!b->table) return bry__enomem(err);
  int32_t column =
      bry__table_column(b->table, "token", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Invitasjon", NULL, "Token");
  bry__put_array_head(&b->hashes, BRY__OID_BYTEA, b->options.count);
  for (int32_t i = 0; i < b->options.count; i++) {
    uint8_t token[BRY__SECRET_BYTES], hash[32];
    char text[BRY__SECRET_TEXT];
    bry__secret_new(token, text);
    bry__secret_hash("bry invitation", token, NULL, hash, sizeof hash);
    bry__put_field(&b->hashes, hash, sizeof hash);
    bry__table_row(b->table);
    bry__table_set_text(b->table, column, text);
  }
  return b->hashes.failed ? bry__enomem(err) : BRY_OK;
}

/* Why none was added. */
static bry_status refuse_door(bry__conn *conn, const bry_survey *survey, const bry__param *params, bry_error **err) {
  PGresult *result = NULL;
  int32_t outcome = 0;
  bry_status status = bry__db_query(conn, &INVITATION_DOOR, params, 3, &result, err);
  if (status == BRY_ENOTFOUND) status = bry__submit_judge("gone", survey, &outcome, err);
  if (status == BRY_OK && strcmp(PQgetvalue(result, 0, 0), "closed") == 0)
    status = bry__submit_judge("closed", survey, &outcome, err);
  else if (status == BRY_OK)
    status = bry__error(err, BRY_EINVAL,
                        "The time at which the invitations expire is over: they would admit nobody. Give one that is "
                        "still to come, or none.");
  PQclear(result);
  return status;
}

static bry_status store_batch(const batch *b, bry_store *store, const bry_survey *survey, bry_error **err) {
  bry__int_param uses;
  const bry__param params[] = {bry__param_uuid(survey->tenant_id),
                               bry__param_uuid(survey->survey_id),
                               bry__param_bytes(survey->salt, sizeof survey->salt),
                               bry__param_bytes(b->hashes.data, b->hashes.size),
                               bry__param_text(b->options.batch),
                               bry__param_bytes(b->segments.data, b->segments.size),
                               bry__param_int(&uses, b->options.uses),
                               bry__param_bytes(b->expires, sizeof b->expires)};
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  bry_status status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__db_query(conn, &INVITATION_ADD, params, 8, &result, err);
  if (status == BRY_OK && strcmp(PQcmdTuples(result), "0") == 0) status = refuse_door(conn, survey, params, err);
  PQclear(result);
  bry__conn_release(store, conn);
  return status;
}

bry_status bry_invitation_create(bry_store *store, const bry_survey *survey, const bry_invitation_options *options,
                                 bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the tokens; they can't be had again.");
  *out = NULL;
  batch b = {.table = NULL};
  bry_status status = bry__survey_admit(store, survey, err);
  if (status == BRY_OK) status = read_options(&b.options, options, b.expires, err);
  if (status == BRY_OK) status = read_segments(&b, survey, err);
  if (status == BRY_OK) status = make_tokens(&b, err);
  bry_table *made = NULL;
  if (status == BRY_OK) {
    status = bry__table_finish(b.table, &made, err);
    b.table = NULL;
  }
  if (status == BRY_OK) status = store_batch(&b, store, survey, err);
  if (status == BRY_OK)
    *out = made;
  else
    bry_table_free(made);
  bry_table_free(b.table);
  bry__buffer_free(&b.hashes);
  bry__buffer_free(&b.segments);
  return status;
}

/* --- revoking -------------------------------------------------------------------------------------------------- */

bry_status bry_invitation_revoke(bry_store *store, const bry_survey *survey, const char *batch_name,
                                 const char *token, int64_t *out_count, bry_error **err) {
  bry__error_reset(err);
  if (out_count) *out_count = 0;
  uint8_t secret[BRY__SECRET_BYTES], hash[32] = {0};
  bry_status status = bry__survey_admit(store, survey, err);
  if (status != BRY_OK) return status;
  if (!batch_name == !token) return bry__error(err, BRY_EINVAL, "Give a batch or a token, and not both.");
  if (token && !bry__secret_read(token, secret))
    return bry__error(err, BRY_EINVAL, "A token is 43 url-safe characters, as bry_invitation_create() gave it.");
  if (batch_name && !bry__name_valid(batch_name, BATCH_BYTES_MAX))
    return bry__error(err, BRY_EINVAL, "A batch is a name of 1 to %d bytes of UTF-8 on one line.", BATCH_BYTES_MAX);
  if (token) bry__secret_hash("bry invitation", secret, NULL, hash, sizeof hash);
  const bry__param params[] = {bry__param_uuid(survey->tenant_id), bry__param_uuid(survey->survey_id),
                               bry__param_text(batch_name),
                               token ? bry__param_bytes(hash, sizeof hash) : bry__param_text(NULL)};
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__db_query(conn, &INVITATION_REVOKE, params, 4, &result, err);
  bry__conn_release(store, conn);
  int64_t count = status == BRY_OK ? strtoll(PQgetvalue(result, 0, 0), NULL, 10) : 0;
  if (status == BRY_OK && count == 0)
    status = bry__error(err, BRY_ENOTFOUND, "The survey %s has no such invitation in force: bry_invitation_list().",
                        survey->slug);
  if (status == BRY_OK && out_count) *out_count = count;
  PQclear(result);
  return status;
}
