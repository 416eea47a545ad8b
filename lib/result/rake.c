/* Weights by raking: margins are fitted one after the other, and cut to their bounds, until all of them fit. */
#include "core/buffer.h"
#include "core/json.h"
#include "core/mem.h"
#include "core/options.h"
#include "core/table.h"
#include "result/gone.h"

#include <bry/statistics.h>

#include <math.h>
#include <string.h>

enum { MARGINS_MAX = 20, VALUES_MAX = 2000, BYTES_MAX = 1 << 20 };

typedef struct margin {
  const char *name;
  int32_t column, count;
  const char **value;
  double *target, *share; /* [value] */
  int64_t *people;
  double *before;
  int32_t *of_row; /* -1: no value */
} margin;

typedef struct raking {
  const bry_table *people;
  int64_t rows;
  bry_rake_options options;
  struct json_object *document;
  margin margins[MARGINS_MAX];
  int32_t count;
  double *weights;
  int32_t iterations;
  double furthest;
} raking;

void bry_rake_options_init(bry_rake_options *o) {
  *o = (bry_rake_options){
      .struct_size = sizeof *o, .iterations_max = 200, .tolerance = 0.000001, .low = 0.2, .high = 5};
}

static void raking_free(raking *k) {
  for (int32_t m = 0; m < k->count; m++) {
    bry__free(k->margins[m].value);
    bry__free(k->margins[m].target);
    bry__free(k->margins[m].share);
    bry__free(k->margins[m].people);
    bry__free(k->margins[m].before);
    bry__free(k->margins[m].of_row);
  }
  bry__free(k->weights);
  json_object_put(k->document);
}

/* --- what was asked for ------------------------------------------------------------------------------------------- */

static bry_status check_options(raking *k, const bry_rake_options *given, bry_error **err) {
  bry_rake_options *o = &k->options;
  bry_rake_options_init(o);
  bry_status status = given ? bry__options_read(o, sizeof *o, given, "bry_rake_options_init()", err) : BRY_OK;
  if (status != BRY_OK) return status;
  if (o->iterations_max < 1 || o->iterations_max > 10000 || !(o->tolerance > 0 && o->tolerance < 1))
    return bry__error(err, BRY_EINVAL, "iterations_max is 1 to 10,000, and tolerance between 0 and 1.");
  int unbound = o->low == 0 && o->high == 0;
  if (!unbound && !(o->low >= 0 && o->low < 1 && o->high > 1 && isfinite(o->high)))
    return bry__error(err, BRY_EINVAL,
                      "The bounds are times the mean: low is 0 to below 1, high is above 1; both 0 for "
                      "none.");
  for (int64_t row = 0; row < k->rows && o->base; row++)
    if (!isfinite(o->base[row]) || !(o->base[row] > 0))
      return bry__error(err, BRY_EINVAL, "The base weight of row %lld is not positive.", (long long)row + 1);
  return BRY_OK;
}

static bry_status read_targets(margin *m, struct json_object *values, bry_error **err) {
  double sum = 0;
  int32_t at = 0;
  json_object_object_foreach(values, name, value) {
    int is_number = json_object_is_type(value, json_type_double) || json_object_is_type(value, json_type_int);
    m->value[at] = name;
    m->target[at] = is_number ? json_object_get_double(value) : NAN;
    if (!(m->target[at] > 0) || !isfinite(m->target[at]))
      return bry__error(
          err, BRY_EPARSE,
          "The margin \"%s\" has a value whose share is no number above 0: give each its share or number "
          "among all, and leave out those who have none.",
          m->name);
    sum += m->target[at++];
  }
  for (int32_t v = 0; v < m->count; v++)
    m->target[v] /= sum;
  return BRY_OK;
}

static bry_status read_margin(raking *k, const char *name, struct json_object *values, bry_error **err) {
  margin *m = &k->margins[k->count++];
  *m = (margin){.name = name, .column = bry_table_find_column(k->people, name)};
  if (m->column < 0)
    return bry__error(err, BRY_ENOTFOUND, "There is no column \"%s\", which is a margin: look at the header.", name);
  m->count = json_object_is_type(values, json_type_object) ? json_object_object_length(values) : 0;
  if (m->count < 1 || m->count > VALUES_MAX)
    return bry__error(err, BRY_EPARSE, "The margin \"%s\" is no object of 1 to %d values and their shares.", name,
                      VALUES_MAX);
  size_t n = (size_t)m->count;
  m->value = bry__alloc_zero(n, sizeof *m->value);
  m->target = bry__alloc_zero(n, sizeof *m->target);
  m->share = bry__alloc_zero(n, sizeof *m->share);
  m->people = bry__alloc_zero(n, sizeof *m->people);
  m->before = bry__alloc_zero(n, sizeof *m->before);
  m->of_row = bry__alloc_zero((size_t)k->rows, sizeof *m->of_row);
  if (!m->value || !m->target || !m->share || !m->people || !m->before || !m->of_row) return bry__enomem(err);
  return read_targets(m, values, err);
}

