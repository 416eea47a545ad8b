/* What a facilitator sees of a survey: tables that move by five responses or more at a time, so that two looks at one
 * tell nothing of a single person; whatever else happens to the survey, also when it closes, and afterwards. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/logins.h"
#include "store/people.h"

enum { BATCH = 5 };

static bry_store *by; /* the facilitator */

static int open_live(void **state) {
  if (open_workplace_with_logins(state) != BRY_OK) return -1;
  by = login_open("t_facilitator");
  return bry_store_set_tenant(by, "test", NULL);
}

static int close_live(void **state) {
  bry_store_close(by);
  return close_workplace(state);
}

static int64_t seen_by(bry_store *who, const bry_survey *survey) {
  bry_table *table = NULL;
  int64_t total = 0;
  assert_ok(bry_survey_counts(who, survey, "near", NULL, 0, &table, ERR));
  for (int64_t row = 0; row < bry_table_row_count(table); row++)
    total += number_in(table, row, "count");
  bry_table_free(table);
  return total;
}

/* One look more: what is seen has not moved, or by a batch at least. */
static int64_t look(const bry_survey *survey, int64_t before) {
  int64_t now = seen_by(by, survey);
  if (now != before && llabs(now - before) < BATCH) fail_msg("from %d to %d at one look", (int)before, (int)now);
  return now;
}

static void answer(const bry_survey *survey, char receipt[BRY_SECRET_SIZE]) {
  bry_submit_options options = submit_options();
  bry_receipt_new(receipt);
  options.receipt = receipt;
  assert_int_equal(submit_with(survey, &options, NULL, NULL), BRY_OK);
}

static void a_look_moves_by_five_or_not_at_all(void **state) {
  (void)state;
  bry_survey *survey = make_survey("live");
  char receipt[BRY_SECRET_SIZE];
  int64_t seen = 0;
  int moves = 0;
  for (int n = 1; n <= 40; n++) {
    answer(survey, receipt);
    if (n % 7 == 0) assert_ok(bry_tally_fold(store, "live", NULL, NULL, NULL, ERR));
    if (n == 23) assert_ok(bry_tally_rebuild(store, "live", NULL, NULL, NULL, ERR));
    int64_t now = look(survey, seen);
    moves += now != seen;
    seen = now;
    assert_true(seen <= n - BATCH || seen == 0);                 /* five stay back, for the closing */
    if (n >= BATCH) assert_int_equal(seen_by(store, survey), n); /* a manager's tables are the present ones */
  }
  assert_true(seen >= 20 && moves >= 2);
  assert_ok(bry_survey_close(store, "live", NULL, NULL, ERR));
  assert_int_equal(look(survey, seen), 40);
  bry_survey_free(survey);
}

static void a_look_that_shows_nothing_new_writes_nothing(void **state) {
  (void)state;
  bry_survey *survey = make_survey("still");
  char receipt[BRY_SECRET_SIZE];
  for (int n = 0; n < 12; n++)
    answer(survey, receipt);
  int64_t seen = look(survey, 0);
  assert_true(seen > 0);
  char *written =
      ask_text("SELECT t.xmin FROM bry.tally t JOIN bry.survey USING (tenant_id, survey_id) WHERE slug = 'still'");
  for (int n = 0; n < 4; n++) {
    answer(survey, receipt);
    assert_int_equal(look(survey, seen), seen);
  }
  char *now =
      ask_text("SELECT t.xmin FROM bry.tally t JOIN bry.survey USING (tenant_id, survey_id) WHERE slug = 'still'");
  assert_string_equal(written, now);
  free(written);
  free(now);
  bry_survey_free(survey);
}

/* What was shown and is withdrawn would be told by the next look: so there is none until more has changed. */
static void a_withdrawal_is_not_seen_alone(void **state) {
  (void)state;
  bry_survey *survey = make_survey("angret");
  char receipts[12][BRY_SECRET_SIZE], receipt[BRY_SECRET_SIZE];
  int32_t outcome = 0;
  for (int n = 0; n < 12; n++)
    answer(survey, receipts[n]);
  int64_t seen = look(survey, 0);
  assert_true(seen > 0);
  assert_ok(bry_response_erase(store, survey, receipts[11], &outcome, ERR)); /* not shown yet */
  assert_int_equal(look(survey, seen), seen);
  assert_ok(bry_response_erase(store, survey, receipts[0], &outcome, ERR));
  assert_int_equal(look(survey, 0), 0);
  for (int n = 0; n < 6; n++) {
    answer(survey, receipt);
    int64_t now = seen_by(by, survey);
    if (now == 0) continue;
    assert_true(now - (seen - 1) >= BATCH - 1); /* one went, and four came at least */
    seen = now;
    break;
  }
  assert_true(seen_by(by, survey) > 0);
  bry_survey_free(survey);
}

