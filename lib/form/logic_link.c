/* What the names in expressions mean. Each is looked up once, when the questionnaire is parsed, in survey-core's order:
 * calculated values, then questions by the longest part of the name, whatever their case. A name that means nothing is
 * refused, where survey-core reads it as empty; and so is one that survey-core might take for something else. */
#include "form/parse.h"

#include "core/mem.h"
#include "expr/zone.h"
#include "form/index.h"
#include "form/logic.h"
#include "form/logic_name.h"

#include <string.h>
#include <strings.h>

/* --- words ----------------------------------------------------------------------------------------------------------- */

/* What survey-core answers itself, or finds near the question, before it looks for a question of that name. */
static int is_reserved(const bry__expr_part *part) {
  static const char *const words[] = {"self",
                                      "parent",
                                      "panel",
                                      "survey",
                                      "matrix",
                                      "composite",
                                      "item",
                                      "choice",
                                      "column",
                                      "row",
                                      "prevRow",
                                      "nextRow",
                                      "totalRow",
                                      "rowIndex",
                                      "visibleRowIndex",
                                      "rowValue",
                                      "rowName",
                                      "rowTitle",
                                      "rowCount",
                                      "panelIndex",
                                      "parentPanel",
                                      "prevPanel",
                                      "nextPanel",
                                      "visiblePanelIndex",
                                      "pageNo",
                                      "pageCount",
                                      "locale",
                                      "questionCount",
                                      "correctAnswers",
                                      "correctedAnswers",
                                      "correctedAnswerCount",
                                      "incorrectAnswers",
                                      "incorrectedAnswers",
                                      "incorrectedAnswerCount"};
  return bry__name_is_one_of(part, words, sizeof words / sizeof words[0]);
}

static int is_choice(const bry__condition *condition, const bry__expr_name *name) {
  static const char *const choices[] = {"item", "choice", "self"}, *const rows[] = {"item", "rowName", "rowValue"};
  if (!condition->on_choices || name->part_count != 1) return 0;
  return bry__name_is_one_of(name->parts, condition->on_rows ? rows : choices, 3);
}

/* The answer to the very question that the condition is of. */
static int is_self(const bry__condition *condition, const bry__expr_name *name) {
  const bry__expr_part *part = &name->parts[0];
  return condition->item != -1 && name->part_count == 1 && !part->has_index && part->size == 4 &&
         memcmp(part->text, "self", 4) == 0;
}

/* In a panel that repeats, survey-core takes {self} for the answer to all panels while the question is unanswered, if its
 * answer is an object: it looks for the name further out. */
static int self_is_ambiguous(const bry__item *item) {
  return item->owner != -1 && item->part_count > 0;
}

/* --- finding -------------------------------------------------------------------------------------------------------- */

static const char *calc_name(const bry_questionnaire *q, int32_t place) {
  return q->logic->calcs[place].name;
}

/* Cells are found through their container. */
static const char *item_name(const bry_questionnaire *q, int32_t place) {
  return q->items[place].owner == -1 ? q->items[place].name : NULL;
}

/* The only one of that name whatever the case. */
static int32_t find_loosely(const bry_questionnaire *q, const char *(*name_of)(const bry_questionnaire *, int32_t),
                            int32_t count, const char *name, size_t size) {
  int32_t found = BRY__NOT_FOUND;
  for (int32_t i = 0; i < count; i++) {
    const char *own = name_of(q, i);
    int same = own ? bry__name_same_key(own, name, size) : 0;
    if (same == BRY__FAILED) return BRY__FAILED;
    if (same && found != BRY__NOT_FOUND) return BRY__AMBIGUOUS;
    if (same) found = i;
  }
  return found;
}

static int32_t find_calc(const bry_questionnaire *q, const char *name, size_t size) {
  int32_t place = bry__logic_calc_find(q->logic, name, size);
  return place != -1 ? place : find_loosely(q, calc_name, q->logic->calc_count, name, size);
}

static int32_t find_item(const bry_questionnaire *q, const char *name, size_t size) {
  int32_t place = bry__item_find(q, name, size);
  return place != -1 && item_name(q, place) ? place : find_loosely(q, item_name, q->item_count, name, size);
}

