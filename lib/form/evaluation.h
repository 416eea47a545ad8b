/* A set of answers being evaluated: what the calls that show a form with answers have in common. */
#ifndef BRY_FORM_EVALUATION_H
#define BRY_FORM_EVALUATION_H

#include "form/answers.h"

#include <bry/questionnaire.h>

typedef struct bry__evaluation { /* begin with {0} */
  bry_check_options options;
  struct bry__zone *zone;
  struct json_object *document;
  bry__answers answers;
  bry_findings *findings;
} bry__evaluation;

/* Reads the answers and runs the logic over them; what is wrong is in the findings. Ended whatever comes of it. */
bry_status bry__evaluation_begin(bry__evaluation *evaluation, const bry_questionnaire *q, const char *json,
                                 size_t size, const bry_check_options *options, bry_error **err);
void bry__evaluation_end(bry__evaluation *evaluation);

#endif
