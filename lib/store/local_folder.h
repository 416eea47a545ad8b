/* The folder of a private server: where things lie in it, whose they are, and its locks.
 *
 *   data/          the cluster, of the server's user        run/          the socket, unless the path is too long:
 *   log            what the server says                     socket        then the name of the folder that has it
 *   start.lock     held while starting or stopping; also marks the folder as ours
 *   openers.lock   shared by all who have it open           keeper.lock   held by the keeper
 *   keep           there when the server is to stay running */
#ifndef BRY_STORE_LOCAL_FOLDER_H
#define BRY_STORE_LOCAL_FOLDER_H

#include "core/error.h"

#include <sys/types.h>

typedef struct bry__folder {
  char *dir;     /* the real path */
  char *data;    /* dir/data */
  char *sockets; /* absolute; NULL when it still has to be made */
  uid_t uid;     /* the server runs as: this process's user, or for root another one */
  gid_t gid;
} bry__folder;

/* *out_there 0: there is no such folder, and it was not to be made. ::BRY_EIO when it is not ours or out of reach. */
bry_status bry__folder_init(bry__folder *folder, const char *dir, int create, int *out_there, bry_error **err);
void bry__folder_clear(bry__folder *folder);

char *bry__folder_path(const bry__folder *folder, const char *name); /* the caller's; NULL: no memory */
int bry__folder_has(const bry__folder *folder, const char *name);
void bry__folder_remove(const bry__folder *folder, const char *name);
/* Opens a file of the folder, made for this user alone. A descriptor, or -1 and errno. */
int bry__folder_file(const bry__folder *folder, const char *name, int flags);

/* Takes a lock: LOCK_SH or LOCK_EX, waiting at most that long. ::BRY_EIO when it could not be had. */
bry_status bry__folder_lock(const bry__folder *folder, const char *name, int how, int64_t wait_ms, int *out_fd,
                            bry_error **err);

/* Makes the place for the socket; only under start.lock. */
bry_status bry__folder_make_sockets(bry__folder *folder, bry_error **err);
/* Removes the place when it is outside the folder. */
void bry__folder_drop_sockets(const bry__folder *folder);
/* libpq connection string, with more settings behind; the caller's. */
bry_status bry__folder_conninfo(const bry__folder *folder, const char *more, bry_text **out, bry_error **err);

#endif