/* The longest beginning of the name that one of the kind has; its place, or one of the negative results. */
static int32_t find_longest(const bry_questionnaire *q,
                            int32_t (*find)(const bry_questionnaire *, const char *, size_t),
                            const bry__expr_name *name, size_t *parts) {
  for (size_t last = bry__name_last_joinable(name, 0) + 1; last-- > 0;) {
    int32_t place = find(q, name->parts[0].text, bry__name_joined_size(name, 0, last));
    *parts = last + 1;
    if (place != BRY__NOT_FOUND) return place;
  }
  return BRY__NOT_FOUND;
}

/* --- what is behind the question's name ----------------------------------------------------------------------------- */

/* survey-core looks into the question's own answer first. */
static int is_own_member(const bry__item *item, const bry__expr_name *name) {
  if (bry__name_is_member(&name->parts[0])) return 1;
  for (size_t last = 0; last <= bry__name_last_joinable(name, 0); last++) {
    int found = bry__name_has_part(item, name->parts[0].text, bry__name_joined_size(name, 0, last));
    if (found) return found;
  }
  return 0;
}

/* --- one name ------------------------------------------------------------------------------------------------------- */

static void name_fault(bry__parse *p, const bry__condition *condition, bry__author_fault fault, const char *detail) {
  if (condition->container != -1 && condition->group > 0) return; /* told of the first row or panel */
  bry__parse_leave(p, 0);
  bry__buffer_text(&p->pointer, condition->pointer);
  p->item = condition->item == -1 ? NULL : p->q->items[condition->item].name;
  bry__parse_fault(p, fault, detail);
  p->item = NULL;
  bry__parse_leave(p, 0);
}

static void unknown_fault(bry__parse *p, const bry__condition *condition, bry__author_fault fault,
                          const char *detail) {
  name_fault(p, condition, condition->is_pipe ? BRY__FAULT_PIPING : fault, detail);
}

/* What follows the key in a pointer that begins with `column`: NULL when another key stands there. */
static const char *behind_key(const char *column, const char *key) {
  size_t size = strlen(key);
  return strncmp(column, key, size) == 0 && (column[size] == '\0' || column[size] == '/') ? column + size : NULL;
}

/* Where survey-core fails over what a row calls its own: a column's title stands above all rows, and is shown with its
 * braces; and {item} in the label of a choice is that choice, of which the label is asked again without end. */
static int is_out_of_row(const bry_questionnaire *q, const bry__condition *condition, const bry__expr_name *name) {
  static const char *const labels[] = {"choices", "otherText", "noneText", "refuseText", "dontKnowText"};
  const bry__item *matrix = &q->items[condition->container];
  if (matrix->type != BRY__ITEM_MATRIXDROPDOWN) return 0;
  const char *column = condition->pointer + strlen(matrix->pointer) + 1;
  int is_column = strncmp(column, "columns/", 8) == 0;
  if (is_column) column = strchr(column + 8, '/') + 1;
  if (is_column && behind_key(column, "title")) return 1;
  for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
    if (behind_key(column, labels[i])) return bry__name_is_word(&name->parts[0], "item");
  }
  return 0;
}

static int find_comment(const bry_questionnaire *q, const bry__expr_name *name, bry__ref *out) {
  bry__field field;
  if (!bry__field_find(q, name->text, &field) || !field.comment || q->items[field.item].owner != -1) return 0;
  *out = (bry__ref){.kind = BRY__REF_COMMENT, .place = field.item, .parts = name->part_count};
  return 1;
}

/* 1 when survey-core looks for the name in something near, before it does so among the questions. */
static int is_taken(const bry_questionnaire *q, const bry__condition *condition, const bry__expr_name *name) {
  const bry__item *item = condition->item == -1 ? NULL : &q->items[condition->item];
  int own = item ? is_own_member(item, name) : 0;
  if (!own && item && item->container) own = bry__scope_is_own(item, name);
  if (!own && condition->container != -1) own = bry__scope_is_own(&q->items[condition->container], name);
  return own;
}

/* Among calculated values and questions. */
static int32_t resolve_in_survey(const bry_questionnaire *q, const bry__expr_name *name, bry__ref *out) {
  size_t parts = 0;
  int32_t place = find_longest(q, find_calc, name, &parts);
  *out = (bry__ref){.kind = BRY__REF_CALC, .place = place, .parts = parts};
  if (place != BRY__NOT_FOUND) return place;
  place = find_longest(q, find_item, name, &parts);
  *out = (bry__ref){.kind = BRY__REF_ITEM, .place = place, .parts = parts};
  if (place < 0) return place == BRY__NOT_FOUND && find_comment(q, name, out) ? 0 : place;
  if (q->items[place].container) return bry__scope_resolve_whole(q, place, name, parts, out);
  int good = bry__name_is_good_rest(&q->items[place], name, parts);
  if (good == BRY__FAILED) return BRY__FAILED;
  return good ? place : BRY__NOT_FOUND;
}

