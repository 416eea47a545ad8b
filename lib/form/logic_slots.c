/* Answers that lie in their slots, as the values that conditions read: what survey-core would have sent for them. Only
 * of items that some condition reads. */
#include "form/logic_check.h"

#include "core/number.h"

#include <json-c/json.h>
#include <string.h>

static bry__js value_at(const bry__item *item, int16_t code) {
  const bry__value *value = &item->values[code - 1];
  return bry__logic_value(value->name, value->kind);
}

static bry__js words(const bry__check *c, bry__input input, int32_t slot) {
  const char *text = c->answers->texts[slot];
  double number = 0;
  if (!text || text == bry__text_wrong) return bry__js_undefined();
  size_t size = c->answers->sizes[slot];
  if (input == BRY__INPUT_NUMBER && bry__double_parse(text, size, &number)) return bry__js_number(number);
  return bry__js_string(text, size);
}

/* Ticked choices in the order of the list, ranked ones in that of their ranks. */
static bry__js several(bry__check *c) {
  const bry__item *item = c->item;
  const int16_t *slots = c->answers->closed + item->closed_slot;
  bry__logic_run *run = c->answers->logic;
  int32_t count = 0;
  for (int32_t i = 0; i < item->value_count; i++) {
    count += slots[i] > 0;
  }
  if (count == 0) return bry__js_undefined();
  bry__js *items = bry__arena_array(&run->arena, (size_t)count, sizeof *items);
  if (!items) {
    run->failed = 1;
    return bry__js_undefined();
  }
  int32_t next = 0;
  for (int32_t i = 0; i < item->value_count; i++) {
    if (slots[i] <= 0) continue;
    int32_t at = item->type == BRY__ITEM_RANKING ? slots[i] - 1 : next++;
    items[at] = value_at(item, (int16_t)(i + 1));
  }
  return bry__js_list(items, (size_t)count);
}

static struct json_object *json_of(const bry__js *value) {
  if (value->kind == BRY__JS_NUMBER) return json_object_new_double(value->as.number);
  if (value->kind == BRY__JS_BOOL) return json_object_new_boolean(value->truth);
  return json_object_new_string_len(value->as.text, (int)value->size);
}

/* Rows and fields; the object is the run's until the next row. */
static bry__js parts(bry__check *c) {
  const bry__item *item = c->item;
  bry__logic_run *run = c->answers->logic;
  struct json_object **built = &run->built[item - run->questionnaire->items];
  for (int32_t i = 0; i < item->part_count; i++) {
    int16_t code = item->type == BRY__ITEM_MATRIX ? c->answers->closed[item->closed_slot + i] : 0;
    bry__js value = code > 0                               ? value_at(item, code)
                    : item->type == BRY__ITEM_MULTIPLETEXT ? words(c, item->parts[i].input, item->text_slot + i)
                                                           : bry__js_undefined();
    if (bry__js_is_nullish(&value)) continue;
    if (!*built) *built = json_object_new_object();
    struct json_object *json = json_of(&value);
    if (!*built || !json || json_object_object_add(*built, item->parts[i].name, json) != 0) {
      json_object_put(json);
      run->failed = 1;
      break;
    }
  }
  return *built ? bry__js_from_json(*built) : bry__js_undefined();
}

static bry__js value_of(bry__check *c) {
  const bry__item *item = c->item;
  int16_t code = item->closed_slots > 0 ? c->answers->closed[item->closed_slot] : BRY__CODE_SKIPPED;
  switch (item->type) {
  case BRY__ITEM_TEXT:
  case BRY__ITEM_COMMENT:
    return words(c, item->input, item->text_slot);
  case BRY__ITEM_RADIOGROUP:
  case BRY__ITEM_DROPDOWN:
  case BRY__ITEM_RATING:
    return code > 0 ? value_at(item, code) : bry__js_undefined();
  case BRY__ITEM_BOOLEAN:
    return code >= 0 ? bry__js_bool(code) : bry__js_undefined();
  case BRY__ITEM_CHECKBOX:
  case BRY__ITEM_RANKING:
    return several(c);
  case BRY__ITEM_MATRIX:
  case BRY__ITEM_MULTIPLETEXT:
    return parts(c);
  case BRY__ITEM_HTML:
  case BRY__ITEM_EXPRESSION:
  case BRY__ITEM_MATRIXDROPDOWN:
  case BRY__ITEM_PANELDYNAMIC:
  case BRY__ITEM_TAGBOX:
  default:
    return bry__js_undefined();
  }
}

void bry__logic_read_slots(bry__check *c) {
  bry__logic_run *run = c->answers->logic;
  const bry_questionnaire *q = c->answers->questionnaire;
  for (int32_t i = 0; i < q->item_count; i++) {
    if (!q->items[i].is_read) continue;
    bry__check_item(c, &q->items[i]);
    run->values[i] = value_of(c);
    if (c->item->has_other) run->comments[i] = words(c, BRY__INPUT_TEXT, c->item->text_slot);
  }
}
