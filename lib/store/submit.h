/* What submitting one response and submitting many share: the checking, and what is said when one is not stored. */
#ifndef BRY_STORE_SUBMIT_H
#define BRY_STORE_SUBMIT_H

#include "form/answers.h"
#include "store/survey.h"

/* One response that passed its checks; all is borrowed for the time of the call. */
typedef struct bry__checked {
  const bry__answers *answers;
  const char *const *segments; /* by the survey's order; NULL: none */
  const size_t *segment_sizes;
  uint8_t hash[16];
} bry__checked;

typedef bry_status (*bry__checked_fn)(const bry__checked *checked, void *user, bry_error **err);

/* Checks answers and segments as bry_response_submit() does, and hands them to fn when nothing is wrong. */
bry_status bry__submit_check(const bry_survey *survey, const char *answers, size_t answers_size, const char *segments,
                             bry__checked_fn fn, void *user, bry_error **err);
/* What a response that was not stored now met: "same", "other", or the survey's door: "draft", "closed", "early", "late".
 */
bry_status bry__submit_judge(const char *word, const bry_survey *survey, int32_t *out_outcome, bry_error **err);

#endif
