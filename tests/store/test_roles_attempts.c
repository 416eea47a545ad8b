/* What a hostile login tries past the library: to become another, to reach a foreign tenant, to make the schema's own
 * functions and policies run its code, to learn from errors, plans and statistics what it may not read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/logins.h"

static char own_id[40], foreign_id[40];
static PGconn *pg; /* of the test that runs */
static const char *const writers[] = {"t_portal", "t_manager"};

/* A word that stands in every text, name and title of the foreign tenant alone. */
#define SECRET "hemmelig"

static void fill(const char *tenant, const char *slug, const char *text) {
  char csv[200];
  assert_ok(bry_store_set_tenant(store, tenant, ERR));
  bry_survey *survey = make_survey(slug);
  snprintf(csv, sizeof csv, "id,near,dream,enhet\na,3,%s,%s\nb,4,%s,%s\n", text, text, text, text);
  bry_import_free(import_csv(survey, csv));
  put_codebook(workplace_codebook);
  assert_ok(bry_survey_code(store, survey, "dream", "drom", NULL, NULL, NULL, ERR));
  bry_survey_free(survey);
}

static int open_attempts(void **state) {
  if (open_workplace_with_logins(state) != BRY_OK) return -1;
  fill("other", SECRET, SECRET " rolig");
  fill("test", "apen", "rolig");
  PGconn *super = cluster_connect(&server, 1);
  strcpy(own_id, cluster_sql(super, "SELECT tenant_id FROM bry.tenant WHERE slug = 'test'"));
  strcpy(foreign_id, cluster_sql(super, "SELECT tenant_id FROM bry.tenant WHERE slug = 'other'"));
  cluster_sql(super, "ANALYZE");
  for (int i = 0; i < LOGINS; i++) {
    char sql[100];
    snprintf(sql, sizeof sql, "CREATE SCHEMA evil_%s AUTHORIZATION t_%s", login_roles[i], login_roles[i]);
    cluster_sql(super, sql);
  }
  PQfinish(super);
  return 0;
}

static int64_t count(const char *from) {
  char sql[500];
  snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", from);
  return atoll(cluster_sql(pg, sql));
}

static void as(const char *login) {
  PQfinish(pg);
  pg = login ? login_connect(login) : NULL;
}

static int end_login(void **state) {
  (void)state;
  as(NULL);
  return 0;
}

/* --- becoming another -------------------------------------------------------------------------------------------- */

static void no_login_becomes_another(void **state) {
  (void)state;
  static const char *const targets[] = {"bry_owner", "bry_manager", "bry_intake", "t_manager",
                                        "t_owner",   "bry",         "postgres"};
  for (int i = 2; i < LOGINS; i++) {
    char login[32], sql[100];
    snprintf(login, sizeof login, "t_%s", login_roles[i]);
    as(login);
    for (size_t t = 0; t < sizeof targets / sizeof targets[0]; t++) {
      snprintf(sql, sizeof sql, "SET ROLE %s", targets[t]);
      assert_denied(pg, sql);
      snprintf(sql, sizeof sql, "SET SESSION AUTHORIZATION %s", targets[t]);
      assert_denied(pg, sql);
      snprintf(sql, sizeof sql, "GRANT %s TO %s", targets[t], login);
      assert_denied(pg, sql);
    }
    assert_denied(pg, "INSERT INTO bry.member SELECT tenant_id, session_user, 'bry_manager' FROM bry.tenant");
    assert_denied(pg, "UPDATE bry.member SET role = 'bry_manager'");
  }
}

static void an_owners_role_reaches_no_tenant_that_its_login_is_not_mapped_to(void **state) {
  (void)state;
  as("t_owner");
  cluster_sql(pg, "SET ROLE bry_owner");
  assert_int_equal(count("bry.survey"), 1);
  assert_int_equal(count("bry.response WHERE tenant_id <> (SELECT tenant_id FROM bry.tenant WHERE slug = 'test')"),
                   0);
  cluster_sql(pg, "SET row_security = on");
  assert_int_equal(count("bry.answer_long WHERE value LIKE '%" SECRET "%'"), 0);
}

