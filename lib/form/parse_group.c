/* Questions that repeat others: a matrixdropdown, whose columns are asked in each row, and a paneldynamic, whose template
 * is asked in each panel. What is repeated is read once for each row or panel, so that every cell is an item of its
 * own; a fault in it is told once. */
#include "form/parse.h"

#include "core/mem.h"
#include "form/index.h"
#include "form/logic.h"
#include "form/property.h"

#include <stdio.h>
#include <string.h>

enum { PANELS_MAX = 100 }; /* survey-core's */

/* --- the container itself ------------------------------------------------------------------------------------------- */

static void parse_panel_counts(bry__parse *p, struct json_object *object, bry__container *c) {
  int64_t panels = bry__parse_count(p, object, "panelCount", 0, 0);
  int64_t least = bry__parse_count(p, object, "minPanelCount", 0, 0);
  int64_t most = bry__parse_count(p, object, "maxPanelCount", 1, PANELS_MAX);
  if (most > PANELS_MAX) bry__parse_fault_at(p, "maxPanelCount", BRY__FAULT_LIMIT, "100");
  if (least > most || panels > most) bry__parse_fault(p, BRY__FAULT_RANGE, NULL);
  c->panels = (int32_t)(panels > least ? panels : least);
  c->min_panels = (int32_t)least;
  c->max_panels = (int32_t)(most > PANELS_MAX ? PANELS_MAX : most);
}

void bry__parse_container(bry__parse *p, struct json_object *object, bry__item *item) {
  if (p->container != -1) {
    bry__parse_fault_at(p, "type", BRY__FAULT_NESTED, NULL);
    return;
  }
  bry__container *c = item->container = bry__parse_alloc(p, 1, sizeof *c);
  if (!c || !bry__parse_new_frame(p)) return;
  bry__parse_logic(p);
  item->frame = c->frame = p->frame;
  bry__parse_label(p, object, "keyDuplicationError", &c->duplicate_text);
  if (item->type == BRY__ITEM_PANELDYNAMIC) parse_panel_counts(p, object, c);
}

/* --- cells ---------------------------------------------------------------------------------------------------------- */

/* "matrix.row.column" or "panel[0].question". */
static void name_cell(bry__parse *p, bry__item *item) {
  const bry__item *owner = &p->q->items[p->container];
  bry__buffer name = {0};
  if (!item->name || !owner->name) return;
  bry__item_group_name(owner, p->group, &name);
  bry__buffer_char(&name, '.');
  size_t before = name.size;
  bry__buffer_text(&name, item->name);
  if (name.failed) {
    p->failed = 1;
    bry__buffer_free(&name);
    return;
  }
  bry__free(item->name);
  item->name = name.data;
  item->key = name.data + before;
}

/* "row – column" or "question (1)"; NULL when memory ran out. */
static char *cell_title(const bry__group *group, int32_t number, const char *row, const char *title) {
  bry__buffer text = {0};
  if (group->name) {
    bry__buffer_format(&text, "%s – %s", row, title);
  } else {
    bry__buffer_format(&text, "%s (%d)", title, (int)number);
  }
  if (!text.failed) return text.data;
  bry__buffer_free(&text);
  return NULL;
}

/* In the languages that the row or the question has words in. */
static void title_cell(bry__parse *p, bry__item *item, const bry__group *group, const char *key) {
  static const char *const langs[BRY__LANG_COUNT] = {[BRY__NB] = "nb", [BRY__NN] = "nn", [BRY__EN] = "en"};
  bry__label whole = {{NULL}};
  for (int i = 0; i <= BRY__DEFAULT && !p->failed; i++) {
    if (i < BRY__DEFAULT && !item->title.text[i] && !group->label.text[i]) continue;
    const char *title = i == BRY__DEFAULT ? item->title.text[i] : bry__label_get(&item->title, langs[i]);
    const char *row = i == BRY__DEFAULT ? group->label.text[i] : bry__label_get(&group->label, langs[i]);
    whole.text[i] = cell_title(group, p->group + 1, row ? row : group->name, title ? title : key);
    p->failed |= !whole.text[i];
  }
  bry__label_clear(&item->title);
  item->title = whole;
}

