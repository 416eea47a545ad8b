/* An answer in bokmål and one in nynorsk that say nearly the same in nearly the same words become one unit with the words
 * of both: they end in one theme, and words that only one of the two standards has are known to go together. A unit joins
 * the unit before it that is most like it, never a chain of others. */
#include "theme/corpus.h"

#include "core/mem.h"
#include "theme/logarithm.h"

#include <math.h>

#include <string.h>

/* Of a larger corpus no units are put together: there are enough of each kind. */
enum { UNITS_MAX = 50000, RAREST = 4, CANDIDATES_MAX = 64, SHARED_MIN = 3 };

static const double alike = 0.3; /* cosine of the words, by rarity */

typedef struct bundler {
  bry__corpus *corpus;
  double *rarity;   /* by word: squared inverse document frequency */
  double *lengths;  /* by unit: square root of the sum of these */
  int32_t *leader;  /* by unit; itself when it leads */
  int32_t *newest;  /* by word: the last link of its leaders, -1 */
  int32_t *before;  /* by link: the one before it */
  int32_t *unit_of; /* by link */
  int32_t links;
} bundler;

static int64_t words_end(const bry__corpus *c, int32_t unit) {
  int64_t end = c->begins[unit + 1];
  while (end > c->begins[unit] && c->terms[end - 1] >= c->word_count)
    end--;
  return end;
}

/* The cosine of two units; 0 when they share too few words. */
static double likeness(const bundler *b, int32_t left, int32_t right) {
  const bry__corpus *c = b->corpus;
  int64_t i = c->begins[left], j = c->begins[right], i_end = words_end(c, left), j_end = words_end(c, right);
  int32_t shared = 0;
  double sum = 0;
  while (i < i_end && j < j_end) {
    int32_t a = c->terms[i], z = c->terms[j];
    if (a == z) {
      shared++;
      sum += b->rarity[a];
    }
    i += a <= z;
    j += z <= a;
  }
  return shared < SHARED_MIN ? 0 : sum / (b->lengths[left] * b->lengths[right]);
}

/* The rarest words of a unit, at most RAREST of them. */
static int32_t rarest_of(const bundler *b, int32_t unit, int32_t *out) {
  int32_t count = 0;
  for (int64_t i = b->corpus->begins[unit]; i < words_end(b->corpus, unit); i++) {
    int32_t term = b->corpus->terms[i], at = count < RAREST ? count++ : RAREST;
    for (; at > 0 && b->rarity[term] > b->rarity[out[at - 1]]; at--) {
      if (at < RAREST) out[at] = out[at - 1];
    }
    if (at < RAREST) out[at] = term;
  }
  return count;
}

static void find_leader(bundler *b, int32_t unit) {
  int32_t words[RAREST];
  int32_t count = rarest_of(b, unit, words);
  double best = alike;
  b->leader[unit] = unit;
  for (int32_t i = 0; i < count; i++) {
    int32_t seen = 0;
    for (int32_t link = b->newest[words[i]]; link >= 0 && seen < CANDIDATES_MAX; link = b->before[link], seen++) {
      if (b->corpus->standards[b->unit_of[link]] == b->corpus->standards[unit]) continue;
      double like = likeness(b, b->unit_of[link], unit);
      if (like <= best) continue;
      best = like;
      b->leader[unit] = b->unit_of[link];
    }
  }
  if (b->leader[unit] != unit) return;
  for (int64_t i = b->corpus->begins[unit]; i < words_end(b->corpus, unit); i++) {
    b->before[b->links] = b->newest[b->corpus->terms[i]];
    b->unit_of[b->links] = unit;
    b->newest[b->corpus->terms[i]] = b->links++;
  }
}

static int prepare(bundler *b) {
  const bry__corpus *c = b->corpus;
  size_t units = (size_t)c->unit_count + 1, words = (size_t)c->word_count + 1;
  size_t links = (size_t)c->begins[c->unit_count] + 1;
  b->rarity = bry__alloc_zero(words, sizeof *b->rarity);
  b->lengths = bry__alloc_zero(units, sizeof *b->lengths);
  b->leader = bry__alloc_zero(units, sizeof *b->leader);
  b->newest = bry__alloc_zero(words, sizeof *b->newest);
  b->before = bry__alloc_zero(links, sizeof *b->before);
  b->unit_of = bry__alloc_zero(links, sizeof *b->unit_of);
  if (!b->rarity || !b->lengths || !b->leader || !b->newest || !b->before || !b->unit_of) return -1;
  for (int32_t term = 0; term < c->word_count; term++) {
    double idf = bry__ln((double)c->content_count / (double)c->frequency[term]);
    b->rarity[term] = idf * idf;
    b->newest[term] = -1;
  }
  for (int32_t unit = 0; unit < c->unit_count; unit++) {
    double square = 0;
    for (int64_t i = c->begins[unit]; i < words_end(c, unit); i++)
      square += b->rarity[c->terms[i]];
    b->lengths[unit] = sqrt(square);
  }
  return 0;
}

