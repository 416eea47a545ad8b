/* Rounds in which nobody meets anybody twice, by algebra. */
#ifndef BRY_GROUP_DESIGN_H
#define BRY_GROUP_DESIGN_H

#include "core/error.h"
#include "group/anneal.h"

/* Groups of `size` among groups * size people, or of size - 1 where fewer people are there, for up to `rounds` rounds:
 * group[round * people + person]. *made is how many rounds there are, 0 when no way is known. ::BRY_ENOMEM */
bry_status bry__design(int32_t people, int32_t groups, int32_t size, int32_t rounds, bry__dice *dice, int32_t *group,
                       int32_t *made, bry_error **err);

/* All rounds as turns of the one that `group` begins with, whose groups may have any sizes. Nothing is written where there
 * are more rounds than people, or the time is over. */
bry_status bry__develop(int32_t people, int32_t rounds, bry__deadline *watch, bry__dice *dice, int32_t *group,
                        bry_error **err);

#endif
