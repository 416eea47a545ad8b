/* What values are, and the coercions between them. */
#include "expr/js.h"

#include "core/number.h"
#include "expr/calendar.h"

#include <json-c/json.h>
#include <math.h>
#include <string.h>

void *bry__js_alloc(bry__js_run *run, size_t count, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes) || !bry__js_step(run, bytes / 16)) return NULL;
  void *given = bry__arena_alloc(run->arena, bytes);
  if (!given) run->status = BRY_ENOMEM;
  return given;
}

int bry__js_step(bry__js_run *run, size_t work) {
  if (run->status != BRY_OK) return 0;
  if ((uint64_t)run->steps <= work) {
    run->steps = 0;
    run->status = BRY_ELIMIT;
    return 0;
  }
  run->steps -= (int64_t)work;
  return 1;
}

void bry__js_throw(bry__js_run *run, const char *problem) {
  if (run->status != BRY_OK) return;
  run->status = BRY_EREFUSED;
  run->problem = problem;
}

/* --- making ----------------------------------------------------------------------------------------------------- */

bry__js bry__js_undefined(void) {
  return (bry__js){.kind = BRY__JS_UNDEFINED};
}

bry__js bry__js_null(void) {
  return (bry__js){.kind = BRY__JS_NULL};
}

bry__js bry__js_bool(int truth) {
  return (bry__js){.kind = BRY__JS_BOOL, .truth = truth != 0};
}

bry__js bry__js_number(double number) {
  return (bry__js){.kind = BRY__JS_NUMBER, .as.number = number};
}

bry__js bry__js_date(double ms) {
  return (bry__js){.kind = BRY__JS_DATE, .as.number = ms};
}

bry__js bry__js_string(const char *text, size_t size) {
  return (bry__js){.kind = BRY__JS_STRING, .size = size, .as.text = text};
}

bry__js bry__js_list(const bry__js *items, size_t count) {
  return (bry__js){.kind = BRY__JS_LIST, .size = count, .as.items = items};
}

bry__js bry__js_from_json(struct json_object *json) {
  switch (json_object_get_type(json)) {
  case json_type_boolean:
    return bry__js_bool(json_object_get_boolean(json));
  case json_type_int:
  case json_type_double:
    return bry__js_number(json_object_get_double(json));
  case json_type_string:
    return bry__js_string(json_object_get_string(json), (size_t)json_object_get_string_len(json));
  case json_type_array:
    return (bry__js){.kind = BRY__JS_ARRAY, .as.json = json};
  case json_type_object:
    return (bry__js){.kind = BRY__JS_OBJECT, .as.json = json};
  case json_type_null:
  default:
    return bry__js_null();
  }
}

/* --- asking ----------------------------------------------------------------------------------------------------- */

int bry__js_is_nullish(const bry__js *v) {
  return v->kind <= BRY__JS_NULL;
}

int bry__js_is_array(const bry__js *v) {
  return v->kind == BRY__JS_LIST || v->kind == BRY__JS_ARRAY;
}

int bry__js_is_object(const bry__js *v) {
  return v->kind >= BRY__JS_DATE;
}

int bry__js_truthy(const bry__js *v) {
  switch (v->kind) {
  case BRY__JS_BOOL:
    return v->truth;
  case BRY__JS_NUMBER:
    return v->as.number != 0 && !isnan(v->as.number);
  case BRY__JS_STRING:
    return v->size > 0;
  default:
    return v->kind >= BRY__JS_DATE;
  }
}

static int is_empty_object(bry__js_run *run, struct json_object *object) {
  json_object_object_foreach(object, key, member) {
    (void)key;
    bry__js value = bry__js_from_json(member);
    if (!bry__js_step(run, 1) || !bry__js_is_empty(run, &value)) return 0;
  }
  return 1;
}

int bry__js_is_empty(bry__js_run *run, const bry__js *v) {
  switch (v->kind) {
  case BRY__JS_UNDEFINED:
  case BRY__JS_NULL:
    return 1;
  case BRY__JS_NUMBER:
    return isnan(v->as.number);
  case BRY__JS_STRING:
    return v->size == 0;
  case BRY__JS_LIST:
  case BRY__JS_ARRAY:
    return bry__js_count(v) == 0;
  case BRY__JS_OBJECT:
    return is_empty_object(run, v->as.json);
  default:
    return 0;
  }
}

