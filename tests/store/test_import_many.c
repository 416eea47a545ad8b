/* Imports of many rows: batches, cancelling, closing, other writers and lost connections. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/workplace.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A source of so many rows, "id,near,dream" each, without holding the file. */
typedef struct row_source {
  int64_t next, count;
  char pending[64];
  size_t pending_at, pending_size;
} row_source;

static int64_t read_rows(void *buffer, size_t capacity, void *user) {
  row_source *s = user;
  size_t given = 0;
  while (given < capacity) {
    if (s->pending_at == s->pending_size) {
      if (s->next > s->count) break;
      int size = s->next == 0 ? snprintf(s->pending, sizeof s->pending, "id,near,dream\n")
                              : snprintf(s->pending, sizeof s->pending, "r%lld,%lld,tekst %lld\n", (long long)s->next,
                                         (long long)(s->next % 5 + 1), (long long)s->next);
      s->next++;
      s->pending_at = 0;
      s->pending_size = (size_t)size;
    }
    size_t part =
        s->pending_size - s->pending_at < capacity - given ? s->pending_size - s->pending_at : capacity - given;
    memcpy((char *)buffer + given, s->pending + s->pending_at, part);
    s->pending_at += part;
    given += part;
  }
  return (int64_t)given;
}

static int32_t cancel_after(int64_t done, int64_t total, void *user) {
  int64_t *left = user;
  assert_true(done >= 0);
  assert_int_equal(total, -1);
  return --*left < 0;
}

static bry_status import_rows(const bry_survey *survey, int64_t rows, int64_t *calls, bry_import **out,
                              bry_error **err) {
  row_source source = {.count = rows};
  return bry_response_import(store, survey, BRY_IMPORT_CSV, read_rows, &source, NULL, calls ? cancel_after : NULL,
                             calls, out, err);
}

static void a_cancelled_import_keeps_whole_batches_and_can_be_resumed(void **state) {
  (void)state;
  bry_survey *survey = make_survey("cancel");
  bry_import *import = NULL;
  bry_error *err = NULL;
  int64_t calls = 15; /* of one each 2,048 rows: past three batches of 10,000 */
  assert_int_equal(import_rows(survey, 45000, &calls, &import, &err), BRY_ECANCELLED);
  assert_int_equal(bry_error_status(err), BRY_ECANCELLED);
  bry_error_free(err);
  assert_null(import);
  int64_t kept = count_responses(survey);
  assert_true(kept >= 10000);
  assert_int_equal(kept % 10000, 0);
  calls = 1000;
  assert_ok(import_rows(survey, 45000, &calls, &import, ERR));
  expect(import, 45000, 45000 - kept, kept, 0);
  assert_int_equal(count_responses(survey), 45000);
  assert_true(calls < 1000 - 20);
  bry_import_free(import);
  bry_survey_free(survey);
}

/* The look-up is left out after a batch that had nothing to find: the next one then meets the primary key. */
static void rows_that_are_there_are_found_also_behind_new_ones(void **state) {
  (void)state;
  bry_survey *survey = make_survey("behind");
  bry_import_free(import_csv(survey, "id,near,dream\nr25000,1,tekst 25000\nr25001,5,annen tekst\n"));
  bry_import *import = NULL;
  assert_ok(import_rows(survey, 30000, NULL, &import, ERR));
  expect(import, 30000, 29998, 1, 1);
  expect_refusal(import, 0, 25001, 25002, "id", "conflict");
  assert_int_equal(count_responses(survey), 30000);
  bry_import_free(import);
  bry_survey_free(survey);
}

