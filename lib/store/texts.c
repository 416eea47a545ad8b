/* Reading free texts: pages by response id, and bry_response_texts(), which hands them to a callback one by one.
 * The order of ids says nothing about the order in which people answered. */
#include "core/uuid.h"
#include "store/lookup.h"
#include "store/statements.h"
#include "store/texts_page.h"

#include <bry/response.h>
#include <string.h>

/* The first text of a page is always in it; the next ones as long as those before them are under four megabytes. */
static const bry__statement TEXTS_PAGE = {
    "texts_page",
    "SELECT response_id, text, s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8], s[9], s[10], s[11], s[12], s[13],"
    " s[14], s[15], s[16] FROM (SELECT response_id, texts[$4::int] AS text, segments AS s,"
    " sum(octet_length(texts[$4::int])) OVER (ORDER BY response_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    " AS bytes_before FROM bry.response WHERE tenant_id = $1::uuid AND survey_id = $2::uuid AND"
    " response_id >= $3::uuid AND texts[$4::int] IS NOT NULL ORDER BY response_id LIMIT 4000) p"
    " WHERE coalesce(bytes_before, 0) < 4000000 ORDER BY response_id",
    BRY__READ_MANY};

/* Whoever has read them all, or left off, has had them in hand. */
static const bry__statement TEXTS_NOTE = {
    "texts_note", "SELECT bry.audit_export($1::uuid, $2::uuid, 'texts', $3::bigint)", BRY__ROWS_ONE};

const bry__statement *const bry__texts_statements[] = {&TEXTS_PAGE, &TEXTS_NOTE, NULL};

/* The id after the page's last one; after the very last id there is nothing. */
static bry_status move_on(bry__texts_cursor *cursor, const PGresult *page, bry_error **err) {
  int rows = PQntuples(page);
  cursor->at_end = 1;
  if (rows == 0) return BRY_OK;
  if (!bry__uuid_parse(PQgetvalue(page, rows - 1, BRY__PAGE_ID), cursor->from)) {
    return bry__error(err, BRY_EINTERNAL, "The database gave a response id that is no UUID; please report it.");
  }
  for (int i = 15; i >= 0 && cursor->at_end; i--)
    cursor->at_end = ++cursor->from[i] == 0;
  return BRY_OK;
}

bry_status bry__texts_page(bry__conn *conn, const bry_survey *survey, int32_t slot, bry__texts_cursor *cursor,
                           PGresult **out, bry_error **err) {
  bry__int_param number;
  bry__param params[] = {bry__param_uuid(survey->tenant_id), bry__param_uuid(survey->survey_id),
                         bry__param_uuid(cursor->from), bry__param_int(&number, slot + 1)};
  bry_status status = bry__db_query(conn, &TEXTS_PAGE, params, 4, out, err);
  if (status == BRY_OK) status = move_on(cursor, *out, err);
  if (status == BRY_OK) return BRY_OK;
  PQclear(*out);
  *out = NULL;
  return status;
}

static bry_status hand_over(const PGresult *page, int32_t segment_count, bry_response_text_fn fn, void *user,
                            int64_t *seen, bry_error **err) {
  const char *segments[BRY__SEGMENTS_MAX] = {NULL};
  for (int i = 0; i < PQntuples(page); i++) {
    for (int32_t s = 0; s < segment_count; s++) {
      int column = BRY__PAGE_SEGMENT + s;
      segments[s] = PQgetisnull(page, i, column) ? NULL : PQgetvalue(page, i, column);
    }
    ++*seen;
    if (fn(PQgetvalue(page, i, BRY__PAGE_ID), PQgetvalue(page, i, BRY__PAGE_TEXT),
           (size_t)PQgetlength(page, i, BRY__PAGE_TEXT), segments, segment_count, user) != 0) {
      return bry__error(err, BRY_ECANCELLED, "Reading the texts was cancelled by the caller.");
    }
  }
  return BRY_OK;
}

/* A callback may have forked, and the child must leave the connection alone: the tenant is asked for again. */
static bry_status stream(bry_store *store, bry__conn *conn, const bry_survey *survey, int32_t slot,
                         bry_response_text_fn fn, void *user, int64_t *seen, bry_error **err) {
  bry__texts_cursor cursor = {0};
  bry_status status = BRY_OK;
  while (status == BRY_OK && !cursor.at_end) {
    PGresult *page = NULL;
    status = bry__survey_admit(store, survey, err);
    if (status == BRY_OK) status = bry__texts_page(conn, survey, slot, &cursor, &page, err);
    if (status == BRY_OK) status = hand_over(page, survey->segment_count, fn, user, seen, err);
    PQclear(page);
  }
  return status;
}

/* How many were read, in the book of acts. */
static bry_status note(bry_store *store, bry__conn *conn, const bry_survey *survey, int64_t seen, bry_error **err) {
  bry__int_param number;
  PGresult *result = NULL;
  const bry__param params[] = {bry__param_uuid(survey->tenant_id), bry__param_uuid(survey->survey_id),
                               bry__param_int(&number, seen)};
  bry_status status = bry__survey_admit(store, survey, err);
  if (status == BRY_OK) status = bry__db_query(conn, &TEXTS_NOTE, params, 3, &result, err);
  PQclear(result);
  return status;
}

bry_status bry_response_texts(bry_store *store, const bry_survey *survey, const char *item, bry_response_text_fn fn,
                              void *user, bry_error **err) {
  bry__error_reset(err);
  if (!store || !survey || !item || !fn) {
    return bry__error(err, BRY_EINVAL, "bry_response_texts() needs a store, a survey, an item and a callback.");
  }
  bry__conn *conn = NULL;
  int32_t slot = -1;
  int64_t seen = 0;
  bry_status status = bry__survey_admit(store, survey, err);
  if (status == BRY_OK) status = bry__survey_text_slot(survey, item, &slot, err);
  if (status == BRY_OK) status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = stream(store, conn, survey, slot, fn, user, &seen, err);
  if (status == BRY_OK) status = note(store, conn, survey, seen, err);
  if (status == BRY_ECANCELLED) note(store, conn, survey, seen, NULL);
  if (conn) bry__conn_release(store, conn);
  return status;
}
