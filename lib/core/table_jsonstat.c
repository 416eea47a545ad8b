/* A table as a JSON-stat 2.0 dataset (json-stat.org/full), as Statistics Norway's API gives its own: a cube of the
 * columns that split the table, and a last dimension of its columns of numbers. */
#include "core/label.h"
#include "core/mem.h"
#include "core/table_codes.h"
#include "core/table_model.h"
#include "core/table_render.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DECIMALS_MAX = 6, SPARSE_FACTOR = 4, DENSE_CELLS = 1024 };

typedef struct axis {
  int32_t column;
  bry__codes codes;
  int32_t missing; /* the number of the category for rows that lack a value, or -1 */
  int64_t size;
} axis;

/* A row of the table and its place among the combinations of the axes. */
typedef struct place {
  int64_t at;
  int64_t row;
} place;

typedef struct cube {
  const bry_table *table;
  const char *lang;
  axis *axes;
  int32_t axis_count;
  int32_t *measures, *texts; /* columns of numbers, and of texts beside */
  int32_t measure_count, text_count;
  int64_t size; /* of all axes; the table's rows when there is none */
  place *places;
  const char *measure_id, *row_id;
} cube;

static const char *say(const cube *q, const char *nb, const char *nn, const char *en) {
  const char *const words[BRY__LANG_COUNT] = {[BRY__NB] = nb, [BRY__NN] = nn, [BRY__EN] = en};
  return words[bry__lang_index(q->lang)];
}

/* --- building ----------------------------------------------------------------------------------------------------- */

static void cube_clear_axes(cube *q) {
  for (int32_t i = 0; i < q->axis_count; i++)
    bry__codes_clear(&q->axes[i].codes);
  q->axis_count = 0;
}

static void cube_clear(cube *q) {
  cube_clear_axes(q);
  bry__free(q->axes);
  bry__free(q->measures);
  bry__free(q->texts);
  bry__free(q->places);
}

static int add_axis(cube *q, int32_t column) {
  axis *a = &q->axes[q->axis_count++];
  *a = (axis){.column = column, .missing = -1};
  if (bry__codes_build(q->table, column, &a->codes) != 0) return -1;
  a->size = a->codes.keys.count;
  const uint8_t *missing = q->table->columns[column].missing;
  for (int64_t row = 0; row < q->table->row_count && a->missing < 0; row++) {
    if (missing[row] != BRY_PRESENT) a->missing = (int32_t)a->size++;
  }
  return 0;
}

static int has_role(const bry_table *t, int32_t role) {
  for (int32_t c = 0; c < t->column_count; c++) {
    if (t->columns[c].role == role) return 1;
  }
  return 0;
}

/* Sorts the columns; without one that is said to split the table, those of texts are taken to. 0 or -1. */
static int sort_columns(cube *q, int use_texts) {
  const bry_table *t = q->table;
  q->measure_count = q->text_count = 0;
  for (int32_t c = 0; c < t->column_count; c++) {
    int is_text = t->columns[c].type == BRY_TYPE_TEXT;
    if (t->columns[c].role == BRY_ROLE_DIMENSION || (use_texts && is_text)) {
      if (add_axis(q, c) != 0) return -1;
    } else if (is_text) {
      q->texts[q->text_count++] = c;
    } else {
      q->measures[q->measure_count++] = c;
    }
  }
  return 0;
}

static int64_t place_of(const cube *q, int64_t row) {
  int64_t at = q->axis_count ? 0 : row;
  for (int32_t i = 0; i < q->axis_count; i++) {
    const axis *a = &q->axes[i];
    int32_t number = a->codes.of_row[row];
    at = at * a->size + (number < 0 ? a->missing : number);
  }
  return at;
}

static int by_place(const void *left, const void *right) {
  const place *a = left, *b = right;
  if (a->at != b->at) return a->at < b->at ? -1 : 1;
  return (a->row > b->row) - (a->row < b->row);
}

