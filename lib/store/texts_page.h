/* Free texts of a survey, a page at a time, in the order of response ids. A page holds some thousand texts or some
 * megabytes, whichever is less: memory stays bounded, and no transaction need be kept open between pages. */
#ifndef BRY_STORE_TEXTS_PAGE_H
#define BRY_STORE_TEXTS_PAGE_H

#include "store/db.h"
#include "store/survey.h"

enum { BRY__PAGE_ID = 0, BRY__PAGE_TEXT = 1, BRY__PAGE_SEGMENT = 2 }; /* columns; from the third on the segments */

typedef struct bry__texts_cursor {
  uint8_t from[16]; /* the first id of the next page */
  int at_end;
} bry__texts_cursor; /* begin with {0} */

/* The next page of a slot's texts (slot from 0); moves the cursor behind it. The caller frees the result, which may
 * have no rows. */
bry_status bry__texts_page(bry__conn *conn, const bry_survey *survey, int32_t slot, bry__texts_cursor *cursor,
                           PGresult **out, bry_error **err);

#endif
