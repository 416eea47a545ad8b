/* Building a questionnaire call by call. The document is made as a JSON tree; whether it makes sense as a questionnaire
 * is left to its parser, and only calls for which there is no place in a tree are mistakes here. */
#include <bry/builder.h>

#include "core/json.h"
#include "core/mem.h"
#include "core/utf8.h"
#include "form/parse.h"
#include "form/scalar.h"

#include <math.h>
#include <string.h>

enum { FRAMES_MAX = BRY__PANEL_DEPTH_MAX + 2 };

struct bry_builder {
  struct json_object
      *frames[FRAMES_MAX]; /* the document, a page, panels: each but the first lies in the one before */
  int depth;               /* of the innermost */
  int has_page;
  struct json_object *item;    /* the last question of the innermost frame, or NULL */
  struct json_object *subject; /* it, or a field of it: what setters speak of */
  struct json_object *last;    /* what was begun last */
  bry_status status;           /* of the first mistake, and what to say of it */
  bry__buffer message, pointer;
};

/* --- mistakes ------------------------------------------------------------------------------------------------------- */

static int is_well(const bry_builder *b) {
  return b && b->status == BRY_OK;
}

static size_t array_length(struct json_object *object, const char *key) {
  struct json_object *array = bry__json_array(object, key);
  return array ? json_object_array_length(array) : 0;
}

/* What the frame of that depth keeps its questions in. */
static const char *elements_key(const bry_builder *b, int depth) {
  const char *type = bry__json_text(b->frames[depth], "type");
  return type && strcmp(type, "paneldynamic") == 0 ? "templateElements" : "elements";
}

/* Every open frame, and the question, is the last in its array. */
static void point_to_place(bry_builder *b) {
  int levels = b->depth + (b->item != NULL);
  for (int i = 0; i < levels; i++) {
    const char *key = i == 0 && b->has_page ? "pages" : elements_key(b, i);
    bry__pointer_key(&b->pointer, key);
    bry__pointer_index(&b->pointer, (int64_t)array_length(b->frames[i], key) - 1);
  }
}

/* Keeps the first mistake: "what: advice". */
static void mistake(bry_builder *b, bry_status status, const char *what, const char *advice) {
  if (b->status != BRY_OK) return;
  b->status = status;
  if (status == BRY_ENOMEM) return;
  bry__buffer_text(&b->message, what);
  bry__buffer_text(&b->message, ": ");
  bry__buffer_text(&b->message, advice);
  point_to_place(b);
  if (b->message.failed || b->pointer.failed) b->status = BRY_ENOMEM;
}

static int is_utf8(bry_builder *b, const char *text) {
  if (!text || bry__utf8_valid(text, strlen(text), NULL)) return 1;
  mistake(b, BRY_EPARSE, "a text of the questionnaire", "it is not UTF-8; convert it first");
  return 0;
}

/* --- the tree ------------------------------------------------------------------------------------------------------- */

/* Takes over the value; NULL is memory that ran out. */
static void put(bry_builder *b, struct json_object *object, const char *key, struct json_object *value) {
  if (value && is_well(b) && json_object_object_add(object, key, value) == 0) return;
  json_object_put(value);
  mistake(b, BRY_ENOMEM, NULL, NULL);
}

static void put_text(bry_builder *b, struct json_object *object, const char *key, const char *text) {
  if (text && is_utf8(b, text)) put(b, object, key, json_object_new_string(text));
}

static void put_true(bry_builder *b, struct json_object *object, const char *key) {
  put(b, object, key, json_object_new_boolean(1));
}

static void put_limit(bry_builder *b, struct json_object *object, const char *key, int32_t limit) {
  if (limit != 0) put(b, object, key, json_object_new_int(limit));
}

static void put_number(bry_builder *b, struct json_object *object, const char *key, double number) {
  if (isnan(number)) return;
  if (isinf(number)) {
    mistake(b, BRY_EINVAL, "bry_builder_range", "a limit is infinite; give NAN for none");
  } else if (number == trunc(number) && fabs(number) <= BRY__EXACT_MAX) {
    put(b, object, key, json_object_new_int64((int64_t)number));
  } else {
    put(b, object, key, json_object_new_double(number));
  }
}

