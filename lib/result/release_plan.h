/* Which groups of a release are withheld: one pattern for all, and for each item the same or less. */
#ifndef BRY_RESULT_RELEASE_PLAN_H
#define BRY_RESULT_RELEASE_PLAN_H

#include "result/protect.h"
#include "result/release_data.h"
#include "result/release_spec.h"

/* What of a group is shown: how many there are; how they are spread over answers, and their mean; how far from the mean. */
enum { BRY__LEVEL_COUNT, BRY__LEVEL_DISTRIBUTION, BRY__LEVEL_SD, BRY__LEVELS };

/* A population of the data in cells, and what may be shown of each. */
typedef struct bry__release_cells {
  int32_t count;
  int64_t *people;
  int64_t *numbers; /* [cell * width + i] */
  uint8_t *alike;   /* 1: all but a few answered the same */
  uint8_t *status[BRY__LEVELS];
} bry__release_cells;

typedef struct bry__release_plan {
  const bry__release_spec *spec;
  bry__release_data *data;
  struct json_object *const *earlier; /* grounds of the survey's releases, the oldest first */
  int32_t earlier_count;

  int32_t axes;
  int32_t axis_segment[BRY__AXES_MAX]; /* -1: one that does not divide, where there is no breakdown at all */
  char *hierarchy[BRY__AXES_MAX];
  struct json_object *links[BRY__AXES_MAX]; /* the same as JSON */
  uint32_t tables[BRY__LAYERS_MAX];
  int32_t table_count;

  int32_t cell_count;
  char **names;              /* [cell * axes + axis], "*" for all; of the first population, and the same in all */
  bry__release_cells *cells; /* of each population */
  int32_t cells_count;
  bry__audit audit; /* of all populations and levels together */
  int64_t searches;
} bry__release_plan; /* begin with {0} and the first four */

/* ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND (no such segment), ::BRY_EPARSE (hierarchies), ::BRY_EREFUSED (the audit does not
 * pass, or an earlier release was of other people), ::BRY_ELIMIT, ::BRY_ENOMEM. Clear it also after a failure. */
bry_status bry__release_plan_make(bry__release_plan *plan, bry_error **err);
void bry__release_plan_clear(bry__release_plan *plan);

/* The place of the table with just these axes; which cells are in it. */
uint32_t bry__release_by_mask(const bry__release_plan *plan, const bry__release_by *by);
int bry__release_cell_in(const bry__release_plan *plan, int32_t cell, uint32_t mask);
/* Fewest people of whom a level is shown. */
int32_t bry__release_least(const bry__release_plan *plan, int32_t level);

/* What later releases must know of this one: never to be shown. */
void bry__release_ground_put(bry__buffer *b, const bry__release_plan *plan);
void bry__release_audit_put(bry__buffer *b, const bry__release_plan *plan);

#endif
