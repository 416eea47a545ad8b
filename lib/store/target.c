/* Where to connect: reading the connection string, adding the library's settings, and taking a list of hosts apart.
 * libpq itself goes through such a list, but gives the next host its turn only when it may block. */
#include "store/target.h"

#include "core/buffer.h"
#include "core/mem.h"

#include <stdlib.h>
#include <string.h>

enum { OWN_SETTINGS = 13 };

static const char *option_value(const PQconninfoOption *options, const char *keyword) {
  for (; options->keyword; options++)
    if (strcmp(options->keyword, keyword) == 0) return options->val;
  return NULL;
}

/* --- settings -------------------------------------------------------------------------------------------------- */

static void set(bry__target *target, const char *keyword, const char *value) {
  target->keywords[target->count] = keyword;
  target->values[target->count++] = value;
}

/* A setting of ours that gives way to what the connection string says. */
static void set_default(bry__target *target, const char *keyword, const char *value) {
  if (!option_value(target->parsed, keyword)) set(target, keyword, value);
}

/* The statement timeout comes first, so that options of the caller's (or of PGOPTIONS) win over it. Submits are told from
 * a survey's closing by what they see after their locks, which they do at no higher isolation (0004_privacy.sql). */
static int make_server_options(bry__target *target) {
  const char *own = option_value(target->parsed, "options");
  if (!own) own = getenv("PGOPTIONS");
  bry__buffer b = {0};
  bry__buffer_format(&b, "-c statement_timeout=%d -c default_transaction_isolation=read\\ committed",
                     (int)target->statement_timeout_ms);
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
  for (const PQconninfoOption *o = target->parsed; o->keyword; o++)
    if (o->val && strcmp(o->keyword, "options") != 0 && strcmp(o->keyword, "client_encoding") != 0)
      set(target, o->keyword, o->val);
  target->options_at = target->count;
  set(target, "options", target->options);
  set(target, "client_encoding", "UTF8");
  set_default(target, "application_name", "libbry");
  /* A server that vanished without a word is noticed within a minute rather than after two hours. */
  set_default(target, "keepalives_idle", "30");
  set_default(target, "keepalives_interval", "10");
  set_default(target, "keepalives_count", "3");
  set_default(target, "tcp_user_timeout", "60000");
}

static int make_settings(bry__target *target) {
  size_t room = OWN_SETTINGS + 1;
  for (const PQconninfoOption *o = target->parsed; o->keyword; o++)
    room++;
  target->keywords = bry__alloc_zero(room, sizeof *target->keywords);
  target->values = bry__alloc_zero(room, sizeof *target->values);
  if (!target->keywords || !target->values || make_server_options(target) != 0) return -1;
  fill(target);
  return 0;
}

/* --- hosts ----------------------------------------------------------------------------------------------------- */

/* From the connection string, else from the variable that libpq would take it from; an empty text is none. */
static const char *said(const bry__target *target, const char *keyword, const char *variable) {
  const char *value = option_value(target->parsed, keyword);
  if (!value) value = getenv(variable);
  return value && *value ? value : NULL;
}

static int32_t count_of(const char *list) {
  int32_t count = list ? 1 : 0;
  for (; list && *list; list++)
    count += *list == ',';
  return count;
}

/* Piece i of a list; the only one of a list of one. NULL without a list, or (*failed) without memory. */
static char *piece_of(const char *list, int32_t i, int *failed) {
  if (!list) return NULL;
  for (; i > 0 && strchr(list, ','); i--)
    list = strchr(list, ',') + 1;
  size_t size = strcspn(list, ",");
  char *piece = bry__alloc(size + 1);
  if (!piece) {
    *failed = 1;
    return NULL;
  }
  memcpy(piece, list, size);
  piece[size] = 0;
  return piece;
}

