/* The relation budget inside: pairs of units, and which of their means are shown. */
#ifndef BRY_RESULT_RELATIONS_H
#define BRY_RESULT_RELATIONS_H

#include "core/error.h"

#include <bry/relation.h>

enum { BRY__MEAN_NONE = 0, BRY__MEAN_SHOWN = 1, BRY__MEAN_WITHHELD = 2 };

typedef struct bry__mean {
  double value;
  int64_t people;
  int state; /* BRY__MEAN_... */
} bry__mean;

/* What is told of a pair of units, or of a unit as a whole (to NULL). */
typedef struct bry__pair {
  const char *from, *to;
  int64_t first, count; /* its relations, in their order */
  int people_shown;
  int64_t people;
  bry__mean now, wanted, quality, points;
} bry__pair;

typedef struct bry__relations {
  bry_relation *all; /* by from, to, person */
  int64_t count;
  bry__pair *pairs; /* by from, to; at most `count` */
  int64_t pair_count;
  bry__pair *units; /* by from */
  int64_t unit_count;
  int64_t *unit_first; /* the first pair of each unit, and behind the last one the number of pairs */
  int64_t minimum;
  int both;            /* hours are of those who gave now and wanted */
  double *values;      /* room for `count`, twice */
  const char **people; /* room for `count` */
} bry__relations;

/* Which means of a pair may be shown, then those that others would give away. */
void bry__relations_protect(bry__relations *r);

#endif
