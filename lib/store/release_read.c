/* Reading releases, withdrawing them, and copying them to a database of their own. What is read is held against the hash
 * that it was published with. */
#include "core/hash.h"
#include "core/json.h"
#include "core/table.h"
#include "store/lookup.h"
#include "store/statements.h"
#include "store/store.h"
#include "store/survey.h"
#include "store/wire.h"

#include <bry/export.h>
#include <bry/release.h>

#include <string.h>

/* The version asked for; 0: the newest that can be read. */
#define CHOSEN                                                                                                       \
  "(SELECT r.version FROM bry.release r WHERE r.tenant_id = $1::uuid AND r.release = $2::text AND"                   \
  " CASE WHEN $3::int = 0 THEN r.withdrawn_on IS NULL ELSE r.version = $3::int END ORDER BY r.version DESC LIMIT 1)"

static const bry__statement RELEASE_LIST = {
    "release_list",
    "SELECT release, version, survey, hash, (SELECT count(*) FROM bry.release_table t WHERE t.tenant_id = r.tenant_id"
    " AND t.release = r.release AND t.version = r.version), to_char(published_on, 'YYYY-MM-DD'),"
    " to_char(withdrawn_on, 'YYYY-MM-DD'), reason FROM bry.release r WHERE tenant_id = $1::uuid"
    " ORDER BY release COLLATE \"C\", version",
    BRY__READ_MANY};
static const bry__statement RELEASE_ONE = {
    "release_one",
    "SELECT version, survey, hash, to_char(published_on, 'YYYY-MM-DD'), to_char(withdrawn_on, 'YYYY-MM-DD'), reason,"
    " manifest, audit FROM bry.release WHERE tenant_id = $1::uuid AND release = $2::text AND version = " CHOSEN,
    BRY__READ_ONE};
static const bry__statement RELEASE_DOCUMENTS = {
    "release_documents",
    "SELECT name, document FROM bry.release_table WHERE tenant_id = $1::uuid AND release = $2::text"
    " AND version = $3::int AND ($4::text IS NULL OR name = $4::text) ORDER BY place",
    BRY__READ_MANY};
static const bry__statement RELEASE_WITHDRAW = {
    "release_withdraw", "SELECT bry.release_withdraw($1::uuid, $2::text, $3::int, $4::text)", BRY__ROWS_ONE};
static const bry__statement RELEASE_TAKE = {
    "release_take",
    "SELECT bry.release_take($1::uuid, $2::text, $3::int, $4::text, $5::text, $6::text, $7::text, $8::date, $9::date,"
    " $10::text, $11::text[], $12::text[])",
    BRY__ROWS_ONE};

const bry__statement *const bry__release_read_statements[] = {&RELEASE_LIST,     &RELEASE_ONE,  &RELEASE_DOCUMENTS,
                                                              &RELEASE_WITHDRAW, &RELEASE_TAKE, NULL};

enum { ONE_VERSION, ONE_SURVEY, ONE_HASH, ONE_PUBLISHED, ONE_WITHDRAWN, ONE_REASON, ONE_MANIFEST, ONE_AUDIT };

static const bry__json_limits MANIFEST_LIMITS = {.max_bytes = (size_t)64 << 20, .max_depth = 16};

/* --- one release --------------------------------------------------------------------------------------------------- */

typedef struct release {
  const char *name;
  uint8_t tenant[16];
  PGresult *one, *documents;
  struct json_object *manifest;
} release;

static void release_close(release *r) {
  PQclear(r->one);
  PQclear(r->documents);
  json_object_put(r->manifest);
}

static const char *text_of(const PGresult *result, int row, int column) {
  return PQgetisnull(result, row, column) ? NULL : PQgetvalue(result, row, column);
}

static bry_status refuse_changed(const release *r, bry_error **err) {
  return bry__error(err, BRY_ECONFLICT,
                    "Version %s of the release \"%s\" is not what was published: its hash differs. Tell who runs the "
                    "database.",
                    PQgetvalue(r->one, 0, ONE_VERSION), r->name);
}

static int has_hash(const char *data, size_t size, const char *wanted) {
  uint8_t hash[32];
  char text[65];
  bry__sha256(data, size, hash);
  bry__hex(hash, sizeof hash, text);
  return wanted && strcmp(text, wanted) == 0;
}

