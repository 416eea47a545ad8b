/* The server in a private folder: its processes are known by the folder they work in, not by a pid file that a crash
 * leaves behind; it is spawned free of this process, and told to stop by a signal. */
#include "store/local_server.h"

#include "core/clock.h"
#include "core/mem.h"
#include "store/local_programs.h"
#include "store/local_spawn.h"

#include <bry/text.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <limits.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
  PAUSE_MS = 20,
  START_MS = 120000, /* a server that recovers from a crash takes its time */
  ORPHANS_MS = 5000, /* backends of a killed server are given this long to notice */
  STOP_MS = 60000,
  LOG_BYTES_MAX = 1 << 20,
  LOG_TAIL_BYTES = 2048
};

/* Makes the cluster, then, in single-user mode, the role and the database. exit_on_error: else a failed CREATE would
 * pass unnoticed. Standard input feeds postgres alone; descriptor 3 tells success. */
static const char INIT_SCRIPT[] =
    "rm -rf \"$2\"/*; \"$1/initdb\" -D \"$2\" -U postgres -A trust -E UTF8 --locale=\"$3\" && "
    "printf '%s\\n' 'CREATE ROLE bry LOGIN CREATEROLE' 'CREATE DATABASE bry OWNER bry' | "
    "\"$1/postgres\" --single -c exit_on_error=on -D \"$2\" postgres && echo made >&3 || rm -rf \"$2\"/*";

/* --- what runs ------------------------------------------------------------------------------------------------- */

typedef struct running {
  int count;        /* processes of PostgreSQL that work in the cluster */
  pid_t postmaster; /* the one that the pid file names, if it is one of them; else 0 */
  pid_t named;      /* what the pid file names, whoever that is now; 0: no file */
} running;

static pid_t read_pid_file(const bry__folder *folder) {
  char text[32] = "";
  int fd = bry__folder_file(folder, "data/postmaster.pid", O_RDONLY);
  if (fd < 0) return 0;
  ssize_t size = read(fd, text, sizeof text - 1);
  close(fd);
  return size > 0 ? (pid_t)strtol(text, NULL, 10) : 0;
}

/* A server's process has the cluster as its working folder, and is called postgres. */
static int works_in(const char *pid, const struct stat *data) {
  char path[64];
  char program[PATH_MAX];
  struct stat cwd;
  snprintf(path, sizeof path, "/proc/%s/cwd", pid);
  if (stat(path, &cwd) != 0 || cwd.st_dev != data->st_dev || cwd.st_ino != data->st_ino) return 0;
  snprintf(path, sizeof path, "/proc/%s/exe", pid);
  ssize_t size = readlink(path, program, sizeof program - 1);
  if (size <= 0) return 0; /* a zombie: it is gone */
  program[size] = 0;
  const char *slash = strrchr(program, '/');
  return slash && strncmp(slash + 1, "postgres", 8) == 0;
}

static running find_running(const bry__folder *folder) {
  running found = {.named = read_pid_file(folder)};
  struct stat data;
  if (stat(folder->data, &data) != 0) return found;
  DIR *proc = opendir("/proc");
  for (struct dirent *entry; proc && (entry = readdir(proc));) {
    if (entry->d_name[0] < '1' || entry->d_name[0] > '9' || !works_in(entry->d_name, &data)) continue;
    found.count++;
    if (strtol(entry->d_name, NULL, 10) == found.named) found.postmaster = found.named;
  }
  if (proc) closedir(proc);
  return found;
}

static void signal_all(const bry__folder *folder, int signal) {
  struct stat data;
  if (stat(folder->data, &data) != 0) return;
  DIR *proc = opendir("/proc");
  for (struct dirent *entry; proc && (entry = readdir(proc));)
    if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' && works_in(entry->d_name, &data))
      kill((pid_t)strtol(entry->d_name, NULL, 10), signal);
  if (proc) closedir(proc);
}

/* PGHOSTADDR must not lead elsewhere. */
static PGPing ping(const bry__folder *folder) {
  const char *keywords[] = {"host", "hostaddr", "port", "dbname", "user", "connect_timeout", NULL};
  const char *values[] = {folder->sockets, "", "5432", "bry", "bry", "5", NULL};
  return folder->sockets ? PQpingParams(keywords, values, 0) : PQPING_NO_RESPONSE;
}

