/* A questionnaire's frame: the survey, its pages and panels, and that every name means one thing. What a question says
 * is parse_item.c's. */
#include "form/parse.h"

#include "form/index.h"
#include "form/property.h"

#include <stdio.h>
#include <string.h>

static void limit(bry__parse *p, bry__author_fault fault, int most) {
  char text[16];
  snprintf(text, sizeof text, "%d", most);
  bry__parse_fault(p, fault, text);
}

static const char *elements_key(struct json_object *parent) {
  return bry__parse_has(parent, "elements") ? "elements" : "questions";
}

static void parse_panel(bry__parse *p, struct json_object *object) {
  int32_t parent = p->frame;
  bry__parse_frame(p, object, BRY__IN_PANEL);
  if (p->panel_depth == BRY__PANEL_DEPTH_MAX) {
    limit(p, BRY__FAULT_DEPTH, BRY__PANEL_DEPTH_MAX);
    return;
  }
  p->panel_depth++;
  bry__parse_elements(p, object, elements_key(object));
  p->panel_depth--;
  p->frame = parent;
}

static void parse_question(bry__parse *p, struct json_object *object, const char *type_name) {
  bry__item_type type;
  p->item = bry__json_text(object, "name");
  if (!bry__parse_item_type(type_name, &type)) {
    bry__parse_fault_at(p, "type", BRY__FAULT_ITEM_TYPE_UNKNOWN, type_name);
  } else if (p->q->item_count < BRY__ITEMS_MAX) {
    bry__parse_item(p, object, type);
  } else if (!p->full) {
    limit(p, BRY__FAULT_LIMIT, BRY__ITEMS_MAX);
    p->full = 1;
  }
  p->item = NULL;
}

static void parse_element(bry__parse *p, struct json_object *object) {
  if (!bry__parse_is_object(p, object)) return;
  if (!bry__parse_has(object, "type")) {
    bry__parse_fault(p, BRY__FAULT_ITEM_TYPE_MISSING, NULL);
    return;
  }
  const char *type = bry__parse_string(p, object, "type");
  if (!type) return;
  if (strcmp(type, "panel") == 0) {
    parse_panel(p, object);
  } else {
    parse_question(p, object, type);
  }
}

void bry__parse_elements(bry__parse *p, struct json_object *parent, const char *key) {
  struct json_object *elements = bry__parse_array(p, parent, key);
  size_t count = elements ? json_object_array_length(elements) : 0;
  size_t mark = bry__parse_enter(p, key);
  for (size_t i = 0; i < count; i++) {
    size_t inner = bry__parse_enter_index(p, i);
    parse_element(p, json_object_array_get_idx(elements, i));
    bry__parse_leave(p, inner);
  }
  bry__parse_leave(p, mark);
}

static void parse_pages(bry__parse *p, struct json_object *survey) {
  struct json_object *pages = bry__parse_array(p, survey, "pages");
  size_t count = pages ? json_object_array_length(pages) : 0;
  size_t mark = bry__parse_enter(p, "pages");
  for (size_t i = 0; i < count; i++) {
    struct json_object *page = json_object_array_get_idx(pages, i);
    size_t inner = bry__parse_enter_index(p, i);
    p->page = (int32_t)i;
    if (bry__parse_is_object(p, page)) {
      bry__parse_frame(p, page, BRY__IN_PAGE);
      bry__parse_elements(p, page, elements_key(page));
      p->frame = 0;
    }
    bry__parse_leave(p, inner);
  }
  p->q->page_count = (int32_t)count;
  bry__parse_leave(p, mark);
}

static void parse_content(bry__parse *p, struct json_object *survey) {
  int has_elements = bry__parse_has(survey, "elements") || bry__parse_has(survey, "questions");
  if (!bry__parse_has(survey, "pages")) {
    p->q->page_count = 1;
    bry__parse_elements(p, survey, elements_key(survey));
  } else if (has_elements) { /* survey-core would leave out the elements */
    bry__parse_fault(p, BRY__FAULT_ELEMENTS_TWICE, NULL);
  } else {
    parse_pages(p, survey);
  }
}

