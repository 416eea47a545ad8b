/* A batch of responses in memory: records in the binary form of bry.incoming (src/backend/utils/adt/rowtypes.c,
 * record_recv), put together into an array (arrayfuncs.c, array_recv). Sending it is sender.c's. */
#include "store/batch.h"

#include "core/mem.h"
#include "store/wire.h"

#include <stdlib.h>
#include <string.h>

enum { RECORD_FIELDS = 5 }; /* of bry.incoming, in its order */

static void add_field(bry__buffer *b, uint32_t type, const void *data, size_t size) {
  bry__put_int32(b, (int32_t)type);
  bry__put_field(b, data, size);
}

/* An array is built apart, since its size stands before it. */
static void add_array(bry__batch *batch, uint32_t type) {
  if (batch->scratch.failed) batch->records.failed = 1;
  if (!batch->records.failed) add_field(&batch->records, type, batch->scratch.data, batch->scratch.size);
}

static void add_record(bry__batch *batch, const bry_survey *survey, const bry__batch_item *item) {
  const bry_questionnaire *q = survey->questionnaire;
  bry__buffer *b = &batch->records;
  bry__put_int32(b, RECORD_FIELDS);
  add_field(b, BRY__OID_UUID, item->id, 16);
  add_field(b, BRY__OID_BYTEA, item->hash, 16);
  bry__array_of_texts(&batch->scratch, item->segments, item->segment_sizes, survey->segment_count);
  add_array(batch, BRY__OID_TEXT_ARRAY);
  bry__array_of_int16(&batch->scratch, item->answers->closed, q->closed_slot_count);
  add_array(batch, BRY__OID_INT16_ARRAY);
  bry__array_of_texts(&batch->scratch, item->answers->texts, item->answers->sizes, q->text_slot_count);
  add_array(batch, BRY__OID_TEXT_ARRAY);
}

int bry__batch_add(bry__batch *batch, const bry_survey *survey, const bry__batch_item *item) {
  if (bry__grow((void **)&batch->rows, &batch->capacity, batch->count + 1, sizeof *batch->rows) != 0) return -1;
  size_t at = batch->records.size;
  add_record(batch, survey, item);
  if (batch->records.failed) return -1;
  bry__batch_row *added = &batch->rows[batch->count++];
  *added = (bry__batch_row){.number = item->number, .line = item->line, .at = at, .size = batch->records.size - at};
  memcpy(added->id, item->id, 16);
  return 0;
}

static int by_id_then_place(const void *a, const void *b, void *batch_rows) {
  const bry__batch_row *rows = batch_rows;
  uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
  int difference = memcmp(rows[left].id, rows[right].id, 16);
  if (difference != 0) return difference;
  return left < right ? -1 : 1;
}

/* Rows go to the table in the order of their ids. That keeps two writers of the same ids from waiting for each other in
 * a ring, is kind to the index, and leaves nothing of the order in which they came in the table. */
static int sort(bry__batch *batch) {
  if (bry__grow((void **)&batch->order, &batch->order_capacity, batch->count, sizeof *batch->order) != 0) return -1;
  for (size_t i = 0; i < batch->count; i++)
    batch->order[i] = (uint32_t)i;
  qsort_r(batch->order, batch->count, sizeof *batch->order, by_id_then_place, batch->rows);
  return 0;
}

int bry__batch_pack(bry__batch *batch, uint32_t type) {
  if (sort(batch) != 0) return -1;
  bry__buffer_clear(&batch->message);
  bry__put_array_head(&batch->message, type, (int32_t)batch->count);
  for (size_t i = 0; i < batch->count; i++) {
    const bry__batch_row *row = &batch->rows[batch->order[i]];
    bry__put_field(&batch->message, batch->records.data + row->at, row->size);
  }
  return batch->message.failed ? -1 : 0;
}

int bry__batch_read_fates(bry__batch *batch, const char *letters) {
  static const char known[] = "-srx"; /* as bry__fate counts them */
  if (strlen(letters) != batch->count) return -1;
  for (size_t i = 0; i < batch->count; i++) {
    const char *letter = strchr(known, letters[i]);
    if (!letter) return -1;
    batch->rows[batch->order[i]].fate = (bry__fate)(letter - known);
  }
  return 0;
}

void bry__batch_empty(bry__batch *batch) {
  batch->count = 0;
  bry__buffer_clear(&batch->records);
}

void bry__batch_clear(bry__batch *batch) {
  bry__free(batch->rows);
  bry__free(batch->order);
  bry__buffer_free(&batch->records);
  bry__buffer_free(&batch->scratch);
  bry__buffer_free(&batch->message);
  *batch = (bry__batch){0};
}
