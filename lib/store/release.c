/* Publishing a release: the answers are counted in one snapshot, protected and written as tables by the result layer, and
 * stored by a function of the schema, which looks again at whether the survey is closed and the parts are of one piece. */
#include "store/release.h"

#include "core/hash.h"
#include "core/json.h"
#include "core/mem.h"
#include "core/table.h"
#include "store/lookup.h"
#include "store/statements.h"
#include "store/wire.h"
#include "theme/codebook.h"

#include <inttypes.h>
#include <string.h>

static const bry__statement RELEASE_SURVEY = {
    "release_survey",
    "SELECT state, (privacy = 'anonymous' AND NOT sealed)::int, version FROM bry.survey WHERE tenant_id = $1::uuid"
    " AND survey_id = $2::uuid",
    BRY__ROWS_ONE};
static const bry__statement RELEASE_GROUNDS = {
    "release_grounds",
    "SELECT ground FROM bry.release_ground WHERE tenant_id = $1::uuid AND survey_id = $2::uuid ORDER BY number",
    BRY__ROWS_MANY};
static const bry__statement RELEASE_PUT = {"release_put",
                                           "SELECT bry.release_put($1::uuid, $2::uuid, $3::int, $4::text, $5::text, "
                                           "$6::text, $7::text, $8::text, $9::text[],"
                                           " $10::text[])",
                                           BRY__ROWS_ONE};

const bry__statement *const bry__release_statements[] = {&RELEASE_SURVEY, &RELEASE_GROUNDS, &RELEASE_PUT, NULL};

static const bry__json_limits GROUND_LIMITS = {.max_bytes = (size_t)1 << 30, .max_depth = 8};

void bry__release_job_clear(bry__release_job *job) {
  if (job->conn) bry__conn_release(job->store, job->conn);
  bry__release_tables_clear(&job->tables);
  bry__release_plan_clear(&job->plan);
  bry__release_data_clear(&job->data);
  for (int32_t i = 0; i < job->spec.themes.count && job->codebooks; i++)
    bry_codebook_free(job->codebooks[i]);
  for (int32_t i = 0; i < job->spec.quotes.count && job->quotes; i++)
    bry_table_free(job->quotes[i]);
  for (int32_t i = 0; i < job->earlier_count; i++)
    json_object_put(job->earlier[i]);
  bry__free(job->codebooks);
  bry__free(job->quotes);
  bry__free(job->earlier);
  bry__free(job->items);
  bry__free(job->themes);
  bry__free(job->segment_names);
  bry__free(job->labels);
  bry__release_spec_clear(&job->spec);
  bry_survey_free(job->survey);
}

/* --- the survey ---------------------------------------------------------------------------------------------------- */

static bry_status make_room(bry__release_job *job, bry_error **err) {
  int32_t segments = job->survey->segment_count;
  job->items = bry__alloc_zero((size_t)job->spec.items.count, sizeof *job->items);
  job->themes = bry__alloc_zero((size_t)job->spec.themes.count, sizeof *job->themes);
  job->codebooks = bry__alloc_zero((size_t)job->spec.themes.count, sizeof *job->codebooks);
  job->quotes = bry__alloc_zero((size_t)job->spec.quotes.count, sizeof *job->quotes);
  job->segment_names = bry__alloc_zero((size_t)segments, sizeof *job->segment_names);
  job->labels = bry__alloc_zero((size_t)segments, sizeof *job->labels);
  if (!job->items || !job->themes || !job->codebooks || !job->quotes || !job->segment_names || !job->labels)
    return bry__enomem(err);
  for (int32_t s = 0; s < segments; s++) {
    const bry__segment *segment = &job->survey->segments[s];
    job->segment_names[s] = segment->name;
    job->labels[s] = (bry__release_labels){.segment = &segment->label,
                                           .values = segment->values,
                                           .labels = segment->labels,
                                           .count = segment->value_count};
  }
  job->data.segment_count = segments;
  job->data.segments = job->segment_names;
  return BRY_OK;
}

/* Only what was chosen to be quoted in the survey as a whole, and read and approved by somebody, is published. */
static int is_approved(const bry__release_part *part, const char *text) {
  for (int32_t i = 0; i < part->approved_count; i++)
    if (strcmp(part->approved[i], text) == 0) return 1;
  return 0;
}

