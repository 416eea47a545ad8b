/* The logic of a questionnaire: its end, and look-ups. Who fills it is parse_logic.c, logic_link.c and logic_order.c. */
#include "form/logic.h"

#include "core/mem.h"
#include "expr/zone.h"
#include "form/index.h"

#include <stdlib.h>
#include <string.h>

void bry__logic_free(bry__logic *logic) {
  if (!logic) return;
  for (int32_t i = 0; i < logic->condition_count; i++) {
    bry__expr_free(logic->conditions[i].expr);
    bry__free(logic->conditions[i].refs);
    bry__free(logic->conditions[i].pointer);
  }
  for (int32_t i = 0; i < logic->calc_count; i++) {
    bry__free(logic->calcs[i].name);
    bry__free(logic->calcs[i].pointer);
  }
  for (int32_t i = 0; i < logic->demand_count; i++) {
    bry__label_clear(&logic->demands[i].text);
  }
  bry__free(logic->conditions);
  bry__free(logic->calcs);
  bry__free(logic->demands);
  bry__free(logic->steps);
  bry__free(logic->clocked_items);
  bry__free(logic->clocked_calcs);
  bry__name_index_free(logic->calc_index);
  bry__free(logic->pipes);
  bry__zone_free(logic->zone);
  bry__free(logic);
}

int32_t bry__logic_calc_find(const bry__logic *logic, const char *name, size_t size) {
  return bry__name_index_find(logic->calc_index, name, size);
}

static int compare_names(const void *a, const void *b) {
  const bry__pipe_name *x = a, *y = b;
  if (x->scope.container != y->scope.container) return x->scope.container < y->scope.container ? -1 : 1;
  if (x->scope.group != y->scope.group) return x->scope.group < y->scope.group ? -1 : 1;
  if (x->size != y->size) return x->size < y->size ? -1 : 1;
  return memcmp(x->text, y->text, x->size);
}

void bry__logic_sort_pipes(bry__logic *logic) {
  qsort(logic->pipes, (size_t)logic->pipe_count, sizeof *logic->pipes, compare_names);
}

int32_t bry__logic_pipe_find(const bry__logic *logic, bry__scope scope, const char *name, size_t size) {
  bry__pipe_name key = {.scope = scope, .text = name, .size = size};
  const bry__pipe_name *found = NULL;
  if (logic->pipe_count > 0) {
    found = bsearch(&key, logic->pipes, (size_t)logic->pipe_count, sizeof *logic->pipes, compare_names);
  }
  if (found) return found->condition;
  return scope.container == -1 ? -1 : bry__logic_pipe_find(logic, (bry__scope){-1, 0}, name, size);
}
