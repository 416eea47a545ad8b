/* A JSON Schema of the answers to a questionnaire, for who checks them before they are sent, or reads them after. It
 * takes everything that bry_answers_check() takes; what a schema can't say (date limits, steps, all of e-mail) is left
 * to that. Lengths are UTF-16 units here and characters there, of which there may be half as many. Patterns are of the
 * kind that ECMAScript and others read alike; of a question's own, those that are. */
#include <bry/questionnaire.h>

#include "core/buffer.h"
#include "core/number.h"
#include "expr/regex.h"
#include "form/check.h"
#include "form/logic.h"
#include "form/model.h"

#include <string.h>

/* --- writing JSON --------------------------------------------------------------------------------------------------- */

/* Before each member or element: a comma, unless it is the first; then the key, unless NULL. */
static void begin(bry__buffer *b, const char *key) {
  char last = b->size > 0 ? b->data[b->size - 1] : '{';
  if (last != '{' && last != '[') bry__buffer_char(b, ',');
  if (!key) return;
  bry__buffer_json_string(b, key, strlen(key));
  bry__buffer_char(b, ':');
}

static void nest(bry__buffer *b, const char *key, char bracket) {
  begin(b, key);
  bry__buffer_char(b, bracket);
}

static void put_text(bry__buffer *b, const char *key, const char *text) {
  begin(b, key);
  bry__buffer_json_string(b, text, strlen(text));
}

static void put_raw(bry__buffer *b, const char *key, const char *json) {
  begin(b, key);
  bry__buffer_text(b, json);
}

static void put_int(bry__buffer *b, const char *key, int64_t value) {
  begin(b, key);
  bry__buffer_int(b, value);
}

static void put_title(bry__buffer *b, const bry__label *label) {
  const char *text = bry__label_get(label, NULL);
  if (text) put_text(b, "title", text);
}

static void put_ref(bry__buffer *b, const char *key, const char *name) {
  begin(b, key);
  bry__buffer_format(b, "{\"$ref\":\"#/$defs/%s\"}", name);
}

/* --- values --------------------------------------------------------------------------------------------------------- */

/* What a choice may be sent as: its name, and the number or truth value that is printed so. */
static void put_value(bry__buffer *b, const char *name) {
  char printed[32];
  double number = 0;
  size_t size = strlen(name);
  put_text(b, NULL, name);
  if (strcmp(name, "true") == 0 || strcmp(name, "false") == 0) {
    put_raw(b, NULL, name);
  } else if (bry__double_parse(name, size, &number) && bry__double_print(printed, number) == size &&
             memcmp(printed, name, size) == 0) {
    put_raw(b, NULL, name);
  }
}

static void put_enum(bry__buffer *b, const bry__item *item, int32_t from, int32_t to) {
  nest(b, "enum", '[');
  for (int32_t i = from; i < to; i++) {
    put_value(b, item->values[i].name);
  }
  bry__buffer_char(b, ']');
}

static int64_t larger(int64_t a, int64_t b) {
  return a > b ? a : b;
}

/* "None" and its like stand alone, and are then enough. */
static void put_exclusive(bry__buffer *b, const bry__item *item, int64_t least) {
  nest(b, "if", '{');
  nest(b, "contains", '{');
  put_enum(b, item, item->exclusive_code - 1, item->value_count - item->has_other);
  bry__buffer_text(b, "}}");
  put_raw(b, "then", "{\"maxItems\":1}");
  nest(b, "else", '{');
  put_int(b, "minItems", least);
  bry__buffer_char(b, '}');
}

static void put_several(bry__buffer *b, const bry__item *item) {
  int64_t least = larger(item->min_count, 1);
  put_text(b, "type", "array");
  nest(b, "items", '{');
  put_enum(b, item, 0, item->value_count);
  bry__buffer_char(b, '}');
  put_raw(b, "uniqueItems", "true");
  put_int(b, "maxItems", item->max_selected > 0 ? item->max_selected : item->value_count);
  put_int(b, "minItems", item->exclusive_code > 0 ? least : larger(least, item->min_selected));
  if (item->exclusive_code > 0) put_exclusive(b, item, larger(least, item->min_selected));
}

/* --- texts ---------------------------------------------------------------------------------------------------------- */

