/* Finds the themes of a corpus: vectors, many starts of clustering, the start that most others agree with, and its
 * refinement by the words. Large corpora are searched by a sample; all their units are put into what it gave. */
#include "theme/discover_fit.h"

#include "core/mem.h"
#include "core/parallel.h"
#include "core/random.h"
#include "theme/logarithm.h"

#include <math.h>
#include <string.h>

enum {
  D = BRY__DIMENSIONS,
  SAMPLE_MAX = 20000,
  PROBE_MAX = 4000, /* units on which numbers of themes are compared */
  STARTS_MIN = 3,
  STARTS_MAX = 240,
  WORK_MAX = 6000000, /* starts times units times themes */
  PROBE_STARTS_MIN = 5,
  PROBE_STARTS_MAX = 16,
  PROBES_MAX = 32,
  THEME_TEXTS_MIN = 3,
  SWEEPS = 20,
  PULL_MAX = 80,
  STREAM_SAMPLE = 2,
  STREAM_STARTS = 100,
  STREAM_PROBES = 5000
};

static const double undecided_below = 0.3;
static const double nearly = 0.9; /* of the best agreement */

/* --- the sample ------------------------------------------------------------------------------------------------- */

/* Every unit has the same chance, and they stay in order (Knuth, algorithm S). */
static void draw_sample(bry__fitting *f) {
  int32_t left = f->d->corpus.unit_count, wanted = left < SAMPLE_MAX ? left : SAMPLE_MAX;
  uint64_t counter = 0;
  for (int32_t unit = 0; wanted > f->count; unit++, left--) {
    int takes = left <= wanted - f->count || bry__random_below(f->fit->seed, STREAM_SAMPLE, &counter,
                                                               (uint64_t)left) < (uint64_t)(wanted - f->count);
    if (takes) f->units[f->count++] = unit;
  }
}

/* Row of d->embedded; NULL: it has none. */
static const float *embedding_of(const bry_discovery *d, int64_t unit) {
  return d->embedded ? d->embedded + unit * D : NULL;
}

/* What a unit's terms say and its embedding, each as long as the other; at length 1, or 0. */
static void make_vector(const bry_discovery *d, const int32_t *terms, int64_t count, const float *embedding,
                        float *out) {
  double square = 0;
  bry__vectors_of_terms(&d->vectors, terms, count, out);
  for (int32_t i = D; i < d->dimensions; i++)
    out[i] = embedding ? embedding[i - D] : 0;
  if (!embedding) return;
  for (int32_t i = 0; i < d->dimensions; i++)
    square += (double)out[i] * out[i];
  for (int32_t i = 0; i < d->dimensions; i++)
    out[i] = square > 0 ? (float)(out[i] / sqrt(square)) : 0;
}

static void vector_part(void *work, int32_t part, int32_t slot) {
  (void)slot;
  bry__fitting *f = work;
  const bry__corpus *c = &f->d->corpus;
  int64_t end = bry__part_begin(f->count, part + 1, BRY__PARTS);
  for (int64_t i = bry__part_begin(f->count, part, BRY__PARTS); i < end; i++) {
    int64_t begin = c->begins[f->units[i]];
    make_vector(f->d, c->terms + begin, c->begins[f->units[i] + 1] - begin, embedding_of(f->d, f->units[i]),
                f->vectors + i * f->d->dimensions);
    f->weights[i] = c->weights[f->units[i]];
  }
}

static int take_sample(bry__fitting *f) {
  size_t room = f->d->corpus.unit_count < SAMPLE_MAX ? (size_t)f->d->corpus.unit_count + 1 : SAMPLE_MAX;
  f->units = bry__alloc_zero(room, sizeof *f->units);
  f->weights = bry__alloc_zero(room, sizeof *f->weights);
  f->vectors = bry__alloc_zero(room * (size_t)f->d->dimensions, sizeof *f->vectors);
  if (!f->units || !f->weights || !f->vectors) return -1;
  draw_sample(f);
  bry__parallel(f->fit->threads, BRY__PARTS, vector_part, f);
  return 0;
}