/* --- names ---------------------------------------------------------------------------------------------------------- */

static void name_fault(bry__parse *p, const bry__item *item, bry__author_fault fault) {
  bry__parse_leave(p, 0);
  bry__buffer_text(&p->pointer, item->pointer);
  p->item = item->name;
  bry__pointer_key(&p->pointer, "name");
  if (!p->pointer.failed && !bry__parse_was_told(p, p->pointer.data)) bry__parse_fault(p, fault, NULL);
  p->item = NULL;
  bry__parse_leave(p, 0);
}

static void index_items(bry__parse *p) {
  bry_questionnaire *q = p->q;
  q->index = bry__name_index_new(q->item_count);
  if (!q->index) p->failed = 1;
  for (int32_t i = 0; i < q->item_count && !p->failed; i++) {
    const bry__item *item = &q->items[i];
    if (item->name && bry__name_index_add(q->index, item->name, i) != -1) {
      name_fault(p, item, BRY__FAULT_NAME_DUPLICATE);
    }
  }
}

/* 1 when the name that a file would use for this field finds just this field. */
static int finds_itself(bry__parse *p, bry__buffer *name, bry__field field, const char *separator, const char *end) {
  bry__field found;
  bry__buffer_clear(name);
  bry__buffer_text(name, p->q->items[field.item].name);
  bry__buffer_text(name, separator);
  bry__buffer_text(name, end);
  if (name->failed) {
    p->failed = 1;
    return 1;
  }
  return bry__field_find(p->q, name->data, &found) && found.item == field.item && found.part == field.part &&
         found.comment == field.comment;
}

static int is_ambiguous(bry__parse *p, bry__buffer *name, int32_t place) {
  const bry__item *item = &p->q->items[place];
  int32_t comment_of = -1;
  size_t size = strlen(item->name);
  if (size > 8 && strcmp(item->name + size - 8, "-Comment") == 0) {
    comment_of = bry__item_find(p->q, item->name, size - 8);
  }
  if (comment_of != -1) return 1;
  if (item->has_other && !finds_itself(p, name, (bry__field){place, -1, 1}, "-", "Comment")) return 1;
  for (int32_t i = 0; i < item->part_count; i++) {
    if (!finds_itself(p, name, (bry__field){place, i, 0}, ".", item->parts[i].name)) return 1;
  }
  return 0;
}

static void check_names(bry__parse *p) {
  bry__buffer name = {0};
  for (int32_t i = 0; i < p->q->item_count && !p->failed; i++) {
    const bry__item *item = &p->q->items[i];
    if (item->name && is_ambiguous(p, &name, i)) name_fault(p, item, BRY__FAULT_NAME_AMBIGUOUS);
  }
  bry__buffer_free(&name);
}

/* --- the survey ----------------------------------------------------------------------------------------------------- */

/* survey-core: 0 is no limit. */
static int64_t survey_limit(bry__parse *p, struct json_object *survey, const char *key, const char *older_key) {
  if (!bry__parse_has(survey, key)) key = older_key;
  int64_t most = bry__parse_count(p, survey, key, 0, 0);
  return most > 0 ? most : -1;
}

void bry__parse_survey(bry__parse *p, struct json_object *document) {
  if (!bry__parse_is_object(p, document)) return;
  bry__parse_properties(p, document, BRY__IN_SURVEY);
  bry__parse_label(p, document, "title", &p->q->title);
  p->max_text = survey_limit(p, document, "maxTextLength", "maxTextLength");
  p->max_comment = survey_limit(p, document, "maxCommentLength", "maxOthersLength");
  parse_content(p, document);
  bry__parse_calculated(p, document);
  if (p->q->item_count == 0 && bry_findings_count(p->findings) == 0) {
    bry__parse_fault(p, BRY__FAULT_ELEMENTS_MISSING, NULL);
  }
  index_items(p);
  if (bry_findings_count(p->findings) == 0) check_names(p);
  if (bry_findings_count(p->findings) == 0 && p->q->logic && !p->failed) bry__parse_link(p);
}
