/* Whether groups answer differently: chi-square tests with their measures of strength, and residuals.
 *
 * Only groups that are shown take part, so that nothing is computed from what is withheld. */
#include "core/mem.h"
#include "result/crossed.h"
#include "result/distribution.h"
#include "result/holm.h"

#include <math.h>

enum { CONTRASTS_MAX = 400 };

/* A table of values by groups without empty rows and columns. */
typedef struct contingency {
  int32_t rows, columns; /* values, groups */
  int32_t *value, *group;
  double *cell, *squared; /* [row * columns + column]: sums of weights and of their squares */
  double *of_row, *of_column;
  double people, weight, squares;
  int32_t left_out;
} contingency;

static void contingency_free(contingency *k) {
  bry__free(k->value);
  bry__free(k->group);
  bry__free(k->cell);
  bry__free(k->squared);
  bry__free(k->of_row);
  bry__free(k->of_column);
}

static double group_weight(const bry__crossed *x, int32_t g, int32_t p) {
  double sum = 0;
  for (int32_t v = 0; v < x->values; v++)
    sum += bry__crossed_weight(x, bry__crossed_cell(x, g, p, v));
  return sum;
}

static void find_groups(contingency *k, const bry__crossed *x, int32_t p) {
  for (int32_t g = 0; g < x->groups; g++) {
    size_t at = bry__crossed_at(x, g, p);
    if (!x->finest[g]) continue;
    if (!(x->shown[at] & BRY__SHOW_DISTRIBUTION))
      k->left_out++;
    else if (group_weight(x, g, p) > 0)
      k->group[k->columns++] = g;
  }
}

static void find_values(contingency *k, const bry__crossed *x, int32_t p) {
  for (int32_t v = 0; v < x->values; v++) {
    double sum = 0;
    for (int32_t c = 0; c < k->columns; c++)
      sum += bry__crossed_weight(x, bry__crossed_cell(x, k->group[c], p, v));
    if (sum > 0) k->value[k->rows++] = v;
  }
}

static bry_status contingency_make(contingency *k, const bry__crossed *x, int32_t p, bry_error **err) {
  *k = (contingency){0};
  k->group = bry__alloc_zero((size_t)x->groups, sizeof *k->group);
  k->value = bry__alloc_zero((size_t)x->values, sizeof *k->value);
  if (!k->group || !k->value) return bry__enomem(err);
  find_groups(k, x, p);
  find_values(k, x, p);
  size_t cells = (size_t)k->rows * (size_t)k->columns;
  k->cell = bry__alloc_zero(cells, sizeof *k->cell);
  k->squared = bry__alloc_zero(cells, sizeof *k->squared);
  k->of_row = bry__alloc_zero((size_t)k->rows, sizeof *k->of_row);
  k->of_column = bry__alloc_zero((size_t)k->columns, sizeof *k->of_column);
  if (!k->cell || !k->squared || !k->of_row || !k->of_column) return bry__enomem(err);
  for (int32_t r = 0; r < k->rows; r++)
    for (int32_t c = 0; c < k->columns; c++) {
      size_t cell = bry__crossed_cell(x, k->group[c], p, k->value[r]), at = (size_t)(r * k->columns + c);
      k->cell[at] = bry__crossed_weight(x, cell);
      k->squared[at] = bry__crossed_squared(x, cell);
      k->of_row[r] += k->cell[at];
      k->of_column[c] += k->cell[at];
      k->people += (double)x->people[cell];
      k->weight += k->cell[at];
      k->squares += k->squared[at];
    }
  return BRY_OK;
}

static double expected(const contingency *k, int32_t r, int32_t c) {
  return k->of_row[r] * k->of_column[c] / k->weight;
}

/* Pearson's statistic, the counts scaled to the number of people. */
static double chi_square(const contingency *k, int64_t *low_expected) {
  double sum = 0, scale = k->people / k->weight;
  *low_expected = 0;
  for (int32_t r = 0; r < k->rows; r++)
    for (int32_t c = 0; c < k->columns; c++) {
      double e = expected(k, r, c), distance = k->cell[r * k->columns + c] - e;
      sum += distance * distance / e * scale;
      *low_expected += e * scale < 5;
    }
  return sum;
}

/* --- Rao and Scott ------------------------------------------------------------------------------------------------ */

