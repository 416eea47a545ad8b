/* Evaluates a questionnaire's conditions over one row of answers. What follows for the row is logic_check.c's. */
#include "form/logic_run.h"

#include "core/clock.h"
#include "core/mem.h"
#include "core/number.h"
#include "core/utf8.h"
#include "form/index.h"
#include "form/logic_group.h"

#include <json-c/json.h>
#include <math.h>
#include <string.h>

enum { TEXT_BYTES_MAX = 100000 }; /* of a computed value */

/* --- memory --------------------------------------------------------------------------------------------------------- */

/* Values, comments, sent ones, calculated ones. */
static size_t value_count(const bry_questionnaire *q) {
  return (size_t)q->item_count * 3 + (size_t)q->logic->calc_count * 2;
}

static void drop_built(bry__logic_run *run) {
  for (int32_t i = 0; i < run->questionnaire->item_count; i++) {
    json_object_put(run->built[i]);
    run->built[i] = NULL;
  }
}

bry__logic_run *bry__logic_run_new(const bry_questionnaire *q) {
  size_t items = (size_t)q->item_count, frames = (size_t)q->frame_count;
  bry__logic_run *run = bry__alloc_zero(1, sizeof *run);
  if (!run) return NULL;
  run->questionnaire = q;
  run->built = bry__alloc_zero(items, sizeof *run->built);
  run->values = bry__alloc_zero(value_count(q), sizeof *run->values);
  run->panel_counts = bry__alloc_zero(items, sizeof *run->panel_counts);
  run->frame_visible = bry__alloc_zero(frames * 4 + items * 4, 1);
  if (!run->values || !run->frame_visible || !run->built || !run->panel_counts) {
    bry__logic_run_free(run);
    return NULL;
  }
  run->comments = run->values + items;
  run->calcs = run->comments + items;
  run->sent = run->calcs + q->logic->calc_count;
  run->frame_locked = run->frame_visible + frames;
  run->frame_required = run->frame_locked + frames;
  run->row_hidden = run->frame_required + frames;
  run->item_visible = run->row_hidden + frames;
  run->item_locked = run->item_visible + items;
  run->item_required = run->item_locked + items;
  run->item_failed = run->item_required + items;
  return run;
}

void bry__logic_run_free(bry__logic_run *run) {
  if (!run) return;
  if (run->built) drop_built(run);
  bry__free(run->built);
  bry__free(run->panel_counts);
  bry__free(run->values);
  bry__free(run->frame_visible);
  bry__arena_free(&run->arena);
  bry__buffer_free(&run->text);
  bry__free(run);
}

void bry__logic_run_begin(bry__logic_run *run) {
  size_t items = (size_t)run->questionnaire->item_count, frames = (size_t)run->questionnaire->frame_count;
  bry__arena_reset(&run->arena);
  memset(run->values, 0, value_count(run->questionnaire) * sizeof *run->values);
  drop_built(run);
  memset(run->frame_visible, 1, frames);
  memset(run->frame_locked, 0, frames * 3);
  memset(run->item_visible, 1, items);
  memset(run->item_locked, 0, items * 3);
  for (size_t i = 0; i < items; i++) {
    const bry__item *item = &run->questionnaire->items[i];
    if (item->container) run->panel_counts[i] = bry__logic_group_count(item, 0);
  }
  run->some_failed = 0;
  run->failed = 0;
}

/* --- names ---------------------------------------------------------------------------------------------------------- */

/* Names in the conditions of sumInArray() and its kin are not the expression's own, but equal to them. */
static const bry__ref *ref_of(const bry__condition *condition, const bry__expr_name *name) {
  size_t count = bry__expr_name_count(condition->expr);
  const bry__expr_name *own = bry__expr_name_at(condition->expr, 0); /* they lie behind one another */
  if ((uintptr_t)name - (uintptr_t)own < count * sizeof *own) return &condition->refs[name - own];
  for (size_t i = 0; i < count; i++) {
    if (own[i].size == name->size && memcmp(own[i].text, name->text, name->size) == 0) return &condition->refs[i];
  }
  return NULL;
}

/* Where several may be chosen and nothing is, survey-core has an empty list. */
bry__js bry__logic_run_answer(const bry__logic_run *run, const bry__item *item) {
  const bry__js *value = &run->values[item - run->questionnaire->items];
  int has_several = item->type == BRY__ITEM_CHECKBOX || item->type == BRY__ITEM_RANKING;
  return has_several && bry__js_is_nullish(value) ? bry__js_list(NULL, 0) : *value;
}

