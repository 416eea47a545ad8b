/* Cancelling from another thread: whatever a call waits for, it returns soon, leaves nothing half done, and later calls
 * work. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/clock.h"
#include "store/db.h"
#include "store/workplace.h"

#include <pthread.h>
#include <signal.h>

static char conninfo[200];

static bry_store *open_with(int32_t connections, const char *to) {
  bry_store_options options;
  bry_store *opened = NULL;
  bry_store_options_init(&options);
  options.max_connections = connections;
  options.retry_time_ms = 60000;
  assert_ok(bry_store_open(to, &options, &opened, ERR));
  return opened;
}

/* A call in a thread of its own: what it returned, and when. */
typedef struct call {
  bry_status (*run)(bry_store *of, bry_error **err);
  bry_store *of;
  pthread_t thread;
  bry_status status;
  int32_t retryable;
  char message[256];
  int64_t ended_us;
} call;

static void *make_call(void *user) {
  call *c = user;
  bry_error *err = NULL;
  c->status = c->run(c->of, &err);
  c->ended_us = bry__clock_monotonic_us();
  c->retryable = bry_error_retryable(err);
  snprintf(c->message, sizeof c->message, "%s", bry_error_message(err));
  bry_error_free(err);
  return NULL;
}

static void begin(call *c, bry_status (*run)(bry_store *, bry_error **), bry_store *of) {
  *c = (call){.run = run, .of = of};
  assert_int_equal(pthread_create(&c->thread, NULL, make_call, c), 0);
}

/* Cancels, and expects the call to have ended within a second. */
static void expect_cancelled(call *c) {
  int64_t begun_us = bry__clock_monotonic_us();
  bry_store_cancel(c->of);
  pthread_join(c->thread, NULL);
  if (c->status != BRY_ECANCELLED) fail_msg("%s: %s", bry_status_name(c->status), c->message);
  assert_int_equal(c->retryable, 0);
  assert_true(c->ended_us - begun_us < 1000000);
}

static void await(PGconn *pg, const char *sql) {
  for (int i = 0; strcmp(cluster_sql(pg, sql), "t") != 0; i++) {
    assert_true(i < 500);
    usleep(10000);
  }
}

/* --- what a call may wait for ---------------------------------------------------------------------------------- */

static bry_status sleep_long(bry_store *of, bry_error **err) {
  bry__conn *conn = NULL;
  bry_status status = bry__conn_acquire(of, &conn, err);
  if (status == BRY_OK) status = bry__db_run(conn, "SELECT pg_sleep(30)", err);
  bry__conn_release(of, conn);
  return status;
}

static bry_status borrow(bry_store *of, bry_error **err) {
  bry__conn *conn = NULL;
  bry_status status = bry__conn_acquire(of, &conn, err);
  bry__conn_release(of, conn);
  return status;
}

static bry_status list(bry_store *of, bry_error **err) {
  bry_table *table = NULL;
  bry_status status = bry_tenant_list(of, &table, err);
  bry_table_free(table);
  return status;
}

static void a_statement_that_runs_is_ended_and_the_next_one_works(void **state) {
  (void)state;
  call c;
  PGconn *pg = cluster_connect(&server, 1);
  bry_store *one = open_with(1, conninfo);
  for (int i = 0; i < 3; i++) {
    begin(&c, sleep_long, one);
    await(pg, "SELECT count(*) = 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)%' AND state = 'active'"
              " AND pid <> pg_backend_pid()");
    expect_cancelled(&c);
    await(pg, "SELECT count(*) = 0 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)%' AND state = 'active'"
              " AND pid <> pg_backend_pid()");
    assert_ok(list(one, ERR));
  }
  bry_store_close(one);
  PQfinish(pg);
}

static void all_calls_of_the_handle_end_and_those_of_another_do_not(void **state) {
  (void)state;
  call calls[6], other;
  bry_store *four = open_with(4, conninfo), *one = open_with(1, conninfo);
  PGconn *pg = cluster_connect(&server, 1);
  begin(&other, sleep_long, one);
  for (int i = 0; i < 4; i++)
    begin(&calls[i], sleep_long, four);
  await(pg, "SELECT count(*) = 5 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)%' AND state = 'active'"
            " AND pid <> pg_backend_pid()");
  for (int i = 4; i < 6; i++) /* these wait for a connection */
    begin(&calls[i], borrow, four);
  usleep(100000);
  bry_store_cancel(four);
  for (int i = 0; i < 6; i++) {
    pthread_join(calls[i].thread, NULL);
    assert_int_equal(calls[i].status, BRY_ECANCELLED);
  }
  await(pg, "SELECT count(*) = 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)%' AND state = 'active'"
            " AND pid <> pg_backend_pid()");
  expect_cancelled(&other);
  assert_ok(list(four, ERR));
  bry_store_close(four);
  bry_store_close(one);
  PQfinish(pg);
}

