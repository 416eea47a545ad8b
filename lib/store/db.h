/* Borrowing a connection and asking the database. Every statement of the library goes through here: parameters are
 * always $n, failures become a bry_error in one place, and each query says how many rows it expects.
 *
 * A statement is prepared on a connection the first time it is used there, and remembered by its name; behind a pooler in
 * transaction mode, where the next statement may meet another session, none is.
 *
 * Outside of a transaction a statement that certainly did nothing, because a server that lost its primacy refused it, is
 * asked again on a new connection, and so is one that only reads when the link broke: for as long as the patience of the
 * call lasts (patience.h). */
#ifndef BRY_STORE_DB_H
#define BRY_STORE_DB_H

#include "core/error.h"
#include "store/patience.h"

#include <bry/store.h>

#include <libpq-fe.h>

typedef struct bry__conn {
  PGconn *pg;
  struct bry__conn_private *private; /* which statements are prepared; the pool's bookkeeping */
} bry__conn;

/* MANY: none or more; BINARY: the same, in binary format. READ: the statement changes nothing and may be run twice, so that
 * it is asked again, on a new connection, when the link breaks. */
typedef enum bry__rows {
  BRY__ROWS_NONE,
  BRY__ROWS_ONE,
  BRY__ROWS_MANY,
  BRY__ROWS_BINARY,
  BRY__READ_ONE,
  BRY__READ_MANY
} bry__rows;

typedef struct bry__statement {
  const char *name; /* unique within the library, such as "submit" */
  const char *sql;
  bry__rows rows;
} bry__statement; /* static: its name is remembered by the connections */

/* Waits for a free connection, makes or repairs one if need be. ::BRY_EFORKED in a child. A connection that is broken
 * when it is given back is dropped, and one that is inside a transaction is rolled back. */
bry_status bry__conn_acquire(bry_store *store, bry__conn **out, bry_error **err);
void bry__conn_release(bry_store *store, bry__conn *conn);

/* For a call that itself tries again: its patience from the beginning, and borrowing a connection within it. */
bry__patience bry__patience_begin(const bry_store *store);
bry_status bry__conn_acquire_within(bry_store *store, bry__patience *patience, bry__conn **out, bry_error **err);

/* Takes the statement timeout off until the connection is given back: for imports and codings. */
bry_status bry__conn_exempt(bry__conn *conn, bry_error **err);

/* For who speaks to libpq past this file: ::BRY_ECANCELLED when the call was cancelled meanwhile. */
bry_status bry__conn_check(bry__conn *conn, bry_error **err);
/* Returns when what a reader sees on this server is as safe as a commit of its own would be: on its disk, and on its
 * synchronous standbys. A row may be seen before that, by who asks about a commit whose outcome is not known. */
bry_status bry__conn_confirm(bry__conn *conn, bry_error **err);

/* The tenant's id; ::BRY_EINVAL when none is chosen, ::BRY_EFORKED in a child. */
bry_status bry__store_tenant(bry_store *store, uint8_t out_tenant[16], bry_error **err);

/* Somebody who is told how far a statement has come, while its answer is waited for, and may end it. How far that is the
 * statement itself tells, by notices such as 'bry 3 of 7'. */
typedef struct bry__watch {
  bry_progress_fn progress; /* NULL: nobody is told */
  void *user;
  int64_t done, total; /* total -1: not known yet */
  int stopped;         /* the caller ended it, or forked: the answer is none */
} bry__watch;
/* From now on, until NULL is given. The watch is the caller's, {.progress = ..., .user = ..., .total = -1}. */
void bry__db_watch(bry__conn *conn, bry__watch *watch);
/* Tells once. 0 in a child that the callback made: the connection is its parent's. */
int bry__watch_tell(bry__watch *watch);

/* A value in text or binary form. data NULL is SQL's NULL. Binary ones must have their type stated in the SQL ($1::uuid). */
typedef struct bry__param {
  const char *data;
  int size; /* bytes when binary; ignored for text */
  int binary;
} bry__param;

/* Runs a prepared statement; the result, in text format unless it says BINARY, is owned by the caller (PQclear). out may be NULL for ROWS_NONE.
 * Other than one row for ROWS_ONE is ::BRY_ENOTFOUND, without a message of its own: say what was not found. */
bry_status bry__db_query(bry__conn *conn, const bry__statement *statement, const bry__param *params, int count,
                         PGresult **out, bry_error **err);
/* The same in two steps, to do other work in between: sends (in the worst case waiting until the server has read it all),
 * then takes the answer. Nothing else may be asked of the connection in between. */
bry_status bry__db_send(bry__conn *conn, const bry__statement *statement, const bry__param *params, int count,
                        bry_error **err);
bry_status bry__db_receive(bry__conn *conn, const bry__statement *statement, PGresult **out, bry_error **err);
/* Runs commands without parameters: BEGIN, COMMIT, SET, DDL. After a COPY the connection is left in its copy mode. */
bry_status bry__db_run(bry__conn *conn, const char *sql, bry_error **err);
/* What a failed result (or the connection, when result is NULL) means; clears nothing. `doing` ends the sentence
 * "The database failed while ...". The server's own text is passed on only when its class can't hold answers. */
bry_status bry__db_error(bry__conn *conn, const PGresult *result, const char *doing, bry_error **err);

bry__param bry__param_text(const char *text);
bry__param bry__param_uuid(const uint8_t id[16]); /* binary: borrows the 16 bytes */
bry__param bry__param_bytes(const void *data, size_t size);

#endif
