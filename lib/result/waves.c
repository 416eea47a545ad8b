/* Tables of counts of several waves as one: the same lines in each, with intervals of shares and of changes.
 *
 * What a wave withholds is withheld here, and so is every change from or to it: nothing is computed that does not follow
 * from two counts which are both shown. */
#include "core/buffer.h"
#include "core/mem.h"
#include "core/options.h"
#include "core/strings.h"
#include "core/table.h"
#include "result/distribution.h"
#include "result/holm.h"

#include <bry/statistics.h>

#include <math.h>
#include <string.h>

enum { WAVES_MAX = 100, DIMENSIONS_MAX = 4 };

typedef struct waves {
  const bry_table *const *tables;
  const char *const *names;
  int32_t count;
  bry_waves_options options;
  int32_t dimensions; /* the last one holds the values */
  const char *dimension[DIMENSIONS_MAX];
  bry__strings lines, values;
  size_t room;
  int64_t *row_of;   /* [line * count + wave]: the row of the wave's table, -1: none */
  int32_t *value_of; /* [line] */
  uint8_t *known;    /* [value * count + wave]: the wave's table has the value */
  double *p;         /* [line * count + wave]: of the change from the wave before; NaN: none */
} waves;

static void waves_clear(waves *w) {
  bry__strings_clear(&w->lines);
  bry__strings_clear(&w->values);
  bry__free(w->row_of);
  bry__free(w->value_of);
  bry__free(w->known);
  bry__free(w->p);
}

/* --- what was given ----------------------------------------------------------------------------------------------- */

void bry_waves_options_init(bry_waves_options *o) {
  *o = (bry_waves_options){.struct_size = sizeof *o, .confidence = 0.95};
}

static bry_status check_options(bry_waves_options *o, const bry_waves_options *given, bry_error **err) {
  bry_waves_options_init(o);
  bry_status status = given ? bry__options_read(o, sizeof *o, given, "bry_waves_options_init()", err) : BRY_OK;
  if (status != BRY_OK) return status;
  if (!(o->confidence >= 0.5 && o->confidence <= 0.999))
    return bry__error(err, BRY_EINVAL, "The confidence is 0.5 to 0.999, such as 0.95.");
  if (o->value_count < 0 || (o->value_count > 0 && !o->values))
    return bry__error(err, BRY_EINVAL, "value_count is %d: name so many values in `values`, or 0 for all.",
                      (int)o->value_count);
  for (int32_t i = 0; i < o->value_count; i++)
    if (!o->values[i]) return bry__error(err, BRY_EINVAL, "Value %d of `values` is NULL.", (int)i + 1);
  return BRY_OK;
}

static bry_status check_names(const waves *w, bry_error **err) {
  if (!w->tables || !w->names || w->count < 2 || w->count > WAVES_MAX)
    return bry__error(err, BRY_EINVAL, "There are %d waves: give 2 to %d, a table and a name for each.",
                      (int)w->count, WAVES_MAX);
  for (int32_t i = 0; i < w->count; i++) {
    if (!w->tables[i] || !w->names[i] || *w->names[i] == '\0')
      return bry__error(err, BRY_EINVAL, "Wave %d has no table or no name: give it both.", (int)i + 1);
    for (int32_t other = 0; other < i; other++)
      if (strcmp(w->names[i], w->names[other]) == 0)
        return bry__error(err, BRY_EINVAL, "Two waves are called \"%s\": give each its own name.", w->names[i]);
  }
  return BRY_OK;
}

static int32_t column_of(const bry_table *t, const char *name, int32_t type) {
  int32_t column = bry_table_find_column(t, name);
  return column >= 0 && bry_table_column_type(t, column) == type ? column : -1;
}

static bry_status find_dimensions(waves *w, bry_error **err) {
  const bry_table *newest = w->tables[w->count - 1];
  for (int32_t c = 0; c < bry_table_column_count(newest); c++) {
    if (bry_table_column_role(newest, c) != BRY_ROLE_DIMENSION) continue;
    if (w->dimensions == DIMENSIONS_MAX)
      return bry__error(err, BRY_EINVAL, "The tables are split by more than %d columns: pass some that are not.",
                        DIMENSIONS_MAX);
    w->dimension[w->dimensions++] = bry_table_column_name(newest, c);
  }
  if (w->dimensions == 0)
    return bry__error(err, BRY_EINVAL,
                      "The tables have no column of values: pass some such as bry_survey_themes() gives.");
  return BRY_OK;
}

static const char *const own_columns[] = {"wave",       "share",       "low", "high",   "change",
                                          "change_low", "change_high", "p",   "p_holm", "note"};

