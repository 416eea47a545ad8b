/* Sparse vectors over the field, many of them in one piece, and lists of which ones stand where. */
#ifndef BRY_RESULT_SPARSE_H
#define BRY_RESULT_SPARSE_H

#include <stddef.h>
#include <stdint.h>

typedef struct bry__entry {
  uint64_t value; /* not 0 */
  int32_t at;
} bry__entry;

typedef struct bry__sparse {
  bry__entry *entries; /* by place */
  int32_t count;
} bry__sparse; /* begin with {0} */

/* Begin with {0}: a first vector is begun by bry__columns_begin(). Failure of memory is sticky. */
typedef struct bry__columns {
  bry__entry *entries;
  size_t *start; /* count + 1 of them */
  size_t size, capacity, start_capacity;
  int32_t count;
  int32_t failed;
} bry__columns;

void bry__columns_begin(bry__columns *columns);
void bry__columns_put(bry__columns *columns, int32_t at, uint64_t value);
/* Sorts what was put since the last begin by place, adds up what stands at one place, drops zeros. */
void bry__columns_end(bry__columns *columns);
void bry__columns_free(bry__columns *columns);
/* The last vector is taken back. */
void bry__columns_drop(bry__columns *columns);

/* NULL where no vector holds anything. */
static inline const bry__entry *bry__column(const bry__columns *columns, int32_t c) {
  return columns->entries ? columns->entries + columns->start[c] : NULL;
}
static inline int32_t bry__column_size(const bry__columns *columns, int32_t c) {
  return (int32_t)(columns->start[c + 1] - columns->start[c]);
}

int bry__sparse_copy(bry__sparse *to, const bry__entry *entries, int32_t count); /* 0 or -1 */
uint64_t bry__sparse_at(const bry__sparse *v, int32_t at);                       /* 0 when nothing stands there */
/* to -= factor * by: 0 or -1 */
int bry__sparse_subtract(bry__sparse *to, uint64_t factor, const bry__sparse *by);

/* Numbers in a list that grows; begin with {0}, free `items`. */
typedef struct bry__places {
  int32_t *items;
  size_t capacity;
  int32_t count;
} bry__places;

int bry__places_add(bry__places *places, int32_t number); /* 0 or -1 */

#endif
