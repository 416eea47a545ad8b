/* Starting a program out of a host that may have threads, children, signal handlers and descriptors of its own, none of
 * which may be touched or handed on.
 *
 * A child that forks again and leaves would do, but for the moment it lives the host's wait() could take it for one of
 * its own. So it is cloned with no exit signal: such a child is invisible to wait() and sends no SIGCHLD. Between
 * clone and exec only system calls are made. */
#include "store/local_spawn.h"

#include "core/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef SYS_setresuid32
enum { SET_GROUPS = SYS_setgroups32, SET_GID = SYS_setresgid32, SET_UID = SYS_setresuid32 };
#else
enum { SET_GROUPS = SYS_setgroups, SET_GID = SYS_setresgid, SET_UID = SYS_setresuid };
#endif

enum { PASSED_ON_MAX = 4, UNKNOWN_LIMIT = 65536 };

/* The environment of the program: nothing of the host's that could change what a server does. */
typedef struct environment {
  char *text[PASSED_ON_MAX];
  char *list[PASSED_ON_MAX + 2];
} environment;

static void environment_clear(environment *e) {
  for (int i = 0; i < PASSED_ON_MAX; i++)
    bry__free(e->text[i]);
}

static int environment_init(environment *e) {
  static const char *const passed_on[PASSED_ON_MAX] = {"PATH", "TZ", "TMPDIR", "LD_LIBRARY_PATH"};
  int count = 0;
  *e = (environment){0};
  for (int i = 0; i < PASSED_ON_MAX; i++) {
    const char *value = getenv(passed_on[i]);
    if (!value && i == 0) value = "/usr/local/bin:/usr/bin:/bin";
    if (!value) continue;
    size_t size = strlen(passed_on[i]) + strlen(value) + 2;
    e->text[i] = bry__alloc(size);
    if (!e->text[i]) {
      environment_clear(e);
      return ENOMEM;
    }
    snprintf(e->text[i], size, "%s=%s", passed_on[i], value);
    e->list[count++] = e->text[i];
  }
  e->list[count] = "LC_ALL=C.UTF-8";
  return 0;
}

static void close_from(int first, int but) {
  if ((first == but || syscall(SYS_close_range, (unsigned)first, (unsigned)but - 1, 0) == 0) &&
      syscall(SYS_close_range, (unsigned)but + 1, ~0U, 0) == 0)
    return;
  struct rlimit limit; /* a kernel before 5.9 */
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur > UNKNOWN_LIMIT) limit.rlim_cur = UNKNOWN_LIMIT;
  for (int fd = first; fd < (int)limit.rlim_cur; fd++)
    if (fd != but) close(fd);
}

/* Puts the descriptors into their places and closes all others but the report's; returns where that lies now, or -1. */
static int arrange_fds(const bry__spawn *spawn, int report) {
  int moved[BRY__SPAWN_FDS];
  report = fcntl(report, F_DUPFD_CLOEXEC, spawn->fd_count);
  if (report < 0) return -1;
  for (int i = 0; i < spawn->fd_count; i++) {
    moved[i] = fcntl(spawn->fds[i], F_DUPFD, spawn->fd_count); /* out of the way of the places to fill */
    if (moved[i] < 0) return -1;
  }
  for (int i = 0; i < spawn->fd_count; i++)
    if (dup2(moved[i], i) < 0) return -1;
  close_from(spawn->fd_count, report);
  return report;
}

/* All through system calls: glibc's wrappers would try to change threads that are not in this child. */
static int become(uid_t uid, gid_t gid) {
  if (geteuid() == uid && getegid() == gid) return 0;
  if (syscall(SET_GROUPS, 0, NULL) != 0 || syscall(SET_GID, gid, gid, gid) != 0) return -1;
  return syscall(SET_UID, uid, uid, uid) == 0 ? 0 : -1;
}

static void default_signals(void) {
  struct sigaction standard = {.sa_handler = SIG_DFL};
  sigset_t none;
  for (int i = 1; i < NSIG; i++)
    sigaction(i, &standard, NULL);
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

/* The grandchild. Tells why it failed through the report, which a successful exec closes. */
static _Noreturn void run(const bry__spawn *spawn, char *const *environ_list, int report) {
  setsid();
  default_signals();
  umask(077);
  int moved = arrange_fds(spawn, report);
  if (moved >= 0) report = moved;
  if (moved >= 0 && become(spawn->uid, spawn->gid) == 0 && chdir("/") == 0)
    execve(spawn->path, (char *const *)(uintptr_t)spawn->argv, environ_list);
  int why = errno;
  if (write(report, &why, sizeof why) < 0) _exit(126);
  _exit(127);
}

static pid_t clone_plainly(int exit_signal) {
  return (pid_t)syscall(SYS_clone, (unsigned long)exit_signal, 0UL, 0UL, 0UL, 0UL);
}

/* The child leaves as soon as there is a grandchild, which then belongs to init. */
static int clone_twice(const bry__spawn *spawn, char *const *environ_list, int report) {
  pid_t child = clone_plainly(0);
  if (child < 0) return errno;
  if (child == 0) {
    pid_t grandchild = clone_plainly(SIGCHLD);
    if (grandchild == 0) run(spawn, environ_list, report);
    _exit(grandchild < 0 ? errno : 0);
  }
  int status = 0;
  while (waitpid(child, &status, __WALL) < 0)
    if (errno != EINTR) return 0; /* the report tells */
  return WIFEXITED(status) ? WEXITSTATUS(status) : EAGAIN;
}

static int read_report(int fd) {
  int why = 0;
  ssize_t size;
  do
    size = read(fd, &why, sizeof why);
  while (size < 0 && errno == EINTR);
  return size == (ssize_t)sizeof why ? why : 0;
}

int bry__spawn_detached(const bry__spawn *spawn) {
  environment e;
  int report[2];
  sigset_t all, before;
  int failed = environment_init(&e);
  if (failed) return failed;
  if (pipe2(report, O_CLOEXEC) != 0) {
    failed = errno;
    goto out;
  }
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before); /* no handler of the host's may run in the child */
  failed = clone_twice(spawn, e.list, report[1]);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  close(report[1]);
  if (!failed) failed = read_report(report[0]);
  close(report[0]);
out:
  environment_clear(&e);
  return failed;
}
