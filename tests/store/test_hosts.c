/* Several servers, and servers that change: each host has its time, the primary is found again, what may be asked again
 * is, and what is not safe on the standby is not acknowledged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/clock.h"
#include "store/db.h"
#include "store/workplace.h"

#include <arpa/inet.h>
#include <sys/socket.h>

static char sockets[96]; /* the folder of the private server's socket */

static const bry__statement READ = {"test_read", "SELECT pg_backend_pid()", BRY__READ_ONE};
static const bry__statement OTHER = {"test_other", "SELECT pg_backend_pid()", BRY__ROWS_ONE};

/* Takes connections, as the kernel does for it, and never says anything. */
static int listen_silently(int *out_port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t size = sizeof address;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
  assert_int_equal(listen(fd, 8), 0);
  assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
  *out_port = ntohs(address.sin_port);
  return fd;
}

static bry_status try_open(const char *conninfo, int32_t connect_ms, int64_t *out_took_ms, bry_error **err) {
  bry_store_options options;
  bry_store *opened = NULL;
  bry_store_options_init(&options);
  options.connect_timeout_ms = connect_ms;
  int64_t begun_us = bry__clock_monotonic_us();
  bry_status status = bry_store_open(conninfo, &options, &opened, err);
  *out_took_ms = (bry__clock_monotonic_us() - begun_us) / 1000;
  bry_store_close(opened);
  return status;
}

/* --- each host ------------------------------------------------------------------------------------------------- */

static void each_host_has_the_whole_connect_timeout(void **state) {
  (void)state;
  char conninfo[400];
  int64_t took_ms = 0;
  int port = 0;
  bry_error *err = NULL;
  int fd = listen_silently(&port);
  snprintf(conninfo, sizeof conninfo,
           "host=127.0.0.1,127.0.0.1,%s port=%d,%d,5432 dbname=bry user=bry "
           "gssencmode=disable",
           sockets, port, port);
  assert_ok(try_open(conninfo, 400, &took_ms, ERR));
  assert_true(took_ms >= 790 && took_ms < 10000);
  snprintf(conninfo, sizeof conninfo, "host=127.0.0.1,127.0.0.1 port=%d dbname=bry gssencmode=disable", port);
  assert_int_equal(try_open(conninfo, 300, &took_ms, &err), BRY_EUNAVAILABLE);
  assert_non_null(strstr(bry_error_message(err), "300 ms"));
  assert_true(took_ms >= 590);
  bry_error_free(err);
  close(fd);
}

static void a_dead_host_is_passed_over_in_every_spelling(void **state) {
  (void)state;
  char conninfo[400];
  int64_t took_ms = 0;
  snprintf(conninfo, sizeof conninfo, "host=/nonexistent,%s port=5432 dbname=bry user=bry", sockets);
  assert_ok(try_open(conninfo, 5000, &took_ms, ERR));
  setenv("PGHOST", strchr(conninfo, '/'), 1);
  *strchr(getenv("PGHOST"), ' ') = 0;
  assert_ok(try_open("dbname=bry user=bry port=5432", 5000, &took_ms, ERR));
  unsetenv("PGHOST");
  snprintf(conninfo, sizeof conninfo, "host=/nonexistent,%s port=1,2,3 dbname=bry user=bry", sockets);
  assert_int_equal(try_open(conninfo, 5000, &took_ms, NULL), BRY_EUNAVAILABLE); /* the lists do not fit together */
}

static void a_server_of_the_wrong_kind_is_told(void **state) {
  (void)state;
  char conninfo[400];
  int64_t took_ms = 0;
  bry_error *err = NULL;
  snprintf(conninfo, sizeof conninfo, "host=%s port=5432 dbname=bry user=bry target_session_attrs=standby", sockets);
  assert_int_equal(try_open(conninfo, 5000, &took_ms, &err), BRY_EUNAVAILABLE);
  assert_non_null(strstr(bry_error_message(err), "target_session_attrs"));
  assert_int_equal(bry_error_retryable(err), 1);
  bry_error_free(err);
  snprintf(conninfo, sizeof conninfo, "host=%s,%s port=5432 dbname=bry user=bry target_session_attrs=prefer-standby",
           sockets, sockets);
  assert_ok(try_open(conninfo, 5000, &took_ms, ERR)); /* no standby: anybody, at the second round */
}

/* --- a server that changes ------------------------------------------------------------------------------------- */

static bry_store *open_one(const char *more, int32_t statement_ms, int32_t retry_ms) {
  char conninfo[400];
  bry_store_options options;
  bry_store *opened = NULL;
  bry_store_options_init(&options);
  options.max_connections = 1;
  options.statement_timeout_ms = statement_ms;
  options.retry_time_ms = retry_ms;
  snprintf(conninfo, sizeof conninfo, "host=%s port=5432 dbname=bry user=bry %s", sockets, more);
  assert_ok(bry_store_open(conninfo, &options, &opened, ERR));
  return opened;
}

static void make_read_only(bry_store *of) {
  bry__conn *conn = NULL;
  assert_ok(bry__conn_acquire(of, &conn, ERR));
  assert_ok(bry__db_run(conn, "SET default_transaction_read_only = on", ERR));
  bry__conn_release(of, conn);
}

static void a_connection_that_became_read_only_is_replaced(void **state) {
  (void)state;
  bry_error *err = NULL;
  bry_store *one = open_one("target_session_attrs=read-write", 60000, 10000);
  make_read_only(one);
  assert_ok(bry_tenant_add(one, "skrivbar", "Skrivbar", ERR)); /* refused there, and so asked again */
  bry_store_close(one);
  one = open_one("", 60000, 10000); /* did not ask for a primary: is told, at once, and then has another session */
  make_read_only(one);
  int64_t begun_us = bry__clock_monotonic_us();
  assert_int_equal(bry_tenant_add(one, "lesbar", "Lesbar", &err), BRY_EUNAVAILABLE);
  assert_true(bry__clock_monotonic_us() - begun_us < 5000000);
  assert_string_equal(bry_error_sqlstate(err), "25006");
  bry_error_free(err);
  assert_ok(bry_tenant_add(one, "lesbar", "Lesbar", ERR));
  bry_store_close(one);
}

