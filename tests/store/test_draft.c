/* Drafts: given back to whoever holds the token, readable by nobody else, gone with the response. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "core/secret.h"
#include "store/privacy.h"

static const char half[] =
    " {\"near\": \"fire-ish\", \"dream\": \"En hemmelig dr\\u00f8m\", \"role-Comment\": null} ";

static bry_status save(const bry_survey *survey, const char *token, const char *answers) {
  return bry_draft_save(store, survey, token, answers, strlen(answers), 30, NULL);
}

static void expect_draft(const bry_survey *survey, const char *token, const char *expected) {
  bry_text *text = NULL;
  assert_ok(bry_draft_load(store, survey, token, &text, ERR));
  assert_int_equal(bry_text_size(text), strlen(expected));
  assert_memory_equal(bry_text_data(text), expected, strlen(expected));
  bry_text_free(text);
}

static void expect_none(const bry_survey *survey, const char *token) {
  bry_text *text = NULL;
  assert_int_equal(bry_draft_load(store, survey, token, &text, NULL), BRY_ENOTFOUND);
  assert_null(text);
}

static void a_draft_comes_back_byte_for_byte_until_it_is_dropped(void **state) {
  (void)state;
  bry_survey *survey = make_private("come-back", NULL, NULL, NULL),
             *other = make_private("come-back-2", NULL, NULL, NULL);
  char token[BRY_SECRET_SIZE], wrong[BRY_SECRET_SIZE];
  bry_receipt_new(token);
  bry_receipt_new(wrong);
  expect_none(survey, token);
  assert_int_equal(save(survey, token, half), BRY_OK);
  expect_draft(survey, token, half);
  assert_int_equal(save(survey, token, "{}"), BRY_OK);
  expect_draft(survey, token, "{}");
  expect_none(survey, wrong);
  expect_none(other, token);
  assert_ok(bry_draft_drop(store, survey, token, ERR));
  assert_ok(bry_draft_drop(store, survey, token, ERR));
  expect_none(survey, token);
  bry_survey_free(survey);
  bry_survey_free(other);
}

static void the_database_can_read_nothing_of_it(void **state) {
  (void)state;
  bry_survey *survey = make_private("locked", NULL, NULL, NULL);
  char token[BRY_SECRET_SIZE], sql[400];
  bry_receipt_new(token);
  assert_int_equal(save(survey, token, half), BRY_OK);
  snprintf(
      sql, sizeof sql,
      "SELECT count(*) FROM bry.draft WHERE position('hemmelig'::bytea IN locked) > 0 OR draft::text LIKE '%%%s%%'",
      token);
  char *found = ask_text(sql), *sizes = ask_text("SELECT octet_length(locked) % 512 FROM bry.draft");
  assert_string_equal(found, "0");
  assert_int_equal(atoi(sizes), BRY__LOCK_BYTES); /* the length is rounded up */
  free(found);
  free(sizes);
  found = ask_text("UPDATE bry.draft SET locked = set_byte(locked, 50, get_byte(locked, 50) # 1)");
  free(found);
  expect_none(survey, token); /* what was tampered with is not given back */
  bry_survey_free(survey);
}

static void only_the_forms_own_keys_are_kept(void **state) {
  (void)state;
  bry_survey *survey = make_private("keys", NULL, NULL, NULL);
  char token[BRY_SECRET_SIZE];
  bry_receipt_new(token);
  bry_error *err = NULL;
  assert_int_equal(bry_draft_save(store, survey, token, "{\"near\": 1, \"hemmelig\": 2}", 26, 30, &err),
                   BRY_EREFUSED);
  assert_string_equal(bry_findings_rule_at(bry_error_findings(err), 0), "unknown");
  bry_error_free(err);
  assert_int_equal(save(survey, token, "{\"words.first\": 1}"), BRY_EREFUSED);
  assert_int_equal(save(survey, token, "[]"), BRY_EPARSE);
  assert_int_equal(save(survey, token, "{\"near\": "), BRY_EPARSE);
  char *large = malloc(BRY_DRAFT_BYTES_MAX + 2);
  memset(large, ' ', BRY_DRAFT_BYTES_MAX + 1);
  large[0] = '{';
  large[BRY_DRAFT_BYTES_MAX - 1] = '}';
  large[BRY_DRAFT_BYTES_MAX + 1] = 0;
  assert_int_equal(save(survey, token, large), BRY_ELIMIT);
  large[BRY_DRAFT_BYTES_MAX] = 0;
  assert_int_equal(save(survey, token, large), BRY_OK);
  expect_draft(survey, token, large);
  free(large);
  bry_survey_free(survey);
}

