/* Coding a survey's texts, and the themes and the map that come of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "store/workplace.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

/* Of 20: 12 calm, of these 6 also people; 4 tools; 2 that touch nothing; 2 non-answers. The first ten are of helse. */
static bry_survey *filled_survey(const char *slug) {
  char csv[4096];
  size_t at = (size_t)sprintf(csv, "id,sektor,dream\n");
  for (int i = 0; i < 20; i++) {
    const char *text = i < 6    ? "en rolig dag med kolleger"
                       : i < 12 ? "god tid til alt"
                       : i < 16 ? "nytt utstyr"
                       : i < 18 ? "sol og sommer"
                                : "vet ikke";
    at += (size_t)sprintf(csv + at, "r%d,%s,%s\n", i, i < 10 ? "helse" : "teknisk", text);
  }
  bry_survey *survey = make_survey(slug);
  bry_import_free(import_csv(survey, csv));
  put_codebook(workplace_codebook);
  return survey;
}

static void code(const bry_survey *survey, int64_t expected) {
  int64_t count = -1;
  assert_ok(bry_survey_code(store, survey, "dream", "drom", NULL, NULL, &count, ERR));
  assert_int_equal(count, expected);
}

static bry_table *themes_of(const bry_survey *survey, const char *segment) {
  bry_table *t = NULL;
  assert_ok(bry_survey_themes(store, survey, "dream", "drom", segment, 3, &t, ERR));
  return t;
}

static void expect_theme(const bry_table *t, const char *a, const char *b, int64_t respondents, int64_t count) {
  int64_t row = find_row(t, a, b, NULL);
  assert_true(row >= 0);
  assert_int_equal(number_in(t, row, "respondents"), respondents);
  assert_int_equal(number_in(t, row, "count"), count);
}

/* How many rows of the table, "coded" or "coding", the survey has. */
static int64_t stored_rows(const char *table, const char *slug) {
  char sql[256];
  snprintf(sql, sizeof sql,
           "SELECT count(*) FROM bry.%s c JOIN bry.survey s USING (tenant_id, survey_id) WHERE s.slug = '%s'", table,
           slug);
  char *text = ask_text(sql);
  int64_t count = strtoll(text, NULL, 10);
  free(text);
  return count;
}

static void themes_are_counted_by_respondents(void **state) {
  (void)state;
  bry_survey *survey = filled_survey("whole");
  code(survey, 20);
  assert_int_equal(stored_rows("coded", "whole"), 20);
  bry_table *t = themes_of(survey, NULL);
  expect_theme(t, "calm", NULL, 18, 12);
  expect_theme(t, "people", NULL, 18, 6);
  expect_theme(t, "tools", NULL, 18, 4);
  bry_table_free(t);
  bry_survey_free(survey);
}

static void themes_are_counted_by_segment(void **state) {
  (void)state;
  bry_survey *survey = filled_survey("split");
  code(survey, 20);
  bry_table *t = themes_of(survey, "sektor");
  expect_theme(t, "helse", "calm", 10, 10);
  expect_theme(t, "helse", "tools", 10, 0);
  expect_theme(t, "teknisk", "calm", 8, 2);
  expect_theme(t, "teknisk", "tools", 8, 4);
  bry_table_free(t);
  bry_survey_free(survey);
}

