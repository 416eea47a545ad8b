/* Many submits in one call: an outcome each, and none hurts another; by logins that may do only that. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "store/workplace.h"

#include <pthread.h>
#include <stdlib.h>

enum { MANY = 2500 }; /* more than some parts */

typedef struct crowd {
  char (*ids)[37];
  bry_submission *items;
  int64_t count;
} crowd;

static crowd make_crowd(int64_t count) {
  crowd c = {calloc((size_t)count, 37), calloc((size_t)count, sizeof *c.items), count};
  for (int64_t i = 0; i < count; i++) {
    bry_uuid_v4(c.ids[i]);
    c.items[i] = (bry_submission){c.ids[i], "{\"near\": 4}", 11, "{\"sektor\": \"helse\"}"};
  }
  return c;
}

static void free_crowd(crowd *c) {
  free(c->ids);
  free(c->items);
}

static void set_answers(bry_submission *item, const char *answers) {
  item->answers = answers;
  item->answers_size = answers ? strlen(answers) : 0;
}

static bry_submitted *send_to(bry_store *to, const bry_survey *survey, const crowd *c) {
  bry_submitted *submitted = NULL;
  assert_ok(bry_response_submit_many(to, survey, c->items, c->count, &submitted, ERR));
  assert_int_equal(bry_submitted_count(submitted), c->count);
  return submitted;
}

static void expect_outcome(const bry_submitted *submitted, int64_t i, int32_t outcome, bry_status status) {
  assert_int_equal(bry_submitted_outcome_at(submitted, i), outcome);
  assert_int_equal(bry_error_status(bry_submitted_error_at(submitted, i)), status);
}

/* All of one outcome. */
static void expect_all(bry_submitted *submitted, int32_t outcome, bry_status status) {
  for (int64_t i = 0; i < bry_submitted_count(submitted); i++)
    expect_outcome(submitted, i, outcome, status);
  bry_submitted_free(submitted);
}

static void each_is_stored_once_however_often_it_is_sent(void **state) {
  (void)state;
  bry_survey *survey = make_survey("once");
  crowd c = make_crowd(MANY);
  expect_all(send_to(store, survey, &c), BRY_SUBMIT_STORED, BRY_OK);
  assert_int_equal(count_responses(survey), MANY);
  expect_all(send_to(store, survey, &c), BRY_SUBMIT_REPEATED, BRY_OK);
  int32_t outcome = 0; /* the same row that a single submit makes */
  assert_ok(
      bry_response_submit(store, survey, c.ids[7], "{\"near\": 4}", 11, "{\"sektor\": \"helse\"}", &outcome, ERR));
  assert_int_equal(outcome, BRY_SUBMIT_REPEATED);
  assert_int_equal(count_responses(survey), MANY);
  free_crowd(&c);
  bry_survey_free(survey);
}

static void each_has_the_outcome_it_would_have_alone(void **state) {
  (void)state;
  bry_survey *survey = make_survey("mixed");
  crowd c = make_crowd(10);
  assert_ok(bry_response_submit(store, survey, c.ids[1], "{\"near\": 5}", 11, NULL, NULL, ERR));
  set_answers(&c.items[2], "{\"near\": 99}");
  set_answers(&c.items[3], "{\"near\": ");
  c.items[4].response_id = "hemmelig";
  set_answers(&c.items[5], NULL);
  c.items[6].segments = "{\"sektor\": \"ukjent\"}";
  c.items[7].response_id = c.ids[0]; /* the same as the first */
  c.items[8].response_id = c.ids[0];
  set_answers(&c.items[8], "{\"near\": 1}"); /* and another */
  bry_submitted *submitted = send_to(store, survey, &c);
  static const bry_status expected[] = {BRY_OK,     BRY_ECONFLICT, BRY_EREFUSED, BRY_EPARSE,    BRY_EINVAL,
                                        BRY_EINVAL, BRY_EREFUSED,  BRY_OK,       BRY_ECONFLICT, BRY_OK};
  for (int i = 0; i < 10; i++)
    expect_outcome(submitted, i, expected[i] ? 0 : i == 7 ? BRY_SUBMIT_REPEATED : BRY_SUBMIT_STORED, expected[i]);
  const bry_findings *findings = bry_error_findings(bry_submitted_error_at(submitted, 2));
  assert_int_equal(bry_findings_count(findings), 1);
  assert_string_equal(bry_findings_pointer_at(findings, 0), "/near");
  assert_null(strstr(bry_error_message(bry_submitted_error_at(submitted, 4)), "hemmelig"));
  expect_outcome(submitted, -1, 0, BRY_OK);
  expect_outcome(submitted, 10, 0, BRY_OK);
  assert_int_equal(count_responses(survey), 3);
  bry_submitted_free(submitted);
  free_crowd(&c);
  bry_survey_free(survey);
}

