/* Statistics of any table: the first byte says which statistic and kind of answer, then come codes that are no answers, the
 * margins of weights, a hierarchy and the table, with a NUL between them. */
#include "fuzz/fuzz.h"

#include <bry.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The next part, with a NUL behind it, to be freed. */
static char *next_part(const uint8_t **data, size_t *size, size_t *part_size) {
  const uint8_t *end = memchr(*data, '\0', *size);
  *part_size = end ? (size_t)(end - *data) : *size;
  char *part = malloc(*part_size + 1);
  memcpy(part, *data, *part_size);
  part[*part_size] = '\0';
  *data += *part_size + (end != NULL);
  *size -= *part_size + (end != NULL);
  return part;
}

/* Shares are shares, intervals hold what they are of, and nobody few is told of. */
static void look_at(const bry_table *t) {
  int32_t respondents = bry_table_find_column(t, "respondents"), low = bry_table_find_column(t, "low");
  for (int64_t row = 0; row < bry_table_row_count(t); row++) {
    int64_t people = bry_table_int64(t, row, respondents);
    if (respondents >= 0 && low >= 0) PROMISE(people == 0 || people >= BRY_MIN_GROUP_DEFAULT);
    for (int32_t c = 0; c < bry_table_column_count(t); c++) {
      double value = bry_table_double(t, row, c);
      PROMISE(isfinite(value));
      if (bry_table_column_role(t, c) == BRY_ROLE_SHARE) PROMISE(value >= 0 && value <= 1 + 1e-12);
      if (bry_table_column_role(t, c) == BRY_ROLE_COUNT) PROMISE(value >= 0);
      if (bry_table_column_role(t, c) == BRY_ROLE_LOW && bry_table_missing(t, row, c) == BRY_PRESENT &&
          bry_table_missing(t, row, c - 1) == BRY_PRESENT)
        PROMISE(value <= bry_table_double(t, row, c - 1) + 1e-9);
    }
  }
}

static void draw(const bry_table *t) {
  for (int32_t chart = BRY_CHART_BARS; chart <= BRY_CHART_TREND; chart++) {
    bry_text *text = NULL;
    if (bry_chart_vega(t, chart, "en", &text, NULL) == BRY_OK) PROMISE(bry_text_size(text) > 2);
    bry_text_free(text);
    text = NULL;
    if (bry_chart_svg(t, chart, "en", &text, NULL) == BRY_OK) PROMISE(strstr(bry_text_data(text), "</svg>"));
    bry_text_free(text);
  }
}

static void tabulate(const bry_table *people, uint8_t flags, const char *missing, const char *hierarchy,
                     const double *weights) {
  const char *item = bry_table_column_name(people, 0), *by = bry_table_column_name(people, 1);
  const char *const hierarchies[] = {*hierarchy ? hierarchy : NULL};
  bry_tabulate_options o;
  bry_tabulate_options_init(&o);
  o.statistic = BRY_STATISTIC_COUNTS + flags % 6;
  o.answer = flags / 6 % 5;
  o.scale_high = flags & 1 ? 10 : 0;
  o.margins = flags >> 7;
  o.missing = missing;
  o.weights = weights;
  o.by = &by;
  o.by_count = by != NULL && flags % 7 != 0;
  o.hierarchies = hierarchies;
  bry_table *t = NULL, *after = NULL;
  bry_error *err = NULL;
  if (bry_tabulate(people, &item, 1, &o, &t, &err) == BRY_OK) {
    look_at(t);
    draw(t);
    bry_tabulate_options_init(&o);
    o.statistic = BRY_STATISTIC_COUNTS + flags / 7 % 6;
    if (bry_tabulate_counts(t, &o, &after, NULL) == BRY_OK) draw(after);
  } else {
    PROMISE(*bry_error_message(err));
  }
  bry_error_free(err);
  bry_table_free(t);
  bry_table_free(after);
}

static int rake(const bry_table *people, const char *margins, size_t size, double *weights) {
  double sum = 0;
  bry_error *err = NULL;
  bry_status status = bry_rake(people, margins, size, NULL, weights, NULL, NULL, &err);
  if (status != BRY_OK) PROMISE(*bry_error_message(err));
  for (int64_t row = 0; status == BRY_OK && row < bry_table_row_count(people); row++) {
    PROMISE(weights[row] > 0 && isfinite(weights[row]));
    sum += weights[row];
  }
  if (status == BRY_OK) PROMISE(fabs(sum / (double)bry_table_row_count(people) - 1) < 1e-6);
  bry_error_free(err);
  return status == BRY_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1 || size > 4096) return 0;
  uint8_t flags = *data++;
  size_t part, margins_size, table_size;
  size--;
  char *missing = next_part(&data, &size, &part), *margins = next_part(&data, &size, &margins_size);
  char *hierarchy = next_part(&data, &size, &part), *csv = next_part(&data, &size, &table_size);
  bry_table *people = NULL;
  if (bry_table_from_csv(csv, table_size, &people, NULL) == BRY_OK) {
    double *weights = calloc((size_t)bry_table_row_count(people) + 1, sizeof *weights);
    int weighted = rake(people, margins, margins_size, weights);
    tabulate(people, flags, missing, hierarchy, weighted ? weights : NULL);
    const char *items[] = {bry_table_column_name(people, 0), bry_table_column_name(people, 1)};
    bry_table *t = NULL;
    if (items[1] && bry_reliability(people, items, 2, NULL, NULL, &t, NULL) == BRY_OK)
      PROMISE(bry_table_row_count(t) == 3);
    bry_table_free(t);
    free(weights);
  }
  bry_table_free(people);
  free(missing);
  free(margins);
  free(hierarchy);
  free(csv);
  return 0;
}
