#include "chaos/server.h"

#include "store/local_programs.h"

#include <bry.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { START_TRIES = 600, PAUSE_MS = 50 };

_Noreturn void stop(const char *what, const char *why) {
  fprintf(stderr, "chaos: %s: %s\n", what, why);
  exit(1);
}

void make_folder_for(const char *path, const char *owner_of) {
  struct stat owner;
  if (stat(owner_of, &owner) != 0 || mkdir(path, 0755) != 0) stop(path, "can't be made");
  if (geteuid() == 0 && chown(path, owner.st_uid, owner.st_gid) != 0) stop(path, "can't be given away");
}

static char *programs; /* the folder that has PostgreSQL's */

void server_make(server *s, const char *folder, const char *sockets) {
  bry__folder opened;
  bry_store *store = NULL;
  char conninfo[96];
  int there = 0;
  snprintf(conninfo, sizeof conninfo, "local:%s", folder);
  if (bry_store_open(conninfo, NULL, &store, NULL) != BRY_OK) stop(folder, "no private server can be made there");
  if (bry__folder_init(&opened, folder, 0, &there, NULL) != BRY_OK ||
      bry__programs_find(&opened, &programs, NULL) != BRY_OK)
    stop(folder, "PostgreSQL's programs are not found");
  bry__folder_clear(&opened);
  bry_store_close(store); /* and stops it: from now on it is ours */
  *s = (server){0};
  snprintf(s->data, sizeof s->data, "%s/data", folder);
  snprintf(s->sockets, sizeof s->sockets, "%s", sockets);
  make_folder_for(sockets, s->data);
}

/* Runs a program of PostgreSQL as the owner of the folder `as`; it ends with this one. */
static pid_t spawn(const char *program, const char *as, const char *log, const char *const *arguments) {
  char path[256];
  struct stat owner;
  snprintf(path, sizeof path, "%s/%s", programs, program);
  if (stat(as, &owner) != 0) stop(as, "is not there");
  pid_t pid = fork();
  if (pid < 0) stop(program, "can't be run");
  if (pid > 0) return pid;
  if (geteuid() == 0 && (setgid(owner.st_gid) != 0 || setuid(owner.st_uid) != 0)) _exit(126);
  prctl(PR_SET_PDEATHSIG, SIGQUIT);
  int out = open(log, O_WRONLY | O_CREAT | O_APPEND, 0644);
  dup2(out, 1);
  dup2(out, 2);
  if (chdir("/") == 0) execv(path, (char *const *)arguments);
  _exit(127);
}

static void settings_of(const server *s, char *out, size_t size) {
  snprintf(out, size, "host=%s port=5432 dbname=bry user=postgres", s->sockets);
}

/* A killed server's children live on for a moment, and hold its memory: then it must be started once more. */
void server_start(server *s) {
  char log[96], conninfo[160];
  snprintf(log, sizeof log, "%s/log", s->sockets);
  settings_of(s, conninfo, sizeof conninfo);
  const char *arguments[] = {"postgres", "-D", s->data, "-k", s->sockets, "-c", "listen_addresses=", NULL};
  for (int i = 0; i < START_TRIES; i++) {
    if (s->pid && waitpid(s->pid, NULL, WNOHANG) == s->pid) s->pid = 0;
    if (!s->pid) s->pid = spawn("postgres", s->data, log, arguments);
    if (PQping(conninfo) == PQPING_OK) return;
    poll(NULL, 0, PAUSE_MS);
  }
  stop(s->data, "its server does not start");
}

void server_kill(server *s) {
  if (!s->pid) return;
  kill(s->pid, SIGKILL);
  waitpid(s->pid, NULL, 0);
  s->pid = 0;
}

void server_copy(const server *primary, const char *data) {
  char conninfo[160], log[96];
  int status = -1;
  make_folder_for(data, primary->data);
  if (chmod(data, 0700) != 0) stop(data, "can't be made private");
  snprintf(conninfo, sizeof conninfo, "host=%s port=5432 user=postgres", primary->sockets);
  snprintf(log, sizeof log, "%s/copy.log", primary->sockets);
  const char *arguments[] = {"pg_basebackup", "-d", conninfo, "-D", data, "-R", "-X", "stream", "-c", "fast", NULL};
  pid_t pid = spawn("pg_basebackup", primary->data, log, arguments);
  if (waitpid(pid, &status, 0) != pid || status != 0) stop(data, "pg_basebackup failed");
}

PGconn *server_connect(const server *s) {
  char conninfo[160];
  settings_of(s, conninfo, sizeof conninfo);
  PGconn *pg = PQconnectdb(conninfo);
  if (PQstatus(pg) != CONNECTION_OK) stop("connecting", PQerrorMessage(pg));
  return pg;
}

const char *server_sql(const server *s, const char *sql) {
  static char value[256];
  PGconn *pg = server_connect(s);
  PGresult *result = PQexec(pg, sql);
  ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) stop(sql, PQerrorMessage(pg));
  snprintf(value, sizeof value, "%s", PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "");
  PQclear(result);
  PQfinish(pg);
  return value;
}
