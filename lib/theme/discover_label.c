/* What a theme is called: the words that it has more of than the others, as people write them; and how well they go
 * together. */
#include "theme/discover.h"

#include "core/mem.h"
#include "theme/logarithm.h"
#include "theme/word_list.h"

#include <stdio.h>
#include <string.h>

enum { TOP = BRY__TOP_WORDS, LABEL_WORDS = 3, LONG_WORD = 8 };

static const double share_least = 0.03; /* of a theme's texts */

/* Words of any subject, beside those that have BRY__WORD_GENERAL: numbers, adverbs, verbs and nouns that say little. In the
 * order of their bytes. */
/* clang-format off */
static const char dull[] =
    "actually again akkurat always andre antall anyone around ask asked back bad begynn begynne begynnelse begynner "
    "begynte best big borte brukt bør came come comes dag dagar dagen dagene dager day days del delar delen deler "
    "different done egentlig eight einaste elleve end endeleg endelig eneste etterpå everyone everything faktisk "
    "fann fant fekk fem femte femti fikk fin find finds fine finn finne finner fint fire first five fjerde flott "
    "folk form forrige fort fortalte fortsatt found four framleis fremdeles funnet førre første ga gang gangen "
    "ganger gav gave get gets gikk gir give given gives gjekk gjerne gjøre gjøres going gone gong gongar gongen "
    "gonger got grad great greie halv halvt heile hel held heldt hele helst high holde holder holdt hugsar hugse "
    "hundre hundred huske husker høy høyt kalle kaller kalt keep keeps kept kind klokka klokken knew know known kom "
    "kort la lagt lang lange langt lar last lav lavt legg legge legger lenge lenger let lets ligg ligge ligger lik "
    "like likes litt long look looking looks lot lots low låg made make makes mann many mengde merke merker merket "
    "mindre minst minutt minutter måte måten måttet need needed needs neste nesten next ni nice nine nær often old "
    "ordentleg ordentlig other own par part people person personer place plass plutselig prøvd prøvde prøve prøver "
    "put rask raskt really rekke rett riktig riktige sa sagt said same samme samstundes samtidig satt saw say says "
    "second see seen sees seks sett sette setter seven short show shows sier sikkert sist siste six sju skikkeleg "
    "skikkelig skje skjedde skjer slag slutt slutten sluttet small snart someone something sort spesielt spurt "
    "spurte spør stad staden stadig start starte started starten starter sted stedet still straks større størst "
    "svarte syv særlig take taken takes tatt ten tenke tenker tenkt thing things think thinks third thought three "
    "ti timar time timen timer times ting tingene tjue to tok tolv took tre tredje treng trenge trenger tried tries "
    "trodde try tusen two type ulik use used uses using vanlegvis vanligvis vise viser vist viste vært want wanted "
    "wants way ways went year years åpen år året åtte";
/* clang-format on */

static void find_most_used(const bry__corpus *c, int32_t *most_used) {
  const bry__wordbook *book = &c->book;
  for (uint32_t key = 0; key < book->keys.count; key++)
    most_used[key] = -1;
  for (uint32_t word = 0; word < book->folds.count; word++) {
    const bry__entry *entry = &book->entries[word];
    for (int language = 0; language <= 1; language++) {
      int32_t key = entry->key[language];
      if (key < 0) continue;
      if (most_used[key] < 0 || entry->uses > book->entries[most_used[key]].uses) most_used[key] = (int32_t)word;
    }
  }
}

/* By stem: the shortest of the words that are used at least half as often as the one that is used most: "kaffe" rather
 * than "kaffen". -1: none. */
static void find_forms(const bry__corpus *c, const int32_t *most_used, int32_t *forms) {
  const bry__wordbook *book = &c->book;
  memcpy(forms, most_used, (size_t)book->keys.count * sizeof *forms);
  for (uint32_t word = 0; word < book->folds.count; word++) {
    const bry__entry *entry = &book->entries[word];
    for (int language = 0; language <= 1; language++) {
      int32_t key = entry->key[language];
      if (key < 0 || 2 * entry->uses < book->entries[most_used[key]].uses) continue;
      if (book->folds.items[word].size < book->folds.items[forms[key]].size) forms[key] = (int32_t)word;
    }
  }
}

static int32_t form_of(const bry_discovery *d, int32_t term) {
  return d->corpus.form_of_key[d->corpus.key_of_term[term]];
}

bry__string bry__discover_word(const bry_discovery *d, int32_t term) {
  return d->corpus.book.folds.items[form_of(d, term)];
}

/* How much a word says to those who read a label: what is too general little, a word of a known field of meaning more than
 * others, and a long one more than a short one. */
