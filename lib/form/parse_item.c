/* One question: what all have in common, and the slots in which its answers will lie. What its type adds is read by
 * parse_choice.c and parse_text.c. */
#include "form/parse.h"

#include "core/mem.h"
#include "form/property.h"

#include <stdio.h>
#include <string.h>

typedef void item_reader(bry__parse *p, struct json_object *object, bry__item *item);

/* What survey-core would do with these is not for an item that nobody answers. */
static void parse_computed(bry__parse *p, struct json_object *object, bry__item *item) {
  static const char *const misplaced[] = {"isRequired",   "requiredIf",   "enableIf",
                                          "defaultValue", "resetValueIf", "defaultValueExpression",
                                          "setValueIf",   "validators",   "setValueExpression"};
  for (size_t i = 0; i < sizeof misplaced / sizeof misplaced[0]; i++) {
    if (bry__parse_has(object, misplaced[i])) {
      bry__parse_fault_at(p, misplaced[i], BRY__FAULT_PROPERTY_MISPLACED, misplaced[i]);
    }
  }
  item->value_if = bry__parse_condition(p, object, "expression");
  item->precision = (int32_t)bry__parse_count(p, object, "precision", -1, -1);
}

static item_reader *const readers[] = {
    [BRY__ITEM_TEXT] = bry__parse_text,
    [BRY__ITEM_COMMENT] = bry__parse_text,
    [BRY__ITEM_RADIOGROUP] = bry__parse_choices,
    [BRY__ITEM_CHECKBOX] = bry__parse_choices,
    [BRY__ITEM_DROPDOWN] = bry__parse_choices,
    [BRY__ITEM_BOOLEAN] = bry__parse_boolean,
    [BRY__ITEM_RATING] = bry__parse_rating,
    [BRY__ITEM_RANKING] = bry__parse_choices,
    [BRY__ITEM_MATRIX] = bry__parse_matrix,
    [BRY__ITEM_MULTIPLETEXT] = bry__parse_multipletext,
    [BRY__ITEM_HTML] = NULL,
    [BRY__ITEM_EXPRESSION] = parse_computed,
    [BRY__ITEM_MATRIXDROPDOWN] = bry__parse_container,
    [BRY__ITEM_PANELDYNAMIC] = bry__parse_container,
    [BRY__ITEM_TAGBOX] = bry__parse_choices,
};

int bry__parse_item_type(const char *name, bry__item_type *type) {
  for (*type = BRY__ITEM_TEXT; *type <= BRY__ITEM_TAGBOX; ++*type) {
    if (strcmp(name, bry__item_type_name(*type)) == 0) return 1;
  }
  return 0;
}

/* A new last item, which is freed with the questionnaire; NULL when memory runs out. */
static bry__item *new_item(bry__parse *p, bry__item_type type) {
  bry_questionnaire *q = p->q;
  void *items = q->items;
  if (bry__grow(&items, &p->item_capacity, (size_t)q->item_count + 1, sizeof *q->items) != 0) {
    p->failed = 1;
    return NULL;
  }
  q->items = items;
  bry__item *item = &q->items[q->item_count++];
  int is_list = type == BRY__ITEM_TAGBOX;
  *item = (bry__item){.type = is_list ? BRY__ITEM_CHECKBOX : type, .is_list = is_list, .page = p->page};
  item->frame = p->frame;
  item->max_length = -1;
  item->owner = -1;
  item->pointer = bry__parse_copy(p, p->pointer.data ? p->pointer.data : "");
  return item;
}

static int32_t closed_slots(const bry__item *item) {
  switch (item->type) {
  case BRY__ITEM_CHECKBOX:
  case BRY__ITEM_RANKING:
    return item->value_count;
  case BRY__ITEM_MATRIX:
    return item->part_count;
  case BRY__ITEM_RADIOGROUP:
  case BRY__ITEM_DROPDOWN:
  case BRY__ITEM_RATING:
  case BRY__ITEM_BOOLEAN:
    return 1;
  case BRY__ITEM_TEXT:
  case BRY__ITEM_COMMENT:
  case BRY__ITEM_MULTIPLETEXT:
  case BRY__ITEM_HTML:
  case BRY__ITEM_EXPRESSION:
  case BRY__ITEM_MATRIXDROPDOWN:
  case BRY__ITEM_PANELDYNAMIC:
  case BRY__ITEM_TAGBOX:
  default:
    return 0;
  }
}

static int32_t text_slots(const bry__item *item) {
  if (item->type == BRY__ITEM_TEXT || item->type == BRY__ITEM_COMMENT || item->has_other) return 1;
  if (item->type == BRY__ITEM_EXPRESSION) return 1;
  return item->type == BRY__ITEM_MULTIPLETEXT ? item->part_count : 0;
}

static void check_limit(bry__parse *p, int64_t count, int most) {
  char text[16];
  if (count <= most || p->full) return;
  snprintf(text, sizeof text, "%d", most);
  bry__parse_fault(p, BRY__FAULT_LIMIT, text);
  p->full = 1;
}

static void place_slots(bry__parse *p, bry__item *item) {
  bry_questionnaire *q = p->q;
  item->closed_slots = closed_slots(item);
  item->closed_slot = q->closed_slot_count;
  item->text_slots = text_slots(item);
  item->text_slot = q->text_slot_count;
  q->closed_slot_count += item->closed_slots;
  q->text_slot_count += item->text_slots;
  p->cells += (int64_t)item->value_count * (item->type == BRY__ITEM_MATRIX ? item->part_count : 1);
  check_limit(p, q->closed_slot_count, BRY__SLOTS_MAX);
  check_limit(p, q->text_slot_count, BRY__SLOTS_MAX);
  check_limit(p, p->cells, BRY__CELLS_MAX);
}

/* What shows and locks a container does so for all that is in it: its frame has these conditions. */
static void parse_conditions(bry__parse *p, struct json_object *object, bry__item *item) {
  int32_t *visible_if = &item->visible_if, *enable_if = &item->enable_if;
  if (item->container && item->container->frame != 0) {
    visible_if = &p->q->frames[item->container->frame - 1].visible_if;
    enable_if = &p->q->frames[item->container->frame - 1].enable_if;
  }
  *visible_if = bry__parse_condition(p, object, "visibleIf");
  *enable_if = bry__parse_condition(p, object, "enableIf");
  item->required_if = bry__parse_condition(p, object, "requiredIf");
  if (item->type == BRY__ITEM_HTML && item->required_if != 0) {
    bry__parse_fault_at(p, "requiredIf", BRY__FAULT_PROPERTY_MISPLACED, "requiredIf");
  }
}

void bry__parse_item(bry__parse *p, struct json_object *object, bry__item_type type) {
  bry__item *item = new_item(p, type);
  if (!item) return;
  int32_t place = p->owner = p->q->item_count - 1;
  if (!p->matrix) bry__parse_properties(p, object, (int)type);
  item->name = bry__parse_name(p, object);
  bry__parse_label(p, object, "title", &item->title);
  bry__parse_label(p, object, "requiredErrorText", &item->required_text);
  item->required = bry__parse_bool(p, object, "isRequired", NULL) && type != BRY__ITEM_HTML;
  if (readers[type]) readers[type](p, object, item);
  bry__parse_validators(p, object, item);
  bry__parse_display(p, object, item);
  parse_conditions(p, object, item);
  place_slots(p, item);
  if (p->container != -1) bry__parse_cell(p, item);
  p->owner = -1;
  if (item->container) bry__parse_groups(p, object, place);
}
