/* Co-occurrence of themes: support, Jaccard, normalised pointwise mutual information (Bouma 2009); what would tell of few
 * people is withheld.
 *
 * What is told. A theme is when it has k people or more, and none or at least k are without it. A pair is when each cell of
 * its table (both, only the one, only the other, neither) has none or at least k people, and both has some.
 *
 * Why what is withheld can't be computed from it. Sums and differences: as functions of which themes a person has, "all",
 * "has A" and "has A and B" are linearly independent for different pairs, unless one theme is made of others; so no sum of
 * counts that are told gives one that is not, and themes that stand above others must be left out (the caller does).
 * Bounds by one theme each: people with both B and C lie between max(0, b + c - n) and min(b, c), which are min(b, c, n - b,
 * n - c) apart: at least k, or nothing is few. Bounds through a third theme A whose pairs with B and C are told: those inside A
 * and those outside it are free of each other, each range is as long as the smallest cell of the two tables on its side; when
 * both have a cell of none, all cells of B and C are sums of cells that are told, each none or at least k, and the pair is told
 * itself. Else the range is at least k long. */
#include "map/cooccurrence.h"

#include "core/error.h"
#include "core/mem.h"
#include "map/graph.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int is_few(int64_t people, int64_t k) {
  return people > 0 && people < k;
}

static int64_t people_with(const bry__cooccurrence *c, int32_t theme) {
  return c->counts[(size_t)theme * (size_t)c->themes + (size_t)theme];
}

static int is_theme_told(const bry__cooccurrence *c, int32_t theme) {
  int64_t with = people_with(c, theme);
  return with >= c->min_group && !is_few(c->people - with, c->min_group);
}

static int is_pair_told(const bry__cooccurrence *c, int64_t one, int64_t other, int64_t both) {
  int64_t k = c->min_group;
  return both >= k && !is_few(one - both, k) && !is_few(other - both, k) &&
         !is_few(c->people - one - other + both, k);
}

/* To six decimals, so that what differs in the last bit between machines is the same text. */
static double rounded(double value) {
  return floor(value * 1e6 + 0.5) / 1e6;
}

static bry_status set(bry__traits *is, const char *field, double value, bry_error **err) {
  return bry__traits_set_number(is, bry__map_field_find(field), value, err);
}

static bry_status add_pair(const bry__cooccurrence *c, bry_map *map, int32_t i, int32_t k, bry_error **err) {
  int64_t one = people_with(c, i), other = people_with(c, k),
          both = c->counts[(size_t)i * (size_t)c->themes + (size_t)k];
  if (!is_theme_told(c, i) || !is_theme_told(c, k) || !is_pair_told(c, one, other, both)) return BRY_OK;
  double n = (double)c->people, joint = (double)both;
  double npmi = both >= c->people ? 1 : log(joint * n / ((double)one * (double)other)) / -log(joint / n);
  bry__edge edge = {bry__map_find_node(map, c->ids[i]), bry__map_find_node(map, c->ids[k]), 0, {{0}, {0}}};
  bry__traits_init(&edge.is);
  bry_status status = set(&edge.is, "weight", joint, err);
  if (status == BRY_OK) status = set(&edge.is, "support", rounded(joint / n), err);
  if (status == BRY_OK) status = set(&edge.is, "jaccard", rounded(joint / (double)(one + other - both)), err);
  if (status == BRY_OK) status = set(&edge.is, "npmi", rounded(npmi > 1 ? 1 : npmi < -1 ? -1 : npmi), err);
  if (status == BRY_OK) status = bry__map_put_edge(map, &edge, err);
  if (status != BRY_OK) bry__traits_clear(&edge.is);
  return status;
}

