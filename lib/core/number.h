/* Numbers as text, whatever the locale. */
#ifndef BRY_CORE_NUMBER_H
#define BRY_CORE_NUMBER_H

#include <stddef.h>
#include <stdint.h>

/* Shortest decimal that reads back the same, in the form JavaScript prints (1e21, 0.000001, 1e-7, -0 as 0); NaN and
 * infinities as "NaN", "Infinity", "-Infinity". Returns the length. */
size_t bry__double_print(char out[32], double value);
/* The whole of data must be a JSON number; 1 when it is, else 0. */
int bry__double_parse(const char *data, size_t size, double *out);
/* The whole of data must be an optional minus and digits that fit; 1 or 0. */
int bry__int64_parse(const char *data, size_t size, int64_t *out);

#endif
