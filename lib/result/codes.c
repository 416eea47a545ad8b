/* Distinct values of columns. */
#include "result/codes.h"

#include "core/buffer.h"
#include "core/mem.h"
#include "core/strings.h"

#include <string.h>

/* Each value with its size before it, so that no two combinations have one key. Nothing for a missing one. */
static void add_key(bry__buffer *key, const bry_table *t, int64_t row, int32_t column) {
  if (bry_table_missing(t, row, column) != BRY_PRESENT) {
    bry__buffer_char(key, '-');
  } else if (bry_table_column_type(t, column) == BRY_TYPE_TEXT) {
    const char *text = bry_table_text(t, row, column);
    bry__buffer_format(key, "%zu=%s", strlen(text), text);
  } else {
    bry__buffer_char(key, '#');
    bry__buffer_double(key, bry_table_double(t, row, column));
    bry__buffer_char(key, ';');
  }
}

int bry__codes_find(bry__codes *codes, const bry_table *table, const int32_t *column, int32_t columns) {
  bry__strings values = {0};
  bry__buffer key = {0};
  size_t rows = (size_t)bry_table_row_count(table);
  int result = -1;
  codes->row = bry__alloc_zero(rows, sizeof *codes->row);
  codes->of_row = bry__alloc_zero(rows, sizeof *codes->of_row);
  if (!codes->row || !codes->of_row) goto out;
  for (size_t r = 0; r < rows; r++) {
    bry__buffer_clear(&key);
    for (int32_t c = 0; c < columns; c++)
      add_key(&key, table, (int64_t)r, column[c]);
    int64_t number = key.failed ? -1 : bry__strings_add(&values, key.data ? key.data : "", key.size);
    if (number < 0) goto out;
    if (number == codes->count) codes->row[codes->count++] = (int64_t)r;
    codes->of_row[r] = (int32_t)number;
  }
  result = 0;

out:
  bry__strings_clear(&values);
  bry__buffer_free(&key);
  return result;
}

void bry__codes_free(bry__codes *codes) {
  bry__free(codes->row);
  bry__free(codes->of_row);
}
