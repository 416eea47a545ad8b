/* Sweeps over units. A sweep reads all units against one table of scores and moves them afterwards, so that it does not
 * matter which thread reads which unit, or when. */
#include "theme/mixture.h"

#include "core/mem.h"
#include "core/parallel.h"
#include "theme/logarithm.h"

#include <string.h>

enum {
  LOGS = 1 << 16, /* counts up to this have their logarithm in a table */
  LANES = BRY__MIXTURE_LANES,
  FIELD_SHARES = 16,
  WITHOUT = 32,     /* a row of m->without: for fields, then for 0, 1, ... words */
  AHEAD = 3,        /* units */
  AHEAD_THEMES = 64 /* of longer rows the processor brings the rest by itself */
};

static const double alpha = 0.1, beta = 0.1, field_beta = 0.5;

typedef struct pass {
  bry__mixture *m;
  const int32_t *units;
  const int32_t *priors;
  int32_t count;
} pass;

static int32_t fixed(double x) {
  return (int32_t)(x * BRY__MIXTURE_ONE + (x < 0 ? -0.5 : 0.5));
}

static int fill_logs(bry__mixture *m) {
  m->logs = bry__alloc_zero(2 * LOGS, sizeof *m->logs);
  if (!m->logs) return -1;
  for (int32_t count = 0; count < LOGS; count++) {
    m->logs[count] = fixed(bry__ln(count + beta));
    m->logs[LOGS + count] = fixed(bry__ln(count + field_beta));
  }
  return 0;
}

static int32_t log_of(const bry__mixture *m, int32_t count) {
  return count < LOGS ? m->logs[count] : fixed(bry__ln(count + beta));
}

static int32_t log_of_field(const bry__mixture *m, int32_t count) {
  return count < LOGS ? m->logs[LOGS + count] : fixed(bry__ln(count + field_beta));
}

/* A field is there or not: its two outcomes share the theme's texts. */
static int32_t log_of_texts(int64_t texts) {
  return fixed(bry__ln((double)texts + 2 * field_beta));
}

/* What a field says; log and base are of the same theme. */
static int32_t field_score(const bry__mixture *m, int32_t log, int32_t base) {
  return (log - base) * m->field_share / FIELD_SHARES;
}

int bry__mixture_open(bry__mixture *m, const bry__corpus *corpus, int32_t k) {
  m->corpus = corpus;
  m->k = k;
  m->padded = (k + LANES - 1) / LANES * LANES;
  m->field_share = (int32_t)(FIELD_SHARES * bry__corpus_field_share(corpus));
  size_t cells = (size_t)corpus->term_count * (size_t)m->padded + (size_t)m->padded;
  m->counts = bry__alloc_zero(cells, sizeof *m->counts);
  m->scores = bry__alloc_zero(cells, sizeof *m->scores);
  if (fill_logs(m) != 0) return -1;
  m->words = bry__alloc_zero((size_t)m->padded, sizeof *m->words);
  m->texts = bry__alloc_zero((size_t)m->padded, sizeof *m->texts);
  m->base = bry__alloc_zero((size_t)m->padded, sizeof *m->base);
  m->without = bry__alloc_zero((size_t)m->padded * WITHOUT, sizeof *m->without);
  m->base_without = bry__alloc_zero((size_t)m->padded, sizeof *m->base_without);
  m->assigned = bry__alloc_zero((size_t)corpus->unit_count + 1, sizeof *m->assigned);
  m->next = bry__alloc_zero((size_t)corpus->unit_count + 1, sizeof *m->next);
  if (!m->counts || !m->scores || !m->words || !m->texts || !m->base || !m->without || !m->base_without) return -1;
  if (!m->assigned || !m->next) return -1;
  for (int32_t unit = 0; unit < corpus->unit_count; unit++)
    m->assigned[unit] = -1;
  return 0;
}

void bry__mixture_close(bry__mixture *m) {
  bry__free(m->counts);
  bry__free(m->scores);
  bry__free(m->words);
  bry__free(m->texts);
  bry__free(m->base);
  bry__free(m->without);
  bry__free(m->base_without);
  bry__free(m->assigned);
  bry__free(m->next);
  bry__free(m->logs);
  *m = (bry__mixture){0};
}

/* Counts a unit into a theme, or out of it. */
static void count_unit(bry__mixture *m, int32_t unit, int32_t theme, int32_t sign) {
  const bry__corpus *c = m->corpus;
  int32_t weight = sign * c->weights[unit];
  m->texts[theme] += weight;
  for (int64_t i = c->begins[unit]; i < c->begins[unit + 1]; i++) {
    int32_t term = c->terms[i];
    m->counts[(size_t)term * (size_t)m->padded + (size_t)theme] += weight;
    if (term < c->word_count) m->words[theme] += weight;
  }
}