/* Lists that do not fit together are left to libpq, which says so. */
static int split_hosts(bry__target *target) {
  const char *hosts = said(target, "host", "PGHOST"), *addresses = said(target, "hostaddr", "PGHOSTADDR"),
             *ports = said(target, "port", "PGPORT");
  int32_t count = count_of(addresses ? addresses : hosts);
  int fits = (!addresses || !hosts || count_of(hosts) == count) && (count_of(ports) <= 1 || count_of(ports) == count);
  int failed = 0;
  target->host_count = count > 1 && fits ? count : 1;
  target->hosts = bry__alloc_zero((size_t)target->host_count, sizeof *target->hosts);
  if (!target->hosts) return -1;
  for (int32_t i = 0; target->host_count > 1 && i < count; i++) {
    target->hosts[i].host = piece_of(hosts, i, &failed);
    target->hosts[i].hostaddr = piece_of(addresses, i, &failed);
    target->hosts[i].port = piece_of(ports, i, &failed);
  }
  const bry__host *first = &target->hosts[0]; /* what is from a variable has no place among the settings yet */
  if (first->host) set_default(target, "host", first->host);
  if (first->hostaddr) set_default(target, "hostaddr", first->hostaddr);
  if (first->port) set_default(target, "port", first->port);
  return failed ? -1 : 0;
}

static void read_wish(bry__target *target) {
  const char *wish = said(target, "target_session_attrs", "PGTARGETSESSIONATTRS");
  target->wants_primary = wish && (strcmp(wish, "read-write") == 0 || strcmp(wish, "primary") == 0);
  target->prefers_standby = wish && strcmp(wish, "prefer-standby") == 0 && target->host_count > 1;
  if (target->prefers_standby) set_default(target, "target_session_attrs", wish);
}

/* --- the whole ------------------------------------------------------------------------------------------------- */

bry_status bry__target_init(bry__target *target, const char *conninfo, const bry_store_options *options,
                            bry_error **err) {
  *target = (bry__target){.connect_timeout_ms = options->connect_timeout_ms,
                          .statement_timeout_ms = options->statement_timeout_ms,
                          .pooler = options->pooler};
  char *why = NULL;
  target->parsed = PQconninfoParse(conninfo, &why);
  int unreadable = !target->parsed && why;
  PQfreemem(why);
  if (unreadable)
    return bry__error(
        err, BRY_EINVAL,
        "The connection string can't be read: write \"host=... dbname=... user=...\", a URI that begins "
        "with postgresql://, or local: and a folder.");
  if (!target->parsed) return bry__enomem(err);
  if (make_settings(target) != 0 || split_hosts(target) != 0) {
    bry__target_clear(target);
    return bry__enomem(err);
  }
  read_wish(target);
  return BRY_OK;
}

void bry__target_clear(bry__target *target) {
  if (target->parsed) PQconninfoFree(target->parsed);
  for (int32_t i = 0; target->hosts && i < target->host_count; i++) {
    bry__free(target->hosts[i].host);
    bry__free(target->hosts[i].hostaddr);
    bry__free(target->hosts[i].port);
  }
  bry__free(target->hosts);
  bry__free(target->keywords);
  bry__free(target->values);
  bry__free(target->options);
  *target = (bry__target){0};
}

int32_t bry__target_attempts(const bry__target *target) {
  return target->prefers_standby ? 2 * target->host_count : target->host_count;
}

static const char *value_for(const bry__target *target, const bry__host *host, size_t at, int32_t attempt,
                             int pooled) {
  const char *keyword = target->keywords[at];
  if (pooled && at == target->options_at) return option_value(target->parsed, "options");
  if (host->host && strcmp(keyword, "host") == 0) return host->host;
  if (host->hostaddr && strcmp(keyword, "hostaddr") == 0) return host->hostaddr;
  if (host->port && strcmp(keyword, "port") == 0) return host->port;
  if (target->prefers_standby && strcmp(keyword, "target_session_attrs") == 0)
    return attempt < target->host_count ? "standby" : "any";
  return target->values[at];
}

PGconn *bry__target_start(const bry__target *target, int32_t attempt, int pooled) {
  const bry__host *host = &target->hosts[attempt % target->host_count];
  const char **values = bry__alloc_zero(target->count + 1, sizeof *values);
  if (!values) return NULL;
  for (size_t i = 0; i < target->count; i++)
    values[i] = value_for(target, host, i, attempt, pooled);
  PGconn *pg = PQconnectStartParams(target->keywords, values, 0);
  bry__free(values);
  return pg;
}