static void themes_are_followed_over_waves(void **state) {
  (void)state;
  bry_survey *surveys[] = {filled_survey("wave-1"), filled_survey("wave-2")};
  const bry_survey *const *waves = (const bry_survey *const *)surveys;
  bry_table *t = NULL;
  code(surveys[0], 20);
  assert_int_equal(bry_survey_theme_trend(store, waves, 2, "dream", "drom", NULL, 3, NULL, &t, NULL), BRY_ENOTFOUND);
  bry_import_free(import_csv(surveys[1], "id,sektor,dream\nx1,helse,god tid\nx2,helse,god tid\n"));
  code(surveys[1], 22);
  assert_ok(bry_survey_theme_trend(store, waves, 2, "dream", "drom", NULL, 3, NULL, &t, ERR));
  expect_theme(t, "wave-1", "calm", 18, 12);
  expect_theme(t, "wave-2", "calm", 20, 14);
  int64_t row = find_row(t, "wave-2", "calm", NULL);
  assert_true(fabs(bry_table_double(t, row, bry_table_find_column(t, "change")) - (0.7 - 12.0 / 18)) < 1e-12);
  bry_table_free(t);
  /* By segment, and each wave withholds for itself: the second one's teknisk with a minimum of 9. */
  assert_ok(bry_survey_theme_trend(store, waves, 2, "dream", "drom", "sektor", 9, NULL, &t, ERR));
  row = find_row(t, "wave-1", "teknisk", NULL);
  assert_int_equal(bry_table_missing(t, row, bry_table_find_column(t, "count")), BRY_MISSING_WITHHELD);
  bry_table_free(t);
  assert_int_equal(bry_survey_theme_trend(store, waves, 1, "dream", "drom", NULL, 0, NULL, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_survey_theme_trend(store, waves, 2, "dream", "drom", NULL, 2, NULL, &t, NULL), BRY_EINVAL);
  assert_ok(bry_store_set_tenant(store, "other", ERR));
  assert_int_equal(bry_survey_theme_trend(store, waves, 2, "dream", "drom", NULL, 0, NULL, &t, NULL), BRY_ENOTFOUND);
  assert_ok(bry_store_set_tenant(store, "test", ERR));
  bry_survey_free(surveys[0]);
  bry_survey_free(surveys[1]);
}

static void coding_again_replaces_and_never_adds(void **state) {
  (void)state;
  bry_survey *survey = filled_survey("again");
  code(survey, 20);
  int64_t hits = stored_rows("coding", "again");
  assert_true(hits >= 22);
  code(survey, 20);
  assert_int_equal(stored_rows("coded", "again"), 20);
  assert_int_equal(stored_rows("coding", "again"), hits);
  bry_survey_free(survey);
}

static void responses_after_the_coding_are_not_counted_before_the_next(void **state) {
  (void)state;
  bry_survey *survey = filled_survey("later");
  code(survey, 20);
  bry_import_free(import_csv(survey, "id,sektor,dream\nnew,helse,utstyr\n"));
  bry_table *t = themes_of(survey, NULL);
  expect_theme(t, "tools", NULL, 18, 4);
  bry_table_free(t);
  code(survey, 21);
  t = themes_of(survey, NULL);
  expect_theme(t, "tools", NULL, 19, 5);
  bry_table_free(t);
  bry_survey_free(survey);
}

static void a_span_says_which_words_speak_for_the_theme(void **state) {
  (void)state;
  bry_survey *survey = make_survey("spans");
  put_codebook(workplace_codebook);
  bry_import_free(import_csv(survey, "id,dream\na,På jobb: nytt utstyr\n"));
  code(survey, 1);
  char *words =
      ask_text("SELECT convert_from(substring(convert_to(r.texts[array_length(r.texts, 1)], 'UTF8')"
               " FROM c.span_begin + 1 FOR c.span_end - c.span_begin), 'UTF8')"
               " FROM bry.coding c JOIN bry.response r USING (tenant_id, survey_id, response_id)"
               " JOIN bry.survey s USING (tenant_id, survey_id) WHERE s.slug = 'spans' AND c.theme = 'tools'");
  assert_string_equal(words, "utstyr");
  free(words);
  bry_survey_free(survey);
}

/* The themes must be those of the version that the texts were coded with. */
static void a_newer_codebook_counts_only_after_coding_with_it(void **state) {
  (void)state;
  bry_survey *survey = filled_survey("versions");
  put_codebook("{\"id\": \"skifte\", \"version\": \"1\", \"themes\": [{\"id\": \"calm\", \"label\": {\"nb\": \"Ro\"},"
               " \"definition\": \"Ro\", \"indicators\": {\"nb\": [\"rolig\"]}}]}");
  assert_ok(bry_survey_code(store, survey, "dream", "skifte", NULL, NULL, NULL, ERR));
  put_codebook(
      "{\"id\": \"skifte\", \"version\": \"2\", \"themes\": [{\"id\": \"gear\", \"label\": {\"nb\": \"Utstyr\"},"
      " \"definition\": \"Utstyr\", \"indicators\": {\"nb\": [\"utstyr\"]}}]}");
  bry_table *t = NULL;
  assert_ok(bry_survey_themes(store, survey, "dream", "skifte", NULL, 3, &t, ERR));
  assert_int_equal(bry_table_row_count(t), 1);
  expect_theme(t, "calm", NULL, 18, 6);
  bry_table_free(t);
  assert_ok(bry_survey_code(store, survey, "dream", "skifte", NULL, NULL, NULL, ERR));
  assert_ok(bry_survey_themes(store, survey, "dream", "skifte", NULL, 3, &t, ERR));
  assert_int_equal(bry_table_row_count(t), 1);
  expect_theme(t, "gear", NULL, 18, 4);
  bry_table_free(t);
  bry_survey_free(survey);
}

static int32_t refuse_progress(int64_t done, int64_t total, void *user) {
  *(int64_t *)user = total;
  return done > 0;
}

static void a_cancelled_coding_changes_nothing(void **state) {
  (void)state;
  bry_survey *survey = filled_survey("cancel");
  code(survey, 20);
  bry_import_free(import_csv(survey, "id,sektor,dream\nnew,helse,utstyr\n"));
  int64_t total = 0, count = -1;
  assert_int_equal(bry_survey_code(store, survey, "dream", "drom", refuse_progress, &total, &count, NULL),
                   BRY_ECANCELLED);
  assert_int_equal(total, 21);
  assert_int_equal(count, 0);
  assert_int_equal(stored_rows("coded", "cancel"), 20);
  bry_survey_free(survey);
}

static int32_t fork_then_wait(int64_t done, int64_t total, void *user) {
  pid_t *child = user;
  int how = -1;
  (void)total;
  if (done == 0 || *child >= 0) return 0;
  *child = fork();
  if (*child > 0) assert_int_equal(waitpid(*child, &how, 0), *child);
  if (*child > 0) assert_int_equal(how, 0);
  return 0;
}

/* The child must leave the transaction of its parent alone. */
static void a_callback_may_fork(void **state) {
  (void)state;
  bry_survey *survey = filled_survey("fork");
  pid_t child = -1;
  bry_status status = bry_survey_code(store, survey, "dream", "drom", fork_then_wait, &child, NULL, NULL);
  if (child == 0) _exit(status == BRY_EFORKED ? 0 : 1);
  assert_true(child > 0);
  assert_int_equal(status, BRY_OK);
  assert_int_equal(stored_rows("coded", "fork"), 20);
  bry_survey_free(survey);
}

static void *code_once(void *user) {
  bry_status *status = user;
  bry_survey *survey = NULL;
  *status = bry_survey_get(store, "at-once", &survey, NULL);
  if (*status == BRY_OK) *status = bry_survey_code(store, survey, "dream", "drom", NULL, NULL, NULL, NULL);
  bry_survey_free(survey);
  return NULL;
}

/* Both are held up: the first by a lock on the table, and the second must wait for the first, not for the table. */
static void a_second_coding_of_the_item_waits_for_the_first(void **state) {
  (void)state;
  bry_survey *survey = filled_survey("at-once");
  PGconn *blocker = cluster_connect(&server, 1), *watcher = cluster_connect(&server, 1);
  pthread_t threads[2];
  bry_status statuses[2];
  int waiting = 0;
  cluster_sql(blocker, "BEGIN; LOCK TABLE bry.coded IN EXCLUSIVE MODE");
  for (int i = 0; i < 2; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, code_once, &statuses[i]), 0);
  for (int i = 0; i < 2000 && waiting < 2; i++) {
    waiting = atoi(cluster_sql(watcher, "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"));
    nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
  }
  assert_string_equal(cluster_sql(watcher, "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'advisory'"),
                      "1");
  cluster_sql(blocker, "ROLLBACK");
  for (int i = 0; i < 2; i++) {
    pthread_join(threads[i], NULL);
    assert_int_equal(statuses[i], BRY_OK);
  }
  assert_int_equal(stored_rows("coded", "at-once"), 20);
  PQfinish(blocker);
  PQfinish(watcher);
  bry_survey_free(survey);
}

