/* Compiles a codebook: every indicator becomes a pattern of stems, found by the stem it begins with; so do the words
 * that only one theme uses in its label or definition, with less weight. */
#include "theme/matcher.h"

#include "core/mem.h"
#include "core/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { PART_MIN = 4, MENTION_MIN = 3 }; /* letters of a part of a compound, and of a word that may speak alone */
enum { UNUSED = -1, NO_THEME = -2 };    /* beside the numbers of themes: who owns a word */

typedef struct element { /* a word of a term or description */
  int32_t norwegian[BRY__STEMS_MAX];
  int32_t count;
  int32_t english; /* -1: the text is Norwegian */
  uint16_t flags;
  int letters;
  int32_t text; /* number of the word as written in terms */
} element;

typedef struct mention { /* a word that a theme's label, definition or indicators use */
  bry__pattern_word word;
  int32_t theme;
  int32_t text;
  int32_t speaks; /* 0: of an indicator, it counts only against other themes */
} mention;

typedef struct compiler {
  bry__matcher *m;
  bry__stemmer stemmer;
  bry__stems stems;
  element *elements; /* of the term at hand */
  int32_t element_count;
  size_t elements_capacity;
  mention *mentions;
  int32_t mention_count;
  size_t mentions_capacity;
} compiler;

/* Short words stand in too many others: "ro" in "problem", "tur" in "kultur". */
static int add_part(compiler *c, const bry__stem *part) {
  if (bry__utf8_length(part->text, part->size) < PART_MIN) return 0;
  return bry__strings_add(&c->m->parts, part->text, part->size) < 0 ? -1 : 0;
}

static int add_norwegian(compiler *c, element *e, int joins) {
  for (int i = 0; i < c->stems.count; i++) {
    const bry__stem *stem = &c->stems.norwegian[i];
    if (stem->size == 0) continue;
    int32_t key = (int32_t)bry__strings_add(&c->m->keys, stem->text, stem->size);
    if (key < 0 || (joins && add_part(c, stem) != 0)) return -1;
    e->norwegian[e->count++] = key;
  }
  return joins ? add_part(c, &c->stems.plain) : 0;
}

static int add_english(compiler *c, element *e) {
  char key[BRY__STEM_MAX_BYTES + 1] = "=";
  memcpy(key + 1, c->stems.english.text, c->stems.english.size);
  e->english = (int32_t)bry__strings_add(&c->m->keys, key, c->stems.english.size + 1);
  return e->english < 0 ? -1 : 0;
}

static int add_element(compiler *c, const char *fold, size_t size, int letters, int english) {
  size_t need = (size_t)c->element_count + 1;
  if (bry__grow((void **)&c->elements, &c->elements_capacity, need, sizeof *c->elements) != 0) return -1;
  element *e = &c->elements[c->element_count];
  *e = (element){.letters = letters, .english = -1};
  if (bry__stems_of(&c->stemmer, fold, size, &c->stems) != 0) return -1;
  e->flags = c->stems.flags;
  int content = (e->flags & (BRY__WORD_FUNCTION | BRY__WORD_NEGATION)) == 0;
  if ((english ? add_english(c, e) : add_norwegian(c, e, content && letters)) != 0) return -1;
  c->element_count++;
  return 0;
}

/* Splits a term or a description into elements, in c->elements. A chain of hyphens is one element. */
static int read_elements(compiler *c, const char *text, size_t size, int english) {
  bry__tokens tokens;
  bry__tokens_begin(&tokens, text, size);
  c->element_count = 0;
  while (bry__tokens_next(&tokens)) {
    if (tokens.fused_size == 0) continue;
    if (add_element(c, tokens.fused, tokens.fused_size, tokens.letters, english) != 0) return -1;
    size_t written = tokens.end - tokens.chain_begin;
    element *e = &c->elements[c->element_count - 1];
    e->text = (int32_t)bry__strings_add(&c->m->terms, text + tokens.chain_begin, written);
    if (e->text < 0) return -1;
  }
  return 0;
}

static bry__pattern_word word_of(const element *e) {
  bry__pattern_word word = {{0}, 0};
  for (int32_t i = 0; i < e->count; i++)
    word.keys[word.count++] = e->norwegian[i];
  if (e->english >= 0) word.keys[word.count++] = e->english;
  return word;
}

static int add_pattern(compiler *c, int32_t theme, int32_t term, int32_t weight, int english) {
  bry__matcher *m = c->m;
  size_t need = (size_t)m->pattern_count + 1;
  if (bry__grow((void **)&m->patterns, &m->patterns_capacity, need, sizeof *m->patterns) != 0) return -1;
  m->patterns[m->pattern_count++] =
      (bry__pattern){.theme = theme, .term = term, .words = m->word_count, .weight = weight, .english = english};
  return 0;
}

