/* Reads texts: splits them into tokens and gives each word its keys in a codebook, each word once. Leaves the matching of
 * phrases to matcher.c. */
#include "theme/matcher.h"

#include "core/mem.h"
#include "core/utf8.h"
#include "theme/compound.h"

#include <string.h>

/* Words remembered from text to text; past that they are forgotten between texts, so that memory stays bounded. */
enum { MET_MAX = 1 << 16, PART_MIN = 3, PARTS_MAX = 6, COMPOUND_MAX_BYTES = 64 };

int bry__reader_open(bry__reader *reader, const bry__matcher *matcher) {
  reader->matcher = matcher;
  return bry__stemmer_open(&reader->stemmer, &matcher->lexicon);
}

void bry__reader_close(bry__reader *reader) {
  bry__stemmer_close(&reader->stemmer);
  bry__strings_clear(&reader->met);
  bry__free(reader->words);
  bry__free(reader->keys);
  bry__free(reader->tokens);
  bry__free(reader->hits);
  bry__free(reader->leaves);
  *reader = (bry__reader){0};
}

const bry__word *bry__reader_word(const bry__reader *reader, int32_t word) {
  static const bry__word unknown = {.agent_key = -1};
  return word < 0 ? &unknown : &reader->words[word];
}

static int is_vowel(uint32_t c) {
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y' || c == 0xe6 || c == 0xf8 || c == 0xe5;
}

/* 1 when the bytes could be a word of their own: long enough, and with a vowel. */
static int is_part(const char *text, size_t size) {
  int64_t letters = 0;
  int vowel = 0;
  for (size_t at = 0; at < size; letters++) {
    if (is_vowel(bry__utf8_next(text, size, &at))) vowel = 1;
  }
  return vowel && letters >= PART_MIN;
}

static int is_boundary(const char *text, size_t at) {
  return ((unsigned char)text[at] & 0xc0) != 0x80;
}

static int is_known(const bry__matcher *m, const bry__stem *word, size_t begin, size_t end) {
  return end <= word->size && bry__strings_find(&m->parts, word->text + begin, end - begin) >= 0;
}

/* Where the longest known head begins ("pool" of "vikarpool"), or 0. */
static size_t head_of(const bry__matcher *m, const bry__stems *stems) {
  const bry__stem *plain = &stems->plain;
  for (size_t at = 1; at < plain->size; at++) {
    if (!is_boundary(plain->text, at) || !is_part(plain->text, at)) continue;
    if (is_known(m, plain, at, plain->size)) return at;
    for (int i = 0; i < stems->count; i++) {
      if (at < stems->norwegian[i].size && is_known(m, &stems->norwegian[i], at, stems->norwegian[i].size)) return at;
    }
  }
  return 0;
}

/* "natur" is no part of "naturlig", nor "regn" of "regnskap": what follows must be a word, not an ending. */
static int is_ending(const char *text, size_t size) {
  static const char *const derivations[] = {"lig", "leg", "isk", "skap"};
  static const char *const inflections[] = {"ere", "ene", "ane", "ens", "ers"};
  for (size_t i = 0; i < sizeof derivations / sizeof *derivations; i++) {
    size_t length = strlen(derivations[i]);
    if (size >= length && memcmp(text, derivations[i], length) == 0) return 1;
  }
  for (size_t i = 0; i < sizeof inflections / sizeof *inflections; i++) {
    if (size == 3 && memcmp(text, inflections[i], 3) == 0) return 1;
  }
  return 0;
}

/* Where the longest known first part ends ("bemanning" of "bemanningssituasjon"), or 0. */
static size_t first_part_of(const bry__matcher *m, const bry__stem *plain) {
  for (size_t at = plain->size; at-- > 1;) {
    const char *rest = plain->text + at;
    size_t rest_size = plain->size - at;
    if (!is_boundary(plain->text, at) || !is_part(rest, rest_size) || is_ending(rest, rest_size)) continue;
    if (is_known(m, plain, 0, at)) return at;
  }
  return 0;
}

typedef struct found {
  const bry__matcher *matcher;
  int32_t *keys;
  uint16_t count;
} found;

static void add_key(found *f, int64_t key) {
  for (uint16_t i = 0; i < f->count; i++) {
    if (f->keys[i] == key) return;
  }
  if (key >= 0 && f->matcher->used[key] && f->count < BRY__WORD_KEYS_MAX) f->keys[f->count++] = (int32_t)key;
}

static void add_norwegian(const bry__matcher *m, const bry__stems *stems, found *f) {
  for (int i = 0; i < stems->count; i++) {
    add_key(f, bry__strings_find(&m->keys, stems->norwegian[i].text, stems->norwegian[i].size));
  }
}

static void add_english(const bry__matcher *m, const bry__stem *english, found *f) {
  char key[BRY__STEM_MAX_BYTES + 1] = "=";
  memcpy(key + 1, english->text, english->size);
  add_key(f, bry__strings_find(&m->keys, key, english->size + 1));
}

/* A part of a compound has the keys that it would have as a word. */
static int add_part(bry__reader *r, size_t begin, size_t end, found *f) {
  if (end <= begin) return 0;
  if (bry__stems_of_part(&r->stemmer, r->stems.plain.text + begin, end - begin, &r->part) != 0) return -1;
  add_norwegian(r->matcher, &r->part, f);
  return 0;
}

static void add_sign(const bry__matcher *m, char sign, const char *fold, size_t size, found *f) {
  char key[BRY__FOLD_MAX_BYTES * 2 + 1] = {sign};
  memcpy(key + 1, fold, size);
  add_key(f, bry__strings_find(&m->keys, key, size + 1));
}

