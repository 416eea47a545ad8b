/* Private servers: who has one open, and when it may stop.
 *
 * Every opener holds openers.lock shared. The last one to close gets it exclusively and stops the server itself. For
 * openers that die instead there is the keeper, a process that waits for the same lock and does the same; one is
 * started with the server, and replaced when it was killed. Whoever opens takes start.lock first and then waits for
 * openers.lock, so nobody comes in while the server is being stopped. A kept server (bry_local_start()) has the file
 * `keep`, which tells both to let it be. */
#include "store/local.h"

#include "core/mem.h"
#include "store/local_folder.h"
#include "store/local_programs.h"
#include "store/local_server.h"
#include "store/local_spawn.h"

#include <bry/local.h>
#include <bry/text.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { START_WAIT_MS = 300000, OPENERS_WAIT_MS = 90000, KEEPER_WAIT_MS = 15000 };

struct bry__local {
  bry__folder folder;
  int openers_fd;           /* holds openers.lock shared */
  _Atomic int64_t log_read; /* bytes of the log that are of no interest: written while all was well */
};

/* Runs when no opener is left, with openers.lock held. A process is the server only if it works in the cluster: the
 * number in the pid file may be another's by now. $1 the cluster, $2 keep, $3 the socket's place or "". */
static const char KEEPER_SCRIPT[] = "[ -e \"$2\" ] && exit 0; pid=; read -r pid <\"$1/postmaster.pid\"; "
                                    "runs() { [ -n \"$pid\" ] && [ \"/proc/$pid/cwd\" -ef \"$1\" ]; }; "
                                    "n=0; runs \"$1\" && kill -INT \"$pid\"; "
                                    "while runs \"$1\" && [ $n -lt 600 ]; do sleep 0.1; n=$((n+1)); done; "
                                    "runs \"$1\" && kill -QUIT \"$pid\"; [ -z \"$3\" ] || rmdir \"$3\"";

/* --- the keeper ------------------------------------------------------------------------------------------------ */

static bry_status spawn_keeper(const bry__folder *folder, int keeper_fd, bry_error **err) {
  char *program = NULL;
  char *openers = bry__folder_path(folder, "openers.lock");
  char *keep = bry__folder_path(folder, "keep");
  int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  int outside = strncmp(folder->sockets, folder->dir, strlen(folder->dir)) != 0;
  bry_status status = bry__program_path("flock", "util-linux", &program, err);
  if (status == BRY_OK && (!openers || !keep)) status = bry__enomem(err);
  if (status != BRY_OK) goto out;
  const char *argv[] = {"flock",       "-x",         openers,      "/bin/sh", "-c",
                        KEEPER_SCRIPT, "bry-keeper", folder->data, keep,      outside ? folder->sockets : "",
                        NULL};
  bry__spawn spawn = {.path = program,
                      .argv = argv,
                      .fds = {nothing, nothing, nothing, keeper_fd},
                      .fd_count = 4,
                      .uid = folder->uid,
                      .gid = folder->gid};
  int why = nothing < 0 ? errno : bry__spawn_detached(&spawn);
  if (why == ENOMEM)
    status = bry__enomem(err);
  else if (why)
    status = bry__error(err, BRY_EIO, "The private server's keeper (%s) can't be run.", program);
out:
  if (nothing >= 0) close(nothing);
  bry__free(program);
  bry__free(openers);
  bry__free(keep);
  return status;
}

/* keeper.lock passes to the keeper with the descriptor and is free again when that ends. */
static bry_status ensure_keeper(const bry__folder *folder, bry_error **err) {
  int fd = bry__folder_file(folder, "keeper.lock", O_RDWR | O_CREAT);
  if (fd < 0) return bry__error(err, BRY_EIO, "The folder %s can't be written to.", folder->dir);
  bry_status status = flock(fd, LOCK_EX | LOCK_NB) == 0 ? spawn_keeper(folder, fd, err) : BRY_OK;
  close(fd);
  return status;
}

/* --- opening and closing --------------------------------------------------------------------------------------- */

/* Lets go of openers.lock; the last one stops the server. Waits for a keeper that is stopping it. */
static void leave(const bry__folder *folder, int openers_fd) {
  int last = flock(openers_fd, LOCK_EX | LOCK_NB) == 0; /* gives up the shared lock in either case */
  if (last && !bry__folder_has(folder, "keep")) bry__server_stop(folder, NULL);
  for (int waited = 0; !last && flock(openers_fd, LOCK_SH | LOCK_NB) != 0 && waited < KEEPER_WAIT_MS; waited += 20)
    poll(NULL, 0, 20);
  flock(openers_fd, LOCK_UN); /* a forked child may have the descriptor, too */
  close(openers_fd);
}

/* Takes both locks, in their order, and has the server running. */
static bry_status enter(bry__folder *folder, int keep, int *out_openers, bry_error **err) {
  int start_fd = -1;
  *out_openers = -1;
  bry_status status = bry__folder_lock(folder, "start.lock", LOCK_EX, START_WAIT_MS, &start_fd, err);
  if (status == BRY_OK) status = bry__folder_lock(folder, "openers.lock", LOCK_SH, OPENERS_WAIT_MS, out_openers, err);
  if (status == BRY_OK && !keep && !bry__folder_has(folder, "keep")) {
    status = bry__folder_make_sockets(folder, err);
    if (status == BRY_OK) status = ensure_keeper(folder, err); /* before the server: this process may die any time */
  }
  if (status == BRY_OK) status = bry__server_ensure(folder, start_fd, err);
  if (status == BRY_OK && keep) {
    int fd = bry__folder_file(folder, "keep", O_RDWR | O_CREAT);
    if (fd < 0) status = bry__error(err, BRY_EIO, "The folder %s can't be written to.", folder->dir);
    if (fd >= 0) close(fd);
  }
  if (start_fd >= 0) close(start_fd);
  if (status != BRY_OK && *out_openers >= 0) leave(folder, *out_openers);
  return status;
}