static void nobody_but_an_owner_changes_the_schema(void **state) {
  (void)state;
  static const char *const tries[] = {
      "CREATE TABLE bry.mine ()",
      "CREATE FUNCTION bry.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
      "ALTER TABLE bry.response DISABLE ROW LEVEL SECURITY",
      "ALTER TABLE bry.response NO FORCE ROW LEVEL SECURITY",
      "CREATE POLICY mine ON bry.response USING (true)",
      "DROP POLICY bry_owner ON bry.response",
      "CREATE TRIGGER mine AFTER INSERT ON bry.response EXECUTE FUNCTION suppress_redundant_updates_trigger()",
      "CREATE RULE mine AS ON INSERT TO bry.response DO ALSO NOTHING",
      "ALTER FUNCTION bry.admit(uuid, name[]) SET search_path = public",
      "CREATE OR REPLACE FUNCTION bry.group_minimum(asked int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
      "GRANT SELECT ON bry.response TO PUBLIC",
      "DROP TABLE bry.coding",
      "TRUNCATE bry.response",
      "ALTER TABLE bry.response OWNER TO CURRENT_USER"};
  for (int i = 1; i < LOGINS; i++) {
    char login[32];
    snprintf(login, sizeof login, "t_%s", login_roles[i]);
    as(login);
    for (size_t t = 0; t < sizeof tries / sizeof tries[0]; t++) {
      const char *sqlstate = try_sql(pg, tries[t], NULL);
      /* GRANT of what one has not is a warning where one has something else of the table, and changes nothing. */
      if (strcmp(sqlstate, "42501") != 0 && strncmp(tries[t], "GRANT", 5) != 0) fail_msg("%s: %s", login, tries[t]);
    }
  }
  char *granted =
      ask_text("SELECT count(*) FROM pg_class, aclexplode(relacl) a WHERE relnamespace = 'bry'::regnamespace"
               " AND a.grantee = 0");
  assert_string_equal(granted, "0");
  free(granted);
}

/* --- reaching a foreign tenant ----------------------------------------------------------------------------------- */

static void the_tenant_setting_narrows_and_never_widens(void **state) {
  (void)state;
  static const char *const garbage[] = {"garbage", "''; DROP TABLE bry.response; --", "*", "%", "NULL", " "};
  as("t_manager");
  assert_int_equal(count("bry.survey"), 1);
  char sql[500];
  snprintf(sql, sizeof sql, "SELECT set_config('bry.tenant', '%s', false)", foreign_id);
  cluster_sql(pg, sql);
  assert_int_equal(count("bry.survey"), 0);
  assert_int_equal(count("bry.response"), 0);
  assert_int_equal(count("bry.tenant"), 0);
  assert_int_equal(count("bry.answer_long"), 0);
  snprintf(sql, sizeof sql, "SELECT bry.response_count('%s', '%s')", foreign_id, foreign_id);
  assert_denied(pg, sql);
  snprintf(sql, sizeof sql, "SELECT bry.response_count('%s', '%s')", own_id, own_id);
  assert_denied(pg, sql); /* narrowed away */
  for (size_t i = 0; i < sizeof garbage / sizeof garbage[0]; i++) {
    snprintf(sql, sizeof sql, "SELECT set_config('bry.tenant', '%s', false)", garbage[i]);
    cluster_sql(pg, sql);
    assert_int_equal(count("bry.survey"), 0);
    assert_int_equal(count("bry.response"), 0);
  }
  snprintf(sql, sizeof sql, "SELECT set_config('bry.tenant', '%s', false)", own_id);
  cluster_sql(pg, sql);
  assert_int_equal(count("bry.survey"), 1);
  cluster_sql(pg, "RESET bry.tenant");
  assert_int_equal(count("bry.response"), 2);
}

static void rows_do_not_wander_between_tenants(void **state) {
  (void)state;
  static const char *const tables[] = {"survey", "response", "coded", "coding"};
  char sql[200];
  as("t_manager");
  for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
    snprintf(sql, sizeof sql, "UPDATE bry.%s SET tenant_id = '%s'", tables[i], foreign_id);
    assert_denied(pg, sql);
  }
  cluster_sql(pg, "SET row_security = off"); /* no way past the policies: an error instead of all rows */
  assert_denied(pg, "SELECT * FROM bry.response");
  assert_denied(pg, "SELECT * FROM bry.tenant");
}

static void copy_gives_what_select_gives(void **state) {
  (void)state;
  as("t_portal");
  assert_denied(pg, "COPY bry.response TO STDOUT");
  assert_denied(pg, "COPY (SELECT * FROM bry.response) TO STDOUT");
  assert_denied(pg, "COPY bry.survey TO '/tmp/bry-copy'");
  assert_denied(pg, "COPY bry.survey TO PROGRAM 'cat'");
  as("t_manager");
  PGresult *result = PQexec(pg, "COPY bry.response TO STDOUT");
  assert_int_equal(PQresultStatus(result), PGRES_COPY_OUT);
  PQclear(result);
  char *line = NULL;
  int lines = 0;
  for (; PQgetCopyData(pg, &line, 0) > 0; lines++) {
    assert_null(strstr(line, SECRET));
    assert_null(strstr(line, foreign_id));
    PQfreemem(line);
  }
  assert_int_equal(lines, 2);
}

/* --- running its own code ---------------------------------------------------------------------------------------- */

