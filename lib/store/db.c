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
#include <unistd.h>

enum {
  PARAMS_MAX = 32,
  /* The server ends a statement that takes too long; this much later the server itself is given up. */
  GRACE_MS = 5000
};

static int is_copy(const PGresult *result) {
  ExecStatusType status = PQresultStatus(result);
  return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
}

/* Until when an answer is waited for. 0: without end. */
typedef struct wait {
  int64_t end_us;   /* then the server is asked to end the statement */
  int64_t given_us; /* then the server itself is given up */
} wait;

/* A server that knows its limit ends a statement by itself; a pooler's is told to. */
static wait begin_wait(const bry__conn *conn) {
  const struct bry__conn_private *p = conn->private;
  int64_t now_us = bry__clock_monotonic_us();
  int64_t limit_us = (int64_t)p->statement_timeout_ms * 1000;
  if (p->exempt || limit_us == 0) return (wait){0};
  if (p->pooled) return (wait){.end_us = now_us + limit_us};
  return (wait){.given_us = now_us + limit_us + GRACE_MS * 1000};
}

/* Once: what is waited for is to end, because it was cancelled or takes too long. The connection is not used for
 * anything else afterwards, so that a late word to cancel does no harm. */
static void ask_to_end(bry__conn *conn, wait *w, int64_t now_us) {
  char why[256];
  PQcancel(conn->private->cancel, why, sizeof why);
  conn->private->broken = 1;
  w->end_us = INT64_MAX;
  w->given_us = now_us + GRACE_MS * 1000;
}

void bry__db_watch(bry__conn *conn, bry__watch *watch) {
  conn->private->watch = watch;
}

int bry__watch_tell(bry__watch *watch) {
  pid_t self = getpid();
  if (!watch || !watch->progress || watch->stopped) return 1;
  watch->stopped = watch->progress(watch->done, watch->total, watch->user) != 0 || getpid() != self;
  return getpid() == self;
}

/* Waits for the next result's bytes; 0 when the connection broke or the time was up. */
static int wait_for_bytes(bry__conn *conn, wait *w) {
  const bry__watch *watch = conn->private->watch;
  while (PQisBusy(conn->pg)) {
    if (!bry__watch_tell(conn->private->watch)) return 0;
    int64_t now_us = bry__clock_monotonic_us();
    int is_over = bry__patience_cancelled(&conn->private->patience) || (watch && watch->stopped) ||
                  (w->end_us && now_us >= w->end_us);
    if (is_over && w->end_us != INT64_MAX) ask_to_end(conn, w, now_us);
    if (w->given_us && now_us >= w->given_us) return 0;
    struct pollfd fd = {.fd = PQsocket(conn->pg), .events = POLLIN};
    int ready = poll(&fd, 1, BRY__NOTICE_MS);
    if (ready < 0 && errno != EINTR) return 0;
    if (ready > 0 && !PQconsumeInput(conn->pg)) return 0;
  }
  return 1;
}

