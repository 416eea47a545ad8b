/* Agreement between coders: reads options and codings, has each figure computed, and puts them into a table. */
#include "theme/agreement.h"

#include "core/mem.h"
#include "core/options.h"
#include "core/table.h"

#include <string.h>

enum { RESAMPLES_LEAST = 100, RESAMPLES_MAX = 10000, FIGURES_MAX = 5000 };

void bry_agreement_options_init(bry_agreement_options *options) {
  if (options)
    *options = (bry_agreement_options){
        .struct_size = sizeof *options, .measure = BRY_AGREEMENT_ALPHA, .resamples = 1000, .seed = 1};
}

static bry_status check_distance(const bry_agreement_options *o, bry_error **err) {
  int32_t d = o->distance;
  if (d < BRY_DISTANCE_AUTO || d > BRY_DISTANCE_LINEAR)
    return bry__error(err, BRY_EINVAL, "distance is not one of BRY_DISTANCE_...: choose one.");
  if (o->measure == BRY_AGREEMENT_F1 && d != BRY_DISTANCE_AUTO)
    return bry__error(err, BRY_EINVAL, "F1 knows no distance: leave it out.");
  if (o->measure != BRY_AGREEMENT_ALPHA && d == BRY_DISTANCE_ORDINAL)
    return bry__error(err, BRY_EINVAL, "The ordinal distance is alpha's: for kappa choose linear or interval.");
  if (o->measure != BRY_AGREEMENT_KAPPA && d == BRY_DISTANCE_LINEAR)
    return bry__error(err, BRY_EINVAL, "The linear distance is kappa's: for alpha choose ordinal or interval.");
  return BRY_OK;
}

static bry_status read_options(bry_agreement_options *to, const bry_agreement_options *from, bry_error **err) {
  bry_agreement_options_init(to);
  bry_status status = from ? bry__options_read(to, sizeof *to, from, "bry_agreement_options_init", err) : BRY_OK;
  if (status != BRY_OK) return status;
  if (to->measure < BRY_AGREEMENT_ALPHA || to->measure > BRY_AGREEMENT_F1)
    return bry__error(err, BRY_EINVAL, "measure is not one of BRY_AGREEMENT_...: choose one.");
  if (to->empty != BRY_EMPTY_UNCODED && to->empty != BRY_EMPTY_NO_THEME)
    return bry__error(err, BRY_EINVAL, "empty is not one of BRY_EMPTY_...: choose one.");
  if (to->resamples != 0 && (to->resamples < RESAMPLES_LEAST || to->resamples > RESAMPLES_MAX))
    return bry__error(err, BRY_EINVAL, "The number of resamples is 0 or from %d to %d: choose such a one.",
                      RESAMPLES_LEAST, RESAMPLES_MAX);
  if (to->reserved != 0) return bry__error(err, BRY_EINVAL, "reserved is not 0: set it to 0.");
  if (to->measure == BRY_AGREEMENT_F1 && (!to->reference || !*to->reference))
    return bry__error(err, BRY_EINVAL, "F1 holds coders against one of them: name it as the reference.");
  if (to->measure == BRY_AGREEMENT_ALPHA && to->reference)
    return bry__error(err, BRY_EINVAL, "Alpha has no reference: leave it out, or choose kappa or F1.");
  return check_distance(to, err);
}

/* --- the table ------------------------------------------------------------------------------------------------------ */

typedef struct phrase {
  const char *code, *nb, *nn, *en;
} phrase;

