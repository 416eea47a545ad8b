/* Means of groups along waves, for the tests of trends and specifications. */
#ifndef BRY_TESTS_RESULT_WAVES_H
#define BRY_TESTS_RESULT_WAVES_H

#include "core/table.h"

#include <stdio.h>

/* Line l has the mean 2 + l + wave / 2 and an interval of half a point; wave `withheld` of the last line is withheld. */
static inline bry_table *waves(int32_t lines, int32_t count, int32_t withheld) {
  bry_table *t = bry__table_new("summary", "Sammendrag", "Samandrag", "Summary"), *out = NULL;
  bry__table_column(t, "year", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "År", "År", "Year");
  bry__table_column(t, "dep", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Avdeling", "Avdeling", "Department");
  bry__table_column(t, "mean", BRY_TYPE_DOUBLE, BRY_ROLE_MEAN, "Gjennomsnitt", "Gjennomsnitt", "Mean");
  bry__table_column(t, "low", BRY_TYPE_DOUBLE, BRY_ROLE_LOW, "Fra", "Frå", "From");
  bry__table_column(t, "high", BRY_TYPE_DOUBLE, BRY_ROLE_HIGH, "Til", "Til", "To");
  for (int32_t w = 0; w < count; w++)
    for (int32_t l = 0; l < lines; l++) {
      char year[16], dep[16];
      double mean = 2 + l + w * 0.5;
      snprintf(year, sizeof year, "%d", 2021 + (int)w);
      snprintf(dep, sizeof dep, "\"dep\" %c", 'a' + (int)l);
      bry__table_row(t);
      bry__table_set_text(t, 0, year);
      bry__table_set_text(t, 1, dep);
      bry__table_set_double(t, 2, mean);
      bry__table_set_double(t, 3, mean - 0.25);
      bry__table_set_double(t, 4, mean + 0.25);
      for (int32_t c = 2; c <= 4 && w == withheld && l == lines - 1; c++)
        bry__table_set_missing(t, c, BRY_MISSING_WITHHELD);
    }
  return bry__table_finish(t, &out, NULL) == BRY_OK ? out : NULL;
}

#endif
