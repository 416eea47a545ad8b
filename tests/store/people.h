/* Logins of each role, people who answer, and a search for what must be gone, for the tests of erasure, access, retention
 * and audit. cmocka must be included first. */
#ifndef BRY_TESTS_PEOPLE_H
#define BRY_TESTS_PEOPLE_H

#include "store/privacy.h"

static bry_store *portal; /* a login that puts answers in, tenant "test" chosen */

static inline void as_superuser(const char *sql) {
  PGconn *pg = cluster_connect(&server, 1);
  cluster_sql(pg, sql);
  PQfinish(pg);
}

/* A login with a role in a tenant, and a store that it opened; NULL when it may not choose the tenant "test". */
static inline bry_store *open_as(const char *login, const char *role, const char *tenant) {
  char sql[400], conninfo[300];
  snprintf(sql, sizeof sql,
           "CREATE ROLE %s LOGIN; GRANT %s TO %s; INSERT INTO bry.member SELECT tenant_id, '%s', '%s' FROM bry.tenant"
           " WHERE slug = '%s'",
           login, role, login, login, role, tenant);
  as_superuser(sql);
  char *socket = cluster_conninfo(&server);
  snprintf(conninfo, sizeof conninfo, "%s user=%s", socket, login);
  free(socket);
  bry_store *opened = NULL;
  assert_ok(bry_store_open(conninfo, NULL, &opened, ERR));
  assert_ok(bry_store_set_tenant(opened, tenant, ERR));
  return opened;
}

static inline int open_rights(void **state) {
  if (open_workplace(state) != BRY_OK) return -1;
  portal = open_as("t_portal", "bry_portal", "test");
  return 0;
}

static inline int close_rights(void **state) {
  bry_store_close(portal);
  return close_workplace(state);
}

static inline int64_t ask_number(const char *sql) {
  char *text = ask_text(sql);
  int64_t number = strtoll(text, NULL, 10);
  free(text);
  return number;
}

/* No row of any table of the schema, and no statistics, may hold the marker, as text or as bytes. */
static inline void expect_nowhere(const char *marker) {
  char sql[1600], hex[80] = "";
  for (size_t i = 0; marker[i] && i < 30; i++)
    snprintf(hex + 2 * i, 3, "%02x", (unsigned char)marker[i]);
  snprintf(sql, sizeof sql,
           "DO $$ DECLARE t text; found bigint; BEGIN FOR t IN SELECT c.oid::regclass::text FROM pg_class c"
           " WHERE c.relnamespace = 'bry'::regnamespace AND c.relkind = 'r' UNION ALL SELECT 'pg_statistic' LOOP"
           " EXECUTE format('SELECT count(*) FROM %%s x WHERE x::text LIKE %%L OR x::text LIKE %%L', t, '%%%s%%',"
           " '%%%s%%') INTO found; IF found > 0 THEN RAISE EXCEPTION 'found in %%', t; END IF; END LOOP; END $$",
           marker, hex);
  as_superuser(sql);
}

/* The search does find what is there. */
static inline void expect_somewhere(const char *marker) {
  char sql[300];
  snprintf(sql, sizeof sql, "SELECT count(*) FROM bry.response x WHERE x::text LIKE '%%%s%%'", marker);
  assert_true(ask_number(sql) > 0);
}

static inline void rebuild_tallies(const char *slug) {
  char sql[200];
  snprintf(sql, sizeof sql, "SELECT bry.tally_rebuild(tenant_id, survey_id) FROM bry.survey WHERE slug = '%s'", slug);
  as_superuser(sql);
}

/* The tallies that are kept must equal a recount. */
static inline void expect_tallies(const char *slug, int64_t responses) {
  char sql[300];
  snprintf(sql, sizeof sql,
           "SELECT count(*) FROM bry.survey s, bry.tally_check(s.tenant_id, s.survey_id) WHERE s.slug = '%s'", slug);
  assert_int_equal(ask_number(sql), 0);
  snprintf(sql, sizeof sql,
           "SELECT count(*) FROM bry.response r JOIN bry.survey s USING (tenant_id, survey_id)"
           " WHERE s.slug = '%s'",
           slug);
  assert_int_equal(ask_number(sql), responses);
}

/* Submits a text with a fresh receipt, which is written to `receipt`. */
static inline void answer_by_receipt(bry_store *by, const bry_survey *survey, const char *text, const char *segments,
                                     char receipt[BRY_SECRET_SIZE]) {
  char answers[300];
  bry_submit_options options = submit_options();
  bry_receipt_new(receipt);
  options.receipt = receipt;
  snprintf(answers, sizeof answers, "{\"near\": 4, \"meet\": [\"lunch\", \"online\"], \"dream\": \"%s\"}", text);
  assert_ok(bry_response_submit_with(by, survey, &options, answers, strlen(answers), segments, NULL, ERR));
}

static inline void answer_as(bry_store *by, const bry_survey *survey, const char *participant, const char *name,
                             const char *text) {
  char answers[300];
  bry_submit_options options = submit_options();
  options.participant = participant;
  options.name = name;
  snprintf(answers, sizeof answers, "{\"near\": 2, \"dream\": \"%s\"}", text);
  assert_ok(bry_response_submit_with(by, survey, &options, answers, strlen(answers), NULL, NULL, ERR));
}

static inline int32_t erase(bry_store *by, const bry_survey *survey, const char *receipt) {
  int32_t outcome = 0;
  assert_ok(bry_response_erase(by, survey, receipt, &outcome, ERR));
  return outcome;
}

/* How often an act about a subject (NULL: none) stands in the book. */
static inline int64_t acts(const char *act, const char *subject) {
  char sql[300];
  snprintf(sql, sizeof sql, "SELECT count(*) FROM bry.audit WHERE act = '%s' AND subject IS NOT DISTINCT FROM %s%s%s",
           act, subject ? "'" : "", subject ? subject : "NULL", subject ? "'" : "");
  return ask_number(sql);
}

#endif
