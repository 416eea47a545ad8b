/* Numbers found by a key: a hash table of int64 keys, numbered from 0 in the order they came. */
#ifndef BRY_RESULT_KEYS_H
#define BRY_RESULT_KEYS_H

#include <stddef.h>
#include <stdint.h>

typedef struct bry__keys {
  int64_t *items; /* by number */
  size_t capacity;
  int32_t count;
  int32_t *slots; /* number + 1; 0 = free */
  size_t slot_count;
} bry__keys; /* begin with {0} */

int32_t bry__keys_add(bry__keys *keys, int64_t key);        /* -1: no memory */
int32_t bry__keys_find(const bry__keys *keys, int64_t key); /* -1: not there */
void bry__keys_free(bry__keys *keys);

#endif
