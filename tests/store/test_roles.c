/* The matrix of who may do what (roles_matrix.txt) against the real thing: every object of the schema, every role, the
 * login's own tenant and a foreign one, each cell tried with a real login. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/logins.h"

#include <ctype.h>

enum { OBJECTS_MAX = 300, CELL = 12, COLUMNS = 300, STATEMENT = 4096 };

typedef struct object {
  char kind[12], name[160];
  char cells[LOGINS][CELL];
  char columns[LOGINS][COLUMNS]; /* of a small letter in the cell */
} object;

static object objects[OBJECTS_MAX];
static int object_count;
static PGconn *logins[LOGINS], *super;
static char own_id[40], foreign_id[40];
static int tried;

/* --- reading the matrix ------------------------------------------------------------------------------------------ */

static void trim_into(char *to, size_t size, const char *from) {
  while (isspace((unsigned char)*from))
    from++;
  size_t length = strlen(from);
  while (length > 0 && isspace((unsigned char)from[length - 1]))
    length--;
  assert_true(length < size);
  memcpy(to, from, length);
  to[length] = 0;
}

/* A line "columns" goes on with what the line before it says of a table. */
static void read_line(char *line) {
  char *rest = NULL, *field = strtok_r(line, "|", &rest), *space = strchr(field, ' ');
  assert_true(object_count < OBJECTS_MAX && space);
  *space = 0;
  int columns = strcmp(field, "columns") == 0;
  object *o = columns ? &objects[object_count - 1] : &objects[object_count++];
  if (!columns) {
    trim_into(o->kind, sizeof o->kind, field);
    trim_into(o->name, sizeof o->name, space + 1);
  }
  for (int i = 0; i < LOGINS; i++) {
    field = strtok_r(NULL, "|", &rest);
    if (!field) fail_msg("%s has fewer cells than there are roles", o->name);
    if (columns)
      trim_into(o->columns[i], sizeof o->columns[i], field);
    else
      trim_into(o->cells[i], sizeof o->cells[i], field);
  }
}

/* Whether the cell grants it, wholly or by columns. */
static int is_written(const object *o, int login, char command) {
  return strchr(o->cells[login], command) || strchr(o->cells[login], tolower((unsigned char)command));
}

static void read_matrix(void) {
  char line[1000];
  FILE *file = fopen(BRY_SOURCE_DIR "/tests/store/roles_matrix.txt", "r");
  assert_non_null(file);
  while (fgets(line, sizeof line, file))
    if (line[0] != '#' && line[0] != '\n') read_line(line);
  fclose(file);
}

/* --- rows of both tenants in every table ------------------------------------------------------------------------- */

/* A table that nothing below fills gets a row of each tenant anyway, without the checks that a made-up row would fail. */
static const char FILL_EMPTY[] =
    "DO $$ DECLARE t regclass; c text; n bigint; i uuid; BEGIN FOR t IN SELECT oid FROM pg_class"
    " WHERE relnamespace = 'bry'::regnamespace AND relkind = 'r' LOOP EXECUTE format('SELECT count(*) FROM %s', t) "
    "INTO n;"
    " CONTINUE WHEN n > 0; FOR c IN SELECT conname FROM pg_constraint WHERE conrelid = t AND contype IN ('c', 'f') "
    "LOOP"
    " EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', t, c); END LOOP;"
    " FOR i IN SELECT tenant_id FROM bry.tenant LOOP EXECUTE (SELECT format('INSERT INTO %s (%s) VALUES (%s)', t,"
    " string_agg(quote_ident(attname), ', '), string_agg(CASE WHEN attname = 'tenant_id' THEN quote_literal(i)"
    " WHEN atttypid = 'uuid'::regtype THEN 'gen_random_uuid()' WHEN atttypid::regtype::text LIKE '%[]' THEN '''{}'''"
    " WHEN atttypid IN ('json'::regtype, 'jsonb'::regtype) THEN '''{}''' WHEN atttypid = 'date'::regtype OR"
    " atttypid::regtype::text LIKE 'time%' THEN 'now()' WHEN atttypid = 'bool'::regtype THEN 'false'"
    " WHEN atttypid = 'bytea'::regtype THEN '''''' WHEN atttypid IN ('date'::regtype,"
    " 'timestamptz'::regtype) THEN '''now''' ELSE '''0''' END, ', ')) FROM pg_attribute WHERE attrelid = t"
    " AND attnum > 0 AND NOT attisdropped AND attgenerated = ''); END LOOP; END LOOP; END $$";

