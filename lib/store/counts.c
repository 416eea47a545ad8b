/* bry_survey_counts(), bry_survey_crosstab() and bry_response_count(): from the tallies, and from the responses that
 * are not in them yet, in one statement. What may be shown of the counts is the result layer's. */
#include "core/mem.h"
#include "store/groups.h"
#include "store/lookup.h"
#include "store/statements.h"
#include "store/store.h"
#include "store/tally.h"

#include <bry/response.h>

#include <stdlib.h>
#include <string.h>

/* $3 and $4 are the item's first and last slot, $5 to $7 the segments' places, 0 for none: there is no such element. Rows
 * of the tallies, one a cell, have no code, and counts of all codes, the fourth of code 0: adding them up here takes a
 * third of the time that the database would. Rows of the tail have a code and one count; the two sets of the innermost
 * SELECT advance together. OFFSET 0 keeps the planner at a probe of the primary key for each cell, whatever it knows of
 * new tallies. Who gave no answer makes no group. The last row is of slot -1 and says how long the tail is. */
/* clang-format off */
#define COUNTS_SQL(limit)                                                                                            \
  "WITH " BRY__TALLY_MARK ", tail AS MATERIALIZED " BRY__TALLY_TAIL_OF("segments, closed", limit)                    \
  " SELECT s1, s2, s3, t.slot - $3::int AS slot, NULL::int AS code, counts::text"                                    \
  " FROM bry.tally_count t CROSS JOIN LATERAL (SELECT segments[$5::int] AS s1, segments[$6::int] AS s2,"             \
  " segments[$7::int] AS s3 FROM bry.tally_cell c WHERE c.tenant_id = $1::uuid AND c.survey_id = $2::uuid"           \
  " AND c.cell = t.cell OFFSET 0) c"                                                                                 \
  " WHERE t.tenant_id = $1::uuid AND t.survey_id = $2::uuid AND t.slot BETWEEN $3::int AND $4::int"                  \
  " AND 0 < ANY (t.counts[4:]) AND EXISTS (SELECT FROM m)"                                                           \
  " UNION ALL SELECT s1, s2, s3, slot, code, count(*)::text FROM (SELECT segments[$5::int] AS s1,"                   \
  " segments[$6::int] AS s2, segments[$7::int] AS s3, generate_series(0, $4::int - $3::int) AS slot,"                \
  " unnest(closed[$3::int : $4::int]) AS code FROM tail) a WHERE code >= 0 GROUP BY s1, s2, s3, slot, code"          \
  " UNION ALL SELECT NULL, NULL, NULL, -1, NULL, count(*)::text FROM tail ORDER BY slot DESC"
/* clang-format on */

static const bry__statement COUNTS = {"counts", COUNTS_SQL(BRY__TALLY_TAIL_LIMIT), BRY__READ_MANY};
static const bry__statement COUNTS_ALL = {"counts_all", COUNTS_SQL(""), BRY__READ_MANY};

/* For a login that may not read tallies: a function that withholds small groups itself, since it can be called past the
 * library. A withheld group has one row without a code and a count; other rows have both. */
static const bry__statement COUNTS_SHOWN = {
    "counts_shown",
    "SELECT s1, s2, s3, slot, code, respondents::text FROM bry.survey_counts($1::uuid, $2::uuid, $3::int, $4::int,"
    " ARRAY[$5::int, $6::int, $7::int], $8::int)"
    " UNION ALL SELECT NULL, NULL, NULL, -1, NULL, tail::text FROM bry.response_count($1::uuid, $2::uuid)"
    " ORDER BY slot DESC",
    BRY__READ_MANY};

static const bry__statement RESPONSE_COUNT = {
    "response_count",
    "SELECT total, tail FROM bry.survey s CROSS JOIN LATERAL bry.response_count(s.tenant_id, s.survey_id)"
    " WHERE s.tenant_id = $1::uuid AND s.survey_id = $2::uuid",
    BRY__READ_ONE};

const bry__statement *const bry__counts_statements[] = {&COUNTS, &COUNTS_ALL, &COUNTS_SHOWN, &RESPONSE_COUNT, NULL};