/* survey-core leaves a computed value alone when it would become what equals nothing. NaN does not. */
static int is_unset(const bry__js *value) {
  return bry__js_is_nullish(value) || (value->kind == BRY__JS_STRING && value->size == 0) ||
         (bry__js_is_array(value) && bry__js_count(value) == 0);
}

/* From without, a cell of a row that is hidden by itself is found in the answer of its matrix alone. */
static int is_in_hidden_row(const bry__logic_run *run, const bry__item *item, const bry__ref *ref) {
  if (item->owner == -1 || ref->is_near) return 0;
  const bry__item *owner = &run->questionnaire->items[item->owner];
  return owner->type == BRY__ITEM_MATRIXDROPDOWN && run->row_hidden[owner->container->groups[item->group].frame - 1];
}

/* What is behind a name in a value that is no question of its own: what is empty is not there. */
static int find_in_value(const bry__js *value, const bry__ref *ref, const bry__expr_name *name, bry__js_run *js,
                         bry__js *out) {
  const bry__expr_part *last = &name->parts[ref->parts - 1];
  bry__js within = *value;
  if (is_unset(value)) return 0;
  if (last->has_index) {
    double count = bry__js_is_array(value) ? (double)bry__js_count(value) : 0;
    double index = last->index < 0 ? last->index + count : last->index;
    if (!(index > -1 && index < count)) return 0;
    within = index == floor(index) ? bry__js_at(value, (size_t)index) : bry__js_undefined();
  }
  *out = within;
  return ref->parts == name->part_count || bry__expr_find_in(js, &within, name, ref->parts, out);
}

/* What is behind a question's name, as survey-core finds it. A question is found even when it has
 * no answer, unless it has rows or fields. */
static int find_in_answer(bry__logic_run *run, const bry__item *item, const bry__ref *ref, const bry__expr_name *name,
                          bry__js_run *js, bry__js *out) {
  const bry__js value = bry__logic_run_answer(run, item), *answer = &value;
  const bry__expr_part *last = &name->parts[ref->parts - 1];
  int is_list = bry__js_is_array(answer);
  int is_indexed = last->has_index && last->index >= 0;
  if (bry__logic_group_lacks(run, item) && !ref->is_near) return 0; /* nothing is there to be found */
  if (is_in_hidden_row(run, item, ref))
    return find_in_value(&run->values[item - run->questionnaire->items], ref, name, js, out);
  if (ref->parts == name->part_count) {
    *out = *answer;
    if (item->part_count > 0) return !last->has_index && !bry__js_is_nullish(answer);
    if (is_indexed && is_list) *out = bry__js_undefined();
    if (is_indexed && is_list && last->index < (double)bry__js_count(answer) && last->index == floor(last->index)) {
      *out = bry__js_at(answer, (size_t)last->index);
    }
    out->strict = item->type == BRY__ITEM_RANKING;
    return 1;
  }
  bry__js within = *answer;
  if (is_indexed && (!is_list || !(last->index < (double)bry__js_count(answer)))) return 0;
  if (is_indexed) within = bry__js_at(answer, (size_t)last->index);
  if (!bry__js_is_nullish(&within) && bry__expr_find_in(js, &within, name, ref->parts, out)) return 1;
  if (item->type != BRY__ITEM_MULTIPLETEXT || bry__js_is_nullish(answer)) return 0;
  *out = bry__js_undefined(); /* a field without an answer */
  return 1;
}

static bry__js row_value(const bry__item *container, int32_t group) {
  const bry__group *row = &container->container->groups[group];
  return bry__logic_value(row->name, row->kind);
}

/* From 1; of one that is hidden itself, survey-core has -1 for a panel and 0 for a row. */
static int32_t place_among_shown(const bry__logic_run *run, const bry__item *container, int32_t group) {
  const bry__group *groups = container->container->groups;
  int32_t count = 1;
  if (!run->frame_visible[groups[group].frame - 1]) return container->type == BRY__ITEM_PANELDYNAMIC ? -1 : 0;
  for (int32_t i = 0; i < group; i++) {
    count += run->frame_visible[groups[i].frame - 1];
  }
  return count;
}