/* Made-up releases are withdrawn, and their tables empty. */
static const char READABLE_RELEASES[] =
    "UPDATE bry.release SET withdrawn_on = NULL; UPDATE bry.release_table SET document ="
    " '{\"columns\": [{\"name\": \"a\"}], \"rows\": [[1]], \"missing\": []}'";

static void fill_tenant(const char *tenant) {
  assert_ok(bry_store_set_tenant(store, tenant, ERR));
  bry_survey *survey = make_survey("matrix");
  bry_import_free(import_csv(survey, "id,near,dream\na,3,Rolig dag\n"));
  put_codebook(workplace_codebook);
  assert_ok(bry_survey_code(store, survey, "dream", "drom", NULL, NULL, NULL, ERR));
  bry_survey_free(survey);
}

static int open_all(void **state) {
  if (open_workplace_with_logins(state) != BRY_OK) return -1;
  fill_tenant("test");
  fill_tenant("other");
  super = cluster_connect(&server, 1);
  cluster_sql(super, FILL_EMPTY);
  cluster_sql(super, READABLE_RELEASES);
  strcpy(own_id, cluster_sql(super, "SELECT tenant_id FROM bry.tenant WHERE slug = 'test'"));
  strcpy(foreign_id, cluster_sql(super, "SELECT tenant_id FROM bry.tenant WHERE slug = 'other'"));
  for (int i = 0; i < LOGINS; i++) {
    char login[32];
    snprintf(login, sizeof login, "t_%s", login_roles[i]);
    logins[i] = login_connect(login);
  }
  read_matrix();
  return 0;
}

static int close_all(void **state) {
  for (int i = 0; i < LOGINS; i++)
    PQfinish(logins[i]);
  PQfinish(super);
  return close_workplace(state);
}

/* --- is everything in it? ---------------------------------------------------------------------------------------- */

static void the_matrix_names_every_object_of_the_schema_and_no_other(void **state) {
  (void)state;
  PGresult *there = PQexec(
      super, "SELECT CASE relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'v' THEN 'view' WHEN 'S' THEN"
             " 'sequence' ELSE 'relation' END, relname::text FROM pg_class WHERE relnamespace = 'bry'::regnamespace"
             " AND relkind NOT IN ('i', 'I', 'c', 't') UNION ALL SELECT 'function', "
             "regexp_replace(oid::regprocedure::text, '^bry[.]', '')"
             " FROM pg_proc WHERE pronamespace = 'bry'::regnamespace");
  assert_int_equal(PQresultStatus(there), PGRES_TUPLES_OK);
  int known = 0;
  for (int row = 0; row < PQntuples(there); row++) {
    int i = 0;
    while (i < object_count && (strcmp(objects[i].kind, PQgetvalue(there, row, 0)) != 0 ||
                                strcmp(objects[i].name, PQgetvalue(there, row, 1)) != 0))
      i++;
    if (i == object_count)
      fail_msg("roles_matrix.txt has no line for the %s %s", PQgetvalue(there, row, 0), PQgetvalue(there, row, 1));
    known++;
  }
  assert_int_equal(known, object_count); /* a line of an object that is not there, or two of one */
  PQclear(there);
}

/* --- what the catalogue grants ----------------------------------------------------------------------------------- */

