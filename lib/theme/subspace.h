/* The space that explains most of many vectors, kept straight while it is looked for. */
#ifndef BRY_THEME_SUBSPACE_H
#define BRY_THEME_SUBSPACE_H

#include "theme/vectors.h"

/* Adds to gram what rows [begin, end) of BRY__DIMENSIONS say of it. */
void bry__subspace_gram(const float *rows, int64_t begin, int64_t end, double gram[BRY__DIMENSIONS][BRY__DIMENSIONS]);
/* Makes the columns of `count` rows orthonormal (Cholesky QR), given their Gram matrix, which it overwrites. A direction
 * without length becomes one of zeros. */
void bry__subspace_straighten(float *rows, int64_t count, double gram[BRY__DIMENSIONS][BRY__DIMENSIONS]);
/* `count` rows of 1 and -1, drawn by a seed. */
void bry__subspace_start(float *rows, int64_t count, uint64_t seed, uint64_t stream);

#endif