/* ::BRY_OK, ::BRY_ELIMIT, or ::BRY_ECONFLICT when two rows have the same place. */
static bry_status find_places(cube *q) {
  int64_t rows = q->table->row_count, cells = 0;
  q->size = q->axis_count ? 1 : rows;
  for (int32_t i = 0; i < q->axis_count; i++) {
    if (__builtin_mul_overflow(q->size, q->axes[i].size, &q->size)) return BRY_ELIMIT;
  }
  if (__builtin_mul_overflow(q->size, q->measure_count, &cells) || cells > INT64_C(1) << 53) return BRY_ELIMIT;
  for (int64_t row = 0; row < rows; row++)
    q->places[row] = (place){.at = place_of(q, row), .row = row};
  if (rows > 1) qsort(q->places, (size_t)rows, sizeof *q->places, by_place);
  for (int64_t i = 1; i < rows; i++) {
    if (q->places[i].at == q->places[i - 1].at) return BRY_ECONFLICT;
  }
  return BRY_OK;
}

static const char *free_id(const bry_table *t, const char *const *ids) {
  while (bry_table_find_column(t, *ids) >= 0 && ids[1])
    ids++;
  return *ids;
}

static bry_status explain(bry_status status, bry_error **err) {
  switch (status) {
  case BRY_ECONFLICT:
    return bry__error(err, BRY_EINVAL,
                      "the table is no JSON-stat cube: several rows have the same values in all columns that split "
                      "it; sum them up, or write another format");
  case BRY_ELIMIT:
    return bry__error(err, BRY_ELIMIT, "the combinations of the table's columns are too many for a JSON-stat cube");
  default:
    return bry__enomem(err);
  }
}

static bry_status cube_build(cube *q, bry_error **err) {
  static const char *const measure_ids[] = {"measure", "bry_measure", "bry:measure", NULL};
  static const char *const row_ids[] = {"row", "bry_row", "bry:row", NULL};
  const bry_table *t = q->table;
  size_t width = (size_t)t->column_count + 1;
  q->axes = bry__alloc_zero(width, sizeof *q->axes);
  q->measures = bry__alloc_zero(width, sizeof *q->measures);
  q->texts = bry__alloc_zero(width, sizeof *q->texts);
  q->places = bry__alloc_zero((size_t)t->row_count + 1, sizeof *q->places);
  q->measure_id = free_id(t, measure_ids);
  q->row_id = free_id(t, row_ids);
  if (!q->axes || !q->measures || !q->texts || !q->places) return bry__enomem(err);
  int guess = !has_role(t, BRY_ROLE_DIMENSION);
  if (sort_columns(q, guess) != 0) return bry__enomem(err);
  if (!q->measure_count) {
    return bry__error(err, BRY_EINVAL, "the table has no column of numbers, which a JSON-stat cube is made of");
  }
  bry_status status = find_places(q);
  if (guess && (status == BRY_ECONFLICT || status == BRY_ELIMIT)) { /* then rows are told apart by their number */
    cube_clear_axes(q);
    if (sort_columns(q, 0) != 0) return bry__enomem(err);
    status = find_places(q);
  }
  return status == BRY_OK ? BRY_OK : explain(status, err);
}

/* --- writing ------------------------------------------------------------------------------------------------------ */

static void put_string(bry__buffer *b, const char *text) {
  bry__buffer_json_string(b, text, strlen(text));
}

/* "key":"text" with a comma before it unless it is the first. */
static void put_pair(bry__buffer *b, int *any, const char *key, size_t size, const char *text) {
  if ((*any)++) bry__buffer_char(b, ',');
  bry__buffer_json_string(b, key, size);
  bry__buffer_char(b, ':');
  put_string(b, text);
}

