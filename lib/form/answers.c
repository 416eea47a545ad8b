/* A row of answers: its memory, and what only the whole row shows. Single values are checked in check.c. */
#include "form/answers.h"

#include "core/mem.h"
#include "form/answers_group.h"
#include "form/check.h"
#include "form/logic_check.h"

#include <bry/questionnaire.h>

/* --- memory --------------------------------------------------------------------------------------------------------- */

bry_status bry__answers_init(bry__answers *answers, const bry_questionnaire *q, bry_error **err) {
  *answers = (bry__answers){.questionnaire = q};
  answers->closed = bry__alloc_zero((size_t)q->closed_slot_count, sizeof *answers->closed);
  answers->texts = bry__alloc_zero((size_t)q->text_slot_count, sizeof *answers->texts);
  answers->sizes = bry__alloc_zero((size_t)q->text_slot_count, sizeof *answers->sizes);
  if (q->logic) answers->logic = bry__logic_run_new(q);
  if (answers->closed && answers->texts && answers->sizes && (answers->logic || !q->logic)) return BRY_OK;
  bry__answers_clear(answers);
  return bry__enomem(err);
}

void bry__answers_clear(bry__answers *answers) {
  bry__free(answers->closed);
  bry__free(answers->texts);
  bry__free(answers->sizes);
  bry__free(answers->arena);
  bry__free(answers->piped);
  bry__logic_run_free(answers->logic);
  *answers = (bry__answers){0};
}

enum { NUMBER_BYTES = 33 }; /* a printed number and its NUL, in each slot at worst */

int bry__check_begin(bry__check *c, bry__answers *answers, bry_findings *findings, size_t bytes) {
  const bry_questionnaire *q = answers->questionnaire;
  *c = (bry__check){.answers = answers, .findings = findings, .element = -1};
  void *arena = answers->arena;
  size_t need = bytes + (size_t)q->text_slot_count * NUMBER_BYTES;
  if (bry__grow(&arena, &answers->arena_capacity, need, 1) != 0) return -1;
  answers->arena = arena;
  if (answers->logic) bry__logic_run_begin(answers->logic);
  answers->arena_size = 0;
  answers->piped_count = 0;
  answers->answered = 0;
  for (int32_t i = 0; i < q->closed_slot_count; i++) {
    answers->closed[i] = BRY__CODE_SKIPPED;
  }
  for (int32_t i = 0; i < q->text_slot_count; i++) {
    answers->texts[i] = NULL;
    answers->sizes[i] = 0;
  }
  return 0;
}

/* --- the whole row -------------------------------------------------------------------------------------------------- */

typedef enum state { EMPTY, WRONG, ANSWERED } state;

static state closed_state(const bry__answers *a, const bry__item *item) {
  state found = EMPTY;
  for (int32_t i = item->closed_slot; i < item->closed_slot + item->closed_slots; i++) {
    if (a->closed[i] >= 0) return ANSWERED;
    if (a->closed[i] == BRY__CODE_WRONG) found = WRONG;
  }
  return found;
}

static state text_state(const bry__answers *a, const bry__item *item) {
  state found = EMPTY;
  for (int32_t i = item->text_slot; i < item->text_slot + item->text_slots; i++) {
    if (a->texts[i] && a->texts[i] != bry__text_wrong) return ANSWERED;
    if (a->texts[i]) found = WRONG;
  }
  return found;
}

/* Rows of a matrix and fields of a multipletext that must be answered, each by itself. */
static void check_parts(bry__check *c) {
  const bry__item *item = c->item;
  int is_matrix = item->type == BRY__ITEM_MATRIX;
  for (int32_t i = 0; i < item->part_count; i++) {
    c->sub = item->parts[i].name;
    if (is_matrix && item->all_rows_required && c->answers->closed[item->closed_slot + i] == BRY__CODE_SKIPPED) {
      bry__check_fault(c, BRY__ANSWER_ROW_REQUIRED, NULL);
    } else if (!is_matrix && item->parts[i].required && !c->answers->texts[item->text_slot + i]) {
      bry__check_fault(c, BRY__ANSWER_PART_REQUIRED, NULL);
    }
  }
  c->sub = NULL;
}

