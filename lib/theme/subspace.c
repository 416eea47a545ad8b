/* Steps of subspace iteration: a random start, and columns made orthonormal. Sums run in one order. */
#include "theme/subspace.h"

#include "core/random.h"

#include <math.h>

enum { D = BRY__DIMENSIONS };

void bry__subspace_start(float *rows, int64_t count, uint64_t seed, uint64_t stream) {
  for (int64_t i = 0; i < count * D; i += 64) {
    uint64_t bits = bry__random_at(seed, stream, (uint64_t)i / 64);
    for (int64_t j = 0; j < 64; j++, bits >>= 1)
      rows[i + j] = bits & 1 ? 1.0f : -1.0f;
  }
}

void bry__subspace_gram(const float *rows, int64_t begin, int64_t end, double gram[D][D]) {
  for (int64_t i = begin; i < end; i++) {
    const float *row = rows + i * D;
    for (int a = 0; a < D; a++) {
      double value = row[a];
      for (int b = 0; b < D; b++)
        gram[a][b] += value * row[b];
    }
  }
}

/* L of gram = L L^T, in its lower half; a direction without length has a column of zeros. */
static void factor(double gram[D][D]) {
  double largest = 0;
  for (int i = 0; i < D; i++)
    largest = gram[i][i] > largest ? gram[i][i] : largest;
  for (int j = 0; j < D; j++) {
    double pivot = gram[j][j];
    for (int k = 0; k < j; k++)
      pivot -= gram[j][k] * gram[j][k];
    double root = pivot > largest * 1e-9 ? sqrt(pivot) : 0;
    gram[j][j] = root;
    for (int i = j + 1; i < D; i++) {
      double value = gram[i][j];
      for (int k = 0; k < j; k++)
        value -= gram[i][k] * gram[j][k];
      gram[i][j] = root > 0 ? value / root : 0;
    }
  }
}

void bry__subspace_straighten(float *rows, int64_t count, double gram[D][D]) {
  factor(gram);
  for (int64_t i = 0; i < count; i++) {
    float *row = rows + i * D;
    double solved[D];
    for (int j = 0; j < D; j++) {
      double value = row[j];
      for (int k = 0; k < j; k++)
        value -= solved[k] * gram[j][k];
      solved[j] = gram[j][j] > 0 ? value / gram[j][j] : 0;
      row[j] = (float)solved[j];
    }
  }
}
