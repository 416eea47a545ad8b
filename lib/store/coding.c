/* bry_survey_code() and bry_survey_code_new(): texts are read a page at a time, coded by the theme layer, and the codings
 * stored, all in one transaction, so that others see the earlier codings until the new ones are complete. */
#include "core/mem.h"
#include "core/number.h"
#include "store/decisions.h"
#include "store/learn.h"
#include "store/statements.h"
#include "store/texts_page.h"

#include <bry/coding.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH_MIN = 5 };

/* Whether more than a few answers wait for a machine's coding, or the survey takes no more. Here and below OFFSET 0 keeps
 * the planner at a probe of the primary key for each response: right after a coding it knows nothing of the new rows, and
 * would go through all of them for each. */
static const bry__statement WAITING = {
    "coding_waiting",
    "SELECT (s.state = 'closed' OR $7::int <= (SELECT count(*) FROM (SELECT FROM bry.response r"
    " WHERE r.tenant_id = $1::uuid AND r.survey_id = $2::uuid AND r.texts[$6::int] IS NOT NULL AND NOT EXISTS"
    " (SELECT FROM bry.coded c WHERE c.tenant_id = $1::uuid AND c.survey_id = $2::uuid AND c.item = $3::text"
    " AND c.codebook = $4::text AND c.coder = $5::text AND c.response_id = r.response_id OFFSET 0)"
    " LIMIT $7::int) w))::int FROM bry.survey s WHERE s.tenant_id = $1::uuid AND s.survey_id = $2::uuid",
    BRY__ROWS_ONE};
static const bry__statement NEW_TEXTS = {
    "coding_new_texts",
    "SELECT response_id, text FROM (SELECT response_id, texts[$6::int] AS text, sum(octet_length(texts[$6::int])) "
    "OVER"
    " (ORDER BY response_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS bytes_before FROM bry.response r"
    " WHERE tenant_id = $1::uuid AND survey_id = $2::uuid AND texts[$6::int] IS NOT NULL AND NOT EXISTS"
    " (SELECT FROM bry.coded c WHERE c.tenant_id = $1::uuid AND c.survey_id = $2::uuid AND c.item = $3::text"
    " AND c.codebook = $4::text AND c.coder = $5::text AND c.response_id = r.response_id OFFSET 0)"
    " ORDER BY response_id LIMIT 4000) p WHERE coalesce(bytes_before, 0) < 4000000 ORDER BY response_id",
    BRY__ROWS_MANY};
static const bry__statement DRIFT = {
    "coding_drift", "SELECT bry.coding_drift($1::uuid, $2::uuid, $3::text, $4::text)", BRY__ROWS_ONE};

const bry__statement *const bry__coding_statements[] = {&WAITING, &NEW_TEXTS, &DRIFT, NULL};

/* --- all texts --- */

static bry_status code_page(const bry__method *m, const PGresult *page, bry_codings **out, bry_error **err) {
  size_t rows = (size_t)PQntuples(page);
  const char **texts = bry__alloc_zero(rows + 1, sizeof *texts);
  size_t *sizes = bry__alloc_zero(rows + 1, sizeof *sizes);
  bry_status status = texts && sizes ? BRY_OK : bry__enomem(err);
  for (size_t i = 0; status == BRY_OK && i < rows; i++) {
    texts[i] = PQgetvalue(page, (int)i, BRY__PAGE_TEXT);
    sizes[i] = (size_t)PQgetlength(page, (int)i, BRY__PAGE_TEXT);
  }
  if (status == BRY_OK)
    status = m->learned ? bry_coder_code(m->learned, texts, sizes, (int64_t)rows, NULL, NULL, out, err)
                        : bry_theme_code(m->codebook, texts, sizes, (int64_t)rows, NULL, NULL, out, err);
  bry__free(texts);
  bry__free(sizes);
  return status;
}

static bry_status code_and_store(bry__coding *c, const bry__method *m, const PGresult *page, int late,
                                 bry__coded_page *rows, bry_error **err) {
  bry_codings *codings = NULL;
  bry_status status = code_page(m, page, &codings, err);
  if (status == BRY_OK) bry__coded_page_take(rows, page, m->codebook, codings);
  if (status == BRY_OK)
    status = bry__coded_page_store(rows, c, m->coder, bry_codebook_version(m->codebook), late, err);
  bry_codings_free(codings);
  c->done += PQntuples(page);
  return status == BRY_OK ? bry__coding_tell(c, err) : status;
}