/* Adds the terms of a unit to a sorted set. */
static int32_t unite(const bry__corpus *c, int32_t unit, int32_t *set, int32_t count) {
  int32_t merged[BRY__TERMS_MAX];
  int64_t i = c->begins[unit], end = c->begins[unit + 1];
  int32_t j = 0, size = 0;
  while ((i < end || j < count) && size < BRY__TERMS_MAX) {
    int32_t a = i < end ? c->terms[i] : INT32_MAX, z = j < count ? set[j] : INT32_MAX;
    merged[size++] = a < z ? a : z;
    i += a <= z;
    j += z <= a;
  }
  memcpy(set, merged, (size_t)size * sizeof *set);
  return size;
}

typedef struct rebuilt {
  int64_t *begins;
  int32_t *terms, *weights;
  int8_t *standards;
  int32_t *first, *next; /* by old unit: the units that follow it, in order; -1 */
  int32_t *number;       /* by old unit */
  int32_t count;
} rebuilt;

static int list_followers(const bundler *b, rebuilt *r) {
  int32_t units = b->corpus->unit_count;
  r->first = bry__alloc_zero((size_t)units + 1, sizeof *r->first);
  r->next = bry__alloc_zero((size_t)units + 1, sizeof *r->next);
  r->number = bry__alloc_zero((size_t)units + 1, sizeof *r->number);
  if (!r->first || !r->next || !r->number) return -1;
  for (int32_t unit = 0; unit < units; unit++)
    r->first[unit] = r->next[unit] = -1;
  for (int32_t unit = units - 1; unit >= 0; unit--) {
    int32_t leader = b->leader[unit];
    if (leader == unit) continue;
    r->next[unit] = r->first[leader];
    r->first[leader] = unit;
  }
  return 0;
}

static void write_bundle(const bundler *b, rebuilt *r, int32_t leader) {
  const bry__corpus *c = b->corpus;
  int32_t set[BRY__TERMS_MAX];
  int32_t count = unite(c, leader, set, 0), weight = c->weights[leader];
  r->number[leader] = r->count;
  for (int32_t unit = r->first[leader]; unit >= 0; unit = r->next[unit]) {
    count = unite(c, unit, set, count);
    weight += c->weights[unit];
    r->number[unit] = r->count;
  }
  memcpy(r->terms + r->begins[r->count], set, (size_t)count * sizeof *set);
  r->standards[r->count] = c->standards[leader];
  r->weights[r->count] = weight;
  r->begins[r->count + 1] = r->begins[r->count] + count;
  r->count++;
}

static void take_over(bry__corpus *c, rebuilt *r) {
  bry__free(c->begins);
  bry__free(c->terms);
  bry__free(c->weights);
  bry__free(c->standards);
  c->standards = r->standards;
  c->begins = r->begins;
  c->terms = r->terms;
  c->weights = r->weights;
  c->unit_count = r->count;
  for (int64_t i = 0; i < c->text_count; i++) {
    if (c->unit_of[i] >= 0) c->unit_of[i] = r->number[c->unit_of[i]];
  }
  memset(c->frequency, 0, (size_t)c->term_count * sizeof *c->frequency);
  for (int32_t unit = 0; unit < c->unit_count; unit++) {
    for (int64_t i = c->begins[unit]; i < c->begins[unit + 1]; i++)
      c->frequency[c->terms[i]] += c->weights[unit];
  }
}

static int rebuild(bundler *b) {
  bry__corpus *c = b->corpus;
  rebuilt r = {0};
  r.begins = bry__alloc_zero((size_t)c->unit_count + 1, sizeof *r.begins);
  r.terms = bry__alloc_zero((size_t)c->begins[c->unit_count] + 1, sizeof *r.terms);
  r.weights = bry__alloc_zero((size_t)c->unit_count + 1, sizeof *r.weights);
  r.standards = bry__alloc_zero((size_t)c->unit_count + 1, sizeof *r.standards);
  int result = r.begins && r.terms && r.weights && r.standards && list_followers(b, &r) == 0 ? 0 : -1;
  if (result == 0) {
    for (int32_t unit = 0; unit < c->unit_count; unit++) {
      if (b->leader[unit] == unit) write_bundle(b, &r, unit);
    }
    take_over(c, &r);
  } else {
    bry__free(r.begins);
    bry__free(r.terms);
    bry__free(r.weights);
    bry__free(r.standards);
  }
  bry__free(r.first);
  bry__free(r.next);
  bry__free(r.number);
  return result;
}

int bry__corpus_bundle(bry__corpus *corpus) {
  bundler b = {.corpus = corpus};
  if (corpus->unit_count > UNITS_MAX) return 0;
  int result = prepare(&b);
  for (int32_t unit = 0; result == 0 && unit < corpus->unit_count; unit++)
    find_leader(&b, unit);
  if (result == 0) result = rebuild(&b);
  bry__free(b.rarity);
  bry__free(b.lengths);
  bry__free(b.leader);
  bry__free(b.newest);
  bry__free(b.before);
  bry__free(b.unit_of);
  return result;
}
