/* Stored answers as text: columns of a file, and survey-core's JSON. */
#include "form/answers_write.h"

#include "core/error.h"
#include "core/mem.h"

#include <string.h>

static int is_multiple(const bry__item *item) {
  return item->type == BRY__ITEM_CHECKBOX || item->type == BRY__ITEM_RANKING;
}

static int has_parts(const bry__item *item) {
  return item->type == BRY__ITEM_MATRIX || item->type == BRY__ITEM_MULTIPLETEXT;
}

static int has_answers(const bry__item *item) {
  return item->type != BRY__ITEM_HTML && item->type != BRY__ITEM_EXPRESSION && !item->container;
}

/* --- columns ----------------------------------------------------------------------------------------------------- */

bry_status bry__answers_columns(const bry_questionnaire *q, bry__field **out, int32_t *out_count, bry_error **err) {
  size_t count = 0;
  for (int32_t i = 0; i < q->item_count; i++)
    count += (size_t)(has_parts(&q->items[i]) ? q->items[i].part_count : 1) + 1;
  bry__field *fields = bry__alloc_zero(count, sizeof *fields);
  if (!fields) return bry__enomem(err);
  int32_t used = 0;
  for (int32_t i = 0; i < q->item_count; i++) {
    const bry__item *item = &q->items[i];
    if (!has_answers(item)) continue;
    for (int32_t part = 0; has_parts(item) && part < item->part_count; part++)
      fields[used++] = (bry__field){i, part, 0};
    if (!has_parts(item)) fields[used++] = (bry__field){i, -1, 0};
    if (item->has_other) fields[used++] = (bry__field){i, -1, 1};
  }
  *out = fields;
  *out_count = used;
  return BRY_OK;
}

void bry__answers_put_name(bry__buffer *b, const bry_questionnaire *q, const bry__field *field) {
  const bry__item *item = &q->items[field->item];
  bry__buffer_text(b, item->name);
  if (field->part >= 0) {
    bry__buffer_char(b, '.');
    bry__buffer_text(b, item->parts[field->part].name);
  }
  if (field->comment) bry__buffer_text(b, "-Comment");
}

/* Choices are separated by ';', or by '|', which no value holds, when a value holds the other. */
static char separator_of(const bry__item *item) {
  for (int32_t i = 0; i < item->value_count; i++)
    if (strchr(item->values[i].name, ';')) return '|';
  return ';';
}

/* --- values ------------------------------------------------------------------------------------------------------ */

typedef void (*put_value)(bry__buffer *b, const bry__value *value);

static void put_plain(bry__buffer *b, const bry__value *value) {
  bry__buffer_text(b, value->name);
}

/* As it stands in the questionnaire. */
static void put_json(bry__buffer *b, const bry__value *value) {
  if (value->kind == BRY__VALUE_TEXT)
    bry__buffer_json_string(b, value->name, strlen(value->name));
  else
    bry__buffer_text(b, value->name);
}

/* Ticked choices in the order of the list, ranked ones in that of their ranks; how many there were. */
static int32_t put_several(bry__buffer *b, const bry__item *item, const int16_t *slots, char separator,
                           put_value put) {
  int32_t written = 0;
  for (int32_t place = 0; place < item->value_count; place++) {
    int32_t at = place;
    if (item->type == BRY__ITEM_RANKING) {
      for (at = 0; at < item->value_count && slots[at] != place + 1; at++)
        continue;
    }
    if (at == item->value_count || slots[at] <= 0) continue;
    if (written++ > 0) bry__buffer_char(b, separator);
    put(b, &item->values[at]);
  }
  return written;
}

static void put_stored_text(bry__buffer *b, const bry__stored *row, int32_t slot) {
  if (row->texts[slot]) bry__buffer_add(b, row->texts[slot], row->sizes[slot]);
}

/* A single choice; nothing when there is none. */
static int put_choice(bry__buffer *b, const bry__item *item, int16_t code, put_value put) {
  if (code <= 0 || code > item->value_count) return 0;
  put(b, &item->values[code - 1]);
  return 1;
}

void bry__answers_put_field(bry__buffer *b, const bry_questionnaire *q, const bry__field *field,
                            const bry__stored *row) {
  const bry__item *item = &q->items[field->item];
  int32_t slot = bry__field_text_slot(q, field);
  if (slot >= 0) {
    put_stored_text(b, row, slot);
    return;
  }
  const int16_t *slots = row->closed + item->closed_slot;
  if (is_multiple(item)) {
    put_several(b, item, slots, separator_of(item), put_plain);
  } else if (item->type == BRY__ITEM_BOOLEAN) {
    if (slots[0] >= 0) bry__buffer_text(b, slots[0] ? "true" : "false");
  } else {
    put_choice(b, item, slots[field->part > 0 ? field->part : 0], put_plain);
  }
}

/* --- JSON -------------------------------------------------------------------------------------------------------- */

/* A text or number under its name; 0 when there is none. */
static int put_words(bry__buffer *b, const bry__stored *row, bry__input input, int32_t slot) {
  const char *text = row->texts[slot];
  if (!text) return 0;
  if (input == BRY__INPUT_NUMBER)
    bry__buffer_add(b, text, row->sizes[slot]);
  else
    bry__buffer_json_string(b, text, row->sizes[slot]);
  return 1;
}

static void put_key(bry__buffer *b, const char *name, const char *suffix, int first) {
  if (!first) bry__buffer_char(b, ',');
  bry__buffer_json_string(b, name, strlen(name));
  if (*suffix) { /* into the string */
    b->size--;
    bry__buffer_text(b, suffix);
    bry__buffer_char(b, '"');
  }
  bry__buffer_char(b, ':');
}

