/* CSV in, a row at a time, in bounded memory (RFC 4180, and what Norwegian Excel writes): comma, semicolon or tab,
 * found from the header; LF, CRLF or CR; a byte order mark; quoted fields with line breaks; Latin-1 when the bytes are
 * not UTF-8 (Windows-1252 for 0x80-0x9F). And CSV out: one field. */
#ifndef BRY_CORE_CSV_H
#define BRY_CORE_CSV_H

#include "core/buffer.h"
#include "core/error.h"

typedef struct bry__csv bry__csv;

typedef struct bry__csv_row {
  int64_t number;            /* 0 for the header, then 1, 2, ... */
  int64_t line;              /* line of the file on which the row begins, from 1 */
  int32_t count;             /* fields */
  const char *const *fields; /* UTF-8 with a NUL behind; valid until the next row. May hold NULs: see sizes */
  const size_t *sizes;
  const char *problem; /* NULL, or why the row can't be used: "quote" (text after a closing quote), "utf8",
                                 "nul", "too_long" (over max_row_bytes; skipped to its end) */
} bry__csv_row;

/* The source is not closed. max_row_bytes bounds memory. */
bry_status bry__csv_new(bry_read_fn read, void *user, size_t max_row_bytes, bry__csv **out, bry_error **err);
/* ::BRY_OK with *out set, or *out NULL at the end. ::BRY_EIO when the source fails, ::BRY_EPARSE when a quote is never
 * closed (names the line it was opened on). Blank lines are skipped. The encoding is UTF-8 until a row that is not,
 * is met while no non-ASCII row was good before: then the rest is read as Latin-1. */
bry_status bry__csv_next(bry__csv *csv, const bry__csv_row **out, bry_error **err);
int64_t bry__csv_bytes(const bry__csv *csv);  /* read so far */
char bry__csv_delimiter(const bry__csv *csv); /* known after the header */
void bry__csv_free(bry__csv *csv);

/* A source over bytes in memory, for bry__csv_new(). */
typedef struct bry__memory_source {
  const char *data;
  size_t size;
  size_t at;
} bry__memory_source;
int64_t bry__memory_read(void *buffer, size_t capacity, void *memory_source);

/* Writes a field, quoted when it must be. A field that a spreadsheet would run as a formula (= + - @, tab, CR first,
 * and not a number) gets an apostrophe before it (OWASP, CSV injection). */
void bry__csv_field(bry__buffer *b, const char *text, size_t size, char delimiter);
/* The same without the apostrophe: for programs, which get the text to the byte. */
void bry__csv_exact(bry__buffer *b, const char *text, size_t size, char delimiter);
/* The same for a column's name, quoted for any sign that a reader could take for the delimiter. */
void bry__csv_name(bry__buffer *b, const char *text, size_t size, char delimiter);

#endif