static void check_empty(bry__check *c) {
  if (bry__logic_is_required(c)) {
    bry__check_fault(c, BRY__ANSWER_REQUIRED, NULL);
  } else if (c->item->min_selected > 0) { /* survey-core: none at all is fewer than enough */
    c->measured = 0;
    bry__check_limit_fault(c, BRY__ANSWER_COUNT_MIN, c->item->min_selected);
  }
}

static int chose_other(const bry__check *c) {
  const bry__item *item = c->item;
  int several = item->type == BRY__ITEM_CHECKBOX;
  int16_t code = c->answers->closed[item->closed_slot + (several ? item->value_count - 1 : 0)];
  return code == (several ? 1 : item->value_count);
}

/* "Other" and its comment come together or not at all. */
static void check_other(bry__check *c, state choice) {
  const char **text = &c->answers->texts[c->item->text_slot];
  int chosen = chose_other(c);
  if (choice == WRONG) {
    *text = bry__text_wrong;
    c->faulty = 1;
    return;
  }
  c->is_comment = 1;
  if (chosen && !*text) {
    bry__check_fault(c, BRY__ANSWER_OTHER_COMMENT, NULL);
  } else if (!chosen && *text && *text != bry__text_wrong) {
    *text = bry__text_wrong;
    bry__check_fault(c, BRY__ANSWER_OTHER_UNCHOSEN, NULL);
  }
}

static void end_item(bry__check *c, const bry__item *item) {
  bry__check_item(c, item);
  if (item->container) {
    bry__answers_end_groups(c);
    return;
  }
  if (bry__logic_check_hidden(c) || bry__logic_check_computed(c)) return;
  bry__logic_check_choices(c);
  state found = item->closed_slots > 0 ? closed_state(c->answers, item) : text_state(c->answers, item);
  int locked = bry__logic_is_locked(c); /* who can't answer need not */
  if (found == EMPTY && !locked) check_empty(c);
  if (item->part_count > 0 && !locked) check_parts(c);
  if (item->has_other) check_other(c, found);
  c->answers->answered += found == ANSWERED;
}

/* What was wrong is left empty. */
static void drop_wrong(bry__answers *a) {
  for (int32_t i = 0; i < a->questionnaire->closed_slot_count; i++) {
    if (a->closed[i] == BRY__CODE_WRONG) a->closed[i] = BRY__CODE_SKIPPED;
  }
  for (int32_t i = 0; i < a->questionnaire->text_slot_count; i++) {
    if (a->texts[i] != bry__text_wrong) continue;
    a->texts[i] = NULL;
    a->sizes[i] = 0;
  }
}

bry_status bry__check_end(bry__check *c, bry_error **err) {
  const bry_questionnaire *q = c->answers->questionnaire;
  bry__logic_check_begin(c);
  for (int32_t i = 0; i < q->item_count; i++) {
    end_item(c, &q->items[i]);
  }
  bry__logic_check_end(c);
  bry__check_fill_in(c);
  if (c->faulty) drop_wrong(c->answers);
  return c->failed ? bry__enomem(err) : BRY_OK;
}

int bry__answers_refuse_empty(const bry__answers *answers, bry_findings *findings) {
  if (answers->answered > 0 || bry_findings_count(findings) > 0) return 0;
  return bry__answer_finding(findings, BRY__ANSWER_EMPTY, NULL, "", NULL, NULL, NULL);
}

/* --- the public check ----------------------------------------------------------------------------------------------- */

bry_status bry_answers_check(const bry_questionnaire *questionnaire, const char *json, size_t size,
                             bry_findings **out, bry_error **err) {
  bry__answers answers = {0};
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!questionnaire || !json || !out) {
    return bry__error(err, BRY_EINVAL, "give a questionnaire, the answers as JSON and a place for the findings");
  }
  bry_findings *findings = bry__findings_new();
  if (!findings) return bry__enomem(err);
  bry_status status = bry__answers_init(&answers, questionnaire, err);
  if (status == BRY_OK) status = bry__answers_from_json(&answers, json, size, findings, err);
  bry__answers_clear(&answers);
  if (status == BRY_OK) {
    *out = findings;
  } else {
    bry_findings_free(findings);
  }
  return status;
}