static int put_parts(bry__buffer *b, const bry__item *item, const bry__stored *row) {
  int written = 0;
  bry__buffer_char(b, '{');
  for (int32_t i = 0; i < item->part_count; i++) {
    size_t before = b->size;
    put_key(b, item->parts[i].name, "", written == 0);
    int put = item->type == BRY__ITEM_MATRIX ? put_choice(b, item, row->closed[item->closed_slot + i], put_json)
                                             : put_words(b, row, item->parts[i].input, item->text_slot + i);
    if (!put) b->size = before;
    written += put;
  }
  bry__buffer_char(b, '}');
  return written > 0;
}

/* 1 when the item has an answer; what was written is of no worth when it has not. */
static int put_item(bry__buffer *b, const bry__item *item, const bry__stored *row) {
  switch (item->type) {
  case BRY__ITEM_TEXT:
  case BRY__ITEM_COMMENT:
    return put_words(b, row, item->input, item->text_slot);
  case BRY__ITEM_RADIOGROUP:
  case BRY__ITEM_DROPDOWN:
  case BRY__ITEM_RATING:
    return put_choice(b, item, row->closed[item->closed_slot], put_json);
  case BRY__ITEM_BOOLEAN:
    bry__buffer_text(b, row->closed[item->closed_slot] > 0 ? "true" : "false");
    return row->closed[item->closed_slot] >= 0;
  case BRY__ITEM_CHECKBOX:
  case BRY__ITEM_RANKING: {
    bry__buffer_char(b, '[');
    int32_t written = put_several(b, item, row->closed + item->closed_slot, ',', put_json);
    bry__buffer_char(b, ']');
    return written > 0;
  }
  case BRY__ITEM_MATRIX:
  case BRY__ITEM_MULTIPLETEXT:
    return put_parts(b, item, row);
  case BRY__ITEM_HTML:
  case BRY__ITEM_EXPRESSION:
  case BRY__ITEM_MATRIXDROPDOWN: /* containers: see put_groups() */
  case BRY__ITEM_PANELDYNAMIC:
  case BRY__ITEM_TAGBOX:
  default:
    return 0;
  }
}

/* The answer under its key, and the words of "other"; how many members were written. */
static int put_answer(bry__buffer *b, const bry__item *item, const char *key, const bry__stored *row, int first) {
  int written = 0;
  size_t before = b->size;
  put_key(b, key, "", first);
  written += put_item(b, item, row);
  if (!written && !b->failed) b->size = before;
  if (!item->has_other) return written;
  before = b->size;
  put_key(b, key, "-Comment", first && !written);
  if (put_words(b, row, BRY__INPUT_TEXT, item->text_slot)) return written + 1;
  if (!b->failed) b->size = before;
  return written;
}

/* The cells of a row or the questions of a panel. */
static int put_group(bry__buffer *b, const bry_questionnaire *q, const bry__container *container, int32_t group,
                     const bry__stored *row) {
  int written = 0;
  bry__buffer_char(b, '{');
  for (int32_t i = 0; i < container->element_count; i++) {
    const bry__item *item = &q->items[container->groups[group].first + i];
    written += put_answer(b, item, item->key, row, written == 0);
  }
  bry__buffer_char(b, '}');
  return written;
}

/* Whether a panel was there at all. */
static int is_asked(const bry_questionnaire *q, const bry__container *container, int32_t group,
                    const bry__stored *row) {
  for (int32_t i = 0; i < container->element_count; i++) {
    const bry__item *item = &q->items[container->groups[group].first + i];
    for (int32_t slot = 0; slot < item->closed_slots; slot++)
      if (row->closed[item->closed_slot + slot] != BRY__CODE_NOT_ASKED) return 1;
    for (int32_t slot = 0; slot < item->text_slots; slot++)
      if (row->texts[item->text_slot + slot]) return 1;
  }
  return 0;
}

/* Rows by their names, those without an answer left out; panels as a list, up to the last that was there. */
static int put_groups(bry__buffer *b, const bry_questionnaire *q, const bry__item *item, const bry__stored *row) {
  const bry__container *container = item->container;
  int is_list = item->type == BRY__ITEM_PANELDYNAMIC;
  int32_t count = container->group_count;
  int written = 0;
  while (is_list && count > 0 && !is_asked(q, container, count - 1, row))
    count--;
  bry__buffer_char(b, is_list ? '[' : '{');
  for (int32_t group = 0; group < count; group++) {
    size_t before = b->size;
    if (!is_list)
      put_key(b, container->groups[group].name, "", written == 0);
    else if (written > 0)
      bry__buffer_char(b, ',');
    if (put_group(b, q, container, group, row) > 0 || is_list)
      written++;
    else if (!b->failed)
      b->size = before;
  }
  bry__buffer_char(b, is_list ? ']' : '}');
  return written > 0;
}

void bry__answers_put_json(bry__buffer *b, const bry_questionnaire *q, const bry__stored *row) {
  int written = 0;
  bry__buffer_char(b, '{');
  for (int32_t i = 0; i < q->item_count && !b->failed; i++) {
    const bry__item *item = &q->items[i];
    if (item->owner != -1) continue;
    if (!item->container) {
      written += put_answer(b, item, item->name, row, written == 0);
      continue;
    }
    size_t before = b->size;
    put_key(b, item->name, "", written == 0);
    if (put_groups(b, q, item, row))
      written++;
    else if (!b->failed)
      b->size = before;
  }
  bry__buffer_char(b, '}');
}
