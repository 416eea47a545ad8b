/* The terms of a codebook, compiled; and the reader that finds them in texts. */
#ifndef BRY_THEME_MATCHER_H
#define BRY_THEME_MATCHER_H

#include "core/error.h"
#include "core/strings.h"
#include "theme/codebook.h"
#include "theme/stem.h"
#include "theme/term.h"

/* How much a hit counts for its theme: an indicator is enough, one word of a label or definition is half of it. */
enum { BRY__WEIGHT_WORD = 1, BRY__WEIGHT_INDICATOR = 2, BRY__WEIGHT_ENOUGH = 2 };

/* One word of a pattern: any of its keys will do. */
typedef struct bry__pattern_word {
  int32_t keys[BRY__STEMS_MAX];
  int32_t count;
} bry__pattern_word;

typedef struct bry__pattern {
  int32_t theme;
  int32_t term;   /* number in terms */
  size_t term_at; /* where it begins in term_bytes */
  int32_t words;  /* first of its words in pattern_words */
  int32_t word_count;
  int32_t weight;
  int32_t english;    /* 1: of an English term; else Norwegian */
  int32_t exact;      /* 1: its words stand right behind one another */
  int32_t expression; /* the one that it is a phrase of; -1: it is a term of its own, or stands for an expression */
} bry__pattern;

/* A term with operators: its nodes, whose phrases are patterns; what it finds are hits of its own pattern. */
typedef struct bry__expression {
  int32_t pattern; /* without words: never found by itself */
  int32_t nodes;   /* first of its nodes in the matcher's nodes; numbers within them count from here */
  int32_t root;
} bry__expression;

typedef struct bry__expression_node {
  bry__term_op op;
  int32_t left, right;
  int32_t distance;
  int32_t pattern; /* of a phrase */
} bry__expression_node;

/* Immutable once made. A key is a Norwegian stem, or begins with a sign: '=' an English stem, '!' a word as it is written,
 * '*' the beginning of a word. */
typedef struct bry__matcher {
  bry__lexicon lexicon;
  bry__strings terms; /* as written */
  char *term_bytes;   /* the same, one after the other, each with a NUL behind: to copy at once */
  size_t term_bytes_size;
  bry__strings keys;             /* all stems of all patterns */
  bry__strings parts;            /* plain forms and stems that may be the first or last part of a compound */
  struct bry_splitter *splitter; /* of compounds; knows the words of the codebook too */
  bry__pattern *patterns;
  bry__pattern_word *words;
  bry__expression *expressions;
  bry__expression_node *nodes;
  size_t expressions_capacity, nodes_capacity;
  int32_t expression_count, node_count;
  int32_t has_beginnings; /* 1: some term holds the beginning of a word ("kommun*") */
  uint8_t *used;          /* by key: 1 when a pattern has it */
  int32_t *starts;        /* by key, and one more: where its patterns begin in `started` */
  int32_t *started;       /* patterns by the keys of their first word */
  size_t patterns_capacity, words_capacity;
  int32_t pattern_count, word_count;
  int32_t theme_count;
  char *theme_has_words; /* by theme: 0 when nothing that it holds could be found, were it alone */
} bry__matcher;

/* ::BRY_OK, ::BRY_ENOMEM */
bry_status bry__matcher_new(const bry_codebook *codebook, bry__matcher **out, bry_error **err);
void bry__matcher_free(bry__matcher *matcher);

/* The words of a text as the matcher sees them. */
enum { BRY__WORD_KEYS_MAX = 16 };

typedef struct bry__word {
  uint16_t flags; /* BRY__WORD_... */
  uint16_t key_count;
  int32_t keys;      /* first of its keys in the reader's keys */
  int32_t agent_key; /* the key that it has as a noun alone, should it be a verb ("bruker"); -1: none */
} bry__word;

typedef struct bry__token {
  size_t begin, end;
  size_t chain_begin; /* of the chain of hyphens that ends here; else begin */
  int32_t word;       /* -1: can't be looked up */
  int32_t fused;      /* the whole chain as one word, -1: no chain */
  uint8_t broken;     /* a sentence or line ended before it */
  uint8_t letters;
  uint8_t picture;
} bry__token;

typedef struct bry__hit {
  size_t begin, end;
  int32_t theme;
  int32_t weight;
  int32_t pattern;
  int32_t negated; /* 1: a negation before it reaches it */
} bry__hit;

/* A phrase of an expression, found. */
typedef struct bry__leaf {
  size_t begin, end;
  int64_t first, last; /* tokens */
  int32_t pattern;
  int32_t used; /* 1: its expression holds, and rests on it */
  int32_t negated;
} bry__leaf;

/* What one thread needs to code texts. All memory is kept from text to text. */
typedef struct bry__reader {
  const bry__matcher *matcher;
  bry__stemmer stemmer;
  bry__stems stems; /* of the word at hand; large */
  bry__stems part;  /* of a part of it */
  bry__strings met; /* words met so far, so that each is stemmed once */
  bry__word *words; /* by number in met */
  int32_t *keys;
  int32_t key_count;
  bry__token *tokens;
  int64_t token_count;
  bry__hit *hits;
  int64_t hit_count;
  bry__leaf *leaves;
  int64_t leaf_count;
  size_t leaves_capacity;
  int language; /* of the text: -1 Norwegian, 1 English, 0 can't tell */
  size_t words_capacity, keys_capacity, tokens_capacity, hits_capacity;
} bry__reader; /* begin with {0} */

int bry__reader_open(bry__reader *reader, const bry__matcher *matcher); /* 0 or -1; close it in either case */
/* Splits valid UTF-8 into tokens, and looks each up. 0 or -1: memory ran out. */
int bry__reader_read(bry__reader *reader, const char *text, size_t size);
/* Finds what speaks for a theme in the tokens: reader->hits, by theme and place. 0 or -1. */
int bry__reader_match(bry__reader *reader);
int bry__reader_add_hit(bry__reader *reader, const bry__hit *hit); /* 0 or -1 */
/* Makes hits of the leaves whose expressions hold. 0 or -1. */
int bry__reader_resolve(bry__reader *reader);
/* 1 when the text that was read and matched says nothing ("vet ikke", "-"). */
int bry__reader_is_non_answer(const bry__reader *reader);
void bry__reader_close(bry__reader *reader);

const bry__word *bry__reader_word(const bry__reader *reader, int32_t word);

#endif