bry_status bry__cooccurrence_map(const bry__cooccurrence *c, bry_map **out, bry_error **err) {
  bry_map *map = NULL;
  bry_status status = bry_map_new(&map, err);
  for (int32_t i = 0; i < c->themes && status == BRY_OK && c->people >= c->min_group; i++)
    if (is_theme_told(c, i))
      status = bry_map_add_node(map, c->ids[i], c->labels ? c->labels[i] : NULL, (double)people_with(c, i), err);
  for (int32_t i = 0; i < c->themes && status == BRY_OK && c->people >= c->min_group; i++)
    for (int32_t k = i + 1; k < c->themes && status == BRY_OK; k++)
      status = add_pair(c, map, i, k, err);
  if (status == BRY_OK) {
    *out = map;
    map = NULL;
  }
  bry_map_free(map);
  return status;
}

/* --- from arrays -------------------------------------------------------------------------------------------------- */

typedef struct mention {
  int64_t person;
  int32_t theme;
} mention;

static int by_person(const void *a, const void *b) {
  const mention *one = a, *other = b;
  if (one->person != other->person) return one->person < other->person ? -1 : 1;
  return (one->theme > other->theme) - (one->theme < other->theme);
}

/* Counts people, and drops what is said twice. */
static int64_t count_mentions(mention *mentions, int64_t count, int64_t themes, int64_t *counts) {
  int64_t people = 0;
  qsort(mentions, (size_t)count, sizeof *mentions, by_person);
  for (int64_t begin = 0; begin < count;) {
    int64_t kept = begin, end = begin;
    for (; end < count && mentions[end].person == mentions[begin].person; end++)
      if (mentions[end].theme >= 0 && (kept == begin || mentions[kept - 1].theme != mentions[end].theme)) {
        mention known =
            mentions[end]; /* mentions[begin] is read above: it is of the same person whatever stands there */
        mentions[kept++] = known;
      }
    for (int64_t i = begin; i < kept; i++)
      for (int64_t k = i; k < kept; k++)
        counts[mentions[i].theme * themes + mentions[k].theme]++;
    people++;
    begin = end;
  }
  return people;
}

static bry_status check(const int64_t *people, const int32_t *themes, int64_t count, const char *const *ids,
                        int32_t theme_count, int32_t *min_group, bry_map **out, bry_error **err) {
  if (count < 0 || theme_count < 0 || (count > 0 && (!people || !themes)) || (theme_count > 0 && !ids) || !out)
    return bry__error(err, BRY_EINVAL, "An array or out is NULL, or a number is negative: pass all.");
  if (theme_count > 4096) return bry__error(err, BRY_ELIMIT, "There are more than 4096 themes: leave some out.");
  if (*min_group == 0) *min_group = 5;
  if (*min_group < 3) return bry__error(err, BRY_EINVAL, "The smallest group is 3 people or more; 0 is 5.");
  for (int64_t i = 0; i < count; i++)
    if (themes[i] < -1 || themes[i] >= theme_count)
      return bry__error(err, BRY_EINVAL,
                        "Mention %lld is of a theme that is not there: number them from 0, and -1 for none.",
                        (long long)i + 1);
  return BRY_OK;
}

bry_status bry_map_cooccurrence(const int64_t *people, const int32_t *themes, int64_t count, const char *const *ids,
                                const char *const *labels, int32_t theme_count, int32_t min_group, bry_map **out,
                                bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  bry_status status = check(people, themes, count, ids, theme_count, &min_group, out, err);
  if (status != BRY_OK) return status;
  mention *mentions = bry__alloc_zero((size_t)count + 1, sizeof *mentions);
  int64_t *counts = bry__alloc_zero((size_t)theme_count * (size_t)theme_count + 1, sizeof *counts);
  if (!mentions || !counts) {
    status = bry__enomem(err);
  } else {
    for (int64_t i = 0; i < count; i++)
      mentions[i] = (mention){people[i], themes[i]};
    int64_t all = count_mentions(mentions, count, theme_count, counts);
    bry__cooccurrence c = {ids, labels, theme_count, all, counts, min_group};
    status = bry__cooccurrence_map(&c, out, err);
  }
  bry__free(mentions);
  bry__free(counts);
  return status;
}
