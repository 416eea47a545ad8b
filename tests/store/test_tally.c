/* Tallies: always equal to a recount, whoever writes, folds, deletes or is killed meanwhile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "store/workplace.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

/* As in lib/store/tally.h: from how many responses on a read folds, and how many it looks at. */
enum { FOLD_FROM = 2000, TAIL_MAX = 20000 };

static int64_t fold(const bry_survey *survey) {
  int64_t count = -1;
  assert_ok(bry_tally_fold(store, bry_survey_slug(survey), NULL, NULL, &count, ERR));
  return count;
}

static int64_t rebuild(const bry_survey *survey) {
  int64_t count = -1;
  assert_ok(bry_tally_rebuild(store, bry_survey_slug(survey), NULL, NULL, &count, ERR));
  return count;
}

static int64_t differences(const bry_survey *survey) {
  bry_table *t = NULL;
  assert_ok(bry_tally_check(store, bry_survey_slug(survey), &t, ERR));
  int64_t count = bry_table_row_count(t);
  bry_table_free(t);
  return count;
}

/* A number asked past the library, of one survey: %s in sql is "tenant_id = ... AND survey_id = ...". */
static int64_t ask(const bry_survey *survey, const char *sql) {
  char where[256], whole[1024];
  snprintf(where, sizeof where,
           "(tenant_id, survey_id) = (SELECT tenant_id, survey_id FROM bry.survey WHERE slug = '%s')",
           bry_survey_slug(survey));
  snprintf(whole, sizeof whole, sql, where);
  char *text = ask_text(whole);
  int64_t number = strtoll(text, NULL, 10);
  free(text);
  return number;
}

static void import_rows(const bry_survey *survey, const char *name, int rows) {
  static const char *const sectors[] = {"helse", "oppvekst", "teknisk", ""};
  size_t size = (size_t)rows * 64 + 64, at = 0;
  char *csv = malloc(size);
  assert_non_null(csv);
  at += (size_t)snprintf(csv + at, size - at, "id,sektor,enhet,near,role,mood.mon,dream\n");
  for (int i = 0; i < rows; i++)
    at += (size_t)snprintf(csv + at, size - at, "%s%d,%s,%d,%d,%s,good,%s\n", name, i, sectors[i % 4], i % 7,
                           1 + i % 5, i % 2 ? "leder" : "ansatt", i % 3 ? "rolig med kolleger" : "nytt utstyr");
  bry_import_free(import_csv(survey, csv));
  free(csv);
}

/* The table of `near` by sector, from the library and counted past it: equal cell by cell. */
static void assert_right(const bry_survey *survey) {
  bry_table *t = NULL;
  assert_ok(bry_survey_counts(store, survey, "near", "sektor", 3, &t, ERR));
  int32_t count = bry_table_find_column(t, "count");
  for (int64_t row = 0; row < bry_table_row_count(t); row++) {
    if (bry_table_missing(t, row, count) != BRY_PRESENT) continue;
    const char *sector = bry_table_text(t, row, 0);
    char sql[256];
    snprintf(
        sql, sizeof sql,
        "SELECT count(*) FROM bry.response WHERE %%s AND segments[1] IS NOT DISTINCT FROM %s%s%s AND closed[1] = %s",
        sector ? "'" : "", sector ? sector : "NULL", sector ? "'" : "", bry_table_text(t, row, 1));
    assert_int_equal(bry_table_int64(t, row, count), ask(survey, sql));
  }
  bry_table_free(t);
  assert_int_equal(count_responses(survey), ask(survey, "SELECT count(*) FROM bry.response WHERE %s"));
}

/* --- folding --------------------------------------------------------------------------------------------------- */

static void what_is_folded_and_what_is_not_are_counted_together(void **state) {
  (void)state;
  bry_survey *survey = make_survey("together");
  import_rows(survey, "a", 300);
  assert_right(survey);
  assert_int_equal(fold(survey), 300);
  assert_int_equal(fold(survey), 0);
  assert_right(survey);
  import_rows(survey, "b", 200);
  assert_int_equal(ask(survey, "SELECT responses FROM bry.tally WHERE %s"), 300);
  assert_right(survey);
  assert_int_equal(count_responses(survey), 500);
  assert_int_equal(differences(survey), 0);
  bry_survey_free(survey);
}

