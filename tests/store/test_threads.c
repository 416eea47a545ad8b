/* One handle for 64 threads, over a pool of 8: submits, counts and gets at once; and who waits longest is served next. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/clock.h"
#include "store/db.h"
#include "store/workplace.h"

#include <pthread.h>
#include <stdatomic.h>

enum { THREADS = 64, ROUNDS = 12 };

typedef struct worker {
  const bry_survey *survey;
  pthread_t thread;
  int stored;
  int failed;
  char message[256];
  int64_t longest_us;
} worker;

static bry_status submit_one(const bry_survey *survey, bry_error **err) {
  char id[37];
  bry_uuid_v4(id);
  return bry_response_submit(store, survey, id, "{\"near\":4,\"dream\":\"ro\"}", 23, NULL, NULL, err);
}

static bry_status count_one(const bry_survey *survey, bry_error **err) {
  bry_table *table = NULL;
  bry_status status = bry_survey_counts(store, survey, "near", NULL, 0, &table, err);
  bry_table_free(table);
  return status;
}

static bry_status get_one(bry_error **err) {
  bry_survey *survey = NULL;
  int64_t count = 0;
  bry_status status = bry_survey_get(store, "travelt", &survey, err);
  if (status == BRY_OK) status = bry_response_count(store, survey, &count, err);
  bry_survey_free(survey);
  return status;
}

static void *work(void *user) {
  worker *w = user;
  for (int i = 0; i < ROUNDS; i++) {
    bry_error *err = NULL;
    int64_t begun_us = bry__clock_monotonic_us();
    bry_status status = submit_one(w->survey, &err);
    w->stored += status == BRY_OK;
    if (status == BRY_OK) status = count_one(w->survey, &err);
    if (status == BRY_OK) status = get_one(&err);
    if (status != BRY_OK) snprintf(w->message, sizeof w->message, "%s", bry_error_message(err));
    w->failed += status != BRY_OK;
    bry_error_free(err);
    int64_t took_us = bry__clock_monotonic_us() - begun_us;
    if (took_us > w->longest_us) w->longest_us = took_us;
  }
  return NULL;
}

static void sixty_four_threads_share_a_handle(void **state) {
  (void)state;
  static worker workers[THREADS];
  int64_t stored = 0, longest_us = 0;
  bry_survey *survey = make_survey("travelt");
  for (int i = 0; i < THREADS; i++) {
    workers[i] = (worker){.survey = survey};
    assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
  }
  for (int i = 0; i < THREADS; i++) {
    pthread_join(workers[i].thread, NULL);
    if (workers[i].failed) fail_msg("%s", workers[i].message);
    stored += workers[i].stored;
    if (workers[i].longest_us > longest_us) longest_us = workers[i].longest_us;
  }
  assert_int_equal(stored, THREADS * ROUNDS);
  assert_int_equal(count_responses(survey), stored);
  assert_true(longest_us < 30 * 1000000LL); /* what a thread is willing to wait for a connection */
  char *sessions = ask_text("SELECT count(*) <= 8 FROM pg_stat_activity WHERE application_name = 'libbry'");
  if (!pooler_wanted()) assert_string_equal(sessions, "t");
  free(sessions);
  bry_survey_free(survey);
}

/* --- the line -------------------------------------------------------------------------------------------------- */

enum { IN_LINE = 12 };

typedef struct waiter {
  bry_store *of;
  pthread_t thread;
  atomic_int *served; /* counts up */
  int place;
} waiter;

static void *stand_in_line(void *user) {
  waiter *w = user;
  bry__conn *conn = NULL;
  if (bry__conn_acquire(w->of, &conn, NULL) == BRY_OK) w->place = atomic_fetch_add(w->served, 1);
  bry__conn_release(w->of, conn);
  return NULL;
}

/* The one connection is taken and given back by a thread that never stands in line: it would come in between if whoever
 * is quickest were served. */
static void who_waits_longest_is_served_next(void **state) {
  (void)state;
  static waiter waiters[IN_LINE];
  atomic_int served = 0;
  bry_store_options options;
  bry_store *one = NULL;
  bry__conn *conn = NULL;
  bry_store_options_init(&options);
  options.max_connections = 1;
  char *conninfo = cluster_conninfo(&server);
  assert_ok(bry_store_open(conninfo, &options, &one, ERR));
  assert_ok(bry__conn_acquire(one, &conn, ERR));
  for (int i = 0; i < IN_LINE; i++) {
    waiters[i] = (waiter){.of = one, .served = &served, .place = -1};
    assert_int_equal(pthread_create(&waiters[i].thread, NULL, stand_in_line, &waiters[i]), 0);
    usleep(30000);
  }
  bry__conn_release(one, conn);
  assert_ok(bry__conn_acquire(one, &conn, ERR)); /* comes last, though it is here already */
  assert_int_equal(atomic_load(&served), IN_LINE);
  bry__conn_release(one, conn);
  for (int i = 0; i < IN_LINE; i++) {
    pthread_join(waiters[i].thread, NULL);
    assert_int_equal(waiters[i].place, i);
  }
  bry_store_close(one);
  free(conninfo);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sixty_four_threads_share_a_handle),
      cmocka_unit_test(who_waits_longest_is_served_next),
  };
  return cmocka_run_group_tests(tests, open_workplace, close_workplace);
}
