/* From counts to result tables. The counts come from memory or from a database alike; disclosure control is here, so
 * that neither path can leave it out. */
#ifndef BRY_RESULT_TABULATE_H
#define BRY_RESULT_TABULATE_H

#include "core/label.h"
#include "form/model.h"

#include <bry/codebook.h>
#include <bry/result.h>

enum { BRY__DIMENSIONS_MAX = 3 };

/* How a table is split: by no segment (the whole: count 1), or by the combinations of up to three. */
typedef struct bry__groups {
  int32_t dimensions; /* how many segments */
  struct {
    const char *name;        /* the segment's */
    const bry__label *label; /* or NULL */
  } by[BRY__DIMENSIONS_MAX];
  int32_t count;
  const char *const *values;       /* [group * dimensions + segment]; NULL entry: people without a value */
  const bry__label *const *labels; /* of the values; NULL or NULL entries: none */
} bry__groups;

/* Which groups must be withheld, 1 or 0 each: those of fewer than min_group people, and as many others as it takes that
 * none of them is found, closely told, or put together with others to fewer than min_group, when all margins of the groups
 * are known as far as they are not small themselves (result/protect.h). Empty groups are not withheld. A
 * negative size is that of a group which the database withheld: then it has chosen for all. Without values
 * (groups->values NULL) each group has one of its own. Where that nothing is given away can't be shown, or takes
 * too many steps (some seconds' worth), all groups that have people are withheld. ::BRY_OK, ::BRY_ENOMEM, ::BRY_ELIMIT
 * (too many cells). */
bry_status bry__withhold_groups(const bry__groups *groups, const int64_t *sizes, int32_t min_group, uint8_t *withheld,
                                bry_error **err);

/* The same with a number of steps of one's own. */
bry_status bry__withhold_groups_within(int64_t steps, const bry__groups *groups, const int64_t *sizes,
                                       int32_t min_group, uint8_t *withheld, bry_error **err);

/* Checks and completes a min_group argument: 0 -> the default; below the floor ::BRY_EINVAL. */
bry_status bry__min_group(int32_t *min_group, bry_error **err);

/* respondents[g]; counts[g * themes + t]: respondents of group g with theme t. Columns: {segment}, theme,
 * respondents, count, share. groups NULL: the whole. */
bry_status bry__tabulate_themes(const bry_codebook *codebook, const bry__groups *groups, const int64_t *respondents,
                                const int64_t *counts, int32_t min_group, bry_table **out, bry_error **err);

/* Counts of a closed item. For group g, slot s (of item->closed_slots) and code c (0 ... codes - 1):
 * counts[(g * closed_slots + s) * codes + c], where codes = bry__item_codes(item). Codes below 0 are not counted;
 * respondents of a slot are the sum over its codes. Columns: {segment}, {part}, value, respondents, count, share.
 * Checkbox: a row a choice (those who ticked it, of those who answered). Ranking: a row a choice and rank. */
int32_t bry__item_codes(const bry__item *item);
bry_status bry__tabulate_item(const bry__item *item, const bry__groups *groups, const int64_t *counts,
                              int32_t min_group, bry_table **out, bry_error **err);

#endif
