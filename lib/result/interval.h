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

/* For each target (a withheld cell) how far apart two of its values are that other tables with the same published cells
 * have: at most the rules' width, and never more than is true, since the tables were found. They are looked for by moving people
 * along the kernel's moves, one and two at a time; that a wider interval exists and was not found costs cells, not
 * safety. ::BRY_OK, ::BRY_ENOMEM, ::BRY_ELIMIT (the cube's work). */
bry_status bry__intervals(const bry__cube *cube, const uint8_t *published, const int32_t *targets, int32_t count,
                          const bry__protect_rules *rules, int32_t *found, bry_error **err);

#endif
