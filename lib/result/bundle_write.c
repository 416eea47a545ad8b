/* A bundle as a folder: made beside its place and moved there when it is whole. */
#include "core/mem.h"
#include "result/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int write_all(int fd, const char *data, size_t size) {
  while (size > 0) {
    ssize_t done = write(fd, data, size);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return -1;
    data += done;
    size -= (size_t)done;
  }
  return 0;
}

/* Writes a file of the bundle into an open folder. 0, or -1 with errno set. */
static int write_file(int folder, const bry__bundle_file *file) {
  int fd = openat(folder, file->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0) return -1;
  int bad = write_all(fd, bry_text_data(file->content), bry_text_size(file->content)) != 0 || fsync(fd) != 0;
  int reason = errno;
  if (close(fd) != 0 && !bad) return -1;
  errno = reason;
  return bad ? -1 : 0;
}

static int write_files(int folder, const bry_bundle *bundle) {
  if (mkdirat(folder, "data", 0777) != 0) return -1;
  for (int32_t i = 0; i < bundle->file_count; i++) {
    if (write_file(folder, &bundle->files[i]) != 0) return -1;
  }
  return 0;
}

static void remove_files(int folder, const bry_bundle *bundle) {
  for (int32_t i = 0; i < bundle->file_count; i++)
    (void)unlinkat(folder, bundle->files[i].path, 0);
  (void)unlinkat(folder, "data", AT_REMOVEDIR);
}

/* 0, or errno. `beside` ends with XXXXXX. */
static int write_beside(const bry_bundle *bundle, char *beside, const char *path) {
  mode_t mask = umask(0);
  umask(mask);
  if (!mkdtemp(beside)) return errno;
  int folder = open(beside, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int bad = folder < 0 || fchmod(folder, 0777 & ~mask) != 0 || write_files(folder, bundle) != 0 ||
            rename(beside, path) != 0; /* takes the place of an empty folder, and of no other */
  int reason = bad ? errno : 0;
  if (bad && folder >= 0) remove_files(folder, bundle);
  if (folder >= 0) close(folder);
  if (bad) (void)rmdir(beside);
  return reason;
}

bry_status bry_bundle_write(const bry_bundle *bundle, const char *folder, bry_error **err) {
  bry__error_reset(err);
  if (!bundle || !folder || !*folder) {
    return bry__error(err, BRY_EINVAL, "bry_bundle_write: bundle and folder must not be NULL or empty");
  }
  size_t size = strlen(folder);
  while (size > 1 && folder[size - 1] == '/')
    size--;
  bry__buffer beside = {0};
  bry__buffer_add(&beside, folder, size);
  char *path = bry__strndup(folder, size);
  bry__buffer_text(&beside, ".XXXXXX");
  int reason = path && !beside.failed ? write_beside(bundle, beside.data, path) : ENOMEM;
  bry__free(path);
  bry__buffer_free(&beside);
  switch (reason) {
  case 0:
    return BRY_OK;
  case ENOMEM:
    return bry__enomem(err);
  case ENOTEMPTY:
  case EEXIST:
  case ENOTDIR:
    return bry__error(err, BRY_EIO, "the folder for the bundle is there and not empty, or is a file; name a new one");
  default:
    return bry__error(err, BRY_EIO, "the bundle can't be written: %s", strerror(reason));
  }
}
