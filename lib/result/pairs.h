/* Themes that the same people touch, as a table. The counts come from memory or from a database alike. */
#ifndef BRY_RESULT_PAIRS_H
#define BRY_RESULT_PAIRS_H

#include <bry/codebook.h>
#include <bry/result.h>

/* counts[i * themes + k], i < k: people with both; i == k: people with the theme. respondents below 0: withheld. */
bry_status bry__tabulate_pairs(const bry_codebook *codebook, int64_t respondents, const int64_t *counts,
                               int32_t min_group, bry_table **out, bry_error **err);

#endif
