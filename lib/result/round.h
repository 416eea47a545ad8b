/* Small counts made 0 or a base, so that margins still are the sums of their parts. */
#ifndef BRY_RESULT_ROUND_H
#define BRY_RESULT_ROUND_H

#include "result/cube.h"

/* rounded[cell]: every one 0 or at least `base`, and the sum of its parts. ::BRY_OK, ::BRY_ENOMEM. */
bry_status bry__round(const bry__cube *cube, int64_t base, int64_t *rounded, bry_error **err);

#endif
