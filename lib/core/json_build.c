/* Recursive descent over text that is known to be well-formed, and no deeper than the scan allows: so nothing is checked
 * again. Answers are nearly always of this plain kind. */
#include "core/json_build.h"

#include <string.h>

enum { DIGITS_MAX = 15, KEY_ROOM = 256 };

typedef struct build {
  const char *at, *end;
  int failed; /* or left to json-c */
} build;

static struct json_object *build_value(build *b);

/* The next byte that is not space, or 0. */
static char next(build *b) {
  while (b->at < b->end && (*b->at == ' ' || *b->at == '\n' || *b->at == '\t' || *b->at == '\r'))
    b->at++;
  return b->at < b->end ? *b->at : '\0';
}

static struct json_object *keep(build *b, struct json_object *made) {
  if (!made) b->failed = 1;
  return made;
}

/* The characters of the text in quotes that begins here; the place is set behind it. */
static const char *take_text(build *b, size_t *size) {
  const char *begin = b->at + 1;
  const char *quote = memchr(begin, '"', (size_t)(b->end - begin));
  if (!quote) quote = b->end - 1; /* not in well-formed text */
  *size = (size_t)(quote - begin);
  b->at = quote + 1;
  return begin;
}

static struct json_object *build_text(build *b) {
  size_t size;
  const char *text = take_text(b, &size);
  return keep(b, json_object_new_string_len(text, (int)size));
}

/* An integer of few digits; "-0" is a double to json-c. */
static struct json_object *build_number(build *b) {
  int64_t value = 0;
  int negative = *b->at == '-', digits = 0;
  if (negative) b->at++;
  for (; b->at < b->end && *b->at >= '0' && *b->at <= '9' && digits <= DIGITS_MAX; b->at++, digits++)
    value = value * 10 + (*b->at - '0');
  int goes_on = b->at < b->end && strchr(".eE0123456789", *b->at);
  if (goes_on || digits > DIGITS_MAX || (negative && value == 0)) {
    b->failed = 1;
    return NULL;
  }
  return keep(b, json_object_new_int64(negative ? -value : value));
}

static void add_member(build *b, struct json_object *object) {
  char key[KEY_ROOM];
  size_t size;
  const char *text = take_text(b, &size);
  if (size >= sizeof key) {
    b->failed = 1;
    return;
  }
  memcpy(key, text, size);
  key[size] = '\0';
  next(b);
  b->at++; /* the colon */
  struct json_object *value = build_value(b);
  if (b->failed || json_object_object_add(object, key, value) != 0) {
    b->failed = 1;
    json_object_put(value);
  }
}

static struct json_object *build_object(build *b) {
  struct json_object *object = keep(b, json_object_new_object());
  for (b->at++; !b->failed && next(b) != '}' && b->at < b->end;)
    if (*b->at == ',')
      b->at++;
    else
      add_member(b, object);
  b->at++;
  return object;
}

static struct json_object *build_array(build *b) {
  struct json_object *array = keep(b, json_object_new_array());
  for (b->at++; !b->failed && next(b) != ']' && b->at < b->end;) {
    if (*b->at == ',') {
      b->at++;
      continue;
    }
    struct json_object *value = build_value(b);
    if (!b->failed && json_object_array_add(array, value) == 0) continue;
    b->failed = 1;
    json_object_put(value);
  }
  b->at++;
  return array;
}

/* JSON's null is NULL, as json-c has it. */
static struct json_object *build_value(build *b) {
  switch (next(b)) {
  case '{':
    return build_object(b);
  case '[':
    return build_array(b);
  case '"':
    return build_text(b);
  case 't':
    b->at += strlen("true");
    return keep(b, json_object_new_boolean(1));
  case 'f':
    b->at += strlen("false");
    return keep(b, json_object_new_boolean(0));
  case 'n':
    b->at += strlen("null");
    return NULL;
  case '\0': /* not in well-formed text */
    b->failed = 1;
    return NULL;
  default:
    return build_number(b);
  }
}

int bry__json_build(const char *data, size_t size, struct json_object **out) {
  build b = {.at = data, .end = data + size};
  *out = NULL;
  if (size == 0 || memchr(data, '\\', size)) return 0;
  struct json_object *tree = build_value(&b);
  if (b.failed) {
    json_object_put(tree);
    return 0;
  }
  *out = tree;
  return 1;
}
