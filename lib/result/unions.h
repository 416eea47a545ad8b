/* Unions of groups that come out by subtraction: a published cell less published parts of it. */
#ifndef BRY_RESULT_UNIONS_H
#define BRY_RESULT_UNIONS_H

#include "result/cube.h"

enum { BRY__SMALL_MAX = 60 }; /* a small union has fewer people than that */

/* Finds published cells that, less published parts of theirs (along any division, and divisions of the parts), leave 1
 * to `small` - 1 people (or withheld cells that nobody is in), and adds what is left, one a cell and division, to `left` as a sum of their columns. people:
 * of each cell, or whatever else adds up like them. *found: how many. ::BRY_OK, ::BRY_ENOMEM. */
bry_status bry__unions(const bry__cube *cube, const uint8_t *published, const int64_t *people, int32_t small,
                       const bry__columns *columns, bry__columns *left, int64_t *found, bry_error **err);

#endif
