/* Names in braces: their parts, and finding them in a value. */
#include "expr/code.h"

#include "core/json.h"
#include "core/mem.h"

#include <json-c/json.h>
#include <math.h>
#include <string.h>

enum { JSON_DEPTH_MAX = 64 };

/* --- making ----------------------------------------------------------------------------------------------------- */

static int read_index(bry__expr *expr, bry__expr_part *part) {
  if (part->size == 0 || part->text[part->size - 1] != ']') return 1;
  const char *open = memrchr(part->text, '[', part->size);
  if (!open) return 1;
  bry__js_run run = {.arena = &expr->arena, .steps = BRY__EXPR_STEPS_MAX};
  bry__js text = bry__js_string(open + 1, part->size - (size_t)(open - part->text) - 2);
  double index = bry__js_numeric(&run, &text);
  if (run.status == BRY_ENOMEM) return 0;
  if (isnan(index)) return 1; /* then it is part of the key */
  part->has_index = 1;
  part->index = index;
  part->size = (size_t)(open - part->text);
  return 1;
}

static int split(bry__expr *expr, bry__expr_name *name) {
  size_t count = 1;
  for (size_t i = 0; i < name->size; i++)
    count += name->text[i] == '.';
  bry__expr_part *parts = bry__arena_array(&expr->arena, count, sizeof *parts);
  if (!parts) return 0;
  const char *at = name->text, *end = name->text + name->size;
  for (size_t i = 0; i < count; i++) {
    const char *point = memchr(at, '.', (size_t)(end - at));
    parts[i] = (bry__expr_part){.text = at, .size = (size_t)((point ? point : end) - at)};
    if (!read_index(expr, &parts[i])) return 0;
    if (point) at = point + 1;
  }
  if (parts[0].size > 0 && parts[0].text[0] == '$') {
    name->is_property = 1;
    parts[0].text++;
    parts[0].size--;
  }
  name->parts = parts;
  name->part_count = count;
  return 1;
}

/* A name with a colon may be the inside of a JSON object. What is none stays NULL. 0 when memory runs out. */
static int read_json(bry__expr_name *name) {
  const char *colon = memchr(name->text, ':', name->size);
  if (name->size < 2 || !colon || colon == name->text) return 1;
  static const bry__json_limits limits = {BRY__EXPR_BYTES_MAX + 2, JSON_DEPTH_MAX};
  bry__buffer text = {0};
  bry__buffer_char(&text, '{');
  bry__buffer_add(&text, name->text, name->size);
  bry__buffer_char(&text, '}');
  bry_status status =
      text.failed ? BRY_ENOMEM : bry__json_parse("the object", text.data, text.size, &limits, &name->json, NULL);
  bry__buffer_free(&text);
  return status != BRY_ENOMEM;
}

int64_t bry__expr_name_add(bry__expr *expr, const char *text, size_t size, int is_plain) {
  for (size_t i = 0; i < expr->name_count; i++) {
    const bry__expr_name *name = &expr->names[i];
    if (name->size == size && name->is_plain == is_plain && memcmp(name->text, text, size) == 0) return (int64_t)i;
  }
  if (bry__grow((void **)&expr->names, &expr->name_capacity, expr->name_count + 1, sizeof *expr->names) != 0) {
    return -1;
  }
  char *copy = bry__arena_alloc(&expr->arena, size + 1);
  if (!copy) return -1;
  memcpy(copy, text, size);
  copy[size] = '\0';
  bry__expr_name *name = &expr->names[expr->name_count];
  *name = (bry__expr_name){.text = copy, .size = size, .is_plain = is_plain};
  if (!split(expr, name) || !read_json(name)) return -1;
  return (int64_t)expr->name_count++;
}

size_t bry__expr_name_count(const bry__expr *expr) {
  return expr->name_count;
}

const bry__expr_name *bry__expr_name_at(const bry__expr *expr, size_t index) {
  return index < expr->name_count ? &expr->names[index] : NULL;
}

/* --- finding ---------------------------------------------------------------------------------------------------- */

static int find_key(bry__js_run *run, const bry__js *value, const char *key, size_t size, bry__js *out) {
  if (size == 0) return 0;
  if (value->kind == BRY__JS_OBJECT) {
    json_object_object_foreach(value->as.json, candidate, member) {
      if (!bry__js_step(run, 1)) return 0;
      if (!bry__js_is_key(run, candidate, strlen(candidate), key, size)) continue;
      *out = bry__js_from_json(member);
      return 1;
    }
    return 0;
  }
  if (value->kind == BRY__JS_STRING && !(size == 6 && memcmp(key, "length", 6) == 0)) return 0;
  *out = bry__js_get(value, key, size);
  return out->kind != BRY__JS_UNDEFINED;
}

/* An index that is not whole is within an array, but nothing stands there. */
static int find_index(const bry__js *value, double index, bry__js *out) {
  if (!bry__js_is_array(value)) return 0;
  double count = (double)bry__js_count(value);
  if (index < 0) index += count;
  if (!(index > -1 && index < count)) return 0;
  *out = index >= 0 && index == floor(index) ? bry__js_at(value, (size_t)index) : bry__js_undefined();
  return 1;
}

/* The parts from `first` to `last` as one key. */
static int find_parts(bry__js_run *run, const bry__js *value, const bry__expr_name *name, size_t first, size_t last,
                      bry__js *out) {
  const bry__expr_part *from = &name->parts[first], *to = &name->parts[last];
  return find_key(run, value, from->text, (size_t)(to->text + to->size - from->text), out);
}

int bry__expr_find_in(bry__js_run *run, const bry__js *value, const bry__expr_name *name, size_t first,
                      bry__js *out) {
  bry__js at = *value;
  while (first < name->part_count) {
    size_t last = first;
    while (last + 1 < name->part_count && !name->parts[last].has_index)
      last++;
    size_t end = last;
    while (!find_parts(run, &at, name, first, end, out)) {
      if (end == first) return 0;
      end--;
    }
    at = *out;
    if (name->parts[end].has_index && !find_index(&at, name->parts[end].index, out)) return 0;
    at = *out;
    first = end + 1;
  }
  *out = at;
  return 1;
}
