/* From texts to words that are known by number. Which words make up a theme is left to others. */
#include "theme/wordbook.h"

#include "core/mem.h"
#include "theme/language.h"
#include "theme/tokens.h"

#include <string.h>

enum { WORD_MIN = 2, BATCH = 16, BATCH_BYTES = BATCH * BRY__FOLD_MAX_BYTES };

int bry__wordbook_open(bry__wordbook *book, int pretokenised) {
  book->pretokenised = pretokenised;
  if (bry__lexicon_build(&book->lexicon) != 0) return -1;
  if (bry__stemmer_open(&book->stemmer, &book->lexicon) != 0) return -1;
  return bry__fields_build(&book->fields, &book->stemmer);
}

void bry__wordbook_close(bry__wordbook *book) {
  bry__stemmer_close(&book->stemmer);
  bry__lexicon_free(&book->lexicon);
  bry__fields_free(&book->fields);
  bry__strings_clear(&book->folds);
  bry__strings_clear(&book->keys);
  bry__free(book->entries);
  *book = (bry__wordbook){0};
}

static int64_t key_number(bry__wordbook *book, const bry__wordbook *known, const char *stem, size_t size) {
  return book ? bry__strings_add(&book->keys, stem, size) : bry__strings_find(&known->keys, stem, size);
}

/* The stems of a word by both languages. Only a `book` that is given takes up new ones. */
static int find_keys(bry__wordbook *book, const bry__wordbook *known, const bry__stems *stems, bry__entry *entry) {
  if (stems->flags & (BRY__WORD_FUNCTION | BRY__WORD_NEGATION)) return 0;
  for (int english = 0; english <= 1; english++) {
    const bry__stem *stem = english ? &stems->english : &stems->norwegian[0];
    if (stem->size < WORD_MIN) continue;
    entry->key[english] = (int32_t)key_number(book, known, stem->text, stem->size);
    if (book && entry->key[english] < 0) return -1;
    entry->fields[english] = bry__fields_of(&known->fields, stems, english);
  }
  return 0;
}

static int make_entry(bry__wordbook *book, const bry__wordbook *known, bry__stemmer *stemmer, const char *fold,
                      size_t size, bry__entry *entry) {
  *entry = (bry__entry){.key = {-1, -1}};
  if (known->pretokenised) {
    entry->key[0] = entry->key[1] = (int32_t)key_number(book, known, fold, size);
    return book && entry->key[0] < 0 ? -1 : 0;
  }
  bry__stems stems;
  bry__language_points points = {0};
  if (bry__stems_of(stemmer, fold, size, &stems) != 0) return -1;
  bry__language_word(fold, size, 0, &points);
  entry->flags = stems.flags;
  entry->nb = (int16_t)points.nb;
  entry->nn = (int16_t)points.nn;
  entry->en = (int16_t)points.en;
  return find_keys(book, known, &stems, entry);
}

/* Number of a folded word, which is added when it is new; -1: memory ran out. */
static int64_t learn(bry__wordbook *book, const char *fold, size_t size, uint32_t hash) {
  int64_t before = book->folds.count;
  int64_t id = bry__strings_add_expected(&book->folds, fold, size, hash);
  if (id < before) return id;
  if (id > INT32_MAX) return -1;
  if (bry__grow((void **)&book->entries, &book->entries_capacity, (size_t)id + 1, sizeof *book->entries) != 0)
    return -1;
  return make_entry(book, book, &book->stemmer, fold, size, &book->entries[id]) == 0 ? id : -1;
}

int bry__wordbook_look_up(const bry__wordbook *book, bry__stemmer *stemmer, const char *fold, size_t size,
                          bry__entry *out) {
  int64_t id = bry__strings_find(&book->folds, fold, size);
  if (id >= 0) {
    *out = book->entries[id];
    return 0;
  }
  if (!book->pretokenised && !stemmer->english && bry__stemmer_open(stemmer, &book->lexicon) != 0) return -1;
  return make_entry(NULL, book, stemmer, fold, size, out);
}

/* The words of a text one by one, by our own rules or as blanks part them. */
typedef struct cursor {
  bry__tokens tokens;
  const char *word;
  size_t size;
  int pretokenised;
} cursor;

