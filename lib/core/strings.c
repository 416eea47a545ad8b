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

/* A part of the hash tells nearly all other strings apart without looking at them. */
typedef struct bry__string_slot {
  uint32_t number; /* + 1; 0 = free */
  uint32_t hash;
} bry__string_slot;

static uint64_t load_8(const char *p) {
  uint64_t word;
  memcpy(&word, p, sizeof word);
  return word;
}

/* memcmp() without its call, for strings that are short. */
static int equal(const char *left, const char *right, size_t size) {
  if (size >= 8) {
    for (size_t at = 0; at + 8 < size; at += 8) {
      if (load_8(left + at) != load_8(right + at)) return 0;
    }
    return load_8(left + size - 8) == load_8(right + size - 8);
  }
  for (size_t at = 0; at < size; at++) {
    if (left[at] != right[at]) return 0;
  }
  return 1;
}

/* The slot that holds the string, or the free one where it belongs. */
static size_t find_slot(const bry__strings *t, const char *text, size_t size, uint32_t hash) {
  size_t mask = t->slot_count - 1, slot = hash & mask;
  for (; t->slots[slot].number; slot = (slot + 1) & mask) {
    if (t->slots[slot].hash != hash) continue;
    const bry__string *s = &t->items[t->slots[slot].number - 1];
    if (s->size == size && equal(s->text, text, size)) break;
  }
  return slot;
}

int64_t bry__strings_find(const bry__strings *table, const char *text, size_t size) {
  if (!table->slot_count) return -1;
  return (int64_t)table->slots[find_slot(table, text, size, (uint32_t)bry__hash64(text, size))].number - 1;
}

/* Keeps the table at most half full. 0 or -1. */
static int grow_slots(bry__strings *t) {
  if (2 * ((size_t)t->count + 1) <= t->slot_count) return 0;
  size_t slot_count = t->slot_count ? 2 * t->slot_count : FIRST_SLOTS, mask = slot_count - 1;
  bry__string_slot *slots = bry__alloc_zero(slot_count, sizeof *slots);
  if (!slots) return -1;
  for (size_t i = 0; i < t->slot_count; i++) {
    size_t slot = t->slots[i].hash & mask;
    if (!t->slots[i].number) continue;
    while (slots[slot].number)
      slot = (slot + 1) & mask;
    slots[slot] = t->slots[i];
  }
  bry__free(t->slots);
  t->slots = slots;
  t->slot_count = slot_count;
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

uint32_t bry__strings_expect(const bry__strings *table, const char *text, size_t size) {
  uint32_t hash = (uint32_t)bry__hash64(text, size);
  if (table->slot_count) __builtin_prefetch(&table->slots[hash & (table->slot_count - 1)]);
  return hash;
}

int64_t bry__strings_add(bry__strings *table, const char *text, size_t size) {
  return bry__strings_add_expected(table, text, size, (uint32_t)bry__hash64(text, size));
}

int64_t bry__strings_add_expected(bry__strings *table, const char *text, size_t size, uint32_t hash) {
  size_t slot = table->slot_count ? find_slot(table, text, size, hash) : 0;
  if (table->slot_count && table->slots[slot].number) return (int64_t)table->slots[slot].number - 1;
  if (table->count >= UINT32_MAX - 1 || grow_slots(table) != 0 ||
      bry__grow((void **)&table->items, &table->capacity, (size_t)table->count + 1, sizeof *table->items) != 0) {
    return -1;
  }
  char *copy = keep(table, text, size);
  if (!copy) return -1;
  slot = find_slot(table, text, size, hash); /* the table may have grown */
  table->items[table->count] = (bry__string){.text = copy, .size = size};
  table->slots[slot] = (bry__string_slot){.number = ++table->count, .hash = hash};
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
