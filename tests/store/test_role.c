/* Roles: mapped, listed, taken back; and tenants that a login does not reach. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "store/logins.h"

static int64_t listed(bry_store *by, const char *login, const char *role, const char *tenant) {
  bry_table *table = NULL;
  assert_ok(bry_role_list(by, &table, ERR));
  int64_t row = find_row(table, login, role, tenant);
  bry_table_free(table);
  return row;
}

static int has_role(const char *login, const char *role) {
  char sql[160];
  snprintf(sql, sizeof sql,
           "SELECT count(*) FROM pg_auth_members WHERE roleid = '%s'::regrole AND member = '%s'::regrole", role,
           login);
  char *count = ask_text(sql);
  int has = strcmp(count, "0") != 0;
  free(count);
  return has;
}

static void a_login_gets_a_role_in_one_tenant_and_loses_it(void **state) {
  (void)state;
  run_as_superuser("CREATE ROLE ada LOGIN");
  assert_ok(bry_role_grant(store, "ada", "manager", "test", ERR));
  assert_ok(bry_role_grant(store, "ada", "manager", "test", ERR));
  assert_ok(bry_role_grant(store, "ada", "manager", "other", ERR));
  assert_true(listed(store, "ada", "manager", "test") >= 0);
  bry_store *ada = login_open("ada");
  assert_ok(bry_store_set_tenant(ada, "test", ERR));
  assert_ok(bry_role_revoke(store, "ada", "manager", "test", ERR));
  assert_true(has_role("ada", "bry_manager"));
  assert_int_equal(bry_store_set_tenant(ada, "test", NULL), BRY_ENOTFOUND);
  bry_table *surveys = NULL;
  assert_ok(bry_survey_list(ada, &surveys, ERR)); /* the tenant chosen before */
  assert_int_equal(bry_table_row_count(surveys), 0);
  bry_table_free(surveys);
  assert_ok(bry_role_revoke(store, "ada", "manager", "other", ERR));
  assert_false(has_role("ada", "bry_manager"));
  assert_refused(bry_role_revoke(store, "ada", "manager", "other", ERR), BRY_ENOTFOUND, "bry_role_list");
  assert_refused(bry_store_set_tenant(ada, "other", ERR), BRY_EDENIED, "rights");
  bry_store_close(ada);
}

static void an_owner_is_made_and_unmade(void **state) {
  (void)state;
  run_as_superuser("CREATE ROLE eva LOGIN");
  assert_ok(bry_role_grant(store, "eva", "owner", NULL, ERR));
  bry_store *eva = login_open("eva");
  assert_ok(bry_store_migrate(eva, ERR));
  assert_ok(bry_tenant_add(eva, "evas", "Eva's", ERR));
  assert_ok(bry_store_set_tenant(eva, "evas", ERR));
  assert_true(listed(eva, "t_portal", "portal", "test") >= 0);
  assert_true(listed(eva, "eva", "owner", NULL) >= 0);
  assert_int_equal(bry_store_set_tenant(eva, "test", NULL),
                   BRY_ENOTFOUND); /* no owner reaches what it is not mapped to */
  assert_ok(bry_role_grant(eva, "t_none", "researcher", "evas", ERR));
  assert_ok(bry_role_revoke(eva, "t_none", "researcher", "evas", ERR));
  assert_refused(bry_role_grant(eva, "t_none", "owner", NULL, ERR), BRY_EDENIED, "superuser");
  bry_store_close(eva);
  assert_ok(bry_role_revoke(store, "eva", "owner", NULL, ERR));
  assert_false(has_role("eva", "bry_owner"));
}

static void nobody_but_an_owner_maps(void **state) {
  (void)state;
  for (int i = 1; i < LOGINS; i++) {
    char login[32];
    snprintf(login, sizeof login, "t_%s", login_roles[i]);
    bry_store *by = login_open(login);
    bry_status granted = bry_role_grant(by, login, "manager", "test", NULL);
    assert_int_equal(granted, BRY_EDENIED);
    assert_int_equal(bry_role_grant(by, login, "owner", NULL, NULL), BRY_EDENIED);
    assert_int_equal(bry_role_revoke(by, "t_portal", "portal", "test", NULL), BRY_EDENIED);
    assert_int_equal(bry_tenant_add(by, "mine", "Mine", NULL), BRY_EDENIED);
    if (strcmp(login_roles[i], "none") != 0) {
      assert_true(listed(by, login, login_roles[i], "test") >= 0);
      assert_int_equal(listed(by, "t_owner", NULL, NULL), -1);
    }
    bry_store_close(by);
  }
}

