/* bry_response_export(): rows are fetched a page at a time in binary form through a cursor, and written as text while the
 * database makes the next page ready. What is written is what import_csv.c and import_jsonl.c read. */
#include "core/csv.h"
#include "core/hash.h"
#include "core/mem.h"
#include "core/options.h"
#include "core/uuid.h"
#include "form/answers_write.h"
#include "store/lookup.h"
#include "store/statements.h"
#include "store/store.h"
#include "store/wire.h"

#include <bry/response.h>
#include <string.h>

/* Rows come in the order of a hash with a seed of its own each time: the order in the table is that of batches, and ids
 * may tell of time. The whole result is wanted, not its first rows soon. */
static const char BEGIN[] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL cursor_tuple_fraction = 1.0";
static const bry__statement EXPORT_OPEN = {
    "export_open",
    "DECLARE bry_export NO SCROLL CURSOR FOR SELECT response_id, segments, closed, texts FROM bry.response"
    " WHERE tenant_id = $1::uuid AND survey_id = $2::uuid ORDER BY uuid_hash_extended(response_id, $3::bigint)",
    BRY__ROWS_NONE};
static const bry__statement EXPORT_PAGE = {"export_page", "FETCH 1000 FROM bry_export", BRY__ROWS_BINARY};

/* Whoever has exported them, or some of them, has had them in hand. */
static const bry__statement EXPORT_NOTE = {
    "export_note", "SELECT bry.audit_export($1::uuid, $2::uuid, 'responses', $3::bigint)", BRY__ROWS_ONE};

const bry__statement *const bry__export_statements[] = {&EXPORT_OPEN, &EXPORT_PAGE, &EXPORT_NOTE, NULL};

enum { COLUMN_ID, COLUMN_SEGMENTS, COLUMN_CLOSED, COLUMN_TEXTS };
enum { WRITE_BYTES = 64 * 1024 };

typedef struct job {
  bry_store *store;
  const bry_survey *survey;
  bry__conn *conn;
  int32_t format;
  bry_export_options options;
  bry_write_fn write;
  void *write_user;
  bry_progress_fn progress;
  void *progress_user;
  bry__field *fields; /* columns of a CSV */
  int32_t field_count;
  char delimiter;
  int16_t *closed; /* of a row, as are the next */
  const char **texts;
  size_t *sizes;
  const char *segments[BRY__SEGMENTS_MAX];
  size_t segment_sizes[BRY__SEGMENTS_MAX];
  bry__buffer out, field;
  int64_t count;
} job;

/* --- out --------------------------------------------------------------------------------------------------------- */

/* A callback may have forked, and the child must leave the connection alone. */
static bry_status flush(job *j, bry_error **err) {
  if (j->out.failed || j->field.failed) return bry__enomem(err);
  int stopped = j->out.size > 0 && j->write(j->out.data, j->out.size, j->write_user) != 0;
  bry__buffer_clear(&j->out);
  if (!stopped && j->progress) stopped = j->progress(j->count, -1, j->progress_user) != 0;
  if (stopped) return bry__error(err, BRY_ECANCELLED, "The export was cancelled by the caller.");
  return bry__store_check(j->store, err);
}

static void put_csv(job *j, const char *text, size_t size, int first) {
  if (!first) bry__buffer_char(&j->out, j->delimiter);
  if (j->options.for_spreadsheet)
    bry__csv_field(&j->out, text, size, j->delimiter);
  else
    bry__csv_exact(&j->out, text, size, j->delimiter);
}

static void put_csv_row(job *j, const char id[37], const bry__stored *row) {
  int first = 1;
  if (j->options.with_ids) {
    put_csv(j, id, 36, first);
    first = 0;
  }
  for (int32_t i = 0; i < j->survey->segment_count; i++, first = 0)
    put_csv(j, j->segments[i] ? j->segments[i] : "", j->segment_sizes[i], first);
  for (int32_t i = 0; i < j->field_count; i++, first = 0) {
    bry__buffer_clear(&j->field);
    bry__answers_put_field(&j->field, j->survey->questionnaire, &j->fields[i], row);
    put_csv(j, j->field.size > 0 ? j->field.data : "", j->field.size, first);
  }
  bry__buffer_char(&j->out, '\n');
}

static void put_json_segments(job *j) {
  int first = 1;
  bry__buffer_text(&j->out, "\"segments\":{");
  for (int32_t i = 0; i < j->survey->segment_count; i++) {
    if (!j->segments[i]) continue;
    if (!first) bry__buffer_char(&j->out, ',');
    bry__buffer_json_string(&j->out, j->survey->segments[i].name, strlen(j->survey->segments[i].name));
    bry__buffer_char(&j->out, ':');
    bry__buffer_json_string(&j->out, j->segments[i], j->segment_sizes[i]);
    first = 0;
  }
  bry__buffer_text(&j->out, "},");
}

