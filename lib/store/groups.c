/* Groups by segments, from the rows of a result. What is counted in them is the caller's. */
#include "store/groups.h"
#include "core/mem.h"

#include <stdlib.h>
#include <string.h>

enum { GROUPS_MAX = 10000 };

typedef struct entry {
  const char *values[BRY__DIMENSIONS_MAX]; /* NULL: none, or not split by so many */
  int32_t ranks[BRY__DIMENSIONS_MAX];      /* place in the survey's list; behind it what is not listed, then NULL */
  int32_t row;
} entry;

static int32_t rank_of(const bry__segment *segment, const char *value) {
  if (!value) return INT32_MAX;
  for (int32_t i = 0; i < segment->value_count; i++) {
    if (strcmp(segment->values[i], value) == 0) return i;
  }
  return segment->value_count;
}

static int compare_values(const entry *a, const entry *b) {
  for (int d = 0; d < BRY__DIMENSIONS_MAX; d++) {
    if (a->ranks[d] != b->ranks[d]) return a->ranks[d] < b->ranks[d] ? -1 : 1;
    int order = a->values[d] && b->values[d] ? strcmp(a->values[d], b->values[d]) : 0;
    if (order != 0) return order;
  }
  return 0;
}

static int by_value(const void *a, const void *b) {
  return compare_values(a, b);
}

static entry *sorted_entries(const bry_survey *survey, const bry__split *split, const PGresult *result, int rows) {
  entry *entries = bry__alloc_zero((size_t)rows, sizeof *entries);
  if (!entries) return NULL;
  for (int i = 0; i < rows; i++) {
    entries[i].row = i;
    for (int32_t d = 0; d < split->count; d++) {
      const char *value = PQgetisnull(result, i, d) ? NULL : PQgetvalue(result, i, d);
      entries[i].values[d] = value;
      entries[i].ranks[d] = rank_of(&survey->segments[split->places[d]], value);
    }
  }
  if (rows > 1) qsort(entries, (size_t)rows, sizeof *entries, by_value);
  return entries;
}

static void add_group(bry__segment_groups *g, const bry_survey *survey, const bry__split *split, const entry *e) {
  for (int32_t d = 0; d < split->count; d++) {
    const bry__segment *segment = &survey->segments[split->places[d]];
    int32_t at = g->groups.count * split->count + d;
    g->values[at] = e->values[d];
    if (segment->labels && e->ranks[d] < segment->value_count) g->labels[at] = &segment->labels[e->ranks[d]];
  }
  g->groups.count++;
}

/* Entries of equal values are one group. */
static void number_groups(bry__segment_groups *g, const bry_survey *survey, const bry__split *split,
                          const entry *entries, int rows) {
  for (int i = 0; i < rows; i++) {
    if (i == 0 || compare_values(&entries[i - 1], &entries[i]) != 0) add_group(g, survey, split, &entries[i]);
    g->of_row[entries[i].row] = g->groups.count - 1;
  }
}

static bry_status make_groups(bry__segment_groups *g, const bry_survey *survey, const bry__split *split,
                              const PGresult *result, int rows, bry_error **err) {
  size_t places = (size_t)rows * (size_t)split->count;
  entry *entries = sorted_entries(survey, split, result, rows);
  g->values = bry__alloc_zero(places, sizeof *g->values);
  g->labels = bry__alloc_zero(places, sizeof *g->labels);
  bry_status status = entries && g->values && g->labels ? BRY_OK : bry__enomem(err);
  if (status == BRY_OK) number_groups(g, survey, split, entries, rows);
  bry__free(entries);
  if (status == BRY_OK && g->groups.count > GROUPS_MAX) {
    status = bry__error(err, BRY_ELIMIT, "The segment %s has over %d values%s; split by one that has fewer.",
                        survey->segments[split->places[0]].name, GROUPS_MAX,
                        split->count > 1 ? " together with the others" : "");
  }
  g->groups.dimensions = split->count;
  for (int32_t d = 0; d < split->count; d++) {
    g->groups.by[d].name = survey->segments[split->places[d]].name;
    g->groups.by[d].label = &survey->segments[split->places[d]].label;
  }
  g->groups.values = g->values;
  g->groups.labels = g->labels;
  return status;
}

bry_status bry__segment_groups_make(bry__segment_groups *g, const bry_survey *survey, const bry__split *split,
                                    const PGresult *result, int rows, bry_error **err) {
  g->of_row = bry__alloc_zero((size_t)rows, sizeof *g->of_row);
  if (!g->of_row) return bry__enomem(err);
  if (split->count > 0) return make_groups(g, survey, split, result, rows, err);
  g->groups = (bry__groups){.count = 1};
  return BRY_OK;
}

int64_t bry__count_shown(const PGresult *result, int row, int column, int32_t min_group) {
  if (PQgetisnull(result, row, column)) return -(int64_t)min_group;
  return strtoll(PQgetvalue(result, row, column), NULL, 10);
}

void bry__segment_groups_clear(bry__segment_groups *g) {
  bry__free(g->of_row);
  bry__free(g->values);
  bry__free(g->labels);
  *g = (bry__segment_groups){0};
}
