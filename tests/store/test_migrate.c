/* The schema: made, left alone when it is there, refused when it is another's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "store/cluster.h"
#include "store/schema.h"

#include <pthread.h>

static cluster server;
static bry_store *holder; /* keeps the server running */
static char fresh[200];   /* connection string of a database without the schema */

static void assert_status(bry_status got, bry_status expected, bry_error *err) {
  if (got != expected) fail_msg("%s: %s", bry_status_name(got), bry_error_message(err));
}

static bry_store *open_fresh(void) {
  bry_store *store = NULL;
  bry_error *err = NULL;
  assert_status(bry_store_open(fresh, NULL, &store, &err), BRY_OK, err);
  return store;
}

static void expect(bry_status got, bry_status expected, bry_error *err, const char *word) {
  assert_status(got, expected, err);
  if (word && !strstr(bry_error_message(err), word)) fail_msg("no \"%s\" in: %s", word, bry_error_message(err));
  bry_error_free(err);
}

static int64_t applied_count(bry_store *store) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  int64_t count = 0;
  assert_status(bry_store_migrations(store, &table, &err), BRY_OK, err);
  for (int64_t i = 0; i < bry_table_row_count(table); i++)
    count += bry_table_missing(table, i, 3) == BRY_PRESENT;
  bry_table_free(table);
  return count;
}

static void a_missing_schema_is_told_with_what_to_do(void **state) {
  (void)state;
  bry_store *store = open_fresh();
  bry_error *err = NULL;
  bry_table *table = NULL;
  assert_int_equal(applied_count(store), 0);
  bry_status status = bry_store_set_tenant(store, "test", &err);
  expect(status, BRY_ESCHEMA, err, "bry migrate");
  err = NULL;
  status = bry_tenant_list(store, &table, &err);
  expect(status, BRY_ESCHEMA, err, "bry migrate");
  err = NULL;
  status = bry_tenant_add(store, "test", "Test", &err);
  expect(status, BRY_ESCHEMA, err, "bry migrate");
  bry_store_close(store);
}

static void it_is_made_and_then_left_alone(void **state) {
  (void)state;
  bry_store *store = open_fresh();
  assert_int_equal(bry_store_migrate(store, NULL), BRY_OK);
  int64_t steps = applied_count(store);
  assert_true(steps >= 1);
  assert_int_equal(bry_store_migrate(store, NULL), BRY_OK);
  assert_int_equal(applied_count(store), steps);
  assert_int_equal(bry_tenant_add(store, "test", "Test", NULL), BRY_OK);
  assert_int_equal(bry_store_set_tenant(store, "test", NULL), BRY_OK);
  bry_store_close(store);
}

static void *migrate_once(void *status) {
  bry_store *store = NULL;
  bry_error *err = NULL;
  *(bry_status *)status = bry_store_open(fresh, NULL, &store, NULL);
  if (*(bry_status *)status == BRY_OK) *(bry_status *)status = bry_store_migrate(store, &err);
  if (err) fprintf(stderr, "%s\n", bry_error_message(err));
  bry_store_close(store);
  return NULL;
}

static void several_may_do_it_at_once(void **state) {
  (void)state;
  pthread_t threads[6];
  bry_status statuses[6];
  for (int i = 0; i < 6; i++)
    pthread_create(&threads[i], NULL, migrate_once, &statuses[i]);
  for (int i = 0; i < 6; i++) {
    pthread_join(threads[i], NULL);
    assert_int_equal(statuses[i], BRY_OK);
  }
}

static void run_fresh(const char *sql) {
  PGconn *pg = PQconnectdb(fresh);
  cluster_sql(pg, sql);
  PQfinish(pg);
}

static void a_newer_schema_is_refused(void **state) {
  (void)state;
  bry_store *store = open_fresh();
  assert_int_equal(bry_store_migrate(store, NULL), BRY_OK);
  assert_int_equal(bry_tenant_add(store, "test", "Test", NULL), BRY_OK);
  run_fresh("INSERT INTO bry.migration VALUES (9999, 'tomorrow', 'x')");
  bry_error *err = NULL;
  bry_status status = bry_store_migrate(store, &err);
  expect(status, BRY_ESCHEMA, err, "upgrade the library");
  err = NULL;
  status = bry_store_set_tenant(store, "test", &err);
  expect(status, BRY_ESCHEMA, err, "upgrade the library");
  bry_table *table = NULL;
  assert_int_equal(bry_store_migrations(store, &table, NULL), BRY_OK);
  assert_int_equal(bry_table_int64(table, bry_table_row_count(table) - 1, 0), 9999);
  bry_table_free(table);
  bry_store_close(store);
}

static void a_changed_step_is_refused(void **state) {
  (void)state;
  bry_store *store = open_fresh();
  assert_int_equal(bry_store_migrate(store, NULL), BRY_OK);
  run_fresh("UPDATE bry.migration SET checksum = repeat('0', 64)");
  bry_error *err = NULL;
  bry_status status = bry_store_migrate(store, &err);
  expect(status, BRY_ESCHEMA, err, "not the one of this library");
  err = NULL;
  status = bry_store_set_tenant(store, "test", &err);
  expect(status, BRY_ESCHEMA, err, "not the one of this library");
  bry_store_close(store);
}