/* What the codebook has as it is written: the word, and what it may begin with. */
static void add_written(const bry__matcher *m, const char *fold, size_t size, found *f) {
  if (size > (size_t)BRY__FOLD_MAX_BYTES * 2) return;
  add_sign(m, '!', fold, size, f);
  for (size_t end = 1; m->has_beginnings && end <= size; end++) {
    if (end == size || is_boundary(fold, end)) add_sign(m, '*', fold, end, f);
  }
}

/* A compound that is made of known words alone has the keys of each, however short they are ("solskinn"). */
static int add_parts(bry__reader *r, found *f) {
  size_t parts[PARTS_MAX][2];
  const bry__stem *plain = &r->stems.plain;
  int count = bry__compound_parts(r->matcher->splitter, plain->text, plain->size, parts, PARTS_MAX);
  for (int i = 0; i < count; i++) {
    if (add_part(r, parts[i][0], parts[i][1], f) != 0) return -1;
  }
  return 0;
}

/* "bruker" has a key as a noun that the verb must not have. */
static int32_t agent_key_of(const bry__reader *r) {
  const bry__stem *plain = &r->stems.plain;
  if (r->stems.count < 2 || plain->size < 3 || plain->text[plain->size - 1] != 'r') return -1;
  return (int32_t)bry__strings_find(&r->matcher->keys, r->stems.norwegian[1].text, r->stems.norwegian[1].size);
}

static int find_keys(bry__reader *r, const char *fold, size_t size, found *f) {
  const bry__stems *stems = &r->stems;
  add_written(r->matcher, fold, size, f);
  add_norwegian(r->matcher, stems, f);
  add_english(r->matcher, &stems->english, f);
  if (stems->flags & (BRY__WORD_FUNCTION | BRY__WORD_NEGATION) || stems->plain.size > COMPOUND_MAX_BYTES) return 0;
  size_t head = head_of(r->matcher, stems);
  if (head > 0 && add_part(r, head, stems->plain.size, f) != 0) return -1;
  if (add_part(r, 0, first_part_of(r->matcher, &stems->plain), f) != 0) return -1;
  return f->count == 0 ? add_parts(r, f) : 0;
}

/* "xxx" */
static int is_one_letter(const char *fold, size_t size) {
  for (size_t i = 1; i < size; i++) {
    if (fold[i] != fold[0]) return 0;
  }
  return size > 1 && (fold[0] < '0' || fold[0] > '9');
}

static int learn(bry__reader *r, int64_t id, const char *fold, size_t size) {
  if (bry__grow((void **)&r->words, &r->words_capacity, (size_t)id + 1, sizeof *r->words) != 0) return -1;
  size_t need = (size_t)r->key_count + BRY__WORD_KEYS_MAX;
  if (bry__grow((void **)&r->keys, &r->keys_capacity, need, sizeof *r->keys) != 0) return -1;
  if (bry__stems_of(&r->stemmer, fold, size, &r->stems) != 0) return -1;
  bry__word *word = &r->words[id];
  *word = (bry__word){.flags = r->stems.flags, .keys = r->key_count};
  if (is_one_letter(fold, size)) word->flags = (uint16_t)(word->flags | BRY__WORD_BLANK);
  found f = {r->matcher, r->keys + word->keys, 0};
  if (find_keys(r, fold, size, &f) != 0) return -1;
  word->agent_key = agent_key_of(r);
  word->key_count = f.count;
  r->key_count += f.count;
  return 0;
}

static int look_up(bry__reader *r, const char *fold, size_t size, int32_t *out) {
  *out = -1;
  if (size == 0) return 0;
  uint32_t before = r->met.count;
  int64_t id = bry__strings_add(&r->met, fold, size);
  if (id < 0 || id > INT32_MAX / BRY__WORD_KEYS_MAX) return -1;
  if (id == before && learn(r, id, fold, size) != 0) return -1;
  *out = (int32_t)id;
  return 0;
}

static int add_token(bry__reader *r, const bry__tokens *t) {
  size_t need = (size_t)r->token_count + 1;
  if (bry__grow((void **)&r->tokens, &r->tokens_capacity, need, sizeof *r->tokens) != 0) return -1;
  bry__token *token = &r->tokens[r->token_count];
  *token = (bry__token){.begin = t->begin,
                        .end = t->end,
                        .chain_begin = t->chain_begin,
                        .fused = -1,
                        .broken = (uint8_t)t->broken,
                        .letters = (uint8_t)t->letters,
                        .picture = (uint8_t)t->picture};
  if (look_up(r, t->fold, t->fold_size, &token->word) != 0) return -1;
  if (t->chain_begin != t->begin && look_up(r, t->fused, t->fused_size, &token->fused) != 0) return -1;
  r->token_count++;
  return 0;
}

/* By the closed-class words that only one of the languages has. */
static int language_of(const bry__reader *reader) {
  int64_t balance = 0;
  for (int64_t i = 0; i < reader->token_count; i++) {
    uint16_t flags = bry__reader_word(reader, reader->tokens[i].word)->flags;
    if (flags & BRY__WORD_ENGLISH) balance++;
    if (flags & BRY__WORD_NORWEGIAN) balance--;
  }
  return balance > 0 ? 1 : balance < 0 ? -1 : 0;
}

int bry__reader_read(bry__reader *reader, const char *text, size_t size) {
  reader->token_count = 0;
  if (reader->met.count > MET_MAX) {
    bry__strings_clear(&reader->met);
    reader->key_count = 0;
  }
  bry__tokens tokens;
  bry__tokens_begin(&tokens, text, size);
  tokens.pictures = 1;
  while (bry__tokens_next(&tokens)) {
    if (add_token(reader, &tokens) != 0) return -1;
  }
  reader->language = language_of(reader);
  return 0;
}
