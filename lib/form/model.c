/* The parsed questionnaire: look-ups by name, and its end. Who fills it is parse.c. */
#include "form/model.h"

#include "core/mem.h"
#include "expr/regex.h"
#include "form/index.h"
#include "form/logic.h"

#include <string.h>

static const char comment_suffix[] = "-Comment";
enum { COMMENT_SUFFIX_BYTES = sizeof comment_suffix - 1 };

static const char *const type_names[] = {
    [BRY__ITEM_TEXT] = "text",
    [BRY__ITEM_COMMENT] = "comment",
    [BRY__ITEM_RADIOGROUP] = "radiogroup",
    [BRY__ITEM_CHECKBOX] = "checkbox",
    [BRY__ITEM_DROPDOWN] = "dropdown",
    [BRY__ITEM_BOOLEAN] = "boolean",
    [BRY__ITEM_RATING] = "rating",
    [BRY__ITEM_RANKING] = "ranking",
    [BRY__ITEM_MATRIX] = "matrix",
    [BRY__ITEM_MULTIPLETEXT] = "multipletext",
    [BRY__ITEM_HTML] = "html",
    [BRY__ITEM_EXPRESSION] = "expression",
    [BRY__ITEM_MATRIXDROPDOWN] = "matrixdropdown",
    [BRY__ITEM_PANELDYNAMIC] = "paneldynamic",
    [BRY__ITEM_TAGBOX] = "tagbox",
};

const char *bry__item_type_name(bry__item_type type) {
  return type_names[type];
}

const char *bry__item_document_type(const bry__item *item) {
  return type_names[item->is_list ? BRY__ITEM_TAGBOX : item->type];
}

const char *bry__input_name(bry__input input) {
  static const char *const names[] = {
      [BRY__INPUT_TEXT] = "text", [BRY__INPUT_NUMBER] = "number", [BRY__INPUT_EMAIL] = "email",
      [BRY__INPUT_DATE] = "date", [BRY__INPUT_TEL] = "tel",
  };
  return names[input];
}

const char *bry__item_kind(const bry__item *item) {
  if (item->closed_slots > 0) return "closed";
  if (item->type == BRY__ITEM_MULTIPLETEXT) return "parts";
  if (item->type == BRY__ITEM_EXPRESSION) return "computed";
  return item->text_slots > 0 ? bry__input_name(item->input) : "none";
}

int32_t bry__item_find(const bry_questionnaire *q, const char *name, size_t size) {
  return bry__name_index_find(q->index, name, size);
}

void bry__item_group_name(const bry__item *container, int32_t group, bry__buffer *out) {
  const char *row = container->container->groups[group].name;
  bry__buffer_text(out, container->name);
  if (row) {
    bry__buffer_char(out, '.');
    bry__buffer_text(out, row);
  } else {
    bry__buffer_format(out, "[%d]", (int)group);
  }
}

int32_t bry__item_value_find(const bry__item *item, const char *name, size_t size) {
  return bry__name_index_find(item->value_index, name, size);
}

int32_t bry__item_part_find(const bry__item *item, const char *name, size_t size) {
  return bry__name_index_find(item->part_index, name, size);
}

int32_t bry__item_group_find(const bry__item *container, const char *name, size_t size) {
  return bry__name_index_find(container->container->group_index, name, size);
}

int32_t bry__item_element_find(const bry__item *container, const char *name, size_t size) {
  return bry__name_index_find(container->container->element_index, name, size);
}

int32_t bry__item_cell(const bry__item *container, int32_t group, int32_t element) {
  return container->container->groups[group].first + element;
}

/* --- fields --------------------------------------------------------------------------------------------------------- */

/* Names may have dots themselves: every one is tried as the border. */
static int find_part(const bry_questionnaire *q, const char *name, size_t size, bry__field *out) {
  const char *end = name + size;
  for (const char *dot = memchr(name, '.', size); dot; dot = memchr(dot + 1, '.', (size_t)(end - dot - 1))) {
    int32_t item = bry__item_find(q, name, (size_t)(dot - name));
    int32_t part = item == -1 ? -1 : bry__item_part_find(&q->items[item], dot + 1, (size_t)(end - dot - 1));
    if (part != -1) {
      *out = (bry__field){item, part, 0};
      return 1;
    }
  }
  return 0;
}

static int find_comment(const bry_questionnaire *q, const char *name, size_t size, bry__field *out) {
  if (size <= COMMENT_SUFFIX_BYTES) return 0;
  size_t border = size - COMMENT_SUFFIX_BYTES;
  if (memcmp(name + border, comment_suffix, COMMENT_SUFFIX_BYTES) != 0) return 0;
  int32_t item = bry__item_find(q, name, border);
  if (item == -1 || !q->items[item].has_other) return 0;
  *out = (bry__field){item, -1, 1};
  return 1;
}

