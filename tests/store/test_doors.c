/* What a portal's and a facilitator's login do through the library, and that they get no more past it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/random.h"
#include "result/tabulate.h"
#include "store/logins.h"

static const char id_1[] = "6c84fb90-12c4-41e1-840d-20d7d6e4a5b6", id_2[] = "6c84fb90-12c4-41e1-840d-20d7d6e4a5b7";

static bry_status submit(bry_store *by, const bry_survey *survey, const char *id, const char *json, int32_t *outcome,
                         bry_error **err) {
  return bry_response_submit(by, survey, id, json, strlen(json), "{\"sektor\": \"helse\"}", outcome, err);
}

/* --- the portal --- */

static void a_portal_submits_and_is_told_of_repeats_and_refusals(void **state) {
  (void)state;
  bry_survey_free(make_survey("porten"));
  bry_store *portal = login_open("t_portal");
  bry_survey *survey = NULL;
  int32_t outcome = 0;
  assert_ok(bry_store_set_tenant(portal, "test", ERR));
  assert_ok(bry_survey_get(portal, "porten", &survey, ERR));
  assert_ok(submit(portal, survey, id_1, "{\"near\": 4, \"dream\": \"Ro\"}", &outcome, ERR));
  assert_int_equal(outcome, BRY_SUBMIT_STORED);
  assert_ok(submit(portal, survey, id_1, "{\"dream\": \"Ro\", \"near\": 4}", &outcome, ERR));
  assert_int_equal(outcome, BRY_SUBMIT_REPEATED);
  assert_int_equal(submit(portal, survey, id_1, "{\"near\": 5}", NULL, NULL), BRY_ECONFLICT);
  assert_int_equal(submit(portal, survey, id_2, "{\"near\": 99}", NULL, NULL), BRY_EREFUSED);
  assert_int_equal(count_responses(survey), 1);
  char *today =
      ask_text("SELECT count(*) FROM bry.response WHERE received_on BETWEEN current_date - 1 AND current_date + 1");
  assert_string_equal(today, "1");
  free(today);
  assert_ok(bry_survey_close(store, "porten", NULL, NULL, ERR));
  assert_refused(submit(portal, survey, id_2, "{\"near\": 1}", NULL, ERR), BRY_ESTATE, "closed");
  /* Sealed with the close: no id leads back to what was stored. */
  assert_refused(submit(portal, survey, id_1, "{\"near\": 4, \"dream\": \"Ro\"}", NULL, ERR), BRY_ESTATE, "closed");
  bry_survey_free(survey);
  bry_store_close(portal);
}

static int32_t take_text(const char *id, const char *text, size_t size, const char *const *segments, int32_t count,
                         void *user) {
  (void)id;
  (void)text;
  (void)size;
  (void)segments;
  (void)count;
  (void)user;
  return 0;
}

static void a_portal_reads_nothing_back(void **state) {
  (void)state;
  bry_survey *survey = make_survey("stille");
  bry_store *portal = login_open("t_portal");
  bry_table *table = NULL;
  int64_t count = 0;
  assert_ok(bry_store_set_tenant(portal, "test", ERR));
  assert_refused(bry_response_count(portal, survey, &count, ERR), BRY_EDENIED, "a researcher reads releases");
  assert_refused(bry_survey_close(portal, "stille", NULL, NULL, ERR), BRY_EDENIED, "`bry role grant");
  assert_int_equal(bry_survey_counts(portal, survey, "near", NULL, 0, &table, NULL), BRY_EDENIED);
  assert_int_equal(bry_response_texts(portal, survey, "dream", take_text, NULL, NULL), BRY_EDENIED);
  assert_int_equal(bry_survey_close(portal, "stille", NULL, NULL, NULL), BRY_EDENIED);
  assert_int_equal(bry_survey_delete(portal, "stille", NULL), BRY_EDENIED);
  /* It lists the surveys, and not how many answered. */
  assert_ok(bry_survey_list(portal, &table, ERR));
  int64_t row = find_row(table, "stille", NULL, NULL);
  assert_true(row >= 0);
  assert_int_equal(bry_table_missing(table, row, bry_table_find_column(table, "responses")), BRY_MISSING);
  bry_table_free(table);
  PGconn *pg = login_connect("t_portal"); /* nor past the library what retention took */
  assert_denied(pg, "SELECT expired FROM bry.survey");
  assert_denied(pg, "SELECT * FROM bry.survey");
  PQfinish(pg);
  bry_survey_free(survey);
  bry_store_close(portal);
}

