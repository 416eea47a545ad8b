/* The shape that the schema must keep: keys that lead with the tenant, so that it can be distributed by it and no key
 * tells of another tenant; row-level security wherever there is a tenant; functions that nobody can turn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "store/workplace.h"

/* What is not of a tenant, and may so be without one: the book of migrations. */
#define GLOBAL "('migration')"
/* Tables that a submit writes to. */
#define SUBMIT_PATH "('response')"

static PGconn *pg;

static int open_catalogue(void **state) {
  if (open_workplace(state) != BRY_OK) return -1;
  pg = cluster_connect(&server, 1);
  return 0;
}

static int close_catalogue(void **state) {
  PQfinish(pg);
  return close_workplace(state);
}

/* The query must give no row; the first value of one that it gives is what is wrong. */
static void assert_none(const char *wrong, const char *sql) {
  PGresult *result = PQexec(pg, sql);
  if (PQresultStatus(result) != PGRES_TUPLES_OK) fail_msg("%s", PQerrorMessage(pg));
  if (PQntuples(result) > 0) fail_msg("%s: %s", wrong, PQgetvalue(result, 0, 0));
  PQclear(result);
}

/* Runs SQL that a guard must notice, in a transaction that is taken back. */
static int notices(const char *breakage, const char *sql) {
  cluster_sql(pg, "BEGIN");
  cluster_sql(pg, breakage);
  PGresult *result = PQexec(pg, sql);
  if (PQresultStatus(result) != PGRES_TUPLES_OK) fail_msg("%s", PQerrorMessage(pg));
  int rows = PQntuples(result);
  PQclear(result);
  cluster_sql(pg, "ROLLBACK");
  return rows > 0;
}

#define FIRST(key, relation) "(SELECT attname FROM pg_attribute WHERE attrelid = " relation " AND attnum = " key ")"

static const char KEYS[] =
    "SELECT c.conname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid WHERE t.relnamespace = "
    "'bry'::regnamespace"
    " AND c.contype IN ('p', 'u', 'f', 'x') AND t.relname NOT IN " GLOBAL
    " AND (" FIRST("c.conkey[1]", "c.conrelid") " <> 'tenant_id' OR (c.contype = 'f' AND " FIRST(
        "c.confkey[1]",
        "c.confrelid") " <> 'tenant_id'))"
                       " UNION ALL SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class t ON t.oid = "
                       "i.indrelid"
                       " WHERE t.relnamespace = 'bry'::regnamespace AND i.indisunique AND t.relname NOT IN " GLOBAL
                       " AND coalesce(" FIRST(
                           "i.indkey[0]",
                           "i.indrelid") ", '') <> 'tenant_id'"
                                         " UNION ALL SELECT t.relname FROM pg_class t WHERE t.relnamespace = "
                                         "'bry'::regnamespace AND t.relkind IN ('r', 'p')"
                                         " AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conrelid = t.oid AND "
                                         "c.contype = 'p')";

static void every_key_leads_with_the_tenant(void **state) {
  (void)state;
  assert_none("does not lead with tenant_id, or has no primary key", KEYS);
  assert_true(notices("CREATE UNIQUE INDEX one ON bry.survey (slug)", KEYS));
  assert_true(notices("ALTER TABLE bry.survey ADD UNIQUE (slug, tenant_id)", KEYS));
  assert_true(notices("CREATE TABLE bry.bad (a int PRIMARY KEY)", KEYS));
  assert_true(notices("CREATE TABLE bry.bad (tenant_id uuid)", KEYS));
}

static const char SUBMIT_TRIGGERS[] =
    "SELECT tgname FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid WHERE t.relnamespace = 'bry'::regnamespace"
    " AND (t.relname IN " SUBMIT_PATH " OR NOT g.tgisinternal)"
    " UNION ALL SELECT rulename FROM pg_rewrite w JOIN pg_class t ON t.oid = w.ev_class"
    " WHERE t.relnamespace = 'bry'::regnamespace AND t.relkind IN ('r', 'p')";
static const char SEQUENCES[] =
    "SELECT relname FROM pg_class WHERE relnamespace = 'bry'::regnamespace AND relkind = 'S'"
    " UNION ALL SELECT d.adrelid::regclass::text FROM pg_attrdef d JOIN pg_class t ON t.oid = d.adrelid"
    " WHERE t.relnamespace = 'bry'::regnamespace AND pg_get_expr(d.adbin, d.adrelid) LIKE '%nextval%'";

/* Foreign keys are triggers too: a submit would lock the row that they lead to. */
static void a_submit_fires_no_trigger_and_draws_from_no_sequence(void **state) {
  (void)state;
  assert_none("a trigger or rule", SUBMIT_TRIGGERS);
  assert_none("a sequence", SEQUENCES);
  assert_true(notices("ALTER TABLE bry.response ADD FOREIGN KEY (tenant_id) REFERENCES bry.tenant", SUBMIT_TRIGGERS));
  assert_true(notices("ALTER TABLE bry.survey ADD n bigserial", SEQUENCES));
}

