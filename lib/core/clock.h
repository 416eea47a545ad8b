/* The clock, which a test may replace. */
#ifndef BRY_CORE_CLOCK_H
#define BRY_CORE_CLOCK_H

#include <stdint.h>

int64_t bry__clock_us(void);                                   /* microseconds since 1970 UTC */
int64_t bry__clock_monotonic_us(void);                         /* for timeouts; not replaced */
void bry__clock_set(int64_t (*clock)(void *user), void *user); /* NULL: the real one. Tests only */

#endif