/* The id of the category for rows without a value: one that no value has. */
static const char *missing_id(const axis *a) {
  static const char *const ids[] = {"missing", "bry_missing", "bry:missing", ""};
  int i = 0;
  while (i < 3 && bry__strings_find(&a->codes.keys, ids[i], strlen(ids[i])) >= 0)
    i++;
  return ids[i];
}

static void put_axis(bry__buffer *b, const cube *q, const axis *a) {
  const bry__strings *keys = &a->codes.keys;
  bry__buffer_text(b, "{\"label\":");
  put_string(b, bry_table_column_label(q->table, a->column, q->lang));
  bry__buffer_text(b, ",\"category\":{\"index\":[");
  for (uint32_t i = 0; i < keys->count; i++) {
    if (i) bry__buffer_char(b, ',');
    bry__buffer_json_string(b, keys->items[i].text, keys->items[i].size);
  }
  if (a->missing >= 0) {
    if (keys->count) bry__buffer_char(b, ',');
    put_string(b, missing_id(a));
  }
  bry__buffer_text(b, "],\"label\":{");
  int any = 0;
  for (uint32_t i = 0; i < keys->count; i++) {
    const bry__label *label = bry__table_value_label_of(q->table, a->column, keys->items[i].text);
    put_pair(b, &any, keys->items[i].text, keys->items[i].size,
             label ? bry__label_get(label, q->lang) : keys->items[i].text);
  }
  if (a->missing >= 0) {
    const char *id = missing_id(a);
    put_pair(b, &any, id, strlen(id), say(q, "Ikke oppgitt", "Ikkje oppgitt", "Not stated"));
  }
  bry__buffer_text(b, "}}}");
}

static void put_row_axis(bry__buffer *b, const cube *q) {
  bry__buffer_text(b, "{\"label\":");
  put_string(b, say(q, "Rad", "Rad", "Row"));
  bry__buffer_text(b, ",\"category\":{\"index\":[");
  for (int64_t i = 0; i < q->size; i++) {
    bry__buffer_text(b, i ? ",\"" : "\"");
    bry__buffer_int(b, i + 1);
    bry__buffer_char(b, '"');
  }
  bry__buffer_text(b, "]}}");
}

/* How many decimals the column's values have at most. */
static int decimals_of(const bry__column *c, int64_t rows) {
  int most = 0;
  for (int64_t row = 0; c->type == BRY_TYPE_DOUBLE && row < rows && most < DECIMALS_MAX; row++) {
    double scaled = fabs(c->values.doubles[row]) * pow(10, most);
    for (; most < DECIMALS_MAX && scaled < 1e15 && fabs(scaled - round(scaled)) > 1e-9; scaled *= 10)
      most++;
  }
  return most;
}

static void put_unit(bry__buffer *b, const cube *q, const bry__column *c) {
  bry__buffer_format(b, "{\"decimals\":%d", decimals_of(c, q->table->row_count));
  if (c->role == BRY_ROLE_COUNT || c->role == BRY_ROLE_SHARE) {
    bry__buffer_text(b, ",\"label\":");
    put_string(b, c->role == BRY_ROLE_COUNT ? say(q, "antall", "tal", "count") : say(q, "andel", "del", "share"));
  }
  bry__buffer_char(b, '}');
}

static void put_measures(bry__buffer *b, const cube *q) {
  const bry_table *t = q->table;
  bry__buffer_text(b, "{\"label\":");
  put_string(b, say(q, "Statistikkvariabel", "Statistikkvariabel", "Measure"));
  bry__buffer_text(b, ",\"category\":{\"index\":[");
  for (int32_t i = 0; i < q->measure_count; i++) {
    if (i) bry__buffer_char(b, ',');
    put_string(b, t->columns[q->measures[i]].name);
  }
  bry__buffer_text(b, "],\"label\":{");
  int any = 0;
  for (int32_t i = 0; i < q->measure_count; i++) {
    const char *name = t->columns[q->measures[i]].name;
    put_pair(b, &any, name, strlen(name), bry_table_column_label(t, q->measures[i], q->lang));
  }
  bry__buffer_text(b, "},\"unit\":{");
  for (int32_t i = 0; i < q->measure_count; i++) {
    const bry__column *c = &t->columns[q->measures[i]];
    if (i) bry__buffer_char(b, ',');
    put_string(b, c->name);
    bry__buffer_char(b, ':');
    put_unit(b, q, c);
  }
  bry__buffer_text(b, "}}}");
}

