/* Answers counted by group, part and value: what all statistics are made of, whether they came from people or from a
 * table of counts. */
#ifndef BRY_RESULT_CROSSED_H
#define BRY_RESULT_CROSSED_H

#include "core/strings.h"
#include "core/table.h"
#include "result/cube.h"

#include <bry/statistics.h>

enum { BRY__BY_MAX = 3, BRY__ITEMS_MAX = 200, BRY__REASONS = BRY_MISSING_WITHHELD };

/* What may be told of a group and part. */
enum {
  BRY__SHOW_COUNT = 1,        /* how many answered; a mean, a share of two values */
  BRY__SHOW_DISTRIBUTION = 2, /* how many gave each value */
  BRY__SHOW_DEVIATION = 4,
  BRY__SHOW_PEOPLE = 8 /* how many there are, whether they answered or not */
};

typedef struct bry__crossed {
  bry_tabulate_options options; /* as given, completed */
  int32_t answer;               /* BRY_ANSWER_..., never AUTO. MULTIPLE: parts are choices, values "not" and "ticked".
                                   RANKING: parts are choices, value v is rank v, 0 not ranked */

  const bry_table *source; /* of the labels */
  const char *by_name[BRY__BY_MAX];
  int32_t by_column[BRY__BY_MAX], part_column, value_column; /* of source; -1: none */
  const int32_t *item_column;                                /* of each part, when parts are items; else NULL */

  int32_t groups, parts, values;
  const char **group_code;  /* [group * by_count + d]; NULL: no value */
  uint8_t *listed, *finest; /* [group]: in tables; made up of no others */
  const char **part_code, **value_code;
  double *score; /* of values of a scale, ranks; NULL: none */

  int64_t *people;          /* [(group * parts + part) * values + value] */
  double *weight, *squared; /* sums of weights and of their squares; NULL: as if all were 1 */
  int64_t *respondents;     /* [group * parts + part] */
  int64_t *gone;            /* [(group * parts + part) * BRY__REASONS + reason]; NULL: not known */
  uint8_t *shown;           /* [group * parts + part]: BRY__SHOW_... */

  bry__strings names, more_names; /* memory of codes */
} bry__crossed;                   /* begin with {0} */

/* Makes room once groups, parts and values are known. ::BRY_OK, ::BRY_ENOMEM, ::BRY_ELIMIT. */
bry_status bry__crossed_allocate(bry__crossed *x, int weighted, int reasons, bry_error **err);
void bry__crossed_free(bry__crossed *x);

static inline size_t bry__crossed_at(const bry__crossed *x, int32_t group, int32_t part) {
  return (size_t)group * (size_t)x->parts + (size_t)part;
}
static inline size_t bry__crossed_cell(const bry__crossed *x, int32_t group, int32_t part, int32_t value) {
  return bry__crossed_at(x, group, part) * (size_t)x->values + (size_t)value;
}
static inline double bry__crossed_weight(const bry__crossed *x, size_t cell) {
  return x->weight ? x->weight[cell] : (double)x->people[cell];
}
static inline double bry__crossed_squared(const bry__crossed *x, size_t cell) {
  return x->squared ? x->squared[cell] : (double)x->people[cell];
}

/* Mean of a score over the people of a group and part, and how sure it is. */
typedef struct bry__moments {
  double people, weight, effective; /* Kish's effective number */
  double mean;
  double spread; /* weighted mean of squared distances from the mean */
  double error;  /* squared: sum of w^2 (y - mean)^2 over the squared sum of w */
} bry__moments;

/* score[value]; values of score NaN are left out. */
bry__moments bry__crossed_moments(const bry__crossed *x, int32_t group, int32_t part, const double *score);
/* The smallest score up to which at least half of the weight lies, or halfway to the next when it is just half. */
double bry__crossed_median(const bry__crossed *x, int32_t group, int32_t part);

/* --- filling, and guarding ------------------------------------------------------------------------------------------ */

/* From a row for each person. Columns of items: item_count. */
bry_status bry__crossed_from_people(bry__crossed *x, const bry_table *people, const int32_t *items,
                                    int32_t item_count, bry_error **err);
bry_status bry__crossed_from_counts(bry__crossed *x, const bry_table *counts, bry_error **err);

/* Sets `shown` of people in the groups of a cube (NULL: all in one group); atom_people[atom * (parts + 1) + part]: who
 * answered, and at [parts] all. */
bry_status bry__crossed_guard(bry__crossed *x, const bry__cube *cube, const char *const *hierarchies,
                              const int64_t *atom_people, bry_error **err);

/* --- tables ------------------------------------------------------------------------------------------------------- */

enum { BRY__WITH_GROUPS = 1, BRY__WITH_PARTS = 2, BRY__WITH_VALUES = 4, BRY__WITH_ALL = 7 };

/* Adds the columns of groups, parts and values to a new table, as wanted. Places, -1 where there are none. */
typedef struct bry__crossed_columns {
  int32_t part, value;
} bry__crossed_columns;
bry__crossed_columns bry__crossed_begin(bry_table *t, const bry__crossed *x, int with);
/* A new row with its codes; group or value -1: none. */
void bry__crossed_row(bry_table *t, const bry__crossed *x, const bry__crossed_columns *c, int32_t group, int32_t part,
                      int32_t value);
/* A number of a row: withheld unless shown, missing when not finite. */
void bry__crossed_put(bry_table *t, int32_t column, double value, int shown);
void bry__crossed_put_count(bry_table *t, int32_t column, int64_t value, int shown);

bry_status bry__write_counts(bry_table *t, const bry__crossed *x, bry_error **err);
void bry__write_response(bry_table *t, const bry__crossed *x);
void bry__write_summary(bry_table *t, const bry__crossed *x);
void bry__write_ranking(bry_table *t, const bry__crossed *x);
bry_status bry__write_test(bry_table *t, const bry__crossed *x, bry_error **err);
bry_status bry__write_residuals(bry_table *t, const bry__crossed *x, bry_error **err);

#endif
