/* bry_survey_themes(), bry_survey_theme_trend(), bry_survey_theme_pairs() and bry_survey_map(): codings counted by the
 * database, by theme and segment, or by pairs of themes. What may be shown of the counts is the result layer's; what a map
 * is, the map layer's. */
#include "store/themes.h"

#include "core/mem.h"
#include "map/cooccurrence.h"
#include "result/pairs.h"
#include "store/codebook.h"
#include "store/groups.h"
#include "store/lookup.h"
#include "store/statements.h"
#include "theme/codebook.h"

#include <bry/map.h>
#include <bry/table.h>
#include <stdlib.h>
#include <string.h>

/* $5 is the segment's place, 0 for none. A row without a theme counts the respondents of a segment; without a number the
 * database withholds it, since a facilitator can call the function past the library. */
static const bry__statement THEMES = {
    "themes",
    "SELECT segment_value, theme, respondents"
    " FROM bry.survey_themes($1::uuid, $2::uuid, $3::text, $4::text, $5::int, $6::int)",
    BRY__ROWS_MANY};

/* A theme paired with itself gives its own respondents. */
static const bry__statement THEME_PAIRS = {
    "theme_pairs",
    "SELECT one, other, respondents FROM bry.survey_map($1::uuid, $2::uuid, $3::text, $4::text, $5::int)",
    BRY__ROWS_MANY};

static const bry__statement CODED_BY = {"coded_by", "SELECT bry.coded_by($1::uuid, $2::uuid, $3::text, $4::text)",
                                        BRY__ROWS_ONE};

const bry__statement *const bry__themes_statements[] = {&THEMES, &THEME_PAIRS, &CODED_BY, NULL};

static bry_status ask_themes(bry__coded *coded, int32_t segment, int32_t min_group, PGresult **out, bry_error **err) {
  bry__int_param place, minimum;
  bry__param params[6];
  memcpy(params, coded->params, sizeof coded->params);
  params[4] = bry__param_int(&place, segment + 1);
  params[5] = bry__param_int(&minimum, min_group);
  return bry__db_query(coded->conn, &THEMES, params, 6, out, err);
}

static bry_status ask_pairs(bry__coded *coded, int32_t min_group, PGresult **out, bry_error **err) {
  bry__int_param minimum;
  bry__param params[5];
  memcpy(params, coded->params, sizeof coded->params);
  params[4] = bry__param_int(&minimum, min_group);
  return bry__db_query(coded->conn, &THEME_PAIRS, params, 5, out, err);
}

/* --- the table --- */

/* A group that the database withholds is given a size that withholds it, and no other with it. */
static void fill(int64_t *respondents, int64_t *counts, const bry_codebook *codebook, const bry__segment_groups *g,
                 int32_t min_group, const PGresult *result) {
  for (int i = 0; i < PQntuples(result); i++) {
    int64_t count = bry__count_shown(result, i, 2, min_group);
    if (PQgetisnull(result, i, 1)) {
      respondents[g->of_row[i]] += count;
      continue;
    }
    int32_t theme = bry__codebook_theme_find(codebook, PQgetvalue(result, i, 1));
    if (theme >= 0) counts[(int64_t)g->of_row[i] * codebook->theme_count + theme] += count;
  }
}

static bry_status tabulate(const bry__coded *coded, int32_t segment, int32_t min_group, const PGresult *result,
                           bry_table **out, bry_error **err) {
  bry__split split = {.count = segment >= 0 ? 1 : 0, .places = {segment}};
  bry__segment_groups g = {0};
  int64_t *respondents = NULL, *counts = NULL;
  bry_status status = bry__segment_groups_make(&g, coded->survey, &split, result, PQntuples(result), err);
  if (status != BRY_OK) goto out;
  size_t groups = (size_t)g.groups.count;
  respondents = bry__alloc_zero(groups, sizeof *respondents);
  counts = bry__alloc_zero(groups * (size_t)coded->codebook->theme_count, sizeof *counts);
  if (!respondents || !counts) {
    status = bry__enomem(err);
    goto out;
  }
  fill(respondents, counts, coded->codebook, &g, min_group, result);
  status = bry__tabulate_themes(coded->codebook, &g.groups, respondents, counts, min_group, out, err);
out:
  bry__free(respondents);
  bry__free(counts);
  bry__segment_groups_clear(&g);
  return status;
}

