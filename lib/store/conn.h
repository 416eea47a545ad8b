/* One connection: making it, host by host, each within a time limit; whether it still works; closing it, also in a forked child. Who holds
 * it when is the pool's business, what is asked through it is db.h's. */
#ifndef BRY_STORE_CONN_H
#define BRY_STORE_CONN_H

#include "store/db.h"
#include "store/patience.h"
#include "store/target.h"

struct bry__conn_private {
  bry__target *target;    /* for connecting again */
  bry__patience patience; /* of the call that has it borrowed */
  PGcancel *cancel;
  const char **prepared; /* names of the statements prepared here; static strings */
  size_t prepared_count, prepared_capacity;
  int32_t statement_timeout_ms;
  int exempt;        /* the statement timeout is off until the connection is given back */
  int exempt_there;  /* ... and the server was told so */
  int pooled;        /* a pooler in transaction mode stands before the server: nothing may be left in its session */
  int broken;        /* drop it when it is given back */
  int misunderstood; /* what a pooler says to a startup parameter that it does not know (protocol violation) */
  uint32_t incoming; /* OID of bry.incoming, as its server has it; 0: not asked yet */
  bry__watch *watch; /* of the statement under way; NULL: none */
  int unconfirmed;   /* a commit was not waited for until the standby had it */
};

/* Connects, and goes on trying as long as the patience lasts when nobody answers. The patience stays with the
 * connection until it is given back. */
bry_status bry__conn_open(bry__target *target, bry__patience *patience, bry__conn **out, bry_error **err);
/* A new session in place of a lost one, likewise. */
bry_status bry__conn_renew(bry__conn *conn, bry_error **err);
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
