/* Writing a file bit by bit, beside its place until it is whole. */
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int failed(const stream *to) {
  return fail_because("can't write %s: %s", to->path != NULL ? to->path : "standard output", strerror(to->reason));
}

/* Beside the file that the path leads to: a link is followed, not replaced. */
static int open_beside(stream *to, const char *target, mode_t mode) {
  to->target = strdup(target);
  if (asprintf(&to->beside, "%s.XXXXXX", target) < 0) to->beside = NULL;
  if (to->target == NULL || to->beside == NULL) {
    errno = ENOMEM;
    return -1;
  }
  to->fd = mkostemp(to->beside, O_CLOEXEC);
  return to->fd >= 0 ? fchmod(to->fd, mode) : -1;
}

int stream_open(stream *to, const char *path) {
  *to = (stream){.fd = -1};
  if (path == NULL || strcmp(path, "-") == 0) {
    to->fd = STDOUT_FILENO;
    return EXIT_DONE;
  }
  to->path = path;
  struct stat about;
  char target[PATH_MAX];
  int exists = stat(path, &about) == 0;
  int made;
  if (exists && !S_ISREG(about.st_mode)) {
    to->fd = open(path, O_WRONLY | O_CLOEXEC);
    made = to->fd >= 0 ? 0 : -1;
  } else if (exists) {
    made = realpath(path, target) != NULL ? open_beside(to, target, about.st_mode & 0777) : -1;
  } else {
    mode_t mask = umask(0);
    umask(mask);
    made = open_beside(to, path, 0666 & ~mask);
  }
  if (made == 0) return EXIT_DONE;
  to->reason = errno;
  return stream_close(to, 0);
}

int stream_write(stream *to, const void *data, size_t size) {
  for (const char *at = data; size > 0 && to->reason == 0;) {
    ssize_t done = write(to->fd, at, size);
    if (done < 0 && errno != EINTR) to->reason = errno;
    if (done <= 0) continue;
    at += done;
    size -= (size_t)done;
  }
  return to->reason == 0 ? 0 : -1;
}

int stream_close(stream *to, int keep) {
  if (keep && to->reason == 0 && to->beside != NULL && fsync(to->fd) != 0) to->reason = errno;
  if (to->path != NULL && to->fd >= 0 && close(to->fd) != 0 && to->reason == 0) to->reason = errno;
  if (keep && to->reason == 0 && to->beside != NULL && rename(to->beside, to->target) != 0) to->reason = errno;
  if ((!keep || to->reason != 0) && to->beside != NULL && to->fd >= 0) unlink(to->beside);
  free(to->beside);
  free(to->target);
  to->beside = to->target = NULL;
  return to->reason != 0 ? failed(to) : EXIT_DONE;
}
