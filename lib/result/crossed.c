/* Counted answers: memory, moments, and what the tables made of them have in common. */
#include "result/crossed.h"

#include "core/mem.h"

#include <math.h>

static const double CELLS_MAX = 2e7;

bry_status bry__crossed_allocate(bry__crossed *x, int weighted, int reasons, bry_error **err) {
  double wanted = (double)x->groups * x->parts * (x->values + BRY__REASONS);
  if (wanted > CELLS_MAX)
    return bry__error(
        err, BRY_ELIMIT,
        "There are %d groups, %d parts and %d values, which together are too many: leave out a column, or "
        "use coarser codes.",
        (int)x->groups, (int)x->parts, (int)x->values);
  size_t rows = (size_t)x->groups * (size_t)x->parts, cells = rows * (size_t)x->values;
  x->people = bry__alloc_zero(cells, sizeof *x->people);
  x->respondents = bry__alloc_zero(rows, sizeof *x->respondents);
  x->shown = bry__alloc_zero(rows, 1);
  int failed = !x->people || !x->respondents || !x->shown;
  if (weighted) {
    x->weight = bry__alloc_zero(cells, sizeof *x->weight);
    x->squared = bry__alloc_zero(cells, sizeof *x->squared);
    failed |= !x->weight || !x->squared;
  }
  if (reasons) {
    x->gone = bry__alloc_zero(rows * BRY__REASONS, sizeof *x->gone);
    failed |= !x->gone;
  }
  return failed ? bry__enomem(err) : BRY_OK;
}

void bry__crossed_free(bry__crossed *x) {
  bry__free(x->group_code);
  bry__free(x->listed);
  bry__free(x->finest);
  bry__free(x->part_code);
  bry__free(x->value_code);
  bry__free(x->score);
  bry__free(x->people);
  bry__free(x->weight);
  bry__free(x->squared);
  bry__free(x->respondents);
  bry__free(x->gone);
  bry__free(x->shown);
  bry__strings_clear(&x->names);
  bry__strings_clear(&x->more_names);
}

/* --- moments ------------------------------------------------------------------------------------------------------ */

bry__moments bry__crossed_moments(const bry__crossed *x, int32_t group, int32_t part, const double *score) {
  bry__moments m = {0};
  double sum = 0, squares = 0;
  for (int32_t v = 0; v < x->values; v++) {
    size_t cell = bry__crossed_cell(x, group, part, v);
    if (isnan(score[v])) continue;
    m.people += (double)x->people[cell];
    m.weight += bry__crossed_weight(x, cell);
    squares += bry__crossed_squared(x, cell);
    sum += bry__crossed_weight(x, cell) * score[v];
  }
  m.mean = sum / m.weight;
  m.effective = m.weight * m.weight / squares;
  for (int32_t v = 0; v < x->values; v++) {
    size_t cell = bry__crossed_cell(x, group, part, v);
    if (isnan(score[v])) continue;
    double distance = score[v] - m.mean;
    m.spread += bry__crossed_weight(x, cell) * distance * distance;
    m.error += bry__crossed_squared(x, cell) * distance * distance;
  }
  m.spread /= m.weight;
  m.error /= m.weight * m.weight;
  return m;
}

double bry__crossed_median(const bry__crossed *x, int32_t group, int32_t part) {
  double whole = 0, below = 0;
  for (int32_t v = 0; v < x->values; v++)
    whole += bry__crossed_weight(x, bry__crossed_cell(x, group, part, v));
  for (int32_t v = 0; v < x->values; v++) {
    double weight = bry__crossed_weight(x, bry__crossed_cell(x, group, part, v));
    below += weight;
    if (!(weight > 0) || below < whole / 2 * (1 - 1e-12)) continue;
    if (below > whole / 2 * (1 + 1e-12)) return x->score[v];
    for (int32_t next = v + 1; next < x->values; next++)
      if (bry__crossed_weight(x, bry__crossed_cell(x, group, part, next)) > 0)
        return (x->score[v] + x->score[next]) / 2;
    return x->score[v];
  }
  return NAN;
}

