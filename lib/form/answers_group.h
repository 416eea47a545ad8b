/* Answers to a matrixdropdown or paneldynamic: objects of rows, arrays of panels. */
#ifndef BRY_FORM_ANSWERS_GROUP_H
#define BRY_FORM_ANSWERS_GROUP_H

#include "form/check.h"

struct json_object;

/* answers_json.c. One member of an object: of the answers (container NULL), or of a row or panel. 0: no such one. */
int bry__answers_read_member(bry__check *c, const bry__item *container, int32_t group, const char *key,
                             struct json_object *value);
/* null, "", spaces and [] are no answer, as in survey-core, which takes only spaces for a wrong e-mail address. */
int bry__answers_is_empty(struct json_object *value, bry__input input);

/* answers_group.c. All rows or panels. */
void bry__answers_read_groups(bry__check *c, const bry__item *container, struct json_object *value);
/* Answers that lie in their slots: how many panels there are. */
void bry__answers_count_panels(bry__check *c);
/* What only all rows or panels together show: whether there are enough, too many, or a key twice. */
void bry__answers_end_groups(bry__check *c);
/* Whether something in it is answered, right or wrong. */
int bry__answers_has_cells(const bry__check *c, const bry__item *container);

#endif