/* BRY__NOT_FOUND, BRY__AMBIGUOUS or BRY__FAILED when it can't be told; else *out is what it means. */
static int32_t resolve(const bry_questionnaire *q, const bry__condition *condition, const bry__expr_name *name,
                       bry__ref *out) {
  if (name->is_property || name->part_count == 0) return BRY__NOT_FOUND;
  if (is_choice(condition, name)) {
    *out = (bry__ref){.kind = BRY__REF_CHOICE, .place = -1, .parts = 1};
    return 0;
  }
  if (is_self(condition, name)) {
    if (self_is_ambiguous(&q->items[condition->item])) return BRY__AMBIGUOUS;
    *out = (bry__ref){.kind = BRY__REF_ITEM, .place = condition->item, .parts = 1, .is_near = 1};
    return 0;
  }
  int32_t near = bry__scope_resolve(q, condition, name, out);
  out->is_near = near == 0;
  if (near != BRY__NOT_FOUND) return near;
  if (is_reserved(&name->parts[0])) return BRY__NOT_FOUND;
  int taken = is_taken(q, condition, name);
  if (taken) return taken == BRY__FAILED ? BRY__FAILED : BRY__AMBIGUOUS;
  return resolve_in_survey(q, name, out);
}

/* Whether a condition of sumInArray() and its kin may find the name in the rows or panels that it goes through. */
static int is_of_items(const bry_questionnaire *q, const bry__condition *condition, const bry__expr_name *name) {
  bry__ref ref;
  if (!bry__expr_has_filters(condition->expr) || name->part_count == 0) return 0;
  for (int32_t i = 0; i < q->item_count; i++) {
    if (q->items[i].container && bry__scope_find(q, &q->items[i], 0, name, 0, &ref) == 0) return 1;
  }
  return 0;
}

/* What reads a whole matrix reads its cells. */
static void mark_read(bry_questionnaire *q, int32_t place) {
  const bry__container *c = q->items[place].container;
  q->items[place].is_read = 1;
  for (int32_t i = 0; c && i < c->group_count * c->element_count; i++) {
    q->items[c->groups[0].first + i].is_read = 1;
  }
}

static void link_name(bry__parse *p, const bry__condition *condition, const bry__expr_name *name, bry__ref *ref) {
  int32_t found = resolve(p->q, condition, name, ref);
  if (found == BRY__FAILED) {
    p->failed = 1;
  } else if (found == BRY__AMBIGUOUS) {
    unknown_fault(p, condition, BRY__FAULT_EXPRESSION_AMBIGUOUS, name->text);
  } else if (found == BRY__NOT_FOUND && !name->json && !is_of_items(p->q, condition, name)) {
    unknown_fault(p, condition, BRY__FAULT_EXPRESSION_NAME, name->text);
  } else if (found == BRY__NOT_FOUND) { /* an object written out in the expression, or a column of an array */
    *ref = (bry__ref){.kind = BRY__REF_NONE, .place = -1};
  } else if (condition->is_pipe && ref->is_near && is_out_of_row(p->q, condition, name)) {
    name_fault(p, condition, BRY__FAULT_PIPING_ROW, NULL);
  } else if (ref->kind == BRY__REF_ITEM || ref->kind == BRY__REF_COMMENT) {
    if (!condition->is_idle || condition->is_pipe) mark_read(p->q, ref->place);
  }
}

static void link_condition(bry__parse *p, bry__condition *condition) {
  size_t count = bry__expr_name_count(condition->expr);
  condition->refs = bry__parse_alloc(p, count, sizeof *condition->refs);
  for (size_t i = 0; i < count && !p->failed; i++) {
    link_name(p, condition, bry__expr_name_at(condition->expr, i), &condition->refs[i]);
  }
}

/* --- all of them ---------------------------------------------------------------------------------------------------- */

static void calc_fault(bry__parse *p, const bry__calc *calc) {
  bry__parse_leave(p, 0);
  bry__buffer_text(&p->pointer, calc->pointer);
  bry__parse_fault_at(p, "name", BRY__FAULT_NAME_DUPLICATE, NULL);
  bry__parse_leave(p, 0);
}

