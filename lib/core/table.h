/* Building a bry_table. Failure is sticky: bry__table_finish() reports it. */
#ifndef BRY_CORE_TABLE_H
#define BRY_CORE_TABLE_H

#include "core/error.h"
#include "core/label.h"

#include <bry/table.h>

bry_table *bry__table_new(const char *name, const char *nb, const char *nn, const char *en); /* NULL: no memory */
/* Returns the column's place. Labels NULL: the name. Columns come before rows. */
int32_t bry__table_column(bry_table *t, const char *name, int32_t type, int32_t role, const char *nb, const char *nn,
                          const char *en);
void bry__table_title_label(bry_table *t, const bry__label *title);
void bry__table_column_set_label(bry_table *t, int32_t column, const bry__label *label);
void bry__table_row(bry_table *t); /* a new last row, every value BRY_MISSING; the setters below write to it */
void bry__table_set_int64(bry_table *t, int32_t column, int64_t value);
void bry__table_set_double(bry_table *t, int32_t column, double value);
void bry__table_set_text(bry_table *t, int32_t column, const char *value); /* copied (interned); NULL: BRY_MISSING */
void bry__table_set_text_n(bry_table *t, int32_t column, const char *value, size_t size);
void bry__table_set_missing(bry_table *t, int32_t column, int32_t reason);
/* What people read for a value of a text column. */
void bry__table_label_value(bry_table *t, int32_t column, const char *value, const bry__label *label);
/* An int64 column of 0 and 1 is read by people as no and yes. */
void bry__table_column_set_flag(bry_table *t, int32_t column);
/* The label of a value, or NULL; for code that makes a table from another. */
const bry__label *bry__table_value_label_of(const bry_table *t, int32_t column, const char *value);
const bry__label *bry__table_title_of(const bry_table *t);
const bry__label *bry__table_column_label_of(const bry_table *t, int32_t column);

/* 1 for a share and the ends of its interval, which are written in per cent. */
int bry__table_is_share(const bry_table *t, int32_t column);
/* 1 for the change of a share and the ends of its interval: percentage points, which per cent would tell wrong. */
int bry__table_is_change(const bry_table *t, int32_t column);
/* What people read behind a column's label, " (percentage points)" or "". */
const char *bry__table_unit(const bry_table *t, int32_t column, const char *lang);

/* Hands the table over, or frees it and reports; t may be NULL (no memory). */
bry_status bry__table_finish(bry_table *t, bry_table **out, bry_error **err);

#endif
