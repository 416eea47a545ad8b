/**
 * \file bry/group.h
 * Composition of reflection groups, and pairing by mutual wishes.
 */
#ifndef BRY_GROUP_H
#define BRY_GROUP_H

#include <bry/common.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How people are composed into groups; begin with bry_compose_options_init(). */
typedef struct bry_compose_options {
  uint32_t struct_size; /**< set by bry_compose_options_init() */
  int32_t groups;       /**< how many; 0: by `group_size` or `sizes`. One of the three is given */
  int32_t group_size;   /**< people in a group, about: as many groups as come nearest to it; 0 */
  int32_t rounds;       /**< 1 to 100; 1 */
  uint64_t seed;        /**< any number; 1 */
  int64_t iterations; /**< sweeps, each as many tries as there are pairs; 0: as many as fit the size (the default) */
  int64_t milliseconds; /**< 0: bounded by iterations alone (the default); else by the clock instead */
  int32_t threads;      /**< 1 to 64; 1. Changes no result that iterations bound */
  const char *sizes;    /**< "5,5,6": people in each group; NULL: near-equal */
  const char *weights;  /**< "unit=2,age:number=0.5" or NULL: 1 each. A weight of 0 leaves a column out */
  const char *rules;    /**< JSON, see bry_compose(); NULL: none */
  size_t rules_size;    /**< in bytes */
} bry_compose_options;

/** Fills in the defaults. \since 0.1 */
BRY_API void bry_compose_options_init(bry_compose_options *options);

/**
 * Puts people into groups that are as diverse inside as can be: the sum of distances within groups is made large. The
 * distance of two people is Gower's: the weighted mean over attributes of how much they differ, from 0 to 1, without
 * those that either lacks. A column whose values are all numbers is compared as numbers, in widths of its range; one with
 * a ";" in a value as sets of values (Jaccard); any other as equal or not. `weights` may say otherwise. Groups are
 * near-equal (sizes differ by one at most), or of the sizes that are given.
 *
 * With several rounds, first as few as possible meet again, and then groups are made diverse.
 *
 * Rules hold in every round: `{"rules": [...]}` with objects of
 * - `{"rule": "together", "people": [ids]}`, in one group
 * - `{"rule": "apart", "people": [ids]}`, no two of them in one group
 * - `{"rule": "facilitators", "people": [ids], "at_least": 1, "at_most": n}`, so many of them in every group
 * - `{"rule": "manager", "column": name}`, nobody with the person whose id the column holds
 * - `{"rule": "availability", "column": name}`, a time in every group that all in it have, of those parted by ";"
 * - `{"rule": "quota", "column": name, "value": text, "at_least": n, "at_most": n}`, people with the value in every group
 * - `{"rule": "fixed", "people": [ids], "group": n}`, in group n, counted from 1
 *
 * Columns that a manager or availability rule names count as no attribute. Rules that can't all be kept are refused, with
 * a finding for each of a set that can't be kept together, from which none can be spared (bry_error_findings()).
 *
 * The same seed and iterations give the same bytes on any machine; bounded by the clock they need not.
 *
 * Sources: see lib/group (annealing with kept sums; difference matrices; deletion filter).
 * \param people        a row each, at most 10,000
 * \param id_column     name of the column that tells people apart
 * \param options       not NULL: says how many groups
 * \param progress      may be NULL
 * \param out_groups    columns round (with several), id, group (from 1), time (with availability); owned by the caller
 * \param out_measures  may be NULL. Columns measure, round, group, attribute, value: objective and objective_random (what
 *                      random groups have on average), diversity (mean distance within a group) and diversity_random,
 *                      size, repeats and most_meetings (with several rounds; people who must stay together aside), spread
 *                      (how far groups are from the whole in an attribute, 0 to 1, the smaller the better); owned by
 *                      the caller
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_ENOTFOUND (no such column), ::BRY_EPARSE (rules that are no
 *         JSON), ::BRY_EREFUSED (an id twice, a bad rule, rules that can't all be kept), ::BRY_ELIMIT (too many people,
 *         or it could not be decided whether all rules can be kept), ::BRY_ECANCELLED
 * \since 0.1
 */
BRY_API bry_status bry_compose(const bry_table *people, const char *id_column, const bry_compose_options *options,
                               bry_progress_fn progress, void *user, bry_table **out_groups, bry_table **out_measures,
                               bry_error **err);

/**
 * As bry_compose(), from distances: lines "i j d" of two elements, counted from 0, and their distance of 0 or more. A
 * pair without a line is at distance 0. Ids in rules are the numbers; rules about columns are refused, and weights mean
 * nothing.
 * \param data,size  the lines; at most 5,000 elements
 * \return as bry_compose(); ::BRY_EPARSE names the line
 * \since 0.1
 */
BRY_API bry_status bry_compose_distances(const char *data, size_t size, const bry_compose_options *options,
                                         bry_progress_fn progress, void *user, bry_table **out_groups,
                                         bry_table **out_measures, bry_error **err);

/**
 * Pairs those who wish for each other, such as departments that become each other's friends: no one is in two pairs, and
 * the sum of weights is the largest there is (maximum-weight matching in a general graph, exact). A pair's weight is the
 * sum of what both sides wish.
 *
 * Source: J. Edmonds, Maximum Matching and a Polyhedron with 0,1-Vertices, 1965; Z. Galil, Efficient Algorithms for
 * Finding Maximum Matching in Graphs, ACM Computing Surveys 18(1), 1986.
 * \param wishes     columns from and to (names), and where they are wanted weight (whole, 1 to 1,000,000; 1), forbidden
 *                   (any value but "0" and "no": those two are never paired) and review (a date, which is passed
 *                   through)
 * \param one_sided  1: the wish of one side is enough; 0: both must wish
 * \param out        columns a, b, weight, weight_a, weight_b (what each side wished), review (the earlier of both
 *                   sides'); a row each for those left over, without b. By their first place in `wishes`. Owned by the
 *                   caller
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_ENOTFOUND (no such column), ::BRY_EREFUSED (the row is named),
 *         ::BRY_ELIMIT (over 2,000 names)
 * \since 0.1
 */
BRY_API bry_status bry_pair(const bry_table *wishes, int32_t one_sided, bry_table **out, bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
