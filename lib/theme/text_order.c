/* Sorts texts by their bytes, in an order that has nothing to do with the alphabet. */
#include "theme/text_order.h"

#include "core/hash.h"
#include "core/mem.h"
#include "core/utf8.h"

#include <stdlib.h>
#include <string.h>

typedef struct hashed {
  uint64_t hash;
  const char *text;
  size_t size;
  int32_t number;
} hashed;

/* Equal texts by their numbers, so that any sort gives the same. */
static int by_bytes(const void *left, const void *right) {
  const hashed *a = left, *b = right;
  if (a->hash != b->hash) return a->hash < b->hash ? -1 : 1;
  int difference = memcmp(a->text, b->text, a->size < b->size ? a->size : b->size);
  if (difference != 0) return difference;
  if (a->size != b->size) return a->size < b->size ? -1 : 1;
  return (a->number > b->number) - (a->number < b->number);
}

bry_status bry__text_order(const char *const *texts, const size_t *sizes, int64_t count, int32_t *out,
                           bry_error **err) {
  hashed *all = bry__alloc_zero((size_t)count + 1, sizeof *all);
  bry_status status = all ? BRY_OK : bry__enomem(err);
  for (int64_t i = 0; status == BRY_OK && i < count; i++) {
    const char *text = texts[i] ? texts[i] : "";
    size_t size = texts[i] ? sizes[i] : 0;
    if (!bry__utf8_valid(text, size, NULL))
      status = bry__error(err, BRY_EPARSE, "text number %lld (counted from 0) is not UTF-8", (long long)i);
    all[i] = (hashed){bry__hash64(text, size), text, size, (int32_t)i};
  }
  if (status == BRY_OK && count > 1) qsort(all, (size_t)count, sizeof *all, by_bytes);
  for (int64_t i = 0; status == BRY_OK && i < count; i++)
    out[i] = all[i].number;
  bry__free(all);
  return status;
}
