/* Lists of words in one string. */
#ifndef BRY_THEME_WORD_LIST_H
#define BRY_THEME_WORD_LIST_H

#include <stddef.h>

/* Whether a list, in the order of its words' bytes with a space between, has a word. By binary search. */
int bry__word_list_has(const char *list, size_t list_size, const char *word, size_t size);

#endif