/* {"default": ..., "nb": ..., ...}; nothing when there are no words. */
static void put_words(bry_builder *b, struct json_object *object, const char *key, const char *nb, const char *nn,
                      const char *en) {
  const char *first = nb ? nb : nn ? nn : en;
  if (!first || !is_well(b)) return;
  struct json_object *label = json_object_new_object();
  put(b, object, key, label);
  put_text(b, label, "default", first);
  put_text(b, label, "nb", nb);
  put_text(b, label, "nn", nn);
  put_text(b, label, "en", en);
}

/* A new last object of the array `key`, which is made when it is not there; NULL when that failed. */
static struct json_object *append(bry_builder *b, struct json_object *parent, const char *key) {
  struct json_object *array = NULL;
  if (!json_object_object_get_ex(parent, key, &array)) {
    array = json_object_new_array();
    put(b, parent, key, array);
  } else if (!json_object_is_type(array, json_type_array)) {
    mistake(b, BRY_EINVAL, key, "it was set to something that is no array, and now one more is added to it");
  }
  struct json_object *object = is_well(b) ? json_object_new_object() : NULL;
  if (object && json_object_array_add(array, object) == 0) return object;
  json_object_put(object);
  mistake(b, BRY_ENOMEM, NULL, NULL);
  return NULL;
}

/* --- the frame ------------------------------------------------------------------------------------------------------ */

bry_status bry_builder_new(const char *nb, const char *nn, const char *en, bry_builder **out, bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "give a place for the builder (out is NULL)");
  *out = NULL;
  bry_builder *b = bry__alloc_zero(1, sizeof *b);
  if (!b) return bry__enomem(err);
  b->frames[0] = b->last = json_object_new_object();
  if (!b->last) {
    bry__free(b);
    return bry__enomem(err);
  }
  put_words(b, b->last, "title", nb, nn, en);
  *out = b;
  return BRY_OK;
}

void bry_builder_free(bry_builder *builder) {
  if (!builder) return;
  json_object_put(builder->frames[0]);
  bry__buffer_free(&builder->message);
  bry__buffer_free(&builder->pointer);
  bry__free(builder);
}

/* Makes `object` what all that follows speaks of. */
static void turn_to_frame(bry_builder *b, int depth, struct json_object *object) {
  b->depth = depth;
  b->frames[depth] = b->last = object;
  b->item = b->subject = NULL;
}

void bry_builder_page(bry_builder *builder, const char *name) {
  bry_builder *b = builder;
  if (!is_well(b)) return;
  if (b->depth > b->has_page) {
    mistake(b, BRY_EINVAL, "bry_builder_page", "a panel is open; end it with bry_builder_panel_end() first");
  } else if (!b->has_page && json_object_object_get_ex(b->frames[0], "elements", NULL)) {
    mistake(b, BRY_EINVAL, "bry_builder_page", "there are questions outside of pages; begin a page before them, too");
  } else {
    struct json_object *page = append(b, b->frames[0], "pages");
    if (!page) return;
    b->has_page = 1;
    turn_to_frame(b, 1, page);
    put_text(b, page, "name", name);
  }
}

void bry_builder_panel_begin(bry_builder *builder, const char *name) {
  bry_builder *b = builder;
  if (!is_well(b)) return;
  if (b->depth + 1 == FRAMES_MAX) {
    mistake(b, BRY_ELIMIT, "bry_builder_panel_begin", "panels are nested too deep; end some");
    return;
  }
  struct json_object *panel = append(b, b->frames[b->depth], elements_key(b, b->depth));
  if (!panel) return;
  turn_to_frame(b, b->depth + 1, panel);
  put_text(b, panel, "type", "panel");
  put_text(b, panel, "name", name);
}

