/**
 * \file bry/protect.h
 * Disclosure control of tables of counts: which groups are withheld, or how counts are rounded, so that no small group
 * can be found, also not by subtraction, across tables or from one release to the next. Works on plain arrays, without a
 * database. The same rows in any order, options and library version give the same bytes on any machine.
 */
#ifndef BRY_PROTECT_H
#define BRY_PROTECT_H

#include <bry/common.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  BRY_PROTECT_SUPPRESS = 0, /**< small groups, and as many others as they need, are withheld */
  BRY_PROTECT_ROUND = 1     /**< every count is 0 or at least min_group; rows, columns and margins still add up */
};

/** How a table is protected; begin with bry_protect_options_init(). */
typedef struct bry_protect_options {
  uint32_t struct_size; /**< set by bry_protect_options_init() */
  int32_t method;       /**< BRY_PROTECT_...; suppress */
  int32_t min_group;    /**< groups of fewer people are never shown; 0: ::BRY_MIN_GROUP_DEFAULT; 3 to 50 */
  int32_t width;        /**< an outsider can't narrow a withheld small count to an interval that is less wide (3: four
                             values); 3. 0: only that none is computed */
  int32_t least;        /**< what an outsider takes a withheld count to be at least: 1, since empty groups are always
                             shown and he knows; or 0, which withholds fewer groups of crossed tables; 1 */
  int32_t unions;       /**< 1: no union of fewer people comes out by subtraction; 1 */
  int32_t alone;        /**< 1: who is alone in a group finds no other small group by that; 1 */
  int32_t owner;        /**< 1: a column tells why each count is withheld. Such a table must not leave the house; 0 */
  int32_t earlier_count; /**< number of `earlier`; 0 */
  int32_t zeros;         /**< 1: groups that rows of the count 0 name are withheld like small ones; 0: groups without
                              people are shown; 0 */
  const char *tables;    /**< which tables are published, such as "region,age;region,sex" (each with its margins);
                             NULL: all dimensions crossed */
  const char *const
      *hierarchies; /**< for each dimension CSV with the columns code and parent (or kode and forelder; under other
                                       names the first two), or NULL; NULL: none */
  const char *const *answers; /**< for each row what its people answered: a group all but one of whom answered the
                                       same is withheld too, and no such union is left of a published group less published
                                       ones within it; not with rounding; NULL: not looked at */
  const int32_t *since;       /**< for each row the first release it was in, from 1; NULL: all were in the first */
  const int32_t *until;       /**< for each row the last release it was in, 0: it still counts; NULL: all count */
  const bry_table *const *earlier; /**< what was published in release 1, 2 ...: tables of this function */
} bry_protect_options;

/** Fills in the defaults. \since 0.1 */
BRY_API void bry_protect_options_init(bry_protect_options *options);

/**
 * Counts people by up to four dimensions with all margins, and withholds or rounds what would give somebody away.
 *
 * Suppression: groups of 1 to min_group - 1 people are withheld, and (secondary) the least of the others that together
 * keep them from being computed: cells are published in the order of their people as long as no withheld group follows
 * from them (Gaussian elimination in exact arithmetic; O. Langsrud, Secondary Cell Suppression by Gaussian Elimination,
 * PSD 2024). What then tells of others is kept from being told too, and the choice made anew, until nothing is left: what
 * one person alone in a group could compute; unions of 1 to min_group - 1 people that a published cell less published parts
 * leaves, or that are two groups. At last a cell is also published only where it leaves every withheld small count an
 * interval of width + 1 values, for an outsider who knows that counts are whole and that empty groups are always shown: two
 * tables that look the same from outside are found to prove it, and renewed from cell to cell. So totals and margins come
 * first, and what has to be withheld lies within. Where width is at least min_group - 2 (as by default) and least is 1, no
 * union of fewer than min_group people can be computed in any way, since the groups in it would be told more closely than
 * that. Empty groups are not listed unless a row has the count 0. An audit of what came out, which begins anew and holds
 * those tables against it, must pass; only earlier releases can make it fail.
 *
 * Rounding: combinations of 1 to min_group - 1 people become 0 or min_group, so that the margins, which are sums of
 * them, come out near to what they are (the aim of Small Count Rounding; O. Langsrud, J. Heldal, PSD 2018). Every row then
 * says "rounded", since which counts are would tell the small ones. With `owner` the reason is given where a count was
 * changed. A listed 0 stands for 1 to min_group - 1 people, since groups without people are not listed unless a row has the
 * count 0; a combination of all dimensions' finest codes that has min_group people or more is not changed. Earlier releases
 * and answers are not looked at, and passing some is ::BRY_EINVAL.
 *
 * Successive releases: pass all people who ever counted, `since` and `until`, and what was published: nobody who came or
 * left between two releases is told by what both publish. A table with another status than published and withheld, such as
 * a rounded one, is ::BRY_EINVAL.
 * \param names       `dims` names of the dimensions; no "count", "status" or "reason"
 * \param values      values[row * dims + dimension]; NULL and "": no value, which is a group of its own; not "*"
 * \param dims        1 to 4
 * \param counts      people of each row, not negative; NULL: one each
 * \param options     NULL: the defaults
 * \param out         columns of the dimensions ("*" stands for all), count (withheld: ::BRY_MISSING_WITHHELD), status
 *                    (published, withheld, rounded), and for the owner reason (primary, secondary); owned by the caller
 * \param out_audit   the audit as JSON, owned by the caller, also with ::BRY_EREFUSED; NULL: not wanted
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_EPARSE (a hierarchy), ::BRY_EREFUSED (the audit did not pass),
 *         ::BRY_ELIMIT (too many cells, too many different answers, or too much work: the limit is in steps, the same on any machine, about half a
 *         minute's worth. Leave out a dimension, use coarser codes, name `tables`, or pass the width 0)
 * \since 0.1
 */
BRY_API bry_status bry_protect(const char *const *names, const char *const *values, int32_t dims,
                               const int64_t *counts, int64_t rows, const bry_protect_options *options,
                               bry_table **out, bry_text **out_audit, bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