/* The interaction's contrast (i, j) at row r and column c: what is left of an indicator when rows and columns are taken
 * out of it. */
static double contrast(const contingency *k, int32_t i, int32_t j, int32_t r, int32_t c) {
  return ((r == i + 1) - 1.0 / k->rows) * ((c == j + 1) - 1.0 / k->columns);
}

/* In place the lower triangle with L L^T = m; 0 or -1 when m is not positive definite. */
static int cholesky(double *m, int32_t n) {
  for (int32_t i = 0; i < n; i++)
    for (int32_t j = 0; j <= i; j++) {
      double sum = m[i * n + j];
      for (int32_t s = 0; s < j; s++)
        sum -= m[i * n + s] * m[j * n + s];
      if (i == j && !(sum > 0)) return -1;
      m[i * n + j] = i == j ? sqrt(sum) : sum / m[j * n + j];
    }
  return 0;
}

/* Each row of m (n by n) becomes L^-1 of it. */
static void forward(const double *l, double *m, int32_t n) {
  for (int32_t row = 0; row < n; row++)
    for (int32_t i = 0; i < n; i++) {
      double sum = m[row * n + i];
      for (int32_t s = 0; s < i; s++)
        sum -= l[i * n + s] * m[row * n + s];
      m[row * n + i] = sum / l[i * n + i];
    }
}

static void transpose(double *m, int32_t n) {
  for (int32_t i = 0; i < n; i++)
    for (int32_t j = 0; j < i; j++) {
      double kept = m[i * n + j];
      m[i * n + j] = m[j * n + i];
      m[j * n + i] = kept;
    }
}

/* plain: the contrasts' covariance under simple random sampling; design: under the weights, linearised. */
static void covariances(const contingency *k, int32_t n, double *plain, double *design, double *h, double *middle) {
  double grow = k->people / (k->people - 1);
  int32_t across = k->columns - 1;
  for (int32_t at = 0; at < n; at++)
    for (int32_t cell = 0; cell < k->rows * k->columns; cell++)
      if (k->cell[cell] > 0)
        middle[at] += contrast(k, at / across, at % across, cell / k->columns, cell % k->columns);
  for (int32_t cell = 0; cell < k->rows * k->columns; cell++) {
    double share = k->cell[cell] / k->weight, squared = k->squared[cell] / k->weight / k->weight;
    if (!(share > 0)) continue;
    for (int32_t at = 0; at < n; at++)
      h[at] = contrast(k, at / across, at % across, cell / k->columns, cell % k->columns) / share;
    for (int32_t a = 0; a < n; a++)
      for (int32_t b = 0; b < n; b++) {
        plain[a * n + b] += share * h[a] * h[b] / k->people;
        design[a * n + b] += grow * squared * (h[a] - middle[a]) * (h[b] - middle[b]);
      }
  }
}

typedef struct f_test {
  double f, df1, df2, p;
} f_test;

static void f_from_traces(const double *delta, int32_t n, double pearson, double people, f_test *out) {
  double trace = 0, squares = 0;
  for (int32_t i = 0; i < n * n; i++)
    squares += delta[i] * delta[i];
  for (int32_t i = 0; i < n; i++)
    trace += delta[i * n + i];
  out->f = pearson / trace;
  out->df1 = trace * trace / squares;
  out->df2 = out->df1 * (people - 1);
  out->p = bry__f_above(out->f, out->df1, out->df2);
}

/* The second-order corrected test: the eigenvalues of plain^-1 design tell by how much the weights stretch each
 * contrast. Not a number where that can't be told. */
static bry_status rao_scott(const contingency *k, double pearson, f_test *out, bry_error **err) {
  int32_t n = (k->rows - 1) * (k->columns - 1);
  *out = (f_test){NAN, NAN, NAN, NAN};
  if (n > CONTRASTS_MAX) return BRY_OK;
  size_t size = (size_t)n * (size_t)n;
  double *room = bry__alloc_zero(2 * size + 2 * (size_t)n, sizeof *room);
  if (!room) return bry__enomem(err);
  double *plain = room, *design = room + size;
  covariances(k, n, plain, design, room + 2 * size, room + 2 * size + n);
  if (cholesky(plain, n) == 0) {
    forward(plain, design, n);
    transpose(design, n);
    forward(plain, design, n);
    f_from_traces(design, n, pearson, k->people, out);
  }
  bry__free(room);
  return BRY_OK;
}