static void put_value(bry__buffer *b, const bry_table *t, int64_t row, int32_t column) {
  if (t->columns[column].missing[row] != BRY_PRESENT) {
    bry__buffer_text(b, "null");
  } else if (t->columns[column].type == BRY_TYPE_INT64) {
    bry__buffer_int(b, t->columns[column].values.int64s[row]);
  } else {
    bry__buffer_double(b, t->columns[column].values.doubles[row]);
  }
}

static void put_nulls(bry__buffer *b, int64_t count, int *any) {
  for (int64_t i = 0; i < count; i++)
    bry__buffer_text(b, (*any)++ ? ",null" : "null");
}

static void put_dense(bry__buffer *b, const cube *q) {
  int64_t next = 0;
  int any = 0;
  bry__buffer_char(b, '[');
  for (int64_t i = 0; i < q->table->row_count; i++) {
    put_nulls(b, (q->places[i].at - next) * q->measure_count, &any);
    for (int32_t m = 0; m < q->measure_count; m++) {
      if (any++) bry__buffer_char(b, ',');
      put_value(b, q->table, q->places[i].row, q->measures[m]);
    }
    next = q->places[i].at + 1;
  }
  put_nulls(b, (q->size - next) * q->measure_count, &any);
  bry__buffer_char(b, ']');
}

/* "index": before the value of a cell in an object of cells. */
static void put_cell_key(bry__buffer *b, const cube *q, const place *p, int32_t measure, int *any) {
  if ((*any)++) bry__buffer_char(b, ',');
  bry__buffer_char(b, '"');
  bry__buffer_int(b, p->at * q->measure_count + measure);
  bry__buffer_text(b, "\":");
}

static void put_sparse(bry__buffer *b, const cube *q) {
  int any = 0;
  bry__buffer_char(b, '{');
  for (int64_t i = 0; i < q->table->row_count; i++) {
    for (int32_t m = 0; m < q->measure_count; m++) {
      put_cell_key(b, q, &q->places[i], m, &any);
      put_value(b, q->table, q->places[i].row, q->measures[m]);
    }
  }
  bry__buffer_char(b, '}');
}

/* As Statistics Norway marks them where it has a sign: ":" may not be published, ".." is missing. */
static const char *sign_of(int32_t reason) {
  if (reason == BRY_MISSING_WITHHELD) return ":";
  return reason == BRY_MISSING ? ".." : bry__table_reason_name(reason);
}

static void put_status(bry__buffer *b, const cube *q) {
  int any = 0;
  for (int64_t i = 0; i < q->table->row_count; i++) {
    for (int32_t m = 0; m < q->measure_count; m++) {
      int32_t reason = q->table->columns[q->measures[m]].missing[q->places[i].row];
      if (reason == BRY_PRESENT) continue;
      if (!any) bry__buffer_text(b, ",\n\"status\":{");
      put_cell_key(b, q, &q->places[i], m, &any);
      put_string(b, sign_of(reason));
    }
  }
  if (any) bry__buffer_char(b, '}');
}

/* Texts beside the numbers, by the cell of the first measure of their row. */
static void put_texts(bry__buffer *b, const cube *q) {
  bry__buffer_text(b, ",\"texts\":{");
  for (int32_t n = 0; n < q->text_count; n++) {
    if (n) bry__buffer_char(b, ',');
    put_string(b, q->table->columns[q->texts[n]].name);
    bry__buffer_text(b, ":{");
    int any = 0;
    for (int64_t i = 0; i < q->table->row_count; i++) {
      const bry__string *text = bry__table_cell_text(q->table, q->places[i].row, q->texts[n]);
      if (!text) continue;
      put_cell_key(b, q, &q->places[i], 0, &any);
      bry__buffer_json_string(b, text->text, text->size);
    }
    bry__buffer_char(b, '}');
  }
  bry__buffer_char(b, '}');
}

