/* Names in expressions: their parts, and what they mean. A result is a place, 1 or 0, or one of BRY__NOT_FOUND ... */
#ifndef BRY_FORM_LOGIC_NAME_H
#define BRY_FORM_LOGIC_NAME_H

#include "form/logic.h"

enum { BRY__NOT_FOUND = -1, BRY__AMBIGUOUS = -2, BRY__FAILED = -3 };

/* --- logic_name.c --------------------------------------------------------------------------------------------------- */

int bry__name_is_word(const bry__expr_part *part, const char *word); /* whatever its case */
int bry__name_is_one_of(const bry__expr_part *part, const char *const *words, size_t count);
/* What an array or a text has of its own. */
int bry__name_is_member(const bry__expr_part *part);
/* Bytes of the parts from `first` to `last`, which lie behind one another. */
size_t bry__name_joined_size(const bry__expr_name *name, size_t first, size_t last);
/* The last part that may belong to one key with part `first`: no index stands in between. */
size_t bry__name_last_joinable(const bry__expr_name *name, size_t first);
int bry__name_same_key(const char *key, const char *name, size_t size);
int bry__name_has_part(const bry__item *item, const char *name, size_t size);
/* 1 when what is behind the first `parts` of the name can be found in an answer to the item. */
int bry__name_is_good_rest(const bry__item *item, const bry__expr_name *name, size_t parts);

/* --- logic_scope.c -------------------------------------------------------------------------------------------------- */

/* What the parts from `first` on mean within a row or panel: 0 and *out, or a negative result. */
int32_t bry__scope_find(const bry_questionnaire *q, const bry__item *container, int32_t group,
                        const bry__expr_name *name, size_t first, bry__ref *out);
/* What a name that begins with a word of its row or panel means; BRY__NOT_FOUND also when it begins with none. */
int32_t bry__scope_resolve(const bry_questionnaire *q, const bry__condition *condition, const bry__expr_name *name,
                           bry__ref *out);
/* What a name means whose first `parts` name a container: a cell, or all of it. */
int32_t bry__scope_resolve_whole(const bry_questionnaire *q, int32_t place, const bry__expr_name *name, size_t parts,
                                 bry__ref *out);
/* Whether survey-core would look for the name within the matrix or panels around it first. */
int bry__scope_is_own(const bry__item *container, const bry__expr_name *name);

#endif
