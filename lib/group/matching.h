/* Matchings of the largest weight in general graphs. */
#ifndef BRY_GROUP_MATCHING_H
#define BRY_GROUP_MATCHING_H

#include "core/error.h"

enum { BRY__MATCHING_MAX = 2000 };

/* weight[a * count + b], symmetric, 0: no edge; at most 2^40. mate[a]: who a is matched with; -1: nobody. Exact, in
 * whole numbers; time grows with the cube of count. */
bry_status bry__matching(const int64_t *weight, int32_t count, int32_t *mate, bry_error **err);

#endif
