/* What the logic means for a row: nothing hidden may be answered, and what is computed is ours. How conditions are
 * evaluated is logic_run.c's. */
#include "form/logic_check.h"

#include "form/answers_group.h"
#include "form/logic_group.h"

#include <string.h>

static bry__logic_run *run_of(const bry__check *c) {
  return c->answers->logic;
}

static int32_t place_of(const bry__check *c) {
  return (int32_t)(c->item - c->answers->questionnaire->items);
}

void bry__logic_check_begin(bry__check *c) {
  if (!run_of(c)) return;
  if (c->from_slots) {
    bry__answers_count_panels(c);
    bry__logic_read_slots(c);
  }
  bry__logic_run_evaluate(run_of(c));
}

int bry__logic_is_required(const bry__check *c) {
  return run_of(c) ? run_of(c)->item_required[place_of(c)] : c->item->required;
}

int bry__logic_is_locked(const bry__check *c) {
  return run_of(c) && run_of(c)->item_locked[place_of(c)];
}

/* --- hidden --------------------------------------------------------------------------------------------------------- */

/* Whether something was sent, right or wrong. */
static int has_answer(const bry__check *c) {
  const bry__answers *a = c->answers;
  if (c->item->container) return bry__answers_has_cells(c, c->item);
  for (int32_t i = 0; i < c->item->closed_slots; i++) {
    int16_t code = a->closed[c->item->closed_slot + i];
    if (code >= 0 || code == BRY__CODE_WRONG) return 1;
  }
  for (int32_t i = 0; i < c->item->text_slots; i++) {
    if (a->texts[c->item->text_slot + i]) return 1;
  }
  return 0;
}

static void empty_slots(bry__check *c) {
  bry__answers *a = c->answers;
  int16_t why = bry__logic_group_lacks(a->logic, c->item) ? BRY__CODE_NOT_ASKED : BRY__CODE_HIDDEN;
  for (int32_t i = 0; i < c->item->closed_slots; i++) {
    a->closed[c->item->closed_slot + i] = why;
  }
  for (int32_t i = 0; i < c->item->text_slots; i++) {
    a->texts[c->item->text_slot + i] = NULL;
    a->sizes[c->item->text_slot + i] = 0;
  }
}

static int is_sent(bry__logic_run *run, const bry__js *value) {
  bry__js_run js = {.arena = &run->arena, .steps = BRY__CONDITION_STEPS_MAX};
  int sent = !bry__js_is_empty(&js, value);
  run->failed |= js.status == BRY_ENOMEM;
  return sent;
}

int bry__logic_check_hidden(bry__check *c) {
  bry__logic_run *run = run_of(c);
  int32_t place = place_of(c);
  if (!run || run->item_visible[place]) return 0;
  if (has_answer(c) || is_sent(run, &run->sent[place])) bry__check_fault(c, BRY__ANSWER_HIDDEN, NULL);
  empty_slots(c);
  return 1;
}

/* --- computed ------------------------------------------------------------------------------------------------------- */

/* What depends on the clock was another moment's in the browser. */
static int is_right(bry__logic_run *run, const bry__js *sent, const bry__js *computed, int is_clocked) {
  return !is_sent(run, sent) || is_clocked || bry__logic_run_same(run, sent, computed);
}

int bry__logic_check_computed(bry__check *c) {
  bry__logic_run *run = run_of(c);
  int32_t place = place_of(c), slot = c->item->text_slot;
  int is_bad = 0;
  if (c->item->type != BRY__ITEM_EXPRESSION) return 0;
  if (!run) return 1;
  const bry__js *value = &run->values[place];
  if (!is_right(run, &run->sent[place], value, run->questionnaire->logic->clocked_items[place])) {
    bry__check_fault(c, BRY__ANSWER_COMPUTED, NULL);
  }
  c->answers->texts[slot] = bry__logic_run_text(run, value, &c->answers->sizes[slot], &is_bad);
  if (is_bad) run->item_failed[place] = 1;
  return 1;
}

static void check_calcs(bry__check *c) {
  bry__logic_run *run = run_of(c);
  const bry__logic *logic = run->questionnaire->logic;
  const bry__js *sent = run->sent + run->questionnaire->item_count;
  for (int32_t i = 0; i < logic->calc_count; i++) {
    if (is_right(run, &sent[i], &run->calcs[i], logic->clocked_calcs[i])) continue;
    bry__check_key_fault(c, BRY__ANSWER_COMPUTED, logic->calcs[i].name);
  }
}

/* --- choices -------------------------------------------------------------------------------------------------------- */

static void check_rows(bry__check *c) {
  bry__logic_run *run = run_of(c);
  int16_t *slots = c->answers->closed + c->item->closed_slot;
  for (int32_t i = 0; i < c->item->part_count; i++) {
    int shown = bry__logic_run_shows_part(run, c->item, i);
    c->sub = c->item->parts[i].name;
    if (!shown && slots[i] > 0) bry__check_fault(c, BRY__ANSWER_ROW_HIDDEN, NULL);
    if (!shown) slots[i] = BRY__CODE_HIDDEN;
    if (slots[i] <= 0 || bry__logic_run_shows_value(run, c->item, slots[i] - 1)) continue;
    bry__check_fault(c, BRY__ANSWER_CHOICE_HIDDEN, NULL);
    slots[i] = BRY__CODE_WRONG;
  }
  c->sub = NULL;
}

