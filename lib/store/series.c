/* Series: made, listed, deleted; and how rows of a result become a table. */
#include "core/table.h"
#include "core/uuid.h"
#include "store/session.h"
#include "store/statements.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TITLE_BYTES_MAX = 1000 };

static const bry__statement SERIES_CREATE = {
    "series_create", "SELECT bry.series_create($1::uuid, $2::uuid, $3::text, $4::text, $5::text)", BRY__ROWS_ONE};
static const bry__statement SERIES_LIST = {
    "series_list",
    "SELECT v.slug, v.title, v.authorship, count(DISTINCT g.group_id), count(s.session_id) FROM bry.series v"
    " LEFT JOIN bry.reflection_group g USING (tenant_id, series_id)"
    " LEFT JOIN bry.session s ON s.tenant_id = g.tenant_id AND s.group_id = g.group_id"
    " WHERE v.tenant_id = $1::uuid GROUP BY v.tenant_id, v.series_id ORDER BY v.slug COLLATE \"C\"",
    BRY__READ_MANY};
static const bry__statement SERIES_DELETE = {"series_delete", "SELECT bry.series_delete($1::uuid, $2::uuid)",
                                             BRY__ROWS_ONE};
static const bry__statement SERIES_THERE = {
    "series_there", "SELECT authorship FROM bry.series WHERE tenant_id = $1::uuid AND series_id = $2::uuid",
    BRY__READ_ONE};

const bry__statement *const bry__series_statements[] = {&SERIES_CREATE, &SERIES_LIST, &SERIES_DELETE, &SERIES_THERE,
                                                        NULL};

bry_status bry__series_key(bry_store *store, const char *slug, uint8_t tenant[16], uint8_t series[16],
                           bry_error **err) {
  char name[80];
  bry_status status = bry__store_tenant(store, tenant, err);
  if (status != BRY_OK) return status;
  if (!bry__slug_valid(slug))
    return bry__error(err, BRY_EINVAL,
                      "A series' slug is 1 to 63 of a-z, 0-9, - and _, and begins with a letter or digit.");
  snprintf(name, sizeof name, "series:%s", slug);
  bry__uuid_v5(tenant, name, series);
  return BRY_OK;
}

bry_status bry__series_not_found(const char *slug, bry_error **err) {
  return bry__error(err, BRY_ENOTFOUND, "The tenant has no series %s: bry_series_list() lists those there are.",
                    slug);
}

bry_status bry__series_ask(bry_store *store, const char *slug, const bry__statement *statement,
                           const bry__param *more, int count, PGresult **out, bry_error **err) {
  uint8_t tenant[16], series[16];
  bry__conn *conn = NULL;
  PGresult *there = NULL;
  bry_status status = bry__series_key(store, slug, tenant, series, err);
  if (status != BRY_OK) return status;
  bry__param params[4] = {bry__param_uuid(tenant), bry__param_uuid(series)};
  if (count > 0) memcpy(params + 2, more, (size_t)count * sizeof *more);
  status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__db_query(conn, &SERIES_THERE, params, 2, &there, err);
  if (status == BRY_ENOTFOUND) status = bry__series_not_found(slug, err);
  if (status == BRY_OK) status = bry__db_query(conn, statement, params, 2 + count, out, err);
  PQclear(there);
  bry__conn_release(store, conn);
  return status;
}

/* --- from rows to a table ---------------------------------------------------------------------------------------- */

static void set_cell(bry_table *t, int32_t column, const bry__table_column_spec *spec, const PGresult *result,
                     int row) {
  if (PQgetisnull(result, row, column)) return;
  const char *value = PQgetvalue(result, row, column);
  if (spec->is_flag)
    bry__table_set_int64(t, column, value[0] == 't');
  else if (spec->type == BRY_TYPE_INT64)
    bry__table_set_int64(t, column, strtoll(value, NULL, 10));
  else
    bry__table_set_text(t, column, value);
}