static bry_status read_manifest(release *r, bry_error **err) {
  const char *manifest = PQgetvalue(r->one, 0, ONE_MANIFEST);
  size_t size = (size_t)PQgetlength(r->one, 0, ONE_MANIFEST);
  if (!has_hash(manifest, size, PQgetvalue(r->one, 0, ONE_HASH))) return refuse_changed(r, err);
  bry_status status = bry__json_parse("the release's manifest", manifest, size, &MANIFEST_LIMITS, &r->manifest, err);
  if (status == BRY_OK && !bry__json_array(r->manifest, "tables")) status = refuse_changed(r, err);
  return status;
}

/* What the manifest says of a table, or NULL. */
static const char *listed_hash(const release *r, const char *name) {
  struct json_object *tables = bry__json_array(r->manifest, "tables");
  for (size_t i = 0; i < json_object_array_length(tables); i++) {
    struct json_object *table = json_object_array_get_idx(tables, i);
    const char *listed = bry__json_text(table, "name");
    if (listed && strcmp(listed, name) == 0) return bry__json_text(table, "sha256");
  }
  return NULL;
}

static bry_status check_documents(const release *r, bry_error **err) {
  for (int i = 0; i < PQntuples(r->documents); i++)
    if (!has_hash(PQgetvalue(r->documents, i, 1), (size_t)PQgetlength(r->documents, i, 1),
                  listed_hash(r, PQgetvalue(r->documents, i, 0))))
      return refuse_changed(r, err);
  return BRY_OK;
}

static bry_status read_one(release *r, bry__conn *conn, int32_t version, bry_error **err) {
  bry__int_param number;
  const bry__param params[] = {bry__param_uuid(r->tenant), bry__param_text(r->name),
                               bry__param_int(&number, version)};
  bry_status status = bry__db_query(conn, &RELEASE_ONE, params, 3, &r->one, err);
  if (status == BRY_ENOTFOUND)
    return bry__error(err, status,
                      "There is no such release, or none that can be read; bry_release_list() lists them.");
  if (status == BRY_OK && text_of(r->one, 0, ONE_WITHDRAWN))
    return bry__error(err, BRY_ESTATE, "Version %s of the release \"%s\" was withdrawn: bry_release_list() says why.",
                      PQgetvalue(r->one, 0, ONE_VERSION), r->name);
  return status;
}

/* table NULL: all of them. */
static bry_status read_documents(release *r, bry__conn *conn, const char *table, bry_error **err) {
  const bry__param params[] = {bry__param_uuid(r->tenant), bry__param_text(r->name),
                               bry__param_text(PQgetvalue(r->one, 0, ONE_VERSION)), bry__param_text(table)};
  bry_status status = bry__db_query(conn, &RELEASE_DOCUMENTS, params, 4, &r->documents, err);
  return status == BRY_OK ? check_documents(r, err) : status;
}

static bry_status release_open(release *r, bry_store *store, const char *name, int32_t version, const char *table,
                               bry_error **err) {
  bry__conn *conn = NULL;
  r->name = name;
  bry_status status = bry__store_tenant(store, r->tenant, err);
  if (status == BRY_OK) status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = read_one(r, conn, version, err);
  if (status == BRY_OK) status = read_manifest(r, err);
  if (status == BRY_OK) status = read_documents(r, conn, table, err);
  if (conn) bry__conn_release(store, conn);
  return status;
}

static bry_status check_arguments(const bry_store *store, const char *name, int32_t version, const void *out,
                                  bry_error **err) {
  if (!store || !name || !out)
    return bry__error(err, BRY_EINVAL, "Reading a release needs a store, a name and an out.");
  if (version < 0) return bry__error(err, BRY_EINVAL, "A version is 1 or more, or 0 for the newest.");
  return BRY_OK;
}

/* --- tables -------------------------------------------------------------------------------------------------------- */

bry_status bry_release_table(bry_store *store, const char *name, int32_t version, const char *table, bry_table **out,
                             bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  bry_status status = check_arguments(store, name, version, out, err);
  if (status == BRY_OK && !table) status = bry__error(err, BRY_EINVAL, "table is NULL: name one of the release.");
  if (status != BRY_OK) return status;
  release r = {0};
  status = release_open(&r, store, name, version, table, err);
  if (status == BRY_OK && PQntuples(r.documents) == 0)
    status =
        bry__error(err, BRY_ENOTFOUND, "The release has no table of that name; bry_release_tables() lists them.");
  if (status == BRY_OK)
    status = bry_table_from_json(PQgetvalue(r.documents, 0, 1), (size_t)PQgetlength(r.documents, 0, 1), out, err);
  release_close(&r);
  return status;
}

