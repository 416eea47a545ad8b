/* What a survey promises of privacy, and what it asks for: modes that nobody can change, receipts, participants, consent,
 * quotas, entries by proxy. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "store/privacy.h"

#include <pthread.h>

/* --- modes ----------------------------------------------------------------------------------------------------- */

static void nobody_may_change_what_was_promised(void **state) {
  (void)state;
  bry_survey *survey = make_private("promised", "anonymous", NULL, NULL);
  assert_string_equal(bry_survey_privacy(survey), "anonymous");
  static const char *const roles[] = {"bry_owner", "bry_manager", "bry_portal", "bry_facilitator", "bry_researcher"};
  for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
    PGconn *pg = cluster_connect(&server, 1);
    char sql[64];
    snprintf(sql, sizeof sql, "SET ROLE %s", roles[i]);
    cluster_sql(pg, sql);
    expect_denied(pg, "UPDATE bry.survey SET privacy = 'identified'");
    expect_denied(pg, "UPDATE bry.survey SET admission = 'open'");
    expect_denied(pg, "UPDATE bry.survey SET salt = ''");
    expect_denied(pg, "UPDATE bry.survey SET slug = 'other', state = 'open'");
    if (i > 0) expect_denied(pg, "DELETE FROM bry.survey");
    if (i > 0) expect_denied(pg, "SELECT token_hash FROM bry.invitation");
    if (i > 0) expect_denied(pg, "SELECT xmin FROM bry.response");
    if (i > 0) expect_denied(pg, "SELECT ctid FROM bry.response");
    PQfinish(pg);
  }
  PGconn *pg = cluster_connect(&server, 0); /* the library's own login */
  expect_denied(pg, "UPDATE bry.survey SET privacy = 'identified'");
  PQfinish(pg);
  bry_survey_free(survey);
}

static void another_promise_is_another_survey(void **state) {
  (void)state;
  bry_questionnaire *q = NULL;
  bry_survey_options options;
  assert_ok(bry_questionnaire_parse(workplace_questionnaire, strlen(workplace_questionnaire), &q, ERR));
  bry_survey_options_init(&options);
  options.segments = workplace_segments;
  assert_ok(bry_survey_create(store, "mode", q, &options, NULL, ERR));
  options.privacy = "anonymous";
  options.admission = "open";
  options.quotas = "[]";
  assert_ok(bry_survey_create(store, "mode", q, &options, NULL, ERR));
  options.privacy = "pseudonymous";
  assert_int_equal(bry_survey_create(store, "mode", q, &options, NULL, NULL), BRY_ECONFLICT);
  options.privacy = "secret";
  assert_int_equal(bry_survey_create(store, "mode", q, &options, NULL, NULL), BRY_EINVAL);
  options.privacy = NULL;
  options.admission = "invited";
  assert_int_equal(bry_survey_create(store, "mode", q, &options, NULL, NULL), BRY_ECONFLICT);
  options.admission = "some";
  assert_int_equal(bry_survey_create(store, "mode", q, &options, NULL, NULL), BRY_EINVAL);
  options.admission = NULL;
  options.quotas = "[{\"segments\": {}, \"max\": 5}]";
  assert_int_equal(bry_survey_create(store, "mode", q, &options, NULL, NULL), BRY_ECONFLICT);
  bry_questionnaire_free(q);
}

static void the_list_tells_mode_and_seal(void **state) {
  (void)state;
  bry_survey_free(make_private("told-a", NULL, NULL, NULL));
  bry_survey_free(make_private("told-p", "pseudonymous", NULL, NULL));
  assert_ok(bry_survey_close(store, "told-a", NULL, NULL, ERR));
  assert_ok(bry_survey_close(store, "told-p", NULL, NULL, ERR));
  bry_table *list = NULL;
  assert_ok(bry_survey_list(store, &list, ERR));
  int32_t privacy = bry_table_find_column(list, "privacy");
  int64_t a = find_row(list, "told-a", NULL, NULL), p = find_row(list, "told-p", NULL, NULL);
  assert_string_equal(bry_table_text(list, a, privacy), "anonymous");
  assert_string_equal(bry_table_text(list, p, privacy), "pseudonymous");
  assert_int_equal(number_in(list, a, "sealed"), 1);
  assert_int_equal(number_in(list, p, "sealed"), 0);
  bry_table_free(list);
}