/* Twelve answers, seven of them shown, of the newest some withdrawn, and the end. */
static bry_survey *end_survey(const char *slug, const char *privacy, int gone) {
  char receipts[12][BRY_SECRET_SIZE];
  int known = strcmp(privacy, "anonymous") != 0;
  bry_survey *survey = make_private(slug, privacy, NULL, NULL);
  for (int n = 0; n < 12; n++) {
    snprintf(receipts[n], sizeof receipts[n], "p%d", n);
    if (known)
      answer_as(store, survey, receipts[n], NULL, "Ro");
    else
      answer(survey, receipts[n]);
  }
  assert_int_equal(look(survey, 0), 7);
  for (int n = 0; n < gone; n++) {
    if (known)
      assert_ok(bry_participant_erase(store, receipts[11 - n], NULL, ERR));
    else
      assert_int_equal(erase(store, survey, receipts[11 - n]), BRY_ERASE_ERASED);
  }
  assert_ok(bry_survey_close(store, slug, NULL, NULL, ERR));
  return survey;
}

/* Where one to four remain of the five that waited, whoever saw the table before must not see them: what was shown stays,
 * or, as a seal keeps no order, nothing is shown. */
static void closing_shows_five_or_none(void **state) {
  (void)state;
  static const char *const modes[] = {"anonymous", "pseudonymous"};
  for (int i = 0; i < 12; i++) {
    char slug[40];
    int gone = i / 2, few = gone >= 1 && gone <= 4;
    snprintf(slug, sizeof slug, "slutt-%d", i);
    bry_survey *survey = end_survey(slug, modes[i % 2], gone);
    int64_t expected = !few ? 12 - gone : i % 2 ? 7 : 0;
    assert_int_equal(seen_by(by, survey), expected);
    assert_int_equal(seen_by(by, survey), expected);
    assert_ok(bry_tally_rebuild(store, slug, NULL, NULL, NULL, ERR));
    assert_int_equal(seen_by(by, survey), expected);
    assert_int_equal(seen_by(store, survey), 12 - gone); /* a manager sees them */
    if (i % 2 == 0) {                                    /* a dump restored on another server */
      as_superuser("UPDATE bry.tally SET cluster = 1");
      assert_int_equal(seen_by(by, survey), expected);
      assert_int_equal(seen_by(by, survey), expected);
    }
    bry_survey_free(survey);
  }
}

/* Nobody has looked before: there is nothing to take the closing's table from. */
static void the_first_look_after_the_closing_shows_all(void **state) {
  (void)state;
  char receipts[12][BRY_SECRET_SIZE];
  bry_survey *survey = make_survey("sist");
  for (int n = 0; n < 12; n++)
    answer(survey, receipts[n]);
  assert_int_equal(erase(store, survey, receipts[3]), BRY_ERASE_ERASED);
  assert_ok(bry_survey_close(store, "sist", NULL, NULL, ERR));
  assert_int_equal(seen_by(by, survey), 11);
  bry_survey_free(survey);
}

/* In a survey that keeps who answered people withdraw after the closing too. */
static void a_withdrawal_after_the_closing_is_not_seen_alone(void **state) {
  (void)state;
  char who[8];
  bry_survey *survey = make_private("etter", "pseudonymous", NULL, NULL);
  for (int n = 0; n < 20; n++) {
    snprintf(who, sizeof who, "e%d", n);
    answer_as(store, survey, who, NULL, "Ro");
  }
  assert_ok(bry_survey_close(store, "etter", NULL, NULL, ERR));
  assert_int_equal(look(survey, 0), 20);
  for (int n = 0; n < 12; n++) {
    snprintf(who, sizeof who, "e%d", n);
    assert_ok(bry_participant_erase(store, who, NULL, ERR));
    int64_t now = seen_by(by, survey);
    assert_int_equal(now, n == 4 ? 15 : n == 9 ? 10 : 0);
  }
  bry_survey_free(survey);
}

