/* The folder of a private server: paths, owners, locks, and where the socket lies. What runs in it is local_server.c's. */
#include "store/local_folder.h"

#include "core/buffer.h"
#include "core/clock.h"
#include "core/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define SOCKET_NAME "/.s.PGSQL.5432"

enum { LOCK_PAUSE_MS = 20, PASSWD_BYTES = 16384 };

static char *join(const char *dir, const char *name) {
  size_t size = strlen(dir) + strlen(name) + 2;
  char *path = bry__alloc(size);
  if (path) snprintf(path, size, "%s/%s", dir, name);
  return path;
}

char *bry__folder_path(const bry__folder *folder, const char *name) {
  return join(folder->dir, name);
}

int bry__folder_has(const bry__folder *folder, const char *name) {
  char path[PATH_MAX];
  int size = snprintf(path, sizeof path, "%s/%s", folder->dir, name);
  return size < (int)sizeof path && access(path, F_OK) == 0;
}

void bry__folder_remove(const bry__folder *folder, const char *name) {
  char path[PATH_MAX];
  int size = snprintf(path, sizeof path, "%s/%s", folder->dir, name);
  if (size < (int)sizeof path) unlink(path);
}

int bry__folder_file(const bry__folder *folder, const char *name, int flags) {
  char path[PATH_MAX];
  int size = snprintf(path, sizeof path, "%s/%s", folder->dir, name);
  if (size >= (int)sizeof path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  return open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0600);
}

/* --- whose it is ----------------------------------------------------------------------------------------------- */

/* Looks a user up; 1 when there is one. */
static int find_user(const char *name, bry__folder *folder) {
  char room[PASSWD_BYTES];
  struct passwd entry, *found = NULL;
  getpwnam_r(name, &entry, room, sizeof room, &found);
  if (found) {
    folder->uid = found->pw_uid;
    folder->gid = found->pw_gid;
  }
  return found != NULL;
}

/* PostgreSQL refuses to run as root: an existing cluster's owner it is, else postgres, else nobody. */
static bry_status choose_user(bry__folder *folder, bry_error **err) {
  struct stat data;
  int there = stat(folder->data, &data) == 0;
  folder->uid = geteuid();
  folder->gid = getegid();
  if (folder->uid != 0) {
    if (there && data.st_uid != folder->uid)
      return bry__error(err, BRY_EIO,
                        "The cluster in %s belongs to the user with id %u: open it as that user or as root.",
                        folder->dir, (unsigned)data.st_uid);
    return BRY_OK;
  }
  if (there && data.st_uid != 0) {
    folder->uid = data.st_uid;
    folder->gid = data.st_gid;
    return BRY_OK;
  }
  if (find_user("postgres", folder) || find_user("nobody", folder)) return BRY_OK;
  return bry__error(err, BRY_EIO, "As root the server needs another user to run as: make a user postgres.");
}

static int may_enter(const struct stat *folder, uid_t uid, gid_t gid) {
  if (folder->st_uid == uid) return (folder->st_mode & S_IXUSR) != 0;
  if (folder->st_gid == gid) return (folder->st_mode & S_IXGRP) != 0;
  return (folder->st_mode & S_IXOTH) != 0;
}

/* The server's user must be able to come in through every folder above. */
static bry_status check_reach(const bry__folder *folder, bry_error **err) {
  char path[PATH_MAX];
  if (geteuid() != 0) return BRY_OK;
  snprintf(path, sizeof path, "%s/", folder->dir);
  for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    struct stat s;
    *slash = 0;
    if (stat(path, &s) == 0 && !may_enter(&s, folder->uid, folder->gid))
      return bry__error(
          err, BRY_EIO,
          "The server can't run as root, and the user it runs as (id %u) may not enter %s: choose another "
          "folder, such as one under /var/lib or /tmp, or let others in (chmod o+x).",
          (unsigned)folder->uid, path);
    *slash = '/';
  }
  return BRY_OK;
}

/* --- the folder ------------------------------------------------------------------------------------------------ */

static bry_status io_error(const char *dir, const char *what, bry_error **err) {
  char why[128];
  return bry__error(err, BRY_EIO, "The folder %s can't be %s: %s.", dir, what, strerror_r(errno, why, sizeof why));
}

static int is_empty(const char *dir) {
  DIR *listing = opendir(dir);
  int empty = listing != NULL;
  for (struct dirent *entry; listing && (entry = readdir(listing));)
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
        strcmp(entry->d_name, "lost+found") != 0)
      empty = 0;
  if (listing) closedir(listing);
  return empty;
}

