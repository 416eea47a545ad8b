/* Gaussian elimination over a prime field, a vector at a time. A vector that comes in is reduced by the earlier ones in
 * their order, which a heap of their numbers gives; they are never touched again. */
#include "result/span.h"

#include "core/mem.h"
#include "core/random.h"
#include "result/field.h"

#include <stdlib.h>
#include <string.h>

enum { SEED = 20240925 };

int bry__span_init(bry__span *s, int32_t rows) {
  size_t n = (size_t)rows;
  *s = (bry__span){.rows = rows};
  s->vectors = bry__alloc_zero(n, sizeof *s->vectors);
  s->pivot = bry__alloc_zero(n, sizeof *s->pivot);
  s->of_row = bry__alloc_zero(n, sizeof *s->of_row);
  s->rest.entries = bry__alloc_zero(n, sizeof *s->rest.entries);
  s->value = bry__alloc_zero(n, sizeof *s->value);
  s->seen = bry__alloc_zero(n, 1);
  s->heap = bry__alloc_zero(n, sizeof *s->heap);
  s->touched = bry__alloc_zero(n, sizeof *s->touched);
  if (!s->vectors || !s->pivot || !s->of_row || !s->rest.entries || !s->value || !s->seen || !s->heap || !s->touched)
    return -1;
  memset(s->of_row, -1, n * sizeof *s->of_row);
  return 0;
}

void bry__span_free(bry__span *s) {
  for (int32_t i = 0; s->vectors && i < s->count; i++)
    bry__free(s->vectors[i].entries);
  bry__free(s->vectors);
  bry__free(s->pivot);
  bry__free(s->of_row);
  bry__free(s->rest.entries);
  bry__free(s->value);
  bry__free(s->seen);
  bry__free(s->heap);
  bry__free(s->touched);
  *s = (bry__span){0};
}

/* --- a heap of numbers, the least on top ------------------------------------------------------------------------- */

static void heap_push(int32_t *heap, int32_t *size, int32_t number) {
  int32_t at = (*size)++;
  for (; at > 0 && heap[(at - 1) / 2] > number; at = (at - 1) / 2)
    heap[at] = heap[(at - 1) / 2];
  heap[at] = number;
}

static int32_t heap_pop(int32_t *heap, int32_t *size) {
  int32_t top = heap[0], last = heap[--*size], at = 0;
  for (int32_t child = 1; child < *size; child = 2 * at + 1) {
    if (child + 1 < *size && heap[child + 1] < heap[child]) child++;
    if (heap[child] >= last) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = last;
  return top;
}

/* --- reducing ---------------------------------------------------------------------------------------------------- */

typedef struct work {
  bry__span *span;
  int32_t heap_size, touched;
} work;

static void subtract_entries(work *w, uint64_t factor, const bry__entry *entries, int32_t count) {
  bry__span *s = w->span;
  bry__work_spend(s->work, count);
  for (int32_t i = 0; i < count; i++) {
    int32_t row = entries[i].at;
    s->value[row] = bry__field_less(s->value[row], factor, entries[i].value);
    if (s->seen[row]) continue;
    s->seen[row] = 1;
    if (s->of_row[row] >= 0)
      heap_push(s->heap, &w->heap_size, s->of_row[row]);
    else
      s->touched[w->touched++] = row;
  }
}

static int by_number(const void *left, const void *right) {
  const int32_t *a = left, *b = right;
  return (*a > *b) - (*a < *b);
}

static void collect_rest(work *w) {
  bry__span *s = w->span;
  s->rest.count = 0;
  if (w->touched > 1) qsort(s->touched, (size_t)w->touched, sizeof *s->touched, by_number);
  for (int32_t i = 0; i < w->touched; i++) {
    int32_t row = s->touched[i];
    if (s->value[row]) s->rest.entries[s->rest.count++] = (bry__entry){.at = row, .value = s->value[row]};
    s->value[row] = 0;
    s->seen[row] = 0;
  }
}

void bry__span_reduce(bry__span *s, const bry__entry *entries, int32_t count) {
  work w = {.span = s};
  subtract_entries(&w, BRY__PRIME - 1, entries, count);
  while (w.heap_size > 0) {
    int32_t number = heap_pop(s->heap, &w.heap_size), row = s->pivot[number];
    uint64_t factor = s->value[row];
    if (factor) subtract_entries(&w, factor, s->vectors[number].entries, s->vectors[number].count);
    s->seen[row] = 0;
  }
  collect_rest(&w);
}

int bry__span_add(bry__span *s, int32_t row) {
  bry__sparse *vector = &s->vectors[s->count];
  if (bry__sparse_copy(vector, s->rest.entries, s->rest.count) != 0) return -1;
  uint64_t scale = bry__field_inverse(bry__sparse_at(vector, row));
  for (int32_t i = 0; i < vector->count; i++)
    vector->entries[i].value = bry__field_multiply(vector->entries[i].value, scale);
  s->pivot[s->count] = row;
  s->of_row[row] = s->count++;
  return 0;
}

void bry__span_witness(const bry__span *s, uint64_t stream, uint64_t *out) {
  for (int32_t row = 0; row < s->rows; row++)
    out[row] = s->of_row[row] >= 0 ? 0 : bry__random_at(SEED, stream, (uint64_t)row) % BRY__PRIME;
  for (int32_t i = s->count - 1; i >= 0; i--) /* later pivots stand in earlier vectors, never the other way */
    out[s->pivot[i]] = bry__field_minus(bry__witness_value(out, s->vectors[i].entries, s->vectors[i].count));
}

uint64_t bry__witness_value(const uint64_t *witness, const bry__entry *entries, int32_t count) {
  uint64_t sum = 0;
  for (int32_t i = 0; i < count; i++)
    sum = bry__field_less(sum, bry__field_minus(entries[i].value), witness[entries[i].at]);
  return sum;
}
