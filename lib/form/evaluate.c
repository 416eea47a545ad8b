/* Everything about one set of answers at once, as JSON: what shows, what is required, what is wrong, and the values in
 * their normal form. */
#include <bry/questionnaire.h>

#include "core/json.h"
#include "form/evaluation.h"
#include "form/logic_group.h"
#include "form/pipe.h"

#include <math.h>
#include <string.h>

typedef struct report {
  bry__buffer text;
  const bry_questionnaire *q;
  bry__logic_run *run; /* NULL: everything shows */
  struct json_object *document;
  const bry_check_options *options;
} report;

static int is_visible(const report *r, int32_t item) {
  return !r->run || r->run->item_visible[item];
}

static int is_required(const report *r, int32_t item) {
  return is_visible(r, item) && (r->run ? r->run->item_required[item] : r->q->items[item].required);
}

static void add_string(bry__buffer *b, const char *text) {
  bry__buffer_json_string(b, text, strlen(text));
}

/* A text that was made for this, as a JSON string. */
static void add_buffer(report *r, bry__buffer *made) {
  r->text.failed |= made->failed;
  if (!made->failed) bry__buffer_json_string(&r->text, made->data ? made->data : "", made->size);
  bry__buffer_free(made);
}

static void add_names(report *r, const char *key, int (*wanted)(const report *, int32_t)) {
  int count = 0;
  bry__buffer_format(&r->text, ",\"%s\":[", key);
  for (int32_t i = 0; i < r->q->item_count; i++) {
    if (!wanted(r, i)) continue;
    if (count++ > 0) bry__buffer_char(&r->text, ',');
    add_string(&r->text, r->q->items[i].name);
  }
  bry__buffer_char(&r->text, ']');
}

/* A message, escaped when it goes into HTML: a questionnaire's own may hold what was answered. */
static void add_message(report *r, const char *message) {
  bry__buffer escaped = {0};
  if (r->options->titles == BRY_TITLES_HTML) {
    bry__buffer_html(&escaped, message);
    add_buffer(r, &escaped);
  } else {
    add_string(&r->text, message);
  }
}

static void add_errors(report *r, const bry_findings *findings) {
  bry__buffer *b = &r->text;
  bry__buffer_text(b, ",\"errors\":[");
  for (int64_t i = 0; i < bry_findings_count(findings); i++) {
    const char *item = bry_findings_item_at(findings, i);
    bry__buffer_text(b, i > 0 ? ",{\"item\":" : "{\"item\":");
    if (item) add_string(b, item);
    if (!item) bry__buffer_text(b, "null");
    bry__buffer_text(b, ",\"rule\":");
    add_string(b, bry_findings_rule_at(findings, i));
    bry__buffer_text(b, ",\"pointer\":");
    add_string(b, bry_findings_pointer_at(findings, i));
    bry__buffer_text(b, ",\"message\":");
    add_message(r, bry_findings_message_at(findings, i, r->options->lang));
    bry__buffer_char(b, '}');
  }
  bry__buffer_char(b, ']');
}

/* The key of one value of the object that is being written, a comma before it unless it is the first. */
static void add_key(bry__buffer *b, const char *name, const char *suffix) {
  bry__buffer key = {0};
  if (b->size > 0 && b->data[b->size - 1] != '{') bry__buffer_char(b, ',');
  bry__buffer_text(&key, name);
  bry__buffer_text(&key, suffix);
  if (key.failed) {
    b->failed = 1;
  } else {
    bry__buffer_json_string(b, key.data, key.size);
    bry__buffer_char(b, ':');
  }
  bry__buffer_free(&key);
}

static void add_computed(report *r, const char *name, const bry__js *value) {
  int is_empty = bry__js_is_nullish(value) || (bry__js_is_array(value) && bry__js_count(value) == 0) ||
                 (value->kind == BRY__JS_STRING && value->size == 0) ||
                 (value->kind == BRY__JS_NUMBER && !isfinite(value->as.number));
  if (is_empty) return;
  add_key(&r->text, name, "");
  bry__js_write(&r->text, value);
}

static void add_member(report *r, struct json_object *from, const char *name, const char *suffix) {
  bry__buffer key = {0};
  struct json_object *value = NULL;
  bry__buffer_text(&key, name);
  bry__buffer_text(&key, suffix);
  if (key.failed) {
    r->text.failed = 1;
  } else if (json_object_object_get_ex(from, key.data, &value) && value) {
    add_key(&r->text, name, suffix);
    bry__json_canonical(&r->text, value);
  }
  bry__buffer_free(&key);
}

/* What counts of an item, from the object in which it was answered, which may be NULL. */
static void add_value(report *r, struct json_object *from, int32_t place, const char *key) {
  const bry__item *item = &r->q->items[place];
  if (!is_visible(r, place) || item->type == BRY__ITEM_HTML) return;
  if (item->type == BRY__ITEM_EXPRESSION) {
    if (r->run) add_computed(r, key, &r->run->values[place]);
    return;
  }
  add_member(r, from, key, "");
  if (item->has_other) add_member(r, from, key, "-Comment");
}

/* The object that a row or panel was answered with, or NULL. */
static struct json_object *group_of(const report *r, const bry__item *container, int32_t group) {
  struct json_object *whole = NULL, *object = NULL;
  const char *row = container->container->groups[group].name;
  json_object_object_get_ex(r->document, container->name, &whole);
  if (row) {
    json_object_object_get_ex(whole, row, &object);
  } else if (json_object_is_type(whole, json_type_array)) {
    object = json_object_array_get_idx(whole, (size_t)group);
  }
  return json_object_is_type(object, json_type_object) ? object : NULL;
}