/* A server of its own, which is stopped while a call asks. */
static void a_call_that_waits_for_a_server_to_come_back_ends(void **state) {
  (void)state;
  needs_direct("the pooler keeps calls waiting in a line of its own");
  cluster own;
  call c;
  cluster_init(&own);
  assert_int_equal(bry_local_start(own.dir, NULL), BRY_OK);
  bry_store_close(cluster_open(&own, NULL)); /* migrates */
  char *direct = cluster_direct(&own);
  bry_store *one = open_with(1, direct);
  assert_int_equal(bry_local_stop(own.dir, NULL), BRY_OK);
  begin(&c, list, one);
  usleep(500000);
  expect_cancelled(&c);
  begin(&c, list, one); /* a later one is not touched, and finds the server again */
  usleep(200000);
  assert_int_equal(bry_local_start(own.dir, NULL), BRY_OK);
  pthread_join(c.thread, NULL);
  if (c.status != BRY_OK) fail_msg("%s: %s", bry_status_name(c.status), c.message);
  bry_store_close(one);
  free(direct);
  cluster_clear(&own);
}

/* --- nothing half done ----------------------------------------------------------------------------------------- */

static const bry_survey *coded;

static bry_status code(bry_store *of, bry_error **err) {
  return bry_survey_code(of, coded, "dream", "drom", NULL, NULL, NULL, err);
}

static void a_coding_that_waits_for_another_is_rolled_back(void **state) {
  (void)state;
  call c;
  bry_survey *survey = make_survey("avbrutt");
  put_codebook(workplace_codebook);
  bry_import_free(import_csv(survey, "dream\nrolig dag\ngode kolleger\n"));
  assert_ok(bry_survey_code(store, survey, "dream", "drom", NULL, NULL, NULL, ERR));
  coded = survey;
  PGconn *pg = cluster_connect(&server, 1);
  cluster_sql(pg, "BEGIN; LOCK TABLE bry.coding IN SHARE MODE");
  begin(&c, code, store);
  PGconn *look = cluster_connect(&server, 1);
  await(look, "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted");
  expect_cancelled(&c);
  cluster_sql(pg, "ROLLBACK");
  assert_string_equal(cluster_sql(pg, "SELECT count(*) FROM bry.coded"), "2");
  assert_string_equal(cluster_sql(pg, "SELECT count(*) FROM bry.coding"), "2");
  assert_ok(bry_survey_code(store, survey, "dream", "drom", NULL, NULL, NULL, ERR));
  PQfinish(look);
  PQfinish(pg);
  bry_survey_free(survey);
}

enum { SENDERS = 4 };

typedef struct sender {
  const bry_survey *survey;
  pthread_t thread;
  int stored, cancelled, other;
  atomic_int *stop;
} sender;

static void *send_on(void *user) {
  sender *s = user;
  while (!atomic_load(s->stop)) {
    char id[37];
    bry_uuid_v4(id);
    bry_status status = BRY_ECANCELLED;
    while (status == BRY_ECANCELLED) { /* as its caller would who wants it after all */
      status = bry_response_submit(store, s->survey, id, "{\"near\":1}", 10, NULL, NULL, NULL);
      s->cancelled += status == BRY_ECANCELLED;
    }
    s->stored += status == BRY_OK;
    s->other += status != BRY_OK;
  }
  return NULL;
}

static void submits_that_are_cancelled_and_sent_again_are_stored_once(void **state) {
  (void)state;
  static sender senders[SENDERS];
  atomic_int stop = 0;
  int64_t stored = 0, cancelled = 0;
  bry_survey *survey = make_survey("ofte");
  for (int i = 0; i < SENDERS; i++) {
    senders[i] = (sender){.survey = survey, .stop = &stop};
    pthread_create(&senders[i].thread, NULL, send_on, &senders[i]);
  }
  for (int i = 0; i < 60; i++) {
    bry_store_cancel(store);
    usleep(5000);
  }
  atomic_store(&stop, 1);
  for (int i = 0; i < SENDERS; i++) {
    pthread_join(senders[i].thread, NULL);
    assert_int_equal(senders[i].other, 0);
    stored += senders[i].stored;
    cancelled += senders[i].cancelled;
  }
  assert_true(stored > 0 && cancelled > 0);
  assert_int_equal(count_responses(survey), stored);
  bry_survey_free(survey);
}

/* --- from anywhere --------------------------------------------------------------------------------------------- */

static bry_store *interrupted;

static void on_signal(int number) {
  (void)number;
  bry_store_cancel(interrupted);
}

static void a_signal_handler_may_cancel_and_no_store_is_none(void **state) {
  (void)state;
  call c;
  bry_store_cancel(NULL);
  bry_store *one = open_with(1, conninfo);
  interrupted = one;
  signal(SIGUSR1, on_signal);
  begin(&c, sleep_long, one);
  usleep(300000);
  pthread_kill(c.thread, SIGUSR1);
  pthread_join(c.thread, NULL);
  assert_int_equal(c.status, BRY_ECANCELLED);
  signal(SIGUSR1, SIG_DFL);
  bry_store_close(one);
}

static int open_server(void **state) {
  open_workplace(state);
  char *text = cluster_conninfo(&server);
  snprintf(conninfo, sizeof conninfo, "%s", text);
  free(text);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_statement_that_runs_is_ended_and_the_next_one_works),
      cmocka_unit_test(all_calls_of_the_handle_end_and_those_of_another_do_not),
      cmocka_unit_test(a_call_that_waits_for_a_server_to_come_back_ends),
      cmocka_unit_test(a_coding_that_waits_for_another_is_rolled_back),
      cmocka_unit_test(submits_that_are_cancelled_and_sent_again_are_stored_once),
      cmocka_unit_test(a_signal_handler_may_cancel_and_no_store_is_none),
  };
  return cmocka_run_group_tests(tests, open_server, close_workplace);
}
