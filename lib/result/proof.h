/* Checking that a withheld count can't be told closely: two tables are proof, held against what is published. */
#ifndef BRY_RESULT_PROOF_H
#define BRY_RESULT_PROOF_H

#include "result/interval.h"

enum { BRY__PROOFS = 2 }; /* tables, each as people of atoms that it has more or less than the true one */

/* How far apart the two tables' counts of a cell are; 0 where one of them is none that an outsider could take for the true
 * one: a published cell differs, a withheld one falls below the rules' least, somebody is where nobody can be. change: a place
 * for each cell, 0 before and after. */
int64_t bry__proof_width(const bry__cube *cube, const bry__protect_rules *rules, const uint8_t *published,
                         const bry__sparse *proof, int32_t cell, int64_t *change);

#endif
