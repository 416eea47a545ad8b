/* Krippendorff's alpha and Cohen's kappa, plain and weighted: one minus the ratio of the disagreement that was observed
 * to the one that chance would give, from any distance between values.
 *
 * Both are sums over units, so that a resample needs only the sums of its blocks. Chance compares every value of one
 * side with every value of the other: with alpha the sides are the same codings, with kappa those of two coders. Sums
 * run in a fixed order, so that they are the same to the bit on any machine. */
#include "core/mem.h"
#include "theme/agreement.h"

/* How many pairs of values may be compared: for a value, for all resamples of an interval together, and for the one
 * matrix that these share. Beyond it there is none, which is told. */
static const int64_t value_work = (int64_t)1 << 28, interval_work = (int64_t)1 << 32, matrix_max = (int64_t)1 << 22;
enum { VALUES_MAX = 4096 }; /* of one side of an interval */

/* Codings of units that count, by unit; a value is a set of themes, or 0 and 1 for one theme. */
typedef struct said {
  int32_t *units, *values;
  int32_t count;
} said;

typedef struct side {
  const said *codings;
  int32_t *present; /* the values that occur, ascending */
  int32_t size;
  double *total;   /* by place in present */
  double *drawn;   /* the same of a resample */
  int32_t *counts; /* [block * size + place]; NULL when there is no interval */
} side;

typedef struct chance {
  const bry__agreement *a;
  const bry__resamples *resamples;
  int32_t theme;      /* -1: over all */
  int32_t same_sides; /* 1: alpha */
  int32_t pairs;      /* how many calls share the work */
  double *observed;   /* disagreement by block */
  side sides[2];
  double *distances; /* [place * size of the second side + place]; NULL when there is no interval */
} chance;

static double distance(const chance *c, int32_t left, int32_t right) {
  return c->theme >= 0 ? left != right : bry__agreement_distance(c->a, left, right);
}

static const side *second(const chance *c) {
  return &c->sides[c->same_sides ? 0 : 1];
}

static int32_t count_values(const chance *c) {
  return c->theme >= 0 ? 2 : c->a->value_count;
}

/* --- the two sides -------------------------------------------------------------------------------------------------- */

static int side_init(const chance *c, side *s, const said *codings) {
  int32_t values = count_values(c);
  int result = -1;
  s->codings = codings;
  double *total = bry__alloc_zero((size_t)values, sizeof *total);
  s->present = bry__alloc_zero((size_t)values, sizeof *s->present);
  s->total = bry__alloc_zero((size_t)values, sizeof *s->total);
  s->drawn = bry__alloc_zero((size_t)values, sizeof *s->drawn);
  if (!total || !s->present || !s->total || !s->drawn) goto out;
  for (int32_t i = 0; i < codings->count; i++)
    total[codings->values[i]]++;
  for (int32_t v = 0; v < values; v++) {
    if (total[v] <= 0) continue;
    s->total[s->size] = total[v];
    s->present[s->size++] = v;
  }
  result = 0;

out:
  bry__free(total);
  return result;
}

/* Counts the values of each block. */
static int side_count(const chance *c, side *s) {
  const bry__resamples *r = c->resamples;
  int32_t *place = bry__alloc_zero((size_t)count_values(c), sizeof *place);
  s->counts = bry__alloc_zero((size_t)r->blocks * (size_t)s->size, sizeof *s->counts);
  if (!place || !s->counts) {
    bry__free(place);
    return -1;
  }
  for (int32_t p = 0; p < s->size; p++)
    place[s->present[p]] = p;
  for (int32_t i = 0; i < s->codings->count; i++) {
    size_t block = (size_t)r->block_of[s->codings->units[i]];
    s->counts[block * (size_t)s->size + (size_t)place[s->codings->values[i]]]++;
  }
  bry__free(place);
  return 0;
}

static void side_draw(side *s, const int32_t *times, int32_t blocks) {
  for (int32_t p = 0; p < s->size; p++)
    s->drawn[p] = 0;
  for (int32_t b = 0; b < blocks; b++) {
    const int32_t *counts = s->counts + (size_t)b * (size_t)s->size;
    for (int32_t p = 0; times[b] > 0 && p < s->size; p++)
      s->drawn[p] += (double)times[b] * counts[p];
  }
}

static void chance_clear(chance *c) {
  for (int i = 0; i < 2; i++) {
    bry__free(c->sides[i].present);
    bry__free(c->sides[i].total);
    bry__free(c->sides[i].drawn);
    bry__free(c->sides[i].counts);
  }
  bry__free(c->observed);
  bry__free(c->distances);
}

/* --- the measure ---------------------------------------------------------------------------------------------------- */