/* Names that the schema's functions and policies use, shadowed before anything of the system. */
static void shadow(const char *role) {
  char sql[3000];
  snprintf(sql, sizeof sql,
           "SET search_path = evil_%s, pg_temp, pg_catalog;"
           "CREATE FUNCTION yes(uuid, uuid) RETURNS boolean LANGUAGE sql AS 'SELECT true';"
           "CREATE OPERATOR = (LEFTARG = uuid, RIGHTARG = uuid, FUNCTION = yes);"
           "CREATE FUNCTION yes(name, name) RETURNS boolean LANGUAGE sql AS 'SELECT true';"
           "CREATE OPERATOR = (LEFTARG = name, RIGHTARG = name, FUNCTION = yes);"
           "CREATE FUNCTION yes(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true';"
           "CREATE OPERATOR = (LEFTARG = text, RIGHTARG = text, FUNCTION = yes);"
           "CREATE FUNCTION no(bigint, integer) RETURNS boolean LANGUAGE sql AS 'SELECT false';"
           "CREATE OPERATOR < (LEFTARG = bigint, RIGHTARG = integer, FUNCTION = no);"
           "CREATE FUNCTION greatest_of(int, int) RETURNS int LANGUAGE sql AS 'SELECT 1';"
           "CREATE FUNCTION current_setting(text, boolean) RETURNS text LANGUAGE sql AS 'SELECT NULL::text';"
           "CREATE FUNCTION pg_has_role(name, name, text) RETURNS boolean LANGUAGE sql AS 'SELECT true';"
           "CREATE TEMP TABLE member AS SELECT '%s'::uuid AS tenant_id, session_user AS login,"
           " 'bry_manager'::name AS role; CREATE TEMP TABLE response AS SELECT 1 AS x;"
           "CREATE TEMP TABLE pg_roles AS SELECT session_user AS rolname, true AS rolsuper",
           role, foreign_id);
  cluster_sql(pg, sql);
}

static void shadowing_names_opens_nothing(void **state) {
  (void)state;
  for (int i = 1; i < 4; i++) {
    char login[32], sql[300];
    snprintf(login, sizeof login, "t_%s", login_roles[i]);
    as(login);
    shadow(login_roles[i]);
    assert_int_equal(count("bry.survey WHERE slug LIKE '" SECRET "%'"), 0);
    snprintf(sql, sizeof sql, "SELECT bry.response_count('%s', '%s')", foreign_id, foreign_id);
    assert_denied(pg, sql);
    snprintf(sql, sizeof sql, "SELECT * FROM bry.survey_counts('%s', '%s', 1, 1, '{0,0,0}', 3)", foreign_id,
             foreign_id);
    assert_denied(pg, sql);
    snprintf(sql, sizeof sql, "SELECT bry.submit_why('%s', '%s', '%s', '', '')", foreign_id, foreign_id, foreign_id);
    assert_denied(pg, sql);
  }
  as("t_facilitator"); /* two responses: too few, whatever < may mean */
  cluster_sql(pg, "SET search_path = evil_facilitator, pg_temp, pg_catalog");
  assert_int_equal(
      count("bry.survey s, bry.survey_counts(s.tenant_id, s.survey_id, 1, 1, '{0,0,0}', 1) WHERE respondents >= 0"),
      0);
}

static void a_function_in_where_sees_no_foreign_row(void **state) {
  (void)state;
  static const char *const sources[] = {"bry.response, unnest(texts) t WHERE evil_manager.leak(t)",
                                        "bry.response WHERE evil_manager.leak(texts::text)",
                                        "bry.survey WHERE evil_manager.leak(slug)",
                                        "bry.tenant WHERE evil_manager.leak(slug)",
                                        "bry.member WHERE evil_manager.leak(tenant_id::text)",
                                        "bry.answer_long WHERE evil_manager.leak(value)",
                                        "bry.coding WHERE evil_manager.leak(tenant_id::text)"};
  as("t_manager");
  cluster_sql(pg, "CREATE FUNCTION evil_manager.leak(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS"
                  " 'BEGIN PERFORM set_config(''leak.seen'', coalesce(current_setting(''leak.seen'', true), '''')"
                  " || ''/'' || coalesce($1, ''''), false); RETURN true; END'");
  for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
    assert_true(count(sources[i]) > 0);
  PGresult *seen = PQexec(pg, "SELECT current_setting('leak.seen')");
  assert_non_null(strstr(PQgetvalue(seen, 0, 0), "rolig")); /* it did run */
  assert_null(strstr(PQgetvalue(seen, 0, 0), SECRET));
  assert_null(strstr(PQgetvalue(seen, 0, 0), foreign_id));
  assert_null(strstr(PQgetvalue(seen, 0, 0), "/other"));
  PQclear(seen);
  char where[200];
  snprintf(where, sizeof where, "bry.response WHERE 1 / (CASE tenant_id WHEN '%s' THEN 0 ELSE 1 END) = 1",
           foreign_id);
  assert_int_equal(count(where), 2); /* no division by zero tells of a foreign row */
}

