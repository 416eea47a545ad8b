/* Errors and findings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/error.h"

#include "core/nth_allocation.h"

#include <string.h>

static void an_error_tells_what_it_was_given(void **state) {
  (void)state;
  bry_error *err = NULL;
  assert_int_equal(bry__error_at(&err, BRY_EINVAL, "/a/0", "need %d, not %s", 3, "two"), BRY_EINVAL);
  assert_int_equal(bry_error_status(err), BRY_EINVAL);
  assert_string_equal(bry_error_message(err), "need 3, not two");
  assert_string_equal(bry_error_pointer(err), "/a/0");
  assert_null(bry_error_sqlstate(err));
  assert_null(bry_error_findings(err));
  assert_int_equal(bry_error_retryable(err), 0);
  bry_error_free(err);
}

static void no_error_reads_as_ok(void **state) {
  (void)state;
  assert_int_equal(bry_error_status(NULL), BRY_OK);
  assert_string_equal(bry_error_message(NULL), "");
  assert_null(bry_error_pointer(NULL));
  assert_null(bry_error_sqlstate(NULL));
  assert_null(bry_error_findings(NULL));
  assert_int_equal(bry_error_retryable(NULL), 0);
  bry_error_free(NULL);
}

static void a_caller_may_not_want_the_error(void **state) {
  (void)state;
  bry__error_reset(NULL);
  assert_int_equal(bry__error(NULL, BRY_EIO, "x"), BRY_EIO);
  assert_int_equal(bry__enomem(NULL), BRY_ENOMEM);
  assert_int_equal(bry__error_database(NULL, BRY_EDATABASE, "23505", 0, "x"), BRY_EDATABASE);
  assert_int_equal(bry__error_findings(NULL, BRY_EREFUSED, "x", bry__findings_new()), BRY_EREFUSED);
}

static void a_better_error_replaces_the_first(void **state) {
  (void)state;
  bry_error *err = NULL;
  bry__error(&err, BRY_ENOTFOUND, "no row");
  assert_int_equal(bry__error(&err, BRY_ENOTFOUND, "no such survey"), BRY_ENOTFOUND);
  assert_string_equal(bry_error_message(err), "no such survey");
  bry_error_free(err);
}

static void running_out_of_memory_needs_no_memory(void **state) {
  (void)state;
  bry_error *err = NULL;
  int64_t before = bry__mem_count();
  assert_int_equal(bry__enomem(&err), BRY_ENOMEM);
  assert_int_equal(bry__mem_count(), before);
  assert_int_equal(bry_error_status(err), BRY_ENOMEM);
  assert_true(strlen(bry_error_message(err)) > 0);
  bry_error_free(err);
  bry_error_free(err); /* it belongs to nobody */
}

static void an_error_that_finds_no_memory_keeps_its_status(void **state) {
  (void)state;
  bry_error *err = NULL;
  bry__mem_fail_at(1);
  assert_int_equal(bry__error(&err, BRY_EINVAL, "x"), BRY_EINVAL);
  bry__mem_fail_at(0);
  assert_int_equal(bry_error_status(err), BRY_ENOMEM);
  bry_error_free(err);
}

static void a_database_error_carries_its_sqlstate(void **state) {
  (void)state;
  bry_error *err = NULL;
  bry__error_database(&err, BRY_EDATABASE, "40001", 1, "the database failed");
  assert_string_equal(bry_error_sqlstate(err), "40001");
  assert_int_equal(bry_error_retryable(err), 1);
  bry__error_database(&err, BRY_EUNAVAILABLE, NULL, 1, "gone");
  assert_null(bry_error_sqlstate(err));
  bry_error_free(err);
}

static void only_what_is_unavailable_is_retryable_by_itself(void **state) {
  (void)state;
  bry_error *err = NULL;
  bry__error(&err, BRY_EUNAVAILABLE, "no pool");
  assert_int_equal(bry_error_retryable(err), 1);
  bry__error(&err, BRY_EINVAL, "no");
  assert_int_equal(bry_error_retryable(err), 0);
  bry_error_free(err);
}

static void a_message_of_any_length_is_kept_whole(void **state) {
  (void)state;
  char text[5001];
  memset(text, 'x', 5000);
  text[5000] = '\0';
  bry_error *err = NULL;
  bry__error(&err, BRY_EINVAL, "%s", text);
  assert_string_equal(bry_error_message(err), text);
  bry_error_free(err);
}