static void a_survey_handle_of_another_tenant_opens_nothing_for_a_portal(void **state) {
  (void)state;
  bry_store *both = cluster_open(&server, NULL);
  assert_ok(bry_store_set_tenant(both, "other", ERR));
  bry_store *kept = store;
  store = both;
  bry_survey *foreign = make_survey("fremmed");
  store = kept;
  bry_store *portal = login_open("t_portal");
  assert_ok(bry_store_set_tenant(portal, "test", ERR));
  assert_int_equal(submit(portal, foreign, id_1, "{\"near\": 4}", NULL, NULL), BRY_ENOTFOUND);
  bry_survey *found = NULL;
  assert_int_equal(bry_survey_get(portal, "fremmed", &found, NULL), BRY_ENOTFOUND);
  /* Past the library: the row's policy, whether there is such a tenant or not. */
  PGconn *pg = login_connect("t_portal");
  char *other = ask_text("SELECT tenant_id FROM bry.tenant WHERE slug = 'other'");
  const char *const ids[] = {other, id_1};
  for (int i = 0; i < 2; i++) {
    char sql[400];
    snprintf(sql, sizeof sql,
             "INSERT INTO bry.response (tenant_id, survey_id, response_id, content_hash, segments, closed, texts)"
             " VALUES ('%s', '%s', '%s', '', '{}', '{}', '{}') ON CONFLICT DO NOTHING",
             ids[i], id_1, id_1);
    assert_denied(pg, sql);
  }
  free(other);
  PQfinish(pg);
  bry_survey_free(foreign);
  bry_store_close(portal);
  bry_store_close(both);
}

/* --- the facilitator --- */

/* Sizes by sektor: helse 12, oppvekst 6, teknisk 4, none 2. */
static bry_survey *fill_survey(const char *slug) {
  static const char *const sectors[] = {"helse", "oppvekst", "teknisk", ""};
  static const int sizes[] = {12, 6, 4, 2};
  char csv[8192] = "id,near,dream,sektor\n";
  for (int s = 0, row = 0; s < 4; s++)
    for (int i = 0; i < sizes[s]; i++, row++)
      snprintf(csv + strlen(csv), 128, "r%d,%d,Rolig dag med kolleger,%s\n", row, 1 + row % 5, sectors[s]);
  bry_survey *survey = make_survey(slug);
  bry_import_free(import_csv(survey, csv));
  put_codebook(workplace_codebook);
  assert_ok(bry_survey_code(store, survey, "dream", "drom", NULL, NULL, NULL, ERR));
  return survey;
}

static char *as_csv(bry_table *table) {
  bry_text *text = NULL;
  assert_ok(bry_table_render(table, BRY_FORMAT_CSV, NULL, &text, ERR));
  char *copy = strdup(bry_text_data(text));
  bry_text_free(text);
  bry_table_free(table);
  return copy;
}

static char *counts_of(bry_store *by, const bry_survey *survey, int32_t minimum) {
  bry_table *table = NULL;
  assert_ok(bry_survey_counts(by, survey, "near", "sektor", minimum, &table, ERR));
  return as_csv(table);
}

static char *themes_of(bry_store *by, const bry_survey *survey, int32_t minimum) {
  bry_table *table = NULL;
  assert_ok(bry_survey_themes(by, survey, "dream", "drom", "sektor", minimum, &table, ERR));
  return as_csv(table);
}

