/* Whether a text may be quoted: nothing in it looks like a name, a number that tells who, or an address. */
#ifndef BRY_STORE_QUOTABLE_H
#define BRY_STORE_QUOTABLE_H

#include <stddef.h>
#include <stdint.h>

/* Words that were met in lower case; a capitalised word at the beginning of a sentence that is among them is no
 * name. */
typedef struct bry__common_words {
  uint64_t *hashes;
  size_t count, capacity;
} bry__common_words; /* begin with {0} */

/* Takes the lower-case words of a text, valid UTF-8; 0, -1: no memory. Settle before asking. */
int bry__common_words_take(bry__common_words *words, const char *text, size_t size);
void bry__common_words_settle(bry__common_words *words);
void bry__common_words_clear(bry__common_words *words);

/* 1 when scrubbing finds nothing in the text, and it holds no more than three digits, no line break, and no capitalised
 * word but common ones at the beginning of a sentence; else 0, or -1 when memory runs out. Better to lose a good quote than
 * to show a name. */
int bry__is_quotable(const bry__common_words *words, const char *text, size_t size);
/* The same for texts that differ only in case, punctuation and white space. */
uint64_t bry__quote_fingerprint(const char *text, size_t size);

#endif
