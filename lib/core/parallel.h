/* Work cut into parts that threads take one after the other. What a part does must not depend on which thread does it,
 * nor on the order of parts; then results are the same for any number of threads. */
#ifndef BRY_CORE_PARALLEL_H
#define BRY_CORE_PARALLEL_H

#include <stdint.h>

enum { BRY__THREADS_MAX = 64, BRY__PARTS = 64 };

/* `slot` is below the number of threads: scratch memory may be kept by it. */
typedef void (*bry__part_fn)(void *work, int32_t part, int32_t slot);

/* Runs all parts, the calling thread taking its share. Where a thread can't be had, the others do its work. */
void bry__parallel(int32_t threads, int32_t parts, bry__part_fn run, void *work);

/* Where part `part` of `parts` begins among `count` things. */
int64_t bry__part_begin(int64_t count, int32_t part, int32_t parts);

#endif