/* What JavaScript's trim() takes for white space, within a character class. */
#define SPACE "\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff"

enum { EMAIL_CHARACTERS_MAX = 254 };

static void put_limit(bry__buffer *b, const char *key, int has, double limit) {
  if (!has) return;
  begin(b, key);
  bry__buffer_double(b, limit);
}

/* A number, also one that is written as a string. */
static void put_number(bry__buffer *b, const bry__item *item) {
  nest(b, "anyOf", '[');
  nest(b, NULL, '{');
  put_text(b, "type", "number");
  put_limit(b, "minimum", item->has_min, item->min);
  put_limit(b, "maximum", item->has_max, item->max);
  bry__buffer_text(b, "},{");
  put_text(b, "type", "string");
  put_text(b, "pattern", "^[ \\t]*-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?[ \\t]*$");
  bry__buffer_text(b, "}]");
}

static void put_lengths(bry__buffer *b, int64_t least, int64_t most) {
  if (least > 0) put_int(b, "minLength", (least + 1) / 2);
  put_int(b, "maxLength", most);
}

/* The questionnaire's own patterns; other regular expressions than JavaScript's may be a bit wider, but none narrower. */
static void put_patterns(bry__buffer *b, const bry__patterns *patterns) {
  int count = 0;
  for (int32_t i = 0; i < patterns->count; i++) {
    if (!bry__regex_is_portable(patterns->list[i].regex)) continue;
    if (count++ == 0) nest(b, "allOf", '[');
    nest(b, NULL, '{');
    put_text(b, "pattern", bry__regex_source(patterns->list[i].regex));
    bry__buffer_char(b, '}');
  }
  if (count > 0) bry__buffer_char(b, ']');
}

static void put_words(bry__buffer *b, const bry__item *item, bry__input input, int64_t max_length,
                      const bry__patterns *patterns, int must) {
  int64_t most = max_length == -1 ? BRY__TEXT_BYTES_MAX : max_length;
  if (input == BRY__INPUT_NUMBER) {
    put_number(b, item);
    return;
  }
  put_text(b, "type", "string");
  put_patterns(b, patterns);
  if (input == BRY__INPUT_DATE) {
    put_text(b, "pattern", "^[0-2][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$");
  } else if (input == BRY__INPUT_EMAIL) {
    put_text(b, "pattern", "^[^@]+@[^@]+\\.[^@]+$");
    put_lengths(b, item->min_length, most < EMAIL_CHARACTERS_MAX ? most : EMAIL_CHARACTERS_MAX);
  } else {
    put_lengths(b, item->min_length, most);
    if (must) put_text(b, "pattern", "[^" SPACE "]");
  }
}

/* --- an item -------------------------------------------------------------------------------------------------------- */

static const char *empty_of(bry__input input) {
  return input == BRY__INPUT_EMAIL ? "emptyEmail" : "empty";
}

/* Begins what an answer must be, which may be left empty unless it must be given. */
static void begin_answer(bry__buffer *b, int must) {
  if (must) return;
  nest(b, "anyOf", '[');
  nest(b, NULL, '{');
}

static void end_answer(bry__buffer *b, int must, const char *empty) {
  if (must) return;
  bry__buffer_char(b, '}');
  put_ref(b, NULL, empty);
  bry__buffer_char(b, ']');
}

/* A row of a matrix or a field of a multipletext; the columns of matrix `place` are written once, in $defs. */
static void put_part(bry__buffer *b, const bry__item *item, const bry__part *part, int32_t place) {
  int is_matrix = item->type == BRY__ITEM_MATRIX;
  int must = is_matrix ? item->all_rows_required : part->required;
  nest(b, part->name, '{');
  put_title(b, &part->label);
  begin_answer(b, must);
  if (is_matrix) {
    begin(b, "$ref");
    bry__buffer_format(b, "\"#/$defs/columns%d\"", (int)place);
  } else {
    put_words(b, item, part->input, part->max_length, &part->patterns, must);
  }
  end_answer(b, must, empty_of(part->input));
  bry__buffer_char(b, '}');
}

/* A part that may be hidden need not be there. */
static int must_have_part(const bry__item *item, int32_t i) {
  if (item->rows_if || item->parts[i].visible_if) return 0;
  return item->type == BRY__ITEM_MATRIX ? item->all_rows_required : item->parts[i].required;
}

