/* Reaching a database, or being told why not: wrong strings, dead and strange servers, refused logins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "store/workplace.h"

#include <arpa/inet.h>
#include <locale.h>
#include <pthread.h>
#include <sys/socket.h>
#include <time.h>

static char socket_conninfo[200];

/* Opens, expects the status, and that the message holds `word` (unless NULL) and never the password. */
static void expect_open(const char *conninfo, const bry_store_options *options, bry_status expected,
                        const char *word) {
  bry_store *opened = NULL;
  bry_error *err = NULL;
  bry_status status = bry_store_open(conninfo, options, &opened, &err);
  if (status != expected) fail_msg("%s: %s: %s", conninfo, bry_status_name(status), bry_error_message(err));
  if (word && !strstr(bry_error_message(err), word)) fail_msg("no \"%s\" in: %s", word, bry_error_message(err));
  assert_null(strstr(bry_error_message(err), "hemmelig"));
  assert_int_equal(opened != NULL, status == BRY_OK);
  if (status == BRY_EUNAVAILABLE) assert_int_equal(bry_error_retryable(err), 1);
  if (status == BRY_EDENIED) assert_int_equal(bry_error_retryable(err), 0);
  bry_error_free(err);
  bry_store_close(opened);
}

static const char *with(const char *settings) {
  static char conninfo[300];
  snprintf(conninfo, sizeof conninfo, "%s %s", socket_conninfo, settings);
  return conninfo;
}

static void an_unreadable_string_is_refused_without_being_quoted(void **state) {
  (void)state;
  expect_open("host=x password='hemmelig", NULL, BRY_EINVAL, "postgresql://");
  expect_open("hemmelig", NULL, BRY_EINVAL, NULL);
  expect_open("postgresql://u:hemmelig@[x/db", NULL, BRY_EINVAL, NULL);
  expect_open("unknown_setting=hemmelig", NULL, BRY_EINVAL, NULL);
  expect_open(NULL, NULL, BRY_EINVAL, NULL);
  assert_int_equal(bry_store_open("host=x", NULL, NULL, NULL), BRY_EINVAL);
}

static void options_are_checked(void **state) {
  (void)state;
  bry_store_options options;
  bry_store_options_init(&options);
  options.max_connections = 0;
  expect_open(socket_conninfo, &options, BRY_EINVAL, "max_connections");
  options.max_connections = 1001;
  expect_open(socket_conninfo, &options, BRY_EINVAL, "max_connections");
  bry_store_options_init(&options);
  options.statement_timeout_ms = -1;
  expect_open(socket_conninfo, &options, BRY_EINVAL, "timeouts");
  options.struct_size = 8; /* an older header's: what it lacks has its default */
  options.max_connections = 1;
  expect_open(socket_conninfo, &options, BRY_OK, NULL);
  options.struct_size = 0;
  expect_open(socket_conninfo, &options, BRY_EINVAL, "bry_store_options_init");
}

static void a_dead_server_is_told_at_once_as_retryable(void **state) {
  (void)state;
  expect_open("host=127.0.0.1 port=1 user=u dbname=d password=hemmelig", NULL, BRY_EUNAVAILABLE, "can't be reached");
  expect_open("host=/nonexistent user=u dbname=d", NULL, BRY_EUNAVAILABLE, "can't be reached");
  expect_open("postgresql://u:hemmelig@127.0.0.1:1/d", NULL, BRY_EUNAVAILABLE, "can't be reached");
}

