/* People as numbers: their ids, and their attributes with kinds and weights. */
#include "group/crowd.h"
#include "core/mem.h"
#include "core/number.h"

#include <math.h>
#include <string.h>

void bry__crowd_clear(bry__crowd *c) {
  for (int32_t i = 0; i < c->attribute_count; i++) {
    bry__free(c->attributes[i].number);
    bry__free(c->attributes[i].begin);
    bry__free(c->attributes[i].value);
  }
  bry__free(c->attributes);
  bry__free(c->given);
  bry__free(c->distance);
  bry__strings_clear(&c->ids);
  bry__strings_clear(&c->values);
  *c = (bry__crowd){0};
}

void bry__put_value(bry__buffer *b, const bry_table *t, int64_t row, int32_t column) {
  if (bry_table_missing(t, row, column) != BRY_PRESENT) return;
  if (bry_table_column_type(t, column) == BRY_TYPE_TEXT)
    bry__buffer_text(b, bry_table_text(t, row, column));
  else if (bry_table_column_type(t, column) == BRY_TYPE_INT64)
    bry__buffer_int(b, bry_table_int64(t, row, column));
  else
    bry__buffer_double(b, bry_table_double(t, row, column));
}

int bry__next_value(const char **at, const char **value, size_t *size) {
  while (**at == ';' || **at == ' ')
    ++*at;
  if (**at == '\0') return 0;
  *value = *at;
  *size = strcspn(*at, ";");
  *at += *size;
  while (*size > 0 && (*value)[*size - 1] == ' ')
    --*size;
  return 1;
}

/* --- ids -------------------------------------------------------------------------------------------------------- */

static bry_status add_id(bry__crowd *c, int32_t row, bry__buffer *text, bry_error **err) {
  bry__buffer_clear(text);
  bry__put_value(text, c->people, row, c->id);
  if (text->failed) return bry__enomem(err);
  if (text->size == 0) return bry__error(err, BRY_EREFUSED, "Row %d has no id: give everyone one.", (int)row + 1);
  int64_t number = bry__strings_add(&c->ids, text->data, text->size);
  if (number < 0) return bry__enomem(err);
  if (number == row) return BRY_OK;
  return bry__error(err, BRY_EREFUSED, "Rows %d and %d have the same id: list everyone once.", (int)number + 1,
                    (int)row + 1);
}

bry_status bry__crowd_ids(bry__crowd *c, const bry_table *people, const char *id_column, bry_error **err) {
  bry__buffer text = {0};
  bry_status status = BRY_OK;
  if (!people || !id_column)
    return bry__error(err, BRY_EINVAL, "The people or the name of their id column is NULL: pass both.");
  int64_t count = bry_table_row_count(people);
  if (count < 1) return bry__error(err, BRY_EINVAL, "There are no people: list at least one.");
  if (count > BRY__CROWD_MAX)
    return bry__error(err, BRY_ELIMIT, "There are too many people: at most %d can be grouped at once.",
                      (int)BRY__CROWD_MAX);
  c->people = people;
  c->count = (int32_t)count;
  c->id = bry_table_find_column(people, id_column);
  if (c->id < 0)
    return bry__error(err, BRY_ENOTFOUND, "There is no column \"%s\": name the one that tells people apart.",
                      id_column);
  for (int32_t row = 0; row < c->count && status == BRY_OK; row++)
    status = add_id(c, row, &text, err);
  bry__buffer_free(&text);
  return status;
}

/* --- which columns count, and how -------------------------------------------------------------------------------- */

typedef struct wish {
  const char *name;
  size_t size;
  int32_t kind; /* -1: as its values are */
  double weight;
} wish;

static bry_status bad_weights(bry_error **err) {
  return bry__error(err, BRY_EINVAL,
                    "The weights can't be read: write column=number, joined by commas, such as unit=2,age=0.5; "
                    "after the column, :category, :number or :several may say what it holds.");
}

