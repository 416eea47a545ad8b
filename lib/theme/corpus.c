/* Reads answers twice: first their words and what language each is in, then, when the language of the majority is
 * known, their stems. Equal sets of stems become one unit; stems that only one answer has are no terms. Both times in an
 * order of the answers' own, so that words, terms and units get the same numbers however the answers are given. */
#include "theme/corpus.h"

#include "core/mem.h"
#include "theme/text_order.h"

#include <string.h>

enum { TEXTS_WITH_TERM_MIN = 2, MASK_INTS = 4, NON_ANSWER_WORDS_MAX = 12 };

typedef struct draft {
  int32_t *order; /* by place: the number of a text; texts are read by place */
  int32_t *words; /* of all texts by place, one after the other */
  size_t words_capacity;
  int64_t *begins;   /* by place, and one more */
  int8_t *languages; /* by text, as all that follows */
  int8_t *standards;
  bry__strings sets; /* keys and fields of each unit, as bytes */
  int32_t *set_weights;
  size_t set_weights_capacity;
} draft;

/* Puts a number in its place among those before it, that are in order; a number that is there already changes nothing. */
static int32_t insert(int32_t *numbers, int32_t count, int32_t number) {
  int32_t at = count;
  while (at > 0 && numbers[at - 1] > number)
    at--;
  if (at > 0 && numbers[at - 1] == number) return count;
  memmove(numbers + at + 1, numbers + at, (size_t)(count - at) * sizeof *numbers);
  numbers[at] = number;
  return count + 1;
}

/* BRY__ENGLISH, BRY__NORWEGIAN or -1. */
static int language_of(int64_t nb, int64_t nn, int64_t en) {
  int64_t norwegian = nb > nn ? nb : nn;
  return en > norwegian ? BRY__ENGLISH : norwegian > en ? BRY__NORWEGIAN : -1;
}

static int kind_of(int pretokenised, int64_t seen, int other, uint16_t flags) {
  if (seen == 0) return BRY__TEXT_EMPTY;
  if (pretokenised) return BRY__TEXT_CONTENT;
  if (!other && seen <= NON_ANSWER_WORDS_MAX && bry__words_do_not_answer(flags)) return BRY__TEXT_NON_ANSWER;
  return BRY__TEXT_CONTENT;
}

static int keep_words(draft *d, const bry__reading *r, int64_t place) {
  size_t need = (size_t)(d->begins[place] + r->count);
  if (bry__grow((void **)&d->words, &d->words_capacity, need + 1, sizeof *d->words) != 0) return -1;
  if (r->count > 0) memcpy(d->words + d->begins[place], r->words, (size_t)r->count * sizeof *d->words);
  d->begins[place + 1] = (int64_t)need;
  return 0;
}

static bry_status read_words(bry__corpus *c, draft *d, const char *const *texts, const size_t *sizes,
                             bry_error **err) {
  bry__reading r = {0};
  bry_status status = BRY_OK;
  int64_t balance = 0;
  for (int64_t place = 0; place < c->text_count && status == BRY_OK; place++) {
    int32_t i = d->order[place];
    size_t size = texts[i] ? sizes[i] : 0;
    if (bry__wordbook_read(&c->book, texts[i], size, &r) != 0 || keep_words(d, &r, place) != 0) {
      status = bry__enomem(err);
    } else {
      c->kinds[i] = (uint8_t)kind_of(c->book.pretokenised, r.seen, r.other, r.flags);
      d->languages[i] = (int8_t)language_of(r.nb, r.nn, r.en);
      d->standards[i] = (int8_t)(d->languages[i] == BRY__ENGLISH ? 0 : (r.nb > r.nn) - (r.nb < r.nn));
      balance += d->languages[i] == BRY__ENGLISH ? 1 : d->languages[i] == BRY__NORWEGIAN ? -1 : 0;
    }
  }
  c->majority = balance > 0 ? BRY__ENGLISH : BRY__NORWEGIAN;
  bry__free(r.words);
  return status;
}