static int find(void *user, const bry__expr_name *name, bry__js_run *js, bry__js *out) {
  bry__logic_run *run = user;
  const bry__ref *ref = ref_of(run->condition, name);
  if (!ref) return 0;
  switch (ref->kind) {
  case BRY__REF_ITEM:
    return find_in_answer(run, &run->questionnaire->items[ref->place], ref, name, js, out);
  case BRY__REF_COMMENT:
    *out = run->comments[ref->place];
    return out->kind != BRY__JS_UNDEFINED;
  case BRY__REF_CALC:
    return find_in_value(&run->calcs[ref->place], ref, name, js, out);
  case BRY__REF_CHOICE:
    *out = run->choice;
    return 1;
  case BRY__REF_INDEX:
    *out = bry__js_number(ref->place);
    return 1;
  case BRY__REF_SHOWN:
    *out = bry__js_number(place_among_shown(run, &run->questionnaire->items[ref->place], run->condition->group));
    return 1;
  case BRY__REF_TITLE:
  case BRY__REF_ROW:
    *out = row_value(&run->questionnaire->items[ref->place], run->condition->group);
    return 1;
  case BRY__REF_NONE:
  default:
    return 0;
  }
}

static bry__js_run plain_run(bry__logic_run *run) {
  return (bry__js_run){.arena = &run->arena, .steps = BRY__CONDITION_STEPS_MAX};
}

int bry__logic_run_pipe(bry__logic_run *run, bry__scope scope, const char *text, size_t size,
                        const bry__expr_name **name, const bry__ref **ref, bry__js *out) {
  const bry__logic *logic = run->questionnaire->logic;
  int32_t place = bry__logic_pipe_find(logic, scope, text, size);
  bry__js_run js = plain_run(run);
  *ref = NULL;
  if (place == -1) return 0;
  run->condition = &logic->conditions[place];
  *name = bry__expr_name_at(run->condition->expr, 0);
  *ref = &run->condition->refs[0];
  int found = find(run, *name, &js, out);
  run->failed |= js.status == BRY_ENOMEM;
  return found;
}

const struct bry__zone *bry__logic_run_zone(const bry__logic_run *run) {
  return run->zone ? run->zone : run->questionnaire->logic->zone;
}

static int find_in_survey(void *user, const bry__expr_name *name, bry__js_run *js, bry__js *out) {
  const bry__logic_run *run = user;
  const bry__ref *ref = ref_of(run->condition, name);
  return ref && !ref->is_near && find(user, name, js, out);
}

/* --- conditions ----------------------------------------------------------------------------------------------------- */

static void note_failure(bry__logic_run *run, bry_status status) {
  if (status == BRY_ENOMEM) {
    run->failed = 1;
  } else if (run->condition->item == -1) {
    run->some_failed = 1;
  } else {
    run->item_failed[run->condition->item] = 1;
  }
}

static bry__js evaluate(bry__logic_run *run, int32_t condition) {
  const bry__logic *logic = run->questionnaire->logic;
  bry__expr_env env = {.find = find,
                       .find_in_survey = find_in_survey,
                       .user = run,
                       .zone = bry__logic_run_zone(run),
                       .now_ms = run->now_ms,
                       .max_steps = BRY__CONDITION_STEPS_MAX};
  bry__js value;
  run->condition = bry__logic_condition(logic, condition);
  bry_status status = bry__expr_eval(run->condition->expr, &env, &run->arena, &value, NULL);
  if (status == BRY_OK) return value;
  note_failure(run, status);
  return bry__js_undefined();
}

/* survey-core takes nothing but true for the conditions of questions, panels and pages. */
static int is_true(const bry__js *value) {
  return value->kind == BRY__JS_BOOL && value->truth;
}

static int is_false(const bry__js *value) {
  return value->kind == BRY__JS_BOOL && !value->truth;
}

/* And what equals true for those of choices, rows and validators. */
int bry__logic_run_holds(bry__logic_run *run, int32_t condition, const bry__js *choice) {
  run->choice = choice ? *choice : bry__js_undefined();
  bry__js value = evaluate(run, condition);
  bry__js_run js = plain_run(run);
  int holds = bry__js_is_true(&js, &value);
  run->failed |= js.status == BRY_ENOMEM;
  return holds;
}

/* --- the steps ------------------------------------------------------------------------------------------------------ */

static int frame_shows(bry__logic_run *run, int32_t frame) {
  return frame == 0 || run->frame_visible[frame - 1];
}

static int shows(bry__logic_run *run, int32_t frame, int32_t condition) {
  if (!frame_shows(run, frame)) return 0;
  if (condition == 0) return 1;
  bry__js value = evaluate(run, condition);
  return is_true(&value);
}