/* The first failed result, else the last one; NULL when no answer came. The caller frees it. */
static PGresult *collect(bry__conn *conn) {
  wait w = begin_wait(conn);
  PGresult *kept = NULL;
  for (;;) {
    if (!wait_for_bytes(conn, &w)) {
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
  if (conn->private->pooled)
    return PQsendQueryParams(conn->pg, statement->sql, count, NULL, values, sizes, formats, binary);
  return PQsendQueryPrepared(conn->pg, statement->name, count, values, sizes, formats, binary);
}

static bry_status check_rows(const bry__statement *statement, const PGresult *result, bry_error **err) {
  int rows = PQntuples(result);
  int is_one = statement->rows == BRY__ROWS_ONE || statement->rows == BRY__READ_ONE;
  if (is_one && rows == 0) return bry__error(err, BRY_ENOTFOUND, "Nothing was found.");
  if ((is_one && rows != 1) || (statement->rows == BRY__ROWS_NONE && rows != 0))
    return bry__error(err, BRY_EINTERNAL, "The statement %s gave %d rows.", statement->name, rows);
  return BRY_OK;
}

bry_status bry__db_send(bry__conn *conn, const bry__statement *statement, const bry__param *params, int count,
                        bry_error **err) {
  if (count > PARAMS_MAX)
    return bry__error(err, BRY_EINTERNAL, "The statement %s has too many parameters.", statement->name);
  bry_status status = bry__conn_check(conn, err);
  if (status == BRY_OK && !conn->private->pooled && !is_prepared(conn, statement->name))
    status = prepare(conn, statement, err);
  if (status != BRY_OK) return status;
  conn->private->unconfirmed = 0;
  return send_query(conn, statement, params, count) ? BRY_OK : query_error(conn, statement, NULL, err);
}

/* A commit that the server made, but did not wait for until a synchronous standby had it. */
static bry_status check_confirmed(bry__conn *conn, bry_error **err) {
  if (!conn->private->unconfirmed) return BRY_OK;
  conn->private->broken = 1;
  if (bry__patience_cancelled(&conn->private->patience))
    return bry__patience_error("waiting for a standby to confirm", err);
  return bry__error_database(err, BRY_EUNAVAILABLE, NULL, 1,
                             "What was stored was not confirmed by a standby in time, and would be lost with the "
                             "primary server: see that a synchronous standby runs, and try again.");
}

bry_status bry__db_receive(bry__conn *conn, const bry__statement *statement, PGresult **out, bry_error **err) {
  if (out) *out = NULL;
  PGresult *result = collect(conn);
  bry_status status = failed(result) ? query_error(conn, statement, result, err) : check_confirmed(conn, err);
  if (status == BRY_OK) status = check_rows(statement, result, err);
  if (status == BRY_OK && out)
    *out = result;
  else
    PQclear(result);
  return status;
}

static bry_status ask(bry__conn *conn, const bry__statement *statement, const bry__param *params, int count,
                      PGresult **out, bry_error **err) {
  bry_status status = bry__db_send(conn, statement, params, count, err);
  return status == BRY_OK ? bry__db_receive(conn, statement, out, err) : status;
}

/* A statement outside of a transaction that did nothing, or nothing but read, may be asked again elsewhere. */
static int may_ask_again(const bry__conn *conn, const bry__statement *statement, const bry_error *error) {
  const char *sqlstate = bry_error_sqlstate(error);
  if (bry_error_status(error) != BRY_EUNAVAILABLE) return 0;
  if (sqlstate && strcmp(sqlstate, "25006") == 0) return conn->private->target->wants_primary;
  if (statement->rows != BRY__READ_ONE && statement->rows != BRY__READ_MANY) return 0;
  return !sqlstate || strncmp(sqlstate, "57P", 3) == 0 || strncmp(sqlstate, "08", 2) == 0;
}

bry_status bry__db_query(bry__conn *conn, const bry__statement *statement, const bry__param *params, int count,
                         PGresult **out, bry_error **err) {
  if (out) *out = NULL;
  bry_error *error = NULL;
  int outside = PQtransactionStatus(conn->pg) == PQTRANS_IDLE;
  bry_status status = ask(conn, statement, params, count, out, &error);
  while (status != BRY_OK && outside && may_ask_again(conn, statement, error) && !conn->private->target->is_local &&
         bry__patience_again(&conn->private->patience, &status, &error)) {
    status = bry__conn_renew(conn, &error);
    if (status != BRY_OK) break;
    status = ask(conn, statement, params, count, out, &error);
  }
  if (!err || status == BRY_OK) {
    bry_error_free(error);
  } else {
    bry_error_free(*err);
    *err = error;
  }
  return status;
}

bry_status bry__db_run(bry__conn *conn, const char *sql, bry_error **err) {
  bry_status status = bry__conn_check(conn, err);
  if (status != BRY_OK) return status;
  PGresult *result = NULL;
  conn->private->unconfirmed = 0;
  if (PQsendQuery(conn->pg, sql)) result = collect(conn);
  status = failed(result) ? bry__db_error(conn, result, "running a command", err) : check_confirmed(conn, err);
  PQclear(result);
  return status;
}

bry_status bry__conn_check(bry__conn *conn, bry_error **err) {
  if (!bry__patience_cancelled(&conn->private->patience)) return BRY_OK;
  conn->private->broken = 1;
  return bry__patience_error(NULL, err);
}

/* A message in the write-ahead log that nobody reads: committing it waits for all that was committed before. */
bry_status bry__conn_confirm(bry__conn *conn, bry_error **err) {
  static const bry__statement confirm = {"confirm", "SELECT pg_catalog.pg_logical_emit_message(true, 'bry', '')",
                                         BRY__ROWS_ONE};
  return bry__db_query(conn, &confirm, NULL, 0, NULL, err);
}

/* Behind a pooler the limit is kept by this side alone. */
bry_status bry__conn_exempt(bry__conn *conn, bry_error **err) {
  struct bry__conn_private *p = conn->private;
  if (!p->exempt && !p->pooled) {
    bry_status status = bry__db_run(conn, "SET statement_timeout = 0", err);
    if (status != BRY_OK) return status;
    p->exempt_there = 1;
  }
  p->exempt = 1;
  return BRY_OK;
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
