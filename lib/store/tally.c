/* Tallies: folding, making anew and checking them. The work is done by functions of the database (0003_tally.sql);
 * here is when to call them. */
#include "store/tally.h"

#include "core/table.h"
#include "form/model.h"
#include "store/lookup.h"
#include "store/statements.h"

#include <bry/tally.h>

#include <stdlib.h>
#include <string.h>

/* Responses a batch. A reader's is short enough for any sensible statement timeout; one transaction of many batches
 * keeps a dead version of each tally for each batch. */
static const char batch_of_reader[] = "20000", batch[] = "200000", batch_of_rebuild[] = "1000000";

/* NULL: somebody else is folding. */
static const bry__statement FOLD = {"tally_fold", "SELECT bry.result_fold($1::uuid, $2::uuid, $3::int)",
                                    BRY__ROWS_ONE};
static const bry__statement SHOW = {"tally_show", "SELECT FROM bry.result_show($1::uuid, $2::uuid)", BRY__ROWS_MANY};
static const bry__statement RESET = {"tally_reset", "SELECT FROM bry.tallies_begin($1::uuid, $2::uuid)",
                                     BRY__ROWS_MANY};
static const bry__statement FOLD_REST = {"tally_fold_rest", "SELECT bry.tallies_end($1::uuid, $2::uuid)",
                                         BRY__ROWS_ONE};
static const bry__statement CHECK = {
    "tally_check",
    "SELECT tally, item, codebook, slot, code, theme, other, segments::text, tallied, counted"
    " FROM bry.tally_check($1::uuid, $2::uuid)",
    BRY__ROWS_MANY};

const bry__statement *const bry__tally_statements[] = {&FOLD, &SHOW, &RESET, &FOLD_REST, &CHECK, NULL};

/* --- folding --------------------------------------------------------------------------------------------------- */

/* *out is -1 when somebody else is folding. */
static bry_status fold_batch(bry__conn *conn, const bry__param *key, const char *at_most, int64_t *out,
                             bry_error **err) {
  const bry__param params[] = {key[0], key[1], bry__param_text(at_most)};
  PGresult *result = NULL;
  bry_status status = bry__db_query(conn, &FOLD, params, 3, &result, err);
  if (status == BRY_OK) *out = PQgetisnull(result, 0, 0) ? -1 : strtoll(PQgetvalue(result, 0, 0), NULL, 10);
  PQclear(result);
  return status;
}

void bry__tally_fold_for_read(bry__conn *conn, bry__param tenant, bry__param survey) {
  const bry__param key[] = {tenant, survey};
  int64_t folded = 1;
  while (folded > 0)
    if (fold_batch(conn, key, batch_of_reader, &folded, NULL) != BRY_OK) return;
}

void bry__tally_show_for_read(bry__conn *conn, bry__param tenant, bry__param survey) {
  const bry__param key[] = {tenant, survey};
  PGresult *result = NULL;
  bry__db_query(conn, &SHOW, key, 2, &result, NULL);
  PQclear(result);
}

typedef struct work {
  bry_store *store;
  bry_survey *survey;
  bry__conn *conn;
  bry__param key[2];
  bry_progress_fn progress;
  void *user;
  int64_t done;
} work;

static bry_status begin(work *w, bry_store *store, const char *slug, bry_error **err) {
  bry_status status = bry_survey_get(store, slug, &w->survey, err);
  if (status != BRY_OK) return status;
  w->store = store;
  w->key[0] = bry__param_uuid(w->survey->tenant_id);
  w->key[1] = bry__param_uuid(w->survey->survey_id);
  status = bry__conn_acquire(store, &w->conn, err);
  return status == BRY_OK ? bry__conn_exempt(w->conn, err) : status;
}

/* What was not committed is rolled back. */
static void end(work *w) {
  if (w->conn) bry__conn_release(w->store, w->conn);
  bry_survey_free(w->survey);
}

static bry_status fold_batches(work *w, const char *at_most, const char *cancelled, bry_error **err) {
  int64_t folded = 1;
  while (folded > 0) {
    bry_status status = fold_batch(w->conn, w->key, at_most, &folded, err);
    if (status != BRY_OK) return status;
    if (folded > 0) w->done += folded;
    if (w->progress && w->progress(w->done, -1, w->user) != 0)
      return bry__error(err, BRY_ECANCELLED, "The folding was cancelled by the caller; %s.", cancelled);
    status = bry__survey_admit(w->store, w->survey, err); /* the callback may have forked */
    if (status != BRY_OK) return status;
  }
  return BRY_OK;
}

bry_status bry_tally_fold(bry_store *store, const char *survey, bry_progress_fn progress, void *user,
                          int64_t *out_count, bry_error **err) {
  bry__error_reset(err);
  if (out_count) *out_count = 0;
  work w = {.progress = progress, .user = user};
  bry_status status = begin(&w, store, survey, err);
  if (status == BRY_OK) status = fold_batches(&w, batch, "what was folded stays", err);
  if (status == BRY_OK && out_count) *out_count = w.done;
  end(&w);
  return status;
}

