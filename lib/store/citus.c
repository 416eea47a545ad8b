/* The calls that distribute the schema over the nodes of Citus, by tenant: made from the catalogue, so that no table
 * can be forgotten. */
#include "core/buffer.h"
#include "store/schema.h"
#include "store/statements.h"
#include "store/store.h"

/* Tables that every policy asks for are small and go to every node; all others lie by tenant_id, each after those that
 * its foreign keys lead to. bry.migration stays where it is: only migrations read it. */
static const bry__statement CITUS_CALLS = {
    "citus_calls",
    "WITH RECURSIVE t AS (SELECT c.oid, c.relname, c.relname IN ('tenant', 'member') AS everywhere"
    " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = 'bry' AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'migration'),"
    " d AS (SELECT oid, 0 AS depth FROM t UNION SELECT k.conrelid, d.depth + 1 FROM d JOIN pg_catalog.pg_constraint k"
    " ON k.confrelid = d.oid AND k.contype = 'f' AND k.conrelid <> k.confrelid WHERE d.depth < 50),"
    " o AS (SELECT t.*, row_number() OVER (PARTITION BY everywhere ORDER BY max(depth), relname) AS place"
    " FROM t JOIN d USING (oid) GROUP BY t.oid, t.relname, t.everywhere)"
    " SELECT CASE WHEN everywhere THEN format('SELECT create_reference_table(%L);', 'bry.' || relname)"
    " ELSE format('SELECT create_distributed_table(%L, ''tenant_id''%s);', 'bry.' || relname,"
    " CASE WHEN place > 1 THEN format(', colocate_with => %L', 'bry.' || first_value(relname) OVER (PARTITION BY"
    " everywhere ORDER BY place)) END) END FROM o ORDER BY everywhere DESC, place",
    BRY__ROWS_MANY};

const bry__statement *const bry__citus_statements[] = {&CITUS_CALLS, NULL};

static const char HEADING[] =
    "-- How the tables of the schema bry would lie on Citus, by tenant: a plan, and not yet a way to run it. Citus "
    "13.2\n"
    "-- refuses these calls while row-level security looks up a login's tenants in a table, as it does here; and it "
    "asks\n"
    "-- its nodes as bry_owner, who has no login, wherever a function of the schema does the work.\n"
    "SET citus.enable_local_reference_table_foreign_keys = off;\n";

static bry_status write_calls(const PGresult *result, bry_text **out, bry_error **err) {
  bry__buffer b = {0};
  bry__buffer_text(&b, HEADING);
  for (int i = 0; i < PQntuples(result); i++)
    bry__buffer_format(&b, "%s\n", PQgetvalue(result, i, 0));
  bry_status status = bry__buffer_finish(&b, out, err);
  bry__buffer_free(&b);
  return status;
}

bry_status bry_schema_citus(bry_store *store, bry_text **out, bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the text.");
  *out = NULL;
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  bry_status status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__schema_check(conn, err);
  if (status == BRY_OK) status = bry__db_query(conn, &CITUS_CALLS, NULL, 0, &result, err);
  if (status == BRY_OK) status = write_calls(result, out, err);
  PQclear(result);
  bry__conn_release(store, conn);
  return status;
}
