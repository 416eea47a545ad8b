/* bry_response_import(): rows are read and checked, gathered into batches, and stored by the database while the next
 * batch is read. Formats and ids are the other import files', batches and sending them batch.h's. */
#include "store/import.h"

#include "core/mem.h"
#include "store/batch.h"
#include "store/store.h"
#include "store/submit.h"

#include <bry/table.h>

#include <string.h>

enum { PROGRESS_ROWS = 2048, BATCHES = 2 };

struct bry_import {
  int64_t rows, stored, repeated, refused, alike;
  bry_table *refused_table;
};

/* One import under way. */
typedef struct job {
  bry__sender sender;
  bry__row_reader reader;
  bry__answers answers;
  bry_findings *findings; /* empty between rows */
  bry__batch batches[BATCHES];
  int filling;   /* the one being filled; the other may be on its way */
  int has_batch; /* so that rows may lack an id */
  bry__content_counts counts;
  bry__refused refused;
  bry_import *import;
  bry_progress_fn progress;
  void *progress_user;
} job;

/* --- batches --- */

static bry_status refuse_conflict(job *j, const bry__batch_row *row, bry_error **err) {
  bry_findings *findings = bry__findings_new();
  if (!findings) return bry__enomem(err);
  bry__import_finding(findings, "conflict", "/id");
  int failed = bry__findings_failed(findings) || bry__refused_add(&j->refused, row->number, row->line, findings) != 0;
  bry_findings_free(findings);
  j->import->refused++;
  return failed ? bry__enomem(err) : BRY_OK;
}

static bry_status take_fates(job *j, const bry__batch *batch, bry_error **err) {
  bry_status status = BRY_OK;
  for (size_t i = 0; i < batch->count && status == BRY_OK; i++) {
    const bry__batch_row *row = &batch->rows[i];
    if (row->fate == BRY__FATE_STORED) {
      j->import->stored++;
    } else if (row->fate == BRY__FATE_REPEATED) {
      j->import->repeated++;
    } else {
      status = refuse_conflict(j, row, err);
    }
  }
  return status;
}

static bry_status shut(const job *j, char door, bry_error **err) {
  return bry__submit_judge(bry__door_word(door), j->sender.survey, NULL, err);
}

/* Waits for the batch that is on its way, if any. A callback may have forked, and the connection is the parent's. */
static bry_status take_sent(job *j, bry_error **err) {
  char door = BRY__DOOR_OPEN;
  bry__batch *sent = j->sender.sent;
  bry_status status = bry__store_check(j->sender.store, err);
  if (status != BRY_OK || !sent) return status;
  status = bry__sender_take(&j->sender, &door, err);
  if (status == BRY_OK && door != BRY__DOOR_OPEN) status = shut(j, door, err);
  if (status == BRY_OK) status = take_fates(j, sent, err);
  bry__batch_empty(sent);
  return status;
}

static bry_status send_filled(job *j, bry_error **err) {
  bry_status status = take_sent(j, err);
  if (status != BRY_OK || j->batches[j->filling].count == 0) return status;
  bry__sender_send(&j->sender, &j->batches[j->filling]);
  j->filling = !j->filling;
  return BRY_OK;
}

static int is_full(const bry__batch *batch) {
  return batch->count >= BRY__IMPORT_BATCH_ROWS || batch->records.size >= BRY__IMPORT_BATCH_BYTES;
}

/* --- rows --- */

/* Findings can't be emptied, so used ones are replaced. */
static bry_status refuse_row(job *j, const bry__import_row *row, bry_error **err) {
  int failed =
      bry__findings_failed(j->findings) || bry__refused_add(&j->refused, row->number, row->line, j->findings) != 0;
  j->import->refused++;
  bry_findings_free(j->findings);
  j->findings = bry__findings_new();
  return failed || !j->findings ? bry__enomem(err) : BRY_OK;
}

static bry_status refuse_idless(const bry__import_row *row, bry_error **err) {
  return bry__error(
      err, BRY_EINVAL,
      "Row %lld (line %lld) has no id, so that nothing tells a file imported twice from people who "
      "answered alike: name the batch (bry_import_batch_of() makes one of a file), or give each row an id.",
      (long long)row->number, (long long)row->line);
}

static bry_status take_row(job *j, const bry__import_row *row, bry_error **err) {
  const bry_survey *survey = j->sender.survey;
  uint8_t hash[16], id[16];
  j->import->rows++;
  if (bry_findings_count(j->findings) > 0 || bry__findings_failed(j->findings)) return refuse_row(j, row, err);
  if (!row->id && !j->has_batch) return refuse_idless(row, err);
  bry__response_hash(&j->answers, row->segments, row->segment_sizes, survey->segment_count, hash);
  if (bry__import_id(survey, row, hash, &j->counts, id) != 0) return bry__enomem(err);
  bry__batch *batch = &j->batches[j->filling];
  const bry__batch_item item = {id, hash, row->segments, row->segment_sizes, &j->answers, row->number, row->line};
  if (bry__batch_add(batch, survey, &item) != 0) return bry__enomem(err);
  return is_full(batch) ? send_filled(j, err) : BRY_OK;
}

static bry_status tell(const job *j, bry_error **err) {
  if (!j->progress || j->progress(j->reader.bytes(j->reader.state), -1, j->progress_user) == 0) return BRY_OK;
  return bry__error(err, BRY_ECANCELLED,
                    "The import was cancelled; what was stored stays, and importing the same "
                    "file again (as the same batch) adds the rest.");
}

