/* Themes of an item that the same people mention, as a map. */
#ifndef BRY_STORE_THEMES_H
#define BRY_STORE_THEMES_H

#include "store/lookup.h"

#include <bry/map.h>

/* Of the themes that stand above no others; what is withheld is told in map/cooccurrence.c. */
bry_status bry__survey_cooccurrence(bry_store *store, const bry_survey *survey, const char *item,
                                    const char *codebook, int32_t min_group, bry_map **out, bry_error **err);

#endif
