/* Finds a codebook's patterns in the tokens of a text, in one pass over them, and weighs what was found. Whether terms with
 * operators hold is resolve.c's. */
#include "theme/matcher.h"

#include "core/mem.h"

#include <stdlib.h>
#include <string.h>

enum {
  GAP_MAX = 2,  /* function words that may stand between two words of a phrase */
  SCOPE_MAX = 4 /* words that a negation reaches */
};

/* A word in -er beside a pronoun is a verb: "vi bruker", "bruker vi", "bruker ikke". */
static int is_verb(const bry__reader *r, int64_t at) {
  const uint16_t before = BRY__WORD_SUBJECT, behind = BRY__WORD_SUBJECT | BRY__WORD_NEGATION;
  int after = at > 0 && !r->tokens[at].broken && (bry__reader_word(r, r->tokens[at - 1].word)->flags & before) != 0;
  int ahead = at + 1 < r->token_count && !r->tokens[at + 1].broken &&
              (bry__reader_word(r, r->tokens[at + 1].word)->flags & behind) != 0;
  return after || ahead;
}

/* Whether a negation stands before token `first` in its clause, near enough to reach it. */
static int32_t is_negated(const bry__reader *r, int64_t first) {
  for (int64_t at = first; at > 0 && first - at < SCOPE_MAX; at--) {
    if (r->tokens[at].broken) return 0;
    uint16_t flags = bry__reader_word(r, r->tokens[at - 1].word)->flags;
    if (flags & BRY__WORD_CONTRAST) return 0;
    if (flags & BRY__WORD_NEGATION) return 1;
  }
  return 0;
}

static int has_key(const bry__reader *r, int32_t word, const bry__pattern_word *wanted) {
  const bry__word *w = bry__reader_word(r, word);
  for (uint16_t i = 0; i < w->key_count; i++) {
    for (int32_t k = 0; k < wanted->count; k++) {
      if (r->keys[w->keys + i] == wanted->keys[k]) return 1;
    }
  }
  return 0;
}

static int is_gap(const bry__reader *r, const bry__token *token) {
  uint16_t flags = bry__reader_word(r, token->word)->flags;
  if (token->picture) return 1;
  return (flags & BRY__WORD_FUNCTION) != 0 && (flags & BRY__WORD_NEGATION) == 0;
}

/* The first token from `at` that has the wanted word, with nothing but a few function words before it; or -1. */
static int64_t find_next(const bry__reader *r, int64_t at, const bry__pattern_word *wanted, int exact) {
  for (int64_t last = at + (exact ? 0 : GAP_MAX); at <= last && at < r->token_count; at++) {
    const bry__token *token = &r->tokens[at];
    if (token->broken) return -1;
    if (has_key(r, token->word, wanted) || has_key(r, token->fused, wanted)) return at;
    if (!is_gap(r, token)) return -1;
  }
  return -1;
}

/* The last token of the pattern that begins at token `at`, or -1. */
static int64_t follow(const bry__reader *r, int64_t at, const bry__pattern *pattern) {
  const bry__pattern_word *words = &r->matcher->words[pattern->words];
  for (int32_t i = 1; i < pattern->word_count && at >= 0; i++)
    at = find_next(r, at + 1, &words[i], pattern->exact);
  return at;
}

int bry__reader_add_hit(bry__reader *r, const bry__hit *hit) {
  size_t need = (size_t)r->hit_count + 1;
  if (bry__grow((void **)&r->hits, &r->hits_capacity, need, sizeof *r->hits) != 0) return -1;
  r->hits[r->hit_count++] = *hit;
  return 0;
}

static int add_leaf(bry__reader *r, const bry__leaf *leaf) {
  size_t need = (size_t)r->leaf_count + 1;
  if (bry__grow((void **)&r->leaves, &r->leaves_capacity, need, sizeof *r->leaves) != 0) return -1;
  r->leaves[r->leaf_count++] = *leaf;
  return 0;
}

/* A pattern that begins at token `at`, or with the chain that ends there, and ends with token `last`. */
static int add_found(bry__reader *r, size_t begin, int64_t at, int64_t last, int32_t pattern) {
  const bry__pattern *p = &r->matcher->patterns[pattern];
  size_t end = r->tokens[last].end;
  int32_t negated = is_negated(r, at);
  if (p->expression >= 0) return add_leaf(r, &(bry__leaf){begin, end, at, last, pattern, 0, negated});
  return bry__reader_add_hit(r, &(bry__hit){begin, end, p->theme, p->weight, pattern, negated});
}

