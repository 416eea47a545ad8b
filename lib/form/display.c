/* What a name within a text stands for: the label of a choice, a list of them, a number as it is printed. As survey-core
 * has it, except that a whole matrix or multipletext is written out, and that what has no value leaves no braces
 * behind. */
#include "form/pipe.h"

#include <math.h>
#include <string.h>
#include <strings.h>

enum { STEPS = BRY__CONDITION_STEPS_MAX };

/* A label may have names in it, too, which are looked for where the item stands; it becomes a value here, and is escaped as
 * one. */
static void put_label(bry__pipe *pipe, bry__buffer *out, const bry__item *item, const bry__label *label,
                      const char *name) {
  int is_html = pipe->is_html;
  bry__scope scope = pipe->scope;
  pipe->is_html = 0;
  pipe->scope = bry__item_scope(item);
  if (bry__label_is_empty(label)) {
    bry__buffer_text(out, name);
  } else {
    bry__pipe_label(pipe, out, label, 0, bry__pipe_is_raw(item));
  }
  pipe->is_html = is_html;
  pipe->scope = scope;
}

static bry__js text_of(bry__pipe *pipe, const bry__js *value) {
  bry__js_run js = {.arena = &pipe->run->arena, .zone = bry__logic_run_zone(pipe->run), .steps = STEPS};
  bry__js text = bry__js_is_nullish(value) ? bry__js_string("", 0) : bry__js_to_text(&js, value);
  pipe->run->failed |= js.status == BRY_ENOMEM;
  return js.status == BRY_OK ? text : bry__js_string("", 0);
}

static int is_empty(bry__pipe *pipe, const bry__js *value) {
  bry__js_run js = {.arena = &pipe->run->arena, .steps = STEPS};
  if (value->kind == BRY__JS_STRING) return bry__js_trim(value).size == 0;
  return bry__js_is_empty(&js, value);
}

static void put_plain(bry__pipe *pipe, bry__buffer *out, const bry__js *value) {
  bry__js text = text_of(pipe, value);
  bry__buffer_add(out, text.as.text, text.size);
}

/* --- choices -------------------------------------------------------------------------------------------------------- */

static void put_choice(bry__pipe *pipe, bry__buffer *out, const bry__item *item, const bry__js *value) {
  bry__js text = text_of(pipe, value);
  int32_t place = bry__item_value_find(item, text.as.text, text.size);
  const bry__js *comment = &pipe->run->comments[item - pipe->run->questionnaire->items];
  int is_other = item->has_other && place == item->value_count - 1;
  if (place == -1) {
    bry__buffer_add(out, text.as.text, text.size);
  } else if (is_other && !bry__js_is_nullish(comment) && !is_empty(pipe, comment)) {
    put_plain(pipe, out, comment);
  } else {
    put_label(pipe, out, item, &item->values[place].label, item->values[place].name);
  }
}

static void put_several(bry__pipe *pipe, bry__buffer *out, const bry__item *item, const bry__js *list) {
  for (size_t i = 0; i < bry__js_count(list); i++) {
    bry__js value = bry__js_at(list, i);
    if (i > 0) bry__buffer_text(out, ", ");
    put_choice(pipe, out, item, &value);
  }
}

/* --- rows and fields ------------------------------------------------------------------------------------------------ */

static void put_part_value(bry__pipe *pipe, bry__buffer *out, const bry__item *item, const bry__js *value) {
  if (item->type == BRY__ITEM_MATRIX) {
    put_choice(pipe, out, item, value);
  } else if (!is_empty(pipe, value)) {
    put_plain(pipe, out, value);
  }
}

/* survey-core would show "[object Object]". */
static void put_parts(bry__pipe *pipe, bry__buffer *out, const bry__item *item, const bry__js *answer) {
  int count = 0;
  for (int32_t i = 0; i < item->part_count; i++) {
    const bry__part *part = &item->parts[i];
    bry__js value = bry__js_get(answer, part->name, strlen(part->name));
    if (is_empty(pipe, &value)) continue;
    if (count++ > 0) bry__buffer_text(out, ", ");
    put_label(pipe, out, item, &part->label, part->name);
    bry__buffer_text(out, ": ");
    put_part_value(pipe, out, item, &value);
  }
}

/* --- computed values ------------------------------------------------------------------------------------------------ */