/* A row is asked about as a choice is; a panel may not be there. */
static int frame_shows_itself(bry__logic_run *run, const bry__frame *frame) {
  if (frame->group != 0 && !bry__logic_group_exists(run, frame->container, frame->group - 1)) return 0;
  if (!frame->is_row) return shows(run, frame->parent, frame->visible_if);
  const bry__frame *parent = &run->questionnaire->frames[frame->parent - 1]; /* a row stands in its matrix */
  bry__js row = row_value(&run->questionnaire->items[frame->container], frame->group - 1);
  int holds = frame->visible_if == 0 || bry__logic_run_holds(run, frame->visible_if, &row);
  int is_hidden = !holds || (parent->is_row && run->row_hidden[frame->parent - 1]);
  run->row_hidden[frame - run->questionnaire->frames] = (uint8_t)is_hidden;
  return frame_shows(run, frame->parent) && holds;
}

static void hide_item(bry__logic_run *run, int32_t place) {
  run->item_visible[place] = 0;
  if (run->questionnaire->items[place].type == BRY__ITEM_EXPRESSION) return;
  run->values[place] = bry__js_undefined();
  run->comments[place] = bry__js_undefined();
}

/* In survey-core infinity is no value, and a row does not keep NaN. */
static int is_kept(const bry__logic_run *run, const bry__item *item, const bry__js *value) {
  if (value->kind != BRY__JS_NUMBER) return 1;
  if (isinf(value->as.number)) return value->as.number < 0;
  int is_in_row = item->owner != -1 && run->questionnaire->items[item->owner].type == BRY__ITEM_MATRIXDROPDOWN;
  return !(isnan(value->as.number) && is_in_row);
}

/* As survey-core: a number may be cut to some decimals. */
static bry__js compute(bry__logic_run *run, const bry__item *item) {
  bry__js value = evaluate(run, item->value_if);
  bry__js_run js = plain_run(run);
  if (!is_kept(run, item, &value)) return bry__js_undefined();
  if (item->precision >= 0 && value.kind == BRY__JS_NUMBER && !isnan(value.as.number)) {
    value = bry__js_to_fixed(&js, &value, (size_t)item->precision);
  }
  if (is_unset(&value)) value = bry__js_undefined();
  run->failed |= js.status == BRY_ENOMEM;
  return value;
}

/* survey-core does not compute in panels that are hidden, nor in one that is not there. */
static int computes(const bry__logic_run *run, const bry__item *item) {
  if (item->owner == -1 || run->questionnaire->items[item->owner].type != BRY__ITEM_PANELDYNAMIC) return 1;
  int32_t frame = run->questionnaire->items[item->owner].container->frame;
  return run->frame_visible[frame - 1] && !bry__logic_group_lacks(run, item);
}

static void take_step(bry__logic_run *run, const bry__step *step) {
  const bry_questionnaire *q = run->questionnaire;
  int32_t place = step->place;
  switch (step->kind) {
  case BRY__STEP_FRAME:
    run->frame_visible[place] = (uint8_t)frame_shows_itself(run, &q->frames[place]);
    break;
  case BRY__STEP_ITEM:
    if (!shows(run, q->items[place].frame, q->items[place].visible_if)) hide_item(run, place);
    break;
  case BRY__STEP_VALUE:
    if (!computes(run, &q->items[place])) break;
    run->values[place] =
        q->items[place].container ? bry__logic_group_value(run, &q->items[place]) : compute(run, &q->items[place]);
    break;
  case BRY__STEP_CALC:
  default:
    run->calcs[place] = evaluate(run, q->logic->calcs[place].value_if);
    break;
  }
}

/* --- required and locked -------------------------------------------------------------------------------------------- */

static uint8_t is_required(bry__logic_run *run, int required, int32_t condition) {
  if (condition == 0) return (uint8_t)(required != 0);
  bry__js value = evaluate(run, condition);
  return (uint8_t)is_true(&value);
}

static uint8_t is_locked(bry__logic_run *run, int32_t frame, int32_t condition) {
  if (frame != 0 && run->frame_locked[frame - 1]) return 1;
  if (condition == 0) return 0;
  bry__js value = evaluate(run, condition);
  return (uint8_t)is_false(&value);
}

static void find_states(bry__logic_run *run) {
  const bry_questionnaire *q = run->questionnaire;
  for (int32_t i = 0; i < q->frame_count; i++) {
    const bry__frame *frame = &q->frames[i];
    if (!run->frame_visible[i]) continue;
    run->frame_locked[i] = is_locked(run, frame->parent, frame->enable_if);
    run->frame_required[i] = is_required(run, frame->required, frame->required_if);
  }
  for (int32_t i = 0; i < q->item_count; i++) {
    const bry__item *item = &q->items[i];
    if (!run->item_visible[i]) continue;
    run->item_locked[i] = is_locked(run, item->frame, item->enable_if);
    run->item_required[i] = is_required(run, item->required, item->required_if);
  }
}

