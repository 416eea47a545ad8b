/* Retention: what is past its date goes, in batches that may be interrupted, as a dry run said; and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "store/people.h"

static const char PAST[] = "2020-01-31", FUTURE[] = "2999-12-31";

/* As if the survey's last day had come and gone: no call sets one that is over. */
static void let_pass(const char *slug) {
  char sql[120];
  snprintf(sql, sizeof sql, "UPDATE bry.survey SET retain_until = '%s' WHERE slug = '%s'", PAST, slug);
  as_superuser(sql);
}

static bry_table *run_retention(int32_t dry_run) {
  bry_table *t = NULL;
  assert_ok(bry_retention_run(store, dry_run, NULL, NULL, &t, ERR));
  return t;
}

static void assert_same_tables(const bry_table *a, const bry_table *b) {
  bry_text *one = NULL, *two = NULL;
  assert_ok(bry_table_render(a, BRY_FORMAT_CSV, "en", &one, ERR));
  assert_ok(bry_table_render(b, BRY_FORMAT_CSV, "en", &two, ERR));
  assert_string_equal(bry_text_data(one), bry_text_data(two));
  bry_text_free(one);
  bry_text_free(two);
}

static void expect_row(const bry_table *t, const char *survey, int64_t responses, int64_t coded, int64_t invitations,
                       int64_t drafts) {
  int64_t row = find_row(t, survey, NULL, NULL);
  assert_true(row >= 0);
  assert_int_equal(number_in(t, row, "responses"), responses);
  assert_int_equal(number_in(t, row, "coded"), coded);
  assert_int_equal(number_in(t, row, "invitations"), invitations);
  assert_int_equal(number_in(t, row, "drafts"), drafts);
  assert_int_equal(number_in(t, row, "names"), 0);
}

/* Two past their date, one that is kept, in which Ola is named too. */
static void what_is_past_its_date_goes_as_the_dry_run_said(void **state) {
  (void)state;
  bry_survey *old = make_private("r-old", "anonymous", NULL, NULL),
             *named = make_private("r-named", "identified", NULL, NULL);
  bry_survey *kept = make_private("r-kept", "identified", NULL, NULL);
  char receipt[BRY_SECRET_SIZE];
  for (int i = 0; i < 5; i++)
    answer_by_receipt(portal, old, "Rolig zebra9", NULL, receipt);
  bry_table_free(invite(old, "b", 7, 1, NULL));
  bry_receipt_new(receipt);
  assert_ok(bry_draft_save(portal, old, receipt, brief, strlen(brief), 30, ERR));
  assert_ok(bry_draft_save(portal, kept, receipt, brief, strlen(brief), 30, ERR));
  bry_receipt_new(receipt);
  assert_ok(bry_draft_save(portal, kept, receipt, brief, strlen(brief), 30, ERR));
  as_superuser("UPDATE bry.draft SET expires_on = current_date - 1 WHERE ctid = (SELECT max(ctid) FROM bry.draft)");
  answer_as(portal, named, "kari", "Kari zebra9", "Rolig");
  answer_as(portal, named, "ola", "Ola", "Rolig");
  answer_as(portal, kept, "ola", "Ola", "Rolig");
  put_codebook(workplace_codebook);
  assert_ok(bry_survey_code(store, old, "dream", "drom", NULL, NULL, NULL, ERR));
  rebuild_tallies("r-old");
  let_pass("r-old");
  let_pass("r-named");
  let_pass("r-kept");
  assert_ok(bry_survey_set_retention(store, kept, FUTURE, ERR)); /* lengthened while there was time */
  as_superuser("ANALYZE");

  bry_table *dry = run_retention(1);
  expect_row(dry, "r-old", 5, 5, 7, 1);
  expect_row(dry, "r-named", 2, 0, 0, 0);
  expect_row(dry, "r-kept", 0, 0, 0, 1);
  assert_int_equal(bry_table_row_count(dry), 4);
  assert_null(bry_table_text(dry, 3, 0));
  assert_int_equal(number_in(dry, 3, "names"), 1); /* Kari; Ola is named by what is kept */
  assert_int_equal(count_responses(old), 5);       /* nothing went */
  bry_table *wet = run_retention(0);
  assert_same_tables(dry, wet);
  bry_table *again = run_retention(0);
  assert_int_equal(bry_table_row_count(again), 0);
  bry_table_free(dry);
  bry_table_free(wet);
  bry_table_free(again);

  expect_nowhere("zebra9");
  expect_tallies("r-old", 0);
  expect_tallies("r-named", 0);
  assert_int_equal(count_responses(kept), 1);
  assert_int_equal(ask_number("SELECT count(*) FROM bry.participant"), 1);
  assert_int_equal(ask_number("SELECT expired FROM bry.survey WHERE slug = 'r-old'"), 5);
  char *states = ask_text("SELECT string_agg(state, ' ' ORDER BY slug) FROM bry.survey WHERE slug LIKE 'r-%'");
  assert_string_equal(states, "open closed closed"); /* kept, named, old */
  free(states);
  bry_survey_free(old);
  bry_survey_free(named);
  bry_survey_free(kept);
}