static void put_parts(bry__buffer *b, const bry__item *item, int32_t place, int must) {
  put_text(b, "type", "object");
  nest(b, "properties", '{');
  for (int32_t i = 0; i < item->part_count; i++) {
    put_part(b, item, &item->parts[i], place);
  }
  bry__buffer_char(b, '}');
  nest(b, "required", '[');
  for (int32_t i = 0; i < item->part_count; i++) {
    if (must_have_part(item, i)) put_text(b, NULL, item->parts[i].name);
  }
  bry__buffer_char(b, ']');
  if (must) put_int(b, "minProperties", 1);
  put_raw(b, "additionalProperties", "false");
}

static void put_answer(bry__buffer *b, const bry__item *item, int32_t place, int must) {
  switch (item->type) {
  case BRY__ITEM_TEXT:
  case BRY__ITEM_COMMENT:
    put_words(b, item, item->input, item->max_length, &item->patterns, must);
    break;
  case BRY__ITEM_RADIOGROUP:
  case BRY__ITEM_DROPDOWN:
  case BRY__ITEM_RATING:
    put_enum(b, item, 0, item->value_count);
    break;
  case BRY__ITEM_CHECKBOX:
  case BRY__ITEM_RANKING:
    put_several(b, item);
    break;
  case BRY__ITEM_BOOLEAN:
    put_text(b, "type", "boolean");
    break;
  case BRY__ITEM_MATRIX:
  case BRY__ITEM_MULTIPLETEXT:
    put_parts(b, item, place, must);
    break;
  case BRY__ITEM_EXPRESSION: /* any value: bry_answers_check() computes it */
  case BRY__ITEM_HTML:
  case BRY__ITEM_MATRIXDROPDOWN:
  case BRY__ITEM_PANELDYNAMIC:
  case BRY__ITEM_TAGBOX:
  default:
    break;
  }
}

/* What an answer to it comes under. */
static const char *key_of(const bry__item *item) {
  return item->owner == -1 ? item->name : item->key;
}

/* Hidden or locked by a condition of its own, or of a panel or page around it. */
static int may_be_left_out(const bry_questionnaire *q, const bry__item *item) {
  if (item->visible_if || item->enable_if) return 1;
  for (int32_t f = item->frame; f; f = q->frames[f - 1].parent) {
    if (q->frames[f - 1].visible_if || q->frames[f - 1].enable_if) return 1;
  }
  return 0;
}

static int must_have(const bry_questionnaire *q, const bry__item *item);

/* Whether a row or panel can't be empty. */
static int must_have_group(const bry_questionnaire *q, const bry__item *container, int32_t group) {
  for (int32_t i = 0; i < container->container->element_count; i++) {
    if (must_have(q, &q->items[bry__item_cell(container, group, i)])) return 1;
  }
  return 0;
}

static int must_have_groups(const bry_questionnaire *q, const bry__item *container) {
  int32_t count =
      container->type == BRY__ITEM_PANELDYNAMIC ? container->container->panels : container->container->group_count;
  for (int32_t i = 0; i < count; i++) {
    if (must_have_group(q, container, i)) return 1;
  }
  return 0;
}

/* Whether something in it may be answered by itself. */
static int may_compute(const bry_questionnaire *q, const bry__item *container) {
  for (int32_t i = 0; i < container->container->element_count; i++) {
    if (q->items[bry__item_cell(container, 0, i)].type == BRY__ITEM_EXPRESSION) return 1;
  }
  return 0;
}

/* Whether answers without this item are refused, whatever the others are. */
static int must_have(const bry_questionnaire *q, const bry__item *item) {
  if (may_be_left_out(q, item)) return 0;
  int must = item->required || item->min_selected > 0;
  if (item->container) return (must && !may_compute(q, item)) || must_have_groups(q, item);
  for (int32_t i = 0; i < item->part_count; i++) {
    must |= must_have_part(item, i);
  }
  return must;
}

/* "item-Comment", the key of the words of "other". */
static void comment_key(bry__buffer *key, const bry__item *item) {
  bry__buffer_clear(key);
  bry__buffer_text(key, key_of(item));
  bry__buffer_text(key, "-Comment");
}

