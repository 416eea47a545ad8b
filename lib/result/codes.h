/* What a picture splits a table by: the distinct values of columns, in the order in which they first come. */
#ifndef BRY_RESULT_CODES_H
#define BRY_RESULT_CODES_H

#include <bry/table.h>

typedef struct bry__codes {
  int32_t count;
  int64_t *row;    /* [k]: the first row of the table that has the k-th */
  int32_t *of_row; /* [row]: which one it has */
} bry__codes;      /* begin with {0} */

/* The combinations of `columns` columns. Values are told apart by what they are and not by their labels, which may be the
 * same; a missing one is a value too. 0 or -1 (memory). */
int bry__codes_find(bry__codes *codes, const bry_table *table, const int32_t *column, int32_t columns);
void bry__codes_free(bry__codes *codes);

#endif
