/* Retention: until when a survey's answers are kept, and deleting what is past its date, batch by batch. */
#include "core/mem.h"
#include "core/table.h"
#include "store/lookup.h"
#include "store/rights.h"
#include "store/statements.h"
#include "store/time.h"

#include <bry/rights.h>

#include <stdlib.h>
#include <string.h>

enum { BATCH = 10000 }; /* rows of a kind in a transaction */

/* Columns of what is due; from RESPONSES on also of what a batch has done, which says at the end whether that was all. */
enum {
  ID,
  SLUG,
  UNTIL,
  RESPONSES,
  CODED,
  CODINGS,
  INVITATIONS,
  DRAFTS,
  NAMES,
  COLUMNS,
  COUNTS = COLUMNS - RESPONSES
};

static const bry__statement SURVEY_RETAIN = {"survey_retain",
                                             "SELECT bry.survey_retain($1::uuid, $2::uuid, $3::date)", BRY__ROWS_ONE};
static const bry__statement RETENTION_DUE = {"retention_due",
                                             "SELECT survey_id, slug, to_char(retain_until, 'YYYY-MM-DD'), "
                                             "responses, coded, codings, invitations, drafts, names"
                                             " FROM bry.retention_due($1::uuid)",
                                             BRY__ROWS_MANY};
static const bry__statement RETENTION_BATCH = {
    "retention_batch",
    "SELECT responses, coded, codings, invitations, drafts, names, done::int"
    " FROM bry.retention_batch($1::uuid, $2::uuid, $3::int)",
    BRY__ROWS_ONE};
static const bry__statement RETENTION_NAMES = {"retention_names", "SELECT bry.retention_names($1::uuid, $2::int)",
                                               BRY__ROWS_ONE};

const bry__statement *const bry__retention_statements[] = {&SURVEY_RETAIN, &RETENTION_DUE, &RETENTION_BATCH,
                                                           &RETENTION_NAMES, NULL};

