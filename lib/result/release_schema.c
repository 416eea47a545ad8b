/* The JSON Schema of a release's specification, embedded. */
#include <bry/release.h>

#include "core/buffer.h"
#include "core/error.h"

typedef struct release_schema_file {
  const char *name;
  const char *json;
  size_t size;
} release_schema_file;

#include "release_schema.inc"

bry_status bry_release_schema(bry_text **out, bry_error **err) {
  bry__buffer json = {0};
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "give a place for the schema (out is NULL)");
  *out = NULL;
  bry__buffer_add(&json, EMBEDDED[0].json, EMBEDDED[0].size);
  return bry__buffer_finish(&json, out, err);
}