bry_status bry_survey_themes(bry_store *store, const bry_survey *survey, const char *item, const char *codebook,
                             const char *segment, int32_t min_group, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!store || !survey || !item || !codebook || !out) {
    return bry__error(err, BRY_EINVAL,
                      "bry_survey_themes() needs a store, a survey, an item, a codebook and an out.");
  }
  bry__coded coded = {0};
  PGresult *result = NULL;
  int32_t place = -1;
  bry_status status = bry__min_group(&min_group, err);
  if (status == BRY_OK) status = bry__survey_admit(store, survey, err);
  if (status == BRY_OK) status = bry__survey_segment(survey, segment, &place, err);
  if (status == BRY_OK) status = bry__survey_unmixed(survey, &place, 1, err);
  if (status == BRY_OK) status = bry__coded_open(&coded, store, survey, item, codebook, err);
  if (status == BRY_OK) status = ask_themes(&coded, place, min_group, &result, err);
  if (status == BRY_OK) status = tabulate(&coded, place, min_group, result, out, err);
  PQclear(result);
  bry__coded_clear(&coded);
  return status;
}

/* --- waves --- */

enum { WAVES_MAX = 100 };

static bry_status ask_by_model(bry_store *store, const bry_survey *survey, const char *item, const char *codebook,
                               int *out, bry_error **err) {
  const bry__param params[] = {bry__param_uuid(survey->tenant_id), bry__param_uuid(survey->survey_id),
                               bry__param_text(item), bry__param_text(codebook)};
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  bry_status status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__db_query(conn, &CODED_BY, params, 4, &result, err);
  if (status == BRY_OK) *out = strcmp(PQgetvalue(result, 0, 0), "model") == 0;
  PQclear(result);
  if (conn) bry__conn_release(store, conn);
  return status;
}

/* A found theme is the one an answer is most about, and rules give it all that it mentions: a change from the one to the
 * other would be the coder's. */
static bry_status waves_alike(bry_store *store, const bry_survey *const *surveys, int32_t count, const char *item,
                              const char *codebook, bry_error **err) {
  int first = 0, other = 0;
  bry_status status = ask_by_model(store, surveys[0], item, codebook, &first, err);
  for (int32_t i = 1; i < count && status == BRY_OK; i++) {
    status = ask_by_model(store, surveys[i], item, codebook, &other, err);
    if (status == BRY_OK && first != other)
      status =
          bry__error(err, BRY_ESTATE,
                     "The survey %s is coded by a model (its themes were found or learned) and %s by rules, which do "
                     "not give an answer as many themes. Code all alike: store a codebook that was not found "
                     "with bry_codebook_put(), and code each survey by that with bry_survey_code().",
                     surveys[first ? 0 : i]->slug, surveys[first ? i : 0]->slug);
  }
  return status;
}

/* Tables and names of the surveys; freed by the caller also after a failure. */
static bry_status waves_read(bry_store *store, const bry_survey *const *surveys, int32_t count, const char *item,
                             const char *codebook, const char *segment, int32_t min_group, bry_table **tables,
                             const char **names, bry_error **err) {
  bry_status status = BRY_OK;
  for (int32_t i = 0; i < count && status == BRY_OK; i++) {
    status = bry_survey_themes(store, surveys[i], item, codebook, segment, min_group, &tables[i], err);
    if (status == BRY_OK) names[i] = bry_survey_slug(surveys[i]);
  }
  return status == BRY_OK ? waves_alike(store, surveys, count, item, codebook, err) : status;
}