/* Makes the folder when it is not there. Others may pass through it (root's server has to), but see nothing. */
static bry_status make_dir(const char *dir, int *out_made, bry_error **err) {
  *out_made = mkdir(dir, 0711) == 0;
  if (!*out_made && errno != EEXIST)
    return io_error(dir, errno == ENOENT ? "made, for its parent is missing" : "made", err);
  if (*out_made && chmod(dir, geteuid() == 0 ? 0711 : 0700) != 0) return io_error(dir, "prepared", err);
  return BRY_OK;
}

/* A folder with other things in it is left alone. Its lock file is the first thing that is made in a folder of ours. */
static bry_status check_ours(const bry__folder *folder, int create, bry_error **err) {
  if (bry__folder_has(folder, "start.lock")) return BRY_OK;
  if (!create || !is_empty(folder->dir))
    return bry__error(err, BRY_EIO, "The folder %s is not one of a private server: choose an empty or a new one.",
                      folder->dir);
  int fd = bry__folder_file(folder, "start.lock", O_RDWR | O_CREAT);
  if (fd < 0) return io_error(folder->dir, "written to", err);
  close(fd);
  return BRY_OK;
}

/* In the folder if the path fits into a socket's address, and libpq would not read a list out of it. */
static int fits_inside(const bry__folder *folder) {
  return strlen(folder->dir) + strlen("/run" SOCKET_NAME) < sizeof(((struct sockaddr_un *)0)->sun_path) &&
         !strpbrk(folder->dir, ",\"");
}

/* The recorded folder outside, or NULL. */
static char *read_recorded(const bry__folder *folder) {
  char path[sizeof(((struct sockaddr_un *)0)->sun_path)];
  int fd = bry__folder_file(folder, "socket", O_RDONLY);
  if (fd < 0) return NULL;
  ssize_t size = read(fd, path, sizeof path - 1);
  close(fd);
  return size > 0 && path[0] == '/' ? bry__strndup(path, (size_t)size) : NULL;
}

static bry_status find_places(bry__folder *folder, const char *dir, bry_error **err) {
  char path[PATH_MAX];
  if (!realpath(dir, path)) return io_error(dir, "reached", err);
  folder->dir = bry__strdup(path);
  if (folder->dir) folder->data = join(folder->dir, "data");
  if (!folder->data) return bry__enomem(err);
  if (strlen(folder->dir) + 64 > sizeof path)
    return bry__error(err, BRY_EIO, "The path of the folder is too long: choose a shorter one.");
  if (fits_inside(folder)) {
    folder->sockets = join(folder->dir, "run");
    if (!folder->sockets) return bry__enomem(err);
  } else {
    folder->sockets = read_recorded(folder);
  }
  return BRY_OK;
}

bry_status bry__folder_init(bry__folder *folder, const char *dir, int create, int *out_there, bry_error **err) {
  *folder = (bry__folder){0};
  *out_there = 0;
  if (!dir || !dir[0]) return bry__error(err, BRY_EINVAL, "No folder is given: name one, as in local:/var/lib/bry.");
  struct stat s;
  if (!create && stat(dir, &s) != 0 && errno == ENOENT) return BRY_OK;
  int made = 0;
  bry_status status = create ? make_dir(dir, &made, err) : BRY_OK;
  if (status == BRY_OK) status = find_places(folder, dir, err);
  if (status == BRY_OK) status = check_ours(folder, create, err);
  if (status == BRY_OK) status = choose_user(folder, err);
  if (status == BRY_OK && create) status = check_reach(folder, err);
  if (status == BRY_OK) {
    *out_there = 1;
    return BRY_OK;
  }
  if (made) { /* nothing was begun in it */
    if (folder->dir) bry__folder_remove(folder, "start.lock");
    rmdir(dir);
  }
  bry__folder_clear(folder);
  return status;
}

void bry__folder_clear(bry__folder *folder) {
  bry__free(folder->dir);
  bry__free(folder->data);
  bry__free(folder->sockets);
  *folder = (bry__folder){0};
}

/* --- locks ----------------------------------------------------------------------------------------------------- */

