/* Numbers found by a key: open addressing, at most half full. */
#include "result/keys.h"

#include "core/mem.h"

enum { FIRST_SLOTS = 64 };

static size_t find_slot(const bry__keys *k, int64_t key) {
  uint64_t hash = (uint64_t)key * UINT64_C(0x9E3779B97F4A7C15);
  size_t mask = k->slot_count - 1, slot = (size_t)(hash ^ (hash >> 29)) & mask;
  while (k->slots[slot] && k->items[k->slots[slot] - 1] != key)
    slot = (slot + 1) & mask;
  return slot;
}

int32_t bry__keys_find(const bry__keys *k, int64_t key) {
  return k->slot_count ? k->slots[find_slot(k, key)] - 1 : -1;
}

static int grow_slots(bry__keys *k) {
  if (2 * ((size_t)k->count + 1) <= k->slot_count) return 0;
  size_t slot_count = k->slot_count ? 2 * k->slot_count : FIRST_SLOTS;
  int32_t *slots = bry__alloc_zero(slot_count, sizeof *slots);
  if (!slots) return -1;
  bry__free(k->slots);
  k->slots = slots;
  k->slot_count = slot_count;
  for (int32_t i = 0; i < k->count; i++)
    k->slots[find_slot(k, k->items[i])] = i + 1;
  return 0;
}

int32_t bry__keys_add(bry__keys *k, int64_t key) {
  if (grow_slots(k) != 0) return -1;
  size_t slot = find_slot(k, key);
  if (k->slots[slot]) return k->slots[slot] - 1;
  if (bry__grow((void **)&k->items, &k->capacity, (size_t)k->count + 1, sizeof *k->items) != 0) return -1;
  k->items[k->count] = key;
  k->slots[slot] = ++k->count;
  return k->count - 1;
}

void bry__keys_free(bry__keys *k) {
  bry__free(k->items);
  bry__free(k->slots);
  *k = (bry__keys){0};
}