/* --- learning without reading ------------------------------------------------------------------------------------ */

/* The whole error of a statement, the ids in it blanked. */
static char *error_of(const char *sql, const char *blank) {
  PGresult *result = PQexec(pg, sql);
  char *said = PQresultVerboseErrorMessage(result, PQERRORS_VERBOSE, PQSHOW_CONTEXT_ALWAYS), *text = strdup(said);
  PQfreemem(said);
  for (char *at; (at = strstr(text, blank));)
    memset(at, '#', strlen(blank));
  assert_true(strlen(text) > 0);
  PQclear(result);
  return text;
}

/* `format` has one %s: a thing of a foreign tenant, and one that is nowhere, must fail alike. */
static void assert_same_error(const char *format, const char *there, const char *nowhere) {
  char sql[600];
  snprintf(sql, sizeof sql, format, there);
  char *one = error_of(sql, there);
  snprintf(sql, sizeof sql, format, nowhere);
  char *other = error_of(sql, nowhere);
  assert_string_equal(one, other);
  free(one);
  free(other);
}

static void errors_are_the_same_for_what_is_foreign_and_what_is_not_there(void **state) {
  (void)state;
  static const char nowhere[] = "6c84fb90-12c4-41e1-840d-20d7d6e4a5b6";
  char *version = ask_text("SELECT version FROM bry.survey WHERE slug = '" SECRET "'");
  char foreign_survey[40];
  char *survey = ask_text("SELECT survey_id FROM bry.survey WHERE slug = '" SECRET "'");
  strcpy(foreign_survey, survey);
  as("t_manager");
  assert_same_error(
      "INSERT INTO bry.survey SELECT '%s', survey_id, slug, title, version, segments, state FROM bry.survey",
      foreign_id, nowhere);
  assert_same_error("INSERT INTO bry.questionnaire (tenant_id, version, document) SELECT '%s', version, '' FROM"
                    " bry.questionnaire",
                    foreign_id, nowhere);
  assert_same_error("UPDATE bry.survey SET tenant_id = '%s'", foreign_id, nowhere);
  assert_same_error("SELECT bry.response_count('%s', NULL)", foreign_id, nowhere);
  assert_same_error("SELECT * FROM bry.survey_counts('%s', NULL, 1, 1, '{1}', 5)", foreign_id, nowhere);
  as("t_portal");
  assert_same_error(
      "INSERT INTO bry.response (tenant_id, survey_id, response_id, content_hash, segments, closed, texts)"
      " VALUES ('%s', gen_random_uuid(), gen_random_uuid(), '', '{}', '{}', '{}')",
      foreign_id, nowhere);
  assert_same_error("SELECT bry.submit_why('%s', NULL, NULL, NULL, NULL)", foreign_id, nowhere);
  free(version);
  free(survey);
}

