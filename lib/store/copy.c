/* Binary COPY: the wire form of tuples, and sending them. What is copied, and into which transaction, is the
 * caller's business. */
#include "store/copy.h"

#include <string.h>

/* libpq grows its own buffer to hold what it is handed at once, so it is handed pieces. */
enum { PIECE_BYTES = 64 * 1024 };

void bry__put_int32(bry__buffer *b, int32_t value) {
  uint32_t v = (uint32_t)value;
  char bytes[4] = {(char)(v >> 24), (char)(v >> 16), (char)(v >> 8), (char)v};
  bry__buffer_add(b, bytes, sizeof bytes);
}

void bry__tuple_begin(bry__buffer *b, int16_t fields) {
  char bytes[2] = {(char)(fields >> 8), (char)fields};
  bry__buffer_add(b, bytes, sizeof bytes);
}

void bry__tuple_field(bry__buffer *b, const void *data, size_t size) {
  bry__put_int32(b, data ? (int32_t)size : -1);
  if (data) bry__buffer_add(b, data, size);
}

void bry__tuple_text(bry__buffer *b, const char *text) {
  bry__tuple_field(b, text, text ? strlen(text) : 0);
}

void bry__tuple_int32(bry__buffer *b, int32_t value) {
  bry__put_int32(b, (int32_t)sizeof value);
  bry__put_int32(b, value);
}

/* The server's verdict on a COPY that has ended, one way or the other. */
static bry_status copy_verdict(bry__conn *conn, const char *doing, bry_error **err) {
  bry_status status = BRY_OK;
  PGresult *result;
  while ((result = PQgetResult(conn->pg)) != NULL) {
    if (status == BRY_OK && PQresultStatus(result) != PGRES_COMMAND_OK) {
      status = bry__db_error(conn, result, doing, err);
    }
    int still_copying = PQresultStatus(result) == PGRES_COPY_IN; /* would be given again and again */
    PQclear(result);
    if (still_copying || PQstatus(conn->pg) == CONNECTION_BAD) break;
  }
  return status;
}

/* Sending failed: the server may have said why, else the connection is gone or the client has no memory. */
static bry_status copy_broken(bry__conn *conn, const char *doing, bry_error **err) {
  PQputCopyEnd(conn->pg, "the client could not go on");
  bry_status status = copy_verdict(conn, doing, err);
  return status == BRY_OK ? bry__db_error(conn, NULL, doing, err) : status;
}

bry_status bry__copy_begin(bry__conn *conn, const char *sql, const char *doing, bry_error **err) {
  static const char head[19] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0"; /* signature, flags, extension length */
  PGresult *result = PQexec(conn->pg, sql);
  bry_status status = BRY_OK;
  if (PQresultStatus(result) != PGRES_COPY_IN) status = bry__db_error(conn, result, doing, err);
  PQclear(result);
  return status == BRY_OK ? bry__copy_send(conn, head, sizeof head, doing, err) : status;
}

bry_status bry__copy_send(bry__conn *conn, const char *data, size_t size, const char *doing, bry_error **err) {
  while (size > 0) {
    size_t piece = size < PIECE_BYTES ? size : PIECE_BYTES;
    if (PQputCopyData(conn->pg, data, (int)piece) != 1) return copy_broken(conn, doing, err);
    data += piece;
    size -= piece;
  }
  return BRY_OK;
}

bry_status bry__copy_end(bry__conn *conn, const char *doing, bry_error **err) {
  static const char trailer[2] = "\377\377";
  bry_status status = bry__copy_send(conn, trailer, sizeof trailer, doing, err);
  if (status != BRY_OK) return status;
  if (PQputCopyEnd(conn->pg, NULL) != 1) return copy_broken(conn, doing, err);
  return copy_verdict(conn, doing, err);
}

bry_status bry__copy_all(bry__conn *conn, const bry__staged *staged, const bry__buffer *tuples, const char *doing,
                         bry_error **err) {
  if (tuples->size == 0) return BRY_OK;
  bry_status status = bry__db_run(conn, staged->create, err);
  if (status == BRY_OK) status = bry__copy_begin(conn, staged->copy, doing, err);
  if (status == BRY_OK) status = bry__copy_send(conn, tuples->data, tuples->size, doing, err);
  if (status == BRY_OK) status = bry__copy_end(conn, doing, err);
  return status == BRY_OK ? bry__db_run(conn, staged->insert, err) : status;
}
