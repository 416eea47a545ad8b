/* What the names in expressions mean. Each is looked up once, when the questionnaire is parsed, in survey-core's order:
 * calculated values, then questions by the longest part of the name, whatever their case. A name that means nothing is
 * refused, where survey-core reads it as empty; and so is one that survey-core might take for something else. */
#include "form/parse.h"

#include "core/mem.h"
#include "expr/zone.h"
#include "form/logic.h"

#include <string.h>
#include <strings.h>

/* --- words and parts ------------------------------------------------------------------------------------------------ */

static int is_word(const bry__expr_part *part, const char *word) {
  return part->size == strlen(word) && strncasecmp(part->text, word, part->size) == 0;
}

static int is_one_of(const bry__expr_part *part, const char *const *words, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (is_word(part, words[i])) return 1;
  }
  return 0;
}

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
  return is_one_of(part, words, sizeof words / sizeof words[0]);
}

static int is_choice(const bry__expr_name *name) {
  static const char *const words[] = {"item", "choice", "self"};
  return name->part_count == 1 && is_one_of(name->parts, words, sizeof words / sizeof words[0]);
}

/* What an array or a text has of its own. */
static int is_member(const bry__expr_part *part) {
  if (is_word(part, "length")) return 1;
  for (size_t i = 0; i < part->size; i++) {
    if (part->text[i] < '0' || part->text[i] > '9') return 0;
  }
  return part->size > 0;
}

/* Parts from `first` to `last`, which lie behind one another. */
static size_t joined_size(const bry__expr_name *name, size_t first, size_t last) {
  const bry__expr_part *to = &name->parts[last];
  return (size_t)(to->text + to->size - name->parts[first].text);
}

/* The last part that may belong to one key with part 0: no index stands in between. */
static size_t last_joinable(const bry__expr_name *name) {
  size_t last = 0;
  while (last + 1 < name->part_count && !name->parts[last].has_index) {
    last++;
  }
  return last;
}

/* --- finding -------------------------------------------------------------------------------------------------------- */

enum { NOT_FOUND = -1, AMBIGUOUS = -2, FAILED = -3 };

static int same_key(const char *key, const char *name, size_t size) {
  bry__arena arena = {0};
  bry__js_run run = {.arena = &arena, .steps = BRY__EXPR_STEPS_MAX};
  int same = bry__js_is_key(&run, key, strlen(key), name, size);
  bry__arena_free(&arena);
  return run.status == BRY_ENOMEM ? FAILED : same;
}

static const char *calc_name(const bry_questionnaire *q, int32_t place) {
  return q->logic->calcs[place].name;
}

static const char *item_name(const bry_questionnaire *q, int32_t place) {
  return q->items[place].name;
}

