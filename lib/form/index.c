/* Names to places: an open-addressing table that is never more than half full. What the places mean is the caller's. */
#include "form/index.h"

#include "core/hash.h"
#include "core/mem.h"

#include <string.h>

typedef struct entry {
  const char *name; /* NULL: free */
  size_t size;
  uint64_t hash;
  int32_t place;
} entry;

struct bry__name_index {
  uint64_t mask;
  entry entries[];
};

bry__name_index *bry__name_index_new(int32_t capacity) {
  size_t size = 4;
  while (size < (size_t)capacity * 2) {
    size *= 2;
  }
  bry__name_index *index = bry__alloc_zero(1, sizeof *index + size * sizeof(entry));
  if (index) index->mask = size - 1;
  return index;
}

void bry__name_index_free(bry__name_index *index) {
  bry__free(index);
}

/* Where the name is, or the free place where it would go. */
static uint64_t probe(const bry__name_index *index, const char *name, size_t size, uint64_t hash) {
  uint64_t at = hash & index->mask;
  for (;; at = (at + 1) & index->mask) {
    const entry *e = &index->entries[at];
    if (!e->name || (e->hash == hash && e->size == size && memcmp(e->name, name, size) == 0)) return at;
  }
}

int32_t bry__name_index_add(bry__name_index *index, const char *name, int32_t place) {
  size_t size = strlen(name);
  uint64_t hash = bry__hash64(name, size);
  entry *e = &index->entries[probe(index, name, size, hash)];
  if (e->name) return e->place;
  *e = (entry){name, size, hash, place};
  return -1;
}

int32_t bry__name_index_find(const bry__name_index *index, const char *name, size_t size) {
  if (!index) return -1;
  const entry *e = &index->entries[probe(index, name, size, bry__hash64(name, size))];
  return e->name ? e->place : -1;
}