/* How often the server's log holds a word. */
static int count_in_log(const char *word) {
  static char line[4096];
  char path[80];
  int found = 0;
  snprintf(path, sizeof path, "%s/log", server.dir);
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  while (fgets(line, sizeof line, file))
    found += strstr(line, word) != NULL;
  fclose(file);
  return found;
}

static void the_servers_log_holds_no_key_of_a_repeated_response(void **state) {
  (void)state;
  bry_survey *survey = make_survey("log");
  crowd c = make_crowd(3);
  bry_submitted_free(send_to(store, survey, &c));
  expect_all(send_to(store, survey, &c), BRY_SUBMIT_REPEATED, BRY_OK);
  for (int i = 0; i < 3; i++)
    assert_int_equal(count_in_log(c.ids[i]), 0);
  assert_int_equal(count_in_log("duplicate key"), 0);
  PGconn *pg = cluster_connect(&server, 1); /* what would be there is looked for in the right place */
  PQclear(PQexec(pg, "INSERT INTO bry.tenant SELECT * FROM bry.tenant"));
  PQfinish(pg);
  assert_int_equal(count_in_log("duplicate key"), 1);
  free_crowd(&c);
  bry_survey_free(survey);
}

static void a_shut_door_keeps_out_what_is_not_there_yet(void **state) {
  (void)state;
  bry_survey *survey = make_survey("shut");
  crowd c = make_crowd(3), later = make_crowd(3);
  expect_all(send_to(store, survey, &c), BRY_SUBMIT_STORED, BRY_OK);
  expect_all(send_to(store, survey, &c), BRY_SUBMIT_REPEATED, BRY_OK);
  assert_ok(bry_survey_close(store, "shut", NULL, NULL, ERR));
  expect_all(send_to(store, survey, &c), 0, BRY_ESTATE); /* sealed: no id leads back to what was stored */
  expect_all(send_to(store, survey, &later), 0, BRY_ESTATE);
  assert_int_equal(count_responses(survey), 3);
  free_crowd(&c);
  free_crowd(&later);
  bry_survey_free(survey);
}

static void a_survey_that_is_gone_is_not_found(void **state) {
  (void)state;
  bry_survey *survey = make_survey("gone");
  crowd c = make_crowd(3);
  bry_submitted *submitted = NULL;
  assert_ok(bry_survey_delete(store, "gone", ERR));
  assert_int_equal(bry_response_submit_many(store, survey, c.items, 3, &submitted, NULL), BRY_ENOTFOUND);
  assert_null(submitted);
  free_crowd(&c);
  bry_survey_free(survey);
}

static void mistakes_of_the_caller_are_told(void **state) {
  (void)state;
  bry_survey *survey = make_survey("mistakes");
  bry_submitted *submitted = NULL;
  assert_int_equal(bry_response_submit_many(NULL, survey, NULL, 0, &submitted, NULL), BRY_EINVAL);
  assert_int_equal(bry_response_submit_many(store, NULL, NULL, 0, &submitted, NULL), BRY_EINVAL);
  assert_int_equal(bry_response_submit_many(store, survey, NULL, 1, &submitted, NULL), BRY_EINVAL);
  assert_int_equal(bry_response_submit_many(store, survey, NULL, -1, &submitted, NULL), BRY_EINVAL);
  assert_int_equal(bry_response_submit_many(store, survey, NULL, 0, NULL, NULL), BRY_EINVAL);
  assert_ok(bry_response_submit_many(store, survey, NULL, 0, &submitted, ERR));
  assert_int_equal(bry_submitted_count(submitted), 0);
  bry_submitted_free(submitted);
  assert_int_equal(bry_submitted_count(NULL), 0);
  bry_survey_free(survey);
}

/* --- others at work --- */

typedef struct parallel {
  const bry_survey *survey;
  crowd *crowd;
  int64_t stored, repeated;
} parallel;