static bry_status keep_approved(const bry__release_part *part, const bry_table *all, bry_table **out,
                                bry_error **err) {
  bry_table *t = bry__table_new("quotes", "Sitater", "Sitat", "Quotes");
  if (!t) return bry__enomem(err);
  bry__table_column(t, "theme", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Tema", "Tema", "Theme");
  bry__table_column(t, "quote", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Sitat", "Sitat", "Quote");
  for (int64_t row = 0; row < bry_table_row_count(all); row++) {
    const char *theme = bry_table_text(all, row, 0), *quote = bry_table_text(all, row, 1);
    if (!is_approved(part, quote)) continue;
    bry__table_row(t);
    bry__table_set_text(t, 0, theme);
    bry__table_label_value(t, 0, theme, bry__table_value_label_of(all, 0, theme));
    bry__table_set_text(t, 1, quote);
  }
  return bry__table_finish(t, out, err);
}

static int is_candidate(const bry_table *all, const char *text) {
  for (int64_t row = 0; row < bry_table_row_count(all); row++)
    if (strcmp(bry_table_text(all, row, 1), text) == 0) return 1;
  return 0;
}

static bry_status gather_quotes(bry__release_job *job, int32_t place, bry_error **err) {
  char pointer[60];
  const bry__release_part *part = &job->spec.quotes.list[place];
  bry_table *all = NULL;
  bry_status status =
      bry_survey_quotes(job->store, job->survey, part->item, part->codebook, part->per_theme, &all, err);
  for (int32_t i = 0; i < part->approved_count && status == BRY_OK; i++) {
    snprintf(pointer, sizeof pointer, "/quotes/%d/approved/%d", (int)place, (int)i);
    if (!is_candidate(all, part->approved[i]))
      status = bry__error_at(err, BRY_ENOTFOUND, pointer,
                             "This is none of the quotes that may be shown: take those of bry_survey_quotes().");
  }
  if (status == BRY_OK) status = keep_approved(part, all, &job->quotes[place], err);
  bry_table_free(all);
  return status;
}

/* --- one snapshot -------------------------------------------------------------------------------------------------- */

static bry_status read_grounds(bry__release_job *job, const bry__param *params, bry_error **err) {
  PGresult *result = NULL;
  bry_status status = bry__db_query(job->conn, &RELEASE_GROUNDS, params, 2, &result, err);
  int rows = status == BRY_OK ? PQntuples(result) : 0;
  job->earlier = bry__alloc_zero((size_t)rows, sizeof *job->earlier);
  if (status == BRY_OK && !job->earlier) status = bry__enomem(err);
  for (int i = 0; i < rows && status == BRY_OK; i++) {
    status = bry__json_parse("what an earlier release was made of", PQgetvalue(result, i, 0),
                             (size_t)PQgetlength(result, i, 0), &GROUND_LIMITS, &job->earlier[i], err);
    if (status == BRY_OK) job->earlier_count++;
  }
  PQclear(result);
  return status;
}

static bry_status check_survey(bry__release_job *job, const bry__param *params, bry_error **err) {
  PGresult *result = NULL;
  bry_status status = bry__db_query(job->conn, &RELEASE_SURVEY, params, 2, &result, err);
  if (status == BRY_ENOTFOUND) status = bry__survey_not_found(job->spec.survey, err);
  if (status == BRY_OK && strcmp(PQgetvalue(result, 0, 0), "closed") != 0)
    status = bry__error_at(err, BRY_ESTATE, "/survey",
                           "The survey is not closed: releases are of surveys that nobody answers any more. Close it "
                           "first.");
  else if (status == BRY_OK && PQgetvalue(result, 0, 1)[0] == '1')
    status = bry__error_at(err, BRY_ESTATE, "/survey", "The survey is closed but not sealed yet: close it again.");
  PQclear(result);
  return status;
}

static bry_status open_snapshot(bry__release_job *job, bry_error **err) {
  const bry__param params[] = {bry__param_uuid(job->survey->tenant_id), bry__param_uuid(job->survey->survey_id)};
  bry_status status = bry__conn_acquire(job->store, &job->conn, err);
  if (status == BRY_OK) status = bry__conn_exempt(job->conn, err);
  if (status == BRY_OK)
    status = bry__db_run(
        job->conn, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL cursor_tuple_fraction = 1.0", err);
  if (status == BRY_OK) status = check_survey(job, params, err);
  return status == BRY_OK ? read_grounds(job, params, err) : status;
}

static bry_status make_tables(bry__release_job *job, bry_error **err) {
  job->plan.spec = &job->spec;
  job->plan.data = &job->data;
  job->plan.earlier = job->earlier;
  job->plan.earlier_count = job->earlier_count;
  job->tables = (bry__release_tables){
      .plan = &job->plan, .labels = job->labels, .items = job->items, .themes = job->themes, .quotes = job->quotes};
  bry_status status = bry__release_plan_make(&job->plan, err);
  return status == BRY_OK ? bry__release_tables_make(&job->tables, err) : status;
}

bry_status bry__release_prepare(bry__release_job *job, const char *spec, size_t size, bry_error **err) {
  bry_status status = bry__release_spec_parse(&job->spec, spec, size, err);
  if (status == BRY_OK) status = bry_survey_get(job->store, job->spec.survey, &job->survey, err);
  if (status == BRY_OK) status = bry__survey_first_person(job->survey, "A release", err);
  if (status == BRY_OK) status = make_room(job, err);
  for (int32_t i = 0; i < job->spec.quotes.count && status == BRY_OK; i++)
    status = gather_quotes(job, i, err);
  if (status == BRY_OK) status = open_snapshot(job, err);
  if (status == BRY_OK) status = bry__release_gather(job, err);
  if (status == BRY_OK) status = make_tables(job, err);
  return status == BRY_OK ? bry__db_run(job->conn, "COMMIT", err) : status;
}

/* --- storing ------------------------------------------------------------------------------------------------------- */

static void put_text(bry__buffer *b, const char *text) {
  bry__buffer_json_string(b, text, strlen(text));
}

/* What the tables are made of, by name and version. */
static void put_about(bry__buffer *b, const bry__release_job *job) {
  bry__buffer_text(b, "\"codebooks\":[");
  for (int32_t i = 0; i < job->spec.themes.count; i++) {
    bry__buffer_text(b, i ? ",{\"id\":" : "{\"id\":");
    put_text(b, job->codebooks[i]->id);
    bry__buffer_text(b, ",\"version\":");
    put_text(b, job->codebooks[i]->version);
    bry__buffer_char(b, '}');
  }
  bry__buffer_text(b, "],\"questionnaire\":");
  put_text(b, bry_questionnaire_version(job->survey->questionnaire));
  bry__buffer_char(b, ',');
}

/* What was approved is in the tables: the manifest does not hold it too. */
static void drop_approved(bry__release_job *job) {
  struct json_object *quotes = bry__json_array(job->spec.root, "quotes");
  for (int32_t i = 0; i < job->spec.quotes.count; i++) {
    job->spec.quotes.list[i].approved_count = 0;
    json_object_object_del(json_object_array_get_idx(quotes, (size_t)i), "approved");
  }
}

typedef struct parts {
  bry__buffer about, manifest, audit, ground, names, documents;
  char hash[65];
} parts;

static bry_status make_parts(const bry__release_job *job, parts *p, bry_error **err) {
  uint32_t n = job->tables.names.count;
  uint8_t hash[32];
  const char **names = bry__alloc_zero(n, sizeof *names);
  size_t *sizes = bry__alloc_zero(2 * (size_t)n, sizeof *sizes);
  for (uint32_t i = 0; i < n && names && sizes; i++) {
    names[i] = job->tables.names.items[i].text;
    sizes[i] = job->tables.names.items[i].size;
    sizes[n + i] = strlen(job->tables.documents[i]);
  }
  put_about(&p->about, job);
  if (!p->about.failed) bry__release_manifest_put(&p->manifest, &job->tables, p->about.data);
  bry__release_audit_put(&p->audit, &job->plan);
  bry__release_ground_put(&p->ground, &job->plan);
  if (names && sizes) {
    bry__array_of_texts(&p->names, names, sizes, (int32_t)n);
    bry__array_of_texts(&p->documents, (const char *const *)job->tables.documents, sizes + n, (int32_t)n);
  }
  int failed = !names || !sizes || p->about.failed || p->manifest.failed || p->audit.failed || p->ground.failed ||
               p->names.failed || p->documents.failed;
  bry__free(names);
  bry__free(sizes);
  if (failed) return bry__enomem(err);
  bry__sha256(p->manifest.data, p->manifest.size, hash);
  bry__hex(hash, sizeof hash, p->hash);
  return BRY_OK;
}

static void parts_free(parts *p) {
  bry__buffer_free(&p->about);
  bry__buffer_free(&p->manifest);
  bry__buffer_free(&p->audit);
  bry__buffer_free(&p->ground);
  bry__buffer_free(&p->names);
  bry__buffer_free(&p->documents);
}

static bry_status judge_put(const bry__release_job *job, const char *said, bry_error **err) {
  if (strcmp(said, "0") == 0)
    return bry__error_database(err, BRY_ESTATE, NULL, 1,
                               "Another release of the survey was published meanwhile: publish again.");
  if (strcmp(said, "-1") == 0) return bry__survey_not_found(job->spec.survey, err);
  if (strcmp(said, "-2") == 0)
    return bry__error_at(err, BRY_ESTATE, "/survey", "The survey is not closed and sealed any more: close it again.");
  if (strcmp(said, "-3") == 0)
    return bry__error(err, BRY_EINTERNAL, "The parts of the release are not of one piece; please report it.");
  return BRY_OK;
}

static bry_status store_parts(bry__release_job *job, const parts *p, bry_text **out, bry_error **err) {
  bry__int_param number;
  bry__buffer json = {0};
  PGresult *result = NULL;
  const bry__param params[] = {bry__param_uuid(job->survey->tenant_id),
                               bry__param_uuid(job->survey->survey_id),
                               bry__param_int(&number, job->earlier_count + 1),
                               bry__param_text(job->spec.name),
                               bry__param_text(p->hash),
                               bry__param_text(p->manifest.data),
                               bry__param_text(p->audit.data),
                               bry__param_text(p->ground.data),
                               bry__param_bytes(p->names.data, p->names.size),
                               bry__param_bytes(p->documents.data, p->documents.size)};
  bry_status status = bry__db_query(job->conn, &RELEASE_PUT, params, 10, &result, err);
  if (status == BRY_OK) status = judge_put(job, PQgetvalue(result, 0, 0), err);
  if (status == BRY_OK) {
    bry__buffer_text(&json, "{\"name\":");
    put_text(&json, job->spec.name);
    bry__buffer_format(&json, ",\"version\":%s,\"hash\":\"%s\",\"audit\":%s,\"withheld\":", PQgetvalue(result, 0, 0),
                       p->hash, p->audit.data);
    bry__release_withheld_put(&json, &job->plan);
    bry__buffer_char(&json, '}');
    status = bry__buffer_finish(&json, out, err);
  }
  PQclear(result);
  return status;
}

bry_status bry_release_publish(bry_store *store, const char *spec, size_t size, bry_progress_fn progress, void *user,
                               bry_text **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!store || !spec || !out)
    return bry__error(err, BRY_EINVAL, "bry_release_publish() needs a store, a specification and an out.");
  bry__release_job job = {.store = store, .progress = progress, .user = user};
  parts p = {0};
  bry_status status = bry__release_prepare(&job, spec, size, err);
  if (status == BRY_OK) drop_approved(&job);
  if (status == BRY_OK) status = make_parts(&job, &p, err);
  if (status == BRY_OK) status = store_parts(&job, &p, out, err);
  parts_free(&p);
  bry__release_job_clear(&job);
  return status;
}

bry_status bry_release_dry_run(bry_store *store, const char *spec, size_t size, bry_progress_fn progress, void *user,
                               bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!store || !spec || !out)
    return bry__error(err, BRY_EINVAL, "bry_release_dry_run() needs a store, a specification and an out.");
  bry__release_job job = {.store = store, .progress = progress, .user = user};
  bry_status status = bry__release_prepare(&job, spec, size, err);
  if (status == BRY_OK) status = bry__release_withheld(&job.plan, out, err);
  bry__release_job_clear(&job);
  return status;
}
