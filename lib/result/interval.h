/* How closely an outsider can tell a withheld count who knows that counts are whole and not negative, and (unless the
 * rules say otherwise) that nobody withholds an empty group. */
#ifndef BRY_RESULT_INTERVAL_H
#define BRY_RESULT_INTERVAL_H

#include "result/kernel.h"

typedef struct bry__protect_rules {
  int32_t min_group; /* fewer people (but some) are never shown */
  int32_t width;     /* an outsider's interval of a withheld small count is at least that wide; 0: not looked at */
  int32_t least;     /* what an outsider takes a withheld count to be at least: 1, or 0 */
  int32_t unions;    /* 1: no union of fewer people comes out by subtraction */
  int32_t alone;     /* 1: who is alone in a group finds no other small group */
} bry__protect_rules;

/* A search for tables that look the same from outside: begin with bry__widening_init(). */
typedef struct bry__widening {
  const bry__cube *cube;
  const bry__kernel *kernel;
  int64_t *least;         /* what an atom can't fall below */
  int64_t *now;           /* people of each atom in the present table */
  int64_t *change;        /* by a step that is being tried; 0 outside of that */
  bry__places on;         /* the moves that change the cell that was looked at last */
  int64_t *effect;        /* by how much, for every move */
  int32_t looks, *looked; /* by move: when it was last looked at */
  uint8_t *inside;        /* atoms of the cell that is being looked at */
} bry__widening;

/* 0 or -1; free it in any case. published: withheld are all others. */
int bry__widening_init(bry__widening *widening, const bry__cube *cube, const bry__kernel *kernel,
                       const uint8_t *published, const bry__protect_rules *rules);
void bry__widening_free(bry__widening *widening);
/* Fills in `on` and `effect`: 0 or -1. */
int bry__widening_effects(bry__widening *widening, int32_t cell);
/* How far apart two values of a cell are, at most `wanted`; -1: no memory. proof: NULL, or one column or two are added: what
 * the tables differ from the true one by, in people of each atom. */
int64_t bry__widening_width(bry__widening *widening, int32_t target, int64_t wanted, bry__columns *proof);

/* For each target (a withheld cell) how far apart two of its values are that other tables with the same published cells
 * have: at most the rules' width, and never more than is true, since the tables were found. They are looked for by moving people
 * along the kernel's moves, one and two at a time; that a wider interval exists and was not found costs cells, not
 * safety. ::BRY_OK, ::BRY_ENOMEM, ::BRY_ELIMIT (the cube's work). */
bry_status bry__intervals(const bry__cube *cube, const uint8_t *published, const int32_t *targets, int32_t count,
                          const bry__protect_rules *rules, int32_t *found, bry_error **err);

#endif
