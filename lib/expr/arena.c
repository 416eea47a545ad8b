/* A chain of blocks, filled from the front. */
#include "expr/arena.h"

#include "core/mem.h"

#include <stdint.h>

enum { BLOCK_BYTES = 4096 - 64 };

typedef struct bry__arena_block {
  struct bry__arena_block *next;
  size_t used, capacity;
  _Alignas(max_align_t) unsigned char data[];
} block;

static block *block_new(size_t need) {
  size_t capacity = need > BLOCK_BYTES ? need : BLOCK_BYTES;
  if (capacity > SIZE_MAX - sizeof(block)) return NULL;
  block *made = bry__alloc(sizeof(block) + capacity);
  if (!made) return NULL;
  made->next = NULL;
  made->used = 0;
  made->capacity = capacity;
  return made;
}

/* The next block with room; those that are too small stay empty until the next reset. */
static block *block_with_room(bry__arena *arena, size_t need) {
  block *at = arena->current;
  while (at && at->capacity - at->used < need && at->next) {
    at = at->next;
    at->used = 0;
  }
  if (at && at->capacity - at->used >= need) return at;
  block *made = block_new(need);
  if (!made) return NULL;
  if (at) {
    at->next = made;
  } else {
    arena->first = made;
  }
  return made;
}

void *bry__arena_alloc(bry__arena *arena, size_t size) {
  const size_t grain = _Alignof(max_align_t);
  if (size > SIZE_MAX - grain) return NULL;
  size_t need = (size + grain - 1) / grain * grain;
  block *at = arena->current;
  if (!at || at->capacity - at->used < need) {
    at = block_with_room(arena, need);
    if (!at) return NULL;
    arena->current = at;
  }
  void *given = at->data + at->used;
  at->used += need;
  return given;
}

void *bry__arena_array(bry__arena *arena, size_t count, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes)) return NULL;
  return bry__arena_alloc(arena, bytes);
}

void bry__arena_reset(bry__arena *arena) {
  arena->current = arena->first;
  if (arena->first) arena->first->used = 0;
}

void bry__arena_free(bry__arena *arena) {
  for (block *at = arena->first; at;) {
    block *next = at->next;
    bry__free(at);
    at = next;
  }
  arena->first = arena->current = NULL;
}
