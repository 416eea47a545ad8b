/* The terms of a codebook, compiled; and the reader that finds them in texts. */
#ifndef BRY_THEME_MATCHER_H
#define BRY_THEME_MATCHER_H

#include "core/error.h"
#include "core/strings.h"
#include "theme/codebook.h"
#include "theme/stem.h"

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
  int32_t english; /* 1: of an English term; else Norwegian */
} bry__pattern;

/* Immutable once made. A key is a stem; English ones begin with '='. */
typedef struct bry__matcher {
  bry__lexicon lexicon;
  bry__strings terms; /* as written */
  char *term_bytes;   /* the same, one after the other, each with a NUL behind: to copy at once */
  size_t term_bytes_size;
  bry__strings keys;  /* all stems of all patterns */
  bry__strings parts; /* plain forms and stems that may be the first or last part of a compound */
  bry__pattern *patterns;
  bry__pattern_word *words;
  int32_t *starts;  /* by key, and one more: where its patterns begin in `started` */
  int32_t *started; /* patterns by the keys of their first word */
  size_t patterns_capacity, words_capacity;
  int32_t pattern_count, word_count;
  int32_t theme_count;
  char *theme_has_words; /* by theme: 0 when nothing that it holds could be found, were it alone */
} bry__matcher;

/* ::BRY_OK, ::BRY_ENOMEM */
bry_status bry__matcher_new(const bry_codebook *codebook, bry__matcher **out, bry_error **err);
void bry__matcher_free(bry__matcher *matcher);

/* The words of a text as the matcher sees them. */
enum { BRY__WORD_KEYS_MAX = 12 };

typedef struct bry__word {
  uint16_t flags; /* BRY__WORD_... */
  uint16_t key_count;
  int32_t keys; /* first of its keys in the reader's keys */
} bry__word;

typedef struct bry__token {
  size_t begin, end;
  size_t chain_begin; /* of the chain of hyphens that ends here; else begin */
  int32_t word;       /* -1: can't be looked up */
  int32_t fused;      /* the whole chain as one word, -1: no chain */
  uint8_t broken;     /* a sentence or line ended before it */
  uint8_t letters;
} bry__token;

typedef struct bry__hit {
  size_t begin, end;
  int32_t theme;
  int32_t weight;
  int32_t pattern;
} bry__hit;

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
  int language; /* of the text: -1 Norwegian, 1 English, 0 can't tell */
  size_t words_capacity, keys_capacity, tokens_capacity, hits_capacity;
} bry__reader; /* begin with {0} */

int bry__reader_open(bry__reader *reader, const bry__matcher *matcher); /* 0 or -1; close it in either case */
/* Splits valid UTF-8 into tokens, and looks each up. 0 or -1: memory ran out. */
int bry__reader_read(bry__reader *reader, const char *text, size_t size);
/* Finds what speaks for a theme in the tokens: reader->hits, by theme and place. 0 or -1. */
int bry__reader_match(bry__reader *reader);
/* 1 when the text that was read and matched says nothing ("vet ikke", "-"). */
int bry__reader_is_non_answer(const bry__reader *reader);
void bry__reader_close(bry__reader *reader);

const bry__word *bry__reader_word(const bry__reader *reader, int32_t word);

#endif