/* A table by a segment is withheld too while nothing is shown, and not empty as if nobody had answered. */
static void a_split_table_is_withheld_and_not_empty(void **state) {
  (void)state;
  static const char *const both[] = {"sektor", "enhet"};
  bry_survey *survey = make_survey("delt");
  bry_table *table = NULL;
  assert_ok(bry_survey_counts(by, survey, "near", "sektor", 0, &table, ERR));
  assert_int_equal(bry_table_row_count(table), 0); /* nobody has */
  bry_table_free(table);
  char csv[1000] = "id,near,sektor\n";
  for (int row = 0; row < 20; row++)
    snprintf(csv + strlen(csv), 24, "r%d,%d,helse\n", row, 1 + row % 5);
  bry_import_free(import_csv(survey, csv));
  for (int n = 1; n <= 2; n++) {
    assert_ok(bry_survey_crosstab(by, survey, "near", both, n, 0, &table, ERR));
    assert_true(bry_table_row_count(table) > 0);
    for (int64_t row = 0; row < bry_table_row_count(table); row++) {
      assert_null(bry_table_text(table, row, 0)); /* nor does it tell who answered */
      assert_int_equal(bry_table_missing(table, row, bry_table_find_column(table, "count")), BRY_MISSING_WITHHELD);
    }
    bry_table_free(table);
  }
  bry_survey_free(survey);
}

/* --- themes --- */

static int64_t themes_seen_by(bry_store *who, const bry_survey *survey, const char *segment) {
  bry_table *table = NULL;
  int64_t total = 0;
  assert_ok(bry_survey_themes(who, survey, "dream", "drom", segment, 3, &table, ERR));
  for (int64_t row = 0; row < bry_table_row_count(table); row++)
    if (bry_table_missing(table, row, bry_table_find_column(table, "count")) == BRY_PRESENT)
      total += number_in(table, row, "count");
  bry_table_free(table);
  return total;
}

static int64_t map_seen_by(bry_store *who, const bry_survey *survey) {
  bry_map *map = NULL;
  bry_table *nodes = NULL;
  assert_ok(bry_survey_map(who, survey, "dream", "drom", 3, &map, ERR));
  assert_ok(bry_map_nodes(map, &nodes, ERR));
  int64_t count = bry_table_row_count(nodes);
  bry_table_free(nodes);
  bry_map_free(map);
  return count;
}

static void code_dreams(const bry_survey *survey) {
  put_codebook(workplace_codebook);
  assert_ok(bry_survey_code(store, survey, "dream", "drom", NULL, NULL, NULL, ERR));
}

static int64_t themes_in_sql(PGconn *pg) {
  return strtoll(cluster_sql(pg, "SELECT coalesce(sum(respondents), 0) FROM bry.survey s,"
                                 " bry.survey_themes(s.tenant_id, s.survey_id, 'dream', 'drom', 0, 3)"
                                 " WHERE slug = 'tema'"),
                 NULL, 10);
}

static void a_withdrawal_is_not_seen_alone_in_themes(void **state) {
  (void)state;
  bry_survey *survey = make_private("tema", "pseudonymous", NULL, NULL);
  PGconn *pg = login_connect("t_facilitator");
  char who[8];
  for (int n = 0; n < 20; n++) {
    snprintf(who, sizeof who, "t%d", n);
    answer_as(store, survey, who, NULL, "En rolig dag med kolleger");
  }
  code_dreams(survey);
  int64_t seen = themes_seen_by(by, survey, NULL);
  assert_true(seen >= 20 && themes_seen_by(by, survey, "sektor") > 0 && map_seen_by(by, survey) > 0);
  for (int n = 0; n < 12; n++) {
    snprintf(who, sizeof who, "t%d", n);
    assert_ok(bry_participant_erase(store, who, NULL, ERR));
    cluster_sql(pg, "BEGIN");
    cluster_sql(pg, "SELECT bry.themes_show(tenant_id, survey_id, 'dream', 'drom') FROM bry.survey"
                    " WHERE slug = 'tema'");
    assert_int_equal(themes_in_sql(pg), 0); /* a look that is rolled back */
    cluster_sql(pg, "ROLLBACK");
    int shown = n == 4 || n == 9;
    assert_int_equal(themes_seen_by(by, survey, NULL) > 0, shown);
    assert_int_equal(themes_seen_by(by, survey, "sektor") > 0, shown);
    assert_int_equal(map_seen_by(by, survey) > 0, shown);
    assert_int_equal(themes_in_sql(pg) > 0, shown);
    assert_true(themes_seen_by(store, survey, NULL) > 0); /* a manager sees them */
  }
  code_dreams(survey); /* nothing new: the two that went last are still not told */
  assert_int_equal(themes_seen_by(by, survey, NULL), 0);
  for (int n = 20; n < 23; n++) {
    snprintf(who, sizeof who, "t%d", n);
    answer_as(store, survey, who, NULL, "En rolig dag med kolleger");
  }
  code_dreams(survey);
  assert_true(themes_seen_by(by, survey, NULL) > 0);
  PQfinish(pg);
  bry_survey_free(survey);
}

