/* Counting the responses of a survey for a release: rows come a page at a time through a cursor in binary form, and only
 * their numbers stay. Themes are put together by the database, a row for each set of themes that people of an atom have. */
#include "core/mem.h"
#include "form/model.h"
#include "store/codebook.h"
#include "store/lookup.h"
#include "store/release.h"
#include "store/statements.h"
#include "store/store.h"
#include "store/wire.h"
#include "theme/codebook.h"

#include <string.h>

static const bry__statement RELEASE_OPEN = {
    "release_open",
    "DECLARE bry_release NO SCROLL CURSOR FOR SELECT segments, closed FROM bry.response"
    " WHERE tenant_id = $1::uuid AND survey_id = $2::uuid",
    BRY__ROWS_NONE};
/* OFFSET 0: a probe of the primary key for each coded response, also while the planner knows nothing of new rows. */
static const bry__statement RELEASE_OPEN_THEMES = {
    "release_open_themes",
    "DECLARE bry_release NO SCROLL CURSOR FOR WITH shown AS MATERIALIZED (SELECT bry.coder_shown($1::uuid, $2::uuid,"
    " $3::text, $4::text) AS coder) SELECT segments, themes, count(*) FROM (SELECT r.segments,"
    " ARRAY(SELECT DISTINCT k.theme COLLATE \"C\" FROM bry.coding k WHERE k.tenant_id = $1::uuid AND k.survey_id ="
    " $2::uuid AND k.item = $3::text AND k.codebook = $4::text AND k.coder = c.coder"
    " AND k.response_id = c.response_id ORDER BY 1) AS themes FROM bry.coded c CROSS JOIN LATERAL (SELECT segments"
    " FROM bry.response WHERE tenant_id = $1::uuid AND survey_id = $2::uuid AND response_id = c.response_id"
    " OFFSET 0) r WHERE c.tenant_id = $1::uuid AND c.survey_id = $2::uuid AND c.item = $3::text"
    " AND c.codebook = $4::text AND c.coder = (SELECT coder FROM shown) AND NOT c.non_answer) x GROUP BY segments, "
    "themes",
    BRY__ROWS_NONE};
static const bry__statement RELEASE_PAGE = {"release_page", "FETCH 1000 FROM bry_release", BRY__ROWS_BINARY};
static const bry__statement RELEASE_CODEBOOK = {
    "release_codebook",
    "SELECT document FROM bry.codebook WHERE tenant_id = $1::uuid AND codebook = $4::text AND version ="
    " bry.coded_version($1::uuid, $2::uuid, $3::text, $4::text)",
    BRY__ROWS_ONE};

const bry__statement *const bry__release_gather_statements[] = {&RELEASE_OPEN, &RELEASE_OPEN_THEMES, &RELEASE_PAGE,
                                                                &RELEASE_CODEBOOK, NULL};

/* --- arrays as the database sends them ----------------------------------------------------------------------------- */

typedef struct array {
  const char *at;
  int32_t count;
} array;

static array open_array(const PGresult *page, int row, int column) {
  enum { HEAD_BYTES = 12, DIMENSION_BYTES = 8 };
  array a = {0};
  const char *at = PQgetvalue(page, row, column);
  int size = PQgetlength(page, row, column);
  if (size < HEAD_BYTES + DIMENSION_BYTES || bry__get_uint32(at) != 1) return a;
  a.count = (int32_t)bry__get_uint32(at + HEAD_BYTES);
  a.at = at + HEAD_BYTES + DIMENSION_BYTES;
  return a;
}

/* The next element; NULL: SQL's NULL, or there is none. */
static const char *next_text(array *a, size_t *size) {
  *size = 0;
  if (a->count == 0) return NULL;
  a->count--;
  int32_t length = (int32_t)bry__get_uint32(a->at);
  const char *text = length < 0 ? NULL : a->at + 4;
  *size = length < 0 ? 0 : (size_t)length;
  a->at += 4 + *size;
  return text;
}

static int16_t element_at(const array *a, int32_t place) {
  return place < a->count ? (int16_t)bry__get_uint16(a->at + (ptrdiff_t)place * 6 + 4) : BRY__CODE_NOT_ASKED;
}

static int32_t atom_of(bry__release_job *job, const PGresult *page, int row) {
  const char *values[BRY__SEGMENTS_MAX];
  size_t sizes[BRY__SEGMENTS_MAX];
  array a = open_array(page, row, 0);
  for (int32_t s = 0; s < job->data.segment_count; s++)
    values[s] = next_text(&a, &sizes[s]);
  return bry__release_atom(&job->data, values, sizes);
}

