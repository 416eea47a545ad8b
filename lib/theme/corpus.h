/* Answers as sets of terms: each distinct set is a unit that is counted as often as it was given. */
#ifndef BRY_THEME_CORPUS_H
#define BRY_THEME_CORPUS_H

#include "core/error.h"
#include "theme/wordbook.h"

/* What a text is, before themes. */
enum { BRY__TEXT_CONTENT, BRY__TEXT_WORDLESS, BRY__TEXT_NON_ANSWER, BRY__TEXT_EMPTY };

/* Of a longer text the rest is left out. */
enum { BRY__UNIT_WORDS_MAX = 256, BRY__TERMS_MAX = BRY__UNIT_WORDS_MAX + 2 * BRY__FIELDS_MAX };

enum { BRY__RARITY_MAX = 20 };

typedef struct bry__corpus {
  bry__wordbook book;
  int language; /* of all texts: BRY__NORWEGIAN, BRY__ENGLISH; -1: each by its words */
  int majority; /* of texts that don't tell theirs */
  int64_t text_count;
  uint8_t *kinds;   /* by text: BRY__TEXT_... */
  int32_t *unit_of; /* by text; -1: it has no content */
  int32_t unit_count;
  int64_t *begins;   /* by unit, and one more: where its terms begin */
  int32_t *terms;    /* of each unit ascending, each once; behind words, its fields, and those that it has twice */
  int32_t *weights;  /* by unit: how many texts */
  int8_t *standards; /* by unit: 1 bokmål, -1 nynorsk, 0 neither or English */
  int64_t content_count;
  int32_t word_count;   /* terms that are words */
  int32_t term_count;   /* and fields, and fields that two words are of */
  int32_t *term_of_key; /* -1: too rare to be one */
  int32_t *key_of_term;
  int32_t *form_of_key; /* the word that people write most, by number in the book; -1 */
  int64_t *frequency;   /* by term: how many texts have it */
} bry__corpus;          /* begin with {0} */

/* Words, terms and units are numbered by an order of the texts' own (text_order.h): the same however they are given.
 * lang: NULL, "auto", "nb", "nn" or "en". ::BRY_OK, ::BRY_ENOMEM, ::BRY_EPARSE (names the text), ::BRY_ELIMIT */
bry_status bry__corpus_read(bry__corpus *corpus, const char *const *texts, const size_t *sizes, int64_t count,
                            const char *lang, int pretokenised, bry_error **err);
/* Puts a text in bokmål and one in nynorsk that say nearly the same into one unit. bundle.c. 0 or -1. */
int bry__corpus_bundle(bry__corpus *corpus);
/* How rare words are in texts, 0 to BRY__RARITY_MAX: different words for a hundred in all texts. The rarer, the less their
 * counts are worth against what is known of them otherwise. */
double bry__corpus_rarity(const bry__corpus *corpus);
/* What a field counts beside a word: as much where words are rare, down to a quarter where each is in many texts and says
 * enough. */
double bry__corpus_field_share(const bry__corpus *corpus);
void bry__corpus_free(bry__corpus *corpus);
/* The terms of one more text, as of a unit: room for BRY__TERMS_MAX; changes nothing. Sets *kind. 0 or -1. */
int bry__corpus_terms_of(const bry__corpus *corpus, const char *text, size_t size, int32_t *terms, int32_t *count,
                         int *kind);

#endif