static int catalogue_says(const object *o, int login, const char *privilege) {
  char sql[600];
  if (strcmp(o->kind, "function") == 0)
    snprintf(sql, sizeof sql, "SELECT has_function_privilege('t_%s', 'bry.%s', 'EXECUTE')", login_roles[login],
             o->name);
  else if (strcmp(privilege, "DELETE") == 0 || strcmp(privilege, "TRUNCATE") == 0 ||
           strcmp(privilege, "TRIGGER") == 0)
    snprintf(sql, sizeof sql, "SELECT has_table_privilege('t_%s', 'bry.%s', '%s')", login_roles[login], o->name,
             privilege);
  else
    snprintf(sql, sizeof sql, "SELECT has_any_column_privilege('t_%s', 'bry.%s', '%s')", login_roles[login], o->name,
             privilege);
  return strcmp(cluster_sql(super, sql), "t") == 0;
}

static void check_grant(const object *o, int login, const char *privilege) {
  int written = is_written(o, login, strcmp(o->kind, "function") == 0 ? 'X' : privilege[0]);
  if (written != catalogue_says(o, login, privilege))
    fail_msg("%s %s, %s: the matrix says \"%s\", the catalogue %s", login_roles[login], o->name, privilege,
             o->cells[login], written ? "does not grant it" : "grants it");
}

/* What is granted by columns alone, as "u: state, s: all"; all are those that the table's maker named. */
static void check_columns(const object *o, int login) {
  char sql[1000];
  snprintf(
      sql, sizeof sql,
      "SELECT coalesce(string_agg(lower(left(p, 1)) || ': ' || columns, ', ' ORDER BY n), '') FROM (SELECT p, n, CASE"
      " WHEN bool_and(given) FILTER (WHERE attnum > 0) AND NOT bool_or(given) FILTER (WHERE attnum < 0) THEN 'all'"
      " ELSE string_agg(attname, ' ' ORDER BY attnum) FILTER (WHERE given) END AS columns FROM"
      " unnest('{SELECT,INSERT,UPDATE}'::text[]) WITH ORDINALITY AS v(p, n), LATERAL (SELECT attname::text, attnum,"
      " has_column_privilege('t_%s', attrelid, attnum, p) AS given FROM pg_attribute WHERE attrelid ="
      " 'bry.%s'::regclass AND NOT attisdropped) a WHERE NOT has_table_privilege('t_%s', 'bry.%s', p) GROUP BY p, n"
      " HAVING bool_or(given)) g",
      login_roles[login], o->name, login_roles[login], o->name);
  const char *found = cluster_sql(super, sql);
  const char *written = strcmp(o->columns[login], "-") == 0 ? "" : o->columns[login];
  if (strcmp(found, written) != 0)
    fail_msg("%s %s: the matrix says \"%s\" of columns, the catalogue \"%s\"", login_roles[login], o->name, written,
             found);
}

static void the_catalogue_grants_what_the_matrix_says(void **state) {
  (void)state;
  static const char *const privileges[] = {"SELECT", "INSERT", "UPDATE", "DELETE"};
  static const char *const nobodys[] = {"TRUNCATE", "REFERENCES", "TRIGGER"};
  for (int i = 0; i < object_count; i++) {
    const object *o = &objects[i];
    for (int login = 0; login < LOGINS; login++) {
      if (strcmp(o->kind, "function") == 0) check_grant(o, login, "EXECUTE");
      if (strcmp(o->kind, "function") == 0 || login == 0) continue; /* an owner has all on its tables */
      for (int p = 0; p < 4; p++)
        check_grant(o, login, privileges[p]);
      check_columns(o, login);
      for (int p = 0; p < 3; p++)
        if (catalogue_says(o, login, nobodys[p]))
          fail_msg("%s has %s on %s", login_roles[login], nobodys[p], o->name);
    }
  }
}

/* --- what comes of trying ---------------------------------------------------------------------------------------- */

/* Tries it and takes it back; the SQLSTATE, "" when it succeeded. */
static const char *attempt(int login, const char *sql, int *rows) {
  assert_string_equal(try_sql(logins[login], "BEGIN", NULL), "");
  const char *sqlstate = try_sql(logins[login], sql, rows);
  static char kept[6];
  strcpy(kept, sqlstate);
  assert_string_equal(try_sql(logins[login], "ROLLBACK", NULL), "");
  tried++;
  return kept;
}

