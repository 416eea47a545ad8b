/* Everything about one set of answers at once, as JSON: what shows, what is required, what is wrong, and the values in
 * their normal form. */
#include <bry/questionnaire.h>

#include "core/json.h"
#include "core/options.h"
#include "expr/zone.h"
#include "form/answers.h"
#include "form/logic_run.h"

#include <math.h>
#include <string.h>

void bry_check_options_init(bry_check_options *options) {
  if (options) *options = (bry_check_options){.struct_size = sizeof *options};
}

/* --- writing -------------------------------------------------------------------------------------------------------- */

typedef struct report {
  bry__buffer text;
  const bry_questionnaire *q;
  const bry__logic_run *run; /* NULL: everything shows */
  struct json_object *document;
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

static void add_errors(report *r, const bry_findings *findings, const char *lang) {
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
    add_string(b, bry_findings_message_at(findings, i, lang));
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

static void add_member(report *r, const char *name, const char *suffix) {
  bry__buffer key = {0};
  struct json_object *value = NULL;
  bry__buffer_text(&key, name);
  bry__buffer_text(&key, suffix);
  if (key.failed) {
    r->text.failed = 1;
  } else if (json_object_object_get_ex(r->document, key.data, &value) && value) {
    add_key(&r->text, name, suffix);
    bry__json_canonical(&r->text, value);
  }
  bry__buffer_free(&key);
}

static void add_values(report *r) {
  bry__buffer_text(&r->text, ",\"values\":{");
  for (int32_t i = 0; i < r->q->item_count; i++) {
    const bry__item *item = &r->q->items[i];
    if (!is_visible(r, i) || item->type == BRY__ITEM_HTML) continue;
    if (item->type == BRY__ITEM_EXPRESSION) {
      if (r->run) add_computed(r, item->name, &r->run->values[i]);
      continue;
    }
    add_member(r, item->name, "");
    if (item->has_other) add_member(r, item->name, "-Comment");
  }
  for (int32_t i = 0; r->run && i < r->q->logic->calc_count; i++) {
    const bry__calc *calc = &r->q->logic->calcs[i];
    if (calc->in_result) add_computed(r, calc->name, &r->run->calcs[i]);
  }
  bry__buffer_char(&r->text, '}');
}

static void write_report(report *r, const bry_findings *findings, const char *lang) {
  bry__buffer_text(&r->text, bry_findings_count(findings) == 0 ? "{\"ok\":true" : "{\"ok\":false");
  add_names(r, "visible", is_visible);
  add_names(r, "required", is_required);
  add_errors(r, findings, lang);
  add_values(r);
  bry__buffer_char(&r->text, '}');
}

/* --- the work ------------------------------------------------------------------------------------------------------- */

static bry_status evaluate(report *r, size_t size, bry__answers *answers, const char *lang, bry_error **err) {
  bry_findings *findings = bry__findings_new();
  if (!findings) return bry__enomem(err);
  bry_status status = bry__answers_from_document(answers, r->document, size, findings, err);
  r->run = answers->logic;
  if (status == BRY_OK) write_report(r, findings, lang);
  bry_findings_free(findings);
  return status;
}

static bry_status read_options(bry_check_options *to, const bry_check_options *from, bry_error **err) {
  bry_check_options_init(to);
  return from ? bry__options_read(to, sizeof *to, from, "bry_check_options_init", err) : BRY_OK;
}

bry_status bry_answers_evaluate(const bry_questionnaire *questionnaire, const char *json, size_t size,
                                const bry_check_options *options, bry_text **out, bry_error **err) {
  report r = {.q = questionnaire};
  bry__answers answers = {0};
  bry_check_options o;
  bry__zone *zone = NULL;
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!questionnaire || !json || !out) {
    return bry__error(err, BRY_EINVAL, "give a questionnaire, the answers as JSON and a place for the result");
  }
  bry_status status = read_options(&o, options, err);
  if (status == BRY_OK) status = bry__answers_parse(json, size, &r.document, err);
  if (status == BRY_OK && o.zone) status = bry__zone_load(o.zone, &zone, err);
  if (status == BRY_OK) status = bry__answers_init(&answers, questionnaire, err);
  if (status != BRY_OK) goto out;
  if (answers.logic) {
    answers.logic->zone = zone;
    answers.logic->now_us = o.now_us;
  }
  status = evaluate(&r, size, &answers, o.lang, err);
  if (status == BRY_OK) status = bry__buffer_finish(&r.text, out, err);
out:
  bry__buffer_free(&r.text);
  bry__answers_clear(&answers);
  bry__zone_free(zone);
  json_object_put(r.document);
  return status;
}
