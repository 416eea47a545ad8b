/* The schema: bringing it to this library's version, and telling whether it is. Each step of lib/sql/ runs in a
 * transaction of its own, under a lock that holds off other programs doing the same. */
#include "core/hash.h"
#include "core/mem.h"
#include "core/number.h"
#include "core/table.h"
#include "store/schema.h"
#include "store/statements.h"
#include "store/store.h"

#include <stdio.h>
#include <string.h>

#include "migrations.inc"

/* "bry" and "schema", as a number that no other program is likely to lock. */
static const char LOCK_SQL[] = "SELECT pg_advisory_xact_lock(425263, 736368)";
static const char BOOK_SQL[] =
    "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'bry') THEN CREATE SCHEMA bry; END IF;"
    " END $$; CREATE TABLE bry.migration (version int PRIMARY KEY, name text NOT NULL, checksum text NOT NULL,"
    " applied_at timestamptz NOT NULL DEFAULT now())";

/* From the tables, not by to_regclass(): that may answer from a cache which waiting for the lock did not refresh. */
static const bry__statement SCHEMA_BOOK = {
    "schema_book",
    "SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = 'bry' AND c.relname = 'migration'",
    BRY__READ_MANY};
static const bry__statement SCHEMA_APPLIED = {
    "schema_applied",
    "SELECT version, name, checksum, to_char(applied_at AT TIME ZONE 'UTC', "
    "'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM bry.migration ORDER BY version",
    BRY__READ_MANY};
static const bry__statement SCHEMA_NOTE = {
    "schema_note", "INSERT INTO bry.migration (version, name, checksum) VALUES ($1::int, $2::text, $3::text)",
    BRY__ROWS_NONE};

/* What has lost its owner, or the rule that holds writers, in a dump that was restored where a role was not. Each such
 * statement of a dump fails there by itself, and the rest goes on. */
static const bry__statement SCHEMA_LOST = {
    "schema_lost",
    "SELECT o.name FROM (SELECT c.relname AS name, pg_catalog.pg_get_userbyid(c.relowner) AS owner"
    "   FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    "   WHERE n.nspname = 'bry' AND (c.relrowsecurity OR c.relname = 'submission' AND c.relkind = 'v')"
    "  UNION ALL SELECT p.proname || '()', pg_catalog.pg_get_userbyid(p.proowner)"
    "   FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace"
    "   WHERE n.nspname = 'bry' AND p.prosecdef"
    "  UNION ALL SELECT c.relname, '' FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = "
    "c.relnamespace"
    "   WHERE n.nspname = 'bry' AND c.relname = 'response' AND NOT EXISTS (SELECT FROM pg_catalog.pg_policy p"
    "    WHERE p.polrelid = c.oid AND p.polname = 'plain' AND NOT p.polpermissive)) o"
    " WHERE o.owner <> CASE o.name WHEN 'submission' THEN 'bry_intake' ELSE 'bry_owner' END ORDER BY 1 LIMIT 1",
    BRY__READ_MANY};

const bry__statement *const bry__schema_statements[] = {&SCHEMA_BOOK, &SCHEMA_APPLIED, &SCHEMA_NOTE, &SCHEMA_LOST,
                                                        NULL};

static const bry__migration *steps = EMBEDDED;
static int32_t step_count = sizeof EMBEDDED / sizeof EMBEDDED[0];

void bry__migrations_set(const bry__migration *migrations, int32_t count) {
  steps = migrations ? migrations : EMBEDDED;
  step_count = migrations ? count : (int32_t)(sizeof EMBEDDED / sizeof EMBEDDED[0]);
}

static void checksum(const bry__migration *step, char out[65]) {
  uint8_t hash[32];
  bry__sha256(step->sql, step->size, hash);
  bry__hex(hash, sizeof hash, out);
}

/* What the database says was applied; NULL result when the schema is not there at all. */
static bry_status read_applied(bry__conn *conn, PGresult **out, bry_error **err) {
  *out = NULL;
  PGresult *book = NULL;
  bry_status status = bry__db_query(conn, &SCHEMA_BOOK, NULL, 0, &book, err);
  int there = status == BRY_OK && PQntuples(book) > 0;
  PQclear(book);
  return there ? bry__db_query(conn, &SCHEMA_APPLIED, NULL, 0, out, err) : status;
}