/* All tables have the columns of the newest one, and it none that the result adds. */
static bry_status check_columns(const waves *w, bry_error **err) {
  for (int32_t i = 0; i < w->count; i++) {
    const bry_table *t = w->tables[i];
    int32_t found = 0;
    for (int32_t d = 0; d < w->dimensions; d++)
      found += column_of(t, w->dimension[d], BRY_TYPE_TEXT) >= 0;
    for (int32_t c = 0; c < bry_table_column_count(t); c++)
      found -= bry_table_column_role(t, c) == BRY_ROLE_DIMENSION;
    if (found != 0 || column_of(t, "respondents", BRY_TYPE_INT64) < 0 || column_of(t, "count", BRY_TYPE_INT64) < 0)
      return bry__error(err, BRY_EINVAL,
                        "The table of \"%s\" has other columns than the last wave's, or no respondents and counts: "
                        "ask for all waves alike.",
                        w->names[i]);
  }
  for (int32_t d = 0; d < w->dimensions; d++)
    for (size_t i = 0; i < sizeof own_columns / sizeof *own_columns; i++)
      if (strcmp(w->dimension[d], own_columns[i]) == 0)
        return bry__error(err, BRY_EINVAL, "The tables are split by \"%s\", which is a column of the result.",
                          own_columns[i]);
  return BRY_OK;
}

/* --- lines -------------------------------------------------------------------------------------------------------- */

static const char *text_at(const waves *w, int32_t wave, int64_t row, int32_t dimension) {
  const bry_table *t = w->tables[wave];
  return bry_table_text(t, row, bry_table_find_column(t, w->dimension[dimension]));
}

static int is_wanted(const waves *w, const char *value) {
  for (int32_t i = 0; i < w->options.value_count; i++)
    if (value && strcmp(w->options.values[i], value) == 0) return 1;
  return w->options.value_count == 0;
}

/* The codes of a row as one key: each with its size before it, so that no two lines have the same. */
static int64_t line_of(waves *w, int32_t wave, int64_t row, bry__buffer *key) {
  bry__buffer_clear(key);
  for (int32_t d = 0; d < w->dimensions; d++) {
    const char *text = text_at(w, wave, row, d);
    bry__buffer_format(key, "%d:%s", text ? (int)strlen(text) : -1, text ? text : "");
  }
  return key->failed ? -1 : bry__strings_add(&w->lines, key->data, key->size);
}

static bry_status note_row(waves *w, int32_t wave, int64_t row, bry__buffer *key, bry_error **err) {
  const char *value = text_at(w, wave, row, w->dimensions - 1);
  if (!is_wanted(w, value)) return BRY_OK;
  int64_t line = line_of(w, wave, row, key);
  int64_t place = bry__strings_add(&w->values, value ? value : "", value ? strlen(value) : 0);
  if (line < 0 || place < 0) return bry__enomem(err);
  int64_t *at = &w->row_of[line * w->count + wave];
  if (*at >= 0)
    return bry__error(err, BRY_EINVAL, "The table of \"%s\" has two rows for the same: its columns don't split it.",
                      w->names[wave]);
  *at = row;
  w->value_of[line] = (int32_t)place;
  w->known[place * w->count + wave] = 1;
  return BRY_OK;
}

/* Lines come in the order of the newest wave, then what only earlier ones have. */
static bry_status find_lines(waves *w, bry_error **err) {
  bry__buffer key = {0};
  bry_status status = BRY_OK;
  size_t rows = 0, waves_count = (size_t)w->count;
  for (int32_t i = 0; i < w->count; i++)
    rows += (size_t)bry_table_row_count(w->tables[i]);
  w->room = rows * waves_count;
  w->row_of = bry__alloc_zero(w->room + 1, sizeof *w->row_of);
  w->value_of = bry__alloc_zero(rows + 1, sizeof *w->value_of);
  w->known = bry__alloc_zero(w->room + 1, 1);
  w->p = bry__alloc_zero(w->room + 1, sizeof *w->p);
  if (!w->row_of || !w->value_of || !w->known || !w->p) return bry__enomem(err);
  for (size_t i = 0; i < w->room; i++)
    w->row_of[i] = -1;
  for (int32_t wave = w->count - 1; wave >= 0 && status == BRY_OK; wave--)
    for (int64_t row = 0; row < bry_table_row_count(w->tables[wave]) && status == BRY_OK; row++)
      status = note_row(w, wave, row, &key, err);
  bry__buffer_free(&key);
  return status;
}

/* --- changes ------------------------------------------------------------------------------------------------------ */

/* One line in one wave; people is 0 where there is nothing to tell, and missing says why. */
typedef struct point {
  double people, count;
  int32_t missing;
} point;

