/* Which cells may be published without any guarded quantity being computed from them. */
#ifndef BRY_RESULT_SELECT_H
#define BRY_RESULT_SELECT_H

#include "result/leeway.h"
#include "result/span.h"

typedef struct bry__selection {
  const bry__columns *known; /* what everybody knows beforehand: taken first, whatever it gives away */
  const bry__columns *cells; /* all cells */
  const int32_t *order;      /* those that may be published, most wanted first */
  int32_t order_count;
  const bry__columns *guards; /* what must not be computed */
  bry__leeway *leeway;        /* of withheld small counts, which is kept; NULL: it is not looked at */
  bry__work *work;            /* the limit; NULL: none */
} bry__selection;

/* Takes the cells in their order and publishes each that leaves every guard outside the span of what is published
 * (O. Langsrud, Secondary Cell Suppression by Gaussian Elimination, PSD 2024). published: 0 or 1 for every cell, set for
 * those of the order that are. A guard that what is known gives away already guards nothing. The span is begun here, and
 * holds what is known and published; free it in any case. ::BRY_OK, ::BRY_ENOMEM, ::BRY_ELIMIT (the work). */
bry_status bry__select(const bry__selection *selection, int32_t rows, bry__span *span, uint8_t *published,
                       bry_error **err);

#endif
