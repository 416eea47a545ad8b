/* Writing codings: one transaction, in which nobody else writes those of the same item and codebook, and pages of rows, a
 * column an array. */
#include "store/coding.h"

#include "core/hash.h"
#include "core/mem.h"
#include "store/codebook.h"
#include "store/statements.h"

#include <stdlib.h>
#include <string.h>

/* One writer of an item at a time: two would each delete what is there and then meet on the primary key. */
static const bry__statement LOCK = {"coding_lock", "SELECT pg_advisory_xact_lock($1::bigint)", BRY__ROWS_ONE};

/* Keeps the survey from being sealed, which gives responses new ids, until the codings are in. */
static const bry__statement HOLD = {
    "coding_hold", "SELECT 1 FROM bry.survey WHERE tenant_id = $1::uuid AND survey_id = $2::uuid FOR KEY SHARE",
    BRY__ROWS_ONE};

static const bry__statement TOTAL = {
    "coding_total",
    "SELECT count(*) FROM bry.response WHERE tenant_id = $1::uuid AND survey_id = $2::uuid"
    " AND texts[$3::int] IS NOT NULL",
    BRY__ROWS_ONE};

static const bry__statement DROP = {
    "coding_drop", "SELECT FROM bry.coding_begin($1::uuid, $2::uuid, $3::text, $4::text, $5::text)", BRY__ROWS_MANY};
static const bry__statement TALLY = {
    "coding_tally", "SELECT FROM bry.coding_end($1::uuid, $2::uuid, $3::text, $4::text, $5::text)", BRY__ROWS_MANY};
static const bry__statement VERSION = {
    "coding_version",
    "SELECT version FROM bry.coded WHERE tenant_id = $1::uuid AND survey_id = $2::uuid AND item = $3::text"
    " AND codebook = $4::text AND coder = $5::text LIMIT 1",
    BRY__ROWS_MANY};
static const bry__statement CODEBOOK = {
    "coding_codebook",
    "SELECT document FROM bry.codebook WHERE tenant_id = $1::uuid AND codebook = $2::text AND version = $3::text",
    BRY__ROWS_ONE};
static const bry__statement CODED_ADD = {
    "coded_add",
    "SELECT FROM bry.coded_add($1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::text, $7::boolean, $8::uuid[],"
    " $9::boolean[])",
    BRY__ROWS_MANY};
static const bry__statement CODING_ADD = {
    "coding_add",
    "SELECT FROM bry.coding_add($1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::uuid[], $7::text[], $8::int[],"
    " $9::int[], $10::text[], $11::int[])",
    BRY__ROWS_MANY};
static const bry__statement COUNT = {
    "coding_count", "SELECT FROM bry.coding_count($1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::uuid[])",
    BRY__ROWS_MANY};

const bry__statement *const bry__coding_write_statements[] = {
    &LOCK, &HOLD, &TOTAL, &DROP, &TALLY, &VERSION, &CODEBOOK, &CODED_ADD, &CODING_ADD, &COUNT, NULL};

/* --- the transaction --- */

void bry__coding_params(const bry__coding *c, bry__param *params) {
  params[0] = bry__param_uuid(c->survey->tenant_id);
  params[1] = bry__param_uuid(c->survey->survey_id);
  params[2] = bry__param_text(c->item);
  params[3] = bry__param_text(c->codebook_id);
}

static bry_status lock_item(const bry__coding *c, bry_error **err) {
  bry__int_param number;
  bry__buffer key = {0};
  bry__buffer_add(&key, (const char *)c->survey->tenant_id, 16);
  bry__buffer_add(&key, (const char *)c->survey->survey_id, 16);
  bry__buffer_add(&key, c->item, strlen(c->item) + 1);
  bry__buffer_text(&key, c->codebook_id);
  bry_status status = key.failed ? bry__enomem(err) : BRY_OK;
  if (status == BRY_OK) {
    bry__param param = bry__param_int(&number, (int64_t)bry__hash64(key.data, key.size));
    status = bry__db_query(c->conn, &LOCK, &param, 1, NULL, err);
  }
  bry__buffer_free(&key);
  return status;
}

static bry_status hold_survey(const bry__coding *c, bry_error **err) {
  bry__param params[] = {bry__param_uuid(c->survey->tenant_id), bry__param_uuid(c->survey->survey_id)};
  bry_status status = bry__db_query(c->conn, &HOLD, params, 2, NULL, err);
  if (status != BRY_ENOTFOUND) return status;
  return bry__error(err, status, "The survey %s is not there any more.", c->survey->slug);
}

