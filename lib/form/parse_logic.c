/* Conditions, calculated values and expression validators, read one by one. What the names in them mean, and whether
 * they go in circles, is logic_link.c's and logic_order.c's, once all items are known. */
#include "form/parse.h"

#include "core/mem.h"
#include "form/index.h"
#include "form/logic.h"
#include "form/property.h"

#include <string.h>

bry__logic *bry__parse_logic(bry__parse *p) {
  if (!p->q->logic) p->q->logic = bry__parse_alloc(p, 1, sizeof *p->q->logic);
  return p->q->logic;
}

/* --- conditions ----------------------------------------------------------------------------------------------------- */

static bry__condition *new_condition(bry__parse *p) {
  bry__logic *logic = bry__parse_logic(p);
  if (!logic) return NULL;
  void *conditions = logic->conditions;
  if (bry__grow(&conditions, &logic->condition_capacity, (size_t)logic->condition_count + 1,
                sizeof *logic->conditions) != 0) {
    p->failed = 1;
    return NULL;
  }
  logic->conditions = conditions;
  bry__condition *condition = &logic->conditions[logic->condition_count++];
  *condition = (bry__condition){.item = p->owner, .container = p->container, .group = p->group};
  condition->pointer = bry__parse_copy(p, p->pointer.data ? p->pointer.data : "");
  return condition;
}

static bry__author_fault fault_of(bry_status status) {
  if (status == BRY_ENOTSUPPORTED) return BRY__FAULT_EXPRESSION_FUNCTION;
  return status == BRY_EPARSE ? BRY__FAULT_EXPRESSION_PARSE : BRY__FAULT_EXPRESSION_REFUSED;
}

static int is_full(bry__parse *p) {
  if (!p->q->logic || p->q->logic->condition_count < BRY__CONDITIONS_MAX) return 0;
  if (!p->full) bry__parse_fault(p, BRY__FAULT_LIMIT, "20000");
  p->full = 1;
  return 1;
}

/* The reader stands at the expression. */
static bry__condition *parse_text(bry__parse *p, const char *text, size_t size) {
  bry__expr *expr = NULL;
  bry_error *err = NULL;
  bry__condition *condition = NULL;
  bry_status status = bry__expr_parse(text, size, &expr, &err);
  if (status == BRY_ENOMEM) {
    p->failed = 1;
  } else if (status != BRY_OK) {
    bry__parse_fault(p, fault_of(status), bry_error_message(err));
  } else if (!is_full(p)) {
    condition = new_condition(p);
  }
  if (condition) {
    condition->expr = expr;
    expr = NULL;
  }
  bry__expr_free(expr);
  bry_error_free(err);
  return condition;
}

/* NULL when there is none; an empty text is none, as in survey-core. */
static bry__condition *parse_member(bry__parse *p, struct json_object *object, const char *key) {
  struct json_object *value = NULL;
  if (!bry__parse_string(p, object, key) || !json_object_object_get_ex(object, key, &value)) return NULL;
  size_t size = (size_t)json_object_get_string_len(value);
  if (size == 0) return NULL;
  size_t mark = bry__parse_enter(p, key);
  bry__condition *condition = parse_text(p, json_object_get_string(value), size);
  bry__parse_leave(p, mark);
  return condition;
}

int32_t bry__parse_condition(bry__parse *p, struct json_object *object, const char *key) {
  return parse_member(p, object, key) ? p->q->logic->condition_count : 0;
}

int32_t bry__parse_choice_condition(bry__parse *p, struct json_object *object, const char *key) {
  bry__condition *condition = parse_member(p, object, key);
  if (!condition) return 0;
  condition->on_choices = 1;
  return p->q->logic->condition_count;
}

void bry__parse_idle(bry__parse *p, struct json_object *value) {
  if (!json_object_is_type(value, json_type_string)) {
    bry__parse_fault(p, BRY__FAULT_TYPE, "string");
    return;
  }
  size_t size = (size_t)json_object_get_string_len(value);
  bry__condition *condition = size > 0 ? parse_text(p, json_object_get_string(value), size) : NULL;
  if (!condition) return;
  condition->is_idle = 1;
  condition->on_choices = 1; /* choicesEnableIf is asked about them, and the rest don't mind */
}

/* --- names in texts ------------------------------------------------------------------------------------------------- */

/* 1 when the expression is just the name that a text means by the same braces. */
static int is_pipe(const bry__expr *expr, const bry__js *meant) {
  const bry__expr_name *name = bry__expr_name_at(expr, 0);
  return bry__expr_name_count(expr) == 1 && !name->is_plain && !name->is_property && name->size == meant->size &&
         memcmp(name->text, meant->as.text, meant->size) == 0;
}

/* A name in braces, as an expression; survey-core cuts the spaces around it. */
static bry_status parse_braces(const bry__js *name, bry__expr **out) {
  bry__buffer text = {0};
  bry__buffer_char(&text, '{');
  bry__buffer_add(&text, name->as.text, name->size);
  bry__buffer_char(&text, '}');
  bry_status status = text.failed ? BRY_ENOMEM : bry__expr_parse(text.data, text.size, out, NULL);
  bry__buffer_free(&text);
  return status;
}

static void parse_pipe(bry__parse *p, const char *text, size_t size) {
  bry__expr *expr = NULL;
  bry__js between = bry__js_string(text, size), name = bry__js_trim(&between);
  if (is_full(p)) return;
  p->pipe_count++;
  bry_status status = parse_braces(&name, &expr);
  bry__condition *condition = status == BRY_OK && is_pipe(expr, &name) ? new_condition(p) : NULL;
  if (condition) {
    condition->expr = expr;
    condition->item = -1;
    condition->is_idle = condition->is_pipe = 1;
    return;
  }
  bry__expr_free(expr);
  if (status == BRY_ENOMEM) p->failed = 1;
  if (!p->failed) bry__parse_fault(p, BRY__FAULT_PIPING, NULL);
}