/* 1 when something in the group counts. */
static int add_group(report *r, const bry__item *container, int32_t group) {
  struct json_object *from = group_of(r, container, group);
  bry__buffer_char(&r->text, '{');
  size_t empty = r->text.size;
  for (int32_t i = 0; i < container->container->element_count; i++) {
    int32_t place = bry__item_cell(container, group, i);
    add_value(r, from, place, r->q->items[place].key);
  }
  int is_filled = r->text.size > empty;
  bry__buffer_char(&r->text, '}');
  return is_filled;
}

static void cut(bry__buffer *b, size_t size) {
  if (b->failed) return;
  b->size = size;
  b->data[size] = '\0';
}

/* Rows without answers are left out, panels are not; without any answer, all is. */
static void add_container(report *r, int32_t place) {
  const bry__item *container = &r->q->items[place];
  int is_matrix = container->type == BRY__ITEM_MATRIXDROPDOWN;
  size_t before = r->text.size;
  int filled = 0, count = 0;
  add_key(&r->text, container->name, "");
  bry__buffer_char(&r->text, is_matrix ? '{' : '[');
  for (int32_t i = 0; i < container->container->group_count; i++) {
    if (!bry__logic_group_exists(r->run, place, i)) continue;
    size_t at = r->text.size;
    if (is_matrix) add_key(&r->text, container->container->groups[i].name, "");
    if (!is_matrix && count > 0) bry__buffer_char(&r->text, ',');
    int is_filled = add_group(r, container, i);
    if (is_matrix && !is_filled) cut(&r->text, at);
    filled |= is_filled;
    count++;
  }
  bry__buffer_char(&r->text, is_matrix ? '}' : ']');
  if (!filled) cut(&r->text, before);
}

static void add_values(report *r) {
  bry__buffer_text(&r->text, ",\"values\":{");
  for (int32_t i = 0; i < r->q->item_count; i++) {
    const bry__item *item = &r->q->items[i];
    if (item->owner != -1) continue;
    if (item->container) {
      if (is_visible(r, i)) add_container(r, i);
    } else {
      add_value(r, r->document, i, item->name);
    }
  }
  for (int32_t i = 0; r->run && i < r->q->logic->calc_count; i++) {
    const bry__calc *calc = &r->q->logic->calcs[i];
    if (calc->in_result) add_computed(r, calc->name, &r->run->calcs[i]);
  }
  bry__buffer_char(&r->text, '}');
}

static void add_title(report *r, bry__pipe *pipe, const bry__item *item) {
  bry__buffer title = {0};
  pipe->scope = bry__item_scope(item);
  add_key(&r->text, item->name, "");
  if (bry__label_is_empty(&item->title)) {
    bry__pipe_plain(pipe, &title, item->name);
  } else {
    bry__pipe_label(pipe, &title, &item->title, 0, bry__pipe_is_raw(item));
  }
  add_buffer(r, &title);
}

static void add_text(report *r, bry__pipe *pipe, const bry__piped *piped) {
  bry__buffer text = {0}, key = {0};
  bry__scope scope = pipe->scope = piped->scope;
  int is_raw = piped->item != -1 && bry__pipe_is_raw(&r->q->items[piped->item]);
  if (scope.container != -1) {
    if (!bry__logic_group_exists(r->run, scope.container, scope.group)) return;
    bry__item_group_name(&r->q->items[scope.container], scope.group, &key);
  }
  r->text.failed |= key.failed;
  add_key(&r->text, key.data ? key.data : "", piped->pointer);
  bry__buffer_free(&key);
  bry__pipe_label(pipe, &text, &piped->label, piped->is_html, is_raw);
  add_buffer(r, &text);
}

static void add_titles(report *r) {
  bry__pipe pipe = bry__pipe_over(r->run, r->options->lang, r->options->titles == BRY_TITLES_HTML);
  if (r->options->titles == BRY_TITLES_NONE) return;
  bry__buffer_text(&r->text, ",\"titles\":{");
  for (int32_t i = 0; i < r->q->item_count; i++) {
    const bry__item *item = &r->q->items[i];
    if (is_visible(r, i) && item->type != BRY__ITEM_HTML) add_title(r, &pipe, item);
  }
  bry__buffer_text(&r->text, "},\"texts\":{");
  for (int32_t i = 0; i < r->q->piped_count; i++) {
    add_text(r, &pipe, &r->q->piped[i]);
  }
  bry__buffer_char(&r->text, '}');
}

static void write_report(report *r, const bry_findings *findings) {
  bry__buffer_text(&r->text, bry_findings_count(findings) == 0 ? "{\"ok\":true" : "{\"ok\":false");
  add_names(r, "visible", is_visible);
  add_names(r, "required", is_required);
  add_errors(r, findings);
  add_values(r);
  add_titles(r);
  bry__buffer_char(&r->text, '}');
}

bry_status bry_answers_evaluate(const bry_questionnaire *questionnaire, const char *json, size_t size,
                                const bry_check_options *options, bry_text **out, bry_error **err) {
  bry__evaluation e = {0};
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!questionnaire || !json || !out) {
    return bry__error(err, BRY_EINVAL, "give a questionnaire, the answers as JSON and a place for the result");
  }
  bry_status status = bry__evaluation_begin(&e, questionnaire, json, size, options, err);
  report r = {.q = questionnaire, .run = e.answers.logic, .document = e.document, .options = &e.options};
  if (status == BRY_OK) {
    write_report(&r, e.findings);
    r.text.failed |= r.run && r.run->failed;
    status = bry__buffer_finish(&r.text, out, err);
  }
  bry__buffer_free(&r.text);
  bry__evaluation_end(&e);
  return status;
}
