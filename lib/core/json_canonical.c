/* Canonical JSON (RFC 8785), so that equal documents have equal bytes and one hash. */
#include "core/json.h"
#include "core/mem.h"

#include <stdlib.h>
#include <string.h>

typedef struct member {
  const char *key;
  struct json_object *value;
} member;

/* Order of UTF-16 code units, on UTF-8. It differs from the order of bytes only where a character past U+FFFF (lead
 * byte F0 and up; surrogates in UTF-16) meets one of U+E000 to U+FFFF (lead byte EE or EF). */
static int compare_keys(const char *a, const char *b) {
  while (*a && *a == *b)
    a++, b++;
  unsigned char x = (unsigned char)*a, y = (unsigned char)*b;
  if (x >= 0xF0 && (y == 0xEE || y == 0xEF)) return -1;
  if (y >= 0xF0 && (x == 0xEE || x == 0xEF)) return 1;
  return (x > y) - (x < y);
}

static int compare_members(const void *a, const void *b) {
  return compare_keys(((const member *)a)->key, ((const member *)b)->key);
}

static void put_object(bry__buffer *b, struct json_object *object) {
  size_t count = 0, capacity = (size_t)json_object_object_length(object);
  member *members = bry__alloc_zero(capacity, sizeof *members);
  if (!members) {
    b->failed = 1;
    return;
  }
  json_object_object_foreach(object, key, value) members[count++] = (member){key, value};
  qsort(members, count, sizeof *members, compare_members);
  bry__buffer_char(b, '{');
  for (size_t i = 0; i < count; i++) {
    if (i) bry__buffer_char(b, ',');
    bry__buffer_json_string(b, members[i].key, strlen(members[i].key));
    bry__buffer_char(b, ':');
    bry__json_canonical(b, members[i].value);
  }
  bry__buffer_char(b, '}');
  bry__free(members);
}

static void put_array(bry__buffer *b, struct json_object *array) {
  size_t length = json_object_array_length(array);
  bry__buffer_char(b, '[');
  for (size_t i = 0; i < length; i++) {
    if (i) bry__buffer_char(b, ',');
    bry__json_canonical(b, json_object_array_get_idx(array, i));
  }
  bry__buffer_char(b, ']');
}

void bry__json_canonical(bry__buffer *b, struct json_object *value) {
  switch (json_object_get_type(value)) {
  case json_type_null:
    bry__buffer_text(b, "null");
    break;
  case json_type_boolean:
    bry__buffer_text(b, json_object_get_boolean(value) ? "true" : "false");
    break;
  case json_type_double:
    bry__buffer_double(b, json_object_get_double(value));
    break;
  case json_type_int:
    bry__buffer_int(b, json_object_get_int64(value));
    break;
  case json_type_object:
    put_object(b, value);
    break;
  case json_type_array:
    put_array(b, value);
    break;
  case json_type_string:
    bry__buffer_json_string(b, json_object_get_string(value), (size_t)json_object_get_string_len(value));
    break;
  }
}
