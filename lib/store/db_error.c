/* What the database's failures mean: SQLSTATE to status, whether trying again may help, and what to do, in one place.
 *
 * A server's own text is passed on only for the classes whose text names objects and limits. Others may quote a value
 * (22P02: invalid input syntax ..., 23505: Key (...)=(...)), and a value may be an answer. */
#include "store/conn.h"

#include <string.h>

typedef struct meaning {
  const char *prefix; /* of the SQLSTATE; the first that fits counts */
  bry_status status;
  int32_t retryable;
  int drop;           /* the connection is of no more use */
  int quotable;       /* the server's text can't hold an answer */
  const char *advice; /* a whole sentence */
} meaning;

static const meaning MEANINGS[] = {
    {"08P01", BRY_EUNAVAILABLE, 1, 1, 0,
     "A connection pooler in between refuses the connection or has no server: try again, or look into its log."},
    {"08", BRY_EUNAVAILABLE, 1, 1, 0, "The connection to the database was lost: try again."},
    {"28", BRY_EDENIED, 0, 0, 0,
     "The database refuses the login: check user and password, and the server's pg_hba.conf."},
    {"3D000", BRY_EINVAL, 0, 0, 0,
     "The server has no database of that name: create it, or correct the connection string."},
    {"42501", BRY_EDENIED, 0, 0, 1,
     "The login has not the rights for this: a manager runs surveys and reads answers, a portal puts answers in, a "
     "facilitator reads results, a researcher reads releases. Let an owner run `bry role grant LOGIN ROLE TENANT`, "
     "or use another login."},
    {"3F000", BRY_ESCHEMA, 0, 0, 0, "The database has no schema bry: run `bry migrate`."},
    {"42P01", BRY_ESCHEMA, 0, 0, 1, "The schema bry is missing or older than this library: run `bry migrate`."},
    {"42703", BRY_ESCHEMA, 0, 0, 1, "The schema bry is not the one of this library: run `bry migrate`."},
    {"57014", BRY_EUNAVAILABLE, 1, 0, 0,
     "The statement took longer than allowed: try again, or allow more (statement_timeout_ms)."},
    {"57P04", BRY_EINVAL, 0, 1, 0, "The database was dropped: correct the connection string."},
    {"57P", BRY_EUNAVAILABLE, 1, 1, 0, "The database server is stopping or starting: try again soon."},
    {"25P03", BRY_EUNAVAILABLE, 1, 1, 0, "The transaction was idle for too long and was ended: try again."},
    {"25006", BRY_EUNAVAILABLE, 1, 1, 0,
     "The database is read-only, such as a standby: connect to the primary server, or name all servers of the "
     "cluster "
     "and target_session_attrs=read-write."},
    {"53300", BRY_EUNAVAILABLE, 1, 0, 0,
     "The server has too many connections: try again, or raise its max_connections."},
    {"53100", BRY_EUNAVAILABLE, 1, 0, 0,
     "The database server's disk is full: make room there, then try again. Nothing that was acknowledged is lost."},
    {"53", BRY_EUNAVAILABLE, 1, 0, 1, "The database server is short of resources: try again later."},
    {"40", BRY_EDATABASE, 1, 0, 0, "Another transaction stood in the way: try again."},
    {"55P03", BRY_EDATABASE, 1, 0, 0, "Another transaction holds what is needed here: try again."},
    {"0A000", BRY_EDATABASE, 1, 1, 1, "The server can't do this, or its tables changed meanwhile: try again."},
    {"26000", BRY_EDATABASE, 1, 1, 0,
     "A prepared statement is gone: open the store with its option pooler when a connection pooler stands in "
     "between."},
    {"42P05", BRY_EDATABASE, 1, 1, 0,
     "A prepared statement is there already: open the store with its option pooler when a connection pooler stands "
     "in "
     "between."},
    {"54", BRY_ELIMIT, 0, 0, 1, "The database does not take that much."},
    {"42", BRY_EDATABASE, 0, 0, 1, ""},
    {"58", BRY_EDATABASE, 1, 0, 1, "The database server had trouble with its own system: look into its log."},
    {"", BRY_EDATABASE, 0, 0, 0, "Look for the SQLSTATE in the server's log."},
};

static const meaning *find_meaning(const char *sqlstate) {
  const meaning *m = MEANINGS;
  while (strncmp(sqlstate, m->prefix, strlen(m->prefix)) != 0)
    m++;
  return m;
}

/* No server answered: the link broke, or libpq itself could not go on. */
static bry_status lost(bry__conn *conn, const char *doing, bry_error **err) {
  conn->private->broken = 1;
  return bry__error_database(err, BRY_EUNAVAILABLE, NULL, 1,
                             "The connection to the database was lost while %s: try again.", doing);
}

/* A right that is missing, told by the names that the schema has for its parts: the reader knows none of them. */
static int is_inner(const char *sqlstate, const char *said) {
  static const char *const words[] = {"permission denied for ", "new row violates row-level security policy"};
  for (size_t i = 0; said && i < sizeof words / sizeof words[0]; i++)
    if (strcmp(sqlstate, "42501") == 0 && strncmp(said, words[i], strlen(words[i])) == 0) return 1;
  return 0;
}

bry_status bry__db_error(bry__conn *conn, const PGresult *result, const char *doing, bry_error **err) {
  if (bry__patience_cancelled(&conn->private->patience)) {
    conn->private->broken = 1;
    return bry__patience_error(doing, err);
  }
  const char *sqlstate = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
  if (!sqlstate) return lost(conn, doing, err);
  const meaning *m = find_meaning(sqlstate);
  if (m->drop) conn->private->broken = 1;
  const char *said = m->quotable ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
  if (is_inner(sqlstate, said))
    return bry__error_database(err, m->status, sqlstate, m->retryable, "The database refuses this. %s", m->advice);
  return bry__error_database(err, m->status, sqlstate, m->retryable, "The database failed while %s (%s%s%s). %s",
                             doing, sqlstate, said ? ": " : "", said ? said : "", m->advice);
}

bry_status bry__db_connect_error(const char *sqlstate, bry_error **err) {
  const meaning *m = find_meaning(sqlstate);
  return bry__error_database(err, m->status, sqlstate, m->retryable, "The database can't be used (%s). %s", sqlstate,
                             m->advice);
}