bry_status bry_survey_set_retention(bry_store *store, const bry_survey *survey, const char *until, bry_error **err) {
  bry__error_reset(err);
  bry_status status = bry__survey_admit(store, survey, err);
  if (status == BRY_OK) status = bry__date_check(until, "until", err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {bry__param_uuid(survey->tenant_id), bry__param_uuid(survey->survey_id),
                               bry__param_text(until)};
  PGresult *result = NULL;
  status = bry__rights_ask(store, &SURVEY_RETAIN, params, 3, 0, &result, err);
  if (status == BRY_OK) status = bry__reference_judge(PQgetvalue(result, 0, 0), survey, err);
  if (status == BRY_OK && strcmp(PQgetvalue(result, 0, 0), "past") == 0) status = bry__retention_past(until, err);
  PQclear(result);
  return status;
}

bry_status bry__retention_past(const char *until, bry_error **err) {
  return bry__error(
      err, BRY_EINVAL,
      "The last day %s is over: all answers would be deleted by the next retention run. Give today or a "
      "later day.",
      until);
}

/* --- a run ------------------------------------------------------------------------------------------------------- */

typedef struct run {
  bry_store *store;
  uint8_t tenant[16];
  PGresult *due;
  int64_t (*counts)[COUNTS]; /* what went, by row of due, and behind those the names that went alone */
  int64_t done, total;       /* responses */
  bry_progress_fn progress;
  void *user;
} run;

static int64_t number(const PGresult *result, int row, int column) {
  return strtoll(PQgetvalue(result, row, column), NULL, 10);
}

static bry_status begin_run(run *r, bry_error **err) {
  bry_status status = bry__store_tenant(r->store, r->tenant, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {bry__param_uuid(r->tenant)};
  status = bry__rights_ask(r->store, &RETENTION_DUE, params, 1, 1, &r->due, err);
  if (status != BRY_OK) return status;
  r->counts = bry__alloc_zero((size_t)PQntuples(r->due) + 1, sizeof *r->counts);
  if (!r->counts) return bry__enomem(err);
  for (int i = 0; i < PQntuples(r->due); i++)
    r->total += number(r->due, i, RESPONSES);
  return BRY_OK;
}

static bry_status tell(run *r, bry_error **err) {
  if (!r->progress || r->progress(r->done, r->done > r->total ? r->done : r->total, r->user) == 0) return BRY_OK;
  return bry__error(err, BRY_ECANCELLED, "The retention run was cancelled: whole batches are done, run it again.");
}

/* One batch of the survey in a row of what is due. */
static bry_status run_batch(run *r, int row, int *out_done, bry_error **err) {
  bry__int_param limit;
  PGresult *result = NULL;
  const bry__param params[] = {bry__param_uuid(r->tenant), bry__param_text(PQgetvalue(r->due, row, ID)),
                               bry__param_int(&limit, BATCH)};
  bry_status status = bry__rights_ask(r->store, &RETENTION_BATCH, params, 3, 1, &result, err);
  for (int c = 0; status == BRY_OK && c < COUNTS; c++)
    r->counts[row][c] += number(result, 0, c);
  if (status == BRY_OK) {
    r->done += number(result, 0, 0);
    *out_done = PQgetvalue(result, 0, COUNTS)[0] == '1';
    status = tell(r, err);
  }
  PQclear(result);
  return status;
}

/* Those that were named by no response from the start. */
static bry_status run_names(run *r, bry_error **err) {
  bry__int_param limit;
  const bry__param params[] = {bry__param_uuid(r->tenant), bry__param_int(&limit, BATCH)};
  int64_t *names = &r->counts[PQntuples(r->due)][NAMES - RESPONSES];
  int64_t went = BATCH;
  bry_status status = BRY_OK;
  while (status == BRY_OK && went == BATCH) {
    PGresult *result = NULL;
    status = bry__rights_ask(r->store, &RETENTION_NAMES, params, 2, 1, &result, err);
    if (status == BRY_OK) {
      went = number(result, 0, 0);
      *names += went;
    }
    PQclear(result);
  }
  return status;
}

static bry_status run_all(run *r, bry_error **err) {
  bry_status status = BRY_OK;
  for (int row = 0; status == BRY_OK && row < PQntuples(r->due); row++) {
    int done = PQgetisnull(r->due, row, ID);
    while (status == BRY_OK && !done)
      status = run_batch(r, row, &done, err);
  }
  return status == BRY_OK ? run_names(r, err) : status;
}

/* --- the table --------------------------------------------------------------------------------------------------- */

static bry_table *begin_table(void) {
  bry_table *t = bry__table_new("retention", "Sletting etter frist", "Sletting etter frist", "Retention");
  if (!t) return NULL;
  bry__table_column(t, "survey", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Undersøkelse", "Undersøking", "Survey");
  bry__table_column(t, "retain_until", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Tas vare på til", "Tatt vare på til",
                    "Kept until");
  bry__table_column(t, "responses", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Svar", "Svar", "Responses");
  bry__table_column(t, "coded", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Kodede tekster", "Koda tekstar", "Coded texts");
  bry__table_column(t, "codings", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Kodinger", "Kodingar", "Codings");
  bry__table_column(t, "invitations", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Invitasjoner", "Invitasjonar", "Invitations");
  bry__table_column(t, "drafts", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Utkast", "Utkast", "Drafts");
  bry__table_column(t, "names", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Navn", "Namn", "Names");
  return t;
}

/* Names, whichever survey's batch they went with, stand in a row of their own, as in a dry run. */
static bry_table *make_table(const run *r, int dry_run) {
  bry_table *t = begin_table();
  int64_t names = 0;
  for (int row = 0; t && row < PQntuples(r->due); row++) {
    names += dry_run ? number(r->due, row, NAMES) : r->counts[row][NAMES - RESPONSES];
    if (PQgetisnull(r->due, row, ID)) continue;
    bry__table_row(t);
    bry__table_set_text(t, 0, PQgetvalue(r->due, row, SLUG));
    bry__table_set_text(t, 1, PQgetisnull(r->due, row, UNTIL) ? NULL : PQgetvalue(r->due, row, UNTIL));
    for (int c = 0; c < COUNTS - 1; c++)
      bry__table_set_int64(t, 2 + c, dry_run ? number(r->due, row, RESPONSES + c) : r->counts[row][c]);
    bry__table_set_int64(t, 2 + COUNTS - 1, 0);
  }
  names += r->counts[PQntuples(r->due)][NAMES - RESPONSES];
  if (!t || names == 0) return t;
  bry__table_row(t);
  for (int c = 0; c < COUNTS - 1; c++)
    bry__table_set_int64(t, 2 + c, 0);
  bry__table_set_int64(t, 2 + COUNTS - 1, names);
  return t;
}

bry_status bry_retention_run(bry_store *store, int32_t dry_run, bry_progress_fn progress, void *user, bry_table **out,
                             bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (dry_run != 0 && dry_run != 1) return bry__error(err, BRY_EINVAL, "dry_run is 0 or 1.");
  run r = {.store = store, .progress = progress, .user = user};
  bry_status status = begin_run(&r, err);
  if (status == BRY_OK && !dry_run) status = run_all(&r, err);
  if (status == BRY_OK && out) status = bry__table_finish(make_table(&r, dry_run), out, err);
  bry__free(r.counts);
  PQclear(r.due);
  return status;
}
