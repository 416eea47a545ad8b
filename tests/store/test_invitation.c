/* Invitations: given once, kept as hashes, used up by stored responses only, one response a token also under a race. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "store/people.h"

#include <pthread.h>
#include <time.h>

static int64_t used(const char *slug) {
  char sql[256];
  snprintf(
      sql, sizeof sql,
      "SELECT coalesce(sum(used), 0) FROM bry.invitation JOIN bry.survey USING (tenant_id, survey_id) WHERE slug = "
      "'%s'",
      slug);
  char *text = ask_text(sql);
  int64_t count = strtoll(text, NULL, 10);
  free(text);
  return count;
}

/* With a new id each. */
static bry_status use(const bry_survey *survey, const char *token, const char *segments, int32_t *outcome) {
  char id[37];
  bry_uuid_v4(id);
  bry_submit_options options = submit_options();
  options.response_id = id;
  options.token = token;
  return submit_with(survey, &options, segments, outcome);
}

static void expect_use(const bry_survey *survey, const char *token, const char *segments, bry_status status,
                       const char *rule) {
  char id[37];
  bry_uuid_v4(id);
  bry_submit_options options = submit_options();
  options.response_id = id;
  options.token = token;
  expect_refusal_of(survey, &options, segments, status, rule);
}

static void an_invited_survey_takes_no_response_without_a_token(void **state) {
  (void)state;
  bry_survey *survey = make_private("closed-door", NULL, "invited", NULL);
  bry_table *tokens = invite(survey, "a", 1, 1, NULL);
  char id[37];
  bry_uuid_v4(id);
  assert_int_equal(bry_response_submit(store, survey, id, brief, strlen(brief), NULL, NULL, NULL), BRY_EINVAL);
  expect_use(survey, NULL, NULL, BRY_EREFUSED, "token.missing");
  bry_import *import = NULL;
  assert_int_equal(import_bytes(survey, BRY_IMPORT_CSV, "near\n4\n", 7, &import, NULL), BRY_EINVAL);
  assert_int_equal(count_responses(survey), 0);
  assert_int_equal(use(survey, bry_table_text(tokens, 0, 0), NULL, NULL), BRY_OK);
  assert_int_equal(count_responses(survey), 1);
  bry_table_free(tokens);
  bry_survey_free(survey);
}

static void a_token_is_used_up_by_stored_responses_only(void **state) {
  (void)state;
  bry_survey *survey = make_private("used-up", NULL, "invited", NULL);
  bry_table *tokens = invite(survey, "a", 2, 1, NULL);
  const char *token = bry_table_text(tokens, 0, 0);
  char id[37];
  bry_uuid_v4(id);
  bry_submit_options options = submit_options();
  options.response_id = id;
  options.token = token;
  int32_t outcome = 0;
  assert_int_equal(bry_response_submit_with(store, survey, &options, "{\"near\": 9}", 11, NULL, NULL, NULL),
                   BRY_EREFUSED);
  assert_int_equal(used("used-up"), 0);
  assert_int_equal(submit_with(survey, &options, NULL, &outcome), BRY_OK);
  assert_int_equal(outcome, BRY_SUBMIT_STORED);
  assert_int_equal(submit_with(survey, &options, NULL, &outcome), BRY_OK);
  assert_int_equal(outcome, BRY_SUBMIT_REPEATED);
  assert_int_equal(used("used-up"), 1);
  expect_use(survey, token, NULL, BRY_EREFUSED, "token.used");
  options.token = bry_table_text(tokens, 1, 0); /* the same response by another token is the same response */
  assert_int_equal(submit_with(survey, &options, NULL, &outcome), BRY_OK);
  assert_int_equal(outcome, BRY_SUBMIT_REPEATED);
  assert_int_equal(used("used-up"), 1);
  assert_int_equal(bry_response_submit_with(store, survey, &options, "{\"near\": 1}", 11, NULL, NULL, NULL),
                   BRY_ECONFLICT);
  assert_int_equal(used("used-up"), 1);
  assert_int_equal(count_responses(survey), 1);
  bry_table_free(tokens);
  bry_survey_free(survey);
}

