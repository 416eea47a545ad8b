/* The clock. What a moment means in a time zone is for those who ask. */
#include "core/clock.h"

#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

typedef int64_t (*clock_fn)(void *user);

static _Atomic(clock_fn) replaced;
static _Atomic(void *) replaced_user;

static int64_t read_us(clockid_t id) {
  struct timespec now;
  clock_gettime(id, &now);
  return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t bry__clock_us(void) {
  clock_fn clock = atomic_load(&replaced);
  return clock ? clock(atomic_load(&replaced_user)) : read_us(CLOCK_REALTIME);
}

int64_t bry__clock_monotonic_us(void) {
  return read_us(CLOCK_MONOTONIC);
}

void bry__clock_set(int64_t (*clock)(void *user), void *user) {
  atomic_store(&replaced_user, user);
  atomic_store(&replaced, clock);
}
