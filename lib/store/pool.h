/* A bounded pool of connections, made when they are first needed. Usable from many threads; knows nothing of tenants or
 * forks (store.c does). */
#ifndef BRY_STORE_POOL_H
#define BRY_STORE_POOL_H

#include "store/db.h"

typedef struct bry__pool bry__pool;

/* Does not connect yet. The options must be complete and checked. */
/* is_local: a private server, which is not waited for when it is gone. */
bry_status bry__pool_new(const char *conninfo, const bry_store_options *options, int is_local, bry__pool **out,
                         bry_error **err);
/* Takes an idle connection that works, or makes one, or waits for one to be given back: who came first is served
 * first. The patience goes with the connection, and comes back when there is none. */
bry_status bry__pool_acquire(bry__pool *pool, bry__patience *patience, bry__conn **out, bry_error **err);
void bry__pool_release(bry__pool *pool, bry__conn *conn);
/* forked: this is a child, and the sockets are the parent's. */
void bry__pool_free(bry__pool *pool, int forked);

#endif
