/* Co-occurrence of themes: how many people touch both of two themes, and how much more than chance would have it. */
#include "result/pairs.h"

#include "core/mem.h"
#include "core/table.h"
#include "result/tabulate.h"
#include "theme/codebook.h"
#include "theme/logarithm.h"

#include <math.h>

enum { THEME, OTHER, RESPONDENTS, COUNT, SUPPORT, JACCARD, NPMI };

static bry_table *new_table(void) {
  bry_table *t = bry__table_new("theme_pairs", "Temaer som nevnes sammen", "Tema som blir nemnde saman",
                                "Themes mentioned together");
  if (!t) return NULL;
  bry__table_column(t, "theme", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Tema", "Tema", "Theme");
  bry__table_column(t, "other", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Annet tema", "Anna tema", "Other theme");
  bry__table_column(t, "respondents", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Svarte", "Svara", "Respondents");
  bry__table_column(t, "count", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Begge", "Begge", "Both");
  bry__table_column(t, "support", BRY_TYPE_DOUBLE, BRY_ROLE_SHARE, "Andel", "Del", "Support");
  bry__table_column(t, "jaccard", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "Jaccard", NULL, "Jaccard");
  bry__table_column(t, "npmi", BRY_TYPE_DOUBLE, BRY_ROLE_ATTRIBUTE, "NPMI", NULL, "NPMI");
  return t;
}

static int is_above(const bry_codebook *codebook, int32_t theme, int32_t above) {
  for (int32_t at = codebook->themes[theme].parent; at >= 0; at = codebook->themes[at].parent) {
    if (at == above) return 1;
  }
  return 0;
}

static int is_few(int64_t people, int32_t min_group) {
  return people > 0 && people < min_group;
}

/* Few people with both, or few with the one and not the other, which the counts of themes would tell by subtraction. */
static int is_withheld(int64_t respondents, int64_t one, int64_t other, int64_t both, int32_t min_group) {
  return respondents < min_group || both < min_group || is_few(one - both, min_group) ||
         is_few(other - both, min_group) || is_few(respondents - one - other + both, min_group);
}

/* ln(p(a, b) / (p(a) p(b))) / -ln p(a, b), from -1 to 1. */
static double npmi(double n, double one, double other, double both) {
  return both >= n ? 1 : bry__ln(both * n / (one * other)) / -bry__ln(both / n);
}

static void add_theme(bry_table *t, int32_t column, const bry__theme *theme) {
  bry__table_set_text(t, column, theme->id);
  bry__table_label_value(t, column, theme->id, &theme->label);
}

static void add_pair(bry_table *t, const bry_codebook *codebook, int32_t i, int32_t k, int64_t respondents,
                     const int64_t *counts, int32_t min_group) {
  size_t themes = (size_t)codebook->theme_count;
  int64_t one = counts[(size_t)i * themes + (size_t)i], other = counts[(size_t)k * themes + (size_t)k];
  int64_t both = counts[(size_t)i * themes + (size_t)k];
  bry__table_row(t);
  add_theme(t, THEME, &codebook->themes[i]);
  add_theme(t, OTHER, &codebook->themes[k]);
  if (respondents < min_group)
    bry__table_set_missing(t, RESPONDENTS, BRY_MISSING_WITHHELD);
  else
    bry__table_set_int64(t, RESPONDENTS, respondents);
  if (is_withheld(respondents, one, other, both, min_group)) {
    for (int32_t c = COUNT; c <= NPMI; c++)
      bry__table_set_missing(t, c, BRY_MISSING_WITHHELD);
    return;
  }
  bry__table_set_int64(t, COUNT, both);
  bry__table_set_double(t, SUPPORT, (double)both / (double)respondents);
  bry__table_set_double(t, JACCARD, (double)both / (double)(one + other - both));
  bry__table_set_double(t, NPMI, npmi((double)respondents, (double)one, (double)other, (double)both));
}

bry_status bry__tabulate_pairs(const bry_codebook *codebook, int64_t respondents, const int64_t *counts,
                               int32_t min_group, bry_table **out, bry_error **err) {
  bry_status status = bry__min_group(&min_group, err);
  if (status != BRY_OK) return status;
  bry_table *t = new_table();
  for (int32_t i = 0; t && i < codebook->theme_count; i++) {
    for (int32_t k = i + 1; k < codebook->theme_count; k++) {
      if (!is_above(codebook, i, k) && !is_above(codebook, k, i))
        add_pair(t, codebook, i, k, respondents, counts, min_group);
    }
  }
  return bry__table_finish(t, out, err);
}

/* --- from codings ----------------------------------------------------------------------------------------------- */

/* Marks a theme and those above it. */
static void touch(const bry_codebook *codebook, int32_t theme, uint8_t *touched) {
  for (int32_t at = theme; at >= 0 && !touched[at]; at = codebook->themes[at].parent)
    touched[at] = 1;
}

static void count_text(size_t themes, uint8_t *touched, int64_t *counts) {
  for (size_t i = 0; i < themes; i++) {
    for (size_t k = i; touched[i] && k < themes; k++)
      counts[i * themes + k] += touched[k];
  }
  for (size_t i = 0; i < themes; i++)
    touched[i] = 0;
}

static bry_status count(const bry_codebook *codebook, const bry_codings *codings, uint8_t *touched, int64_t *counts,
                        bry_error **err) {
  int64_t hits = bry_codings_count(codings);
  for (int64_t i = 0; i < hits; i++) {
    int64_t text = bry_codings_text_at(codings, i);
    int32_t theme = bry_codings_theme_at(codings, i);
    if (theme >= codebook->theme_count)
      return bry__error(err, BRY_EINVAL,
                        "The codings were made with another codebook: pass the one that coded them.");
    if (!bry_codings_non_answer(codings, text)) touch(codebook, theme, touched);
    if (i + 1 == hits || bry_codings_text_at(codings, i + 1) != text)
      count_text((size_t)codebook->theme_count, touched, counts);
  }
  return BRY_OK;
}

bry_status bry_result_theme_pairs(const bry_codebook *codebook, const bry_codings *codings, int32_t min_group,
                                  bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!codebook || !codings || !out)
    return bry__error(err, BRY_EINVAL, "bry_result_theme_pairs() needs a codebook, codings and an out.");
  size_t themes = (size_t)codebook->theme_count;
  int64_t *counts = bry__alloc_zero(themes * themes + 1, sizeof *counts);
  uint8_t *touched = bry__alloc_zero(themes + 1, 1);
  int64_t respondents = 0;
  for (int64_t i = 0; i < bry_codings_text_count(codings); i++)
    respondents += !bry_codings_non_answer(codings, i);
  bry_status status = counts && touched ? count(codebook, codings, touched, counts, err) : bry__enomem(err);
  if (status == BRY_OK) status = bry__tabulate_pairs(codebook, respondents, counts, min_group, out, err);
  bry__free(counts);
  bry__free(touched);
  return status;
}
