/* The order of evaluation: every question, panel, page and computed value after all that it reads, so that one pass
 * finds the fixpoint. Where there is no such order the expressions go in a circle, which is refused with the names on
 * it. What requiredIf, enableIf, validators and the conditions of choices read is no part of this: nothing depends on
 * them. */
#include "form/parse.h"

#include "core/mem.h"
#include "form/logic.h"

#include <string.h>

enum { NONE = -1, END = -2 };
enum { FRESH, OPEN, DONE };

/* Nodes: frames, then whether each item shows, then what each expression item is, then calculated values. */
typedef struct graph {
  bry__parse *parse;
  const bry_questionnaire *q;
  bry__logic *logic;
  int32_t items, values, calcs, count; /* where each kind begins */
  uint8_t *state;
  uint8_t *clocked;
  struct visit *stack;
  int32_t depth;
} graph;

typedef struct visit {
  int32_t node;
  int32_t edge; /* the next one to look at */
} visit;

static bry__step step_of(const graph *g, int32_t node) {
  if (node < g->items) return (bry__step){BRY__STEP_FRAME, node};
  if (node < g->values) return (bry__step){BRY__STEP_ITEM, node - g->items};
  if (node < g->calcs) return (bry__step){BRY__STEP_VALUE, node - g->values};
  return (bry__step){BRY__STEP_CALC, node - g->calcs};
}

static int32_t condition_of(const graph *g, bry__step step) {
  switch (step.kind) {
  case BRY__STEP_FRAME:
    return g->q->frames[step.place].visible_if;
  case BRY__STEP_ITEM:
    return g->q->items[step.place].visible_if;
  case BRY__STEP_VALUE:
    return g->q->items[step.place].value_if;
  case BRY__STEP_CALC:
  default:
    return g->logic->calcs[step.place].value_if;
  }
}

/* The page or panel that hides it too, from 1; 0: none. */
static int32_t frame_of(const graph *g, bry__step step) {
  if (step.kind == BRY__STEP_FRAME) return g->q->frames[step.place].parent;
  if (step.kind == BRY__STEP_ITEM) return g->q->items[step.place].frame;
  int32_t owner = step.kind == BRY__STEP_VALUE ? g->q->items[step.place].owner : -1;
  if (owner == -1) return 0;
  const bry__container *c = g->q->items[owner].container;
  int is_panel = g->q->items[owner].type == BRY__ITEM_PANELDYNAMIC;
  return is_panel ? c->frame : c->groups[g->q->items[step.place].group].frame; /* what computing and finding it ask */
}

/* What is to be known before an item's answer can be read. */
static int32_t node_of_item(const graph *g, int32_t place) {
  const bry__item *item = &g->q->items[place];
  return (item->type == BRY__ITEM_EXPRESSION || item->container ? g->values : g->items) + place;
}

static int32_t node_of(const graph *g, const bry__ref *ref) {
  switch (ref->kind) {
  case BRY__REF_ITEM:
    return node_of_item(g, ref->place);
  case BRY__REF_COMMENT:
    return g->items + ref->place;
  case BRY__REF_CALC:
    return g->calcs + ref->place;
  case BRY__REF_NONE:
  case BRY__REF_CHOICE:
  case BRY__REF_INDEX:
  case BRY__REF_ROW:
  default:
    return NONE;
  }
}

/* All of a container: whether it shows, then its cells. */
static int32_t edge_of_whole(const graph *g, int32_t place, int32_t edge) {
  const bry__container *c = g->q->items[place].container;
  if (edge == 0) return g->items + place;
  return edge > c->group_count * c->element_count ? END : node_of_item(g, c->groups[0].first + edge - 1);
}

/* What the node reads: its frame, then the names of its condition. */
static int32_t edge_of(const graph *g, int32_t node, int32_t edge) {
  bry__step step = step_of(g, node);
  if (step.kind == BRY__STEP_VALUE && g->q->items[step.place].container) return edge_of_whole(g, step.place, edge);
  int32_t condition = condition_of(g, step);
  if (edge == 0) return frame_of(g, step) - 1;
  if (condition == 0) return END;
  const bry__condition *c = bry__logic_condition(g->logic, condition);
  return (size_t)edge > bry__expr_name_count(c->expr) ? END : node_of(g, &c->refs[edge - 1]);
}

/* --- circles -------------------------------------------------------------------------------------------------------- */

static const char *name_of(const graph *g, int32_t node) {
  bry__step step = step_of(g, node);
  if (step.kind == BRY__STEP_FRAME) return g->q->frames[step.place].pointer;
  return step.kind == BRY__STEP_CALC ? g->logic->calcs[step.place].name : g->q->items[step.place].name;
}

/* Of the last one with a condition of its own: what is merely in a panel has none. */
static const char *pointer_of_last(const graph *g) {
  int32_t condition = 0;
  for (int32_t i = g->depth - 1; i >= 0 && condition == 0; i--) {
    condition = condition_of(g, step_of(g, g->stack[i].node));
  }
  return condition ? bry__logic_condition(g->logic, condition)->pointer : "";
}

