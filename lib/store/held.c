/* One response in words: every question by its title, every choice by its label, beside the values. */
#include "core/json.h"
#include "form/model.h"
#include "store/rights.h"
#include "store/segments.h"

#include <string.h>

static const bry__json_limits LIMITS = {.max_bytes = 1 << 28, .max_depth = 16};

/* A response with what its numbers mean. */
typedef struct held {
  bry_questionnaire *questionnaire;
  bry__segments segments;
  struct json_object *values; /* of the segments */
  struct json_object *closed;
  struct json_object *texts;
  bry__buffer *out;
  int answers; /* written so far */
} held;

static void add_name(bry__buffer *b, const char *name) {
  bry__buffer_char(b, '"');
  bry__buffer_text(b, name);
  bry__buffer_text(b, "\":");
}

static void add_text(bry__buffer *b, const char *name, const char *text) {
  add_name(b, name);
  if (text)
    bry__buffer_json_string(b, text, strlen(text));
  else
    bry__buffer_text(b, "null");
}

/* {"nb", "nn", "en"}; what has no label of its own is called by its name. */
static void add_label(bry__buffer *b, const bry__label *label, const char *name) {
  static const char *const languages[] = {"nb", "nn", "en"};
  for (int i = 0; i < BRY__LANG_COUNT; i++) {
    const char *text = bry__label_get(label, languages[i]);
    bry__buffer_char(b, i == 0 ? '{' : ',');
    add_text(b, languages[i], text ? text : name);
  }
  bry__buffer_char(b, '}');
}

/* --- answers ----------------------------------------------------------------------------------------------------- */

static int code_of(const held *h, int32_t slot) {
  return json_object_get_int(json_object_array_get_idx(h->closed, (size_t)slot));
}

static const char *text_of(const held *h, int32_t slot) {
  return json_object_get_string(json_object_array_get_idx(h->texts, (size_t)slot));
}

/* As it stood in the answers. */
static void add_value(bry__buffer *b, const bry__item *item, const bry__value *value) {
  int is_truth =
      item->type == BRY__ITEM_BOOLEAN && (strcmp(value->name, "true") == 0 || strcmp(value->name, "false") == 0);
  if (value->kind == BRY__VALUE_TEXT && !is_truth)
    bry__buffer_json_string(b, value->name, strlen(value->name));
  else
    bry__buffer_text(b, value->name);
}

/* Why there is no answer; 1 when there is none. */
static int add_missing(const held *h, int code) {
  if (code >= 0) return 0;
  const char *why = "not asked";
  if (code == BRY__CODE_HIDDEN) why = "hidden";
  if (code == BRY__CODE_SKIPPED) why = "skipped";
  add_text(h->out, "value", NULL);
  bry__buffer_char(h->out, ',');
  add_text(h->out, "missing", why);
  return 1;
}

/* The place among the item's values of a code, from 0; -1 for none. */
static int32_t place_of(const bry__item *item, int code) {
  int32_t place = item->type == BRY__ITEM_BOOLEAN ? code : code - 1;
  return place < item->value_count ? place : -1;
}

static void add_choice(const held *h, const bry__item *item, int code) {
  if (add_missing(h, code)) return;
  int32_t place = place_of(item, code);
  const bry__value *value = place < 0 ? NULL : &item->values[place];
  add_name(h->out, "value");
  if (value)
    add_value(h->out, item, value);
  else
    bry__buffer_text(h->out, "null");
  bry__buffer_char(h->out, ',');
  add_name(h->out, "label");
  if (value)
    add_label(h->out, &value->label, value->name);
  else
    bry__buffer_text(h->out, "null");
}

/* The place of the value that has a rank, or -1. */
static int32_t ranked(const held *h, const bry__item *item, int32_t rank) {
  for (int32_t i = 0; i < item->value_count; i++)
    if (code_of(h, item->closed_slot + i) == rank) return i;
  return -1;
}

