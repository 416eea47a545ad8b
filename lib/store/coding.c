/* bry_survey_code(): texts are read a page at a time, coded by the theme layer, and the codings copied in, all in
 * one transaction, so that others see the earlier codings until the new ones are complete. */
#include "core/hash.h"
#include "core/mem.h"
#include "core/uuid.h"
#include "store/codebook.h"
#include "store/copy.h"
#include "store/lookup.h"
#include "store/statements.h"
#include "store/texts_page.h"

#include <bry/theme.h>
#include <stdlib.h>
#include <string.h>

static const bry__staged CODED = {
    "CREATE TEMP TABLE IF NOT EXISTS bry_coded_in (tenant_id uuid, survey_id uuid, item text, codebook text, coder "
    "text,"
    " response_id uuid, version text, non_answer boolean) ON COMMIT DROP; TRUNCATE bry_coded_in",
    "COPY bry_coded_in FROM STDIN (FORMAT binary)",
    "INSERT INTO bry.coded (tenant_id, survey_id, item, codebook, coder, response_id, version, non_answer)"
    " SELECT * FROM bry_coded_in"};
static const bry__staged CODING = {
    "CREATE TEMP TABLE IF NOT EXISTS bry_coding_in (tenant_id uuid, survey_id uuid, item text, codebook text, coder "
    "text,"
    " response_id uuid, theme text, span_begin int, span_end int, term text) ON COMMIT DROP; TRUNCATE bry_coding_in",
    "COPY bry_coding_in FROM STDIN (FORMAT binary)",
    "INSERT INTO bry.coding (tenant_id, survey_id, item, codebook, coder, response_id, theme, span_begin, span_end, "
    "term)"
    " SELECT * FROM bry_coding_in"};

enum { CODED_FIELDS = 8, CODING_FIELDS = 10 };

static const char coder[] = "rules";
static const char doing[] = "storing codings";

/* One coding of an item at a time: two would each delete what is there and then meet on the primary key. */
static const bry__statement CODING_LOCK = {"coding_lock", "SELECT pg_advisory_xact_lock($1::bigint)", BRY__ROWS_ONE};

static const bry__statement CODING_TOTAL = {
    "coding_total",
    "SELECT count(*) FROM bry.response WHERE tenant_id = $1::uuid AND survey_id = $2::uuid"
    " AND texts[$3::int] IS NOT NULL",
    BRY__ROWS_ONE};

static const bry__statement CODING_DROP = {
    "coding_drop",
    "WITH gone AS (DELETE FROM bry.coding WHERE tenant_id = $1::uuid AND survey_id = $2::uuid AND item = $3::text"
    " AND codebook = $4::text AND coder = 'rules')"
    " DELETE FROM bry.coded WHERE tenant_id = $1::uuid AND survey_id = $2::uuid AND item = $3::text"
    " AND codebook = $4::text AND coder = 'rules'",
    BRY__ROWS_NONE};

const bry__statement *const bry__coding_statements[] = {&CODING_LOCK, &CODING_TOTAL, &CODING_DROP, NULL};

/* One coding under way. */
typedef struct job {
  const bry_survey *survey;
  const char *item;
  const char *codebook_id;
  int32_t slot;
  bry__conn *conn;
  bry_codebook *codebook;
  bry__buffer coded, coding; /* tuples of a page */
  const char **texts;        /* of a page */
  size_t *sizes;
  size_t texts_capacity, sizes_capacity;
  bry_progress_fn progress;
  void *user;
  int64_t done, total;
} job;

/* --- tuples --- */

static void begin_tuple(const job *j, bry__buffer *b, int16_t fields, const uint8_t id[16]) {
  bry__tuple_begin(b, fields);
  bry__tuple_field(b, j->survey->tenant_id, 16);
  bry__tuple_field(b, j->survey->survey_id, 16);
  bry__tuple_text(b, j->item);
  bry__tuple_text(b, j->codebook_id);
  bry__tuple_text(b, coder);
  bry__tuple_field(b, id, 16);
}

