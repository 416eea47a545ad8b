/* Receipts: 32 random bytes that the respondent keeps. The response's id is a hash of them, so that the store holds no
 * more than a hash and needs no row or column for it. And how responses came in, as a table. */
#include "store/receipt.h"

#include "core/hash.h"
#include "core/secret.h"
#include "core/table.h"
#include "core/uuid.h"
#include "store/lookup.h"
#include "store/statements.h"

#include <bry/response.h>

#include <stdlib.h>

static const bry__statement RESPONSE_ENTRIES = {
    "response_entries",
    "SELECT count(*) FILTER (WHERE proxy IS NOT TRUE), count(*) FILTER (WHERE proxy) FROM bry.response"
    " WHERE tenant_id = $1::uuid AND survey_id = $2::uuid",
    BRY__ROWS_ONE};

const bry__statement *const bry__receipt_statements[] = {&RESPONSE_ENTRIES, NULL};

void bry__receipt_id(const uint8_t secret[32], uint8_t out[16]) {
  bry__secret_hash("bry receipt", secret, NULL, out, 16);
  bry__secret_uuid(out);
}

void bry_receipt_new(char out[BRY_SECRET_SIZE]) {
  uint8_t secret[BRY__SECRET_BYTES];
  bry__secret_new(secret, out);
}

bry_status bry_receipt_response_id(const char *receipt, char out_response_id[37], bry_error **err) {
  bry__error_reset(err);
  uint8_t secret[BRY__SECRET_BYTES], id[16];
  if (!out_response_id) return bry__error(err, BRY_EINVAL, "out_response_id is NULL: give room for 37 characters.");
  out_response_id[0] = '\0';
  if (!bry__secret_read(receipt, secret))
    return bry__error(err, BRY_EINVAL, "A receipt is 43 url-safe characters, as bry_receipt_new() makes it.");
  bry__receipt_id(secret, id);
  bry__uuid_format(id, out_response_id);
  return BRY_OK;
}

static bry_table *make_entries(const PGresult *result) {
  static const bry__label labels[] = {{{(char *)"selv", (char *)"sjølv", (char *)"self", NULL}},
                                      {{(char *)"på vegne av", (char *)"på vegner av", (char *)"proxy", NULL}}};
  static const char *const values[] = {"self", "proxy"};
  bry_table *table = bry__table_new("entries", "Innlegging", "Innlegging", "Entry");
  if (!table) return NULL;
  int32_t entry =
      bry__table_column(table, "entry", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Lagt inn", "Lagt inn", "Entry");
  int32_t count = bry__table_column(table, "responses", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Svar", NULL, "Responses");
  for (int i = 0; i < 2; i++) {
    bry__table_row(table);
    bry__table_set_text(table, entry, values[i]);
    bry__table_set_int64(table, count, strtoll(PQgetvalue(result, 0, i), NULL, 10));
    bry__table_label_value(table, entry, values[i], &labels[i]);
  }
  return table;
}

bry_status bry_response_entries(bry_store *store, const bry_survey *survey, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the table.");
  *out = NULL;
  bry_status status = bry__survey_admit(store, survey, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {bry__param_uuid(survey->tenant_id), bry__param_uuid(survey->survey_id)};
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__db_query(conn, &RESPONSE_ENTRIES, params, 2, &result, err);
  bry__conn_release(store, conn);
  if (status == BRY_OK) status = bry__table_finish(make_entries(result), out, err);
  PQclear(result);
  return status;
}
