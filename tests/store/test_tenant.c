/* Tenants: added once, listed, chosen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "store/store.h"
#include "store/workplace.h"

static void a_tenant_is_added_once(void **state) {
  (void)state;
  assert_ok(bry_tenant_add(store, "inderoy", "Inderøy kommune", ERR));
  assert_ok(bry_tenant_add(store, "inderoy", "Inderøy kommune", ERR));
  bry_error *err = NULL;
  assert_int_equal(bry_tenant_add(store, "inderoy", "Inderøy", &err), BRY_ECONFLICT);
  bry_error_free(err);
  bry_table *table = NULL;
  assert_ok(bry_tenant_list(store, &table, ERR));
  assert_true(find_row(table, "inderoy", "Inderøy kommune", NULL) >= 0);
  assert_int_equal(bry_table_row_count(table), 3);
  bry_table_free(table);
}

static void a_tenants_id_depends_on_its_slug_alone(void **state) {
  (void)state;
  uint8_t id[16];
  assert_ok(bry_tenant_add(store, "fast", "Fast", ERR));
  assert_ok(bry_store_set_tenant(store, "fast", ERR));
  assert_ok(bry__store_tenant(store, id, ERR));
  char text[37];
  for (int i = 0, at = 0; i < 16; i++) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text[at++] = '-';
    at += snprintf(text + at, 3, "%02x", id[i]);
  }
  assert_string_equal(text,
                      "b8b5eaa0-a94b-5a41-b9ba-51409cdee762"); /* stored data hang on it: it must never change */
}

static void slugs_and_names_are_checked(void **state) {
  (void)state;
  char long_name[502];
  memset(long_name, 'n', sizeof long_name - 1);
  long_name[sizeof long_name - 1] = 0;
  const char *const slugs[] = {
      NULL, "", "Stor", "-a", "a.b", "a/b", "æ", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
  const char *const names[] = {NULL, "", "to\nlinjer", "\xc3", long_name};
  for (size_t i = 0; i < sizeof slugs / sizeof slugs[0]; i++) {
    assert_int_equal(bry_tenant_add(store, slugs[i], "Navn", NULL), BRY_EINVAL);
    assert_int_equal(bry_store_set_tenant(store, slugs[i], NULL), BRY_EINVAL);
  }
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    assert_int_equal(bry_tenant_add(store, "navn", names[i], NULL), BRY_EINVAL);
  assert_int_equal(bry_tenant_add(NULL, "navn", "Navn", NULL), BRY_EINVAL);
  assert_int_equal(bry_tenant_list(store, NULL, NULL), BRY_EINVAL);
}

static void an_unknown_tenant_cannot_be_chosen_and_the_old_one_stays(void **state) {
  (void)state;
  uint8_t before[16], after[16];
  assert_ok(bry_tenant_add(store, "valgt", "Valgt", ERR));
  assert_ok(bry_store_set_tenant(store, "valgt", ERR));
  assert_ok(bry__store_tenant(store, before, ERR));
  assert_int_equal(bry_store_set_tenant(store, "ukjent", NULL), BRY_ENOTFOUND);
  assert_ok(bry__store_tenant(store, after, ERR));
  assert_memory_equal(before, after, sizeof before);
}

static void without_a_tenant_calls_say_so(void **state) {
  (void)state;
  bry_store *fresh = cluster_open(&server, NULL);
  bry_table *table = NULL;
  bry_error *err = NULL;
  assert_int_equal(bry_survey_list(fresh, &table, &err), BRY_EINVAL);
  assert_non_null(strstr(bry_error_message(err), "bry_store_set_tenant"));
  bry_error_free(err);
  bry_store_close(fresh);
}

static bry_status add_work(bry_error **err) {
  return bry_tenant_add(store, "minne", "Minne", err);
}

static bry_status conflict_work(bry_error **err) {
  return bry_tenant_add(store, "minne", "Annet", err);
}

static bry_status choose_work(bry_error **err) {
  return bry_store_set_tenant(store, "minne", err);
}

static bry_status list_work(bry_error **err) {
  bry_table *table = NULL;
  bry_status status = bry_tenant_list(store, &table, err);
  bry_table_free(table);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  each_allocation_may_fail(add_work, BRY_OK);
  each_allocation_may_fail(conflict_work, BRY_ECONFLICT);
  each_allocation_may_fail(choose_work, BRY_OK);
  assert_true(each_allocation_may_fail(list_work, BRY_OK) > 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_tenant_is_added_once),
      cmocka_unit_test(a_tenants_id_depends_on_its_slug_alone),
      cmocka_unit_test(slugs_and_names_are_checked),
      cmocka_unit_test(an_unknown_tenant_cannot_be_chosen_and_the_old_one_stays),
      cmocka_unit_test(without_a_tenant_calls_say_so),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, open_workplace, close_workplace);
}