static void wrong_arguments_are_told(void **state) {
  (void)state;
  bry_survey *survey = make_private("arguments", NULL, NULL, NULL);
  char token[BRY_SECRET_SIZE];
  bry_text *text = NULL;
  bry_receipt_new(token);
  assert_int_equal(save(survey, "short", "{}"), BRY_EINVAL);
  assert_int_equal(save(survey, NULL, "{}"), BRY_EINVAL);
  assert_int_equal(save(NULL, token, "{}"), BRY_EINVAL);
  assert_int_equal(bry_draft_save(store, survey, token, NULL, 0, 30, NULL), BRY_EINVAL);
  assert_int_equal(bry_draft_save(store, survey, token, "{}", 2, 0, NULL), BRY_EINVAL);
  assert_int_equal(bry_draft_save(store, survey, token, "{}", 2, 366, NULL), BRY_EINVAL);
  assert_int_equal(bry_draft_load(store, survey, token, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_draft_load(store, survey, "short", &text, NULL), BRY_EINVAL);
  assert_int_equal(bry_draft_drop(store, survey, "short", NULL), BRY_EINVAL);
  bry_survey_free(survey);
}

static void it_goes_with_the_response_with_time_and_with_the_seal(void **state) {
  (void)state;
  bry_survey *survey = make_private("goes", NULL, NULL, NULL);
  char token[BRY_SECRET_SIZE], late[BRY_SECRET_SIZE];
  bry_receipt_new(token);
  bry_receipt_new(late);
  assert_int_equal(save(survey, token, half), BRY_OK);
  bry_submit_options options = submit_options();
  options.receipt = token;
  options.draft = token;
  assert_int_equal(bry_response_submit_with(store, survey, &options, "{}", 2, NULL, NULL, NULL), BRY_EREFUSED);
  expect_draft(survey, token, half);
  assert_int_equal(submit_with(survey, &options, NULL, NULL), BRY_OK);
  expect_none(survey, token);
  assert_int_equal(save(survey, late, half), BRY_OK);
  free(ask_text("UPDATE bry.draft SET expires_on = current_date - 1"));
  expect_none(survey, late);
  assert_int_equal(save(survey, token, half), BRY_OK);
  char *left =
      ask_text("SELECT count(*) FROM bry.draft JOIN bry.survey USING (tenant_id, survey_id) WHERE slug = 'goes'");
  assert_string_equal(left, "1"); /* the expired one went */
  free(left);
  assert_ok(bry_survey_close(store, "goes", NULL, NULL, ERR));
  expect_none(survey, token);
  assert_int_equal(save(survey, token, half), BRY_ESTATE);
  bry_survey_free(survey);
}

static bry_survey *spare;

static bry_status draft_work(bry_error **err) {
  static const char token[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  bry_text *text = NULL;
  bry_status status = bry_draft_save(store, spare, token, half, strlen(half), 30, err);
  if (status == BRY_OK) status = bry_draft_load(store, spare, token, &text, err);
  bry_text_free(text);
  return status == BRY_OK ? bry_draft_drop(store, spare, token, err) : status;
}

static bry_status refuse_work(bry_error **err) {
  return bry_draft_save(store, spare, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "{\"x\": 1}", 8, 30, err);
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  spare = make_private("memory", NULL, NULL, NULL);
  assert_true(each_allocation_may_fail(draft_work, BRY_OK) > 5);
  assert_true(each_allocation_may_fail(refuse_work, BRY_EREFUSED) > 2);
  bry_survey_free(spare);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_draft_comes_back_byte_for_byte_until_it_is_dropped),
      cmocka_unit_test(the_database_can_read_nothing_of_it),
      cmocka_unit_test(only_the_forms_own_keys_are_kept),
      cmocka_unit_test(wrong_arguments_are_told),
      cmocka_unit_test(it_goes_with_the_response_with_time_and_with_the_seal),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, open_workplace, close_workplace);
}
