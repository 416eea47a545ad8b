/* The inside of a table, for the files that make, change and write tables. Others use core/table.h and bry/table.h. */
#ifndef BRY_CORE_TABLE_MODEL_H
#define BRY_CORE_TABLE_MODEL_H

#include "core/strings.h"
#include "core/table.h"

typedef struct bry__column {
  char *name;
  int32_t type, role;
  int is_flag;      /* an int64 column of 0 and 1 that people read as no and yes */
  bry__label label; /* empty: the name */
  union {
    int64_t *int64s;
    double *doubles;
    uint32_t *texts; /* numbers in `strings`; 0 and without meaning where missing */
    void *data;
  } values;
  uint8_t *missing;
  bry__strings strings;     /* text columns: the distinct values */
  bry__label *value_labels; /* by number in `strings`, value_label_count of them */
  size_t value_label_count, value_label_capacity;
} bry__column;

struct bry_table {
  char *name;
  bry__label title; /* empty: the name */
  bry__column *columns;
  int32_t column_count;
  size_t column_capacity;
  int64_t row_count;
  int64_t row_capacity;
  bry_status failure; /* while it is built: the first one */
  int32_t holders;    /* beside who made it */
};

/* The text in a cell and its size; NULL when missing or not text. */
const bry__string *bry__table_cell_text(const bry_table *t, int64_t row, int32_t column);

/* One more bry_table_free() is needed before the table is gone. Thread-safe. */
bry_table *bry__table_hold(const bry_table *t);

#endif
