/* Patterns and texts of any kind: the first byte holds the flag, then come the pattern, a zero byte and the text. */
#include "core/utf8.h"
#include "expr/regex.h"
#include "fuzz/fuzz.h"

#include <string.h>

static void run(const bry__regex *regex, const char *text, size_t size) {
  int64_t once = 0, twice = 0;
  int matched = bry__regex_test(regex, text, size, &once);
  PROMISE(bry__regex_test(regex, text, size, &twice) == matched && once == twice);
  PROMISE(once <= (bry__utf16_length(text, size) + 1) * (2 * bry__regex_size(regex) + 1));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const uint8_t *border = size > 1 ? memchr(data + 1, '\0', size - 1) : NULL;
  if (!border) return 0;
  const char *pattern = (const char *)data + 1, *text = (const char *)border + 1;
  size_t pattern_size = (size_t)(border - data) - 1, text_size = size - pattern_size - 2;
  if (!bry__utf8_valid(pattern, pattern_size, NULL) || !bry__utf8_valid(text, text_size, NULL)) return 0;
  bry__regex *regex = NULL;
  int64_t at = -1;
  bry__regex_fault fault = bry__regex_parse(pattern, pattern_size, data[0] & 1, &regex, &at);
  PROMISE((fault == BRY__REGEX_OK) == (regex != NULL));
  PROMISE(fault != BRY__REGEX_NO_MEMORY);
  PROMISE(at >= 0 && at <= bry__utf16_length(pattern, pattern_size));
  if (!regex) return 0;
  PROMISE(bry__regex_size(regex) >= 1 && bry__regex_size(regex) <= BRY__REGEX_SIZE_MAX);
  PROMISE(strlen(bry__regex_source(regex)) == pattern_size);
  PROMISE(!bry__regex_is_portable(regex) || !bry__regex_ignores_case(regex));
  run(regex, text, text_size);
  bry__regex_free(regex);
  return 0;
}
