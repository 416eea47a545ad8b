/* Probabilities of several tests, adjusted for their number. */
#ifndef BRY_RESULT_HOLM_H
#define BRY_RESULT_HOLM_H

#include "core/error.h"

#include <stddef.h>

/* In place S. Holm's adjusted probabilities: whoever takes those below a level for real is wrong about any of them with at
 * most that probability, whatever the tests have to do with each other. NaN stands for a test that could not be made: it
 * stays, and does not count. ::BRY_OK, ::BRY_ENOMEM. */
bry_status bry__holm(double *p, size_t count, bry_error **err);

#endif