static void check_calcs(bry__parse *p) {
  const bry__logic *logic = p->q->logic;
  for (int32_t i = 0; i < logic->calc_count && !p->failed; i++) {
    const char *name = logic->calcs[i].name;
    size_t size = strlen(name);
    int32_t item = find_loosely(p->q, item_name, p->q->item_count, name, size);
    int32_t calc = find_loosely(p->q, calc_name, logic->calc_count, name, size);
    if (item == BRY__FAILED || calc == BRY__FAILED) p->failed = 1;
    if (item != BRY__NOT_FOUND || calc != i) calc_fault(p, &logic->calcs[i]);
  }
}

/* In a locked panel survey-core would stop computing. */
static void check_locks(bry__parse *p) {
  const bry_questionnaire *q = p->q;
  for (int32_t i = 0; i < q->item_count; i++) {
    int locked = 0;
    for (int32_t f = q->items[i].frame; f != 0; f = q->frames[f - 1].parent) {
      locked |= q->frames[f - 1].enable_if != 0;
    }
    if (!locked || q->items[i].type != BRY__ITEM_EXPRESSION) continue;
    bry__buffer_text(&p->pointer, q->items[i].pointer);
    p->item = q->items[i].name;
    bry__parse_fault(p, BRY__FAULT_PROPERTY_MISPLACED, "enableIf");
    p->item = NULL;
    bry__parse_leave(p, 0);
  }
}

/* The same name means the same in all texts of a row or panel, and in all those outside. */
static void index_pipes(bry__parse *p) {
  bry__logic *logic = p->q->logic;
  if (p->pipe_count == 0) return;
  logic->pipes = bry__parse_alloc(p, (size_t)p->pipe_count, sizeof *logic->pipes);
  for (int32_t i = 0; i < logic->condition_count && !p->failed; i++) {
    const bry__condition *condition = &logic->conditions[i];
    if (!condition->is_pipe) continue;
    const bry__expr_name *name = bry__expr_name_at(condition->expr, 0);
    bry__scope scope = {condition->container, condition->container == -1 ? 0 : condition->group};
    logic->pipes[logic->pipe_count++] = (bry__pipe_name){scope, name->text, name->size, i};
  }
  if (!p->failed) bry__logic_sort_pipes(logic);
}

/* What only the form evaluates has been checked, and is of no more use. */
static int is_only_idle(const bry_questionnaire *q) {
  const bry__logic *logic = q->logic;
  for (int32_t i = 0; i < q->frame_count; i++) {
    if (q->frames[i].required) return 0;
  }
  for (int32_t i = 0; i < logic->condition_count; i++) {
    if (!logic->conditions[i].is_idle || logic->conditions[i].is_pipe) return 0;
  }
  for (int32_t i = 0; i < q->item_count; i++) {
    if (q->items[i].container) return 0;
  }
  return logic->calc_count == 0;
}

static void load_zone(bry__parse *p) {
  bry__logic *logic = p->q->logic;
  for (int32_t i = 0; i < logic->condition_count; i++) {
    const bry__condition *condition = &logic->conditions[i];
    logic->needs_clock |= !condition->is_idle && bry__expr_needs_clock(condition->expr);
  }
  if (!logic->needs_clock || p->failed) return;
  bry_status status = bry__zone_load("Europe/Oslo", &logic->zone, NULL);
  if (status == BRY_ENOMEM) p->failed = 1;
  if (status != BRY_OK && status != BRY_ENOMEM) bry__parse_fault(p, BRY__FAULT_ZONE, NULL);
}

void bry__parse_link(bry__parse *p) {
  bry__logic *logic = p->q->logic;
  check_calcs(p);
  for (int32_t i = 0; i < logic->condition_count && !p->failed; i++) {
    if (bry_findings_count(p->findings) >= BRY__FINDINGS_MAX) return;
    link_condition(p, &logic->conditions[i]);
  }
  check_locks(p);
  if (p->failed || bry_findings_count(p->findings) > 0) return;
  if (is_only_idle(p->q)) {
    bry__logic_free(logic);
    p->q->logic = NULL;
    return;
  }
  index_pipes(p);
  if (p->pipe_count > 0 && !p->failed) bry__parse_listed(p);
  load_zone(p);
  bry__parse_order(p);
}
