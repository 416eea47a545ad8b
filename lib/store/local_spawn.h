/* Starting a program that the host process will never have to do with again. */
#ifndef BRY_STORE_LOCAL_SPAWN_H
#define BRY_STORE_LOCAL_SPAWN_H

#include <sys/types.h>

enum { BRY__SPAWN_FDS = 5 };

typedef struct bry__spawn {
  const char *path;
  const char *const *argv; /* ended by NULL */
  int fds[BRY__SPAWN_FDS]; /* become 0, 1, 2, ...; nothing else is inherited */
  int fd_count;
  uid_t uid; /* run as; only root can change it */
  gid_t gid;
} bry__spawn;

/* Runs the program in a session of its own, with default signals, a small environment, and no tie to this process: it
 * is nobody's child that the host's wait() could see. 0 once the program runs, else an errno. */
int bry__spawn_detached(const bry__spawn *spawn);

#endif