/* Keys and fields of the first BRY__UNIT_WORDS_MAX words of a text that have either. */
typedef struct key_set {
  int32_t keys[BRY__UNIT_WORDS_MAX + MASK_INTS]; /* in order, each once; room for the fields behind them */
  int32_t count, words;
  uint64_t fields[2]; /* that one word or more is of, and two or more */
} key_set;

static void empty(key_set *set) {
  set->count = set->words = 0;
  set->fields[0] = set->fields[1] = 0;
}

static void add_word(key_set *set, const bry__entry *entry, int language) {
  int has_key = entry->key[language] >= 0;
  if ((!has_key && entry->fields[language] == 0) || set->words == BRY__UNIT_WORDS_MAX) return;
  set->words++;
  set->fields[1] |= set->fields[0] & entry->fields[language];
  set->fields[0] |= entry->fields[language];
  if (has_key) set->count = insert(set->keys, set->count, entry->key[language]);
}

static void read_set(const bry__corpus *c, const draft *d, int64_t place, key_set *set) {
  int32_t text = d->order[place];
  int language = c->language >= 0 ? c->language : d->languages[text] >= 0 ? d->languages[text] : c->majority;
  empty(set);
  for (int64_t i = d->begins[place]; i < d->begins[place + 1]; i++)
    add_word(set, &c->book.entries[d->words[i]], language);
}

/* A set as bytes: its keys, and its fields as the last MASK_INTS numbers. */
static size_t bytes_of(key_set *set) {
  memcpy(set->keys + set->count, set->fields, sizeof set->fields);
  return (size_t)(set->count + MASK_INTS) * sizeof *set->keys;
}

static int add_units(bry__corpus *c, draft *d) {
  key_set set;
  for (int64_t place = 0; place < c->text_count; place++) {
    int32_t i = d->order[place];
    c->unit_of[i] = -1;
    if (c->kinds[i] != BRY__TEXT_CONTENT) continue;
    read_set(c, d, place, &set);
    if (set.count == 0) c->kinds[i] = BRY__TEXT_WORDLESS;
    if (set.count == 0) continue;
    int64_t before = d->sets.count;
    int64_t unit = bry__strings_add(&d->sets, (const char *)set.keys, bytes_of(&set));
    if (unit < 0 ||
        bry__grow((void **)&d->set_weights, &d->set_weights_capacity, (size_t)unit + 1, sizeof *d->set_weights) != 0)
      return -1;
    if (unit == before) d->set_weights[unit] = 0;
    d->set_weights[unit]++;
    c->unit_of[i] = (int32_t)unit;
    if (unit == before) c->standards[unit] = d->standards[i]; /* units are no more than texts */
    c->content_count++;
  }
  c->unit_count = (int32_t)d->sets.count;
  return 0;
}

static int32_t keys_in(const bry__string *set) {
  return (int32_t)(set->size / sizeof(int32_t)) - MASK_INTS;
}

static int32_t key_at(const bry__string *set, int32_t i) {
  int32_t key;
  memcpy(&key, set->text + (size_t)i * sizeof key, sizeof key);
  return key;
}

/* Which keys are terms: those that two texts or more have. */
static int choose_terms(bry__corpus *c, const draft *d) {
  size_t keys = c->book.keys.count;
  int64_t *texts_with = bry__alloc_zero(keys + 1, sizeof *texts_with);
  c->term_of_key = bry__alloc_zero(keys + 1, sizeof *c->term_of_key);
  c->key_of_term = bry__alloc_zero(keys + 1, sizeof *c->key_of_term);
  if (!texts_with || !c->term_of_key || !c->key_of_term) {
    bry__free(texts_with);
    return -1;
  }
  for (int32_t unit = 0; unit < c->unit_count; unit++) {
    const bry__string *set = &d->sets.items[unit];
    for (int32_t i = 0; i < keys_in(set); i++)
      texts_with[key_at(set, i)] += d->set_weights[unit];
  }
  for (size_t key = 0; key < keys; key++) {
    int is_term = texts_with[key] >= TEXTS_WITH_TERM_MIN;
    c->term_of_key[key] = is_term ? c->word_count : -1;
    if (is_term) c->key_of_term[c->word_count++] = (int32_t)key;
  }
  bry__free(texts_with);
  c->term_count = c->word_count + 2 * c->book.fields.count;
  return 0;
}

