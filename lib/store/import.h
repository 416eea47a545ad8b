/* What the files of an import share: rows read from a file, their ids, and the list of what was refused. */
#ifndef BRY_STORE_IMPORT_H
#define BRY_STORE_IMPORT_H

#include "core/buffer.h"
#include "form/answers.h"
#include "store/db.h"
#include "store/survey.h"

#include <bry/response.h>

enum {
  BRY__IMPORT_ROW_BYTES_MAX = 1 << 20,
  BRY__IMPORT_BATCH_ROWS = 10000,
  BRY__IMPORT_BATCH_BYTES = 8 << 20,
  BRY__IMPORT_FINDINGS_MAX = 10000,
};

/* --- rows of a file (import_csv.c, import_jsonl.c) --- */

typedef struct bry__import_row {
  int64_t number; /* from 1 */
  int64_t line;
  const char *id; /* as written; NULL: none */
  size_t id_size;
  const char *segments[BRY__SEGMENTS_MAX]; /* by the survey's order; NULL: none */
  size_t segment_sizes[BRY__SEGMENTS_MAX];
} bry__import_row; /* texts are valid until the next row */

/* Adds a finding of the import itself by its rule; see import_rules.c for the rules and their sentences. */
void bry__import_finding(bry_findings *findings, const char *rule, const char *pointer);

/* Reads rows of one format. next gives ::BRY_OK and *end 1 when there are no more; what is wrong with a row goes to
 * findings, and the answers of such a row mean nothing. */
typedef struct bry__row_reader {
  bry_status (*next)(void *state, bry__answers *answers, bry__import_row *row, bry_findings *findings, int *end,
                     bry_error **err);
  int64_t (*bytes)(const void *state); /* read so far */
  void (*free)(void *state);
  void *state;
} bry__row_reader; /* begin with {0} */

bry_status bry__row_reader_open_csv(const bry_survey *survey, bry_read_fn read, void *user, bry__row_reader *reader,
                                    bry_error **err);
bry_status bry__row_reader_open_jsonl(const bry_survey *survey, bry_read_fn read, void *user, bry__row_reader *reader,
                                      bry_error **err);

/* Lines of a source, in bounded memory (import_lines.c). */
typedef struct bry__lines {
  bry_read_fn read;
  void *user;
  bry__buffer held; /* bytes read and not yet given */
  size_t at;        /* where the next line begins in it */
  int64_t line;     /* lines given */
  int64_t bytes;    /* read so far */
  int at_end;
} bry__lines; /* begin with {.read = ..., .user = ...} */

/* The next line without its end (LF or CRLF); *line NULL at the end. too_long: over max_bytes, the rest skipped. */
bry_status bry__lines_next(bry__lines *lines, size_t max_bytes, const char **line, size_t *size, int *too_long,
                           bry_error **err);
void bry__lines_clear(bry__lines *lines);

/* --- ids (import_ids.c) --- */

/* How often each content came without an id, in the batch of the import. */
typedef struct bry__content_counts {
  uint8_t batch[16]; /* a keyed hash of its name */
  struct bry__content_count *slots;
  size_t capacity, used; /* capacity: a power of two */
} bry__content_counts;   /* begin with {0} */

/* What a batch of this name begins with. */
bry__content_counts bry__content_counts_of(const bry_survey *survey, const char *batch);
/* The response id of a row: its own UUID, else a keyed hash shaped as a UUID of version 8. -1: no memory. */
int bry__import_id(const bry_survey *survey, const bry__import_row *row, const uint8_t hash[16],
                   bry__content_counts *counts, uint8_t out[16]);
/* The content of a slot below capacity, and how often it came; 0: the slot is free. */
int bry__content_at(const bry__content_counts *counts, size_t slot, const uint8_t **hash, int64_t *count);
void bry__content_counts_clear(bry__content_counts *counts);

/* --- what was there before (import_alike.c) --- */

/* How many of the contents of an import that is stored are those of other responses too; of many contents, of as many as
 * are looked at. */
bry_status bry__import_alike(bry_store *store, const bry_survey *survey, const bry__content_counts *counts,
                             int64_t *out, bry_error **err);

/* --- what was refused (import_refused.c) --- */

typedef struct bry__refused {
  struct bry__refusal *items;
  size_t count, capacity;
} bry__refused; /* begin with {0} */

/* Copies the findings of a row. Past BRY__IMPORT_FINDINGS_MAX they are left out. 0, -1: no memory. */
int bry__refused_add(bry__refused *refused, int64_t row, int64_t line, const bry_findings *findings);
/* The list in the order of the file. */
bry_status bry__refused_table(bry__refused *refused, bry_table **out, bry_error **err);
void bry__refused_clear(bry__refused *refused);

#endif
