/* One connection of the pool: made without blocking for longer than the caller allows, with the settings that the
 * library counts on. Preparing and running statements is in db.c. */
#include "store/conn.h"

#include "core/buffer.h"
#include "core/clock.h"
#include "core/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OLDEST_SERVER = 130000, OWN_SETTINGS = 8 };

static const char *option_value(const PQconninfoOption *options, const char *keyword) {
  for (; options->keyword; options++)
    if (strcmp(options->keyword, keyword) == 0) return options->val;
  return NULL;
}

static void set(bry__target *target, size_t *count, const char *keyword, const char *value) {
  target->keywords[*count] = keyword;
  target->values[*count] = value;
  ++*count;
}

/* A setting of ours that gives way to what the connection string says. */
static void set_default(bry__target *target, size_t *count, const char *keyword, const char *value) {
  if (!option_value(target->parsed, keyword)) set(target, count, keyword, value);
}

/* The statement timeout comes first, so that options of the caller's (or of PGOPTIONS) win over it. */
static int make_server_options(bry__target *target) {
  const char *own = option_value(target->parsed, "options");
  if (!own) own = getenv("PGOPTIONS");
  bry__buffer b = {0};
  bry__buffer_format(&b, "-c statement_timeout=%d", (int)target->statement_timeout_ms);
  if (own) {
    bry__buffer_char(&b, ' ');
    bry__buffer_text(&b, own);
  }
  if (b.failed) {
    bry__buffer_free(&b);
    return -1;
  }
  target->options = b.data;
  return 0;
}

static void fill(bry__target *target) {
  size_t count = 0;
  for (const PQconninfoOption *o = target->parsed; o->keyword; o++)
    if (o->val && strcmp(o->keyword, "options") != 0 && strcmp(o->keyword, "client_encoding") != 0)
      set(target, &count, o->keyword, o->val);
  set(target, &count, "options", target->options);
  set(target, &count, "client_encoding", "UTF8");
  set_default(target, &count, "application_name", "libbry");
  /* A server that vanished without a word is noticed within a minute rather than after two hours. */
  set_default(target, &count, "keepalives_idle", "30");
  set_default(target, &count, "keepalives_interval", "10");
  set_default(target, &count, "keepalives_count", "3");
}

bry_status bry__target_init(bry__target *target, const char *conninfo, const bry_store_options *options,
                            bry_error **err) {
  *target = (bry__target){.connect_timeout_ms = options->connect_timeout_ms,
                          .statement_timeout_ms = options->statement_timeout_ms};
  char *said = NULL;
  target->parsed = PQconninfoParse(conninfo, &said);
  int unreadable = !target->parsed && said;
  PQfreemem(said);
  if (unreadable)
    return bry__error(
        err, BRY_EINVAL,
        "The connection string can't be read: write \"host=... dbname=... user=...\", a URI that begins "
        "with postgresql://, or local: and a folder.");
  if (!target->parsed) return bry__enomem(err);
  size_t count = OWN_SETTINGS + 1;
  for (const PQconninfoOption *o = target->parsed; o->keyword; o++)
    count++;
  target->keywords = bry__alloc_zero(count, sizeof *target->keywords);
  target->values = bry__alloc_zero(count, sizeof *target->values);
  if (!target->keywords || !target->values || make_server_options(target) != 0) {
    bry__target_clear(target);
    return bry__enomem(err);
  }
  fill(target);
  return BRY_OK;
}

void bry__target_clear(bry__target *target) {
  if (target->parsed) PQconninfoFree(target->parsed);
  bry__free(target->keywords);
  bry__free(target->values);
  bry__free(target->options);
  *target = (bry__target){0};
}

/* The library never prints; what a server has to remark is nothing a caller asked for. */
static void drop_notice(void *user, const PGresult *result) {
  (void)user;
  (void)result;
}

