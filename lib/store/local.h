/* The private server of a folder, as the store uses it: kept running from open to close. */
#ifndef BRY_STORE_LOCAL_H
#define BRY_STORE_LOCAL_H

#include "core/error.h"

typedef struct bry__local bry__local;

/* Makes the cluster and starts its server if need be; from now on it runs until the last opener leaves. Both outs are
 * the caller's. */
bry_status bry__local_open(const char *dir, bry__local **out, bry_text **out_conninfo, bry_error **err);
/* Starts the server again after a crash; 1 when it runs again. A server that was stopped on purpose stays so. */
int bry__local_revive(bry__local *local);
/* Puts what the server's log says it died of, such as a full disk, in the place of an error that only tells that it is
 * gone. */
bry_status bry__local_explain(const bry__local *local, bry_status status, bry_error **err);
/* Stops the server when this was the last opener. forked: only forgets. NULL is harmless. */
void bry__local_close(bry__local *local, int forked);

#endif