/* The sum of distances over all pairs of one side's values with the other's. */
static double expected(const chance *c, const double *left, const double *right) {
  const side *l = &c->sides[0], *r = second(c);
  double sum = 0;
  for (int32_t i = 0; i < l->size; i++) {
    double row = 0;
    if (left[i] <= 0) continue;
    for (int32_t j = 0; j < r->size; j++) {
      double d = c->distances ? c->distances[(size_t)i * (size_t)r->size + (size_t)j]
                              : distance(c, l->present[i], r->present[j]);
      row += d * right[j];
    }
    sum += left[i] * row;
  }
  return sum;
}

/* 0 when chance gives no disagreement either: then the measure is not defined. Alpha draws its pairs without putting
 * back (n - 1), kappa from two sides. */
static int corrected(const chance *c, double observed, const double *left, const double *right, double *out) {
  double codings = 0, by_chance = expected(c, left, right);
  for (int32_t i = 0; i < c->sides[0].size; i++)
    codings += left[i];
  if (!(by_chance > 0)) return 0;
  *out = 1 - (c->same_sides ? codings - 1 : codings) * observed / by_chance;
  return 1;
}

static int has_interval(const chance *c) {
  int32_t left = c->sides[0].size, right = second(c)->size;
  int64_t product = (int64_t)left * right;
  return c->resamples->count > 0 && left <= VALUES_MAX && right <= VALUES_MAX && product <= matrix_max &&
         product * c->resamples->count <= interval_work / c->pairs;
}

static int fill_distances(chance *c) {
  const side *l = &c->sides[0], *r = second(c);
  c->distances = bry__alloc_zero((size_t)l->size * (size_t)r->size, sizeof *c->distances);
  if (!c->distances) return -1;
  for (int32_t i = 0; i < l->size; i++)
    for (int32_t j = 0; j < r->size; j++)
      c->distances[(size_t)i * (size_t)r->size + (size_t)j] = distance(c, l->present[i], r->present[j]);
  return 0;
}

static int find_interval(chance *c, bry__figure *out) {
  const bry__resamples *r = c->resamples;
  int32_t defined = 0;
  if (side_count(c, &c->sides[0]) != 0 || (!c->same_sides && side_count(c, &c->sides[1]) != 0) ||
      fill_distances(c) != 0)
    return -1;
  for (int32_t i = 0; i < r->count; i++) {
    const int32_t *times = r->times + (size_t)i * (size_t)r->blocks;
    double observed = 0;
    for (int32_t b = 0; b < r->blocks; b++)
      observed += times[b] * c->observed[b];
    side_draw(&c->sides[0], times, r->blocks);
    if (!c->same_sides) side_draw(&c->sides[1], times, r->blocks);
    defined += corrected(c, observed, c->sides[0].drawn, second(c)->drawn, &r->values[defined]);
  }
  bry__figure_interval(out, r->values, defined, r->count);
  return 0;
}

/* The sides and the observed disagreement are there. */
static int measure(chance *c, bry__figure *out) {
  double observed = 0;
  if ((int64_t)c->sides[0].size * second(c)->size > value_work / c->pairs) {
    out->note = "too_many_combinations";
    return 0;
  }
  for (int32_t b = 0; b < c->resamples->blocks; b++)
    observed += c->observed[b];
  out->defined = corrected(c, observed, c->sides[0].total, second(c)->total, &out->value);
  if (!out->defined) out->note = "no_variation";
  return out->defined && has_interval(c) ? find_interval(c, out) : 0;
}

static const char *why_nothing(const bry__agreement *a) {
  return a->coding_count == 0 ? "no_codings" : a->coder_count == 1 ? "one_coder" : "no_shared_units";
}

/* --- alpha ---------------------------------------------------------------------------------------------------------- */

/* Takes the codings of units that two or more coders coded. */
static int take_shared(const bry__agreement *a, int32_t theme, said *to, bry__figure *out) {
  uint8_t *seen = bry__alloc_zero((size_t)a->coder_count, sizeof *seen);
  to->units = bry__alloc_zero((size_t)a->coding_count, sizeof *to->units);
  to->values = bry__alloc_zero((size_t)a->coding_count, sizeof *to->values);
  int result = seen && to->units && to->values ? 0 : -1;
  for (int32_t begin = 0, end; result == 0 && begin < a->coding_count; begin = end) {
    end = bry__agreement_unit_end(a, begin);
    if (end - begin < 2) continue;
    out->units++;
    for (int32_t i = begin; i < end; i++) {
      const bry__coding *coding = &a->codings[i];
      out->coders += !seen[coding->coder];
      seen[coding->coder] = 1;
      to->units[to->count] = coding->unit;
      to->values[to->count++] = theme >= 0 ? bry__agreement_has(a, coding->value, theme) : coding->value;
    }
  }
  bry__free(seen);
  return result;
}

/* Room to count the values of one unit. */
typedef struct tally {
  int32_t *of_value;
  int32_t *touched;
  int32_t count;
} tally;

