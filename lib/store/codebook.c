/* Codebooks in the database: every version is kept as it was put, and the one put last is the newest. */
#include "store/codebook.h"
#include "core/table.h"
#include "store/statements.h"
#include "theme/codebook.h"

#include <bry/survey.h>
#include <stdlib.h>
#include <string.h>

static const bry__statement CODEBOOK_PUT = {
    "codebook_put",
    "WITH put AS (INSERT INTO bry.codebook (tenant_id, codebook, version, document)"
    " VALUES ($1::uuid, $2::text, $3::text, $4::text) ON CONFLICT DO NOTHING RETURNING 1)"
    " SELECT count(*)::int FROM put",
    BRY__ROWS_ONE};

static const bry__statement CODEBOOK_SAME = {
    "codebook_same",
    "SELECT (document = $4::text)::int FROM bry.codebook"
    " WHERE tenant_id = $1::uuid AND codebook = $2::text AND version = $3::text",
    BRY__READ_ONE};

static const bry__statement CODEBOOK_GET = {
    "codebook_get",
    "SELECT document FROM bry.codebook WHERE tenant_id = $1::uuid AND codebook = $2::text"
    " ORDER BY put_at DESC, version DESC LIMIT 1",
    BRY__READ_ONE};

static const bry__statement CODEBOOK_LIST = {
    "codebook_list",
    "SELECT codebook, version, json_array_length(document::json -> 'themes') FROM bry.codebook"
    " WHERE tenant_id = $1::uuid ORDER BY codebook, put_at, version",
    BRY__READ_MANY};

const bry__statement *const bry__codebook_statements[] = {&CODEBOOK_PUT, &CODEBOOK_SAME, &CODEBOOK_GET,
                                                          &CODEBOOK_LIST, NULL};

/* 1 when the statement's one value is 1. */
static bry_status ask_flag(bry__conn *conn, const bry__statement *statement, const bry__param *params, int count,
                           int *out, bry_error **err) {
  PGresult *result = NULL;
  bry_status status = bry__db_query(conn, statement, params, count, &result, err);
  *out = status == BRY_OK && strcmp(PQgetvalue(result, 0, 0), "1") == 0;
  PQclear(result);
  return status;
}

bry_status bry__codebook_keep(bry__conn *conn, const uint8_t tenant[16], const bry_codebook *codebook,
                              bry_error **err) {
  const char *id = bry_codebook_id(codebook), *version = bry_codebook_version(codebook);
  bry__param params[] = {bry__param_uuid(tenant), bry__param_text(id), bry__param_text(version),
                         bry__param_text(bry_codebook_json(codebook))};
  int done = 0;
  bry_status status = ask_flag(conn, &CODEBOOK_PUT, params, 4, &done, err);
  if (status == BRY_OK && !done) status = ask_flag(conn, &CODEBOOK_SAME, params, 4, &done, err);
  if (status != BRY_OK || done) return status;
  return bry__error(err, BRY_ECONFLICT,
                    "Codebook %s exists in version %s with other content: a version never changes, "
                    "give this one a new version.",
                    id, version);
}

bry_status bry_codebook_put(bry_store *store, const bry_codebook *codebook, bry_error **err) {
  bry__error_reset(err);
  if (!store || !codebook) return bry__error(err, BRY_EINVAL, "bry_codebook_put() needs a store and a codebook.");
  uint8_t tenant[16];
  bry__conn *conn = NULL;
  bry_status status = bry__store_tenant(store, tenant, err);
  if (status == BRY_OK) status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__codebook_keep(conn, tenant, codebook, err);
  if (conn) bry__conn_release(store, conn);
  return status;
}

bry_status bry__codebook_read(const char *document, size_t size, bry_codebook **out, bry_error **err) {
  bry_status status = bry_codebook_parse(document, size, NULL, out, err);
  if (status == BRY_OK || status == BRY_ENOMEM) return status;
  return bry__error(err, BRY_ESCHEMA,
                    "The stored codebook can't be read by this version of the library; use a newer "
                    "one, or put the codebook again under a new version and code the item anew.");
}

int32_t bry__codebook_theme_find(const bry_codebook *codebook, const char *id) {
  for (int32_t i = 0; i < codebook->theme_count; i++) {
    if (strcmp(codebook->themes[i].id, id) == 0) return i;
  }
  return -1;
}

bry_status bry__codebook_newest(bry__conn *conn, const uint8_t tenant[16], const char *id, bry_codebook **out,
                                bry_error **err) {
  PGresult *result = NULL;
  bry__param params[] = {bry__param_uuid(tenant), bry__param_text(id)};
  bry_status status = bry__db_query(conn, &CODEBOOK_GET, params, 2, &result, err);
  if (status == BRY_OK) {
    status = bry__codebook_read(PQgetvalue(result, 0, 0), (size_t)PQgetlength(result, 0, 0), out, err);
  } else if (status == BRY_ENOTFOUND) {
    bry__error(err, status, "There is no codebook of that id; bry_codebook_list() lists those there are.");
  }
  PQclear(result);
  return status;
}

bry_status bry_codebook_get(bry_store *store, const char *id, bry_codebook **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!store || !id || !out)
    return bry__error(err, BRY_EINVAL, "bry_codebook_get() needs a store, an id and an out.");
  uint8_t tenant[16];
  bry__conn *conn = NULL;
  bry_status status = bry__store_tenant(store, tenant, err);
  if (status == BRY_OK) status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__codebook_newest(conn, tenant, id, out, err);
  if (conn) bry__conn_release(store, conn);
  return status;
}

static bry_status table_of(const PGresult *result, bry_table **out, bry_error **err) {
  bry_table *t = bry__table_new("codebooks", "Kodebøker", "Kodebøker", "Codebooks");
  if (t) {
    bry__table_column(t, "codebook", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Kodebok", "Kodebok", "Codebook");
    bry__table_column(t, "version", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Versjon", "Versjon", "Version");
    bry__table_column(t, "themes", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Temaer", "Tema", "Themes");
    for (int i = 0; i < PQntuples(result); i++) {
      bry__table_row(t);
      bry__table_set_text(t, 0, PQgetvalue(result, i, 0));
      bry__table_set_text(t, 1, PQgetvalue(result, i, 1));
      bry__table_set_int64(t, 2, atoi(PQgetvalue(result, i, 2)));
    }
  }
  return bry__table_finish(t, out, err);
}

bry_status bry_codebook_list(bry_store *store, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!store || !out) return bry__error(err, BRY_EINVAL, "bry_codebook_list() needs a store and an out.");
  uint8_t tenant[16];
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  bry_status status = bry__store_tenant(store, tenant, err);
  if (status == BRY_OK) status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) {
    bry__param params[] = {bry__param_uuid(tenant)};
    status = bry__db_query(conn, &CODEBOOK_LIST, params, 1, &result, err);
  }
  if (status == BRY_OK) status = table_of(result, out, err);
  PQclear(result);
  if (conn) bry__conn_release(store, conn);
  return status;
}
