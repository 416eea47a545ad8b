/* What the logic of a questionnaire means for one row of answers: hidden answers, hidden choices, computed values,
 * validators that are expressions, panels that need an answer. */
#ifndef BRY_FORM_LOGIC_CHECK_H
#define BRY_FORM_LOGIC_CHECK_H

#include "form/check.h"
#include "form/logic_run.h"

/* Answers laid into their slots, as the values that conditions read. Used where they did not come as JSON. */
void bry__logic_read_slots(bry__check *c);
/* Evaluates everything. */
void bry__logic_check_begin(bry__check *c);
/* The item that the check has turned to. Each does nothing when the questionnaire has no logic. */
int bry__logic_check_hidden(bry__check *c);   /* 1 when it is not shown: its slots say so, and that is all */
int bry__logic_check_computed(bry__check *c); /* 1 when it is computed: its slot has the value */
void bry__logic_check_choices(bry__check *c); /* chosen ones must be shown */
int bry__logic_is_required(const bry__check *c);
int bry__logic_is_locked(const bry__check *c);
/* What is left when each item has been seen to. */
void bry__logic_check_end(bry__check *c);

#endif
