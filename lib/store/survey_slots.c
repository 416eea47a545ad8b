/* The slots of a questionnaire, written out for people who read the database with SQL. Slots count from 1 there, and
 * the value of code i - 1 stands at place i of the codes. */
#include "store/survey_slots.h"

#include <string.h>

static void add_text(bry__buffer *b, const char *key, const char *text) {
  bry__buffer_format(b, ",\"%s\":", key);
  if (text)
    bry__buffer_json_string(b, text, strlen(text));
  else
    bry__buffer_text(b, "null");
}

static void begin_slot(bry__buffer *b, const char *kind, int32_t slot, const char *item, const char *part,
                       const char *type) {
  bry__buffer_format(b, "%s{\"kind\":\"%s\",\"slot\":%d", b->size > 1 ? "," : "", kind, (int)slot + 1);
  add_text(b, "item", item);
  add_text(b, "part", part);
  add_text(b, "type", type);
}

/* Code 0 has no value where codes begin with 1. */
static void add_codes(bry__buffer *b, const bry__item *item) {
  bry__buffer_text(b, ",\"codes\":[");
  if (item->type == BRY__ITEM_CHECKBOX) {
    bry__buffer_text(b, "\"false\",\"true\"");
  } else {
    int from_zero = item->type == BRY__ITEM_BOOLEAN;
    if (!from_zero) bry__buffer_text(b, "null");
    for (int32_t i = 0; i < item->value_count; i++) {
      if (i > 0 || !from_zero) bry__buffer_char(b, ',');
      if (item->type == BRY__ITEM_RANKING)
        bry__buffer_format(b, "\"%d\"", (int)i + 1);
      else
        bry__buffer_json_string(b, item->values[i].name, strlen(item->values[i].name));
    }
  }
  bry__buffer_text(b, "]}");
}

/* Checkbox and ranking have a slot for each choice, a matrix for each row. */
static const char *closed_part(const bry__item *item, int32_t i) {
  if (item->type == BRY__ITEM_MATRIX) return item->parts[i].name;
  return item->type == BRY__ITEM_CHECKBOX || item->type == BRY__ITEM_RANKING ? item->values[i].name : NULL;
}

static void add_item(bry__buffer *b, const bry__item *item) {
  const char *type = bry__item_type_name(item->type);
  for (int32_t i = 0; i < item->closed_slots; i++) {
    begin_slot(b, "closed", item->closed_slot + i, item->name, closed_part(item, i), type);
    add_codes(b, item);
  }
  for (int32_t i = 0; i < item->text_slots; i++) {
    const char *part = item->type == BRY__ITEM_MULTIPLETEXT ? item->parts[i].name
                       : item->has_other                    ? "Comment"
                                                            : NULL;
    begin_slot(b, "text", item->text_slot + i, item->name, part, type);
    bry__buffer_char(b, '}');
  }
}

void bry__slots_json(bry__buffer *b, const bry_questionnaire *q) {
  bry__buffer_clear(b);
  bry__buffer_char(b, '[');
  for (int32_t i = 0; i < q->item_count; i++)
    add_item(b, &q->items[i]);
  bry__buffer_char(b, ']');
}
