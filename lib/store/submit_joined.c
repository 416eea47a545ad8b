/* Storing the submits of a leader and of those whom it took along: one statement, one transaction. Who was not stored (its
 * id is there already, the survey's door is shut, the link broke) asks alone, as if it had never been taken along: so what
 * is wrong with one is told to that one, and hurts no other. */
#include "store/batch.h"
#include "store/statements.h"
#include "store/submit.h"
#include "store/wire.h"

#include <stdlib.h>
#include <string.h>

enum {
  RECORD_FIELDS = 5,
  HEADS = RECORD_FIELDS * 8
}; /* of bry.incoming; each field's type and size stand before it */

static const bry__statement TAKE_JOINED = {
    "take_joined", "SELECT bry.take_joined($1::uuid, $2::uuid, $3::bytea, $4::bry.incoming[])", BRY__ROWS_ONE};

const bry__statement *const bry__submit_joined_statements[] = {&TAKE_JOINED, NULL};

static int by_id(const void *a, const void *b) {
  const bry__rider *const *left = a, *const *right = b;
  return memcmp((*left)->id, (*right)->id, 16);
}

/* In the order of their ids, as batches are (batch.c says why). */
static size_t list(bry__rider *leader, bry__rider *riders[BRY__JOIN_MAX]) {
  size_t count = 0;
  riders[count++] = leader;
  for (bry__rider *at = leader->others; at; at = at->next)
    riders[count++] = at;
  qsort(riders, count, sizeof *riders, by_id);
  return count;
}

static void add_field(bry__buffer *message, uint32_t type, const void *data, size_t size) {
  bry__put_int32(message, (int32_t)type);
  bry__put_field(message, data, size);
}

static void add_rider(bry__buffer *message, const bry__rider *rider) {
  const bry__submit_work *w = rider->load;
  size_t arrays = w->segment_array.size + w->closed_array.size + w->text_array.size;
  bry__put_int32(message, (int32_t)(sizeof(int32_t) + HEADS + 16 + sizeof w->hash + arrays));
  bry__put_int32(message, RECORD_FIELDS);
  add_field(message, BRY__OID_UUID, rider->id, 16);
  add_field(message, BRY__OID_BYTEA, w->hash, sizeof w->hash);
  add_field(message, BRY__OID_TEXT_ARRAY, w->segment_array.data, w->segment_array.size);
  add_field(message, BRY__OID_INT16_ARRAY, w->closed_array.data, w->closed_array.size);
  add_field(message, BRY__OID_TEXT_ARRAY, w->text_array.data, w->text_array.size);
}

bry_status bry__submit_joined(bry__conn *conn, bry__rider *leader, bry__buffer *message, bry_error **err) {
  const bry_survey *survey = leader->survey;
  bry__rider *riders[BRY__JOIN_MAX];
  PGresult *result = NULL;
  uint32_t type = 0;
  bry_status status = bry__incoming_type(conn, &type, err);
  if (status != BRY_OK) return status;
  size_t count = list(leader, riders);
  bry__buffer_clear(message);
  bry__put_array_head(message, type, (int32_t)count);
  for (size_t i = 0; i < count; i++)
    add_rider(message, riders[i]);
  if (message->failed) return bry__enomem(err);
  const bry__param params[] = {bry__param_uuid(survey->tenant_id), bry__param_uuid(survey->survey_id),
                               bry__param_bytes(survey->salt, sizeof survey->salt),
                               bry__param_bytes(message->data, message->size)};
  status = bry__db_query(conn, &TAKE_JOINED, params, sizeof params / sizeof *params, &result, err);
  const char *letters = status == BRY_OK ? PQgetvalue(result, 0, 0) : "";
  int told = strlen(letters) == count;
  for (size_t i = 0; i < count; i++) {
    riders[i]->is_stored = told && letters[i] == 's';
    riders[i]->is_uncertain = status == BRY_EUNAVAILABLE;
  }
  PQclear(result);
  return status;
}