/* --- ids ------------------------------------------------------------------------------------------------------- */

static void a_receipt_is_the_responses_id_and_is_not_kept(void **state) {
  (void)state;
  bry_survey *survey = make_private("receipt", NULL, NULL, NULL);
  char receipt[BRY_SECRET_SIZE], other[BRY_SECRET_SIZE], id[37], sql[256];
  int32_t outcome = 0;
  bry_receipt_new(receipt);
  bry_receipt_new(other);
  assert_int_equal(strlen(receipt), 43);
  assert_string_not_equal(receipt, other);
  bry_submit_options options = submit_options();
  options.receipt = receipt;
  assert_int_equal(submit_with(survey, &options, "{\"sektor\": \"helse\"}", &outcome), BRY_OK);
  assert_int_equal(outcome, BRY_SUBMIT_STORED);
  assert_int_equal(submit_with(survey, &options, "{\"sektor\": \"helse\"}", &outcome), BRY_OK);
  assert_int_equal(outcome, BRY_SUBMIT_REPEATED);
  assert_ok(bry_receipt_response_id(receipt, id, ERR));
  snprintf(sql, sizeof sql, "SELECT count(*) FROM bry.response WHERE response_id = '%s'", id);
  char *found = ask_text(sql);
  assert_string_equal(found, "1");
  free(found);
  assert_int_equal(bry_receipt_response_id("x", id, NULL), BRY_EINVAL);
  assert_int_equal(bry_receipt_response_id(receipt, NULL, NULL), BRY_EINVAL);
  assert_ok(bry_receipt_response_id("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", id, ERR));
  assert_string_equal(id, "8a9bfcae-12c2-8fb1-b278-879f41217ba5"); /* must never change */
  bry_survey_free(survey);
}

static void one_way_to_an_id_is_asked_for(void **state) {
  (void)state;
  bry_survey *survey = make_private("ways", NULL, NULL, NULL);
  char receipt[BRY_SECRET_SIZE];
  bry_receipt_new(receipt);
  bry_submit_options options = submit_options();
  expect_refusal_of(survey, &options, NULL, BRY_EINVAL, NULL);
  options.receipt = receipt;
  options.response_id = "6ba7b810-9dad-41d1-80b4-00c04fd430c8";
  expect_refusal_of(survey, &options, NULL, BRY_EINVAL, NULL);
  options = submit_options();
  options.response_id = "6ba7b810";
  expect_refusal_of(survey, &options, NULL, BRY_EINVAL, NULL);
  options = submit_options();
  options.receipt = "6ba7b810";
  expect_refusal_of(survey, &options, NULL, BRY_EINVAL, NULL);
  options.receipt = receipt;
  options.draft = "6ba7b810";
  expect_refusal_of(survey, &options, NULL, BRY_EINVAL, NULL);
  options.draft = NULL;
  options.proxy = 2;
  expect_refusal_of(survey, &options, NULL, BRY_EINVAL, NULL);
  options.proxy = 0;
  options.consent = -1;
  expect_refusal_of(survey, &options, NULL, BRY_EINVAL, NULL);
  options.consent = 1; /* none is asked */
  expect_refusal_of(survey, &options, NULL, BRY_EINVAL, NULL);
  assert_int_equal(bry_response_submit_with(store, survey, NULL, brief, strlen(brief), NULL, NULL, NULL), BRY_EINVAL);
  assert_int_equal(count_responses(survey), 0);
  bry_survey_free(survey);
}