static int64_t version_at(const PGresult *applied, int row) {
  int64_t version = 0;
  const char *text = PQgetvalue(applied, row, 0);
  bry__int64_parse(text, strlen(text), &version);
  return version;
}

/* The row of a step among those applied, or -1. */
static int applied_row(const PGresult *applied, int32_t version) {
  for (int i = 0; i < PQntuples(applied); i++)
    if (version_at(applied, i) == version) return i;
  return -1;
}

/* Refuses a schema that is newer or was made from other steps. *out_missing: the first step not applied, or the count. */
static bry_status compare(const PGresult *applied, int32_t *out_missing, bry_error **err) {
  int rows = PQntuples(applied);
  if (rows > 0 && version_at(applied, rows - 1) > steps[step_count - 1].version)
    return bry__error(err, BRY_ESCHEMA, "The database's schema bry is newer than this library: upgrade the library.");
  *out_missing = step_count;
  for (int32_t i = step_count; i-- > 0;) {
    char sum[65];
    int row = applied_row(applied, steps[i].version);
    checksum(&steps[i], sum);
    if (row < 0)
      *out_missing = i;
    else if (strcmp(PQgetvalue(applied, row, 2), sum) != 0)
      return bry__error(err, BRY_ESCHEMA,
                        "Step %d (%s) of the database's schema bry is not the one of this library: it was made by "
                        "another build. Use that build, or start with a new database.",
                        (int)steps[i].version, steps[i].name);
  }
  return BRY_OK;
}

static bry_status note_step(bry__conn *conn, const bry__migration *step, bry_error **err) {
  char version[16];
  char sum[65];
  snprintf(version, sizeof version, "%d", (int)step->version);
  checksum(step, sum);
  bry__param params[] = {bry__param_text(version), bry__param_text(step->name), bry__param_text(sum)};
  return bry__db_query(conn, &SCHEMA_NOTE, params, 3, NULL, err);
}

/* Inside a transaction, under the lock: applies the first step that is still missing. */
static bry_status apply_next(bry__conn *conn, int32_t *out_left, bry_error **err) {
  PGresult *applied = NULL;
  int32_t missing = 0;
  *out_left = 0;
  bry_status status = read_applied(conn, &applied, err);
  if (status == BRY_OK && applied) status = compare(applied, &missing, err);
  if (status == BRY_OK && !applied) status = bry__db_run(conn, BOOK_SQL, err);
  PQclear(applied);
  if (status != BRY_OK || missing == step_count) return status;
  status = bry__db_run(conn, steps[missing].sql, err);
  if (status == BRY_OK) status = note_step(conn, &steps[missing], err);
  *out_left = step_count - missing - 1;
  return status;
}

static bry_status run_step(bry__conn *conn, int32_t *out_left, bry_error **err) {
  *out_left = 0;
  bry_status status = bry__db_run(conn, "BEGIN", err);
  if (status == BRY_OK) status = bry__db_run(conn, LOCK_SQL, err);
  if (status == BRY_OK) status = apply_next(conn, out_left, err);
  if (status == BRY_OK) status = bry__db_run(conn, "COMMIT", err);
  return status; /* giving the connection back rolls a failed step back */
}

/* Refuses a whole schema that the database would not hold logins to. */
static bry_status check_owners(bry__conn *conn, bry_error **err) {
  PGresult *lost = NULL;
  bry_status status = bry__db_query(conn, &SCHEMA_LOST, NULL, 0, &lost, err);
  if (status == BRY_OK && PQntuples(lost) > 0)
    status =
        bry__error(err, BRY_ESCHEMA,
                   "The schema bry was restored where its roles were not: bry.%s has lost its owner or its "
                   "rules, and logins would not be held to theirs. Make the roles (pg_dumpall --roles-only writes "
                   "them; bry_store_migrate() in an empty database of the server makes them too), drop this "
                   "database and restore the dump again.",
                   PQgetvalue(lost, 0, 0));
  PQclear(lost);
  return status;
}