static void the_table_does_not_tell_the_order_of_the_file(void **state) {
  (void)state;
  bry_survey *survey = make_survey("order-of-rows");
  bry_import *import = NULL;
  assert_ok(import_rows(survey, 500, NULL, &import, ERR));
  char *sorted = ask_text("SELECT (count(*) > 0 AND bool_and(r.response_id > before))::text FROM (SELECT response_id,"
                          " lag(response_id) OVER (ORDER BY r.ctid) AS before FROM bry.response r JOIN bry.survey s"
                          " USING (tenant_id, survey_id) WHERE s.slug = 'order-of-rows') r WHERE before IS NOT NULL");
  assert_string_equal(sorted, "true"); /* by id, which is a keyed hash */
  free(sorted);
  bry_import_free(import);
  bry_survey_free(survey);
}

static int64_t closing_read(void *buffer, size_t capacity, void *user) {
  row_source *s = user;
  if (s->next > s->count) assert_int_equal(bry_survey_close(store, "closing", NULL, NULL, NULL), BRY_OK);
  return read_rows(buffer, capacity, user);
}

static void a_survey_that_closes_meanwhile_takes_no_further_batch(void **state) {
  (void)state;
  bry_survey *survey = make_survey("closing");
  row_source source = {.count = 15000};
  bry_import *import = NULL;
  assert_int_equal(
      bry_response_import(store, survey, BRY_IMPORT_CSV, closing_read, &source, NULL, NULL, NULL, &import, NULL),
      BRY_ESTATE);
  int64_t kept = count_responses(survey);
  assert_true(kept == 0 || kept == 10000);
  bry_survey_free(survey);
}

/* --- others at work --- */

typedef struct parallel {
  const bry_survey *survey;
  bry_status status;
  int64_t stored, repeated, refused;
} parallel;

static void *import_beside_others(void *user) {
  parallel *p = user;
  bry_import *import = NULL;
  p->status = import_rows(p->survey, 25000, NULL, &import, NULL);
  p->stored = bry_import_stored_count(import);
  p->repeated = bry_import_repeated_count(import);
  p->refused = bry_import_refused_count(import);
  bry_import_free(import);
  return NULL;
}

static void the_same_file_imported_by_three_at_once_is_stored_once(void **state) {
  (void)state;
  enum { IMPORTERS = 3 };
  bry_survey *survey = make_survey("at-once");
  parallel all[IMPORTERS];
  pthread_t threads[IMPORTERS];
  int64_t stored = 0;
  for (int i = 0; i < IMPORTERS; i++) {
    all[i] = (parallel){.survey = survey};
    assert_int_equal(pthread_create(&threads[i], NULL, import_beside_others, &all[i]), 0);
  }
  for (int i = 0; i < IMPORTERS; i++) {
    pthread_join(threads[i], NULL);
    assert_int_equal(all[i].status, BRY_OK);
    assert_int_equal(all[i].stored + all[i].repeated, 25000);
    assert_int_equal(all[i].refused, 0);
    stored += all[i].stored;
  }
  assert_int_equal(stored, 25000);
  assert_int_equal(count_responses(survey), 25000);
  bry_survey_free(survey);
}

/* On a slow machine the batch takes longer than a seal waits: it is closed again, as the message says. */
static void *close_it(void *user) {
  for (int again = 1; again;) {
    bry_error *error = NULL;
    *(bry_status *)user = bry_survey_close(store, "closing-beside", NULL, NULL, &error);
    again = bry_error_retryable(error) && strstr(bry_error_message(error), "Close it again");
    bry_error_free(error);
  }
  return NULL;
}

/* Sessions that wait for a lock, or 100 when the survey is closed already. */
static int waiting_or_closed(PGconn *pg) {
  if (strcmp(cluster_sql(pg, "SELECT state FROM bry.survey WHERE slug = 'closing-beside'"), "closed") == 0)
    return 100;
  return atoi(cluster_sql(pg, "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"));
}

static void wait_until(PGconn *pg, int waiting) {
  for (int i = 0; i < 2000 && waiting_or_closed(pg) < waiting; i++) {
    nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
  }
}

