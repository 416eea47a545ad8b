/**
 * \file bry/statistics.h
 * Statistics of answers, by groups: shares with intervals, means, tests, rankings, response; weights made by raking; and
 * the reliability of scales. Works on tables in memory, without a database. Groups are protected as in bry/protect.h.
 *
 * The same rows in any order, options and library version give the same table, but for rounding in the last digits.
 */
#ifndef BRY_STATISTICS_H
#define BRY_STATISTICS_H

#include <bry/common.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Which table is made. Each but the test begins with the columns of the groups. Then comes `part` where there are several
 * items, or choices that are looked at one by one.
 *
 * - Counts: value, respondents, count, share, low, high (Wilson's interval); with weights also effective (number) and
 *   weighted. Shares are of those who answered.
 * - Summary, of a scale: respondents, mean, low, high (t), deviation, median, favourable, neutral, unfavourable (above, on
 *   and below the middle of the scale), top2 (its two highest values), and of a scale from 0 to 10 nps (-100 to 100),
 *   nps_low, nps_high.
 * - Test, whether groups answer differently: respondents, groups, left_out (groups), chi_square, df, p, p_holm (adjusted for
 *   the number of tests in the table, S. Holm's procedure: with 20 themes one is below 0.05 by chance), cramers_v,
 *   cramers_v_corrected, low_expected (cells that are expected to hold fewer than 5), note (too_few_groups, no_variation,
 *   low_expected); with weights also f and df_error.
 * - Residuals: value, count, expected, residual (adjusted and standardised: one alone beyond 2 either way is more, or less,
 *   than chance explains), p_holm (adjusted for the number of residuals in the table), differs (more or fewer where p_holm is
 *   below 1 - confidence, else empty). Of a withheld group there is neither, and it takes no part in what is expected of others:
 *   nothing in the table depends on its answers.
 * - Response: people, answered, not_asked, hidden, skipped, dont_know, missing (for no stated reason), rate (answered of
 *   those asked).
 * - Ranking, of each choice: respondents, mean_rank (of those who ranked it), borda (mean points: choices less rank, 0 when
 *   not ranked), first (share who ranked it first).
 */
enum {
  BRY_STATISTIC_COUNTS = 1,
  BRY_STATISTIC_SUMMARY = 2,
  BRY_STATISTIC_TEST = 3,
  BRY_STATISTIC_RESIDUALS = 4,
  BRY_STATISTIC_RESPONSE = 5,
  BRY_STATISTIC_RANKING = 6
};

/** How an item is answered. */
enum {
  BRY_ANSWER_AUTO = 0,     /**< a scale when one is given, else one value; of a table of counts, several values where
                                they add up to another number than the respondents */
  BRY_ANSWER_SINGLE = 1,   /**< one of several values */
  BRY_ANSWER_SCALE = 2,    /**< a whole number from scale_low to scale_high */
  BRY_ANSWER_MULTIPLE = 3, /**< any of several values, separated */
  BRY_ANSWER_RANKING = 4   /**< values in their order, separated */
};

/** Distributions, medians and what follows from them are shown of no fewer people. */
#define BRY_MIN_DISTRIBUTION 8
/** Standard deviations and intervals of means are shown of no fewer people. */
#define BRY_MIN_DEVIATION 20

/** What is tabulated, and how; begin with bry_tabulate_options_init(). */
typedef struct bry_tabulate_options {
  uint32_t struct_size;  /**< set by bry_tabulate_options_init() */
  int32_t statistic;     /**< BRY_STATISTIC_...; counts */
  int32_t answer;        /**< BRY_ANSWER_...; automatic */
  int32_t min_group;     /**< groups of fewer people are withheld: 3 to 50, 0 for ::BRY_MIN_GROUP_DEFAULT; 0 */
  int32_t scale_low;     /**< the ends of a scale, at most 100 apart; 0 and 0: no scale */
  int32_t scale_high;    /**< 0 */
  int32_t margins;       /**< 1: also groups over all values of a column, coded "*"; 0 */
  int32_t by_count;      /**< columns that split the people, 0 to 3; 0 */
  double confidence;     /**< of intervals: 0.5 to 0.999; 0.95 */
  const char *const *by; /**< by_count names of columns; NULL */
  const char *const
      *hierarchies;      /**< for each of `by` CSV with the columns code and parent (as in bry_protect()), whose
                                       upper codes are groups too, or NULL; NULL: none */
  const double *weights; /**< a weight for each row, not negative; rows of weight 0 are left out; NULL: none */
  const char *missing;   /**< answers that are none: "98=dont_know;99=skipped;n/a=not_asked;x=hidden"; NULL */
  const char *separator; /**< of several values: one character; NULL: ";" */
} bry_tabulate_options;

/** Fills in the defaults. \since 0.1 */
BRY_API void bry_tabulate_options_init(bry_tabulate_options *options);

/**
 * Tabulates answers from a table that has a row for each person.
 *
 * Groups are all combinations of the columns `by` that people are in. One of 1 to min_group - 1 respondents of an item is
 * withheld, and as many others as it takes that nothing of it follows from the rest (see bry_protect()); and one all but
 * one of whom answered the same, or (scales) favourably, or all but one not. The same holds for fewer than
 * ::BRY_MIN_DISTRIBUTION where more is told than a mean or a share of two values, and for fewer than ::BRY_MIN_DEVIATION
 * where a deviation is. Tests and residuals are made of the finest groups whose distributions are shown, and of no others.
 * Where it can't be shown in some seconds that nothing is given away, all groups are withheld. Each call protects its own
 * table: several breakdowns of the same answers can be subtracted from each other.
 *
 * A column `perspective` says of rows in whose shoes they were answered; without a value people speak for themselves. Rows of
 * several perspectives are ::BRY_EINVAL unless they are split by it, without margins or a hierarchy of it.
 *
 * Intervals of means are Student's. With weights, shares and means are weighted, their errors are linearised (as R's
 * package survey does for independent draws), Wilson's interval has the effective number in place of respondents, and p is
 * that of Rao and Scott's second-order F test; residuals are those of the counts scaled to Kish's effective number.
 * Sources: E. B. Wilson, JASA 22, 1927; A. Agresti, Categorical Data Analysis, 2013, 3.3.1 (residuals); W. Bergsma, A
 * bias-correction for Cramer's V and Tschuprow's T, 2013; J. N. K. Rao, A. J. Scott, Annals of Statistics 12, 1984;
 * L. Kish, Survey Sampling, 1965; S. Holm, Scandinavian Journal of Statistics 6, 1979.
 * \param people      a row for each person; may be of any column types
 * \param items       names of the columns that hold answers, tabulated side by side as parts (rows of a matrix); several
 *                    only of answers of one value
 * \param item_count  1 to 200
 * \param options     NULL: the defaults
 * \param out         owned by the caller
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_ENOTFOUND (no such column), ::BRY_EPARSE (a hierarchy, an answer that
 *         is off the scale: the message names row and column), ::BRY_ELIMIT (too many groups or values)
 * \since 0.1
 */
BRY_API bry_status bry_tabulate(const bry_table *people, const char *const *items, int32_t item_count,
                                const bry_tabulate_options *options, bry_table **out, bry_error **err);

/**
 * The same statistics from a table of counts, such as bry_survey_counts(), bry_survey_crosstab(), bry_survey_themes() or
 * bry_result_themes() give: what such a table withholds stays withheld, and nothing is told that does not follow from it.
 * \param counts   dimensions (the last one holds the values, one called part the parts), and the columns respondents and
 *                 count
 * \param options  statistic, answer and confidence; what is about people must be left out, and there is no response. A
 *                 scale is the values that the table has, which are whole numbers then
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_ENOTSUPPORTED (a statistic that needs people), ::BRY_ELIMIT
 * \since 0.1
 */
BRY_API bry_status bry_tabulate_counts(const bry_table *counts, const bry_tabulate_options *options, bry_table **out,
                                       bry_error **err);

/** What is told of waves; begin with bry_waves_options_init(). */
typedef struct bry_waves_options {
  uint32_t struct_size;      /**< set by bry_waves_options_init() */
  int32_t value_count;       /**< number of `values`; 0: all */
  double confidence;         /**< of intervals: 0.5 to 0.999; 0.95 */
  const char *const *values; /**< only these values (ids of themes); NULL */
} bry_waves_options;

/** Fills in the defaults. \since 0.1 */
BRY_API void bry_waves_options_init(bry_waves_options *options);

/**
 * Tables of counts of several waves as one, for a trend: the same question asked again, and its themes by the same ids.
 *
 * Columns: wave, those that split the tables, respondents, count, share, low, high (Wilson's interval), change (of the share
 * since the wave before), change_low, change_high (Newcombe's interval), p (Pearson's test of two shares), p_holm (adjusted
 * for the number of changes in the table), note (low_expected, as in a test). Rows by wave, then in the order of the newest
 * wave. Labels are those of the newest wave that has the value. A value that a wave's table lacks altogether (a theme that was
 * not in its codebook) is ::BRY_MISSING_NOT_ASKED there; one that only the group lacks (nobody answered) is ::BRY_MISSING.
 * What a wave withholds is withheld here, with every change from or to it, so that the table tells nothing that the waves'
 * own tables don't. Interval and p of a change take the people of two waves for others: where most answer both, changes are
 * surer than they say. BRY_CHART_TREND draws it. Source: R. G. Newcombe,
 * Interval estimation for the difference between independent proportions, Statistics in Medicine 17, 1998, method 10.
 * \param tables  a table for each wave, the earliest first, split by the same columns, such as bry_survey_themes(),
 *                bry_result_themes() or bry_survey_counts() give
 * \param names   what each wave is called, none twice
 * \param count   2 to 100
 * \param options NULL: the defaults
 * \param out     owned by the caller
 * \return ::BRY_OK, ::BRY_EINVAL (the tables don't go together: the message says which), ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_tabulate_waves(const bry_table *const *tables, const char *const *names, int32_t count,
                                      const bry_waves_options *options, bry_table **out, bry_error **err);

/**
 * Cronbach's alpha of a set of items, and without each of them.
 *
 * Only people who answered all items count; of fewer than ::BRY_MIN_DEVIATION all is withheld. Sources: L. J. Cronbach,
 * Psychometrika 16, 1951; L. S. Feldt et al., Applied Psychological Measurement 11, 1987 (the interval).
 * \param people      a row for each person
 * \param items       names of columns that hold numbers
 * \param item_count  2 to 200
 * \param reversed    for each item 1 when high means low (then a scale must be given), or NULL
 * \param options     missing, confidence and the scale are looked at, and weights must be NULL; NULL: the defaults
 * \param out         rows "*" (all items), then one for each item: item, respondents, items (how many alpha is of), alpha,
 *                    low, high, standardised, mean, item_rest (the item's correlation with the sum of the others); owned by
 *                    the caller
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_ENOTFOUND, ::BRY_EPARSE (an answer that is no number, or off the scale)
 * \since 0.1
 */
BRY_API bry_status bry_reliability(const bry_table *people, const char *const *items, int32_t item_count,
                                   const int32_t *reversed, const bry_tabulate_options *options, bry_table **out,
                                   bry_error **err);

/** How weights are made; begin with bry_rake_options_init(). */
typedef struct bry_rake_options {
  uint32_t struct_size;   /**< set by bry_rake_options_init() */
  int32_t iterations_max; /**< rounds over all margins: 1 to 10,000; 200 */
  double tolerance;       /**< how near each share must come to its target; 0.000001 */
  double low;             /**< no weight is less than so many times the mean; 0.2 */
  double high;            /**< nor more; 5. Both 0: no bounds */
  const double *base;     /**< weights to begin with, a positive one for each row; NULL: 1 each */
} bry_rake_options;

/** Fills in the defaults. \since 0.1 */
BRY_API void bry_rake_options_init(bry_rake_options *options);

/**
 * Weights that make the shares of groups in a sample what they are among all people, by raking (iterative proportional
 * fitting), whose mean is 1. People without a value are left out of that margin.
 *
 * Source: W. E. Deming, F. F. Stephan, Annals of Mathematical Statistics 11, 1940. Bounds are kept by cutting each round.
 * \param people     a row for each person
 * \param margins    JSON: {"age": {"-39": 0.4, "40-": 0.6}, "sex": {"f": 2104, "m": 1988}}: for columns of `people` each
 *                   value with its share or number among all
 * \param weights    room for as many numbers as people has rows; written only on success
 * \param out        what came of it: margin, value, people, target, before, after (shares). It tells of groups of any size:
 *                   not for showing around. Owned by the caller; NULL: not wanted
 * \param out_audit  JSON: converged, iterations, furthest (the largest distance from a target), design_effect (Kish),
 *                   effective, least, most; also with ::BRY_EREFUSED; owned by the caller; NULL: not wanted
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_ENOTFOUND (no such column), ::BRY_EPARSE (the JSON), ::BRY_EREFUSED (a
 *         value with a share but no people, or people with a value that the margin lacks, or it did not converge: the
 *         message says which)
 * \since 0.1
 */
BRY_API bry_status bry_rake(const bry_table *people, const char *margins, size_t margins_size,
                            const bry_rake_options *options, double *weights, bry_table **out, bry_text **out_audit,
                            bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
