/* Privacy by logins: what a portal and a manager can do with invitations, consent and the seal, what a portal can't do past
 * the library, and that no function of the schema reaches a foreign tenant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/privacy.h"

/* A login of one role in the tenant "test", and a store opened with it. */
static bry_store *open_as(const char *role) {
  char sql[400], conninfo[300];
  snprintf(sql, sizeof sql,
           "CREATE ROLE as_%s LOGIN; GRANT %s TO as_%s; INSERT INTO bry.member SELECT tenant_id, 'as_%s', '%s' FROM "
           "bry.tenant WHERE slug = 'test'",
           role, role, role, role, role);
  free(ask_text(sql));
  char *base = cluster_conninfo(&server);
  snprintf(conninfo, sizeof conninfo, "%s user=as_%s", base, role);
  free(base);
  bry_store *opened = NULL;
  assert_ok(bry_store_open(conninfo, NULL, &opened, ERR));
  assert_ok(bry_store_set_tenant(opened, "test", ERR));
  return opened;
}

static void portal_submits(bry_store *portal, const char *token) {
  bry_survey *survey = NULL;
  bry_text *text = NULL;
  bry_submit_options options = submit_options();
  char draft[BRY_SECRET_SIZE];
  int32_t version = 0, outcome = 0;
  bry_receipt_new(draft);
  assert_ok(bry_survey_get(portal, "logins", &survey, ERR));
  assert_ok(bry_survey_consent(portal, survey, "nb", &version, &text, ERR));
  bry_text_free(text);
  assert_ok(bry_draft_save(portal, survey, draft, "{}", 2, 1, ERR));
  assert_ok(bry_draft_load(portal, survey, draft, &text, ERR));
  bry_text_free(text);
  options.participant = "7";
  options.name = "Kari";
  options.token = token;
  options.consent = version;
  options.draft = draft;
  for (int i = 0; i < 2; i++)
    assert_ok(bry_response_submit_with(portal, survey, &options, brief, strlen(brief), NULL, &outcome, ERR));
  assert_int_equal(outcome, BRY_SUBMIT_REPEATED);
  bry_table *table = NULL;
  assert_int_equal(bry_invitation_list(portal, survey, &table, NULL), BRY_EDENIED);
  assert_int_equal(bry_invitation_revoke(portal, survey, "a", NULL, NULL, NULL), BRY_EDENIED);
  assert_int_equal(bry_survey_close(portal, "logins", NULL, NULL, NULL), BRY_EDENIED);
  bry_survey_free(survey);
}

static const char add_rows[] =
    "INSERT INTO bry.response (tenant_id, survey_id, response_id, content_hash, segments, closed,"
    " texts) SELECT tenant_id, survey_id, gen_random_uuid(), '', '{}', '{}', '{}' FROM bry.survey"
    " WHERE slug = '%s'";

static void a_portal_and_a_manager_can_each_do_their_part(void **state) {
  (void)state;
  bry_store *owner = store, *portal = open_as("bry_portal");
  store = open_as("bry_manager");
  bry_survey *survey = make_private("logins", "identified", "invited", "[{\"segments\": {}, \"max\": 5}]");
  bry_survey_free(make_private("logins-2", NULL, NULL, NULL));
  bry_table *tokens = invite(survey, "a", 2, 1, NULL);
  assert_ok(bry_survey_set_consent(store, survey, "{\"nb\": \"Ja?\"}", 0, NULL, ERR));
  portal_submits(portal, bry_table_text(tokens, 0, 0));
  char conninfo[300], sql[400], *base = cluster_conninfo(&server);
  snprintf(conninfo, sizeof conninfo, "%s user=as_bry_portal", base);
  free(base);
  PGconn *pg = PQconnectdb(conninfo);
  snprintf(sql, sizeof sql, add_rows, "logins");
  expect_denied(pg, sql); /* past the token, past the quota */
  expect_denied(pg, "SELECT count(*) FROM bry.invitation");
  expect_denied(pg, "SELECT count(*) FROM bry.participant");
  expect_denied(pg, "SELECT count(*) FROM bry.draft");
  snprintf(sql, sizeof sql, add_rows, "logins-2");
  cluster_sql(pg, sql);
  assert_int_equal(bry_survey_delete(store, "logins", NULL), BRY_ESTATE);
  assert_ok(bry_survey_close(store, "logins-2", NULL, NULL, ERR));
  expect_denied(pg, sql);
  assert_ok(bry_survey_close(store, "logins", NULL, NULL, ERR));
  bry_survey_free(make_private("logins-3", NULL, "invited", NULL));
  assert_ok(bry_survey_delete(store, "logins-3", ERR));
  PQfinish(pg);
  bry_table_free(tokens);
  bry_survey_free(survey);
  bry_store_close(store);
  bry_store_close(portal);
  store = owner;
}

static void a_foreign_tenant_is_not_reached_by_any_function(void **state) {
  (void)state;
  bry_survey *survey = make_private("foreign", NULL, "invited", NULL);
  bry_table *tokens = invite(survey, "a", 1, 1, NULL);
  free(ask_text(
      "CREATE ROLE stranger LOGIN; GRANT bry_manager, bry_portal TO stranger; INSERT INTO bry.member SELECT "
      "tenant_id, 'stranger', 'bry_manager' FROM bry.tenant WHERE slug = 'other'; INSERT INTO bry.member SELECT "
      "tenant_id, 'stranger', 'bry_researcher' FROM bry.tenant WHERE slug = 'test'"));
  char conninfo[300], *base = cluster_conninfo(&server);
  snprintf(conninfo, sizeof conninfo, "%s user=stranger", base);
  free(base);
  char *key = ask_text("SELECT format('%L, %L', tenant_id, survey_id) FROM bry.survey WHERE slug = 'foreign'");
  static const char *const calls[][2] = {
      {"SELECT bry.submit(%s, gen_random_uuid(), '', '', '{}', '{}', '{}', NULL, NULL, NULL, NULL, false, NULL)",
       "gone"},
      {"SELECT count(*) FROM bry.invitation_groups(%s, 0)", "0"},
      {"SELECT bry.invitation_revoke(%s, 'a', NULL)", "0"},
      {"SELECT bry.draft_save(%s, '', '', '', 1)", "gone"},
      {"SELECT bry.draft_load(%s, '') IS NULL", "t"},
      {"SELECT bry.consent_set(%s, '{}', false) IS NULL", "t"},
      {"SELECT bry.survey_seal(%s, 0)", "gone"},
      {"SELECT bry.survey_delete(%s)", "gone"}};
  PGconn *pg = PQconnectdb(conninfo);
  for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
    char sql[400];
    snprintf(sql, sizeof sql, calls[i][0], key);
    assert_string_equal(cluster_sql(pg, sql), calls[i][1]);
  }
  PQfinish(pg);
  free(key);
  bry_table_free(tokens);
  bry_survey_free(survey);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_portal_and_a_manager_can_each_do_their_part),
      cmocka_unit_test(a_foreign_tenant_is_not_reached_by_any_function),
  };
  return cmocka_run_group_tests(tests, open_workplace, close_workplace);
}