static double weight_of(const bry_discovery *d, int32_t term) {
  const bry__corpus *c = &d->corpus;
  int32_t form = form_of(d, term);
  const bry__entry *entry = &c->book.entries[form];
  bry__string word = c->book.folds.items[form];
  double weight = word.size < LONG_WORD ? (double)word.size / LONG_WORD : 1;
  int is_general =
      (entry->flags & BRY__WORD_GENERAL) || bry__word_list_has(dull, sizeof dull - 1, word.text, word.size);
  if (is_general) return weight / 4;
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

/* A word that is the form of two stems ("leder" of the noun and of the verb) is named once. */
static void name_once(const bry_discovery *d, bry__found_theme *theme) {
  int32_t kept = 0;
  for (int32_t i = 0; i < theme->word_count; i++) {
    int is_new = 1;
    for (int32_t j = 0; j < kept; j++)
      is_new = is_new && form_of(d, theme->words[i]) != form_of(d, theme->words[j]);
    if (is_new) theme->words[kept++] = theme->words[i];
  }
  theme->word_count = kept;
}

static void find_words(bry_discovery *d, int32_t which) {
  double worths[TOP + 1] = {0};
  for (int32_t term = 0; term < d->corpus.word_count; term++) {
    double worth = distinction(d, term, which);
    if (worth > 0) insert(&worth, &d->themes[which], worths, term);
  }
  name_once(d, &d->themes[which]);
}

/* A word that is in the label of an earlier theme is in no other. Without any the label is empty. */
static int write_label(bry_discovery *d, bry__found_theme *theme, uint8_t *taken) {
  bry__buffer b = {0};
  int32_t used = 0;
  for (int32_t i = 0; i < theme->word_count && used < LABEL_WORDS; i++) {
    if (taken[form_of(d, theme->words[i])]) continue;
    bry__string word = bry__discover_word(d, theme->words[i]);
    if (used++ > 0) bry__buffer_text(&b, ", ");
    bry__buffer_add(&b, word.text, word.size);
    taken[form_of(d, theme->words[i])] = 1;
  }
  theme->label = b.failed ? NULL : bry__strdup(used > 0 ? b.data : "");
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

/* --- their order ------------------------------------------------------------------------------------------------ */

static int comes_before(const bry_discovery *d, int32_t left, int32_t right) {
  const bry__found_theme *a = &d->themes[left], *b = &d->themes[right];
  if (a->size != b->size) return a->size > b->size;
  int order = strcmp(a->label, b->label);
  return order != 0 ? order < 0 : left < right;
}

/* Themes stand by size already, and by their labels where sizes are equal from now on. */
static int order_by_label(bry_discovery *d, int32_t threads) {
  size_t count = (size_t)d->theme_count + 1;
  int32_t *place = bry__alloc_zero(count, sizeof *place);
  bry__found_theme *themes = bry__alloc_zero(count, sizeof *themes);
  int result = place && themes ? 0 : -1, moved = 0;
  for (int32_t theme = 0; result == 0 && theme < d->theme_count; theme++) {
    for (int32_t other = 0; other < d->theme_count; other++)
      place[theme] += comes_before(d, other, theme);
    moved |= place[theme] != theme;
    themes[place[theme]] = d->themes[theme];
  }
  if (result == 0 && moved) {
    memcpy(d->themes, themes, (size_t)d->theme_count * sizeof *themes);
    result = bry__discover_place(d, place, d->theme_count, threads);
  }
  bry__free(place);
  bry__free(themes);
  return result;
}

/* Ids by place; they are the labels of themes that have no word of their own. */
static int name_themes(bry_discovery *d) {
  for (int32_t i = 0; i < d->theme_count; i++) {
    bry__found_theme *theme = &d->themes[i];
    snprintf(theme->id, sizeof theme->id, "t%d", i + 1);
    if (theme->label[0] != '\0') continue;
    bry__free(theme->label);
    theme->label = bry__strdup(theme->id);
    if (!theme->label) return -1;
  }
  d->last_id = d->theme_count;
  return 0;
}

int bry__discover_label(bry_discovery *d, int32_t threads) {
  uint8_t *taken = bry__alloc_zero((size_t)d->corpus.book.folds.count + 1, 1);
  d->corpus.form_of_key = bry__alloc_zero((size_t)d->corpus.book.keys.count + 1, sizeof *d->corpus.form_of_key);
  int32_t *most_used = bry__alloc_zero((size_t)d->corpus.book.keys.count + 1, sizeof *most_used);
  int result = taken && most_used && d->corpus.form_of_key ? 0 : -1;
  if (result == 0) find_most_used(&d->corpus, most_used);
  if (result == 0) find_forms(&d->corpus, most_used, d->corpus.form_of_key);
  for (int32_t theme = 0; result == 0 && theme < d->theme_count; theme++) {
    d->themes[theme].size = d->mixture.texts[theme];
    find_words(d, theme);
    result = write_label(d, &d->themes[theme], taken);
  }
  if (result == 0) result = measure_all(d);
  if (result == 0) result = order_by_label(d, threads);
  if (result == 0) result = name_themes(d);
  bry__free(most_used);
  bry__free(taken);
  return result;
}
