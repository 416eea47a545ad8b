/* Asking the database over a borrowed connection: preparing, sending, waiting with a limit, and counting rows. What a
 * failure means is in db_error.c. */
#include "store/db.h"

#include "core/clock.h"
#include "core/mem.h"
#include "store/conn.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

enum {
  PARAMS_MAX = 32,
  /* The server ends a statement that takes too long; this much later the server itself is given up. */
  GRACE_MS = 5000
};

static int is_copy(const PGresult *result) {
  ExecStatusType status = PQresultStatus(result);
  return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
}

/* Waits for the next result's bytes; 0 when the connection broke or the time was up. */
static int wait_for_bytes(bry__conn *conn, int64_t deadline_us) {
  while (PQisBusy(conn->pg)) {
    int timeout_ms = -1;
    if (deadline_us) {
      int64_t left_us = deadline_us - bry__clock_monotonic_us();
      if (left_us <= 0) return 0;
      timeout_ms = (int)(left_us / 1000 + 1);
    }
    struct pollfd fd = {.fd = PQsocket(conn->pg), .events = POLLIN};
    int ready = poll(&fd, 1, timeout_ms);
    if (ready < 0 && errno != EINTR) return 0;
    if (ready > 0 && !PQconsumeInput(conn->pg)) return 0;
  }
  return 1;
}

/* The first failed result, else the last one; NULL when no answer came. The caller frees it. */
static PGresult *collect(bry__conn *conn) {
  int32_t limit_ms = conn->private->exempt ? 0 : conn->private->statement_timeout_ms;
  int64_t deadline_us = limit_ms ? bry__clock_monotonic_us() + ((int64_t)limit_ms + GRACE_MS) * 1000 : 0;
  PGresult *kept = NULL;
  for (;;) {
    if (!wait_for_bytes(conn, deadline_us)) {
      conn->private->broken = 1;
      PQclear(kept);
      return NULL;
    }
    PGresult *result = PQgetResult(conn->pg);
    if (!result) return kept;
    if (kept && PQresultStatus(kept) == PGRES_FATAL_ERROR) {
      PQclear(result);
    } else {
      PQclear(kept);
      kept = result;
    }
    if (is_copy(kept)) return kept;
  }
}

static int failed(const PGresult *result) {
  ExecStatusType status = PQresultStatus(result); /* NULL counts as failed */
  return status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE;
}

static bry_status query_error(bry__conn *conn, const bry__statement *statement, const PGresult *result,
                              bry_error **err) {
  char doing[64];
  snprintf(doing, sizeof doing, "running %s", statement->name);
  return bry__db_error(conn, result, doing, err);
}

static int is_prepared(const bry__conn *conn, const char *name) {
  for (size_t i = 0; i < conn->private->prepared_count; i++)
    if (conn->private->prepared[i] == name || strcmp(conn->private->prepared[i], name) == 0) return 1;
  return 0;
}

static bry_status prepare(bry__conn *conn, const bry__statement *statement, bry_error **err) {
  struct bry__conn_private *p = conn->private;
  if (bry__grow((void **)&p->prepared, &p->prepared_capacity, p->prepared_count + 1, sizeof *p->prepared) != 0)
    return bry__enomem(err);
  PGresult *result = NULL;
  if (PQsendPrepare(conn->pg, statement->name, statement->sql, 0, NULL)) result = collect(conn);
  bry_status status = failed(result) ? query_error(conn, statement, result, err) : BRY_OK;
  PQclear(result);
  if (status == BRY_OK) p->prepared[p->prepared_count++] = statement->name;
  return status;
}

static int send_query(bry__conn *conn, const bry__statement *statement, const bry__param *params, int count) {
  const char *values[PARAMS_MAX];
  int sizes[PARAMS_MAX];
  int formats[PARAMS_MAX];
  for (int i = 0; i < count; i++) {
    values[i] = params[i].data;
    sizes[i] = params[i].size;
    formats[i] = params[i].binary;
  }
  int binary = statement->rows == BRY__ROWS_BINARY;
  return PQsendQueryPrepared(conn->pg, statement->name, count, values, sizes, formats, binary);
}

static bry_status check_rows(const bry__statement *statement, const PGresult *result, bry_error **err) {
  int rows = PQntuples(result);
  if (statement->rows == BRY__ROWS_ONE && rows == 0) return bry__error(err, BRY_ENOTFOUND, "Nothing was found.");
  if ((statement->rows == BRY__ROWS_ONE && rows != 1) || (statement->rows == BRY__ROWS_NONE && rows != 0))
    return bry__error(err, BRY_EINTERNAL, "The statement %s gave %d rows.", statement->name, rows);
  return BRY_OK;
}

bry_status bry__db_send(bry__conn *conn, const bry__statement *statement, const bry__param *params, int count,
                        bry_error **err) {
  if (count > PARAMS_MAX)
    return bry__error(err, BRY_EINTERNAL, "The statement %s has too many parameters.", statement->name);
  if (!is_prepared(conn, statement->name)) {
    bry_status status = prepare(conn, statement, err);
    if (status != BRY_OK) return status;
  }
  return send_query(conn, statement, params, count) ? BRY_OK : query_error(conn, statement, NULL, err);
}

bry_status bry__db_receive(bry__conn *conn, const bry__statement *statement, PGresult **out, bry_error **err) {
  if (out) *out = NULL;
  PGresult *result = collect(conn);
  bry_status status = failed(result) ? query_error(conn, statement, result, err) : check_rows(statement, result, err);
  if (status == BRY_OK && out)
    *out = result;
  else
    PQclear(result);
  return status;
}

bry_status bry__db_query(bry__conn *conn, const bry__statement *statement, const bry__param *params, int count,
                         PGresult **out, bry_error **err) {
  if (out) *out = NULL;
  bry_status status = bry__db_send(conn, statement, params, count, err);
  return status == BRY_OK ? bry__db_receive(conn, statement, out, err) : status;
}

bry_status bry__db_run(bry__conn *conn, const char *sql, bry_error **err) {
  PGresult *result = NULL;
  if (PQsendQuery(conn->pg, sql)) result = collect(conn);
  bry_status status = failed(result) ? bry__db_error(conn, result, "running a command", err) : BRY_OK;
  PQclear(result);
  return status;
}

bry_status bry__conn_exempt(bry__conn *conn, bry_error **err) {
  if (conn->private->exempt) return BRY_OK;
  bry_status status = bry__db_run(conn, "SET statement_timeout = 0", err);
  if (status == BRY_OK) conn->private->exempt = 1;
  return status;
}

bry__param bry__param_text(const char *text) {
  return (bry__param){.data = text};
}

bry__param bry__param_uuid(const uint8_t id[16]) {
  return (bry__param){.data = (const char *)id, .size = 16, .binary = 1};
}

bry__param bry__param_bytes(const void *data, size_t size) {
  return (bry__param){.data = data, .size = (int)size, .binary = 1};
}