void bry__parse_cell(bry__parse *p, bry__item *item) {
  const bry__group *group = &p->q->items[p->container].container->groups[p->group];
  item->owner = p->container;
  item->group = p->group;
  item->element = p->q->item_count - 1 - group->first;
  name_cell(p, item);
  if (item->key) title_cell(p, item, group, item->key);
}

/* --- groups --------------------------------------------------------------------------------------------------------- */

static bry__container *container_of(const bry__parse *p) {
  return p->q->items[p->container].container;
}

/* A question of a matrix or panel whose name continues that of another could be meant by the same expression. */
static int continues_another(const bry__parse *p, const char *key) {
  const bry__container *c = container_of(p);
  for (const char *dot = strchr(key, '.'); dot; dot = strchr(dot + 1, '.')) {
    if (bry__name_index_find(c->element_index, key, (size_t)(dot - key)) != -1) return 1;
  }
  return 0;
}

/* Once the first group is read: what each of them has. */
static void index_elements(bry__parse *p) {
  bry__container *c = container_of(p);
  int32_t first = c->groups[0].first;
  c->element_count = p->q->item_count - first;
  c->element_index = bry__name_index_new(c->element_count);
  if (!c->element_index) p->failed = 1;
  for (int32_t i = 0; i < c->element_count && !p->failed; i++) {
    const char *key = p->q->items[first + i].key;
    if (key) bry__name_index_add(c->element_index, key, i);
  }
  for (int32_t i = 0; i < c->element_count && !p->failed; i++) {
    const char *key = p->q->items[first + i].key;
    if (key && continues_another(p, key)) bry__parse_fault(p, BRY__FAULT_NAME_AMBIGUOUS, NULL);
  }
}

/* Whether there is room for `count` more items; what to do when there is not is told once. */
static int has_room(bry__parse *p, const char *key, int64_t count) {
  char text[16];
  if (p->q->item_count + count <= BRY__ITEMS_MAX) return 1;
  snprintf(text, sizeof text, "%d", BRY__ITEMS_MAX);
  if (!p->full) bry__parse_fault_at(p, key, BRY__FAULT_UNROLLED, text);
  p->full = 1;
  return 0;
}

static bry__frame *new_group_frame(bry__parse *p) {
  bry__frame *frame = bry__parse_new_frame(p);
  if (!frame) return NULL;
  frame->group = p->group + 1;
  frame->container = p->container;
  return frame;
}

static void begin_group(bry__parse *p) {
  bry__group *group = &container_of(p)->groups[p->group];
  group->frame = p->frame;
  group->first = p->q->item_count;
}

/* Reads every group by `read`; the first one shows whether what is repeated is good. */
static void read_groups(bry__parse *p, struct json_object *object, const char *limit,
                        void (*read)(bry__parse *, struct json_object *)) {
  bry__container *c = container_of(p);
  int64_t faults = bry_findings_count(p->findings);
  for (int32_t i = 0; i < c->group_count && !p->failed; i++) {
    p->group = i;
    p->frame = c->frame;
    read(p, object);
    if (i == 0 && !p->failed) index_elements(p);
    if (bry_findings_count(p->findings) > faults) return;
    if (i == 0 && !has_room(p, limit, (int64_t)(c->group_count - 1) * c->element_count)) return;
  }
}

/* --- matrixdropdown ------------------------------------------------------------------------------------------------- */

/* 0 when there is none such, which is noted. */
static int cell_type(bry__parse *p, struct json_object *matrix, struct json_object *column, bry__item_type *type) {
  static const bry__item_type types[] = {BRY__ITEM_DROPDOWN, BRY__ITEM_RADIOGROUP, BRY__ITEM_CHECKBOX,
                                         BRY__ITEM_TAGBOX,   BRY__ITEM_TEXT,       BRY__ITEM_COMMENT,
                                         BRY__ITEM_BOOLEAN,  BRY__ITEM_RATING,     BRY__ITEM_EXPRESSION};
  const char *name = bry__parse_string(p, column, "cellType");
  if (!name || strcmp(name, "default") == 0) name = bry__json_text(matrix, "cellType");
  if (!name || strcmp(name, "default") == 0) name = "dropdown";
  for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
    *type = types[i];
    if (strcmp(name, bry__item_type_name(*type)) == 0) return 1;
  }
  bry__parse_fault_at(p, "cellType", BRY__FAULT_ITEM_TYPE_UNKNOWN, name);
  return 0;
}

