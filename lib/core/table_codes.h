/* The distinct values of a column as categories: what formats need that give each value a number. */
#ifndef BRY_CORE_TABLE_CODES_H
#define BRY_CORE_TABLE_CODES_H

#include "core/strings.h"

#include <bry/table.h>

typedef struct bry__codes {
  bry__strings keys; /* the values as texts, in the order of their first rows, then those that only have a label */
  int32_t *of_row;   /* by row: the number of its key; -1 when missing */
  double *values;    /* by key: the value itself when all keys are whole numbers (-20 to 1e9), else 1, 2 ... */
} bry__codes;        /* begin with {0} */

/* 0, or -1 when memory runs out. Clear it either way. */
int bry__codes_build(const bry_table *t, int32_t column, bry__codes *out);
void bry__codes_clear(bry__codes *codes);

/* 1 for a column of texts that a program for statistics should have as numbers with labels: one that splits the table,
 * or whose values have labels. */
int bry__codes_wanted(const bry_table *t, int32_t column);

#endif
