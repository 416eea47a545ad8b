/* Submitting: exactly once, only while the survey takes answers, and whatever happens to the server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "store/people.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

static const char full[] = "{\"near\": 4, \"meet\": [\"lunch\"], \"role\": \"leder\", \"mood\": {\"mon\": \"good\"}, "
                           "\"words\": {\"first\": \"ro\"}, \"dream\": \"En rolig dag\"}";

static bry_status submit(const bry_survey *survey, const char *id, const char *answers, const char *segments,
                         int32_t *outcome) {
  return bry_response_submit(store, survey, id, answers, strlen(answers), segments, outcome, NULL);
}

static int64_t now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void what_is_submitted_is_stored(void **state) {
  (void)state;
  bry_survey *survey = make_survey("stored");
  const char *id = "6ba7b810-9dad-41d1-80b4-00c04fd430c8";
  int32_t outcome = 0;
  assert_int_equal(submit(survey, id, full, "{\"sektor\": \"helse\"}", &outcome), BRY_OK);
  assert_int_equal(outcome, BRY_SUBMIT_STORED);
  PGconn *pg = cluster_connect(&server, 0);
  assert_string_equal(cluster_sql(pg, "SELECT concat_ws(' ', segments, closed, texts) FROM bry.response WHERE "
                                      "response_id = '6ba7b810-9dad-41d1-80b4-00c04fd430c8'"),
                      "{helse,NULL} {4,1,0,0,2,1,-2} {NULL,ro,NULL,\"En rolig dag\"}");
  assert_string_equal(cluster_sql(pg,
                                  "SELECT string_agg(item || coalesce('.' || part, '') || '=' || value, ' ' ORDER "
                                  "BY item, part) FROM bry.answer_long WHERE value <> 'false' AND response_id = "
                                  "'6ba7b810-9dad-41d1-80b4-00c04fd430c8'"),
                      "dream=En rolig dag meet.lunch=true mood.mon=good near=4 role=leder words.first=ro");
  PQfinish(pg);
  bry_survey_free(survey);
}

static void the_same_again_is_acknowledged_and_stored_once(void **state) {
  (void)state;
  bry_survey *survey = make_survey("once");
  char id[37];
  bry_uuid_v4(id);
  int32_t outcome = 0;
  assert_int_equal(submit(survey, id, "{\"near\":4,\"dream\":\"a\"}", "{\"sektor\":\"helse\"}", &outcome), BRY_OK);
  assert_int_equal(outcome, BRY_SUBMIT_STORED);
  assert_int_equal(submit(survey, id, " {\"dream\":\"a\", \"near\": 4.0}", "{ \"sektor\":\"helse\"}", &outcome),
                   BRY_OK);
  assert_int_equal(outcome, BRY_SUBMIT_REPEATED);
  for (char *c = id; *c; c++)
    *c = (char)(*c >= 'a' && *c <= 'f' ? *c - 32 : *c);
  assert_int_equal(submit(survey, id, "{\"near\":4,\"dream\":\"a\"}", "{\"sektor\":\"helse\"}", &outcome), BRY_OK);
  assert_int_equal(outcome, BRY_SUBMIT_REPEATED);
  assert_int_equal(count_responses(survey), 1);
  assert_ok(bry_survey_close(store, "once", NULL, NULL, ERR)); /* seals it: the id is nobody's any more */
  assert_int_equal(submit(survey, id, "{\"near\":4,\"dream\":\"a\"}", "{\"sektor\":\"helse\"}", &outcome),
                   BRY_ESTATE);
  assert_int_equal(count_responses(survey), 1);
  bry_survey_free(survey);
}

static void other_content_under_the_same_id_is_a_conflict(void **state) {
  (void)state;
  bry_survey *survey = make_survey("conflict");
  char id[37];
  bry_uuid_v4(id);
  int32_t outcome = 7;
  assert_int_equal(submit(survey, id, "{\"near\":4}", NULL, NULL), BRY_OK);
  const char *const others[][2] = {{"{\"near\":5}", NULL},
                                   {"{\"near\":1}", NULL},
                                   {"{\"near\":4,\"dream\":\"a\"}", NULL},
                                   {"{\"near\":4}", "{\"sektor\":\"helse\"}"}};
  for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
    assert_int_equal(submit(survey, id, others[i][0], others[i][1], &outcome), BRY_ECONFLICT);
  assert_int_equal(outcome, 0);
  assert_int_equal(count_responses(survey), 1);
  bry_survey_free(survey);
}

