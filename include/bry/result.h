/**
 * \file bry/result.h
 * Results on plain arrays, pictures and reports: all that needs no database.
 */
#ifndef BRY_RESULT_H
#define BRY_RESULT_H

#include <bry/common.h>
#include <bry/theme.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bry_report bry_report;

/**
 * How a section of a report is drawn, beside its table.
 *
 * - Bars: a bar for each row, first share or else count; rows alike in all but the last dimension stand under one heading.
 * - Heat: of the first two dimensions the one with more values down, the other across; first share as shade.
 * - Likert: a bar for each combination of all dimensions but the last, divided by the first share among the last one's
 *   values (11 at most), which stand in their order from unfavourable to favourable.
 * - Trend: the first mean, or else share, along the first dimension (waves, years); a line for each combination of the
 *   others (8 at most), and intervals where there are any.
 */
enum { BRY_CHART_NONE = 0, BRY_CHART_BARS = 1, BRY_CHART_HEAT = 2, BRY_CHART_LIKERT = 3, BRY_CHART_TREND = 4 };

/** The smallest group whose results are shown unless another is asked for. */
#define BRY_MIN_GROUP_DEFAULT 5
/** No smaller group is ever shown. */
#define BRY_MIN_GROUP_FLOOR 3

/**
 * Themes of coded texts, by respondents, whole or by a segment.
 *
 * Columns: the segment (only when given), theme, respondents (texts that are not empty and no non-answers), count,
 * share (count / respondents). Who touches a theme touches those above it in the codebook too. Groups of fewer than `min_group` respondents are withheld; when the withheld ones
 * together could be found by subtraction from the whole, the next smallest group is withheld too.
 * \param segment_name  name of the segment column; NULL for the whole
 * \param segments      a value for each text (NULL entries form a group of their own); NULL when segment_name is
 * \param min_group     0 for ::BRY_MIN_GROUP_DEFAULT; less than ::BRY_MIN_GROUP_FLOOR is ::BRY_EINVAL
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_result_themes(const bry_codebook *codebook, const bry_codings *codings,
                                     const char *segment_name, const char *const *segments, int32_t min_group,
                                     bry_table **out, bry_error **err);

/**
 * Themes that the same people touch: a row a pair, in the order of the codebook. Who touches a theme touches those above
 * it; a theme and one above it are no pair.
 *
 * Columns: theme, other, respondents, count (people with both), support (count / respondents), jaccard (count / people with
 * either), npmi (normalised pointwise mutual information, -1 to 1, 0 as by chance; G. Bouma 2009). A pair is withheld where
 * fewer than `min_group` people have both, or a few but not that many have only the one, only the other, or neither, which
 * the counts of themes would tell by subtraction.
 * \param min_group  as in bry_result_themes()
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_result_theme_pairs(const bry_codebook *codebook, const bry_codings *codings, int32_t min_group,
                                          bry_table **out, bry_error **err);

/**
 * One table as an accessible inline SVG picture: title and description for screen readers, no script, scales to a
 * phone. Withheld values are hatched.
 * \param chart  BRY_CHART_BARS, BRY_CHART_HEAT, BRY_CHART_LIKERT or BRY_CHART_TREND
 * \return ::BRY_OK, ::BRY_EINVAL (the table lacks the columns that the picture needs), ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_chart_svg(const bry_table *table, int32_t chart, const char *lang, bry_text **out,
                                 bry_error **err);

/**
 * The same pictures as a Vega-Lite specification (version 5), with the values in it, for pages that draw with Vega.
 * Withheld values are not in it: their places are marked ":".
 * \param chart  BRY_CHART_BARS, BRY_CHART_HEAT, BRY_CHART_LIKERT or BRY_CHART_TREND
 * \param out    JSON; owned by the caller
 * \return ::BRY_OK, ::BRY_EINVAL (the table lacks the columns that the picture needs), ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_chart_vega(const bry_table *table, int32_t chart, const char *lang, bry_text **out,
                                  bry_error **err);

/** Begins a report: one self-contained HTML page. One thread at a time. \since 0.1 */
BRY_API bry_status bry_report_new(const char *title, const char *lang, bry_report **out, bry_error **err);
/**
 * Adds a section: a heading, a picture and the same table under it. The table is drawn now and not kept.
 * \param heading  NULL for the table's title
 * \param chart    BRY_CHART_...
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_report_add(bry_report *report, const char *heading, const bry_table *table, int32_t chart,
                                  bry_error **err);
/**
 * Adds a paragraph under the title: how many answered, when, what is withheld. The library asks no clock.
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_report_note(bry_report *report, const char *text, bry_error **err);
/** The page as it stands. \since 0.1 */
BRY_API bry_status bry_report_html(const bry_report *report, bry_text **out, bry_error **err);
/** Frees a report. \since 0.1 */
BRY_API void bry_report_free(bry_report *report);

#ifdef __cplusplus
}
#endif
#endif
