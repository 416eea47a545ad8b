/* Cronbach's alpha of a set of items, and without each of them. */
#include "core/mem.h"
#include "core/number.h"
#include "core/options.h"
#include "core/table.h"
#include "result/distribution.h"
#include "result/gone.h"

#include <bry/statistics.h>

#include <math.h>
#include <string.h>

enum { ITEMS_MAX = 200 };

typedef struct scale {
  const bry_table *people;
  const char *const *items;
  const int32_t *reversed;
  bry_tabulate_options options;
  bry__gone gone;
  int32_t column[ITEMS_MAX];
  int32_t count;
  int64_t respondents;
  double mean[ITEMS_MAX];
  double *covariance; /* [item * count + item] */
} scale;

/* --- reading ------------------------------------------------------------------------------------------------------ */

static bry_status check(scale *s, const bry_tabulate_options *options, bry_error **err) {
  bry_status status = BRY_OK;
  bry_tabulate_options_init(&s->options);
  if (options)
    status = bry__options_read(&s->options, sizeof s->options, options, "bry_tabulate_options_init()", err);
  if (status != BRY_OK) return status;
  const bry_tabulate_options *o = &s->options;
  if (!s->items || s->count < 2 || s->count > ITEMS_MAX)
    return bry__error(err, BRY_EINVAL, "There are %d items: name 2 to %d columns.", (int)s->count, ITEMS_MAX);
  if (o->weights) return bry__error(err, BRY_EINVAL, "Reliability is measured without weights: leave them out.");
  if (!(o->confidence >= 0.5 && o->confidence <= 0.999))
    return bry__error(err, BRY_EINVAL, "The confidence is 0.5 to 0.999, such as 0.95.");
  if (o->scale_high < o->scale_low || (s->reversed && o->scale_high == o->scale_low))
    return bry__error(err, BRY_EINVAL,
                      "The scale goes from %d to %d: give its ends, such as 1 and 5, so that items can "
                      "be turned round.",
                      (int)o->scale_low, (int)o->scale_high);
  for (int32_t i = 0; i < s->count; i++) {
    s->column[i] = s->items[i] ? bry_table_find_column(s->people, s->items[i]) : -1;
    if (s->column[i] < 0)
      return bry__error(err, BRY_ENOTFOUND, "There is no column \"%s\": look at the header.",
                        s->items[i] ? s->items[i] : "");
  }
  return bry__gone_read(&s->gone, o->missing, err);
}

/* The answers of a row; *out_whole: it has all of them. */
static bry_status read_row(const scale *s, int64_t row, double *out, int *out_whole, bry_error **err) {
  const bry_tabulate_options *o = &s->options;
  int has_scale = o->scale_high > o->scale_low;
  char room[32];
  int32_t reason;
  *out_whole = 1;
  for (int32_t i = 0; i < s->count; i++) {
    const char *text = bry__gone_answer(&s->gone, s->people, row, s->column[i], room, &reason);
    if (!text) {
      *out_whole = 0;
      continue;
    }
    if (!bry__double_parse(text, strlen(text), &out[i]) ||
        (has_scale && (out[i] < o->scale_low || out[i] > o->scale_high)))
      return bry__error(err, BRY_EPARSE,
                        "Row %lld of the column \"%s\" is no number on the scale: name codes that are no answers in "
                        "`missing`.",
                        (long long)row + 1, s->items[i]);
    if (s->reversed && s->reversed[i]) out[i] = o->scale_low + o->scale_high - out[i];
  }
  return BRY_OK;
}

static void add_products(scale *s, const double *answers) {
  for (int32_t i = 0; i < s->count; i++)
    for (int32_t j = 0; j <= i; j++)
      s->covariance[i * s->count + j] += (answers[i] - s->mean[i]) * (answers[j] - s->mean[j]);
}

/* Twice through the rows: means first, so that what is summed then is small. */
static bry_status measure(scale *s, bry_error **err) {
  double answers[ITEMS_MAX];
  int whole;
  bry_status status = BRY_OK;
  int64_t rows = bry_table_row_count(s->people);
  for (int64_t row = 0; row < rows && status == BRY_OK; row++) {
    status = read_row(s, row, answers, &whole, err);
    s->respondents += whole && status == BRY_OK;
    for (int32_t i = 0; i < s->count && whole && status == BRY_OK; i++)
      s->mean[i] += answers[i];
  }
  for (int32_t i = 0; i < s->count && s->respondents > 0; i++)
    s->mean[i] /= (double)s->respondents;
  for (int64_t row = 0; row < rows && status == BRY_OK; row++) {
    status = read_row(s, row, answers, &whole, err);
    if (status == BRY_OK && whole) add_products(s, answers);
  }
  for (int32_t i = 0; i < s->count; i++)
    for (int32_t j = 0; j <= i; j++)
      s->covariance[j * s->count + i] = s->covariance[i * s->count + j] /= (double)(s->respondents - 1);
  return status;
}

/* --- measures ----------------------------------------------------------------------------------------------------- */

static double covariance(const scale *s, int32_t i, int32_t j) {
  return s->covariance[i * s->count + j];
}

typedef struct alpha {
  int32_t items;
  double raw, standardised, low, high;
} alpha;

