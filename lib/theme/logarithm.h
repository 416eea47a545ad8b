/* Natural logarithms and exponentials whose bits are the same on any machine: a fixed series of additions,
 * multiplications and divisions, which IEEE 754 defines to the last bit. The C library's may differ in theirs. */
#ifndef BRY_THEME_LOGARITHM_H
#define BRY_THEME_LOGARITHM_H

double bry__ln(double x);  /* of a positive normal number */
double bry__exp(double x); /* 0 below -700; x at most 700 */

#endif