/* The mean distance of a coding from the others of its unit, summed over the codings; empties the tally. */
static double unit_disagreement(const chance *c, tally *t, int32_t codings) {
  double sum = 0;
  for (int32_t i = 0; i < t->count; i++)
    for (int32_t k = 0; k < i; k++)
      sum +=
          (double)t->of_value[t->touched[i]] * t->of_value[t->touched[k]] * distance(c, t->touched[i], t->touched[k]);
  for (int32_t i = 0; i < t->count; i++)
    t->of_value[t->touched[i]] = 0;
  t->count = 0;
  return 2 * sum / (codings - 1);
}

static int observe_units(chance *c, const said *s) {
  tally t = {.of_value = bry__alloc_zero((size_t)count_values(c), sizeof *t.of_value),
             .touched = bry__alloc_zero((size_t)count_values(c), sizeof *t.touched)};
  int result = t.of_value && t.touched ? 0 : -1;
  for (int32_t begin = 0, end; result == 0 && begin < s->count; begin = end) {
    for (end = begin; end < s->count && s->units[end] == s->units[begin]; end++)
      if (t.of_value[s->values[end]]++ == 0) t.touched[t.count++] = s->values[end];
    c->observed[c->resamples->block_of[s->units[begin]]] += unit_disagreement(c, &t, end - begin);
  }
  bry__free(t.of_value);
  bry__free(t.touched);
  return result;
}

int bry__agreement_alpha(const bry__agreement *a, const bry__resamples *r, int32_t theme, bry__figure *out) {
  chance c = {.a = a, .resamples = r, .theme = theme, .same_sides = 1, .pairs = 1};
  said shared = {0};
  int result = -1;
  *out = (bry__figure){0};
  if (take_shared(a, theme, &shared, out) != 0) goto out;
  result = 0;
  if (shared.count == 0) out->note = why_nothing(a);
  if (shared.count == 0) goto out;
  c.observed = bry__alloc_zero((size_t)r->blocks, sizeof *c.observed);
  result = c.observed ? side_init(&c, &c.sides[0], &shared) : -1;
  if (result == 0) result = observe_units(&c, &shared);
  if (result == 0) result = measure(&c, out);

out:
  chance_clear(&c);
  bry__free(shared.units);
  bry__free(shared.values);
  return result;
}

/* --- kappa ---------------------------------------------------------------------------------------------------------- */

int bry__pairing_init(bry__pairing *p, const bry__agreement *a, int32_t coder, int32_t other) {
  size_t most = (size_t)a->unit_count;
  *p = (bry__pairing){.units = bry__alloc_zero(most, sizeof *p->units)};
  p->values[0] = bry__alloc_zero(most, sizeof *p->values[0]);
  p->values[1] = bry__alloc_zero(most, sizeof *p->values[1]);
  if (!p->units || !p->values[0] || !p->values[1]) return -1;
  for (int32_t begin = 0, end; begin < a->coding_count; begin = end) {
    int32_t left = -1, right = -1;
    end = bry__agreement_unit_end(a, begin);
    for (int32_t i = begin; i < end; i++) {
      if (a->codings[i].coder == coder) left = a->codings[i].value;
      if (a->codings[i].coder == other) right = a->codings[i].value;
    }
    if (left < 0 || right < 0) continue;
    p->units[p->count] = a->codings[begin].unit;
    p->values[0][p->count] = left;
    p->values[1][p->count++] = right;
  }
  return 0;
}

void bry__pairing_clear(bry__pairing *p) {
  bry__free(p->units);
  bry__free(p->values[0]);
  bry__free(p->values[1]);
}

static int take_side(const chance *c, const bry__pairing *p, int which, said *to) {
  to->units = p->units;
  to->count = p->count;
  to->values = bry__alloc_zero((size_t)p->count, sizeof *to->values);
  for (int32_t i = 0; to->values && i < p->count; i++) {
    int32_t value = p->values[which][i];
    to->values[i] = c->theme >= 0 ? bry__agreement_has(c->a, value, c->theme) : value;
  }
  return to->values ? 0 : -1;
}

int bry__agreement_kappa(const bry__agreement *a, const bry__pairing *p, const bry__resamples *r, int32_t theme,
                         int32_t pairs, bry__figure *out) {
  chance c = {.a = a, .resamples = r, .theme = theme, .pairs = pairs};
  said left = {0}, right = {0};
  int result = 0;
  *out = (bry__figure){.units = p->count, .coders = 2};
  if (p->count == 0) out->note = why_nothing(a);
  if (p->count == 0) return 0;
  c.observed = bry__alloc_zero((size_t)r->blocks, sizeof *c.observed);
  result = c.observed ? take_side(&c, p, 0, &left) : -1;
  if (result == 0) result = take_side(&c, p, 1, &right);
  if (result == 0) result = side_init(&c, &c.sides[0], &left);
  if (result == 0) result = side_init(&c, &c.sides[1], &right);
  for (int32_t i = 0; result == 0 && i < p->count; i++)
    c.observed[r->block_of[p->units[i]]] += distance(&c, left.values[i], right.values[i]);
  if (result == 0) result = measure(&c, out);
  chance_clear(&c);
  bry__free(left.values);
  bry__free(right.values);
  return result;
}
