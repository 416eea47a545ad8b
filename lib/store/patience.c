/* Trying again: pauses that double up to a second, each drawn from half to one and a half of that ("jitter"), so that
 * the many who lost a server together do not come back together. */
#include "store/patience.h"

#include "core/clock.h"
#include "core/hash.h"

#include <poll.h>
#include <stddef.h>

enum { FIRST_PAUSE_MS = 25, LONGEST_PAUSE_MS = 1000 };

int bry__patience_cancelled(const bry__patience *patience) {
  return patience->cancels && atomic_load(patience->cancels) != patience->seen;
}

bry_status bry__patience_error(const char *doing, bry_error **err) {
  if (!doing) return bry__error(err, BRY_ECANCELLED, "The call was cancelled: make it again when it is wanted.");
  return bry__error(err, BRY_ECANCELLED,
                    "The call was cancelled while %s: make it again when it is wanted; a response is sent again with "
                    "the same id.",
                    doing);
}

static int32_t draw_pause(int32_t pauses) {
  int32_t ms = FIRST_PAUSE_MS;
  uint32_t random;
  for (int32_t i = 0; i < pauses && ms < LONGEST_PAUSE_MS; i++)
    ms *= 2;
  if (ms > LONGEST_PAUSE_MS) ms = LONGEST_PAUSE_MS;
  bry__secret_bytes(&random, sizeof random);
  return ms / 2 + (int32_t)(random % (uint32_t)(ms + 1));
}

static void pause_until(const bry__patience *patience, int64_t until_us) {
  int64_t left_us;
  while (!bry__patience_cancelled(patience) && (left_us = until_us - bry__clock_monotonic_us()) > 0) {
    int64_t left_ms = left_us / 1000 + 1;
    poll(NULL, 0, left_ms < BRY__NOTICE_MS ? (int)left_ms : BRY__NOTICE_MS);
  }
}

int bry__patience_again(bry__patience *patience, bry_status *status, bry_error **err) {
  int64_t now_us = bry__clock_monotonic_us();
  if (patience->limit_ms == 0) return 0;
  if (patience->deadline_us == 0) patience->deadline_us = now_us + (int64_t)patience->limit_ms * 1000;
  if (now_us >= patience->deadline_us) return 0;
  int64_t until_us = now_us + (int64_t)draw_pause(patience->pauses++) * 1000;
  pause_until(patience, until_us < patience->deadline_us ? until_us : patience->deadline_us);
  if (bry__patience_cancelled(patience)) {
    *status = bry__patience_error(NULL, err);
    return 0;
  }
  if (err) bry_error_free(*err);
  if (err) *err = NULL;
  return 1;
}