static const char UNGUARDED[] =
    "SELECT relname FROM pg_class t WHERE relnamespace = 'bry'::regnamespace AND relkind IN ('r', 'p')"
    " AND relname NOT IN " GLOBAL " AND NOT (relrowsecurity AND relforcerowsecurity AND EXISTS"
    " (SELECT FROM pg_attribute WHERE attrelid = t.oid AND attname = 'tenant_id' AND attnotnull AND atttypid = "
    "'uuid'::regtype))";
/* Whom a policy is for, and what it asks: the login that opened the session, never whom it has become since. Those of
 * bry_owner on the two tables that say who reaches what are the exception, and what bry_intake may add, since nobody is
 * that. A restrictive one only takes away from what another has let through, so it may ask anything else. */
static const char POLICIES[] =
    "SELECT tablename || '.' || policyname FROM pg_policies p WHERE schemaname = 'bry' AND (roles && '{public}' OR"
    " concat(qual, with_check) LIKE '%CURRENT_USER%' OR"
    " (permissive = 'PERMISSIVE' AND concat(qual, with_check) NOT LIKE '%SESSION_USER%'"
    " AND NOT (tablename IN ('tenant', 'member') AND roles = '{bry_owner}')"
    " AND NOT (tablename = 'response' AND roles = '{bry_intake}' AND cmd = 'INSERT')))";

static void row_level_security_is_forced_wherever_there_is_a_tenant(void **state) {
  (void)state;
  assert_none("not guarded, or has no tenant_id", UNGUARDED);
  assert_none("a policy for anybody, or that asks the wrong question", POLICIES);
  assert_true(notices("ALTER TABLE bry.coded NO FORCE ROW LEVEL SECURITY", UNGUARDED));
  assert_true(notices("CREATE TABLE bry.bad (a int PRIMARY KEY)", UNGUARDED));
  assert_true(notices("CREATE POLICY bad ON bry.coded USING (true)", POLICIES));
  assert_true(
      notices("DROP POLICY plain ON bry.response; CREATE POLICY plain ON bry.response FOR INSERT TO bry_portal"
              " WITH CHECK (true)",
              POLICIES));
  assert_true(notices("CREATE POLICY bad ON bry.coded TO bry_manager USING (true)", POLICIES));
}

/* Run for each row or cell, which a pinned path would make far dearer. They read no table, run with the rights of who
 * calls them, and in the schema only pinned functions do. */
#define PER_ROW "('sealed_id', 'tally_cell_id', 'tally_place', 'tally_add', 'tally_sum')"

static const char FUNCTIONS[] =
    "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'bry'::regnamespace AND"
    " ((NOT coalesce('search_path=pg_catalog, pg_temp' = ANY (proconfig), false) AND"
    " (prosecdef OR prosrc ~ 'bry\\.' OR proname NOT IN " PER_ROW ")) OR proacl IS NULL"
    " OR EXISTS (SELECT FROM aclexplode(proacl) a WHERE a.grantee = 0))";
/* But for the view that submits go into (0006_doors.sql). */
static const char OWNERS[] =
    "SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'bry'::regnamespace AND relowner <> "
    "CASE relname WHEN 'submission' THEN 'bry_intake' ELSE 'bry_owner' END::regrole"
    " UNION ALL SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'bry'::regnamespace"
    " AND proowner <> 'bry_owner'::regrole UNION ALL SELECT nspname::text FROM pg_namespace, aclexplode(nspacl) a"
    " WHERE nspname = 'bry' AND (nspowner <> 'bry_owner'::regrole OR a.grantee = 0"
    " OR (a.privilege_type = 'CREATE' AND a.grantee <> nspowner))";

static void functions_are_pinned_and_nobodys_but_by_grant(void **state) {
  (void)state;
  assert_none("has no pinned search_path, or PUBLIC may run it", FUNCTIONS);
  assert_true(notices("CREATE FUNCTION bry.bad() RETURNS int LANGUAGE sql AS 'SELECT 1'", FUNCTIONS));
  assert_true(notices("ALTER FUNCTION bry.admit SET search_path = pg_catalog", FUNCTIONS));
  assert_true(notices("ALTER FUNCTION bry.sealed_id SECURITY DEFINER", FUNCTIONS));
  assert_true(notices("GRANT EXECUTE ON FUNCTION bry.admit TO PUBLIC", FUNCTIONS));
  /* What a later step makes is nobody's either, without a word. */
  assert_false(notices("SET LOCAL ROLE bry_owner; CREATE FUNCTION bry.later() RETURNS int LANGUAGE sql"
                       " SET search_path = pg_catalog, pg_temp AS 'SELECT 1'",
                       FUNCTIONS));
}

