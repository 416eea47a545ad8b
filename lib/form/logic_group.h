/* Rows and panels over one row of answers: which panels there are, and what all of a container is. */
#ifndef BRY_FORM_LOGIC_GROUP_H
#define BRY_FORM_LOGIC_GROUP_H

#include "form/logic_run.h"

/* A panel is there when it was sent, or when the form begins with it; a row always is. */
int bry__logic_group_exists(const bry__logic_run *run, int32_t container, int32_t group);
/* Whether an item stands in a panel that is not there. */
int bry__logic_group_lacks(const bry__logic_run *run, const bry__item *item);
/* How many panels there are when `sent` were sent. */
int32_t bry__logic_group_count(const bry__item *container, int64_t sent);
/* What survey-core has as the value of the container; undefined when nothing in it is answered. */
bry__js bry__logic_group_value(bry__logic_run *run, const bry__item *container);

#endif
