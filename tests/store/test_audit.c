/* The book of acts: each act leaves its line, no line holds what it must not, and nobody changes one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "store/people.h"

static int32_t go_on(const char *id, const char *text, size_t size, const char *const *segments, int32_t count,
                     void *u) {
  (void)id, (void)text, (void)size, (void)segments, (void)count, (void)u;
  return 0;
}

static void every_act_leaves_a_line(void **state) {
  (void)state;
  bry_survey *survey = make_private("acts", "identified", NULL, NULL);
  bry_text *text = NULL;
  answer_as(portal, survey, "kari", "Kari Nordmann", "Ja");
  answer_as(portal, survey, "ola", "Ola", "Nei");
  assert_ok(bry_survey_open(store, "acts", ERR)); /* it was: no second line */
  assert_ok(bry_survey_set_consent(store, survey, "{\"nb\": \"Ja?\"}", 0, NULL, ERR));
  assert_ok(bry_survey_set_retention(store, survey, "2990-01-01", ERR));
  assert_ok(bry_survey_set_retention(store, survey, "2990-01-01", ERR));
  assert_ok(bry_response_texts(store, survey, "dream", go_on, NULL, ERR));
  assert_ok(bry_participant_export(store, "kari", &text, ERR));
  assert_ok(bry_participant_erase(store, "kari", NULL, ERR));
  char *id = ask_text("SELECT response_id FROM bry.response WHERE participant IS NOT NULL");
  bry_text_free(text);
  assert_ok(bry_response_export_own(store, survey, id, &text, ERR));
  assert_int_equal(erase(store, survey, id), BRY_ERASE_ERASED);
  assert_ok(bry_survey_close(store, "acts", NULL, NULL, ERR));
  assert_ok(bry_survey_close(store, "acts", NULL, NULL, ERR));
  assert_ok(bry_survey_delete(store, "acts", ERR));
  static const char *const about[] = {"survey.open",     "survey.close",   "survey.delete", "survey.export",
                                      "response.export", "response.erase", "consent.set"};
  for (size_t i = 0; i < sizeof about / sizeof about[0]; i++)
    if (acts(about[i], "acts") != 1) fail_msg("%s", about[i]);
  assert_int_equal(acts("survey.retain", "acts 2990-01-01"), 1);
  assert_int_equal(acts("participant.export", NULL), 1);
  assert_int_equal(acts("participant.erase", NULL), 1);
  char like[300];
  snprintf(like, sizeof like,
           "SELECT count(*) FROM bry.audit a WHERE a::text ~* 'kari|ola|nordmann|%s' OR a.act !~ '^[a-z.]+$'", id);
  assert_int_equal(ask_number(like), 0);
  assert_int_equal(ask_number("SELECT count(*) FROM bry.audit WHERE login = 't_portal'"), 0);
  bry_text_free(text);
  free(id);
  bry_survey_free(survey);
}

/* Neither the moment nor the login nor the transaction of a withdrawal, in an anonymous survey. */
static void what_respondents_do_themselves_has_no_date(void **state) {
  (void)state;
  bry_survey *survey = make_private("undated", NULL, NULL, NULL);
  char receipts[4][BRY_SECRET_SIZE];
  bry_text *text = NULL;
  bry_table *t = NULL;
  for (int i = 0; i < 4; i++)
    answer_by_receipt(portal, survey, "Ja", NULL, receipts[i]);
  int64_t before = ask_number("SELECT count(*) FROM bry.audit");
  assert_ok(bry_response_export_own(portal, survey, receipts[0], &text, ERR));
  for (int i = 0; i < 3; i++)
    assert_int_equal(erase(portal, survey, receipts[i]), BRY_ERASE_ERASED);
  assert_int_equal(erase(portal, survey, receipts[0]), BRY_ERASE_UNKNOWN);
  assert_int_equal(ask_number("SELECT count(*) FROM bry.audit"), before);
  assert_ok(bry_audit_list(store, 0, 0, &t, ERR));
  int64_t row = find_row(t, NULL, NULL, "response.withdrawn");
  assert_true(row >= 0);
  assert_null(bry_table_text(t, row, 0));
  assert_null(bry_table_text(t, row, 1));
  assert_string_equal(bry_table_text(t, row, 3), "undated");
  assert_string_equal(bry_table_text(t, row, 4), "{\"responses\": 3}");
  assert_true(find_row(t, NULL, NULL, "response.shown") >= 0);
  bry_table_free(t);
  assert_ok(bry_survey_close(store, "undated", NULL, NULL, ERR));
  char *counts = ask_text("SELECT counts FROM bry.audit WHERE act = 'survey.seal' AND subject = 'undated'");
  assert_string_equal(counts, "{\"shown\": 1, \"responses\": 1, \"withdrawn\": 3}");
  assert_int_equal(ask_number("SELECT count(*) FROM bry.audit_undated"), 0);
  free(counts);
  bry_text_free(text);
  bry_survey_free(survey);
}

