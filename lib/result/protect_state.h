/* Disclosure control at work: what the files that choose what is published, and look at what that tells, share. */
#ifndef BRY_RESULT_PROTECT_STATE_H
#define BRY_RESULT_PROTECT_STATE_H

#include "result/leeway.h"
#include "result/protect.h"
#include "result/span.h"

typedef struct bry__protecting {
  const bry__protect_input *input;
  const bry__cube *cube;
  int32_t *order; /* of all cells that may be published, most wanted first */
  int32_t order_count;
  uint8_t *primary, *published;
  uint8_t *before;     /* what was published a round ago */
  int closely;         /* 1: no small count is to be told closely, from that round on */
  int64_t **changes;   /* for each earlier layer: people of a cell of layer 0 that are in only one of both */
  bry__leeway *leeway; /* of withheld small counts, by what is published; NULL: not looked at yet */
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

/* What follows from the span, besides a published cell less published parts of it: guards against it are added, unless NULL,
 * and it is counted in the audit. */
bry_status bry__protect_look_closely(const bry__protecting *s, const bry__span *span, bry__columns *guards,
                                     bry__audit *audit, bry_error **err);
/* Unions of few people, and of people who answered alike, that are left of published cells less published parts, added to `left`; *found: how many. */
bry_status bry__protect_find_unions(const bry__protecting *s, bry__columns *left, int64_t *found, bry_error **err);

#endif