bry_status bry__coding_begin(bry__coding *c, bry_store *store, const bry_survey *survey, const char *item,
                             const char *codebook, bry_error **err) {
  c->store = store;
  c->survey = survey;
  c->item = item;
  c->codebook_id = codebook;
  bry_status status = bry__survey_admit(store, survey, err);
  if (status == BRY_OK) status = bry__survey_text_slot(survey, item, &c->slot, err);
  if (status == BRY_OK) status = bry__conn_acquire(store, &c->conn, err);
  if (status == BRY_OK) status = bry__conn_exempt(c->conn, err);
  if (status == BRY_OK) status = bry__db_run(c->conn, "BEGIN", err);
  if (status == BRY_OK) status = lock_item(c, err);
  if (status == BRY_OK) status = hold_survey(c, err);
  return status;
}

bry_status bry__coding_commit(bry__coding *c, bry_error **err) {
  return bry__db_run(c->conn, "COMMIT", err);
}

/* The pool ends the transaction of a connection that it gets back. */
void bry__coding_clear(bry__coding *c) {
  if (c->conn) bry__conn_release(c->store, c->conn);
  c->conn = NULL;
}

bry_status bry__coding_count(bry__coding *c, bry_error **err) {
  bry__int_param slot;
  PGresult *result = NULL;
  bry__param params[] = {bry__param_uuid(c->survey->tenant_id), bry__param_uuid(c->survey->survey_id),
                         bry__param_int(&slot, c->slot + 1)};
  if (!c->progress) return BRY_OK;
  bry_status status = bry__db_query(c->conn, &TOTAL, params, 3, &result, err);
  if (status == BRY_OK) c->total = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
  PQclear(result);
  return status;
}

bry_status bry__coding_tell(bry__coding *c, bry_error **err) {
  if (c->progress && c->progress(c->done, c->total, c->user) != 0)
    return bry__error(err, BRY_ECANCELLED, "The coding was cancelled by the caller; nothing was changed.");
  return bry__survey_admit(c->store, c->survey, err);
}

static bry_status of_coder(const bry__coding *c, const bry__statement *statement, const char *coder, PGresult **out,
                           bry_error **err) {
  bry__param params[5];
  bry__coding_params(c, params);
  params[4] = bry__param_text(coder);
  return bry__db_query(c->conn, statement, params, 5, out, err);
}

bry_status bry__coding_drop(bry__coding *c, const char *coder, bry_error **err) {
  return of_coder(c, &DROP, coder, NULL, err);
}

bry_status bry__coding_tally(bry__coding *c, const char *coder, bry_error **err) {
  return of_coder(c, &TALLY, coder, NULL, err);
}

bry_status bry__coding_version(const bry__coding *c, const char *coder, char **out, bry_error **err) {
  PGresult *result = NULL;
  *out = NULL;
  bry_status status = of_coder(c, &VERSION, coder, &result, err);
  if (status == BRY_OK && PQntuples(result) > 0) {
    *out = bry__strdup(PQgetvalue(result, 0, 0));
    if (!*out) status = bry__enomem(err);
  }
  PQclear(result);
  return status;
}

bry_status bry__coding_codebook(const bry__coding *c, const char *version, bry_codebook **out, bry_error **err) {
  PGresult *result = NULL;
  if (!version) return bry__codebook_newest(c->conn, c->survey->tenant_id, c->codebook_id, out, err);
  bry__param params[] = {bry__param_uuid(c->survey->tenant_id), bry__param_text(c->codebook_id),
                         bry__param_text(version)};
  bry_status status = bry__db_query(c->conn, &CODEBOOK, params, 3, &result, err);
  if (status == BRY_OK)
    status = bry__codebook_read(PQgetvalue(result, 0, 0), (size_t)PQgetlength(result, 0, 0), out, err);
  else if (status == BRY_ENOTFOUND)
    bry__error(err, status, "The version of the codebook that the item was coded with is not there any more.");
  PQclear(result);
  return status;
}

/* --- a page --- */

enum { CODED_ID, CODED_NON_ANSWER, CODED_COLUMNS };
enum { HIT_ID, HIT_THEME, HIT_BEGIN, HIT_END, HIT_TERM, HIT_CONFIDENCE, HIT_COLUMNS };

void bry__coded_page_init(bry__coded_page *page) {
  *page = (bry__coded_page){.coded = {{.type = BRY__OID_UUID}, {.type = BRY__OID_BOOL}},
                            .hits = {{.type = BRY__OID_UUID},
                                     {.type = BRY__OID_TEXT},
                                     {.type = BRY__OID_INT32},
                                     {.type = BRY__OID_INT32},
                                     {.type = BRY__OID_TEXT},
                                     {.type = BRY__OID_INT32}}};
}

