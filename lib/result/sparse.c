/* Sparse vectors over the field. */
#include "result/sparse.h"

#include "core/mem.h"
#include "result/field.h"

#include <stdlib.h>
#include <string.h>

void bry__columns_begin(bry__columns *c) {
  if (c->failed || bry__grow((void **)&c->start, &c->start_capacity, (size_t)c->count + 2, sizeof *c->start) != 0) {
    c->failed = 1;
    return;
  }
  c->start[c->count] = c->size;
  c->start[++c->count] = c->size;
}

void bry__columns_put(bry__columns *c, int32_t at, uint64_t value) {
  if (c->failed || bry__grow((void **)&c->entries, &c->capacity, c->size + 1, sizeof *c->entries) != 0) {
    c->failed = 1;
    return;
  }
  c->entries[c->size++] = (bry__entry){.at = at, .value = value};
}

static int by_place(const void *left, const void *right) {
  const bry__entry *a = left, *b = right;
  return (a->at > b->at) - (a->at < b->at);
}

void bry__columns_end(bry__columns *c) {
  if (c->failed) return;
  size_t first = c->start[c->count - 1], kept = first;
  if (c->size - first > 1) qsort(c->entries + first, c->size - first, sizeof *c->entries, by_place);
  for (size_t i = first; i < c->size;) {
    bry__entry sum = c->entries[i];
    for (i++; i < c->size && c->entries[i].at == sum.at; i++)
      sum.value = bry__field_add(sum.value, c->entries[i].value);
    if (sum.value) c->entries[kept++] = sum;
  }
  c->size = kept;
  c->start[c->count] = kept;
}

void bry__columns_drop(bry__columns *c) {
  if (!c->failed) c->size = c->start[--c->count];
}

void bry__columns_free(bry__columns *c) {
  bry__free(c->entries);
  bry__free(c->start);
  *c = (bry__columns){0};
}

int bry__sparse_copy(bry__sparse *to, const bry__entry *entries, int32_t count) {
  *to = (bry__sparse){.entries = bry__alloc((size_t)count * sizeof *entries), .count = count};
  if (!to->entries) {
    to->count = 0;
    return -1;
  }
  if (count) memcpy(to->entries, entries, (size_t)count * sizeof *entries);
  return 0;
}

uint64_t bry__sparse_at(const bry__sparse *v, int32_t at) {
  int32_t low = 0, high = v->count;
  while (low < high) {
    int32_t middle = low + (high - low) / 2;
    if (v->entries[middle].at < at)
      low = middle + 1;
    else
      high = middle;
  }
  return low < v->count && v->entries[low].at == at ? v->entries[low].value : 0;
}

int bry__sparse_subtract(bry__sparse *to, uint64_t factor, const bry__sparse *by) {
  bry__entry *sum = bry__alloc(((size_t)to->count + (size_t)by->count) * sizeof *sum);
  if (!sum) return -1;
  int32_t i = 0, j = 0, n = 0;
  while (i < to->count || j < by->count) {
    bry__entry next;
    if (j == by->count || (i < to->count && to->entries[i].at < by->entries[j].at)) {
      next = to->entries[i++];
    } else {
      uint64_t here = i < to->count && to->entries[i].at == by->entries[j].at ? to->entries[i++].value : 0;
      next = (bry__entry){.at = by->entries[j].at, .value = bry__field_less(here, factor, by->entries[j].value)};
      j++;
    }
    if (next.value) sum[n++] = next;
  }
  bry__free(to->entries);
  *to = (bry__sparse){.entries = sum, .count = n};
  return 0;
}

int bry__places_add(bry__places *p, int32_t number) {
  if (bry__grow((void **)&p->items, &p->capacity, (size_t)p->count + 1, sizeof *p->items) != 0) return -1;
  p->items[p->count++] = number;
  return 0;
}