static bry_status add_table_row(bry_table *t, const release *r, int row, bry_error **err) {
  bry_table *table = NULL;
  const char *name = PQgetvalue(r->documents, row, 0);
  bry_status status =
      bry_table_from_json(PQgetvalue(r->documents, row, 1), (size_t)PQgetlength(r->documents, row, 1), &table, err);
  if (status != BRY_OK) return status;
  bry__table_row(t);
  bry__table_set_text(t, 0, name);
  bry__table_set_text(t, 1, bry_table_title(table, NULL));
  bry__table_set_int64(t, 2, bry_table_row_count(table));
  bry__table_set_text(t, 3, listed_hash(r, name));
  bry_table_free(table);
  return BRY_OK;
}

bry_status bry_release_tables(bry_store *store, const char *name, int32_t version, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  bry_status status = check_arguments(store, name, version, out, err);
  if (status != BRY_OK) return status;
  release r = {0};
  bry_table *t = bry__table_new("tables", "Tabeller", "Tabellar", "Tables");
  status = t ? release_open(&r, store, name, version, NULL, err) : bry__enomem(err);
  bry__table_column(t, "table", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Tabell", "Tabell", "Table");
  bry__table_column(t, "title", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Tittel", "Tittel", "Title");
  bry__table_column(t, "rows", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Rader", "Rader", "Rows");
  bry__table_column(t, "sha256", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, NULL, NULL, NULL);
  for (int i = 0; status == BRY_OK && i < PQntuples(r.documents); i++)
    status = add_table_row(t, &r, i, err);
  release_close(&r);
  if (status == BRY_OK) return bry__table_finish(t, out, err);
  bry_table_free(t);
  return status;
}

static bry_table *make_list(const PGresult *result) {
  bry_table *t = bry__table_new("releases", "Utgivelser", "Utgjevingar", "Releases");
  bry__table_column(t, "release", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Utgivelse", "Utgjeving", "Release");
  bry__table_column(t, "version", BRY_TYPE_INT64, BRY_ROLE_DIMENSION, "Versjon", "Versjon", "Version");
  bry__table_column(t, "survey", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Undersøkelse", "Undersøking", "Survey");
  bry__table_column(t, "hash", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Kontrollsum", "Kontrollsum", "Hash");
  bry__table_column(t, "tables", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Tabeller", "Tabellar", "Tables");
  bry__table_column(t, "published", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Utgitt", "Utgjeven", "Published");
  bry__table_column(t, "withdrawn", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Trukket", "Trekt", "Withdrawn");
  bry__table_column(t, "reason", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Grunn", "Grunn", "Reason");
  for (int i = 0; t && i < PQntuples(result); i++) {
    bry__table_row(t);
    for (int c = 0; c < 8; c++)
      if (c == 1 || c == 4)
        bry__table_set_int64(t, c, strtoll(PQgetvalue(result, i, c), NULL, 10));
      else
        bry__table_set_text(t, c, text_of(result, i, c));
  }
  return t;
}

bry_status bry_release_list(bry_store *store, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!store || !out) return bry__error(err, BRY_EINVAL, "bry_release_list() needs a store and an out.");
  uint8_t tenant[16];
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  bry_status status = bry__store_tenant(store, tenant, err);
  bry__param param = bry__param_uuid(tenant);
  if (status == BRY_OK) status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__db_query(conn, &RELEASE_LIST, &param, 1, &result, err);
  if (status == BRY_OK) status = bry__table_finish(make_list(result), out, err);
  PQclear(result);
  if (conn) bry__conn_release(store, conn);
  return status;
}

/* --- a whole release ----------------------------------------------------------------------------------------------- */

static void put_member(bry__buffer *b, const char *key, const char *text) {
  bry__buffer_text(b, key);
  bry__buffer_json_string(b, text, strlen(text));
}

static bry_status write_bundle(const release *r, bry_text **out, bry_error **err) {
  bry__buffer b = {0};
  put_member(&b, "{\"release\":", r->name);
  bry__buffer_format(&b, ",\"version\":%s", PQgetvalue(r->one, 0, ONE_VERSION));
  put_member(&b, ",\"survey\":", PQgetvalue(r->one, 0, ONE_SURVEY));
  put_member(&b, ",\"hash\":", PQgetvalue(r->one, 0, ONE_HASH));
  put_member(&b, ",\"published\":", PQgetvalue(r->one, 0, ONE_PUBLISHED));
  put_member(&b, ",\"manifest\":", PQgetvalue(r->one, 0, ONE_MANIFEST));
  bry__buffer_text(&b, ",\"audit\":");
  bry__buffer_text(&b, PQgetvalue(r->one, 0, ONE_AUDIT));
  bry__buffer_text(&b, ",\"tables\":{");
  for (int i = 0; i < PQntuples(r->documents); i++) {
    put_member(&b, i ? ",\n" : "\n", PQgetvalue(r->documents, i, 0));
    bry__buffer_char(&b, ':');
    bry__buffer_text(&b, PQgetvalue(r->documents, i, 1));
  }
  bry__buffer_text(&b, "}}\n");
  return bry__buffer_finish(&b, out, err);
}

/* A release without one of its tables is not whole. */
static bry_status check_whole(const release *r, bry_error **err) {
  return PQntuples(r->documents) == (int)json_object_array_length(bry__json_array(r->manifest, "tables"))
             ? BRY_OK
             : refuse_changed(r, err);
}

bry_status bry_release_bundle(bry_store *store, const char *name, int32_t version, bry_text **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  bry_status status = check_arguments(store, name, version, out, err);
  if (status != BRY_OK) return status;
  release r = {0};
  status = release_open(&r, store, name, version, NULL, err);
  if (status == BRY_OK) status = check_whole(&r, err);
  if (status == BRY_OK) status = write_bundle(&r, out, err);
  release_close(&r);
  return status;
}

/* --- withdrawing --------------------------------------------------------------------------------------------------- */

bry_status bry_release_withdraw(bry_store *store, const char *name, int32_t version, const char *reason,
                                bry_error **err) {
  enum { REASON_BYTES_MAX = 1000 };
  bry__error_reset(err);
  bry_status status = check_arguments(store, name, version, store, err);
  if (status == BRY_OK && version == 0)
    status = bry__error(err, BRY_EINVAL, "Say which version is to be withdrawn: bry_release_list() lists them.");
  if (status == BRY_OK && !bry__name_valid(reason, REASON_BYTES_MAX))
    status = bry__error(err, BRY_EINVAL, "A reason is 1 to %d bytes of UTF-8 on one line.", REASON_BYTES_MAX);
  if (status != BRY_OK) return status;
  uint8_t tenant[16];
  bry__int_param number;
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  status = bry__store_tenant(store, tenant, err);
  const bry__param params[] = {bry__param_uuid(tenant), bry__param_text(name), bry__param_int(&number, version),
                               bry__param_text(reason)};
  if (status == BRY_OK) status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__db_query(conn, &RELEASE_WITHDRAW, params, 4, &result, err);
  if (status == BRY_OK && strcmp(PQgetvalue(result, 0, 0), "gone") == 0)
    status = bry__error(err, BRY_ENOTFOUND, "There is no such release; bry_release_list() lists them.");
  else if (status == BRY_OK && strcmp(PQgetvalue(result, 0, 0), "already") == 0)
    status = bry__error(err, BRY_ESTATE, "That version is withdrawn already.");
  PQclear(result);
  if (conn) bry__conn_release(store, conn);
  return status;
}

/* --- copying ------------------------------------------------------------------------------------------------------- */

static bry_status judge_take(const release *r, const char *word, bry_error **err) {
  if (strcmp(word, "other") == 0)
    return bry__error(err, BRY_ECONFLICT,
                      "The other database has another version %s of the release \"%s\": nothing was changed there.",
                      PQgetvalue(r->one, 0, ONE_VERSION), r->name);
  return strcmp(word, "broken") == 0 ? refuse_changed(r, err) : BRY_OK;
}

static bry_status texts_of(const PGresult *documents, int column, bry__buffer *to, bry_error **err) {
  int rows = PQntuples(documents);
  bry__put_array_head(to, BRY__OID_TEXT, rows);
  for (int i = 0; i < rows; i++)
    bry__put_field(to, PQgetvalue(documents, i, column), (size_t)PQgetlength(documents, i, column));
  return to->failed ? bry__enomem(err) : BRY_OK;
}

static bry_status take(const release *r, bry__conn *there, bry_table *t, bry_error **err) {
  bry__buffer names = {0}, documents = {0};
  PGresult *result = NULL;
  bry_status status = texts_of(r->documents, 0, &names, err);
  if (status == BRY_OK) status = texts_of(r->documents, 1, &documents, err);
  const bry__param params[] = {bry__param_uuid(r->tenant),
                               bry__param_text(r->name),
                               bry__param_text(PQgetvalue(r->one, 0, ONE_VERSION)),
                               bry__param_text(PQgetvalue(r->one, 0, ONE_SURVEY)),
                               bry__param_text(PQgetvalue(r->one, 0, ONE_HASH)),
                               bry__param_text(text_of(r->one, 0, ONE_MANIFEST)),
                               bry__param_text(text_of(r->one, 0, ONE_AUDIT)),
                               bry__param_text(PQgetvalue(r->one, 0, ONE_PUBLISHED)),
                               bry__param_text(text_of(r->one, 0, ONE_WITHDRAWN)),
                               bry__param_text(text_of(r->one, 0, ONE_REASON)),
                               bry__param_bytes(names.data, names.size),
                               bry__param_bytes(documents.data, documents.size)};
  if (status == BRY_OK) status = bry__db_query(there, &RELEASE_TAKE, params, 12, &result, err);
  if (status == BRY_OK) status = judge_take(r, PQgetvalue(result, 0, 0), err);
  if (status == BRY_OK) {
    bry__table_row(t);
    bry__table_set_text(t, 0, r->name);
    bry__table_set_int64(t, 1, strtoll(PQgetvalue(r->one, 0, ONE_VERSION), NULL, 10));
    bry__table_set_text(t, 2, PQgetvalue(result, 0, 0));
  }
  PQclear(result);
  bry__buffer_free(&names);
  bry__buffer_free(&documents);
  return status;
}

/* One that is withdrawn goes along without its tables and manifest. */
static bry_status push_one(bry__conn *here, bry__conn *there, const uint8_t tenant[16], const char *name,
                           int32_t version, bry_table *t, bry_error **err) {
  release r = {.name = name};
  bry_error *said = NULL;
  memcpy(r.tenant, tenant, sizeof r.tenant);
  bry_status status = read_one(&r, here, version, &said);
  if (status == BRY_OK) status = read_manifest(&r, &said);
  if (status == BRY_OK) status = read_documents(&r, here, NULL, &said);
  if (status == BRY_OK) status = check_whole(&r, &said);
  if (status == BRY_ESTATE) {
    bry_error_free(said);
    said = NULL;
    status = BRY_OK;
  }
  if (status == BRY_OK) status = take(&r, there, t, &said);
  release_close(&r);
  if (err && status != BRY_OK)
    *err = said;
  else
    bry_error_free(said);
  return status;
}

static bry_status push_all(bry__conn *here, bry__conn *there, const uint8_t tenant[16], bry_table *t,
                           bry_error **err) {
  PGresult *list = NULL;
  bry__param param = bry__param_uuid(tenant);
  bry_status status = bry__db_query(here, &RELEASE_LIST, &param, 1, &list, err);
  for (int i = 0; status == BRY_OK && i < PQntuples(list); i++)
    status = push_one(here, there, tenant, PQgetvalue(list, i, 0), (int32_t)strtol(PQgetvalue(list, i, 1), NULL, 10),
                      t, err);
  PQclear(list);
  return status;
}

static bry_table *begin_pushed(void) {
  static const struct {
    const char *value;
    bry__label label;
  } words[] = {{"taken", {{(char *)"Kopiert", (char *)"Kopiert", (char *)"Copied", NULL}}},
               {"same", {{(char *)"Er der fra før", (char *)"Er der frå før", (char *)"Was there", NULL}}}};
  bry_table *t = bry__table_new("pushed", "Kopiert", "Kopiert", "Copied");
  bry__table_column(t, "release", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Utgivelse", "Utgjeving", "Release");
  bry__table_column(t, "version", BRY_TYPE_INT64, BRY_ROLE_DIMENSION, "Versjon", "Versjon", "Version");
  bry__table_column(t, "outcome", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Utfall", "Utfall", "Outcome");
  for (int i = 0; t && i < 2; i++)
    bry__table_label_value(t, 2, words[i].value, &words[i].label);
  return t;
}

bry_status bry_release_push(bry_store *store, const char *conninfo, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!store || !conninfo || !out)
    return bry__error(err, BRY_EINVAL, "bry_release_push() needs a store, a connection string and an out.");
  uint8_t tenant[16];
  bry_store *other = NULL;
  bry__conn *here = NULL, *there = NULL;
  bry_table *t = NULL;
  bry_status status = bry__store_tenant(store, tenant, err);
  if (status == BRY_OK) status = bry_store_open(conninfo, NULL, &other, err);
  if (status == BRY_OK) status = bry__conn_acquire(store, &here, err);
  if (status == BRY_OK) status = bry__conn_acquire(other, &there, err);
  if (status == BRY_OK) {
    t = begin_pushed();
    status = t ? push_all(here, there, tenant, t, err) : bry__enomem(err);
  }
  if (here) bry__conn_release(store, here);
  if (there) bry__conn_release(other, there);
  bry_store_close(other);
  if (status == BRY_OK) return bry__table_finish(t, out, err);
  bry_table_free(t);
  return status;
}