/* --- counting ------------------------------------------------------------------------------------------------------ */

static int count_item(bry__release_job *job, const bry__release_source *source, int32_t atom, const array *closed) {
  const bry__item *item = source->item;
  int matrix = item->type == BRY__ITEM_MATRIX;
  for (int32_t i = 0; i < bry__release_item_populations(item); i++) {
    bry__release_population *p = &job->data.populations[source->population + i];
    if (element_at(closed, item->closed_slot + (matrix ? i : 0)) < 0) continue;
    if (bry__release_population_reach(p, atom) != 0) return -1;
    p->people[atom]++;
    for (int32_t slot = 0; slot < p->slots; slot++) {
      int16_t code = element_at(closed, item->closed_slot + (matrix ? i : slot));
      if (code >= 0 && code < p->codes) p->counts[(size_t)atom * p->width + (size_t)(slot * p->codes + code)]++;
    }
  }
  return 0;
}

static int count_response(bry__release_job *job, const PGresult *page, int row) {
  int32_t atom = atom_of(job, page, row);
  array closed = open_array(page, row, 1);
  bry__release_population *all = &job->data.populations[0];
  if (atom < 0 || bry__release_population_reach(all, atom) != 0) return -1;
  all->people[atom]++;
  for (int32_t i = 0; i < job->spec.items.count; i++)
    if (count_item(job, &job->items[i], atom, &closed) != 0) return -1;
  return 0;
}

static int64_t number_in(const PGresult *page, int row, int column) {
  const char *at = PQgetvalue(page, row, column);
  return (int64_t)((uint64_t)bry__get_uint32(at) << 32 | bry__get_uint32(at + 4));
}

/* Who touches a theme touches those above it too. */
static int mark_themes(const bry_codebook *codebook, array themes, uint8_t *marked) {
  bry__buffer id = {0};
  memset(marked, 0, (size_t)codebook->theme_count);
  while (themes.count > 0 && !id.failed) {
    size_t size = 0;
    const char *text = next_text(&themes, &size);
    bry__buffer_clear(&id);
    bry__buffer_add(&id, text, size);
    int32_t theme = id.failed ? -1 : bry__codebook_theme_find(codebook, id.data);
    for (; theme >= 0; theme = codebook->themes[theme].parent)
      marked[theme] = 1;
  }
  int failed = id.failed;
  bry__buffer_free(&id);
  return failed ? -1 : 0;
}

static int count_themes(bry__release_job *job, const bry__release_source *source, const PGresult *page, int row,
                        uint8_t *marked) {
  bry__release_population *p = &job->data.populations[source->population];
  int64_t people = number_in(page, row, 2);
  int32_t atom = atom_of(job, page, row);
  if (atom < 0 || bry__release_population_reach(p, atom) != 0 ||
      mark_themes(source->codebook, open_array(page, row, 1), marked) != 0)
    return -1;
  p->people[atom] += people;
  for (size_t t = 0; t < p->width; t++)
    p->counts[(size_t)atom * p->width + t] += marked[t] ? people : 0;
  return 0;
}

/* --- pages --------------------------------------------------------------------------------------------------------- */

/* themes NULL: responses. */
static bry_status count_page(bry__release_job *job, const bry__release_source *themes, const PGresult *page,
                             uint8_t *marked, bry_error **err) {
  for (int row = 0; row < PQntuples(page); row++)
    if ((themes ? count_themes(job, themes, page, row, marked) : count_response(job, page, row)) != 0)
      return bry__enomem(err);
  if (themes) return BRY_OK;
  job->done += PQntuples(page);
  if (job->progress && job->progress(job->done, -1, job->user) != 0)
    return bry__error(err, BRY_ECANCELLED, "The release was cancelled by the caller.");
  return bry__store_check(job->store, err); /* the callback may have forked */
}

static bry_status count_pages(bry__release_job *job, const bry__release_source *themes, bry_error **err) {
  uint8_t *marked = bry__alloc_zero(themes ? (size_t)themes->codebook->theme_count : 1, 1);
  bry_status status = marked ? BRY_OK : bry__enomem(err);
  for (int at_end = 0; status == BRY_OK && !at_end;) {
    PGresult *page = NULL;
    status = bry__db_query(job->conn, &RELEASE_PAGE, NULL, 0, &page, err);
    at_end = status == BRY_OK && PQntuples(page) == 0;
    if (status == BRY_OK) status = count_page(job, themes, page, marked, err);
    PQclear(page);
  }
  bry__free(marked);
  return status == BRY_OK ? bry__db_run(job->conn, "CLOSE bry_release", err) : status;
}

