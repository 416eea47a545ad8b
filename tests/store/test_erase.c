/* Erasure: by receipt, by id, of a participant; all that was made of a response goes with it, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "store/people.h"

#include <pthread.h>

static const char quotas[] =
    "[{\"segments\": {\"sektor\": \"helse\"}, \"max\": 20}, {\"segments\": {}, \"max\": 200}]";
static const char helse[] = "{\"sektor\": \"helse\"}";

/* --- one response ------------------------------------------------------------------------------------------------ */

static void a_receipt_withdraws_a_response_and_all_that_was_made_of_it(void **state) {
  (void)state;
  bry_survey *survey = make_private("withdraw", NULL, NULL, quotas);
  char receipt[BRY_SECRET_SIZE], others[BRY_SECRET_SIZE];
  answer_by_receipt(portal, survey, "En rolig dag, zebra7", helse, receipt);
  for (int i = 0; i < 6; i++)
    answer_by_receipt(portal, survey, "Rolig og god tid", i < 3 ? helse : NULL, others);
  bry_draft_save(portal, survey, receipt, brief, strlen(brief), 30, NULL);
  put_codebook(workplace_codebook);
  assert_ok(bry_survey_code(store, survey, "dream", "drom", NULL, NULL, NULL, ERR));
  rebuild_tallies("withdraw");
  as_superuser("ANALYZE");
  expect_somewhere("zebra7");
  assert_int_equal(ask_number("SELECT count FROM bry.quota WHERE segments[1] = 'helse'"), 4);

  assert_int_equal(erase(portal, survey, receipt), BRY_ERASE_ERASED);
  expect_nowhere("zebra7");
  expect_tallies("withdraw", 6);
  assert_int_equal(ask_number("SELECT count(*) FROM bry.coded"), 6);
  assert_int_equal(ask_number("SELECT count(DISTINCT response_id) FROM bry.coding"), 6);
  assert_int_equal(ask_number("SELECT count FROM bry.quota WHERE segments[1] = 'helse'"), 3);
  assert_int_equal(ask_number("SELECT count FROM bry.quota WHERE segments[1] IS NULL"), 6);
  assert_int_equal(ask_number("SELECT count(*) FROM bry.draft"), 0);
  assert_int_equal(erase(portal, survey, receipt), BRY_ERASE_UNKNOWN);
  assert_int_equal(erase(store, survey, others), BRY_ERASE_ERASED); /* a manager by the receipt */
  expect_tallies("withdraw", 5);
  bry_survey_free(survey);
}

static void a_place_by_invitation_stays_used(void **state) {
  (void)state;
  bry_survey *survey = make_private("invited-erase", NULL, "invited", NULL);
  bry_table *tokens = invite(survey, "b", 1, 1, NULL);
  char receipt[BRY_SECRET_SIZE];
  bry_submit_options options = submit_options();
  bry_receipt_new(receipt);
  options.receipt = receipt;
  options.token = bry_table_text(tokens, 0, 0);
  assert_int_equal(submit_with(survey, &options, NULL, NULL), BRY_OK);
  assert_int_equal(erase(portal, survey, receipt), BRY_ERASE_ERASED);
  expect_refusal_of(survey, &options, NULL, BRY_EREFUSED, "token.used");
  bry_table_free(tokens);
  bry_survey_free(survey);
}

/* The status, outcome and message of erasing and of exporting, as one text. */
static char *told(bry_store *by, const bry_survey *survey, const char *receipt) {
  char *all = malloc(1000);
  bry_error *one = NULL, *two = NULL;
  bry_text *text = NULL;
  int32_t outcome = 7;
  bry_status erased = bry_response_erase(by, survey, receipt, &outcome, &one);
  bry_status shown = bry_response_export_own(by, survey, receipt, &text, &two);
  assert_null(text);
  snprintf(all, 1000, "%d %d %s, %d %s", erased, outcome, one ? bry_error_message(one) : "", shown,
           two ? bry_error_message(two) : "");
  bry_error_free(one);
  bry_error_free(two);
  return all;
}

