/* Who may make the schema, and that nobody above an owner is needed after. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "store/logins.h"

/* A database of its own, of that owner, and the string to reach it as a login. */
static void make_database(const char *name, const char *owner) {
  char sql[160];
  snprintf(sql, sizeof sql, "CREATE DATABASE %s OWNER %s", name, owner);
  run_as_superuser(sql);
}

static bry_store *open_database(const char *name, const char *login) {
  bry_store *opened = NULL;
  char conninfo[300];
  snprintf(conninfo, sizeof conninfo, "%s dbname=%s", login_conninfo(login), name);
  assert_ok(bry_store_open(conninfo, NULL, &opened, ERR));
  return opened;
}

/* Migrates as that login, and then does an owner's work with it. */
static void works_for(const char *database, const char *login) {
  bry_store *by = open_database(database, login);
  assert_ok(bry_store_migrate(by, ERR));
  assert_ok(bry_tenant_add(by, "a", "A", ERR));
  assert_ok(bry_store_set_tenant(by, "a", ERR));
  assert_ok(bry_role_grant(by, "t_none", "portal", "a", ERR));
  bry_store *portal = open_database(database, "t_none");
  assert_ok(bry_store_set_tenant(portal, "a", ERR));
  bry_store_close(portal);
  assert_ok(bry_role_revoke(by, "t_none", "portal", "a", ERR));
  bry_store_close(by);
}

static void a_superuser_may(void **state) {
  (void)state;
  make_database("by_super", "postgres");
  works_for("by_super", "postgres");
  /* And an owner's login goes on from there without one. */
  bry_store *by = open_database("by_super", "t_owner");
  assert_ok(bry_store_migrate(by, ERR));
  assert_ok(bry_tenant_add(by, "b", "B", ERR));
  assert_ok(bry_role_grant(by, "t_none", "researcher", "b", ERR));
  assert_ok(bry_role_revoke(by, "t_none", "researcher", "b", ERR));
  bry_store_close(by);
}

/* The roles are there already, from another database of the server. */
static void an_owner_may_in_a_further_database(void **state) {
  (void)state;
  make_database("by_owner", "t_owner");
  works_for("by_owner", "t_owner");
}

static void a_login_that_may_create_roles_may(void **state) {
  (void)state;
  run_as_superuser("CREATE ROLE maker LOGIN CREATEROLE");
  char *before_16 = ask_text("SELECT current_setting('server_version_num')::int < 160000");
  if (before_16[0] != 't')
    run_as_superuser("GRANT bry_owner TO maker"); /* since 16 only whoever made a role grants it */
  free(before_16);
  make_database("by_maker", "maker");
  works_for("by_maker", "maker");
}

static void without_the_right_to_the_database_it_is_told_who_may(void **state) {
  (void)state;
  make_database("by_nobody", "postgres");
  bry_store *by = open_database("by_nobody", "t_none");
  assert_refused(bry_store_migrate(by, ERR), BRY_EDENIED, "CREATEROLE");
  bry_store_close(by);
}

static void without_the_right_to_the_roles_it_is_told_what_to_run(void **state) {
  (void)state;
  make_database("by_none", "t_none");
  bry_store *by = open_database("by_none", "t_none");
  assert_refused(bry_store_migrate(by, ERR), BRY_EDENIED, "GRANT bry_owner TO t_none;");
  run_as_superuser("GRANT bry_owner TO t_none"); /* as it says */
  assert_ok(bry_store_migrate(by, ERR));
  bry_store_close(by);
  run_as_superuser("REVOKE bry_owner FROM t_none");
}

static void a_login_that_does_not_use_its_roles_is_told(void **state) {
  (void)state;
  run_as_superuser("CREATE ROLE still LOGIN NOINHERIT; GRANT bry_owner TO still");
  make_database("by_still", "still");
  bry_store *by = open_database("by_still", "still");
  char *before_16 = ask_text("SELECT current_setting('server_version_num')::int < 160000");
  if (before_16[0] == 't') assert_refused(bry_store_migrate(by, ERR), BRY_EDENIED, "INHERIT");
  free(before_16);
  bry_store_close(by);
}

static void a_role_that_bypasses_what_it_should_be_held_to_is_refused(void **state) {
  (void)state;
  make_database("by_bypass", "t_owner");
  run_as_superuser("ALTER ROLE bry_owner BYPASSRLS");
  bry_store *by = open_database("by_bypass", "t_owner");
  assert_refused(bry_store_migrate(by, ERR), BRY_EDENIED, "NOBYPASSRLS");
  run_as_superuser("ALTER ROLE bry_owner NOBYPASSRLS");
  assert_ok(bry_store_migrate(by, ERR));
  bry_store_close(by);
}

