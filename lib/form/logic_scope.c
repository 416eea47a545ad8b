/* Names of the cells of a matrix or of repeated panels: from within their row or panel ({row.x}, {panel.x}), and from
 * without ({matrix.row.x}, {panels[0].x}). */
#include "form/logic_name.h"

#include <math.h>
#include <string.h>

static const char comment_suffix[] = "-Comment";
enum { COMMENT_SUFFIX_BYTES = sizeof comment_suffix - 1 };

/* --- within a row or panel ------------------------------------------------------------------------------------------ */

/* The question of a group that is called that, whatever its case: its place among them. */
static int32_t find_element(const bry_questionnaire *q, const bry__item *container, const char *key, size_t size) {
  int32_t found = BRY__NOT_FOUND;
  for (int32_t i = 0; i < container->container->element_count; i++) {
    int same = bry__name_same_key(q->items[bry__item_cell(container, 0, i)].key, key, size);
    if (same == BRY__FAILED) return BRY__FAILED;
    if (same && found != BRY__NOT_FOUND) return BRY__AMBIGUOUS;
    if (same) found = i;
  }
  return found;
}

static int32_t find_comment(const bry__item *container, int32_t group, const bry__expr_name *name, size_t first,
                            bry__ref *out) {
  const char *key = name->parts[first].text;
  size_t size = (size_t)(name->text + name->size - key);
  if (size <= COMMENT_SUFFIX_BYTES) return BRY__NOT_FOUND;
  size_t border = size - COMMENT_SUFFIX_BYTES;
  if (memcmp(key + border, comment_suffix, COMMENT_SUFFIX_BYTES) != 0) return BRY__NOT_FOUND;
  int32_t element = bry__item_element_find(container, key, border);
  if (element == -1) return BRY__NOT_FOUND;
  *out = (bry__ref){
      .kind = BRY__REF_COMMENT, .place = bry__item_cell(container, group, element), .parts = name->part_count};
  return 0;
}

int32_t bry__scope_find(const bry_questionnaire *q, const bry__item *container, int32_t group,
                        const bry__expr_name *name, size_t first, bry__ref *out) {
  int32_t found = BRY__NOT_FOUND;
  size_t parts = 0;
  for (size_t last = first; last <= bry__name_last_joinable(name, first); last++) {
    int32_t element = find_element(q, container, name->parts[first].text, bry__name_joined_size(name, first, last));
    if (element == BRY__NOT_FOUND) continue;
    if (element < 0) return element;
    if (found != BRY__NOT_FOUND) return BRY__AMBIGUOUS;
    found = element;
    parts = last + 1;
  }
  if (found == BRY__NOT_FOUND) {
    int32_t comment = find_comment(container, group, name, first, out);
    return comment == 0 && !q->items[out->place].has_other ? BRY__NOT_FOUND : comment;
  }
  *out = (bry__ref){.kind = BRY__REF_ITEM, .place = bry__item_cell(container, group, found), .parts = parts};
  int good = bry__name_is_good_rest(&q->items[out->place], name, parts);
  return good == BRY__FAILED ? BRY__FAILED : good ? 0 : BRY__NOT_FOUND;
}

static int32_t resolve_in_panel(const bry__condition *condition, const bry__expr_part *part, bry__ref *out) {
  int32_t first = condition->is_pipe ? 1 : 0; /* survey-core: texts count from 1, expressions from 0 */
  *out = (bry__ref){.kind = BRY__REF_INDEX, .place = condition->group + first, .parts = 1};
  if (bry__name_is_word(part, "panelIndex")) return 0;
  *out = (bry__ref){.kind = BRY__REF_SHOWN, .place = condition->container, .parts = 1};
  return condition->is_pipe && bry__name_is_word(part, "visiblePanelIndex") ? 0 : BRY__NOT_FOUND;
}

static int32_t resolve_in_row(const bry__condition *condition, const bry__expr_part *part, bry__ref *out) {
  static const char *const words[] = {"item", "rowName", "rowValue"};
  *out = (bry__ref){.kind = BRY__REF_ROW, .place = condition->container, .parts = 1};
  if (bry__name_is_one_of(part, words, sizeof words / sizeof words[0])) return 0;
  *out = (bry__ref){.kind = BRY__REF_TITLE, .place = condition->container, .parts = 1};
  if (condition->is_pipe && bry__name_is_word(part, "rowTitle")) return 0;
  *out = (bry__ref){.kind = BRY__REF_INDEX, .place = condition->group + 1, .parts = 1};
  if (bry__name_is_word(part, "rowIndex")) return 0;
  *out = (bry__ref){.kind = BRY__REF_SHOWN, .place = condition->container, .parts = 1};
  return condition->is_pipe && bry__name_is_word(part, "visibleRowIndex") ? 0 : BRY__NOT_FOUND;
}