static void a_reader_folds_a_long_tail(void **state) {
  (void)state;
  bry_survey *survey = make_survey("long-tail");
  import_rows(survey, "a", FOLD_FROM - 1);
  assert_right(survey);
  assert_int_equal(ask(survey, "SELECT count(*) FROM bry.tally WHERE %s"), 0);
  import_rows(survey, "b", 1);
  assert_right(survey);
  assert_int_equal(ask(survey, "SELECT responses FROM bry.tally WHERE %s"), FOLD_FROM);
  assert_right(survey);
  bry_survey_free(survey);
}

static void a_tail_longer_than_a_read_looks_at_is_counted_whole(void **state) {
  (void)state;
  bry_survey *survey = make_survey("longest");
  import_rows(survey, "a", TAIL_MAX + 1);
  PGconn *holder = cluster_connect(&server, 1); /* keeps it from being folded */
  cluster_sql(holder, "BEGIN");
  cluster_sql(holder, "SELECT bry.tally_hold(tenant_id, survey_id) FROM bry.survey WHERE slug = 'longest'");
  assert_int_equal(count_responses(survey), TAIL_MAX + 1);
  bry_table *list = NULL;
  assert_ok(bry_survey_list(store, &list, ERR));
  assert_int_equal(number_in(list, find_row(list, "longest", NULL, NULL), "responses"), TAIL_MAX + 1);
  bry_table_free(list);
  assert_right(survey);
  cluster_sql(holder, "ROLLBACK");
  PQfinish(holder);
  assert_right(survey);
  assert_int_equal(ask(survey, "SELECT responses FROM bry.tally WHERE %s"), TAIL_MAX + 1);
  assert_int_equal(differences(survey), 0);
  bry_survey_free(survey);
}

static void a_response_of_a_running_transaction_is_folded_after_it_ended(void **state) {
  (void)state;
  bry_survey *survey = make_survey("running");
  import_rows(survey, "a", 50);
  PGconn *writer = cluster_connect(&server, 1);
  cluster_sql(writer,
              "BEGIN; INSERT INTO bry.response (tenant_id, survey_id, response_id, content_hash, segments,"
              " closed, texts) SELECT tenant_id, survey_id, gen_random_uuid(), content_hash, r.segments, closed,"
              " texts FROM bry.response r JOIN bry.survey USING (tenant_id, survey_id) WHERE slug = 'running'"
              " LIMIT 5");
  import_rows(survey, "b", 50);
  assert_int_equal(fold(survey), 50); /* not those that came after the writer began */
  assert_right(survey);
  cluster_sql(writer, "COMMIT");
  PQfinish(writer);
  assert_right(survey);
  assert_int_equal(fold(survey), 55);
  assert_right(survey);
  assert_int_equal(differences(survey), 0);
  bry_survey_free(survey);
}

static void a_fold_that_is_killed_leaves_nothing(void **state) {
  (void)state;
  bry_survey *survey = make_survey("killed");
  import_rows(survey, "a", 100);
  assert_int_equal(fold(survey), 100);
  import_rows(survey, "b", 100);
  PGconn *folder = cluster_connect(&server, 1);
  assert_string_equal(cluster_sql(folder, "BEGIN; SELECT bry.tally_fold(tenant_id, survey_id) FROM bry.survey"
                                          " WHERE slug = 'killed'"),
                      "100");
  pid_t pid = cluster_pid(&server);
  assert_true(pid > 0);
  kill(pid, SIGKILL);
  PQfinish(folder);
  assert_ok(bry_local_start(server.dir, ERR)); /* a pooler would not */
  bry_store_close(store);                      /* its connections are broken */
  store = cluster_open(&server, "test");
  assert_int_equal(differences(survey), 0);
  assert_right(survey);
  assert_int_equal(fold(survey), 100);
  assert_int_equal(differences(survey), 0);
  bry_survey_free(survey);
}

static int32_t stop_at_once(int64_t done, int64_t total, void *user) {
  (void)done;
  (void)user;
  return total == -1;
}