static point point_at(const waves *w, int64_t line, int32_t wave) {
  const bry_table *t = w->tables[wave];
  int64_t row = w->row_of[line * w->count + wave];
  if (row < 0)
    return (point){.missing = w->known[w->value_of[line] * w->count + wave] ? BRY_MISSING : BRY_MISSING_NOT_ASKED};
  int32_t respondents = bry_table_find_column(t, "respondents"), count = bry_table_find_column(t, "count");
  int32_t missing = bry_table_missing(t, row, count);
  if (missing == BRY_PRESENT) missing = bry_table_missing(t, row, respondents);
  if (missing != BRY_PRESENT) return (point){.missing = missing};
  return (point){.people = bry_table_double(t, row, respondents), .count = bry_table_double(t, row, count)};
}

static double share_of(point at) {
  return at.count / at.people;
}

/* The difference of two shares, b less a: R. G. Newcombe's interval from Wilson's of each, and Pearson's test. */
typedef struct change {
  double difference, low, high, p;
  int low_expected;
  int32_t missing;
} change;

static change change_between(point a, point b, double z) {
  change c = {.difference = NAN, .low = NAN, .high = NAN, .p = NAN};
  c.missing = a.missing == BRY_MISSING_WITHHELD || b.missing == BRY_MISSING_WITHHELD ? BRY_MISSING_WITHHELD
              : b.missing != BRY_PRESENT                                             ? b.missing
                                                                                     : a.missing;
  if (c.missing != BRY_PRESENT || !(a.people > 0) || !(b.people > 0)) return c;
  double one = share_of(a), other = share_of(b), low[2], high[2], people = a.people + b.people;
  bry__wilson(one, a.people, z, &low[0], &high[0]);
  bry__wilson(other, b.people, z, &low[1], &high[1]);
  c.difference = other - one;
  c.low = c.difference - hypot(other - low[1], high[0] - one);
  c.high = c.difference + hypot(one - low[0], high[1] - other);
  double pooled = (a.count + b.count) / people, few = fmin(pooled, 1 - pooled) * fmin(a.people, b.people);
  if (!(few > 0)) return c;
  double variance = pooled * (1 - pooled) * (1 / a.people + 1 / b.people);
  c.p = bry__chi_square_above(c.difference * c.difference / variance, 1);
  c.low_expected = few < 5;
  return c;
}

static change change_at(const waves *w, int64_t line, int32_t wave, double z) {
  if (wave == 0) return (change){.p = NAN, .missing = BRY_MISSING};
  return change_between(point_at(w, line, wave - 1), point_at(w, line, wave), z);
}

static bry_status adjust(waves *w, double z, bry_error **err) {
  size_t cells = (size_t)w->lines.count * (size_t)w->count;
  for (size_t i = 0; i < cells; i++)
    w->p[i] = change_at(w, (int64_t)(i / (size_t)w->count), (int32_t)(i % (size_t)w->count), z).p;
  return bry__holm(w->p, cells, err);
}

/* --- the table ---------------------------------------------------------------------------------------------------- */

enum { SHARE_COLUMNS = 5, CHANGE_COLUMNS = 5 };

typedef struct wave_columns {
  int32_t first, change, note; /* respondents, count, share, low, high; change, its ends, p, p_holm */
} wave_columns;

/* Labels of the newest wave that has them. */
static void label_dimension(bry_table *t, const waves *w, int32_t d) {
  const bry_table *newest = w->tables[w->count - 1];
  const bry__label *label = bry__table_column_label_of(newest, bry_table_find_column(newest, w->dimension[d]));
  if (label && !bry__label_is_empty(label)) bry__table_column_set_label(t, d + 1, label);
  for (int32_t wave = w->count - 1; wave >= 0; wave--) {
    int32_t column = bry_table_find_column(w->tables[wave], w->dimension[d]);
    for (int64_t row = 0; row < bry_table_row_count(w->tables[wave]); row++) {
      const char *code = bry_table_text(w->tables[wave], row, column);
      if (!code || bry__table_value_label_of(t, d + 1, code)) continue;
      label = bry__table_value_label_of(w->tables[wave], column, code);
      if (label) bry__table_label_value(t, d + 1, code, label);
    }
  }
}

static int32_t add_double(bry_table *t, const char *name, int32_t role, const char *nb, const char *nn,
                          const char *en) {
  return bry__table_column(t, name, BRY_TYPE_DOUBLE, role, nb, nn, en);
}

