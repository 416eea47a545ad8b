/* Categories of a column: each distinct value once, with a number. */
#include "core/table_codes.h"

#include "core/buffer.h"
#include "core/mem.h"
#include "core/number.h"
#include "core/table_model.h"

#include <math.h>
#include <string.h>

int bry__codes_wanted(const bry_table *t, int32_t column) {
  const bry__column *c = &t->columns[column];
  return c->type == BRY_TYPE_TEXT && (c->role == BRY_ROLE_DIMENSION || c->value_label_count > 0);
}

static int64_t add_number(bry__strings *keys, const bry__column *c, int64_t row) {
  bry__buffer text = {0};
  if (c->type == BRY_TYPE_INT64) {
    bry__buffer_int(&text, c->values.int64s[row]);
  } else {
    bry__buffer_double(&text, c->values.doubles[row]);
  }
  int64_t number = text.failed ? -1 : bry__strings_add(keys, text.data, text.size);
  bry__buffer_free(&text);
  return number;
}

/* `known`: by number of a text in the column, the number of its key and 1; 0 when it has none yet. */
static int64_t add_text(bry__strings *keys, const bry__column *c, uint32_t text, uint32_t *known) {
  if (!known[text]) {
    int64_t number = bry__strings_add(keys, c->strings.items[text].text, c->strings.items[text].size);
    if (number < 0) return -1;
    known[text] = (uint32_t)number + 1;
  }
  return known[text] - 1;
}

static int add_rows(const bry_table *t, const bry__column *c, uint32_t *known, bry__codes *out) {
  for (int64_t row = 0; row < t->row_count; row++) {
    out->of_row[row] = -1;
    if (c->missing[row] != BRY_PRESENT) continue;
    int64_t number = c->type == BRY_TYPE_TEXT ? add_text(&out->keys, c, c->values.texts[row], known)
                                              : add_number(&out->keys, c, row);
    if (number < 0 || number >= INT32_MAX) return -1;
    out->of_row[row] = (int32_t)number;
  }
  for (uint32_t i = 0; c->type == BRY_TYPE_TEXT && i < c->strings.count; i++) {
    int is_labelled = i < c->value_label_count && !bry__label_is_empty(&c->value_labels[i]);
    if (is_labelled && add_text(&out->keys, c, i, known) < 0) return -1;
  }
  return 0;
}

/* A whole number that Stata's labels may stand for, beside those of its missing values (ReadStat subtracts the two). */
static int may_be_code(double value) {
  return value == floor(value) && value >= -20 && value <= 1e9;
}

/* 1 when every key is a whole number as bry__double_print() has it, so that no two keys are the same number. */
static int read_values(bry__codes *codes) {
  char printed[32];
  for (uint32_t i = 0; i < codes->keys.count; i++) {
    const bry__string *key = &codes->keys.items[i];
    if (!bry__double_parse(key->text, key->size, &codes->values[i]) || !may_be_code(codes->values[i])) {
      return 0;
    }
    if (bry__double_print(printed, codes->values[i]) != key->size) return 0;
    if (memcmp(printed, key->text, key->size) != 0) return 0;
  }
  return 1;
}

int bry__codes_build(const bry_table *t, int32_t column, bry__codes *out) {
  const bry__column *c = &t->columns[column];
  uint32_t *known = bry__alloc_zero((size_t)c->strings.count + 1, sizeof *known);
  int result = -1;
  out->of_row = bry__alloc_zero((size_t)t->row_count + 1, sizeof *out->of_row);
  if (!known || !out->of_row || add_rows(t, c, known, out) != 0) goto out;
  out->values = bry__alloc_zero((size_t)out->keys.count + 1, sizeof *out->values);
  if (!out->values) goto out;
  if (!read_values(out)) {
    for (uint32_t i = 0; i < out->keys.count; i++)
      out->values[i] = i + 1;
  }
  result = 0;
out:
  bry__free(known);
  return result;
}

void bry__codes_clear(bry__codes *codes) {
  bry__strings_clear(&codes->keys);
  bry__free(codes->of_row);
  bry__free(codes->values);
  *codes = (bry__codes){0};
}