void bry__coded_page_free(bry__coded_page *page) {
  bry__arrays_free(page->coded, CODED_COLUMNS);
  bry__arrays_free(page->hits, HIT_COLUMNS);
}

void bry__coded_page_text(bry__coded_page *page, const char *id, int non_answer) {
  bry__column_id(&page->coded[CODED_ID], id);
  bry__column_flag(&page->coded[CODED_NON_ANSWER], non_answer);
}

void bry__coded_page_hit(bry__coded_page *page, const char *id, const char *theme, int32_t begin, int32_t end,
                         const char *term, double confidence) {
  bry__column_id(&page->hits[HIT_ID], id);
  bry__column_text(&page->hits[HIT_THEME], theme);
  bry__column_int(&page->hits[HIT_BEGIN], begin);
  bry__column_int(&page->hits[HIT_END], end);
  bry__column_text(&page->hits[HIT_TERM], term);
  bry__column_int(&page->hits[HIT_CONFIDENCE], (int32_t)(confidence * 1000 + 0.5));
}

/* Two terms may speak for the same theme at the same place; the place is kept once. */
static int is_repeated(const bry_codings *codings, int64_t hit) {
  return hit > 0 && bry_codings_text_at(codings, hit) == bry_codings_text_at(codings, hit - 1) &&
         bry_codings_theme_at(codings, hit) == bry_codings_theme_at(codings, hit - 1) &&
         bry_codings_begin_at(codings, hit) == bry_codings_begin_at(codings, hit - 1) &&
         bry_codings_end_at(codings, hit) == bry_codings_end_at(codings, hit - 1);
}

/* A text and its hits, which begin at *hit; non-answers have a row that says so, and no themes. */
static void take_text(bry__coded_page *page, const char *id, const bry_codebook *codebook, const bry_codings *codings,
                      int64_t text, int64_t *hit) {
  int non_answer = bry_codings_non_answer(codings, text);
  bry__coded_page_text(page, id, non_answer);
  for (; *hit < bry_codings_count(codings) && bry_codings_text_at(codings, *hit) == text; (*hit)++) {
    if (non_answer || is_repeated(codings, *hit)) continue;
    bry__coded_page_hit(page, id, bry_codebook_theme_id_at(codebook, bry_codings_theme_at(codings, *hit)),
                        (int32_t)bry_codings_begin_at(codings, *hit), (int32_t)bry_codings_end_at(codings, *hit),
                        bry_codings_term_at(codings, *hit), bry_codings_confidence_at(codings, *hit));
  }
}

void bry__coded_page_take(bry__coded_page *page, const PGresult *texts, const bry_codebook *codebook,
                          const bry_codings *codings) {
  int64_t hit = 0;
  for (int i = 0; i < PQntuples(texts); i++)
    take_text(page, PQgetvalue(texts, i, 0), codebook, codings, i, &hit);
}

static bry_status store_hits(bry__coded_page *page, const bry__coding *c, bry__param *params, bry_error **err) {
  bry_status status = bry__arrays_bind(page->hits, HIT_COLUMNS, params, 5, err);
  return status == BRY_OK && page->hits[HIT_ID].count > 0
             ? bry__db_query(c->conn, &CODING_ADD, params, 5 + HIT_COLUMNS, NULL, err)
             : status;
}

bry_status bry__coded_page_store(bry__coded_page *page, const bry__coding *c, const char *coder, const char *version,
                                 int late, bry_error **err) {
  bry__param params[BRY__CODING_PARAMS];
  bry__coding_params(c, params);
  params[4] = bry__param_text(coder);
  bry_status status = store_hits(page, c, params, err);
  params[5] = bry__param_text(version);
  params[6] = bry__param_text(late ? "true" : "false");
  if (status == BRY_OK) status = bry__arrays_bind(page->coded, CODED_COLUMNS, params, 7, err);
  if (status == BRY_OK && page->coded[CODED_ID].count > 0)
    status = bry__db_query(c->conn, &CODED_ADD, params, 7 + CODED_COLUMNS, NULL, err);
  params[5] = params[7];
  if (status == BRY_OK && late && page->coded[CODED_ID].count > 0)
    status = bry__db_query(c->conn, &COUNT, params, 6, NULL, err);
  bry__arrays_clear(page->coded, CODED_COLUMNS);
  bry__arrays_clear(page->hits, HIT_COLUMNS);
  return status;
}