/* --- tests -------------------------------------------------------------------------------------------------------- */

/* Cramer's V, and W. Bergsma's, which is not pulled upwards by chance. */
static void cramers_v(const contingency *k, double pearson, double *plain, double *corrected) {
  double phi = pearson / k->people, r = k->rows, c = k->columns, n = k->people - 1;
  double less = fmax(0, phi - (r - 1) * (c - 1) / n);
  double rows = r - (r - 1) * (r - 1) / n, columns = c - (c - 1) * (c - 1) / n;
  *plain = sqrt(phi / fmin(r - 1, c - 1));
  *corrected = sqrt(less / fmin(rows - 1, columns - 1));
}

/* One part's test. */
typedef struct tested {
  int64_t people, low_expected;
  int32_t groups, left_out;
  const char *note; /* NULL: none */
  int made;         /* the figures below are there */
  double chi_square, df, v, corrected, p;
  f_test f; /* with weights */
} tested;

static bry_status test_part(tested *out, const bry__crossed *x, int32_t part, bry_error **err) {
  contingency k;
  bry_status status = contingency_make(&k, x, part, err);
  if (status != BRY_OK) goto out;
  *out = (tested){.people = (int64_t)k.people, .groups = k.columns, .left_out = k.left_out, .p = NAN};
  out->note = k.columns < 2 ? "too_few_groups" : k.rows < 2 ? "no_variation" : NULL;
  if (out->note) goto out;
  out->made = 1;
  out->chi_square = chi_square(&k, &out->low_expected);
  out->df = (double)(k.rows - 1) * (k.columns - 1);
  if (x->weight) status = rao_scott(&k, out->chi_square, &out->f, err);
  out->p = x->weight ? out->f.p : bry__chi_square_above(out->chi_square, out->df);
  cramers_v(&k, out->chi_square, &out->v, &out->corrected);
  if (out->low_expected > 0) out->note = "low_expected";

out:
  contingency_free(&k);
  return status;
}

typedef struct test_columns {
  bry__crossed_columns codes;
  int32_t respondents, groups, left_out, chi_square, df, f, df_error, p, p_holm, v, corrected, low_expected, note;
} test_columns;

static int32_t add(bry_table *t, const char *name, int32_t type, int32_t role, const char *nb, const char *nn,
                   const char *en) {
  return bry__table_column(t, name, type, role, nb, nn, en);
}

static int32_t add_holm(bry_table *t) {
  return add(t, "p_holm", BRY_TYPE_DOUBLE, BRY_ROLE_STATISTIC, "p, justert (Holm)", "p, justert (Holm)",
             "p, adjusted (Holm)");
}

