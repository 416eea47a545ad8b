/**
 * \file bry/group.h
 * Composition of reflection groups.
 */
#ifndef BRY_GROUP_H
#define BRY_GROUP_H

#include <bry/common.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Puts people into groups of near-equal size that are as diverse inside as can be: the sum of distances within the
 * groups (share of attributes in which two people differ) is made large by exchanging people between groups
 * (maximally diverse grouping). The same seed gives the same groups on any machine.
 * \param people     a row each; all columns but `id_column` are attributes, compared as text
 * \param id_column  name of the column that tells people apart
 * \param groups     how many groups, from 1 to the number of people
 * \param seed       any number
 * \param out        columns id, group (from 1), in the order of `people`; owned by the caller
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_ENOTFOUND (no such column), ::BRY_EREFUSED (an id twice)
 * \since 0.1
 */
BRY_API bry_status bry_compose(const bry_table *people, const char *id_column, int32_t groups, uint64_t seed,
                               bry_table **out, bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
