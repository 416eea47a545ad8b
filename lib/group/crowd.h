/* Who is to be grouped, and how far they are from each other. */
#ifndef BRY_GROUP_CROWD_H
#define BRY_GROUP_CROWD_H

#include "core/buffer.h"
#include "core/error.h"
#include "core/strings.h"

#include <bry/table.h>

enum { BRY__CROWD_MAX = 10000, BRY__ELEMENTS_MAX = 5000 };

typedef enum bry__kind { BRY__KIND_CATEGORY, BRY__KIND_NUMBER, BRY__KIND_SEVERAL } bry__kind;

/* A column in which people differ. Values are numbered over all columns; several values are a list. */
typedef struct bry__attribute {
  int32_t column;
  int32_t kind;     /* bry__kind */
  double weight;    /* above 0 */
  double *number;   /* of a person; NaN: missing */
  double low, high; /* among all */
  int32_t *begin;   /* [people + 1], into value */
  int32_t *value;   /* numbers of values; a category has one or, when missing, none */
} bry__attribute;

typedef struct bry__crowd {
  int32_t count;
  const bry_table *people; /* NULL: elements of a distance file */
  int32_t id;              /* column */
  bry__strings ids;        /* numbered as the people are */
  bry__strings values;     /* "column=value" */
  bry__attribute *attributes;
  int32_t attribute_count;
  double *given; /* [a * count + b]: distances of a file; NULL: by attributes */
  double scale;  /* a distance of 1 in what follows */
  int32_t *distance;
} bry__crowd; /* begin with {0} */

void bry__crowd_clear(bry__crowd *crowd);

/* People of a table. weights: "a=2,b=1" or NULL; "a:category=2" says what kind of column it is. `skip` are columns that
 * do not count, ended by -1. Distances are not computed yet. */
bry_status bry__crowd_ids(bry__crowd *crowd, const bry_table *people, const char *id_column, bry_error **err);
bry_status bry__crowd_attributes(bry__crowd *crowd, const char *weights, const int32_t *skip, int32_t skip_count,
                                 bry_error **err);
/* Elements 0, 1, ... of lines "i j d". */
bry_status bry__crowd_read_distances(bry__crowd *crowd, const char *data, size_t size, bry_error **err);
/* Distances in whole numbers, so small that a group of so many people sums up to less than 2^29. */
bry_status bry__crowd_measure(bry__crowd *crowd, int32_t largest_group, bry_error **err);
double bry__crowd_distance(const bry__crowd *crowd, int32_t a, int32_t b);
/* The values of a column that hold several, parted by ";", each without blanks around it: the next from *at, or 0. */
int bry__next_value(const char **at, const char **value, size_t *size);
/* A value as text, whatever its type. */
void bry__put_value(bry__buffer *b, const bry_table *t, int64_t row, int32_t column);

#endif
