/* A text in up to three languages and a default. */
#ifndef BRY_CORE_LABEL_H
#define BRY_CORE_LABEL_H

#include "core/error.h"

struct json_object;

enum { BRY__NB = 0, BRY__NN = 1, BRY__EN = 2, BRY__LANG_COUNT = 3, BRY__DEFAULT = 3 };

typedef struct bry__label {
  char *text[4]; /* by BRY__NB ... BRY__DEFAULT; NULL where there is none */
} bry__label;

/* Index of a language argument: NULL and unknown ones give BRY__NB; "no" is BRY__NB. */
int bry__lang_index(const char *lang);
/* The best text for the language: itself; for nn then nb; then the default, which most documents write in bokmål; then
 * any. NULL when there is none at all. */
const char *bry__label_get(const bry__label *label, const char *lang);
int bry__label_set(bry__label *label, const char *nb, const char *nn, const char *en); /* copies; 0 or -1 */
int bry__label_copy(bry__label *to, const bry__label *from);                           /* 0 or -1 */
/* From a JSON string (the default) or an object of strings by language; 0, -1 (memory), -2 (another type). */
int bry__label_from_json(bry__label *label, struct json_object *value);
int bry__label_is_empty(const bry__label *label);
void bry__label_clear(bry__label *label); /* frees the texts */

#endif
