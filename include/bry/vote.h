/**
 * \file bry/vote.h
 * Votes on statements: agree, disagree or pass, in groups that are known or that are found in the votes.
 */
#ifndef BRY_VOTE_H
#define BRY_VOTE_H

#include <bry/common.h>
#include <bry/table.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bry_votes bry_votes;

enum { BRY_VOTE_DISAGREE = -1, BRY_VOTE_PASS = 0, BRY_VOTE_AGREE = 1 };

/** How votes are counted. Set up with bry_vote_options_init(). \since 0.1 */
typedef struct bry_vote_options {
  uint32_t struct_size; /**< set by bry_vote_options_init() */
  int32_t groups;    /**< how many groups to find when none are given, 2 to 12; 0: as many as fit best, 2 to 5; 1: all
                          are one group */
  int32_t min_votes; /**< a statement that any group gave fewer votes has no group-informed consensus and, in that
                          group, no representativeness; from 1 (the default) */
  int32_t
      min_group; /**< groups of fewer people and smaller counts of votes are withheld, and the next smallest group with a single one; 0 (the default)
                          withholds nothing */
  int32_t placed;   /**< who gave fewer votes than this takes no part in finding groups (default 7, or as many as
                          there are statements) */
  int32_t reserved; /**< 0 */
  uint64_t seed;    /**< for the starts of the search for groups */
} bry_vote_options;

/** Fills in the defaults. \since 0.1 */
BRY_API void bry_vote_options_init(bry_vote_options *options);

/**
 * Counts votes. A later vote of the same person on the same statement replaces the earlier one.
 *
 * Without `groups`, people who voted alike are found: missing votes count as the statement's mean, the votes are laid
 * out along their two principal components, further out the more statements somebody left out (as Polis does: Small
 * et al. 2021, "Polis: Scaling deliberation by mapping high dimensional opinion spaces"), and divided by k-means from
 * many seeded starts; there are as few groups as have a mean silhouette (Rousseeuw 1987) within a standard error
 * of the highest, and one where it is below 0.25. Groups that are found are named A, B, C ... from the largest.
 * \param people      who voted, a text a vote
 * \param statements  on what
 * \param votes       BRY_VOTE_...
 * \param groups      the group of the voter at each vote, the same at all of a person's votes (NULL entries: of none);
 *                    NULL to find them
 * \param count       of votes; 0 gives empty tables
 * \param out         owned by the caller; may be read from several threads
 * \return ::BRY_OK, ::BRY_EINVAL (the message names the vote), ::BRY_EREFUSED (somebody in two groups), ::BRY_ENOMEM,
 *         ::BRY_ELIMIT (over 1,000 groups, or more than 2^31 - 1 people, statements, or cells of groups by statements)
 * \since 0.1
 */
BRY_API bry_status bry_votes_count(const char *const *people, const char *const *statements, const int32_t *votes,
                                   const char *const *groups, int64_t count, const bry_vote_options *options,
                                   bry_votes **out, bry_error **err);
/** Frees counted votes. \since 0.1 */
BRY_API void bry_votes_free(bry_votes *votes);

/**
 * The statements in the order they came: statement, votes, agrees, disagrees, passes; `consensus_agree`, the
 * group-informed consensus: the product over the groups of (agrees + 1) / (votes + 2); `consensus_disagree`, the same of
 * disagrees; `spread`, how far the shares who agree lie apart between the groups, (agrees + 1) / (votes + 2) of the
 * highest less the lowest. And for each of up to 50 groups, here of the group A: agrees_A, disagrees_A, passes_A,
 * and, where the statement is representative of the group, stance_A and representativeness_A, as in bry_votes_groups().
 * \since 0.1
 */
BRY_API bry_status bry_votes_statements(const bry_votes *votes, bry_table **out, bry_error **err);

/**
 * A row for each group and statement: group, statement, votes, agrees, disagrees, passes; `stance`, "agree" or
 * "disagree", whichever sets the group more apart; `probability`, (that + 1) / (votes + 2); `representativeness`, that
 * over the same of everyone else; `z`, the test that more than half of the group take that stance; `z_others`, the
 * two-proportion test against everyone else; `representative`, 1 where both are significant at 90 % (one-sided,
 * z > 1.2816).
 * \since 0.1
 */
BRY_API bry_status bry_votes_groups(const bry_votes *votes, bry_table **out, bry_error **err);

/**
 * The people in the order they came: person, votes, agrees, disagrees, passes, group; and `x`, `y`, where each stands
 * in the picture, when groups were found. Not to leave the house: it says who voted how often, and with whom.
 * \since 0.1
 */
BRY_API bry_status bry_votes_people(const bry_votes *votes, bry_table **out, bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