/* Two terms may speak for the same theme at the same place; the place is kept once. */
static int is_repeated(const bry_codings *codings, int64_t hit) {
  return hit > 0 && bry_codings_text_at(codings, hit) == bry_codings_text_at(codings, hit - 1) &&
         bry_codings_theme_at(codings, hit) == bry_codings_theme_at(codings, hit - 1) &&
         bry_codings_begin_at(codings, hit) == bry_codings_begin_at(codings, hit - 1) &&
         bry_codings_end_at(codings, hit) == bry_codings_end_at(codings, hit - 1);
}

static void add_hit(job *j, const bry_codings *codings, int64_t hit, const uint8_t id[16]) {
  bry__buffer *b = &j->coding;
  begin_tuple(j, b, CODING_FIELDS, id);
  bry__tuple_text(b, bry_codebook_theme_id_at(j->codebook, bry_codings_theme_at(codings, hit)));
  bry__tuple_int32(b, (int32_t)bry_codings_begin_at(codings, hit));
  bry__tuple_int32(b, (int32_t)bry_codings_end_at(codings, hit));
  bry__tuple_text(b, bry_codings_term_at(codings, hit));
}

/* A text and its hits, which begin at *hit; non-answers have a row that says so, and no themes. */
static void add_text(job *j, const bry_codings *codings, int64_t text, const char *response_id, int64_t *hit) {
  uint8_t id[16] = {0};
  char non_answer = (char)bry_codings_non_answer(codings, text);
  if (!bry__uuid_parse(response_id, id)) j->coded.failed = 1;
  begin_tuple(j, &j->coded, CODED_FIELDS, id);
  bry__tuple_text(&j->coded, bry_codebook_version(j->codebook));
  bry__tuple_field(&j->coded, &non_answer, 1);
  for (; *hit < bry_codings_count(codings) && bry_codings_text_at(codings, *hit) == text; (*hit)++) {
    if (!non_answer && !is_repeated(codings, *hit)) add_hit(j, codings, *hit, id);
  }
}

/* --- a page --- */

static bry_status code_page(job *j, const PGresult *page, bry_codings **out, bry_error **err) {
  size_t rows = (size_t)PQntuples(page);
  if (bry__grow((void **)&j->texts, &j->texts_capacity, rows, sizeof *j->texts) != 0 ||
      bry__grow((void **)&j->sizes, &j->sizes_capacity, rows, sizeof *j->sizes) != 0) {
    return bry__enomem(err);
  }
  for (size_t i = 0; i < rows; i++) {
    j->texts[i] = PQgetvalue(page, (int)i, BRY__PAGE_TEXT);
    j->sizes[i] = (size_t)PQgetlength(page, (int)i, BRY__PAGE_TEXT);
  }
  return bry_theme_code(j->codebook, j->texts, j->sizes, (int64_t)rows, NULL, NULL, out, err);
}

static bry_status store_page(job *j, const PGresult *page, const bry_codings *codings, bry_error **err) {
  int64_t hit = 0;
  bry__buffer_clear(&j->coded);
  bry__buffer_clear(&j->coding);
  for (int i = 0; i < PQntuples(page); i++)
    add_text(j, codings, i, PQgetvalue(page, i, BRY__PAGE_ID), &hit);
  if (j->coded.failed || j->coding.failed) return bry__enomem(err);
  bry_status status = bry__copy_all(j->conn, &CODED, &j->coded, doing, err);
  return status == BRY_OK ? bry__copy_all(j->conn, &CODING, &j->coding, doing, err) : status;
}

static bry_status tell(const job *j, bry_error **err) {
  if (!j->progress || j->progress(j->done, j->total, j->user) == 0) return BRY_OK;
  return bry__error(err, BRY_ECANCELLED, "The coding was cancelled by the caller; nothing was changed.");
}

