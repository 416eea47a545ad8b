/* Compiles a codebook: every indicator becomes a pattern of stems, found by the stem it begins with; so do the words
 * that only one theme uses in its label or definition, with less weight. */
#include "theme/matcher.h"

#include "core/mem.h"
#include "core/utf8.h"
#include "theme/compound.h"
#include "theme/related_words.h"

#include <bry/compound.h>
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
  int32_t sign; /* a key that stands for the whole element: a word as written, a beginning; -1: none */
  int32_t text; /* number of the word as written in terms */
} element;

/* How the words of a text become elements. */
typedef struct manner {
  int english;
  int exact;   /* as they are written */
  int names;   /* a word with a capital that ends in s may be a name ("Teams") */
  int related; /* of the table of related words: looked for as words alone, not in compounds */
} manner;

typedef struct mention { /* a word that a theme's label, definition or indicators use */
  bry__pattern_word word;
  int32_t theme;
  int32_t text;
  int32_t speaks; /* 0: of an indicator, it counts only against other themes */
} mention;

typedef struct relative { /* a word of the table of related words */
  bry__pattern_word word;
  int32_t text;
  int32_t group;
} relative;

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
  relative *relatives;
  int32_t relative_count;
  size_t relatives_capacity;
  int capitals_tell; /* the codebook does not begin its terms with capitals as a rule */
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

static int add_sign(compiler *c, element *e, char sign, const char *fold, size_t size) {
  char key[BRY__FOLD_MAX_BYTES * 2 + 1] = {sign};
  memcpy(key + 1, fold, size);
  e->sign = (int32_t)bry__strings_add(&c->m->keys, key, size + 1);
  if (sign == '*') c->m->has_beginnings = 1;
  return e->sign < 0 ? -1 : 0;
}

/* '*' for the beginning of a word, '!' for a word as it is written, 0 for its stems. */
static char sign_of(const bry__tokens *word, manner how) {
  const char *text = word->text;
  if (!how.exact && word->end < word->size && text[word->end] == '*') return '*';
  int is_name = how.names && word->end > word->begin + 1 && text[word->begin] >= 'A' && text[word->begin] <= 'Z' &&
                text[word->end - 1] == 's';
  return how.exact || is_name || word->picture ? '!' : 0;
}

static int add_element(compiler *c, const bry__tokens *word, manner how) {
  size_t need = (size_t)c->element_count + 1;
  if (bry__grow((void **)&c->elements, &c->elements_capacity, need, sizeof *c->elements) != 0) return -1;
  element *e = &c->elements[c->element_count];
  *e = (element){.letters = word->letters, .english = -1, .sign = -1};
  if (bry__stems_of(&c->stemmer, word->fused, word->fused_size, &c->stems) != 0) return -1;
  e->flags = c->stems.flags;
  int content = (e->flags & (BRY__WORD_FUNCTION | BRY__WORD_NEGATION)) == 0;
  char sign = sign_of(word, how);
  int failed = sign          ? add_sign(c, e, sign, word->fused, word->fused_size)
               : how.english ? add_english(c, e)
                             : add_norwegian(c, e, content && word->letters && !how.related);
  c->element_count += !failed;
  return failed;
}