static bry_status read_margins(raking *k, const char *data, size_t size, bry_error **err) {
  static const bry__json_limits limits = {.max_bytes = BYTES_MAX, .max_depth = 4};
  bry_status status = bry__json_parse("the margins", data, size, &limits, &k->document, err);
  if (status != BRY_OK) return status;
  if (!json_object_is_type(k->document, json_type_object) || json_object_object_length(k->document) < 1 ||
      json_object_object_length(k->document) > MARGINS_MAX)
    return bry__error(err, BRY_EPARSE,
                      "The margins are no object of 1 to %d columns, each with values and their shares.",
                      MARGINS_MAX);
  json_object_object_foreach(k->document, name, values) {
    status = read_margin(k, name, values, err);
    if (status != BRY_OK) return status;
  }
  return BRY_OK;
}

/* --- people ------------------------------------------------------------------------------------------------------- */

static int32_t find_value(const margin *m, const char *text) {
  for (int32_t v = 0; v < m->count; v++)
    if (strcmp(m->value[v], text) == 0) return v;
  return -1;
}

static bry_status place_people(const raking *k, margin *m, bry_error **err) {
  char room[32];
  int64_t strangers = 0;
  for (int64_t row = 0; row < k->rows; row++) {
    const char *text = bry__cell_text(k->people, row, m->column, room);
    m->of_row[row] = text && *text ? find_value(m, text) : -1;
    strangers += text && *text && m->of_row[row] < 0;
    if (m->of_row[row] >= 0) m->people[m->of_row[row]]++;
  }
  if (strangers > 0)
    return bry__error(
        err, BRY_EREFUSED,
        "%lld rows have a value in the column \"%s\" that its margin lacks: give it its share, or leave "
        "these rows out.",
        (long long)strangers, m->name);
  for (int32_t v = 0; v < m->count; v++)
    if (m->people[v] == 0)
      return bry__error(err, BRY_EREFUSED,
                        "The margin \"%s\" has a share for \"%s\", but no row has that value: put it together with "
                        "another one, in both.",
                        m->name, m->value[v]);
  return BRY_OK;
}

/* --- fitting ------------------------------------------------------------------------------------------------------ */

static void find_shares(const raking *k, const margin *m, double *shares) {
  double sum = 0;
  for (int32_t v = 0; v < m->count; v++)
    shares[v] = 0;
  for (int64_t row = 0; row < k->rows; row++)
    if (m->of_row[row] >= 0) shares[m->of_row[row]] += k->weights[row];
  for (int32_t v = 0; v < m->count; v++)
    sum += shares[v];
  for (int32_t v = 0; v < m->count; v++)
    shares[v] /= sum;
}

static void fit(raking *k, margin *m) {
  find_shares(k, m, m->share);
  for (int64_t row = 0; row < k->rows; row++)
    if (m->of_row[row] >= 0) k->weights[row] *= m->target[m->of_row[row]] / m->share[m->of_row[row]];
}

static void scale_to_mean_one(raking *k) {
  double sum = 0;
  for (int64_t row = 0; row < k->rows; row++)
    sum += k->weights[row];
  for (int64_t row = 0; row < k->rows; row++)
    k->weights[row] *= (double)k->rows / sum;
}

/* Returns how many weights were beyond their bounds. */
static int64_t clip(raking *k) {
  const bry_rake_options *o = &k->options;
  int64_t beyond = 0;
  for (int64_t row = 0; row < k->rows && o->high > 0; row++) {
    double within = fmin(o->high, fmax(o->low, k->weights[row]));
    beyond += within != k->weights[row];
    k->weights[row] = within;
  }
  return beyond;
}

/* What is cut off is given to all again, so that the mean is 1 in the end and no weight beyond its bounds. */
static void cut(raking *k) {
  enum { TIMES_MAX = 100 };
  for (int i = 0; i < TIMES_MAX; i++) {
    scale_to_mean_one(k);
    if (clip(k) == 0) return;
  }
}

static double furthest_from_target(raking *k) {
  double furthest = 0;
  for (int32_t i = 0; i < k->count; i++) {
    margin *m = &k->margins[i];
    find_shares(k, m, m->share);
    for (int32_t v = 0; v < m->count; v++)
      furthest = fmax(furthest, fabs(m->share[v] - m->target[v]));
  }
  return furthest;
}

static int converged(const raking *k) {
  return k->furthest <= k->options.tolerance;
}

static bry_status rake(raking *k, bry_error **err) {
  k->weights = bry__alloc_zero((size_t)k->rows, sizeof *k->weights);
  if (!k->weights) return bry__enomem(err);
  for (int64_t row = 0; row < k->rows; row++)
    k->weights[row] = k->options.base ? k->options.base[row] : 1;
  for (int32_t m = 0; m < k->count; m++)
    find_shares(k, &k->margins[m], k->margins[m].before);
  cut(k);
  k->furthest = furthest_from_target(k);
  while (!converged(k) && k->iterations < k->options.iterations_max) {
    for (int32_t m = 0; m < k->count; m++)
      fit(k, &k->margins[m]);
    cut(k);
    k->furthest = furthest_from_target(k);
    k->iterations++;
  }
  return BRY_OK;
}

