/* Words of working life and of a municipality's services that speak of the same thing. */
#ifndef BRY_THEME_RELATED_WORDS_H
#define BRY_THEME_RELATED_WORDS_H

#include <stdint.h>

typedef struct bry__related_words {
  const char *words; /* parted by spaces */
  int32_t english;
} bry__related_words;

extern const bry__related_words bry__related_words_table[];
extern const int32_t bry__related_words_count;

#endif