static void put_json_row(job *j, const char id[37], const bry__stored *row) {
  bry__buffer_char(&j->out, '{');
  if (j->options.with_ids) {
    bry__buffer_text(&j->out, "\"id\":\"");
    bry__buffer_text(&j->out, id);
    bry__buffer_text(&j->out, "\",");
  }
  if (j->survey->segment_count > 0) put_json_segments(j);
  bry__buffer_text(&j->out, "\"answers\":");
  bry__answers_put_json(&j->out, j->survey->questionnaire, row);
  bry__buffer_text(&j->out, "}\n");
}

/* --- rows as the database sends them ------------------------------------------------------------------------------- */

/* An array's elements: their number and where they begin; 0 when it is none of at most `most`. */
static int open_array(const PGresult *page, int row, int column, int32_t most, int32_t *out_count,
                      const char **out_at) {
  enum { HEAD_BYTES = 12, DIMENSION_BYTES = 8 };
  const char *at = PQgetvalue(page, row, column);
  int size = PQgetlength(page, row, column);
  *out_count = 0;
  if (size < HEAD_BYTES) return 0;
  if (bry__get_uint32(at) == 0) return 1;
  if (bry__get_uint32(at) != 1 || size < HEAD_BYTES + DIMENSION_BYTES) return 0;
  *out_count = (int32_t)bry__get_uint32(at + HEAD_BYTES);
  *out_at = at + HEAD_BYTES + DIMENSION_BYTES;
  return *out_count >= 0 && *out_count <= most;
}

/* Slots that the row lacks are left without an answer. */
static int read_texts(const PGresult *page, int row, int column, const char **texts, size_t *sizes, int32_t most) {
  const char *at = NULL;
  int32_t count = 0;
  if (!open_array(page, row, column, most, &count, &at)) return 0;
  for (int32_t i = 0; i < most; i++) {
    int32_t size = i < count ? (int32_t)bry__get_uint32(at) : -1;
    at += i < count ? 4 : 0;
    texts[i] = size >= 0 ? at : NULL;
    sizes[i] = size >= 0 ? (size_t)size : 0;
    at += sizes[i];
  }
  return 1;
}

static int read_closed(const PGresult *page, int row, int16_t *closed, int32_t most) {
  const char *at = NULL;
  int32_t count = 0;
  if (!open_array(page, row, COLUMN_CLOSED, most, &count, &at)) return 0;
  for (int32_t i = 0; i < most; i++)
    closed[i] = i < count ? (int16_t)bry__get_uint16(at + (ptrdiff_t)i * 6 + 4) : BRY__CODE_NOT_ASKED;
  return 1;
}

static bry_status put_row(job *j, const PGresult *page, int row, bry_error **err) {
  const bry_questionnaire *q = j->survey->questionnaire;
  const bry__stored stored = {j->closed, j->texts, j->sizes};
  char id[37];
  if (PQgetlength(page, row, COLUMN_ID) != 16 ||
      !read_texts(page, row, COLUMN_SEGMENTS, j->segments, j->segment_sizes, j->survey->segment_count) ||
      !read_closed(page, row, j->closed, q->closed_slot_count) ||
      !read_texts(page, row, COLUMN_TEXTS, j->texts, j->sizes, q->text_slot_count))
    return bry__error(err, BRY_EINTERNAL,
                      "A response does not have the slots of its questionnaire; please report it.");
  bry__uuid_format((const uint8_t *)PQgetvalue(page, row, COLUMN_ID), id);
  if (j->format == BRY_IMPORT_CSV)
    put_csv_row(j, id, &stored);
  else
    put_json_row(j, id, &stored);
  j->count++;
  return j->out.size >= WRITE_BYTES ? flush(j, err) : BRY_OK;
}

/* The next page is asked for before this one is written. */
static bry_status put_pages(job *j, bry_error **err) {
  int at_end = 0;
  bry_status status = bry__db_send(j->conn, &EXPORT_PAGE, NULL, 0, err);
  while (status == BRY_OK && !at_end) {
    PGresult *page = NULL;
    status = bry__db_receive(j->conn, &EXPORT_PAGE, &page, err);
    at_end = status == BRY_OK && PQntuples(page) == 0;
    if (status == BRY_OK && !at_end) status = bry__db_send(j->conn, &EXPORT_PAGE, NULL, 0, err);
    for (int row = 0; status == BRY_OK && row < PQntuples(page); row++)
      status = put_row(j, page, row, err);
    PQclear(page);
  }
  return status == BRY_OK ? flush(j, err) : status;
}

/* --- beginning and ending ------------------------------------------------------------------------------------------ */

static void put_name(job *j, const char *name, size_t size, int first) {
  if (!first) bry__buffer_char(&j->out, j->delimiter);
  bry__csv_name(&j->out, name, size, j->delimiter);
}