/* A key of another tenant's row neither clashes nor holds what refers to it. */
static void keys_of_another_tenant_do_not_show(void **state) {
  (void)state;
  char sql[700], foreign_survey[40], foreign_response[40];
  char *text = ask_text("SELECT survey_id FROM bry.survey WHERE slug = '" SECRET "'");
  strcpy(foreign_survey, text);
  free(text);
  snprintf(sql, sizeof sql, "SELECT response_id FROM bry.response WHERE survey_id = '%s' LIMIT 1", foreign_survey);
  text = ask_text(sql);
  strcpy(foreign_response, text);
  free(text);
  /* A row for a survey that is another tenant's is refused as one for a survey that nobody has. */
  for (int i = 0; i < 2; i++) {
    as(writers[i]);
    snprintf(sql, sizeof sql,
             "INSERT INTO bry.response (tenant_id, survey_id, response_id, content_hash, segments, closed, texts)"
             " VALUES ('%s', '%%s', '%s', '', '{}', '{}', '{}')",
             own_id, foreign_response);
    assert_same_error(sql, foreign_survey, "6c84fb90-12c4-41e1-840d-20d7d6e4a5b6");
  }
  /* A questionnaire that only the other tenant has can't be referred to, just as none. */
  run_as_superuser(
      "INSERT INTO bry.questionnaire (tenant_id, version, document) SELECT tenant_id, repeat('a', 64), '{}'"
      " FROM bry.tenant WHERE slug = 'other'");
  as("t_manager");
  assert_same_error("UPDATE bry.survey SET version = '%s'",
                    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb");
}

static void statistics_and_plans_show_no_values(void **state) {
  (void)state;
  for (int i = 1; i < LOGINS; i++) {
    char login[32];
    snprintf(login, sizeof login, "t_%s", login_roles[i]);
    as(login);
    assert_denied(pg, "SELECT * FROM pg_statistic");
    assert_int_equal(count("pg_stats WHERE schemaname = 'bry' AND tablename <> 'migration'"), 0);
    assert_int_equal(count("pg_stats_ext WHERE schemaname = 'bry'"), 0);
    if (i > 1) assert_denied(pg, "EXPLAIN SELECT * FROM bry.response");
  }
  as("t_manager");
  PGresult *plan =
      PQexec(pg, "EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM bry.response WHERE '" SECRET "' = ANY (segments)"
                 " UNION ALL SELECT * FROM bry.response");
  assert_int_equal(PQresultStatus(plan), PGRES_TUPLES_OK);
  for (int row = 0; row < PQntuples(plan); row++)
    assert_null(strstr(PQgetvalue(plan, row, 0), foreign_id));
  PQclear(plan);
}

/* --- past the library, into what is shut ------------------------------------------------------------------------- */

/* A response by hand for the survey of that slug, with what else is to be said of it. */
static const char *put_by_hand(const char *slug, const char *column, const char *value) {
  char sql[500];
  snprintf(
      sql, sizeof sql,
      "INSERT INTO bry.response (tenant_id, survey_id, response_id, content_hash, segments, closed, texts%s)"
      " SELECT tenant_id, survey_id, gen_random_uuid(), '', '{}', '{}', '{}'%s FROM bry.survey WHERE slug = '%s'",
      column, value, slug);
  return try_sql(pg, sql, NULL);
}

/* How many responses come in by the view for the survey of that slug, whatever its tenant, from a login that knows all
 * there is to know about it; -1: it was refused. */
static int submit_by_hand(const char *slug) {
  char query[400], sql[600];
  int rows = 0;
  snprintf(query, sizeof query,
           "SELECT concat_ws(', ', quote_literal(tenant_id), quote_literal(survey_id), quote_literal(salt))"
           " FROM bry.survey WHERE slug = '%s'",
           slug);
  PGconn *super = cluster_connect(&server, 1);
  snprintf(sql, sizeof sql,
           "WITH k (tenant, survey, salt) AS (VALUES (%s)) INSERT INTO bry.submission (tenant_id, survey_id, salt,"
           " response_id, content_hash, segments, closed, texts) SELECT tenant::uuid, survey::uuid, salt::bytea,"
           " gen_random_uuid(), '', '{}'::text[], '{}'::smallint[], '{}'::text[] FROM k",
           cluster_sql(super, query));
  PQfinish(super);
  PGresult *result = PQexec(pg, sql);
  rows = PQresultStatus(result) == PGRES_COMMAND_OK ? atoi(PQcmdTuples(result)) : -1;
  PQclear(result);
  return rows;
}

/* What a rule puts in place of NEW is an expression, which may give another value each time: here the tenant, the survey
 * or both that the login may submit to when they are looked up, and others where they would be stored. */
static void try_a_changing_place(const char *mine, const char *other) {
  static const char *const forms[] = {
      "VALUES (CASE WHEN random() < 0.5 THEN '%1$.36s' ELSE '%3$.36s' END::uuid, '%2$.36s'::uuid,",
      "VALUES ('%1$.36s'::uuid, CASE WHEN random() < 0.5 THEN '%2$.36s' ELSE '%4$.36s' END::uuid,",
      ("VALUES (CASE WHEN random() < 0.5 THEN '%1$.36s' ELSE '%3$.36s' END::uuid,"
       " CASE WHEN random() < 0.5 THEN '%2$.36s' ELSE '%4$.36s' END::uuid,"),
      "SELECT pg_temp.turn('%1$.36s', '%3$.36s'), pg_temp.turn('%2$.36s', '%4$.36s'),",
  };
  char place[500], sql[1200];
  for (int i = 0; i < 80; i++) {
    snprintf(place, sizeof place, forms[i % 4], mine, mine + 37, other, other + 37);
    snprintf(
        sql, sizeof sql,
        "INSERT INTO bry.submission (tenant_id, survey_id, salt, response_id, content_hash, segments, closed, texts)"
        " %s '\\x%s', '00000000-0000-4000-8000-0000000000%02d'::uuid, '', '{}', '{}', '{}'%s",
        place, mine + 74, i, i % 4 < 3 ? ")" : "");
    PQclear(PQexec(pg, sql));
  }
}

static void a_place_that_changes_while_it_is_looked_at_is_nowhere_else(void **state) {
  (void)state;
  static const char *const others[] = {"slug = '" SECRET "'", "slug = 'navngitt'"};
  char mine[256], other[256], query[300];
  PGconn *super = cluster_connect(&server, 1);
  const char *const place = "SELECT concat_ws(' ', tenant_id, survey_id, encode(salt, 'hex')) FROM bry.survey WHERE ";
  snprintf(query, sizeof query, "%s slug = 'apen'", place);
  snprintf(mine, sizeof mine, "%s", cluster_sql(super, query));
  as("t_portal");
  cluster_sql(pg, "CREATE FUNCTION pg_temp.turn(a text, b text) RETURNS uuid LANGUAGE sql STABLE AS"
                  " $$ SELECT CASE WHEN random() < 0.5 THEN a ELSE b END::uuid $$");
  for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
    snprintf(query, sizeof query, "%s %s", place, others[i]);
    snprintf(other, sizeof other, "%s", cluster_sql(super, query));
    try_a_changing_place(mine, other);
  }
  assert_string_equal(cluster_sql(super,
                                  "SELECT count(*) FROM bry.response r JOIN bry.survey s USING (tenant_id, survey_id)"
                                  " WHERE r.content_hash = '' AND s.slug <> 'apen'"),
                      "0");
  assert_string_not_equal(cluster_sql(super, "SELECT count(*) FROM bry.response WHERE content_hash = ''"), "0");
  assert_string_equal(cluster_sql(super,
                                  "SELECT count(*) FROM bry.response r WHERE NOT EXISTS (SELECT FROM bry.survey s"
                                  " WHERE s.tenant_id = r.tenant_id AND s.survey_id = r.survey_id)"),
                      "0");
  cluster_sql(super, "DELETE FROM bry.response WHERE content_hash = ''");
  PQfinish(super);
}