bry_status bry__result_table(const char *name, const char *const titles[3], const bry__table_column_spec *columns,
                             int32_t count, const PGresult *result, bry_table **out, bry_error **err) {
  bry_table *t = bry__table_new(name, titles[0], titles[1], titles[2]);
  if (!t) return bry__enomem(err);
  for (int32_t i = 0; i < count; i++) {
    const bry__table_column_spec *c = &columns[i];
    int32_t place = bry__table_column(t, c->name, c->type, c->role, c->nb, c->nn, c->en);
    if (c->is_flag) bry__table_column_set_flag(t, place);
  }
  for (int row = 0; row < PQntuples(result); row++) {
    bry__table_row(t);
    for (int32_t i = 0; i < count; i++)
      set_cell(t, i, &columns[i], result, row);
  }
  return bry__table_finish(t, out, err);
}

/* --- the calls --------------------------------------------------------------------------------------------------- */

bry_status bry_series_create(bry_store *store, const char *slug, const char *title, const char *authorship,
                             bry_error **err) {
  bry__error_reset(err);
  uint8_t tenant[16], series[16];
  PGresult *result = NULL;
  bry_status status = bry__series_key(store, slug, tenant, series, err);
  if (status != BRY_OK) return status;
  if (!bry__name_valid(title, TITLE_BYTES_MAX))
    return bry__error(err, BRY_EINVAL, "A series' title is 1 to %d bytes of UTF-8 on one line.", TITLE_BYTES_MAX);
  if (!authorship || (strcmp(authorship, "named") != 0 && strcmp(authorship, "anonymous") != 0))
    return bry__error(err, BRY_EINVAL, "A series' authorship is named or anonymous.");
  const bry__param params[] = {bry__param_uuid(tenant), bry__param_uuid(series), bry__param_text(slug),
                               bry__param_text(title), bry__param_text(authorship)};
  status = bry__rights_ask(store, &SERIES_CREATE, params, 5, 0, &result, err);
  if (status == BRY_OK && strcmp(PQgetvalue(result, 0, 0), "other") == 0)
    status = bry__error(err, BRY_ECONFLICT,
                        "There is another series %s: its title or authorship differs. Choose another slug.", slug);
  PQclear(result);
  return status;
}

bry_status bry_series_list(bry_store *store, bry_table **out, bry_error **err) {
  static const char *const titles[] = {"Serier", "Seriar", "Series"};
  static const bry__table_column_spec columns[] = {
      {"series", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, 0, "Serie", NULL, "Series"},
      {"title", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, 0, "Tittel", NULL, "Title"},
      {"authorship", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, 0, "Navngitt eller anonym", "Namngjeven eller anonym",
       "Authorship"},
      {"groups", BRY_TYPE_INT64, BRY_ROLE_COUNT, 0, "Grupper", NULL, "Groups"},
      {"sessions", BRY_TYPE_INT64, BRY_ROLE_COUNT, 0, "Møter", "Møte", "Sessions"}};
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the table.");
  *out = NULL;
  uint8_t tenant[16];
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  bry_status status = bry__store_tenant(store, tenant, err);
  if (status != BRY_OK) return status;
  const bry__param param = bry__param_uuid(tenant);
  status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__db_query(conn, &SERIES_LIST, &param, 1, &result, err);
  bry__conn_release(store, conn);
  if (status == BRY_OK) status = bry__result_table("series", titles, columns, 5, result, out, err);
  PQclear(result);
  return status;
}

bry_status bry_series_delete(bry_store *store, const char *slug, bry_error **err) {
  bry__error_reset(err);
  uint8_t tenant[16], series[16];
  PGresult *result = NULL;
  bry_status status = bry__series_key(store, slug, tenant, series, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {bry__param_uuid(tenant), bry__param_uuid(series)};
  status = bry__rights_ask(store, &SERIES_DELETE, params, 2, 0, &result, err);
  if (status == BRY_OK && strcmp(PQgetvalue(result, 0, 0), "gone") == 0) status = bry__series_not_found(slug, err);
  PQclear(result);
  return status;
}
