/* When survey-core takes two values for the same: texts trimmed and whatever their case, "1" and 1, arrays in any
 * order unless told otherwise. */
#include "expr/js.h"

#include <json-c/json.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static int same_texts(bry__js_run *run, const bry__js *a, const bry__js *b) {
  if (!bry__js_step(run, (a->size + b->size) / 16)) return 0;
  bry__js x = bry__js_trim(a), y = bry__js_trim(b);
  int same = bry__js_same_ascii(&x, &y);
  if (same >= 0) return same;
  x = bry__js_lower(run, &x);
  y = bry__js_lower(run, &y);
  return bry__js_same_text(&x, &y);
}

/* --- arrays ----------------------------------------------------------------------------------------------------- */

typedef struct sortable {
  bry__js value, text; /* text undefined: sorts last */
} sortable;

static int comes_after(const sortable *a, const sortable *b) {
  if (a->text.kind == BRY__JS_UNDEFINED) return b->text.kind != BRY__JS_UNDEFINED;
  return b->text.kind != BRY__JS_UNDEFINED && bry__js_compare(&a->text, &b->text) > 0;
}

/* A stable merge sort of from[0..count) through `room`. */
static void sort(sortable *from, sortable *room, size_t count) {
  if (count < 2) return;
  size_t half = count / 2, left = 0, right = half;
  sort(from, room, half);
  sort(from + half, room, count - half);
  for (size_t i = 0; i < count; i++) {
    int take_right = left == half || (right < count && comes_after(&from[left], &from[right]));
    room[i] = from[take_right ? right++ : left++];
  }
  memcpy(from, room, count * sizeof *from);
}

/* The items by their texts, as sort() without a comparer orders them. */
static sortable *sorted(bry__js_run *run, const bry__js *array, size_t count) {
  sortable *items = bry__js_alloc(run, count, 2 * sizeof *items);
  if (!items) return NULL;
  for (size_t i = 0; i < count; i++) {
    items[i].value = bry__js_at(array, i);
    items[i].text = items[i].value.kind == BRY__JS_UNDEFINED ? items[i].value : bry__js_to_text(run, &items[i].value);
    if (!bry__js_step(run, items[i].text.size)) return NULL;
  }
  sort(items, items + count, count);
  return items;
}

static int same_arrays(bry__js_run *run, const bry__js *a, const bry__js *b, int any_order) {
  size_t count = bry__js_count(a);
  if (count != bry__js_count(b) || !bry__js_step(run, count)) return 0;
  if (!any_order) {
    for (size_t i = 0; i < count; i++) {
      bry__js x = bry__js_at(a, i), y = bry__js_at(b, i);
      if (!bry__js_equal(run, &x, &y, 0)) return 0;
    }
    return 1;
  }
  sortable *x = sorted(run, a, count), *y = x ? sorted(run, b, count) : NULL;
  if (!x || !y) return 0;
  for (size_t i = 0; i < count; i++) {
    if (!bry__js_equal(run, &x[i].value, &y[i].value, 1)) return 0;
  }
  return 1;
}

/* --- objects ---------------------------------------------------------------------------------------------------- */

/* What an object or array (dates have nothing of their own) holds under a key, a NUL behind it; 1 when it does. */
static int own(const bry__js *v, const char *key, bry__js *out) {
  struct json_object *member;
  if (v->kind == BRY__JS_OBJECT) {
    if (!json_object_object_get_ex(v->as.json, key, &member)) return 0;
    *out = bry__js_from_json(member);
    return 1;
  }
  size_t size = strlen(key);
  if (v->kind == BRY__JS_DATE || (size == 6 && memcmp(key, "length", 6) == 0)) return 0;
  *out = bry__js_get(v, key, size);
  return out->kind != BRY__JS_UNDEFINED;
}