static void a_token_may_admit_several(void **state) {
  (void)state;
  bry_survey *survey = make_private("several", NULL, "invited", NULL);
  bry_table *tokens = invite(survey, "poster", 1, 3, NULL);
  const char *token = bry_table_text(tokens, 0, 0);
  for (int i = 0; i < 3; i++)
    assert_int_equal(use(survey, token, NULL, NULL), BRY_OK);
  expect_use(survey, token, NULL, BRY_EREFUSED, "token.used");
  bry_table_free(tokens);
  bry_survey_free(survey);
}

static void what_is_no_token_is_refused(void **state) {
  (void)state;
  bry_survey *survey = make_private("no-token", NULL, "invited", NULL),
             *other = make_private("no-token-2", NULL, "invited", NULL);
  bry_table *tokens = invite(other, "a", 1, 1, NULL);
  char made[BRY_SECRET_SIZE];
  bry_receipt_new(made);
  expect_use(survey, made, NULL, BRY_EREFUSED, "token.unknown");
  expect_use(survey, bry_table_text(tokens, 0, 0), NULL, BRY_EREFUSED, "token.unknown"); /* another survey's */
  static const char *const bad[] = {"",
                                    "a",
                                    "'; DROP TABLE bry.response; --",
                                    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB",
                                    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                                    "AAAAAAAAAAAAAAAAAAAA+AAAAAAAAAAAAAAAAAAAAAA"};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    assert_int_equal(use(survey, bad[i], NULL, NULL), BRY_EINVAL);
  bry_table_free(tokens);
  bry_survey_free(survey);
  bry_survey_free(other);
}

