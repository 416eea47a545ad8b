/* The id of an imported response. The same batch must give the same ids each time, another batch others, and an id must
 * not tell what it was made from: so ids are hashes keyed with the survey's salt, in the shape of a UUID of version 8
 * (RFC 9562). */
#include "core/error.h"
#include "core/hash.h"
#include "core/mem.h"
#include "core/uuid.h"
#include "store/import.h"

#include <string.h>

typedef struct bry__content_count {
  uint8_t hash[16];
  uint64_t count; /* 0: the slot is free */
} bry__content_count;

/* Open addressing; the hash is its own best index. */
static bry__content_count *find_slot(bry__content_count *slots, size_t capacity, const uint8_t hash[16]) {
  uint64_t start;
  memcpy(&start, hash, sizeof start);
  for (size_t i = (size_t)start & (capacity - 1);; i = (i + 1) & (capacity - 1)) {
    if (slots[i].count == 0 || memcmp(slots[i].hash, hash, 16) == 0) return &slots[i];
  }
}

static int grow_counts(bry__content_counts *counts) {
  size_t capacity = counts->capacity ? counts->capacity * 2 : 1024;
  bry__content_count *slots = bry__alloc_zero(capacity, sizeof *slots);
  if (!slots) return -1;
  for (size_t i = 0; i < counts->capacity; i++) {
    if (counts->slots[i].count > 0) *find_slot(slots, capacity, counts->slots[i].hash) = counts->slots[i];
  }
  bry__free(counts->slots);
  counts->slots = slots;
  counts->capacity = capacity;
  return 0;
}

/* How many equal contents came before this one; -1: no memory. */
static int64_t count_content(bry__content_counts *counts, const uint8_t hash[16]) {
  if (counts->used >= counts->capacity / 4 * 3 && grow_counts(counts) != 0) return -1;
  bry__content_count *slot = find_slot(counts->slots, counts->capacity, hash);
  if (slot->count == 0) {
    memcpy(slot->hash, hash, 16);
    counts->used++;
  }
  return (int64_t)slot->count++;
}

bry__content_counts bry__content_counts_of(const bry_survey *survey, const char *batch) {
  bry__content_counts counts = {0};
  bry__blake2b_128(batch, strlen(batch), survey->salt, sizeof survey->salt, counts.batch);
  return counts;
}

int bry__content_at(const bry__content_counts *counts, size_t slot, const uint8_t **hash, int64_t *count) {
  *hash = counts->slots[slot].hash;
  *count = (int64_t)counts->slots[slot].count;
  return *count > 0;
}

void bry__content_counts_clear(bry__content_counts *counts) {
  bry__free(counts->slots);
  *counts = (bry__content_counts){0};
}

/* A prefix keeps the two kinds of ids apart. */
static void keyed_id(const bry_survey *survey, const char prefix[8], const void *data, size_t size, uint8_t out[16]) {
  uint8_t inner[16], message[24];
  bry__blake2b_128(data, size, survey->salt, sizeof survey->salt, inner);
  memcpy(message, prefix, 8);
  memcpy(message + 8, inner, 16);
  bry__blake2b_128(message, sizeof message, survey->salt, sizeof survey->salt, out);
  out[6] = (uint8_t)((out[6] & 0x0f) | 0x80);
  out[8] = (uint8_t)((out[8] & 0x3f) | 0x80);
}

static int is_uuid(const bry__import_row *row, uint8_t out[16]) {
  return row->id_size == 36 && strlen(row->id) == 36 && bry__uuid_parse(row->id, out);
}

int bry__import_id(const bry_survey *survey, const bry__import_row *row, const uint8_t hash[16],
                   bry__content_counts *counts, uint8_t out[16]) {
  if (row->id) {
    if (!is_uuid(row, out)) keyed_id(survey, "id\0\0\0\0\0", row->id, row->id_size, out);
    return 0;
  }
  uint8_t content[40];
  int64_t before = count_content(counts, hash);
  if (before < 0) return -1;
  memcpy(content, counts->batch, 16);
  memcpy(content + 16, hash, 16);
  for (int i = 0; i < 8; i++)
    content[32 + i] = (uint8_t)((uint64_t)before >> (8 * i));
  keyed_id(survey, "content", content, sizeof content, out);
  return 0;
}

bry_status bry_import_batch_of(bry_read_fn read, void *read_user, char out_batch[65], bry_error **err) {
  bry__error_reset(err);
  if (!read || !out_batch)
    return bry__error(err, BRY_EINVAL, "bry_import_batch_of() needs a source and room for the batch.");
  uint8_t hash[32];
  *out_batch = '\0';
  if (bry__sha256_source(read, read_user, hash) != 0)
    return bry__error(err, BRY_EIO, "Reading the file failed; see to its source and import it again.");
  bry__hex(hash, sizeof hash, out_batch);
  return BRY_OK;
}
