/* Answers counted already, from a table of counts: what it withholds is not known here either. */
#include "core/buffer.h"
#include "core/mem.h"
#include "core/number.h"
#include "result/crossed.h"

#include <math.h>
#include <string.h>

typedef struct reader {
  bry__crossed *x;
  const bry_table *counts;
  int64_t rows;
  int32_t part, value, respondents, count; /* columns */
  bry__strings groups, parts, values;      /* keys of groups; codes */
  int32_t *group_of;                       /* [row] */
  int64_t *first_row;                      /* [group] */
  int several;                             /* values don't add up to the respondents */
} reader;

static int is_counted(const bry_table *t, int32_t column) {
  return column >= 0 && bry_table_column_type(t, column) == BRY_TYPE_INT64;
}

static bry_status find_columns(reader *r, bry_error **err) {
  bry__crossed *x = r->x;
  const bry_table *t = r->counts;
  r->part = r->value = -1;
  r->respondents = bry_table_find_column(t, "respondents");
  r->count = bry_table_find_column(t, "count");
  for (int32_t c = 0; c < bry_table_column_count(t); c++)
    if (bry_table_column_role(t, c) == BRY_ROLE_DIMENSION) r->value = c;
  if (!is_counted(t, r->respondents) || !is_counted(t, r->count) || r->value < 0 ||
      bry_table_column_type(t, r->value) != BRY_TYPE_TEXT)
    return bry__error(err, BRY_EINVAL,
                      "The table lacks a column of values, respondents or counts: pass one such as "
                      "bry_survey_counts() gives.");
  for (int32_t c = 0; c < r->value; c++) {
    const char *name = bry_table_column_name(t, c);
    if (bry_table_column_role(t, c) != BRY_ROLE_DIMENSION) continue;
    if (strcmp(name, "part") == 0) {
      r->part = c;
    } else if (x->options.by_count == BRY__BY_MAX || bry_table_column_type(t, c) != BRY_TYPE_TEXT) {
      return bry__error(err, BRY_EINVAL, "The table is split by more than %d columns of text: pass one that is not.",
                        BRY__BY_MAX);
    } else {
      x->by_name[x->options.by_count] = name;
      x->by_column[x->options.by_count++] = c;
    }
  }
  return BRY_OK;
}

/* --- codes -------------------------------------------------------------------------------------------------------- */

static int add_text(bry__strings *to, const char *text) {
  text = text ? text : "";
  return bry__strings_add(to, text, strlen(text)) < 0 ? -1 : 0;
}

/* The segments of a row as one key: each with its size before it, so that no two groups have the same. */
static int64_t add_group(reader *r, int64_t row, bry__buffer *key) {
  bry__buffer_clear(key);
  for (int32_t d = 0; d < r->x->options.by_count; d++) {
    const char *text = bry_table_text(r->counts, row, r->x->by_column[d]);
    bry__buffer_format(key, "%d:%s", text ? (int)strlen(text) : -1, text ? text : "");
  }
  return key->failed ? -1 : bry__strings_add(&r->groups, key->data ? key->data : "", key->size);
}

static bry_status read_codes(reader *r, bry_error **err) {
  bry__buffer key = {0};
  int failed = 0;
  r->group_of = bry__alloc_zero((size_t)r->rows, sizeof *r->group_of);
  r->first_row = bry__alloc_zero((size_t)r->rows, sizeof *r->first_row);
  failed = !r->group_of || !r->first_row;
  for (int64_t row = 0; row < r->rows && !failed; row++) {
    int64_t before = r->groups.count, group = add_group(r, row, &key);
    failed = group < 0 || add_text(&r->values, bry_table_text(r->counts, row, r->value)) != 0 ||
             (r->part >= 0 && add_text(&r->parts, bry_table_text(r->counts, row, r->part)) != 0);
    if (failed) break;
    r->group_of[row] = (int32_t)group;
    if (group == before) r->first_row[group] = row;
  }
  bry__buffer_free(&key);
  return failed ? bry__enomem(err) : BRY_OK;
}

static int32_t place(const bry__strings *codes, const char *text) {
  text = text ? text : "";
  return (int32_t)bry__strings_find(codes, text, strlen(text));
}