/* --- agreement of partitions ------------------------------------------------------------------------------------ */

static double pairs(double n) {
  return n * (n - 1) / 2;
}

/* Adjusted Rand index of two partitions of weighted points into up to k parts (Hubert & Arabie 1985). */
static double agreement_of(const int32_t *left, const int32_t *right, const int32_t *weights, int32_t count,
                           int32_t k, int64_t *cells) {
  int64_t *rows = cells + (size_t)k * (size_t)k, *columns = rows + k, total = 0;
  memset(cells, 0, bry__fitting_table(k) * sizeof *cells);
  for (int32_t i = 0; i < count; i++) {
    cells[(size_t)left[i] * (size_t)k + (size_t)right[i]] += weights[i];
    rows[left[i]] += weights[i];
    columns[right[i]] += weights[i];
    total += weights[i];
  }
  double both = 0, in_rows = 0, in_columns = 0;
  for (size_t i = 0; i < (size_t)k * (size_t)k; i++)
    both += pairs((double)cells[i]);
  for (int32_t i = 0; i < k; i++) {
    in_rows += pairs((double)rows[i]);
    in_columns += pairs((double)columns[i]);
  }
  double expected = total > 1 ? in_rows * in_columns / pairs((double)total) : 0;
  double room = (in_rows + in_columns) / 2 - expected;
  return room > 0 ? (both - expected) / room : 1;
}

/* --- starts ----------------------------------------------------------------------------------------------------- */

/* Runs `starts` clusterings of the first `count` points into k. */
static int run_starts(bry__fitting *f, int32_t count, int32_t k, int32_t starts, uint64_t stream, int32_t *out) {
  bry__points points = {f->vectors, f->weights, count, f->d->dimensions};
  return bry__clusters_find(&points, k, f->fit->seed, stream, starts, f->fit->threads, out);
}

/* The start that the others agree with most, and the mean agreement of it, and of all. */
static int choose_start(const bry__fitting *f, const int32_t *starts, int32_t count, int32_t k, int32_t start_count,
                        int32_t *best, double *agreement, double *mean) {
  double sums[STARTS_MAX] = {0}, all = 0;
  int64_t *cells = bry__alloc_zero(bry__fitting_table(k), sizeof *cells);
  if (!cells) return -1;
  for (int32_t i = 0; i < start_count; i++) {
    for (int32_t j = 0; j < i; j++) {
      double agree = agreement_of(starts + (size_t)i * (size_t)count, starts + (size_t)j * (size_t)count, f->weights,
                                  count, k, cells);
      sums[i] += agree;
      sums[j] += agree;
      all += agree;
    }
  }
  bry__free(cells);
  *best = 0;
  for (int32_t i = 1; i < start_count; i++) {
    if (sums[i] > sums[*best]) *best = i;
  }
  *agreement = start_count > 1 ? sums[*best] / (start_count - 1) : 1;
  *mean = start_count > 1 ? all / pairs(start_count) : 1;
  return 0;
}

/* Starts of `count` points into k that can be afforded. */
static int32_t starts_of(int32_t count, int32_t k, int32_t least, int32_t most) {
  int64_t affordable = WORK_MAX / ((int64_t)count * k);
  return affordable < least ? least : affordable > most ? most : (int32_t)affordable;
}

static int probe(bry__fitting *f, int32_t count, int32_t k, double *mean) {
  int32_t best = 0, start_count = starts_of(count, k, PROBE_STARTS_MIN, PROBE_STARTS_MAX);
  double agreement = 0;
  int32_t *starts = bry__alloc_zero((size_t)start_count * (size_t)count, sizeof *starts);
  uint64_t stream = STREAM_PROBES + (uint64_t)k * PROBE_STARTS_MAX;
  int result = starts && run_starts(f, count, k, start_count, stream, starts) == 0 &&
                       choose_start(f, starts, count, k, start_count, &best, &agreement, mean) == 0
                   ? 0
                   : -1;
  bry__free(starts);
  return result;
}

