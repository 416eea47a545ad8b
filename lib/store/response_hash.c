/* What makes two responses the same: a hash of answers and segments by slot, which an order of keys or white space in
 * the JSON does not change. Allocates nothing. */
#include "core/hash.h"
#include "form/answers.h"
#include "store/survey.h"

#include <string.h>

/* Fields are gathered in a block; a full one is hashed, keyed by the hash of those before it. */
typedef struct chain {
  uint8_t state[16];
  uint8_t block[1024];
  size_t used;
} chain;

static void fold(chain *c) {
  uint8_t next[16];
  bry__blake2b_128(c->block, c->used, c->state, sizeof c->state, next);
  memcpy(c->state, next, sizeof next);
  c->used = 0;
}

static void add(chain *c, const void *data, size_t size) {
  const uint8_t *from = data;
  while (size > 0) {
    size_t room = sizeof c->block - c->used;
    size_t part = size < room ? size : room;
    memcpy(c->block + c->used, from, part);
    c->used += part;
    from += part;
    size -= part;
    if (c->used == sizeof c->block) fold(c);
  }
}

static void add32(chain *c, uint32_t value) {
  const uint8_t bytes[4] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8), (uint8_t)value};
  add(c, bytes, sizeof bytes);
}

/* Each with its length before it, so that no two lists read alike; "none" differs from "empty". */
static void add_texts(chain *c, const char *const *texts, const size_t *sizes, int32_t count) {
  add32(c, (uint32_t)count);
  for (int32_t i = 0; i < count; i++) {
    add32(c, texts[i] ? (uint32_t)sizes[i] : UINT32_MAX);
    if (texts[i]) add(c, texts[i], sizes[i]);
  }
}

void bry__response_hash(const bry__answers *answers, const char *const *segments, const size_t *segment_sizes,
                        int32_t segment_count, uint8_t out[16]) {
  const bry_questionnaire *q = answers->questionnaire;
  chain c = {.used = 0};
  add32(&c, (uint32_t)q->closed_slot_count);
  for (int32_t i = 0; i < q->closed_slot_count; i++) {
    const uint8_t bytes[2] = {(uint8_t)((uint16_t)answers->closed[i] >> 8), (uint8_t)answers->closed[i]};
    add(&c, bytes, sizeof bytes);
  }
  add_texts(&c, answers->texts, answers->sizes, q->text_slot_count);
  add_texts(&c, segments, segment_sizes, segment_count);
  fold(&c);
  memcpy(out, c.state, sizeof c.state);
}
