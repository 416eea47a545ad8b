/* Tenants: adding, listing, choosing one. A tenant's id is made from its slug, so that no slug can exist twice and
 * nothing has to be looked up to know the id. */
#include "store/tenant.h"
#include "core/mem.h"
#include "core/table.h"
#include "core/uuid.h"
#include "store/schema.h"
#include "store/statements.h"
#include "store/store.h"

#include <string.h>

enum { NAME_BYTES_MAX = 500 };

/* The name space of tenant slugs (RFC 9562, version 5). Never changes: every id hangs on it. */
static const uint8_t TENANT_SPACE[16] = {0x2b, 0xfc, 0x10, 0xb1, 0x48, 0xf6, 0x46, 0xbc,
                                         0x9d, 0xaa, 0xee, 0xea, 0x96, 0x30, 0xcd, 0xe4};

static const bry__statement TENANT_ADD = {
    "tenant_add",
    "WITH t AS (INSERT INTO bry.tenant (tenant_id, slug, name) VALUES ($1::uuid, $2::text, $3::text)"
    " ON CONFLICT DO NOTHING RETURNING tenant_id)"
    " INSERT INTO bry.member (tenant_id, login, role) SELECT tenant_id, session_user, 'bry_manager' FROM t",
    BRY__ROWS_NONE};
static const bry__statement TENANT_NAME = {"tenant_name", "SELECT name FROM bry.tenant WHERE tenant_id = $1::uuid",
                                           BRY__READ_ONE};
/* What a login is not mapped to is not there for it, whatever its rights. 1: it is a manager there. */
static const bry__statement TENANT_REACHED = {
    "tenant_reached",
    "SELECT bool_or(role = 'bry_manager')::int FROM bry.member WHERE tenant_id = $1::uuid AND login = session_user"
    " AND coalesce(current_setting('bry.tenant', true), '') IN ('', tenant_id::text) HAVING count(*) > 0",
    BRY__READ_ONE};
static const bry__statement TENANT_LIST = {"tenant_list", "SELECT slug, name FROM bry.tenant ORDER BY slug",
                                           BRY__READ_MANY};

const bry__statement *const bry__tenant_statements[] = {&TENANT_ADD, &TENANT_NAME, &TENANT_REACHED, &TENANT_LIST,
                                                        NULL};

static bry_status check_slug(const char *slug, bry_error **err) {
  if (bry__slug_valid(slug)) return BRY_OK;
  return bry__error(err, BRY_EINVAL,
                    "A tenant's slug is 1 to 63 of a-z, 0-9, - and _, and begins with a letter or digit.");
}

bry_status bry__tenant_id(const char *slug, uint8_t out_id[16], bry_error **err) {
  bry_status status = check_slug(slug, err);
  if (status == BRY_OK) bry__uuid_v5(TENANT_SPACE, slug, out_id);
  return status;
}

bry_status bry__tenant_known(bry__conn *conn, const char *slug, const uint8_t id[16], bry_error **err) {
  bry__param param = bry__param_uuid(id);
  bry_status status = bry__db_query(conn, &TENANT_NAME, &param, 1, NULL, err);
  if (status != BRY_ENOTFOUND) return status;
  return bry__error(err, BRY_ENOTFOUND, "There is no tenant %s: add it first (bry_tenant_add()).", slug);
}

/* Adds the tenant, or finds that it is there, and compares. Every policy looks into bry.member: it is analyzed, since
 * autovacuum leaves a small table alone, and without statistics a look costs twice as much. */
static bry_status add_tenant(bry__conn *conn, const char *slug, const char *name, bry_error **err) {
  uint8_t id[16];
  bry__uuid_v5(TENANT_SPACE, slug, id);
  bry__param params[] = {bry__param_uuid(id), bry__param_text(slug), bry__param_text(name)};
  bry_status status = bry__db_query(conn, &TENANT_ADD, params, 3, NULL, err);
  if (status != BRY_OK) return status;
  bry__db_run(conn, "ANALYZE bry.member", NULL); /* best effort */
  PGresult *result = NULL;
  status = bry__db_query(conn, &TENANT_NAME, params, 1, &result, err);
  if (status == BRY_OK && strcmp(PQgetvalue(result, 0, 0), name) != 0)
    status =
        bry__error(err, BRY_ECONFLICT, "The tenant %s exists with another name: use that, or another slug.", slug);
  PQclear(result);
  return status;
}

bry_status bry_tenant_add(bry_store *store, const char *slug, const char *name, bry_error **err) {
  bry__error_reset(err);
  bry_status status = check_slug(slug, err);
  if (status != BRY_OK) return status;
  if (!bry__name_valid(name, NAME_BYTES_MAX))
    return bry__error(err, BRY_EINVAL, "A tenant's name is 1 to %d bytes of UTF-8 on one line.", NAME_BYTES_MAX);
  bry__conn *conn = NULL;
  status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = add_tenant(conn, slug, name, err);
  bry__conn_release(store, conn);
  return status;
}

static bry_table *make_list(const PGresult *result) {
  bry_table *table = bry__table_new("tenants", "Organisasjoner", "Organisasjonar", "Tenants");
  if (!table) return NULL;
  int32_t slug =
      bry__table_column(table, "tenant", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Organisasjon", NULL, "Tenant");
  int32_t name = bry__table_column(table, "name", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Navn", "Namn", "Name");
  for (int i = 0; i < PQntuples(result); i++) {
    bry__table_row(table);
    bry__table_set_text(table, slug, PQgetvalue(result, i, 0));
    bry__table_set_text(table, name, PQgetvalue(result, i, 1));
  }
  return table;
}

bry_status bry_tenant_list(bry_store *store, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the table.");
  *out = NULL;
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  bry_status status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__db_query(conn, &TENANT_LIST, NULL, 0, &result, err);
  if (status == BRY_OK) status = bry__table_finish(make_list(result), out, err);
  PQclear(result);
  bry__conn_release(store, conn);
  return status;
}

bry_status bry_store_set_tenant(bry_store *store, const char *slug, bry_error **err) {
  bry__error_reset(err);
  uint8_t id[16];
  bry_status status = bry__tenant_id(slug, id, err);
  if (status != BRY_OK) return status;
  bry__param param = bry__param_uuid(id);
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  int is_manager = 0;
  status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__schema_check(conn, err);
  if (status == BRY_OK) status = bry__db_query(conn, &TENANT_REACHED, &param, 1, &result, err);
  if (status == BRY_OK) is_manager = PQgetvalue(result, 0, 0)[0] == '1';
  PQclear(result);
  if (status == BRY_ENOTFOUND)
    status =
        bry__error(err, BRY_ENOTFOUND,
                   "There is no tenant %s that this login reaches: add it (bry_tenant_add()), or let an owner map "
                   "the login to it (bry_role_grant()).",
                   slug);
  bry__conn_release(store, conn);
  if (status != BRY_OK) return status;
  memcpy(store->tenant_id, id, sizeof id);
  store->has_tenant = 1;
  store->is_manager = is_manager;
  return BRY_OK;
}
