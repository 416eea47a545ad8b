/* Disclosure control at work: what the files that choose, and hold back, share. */
#ifndef BRY_RESULT_PROTECT_STATE_H
#define BRY_RESULT_PROTECT_STATE_H

#include "result/protect.h"
#include "result/span.h"

typedef struct bry__protecting {
  const bry__protect_input *input;
  const bry__cube *cube;
  int32_t *order; /* of all cells that may be published, most wanted first */
  int32_t *still; /* those of them that may be published now */
  int32_t order_count;
  uint8_t *primary, *held, *published;
  uint8_t *before; /* what was published a round ago */
  uint8_t *tries;  /* rounds in which a cell was found narrow */
  uint8_t *narrow; /* whether it was when it was last looked at */
  int measured;
  int64_t **changes; /* for each earlier layer: people of a cell of layer 0 that are in only one of both */
  bry__columns known, guards;
  bry__span span;
} bry__protecting; /* what publishing must not give away grows from round to round */

/* Numbers of people that must not be told. */
static inline int bry__protect_small(const bry__protecting *s, int64_t people) {
  return people < s->input->rules->min_group && (people > 0 || s->cube->zeros_count);
}

/* The cell of the same nodes in another layer, or -1. */
int32_t bry__protect_in_layer(const bry__cube *cube, int32_t cell, int32_t layer);
/* a + factor * b in the columns' terms, where b may be -1. */
void bry__protect_put_sum(const bry__cube *cube, bry__columns *to, int32_t a, int32_t b, uint64_t factor);

/* Whether a cell is shown in any case. */
int bry__protect_always(const bry__protecting *s, int32_t cell);

typedef struct bry__narrow {
  int32_t *cells, *width;
  int32_t count;
} bry__narrow;

/* The intervals of all withheld small cells, or of those that were narrow when they were last looked at. */
bry_status bry__protect_measure(const bry__protecting *s, int only_narrow, bry__narrow *out, bry_error **err);
void bry__protect_narrow_free(bry__narrow *narrow);
/* Holds cells back so that withheld small ones are told less closely; *held: how many. */
bry_status bry__protect_widen(bry__protecting *s, int64_t *held, bry_error **err);

#endif
