/* Invitations as tables: the batches there are, and response rates with small groups withheld. */
#include "core/mem.h"
#include "core/table.h"
#include "result/tabulate.h"
#include "store/groups.h"
#include "store/lookup.h"
#include "store/statements.h"

#include <bry/invitation.h>

#include <stdlib.h>
#include <string.h>

enum { NAME, TOKENS, REVOKED, INVITED, ANSWERED, EXPIRES }; /* columns of the statement */

/* $3: the segment's place from 1, 0 for the batch. */
static const bry__statement INVITATION_GROUPS = {
    "invitation_groups",
    "SELECT name, tokens, revoked, invited, answered, CASE WHEN expires < 'infinity' THEN to_char(expires AT TIME "
    "ZONE"
    " 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') END FROM bry.invitation_groups($1::uuid, $2::uuid, $3::int)",
    BRY__ROWS_MANY};

const bry__statement *const bry__invitation_table_statements[] = {&INVITATION_GROUPS, NULL};

static int64_t number(const PGresult *result, int row, int column) {
  return strtoll(PQgetvalue(result, row, column), NULL, 10);
}

static bry_status ask(bry_store *store, const bry_survey *survey, int32_t place, PGresult **out, bry_error **err) {
  bry__int_param room;
  const bry__param params[] = {bry__param_uuid(survey->tenant_id), bry__param_uuid(survey->survey_id),
                               bry__param_int(&room, place + 1)};
  bry__conn *conn = NULL;
  bry_status status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__db_query(conn, &INVITATION_GROUPS, params, 3, out, err);
  bry__conn_release(store, conn);
  return status;
}

/* --- the list -------------------------------------------------------------------------------------------------- */

