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

#endif