/* Text between braces is a name that survey-core replaces by an answer, unless there is a colon in it. */
void bry__parse_piping(bry__parse *p, const char *text) {
  const char *open = NULL;
  int is_limit = 0;
  for (; *text; text++) {
    if (*text == '{') open = text;
    if (*text != '}') continue;
    size_t size = open ? (size_t)(text - open - 1) : 0;
    if (p->is_filled && size == 1 && open[1] == '0' && !is_limit) {
      is_limit = 1; /* the first one is; survey-core leaves the others as they are */
    } else if (size > 0 && !memchr(open, ':', size)) {
      parse_pipe(p, open + 1, size);
    }
    open = NULL;
  }
}

/* --- pages and panels ----------------------------------------------------------------------------------------------- */

bry__frame *bry__parse_new_frame(bry__parse *p) {
  bry_questionnaire *q = p->q;
  void *frames = q->frames;
  if (bry__grow(&frames, &p->frame_capacity, (size_t)q->frame_count + 1, sizeof *q->frames) != 0) {
    p->failed = 1;
    return NULL;
  }
  q->frames = frames;
  bry__frame *frame = &q->frames[q->frame_count++];
  *frame = (bry__frame){.parent = p->frame};
  frame->pointer = bry__parse_copy(p, p->pointer.data ? p->pointer.data : "");
  p->frame = q->frame_count;
  return frame;
}

/* A page or panel may go without a name; nothing refers to it. It becomes the innermost one. */
void bry__parse_frame(bry__parse *p, struct json_object *object, int place) {
  bry__parse_properties(p, object, place);
  bry__parse_string(p, object, "name");
  bry__frame *frame = bry__parse_new_frame(p);
  if (!frame) return;
  frame->required = bry__parse_bool(p, object, "isRequired", NULL);
  if (frame->required) bry__parse_logic(p);
  bry__parse_label(p, object, "requiredErrorText", &frame->required_text);
  frame->visible_if = bry__parse_condition(p, object, "visibleIf");
  frame->enable_if = bry__parse_condition(p, object, "enableIf");
  frame->required_if = bry__parse_condition(p, object, "requiredIf");
}

/* --- calculated values ---------------------------------------------------------------------------------------------- */

static void parse_calc(bry__parse *p, struct json_object *object, bry__calc *calc) {
  *calc = (bry__calc){.pointer = bry__parse_copy(p, p->pointer.data)};
  if (!bry__parse_is_object(p, object)) return;
  bry__parse_properties(p, object, BRY__IN_CALCULATED);
  calc->name = bry__parse_name(p, object);
  calc->in_result = bry__parse_bool(p, object, "includeIntoResult", NULL);
  calc->value_if = bry__parse_condition(p, object, "expression");
}

static void index_calcs(bry__parse *p, bry__logic *logic) {
  logic->calc_index = bry__name_index_new(logic->calc_count);
  if (!logic->calc_index) p->failed = 1;
  for (int32_t i = 0; i < logic->calc_count && logic->calc_index; i++) {
    if (logic->calcs[i].name) bry__name_index_add(logic->calc_index, logic->calcs[i].name, i);
  }
}

void bry__parse_calculated(bry__parse *p, struct json_object *survey) {
  struct json_object *calcs = bry__parse_array(p, survey, "calculatedValues");
  size_t count = calcs ? json_object_array_length(calcs) : 0;
  if (count == 0) return;
  size_t mark = bry__parse_enter(p, "calculatedValues");
  bry__logic *logic = bry__parse_logic(p);
  if (count > BRY__CALCS_MAX) {
    bry__parse_fault(p, BRY__FAULT_LIMIT, "500");
  } else if (logic) {
    logic->calcs = bry__parse_alloc(p, count, sizeof *logic->calcs);
  }
  for (size_t i = 0; i < count && logic && logic->calcs && !p->failed; i++) {
    size_t inner = bry__parse_enter_index(p, i);
    parse_calc(p, json_object_array_get_idx(calcs, i), &logic->calcs[logic->calc_count++]);
    bry__parse_leave(p, inner);
  }
  bry__parse_leave(p, mark);
  if (logic && !p->failed) index_calcs(p, logic);
}

/* --- expression validators ------------------------------------------------------------------------------------------ */

int bry__parse_is_strict(struct json_object *object) {
  const char *type = bry__json_text(object, "notificationType");
  return !type || strcmp(type, "error") == 0;
}

void bry__parse_demand(bry__parse *p, struct json_object *object, bry__item *item) {
  bry__parse_properties(p, object, BRY__IN_DEMAND);
  int32_t condition = bry__parse_condition(p, object, "expression");
  bry__logic *logic = p->q->logic;
  if (condition == 0 || !bry__parse_is_strict(object)) return;
  void *demands = logic->demands;
  if (bry__grow(&demands, &logic->demand_capacity, (size_t)logic->demand_count + 1, sizeof *logic->demands) != 0) {
    p->failed = 1;
    return;
  }
  logic->demands = demands;
  bry__demand *demand = &logic->demands[logic->demand_count++];
  *demand = (bry__demand){.item = (int32_t)(item - p->q->items), .condition = condition};
  bry__parse_label(p, object, "text", &demand->text);
}
