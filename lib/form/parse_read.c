/* Typed members of JSON objects, and where the reader is. What a member means is left to who asks for it. */
#include "form/parse.h"

#include "core/mem.h"
#include "core/utf8.h"
#include "form/scalar.h"

#include <math.h>
#include <string.h>

/* --- where the reader is -------------------------------------------------------------------------------------------- */

static const char *pointer(const bry__parse *p) {
  return p->pointer.data ? p->pointer.data : "";
}

size_t bry__parse_enter(bry__parse *p, const char *key) {
  size_t mark = p->pointer.size;
  bry__pointer_key(&p->pointer, key);
  return mark;
}

size_t bry__parse_enter_index(bry__parse *p, size_t index) {
  size_t mark = p->pointer.size;
  bry__pointer_index(&p->pointer, (int64_t)index);
  return mark;
}

void bry__parse_leave(bry__parse *p, size_t mark) {
  p->pointer.size = mark;
  if (p->pointer.data) p->pointer.data[mark] = '\0';
}

void bry__parse_fault(bry__parse *p, bry__author_fault fault, const char *detail) {
  if (bry__author_finding(p->findings, fault, p->item, pointer(p), detail) != 0) p->failed = 1;
}

int bry__parse_was_told(const bry__parse *p, const char *at) {
  int64_t count = bry_findings_count(p->findings);
  return count > 0 && strcmp(bry_findings_pointer_at(p->findings, count - 1), at) == 0;
}

void bry__parse_fault_at(bry__parse *p, const char *key, bry__author_fault fault, const char *detail) {
  size_t mark = bry__parse_enter(p, key);
  bry__parse_fault(p, fault, detail);
  bry__parse_leave(p, mark);
}

/* --- memory --------------------------------------------------------------------------------------------------------- */

void *bry__parse_alloc(bry__parse *p, size_t count, size_t size) {
  void *memory = bry__alloc_zero(count, size);
  if (!memory) p->failed = 1;
  return memory;
}

char *bry__parse_copy(bry__parse *p, const char *text) {
  char *copy = bry__strdup(text);
  if (!copy) p->failed = 1;
  return copy;
}

/* --- typed members -------------------------------------------------------------------------------------------------- */

int bry__parse_has(struct json_object *object, const char *key) {
  return json_object_object_get_ex(object, key, NULL);
}

int bry__parse_is_object(bry__parse *p, struct json_object *value) {
  if (json_object_is_type(value, json_type_object)) return 1;
  bry__parse_fault(p, BRY__FAULT_TYPE, "object");
  return 0;
}

/* The member when it is there and of the type; NULL when it is absent, or of another type, which is noted. */
static struct json_object *typed(bry__parse *p, struct json_object *object, const char *key, enum json_type type) {
  struct json_object *value = NULL;
  if (!json_object_object_get_ex(object, key, &value)) return NULL;
  if (json_object_is_type(value, type)) return value;
  bry__parse_fault_at(p, key, BRY__FAULT_TYPE, json_type_to_name(type));
  return NULL;
}

int bry__parse_bool(bry__parse *p, struct json_object *object, const char *key, const char *older_key) {
  if (older_key && !bry__parse_has(object, key)) key = older_key;
  struct json_object *value = typed(p, object, key, json_type_boolean);
  return value && json_object_get_boolean(value);
}

const char *bry__parse_string(bry__parse *p, struct json_object *object, const char *key) {
  struct json_object *value = typed(p, object, key, json_type_string);
  return value ? json_object_get_string(value) : NULL;
}

struct json_object *bry__parse_array(bry__parse *p, struct json_object *object, const char *key) {
  return typed(p, object, key, json_type_array);
}

/* A JSON number that JavaScript holds exactly enough, or one written as a string. */
static int number_of(struct json_object *value, double *out) {
  if (json_object_is_type(value, json_type_string)) {
    return bry__number_parse(json_object_get_string(value), (size_t)json_object_get_string_len(value), 0, out);
  }
  if (!json_object_is_type(value, json_type_int) && !json_object_is_type(value, json_type_double)) return 0;
  *out = json_object_get_double(value);
  return isfinite(*out) && (json_object_is_type(value, json_type_double) || fabs(*out) <= BRY__EXACT_MAX);
}

int bry__parse_number(bry__parse *p, struct json_object *object, const char *key, double *out) {
  struct json_object *value = NULL;
  if (!json_object_object_get_ex(object, key, &value)) return 0;
  double number = 0;
  if (!number_of(value, &number)) {
    bry__parse_fault_at(p, key, BRY__FAULT_NUMBER, NULL);
    return 0;
  }
  *out = number;
  return 1;
}

int64_t bry__parse_count(bry__parse *p, struct json_object *object, const char *key, int64_t least,
                         int64_t fallback) {
  double number = 0;
  if (!bry__parse_number(p, object, key, &number)) return fallback;
  if (number < (double)least || number > INT32_MAX || floor(number) != number) {
    bry__parse_fault_at(p, key, BRY__FAULT_RANGE, NULL);
    return fallback;
  }
  return (int64_t)number;
}

int bry__parse_date(bry__parse *p, struct json_object *object, const char *key, double *out) {
  struct json_object *value = NULL;
  if (!json_object_object_get_ex(object, key, &value)) return 0;
  if (json_object_is_type(value, json_type_string) &&
      bry__date_parse(json_object_get_string(value), (size_t)json_object_get_string_len(value), out)) {
    return 1;
  }
  bry__parse_fault_at(p, key, BRY__FAULT_DATE, NULL);
  return 0;
}

void bry__parse_label(bry__parse *p, struct json_object *object, const char *key, bry__label *out) {
  struct json_object *value = NULL;
  if (!json_object_object_get_ex(object, key, &value)) return;
  size_t mark = bry__parse_enter(p, key);
  bry__parse_check_label(p, value);
  bry__parse_leave(p, mark);
  if (json_object_is_type(value, json_type_string) && json_object_get_string_len(value) == 0) return;
  if (bry__label_from_json(out, value) == -1) p->failed = 1;
}

/* --- names ---------------------------------------------------------------------------------------------------------- */

/* survey-core cuts outer spaces and braces from names, so that answers would come under another one. */
static int is_good_name(const char *name, size_t size) {
  size_t first_end = 0;
  size_t last_begin = 0;
  if (size > BRY__NAME_BYTES_MAX) return 0;
  for (size_t at = 0; at < size;) {
    last_begin = at;
    uint32_t c = bry__utf8_next(name, size, &at);
    if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == '{' || c == '}') return 0;
    if (last_begin == 0) first_end = at;
  }
  return !bry__text_is_blank(name, first_end) && !bry__text_is_blank(name + last_begin, size - last_begin);
}

char *bry__parse_name(bry__parse *p, struct json_object *object) {
  if (!bry__parse_has(object, "name")) {
    bry__parse_fault(p, BRY__FAULT_NAME_MISSING, NULL);
    return NULL;
  }
  const char *name = bry__parse_string(p, object, "name");
  if (!name) return NULL;
  if (bry__text_is_blank(name, strlen(name))) {
    bry__parse_fault_at(p, "name", BRY__FAULT_NAME_MISSING, NULL);
  } else if (!is_good_name(name, strlen(name))) {
    bry__parse_fault_at(p, "name", BRY__FAULT_NAME_INVALID, NULL);
  } else {
    return bry__parse_copy(p, name);
  }
  return NULL;
}