/* Adds a word to the pattern begun last. */
static int add_pattern_word(compiler *c, bry__pattern_word word) {
  bry__matcher *m = c->m;
  size_t need = (size_t)m->word_count + 1;
  if (bry__grow((void **)&m->words, &m->words_capacity, need, sizeof *m->words) != 0) return -1;
  m->words[m->word_count++] = word;
  m->patterns[m->pattern_count - 1].word_count++;
  return 0;
}

static int is_function(const element *e) {
  return (e->flags & BRY__WORD_FUNCTION) != 0 && (e->flags & BRY__WORD_NEGATION) == 0;
}

static int may_speak_alone(compiler *c, const element *e) {
  const bry__string *word = &c->m->terms.items[e->text];
  int64_t letters = bry__utf8_length(word->text, word->size);
  return e->letters && letters >= MENTION_MIN &&
         (e->flags & (BRY__WORD_FUNCTION | BRY__WORD_NEGATION | BRY__WORD_GENERAL)) == 0;
}

static int add_mentions(compiler *c, int32_t theme, int32_t speaks) {
  for (int32_t i = 0; i < c->element_count; i++) {
    const element *e = &c->elements[i];
    if (!may_speak_alone(c, e)) continue;
    size_t need = (size_t)c->mention_count + 1;
    if (bry__grow((void **)&c->mentions, &c->mentions_capacity, need, sizeof *c->mentions) != 0) return -1;
    c->mentions[c->mention_count++] = (mention){word_of(e), theme, e->text, speaks};
    c->m->theme_has_words[theme] = 1;
  }
  return 0;
}

/* A phrase keeps its function words only when less than two others would be left ("i rute", "nok tid"). */
static int add_indicator(compiler *c, int32_t theme, const char *term, int english) {
  size_t size = strlen(term);
  if (read_elements(c, term, size, english) != 0) return -1;
  int32_t text = (int32_t)bry__strings_add(&c->m->terms, term, size);
  if (text < 0) return -1;
  int32_t content = 0;
  for (int32_t i = 0; i < c->element_count; i++)
    content += !is_function(&c->elements[i]);
  if (add_pattern(c, theme, text, BRY__WEIGHT_INDICATOR, english) != 0) return -1;
  c->m->theme_has_words[theme] = 1;
  for (int32_t i = 0; i < c->element_count; i++) {
    if (content >= 2 && is_function(&c->elements[i])) continue;
    if (add_pattern_word(c, word_of(&c->elements[i])) != 0) return -1;
  }
  return add_mentions(c, theme, 0);
}

static int add_description(compiler *c, int32_t theme, const char *text, int english) {
  if (text == NULL) return 0;
  if (read_elements(c, text, strlen(text), english) != 0) return -1;
  return add_mentions(c, theme, 1);
}

/* Text of no stated language is taken for what its closed-class words say; for both when they say nothing. */
static int add_default_description(compiler *c, int32_t theme, const char *text) {
  if (text == NULL) return 0;
  if (read_elements(c, text, strlen(text), 0) != 0) return -1;
  int32_t english = 0;
  for (int32_t i = 0; i < c->element_count; i++) {
    english += (c->elements[i].flags & BRY__WORD_ENGLISH) != 0;
    english -= (c->elements[i].flags & BRY__WORD_NORWEGIAN) != 0;
  }
  if (english <= 0 && add_description(c, theme, text, 0) != 0) return -1;
  return english >= 0 ? add_description(c, theme, text, 1) : 0;
}

static int add_theme(compiler *c, int32_t i, const bry__theme *theme) {
  for (int lang = 0; lang < BRY__LANG_COUNT; lang++) {
    const bry__theme_terms *terms = &theme->indicators[lang];
    for (int32_t t = 0; t < terms->count; t++) {
      if (add_indicator(c, i, terms->terms[t], lang == BRY__EN) != 0) return -1;
    }
  }
  for (int lang = 0; lang < BRY__LANG_COUNT; lang++) {
    if (add_description(c, i, theme->label.text[lang], lang == BRY__EN) != 0) return -1;
    if (add_description(c, i, theme->definition.text[lang], lang == BRY__EN) != 0) return -1;
  }
  if (add_default_description(c, i, theme->label.text[BRY__DEFAULT]) != 0) return -1;
  return add_default_description(c, i, theme->definition.text[BRY__DEFAULT]);
}

/* By key: the only theme that uses it, or NO_THEME. */
static int32_t *owners_of(const compiler *c) {
  size_t count = (size_t)c->m->keys.count;
  int32_t *owners = bry__alloc_zero(count + 1, sizeof *owners);
  if (owners == NULL) return NULL;
  for (size_t i = 0; i < count; i++)
    owners[i] = UNUSED;
  for (int32_t i = 0; i < c->mention_count; i++) {
    const mention *use = &c->mentions[i];
    for (int32_t k = 0; k < use->word.count; k++) {
      int32_t *owner = &owners[use->word.keys[k]];
      *owner = *owner == UNUSED || *owner == use->theme ? use->theme : NO_THEME;
    }
  }
  return owners;
}