/* Values of one answer each add up to the respondents, in every group and part. */
static bry_status find_several(reader *r, bry_error **err) {
  size_t parts = r->part >= 0 ? r->parts.count : 1, n = (size_t)r->groups.count * parts;
  int64_t *left = bry__alloc_zero(n, sizeof *left);
  uint8_t *seen = bry__alloc_zero(n, 1);
  if (!left || !seen) {
    bry__free(left);
    bry__free(seen);
    return bry__enomem(err);
  }
  for (int64_t row = 0; row < r->rows; row++) {
    size_t part = r->part >= 0 ? (size_t)place(&r->parts, bry_table_text(r->counts, row, r->part)) : 0;
    size_t at = (size_t)r->group_of[row] * parts + part;
    if (bry_table_missing(r->counts, row, r->count) != BRY_PRESENT) continue;
    if (!seen[at]) left[at] = bry_table_int64(r->counts, row, r->respondents);
    seen[at] = 1;
    left[at] -= bry_table_int64(r->counts, row, r->count);
  }
  for (size_t at = 0; at < n; at++)
    r->several |= left[at] != 0;
  bry__free(left);
  bry__free(seen);
  return BRY_OK;
}

static int whole_number(const char *text, double *out) {
  return bry__double_parse(text, strlen(text), out) && *out == floor(*out) && fabs(*out) < 1e6;
}

static int is_scale(const reader *r) {
  double number;
  for (uint32_t v = 0; v < r->values.count; v++)
    if (!whole_number(r->values.items[v].text, &number)) return 0;
  return r->values.count > 1;
}

static bry_status find_kind(reader *r, bry_error **err) {
  bry__crossed *x = r->x;
  const char *name = bry_table_column_name(r->counts, r->value);
  bry_status status = find_several(r, err);
  x->answer = x->options.answer;
  if (x->answer == BRY_ANSWER_AUTO && x->options.statistic == BRY_STATISTIC_RANKING) x->answer = BRY_ANSWER_RANKING;
  if (x->answer == BRY_ANSWER_AUTO)
    x->answer = strcmp(name, "theme") == 0 || r->several ? BRY_ANSWER_MULTIPLE
                : is_scale(r)                            ? BRY_ANSWER_SCALE
                                                         : BRY_ANSWER_SINGLE;
  if (status != BRY_OK) return status;
  if (x->answer == BRY_ANSWER_SCALE && !is_scale(r))
    return bry__error(err, BRY_EINVAL, "The values of the table are no whole numbers, so that they are no scale.");
  if (x->answer == BRY_ANSWER_MULTIPLE && r->part >= 0)
    return bry__error(err, BRY_EINVAL,
                      "A table with parts holds one value each: pass BRY_ANSWER_RANKING if it is one of "
                      "ranks, else BRY_ANSWER_SINGLE.");
  if (x->answer == BRY_ANSWER_RANKING && (r->part < 0 || !is_scale(r)))
    return bry__error(err, BRY_EINVAL, "Rankings need a column part of choices, and ranks as values.");
  return BRY_OK;
}

static void copy_codes(const bry__strings *from, const char **to) {
  for (uint32_t i = 0; i < from->count; i++)
    to[i] = from->items[i].text;
}

/* Scales are sorted, so that the middle is in the middle. */
static void make_scores(reader *r) {
  bry__crossed *x = r->x;
  for (int32_t v = 0; v < x->values; v++)
    whole_number(x->value_code[v], &x->score[v]);
  for (int32_t v = 1; v < x->values; v++)
    for (int32_t w = v; w > 0 && x->score[w] < x->score[w - 1]; w--) {
      double score = x->score[w];
      const char *code = x->value_code[w];
      x->score[w] = x->score[w - 1];
      x->value_code[w] = x->value_code[w - 1];
      x->score[w - 1] = score;
      x->value_code[w - 1] = code;
    }
}