static void a_facilitator_sees_the_same_tables_as_a_manager(void **state) {
  (void)state;
  bry_survey *survey = fill_survey("ledet");
  assert_ok(bry_survey_close(store, "ledet", NULL, NULL,
                             ERR)); /* while it is open, a facilitator's come in batches: test_live.c */
  bry_store *by = login_open("t_facilitator");
  assert_ok(bry_store_set_tenant(by, "test", ERR));
  for (int32_t minimum = 3; minimum < 15; minimum++) {
    char *counts[] = {counts_of(store, survey, minimum), counts_of(by, survey, minimum)};
    char *themes[] = {themes_of(store, survey, minimum), themes_of(by, survey, minimum)};
    assert_string_equal(counts[0], counts[1]);
    assert_string_equal(themes[0], themes[1]);
    assert_int_equal(strstr(counts[1], "teknisk,1,:") != NULL, 1); /* 2 alone would be found by subtraction */
    assert_int_equal(strstr(counts[1], "oppvekst,1,:") != NULL, minimum > 6);
    assert_int_equal(strstr(counts[1], "helse,1,:") != NULL, minimum > 12);
    for (int i = 0; i < 2; i++) {
      free(counts[i]);
      free(themes[i]);
    }
  }
  int64_t count = 0;
  assert_ok(bry_response_count(by, survey, &count, ERR));
  assert_int_equal(count, 24);
  bry_table *list = NULL;
  bry_map *map = NULL;
  assert_ok(bry_survey_list(by, &list, ERR));
  assert_int_equal(number_in(list, find_row(list, "ledet", NULL, NULL), "responses"), 24);
  bry_table_free(list);
  assert_ok(bry_survey_map(by, survey, "dream", "drom", 0, &map, ERR));
  bry_map_free(map);
  bry_survey_free(survey);
  bry_store_close(by);
}

static void quotes_and_texts_are_refused_to_a_facilitator(void **state) {
  (void)state;
  bry_survey *survey = fill_survey("uten-sitat");
  bry_store *by = login_open("t_facilitator");
  bry_table *table = NULL;
  assert_ok(bry_store_set_tenant(by, "test", ERR));
  assert_refused(bry_survey_quotes(by, survey, "dream", "drom", 3, &table, ERR), BRY_EDENIED, "rights");
  bry_error *err = NULL;
  assert_int_equal(bry_survey_quotes(by, survey, "dream", "drom", 3, &table, &err), BRY_EDENIED);
  assert_null(strstr(bry_error_message(err), "permission denied for")); /* and no names of the schema's parts */
  bry_error_free(err);
  assert_refused(bry_response_texts(by, survey, "dream", take_text, NULL, ERR), BRY_EDENIED, "rights");
  assert_refused(submit(by, survey, id_1, "{\"near\": 4}", NULL, ERR), BRY_EDENIED, "rights");
  bry_survey_free(survey);
  bry_store_close(by);
}

/* psql in a facilitator's hands: sizes 12, 6, 4 and 2 and every way of asking for less than they are owed. */
static void past_the_library_a_facilitator_gets_no_smaller_groups(void **state) {
  (void)state;
  bry_survey_free(fill_survey("forbi"));
  assert_ok(bry_survey_close(store, "forbi", NULL, NULL, ERR));
  PGconn *pg = login_connect("t_facilitator");
  static const char *const asked[] = {"0", "NULL", "5", "-1", "1", "2", "3", "4", "7", "2147483647"};
  for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
    char sql[700];
    int minimum = atoi(asked[i]) == 0 ? 5 : atoi(asked[i]) < 3 ? 3 : atoi(asked[i]);
    snprintf(sql, sizeof sql,
             "SELECT coalesce(min(n), 2147483647) FROM (SELECT sum(respondents) AS n FROM bry.survey s,"
             " bry.survey_counts(s.tenant_id, s.survey_id, 1, 1, '{1}', %s) WHERE slug = 'forbi'"
             " GROUP BY s1 HAVING count(respondents) > 0) g",
             asked[i]);
    assert_true(atoi(cluster_sql(pg, sql)) >= minimum);
    snprintf(sql, sizeof sql,
             "SELECT coalesce(min(respondents), 2147483647) FROM bry.survey s, bry.survey_themes(s.tenant_id,"
             " s.survey_id, 'dream', 'drom', 1, %s) WHERE slug = 'forbi' AND theme IS NULL",
             asked[i]);
    assert_true(atoi(cluster_sql(pg, sql)) >= minimum);
    snprintf(sql, sizeof sql,
             "SELECT coalesce(min(respondents), 2147483647) FROM bry.survey s, bry.survey_map(s.tenant_id,"
             " s.survey_id, 'dream', 'drom', %s) WHERE slug = 'forbi'",
             asked[i]);
    assert_true(atoi(cluster_sql(pg, sql)) >= minimum);
  }
  assert_denied(pg, "SELECT * FROM bry.item_counts(NULL, NULL, 1, 1, '{1}', 9223372036854775807)");
  assert_denied(pg, "SELECT * FROM bry.theme_counts(NULL, NULL, '', '', 1)");
  assert_denied(pg, "SELECT * FROM bry.theme_pairs(NULL, NULL, '', '')");
  PQfinish(pg);
}