/* A quarter more, but `most` before anything beyond it. */
static int32_t next_number(int32_t k, int32_t most) {
  int32_t next = k + (k / 4 > 1 ? k / 4 : 1);
  return k < most && next > most ? most : next;
}

/* The largest number of themes whose starts agree nearly as well as those of the best number: fewer would hide themes that
 * hold up as well, more would come out otherwise with another start. It is looked for between what the cube root and the
 * square root of the corpus let hope for. */
static int estimate(bry__fitting *f, int32_t *out) {
  int32_t count = f->count < PROBE_MAX ? f->count : PROBE_MAX, tried = 0;
  int32_t least = (int32_t)(0.7 * bry__exp(bry__ln(f->count) / 3) + 0.5), most = (int32_t)sqrt(f->count);
  int32_t numbers[PROBES_MAX];
  double agreements[PROBES_MAX], best = 0;
  *out = least < 2 ? 2 : least;
  for (int32_t k = *out; k <= most && tried < PROBES_MAX; k = next_number(k, most)) {
    if (probe(f, count, k, &agreements[tried]) != 0) return -1;
    if (agreements[tried] > best) best = agreements[tried];
    numbers[tried++] = k;
  }
  for (int32_t i = 0; i < tried; i++) {
    if (agreements[i] >= nearly * best) *out = numbers[i];
  }
  return 0;
}

static int find_start(bry__fitting *f) {
  f->start_count = starts_of(f->count, f->k, STARTS_MIN, STARTS_MAX);
  f->starts = bry__alloc_zero((size_t)f->start_count * (size_t)f->count, sizeof *f->starts);
  double mean = 0;
  if (!f->starts || run_starts(f, f->count, f->k, f->start_count, STREAM_STARTS, f->starts) != 0) return -1;
  return choose_start(f, f->starts, f->count, f->k, f->start_count, &f->winner, &f->d->stability, &mean);
}

/* --- refinement ------------------------------------------------------------------------------------------------- */

int bry__fitting_centres(bry__fitting *f, const int32_t *assigned) {
  size_t dimensions = (size_t)f->d->dimensions;
  double *centres = bry__alloc_zero((size_t)f->k * dimensions, sizeof *centres);
  if (!centres) return -1;
  for (int32_t i = 0; i < f->count; i++) {
    for (size_t d = 0; d < dimensions; d++)
      centres[(size_t)assigned[i] * dimensions + d] += (double)f->weights[i] * f->vectors[(size_t)i * dimensions + d];
  }
  for (int32_t k = 0; k < f->k; k++) {
    double square = 0, *centre = centres + (size_t)k * dimensions;
    for (size_t d = 0; d < dimensions; d++)
      square += centre[d] * centre[d];
    for (size_t d = 0; d < dimensions; d++)
      centre[d] = square > 0 ? centre[d] / sqrt(square) : 0;
  }
  bry__free(f->d->centres);
  f->d->centres = centres;
  return 0;
}

static void add_pull(const bry_discovery *d, const float *vector, int32_t k, int32_t *scores) {
  for (int32_t theme = 0; theme < k; theme++) {
    const double *centre = d->centres + (size_t)theme * (size_t)d->dimensions;
    double sums[4] = {0}; /* that need not wait for each other */
    for (int i = 0; i < d->dimensions; i += 4) {
      for (int lane = 0; lane < 4; lane++)
        sums[lane] += centre[i + lane] * vector[i + lane];
    }
    double cosine = sums[0] + sums[1] + (sums[2] + sums[3]);
    scores[theme] += (int32_t)(d->pull * cosine * BRY__MIXTURE_ONE);
  }
}

/* Opens a mixture that knows the sample as `assigned`. `units` rows are put where their unit is. */
static int open_mixture(bry__fitting *f, bry__mixture *m, const int32_t *assigned) {
  int32_t *all = bry__alloc_zero((size_t)f->d->corpus.unit_count + 1, sizeof *all);
  int result = all && bry__mixture_open(m, &f->d->corpus, f->k) == 0 ? 0 : -1;
  for (int32_t unit = 0; result == 0 && unit < f->d->corpus.unit_count; unit++)
    all[unit] = -1;
  for (int32_t i = 0; result == 0 && i < f->count; i++)
    all[f->units[i]] = assigned[i];
  if (result == 0) bry__mixture_set(m, all, f->fit->threads);
  bry__free(all);
  return result;
}

