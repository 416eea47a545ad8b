/* Lines of a source in bounded memory: a line over the limit is skipped to its end and said to be too long. What a
 * line means is the caller's. */
#include "core/error.h"
#include "core/mem.h"
#include "store/import.h"

#include <string.h>

enum { CHUNK_BYTES = 64 * 1024 };

/* Drops what was given and reads some more behind the rest. */
static bry_status refill(bry__lines *lines, bry_error **err) {
  char chunk[CHUNK_BYTES];
  bry__buffer *held = &lines->held;
  if (lines->at > 0) {
    memmove(held->data, held->data + lines->at, held->size - lines->at);
    held->size -= lines->at;
    lines->at = 0;
  }
  int64_t got = lines->read(chunk, sizeof chunk, lines->user);
  if (got < 0 || got > (int64_t)sizeof chunk) {
    return bry__error(err, BRY_EIO, "Reading the file failed; see to its source and import it again.");
  }
  lines->at_end = got == 0;
  lines->bytes += got;
  bry__buffer_add(held, chunk, (size_t)got);
  return held->failed ? bry__enomem(err) : BRY_OK;
}

/* Finds the end of the line that begins at lines->at, reading as needed. What is over max_bytes is thrown away, so
 * that a line without an end takes no more memory. */
static bry_status find_end(bry__lines *lines, size_t max_bytes, size_t *end, int *too_long, bry_error **err) {
  size_t searched = 0;
  for (;;) {
    size_t rest = lines->held.size - lines->at;
    const char *from = rest > searched ? lines->held.data + lines->at + searched : NULL;
    const char *feed = from ? memchr(from, '\n', rest - searched) : NULL;
    *end = feed ? (size_t)(feed - lines->held.data) : lines->held.size;
    if (*end - lines->at > max_bytes) *too_long = 1;
    if (feed || lines->at_end) return BRY_OK;
    searched = rest;
    if (*too_long) {
      lines->at = lines->held.size;
      searched = 0;
    }
    bry_status status = refill(lines, err);
    if (status != BRY_OK) return status;
  }
}

static void skip_byte_order_mark(bry__lines *lines) {
  if (lines->held.size >= 3 && memcmp(lines->held.data, "\xEF\xBB\xBF", 3) == 0) lines->at = 3;
}

bry_status bry__lines_next(bry__lines *lines, size_t max_bytes, const char **line, size_t *size, int *too_long,
                           bry_error **err) {
  *line = NULL;
  *size = 0;
  *too_long = 0;
  while (lines->bytes < 3 && !lines->at_end) {
    bry_status status = refill(lines, err);
    if (status != BRY_OK) return status;
    if (lines->bytes >= 3) skip_byte_order_mark(lines);
  }
  size_t end = 0;
  bry_status status = find_end(lines, max_bytes, &end, too_long, err);
  if (status != BRY_OK) return status;
  if (lines->at_end && lines->at == lines->held.size && !*too_long) return BRY_OK;
  *line = lines->held.data ? lines->held.data + lines->at : "";
  *size = end - lines->at;
  if (*size > 0 && (*line)[*size - 1] == '\r') (*size)--;
  lines->at = end < lines->held.size ? end + 1 : end;
  lines->line++;
  return BRY_OK;
}

void bry__lines_clear(bry__lines *lines) {
  bry__buffer_free(&lines->held);
}
