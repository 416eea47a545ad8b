/* Gigamaps in the store: a map's log is read whole, an edit is tried on it here, and then added as one row, which the database
 * takes only when no other came first. */
#include "map/history.h"

#include "core/table.h"
#include "store/statements.h"
#include "store/store.h"
#include "store/themes.h"

#include <bry/gigamap.h>

#include <stdlib.h>
#include <string.h>

static const bry__statement MAP_ADD = {"map_add", "SELECT bry.map_add($1::uuid, $2::text, $3::text)::int",
                                       BRY__ROWS_ONE};
#define MOMENT(column) "to_char(" column " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"

static const bry__statement MAP_LIST = {
    "map_list",
    "SELECT m.map, m.title, coalesce(max(r.revision), 0), " MOMENT("m.created_at") ", " MOMENT(
        "max(r.made_at)") " FROM bry.map m LEFT JOIN bry.map_revision r"
                          " ON r.tenant_id = m.tenant_id AND r.map = m.map WHERE m.tenant_id = $1::uuid"
                          " GROUP BY m.tenant_id, m.map ORDER BY m.map COLLATE \"C\"",
    BRY__READ_MANY};
/* The row without an act is the map itself, so that one without revisions is told from none. */
static const bry__statement MAP_LOG = {
    "map_log",
    "SELECT r.act, r.of_revision, r.role, (extract(epoch FROM r.made_at) * 1000000)::bigint, r.body"
    " FROM bry.map m LEFT JOIN bry.map_revision r ON r.tenant_id = m.tenant_id AND r.map = m.map"
    " WHERE m.tenant_id = $1::uuid AND m.map = $2::text ORDER BY r.revision",
    BRY__READ_MANY};
static const bry__statement MAP_APPEND = {
    "map_append", "SELECT bry.map_append($1::uuid, $2::text, $3::int, $4::text, $5::int, $6::text)", BRY__ROWS_ONE};

const bry__statement *const bry__gigamap_statements[] = {&MAP_ADD, &MAP_LIST, &MAP_LOG, &MAP_APPEND, NULL};

static bry_status no_such(bry_error **err) {
  return bry__error(err, BRY_ENOTFOUND, "There is no such map; bry_gigamap_list() lists them.");
}

/* --- making and listing --------------------------------------------------------------------------------------------- */

static int is_name(const char *name) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
  size_t size = strlen(name);
  return size >= 1 && size <= 63 && strspn(name, letters) == size && *name != '.' && *name != '-';
}

bry_status bry_gigamap_create(bry_store *store, const char *name, const char *title, bry_error **err) {
  uint8_t tenant[16];
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  bry__error_reset(err);
  if (!store || !name || !title)
    return bry__error(err, BRY_EINVAL, "Making a map needs a store, a name and a title.");
  if (!is_name(name))
    return bry__error(err, BRY_EINVAL,
                      "A map's name is 1 to 63 letters of ASCII, digits, \"_\", \"-\" and \".\", and begins with "
                      "none of the last two.");
  if (*title == '\0' || strlen(title) > 1000 || !bry__map_is_plain(title, strlen(title)))
    return bry__error(err, BRY_EINVAL, "A map's title is 1 to 1000 bytes of UTF-8 on one line.");
  bry_status status = bry__store_tenant(store, tenant, err);
  if (status == BRY_OK) status = bry__conn_acquire(store, &conn, err);
  const bry__param params[] = {bry__param_uuid(tenant), bry__param_text(name), bry__param_text(title)};
  if (status == BRY_OK) status = bry__db_query(conn, &MAP_ADD, params, 3, &result, err);
  if (status == BRY_OK && PQgetvalue(result, 0, 0)[0] != '1')
    status = bry__error(err, BRY_ECONFLICT, "There is a map \"%s\" already: choose another name.", name);
  PQclear(result);
  if (conn) bry__conn_release(store, conn);
  return status;
}

