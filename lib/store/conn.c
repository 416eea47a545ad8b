/* One connection of the pool: made without blocking for longer than the caller allows, from the first of the hosts that
 * answers as it should. Preparing and running statements is in db.c. */
#include "store/conn.h"

#include "core/clock.h"
#include "core/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { OLDEST_SERVER = 130000 };

/* The library never prints; what a server has to remark is nothing a caller asked for. But for two things: a commit whose
 * wait for a synchronous standby was broken off is told by no more than a warning, known by where it comes from; and a
 * function of the schema may tell how far it has come. */
static void take_notice(void *user, const PGresult *result) {
  struct bry__conn_private *private = user;
  const char *from = PQresultErrorField(result, PG_DIAG_SOURCE_FUNCTION);
  const char *said = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  long long done, total;
  if (from && strcmp(from, "SyncRepWaitForLSN") == 0) private->unconfirmed = 1;
  if (private->watch && said && sscanf(said, "bry %lld of %lld", &done, &total) == 2) {
    private->watch->done = done;
    private->watch->total = total;
  }
}

enum { MADE, REFUSED, TOO_LATE, STOPPED };

static int handshake(PGconn *pg, int64_t deadline_us, const bry__patience *patience) {
  PostgresPollingStatusType want = PGRES_POLLING_WRITING;
  while (want != PGRES_POLLING_OK) {
    if (want == PGRES_POLLING_FAILED) return REFUSED;
    int64_t left_us = deadline_us - bry__clock_monotonic_us();
    if (bry__patience_cancelled(patience)) return STOPPED;
    if (left_us <= 0) return TOO_LATE;
    struct pollfd fd = {.fd = PQsocket(pg), .events = want == PGRES_POLLING_READING ? POLLIN : POLLOUT};
    if (fd.fd < 0) return REFUSED;
    int64_t left_ms = left_us / 1000 + 1;
    int ready = poll(&fd, 1, left_ms < BRY__NOTICE_MS ? (int)left_ms : BRY__NOTICE_MS);
    if (ready < 0 && errno != EINTR) return REFUSED;
    if (ready > 0) want = PQconnectPoll(pg);
  }
  return MADE;
}

/* libpq offers no SQLSTATE for a refused connection, but writes it into its text when asked to be terse that way:
 * "... FATAL:  28P01". Of several hosts the last word counts. Returns out, or NULL when no server spoke. */
static const char *sqlstate_of_refusal(const PGconn *pg, char out[6]) {
  static const char code_characters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const char *text = PQerrorMessage(pg);
  const char *found = NULL;
  for (const char *at = strstr(text, ":  "); at; at = strstr(at + 1, ":  "))
    if (strspn(at + 3, code_characters) == 5) found = at + 3;
  if (!found) return NULL;
  memcpy(out, found, 5);
  out[5] = 0;
  return out;
}

/* libpq tells why it reached nobody only in words of the process's language: the same that the C library gives here. */
static int says_errno(const char *text, const int *numbers) {
  char room[128];
  for (; *numbers; numbers++)
    if (strstr(text, strerror_r(*numbers, room, sizeof room))) return 1;
  return 0;
}

static int says_no_such_name(const char *text) {
  static const int numbers[] = {EAI_NONAME, EAI_AGAIN, EAI_FAIL, EAI_NODATA};
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
    if (strstr(text, gai_strerror(numbers[i]))) return 1;
  return 0;
}

static const char *reason_of_silence(const PGconn *pg, int is_socket) {
  static const int refused[] = {ECONNREFUSED, 0}, timed_out[] = {ETIMEDOUT, 0}, no_file[] = {ENOENT, ENOTDIR, 0},
                   no_way[] = {EHOSTUNREACH, ENETUNREACH, ENETDOWN, 0}, not_allowed[] = {EACCES, EPERM, 0};
  const char *text = PQerrorMessage(pg);
  if (is_socket && says_errno(text, no_file)) return "there is no such socket file; check folder and port";
  if (!is_socket && says_no_such_name(text)) return "the host name is not found; check its spelling";
  if (says_errno(text, refused)) return "the connection is refused; check that the server runs there";
  if (says_errno(text, timed_out)) return "the connection timed out; check the address, and firewalls in between";
  if (says_errno(text, no_way)) return "no network leads there; check the address";
  if (says_errno(text, not_allowed)) return "this user may not connect there; check the rights";
  return "check that a PostgreSQL server runs there";
}

/* Where the last attempt went. A stray @ in a URI makes a part of the password the host: that one is not shown. */
static const char *host_tried(const PGconn *pg) {
  const char *host = PQhost(pg);
  return host && *host && !strchr(host, '@') ? host : "?";
}

