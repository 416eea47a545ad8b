/* bry_survey_counts(): one pass of the database over the responses counts all slots of a closed item by segment.
 * What may be shown of the counts is the result layer's. */
#include "core/mem.h"
#include "store/groups.h"
#include "store/lookup.h"
#include "store/statements.h"

#include <stdlib.h>
#include <string.h>

/* $3 and $4 are the item's first and last slot, $5 the segment's place, 0 for none. The function withholds small groups
 * itself (as tabulate.h does), since a facilitator can call it past the library: a withheld group has no number. */
static const bry__statement COUNTS = {
    "counts",
    "SELECT segment_value, slot, code, respondents"
    " FROM bry.survey_counts($1::uuid, $2::uuid, $3::int, $4::int, $5::int, $6::int)",
    BRY__ROWS_MANY};

const bry__statement *const bry__counts_statements[] = {&COUNTS, NULL};

static bry_status find_item(const bry_survey *survey, const char *name, const bry__item **out, bry_error **err) {
  int32_t place = bry__item_find(survey->questionnaire, name, strlen(name));
  if (place < 0) {
    return bry__error(err, BRY_ENOTFOUND,
                      "The survey %s has no item of that name; bry_questionnaire_items() lists them.", survey->slug);
  }
  *out = &survey->questionnaire->items[place];
  if ((*out)->closed_slots > 0) return BRY_OK;
  return bry__error(err, BRY_EINVAL,
                    "The item %s has no closed answers to count; code its texts with bry_survey_code() "
                    "and ask for bry_survey_themes().",
                    (*out)->name);
}

static bry_status ask(bry__conn *conn, const bry_survey *survey, const bry__item *item, int32_t segment,
                      int32_t min_group, PGresult **out, bry_error **err) {
  bry__int_param first, last, place, minimum;
  bry__param params[] = {bry__param_uuid(survey->tenant_id),
                         bry__param_uuid(survey->survey_id),
                         bry__param_int(&first, item->closed_slot + 1),
                         bry__param_int(&last, item->closed_slot + item->closed_slots),
                         bry__param_int(&place, segment + 1),
                         bry__param_int(&minimum, min_group)};
  return bry__db_query(conn, &COUNTS, params, 6, out, err);
}

/* A code beyond the item's would be of another questionnaire: it can't be stored, and is not counted. A group that the
 * database withholds is given a size that withholds it, and no other with it. */
static void fill(int64_t *counts, const bry__item *item, const bry__segment_groups *g, int32_t min_group,
                 const PGresult *result) {
  int32_t codes = bry__item_codes(item);
  for (int i = 0; i < PQntuples(result); i++) {
    int32_t slot = atoi(PQgetvalue(result, i, 1)), code = atoi(PQgetvalue(result, i, 2));
    if (slot < 0 || slot >= item->closed_slots || code < 0 || code >= codes) continue;
    size_t row = (size_t)g->of_row[i] * (size_t)item->closed_slots + (size_t)slot;
    counts[row * (size_t)codes + (size_t)code] += bry__count_shown(result, i, 3, min_group);
  }
}

static bry_status tabulate(const bry_survey *survey, const bry__item *item, int32_t segment, int32_t min_group,
                           const PGresult *result, bry_table **out, bry_error **err) {
  bry__segment_groups g = {0};
  int64_t *counts = NULL;
  bry_status status = bry__segment_groups_make(&g, survey, segment, result, err);
  if (status != BRY_OK) goto out;
  size_t cells = (size_t)item->closed_slots * (size_t)bry__item_codes(item);
  counts = bry__alloc_zero((size_t)g.groups.count * cells, sizeof *counts);
  if (!counts) {
    status = bry__enomem(err);
    goto out;
  }
  fill(counts, item, &g, min_group, result);
  status = bry__tabulate_item(item, &g.groups, counts, min_group, out, err);
out:
  bry__free(counts);
  bry__segment_groups_clear(&g);
  return status;
}

bry_status bry_survey_counts(bry_store *store, const bry_survey *survey, const char *item, const char *segment,
                             int32_t min_group, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!store || !survey || !item || !out) {
    return bry__error(err, BRY_EINVAL, "bry_survey_counts() needs a store, a survey, an item and an out.");
  }
  const bry__item *closed = NULL;
  int32_t place = -1;
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  bry_status status = bry__min_group(&min_group, err);
  if (status == BRY_OK) status = bry__survey_admit(store, survey, err);
  if (status == BRY_OK) status = find_item(survey, item, &closed, err);
  if (status == BRY_OK) status = bry__survey_segment(survey, segment, &place, err);
  if (status == BRY_OK) status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = ask(conn, survey, closed, place, min_group, &result, err);
  if (status == BRY_OK) status = tabulate(survey, closed, place, min_group, result, out, err);
  PQclear(result);
  if (conn) bry__conn_release(store, conn);
  return status;
}
