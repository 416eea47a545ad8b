/* Answers in a table of people, and codes that are none. */
#ifndef BRY_RESULT_GONE_H
#define BRY_RESULT_GONE_H

#include "core/error.h"

#include <bry/table.h>

enum { BRY__GONE_MAX = 32 };

typedef struct bry__gone {
  int32_t count;
  struct {
    const char *text; /* of `size` bytes, within what was read */
    size_t size;
    int32_t reason;
  } code[BRY__GONE_MAX];
} bry__gone; /* begin with {0} */

/* From "98=dont_know;99=skipped", which must outlive it; NULL: no codes. ::BRY_OK, ::BRY_EINVAL. */
bry_status bry__gone_read(bry__gone *gone, const char *missing, bry_error **err);
/* The answer in a cell, or NULL with the reason why there is none; numbers are printed to room. */
const char *bry__gone_answer(const bry__gone *gone, const bry_table *people, int64_t row, int32_t column,
                             char room[32], int32_t *reason);
/* A cell as text; numbers are printed to room. NULL: missing. */
const char *bry__cell_text(const bry_table *t, int64_t row, int32_t column, char room[32]);

#endif