/* A term speaks its own language: English "time" is not Norwegian "time" (hour). */
static int is_foreign(const bry__reader *r, const bry__pattern *pattern) {
  return pattern->english ? r->language < 0 : r->language > 0;
}

/* Tries every pattern that begins with the word, which is token `at` or the chain that ends there. */
static int match_word(bry__reader *r, int64_t at, int32_t word, size_t begin) {
  const bry__matcher *m = r->matcher;
  const bry__word *w = bry__reader_word(r, word);
  int32_t left_out = w->agent_key >= 0 && is_verb(r, at) ? w->agent_key : -1;
  for (uint16_t i = 0; i < w->key_count; i++) {
    int32_t key = r->keys[w->keys + i];
    if (key == left_out) continue;
    for (int32_t s = m->starts[key]; s < m->starts[key + 1]; s++) {
      const bry__pattern *pattern = &m->patterns[m->started[s]];
      int64_t last = is_foreign(r, pattern) ? -1 : follow(r, at, pattern);
      if (last >= 0 && add_found(r, begin, at, last, m->started[s]) != 0) return -1;
    }
  }
  return 0;
}

/* By theme and place, the longer and weightier first. */
static int compare_hits(const void *a, const void *b) {
  const bry__hit *x = a, *y = b;
  if (x->theme != y->theme) return x->theme < y->theme ? -1 : 1;
  if (x->begin != y->begin) return x->begin < y->begin ? -1 : 1;
  if (x->end != y->end) return x->end > y->end ? -1 : 1;
  if (x->weight != y->weight) return x->weight > y->weight ? -1 : 1;
  return x->pattern < y->pattern ? -1 : x->pattern > y->pattern;
}

/* Drops what lies inside a hit of the same theme that weighs as much: "folk" of "nok folk", and repetitions. */
static void drop_nested(bry__reader *r) {
  size_t covered[BRY__WEIGHT_INDICATOR + 1] = {0}; /* by weight: up to where hits that weigh so much reach */
  int32_t theme = -1;
  int64_t kept = 0;
  for (int64_t i = 0; i < r->hit_count; i++) {
    bry__hit hit = r->hits[i];
    if (hit.theme != theme) memset(covered, 0, sizeof covered);
    theme = hit.theme;
    if (hit.end <= covered[hit.weight]) continue;
    for (int32_t weight = 0; weight <= hit.weight; weight++) {
      if (hit.end > covered[weight]) covered[weight] = hit.end;
    }
    r->hits[kept++] = hit;
  }
  r->hit_count = kept;
}

static int64_t theme_end(const bry__reader *r, int64_t from) {
  int64_t end = from;
  while (end < r->hit_count && r->hits[end].theme == r->hits[from].theme)
    end++;
  return end;
}

/* Past enough is not told apart. */
static int32_t weight_of(const bry__reader *r, int64_t from, int64_t end) {
  int32_t weight = 0;
  for (int64_t i = from; i < end && weight < BRY__WEIGHT_ENOUGH; i++)
    weight += r->hits[i].weight;
  return weight < BRY__WEIGHT_ENOUGH ? weight : BRY__WEIGHT_ENOUGH;
}

static int32_t heaviest(const bry__reader *r) {
  int32_t weight = 0;
  for (int64_t from = 0, end; from < r->hit_count; from = end) {
    end = theme_end(r, from);
    int32_t own = weight_of(r, from, end);
    if (own > weight) weight = own;
  }
  return weight;
}

/* Keeps the hits of the themes that have enough of them; when none has, those of the heaviest: some theme most answers
 * have, and a word of its label is then the best there is. */
static void drop_weak(bry__reader *r) {
  int32_t enough = heaviest(r);
  int64_t kept = 0;
  for (int64_t from = 0, end; from < r->hit_count; from = end) {
    end = theme_end(r, from);
    if (weight_of(r, from, end) < enough) continue;
    while (from < end)
      r->hits[kept++] = r->hits[from++];
  }
  r->hit_count = kept;
}

int bry__reader_match(bry__reader *reader) {
  reader->hit_count = reader->leaf_count = 0;
  for (int64_t at = 0; at < reader->token_count; at++) {
    const bry__token *token = &reader->tokens[at];
    if (match_word(reader, at, token->word, token->begin) != 0) return -1;
    if (match_word(reader, at, token->fused, token->chain_begin) != 0) return -1;
  }
  if (reader->leaf_count > 0 && bry__reader_resolve(reader) != 0) return -1;
  if (reader->hit_count > 1) qsort(reader->hits, (size_t)reader->hit_count, sizeof *reader->hits, compare_hits);
  drop_nested(reader);
  drop_weak(reader);
  return 0;
}
