/**
 * \file bry/ladder.h
 * Maturity ladders: on which step of an ordered scale units stand, wave by wave, and how they moved between two waves. Works
 * on plain arrays, without a database.
 */
#ifndef BRY_LADDER_H
#define BRY_LADDER_H

#include <bry/common.h>
#include <bry/table.h>

#ifdef __cplusplus
extern "C" {
#endif

/** On which step a person sees their unit. \since 0.1 */
typedef struct bry_ladder_answer {
  const char *person; /**< who says it, once in each wave; NULL: somebody who is in no other row */
  const char *unit;   /**< the unit that it is about */
  const char *wave;   /**< when, such as "2026"; waves are ordered as texts are */
  int32_t step;       /**< from 1, the lowest */
  int32_t reserved;   /**< 0 */
} bry_ladder_answer;

/**
 * Where units stand: unit, wave, people, units, median; a row for each unit and wave, and for each wave one without a unit.
 *
 * The median is the lower one, since there are no half steps: the highest step that more than half say the unit has
 * reached. It is all that is told of a unit's people, and is withheld with their number when they are fewer than min_group.
 * Rows without a unit tell how many units are shown, and the lower median of their medians, so that no unit that is withheld
 * is in them.
 * \param answers    `count` of them, in any order
 * \param steps      how many steps the ladder has, 2 to 20
 * \param min_group  0 for ::BRY_MIN_GROUP_DEFAULT; from ::BRY_MIN_GROUP_FLOOR
 * \param out        by wave, then unit; owned by the caller, bry_table_free()
 * \return ::BRY_OK, ::BRY_EINVAL (the message names the answer, from 1), ::BRY_EREFUSED (somebody who answers twice in a
 *         wave), ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_ladder_steps(const bry_ladder_answer *answers, int64_t count, int32_t steps, int32_t min_group,
                                    bry_table **out, bry_error **err);

/**
 * How units moved from one wave to another: from, to, units; a row for each pair of steps. Of units whose median is shown in
 * both waves by bry_ladder_steps(), so that it tells nothing that these do not.
 * \param from_wave,to_wave  two waves of the answers
 * \return as bry_ladder_steps(); ::BRY_ENOTFOUND (no answer is of that wave)
 * \since 0.1
 */
BRY_API bry_status bry_ladder_shifts(const bry_ladder_answer *answers, int64_t count, int32_t steps,
                                     const char *from_wave, const char *to_wave, int32_t min_group, bry_table **out,
                                     bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