/* The nodes from `node` to the top of the stack, and `node` again. */
static void cycle_fault(graph *g, int32_t node) {
  bry__buffer names = {0};
  bry__parse *p = g->parse;
  int32_t first = g->depth - 1;
  while (g->stack[first].node != node) {
    first--;
  }
  for (int32_t i = first; i < g->depth; i++) {
    const char *name = name_of(g, g->stack[i].node);
    if (i > first && strcmp(name, name_of(g, g->stack[i - 1].node)) == 0) continue;
    bry__buffer_text(&names, name);
    bry__buffer_text(&names, " → ");
  }
  bry__buffer_text(&names, name_of(g, node));
  bry__buffer_text(&p->pointer, pointer_of_last(g));
  if (names.failed || p->pointer.failed) {
    p->failed = 1;
  } else if (!bry__parse_was_told(p, p->pointer.data)) {
    bry__parse_fault(p, BRY__FAULT_EXPRESSION_CYCLE, names.data);
  }
  bry__parse_leave(p, 0);
  bry__buffer_free(&names);
}

/* --- the order ------------------------------------------------------------------------------------------------------ */

/* A panel need not be there. */
static int may_hide(const graph *g, const bry__frame *frame) {
  if (frame->visible_if != 0) return 1;
  return frame->group != 0 && g->q->items[frame->container].type == BRY__ITEM_PANELDYNAMIC;
}

/* 1 when there is something to find out: everything shows unless it is said otherwise. */
static int is_open_question(const graph *g, bry__step step) {
  if (condition_of(g, step) != 0) return 1;
  if (step.kind == BRY__STEP_VALUE) return g->q->items[step.place].container && g->q->items[step.place].is_read;
  if (step.kind == BRY__STEP_FRAME && may_hide(g, &g->q->frames[step.place])) return 1;
  for (int32_t frame = frame_of(g, step); frame != 0; frame = g->q->frames[frame - 1].parent) {
    if (may_hide(g, &g->q->frames[frame - 1])) return 1;
  }
  return 0;
}

static void finish(graph *g, int32_t node) {
  bry__step step = step_of(g, node);
  int32_t condition = condition_of(g, step);
  uint8_t clocked = condition != 0 && bry__expr_needs_clock(bry__logic_condition(g->logic, condition)->expr);
  int32_t target;
  for (int32_t edge = 0; (target = edge_of(g, node, edge)) != END; edge++) {
    if (target != NONE) clocked |= g->clocked[target];
  }
  g->clocked[node] = clocked;
  if (step.kind == BRY__STEP_VALUE) g->logic->clocked_items[step.place] = clocked;
  if (step.kind == BRY__STEP_CALC) g->logic->clocked_calcs[step.place] = clocked;
  g->state[node] = DONE;
  if (is_open_question(g, step)) g->logic->steps[g->logic->step_count++] = step;
}

static void open_node(graph *g, int32_t node) {
  g->state[node] = OPEN;
  g->stack[g->depth++] = (visit){node, 0};
}

static void visit_all(graph *g, int32_t root) {
  open_node(g, root);
  while (g->depth > 0 && !g->parse->failed) {
    visit *top = &g->stack[g->depth - 1];
    int32_t target = edge_of(g, top->node, top->edge++);
    if (target == END) {
      finish(g, top->node);
      g->depth--;
    } else if (target != NONE && g->state[target] == FRESH) {
      open_node(g, target);
    } else if (target != NONE && g->state[target] == OPEN) {
      cycle_fault(g, target);
    }
  }
}

void bry__parse_order(bry__parse *p) {
  bry__logic *logic = p->q->logic;
  graph g = {.parse = p, .q = p->q, .logic = logic, .items = p->q->frame_count};
  g.values = g.items + p->q->item_count;
  g.calcs = g.values + p->q->item_count;
  g.count = g.calcs + logic->calc_count;
  size_t count = (size_t)g.count;
  g.state = bry__parse_alloc(p, count, sizeof *g.state);
  g.clocked = bry__parse_alloc(p, count, sizeof *g.clocked);
  g.stack = bry__parse_alloc(p, count, sizeof *g.stack);
  logic->steps = bry__parse_alloc(p, count, sizeof *logic->steps);
  logic->clocked_items = bry__parse_alloc(p, (size_t)p->q->item_count, sizeof *logic->clocked_items);
  logic->clocked_calcs = bry__parse_alloc(p, (size_t)logic->calc_count, sizeof *logic->clocked_calcs);
  for (int32_t node = 0; node < g.count && !p->failed; node++) {
    if (g.state[node] == FRESH) visit_all(&g, node);
  }
  bry__free(g.state);
  bry__free(g.clocked);
  bry__free(g.stack);
}