static bry_status unreachable(const PGconn *pg, bry_error **err) {
  const char *host = host_tried(pg), *port = PQport(pg);
  return bry__error_database(err, BRY_EUNAVAILABLE, NULL, 1, "The database can't be reached at %s, port %s: %s.",
                             host, port && *port ? port : "?", reason_of_silence(pg, host[0] == '/'));
}

/* The server spoke, and libpq hung up: it is not of the kind that target_session_attrs asks for. */
static bry_status wrong_kind(const PGconn *pg, bry_error **err) {
  const char *port = PQport(pg);
  return bry__error_database(err, BRY_EUNAVAILABLE, NULL, 1,
                             "The server at %s, port %s, is not of the kind that target_session_attrs asks for, such "
                             "as a standby in place of the primary: try again, or name the other hosts as well.",
                             host_tried(pg), port && *port ? port : "?");
}

static bry_status check_server(const PGconn *pg, bry_error **err) {
  if (PQserverVersion(pg) < OLDEST_SERVER)
    return bry__error(err, BRY_ENOTSUPPORTED, "The server is older than PostgreSQL 13: upgrade it.");
  const char *encoding = PQparameterStatus(pg, "server_encoding");
  if (!encoding || strcmp(encoding, "UTF8") != 0)
    return bry__error(err, BRY_ENOTSUPPORTED,
                      "The database does not hold UTF-8: create one with ENCODING 'UTF8' and use that.");
  return BRY_OK;
}

static bry_status refused(bry__conn *conn, bry_error **err) {
  const PGconn *pg = conn->pg;
  char sqlstate[6];
  if (PQconnectionNeedsPassword(pg))
    return bry__error(err, BRY_EDENIED,
                      "The database asks for a password: put one into the connection string or a password file.");
  if (sqlstate_of_refusal(pg, sqlstate)) {
    conn->private->misunderstood = strcmp(sqlstate, "08P01") == 0;
    return bry__db_connect_error(sqlstate, err);
  }
  return PQparameterStatus(pg, "server_version") ? wrong_kind(pg, err) : unreachable(pg, err);
}

static bry_status too_late(const bry__conn *conn, bry_error **err) {
  return bry__error_database(err, BRY_EUNAVAILABLE, NULL, 1,
                             "The database did not answer within %d ms at %s, port %s: check host and port, or try "
                             "again.",
                             (int)conn->private->target->connect_timeout_ms, host_tried(conn->pg), PQport(conn->pg));
}

static void hang_up(bry__conn *conn) {
  PQfreeCancel(conn->private->cancel);
  conn->private->cancel = NULL;
  PQfinish(conn->pg);
  conn->pg = NULL;
}

/* --- poolers --------------------------------------------------------------------------------------------------- */

/* The process that serves is the one that greeted, unless somebody stands in between. */
static bry_status recognise_pooler(bry__conn *conn, bry_error **err) {
  static const bry__statement backend = {"backend", "SELECT pg_catalog.pg_backend_pid()", BRY__ROWS_ONE};
  char greeted[16];
  PGresult *result = NULL;
  conn->private->pooled = 1;
  bry_status status = bry__db_query(conn, &backend, NULL, 0, &result, err);
  snprintf(greeted, sizeof greeted, "%d", PQbackendPID(conn->pg));
  if (status == BRY_OK) conn->private->pooled = strcmp(greeted, PQgetvalue(result, 0, 0)) != 0;
  PQclear(result);
  return status;
}

/* --- making one ------------------------------------------------------------------------------------------------ */

static bry_status attempt(bry__conn *conn, int32_t number, int pooled, bry_error **err) {
  struct bry__conn_private *private = conn->private;
  int64_t deadline_us = bry__clock_monotonic_us() + (int64_t) private->target->connect_timeout_ms * 1000;
  hang_up(conn);
  private->misunderstood = 0;
  conn->pg = bry__target_start(private->target, number, pooled);
  if (!conn->pg) return bry__enomem(err);
  PQsetNoticeReceiver(conn->pg, take_notice, private);
  PQsetErrorVerbosity(conn->pg, PQERRORS_SQLSTATE);
  int outcome = PQstatus(conn->pg) == CONNECTION_BAD ? REFUSED : handshake(conn->pg, deadline_us, &private->patience);
  if (outcome == STOPPED) return bry__patience_error("connecting", err);
  if (outcome == TOO_LATE) return too_late(conn, err);
  if (outcome == REFUSED) return refused(conn, err);
  PQsetErrorVerbosity(conn->pg, PQERRORS_DEFAULT);
  private->cancel = PQgetCancel(conn->pg);
  if (!private->cancel) return bry__enomem(err);
  private->pooled = pooled;
  private->prepared_count = 0;
  private->incoming = 0;
  private->exempt_there = 0;
  private->broken = 0;
  return check_server(conn->pg, err);
}

