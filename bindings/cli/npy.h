/* Vectors from a file of numpy's. */
#ifndef BRY_CLI_NPY_H
#define BRY_CLI_NPY_H

#include <stdint.h>
#include <stdio.h>

typedef struct npy {
  FILE *file; /* where the first number stands */
  const char *path;
  int64_t rows;
  int32_t columns;
} npy; /* begin with {0} */

/* Opens a file of little-endian float32, a row after the other (NPY format 1.0 to 3.0). An exit status. */
int npy_open(npy *n, const char *path);
void npy_close(npy *n);
/* Reads the next rows; a bry_embed_fn, with the npy as its user. */
int32_t npy_read(const char *const *texts, const size_t *sizes, int64_t first, int64_t count, int32_t dimensions,
                 float *out, void *user);

#endif