static void move_unit(bry__mixture *m, int32_t unit, int32_t theme) {
  if (m->assigned[unit] == theme) return;
  if (m->assigned[unit] >= 0) count_unit(m, unit, m->assigned[unit], -1);
  if (theme >= 0) count_unit(m, unit, theme, 1);
  m->assigned[unit] = theme;
}

static int32_t without_at(int32_t theme, int64_t place) {
  return theme * WITHOUT + (int32_t)place;
}

static int32_t log_of_words(const bry__mixture *m, int64_t words) {
  return fixed(bry__ln((double)words + beta * m->corpus->word_count));
}

/* Logarithms of a term's share of each theme. That of a field is of the theme's texts, that of a word of its words. */
static void score_part(void *work, int32_t part, int32_t slot) {
  (void)slot;
  bry__mixture *m = ((pass *)work)->m;
  const bry__corpus *c = m->corpus;
  int32_t word_base[BRY__THEMES_MAX], field_base[BRY__THEMES_MAX];
  int64_t end = bry__part_begin(c->term_count, part + 1, BRY__PARTS);
  for (int32_t k = 0; k < m->k; k++) {
    word_base[k] = log_of_words(m, m->words[k]);
    field_base[k] = log_of_texts(m->texts[k]);
  }
  for (int64_t term = bry__part_begin(c->term_count, part, BRY__PARTS); term < end; term++) {
    int is_word = term < c->word_count;
    const int32_t *counts = m->counts + (size_t)term * (size_t)m->padded;
    int32_t *scores = m->scores + (size_t)term * (size_t)m->padded;
    for (int32_t k = 0; k < m->k; k++) {
      scores[k] =
          is_word ? log_of(m, counts[k]) - word_base[k] : field_score(m, log_of_field(m, counts[k]), field_base[k]);
    }
  }
}

/* The logarithms of a theme's size that a unit of one text leaves, by how many words it has. */
static void learn_without(bry__mixture *m, int32_t theme) {
  int64_t texts = m->texts[theme] - 1;
  if (texts < 0) return; /* nothing can be taken out */
  m->base_without[theme] = fixed(bry__ln((double)texts + alpha));
  m->without[without_at(theme, 0)] = log_of_texts(texts);
  for (int64_t words = 0; words < WITHOUT - 1 && words <= m->words[theme]; words++)
    m->without[without_at(theme, words + 1)] = log_of_words(m, m->words[theme] - words);
}

static void learn(pass *p, int32_t threads) {
  bry__mixture *m = p->m;
  for (int32_t k = 0; k < m->k; k++) {
    m->base[k] = fixed(bry__ln((double)m->texts[k] + alpha));
    learn_without(m, k);
  }
  bry__parallel(threads, BRY__PARTS, score_part, p);
}

void bry__mixture_set(bry__mixture *m, const int32_t *assigned, int32_t threads) {
  pass p = {.m = m};
  for (int32_t unit = 0; unit < m->corpus->unit_count; unit++)
    move_unit(m, unit, assigned[unit]);
  learn(&p, threads);
}

static void add(int32_t *scores, const int32_t *row, int32_t padded) {
  for (int32_t first = 0; first < padded; first += LANES) {
    for (int lane = 0; lane < LANES; lane++)
      scores[first + lane] += row[first + lane];
  }
}

/* A block of themes at a time, whose sums stay in registers. */
void bry__mixture_score(const bry__mixture *m, const int32_t *terms, int64_t count, int32_t *scores) {
  for (int32_t first = 0; first < m->padded; first += LANES) {
    int32_t sums[LANES];
    memcpy(sums, m->base + first, sizeof sums);
    for (int64_t i = 0; i < count; i++) {
      const int32_t *row = m->scores + (size_t)terms[i] * (size_t)m->padded + first;
      for (int lane = 0; lane < LANES; lane++)
        sums[lane] += row[lane];
    }
    memcpy(scores + first, sums, sizeof sums);
  }
}