static void cancelling_keeps_what_was_folded_and_undoes_a_rebuild(void **state) {
  (void)state;
  bry_survey *survey = make_survey("cancel");
  import_rows(survey, "a", 30);
  assert_int_equal(bry_tally_fold(store, "cancel", stop_at_once, NULL, NULL, NULL), BRY_ECANCELLED);
  assert_int_equal(ask(survey, "SELECT responses FROM bry.tally WHERE %s"), 30);
  assert_int_equal(bry_tally_rebuild(store, "cancel", stop_at_once, NULL, NULL, NULL), BRY_ECANCELLED);
  assert_int_equal(ask(survey, "SELECT responses FROM bry.tally WHERE %s"), 30);
  assert_int_equal(bry_tally_fold(store, "nobody", NULL, NULL, NULL, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_tally_check(store, "cancel", NULL, NULL), BRY_EINVAL);
  bry_survey_free(survey);
}

/* --- what sealing and erasing call ----------------------------------------------------------------------------- */

static void run_on(const char *slug, const char *what) {
  char sql[1024];
  snprintf(sql, sizeof sql, what, slug);
  free(ask_text(sql));
}

static void subtracted_responses_leave_the_tallies(void **state) {
  (void)state;
  bry_survey *survey = make_survey("erased");
  put_codebook(workplace_codebook);
  import_rows(survey, "a", 200);
  assert_int_equal(fold(survey), 200);
  assert_ok(bry_survey_code(store, survey, "dream", "drom", NULL, NULL, NULL, ERR));
  import_rows(survey, "b", 100);
  assert_int_equal(differences(survey), 0);
  /* All of one cell, and of others half: folded ones and such as are not. */
  run_on("erased", "BEGIN; CREATE TEMP TABLE gone AS SELECT r.* FROM bry.response r JOIN bry.survey v"
                   " USING (tenant_id, survey_id) WHERE slug = '%s' AND (r.segments[2] = '3' OR random() < 0.3);"
                   " SELECT bry.tally_subtract(tenant_id, survey_id, array_agg(response_id)) FROM gone"
                   " GROUP BY tenant_id, survey_id;"
                   " DELETE FROM bry.coding c USING gone g WHERE c.response_id = g.response_id;"
                   " DELETE FROM bry.coded c USING gone g WHERE c.response_id = g.response_id;"
                   " DELETE FROM bry.response r USING gone g WHERE r.response_id = g.response_id; COMMIT");
  assert_int_equal(differences(survey), 0);
  assert_right(survey);
  assert_int_equal(ask(survey, "SELECT count(*) FROM bry.tally_cell WHERE %s AND segments[2] = '3'"), 0);
  assert_int_equal(ask(survey, "SELECT count(*) FROM bry.tally_coded WHERE %s AND segments[2] = '3'"), 0);
  fold(survey);
  assert_int_equal(differences(survey), 0);
  assert_right(survey);
  bry_survey_free(survey);
}

static void rewritten_responses_are_not_counted_twice(void **state) {
  (void)state;
  bry_survey *survey = make_survey("sealed");
  import_rows(survey, "a", 100);
  assert_int_equal(fold(survey), 100);
  import_rows(survey, "b", 100);
  PGconn *other = cluster_connect(&server, 1); /* something that runs keeps xmin low */
  cluster_sql(other, "BEGIN; SELECT pg_current_xact_id()");
  import_rows(survey, "c", 100);
  run_on("sealed", "BEGIN; SELECT bry.tally_seal(tenant_id, survey_id) FROM bry.survey WHERE slug = '%s';"
                   " CREATE TEMP TABLE kept AS SELECT r.* FROM bry.response r JOIN bry.survey v"
                   " USING (tenant_id, survey_id) WHERE slug = 'sealed' ORDER BY random();"
                   " DELETE FROM bry.response r USING kept k WHERE r.response_id = k.response_id;"
                   " INSERT INTO bry.response (tenant_id, survey_id, response_id, content_hash, segments, closed,"
                   " texts, fold_xid) SELECT tenant_id, survey_id, gen_random_uuid(), content_hash, segments, closed,"
                   " texts, 0 FROM kept; COMMIT");
  cluster_sql(other, "ROLLBACK");
  PQfinish(other);
  assert_int_equal(count_responses(survey), 300);
  assert_int_equal(ask(survey, "SELECT count(DISTINCT xmin::text) FROM bry.tally_count WHERE %s"), 1);
  assert_int_equal(ask(survey, "SELECT count(*) FROM (SELECT cell < lag(cell) OVER (ORDER BY ctid) AS back"
                               " FROM bry.tally_cell WHERE %s) c WHERE back"),
                   0);
  assert_right(survey);
  assert_int_equal(fold(survey), 0);
  assert_int_equal(differences(survey), 0);
  assert_int_equal(rebuild(survey), 300);
  assert_int_equal(differences(survey), 0);
  assert_right(survey);
  bry_survey_free(survey);
}

static void fold_all_takes_what_is_still_in_the_tail_once(void **state) {
  (void)state;
  bry_survey *survey = make_survey("all");
  PGconn *other = cluster_connect(&server, 1);
  cluster_sql(other, "BEGIN; SELECT pg_current_xact_id()");
  for (int i = 0; i < 3; i++) {
    char name[2] = {(char)('a' + i), '\0'};
    import_rows(survey, name, 40);
    run_on("all", "SELECT bry.tally_fold_all(tenant_id, survey_id) FROM bry.survey WHERE slug = '%s'");
    assert_int_equal(ask(survey, "SELECT responses FROM bry.tally WHERE %s"), (i + 1) * 40);
    assert_right(survey);
    assert_int_equal(differences(survey), 0);
  }
  cluster_sql(other, "ROLLBACK");
  PQfinish(other);
  assert_int_equal(fold(survey), 0);
  bry_survey_free(survey);
}

/* --- another server -------------------------------------------------------------------------------------------- */

static void tallies_of_another_server_are_left_aside_until_made_anew(void **state) {
  (void)state;
  bry_survey *survey = make_survey("restored");
  import_rows(survey, "a", 100);
  assert_int_equal(fold(survey), 100);
  /* As after a dump is restored: rows of transactions that this server has not come to yet. */
  run_on("restored", "UPDATE bry.response SET fold_xid = fold_xid + 1000000000 WHERE survey_id ="
                     " (SELECT survey_id FROM bry.survey WHERE slug = '%s')");
  run_on("restored", "UPDATE bry.tally SET cluster = 1, folded_before = folded_before + 1000000000, responses = 7"
                     " WHERE survey_id = (SELECT survey_id FROM bry.survey WHERE slug = '%s')");
  import_rows(survey, "b", 20);
  assert_right(survey);
  assert_int_equal(differences(survey), 0);
  assert_int_equal(fold(survey), 20); /* begins anew; the others are of the future */
  assert_right(survey);
  assert_int_equal(rebuild(survey), 120);
  assert_int_equal(ask(survey, "SELECT responses FROM bry.tally WHERE %s"), 120);
  import_rows(survey, "c", 5);
  assert_right(survey);
  assert_int_equal(fold(survey), 5);
  assert_int_equal(differences(survey), 0);
  bry_survey_free(survey);
}

/* --- checking -------------------------------------------------------------------------------------------------- */

static void a_wrong_tally_is_found_and_mended(void **state) {
  (void)state;
  bry_survey *survey = make_survey("wrong");
  put_codebook(workplace_codebook);
  import_rows(survey, "a", 100);
  assert_int_equal(fold(survey), 100);
  assert_ok(bry_survey_code(store, survey, "dream", "drom", NULL, NULL, NULL, ERR));
  run_on("wrong",
         "UPDATE bry.tally_count SET counts[6] = counts[6] + 1 WHERE slot = 1 AND (tenant_id, survey_id, cell)"
         " = (SELECT tenant_id, survey_id, cell FROM bry.tally_cell JOIN bry.survey USING (tenant_id, survey_id)"
         " WHERE slug = '%s' AND tally_cell.segments = '{helse,0}')");
  run_on("wrong", "DELETE FROM bry.tally_pair WHERE theme = 'tools' AND survey_id = (SELECT survey_id FROM bry.survey"
                  " WHERE slug = '%s')");
  bry_table *t = NULL;
  assert_ok(bry_tally_check(store, "wrong", &t, ERR));
  assert_int_equal(bry_table_row_count(t), 2);
  assert_string_equal(bry_table_text(t, 0, 0), "answers");
  assert_string_equal(bry_table_text(t, 0, 1), "near");
  assert_int_equal(number_in(t, 0, "code"), 2);
  assert_string_equal(bry_table_text(t, 0, bry_table_find_column(t, "segments")), "{helse,0}");
  assert_int_equal(number_in(t, 0, "tallied"), number_in(t, 0, "counted") + 1);
  assert_string_equal(bry_table_text(t, 1, 0), "pairs");
  assert_string_equal(bry_table_text(t, 1, bry_table_find_column(t, "theme")), "tools");
  bry_table_free(t);
  assert_int_equal(rebuild(survey), 100);
  assert_int_equal(differences(survey), 0);
  bry_survey_free(survey);
}

static void a_deleted_survey_takes_its_tallies_along(void **state) {
  (void)state;
  bry_survey *survey = make_survey("emptied");
  import_rows(survey, "a", 10);
  assert_int_equal(fold(survey), 10);
  run_on("emptied", "BEGIN; SELECT bry.tally_subtract(tenant_id, survey_id, array_agg(response_id)) FROM bry.response"
                    " JOIN bry.survey USING (tenant_id, survey_id) WHERE slug = '%s' GROUP BY tenant_id, survey_id;"
                    " DELETE FROM bry.response WHERE survey_id = (SELECT survey_id FROM bry.survey WHERE slug ="
                    " 'emptied'); COMMIT");
  assert_int_equal(ask(survey, "SELECT count(*) FROM bry.tally_count WHERE %s"), 0);
  assert_ok(bry_survey_delete(store, "emptied", ERR));
  bry_survey *anew = make_survey("emptied");
  assert_int_equal(count_responses(anew), 0);
  bry_survey_free(anew);
  bry_survey_free(survey);
}

/* --- all at once ----------------------------------------------------------------------------------------------- */

enum { WRITERS = 8, EACH = 60 };

typedef struct hand {
  pthread_t thread;
  const bry_survey *survey;
  atomic_int *writing; /* writers that are not done */
  int number, failed;
} hand;

static void *write_responses(void *user) {
  hand *h = user;
  for (int i = 0; i < EACH; i++) {
    char id[37], answers[64], segments[64];
    bry_uuid_v4(id);
    snprintf(answers, sizeof answers, "{\"near\": %d, \"role\": \"leder\"}", 1 + i % 5);
    snprintf(segments, sizeof segments, "{\"sektor\": \"helse\", \"enhet\": \"%d\"}", (h->number + i) % 6);
    h->failed |= bry_response_submit(store, h->survey, id, answers, strlen(answers), segments, NULL, NULL) != BRY_OK;
  }
  atomic_fetch_sub(h->writing, 1);
  return NULL;
}

static void *fold_often(void *user) {
  hand *h = user;
  while (atomic_load(h->writing) > 0)
    h->failed |= bry_tally_fold(store, bry_survey_slug(h->survey), NULL, NULL, NULL, NULL) != BRY_OK;
  return NULL;
}

/* Counts never go down, and every table is whole: the values of `near` sum to its respondents. */
static void *read_often(void *user) {
  hand *h = user;
  int64_t last = 0;
  while (atomic_load(h->writing) > 0) {
    bry_table *t = NULL;
    if (bry_survey_counts(store, h->survey, "near", NULL, 0, &t, NULL) != BRY_OK) {
      h->failed = 1;
      break;
    }
    int32_t count = bry_table_find_column(t, "count"), respondents = bry_table_find_column(t, "respondents");
    int64_t sum = 0;
    for (int64_t row = 0; row < bry_table_row_count(t); row++)
      sum += bry_table_int64(t, row, count);
    h->failed |=
        sum != bry_table_int64(t, 0, respondents) || (bry_table_missing(t, 0, count) == BRY_PRESENT && sum < last);
    if (bry_table_missing(t, 0, count) == BRY_PRESENT) last = sum;
    bry_table_free(t);
  }
  return NULL;
}

static void writers_folders_and_readers_agree_with_a_recount(void **state) {
  (void)state;
  hand hands[WRITERS + 3];
  atomic_int writing = WRITERS;
  bry_survey *survey = make_survey("threads");
  for (int i = 0; i < WRITERS + 3; i++) {
    hands[i] = (hand){.survey = survey, .writing = &writing, .number = i};
    void *(*work)(void *) = i < WRITERS ? write_responses : i < WRITERS + 2 ? fold_often : read_often;
    pthread_create(&hands[i].thread, NULL, work, &hands[i]);
  }
  for (int i = 0; i < WRITERS + 3; i++) {
    pthread_join(hands[i].thread, NULL);
    assert_int_equal(hands[i].failed, 0);
  }
  assert_int_equal(count_responses(survey), WRITERS * EACH);
  assert_int_equal(differences(survey), 0);
  assert_right(survey);
  run_on("threads", "SELECT bry.tally_fold_all(tenant_id, survey_id) FROM bry.survey WHERE slug = '%s'");
  assert_int_equal(differences(survey), 0);
  assert_int_equal(ask(survey, "SELECT responses FROM bry.tally WHERE %s"), WRITERS * EACH);
  assert_right(survey);
  bry_survey_free(survey);
}

/* --- rights and memory ----------------------------------------------------------------------------------------- */

static void only_managers_reach_tallies(void **state) {
  (void)state;
  static const char *const tables[] = {"tally",       "tally_cell", "tally_count", "tally_coded",
                                       "tally_theme", "tally_pair", "tally_erased"};
  static const char *const roles[] = {"bry_portal", "bry_facilitator", "bry_researcher"};
  for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
    char sql[256];
    snprintf(sql, sizeof sql,
             "SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = 'bry.%s'::regclass", tables[t]);
    char *guarded = ask_text(sql);
    assert_string_equal(guarded, "t");
    free(guarded);
    for (size_t r = 0; r < sizeof roles / sizeof *roles; r++) {
      snprintf(sql, sizeof sql, "SELECT has_table_privilege('%s', 'bry.%s', 'SELECT, INSERT, UPDATE, DELETE')",
               roles[r], tables[t]);
      char *may = ask_text(sql);
      assert_string_equal(may, "f");
      free(may);
    }
  }
  char *open = ask_text("SELECT count(*) FROM pg_proc p, unnest(ARRAY['bry_portal', 'bry_facilitator',"
                        " 'bry_researcher']) r WHERE proname LIKE 'tally\\_%' AND (prosecdef OR"
                        " has_function_privilege(r, p.oid, 'EXECUTE'))");
  assert_string_equal(open, "0");
  free(open);
}

