/* UUIDs. libuuid makes versions 4 and 5 and reads; version 7 (RFC 9562, method 3: a clock finer than a millisecond in
 * place of a counter) is ours, since libuuid has it only from 2.41 on. */
#include "core/uuid.h"

#include "core/clock.h"
#include "core/hash.h"

#include <bry/common.h>

#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <uuid/uuid.h>

void bry__uuid_v4(uint8_t out[16]) {
  uuid_generate_random(out);
}

void bry__uuid_v5(const uint8_t name_space[16], const char *name, uint8_t out[16]) {
  uuid_generate_sha1(out, name_space, name, strlen(name));
}

/* Milliseconds in the upper 48 bits, 4096ths of one in the lower 12; higher than any before, also when the clock
 * stands still or goes back. */
static uint64_t rising_moment(void) {
  static _Atomic uint64_t last;
  int64_t now_us = bry__clock_us();
  uint64_t us = now_us > 0 ? (uint64_t)now_us : 0;
  uint64_t moment = us / 1000 << 12 | (us % 1000 * 4096 / 1000);
  uint64_t before = atomic_load(&last), next;
  do
    next = moment > before ? moment : before + 1;
  while (!atomic_compare_exchange_weak(&last, &before, next));
  return next;
}

void bry__uuid_v7(uint8_t out[16]) {
  uint64_t moment = rising_moment();
  for (int i = 0; i < 6; i++)
    out[i] = (uint8_t)(moment >> (52 - 8 * i));
  out[6] = (uint8_t)(0x70 | (moment >> 8 & 0x0F));
  out[7] = (uint8_t)moment;
  bry__secret_bytes(out + 8, 8);
  out[8] = (uint8_t)(0x80 | (out[8] & 0x3F));
}

int bry__uuid_parse(const char *text, uint8_t out[16]) {
  return text && uuid_parse(text, out) == 0;
}

void bry__uuid_format(const uint8_t id[16], char out[37]) {
  uuid_unparse_lower(id, out);
}

void bry_uuid_v4(char out[37]) {
  uint8_t id[16];
  bry__uuid_v4(id);
  bry__uuid_format(id, out);
}

void bry_uuid_v7(char out[37]) {
  uint8_t id[16];
  bry__uuid_v7(id);
  bry__uuid_format(id, out);
}