static void *send_beside_others(void *user) {
  parallel *p = user;
  bry_submitted *submitted = send_to(store, p->survey, p->crowd);
  for (int64_t i = 0; i < p->crowd->count; i++) {
    p->stored += bry_submitted_outcome_at(submitted, i) == BRY_SUBMIT_STORED;
    p->repeated += bry_submitted_outcome_at(submitted, i) == BRY_SUBMIT_REPEATED;
  }
  bry_submitted_free(submitted);
  return NULL;
}

static void the_same_sent_by_four_at_once_is_stored_once(void **state) {
  (void)state;
  enum { SENDERS = 4 };
  bry_survey *survey = make_survey("at-once");
  crowd c = make_crowd(MANY);
  parallel all[SENDERS];
  pthread_t threads[SENDERS];
  int64_t stored = 0;
  for (int i = 0; i < SENDERS; i++) {
    all[i] = (parallel){.survey = survey, .crowd = &c};
    assert_int_equal(pthread_create(&threads[i], NULL, send_beside_others, &all[i]), 0);
  }
  for (int i = 0; i < SENDERS; i++) {
    pthread_join(threads[i], NULL);
    assert_int_equal(all[i].stored + all[i].repeated, MANY);
    stored += all[i].stored;
  }
  assert_int_equal(stored, MANY);
  assert_int_equal(count_responses(survey), MANY);
  free_crowd(&c);
  bry_survey_free(survey);
}

static void a_lost_connection_costs_none_and_doubles_none(void **state) {
  (void)state;
  bry_survey *survey = make_survey("lost");
  crowd c = make_crowd(MANY);
  crowd first = c;
  first.count = MANY / 2;
  bry_submitted_free(send_to(store, survey, &first));
  free(ask_text("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"));
  bry_submitted *submitted = send_to(store, survey, &c);
  for (int64_t i = 0; i < MANY; i++)
    expect_outcome(submitted, i, i < MANY / 2 ? BRY_SUBMIT_REPEATED : BRY_SUBMIT_STORED, BRY_OK);
  bry_submitted_free(submitted);
  assert_int_equal(count_responses(survey), MANY);
  free_crowd(&c);
  bry_survey_free(survey);
}

/* --- logins --- */

static bry_store *open_as(const char *login, const char *tenant) {
  char whole[400];
  char *conninfo = cluster_conninfo(&server);
  bry_store *opened = NULL;
  snprintf(whole, sizeof whole, "%s user=%s", conninfo, login);
  free(conninfo);
  assert_ok(bry_store_open(whole, NULL, &opened, ERR));
  assert_ok(bry_store_set_tenant(opened, tenant, ERR));
  return opened;
}

static void make_login(const char *login, const char *role, const char *tenant) {
  char sql[500];
  snprintf(sql, sizeof sql,
           "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%s') THEN CREATE ROLE %s LOGIN; END IF;"
           " END $$; GRANT %s TO %s; INSERT INTO bry.member (tenant_id, login, role) SELECT tenant_id, '%s', '%s'"
           " FROM bry.tenant WHERE slug = '%s'",
           login, login, role, login, login, role, tenant);
  free(ask_text(sql));
}

static void a_portal_submits_and_does_not_import(void **state) {
  (void)state;
  bry_survey *survey = make_survey("portal");
  make_login("portal", "bry_portal", "test");
  bry_store *portal = open_as("portal", "test");
  crowd c = make_crowd(700);
  expect_all(send_to(portal, survey, &c), BRY_SUBMIT_STORED, BRY_OK);
  expect_all(send_to(portal, survey, &c), BRY_SUBMIT_REPEATED, BRY_OK);
  set_answers(&c.items[3], "{\"near\": 1}");
  bry_submitted *submitted = send_to(portal, survey, &c);
  expect_outcome(submitted, 3, 0, BRY_ECONFLICT);
  bry_submitted_free(submitted);
  bry__memory_source csv = {.data = "id,near\na,4\n", .size = 12};
  bry_import *import = NULL;
  assert_int_equal(
      bry_response_import(portal, survey, BRY_IMPORT_CSV, bry__memory_read, &csv, NULL, NULL, NULL, &import, NULL),
      BRY_EDENIED);
  assert_int_equal(count_responses(survey), 700);
  bry_store_close(portal);
  free_crowd(&c);
  bry_survey_free(survey);
}