/* --- making them anew ------------------------------------------------------------------------------------------ */

/* In one transaction. Its own id keeps the batches from going beyond it; fold_all takes the rest, and what a restored
 * dump brought along with the numbers of another server; then come the codings. */
static bry_status rebuild(work *w, bry_error **err) {
  PGresult *rest = NULL;
  bry_status status = bry__db_run(w->conn, "BEGIN ISOLATION LEVEL READ COMMITTED", err);
  if (status == BRY_OK) status = bry__db_query(w->conn, &RESET, w->key, 2, NULL, err);
  if (status == BRY_OK) status = fold_batches(w, batch_of_rebuild, "nothing was changed", err);
  if (status == BRY_OK) status = bry__db_query(w->conn, &FOLD_REST, w->key, 2, &rest, err);
  if (status == BRY_OK) w->done += strtoll(PQgetvalue(rest, 0, 0), NULL, 10);
  if (status == BRY_OK) status = bry__db_run(w->conn, "COMMIT", err);
  PQclear(rest);
  return status;
}

bry_status bry_tally_rebuild(bry_store *store, const char *survey, bry_progress_fn progress, void *user,
                             int64_t *out_count, bry_error **err) {
  bry__error_reset(err);
  if (out_count) *out_count = 0;
  work w = {.progress = progress, .user = user};
  bry_status status = begin(&w, store, survey, err);
  if (status == BRY_OK) status = rebuild(&w, err);
  if (status == BRY_OK && out_count) *out_count = w.done;
  end(&w);
  return status;
}

/* --- checking -------------------------------------------------------------------------------------------------- */

enum { COLUMN_TALLY, COLUMN_ITEM, COLUMN_SLOT = 3, COLUMN_CODE, COLUMN_TALLIED = 8, COLUMN_COUNT = 10 };

static bry_table *new_report(void) {
  static const struct {
    const char *name, *nb, *nn, *en;
  } texts[] = {{"tally", "Telling", "Teljing", "Tally"},
               {"item", "Spørsmål", "Spørsmål", "Question"},
               {"codebook", "Kodebok", "Kodebok", "Codebook"},
               {"slot", "Plass", "Plass", "Slot"},
               {"code", "Kode", "Kode", "Code"},
               {"theme", "Tema", "Tema", "Theme"},
               {"other", "Annet tema", "Anna tema", "Other theme"},
               {"segments", "Segmenter", "Segment", "Segments"},
               {"tallied", "Talt opp", "Talt opp", "Tallied"},
               {"counted", "Talt på nytt", "Talt på nytt", "Counted anew"}};
  bry_table *t = bry__table_new("tally", "Avvik i tellingene", "Avvik i teljingane", "Tallies that differ");
  for (int32_t c = 0; t && c < COLUMN_COUNT; c++) {
    int number = c == COLUMN_SLOT || c == COLUMN_CODE || c >= COLUMN_TALLIED;
    bry__table_column(t, texts[c].name, number ? BRY_TYPE_INT64 : BRY_TYPE_TEXT,
                      c >= COLUMN_TALLIED ? BRY_ROLE_COUNT : BRY_ROLE_DIMENSION, texts[c].nb, texts[c].nn,
                      texts[c].en);
  }
  return t;
}

/* The item that has a slot, counted from 1 as the database does; 0 counts responses. */
static const char *item_of_slot(const bry_survey *survey, int32_t slot) {
  const bry_questionnaire *q = survey->questionnaire;
  for (int32_t i = 0; i < q->item_count; i++) {
    const bry__item *item = &q->items[i];
    if (slot > item->closed_slot && slot <= item->closed_slot + item->closed_slots) return item->name;
  }
  return NULL;
}

static void add_difference(bry_table *t, const bry_survey *survey, const PGresult *result, int row) {
  bry__table_row(t);
  for (int32_t c = 0; c < COLUMN_COUNT; c++) {
    const char *value = PQgetisnull(result, row, c) ? NULL : PQgetvalue(result, row, c);
    if (!value) continue;
    if (c == COLUMN_SLOT) bry__table_set_text(t, COLUMN_ITEM, item_of_slot(survey, atoi(value)));
    if (c == COLUMN_SLOT || c == COLUMN_CODE || c >= COLUMN_TALLIED)
      bry__table_set_int64(t, c, strtoll(value, NULL, 10));
    else
      bry__table_set_text(t, c, value);
  }
}

bry_status bry_tally_check(bry_store *store, const char *survey, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the table.");
  *out = NULL;
  work w = {0};
  PGresult *result = NULL;
  bry_status status = begin(&w, store, survey, err);
  if (status == BRY_OK) status = bry__db_query(w.conn, &CHECK, w.key, 2, &result, err);
  if (status == BRY_OK) {
    bry_table *t = new_report();
    for (int i = 0; t && i < PQntuples(result); i++)
      add_difference(t, w.survey, result, i);
    status = bry__table_finish(t, out, err);
  }
  PQclear(result);
  end(&w);
  return status;
}
