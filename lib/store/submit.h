/* What plain submits and those with a token, a participant and so on have in common: checking, laying out, and asking
 * again when the link breaks. */
#ifndef BRY_STORE_SUBMIT_H
#define BRY_STORE_SUBMIT_H

#include "core/buffer.h"
#include "form/answers.h"
#include "store/join.h"
#include "store/lookup.h"

/* What a submit needs while it runs; memory that is used again. */
typedef struct bry__submit_work {
  bry__answers answers;
  const char *segments[BRY__SEGMENTS_MAX];
  size_t segment_sizes[BRY__SEGMENTS_MAX];
  bry__buffer segment_array, closed_array, text_array;
  bry__buffer message; /* of all who are taken along */
  uint8_t hash[16];
} bry__submit_work;

/* Checks answers and segments (NULL: none) and lays them out as parameters. *out must be given back, whatever the
 * status is. */
bry_status bry__submit_prepare(const bry_survey *survey, const char *answers, size_t answers_size,
                               const char *segments, bry__submit_work **out, bry_error **err);
void bry__submit_done(const bry_survey *survey, bry__submit_work *work);

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
/* Asks one connection to store a response; writes *out_outcome when it is there. Must do no harm when asked again. */
typedef bry_status (*bry__submit_ask)(bry__conn *conn, const bry_survey *survey, const bry__param *params,
                                      int32_t *out_outcome, bry_error **err);
/* Stores a response of nothing but answers, by bry_response_submit()'s eight parameters, where a quota is counted: one at
 * a time. (submit_with.c) */
bry_status bry__submit_in_quota(bry__conn *conn, const bry_survey *survey, const bry__param *params,
                                int32_t *out_outcome, bry_error **err);
/* Stores those on board of a leader whose ids are new, in one transaction, and sets is_stored of each. Their loads are their
 * bry__submit_work, laid out. (submit_joined.c) */
bry_status bry__submit_joined(bry__conn *conn, bry__rider *leader, bry__buffer *message, bry_error **err);
/* Asks, and asks again when the link broke. */
bry_status bry__submit_store(bry_store *store, const bry_survey *survey, bry__submit_ask ask,
                             const bry__param *params, int32_t *out_outcome, bry_error **err);

/* The answers to "why not?" that both kinds give: same, other, again, gone, draft, closed, early, late. */
bry_status bry__submit_judge(const char *word, const bry_survey *survey, int32_t *out_outcome, bry_error **err);

/* A segment's value from JSON, with findings about what is wrong: an array of the survey's segments in binary form, and
 * the values, which borrow from *out_document or json. */
bry_status bry__segments_read(const bry_survey *survey, const char *json, const char **values, size_t *sizes,
                              bry_findings *findings, struct json_object **out_document, bry_error **err);

#endif