/* Ends the connection's session, then asks; the backend that answered, or 0. */
static int ask_after_the_end(bry__conn *conn, const bry__statement *statement) {
  PGresult *result = NULL;
  char sql[80];
  assert_ok(bry__db_query(conn, statement, NULL, 0, &result, ERR));
  snprintf(sql, sizeof sql, "SELECT pg_terminate_backend(%s, 5000)", PQgetvalue(result, 0, 0));
  PQclear(result);
  PGconn *pg = cluster_connect(&server, 1);
  cluster_sql(pg, sql);
  PQfinish(pg);
  bry_status status = bry__db_query(conn, statement, NULL, 0, &result, NULL);
  int backend = status == BRY_OK ? atoi(PQgetvalue(result, 0, 0)) : 0;
  PQclear(result);
  return backend;
}

static void only_reads_outside_of_transactions_are_asked_again(void **state) {
  (void)state;
  bry_store *one = open_one("", 60000, 10000);
  bry__conn *conn = NULL;
  assert_ok(bry__conn_acquire(one, &conn, ERR));
  assert_true(ask_after_the_end(conn, &READ) > 0);
  assert_int_equal(ask_after_the_end(conn, &OTHER), 0);
  bry__conn_release(one, conn);
  assert_ok(bry__conn_acquire(one, &conn, ERR));
  assert_ok(bry__db_run(conn, "BEGIN", ERR));
  assert_int_equal(ask_after_the_end(conn, &READ), 0);
  bry__conn_release(one, conn);
  bry_store_close(one);
  one = open_one("", 60000, 0); /* no time to try again */
  assert_ok(bry__conn_acquire(one, &conn, ERR));
  assert_int_equal(ask_after_the_end(conn, &READ), 0);
  bry__conn_release(one, conn);
  bry_store_close(one);
}

static void trying_again_ends_in_time_after_growing_pauses(void **state) {
  (void)state;
  bry_status status = BRY_EUNAVAILABLE;
  bry__patience patience = {.limit_ms = 400}, none = {0};
  int64_t begun_us = bry__clock_monotonic_us();
  int tries = 0;
  while (bry__patience_again(&patience, &status, NULL))
    tries++;
  int64_t took_us = bry__clock_monotonic_us() - begun_us;
  assert_true(tries >= 3 && tries <= 12); /* 25, 50, 100, 200 ms, each half to one and a half of that */
  assert_true(took_us >= 390000 && took_us < 2000000);
  assert_int_equal(status, BRY_EUNAVAILABLE);
  assert_int_equal(bry__patience_again(&none, &status, NULL), 0);
}

/* --- what a standby has not got -------------------------------------------------------------------------------- */

static void set_standby(const char *name) {
  char sql[96];
  PGconn *pg = cluster_connect(&server, 1);
  snprintf(sql, sizeof sql, "ALTER SYSTEM SET synchronous_standby_names = '%s'", name);
  cluster_sql(pg, sql);
  cluster_sql(pg, "SELECT pg_reload_conf()");
  PQfinish(pg);
  usleep(500000);
}

static void what_no_standby_confirmed_is_not_acknowledged_however_often_it_is_sent(void **state) {
  (void)state;
  bry_survey *survey = make_survey("ubekreftet"), *same = NULL;
  bry_store *one = open_one("", 300, 1);
  bry_error *err = NULL;
  int32_t outcome = 0;
  char id[37];
  bry_uuid_v4(id);
  assert_ok(bry_store_set_tenant(one, "test", ERR));
  assert_ok(bry_survey_get(one, "ubekreftet", &same, ERR));
  set_standby("ingen");
  for (int i = 0; i < 2; i++) { /* the second time its row is there to be seen */
    bry_status status = bry_response_submit(one, same, id, "{\"near\":1}", 10, NULL, &outcome, &err);
    if (status != BRY_EUNAVAILABLE) fail_msg("%s", bry_status_name(status));
    assert_int_equal(bry_error_retryable(err), 1);
    assert_int_equal(outcome, 0);
    bry_error_free(err);
  }
  set_standby("");
  assert_ok(bry_response_submit(one, same, id, "{\"near\":1}", 10, NULL, &outcome, ERR));
  assert_int_equal(outcome, BRY_SUBMIT_REPEATED);
  assert_int_equal(count_responses(survey), 1);
  bry_survey_free(same);
  bry_survey_free(survey);
  bry_store_close(one);
}

static int open_server(void **state) {
  open_workplace(state);
  PGconn *pg = cluster_connect(&server, 1);
  snprintf(sockets, sizeof sockets, "%s", PQhost(pg));
  PQfinish(pg);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_host_has_the_whole_connect_timeout),
      cmocka_unit_test(a_dead_host_is_passed_over_in_every_spelling),
      cmocka_unit_test(a_server_of_the_wrong_kind_is_told),
      cmocka_unit_test(a_connection_that_became_read_only_is_replaced),
      cmocka_unit_test(only_reads_outside_of_transactions_are_asked_again),
      cmocka_unit_test(trying_again_ends_in_time_after_growing_pauses),
      cmocka_unit_test(what_no_standby_confirmed_is_not_acknowledged_however_often_it_is_sent),
  };
  return cmocka_run_group_tests(tests, open_server, close_workplace);
}
