/* What erasure, access, retention and audit share. */
#ifndef BRY_STORE_RIGHTS_H
#define BRY_STORE_RIGHTS_H

#include "core/buffer.h"
#include "store/db.h"
#include "store/survey.h"

/* One statement in a READ COMMITTED transaction of its own, begun again when it collided with another (deadlock).
 * exempt: without the statement timeout. */
bry_status bry__rights_ask(bry_store *store, const bry__statement *statement, const bry__param *params, int count,
                           int exempt, PGresult **out, bry_error **err);

/* A receipt, or a response's id, as the caller gave it. */
typedef struct bry__reference {
  uint8_t response_id[16];
  int is_receipt;
  uint8_t draft[32]; /* where a draft of the receipt's text lies */
} bry__reference;
/* ::BRY_EINVAL, also when the survey is not the tenant's. */
bry_status bry__reference_read(bry_store *store, const bry_survey *survey, const char *text, bry__reference *out,
                               bry_error **err);
/* What the schema's functions say instead of a response: "gone", "sealed". ::BRY_OK for any other word. */
bry_status bry__reference_judge(const char *word, const bry_survey *survey, bry_error **err);

/* ::BRY_EINVAL: a survey's last day must not be over when it is set. */
bry_status bry__retention_past(const char *until, bry_error **err);

/* Columns of the schema's bry.held(), from `first` on. */
enum {
  BRY__HELD_SLUG,
  BRY__HELD_TITLE,
  BRY__HELD_PRIVACY,
  BRY__HELD_DOCUMENT,
  BRY__HELD_SURVEY_SEGMENTS,
  BRY__HELD_RESPONSE,
  BRY__HELD_RECEIVED,
  BRY__HELD_SEGMENTS,
  BRY__HELD_CLOSED,
  BRY__HELD_TEXTS,
  BRY__HELD_CONSENT,
  BRY__HELD_CONSENT_TEXTS,
  BRY__HELD_PROXY,
  BRY__HELD_CODED
};
/* Appends one response in words, as a JSON object. */
bry_status bry__held_json(bry__buffer *b, const PGresult *result, int row, int first, bry_error **err);

#endif
