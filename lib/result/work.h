/* A limit to how long disclosure control works, in steps and not in seconds, so that it is the same on any machine. */
#ifndef BRY_RESULT_WORK_H
#define BRY_RESULT_WORK_H

#include <stdint.h>

typedef struct bry__work {
  int64_t left; /* steps; below 0: too much was asked for */
} bry__work;

/* NULL: no limit. */
static inline void bry__work_spend(bry__work *work, int64_t steps) {
  if (work) work->left -= steps;
}

static inline int bry__work_over(const bry__work *work) {
  return work && work->left < 0;
}

#endif
