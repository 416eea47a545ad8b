/* The ways in which a table is written; all failures stick in the buffer. */
#ifndef BRY_CORE_TABLE_RENDER_H
#define BRY_CORE_TABLE_RENDER_H

#include "core/buffer.h"
#include "core/label.h"

void bry__table_text_render(bry__buffer *b, const bry_table *t, const char *lang); /* aligned, for people */
void bry__table_json_render(bry__buffer *b, const bry_table *t);
/* Comma, names and codes; or what Norwegian Excel opens: semicolon, decimal comma, labels, no formula. */
void bry__table_csv_render(bry__buffer *b, const bry_table *t);
void bry__table_excel_render(bry__buffer *b, const bry_table *t, const char *lang);

/* Formats that not every table has; they say why in *err. Each may fail otherwise, too, and then b holds what it will. */
bry_status bry__table_jsonstat_render(bry__buffer *b, const bry_table *t, const char *lang, bry_error **err);
bry_status bry__table_arrow_render(bry__buffer *b, const bry_table *t, bry_error **err);
/* `format` is BRY_FORMAT_SAV or BRY_FORMAT_DTA. */
bry_status bry__table_readstat_render(bry__buffer *b, const bry_table *t, int32_t format, const char *lang,
                                      bry_error **err);

/* Comma, names and codes, and a sign of its own for each missing reason. */
void bry__table_reasons_csv_render(bry__buffer *b, const bry_table *t);

/* What stands in place of a missing value there: "" for no reason, ":" when withheld, else such as ".skipped". Static. */
const char *bry__table_missing_sign(int32_t reason);
/* What people read in place of a missing value. Static. */
const char *bry__table_missing_label(int32_t reason, const char *lang);
/* Words that formats share: of a role, of a missing reason ("" when present); and back, -1 for an unknown word. */
const char *bry__table_role_name(int32_t role);
const char *bry__table_reason_name(int32_t reason);
int32_t bry__table_type_of(const char *name);
int32_t bry__table_role_of(const char *name);
int32_t bry__table_reason_of(const char *name);
/* A label as a JSON object by language. */
void bry__table_put_label(bry__buffer *b, const bry__label *label);
/* The labels of a column's values as a JSON object. */
struct bry__column;
void bry__table_put_values(bry__buffer *b, const struct bry__column *c);

#endif
