/* Codebooks in the database: versions are kept, never changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "store/workplace.h"

static const char second_version[] =
    "{\"id\": \"drom\", \"version\": \"2\", \"themes\": ["
    "{\"id\": \"calm\", \"label\": {\"nb\": \"Ro\"}, \"definition\": \"Ro\", \"indicators\": {\"nb\": [\"ro\"]}}]}";

static bry_codebook *parse(const char *json) {
  bry_codebook *codebook = NULL;
  assert_ok(bry_codebook_parse(json, strlen(json), NULL, &codebook, ERR));
  return codebook;
}

static void the_version_put_last_is_the_newest(void **state) {
  (void)state;
  bry_codebook *first = parse(workplace_codebook), *second = parse(second_version), *found = NULL;
  assert_ok(bry_codebook_put(store, first, ERR));
  assert_ok(bry_codebook_get(store, "drom", &found, ERR));
  assert_string_equal(bry_codebook_json(found), bry_codebook_json(first));
  bry_codebook_free(found);
  assert_ok(bry_codebook_put(store, second, ERR));
  assert_ok(bry_codebook_put(store, first, ERR)); /* it is there: not put again */
  assert_ok(bry_codebook_get(store, "drom", &found, ERR));
  assert_string_equal(bry_codebook_version(found), "2");
  bry_codebook_free(found);
  bry_codebook_free(first);
  bry_codebook_free(second);
}

static void a_version_never_changes(void **state) {
  (void)state;
  bry_codebook *second = parse(second_version);
  bry_codebook *other =
      parse("{\"id\": \"drom\", \"version\": \"2\", \"themes\": [{\"id\": \"x\", \"label\": {\"nb\": \"X\"},"
            " \"definition\": \"X\", \"indicators\": {\"nb\": [\"x\"]}}]}");
  bry_error *err = NULL;
  assert_ok(bry_codebook_put(store, second, ERR));
  assert_int_equal(bry_codebook_put(store, other, &err), BRY_ECONFLICT);
  assert_int_equal(bry_error_status(err), BRY_ECONFLICT);
  bry_error_free(err);
  bry_codebook_free(second);
  bry_codebook_free(other);
}

static void the_list_has_every_version(void **state) {
  (void)state;
  put_codebook(workplace_codebook);
  put_codebook(second_version);
  bry_table *t = NULL;
  assert_ok(bry_codebook_list(store, &t, ERR));
  assert_int_equal(number_in(t, find_row(t, "drom", "1", NULL), "themes"), 3);
  assert_int_equal(number_in(t, find_row(t, "drom", "2", NULL), "themes"), 1);
  bry_table_free(t);
}

static void another_tenant_has_other_codebooks(void **state) {
  (void)state;
  bry_codebook *found = (bry_codebook *)1;
  bry_table *t = NULL;
  put_codebook(workplace_codebook);
  assert_ok(bry_store_set_tenant(store, "other", ERR));
  assert_int_equal(bry_codebook_get(store, "drom", &found, NULL), BRY_ENOTFOUND);
  assert_null(found);
  assert_ok(bry_codebook_list(store, &t, ERR));
  assert_int_equal(bry_table_row_count(t), 0);
  bry_table_free(t);
  assert_ok(bry_store_set_tenant(store, "test", ERR));
}

static void wrong_arguments_are_told(void **state) {
  (void)state;
  bry_codebook *found = NULL;
  bry_table *t = NULL;
  bry_error *err = NULL;
  assert_int_equal(bry_codebook_get(store, "nothing", &found, &err), BRY_ENOTFOUND);
  assert_non_null(strstr(bry_error_message(err), "codebook"));
  bry_error_free(err);
  assert_int_equal(bry_codebook_get(store, NULL, &found, NULL), BRY_EINVAL);
  assert_int_equal(bry_codebook_get(NULL, "drom", &found, NULL), BRY_EINVAL);
  assert_int_equal(bry_codebook_get(store, "drom", NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_codebook_put(store, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_codebook_put(NULL, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_codebook_list(NULL, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_codebook_list(store, NULL, NULL), BRY_EINVAL);
}

static bry_status put_get_list(bry_error **err) {
  bry_codebook *codebook = NULL, *found = NULL;
  bry_table *t = NULL;
  bry_status status = bry_codebook_parse(second_version, strlen(second_version), NULL, &codebook, err);
  if (status == BRY_OK) status = bry_codebook_put(store, codebook, err);
  if (status == BRY_OK) status = bry_codebook_get(store, "drom", &found, err);
  if (status == BRY_OK) status = bry_codebook_list(store, &t, err);
  bry_codebook_free(codebook);
  bry_codebook_free(found);
  bry_table_free(t);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(put_get_list, BRY_OK) > 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_version_put_last_is_the_newest), cmocka_unit_test(a_version_never_changes),
      cmocka_unit_test(the_list_has_every_version),         cmocka_unit_test(another_tenant_has_other_codebooks),
      cmocka_unit_test(wrong_arguments_are_told),           cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, open_workplace, close_workplace);
}