/* Checkbox and ranking; without selectToRank, all that are shown must have a place. */
static void check_several(bry__check *c) {
  int16_t *slots = c->answers->closed + c->item->closed_slot;
  int is_whole = c->item->type == BRY__ITEM_RANKING && c->item->min_count == c->item->value_count;
  int is_incomplete = 0, is_hidden = 0, is_answered = 0;
  for (int32_t i = 0; i < c->item->closed_slots; i++) {
    if (slots[i] <= 0 && !is_whole) continue;
    int shown = bry__logic_run_shows_value(run_of(c), c->item, i);
    is_answered |= slots[i] > 0;
    is_hidden |= !shown && slots[i] > 0;
    is_incomplete |= shown && slots[i] == 0;
  }
  if (is_hidden) {
    bry__check_fault(c, BRY__ANSWER_CHOICE_HIDDEN, NULL);
  } else if (is_whole && is_answered && is_incomplete) {
    bry__check_fault(c, BRY__ANSWER_RANKING_INCOMPLETE, NULL);
  } else {
    return;
  }
  bry__check_spoil(c);
}

void bry__logic_check_choices(bry__check *c) {
  if (!run_of(c) || !c->item->choice_conditions) return;
  if (c->item->type == BRY__ITEM_MATRIX) {
    check_rows(c);
  } else if (c->item->closed_slots != 1 || c->item->type == BRY__ITEM_CHECKBOX ||
             c->item->type == BRY__ITEM_RANKING) {
    check_several(c);
  } else {
    int16_t *slot = &c->answers->closed[c->item->closed_slot];
    if (*slot <= 0 || bry__logic_run_shows_value(run_of(c), c->item, *slot - 1)) return;
    bry__check_fault(c, BRY__ANSWER_CHOICE_HIDDEN, NULL);
    *slot = BRY__CODE_WRONG;
  }
}

/* --- the rest ------------------------------------------------------------------------------------------------------- */

/* survey-core asks no validator of an item that lacks its required answer, or that is locked. */
static void check_demands(bry__check *c) {
  bry__logic_run *run = run_of(c);
  const bry__logic *logic = run->questionnaire->logic;
  for (int32_t i = 0; i < logic->demand_count; i++) {
    const bry__demand *demand = &logic->demands[i];
    int32_t item = demand->item;
    bry__check_item(c, &run->questionnaire->items[item]);
    if (!run->item_visible[item] || run->item_locked[item]) continue;
    if (run->item_required[item] && !has_answer(c)) continue;
    if (bry__logic_run_holds(run, demand->condition, NULL) || run->item_failed[item]) continue;
    c->own = &demand->text;
    bry__check_fault(c, BRY__ANSWER_DEMAND, NULL);
  }
}

static int is_within(const bry_questionnaire *q, const bry__item *item, int32_t frame) {
  for (int32_t f = item->frame; f != 0; f = q->frames[f - 1].parent) {
    if (f == frame) return 1;
  }
  return 0;
}

/* A page or panel that needs an answer: the finding goes to the first question that it shows. */
static void check_frame(bry__check *c, int32_t frame) {
  bry__logic_run *run = run_of(c);
  const bry_questionnaire *q = run->questionnaire;
  const bry__item *first = NULL;
  for (int32_t i = 0; i < q->item_count; i++) {
    if (!run->item_visible[i] || !is_within(q, &q->items[i], frame)) continue;
    bry__check_item(c, &q->items[i]);
    if (has_answer(c)) return;
    if (!first) first = &q->items[i];
  }
  if (!first) return;
  bry__check_item(c, first);
  c->own = &q->frames[frame - 1].required_text;
  bry__check_fault(c, BRY__ANSWER_FRAME_REQUIRED, NULL);
}

static void check_frames(bry__check *c) {
  bry__logic_run *run = run_of(c);
  for (int32_t i = 0; i < run->questionnaire->frame_count; i++) {
    if (run->frame_visible[i] && run->frame_required[i] && !run->frame_locked[i]) check_frame(c, i + 1);
  }
}

static void check_failures(bry__check *c) {
  bry__logic_run *run = run_of(c);
  const bry_questionnaire *q = run->questionnaire;
  for (int32_t i = 0; i < q->item_count; i++) {
    if (!run->item_failed[i]) continue;
    bry__check_item(c, &q->items[i]);
    bry__check_fault(c, BRY__ANSWER_EXPRESSION, NULL);
  }
  if (run->some_failed) bry__check_key_fault(c, BRY__ANSWER_EXPRESSION, NULL);
}

void bry__logic_check_end(bry__check *c) {
  if (!run_of(c)) return;
  check_demands(c);
  check_frames(c);
  check_calcs(c);
  check_failures(c);
  c->failed |= run_of(c)->failed;
}
