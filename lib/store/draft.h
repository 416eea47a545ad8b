/* Where a draft lies. */
#ifndef BRY_STORE_DRAFT_H
#define BRY_STORE_DRAFT_H

#include "store/survey.h"

/* The hash by which the draft of a token in a survey is found. */
void bry__draft_place(const bry_survey *survey, const uint8_t token[32], uint8_t out[32]);

#endif
