/* Roles: mapping logins of the database to tenants. What a role may do is the schema's (lib/sql/0002_roles.sql); the
 * functions that this file calls are of 0006_doors.sql. */
#include "core/label.h"
#include "core/table.h"
#include "store/statements.h"
#include "store/store.h"
#include "store/tenant.h"

#include <bry/role.h>

#include <string.h>

/* Before PostgreSQL 16 only the login itself says whether it uses the rights of its roles. */
static const bry__statement ROLE_LOGIN = {
    "role_login",
    "SELECT rolcanlogin::int, (rolinherit OR current_setting('server_version_num')::int >= 160000)::int"
    " FROM pg_catalog.pg_roles WHERE rolname = $1::text",
    BRY__ROWS_ONE};
static const bry__statement ROLE_GRANT = {
    "role_grant", "SELECT bry.role_grant($1::text::name, $2::text::name, $3::uuid)", BRY__ROWS_ONE};
static const bry__statement ROLE_REVOKE = {
    "role_revoke", "SELECT bry.role_revoke($1::text::name, $2::text::name, $3::uuid)::int", BRY__ROWS_ONE};
static const bry__statement OWNER_GRANT = {"owner_grant", "SELECT bry.owner_grant($1::text::name)", BRY__ROWS_ONE};
static const bry__statement OWNER_REVOKE = {"owner_revoke", "SELECT bry.owner_revoke($1::text::name)::int",
                                            BRY__ROWS_ONE};
static const bry__statement ROLE_LIST = {
    "role_list",
    "SELECT login, substr(role, 5), slug FROM (SELECT m.login::text, m.role::text, t.slug FROM bry.member m"
    " JOIN bry.tenant t USING (tenant_id) UNION ALL SELECT r.rolname::text, 'bry_owner', NULL"
    " FROM pg_catalog.pg_auth_members a JOIN pg_catalog.pg_roles r ON r.oid = a.member"
    " JOIN pg_catalog.pg_roles o ON o.oid = a.roleid WHERE o.rolname = 'bry_owner'"
    " AND (r.rolname = session_user OR pg_has_role(session_user, 'bry_owner', 'USAGE'))) l"
    " GROUP BY login, role, slug ORDER BY login, role, slug",
    BRY__ROWS_MANY};

const bry__statement *const bry__role_statements[] = {&ROLE_LOGIN,   &ROLE_GRANT, &ROLE_REVOKE, &OWNER_GRANT,
                                                      &OWNER_REVOKE, &ROLE_LIST,  NULL};

static const struct {
  const char *name;
  const char *in_database;
  bry__label label;
} roles[] = {
    {"owner", "bry_owner", {{(char *)"eier", (char *)"eigar", (char *)"owner", NULL}}},
    {"manager", "bry_manager", {{(char *)"leder", (char *)"leiar", (char *)"manager", NULL}}},
    {"portal", "bry_portal", {{(char *)"portal", (char *)"portal", (char *)"portal", NULL}}},
    {"facilitator", "bry_facilitator", {{(char *)"fasilitator", (char *)"fasilitator", (char *)"facilitator", NULL}}},
    {"researcher", "bry_researcher", {{(char *)"forsker", (char *)"forskar", (char *)"researcher", NULL}}},
};
enum { ROLES = sizeof roles / sizeof roles[0], OWNER = 0, LOGIN_BYTES_MAX = 63 };

/* What a call is about. */
typedef struct mapping {
  const char *login;
  int role;
  uint8_t tenant_id[16]; /* not for an owner */
} mapping;

static bry_status read_tenant(mapping *m, const char *tenant, bry_error **err) {
  if (m->role != OWNER && tenant) return bry__tenant_id(tenant, m->tenant_id, err);
  if (m->role == OWNER && !tenant) return BRY_OK;
  if (tenant) return bry__error(err, BRY_EINVAL, "An owner owns the schema for all tenants: give no tenant.");
  return bry__error(err, BRY_EINVAL, "A %s has that role in one tenant: say which.", roles[m->role].name);
}

static bry_status read_mapping(mapping *m, const char *login, const char *role, const char *tenant, bry_error **err) {
  m->login = login;
  m->role = 0;
  if (!bry__name_valid(login, LOGIN_BYTES_MAX))
    return bry__error(err, BRY_EINVAL, "A login is 1 to %d bytes of UTF-8 on one line.", LOGIN_BYTES_MAX);
  while (m->role < ROLES && (!role || strcmp(roles[m->role].name, role) != 0))
    m->role++;
  if (m->role < ROLES) return read_tenant(m, tenant, err);
  return bry__error(err, BRY_EINVAL, "A role is one of manager, portal, facilitator, researcher and owner.");
}

