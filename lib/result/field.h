/* Arithmetic modulo the prime 2^61 - 1: exact linear algebra in one machine word. A sum of whole numbers below the prime
 * in size is 0 there only when it is 0; that a determinant is a multiple of the prime by chance is one in 10^18. */
#ifndef BRY_RESULT_FIELD_H
#define BRY_RESULT_FIELD_H

#include <stdint.h>

#define BRY__PRIME ((UINT64_C(1) << 61) - 1)

static inline uint64_t bry__field_add(uint64_t a, uint64_t b) {
  uint64_t sum = a + b;
  return sum >= BRY__PRIME ? sum - BRY__PRIME : sum;
}

static inline uint64_t bry__field_minus(uint64_t a) {
  return a ? BRY__PRIME - a : 0;
}

static inline uint64_t bry__field_multiply(uint64_t a, uint64_t b) {
  if (a == 1) return b;
  if (a == BRY__PRIME - 1) return bry__field_minus(b);
  __extension__ unsigned __int128 product = (unsigned __int128)a * b;
  return bry__field_add((uint64_t)product & BRY__PRIME, (uint64_t)(product >> 61));
}

/* a - b * c */
static inline uint64_t bry__field_less(uint64_t a, uint64_t b, uint64_t c) {
  return bry__field_add(a, bry__field_minus(bry__field_multiply(b, c)));
}

/* a^(p - 2), by Fermat; of a != 0. */
static inline uint64_t bry__field_inverse(uint64_t a) {
  uint64_t result = 1;
  for (uint64_t power = BRY__PRIME - 2; power; power >>= 1, a = bry__field_multiply(a, a))
    if (power & 1) result = bry__field_multiply(result, a);
  return result;
}

static inline uint64_t bry__field_of(int64_t whole) {
  uint64_t size = (whole < 0 ? (uint64_t)-whole : (uint64_t)whole) % BRY__PRIME;
  return whole < 0 ? bry__field_minus(size) : size;
}

/* The whole number nearest to 0 that it stands for. */
static inline int64_t bry__field_whole(uint64_t a) {
  return a > BRY__PRIME / 2 ? -(int64_t)(BRY__PRIME - a) : (int64_t)a;
}

#endif
