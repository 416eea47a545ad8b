/* Answers as survey-core gives them: a JSON object of items. Whether a value is good is check.c's. */
#include "core/json.h"
#include "form/answers_group.h"
#include "form/check.h"
#include "form/logic_run.h"
#include "form/scalar.h"

#include <string.h>

static const char comment_suffix[] = "-Comment";
enum { COMMENT_SUFFIX_BYTES = sizeof comment_suffix - 1 };

static bry__piece string_of(struct json_object *value) {
  return (bry__piece){json_object_get_string(value), (size_t)json_object_get_string_len(value)};
}

int bry__answers_is_empty(struct json_object *value, bry__input input) {
  if (json_object_is_type(value, json_type_string)) {
    bry__piece piece = string_of(value);
    return piece.size == 0 || (input != BRY__INPUT_EMAIL && bry__text_is_blank(piece.data, piece.size));
  }
  return !value || (json_object_is_type(value, json_type_array) && json_object_array_length(value) == 0);
}

static void wrong_type(bry__check *c) {
  bry__check_fault(c, BRY__ANSWER_TYPE, NULL);
  bry__check_spoil(c);
}

static void read_words(bry__check *c, struct json_object *value, bry__input input, int64_t max_length, int32_t slot) {
  if (json_object_is_type(value, json_type_string)) {
    bry__check_words(c, string_of(value), input, max_length, slot);
  } else if (input == BRY__INPUT_NUMBER &&
             (json_object_is_type(value, json_type_int) || json_object_is_type(value, json_type_double))) {
    bry__check_number(c, json_object_get_double(value), slot);
  } else {
    bry__check_fault(c, BRY__ANSWER_TYPE, NULL);
    c->answers->texts[slot] = bry__text_wrong;
  }
}

static void read_choice(bry__check *c, struct json_object *value, int32_t slot) {
  char room[32];
  bry__piece piece = {0};
  piece.data = bry__scalar_text(value, room, &piece.size);
  if (piece.data) {
    bry__check_choice(c, piece, slot);
  } else {
    bry__check_fault(c, BRY__ANSWER_TYPE, NULL);
    c->answers->closed[slot] = BRY__CODE_WRONG;
  }
}

static void read_several(bry__check *c, struct json_object *value) {
  if (!json_object_is_type(value, json_type_array)) {
    wrong_type(c);
    return;
  }
  size_t length = json_object_array_length(value);
  int32_t count = 0;
  for (size_t i = 0; i < length; i++) {
    char room[32];
    bry__piece piece = {0};
    struct json_object *choice = json_object_array_get_idx(value, i);
    c->element = (int64_t)i;
    piece.data = bry__scalar_text(choice, room, &piece.size);
    if (piece.data) {
      bry__check_tick(c, piece, &count);
    } else {
      wrong_type(c);
    }
  }
  bry__check_ticked(c, count);
}

static void read_part(bry__check *c, struct json_object *value, int32_t place) {
  const bry__part *part = &c->item->parts[place];
  if (bry__answers_is_empty(value, part->input)) return;
  if (c->item->type == BRY__ITEM_MATRIX) {
    read_choice(c, value, c->item->closed_slot + place);
  } else {
    read_words(c, value, part->input, part->max_length, c->item->text_slot + place);
  }
}

static void read_parts(bry__check *c, struct json_object *value) {
  int is_matrix = c->item->type == BRY__ITEM_MATRIX;
  if (!json_object_is_type(value, json_type_object)) {
    wrong_type(c);
    return;
  }
  json_object_object_foreach(value, key, answer) {
    int32_t place = bry__item_part_find(c->item, key, strlen(key));
    c->sub = key;
    if (place == -1) {
      bry__check_fault(c, is_matrix ? BRY__ANSWER_ROW_UNKNOWN : BRY__ANSWER_PART_UNKNOWN, NULL);
    } else {
      read_part(c, answer, place);
    }
  }
  c->sub = NULL;
}

static void read_boolean(bry__check *c, struct json_object *value) {
  if (json_object_is_type(value, json_type_boolean)) {
    c->answers->closed[c->item->closed_slot] = (int16_t)json_object_get_boolean(value);
  } else {
    wrong_type(c);
  }
}

static void read_item(bry__check *c, struct json_object *value) {
  const bry__item *item = c->item;
  if (bry__answers_is_empty(value, item->input)) return;
  switch (item->type) {
  case BRY__ITEM_TEXT:
  case BRY__ITEM_COMMENT:
    read_words(c, value, item->input, item->max_length, item->text_slot);
    break;
  case BRY__ITEM_RADIOGROUP:
  case BRY__ITEM_DROPDOWN:
  case BRY__ITEM_RATING:
    read_choice(c, value, item->closed_slot);
    break;
  case BRY__ITEM_CHECKBOX:
  case BRY__ITEM_RANKING:
    read_several(c, value);
    break;
  case BRY__ITEM_BOOLEAN:
    read_boolean(c, value);
    break;
  case BRY__ITEM_MATRIX:
  case BRY__ITEM_MULTIPLETEXT:
    read_parts(c, value);
    break;
  case BRY__ITEM_HTML:
  case BRY__ITEM_EXPRESSION:
  case BRY__ITEM_MATRIXDROPDOWN:
  case BRY__ITEM_PANELDYNAMIC:
  case BRY__ITEM_TAGBOX:
  default:
    break;
  }
}

