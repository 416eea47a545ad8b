/* Distances between people: by attributes, or from a file; and the whole numbers that the search works with.
 *
 * J. C. Gower: A General Coefficient of Similarity and Some of Its Properties. Biometrics 27(4), 1971. Several values
 * of one attribute are compared as sets (Jaccard). What either of two people lacks says nothing of them. */
#include "core/mem.h"
#include "core/number.h"
#include "group/crowd.h"

#include <math.h>
#include <string.h>

/* --- by attributes ----------------------------------------------------------------------------------------------- */

static double set_distance(const bry__attribute *a, int32_t left, int32_t right) {
  int32_t both = 0, l = a->begin[left + 1] - a->begin[left], r = a->begin[right + 1] - a->begin[right];
  for (int32_t i = a->begin[left]; i < a->begin[left + 1]; i++)
    for (int32_t j = a->begin[right]; j < a->begin[right + 1]; j++)
      both += a->value[i] == a->value[j];
  return 1 - (double)both / (l + r - both);
}

/* -1: one of them has no value. */
static double attribute_distance(const bry__attribute *a, int32_t left, int32_t right) {
  if (a->kind == BRY__KIND_NUMBER) {
    if (isnan(a->number[left]) || isnan(a->number[right])) return -1;
    return a->high > a->low ? fabs(a->number[left] - a->number[right]) / (a->high - a->low) : 0;
  }
  if (a->begin[left] == a->begin[left + 1] || a->begin[right] == a->begin[right + 1]) return -1;
  if (a->kind == BRY__KIND_SEVERAL) return set_distance(a, left, right);
  return a->value[a->begin[left]] != a->value[a->begin[right]];
}

static double gower(const bry__crowd *c, int32_t left, int32_t right) {
  double sum = 0, weight = 0;
  for (int32_t i = 0; i < c->attribute_count; i++) {
    double d = attribute_distance(&c->attributes[i], left, right);
    if (d < 0) continue;
    sum += c->attributes[i].weight * d;
    weight += c->attributes[i].weight;
  }
  return weight > 0 ? sum / weight : 0;
}

double bry__crowd_distance(const bry__crowd *c, int32_t a, int32_t b) {
  if (c->given) return c->given[(int64_t)a * c->count + b];
  return gower(c, a, b);
}

/* --- from a file ------------------------------------------------------------------------------------------------- */

typedef struct line {
  int32_t a, b;
  double distance;
} line;

static int is_blank(char ch) {
  return ch == ' ' || ch == '\t' || ch == '\r';
}

/* The next word of a line; its size is 0 at the end of the line. */
static const char *next_word(const char **at, const char *end, size_t *size) {
  while (*at < end && is_blank(**at))
    ++*at;
  const char *word = *at;
  while (*at < end && !is_blank(**at))
    ++*at;
  *size = (size_t)(*at - word);
  return word;
}

/* 1: a pair; 0: a blank line; -1: neither. */
static int read_line(const char *at, const char *end, line *out) {
  const char *word[4];
  size_t size[4];
  int64_t a, b;
  for (int i = 0; i < 4; i++)
    word[i] = next_word(&at, end, &size[i]);
  if (size[0] == 0) return 0;
  if (size[2] == 0 || size[3] > 0 || !bry__int64_parse(word[0], size[0], &a) ||
      !bry__int64_parse(word[1], size[1], &b) || !bry__double_parse(word[2], size[2], &out->distance))
    return -1;
  if (a < 0 || b < 0 || a >= BRY__ELEMENTS_MAX || b >= BRY__ELEMENTS_MAX || !(out->distance >= 0) ||
      out->distance > 1e12)
    return -1;
  out->a = (int32_t)a;
  out->b = (int32_t)b;
  return 1;
}

/* Calls back for each line; the same twice over, first to learn how many elements there are. */
static bry_status each_line(bry__crowd *c, const char *data, size_t size,
                            const char *(*take)(bry__crowd *c, const line *l), bry_error **err) {
  const char *at = data, *end = data + size;
  for (int64_t number = 1; at < end; number++) {
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    line l;
    if (!stop) stop = end;
    int got = read_line(at, stop, &l);
    const char *wrong = got < 0 ? "write two elements, counted from 0 to 4,999, and a distance of 0 or more" : NULL;
    if (got > 0) wrong = take(c, &l);
    if (wrong) return bry__error(err, BRY_EPARSE, "Line %lld of the distances: %s.", (long long)number, wrong);
    at = stop < end ? stop + 1 : end;
  }
  return BRY_OK;
}

static const char *count_elements(bry__crowd *c, const line *l) {
  if (l->a >= c->count) c->count = l->a + 1;
  if (l->b >= c->count) c->count = l->b + 1;
  return NULL;
}

static const char *take_distance(bry__crowd *c, const line *l) {
  double *there = &c->given[(int64_t)l->a * c->count + l->b], *back = &c->given[(int64_t)l->b * c->count + l->a];
  if (l->a == l->b) return l->distance > 0 ? "an element is not away from itself; leave such lines out" : NULL;
  if (*there >= 0 && (*there < l->distance || *there > l->distance))
    return "this pair has another distance above; give each pair once";
  *there = *back = l->distance;
  return NULL;
}

bry_status bry__crowd_read_distances(bry__crowd *c, const char *data, size_t size, bry_error **err) {
  if (!data) return bry__error(err, BRY_EINVAL, "data is NULL: pass lines of two elements and a distance.");
  bry_status status = each_line(c, data, size, count_elements, err);
  if (status != BRY_OK) return status;
  if (c->count == 0) return bry__error(err, BRY_EINVAL, "There are no distances: give a line for each pair.");
  size_t cells = (size_t)c->count * (size_t)c->count;
  c->given = bry__alloc_zero(cells, sizeof *c->given);
  if (!c->given) return bry__enomem(err);
  for (size_t i = 0; i < cells; i++)
    c->given[i] = -1;
  status = each_line(c, data, size, take_distance, err);
  for (size_t i = 0; i < cells && status == BRY_OK; i++)
    if (c->given[i] < 0) c->given[i] = 0;
  return status;
}

/* --- in whole numbers -------------------------------------------------------------------------------------------- */

static double largest(const bry__crowd *c) {
  double most = 0;
  if (!c->given) return 1;
  for (int64_t i = 0; i < (int64_t)c->count * c->count; i++)
    if (c->given[i] > most) most = c->given[i];
  return most;
}

/* A power of ten, so that distances with few decimals stay what they are. */
bry_status bry__crowd_measure(bry__crowd *c, int32_t largest_group, bry_error **err) {
  double most = largest(c), room = (double)(1 << 29) / (largest_group + 1);
  c->distance = bry__alloc_zero((size_t)c->count * (size_t)c->count, sizeof *c->distance);
  if (!c->distance) return bry__enomem(err);
  c->scale = 1;
  while (most * c->scale * 10 <= room && c->scale < 1e7)
    c->scale *= 10;
  while (most * c->scale > room)
    c->scale /= 10;
  for (int32_t a = 0; a < c->count; a++)
    for (int32_t b = 0; b < a; b++) {
      int32_t d = (int32_t)(bry__crowd_distance(c, a, b) * c->scale + 0.5);
      c->distance[(int64_t)a * c->count + b] = c->distance[(int64_t)b * c->count + a] = d;
    }
  return BRY_OK;
}
