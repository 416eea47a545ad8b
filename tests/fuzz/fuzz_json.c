/* The gate for JSON, and the canonical form: what is let in has one form that is let in again unchanged. */
#include "core/json.h"
#include "fuzz/fuzz.h"

#include <string.h>

static const bry__json_limits limits = {.max_bytes = 1 << 20, .max_depth = 64};

static struct json_object *parse(const char *data, size_t size) {
  struct json_object *value = NULL;
  bry_error *err = NULL;
  bry_status status = bry__json_parse("the document", data, size, &limits, &value, &err);
  PROMISE((status == BRY_OK) == (err == NULL));
  PROMISE(status == BRY_OK || status == BRY_EPARSE || status == BRY_ELIMIT);
  PROMISE(status == BRY_OK || value == NULL);
  PROMISE(status == BRY_OK || bry_error_message(err)[0] != '\0');
  bry_error_free(err);
  return value;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  bry__buffer once = {0}, twice = {0};
  struct json_object *value = parse((const char *)data, size);
  if (!value) return 0; /* refused, or null */
  bry__json_canonical(&once, value);
  PROMISE(!once.failed);
  struct json_object *again = parse(once.data, once.size);
  PROMISE(again != NULL);
  bry__json_canonical(&twice, again);
  PROMISE(once.size == twice.size && memcmp(once.data, twice.data, once.size) == 0);
  json_object_put(again);
  json_object_put(value);
  bry__buffer_free(&once);
  bry__buffer_free(&twice);
  return 0;
}