int32_t bry__scope_resolve(const bry_questionnaire *q, const bry__condition *condition, const bry__expr_name *name,
                           bry__ref *out) {
  if (condition->container == -1 || name->parts[0].has_index) return BRY__NOT_FOUND;
  const bry__item *container = &q->items[condition->container];
  int is_matrix = container->type == BRY__ITEM_MATRIXDROPDOWN;
  if (name->part_count > 1) {
    if (!bry__name_is_word(&name->parts[0], is_matrix ? "row" : "panel")) return BRY__NOT_FOUND;
    return bry__scope_find(q, container, condition->group, name, 1, out);
  }
  return is_matrix ? resolve_in_row(condition, name->parts, out) : resolve_in_panel(condition, name->parts, out);
}

/* --- from without --------------------------------------------------------------------------------------------------- */

/* What survey-core answers itself when it looks into a row or panel. */
static int is_own_word(const bry__expr_part *part) {
  static const char *const words[] = {
      "row",        "rowIndex",  "visibleRowIndex", "item",        "rowName",          "rowValue",
      "rowTitle",   "matrix",    "prevRow",         "nextRow",     "totalRow",         "panel",
      "panelIndex", "prevPanel", "nextPanel",       "parentPanel", "visiblePanelIndex"};
  return bry__name_is_one_of(part, words, sizeof words / sizeof words[0]);
}

static int32_t find_cell(const bry_questionnaire *q, const bry__item *container, int32_t group,
                         const bry__expr_name *name, size_t first, bry__ref *out) {
  int32_t found = bry__scope_find(q, container, group, name, first, out);
  return found == 0 && is_own_word(&name->parts[first]) ? BRY__AMBIGUOUS : found;
}

static int32_t resolve_panel(const bry_questionnaire *q, const bry__item *container, const bry__expr_name *name,
                             size_t parts, bry__ref *out) {
  const bry__expr_part *last = &name->parts[parts - 1];
  if (!last->has_index) {
    int is_length = parts + 1 == name->part_count && bry__name_is_word(&name->parts[parts], "length");
    return parts == name->part_count || is_length ? 0 : BRY__NOT_FOUND;
  }
  if (last->index < 0 || last->index != floor(last->index)) return BRY__NOT_FOUND;
  if (last->index >= container->container->group_count) return BRY__NOT_FOUND;
  if (parts == name->part_count) return 0;
  return find_cell(q, container, (int32_t)last->index, name, parts, out);
}

/* The row of that name, whatever its case: its place, or a negative result. */
static int32_t find_row(const bry__item *container, const char *name, size_t size) {
  int32_t found = BRY__NOT_FOUND;
  for (int32_t i = 0; i < container->container->group_count; i++) {
    int same = bry__name_same_key(container->container->groups[i].name, name, size);
    if (same == BRY__FAILED) return BRY__FAILED;
    if (same && found != BRY__NOT_FOUND) return BRY__AMBIGUOUS;
    if (same) found = i;
  }
  return found;
}

static int32_t resolve_row(const bry_questionnaire *q, const bry__item *container, const bry__expr_name *name,
                           size_t parts, bry__ref *out) {
  if (name->parts[parts - 1].has_index) return BRY__NOT_FOUND;
  if (parts == name->part_count) return 0;
  for (size_t last = parts; last <= bry__name_last_joinable(name, parts); last++) {
    int32_t row = find_row(container, name->parts[parts].text, bry__name_joined_size(name, parts, last));
    if (row == BRY__NOT_FOUND) continue;
    if (row < 0 || name->parts[last].has_index) return row < 0 ? row : BRY__NOT_FOUND;
    return last + 1 == name->part_count ? 0 : find_cell(q, container, row, name, last + 1, out);
  }
  return BRY__NOT_FOUND;
}

int32_t bry__scope_resolve_whole(const bry_questionnaire *q, int32_t place, const bry__expr_name *name, size_t parts,
                                 bry__ref *out) {
  const bry__item *container = &q->items[place];
  *out = (bry__ref){.kind = BRY__REF_ITEM, .place = place, .parts = parts};
  if (container->type == BRY__ITEM_PANELDYNAMIC) return resolve_panel(q, container, name, parts, out);
  return resolve_row(q, container, name, parts, out);
}

int bry__scope_is_own(const bry__item *container, const bry__expr_name *name) {
  if (container->type == BRY__ITEM_PANELDYNAMIC) return bry__name_is_member(&name->parts[0]);
  for (size_t last = 0; last <= bry__name_last_joinable(name, 0); last++) {
    int32_t row = find_row(container, name->parts[0].text, bry__name_joined_size(name, 0, last));
    if (row == BRY__FAILED) return BRY__FAILED;
    if (row != BRY__NOT_FOUND) return 1;
  }
  return 0;
}
