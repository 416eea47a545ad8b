/* What a theme is called: the words that it has more of than the others, as people write them; and how well they go
 * together. */
#include "theme/discover.h"

#include "core/mem.h"
#include "theme/logarithm.h"

#include <string.h>

enum { TOP = BRY__TOP_WORDS, LABEL_WORDS = 3, LONG_WORD = 8 };

static const double share_least = 0.03; /* of a theme's texts */

/* The most used word of each stem. -1: none. */
static void find_forms(const bry__corpus *c, int32_t *forms) {
  const bry__wordbook *book = &c->book;
  for (uint32_t key = 0; key < book->keys.count; key++)
    forms[key] = -1;
  for (uint32_t word = 0; word < book->folds.count; word++) {
    const bry__entry *entry = &book->entries[word];
    for (int language = 0; language <= 1; language++) {
      int32_t key = entry->key[language];
      if (key < 0) continue;
      if (forms[key] < 0 || entry->uses > book->entries[forms[key]].uses) forms[key] = (int32_t)word;
    }
  }
}

bry__string bry__discover_word(const bry_discovery *d, int32_t term) {
  const bry__corpus *c = &d->corpus;
  return c->book.folds.items[c->form_of_key[c->key_of_term[term]]];
}

/* How much a word says to those who read a label: what is too general little, a word of a known field of meaning more than
 * others, and a long one more than a short one. */
static double weight_of(const bry_discovery *d, int32_t term) {
  const bry__corpus *c = &d->corpus;
  int32_t form = c->form_of_key[c->key_of_term[term]];
  const bry__entry *entry = &c->book.entries[form];
  size_t size = c->book.folds.items[form].size;
  double weight = size < LONG_WORD ? (double)size / LONG_WORD : 1;
  if (entry->flags & BRY__WORD_GENERAL) weight /= 4;
  return entry->fields[0] | entry->fields[1] ? 2 * weight : weight;
}

/* How much a word tells a theme from the rest: its texts there times the logarithm of how many more they are than they
 * would be by chance. Less where few of the theme's texts have it. */
static double distinction(const bry_discovery *d, int32_t term, int32_t theme) {
  const bry__mixture *m = &d->mixture;
  double here = m->counts[(size_t)term * (size_t)m->padded + (size_t)theme];
  if (here == 0) return 0;
  double share = here / (double)m->texts[theme];
  double all = (double)d->corpus.frequency[term] / (double)d->corpus.content_count;
  double worth = d->theme_count > 1 ? here * bry__ln(share / all) : here;
  if (share < share_least) worth /= 4;
  return worth * weight_of(d, term);
}

static void insert(const double *worth, bry__found_theme *theme, double *worths, int32_t term) {
  int32_t at = theme->word_count < TOP ? theme->word_count++ : TOP;
  for (; at > 0 && *worth > worths[at - 1]; at--) {
    if (at == TOP) continue;
    worths[at] = worths[at - 1];
    theme->words[at] = theme->words[at - 1];
  }
  if (at == TOP) return;
  worths[at] = *worth;
  theme->words[at] = term;
}

static void find_words(bry_discovery *d, int32_t which) {
  double worths[TOP + 1] = {0};
  for (int32_t term = 0; term < d->corpus.word_count; term++) {
    double worth = distinction(d, term, which);
    if (worth > 0) insert(&worth, &d->themes[which], worths, term);
  }
}

/* A word that is in the label of an earlier theme is in no other. */
static int write_label(bry_discovery *d, bry__found_theme *theme, uint8_t *taken) {
  bry__buffer b = {0};
  int32_t used = 0;
  for (int32_t i = 0; i < theme->word_count && used < LABEL_WORDS; i++) {
    if (taken[theme->words[i]]) continue;
    bry__string word = bry__discover_word(d, theme->words[i]);
    if (used++ > 0) bry__buffer_text(&b, ", ");
    bry__buffer_add(&b, word.text, word.size);
    taken[theme->words[i]] = 1;
  }
  if (used == 0) bry__buffer_text(&b, theme->id);
  theme->label = b.failed ? NULL : bry__strdup(b.data);
  bry__buffer_free(&b);
  return theme->label ? 0 : -1;
}

/* --- coherence -------------------------------------------------------------------------------------------------- */

typedef struct pair_counts {
  int32_t *first; /* by term: the first of its places; -1 */
  int32_t *next;  /* by place (theme times TOP and rank) */
  int64_t *pairs; /* by theme, TOP times TOP */
  uint32_t *seen; /* by theme: ranks in the unit at hand */
} pair_counts;

