/* Groups by segment, from the rows of a result. What is counted in them is the caller's. */
#include "store/groups.h"
#include "core/mem.h"

#include <stdlib.h>
#include <string.h>

enum { GROUPS_MAX = 10000 };

typedef struct entry {
  const char *value; /* NULL: none */
  int32_t rank;      /* place in the survey's list; behind it what is not listed, then NULL */
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
  if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
  return a->value && b->value ? strcmp(a->value, b->value) : 0;
}

static int by_value(const void *a, const void *b) {
  return compare_values(a, b);
}

static entry *sorted_entries(const bry__segment *segment, const PGresult *result) {
  int rows = PQntuples(result);
  entry *entries = bry__alloc_zero((size_t)rows, sizeof *entries);
  if (!entries) return NULL;
  for (int i = 0; i < rows; i++) {
    const char *value = PQgetisnull(result, i, 0) ? NULL : PQgetvalue(result, i, 0);
    entries[i] = (entry){value, rank_of(segment, value), i};
  }
  if (rows > 1) qsort(entries, (size_t)rows, sizeof *entries, by_value);
  return entries;
}

/* Entries of equal value are one group. */
static void number_groups(bry__segment_groups *g, const bry__segment *segment, const entry *entries, int rows) {
  int32_t count = 0;
  for (int i = 0; i < rows; i++) {
    const entry *e = &entries[i];
    if (i == 0 || compare_values(&entries[i - 1], e) != 0) {
      g->values[count] = e->value;
      if (segment->labels && e->rank < segment->value_count) g->labels[count] = &segment->labels[e->rank];
      count++;
    }
    g->of_row[e->row] = count - 1;
  }
  g->groups.count = count;
}

static bry_status split(bry__segment_groups *g, const bry__segment *segment, const PGresult *result,
                        bry_error **err) {
  int rows = PQntuples(result);
  entry *entries = sorted_entries(segment, result);
  g->values = bry__alloc_zero((size_t)rows, sizeof *g->values);
  g->labels = bry__alloc_zero((size_t)rows, sizeof *g->labels);
  bry_status status = entries && g->values && g->labels ? BRY_OK : bry__enomem(err);
  if (status == BRY_OK) number_groups(g, segment, entries, rows);
  bry__free(entries);
  if (status == BRY_OK && g->groups.count > GROUPS_MAX) {
    status = bry__error(err, BRY_ELIMIT, "The segment %s has over %d values; split by one that has fewer.",
                        segment->name, GROUPS_MAX);
  }
  g->groups.name = segment->name;
  g->groups.label = &segment->label;
  g->groups.values = g->values;
  g->groups.labels = g->labels;
  return status;
}

bry_status bry__segment_groups_make(bry__segment_groups *g, const bry_survey *survey, int32_t place,
                                    const PGresult *result, bry_error **err) {
  g->of_row = bry__alloc_zero((size_t)PQntuples(result), sizeof *g->of_row);
  if (!g->of_row) return bry__enomem(err);
  if (place >= 0) return split(g, &survey->segments[place], result, err);
  g->groups = (bry__groups){.count = 1};
  return BRY_OK;
}

int64_t bry__count_shown(const PGresult *result, int row, int column, int32_t min_group) {
  if (PQgetisnull(result, row, column)) return min_group - 1;
  return strtoll(PQgetvalue(result, row, column), NULL, 10);
}

void bry__segment_groups_clear(bry__segment_groups *g) {
  bry__free(g->of_row);
  bry__free(g->values);
  bry__free(g->labels);
  *g = (bry__segment_groups){0};
}