/* Of all items but `without` (-1: of all). */
static alpha alpha_without(const scale *s, int32_t without) {
  double own = 0, shared = 0, correlation = 0;
  int32_t k = s->count - (without >= 0);
  for (int32_t i = 0; i < s->count; i++)
    for (int32_t j = 0; j < s->count; j++) {
      if (i == without || j == without) continue;
      *(i == j ? &own : &shared) += covariance(s, i, j);
      if (i != j) correlation += covariance(s, i, j) / sqrt(covariance(s, i, i) * covariance(s, j, j));
    }
  double n = (double)s->respondents - 1, beyond = (1 - s->options.confidence) / 2;
  alpha a = {.items = k, .raw = NAN, .standardised = NAN, .low = NAN, .high = NAN};
  if (k < 2) return a;
  correlation /= (double)k * (k - 1);
  a.raw = k / (k - 1.0) * (1 - own / (own + shared));
  a.standardised = k * correlation / (1 + (k - 1) * correlation);
  a.low = 1 - (1 - a.raw) * bry__f_quantile(1 - beyond, n, n * (k - 1));
  a.high = 1 - (1 - a.raw) * bry__f_quantile(beyond, n, n * (k - 1));
  return a;
}

static double item_rest(const scale *s, int32_t item) {
  double rest = 0, with = 0;
  for (int32_t i = 0; i < s->count; i++)
    for (int32_t j = 0; j < s->count; j++)
      if (i != item && j != item) rest += covariance(s, i, j);
  for (int32_t i = 0; i < s->count; i++)
    if (i != item) with += covariance(s, item, i);
  return with / sqrt(covariance(s, item, item) * rest);
}

/* --- the table ---------------------------------------------------------------------------------------------------- */

static void add_columns(bry_table *t) {
  enum { D = BRY_TYPE_DOUBLE, STATISTIC = BRY_ROLE_STATISTIC };
  static const bry__label all = {.text = {"Alle", "Alle", "All"}};
  bry__table_column(t, "item", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Uten spørsmålet", "Utan spørsmålet",
                    "Without item");
  bry__table_column(t, "respondents", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Svarte", "Svara", "Respondents");
  bry__table_column(t, "items", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Spørsmål", "Spørsmål", "Items");
  bry__table_column(t, "alpha", D, STATISTIC, "Cronbachs alfa", "Cronbachs alfa", "Cronbach's alpha");
  bry__table_column(t, "low", D, BRY_ROLE_LOW, "Fra", "Frå", "From");
  bry__table_column(t, "high", D, BRY_ROLE_HIGH, "Til", "Til", "To");
  bry__table_column(t, "standardised", D, STATISTIC, "Standardisert", "Standardisert", "Standardised");
  bry__table_column(t, "mean", D, BRY_ROLE_MEAN, "Gjennomsnitt", "Gjennomsnitt", "Mean");
  bry__table_column(t, "item_rest", D, STATISTIC, "Korrelasjon med resten", "Korrelasjon med resten",
                    "Correlation with the rest");
  bry__table_label_value(t, 0, "*", &all);
}

/* item -1: all. */
static void add_row(bry_table *t, const scale *s, int32_t item) {
  bry__table_row(t);
  bry__table_set_text(t, 0, item < 0 ? "*" : s->items[item]);
  if (s->respondents < BRY_MIN_DEVIATION) {
    for (int32_t c = 1; c < 9; c++)
      bry__table_set_missing(t, c, BRY_MISSING_WITHHELD);
    return;
  }
  alpha a = alpha_without(s, item);
  bry__table_set_int64(t, 1, s->respondents);
  bry__table_set_int64(t, 2, a.items);
  bry__table_set_double(t, 3, a.raw);
  bry__table_set_double(t, 4, a.low);
  bry__table_set_double(t, 5, a.high);
  bry__table_set_double(t, 6, a.standardised);
  if (item < 0) return;
  bry__table_set_double(t, 7, s->mean[item]);
  bry__table_set_double(t, 8, item_rest(s, item));
}

static bry_status make_table(const scale *s, bry_table **out, bry_error **err) {
  bry_table *t = bry__table_new("reliability", "Reliabilitet", "Reliabilitet", "Reliability");
  if (!t) return bry__enomem(err);
  add_columns(t);
  for (int32_t i = 0; i < s->count; i++) {
    const bry__label *label = bry__table_column_label_of(s->people, s->column[i]);
    if (label && !bry__label_is_empty(label)) bry__table_label_value(t, 0, s->items[i], label);
  }
  for (int32_t i = -1; i < s->count; i++)
    add_row(t, s, i);
  return bry__table_finish(t, out, err);
}

bry_status bry_reliability(const bry_table *people, const char *const *items, int32_t item_count,
                           const int32_t *reversed, const bry_tabulate_options *options, bry_table **out,
                           bry_error **err) {
  scale s = {.people = people, .items = items, .reversed = reversed, .count = item_count};

  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: pass a place for the table.");
  *out = NULL;
  if (!people) return bry__error(err, BRY_EINVAL, "The table is NULL: pass one with a row for each person.");
  bry_status status = check(&s, options, err);
  if (status != BRY_OK) return status;
  s.covariance = bry__alloc_zero((size_t)item_count * (size_t)item_count, sizeof *s.covariance);
  status = s.covariance ? measure(&s, err) : bry__enomem(err);
  if (status == BRY_OK) status = make_table(&s, out, err);
  bry__free(s.covariance);
  return status;
}