static void the_date_may_be_set_at_creation_and_the_last_day_counts(void **state) {
  (void)state;
  bry_questionnaire *q = NULL;
  bry_survey *survey = NULL;
  bry_survey_options options;
  bry_survey_options_init(&options);
  char *today = ask_text("SELECT to_char(current_date, 'YYYY-MM-DD')");
  options.retain_until = today;
  assert_ok(bry_questionnaire_parse(workplace_questionnaire, strlen(workplace_questionnaire), &q, ERR));
  assert_ok(bry_survey_create(store, "r-today", q, &options, &survey, ERR));
  assert_ok(bry_survey_open(store, "r-today", ERR));
  char receipt[BRY_SECRET_SIZE];
  answer_by_receipt(portal, survey, "Ja", NULL, receipt);
  bry_table_free(run_retention(0));
  assert_int_equal(count_responses(survey), 1);
  options.retain_until = "31.12.2026";
  assert_int_equal(bry_survey_create(store, "r-wrong", q, &options, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_survey_set_retention(store, survey, "2026-02-30", NULL), BRY_EINVAL);
  assert_int_equal(bry_survey_set_retention(store, NULL, NULL, NULL), BRY_EINVAL);
  assert_ok(bry_survey_set_retention(store, survey, NULL, ERR));
  assert_int_equal(ask_number("SELECT (retain_until IS NULL)::int FROM bry.survey WHERE slug = 'r-today'"), 1);
  assert_int_equal(bry_retention_run(store, 2, NULL, NULL, NULL, NULL), BRY_EINVAL);
  free(today);
  bry_questionnaire_free(q);
  bry_survey_free(survey);
}

static int32_t stop(int64_t done, int64_t total, void *user) {
  int64_t *seen = user;
  seen[0]++;
  assert_true(done <= total);
  return seen[0] == seen[1];
}

/* 25,000 responses are three batches. */
static void an_interrupted_run_goes_on(void **state) {
  (void)state;
  bry_survey *survey = make_private("r-many", NULL, NULL, NULL);
  as_superuser("INSERT INTO bry.response (tenant_id, survey_id, response_id, content_hash, segments, closed, texts)"
               " SELECT tenant_id, survey_id, gen_random_uuid(), '', ARRAY[NULL, NULL]::text[],"
               " '{1,0,0,0,-2,-2,-2}', ARRAY[NULL, NULL, NULL, NULL, 'x']::text[]"
               " FROM bry.survey, generate_series(1, 25000) WHERE slug = 'r-many'");
  rebuild_tallies("r-many");
  let_pass("r-many");
  int64_t seen[2] = {0, 1};
  bry_table *t = NULL;
  assert_int_equal(bry_retention_run(store, 0, stop, seen, &t, NULL), BRY_ECANCELLED);
  assert_null(t);
  expect_tallies("r-many", 15000);
  assert_int_equal(ask_number("SELECT expired FROM bry.survey WHERE slug = 'r-many'"), 10000);
  seen[1] = -1;
  assert_ok(bry_retention_run(store, 0, stop, seen, &t, ERR));
  assert_int_equal(number_in(t, find_row(t, "r-many", NULL, NULL), "responses"), 15000);
  bry_table_free(t);
  expect_tallies("r-many", 0);
  assert_int_equal(ask_number("SELECT expired FROM bry.survey WHERE slug = 'r-many'"), 25000);
  assert_int_equal(ask_number("SELECT sum((counts ->> 'responses')::int) FROM bry.audit WHERE act = 'retention.run'"
                              " AND subject = 'r-many'"),
                   25000);
  bry_survey_free(survey);
}

/* What was deleted leaves its number and its day, and a survey that had answers is not deleted itself. */
static void a_survey_tells_what_retention_took_from_it(void **state) {
  (void)state;
  bry_survey *survey = make_private("r-told", NULL, NULL, NULL);
  bry_table *list = NULL;
  bry_error *err = NULL;
  char receipt[BRY_SECRET_SIZE];
  for (int i = 0; i < 3; i++)
    answer_by_receipt(portal, survey, "Rolig", NULL, receipt);
  let_pass("r-told");
  bry_table_free(run_retention(0));
  assert_ok(bry_survey_list(store, &list, ERR));
  int64_t row = find_row(list, "r-told", NULL, NULL);
  char *today = ask_text("SELECT to_char(current_date, 'YYYY-MM-DD')");
  assert_int_equal(number_in(list, row, "responses"), 0);
  assert_int_equal(number_in(list, row, "expired"), 3);
  assert_string_equal(bry_table_text(list, row, bry_table_find_column(list, "expired_on")), today);
  bry_table_free(list);
  assert_int_equal(bry_survey_delete(store, "r-told", &err), BRY_ESTATE);
  assert_non_null(strstr(bry_error_message(err), "retention deleted"));
  bry_error_free(err);
  assert_ok(bry_survey_list(portal, &list, ERR)); /* who may not count learns no number here either */
  row = find_row(list, "r-told", NULL, NULL);
  assert_int_equal(bry_table_missing(list, row, bry_table_find_column(list, "expired")) != BRY_PRESENT, 1);
  bry_table_free(list);
  free(today);
  bry_survey_free(survey);
}

static void expect_past(bry_status status, bry_error *err) {
  assert_int_equal(status, BRY_EINVAL);
  assert_non_null(strstr(bry_error_message(err), "is over: all answers would be deleted"));
  bry_error_free(err);
}

/* A slip of a digit must not delete a survey's answers the next morning. */
static void a_last_day_that_is_over_is_refused(void **state) {
  (void)state;
  bry_questionnaire *q = NULL;
  bry_survey_options options;
  bry_error *err = NULL;
  bry_survey_options_init(&options);
  char *yesterday = ask_text("SELECT to_char(current_date - 1, 'YYYY-MM-DD')");
  char *today = ask_text("SELECT to_char(current_date, 'YYYY-MM-DD')");
  assert_ok(bry_questionnaire_parse(workplace_questionnaire, strlen(workplace_questionnaire), &q, ERR));
  options.retain_until = yesterday;
  bry_status status = bry_survey_create(store, "r-slip", q, &options, NULL, &err);
  expect_past(status, err);
  assert_int_equal(ask_number("SELECT count(*) FROM bry.survey WHERE slug = 'r-slip'"), 0);
  options.retain_until = today;
  bry_survey *survey = NULL;
  assert_ok(bry_survey_create(store, "r-slip", q, &options, &survey, ERR));
  err = NULL;
  status = bry_survey_set_retention(store, survey, yesterday, &err);
  expect_past(status, err);
  as_superuser("UPDATE bry.survey SET retain_until = current_date - 1 WHERE slug = 'r-slip'");
  options.retain_until = yesterday; /* the very same again is no news, however old it has grown */
  assert_ok(bry_survey_create(store, "r-slip", q, &options, NULL, ERR));
  assert_ok(bry_survey_set_retention(store, survey, yesterday, ERR));
  free(today);
  free(yesterday);
  bry_survey_free(survey);
  bry_questionnaire_free(q);
}

static bry_survey *spare;

static bry_status retention_work(bry_error **err) {
  bry_table *t = NULL;
  bry_status status = bry_survey_set_retention(store, spare, FUTURE, err);
  if (status == BRY_OK) status = bry_retention_run(store, 1, NULL, NULL, &t, err);
  bry_table_free(t);
  t = NULL;
  if (status == BRY_OK) status = bry_retention_run(store, 0, NULL, NULL, &t, err);
  bry_table_free(t);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  spare = make_private("r-memory", NULL, NULL, NULL);
  char receipt[BRY_SECRET_SIZE];
  answer_by_receipt(store, spare, "Rolig", NULL, receipt);
  bry_survey *due = make_private("r-memory-due", NULL, NULL, NULL);
  answer_by_receipt(store, due, "Rolig", NULL, receipt);
  let_pass("r-memory-due");
  assert_true(each_allocation_may_fail(retention_work, BRY_OK) > 5);
  assert_int_equal(count_responses(due), 0);
  bry_survey_free(due);
  bry_survey_free(spare);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_past_its_date_goes_as_the_dry_run_said),
      cmocka_unit_test(the_date_may_be_set_at_creation_and_the_last_day_counts),
      cmocka_unit_test(an_interrupted_run_goes_on),
      cmocka_unit_test(a_survey_tells_what_retention_took_from_it),
      cmocka_unit_test(a_last_day_that_is_over_is_refused),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, open_rights, close_rights);
}
