/* Validators, folded into the limits that an item has anyway: the strictest one holds. */
#include "form/parse.h"

#include "form/property.h"

#include <math.h>
#include <string.h>

typedef struct validator_kind {
  const char *name;
  int place;
} validator_kind;

static const validator_kind kinds[] = {{"numeric", BRY__IN_NUMERIC}, {"text", BRY__IN_LENGTH},
                                       {"email", BRY__IN_EMAIL},     {"answercount", BRY__IN_COUNT},
                                       {"regex", BRY__IN_PATTERN},   {"regexvalidator", BRY__IN_PATTERN}};

/* Where the properties of a validator of that name are listed; -1 when this version has none such. */
static int place_of(const char *name) {
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
    if (strcmp(kinds[i].name, name) == 0) return kinds[i].place;
  }
  return -1;
}

/* A number is not checked as a text, nor the other way round. */
static int suits(const bry__item *item, bry__input input, int place) {
  int is_text = item->type == BRY__ITEM_TEXT;
  int is_words = input == BRY__INPUT_TEXT || input == BRY__INPUT_EMAIL || input == BRY__INPUT_TEL;
  switch (place) {
  case BRY__IN_PATTERN:
    return is_text || item->type == BRY__ITEM_COMMENT;
  case BRY__IN_NUMERIC:
    return is_text && (input == BRY__INPUT_TEXT || input == BRY__INPUT_NUMBER);
  case BRY__IN_LENGTH:
    return item->type == BRY__ITEM_COMMENT || (is_text && is_words);
  case BRY__IN_EMAIL:
    return is_text && is_words;
  default:
    return item->type == BRY__ITEM_CHECKBOX || item->type == BRY__ITEM_RANKING;
  }
}

/* Where this validator's words speak. */
static void add_words(bry__parse *p, struct json_object *object, bry__item *item, bry__answer_fault fault,
                      double limit) {
  bry__parse_words(p, object, "text", item, (bry__own_words){.fault = (int)fault, .limit = limit});
}

static void read_numeric(bry__parse *p, struct json_object *object, bry__item *item) {
  double limit = 0;
  item->input = BRY__INPUT_NUMBER;
  add_words(p, object, item, BRY__ANSWER_NUMBER, NAN);
  if (bry__parse_number(p, object, "minValue", &limit)) {
    item->min = item->has_min && item->min > limit ? item->min : limit;
    item->has_min = 1;
    add_words(p, object, item, BRY__ANSWER_NUMBER_MIN, limit);
  }
  if (bry__parse_number(p, object, "maxValue", &limit)) {
    item->max = item->has_max && item->max < limit ? item->max : limit;
    item->has_max = 1;
    add_words(p, object, item, BRY__ANSWER_NUMBER_MAX, limit);
  }
}

static void read_length(bry__parse *p, struct json_object *object, bry__item *item) {
  int64_t least = bry__parse_count(p, object, "minLength", 0, 0);
  int64_t most = bry__parse_count(p, object, "maxLength", 0, 0);
  if (least > 0) add_words(p, object, item, BRY__ANSWER_LENGTH_MIN, (double)least);
  if (most > 0) add_words(p, object, item, BRY__ANSWER_LENGTH_MAX, (double)most);
  if (least > item->min_length) item->min_length = least;
  if (most > 0 && (item->max_length == -1 || most < item->max_length)) item->max_length = most;
}

static void read_count(bry__parse *p, struct json_object *object, bry__item *item) {
  int32_t least = (int32_t)bry__parse_count(p, object, "minCount", 0, 0);
  int32_t most = (int32_t)bry__parse_count(p, object, "maxCount", 0, 0);
  if (least > 0) add_words(p, object, item, BRY__ANSWER_COUNT_MIN, least);
  if (most > 0) add_words(p, object, item, BRY__ANSWER_COUNT_MAX, most);
  if (least > item->min_count) item->min_count = least;
  if (most > 0 && (item->max_selected == 0 || most < item->max_selected)) item->max_selected = most;
}

static void read_limits(bry__parse *p, struct json_object *object, bry__item *item, int place) {
  switch (place) {
  case BRY__IN_NUMERIC:
    read_numeric(p, object, item);
    break;
  case BRY__IN_LENGTH:
    read_length(p, object, item);
    break;
  case BRY__IN_EMAIL:
    item->input = BRY__INPUT_EMAIL;
    add_words(p, object, item, BRY__ANSWER_EMAIL, NAN);
    break;
  default:
    read_count(p, object, item);
    break;
  }
}

