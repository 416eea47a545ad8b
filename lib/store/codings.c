/* bry_survey_codings(): what people and machines coded responses as, as a table. */
#include "core/mem.h"
#include "core/number.h"
#include "core/table.h"
#include "store/codebook.h"
#include "store/decisions.h"
#include "store/statements.h"
#include "theme/codebook.h"

#include <bry/coding.h>
#include <string.h>

/* OFFSET 0: a probe of the primary key for each response, also while the planner knows nothing of new rows. */
static const bry__statement CODINGS = {
    "codings",
    "SELECT c.response_id, k.theme, max(k.confidence)::text FROM bry.coded c LEFT JOIN LATERAL"
    " (SELECT theme, confidence FROM bry.coding WHERE tenant_id = $1::uuid AND survey_id = $2::uuid"
    " AND item = $3::text AND codebook = $4::text AND coder = $5::text AND response_id = c.response_id OFFSET 0) k"
    " ON true WHERE c.tenant_id = $1::uuid AND c.survey_id = $2::uuid AND c.item = $3::text AND c.codebook = $4::text"
    " AND c.coder = $5::text AND NOT c.non_answer GROUP BY c.response_id, k.theme"
    " ORDER BY c.response_id, k.theme COLLATE \"C\"",
    BRY__READ_MANY};

const bry__statement *const bry__codings_statements[] = {&CODINGS, NULL};

enum { UNIT, CODER, THEME, VERDICT, CONFIDENCE };

static bry_table *new_table(void) {
  bry_table *t = bry__table_new("codings", "Kodinger", "Kodingar", "Codings");
  if (!t) return NULL;
  bry__table_column(t, "unit", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Svar", "Svar", "Answer");
  bry__table_column(t, "coder", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Koder", "Kodar", "Coder");
  bry__table_column(t, "theme", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Tema", "Tema", "Theme");
  bry__table_column(t, "verdict", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Avgjørelse", "Avgjerd", "Verdict");
  bry__table_column(t, "confidence", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "Sikkerhet", "Tryggleik", "Confidence");
  return t;
}

static void add_row(bry_table *t, const bry_codebook *codebook, const char *unit, const char *coder,
                    const char *theme, const char *verdict) {
  int32_t place = theme && codebook ? bry__codebook_theme_find(codebook, theme) : -1;
  bry__table_row(t);
  bry__table_set_text(t, UNIT, unit);
  bry__table_set_text(t, CODER, coder);
  bry__table_set_text(t, THEME, theme);
  bry__table_set_text(t, VERDICT, verdict);
  if (place >= 0) bry__table_label_value(t, THEME, theme, &codebook->themes[place].label);
}

static bry_status list_machine(const bry__coding *c, const char *coder, bry_table *t, bry_error **err) {
  bry__param params[5];
  PGresult *rows = NULL;
  char *version = NULL;
  bry_codebook *codebook = NULL;
  const char *verdict = strcmp(coder, "final") == 0 ? "final" : "suggested";
  bry__coding_params(c, params);
  params[4] = bry__param_text(coder);
  bry_status status = bry__coding_version(c, coder, &version, err);
  if (status == BRY_OK && version) status = bry__coding_codebook(c, version, &codebook, err);
  if (status == BRY_OK) status = bry__db_query(c->conn, &CODINGS, params, 5, &rows, err);
  for (int i = 0; status == BRY_OK && i < PQntuples(rows); i++) {
    double confidence = 0;
    add_row(t, codebook, PQgetvalue(rows, i, 0), coder, PQgetisnull(rows, i, 1) ? NULL : PQgetvalue(rows, i, 1),
            verdict);
    if (!PQgetisnull(rows, i, 2) &&
        bry__double_parse(PQgetvalue(rows, i, 2), (size_t)PQgetlength(rows, i, 2), &confidence))
      bry__table_set_double(t, CONFIDENCE, confidence);
  }
  PQclear(rows);
  bry_codebook_free(codebook);
  bry__free(version);
  return status;
}

static bry_status list_people(const bry__coding *c, const char *coder, bry_table *t, bry_error **err) {
  bry__decisions d = {0};
  bry_status status = bry__decisions_load(c, &d, err);
  if (status == BRY_OK && d.epoch > 0) status = bry__decisions_apply(c, &d, err);
  for (int64_t row = 0; d.verdicts && row < bry_table_row_count(d.verdicts); row++) {
    const char *who = bry_table_text(d.verdicts, row, 1);
    if (coder && (!who || strcmp(who, coder) != 0)) continue;
    add_row(t, d.codebook, bry_table_text(d.verdicts, row, 0), who, bry_table_text(d.verdicts, row, 2),
            bry_table_text(d.verdicts, row, 3));
  }
  bry__decisions_clear(&d);
  return status;
}

static int is_machine(const char *coder) {
  return coder && (strcmp(coder, "rules") == 0 || strcmp(coder, "model") == 0 || strcmp(coder, "final") == 0);
}

bry_status bry_survey_codings(bry_store *store, const bry_survey *survey, const char *item, const char *codebook,
                              const char *coder, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!store || !survey || !item || !codebook || !out)
    return bry__error(err, BRY_EINVAL,
                      "bry_survey_codings() needs a store, a survey, an item, a codebook and an out.");
  bry__coding c = {0};
  bry_table *t = NULL;
  bry_status status = bry__coding_begin(&c, store, survey, item, codebook, err);
  if (status == BRY_OK && !(t = new_table())) status = bry__enomem(err);
  if (status == BRY_OK) status = is_machine(coder) ? list_machine(&c, coder, t, err) : list_people(&c, coder, t, err);
  if (status == BRY_OK) {
    status = bry__table_finish(t, out, err);
    t = NULL;
  }
  bry_table_free(t);
  bry__coding_clear(&c);
  return status;
}