/* A theme of hardly any texts is none, unless it was asked for or there are no others: its texts go to their next best. */
static int dissolve_small(bry__fitting *f) {
  bry__mixture *m = &f->d->mixture;
  size_t dimensions = (size_t)f->d->dimensions;
  int64_t largest = 0;
  for (int32_t theme = 0; theme < f->k; theme++)
    largest = m->texts[theme] > largest ? m->texts[theme] : largest;
  if (f->fit->wanted > 0 || largest < THEME_TEXTS_MIN) return 0;
  int32_t *assigned = bry__alloc_zero((size_t)f->d->corpus.unit_count + 1, sizeof *assigned);
  if (!assigned) return -1;
  for (int32_t unit = 0; unit < f->d->corpus.unit_count; unit++) {
    int32_t theme = m->assigned[unit];
    assigned[unit] = theme >= 0 && m->texts[theme] < THEME_TEXTS_MIN ? -1 : theme;
  }
  for (int32_t theme = 0; theme < f->k; theme++) {
    if (m->texts[theme] < THEME_TEXTS_MIN)
      memset(f->d->centres + (size_t)theme * dimensions, 0, dimensions * sizeof *f->d->centres);
  }
  bry__mixture_set(m, assigned, f->fit->threads);
  bry__free(assigned);
  return 0;
}

static int refine(bry__fitting *f) {
  bry_discovery *d = f->d;
  bry__mixture *m = &d->mixture;
  if (bry__fitting_centres(f, f->agreed) != 0 || open_mixture(f, m, f->agreed) != 0) return -1;
  int32_t *priors = bry__alloc_zero((size_t)f->count * (size_t)m->padded, sizeof *priors);
  int64_t *least = bry__alloc_zero((size_t)f->k, sizeof *least);
  int result = priors && least ? 0 : -1;
  for (int32_t theme = 0; result == 0 && f->fit->wanted > 0 && theme < f->k; theme++)
    least[theme] = m->texts[theme] / 2 + 1;
  for (int32_t i = 0; result == 0 && i < f->count; i++)
    add_pull(d, f->vectors + (size_t)i * (size_t)d->dimensions, f->k, priors + (size_t)i * (size_t)m->padded);
  for (int i = 0; result == 0 && i < SWEEPS; i++) {
    if (bry__mixture_sweep(m, f->units, priors, f->count, least, f->fit->threads) == 0) break;
  }
  if (result == 0) result = dissolve_small(f);
  bry__free(priors);
  bry__free(least);
  return result;
}

/* Scores of all themes for a unit's terms and embedding; room for `padded`. */
static void score(const bry_discovery *d, const int32_t *terms, int64_t count, const float *embedding,
                  int32_t *scores) {
  float vector[BRY__POINT_MAX];
  bry__mixture_score(&d->mixture, terms, count, scores);
  make_vector(d, terms, count, embedding, vector);
  add_pull(d, vector, d->mixture.k, scores);
}

static void score_unit(const bry_discovery *d, int64_t unit, int32_t *scores) {
  const bry__corpus *c = &d->corpus;
  score(d, c->terms + c->begins[unit], c->begins[unit + 1] - c->begins[unit], embedding_of(d, unit), scores);
}

int32_t bry__discover_state(double confidence) {
  return confidence < undecided_below ? BRY_TEXT_UNDECIDED : BRY_TEXT_THEMED;
}

int32_t bry__discover_decide(const bry_discovery *d, const int32_t *terms, int64_t count, int32_t *theme,
                             double *confidence) {
  int32_t scores[BRY__THEMES_MAX + BRY__MIXTURE_LANES];
  score(d, terms, count, NULL, scores);
  *theme = bry__mixture_best(&d->mixture, scores);
  *confidence = bry__mixture_confidence(&d->mixture, scores, count, *theme);
  return bry__discover_state(*confidence);
}

