/* Ready questionnaires: the documents of lib/form/templates/, embedded. What makes them good is tested, not checked
 * here; they go through the same parser as any other. */
#include <bry/template.h>

#include "core/buffer.h"
#include "core/table.h"
#include "form/model.h"

#include <string.h>

typedef struct template_file {
  const char *key;
  const char *json;
  size_t size;
} template_file;

#include "templates.inc"

enum { TEMPLATE_COUNT = sizeof EMBEDDED / sizeof EMBEDDED[0] };

/* How long people take, roughly: to think and write, to write a word or a number, and to choose. */
enum { SECONDS_FREE_TEXT = 60, SECONDS_FIELD = 15, SECONDS_CHOICE = 10 };

static int32_t seconds_of(const bry__item *item) {
  switch (item->type) {
  case BRY__ITEM_COMMENT:
    return SECONDS_FREE_TEXT;
  case BRY__ITEM_TEXT:
    return SECONDS_FIELD;
  case BRY__ITEM_MULTIPLETEXT:
    return SECONDS_FIELD * item->part_count;
  case BRY__ITEM_MATRIX:
    return SECONDS_CHOICE * item->part_count;
  case BRY__ITEM_RADIOGROUP:
  case BRY__ITEM_CHECKBOX:
  case BRY__ITEM_DROPDOWN:
  case BRY__ITEM_BOOLEAN:
  case BRY__ITEM_RATING:
  case BRY__ITEM_RANKING:
    return SECONDS_CHOICE;
  case BRY__ITEM_HTML:
  default:
    return 0;
  }
}

static int32_t minutes_of(const bry_questionnaire *q) {
  int32_t seconds = 0;
  for (int32_t i = 0; i < q->item_count; i++)
    seconds += seconds_of(&q->items[i]);
  return (seconds + 59) / 60;
}

typedef struct list_columns {
  int32_t key, title, items, minutes;
} list_columns;

static void add_row(bry_table *t, const list_columns *c, const char *key, const bry_questionnaire *q) {
  const char *title = bry__label_get(&q->title, NULL);
  bry__table_row(t);
  bry__table_set_text(t, c->key, key);
  bry__table_set_text(t, c->title, title);
  bry__table_label_value(t, c->title, title, &q->title);
  bry__table_set_int64(t, c->items, q->item_count);
  bry__table_set_int64(t, c->minutes, minutes_of(q));
}

static bry_status add_rows(bry_table *t, const list_columns *c, bry_error **err) {
  for (size_t i = 0; i < TEMPLATE_COUNT; i++) {
    bry_questionnaire *q = NULL;
    bry_status status = bry_questionnaire_parse(EMBEDDED[i].json, EMBEDDED[i].size, &q, err);
    if (status != BRY_OK) return status;
    add_row(t, c, EMBEDDED[i].key, q);
    bry_questionnaire_free(q);
  }
  return BRY_OK;
}

bry_status bry_template_list(bry_table **out, bry_error **err) {
  list_columns c;
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "give a place for the table (out is NULL)");
  *out = NULL;
  bry_table *t = bry__table_new("templates", "Maler", "Malar", "Templates");
  if (!t) return bry__enomem(err);
  c.key = bry__table_column(t, "key", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Nøkkel", "Nøkkel", "Key");
  c.title = bry__table_column(t, "title", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Tittel", "Tittel", "Title");
  c.items = bry__table_column(t, "items", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Spørsmål", "Spørsmål", "Questions");
  c.minutes = bry__table_column(t, "minutes", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Minutter", "Minutt", "Minutes");
  bry_status status = add_rows(t, &c, err);
  if (status == BRY_OK) return bry__table_finish(t, out, err);
  bry_table_free(t);
  return status;
}

static bry_status not_found(bry_error **err) {
  bry__buffer keys = {0};
  for (size_t i = 0; i < TEMPLATE_COUNT; i++) {
    bry__buffer_text(&keys, i > 0 ? ", " : "");
    bry__buffer_text(&keys, EMBEDDED[i].key);
  }
  bry_status status =
      keys.failed ? bry__enomem(err)
                  : bry__error(err, BRY_ENOTFOUND, "there is no template of that key; there are: %s", keys.data);
  bry__buffer_free(&keys);
  return status;
}

bry_status bry_template_get(const char *key, bry_text **out, bry_error **err) {
  bry__buffer json = {0};
  bry__error_reset(err);
  if (!key || !out) return bry__error(err, BRY_EINVAL, "give a key and a place for the document");
  *out = NULL;
  for (size_t i = 0; i < TEMPLATE_COUNT; i++) {
    if (strcmp(EMBEDDED[i].key, key) != 0) continue;
    bry__buffer_add(&json, EMBEDDED[i].json, EMBEDDED[i].size);
    return bry__buffer_finish(&json, out, err);
  }
  return not_found(err);
}
