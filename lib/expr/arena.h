/* Memory that is given back all at once. After a reset the blocks are used again, so that the same work done twice
 * allocates nothing the second time. */
#ifndef BRY_EXPR_ARENA_H
#define BRY_EXPR_ARENA_H

#include <stddef.h>

typedef struct bry__arena {
  struct bry__arena_block *first;
  struct bry__arena_block *current;
} bry__arena; /* begin with {0} */

/* Aligned for any type; size 0 gives a pointer that must not be read. NULL when memory runs out. */
void *bry__arena_alloc(bry__arena *arena, size_t size);
void *bry__arena_array(bry__arena *arena, size_t count, size_t size); /* overflow-checked */
void bry__arena_reset(bry__arena *arena);
void bry__arena_free(bry__arena *arena);

#endif