void bry_builder_panels_begin(bry_builder *builder, const char *name, const char *nb, const char *nn, const char *en,
                              int32_t min, int32_t max) {
  bry_builder *b = builder;
  if (!is_well(b)) return;
  if (b->depth + 1 == FRAMES_MAX) {
    mistake(b, BRY_ELIMIT, "bry_builder_panels_begin", "panels are nested too deep; end some");
    return;
  }
  struct json_object *panels = append(b, b->frames[b->depth], elements_key(b, b->depth));
  if (!panels) return;
  turn_to_frame(b, b->depth + 1, panels);
  put_text(b, panels, "type", "paneldynamic");
  put_text(b, panels, "name", name);
  put_words(b, panels, "title", nb, nn, en);
  put_limit(b, panels, "minPanelCount", min);
  put_limit(b, panels, "maxPanelCount", max);
}

void bry_builder_panel_end(bry_builder *builder) {
  bry_builder *b = builder;
  if (!is_well(b)) return;
  if (b->depth <= b->has_page) {
    mistake(b, BRY_EINVAL, "bry_builder_panel_end", "no panel is open");
  } else {
    turn_to_frame(b, b->depth - 1, b->frames[b->depth - 1]);
  }
}

/* --- questions ------------------------------------------------------------------------------------------------------ */

void bry_builder_item(bry_builder *builder, const char *type, const char *name, const char *nb, const char *nn,
                      const char *en) {
  bry_builder *b = builder;
  if (!is_well(b)) return;
  if (!type || !name) {
    mistake(b, BRY_EINVAL, "bry_builder_item", "give the question a type and a name");
    return;
  }
  if (strcmp(type, "panel") == 0) {
    mistake(b, BRY_EINVAL, "bry_builder_item", "begin a panel with bry_builder_panel_begin()");
    return;
  }
  struct json_object *item = append(b, b->frames[b->depth], elements_key(b, b->depth));
  if (!item) return;
  b->item = b->subject = b->last = item;
  put_text(b, item, "type", type);
  put_text(b, item, "name", name);
  put_words(b, item, "title", nb, nn, en);
}

/* The question that a call speaks of, or NULL: `what` came before any. */
static struct json_object *question(bry_builder *b, const char *what) {
  if (!is_well(b)) return NULL;
  if (!b->item) mistake(b, BRY_EINVAL, what, "begin a question with bry_builder_item() first");
  return b->item;
}

/* The question or field that a setter speaks of, likewise. */
static struct json_object *subject(bry_builder *b, const char *what) {
  return question(b, what) ? b->subject : NULL;
}

typedef struct member { /* of a question's array */
  const char *array, *name_key, *words_key;
} member;

static const member choices = {"choices", "value", "text"};
static const member steps = {"rateValues", "value", "text"};
static const member columns = {"columns", "value", "text"};
static const member rows = {"rows", "value", "text"};
static const member fields = {"items", "name", "title"};
static const member cells = {"columns", "name", "title"};

/* What has choices: the last column of a matrixdropdown, or the question. */
static struct json_object *chooser(bry_builder *b, const char *what) {
  struct json_object *item = question(b, what);
  const char *type = item ? bry__json_text(item, "type") : NULL;
  return type && strcmp(type, "matrixdropdown") == 0 ? b->subject : item;
}

/* The new last member of `parent`, of which setters speak from now on. */
static struct json_object *add_to(bry_builder *b, const char *what, struct json_object *parent, const member *m,
                                  const char *const words[4]) {
  if (parent && !words[0]) mistake(b, BRY_EINVAL, what, "give it a value or name (it is NULL)");
  struct json_object *object = parent && words[0] ? append(b, parent, m->array) : NULL;
  if (!object) return NULL;
  b->subject = parent;
  b->last = object;
  put_text(b, object, m->name_key, words[0]);
  put_words(b, object, m->words_key, words[1], words[2], words[3]);
  return object;
}

static struct json_object *add_member(bry_builder *b, const char *what, const member *m, const char *name,
                                      const char *nb, const char *nn, const char *en) {
  return add_to(b, what, question(b, what), m, (const char *const[]){name, nb, nn, en});
}

void bry_builder_choice(bry_builder *builder, const char *value, const char *nb, const char *nn, const char *en) {
  const char *what = "bry_builder_choice";
  struct json_object *of = chooser(builder, what);
  if (!of) return;
  const char *type = bry__json_text(of, of == builder->item ? "type" : "cellType");
  int is_rating = type && strcmp(type, "rating") == 0;
  add_to(builder, what, of, is_rating ? &steps : &choices, (const char *const[]){value, nb, nn, en});
}