static void revoked_and_expired_tokens_admit_nothing(void **state) {
  (void)state;
  bry_survey *survey = make_private("revoked", NULL, "invited", NULL);
  bry_table *a = invite(survey, "a", 3, 1, NULL), *b = invite(survey, "b", 1, 1, NULL), *late = NULL;
  int64_t count = 0;
  assert_ok(bry_invitation_revoke(store, survey, NULL, bry_table_text(a, 0, 0), &count, ERR));
  assert_int_equal(count, 1);
  assert_ok(bry_invitation_revoke(store, survey, "a", NULL, &count, ERR));
  assert_int_equal(count, 2);
  assert_int_equal(bry_invitation_revoke(store, survey, "a", NULL, NULL, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_invitation_revoke(store, survey, "A", NULL, NULL, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_invitation_revoke(store, survey, NULL, NULL, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_invitation_revoke(store, survey, "a", bry_table_text(a, 0, 0), NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_invitation_revoke(store, survey, NULL, "a", NULL, NULL), BRY_EINVAL);
  expect_use(survey, bry_table_text(a, 1, 0), NULL, BRY_EREFUSED, "token.revoked");
  assert_int_equal(use(survey, bry_table_text(b, 0, 0), NULL, NULL), BRY_OK);
  bry_invitation_options options;
  bry_invitation_options_init(&options);
  options.batch = "c";
  options.expires_at_us = ((int64_t)time(NULL) - 60) * 1000000;
  bry_error *err = NULL;
  assert_int_equal(bry_invitation_create(store, survey, &options, &late, &err), BRY_EINVAL);
  assert_non_null(strstr(bry_error_message(err), "still to come"));
  bry_error_free(err);
  options.expires_at_us = ((int64_t)time(NULL) + 3600) * 1000000;
  assert_ok(bry_invitation_create(store, survey, &options, &late, ERR));
  as_superuser("UPDATE bry.invitation SET expires_at = now() - interval '1 second' WHERE batch = 'c'");
  expect_use(survey, bry_table_text(late, 0, 0), NULL, BRY_EREFUSED, "token.expired");
  assert_int_equal(count_responses(survey), 1);
  bry_table_free(a);
  bry_table_free(b);
  bry_table_free(late);
  bry_survey_free(survey);
}

static void the_invitation_decides_its_segments(void **state) {
  (void)state;
  bry_survey *survey = make_private("prefilled", NULL, NULL, NULL);
  bry_table *tokens = invite(survey, "a", 1, 3, "{\"sektor\": \"helse\"}");
  const char *token = bry_table_text(tokens, 0, 0);
  assert_int_equal(use(survey, token, "{\"enhet\": \"Nord\"}", NULL), BRY_OK);
  assert_int_equal(use(survey, token, "{\"sektor\": \"helse\"}", NULL), BRY_OK);
  expect_use(survey, token, "{\"sektor\": \"teknisk\"}", BRY_EREFUSED, "segment.fixed");
  char *stored = ask_text("SELECT string_agg(r.segments::text, ' ' ORDER BY r.segments::text) FROM bry.response r"
                          " JOIN bry.survey USING (tenant_id, survey_id) WHERE slug = 'prefilled'");
  assert_string_equal(stored, "{helse,NULL} {helse,Nord}");
  free(stored);
  bry_invitation_options options;
  bry_invitation_options_init(&options);
  options.batch = "b";
  options.segments = "{\"sektor\": \"hemmelig\"}";
  bry_table_free(tokens);
  assert_int_equal(bry_invitation_create(store, survey, &options, &tokens, NULL), BRY_EREFUSED);
  assert_null(tokens);
  bry_survey_free(survey);
}

static void no_token_is_kept(void **state) {
  (void)state;
  bry_survey *survey = make_private("hashed", NULL, NULL, NULL);
  bry_table *tokens = invite(survey, "a", 1, 1, NULL);
  char sql[256];
  snprintf(sql, sizeof sql, "SELECT count(*) FROM bry.invitation i WHERE i::text LIKE '%%%s%%'",
           bry_table_text(tokens, 0, 0));
  char *found = ask_text(sql);
  assert_string_equal(found, "0");
  free(found);
  bry_table_free(tokens);
  bry_survey_free(survey);
}

static void a_batch_may_be_called_anything(void **state) {
  (void)state;
  static const char name[] = "'; DROP TABLE bry.invitation; --\\ \"$1\" \xe2\x80\x8f\xf0\x9f\x8e\x88 {,} %s";
  bry_survey *survey = make_private("called", NULL, NULL, NULL);
  bry_table_free(invite(survey, name, 2, 1, "{\"enhet\": \"'\\\\{,}\\\" \xf0\x9f\x8e\x88\"}"));
  bry_table *list = NULL, *rates = NULL;
  int64_t count = 0;
  assert_ok(bry_invitation_list(store, survey, &list, ERR));
  assert_string_equal(bry_table_text(list, 0, 0), name);
  assert_ok(bry_invitation_rates(store, survey, "enhet", 0, &rates, ERR));
  assert_string_equal(bry_table_text(rates, 0, 0), "'\\{,}\" \xf0\x9f\x8e\x88");
  assert_ok(bry_invitation_revoke(store, survey, name, NULL, &count, ERR));
  assert_int_equal(count, 2);
  bry_table_free(list);
  bry_table_free(rates);
  bry_survey_free(survey);
}

static void wrong_options_are_told(void **state) {
  (void)state;
  bry_survey *survey = make_private("options", NULL, NULL, NULL);
  bry_table *tokens = NULL;
  bry_invitation_options good, bad;
  bry_invitation_options_init(&good);
  good.batch = "a";
  assert_int_equal(bry_invitation_create(store, survey, NULL, &tokens, NULL), BRY_EINVAL);
  assert_int_equal(bry_invitation_create(store, survey, &good, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_invitation_create(store, NULL, &good, &tokens, NULL), BRY_EINVAL);
#define EXPECT_BAD(change)                                                                                           \
  bad = good;                                                                                                        \
  bad.change;                                                                                                        \
  assert_int_equal(bry_invitation_create(store, survey, &bad, &tokens, NULL), BRY_EINVAL)
  EXPECT_BAD(count = 0);
  EXPECT_BAD(count = 100001);
  EXPECT_BAD(uses = 0);
  EXPECT_BAD(reserved = 1);
  EXPECT_BAD(batch = NULL);
  EXPECT_BAD(batch = "to\nlinjer");
  EXPECT_BAD(expires_at_us = INT64_MAX);
  bad = good;
  bad.segments = "[";
  assert_int_equal(bry_invitation_create(store, survey, &bad, &tokens, NULL), BRY_EPARSE);
  assert_ok(bry_survey_close(store, "options", NULL, NULL, ERR));
  assert_int_equal(bry_invitation_create(store, survey, &good, &tokens, NULL), BRY_ESTATE);
  assert_ok(bry_survey_delete(store, "options", ERR));
  assert_int_equal(bry_invitation_create(store, survey, &good, &tokens, NULL), BRY_ENOTFOUND);
  assert_null(tokens);
  bry_survey_free(survey);
}

static void batches_are_listed_and_rates_protected(void **state) {
  (void)state;
  bry_survey *survey = make_private("rates", NULL, "invited", NULL);
  bry_table *many = invite(survey, "many", 10, 1, "{\"sektor\": \"helse\"}"),
            *few = invite(survey, "few", 2, 1, "{\"sektor\": \"teknisk\"}");
  bry_table *more = invite(survey, "more", 8, 1, "{\"sektor\": \"oppvekst\"}"),
            *most = invite(survey, "most", 20, 1, NULL);
  for (int i = 0; i < 4; i++)
    assert_int_equal(use(survey, bry_table_text(many, i, 0), NULL, NULL), BRY_OK);
  bry_table *list = NULL, *rates = NULL;
  assert_ok(bry_invitation_revoke(store, survey, NULL, bry_table_text(most, 0, 0), NULL, ERR));
  assert_ok(bry_invitation_list(store, survey, &list, ERR));
  assert_int_equal(bry_table_row_count(list), 4);
  assert_int_equal(number_in(list, find_row(list, "most", NULL, NULL), "tokens"), 20);
  assert_int_equal(number_in(list, find_row(list, "most", NULL, NULL), "revoked"), 1);
  bry_table_free(list);
  assert_ok(bry_invitation_rates(store, survey, NULL, 0, &rates, ERR));
  int64_t row = find_row(rates, "most", NULL, NULL);
  assert_int_equal(number_in(rates, row, "invited"), 19);
  assert_int_equal(number_in(rates, row, "answered"), 0);
  row = find_row(rates, "few", NULL, NULL); /* and "more", lest it be found by subtraction */
  assert_int_equal(bry_table_missing(rates, row, bry_table_find_column(rates, "answered")), BRY_MISSING_WITHHELD);
  row = find_row(rates, "many", NULL, NULL); /* of ten invited, four have answered: few too */
  assert_int_equal(number_in(rates, row, "invited"), 10);
  assert_int_equal(bry_table_missing(rates, row, bry_table_find_column(rates, "answered")), BRY_MISSING_WITHHELD);
  row = find_row(rates, "more", NULL, NULL);
  assert_int_equal(bry_table_missing(rates, row, bry_table_find_column(rates, "share")), BRY_MISSING_WITHHELD);
  bry_table_free(rates);
  assert_ok(bry_invitation_rates(store, survey, "sektor", 3, &rates, ERR));
  row = find_row(rates, "helse", NULL, NULL);
  assert_int_equal(number_in(rates, row, "answered"), 4);
  assert_true(bry_table_double(rates, row, bry_table_find_column(rates, "share")) == 0.4);
  assert_int_equal(bry_invitation_rates(store, survey, "avdeling", 0, &list, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_invitation_rates(store, survey, NULL, 2, &list, NULL), BRY_EINVAL);
  assert_int_equal(bry_invitation_rates(store, survey, NULL, 0, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_invitation_list(store, survey, NULL, NULL), BRY_EINVAL);
  bry_table_free(rates);
  bry_table_free(many);
  bry_table_free(few);
  bry_table_free(more);
  bry_table_free(most);
  bry_survey_free(survey);
}

/* --- threads --------------------------------------------------------------------------------------------------- */

enum { RACERS = 8 };

typedef struct racer {
  pthread_t thread;
  pthread_barrier_t *start;
  const bry_survey *survey;
  const char *token;
  const char *id; /* NULL: one of its own */
  bry_status status;
  int32_t outcome;
} racer;

static void *race(void *user) {
  racer *r = user;
  char own[37];
  bry_uuid_v4(own);
  bry_submit_options options = submit_options();
  options.response_id = r->id ? r->id : own;
  options.token = r->token;
  pthread_barrier_wait(r->start);
  r->status = submit_with(r->survey, &options, NULL, &r->outcome);
  return NULL;
}

static void race_once(racer racers[RACERS], const bry_survey *survey, const char *token, const char *id) {
  pthread_barrier_t start;
  pthread_barrier_init(&start, NULL, RACERS);
  for (int i = 0; i < RACERS; i++) {
    racers[i] = (racer){.start = &start, .survey = survey, .token = token, .id = id};
    pthread_create(&racers[i].thread, NULL, race, &racers[i]);
  }
  for (int i = 0; i < RACERS; i++)
    pthread_join(racers[i].thread, NULL);
  pthread_barrier_destroy(&start);
}

static void one_token_admits_one_of_many_at_once(void **state) {
  (void)state;
  bry_survey *survey = make_private("token-race", NULL, "invited", NULL);
  bry_table *tokens = invite(survey, "a", 20, 1, NULL);
  for (int round = 0; round < 20; round++) {
    racer racers[RACERS];
    char id[37];
    int stored = 0;
    bry_uuid_v4(id);
    race_once(racers, survey, bry_table_text(tokens, round, 0), round % 2 ? id : NULL);
    for (int i = 0; i < RACERS; i++) {
      stored += racers[i].outcome == BRY_SUBMIT_STORED;
      if (racers[i].outcome == BRY_SUBMIT_STORED) continue;
      assert_int_equal(racers[i].status, round % 2 ? BRY_OK : BRY_EREFUSED);
      assert_int_equal(racers[i].outcome, round % 2 ? BRY_SUBMIT_REPEATED : 0);
    }
    assert_int_equal(stored, 1);
  }
  assert_int_equal(count_responses(survey), 20);
  assert_int_equal(used("token-race"), 20);
  bry_table_free(tokens);
  bry_survey_free(survey);
}

/* --- memory ---------------------------------------------------------------------------------------------------- */

static bry_survey *spare;

static bry_status create_work(bry_error **err) {
  bry_table *tokens = NULL;
  bry_invitation_options options;
  bry_invitation_options_init(&options);
  options.batch = "memory";
  options.count = 3;
  options.segments = "{\"sektor\": \"helse\"}";
  bry_status status = bry_invitation_create(store, spare, &options, &tokens, err);
  bry_table_free(tokens);
  return status;
}

static bry_status use_work(bry_error **err) {
  bry_submit_options options = submit_options();
  options.response_id = "6ba7b810-9dad-41d1-80b4-00c04fd430c8";
  options.token = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  return bry_response_submit_with(store, spare, &options, brief, strlen(brief), NULL, NULL, err);
}

static bry_status read_work(bry_error **err) {
  bry_table *table = NULL;
  bry_status status = bry_invitation_rates(store, spare, "sektor", 0, &table, err);
  bry_table_free(table);
  if (status != BRY_OK) return status;
  status = bry_invitation_list(store, spare, &table, err);
  bry_table_free(table);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  spare = make_private("memory", NULL, "invited", NULL);
  assert_true(each_allocation_may_fail(create_work, BRY_OK) > 10);
  assert_true(each_allocation_may_fail(use_work, BRY_EREFUSED) > 2);
  assert_true(each_allocation_may_fail(read_work, BRY_OK) > 10);
  bry_survey_free(spare);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_invited_survey_takes_no_response_without_a_token),
      cmocka_unit_test(a_token_is_used_up_by_stored_responses_only),
      cmocka_unit_test(a_token_may_admit_several),
      cmocka_unit_test(what_is_no_token_is_refused),
      cmocka_unit_test(revoked_and_expired_tokens_admit_nothing),
      cmocka_unit_test(the_invitation_decides_its_segments),
      cmocka_unit_test(no_token_is_kept),
      cmocka_unit_test(a_batch_may_be_called_anything),
      cmocka_unit_test(wrong_options_are_told),
      cmocka_unit_test(batches_are_listed_and_rates_protected),
      cmocka_unit_test(one_token_admits_one_of_many_at_once),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, open_workplace, close_workplace);
}