bry_status bry_survey_theme_trend(bry_store *store, const bry_survey *const *surveys, int32_t survey_count,
                                  const char *item, const char *codebook, const char *segment, int32_t min_group,
                                  const bry_waves_options *options, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!store || !surveys || !out || survey_count < 2 || survey_count > WAVES_MAX)
    return bry__error(err, BRY_EINVAL, "bry_survey_theme_trend() needs a store, 2 to %d surveys and an out.",
                      WAVES_MAX);
  bry_table **tables = bry__alloc_zero((size_t)survey_count, sizeof *tables);
  const char **names = bry__alloc_zero((size_t)survey_count, sizeof *names);
  bry_status status = tables && names ? waves_read(store, surveys, survey_count, item, codebook, segment, min_group,
                                                   tables, names, err)
                                      : bry__enomem(err);
  if (status == BRY_OK)
    status = bry_tabulate_waves((const bry_table *const *)tables, names, survey_count, options, out, err);
  for (int32_t i = 0; tables && i < survey_count; i++)
    bry_table_free(tables[i]);
  bry__free(tables);
  bry__free(names);
  return status;
}

/* --- pairs --- */

/* People with both of two themes, and with each; of the pairs that the database gives, which has none of too few. */
static void count_pairs(const bry__coded *coded, const PGresult *themes, const PGresult *pairs, int64_t *respondents,
                        int64_t *counts) {
  size_t count = (size_t)coded->codebook->theme_count;
  for (int i = 0; i < PQntuples(themes); i++) {
    int64_t people = PQgetisnull(themes, i, 2) ? 0 : strtoll(PQgetvalue(themes, i, 2), NULL, 10);
    int32_t theme =
        PQgetisnull(themes, i, 1) ? -1 : bry__codebook_theme_find(coded->codebook, PQgetvalue(themes, i, 1));
    if (PQgetisnull(themes, i, 1)) *respondents += people;
    if (theme >= 0) counts[(size_t)theme * count + (size_t)theme] = people;
  }
  for (int i = 0; i < PQntuples(pairs); i++) {
    int32_t one = bry__codebook_theme_find(coded->codebook, PQgetvalue(pairs, i, 0));
    int32_t other = bry__codebook_theme_find(coded->codebook, PQgetvalue(pairs, i, 1));
    if (one < 0 || other < 0 || one == other) continue;
    size_t low = (size_t)(one < other ? one : other), high = (size_t)(one < other ? other : one);
    counts[low * count + high] = strtoll(PQgetvalue(pairs, i, 2), NULL, 10);
  }
}

/* What becomes of the counts: a table, or a map. */
typedef bry_status (*pairs_use)(const bry_codebook *codebook, int64_t respondents, const int64_t *counts,
                                int32_t min_group, void *out, bry_error **err);

/* A pair that the database doesn't give is withheld as one of nobody is. */
static bry_status use_pairs(bry_store *store, const bry_survey *survey, const char *item, const char *codebook,
                            int32_t min_group, pairs_use use, void *out, bry_error **err) {
  bry__coded coded = {0};
  PGresult *themes = NULL, *pairs = NULL;
  int64_t *counts = NULL, respondents = 0;
  bry_status status = bry__min_group(&min_group, err);
  if (status == BRY_OK) status = bry__survey_first_person(survey, "Pairs of themes", err);
  if (status == BRY_OK) status = bry__coded_open(&coded, store, survey, item, codebook, err);
  if (status == BRY_OK) status = ask_themes(&coded, -1, min_group, &themes, err);
  if (status == BRY_OK) status = ask_pairs(&coded, min_group, &pairs, err);
  if (status == BRY_OK) {
    size_t count = (size_t)coded.codebook->theme_count;
    counts = bry__alloc_zero(count * count + 1, sizeof *counts);
    if (!counts) status = bry__enomem(err);
  }
  if (status == BRY_OK) {
    count_pairs(&coded, themes, pairs, &respondents, counts);
    status = use(coded.codebook, respondents, counts, min_group, out, err);
  }
  bry__free(counts);
  PQclear(themes);
  PQclear(pairs);
  bry__coded_clear(&coded);
  return status;
}

static bry_status as_table(const bry_codebook *codebook, int64_t respondents, const int64_t *counts,
                           int32_t min_group, void *out, bry_error **err) {
  return bry__tabulate_pairs(codebook, respondents, counts, min_group, out, err);
}

bry_status bry_survey_theme_pairs(bry_store *store, const bry_survey *survey, const char *item, const char *codebook,
                                  int32_t min_group, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!store || !survey || !item || !codebook || !out) {
    return bry__error(err, BRY_EINVAL,
                      "bry_survey_theme_pairs() needs a store, a survey, an item, a codebook and an out.");
  }
  return use_pairs(store, survey, item, codebook, min_group, as_table, out, err);
}