static bry_status code_texts(job *j, bry_store *store, bry_error **err) {
  bry__texts_cursor cursor = {0};
  bry_status status = BRY_OK;
  while (status == BRY_OK && !cursor.at_end) {
    PGresult *page = NULL;
    bry_codings *codings = NULL;
    status = bry__texts_page(j->conn, j->survey, j->slot, &cursor, &page, err);
    if (status == BRY_OK) status = code_page(j, page, &codings, err);
    if (status == BRY_OK) status = store_page(j, page, codings, err);
    j->done += PQntuples(page);
    bry_codings_free(codings);
    PQclear(page);
    if (status == BRY_OK) status = tell(j, err);
    if (status == BRY_OK) status = bry__survey_admit(store, j->survey, err); /* the callback may have forked */
  }
  return status;
}

/* --- beginning and ending --- */

static bry_status lock_item(job *j, bry_error **err) {
  bry__int_param number;
  bry__buffer key = {0};
  bry__buffer_add(&key, (const char *)j->survey->tenant_id, 16);
  bry__buffer_add(&key, (const char *)j->survey->survey_id, 16);
  bry__buffer_add(&key, j->item, strlen(j->item) + 1);
  bry__buffer_text(&key, j->codebook_id);
  bry_status status = key.failed ? bry__enomem(err) : BRY_OK;
  if (status == BRY_OK) {
    bry__param param = bry__param_int(&number, (int64_t)bry__hash64(key.data, key.size));
    status = bry__db_query(j->conn, &CODING_LOCK, &param, 1, NULL, err);
  }
  bry__buffer_free(&key);
  return status;
}

static bry_status count_texts(job *j, bry_error **err) {
  bry__int_param slot;
  PGresult *result = NULL;
  bry__param params[] = {bry__param_uuid(j->survey->tenant_id), bry__param_uuid(j->survey->survey_id),
                         bry__param_int(&slot, j->slot + 1)};
  if (!j->progress) return BRY_OK;
  bry_status status = bry__db_query(j->conn, &CODING_TOTAL, params, 3, &result, err);
  if (status == BRY_OK) j->total = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
  PQclear(result);
  return status;
}

static bry_status drop_earlier(const job *j, bry_error **err) {
  bry__param params[] = {bry__param_uuid(j->survey->tenant_id), bry__param_uuid(j->survey->survey_id),
                         bry__param_text(j->item), bry__param_text(j->codebook_id)};
  return bry__db_query(j->conn, &CODING_DROP, params, 4, NULL, err);
}

/* All in one transaction, which the pool rolls back when it isn't committed. */
static bry_status run(job *j, bry_store *store, bry_error **err) {
  bry_status status = bry__conn_exempt(j->conn, err);
  if (status == BRY_OK) status = bry__db_run(j->conn, "BEGIN", err);
  if (status == BRY_OK) status = lock_item(j, err);
  if (status == BRY_OK)
    status = bry__codebook_newest(j->conn, j->survey->tenant_id, j->codebook_id, &j->codebook, err);
  if (status == BRY_OK) status = count_texts(j, err);
  if (status == BRY_OK) status = drop_earlier(j, err);
  if (status == BRY_OK) status = code_texts(j, store, err);
  return status == BRY_OK ? bry__db_run(j->conn, "COMMIT", err) : status;
}

bry_status bry_survey_code(bry_store *store, const bry_survey *survey, const char *item, const char *codebook,
                           bry_progress_fn progress, void *user, int64_t *out_count, bry_error **err) {
  bry__error_reset(err);
  if (out_count) *out_count = 0;
  if (!store || !survey || !item || !codebook) {
    return bry__error(err, BRY_EINVAL, "bry_survey_code() needs a store, a survey, an item and a codebook.");
  }
  job j = {.survey = survey, .item = item, .codebook_id = codebook, .progress = progress, .user = user};
  bry_status status = bry__survey_admit(store, survey, err);
  if (status == BRY_OK) status = bry__survey_text_slot(survey, item, &j.slot, err);
  if (status == BRY_OK) status = bry__conn_acquire(store, &j.conn, err);
  if (status == BRY_OK) status = run(&j, store, err);
  if (status == BRY_OK && out_count) *out_count = j.done;
  if (j.conn) bry__conn_release(store, j.conn);
  bry_codebook_free(j.codebook);
  bry__buffer_free(&j.coded);
  bry__buffer_free(&j.coding);
  bry__free(j.texts);
  bry__free(j.sizes);
  return status;
}