static int same_objects(bry__js_run *run, const bry__js *a, const bry__js *b, int any_order) {
  size_t count, other;
  bry__js y;
  bry__js_member *members = bry__js_members(run, a, &count);
  if (!members || !bry__js_step(run, count + 1)) return 0;
  for (size_t i = 0; i < count; i++) {
    char index[24];
    const char *key = members[i].key ? members[i].key : index;
    if (key == index) snprintf(index, sizeof index, "%zu", i);
    if (!own(b, key, &y) || !bry__js_equal(run, &members[i].value, &y, any_order)) return 0;
  }
  members = bry__js_members(run, b, &other);
  if (!members) return 0;
  return count == other; /* all of a's are b's */
}

/* --- all kinds -------------------------------------------------------------------------------------------------- */

static int identical(const bry__js *a, const bry__js *b) {
  if (a->kind != b->kind) return 0;
  switch (a->kind) {
  case BRY__JS_UNDEFINED:
  case BRY__JS_NULL:
    return 1;
  case BRY__JS_BOOL:
    return a->truth == b->truth;
  case BRY__JS_NUMBER:
    return a->as.number == b->as.number;
  case BRY__JS_STRING:
    return bry__js_same_text(a, b);
  case BRY__JS_ARRAY:
  case BRY__JS_OBJECT:
    return a->as.json == b->as.json;
  case BRY__JS_LIST:
    return a->as.items == b->as.items && a->size == b->size;
  default:
    return 0;
  }
}

static int is_nothing(const bry__js *a, const bry__js *b) {
  return (bry__js_is_array(a) && bry__js_count(a) == 0 && b->kind == BRY__JS_UNDEFINED) ||
         (bry__js_is_nullish(a) && b->kind == BRY__JS_STRING && b->size == 0);
}

/* Helpers.isConvertibleToNumber: not NaN by Number(). */
static int is_convertible(bry__js_run *run, const bry__js *v) {
  if (bry__js_is_nullish(v) || bry__js_is_array(v)) return 0;
  return !isnan(bry__js_to_number(run, v));
}

static int same_numbers(bry__js_run *run, const bry__js *a, const bry__js *b) {
  if (!is_convertible(run, a) || !is_convertible(run, b)) return 0;
  bry__js x = bry__js_to_text(run, a), y = bry__js_to_text(run, b);
  return bry__js_parse_int(x.as.text, x.size) == bry__js_parse_int(y.as.text, y.size) &&
         bry__js_parse_float(x.as.text, x.size) == bry__js_parse_float(y.as.text, y.size);
}

static int same_bool_and_text(const bry__js *truth, const bry__js *text) {
  return bry__js_is_word(text, truth->truth ? "true" : "false");
}

int bry__js_equal(bry__js_run *run, const bry__js *a, const bry__js *b, int any_order) {
  if (!bry__js_step(run, 1)) return 0;
  if (identical(a, b) || is_nothing(a, b) || is_nothing(b, a)) return 1;
  if (a->kind == BRY__JS_STRING && b->kind == BRY__JS_STRING) return same_texts(run, a, b);
  if (a->kind == BRY__JS_DATE && b->kind == BRY__JS_DATE) return a->as.number == b->as.number;
  if (same_numbers(run, a, b)) return 1;
  if (bry__js_is_empty(run, a) != bry__js_is_empty(run, b)) return 0;
  if (a->kind == BRY__JS_BOOL && b->kind == BRY__JS_STRING) return same_bool_and_text(a, b);
  if (b->kind == BRY__JS_BOOL && a->kind == BRY__JS_STRING) return same_bool_and_text(b, a);
  int a_object = bry__js_is_object(a), b_object = bry__js_is_object(b);
  if (!a_object && !b_object) return bry__js_loosely(run, a, b);
  if (!a_object || !b_object) return 0;
  if (bry__js_is_array(a) && bry__js_is_array(b)) return same_arrays(run, a, b, any_order);
  return same_objects(run, a, b, any_order);
}
