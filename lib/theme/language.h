/* What a word says of the language of its text. */
#ifndef BRY_THEME_LANGUAGE_H
#define BRY_THEME_LANGUAGE_H

#include <stddef.h>
#include <stdint.h>

typedef struct bry__language_points {
  int32_t nb, nn, en;
} bry__language_points;

/* The points of a folded word (tokens.h); the letters of what may be a name say nothing. 0: it is of another language, and
 * has none. */
int bry__language_word(const char *word, size_t size, int is_name, bry__language_points *points);

#endif