void bry_builder_column(bry_builder *builder, const char *value, const char *nb, const char *nn, const char *en) {
  add_member(builder, "bry_builder_column", &columns, value, nb, nn, en);
}

void bry_builder_row(bry_builder *builder, const char *value, const char *nb, const char *nn, const char *en) {
  add_member(builder, "bry_builder_row", &rows, value, nb, nn, en);
}

void bry_builder_field(bry_builder *builder, const char *name, const char *nb, const char *nn, const char *en) {
  struct json_object *field = add_member(builder, "bry_builder_field", &fields, name, nb, nn, en);
  if (field) builder->subject = field;
}

void bry_builder_cell(bry_builder *builder, const char *type, const char *name, const char *nb, const char *nn,
                      const char *en) {
  struct json_object *cell = add_member(builder, "bry_builder_cell", &cells, name, nb, nn, en);
  if (!cell) return;
  if (type) put_text(builder, cell, "cellType", type);
  builder->subject = cell;
}

static void add_special(bry_builder *b, const char *what, const char *key, const char *text_key,
                        const char *const words[3]) {
  struct json_object *item = chooser(b, what);
  if (!item) return;
  b->subject = b->last = item;
  put_true(b, item, key);
  put_words(b, item, text_key, words[0], words[1], words[2]);
}

void bry_builder_other(bry_builder *builder, const char *nb, const char *nn, const char *en) {
  add_special(builder, "bry_builder_other", "showOtherItem", "otherText", (const char *const[]){nb, nn, en});
}

void bry_builder_none(bry_builder *builder, const char *nb, const char *nn, const char *en) {
  add_special(builder, "bry_builder_none", "showNoneItem", "noneText", (const char *const[]){nb, nn, en});
}

void bry_builder_refuse(bry_builder *builder, const char *nb, const char *nn, const char *en) {
  add_special(builder, "bry_builder_refuse", "showRefuseItem", "refuseText", (const char *const[]){nb, nn, en});
}

void bry_builder_dont_know(bry_builder *builder, const char *nb, const char *nn, const char *en) {
  add_special(builder, "bry_builder_dont_know", "showDontKnowItem", "dontKnowText",
              (const char *const[]){nb, nn, en});
}

/* --- setters -------------------------------------------------------------------------------------------------------- */

void bry_builder_required(bry_builder *builder) {
  struct json_object *object = subject(builder, "bry_builder_required");
  if (object) put_true(builder, object, "isRequired");
}

void bry_builder_input(bry_builder *builder, const char *input) {
  struct json_object *object = subject(builder, "bry_builder_input");
  if (object) put_text(builder, object, "inputType", input);
}

void bry_builder_range(bry_builder *builder, double min, double max) {
  struct json_object *object = subject(builder, "bry_builder_range");
  if (!object) return;
  const char *type = bry__json_text(object, object == builder->item ? "type" : "cellType");
  int is_rating = type && strcmp(type, "rating") == 0;
  put_number(builder, object, is_rating ? "rateMin" : "min", min);
  put_number(builder, object, is_rating ? "rateMax" : "max", max);
}

void bry_builder_dates(bry_builder *builder, const char *min, const char *max) {
  struct json_object *object = subject(builder, "bry_builder_dates");
  if (!object) return;
  put_text(builder, object, "min", min);
  put_text(builder, object, "max", max);
}

void bry_builder_length(bry_builder *builder, int32_t min, int32_t max) {
  struct json_object *object = subject(builder, "bry_builder_length");
  if (!object) return;
  put_limit(builder, object, "minLength", min);
  put_limit(builder, object, "maxLength", max);
}