static void nothing_comes_into_a_survey_that_is_shut(void **state) {
  (void)state;
  static const char *const slugs[] = {"utkast", "lukket", "navngitt"};
  assert_ok(bry_store_set_tenant(store, "test", ERR));
  bry_survey_free(make_survey("utkast"));
  run_as_superuser("UPDATE bry.survey SET state = 'draft' WHERE slug = 'utkast'");
  bry_survey_free(make_survey("lukket"));
  assert_ok(bry_survey_close(store, "lukket", NULL, NULL, ERR)); /* and sealed */
  bry_survey_free(make_survey("navngitt"));
  run_as_superuser("UPDATE bry.survey SET privacy = 'identified' WHERE slug = 'navngitt'");
  for (int i = 0; i < 2; i++) {
    as(writers[i]);
    for (int s = 0; s < 3; s++)
      assert_string_equal(put_by_hand(slugs[s], "", ""), "42501");
    assert_string_equal(put_by_hand("apen", "", ""), "");                   /* what a plain submit may do */
    assert_string_equal(put_by_hand("apen", ", fold_xid", ", 0"), "42501"); /* would never be counted */
    assert_string_equal(put_by_hand("apen", ", fold_xid", ", 9223372036854775807"), "42501");
  }
  run_as_superuser("DELETE FROM bry.response WHERE content_hash = ''");
}

/* Whoever keeps a snapshot from before the closing sees the survey open: and puts nothing in, by hand or by function. */
static void an_old_snapshot_opens_no_survey(void **state) {
  (void)state;
  static const char by_function[] =
      "SELECT bry.submit(tenant_id, survey_id, gen_random_uuid(), '', salt, '{}', '{}', '{}', NULL, NULL, NULL, NULL,"
      " NULL, NULL) FROM bry.survey WHERE slug = 'gammel'";
  assert_ok(bry_store_set_tenant(store, "test", ERR));
  bry_survey *survey = make_survey("gammel");
  for (int i = 0; i < 2; i++) {
    as(writers[i]);
    cluster_sql(pg, "BEGIN ISOLATION LEVEL REPEATABLE READ");
    assert_string_equal(cluster_sql(pg, "SELECT state FROM bry.survey WHERE slug = 'gammel'"),
                        i == 0 ? "open" : "closed");
    assert_ok(bry_survey_close(store, "gammel", NULL, NULL, ERR));
    cluster_sql(pg, "SAVEPOINT before");
    assert_string_equal(put_by_hand("gammel", "", ""), "42501");
    cluster_sql(pg, "ROLLBACK TO before");
    assert_int_equal(submit_by_hand("gammel"), i == 0 ? -1 : 0);
    cluster_sql(pg, "ROLLBACK TO before");
    assert_string_equal(try_sql(pg, by_function, NULL), "25000");
    cluster_sql(pg, "ROLLBACK");
  }
  assert_int_equal(count_responses(survey), 0);
  bry_survey_free(survey);
}

static void wait_until_one_waits(void) {
  PGconn *super = cluster_connect(&server, 1);
  for (int i = 0; i < 1000 && strcmp(cluster_sql(super, "SELECT count(*) FROM pg_locks WHERE NOT granted"), "1") != 0;
       i++)
    usleep(10000);
  assert_string_equal(cluster_sql(super, "SELECT count(*) FROM pg_locks WHERE NOT granted"), "1");
  PQfinish(super);
}

