/* CSV in, in pieces of a size that the first byte gives: the pieces must not matter, and fields are UTF-8. And the
 * table that the same file makes: written as CSV it can be read again. */
#include "core/csv.h"
#include "core/hash.h"
#include "core/utf8.h"
#include "fuzz/fuzz.h"

#include <bry/table.h>
#include <string.h>

enum { ROW_MAX = 4096 };

typedef struct pieces {
  bry__memory_source memory;
  size_t size; /* of a piece */
} pieces;

static int64_t read_piece(void *buffer, size_t capacity, void *user) {
  pieces *p = user;
  return bry__memory_read(buffer, capacity < p->size ? capacity : p->size, &p->memory);
}

static void check_row(const bry__csv_row *row, int64_t number) {
  PROMISE(row->number == number);
  for (int32_t i = 0; i < row->count && !row->problem; i++) {
    PROMISE(row->fields[i][row->sizes[i]] == '\0');
    PROMISE(bry__utf8_valid(row->fields[i], row->sizes[i], NULL));
  }
}

/* A hash of all that was read. */
static uint64_t read_all(const uint8_t *data, size_t size, size_t piece) {
  pieces p = {.memory = {.data = (const char *)data, .size = size}, .size = piece};
  bry__csv *csv = NULL;
  const bry__csv_row *row = NULL;
  uint64_t hash = 0;
  bry_status status = bry__csv_new(read_piece, &p, ROW_MAX, &csv, NULL);
  PROMISE(status == BRY_OK);
  for (int64_t number = 0; (status = bry__csv_next(csv, &row, NULL)) == BRY_OK && row; number++) {
    check_row(row, number);
    hash = hash * 31 + (uint64_t)row->line + (row->problem ? (uint64_t)row->problem[0] : 0);
    for (int32_t i = 0; i < row->count && !row->problem; i++)
      hash = hash * 31 + bry__hash64(row->fields[i], row->sizes[i]);
  }
  PROMISE(status == BRY_OK || status == BRY_EPARSE);
  PROMISE(bry__csv_bytes(csv) <= (int64_t)size);
  bry__csv_free(csv);
  return hash * 31 + (uint64_t)status;
}

static bry_text *render(const bry_table *table) {
  bry_text *text = NULL;
  PROMISE(bry_table_render(table, BRY_FORMAT_CSV, "nb", &text, NULL) == BRY_OK);
  return text;
}

static void check_table(const uint8_t *data, size_t size) {
  bry_table *table = NULL, *again = NULL;
  bry_error *err = NULL;
  bry_status status = bry_table_from_csv((const char *)data, size, &table, &err);
  PROMISE((status == BRY_OK) == (table != NULL) && (status == BRY_OK) == (err == NULL));
  bry_error_free(err);
  if (!table) return;
  bry_text *once = render(table);
  PROMISE(bry_table_from_csv(bry_text_data(once), bry_text_size(once), &again, NULL) == BRY_OK);
  PROMISE(bry_table_row_count(again) == bry_table_row_count(table));
  PROMISE(bry_table_column_count(again) == bry_table_column_count(table));
  bry_text_free(once);
  bry_table_free(again);
  bry_table_free(table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0) return 0;
  size_t piece = (size_t)(data[0] % 16) + 1;
  PROMISE(read_all(data + 1, size - 1, piece) == read_all(data + 1, size - 1, SIZE_MAX));
  check_table(data + 1, size - 1);
  return 0;
}
