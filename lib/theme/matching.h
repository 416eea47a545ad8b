/* Which of two sets of themes go on as which: pairs for the largest likeness in all (H. Kuhn, The Hungarian Method, 1955). */
#ifndef BRY_THEME_MATCHING_H
#define BRY_THEME_MATCHING_H

#include <stdint.h>

/* likeness: size rows of size columns. Puts each row's column in out_columns. 0, or -1: no memory. */
int bry__match(const double *likeness, int32_t size, int32_t *out_columns);

#endif
