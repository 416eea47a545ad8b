/* A wide table from a long one. */
#include "core/buffer.h"
#include "core/mem.h"
#include "core/table_model.h"

enum { COLUMNS_MAX = 1000, CELLS_MAX = 50000000 };

/* The distinct values of a column in the order they come; "missing" is a value too. */
typedef struct axis {
  int32_t column;
  bry__strings keys; /* one byte 'v' and the value, or 'm' */
  int64_t *first;    /* by key: a row of the source that has it */
  uint32_t *row_key; /* by row of the source */
} axis;

typedef struct pivot {
  const bry_table *from;
  axis rows, columns;
  int32_t value;
  int64_t *order; /* rows of the source, grouped by row key */
  int64_t *begin; /* by row key: where its group begins in `order`; one more at the end */
} pivot;

static void key_of(const bry_table *t, int64_t row, int32_t column, bry__buffer *key) {
  bry__buffer_clear(key);
  const bry__string *text = bry__table_cell_text(t, row, column);
  if (bry_table_missing(t, row, column) != BRY_PRESENT) {
    bry__buffer_char(key, 'm');
    return;
  }
  bry__buffer_char(key, 'v');
  if (text) {
    bry__buffer_add(key, text->text, text->size);
  } else if (bry_table_column_type(t, column) == BRY_TYPE_INT64) {
    bry__buffer_int(key, bry_table_int64(t, row, column));
  } else {
    bry__buffer_double(key, bry_table_double(t, row, column));
  }
}

/* 0, or -1 when memory runs out. Stops early at more than `max` keys. */
static int make_axis(const bry_table *t, axis *a, int64_t max) {
  bry__buffer key = {0};
  size_t room = 0;
  int result = -1;
  a->row_key = bry__alloc_zero((size_t)t->row_count, sizeof *a->row_key);
  if (!a->row_key) goto out;
  for (int64_t row = 0; row < t->row_count && (int64_t)a->keys.count <= max; row++) {
    key_of(t, row, a->column, &key);
    uint32_t known = a->keys.count;
    int64_t number = key.failed ? -1 : bry__strings_add(&a->keys, key.data, key.size);
    if (number < 0) goto out;
    if (a->keys.count > known) {
      if (bry__grow((void **)&a->first, &room, (size_t)number + 1, sizeof *a->first) != 0) goto out;
      a->first[number] = row;
    }
    a->row_key[row] = (uint32_t)number;
  }
  result = 0;
out:
  bry__buffer_free(&key);
  return result;
}

/* Counting sort of the source's rows by row key, stable. 0 or -1. */
static int group_rows(pivot *p) {
  size_t keys = p->rows.keys.count;
  p->order = bry__alloc_zero((size_t)p->from->row_count, sizeof *p->order);
  p->begin = bry__alloc_zero(keys + 2, sizeof *p->begin);
  if (!p->order || !p->begin) return -1;
  for (int64_t row = 0; row < p->from->row_count; row++)
    p->begin[p->rows.row_key[row] + 2]++;
  for (size_t k = 2; k < keys + 2; k++)
    p->begin[k] += p->begin[k - 1];
  for (int64_t row = 0; row < p->from->row_count; row++)
    p->order[p->begin[p->rows.row_key[row] + 1]++] = row;
  return 0;
}

/* Writes a cell of the source into the last row of a table. */
static void copy_cell(bry_table *to, int32_t column, const bry_table *from, int64_t row, int32_t from_column) {
  const bry__string *text = bry__table_cell_text(from, row, from_column);
  if (text) {
    bry__table_set_text_n(to, column, text->text, text->size);
    bry__table_label_value(to, column, text->text, bry__table_value_label_of(from, from_column, text->text));
  } else if (bry_table_missing(from, row, from_column) != BRY_PRESENT) {
    bry__table_set_missing(to, column, bry_table_missing(from, row, from_column));
  } else if (bry_table_column_type(from, from_column) == BRY_TYPE_INT64) {
    bry__table_set_int64(to, column, bry_table_int64(from, row, from_column));
  } else {
    bry__table_set_double(to, column, bry_table_double(from, row, from_column));
  }
}