/* The columns that this login may write; all, where it may write none. */
static void writable(const object *o, int login, const char *privilege, char *out, size_t size) {
  char sql[700];
  snprintf(
      sql, sizeof sql,
      "SELECT coalesce(string_agg(quote_ident(attname), ', ') FILTER (WHERE has_column_privilege('t_%s', attrelid,"
      " attnum, '%s')), string_agg(quote_ident(attname), ', ')) FROM pg_attribute"
      " WHERE attrelid = 'bry.%s'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
      login_roles[login], privilege, o->name);
  PGresult *result = PQexec(super, sql);
  assert_int_equal(PQntuples(result), 1);
  assert_true((size_t)snprintf(out, size, "%s", PQgetvalue(result, 0, 0)) < size);
  PQclear(result);
}

static int has_tenant(const object *o) {
  char sql[300];
  snprintf(sql, sizeof sql,
           "SELECT count(*) FROM pg_attribute WHERE attrelid = 'bry.%s'::regclass AND attname = 'tenant_id'",
           o->name);
  return strcmp(cluster_sql(super, sql), "1") == 0;
}

/* A row of the tenant as JSON, to be put in once more, as this login and transaction: a policy speaks before the key
 * does. */
static char *sample(const object *o, const char *where) {
  char sql[400];
  snprintf(sql, sizeof sql, "SELECT to_jsonb(t) FROM bry.%s t%s LIMIT 1", o->name, where);
  PGresult *result = PQexec(super, sql);
  if (PQntuples(result) != 1) fail_msg("no row in %s%s: %s", o->name, where, PQerrorMessage(super));
  char *literal = PQescapeLiteral(super, PQgetvalue(result, 0, 0), (size_t)PQgetlength(result, 0, 0));
  PQclear(result);
  return literal;
}

static void write_statement(const object *o, int login, char command, const char *tenant, char *sql) {
  char where[80] = "", columns[1000];
  if (has_tenant(o)) snprintf(where, sizeof where, " WHERE tenant_id = '%s'", tenant);
  if (command == 'S') snprintf(sql, STATEMENT, "SELECT 1 FROM bry.%s%s", o->name, where);
  if (command == 'D') snprintf(sql, STATEMENT, "DELETE FROM bry.%s%s", o->name, where);
  if (command == 'U') {
    writable(o, login, "UPDATE", columns, sizeof columns);
    columns[strcspn(columns, ",")] = 0;
    snprintf(sql, STATEMENT, "UPDATE bry.%s SET %s = %s%s", o->name, columns, columns, where);
  }
  if (command == 'I') {
    char *row = sample(o, where);
    writable(o, login, "INSERT", columns, sizeof columns);
    snprintf(
        sql, STATEMENT,
        "INSERT INTO bry.%s (%s) SELECT %s FROM jsonb_populate_record(NULL::bry.%s,"
        " %s::jsonb || jsonb_build_object('login', session_user, 'fold_xid', pg_current_xact_id()::text::bigint))",
        o->name, columns, columns, o->name, row);
    PQfreemem(row);
  }
}

/* Whether it may be done: rows are seen or touched, or only something else than rights stands in the way. */
static int may(const object *o, int login, char command, const char *tenant) {
  static char sql[STATEMENT];
  int rows = 0;
  write_statement(o, login, command, tenant, sql);
  const char *sqlstate = attempt(login, sql, &rows);
  if (strcmp(sqlstate, "42501") == 0) return 0;
  return *sqlstate || rows > 0;
}

static void expect_cell(const object *o, int login, char command, const char *tenant, int wanted) {
  if (may(o, login, command, tenant) != wanted)
    fail_msg("%s, %s, %c in %s tenant: the matrix says \"%s\", and it is %s", login_roles[login], o->name, command,
             tenant == own_id ? "its own" : "a foreign", o->cells[login], wanted ? "refused" : "allowed");
}

