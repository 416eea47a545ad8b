/* Scrubbing of any bytes: places lie in order within the text and on characters' bounds, never overlap; what is left beside
 * the placeholders is the text as it was; the same text gives the same. */
#include "core/utf8.h"
#include "fuzz/fuzz.h"

#include <bry/error.h>
#include <bry/scrub.h>
#include <string.h>

static void check_place(const bry_scrubbed *s, const char *text, size_t size, int64_t i) {
  int64_t begin = bry_scrubbed_begin_at(s, i), end = bry_scrubbed_end_at(s, i);
  int64_t before = i > 0 ? bry_scrubbed_end_at(s, i - 1) : 0;
  PROMISE(before <= begin && begin < end && end <= (int64_t)size);
  PROMISE(bry__utf8_valid(text + begin, (size_t)(end - begin), NULL));
  PROMISE(bry_scrubbed_confidence_at(s, i) >= 1 && bry_scrubbed_confidence_at(s, i) <= 100);
  PROMISE(bry_scrub_kind_name(bry_scrubbed_kind_at(s, i)) != NULL);
}

/* Walks both texts: equal outside the places, a bracket in place of each. */
static void check_copy(const bry_scrubbed *s, const char *text, size_t size) {
  const char *copy = bry_scrubbed_text(s);
  size_t left = bry_scrubbed_size(s), at = 0;
  for (int64_t i = 0; i <= bry_scrubbed_count(s); i++) {
    if (i < bry_scrubbed_count(s) && !bry_scrubbed_replaced_at(s, i)) continue;
    size_t begin = i < bry_scrubbed_count(s) ? (size_t)bry_scrubbed_begin_at(s, i) : size;
    PROMISE(left >= begin - at && (begin == at || memcmp(copy, text + at, begin - at) == 0));
    copy += begin - at;
    left -= begin - at;
    if (i == bry_scrubbed_count(s)) break;
    const char *end = memchr(copy, ']', left);
    PROMISE(left > 0 && *copy == '[' && end != NULL);
    left -= (size_t)(end + 1 - copy);
    copy = end + 1;
    at = (size_t)bry_scrubbed_end_at(s, i);
  }
  PROMISE(left == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const char *text = (const char *)data;
  bry_scrubbed *once = NULL, *twice = NULL;
  bry_status status = bry_scrub(text, size, NULL, &once, NULL);
  PROMISE(status == (bry__utf8_valid(text, size, NULL) ? BRY_OK : BRY_EPARSE));
  if (status != BRY_OK) return 0;
  PROMISE(bry_scrub(text, size, NULL, &twice, NULL) == BRY_OK);
  PROMISE(strcmp(bry_scrubbed_text(once), bry_scrubbed_text(twice)) == 0);
  PROMISE(bry_scrubbed_count(once) == bry_scrubbed_count(twice));
  for (int64_t i = 0; i < bry_scrubbed_count(once); i++)
    check_place(once, text, size, i);
  check_copy(once, text, size);
  bry_scrubbed_free(once);
  bry_scrubbed_free(twice);
  return 0;
}