static void read_comment(bry__check *c, struct json_object *value) {
  c->is_comment = 1;
  if (bry__answers_is_empty(value, BRY__INPUT_TEXT)) return;
  if (json_object_is_type(value, json_type_string)) {
    bry__check_comment(c, string_of(value));
  } else {
    bry__check_fault(c, BRY__ANSWER_TYPE, NULL);
    c->answers->texts[c->item->text_slot] = bry__text_wrong;
  }
}

/* The size of the name before "-Comment"; 0 when the key is no such one. */
static size_t commented_size(const char *key, size_t size) {
  if (size <= COMMENT_SUFFIX_BYTES) return 0;
  size_t border = size - COMMENT_SUFFIX_BYTES;
  return memcmp(key + border, comment_suffix, COMMENT_SUFFIX_BYTES) == 0 ? border : 0;
}

/* What conditions read: just what was sent, right or wrong, as survey-core has it. */
static void keep_value(bry__logic_run *run, const bry__item *item, int is_comment, struct json_object *value) {
  int32_t place = (int32_t)(item - run->questionnaire->items);
  bry__js *values = item->type == BRY__ITEM_EXPRESSION ? run->sent : is_comment ? run->comments : run->values;
  values[place] = bry__js_from_json(value);
}

static int read_calculated(bry__logic_run *run, const char *key, size_t size, struct json_object *value) {
  int32_t place = run ? bry__logic_calc_find(run->questionnaire->logic, key, size) : -1;
  if (place == -1) return 0;
  run->sent[run->questionnaire->item_count + place] = bry__js_from_json(value);
  return 1;
}

/* Cells are found in their row or panel only. */
static int32_t find_outside(const bry_questionnaire *q, const char *key, size_t size) {
  int32_t place = bry__item_find(q, key, size);
  return place != -1 && q->items[place].owner == -1 ? place : -1;
}

static int32_t find_in_group(const bry_questionnaire *q, const bry__item *container, int32_t group, const char *key,
                             size_t size) {
  if (!container) return find_outside(q, key, size);
  int32_t element = bry__item_element_find(container, key, size);
  return element == -1 ? -1 : bry__item_cell(container, group, element);
}

int bry__answers_read_member(bry__check *c, const bry__item *container, int32_t group, const char *key,
                             struct json_object *value) {
  const bry_questionnaire *q = c->answers->questionnaire;
  bry__logic_run *run = c->answers->logic;
  size_t size = strlen(key);
  int32_t place = find_in_group(q, container, group, key, size);
  int is_comment = place == -1;
  if (is_comment) place = find_in_group(q, container, group, key, commented_size(key, size));
  if (place == -1) return 0;
  const bry__item *item = &q->items[place];
  if (is_comment && !item->has_other) return 0;
  if (item->type == BRY__ITEM_HTML || (item->type == BRY__ITEM_EXPRESSION && !run)) return 0;
  bry__check_item(c, item);
  if (item->container) {
    bry__answers_read_groups(c, item, value);
    return 1;
  }
  if (run) keep_value(run, item, is_comment, value);
  if (is_comment) {
    read_comment(c, value);
  } else {
    read_item(c, value);
  }
  return 1;
}

bry_status bry__answers_from_document(bry__answers *answers, struct json_object *document, size_t size,
                                      bry_findings *findings, bry_error **err) {
  bry__check check;
  if (bry__check_begin(&check, answers, findings, size) != 0) return bry__enomem(err);
  if (!json_object_is_type(document, json_type_object)) {
    int failed = bry__answer_finding(findings, BRY__ANSWER_TYPE, NULL, "", NULL, NULL, NULL) != 0;
    return failed ? bry__enomem(err) : BRY_OK;
  }
  json_object_object_foreach(document, key, value) {
    if (bry__answers_read_member(&check, NULL, 0, key, value)) continue;
    if (read_calculated(check.answers->logic, key, strlen(key), value)) continue;
    bry__check_key_fault(&check, BRY__ANSWER_UNKNOWN, key);
  }
  return bry__check_end(&check, err);
}

static const bry__json_limits limits = {1u << 20, 64};

bry_status bry__answers_parse(const char *json, size_t size, struct json_object **out, bry_error **err) {
  return bry__json_parse("The answers", json, size, &limits, out, err);
}

bry_status bry__answers_from_json(bry__answers *answers, const char *json, size_t size, bry_findings *findings,
                                  bry_error **err) {
  struct json_object *document = NULL;
  int laid_out = size <= limits.max_bytes ? bry__answers_read_flat(answers, json, size) : 0;
  if (laid_out != 0) return laid_out == 1 ? BRY_OK : bry__enomem(err);
  bry_status status = bry__answers_parse(json, size, &document, err);
  if (status != BRY_OK) return status;
  status = bry__answers_from_document(answers, document, size, findings, err);
  json_object_put(document);
  return status;
}
