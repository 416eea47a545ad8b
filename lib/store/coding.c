/* bry_survey_code(): texts are read a page at a time, coded by the theme layer, and the codings stored, all in
 * one transaction, so that others see the earlier codings until the new ones are complete. */
#include "core/hash.h"
#include "core/mem.h"
#include "core/uuid.h"
#include "store/codebook.h"
#include "store/lookup.h"
#include "store/statements.h"
#include "store/tally.h"
#include "store/texts_page.h"
#include "store/wire.h"

#include <bry/theme.h>
#include <stdlib.h>
#include <string.h>

enum { PARAMS = 10 };

/* One coding of an item at a time: two would each delete what is there and then meet on the primary key. */
static const bry__statement CODING_LOCK = {"coding_lock", "SELECT pg_advisory_xact_lock($1::bigint)", BRY__ROWS_ONE};

/* Keeps the survey from being sealed, which gives responses new ids, until the codings are in. */
static const bry__statement CODING_HOLD = {
    "coding_hold", "SELECT 1 FROM bry.survey WHERE tenant_id = $1::uuid AND survey_id = $2::uuid FOR KEY SHARE",
    BRY__ROWS_ONE};

static const bry__statement CODING_TOTAL = {
    "coding_total",
    "SELECT count(*) FROM bry.response WHERE tenant_id = $1::uuid AND survey_id = $2::uuid"
    " AND texts[$3::int] IS NOT NULL",
    BRY__ROWS_ONE};

static const bry__statement CODING_DROP = {
    "coding_drop", "SELECT FROM bry.coding_begin($1::uuid, $2::uuid, $3::text, $4::text, 'rules')", BRY__ROWS_MANY};

/* A page's rows at once, a column an array. */
static const bry__statement CODED_ADD = {
    "coded_add",
    "SELECT FROM bry.coded_add($1::uuid, $2::uuid, $3::text, $4::text, 'rules', $5::text, $6::uuid[], $7::boolean[])",
    BRY__ROWS_MANY};
static const bry__statement CODING_ADD = {
    "coding_add",
    "SELECT FROM bry.coding_add($1::uuid, $2::uuid, $3::text, $4::text, 'rules', $5::uuid[], $6::text[], $7::int[],"
    " $8::int[], $9::text[])",
    BRY__ROWS_MANY};

const bry__statement *const bry__coding_statements[] = {&CODING_LOCK, &CODING_HOLD, &CODING_TOTAL, &CODING_DROP,
                                                        &CODED_ADD,   &CODING_ADD,  NULL};

/* An array of a page: its elements, without a head. */
typedef struct column {
  uint32_t type;
  bry__buffer elements;
} column;

enum { CODED_ID, CODED_NON_ANSWER, CODED_COLUMNS };
enum { HIT_ID, HIT_THEME, HIT_BEGIN, HIT_END, HIT_TERM, HIT_COLUMNS };

/* One coding under way. */
typedef struct job {
  const bry_survey *survey;
  const char *item;
  const char *codebook_id;
  int32_t slot;
  bry__conn *conn;
  bry_codebook *codebook;
  column coded[CODED_COLUMNS], hits[HIT_COLUMNS]; /* of a page, as are the next */
  int32_t coded_count, hit_count;
  const char **texts;
  size_t *sizes;
  size_t texts_capacity, sizes_capacity;
  bry_progress_fn progress;
  void *user;
  int64_t done, total;
} job;

/* --- columns --- */

static void begin_columns(column *columns, const uint32_t *types, int count) {
  for (int i = 0; i < count; i++) {
    columns[i].type = types[i];
    bry__buffer_clear(&columns[i].elements);
  }
}

static void free_columns(column *columns, int count) {
  for (int i = 0; i < count; i++)
    bry__buffer_free(&columns[i].elements);
}

static void put_text(column *c, const char *text) {
  bry__put_field(&c->elements, text, strlen(text));
}

static void put_number(column *c, int32_t value) {
  bry__put_int32(&c->elements, (int32_t)sizeof value);
  bry__put_int32(&c->elements, value);
}

/* Two terms may speak for the same theme at the same place; the place is kept once. */
static int is_repeated(const bry_codings *codings, int64_t hit) {
  return hit > 0 && bry_codings_text_at(codings, hit) == bry_codings_text_at(codings, hit - 1) &&
         bry_codings_theme_at(codings, hit) == bry_codings_theme_at(codings, hit - 1) &&
         bry_codings_begin_at(codings, hit) == bry_codings_begin_at(codings, hit - 1) &&
         bry_codings_end_at(codings, hit) == bry_codings_end_at(codings, hit - 1);
}

