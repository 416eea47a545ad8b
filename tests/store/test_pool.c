/* The pool of connections and the asking through it: bounded, shared by threads, mended when broken; failures told in
 * the library's words, without the data they are about. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/conn.h"
#include "store/workplace.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>

static char conninfo[200];

static const bry__statement BACKEND = {"test_backend", "SELECT pg_backend_pid()", BRY__ROWS_ONE};

static bry_store *open_with(int32_t connections, int32_t acquire_ms, int32_t statement_ms) {
  bry_store_options options;
  bry_store *opened = NULL;
  bry_store_options_init(&options);
  options.max_connections = connections;
  options.acquire_timeout_ms = acquire_ms;
  options.statement_timeout_ms = statement_ms;
  assert_ok(bry_store_open(conninfo, &options, &opened, ERR));
  return opened;
}

static int backend_of(bry__conn *conn) {
  PGresult *result = NULL;
  assert_ok(bry__db_query(conn, &BACKEND, NULL, 0, &result, ERR));
  int pid = atoi(PQgetvalue(result, 0, 0));
  PQclear(result);
  return pid;
}

static void expect_failure(bry_status got, bry_status expected, bry_error *err, const char *sqlstate,
                           int32_t retryable) {
  if (got != expected) fail_msg("%s: %s", bry_status_name(got), bry_error_message(err));
  if (sqlstate) assert_string_equal(bry_error_sqlstate(err), sqlstate);
  assert_int_equal(bry_error_retryable(err), retryable);
  assert_null(strstr(bry_error_message(err), "hemmelig"));
  bry_error_free(err);
}

/* --- sharing --------------------------------------------------------------------------------------------------- */

typedef struct user {
  bry_store *of;
  pthread_t thread;
  int backends[40];
  int failed;
} user;

static void *ask_often(void *data) {
  user *u = data;
  for (int i = 0; i < 40; i++) {
    bry__conn *conn = NULL;
    PGresult *result = NULL;
    if (bry__conn_acquire(u->of, &conn, NULL) != BRY_OK ||
        bry__db_query(conn, &BACKEND, NULL, 0, &result, NULL) != BRY_OK)
      u->failed = 1;
    u->backends[i] = result ? atoi(PQgetvalue(result, 0, 0)) : 0;
    PQclear(result);
    bry__conn_release(u->of, conn);
  }
  return NULL;
}

static void many_threads_share_few_connections(void **state) {
  (void)state;
  static user users[12];
  int known[8], known_count = 0;
  bry_store *few = open_with(3, 30000, 60000);
  for (int i = 0; i < 12; i++) {
    users[i] = (user){.of = few};
    pthread_create(&users[i].thread, NULL, ask_often, &users[i]);
  }
  for (int i = 0; i < 12; i++) {
    pthread_join(users[i].thread, NULL);
    assert_int_equal(users[i].failed, 0);
    for (int k = 0; k < 40; k++) {
      int j = 0;
      while (j < known_count && known[j] != users[i].backends[k])
        j++;
      if (j == known_count) known[known_count++] = users[i].backends[k];
      assert_true(known_count <= 3);
    }
  }
  bry_store_close(few);
}

static void waiting_for_a_connection_has_an_end(void **state) {
  (void)state;
  bry_store *one = open_with(1, 100, 60000);
  bry__conn *held = NULL, *wanted = NULL;
  bry_error *err = NULL;
  assert_ok(bry__conn_acquire(one, &held, ERR));
  bry_status status = bry__conn_acquire(one, &wanted, &err);
  assert_null(wanted);
  expect_failure(status, BRY_EUNAVAILABLE, err, NULL, 1);
  bry__conn_release(one, held);
  assert_ok(bry__conn_acquire(one, &wanted, ERR));
  bry__conn_release(one, wanted);
  bry_store_close(one);
}

/* --- mending --------------------------------------------------------------------------------------------------- */

static void end_session(int backend) {
  char sql[80];
  PGconn *pg = cluster_connect(&server, 1);
  snprintf(sql, sizeof sql, "SELECT pg_terminate_backend(%d, 5000)", backend);
  cluster_sql(pg, sql);
  PQfinish(pg);
}

static void a_connection_that_broke_while_idle_is_replaced_unnoticed(void **state) {
  (void)state;
  needs_direct("idle connections are the pooler's");
  bry_store *one = open_with(1, 1000, 60000);
  bry__conn *conn = NULL;
  assert_ok(bry__conn_acquire(one, &conn, ERR));
  int before = backend_of(conn);
  bry__conn_release(one, conn);
  end_session(before);
  assert_ok(bry__conn_acquire(one, &conn, ERR));
  assert_int_not_equal(backend_of(conn), before);
  bry__conn_release(one, conn);
  bry_store_close(one);
}

