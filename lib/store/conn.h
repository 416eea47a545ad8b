/* One connection: making it, within a time limit; whether it still works; closing it, also in a forked child. Who holds
 * it when is the pool's business, what is asked through it is db.h's. */
#ifndef BRY_STORE_CONN_H
#define BRY_STORE_CONN_H

#include "store/db.h"

struct bry__conn_private {
  const char **prepared; /* names of the statements prepared here; static strings */
  size_t prepared_count, prepared_capacity;
  int32_t statement_timeout_ms;
  int exempt; /* the statement timeout is off until the connection is given back */
  int broken; /* drop it when it is given back */
};

/* Where to connect and how: a parsed connection string with the library's own settings added. */
typedef struct bry__target {
  PQconninfoOption *parsed; /* values point in here */
  const char **keywords;    /* ended by NULL, as libpq takes them */
  const char **values;
  char *options;
  int32_t connect_timeout_ms;
  int32_t statement_timeout_ms;
} bry__target;

/* ::BRY_EINVAL when libpq can't read the connection string. Never quotes it: it may hold a password. */
bry_status bry__target_init(bry__target *target, const char *conninfo, const bry_store_options *options,
                            bry_error **err);
void bry__target_clear(bry__target *target);

bry_status bry__conn_open(const bry__target *target, bry__conn **out, bry_error **err);
/* 1 when an idle connection can be used: nothing broke, and the server has not hung up meanwhile. */
int bry__conn_alive(bry__conn *conn);
/* Brings a connection that was in use back to idle; 0 when it has to be dropped. */
int bry__conn_settle(bry__conn *conn);
void bry__conn_close(bry__conn *conn);
/* In a forked child: frees without a word to the server, whose session is the parent's. */
void bry__conn_abandon(bry__conn *conn);

/* What a server's refusal to let us in means, by the SQLSTATE that stands in libpq's text (see conn.c). */
bry_status bry__db_connect_error(const char *sqlstate, bry_error **err);

#endif