/* A transaction that began earlier and commits later does not slip in among what is shown. */
static void a_late_commit_comes_with_a_batch_too(void **state) {
  (void)state;
  bry_survey *survey = make_survey("sen");
  char receipt[BRY_SECRET_SIZE];
  PGconn *slow = cluster_connect(&server, 1);
  answer(survey, receipt);
  cluster_sql(slow,
              "BEGIN; INSERT INTO bry.response (tenant_id, survey_id, response_id, content_hash, segments, closed,"
              " texts) SELECT tenant_id, survey_id, gen_random_uuid(), '', '{NULL,NULL}', closed, texts"
              " FROM bry.response JOIN bry.survey USING (tenant_id, survey_id) WHERE slug = 'sen'");
  for (int n = 0; n < 20; n++)
    answer(survey, receipt);
  int64_t seen = look(survey, 0);
  assert_true(seen <= 1); /* all others came after one that may yet come */
  cluster_sql(slow, "COMMIT");
  PQfinish(slow);
  for (int n = 0; n < 10; n++) {
    answer(survey, receipt);
    seen = look(survey, seen);
  }
  assert_true(seen >= 20);
  bry_survey_free(survey);
}

static void many_at_once_are_shown_when_more_have_come(void **state) {
  (void)state;
  char csv[8192] = "id,near\n", receipt[BRY_SECRET_SIZE];
  for (int row = 0; row < 700; row++)
    snprintf(csv + strlen(csv), 16, "r%d,%d\n", row, 1 + row % 5);
  bry_survey *survey = make_survey("mange");
  bry_import_free(import_csv(survey, csv));
  int64_t seen = look(survey, 0);
  bry_table *table = NULL;
  assert_ok(bry_survey_counts(by, survey, "near", NULL, 0, &table, ERR));
  assert_true(bry_table_row_count(table) > 0); /* answered, and not shown yet: withheld, not 0 */
  for (int64_t row = 0; row < bry_table_row_count(table); row++)
    assert_int_equal(bry_table_missing(table, row, bry_table_find_column(table, "count")), BRY_MISSING_WITHHELD);
  bry_table_free(table);
  for (int n = 0; n < 12; n++) {
    answer(survey, receipt);
    seen = look(survey, seen);
  }
  assert_true(seen >= 700);
  bry_survey_free(survey);
}

/* Counts past the library, by the facilitator's own login. */
static int64_t seen_in_sql(PGconn *pg, const char *slug) {
  char sql[300];
  snprintf(sql, sizeof sql,
           "SELECT coalesce(sum(respondents), 0) FROM bry.survey s, bry.survey_counts(s.tenant_id, s.survey_id, 1, 1,"
           " '{0,0,0}', 5) WHERE slug = '%s'",
           slug);
  return strtoll(cluster_sql(pg, sql), NULL, 10);
}

static void move_in_sql(PGconn *pg, const char *slug) {
  char sql[200];
  snprintf(sql, sizeof sql, "SELECT bry.result_show(tenant_id, survey_id) FROM bry.survey WHERE slug = '%s'", slug);
  cluster_sql(pg, sql);
}