/* What the words of a unit say for its theme without the unit itself, which else would keep it where it is. */
static int32_t score_without(const bry__mixture *m, int32_t unit, int32_t theme) {
  const bry__corpus *c = m->corpus;
  int32_t weight = c->weights[unit], score = 0;
  int64_t words = 0, texts = m->texts[theme] - weight;
  int is_known = weight == 1; /* as most are: see learn_without() */
  int32_t of_field = is_known ? m->without[without_at(theme, 0)] : log_of_texts(texts);
  for (int64_t i = c->begins[unit]; i < c->begins[unit + 1]; i++) {
    int32_t count = m->counts[(size_t)c->terms[i] * (size_t)m->padded + (size_t)theme] - weight;
    int is_word = c->terms[i] < c->word_count;
    words += is_word;
    score += is_word ? log_of(m, count) : field_score(m, log_of_field(m, count), of_field);
  }
  is_known = is_known && words < WITHOUT - 1;
  score -= (int32_t)words *
           (is_known ? m->without[without_at(theme, words + 1)] : log_of_words(m, m->words[theme] - words * weight));
  return score + (weight == 1 ? m->base_without[theme] : fixed(bry__ln((double)texts + alpha)));
}

/* The first of the largest. */
static int32_t best_of(const int32_t *scores, int32_t k) {
  int32_t best = 0, most = scores[0];
  for (int32_t i = 1; i < k; i++)
    most = scores[i] > most ? scores[i] : most;
  while (scores[best] != most)
    best++;
  return best;
}

/* Brings near what a unit some places ahead will need. */
static void expect(const bry__mixture *m, int32_t unit) {
  const bry__corpus *c = m->corpus;
  int32_t theme = m->assigned[unit];
  for (int64_t i = c->begins[unit]; i < c->begins[unit + 1]; i++) {
    size_t row = (size_t)c->terms[i] * (size_t)m->padded;
    for (int32_t first = 0; first < m->padded && first < AHEAD_THEMES; first += LANES)
      __builtin_prefetch(m->scores + row + first);
    if (theme >= 0) __builtin_prefetch(m->counts + row + theme);
  }
}

static int32_t unit_at(const pass *p, int64_t i) {
  return p->units ? p->units[i] : (int32_t)i;
}

static void read_part(void *work, int32_t part, int32_t slot) {
  (void)slot;
  pass *p = work;
  const bry__mixture *m = p->m;
  int32_t scores[BRY__THEMES_MAX + BRY__MIXTURE_LANES];
  int64_t end = bry__part_begin(p->count, part + 1, BRY__PARTS);
  for (int64_t i = bry__part_begin(p->count, part, BRY__PARTS); i < end; i++) {
    int32_t unit = unit_at(p, i);
    int64_t begin = m->corpus->begins[unit];
    if (i + AHEAD < end) expect(m, unit_at(p, i + AHEAD));
    bry__mixture_score(m, m->corpus->terms + begin, m->corpus->begins[unit + 1] - begin, scores);
    if (m->assigned[unit] >= 0) scores[m->assigned[unit]] = score_without(m, unit, m->assigned[unit]);
    if (p->priors) add(scores, p->priors + (size_t)i * (size_t)m->padded, m->padded);
    m->next[unit] = best_of(scores, m->k);
  }
}

static int must_stay(const bry__mixture *m, int32_t unit, const int64_t *least) {
  int32_t theme = m->assigned[unit];
  return theme >= 0 && m->texts[theme] - m->corpus->weights[unit] < least[theme];
}

int32_t bry__mixture_sweep(bry__mixture *m, const int32_t *units, const int32_t *priors, int32_t count,
                           const int64_t *least, int32_t threads) {
  pass p = {.m = m, .units = units, .priors = priors, .count = units ? count : m->corpus->unit_count};
  int32_t moved = 0;
  bry__parallel(threads, BRY__PARTS, read_part, &p);
  for (int32_t i = 0; i < p.count; i++) {
    int32_t unit = units ? units[i] : i;
    if (m->next[unit] == m->assigned[unit] || must_stay(m, unit, least)) continue;
    move_unit(m, unit, m->next[unit]);
    moved++;
  }
  learn(&p, threads);
  return moved;
}

int32_t bry__mixture_best(const bry__mixture *m, const int32_t *scores) {
  return best_of(scores, m->k);
}

double bry__mixture_confidence(const bry__mixture *m, const int32_t *scores, int64_t count, int32_t theme) {
  int32_t best = best_of(scores, m->k);
  double heat = (double)BRY__MIXTURE_ONE * (1 + 0.25 * (double)count), total = 0, own = 0;
  for (int32_t i = 0; i < m->k; i++) {
    double behind = ((double)scores[i] - scores[best]) / heat;
    if (behind <= -20) continue; /* it could not be seen */
    double likely = bry__exp(behind);
    total += likely;
    if (i == theme) own = likely;
  }
  return own / total;
}
