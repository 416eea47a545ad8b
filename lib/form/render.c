/* One text of a questionnaire with answers filled in: bry_questionnaire_render(). */
#include <bry/questionnaire.h>

#include "core/json.h"
#include "form/evaluation.h"
#include "form/pipe.h"

#include <json-c/json_pointer.h>
#include <string.h>

/* Of a text that stands in rows or panels and is asked for without one, the first. */
static const bry__piped *find_piped(const bry_questionnaire *q, bry__scope scope, const char *pointer) {
  for (int32_t i = 0; i < q->piped_count; i++) {
    const bry__piped *piped = &q->piped[i];
    int is_there =
        scope.container == -1 || (piped->scope.container == scope.container && piped->scope.group == scope.group);
    if (is_there && strcmp(piped->pointer, pointer) == 0) return piped;
  }
  return NULL;
}

/* The pointer behind the name of a row or panel, and which that is; NULL when there is none such. */
static const char *find_scope(const bry_questionnaire *q, const char *where, bry__scope *scope, bry__buffer *name) {
  for (int32_t i = 0; i < q->item_count; i++) {
    const bry__item *item = &q->items[i];
    for (int32_t group = 0; item->container && group < item->container->group_count; group++) {
      bry__buffer_clear(name);
      bry__item_group_name(item, group, name);
      if (name->failed) return NULL;
      *scope = (bry__scope){i, group};
      if (strncmp(where, name->data, name->size) == 0 && where[name->size] == '/') return where + name->size;
    }
  }
  return NULL;
}

static int is_markup(const char *pointer) {
  static const char *const names[] = {"/html", "/completedHtml", "/completedBeforeHtml", "/loadingHtml"};
  const char *last = strrchr(pointer, '/');
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (strcmp(last, names[i]) == 0) return 1;
  }
  return 0;
}

/* A text without names is looked up in the document. */
static bry_status find_text(const bry_questionnaire *q, const char *pointer, bry__label *label, bry_error **err) {
  struct json_object *document = NULL, *value = NULL;
  bry__json_limits limits = {strlen(q->json), 64};
  bry_status status = bry__json_parse("The questionnaire", q->json, strlen(q->json), &limits, &document, err);
  if (status != BRY_OK) return status;
  int found = json_pointer_get(document, pointer, &value) == 0 ? bry__label_from_json(label, value) : -2;
  json_object_put(document);
  if (found == -1) return bry__enomem(err);
  if (found == 0 && !bry__label_is_empty(label)) return BRY_OK;
  return bry__error_at(err, BRY_ENOTFOUND, pointer, "There is no text at that place of the questionnaire.");
}

static bry_status render_pointer(const bry_questionnaire *q, const char *pointer, bry__pipe *pipe, bry__buffer *out,
                                 bry_error **err) {
  const bry__piped *piped = find_piped(q, pipe->scope, pointer);
  bry__label label = {{NULL}};
  if (piped) {
    pipe->scope = piped->scope;
    int is_raw = piped->item != -1 && bry__pipe_is_raw(&q->items[piped->item]);
    bry__pipe_label(pipe, out, &piped->label, piped->is_html, is_raw);
    return BRY_OK;
  }
  bry_status status = find_text(q, pointer, &label, err);
  if (status == BRY_OK) bry__pipe_label(pipe, out, &label, is_markup(pointer), 0);
  bry__label_clear(&label);
  return status;
}

static void render_title(const bry__item *item, bry__pipe *pipe, bry__buffer *out) {
  pipe->scope = bry__item_scope(item);
  if (bry__label_is_empty(&item->title)) {
    bry__pipe_plain(pipe, out, item->name);
  } else {
    bry__pipe_label(pipe, out, &item->title, 0, bry__pipe_is_raw(item));
  }
}

/* The title of an item, or a text of a row or panel. */
static bry_status render_name(const bry_questionnaire *q, const char *where, bry__pipe *pipe, bry__buffer *out,
                              bry_error **err) {
  int32_t place = bry__item_find(q, where, strlen(where));
  bry__buffer name = {0};
  bry__scope scope = {-1, 0};
  if (place != -1) {
    render_title(&q->items[place], pipe, out);
    return BRY_OK;
  }
  const char *pointer = find_scope(q, where, &scope, &name);
  int failed = name.failed;
  bry__buffer_free(&name);
  if (failed) return bry__enomem(err);
  if (!pointer) return bry__error(err, BRY_ENOTFOUND, "The questionnaire has no item of that name.");
  pipe->scope = scope;
  return render_pointer(q, pointer, pipe, out, err);
}

bry_status bry_questionnaire_render(const bry_questionnaire *questionnaire, const char *where, const char *answers,
                                    size_t size, const bry_check_options *options, bry_text **out, bry_error **err) {
  bry__evaluation e = {0};
  bry__buffer text = {0};
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!questionnaire || !where || !out) {
    return bry__error(err, BRY_EINVAL, "give a questionnaire, the place of a text in it and a place for the result");
  }
  bry_status status =
      bry__evaluation_begin(&e, questionnaire, answers ? answers : "{}", answers ? size : 2, options, err);
  if (status != BRY_OK) goto out;
  bry__pipe pipe = bry__pipe_over(e.answers.logic, e.options.lang, e.options.titles == BRY_TITLES_HTML);
  status = *where == '/' ? render_pointer(questionnaire, where, &pipe, &text, err)
                         : render_name(questionnaire, where, &pipe, &text, err);
  text.failed |= e.answers.logic && e.answers.logic->failed;
  if (status == BRY_OK) status = bry__buffer_finish(&text, out, err);
out:
  bry__buffer_free(&text);
  bry__evaluation_end(&e);
  return status;
}
