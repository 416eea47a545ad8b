/* Personal data being looked for in a text: what the scrub_*.c files share. Each takes places that no earlier one took. */
#ifndef BRY_THEME_SCRUB_H
#define BRY_THEME_SCRUB_H

#include <bry/scrub.h>

typedef struct bry__scrub_place {
  size_t begin, end;
  int32_t kind; /* BRY_SCRUB_... */
  int32_t confidence;
} bry__scrub_place;

typedef struct bry__scrubber {
  const char *text; /* valid UTF-8 */
  size_t size;
  int32_t kinds;
  uint8_t *taken; /* by byte */
  bry__scrub_place *places;
  size_t count, capacity;
  int failed; /* memory ran out */
} bry__scrubber;

/* 1 when nothing was found in these bytes yet. */
int bry__scrub_is_free(const bry__scrubber *s, size_t begin, size_t end);
/* Takes a place, when its kind is asked for and it is free; 1 when it was taken. */
int bry__scrub_take(bry__scrubber *s, size_t begin, size_t end, int32_t kind, int32_t confidence);

/* In this order. */
void bry__scrub_links(bry__scrubber *s);
void bry__scrub_numbers(bry__scrubber *s);
void bry__scrub_streets(bry__scrubber *s);
void bry__scrub_names(bry__scrubber *s);

/* --- scrub_text.c: reading the text ------------------------------------------------------------------------------- */

/* The character at `at`, 0 at the end; *behind is set behind it. */
uint32_t bry__scrub_char(const bry__scrubber *s, size_t at, size_t *behind);
uint32_t bry__scrub_char_before(const bry__scrubber *s, size_t at); /* 0 at the beginning */
int bry__scrub_is_letter(uint32_t c);
int bry__scrub_is_capital(uint32_t c);
int bry__scrub_is_digit(uint32_t c); /* 0 to 9 alone */
int bry__scrub_is_blank(uint32_t c); /* a space of any kind, no line break */
size_t bry__scrub_skip_blanks(const bry__scrubber *s, size_t at);

enum { BRY__SCRUB_WORD_MAX = 64 };

typedef struct bry__scrub_word {
  size_t begin, end; /* letters, with hyphens and apostrophes between them */
  char lower[BRY__SCRUB_WORD_MAX];
  size_t size;   /* of `lower`; 0 when the word is longer than that */
  int capital;   /* begins with one */
  int shouted;   /* two letters or more, all of them capitals */
  int32_t flags; /* BRY__SCRUB_WORD_... */
} bry__scrub_word;

int bry__scrub_word_at(const bry__scrubber *s, size_t at, bry__scrub_word *word); /* 0: no word begins there */
/* The word that ends before `at`, with blanks, colons and full stops between; 0 when there is none. */
int bry__scrub_word_before(const bry__scrubber *s, size_t at, bry__scrub_word *word);
int bry__scrub_is_one_of(const bry__scrub_word *word, const char *words); /* parted by spaces */
int bry__scrub_ends_in(const bry__scrub_word *word, const char *ending);

/* --- scrub_words.c ------------------------------------------------------------------------------------------------ */

enum {
  BRY__SCRUB_WORD_GIVEN = 1,  /* a given name */
  BRY__SCRUB_WORD_ALSO = 2,   /* a given name that is a common word as well */
  BRY__SCRUB_WORD_KNOWN = 4,  /* no name of a person, also with a capital */
  BRY__SCRUB_WORD_PLACE = 16, /* a country, county or town */
  BRY__SCRUB_WORD_BEFORE = 8  /* stands before names: "heter", "hilsen", "rektor" */
};
int32_t bry__scrub_word_flags(const char *lower, size_t size);

#endif
