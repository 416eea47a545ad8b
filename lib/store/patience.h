/* How long one call goes on trying, and whether it was told to stop. Between tries it pauses for longer and longer
 * (never for the same time as others that failed with it), until the time that the store allows is over. */
#ifndef BRY_STORE_PATIENCE_H
#define BRY_STORE_PATIENCE_H

#include "core/error.h"

#include <stdatomic.h>
#include <stdint.h>

enum { BRY__NOTICE_MS = 50 }; /* within this time a waiting call notices that it was cancelled */

typedef struct bry__patience {
  const _Atomic uint32_t *cancels; /* how often all calls on the store were cancelled; NULL: never */
  uint32_t seen;                   /* how often before this call began */
  int32_t limit_ms;                /* from the first failure on */
  int64_t deadline_us;             /* 0: nothing failed yet */
  int32_t pauses;
} bry__patience;

int bry__patience_cancelled(const bry__patience *patience);
/* ::BRY_ECANCELLED, replacing what *err holds. `doing` as in bry__db_error(); NULL when nothing was under way. */
bry_status bry__patience_error(const char *doing, bry_error **err);

/* After a failure that another try may mend: pauses, frees *err, and returns 1. 0 when the time is over (*status and
 * *err stay) or the call was cancelled (they say so). */
int bry__patience_again(bry__patience *patience, bry_status *status, bry_error **err);

#endif
