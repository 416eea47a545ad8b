/* Counter-based random numbers: a pure function of (seed, stream, counter), so that results are the same on any
 * machine and any number of threads. Philox 4x32-10 (Salmon et al. 2011). Not for secrets. */
#ifndef BRY_CORE_RANDOM_H
#define BRY_CORE_RANDOM_H

#include <stdint.h>

uint64_t bry__random_at(uint64_t seed, uint64_t stream, uint64_t counter);
/* Unbiased number below `bound` (> 0) by Lemire's method; moves *counter on. */
uint64_t bry__random_below(uint64_t seed, uint64_t stream, uint64_t *counter, uint64_t bound);

#endif
