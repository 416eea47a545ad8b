/* Segments of a survey, from their JSON. */
#ifndef BRY_STORE_SEGMENTS_H
#define BRY_STORE_SEGMENTS_H

#include "store/survey.h"

typedef struct bry__segments {
  bry__segment *items;
  int32_t count;
  char *json; /* canonical */
} bry__segments;

/* json NULL: none. ::BRY_EPARSE, ::BRY_ELIMIT, ::BRY_EREFUSED with findings whose pointers lead into the document. A
 * segment may not be called like anything that a file's header can name otherwise. */
bry_status bry__segments_parse(bry__segments *segments, const char *json, const bry_questionnaire *q,
                               bry_error **err);
void bry__segments_clear(bry__segments *segments);

#endif