static void all_is_the_owners_and_views_are_barriers(void **state) {
  (void)state;
  assert_none("is not bry_owner's, or others may make things in the schema", OWNERS);
  assert_true(notices("CREATE TABLE bry.bad ()", OWNERS));
  assert_none("a view that a function in WHERE could look behind",
              "SELECT relname FROM pg_class WHERE relnamespace = 'bry'::regnamespace AND relkind = 'v'"
              " AND NOT coalesce('security_barrier=true' = ANY (reloptions), false)");
  assert_none("a role of bry that may too much",
              "SELECT rolname FROM pg_roles WHERE rolname ~ '^bry_' AND (rolcanlogin OR rolsuper OR rolbypassrls OR"
              " rolcreaterole OR rolcreatedb OR rolreplication)");
}

/* It may add any response: so nobody is it. bry_owner, which has all roles, doesn't inherit it; nor does, since PostgreSQL
 * 16, who made it: who makes a role may give it to logins, without having its rights or becoming it. */
#define INTAKE_MEMBERS                                                                                               \
  "SELECT m.rolname FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member CROSS JOIN LATERAL to_jsonb(a) AS o"  \
  " WHERE a.roleid = 'bry_intake'::regrole"                                                                          \
  " AND (m.rolname <> 'bry_owner' OR m.rolinherit OR o ->> 'inherit_option' = 'true')"                               \
  " AND NOT coalesce(o ->> 'inherit_option' = 'false' AND o ->> 'set_option' = 'false', false)"

static void nobody_is_the_role_that_takes_submits_in(void **state) {
  (void)state;
  assert_none("is a member of bry_intake", INTAKE_MEMBERS);
  assert_true(notices("CREATE ROLE bad; GRANT bry_intake TO bad", INTAKE_MEMBERS));
  assert_true(notices("GRANT bry_intake TO bry_portal", INTAKE_MEMBERS));
}

/* --- Citus ------------------------------------------------------------------------------------------------------- */

static int occurrences(const char *text, const char *word) {
  int n = 0;
  for (; (text = strstr(text, word)); text += strlen(word))
    n++;
  return n;
}

/* Every table once, and after those that its foreign keys lead to. */
static void the_calls_for_citus_name_every_table_in_order(void **state) {
  (void)state;
  bry_text *text = NULL;
  assert_ok(bry_schema_citus(store, &text, ERR));
  const char *calls = bry_text_data(text);
  PGresult *tables = PQexec(pg, "SELECT relname FROM pg_class WHERE relnamespace = 'bry'::regnamespace"
                                " AND relkind IN ('r', 'p') AND relname NOT IN " GLOBAL);
  assert_true(PQntuples(tables) >= 9);
  for (int i = 0; i < PQntuples(tables); i++) {
    char word[100];
    snprintf(word, sizeof word, "_table('bry.%s'", PQgetvalue(tables, i, 0));
    if (occurrences(calls, word) != 1) fail_msg("%s: not once in\n%s", word, calls);
  }
  assert_int_equal(occurrences(calls, "SELECT create_"), PQntuples(tables));
  assert_int_equal(occurrences(calls, "'tenant_id'"), PQntuples(tables) - 2);
  assert_int_equal(occurrences(calls, "colocate_with"), PQntuples(tables) - 3);
  PQclear(tables);
  PGresult *links = PQexec(pg, "SELECT conrelid::regclass, confrelid::regclass FROM pg_constraint WHERE contype = 'f'"
                               " AND connamespace = 'bry'::regnamespace AND conrelid <> confrelid");
  for (int i = 0; i < PQntuples(links); i++) {
    char from[100], to[100];
    snprintf(from, sizeof from, "_table('%s'", PQgetvalue(links, i, 0));
    snprintf(to, sizeof to, "_table('%s'", PQgetvalue(links, i, 1));
    assert_true(strstr(calls, from) > strstr(calls, to));
  }
  PQclear(links);
  bry_text_free(text);
  assert_int_equal(bry_schema_citus(store, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_schema_citus(NULL, &text, NULL), BRY_EINVAL);
}

static bry_status citus_work(bry_error **err) {
  bry_text *text = NULL;
  bry_status status = bry_schema_citus(store, &text, err);
  bry_text_free(text);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(citus_work, BRY_OK) > 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_key_leads_with_the_tenant),
      cmocka_unit_test(a_submit_fires_no_trigger_and_draws_from_no_sequence),
      cmocka_unit_test(row_level_security_is_forced_wherever_there_is_a_tenant),
      cmocka_unit_test(functions_are_pinned_and_nobodys_but_by_grant),
      cmocka_unit_test(all_is_the_owners_and_views_are_barriers),
      cmocka_unit_test(nobody_is_the_role_that_takes_submits_in),
      cmocka_unit_test(the_calls_for_citus_name_every_table_in_order),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, open_catalogue, close_catalogue);
}
