/* Words of a text, with their places in it. */
#ifndef BRY_THEME_TOKENS_H
#define BRY_THEME_TOKENS_H

#include <stddef.h>
#include <stdint.h>

/* Longer words are no words (addresses, noise); they keep their place, but have no folded form. */
enum { BRY__WORD_MAX_BYTES = 128, BRY__FOLD_MAX_BYTES = 160 };

typedef struct bry__tokens {
  const char *text;
  size_t size;
  size_t at;

  /* The word that was found: */
  size_t begin, end;  /* in bytes of the text as it was given */
  size_t chain_begin; /* where the chain of hyphens begins that it is of ("e" for the "post" of "e-post"), or begin */
  const char *fold;   /* NFC, case-folded, without apostrophes and without accents but those of å, æ, ø, ä, ö */
  size_t fold_size;   /* 0: not a word one could look up */
  const char *fused;  /* the chain that ends here, without its hyphens ("epost"); the word itself when it has none */
  size_t fused_size;  /* 0: the chain goes on, or is no word */
  int broken;         /* 1: a sentence or line ended before it */
  int letters;        /* 1: has a letter; else only digits, or a picture */
  int picture;        /* 1: an emoji or another sign that is a word of its own; its folded form is itself */

  int pictures;
  char buffer[BRY__FOLD_MAX_BYTES * 2];
  size_t buffer_size;
  int chain_lost;
} bry__tokens;

/* The text must be valid UTF-8. Emoji are left out unless `pictures` is set after this. */
void bry__tokens_begin(bry__tokens *tokens, const char *text, size_t size);
int bry__tokens_next(bry__tokens *tokens); /* 1: a word was found, 0: the text is at its end */

#endif
