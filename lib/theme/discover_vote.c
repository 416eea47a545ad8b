/* What most starts of a clustering say, in the terms of one of them; and that no theme that was asked for ends empty. */
#include "theme/discover_fit.h"

#include "core/mem.h"

#include <string.h>

size_t bry__fitting_table(int32_t k) {
  return (size_t)k * (size_t)k + 2 * (size_t)k;
}

/* For each cluster of a start, the one of the winner that overlaps it most (Jaccard). */
static void rename_clusters(const bry__fitting *f, const int32_t *start, int64_t *cells, int32_t *names) {
  const int32_t *winner = f->starts + (size_t)f->winner * (size_t)f->count;
  int64_t *rows = cells + (size_t)f->k * (size_t)f->k, *columns = rows + f->k;
  memset(cells, 0, bry__fitting_table(f->k) * sizeof *cells);
  for (int32_t i = 0; i < f->count; i++) {
    cells[(size_t)start[i] * (size_t)f->k + (size_t)winner[i]] += f->weights[i];
    rows[start[i]] += f->weights[i];
    columns[winner[i]] += f->weights[i];
  }
  for (int32_t a = 0; a < f->k; a++) {
    double best = -1;
    for (int32_t b = 0; b < f->k; b++) {
      int64_t both = cells[(size_t)a * (size_t)f->k + (size_t)b], either = rows[a] + columns[b] - both;
      double overlap = either > 0 ? (double)both / (double)either : 0;
      if (overlap > best) names[a] = b;
      if (overlap > best) best = overlap;
    }
  }
}

/* Each start has a vote on each point, in the winner's names; the winner decides where they tie. */
int bry__fitting_vote(bry__fitting *f) {
  const int32_t *winner = f->starts + (size_t)f->winner * (size_t)f->count;
  size_t k = (size_t)f->k;
  uint8_t *votes = bry__alloc_zero((size_t)f->count * k, 1);
  int64_t *cells = bry__alloc_zero(bry__fitting_table(f->k), sizeof *cells);
  int32_t *names = bry__alloc_zero(k, sizeof *names);
  f->agreed = bry__alloc_zero((size_t)f->count, sizeof *f->agreed);
  int result = votes && cells && names && f->agreed ? 0 : -1;
  for (int32_t i = 0; result == 0 && i < f->start_count; i++) {
    const int32_t *start = f->starts + (size_t)i * (size_t)f->count;
    rename_clusters(f, start, cells, names);
    for (int32_t point = 0; point < f->count; point++)
      votes[(size_t)point * k + (size_t)names[start[point]]]++;
  }
  for (int32_t point = 0; result == 0 && point < f->count; point++) {
    const uint8_t *of_point = votes + (size_t)point * k;
    f->agreed[point] = winner[point];
    for (int32_t theme = 0; theme < f->k; theme++) {
      if (of_point[theme] > of_point[f->agreed[point]]) f->agreed[point] = theme;
    }
  }
  bry__free(votes);
  bry__free(cells);
  bry__free(names);
  return result;
}

/* --- themes that would end empty -------------------------------------------------------------------------------- */

/* The point that is least like the rest of its theme, of those that are not alone in it. */
static int32_t find_stranger(const bry__fitting *f, const int64_t *held) {
  size_t dimensions = (size_t)f->d->dimensions;
  int32_t stranger = 0;
  double least = 2;
  for (int32_t i = 0; i < f->count; i++) {
    const double *centre = f->d->centres + (size_t)f->agreed[i] * dimensions;
    double cosine = 0;
    for (size_t d = 0; d < dimensions && held[f->agreed[i]] > 1; d++)
      cosine += centre[d] * f->vectors[(size_t)i * dimensions + d];
    if (held[f->agreed[i]] < 2 || cosine >= least) continue;
    least = cosine;
    stranger = i;
  }
  return stranger;
}

static void move_point(bry__fitting *f, int32_t point, int32_t theme, int64_t *held) {
  held[f->agreed[point]]--;
  held[theme]++;
  f->agreed[point] = theme;
}

/* Gives each theme that the vote left empty what the winner had there, or the point that fits worst where it is. There
 * are as many points as themes at least. */
int bry__fitting_fill(bry__fitting *f) {
  const int32_t *winner = f->starts + (size_t)f->winner * (size_t)f->count;
  int64_t *held = bry__alloc_zero((size_t)f->k, sizeof *held);
  int result = held ? 0 : -1;
  for (int32_t i = 0; held && i < f->count; i++)
    held[f->agreed[i]]++;
  for (int32_t theme = 0; result == 0 && theme < f->k; theme++) {
    if (held[theme] > 0) continue;
    for (int32_t i = 0; i < f->count; i++) {
      if (winner[i] == theme && held[f->agreed[i]] > 1) move_point(f, i, theme, held);
    }
    if (held[theme] > 0) continue;
    result = bry__fitting_centres(f, f->agreed);
    if (result == 0) move_point(f, find_stranger(f, held), theme, held);
  }
  bry__free(held);
  return result;
}
