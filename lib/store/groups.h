/* The values of segments that occur in a result, and their combinations, as the tabulation wants them. */
#ifndef BRY_STORE_GROUPS_H
#define BRY_STORE_GROUPS_H

#include "result/tabulate.h"
#include "store/db.h"
#include "store/survey.h"

/* What a result is split by: places of segments in the survey. */
typedef struct bry__split {
  int32_t count; /* 0: the whole */
  int32_t places[BRY__DIMENSIONS_MAX];
} bry__split;

typedef struct bry__segment_groups {
  bry__groups groups; /* borrows from the survey and the result */
  int32_t *of_row;    /* group of each row of the result */
  const char **values;
  const bry__label **labels;
} bry__segment_groups; /* begin with {0} */

/* The first columns of the result's first `rows` rows hold the values of the segments; without any there is one group. Values come in the
 * survey's order, those it does not list sorted behind them, people without one last; combinations by the first segment,
 * then the next. ::BRY_ELIMIT over 10,000. */
bry_status bry__segment_groups_make(bry__segment_groups *g, const bry_survey *survey, const bry__split *split,
                                    const PGresult *result, int rows, bry_error **err);
/* A count of the result; where the database withholds the group, and gives none, a negative one: the rule then withholds
 * that group again, and no other with it. */
int64_t bry__count_shown(const PGresult *result, int row, int column, int32_t min_group);
void bry__segment_groups_clear(bry__segment_groups *g);

#endif