/* `input` is what the item had before its validators; `count` is how many it has. The place is returned, or -1. */
static int parse_validator(bry__parse *p, struct json_object *object, bry__item *item, bry__input input,
                           size_t count) {
  if (!bry__parse_is_object(p, object)) return -1;
  const char *type = bry__json_text(object, "type");
  if (!type) {
    bry__parse_fault(p, BRY__FAULT_VALIDATOR_UNKNOWN, "");
    return -1;
  }
  int place = place_of(type);
  if (strcmp(type, "expression") == 0) {
    bry__parse_demand(p, object, item);
  } else if (place == -1) {
    bry__parse_fault(p, BRY__FAULT_VALIDATOR_UNKNOWN, type);
  } else if (!suits(item, input, place)) {
    bry__parse_fault(p, BRY__FAULT_VALIDATOR_MISPLACED, type);
  } else if (place == BRY__IN_PATTERN) {
    bry__parse_pattern(p, object, &item->patterns, count);
  } else {
    bry__parse_properties(p, object, place);
    read_limits(p, object, item, place);
  }
  return place;
}

/* Limits that nothing can meet are an author's slip. */
static void check_limits(bry__parse *p, const bry__item *item) {
  int32_t least = item->min_selected > item->min_count ? item->min_selected : item->min_count;
  int32_t most = item->max_selected > 0 ? item->max_selected : item->value_count;
  int bounds = item->has_min && item->has_max && item->min > item->max;
  int lengths = item->max_length != -1 && item->min_length > item->max_length;
  int counts = least > most || least > item->value_count;
  if (bounds || lengths || (item->value_count > 0 && counts)) bry__parse_fault(p, BRY__FAULT_RANGE, NULL);
}

void bry__parse_validators(bry__parse *p, struct json_object *object, bry__item *item) {
  struct json_object *validators = bry__parse_array(p, object, "validators");
  size_t count = validators ? json_object_array_length(validators) : 0;
  size_t mark = bry__parse_enter(p, "validators");
  bry__input input = item->input;
  unsigned seen = 0;
  for (size_t i = 0; i < count; i++) {
    size_t inner = bry__parse_enter_index(p, i);
    int place = parse_validator(p, json_object_array_get_idx(validators, i), item, input, count);
    if (place != -1) seen |= 1u << place;
    bry__parse_leave(p, inner);
  }
  if ((seen & (1u << BRY__IN_NUMERIC)) && (seen & (1u << BRY__IN_LENGTH | 1u << BRY__IN_EMAIL))) {
    bry__parse_fault(p, BRY__FAULT_VALIDATOR_MISPLACED, "numeric");
  }
  bry__parse_pattern_work(p, &item->patterns, item->input, &item->max_length);
  bry__parse_leave(p, mark);
  check_limits(p, item);
}

static void parse_part_validator(bry__parse *p, struct json_object *object, bry__part *part, size_t count) {
  if (!bry__parse_is_object(p, object)) return;
  const char *type = bry__json_text(object, "type");
  if (type && place_of(type) == BRY__IN_PATTERN) {
    bry__parse_pattern(p, object, &part->patterns, count);
  } else if (type && (place_of(type) != -1 || strcmp(type, "expression") == 0)) {
    bry__parse_fault(p, BRY__FAULT_VALIDATOR_MISPLACED, type);
  } else {
    bry__parse_fault(p, BRY__FAULT_VALIDATOR_UNKNOWN, type ? type : "");
  }
}

void bry__parse_part_validators(bry__parse *p, struct json_object *object, bry__part *part) {
  struct json_object *validators = bry__parse_array(p, object, "validators");
  size_t count = validators ? json_object_array_length(validators) : 0;
  size_t mark = bry__parse_enter(p, "validators");
  for (size_t i = 0; i < count; i++) {
    size_t inner = bry__parse_enter_index(p, i);
    parse_part_validator(p, json_object_array_get_idx(validators, i), part, count);
    bry__parse_leave(p, inner);
  }
  bry__parse_pattern_work(p, &part->patterns, part->input, &part->max_length);
  bry__parse_leave(p, mark);
}