static int64_t now_ms(const bry__logic_run *run) {
  int64_t us = run->now_us != 0 ? run->now_us : bry__clock_us();
  return us / 1000 - (us % 1000 < 0);
}

void bry__logic_run_evaluate(bry__logic_run *run) {
  const bry__logic *logic = run->questionnaire->logic;
  run->now_ms = logic->needs_clock ? now_ms(run) : 0;
  run->choice = bry__js_undefined();
  for (int32_t i = 0; i < logic->step_count; i++) {
    take_step(run, &logic->steps[i]);
  }
  find_states(run);
}

/* --- choices and rows ----------------------------------------------------------------------------------------------- */

bry__js bry__logic_value(const char *name, bry__value_kind kind) {
  double number = 0;
  size_t size = strlen(name);
  if (kind == BRY__VALUE_BOOL) return bry__js_bool(name[0] == 't');
  if (kind == BRY__VALUE_NUMBER && bry__double_parse(name, size, &number)) return bry__js_number(number);
  return bry__js_string(name, size);
}

/* A choice's own condition stands in the place of the one for all. */
static int shows_choice(bry__logic_run *run, int32_t own, int32_t of_all, const char *name, bry__value_kind kind) {
  bry__js value = bry__logic_value(name, kind);
  int32_t condition = own != 0 ? own : of_all;
  return condition == 0 || bry__logic_run_holds(run, condition, &value);
}

int bry__logic_run_shows_value(bry__logic_run *run, const bry__item *item, int32_t place) {
  const bry__value *value = &item->values[place];
  if (place >= item->plain_values) return 1;
  return shows_choice(run, value->visible_if, item->choices_if, value->name, value->kind);
}

int bry__logic_run_shows_part(bry__logic_run *run, const bry__item *item, int32_t place) {
  const bry__part *part = &item->parts[place];
  return shows_choice(run, part->visible_if, item->rows_if, part->name, part->kind);
}

/* --- computed values ------------------------------------------------------------------------------------------------ */

const char *bry__logic_run_text(bry__logic_run *run, const bry__js *value, size_t *size, int *is_bad) {
  bry__buffer *b = &run->text;
  bry__js_run js = plain_run(run);
  *is_bad = 0;
  int is_nan = (value->kind == BRY__JS_NUMBER || value->kind == BRY__JS_DATE) && isnan(value->as.number);
  if (is_nan || bry__js_is_empty(&js, value)) return NULL;
  bry__buffer_clear(b);
  if (value->kind == BRY__JS_STRING) {
    bry__buffer_add(b, value->as.text, value->size);
  } else {
    bry__js_write(b, value);
  }
  int is_quoted = value->kind == BRY__JS_DATE; /* as JSON has it */
  char *copy = b->failed ? NULL : bry__arena_alloc(&run->arena, b->size + 1);
  if (!copy) {
    run->failed = 1;
    return NULL;
  }
  *size = b->size - (is_quoted ? 2 : 0);
  memcpy(copy, b->data + is_quoted, *size);
  copy[*size] = '\0';
  *is_bad = *size > TEXT_BYTES_MAX || memchr(copy, '\0', *size) || !bry__utf8_valid(copy, *size, NULL);
  return *is_bad ? NULL : copy;
}

static int is_close(double a, double b) {
  return fabs(a - b) <= 1e-9 * fmax(fabs(a), fabs(b));
}

int bry__logic_run_same(bry__logic_run *run, const bry__js *sent, const bry__js *computed) {
  bry__js_run js = plain_run(run);
  size_t sizes[2] = {0, 0};
  int is_bad = 0;
  if (bry__js_equal(&js, sent, computed, 1)) return 1;
  double a = bry__js_numeric(&js, sent), b = bry__js_numeric(&js, computed);
  if (!isnan(a) && !isnan(b)) return is_close(a, b);
  const char *sent_text = bry__logic_run_text(run, sent, &sizes[0], &is_bad);
  const char *text = is_bad ? NULL : bry__logic_run_text(run, computed, &sizes[1], &is_bad);
  run->failed |= js.status == BRY_ENOMEM;
  return sent_text && text && sizes[0] == sizes[1] && memcmp(sent_text, text, sizes[0]) == 0;
}