/* What comes is refused, or told as nothing done: it is looked at in the tables. */
static void finish_query(PGconn *conn) {
  for (PGresult *result; (result = PQgetResult(conn)); PQclear(result)) {
    char *line = NULL;
    while (PQresultStatus(result) == PGRES_COPY_OUT && PQgetCopyData(conn, &line, 0) > 0)
      PQfreemem(line);
  }
}

/* The command has its snapshot, and waits for a table of the login's own, before it comes to the lock that a seal waits
 * for. Meanwhile the survey is closed and sealed. How many responses it has then. */
static int64_t put_with_a_late_lock(const char *login, const char *const *form, const char *slug) {
  char sql[900], key[300];
  const char *schema = strcmp(login, "t_portal") == 0 ? "evil_portal" : "evil_manager";
  assert_ok(bry_store_set_tenant(store, "test", ERR));
  bry_survey *survey = make_survey(slug);
  PGconn *super = cluster_connect(&server, 1), *blocker = login_connect(login);
  snprintf(sql, sizeof sql,
           "SELECT concat_ws(', ', quote_literal(tenant_id) || '::uuid', quote_literal(survey_id) || '::uuid',"
           " quote_literal(salt) || '::bytea') FROM bry.survey WHERE slug = '%s'",
           slug);
  snprintf(key, sizeof key, "%s", cluster_sql(super, sql));
  as(login);
  snprintf(sql, sizeof sql, "CREATE TABLE %s.late ()", schema);
  cluster_sql(pg, sql);
  snprintf(sql, sizeof sql, form[0], schema, key);
  cluster_sql(pg, sql);
  snprintf(sql, sizeof sql, "BEGIN; LOCK TABLE %s.late", schema);
  cluster_sql(blocker, sql);
  snprintf(sql, sizeof sql, form[1], schema, key);
  assert_int_equal(PQsendQuery(pg, sql), 1);
  wait_until_one_waits();
  assert_ok(bry_survey_close(store, slug, NULL, NULL, ERR));
  cluster_sql(blocker, "ROLLBACK");
  finish_query(pg);
  snprintf(sql, sizeof sql, "DROP TABLE %s.late", schema);
  run_as_superuser(sql);
  snprintf(sql, sizeof sql,
           "SELECT count(*) FROM bry.response JOIN bry.survey USING (tenant_id, survey_id)"
           " WHERE slug = '%s' AND sealed",
           slug);
  int64_t stored = atoll(cluster_sql(super, sql));
  PQfinish(blocker);
  PQfinish(super);
  bry_survey_free(survey);
  return stored;
}

#define KEY "(VALUES (%2$s)) AS k (tenant, survey, salt)"
#define INTO_TABLE                                                                                                   \
  "INSERT INTO bry.response (tenant_id, survey_id, response_id, content_hash, segments, closed, texts)"              \
  " SELECT tenant, survey, gen_random_uuid(), '', '{}', '{}', '{}' FROM " KEY
#define INTO_VIEW                                                                                                    \
  "INSERT INTO bry.submission (tenant_id, survey_id, salt, response_id, content_hash, segments, closed, texts)"      \
  " SELECT tenant, survey, salt, gen_random_uuid(), '', '{}'::text[], '{}'::smallint[], '{}'::text[] FROM " KEY

/* COPY and EXPLAIN run a statement by the snapshot that they took before they locked all that it needs. */
static void a_command_that_waited_puts_nothing_into_a_sealed_survey(void **state) {
  (void)state;
  static const char *const forms[][2] = {
      {"SELECT 1", "COPY (WITH late AS (SELECT FROM %1$s.late) " INTO_TABLE " RETURNING 1) TO STDOUT"},
      {"PREPARE p AS WITH i AS (" INTO_VIEW ") SELECT FROM %1$s.late", "EXPLAIN ANALYZE EXECUTE p"},
      {"PREPARE p AS WITH i AS (" INTO_TABLE " RETURNING 1) SELECT FROM %1$s.late", "EXPLAIN ANALYZE EXECUTE p"}};
  int stored = 0;
  for (int i = 0; i < 2; i++)
    for (int f = 0; f < 3; f++) {
      char slug[20];
      snprintf(slug, sizeof slug, "sen-%d-%d", i, f);
      if (put_with_a_late_lock(writers[i], forms[f], slug) == 0) continue;
      print_error("%s: %s\n", writers[i], forms[f][1]);
      stored++;
    }
  assert_int_equal(stored, 0);
}