static void try_relation(const object *o, int login) {
  for (const char *command = strcmp(o->kind, "view") == 0 ? "S" : "SIUD"; *command; command++) {
    int written = is_written(o, login, *command);
    const char *letter = strchr(o->cells[login], *command);
    int everywhere = letter && letter[1] == '*';
    expect_cell(o, login, *command, own_id, written);
    if (has_tenant(o)) expect_cell(o, login, *command, foreign_id, written && everywhere);
  }
}

/* The call, NULL for every argument but the tenant; "" when it takes none and tenant is given. */
static void write_call(const object *o, const char *tenant, char *sql, size_t size) {
  char query[800];
  snprintf(query, sizeof query,
           "SELECT coalesce(string_agg(CASE WHEN provariadic <> 0 AND i = pronargs"
           " THEN 'VARIADIC ' ELSE '' END || CASE WHEN n IN ('tenant', 'in_tenant', 'of_tenant') THEN "
           "quote_literal('%s') ELSE 'NULL' END || '::' "
           "|| t::regtype,"
           " ', ' ORDER BY i), '') FROM pg_proc p, unnest(p.proargtypes::oid[], p.proargnames[1:p.pronargs])"
           " WITH ORDINALITY AS a(t, n, i) WHERE p.oid = 'bry.%s'::regprocedure",
           tenant, o->name);
  snprintf(sql, size, "SELECT * FROM bry.%.*s(%s) f WHERE f IS NOT NULL", (int)strcspn(o->name, "("), o->name,
           cluster_sql(super, query));
}

/* SQLSTATE, number of rows and first value of the call for a tenant. */
static void answer_to(const object *o, int login, const char *tenant, char *out, size_t size) {
  char sql[1000];
  write_call(o, tenant, sql, sizeof sql);
  assert_string_equal(try_sql(logins[login], "BEGIN", NULL), "");
  PGresult *result = PQexec(logins[login], sql);
  const char *said = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  snprintf(out, size, "%s %d %s", said ? said : "", PQntuples(result),
           PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "");
  PQclear(result);
  assert_string_equal(try_sql(logins[login], "ROLLBACK", NULL), "");
  tried++;
}

static void expect_the_same_of_a_foreign_tenant_and_none(const object *o, int login) {
  char foreign[200], none[200];
  answer_to(o, login, foreign_id, foreign, sizeof foreign);
  answer_to(o, login, "6c84fb90-12c4-41e1-840d-20d7d6e4a5b6", none, sizeof none);
  if (strcmp(foreign, none) != 0)
    fail_msg("%s, %s: \"%s\" of a foreign tenant, \"%s\" of one that is not there", login_roles[login], o->name,
             foreign, none);
}

static void try_function(const object *o, int login) {
  char sql[1000];
  int rows = 0, written = strchr(o->cells[login], 'X') != NULL;
  write_call(o, own_id, sql, sizeof sql);
  int allowed = strcmp(attempt(login, sql, &rows), "42501") != 0;
  /* What only owners may run may be refused further in, so for them the catalogue's word stands. */
  if (login > 0 && allowed != written)
    fail_msg("%s, %s: the matrix says \"%s\"", login_roles[login], o->name, o->cells[login]);
  if (!strchr(o->cells[login], '*')) expect_the_same_of_a_foreign_tenant_and_none(o, login);
}

static void every_cell_comes_out_as_written(void **state) {
  (void)state;
  for (int i = 0; i < object_count; i++)
    for (int login = 0; login < LOGINS; login++)
      if (strcmp(objects[i].kind, "function") == 0)
        try_function(&objects[i], login);
      else
        try_relation(&objects[i], login);
  print_message("%d objects, %d attempts\n", object_count, tried);
  assert_true(tried > object_count * LOGINS);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_matrix_names_every_object_of_the_schema_and_no_other),
      cmocka_unit_test(the_catalogue_grants_what_the_matrix_says),
      cmocka_unit_test(every_cell_comes_out_as_written),
  };
  return cmocka_run_group_tests(tests, open_all, close_all);
}
