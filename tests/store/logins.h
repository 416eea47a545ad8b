/* Logins of each role for tests of who may do what: one a role, mapped to the tenant "test" and not to "other", on the
 * server of workplace.h. cmocka must be included first. */
#ifndef BRY_TESTS_LOGINS_H
#define BRY_TESTS_LOGINS_H

#include "store/workplace.h"

enum { LOGINS = 6 };
static const char *const login_roles[LOGINS] = {"owner", "manager", "portal", "facilitator", "researcher", "none"};

/* The connection string of a login, such as "t_portal". */
static inline const char *login_conninfo(const char *login) {
  static char whole[256];
  char *conninfo = cluster_conninfo(&server);
  snprintf(whole, sizeof whole, "%s user=%s", conninfo, login);
  free(conninfo);
  return whole;
}

/* A connection past the library and any pooler: these logins leave settings behind. */
static inline PGconn *login_connect(const char *login) {
  char *direct = cluster_direct(&server), whole[256];
  snprintf(whole, sizeof whole, "%s user=%s", direct, login);
  free(direct);
  PGconn *pg = PQconnectdb(whole);
  if (PQstatus(pg) != CONNECTION_OK) fail_msg("%s: %s", login, PQerrorMessage(pg));
  return pg;
}

static inline bry_store *login_open(const char *login) {
  bry_store *opened = NULL;
  assert_ok(bry_store_open(login_conninfo(login), NULL, &opened, ERR));
  return opened;
}

static inline void run_as_superuser(const char *sql) {
  PGconn *pg = cluster_connect(&server, 1);
  cluster_sql(pg, sql);
  PQfinish(pg);
}

/* t_owner ... t_none; the owner is mapped too, as manager, as who adds a tenant is. */
static inline void make_logins(void) {
  for (int i = 0; i < LOGINS; i++) {
    char sql[64], login[32];
    snprintf(login, sizeof login, "t_%s", login_roles[i]);
    snprintf(sql, sizeof sql, "CREATE ROLE %s LOGIN", login);
    run_as_superuser(sql);
    if (strcmp(login_roles[i], "none") == 0) continue;
    if (strcmp(login_roles[i], "owner") == 0) {
      assert_ok(bry_role_grant(store, login, "owner", NULL, ERR));
      run_as_superuser("INSERT INTO bry.member SELECT tenant_id, 't_owner', 'bry_manager' FROM bry.tenant"
                       " WHERE slug = 'test'");
    } else {
      assert_ok(bry_role_grant(store, login, login_roles[i], "test", ERR));
    }
  }
}

static int open_workplace_with_logins(void **state) {
  if (open_workplace(state) != BRY_OK) return -1;
  make_logins();
  return 0;
}

/* SQLSTATE of a statement, "" when it succeeds; rows, unless NULL, touched or returned. */
static inline const char *try_sql(PGconn *pg, const char *sql, int *rows) {
  static char state[6];
  PGresult *result = PQexec(pg, sql);
  const char *said = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  snprintf(state, sizeof state, "%s", said ? said : "");
  if (rows) *rows = PQresultStatus(result) == PGRES_TUPLES_OK ? PQntuples(result) : atoi(PQcmdTuples(result));
  PQclear(result);
  return state;
}

#define assert_denied(pg, sql) assert_string_equal(try_sql(pg, sql, NULL), "42501")

/* The call must give that status, its message hold a word. */
#define assert_refused(call, wanted, word)                                                                           \
  do {                                                                                                               \
    bry_error *err_ = NULL;                                                                                          \
    bry_status status_ = (call);                                                                                     \
    if (status_ != (wanted) || !strstr(bry_error_message(err_), word))                                               \
      fail_msg("%s: %s", bry_status_name(status_), bry_error_message(err_));                                         \
    bry_error_free(err_);                                                                                            \
  } while (0)

#endif
