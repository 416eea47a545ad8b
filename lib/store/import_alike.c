/* How many rows of an import answer as other responses do: most likely a file that was imported before, saved otherwise. */
#include "core/number.h"
#include "store/columns.h"
#include "store/import.h"
#include "store/statements.h"
#include "store/store.h"

#include <string.h>

enum { CONTENTS_MAX = 100000, HASH = 0, COUNT = 1, COLUMNS = 2 };

/* Each row of the import has at most one counterpart. A content's hash has the bytes of a UUID. */
static const bry__statement IMPORT_ALIKE = {
    "import_alike",
    "WITH mine AS (SELECT uuid_send(m.hash) AS hash, m.n FROM unnest($3::uuid[], $4::int[]) AS m(hash, n)),"
    " stored AS (SELECT r.content_hash AS hash, count(*) AS n FROM bry.response r WHERE r.tenant_id = $1::uuid"
    "  AND r.survey_id = $2::uuid AND r.content_hash IN (SELECT hash FROM mine) GROUP BY 1)"
    " SELECT coalesce(sum(least(m.n, s.n - m.n)), 0)::bigint FROM mine m JOIN stored s USING (hash) WHERE s.n > m.n",
    BRY__READ_ONE};

const bry__statement *const bry__import_statements[] = {&IMPORT_ALIKE, NULL};

static void add_contents(const bry__content_counts *counts, bry__column *columns) {
  const uint8_t *hash = NULL;
  int64_t count = 0;
  for (size_t slot = 0; slot < counts->capacity && columns[HASH].count < CONTENTS_MAX; slot++) {
    if (!bry__content_at(counts, slot, &hash, &count)) continue;
    bry__column_uuid(&columns[HASH], hash);
    bry__column_int(&columns[COUNT], count > INT32_MAX ? INT32_MAX : (int32_t)count);
  }
}

static bry_status ask(bry_store *store, const bry__param *params, int64_t *out, bry_error **err) {
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  bry_status status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__conn_exempt(conn, err);
  if (status == BRY_OK) status = bry__db_query(conn, &IMPORT_ALIKE, params, 2 + COLUMNS, &result, err);
  if (status == BRY_OK) bry__int64_parse(PQgetvalue(result, 0, 0), strlen(PQgetvalue(result, 0, 0)), out);
  PQclear(result);
  bry__conn_release(store, conn);
  return status;
}

bry_status bry__import_alike(bry_store *store, const bry_survey *survey, const bry__content_counts *counts,
                             int64_t *out, bry_error **err) {
  bry__column columns[COLUMNS] = {{.type = BRY__OID_UUID}, {.type = BRY__OID_INT32}};
  bry__param params[2 + COLUMNS] = {bry__param_uuid(survey->tenant_id), bry__param_uuid(survey->survey_id)};
  *out = 0;
  if (counts->used == 0) return BRY_OK;
  add_contents(counts, columns);
  bry_status status = bry__arrays_bind(columns, COLUMNS, params, 2, err);
  if (status == BRY_OK) status = ask(store, params, out, err);
  bry__arrays_free(columns, COLUMNS);
  return status;
}