static void parse_column(bry__parse *p, struct json_object *column) {
  if (!bry__parse_is_object(p, column)) return;
  p->item = bry__json_text(column, "name");
  bry__item_type type;
  if (!cell_type(p, p->matrix, column, &type)) return;
  bry__parse_column_properties(p, column, (int)type);
  int is_key = bry__parse_bool(p, column, "isUnique", NULL);
  int32_t place = p->q->item_count;
  if (has_room(p, "name", 1)) bry__parse_item(p, column, type);
  if (p->q->item_count > place) p->q->items[place].is_key = is_key;
  p->item = NULL;
}

/* A row's own condition stands beside the one for all. */
static void parse_row(bry__parse *p, struct json_object *object) {
  const bry__container *c = container_of(p);
  const bry__group *group = &c->groups[p->group];
  int32_t conditions[] = {p->q->items[p->container].rows_if, group->frame};
  for (size_t i = 0; i < 2; i++) {
    bry__frame *frame = conditions[i] != 0 || i == 1 ? new_group_frame(p) : NULL;
    if (!frame) continue;
    frame->is_row = 1;
    frame->visible_if = conditions[i];
  }
  begin_group(p);
  p->matrix = object;
  struct json_object *columns = bry__json_array(object, "columns");
  size_t mark = bry__parse_enter(p, "columns");
  for (size_t i = 0; i < json_object_array_length(columns) && !p->failed; i++) {
    size_t inner = bry__parse_enter_index(p, i);
    parse_column(p, json_object_array_get_idx(columns, i));
    bry__parse_leave(p, inner);
  }
  bry__parse_leave(p, mark);
  p->matrix = NULL;
}

static void refuse_row_locks(bry__parse *p, struct json_object *object) {
  struct json_object *rows = bry__json_array(object, "rows");
  size_t mark = bry__parse_enter(p, "rows");
  for (size_t i = 0; rows && i < json_object_array_length(rows); i++) {
    size_t inner = bry__parse_enter_index(p, i);
    if (bry__parse_has(json_object_array_get_idx(rows, i), "enableIf")) {
      bry__parse_fault_at(p, "enableIf", BRY__FAULT_PROPERTY_UNSUPPORTED, "enableIf");
    }
    bry__parse_leave(p, inner);
  }
  bry__parse_leave(p, mark);
}

/* Conditions of rows are asked about the row, not about a choice. */
static int32_t on_row(bry__parse *p, int32_t condition) {
  if (condition != 0) p->q->logic->conditions[condition - 1].on_rows = 1;
  return condition;
}

/* Rows are read as values are, and then become groups, whose frame is their condition until they are read. */
static void read_rows(bry__parse *p, struct json_object *object, int32_t place) {
  bry__item rows = {.type = BRY__ITEM_MATRIXDROPDOWN};
  bry__container *c = p->q->items[place].container;
  bry__parse_values(p, object, &rows, "rows", 0, BRY__FAULT_ROWS_MISSING);
  refuse_row_locks(p, object);
  c->groups = bry__parse_alloc(p, (size_t)rows.value_count, sizeof *c->groups);
  for (int32_t i = 0; i < rows.value_count; i++) {
    bry__value *row = &rows.values[i];
    if (c->groups) {
      c->groups[i] = (bry__group){row->name, row->label, row->kind, on_row(p, row->visible_if), 0};
    } else {
      bry__free(row->name);
      bry__label_clear(&row->label);
    }
  }
  c->group_count = c->groups ? rows.value_count : 0;
  c->group_index = rows.value_index;
  bry__free(rows.values);
  int32_t rows_if = on_row(p, bry__parse_choice_condition(p, object, "rowsVisibleIf"));
  p->q->items[place].rows_if = rows_if;
  if ((rows_if != 0 || rows.choice_conditions) && bry__parse_bool(p, object, "hideIfRowsEmpty", NULL)) {
    bry__parse_fault_at(p, "hideIfRowsEmpty", BRY__FAULT_PROPERTY_UNSUPPORTED, "hideIfRowsEmpty");
  }
}

