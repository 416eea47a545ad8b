/* A codebook as rows of named fields: what its files of other formats have in common. */
#ifndef BRY_THEME_SHEET_H
#define BRY_THEME_SHEET_H

#include "core/buffer.h"
#include "core/error.h"
#include "theme/codebook.h"

typedef enum bry__sheet_column {
  BRY__FIELD_ID,
  BRY__FIELD_PARENT,
  BRY__FIELD_LABEL, /* of no stated language; nb, nn and en follow */
  BRY__FIELD_LABEL_NB,
  BRY__FIELD_LABEL_NN,
  BRY__FIELD_LABEL_EN,
  BRY__FIELD_DEFINITION,
  BRY__FIELD_DEFINITION_NB,
  BRY__FIELD_DEFINITION_NN,
  BRY__FIELD_DEFINITION_EN,
  BRY__FIELD_INDICATORS_NB, /* a line each */
  BRY__FIELD_INDICATORS_NN,
  BRY__FIELD_INDICATORS_EN,
  BRY__FIELD_OVERLAPS, /* ids of themes, a line each */
  BRY__FIELD_GUID,
  BRY__FIELD_COLOR,
  BRY__FIELD_CODABLE, /* "false": a heading, that nothing is coded as */
  BRY__FIELD_COUNT
} bry__sheet_column;

typedef struct bry__sheet_row {
  bry__buffer fields[BRY__FIELD_COUNT]; /* data NULL: empty */
} bry__sheet_row;

typedef struct bry__sheet {
  bry__sheet_row *rows;
  int32_t count;
  size_t capacity;
  bry__buffer sets; /* QDC's groups of codes, as JSON; empty: none */
  int failed;       /* memory ran out */
} bry__sheet;       /* begin with {0} */

/* Name of a field: "label.nb". The number of a named one, -1 when there is none. */
const char *bry__sheet_field_name(bry__sheet_column field);
int32_t bry__sheet_field(const char *name, size_t size);
/* Whether a field is lines of their own: indicators, and the themes that it overlaps with. */
int bry__sheet_is_list(int32_t field);
const char *bry__sheet_text(const bry__sheet_row *row, bry__sheet_column field); /* "" when empty */

bry__sheet_row *bry__sheet_add(bry__sheet *sheet); /* NULL: memory ran out */
void bry__sheet_clear(bry__sheet *sheet);
/* Gives rows without an id one from their label. 0 or -1. */
int bry__sheet_name_rows(bry__sheet *sheet);
/* A field as text: indicators are a line each in the sheet. */
void bry__sheet_set(bry__sheet_row *row, bry__sheet_column field, const char *text, size_t size);
/* Adds one indicator, made one line. */
void bry__sheet_add_term(bry__sheet_row *row, bry__sheet_column field, const char *text, size_t size);

bry_status bry__sheet_from_codebook(const bry_codebook *codebook, bry__sheet *out, bry_error **err);
/* Rows without an id get one from their label, and those without a label their id. */
bry_status bry__sheet_to_codebook(bry__sheet *sheet, const char *id, const char *version, bry_codebook **out,
                                  bry_error **err);

bry_status bry__sheet_read_csv(const char *data, size_t size, bry__sheet *out, bry_error **err);
void bry__sheet_write_csv(const bry__sheet *sheet, bry__buffer *out);
bry_status bry__sheet_read_qdc(const char *data, size_t size, bry__sheet *out, bry_error **err);
bry_status bry__sheet_write_qdc(const bry__sheet *sheet, const char *codebook_id, bry__buffer *out, bry_error **err);

#endif