static int open_counts(const bry_discovery *d, pair_counts *p) {
  size_t themes = (size_t)d->theme_count;
  p->first = bry__alloc_zero((size_t)d->corpus.term_count + 1, sizeof *p->first);
  p->next = bry__alloc_zero(themes * TOP + 1, sizeof *p->next);
  p->pairs = bry__alloc_zero(themes * TOP * TOP + 1, sizeof *p->pairs);
  p->seen = bry__alloc_zero(themes + 1, sizeof *p->seen);
  if (!p->first || !p->next || !p->pairs || !p->seen) return -1;
  for (int32_t term = 0; term < d->corpus.term_count; term++)
    p->first[term] = -1;
  for (int32_t theme = 0; theme < d->theme_count; theme++) {
    for (int32_t rank = 0; rank < d->themes[theme].word_count; rank++) {
      int32_t term = d->themes[theme].words[rank], place = theme * TOP + rank;
      p->next[place] = p->first[term];
      p->first[term] = place;
    }
  }
  return 0;
}

static void count_theme(pair_counts *p, int32_t theme, int32_t weight) {
  for (int32_t i = 0; i < TOP; i++) {
    for (int32_t j = 0; j < i; j++) {
      if (p->seen[theme] >> i & p->seen[theme] >> j & 1)
        p->pairs[((size_t)theme * TOP + (size_t)i) * TOP + (size_t)j] += weight;
    }
  }
  p->seen[theme] = 0;
}

static void count_unit(const bry__corpus *c, pair_counts *p, int32_t unit) {
  for (int64_t i = c->begins[unit]; i < c->begins[unit + 1]; i++) {
    for (int32_t place = p->first[c->terms[i]]; place >= 0; place = p->next[place])
      p->seen[place / TOP] |= (uint32_t)1 << place % TOP;
  }
  for (int64_t i = c->begins[unit]; i < c->begins[unit + 1]; i++) {
    for (int32_t place = p->first[c->terms[i]]; place >= 0; place = p->next[place])
      count_theme(p, place / TOP, c->weights[unit]);
  }
}

static double information(const bry__corpus *c, int32_t left, int32_t right, int64_t together) {
  double n = (double)c->content_count;
  if (together == 0) return -1;
  if (together == c->content_count) return 1;
  double p = (double)together / n;
  double by_chance = (double)c->frequency[left] / n * ((double)c->frequency[right] / n);
  return bry__ln(p / by_chance) / -bry__ln(p);
}

static void measure_coherence(bry_discovery *d, const pair_counts *p, int32_t which) {
  bry__found_theme *theme = &d->themes[which];
  double sum = 0;
  int32_t count = 0;
  for (int32_t i = 0; i < theme->word_count; i++) {
    for (int32_t j = 0; j < i; j++, count++)
      sum += information(&d->corpus, theme->words[i], theme->words[j],
                         p->pairs[((size_t)which * TOP + (size_t)i) * TOP + (size_t)j]);
  }
  theme->coherence = count > 0 ? sum / count : 0;
}

static int measure_all(bry_discovery *d) {
  pair_counts p = {0};
  int result = open_counts(d, &p);
  for (int32_t unit = 0; result == 0 && unit < d->corpus.unit_count; unit++)
    count_unit(&d->corpus, &p, unit);
  for (int32_t theme = 0; result == 0 && theme < d->theme_count; theme++)
    measure_coherence(d, &p, theme);
  bry__free(p.first);
  bry__free(p.next);
  bry__free(p.pairs);
  bry__free(p.seen);
  return result;
}

int bry__discover_label(bry_discovery *d) {
  uint8_t *taken = bry__alloc_zero((size_t)d->corpus.term_count + 1, 1);
  d->corpus.form_of_key = bry__alloc_zero((size_t)d->corpus.book.keys.count + 1, sizeof *d->corpus.form_of_key);
  int result = taken && d->corpus.form_of_key ? 0 : -1;
  if (result == 0) find_forms(&d->corpus, d->corpus.form_of_key);
  for (int32_t theme = 0; result == 0 && theme < d->theme_count; theme++) {
    d->themes[theme].size = d->mixture.texts[theme];
    find_words(d, theme);
    result = write_label(d, &d->themes[theme], taken);
  }
  if (result == 0) result = measure_all(d);
  bry__free(taken);
  return result;
}