/* The planner knows nothing of rows that have just come: what is read of them may not grow with their square. Of few rows
 * it would, since a small table is as soon read whole. */
static void rows_without_statistics_are_read_a_few_times_each(void **state) {
  (void)state;
  enum { ANSWERS = 4000 };
  char *csv = malloc(ANSWERS * 40 + 32);
  assert_non_null(csv);
  size_t at = (size_t)sprintf(csv, "id,sektor,dream\n");
  for (int i = 0; i < ANSWERS; i++)
    at += (size_t)sprintf(csv + at, "r%d,helse,rolig med kolleger\n", i);
  bry_survey *survey = make_survey("many");
  bry_import_free(import_csv(survey, csv));
  free(csv);
  put_codebook(workplace_codebook);
  code(survey, ANSWERS);
  PGconn *pg = cluster_connect(&server, 0);
  long read = atol(cluster_sql(pg, "SELECT bry.coding_end(tenant_id, survey_id, 'dream', 'drom', 'rules')"
                                   " FROM bry.survey WHERE slug = 'many';"
                                   " SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))"
                                   " FROM pg_stat_xact_all_tables WHERE schemaname = 'bry'"));
  assert_true(read > ANSWERS);
  assert_true(read < 50 * ANSWERS);
  PQfinish(pg);
  bry_survey_free(survey);
}

