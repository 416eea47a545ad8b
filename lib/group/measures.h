/* What came of a composition. */
#ifndef BRY_GROUP_MEASURES_H
#define BRY_GROUP_MEASURES_H

#include "group/crowd.h"
#include "group/rules.h"

/* Who is in which group: group[round * people + person]. */
typedef struct bry__outcome {
  const bry__crowd *crowd;
  const bry__rules *rules;
  const bry__terms *terms;
  int32_t groups, rounds;
  const int32_t *group;
} bry__outcome;

bry_status bry__outcome_groups(const bry__outcome *outcome, bry_table **out, bry_error **err);
bry_status bry__outcome_measures(const bry__outcome *outcome, bry_table **out, bry_error **err);

#endif