static bry_status find_item(const bry_survey *survey, const char *name, const bry__item **out, bry_error **err) {
  int32_t place = bry__item_find(survey->questionnaire, name, strlen(name));
  if (place < 0) {
    return bry__error(err, BRY_ENOTFOUND,
                      "The survey %s has no item of that name; bry_questionnaire_items() lists them.", survey->slug);
  }
  *out = &survey->questionnaire->items[place];
  if ((*out)->closed_slots > 0) return BRY_OK;
  if ((*out)->container) {
    const bry__item *cell = &survey->questionnaire->items[(*out)->container->groups[0].first];
    return bry__error(err, BRY_EINVAL,
                      "The item %s holds other items, which are counted one by one: name one of them, such as %s; "
                      "bry_questionnaire_items() lists them.",
                      (*out)->name, cell->name);
  }
  return bry__error(err, BRY_EINVAL,
                    "The item %s has no closed answers to count; code its texts with bry_survey_code() "
                    "and ask for bry_survey_themes().",
                    (*out)->name);
}

/* The last row, which is no count. */
static int64_t tail_of(const PGresult *result) {
  return strtoll(PQgetvalue(result, PQntuples(result) - 1, 5), NULL, 10);
}

/* min_group is given for a login that may not read tallies. */
static bry_status ask(bry__conn *conn, const bry_survey *survey, const bry__item *item, const bry__split *split,
                      const int32_t *min_group, PGresult **out, bry_error **err) {
  enum { PLACES = 4 + BRY__DIMENSIONS_MAX };
  bry__int_param numbers[3 + BRY__DIMENSIONS_MAX];
  bry__param params[PLACES + 1] = {bry__param_uuid(survey->tenant_id), bry__param_uuid(survey->survey_id),
                                   bry__param_int(&numbers[0], item->closed_slot + 1),
                                   bry__param_int(&numbers[1], item->closed_slot + item->closed_slots)};
  for (int32_t d = 0; d < BRY__DIMENSIONS_MAX; d++)
    params[4 + d] = bry__param_int(&numbers[2 + d], d < split->count ? split->places[d] + 1 : 0);
  if (min_group) params[PLACES] = bry__param_int(&numbers[2 + BRY__DIMENSIONS_MAX], *min_group);
  if (min_group) bry__tally_show_for_read(conn, params[0], params[1]);
  bry_status status =
      bry__db_query(conn, min_group ? &COUNTS_SHOWN : &COUNTS, params, min_group ? PLACES + 1 : PLACES, out, err);
  int64_t tail = status == BRY_OK ? tail_of(*out) : 0;
  if (tail >= BRY__TALLY_FOLD_FROM) bry__tally_fold_for_read(conn, params[0], params[1]);
  if (min_group || tail <= BRY__TALLY_TAIL_MAX) return status;
  PQclear(*out); /* it lacks some */
  return bry__db_query(conn, &COUNTS_ALL, params, PLACES, out, err);
}

/* A code beyond the item's would be of another questionnaire: it can't be stored, and is not counted. */
static void add_count(int64_t *counts, int32_t codes, int32_t code, int64_t n) {
  if (code >= 0 && code < codes) counts[code] += n;
}

/* "{0,1,0,5,7}": from code -3 on. */
static void add_counts(int64_t *counts, int32_t codes, const char *text) {
  int32_t code = -3;
  for (; *text && *text != '}'; code++) {
    char *end = NULL;
    int64_t n = strtoll(text + 1, &end, 10);
    add_count(counts, codes, code, n);
    text = end;
  }
}

/* The last row is the tail's. A group that the database withholds is given a size that withholds it, and no other with
 * it. */
static void fill(int64_t *counts, const bry__item *item, const bry__segment_groups *g, int32_t min_group,
                 const PGresult *result) {
  int32_t codes = bry__item_codes(item);
  for (int i = 0; i < PQntuples(result) - 1; i++) {
    const char *slot = PQgetvalue(result, i, 3), *code = PQgetvalue(result, i, 4), *n = PQgetvalue(result, i, 5);
    int64_t row = (int64_t)g->of_row[i] * item->closed_slots + atoi(slot);
    if (PQgetisnull(result, i, 5))
      add_count(counts + row * codes, codes, 0, bry__count_shown(result, i, 5, min_group));
    else if (PQgetisnull(result, i, 4))
      add_counts(counts + row * codes, codes, n);
    else
      add_count(counts + row * codes, codes, atoi(code), strtoll(n, NULL, 10));
  }
}

