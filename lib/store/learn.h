/* Machines that code: by rules, or by what was learned. */
#ifndef BRY_STORE_LEARN_H
#define BRY_STORE_LEARN_H

#include "store/decisions.h"

#include <bry/coder.h>

typedef struct bry__method {
  const char *coder; /* "rules" or "model" */
  const bry_codebook *codebook;
  const bry_coder *learned; /* NULL: by the codebook alone */
} bry__method;

/* Codes all texts and tallies them, in place of what that coder said before. coding.c */
bry_status bry__coding_all(bry__coding *coding, const bry__method *method, bry_error **err);
/* Learns from people's decisions; where there are none, from the themes that were found. ::BRY_ENOTFOUND: there is nothing
 * to learn from. */
bry_status bry__learn(bry__coding *coding, const bry__decisions *d, const bry_codebook *codebook, bry_coder **out,
                      bry_error **err);

#endif
