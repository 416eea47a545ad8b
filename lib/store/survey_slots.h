/* What lies in which slot of a response, as JSON rows for the table bry.slot. */
#ifndef BRY_STORE_SURVEY_SLOTS_H
#define BRY_STORE_SURVEY_SLOTS_H

#include "core/buffer.h"
#include "form/model.h"

/* `[{"kind", "slot", "item", "part", "type", "codes"}, ...]`. Failure is sticky in b. */
void bry__slots_json(bry__buffer *b, const bry_questionnaire *q);

#endif