static void a_manager_that_owns_nothing_does_both(void **state) {
  (void)state;
  bry_survey *survey = make_survey("manager");
  make_login("styrer", "bry_manager", "test");
  bry_store *manager = open_as("styrer", "test");
  crowd c = make_crowd(5);
  expect_all(send_to(manager, survey, &c), BRY_SUBMIT_STORED, BRY_OK);
  bry__memory_source csv = {.data = "id,near\na,4\n", .size = 12};
  bry_import *import = NULL;
  assert_ok(
      bry_response_import(manager, survey, BRY_IMPORT_CSV, bry__memory_read, &csv, NULL, NULL, NULL, &import, ERR));
  expect(import, 1, 1, 0, 0);
  bry_import_free(import);
  bry_store_close(manager);
  free_crowd(&c);
  bry_survey_free(survey);
}

/* A portal of another tenant which may read this one's results: its role there does not count here. */
static void a_role_counts_only_in_its_tenant(void **state) {
  (void)state;
  bry_survey *survey = make_survey("elsewhere");
  make_login("begge", "bry_portal", "other");
  make_login("begge", "bry_facilitator", "test");
  bry_store *both = open_as("begge", "test");
  crowd c = make_crowd(2);
  bry_submitted *submitted = NULL;
  assert_int_equal(bry_response_submit_many(both, survey, c.items, 2, &submitted, NULL), BRY_EDENIED);
  assert_int_equal(count_responses(survey), 0);
  bry_store_close(both);
  free_crowd(&c);
  bry_survey_free(survey);
}

/* The function itself, called past the library by a portal of another tenant. */
static void the_function_reaches_no_foreign_tenant(void **state) {
  (void)state;
  bry_survey *survey = make_survey("foreign");
  make_login("fremmed", "bry_portal", "other");
  char *conninfo = cluster_conninfo(&server), whole[400], sql[700];
  snprintf(whole, sizeof whole, "%s user=fremmed", conninfo);
  free(conninfo);
  char *keys = ask_text("SELECT quote_literal(tenant_id) || ',' || quote_literal(survey_id) || ',' ||"
                        " quote_literal(salt) FROM bry.survey WHERE slug = 'foreign'");
  snprintf(sql, sizeof sql,
           "SELECT bry.take_responses(%s, ARRAY[ROW(gen_random_uuid(), 'x', '{}', '{}', '{}')::bry.incoming], false)",
           keys);
  free(keys);
  PGconn *pg = PQconnectdb(whole);
  assert_int_equal(PQstatus(pg), CONNECTION_OK);
  PGresult *result = PQexec(pg, sql);
  assert_string_equal(PQresultErrorField(result, PG_DIAG_SQLSTATE), "42501");
  PQclear(result);
  PQfinish(pg);
  assert_int_equal(count_responses(survey), 0);
  bry_survey_free(survey);
}

/* --- memory --- */

static const bry_survey *for_memory;
static crowd *memory_crowd;

static bry_status submit_once(bry_error **err) {
  bry_submitted *submitted = NULL;
  bry_status status =
      bry_response_submit_many(store, for_memory, memory_crowd->items, memory_crowd->count, &submitted, err);
  bry_submitted_free(submitted);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  bry_survey *survey = make_survey("memory");
  crowd c = make_crowd(3);
  set_answers(&c.items[1], "{\"near\": 99}");
  for_memory = survey;
  memory_crowd = &c;
  assert_true(each_allocation_may_fail(submit_once, BRY_OK) > 10);
  assert_int_equal(count_responses(survey), 2);
  free_crowd(&c);
  bry_survey_free(survey);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_is_stored_once_however_often_it_is_sent),
      cmocka_unit_test(each_has_the_outcome_it_would_have_alone),
      cmocka_unit_test(the_servers_log_holds_no_key_of_a_repeated_response),
      cmocka_unit_test(a_shut_door_keeps_out_what_is_not_there_yet),
      cmocka_unit_test(a_survey_that_is_gone_is_not_found),
      cmocka_unit_test(mistakes_of_the_caller_are_told),
      cmocka_unit_test(the_same_sent_by_four_at_once_is_stored_once),
      cmocka_unit_test(a_lost_connection_costs_none_and_doubles_none),
      cmocka_unit_test(a_portal_submits_and_does_not_import),
      cmocka_unit_test(a_manager_that_owns_nothing_does_both),
      cmocka_unit_test(a_role_counts_only_in_its_tenant),
      cmocka_unit_test(the_function_reaches_no_foreign_tenant),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, open_workplace, close_workplace);
}
