/* What is computed from what is published: the span of vectors, added one by one. */
#ifndef BRY_RESULT_SPAN_H
#define BRY_RESULT_SPAN_H

#include "core/error.h"
#include "result/sparse.h"
#include "result/work.h"

typedef struct bry__span {
  int32_t rows;
  int32_t count;        /* vectors that were added */
  bry__sparse *vectors; /* by number: 1 at its pivot, nothing at earlier pivots */
  int32_t *pivot;       /* the row of each */
  int32_t *of_row;      /* the vector whose pivot a row is, or -1 */
  bry__sparse rest;     /* what the last bry__span_reduce() left, by row; its memory is the span's */
  bry__work *work;      /* counts entries that are subtracted; NULL: nothing does */
  /* at work */
  uint64_t *value;
  uint8_t *seen;
  int32_t *heap, *touched;
} bry__span;

int bry__span_init(bry__span *span, int32_t rows); /* 0 or -1; begin with {0} */
void bry__span_free(bry__span *span);
/* Reduces a vector by those of the span; the rest is empty when it lies within. */
void bry__span_reduce(bry__span *span, const bry__entry *entries, int32_t count);
/* Adds the rest that was just left (not empty), with that row as its pivot; its vector is vectors[count - 1]. 0 or -1 */
int bry__span_add(bry__span *span, int32_t row);
/* A vector on which the whole span is 0, random elsewhere: rows values to `out`. On it a vector is 0 only when it lies
 * within the span, and two are proportional only when they are so beside the span. Pure function of span and stream. */
void bry__span_witness(const bry__span *span, uint64_t stream, uint64_t *out);

/* A vector's value there. */
uint64_t bry__witness_value(const uint64_t *witness, const bry__entry *entries, int32_t count);

#endif