bry_status bry__folder_lock(const bry__folder *folder, const char *name, int how, int64_t wait_ms, int *out_fd,
                            bry_error **err) {
  *out_fd = -1;
  int fd = bry__folder_file(folder, name, O_RDWR | O_CREAT);
  if (fd < 0) return io_error(folder->dir, "locked", err);
  /* Root's keeper runs as the server's user, and opens the lock it waits for. */
  if (geteuid() == 0 && (fchown(fd, (uid_t)-1, folder->gid) != 0 || fchmod(fd, 0640) != 0)) {
    close(fd);
    return io_error(folder->dir, "locked", err);
  }
  int64_t deadline_us = bry__clock_monotonic_us() + wait_ms * 1000;
  while (flock(fd, how | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) {
      bry_status status = io_error(folder->dir, "locked", err);
      close(fd);
      return status;
    }
    if (bry__clock_monotonic_us() >= deadline_us) {
      close(fd);
      return bry__error_database(err, BRY_EIO, NULL, 1,
                                 "Another program is starting or stopping the server in %s and does not come to an "
                                 "end: try again.",
                                 folder->dir);
    }
    poll(NULL, 0, LOCK_PAUSE_MS);
  }
  *out_fd = fd;
  return BRY_OK;
}

/* --- the socket's place ---------------------------------------------------------------------------------------- */

static int is_private(const bry__folder *folder, const char *path) {
  struct stat s;
  return lstat(path, &s) == 0 && S_ISDIR(s.st_mode) && s.st_uid == folder->uid && (s.st_mode & 077) == 0;
}

static int give_to_server(const bry__folder *folder, const char *path) {
  return geteuid() != 0 || chown(path, folder->uid, folder->gid) == 0 ? 0 : -1;
}

static bry_status make_inside(const bry__folder *folder, bry_error **err) {
  if ((mkdir(folder->sockets, 0700) != 0 && errno != EEXIST) || give_to_server(folder, folder->sockets) != 0 ||
      chmod(folder->sockets, 0700) != 0)
    return io_error(folder->sockets, "made", err);
  return BRY_OK;
}

static bry_status record(const bry__folder *folder, const char *path, bry_error **err) {
  int fd = bry__folder_file(folder, "socket", O_WRONLY | O_CREAT | O_TRUNC);
  size_t size = strlen(path);
  int written = fd >= 0 && write(fd, path, size) == (ssize_t)size;
  if (fd >= 0 && close(fd) != 0) written = 0;
  return written ? BRY_OK : io_error(folder->dir, "written to", err);
}

/* A folder nobody else can enter, under the user's run-time folder or /tmp. */
static bry_status make_outside(bry__folder *folder, bry_error **err) {
  const char *base = geteuid() != 0 ? getenv("XDG_RUNTIME_DIR") : NULL;
  if (!base || base[0] != '/' || strlen(base) > 64 || strpbrk(base, ",\"") || access(base, W_OK | X_OK) != 0)
    base = "/tmp";
  char *path = join(base, "bry-XXXXXX");
  if (!path) return bry__enomem(err);
  bry_status status = BRY_OK;
  if (!mkdtemp(path))
    status = io_error(base, "used for the server's socket", err);
  else if (give_to_server(folder, path) != 0)
    status = io_error(path, "given to the server's user", err);
  if (status == BRY_OK) status = record(folder, path, err);
  if (status != BRY_OK) {
    rmdir(path);
    bry__free(path);
    return status;
  }
  bry__free(folder->sockets);
  folder->sockets = path;
  return BRY_OK;
}

bry_status bry__folder_make_sockets(bry__folder *folder, bry_error **err) {
  if (fits_inside(folder)) return make_inside(folder, err);
  /* Another opener may have made a new one since this folder was looked at. */
  char *recorded = read_recorded(folder);
  if (recorded) {
    bry__free(folder->sockets);
    folder->sockets = recorded;
  }
  if (folder->sockets && is_private(folder, folder->sockets)) return BRY_OK;
  return make_outside(folder, err);
}

void bry__folder_drop_sockets(const bry__folder *folder) {
  if (!fits_inside(folder) && folder->sockets && rmdir(folder->sockets) == 0) bry__folder_remove(folder, "socket");
}

bry_status bry__folder_conninfo(const bry__folder *folder, const char *more, bry_text **out, bry_error **err) {
  bry__buffer b = {0};
  bry__buffer_text(&b, "host='");
  for (const char *at = folder->sockets; at && *at; at++) {
    if (*at == '\'' || *at == '\\') bry__buffer_char(&b, '\\');
    bry__buffer_char(&b, *at);
  }
  bry__buffer_text(&b, "' port=5432 dbname=bry user=bry");
  bry__buffer_text(&b, more);
  return bry__buffer_finish(&b, out, err);
}