/* --- all units -------------------------------------------------------------------------------------------------- */

/* The sample stays where the sweeps left it; all others go to their best theme. */
static void put_part(void *work, int32_t part, int32_t slot) {
  (void)slot;
  bry_discovery *d = work;
  const bry__corpus *c = &d->corpus;
  int32_t scores[BRY__THEMES_MAX + BRY__MIXTURE_LANES];
  int64_t end = bry__part_begin(c->unit_count, part + 1, BRY__PARTS);
  for (int64_t unit = bry__part_begin(c->unit_count, part, BRY__PARTS); unit < end; unit++) {
    d->theme_of[unit] = d->mixture.assigned[unit];
    if (d->theme_of[unit] >= 0) continue;
    score_unit(d, unit, scores);
    d->theme_of[unit] = bry__mixture_best(&d->mixture, scores);
  }
}

/* How sure each unit is of the theme that it has, by what was learnt from all. */
static void confidence_part(void *work, int32_t part, int32_t slot) {
  (void)slot;
  bry_discovery *d = work;
  const bry__corpus *c = &d->corpus;
  int32_t scores[BRY__THEMES_MAX + BRY__MIXTURE_LANES];
  int64_t end = bry__part_begin(c->unit_count, part + 1, BRY__PARTS);
  for (int64_t unit = bry__part_begin(c->unit_count, part, BRY__PARTS); unit < end; unit++) {
    int64_t count = c->begins[unit + 1] - c->begins[unit];
    score_unit(d, unit, scores);
    d->confidences[unit] = (float)bry__mixture_confidence(&d->mixture, scores, count, d->theme_of[unit]);
  }
}

/* Numbers themes by size and leaves out empty ones: theme t becomes place[t]. */
static int order_themes(bry__fitting *f, int32_t *place) {
  bry_discovery *d = f->d;
  int64_t *sizes = bry__alloc_zero((size_t)f->k + 1, sizeof *sizes);
  if (!sizes) return -1;
  for (int32_t unit = 0; unit < d->corpus.unit_count; unit++)
    sizes[d->theme_of[unit]] += d->corpus.weights[unit];
  d->theme_count = 0;
  for (int32_t t = 0; t < f->k; t++) {
    place[t] = 0;
    d->theme_count += sizes[t] > 0;
    for (int32_t other = 0; other < f->k; other++)
      place[t] += sizes[other] > sizes[t] || (sizes[other] == sizes[t] && other < t);
  }
  bry__free(sizes);
  return 0;
}

int bry__discover_place(bry_discovery *d, const int32_t *place, int32_t k, int32_t threads) {
  size_t dimensions = (size_t)d->dimensions;
  double *centres = bry__alloc_zero((size_t)k * dimensions, sizeof *centres);
  if (!centres) return -1;
  for (int32_t t = 0; t < k; t++)
    memcpy(centres + (size_t)place[t] * dimensions, d->centres + (size_t)t * dimensions,
           dimensions * sizeof *centres);
  for (int32_t unit = 0; unit < d->corpus.unit_count; unit++)
    d->theme_of[unit] = place[d->theme_of[unit]];
  bry__free(d->centres);
  d->centres = centres;
  bry__mixture_close(&d->mixture);
  if (bry__mixture_open(&d->mixture, &d->corpus, d->theme_count) != 0) return -1;
  bry__mixture_set(&d->mixture, d->theme_of, threads);
  return 0;
}

/* Learns anew from all units, the themes in their order. */
static int settle(bry__fitting *f) {
  int32_t *place = bry__alloc_zero((size_t)f->k, sizeof *place);
  int result = place ? order_themes(f, place) : -1;
  if (result == 0) result = bry__discover_place(f->d, place, f->k, f->fit->threads);
  bry__free(place);
  return result;
}

/* --- stability of each theme ------------------------------------------------------------------------------------ */

