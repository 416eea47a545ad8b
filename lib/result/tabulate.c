/* From counts to result tables, small groups withheld.
 *
 * A withheld group keeps its rows, with nothing in them; and rows of a table that is split stand in the codebook's or
 * questionnaire's order, never by size, so that order tells nothing either. */
#include "result/tabulate.h"

#include "core/mem.h"
#include "core/number.h"
#include "core/table.h"
#include "theme/codebook.h"

#include <stdlib.h>
#include <string.h>

/* Places of the columns; -1 where the table has no such column. Those of the segments are the first ones. */
typedef struct columns {
  int32_t part, value, respondents, count, share;
} columns;

static const bry__groups whole = {.count = 1};

static const char *const column_names[] = {"theme", "part", "value", "respondents", "count", "share"};

static bry_status check_segment_name(const char *name, bry_error **err) {
  if (!name || *name == '\0')
    return bry__error(err, BRY_EINVAL, "The segment has no name: pass the name its column is to have.");
  for (size_t i = 0; i < sizeof column_names / sizeof *column_names; i++)
    if (strcmp(name, column_names[i]) == 0)
      return bry__error(err, BRY_EINVAL, "A segment can't be called \"%s\", which is a column of every result.",
                        name);
  return BRY_OK;
}

static bry_status check_segment_names(const bry__groups *groups, bry_error **err) {
  bry_status status = BRY_OK;
  for (int32_t d = 0; status == BRY_OK && d < groups->dimensions; d++)
    status = check_segment_name(groups->by[d].name, err);
  return status;
}

/* --- columns and rows ------------------------------------------------------------------------------------------- */

static void label_groups(bry_table *t, const bry__groups *groups, int32_t d) {
  for (int32_t g = 0; g < groups->count && groups->labels; g++) {
    int32_t at = g * groups->dimensions + d;
    const bry__label *label = groups->labels[at];
    if (groups->values[at] && label && !bry__label_is_empty(label) &&
        !bry__table_value_label_of(t, d, groups->values[at]))
      bry__table_label_value(t, d, groups->values[at], label);
  }
}

static void segment_columns(bry_table *t, const bry__groups *groups) {
  for (int32_t d = 0; d < groups->dimensions; d++) {
    const bry__label *label = groups->by[d].label;
    bry__table_column(t, groups->by[d].name, BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, NULL, NULL, NULL);
    if (label && !bry__label_is_empty(label)) bry__table_column_set_label(t, d, label);
    label_groups(t, groups, d);
  }
}