/* Drives the handshake; 1 when it succeeded, 0 when it failed, -1 when the time was up. */
static int handshake(PGconn *pg, int64_t deadline_us) {
  PostgresPollingStatusType want = PGRES_POLLING_WRITING;
  while (want != PGRES_POLLING_OK) {
    if (want == PGRES_POLLING_FAILED) return 0;
    int64_t left_us = deadline_us - bry__clock_monotonic_us();
    if (left_us <= 0) return -1;
    struct pollfd fd = {.fd = PQsocket(pg), .events = want == PGRES_POLLING_READING ? POLLIN : POLLOUT};
    if (fd.fd < 0) return 0;
    int ready = poll(&fd, 1, (int)(left_us / 1000 + 1));
    if (ready < 0 && errno != EINTR) return 0;
    if (ready > 0) want = PQconnectPoll(pg);
  }
  return 1;
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

static bry_status check_server(const PGconn *pg, bry_error **err) {
  if (PQserverVersion(pg) < OLDEST_SERVER)
    return bry__error(err, BRY_ENOTSUPPORTED, "The server is older than PostgreSQL 13: upgrade it.");
  const char *encoding = PQparameterStatus(pg, "server_encoding");
  if (!encoding || strcmp(encoding, "UTF8") != 0)
    return bry__error(err, BRY_ENOTSUPPORTED,
                      "The database does not hold UTF-8: create one with ENCODING 'UTF8' and use that.");
  return BRY_OK;
}

static bry_status connect_within(bry__conn *conn, const bry__target *target, bry_error **err) {
  int64_t deadline_us = bry__clock_monotonic_us() + (int64_t)target->connect_timeout_ms * 1000;
  conn->pg = PQconnectStartParams(target->keywords, target->values, 0);
  if (!conn->pg) return bry__enomem(err);
  PQsetNoticeReceiver(conn->pg, drop_notice, NULL);
  PQsetErrorVerbosity(conn->pg, PQERRORS_SQLSTATE);
  int made = PQstatus(conn->pg) == CONNECTION_BAD ? 0 : handshake(conn->pg, deadline_us);
  if (made < 0)
    return bry__error_database(err, BRY_EUNAVAILABLE, NULL, 1,
                               "The database did not answer within %d ms at %s, port %s: check host and port, or try "
                               "again.",
                               (int)target->connect_timeout_ms, host_tried(conn->pg), PQport(conn->pg));
  if (!made && PQconnectionNeedsPassword(conn->pg))
    return bry__error(err, BRY_EDENIED,
                      "The database asks for a password: put one into the connection string or a password file.");
  char sqlstate[6];
  if (!made && !sqlstate_of_refusal(conn->pg, sqlstate)) return unreachable(conn->pg, err);
  if (!made) return bry__db_connect_error(sqlstate, err);
  PQsetErrorVerbosity(conn->pg, PQERRORS_DEFAULT);
  return check_server(conn->pg, err);
}

bry_status bry__conn_open(const bry__target *target, bry__conn **out, bry_error **err) {
  *out = NULL;
  bry__conn *conn = bry__alloc_zero(1, sizeof *conn);
  if (!conn) return bry__enomem(err);
  bry_status status;
  conn->private = bry__alloc_zero(1, sizeof *conn->private);
  if (!conn->private) {
    status = bry__enomem(err);
    goto out;
  }
  conn->private->statement_timeout_ms = target->statement_timeout_ms;
  status = connect_within(conn, target, err);
out:
  if (status == BRY_OK)
    *out = conn;
  else
    bry__conn_close(conn);
  return status;
}

int bry__conn_alive(bry__conn *conn) {
  if (conn->private->broken) return 0;
  struct pollfd fd = {.fd = PQsocket(conn->pg), .events = POLLIN};
  /* An idle connection has nothing to read, unless the server sent a last word or hung up. */
  while (PQstatus(conn->pg) == CONNECTION_OK && poll(&fd, 1, 0) > 0)
    if (!PQconsumeInput(conn->pg)) break;
  return PQstatus(conn->pg) == CONNECTION_OK;
}

int bry__conn_settle(bry__conn *conn) {
  if (conn->private->broken || PQstatus(conn->pg) != CONNECTION_OK) return 0;
  PGTransactionStatusType state = PQtransactionStatus(conn->pg);
  if (state == PQTRANS_ACTIVE || state == PQTRANS_UNKNOWN) return 0;
  if (state != PQTRANS_IDLE && bry__db_run(conn, "ROLLBACK", NULL) != BRY_OK) return 0;
  if (conn->private->exempt && bry__db_run(conn, "RESET statement_timeout", NULL) != BRY_OK) return 0;
  conn->private->exempt = 0;
  return !conn->private->broken;
}

void bry__conn_close(bry__conn *conn) {
  if (!conn) return;
  PQfinish(conn->pg);
  if (conn->private) bry__free(conn->private->prepared);
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