static bry_table *make_list(const PGresult *result) {
  bry_table *t = bry__table_new("invitations", "Invitasjoner", "Invitasjonar", "Invitations");
  if (!t) return NULL;
  int32_t name = bry__table_column(t, "batch", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Utsending", NULL, "Batch");
  int32_t tokens =
      bry__table_column(t, "tokens", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Invitasjoner", "Invitasjonar", "Tokens");
  int32_t revoked =
      bry__table_column(t, "revoked", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Trukket tilbake", "Trekte tilbake", "Revoked");
  int32_t expires =
      bry__table_column(t, "expires", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Utløper", "Går ut", "Expires");
  for (int i = 0; i < PQntuples(result); i++) {
    bry__table_row(t);
    bry__table_set_text(t, name, PQgetvalue(result, i, NAME));
    bry__table_set_int64(t, tokens, number(result, i, TOKENS));
    bry__table_set_int64(t, revoked, number(result, i, REVOKED));
    bry__table_set_text(t, expires, PQgetisnull(result, i, EXPIRES) ? NULL : PQgetvalue(result, i, EXPIRES));
  }
  return t;
}

bry_status bry_invitation_list(bry_store *store, const bry_survey *survey, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the table.");
  *out = NULL;
  PGresult *result = NULL;
  bry_status status = bry__survey_admit(store, survey, err);
  if (status == BRY_OK) status = ask(store, survey, -1, &result, err);
  if (status == BRY_OK) status = bry__table_finish(make_list(result), out, err);
  PQclear(result);
  return status;
}

/* --- rates ----------------------------------------------------------------------------------------------------- */

/* Why numbers of a group are withheld: few were invited, or few have answered. */
enum { FEW_INVITED = 1, FEW_ANSWERED = 2 };

static void add_rate(bry_table *t, const char *value, int64_t invited, int64_t answered, int withheld) {
  bry__table_row(t);
  bry__table_set_text(t, 0, value);
  bry__table_set_int64(t, 1, invited);
  bry__table_set_int64(t, 2, answered);
  if (invited > 0) bry__table_set_double(t, 3, (double)answered / (double)invited);
  for (int32_t column = withheld & FEW_INVITED ? 1 : 2; withheld && column <= 3; column++)
    bry__table_set_missing(t, column, BRY_MISSING_WITHHELD);
}

static bry_table *begin_rates(const bry_survey *survey, int32_t place) {
  bry_table *t = bry__table_new("rates", "Svarprosent", "Svarprosent", "Response rates");
  if (!t) return NULL;
  const bry__segment *segment = place < 0 ? NULL : &survey->segments[place];
  int32_t first = bry__table_column(t, segment ? segment->name : "batch", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION,
                                    segment ? NULL : "Utsending", NULL, segment ? NULL : "Batch");
  if (segment && !bry__label_is_empty(&segment->label)) bry__table_column_set_label(t, first, &segment->label);
  bry__table_column(t, "invited", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Inviterte", "Inviterte", "Invited");
  bry__table_column(t, "answered", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Svar", "Svar", "Answered");
  bry__table_column(t, "share", BRY_TYPE_DOUBLE, BRY_ROLE_SHARE, "Andel", "Del", "Share");
  return t;
}

/* Whoever knows a group of few knows who answered; of few answers out of many, too, when the people talk. */
static bry_status withhold_rates(const int64_t *invited, const int64_t *answered, int32_t count, int32_t min_group,
                                 uint8_t *withheld, bry_error **err) {
  bry__groups groups = {.dimensions = 1, .by = {{.name = "group"}}, .count = count};
  uint8_t *few = bry__alloc_zero((size_t)count + 1, 1);
  bry_status status = few ? bry__withhold_groups(&groups, invited, min_group, withheld, err) : bry__enomem(err);
  if (status == BRY_OK) status = bry__withhold_groups(&groups, answered, min_group, few, err);
  for (int32_t g = 0; status == BRY_OK && g < count; g++)
    withheld[g] = (uint8_t)((withheld[g] ? FEW_INVITED : 0) | (few[g] ? FEW_ANSWERED : 0));
  bry__free(few);
  return status;
}

/* Rows in the survey's order of the segment's values, as in other results; `groups` holds one group a row. */
static bry_status tabulate(const bry_survey *survey, int32_t place, const bry__segment_groups *groups,
                           const PGresult *result, int32_t min_group, bry_table **out, bry_error **err) {
  int32_t count = PQntuples(result);
  size_t room = (size_t)count + 1;
  int64_t *invited = bry__alloc_zero(room, sizeof *invited), *answered = bry__alloc_zero(room, sizeof *answered);
  uint8_t *withheld = bry__alloc_zero(room, sizeof *withheld);
  bry_table *t = invited && answered && withheld ? begin_rates(survey, place) : NULL;
  for (int i = 0; t && i < count; i++) {
    int32_t g = place < 0 ? i : groups->of_row[i];
    invited[g] = number(result, i, INVITED);
    answered[g] = number(result, i, ANSWERED);
  }
  bry_status status = t ? withhold_rates(invited, answered, count, min_group, withheld, err) : BRY_OK;
  for (int32_t g = 0; t && status == BRY_OK && g < count; g++) {
    const char *value = place < 0 ? PQgetvalue(result, g, NAME) : groups->values[g];
    add_rate(t, value, invited[g], answered[g], withheld[g]);
    if (place >= 0 && groups->labels[g] && value) bry__table_label_value(t, 0, value, groups->labels[g]);
  }
  bry__free(invited);
  bry__free(answered);
  bry__free(withheld);
  if (status == BRY_OK) return bry__table_finish(t, out, err);
  bry_table_free(t);
  return status;
}

bry_status bry_invitation_rates(bry_store *store, const bry_survey *survey, const char *segment, int32_t min_group,
                                bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the table.");
  *out = NULL;
  int32_t place = -1;
  PGresult *result = NULL;
  bry__segment_groups groups = {0};
  bry_status status = bry__min_group(&min_group, err);
  if (status == BRY_OK) status = bry__survey_admit(store, survey, err);
  if (status == BRY_OK) status = bry__survey_segment(survey, segment, &place, err);
  if (status == BRY_OK) status = ask(store, survey, place, &result, err);
  bry__split split = {.count = 1, .places = {place}};
  if (status == BRY_OK && place >= 0)
    status = bry__segment_groups_make(&groups, survey, &split, result, PQntuples(result), err);
  if (status == BRY_OK) status = tabulate(survey, place, &groups, result, min_group, out, err);
  bry__segment_groups_clear(&groups);
  PQclear(result);
  return status;
}
