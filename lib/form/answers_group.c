/* Answers to a matrixdropdown or paneldynamic. What is in a cell is read and checked like any item. */
#include "form/answers_group.h"

#include "core/json.h"
#include "form/logic_check.h"
#include "form/logic_group.h"

#include <string.h>

/* --- reading -------------------------------------------------------------------------------------------------------- */

/* A fault of a row, a panel or a member of one, which is no item. */
static void path_fault(bry__check *c, bry__answer_fault fault, const bry__item *container, const char *row,
                       int64_t panel, const char *key) {
  bry__buffer pointer = {0};
  bry__pointer_key(&pointer, container->name);
  if (row) bry__pointer_key(&pointer, row);
  if (!row) bry__pointer_index(&pointer, panel);
  if (key) bry__pointer_key(&pointer, key);
  bry__check_pointer_fault(c, fault, container->name, &pointer);
}

static void read_group(bry__check *c, const bry__item *container, int32_t group, struct json_object *value) {
  const char *row = container->container->groups[group].name;
  if (!json_object_is_type(value, json_type_object)) {
    path_fault(c, BRY__ANSWER_TYPE, container, row, group, NULL);
    return;
  }
  json_object_object_foreach(value, key, answer) {
    if (bry__answers_read_member(c, container, group, key, answer)) continue;
    path_fault(c, BRY__ANSWER_UNKNOWN, container, row, group, key);
  }
}

static void read_rows(bry__check *c, const bry__item *container, struct json_object *value) {
  json_object_object_foreach(value, name, row) {
    int32_t group = bry__item_group_find(container, name, strlen(name));
    if (group == -1) {
      path_fault(c, BRY__ANSWER_ROW_UNKNOWN, container, name, 0, NULL);
    } else if (!bry__answers_is_empty(row, BRY__INPUT_TEXT)) {
      read_group(c, container, group, row);
    }
  }
}

/* More panels than there may be are counted, and not read. */
static void read_panels(bry__check *c, const bry__item *container, struct json_object *value) {
  bry__logic_run *run = c->answers->logic;
  int32_t place = (int32_t)(container - c->answers->questionnaire->items);
  size_t count = json_object_array_length(value);
  run->panel_counts[place] = bry__logic_group_count(container, (int64_t)count);
  run->sent[place] = bry__js_number((double)count);
  for (size_t i = 0; i < count && i < (size_t)container->container->group_count; i++) {
    read_group(c, container, (int32_t)i, json_object_array_get_idx(value, i));
  }
}

void bry__answers_read_groups(bry__check *c, const bry__item *container, struct json_object *value) {
  int is_matrix = container->type == BRY__ITEM_MATRIXDROPDOWN;
  if (bry__answers_is_empty(value, BRY__INPUT_TEXT)) return;
  if (!json_object_is_type(value, is_matrix ? json_type_object : json_type_array)) {
    bry__check_fault(c, BRY__ANSWER_TYPE, NULL);
  } else if (is_matrix) {
    read_rows(c, container, value);
  } else {
    read_panels(c, container, value);
  }
}

/* --- what was answered ---------------------------------------------------------------------------------------------- */

static int has_answer(const bry__check *c, const bry__item *item) {
  const bry__answers *a = c->answers;
  for (int32_t i = item->closed_slot; i < item->closed_slot + item->closed_slots; i++) {
    if (a->closed[i] >= 0 || a->closed[i] == BRY__CODE_WRONG) return 1;
  }
  for (int32_t i = item->text_slot; i < item->text_slot + item->text_slots; i++) {
    if (a->texts[i]) return 1;
  }
  return 0;
}

static int has_answer_in(const bry__check *c, const bry__item *container, int32_t group) {
  const bry__item *items = c->answers->questionnaire->items;
  for (int32_t i = 0; i < container->container->element_count; i++) {
    if (has_answer(c, &items[bry__item_cell(container, group, i)])) return 1;
  }
  return 0;
}

int bry__answers_has_cells(const bry__check *c, const bry__item *container) {
  for (int32_t i = 0; i < container->container->group_count; i++) {
    if (has_answer_in(c, container, i)) return 1;
  }
  return 0;
}

void bry__answers_count_panels(bry__check *c) {
  const bry_questionnaire *q = c->answers->questionnaire;
  for (int32_t i = 0; i < q->item_count; i++) {
    const bry__item *item = &q->items[i];
    if (item->type != BRY__ITEM_PANELDYNAMIC) continue;
    int32_t count = item->container->group_count;
    while (count > 0 && !has_answer_in(c, item, count - 1)) {
      count--;
    }
    c->answers->logic->panel_counts[i] = bry__logic_group_count(item, count);
    c->answers->logic->sent[i] = bry__js_number(count);
  }
}