static bry_status gather_responses(bry__release_job *job, bry_error **err) {
  const bry__param params[] = {bry__param_uuid(job->survey->tenant_id), bry__param_uuid(job->survey->survey_id)};
  bry_status status = bry__db_query(job->conn, &RELEASE_OPEN, params, 2, NULL, err);
  return status == BRY_OK ? count_pages(job, NULL, err) : status;
}

/* --- populations --------------------------------------------------------------------------------------------------- */

static bry_status find_item(bry__release_job *job, int32_t place, bry_error **err) {
  char pointer[40];
  const bry_questionnaire *q = job->survey->questionnaire;
  const char *name = job->spec.items.list[place].item;
  int32_t found = bry__item_find(q, name, strlen(name));
  snprintf(pointer, sizeof pointer, "/items/%d", (int)place);
  if (found < 0)
    return bry__error_at(err, BRY_ENOTFOUND, pointer,
                         "The survey %s has no item of that name; bry_questionnaire_items() lists them.",
                         job->survey->slug);
  const bry__item *item = &q->items[found];
  if (item->closed_slots == 0 || bry__item_codes(item) == 0)
    return bry__error_at(err, BRY_EINVAL, pointer,
                         "This item has no choices to count: texts are released by their themes.");
  job->items[place].item = item;
  job->items[place].population = bry__release_item_population_add(&job->data, item);
  return job->items[place].population < 0 ? bry__enomem(err) : BRY_OK;
}

static bry_status add_theme_population(bry__release_job *job, int32_t place, bry_error **err) {
  const bry__release_part *part = &job->spec.themes.list[place];
  bry__release_source *source = &job->themes[place];
  bry__buffer key = {0};
  source->codebook = job->codebooks[place];
  bry__buffer_text(&key, "themes ");
  bry__buffer_text(&key, part->item);
  bry__buffer_char(&key, ' ');
  bry__buffer_text(&key, part->codebook);
  source->population =
      key.failed ? -1 : bry__release_population_add(&job->data, key.data, source->codebook->theme_count, 1, 0);
  bry__buffer_free(&key);
  return source->population < 0 ? bry__enomem(err) : BRY_OK;
}

static bry_status gather_themes(bry__release_job *job, int32_t place, bry_error **err) {
  char pointer[40];
  int32_t slot = 0;
  PGresult *result = NULL;
  const bry__release_part *part = &job->spec.themes.list[place];
  const bry__param params[] = {bry__param_uuid(job->survey->tenant_id), bry__param_uuid(job->survey->survey_id),
                               bry__param_text(part->item), bry__param_text(part->codebook)};
  snprintf(pointer, sizeof pointer, "/themes/%d", (int)place);
  bry_status status = bry__survey_text_slot(job->survey, part->item, &slot, err);
  if (status == BRY_OK) status = bry__db_query(job->conn, &RELEASE_CODEBOOK, params, 4, &result, err);
  if (status == BRY_OK)
    status =
        bry__codebook_read(PQgetvalue(result, 0, 0), (size_t)PQgetlength(result, 0, 0), &job->codebooks[place], err);
  else if (status == BRY_ENOTFOUND)
    status = bry__error_at(err, status, pointer,
                           "This item has no texts coded with that codebook; code it with bry_survey_code() first.");
  PQclear(result);
  if (status == BRY_OK) status = add_theme_population(job, place, err);
  if (status == BRY_OK) status = bry__db_query(job->conn, &RELEASE_OPEN_THEMES, params, 4, NULL, err);
  return status == BRY_OK ? count_pages(job, &job->themes[place], err) : status;
}

bry_status bry__release_gather(bry__release_job *job, bry_error **err) {
  bry_status status = bry__release_population_add(&job->data, "groups", 0, 0, 0) < 0 ? bry__enomem(err) : BRY_OK;
  for (int32_t i = 0; i < job->spec.items.count && status == BRY_OK; i++)
    status = find_item(job, i, err);
  if (status == BRY_OK) status = gather_responses(job, err);
  for (int32_t i = 0; i < job->spec.themes.count && status == BRY_OK; i++)
    status = gather_themes(job, i, err);
  return status;
}