static void add_hit(job *j, const bry_codings *codings, int64_t hit, const uint8_t id[16]) {
  bry__put_field(&j->hits[HIT_ID].elements, id, 16);
  put_text(&j->hits[HIT_THEME], bry_codebook_theme_id_at(j->codebook, bry_codings_theme_at(codings, hit)));
  put_number(&j->hits[HIT_BEGIN], (int32_t)bry_codings_begin_at(codings, hit));
  put_number(&j->hits[HIT_END], (int32_t)bry_codings_end_at(codings, hit));
  put_text(&j->hits[HIT_TERM], bry_codings_term_at(codings, hit));
  j->hit_count++;
}

/* A text and its hits, which begin at *hit; non-answers have a row that says so, and no themes. */
static void add_text(job *j, const bry_codings *codings, int64_t text, const char *response_id, int64_t *hit) {
  uint8_t id[16] = {0};
  char non_answer = (char)bry_codings_non_answer(codings, text);
  if (!bry__uuid_parse(response_id, id)) j->coded[CODED_ID].elements.failed = 1;
  bry__put_field(&j->coded[CODED_ID].elements, id, 16);
  bry__put_field(&j->coded[CODED_NON_ANSWER].elements, &non_answer, 1);
  j->coded_count++;
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

/* Runs a statement whose last parameters are the columns, as arrays of `rows` elements. */
static bry_status store_columns(const job *j, const bry__statement *statement, bry__param *params, int given,
                                const column *columns, int count, int32_t rows, bry_error **err) {
  bry__buffer arrays[HIT_COLUMNS] = {{0}};
  int failed = 0;
  for (int i = 0; i < count; i++) {
    bry__put_array_head(&arrays[i], columns[i].type, rows);
    if (rows > 0) bry__buffer_add(&arrays[i], columns[i].elements.data, columns[i].elements.size);
    params[given + i] = bry__param_bytes(arrays[i].data, arrays[i].size);
    failed |= arrays[i].failed | columns[i].elements.failed;
  }
  bry_status status = failed      ? bry__enomem(err)
                      : rows == 0 ? BRY_OK
                                  : bry__db_query(j->conn, statement, params, given + count, NULL, err);
  for (int i = 0; i < count; i++)
    bry__buffer_free(&arrays[i]);
  return status;
}

static bry_status store_page(job *j, const PGresult *page, const bry_codings *codings, bry_error **err) {
  static const uint32_t coded_types[] = {BRY__OID_UUID, BRY__OID_BOOL};
  static const uint32_t hit_types[] = {BRY__OID_UUID, BRY__OID_TEXT, BRY__OID_INT32, BRY__OID_INT32, BRY__OID_TEXT};
  bry__param params[PARAMS] = {bry__param_uuid(j->survey->tenant_id), bry__param_uuid(j->survey->survey_id),
                               bry__param_text(j->item), bry__param_text(j->codebook_id)};
  int64_t hit = 0;
  begin_columns(j->coded, coded_types, CODED_COLUMNS);
  begin_columns(j->hits, hit_types, HIT_COLUMNS);
  j->coded_count = j->hit_count = 0;
  for (int i = 0; i < PQntuples(page); i++)
    add_text(j, codings, i, PQgetvalue(page, i, BRY__PAGE_ID), &hit);
  bry_status status = store_columns(j, &CODING_ADD, params, 4, j->hits, HIT_COLUMNS, j->hit_count, err);
  params[4] = bry__param_text(bry_codebook_version(j->codebook));
  return status == BRY_OK ? store_columns(j, &CODED_ADD, params, 5, j->coded, CODED_COLUMNS, j->coded_count, err)
                          : status;
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

static bry_status hold_survey(const job *j, bry_error **err) {
  bry__param params[] = {bry__param_uuid(j->survey->tenant_id), bry__param_uuid(j->survey->survey_id)};
  bry_status status = bry__db_query(j->conn, &CODING_HOLD, params, 2, NULL, err);
  if (status != BRY_ENOTFOUND) return status;
  return bry__error(err, status, "The survey %s is not there any more.", j->survey->slug);
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
  if (status == BRY_OK) status = hold_survey(j, err);
  if (status == BRY_OK)
    status = bry__codebook_newest(j->conn, j->survey->tenant_id, j->codebook_id, &j->codebook, err);
  if (status == BRY_OK) status = count_texts(j, err);
  if (status == BRY_OK) status = drop_earlier(j, err);
  if (status == BRY_OK) status = code_texts(j, store, err);
  if (status == BRY_OK) status = bry__tally_themes(j->conn, j->survey, j->item, j->codebook_id, err);
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
  free_columns(j.coded, CODED_COLUMNS);
  free_columns(j.hits, HIT_COLUMNS);
  bry__free(j.texts);
  bry__free(j.sizes);
  return status;
}