/* --- participants ---------------------------------------------------------------------------------------------- */

static void a_participant_has_one_response_and_is_known_across_surveys(void **state) {
  (void)state;
  bry_survey *a = make_private("wave-1", "pseudonymous", NULL, NULL),
             *b = make_private("wave-2", "pseudonymous", NULL, NULL);
  bry_submit_options options = submit_options();
  int32_t outcome = 0;
  options.participant = "ansatt 4711 hemmelig";
  assert_int_equal(submit_with(a, &options, NULL, &outcome), BRY_OK);
  assert_int_equal(outcome, BRY_SUBMIT_STORED);
  assert_int_equal(submit_with(a, &options, NULL, &outcome), BRY_OK);
  assert_int_equal(outcome, BRY_SUBMIT_REPEATED);
  assert_int_equal(bry_response_submit_with(store, a, &options, "{\"near\": 1}", 11, NULL, NULL, NULL),
                   BRY_ECONFLICT);
  assert_int_equal(submit_with(b, &options, NULL, NULL), BRY_OK);
  options.participant = "ansatt 4712";
  assert_int_equal(submit_with(b, &options, NULL, NULL), BRY_OK);
  char *seen = ask_text("SELECT concat_ws(' ', count(*), count(DISTINCT participant), count(DISTINCT response_id),"
                        " sum((response::text LIKE '%4711%')::int)) FROM bry.response JOIN bry.survey"
                        " USING (tenant_id, survey_id) WHERE slug LIKE 'wave-%'");
  assert_string_equal(seen, "3 2 3 0");
  free(seen);
  bry_survey_free(a);
  bry_survey_free(b);
}

static void what_a_survey_knows_of_people_is_what_it_promised(void **state) {
  (void)state;
  bry_survey *anonymous = make_private("who-a", NULL, NULL, NULL),
             *pseudonymous = make_private("who-p", "pseudonymous", NULL, NULL);
  bry_survey *identified = make_private("who-i", "identified", NULL, NULL);
  char id[37];
  bry_uuid_v4(id);
  bry_submit_options by_id = submit_options(), who = submit_options(), named = submit_options();
  by_id.response_id = id;
  who.participant = "p 1";
  named.participant = "p 1";
  named.name = "Kari Nordmann";
  expect_refusal_of(anonymous, &who, NULL, BRY_EINVAL, NULL);
  expect_refusal_of(anonymous, &named, NULL, BRY_EINVAL, NULL);
  expect_refusal_of(pseudonymous, &by_id, NULL, BRY_EINVAL, NULL);
  expect_refusal_of(pseudonymous, &named, NULL, BRY_EINVAL, NULL);
  expect_refusal_of(identified, &by_id, NULL, BRY_EINVAL, NULL);
  expect_refusal_of(identified, &who, NULL, BRY_EINVAL, NULL);
  assert_int_equal(bry_response_submit(store, pseudonymous, id, brief, strlen(brief), NULL, NULL, NULL), BRY_EINVAL);
  who.participant = "";
  expect_refusal_of(pseudonymous, &who, NULL, BRY_EINVAL, NULL);
  named.name = "to\nlinjer";
  expect_refusal_of(identified, &named, NULL, BRY_EINVAL, NULL);
  named.name = "Kari Nordmann";
  assert_int_equal(submit_with(identified, &named, NULL, NULL), BRY_OK);
  char *seen =
      ask_text("SELECT string_agg(name, ',') FROM bry.participant JOIN bry.response USING (tenant_id, participant)");
  assert_string_equal(seen, "Kari Nordmann");
  free(seen);
  assert_ok(bry_survey_close(store, "who-i", NULL, NULL, ERR)); /* is not sealed: a repeated submit is known */
  int32_t outcome = 0;
  assert_int_equal(submit_with(identified, &named, NULL, &outcome), BRY_OK);
  assert_int_equal(outcome, BRY_SUBMIT_REPEATED);
  bry_survey_free(anonymous);
  bry_survey_free(pseudonymous);
  bry_survey_free(identified);
}