int bry__server_answers(const bry__folder *folder) {
  return ping(folder) == PQPING_OK;
}

/* --- its log --------------------------------------------------------------------------------------------------- */

static int open_log(const bry__folder *folder) {
  struct stat s;
  int fd = bry__folder_file(folder, "log", O_RDWR | O_CREAT | O_APPEND);
  if (fd >= 0 && fstat(fd, &s) == 0 && s.st_size > LOG_BYTES_MAX && ftruncate(fd, 0) != 0) {
    close(fd);
    return -1;
  }
  return fd;
}

/* The last line that tells of a failure, else the last one, unless it may hold an answer: what a server says while it
 * starts or dies does not, but an ERROR of an earlier run may. "" when there is none. */
static const char *last_words(const bry__folder *folder, char room[LOG_TAIL_BYTES]) {
  static const char *const signs[] = {"FATAL:", "PANIC:", "initdb: error:"};
  ssize_t size = -1;
  struct stat s;
  int fd = bry__folder_file(folder, "log", O_RDONLY);
  if (fd >= 0 && fstat(fd, &s) == 0)
    size = pread(fd, room, LOG_TAIL_BYTES - 1, s.st_size > LOG_TAIL_BYTES - 1 ? s.st_size - (LOG_TAIL_BYTES - 1) : 0);
  if (fd >= 0) close(fd);
  while (size > 0 && room[size - 1] == '\n')
    size--;
  room[size > 0 ? size : 0] = 0;
  char *line = strrchr(room, '\n');
  line = line ? line + 1 : room;
  for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
    char *last = NULL;
    for (char *at = strstr(room, signs[i]); at; at = strstr(at + 1, signs[i]))
      last = at;
    if (!last) continue;
    last[strcspn(last, "\n")] = 0;
    return last;
  }
  return strstr(line, "ERROR:") ? "" : line;
}

int64_t bry__server_log_bytes(const bry__folder *folder) {
  struct stat s;
  int fd = bry__folder_file(folder, "log", O_RDONLY);
  if (fd < 0) return 0;
  int64_t size = fstat(fd, &s) == 0 ? s.st_size : 0;
  close(fd);
  return size;
}

/* The message of a line "2026-01-01 12:00:00.000 UTC [7] PANIC:  ..."; NULL for any other, also for one that goes on
 * from the line before (it begins with a tab), and for what was told to one client alone. */
static char *deadly_words(char *line) {
  static const char *const severities[] = {"] PANIC:  ", "] FATAL:  "};
  static const char *const harmless[] = {
      "the database system is ", "terminating ", "sorry, ",   "role ", "database \"",
      "no pg_hba.conf",          "password ",    "canceling", "peer ", "remaining "};
  char *prefix_end = strchr(line, ']');
  char *words = NULL;
  for (size_t i = 0; i < 2 && prefix_end && line[0] >= '0' && line[0] <= '9'; i++)
    if (strncmp(prefix_end, severities[i], strlen(severities[i])) == 0) words = prefix_end + strlen(severities[i]);
  for (size_t i = 0; words && i < sizeof harmless / sizeof harmless[0]; i++)
    if (strncmp(words, harmless[i], strlen(harmless[i])) == 0) return NULL;
  return words;
}

const char *bry__server_died_of(const bry__folder *folder, int64_t since, char room[BRY__SERVER_WORDS_BYTES]) {
  int64_t end = bry__server_log_bytes(folder);
  int64_t at = end < since ? 0 : since; /* shorter than it was: it was begun anew */
  if (end - at > BRY__SERVER_WORDS_BYTES - 1) at = end - (BRY__SERVER_WORDS_BYTES - 1);
  int fd = bry__folder_file(folder, "log", O_RDONLY);
  ssize_t size = fd < 0 ? -1 : pread(fd, room, BRY__SERVER_WORDS_BYTES - 1, at);
  if (fd >= 0) close(fd);
  room[size > 0 ? size : 0] = 0;
  char *found = NULL;
  for (char *line = room, *next; line && *line; line = next) {
    next = strchr(line, '\n');
    if (next) *next++ = 0;
    char *words = deadly_words(line);
    if (words) found = words;
  }
  return found;
}