static int is_owned(const mention *use, const int32_t *owners) {
  for (int32_t k = 0; k < use->word.count; k++) {
    if (owners[use->word.keys[k]] != use->theme) return 0;
  }
  return use->word.count > 0;
}

/* Adds the mentions that tell themes apart as patterns of one word. */
static int add_distinctive(compiler *c) {
  int32_t *owners = owners_of(c);
  if (owners == NULL) return -1;
  int failed = 0;
  for (int32_t i = 0; i < c->mention_count && !failed; i++) {
    const mention *use = &c->mentions[i];
    if (!use->speaks || !is_owned(use, owners)) continue;
    int english = c->m->keys.items[use->word.keys[0]].text[0] == '=';
    failed =
        add_pattern(c, use->theme, use->text, BRY__WEIGHT_WORD, english) != 0 || add_pattern_word(c, use->word) != 0;
  }
  bry__free(owners);
  return failed ? -1 : 0;
}

/* Terms by number into one piece of memory. */
static int lay_out_terms(bry__matcher *m) {
  size_t *begins = bry__alloc_zero((size_t)m->terms.count + 1, sizeof *begins);
  if (begins == NULL) return -1;
  for (uint32_t i = 0; i < m->terms.count; i++)
    begins[i + 1] = begins[i] + m->terms.items[i].size + 1;
  m->term_bytes_size = begins[m->terms.count];
  m->term_bytes = bry__alloc(m->term_bytes_size);
  for (uint32_t i = 0; i < m->terms.count && m->term_bytes != NULL; i++) {
    memcpy(m->term_bytes + begins[i], m->terms.items[i].text, m->terms.items[i].size + 1);
  }
  for (int32_t p = 0; p < m->pattern_count; p++)
    m->patterns[p].term_at = begins[m->patterns[p].term];
  bry__free(begins);
  return m->term_bytes == NULL ? -1 : 0;
}

/* Counting sort of the patterns by the keys of their first word. */
static int index_patterns(bry__matcher *m) {
  size_t keys = (size_t)m->keys.count;
  m->starts = bry__alloc_zero(keys + 2, sizeof *m->starts);
  if (m->starts == NULL) return -1;
  size_t total = 0;
  for (int32_t p = 0; p < m->pattern_count; p++) {
    const bry__pattern_word *word = &m->words[m->patterns[p].words];
    for (int32_t k = 0; k < word->count; k++, total++)
      m->starts[word->keys[k] + 2]++;
  }
  m->started = bry__alloc_zero(total + 1, sizeof *m->started);
  if (m->started == NULL) return -1;
  for (size_t k = 2; k < keys + 2; k++)
    m->starts[k] += m->starts[k - 1];
  for (int32_t p = 0; p < m->pattern_count; p++) {
    const bry__pattern_word *word = &m->words[m->patterns[p].words];
    for (int32_t k = 0; k < word->count; k++)
      m->started[m->starts[word->keys[k] + 1]++] = p;
  }
  return 0;
}

static int compile(compiler *c, const bry_codebook *codebook) {
  c->m->theme_has_words = bry__alloc_zero((size_t)codebook->theme_count, 1);
  if (c->m->theme_has_words == NULL) return -1;
  if (bry__lexicon_build(&c->m->lexicon) != 0) return -1;
  if (bry__stemmer_open(&c->stemmer, &c->m->lexicon) != 0) return -1;
  for (int32_t i = 0; i < codebook->theme_count; i++) {
    if (add_theme(c, i, &codebook->themes[i]) != 0) return -1;
  }
  if (add_distinctive(c) != 0) return -1;
  return lay_out_terms(c->m) != 0 ? -1 : index_patterns(c->m);
}

bry_status bry__matcher_new(const bry_codebook *codebook, bry__matcher **out, bry_error **err) {
  *out = NULL;
  compiler c = {.m = bry__alloc_zero(1, sizeof *c.m)};
  if (c.m == NULL) return bry__enomem(err);
  c.m->theme_count = codebook->theme_count;
  int failed = compile(&c, codebook);
  bry__stemmer_close(&c.stemmer);
  bry__free(c.elements);
  bry__free(c.mentions);
  if (failed) {
    bry__matcher_free(c.m);
    return bry__enomem(err);
  }
  *out = c.m;
  return BRY_OK;
}

void bry__matcher_free(bry__matcher *matcher) {
  if (matcher == NULL) return;
  bry__lexicon_free(&matcher->lexicon);
  bry__strings_clear(&matcher->terms);
  bry__strings_clear(&matcher->keys);
  bry__strings_clear(&matcher->parts);
  bry__free(matcher->term_bytes);
  bry__free(matcher->patterns);
  bry__free(matcher->words);
  bry__free(matcher->starts);
  bry__free(matcher->started);
  bry__free(matcher->theme_has_words);
  bry__free(matcher);
}