/* The only one of that name whatever the case. */
static int32_t find_loosely(const bry_questionnaire *q, const char *(*name_of)(const bry_questionnaire *, int32_t),
                            int32_t count, const char *name, size_t size) {
  int32_t found = NOT_FOUND;
  for (int32_t i = 0; i < count; i++) {
    int same = same_key(name_of(q, i), name, size);
    if (same == FAILED) return FAILED;
    if (same && found != NOT_FOUND) return AMBIGUOUS;
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
  return place != -1 ? place : find_loosely(q, item_name, q->item_count, name, size);
}

/* The longest beginning of the name that one of the kind has; its place, or one of the negative results. */
static int32_t find_longest(const bry_questionnaire *q,
                            int32_t (*find)(const bry_questionnaire *, const char *, size_t),
                            const bry__expr_name *name, size_t *parts) {
  for (size_t last = last_joinable(name) + 1; last-- > 0;) {
    int32_t place = find(q, name->parts[0].text, joined_size(name, 0, last));
    *parts = last + 1;
    if (place != NOT_FOUND) return place;
  }
  return NOT_FOUND;
}

/* --- what is behind the question's name ----------------------------------------------------------------------------- */

static int has_part(const bry__item *item, const char *name, size_t size) {
  for (int32_t i = 0; i < item->part_count; i++) {
    int same = item->type == BRY__ITEM_MATRIX
                   ? same_key(item->parts[i].name, name, size)
                   : strlen(item->parts[i].name) == size && memcmp(item->parts[i].name, name, size) == 0;
    if (same) return same;
  }
  return 0;
}

/* 1 when the rest of the name can be found in an answer to the item. */
static int is_good_rest(const bry__item *item, const bry__expr_name *name, size_t parts) {
  if (parts == name->part_count || item->type == BRY__ITEM_EXPRESSION) return 1;
  size_t size = joined_size(name, parts, name->part_count - 1);
  if (item->part_count > 0) return has_part(item, name->parts[parts].text, size);
  return parts + 1 == name->part_count && is_word(&name->parts[parts], "length");
}

/* survey-core looks into the question's own answer first. */
static int is_own_member(const bry__item *item, const bry__expr_name *name) {
  if (is_member(&name->parts[0])) return 1;
  for (size_t last = 0; last <= last_joinable(name); last++) {
    int found = has_part(item, name->parts[0].text, joined_size(name, 0, last));
    if (found) return found;
  }
  return 0;
}

/* --- one name ------------------------------------------------------------------------------------------------------- */

static void name_fault(bry__parse *p, const bry__condition *condition, bry__author_fault fault, const char *detail) {
  bry__parse_leave(p, 0);
  bry__buffer_text(&p->pointer, condition->pointer);
  p->item = condition->item == -1 ? NULL : p->q->items[condition->item].name;
  bry__parse_fault(p, condition->is_pipe ? BRY__FAULT_PIPING : fault, detail);
  p->item = NULL;
  bry__parse_leave(p, 0);
}

static int find_comment(const bry_questionnaire *q, const bry__expr_name *name, bry__ref *out) {
  bry__field field;
  if (!bry__field_find(q, name->text, &field) || !field.comment) return 0;
  *out = (bry__ref){BRY__REF_COMMENT, field.item, name->part_count};
  return 1;
}

/* NOT_FOUND, AMBIGUOUS or FAILED when it can't be told; else *out is what it means. */
static int32_t resolve(const bry_questionnaire *q, const bry__condition *condition, const bry__expr_name *name,
                       bry__ref *out) {
  size_t parts = 0;
  if (name->is_property || name->part_count == 0) return NOT_FOUND;
  if (condition->on_choices && is_choice(name)) {
    *out = (bry__ref){BRY__REF_CHOICE, -1, 1};
    return 0;
  }
  if (is_reserved(&name->parts[0])) return NOT_FOUND;
  if (condition->item != -1) {
    int own = is_own_member(&q->items[condition->item], name);
    if (own) return own == FAILED ? FAILED : AMBIGUOUS;
  }
  int32_t place = find_longest(q, find_calc, name, &parts);
  *out = (bry__ref){BRY__REF_CALC, place, parts};
  if (place != NOT_FOUND) return place;
  place = find_longest(q, find_item, name, &parts);
  *out = (bry__ref){BRY__REF_ITEM, place, parts};
  if (place < 0) return place == NOT_FOUND && find_comment(q, name, out) ? 0 : place;
  int good = is_good_rest(&q->items[place], name, parts);
  if (good == FAILED) return FAILED;
  return good ? place : NOT_FOUND;
}

static void link_name(bry__parse *p, const bry__condition *condition, const bry__expr_name *name, bry__ref *ref) {
  int32_t found = resolve(p->q, condition, name, ref);
  if (found == FAILED) {
    p->failed = 1;
  } else if (found == AMBIGUOUS) {
    name_fault(p, condition, BRY__FAULT_EXPRESSION_AMBIGUOUS, name->text);
  } else if (found == NOT_FOUND && !name->json) {
    name_fault(p, condition, BRY__FAULT_EXPRESSION_NAME, name->text);
  } else if (found == NOT_FOUND) { /* an object written out in the expression */
    *ref = (bry__ref){BRY__REF_NONE, -1, 0};
  } else if (ref->kind == BRY__REF_ITEM || ref->kind == BRY__REF_COMMENT) {
    p->q->items[ref->place].is_read |= !condition->is_idle;
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
    if (item == FAILED || calc == FAILED) p->failed = 1;
    if (item != NOT_FOUND || calc != i) calc_fault(p, &logic->calcs[i]);
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

/* What only the form evaluates has been checked, and is of no more use. */
static int is_only_idle(const bry_questionnaire *q) {
  const bry__logic *logic = q->logic;
  for (int32_t i = 0; i < q->frame_count; i++) {
    if (q->frames[i].required) return 0;
  }
  for (int32_t i = 0; i < logic->condition_count; i++) {
    if (!logic->conditions[i].is_idle) return 0;
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
  load_zone(p);
  bry__parse_order(p);
}
