/* One item of two versions: what changed, as people read it, by how much it matters. */
#ifndef BRY_FORM_COMPARE_H
#define BRY_FORM_COMPARE_H

#include "core/json.h"
#include "form/model.h"

/* Points separated by "; ", the last one "…" when there were more than people will read. */
typedef struct bry__points {
  bry__buffer text;
  int count;
} bry__points;

typedef struct bry__comparison {
  const bry__item *earlier, *later;
  struct json_object *earlier_json, *later_json; /* of the items */
  bry__points scale, wording; /* being filled; begin with {0}, the texts are the caller's to free */
  bry__points notes;          /* what changes neither, for who reads the numbers */
} bry__comparison;

void bry__compare_items(bry__comparison *c);

#endif
