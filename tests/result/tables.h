/* Tables that the tests of pictures and reports draw. */
#ifndef BRY_TESTS_RESULT_TABLES_H
#define BRY_TESTS_RESULT_TABLES_H

#include "core/table.h"

#include <bry/result.h>
#include <bry/text.h>

#define HOSTILE "<script>alert(\"x\")</script> & 'more'"

enum { WITHHELD_ROW = -1 };

typedef struct sample_row {
  const char *segment, *theme;
  int64_t respondents, count; /* count WITHHELD_ROW: withheld */
} sample_row;

/* A table like those of bry_result_themes(); the segment column only when the first row has a segment. */
static inline bry_table *sample_table(const sample_row *rows, int32_t count) {
  bry_table *t = bry__table_new("themes", "Temaer & mer", "Tema", "Themes"), *out = NULL;
  int32_t segment = -1;
  if (count > 0 && rows[0].segment)
    segment = bry__table_column(t, "sektor", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Sektor", NULL, "Sector");
  int32_t theme = bry__table_column(t, "theme", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Tema", "Tema", "Theme");
  int32_t numbers[] = {
      bry__table_column(t, "respondents", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Svarte", "Svara", "Respondents"),
      bry__table_column(t, "count", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Antall", "Tal", "Count"),
      bry__table_column(t, "share", BRY_TYPE_DOUBLE, BRY_ROLE_SHARE, "Andel", "Del", "Share")};
  for (int32_t r = 0; r < count; r++) {
    bry__table_row(t);
    if (segment >= 0) bry__table_set_text(t, segment, rows[r].segment);
    bry__table_set_text(t, theme, rows[r].theme);
    for (int i = 0; i < 3 && rows[r].count == WITHHELD_ROW; i++)
      bry__table_set_missing(t, numbers[i], BRY_MISSING_WITHHELD);
    if (rows[r].count == WITHHELD_ROW) continue;
    bry__table_set_int64(t, numbers[0], rows[r].respondents);
    bry__table_set_int64(t, numbers[1], rows[r].count);
    if (rows[r].respondents > 0)
      bry__table_set_double(t, numbers[2], (double)rows[r].count / (double)rows[r].respondents);
  }
  return bry__table_finish(t, &out, NULL) == BRY_OK ? out : NULL;
}

static const sample_row whole_rows[] = {
    {NULL, "Nok tid og ro", 138, 38}, {NULL, "Ledelse", 138, 69}, {NULL, HOSTILE, 138, 1}, {NULL, "Lønn", 138, 0}};
static const sample_row sector_rows[] = {{"helse", "Tid", 12, 3},           {"helse", "Ros", 12, 12},
                                         {"skole", "Tid", 0, WITHHELD_ROW}, {"skole", "Ros", 0, WITHHELD_ROW},
                                         {HOSTILE, "Tid", 10, 0},           {HOSTILE, "Ros", 10, 5}};

#endif
