/* The server in a private folder: made, started, stopped. Everything here is called under start.lock, or by the one
 * who holds openers.lock for itself. */
#ifndef BRY_STORE_LOCAL_SERVER_H
#define BRY_STORE_LOCAL_SERVER_H

#include "store/local_folder.h"

/* 1 when the server answers. */
int bry__server_answers(const bry__folder *folder);
/* Makes the cluster if there is none, starts the server if it does not run, and waits until it answers. start_fd: the
 * held start.lock, which a cluster's making keeps held should this process die. */
bry_status bry__server_ensure(bry__folder *folder, int start_fd, bry_error **err);
/* Stops the server if it runs, and waits for its end. Sessions are broken off, nothing committed is lost. */
bry_status bry__server_stop(const bry__folder *folder, bry_error **err);

/* How long its log is now. */
int64_t bry__server_log_bytes(const bry__folder *folder);
/* What the log says the server died of since it was so long; NULL: nothing of the kind. Looks only at lines that can't
 * hold answers. */
enum { BRY__SERVER_WORDS_BYTES = 8192 };
const char *bry__server_died_of(const bry__folder *folder, int64_t since, char room[BRY__SERVER_WORDS_BYTES]);

#endif