static bry_status tabulate(const bry_survey *survey, const bry__item *item, const bry__split *split,
                           int32_t min_group, const PGresult *result, bry_table **out, bry_error **err) {
  bry__segment_groups g = {0};
  int64_t *counts = NULL;
  bry_status status = bry__segment_groups_make(&g, survey, split, result, PQntuples(result) - 1, err);
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

static bry_status find_split(const bry_survey *survey, const char *const *segments, int32_t count, bry__split *out,
                             bry_error **err) {
  bry_status status = BRY_OK;
  for (int32_t d = 0; status == BRY_OK && d < count; d++) {
    if (!segments[d]) return bry__error(err, BRY_EINVAL, "A segment is NULL: name each of them.");
    status = bry__survey_segment(survey, segments[d], &out->places[d], err);
    for (int32_t e = 0; status == BRY_OK && e < d; e++)
      if (out->places[e] == out->places[d])
        return bry__error(err, BRY_EINVAL, "The segment %s is named twice.", survey->segments[out->places[d]].name);
  }
  out->count = count;
  return status;
}

static bry_status count_item(bry_store *store, const bry_survey *survey, const char *item,
                             const char *const *segments, int32_t segment_count, int32_t min_group, bry_table **out,
                             bry_error **err) {
  const bry__item *closed = NULL;
  bry__split split = {0};
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  bry_status status = bry__min_group(&min_group, err);
  if (status == BRY_OK) status = bry__survey_admit(store, survey, err);
  if (status == BRY_OK) status = find_item(survey, item, &closed, err);
  if (status == BRY_OK) status = find_split(survey, segments, segment_count, &split, err);
  if (status == BRY_OK) status = bry__survey_unmixed(survey, split.places, split.count, err);
  if (status == BRY_OK) status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK)
    status = ask(conn, survey, closed, &split, store->is_manager ? NULL : &min_group, &result, err);
  if (status == BRY_OK) status = tabulate(survey, closed, &split, min_group, result, out, err);
  PQclear(result);
  if (conn) bry__conn_release(store, conn);
  return status;
}

bry_status bry_survey_counts(bry_store *store, const bry_survey *survey, const char *item, const char *segment,
                             int32_t min_group, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!store || !survey || !item || !out) {
    return bry__error(err, BRY_EINVAL, "bry_survey_counts() needs a store, a survey, an item and an out.");
  }
  return count_item(store, survey, item, &segment, segment ? 1 : 0, min_group, out, err);
}

bry_status bry_survey_crosstab(bry_store *store, const bry_survey *survey, const char *item,
                               const char *const *segments, int32_t segment_count, int32_t min_group, bry_table **out,
                               bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!store || !survey || !item || !segments || !out) {
    return bry__error(err, BRY_EINVAL,
                      "bry_survey_crosstab() needs a store, a survey, an item, segments and an out.");
  }
  if (segment_count < 1 || segment_count > BRY__DIMENSIONS_MAX) {
    return bry__error(err, BRY_EINVAL, "A table is split by 1 to %d segments, not by %d.", BRY__DIMENSIONS_MAX,
                      (int)segment_count);
  }
  return count_item(store, survey, item, segments, segment_count, min_group, out, err);
}

/* --- responses ------------------------------------------------------------------------------------------------- */

static bry_status ask_count(bry__conn *conn, const bry_survey *survey, int64_t *out_count, bry_error **err) {
  const bry__param params[] = {bry__param_uuid(survey->tenant_id), bry__param_uuid(survey->survey_id)};
  PGresult *result = NULL;
  bry_status status = bry__db_query(conn, &RESPONSE_COUNT, params, 2, &result, err);
  if (status == BRY_OK) {
    *out_count = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
    if (strtoll(PQgetvalue(result, 0, 1), NULL, 10) >= BRY__TALLY_FOLD_FROM)
      bry__tally_fold_for_read(conn, params[0], params[1]);
  }
  PQclear(result);
  return status;
}

bry_status bry_response_count(bry_store *store, const bry_survey *survey, int64_t *out_count, bry_error **err) {
  bry__error_reset(err);
  if (!out_count) return bry__error(err, BRY_EINVAL, "out_count is NULL: give a place for the number.");
  *out_count = 0;
  bry__conn *conn = NULL;
  bry_status status = bry__survey_admit(store, survey, err);
  if (status == BRY_OK) status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = ask_count(conn, survey, out_count, err);
  if (conn) bry__conn_release(store, conn);
  if (status == BRY_ENOTFOUND && survey)
    status = bry__error(err, status, "The survey %s is not there any more.", survey->slug);
  return status;
}