static void add_columns(const pivot *p, bry_table *to) {
  const bry__column *down = &p->from->columns[p->rows.column], *value = &p->from->columns[p->value];
  int32_t column = bry__table_column(to, down->name, down->type, down->role, NULL, NULL, NULL);
  bry__table_column_set_label(to, column, &down->label);
  for (uint32_t k = 0; k < p->columns.keys.count; k++) {
    const char *key = p->columns.keys.items[k].text;
    int64_t row = p->columns.first[k];
    if (key[0] == 'm') {
      bry__table_column(to, "(missing)", value->type, value->role, "uten verdi", "utan verdi", "no value");
      continue;
    }
    column = bry__table_column(to, key + 1, value->type, value->role, NULL, NULL, NULL);
    const char *text = bry_table_text(p->from, row, p->columns.column);
    bry__table_column_set_label(to, column, bry__table_value_label_of(p->from, p->columns.column, text));
  }
}

/* filled[column key] is the row key, plus 1, for which that cell was last written: so the first of several stays. */
static void add_rows(const pivot *p, bry_table *to, uint32_t *filled) {
  int64_t at = 0;
  for (uint32_t key = 0; key < p->rows.keys.count; key++) {
    bry__table_row(to);
    copy_cell(to, 0, p->from, p->rows.first[key], p->rows.column);
    for (; at < p->begin[key + 1]; at++) {
      int64_t row = p->order[at];
      uint32_t across = p->columns.row_key[row];
      if (filled[across] == key + 1) continue;
      filled[across] = key + 1;
      copy_cell(to, (int32_t)across + 1, p->from, row, p->value);
    }
  }
}

static bry_table *build(pivot *p) {
  bry_table *to = NULL;
  uint32_t *filled = bry__alloc_zero(p->columns.keys.count, sizeof *filled);
  if (filled && group_rows(p) == 0) to = bry__table_new(p->from->name, NULL, NULL, NULL);
  if (to) {
    bry__table_title_label(to, &p->from->title);
    add_columns(p, to);
    add_rows(p, to, filled);
  }
  bry__free(filled);
  return to;
}

static void clear_axis(axis *a) {
  bry__strings_clear(&a->keys);
  bry__free(a->first);
  bry__free(a->row_key);
}

static bry_status find_column(const bry_table *t, const char *name, int32_t *out, bry_error **err) {
  *out = bry_table_find_column(t, name);
  return *out >= 0 ? BRY_OK : bry__error(err, BRY_ENOTFOUND, "the table has no column \"%s\"", name);
}

static bry_status make(pivot *p, bry_table **out, bry_error **err) {
  if (make_axis(p->from, &p->columns, COLUMNS_MAX) != 0) return bry__enomem(err);
  if (p->columns.keys.count > COLUMNS_MAX) {
    return bry__error(err, BRY_ELIMIT, "the pivot would have over %d columns; swap rows and columns", COLUMNS_MAX);
  }
  if (make_axis(p->from, &p->rows, p->from->row_count) != 0) return bry__enomem(err);
  if ((int64_t)p->rows.keys.count * p->columns.keys.count > CELLS_MAX) {
    return bry__error(err, BRY_ELIMIT, "the pivot would have over %d cells; leave rows out first", CELLS_MAX);
  }
  return bry__table_finish(build(p), out, err);
}

bry_status bry_table_pivot(const bry_table *table, const char *rows, const char *columns, const char *value,
                           bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!table || !rows || !columns || !value || !out) {
    return bry__error(err, BRY_EINVAL, "bry_table_pivot: table, rows, columns, value and out must not be NULL");
  }
  pivot p = {.from = table};
  bry_status status = find_column(table, rows, &p.rows.column, err);
  if (status == BRY_OK) status = find_column(table, columns, &p.columns.column, err);
  if (status == BRY_OK) status = find_column(table, value, &p.value, err);
  if (status == BRY_OK) status = make(&p, out, err);
  clear_axis(&p.rows);
  clear_axis(&p.columns);
  bry__free(p.order);
  bry__free(p.begin);
  return status;
}
