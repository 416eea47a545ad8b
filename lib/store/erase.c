/* Erasing: one response by its receipt or id, and all of a participant. What goes with a response is said in the schema,
 * by bry.forget_responses. */
#include "core/table.h"
#include "store/participant.h"
#include "store/rights.h"
#include "store/statements.h"

#include <bry/rights.h>

#include <stdlib.h>
#include <string.h>

static const bry__statement RESPONSE_ERASE = {
    "response_erase", "SELECT bry.response_erase($1::uuid, $2::uuid, $3::uuid, $4::boolean, $5::bytea)",
    BRY__ROWS_ONE};
static const bry__statement PARTICIPANT_ERASE = {
    "participant_erase",
    "SELECT slug, responses, coded, codings, names FROM bry.participant_erase($1::uuid, $2::uuid)"
    " ORDER BY slug COLLATE \"C\" NULLS LAST",
    BRY__ROWS_MANY};

const bry__statement *const bry__erase_statements[] = {&RESPONSE_ERASE, &PARTICIPANT_ERASE, NULL};

bry_status bry_response_erase(bry_store *store, const bry_survey *survey, const char *receipt, int32_t *out_outcome,
                              bry_error **err) {
  bry__error_reset(err);
  if (out_outcome) *out_outcome = 0;
  bry__reference reference;
  bry_status status = bry__reference_read(store, survey, receipt, &reference, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {
      bry__param_uuid(survey->tenant_id), bry__param_uuid(survey->survey_id), bry__param_uuid(reference.response_id),
      bry__param_text(reference.is_receipt ? "true" : "false"),
      reference.is_receipt ? bry__param_bytes(reference.draft, sizeof reference.draft) : bry__param_text(NULL)};
  PGresult *result = NULL;
  status = bry__rights_ask(store, &RESPONSE_ERASE, params, 5, 0, &result, err);
  if (status == BRY_OK) status = bry__reference_judge(PQgetvalue(result, 0, 0), survey, err);
  if (status == BRY_OK && out_outcome)
    *out_outcome = strcmp(PQgetvalue(result, 0, 0), "erased") == 0 ? BRY_ERASE_ERASED : BRY_ERASE_UNKNOWN;
  PQclear(result);
  return status;
}

static bry_table *make_table(const PGresult *result) {
  bry_table *t = bry__table_new("erased", "Slettet", "Sletta", "Erased");
  if (!t) return NULL;
  bry__table_column(t, "survey", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Undersøkelse", "Undersøking", "Survey");
  bry__table_column(t, "responses", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Svar", "Svar", "Responses");
  bry__table_column(t, "coded", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Kodede tekster", "Koda tekstar", "Coded texts");
  bry__table_column(t, "codings", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Kodinger", "Kodingar", "Codings");
  bry__table_column(t, "names", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Navn", "Namn", "Names");
  for (int i = 0; i < PQntuples(result); i++) {
    bry__table_row(t);
    bry__table_set_text(t, 0, PQgetisnull(result, i, 0) ? NULL : PQgetvalue(result, i, 0));
    for (int32_t c = 1; c <= 4; c++)
      bry__table_set_int64(t, c, strtoll(PQgetvalue(result, i, c), NULL, 10));
  }
  return t;
}

bry_status bry_participant_erase(bry_store *store, const char *participant, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  uint8_t tenant[16], id[16];
  PGresult *result = NULL;
  bry_status status = bry__participant_id(store, participant, tenant, id, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {bry__param_uuid(tenant), bry__param_uuid(id)};
  status = bry__rights_ask(store, &PARTICIPANT_ERASE, params, 2, 0, &result, err);
  if (status == BRY_OK && out) status = bry__table_finish(make_table(result), out, err);
  PQclear(result);
  return status;
}