int bry__field_find(const bry_questionnaire *q, const char *name, bry__field *out) {
  size_t size = strlen(name);
  int32_t item = bry__item_find(q, name, size);
  if (item != -1) {
    *out = (bry__field){item, -1, 0};
    return 1;
  }
  return find_part(q, name, size, out) || find_comment(q, name, size, out);
}

int32_t bry__field_text_slot(const bry_questionnaire *q, const bry__field *field) {
  const bry__item *item = &q->items[field->item];
  if (field->comment) return item->has_other ? item->text_slot : -1;
  switch (item->type) {
  case BRY__ITEM_TEXT:
  case BRY__ITEM_COMMENT:
  case BRY__ITEM_EXPRESSION:
    return item->text_slot;
  case BRY__ITEM_MULTIPLETEXT:
    return field->part == -1 ? -1 : item->text_slot + field->part;
  case BRY__ITEM_RADIOGROUP:
  case BRY__ITEM_CHECKBOX:
  case BRY__ITEM_DROPDOWN:
  case BRY__ITEM_BOOLEAN:
  case BRY__ITEM_RATING:
  case BRY__ITEM_RANKING:
  case BRY__ITEM_MATRIX:
  case BRY__ITEM_HTML:
  case BRY__ITEM_MATRIXDROPDOWN:
  case BRY__ITEM_PANELDYNAMIC:
  case BRY__ITEM_TAGBOX:
  default:
    return -1;
  }
}

/* --- the end -------------------------------------------------------------------------------------------------------- */

static void clear_patterns(bry__patterns *patterns) {
  for (int32_t i = 0; i < patterns->count; i++) {
    bry__regex_free(patterns->list[i].regex);
    bry__label_clear(&patterns->list[i].text);
  }
  bry__free(patterns->list);
}

static void free_container(bry__container *c) {
  if (!c) return;
  for (int32_t i = 0; i < c->group_count; i++) {
    bry__free(c->groups[i].name);
    bry__label_clear(&c->groups[i].label);
  }
  bry__free(c->groups);
  bry__name_index_free(c->group_index);
  bry__name_index_free(c->element_index);
  bry__label_clear(&c->duplicate_text);
  bry__free(c);
}

static void clear_item(bry__item *item) {
  free_container(item->container);
  for (int32_t i = 0; i < item->value_count; i++) {
    bry__free(item->values[i].name);
    bry__label_clear(&item->values[i].label);
  }
  for (int32_t i = 0; i < item->part_count; i++) {
    bry__free(item->parts[i].name);
    bry__label_clear(&item->parts[i].label);
    bry__label_clear(&item->parts[i].required_text);
    clear_patterns(&item->parts[i].patterns);
  }
  clear_patterns(&item->patterns);
  for (int32_t i = 0; i < item->word_count; i++) {
    bry__label_clear(&item->words[i].label);
  }
  if (item->display) {
    bry__label_clear(&item->display->empty);
    bry__label_clear(&item->display->format);
  }
  bry__free(item->words);
  bry__free(item->display);
  bry__free(item->values);
  bry__free(item->parts);
  bry__free(item->name);
  bry__free(item->pointer);
  bry__label_clear(&item->title);
  bry__label_clear(&item->listed);
  bry__label_clear(&item->required_text);
  bry__name_index_free(item->value_index);
  bry__name_index_free(item->part_index);
}

void bry_questionnaire_free(bry_questionnaire *questionnaire) {
  if (!questionnaire) return;
  for (int32_t i = 0; i < questionnaire->item_count; i++) {
    clear_item(&questionnaire->items[i]);
  }
  for (int32_t i = 0; i < questionnaire->frame_count; i++) {
    bry__free(questionnaire->frames[i].pointer);
    bry__label_clear(&questionnaire->frames[i].required_text);
  }
  for (int32_t i = 0; i < questionnaire->piped_count; i++) {
    bry__free(questionnaire->piped[i].pointer);
    bry__label_clear(&questionnaire->piped[i].label);
  }
  bry__free(questionnaire->piped);
  bry__free(questionnaire->frames);
  bry__logic_free(questionnaire->logic);
  bry__free(questionnaire->items);
  bry__name_index_free(questionnaire->index);
  bry__label_clear(&questionnaire->title);
  bry__free(questionnaire->json);
  bry__free(questionnaire);
}
