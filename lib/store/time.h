/* Moments and dates as PostgreSQL takes them. */
#ifndef BRY_STORE_TIME_H
#define BRY_STORE_TIME_H

#include "core/error.h"

#include <stdint.h>

/* A timestamp in binary form, from microseconds since 1970 UTC; 0 stands for no_limit (INT64_MIN, INT64_MAX: minus and
 * plus infinity). 1, or 0 outside the years 1 to 9999. */
int bry__time_binary(char out[8], int64_t us, int64_t no_limit);
/* ::BRY_EINVAL unless the argument of that name is NULL or a date, YYYY-MM-DD. */
bry_status bry__date_check(const char *text, const char *name, bry_error **err);

#endif