static const phrase measures[] = {
    {"alpha_nominal", "Krippendorffs alfa (nominal)", "Krippendorffs alfa (nominal)",
     "Krippendorff's alpha (nominal)"},
    {"alpha_masi", "Krippendorffs alfa (MASI)", "Krippendorffs alfa (MASI)", "Krippendorff's alpha (MASI)"},
    {"alpha_ordinal", "Krippendorffs alfa (ordinal)", "Krippendorffs alfa (ordinal)",
     "Krippendorff's alpha (ordinal)"},
    {"alpha_interval", "Krippendorffs alfa (intervall)", "Krippendorffs alfa (intervall)",
     "Krippendorff's alpha (interval)"},
    {"kappa_nominal", "Cohens kappa", "Cohens kappa", "Cohen's kappa"},
    {"kappa_masi", "Cohens kappa (MASI)", "Cohens kappa (MASI)", "Cohen's kappa (MASI)"},
    {"kappa_interval", "Cohens kappa (kvadratiske vekter)", "Cohens kappa (kvadratiske vekter)",
     "Cohen's kappa (quadratic weights)"},
    {"kappa_linear", "Cohens kappa (lineære vekter)", "Cohens kappa (lineære vekter)",
     "Cohen's kappa (linear weights)"},
    {"precision", "Presisjon", "Presisjon", "Precision"},
    {"recall", "Dekning", "Dekning", "Recall"},
    {"f1", "F1", "F1", "F1"},
    {0},
};

static const phrase scopes[] = {
    {"overall", "Alle temaer", "Alle tema", "All themes"},
    {"theme", "Tema", "Tema", "Theme"},
    {"micro", "Alle kodinger (mikro)", "Alle kodingar (mikro)", "All codings (micro)"},
    {"macro", "Snitt av temaer (makro)", "Snitt av tema (makro)", "Mean of themes (macro)"},
    {0},
};

static const phrase notes[] = {
    {"no_codings", "Ingenting er kodet", "Ingenting er koda", "Nothing was coded"},
    {"one_coder", "Bare én har kodet", "Berre éin har koda", "Only one coder"},
    {"no_shared_units", "Ingen tekst er kodet av to", "Ingen tekst er koda av to", "No text was coded by two"},
    {"no_variation", "Ikke definert: alle kodinger er like", "Ikkje definert: alle kodingar er like",
     "Not defined: all codings are the same"},
    {"never_used", "Ikke definert: temaet er ikke brukt", "Ikkje definert: temaet er ikkje brukt",
     "Not defined: the theme was not used"},
    {"too_many_combinations", "For mange ulike kombinasjoner av temaer", "For mange ulike kombinasjonar av tema",
     "Too many different combinations of themes"},
    {0},
};

typedef struct columns {
  int32_t measure, scope, theme, coder, other, value, low, high, units, left_out, coders, note;
} columns;

typedef struct job {
  const bry_agreement_options *options;
  bry__agreement a;
  bry__resamples r;
  bry_table *table;
  columns at;
} job;

static void label_values(bry_table *t, int32_t column, const phrase *list) {
  for (; list->code; list++) {
    bry__label label = {{(char *)list->nb, (char *)list->nn, (char *)list->en, NULL}};
    bry__table_label_value(t, column, list->code, &label);
  }
}

