/* How far withheld small counts can move, kept while cells are published one after the other: a cell that would tell one of
 * them too closely is not. */
#ifndef BRY_RESULT_LEEWAY_H
#define BRY_RESULT_LEEWAY_H

#include "result/interval.h"

typedef struct bry__leeway bry__leeway;

/* Nothing is published yet. targets: 1 for each cell whose count must not be told closely; the cube, the rules and the
 * cells that may be withheld stay the caller's. ::BRY_OK, ::BRY_ENOMEM. */
bry_status bry__leeway_new(const bry__cube *cube, const bry__protect_rules *rules, const uint8_t *targets,
                           bry__leeway **out, bry_error **err);
void bry__leeway_free(bry__leeway *leeway);

/* Publishes a cell: 1; or 0 where too little room would be left for a target, and all is as it was. Known: it is known in any
 * case, and targets that are then told too closely are given up. -1: no memory, or the cube's work is over. */
int bry__leeway_publish(bry__leeway *leeway, int32_t cell, int known);

/* The proof of a target's room, for bry__proof_width(); NULL: there is none. The leeway's. */
const bry__sparse *bry__leeway_proof(const bry__leeway *leeway, int32_t cell);

#endif