/* A look that takes itself back, again and again, would show what each single answer changed. */
static void a_look_that_is_rolled_back_shows_no_more(void **state) {
  (void)state;
  bry_survey *survey = make_survey("angra");
  char receipt[BRY_SECRET_SIZE];
  PGconn *pg = login_connect("t_facilitator");
  for (int n = 0; n < 12; n++)
    answer(survey, receipt);
  int64_t seen = look(survey, 0);
  assert_true(seen > 0);
  for (int n = 0; n < 12; n++) {
    answer(survey, receipt);
    cluster_sql(pg, "BEGIN");
    assert_int_equal(seen_in_sql(pg, "angra"), seen);
    move_in_sql(pg, "angra");
    assert_int_equal(seen_in_sql(pg, "angra"), seen);
    move_in_sql(pg, "angra"); /* what a transaction moved, it moves no further */
    assert_int_equal(seen_in_sql(pg, "angra"), seen);
    cluster_sql(pg, "ROLLBACK");
  }
  move_in_sql(pg, "angra");
  assert_true(seen_in_sql(pg, "angra") >= seen + BATCH);
  PQfinish(pg);
  bry_survey_free(survey);
}

/* Whoever rebuilds holds the tallies for as long as it takes: a look goes on with what was shown. */
static void a_look_waits_for_nobody(void **state) {
  (void)state;
  bry_survey *survey = make_survey("ventar");
  char receipt[BRY_SECRET_SIZE];
  PGconn *pg = login_connect("t_facilitator"), *slow = login_connect("t_manager");
  for (int n = 0; n < 12; n++)
    answer(survey, receipt);
  int64_t seen = look(survey, 0);
  for (int n = 0; n < 12; n++)
    answer(survey, receipt);
  cluster_sql(slow, "BEGIN");
  cluster_sql(slow, "SELECT bry.tallies_begin(tenant_id, survey_id) FROM bry.survey WHERE slug = 'ventar'");
  cluster_sql(pg, "SET lock_timeout = '50ms'");
  move_in_sql(pg, "ventar"); /* cluster_sql() fails on an error */
  assert_int_equal(seen_in_sql(pg, "ventar"), seen);
  assert_int_equal(seen_by(by, survey), seen);
  cluster_sql(slow, "ROLLBACK");
  assert_true(look(survey, seen) > seen);
  PQfinish(slow);
  PQfinish(pg);
  bry_survey_free(survey);
}

/* xmin of a row from a subtransaction may lie in another block of 256 than its transaction. */
static void a_place_keeps_to_its_block(void **state) {
  (void)state;
  PGconn *pg = cluster_connect(&server, 1);
  assert_string_equal(cluster_sql(pg, "SELECT bry.tally_place(511, '300')"), "300");
  assert_string_equal(cluster_sql(pg, "SELECT bry.tally_place(511, '512')"), "511"); /* of a subtransaction of 511 */
  assert_string_equal(cluster_sql(pg, "SELECT bry.tally_place(510, '300')"), "510"); /* was not rounded */
  assert_string_equal(cluster_sql(pg, "SELECT bry.tally_place(4294967807, '300')"), "4294967596"); /* second epoch */
  assert_string_equal(cluster_sql(pg, "SELECT bry.tally_place(4294967551, '5')"), "4294967301");
  assert_string_equal(cluster_sql(pg, "SELECT bry.tally_place(4294967295, '3')"), "4294967295"); /* wrapped round */
  assert_string_equal(cluster_sql(pg, "SELECT bry.tally_place(-1, '300')"), "-1");
  PQfinish(pg);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_look_moves_by_five_or_not_at_all),
      cmocka_unit_test(a_look_that_shows_nothing_new_writes_nothing),
      cmocka_unit_test(a_withdrawal_is_not_seen_alone),
      cmocka_unit_test(closing_shows_five_or_none),
      cmocka_unit_test(the_first_look_after_the_closing_shows_all),
      cmocka_unit_test(a_withdrawal_after_the_closing_is_not_seen_alone),
      cmocka_unit_test(a_split_table_is_withheld_and_not_empty),
      cmocka_unit_test(a_withdrawal_is_not_seen_alone_in_themes),
      cmocka_unit_test(a_late_commit_comes_with_a_batch_too),
      cmocka_unit_test(many_at_once_are_shown_when_more_have_come),
      cmocka_unit_test(a_look_that_is_rolled_back_shows_no_more),
      cmocka_unit_test(a_look_waits_for_nobody),
      cmocka_unit_test(a_place_keeps_to_its_block),
  };
  return cmocka_run_group_tests(tests, open_live, close_live);
}