/* Splits a term or a description into elements, in c->elements. A chain of hyphens is one element. */
static int read_elements(compiler *c, const char *text, size_t size, manner how) {
  bry__tokens tokens;
  bry__tokens_begin(&tokens, text, size);
  tokens.pictures = 1;
  c->element_count = 0;
  while (bry__tokens_next(&tokens)) {
    if (tokens.fused_size == 0) continue;
    if (add_element(c, &tokens, how) != 0) return -1;
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
  if (e->sign >= 0) word.keys[word.count++] = e->sign;
  return word;
}

static int add_pattern(compiler *c, int32_t theme, int32_t term, int32_t weight, int english) {
  bry__matcher *m = c->m;
  size_t need = (size_t)m->pattern_count + 1;
  if (bry__grow((void **)&m->patterns, &m->patterns_capacity, need, sizeof *m->patterns) != 0) return -1;
  m->patterns[m->pattern_count++] = (bry__pattern){
      .theme = theme, .term = term, .words = m->word_count, .weight = weight, .english = english, .expression = -1};
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

/* Adds the elements at hand as words of the pattern begun last. A phrase keeps its function words only when less than two
 * others would be left ("i rute", "nok tid"), or when it must stand as it is written. */
static int add_phrase(compiler *c, int exact) {
  int32_t content = 0;
  for (int32_t i = 0; i < c->element_count; i++)
    content += !is_function(&c->elements[i]);
  c->m->patterns[c->m->pattern_count - 1].exact = exact;
  for (int32_t i = 0; i < c->element_count; i++) {
    if (!exact && content >= 2 && is_function(&c->elements[i])) continue;
    if (add_pattern_word(c, word_of(&c->elements[i])) != 0) return -1;
  }
  return 0;
}

/* The pattern of one phrase of an expression. What must not be there is no word of the theme's. */
static int add_leaf(compiler *c, int32_t theme, const char *term, const bry__term_node *node, manner how,
                    int32_t expression) {
  how.exact = node->exact;
  if (read_elements(c, term + node->begin, node->end - node->begin, how) != 0) return -1;
  if (add_pattern(c, theme, c->elements[0].text, 0, how.english) != 0 || add_phrase(c, how.exact) != 0) return -1;
  c->m->patterns[c->m->pattern_count - 1].expression = expression;
  return node->negative ? 0 : add_mentions(c, theme, 0);
}

/* A term with operators: a pattern that stands for it, its nodes, and a pattern for each of its phrases. */
static int add_expression(compiler *c, int32_t theme, const char *term, int32_t text, manner how) {
  bry__matcher *m = c->m;
  bry__term parsed;
  int32_t number = m->expression_count;
  if (bry__term_parse(term, strlen(term), &parsed) != 0) return 0; /* codebook_parse.c has told */
  size_t need = (size_t)number + 1, nodes = (size_t)(m->node_count + parsed.count);
  if (bry__grow((void **)&m->expressions, &m->expressions_capacity, need, sizeof *m->expressions) != 0) return -1;
  if (bry__grow((void **)&m->nodes, &m->nodes_capacity, nodes, sizeof *m->nodes) != 0) return -1;
  if (add_pattern(c, theme, text, BRY__WEIGHT_INDICATOR, how.english) != 0) return -1;
  m->expressions[m->expression_count++] = (bry__expression){m->pattern_count - 1, m->node_count, parsed.root};
  for (int32_t i = 0; i < parsed.count; i++) {
    const bry__term_node *n = &parsed.nodes[i];
    int is_phrase = n->op == BRY__TERM_PHRASE;
    if (is_phrase && add_leaf(c, theme, term, n, how, number) != 0) return -1;
    m->nodes[m->node_count++] =
        (bry__expression_node){n->op, n->left, n->right, n->distance, is_phrase ? m->pattern_count - 1 : -1};
  }
  return 0;
}

static int add_indicator(compiler *c, int32_t theme, const char *term, manner how) {
  size_t size = strlen(term);
  int32_t text = (int32_t)bry__strings_add(&c->m->terms, term, size);
  if (text < 0) return -1;
  c->m->theme_has_words[theme] = 1;
  if (!bry__term_is_plain(term, size)) return add_expression(c, theme, term, text, how);
  if (read_elements(c, term, size, how) != 0) return -1;
  if (add_pattern(c, theme, text, BRY__WEIGHT_INDICATOR, how.english) != 0 || add_phrase(c, 0) != 0) return -1;
  return add_mentions(c, theme, 0);
}

static int add_description(compiler *c, int32_t theme, const char *text, int english) {
  if (text == NULL) return 0;
  if (read_elements(c, text, strlen(text), (manner){.english = english}) != 0) return -1;
  return add_mentions(c, theme, 1);
}

/* Text of no stated language is taken for what its closed-class words say; for both when they say nothing. */
static int add_default_description(compiler *c, int32_t theme, const char *text) {
  if (text == NULL) return 0;
  if (read_elements(c, text, strlen(text), (manner){0}) != 0) return -1;
  int32_t english = 0;
  for (int32_t i = 0; i < c->element_count; i++) {
    english += (c->elements[i].flags & BRY__WORD_ENGLISH) != 0;
    english -= (c->elements[i].flags & BRY__WORD_NORWEGIAN) != 0;
  }
  if (english <= 0 && add_description(c, theme, text, 0) != 0) return -1;
  return english >= 0 ? add_description(c, theme, text, 1) : 0;
}

/* Compounds may be made of the codebook's words. */
static int teach(compiler *c, const char *text) {
  return bry_splitter_learn(c->m->splitter, text, strlen(text), NULL) == BRY_OK ? 0 : -1;
}

static int add_theme(compiler *c, int32_t i, const bry__theme *theme) {
  for (int lang = 0; lang < BRY__LANG_COUNT; lang++) {
    const bry__theme_terms *terms = &theme->indicators[lang];
    for (int32_t t = 0; t < terms->count; t++) {
      manner how = {.english = lang == BRY__EN, .names = c->capitals_tell};
      if (add_indicator(c, i, terms->terms[t], how) != 0 || teach(c, terms->terms[t]) != 0) return -1;
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
static int add_distinctive(compiler *c, const int32_t *owners) {
  for (int32_t i = 0; i < c->mention_count; i++) {
    const mention *use = &c->mentions[i];
    if (!use->speaks || !is_owned(use, owners)) continue;
    int english = c->m->keys.items[use->word.keys[0]].text[0] == '=';
    if (add_pattern(c, use->theme, use->text, BRY__WEIGHT_WORD, english) != 0) return -1;
    if (add_pattern_word(c, use->word) != 0) return -1;
  }
  return 0;
}

static int read_relatives(compiler *c) {
  for (int32_t g = 0; g < bry__related_words_count; g++) {
    const bry__related_words *group = &bry__related_words_table[g];
    manner how = {.english = group->english, .related = 1};
    if (read_elements(c, group->words, strlen(group->words), how) != 0) return -1;
    size_t need = (size_t)(c->relative_count + c->element_count);
    if (bry__grow((void **)&c->relatives, &c->relatives_capacity, need, sizeof *c->relatives) != 0) return -1;
    for (int32_t i = 0; i < c->element_count; i++)
      c->relatives[c->relative_count++] = (relative){word_of(&c->elements[i]), c->elements[i].text, g};
  }
  return 0;
}

/* By group of related words: the only theme that uses some of them, UNUSED or NO_THEME. */
static void find_claims(const compiler *c, const int32_t *owners, int32_t *claims) {
  for (int32_t g = 0; g < bry__related_words_count; g++)
    claims[g] = UNUSED;
  for (int32_t i = 0; i < c->relative_count; i++) {
    const relative *r = &c->relatives[i];
    for (int32_t k = 0; k < r->word.count; k++) {
      int32_t owner = owners[r->word.keys[k]];
      if (owner == UNUSED || claims[r->group] == owner) continue;
      claims[r->group] = claims[r->group] == UNUSED ? owner : NO_THEME;
    }
  }
}

/* Whether no theme uses a word, and no theme but this one claims it through a group. */
static int is_free(const compiler *c, const relative *word, const int32_t *owners, const int32_t *claims) {
  for (int32_t k = 0; k < word->word.count; k++) {
    if (owners[word->word.keys[k]] != UNUSED) return 0;
  }
  for (int32_t i = 0; i < c->relative_count; i++) {
    const relative *other = &c->relatives[i];
    int same = other->text == word->text && claims[other->group] != UNUSED;
    if (same && claims[other->group] != claims[word->group]) return 0;
  }
  return 1;
}

static int has_indicators(const bry__theme *theme) {
  return theme->indicators[BRY__NB].count + theme->indicators[BRY__NN].count + theme->indicators[BRY__EN].count > 0;
}

/* What a theme names, others may call by another word: it says as little as a word of a label. Not for themes with
 * indicators, whose author has chosen. */
static int add_related(compiler *c, const bry_codebook *codebook, const int32_t *owners) {
  int32_t *claims = bry__alloc_zero((size_t)bry__related_words_count, sizeof *claims);
  if (claims == NULL) return -1;
  int failed = 0;
  find_claims(c, owners, claims);
  for (int32_t i = 0; i < c->relative_count && !failed; i++) {
    const relative *r = &c->relatives[i];
    int32_t theme = claims[r->group];
    if (theme < 0 || has_indicators(&codebook->themes[theme]) || !is_free(c, r, owners, claims)) continue;
    int english = bry__related_words_table[r->group].english;
    failed = add_pattern(c, theme, r->text, BRY__WEIGHT_WORD, english) != 0 || add_pattern_word(c, r->word) != 0;
  }
  bry__free(claims);
  return failed ? -1 : 0;
}

static int add_words(compiler *c, const bry_codebook *codebook) {
  if (read_relatives(c) != 0) return -1;
  int32_t *owners = owners_of(c);
  int failed = owners == NULL || add_distinctive(c, owners) != 0 || add_related(c, codebook, owners) != 0;
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

/* What a pattern is found by; one that stands for an expression has none. */
static const bry__pattern_word *first_word(const bry__matcher *m, int32_t pattern) {
  static const bry__pattern_word none = {{0}, 0};
  return m->patterns[pattern].word_count > 0 ? &m->words[m->patterns[pattern].words] : &none;
}

/* Counting sort of the patterns by the keys of their first word. */
static int index_patterns(bry__matcher *m) {
  size_t keys = (size_t)m->keys.count;
  m->starts = bry__alloc_zero(keys + 2, sizeof *m->starts);
  m->used = bry__alloc_zero(keys + 1, 1);
  if (m->starts == NULL || m->used == NULL) return -1;
  for (int32_t w = 0; w < m->word_count; w++) {
    for (int32_t k = 0; k < m->words[w].count; k++)
      m->used[m->words[w].keys[k]] = 1;
  }
  size_t total = 0;
  for (int32_t p = 0; p < m->pattern_count; p++) {
    const bry__pattern_word *word = first_word(m, p);
    for (int32_t k = 0; k < word->count; k++, total++)
      m->starts[word->keys[k] + 2]++;
  }
  m->started = bry__alloc_zero(total + 1, sizeof *m->started);
  if (m->started == NULL) return -1;
  for (size_t k = 2; k < keys + 2; k++)
    m->starts[k] += m->starts[k - 1];
  for (int32_t p = 0; p < m->pattern_count; p++) {
    const bry__pattern_word *word = first_word(m, p);
    for (int32_t k = 0; k < word->count; k++)
      m->started[m->starts[word->keys[k] + 1]++] = p;
  }
  return 0;
}

static int do_capitals_tell(const bry_codebook *codebook) {
  int64_t terms = 0, capitals = 0;
  for (int32_t i = 0; i < codebook->theme_count; i++) {
    for (int lang = 0; lang < BRY__LANG_COUNT; lang++) {
      const bry__theme_terms *own = &codebook->themes[i].indicators[lang];
      terms += own->count;
      for (int32_t t = 0; t < own->count; t++)
        capitals += own->terms[t][0] >= 'A' && own->terms[t][0] <= 'Z';
    }
  }
  return 2 * capitals < terms;
}

static int compile(compiler *c, const bry_codebook *codebook) {
  c->m->theme_has_words = bry__alloc_zero((size_t)codebook->theme_count, 1);
  if (c->m->theme_has_words == NULL) return -1;
  if (bry__lexicon_build(&c->m->lexicon) != 0) return -1;
  if (bry__stemmer_open(&c->stemmer, &c->m->lexicon) != 0) return -1;
  if (bry_splitter_new(&c->m->splitter, NULL) != BRY_OK) return -1;
  c->capitals_tell = do_capitals_tell(codebook);
  for (int32_t i = 0; i < codebook->theme_count; i++) {
    if (add_theme(c, i, &codebook->themes[i]) != 0) return -1;
  }
  if (add_words(c, codebook) != 0) return -1;
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
  bry__free(c.relatives);
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
  bry_splitter_free(matcher->splitter);
  bry__free(matcher->expressions);
  bry__free(matcher->nodes);
  bry__free(matcher->starts);
  bry__free(matcher->used);
  bry__free(matcher->started);
  bry__free(matcher->theme_has_words);
  bry__free(matcher);
}