void bry_builder_pattern(bry_builder *builder, const char *pattern, int32_t ignore_case, const char *nb,
                         const char *nn, const char *en) {
  struct json_object *object = subject(builder, "bry_builder_pattern");
  if (object && !pattern) mistake(builder, BRY_EINVAL, "bry_builder_pattern", "give a pattern (it is NULL)");
  struct json_object *validator = object && pattern ? append(builder, object, "validators") : NULL;
  if (!validator) return;
  put_text(builder, validator, "type", "regex");
  put_text(builder, validator, "regex", pattern);
  if (ignore_case) put_true(builder, validator, "caseInsensitive");
  put_words(builder, validator, "text", nb, nn, en);
}

void bry_builder_count(bry_builder *builder, int32_t min, int32_t max) {
  struct json_object *object = subject(builder, "bry_builder_count");
  if (!object) return;
  put_limit(builder, object, "minSelectedChoices", min);
  put_limit(builder, object, "maxSelectedChoices", max);
}

/* --- words and properties by name ----------------------------------------------------------------------------------- */

/* 1 when there is a good name for a property. */
static int is_named(bry_builder *b, const char *what, const char *property) {
  if (!is_well(b)) return 0;
  if (!property) mistake(b, BRY_EINVAL, what, "name the property (it is NULL)");
  return property && is_utf8(b, property);
}

void bry_builder_text(bry_builder *builder, const char *property, const char *nb, const char *nn, const char *en) {
  if (is_named(builder, "bry_builder_text", property)) put_words(builder, builder->last, property, nb, nn, en);
}

/* The words of a property as an object of languages, made from what is there; NULL when memory ran out. */
static struct json_object *words_of(bry_builder *b, const char *property) {
  struct json_object *words = NULL;
  json_object_object_get_ex(b->last, property, &words);
  if (json_object_is_type(words, json_type_object)) return words;
  struct json_object *made = json_object_new_object();
  if (made && json_object_is_type(words, json_type_string)) {
    put(b, made, "default", json_object_get(words));
  }
  put(b, b->last, property, made);
  return is_well(b) ? made : NULL;
}

void bry_builder_translate(bry_builder *builder, const char *property, const char *lang, const char *text) {
  bry_builder *b = builder;
  if (!is_named(b, "bry_builder_translate", property)) return;
  if (!lang || !*lang || !text) {
    mistake(b, BRY_EINVAL, "bry_builder_translate", "give a language and a text");
    return;
  }
  struct json_object *words = is_utf8(b, lang) ? words_of(b, property) : NULL;
  if (!words) return;
  if (!json_object_object_get_ex(words, "default", NULL)) put_text(b, words, "default", text);
  put_text(b, words, lang, text);
}

void bry_builder_set(bry_builder *builder, const char *property, const char *json) {
  static const bry__json_limits limits = {4u << 20, 64};
  bry_builder *b = builder;
  bry_error *err = NULL;
  struct json_object *value = NULL;
  if (!is_named(b, "bry_builder_set", property)) return;
  if (!json) {
    mistake(b, BRY_EINVAL, "bry_builder_set", "give the value as JSON (it is NULL)");
    return;
  }
  bry_status status = bry__json_parse("the value", json, strlen(json), &limits, &value, &err);
  if (status != BRY_OK) {
    mistake(b, status, property, bry_error_message(err));
  } else if (value) {
    put(b, b->last, property, value);
  } else {
    json_object_object_del(b->last, property); /* null: as if it had never been set */
  }
  bry_error_free(err);
}

/* --- the end -------------------------------------------------------------------------------------------------------- */

bry_status bry_builder_finish(const bry_builder *builder, bry_questionnaire **out, bry_error **err) {
  const bry_builder *b = builder;
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!b || !out) return bry__error(err, BRY_EINVAL, "give a builder and a place for the questionnaire");
  if (b->status == BRY_ENOMEM) return bry__enomem(err);
  if (b->status != BRY_OK) return bry__error_at(err, b->status, b->pointer.data, "%s", b->message.data);
  if (b->depth > b->has_page) {
    return bry__error(err, BRY_EINVAL, "a panel is still open; end it with bry_builder_panel_end()");
  }
  bry__buffer json = {0};
  bry__json_canonical(&json, b->frames[0]);
  bry_status status = json.failed ? bry__enomem(err) : bry_questionnaire_parse(json.data, json.size, out, err);
  bry__buffer_free(&json);
  return status;
}
