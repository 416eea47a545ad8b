/* What respondents agree to: texts by language, in versions that stay. That a response names a version in force is held
 * by bry.submit in the schema. */
#include "core/json.h"
#include "store/lookup.h"
#include "store/statements.h"

#include <bry/text.h>

#include <stdlib.h>
#include <string.h>

static const bry__json_limits LIMITS = {.max_bytes = 1 << 18, .max_depth = 3};
static const char *const LANGUAGES[] = {"nb", "nn", "en"};
enum { LANGUAGE_COUNT = sizeof LANGUAGES / sizeof LANGUAGES[0] };

static const bry__statement CONSENT_SET = {
    "consent_set", "SELECT bry.consent_set($1::uuid, $2::uuid, $3::text, $4::boolean)", BRY__ROWS_ONE};
static const bry__statement CONSENT_GET = {
    "consent_get",
    "SELECT c.version, c.texts FROM bry.survey s JOIN bry.consent c ON c.tenant_id = s.tenant_id"
    " AND c.survey_id = s.survey_id AND c.version = s.consent WHERE s.tenant_id = $1::uuid AND s.survey_id = "
    "$2::uuid",
    BRY__ROWS_ONE};

const bry__statement *const bry__consent_statements[] = {&CONSENT_SET, &CONSENT_GET, NULL};

static int is_language(const char *name) {
  for (int i = 0; i < LANGUAGE_COUNT; i++)
    if (strcmp(name, LANGUAGES[i]) == 0) return 1;
  return 0;
}

/* {"nb": "...", ...}, at least one, and none empty; *out is canonical. */
static bry_status read_texts(const char *json, bry__buffer *out, bry_error **err) {
  struct json_object *document = NULL;
  if (!json) return bry__error(err, BRY_EINVAL, "texts is NULL: give a JSON object such as {\"nb\": \"...\"}.");
  bry_status status = bry__json_parse("The consent", json, strlen(json), &LIMITS, &document, err);
  if (status != BRY_OK) return status;
  int good = json_object_is_type(document, json_type_object) && json_object_object_length(document) > 0;
  if (good) {
    json_object_object_foreach(document, name, value) {
      good &=
          is_language(name) && json_object_is_type(value, json_type_string) && json_object_get_string_len(value) > 0;
    }
  }
  if (good) bry__json_canonical(out, document);
  if (!good)
    status = bry__error_at(err, BRY_EPARSE, "",
                           "The consent must be an object of texts in nb, nn and en, such as "
                           "{\"nb\": \"Jeg samtykker ...\"}.");
  if (out->failed) status = bry__enomem(err);
  json_object_put(document);
  return status;
}

static bry_status set(bry_store *store, const bry_survey *survey, const char *texts, int32_t keep,
                      int32_t *out_version, bry_error **err) {
  const bry__param params[] = {bry__param_uuid(survey->tenant_id), bry__param_uuid(survey->survey_id),
                               bry__param_text(texts), bry__param_text(keep ? "true" : "false")};
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  bry_status status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__db_query(conn, &CONSENT_SET, params, 4, &result, err);
  bry__conn_release(store, conn);
  if (status == BRY_OK) *out_version = atoi(PQgetvalue(result, 0, 0));
  if (status == BRY_OK && PQgetisnull(result, 0, 0)) {
    status = bry__error(err, BRY_ENOTFOUND, "The survey %s is not there any more.", survey->slug);
  } else if (status == BRY_OK && *out_version == 0) {
    status = bry__error(err, BRY_ESTATE, "The survey %s is closed.", survey->slug);
  }
  PQclear(result);
  return status;
}

bry_status bry_survey_set_consent(bry_store *store, const bry_survey *survey, const char *texts, int32_t keep_earlier,
                                  int32_t *out_version, bry_error **err) {
  bry__error_reset(err);
  if (out_version) *out_version = 0;
  int32_t version = 0;
  bry__buffer canonical = {0};
  bry_status status = bry__survey_admit(store, survey, err);
  if (status == BRY_OK) status = read_texts(texts, &canonical, err);
  if (status == BRY_OK) status = set(store, survey, canonical.data, keep_earlier, &version, err);
  bry__buffer_free(&canonical);
  if (status == BRY_OK && out_version) *out_version = version;
  return status;
}

/* The text of the language, or the nearest: what was stored had passed. */
static bry_status choose(const char *json, const char *lang, bry_text **out, bry_error **err) {
  struct json_object *document = NULL;
  bry_status status = bry__json_parse("The consent", json, strlen(json), &LIMITS, &document, err);
  if (status != BRY_OK) return status;
  const char *order[1 + LANGUAGE_COUNT] = {lang ? lang : "nb", "nb", "nn", "en"};
  const char *text = NULL;
  for (int i = 0; !text && i <= LANGUAGE_COUNT; i++)
    text = bry__json_text(document, order[i]);
  bry__buffer b = {0};
  if (text) bry__buffer_text(&b, text);
  status = bry__buffer_finish(&b, out, err);
  bry__buffer_free(&b);
  json_object_put(document);
  return status;
}

bry_status bry_survey_consent(bry_store *store, const bry_survey *survey, const char *lang, int32_t *out_version,
                              bry_text **out, bry_error **err) {
  bry__error_reset(err);
  if (!out || !out_version) return bry__error(err, BRY_EINVAL, "Give places for the version and the text.");
  *out = NULL;
  *out_version = 0;
  bry_status status = bry__survey_admit(store, survey, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {bry__param_uuid(survey->tenant_id), bry__param_uuid(survey->survey_id)};
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__db_query(conn, &CONSENT_GET, params, 2, &result, err);
  bry__conn_release(store, conn);
  if (status == BRY_ENOTFOUND) status = bry__error(err, status, "The survey %s asks for no consent.", survey->slug);
  if (status == BRY_OK) status = choose(PQgetvalue(result, 0, 1), lang, out, err);
  if (status == BRY_OK) *out_version = atoi(PQgetvalue(result, 0, 0));
  PQclear(result);
  return status;
}