static bry_survey *filled;

static bry_status read_fold_and_check(bry_error **err) {
  bry_table *t = NULL;
  bry_status status = bry_survey_crosstab(store, filled, "near", (const char *[]){"enhet", "sektor"}, 2, 0, &t, err);
  bry_table_free(t);
  if (status == BRY_OK) status = bry_tally_fold(store, "memory", NULL, NULL, NULL, err);
  if (status == BRY_OK) status = bry_tally_rebuild(store, "memory", NULL, NULL, NULL, err);
  if (status != BRY_OK) return status;
  status = bry_tally_check(store, "memory", &t, err);
  if (status == BRY_OK) bry_table_free(t);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  filled = make_survey("memory");
  import_rows(filled, "a", 40);
  assert_true(each_allocation_may_fail(read_fold_and_check, BRY_OK) > 20);
  assert_int_equal(differences(filled), 0);
  bry_survey_free(filled);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_folded_and_what_is_not_are_counted_together),
      cmocka_unit_test(a_reader_folds_a_long_tail),
      cmocka_unit_test(a_tail_longer_than_a_read_looks_at_is_counted_whole),
      cmocka_unit_test(a_response_of_a_running_transaction_is_folded_after_it_ended),
      cmocka_unit_test(a_fold_that_is_killed_leaves_nothing),
      cmocka_unit_test(cancelling_keeps_what_was_folded_and_undoes_a_rebuild),
      cmocka_unit_test(subtracted_responses_leave_the_tallies),
      cmocka_unit_test(rewritten_responses_are_not_counted_twice),
      cmocka_unit_test(fold_all_takes_what_is_still_in_the_tail_once),
      cmocka_unit_test(tallies_of_another_server_are_left_aside_until_made_anew),
      cmocka_unit_test(a_wrong_tally_is_found_and_mended),
      cmocka_unit_test(a_deleted_survey_takes_its_tallies_along),
      cmocka_unit_test(writers_folders_and_readers_agree_with_a_recount),
      cmocka_unit_test(only_managers_reach_tallies),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, open_workplace, close_workplace);
}