/* What was ticked, in the document's order, or ranked, in that of the ranks. */
static void add_list(const held *h, const bry__item *item, int labels) {
  int count = 0;
  bry__buffer_char(h->out, '[');
  for (int32_t i = 0; i < item->value_count; i++) {
    int32_t place = i;
    if (item->type == BRY__ITEM_RANKING)
      place = ranked(h, item, i + 1);
    else if (code_of(h, item->closed_slot + i) != 1)
      place = -1;
    if (place < 0) continue;
    if (count++ > 0) bry__buffer_char(h->out, ',');
    if (labels)
      add_label(h->out, &item->values[place].label, item->values[place].name);
    else
      add_value(h->out, item, &item->values[place]);
  }
  bry__buffer_char(h->out, ']');
}

static void add_choices(const held *h, const bry__item *item) {
  if (add_missing(h, code_of(h, item->closed_slot))) return;
  add_name(h->out, "value");
  add_list(h, item, 0);
  bry__buffer_char(h->out, ',');
  add_name(h->out, "label");
  add_list(h, item, 1);
}

static void begin_answer(held *h, const bry__item *item, const bry__part *part) {
  if (h->answers++ > 0) bry__buffer_char(h->out, ',');
  bry__buffer_char(h->out, '{');
  add_text(h->out, "item", item->name);
  bry__buffer_char(h->out, ',');
  add_name(h->out, "title");
  add_label(h->out, bry__item_listed(item), item->name);
  bry__buffer_char(h->out, ',');
  add_text(h->out, "type", bry__item_type_name(item->type));
  bry__buffer_char(h->out, ',');
  if (!part) return;
  add_text(h->out, "part", part->name);
  bry__buffer_char(h->out, ',');
  add_name(h->out, "part_title");
  add_label(h->out, &part->label, part->name);
  bry__buffer_char(h->out, ',');
}

static void add_whole(held *h, const bry__item *item) {
  begin_answer(h, item, NULL);
  if (item->closed_slots == 0)
    add_text(h->out, "value", text_of(h, item->text_slot));
  else if (item->type == BRY__ITEM_CHECKBOX || item->type == BRY__ITEM_RANKING)
    add_choices(h, item);
  else
    add_choice(h, item, code_of(h, item->closed_slot));
  if (item->closed_slots > 0 && item->text_slots > 0) {
    bry__buffer_char(h->out, ',');
    add_text(h->out, "comment", text_of(h, item->text_slot));
  }
  bry__buffer_char(h->out, '}');
}

static void add_part(held *h, const bry__item *item, int32_t part) {
  begin_answer(h, item, &item->parts[part]);
  if (item->type == BRY__ITEM_MATRIX)
    add_choice(h, item, code_of(h, item->closed_slot + part));
  else
    add_text(h->out, "value", text_of(h, item->text_slot + part));
  bry__buffer_char(h->out, '}');
}

static void add_answers(held *h) {
  const bry_questionnaire *q = h->questionnaire;
  for (int32_t i = 0; i < q->item_count; i++) {
    const bry__item *item = &q->items[i];
    if (item->type == BRY__ITEM_MATRIX || item->type == BRY__ITEM_MULTIPLETEXT) {
      for (int32_t part = 0; part < item->part_count; part++)
        add_part(h, item, part);
    } else if (item->type != BRY__ITEM_HTML && !item->container) { /* the cells of a container are items themselves */
      add_whole(h, item);
    }
  }
}

/* --- the rest ---------------------------------------------------------------------------------------------------- */

static void add_segments(const held *h) {
  for (int32_t i = 0; i < h->segments.count; i++) {
    const bry__segment *segment = &h->segments.items[i];
    const char *value = json_object_get_string(json_object_array_get_idx(h->values, (size_t)i));
    const bry__label none = {{NULL}}, *label = &none;
    for (int32_t v = 0; value && v < segment->value_count; v++)
      if (strcmp(segment->values[v], value) == 0) label = &segment->labels[v];
    if (i > 0) bry__buffer_char(h->out, ',');
    bry__buffer_char(h->out, '{');
    add_text(h->out, "segment", segment->name);
    bry__buffer_char(h->out, ',');
    add_name(h->out, "label");
    add_label(h->out, &segment->label, segment->name);
    bry__buffer_char(h->out, ',');
    add_text(h->out, "value", value);
    bry__buffer_char(h->out, ',');
    add_name(h->out, "value_label");
    if (value)
      add_label(h->out, label, value);
    else
      bry__buffer_text(h->out, "null");
    bry__buffer_char(h->out, '}');
  }
}