static bry_status make_codes(reader *r, bry_error **err) {
  bry__crossed *x = r->x;
  static const char *const ticked[] = {"0", "1"};
  int several = x->answer == BRY_ANSWER_MULTIPLE, ranked = x->answer == BRY_ANSWER_RANKING;
  const bry__strings *parts = several ? &r->values : &r->parts;
  int32_t by = x->options.by_count, values = (int32_t)r->values.count;
  x->groups = (int32_t)r->groups.count;
  x->parts = several || r->part >= 0 ? (int32_t)parts->count : 1;
  x->values = several ? 2 : values + ranked;
  x->part_code = bry__alloc_zero((size_t)x->parts + 1, sizeof *x->part_code);
  x->value_code = bry__alloc_zero((size_t)x->values + 1, sizeof *x->value_code);
  x->group_code = bry__alloc_zero((size_t)x->groups * (size_t)(by + 1), sizeof *x->group_code);
  x->listed = bry__alloc_zero((size_t)x->groups, 1);
  x->finest = bry__alloc_zero((size_t)x->groups, 1);
  if (x->answer == BRY_ANSWER_SCALE || ranked) x->score = bry__alloc_zero((size_t)x->values, sizeof *x->score);
  if (!x->part_code || !x->value_code || !x->group_code || !x->listed || !x->finest ||
      ((x->answer == BRY_ANSWER_SCALE || ranked) && !x->score))
    return bry__enomem(err);
  if (several || r->part >= 0) copy_codes(parts, x->part_code);
  if (several)
    memcpy(x->value_code, ticked, sizeof ticked);
  else
    copy_codes(&r->values, x->value_code + ranked);
  if (ranked) x->value_code[0] = ticked[0];
  if (x->score) make_scores(r);
  for (int32_t g = 0; g < x->groups; g++) {
    x->listed[g] = x->finest[g] = 1;
    for (int32_t d = 0; d < by; d++)
      x->group_code[g * by + d] = bry_table_text(r->counts, r->first_row[g], x->by_column[d]);
  }
  x->part_column = several ? r->value : r->part;
  x->value_column = r->value;
  return BRY_OK;
}

/* --- numbers ------------------------------------------------------------------------------------------------------ */

static int32_t value_place(const bry__crossed *x, const char *text) {
  for (int32_t v = 0; v < x->values; v++)
    if (strcmp(x->value_code[v], text ? text : "") == 0) return v;
  return 0;
}

static void read_row(reader *r, int64_t row) {
  bry__crossed *x = r->x;
  int several = x->answer == BRY_ANSWER_MULTIPLE;
  const char *code = bry_table_text(r->counts, row, r->value);
  int32_t part = several        ? place(&r->values, code)
                 : r->part >= 0 ? place(&r->parts, bry_table_text(r->counts, row, r->part))
                                : 0;
  size_t at = bry__crossed_at(x, r->group_of[row], part), cell = at * (size_t)x->values;
  int32_t value = several ? 1 : value_place(x, code);
  if (bry_table_missing(r->counts, row, r->count) == BRY_PRESENT)
    x->shown[at] = BRY__SHOW_COUNT | BRY__SHOW_DISTRIBUTION | BRY__SHOW_DEVIATION;
  x->respondents[at] = bry_table_int64(r->counts, row, r->respondents);
  x->people[cell + (size_t)value] = bry_table_int64(r->counts, row, r->count);
}

/* Who answered, and gave none of the values in the table. */
static void fill_rest(bry__crossed *x) {
  int rest = x->answer == BRY_ANSWER_MULTIPLE || x->answer == BRY_ANSWER_RANKING;
  for (size_t at = 0; at < (size_t)x->groups * (size_t)x->parts && rest; at++) {
    int64_t *people = x->people + at * (size_t)x->values, left = x->respondents[at];
    for (int32_t v = 1; v < x->values; v++)
      left -= people[v];
    people[0] = left > 0 ? left : 0;
  }
}

bry_status bry__crossed_from_counts(bry__crossed *x, const bry_table *counts, bry_error **err) {
  reader r = {.x = x, .counts = counts, .rows = bry_table_row_count(counts)};
  bry_status status = find_columns(&r, err);
  if (status == BRY_OK) status = read_codes(&r, err);
  if (status == BRY_OK) status = find_kind(&r, err);
  if (status == BRY_OK) status = make_codes(&r, err);
  if (status == BRY_OK) status = bry__crossed_allocate(x, 0, 0, err);
  for (int64_t row = 0; row < r.rows && status == BRY_OK; row++)
    read_row(&r, row);
  if (status == BRY_OK) fill_rest(x);
  /* The codes live on with what was counted. */
  x->names = r.values;
  x->more_names = r.parts;
  bry__strings_clear(&r.groups);
  bry__free(r.group_of);
  bry__free(r.first_row);
  return status;
}