/* Terms of a set of keys, in order: keys are numbered as they come, and so are terms. */
static int32_t terms_of_set(const bry__corpus *c, const int32_t *keys, int32_t key_count, const uint64_t *fields,
                            int32_t *out) {
  int32_t count = 0, field_count = c->book.fields.count;
  for (int32_t i = 0; i < key_count; i++) {
    if (c->term_of_key[keys[i]] >= 0) out[count++] = c->term_of_key[keys[i]];
  }
  for (int32_t i = 0; i < 2 * field_count; i++) {
    if (fields[i / field_count] >> i % field_count & 1) out[count++] = c->word_count + i;
  }
  return count;
}

/* Writes a unit behind those before it. 0 or -1. */
static int write_unit(bry__corpus *c, const draft *d, int32_t unit, int32_t *number, size_t *capacity) {
  const bry__string *items = &d->sets.items[unit];
  int32_t set[BRY__UNIT_WORDS_MAX + MASK_INTS], found[BRY__TERMS_MAX], to = c->unit_count;
  uint64_t fields[2];
  memcpy(set, items->text, items->size);
  memcpy(fields, set + keys_in(items), sizeof fields);
  int32_t count = terms_of_set(c, set, keys_in(items), fields, found);
  size_t need = (size_t)(c->begins[to] + count);
  number[unit] = -1;
  if (count == 0) return 0;
  if (bry__grow((void **)&c->terms, capacity, need, sizeof *c->terms) != 0) return -1;
  memcpy(c->terms + c->begins[to], found, (size_t)count * sizeof *found);
  c->begins[to + 1] = (int64_t)need;
  c->weights[to] = d->set_weights[unit];
  c->standards[to] = c->standards[unit];
  for (int32_t i = 0; i < count; i++)
    c->frequency[found[i]] += c->weights[to];
  number[unit] = c->unit_count++;
  return 0;
}

/* Writes the units that have terms; texts of others are without words that matter. */
static int write_units(bry__corpus *c, const draft *d) {
  int32_t units = c->unit_count;
  size_t capacity = 0;
  int32_t *number = bry__alloc_zero((size_t)units + 1, sizeof *number);
  c->begins = bry__alloc_zero((size_t)units + 1, sizeof *c->begins);
  c->weights = bry__alloc_zero((size_t)units + 1, sizeof *c->weights);
  c->frequency = bry__alloc_zero((size_t)c->term_count + 1, sizeof *c->frequency);
  int result = number && c->begins && c->weights && c->frequency ? 0 : -1;
  c->unit_count = 0;
  for (int32_t unit = 0; result == 0 && unit < units; unit++)
    result = write_unit(c, d, unit, number, &capacity);
  for (int64_t i = 0; result == 0 && i < c->text_count; i++) {
    if (c->unit_of[i] < 0) continue;
    c->unit_of[i] = number[c->unit_of[i]];
    if (c->unit_of[i] >= 0) continue;
    c->kinds[i] = BRY__TEXT_WORDLESS;
    c->content_count--;
  }
  bry__free(number);
  return result;
}

static int allocate(bry__corpus *c, draft *d) {
  size_t count = (size_t)c->text_count + 1;
  c->kinds = bry__alloc_zero(count, sizeof *c->kinds);
  c->unit_of = bry__alloc_zero(count, sizeof *c->unit_of);
  c->standards = bry__alloc_zero(count, sizeof *c->standards);
  d->standards = bry__alloc_zero(count, sizeof *d->standards);
  d->order = bry__alloc_zero(count, sizeof *d->order);
  d->begins = bry__alloc_zero(count, sizeof *d->begins);
  d->languages = bry__alloc_zero(count, sizeof *d->languages);
  return c->kinds && c->unit_of && c->standards && d->order && d->begins && d->languages && d->standards ? 0 : -1;
}