static bry_status read_kind(wish *w, bry_error **err) {
  static const char *const kinds[] = {"category", "number", "several"};
  const char *colon = memrchr(w->name, ':', w->size);
  w->kind = -1;
  if (!colon) return BRY_OK;
  size_t size = w->size - (size_t)(colon + 1 - w->name);
  for (int32_t i = 0; i < 3; i++)
    if (strlen(kinds[i]) == size && memcmp(colon + 1, kinds[i], size) == 0) w->kind = i;
  if (w->kind >= 0) w->size = (size_t)(colon - w->name);
  return w->kind >= 0 ? BRY_OK : bad_weights(err);
}

/* The next of "a=2,b:number=1". Returns 1 with a wish, 0 at the end, -1 with an error. */
static int next_wish(const char **at, wish *out, bry_error **err) {
  if (!*at || **at == '\0') return 0;
  const char *equals = strchr(*at, '=');
  if (!equals || equals == *at) return bad_weights(err), -1;
  size_t size = strcspn(equals + 1, ",");
  *out = (wish){.name = *at, .size = (size_t)(equals - *at)};
  if (!bry__double_parse(equals + 1, size, &out->weight) || !(out->weight >= 0) || !(out->weight <= 1e6))
    return bad_weights(err), -1;
  if (read_kind(out, err) != BRY_OK) return -1;
  *at = equals + 1 + size;
  if (**at == ',' && *++*at == '\0') return bad_weights(err), -1;
  return 1;
}

static bry_status check_wishes(const bry__crowd *c, const char *weights, bry_error **err) {
  wish w;
  int more;
  while ((more = next_wish(&weights, &w, err)) > 0) {
    int found = 0;
    for (int32_t column = 0; column < bry_table_column_count(c->people); column++) {
      const char *name = bry_table_column_name(c->people, column);
      found |= strlen(name) == w.size && memcmp(name, w.name, w.size) == 0;
    }
    if (!found)
      return bry__error(err, BRY_ENOTFOUND, "There is no column \"%.*s\" to weigh: name columns of the people.",
                        (int)w.size, w.name);
  }
  return more < 0 ? BRY_EINVAL : BRY_OK;
}

/* What the weights say of a column; 1 and -1 (as its values are) when nothing. They have been checked. */
static wish wish_of(const char *weights, const char *name) {
  wish found = {.kind = -1, .weight = 1}, w;
  while (next_wish(&weights, &w, NULL) > 0)
    if (strlen(name) == w.size && memcmp(name, w.name, w.size) == 0) found = w;
  return found;
}

/* --- values ------------------------------------------------------------------------------------------------------ */

/* A number, with a point or a comma. */
static int read_number(const bry__buffer *text, double *out) {
  char copy[64];
  if (text->size == 0 || text->size >= sizeof copy) return 0;
  memcpy(copy, text->data, text->size);
  char *comma = memchr(copy, ',', text->size);
  if (comma) *comma = '.';
  return bry__double_parse(copy, text->size, out) && fabs(*out) <= 1e15;
}

static int32_t kind_of(const bry__crowd *c, int32_t column, bry__buffer *text) {
  int numbers = 0, several = 0, others = 0;
  for (int32_t row = 0; row < c->count; row++) {
    double value;
    bry__buffer_clear(text);
    bry__put_value(text, c->people, row, column);
    if (text->size == 0 || text->failed) continue;
    if (strchr(text->data, ';')) several = 1;
    *(read_number(text, &value) ? &numbers : &others) = 1;
  }
  return several ? BRY__KIND_SEVERAL : numbers && !others ? BRY__KIND_NUMBER : BRY__KIND_CATEGORY;
}