static void put_formatted(bry__pipe *pipe, bry__buffer *out, const bry__item *item, const bry__js *value) {
  const bry__display *display = item->display;
  const char *format = display ? bry__label_get(&display->format, pipe->lang) : NULL;
  bry__buffer text = {0};
  if (display && display->style != BRY__STYLE_NONE && value->kind == BRY__JS_NUMBER) {
    bry__display_number(&text, display, value->as.number, pipe->lang);
  } else {
    put_plain(pipe, &text, value);
  }
  while (format) {
    const char *mark = strstr(format, "{0}");
    bry__buffer_add(out, format, mark ? (size_t)(mark - format) : strlen(format));
    if (!mark) break;
    bry__buffer_add(out, text.data ? text.data : "", text.size);
    format = mark + 3;
  }
  if (!format) bry__buffer_add(out, text.data ? text.data : "", text.size);
  out->failed |= text.failed;
  bry__buffer_free(&text);
}

/* --- names ---------------------------------------------------------------------------------------------------------- */

static void put_answer(bry__pipe *pipe, bry__buffer *out, const bry__item *item, const bry__js *value) {
  bry__js_run js = {.arena = &pipe->run->arena, .steps = STEPS};
  if (item->part_count > 0) {
    put_parts(pipe, out, item, value);
    return;
  }
  switch (item->type) {
  case BRY__ITEM_RADIOGROUP:
  case BRY__ITEM_DROPDOWN:
  case BRY__ITEM_CHECKBOX:
  case BRY__ITEM_RANKING:
    if (bry__js_is_array(value)) {
      put_several(pipe, out, item, value);
    } else if (bry__pipe_is_raw(item)) {
      put_plain(pipe, out, value);
    } else {
      put_choice(pipe, out, item, value);
    }
    break;
  case BRY__ITEM_RATING:
    put_choice(pipe, out, item, value);
    break;
  case BRY__ITEM_BOOLEAN: {
    const bry__value *said = &item->values[bry__js_is_true(&js, value) ? 1 : 0];
    put_label(pipe, out, item, &said->label, said->name);
    break;
  }
  case BRY__ITEM_EXPRESSION:
    put_formatted(pipe, out, item, value);
    break;
  case BRY__ITEM_TEXT:
  case BRY__ITEM_COMMENT:
  case BRY__ITEM_MATRIX:
  case BRY__ITEM_MULTIPLETEXT:
  case BRY__ITEM_HTML:
  default:
    put_plain(pipe, out, value);
    break;
  }
}

/* What stands for no answer; as it is, without names being filled in, as in survey-core. */
static void put_default(bry__pipe *pipe, bry__buffer *out, const bry__item *item) {
  const char *text = bry__label_get(&item->display->empty, pipe->lang);
  if (!text) return;
  bry__js value = bry__js_string(text, strlen(text));
  if (item->type == BRY__ITEM_EXPRESSION) {
    put_formatted(pipe, out, item, &value);
  } else {
    put_plain(pipe, out, &value);
  }
}

/* The item itself; an element of its list that is not there gives the whole. */
static void put_item(bry__pipe *pipe, bry__buffer *out, const bry__item *item, bry__js value) {
  if (bry__js_is_nullish(&value)) value = bry__logic_run_answer(pipe->run, item);
  if (!is_empty(pipe, &value)) {
    put_answer(pipe, out, item, &value);
  } else if (item->display) {
    put_default(pipe, out, item);
  }
}

static void put_row_title(bry__pipe *pipe, bry__buffer *out, int32_t container) {
  const bry__item *item = &pipe->run->questionnaire->items[container];
  const bry__group *row = &item->container->groups[pipe->scope.group];
  put_label(pipe, out, item, &row->label, row->name);
}

static int is_length(const char *name, size_t size) {
  return size > 7 && strncasecmp(name + size - 7, ".length", 7) == 0;
}

void bry__display_name(bry__pipe *pipe, bry__buffer *out, const char *text, size_t size, int is_raw) {
  const bry__expr_name *name = NULL;
  const bry__ref *ref = NULL;
  bry__js value;
  int is_found = bry__logic_run_pipe(pipe->run, pipe->scope, text, size, &name, &ref, &value);
  if (!ref) return;
  const bry__item *item = ref->kind == BRY__REF_ITEM ? &pipe->run->questionnaire->items[ref->place] : NULL;
  int is_whole = item && ref->parts == name->part_count;
  if (!is_found) {
    if (is_length(text, size)) bry__buffer_char(out, '0');
    if (is_whole) put_item(pipe, out, item, bry__js_undefined());
  } else if (ref->kind == BRY__REF_TITLE) {
    put_row_title(pipe, out, ref->place);
  } else if (is_raw && !(is_whole && item->part_count > 0)) {
    if (!is_empty(pipe, &value) || value.kind == BRY__JS_STRING) put_plain(pipe, out, &value);
  } else if (is_whole) {
    put_item(pipe, out, item, value);
  } else if (item && item->part_count > 0) {
    put_part_value(pipe, out, item, &value);
  } else {
    put_plain(pipe, out, &value);
  }
}