static bry_findings *two_findings(void) {
  bry_findings *f = bry__findings_new();
  bry__findings_add(f, "q1", "required", "/q1", "Må besvares.", "Må svarast på.", "Needs an answer.");
  bry__findings_add(f, NULL, "item.unknown", "/zzz", "Ukjent spørsmål.", NULL, "Unknown item.");
  return f;
}

static void findings_are_read_in_each_language(void **state) {
  (void)state;
  bry_findings *f = two_findings();
  assert_int_equal(bry_findings_count(f), 2);
  assert_string_equal(bry_findings_item_at(f, 0), "q1");
  assert_null(bry_findings_item_at(f, 1));
  assert_string_equal(bry_findings_rule_at(f, 1), "item.unknown");
  assert_string_equal(bry_findings_pointer_at(f, 0), "/q1");
  assert_string_equal(bry_findings_message_at(f, 0, NULL), "Må besvares.");
  assert_string_equal(bry_findings_message_at(f, 0, "nn"), "Må svarast på.");
  assert_string_equal(bry_findings_message_at(f, 0, "en"), "Needs an answer.");
  assert_string_equal(bry_findings_message_at(f, 1, "nn"), "Ukjent spørsmål.");
  bry_findings_free(f);
}

static void findings_outside_the_list_are_null(void **state) {
  (void)state;
  bry_findings *f = two_findings();
  assert_null(bry_findings_rule_at(f, -1));
  assert_null(bry_findings_rule_at(f, 2));
  assert_null(bry_findings_message_at(f, 2, "nb"));
  assert_null(bry_findings_pointer_at(NULL, 0));
  assert_null(bry_findings_item_at(NULL, 0));
  assert_int_equal(bry_findings_count(NULL), 0);
  bry_findings_free(f);
  bry_findings_free(NULL);
}

static void an_error_of_findings_speaks_of_the_first(void **state) {
  (void)state;
  bry_error *err = NULL;
  assert_int_equal(bry__error_findings(&err, BRY_EREFUSED, "the answers", two_findings()), BRY_EREFUSED);
  assert_int_equal(bry_error_status(err), BRY_EREFUSED);
  assert_string_equal(bry_error_message(err), "the answers, at \"/q1\": Needs an answer. (2 findings in all)");
  assert_string_equal(bry_error_pointer(err), "/q1");
  assert_int_equal(bry_findings_count(bry_error_findings(err)), 2);
  bry_error_free(err);
}

static void findings_that_ran_out_of_memory_say_so(void **state) {
  (void)state;
  bry_error *err = NULL;
  bry_findings *f = two_findings();
  bry__mem_fail_at(1);
  bry__findings_add(f, "q2", "required", "/q2", "a", "b", "c");
  bry__mem_fail_at(0);
  bry__findings_add(f, "q3", "required", "/q3", "a", "b", "c"); /* sticky */
  assert_true(bry__findings_failed(f));
  assert_int_equal(bry_findings_count(f), 2);
  assert_int_equal(bry__error_findings(&err, BRY_EREFUSED, "the answers", f), BRY_ENOMEM);
  assert_int_equal(bry_error_status(err), BRY_ENOMEM);
  assert_int_equal(bry__error_findings(&err, BRY_EREFUSED, "the answers", NULL), BRY_ENOMEM);
  bry_error_free(err);
}

static bry_status make_findings(bry_error **err) {
  return bry__error_findings(err, BRY_EREFUSED, "the answers", two_findings());
}

static void findings_survive_any_failing_allocation(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(make_findings, BRY_EREFUSED) > 10);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_error_tells_what_it_was_given),
      cmocka_unit_test(no_error_reads_as_ok),
      cmocka_unit_test(a_caller_may_not_want_the_error),
      cmocka_unit_test(a_better_error_replaces_the_first),
      cmocka_unit_test(running_out_of_memory_needs_no_memory),
      cmocka_unit_test(an_error_that_finds_no_memory_keeps_its_status),
      cmocka_unit_test(a_database_error_carries_its_sqlstate),
      cmocka_unit_test(only_what_is_unavailable_is_retryable_by_itself),
      cmocka_unit_test(a_message_of_any_length_is_kept_whole),
      cmocka_unit_test(findings_are_read_in_each_language),
      cmocka_unit_test(findings_outside_the_list_are_null),
      cmocka_unit_test(an_error_of_findings_speaks_of_the_first),
      cmocka_unit_test(findings_that_ran_out_of_memory_say_so),
      cmocka_unit_test(findings_survive_any_failing_allocation),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