/* A superuser's second database, a role lost in between: each statement of the message does what it says. */
static void the_statements_of_the_message_work(void **state) {
  (void)state;
  make_database("by_hand", "t_none");
  run_as_superuser("REVOKE bry_researcher FROM t_researcher; REVOKE ADMIN OPTION FOR bry_portal FROM bry_owner");
  bry_store *by = open_database("by_hand", "t_none");
  bry_error *err = NULL;
  assert_int_equal(bry_store_migrate(by, &err), BRY_EDENIED);
  char *statements = strdup(strstr(bry_error_message(err), "run: ") + 5);
  *strstr(statements, "). ") = 0;
  run_as_superuser(statements);
  free(statements);
  bry_error_free(err);
  assert_ok(bry_store_migrate(by, ERR));
  bry_store_close(by);
}

/* --- dumps -------------------------------------------------------------------------------------------------------- */

static cluster elsewhere;

static void run_elsewhere(const char *sql) {
  PGconn *super = cluster_connect(&elsewhere, 1);
  cluster_sql(super, sql);
  PQfinish(super);
}

/* A dump of the workplace in the other server, in place of its schema. What the dump asks for and can't be had fails by
 * itself, as a restore goes. */
static void restore(void) {
  char *from = cluster_direct(&server), *to = cluster_direct(&elsewhere), command[700];
  run_elsewhere("SET client_min_messages = warning; DROP SCHEMA IF EXISTS bry CASCADE");
  snprintf(command, sizeof command,
           "pg_dump -n bry -d '%s user=postgres' | psql -q -d '%s user=postgres' >%s/log 2>&1", from, to,
           elsewhere.above);
  assert_int_equal(system(command), 0);
  free(from);
  free(to);
}

static void expect_refused(bry_store *by, const char *word) {
  assert_refused(bry_store_migrate(by, ERR), BRY_ESCHEMA, word);
  assert_refused(bry_store_set_tenant(by, "test", ERR), BRY_ESCHEMA, "pg_dumpall --roles-only");
}

static void a_dump_restored_without_the_roles_is_refused(void **state) {
  (void)state;
  cluster_init(&elsewhere);
  bry_store *by = cluster_open(&elsewhere, NULL);
  run_elsewhere(
      "SET client_min_messages = warning; DROP SCHEMA bry CASCADE; DROP OWNED BY bry_intake; DROP ROLE bry_intake");
  restore();
  expect_refused(by, "bry.submission");
  run_elsewhere("CREATE ROLE bry_intake NOLOGIN NOINHERIT; GRANT bry_intake TO bry_owner WITH ADMIN OPTION");
  expect_refused(by, "bry.submission"); /* that alone mends nothing */
  restore();
  assert_ok(bry_store_migrate(by, ERR));
  assert_ok(bry_store_set_tenant(by, "test", ERR));
  run_elsewhere("ALTER FUNCTION bry.draft_load OWNER TO bry");
  expect_refused(by, "bry.draft_load()");
  run_elsewhere("ALTER FUNCTION bry.draft_load OWNER TO bry_owner; DROP POLICY plain ON bry.response");
  expect_refused(by, "bry.response");
  bry_store_close(by);
  cluster_clear(&elsewhere);
}

static bry_store *denied;

static bry_status denied_work(bry_error **err) {
  return bry_store_migrate(denied, err);
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  make_database("by_poor", "postgres");
  denied = open_database("by_poor", "t_none");
  each_allocation_may_fail(denied_work, BRY_EDENIED);
  bry_store_close(denied);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_superuser_may),
      cmocka_unit_test(an_owner_may_in_a_further_database),
      cmocka_unit_test(a_login_that_may_create_roles_may),
      cmocka_unit_test(without_the_right_to_the_database_it_is_told_who_may),
      cmocka_unit_test(without_the_right_to_the_roles_it_is_told_what_to_run),
      cmocka_unit_test(a_login_that_does_not_use_its_roles_is_told),
      cmocka_unit_test(a_role_that_bypasses_what_it_should_be_held_to_is_refused),
      cmocka_unit_test(the_statements_of_the_message_work),
      cmocka_unit_test(a_dump_restored_without_the_roles_is_refused),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, open_workplace_with_logins, close_workplace);
}