/* One host: directly, or through a pooler, whichever is known; else both ways, and what is there is remembered. */
static bry_status try_host(bry__conn *conn, int32_t number, bry_error **error) {
  _Atomic int32_t *known = &conn->private->target->pooler;
  int32_t pooler = atomic_load(known);
  bry_status status = attempt(conn, number, pooler == BRY_POOLER_TRANSACTION, error);
  if (pooler != BRY_POOLER_AUTO) return status;
  if (status != BRY_OK && conn->private->misunderstood) status = attempt(conn, number, 1, error);
  if (status == BRY_OK && !conn->private->pooled) status = recognise_pooler(conn, error);
  if (status == BRY_OK) atomic_store(known, conn->private->pooled ? BRY_POOLER_TRANSACTION : BRY_POOLER_NONE);
  return status;
}

/* Goes through the hosts, each with the whole of the connect timeout, until one will have us. Who refuses the login
 * has the last word: another host would, too. */
static bry_status try_hosts(bry__conn *conn, bry_error **error) {
  bry_status status = BRY_EUNAVAILABLE;
  for (int32_t i = 0; status == BRY_EUNAVAILABLE && i < bry__target_attempts(conn->private->target); i++)
    status = try_host(conn, i, error);
  return status;
}

static bry_status connect_patiently(bry__conn *conn, bry_error **err) {
  bry_error *error = NULL; /* of the last try */
  bry_status status = try_hosts(conn, &error);
  while (status == BRY_EUNAVAILABLE && !conn->private->target->is_local &&
         bry__patience_again(&conn->private->patience, &status, &error))
    status = try_hosts(conn, &error);
  if (status == BRY_OK || !err) {
    bry_error_free(error);
  } else {
    bry_error_free(*err);
    *err = error;
  }
  return status;
}

bry_status bry__conn_open(bry__target *target, bry__patience *patience, bry__conn **out, bry_error **err) {
  *out = NULL;
  bry__conn *conn = bry__alloc_zero(1, sizeof *conn);
  if (!conn) return bry__enomem(err);
  bry_status status;
  conn->private = bry__alloc_zero(1, sizeof *conn->private);
  if (!conn->private) {
    status = bry__enomem(err);
    goto out;
  }
  conn->private->target = target;
  conn->private->patience = *patience;
  conn->private->statement_timeout_ms = target->statement_timeout_ms;
  status = connect_patiently(conn, err);
  *patience = conn->private->patience;
out:
  if (status == BRY_OK)
    *out = conn;
  else
    bry__conn_close(conn);
  return status;
}

bry_status bry__conn_renew(bry__conn *conn, bry_error **err) {
  bry_status status = connect_patiently(conn, err);
  if (status != BRY_OK) conn->private->broken = 1;
  return status;
}

/* --- borrowed and given back ----------------------------------------------------------------------------------- */

int bry__conn_alive(bry__conn *conn) {
  if (conn->private->broken) return 0;
  struct pollfd fd = {.fd = PQsocket(conn->pg), .events = POLLIN};
  /* An idle connection has nothing to read, unless the server sent a last word or hung up. */
  while (PQstatus(conn->pg) == CONNECTION_OK && poll(&fd, 1, 0) > 0)
    if (!PQconsumeInput(conn->pg)) break;
  return PQstatus(conn->pg) == CONNECTION_OK;
}

int bry__conn_settle(bry__conn *conn) {
  struct bry__conn_private *private = conn->private;
  /* A late word to cancel would end what the next one asks. */
  if (private->broken || bry__patience_cancelled(&private->patience) || PQstatus(conn->pg) != CONNECTION_OK) return 0;
  PGTransactionStatusType state = PQtransactionStatus(conn->pg);
  if (state == PQTRANS_ACTIVE || state == PQTRANS_UNKNOWN) return 0;
  if (state != PQTRANS_IDLE && bry__db_run(conn, "ROLLBACK", NULL) != BRY_OK) return 0;
  if (private->exempt_there && bry__db_run(conn, "RESET statement_timeout", NULL) != BRY_OK) return 0;
  private->exempt = private->exempt_there = 0;
  return !private->broken;
}

void bry__conn_close(bry__conn *conn) {
  if (!conn) return;
  if (conn->private) {
    hang_up(conn);
    bry__free(conn->private->prepared);
  }
  bry__free(conn->private);
  bry__free(conn);
}

void bry__conn_abandon(bry__conn *conn) {
  if (!conn) return;
  int fd = PQsocket(conn->pg);
  int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
  /* PQfinish() says good-bye on the socket: it goes to nobody. Without /dev/null the memory is better leaked. */
  if (fd >= 0 && (nowhere < 0 || dup3(nowhere, fd, O_CLOEXEC) < 0)) return;
  if (nowhere >= 0) close(nowhere);
  bry__conn_close(conn);
}