size_t bry__js_count(const bry__js *array) {
  return array->kind == BRY__JS_LIST ? array->size : json_object_array_length(array->as.json);
}

bry__js bry__js_at(const bry__js *array, size_t index) {
  return array->kind == BRY__JS_LIST ? array->as.items[index]
                                     : bry__js_from_json(json_object_array_get_idx(array->as.json, index));
}

/* A key that is an array index: no sign, no leading zero. 1 or 0. */
static int read_index(const char *key, size_t size, uint64_t *index) {
  if (size == 0 || size > 10 || (key[0] == '0' && size > 1)) return 0;
  *index = 0;
  for (size_t i = 0; i < size; i++) {
    if (key[i] < '0' || key[i] > '9') return 0;
    *index = *index * 10 + (uint64_t)(key[i] - '0');
  }
  return *index < UINT32_MAX;
}

/* One unit of a string. A half of a pair counts as a character that is not empty, which is all that is asked of
 * it. */
static bry__js unit_at(const bry__js *string, uint64_t index) {
  if (index >= bry__js_length(string)) return bry__js_undefined();
  size_t at = 0;
  uint64_t units = 0;
  for (;;) {
    unsigned char lead = (unsigned char)string->as.text[at];
    size_t bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    units += bytes == 4 ? 2 : 1;
    if (units > index) return bry__js_string(string->as.text + at, bytes);
    at += bytes;
  }
}

bry__js bry__js_get(const bry__js *v, const char *name, size_t size) {
  uint64_t index;
  int is_length = size == 6 && memcmp(name, "length", 6) == 0;
  if (v->kind == BRY__JS_OBJECT) {
    json_object_object_foreach(v->as.json, key, member) {
      if (strlen(key) == size && memcmp(key, name, size) == 0) return bry__js_from_json(member);
    }
    return bry__js_undefined();
  }
  if (bry__js_is_array(v)) {
    if (is_length) return bry__js_number((double)bry__js_count(v));
    if (read_index(name, size, &index) && index < bry__js_count(v)) return bry__js_at(v, (size_t)index);
  } else if (v->kind == BRY__JS_STRING) {
    if (is_length) return bry__js_number((double)bry__js_length(v));
    if (read_index(name, size, &index)) return unit_at(v, index);
  }
  return bry__js_undefined();
}

/* Keys that are indices come first, in rising order. */
static void order_members(bry__js_member *members, size_t count) {
  size_t ordered = 0;
  for (size_t i = 0; i < count; i++) {
    uint64_t index, other;
    if (!read_index(members[i].key, members[i].key_size, &index)) continue;
    bry__js_member moved = members[i];
    size_t to = ordered++;
    while (to > 0 && read_index(members[to - 1].key, members[to - 1].key_size, &other) && other > index)
      to--;
    memmove(members + to + 1, members + to, (i - to) * sizeof *members);
    members[to] = moved;
  }
}

bry__js_member *bry__js_members(bry__js_run *run, const bry__js *v, size_t *count) {
  *count = 0;
  size_t room = bry__js_is_array(v)         ? bry__js_count(v)
                : v->kind == BRY__JS_OBJECT ? (size_t)json_object_object_length(v->as.json)
                                            : 0;
  bry__js_member *members = bry__js_alloc(run, room, sizeof *members);
  if (!members) return NULL;
  if (v->kind == BRY__JS_OBJECT) {
    if (room > 1000 && !bry__js_step(run, room * (room / 1000))) return NULL; /* the ordering is quadratic at worst */
    json_object_object_foreach(v->as.json, key, member) {
      members[(*count)++] = (bry__js_member){key, strlen(key), bry__js_from_json(member)};
    }
    order_members(members, *count);
  } else {
    for (; *count < room; ++*count)
      members[*count] = (bry__js_member){NULL, 0, bry__js_at(v, *count)};
  }
  return members;
}

/* --- coercions -------------------------------------------------------------------------------------------------- */

static bry__js copy_text(bry__js_run *run, const char *text, size_t size) {
  char *copy = bry__js_alloc(run, size, 1);
  if (!copy) return bry__js_string("", 0);
  memcpy(copy, text, size);
  return bry__js_string(copy, size);
}

static bry__js number_text(bry__js_run *run, double number) {
  char text[32];
  return copy_text(run, text, bry__double_print(text, number));
}

static bry__js date_text(bry__js_run *run, double moment) {
  char text[BRY__DATE_TEXT_BYTES];
  return copy_text(run, text, bry__date_text(text, run->zone, moment));
}

