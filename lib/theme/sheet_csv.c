/* Codebooks in CSV: a theme a row, the columns by name and in any order; indicators, and overlapping themes, in one
 * field, joined by ";". */
#include "theme/sheet.h"

#include "core/csv.h"
#include "core/mem.h"

#include <string.h>

enum { ROW_BYTES_MAX = 1 << 20, COLUMNS_MAX = 64 };

static bry_status read_header(const bry__csv_row *header, int32_t *fields, bry_error **err) {
  int has_name = 0;
  if (header->count > COLUMNS_MAX)
    return bry__error(err, BRY_ELIMIT, "The codebook has %d columns; at most %d are taken", (int)header->count,
                      COLUMNS_MAX);
  for (int32_t i = 0; i < header->count; i++) {
    fields[i] = bry__sheet_field(header->fields[i], header->sizes[i]);
    has_name |= fields[i] == BRY__FIELD_ID || (fields[i] >= BRY__FIELD_LABEL && fields[i] <= BRY__FIELD_LABEL_EN);
    for (int32_t j = 0; j < i; j++) {
      if (fields[i] >= 0 && fields[j] == fields[i])
        return bry__error(err, BRY_EPARSE, "The column %s stands twice in the codebook",
                          bry__sheet_field_name((bry__sheet_column)fields[i]));
    }
    if (fields[i] < 0 && strncmp(header->fields[i], "x-", 2) != 0)
      return bry__error(err, BRY_EPARSE,
                        "Column %d of the codebook is not known: id, parent, label, definition, label.nb (nn, en), "
                        "definition.nb (nn, en), indicators.nb (nn, en), overlaps_with, guid, color and codable are; "
                        "let one of your "
                        "own begin with \"x-\"",
                        (int)i + 1);
  }
  return has_name ? BRY_OK : bry__error(err, BRY_EPARSE, "The codebook needs a column id or label");
}

static void set_field(bry__sheet_row *row, bry__sheet_column field, const char *text, size_t size) {
  if (!bry__sheet_is_list((int32_t)field)) {
    bry__sheet_set(row, field, text, size);
    return;
  }
  for (const char *end = text + size; text < end;) {
    size_t length = strcspn(text, ";\n");
    bry__sheet_add_term(row, field, text, length);
    text += length + 1;
  }
}

static bry_status read_row(const bry__csv_row *read, const int32_t *fields, int32_t columns, bry__sheet *sheet,
                           bry_error **err) {
  if (read->problem || read->count > columns)
    return bry__error(err, BRY_EPARSE, "Line %lld of the codebook can't be read: %s", (long long)read->line,
                      read->problem ? read->problem : "it has more fields than the header");
  if (sheet->count == BRY__THEMES_MAX)
    return bry__error(err, BRY_ELIMIT, "Line %lld of the codebook is a theme too many: at most %d are taken",
                      (long long)read->line, BRY__THEMES_MAX);
  bry__sheet_row *row = bry__sheet_add(sheet);
  if (!row) return bry__enomem(err);
  for (int32_t i = 0; i < read->count; i++) {
    if (fields[i] >= 0 && read->sizes[i] > 0)
      set_field(row, (bry__sheet_column)fields[i], read->fields[i], read->sizes[i]);
  }
  return BRY_OK;
}

bry_status bry__sheet_read_csv(const char *data, size_t size, bry__sheet *out, bry_error **err) {
  bry__memory_source source = {data, size, 0};
  const bry__csv_row *row = NULL;
  bry__csv *csv = NULL;
  int32_t fields[COLUMNS_MAX] = {0}, columns = 0;
  bry_status status = bry__csv_new(bry__memory_read, &source, ROW_BYTES_MAX, &csv, err);
  while (status == BRY_OK && (status = bry__csv_next(csv, &row, err)) == BRY_OK && row) {
    if (row->number == 0) {
      columns = row->count;
      status = row->problem ? read_row(row, fields, 0, out, err) : read_header(row, fields, err);
    } else {
      status = read_row(row, fields, columns, out, err);
    }
  }
  bry__csv_free(csv);
  return status;
}

void bry__sheet_write_csv(const bry__sheet *sheet, bry__buffer *out) {
  for (int f = 0; f < BRY__FIELD_COUNT; f++)
    bry__buffer_format(out, "%s%s", f > 0 ? "," : "", bry__sheet_field_name((bry__sheet_column)f));
  bry__buffer_char(out, '\n');
  for (int32_t i = 0; i < sheet->count; i++) {
    for (int f = 0; f < BRY__FIELD_COUNT; f++) {
      const bry__buffer *field = &sheet->rows[i].fields[f];
      int is_list = bry__sheet_is_list(f);
      bry__buffer text = {0};
      for (size_t at = 0; at < field->size; at++) {
        if (is_list && field->data[at] == ';')
          bry__buffer_char(&text, ','); /* within a term it is a pause, as a comma is */
        else if (is_list && field->data[at] == '\n')
          bry__buffer_text(&text, "; ");
        else
          bry__buffer_char(&text, field->data[at]);
      }
      if (f > 0) bry__buffer_char(out, ',');
      bry__csv_exact(out, text.data ? text.data : "", text.size, ',');
      out->failed |= text.failed;
      bry__buffer_free(&text);
    }
    bry__buffer_char(out, '\n');
  }
}