/* The view's rule asks nothing of the login's policies: so it must itself hold each to its own tenants, by its role. */
static void the_view_for_submits_takes_no_more_than_a_submit_may(void **state) {
  (void)state;
  static const char *const shut[] = {"utkast", "lukket", "navngitt", SECRET};
  char sql[200];
  for (int i = 0; i < 2; i++) {
    as(writers[i]);
    assert_int_equal(submit_by_hand("apen"), 1);
    for (size_t s = 0; s < sizeof shut / sizeof shut[0]; s++)
      assert_int_equal(submit_by_hand(shut[s]), 0);
    assert_denied(pg, "SELECT count(*) FROM bry.submission");
    assert_string_equal(try_sql(pg, "INSERT INTO bry.submission (fold_xid) VALUES (0)", NULL), "42703");
    snprintf(sql, sizeof sql, "SET bry.tenant = '%s'", foreign_id);
    cluster_sql(pg, sql);
    assert_int_equal(submit_by_hand("apen"), 0); /* narrowed */
    assert_int_equal(submit_by_hand(SECRET), 0); /* and not widened */
  }
  as("t_facilitator");
  assert_int_equal(submit_by_hand("apen"), -1);
  as("t_owner");
  assert_int_equal(submit_by_hand(SECRET), 0);
  run_as_superuser("UPDATE bry.survey SET opens_at = 'infinity' WHERE slug = 'apen'");
  as("t_portal");
  assert_int_equal(submit_by_hand("apen"), 0);
  run_as_superuser("UPDATE bry.survey SET opens_at = '-infinity', closes_at = now() WHERE slug = 'apen'");
  assert_int_equal(submit_by_hand("apen"), 0);
  run_as_superuser("UPDATE bry.survey SET closes_at = 'infinity' WHERE slug = 'apen';"
                   " DELETE FROM bry.response WHERE content_hash = ''");
}

/* Tallies and codings are made by functions alone, and what those are made of by others. */
static void a_manager_writes_nothing_that_is_counted(void **state) {
  (void)state;
  static const char *const tables[] = {"tally",      "tally_cell",   "tally_count", "tally_coded", "tally_theme",
                                       "tally_pair", "tally_erased", "coded",       "coding"};
  static const char *const calls[] = {"tally_fold(tenant_id, survey_id)", "tally_reset(tenant_id, survey_id)",
                                      "tally_apply(tenant_id, survey_id, 0, 0, 1, NULL)",
                                      "tally_fold_all(tenant_id, survey_id)", "tally_rebuild(tenant_id, survey_id)"};
  as("t_manager");
  for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
    char sql[200];
    snprintf(sql, sizeof sql, "INSERT INTO bry.%s SELECT * FROM bry.%s", tables[i], tables[i]);
    assert_denied(pg, sql);
    snprintf(sql, sizeof sql, "DELETE FROM bry.%s", tables[i]);
    assert_denied(pg, sql);
    snprintf(sql, sizeof sql, "UPDATE bry.%s SET tenant_id = tenant_id", tables[i]);
    assert_denied(pg, sql);
  }
  for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
    char sql[200];
    snprintf(sql, sizeof sql, "SELECT bry.%s FROM bry.survey", calls[i]);
    assert_denied(pg, sql);
  }
  assert_denied(pg, "UPDATE bry.response SET fold_xid = 0");
  assert_denied(pg, "INSERT INTO bry.survey (tenant_id, survey_id, slug, title, version, segments, salt, state)"
                    " SELECT tenant_id, gen_random_uuid(), 'ferdig', title, version, segments, salt, 'closed'"
                    " FROM bry.survey");
}

#define attempt(test) cmocka_unit_test_teardown(test, end_login)

int main(void) {
  const struct CMUnitTest tests[] = {
      attempt(no_login_becomes_another),
      attempt(an_owners_role_reaches_no_tenant_that_its_login_is_not_mapped_to),
      attempt(nobody_but_an_owner_changes_the_schema),
      attempt(the_tenant_setting_narrows_and_never_widens),
      attempt(rows_do_not_wander_between_tenants),
      attempt(copy_gives_what_select_gives),
      attempt(shadowing_names_opens_nothing),
      attempt(a_function_in_where_sees_no_foreign_row),
      attempt(a_place_that_changes_while_it_is_looked_at_is_nowhere_else),
      attempt(errors_are_the_same_for_what_is_foreign_and_what_is_not_there),
      attempt(keys_of_another_tenant_do_not_show),
      attempt(statistics_and_plans_show_no_values),
      attempt(nothing_comes_into_a_survey_that_is_shut),
      attempt(the_view_for_submits_takes_no_more_than_a_submit_may),
      attempt(an_old_snapshot_opens_no_survey),
      attempt(a_command_that_waited_puts_nothing_into_a_sealed_survey),
      attempt(a_manager_writes_nothing_that_is_counted),
  };
  return cmocka_run_group_tests(tests, open_attempts, close_workplace);
}
