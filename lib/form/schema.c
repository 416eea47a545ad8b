/* The JSON Schema of questionnaires, embedded. That it says what the parser does is tested; nothing here reads it. */
#include <bry/questionnaire.h>

#include "core/buffer.h"
#include "core/error.h"

typedef struct schema_file {
  const char *name;
  const char *json;
  size_t size;
} schema_file;

#include "schema.inc"

bry_status bry_questionnaire_schema(bry_text **out, bry_error **err) {
  bry__buffer json = {0};
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "give a place for the schema (out is NULL)");
  *out = NULL;
  bry__buffer_add(&json, EMBEDDED[0].json, EMBEDDED[0].size);
  return bry__buffer_finish(&json, out, err);
}
