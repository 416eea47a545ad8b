/* Interned strings: an open-addressing hash table over bytes in blocks that never move. */
#include "core/strings.h"

#include "core/hash.h"
#include "core/mem.h"

#include <string.h>

enum { BLOCK_BYTES = 1 << 14, FIRST_BLOCK_BYTES = 1 << 8, FIRST_SLOTS = 16 };

typedef struct bry__string_block {
  struct bry__string_block *next;
  size_t used, room;
  char bytes[];
} bry__string_block;

/* The slot that holds the string, or the free one where it belongs. */
static size_t find_slot(const bry__strings *t, const char *text, size_t size) {
  size_t mask = t->slot_count - 1;
  size_t slot = (size_t)bry__hash64(text, size) & mask;
  for (; t->slots[slot]; slot = (slot + 1) & mask) {
    const bry__string *s = &t->items[t->slots[slot] - 1];
    if (s->size == size && memcmp(s->text, text, size) == 0) break;
  }
  return slot;
}

int64_t bry__strings_find(const bry__strings *table, const char *text, size_t size) {
  if (!table->slot_count) return -1;
  return (int64_t)table->slots[find_slot(table, text, size)] - 1;
}

/* Keeps the table at most half full. 0 or -1. */
static int grow_slots(bry__strings *t) {
  if (2 * ((size_t)t->count + 1) <= t->slot_count) return 0;
  size_t slot_count = t->slot_count ? 2 * t->slot_count : FIRST_SLOTS;
  uint32_t *slots = bry__alloc_zero(slot_count, sizeof *slots);
  if (!slots) return -1;
  bry__free(t->slots);
  t->slots = slots;
  t->slot_count = slot_count;
  for (uint32_t i = 0; i < t->count; i++) {
    t->slots[find_slot(t, t->items[i].text, t->items[i].size)] = i + 1;
  }
  return 0;
}

/* Copies a string into the newest block, or into a new one; NULL when memory runs out. */
static char *keep(bry__strings *t, const char *text, size_t size) {
  bry__string_block *block = t->blocks;
  if (size > SIZE_MAX / 2) return NULL;
  if (!block || block->room - block->used <= size) {
    size_t room = block ? BLOCK_BYTES : FIRST_BLOCK_BYTES;
    if (room <= size) room = size + 1;
    block = bry__alloc(sizeof *block + room);
    if (!block) return NULL;
    *block = (bry__string_block){.next = t->blocks, .room = room};
    t->blocks = block;
  }
  char *copy = block->bytes + block->used;
  memcpy(copy, text, size);
  copy[size] = '\0';
  block->used += size + 1;
  return copy;
}

int64_t bry__strings_add(bry__strings *table, const char *text, size_t size) {
  int64_t known = bry__strings_find(table, text, size);
  if (known >= 0) return known;
  if (table->count >= UINT32_MAX - 1 || grow_slots(table) != 0 ||
      bry__grow((void **)&table->items, &table->capacity, (size_t)table->count + 1, sizeof *table->items) != 0) {
    return -1;
  }
  char *copy = keep(table, text, size);
  if (!copy) return -1;
  size_t slot = find_slot(table, text, size);
  table->items[table->count] = (bry__string){.text = copy, .size = size};
  table->slots[slot] = ++table->count;
  return (int64_t)table->count - 1;
}

void bry__strings_clear(bry__strings *table) {
  while (table->blocks) {
    bry__string_block *next = table->blocks->next;
    bry__free(table->blocks);
    table->blocks = next;
  }
  bry__free(table->items);
  bry__free(table->slots);
  *table = (bry__strings){0};
}
