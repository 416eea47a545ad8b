/* The public face of a questionnaire: parsing it whole, and telling of it in tables. */
#include <bry/questionnaire.h>

#include "core/hash.h"
#include "core/mem.h"
#include "core/table.h"
#include "form/parse.h"

/* --- parsing -------------------------------------------------------------------------------------------------------- */

static const char what[] = "The questionnaire";

/* The canonical bytes, and the version that they are. */
static void sign(bry__parse *p, struct json_object *document) {
  bry__buffer canonical = {0};
  uint8_t hash[32];
  bry__json_canonical(&canonical, document);
  if (canonical.failed) {
    p->failed = 1;
    bry__buffer_free(&canonical);
    return;
  }
  bry__sha256(canonical.data, canonical.size, hash);
  bry__hex(hash, sizeof hash, p->q->version);
  p->q->json = canonical.data;
}

/* Fills p->q; what is wrong is in p->findings. */
static void read_document(bry__parse *p, struct json_object *document) {
  p->q = bry__parse_alloc(p, 1, sizeof *p->q);
  p->findings = bry__findings_new();
  if (!p->q || !p->findings) {
    p->failed = 1;
    return;
  }
  p->owner = p->container = -1;
  bry__parse_survey(p, document);
  sign(p, document);
  p->failed |= p->pointer.failed || bry__findings_failed(p->findings);
}

bry_status bry_questionnaire_parse(const char *json, size_t size, bry_questionnaire **out, bry_error **err) {
  static const bry__json_limits limits = {4u << 20, 64};
  struct json_object *document = NULL;
  bry__parse p = {0};
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "give a place for the questionnaire (out is NULL)");
  *out = NULL;
  if (!json) return bry__error(err, BRY_EINVAL, "give the questionnaire as JSON (json is NULL)");
  bry_status status = bry__json_parse(what, json, size, &limits, &document, err);
  if (status != BRY_OK) return status;
  read_document(&p, document);
  if (p.failed) {
    status = bry__enomem(err);
  } else if (bry_findings_count(p.findings) > 0) {
    status = bry__error_findings(err, BRY_EREFUSED, what, p.findings);
    p.findings = NULL;
  } else {
    *out = p.q;
    p.q = NULL;
  }
  bry_questionnaire_free(p.q);
  bry_findings_free(p.findings);
  bry__buffer_free(&p.pointer);
  json_object_put(document);
  return status;
}

/* --- telling -------------------------------------------------------------------------------------------------------- */

const char *bry_questionnaire_version(const bry_questionnaire *questionnaire) {
  return questionnaire ? questionnaire->version : "";
}

const char *bry_questionnaire_json(const bry_questionnaire *questionnaire) {
  return questionnaire ? questionnaire->json : "";
}

const char *bry_questionnaire_title(const bry_questionnaire *questionnaire, const char *lang) {
  const char *title = questionnaire ? bry__label_get(&questionnaire->title, lang) : NULL;
  return title ? title : "";
}

static void set_labelled(bry_table *t, int32_t column, const char *value, const bry__label *label) {
  bry__table_set_text(t, column, value);
  if (!bry__label_is_empty(label)) bry__table_label_value(t, column, value, label);
}

/* A text for people: its bokmål (or best) form is the value, which all three languages label. */
static void set_text(bry_table *t, int32_t column, const char *name, const bry__label *label) {
  const char *text = bry__label_get(label, NULL);
  set_labelled(t, column, text ? text : name, label);
}

bry_status bry_questionnaire_items(const bry_questionnaire *questionnaire, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (!questionnaire || !out) return bry__error(err, BRY_EINVAL, "give a questionnaire and a place for the table");
  *out = NULL;
  bry_table *t = bry__table_new("items", "Spørsmål", "Spørsmål", "Questions");
  if (!t) return bry__enomem(err);
  int32_t name = bry__table_column(t, "item", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Navn", "Namn", "Name");
  int32_t type = bry__table_column(t, "type", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Type", "Type", "Type");
  int32_t title = bry__table_column(t, "title", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Tekst", "Tekst", "Text");
  int32_t page = bry__table_column(t, "page", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Side", "Side", "Page");
  int32_t required = bry__table_column(t, "required", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Må besvares",
                                       "Må svarast på", "Required");
  int32_t kind = bry__table_column(t, "kind", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Slag", "Slag", "Kind");
  for (int32_t i = 0; i < questionnaire->item_count; i++) {
    const bry__item *item = &questionnaire->items[i];
    bry__table_row(t);
    bry__table_set_text(t, name, item->name);
    bry__table_set_text(t, type, bry__item_document_type(item));
    set_text(t, title, item->name, bry__item_listed(item));
    bry__table_set_int64(t, page, item->page + 1);
    bry__table_set_int64(t, required, item->required);
    bry__table_set_text(t, kind, bry__item_kind(item));
  }
  return bry__table_finish(t, out, err);
}

typedef struct choice_columns {
  int32_t item, part, value, label;
} choice_columns;

/* One row; part NULL: missing. Parts and values of different items share names, so labels stand in a column. */
static void add_choice(bry_table *t, const choice_columns *c, const bry__item *item, const char *part,
                       const bry__value *value) {
  bry__table_row(t);
  bry__table_set_text(t, c->item, item->name);
  bry__table_set_text(t, c->part, part);
  bry__table_set_text(t, c->value, value->name);
  set_text(t, c->label, value->name, &value->label);
}

/* A matrix has every value in every row; a choice that is ticked or ranked is a part of its own. */
static void add_choices(bry_table *t, const choice_columns *c, const bry__item *item) {
  int is_matrix = item->type == BRY__ITEM_MATRIX;
  int own_part = item->type == BRY__ITEM_CHECKBOX || item->type == BRY__ITEM_RANKING;
  for (int32_t row = 0; row < (is_matrix ? item->part_count : 1); row++) {
    for (int32_t i = 0; i < item->value_count; i++) {
      const bry__value *value = &item->values[i];
      const char *part = own_part ? value->name : NULL;
      add_choice(t, c, item, is_matrix ? item->parts[row].name : part, value);
    }
  }
}

bry_status bry_questionnaire_choices(const bry_questionnaire *questionnaire, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (!questionnaire || !out) return bry__error(err, BRY_EINVAL, "give a questionnaire and a place for the table");
  *out = NULL;
  bry_table *t = bry__table_new("choices", "Svaralternativer", "Svaralternativ", "Choices");
  if (!t) return bry__enomem(err);
  choice_columns c;
  c.item = bry__table_column(t, "item", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Spørsmål", "Spørsmål", "Question");
  c.part = bry__table_column(t, "part", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Del", "Del", "Part");
  c.value = bry__table_column(t, "value", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Verdi", "Verdi", "Value");
  c.label = bry__table_column(t, "label", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Tekst", "Tekst", "Text");
  for (int32_t i = 0; i < questionnaire->item_count; i++) {
    const bry__item *item = &questionnaire->items[i];
    if (!bry__label_is_empty(&item->title)) bry__table_label_value(t, c.item, item->name, bry__item_listed(item));
    add_choices(t, &c, item);
  }
  return bry__table_finish(t, out, err);
}