static void the_same_id_may_be_used_in_two_surveys(void **state) {
  (void)state;
  bry_survey *a = make_survey("two-a"), *b = make_survey("two-b");
  char id[37];
  bry_uuid_v4(id);
  assert_int_equal(submit(a, id, "{\"near\":4}", NULL, NULL), BRY_OK);
  assert_int_equal(submit(b, id, "{\"near\":5}", NULL, NULL), BRY_OK);
  bry_survey_free(a);
  bry_survey_free(b);
}

/* A survey with a window around now, in microseconds from now; 0 is no limit. */
static bry_survey *make_window(const char *slug, int64_t opens, int64_t closes) {
  bry_questionnaire *q = NULL;
  bry_survey *survey = NULL;
  bry_survey_options options;
  bry_survey_options_init(&options);
  options.opens_at_us = opens ? now_us() + opens : 0;
  options.closes_at_us = closes ? now_us() + closes : 0;
  assert_ok(bry_questionnaire_parse(workplace_questionnaire, strlen(workplace_questionnaire), &q, ERR));
  assert_ok(bry_survey_create(store, slug, q, &options, &survey, ERR));
  bry_questionnaire_free(q);
  return survey;
}

static void expect_state(const bry_survey *survey, const char *word) {
  char id[37];
  bry_uuid_v4(id);
  bry_error *err = NULL;
  assert_int_equal(bry_response_submit(store, survey, id, "{\"near\":1}", 10, NULL, NULL, &err), BRY_ESTATE);
  assert_non_null(strstr(bry_error_message(err), word));
  bry_error_free(err);
  assert_int_equal(count_responses(survey), 0);
}

static void answers_are_taken_only_while_the_survey_is_open(void **state) {
  (void)state;
  const int64_t hour = 3600000000;
  char id[37];
  bry_uuid_v4(id);
  bry_survey *survey = make_window("states", 0, 0);
  expect_state(survey, "not open yet");
  assert_ok(bry_survey_close(store, "states", NULL, NULL, ERR));
  expect_state(survey, "closed");
  bry_survey_free(survey);
  survey = make_window("early", hour, 2 * hour);
  assert_ok(bry_survey_open(store, "early", ERR));
  expect_state(survey, "later");
  bry_survey_free(survey);
  survey = make_window("late", -2 * hour, hour);
  as_superuser("UPDATE bry.survey SET closes_at = now() - interval '1 hour' WHERE slug = 'late'");
  assert_ok(bry_survey_open(store, "late", ERR));
  expect_state(survey, "over");
  bry_survey_free(survey);
  survey = make_window("now", -hour, hour);
  assert_ok(bry_survey_open(store, "now", ERR));
  assert_int_equal(submit(survey, id, "{\"near\":1}", NULL, NULL), BRY_OK);
  bry_survey_free(survey);
}