/* Who may: the server only says what this login may not. */
static bry_status say_who_may(bry_status status, bry_error **err) {
  if (status != BRY_EDENIED || !err) return status;
  bry_error *told = NULL;
  status = bry__error_database(
      &told, status, bry_error_sqlstate(*err), 0,
      "%s To migrate, a login must have the role bry_owner; for the first time, be a superuser, or own the "
      "database and be allowed to create roles (ALTER DATABASE ... OWNER TO ...; ALTER ROLE ... "
      "CREATEROLE).",
      bry_error_message(*err));
  bry_error_free(*err);
  *err = told;
  return status;
}

bry_status bry_store_migrate(bry_store *store, bry_error **err) {
  bry__error_reset(err);
  bry__conn *conn = NULL;
  PGresult *applied = NULL;
  int32_t missing = 0;
  bry_status status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = read_applied(conn, &applied, err);
  if (status == BRY_OK && applied) status = compare(applied, &missing, err);
  int32_t left =
      step_count - missing; /* without the lock: an answer of 0 is final, others are asked again under it */
  if (status == BRY_OK && left > 0) status = bry__conn_exempt(conn, err);
  while (status == BRY_OK && left > 0)
    status = run_step(conn, &left, err);
  if (status == BRY_OK) status = check_owners(conn, err);
  PQclear(applied);
  bry__conn_release(store, conn);
  return say_who_may(status, err);
}

bry_status bry__schema_check(bry__conn *conn, bry_error **err) {
  PGresult *applied = NULL;
  int32_t missing = 0;
  bry_status status = read_applied(conn, &applied, err);
  if (status == BRY_OK && !applied)
    status = bry__error(err, BRY_ESCHEMA, "The database has no schema bry: run `bry migrate` (bry_store_migrate()).");
  if (status == BRY_OK) status = compare(applied, &missing, err);
  if (status == BRY_OK && missing < step_count)
    status = bry__error(err, BRY_ESCHEMA,
                        "The database's schema bry is older than this library: run `bry migrate` "
                        "(bry_store_migrate()).");
  PQclear(applied);
  return status == BRY_OK ? check_owners(conn, err) : status;
}

static void add_row(bry_table *table, int64_t version, const char *name, const char *sum, const char *applied_at) {
  bry__table_row(table);
  bry__table_set_int64(table, 0, version);
  bry__table_set_text(table, 1, name);
  bry__table_set_text(table, 2, sum);
  bry__table_set_text(table, 3, applied_at);
}

static int is_own_step(int64_t version) {
  for (int32_t i = 0; i < step_count; i++)
    if (steps[i].version == version) return 1;
  return 0;
}

/* The library's own steps, then those that only a newer one knows. */
static void fill_table(bry_table *table, const PGresult *applied) {
  for (int32_t i = 0; i < step_count; i++) {
    char sum[65];
    checksum(&steps[i], sum);
    int row = applied ? applied_row(applied, steps[i].version) : -1;
    add_row(table, steps[i].version, steps[i].name, sum, row < 0 ? NULL : PQgetvalue(applied, row, 3));
  }
  for (int i = 0; applied && i < PQntuples(applied); i++)
    if (!is_own_step(version_at(applied, i)))
      add_row(table, version_at(applied, i), PQgetvalue(applied, i, 1), PQgetvalue(applied, i, 2),
              PQgetvalue(applied, i, 3));
}

static bry_table *make_table(const PGresult *applied) {
  bry_table *table = bry__table_new("migrations", "Databaseskjema", "Databaseskjema", "Database schema");
  if (!table) return NULL;
  bry__table_column(table, "version", BRY_TYPE_INT64, BRY_ROLE_DIMENSION, "Versjon", NULL, "Version");
  bry__table_column(table, "name", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Navn", "Namn", "Name");
  bry__table_column(table, "checksum", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Kontrollsum", NULL, "Checksum");
  bry__table_column(table, "applied", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Utført", "Utført", "Applied");
  fill_table(table, applied);
  return table;
}

bry_status bry_store_migrations(bry_store *store, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the table.");
  *out = NULL;
  bry__conn *conn = NULL;
  PGresult *applied = NULL;
  bry_status status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = read_applied(conn, &applied, err);
  if (status == BRY_OK) status = bry__table_finish(make_table(applied), out, err);
  PQclear(applied);
  bry__conn_release(store, conn);
  return status;
}