static void a_connection_that_breaks_in_use_is_told_and_dropped(void **state) {
  (void)state;
  needs_direct("a session ended between two statements is the pooler's");
  bry_store *one = open_with(1, 1000, 60000);
  bry__conn *conn = NULL;
  bry_error *err = NULL;
  assert_ok(bry__conn_acquire(one, &conn, ERR));
  end_session(backend_of(conn));
  bry_status status = bry__db_query(conn, &BACKEND, NULL, 0, NULL, &err);
  expect_failure(status, BRY_EUNAVAILABLE, err, NULL, 1);
  bry__conn_release(one, conn);
  assert_ok(bry__conn_acquire(one, &conn, ERR));
  backend_of(conn);
  bry__conn_release(one, conn);
  bry_store_close(one);
}

static void a_connection_comes_back_clean(void **state) {
  (void)state;
  needs_direct("asks which session it has, and its settings");
  static const bry__statement timeout = {"test_timeout", "SELECT current_setting('statement_timeout')",
                                         BRY__ROWS_ONE};
  static const bry__statement table = {"test_table", "SELECT to_regclass('mellomlager') IS NULL", BRY__ROWS_ONE};
  bry_store *one = open_with(1, 1000, 45000);
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  assert_ok(bry__conn_acquire(one, &conn, ERR));
  assert_ok(bry__conn_exempt(conn, ERR));
  assert_ok(bry__db_query(conn, &timeout, NULL, 0, &result, ERR));
  assert_string_equal(PQgetvalue(result, 0, 0), "0");
  PQclear(result);
  assert_ok(bry__db_run(conn, "BEGIN; CREATE TABLE mellomlager ()", ERR));
  int before = backend_of(conn);
  bry__conn_release(one, conn);
  assert_ok(bry__conn_acquire(one, &conn, ERR));
  assert_int_equal(backend_of(conn), before);
  assert_ok(bry__db_query(conn, &timeout, NULL, 0, &result, ERR));
  assert_string_equal(PQgetvalue(result, 0, 0), "45s");
  PQclear(result);
  assert_ok(bry__db_query(conn, &table, NULL, 0, &result, ERR));
  assert_string_equal(PQgetvalue(result, 0, 0), "t");
  PQclear(result);
  bry__conn_release(one, conn);
  bry_store_close(one);
}

static void a_connection_left_in_a_copy_is_dropped(void **state) {
  (void)state;
  needs_direct("asks which session it has");
  bry_store *one = open_with(1, 1000, 60000);
  bry__conn *conn = NULL;
  assert_ok(bry__conn_acquire(one, &conn, ERR));
  int before = backend_of(conn);
  assert_ok(bry__db_run(conn, "COPY bry.migration FROM STDIN (FORMAT binary)", ERR));
  bry__conn_release(one, conn);
  assert_ok(bry__conn_acquire(one, &conn, ERR));
  assert_int_not_equal(backend_of(conn), before);
  bry__conn_release(one, conn);
  bry_store_close(one);
}

