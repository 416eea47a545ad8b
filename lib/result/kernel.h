/* What an outsider can't tell apart: ways to move people between atoms that leave everything published as it is. */
#ifndef BRY_RESULT_KERNEL_H
#define BRY_RESULT_KERNEL_H

#include "result/cube.h"

typedef struct bry__kernel {
  bry__columns moves;   /* whole numbers by atom; each leaves every published cell as it is */
  bry__columns of_atom; /* the moves that touch an atom, and by how much */
} bry__kernel;          /* begin with {0} */

/* A basis of such moves, of which each goes through atoms with as many people as can be (those of a heaviest basis of the
 * published cells' matroid), since they have room. Moves that are not whole numbers are left out.
 * ::BRY_OK, ::BRY_ENOMEM, ::BRY_ELIMIT (the cube's work). */
bry_status bry__kernel_build(bry__kernel *kernel, const bry__cube *cube, const uint8_t *published, bry_error **err);
void bry__kernel_free(bry__kernel *kernel);

#endif
