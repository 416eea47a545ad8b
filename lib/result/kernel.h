/* What an outsider can't tell apart: ways to move people between atoms that leave everything published as it is. */
#ifndef BRY_RESULT_KERNEL_H
#define BRY_RESULT_KERNEL_H

#include "result/cube.h"
#include "result/field.h"

typedef struct bry__kernel {
  int32_t atoms, count;
  bry__sparse *moves; /* whole numbers by atom; each leaves every published cell as it is, an empty one is none */
  bry__places *at;    /* by atom: the moves that touch it, or once did */
} bry__kernel;        /* begin with {0} */

enum { BRY__COEFFICIENT_MAX = 1 << 16 };

/* Whether a coefficient is a whole number that moves may have. */
static inline int bry__kernel_is_whole(uint64_t value) {
  int64_t whole = bry__field_whole(value);
  return whole >= -BRY__COEFFICIENT_MAX && whole <= BRY__COEFFICIENT_MAX;
}

/* Without moves, of which bry__kernel_add() then puts at most one an atom: 0 or -1. */
int bry__kernel_init(bry__kernel *kernel, int32_t atoms);
int bry__kernel_add(bry__kernel *kernel, const bry__entry *entries, int32_t count);
/* A basis of such moves, of which each goes through atoms with as many people as can be (those of a heaviest basis of the
 * published cells' matroid), since they have room. Moves that are not whole numbers are left out.
 * ::BRY_OK, ::BRY_ENOMEM, ::BRY_ELIMIT (the cube's work). */
bry_status bry__kernel_build(bry__kernel *kernel, const bry__cube *cube, const uint8_t *published, bry_error **err);
void bry__kernel_free(bry__kernel *kernel);

#endif