/* --- consent --------------------------------------------------------------------------------------------------- */

static bry_submit_options agreeing(char id[37], int32_t version) {
  bry_submit_options options = submit_options();
  bry_uuid_v4(id);
  options.response_id = id;
  options.consent = version;
  return options;
}

static void responses_name_a_consent_in_force(void **state) {
  (void)state;
  bry_survey *survey = make_private("consent", NULL, NULL, NULL);
  char id[37];
  int32_t version = 0;
  bry_text *text = NULL;
  assert_int_equal(bry_survey_consent(store, survey, "nb", &version, &text, NULL), BRY_ENOTFOUND);
  assert_ok(bry_survey_set_consent(store, survey, "{\"nb\": \"Ja?\", \"en\": \"Yes?\"}", 0, &version, ERR));
  assert_int_equal(version, 1);
  assert_ok(bry_survey_set_consent(store, survey, "{\"en\":\"Yes?\",\"nb\":\"Ja?\"}", 0, &version, ERR));
  assert_int_equal(version, 1);
  bry_submit_options none = agreeing(id, 0), one = agreeing(id, 1);
  expect_refusal_of(survey, &none, NULL, BRY_EREFUSED, "consent.missing");
  bry_submit_options future = agreeing(id, 2);
  expect_refusal_of(survey, &future, NULL, BRY_EINVAL, NULL); /* there never was one */
  assert_int_equal(bry_response_submit(store, survey, id, brief, strlen(brief), NULL, NULL, NULL), BRY_EINVAL);
  assert_int_equal(submit_with(survey, &one, NULL, NULL), BRY_OK);
  assert_ok(bry_survey_set_consent(store, survey, "{\"nb\": \"Ja, virkelig?\"}", 1, &version, ERR));
  assert_int_equal(version, 2);
  one = agreeing(id, 1);
  assert_int_equal(submit_with(survey, &one, NULL, NULL), BRY_OK);
  assert_ok(bry_survey_set_consent(store, survey, "{\"nb\": \"Ja, helt sikkert?\"}", 0, &version, ERR));
  one = agreeing(id, 1);
  expect_refusal_of(survey, &one, NULL, BRY_EREFUSED, "consent.outdated");
  bry_submit_options three = agreeing(id, 3);
  assert_int_equal(submit_with(survey, &three, NULL, NULL), BRY_OK);
  assert_ok(bry_survey_consent(store, survey, "en", &version, &text, ERR));
  assert_int_equal(version, 3);
  assert_string_equal(bry_text_data(text), "Ja, helt sikkert?");
  bry_text_free(text);
  char *seen =
      ask_text("SELECT string_agg(r.consent::text, ',' ORDER BY r.consent) FROM bry.response r JOIN bry.survey"
               " USING (tenant_id, survey_id) WHERE slug = 'consent'");
  assert_string_equal(seen, "1,1,3");
  free(seen);
  assert_ok(bry_survey_close(store, "consent", NULL, NULL, ERR));
  seen = ask_text(
      "SELECT string_agg(c.version || ':' || c.agreed, ' ' ORDER BY c.version) || ' ' || (SELECT count(r.consent)"
      " FROM bry.response r WHERE r.survey_id = s.survey_id) FROM bry.consent c JOIN bry.survey s USING"
      " (tenant_id, survey_id) WHERE slug = 'consent' GROUP BY s.survey_id");
  assert_string_equal(seen, "1:2 2:0 3:1 0");
  free(seen);
  assert_int_equal(bry_survey_set_consent(store, survey, "{\"nb\": \"x\"}", 0, NULL, NULL), BRY_ESTATE);
  static const char *const bad[] = {"[]", "{}", "{\"nb\": 1}", "{\"nb\": \"\"}", "{\"sv\": \"Ja\"}", "{"};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    assert_int_equal(bry_survey_set_consent(store, survey, bad[i], 0, NULL, NULL), BRY_EPARSE);
  assert_int_equal(bry_survey_set_consent(store, survey, NULL, 0, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_survey_consent(store, survey, "nb", NULL, &text, NULL), BRY_EINVAL);
  bry_survey_free(survey);
}

/* --- quotas and proxies ---------------------------------------------------------------------------------------- */

static const char quotas[] = "[{\"segments\": {\"sektor\": \"helse\"}, \"max\": 3},"
                             " {\"segments\": {\"sektor\": \"helse\", \"enhet\": \"Nord\"}, \"max\": 1},"
                             " {\"max\": 10, \"segments\": {}}]";

static void a_full_quota_takes_no_more(void **state) {
  (void)state;
  bry_survey *survey = make_private("quota", NULL, NULL, quotas);
  char id[37];
  bry_submit_options options = agreeing(id, 0);
  int32_t outcome = 0;
  assert_int_equal(submit_with(survey, &options, "{\"sektor\": \"helse\", \"enhet\": \"Nord\"}", &outcome), BRY_OK);
  assert_int_equal(submit_with(survey, &options, "{\"sektor\": \"helse\", \"enhet\": \"Nord\"}", &outcome), BRY_OK);
  assert_int_equal(outcome, BRY_SUBMIT_REPEATED); /* and takes no second place */
  bry_submit_options next = agreeing(id, 0);
  expect_refusal_of(survey, &next, "{\"sektor\": \"helse\", \"enhet\": \"Nord\"}", BRY_ESTATE, "quota.full");
  assert_int_equal(submit_with(survey, &next, "{\"sektor\": \"helse\"}", NULL), BRY_OK);
  for (int i = 0; i < 2; i++) {
    next = agreeing(id, 0);
    assert_int_equal(submit_with(survey, &next, "{\"sektor\": \"helse\", \"enhet\": \"Vest\"}", NULL),
                     i ? BRY_ESTATE : BRY_OK);
  }
  for (int i = 0; i < 8; i++) {
    next = agreeing(id, 0);
    assert_int_equal(submit_with(survey, &next, NULL, NULL), i < 7 ? BRY_OK : BRY_ESTATE);
  }
  char *seen = ask_text("SELECT string_agg(count::text, ' ' ORDER BY place) FROM bry.quota JOIN bry.survey USING"
                        " (tenant_id, survey_id) WHERE slug = 'quota'");
  assert_string_equal(seen, "3 1 10");
  free(seen);
  bry_survey_free(survey);
}

/* Stores a plain response; its outcome, or 0 with the rule of the refusal. */
static int32_t submit_plain(const bry_survey *survey, const char *id, const char *segments, const char **out_rule) {
  static char rule[64];
  bry_error *err = NULL;
  int32_t outcome = 7;
  if (bry_response_submit(store, survey, id, brief, strlen(brief), segments, &outcome, &err) == BRY_OK)
    return outcome;
  assert_int_equal(outcome, 0);
  assert_int_equal(bry_error_status(err), BRY_ESTATE);
  snprintf(rule, sizeof rule, "%s", bry_findings_rule_at(bry_error_findings(err), 0));
  *out_rule = rule;
  bry_error_free(err);
  return 0;
}

static void a_quota_alone_takes_plain_answers(void **state) {
  (void)state;
  bry_survey *survey = make_private("quota-plain", NULL, NULL, quotas);
  const char *rule = NULL;
  char id[37];
  bry_uuid_v4(id);
  assert_int_equal(submit_plain(survey, id, "{\"sektor\": \"helse\", \"enhet\": \"Nord\"}", &rule),
                   BRY_SUBMIT_STORED);
  assert_int_equal(submit_plain(survey, id, "{\"sektor\": \"helse\", \"enhet\": \"Nord\"}", &rule),
                   BRY_SUBMIT_REPEATED);
  for (int i = 0; i < 2; i++) { /* by a handle that knows of the quota, and by one that does not */
    bry_survey *other = NULL;
    assert_ok(bry_survey_get(store, "quota-plain", &other, ERR));
    bry_uuid_v4(id);
    assert_int_equal(submit_plain(i ? survey : other, id, "{\"sektor\": \"helse\", \"enhet\": \"Nord\"}", &rule), 0);
    assert_string_equal(rule, "quota.full");
    assert_int_equal(submit_plain(i ? survey : other, id, "{\"sektor\": \"helse\"}", &rule), BRY_SUBMIT_STORED);
    bry_survey_free(other);
  }
  char *seen = ask_text("SELECT string_agg(count::text, ' ' ORDER BY place) FROM bry.quota JOIN bry.survey USING"
                        " (tenant_id, survey_id) WHERE slug = 'quota-plain'");
  assert_string_equal(seen, "3 1 3");
  free(seen);
  bry_survey_free(survey);
}

static void quotas_are_checked(void **state) {
  (void)state;
  bry_questionnaire *q = NULL;
  bry_survey_options options;
  assert_ok(bry_questionnaire_parse(workplace_questionnaire, strlen(workplace_questionnaire), &q, ERR));
  bry_survey_options_init(&options);
  options.segments = workplace_segments;
  static const char *const bad[][2] = {{"{}", "quota.list"},
                                       {"[1]", "quota.object"},
                                       {"[{\"max\": 1}]", "quota.object"},
                                       {"[{\"max\": 1, \"segments\": {}, \"x\": 1}]", "quota.object"},
                                       {"[{\"max\": 0, \"segments\": {}}]", "quota.max"},
                                       {"[{\"max\": 1.5, \"segments\": {}}]", "quota.max"},
                                       {"[{\"max\": 1, \"segments\": {\"x\": \"y\"}}]", "segment.unknown"},
                                       {"[{\"max\": 1, \"segments\": {\"sektor\": \"y\"}}]", "segment.value"},
                                       {"[{\"max\": 1, \"segments\": {\"sektor\": 1}}]", "segment.value"}};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    bry_error *err = NULL;
    options.quotas = bad[i][0];
    assert_int_equal(bry_survey_create(store, "bad", q, &options, NULL, &err), BRY_EREFUSED);
    assert_string_equal(bry_findings_rule_at(bry_error_findings(err), 0), bad[i][1]);
    bry_error_free(err);
  }
  options.quotas = "[";
  assert_int_equal(bry_survey_create(store, "bad", q, &options, NULL, NULL), BRY_EPARSE);
  bry_questionnaire_free(q);
}