static bry_status check_login(bry__conn *conn, const char *login, bry_error **err) {
  PGresult *result = NULL;
  bry__param param = bry__param_text(login);
  bry_status status = bry__db_query(conn, &ROLE_LOGIN, &param, 1, &result, err);
  if (status == BRY_ENOTFOUND)
    status =
        bry__error(err, BRY_ENOTFOUND,
                   "The database has no login %s: let who may make logins run CREATE ROLE ... LOGIN first.", login);
  else if (status == BRY_OK && PQgetvalue(result, 0, 0)[0] != '1')
    status = bry__error(err, BRY_ESTATE, "The role %s can't log in: run ALTER ROLE ... LOGIN first.", login);
  else if (status == BRY_OK && PQgetvalue(result, 0, 1)[0] != '1')
    status =
        bry__error(err, BRY_ESTATE,
                   "The login %s does not use the rights of its roles: run ALTER ROLE ... INHERIT first.", login);
  PQclear(result);
  return status;
}

/* Runs the function for the mapping; *out_said is its answer. */
static bry_status run(bry__conn *conn, const mapping *m, const bry__statement *for_owner,
                      const bry__statement *for_others, int *out_said, bry_error **err) {
  const bry__param params[] = {bry__param_text(m->login), bry__param_text(roles[m->role].in_database),
                               bry__param_uuid(m->tenant_id)};
  PGresult *result = NULL;
  bry_status status = m->role == OWNER ? bry__db_query(conn, for_owner, params, 1, &result, err)
                                       : bry__db_query(conn, for_others, params, 3, &result, err);
  if (status == BRY_OK) *out_said = PQgetvalue(result, 0, 0)[0] == '1';
  PQclear(result);
  if (status != BRY_EDENIED) return status;
  return bry__error_database(err, status, "42501", 0, "%s",
                             m->role == OWNER
                                 ? "This login may not give or take the role bry_owner here: let a superuser, or "
                                   "whoever ran `bry migrate` first, do so (GRANT, REVOKE)."
                                 : "Only an owner's login may map logins: use one that has the role bry_owner.");
}

bry_status bry_role_grant(bry_store *store, const char *login, const char *role, const char *tenant,
                          bry_error **err) {
  bry__error_reset(err);
  mapping m;
  bry__conn *conn = NULL;
  int said = 0;
  bry_status status = read_mapping(&m, login, role, tenant, err);
  if (status == BRY_OK) status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = check_login(conn, login, err);
  if (status == BRY_OK && m.role != OWNER) status = bry__tenant_known(conn, tenant, m.tenant_id, err);
  if (status == BRY_OK) status = run(conn, &m, &OWNER_GRANT, &ROLE_GRANT, &said, err);
  bry__conn_release(store, conn);
  return status;
}

bry_status bry_role_revoke(bry_store *store, const char *login, const char *role, const char *tenant,
                           bry_error **err) {
  bry__error_reset(err);
  mapping m;
  bry__conn *conn = NULL;
  int found = 0;
  bry_status status = read_mapping(&m, login, role, tenant, err);
  if (status == BRY_OK) status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = run(conn, &m, &OWNER_REVOKE, &ROLE_REVOKE, &found, err);
  bry__conn_release(store, conn);
  if (status != BRY_OK || found) return status;
  return bry__error(err, BRY_ENOTFOUND, "The login %s is not %s%s%s: bry_role_list() lists who is.", login, role,
                    tenant ? " in " : "", tenant ? tenant : "");
}

static bry_table *make_list(const PGresult *result) {
  bry_table *table = bry__table_new("roles", "Roller", "Roller", "Roles");
  if (!table) return NULL;
  int32_t login =
      bry__table_column(table, "login", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Pålogging", "Pålogging", "Login");
  int32_t role = bry__table_column(table, "role", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Rolle", NULL, "Role");
  int32_t tenant =
      bry__table_column(table, "tenant", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Organisasjon", NULL, "Tenant");
  for (int i = 0; i < PQntuples(result); i++) {
    bry__table_row(table);
    bry__table_set_text(table, login, PQgetvalue(result, i, 0));
    bry__table_set_text(table, role, PQgetvalue(result, i, 1));
    bry__table_set_text(table, tenant, PQgetisnull(result, i, 2) ? NULL : PQgetvalue(result, i, 2));
  }
  for (int r = 0; r < ROLES; r++)
    bry__table_label_value(table, role, roles[r].name, &roles[r].label);
  return table;
}

bry_status bry_role_list(bry_store *store, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the table.");
  *out = NULL;
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  bry_status status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__db_query(conn, &ROLE_LIST, NULL, 0, &result, err);
  if (status == BRY_OK) status = bry__table_finish(make_list(result), out, err);
  PQclear(result);
  bry__conn_release(store, conn);
  return status;
}