/* --- columns and rows --------------------------------------------------------------------------------------------- */

static void label_groups(bry_table *t, const bry__crossed *x, int32_t d) {
  static const bry__label all = {.text = {"Alle", "Alle", "All"}};
  if (x->options.margins) bry__table_label_value(t, d, BRY__WHOLE, &all);
  for (int32_t g = 0; g < x->groups; g++) {
    const char *code = x->group_code[g * x->options.by_count + d];
    const bry__label *label = code ? bry__table_value_label_of(x->source, x->by_column[d], code) : NULL;
    if (label && !bry__table_value_label_of(t, d, code)) bry__table_label_value(t, d, code, label);
  }
}

static void label_codes(bry_table *t, const bry__crossed *x, int32_t column, int32_t from, const char **codes,
                        int32_t count) {
  for (int32_t i = 0; i < count && from >= 0; i++) {
    const bry__label *label = bry__table_value_label_of(x->source, from, codes[i]);
    if (label) bry__table_label_value(t, column, codes[i], label);
  }
}

static int32_t add_part_column(bry_table *t, const bry__crossed *x) {
  int32_t part = bry__table_column(t, "part", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Del av spørsmålet",
                                   "Del av spørsmålet", "Part of the question");
  label_codes(t, x, part, x->part_column, x->part_code, x->parts);
  for (int32_t p = 0; p < x->parts && x->item_column; p++) {
    const bry__label *label = bry__table_column_label_of(x->source, x->item_column[p]);
    if (label && !bry__label_is_empty(label)) bry__table_label_value(t, part, x->part_code[p], label);
  }
  return part;
}

bry__crossed_columns bry__crossed_begin(bry_table *t, const bry__crossed *x, int with) {
  bry__crossed_columns c = {-1, -1};
  for (int32_t d = 0; d < x->options.by_count && (with & BRY__WITH_GROUPS); d++) {
    const bry__label *label = bry__table_column_label_of(x->source, x->by_column[d]);
    bry__table_column(t, x->by_name[d], BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, NULL, NULL, NULL);
    if (label && !bry__label_is_empty(label)) bry__table_column_set_label(t, d, label);
    label_groups(t, x, d);
  }
  int choices =
      x->answer == BRY_ANSWER_MULTIPLE && (with & BRY__WITH_VALUES); /* the parts are what people call values */
  if (x->part_code[0] && !choices && (with & BRY__WITH_PARTS)) c.part = add_part_column(t, x);
  if (!(with & BRY__WITH_VALUES)) return c;
  c.value = bry__table_column(t, "value", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Svar", "Svar", "Answer");
  label_codes(t, x, c.value, x->value_column, choices ? x->part_code : x->value_code, choices ? x->parts : x->values);
  return c;
}

void bry__crossed_row(bry_table *t, const bry__crossed *x, const bry__crossed_columns *c, int32_t group, int32_t part,
                      int32_t value) {
  bry__table_row(t);
  for (int32_t d = 0; d < x->options.by_count && group >= 0; d++)
    bry__table_set_text(t, d, x->group_code[group * x->options.by_count + d]);
  if (c->part >= 0) bry__table_set_text(t, c->part, x->part_code[part]);
  if (c->value >= 0)
    bry__table_set_text(t, c->value, x->answer == BRY_ANSWER_MULTIPLE ? x->part_code[part] : x->value_code[value]);
}

void bry__crossed_put(bry_table *t, int32_t column, double value, int shown) {
  if (!shown)
    bry__table_set_missing(t, column, BRY_MISSING_WITHHELD);
  else
    bry__table_set_double(t, column, value);
}

void bry__crossed_put_count(bry_table *t, int32_t column, int64_t value, int shown) {
  if (!shown)
    bry__table_set_missing(t, column, BRY_MISSING_WITHHELD);
  else
    bry__table_set_int64(t, column, value);
}