static void the_map_has_themes_and_pairs_of_enough_respondents(void **state) {
  (void)state;
  bry_survey *survey = filled_survey("map");
  code(survey, 20);
  bry_map *map = NULL;
  bry_table *nodes = NULL, *edges = NULL;
  assert_ok(bry_survey_map(store, survey, "dream", "drom", 5, &map, ERR));
  assert_ok(bry_map_nodes(map, &nodes, ERR));
  assert_ok(bry_map_edges(map, &edges, ERR));
  assert_int_equal(bry_table_row_count(nodes), 2); /* tools has four */
  assert_true(bry_table_double(nodes, find_row(nodes, "calm", "Ro", NULL), 2) == 12);
  assert_int_equal(bry_table_row_count(edges), 1);
  assert_true(bry_table_double(edges, find_row(edges, "calm", "people", NULL), 2) == 6);
  bry_table *pairs = NULL;
  assert_ok(bry_survey_theme_pairs(store, survey, "dream", "drom", 5, &pairs, ERR));
  int64_t row = find_row(pairs, "calm", "people", NULL);
  assert_int_equal(number_in(pairs, row, "count"), 6);
  assert_int_equal(number_in(pairs, row, "respondents"), 18);
  assert_int_equal(bry_table_missing(pairs, find_row(pairs, "calm", "tools", NULL), 3), BRY_MISSING_WITHHELD);
  bry_table_free(pairs);
  bry_table_free(nodes);
  bry_table_free(edges);
  bry_map_free(map);
  bry_survey_free(survey);
}

/* --- the example data --- */

static char *read_file(const char *name, size_t *size) {
  char path[1024];
  snprintf(path, sizeof path, "%s/examples/data/%s", BRY_SOURCE_DIR, name);
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  char *data = malloc(1 << 20);
  assert_non_null(data);
  *size = fread(data, 1, (1 << 20) - 1, file);
  data[*size] = '\0';
  fclose(file);
  return data;
}

static void the_example_is_imported_and_coded(void **state) {
  (void)state;
  size_t size = 0, segments_size = 0, csv_size = 0;
  char *json = read_file("dream_day.json", &size);
  char *segments = read_file("segments.json", &segments_size);
  char *csv = read_file("answers.csv", &csv_size);
  bry_questionnaire *questionnaire = NULL;
  bry_survey *survey = NULL;
  bry_survey_options options;
  bry_survey_options_init(&options);
  options.segments = segments;
  assert_ok(bry_questionnaire_parse(json, size, &questionnaire, ERR));
  assert_ok(bry_survey_create(store, "dream-day", questionnaire, &options, &survey, ERR));
  assert_ok(bry_survey_open(store, "dream-day", ERR));
  bry_import *import = NULL;
  assert_ok(import_bytes(survey, BRY_IMPORT_CSV, csv, csv_size, &import, ERR));
  assert_int_equal(bry_import_stored_count(import), 140);
  assert_int_equal(bry_import_refused_count(import), 0);
  bry_import_free(import);
  free(json);
  json = read_file("codebook.json", &size);
  for (int i = 0; i < 3; i++) {
    const char *item = (const char *[]){"q1", "q2", "q3"}[i];
    bry_codebook *codebook = NULL;
    bry_table *t = NULL;
    int64_t count = 0;
    assert_ok(bry_codebook_parse(json, size, item, &codebook, ERR));
    assert_ok(bry_codebook_put(store, codebook, ERR));
    assert_ok(bry_survey_code(store, survey, item, item, NULL, NULL, &count, ERR));
    assert_true(count > 100 && count <= 140);
    assert_ok(bry_survey_themes(store, survey, item, item, "kommune", 0, &t, ERR));
    assert_int_equal(bry_table_row_count(t) % bry_codebook_theme_count(codebook), 0);
    bry_table_free(t);
    bry_codebook_free(codebook);
  }
  free(json);
  free(segments);
  free(csv);
  bry_questionnaire_free(questionnaire);
  bry_survey_free(survey);
}

