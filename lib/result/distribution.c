/* Incomplete gamma and beta functions by series and continued fractions (M. Abramowitz, I. Stegun, Handbook of
 * Mathematical Functions, 6.5 and 26.5; the fractions evaluated by Lentz's method), and quantiles by bisection. */
#include "result/distribution.h"

#include <math.h>

enum { TERMS_MAX = 20000, HALVINGS = 200 };

static const double TINY = 1e-300, CLOSE = 1e-16;

/* lgamma() writes a global sign, which threads would share. */
static double log_gamma(double x) {
  int sign;
  return lgamma_r(x, &sign);
}

/* --- gamma -------------------------------------------------------------------------------------------------------- */

static double gamma_below_by_series(double a, double x) {
  double term = 1 / a, sum = term;
  for (int n = 1; n < TERMS_MAX && fabs(term) > fabs(sum) * CLOSE; n++)
    sum += term *= x / (a + n);
  return sum * exp(a * log(x) - x - log_gamma(a));
}

static double gamma_above_by_fraction(double a, double x) {
  double b = x + 1 - a, c = 1 / TINY, d = 1 / b, h = d, step = 0;
  for (int n = 1; n < TERMS_MAX && fabs(step - 1) > CLOSE; n++) {
    double an = -n * (n - a);
    b += 2;
    d = an * d + b;
    c = b + an / c;
    d = 1 / (fabs(d) < TINY ? TINY : d);
    c = fabs(c) < TINY ? TINY : c;
    h *= step = c * d;
  }
  return h * exp(a * log(x) - x - log_gamma(a));
}

double bry__chi_square_above(double x, double df) {
  double a = df / 2, half = x / 2;
  if (!(df > 0) || isnan(x)) return NAN;
  if (!(half > 0)) return 1;
  return half < a + 1 ? 1 - gamma_below_by_series(a, half) : gamma_above_by_fraction(a, half);
}

/* --- beta --------------------------------------------------------------------------------------------------------- */

static double near_zero(double x) {
  return fabs(x) < TINY ? TINY : x;
}

static double beta_fraction(double a, double b, double x) {
  double c = 1, d = 1 / near_zero(1 - (a + b) * x / (a + 1)), h = d, step = 0;
  for (int m = 1; m < TERMS_MAX && fabs(step - 1) > CLOSE; m++) {
    double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / near_zero(1 + even * d);
    c = near_zero(1 + even / c);
    h *= d * c;
    double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / near_zero(1 + odd * d);
    c = near_zero(1 + odd / c);
    h *= step = d * c;
  }
  return h;
}

/* The regularised incomplete beta function at x, of which y is 1 - x (given too, since a difference would be rounded). */
static double beta_below(double a, double b, double x, double y) {
  if (!(x > 0)) return 0;
  if (!(y > 0)) return 1;
  double front = exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * log(x) + b * log(y));
  return x < (a + 1) / (a + b + 2) ? front * beta_fraction(a, b, x) / a : 1 - front * beta_fraction(b, a, y) / b;
}

double bry__f_above(double x, double df1, double df2) {
  if (!(df1 > 0) || !(df2 > 0) || isnan(x)) return NAN;
  if (!(x > 0)) return 1;
  double whole = df2 + df1 * x;
  return beta_below(df2 / 2, df1 / 2, df2 / whole, df1 * x / whole);
}

/* --- quantiles ---------------------------------------------------------------------------------------------------- */

static double t_above(double x, double df) {
  double squared = x * x, whole = df + squared;
  return beta_below(df / 2, 0.5, df / whole, squared / whole) / 2;
}

double bry__normal_quantile(double p) {
  double low = -40, high = 40;
  for (int i = 0; i < HALVINGS; i++) {
    double middle = (low + high) / 2;
    *(erfc(-middle / sqrt(2)) / 2 < p ? &low : &high) = middle;
  }
  return (low + high) / 2;
}

double bry__t_quantile(double p, double df) {
  double above = p < 0.5 ? p : 1 - p, low = 0, high = 1;
  if (!(df > 0) || !(p > 0 && p < 1)) return NAN;
  while (t_above(high, df) > above && high < 1e150)
    high *= 2;
  for (int i = 0; i < HALVINGS; i++) {
    double middle = (low + high) / 2;
    *(t_above(middle, df) > above ? &low : &high) = middle;
  }
  return p < 0.5 ? -high : high;
}

double bry__f_quantile(double p, double df1, double df2) {
  double low = 0, high = 1;
  if (!(df1 > 0) || !(df2 > 0) || !(p > 0 && p < 1)) return NAN;
  while (bry__f_above(high, df1, df2) > 1 - p && high < 1e150)
    high *= 2;
  for (int i = 0; i < HALVINGS; i++) {
    double middle = (low + high) / 2;
    *(bry__f_above(middle, df1, df2) > 1 - p ? &low : &high) = middle;
  }
  return high;
}

void bry__wilson(double share, double people, double z, double *low, double *high) {
  double squared = z * z / people, middle = (share + squared / 2) / (1 + squared);
  double half = z / (1 + squared) * sqrt(share * (1 - share) / people + squared / people / 4);
  *low = share > 0 ? fmax(0, middle - half) : 0;
  *high = share < 1 ? fmin(1, middle + half) : 1;
}