static void why_nobody_was_reached_is_told_with_the_place(void **state) {
  (void)state;
  static const char *const locales[] = {"C", "nb_NO.UTF-8"}; /* libpq's words are in the process's language */
  for (size_t i = 0; i < sizeof locales / sizeof locales[0]; i++) {
    setlocale(LC_ALL, locales[i]);
    expect_open("host=127.0.0.1 port=1 password=hemmelig", NULL, BRY_EUNAVAILABLE, "at 127.0.0.1, port 1: the conn");
    expect_open("host=127.0.0.1 port=1 password=hemmelig", NULL, BRY_EUNAVAILABLE, "refused");
    expect_open("host=/nonexistent port=7", NULL, BRY_EUNAVAILABLE,
                "at /nonexistent, port 7: there is no such socket");
    expect_open("host=finnes-ikke.invalid", NULL, BRY_EUNAVAILABLE,
                "at finnes-ikke.invalid, port 5432: the host name");
    expect_open("postgresql://u:hem@hemmelig@x/d", NULL, BRY_EUNAVAILABLE, "at ?, port 5432");
  }
  setlocale(LC_ALL, "C");
}

static void a_wrong_password_is_denied(void **state) {
  (void)state;
  needs_direct("passwords are the pooler's own business, in its own words");
  char path[96], line[512];
  snprintf(path, sizeof path, "%s/data/pg_hba.conf", server.dir);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fprintf(file, "local all laast scram-sha-256\nlocal all all trust\n");
  fclose(file);
  PGconn *pg = cluster_connect(&server, 1);
  cluster_sql(pg, "CREATE ROLE laast LOGIN PASSWORD 'riktig'");
  cluster_sql(pg, "SELECT pg_reload_conf()");
  usleep(300000);
  expect_open(with("user=laast password=hemmelig"), NULL, BRY_EDENIED, "28P01");
  expect_open(with("user=laast"), NULL, BRY_EDENIED, NULL);
  expect_open(with("user=laast password=riktig"), NULL, BRY_OK, NULL);
  expect_open(with("user=ukjent"), NULL, BRY_EDENIED, "28000");
  cluster_sql(pg, "ALTER ROLE laast CONNECTION LIMIT 0");
  expect_open(with("user=laast password=riktig"), NULL, BRY_EUNAVAILABLE, "53300");
  PQfinish(pg);
  snprintf(line, sizeof line, "%s/log", server.dir); /* nor does the server's log have it */
  file = fopen(line, "r");
  while (fgets(line, sizeof line, file))
    assert_null(strstr(line, "hemmelig"));
  fclose(file);
}

static void a_database_that_is_missing_or_not_utf8_is_told(void **state) {
  (void)state;
  needs_direct("the pooler answers for a database that is missing");
  expect_open(with("dbname=finnesikke"), NULL, BRY_EINVAL, "3D000");
  PGconn *pg = cluster_connect(&server, 1);
  cluster_sql(pg, "CREATE DATABASE gammel TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'");
  PQfinish(pg);
  expect_open(with("dbname=gammel"), NULL, BRY_ENOTSUPPORTED, "UTF8");
}

/* --- servers that are none ------------------------------------------------------------------------------------- */

typedef struct fake {
  int fd;
  int answers; /* 0: takes connections and says nothing */
  char conninfo[80];
  pthread_t thread;
} fake;

/* Speaks just enough of the protocol to pass for PostgreSQL 12. */
static void *serve(void *user) {
  fake *f = user;
  static const char greeting[] = "R\0\0\0\x08\0\0\0\0"
                                 "S\0\0\0\x19server_version\0"
                                 "12.22\0"
                                 "S\0\0\0\x19server_encoding\0UTF8\0"
                                 "Z\0\0\0\x05I";
  int fd = accept(f->fd, NULL, NULL);
  char request[1024];
  while (fd >= 0 && recv(fd, request, sizeof request, 0) > 0) {
    if (!f->answers) continue;
    if (memcmp(request + 4, "\x04\xd2\x16\x2f", 4) == 0) /* asks for TLS */
      send(fd, "N", 1, MSG_NOSIGNAL);
    else
      send(fd, greeting, sizeof greeting - 1, MSG_NOSIGNAL);
  }
  if (fd >= 0) close(fd);
  return NULL;
}

