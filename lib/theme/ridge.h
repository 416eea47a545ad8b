/* Regularised least squares over a kernel, for several targets at once, with what each text would be given had it been
 * left out. */
#ifndef BRY_THEME_RIDGE_H
#define BRY_THEME_RIDGE_H

#include <stdint.h>

/* Solves (K + lambda) A = Y for a symmetric positive kernel K of n x n values, of which it reads and overwrites those on
 * and below the diagonal; rows lie one after the other. targets: n x m, becomes A. left_out: n x m, becomes by how much
 * the prediction of each text, were it left out, misses its target. scratch: n values. Arithmetic of fixed order: the same bits
 * on any machine (Rifkin & Lippert 2007, "Notes on regularized least squares", 3). 0, or -1 when K is not positive. */
int bry__ridge_solve(double *kernel, int64_t n, double lambda, double *targets, double *left_out, int64_t m,
                     double *scratch);

#endif