bry_status bry__coding_all(bry__coding *c, const bry__method *m, bry_error **err) {
  bry__texts_cursor cursor = {0};
  bry__coded_page rows;
  bry__coded_page_init(&rows);
  bry_status status = bry__coding_count(c, err);
  if (status == BRY_OK) status = bry__coding_drop(c, m->coder, err);
  while (status == BRY_OK && !cursor.at_end) {
    PGresult *page = NULL;
    status = bry__texts_page(c->conn, c->survey, c->slot, &cursor, &page, err);
    if (status == BRY_OK) status = code_and_store(c, m, page, 0, &rows, err);
    PQclear(page);
  }
  bry__coded_page_free(&rows);
  return status == BRY_OK ? bry__coding_tally(c, m->coder, err) : status;
}

/* What a model said by another version of the codebook says nothing any more, unless decisions made this one of it. */
static bry_status drop_old_model(bry__coding *c, const bry_codebook *codebook, int adopted, int decided,
                                 int *out_has_model, bry_error **err) {
  char *version = NULL;
  bry_status status = bry__coding_version(c, "model", &version, err);
  int old = version && (adopted || (!decided && strcmp(version, bry_codebook_version(codebook)) != 0));
  if (status == BRY_OK && old) status = bry__coding_drop(c, "model", err);
  if (status == BRY_OK && old) status = bry__coding_tally(c, "model", err);
  if (status == BRY_OK && old && !decided) status = bry__coding_drop(c, "final", err);
  if (status == BRY_OK && old && !decided) status = bry__coding_tally(c, "final", err);
  *out_has_model = version && !old;
  bry__free(version);
  return status;
}

static bry_status code_by_rules(bry__coding *c, bry_error **err) {
  bry__decisions d = {0};
  bry_codebook *newest = NULL;
  int has_model = 0;
  bry_status status = bry__decisions_load(c, &d, err);
  int32_t before = d.epoch;
  if (status == BRY_OK)
    status = d.epoch > 0 ? bry__decisions_adopt(c, &d, err) : bry__coding_codebook(c, NULL, &newest, err);
  const bry_codebook *codebook = d.epoch > 0 ? d.codebook : newest;
  bry__method rules = {"rules", codebook, NULL};
  if (status == BRY_OK) status = bry__coding_all(c, &rules, err);
  if (status == BRY_OK) status = drop_old_model(c, codebook, d.epoch != before, d.epoch > 0, &has_model, err);
  if (status == BRY_OK && (d.epoch > 0 || has_model)) status = bry__final_make(c, d.verdicts, codebook, NULL, err);
  if (status == BRY_OK) status = bry__coding_commit(c, err);
  bry_codebook_free(newest);
  bry__decisions_clear(&d);
  return status;
}

bry_status bry_survey_code(bry_store *store, const bry_survey *survey, const char *item, const char *codebook,
                           bry_progress_fn progress, void *user, int64_t *out_count, bry_error **err) {
  bry__error_reset(err);
  if (out_count) *out_count = 0;
  if (!store || !survey || !item || !codebook) {
    return bry__error(err, BRY_EINVAL, "bry_survey_code() needs a store, a survey, an item and a codebook.");
  }
  bry__coding c = {.progress = progress, .user = user};
  bry_status status = bry__coding_begin(&c, store, survey, item, codebook, err);
  if (status == BRY_OK) status = code_by_rules(&c, err);
  if (status == BRY_OK && out_count) *out_count = c.done;
  bry__coding_clear(&c);
  return status;
}

/* --- new texts --- */

static void new_params(const bry__coding *c, const char *coder, bry__param *params, bry__int_param *slot) {
  bry__coding_params(c, params);
  params[4] = bry__param_text(coder);
  params[5] = bry__param_int(slot, c->slot + 1);
}

static bry_status ask_waiting(const bry__coding *c, const char *coder, int *out, bry_error **err) {
  bry__int_param slot, least;
  bry__param params[7];
  PGresult *result = NULL;
  new_params(c, coder, params, &slot);
  params[6] = bry__param_int(&least, BATCH_MIN);
  bry_status status = bry__db_query(c->conn, &WAITING, params, 7, &result, err);
  *out = status == BRY_OK && PQgetvalue(result, 0, 0)[0] == '1';
  PQclear(result);
  return status;
}