/* --- all of it ------------------------------------------------------------------------------------------------------ */

/* What survey-core takes for the same: of a panel what equals it in JavaScript, of a row whatever the case. */
static int same_key(bry__check *c, const bry__item *container, const bry__js *a, const bry__js *b) {
  bry__logic_run *run = c->answers->logic;
  bry__js_run js = {.arena = &run->arena, .steps = BRY__CONDITION_STEPS_MAX};
  int is_matrix = container->type == BRY__ITEM_MATRIXDROPDOWN;
  int same = 0;
  if (bry__js_is_empty(&js, a) || bry__js_is_empty(&js, b)) return 0;
  if (is_matrix) {
    bry__js first = bry__js_to_text(&js, a), second = bry__js_to_text(&js, b);
    if (a->kind == BRY__JS_STRING) first = bry__js_lower(&js, &first);
    if (b->kind == BRY__JS_STRING) second = bry__js_lower(&js, &second);
    same = js.status == BRY_OK && bry__js_same_text(&first, &second);
  } else if (!bry__js_is_object(a) && !bry__js_is_object(b)) {
    same = bry__js_loosely(&js, a, b);
  }
  run->failed |= js.status == BRY_ENOMEM;
  return same;
}

/* Cells come after their container: what they compute is in no slot yet. It counts though it is hidden, as in
 * survey-core. */
static int has_computed(const bry__check *c, const bry__item *container) {
  bry__logic_run *run = c->answers->logic;
  bry__js_run js = {.arena = &run->arena, .steps = BRY__CONDITION_STEPS_MAX};
  const bry__container *of = container->container;
  int found = 0;
  for (int32_t i = 0; i < of->group_count * of->element_count && !found; i++) {
    int32_t cell = bry__item_cell(container, i / of->element_count, i % of->element_count);
    if (run->questionnaire->items[cell].type != BRY__ITEM_EXPRESSION) continue;
    found = !bry__js_is_empty(&js, &run->values[cell]);
  }
  run->failed |= js.status == BRY_ENOMEM;
  return found;
}

/* The finding goes to the later one. What is computed counts though it is hidden, and what stands in a locked container
 * though it can't be changed, as survey-core has it. */
static void check_key(bry__check *c, const bry__item *container, int32_t element) {
  const bry__logic_run *run = c->answers->logic;
  const bry_questionnaire *q = run->questionnaire;
  for (int32_t i = 1; i < container->container->group_count; i++) {
    int32_t later = bry__item_cell(container, i, element);
    for (int32_t k = 0; k < i; k++) {
      int32_t earlier = bry__item_cell(container, k, element);
      if (!same_key(c, container, &run->values[earlier], &run->values[later])) continue;
      bry__check_item(c, &q->items[later]);
      c->own = &container->container->duplicate_text;
      bry__check_fault(c, BRY__ANSWER_KEY_REPEATED, NULL);
      break;
    }
  }
}

static void check_count(bry__check *c, const bry__item *container) {
  const bry__container *of = container->container;
  const bry__js *sent = &c->answers->logic->sent[container - c->answers->questionnaire->items];
  double count = sent->kind == BRY__JS_NUMBER ? sent->as.number : 0;
  int shown = c->answers->logic->item_visible[container - c->answers->questionnaire->items];
  if (count > of->max_panels) bry__check_limit_fault(c, BRY__ANSWER_PANELS_MAX, of->max_panels);
  if (shown && count > 0 && count < of->min_panels) {
    bry__check_limit_fault(c, BRY__ANSWER_PANELS_MIN, of->min_panels);
  }
}

void bry__answers_end_groups(bry__check *c) {
  const bry__item *container = c->item;
  const bry__logic_run *run = c->answers->logic;
  int32_t place = (int32_t)(container - run->questionnaire->items);
  if (container->type == BRY__ITEM_PANELDYNAMIC) check_count(c, container);
  if (!run->item_visible[place]) return;
  if (!bry__logic_is_locked(c) && bry__logic_is_required(c) && !bry__answers_has_cells(c, container) &&
      !has_computed(c, container)) {
    bry__check_fault(c, BRY__ANSWER_REQUIRED, NULL);
  }
  for (int32_t i = 0; i < container->container->element_count; i++) {
    if (run->questionnaire->items[bry__item_cell(container, 0, i)].is_key) check_key(c, container, i);
  }
}
