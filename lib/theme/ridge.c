/* Regularised least squares: Cholesky's factor, its inverse, and from that the weights and the diagonal of the inverse,
 * which is all that leaving each text out once takes. */
#include "theme/ridge.h"

#include <math.h>

/* Four sums side by side, in an order that no compiler changes. */
static double dot(const double *a, const double *b, int64_t count) {
  double sums[4] = {0, 0, 0, 0};
  int64_t i = 0;
  for (; i + 4 <= count; i += 4) {
    for (int lane = 0; lane < 4; lane++)
      sums[lane] += a[i + lane] * b[i + lane];
  }
  for (; i < count; i++)
    sums[0] += a[i] * b[i];
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/* K becomes its lower factor L, where K = L L'. */
static int factorise(double *k, int64_t n, double lambda) {
  for (int64_t i = 0; i < n; i++) {
    double *row = k + i * n;
    for (int64_t j = 0; j < i; j++)
      row[j] = (row[j] - dot(row, k + j * n, j)) / k[j * n + j];
    double rest = row[i] + lambda - dot(row, row, i);
    if (!(rest > 0)) return -1;
    row[i] = sqrt(rest);
  }
  return 0;
}

/* L becomes its inverse, written above the diagonal as columns: row j of the array holds column j from place j on. */
static void invert(double *k, int64_t n, double *diagonal) {
  for (int64_t i = 0; i < n; i++)
    diagonal[i] = k[i * n + i];
  for (int64_t j = 0; j < n; j++) {
    double *column = k + j * n;
    column[j] = 1 / diagonal[j];
    for (int64_t i = j + 1; i < n; i++)
      column[i] = -dot(k + i * n + j, column + j, i - j) / diagonal[i];
  }
}

/* targets becomes (L^-1)' (L^-1 targets), a target at a time. */
static void apply_inverse(const double *k, int64_t n, double *targets, int64_t m, double *half) {
  for (int64_t t = 0; t < m; t++) {
    for (int64_t i = 0; i < n; i++) {
      half[i] = 0;
      for (int64_t j = 0; j <= i; j++)
        half[i] += k[j * n + i] * targets[j * m + t];
    }
    for (int64_t i = 0; i < n; i++)
      targets[i * m + t] = dot(k + i * n + i, half + i, n - i);
  }
}

int bry__ridge_solve(double *kernel, int64_t n, double lambda, double *targets, double *left_out, int64_t m,
                     double *scratch) {
  if (factorise(kernel, n, lambda) != 0) return -1;
  invert(kernel, n, scratch);
  apply_inverse(kernel, n, targets, m, scratch);
  for (int64_t i = 0; i < n; i++) {
    const double *column = kernel + i * n + i;
    double inverse = dot(column, column, n - i);
    for (int64_t t = 0; t < m; t++)
      left_out[i * m + t] = targets[i * m + t] / inverse;
  }
  return 0;
}
