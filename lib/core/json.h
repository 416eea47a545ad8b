/* JSON in: json-c behind a strict gate. What json-c would let pass or lose (duplicate keys, NUL in strings, lone
 * surrogates, invalid UTF-8, trailing bytes, depth, size) is refused here with its place. JSON out: canonical form. */
#ifndef BRY_CORE_JSON_H
#define BRY_CORE_JSON_H

#include "core/buffer.h"
#include "core/error.h"

#include <json-c/json.h>

typedef struct bry__json_limits {
  size_t max_bytes;
  int max_depth;
} bry__json_limits;

/* `what` names the document in messages: "the questionnaire". Free with json_object_put(). Statuses: ::BRY_EPARSE
 * (line and column in the message), ::BRY_ELIMIT, ::BRY_ENOMEM. A duplicate key is ::BRY_EPARSE with its pointer. */
bry_status bry__json_parse(const char *what, const char *data, size_t size, const bry__json_limits *limits,
                           struct json_object **out, bry_error **err);

/* Canonical form of RFC 8785: keys by UTF-16 code units, shortest numbers, no white space. Failure is sticky in b. */
void bry__json_canonical(bry__buffer *b, struct json_object *value);

/* Appends "/key" (RFC 6901 escapes) or "/index" to a pointer held in a buffer; cut back with b->size. */
void bry__pointer_key(bry__buffer *b, const char *key);
void bry__pointer_index(bry__buffer *b, int64_t index);

/* Typed look-ups; NULL when absent or of another type. */
const char *bry__json_text(struct json_object *object, const char *key);
struct json_object *bry__json_array(struct json_object *object, const char *key);
struct json_object *bry__json_object(struct json_object *object, const char *key);

#endif
