/* A private, real PostgreSQL for a test program, through local: (or through pgbouncer: pooler.h), in a fresh folder that
 * goes away with it. cmocka must be included first. */
#ifndef BRY_TESTS_CLUSTER_H
#define BRY_TESTS_CLUSTER_H

#include "store/pooler.h"

#include <bry.h>
#include <ftw.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct cluster {
  char above[32];     /* a fresh folder, which the server's user can enter */
  char dir[48];       /* the server's, in it; made by the first opener */
  char conninfo[128]; /* "local:" and dir, or the pooler's */
  pid_t pooler;       /* 0: none */
  bry_store *holder;  /* behind a pooler: keeps the server running as long as this program does */
} cluster;

static inline void cluster_init(cluster *c) {
  strcpy(c->above, "/tmp/bry-test-XXXXXX");
  assert_non_null(mkdtemp(c->above));
  assert_int_equal(chmod(c->above, 0711), 0);
  snprintf(c->dir, sizeof c->dir, "%s/db", c->above);
  snprintf(c->conninfo, sizeof c->conninfo, "local:%s", c->dir);
  c->pooler = 0;
  c->holder = NULL;
}

/* The connection string of the server's own socket. The caller frees it. */
static inline char *cluster_direct(const cluster *c) {
  int32_t running = 0;
  bry_text *text = NULL;
  assert_int_equal(bry_local_status(c->dir, &running, &text, NULL), BRY_OK);
  char *copy = strdup(bry_text_data(text));
  bry_text_free(text);
  return copy;
}

/* Leads all further connections of the library through a pooler. */
static inline void cluster_pool(cluster *c) {
  char folder[48], data[64], server[160] = "";
  assert_int_equal(bry_store_open(c->conninfo, NULL, &c->holder, NULL), BRY_OK);
  char *direct = cluster_direct(c);
  const char *host = strstr(direct, "host=");
  assert_non_null(host);
  snprintf(server, sizeof server, "%.*s port=5432", (int)strcspn(host, " "), host);
  snprintf(folder, sizeof folder, "%s/pool", c->above);
  snprintf(data, sizeof data, "%s/data", c->dir);
  snprintf(c->conninfo, sizeof c->conninfo, "host=%s port=6432 dbname=bry user=bry", folder);
  c->pooler = pooler_start(folder, data, server, c->conninfo);
  free(direct);
}

static inline int cluster_remove_entry(const char *path, const struct stat *s, int type, struct FTW *ftw) {
  (void)s;
  (void)type;
  (void)ftw;
  return remove(path);
}

/* Stops the server, should it still run, and removes the folder. */
static inline void cluster_clear(cluster *c) {
  pooler_stop(c->pooler);
  bry_store_close(c->holder);
  c->pooler = 0;
  c->holder = NULL;
  bry_local_stop(c->dir, NULL);
  nftw(c->above, cluster_remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* Opens a store there, with a tenant chosen (and added) unless it is NULL. Fails the test when it can't. */
static inline bry_store *cluster_open(cluster *c, const char *tenant) {
  bry_store *opened = NULL;
  bry_error *err = NULL;
  if (pooler_wanted() && !c->pooler) cluster_pool(c);
  bry_status status = bry_store_open(c->conninfo, NULL, &opened, &err);
  if (status == BRY_OK && tenant) status = bry_tenant_add(opened, tenant, tenant, &err);
  if (status == BRY_OK && tenant) status = bry_store_set_tenant(opened, tenant, &err);
  if (status != BRY_OK) fail_msg("%s: %s", bry_status_name(status), bry_error_message(err));
  return opened;
}

/* What a program would be given: the connection string of the server's socket, or of the pooler's. The caller frees
 * it. */
static inline char *cluster_conninfo(const cluster *c) {
  return c->pooler ? strdup(c->conninfo) : cluster_direct(c);
}

/* A connection of the test's own, past the library. superuser 1: the cluster's superuser. Close it with PQfinish(). */
static inline PGconn *cluster_connect(const cluster *c, int superuser) {
  char *conninfo = cluster_direct(c);
  char whole[256];
  snprintf(whole, sizeof whole, "%s%s", conninfo, superuser ? " user=postgres" : "");
  free(conninfo);
  PGconn *pg = PQconnectdb(whole);
  if (PQstatus(pg) != CONNECTION_OK) fail_msg("%s", PQerrorMessage(pg));
  return pg;
}

/* Runs SQL past the library; the first value of the last statement, or "". */
static inline const char *cluster_sql(PGconn *pg, const char *sql) {
  static char value[256];
  PGresult *result = PQexec(pg, sql);
  ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail_msg("%s: %s", sql, PQerrorMessage(pg));
  snprintf(value, sizeof value, "%s", PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "");
  PQclear(result);
  return value;
}

/* The process id of the server, from its pid file; 0 when there is none. */
static inline pid_t cluster_pid(const cluster *c) {
  char path[80];
  snprintf(path, sizeof path, "%s/data/postmaster.pid", c->dir);
  FILE *file = fopen(path, "r");
  int pid = 0;
  if (file && fscanf(file, "%d", &pid) != 1) pid = 0;
  if (file) fclose(file);
  return pid;
}

#endif