static void put_extension(bry__buffer *b, const cube *q) {
  bry__buffer_text(b, ",\n\"extension\":{\"bry\":{\"name\":");
  put_string(b, q->table->name);
  bry__buffer_text(b, ",\"status\":{\":\":");
  put_string(b, bry__table_missing_label(BRY_MISSING_WITHHELD, q->lang));
  bry__buffer_text(b, ",\"..\":");
  put_string(b, bry__table_missing_label(BRY_MISSING, q->lang));
  for (int32_t reason = BRY_MISSING_NOT_ASKED; reason < BRY_MISSING_WITHHELD; reason++) {
    bry__buffer_format(b, ",\"%s\":", sign_of(reason));
    put_string(b, bry__table_missing_label(reason, q->lang));
  }
  bry__buffer_char(b, '}');
  if (q->text_count) put_texts(b, q);
  bry__buffer_text(b, "}}");
}

static void put_ids(bry__buffer *b, const cube *q) {
  bry__buffer_text(b, ",\n\"id\":[");
  for (int32_t i = 0; i < q->axis_count; i++) {
    put_string(b, q->table->columns[q->axes[i].column].name);
    bry__buffer_char(b, ',');
  }
  if (!q->axis_count) {
    put_string(b, q->row_id);
    bry__buffer_char(b, ',');
  }
  put_string(b, q->measure_id);
  bry__buffer_text(b, "],\n\"size\":[");
  for (int32_t i = 0; i < q->axis_count; i++) {
    bry__buffer_int(b, q->axes[i].size);
    bry__buffer_char(b, ',');
  }
  if (!q->axis_count) {
    bry__buffer_int(b, q->size);
    bry__buffer_char(b, ',');
  }
  bry__buffer_int(b, q->measure_count);
  bry__buffer_text(b, "],\n\"role\":{\"metric\":[");
  put_string(b, q->measure_id);
  bry__buffer_text(b, "]}");
}

static void put_dimensions(bry__buffer *b, const cube *q) {
  bry__buffer_text(b, ",\n\"dimension\":{");
  for (int32_t i = 0; i < q->axis_count; i++) {
    put_string(b, q->table->columns[q->axes[i].column].name);
    bry__buffer_char(b, ':');
    put_axis(b, q, &q->axes[i]);
    bry__buffer_text(b, ",\n");
  }
  if (!q->axis_count) {
    put_string(b, q->row_id);
    bry__buffer_char(b, ':');
    put_row_axis(b, q);
    bry__buffer_text(b, ",\n");
  }
  put_string(b, q->measure_id);
  bry__buffer_char(b, ':');
  put_measures(b, q);
  bry__buffer_char(b, '}');
}

bry_status bry__table_jsonstat_render(bry__buffer *b, const bry_table *t, const char *lang, bry_error **err) {
  cube q = {.table = t, .lang = lang};
  bry_status status = cube_build(&q, err);
  if (status == BRY_OK) {
    bry__buffer_text(b, "{\"version\":\"2.0\",\"class\":\"dataset\",\"label\":");
    put_string(b, bry_table_title(t, lang));
    put_ids(b, &q);
    put_dimensions(b, &q);
    bry__buffer_text(b, ",\n\"value\":");
    int is_dense = q.size <= DENSE_CELLS || q.size / SPARSE_FACTOR <= t->row_count;
    (is_dense ? put_dense : put_sparse)(b, &q);
    put_status(b, &q);
    put_extension(b, &q);
    bry__buffer_text(b, "}\n");
  }
  cube_clear(&q);
  return status;
}