/* Every name must mean to an import what it means here. */
static bry_status put_header(job *j, bry_error **err) {
  const bry_questionnaire *q = j->survey->questionnaire;
  int first = 1;
  if (j->options.for_spreadsheet) bry__buffer_text(&j->out, "\xEF\xBB\xBF");
  if (j->options.with_ids) {
    put_name(j, "id", 2, 1);
    first = 0;
  }
  for (int32_t i = 0; i < j->survey->segment_count; i++, first = 0)
    put_name(j, j->survey->segments[i].name, strlen(j->survey->segments[i].name), first);
  for (int32_t i = 0; i < j->field_count; i++, first = 0) {
    const bry__field *field = &j->fields[i];
    bry__field found = {-1, -1, 0};
    bry__buffer_clear(&j->field);
    bry__answers_put_name(&j->field, q, field);
    if (j->field.failed) return bry__enomem(err);
    int same = bry__field_find(q, j->field.data, &found) && found.item == field->item && found.part == field->part &&
               found.comment == field->comment;
    if (!same || strcmp(j->field.data, "id") == 0)
      return bry__error(err, BRY_ENOTSUPPORTED,
                        "An import would take the column %s of a CSV file for something else: export JSONL instead.",
                        j->field.data);
    put_name(j, j->field.data, j->field.size, first);
  }
  bry__buffer_char(&j->out, '\n');
  return BRY_OK;
}

static bry_status make_room(job *j, bry_error **err) {
  const bry_questionnaire *q = j->survey->questionnaire;
  j->closed = bry__alloc_zero((size_t)q->closed_slot_count, sizeof *j->closed);
  j->texts = bry__alloc_zero((size_t)q->text_slot_count, sizeof *j->texts);
  j->sizes = bry__alloc_zero((size_t)q->text_slot_count, sizeof *j->sizes);
  if (!j->closed || !j->texts || !j->sizes) return bry__enomem(err);
  if (j->format != BRY_IMPORT_CSV) return BRY_OK;
  j->delimiter = j->options.for_spreadsheet ? ';' : ',';
  bry_status status = bry__answers_columns(q, &j->fields, &j->field_count, err);
  return status == BRY_OK ? put_header(j, err) : status;
}

static bry_status open_cursor(job *j, bry_error **err) {
  int64_t seed = 0;
  bry__int_param room;
  bry__secret_bytes(&seed, sizeof seed);
  const bry__param params[] = {bry__param_uuid(j->survey->tenant_id), bry__param_uuid(j->survey->survey_id),
                               bry__param_int(&room, seed)};
  bry_status status = bry__conn_acquire(j->store, &j->conn, err);
  if (status == BRY_OK) status = bry__conn_exempt(j->conn, err);
  if (status == BRY_OK) status = bry__db_run(j->conn, BEGIN, err);
  return status == BRY_OK ? bry__db_query(j->conn, &EXPORT_OPEN, params, 3, NULL, err) : status;
}

void bry_export_options_init(bry_export_options *options) {
  if (options) *options = (bry_export_options){.struct_size = sizeof *options};
}

/* The pool ends the transaction of the connection, and drops one that is in the middle of a page. */
/* How many were written, in the book of acts: by another transaction, since the cursor's own only reads. A callback may
 * have forked, and the child must leave the connection alone. */
static bry_status note_export(job *j, bry_error **err) {
  bry__int_param number;
  const bry__param params[] = {bry__param_uuid(j->survey->tenant_id), bry__param_uuid(j->survey->survey_id),
                               bry__param_int(&number, j->count)};
  bry_status status = bry__survey_admit(j->store, j->survey, err);
  if (status == BRY_OK) status = bry__db_run(j->conn, "COMMIT", err);
  if (status == BRY_OK) status = bry__db_query(j->conn, &EXPORT_NOTE, params, 3, NULL, err);
  return status;
}

static void job_close(job *j) {
  if (j->conn) bry__conn_release(j->store, j->conn);
  bry__free(j->fields);
  bry__free(j->closed);
  bry__free(j->texts);
  bry__free(j->sizes);
  bry__buffer_free(&j->out);
  bry__buffer_free(&j->field);
}

bry_status bry_response_export(bry_store *store, const bry_survey *survey, int32_t format, bry_write_fn write,
                               void *write_user, const bry_export_options *options, bry_progress_fn progress,
                               void *progress_user, int64_t *out_count, bry_error **err) {
  bry__error_reset(err);
  if (out_count) *out_count = 0;
  if (!store || !survey || !write)
    return bry__error(err, BRY_EINVAL, "bry_response_export() needs a store, a survey and a sink.");
  if (format != BRY_IMPORT_CSV && format != BRY_IMPORT_JSONL)
    return bry__error(err, BRY_EINVAL, "The format must be BRY_IMPORT_CSV or BRY_IMPORT_JSONL.");
  job j = {.store = store, .survey = survey, .format = format, .write = write, .write_user = write_user};
  j.progress = progress;
  j.progress_user = progress_user;
  bry_export_options_init(&j.options);
  bry_status status = bry__survey_admit(store, survey, err);
  if (status == BRY_OK && options)
    status = bry__options_read(&j.options, sizeof j.options, options, "bry_export_options_init", err);
  if (status == BRY_OK) status = make_room(&j, err);
  if (status == BRY_OK) status = open_cursor(&j, err);
  if (status == BRY_OK) status = put_pages(&j, err);
  if (status == BRY_OK) status = note_export(&j, err);
  if (status == BRY_ECANCELLED && j.count > 0) note_export(&j, NULL);
  job_close(&j);
  if (status == BRY_OK && out_count) *out_count = j.count;
  return status;
}