typedef struct racer {
  pthread_t thread;
  const bry_survey *survey;
  int stored, full;
} racer;

enum { RACERS = 8, EACH = 20 };

static void *race(void *user) {
  racer *r = user;
  for (int i = 0; i < EACH; i++) {
    char id[37];
    bry_submit_options options = agreeing(id, 0);
    bry_status status = submit_with(r->survey, &options, "{\"sektor\": \"helse\"}", NULL);
    r->stored += status == BRY_OK;
    r->full += status == BRY_ESTATE;
  }
  return NULL;
}

static void a_quota_is_exact_under_a_race(void **state) {
  (void)state;
  bry_survey *survey =
      make_private("quota-race", NULL, NULL, "[{\"segments\": {\"sektor\": \"helse\"}, \"max\": 57}]");
  racer racers[RACERS];
  int stored = 0, full = 0;
  for (int i = 0; i < RACERS; i++) {
    racers[i] = (racer){.survey = survey};
    pthread_create(&racers[i].thread, NULL, race, &racers[i]);
  }
  for (int i = 0; i < RACERS; i++) {
    pthread_join(racers[i].thread, NULL);
    stored += racers[i].stored;
    full += racers[i].full;
  }
  assert_int_equal(stored, 57);
  assert_int_equal(full, RACERS * EACH - 57);
  assert_int_equal(count_responses(survey), 57);
  bry_survey_free(survey);
}