/* Choices that columns have in common, once by themselves, so that a fault in them is told where it is. */
static void check_common_choices(bry__parse *p, struct json_object *object) {
  struct json_object *choices = bry__parse_array(p, object, "choices");
  if (!choices || json_object_array_length(choices) == 0) return;
  bry__item common = {.type = BRY__ITEM_DROPDOWN};
  bry__parse_values(p, object, &common, "choices", 0, BRY__FAULT_CHOICES_MISSING);
  for (int32_t i = 0; i < common.value_count; i++) {
    bry__free(common.values[i].name);
    bry__label_clear(&common.values[i].label);
  }
  bry__free(common.values);
  bry__name_index_free(common.value_index);
}

static void parse_matrix_rows(bry__parse *p, struct json_object *object, int32_t place) {
  int64_t faults = bry_findings_count(p->findings);
  struct json_object *columns = bry__parse_array(p, object, "columns");
  size_t count = columns ? json_object_array_length(columns) : 0;
  bry__item_type type;
  if (count == 0) bry__parse_fault(p, BRY__FAULT_COLUMNS_MISSING, NULL);
  cell_type(p, object, object, &type);
  p->owner = place;
  read_rows(p, object, place);
  check_common_choices(p, object);
  p->owner = -1;
  if (bry_findings_count(p->findings) > faults || p->failed) return;
  p->container = place;
  read_groups(p, object, "rows", parse_row);
}

/* --- paneldynamic --------------------------------------------------------------------------------------------------- */

/* Texts of a panel may name its questions. */
static void check_panel_texts(bry__parse *p, struct json_object *object) {
  static const char *const keys[] = {"templateTitle", "templateDescription", "templateTabTitle"};
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
    struct json_object *value = NULL;
    if (!json_object_object_get_ex(object, keys[i], &value)) continue;
    size_t mark = bry__parse_enter(p, keys[i]);
    bry__parse_check_label(p, value);
    bry__parse_leave(p, mark);
  }
}

static void parse_one_panel(bry__parse *p, struct json_object *object) {
  if (!new_group_frame(p)) return;
  int32_t frame = p->frame;
  begin_group(p);
  p->owner = p->container;
  int32_t condition = bry__parse_condition(p, object, "templateVisibleIf");
  p->owner = -1;
  p->q->frames[frame - 1].visible_if = condition;
  check_panel_texts(p, object);
  bry__parse_elements(p, object, "templateElements");
}

/* The question whose answers tell the panels apart. */
static void mark_key(bry__parse *p, struct json_object *object) {
  const char *key = bry__parse_string(p, object, "keyName");
  const bry__item *item = &p->q->items[p->container];
  if (!key || !*key) return;
  int32_t element = bry__item_element_find(item, key, strlen(key));
  if (element == -1) bry__parse_fault_at(p, "keyName", BRY__FAULT_KEY_UNKNOWN, key);
  for (int32_t i = 0; element != -1 && i < item->container->group_count; i++) {
    p->q->items[bry__item_cell(item, i, element)].is_key = 1;
  }
}

static void parse_panels(bry__parse *p, struct json_object *object, int32_t place) {
  bry__container *c = p->q->items[place].container;
  struct json_object *elements = bry__parse_array(p, object, "templateElements");
  if (!elements || json_object_array_length(elements) == 0) {
    bry__parse_fault(p, BRY__FAULT_TEMPLATE_MISSING, NULL);
    return;
  }
  c->groups = bry__parse_alloc(p, (size_t)c->max_panels, sizeof *c->groups);
  c->group_count = c->groups ? c->max_panels : 0;
  int64_t faults = bry_findings_count(p->findings);
  p->container = place;
  read_groups(p, object, "maxPanelCount", parse_one_panel);
  if (bry_findings_count(p->findings) == faults && !p->failed) mark_key(p, object);
}

void bry__parse_groups(bry__parse *p, struct json_object *object, int32_t place) {
  const bry__item *item = &p->q->items[place];
  const char *name = p->item;
  if (p->failed || item->container->frame == 0) return;
  int32_t outer = p->q->frames[item->container->frame - 1].parent;
  if (item->type == BRY__ITEM_MATRIXDROPDOWN) {
    parse_matrix_rows(p, object, place);
  } else {
    parse_panels(p, object, place);
  }
  p->item = name;
  p->container = -1;
  p->group = 0;
  p->frame = outer;
}