static bry_status run(job *j, bry_error **err) {
  bry_status status = BRY_OK;
  int end = 0;
  while (status == BRY_OK) {
    bry__import_row row;
    status = j->reader.next(j->reader.state, &j->answers, &row, j->findings, &end, err);
    if (status != BRY_OK || end) break;
    status = take_row(j, &row, err);
    if (status == BRY_OK && j->import->rows % PROGRESS_ROWS == 0) status = tell(j, err);
  }
  if (status == BRY_OK) status = send_filled(j, err);
  if (status == BRY_OK) status = take_sent(j, err);
  return status == BRY_OK ? tell(j, err) : status;
}

/* --- beginning and ending --- */

static bry_status job_open(job *j, int32_t format, bry_read_fn read, void *read_user, bry_error **err) {
  const bry_survey *survey = j->sender.survey;
  char door = 0;
  bry_status status = bry__sender_door(&j->sender, &door, err);
  if (status == BRY_OK && door != BRY__DOOR_OPEN) status = shut(j, door, err);
  if (status != BRY_OK) return status;
  j->import = bry__alloc_zero(1, sizeof *j->import);
  j->findings = bry__findings_new();
  if (!j->import || !j->findings) return bry__enomem(err);
  status = bry__answers_init(&j->answers, survey->questionnaire, err);
  if (status != BRY_OK) return status;
  return format == BRY_IMPORT_CSV ? bry__row_reader_open_csv(survey, read, read_user, &j->reader, err)
                                  : bry__row_reader_open_jsonl(survey, read, read_user, &j->reader, err);
}

/* A batch that is on its way is finished first: whole batches are kept. In a forked child it is the parent's. */
static void job_close(job *j) {
  bry__sender_close(&j->sender, bry__store_check(j->sender.store, NULL) != BRY_OK);
  if (j->reader.free) j->reader.free(j->reader.state);
  bry__answers_clear(&j->answers);
  bry_findings_free(j->findings);
  for (int i = 0; i < BATCHES; i++)
    bry__batch_clear(&j->batches[i]);
  bry__content_counts_clear(&j->counts);
  bry__refused_clear(&j->refused);
  bry_import_free(j->import);
}

void bry_import_options_init(bry_import_options *options) {
  if (options) *options = (bry_import_options){.struct_size = sizeof *options};
}

static bry_status take_batch(job *j, const bry_import_options *given, bry_error **err) {
  enum { BATCH_BYTES_MAX = 500 };
  bry_import_options options;
  bry_import_options_init(&options);
  bry_status status =
      given ? bry__options_read(&options, sizeof options, given, "bry_import_options_init", err) : BRY_OK;
  if (status != BRY_OK || !options.batch) return status;
  size_t size = strlen(options.batch);
  if (size < 1 || size > BATCH_BYTES_MAX) {
    return bry__error(err, BRY_EINVAL, "The name of a batch has 1 to %d bytes, not %zu.", BATCH_BYTES_MAX, size);
  }
  j->has_batch = 1;
  j->counts = bry__content_counts_of(j->sender.survey, options.batch);
  return BRY_OK;
}

bry_status bry_response_import(bry_store *store, const bry_survey *survey, int32_t format, bry_read_fn read,
                               void *read_user, const bry_import_options *options, bry_progress_fn progress,
                               void *progress_user, bry_import **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!store || !survey || !read || !out) {
    return bry__error(err, BRY_EINVAL, "bry_response_import() needs a store, a survey, a source and an out.");
  }
  if (format != BRY_IMPORT_CSV && format != BRY_IMPORT_JSONL) {
    return bry__error(err, BRY_EINVAL, "The format must be BRY_IMPORT_CSV or BRY_IMPORT_JSONL.");
  }
  if (!bry__survey_is_ours(store, survey, err)) return err ? bry_error_status(*err) : BRY_ENOTFOUND;
  job j = {.progress = progress, .progress_user = progress_user};
  j.sender = (bry__sender){.store = store, .survey = survey, .as_import = 1, .tries_again = 1};
  bry_status status = take_batch(&j, options, err);
  if (status == BRY_OK) status = job_open(&j, format, read, read_user, err);
  if (status == BRY_OK) status = run(&j, err);
  if (status == BRY_OK && j.import->stored > 0)
    status = bry__import_alike(store, survey, &j.counts, &j.import->alike, err);
  if (status == BRY_OK) status = bry__refused_table(&j.refused, &j.import->refused_table, err);
  if (status == BRY_OK) {
    *out = j.import;
    j.import = NULL;
  }
  job_close(&j);
  return status;
}

int64_t bry_import_row_count(const bry_import *import) {
  return import ? import->rows : 0;
}

int64_t bry_import_stored_count(const bry_import *import) {
  return import ? import->stored : 0;
}

int64_t bry_import_repeated_count(const bry_import *import) {
  return import ? import->repeated : 0;
}

int64_t bry_import_refused_count(const bry_import *import) {
  return import ? import->refused : 0;
}

int64_t bry_import_alike_count(const bry_import *import) {
  return import ? import->alike : 0;
}

const bry_table *bry_import_refused(const bry_import *import) {
  return import ? import->refused_table : NULL;
}

void bry_import_free(bry_import *import) {
  if (!import) return;
  bry_table_free(import->refused_table);
  bry__free(import);
}