bry__js bry__js_join(bry__js_run *run, const bry__js *array, const char *between, size_t size) {
  size_t count = bry__js_count(array), bytes = 0;
  bry__js *texts = bry__js_alloc(run, count, sizeof *texts);
  if (!texts) return bry__js_string("", 0);
  for (size_t i = 0; i < count; i++) {
    bry__js item = bry__js_at(array, i);
    texts[i] = bry__js_is_nullish(&item) ? bry__js_string("", 0) : bry__js_to_text(run, &item);
    bytes += texts[i].size + size;
  }
  char *joined = bry__js_alloc(run, bytes, 1), *to = joined;
  if (!joined) return bry__js_string("", 0);
  for (size_t i = 0; i < count; i++) {
    if (i) to = (char *)memcpy(to, between, size) + size;
    to = (char *)memcpy(to, texts[i].as.text, texts[i].size) + texts[i].size;
  }
  return bry__js_string(joined, (size_t)(to - joined));
}

bry__js bry__js_to_text(bry__js_run *run, const bry__js *v) {
  switch (v->kind) {
  case BRY__JS_UNDEFINED:
    return bry__js_string("undefined", 9);
  case BRY__JS_NULL:
    return bry__js_string("null", 4);
  case BRY__JS_BOOL:
    return v->truth ? bry__js_string("true", 4) : bry__js_string("false", 5);
  case BRY__JS_NUMBER:
    return number_text(run, v->as.number);
  case BRY__JS_STRING:
    return *v;
  case BRY__JS_DATE:
    return date_text(run, v->as.number);
  case BRY__JS_OBJECT:
    return bry__js_string("[object Object]", 15);
  default:
    return bry__js_join(run, v, ",", 1);
  }
}

double bry__js_to_number(bry__js_run *run, const bry__js *v) {
  switch (v->kind) {
  case BRY__JS_NULL:
    return 0;
  case BRY__JS_BOOL:
    return v->truth;
  case BRY__JS_NUMBER:
  case BRY__JS_DATE:
    return v->as.number;
  case BRY__JS_STRING:
    return bry__js_step(run, v->size / 16) ? bry__js_parse_number(v->as.text, v->size) : NAN;
  case BRY__JS_LIST:
  case BRY__JS_ARRAY: {
    bry__js text = bry__js_to_text(run, v);
    return bry__js_parse_number(text.as.text, text.size);
  }
  default:
    return NAN;
  }
}

bry__js bry__js_add(bry__js_run *run, const bry__js *a, const bry__js *b) {
  if (a->kind < BRY__JS_STRING && b->kind < BRY__JS_STRING) {
    return bry__js_number(bry__js_to_number(run, a) + bry__js_to_number(run, b));
  }
  bry__js x = bry__js_to_text(run, a), y = bry__js_to_text(run, b);
  return bry__js_concat(run, &x, &y);
}

/* ToPrimitive with the hint "number": dates stay as they are, for they compare as numbers. */
static bry__js to_primitive(bry__js_run *run, const bry__js *v) {
  return bry__js_is_array(v) || v->kind == BRY__JS_OBJECT ? bry__js_to_text(run, v) : *v;
}

int bry__js_less(bry__js_run *run, const bry__js *a, const bry__js *b) {
  bry__js x = to_primitive(run, a), y = to_primitive(run, b);
  if (x.kind == BRY__JS_STRING && y.kind == BRY__JS_STRING) {
    return bry__js_step(run, (x.size < y.size ? x.size : y.size) / 16) && bry__js_compare(&x, &y) < 0;
  }
  return bry__js_to_number(run, &x) < bry__js_to_number(run, &y);
}

int bry__js_loosely(bry__js_run *run, const bry__js *a, const bry__js *b) {
  if (bry__js_is_nullish(a) || bry__js_is_nullish(b)) return bry__js_is_nullish(a) && bry__js_is_nullish(b);
  if (a->kind == BRY__JS_STRING && b->kind == BRY__JS_STRING) return bry__js_same_text(a, b);
  return bry__js_to_number(run, a) == bry__js_to_number(run, b);
}

int bry__js_is_true(bry__js_run *run, const bry__js *v) {
  if (bry__js_is_nullish(v)) return 0;
  if (v->kind == BRY__JS_DATE) return 0; /* compared as a text, which is no number */
  return bry__js_to_number(run, v) == 1;
}