static wave_columns add_columns(bry_table *t, const waves *w) {
  static const bry__label low = {.text = {"p er usikker: noen celler er ventet under 5",
                                          "p er usikker: nokre celler er venta under 5",
                                          "p is unsure: some cells are expected below 5"}};
  wave_columns c;
  bry__table_column(t, "wave", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Runde", "Runde", "Wave");
  for (int32_t d = 0; d < w->dimensions; d++) {
    bry__table_column(t, w->dimension[d], BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, NULL, NULL, NULL);
    label_dimension(t, w, d);
  }
  c.first = bry__table_column(t, "respondents", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Svarte", "Svara", "Respondents");
  bry__table_column(t, "count", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Antall", "Tal", "Count");
  add_double(t, "share", BRY_ROLE_SHARE, "Andel", "Prosentdel", "Share");
  add_double(t, "low", BRY_ROLE_LOW, "Fra", "Frå", "From");
  add_double(t, "high", BRY_ROLE_HIGH, "Til", "Til", "To");
  c.change = add_double(t, "change", BRY_ROLE_SHARE, "Endring", "Endring", "Change");
  add_double(t, "change_low", BRY_ROLE_LOW, "Endring fra", "Endring frå", "Change from");
  add_double(t, "change_high", BRY_ROLE_HIGH, "Endring til", "Endring til", "Change to");
  add_double(t, "p", BRY_ROLE_STATISTIC, "p", "p", "p");
  add_double(t, "p_holm", BRY_ROLE_STATISTIC, "p, justert (Holm)", "p, justert (Holm)", "p, adjusted (Holm)");
  c.note = bry__table_column(t, "note", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Merknad", "Merknad", "Note");
  bry__table_label_value(t, c.note, "low_expected", &low);
  return c;
}

static void put_point(bry_table *t, int32_t first, point at, double z) {
  double low, high;
  for (int32_t c = 0; c < SHARE_COLUMNS && at.missing != BRY_PRESENT; c++)
    bry__table_set_missing(t, first + c, at.missing);
  if (at.missing != BRY_PRESENT) return;
  bry__table_set_int64(t, first, (int64_t)at.people);
  bry__table_set_int64(t, first + 1, (int64_t)at.count);
  if (!(at.people > 0)) return;
  bry__wilson(share_of(at), at.people, z, &low, &high);
  bry__table_set_double(t, first + 2, share_of(at));
  bry__table_set_double(t, first + 3, low);
  bry__table_set_double(t, first + 4, high);
}

static void put_change(bry_table *t, const wave_columns *c, const change *found, double p_holm) {
  const double figures[CHANGE_COLUMNS] = {found->difference, found->low, found->high, found->p, p_holm};
  for (int32_t i = 0; i < CHANGE_COLUMNS; i++) {
    if (found->missing == BRY_PRESENT)
      bry__table_set_double(t, c->change + i, figures[i]);
    else
      bry__table_set_missing(t, c->change + i, found->missing);
  }
  if (found->missing == BRY_PRESENT && found->low_expected) bry__table_set_text(t, c->note, "low_expected");
}

/* Where the line's codes stand: in the newest wave that has it. */
static void put_codes(bry_table *t, const waves *w, int64_t line) {
  int32_t wave = w->count - 1;
  while (w->row_of[line * w->count + wave] < 0)
    wave--;
  for (int32_t d = 0; d < w->dimensions; d++)
    bry__table_set_text(t, d + 1, text_at(w, wave, w->row_of[line * w->count + wave], d));
}

static bry_status make_table(waves *w, bry_table **out, bry_error **err) {
  double z = bry__normal_quantile(0.5 + w->options.confidence / 2);
  bry_status status = adjust(w, z, err);
  if (status != BRY_OK) return status;
  bry_table *t = bry__table_new("waves", "Utvikling", "Utvikling", "Over time");
  if (!t) return bry__enomem(err);
  wave_columns c = add_columns(t, w);
  for (int32_t wave = 0; wave < w->count; wave++)
    for (int64_t line = 0; line < w->lines.count; line++) {
      change found = change_at(w, line, wave, z);
      bry__table_row(t);
      bry__table_set_text(t, 0, w->names[wave]);
      put_codes(t, w, line);
      put_point(t, c.first, point_at(w, line, wave), z);
      put_change(t, &c, &found, w->p[line * w->count + wave]);
    }
  return bry__table_finish(t, out, err);
}

bry_status bry_tabulate_waves(const bry_table *const *tables, const char *const *names, int32_t count,
                              const bry_waves_options *options, bry_table **out, bry_error **err) {
  waves w = {.tables = tables, .names = names, .count = count};

  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: pass a place for the table.");
  *out = NULL;
  bry_status status = check_options(&w.options, options, err);
  if (status == BRY_OK) status = check_names(&w, err);
  if (status == BRY_OK) status = find_dimensions(&w, err);
  if (status == BRY_OK) status = check_columns(&w, err);
  if (status == BRY_OK) status = find_lines(&w, err);
  if (status == BRY_OK) status = make_table(&w, out, err);
  waves_clear(&w);
  return status;
}
