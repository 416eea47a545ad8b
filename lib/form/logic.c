/* The logic of a questionnaire: its end, and look-ups. Who fills it is parse_logic.c, logic_link.c and logic_order.c. */
#include "form/logic.h"

#include "core/mem.h"
#include "expr/zone.h"
#include "form/index.h"

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
  bry__name_index_free(logic->pipe_index);
  bry__zone_free(logic->zone);
  bry__free(logic);
}

int32_t bry__logic_calc_find(const bry__logic *logic, const char *name, size_t size) {
  return bry__name_index_find(logic->calc_index, name, size);
}

int bry__logic_knows_pipe(const bry__logic *logic, const char *name, size_t size) {
  return bry__name_index_find(logic->pipe_index, name, size) != -1;
}
