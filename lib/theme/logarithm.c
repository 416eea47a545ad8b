/* ln x = e ln 2 + 2 artanh((m - 1) / (m + 1)) with x = m 2^e and m within sqrt(1/2) and sqrt(2); e^x by its series
 * after taking out powers of two. */
#include "theme/logarithm.h"

#include <stdint.h>
#include <string.h>

static const double ln_2 = 0.693147180559945309417;

static double with_exponent(int64_t exponent) {
  uint64_t bits = (uint64_t)(exponent + 1023) << 52;
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

double bry__ln(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  int64_t exponent = (int64_t)(bits >> 52) - 1023;
  bits = (bits & 0xfffffffffffffu) | (uint64_t)1023 << 52;
  double m;
  memcpy(&m, &bits, sizeof m);
  if (m > 1.41421356237309514547) {
    m = m * 0.5;
    exponent++;
  }
  double t = (m - 1) / (m + 1), square = t * t, sum = 0;
  for (int term = 21; term >= 1; term -= 2)
    sum = sum * square + 1.0 / term;
  return (double)exponent * ln_2 + 2 * t * sum;
}

double bry__exp(double x) {
  if (x < -700) return 0;
  double quotient = x / ln_2;
  int64_t power = (int64_t)(quotient < 0 ? quotient - 0.5 : quotient + 0.5);
  double rest = x - (double)power * ln_2, sum = 1;
  for (int term = 16; term >= 1; term--)
    sum = 1 + sum * rest / term;
  return sum * with_exponent(power);
}
