/* Groups for many rounds: few meet again, and then as diverse inside as that leaves room for. */
#ifndef BRY_GROUP_ROUNDS_H
#define BRY_GROUP_ROUNDS_H

#include "group/anneal.h"

/* group[round * terms->count + element] comes with groups that keep to the terms in every round. Otherwise as
 * bry__anneal(). */
bry_status bry__rounds(const bry__terms *terms, const int32_t *distance, int32_t *group, int32_t rounds,
                       bry__deadline *watch, bry_error **err);

/* Meetings beyond the first, of each two people who need not stay together, added up. */
int64_t bry__repeats(const int32_t *group, int32_t people, int32_t rounds, const int32_t *element_of);

#endif