static bry_status tabulate(const PGresult *result, bry_table **out, bry_error **err) {
  enum { COLUMNS = 5 };
  bry_table *t = bry__table_new("maps", "Kart", "Kart", "Maps");
  bry__table_column(t, "map", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Kart", "Kart", "Map");
  bry__table_column(t, "title", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Tittel", "Tittel", "Title");
  bry__table_column(t, "revision", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Versjon", "Versjon", "Revision");
  bry__table_column(t, "created_at", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Laget", "Laga", "Made");
  bry__table_column(t, "changed_at", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Endret", "Endra", "Changed");
  for (int i = 0; t && i < PQntuples(result); i++) {
    bry__table_row(t);
    for (int column = 0; column < COLUMNS; column++) {
      if (PQgetisnull(result, i, column)) continue;
      if (column != 2)
        bry__table_set_text(t, column, PQgetvalue(result, i, column));
      else
        bry__table_set_int64(t, column, strtoll(PQgetvalue(result, i, column), NULL, 10));
    }
  }
  return bry__table_finish(t, out, err);
}

bry_status bry_gigamap_list(bry_store *store, bry_table **out, bry_error **err) {
  uint8_t tenant[16];
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!store || !out) return bry__error(err, BRY_EINVAL, "Listing maps needs a store and an out.");
  bry_status status = bry__store_tenant(store, tenant, err);
  if (status == BRY_OK) status = bry__conn_acquire(store, &conn, err);
  const bry__param params[] = {bry__param_uuid(tenant)};
  if (status == BRY_OK) status = bry__db_query(conn, &MAP_LIST, params, 1, &result, err);
  if (status == BRY_OK) status = tabulate(result, out, err);
  PQclear(result);
  if (conn) bry__conn_release(store, conn);
  return status;
}

/* --- reading -------------------------------------------------------------------------------------------------------- */

static const char *text_of(const PGresult *result, int row, int column) {
  return PQgetisnull(result, row, column) ? NULL : PQgetvalue(result, row, column);
}

static bry_status read_log(const PGresult *log, bry_map_history **out, bry_error **err) {
  enum { ACT, OF, ROLE, AT, BODY };
  bry__buffer b = {0};
  if (PQntuples(log) == 0) return no_such(err);
  for (int i = 0; i < PQntuples(log) && !PQgetisnull(log, i, ACT); i++) {
    const char *of = text_of(log, i, OF);
    bry__history_line(&b, PQgetvalue(log, i, ACT), of ? strtoll(of, NULL, 10) : 0, text_of(log, i, ROLE),
                      strtoll(PQgetvalue(log, i, AT), NULL, 10), text_of(log, i, BODY));
    bry__buffer_char(&b, '\n');
  }
  bry_status status = b.failed ? bry__enomem(err) : bry_map_history_read(b.data ? b.data : "", b.size, out, err);
  bry__buffer_free(&b);
  return status;
}

/* A map that is being edited. */
typedef struct editing {
  bry_store *store;
  const char *name;
  uint8_t tenant[16];
  bry__conn *conn;
  bry_map_history *history;
} editing;

static bry_status editing_open(editing *e, bry_error **err) {
  PGresult *log = NULL;
  if (!e->store || !e->name) return bry__error(err, BRY_EINVAL, "A map of the store needs a store and a name.");
  bry_status status = bry__store_tenant(e->store, e->tenant, err);
  if (status == BRY_OK) status = bry__conn_acquire(e->store, &e->conn, err);
  const bry__param params[] = {bry__param_uuid(e->tenant), bry__param_text(e->name)};
  if (status == BRY_OK) status = bry__db_query(e->conn, &MAP_LOG, params, 2, &log, err);
  if (status == BRY_OK) status = read_log(log, &e->history, err);
  PQclear(log);
  return status;
}

static void editing_close(editing *e) {
  bry_map_history_free(e->history);
  if (e->conn) bry__conn_release(e->store, e->conn);
}

bry_status bry_gigamap_open(bry_store *store, const char *name, bry_map_history **out, bry_error **err) {
  editing e = {.store = store, .name = name};
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: pass a place for the history.");
  bry_status status = editing_open(&e, err);
  if (status == BRY_OK) {
    *out = e.history;
    e.history = NULL;
  }
  editing_close(&e);
  return status;
}

/* --- editing -------------------------------------------------------------------------------------------------------- */

/* The last revision of the history, which was only tried so far, becomes a row. */
static bry_status append(editing *e, int64_t *out_revision, bry_error **err) {
  const bry__entry *last = bry__history_last(e->history);
  bry__int_param seen, of;
  PGresult *result = NULL;
  const bry__param params[] = {bry__param_uuid(e->tenant),
                               bry__param_text(e->name),
                               bry__param_int(&seen, bry_map_history_revision(e->history) - 1),
                               bry__param_text(bry__act_name(last->act)),
                               last->of > 0 ? bry__param_int(&of, last->of) : bry__param_text(NULL),
                               bry__param_text(last->body)};
  bry_status status = bry__db_query(e->conn, &MAP_APPEND, params, 6, &result, err);
  long long made = status == BRY_OK ? strtoll(PQgetvalue(result, 0, 0), NULL, 10) : 0;
  PQclear(result);
  if (status == BRY_OK && made == -2)
    return bry__error(err, BRY_ELIMIT,
                      "The map's history is full (60 MiB): make another map, and begin it with what this one has.");
  if (status == BRY_OK && made < 0) return no_such(err);
  if (status == BRY_OK && made == 0)
    return bry__error(err, BRY_ECONFLICT,
                      "Somebody else changed the map meanwhile: look again, and then make the change.");
  if (status == BRY_OK && out_revision) *out_revision = made;
  return status;
}

/* The database says who and when: these stand for it while the edit is tried. */
static const char tried_by[] = "tried";

bry_status bry_gigamap_apply(bry_store *store, const char *name, int64_t seen, const char *operations, size_t size,
                             int64_t *out_revision, bry_error **err) {
  editing e = {.store = store, .name = name};
  bry__error_reset(err);
  bry_status status = editing_open(&e, err);
  if (status == BRY_OK)
    status = bry_map_history_apply(e.history, seen < 0 ? bry_map_history_revision(e.history) : seen, operations, size,
                                   tried_by, 0, err);
  if (status == BRY_OK) status = append(&e, out_revision, err);
  editing_close(&e);
  return status;
}

static bry_status go_back(bry_store *store, const char *name, int64_t seen, int64_t *out_revision,
                          bry_status (*go)(bry_map_history *, int64_t, const char *, int64_t, bry_error **),
                          bry_error **err) {
  editing e = {.store = store, .name = name};
  bry__error_reset(err);
  bry_status status = editing_open(&e, err);
  if (status == BRY_OK)
    status = go(e.history, seen < 0 ? bry_map_history_revision(e.history) : seen, tried_by, 0, err);
  if (status == BRY_OK) status = append(&e, out_revision, err);
  editing_close(&e);
  return status;
}

bry_status bry_gigamap_undo(bry_store *store, const char *name, int64_t seen, int64_t *out_revision,
                            bry_error **err) {
  return go_back(store, name, seen, out_revision, bry_map_history_undo, err);
}

bry_status bry_gigamap_redo(bry_store *store, const char *name, int64_t seen, int64_t *out_revision,
                            bry_error **err) {
  return go_back(store, name, seen, out_revision, bry_map_history_redo, err);
}

bry_status bry_gigamap_derive(bry_store *store, const char *name, int64_t seen, const bry_survey *survey,
                              const char *item, const char *codebook, int32_t min_group, int64_t *out_revision,
                              bry_error **err) {
  editing e = {.store = store, .name = name};
  bry_map *derived = NULL;
  bry__error_reset(err);
  if (!store || !survey || !item || !codebook)
    return bry__error(err, BRY_EINVAL, "Deriving a map needs a store, a survey, an item and a codebook.");
  bry_status status = bry__survey_cooccurrence(store, survey, item, codebook, min_group, &derived, err);
  if (status == BRY_OK) status = editing_open(&e, err);
  if (status == BRY_OK)
    status = bry_map_history_rebuild(e.history, seen < 0 ? bry_map_history_revision(e.history) : seen, derived,
                                     tried_by, 0, err);
  if (status == BRY_OK) status = append(&e, out_revision, err);
  editing_close(&e);
  bry_map_free(derived);
  return status;
}