static bry_status parse_array(const char *json, struct json_object **out, bry_error **err) {
  return bry__json_parse("The stored response", json, strlen(json), &LIMITS, out, err);
}

/* What was stored passed these checks once. */
static bry_status read_row(held *h, const PGresult *result, int row, int first, bry_error **err) {
  const char *document = PQgetvalue(result, row, first + BRY__HELD_DOCUMENT);
  bry_status status = bry_questionnaire_parse(document, strlen(document), &h->questionnaire, err);
  if (status == BRY_OK)
    status = bry__segments_parse(&h->segments, PQgetvalue(result, row, first + BRY__HELD_SURVEY_SEGMENTS),
                                 h->questionnaire, err);
  if (status == BRY_OK) status = parse_array(PQgetvalue(result, row, first + BRY__HELD_SEGMENTS), &h->values, err);
  if (status == BRY_OK) status = parse_array(PQgetvalue(result, row, first + BRY__HELD_CLOSED), &h->closed, err);
  if (status == BRY_OK) status = parse_array(PQgetvalue(result, row, first + BRY__HELD_TEXTS), &h->texts, err);
  if (status == BRY_OK || status == BRY_ENOMEM) return status;
  return bry__error(err, BRY_ENOTSUPPORTED, "This version of the library can't read the survey %s: use a newer one.",
                    PQgetvalue(result, row, first + BRY__HELD_SLUG));
}

static void add_consent(bry__buffer *b, const PGresult *result, int row, int first) {
  if (PQgetisnull(result, row, first + BRY__HELD_CONSENT)) {
    bry__buffer_text(b, "\"consent\":null");
    return;
  }
  const char *texts = PQgetvalue(result, row, first + BRY__HELD_CONSENT_TEXTS);
  bry__buffer_format(b, "\"consent\":{\"version\":%s,\"texts\":%s}",
                     PQgetvalue(result, row, first + BRY__HELD_CONSENT), texts[0] ? texts : "null");
}

static void add_row(held *h, const PGresult *result, int row, int first) {
  static const struct {
    const char *name;
    int column;
  } texts[] = {{"survey", BRY__HELD_SLUG},
               {"title", BRY__HELD_TITLE},
               {"privacy", BRY__HELD_PRIVACY},
               {"response_id", BRY__HELD_RESPONSE},
               {"received_on", BRY__HELD_RECEIVED}};
  bry__buffer *b = h->out;
  bry__buffer_char(b, '{');
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    add_text(b, texts[i].name, PQgetvalue(result, row, first + texts[i].column));
    bry__buffer_char(b, ',');
  }
  int proxy = PQgetvalue(result, row, first + BRY__HELD_PROXY)[0] == '1';
  bry__buffer_format(b, "\"proxy\":%s,", proxy ? "true" : "false");
  add_consent(b, result, row, first);
  bry__buffer_text(b, ",\"segments\":[");
  add_segments(h);
  bry__buffer_text(b, "],\"answers\":[");
  add_answers(h);
  bry__buffer_text(b, "],\"codings\":");
  int coded = !PQgetisnull(result, row, first + BRY__HELD_CODED);
  bry__buffer_text(b, coded ? PQgetvalue(result, row, first + BRY__HELD_CODED) : "[]");
  bry__buffer_char(b, '}');
}

bry_status bry__held_json(bry__buffer *b, const PGresult *result, int row, int first, bry_error **err) {
  held h = {.out = b};
  bry_status status = read_row(&h, result, row, first, err);
  if (status == BRY_OK) add_row(&h, result, row, first);
  json_object_put(h.values);
  json_object_put(h.closed);
  json_object_put(h.texts);
  bry__segments_clear(&h.segments);
  bry_questionnaire_free(h.questionnaire);
  return status;
}
