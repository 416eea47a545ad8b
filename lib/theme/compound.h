/* Words that compounds are made of. */
#ifndef BRY_THEME_COMPOUND_H
#define BRY_THEME_COMPOUND_H

#include <stddef.h>

/* Common simple words of bokmål and nynorsk: they may be parts however short, and are no compounds themselves. */
int bry__compound_is_simple(const char *word, size_t size);
/* Function words and endings that look like words: never parts. */
int bry__compound_is_barred(const char *word, size_t size);
/* The size of a word without its inflection ("avdelinger": "avdeling"), or `size` when it seems to have none. */
size_t bry__compound_root(const char *word, size_t size);

/* The parts of one word in small letters: where each begins and ends. Returns how many, 0 when it is no compound, or has
 * more than `most`. */
struct bry_splitter;
int bry__compound_parts(const struct bry_splitter *splitter, const char *lower, size_t size, size_t (*parts)[2],
                        int most);

#endif
