/* From names to places: items, segments, and an item's codings. Every call about a survey begins here, so that a
 * foreign tenant's survey, an unknown name and a closed item are refused alike everywhere. */
#include "store/lookup.h"

#include "result/perspective.h"
#include "store/codebook.h"
#include "store/statements.h"
#include "store/store.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const bry__statement CODED_CODEBOOK = {
    "coded_codebook",
    "SELECT document FROM bry.codebook WHERE tenant_id = $1::uuid AND codebook = $4::text AND version ="
    " bry.coded_version($1::uuid, $2::uuid, $3::text, $4::text)",
    BRY__ROWS_ONE};

/* For a login that may not read codings: after an erasure what there is may have to wait for more changes. */
static const bry__statement THEMES_SHOW = {
    "themes_show", "SELECT FROM bry.themes_show($1::uuid, $2::uuid, $3::text, $4::text)", BRY__ROWS_MANY};

const bry__statement *const bry__lookup_statements[] = {&CODED_CODEBOOK, &THEMES_SHOW, NULL};

bry_status bry__survey_admit(bry_store *store, const bry_survey *survey, bry_error **err) {
  bry_error *error = NULL;
  if (bry__survey_is_ours(store, survey, &error)) return BRY_OK;
  bry_status status = bry_error_status(error);
  if (err) {
    *err = error;
  } else {
    bry_error_free(error);
  }
  return status;
}

bry_status bry__survey_text_slot(const bry_survey *survey, const char *item, int32_t *out_slot, bry_error **err) {
  bry__field field;
  if (!bry__field_find(survey->questionnaire, item, &field)) {
    return bry__error(err, BRY_ENOTFOUND,
                      "The survey %s has no item of that name; bry_questionnaire_items() lists them.", survey->slug);
  }
  *out_slot = bry__field_text_slot(survey->questionnaire, &field);
  if (*out_slot >= 0) return BRY_OK;
  return bry__error(err, BRY_EINVAL,
                    "This item is not free text; name a text item, a part of a multipletext "
                    "(item.part) or the comment of a choice (item-Comment).");
}

bry_status bry__survey_segment(const bry_survey *survey, const char *segment, int32_t *out_place, bry_error **err) {
  *out_place = -1;
  if (!segment) return BRY_OK;
  *out_place = bry__survey_segment_find(survey, segment, strlen(segment));
  if (*out_place >= 0) return BRY_OK;
  return bry__error(err, BRY_ENOTFOUND, "The survey %s has no segment of that name.", survey->slug);
}

bry_status bry__survey_unmixed(const bry_survey *survey, const int32_t *places, int32_t count, bry_error **err) {
  int32_t perspective = bry__survey_segment_find(survey, BRY__PERSPECTIVE, strlen(BRY__PERSPECTIVE));
  if (perspective < 0) return BRY_OK;
  for (int32_t i = 0; i < count; i++)
    if (places[i] == perspective) return BRY_OK;
  return bry__error(err, BRY_EINVAL,
                    "In the survey %s some answer in another's shoes, which is not counted together with what people "
                    "say for themselves: split by the segment perspective.",
                    survey->slug);
}

bry_status bry__survey_first_person(const bry_survey *survey, const char *what, bry_error **err) {
  if (bry__survey_segment_find(survey, BRY__PERSPECTIVE, strlen(BRY__PERSPECTIVE)) < 0) return BRY_OK;
  return bry__error(
      err, BRY_ENOTSUPPORTED,
      "%s can't be split by perspective, and in the survey %s some answer in another's shoes: ask them in "
      "a survey of their own.",
      what, survey->slug);
}

bry__param bry__param_int(bry__int_param *room, int64_t value) {
  snprintf(room->text, sizeof room->text, "%" PRId64, value);
  return bry__param_text(room->text);
}

/* Outside of the transaction, which counts nothing that it moved itself. Best effort: without it the table stays
 * withheld. */
static void show(const bry__coded *coded) {
  PGresult *result = NULL;
  if (!coded->store->is_manager) bry__db_query(coded->conn, &THEMES_SHOW, coded->params, 4, &result, NULL);
  PQclear(result);
}

bry_status bry__coded_open(bry__coded *coded, bry_store *store, const bry_survey *survey, const char *item,
                           const char *codebook, bry_error **err) {
  PGresult *result = NULL;
  bry_status status = bry__survey_admit(store, survey, err);
  if (status == BRY_OK) status = bry__survey_text_slot(survey, item, &coded->slot, err);
  if (status != BRY_OK) return status;
  coded->store = store;
  coded->survey = survey;
  coded->item = item;
  coded->params[0] = bry__param_uuid(survey->tenant_id);
  coded->params[1] = bry__param_uuid(survey->survey_id);
  coded->params[2] = bry__param_text(item);
  coded->params[3] = bry__param_text(codebook);
  status = bry__conn_acquire(store, &coded->conn, err);
  if (status == BRY_OK) show(coded);
  if (status == BRY_OK) status = bry__db_run(coded->conn, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", err);
  if (status == BRY_OK) status = bry__db_query(coded->conn, &CODED_CODEBOOK, coded->params, 4, &result, err);
  if (status == BRY_OK) {
    status = bry__codebook_read(PQgetvalue(result, 0, 0), (size_t)PQgetlength(result, 0, 0), &coded->codebook, err);
  } else if (status == BRY_ENOTFOUND) {
    bry__error(err, status, "This item has no texts coded with that codebook; code it with bry_survey_code() first.");
  }
  PQclear(result);
  return status;
}

/* The pool ends the transaction of a connection that it gets back. */
void bry__coded_clear(bry__coded *coded) {
  if (coded->conn) bry__conn_release(coded->store, coded->conn);
  bry_codebook_free(coded->codebook);
  *coded = (bry__coded){0};
}