/* --- what came of it ---------------------------------------------------------------------------------------------- */

static bry_status make_table(const raking *k, bry_table **out, bry_error **err) {
  bry_table *t = bry__table_new("raking", "Vekting", "Vekting", "Raking");
  if (!t) return bry__enomem(err);
  bry__table_column(t, "margin", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Fordeling", "Fordeling", "Margin");
  bry__table_column(t, "value", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Verdi", "Verdi", "Value");
  bry__table_column(t, "people", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Personer", "Personar", "People");
  bry__table_column(t, "target", BRY_TYPE_DOUBLE, BRY_ROLE_SHARE, "Mål", "Mål", "Target");
  bry__table_column(t, "before", BRY_TYPE_DOUBLE, BRY_ROLE_SHARE, "Før", "Før", "Before");
  bry__table_column(t, "after", BRY_TYPE_DOUBLE, BRY_ROLE_SHARE, "Etter", "Etter", "After");
  for (int32_t i = 0; i < k->count; i++)
    for (int32_t v = 0; v < k->margins[i].count; v++) {
      const margin *m = &k->margins[i];
      bry__table_row(t);
      bry__table_set_text(t, 0, m->name);
      bry__table_set_text(t, 1, m->value[v]);
      bry__table_set_int64(t, 2, m->people[v]);
      bry__table_set_double(t, 3, m->target[v]);
      bry__table_set_double(t, 4, m->before[v]);
      bry__table_set_double(t, 5, m->share[v]);
    }
  return bry__table_finish(t, out, err);
}

static void put_number(bry__buffer *b, const char *name, double value) {
  bry__buffer_format(b, ",\"%s\":", name);
  bry__buffer_double(b, value);
}

static bry_status write_audit(const raking *k, bry_text **out, bry_error **err) {
  bry__buffer b = {0};
  double sum = 0, squares = 0, least = INFINITY, most = 0;
  for (int64_t row = 0; row < k->rows; row++) {
    sum += k->weights[row];
    squares += k->weights[row] * k->weights[row];
    least = fmin(least, k->weights[row]);
    most = fmax(most, k->weights[row]);
  }
  double effective = sum * sum / squares;
  bry__buffer_format(&b, "{\"converged\":%s,\"iterations\":%d", converged(k) ? "true" : "false", (int)k->iterations);
  put_number(&b, "furthest", k->furthest);
  put_number(&b, "design_effect", (double)k->rows / effective);
  put_number(&b, "effective", effective);
  put_number(&b, "least", least);
  put_number(&b, "most", most);
  bry__buffer_char(&b, '}');
  return bry__buffer_finish(&b, out, err);
}

static bry_status refuse(const raking *k, bry_error **err) {
  double worst = -1;
  const margin *found = &k->margins[0];
  int32_t at = 0;
  for (int32_t i = 0; i < k->count; i++)
    for (int32_t v = 0; v < k->margins[i].count; v++) {
      double off = fabs(k->margins[i].share[v] - k->margins[i].target[v]);
      if (off <= worst) continue;
      worst = off;
      found = &k->margins[i];
      at = v;
    }
  return bry__error(
      err, BRY_EREFUSED,
      "The weights did not converge in %d rounds: in the margin \"%s\" the share of \"%s\" is still %.4f "
      "from its target. Widen the bounds, put small values together, or leave out a margin.",
      (int)k->iterations, found->name, found->value[at], worst);
}

static bry_status run(raking *k, const char *margins, size_t size, const bry_rake_options *options, bry_error **err) {
  bry_status status = check_options(k, options, err);
  if (status == BRY_OK) status = read_margins(k, margins, size, err);
  for (int32_t m = 0; m < k->count && status == BRY_OK; m++)
    status = place_people(k, &k->margins[m], err);
  return status == BRY_OK ? rake(k, err) : status;
}

bry_status bry_rake(const bry_table *people, const char *margins, size_t margins_size,
                    const bry_rake_options *options, double *weights, bry_table **out, bry_text **out_audit,
                    bry_error **err) {
  raking k = {.people = people, .rows = bry_table_row_count(people)};
  bry_table *table = NULL;

  bry__error_reset(err);
  if (out) *out = NULL;
  if (out_audit) *out_audit = NULL;
  if (!people || !margins || !weights)
    return bry__error(err, BRY_EINVAL, "The table, the margins or the weights are NULL: pass all three.");
  bry_status status = run(&k, margins, margins_size, options, err);
  if (status == BRY_OK && out_audit) status = write_audit(&k, out_audit, err);
  if (status == BRY_OK && !converged(&k)) status = refuse(&k, err);
  if (status == BRY_OK && out) status = make_table(&k, &table, err);
  if (status == BRY_OK) {
    memcpy(weights, k.weights, (size_t)k.rows * sizeof *weights);
    if (out) *out = table;
  } else if (status == BRY_ENOMEM && out_audit) {
    bry_text_free(*out_audit);
    *out_audit = NULL;
  }
  raking_free(&k);
  return status;
}