static int is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static int next_blank_parted(bry__tokens *t, cursor *c) {
  while (t->at < t->size && is_blank(t->text[t->at]))
    t->at++;
  c->word = t->text + t->at;
  while (t->at < t->size && !is_blank(t->text[t->at]))
    t->at++;
  c->size = (size_t)(t->text + t->at - c->word);
  return c->size > 0;
}

static int next_word(cursor *c) {
  if (c->pretokenised) return next_blank_parted(&c->tokens, c);
  while (bry__tokens_next(&c->tokens)) {
    c->word = c->tokens.fold;
    c->size = c->tokens.fold_size;
    if (c->tokens.letters && c->size > 0) return 1;
  }
  return 0;
}

static void note(bry__reading *r, const bry__entry *entry) {
  r->seen++;
  r->nb += entry->nb;
  r->nn += entry->nn;
  r->en += entry->en;
  r->flags = (uint16_t)(r->flags | entry->flags);
  if ((entry->flags & BRY__WORDS_OF_NON_ANSWERS) == 0) r->other = 1;
}

static int take_word(bry__wordbook *book, const char *word, size_t size, uint32_t hash, bry__reading *out) {
  int64_t id = learn(book, word, size, hash);
  if (id < 0) return -1;
  bry__entry *entry = &book->entries[id];
  entry->uses++;
  note(out, entry);
  if (entry->key[0] < 0 && entry->key[1] < 0) return 0;
  if (out->count == (int64_t)out->capacity &&
      bry__grow((void **)&out->words, &out->capacity, (size_t)out->count + 1, sizeof *out->words) != 0)
    return -1;
  out->words[out->count++] = (int32_t)id;
  return 0;
}

/* Words that wait to be looked up together, so that none waits alone for its place in the table. */
typedef struct batch {
  uint32_t hashes[BATCH];
  uint32_t ends[BATCH]; /* in bytes */
  uint32_t count;
  char bytes[BATCH_BYTES];
} batch;

static void put_word(batch *b, const bry__strings *folds, const char *word, size_t size) {
  uint32_t begin = b->count > 0 ? b->ends[b->count - 1] : 0;
  b->hashes[b->count] = bry__strings_expect(folds, word, size);
  memcpy(b->bytes + begin, word, size);
  b->ends[b->count++] = begin + (uint32_t)size;
}

static int take_batch(bry__wordbook *book, batch *b, bry__reading *out) {
  uint32_t begin = 0;
  for (uint32_t i = 0; i < b->count; begin = b->ends[i++]) {
    if (take_word(book, b->bytes + begin, b->ends[i] - begin, b->hashes[i], out) != 0) return -1;
  }
  b->count = 0;
  return 0;
}

int bry__wordbook_read(bry__wordbook *book, const char *text, size_t size, bry__reading *out) {
  out->count = out->nb = out->nn = out->en = out->seen = 0;
  out->flags = 0;
  out->other = 0;
  cursor c;
  batch b;
  int result = 0;
  b.count = 0;
  c.pretokenised = book->pretokenised;
  bry__tokens_begin(&c.tokens, text, size);
  while (result == 0 && next_word(&c)) {
    int is_long = c.size > BRY__FOLD_MAX_BYTES; /* only what blanks part can be */
    if (b.count == BATCH || is_long) result = take_batch(book, &b, out);
    if (result != 0) break;
    if (is_long) {
      result = take_word(book, c.word, c.size, bry__strings_expect(&book->folds, c.word, c.size), out);
    } else {
      put_word(&b, &book->folds, c.word, c.size);
    }
  }
  return result == 0 ? take_batch(book, &b, out) : -1;
}

int bry__wordbook_visit(const bry__wordbook *book, const char *text, size_t size, bry__entry_fn take, void *user) {
  bry__stemmer stemmer = {0};
  cursor c;
  int result = 0;
  c.pretokenised = book->pretokenised;
  bry__tokens_begin(&c.tokens, text, size);
  while (result == 0 && next_word(&c)) {
    bry__entry entry;
    result = bry__wordbook_look_up(book, &stemmer, c.word, c.size, &entry);
    if (result == 0) result = take(user, &entry);
  }
  bry__stemmer_close(&stemmer);
  return result;
}
