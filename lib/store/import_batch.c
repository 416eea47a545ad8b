/* A batch of rows in memory: ids and hashes to ask the database with, and the tuples ready for COPY. Writing it is
 * import_write.c's. */
#include "core/mem.h"
#include "store/copy.h"
#include "store/import.h"

#include <stdlib.h>
#include <string.h>

enum { TUPLE_FIELDS = 7 }; /* as COPY_RESPONSES in import_write.c names them */

/* An array is built apart, since its size stands before it. */
static void add_array(bry__batch *batch) {
  if (batch->scratch.failed) batch->tuples.failed = 1;
  if (!batch->tuples.failed) bry__tuple_field(&batch->tuples, batch->scratch.data, batch->scratch.size);
}

static void add_tuple(bry__batch *batch, const bry_survey *survey, const bry__import_row *row,
                      const bry__answers *answers, const uint8_t id[16], const uint8_t hash[16]) {
  const bry_questionnaire *q = survey->questionnaire;
  bry__buffer *b = &batch->tuples;
  bry__tuple_begin(b, TUPLE_FIELDS);
  bry__tuple_field(b, survey->tenant_id, 16);
  bry__tuple_field(b, survey->survey_id, 16);
  bry__tuple_field(b, id, 16);
  bry__tuple_field(b, hash, 16);
  bry__array_of_texts(&batch->scratch, row->segments, row->segment_sizes, survey->segment_count);
  add_array(batch);
  bry__array_of_int16(&batch->scratch, answers->closed, q->closed_slot_count);
  add_array(batch);
  bry__array_of_texts(&batch->scratch, answers->texts, answers->sizes, q->text_slot_count);
  add_array(batch);
}

int bry__batch_add(bry__batch *batch, const bry_survey *survey, const bry__import_row *row,
                   const bry__answers *answers, const uint8_t id[16], const uint8_t hash[16]) {
  if (bry__grow((void **)&batch->rows, &batch->capacity, batch->count + 1, sizeof *batch->rows) != 0) return -1;
  bry__batch_row *added = &batch->rows[batch->count];
  size_t at = batch->tuples.size;
  add_tuple(batch, survey, row, answers, id, hash);
  if (batch->tuples.failed) return -1;
  memcpy(added->id, id, 16);
  memcpy(added->hash, hash, 16);
  added->number = row->number;
  added->line = row->line;
  added->at = at;
  added->size = batch->tuples.size - at;
  added->fate = BRY__FATE_NEW;
  batch->count++;
  return 0;
}

int bry__batch_is_full(const bry__batch *batch) {
  return batch->count >= BRY__IMPORT_BATCH_ROWS || batch->tuples.size >= BRY__IMPORT_BATCH_BYTES;
}

static int by_id_then_place(const void *a, const void *b, void *batch_rows) {
  const bry__batch_row *rows = batch_rows;
  uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
  int difference = memcmp(rows[left].id, rows[right].id, 16);
  if (difference != 0) return difference;
  return left < right ? -1 : 1;
}

/* Rows go to the table in the order of their ids. That puts equal ids side by side, is kind to the index, and leaves
 * nothing of the file's order in the table. */
int bry__batch_sort(bry__batch *batch) {
  if (bry__grow((void **)&batch->order, &batch->order_capacity, batch->count, sizeof *batch->order) != 0) return -1;
  for (size_t i = 0; i < batch->count; i++)
    batch->order[i] = (uint32_t)i;
  qsort_r(batch->order, batch->count, sizeof *batch->order, by_id_then_place, batch->rows);
  return 0;
}

void bry__batch_empty(bry__batch *batch) {
  batch->count = 0;
  bry__buffer_clear(&batch->tuples);
}

void bry__batch_clear(bry__batch *batch) {
  bry__free(batch->rows);
  bry__free(batch->order);
  bry__buffer_free(&batch->tuples);
  bry__buffer_free(&batch->scratch);
  *batch = (bry__batch){0};
}
