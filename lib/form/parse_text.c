/* Questions that are answered in words, numbers or dates: text, comment and the fields of a multipletext. */
#include "form/parse.h"

#include "form/index.h"
#include "form/property.h"

#include <string.h>

static bry__input parse_input(bry__parse *p, struct json_object *object) {
  const char *name = bry__parse_string(p, object, "inputType");
  if (!name) return BRY__INPUT_TEXT;
  for (bry__input input = BRY__INPUT_TEXT; input <= BRY__INPUT_TEL; input++) {
    if (strcmp(name, bry__input_name(input)) == 0) return input;
  }
  bry__parse_fault_at(p, "inputType", BRY__FAULT_INPUT, name);
  return BRY__INPUT_TEXT;
}

/* survey-core: -1 stands for the survey's limit, 0 for none. */
static int64_t parse_max_length(bry__parse *p, struct json_object *object) {
  int64_t most = bry__parse_count(p, object, "maxLength", -1, -1);
  if (most == -1) return p->max_text;
  return most == 0 ? -1 : most;
}

static void misplaced(bry__parse *p, struct json_object *object, const char *key) {
  if (bry__parse_has(object, key)) bry__parse_fault_at(p, key, BRY__FAULT_PROPERTY_MISPLACED, key);
}

static void parse_bounds(bry__parse *p, struct json_object *object, bry__item *item) {
  if (item->input == BRY__INPUT_NUMBER) {
    item->has_min = bry__parse_number(p, object, "min", &item->min);
    item->has_max = bry__parse_number(p, object, "max", &item->max);
    if (bry__parse_number(p, object, "step", &item->step) && item->step <= 0) {
      bry__parse_fault_at(p, "step", BRY__FAULT_RANGE, NULL);
    }
    return;
  }
  misplaced(p, object, "step");
  if (item->input == BRY__INPUT_DATE) {
    item->has_min = bry__parse_date(p, object, "min", &item->min);
    item->has_max = bry__parse_date(p, object, "max", &item->max);
  } else {
    misplaced(p, object, "min");
    misplaced(p, object, "max");
  }
}

/* What is said where an answer is beyond the bounds. */
static void parse_bound_words(bry__parse *p, struct json_object *object, bry__item *item) {
  int is_date = item->input == BRY__INPUT_DATE;
  if (item->has_min) {
    bry__parse_words(p, object, "minErrorText", item,
                     (bry__own_words){.fault = is_date ? BRY__ANSWER_DATE_MIN : BRY__ANSWER_NUMBER_MIN,
                                      .limit = item->min,
                                      .is_filled = 1});
  }
  if (item->has_max) {
    bry__parse_words(p, object, "maxErrorText", item,
                     (bry__own_words){.fault = is_date ? BRY__ANSWER_DATE_MAX : BRY__ANSWER_NUMBER_MAX,
                                      .limit = item->max,
                                      .is_filled = 1});
  }
  if (item->step > 0) {
    bry__parse_words(p, object, "stepErrorText", item,
                     (bry__own_words){.fault = BRY__ANSWER_STEP, .limit = item->step, .is_filled = 1});
  }
}

void bry__parse_text(bry__parse *p, struct json_object *object, bry__item *item) {
  if (item->type == BRY__ITEM_TEXT) {
    item->input = parse_input(p, object);
    parse_bounds(p, object, item);
    parse_bound_words(p, object, item);
  }
  item->min_length = bry__parse_count(p, object, "minLength", 0, 0);
  item->max_length = parse_max_length(p, object);
}

/* --- multipletext --------------------------------------------------------------------------------------------------- */

static void parse_part(bry__parse *p, struct json_object *object, bry__item *item) {
  if (!bry__parse_is_object(p, object)) return;
  bry__parse_properties(p, object, BRY__IN_PART);
  char *name = bry__parse_name(p, object);
  if (!name) return;
  bry__part *part = &item->parts[item->part_count];
  *part = (bry__part){.name = name};
  if (bry__name_index_add(item->part_index, name, item->part_count++) != -1) {
    bry__parse_fault_at(p, "name", BRY__FAULT_NAME_DUPLICATE, NULL);
  }
  bry__parse_label(p, object, "title", &part->label);
  bry__parse_label(p, object, "requiredErrorText", &part->required_text);
  part->required = bry__parse_bool(p, object, "isRequired", NULL);
  part->input = parse_input(p, object);
  part->max_length = parse_max_length(p, object);
  bry__parse_part_validators(p, object, part);
}

void bry__parse_multipletext(bry__parse *p, struct json_object *object, bry__item *item) {
  struct json_object *parts = bry__parse_array(p, object, "items");
  size_t count = parts ? json_object_array_length(parts) : 0;
  if (count == 0) {
    bry__parse_fault(p, BRY__FAULT_PARTS_MISSING, NULL);
    return;
  }
  if (count > BRY__VALUES_MAX) {
    bry__parse_fault_at(p, "items", BRY__FAULT_LIMIT, "1000");
    return;
  }
  item->parts = bry__parse_alloc(p, count, sizeof *item->parts);
  item->part_index = bry__name_index_new((int32_t)count);
  if (!item->part_index) p->failed = 1;
  size_t mark = bry__parse_enter(p, "items");
  for (size_t i = 0; i < count && !p->failed; i++) {
    size_t inner = bry__parse_enter_index(p, i);
    parse_part(p, json_object_array_get_idx(parts, i), item);
    bry__parse_leave(p, inner);
  }
  bry__parse_leave(p, mark);
}