static const char *try_sql(PGconn *pg, const char *sql) {
  static char said[6];
  PGresult *result = PQexec(pg, sql);
  const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  snprintf(said, sizeof said, "%s", state ? state : "");
  PQclear(result);
  return said;
}

static void nobody_changes_a_line(void **state) {
  (void)state;
  static const char *const roles[] = {"bry_owner", "bry_manager", "bry_portal", "bry_facilitator", "bry_researcher"};
  static const char *const tries[] = {"UPDATE bry.audit SET login = 'x'", "DELETE FROM bry.audit",
                                      "TRUNCATE bry.audit"};
  for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
    PGconn *pg = cluster_connect(&server, 0); /* mapped, and a member of bry_owner */
    PGconn *super = cluster_connect(&server, 1);
    char sql[100];
    snprintf(sql, sizeof sql, "SET ROLE %s", roles[i]);
    cluster_sql(super, sql);
    for (int k = 0; k < 3; k++) {
      assert_string_equal(try_sql(super, tries[k]), "42501");
      assert_string_equal(try_sql(pg, tries[k]), "42501");
    }
    if (i > 0) assert_string_equal(try_sql(super, "SELECT bry.audit_note(NULL, 'a.b', NULL, '{}')"), "42501");
    PQfinish(super);
    PQfinish(pg);
  }
}

/* Nor is there room for more than numbers. */
static void a_line_counts_and_holds_no_content(void **state) {
  (void)state;
  PGconn *pg = cluster_connect(&server, 1);
  assert_string_equal(try_sql(pg, "INSERT INTO bry.audit (tenant_id, act, counts) SELECT tenant_id, 'a.b',"
                                  " '{\"n\": \"content\"}' FROM bry.tenant"),
                      "23514");
  assert_string_equal(try_sql(pg, "INSERT INTO bry.audit (tenant_id, act, counts) SELECT tenant_id, 'free text',"
                                  " '{}' FROM bry.tenant"),
                      "23514");
  PQfinish(pg);
}

static void the_list_is_latest_first_and_limited(void **state) {
  (void)state;
  bry_table *t = NULL;
  bry_survey_free(make_private("listed-1", NULL, NULL, NULL));
  bry_survey_free(make_private("listed-2", NULL, NULL, NULL));
  assert_ok(bry_audit_list(store, 0, 1, &t, ERR));
  assert_int_equal(bry_table_row_count(t), 1);
  assert_string_equal(bry_table_text(t, 0, 3), "listed-2");
  assert_int_equal(strlen(bry_table_text(t, 0, 0)), 20);
  bry_table_free(t);
  assert_ok(bry_audit_list(store, 4000000000000000, 0, &t, ERR)); /* in the year 2096 */
  assert_int_equal(bry_table_row_count(t), 0);
  bry_table_free(t);
  assert_int_equal(bry_audit_list(store, 0, 100001, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_audit_list(store, -1, 0, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_audit_list(store, 0, 0, NULL, NULL), BRY_EINVAL);
  bry_store *foreign = open_as("t_audit_other", "bry_manager", "other");
  assert_ok(bry_audit_list(foreign, 0, 0, &t, ERR));
  assert_int_equal(bry_table_row_count(t), 0);
  bry_table_free(t);
  bry_store_close(foreign);
}

/* Only through the functions that write the line; and what is closed stays closed. */
static void a_manager_changes_no_state_by_hand(void **state) {
  (void)state;
  bry_store_close(open_as("t_by_hand", "bry_manager", "test"));
  char *socket = cluster_conninfo(&server), conninfo[300];
  snprintf(conninfo, sizeof conninfo, "%s user=t_by_hand", socket);
  PGconn *pg = PQconnectdb(conninfo);
  assert_string_equal(try_sql(pg, "UPDATE bry.survey SET state = 'open'"), "42501");
  assert_string_equal(try_sql(pg, "UPDATE bry.survey SET retain_until = NULL"), "42501");
  assert_string_equal(try_sql(pg, "UPDATE bry.survey SET hold = true"), "23514");
  assert_string_equal(try_sql(pg, "DELETE FROM bry.response"), "42501");
  assert_string_equal(try_sql(pg, "DELETE FROM bry.participant"), "42501");
  assert_string_equal(try_sql(pg, "SELECT 1 FROM bry.survey FOR SHARE"), ""); /* as imports do */
  PQfinish(pg);
  free(socket);
}

static bry_status list_work(bry_error **err) {
  bry_table *t = NULL;
  bry_status status = bry_audit_list(store, 0, 5, &t, err);
  bry_table_free(t);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(list_work, BRY_OK) > 5);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_act_leaves_a_line),
      cmocka_unit_test(what_respondents_do_themselves_has_no_date),
      cmocka_unit_test(nobody_changes_a_line),
      cmocka_unit_test(a_line_counts_and_holds_no_content),
      cmocka_unit_test(the_list_is_latest_first_and_limited),
      cmocka_unit_test(a_manager_changes_no_state_by_hand),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, open_rights, close_rights);
}
