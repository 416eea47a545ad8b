/* Finding PostgreSQL's server programs, which Debian keeps off PATH, in a folder for each major version. */
#include "store/local_programs.h"

#include "core/mem.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEBIAN_ROOT "/usr/lib/postgresql"

enum { OLDEST_MAJOR = 13 };

static int has_program(const char *dir, size_t dir_size, const char *name) {
  char path[PATH_MAX];
  int size = snprintf(path, sizeof path, "%.*s/%s", (int)dir_size, dir, name);
  return size < (int)sizeof path && access(path, X_OK) == 0;
}

static int has_server(const char *dir, size_t dir_size) {
  return has_program(dir, dir_size, "initdb") && has_program(dir, dir_size, "postgres");
}

/* The first folder of PATH (then of the usual ones) that has the program; its size in *out_size. */
static const char *search_path(const char *name, const char *second_name, size_t *out_size) {
  const char *path = getenv("PATH");
  const char *lists[] = {path ? path : "", "/usr/local/bin:/usr/bin:/bin:/usr/local/pgsql/bin"};
  for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
    for (const char *at = lists[i]; *at;) {
      *out_size = strcspn(at, ":");
      if (at[0] == '/' && has_program(at, *out_size, name) && has_program(at, *out_size, second_name)) return at;
      at += *out_size + (at[*out_size] == ':');
    }
  }
  return NULL;
}

bry_status bry__program_path(const char *name, const char *package, char **out, bry_error **err) {
  size_t size = 0;
  const char *dir = search_path(name, name, &size);
  *out = NULL;
  if (!dir) return bry__error(err, BRY_EIO, "The program %s is missing: install the package %s.", name, package);
  size_t room = size + strlen(name) + 2;
  *out = bry__alloc(room);
  if (!*out) return bry__enomem(err);
  snprintf(*out, room, "%.*s/%s", (int)size, dir, name);
  return BRY_OK;
}

/* The major version a cluster was made with; 0 when there is no cluster. */
static int cluster_major(const bry__folder *folder) {
  char text[16] = "";
  int fd = bry__folder_file(folder, "data/PG_VERSION", O_RDONLY);
  if (fd < 0) return 0;
  ssize_t size = read(fd, text, sizeof text - 1);
  close(fd);
  return size > 0 ? atoi(text) : 0;
}

/* The newest version that Debian's packages brought, or 0. */
static int newest_major(void) {
  int newest = 0;
  DIR *listing = opendir(DEBIAN_ROOT);
  for (struct dirent *entry; listing && (entry = readdir(listing));) {
    char path[PATH_MAX];
    int major = atoi(entry->d_name);
    int size = snprintf(path, sizeof path, DEBIAN_ROOT "/%d/bin", major);
    if (major >= OLDEST_MAJOR && major > newest && has_server(path, (size_t)size)) newest = major;
  }
  if (listing) closedir(listing);
  return newest;
}

static bry_status not_found(int major, bry_error **err) {
  if (major > 0)
    return bry__error(err, BRY_EIO,
                      "The cluster was made by PostgreSQL %d, whose server programs are not here: install the Debian "
                      "package postgresql-%d, or set BRY_PG_BINDIR to the folder of its initdb and postgres.",
                      major, major);
  return bry__error(err, BRY_EIO,
                    "No PostgreSQL server programs were found: install the Debian package postgresql, or set "
                    "BRY_PG_BINDIR to the folder of initdb and postgres.");
}

bry_status bry__programs_find(const bry__folder *folder, char **out_bindir, bry_error **err) {
  *out_bindir = NULL;
  char debian[sizeof DEBIAN_ROOT + 32];
  int cluster = cluster_major(folder);
  int major = cluster ? cluster : newest_major();
  int size = snprintf(debian, sizeof debian, DEBIAN_ROOT "/%d/bin", major);
  const char *found = getenv("BRY_PG_BINDIR");
  size_t found_size = found ? strlen(found) : 0;
  if (found_size > 0) {
    if (!has_server(found, found_size))
      return bry__error(err, BRY_EIO, "BRY_PG_BINDIR names a folder without PostgreSQL's initdb and postgres.");
  } else if (has_server(debian, (size_t)size)) {
    found = debian;
    found_size = (size_t)size;
  } else {
    found = search_path("initdb", "postgres", &found_size);
  }
  if (!found) return not_found(cluster, err);
  *out_bindir = bry__strndup(found, found_size);
  return *out_bindir ? BRY_OK : bry__enomem(err);
}