static bry_status add_value(bry__crowd *c, bry__attribute *a, int32_t row, const char *value, size_t size,
                            size_t *room, bry_error **err) {
  bry__buffer key = {0};
  bry__buffer_int(&key, a->column);
  bry__buffer_char(&key, '=');
  bry__buffer_add(&key, value, size);
  int64_t number = key.failed ? -1 : bry__strings_add(&c->values, key.data, key.size);
  bry__buffer_free(&key);
  size_t count = (size_t)a->begin[row + 1];
  if (number < 0 || count >= INT32_MAX || bry__grow((void **)&a->value, room, count + 1, sizeof *a->value) != 0)
    return bry__enomem(err);
  for (int32_t i = a->begin[row]; i < a->begin[row + 1]; i++)
    if (a->value[i] == number) return BRY_OK;
  a->value[a->begin[row + 1]++] = (int32_t)number;
  return BRY_OK;
}

static bry_status read_values(bry__crowd *c, bry__attribute *a, bry__buffer *text, bry_error **err) {
  size_t room = 0;
  bry_status status = BRY_OK;
  a->begin = bry__alloc_zero((size_t)c->count + 1, sizeof *a->begin);
  if (!a->begin) return bry__enomem(err);
  for (int32_t row = 0; row < c->count && status == BRY_OK; row++) {
    a->begin[row + 1] = a->begin[row];
    bry__buffer_clear(text);
    bry__put_value(text, c->people, row, a->column);
    if (text->failed) return bry__enomem(err);
    if (text->size == 0) continue;
    const char *at = text->data, *value;
    size_t size;
    if (a->kind == BRY__KIND_CATEGORY)
      status = add_value(c, a, row, text->data, text->size, &room, err);
    else
      while (status == BRY_OK && bry__next_value(&at, &value, &size))
        status = add_value(c, a, row, value, size, &room, err);
  }
  return status;
}

static bry_status read_numbers(bry__crowd *c, bry__attribute *a, bry__buffer *text, bry_error **err) {
  a->number = bry__alloc_zero((size_t)c->count, sizeof *a->number);
  if (!a->number) return bry__enomem(err);
  a->low = INFINITY;
  a->high = -INFINITY;
  for (int32_t row = 0; row < c->count; row++) {
    double *value = &a->number[row];
    bry__buffer_clear(text);
    bry__put_value(text, c->people, row, a->column);
    if (text->failed) return bry__enomem(err);
    *value = NAN;
    if (text->size > 0 && !read_number(text, value))
      return bry__error(err, BRY_EREFUSED,
                        "Row %d of column \"%s\" is no number: mend it, or weigh the column as "
                        "%s:category.",
                        (int)row + 1, bry_table_column_name(c->people, a->column),
                        bry_table_column_name(c->people, a->column));
    if (*value < a->low) a->low = *value;
    if (*value > a->high) a->high = *value;
  }
  return BRY_OK;
}

static int is_skipped(int32_t column, const int32_t *skip, int32_t count) {
  for (int32_t i = 0; i < count; i++)
    if (skip[i] == column) return 1;
  return 0;
}

bry_status bry__crowd_attributes(bry__crowd *c, const char *weights, const int32_t *skip, int32_t skip_count,
                                 bry_error **err) {
  bry__buffer text = {0};
  int32_t columns = bry_table_column_count(c->people);
  bry_status status = check_wishes(c, weights, err);
  if (status != BRY_OK) return status;
  c->attributes = bry__alloc_zero((size_t)columns, sizeof *c->attributes);
  if (!c->attributes) return bry__enomem(err);
  for (int32_t column = 0; column < columns && status == BRY_OK; column++) {
    wish w = wish_of(weights, bry_table_column_name(c->people, column));
    if (column == c->id || is_skipped(column, skip, skip_count) || w.weight <= 0) continue;
    bry__attribute *a = &c->attributes[c->attribute_count++];
    *a = (bry__attribute){.column = column, .weight = w.weight};
    a->kind = w.kind >= 0 ? w.kind : kind_of(c, column, &text);
    status = a->kind == BRY__KIND_NUMBER ? read_numbers(c, a, &text, err) : read_values(c, a, &text, err);
  }
  bry__buffer_free(&text);
  return status;
}