static void number_columns(bry_table *t, columns *c, const char *nb, const char *nn, const char *en) {
  c->respondents =
      bry__table_column(t, "respondents", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Svarte", "Svara", "Respondents");
  c->count = bry__table_column(t, "count", BRY_TYPE_INT64, BRY_ROLE_COUNT, nb, nn, en);
  c->share = bry__table_column(t, "share", BRY_TYPE_DOUBLE, BRY_ROLE_SHARE, "Andel", "Prosentdel", "Share");
}

static void begin_row(bry_table *t, const bry__groups *groups, int32_t group) {
  bry__table_row(t);
  for (int32_t d = 0; d < groups->dimensions; d++)
    bry__table_set_text(t, d, groups->values[group * groups->dimensions + d]);
}

static void set_numbers(bry_table *t, const columns *c, int64_t respondents, int64_t count, int withheld) {
  if (withheld) {
    bry__table_set_missing(t, c->respondents, BRY_MISSING_WITHHELD);
    bry__table_set_missing(t, c->count, BRY_MISSING_WITHHELD);
    bry__table_set_missing(t, c->share, BRY_MISSING_WITHHELD);
    return;
  }
  bry__table_set_int64(t, c->respondents, respondents);
  bry__table_set_int64(t, c->count, count);
  if (respondents > 0) bry__table_set_double(t, c->share, (double)count / (double)respondents);
}

/* --- themes ----------------------------------------------------------------------------------------------------- */

typedef struct ranked {
  int64_t count;
  int32_t theme;
} ranked;

static int by_count_then_place(const void *left, const void *right) {
  const ranked *a = left, *b = right;
  if (a->count != b->count) return a->count < b->count ? 1 : -1;
  return (a->theme > b->theme) - (a->theme < b->theme);
}

typedef struct theme_counts {
  const bry__groups *groups;
  const int64_t *respondents;
  const int64_t *counts;
  uint8_t *withheld;
  ranked *order;
} theme_counts;

/* The order in which themes are listed: the most frequent first, where that tells nothing of a small group. */
static ranked *rank_themes(int32_t themes, const int64_t *counts, int by_frequency) {
  ranked *order = bry__alloc_zero((size_t)themes, sizeof *order);
  for (int32_t t = 0; order && t < themes; t++)
    order[t] = (ranked){.count = by_frequency ? counts[t] : 0, .theme = t};
  if (order && by_frequency) qsort(order, (size_t)themes, sizeof *order, by_count_then_place);
  return order;
}

static void theme_rows(bry_table *t, const columns *c, const bry_codebook *codebook, const theme_counts *n) {
  for (int32_t g = 0; g < n->groups->count; g++)
    for (int32_t i = 0; i < codebook->theme_count; i++) {
      int32_t theme = n->order[i].theme;
      begin_row(t, n->groups, g);
      bry__table_set_text(t, c->value, codebook->themes[theme].id);
      set_numbers(t, c, n->respondents[g], n->counts[(int64_t)g * codebook->theme_count + theme], n->withheld[g]);
    }
}

static void theme_columns(bry_table *t, columns *c, const bry_codebook *codebook, const bry__groups *groups) {
  segment_columns(t, groups);
  c->part = -1;
  c->value = bry__table_column(t, "theme", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Tema", "Tema", "Theme");
  for (int32_t i = 0; i < codebook->theme_count; i++)
    bry__table_label_value(t, c->value, codebook->themes[i].id, &codebook->themes[i].label);
  number_columns(t, c, "Nevnte temaet", "Nemnde temaet", "Mentioned it");
}

bry_status bry__tabulate_themes(const bry_codebook *codebook, const bry__groups *groups, const int64_t *respondents,
                                const int64_t *counts, int32_t min_group, bry_table **out, bry_error **err) {
  bry_table *t = NULL;
  theme_counts n = {.groups = groups ? groups : &whole, .respondents = respondents, .counts = counts};
  columns c;

  *out = NULL;
  bry_status status = bry__min_group(&min_group, err);
  if (status == BRY_OK) status = check_segment_names(n.groups, err);
  if (status != BRY_OK) return status;

  t = bry__table_new("themes", "Temaer", "Tema", "Themes");
  n.withheld = bry__alloc_zero((size_t)n.groups->count, 1);
  if (!t || !n.withheld) {
    status = bry__enomem(err);
    goto out;
  }
  status = bry__withhold_groups(n.groups, respondents, min_group, n.withheld, err);
  if (status != BRY_OK) goto out;
  n.order = rank_themes(codebook->theme_count, counts, n.groups->dimensions == 0 && !n.withheld[0]);
  if (!n.order) {
    status = bry__enomem(err);
    goto out;
  }
  theme_columns(t, &c, codebook, n.groups);
  theme_rows(t, &c, codebook, &n);
  status = bry__table_finish(t, out, err);
  t = NULL;

out:
  bry__free(n.order);
  bry__free(n.withheld);
  bry_table_free(t);
  return status;
}

/* --- closed items ----------------------------------------------------------------------------------------------- */

int32_t bry__item_codes(const bry__item *item) {
  switch (item->type) {
  case BRY__ITEM_RADIOGROUP:
  case BRY__ITEM_DROPDOWN:
  case BRY__ITEM_RATING:
  case BRY__ITEM_MATRIX:
  case BRY__ITEM_RANKING:
    return item->value_count + 1;
  case BRY__ITEM_BOOLEAN:
  case BRY__ITEM_CHECKBOX:
    return 2;
  case BRY__ITEM_TEXT:
  case BRY__ITEM_COMMENT:
  case BRY__ITEM_MULTIPLETEXT:
  case BRY__ITEM_HTML:
  case BRY__ITEM_EXPRESSION:
  case BRY__ITEM_MATRIXDROPDOWN:
  case BRY__ITEM_PANELDYNAMIC:
  case BRY__ITEM_TAGBOX:
    break;
  }
  return 0;
}

/* An item's counts and which of them may be shown, a group and slot each. */
typedef struct item_counts {
  const bry__item *item;
  const int64_t *counts;
  int64_t *respondents; /* [slot * groups + group] */
  uint8_t *withheld;
} item_counts;

static int64_t count_at(const item_counts *n, int32_t group, int32_t slot, int32_t code) {
  int64_t row = (int64_t)group * n->item->closed_slots + slot;
  return n->counts[row * bry__item_codes(n->item) + code];
}

/* Each slot is a table of its own, with its own whole: not all who answer one row of a matrix answer the next. */
static bry_status withhold_by_slot(item_counts *n, const bry__groups *groups, int32_t min_group, bry_error **err) {
  int32_t codes = bry__item_codes(n->item);
  bry_status status = BRY_OK;
  for (int32_t s = 0; s < n->item->closed_slots && status == BRY_OK; s++) {
    int64_t *respondents = n->respondents + (int64_t)s * groups->count;
    for (int32_t g = 0; g < groups->count; g++)
      for (int32_t code = 0; code < codes; code++)
        respondents[g] += count_at(n, g, s, code);
    status = bry__withhold_groups(groups, respondents, min_group, n->withheld + (int64_t)s * groups->count, err);
  }
  return status;
}

static int has_parts(const bry__item *item) {
  return item->type == BRY__ITEM_MATRIX || item->type == BRY__ITEM_RANKING;
}

static void label_values(bry_table *t, int32_t column, const bry__item *item) {
  for (int32_t v = 0; v < item->value_count; v++)
    if (!bry__label_is_empty(&item->values[v].label))
      bry__table_label_value(t, column, item->values[v].name, &item->values[v].label);
}

static void item_columns(bry_table *t, columns *c, const bry__item *item, const bry__groups *groups) {
  segment_columns(t, groups);
  c->part = -1;
  if (has_parts(item))
    c->part = bry__table_column(t, "part", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Del av spørsmålet",
                                "Del av spørsmålet", "Part of the question");
  if (item->type == BRY__ITEM_RANKING)
    c->value = bry__table_column(t, "value", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Plass", "Plass", "Rank");
  else
    c->value = bry__table_column(t, "value", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Svar", "Svar", "Answer");
  label_values(t, item->type == BRY__ITEM_RANKING ? c->part : c->value, item);
  for (int32_t p = 0; p < item->part_count && item->type == BRY__ITEM_MATRIX; p++)
    if (!bry__label_is_empty(&item->parts[p].label))
      bry__table_label_value(t, c->part, item->parts[p].name, &item->parts[p].label);
  if (!bry__label_is_empty(&item->title)) bry__table_title_label(t, bry__item_listed(item));
  number_columns(t, c, "Valgte dette", "Valde dette", "Chose this");
}

/* What the part and value columns say for a code of a slot. */
static void set_value(bry_table *t, const columns *c, const bry__item *item, int32_t slot, int32_t code) {
  char rank[32];
  switch (item->type) {
  case BRY__ITEM_RANKING:
    bry__table_set_text(t, c->part, item->values[slot].name);
    bry__table_set_text_n(t, c->value, rank, bry__double_print(rank, code));
    break;
  case BRY__ITEM_MATRIX:
    bry__table_set_text(t, c->part, item->parts[slot].name);
    bry__table_set_text(t, c->value, item->values[code - 1].name);
    break;
  case BRY__ITEM_CHECKBOX:
    bry__table_set_text(t, c->value, item->values[slot].name);
    break;
  case BRY__ITEM_BOOLEAN:
    bry__table_set_text(t, c->value, item->values[code].name);
    break;
  default:
    bry__table_set_text(t, c->value, item->values[code - 1].name);
    break;
  }
}

static void item_rows(bry_table *t, const columns *c, const item_counts *n, const bry__groups *groups) {
  /* Code 0 is a value of booleans only: elsewhere it says "not ticked" or "not ranked", or is never given. */
  int32_t first_code = n->item->type == BRY__ITEM_BOOLEAN ? 0 : 1;
  for (int32_t g = 0; g < groups->count; g++)
    for (int32_t s = 0; s < n->item->closed_slots; s++)
      for (int32_t code = first_code; code < bry__item_codes(n->item); code++) {
        int64_t at = (int64_t)s * groups->count + g;
        begin_row(t, groups, g);
        set_value(t, c, n->item, s, code);
        set_numbers(t, c, n->respondents[at], count_at(n, g, s, code), n->withheld[at]);
      }
}

bry_status bry__tabulate_item(const bry__item *item, const bry__groups *groups, const int64_t *counts,
                              int32_t min_group, bry_table **out, bry_error **err) {
  bry_table *t = NULL;
  item_counts n = {.item = item, .counts = counts};
  columns c;

  *out = NULL;
  groups = groups ? groups : &whole;
  if (bry__item_codes(item) == 0)
    return bry__error(err, BRY_EINVAL, "The item \"%s\" has no choices to count: it is of type %s.", item->name,
                      bry__item_type_name(item->type));
  bry_status status = bry__min_group(&min_group, err);
  if (status == BRY_OK) status = check_segment_names(groups, err);
  if (status != BRY_OK) return status;

  size_t cells = (size_t)item->closed_slots * (size_t)groups->count;
  n.respondents = bry__alloc_zero(cells, sizeof *n.respondents);
  n.withheld = bry__alloc_zero(cells, 1);
  t = bry__table_new("counts", "Svar", "Svar", "Answers");
  if (!n.respondents || !n.withheld || !t) {
    status = bry__enomem(err);
    goto out;
  }
  status = withhold_by_slot(&n, groups, min_group, err);
  if (status != BRY_OK) goto out;
  item_columns(t, &c, item, groups);
  item_rows(t, &c, &n, groups);
  status = bry__table_finish(t, out, err);
  t = NULL;

out:
  bry__free(n.respondents);
  bry__free(n.withheld);
  bry_table_free(t);
  return status;
}
