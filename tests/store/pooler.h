/* pgbouncer in transaction mode before the private server of a test program, when the environment has BRY_TEST_POOLER:
 * started for it, ended with it, by its process id. Sessions take turns (server_round_robin), so that whatever a
 * transaction leaves in one is missed by the next. cmocka must be included first. */
#ifndef BRY_TESTS_POOLER_H
#define BRY_TESTS_POOLER_H

#include <fcntl.h>
#include <libpq-fe.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static inline int pooler_wanted(void) {
  return getenv("BRY_TEST_POOLER") != NULL;
}

/* For a test of what only a session of one's own, or the private server of local:, can show. */
#define needs_direct(reason)                                                                                         \
  do {                                                                                                               \
    if (pooler_wanted()) {                                                                                           \
      print_message("not behind a pooler: %s\n", reason);                                                            \
      skip();                                                                                                        \
    }                                                                                                                \
  } while (0)

/* The server logs in whoever the pooler says it serves, and the pooler whoever has a role in the server. */
static inline void pooler_write_settings(const char *folder, const char *server_conninfo) {
  char path[128];
  snprintf(path, sizeof path, "%s/ini", folder);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fprintf(file,
          "[databases]\n* = %s\n[pgbouncer]\nlisten_addr =\nlisten_port = 6432\nunix_socket_dir = %s\n"
          "auth_type = trust\nauth_user = postgres\n"
          "auth_query = SELECT rolname::text, ''::text FROM pg_catalog.pg_roles WHERE rolname = $1\n"
          "pool_mode = transaction\nserver_round_robin = 1\ndefault_pool_size = 12\nmax_client_conn = 400\n"
          "server_login_retry = 1\n" /* seconds until a server that was killed is asked again */
          "logfile = %s/log\npidfile = %s/pid\n",
          server_conninfo, folder, folder, folder);
  fclose(file);
}

/* Ends with this program, whatever becomes of it; refuses to run as root. */
static inline pid_t pooler_spawn(const char *folder, uid_t uid, gid_t gid) {
  char path[128];
  snprintf(path, sizeof path, "%s/ini", folder);
  pid_t pid = fork();
  if (pid != 0) return pid;
  int nothing = open("/dev/null", O_RDWR);
  dup2(nothing, 0);
  dup2(nothing, 1);
  dup2(nothing, 2);
  if (geteuid() == 0 && (setgid(gid) != 0 || setuid(uid) != 0)) _exit(126);
  prctl(PR_SET_PDEATHSIG, SIGTERM); /* after a change of user, which takes it back */
  execlp("pgbouncer", "pgbouncer", "-q", path, (char *)NULL);
  execl("/usr/sbin/pgbouncer", "pgbouncer", "-q", path, (char *)NULL);
  _exit(127);
}

static inline void pooler_wait(const char *conninfo) {
  for (int i = 0; i < 200; i++) {
    PGconn *pg = PQconnectdb(conninfo);
    int answers = PQstatus(pg) == CONNECTION_OK;
    if (i == 199) fail_msg("pgbouncer does not answer: %s", PQerrorMessage(pg));
    PQfinish(pg);
    if (answers) return;
    usleep(50000);
  }
}

/* `folder` is made here, and belongs to whom the server's cluster belongs to. Returns the process id. */
static inline pid_t pooler_start(const char *folder, const char *cluster_folder, const char *server_conninfo,
                                 const char *conninfo) {
  struct stat owner;
  assert_int_equal(stat(cluster_folder, &owner), 0);
  assert_int_equal(mkdir(folder, 0755), 0);
  if (geteuid() == 0) assert_int_equal(chown(folder, owner.st_uid, owner.st_gid), 0);
  pooler_write_settings(folder, server_conninfo);
  pid_t pid = pooler_spawn(folder, owner.st_uid, owner.st_gid);
  assert_true(pid > 0);
  pooler_wait(conninfo);
  return pid;
}

static inline void pooler_stop(pid_t pid) {
  if (pid <= 0) return;
  kill(pid, SIGTERM);
  waitpid(pid, NULL, 0);
}

#endif
