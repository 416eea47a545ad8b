/* The search for groups as diverse inside as can be. */
#ifndef BRY_GROUP_ANNEAL_H
#define BRY_GROUP_ANNEAL_H

#include "core/error.h"
#include "group/terms.h"

#include <stdatomic.h>

/* How long a search goes on, and whom it tells. */
typedef struct bry__deadline {
  int64_t sweeps;      /* in all; a sweep is as many tries as there are pairs */
  int64_t deadline_us; /* of the monotonic clock; 0: bounded by sweeps alone */
  int64_t begun_us;
  int32_t threads;
  uint64_t seed;
  bry_progress_fn progress;
  void *user;
  int64_t done, total; /* told to progress; the calling thread writes them */
  atomic_int stopped;
} bry__deadline;

void bry__deadline_begin(bry__deadline *watch, int64_t milliseconds);
/* The calling thread's progress: 1 when the caller wants no more. */
int bry__deadline_tell(bry__deadline *watch, int64_t by);

/* A stream of random numbers; cheaper than core/random.h, which seeds it. */
typedef struct bry__dice {
  uint64_t state;
} bry__dice;

bry__dice bry__dice_of(uint64_t seed, uint64_t stream);

static inline uint64_t bry__dice_roll(bry__dice *dice) { /* SplitMix64: Steele, Lea, Flood, OOPSLA 2014 */
  uint64_t z = dice->state += UINT64_C(0x9E3779B97F4A7C15);
  z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
  return z ^ z >> 31;
}

/* A number below bound from 24 of 64 bits: 0, 1 or 2 say which. The bias is below bound / 2^24. */
static inline int32_t bry__dice_part(uint64_t roll, int which, int32_t bound) {
  uint64_t bits = roll >> (which == 0 ? 40 : which == 1 ? 16 : 0) & (which == 2 ? 0xFFFF : 0xFFFFFF);
  return (int32_t)(bits * (uint64_t)bound >> (which == 2 ? 16 : 24));
}

/* 1,024 exponential times in 1/65536: a loss passes that is at most the temperature times one of them. */
enum { BRY__CHANCES = 1024 };
typedef struct bry__chances {
  int32_t at[BRY__CHANCES];
} bry__chances;
void bry__chances_init(bry__chances *chances);

/* Makes the groups better. `group` comes with groups that keep to the terms and goes out with the best that were found.
 * distance[a * count + b] is symmetric, 0 on the diagonal, and its sum over a group stays below 2^29. The same seed and
 * sweeps give the same groups, whatever the threads; with a deadline that is not promised. ::BRY_ENOMEM,
 * ::BRY_ECANCELLED. */
bry_status bry__anneal(const bry__terms *terms, const int32_t *distance, int32_t *group, bry__deadline *watch,
                       bry_error **err);

#endif
