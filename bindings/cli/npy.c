/* The NPY format, as numpy.save() writes a table of float32: a few bytes that tell the version and the size of a header,
 * the header (a dictionary of Python), and the numbers. Where the first of them stands, the rest of the file follows. */
#include "npy.h"

#include "session.h"

#include <stdlib.h>
#include <string.h>

enum { HEADER_MAX = 4096, COLUMNS_MAX = 4096 };

/* The header's text, NUL-ended; 0 or -1. */
static int read_header(FILE *file, char *header) {
  static const unsigned char magic[] = {0x93, 'N', 'U', 'M', 'P', 'Y'};
  unsigned char begin[12];
  if (fread(begin, 1, 10, file) != 10 || memcmp(begin, magic, sizeof magic) != 0) return -1;
  size_t size = (size_t)begin[8] | (size_t)begin[9] << 8;
  if (begin[6] > 1) {
    if (fread(begin + 10, 1, 2, file) != 2) return -1;
    size |= (size_t)begin[10] << 16 | (size_t)begin[11] << 24;
  }
  if (size >= HEADER_MAX || fread(header, 1, size, file) != size) return -1;
  header[size] = '\0';
  return 0;
}

/* "'shape': (701, 384)" and the other two that there are; 0 or -1. */
static int read_shape(npy *n, const char *header) {
  const char *shape = strstr(header, "'shape': (");
  if (strstr(header, "'descr': '<f4'") == NULL || strstr(header, "'fortran_order': False") == NULL) return -1;
  long long rows = 0, columns = 0;
  char behind = 0;
  if (shape == NULL || sscanf(shape, "'shape': (%lld, %lld%c", &rows, &columns, &behind) != 3 || behind != ')')
    return -1;
  if (rows < 0 || columns < 1 || columns > COLUMNS_MAX) return -1;
  n->rows = rows;
  n->columns = (int32_t)columns;
  return 0;
}

int npy_open(npy *n, const char *path) {
  char header[HEADER_MAX];
  n->path = path;
  n->file = fopen(path, "rb");
  if (n->file == NULL) return fail_because("%s can't be read", path);
  if (read_header(n->file, header) == 0 && read_shape(n, header) == 0) return EXIT_DONE;
  return fail_because("%s is no table of float32 as numpy.save() writes it, with 1 to %d columns: "
                      "numpy.save(file, vectors.astype(\"<f4\"))",
                      path, COLUMNS_MAX);
}

void npy_close(npy *n) {
  if (n->file != NULL) fclose(n->file);
  *n = (npy){0};
}

/* Numbers in the file are little-endian on any machine. */
static float number_of(const unsigned char *bytes) {
  uint32_t bits = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
  float number;
  memcpy(&number, &bits, sizeof number);
  return number;
}

int32_t npy_read(const char *const *texts, const size_t *sizes, int64_t first, int64_t count, int32_t dimensions,
                 float *out, void *user) {
  (void)texts, (void)sizes, (void)first;
  npy *n = user;
  for (int64_t i = 0; i < count * dimensions; i++) {
    unsigned char bytes[4];
    if (fread(bytes, 1, sizeof bytes, n->file) != sizeof bytes) return fail_because("%s ends too early", n->path);
    out[i] = number_of(bytes);
  }
  return 0;
}