static void start_fake(fake *f, int answers) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t size = sizeof address;
  f->answers = answers;
  f->fd = socket(AF_INET, SOCK_STREAM, 0);
  assert_int_equal(bind(f->fd, (struct sockaddr *)&address, size), 0);
  assert_int_equal(listen(f->fd, 1), 0);
  assert_int_equal(getsockname(f->fd, (struct sockaddr *)&address, &size), 0);
  snprintf(f->conninfo, sizeof f->conninfo, "host=127.0.0.1 port=%d user=u dbname=d gssencmode=disable",
           ntohs(address.sin_port));
  assert_int_equal(pthread_create(&f->thread, NULL, serve, f), 0);
}

static void stop_fake(fake *f) {
  pthread_join(f->thread, NULL);
  close(f->fd);
}

static void a_server_before_13_is_not_supported(void **state) {
  (void)state;
  fake f;
  start_fake(&f, 1);
  expect_open(f.conninfo, NULL, BRY_ENOTSUPPORTED, "PostgreSQL 13");
  stop_fake(&f);
}

static void a_server_that_says_nothing_is_given_up_in_time(void **state) {
  (void)state;
  fake f;
  struct timespec before, after;
  bry_store_options options;
  bry_store_options_init(&options);
  options.connect_timeout_ms = 250;
  start_fake(&f, 0);
  clock_gettime(CLOCK_MONOTONIC, &before);
  expect_open(f.conninfo, &options, BRY_EUNAVAILABLE, "250 ms");
  clock_gettime(CLOCK_MONOTONIC, &after);
  stop_fake(&f);
  double passed = (double)(after.tv_sec - before.tv_sec) + (double)(after.tv_nsec - before.tv_nsec) / 1e9;
  assert_true(passed >= 0.24 && passed < 5);
}

/* --- settings -------------------------------------------------------------------------------------------------- */

static void the_session_has_the_librarys_settings_and_the_callers(void **state) {
  (void)state;
  needs_direct("the pooler refuses the startup parameter options");
  bry_store *opened = NULL;
  PGconn *pg = cluster_connect(&server, 1);
  assert_int_equal(bry_store_open(with("options='-c work_mem=5MB'"), NULL, &opened, NULL), BRY_OK);
  assert_string_equal(cluster_sql(pg, "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'libbry'"),
                      "2");
  bry_store_close(opened);
  assert_int_equal(bry_store_open(with("application_name=portal"), NULL, &opened, NULL), BRY_OK);
  assert_string_equal(cluster_sql(pg, "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'portal'"),
                      "1");
  bry_store_close(opened);
  PQfinish(pg);
}

/* --- memory ---------------------------------------------------------------------------------------------------- */

static bry_status open_work(bry_error **err) {
  bry_store *opened = NULL;
  bry_status status = bry_store_open(socket_conninfo, NULL, &opened, err);
  bry_store_close(opened);
  return status;
}

static bry_status fail_work(bry_error **err) {
  bry_store *opened = NULL;
  return bry_store_open("host=127.0.0.1 port=1", NULL, &opened, err);
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(open_work, BRY_OK) > 5);
  assert_true(each_allocation_may_fail(fail_work, BRY_EUNAVAILABLE) > 5);
}

static int open_server(void **state) {
  open_workplace(state);
  char *conninfo = cluster_conninfo(&server);
  snprintf(socket_conninfo, sizeof socket_conninfo, "%s", conninfo);
  free(conninfo);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_unreadable_string_is_refused_without_being_quoted),
      cmocka_unit_test(options_are_checked),
      cmocka_unit_test(a_dead_server_is_told_at_once_as_retryable),
      cmocka_unit_test(why_nobody_was_reached_is_told_with_the_place),
      cmocka_unit_test(a_wrong_password_is_denied),
      cmocka_unit_test(a_database_that_is_missing_or_not_utf8_is_told),
      cmocka_unit_test(a_server_before_13_is_not_supported),
      cmocka_unit_test(a_server_that_says_nothing_is_given_up_in_time),
      cmocka_unit_test(the_session_has_the_librarys_settings_and_the_callers),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, open_server, close_workplace);
}
