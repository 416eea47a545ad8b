/* Strings kept once each and numbered from 0 in the order they came. */
#ifndef BRY_CORE_STRINGS_H
#define BRY_CORE_STRINGS_H

#include <stddef.h>
#include <stdint.h>

typedef struct bry__string {
  const char *text; /* a NUL behind it; never moves */
  size_t size;
} bry__string;

typedef struct bry__strings {
  bry__string *items; /* by number */
  uint32_t count;
  /* private */
  struct bry__string_slot *slots;
  size_t slot_count;
  size_t capacity;
  struct bry__string_block *blocks;
} bry__strings; /* begin with {0} */

/* The number of a string, which is added when it is new; -1 when memory runs out (or at 2^32 - 2 strings). */
int64_t bry__strings_add(bry__strings *table, const char *text, size_t size);
int64_t bry__strings_find(const bry__strings *table, const char *text, size_t size); /* -1 when not there */
/* The same in two steps, so that memory comes near while other work is done: the hash, then the string with its hash. */
uint32_t bry__strings_expect(const bry__strings *table, const char *text, size_t size);
int64_t bry__strings_add_expected(bry__strings *table, const char *text, size_t size, uint32_t hash);
void bry__strings_clear(bry__strings *table); /* frees all */

#endif