static void an_older_schema_is_brought_up_step_by_step(void **state) {
  (void)state;
  const char one[] = "CREATE TABLE bry.one ()", two[] = "CREATE TABLE bry.two ()";
  const bry__migration steps[] = {{1, "one", one, sizeof one - 1}, {2, "two", two, sizeof two - 1}};
  bry_store *store = open_fresh();
  bry__migrations_set(steps, 1);
  bry_status first = bry_store_migrate(store, NULL);
  bry__migrations_set(steps, 2);
  bry_error *err = NULL;
  bry_status old = bry_store_set_tenant(store, "test", &err);
  bry_status second = bry_store_migrate(store, NULL);
  int64_t count = applied_count(store);
  bry__migrations_set(NULL, 0);
  assert_int_equal(first, BRY_OK);
  expect(old, BRY_ESCHEMA, err, "older");
  assert_int_equal(second, BRY_OK);
  assert_int_equal(count, 2);
  run_fresh("SELECT FROM bry.one, bry.two");
  bry_store_close(store);
}

static void a_step_that_fails_leaves_nothing_of_itself(void **state) {
  (void)state;
  const char one[] = "CREATE TABLE bry.one ()", bad[] = "CREATE TABLE bry.two (); SELECT nonsense()";
  const bry__migration steps[] = {{1, "one", one, sizeof one - 1}, {2, "bad", bad, sizeof bad - 1}};
  bry_store *store = open_fresh();
  bry__migrations_set(steps, 2);
  bry_status status = bry_store_migrate(store, NULL);
  int64_t count = applied_count(store);
  bry__migrations_set(NULL, 0);
  assert_int_equal(status, BRY_EDATABASE);
  assert_int_equal(count, 1);
  PGconn *pg = PQconnectdb(fresh);
  assert_string_equal(cluster_sql(pg, "SELECT to_regclass('bry.two') IS NULL"), "t");
  PQfinish(pg);
  bry_store_close(store);
}

static void a_login_without_rights_is_denied(void **state) {
  (void)state;
  char conninfo[240];
  snprintf(conninfo, sizeof conninfo, "%s user=gjest", fresh);
  bry_store *store = NULL, *guest = NULL;
  assert_int_equal(bry_store_open(conninfo, NULL, &guest, NULL), BRY_OK);
  bry_error *err = NULL;
  bry_status status = bry_store_migrate(guest, &err); /* may not make the schema */
  expect(status, BRY_EDENIED, err, "rights");
  store = open_fresh();
  assert_int_equal(bry_store_migrate(store, NULL), BRY_OK);
  bry_table *table = NULL;
  err = NULL;
  status = bry_tenant_list(guest, &table, &err); /* may not read it */
  expect(status, BRY_EDENIED, err, "rights");
  err = NULL;
  status = bry_store_set_tenant(guest, "test", &err);
  expect(status, BRY_EDENIED, err, "rights");
  bry_store_close(store);
  bry_store_close(guest);
}

static bry_store *for_memory;

static bry_status migrate_work(bry_error **err) {
  run_fresh("DROP SCHEMA IF EXISTS bry CASCADE");
  return bry_store_migrate(for_memory, err);
}

static bry_status steps_work(bry_error **err) {
  bry_table *table = NULL;
  bry_status status = bry_store_migrations(for_memory, &table, err);
  bry_table_free(table);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  for_memory = open_fresh();
  each_allocation_may_fail(migrate_work, BRY_OK);
  assert_true(each_allocation_may_fail(steps_work, BRY_OK) > 3);
  bry_store_close(for_memory);
}

static int make_fresh(void **state) {
  (void)state;
  PGconn *pg = cluster_connect(&server, 1);
  cluster_sql(pg, "DROP DATABASE IF EXISTS fresh WITH (FORCE)");
  cluster_sql(pg, "CREATE DATABASE fresh OWNER bry");
  PQfinish(pg);
  return 0;
}

static int open_server(void **state) {
  (void)state;
  cluster_init(&server);
  holder = cluster_open(&server, NULL);
  char *conninfo = cluster_conninfo(&server);
  snprintf(fresh, sizeof fresh, "%s dbname=fresh", conninfo);
  free(conninfo);
  PGconn *pg = cluster_connect(&server, 1);
  cluster_sql(pg, "CREATE ROLE gjest LOGIN");
  PQfinish(pg);
  return 0;
}

static int close_server(void **state) {
  (void)state;
  bry_store_close(holder);
  cluster_clear(&server);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(a_missing_schema_is_told_with_what_to_do, make_fresh),
      cmocka_unit_test_setup(it_is_made_and_then_left_alone, make_fresh),
      cmocka_unit_test_setup(several_may_do_it_at_once, make_fresh),
      cmocka_unit_test_setup(a_newer_schema_is_refused, make_fresh),
      cmocka_unit_test_setup(a_changed_step_is_refused, make_fresh),
      cmocka_unit_test_setup(an_older_schema_is_brought_up_step_by_step, make_fresh),
      cmocka_unit_test_setup(a_step_that_fails_leaves_nothing_of_itself, make_fresh),
      cmocka_unit_test_setup(a_login_without_rights_is_denied, make_fresh),
      cmocka_unit_test_setup(any_allocation_may_fail, make_fresh),
  };
  return cmocka_run_group_tests(tests, open_server, close_server);
}