/* --- wrong names, memory --- */

static void wrong_names_and_tenants_are_told(void **state) {
  (void)state;
  bry_survey *survey = filled_survey("names");
  bry_table *t = NULL;
  bry_map *map = NULL;
  assert_int_equal(bry_survey_themes(store, survey, "dream", "drom", NULL, 0, &t, NULL),
                   BRY_ENOTFOUND); /* not coded */
  assert_int_equal(bry_survey_map(store, survey, "dream", "drom", 0, &map, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_survey_code(store, survey, "dream", "nothing", NULL, NULL, NULL, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_survey_code(store, survey, "nothing", "drom", NULL, NULL, NULL, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_survey_code(store, survey, "near", "drom", NULL, NULL, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_survey_code(store, NULL, "dream", "drom", NULL, NULL, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_survey_code(NULL, survey, "dream", "drom", NULL, NULL, NULL, NULL), BRY_EINVAL);
  code(survey, 20);
  assert_int_equal(bry_survey_themes(store, survey, "dream", "drom", "nothing", 0, &t, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_survey_themes(store, survey, "nothing", "drom", NULL, 0, &t, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_survey_themes(store, survey, "dream", "nothing", NULL, 0, &t, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_survey_themes(store, survey, "near", "drom", NULL, 0, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_survey_themes(store, survey, "dream", "drom", NULL, 2, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_survey_themes(store, survey, "dream", "drom", NULL, 0, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_survey_map(store, survey, "dream", "drom", 2, &map, NULL), BRY_EINVAL);
  assert_int_equal(bry_survey_map(store, survey, "nothing", "drom", 0, &map, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_survey_map(store, survey, "dream", NULL, 0, &map, NULL), BRY_EINVAL);
  assert_ok(bry_store_set_tenant(store, "other", ERR));
  assert_int_equal(bry_survey_code(store, survey, "dream", "drom", NULL, NULL, NULL, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_survey_themes(store, survey, "dream", "drom", NULL, 0, &t, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_survey_map(store, survey, "dream", "drom", 0, &map, NULL), BRY_ENOTFOUND);
  assert_ok(bry_store_set_tenant(store, "test", ERR));
  bry_survey_free(survey);
}

static bry_survey *filled, *earlier;

static bry_status code_and_look(bry_error **err) {
  const bry_survey *both[] = {earlier, filled};
  bry_table *t = NULL;
  bry_map *map = NULL;
  bry_status status = bry_survey_code(store, filled, "dream", "drom", NULL, NULL, NULL, err);
  if (status == BRY_OK) status = bry_survey_themes(store, filled, "dream", "drom", "sektor", 0, &t, err);
  if (status == BRY_OK) status = bry_survey_map(store, filled, "dream", "drom", 0, &map, err);
  bry_table_free(t);
  t = NULL;
  if (status == BRY_OK) status = bry_survey_theme_trend(store, both, 2, "dream", "drom", "sektor", 0, NULL, &t, err);
  bry_table_free(t);
  bry_map_free(map);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  filled = filled_survey("memory");
  earlier = filled_survey("memory-before");
  code(earlier, 20);
  assert_true(each_allocation_may_fail(code_and_look, BRY_OK) > 20);
  assert_int_equal(stored_rows("coded", "memory"), 20);
  bry_survey_free(filled);
  bry_survey_free(earlier);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(themes_are_counted_by_respondents),
      cmocka_unit_test(themes_are_counted_by_segment),
      cmocka_unit_test(themes_are_followed_over_waves),
      cmocka_unit_test(coding_again_replaces_and_never_adds),
      cmocka_unit_test(responses_after_the_coding_are_not_counted_before_the_next),
      cmocka_unit_test(a_span_says_which_words_speak_for_the_theme),
      cmocka_unit_test(a_newer_codebook_counts_only_after_coding_with_it),
      cmocka_unit_test(a_cancelled_coding_changes_nothing),
      cmocka_unit_test(a_callback_may_fork),
      cmocka_unit_test(a_second_coding_of_the_item_waits_for_the_first),
      cmocka_unit_test(rows_without_statistics_are_read_a_few_times_each),
      cmocka_unit_test(the_map_has_themes_and_pairs_of_enough_respondents),
      cmocka_unit_test(the_example_is_imported_and_coded),
      cmocka_unit_test(wrong_names_and_tenants_are_told),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, open_workplace, close_workplace);
}
