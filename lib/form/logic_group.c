/* Rows and panels over one row of answers. Their cells are items like all others; put together they are what
 * sumInArray() and its kin read. */
#include "form/logic_group.h"

#include <json-c/json.h>
#include <math.h>

/* --- panels --------------------------------------------------------------------------------------------------------- */

int bry__logic_group_exists(const bry__logic_run *run, int32_t container, int32_t group) {
  if (run->questionnaire->items[container].type != BRY__ITEM_PANELDYNAMIC) return 1;
  return group < run->panel_counts[container];
}

int bry__logic_group_lacks(const bry__logic_run *run, const bry__item *item) {
  return item->owner != -1 && !bry__logic_group_exists(run, item->owner, item->group);
}

/* survey-core: what was sent, even if that is fewer than there should be; else what the form begins with. */
int32_t bry__logic_group_count(const bry__item *container, int64_t sent) {
  const bry__container *c = container->container;
  if (sent <= 0) return c->panels;
  return sent < c->group_count ? (int32_t)sent : c->group_count;
}

/* --- the whole ------------------------------------------------------------------------------------------------------ */

static struct json_object *json_of(bry__logic_run *run, const bry__js *value);

static struct json_object *list_of(bry__logic_run *run, const bry__js *value) {
  struct json_object *array = json_object_new_array();
  for (size_t i = 0; array && i < value->size; i++) {
    if (json_object_array_add(array, json_of(run, &value->as.items[i])) == 0) continue;
    json_object_put(array);
    array = NULL;
  }
  run->failed |= !array;
  return array;
}

static struct json_object *text_of(bry__logic_run *run, const bry__js *value) {
  size_t size = 0;
  int is_bad = 0;
  const char *text = bry__logic_run_text(run, value, &size, &is_bad);
  struct json_object *json = text ? json_object_new_string_len(text, (int)size) : NULL;
  run->failed |= text && !json;
  return json;
}

/* What JSON has no word for is null. The caller owns it. */
static struct json_object *json_of(bry__logic_run *run, const bry__js *value) {
  struct json_object *json = NULL;
  switch (value->kind) {
  case BRY__JS_BOOL:
    json = json_object_new_boolean(value->truth);
    break;
  case BRY__JS_NUMBER:
    if (!isfinite(value->as.number)) return NULL;
    json = json_object_new_double(value->as.number);
    break;
  case BRY__JS_STRING:
    json = json_object_new_string_len(value->as.text, (int)value->size);
    break;
  case BRY__JS_DATE:
    return text_of(run, value);
  case BRY__JS_LIST:
    return list_of(run, value);
  case BRY__JS_ARRAY:
  case BRY__JS_OBJECT:
    return json_object_get(value->as.json);
  default:
    return NULL;
  }
  run->failed |= !json;
  return json;
}

static int is_answered(bry__logic_run *run, const bry__js *value) {
  bry__js_run js = {.arena = &run->arena, .steps = BRY__CONDITION_STEPS_MAX};
  int empty = bry__js_is_empty(&js, value);
  run->failed |= js.status == BRY_ENOMEM;
  return !empty;
}

/* 1 when there was something to add. */
static int add(bry__logic_run *run, struct json_object *to, const char *key, const char *suffix,
               const bry__js *value) {
  if (!is_answered(run, value)) return 0;
  bry__buffer name = {0};
  bry__buffer_text(&name, key);
  bry__buffer_text(&name, suffix);
  struct json_object *json = name.failed ? NULL : json_of(run, value);
  int failed = name.failed || json_object_object_add(to, name.data, json) != 0;
  if (failed) json_object_put(json);
  run->failed |= failed;
  bry__buffer_free(&name);
  return !failed;
}

/* 1 when something in the group is answered. */
static int fill_group(bry__logic_run *run, const bry__container *c, const bry__group *group, struct json_object *to) {
  const bry_questionnaire *q = run->questionnaire;
  int answered = 0;
  for (int32_t i = group->first; i < group->first + c->element_count && !run->failed; i++) {
    answered |= add(run, to, q->items[i].key, "", &run->values[i]);
    if (q->items[i].has_other) answered |= add(run, to, q->items[i].key, "-Comment", &run->comments[i]);
  }
  return answered;
}

/* Takes over the group's object; a row without answers is left out, a panel is not. */
static void keep_group(bry__logic_run *run, struct json_object *whole, const bry__group *group,
                       struct json_object *object, int answered) {
  int failed = 0;
  if (!group->name) {
    failed = json_object_array_add(whole, object) != 0;
  } else if (answered) {
    failed = json_object_object_add(whole, group->name, object) != 0;
  } else {
    json_object_put(object);
  }
  if (failed) json_object_put(object);
  run->failed |= failed;
}

bry__js bry__logic_group_value(bry__logic_run *run, const bry__item *container) {
  const bry__container *c = container->container;
  int32_t place = (int32_t)(container - run->questionnaire->items);
  int answered = 0;
  struct json_object *whole =
      container->type == BRY__ITEM_PANELDYNAMIC ? json_object_new_array() : json_object_new_object();
  json_object_put(run->built[place]);
  run->built[place] = whole;
  run->failed |= !whole;
  for (int32_t i = 0; i < c->group_count && !run->failed; i++) {
    if (!bry__logic_group_exists(run, place, i)) continue;
    struct json_object *object = json_object_new_object();
    if (!object) run->failed = 1;
    if (!object) break;
    int is_filled = fill_group(run, c, &c->groups[i], object);
    keep_group(run, whole, &c->groups[i], object, is_filled);
    answered |= is_filled;
  }
  return answered && !run->failed ? bry__js_from_json(whole) : bry__js_undefined();
}
