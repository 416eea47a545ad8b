/* Distributions of test statistics, and the quantiles that intervals need. */
#ifndef BRY_RESULT_DISTRIBUTION_H
#define BRY_RESULT_DISTRIBUTION_H

/* P(X > x); 1 for x <= 0, and NaN where the distribution is not defined. */
double bry__chi_square_above(double x, double df);
double bry__f_above(double x, double df1, double df2);
/* x with P(X <= x) = p. */
double bry__normal_quantile(double p);
double bry__t_quantile(double p, double df);
double bry__f_quantile(double p, double df1, double df2);
/* E. B. Wilson's interval of a share, of `people` (which need not be a whole number), z standard errors wide either way. */
void bry__wilson(double share, double people, double z, double *low, double *high);

#endif
