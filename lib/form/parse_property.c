/* The properties that only show, and those that may not be there at all. What has a meaning is its reader's. */
#include "form/parse.h"

#include "core/mem.h"
#include "form/property.h"

static void check_text(bry__parse *p, struct json_object *value) {
  if (!json_object_is_type(value, json_type_string)) {
    bry__parse_fault(p, BRY__FAULT_TYPE, "string");
  } else {
    bry__parse_piping(p, json_object_get_string(value));
  }
}

/* A text with names in it is kept, to be rendered with answers. */
static void keep_piped(bry__parse *p, struct json_object *value) {
  bry_questionnaire *q = p->q;
  void *piped = q->piped;
  if (bry__grow(&piped, &p->piped_capacity, (size_t)q->piped_count + 1, sizeof *q->piped) != 0) {
    p->failed = 1;
    return;
  }
  q->piped = piped;
  bry__piped *text = &q->piped[q->piped_count++];
  *text = (bry__piped){
      .item = p->owner, .is_html = p->is_html, .scope = {p->container, p->container == -1 ? 0 : p->group}};
  text->pointer = bry__parse_copy(p, p->pointer.data ? p->pointer.data : "");
  if (bry__label_from_json(&text->label, value) == -1) p->failed = 1;
}

static void check_translations(bry__parse *p, struct json_object *value) {
  if (!json_object_is_type(value, json_type_object)) {
    check_text(p, value);
    return;
  }
  const char *text = bry__json_text(value, "default");
  if (!text || !*text) bry__parse_fault(p, BRY__FAULT_LABEL_DEFAULT, NULL);
  json_object_object_foreach(value, lang, translation) {
    size_t mark = bry__parse_enter(p, lang);
    check_text(p, translation);
    bry__parse_leave(p, mark);
  }
}

void bry__parse_check_label(bry__parse *p, struct json_object *value) {
  int32_t pipes = p->pipe_count;
  check_translations(p, value);
  if (p->pipe_count > pipes) keep_piped(p, value);
}

static void check_texts(bry__parse *p, struct json_object *value) {
  if (!json_object_is_type(value, json_type_array)) {
    bry__parse_fault(p, BRY__FAULT_TYPE, "array");
    return;
  }
  size_t count = json_object_array_length(value);
  for (size_t i = 0; i < count; i++) {
    size_t mark = bry__parse_enter_index(p, i);
    bry__parse_check_label(p, json_object_array_get_idx(value, i));
    bry__parse_leave(p, mark);
  }
}

static int is_number(struct json_object *value) {
  return json_object_is_type(value, json_type_int) || json_object_is_type(value, json_type_double);
}

static void check_type(bry__parse *p, int good, const char *type) {
  if (!good) bry__parse_fault(p, BRY__FAULT_TYPE, type);
}

/* Some properties are harmless with one value, which an editor may have written out. */
static void check_neutral(bry__parse *p, const char *name, int neutral) {
  if (!neutral) bry__parse_fault(p, BRY__FAULT_PROPERTY_UNSUPPORTED, name);
}

static void check_value(bry__parse *p, const bry__property *property, struct json_object *value) {
  int is_string = json_object_is_type(value, json_type_string);
  int is_bool = json_object_is_type(value, json_type_boolean);
  int is_true = is_bool && json_object_get_boolean(value);
  switch (property->kind) {
  case BRY__PROPERTY_LABEL:
    bry__parse_check_label(p, value);
    break;
  case BRY__PROPERTY_HTML:
    p->is_html = 1;
    bry__parse_check_label(p, value);
    p->is_html = 0;
    break;
  case BRY__PROPERTY_FILLED:
    p->is_filled = 1;
    bry__parse_check_label(p, value);
    p->is_filled = 0;
    break;
  case BRY__PROPERTY_TEXTS:
    check_texts(p, value);
    break;
  case BRY__PROPERTY_STRING:
    check_type(p, is_string, "string");
    break;
  case BRY__PROPERTY_NUMBER:
    check_type(p, is_number(value), "number");
    break;
  case BRY__PROPERTY_BOOL:
    check_type(p, is_bool, "boolean");
    break;
  case BRY__PROPERTY_SCALAR:
    check_type(p, is_string || is_bool || is_number(value), "string");
    break;
  case BRY__PROPERTY_TRUE:
    check_neutral(p, property->name, is_true);
    break;
  case BRY__PROPERTY_FALSE:
    check_neutral(p, property->name, is_bool && !is_true);
    break;
  case BRY__PROPERTY_NONE:
    check_neutral(p, property->name,
                  json_object_is_type(value, json_type_array) && json_object_array_length(value) == 0);
    break;
  case BRY__PROPERTY_UNSUPPORTED:
    bry__parse_fault(p, BRY__FAULT_PROPERTY_UNSUPPORTED, property->name);
    break;
  case BRY__PROPERTY_EXPRESSION:
    bry__parse_fault(p, BRY__FAULT_EXPRESSION, property->name);
    break;
  case BRY__PROPERTY_IDLE:
    bry__parse_idle(p, value);
    break;
  default: /* BRY__PROPERTY_READ, BRY__PROPERTY_ANY */
    break;
  }
}

/* type: of the questions of a column, else -1. */
static void check_properties(bry__parse *p, struct json_object *object, int place, int type) {
  json_object_object_foreach(object, name, value) {
    const bry__property *property =
        type == -1 ? bry__property_find(name, place) : bry__property_find_in_column(name, type);
    size_t mark = bry__parse_enter(p, name);
    if (!property) {
      bry__parse_fault(p, BRY__FAULT_PROPERTY_UNKNOWN, name);
    } else if (property->same_as && bry__parse_has(object, property->same_as)) {
      bry__parse_fault(p, BRY__FAULT_PROPERTY_REPEATED, name);
    } else {
      check_value(p, property, value);
    }
    bry__parse_leave(p, mark);
  }
}

void bry__parse_properties(bry__parse *p, struct json_object *object, int place) {
  check_properties(p, object, place, -1);
}

void bry__parse_column_properties(bry__parse *p, struct json_object *column, int type) {
  check_properties(p, column, BRY__IN_COLUMN, type);
}