static void entries_by_proxy_are_told_apart(void **state) {
  (void)state;
  bry_survey *survey = make_private("proxy", NULL, NULL, NULL);
  for (int i = 0; i < 5; i++) {
    char id[37];
    bry_submit_options options = agreeing(id, 0);
    options.proxy = i < 2;
    assert_int_equal(submit_with(survey, &options, NULL, NULL), BRY_OK);
  }
  for (int sealed = 0; sealed < 2; sealed++) {
    bry_table *entries = NULL;
    assert_ok(bry_response_entries(store, survey, &entries, ERR));
    assert_int_equal(number_in(entries, find_row(entries, "self", NULL, NULL), "responses"), 3);
    assert_int_equal(number_in(entries, find_row(entries, "proxy", NULL, NULL), "responses"), 2);
    bry_table_free(entries);
    assert_ok(bry_survey_close(store, "proxy", NULL, NULL, ERR));
  }
  assert_int_equal(bry_response_entries(store, survey, NULL, NULL), BRY_EINVAL);
  bry_survey_free(survey);
}

/* --- memory ---------------------------------------------------------------------------------------------------- */

static bry_survey *spare;

static bry_status create_work(bry_error **err) {
  bry_questionnaire *q = NULL;
  bry_survey_options options;
  bry_survey_options_init(&options);
  options.segments = workplace_segments;
  options.privacy = "identified";
  options.quotas = quotas;
  bry_status status = bry_questionnaire_parse(workplace_questionnaire, strlen(workplace_questionnaire), &q, err);
  if (status == BRY_OK) status = bry_survey_create(store, "memory-2", q, &options, NULL, err);
  bry_questionnaire_free(q);
  return status;
}