bry_status bry__local_open(const char *dir, bry__local **out, bry_text **out_conninfo, bry_error **err) {
  *out = NULL;
  *out_conninfo = NULL;
  bry__local *local = bry__alloc_zero(1, sizeof *local);
  if (!local) return bry__enomem(err);
  int there = 0;
  bry_status status = bry__folder_init(&local->folder, dir, 1, &there, err);
  if (status != BRY_OK) goto fail;
  status = enter(&local->folder, 0, &local->openers_fd, err);
  if (status != BRY_OK) goto fail;
  status = bry__folder_conninfo(&local->folder, " hostaddr=''", out_conninfo, err); /* $PGHOSTADDR is not meant */
  if (status == BRY_OK) {
    local->log_read = bry__server_log_bytes(&local->folder);
    *out = local;
    return BRY_OK;
  }
  leave(&local->folder, local->openers_fd);
fail:
  bry__folder_clear(&local->folder);
  bry__free(local);
  return status;
}

int bry__local_revive(bry__local *local) {
  bry__folder *folder = &local->folder;
  char room[BRY__SERVER_WORDS_BYTES];
  int start_fd = -1;
  int revived = 0;
  if (bry__folder_lock(folder, "start.lock", LOCK_EX, START_WAIT_MS, &start_fd, NULL) != BRY_OK) return 0;
  /* A server that stopped in order took its pid file along, and so did one that found its disk full. */
  if (bry__folder_has(folder, "data/postmaster.pid") || bry__server_died_of(folder, local->log_read, room))
    revived = bry__server_ensure(folder, start_fd, NULL) == BRY_OK &&
              (bry__folder_has(folder, "keep") || ensure_keeper(folder, NULL) == BRY_OK);
  if (revived) local->log_read = bry__server_log_bytes(folder);
  close(start_fd);
  return revived;
}

bry_status bry__local_explain(const bry__local *local, bry_status status, bry_error **err) {
  char room[BRY__SERVER_WORDS_BYTES];
  char why[128];
  const char *words = bry__server_died_of(&local->folder, local->log_read, room);
  if (!words) return status;
  int is_full = strstr(words, strerror_r(ENOSPC, why, sizeof why)) || strstr(words, "No space left on device");
  return bry__error_database(err, BRY_EUNAVAILABLE, NULL, 1,
                             "The private server in %s is gone, and its log says: %s. %s", local->folder.dir, words,
                             is_full ? "Make room on its disk, then try again." : "Mend that, then try again.");
}

void bry__local_close(bry__local *local, int forked) {
  if (!local) return;
  if (forked)
    close(local->openers_fd); /* the lock is the parent's */
  else
    leave(&local->folder, local->openers_fd);
  bry__folder_clear(&local->folder);
  bry__free(local);
}

/* --- the public calls ------------------------------------------------------------------------------------------ */

bry_status bry_local_start(const char *dir, bry_error **err) {
  bry__error_reset(err);
  bry__folder folder;
  int there = 0;
  int openers_fd = -1;
  bry_status status = bry__folder_init(&folder, dir, 1, &there, err);
  if (status != BRY_OK) return status;
  status = enter(&folder, 1, &openers_fd, err);
  if (status == BRY_OK) leave(&folder, openers_fd);
  bry__folder_clear(&folder);
  return status;
}

bry_status bry_local_stop(const char *dir, bry_error **err) {
  bry__error_reset(err);
  bry__folder folder;
  int there = 0;
  int start_fd = -1;
  bry_status status = bry__folder_init(&folder, dir, 0, &there, err);
  if (status == BRY_OK && !there)
    return bry__error(err, BRY_ENOTFOUND, "There is no private server in %s: is the folder spelt right?", dir);
  if (status != BRY_OK) return status;
  status = bry__folder_lock(&folder, "start.lock", LOCK_EX, START_WAIT_MS, &start_fd, err);
  if (status == BRY_OK) {
    bry__folder_remove(&folder, "keep");
    status = bry__server_stop(&folder, err);
    close(start_fd);
  }
  bry__folder_clear(&folder);
  return status;
}

bry_status bry_local_status(const char *dir, int32_t *out_running, bry_text **out_conninfo, bry_error **err) {
  bry__error_reset(err);
  if (out_conninfo) *out_conninfo = NULL;
  if (!out_running) return bry__error(err, BRY_EINVAL, "out_running is NULL: give a place for it.");
  *out_running = 0;
  bry__folder folder;
  int there = 0;
  bry_status status = bry__folder_init(&folder, dir, 0, &there, err);
  if (status == BRY_OK && !there)
    status = bry__error(err, BRY_EIO, "There is no folder %s: bry_local_start() makes one.", dir);
  if (status != BRY_OK) return status;
  int running = bry__server_answers(&folder);
  if (out_conninfo) status = bry__folder_conninfo(&folder, "", out_conninfo, err);
  if (status == BRY_OK) *out_running = running;
  bry__folder_clear(&folder);
  return status;
}