static bry_status did_not(const bry__folder *folder, const char *what, bry_error **err) {
  char room[LOG_TAIL_BYTES];
  return bry__error(err, BRY_EIO, "The private server in %s could not be %s; its log (%s/log) says: %s", folder->dir,
                    what, folder->dir, last_words(folder, room));
}

/* --- starting programs ----------------------------------------------------------------------------------------- */

/* Runs a program as the server's user, its output to the log, descriptor 3 the write end of a pipe; and hands out the
 * read end, which ends when the program and all it started have ended. */
static bry_status launch(const bry__folder *folder, const char *path, const char *const *argv, int also_held,
                         int *out_watch, bry_error **err) {
  int watch[2] = {-1, -1};
  int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  int log = open_log(folder);
  int why = nothing < 0 || log < 0 || pipe2(watch, O_CLOEXEC) != 0 ? errno : 0;
  if (!why) {
    bry__spawn spawn = {.path = path,
                        .argv = argv,
                        .fds = {nothing, log, log, watch[1], also_held},
                        .fd_count = also_held < 0 ? 4 : 5,
                        .uid = folder->uid,
                        .gid = folder->gid};
    why = bry__spawn_detached(&spawn);
  }
  if (nothing >= 0) close(nothing);
  if (log >= 0) close(log);
  if (watch[1] >= 0) close(watch[1]);
  if (!why) {
    *out_watch = watch[0];
    return BRY_OK;
  }
  if (watch[0] >= 0) close(watch[0]);
  if (why == ENOMEM) return bry__enomem(err);
  char said[128];
  return bry__error(err, BRY_EIO, "The private server's program %s can't be run: %s.", path,
                    strerror_r(why, said, sizeof said));
}

/* --- making the cluster ---------------------------------------------------------------------------------------- */

static const char *choose_locale(void) {
  locale_t found = newlocale(LC_ALL_MASK, "C.UTF-8", (locale_t)0);
  if (!found) return "C";
  freelocale(found);
  return "C.UTF-8";
}

static int heard_made(int watch) {
  char word[8] = "";
  size_t size = 0;
  while (size < sizeof word - 1) {
    ssize_t part = read(watch, word + size, sizeof word - 1 - size);
    if (part < 0 && errno == EINTR) continue;
    if (part <= 0) break;
    size += (size_t)part;
  }
  return strcmp(word, "made\n") == 0;
}

static bry_status prepare_new(const bry__folder *folder, const char *path, bry_error **err) {
  if ((mkdir(path, 0700) == 0 || errno == EEXIST) && chown(path, folder->uid, folder->gid) == 0) return BRY_OK;
  char why[128];
  return bry__error(err, BRY_EIO, "The cluster in %s can't be made: %s.", folder->dir,
                    strerror_r(errno, why, sizeof why));
}

/* Under another name first: a cluster is there whole or not at all. */
static bry_status make_cluster(const bry__folder *folder, const char *bindir, int start_fd, bry_error **err) {
  char *path = bry__folder_path(folder, "data.new");
  if (!path) return bry__enomem(err);
  const char *argv[] = {"sh", "-c", INIT_SCRIPT, "bry-init", bindir, path, choose_locale(), NULL};
  int watch = -1;
  bry_status status = prepare_new(folder, path, err);
  if (status == BRY_OK) status = launch(folder, "/bin/sh", argv, start_fd, &watch, err);
  if (status == BRY_OK && (!heard_made(watch) || rename(path, folder->data) != 0))
    status = did_not(folder, "made", err);
  if (watch >= 0) close(watch);
  bry__free(path);
  return status;
}

/* --- starting -------------------------------------------------------------------------------------------------- */

/* What a killed server left behind, when its number is another process's by now: PostgreSQL would believe it. Nothing
 * of ours works in the cluster when this is called. */
static void drop_stale(const bry__folder *folder, const running *found) {
  char path[PATH_MAX];
  if (found->named <= 0 || (kill(found->named, 0) != 0 && errno == ESRCH)) return;
  bry__folder_remove(folder, "data/postmaster.pid");
  snprintf(path, sizeof path, "%s/.s.PGSQL.5432.lock", folder->sockets);
  unlink(path);
}