/* Whoever is a portal in one tenant and facilitator in another is each only there. */
static void a_role_in_one_tenant_opens_no_door_of_another(void **state) {
  (void)state;
  bry_survey_free(fill_survey("blandet"));
  run_as_superuser("CREATE ROLE mixed LOGIN");
  assert_ok(bry_role_grant(store, "mixed", "portal", "test", ERR));
  assert_ok(bry_role_grant(store, "mixed", "facilitator", "other", ERR));
  PGconn *pg = login_connect("mixed");
  assert_denied(pg, "SELECT bry.response_count(tenant_id, survey_id) FROM bry.survey WHERE slug = 'blandet'");
  assert_denied(pg, "SELECT * FROM bry.survey s, bry.survey_counts(s.tenant_id, s.survey_id, 1, 1, '{0,0,0}', 3)"
                    " WHERE slug = 'blandet'");
  assert_ok(bry_role_grant(store, "mixed", "manager", "other", ERR));
  int rows = -1;
  assert_string_equal(try_sql(pg, "SELECT * FROM bry.answer_long", &rows), "");
  assert_int_equal(rows, 0); /* "other" has no answers, and those of "test" are not the portal's to read */
  assert_string_equal(try_sql(pg, "SELECT * FROM bry.response", &rows), "");
  assert_int_equal(rows, 0);
  PQfinish(pg);
}

/* --- the rule, twice --- */

/* Small groups, and the next smallest where they are one or too few people: what bry.withheld() says of itself. */
static void withhold_one_more(const int64_t *sizes, int32_t count, int32_t minimum, uint8_t *withheld) {
  int32_t groups = 0, next = -1;
  int64_t people = 0;
  for (int32_t g = 0; g < count; g++) {
    withheld[g] = sizes[g] > 0 && sizes[g] < minimum;
    groups += withheld[g];
    people += withheld[g] ? sizes[g] : 0;
    if (sizes[g] >= minimum && (next < 0 || sizes[g] < sizes[next])) next = g;
  }
  if (groups > 0 && (groups == 1 || people < minimum) && next >= 0) withheld[next] = 1;
}

static void check_rule(PGconn *pg, const int64_t *sizes, int32_t count, int32_t minimum) {
  char sql[400] = "SELECT array_to_string(bry.withheld(ARRAY[";
  uint8_t withheld[8];
  char wanted[9] = "";
  for (int32_t i = 0; i < count; i++)
    sprintf(sql + strlen(sql), "%s%d", i ? "," : "", (int)sizes[i]);
  sprintf(sql + strlen(sql), "]::bigint[], %d), '')", (int)minimum);
  withhold_one_more(sizes, count, minimum, withheld);
  for (int32_t i = 0; i < count; i++)
    wanted[i] = withheld[i] ? 't' : 'f';
  const char *got = cluster_sql(pg, sql);
  if (strcmp(got, wanted) != 0) fail_msg("%s: %s, not %s", sql, got, wanted);
}

