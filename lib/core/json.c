/* JSON in: limits, UTF-8 and grammar first (json_scan.c), and only what passed becomes a tree of json-c's,
 * built here when it is plain (json_build.c), else by json-c.
 * Look-ups and pointers too. What a document may mean is left to the layer that asked for it. */
#include "core/json.h"

#include "core/json_build.h"
#include "core/json_scan.h"
#include "core/utf8.h"

#include <limits.h>
#include <string.h>

enum { DEPTH_MAX = 1000 }; /* the readers are recursive; nobody may ask for more */

/* Line and column (in characters), from 1, of a place in the text. */
static void locate(const char *data, size_t at, int64_t *line, int64_t *column) {
  size_t line_begin = 0;
  *line = 1;
  for (size_t i = 0; i < at; i++) {
    if (data[i] != '\n') continue;
    ++*line;
    line_begin = i + 1;
  }
  *column = bry__utf8_length(data + line_begin, at - line_begin) + 1;
}

static bry_status refuse(bry_error **err, bry_status status, const char *what, const char *data, size_t at,
                         const char *pointer, const char *problem) {
  int64_t line, column;
  locate(data, at, &line, &column);
  return bry__error_at(err, status, pointer, "%s, line %lld, column %lld: %s", what, (long long)line,
                       (long long)column, problem);
}

static int64_t count_members(struct json_object *value) {
  int64_t count = 0;
  if (json_object_is_type(value, json_type_object)) {
    json_object_object_foreach(value, key, member) {
      (void)key;
      count += 1 + count_members(member);
    }
  } else if (json_object_is_type(value, json_type_array)) {
    size_t length = json_object_array_length(value);
    for (size_t i = 0; i < length; i++)
      count += count_members(json_object_array_get_idx(value, i));
  }
  return count;
}

static bry_status refuse_duplicate(const char *what, const char *data, size_t size, bry_error **err) {
  bry__buffer pointer = {0};
  size_t at = 0;
  bry_status status;
  if (bry__json_scan_duplicate(data, size, &pointer, &at) == 1) {
    status = refuse(err, BRY_EPARSE, what, data, at, pointer.data, "this key stands in the object already");
  } else {
    status = bry__enomem(err); /* json-c keeps all keys that differ, unless memory runs out */
  }
  bry__buffer_free(&pointer);
  return status;
}

/* The tree of text that is known to be well-formed; 0 when memory runs out. */
static int build(const char *data, size_t size, int max_depth, struct json_object **out) {
  if (bry__json_build(data, size, out)) return 1;
  struct json_tokener *tokener = json_tokener_new_ex(max_depth + 2); /* json-c counts scalars too */
  if (!tokener) return 0;
  json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
  *out = json_tokener_parse_ex(tokener, data, (int)size);
  if (json_tokener_get_error(tokener) == json_tokener_continue) {
    *out = json_tokener_parse_ex(tokener, "", 1); /* a lone number ends only with a NUL behind it */
  }
  int built = json_tokener_get_error(tokener) == json_tokener_success;
  json_tokener_free(tokener);
  return built;
}

static int build_expanded(const char *data, size_t size, int max_depth, struct json_object **out) {
  bry__buffer expanded = {0};
  bry__json_scan_expand_pairs(data, size, &expanded);
  int built = !expanded.failed && build(expanded.data, expanded.size, max_depth, out);
  bry__buffer_free(&expanded);
  return built;
}

static bry_status check(const char *what, bry__json_scan *scan, bry_error **err) {
  size_t bad_at;
  if (!bry__utf8_valid(scan->data, scan->size, &bad_at)) {
    return refuse(err, BRY_EPARSE, what, scan->data, bad_at, NULL, "this is not UTF-8; save the document as UTF-8");
  }
  if (!bry__json_scan_run(scan)) {
    bry_status status = scan->too_deep ? BRY_ELIMIT : BRY_EPARSE;
    return refuse(err, status, what, scan->data, scan->at, NULL, scan->problem);
  }
  return BRY_OK;
}

bry_status bry__json_parse(const char *what, const char *data, size_t size, const bry__json_limits *limits,
                           struct json_object **out, bry_error **err) {
  static const char mark[] = "\xEF\xBB\xBF";
  *out = NULL;
  int max_depth = limits->max_depth < DEPTH_MAX ? limits->max_depth : DEPTH_MAX;
  size_t max_bytes = limits->max_bytes < INT_MAX ? limits->max_bytes : INT_MAX;
  if (size > max_bytes) {
    return bry__error(err, BRY_ELIMIT, "%s is %zu bytes long; at most %zu are taken", what, size, max_bytes);
  }
  if (!data) data = "";
  if (size >= 3 && memcmp(data, mark, 3) == 0) { /* a byte order mark, as Windows editors write it */
    data += 3;
    size -= 3;
  }
  bry__json_scan scan = {.data = data, .size = size, .max_depth = max_depth};
  bry_status status = check(what, &scan, err);
  if (status != BRY_OK) return status;
  struct json_object *tree = NULL;
  int built = (scan.has_pairs ? build_expanded : build)(data, size, max_depth, &tree);
  if (!built) return bry__enomem(err);
  if (count_members(tree) != scan.members) {
    json_object_put(tree);
    return refuse_duplicate(what, data, size, err);
  }
  *out = tree;
  return BRY_OK;
}

void bry__pointer_key(bry__buffer *b, const char *key) {
  bry__buffer_char(b, '/');
  for (;;) {
    size_t plain = strcspn(key, "~/");
    bry__buffer_add(b, key, plain);
    key += plain;
    if (!*key) return;
    bry__buffer_text(b, *key++ == '~' ? "~0" : "~1");
  }
}

void bry__pointer_index(bry__buffer *b, int64_t index) {
  bry__buffer_char(b, '/');
  bry__buffer_int(b, index);
}

static struct json_object *member(struct json_object *object, const char *key, enum json_type type) {
  struct json_object *value = NULL;
  if (!json_object_is_type(object, json_type_object) || !json_object_object_get_ex(object, key, &value)) return NULL;
  return json_object_is_type(value, type) ? value : NULL;
}

const char *bry__json_text(struct json_object *object, const char *key) {
  struct json_object *value = member(object, key, json_type_string);
  return value ? json_object_get_string(value) : NULL;
}

struct json_object *bry__json_array(struct json_object *object, const char *key) {
  return member(object, key, json_type_array);
}

struct json_object *bry__json_object(struct json_object *object, const char *key) {
  return member(object, key, json_type_object);
}