static bry_status submit_work(bry_error **err) {
  bry_submit_options options = submit_options();
  options.participant = "p";
  options.name = "n";
  options.consent = 1;
  return bry_response_submit_with(store, spare, &options, brief, strlen(brief), NULL, NULL, err);
}

static bry_status consent_work(bry_error **err) {
  int32_t version = 0;
  bry_text *text = NULL;
  bry_table *entries = NULL;
  bry_status status = bry_survey_set_consent(store, spare, "{\"nb\": \"Ja?\"}", 0, &version, err);
  if (status == BRY_OK) status = bry_survey_consent(store, spare, "nn", &version, &text, err);
  if (status == BRY_OK) status = bry_response_entries(store, spare, &entries, err);
  bry_text_free(text);
  bry_table_free(entries);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  spare = make_private("memory", "identified", NULL, NULL);
  assert_true(each_allocation_may_fail(create_work, BRY_OK) > 20);
  assert_true(each_allocation_may_fail(consent_work, BRY_OK) > 5);
  assert_true(each_allocation_may_fail(submit_work, BRY_OK) >= 1);
  bry_survey_free(spare);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nobody_may_change_what_was_promised),
      cmocka_unit_test(another_promise_is_another_survey),
      cmocka_unit_test(the_list_tells_mode_and_seal),
      cmocka_unit_test(a_receipt_is_the_responses_id_and_is_not_kept),
      cmocka_unit_test(one_way_to_an_id_is_asked_for),
      cmocka_unit_test(a_participant_has_one_response_and_is_known_across_surveys),
      cmocka_unit_test(what_a_survey_knows_of_people_is_what_it_promised),
      cmocka_unit_test(responses_name_a_consent_in_force),
      cmocka_unit_test(a_full_quota_takes_no_more),
      cmocka_unit_test(a_quota_alone_takes_plain_answers),
      cmocka_unit_test(quotas_are_checked),
      cmocka_unit_test(a_quota_is_exact_under_a_race),
      cmocka_unit_test(entries_by_proxy_are_told_apart),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, open_workplace, close_workplace);
}
