/* Rows into a table by binary COPY: tuples are laid out in a buffer, then sent in whole runs. */
#ifndef BRY_STORE_COPY_H
#define BRY_STORE_COPY_H

#include "core/buffer.h"
#include "store/db.h"

/* One tuple: the number of its fields, then each field. data NULL is SQL's NULL. Failure is sticky in b. */
void bry__tuple_begin(bry__buffer *b, int16_t fields);
void bry__tuple_field(bry__buffer *b, const void *data, size_t size);
void bry__tuple_text(bry__buffer *b, const char *text);
void bry__tuple_int32(bry__buffer *b, int32_t value);
/* Four bytes in network order, as binary formats want them. */
void bry__put_int32(bry__buffer *b, int32_t value);

/* `sql` is a COPY ... FROM STDIN (FORMAT binary); `doing` ends "The database failed while ...". When one of them
 * fails the COPY is over, and so is the transaction it was in. */
bry_status bry__copy_begin(bry__conn *conn, const char *sql, const char *doing, bry_error **err);
/* Whole tuples, or parts of them in order. */
bry_status bry__copy_send(bry__conn *conn, const char *data, size_t size, const char *doing, bry_error **err);
bry_status bry__copy_end(bry__conn *conn, const char *doing, bry_error **err);
/* COPY does not enter tables with row-level security: rows are staged in a table of the transaction, and inserted from
 * there. */
typedef struct bry__staged {
  const char *create; /* the staging table, ON COMMIT DROP */
  const char *copy;   /* into it */
  const char *insert; /* from it */
} bry__staged;
/* All of it, inside a transaction, for the tuples of one buffer, which must not have failed. May be called again in the
 * same transaction. */
bry_status bry__copy_all(bry__conn *conn, const bry__staged *staged, const bry__buffer *tuples, const char *doing,
                         bry_error **err);

#endif
