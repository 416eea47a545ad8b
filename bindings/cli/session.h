/* What a running command has at hand: its arguments, and the store and survey it needs, opened before it runs and
 * closed after. */
#ifndef BRY_CLI_SESSION_H
#define BRY_CLI_SESSION_H

#include "args.h"

#include <bry.h>

#include <stdio.h>

typedef struct session {
  const args *args;
  const char *lang;
  char *heading;      /* stands above a table that is printed as text; NULL: nothing does */
  bry_store *store;   /* NULL unless the command needs one */
  bry_survey *survey; /* that of the first operand; NULL unless the command needs one */
} session;

/* Opens what the command needs; EXIT_DONE, or the exit status when it could not. */
int session_open(session *s, const args *a);
void session_close(session *s);

/* --- output.c: results on standard output or in a file, mistakes on standard error -------------------------------- */

/* Says what failed, where and whether to try again; frees the error; gives EXIT_FAILED. */
int fail(const session *s, bry_error *err);
int fail_because(const char *message, ...) __attribute__((format(printf, 1, 2)));
void print_findings(const session *s, const bry_findings *findings);

/* --- messages.c: what is said beside results ----------------------------------------------------------------------- */

/* Prints a message of the library, commands in place of its functions. */
void print_message(const char *message);
/* Lists the items, segments or codebooks there are when one that was asked for is not among them. */
void list_known(const session *s);
int has_withheld(const bry_table *table);
const char *withheld_line(const session *s); /* what ":" stands for */
const char *in_language(const session *s, const char *nb, const char *nn, const char *en);

/* Writes to a file, whole or not at all; NULL and "-" are standard output. EXIT_DONE or EXIT_FAILED. */
int write_bytes(const char *path, const char *data, size_t size);
/* Prints a table, or the error when status tells of one; frees what it is given. */
int finish_table(const session *s, bry_status status, bry_table *table, bry_error *err);
/* The same, or a picture of it with --chart. */
int finish_chart(const session *s, bry_status status, bry_table *table, bry_error *err);
int check_chart(const session *s); /* EXIT_DONE or EXIT_USAGE */
/* The same for a result that may be split by a segment: with --wide, a row for each value of column `rows`. */
int finish_split(const session *s, bry_status status, bry_table *table, const char *rows, bry_error *err);
/* Whether it is split by the segment of those who answer in another's shoes: then there is no table of all. */
int is_by_perspective(const session *s);
/* Whether the options that say how to split make sense together: EXIT_DONE or EXIT_USAGE. */
int check_split(const session *s);
/* The same for a text. */
int finish_text(const session *s, bry_status status, bry_text *text, bry_error *err);
/* What a command that prints no table says: a line, unless the call failed. */
int finish_line(const session *s, bry_status status, bry_error *err, const char *line, ...)
    __attribute__((format(printf, 4, 5)));
/* EXIT_USAGE, told, when bytes that are no text would go to a terminal; else EXIT_DONE. */
int check_readable(const session *s, const char *path, int32_t format);
/* Renders a table as the options say and writes it to `path`. Does not free it. */
int write_table(const session *s, const char *path, int32_t format, const bry_table *table);

/* Text being put together; all that is written to it, or NULL with the mistake told (and freed then). */
typedef struct draft {
  char *data;
  size_t size;
  FILE *file;
} draft;
int draft_begin(draft *d);
int draft_end(draft *d); /* EXIT_DONE: data and size are set, to be freed */
/* Ends the draft and writes it where the options say; frees it. */
int draft_write(const session *s, draft *d);
void draft_json_string(draft *d, const char *text);
void draft_json_bytes(draft *d, const char *text, size_t size);
void draft_csv_field(draft *d, const char *text);
/* A table of text columns from CSV that the command wrote; ends and frees the draft. */
int draft_table(const session *s, draft *d, bry_table **out);

/* --- result.c: tables of counts, the statistics that follow from them, and pictures ------------------------------ */

/* --confidence as a share; EXIT_DONE or EXIT_USAGE. */
int read_confidence(const session *s, double *out);
/* Whether the options of such a table make sense together: EXIT_DONE or EXIT_USAGE. */
int check_result(const session *s);
/* finish_split() with --statistic and --chart. */
int finish_result(const session *s, bry_status status, bry_table *table, const char *rows, bry_error *err);

/* --- latin.c: lines of a text file ------------------------------------------------------------------------------- */

typedef struct line_reader {
  int is_utf8, is_windows; /* what the lines so far were, but for plain ASCII */
  char *line;              /* to be freed in the end */
  size_t size, room;
} line_reader; /* begin with {0} */
/* Puts a line in the place of another that is Windows-1252; borrowed until the next. EXIT_DONE or EXIT_FAILED. */
int line_as_utf8(line_reader *reader, const char **line, size_t *size);

/* --- stream.c: results that are too large for memory ---------------------------------------------------------------- */

/* A file written bit by bit: whole or not at all, unless it is standard output, a device or a pipe. */
typedef struct stream {
  const char *path; /* NULL: standard output */
  char *beside;     /* what is moved to the target in the end; NULL: it is written in place */
  char *target;     /* what the path leads to */
  int fd;
  int reason; /* errno of the first failure */
} stream;
int stream_open(stream *to, const char *path); /* NULL and "-" are standard output; EXIT_DONE or EXIT_FAILED */
int stream_write(stream *to, const void *data, size_t size); /* 0 or -1 */
/* keep 0: leaves what was there. EXIT_DONE, or EXIT_FAILED with the mistake told. */
int stream_close(stream *to, int keep);

/* --- input.c: whole files, and files bit by bit ------------------------------------------------------------------ */

/* Reads a file, or standard input for "-"; *out is to be freed. EXIT_DONE or EXIT_FAILED. */
int read_bytes(const char *path, char **out, size_t *out_size);
/* A file as a text without NUL bytes. */
int read_text(const char *path, char **out);
/* An option such as 2026-11-23T08:00Z, with seconds or an offset such as +01:00 if need be, in microseconds since 1970;
 * left alone when it was not given. EXIT_DONE or EXIT_USAGE. */
int read_time(const session *s, option_id option, int64_t *out);
/* The options --segment NAME=VALUE as a JSON object, to be freed. */
int segments_json(const session *s, char **out);
int read_questionnaire(const session *s, const char *path, bry_questionnaire **out);
int read_codebook(const session *s, const char *path, const char *id, bry_codebook **out);
int read_csv(const session *s, const char *path, bry_table **out);
/* A table from the JSON of BRY_FORMAT_JSON, or from CSV, whose columns of numbers become numbers. */
int read_table(const session *s, const char *path, bry_table **out);
/* The place of a column; -1 when name is NULL. EXIT_FAILED, with the columns there are told, when there is none. */
int find_column(const bry_table *table, const char *name, int32_t *out);

/* --- progress.c: a bar on the terminal, and leaving work on Ctrl-C ------------------------------------------------ */

typedef struct progress {
  const char *doing; /* such as "coding" */
  int64_t total;     /* when the library does not know it; -1: nobody does */
  int64_t drawn_ms;
} progress;

/* From now on an interrupt cancels the work through the progress callback instead of killing the program. */
progress progress_begin(const char *doing, int64_t total);
int32_t progress_step(int64_t done, int64_t total, void *p);
void progress_end(progress *p);
int progress_interrupted(void);
/* From now on the first interrupt cancels what the store does; NULL: there is none any more. */
void interrupt_cancels(bry_store *store);

#endif
