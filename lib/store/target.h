/* Where to connect and how: a parsed connection string with the library's own settings added, and the hosts that it
 * names, each of which is tried for itself. */
#ifndef BRY_STORE_TARGET_H
#define BRY_STORE_TARGET_H

#include "core/error.h"

#include <bry/store.h>

#include <libpq-fe.h>
#include <stdatomic.h>

typedef struct bry__host {
  char *host, *hostaddr, *port; /* NULL: what the connection string (or libpq) says */
} bry__host;

typedef struct bry__target {
  PQconninfoOption *parsed; /* values point in here */
  const char **keywords;    /* ended by NULL, as libpq takes them */
  const char **values;
  size_t count;
  size_t options_at; /* place of the server's options, which some poolers refuse */
  char *options;
  bry__host *hosts;
  int32_t host_count;
  int32_t prefers_standby; /* target_session_attrs=prefer-standby: first all standbys, then whoever answers */
  int32_t wants_primary;   /* target_session_attrs names the server that takes writes: after a failover another one */
  int32_t connect_timeout_ms;
  int32_t statement_timeout_ms;
  int32_t is_local;       /* a private server, which nobody but store.c brings back: not waited for */
  _Atomic int32_t pooler; /* BRY_POOLER_...; BRY_POOLER_AUTO until the first connection told */
} bry__target;

/* ::BRY_EINVAL when libpq can't read the connection string. Never quotes it: it may hold a password. */
bry_status bry__target_init(bry__target *target, const char *conninfo, const bry_store_options *options,
                            bry_error **err);
void bry__target_clear(bry__target *target);

/* How often a connection is to be tried before nobody is left: attempt i of so many is begun by bry__target_start(). */
int32_t bry__target_attempts(const bry__target *target);
/* pooled: without what a pooler refuses. NULL when memory runs out. */
PGconn *bry__target_start(const bry__target *target, int32_t attempt, int pooled);

#endif
