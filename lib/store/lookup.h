/* What a caller's names mean within a survey: whose it is, its free-text items, its segments, its codings. */
#ifndef BRY_STORE_LOOKUP_H
#define BRY_STORE_LOOKUP_H

#include "form/model.h"
#include "store/db.h"
#include "store/survey.h"

#include <bry/codebook.h>

/* Whether the survey is of the tenant chosen on the store. */
bry_status bry__survey_admit(bry_store *store, const bry_survey *survey, bry_error **err);
/* The text slot, from 0, of `item`, `item.part` or `item-Comment`. ::BRY_ENOTFOUND, ::BRY_EINVAL (not free text). */
bry_status bry__survey_text_slot(const bry_survey *survey, const char *item, int32_t *out_slot, bry_error **err);
/* The place, from 0, of a segment; -1 for NULL. ::BRY_ENOTFOUND. */
bry_status bry__survey_segment(const bry_survey *survey, const char *segment, int32_t *out_place, bry_error **err);

/* Answers in another's shoes are not counted together with what people say for themselves: ::BRY_EINVAL when the survey has
 * the segment perspective and it is not among the places. */
bry_status bry__survey_unmixed(const bry_survey *survey, const int32_t *places, int32_t count, bry_error **err);
/* The same for what can't be split: ::BRY_ENOTSUPPORTED. `what` begins a sentence, "Quotes". */
bry_status bry__survey_first_person(const bry_survey *survey, const char *what, bry_error **err);

/* A number as a statement's parameter, in text form. */
typedef struct bry__int_param {
  char text[24];
} bry__int_param;
bry__param bry__param_int(bry__int_param *room, int64_t value); /* borrows room */

/* A coded item, seen in one snapshot: a read-only transaction with the codebook that the item was coded with. */
typedef struct bry__coded {
  bry_store *store;
  const bry_survey *survey;
  const char *item;
  int32_t slot;
  bry__conn *conn;
  bry_codebook *codebook;
  bry__param params[4]; /* tenant, survey, item, codebook: $1 to $4 of every statement about codings */
} bry__coded;           /* begin with {0} */

/* ::BRY_ENOTFOUND when the item is not coded with that codebook. Clear it also after a failure. */
bry_status bry__coded_open(bry__coded *coded, bry_store *store, const bry_survey *survey, const char *item,
                           const char *codebook, bry_error **err);
void bry__coded_clear(bry__coded *coded);

#endif