static bry_status code_rest(bry__coding *c, const bry__method *m, bry__units *units, bry_error **err) {
  bry__coded_page rows;
  bry__coded_page_init(&rows);
  bry_status status = BRY_OK;
  for (int more = 1; status == BRY_OK && more;) {
    bry__int_param slot;
    bry__param params[6];
    PGresult *page = NULL;
    new_params(c, m->coder, params, &slot);
    status = bry__db_query(c->conn, &NEW_TEXTS, params, 6, &page, err);
    more = status == BRY_OK && PQntuples(page) > 0;
    for (int i = 0; more && status == BRY_OK && i < PQntuples(page); i++)
      status = bry__units_add(units, PQgetvalue(page, i, BRY__PAGE_ID)) == 0 ? BRY_OK : bry__enomem(err);
    if (more && status == BRY_OK) status = code_and_store(c, m, page, 1, &rows, err);
    PQclear(page);
  }
  bry__coded_page_free(&rows);
  return status;
}

/* By one machine, if it coded the item before. */
static bry_status code_rest_by(bry__coding *c, const char *coder, const bry__decisions *d, bry__units *units,
                               int *out_known, bry_error **err) {
  char *version = NULL;
  int waiting = 0;
  bry_codebook *codebook = NULL;
  bry_coder *learned = NULL;
  bry_status status = bry__coding_version(c, coder, &version, err);
  if (status == BRY_OK && version) *out_known = 1;
  if (status == BRY_OK && version) status = ask_waiting(c, coder, &waiting, err);
  if (status == BRY_OK && waiting) status = bry__coding_codebook(c, version, &codebook, err);
  if (status == BRY_OK && waiting && strcmp(coder, "model") == 0) status = bry__learn(c, d, codebook, &learned, err);
  bry__method m = {coder, codebook, learned};
  if (status == BRY_OK && waiting) status = code_rest(c, &m, units, err);
  bry_coder_free(learned);
  bry_codebook_free(codebook);
  bry__free(version);
  return status;
}

static bry_status ask_drift(const bry__coding *c, double *out, bry_error **err) {
  bry__param params[4];
  PGresult *result = NULL;
  bry__coding_params(c, params);
  bry_status status = bry__db_query(c->conn, &DRIFT, params, 4, &result, err);
  if (status == BRY_OK && !PQgetisnull(result, 0, 0))
    bry__double_parse(PQgetvalue(result, 0, 0), (size_t)PQgetlength(result, 0, 0), out);
  PQclear(result);
  return status;
}

static bry_status code_new(bry__coding *c, bry__units *units, double *out_drift, bry_error **err) {
  bry__decisions d = {0};
  char *final = NULL;
  bry_codebook *codebook = NULL;
  int known = 0;
  bry_status status = bry__decisions_load(c, &d, err);
  if (status == BRY_OK && d.epoch > 0) status = bry__decisions_apply(c, &d, err);
  if (status == BRY_OK) status = code_rest_by(c, "rules", &d, units, &known, err);
  if (status == BRY_OK) status = code_rest_by(c, "model", &d, units, &known, err);
  if (status == BRY_OK && !known)
    status = bry__error(err, BRY_ENOTFOUND,
                        "This item has no texts coded with that codebook; code it with bry_survey_code() first.");
  bry__units_sort(units);
  if (status == BRY_OK) status = bry__coding_version(c, "final", &final, err);
  if (status == BRY_OK && final && units->count > 0) {
    status = bry__coding_codebook(c, final, &codebook, err);
    if (status == BRY_OK) status = bry__final_make(c, d.verdicts, codebook, units, err);
  }
  if (status == BRY_OK && out_drift) status = ask_drift(c, out_drift, err);
  if (status == BRY_OK) status = bry__coding_commit(c, err);
  bry__free(final);
  bry_codebook_free(codebook);
  bry__decisions_clear(&d);
  return status;
}

bry_status bry_survey_code_new(bry_store *store, const bry_survey *survey, const char *item, const char *codebook,
                               bry_progress_fn progress, void *user, int64_t *out_count, double *out_drift,
                               bry_error **err) {
  bry__error_reset(err);
  if (out_count) *out_count = 0;
  if (out_drift) *out_drift = NAN;
  if (!store || !survey || !item || !codebook)
    return bry__error(err, BRY_EINVAL, "bry_survey_code_new() needs a store, a survey, an item and a codebook.");
  bry__coding c = {.progress = progress, .user = user};
  bry__units units = {0};
  double drift = NAN;
  bry_status status = bry__coding_begin(&c, store, survey, item, codebook, err);
  if (status == BRY_OK) status = code_new(&c, &units, &drift, err);
  if (status == BRY_OK && out_count) *out_count = (int64_t)units.count;
  if (status == BRY_OK && out_drift) *out_drift = drift;
  bry__coding_clear(&c);
  bry__units_free(&units);
  return status;
}
