/* The structs of the Arrow C data and stream interfaces, as their specification lays them out
 * (arrow.apache.org/docs/format/CDataInterface.html): an ABI between libraries that know nothing else of each other. */
#ifndef BRY_CORE_ARROW_H
#define BRY_CORE_ARROW_H

#include <stdint.h>

enum { BRY__ARROW_NULLABLE = 2 };

struct ArrowSchema {
  const char *format, *name;
  const char *metadata; /* int32 number of pairs, and for each key and value an int32 size and the bytes */
  int64_t flags, n_children;
  struct ArrowSchema **children, *dictionary;
  void (*release)(struct ArrowSchema *);
  void *private_data;
};

struct ArrowArray {
  int64_t length, null_count, offset, n_buffers, n_children;
  const void **buffers;
  struct ArrowArray **children, *dictionary;
  void (*release)(struct ArrowArray *);
  void *private_data;
};

struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
  int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
  const char *(*get_last_error)(struct ArrowArrayStream *);
  void (*release)(struct ArrowArrayStream *);
  void *private_data;
};

#endif