/* Adds to each theme the largest overlap that it has with a cluster of one start. */
static void add_overlaps(const bry__fitting *f, const int32_t *start, int64_t *cells, double *overlaps) {
  int32_t k = f->k, themes = f->d->theme_count;
  int64_t *sizes = cells + (size_t)themes * (size_t)k, *others = sizes + themes;
  memset(cells, 0, ((size_t)themes * (size_t)k + (size_t)themes + (size_t)k) * sizeof *cells);
  for (int32_t i = 0; i < f->count; i++) {
    int32_t theme = f->d->theme_of[f->units[i]];
    cells[(size_t)theme * (size_t)k + (size_t)start[i]] += f->weights[i];
    sizes[theme] += f->weights[i];
    others[start[i]] += f->weights[i];
  }
  for (int32_t theme = 0; theme < themes; theme++) {
    double best = 0;
    for (int32_t other = 0; other < k; other++) {
      int64_t both = cells[(size_t)theme * (size_t)k + (size_t)other], either = sizes[theme] + others[other] - both;
      double overlap = either > 0 ? (double)both / (double)either : 0;
      if (overlap > best) best = overlap;
    }
    overlaps[theme] += best;
  }
}

static int measure_stability(const bry__fitting *f) {
  bry_discovery *d = f->d;
  size_t themes = (size_t)d->theme_count, k = (size_t)f->k;
  int64_t *cells = bry__alloc_zero(themes * k + themes + k, sizeof *cells);
  double *overlaps = bry__alloc_zero(themes + 1, sizeof *overlaps);
  d->themes = bry__alloc_zero(themes + 1, sizeof *d->themes);
  int result = cells && overlaps && d->themes ? 0 : -1;
  for (int32_t i = 0; result == 0 && i < f->start_count; i++) {
    if (i != f->winner) add_overlaps(f, f->starts + (size_t)i * (size_t)f->count, cells, overlaps);
  }
  for (size_t i = 0; result == 0 && i < themes; i++)
    d->themes[i].stability = overlaps[i] / (f->start_count - 1);
  bry__free(cells);
  bry__free(overlaps);
  return result;
}

static int fit_all(bry__fitting *f) {
  bry_discovery *d = f->d;
  d->dimensions = d->embedded ? BRY__POINT_MAX : D;
  if (bry__vectors_make(&d->corpus, f->fit->seed, f->fit->threads, &d->vectors) != 0 || take_sample(f) != 0)
    return -1;
  f->k = f->fit->wanted;
  if (f->k == 0 && estimate(f, &f->k) != 0) return -1;
  if (f->k > f->count) f->k = f->count;
  d->pull = PULL_MAX;
  if (!d->embedded) d->pull = PULL_MAX * bry__corpus_rarity(&d->corpus) / BRY__RARITY_MAX;
  if (find_start(f) != 0 || bry__fitting_vote(f) != 0) return -1;
  if (f->fit->wanted > 0 && bry__fitting_fill(f) != 0) return -1;
  if (refine(f) != 0) return -1;
  bry__parallel(f->fit->threads, BRY__PARTS, put_part, d);
  if (settle(f) != 0) return -1;
  bry__parallel(f->fit->threads, BRY__PARTS, confidence_part, d);
  return measure_stability(f);
}

int bry__discover_fit(bry__fit *fit) {
  bry_discovery *d = fit->d;
  bry__fitting f = {.fit = fit, .d = d};
  size_t units = (size_t)d->corpus.unit_count + 1;
  d->theme_of = bry__alloc_zero(units, sizeof *d->theme_of);
  d->confidences = bry__alloc_zero(units, sizeof *d->confidences);
  int result = d->theme_of && d->confidences ? 0 : -1;
  if (result == 0 && d->corpus.unit_count > 0) result = fit_all(&f);
  bry__free(f.units);
  bry__free(f.vectors);
  bry__free(f.weights);
  bry__free(f.starts);
  bry__free(f.agreed);
  bry__free(d->embedded);
  d->embedded = NULL;
  return result;
}