static void put_comment(bry__buffer *b, const bry__item *item, const char *key) {
  nest(b, key, '{');
  put_title(b, &item->values[item->value_count - 1].label);
  begin_answer(b, 0);
  put_text(b, "type", "string");
  put_lengths(b, 0, item->max_length == -1 ? BRY__TEXT_BYTES_MAX : item->max_length);
  end_answer(b, 0, "empty");
  bry__buffer_char(b, '}');
}

/* Rows, which are all alike and written once, in $defs; or panels. */
static void put_groups(bry__buffer *b, const bry_questionnaire *q, int32_t place, int must) {
  const bry__item *item = &q->items[place];
  const bry__container *c = item->container;
  if (item->type == BRY__ITEM_PANELDYNAMIC) {
    put_text(b, "type", "array");
    begin(b, "items");
    bry__buffer_format(b, "{\"$ref\":\"#/$defs/group%d\"}", (int)place);
    put_int(b, "maxItems", c->max_panels);
    if (!may_be_left_out(q, item)) put_int(b, "minItems", larger(c->min_panels, must));
    return;
  }
  put_text(b, "type", "object");
  nest(b, "properties", '{');
  for (int32_t i = 0; i < c->group_count; i++) {
    int must_row = must_have_group(q, item, i);
    nest(b, c->groups[i].name, '{');
    put_title(b, &c->groups[i].label);
    begin_answer(b, must_row);
    begin(b, "$ref");
    bry__buffer_format(b, "\"#/$defs/group%d\"", (int)place);
    end_answer(b, must_row, "empty");
    bry__buffer_char(b, '}');
  }
  bry__buffer_char(b, '}');
  nest(b, "required", '[');
  for (int32_t i = 0; i < c->group_count; i++) {
    if (must_have_group(q, item, i)) put_text(b, NULL, c->groups[i].name);
  }
  bry__buffer_char(b, ']');
  if (must) put_int(b, "minProperties", 1);
  put_raw(b, "additionalProperties", "false");
}

static void put_item(bry__buffer *b, const bry_questionnaire *q, int32_t place, bry__buffer *key) {
  const bry__item *item = &q->items[place];
  int must = must_have(q, item);
  if (item->type == BRY__ITEM_HTML) return;
  nest(b, key_of(item), '{');
  if (item->owner == -1) put_title(b, bry__item_listed(item));
  begin_answer(b, must);
  if (item->container) {
    put_groups(b, q, place, must);
  } else {
    put_answer(b, item, place, must);
  }
  end_answer(b, must, empty_of(item->input));
  bry__buffer_char(b, '}');
  if (!item->has_other) return;
  comment_key(key, item);
  if (!key->failed) put_comment(b, item, key->data);
}

/* --- the whole ------------------------------------------------------------------------------------------------------ */

/* "Other" and its words come together or not at all. */
static void put_other_rule(bry__buffer *b, const bry__item *item, const char *key) {
  nest(b, NULL, '{');
  nest(b, "if", '{');
  nest(b, "required", '[');
  put_text(b, NULL, key_of(item));
  bry__buffer_char(b, ']');
  nest(b, "properties", '{');
  put_raw(b, key_of(item),
          item->type == BRY__ITEM_CHECKBOX ? "{\"type\":\"array\",\"contains\":{\"const\":\"other\"}}"
                                           : "{\"const\":\"other\"}");
  bry__buffer_text(b, "}}");
  nest(b, "then", '{');
  nest(b, "required", '[');
  put_text(b, NULL, key);
  bry__buffer_char(b, ']');
  nest(b, "properties", '{');
  put_ref(b, key, "words");
  bry__buffer_text(b, "}}");
  nest(b, "else", '{');
  nest(b, "properties", '{');
  put_ref(b, key, "empty");
  bry__buffer_text(b, "}}}");
}

/* What is answered side by side: all outside of containers, or a container's first group, like which the others are. */
typedef struct object_items {
  int32_t first, end, owner;
} object_items;

static int is_among(const bry_questionnaire *q, const object_items *o, int32_t place) {
  return q->items[place].owner == o->owner;
}

