/**
 * \file bry/agreement.h
 * Agreement between coders: do several people (or a person and a method) give the same texts the same themes?
 *
 * Works on plain arrays of strings, without a database. The same codings, options and library version give the same
 * bytes on any machine, in whatever order the codings come.
 */
#ifndef BRY_AGREEMENT_H
#define BRY_AGREEMENT_H

#include <bry/common.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What is measured. */
enum {
  BRY_AGREEMENT_ALPHA = 1, /**< Krippendorff's alpha: any number of coders, codings may be missing */
  BRY_AGREEMENT_KAPPA = 2, /**< Cohen's kappa, of each pair of coders */
  BRY_AGREEMENT_F1 = 3     /**< precision, recall and F1 of each coder against one, the reference */
};

/** How far apart two codings are. */
enum {
  BRY_DISTANCE_AUTO = 0,    /**< nominal where every coding is one theme, else MASI */
  BRY_DISTANCE_NOMINAL = 1, /**< 0 when equal, else 1; sets of themes are equal or not */
  BRY_DISTANCE_MASI = 2, /**< sets of themes: 1 - Jaccard's index * (1 equal, 2/3 subset, 1/3 overlap, 0 neither) */
  BRY_DISTANCE_ORDINAL = 3,  /**< themes are numbers whose order counts; alpha only */
  BRY_DISTANCE_INTERVAL = 4, /**< themes are numbers: squared difference; quadratic weights of kappa */
  BRY_DISTANCE_LINEAR = 5    /**< themes are numbers: absolute difference; kappa only */
};

/** What a coding without themes means. */
enum {
  BRY_EMPTY_UNCODED = 0, /**< the coder has not coded the text: it speaks neither for nor against agreement */
  BRY_EMPTY_NO_THEME = 1 /**< the coder read the text and found no theme in it */
};

/** How agreement is measured; begin with bry_agreement_options_init(). */
typedef struct bry_agreement_options {
  uint32_t struct_size;  /**< set by bry_agreement_options_init() */
  int32_t measure;       /**< BRY_AGREEMENT_...; alpha */
  int32_t distance;      /**< BRY_DISTANCE_... of alpha and kappa over all themes; automatic */
  int32_t empty;         /**< BRY_EMPTY_...; uncoded */
  int32_t resamples;     /**< of the confidence intervals: 0 (none) or 100 to 10,000; 1,000 */
  int32_t reserved;      /**< 0 */
  uint64_t seed;         /**< of the resamples: any number; 1 */
  const char *reference; /**< the coder that others are held against; needed for F1. With kappa: only pairs with this
                              coder. NULL: none */
} bry_agreement_options;

/** Fills in the defaults. \since 0.1 */
BRY_API void bry_agreement_options_init(bry_agreement_options *options);

/**
 * Measures the agreement of coders, over all themes and for each theme (has it, or has it not).
 *
 * A unit is what is coded, such as a text. Only units that two or more of the coders concerned have coded count. Several
 * codings of one unit by one coder are put together. A value that is not defined is missing and `note` says why:
 * no_codings, one_coder, no_shared_units, no_variation (all codings are the same, so that chance alone gives full
 * agreement), never_used (precision or recall of a theme that one side has nowhere), too_many_combinations (of themes,
 * for the measure over all of them).
 *
 * low and high are a 95 % interval by resampling units with replacement (percentile bootstrap; of more than 1,024
 * units, 1,024 random parts are resampled), missing where there are fewer than two units or too many combinations of
 * themes (about 2,000). Distances of BRY_DISTANCE_ORDINAL are those of the whole sample in the resamples too. Precision,
 * recall and F1 are given for each theme, over all codings (micro) and as the mean of themes (macro; one that is not
 * defined counts as 0).
 *
 * Sources: K. Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011; R. Passonneau, Measuring Agreement on
 * Set-valued Items (MASI) for Semantic and Pragmatic Annotation, LREC 2006; J. Cohen, A Coefficient of Agreement for
 * Nominal Scales, 1960, and Weighted Kappa, 1968; A. Zapf et al., Measuring inter-rater reliability for nominal data,
 * BMC Medical Research Methodology 16, 2016 (resampling of units).
 * \param units    what is coded: `count` ids, none NULL or empty
 * \param coders   who coded: `count` names, none NULL or empty
 * \param themes   themes of each coding, joined by ";"; NULL or empty: none
 * \param options  NULL: the defaults
 * \param out      columns measure, scope (overall, theme, micro, macro), theme, for kappa and F1 coder and other (the
 *                 reference), value, low, high, units, left_out (units that fewer than two coded, or not both of a
 *                 pair), coders, note; owned by the caller
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_EPARSE (not UTF-8; themes that are no numbers where they must be),
 *         ::BRY_ENOTFOUND (nothing was coded by the reference), ::BRY_ELIMIT (over 1,000 coders or 1,000 themes, 2^31-1
 *         codings, or pairs of coders times themes over 5,000)
 * \since 0.1
 */
BRY_API bry_status bry_agreement(const char *const *units, const char *const *coders, const char *const *themes,
                                 int64_t count, const bry_agreement_options *options, bry_table **out,
                                 bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
