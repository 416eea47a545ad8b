/* Themes of texts in memory: who answered, what they touched, by a segment if one is given.
 *
 * Counts only; what is withheld and how the table looks is the tabulation's. */
#include "core/error.h"
#include "core/mem.h"
#include "result/tabulate.h"
#include "theme/codebook.h"

#include <stdlib.h>
#include <string.h>

/* --- grouping texts by their segment ---------------------------------------------------------------------------- */

typedef struct member {
  const char *value; /* NULL: none */
  int64_t text;
} member;

/* By value, people without one last. */
static int by_value(const void *left, const void *right) {
  const member *a = left, *b = right;
  if (!a->value || !b->value) return (a->value == NULL) - (b->value == NULL);
  return strcmp(a->value, b->value);
}

typedef struct grouping {
  const char **values; /* count of them */
  int32_t *of_text;
  int32_t count;
} grouping;

static void grouping_clear(grouping *g) {
  bry__free(g->values);
  bry__free(g->of_text);
}

static int grouping_init(grouping *g, const char *const *segments, int64_t texts) {
  int result = -1;
  member *members = bry__alloc_zero((size_t)texts, sizeof *members);
  g->values = bry__alloc_zero((size_t)texts, sizeof *g->values);
  g->of_text = bry__alloc_zero((size_t)texts, sizeof *g->of_text);
  if (!members || !g->values || !g->of_text) goto out;
  for (int64_t i = 0; i < texts; i++)
    members[i] = (member){.value = segments[i] && *segments[i] ? segments[i] : NULL, .text = i};
  if (texts > 0) qsort(members, (size_t)texts, sizeof *members, by_value);
  for (int64_t i = 0; i < texts; i++) {
    if (i == 0 || by_value(&members[i - 1], &members[i]) != 0) g->values[g->count++] = members[i].value;
    g->of_text[members[i].text] = g->count - 1;
  }
  result = 0;

out:
  bry__free(members);
  return result;
}

/* --- counting --------------------------------------------------------------------------------------------------- */

static int32_t group_of(const grouping *g, int64_t text) {
  return g->of_text ? g->of_text[text] : 0;
}

static void count_respondents(const bry_codings *codings, const grouping *g, int64_t *respondents) {
  int64_t texts = bry_codings_text_count(codings);
  for (int64_t i = 0; i < texts; i++)
    if (!bry_codings_non_answer(codings, i)) respondents[group_of(g, i)]++;
}

/* A person who touches a theme touches those above it; counted once each, however many ways lead there. */
static void count_up(const bry_codebook *codebook, int32_t theme, int64_t text, int64_t *last_text, int64_t *counts) {
  for (int32_t at = theme; at >= 0 && last_text[at] != text; at = codebook->themes[at].parent) {
    last_text[at] = text;
    counts[at]++;
  }
}

static bry_status count_themes(const bry_codings *codings, const grouping *g, const bry_codebook *codebook,
                               int64_t *counts, bry_error **err) {
  bry_status status = BRY_OK;
  int32_t themes = codebook->theme_count;
  int64_t *last_text = bry__alloc_zero((size_t)themes + 1, sizeof *last_text);
  if (!last_text) return bry__enomem(err);
  for (int32_t i = 0; i < themes; i++)
    last_text[i] = -1;
  for (int64_t i = 0; i < bry_codings_count(codings) && status == BRY_OK; i++) {
    int64_t text = bry_codings_text_at(codings, i);
    int32_t theme = bry_codings_theme_at(codings, i);
    if (theme >= themes)
      status =
          bry__error(err, BRY_EINVAL, "The codings were made with another codebook: pass the one that coded them.");
    else if (!bry_codings_non_answer(codings, text))
      count_up(codebook, theme, text, last_text, counts + (int64_t)group_of(g, text) * themes);
  }
  bry__free(last_text);
  return status;
}

bry_status bry_result_themes(const bry_codebook *codebook, const bry_codings *codings, const char *segment_name,
                             const char *const *segments, int32_t min_group, bry_table **out, bry_error **err) {
  grouping g = {0};
  int64_t *respondents = NULL, *counts = NULL;
  bry_status status = BRY_OK;

  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: pass a place for the table.");
  *out = NULL;
  if (!codebook || !codings) return bry__error(err, BRY_EINVAL, "The codebook or the codings are NULL: pass both.");
  if (!segment_name != !segments)
    return bry__error(err, BRY_EINVAL, "Pass both a segment's name and its values, or NULL for both.");

  if (segments && grouping_init(&g, segments, bry_codings_text_count(codings)) != 0) {
    status = bry__enomem(err);
    goto out;
  }
  if (!segments) g.count = 1;
  size_t cells = (size_t)g.count * (size_t)codebook->theme_count;
  respondents = bry__alloc_zero((size_t)g.count, sizeof *respondents);
  counts = bry__alloc_zero(cells, sizeof *counts);
  if (!respondents || !counts) {
    status = bry__enomem(err);
    goto out;
  }
  count_respondents(codings, &g, respondents);
  status = count_themes(codings, &g, codebook, counts, err);
  if (status == BRY_OK) {
    bry__groups groups = {
        .dimensions = segments ? 1 : 0, .by = {{.name = segment_name}}, .count = g.count, .values = g.values};
    status = bry__tabulate_themes(codebook, &groups, respondents, counts, min_group, out, err);
  }

out:
  grouping_clear(&g);
  bry__free(respondents);
  bry__free(counts);
  return status;
}
