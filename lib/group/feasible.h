/* Whether there are groups that keep to all terms; exact, within a number of steps. */
#ifndef BRY_GROUP_FEASIBLE_H
#define BRY_GROUP_FEASIBLE_H

#include "core/error.h"
#include "group/anneal.h"
#include "group/rules.h"

typedef enum bry__verdict { BRY__IMPOSSIBLE, BRY__POSSIBLE, BRY__UNDECIDED } bry__verdict;

/* `group` (of an element) is written when there are such groups; another stream gives others. *steps is how many steps
 * may be taken, and is lowered by those that were. */
bry_status bry__feasible(const bry__terms *terms, bry__dice *dice, int64_t *steps, int32_t *group,
                         bry__verdict *verdict, bry_error **err);

/* Terms of all rules with groups that keep to them, or ::BRY_EREFUSED with a set of rules that can't be kept together, of
 * which none can be spared (J. W. Chinneck, E. W. Dravnieks: Locating Minimal Infeasible Constraint Sets in Linear
 * Programs. ORSA Journal on Computing 3(2), 1991: the deletion filter). ::BRY_ELIMIT: not decided. */
bry_status bry__rules_apply(const bry__rules *rules, const bry__crowd *crowd, int32_t groups, const int32_t *least,
                            const int32_t *most, uint64_t seed, bry__terms *terms, int32_t *group, bry_error **err);

#endif