static void put_other_rules(bry__buffer *b, const bry_questionnaire *q, const object_items *o, bry__buffer *key) {
  int count = 0;
  for (int32_t i = o->first; i < o->end; i++) {
    if (!is_among(q, o, i) || !q->items[i].has_other) continue;
    if (count++ == 0) nest(b, "allOf", '[');
    comment_key(key, &q->items[i]);
    if (!key->failed) put_other_rule(b, &q->items[i], key->data);
  }
  if (count > 0) bry__buffer_char(b, ']');
}

/* Calculated values that the form sends along. */
static void put_calculated(bry__buffer *b, const bry_questionnaire *q) {
  for (int32_t i = 0; q->logic && i < q->logic->calc_count; i++) {
    if (!q->logic->calcs[i].in_result) continue;
    nest(b, q->logic->calcs[i].name, '{');
    put_text(b, "description", "computed from the other answers");
    bry__buffer_char(b, '}');
  }
}

static void put_object(bry__buffer *b, const bry_questionnaire *q, const object_items *o, bry__buffer *key) {
  put_text(b, "type", "object");
  nest(b, "properties", '{');
  for (int32_t i = o->first; i < o->end; i++) {
    if (is_among(q, o, i)) put_item(b, q, i, key);
  }
  if (o->owner == -1) put_calculated(b, q);
  bry__buffer_char(b, '}');
  nest(b, "required", '[');
  for (int32_t i = o->first; i < o->end; i++) {
    if (is_among(q, o, i) && must_have(q, &q->items[i])) put_text(b, NULL, key_of(&q->items[i]));
  }
  bry__buffer_char(b, ']');
  put_raw(b, "additionalProperties", "false");
  put_other_rules(b, q, o, key);
}

static void put_group(bry__buffer *b, const bry_questionnaire *q, int32_t place, bry__buffer *key) {
  const bry__container *c = q->items[place].container;
  object_items o = {c->groups[0].first, c->groups[0].first + c->element_count, place};
  begin(b, NULL);
  bry__buffer_format(b, "\"group%d\":{", (int)place);
  put_object(b, q, &o, key);
  bry__buffer_char(b, '}');
}

static void put_definitions(bry__buffer *b, const bry_questionnaire *q, bry__buffer *key) {
  nest(b, "$defs", '{');
  nest(b, "empty", '{');
  put_text(b, "description", "no answer: the same as a key that is not there");
  put_raw(b, "anyOf", "[{\"type\":\"null\"},{\"type\":\"array\",\"maxItems\":0},{\"type\":\"string\"");
  put_text(b, "pattern", "^[" SPACE "]*$");
  bry__buffer_text(b, "}]}");
  put_raw(b, "emptyEmail", "{\"enum\":[null,\"\",[]]}");
  nest(b, "words", '{');
  put_text(b, "type", "string");
  put_text(b, "pattern", "[^" SPACE "]");
  bry__buffer_char(b, '}');
  for (int32_t i = 0; i < q->item_count; i++) {
    if (q->items[i].container) put_group(b, q, i, key);
    if (q->items[i].type != BRY__ITEM_MATRIX || q->items[i].group > 0) continue;
    begin(b, NULL);
    bry__buffer_format(b, "\"columns%d\":{", (int)i);
    put_enum(b, &q->items[i], 0, q->items[i].value_count);
    bry__buffer_char(b, '}');
  }
  bry__buffer_char(b, '}');
}

bry_status bry_questionnaire_answers_schema(const bry_questionnaire *questionnaire, bry_text **out, bry_error **err) {
  const bry_questionnaire *q = questionnaire;
  bry__error_reset(err);
  if (!q || !out) return bry__error(err, BRY_EINVAL, "give a questionnaire and a place for the schema");
  *out = NULL;
  bry__buffer b = {0}, key = {0};
  nest(&b, NULL, '{');
  put_text(&b, "$schema", "https://json-schema.org/draft/2020-12/schema");
  begin(&b, "$comment");
  bry__buffer_format(&b, "\"answers to the questionnaire of version %s\"", q->version);
  put_title(&b, &q->title);
  object_items o = {0, q->item_count, -1};
  put_object(&b, q, &o, &key);
  put_definitions(&b, q, &key);
  bry__buffer_text(&b, "}\n");
  b.failed |= key.failed;
  bry__buffer_free(&key);
  bry_status status = bry__buffer_finish(&b, out, err);
  bry__buffer_free(&b);
  return status;
}
