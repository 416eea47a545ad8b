/* The book of acts: read here, written by the functions of the schema that do them. */
#include "core/table.h"
#include "store/lookup.h"
#include "store/statements.h"

#include <bry/rights.h>

enum { LIMIT_DEFAULT = 1000, LIMIT_MAX = 100000, COLUMNS = 5 };

/* $2: microseconds since 1970. */
static const bry__statement AUDIT_LIST = {
    "audit_list",
    "(SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), login, act, subject, counts"
    " FROM bry.audit WHERE tenant_id = $1::uuid AND at >= to_timestamp($2::float8 / 1000000)"
    " ORDER BY bry.audit.at DESC, audit_id LIMIT $3::int)"
    " UNION ALL (SELECT NULL, NULL, 'response.' || u.act, s.slug, jsonb_build_object('responses', u.count)"
    " FROM bry.audit_undated u JOIN bry.survey s ON s.tenant_id = u.tenant_id AND s.survey_id = u.survey_id"
    " WHERE u.tenant_id = $1::uuid ORDER BY s.slug COLLATE \"C\", u.act)",
    BRY__ROWS_MANY};

const bry__statement *const bry__audit_statements[] = {&AUDIT_LIST, NULL};

static bry_table *make_list(const PGresult *result) {
  bry_table *t = bry__table_new("audit", "Logg", "Logg", "Audit");
  if (!t) return NULL;
  bry__table_column(t, "at", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Tid", "Tid", "Time");
  bry__table_column(t, "login", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Bruker", "Brukar", "Login");
  bry__table_column(t, "act", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Handling", "Handling", "Act");
  bry__table_column(t, "subject", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Gjelder", "Gjeld", "Subject");
  bry__table_column(t, "counts", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Antall", "Tal", "Counts");
  for (int i = 0; i < PQntuples(result); i++) {
    bry__table_row(t);
    for (int32_t c = 0; c < COLUMNS; c++)
      bry__table_set_text(t, c, PQgetisnull(result, i, c) ? NULL : PQgetvalue(result, i, c));
  }
  return t;
}

bry_status bry_audit_list(bry_store *store, int64_t since_us, int32_t limit, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the table.");
  *out = NULL;
  if (limit < 0 || limit > LIMIT_MAX || since_us < 0)
    return bry__error(err, BRY_EINVAL, "limit is 1 to %d lines, or 0 for %d; since_us is not negative.", LIMIT_MAX,
                      LIMIT_DEFAULT);
  uint8_t tenant[16];
  bry__int_param since, lines;
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  bry_status status = bry__store_tenant(store, tenant, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {bry__param_uuid(tenant), bry__param_int(&since, since_us),
                               bry__param_int(&lines, limit ? limit : LIMIT_DEFAULT)};
  status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__db_query(conn, &AUDIT_LIST, params, 3, &result, err);
  bry__conn_release(store, conn);
  if (status == BRY_OK) status = bry__table_finish(make_list(result), out, err);
  PQclear(result);
  return status;
}
