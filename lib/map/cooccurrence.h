/* A map of themes that the same people mention, from counts. */
#ifndef BRY_MAP_COOCCURRENCE_H
#define BRY_MAP_COOCCURRENCE_H

#include <bry/map.h>

/* Such counts as may be told without giving anybody away; which those are stands in cooccurrence.c. */
typedef struct bry__cooccurrence {
  const char *const *ids, *const *labels; /* a label may be NULL */
  int32_t themes;
  int64_t people; /* all who were asked, also those without a theme */
  const int64_t
      *counts; /* [i * themes + k], i < k: people with both; i == k: people with the theme; below 0: not known */
  int32_t min_group; /* checked */
} bry__cooccurrence;

bry_status bry__cooccurrence_map(const bry__cooccurrence *c, bry_map **out, bry_error **err);

#endif
