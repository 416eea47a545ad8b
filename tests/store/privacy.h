/* Short ways to surveys that ask for more than answers, and to submits with it. cmocka must be included first. */
#ifndef BRY_TESTS_PRIVACY_H
#define BRY_TESTS_PRIVACY_H

#include "store/workplace.h"

static const char brief[] = "{\"near\": 4, \"dream\": \"En rolig dag\"}";

/* Open, of the workplace's questionnaire; NULL: the defaults. */
static inline bry_survey *make_private(const char *slug, const char *privacy, const char *admission,
                                       const char *quotas) {
  bry_questionnaire *q = NULL;
  bry_survey *survey = NULL;
  bry_survey_options options;
  bry_survey_options_init(&options);
  options.segments = workplace_segments;
  options.privacy = privacy;
  options.admission = admission;
  options.quotas = quotas;
  assert_ok(bry_questionnaire_parse(workplace_questionnaire, strlen(workplace_questionnaire), &q, ERR));
  assert_ok(bry_survey_create(store, slug, q, &options, &survey, ERR));
  assert_ok(bry_survey_open(store, slug, ERR));
  bry_questionnaire_free(q);
  return survey;
}

static inline bry_submit_options submit_options(void) {
  bry_submit_options options;
  bry_submit_options_init(&options);
  return options;
}

static inline bry_status submit_with(const bry_survey *survey, const bry_submit_options *options,
                                     const char *segments, int32_t *outcome) {
  return bry_response_submit_with(store, survey, options, brief, strlen(brief), segments, outcome, NULL);
}

/* The submit must fail with this status and, unless NULL, this one finding. */
static inline void expect_refusal_of(const bry_survey *survey, const bry_submit_options *options,
                                     const char *segments, bry_status expected, const char *rule) {
  bry_error *err = NULL;
  int32_t outcome = 7;
  bry_status status =
      bry_response_submit_with(store, survey, options, brief, strlen(brief), segments, &outcome, &err);
  if (status != expected) fail_msg("%s: %s", bry_status_name(status), bry_error_message(err));
  assert_int_equal(outcome, 0);
  const bry_findings *findings = bry_error_findings(err);
  if (rule) assert_string_equal(bry_findings_rule_at(findings, 0), rule);
  if (rule)
    assert_string_not_equal(bry_findings_message_at(findings, 0, "nb"), bry_findings_message_at(findings, 0, "en"));
  if (options->token) assert_null(strstr(bry_error_message(err), options->token));
  if (options->participant && options->participant[0])
    assert_null(strstr(bry_error_message(err), options->participant));
  bry_error_free(err);
}

/* SQL past the library that the database must refuse to the login. */
static inline void expect_denied(PGconn *pg, const char *sql) {
  PGresult *result = PQexec(pg, sql);
  const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  if (!sqlstate || strcmp(sqlstate, "42501") != 0) fail_msg("%s: %s", sql, sqlstate ? sqlstate : "was allowed");
  PQclear(result);
}

/* A batch of tokens; free the table. */
static inline bry_table *invite(const bry_survey *survey, const char *batch, int32_t count, int32_t uses,
                                const char *segments) {
  bry_invitation_options options;
  bry_table *tokens = NULL;
  bry_invitation_options_init(&options);
  options.batch = batch;
  options.count = count;
  options.uses = uses;
  options.segments = segments;
  assert_ok(bry_invitation_create(store, survey, &options, &tokens, ERR));
  assert_int_equal(bry_table_row_count(tokens), count);
  return tokens;
}

#endif