static bry_status launch_server(const bry__folder *folder, const char *bindir, int *out_watch, bry_error **err) {
  char program[PATH_MAX];
  char sockets[PATH_MAX];
  snprintf(program, sizeof program, "%s/postgres", bindir);
  snprintf(sockets, sizeof sockets, "unix_socket_directories=%s", folder->sockets);
  /* Terse: the details of an error may quote an answer. */
  const char *argv[] = {program, /* whole: the server finds its other files from here */
                        "-D",    folder->data,
                        "-c",    sockets,
                        "-c",    "unix_socket_permissions=0700",
                        "-c",    "listen_addresses=",
                        "-c",    "port=5432",
                        "-c",    "logging_collector=off",
                        "-c",    "log_destination=stderr",
                        "-c",    "log_error_verbosity=terse",
                        "-c",    "log_min_error_statement=panic",
                        NULL};
  return launch(folder, program, argv, -1, out_watch, err);
}

/* ::BRY_OK once the server answers. *out_ended: it ended instead. */
static bry_status await_answer(const bry__folder *folder, int watch, int *out_ended, bry_error **err) {
  int64_t deadline_us = bry__clock_monotonic_us() + (int64_t)START_MS * 1000;
  *out_ended = 0;
  while (bry__clock_monotonic_us() < deadline_us) {
    if (bry__server_answers(folder)) return BRY_OK;
    struct pollfd end = {.fd = watch, .events = POLLIN};
    if (poll(&end, 1, PAUSE_MS) > 0) {
      *out_ended = 1;
      return did_not(folder, "started", err);
    }
  }
  return bry__error_database(err, BRY_EIO, NULL, 1,
                             "The private server in %s is still starting (see %s/log): try again later.", folder->dir,
                             folder->dir);
}

static bry_status start(const bry__folder *folder, const running *found, int start_fd, int *out_ended,
                        bry_error **err) {
  char *bindir = NULL;
  int watch = -1;
  *out_ended = 0;
  bry_status status = bry__programs_find(folder, &bindir, err);
  if (status == BRY_OK && !bry__folder_has(folder, "data")) status = make_cluster(folder, bindir, start_fd, err);
  if (status == BRY_OK) {
    drop_stale(folder, found);
    status = launch_server(folder, bindir, &watch, err);
  }
  if (status == BRY_OK) status = await_answer(folder, watch, out_ended, err);
  if (watch >= 0) close(watch);
  bry__free(bindir);
  return status;
}

bry_status bry__server_ensure(bry__folder *folder, int start_fd, bry_error **err) {
  bry_status status = bry__folder_make_sockets(folder, err);
  if (status != BRY_OK) return status;
  int64_t begun_us = bry__clock_monotonic_us();
  int urged = 0;
  for (int attempt = 0;;) {
    if (bry__server_answers(folder)) return BRY_OK;
    int64_t passed_ms = (bry__clock_monotonic_us() - begun_us) / 1000;
    running found = find_running(folder);
    if (found.count == 0) {
      int ended = 0;
      status = start(folder, &found, start_fd, &ended, err);
      /* After a crash the old server's memory may still be held for a moment. */
      if (status == BRY_OK || !ended || !found.named || ++attempt > 5) return status;
    } else if (!found.postmaster && passed_ms > ORPHANS_MS && !urged) {
      signal_all(folder, SIGQUIT);
      urged = 1;
    } else if (passed_ms > START_MS) {
      return did_not(folder, "started", err);
    }
    poll(NULL, 0, 5 * PAUSE_MS);
  }
}

/* --- stopping -------------------------------------------------------------------------------------------------- */

bry_status bry__server_stop(const bry__folder *folder, bry_error **err) {
  int64_t begun_us = bry__clock_monotonic_us();
  pid_t told = 0;
  running found;
  while ((found = find_running(folder)).count > 0) {
    int64_t passed_ms = (bry__clock_monotonic_us() - begun_us) / 1000;
    if (passed_ms > STOP_MS) return did_not(folder, "stopped", err);
    if (found.postmaster && found.postmaster != told) {
      kill(found.postmaster, SIGINT); /* "fast": sessions are broken off, then a checkpoint */
      told = found.postmaster;
    } else if (!found.postmaster && passed_ms > ORPHANS_MS) {
      signal_all(folder, SIGQUIT);
    }
    poll(NULL, 0, PAUSE_MS);
  }
  bry__folder_drop_sockets(folder);
  return BRY_OK;
}
