/* Reads texts as features. Counts of a feature in a text count by their square root; how rare it is, by the fourth root
 * of the share of texts without it over those with: nearly what logarithms give, but roots are the same on any machine. */
#include "theme/features.h"

#include "core/hash.h"
#include "core/mem.h"
#include "core/utf8.h"
#include "theme/tokens.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  BEGINNING = 6,
  RUN_MIN = 4,
  RUN_MAX = 5,
  LETTERS_MAX = 160,
  PLAIN_MAX = BRY__FOLD_MAX_BYTES * 2,
  SLOTS_MIN = 4096
};

static uint64_t key_of(const char *text, size_t size, uint64_t is_run) {
  uint64_t key = (bry__hash64(text, size) & ~(uint64_t)1) | is_run;
  return key > 1 ? key : key + 2;
}

/* Where each letter begins, and the end behind the last; returns how many letters. */
static int32_t letters_of(const char *text, size_t size, size_t *begins) {
  int32_t count = 0;
  size_t at = 0;
  while (at < size && count < LETTERS_MAX) {
    begins[count++] = at;
    bry__utf8_next(text, size, &at);
  }
  begins[count] = at;
  return count;
}

int32_t bry__features_of_word(const bry__features *features, const char *fold, size_t size, uint64_t *keys) {
  char word[PLAIN_MAX + 2] = " ";
  size_t begins[LETTERS_MAX + 1];
  bry__lexicon_find(features->lexicon, &fold, &size);
  size_t plain = bry__words_unite(fold, size, word + 1, PLAIN_MAX);
  if (plain == 0) return 0;
  word[plain + 1] = ' ';
  int32_t letters = letters_of(word, plain + 2, begins), count = 0;
  int32_t beginning = letters - 1 < BEGINNING + 1 ? letters - 1 : BEGINNING + 1;
  keys[count++] = key_of(word + 1, begins[beginning] - 1, 0);
  for (int32_t run = RUN_MIN; run <= RUN_MAX; run++) {
    for (int32_t at = 0; at + run <= letters; at++)
      keys[count++] = key_of(word + begins[at], begins[at + run] - begins[at], 1);
    if (letters <= run) break; /* the whole word: once is enough */
  }
  return count;
}

static int compare_keys(const void *a, const void *b) {
  const bry__feature *x = a, *y = b;
  return (x->key > y->key) - (x->key < y->key);
}

/* Equal keys become one, with their number as value. */
static void unite(bry__features *f) {
  int64_t kept = 0;
  if (f->count > 1) qsort(f->vector, (size_t)f->count, sizeof *f->vector, compare_keys);
  for (int64_t i = 0; i < f->count; i++) {
    if (kept > 0 && f->vector[kept - 1].key == f->vector[i].key)
      f->vector[kept - 1].value += 1;
    else
      f->vector[kept++] = f->vector[i];
  }
  f->count = kept;
}

int bry__features_read(bry__features *f, const char *text, size_t size) {
  uint64_t keys[BRY__WORD_FEATURES_MAX];
  bry__tokens tokens;
  f->count = 0;
  bry__tokens_begin(&tokens, text, size);
  while (bry__tokens_next(&tokens)) {
    if (tokens.fold_size == 0) continue;
    int32_t found = bry__features_of_word(f, tokens.fold, tokens.fold_size, keys);
    size_t need = (size_t)f->count + (size_t)found;
    if (bry__grow((void **)&f->vector, &f->capacity, need + 1, sizeof *f->vector) != 0) return -1;
    for (int32_t i = 0; i < found; i++)
      f->vector[f->count++] = (bry__feature){keys[i], 1};
  }
  unite(f);
  return 0;
}

/* Where a key stands in the table, or would. */
static size_t slot_of(const bry__features *f, uint64_t key) {
  size_t slot = (size_t)(key >> 1) & (f->slots - 1);
  while (f->keys[slot] != 0 && f->keys[slot] != key)
    slot = (slot + 1) & (f->slots - 1);
  return slot;
}

static int grow_table(bry__features *f) {
  bry__features larger = {.slots = f->slots ? f->slots * 2 : SLOTS_MIN};
  larger.keys = bry__alloc_zero(larger.slots, sizeof *larger.keys);
  larger.document_counts = bry__alloc_zero(larger.slots, sizeof *larger.document_counts);
  if (!larger.keys || !larger.document_counts) {
    bry__free(larger.keys);
    bry__free(larger.document_counts);
    return -1;
  }
  for (size_t i = 0; i < f->slots; i++) {
    if (f->keys[i] == 0) continue;
    size_t slot = slot_of(&larger, f->keys[i]);
    larger.keys[slot] = f->keys[i];
    larger.document_counts[slot] = f->document_counts[i];
  }
  bry__free(f->keys);
  bry__free(f->document_counts);
  f->keys = larger.keys;
  f->document_counts = larger.document_counts;
  f->slots = larger.slots;
  return 0;
}

int bry__features_count(bry__features *f) {
  for (int64_t i = 0; i < f->count; i++) {
    if (2 * (f->used + 1) > f->slots && grow_table(f) != 0) return -1;
    size_t slot = slot_of(f, f->vector[i].key);
    f->used += f->keys[slot] == 0;
    f->keys[slot] = f->vector[i].key;
    f->document_counts[slot]++;
  }
  f->texts++;
  return 0;
}

static double rarity(const bry__features *f, uint64_t key) {
  int32_t documents = f->slots ? f->document_counts[slot_of(f, key)] : 0;
  return sqrt(sqrt((1 + (double)f->texts) / (1 + (double)documents)));
}

void bry__features_weigh(bry__features *f) {
  double squares[2] = {0, 0};
  for (int64_t i = 0; i < f->count; i++) {
    bry__feature *feature = &f->vector[i];
    feature->value = sqrt(feature->value) * rarity(f, feature->key);
    squares[feature->key & 1] += feature->value * feature->value;
  }
  for (int64_t i = 0; i < f->count; i++)
    f->vector[i].value /= sqrt(2 * squares[f->vector[i].key & 1]);
}

void bry__features_free(bry__features *f) {
  bry__free(f->keys);
  bry__free(f->document_counts);
  bry__free(f->vector);
  *f = (bry__features){0};
}