static void closing_waits_for_a_batch_that_is_being_stored(void **state) {
  (void)state;
  bry_survey *survey = make_survey("closing-beside");
  PGconn *blocker = cluster_connect(&server, 1), *watcher = cluster_connect(&server, 1);
  parallel import = {.survey = survey};
  bry_status closed = -1;
  pthread_t importer, closer;
  cluster_sql(blocker, "BEGIN; LOCK TABLE bry.response IN EXCLUSIVE MODE");
  assert_int_equal(pthread_create(&importer, NULL, import_beside_others, &import), 0);
  wait_until(watcher, 1); /* in the middle of the first batch */
  assert_int_equal(pthread_create(&closer, NULL, close_it, &closed), 0);
  wait_until(watcher, 2);
  assert_int_equal(waiting_or_closed(watcher), 2);
  cluster_sql(blocker, "ROLLBACK");
  pthread_join(importer, NULL);
  pthread_join(closer, NULL);
  assert_int_equal(closed, BRY_OK);
  assert_true(count_responses(survey) >= 10000);
  PQfinish(blocker);
  PQfinish(watcher);
  bry_survey_free(survey);
}

static int32_t fork_late(int64_t done, int64_t total, void *user) {
  pid_t *child = user;
  int how = -1;
  (void)total;
  if (done < 400000 || *child >= 0) return 0;
  *child = fork();
  if (*child > 0) assert_int_equal(waitpid(*child, &how, 0), *child);
  if (*child > 0) assert_int_equal(how, 0);
  return 0;
}

static void a_callback_may_fork(void **state) {
  (void)state;
  bry_survey *survey = make_survey("fork");
  bry_import *import = NULL;
  row_source source = {.count = 45000};
  pid_t child = -1;
  bry_status status =
      bry_response_import(store, survey, BRY_IMPORT_CSV, read_rows, &source, NULL, fork_late, &child, &import, NULL);
  if (child == 0) _exit(status == BRY_EFORKED ? 0 : 1);
  assert_true(child > 0);
  assert_int_equal(status, BRY_OK);
  expect(import, 45000, 45000, 0, 0);
  bry_import_free(import);
  bry_survey_free(survey);
}

/* Ends every other session of the server now and then. */
static int32_t end_sessions(int64_t done, int64_t total, void *user) {
  int64_t *calls = user;
  (void)done;
  (void)total;
  if (++*calls % 5 != 0) return 0;
  char *ended = ask_text("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                         " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
  free(ended);
  return 0;
}

static void a_lost_connection_costs_no_row_and_doubles_none(void **state) {
  (void)state;
  bry_survey *survey = make_survey("lost");
  bry_import *import = NULL;
  row_source source = {.count = 60000};
  int64_t calls = 0;
  assert_ok(bry_response_import(store, survey, BRY_IMPORT_CSV, read_rows, &source, NULL, end_sessions, &calls,
                                &import, ERR));
  assert_true(calls >= 25);
  assert_int_equal(bry_import_stored_count(import) + bry_import_repeated_count(import), 60000);
  assert_int_equal(bry_import_refused_count(import), 0);
  assert_int_equal(count_responses(survey), 60000);
  bry_import_free(import);
  bry_survey_free(survey);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      /* First: nothing has left room in the table yet. */
      cmocka_unit_test(the_table_does_not_tell_the_order_of_the_file),
      cmocka_unit_test(a_cancelled_import_keeps_whole_batches_and_can_be_resumed),
      cmocka_unit_test(rows_that_are_there_are_found_also_behind_new_ones),
      cmocka_unit_test(a_survey_that_closes_meanwhile_takes_no_further_batch),
      cmocka_unit_test(the_same_file_imported_by_three_at_once_is_stored_once),
      cmocka_unit_test(a_callback_may_fork),
      cmocka_unit_test(closing_waits_for_a_batch_that_is_being_stored),
      cmocka_unit_test(a_lost_connection_costs_no_row_and_doubles_none),
  };
  return cmocka_run_group_tests(tests, open_workplace, close_workplace);
}
