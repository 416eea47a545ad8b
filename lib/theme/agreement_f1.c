/* Precision, recall and F1 of one coder against another: for each theme, over all codings (micro), and the mean of the
 * themes (macro). */
#include "core/mem.h"
#include "theme/agreement.h"

enum { BOTH = 0, ONLY_CODER = 1, ONLY_OTHER = 2, KINDS = 3 };

typedef struct scores {
  double rate[BRY__RATES];
  int32_t defined[BRY__RATES];
} scores;

/* The values of one group of figures in the resamples in which they are defined. */
typedef struct drawn {
  double *values[BRY__RATES];
  int32_t count[BRY__RATES];
} drawn;

typedef struct job {
  const bry__agreement *a;
  const bry__resamples *r;
  int32_t *counts; /* [(theme * blocks + block) * KINDS + kind] */
  double *micro;   /* [resample * KINDS + kind]: sums over themes */
  double *macro;   /* [resample * BRY__RATES + rate]: likewise */
  double *used;    /* [resample]: themes that someone used */
  double *room;    /* behind `drawn` */
  drawn drawn;
} job;

static void ratio(scores *s, int rate, double part, double whole) {
  s->defined[rate] = whole > 0;
  s->rate[rate] = whole > 0 ? part / whole : 0;
}

static scores score(const double *n) {
  scores s;
  ratio(&s, BRY__PRECISION, n[BOTH], n[BOTH] + n[ONLY_CODER]);
  ratio(&s, BRY__RECALL, n[BOTH], n[BOTH] + n[ONLY_OTHER]);
  ratio(&s, BRY__F1, 2 * n[BOTH], 2 * n[BOTH] + n[ONLY_CODER] + n[ONLY_OTHER]);
  return s;
}

/* One that is not defined counts as 0 in the mean, and a theme that nobody used does not count. */
static scores mean(const double *sums, double used) {
  scores s;
  for (int rate = 0; rate < BRY__RATES; rate++)
    ratio(&s, rate, sums[rate], used);
  return s;
}

static void job_clear(job *j) {
  bry__free(j->counts);
  bry__free(j->micro);
  bry__free(j->macro);
  bry__free(j->used);
  bry__free(j->room);
}

/* One place more than there are resamples: the last is the whole sample. */
static int job_init(job *j) {
  size_t places = (size_t)j->r->count + 1;
  j->counts = bry__alloc_zero((size_t)j->a->theme_count * (size_t)j->r->blocks, KINDS * sizeof *j->counts);
  j->micro = bry__alloc_zero(places, KINDS * sizeof *j->micro);
  j->macro = bry__alloc_zero(places, BRY__RATES * sizeof *j->macro);
  j->used = bry__alloc_zero(places, sizeof *j->used);
  j->room = bry__alloc_zero(places, BRY__RATES * sizeof *j->room);
  for (int rate = 0; j->room && rate < BRY__RATES; rate++)
    j->drawn.values[rate] = j->room + (size_t)rate * places;
  return j->counts && j->micro && j->macro && j->used && j->room ? 0 : -1;
}

static void count(job *j, const bry__pairing *p) {
  for (int32_t i = 0; i < p->count; i++) {
    for (int32_t t = 0; t < j->a->theme_count; t++) {
      int left = bry__agreement_has(j->a, p->values[0][i], t), right = bry__agreement_has(j->a, p->values[1][i], t);
      if (!left && !right) continue;
      size_t block = (size_t)t * (size_t)j->r->blocks + (size_t)j->r->block_of[p->units[i]];
      j->counts[block * KINDS + (left && right ? BOTH : left ? ONLY_CODER : ONLY_OTHER)]++;
    }
  }
}

/* The counts of one theme in a resample, or in the whole sample (times NULL). */
static void sum_blocks(const job *j, int32_t theme, const int32_t *times, double *sums) {
  const int32_t *counts = j->counts + (size_t)theme * (size_t)j->r->blocks * KINDS;
  for (int kind = 0; kind < KINDS; kind++)
    sums[kind] = 0;
  for (int32_t b = 0; b < j->r->blocks; b++)
    for (int kind = 0; kind < KINDS; kind++)
      sums[kind] += (double)(times ? times[b] : 1) * counts[(size_t)b * KINDS + (size_t)kind];
}

static void add_to_sums(job *j, int32_t place, const double *n, const scores *s) {
  for (int kind = 0; kind < KINDS; kind++)
    j->micro[(size_t)place * KINDS + (size_t)kind] += n[kind];
  for (int rate = 0; rate < BRY__RATES; rate++)
    j->macro[(size_t)place * BRY__RATES + (size_t)rate] += s->rate[rate];
  j->used[place] += s->defined[BRY__F1];
}

static void draw_begin(job *j) {
  for (int rate = 0; rate < BRY__RATES; rate++)
    j->drawn.count[rate] = 0;
}

static void draw_add(job *j, const scores *s) {
  for (int rate = 0; rate < BRY__RATES; rate++)
    if (s->defined[rate]) j->drawn.values[rate][j->drawn.count[rate]++] = s->rate[rate];
}

static void put(job *j, const scores *s, int32_t units, bry__figure *out) {
  for (int rate = 0; rate < BRY__RATES; rate++) {
    out[rate] = (bry__figure){.defined = s->defined[rate], .value = s->rate[rate], .units = units, .coders = 2};
    if (!s->defined[rate]) out[rate].note = units > 0 ? "never_used" : "no_shared_units";
    bry__figure_interval(&out[rate], j->drawn.values[rate], j->drawn.count[rate], j->r->count);
  }
}

static void measure_theme(job *j, int32_t theme, int32_t units, bry__figure *out) {
  double n[KINDS];
  draw_begin(j);
  for (int32_t i = 0; i < j->r->count; i++) {
    sum_blocks(j, theme, j->r->times + (size_t)i * (size_t)j->r->blocks, n);
    scores s = score(n);
    add_to_sums(j, i, n, &s);
    draw_add(j, &s);
  }
  sum_blocks(j, theme, NULL, n);
  scores s = score(n);
  add_to_sums(j, j->r->count, n, &s);
  put(j, &s, units, out);
}

static scores over_all(const job *j, int32_t place, int micro) {
  return micro ? score(j->micro + (size_t)place * KINDS)
               : mean(j->macro + (size_t)place * BRY__RATES, j->used[place]);
}

static void measure_all(job *j, int micro, int32_t units, bry__figure *out) {
  draw_begin(j);
  for (int32_t i = 0; i < j->r->count; i++) {
    scores s = over_all(j, i, micro);
    draw_add(j, &s);
  }
  scores s = over_all(j, j->r->count, micro);
  put(j, &s, units, out);
}

int bry__agreement_f1(const bry__agreement *a, const bry__pairing *p, const bry__resamples *r, bry__figure *out) {
  job j = {.a = a, .r = r};
  int result = job_init(&j);
  if (result == 0) {
    count(&j, p);
    for (int32_t t = 0; t < a->theme_count; t++)
      measure_theme(&j, t, p->count, out + (size_t)t * BRY__RATES);
    measure_all(&j, 1, p->count, out + (size_t)a->theme_count * BRY__RATES);
    measure_all(&j, 0, p->count, out + ((size_t)a->theme_count + 1) * BRY__RATES);
  }
  job_clear(&j);
  return result;
}