static void the_database_withholds_small_groups_and_one_more(void **state) {
  (void)state;
  PGconn *pg = cluster_connect(&server, 1);
  uint64_t n = 0;
  assert_string_equal(cluster_sql(pg, "SELECT string_agg(bry.group_minimum(n)::text, ' ' ORDER BY o) FROM"
                                      " unnest('{NULL,0,-1,1,2,3,4,5,9}'::int[]) WITH ORDINALITY AS u(n, o)"),
                      "5 5 3 3 3 3 4 5 9");
  for (int round = 0; round < 2000; round++) {
    int64_t sizes[8];
    int32_t count = 1 + (int32_t)bry__random_below(7, 0, &n, 8);
    int32_t minimum = 3 + (int32_t)bry__random_below(7, 0, &n, 5);
    for (int32_t i = 0; i < count; i++)
      sizes[i] = (int64_t)bry__random_below(7, 0, &n, 9);
    check_rule(pg, sizes, count, minimum);
  }
  PQfinish(pg);
}

/* In a table by two segments each line, of which the sum is shown elsewhere, has none withheld, or two that are enough
 * people together, unless there is nothing else in it. */
static void check_lines(const int64_t *sizes, const char *hides, int32_t rows, int32_t columns, int32_t minimum) {
  for (int32_t line = 0; line < rows + columns; line++) {
    int32_t hidden = 0, shown = 0, length = line < rows ? columns : rows;
    int64_t people = 0;
    for (int32_t i = 0; i < length; i++) {
      int32_t g = line < rows ? line * columns + i : i * columns + line - rows;
      hidden += hides[g] == 't';
      people += hides[g] == 't' ? sizes[g] : 0;
      shown += hides[g] == 'f' && sizes[g] > 0;
      assert_true(hides[g] == 't' || sizes[g] == 0 || sizes[g] >= minimum);
      assert_true(hides[g] == 'f' || sizes[g] > 0);
    }
    if (shown > 0 && hidden > 0) assert_true(hidden > 1 && people >= minimum);
  }
}

static void the_database_withholds_two_of_a_line_or_none(void **state) {
  (void)state;
  enum { ROWS = 4, COLUMNS = 3, CELLS = ROWS * COLUMNS };
  PGconn *pg = cluster_connect(&server, 1);
  uint64_t n = 0;
  for (int round = 0; round < 500; round++) {
    int64_t sizes[CELLS];
    char sql[600] = "SELECT array_to_string(bry.withheld(ARRAY[";
    for (int32_t i = 0; i < CELLS; i++) {
      sizes[i] = (int64_t)bry__random_below(8, 0, &n, 14);
      sprintf(sql + strlen(sql), "%s%d", i ? "," : "", (int)sizes[i]);
    }
    strcat(sql, "]::bigint[], 5, (SELECT array_agg((i / 3)::text ORDER BY i) FROM generate_series(0, 11) i),"
                " (SELECT array_agg((i % 3)::text ORDER BY i) FROM generate_series(0, 11) i)), '')");
    const char *hides = cluster_sql(pg, sql);
    assert_int_equal(strlen(hides), CELLS);
    check_lines(sizes, hides, ROWS, COLUMNS, 5);
  }
  PQfinish(pg);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_portal_submits_and_is_told_of_repeats_and_refusals),
      cmocka_unit_test(a_portal_reads_nothing_back),
      cmocka_unit_test(a_survey_handle_of_another_tenant_opens_nothing_for_a_portal),
      cmocka_unit_test(a_facilitator_sees_the_same_tables_as_a_manager),
      cmocka_unit_test(quotes_and_texts_are_refused_to_a_facilitator),
      cmocka_unit_test(past_the_library_a_facilitator_gets_no_smaller_groups),
      cmocka_unit_test(a_role_in_one_tenant_opens_no_door_of_another),
      cmocka_unit_test(the_database_withholds_small_groups_and_one_more),
      cmocka_unit_test(the_database_withholds_two_of_a_line_or_none),
  };
  return cmocka_run_group_tests(tests, open_workplace_with_logins, close_workplace);
}
