/* A table from a CSV file in memory: every column text, every row as wide as the header. */
#include "core/csv.h"
#include "core/strings.h"
#include "core/table.h"

enum { INPUT_BYTES_MAX = 1 << 30 };

static const char *explain(const char *problem) {
  switch (problem[0]) {
  case 'q':
    return "text follows a closing quote; double a quote that belongs to the text";
  case 'u':
    return "the text is not UTF-8 like the lines before it; save the file as UTF-8";
  case 'n':
    return "the text holds a NUL character; save the file as UTF-8 text";
  default:
    return "the row is too long";
  }
}

/* `columns` is the header's number of fields. */
static bry_status check_row(const bry__csv_row *row, int32_t columns, bry_error **err) {
  if (row->problem) {
    return bry__error(err, BRY_EPARSE, "CSV, line %lld: %s", (long long)row->line, explain(row->problem));
  }
  if (row->count != columns) {
    return bry__error(err, BRY_EPARSE, "CSV, line %lld: %d fields, but the header has %d", (long long)row->line,
                      row->count, columns);
  }
  return BRY_OK;
}

/* A name tells a column from the others. Columns without one may be many: spreadsheets leave them behind. */
static bry_status check_header(const bry__csv_row *header, bry_error **err) {
  bry__strings names = {0};
  bry_status status = BRY_OK;
  for (int32_t i = 0; i < header->count && status == BRY_OK; i++) {
    uint32_t before = names.count;
    if (header->sizes[i] == 0) continue;
    if (bry__strings_add(&names, header->fields[i], header->sizes[i]) < 0) {
      status = bry__enomem(err);
    } else if (names.count == before) {
      status = bry__error(err, BRY_EPARSE, "CSV, line %lld: two columns are named \"%s\"; give each its own name",
                          (long long)header->line, header->fields[i]);
    }
  }
  bry__strings_clear(&names);
  return status;
}

static void add_columns(bry_table *t, const bry__csv_row *header) {
  for (int32_t i = 0; i < header->count; i++) {
    bry__table_column(t, header->fields[i], BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, NULL, NULL, NULL);
  }
}

static void add_row(bry_table *t, const bry__csv_row *row) {
  bry__table_row(t);
  for (int32_t i = 0; i < row->count; i++) {
    if (row->sizes[i]) bry__table_set_text_n(t, i, row->fields[i], row->sizes[i]);
  }
}

static bry_status read_rows(bry__csv *csv, bry_table *t, bry_error **err) {
  const bry__csv_row *row;
  bry_status status = bry__csv_next(csv, &row, err);
  if (status != BRY_OK) return status;
  if (!row) return bry__error(err, BRY_EPARSE, "CSV: there is no header; the first line must name the columns");
  int32_t columns = row->count;
  status = check_row(row, columns, err);
  if (status == BRY_OK) status = check_header(row, err);
  if (status == BRY_OK) add_columns(t, row);
  while (status == BRY_OK) {
    status = bry__csv_next(csv, &row, err);
    if (status != BRY_OK || !row) break;
    status = check_row(row, columns, err);
    if (status == BRY_OK) add_row(t, row);
  }
  return status;
}

bry_status bry_table_from_csv(const char *data, size_t size, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!data || !out) return bry__error(err, BRY_EINVAL, "bry_table_from_csv: data and out must not be NULL");
  if (size > INPUT_BYTES_MAX) return bry__error(err, BRY_ELIMIT, "CSV: %zu bytes; at most 1 GiB is taken", size);
  bry__memory_source source = {.data = data, .size = size};
  bry__csv *csv = NULL;
  bry_table *t = bry__table_new("table", NULL, NULL, NULL);
  bry_status status = t ? bry__csv_new(bry__memory_read, &source, INPUT_BYTES_MAX, &csv, err) : bry__enomem(err);
  if (status == BRY_OK) status = read_rows(csv, t, err);
  bry__csv_free(csv);
  if (status == BRY_OK) return bry__table_finish(t, out, err);
  bry_table_free(t);
  return status;
}