/* --- a derived map --- */

static int is_above_others(const bry_codebook *codebook, int32_t theme) {
  for (int32_t i = 0; i < codebook->theme_count; i++)
    if (codebook->themes[i].parent == theme) return 1;
  return 0;
}

/* What stands above others counts the people of all of them, so that it could tell what is withheld of one: it is given as
 * a theme of nobody. */
static bry_status as_map(const bry_codebook *codebook, int64_t respondents, const int64_t *counts, int32_t min_group,
                         void *out, bry_error **err) {
  size_t count = (size_t)codebook->theme_count;
  const char **ids = bry__alloc_zero(count + 1, sizeof *ids), **labels = bry__alloc_zero(count + 1, sizeof *labels);
  int64_t *leaves = bry__alloc_zero(count * count + 1, sizeof *leaves);
  bry_status status = ids && labels && leaves ? BRY_OK : bry__enomem(err);
  for (size_t i = 0; i < count && status == BRY_OK; i++) {
    ids[i] = codebook->themes[i].id;
    labels[i] = bry_codebook_theme_label_at(codebook, (int32_t)i, NULL);
    for (size_t k = i; k < count && !is_above_others(codebook, (int32_t)i); k++)
      if (!is_above_others(codebook, (int32_t)k)) leaves[i * count + k] = counts[i * count + k];
  }
  const bry__cooccurrence c = {ids, labels, codebook->theme_count, respondents, leaves, min_group};
  if (status == BRY_OK) status = bry__cooccurrence_map(&c, out, err);
  bry__free(ids);
  bry__free(labels);
  bry__free(leaves);
  return status;
}

bry_status bry__survey_cooccurrence(bry_store *store, const bry_survey *survey, const char *item,
                                    const char *codebook, int32_t min_group, bry_map **out, bry_error **err) {
  return use_pairs(store, survey, item, codebook, min_group, as_map, out, err);
}

/* --- the map --- */

/* Rows come by theme: a theme's own row before those of its pairs with later ones, but its partner's row may be later
 * still, so nodes go in first. A theme of too few respondents has no pair of enough. */
static bry_status draw(bry_map *map, const bry__coded *coded, const PGresult *result, bry_error **err) {
  const bry_codebook *codebook = coded->codebook;
  bry_status status = BRY_OK;
  for (int edges = 0; edges < 2; edges++) {
    for (int i = 0; i < PQntuples(result) && status == BRY_OK; i++) {
      const char *from = PQgetvalue(result, i, 0), *to = PQgetvalue(result, i, 1);
      double weight = (double)strtoll(PQgetvalue(result, i, 2), NULL, 10);
      int32_t theme = bry__codebook_theme_find(codebook, from);
      if (theme < 0 || bry__codebook_theme_find(codebook, to) < 0 || (strcmp(from, to) != 0) != edges) continue;
      status = edges ? bry_map_add_edge(map, from, to, weight, err)
                     : bry_map_add_node(map, from, bry_codebook_theme_label_at(codebook, theme, NULL), weight, err);
    }
  }
  return status;
}

bry_status bry_survey_map(bry_store *store, const bry_survey *survey, const char *item, const char *codebook,
                          int32_t min_group, bry_map **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!store || !survey || !item || !codebook || !out) {
    return bry__error(err, BRY_EINVAL, "bry_survey_map() needs a store, a survey, an item, a codebook and an out.");
  }
  bry__coded coded = {0};
  PGresult *result = NULL;
  bry_map *map = NULL;
  bry_status status = bry__min_group(&min_group, err);
  if (status == BRY_OK) status = bry__survey_first_person(survey, "A map of themes", err);
  if (status == BRY_OK) status = bry__coded_open(&coded, store, survey, item, codebook, err);
  if (status == BRY_OK) status = ask_pairs(&coded, min_group, &result, err);
  if (status == BRY_OK) status = bry_map_new(&map, err);
  if (status == BRY_OK) status = draw(map, &coded, result, err);
  if (status == BRY_OK) {
    *out = map;
    map = NULL;
  }
  bry_map_free(map);
  PQclear(result);
  bry__coded_clear(&coded);
  return status;
}
