/* Memory: malloc behind counters. Knows nothing of who asks; limits on input are the askers' own. */
#include "core/mem.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static _Atomic int64_t allocations;
static _Atomic int64_t failing_allocation; /* its number; 0 = none */

static int fails_now(void) {
  int64_t number = atomic_fetch_add_explicit(&allocations, 1, memory_order_relaxed) + 1;
  return number == atomic_load_explicit(&failing_allocation, memory_order_relaxed);
}

void bry__mem_fail_at(int64_t n) {
  atomic_store(&failing_allocation, n > 0 ? atomic_load(&allocations) + n : 0);
}

int64_t bry__mem_count(void) {
  return atomic_load(&allocations);
}

void *bry__alloc(size_t size) {
  return fails_now() ? NULL : malloc(size ? size : 1);
}

void *bry__alloc_zero(size_t count, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes) || fails_now()) return NULL;
  return calloc(1, bytes ? bytes : 1);
}

void *bry__realloc(void *p, size_t size) {
  return fails_now() ? NULL : realloc(p, size ? size : 1);
}

void *bry__realloc_array(void *p, size_t count, size_t size) {
  size_t bytes;
  return __builtin_mul_overflow(count, size, &bytes) ? NULL : bry__realloc(p, bytes);
}

char *bry__strdup(const char *s) {
  return s ? bry__strndup(s, strlen(s)) : NULL;
}

char *bry__strndup(const char *s, size_t size) {
  size_t room;
  char *copy = __builtin_add_overflow(size, 1, &room) ? NULL : bry__alloc(room);
  if (!copy) return NULL;
  if (size) memcpy(copy, s, size);
  copy[size] = '\0';
  return copy;
}

void bry__free(void *p) {
  free(p);
}

int bry__grow(void **items, size_t *capacity, size_t need, size_t size) {
  enum { FIRST = 8 };
  if (need <= *capacity) return 0;
  size_t more = *capacity + *capacity / 2;
  if (more < need) more = need;
  if (more < FIRST) more = FIRST;
  void *grown = bry__realloc_array(*items, more, size);
  if (!grown) return -1;
  *items = grown;
  *capacity = more;
  return 0;
}