static void a_forked_child_is_told_and_the_parents_session_lives_on(void **state) {
  (void)state;
  needs_direct("asks which session it has");
  bry_store *one = open_with(2, 1000, 60000);
  bry__conn *conn = NULL;
  assert_ok(bry__conn_acquire(one, &conn, ERR));
  int before = backend_of(conn);
  bry__conn_release(one, conn);
  pid_t child = fork();
  if (child == 0) {
    bry__conn *none = NULL;
    bry_table *list = NULL;
    int right = bry__conn_acquire(one, &none, NULL) == BRY_EFORKED &&
                bry_tenant_list(one, &list, NULL) == BRY_EFORKED && bry_store_migrate(one, NULL) == BRY_EFORKED &&
                bry_survey_list(one, &list, NULL) == BRY_EFORKED;
    bry_store_close(one);
    _exit(right ? 0 : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  assert_int_equal(status, 0);
  assert_ok(bry__conn_acquire(one, &conn, ERR));
  assert_int_equal(backend_of(conn), before);
  bry__conn_release(one, conn);
  bry_store_close(one);
}

/* --- failures in words ----------------------------------------------------------------------------------------- */

static void failures_tell_their_class_and_no_data(void **state) {
  (void)state;
  static const struct {
    const char *sql;
    bry_status status;
    const char *sqlstate;
    int32_t retryable;
  } cases[] = {
      {"SELECT 'hemmelig'::int", BRY_EDATABASE, "22P02", 0},
      {"CREATE TEMP TABLE t (k text PRIMARY KEY); INSERT INTO t VALUES ('hemmelig'), ('hemmelig')", BRY_EDATABASE,
       "23505", 0},
      {"DO $$ BEGIN RAISE EXCEPTION 'hemmelig'; END $$", BRY_EDATABASE, "P0001", 0},
      {"SELECT * FROM bry.nothing", BRY_ESCHEMA, "42P01", 0},
      {"CREATE TABLE nowhere.t ()", BRY_ESCHEMA, "3F000", 0},
      {"CREATE ROLE x SUPERUSER", BRY_EDENIED, "42501", 0},
      {"SELEKT 1", BRY_EDATABASE, "42601", 0},
      {"DO $$ BEGIN RAISE SQLSTATE '40001'; END $$", BRY_EDATABASE, "40001", 1},
      {"DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$", BRY_EDATABASE, "40P01", 1},
      {"DO $$ BEGIN RAISE SQLSTATE '53100'; END $$", BRY_EUNAVAILABLE, "53100", 1},
      {"DO $$ BEGIN RAISE SQLSTATE '53300'; END $$", BRY_EUNAVAILABLE, "53300", 1},
      {"DO $$ BEGIN RAISE SQLSTATE '57P03'; END $$", BRY_EUNAVAILABLE, "57P03", 1},
      {"DO $$ BEGIN RAISE SQLSTATE '08006'; END $$", BRY_EUNAVAILABLE, "08006", 1},
      {"DO $$ BEGIN RAISE SQLSTATE '28P01'; END $$", BRY_EDENIED, "28P01", 0},
      {"SET TRANSACTION READ ONLY; CREATE TEMP SEQUENCE s; SELECT 1; CREATE TABLE t ()", BRY_EUNAVAILABLE, "25006",
       1},
  };
  bry_store *one = open_with(1, 1000, 60000);
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    bry__conn *conn = NULL;
    bry_error *err = NULL;
    assert_ok(bry__conn_acquire(one, &conn, ERR));
    bry_status status = bry__db_run(conn, cases[i].sql, &err);
    expect_failure(status, cases[i].status, err, cases[i].sqlstate, cases[i].retryable);
    bry__conn_release(one, conn);
  }
  bry_store_close(one);
}

static void a_slow_statement_is_ended(void **state) {
  (void)state;
  bry_store *one = open_with(1, 1000, 200);
  bry__conn *conn = NULL;
  bry_error *err = NULL;
  assert_ok(bry__conn_acquire(one, &conn, ERR));
  bry_status status = bry__db_run(conn, "SELECT pg_sleep(30)", &err);
  expect_failure(status, BRY_EUNAVAILABLE, err, "57014", 1);
  assert_ok(bry__conn_exempt(conn, ERR));
  assert_ok(bry__db_run(conn, "SELECT pg_sleep(0.4)", ERR));
  bry__conn_release(one, conn);
  bry_store_close(one);
}

static void a_server_that_hangs_is_given_up(void **state) {
  (void)state;
  needs_direct("stops the session that it has");
  bry_store *one = open_with(1, 1000, 100);
  bry__conn *conn = NULL;
  bry_error *err = NULL;
  assert_ok(bry__conn_acquire(one, &conn, ERR));
  pid_t backend = backend_of(conn);
  assert_int_equal(kill(backend, SIGSTOP), 0);
  bry_status status = bry__db_query(conn, &BACKEND, NULL, 0, NULL, &err);
  kill(backend, SIGCONT);
  expect_failure(status, BRY_EUNAVAILABLE, err, NULL, 1);
  bry__conn_release(one, conn);
  assert_ok(bry__conn_acquire(one, &conn, ERR));
  backend_of(conn);
  bry__conn_release(one, conn);
  bry_store_close(one);
}

/* What the first connection finds out, when it is not told. */
static void a_pooler_is_recognised(void **state) {
  (void)state;
  bry_store *one = open_with(1, 1000, 60000);
  bry__conn *conn = NULL;
  assert_ok(bry__conn_acquire(one, &conn, ERR));
  assert_int_equal(conn->private->pooled, pooler_wanted());
  assert_ok(bry__db_query(conn, &BACKEND, NULL, 0, NULL, ERR));
  assert_int_equal(conn->private->prepared_count == 0, pooler_wanted());
  bry__conn_release(one, conn);
  bry_store_close(one);
}

static void rows_are_counted(void **state) {
  (void)state;
  static const bry__statement none = {"test_none", "SELECT 1 WHERE false", BRY__ROWS_ONE};
  static const bry__statement two = {"test_two", "VALUES (1), (2)", BRY__ROWS_ONE};
  bry__conn *conn = NULL;
  assert_ok(bry__conn_acquire(store, &conn, ERR));
  assert_int_equal(bry__db_query(conn, &none, NULL, 0, NULL, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry__db_query(conn, &two, NULL, 0, NULL, NULL), BRY_EINTERNAL);
  bry__conn_release(store, conn);
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
      cmocka_unit_test(many_threads_share_few_connections),
      cmocka_unit_test(waiting_for_a_connection_has_an_end),
      cmocka_unit_test(a_connection_that_broke_while_idle_is_replaced_unnoticed),
      cmocka_unit_test(a_connection_that_breaks_in_use_is_told_and_dropped),
      cmocka_unit_test(a_connection_comes_back_clean),
      cmocka_unit_test(a_connection_left_in_a_copy_is_dropped),
      cmocka_unit_test(a_forked_child_is_told_and_the_parents_session_lives_on),
      cmocka_unit_test(failures_tell_their_class_and_no_data),
      cmocka_unit_test(a_slow_statement_is_ended),
      cmocka_unit_test(a_server_that_hangs_is_given_up),
      cmocka_unit_test(a_pooler_is_recognised),
      cmocka_unit_test(rows_are_counted),
  };
  return cmocka_run_group_tests(tests, open_server, close_workplace);
}