static void mistakes_are_told(void **state) {
  (void)state;
  run_as_superuser("CREATE ROLE a_group NOLOGIN; CREATE ROLE lazy LOGIN NOINHERIT");
  assert_refused(bry_role_grant(store, "nobody", "portal", "test", ERR), BRY_ENOTFOUND, "CREATE ROLE");
  assert_refused(bry_role_grant(store, "a_group", "portal", "test", ERR), BRY_ESTATE, "LOGIN");
  char *version = ask_text("SELECT current_setting('server_version_num')::int < 160000");
  if (version[0] == 't')
    assert_refused(bry_role_grant(store, "lazy", "portal", "test", ERR), BRY_ESTATE, "INHERIT");
  else
    assert_ok(bry_role_grant(store, "lazy", "portal", "test", ERR));
  free(version);
  assert_refused(bry_role_grant(store, "t_none", "king", "test", ERR), BRY_EINVAL, "facilitator");
  assert_refused(bry_role_grant(store, "t_none", NULL, "test", ERR), BRY_EINVAL, "facilitator");
  assert_refused(bry_role_grant(store, "t_none", "portal", NULL, ERR), BRY_EINVAL, "tenant");
  assert_refused(bry_role_grant(store, "t_none", "owner", "test", ERR), BRY_EINVAL, "tenant");
  assert_refused(bry_role_grant(store, "t_none", "portal", "nowhere", ERR), BRY_ENOTFOUND, "nowhere");
  assert_refused(bry_role_grant(store, "t_none", "portal", "No Where", ERR), BRY_EINVAL, "slug");
  assert_refused(bry_role_grant(store, "", "portal", "test", ERR), BRY_EINVAL, "login");
  assert_refused(bry_role_grant(store, NULL, "portal", "test", ERR), BRY_EINVAL, "login");
  assert_int_equal(bry_role_grant(NULL, "t_none", "portal", "test", NULL), BRY_EINVAL);
  assert_int_equal(bry_role_revoke(NULL, "t_none", "portal", "test", NULL), BRY_EINVAL);
  assert_int_equal(bry_role_list(store, NULL, NULL), BRY_EINVAL);
}

static void a_login_of_a_strange_name_is_mapped_and_no_sql_is_run(void **state) {
  (void)state;
  static const char strange[] = "o'la\"; DROP TABLE bry.response; --";
  run_as_superuser("CREATE ROLE \"o'la\"\"; DROP TABLE bry.response; --\" LOGIN");
  assert_ok(bry_role_grant(store, strange, "portal", "test", ERR));
  assert_true(listed(store, strange, "portal", "test") >= 0);
  assert_ok(bry_role_revoke(store, strange, "portal", "test", ERR));
  char *there = ask_text("SELECT to_regclass('bry.response') IS NOT NULL");
  assert_string_equal(there, "t");
  free(there);
}

/* A dropped login's mappings are still there; one made later of the same name must not wake them. */
static void a_mapping_does_not_outlive_its_login(void **state) {
  (void)state;
  run_as_superuser("CREATE ROLE siv LOGIN");
  assert_ok(bry_role_grant(store, "siv", "manager", "other", ERR));
  run_as_superuser("DROP ROLE siv");
  run_as_superuser("CREATE ROLE siv LOGIN");
  assert_ok(bry_role_grant(store, "siv", "manager", "test", ERR));
  bry_store *siv = login_open("siv");
  assert_int_equal(bry_store_set_tenant(siv, "other", NULL), BRY_ENOTFOUND);
  assert_ok(bry_store_set_tenant(siv, "test", ERR));
  bry_store_close(siv);
  assert_ok(bry_role_revoke(store, "siv", "manager", "test", ERR));
}

/* What a missing tenant and a foreign one give must be the same but for the slug. */
static void a_foreign_tenant_is_not_found_as_one_that_is_not_there(void **state) {
  (void)state;
  for (int i = 0; i < LOGINS - 1; i++) {
    char login[32];
    bry_error *foreign = NULL, *missing = NULL;
    snprintf(login, sizeof login, "t_%s", login_roles[i]);
    bry_store *by = login_open(login);
    assert_ok(bry_store_set_tenant(by, "test", ERR));
    assert_int_equal(bry_store_set_tenant(by, "other", &foreign), BRY_ENOTFOUND);
    assert_int_equal(bry_store_set_tenant(by, "ether", &missing), BRY_ENOTFOUND);
    char *said = strdup(bry_error_message(foreign));
    memcpy(strstr(said, "other"), "ether", 5);
    assert_string_equal(said, bry_error_message(missing));
    assert_ptr_equal(bry_error_sqlstate(foreign), bry_error_sqlstate(missing));
    free(said);
    bry_error_free(foreign);
    bry_error_free(missing);
    bry_table *table = NULL;
    assert_ok(bry_tenant_list(by, &table, ERR));
    assert_true(find_row(table, "test", NULL, NULL) >= 0);
    assert_int_equal(find_row(table, "other", NULL, NULL) >= 0, i == 0);
    bry_table_free(table);
    bry_store_close(by);
  }
}

static bry_status grant_work(bry_error **err) {
  return bry_role_grant(store, "t_none", "researcher", "test", err);
}

static bry_status missing_work(bry_error **err) {
  return bry_role_revoke(store, "t_none", "manager", "test", err);
}

static bry_store *manager;

static bry_status denied_work(bry_error **err) {
  return bry_role_grant(manager, "t_none", "manager", "test", err);
}

static bry_status list_work(bry_error **err) {
  bry_table *table = NULL;
  bry_status status = bry_role_list(store, &table, err);
  bry_table_free(table);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  each_allocation_may_fail(grant_work, BRY_OK);
  assert_ok(bry_role_revoke(store, "t_none", "researcher", "test", ERR));
  each_allocation_may_fail(missing_work, BRY_ENOTFOUND);
  manager = login_open("t_manager");
  each_allocation_may_fail(denied_work, BRY_EDENIED);
  bry_store_close(manager);
  assert_true(each_allocation_may_fail(list_work, BRY_OK) > 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_login_gets_a_role_in_one_tenant_and_loses_it),
      cmocka_unit_test(an_owner_is_made_and_unmade),
      cmocka_unit_test(nobody_but_an_owner_maps),
      cmocka_unit_test(mistakes_are_told),
      cmocka_unit_test(a_login_of_a_strange_name_is_mapped_and_no_sql_is_run),
      cmocka_unit_test(a_mapping_does_not_outlive_its_login),
      cmocka_unit_test(a_foreign_tenant_is_not_found_as_one_that_is_not_there),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, open_workplace_with_logins, close_workplace);
}
