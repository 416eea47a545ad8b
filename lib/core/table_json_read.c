/* A table from the JSON that table_json.c writes: the same table, with labels, roles and missing reasons. */
#include "core/json.h"
#include "core/number.h"
#include "core/table_model.h"
#include "core/table_render.h"

#include <bry/export.h>
#include <string.h>

enum { INPUT_BYTES_MAX = 1 << 30, DEPTH_MAX = 8, COLUMNS_MAX = 10000 };

typedef struct reader {
  bry_table *table;
  bry__buffer pointer; /* to the part of the document that is being read */
  bry_error **err;
} reader;

static bry_status refuse(const reader *r, const char *problem) {
  if (r->pointer.failed) return bry__enomem(r->err);
  return bry__error_at(r->err, BRY_EPARSE, r->pointer.data ? r->pointer.data : "", "the table: %s", problem);
}

static bry_status read_label(const reader *r, struct json_object *value, bry__label *out) {
  *out = (bry__label){{NULL}};
  int bad = value ? bry__label_from_json(out, value) : 0;
  if (bad == -1) return bry__enomem(r->err);
  return bad ? refuse(r, "a label is a text, or an object of texts by language") : BRY_OK;
}

/* What people read for the values; their order is kept. */
static bry_status read_values(reader *r, int32_t column, struct json_object *values) {
  if (!values) return BRY_OK;
  if (r->table->columns[column].type != BRY_TYPE_TEXT || !json_object_is_type(values, json_type_object)) {
    return refuse(r, "\"values\" is an object of labels, for a column of texts");
  }
  bry_status status = BRY_OK;
  json_object_object_foreach(values, value, label) {
    bry__label read;
    if (status == BRY_OK) status = read_label(r, label, &read);
    if (status != BRY_OK) continue;
    bry__table_label_value(r->table, column, value, &read);
    bry__label_clear(&read);
  }
  return status;
}

static bry_status read_column(reader *r, struct json_object *column) {
  const char *name = bry__json_text(column, "name");
  const char *role_name = bry__json_text(column, "role");
  int32_t type = bry__table_type_of(bry__json_text(column, "type"));
  int32_t role = role_name ? bry__table_role_of(role_name) : BRY_ROLE_ATTRIBUTE;
  if (!name || !*name) return refuse(r, "a column needs a \"name\"");
  if (type < 0) return refuse(r, "\"type\" is int64, double or text");
  if (role < 0) return refuse(r, "\"role\" is none that columns have, such as dimension or count");
  if (bry_table_find_column(r->table, name) >= 0) return refuse(r, "two columns have this name");
  bry__label label;
  bry_status status = read_label(r, json_object_object_get(column, "label"), &label);
  if (status != BRY_OK) return status;
  int32_t place = bry__table_column(r->table, name, type, role, NULL, NULL, NULL);
  bry__table_column_set_label(r->table, place, &label);
  bry__label_clear(&label);
  if (r->table->failure) return bry__enomem(r->err);
  return read_values(r, place, json_object_object_get(column, "values"));
}

/* Calls a function with each part of an array of the document. */
static bry_status each(reader *r, struct json_object *root, const char *key,
                       bry_status (*read)(reader *r, struct json_object *part)) {
  struct json_object *parts = bry__json_array(root, key);
  bry_status status = BRY_OK;
  bry__pointer_key(&r->pointer, key);
  size_t begin = r->pointer.size, count = parts ? json_object_array_length(parts) : 0;
  for (size_t i = 0; i < count && status == BRY_OK; i++) {
    bry__pointer_index(&r->pointer, (int64_t)i);
    status = r->pointer.failed ? bry__enomem(r->err) : read(r, json_object_array_get_idx(parts, i));
    if (status == BRY_OK) r->pointer.size = begin;
  }
  if (status == BRY_OK && !parts) status = refuse(r, "this must be an array");
  if (status == BRY_OK && !r->pointer.failed) bry__buffer_clear(&r->pointer);
  return status;
}

static int set_int64(bry_table *t, int32_t column, struct json_object *value) {
  int64_t whole = 0;
  if (json_object_is_type(value, json_type_string)) { /* past 2^53 */
    const char *text = json_object_get_string(value);
    if (!bry__int64_parse(text, strlen(text), &whole)) return 0;
  } else if (json_object_is_type(value, json_type_int)) {
    whole = json_object_get_int64(value);
  } else {
    return 0;
  }
  bry__table_set_int64(t, column, whole);
  return 1;
}