static void a_foreign_or_vanished_survey_is_not_found(void **state) {
  (void)state;
  char id[37];
  bry_uuid_v4(id);
  bry_survey *survey = make_survey("foreign");
  assert_ok(bry_tenant_add(store, "nabo", "Nabo", ERR));
  assert_ok(bry_store_set_tenant(store, "nabo", ERR));
  assert_int_equal(submit(survey, id, "{\"near\":1}", NULL, NULL), BRY_ENOTFOUND);
  assert_ok(bry_store_set_tenant(store, "test", ERR));
  assert_int_equal(count_responses(survey), 0);
  PGconn *pg = cluster_connect(&server, 0);
  cluster_sql(pg, "DELETE FROM bry.survey WHERE slug = 'foreign'");
  PQfinish(pg);
  int64_t count = 0;
  assert_int_equal(submit(survey, id, "{\"near\":1}", NULL, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_response_count(store, survey, &count, NULL), BRY_ENOTFOUND);
  bry_survey_free(survey);
}

static void wrong_arguments_are_told(void **state) {
  (void)state;
  bry_survey *survey = make_survey("arguments");
  const char *good = "6ba7b810-9dad-41d1-80b4-00c04fd430c8";
  const char *const bad[] = {NULL,
                             "",
                             "6ba7b810-9dad-41d1-80b4-00c04fd430c",
                             "6ba7b8109dad41d180b400c04fd430c8",
                             "{6ba7b810-9dad-41d1-80b4-00c04fd430c8}",
                             "6ba7b810-9dad-41d1-80b4-00c04fd430cg"};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    assert_int_equal(submit(survey, bad[i], "{\"near\":1}", NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_response_submit(store, NULL, good, "{\"near\":1}", 10, NULL, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_response_submit(NULL, survey, good, "{\"near\":1}", 10, NULL, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_response_submit(store, survey, good, NULL, 0, NULL, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_response_count(store, survey, NULL, NULL), BRY_EINVAL);
  assert_int_equal(count_responses(survey), 0);
  bry_survey_free(survey);
}

static void expect_refused(const bry_survey *survey, const char *answers, const char *segments, const char *rule,
                           const char *pointer) {
  bry_error *err = NULL;
  char id[37];
  bry_uuid_v4(id);
  assert_int_equal(bry_response_submit(store, survey, id, answers, strlen(answers), segments, NULL, &err),
                   BRY_EREFUSED);
  const bry_findings *findings = bry_error_findings(err);
  assert_int_equal(bry_findings_count(findings), 1);
  if (rule) assert_string_equal(bry_findings_rule_at(findings, 0), rule);
  assert_string_equal(bry_findings_pointer_at(findings, 0), pointer);
  assert_null(strstr(bry_error_message(err), "hemmelig"));
  bry_error_free(err);
}

static void answers_and_segments_are_checked(void **state) {
  (void)state;
  bry_survey *survey = make_survey("checked");
  char id[37];
  bry_uuid_v4(id);
  expect_refused(survey, "{\"near\":99}", NULL, NULL, "/near");
  expect_refused(survey, "{}", NULL, "empty", "");
  expect_refused(survey, "{\"near\":null,\"dream\":\" \",\"meet\":[]}", NULL, "empty", "");
  expect_refused(survey, "{\"ukjent\":\"hemmelig\"}", NULL, NULL, "/ukjent");
  expect_refused(survey, "{\"near\":1}", "{\"avdeling\":\"hemmelig\"}", "segment.unknown", "/avdeling");
  expect_refused(survey, "{\"near\":1}", "{\"sektor\":\"hemmelig\"}", "segment.value", "/sektor");
  expect_refused(survey, "{\"near\":1}", "{\"sektor\":7}", "segment.type", "/sektor");
  expect_refused(survey, "{\"near\":1}", "{\"enhet\":\"a\\nb\"}", "segment.value", "/enhet");
  assert_int_equal(submit(survey, id, "{\"near\":1}", "[]", NULL), BRY_EPARSE);
  assert_int_equal(submit(survey, id, "{\"near\":1}", "{\"sektor\":", NULL), BRY_EPARSE);
  assert_int_equal(submit(survey, id, "{\"near\":1}", "{\"enhet\":\"\\u0000\"}", NULL), BRY_EPARSE);
  assert_int_equal(submit(survey, id, "{\"near\":1}", "{\"enhet\":\"a\",\"enhet\":\"b\"}", NULL), BRY_EPARSE);
  assert_int_equal(submit(survey, id, "{\"near\":1}", "{\"sektor\":null,\"enhet\":\"\"}", NULL), BRY_OK);
  assert_int_equal(count_responses(survey), 1);
  bry_survey_free(survey);
}

static void bad_bytes_are_refused_before_the_database_sees_them(void **state) {
  (void)state;
  bry_survey *survey = make_survey("bytes");
  char id[37];
  bry_uuid_v4(id);
  static const char nul[] = "{\"dream\":\"a\0b\"}";
  assert_int_equal(bry_response_submit(store, survey, id, nul, sizeof nul - 1, NULL, NULL, NULL), BRY_EPARSE);
  assert_int_not_equal(submit(survey, id, "{\"dream\":\"a\\u0000b\"}", NULL, NULL), BRY_OK);
  assert_int_equal(submit(survey, id,
                          "{\"dream\":\"a\xff"
                          "b\"}",
                          NULL, NULL),
                   BRY_EPARSE);
  assert_int_equal(submit(survey, id, "{\"dream\":\"\\ud800\"}", NULL, NULL), BRY_EPARSE);
  size_t size = 50u << 20;
  char *large = malloc(size + 1);
  memset(large, ' ', size);
  large[size] = 0;
  large[0] = '{';
  large[size - 1] = '}';
  assert_int_equal(bry_response_submit(store, survey, id, large, size, NULL, NULL, NULL), BRY_ELIMIT);
  memset(large, '[', size);
  assert_int_equal(bry_response_submit(store, survey, id, large, 1 << 19, NULL, NULL, NULL), BRY_ELIMIT);
  assert_int_equal(submit(survey, id, "{\"near\":1}", large, NULL), BRY_ELIMIT);
  free(large);
  assert_int_equal(count_responses(survey), 0);
  bry_survey_free(survey);
}

/* --- threads and crashes --------------------------------------------------------------------------------------- */

enum { THREADS = 4, EACH = 250 };

typedef struct sender {
  const bry_survey *survey;
  pthread_t thread;
  char ids[EACH][37];
  atomic_int *sent;
  int failed;
  int repeated;
} sender;

/* Sends until each is acknowledged, as a portal would. */
static void *send_all(void *user) {
  sender *s = user;
  for (int i = 0; i < EACH; i++) {
    bry_uuid_v4(s->ids[i]);
    for (int tries = 0;; tries++) {
      bry_error *err = NULL;
      int32_t outcome = 0;
      bry_status status =
          bry_response_submit(store, s->survey, s->ids[i], full, sizeof full - 1, NULL, &outcome, &err);
      int again = bry_error_retryable(err) && tries < 200;
      if (status != BRY_OK && !again) {
        fprintf(stderr, "%s: %s\n", bry_status_name(status), bry_error_message(err));
        s->failed = 1;
      }
      bry_error_free(err);
      if (outcome == BRY_SUBMIT_REPEATED) s->repeated++;
      if (status == BRY_OK || !again) break;
      usleep(20000);
    }
    atomic_fetch_add(s->sent, 1);
  }
  return NULL;
}

/* A backend may outlive its killed server by a moment, and end under the first question put to it. */
static int64_t count_again(const bry_survey *survey) {
  int64_t count = -1;
  bry_error *error = NULL;
  for (int tries = 0; tries < 20; tries++) {
    if (bry_response_count(store, survey, &count, &error) == BRY_OK) break;
    assert_int_equal(bry_error_status(error), BRY_EUNAVAILABLE);
    assert_true(bry_error_retryable(error));
    usleep(50000);
  }
  bry_error_free(error);
  return count;
}

static void what_was_acknowledged_survives_a_killed_server_and_is_there_once(void **state) {
  (void)state;
  needs_direct("a server that is gone comes back through local: alone");
  static sender senders[THREADS];
  atomic_int sent = 0;
  bry_survey *survey = make_survey("killed");
  for (int i = 0; i < THREADS; i++) {
    senders[i] = (sender){.survey = survey, .sent = &sent};
    pthread_create(&senders[i].thread, NULL, send_all, &senders[i]);
  }
  for (int kills = 1; kills <= 3; kills++) {
    while (atomic_load(&sent) < kills * THREADS * EACH / 4)
      usleep(1000);
    pid_t pid = cluster_pid(&server);
    if (pid > 0) kill(pid, SIGKILL);
  }
  for (int i = 0; i < THREADS; i++) {
    pthread_join(senders[i].thread, NULL);
    assert_int_equal(senders[i].failed, 0);
  }
  assert_int_equal(count_again(survey), THREADS * EACH);
  PGconn *pg = cluster_connect(&server, 0);
  for (int i = 0; i < THREADS; i++) {
    for (int k = 0; k < EACH; k += 10) {
      char sql[128];
      snprintf(sql, sizeof sql, "SELECT count(*) FROM bry.response WHERE response_id = '%s'", senders[i].ids[k]);
      assert_string_equal(cluster_sql(pg, sql), "1");
    }
  }
  PQfinish(pg);
  bry_survey_free(survey);
}

typedef struct racer {
  const bry_survey *survey;
  const char *answers;
  pthread_t thread;
  bry_status status;
  int32_t outcome;
  pthread_barrier_t *start;
  const char *id;
} racer;

static void *race(void *user) {
  racer *r = user;
  pthread_barrier_wait(r->start);
  r->status = submit(r->survey, r->id, r->answers, NULL, &r->outcome);
  return NULL;
}

/* Runs eight submits of one id at once; half of them with other content when `mixed`. */
static void race_once(const bry_survey *survey, int mixed) {
  racer racers[8];
  pthread_barrier_t start;
  char id[37];
  int stored = 0, conflicts = 0;
  bry_uuid_v4(id);
  pthread_barrier_init(&start, NULL, 8);
  for (int i = 0; i < 8; i++) {
    racers[i] = (racer){
        .survey = survey, .answers = mixed && i % 2 ? "{\"near\":1}" : "{\"near\":2}", .start = &start, .id = id};
    pthread_create(&racers[i].thread, NULL, race, &racers[i]);
  }
  for (int i = 0; i < 8; i++) {
    pthread_join(racers[i].thread, NULL);
    stored += racers[i].outcome == BRY_SUBMIT_STORED;
    conflicts += racers[i].status == BRY_ECONFLICT;
    if (racers[i].status != BRY_ECONFLICT) assert_int_equal(racers[i].status, BRY_OK);
  }
  pthread_barrier_destroy(&start);
  assert_int_equal(stored, 1);
  assert_int_equal(conflicts, mixed ? 4 : 0);
}

static void one_of_many_at_once_is_stored(void **state) {
  (void)state;
  bry_survey *survey = make_survey("race");
  for (int i = 0; i < 20; i++)
    race_once(survey, i % 2);
  assert_int_equal(count_responses(survey), 20);
  bry_survey_free(survey);
}

/* Begins a transaction that holds the id in a survey, so that a submit of it has to wait. */
static PGconn *hold_id(const char *slug, const char *id) {
  char sql[256];
  PGconn *pg = cluster_connect(&server, 1);
  cluster_sql(pg, "BEGIN");
  snprintf(sql, sizeof sql,
           "INSERT INTO bry.response SELECT tenant_id, survey_id, '%s', now(), '', '{}', '{}', '{}' FROM bry.survey "
           "WHERE slug = '%s'",
           id, slug);
  cluster_sql(pg, sql);
  return pg;
}

static void begin_racer(racer *r, pthread_barrier_t *start) {
  pthread_barrier_init(start, NULL, 2);
  r->start = start;
  pthread_create(&r->thread, NULL, race, r);
  pthread_barrier_wait(start);
  usleep(200000);
}

static void an_id_whose_first_transaction_fails_is_stored_by_the_second(void **state) {
  (void)state;
  bry_survey *survey = make_survey("rolled-back");
  char id[37];
  pthread_barrier_t start;
  bry_uuid_v4(id);
  PGconn *pg = hold_id("rolled-back", id);
  racer r = {.survey = survey, .answers = "{\"near\":1}", .id = id};
  begin_racer(&r, &start);
  cluster_sql(pg, "ROLLBACK");
  pthread_join(r.thread, NULL);
  assert_int_equal(r.status, BRY_OK);
  assert_int_equal(r.outcome, BRY_SUBMIT_STORED);
  pthread_barrier_destroy(&start);
  PQfinish(pg);
  bry_survey_free(survey);
}

static void a_submit_whose_connection_breaks_is_sent_again_by_the_library(void **state) {
  (void)state;
  bry_survey *survey = make_survey("broken-off");
  char id[37];
  pthread_barrier_t start;
  bry_uuid_v4(id);
  PGconn *pg = hold_id("broken-off", id);
  racer r = {.survey = survey, .answers = "{\"near\":1}", .id = id};
  begin_racer(&r, &start);
  assert_string_equal(cluster_sql(pg, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE "
                                      "wait_event_type = 'Lock' AND query LIKE 'INSERT INTO bry.submission%'"),
                      "1");
  usleep(200000);
  cluster_sql(pg, "ROLLBACK");
  pthread_join(r.thread, NULL);
  assert_int_equal(r.status, BRY_OK);
  assert_int_equal(r.outcome, BRY_SUBMIT_STORED);
  assert_int_equal(count_responses(survey), 1);
  pthread_barrier_destroy(&start);
  PQfinish(pg);
  bry_survey_free(survey);
}

static void a_stopped_server_is_told_as_retryable(void **state) {
  (void)state;
  needs_direct("a server that is gone comes back through local: alone");
  bry_survey *survey = make_survey("stopped");
  char id[37];
  bry_uuid_v4(id);
  assert_int_equal(submit(survey, id, "{\"near\":1}", NULL, NULL), BRY_OK);
  assert_int_equal(bry_local_stop(server.dir, NULL), BRY_OK);
  bry_error *err = NULL;
  assert_int_equal(bry_response_submit(store, survey, id, "{\"near\":1}", 10, NULL, NULL, &err), BRY_EUNAVAILABLE);
  assert_int_equal(bry_error_retryable(err), 1);
  bry_error_free(err);
  bry_store *other = cluster_open(&server, NULL);
  int32_t outcome = 0;
  assert_int_equal(submit(survey, id, "{\"near\":1}", NULL, &outcome), BRY_OK);
  assert_int_equal(outcome, BRY_SUBMIT_REPEATED);
  bry_store_close(other);
  bry_survey_free(survey);
}

/* --- memory ---------------------------------------------------------------------------------------------------- */

static bry_survey *spare;

static bry_status submit_work(bry_error **err) {
  char id[37];
  bry_uuid_v4(id);
  bry_survey *fresh = NULL; /* with no memory kept from an earlier submit */
  bry_status status = bry_survey_get(store, "memory", &fresh, err);
  if (status == BRY_OK)
    status = bry_response_submit(store, fresh, id, full, sizeof full - 1, "{\"sektor\":\"helse\"}", NULL, err);
  bry_survey_free(fresh);
  return status;
}

static bry_status refuse_work(bry_error **err) {
  char id[37];
  bry_uuid_v4(id);
  return bry_response_submit(store, spare, id, "{\"near\":7}", 10, "{\"sektor\":\"x\",\"y\":\"z\"}", NULL, err);
}

static bry_status count_work(bry_error **err) {
  int64_t count = 0;
  return bry_response_count(store, spare, &count, err);
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  spare = make_survey("memory");
  assert_true(each_allocation_may_fail(submit_work, BRY_OK) > 20);
  assert_true(each_allocation_may_fail(refuse_work, BRY_EREFUSED) > 2);
  each_allocation_may_fail(count_work, BRY_OK);
  bry_survey_free(spare);
}

static void a_warm_submit_allocates_little(void **state) {
  (void)state;
  bry_survey *survey = make_survey("warm");
  char id[37];
  int64_t before = 0;
  for (int i = 0; i < 3; i++) {
    bry_uuid_v4(id);
    before = bry__mem_count();
    assert_int_equal(submit(survey, id, full, NULL, NULL), BRY_OK);
  }
  assert_true(bry__mem_count() - before <= 8);
  bry_survey_free(survey);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_submitted_is_stored),
      cmocka_unit_test(the_same_again_is_acknowledged_and_stored_once),
      cmocka_unit_test(other_content_under_the_same_id_is_a_conflict),
      cmocka_unit_test(the_same_id_may_be_used_in_two_surveys),
      cmocka_unit_test(answers_are_taken_only_while_the_survey_is_open),
      cmocka_unit_test(a_foreign_or_vanished_survey_is_not_found),
      cmocka_unit_test(wrong_arguments_are_told),
      cmocka_unit_test(answers_and_segments_are_checked),
      cmocka_unit_test(bad_bytes_are_refused_before_the_database_sees_them),
      cmocka_unit_test(what_was_acknowledged_survives_a_killed_server_and_is_there_once),
      cmocka_unit_test(one_of_many_at_once_is_stored),
      cmocka_unit_test(an_id_whose_first_transaction_fails_is_stored_by_the_second),
      cmocka_unit_test(a_submit_whose_connection_breaks_is_sent_again_by_the_library),
      cmocka_unit_test(a_stopped_server_is_told_as_retryable),
      cmocka_unit_test(any_allocation_may_fail),
      cmocka_unit_test(a_warm_submit_allocates_little),
  };
  return cmocka_run_group_tests(tests, open_workplace, close_workplace);
}