static void what_is_not_ones_own_looks_as_if_it_were_not(void **state) {
  (void)state;
  bry_survey *survey = make_private("mine", NULL, NULL, NULL), *other = make_private("theirs", NULL, NULL, NULL);
  bry_survey *named = make_private("named", "pseudonymous", NULL, NULL);
  char foreign[BRY_SECRET_SIZE], unknown[BRY_SECRET_SIZE], id[37];
  answer_by_receipt(portal, other, "Ja", NULL, foreign);
  bry_receipt_new(unknown);
  answer_as(portal, named, "kari", NULL, "Ja");
  bry_uuid_v4(id);
  assert_ok(bry_response_submit(portal, survey, id, brief, strlen(brief), NULL, NULL, ERR));
  char *a = told(portal, survey, unknown), *b = told(portal, survey, foreign), *c = told(portal, survey, id);
  assert_string_equal(a, b);
  assert_string_equal(a, c); /* not by an id that is no secret */
  assert_null(strstr(b, foreign));
  char *participants = ask_text("SELECT response_id FROM bry.response WHERE participant IS NOT NULL");
  char *d = told(portal, named, participants);
  assert_non_null(strstr(d, "0 2 ,"));
  assert_int_equal(count_responses(survey), 1);
  assert_int_equal(count_responses(other), 1);
  assert_int_equal(count_responses(named), 1);
  assert_int_equal(erase(store, survey, id), BRY_ERASE_ERASED); /* a manager may */
  assert_int_equal(erase(store, named, participants), BRY_ERASE_ERASED);
  assert_int_equal(bry_response_erase(portal, survey, "kort", NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_response_erase(portal, survey, NULL, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_response_erase(portal, NULL, unknown, NULL, NULL), BRY_EINVAL);
  free(a), free(b), free(c), free(d), free(participants);
  bry_survey_free(survey);
  bry_survey_free(other);
  bry_survey_free(named);
}

static void after_the_seal_a_receipt_leads_nowhere(void **state) {
  (void)state;
  bry_survey *survey = make_private("sealed-erase", NULL, NULL, NULL);
  char early[BRY_SECRET_SIZE], late[BRY_SECRET_SIZE],
      sql[] = "SELECT response_id FROM bry.response JOIN bry.survey USING (tenant_id, survey_id) WHERE slug = "
              "'sealed-erase'";
  answer_by_receipt(portal, survey, "Ja", NULL, early);
  answer_by_receipt(portal, survey, "Nei", NULL, late);
  assert_int_equal(erase(portal, survey, early), BRY_ERASE_ERASED);
  assert_ok(bry_survey_close(store, "sealed-erase", NULL, NULL, ERR));
  bry_store *const stores[] = {portal, store};
  for (int i = 0; i < 2; i++) {
    bry_error *err = NULL;
    bry_text *text = NULL;
    assert_int_equal(bry_response_erase(stores[i], survey, late, NULL, &err), BRY_ESTATE);
    assert_non_null(strstr(bry_error_message(err), "sealed"));
    bry_error_free(err);
    assert_int_equal(bry_response_export_own(stores[i], survey, late, &text, NULL), BRY_ESTATE);
    assert_int_equal(bry_response_erase(stores[i], survey, early, NULL, NULL), BRY_ESTATE); /* no telling apart */
  }
  char *id = ask_text(sql);
  assert_int_equal(bry_response_erase(portal, survey, id, NULL, NULL), BRY_ESTATE);
  assert_int_equal(erase(store, survey, id), BRY_ERASE_ERASED); /* a text that gives its writer away */
  assert_int_equal(count_responses(survey), 0);
  free(id);
  bry_survey_free(survey);
}

/* --- a participant ----------------------------------------------------------------------------------------------- */

static void a_participant_goes_from_all_surveys_and_nobody_else_does(void **state) {
  (void)state;
  bry_survey *known = make_private("p-known", "identified", NULL, NULL);
  bry_survey *hashed = make_private("p-hashed", "pseudonymous", NULL, NULL);
  answer_as(portal, known, "kari@zebra8", "Kari zebra8", "En rolig dag zebra8");
  answer_as(portal, hashed, "kari@zebra8", NULL, "Kolleger zebra8");
  answer_as(portal, known, "ola", "Ola", "Rolig");
  answer_as(portal, hashed, "ola", NULL, "Rolig");
  assert_ok(bry_survey_code(store, known, "dream", "drom", NULL, NULL, NULL, ERR));
  rebuild_tallies("p-known");
  rebuild_tallies("p-hashed");
  as_superuser("ANALYZE");
  expect_somewhere("zebra8");
  bry_table *t = NULL;
  assert_ok(bry_participant_erase(store, "kari@zebra8", &t, ERR));
  assert_int_equal(bry_table_row_count(t), 3);
  assert_int_equal(number_in(t, find_row(t, "p-known", NULL, NULL), "responses"), 1);
  assert_int_equal(number_in(t, find_row(t, "p-known", NULL, NULL), "coded"), 1);
  assert_int_equal(number_in(t, find_row(t, "p-known", NULL, NULL), "codings"), 1);
  assert_int_equal(number_in(t, find_row(t, "p-hashed", NULL, NULL), "coded"), 0);
  assert_null(bry_table_text(t, 2, 0));
  assert_int_equal(number_in(t, 2, "names"), 1);
  bry_table_free(t);
  expect_nowhere("zebra8");
  expect_tallies("p-known", 1);
  expect_tallies("p-hashed", 1);
  assert_int_equal(ask_number("SELECT count(*) FROM bry.participant WHERE name = 'Ola'"), 1);
  assert_ok(bry_participant_erase(store, "kari@zebra8", &t, ERR));
  assert_int_equal(bry_table_row_count(t), 0);
  bry_table_free(t);
  bry_survey_free(known);
  bry_survey_free(hashed);
}

/* With the name, the pseudonymous response of the same person would be one of a known person. */
static void a_name_goes_with_the_last_response_that_needs_it(void **state) {
  (void)state;
  bry_survey *a = make_private("n-a", "identified", NULL, NULL), *b = make_private("n-b", "identified", NULL, NULL);
  bry_survey *hashed = make_private("n-hashed", "pseudonymous", NULL, NULL);
  answer_as(portal, a, "per", "Per", "Ja");
  answer_as(portal, b, "per", "Per", "Ja");
  answer_as(portal, hashed, "per", NULL, "Ja");
  const char *sql =
      "SELECT response_id FROM bry.response JOIN bry.survey USING (tenant_id, survey_id) WHERE slug = '%s'";
  bry_survey *const surveys[] = {a, b};
  for (int i = 0; i < 2; i++) {
    char query[200];
    snprintf(query, sizeof query, sql, bry_survey_slug(surveys[i]));
    char *id = ask_text(query);
    assert_int_equal(erase(store, surveys[i], id), BRY_ERASE_ERASED);
    assert_int_equal(ask_number("SELECT count(*) FROM bry.participant WHERE name = 'Per'"), 1 - i);
    free(id);
  }
  assert_int_equal(count_responses(hashed), 1);
  bry_survey_free(a);
  bry_survey_free(b);
  bry_survey_free(hashed);
}

/* --- who may ----------------------------------------------------------------------------------------------------- */

static void only_those_who_may_can_erase(void **state) {
  (void)state;
  bry_survey *survey = make_private("who", "pseudonymous", NULL, NULL);
  answer_as(portal, survey, "eva", NULL, "Ja");
  bry_table *t = NULL;
  bry_text *text = NULL;
  assert_int_equal(bry_participant_erase(portal, "eva", &t, NULL), BRY_EDENIED);
  assert_int_equal(bry_participant_export(portal, "eva", &text, NULL), BRY_EDENIED);
  assert_int_equal(bry_retention_run(portal, 0, NULL, NULL, &t, NULL), BRY_EDENIED);
  assert_int_equal(bry_survey_set_retention(portal, survey, NULL, NULL), BRY_EDENIED);
  assert_int_equal(bry_audit_list(portal, 0, 0, &t, NULL), BRY_EDENIED);
  assert_int_equal(bry_survey_open(portal, "who", NULL), BRY_EDENIED);
  assert_int_equal(bry_survey_close(portal, "who", NULL, NULL, NULL), BRY_EDENIED);
  static const char *const roles[] = {"bry_facilitator", "bry_researcher"};
  for (int i = 0; i < 2; i++) {
    char receipt[BRY_SECRET_SIZE], login[16];
    bry_receipt_new(receipt);
    snprintf(login, sizeof login, "t_reader%d", i);
    bry_store *reader = open_as(login, roles[i], "test");
    assert_int_equal(bry_response_erase(reader, survey, receipt, NULL, NULL), BRY_EDENIED);
    assert_int_equal(bry_response_export_own(reader, survey, receipt, &text, NULL), BRY_EDENIED);
    assert_int_equal(bry_participant_erase(reader, "eva", &t, NULL), BRY_EDENIED);
    assert_int_equal(bry_retention_run(reader, 1, NULL, NULL, &t, NULL), BRY_EDENIED);
    assert_int_equal(bry_audit_list(reader, 0, 0, &t, NULL), BRY_EDENIED);
    bry_store_close(reader);
  }
  assert_int_equal(count_responses(survey), 1);
  bry_survey_free(survey);
}

/* Past the library, with the ids of the tenant "test" in hand. */
static void a_manager_of_another_tenant_reaches_nothing(void **state) {
  (void)state;
  bry_store *foreign = open_as("t_foreign", "bry_manager", "other");
  char *socket = cluster_conninfo(&server), conninfo[300];
  snprintf(conninfo, sizeof conninfo, "%s user=t_foreign", socket);
  PGconn *pg = PQconnectdb(conninfo);
  char *ids = ask_text("SELECT quote_literal(s.tenant_id) || ',' || quote_literal(s.survey_id) || ','"
                       " || quote_literal(r.response_id) || ',' || quote_literal(r.participant) FROM bry.survey s"
                       " JOIN bry.response r USING (tenant_id, survey_id) WHERE slug = 'who'");
  char tenant[40], survey[40], response[40], participant[40], sql[300];
  assert_int_equal(sscanf(ids, "%39[^,],%39[^,],%39[^,],%39s", tenant, survey, response, participant), 4);
  snprintf(sql, sizeof sql, "SELECT bry.response_erase(%s, %s, %s, false, NULL)", tenant, survey, response);
  assert_string_equal(cluster_sql(pg, sql), "gone");
  snprintf(sql, sizeof sql, "SELECT word || coalesce(texts, '') FROM bry.response_export(%s, %s, %s, false)", tenant,
           survey, response);
  assert_string_equal(cluster_sql(pg, sql), "gone");
  static const char *const denied[] = {"participant_erase(%s, %s)", "participant_export(%s, %s)"};
  for (int i = 0; i < 4; i++) {
    char call[200];
    if (i < 2) snprintf(call, sizeof call, denied[i], tenant, participant);
    if (i == 2) snprintf(call, sizeof call, "retention_batch(%s, %s, 10)", tenant, survey);
    if (i == 3) snprintf(call, sizeof call, "audit_export(%s, %s, 'texts', 1)", tenant, survey);
    snprintf(sql, sizeof sql, "SELECT bry.%s", call);
    PGresult *result = PQexec(pg, sql);
    assert_string_equal(PQresultErrorField(result, PG_DIAG_SQLSTATE), "42501");
    PQclear(result);
  }
  assert_string_equal(cluster_sql(pg, "SELECT count(*) FROM bry.audit WHERE subject = 'who'"), "0");
  PQfinish(pg);
  free(ids);
  free(socket);
  bry_store_close(foreign);
}

/* --- at the same time -------------------------------------------------------------------------------------------- */

enum { RACERS = 6, ROUNDS = 40 };

typedef struct racer {
  const bry_survey *survey;
  char receipt[BRY_SECRET_SIZE];
  int submits;
  int64_t erased, stored;
} racer;

static void *race(void *user) {
  racer *r = user;
  bry_submit_options options = submit_options();
  options.receipt = r->receipt;
  for (int i = 0; i < ROUNDS; i++) {
    int32_t outcome = 0;
    bry_status status = r->submits ? submit_with(r->survey, &options, helse, &outcome)
                                   : bry_response_erase(store, r->survey, r->receipt, &outcome, NULL);
    if (status != BRY_OK) return "failed";
    if (r->submits)
      r->stored += outcome == BRY_SUBMIT_STORED;
    else
      r->erased += outcome == BRY_ERASE_ERASED;
  }
  return NULL;
}

/* One id, submitted and erased over and over, with quotas: what was stored was erased once each, or is there. */
static void submits_and_erasures_of_one_id_come_one_after_the_other(void **state) {
  (void)state;
  bry_survey *survey = make_private("race-erase", NULL, NULL, quotas);
  racer racers[RACERS] = {{0}};
  pthread_t threads[RACERS];
  int64_t stored = 0, erased = 0;
  bry_receipt_new(racers[0].receipt);
  for (int i = 0; i < RACERS; i++) {
    racers[i].survey = survey;
    racers[i].submits = i % 2;
    memcpy(racers[i].receipt, racers[0].receipt, sizeof racers[0].receipt);
    assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
  }
  for (int i = 0; i < RACERS; i++) {
    void *failed = NULL;
    pthread_join(threads[i], &failed);
    if (failed) fail_msg("racer %d %s", i, (const char *)failed);
    stored += racers[i].stored;
    erased += racers[i].erased;
  }
  assert_true(stored > 0);
  assert_int_equal(stored - erased, count_responses(survey));
  assert_int_equal(ask_number("SELECT count FROM bry.quota q JOIN bry.survey s USING (tenant_id, survey_id)"
                              " WHERE slug = 'race-erase' AND q.segments[1] = 'helse'"),
                   stored - erased);
  expect_tallies("race-erase", stored - erased);
  bry_survey_free(survey);
}

/* A coding that is under way would leave codings of what is gone: erasing waits for it, and may give up in peace. */
static void erasing_waits_for_a_coding(void **state) {
  (void)state;
  bry_survey *survey = make_private("waits", NULL, NULL, NULL);
  char receipt[BRY_SECRET_SIZE];
  answer_by_receipt(portal, survey, "Rolig", NULL, receipt);
  bry_store_options options;
  bry_store_options_init(&options);
  options.statement_timeout_ms = 300;
  bry_store *hasty = NULL;
  assert_ok(bry_store_open(server.conninfo, &options, &hasty, ERR));
  assert_ok(bry_store_set_tenant(hasty, "test", ERR));
  PGconn *pg = cluster_connect(&server, 1);
  cluster_sql(pg, "BEGIN; SELECT 1 FROM bry.survey WHERE slug = 'waits' FOR KEY SHARE");
  bry_error *err = NULL;
  assert_true(bry_response_erase(hasty, survey, receipt, NULL, &err) != BRY_OK);
  assert_true(bry_error_retryable(err));
  bry_error_free(err);
  assert_int_equal(count_responses(survey), 1);
  cluster_sql(pg, "COMMIT");
  assert_int_equal(erase(hasty, survey, receipt), BRY_ERASE_ERASED);
  PQfinish(pg);
  bry_store_close(hasty);
  bry_survey_free(survey);
}

typedef struct withdrawal {
  const bry_survey *survey;
  const char *receipt;
  bry_status status;
} withdrawal;

static void *withdraw(void *user) {
  withdrawal *w = user;
  w->status = bry_response_erase(portal, w->survey, w->receipt, NULL, NULL);
  return NULL;
}

/* It comes while the seal is being put on, and is told so; not that there was no such response. */
static void a_withdrawal_that_waited_for_the_seal_is_told_of_it(void **state) {
  (void)state;
  bry_survey *survey = make_private("seal-race", NULL, NULL, NULL);
  char receipt[BRY_SECRET_SIZE];
  answer_by_receipt(portal, survey, "Ja", NULL, receipt);
  PGconn *pg = cluster_connect(&server, 0);
  cluster_sql(pg, "BEGIN; SELECT bry.survey_close(tenant_id, survey_id) FROM bry.survey WHERE slug = 'seal-race'");
  assert_string_equal(cluster_sql(pg, "SELECT bry.survey_seal(tenant_id, survey_id, 1000) FROM bry.survey"
                                      " WHERE slug = 'seal-race'"),
                      "sealed");
  withdrawal w = {.survey = survey, .receipt = receipt};
  pthread_t thread;
  assert_int_equal(pthread_create(&thread, NULL, withdraw, &w), 0);
  while (ask_number("SELECT count(*) FROM pg_locks WHERE NOT granted") == 0)
    usleep(1000);
  cluster_sql(pg, "COMMIT");
  pthread_join(thread, NULL);
  assert_int_equal(w.status, BRY_ESTATE);
  assert_int_equal(count_responses(survey), 1);
  PQfinish(pg);
  bry_survey_free(survey);
}

/* --- memory ------------------------------------------------------------------------------------------------------ */

static bry_survey *spare;

static bry_status erase_work(bry_error **err) {
  char receipt[BRY_SECRET_SIZE];
  bry_table *t = NULL;
  bry_receipt_new(receipt);
  bry_status status = bry_response_erase(store, spare, receipt, NULL, err);
  if (status == BRY_OK) status = bry_participant_erase(store, "liv", &t, err);
  bry_table_free(t);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  spare = make_private("memory-erase", "identified", NULL, NULL);
  assert_true(each_allocation_may_fail(erase_work, BRY_OK) > 3);
  bry_survey_free(spare);
}

static void mistakes_are_told(void **state) {
  (void)state;
  bry_table *t = NULL;
  assert_int_equal(bry_participant_erase(store, "", &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_participant_erase(store, NULL, &t, NULL), BRY_EINVAL);
  assert_ok(bry_store_set_tenant(store, "other", ERR));
  assert_int_equal(bry_participant_erase(store, "kari", &t, NULL), BRY_ENOTFOUND);
  assert_ok(bry_store_set_tenant(store, "test", ERR));
  bry_survey *survey = make_private("deleted-erase", NULL, NULL, NULL);
  char receipt[BRY_SECRET_SIZE];
  bry_receipt_new(receipt);
  assert_ok(bry_survey_delete(store, "deleted-erase", ERR));
  assert_int_equal(bry_response_erase(store, survey, receipt, NULL, NULL), BRY_ENOTFOUND);
  bry_survey_free(survey);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_receipt_withdraws_a_response_and_all_that_was_made_of_it),
      cmocka_unit_test(a_place_by_invitation_stays_used),
      cmocka_unit_test(what_is_not_ones_own_looks_as_if_it_were_not),
      cmocka_unit_test(after_the_seal_a_receipt_leads_nowhere),
      cmocka_unit_test(a_participant_goes_from_all_surveys_and_nobody_else_does),
      cmocka_unit_test(a_name_goes_with_the_last_response_that_needs_it),
      cmocka_unit_test(only_those_who_may_can_erase),
      cmocka_unit_test(a_manager_of_another_tenant_reaches_nothing),
      cmocka_unit_test(submits_and_erasures_of_one_id_come_one_after_the_other),
      cmocka_unit_test(erasing_waits_for_a_coding),
      cmocka_unit_test(a_withdrawal_that_waited_for_the_seal_is_told_of_it),
      cmocka_unit_test(mistakes_are_told),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, open_rights, close_rights);
}