static bry_table *begin_table(columns *at, int with_coders) {
  bry_table *t =
      bry__table_new("agreement", "Samsvar mellom kodere", "Samsvar mellom kodarar", "Agreement of coders");
  if (!t) return NULL;
  at->measure = bry__table_column(t, "measure", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Mål", "Mål", "Measure");
  at->scope = bry__table_column(t, "scope", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Omfang", "Omfang", "Scope");
  at->theme = bry__table_column(t, "theme", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Tema", "Tema", "Theme");
  if (with_coders) {
    at->coder = bry__table_column(t, "coder", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Koder", "Kodar", "Coder");
    at->other = bry__table_column(t, "other", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Mot", "Mot", "Against");
  }
  at->value = bry__table_column(t, "value", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "Verdi", "Verdi", "Value");
  at->low =
      bry__table_column(t, "low", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "Fra (95 %)", "Frå (95 %)", "From (95%)");
  at->high =
      bry__table_column(t, "high", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "Til (95 %)", "Til (95 %)", "To (95%)");
  at->units = bry__table_column(t, "units", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Tekster", "Tekstar", "Texts");
  at->left_out = bry__table_column(t, "left_out", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Utelatte tekster",
                                   "Utelatne tekstar", "Texts left out");
  at->coders = bry__table_column(t, "coders", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Kodere", "Kodarar", "Coders");
  at->note = bry__table_column(t, "note", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Merknad", "Merknad", "Note");
  label_values(t, at->measure, measures);
  label_values(t, at->scope, scopes);
  label_values(t, at->note, notes);
  return t;
}

/* Over one theme codings are equal or not, whatever the distance between sets. */
static const char *measure_name(const job *j, int32_t theme) {
  int32_t distance = theme >= 0 ? BRY_DISTANCE_NOMINAL : j->a.distance;
  int kappa = j->options->measure == BRY_AGREEMENT_KAPPA;
  switch (distance) {
  case BRY_DISTANCE_MASI:
    return kappa ? "kappa_masi" : "alpha_masi";
  case BRY_DISTANCE_ORDINAL:
    return "alpha_ordinal";
  case BRY_DISTANCE_INTERVAL:
    return kappa ? "kappa_interval" : "alpha_interval";
  case BRY_DISTANCE_LINEAR:
    return "kappa_linear";
  default:
    return kappa ? "kappa_nominal" : "alpha_nominal";
  }
}

static void put_row(job *j, const char *measure, const char *scope, int32_t theme, const bry__figure *figure) {
  bry_table *t = j->table;
  bry__table_row(t);
  bry__table_set_text(t, j->at.measure, measure);
  bry__table_set_text(t, j->at.scope, scope);
  if (theme >= 0) bry__table_set_text(t, j->at.theme, j->a.themes[theme]);
  if (figure->defined) bry__table_set_double(t, j->at.value, figure->value);
  if (figure->has_interval) bry__table_set_double(t, j->at.low, figure->low);
  if (figure->has_interval) bry__table_set_double(t, j->at.high, figure->high);
  bry__table_set_int64(t, j->at.units, figure->units);
  bry__table_set_int64(t, j->at.left_out, j->a.given_count - figure->units);
  bry__table_set_int64(t, j->at.coders, figure->coders);
  bry__table_set_text(t, j->at.note, figure->note);
}

static void put_coders(job *j, int32_t coder, int32_t other) {
  bry__table_set_text(j->table, j->at.coder, j->a.coders[coder]);
  bry__table_set_text(j->table, j->at.other, j->a.coders[other]);
}

/* --- the measures --------------------------------------------------------------------------------------------------- */

/* Numbers have no single themes. */
static int32_t count_themes(const job *j) {
  return j->a.numbers ? 0 : j->a.theme_count;
}

static bry_status measure_alpha(job *j, bry_error **err) {
  for (int32_t theme = -1; theme < count_themes(j); theme++) {
    bry__figure figure;
    if (bry__agreement_alpha(&j->a, &j->r, theme, &figure) != 0) return bry__enomem(err);
    put_row(j, measure_name(j, theme), theme < 0 ? "overall" : "theme", theme, &figure);
  }
  return BRY_OK;
}

static bry_status measure_kappa(job *j, int32_t coder, int32_t other, int32_t pairs, bry_error **err) {
  bry__pairing p;
  int result = bry__pairing_init(&p, &j->a, coder, other);
  for (int32_t theme = -1; result == 0 && theme < count_themes(j); theme++) {
    bry__figure figure;
    result = bry__agreement_kappa(&j->a, &p, &j->r, theme, pairs, &figure);
    if (result != 0) continue;
    put_row(j, measure_name(j, theme), theme < 0 ? "overall" : "theme", theme, &figure);
    put_coders(j, coder, other);
  }
  bry__pairing_clear(&p);
  return result == 0 ? BRY_OK : bry__enomem(err);
}

static void put_rates(job *j, int32_t coder, int32_t other, const char *scope, int32_t theme,
                      const bry__figure *list) {
  static const char *const rates[BRY__RATES] = {"precision", "recall", "f1"};
  for (int rate = 0; rate < BRY__RATES; rate++) {
    put_row(j, rates[rate], scope, theme, &list[rate]);
    put_coders(j, coder, other);
  }
}

static bry_status measure_f1(job *j, int32_t coder, int32_t other, bry_error **err) {
  bry__pairing p;
  size_t themes = (size_t)j->a.theme_count;
  bry__figure *figures = bry__alloc_zero(themes + 2, BRY__RATES * sizeof *figures);
  int result = bry__pairing_init(&p, &j->a, coder, other);
  if (!figures) result = -1;
  if (result == 0) result = bry__agreement_f1(&j->a, &p, &j->r, figures);
  if (result == 0) {
    put_rates(j, coder, other, "micro", -1, figures + themes * BRY__RATES);
    put_rates(j, coder, other, "macro", -1, figures + (themes + 1) * BRY__RATES);
    for (int32_t t = 0; t < j->a.theme_count; t++)
      put_rates(j, coder, other, "theme", t, figures + (size_t)t * BRY__RATES);
  }
  bry__pairing_clear(&p);
  bry__free(figures);
  return result == 0 ? BRY_OK : bry__enomem(err);
}

/* The number of the reference; -1 when there is none. */
static bry_status find_reference(const job *j, int32_t *out, bry_error **err) {
  *out = -1;
  if (!j->options->reference) return BRY_OK;
  for (int32_t c = 0; c < j->a.coder_count; c++)
    if (strcmp(j->a.coders[c], j->options->reference) == 0) *out = c;
  if (*out >= 0) return BRY_OK;
  return bry__error(err, BRY_ENOTFOUND, "Nothing was coded by the reference: name one of the coders.");
}

/* A row that says why there is nothing to measure. */
static void put_nothing(job *j) {
  bry__figure figure = {.coders = j->a.coder_count, .note = j->a.coder_count == 0 ? "no_codings" : "one_coder"};
  int f1 = j->options->measure == BRY_AGREEMENT_F1;
  put_row(j, f1 ? "f1" : measure_name(j, -1), f1 ? "micro" : "overall", -1, &figure);
}

static bry_status measure_pairs(job *j, bry_error **err) {
  int32_t coders = j->a.coder_count, reference = -1;
  bry_status status = find_reference(j, &reference, err);
  if (status != BRY_OK) return status;
  int64_t pairs = reference >= 0 ? coders - 1 : (int64_t)coders * (coders - 1) / 2;
  if (pairs * (j->a.theme_count + 1) > FIGURES_MAX)
    return bry__error(
        err, BRY_ELIMIT,
        "There are too many pairs of coders and themes (%lld times %d): name a reference, or measure alpha.",
        (long long)pairs, (int)j->a.theme_count);
  if (pairs <= 0) put_nothing(j);
  for (int32_t c = 0; c < coders; c++) {
    for (int32_t other = reference >= 0 ? 0 : c + 1; status == BRY_OK && other < coders; other++) {
      if (other == c || (reference >= 0 && other != reference)) continue;
      status = j->options->measure == BRY_AGREEMENT_F1 ? measure_f1(j, c, other, err)
                                                       : measure_kappa(j, c, other, (int32_t)pairs, err);
    }
  }
  return status;
}

static bry_status measure(job *j, bry_error **err) {
  int alpha = j->options->measure == BRY_AGREEMENT_ALPHA;
  if (bry__resamples_init(&j->r, j->a.unit_count, j->options->resamples, j->options->seed) != 0)
    return bry__enomem(err);
  j->table = begin_table(&j->at, !alpha);
  if (!j->table) return bry__enomem(err);
  return alpha ? measure_alpha(j, err) : measure_pairs(j, err);
}

bry_status bry_agreement(const char *const *units, const char *const *coders, const char *const *themes,
                         int64_t count, const bry_agreement_options *options, bry_table **out, bry_error **err) {
  bry_agreement_options read;
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: pass a place for the table.");
  *out = NULL;
  if (count < 0 || (count > 0 && (!units || !coders || !themes)))
    return bry__error(err, BRY_EINVAL, "The codings are NULL or their number is negative: pass three arrays.");
  bry_status status = read_options(&read, options, err);
  if (status != BRY_OK) return status;

  job j = {.options = &read};
  status = bry__agreement_read(&j.a, units, coders, themes, count, &read, err);
  if (status == BRY_OK) status = measure(&j, err);
  if (status == BRY_OK)
    status = bry__table_finish(j.table, out, err);
  else
    bry_table_free(j.table);
  bry__resamples_clear(&j.r);
  bry__agreement_clear(&j.a);
  return status;
}