bry_status bry__corpus_read(bry__corpus *corpus, const char *const *texts, const size_t *sizes, int64_t count,
                            const char *lang, int pretokenised, bry_error **err) {
  draft d = {0};
  bry_status status = BRY_OK;
  if (count >= INT32_MAX) return bry__error(err, BRY_ELIMIT, "give fewer than 2,147,483,647 texts at once");
  corpus->text_count = count;
  corpus->language = !lang || strcmp(lang, "auto") == 0 ? -1
                     : strcmp(lang, "en") == 0          ? BRY__ENGLISH
                                                        : BRY__NORWEGIAN;
  if (bry__wordbook_open(&corpus->book, pretokenised) != 0 || allocate(corpus, &d) != 0) status = bry__enomem(err);
  if (status == BRY_OK) status = bry__text_order(texts, sizes, count, d.order, err);
  if (status == BRY_OK) status = read_words(corpus, &d, texts, sizes, err);
  if (status == BRY_OK &&
      (add_units(corpus, &d) != 0 || choose_terms(corpus, &d) != 0 || write_units(corpus, &d) != 0))
    status = bry__enomem(err);
  bry__free(d.order);
  bry__free(d.words);
  bry__free(d.begins);
  bry__free(d.languages);
  bry__free(d.standards);
  bry__free(d.set_weights);
  bry__strings_clear(&d.sets);
  return status;
}

double bry__corpus_rarity(const bry__corpus *corpus) {
  double all = 0;
  for (int32_t term = 0; term < corpus->word_count; term++)
    all += (double)corpus->frequency[term];
  double rarity = all > 0 ? 100 * corpus->word_count / all : BRY__RARITY_MAX;
  return rarity > BRY__RARITY_MAX ? BRY__RARITY_MAX : rarity;
}

double bry__corpus_field_share(const bry__corpus *corpus) {
  double share = bry__corpus_rarity(corpus) / BRY__RARITY_MAX;
  return share < 0.25 ? 0.25 : share;
}

void bry__corpus_free(bry__corpus *corpus) {
  bry__wordbook_close(&corpus->book);
  bry__free(corpus->kinds);
  bry__free(corpus->unit_of);
  bry__free(corpus->standards);
  bry__free(corpus->begins);
  bry__free(corpus->terms);
  bry__free(corpus->weights);
  bry__free(corpus->term_of_key);
  bry__free(corpus->key_of_term);
  bry__free(corpus->form_of_key);
  bry__free(corpus->frequency);
  *corpus = (bry__corpus){0};
}

/* One more text: its words by both languages, until it is known which it is of. */
typedef struct one_text {
  key_set sets[2];
  int64_t nb, nn, en, seen;
  uint16_t flags;
  int other;
} one_text;

static int take_entry(void *user, const bry__entry *entry) {
  one_text *t = user;
  t->seen++;
  t->nb += entry->nb;
  t->nn += entry->nn;
  t->en += entry->en;
  t->flags = (uint16_t)(t->flags | entry->flags);
  if ((entry->flags & BRY__WORDS_OF_NON_ANSWERS) == 0) t->other = 1;
  for (int language = 0; language <= 1; language++)
    add_word(&t->sets[language], entry, language);
  return 0;
}

int bry__corpus_terms_of(const bry__corpus *corpus, const char *text, size_t size, int32_t *terms, int32_t *count,
                         int *kind) {
  one_text t;
  empty(&t.sets[0]);
  empty(&t.sets[1]);
  t.nb = t.nn = t.en = t.seen = 0;
  t.flags = 0;
  t.other = 0;
  if (bry__wordbook_visit(&corpus->book, text, size, take_entry, &t) != 0) return -1;
  int language = corpus->language >= 0 ? corpus->language : language_of(t.nb, t.nn, t.en);
  if (language < 0) language = corpus->majority;
  const key_set *set = &t.sets[language];
  *kind = kind_of(corpus->book.pretokenised, t.seen, t.other, t.flags);
  *count = terms_of_set(corpus, set->keys, set->count, set->fields, terms);
  if (*kind == BRY__TEXT_CONTENT && *count == 0) *kind = BRY__TEXT_WORDLESS;
  return 0;
}