static int set_double(bry_table *t, int32_t column, struct json_object *value) {
  double number = 0;
  if (json_object_is_type(value, json_type_string)) {
    const char *text = json_object_get_string(value);
    if (!bry__double_parse(text, strlen(text), &number)) return 0;
  } else if (json_object_is_type(value, json_type_int) || json_object_is_type(value, json_type_double)) {
    number = json_object_get_double(value);
  } else {
    return 0;
  }
  bry__table_set_double(t, column, number);
  return 1;
}

/* 1 when the value suits the column, and is set. */
static int set_cell(bry_table *t, int32_t column, struct json_object *value) {
  if (!value) return 1;
  if (t->columns[column].type == BRY_TYPE_INT64) return set_int64(t, column, value);
  if (t->columns[column].type == BRY_TYPE_DOUBLE) return set_double(t, column, value);
  if (!json_object_is_type(value, json_type_string)) return 0;
  bry__table_set_text_n(t, column, json_object_get_string(value), (size_t)json_object_get_string_len(value));
  return 1;
}

static bry_status read_row(reader *r, struct json_object *row) {
  size_t width = (size_t)r->table->column_count;
  if (!json_object_is_type(row, json_type_array) || json_object_array_length(row) != width) {
    return refuse(r, "a row is an array with a value for each column");
  }
  bry__table_row(r->table);
  for (size_t c = 0; c < width; c++) {
    if (set_cell(r->table, (int32_t)c, json_object_array_get_idx(row, c))) continue;
    bry__pointer_index(&r->pointer, (int64_t)c);
    return refuse(r, "the value is not of the column's type");
  }
  return r->table->failure ? bry__enomem(r->err) : BRY_OK;
}

static bry_status read_reason(reader *r, struct json_object *part) {
  struct json_object *row = NULL;
  int32_t column = bry_table_find_column(r->table, bry__json_text(part, "column"));
  int32_t reason = bry__table_reason_of(bry__json_text(part, "reason"));
  if (column < 0) return refuse(r, "\"column\" names no column of the table");
  if (reason < 0) return refuse(r, "\"reason\" is missing, not_asked, hidden, skipped, dont_know or withheld");
  json_object_object_get_ex(part, "row", &row);
  int64_t place = json_object_is_type(row, json_type_int) ? json_object_get_int64(row) : -1;
  if (place < 0 || place >= r->table->row_count) return refuse(r, "\"row\" is no row of the table, counted from 0");
  uint8_t *missing = &r->table->columns[column].missing[place];
  if (*missing == BRY_PRESENT) return refuse(r, "a value that is there is said to be missing");
  *missing = (uint8_t)reason;
  return BRY_OK;
}

static bry_status read_table(reader *r, struct json_object *root) {
  bry__label title;
  bry_status status = read_label(r, json_object_object_get(root, "title"), &title);
  if (status != BRY_OK) return status;
  bry__table_title_label(r->table, &title);
  bry__label_clear(&title);
  struct json_object *columns = bry__json_array(root, "columns");
  if (columns && json_object_array_length(columns) > COLUMNS_MAX) return refuse(r, "over 10,000 columns");
  status = each(r, root, "columns", read_column);
  if (status == BRY_OK) status = each(r, root, "rows", read_row);
  if (status == BRY_OK && json_object_object_get(root, "missing")) status = each(r, root, "missing", read_reason);
  return status;
}

bry_status bry_table_from_json(const char *data, size_t size, bry_table **out, bry_error **err) {
  static const bry__json_limits limits = {.max_bytes = INPUT_BYTES_MAX, .max_depth = DEPTH_MAX};
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!data || !out) return bry__error(err, BRY_EINVAL, "bry_table_from_json: data and out must not be NULL");
  struct json_object *root = NULL;
  bry_status status = bry__json_parse("the table", data, size, &limits, &root, err);
  if (status != BRY_OK) return status;
  reader r = {.err = err};
  const char *name = bry__json_text(root, "name");
  r.table = bry__table_new(name ? name : "table", NULL, NULL, NULL);
  status = r.table ? read_table(&r, root) : bry__enomem(err);
  bry__buffer_free(&r.pointer);
  json_object_put(root);
  if (status == BRY_OK) return bry__table_finish(r.table, out, err);
  bry_table_free(r.table);
  return status;
}