static void add_test_columns(bry_table *t, const bry__crossed *x, test_columns *c) {
  enum { I = BRY_TYPE_INT64, D = BRY_TYPE_DOUBLE, COUNT = BRY_ROLE_COUNT, STATISTIC = BRY_ROLE_STATISTIC };
  c->codes = bry__crossed_begin(t, x, BRY__WITH_PARTS);
  c->respondents = add(t, "respondents", I, COUNT, "Svarte", "Svara", "Respondents");
  c->groups = add(t, "groups", I, BRY_ROLE_ATTRIBUTE, "Grupper", "Grupper", "Groups");
  c->left_out = add(t, "left_out", I, BRY_ROLE_ATTRIBUTE, "Utelatt", "Utelatne", "Left out");
  c->chi_square = add(t, "chi_square", D, STATISTIC, "Kjikvadrat", "Kjikvadrat", "Chi-square");
  c->df = add(t, "df", D, STATISTIC, "Frihetsgrader", "Fridomsgrader", "Degrees of freedom");
  c->f = x->weight ? add(t, "f", D, STATISTIC, "F", "F", "F") : -1;
  if (x->weight)
    c->df_error = add(t, "df_error", D, STATISTIC, "Frihetsgrader (feil)", "Fridomsgrader (feil)",
                      "Degrees of freedom (error)");
  c->p = add(t, "p", D, STATISTIC, "p", "p", "p");
  c->p_holm = add_holm(t);
  c->v = add(t, "cramers_v", D, STATISTIC, "Cramérs V", "Cramérs V", "Cramér's V");
  c->corrected = add(t, "cramers_v_corrected", D, STATISTIC, "Cramérs V, korrigert", "Cramérs V, korrigert",
                     "Cramér's V, corrected");
  c->low_expected = add(t, "low_expected", I, BRY_ROLE_ATTRIBUTE, "Celler ventet under 5", "Celler venta under 5",
                        "Cells expected below 5");
  c->note = add(t, "note", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Merknad", "Merknad", "Note");
  static const bry__label few = {
      .text = {"For få grupper vises", "For få grupper er viste", "Too few groups are shown"}};
  static const bry__label alike = {.text = {"Alle svarte det samme", "Alle svara det same", "All answered the same"}};
  static const bry__label low = {.text = {"p er usikker: noen celler er ventet under 5",
                                          "p er usikker: nokre celler er venta under 5",
                                          "p is unsure: some cells are expected below 5"}};
  bry__table_label_value(t, c->note, "too_few_groups", &few);
  bry__table_label_value(t, c->note, "no_variation", &alike);
  bry__table_label_value(t, c->note, "low_expected", &low);
}

static void test_row(bry_table *t, const bry__crossed *x, const test_columns *c, int32_t part, const tested *found,
                     double p_holm) {
  bry__crossed_row(t, x, &c->codes, -1, part, -1);
  bry__table_set_int64(t, c->respondents, found->people);
  bry__table_set_int64(t, c->groups, found->groups);
  bry__table_set_int64(t, c->left_out, found->left_out);
  bry__table_set_text(t, c->note, found->note);
  if (!found->made) return;
  bry__table_set_double(t, c->chi_square, found->chi_square);
  bry__table_set_double(t, c->df, x->weight ? found->f.df1 : found->df);
  if (x->weight) bry__table_set_double(t, c->f, found->f.f);
  if (x->weight) bry__table_set_double(t, c->df_error, found->f.df2);
  bry__table_set_double(t, c->p, found->p);
  bry__table_set_double(t, c->p_holm, p_holm);
  bry__table_set_double(t, c->v, found->v);
  bry__table_set_double(t, c->corrected, found->corrected);
  bry__table_set_int64(t, c->low_expected, found->low_expected);
}

bry_status bry__write_test(bry_table *t, const bry__crossed *x, bry_error **err) {
  test_columns c;
  size_t parts = (size_t)x->parts;
  tested *found = bry__alloc_zero(parts + 1, sizeof *found);
  double *p = bry__alloc_zero(parts + 1, sizeof *p);
  bry_status status = found && p ? BRY_OK : bry__enomem(err);
  for (int32_t part = 0; part < x->parts && status == BRY_OK; part++) {
    status = test_part(&found[part], x, part, err);
    p[part] = found[part].p;
  }
  if (status == BRY_OK) status = bry__holm(p, parts, err);
  if (status == BRY_OK) add_test_columns(t, x, &c);
  for (int32_t part = 0; part < x->parts && status == BRY_OK; part++)
    test_row(t, x, &c, part, &found[part], p[part]);
  bry__free(found);
  bry__free(p);
  return status;
}

/* --- residuals ---------------------------------------------------------------------------------------------------- */

/* Of each cell of counted answers; NaN where there is none, or a group is not shown. */
typedef struct residuals {
  double *expected, *residual, *p;
} residuals;

static void residuals_free(residuals *r) {
  bry__free(r->expected);
  bry__free(r->residual);
  bry__free(r->p);
}

/* Count and expectation are scaled to the effective number, which for unweighted people is their number. */
static void residuals_of_part(residuals *out, const bry__crossed *x, const contingency *k, int32_t part) {
  double effective = k->weight * k->weight / k->squares, scale = effective / k->weight;
  for (int32_t r = 0; r < k->rows; r++)
    for (int32_t c = 0; c < k->columns; c++) {
      size_t cell = bry__crossed_cell(x, k->group[c], part, k->value[r]);
      double observed = k->cell[r * k->columns + c] * scale, e = expected(k, r, c) * scale;
      double z = (observed - e) / sqrt(e * (1 - k->of_row[r] / k->weight) * (1 - k->of_column[c] / k->weight));
      out->expected[cell] = e;
      out->residual[cell] = z;
      if (isfinite(z)) out->p[cell] = bry__chi_square_above(z * z, 1);
    }
}

/* The residual of "did not" is that of "did" with the other sign: it is not in the table, and no test of its own. */
static int32_t first_value(const bry__crossed *x) {
  return x->answer == BRY_ANSWER_MULTIPLE || x->answer == BRY_ANSWER_RANKING ? 1 : 0;
}

static bry_status residuals_make(residuals *out, const bry__crossed *x, bry_error **err) {
  size_t values = (size_t)x->values, cells = (size_t)x->groups * (size_t)x->parts * values;
  bry_status status = BRY_OK;
  out->expected = bry__alloc_zero(cells + 1, sizeof *out->expected);
  out->residual = bry__alloc_zero(cells + 1, sizeof *out->residual);
  out->p = bry__alloc_zero(cells + 1, sizeof *out->p);
  if (!out->expected || !out->residual || !out->p) return bry__enomem(err);
  for (size_t i = 0; i < cells; i++)
    out->expected[i] = out->residual[i] = out->p[i] = NAN;
  for (int32_t p = 0; p < x->parts && status == BRY_OK; p++) {
    contingency k;
    status = contingency_make(&k, x, p, err);
    if (status == BRY_OK) residuals_of_part(out, x, &k, p);
    contingency_free(&k);
  }
  for (size_t i = 0; i < cells; i++)
    if ((int32_t)(i % values) < first_value(x)) out->p[i] = NAN;
  return status == BRY_OK ? bry__holm(out->p, cells, err) : status;
}

typedef struct residual_columns {
  bry__crossed_columns codes;
  int32_t count, expected, residual, p_holm, differs;
} residual_columns;

static void add_residual_columns(bry_table *t, const bry__crossed *x, residual_columns *c) {
  static const bry__label more = {.text = {"Flere enn ventet", "Fleire enn venta", "More than expected"}};
  static const bry__label fewer = {.text = {"Færre enn ventet", "Færre enn venta", "Fewer than expected"}};
  c->codes = bry__crossed_begin(t, x, BRY__WITH_ALL);
  c->count = add(t, "count", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Valgte dette", "Valde dette", "Chose this");
  c->expected = add(t, "expected", BRY_TYPE_DOUBLE, BRY_ROLE_STATISTIC, "Ventet", "Venta", "Expected");
  c->residual = add(t, "residual", BRY_TYPE_DOUBLE, BRY_ROLE_STATISTIC, "Residual", "Residual", "Residual");
  c->p_holm = add_holm(t);
  c->differs = add(t, "differs", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Skiller seg ut", "Skil seg ut", "Stands out");
  bry__table_label_value(t, c->differs, "more", &more);
  bry__table_label_value(t, c->differs, "fewer", &fewer);
}

static void residual_row(bry_table *t, const bry__crossed *x, const residual_columns *c, const residuals *r,
                         int32_t group, int32_t part, int32_t value) {
  int shown = (x->shown[bry__crossed_at(x, group, part)] & BRY__SHOW_DISTRIBUTION) != 0;
  size_t cell = bry__crossed_cell(x, group, part, value);
  bry__crossed_row(t, x, &c->codes, group, part, value);
  bry__crossed_put_count(t, c->count, x->people[cell], shown);
  bry__crossed_put(t, c->expected, r->expected[cell], shown);
  bry__crossed_put(t, c->residual, r->residual[cell], shown);
  bry__crossed_put(t, c->p_holm, r->p[cell], shown);
  if (!shown)
    bry__table_set_missing(t, c->differs, BRY_MISSING_WITHHELD);
  else if (r->p[cell] < 1 - x->options.confidence)
    bry__table_set_text(t, c->differs, r->residual[cell] > 0 ? "more" : "fewer");
}

bry_status bry__write_residuals(bry_table *t, const bry__crossed *x, bry_error **err) {
  residual_columns c;
  residuals r = {0};
  bry_status status = residuals_make(&r, x, err);
  if (status == BRY_OK) add_residual_columns(t, x, &c);
  for (int32_t p = 0; p < x->parts && status == BRY_OK; p++)
    for (int32_t g = 0; g < x->groups; g++)
      for (int32_t v = first_value(x); v < x->values && x->listed[g] && x->finest[g]; v++)
        residual_row(t, x, &c, &r, g, p, v);
  residuals_free(&r);
  return status;
}
