/* What is known of the words of bokmål, nynorsk and English, whatever the codebook. */
#ifndef BRY_THEME_WORDS_H
#define BRY_THEME_WORDS_H

#include "core/strings.h"

enum {
  BRY__WORD_FUNCTION = 1 << 0,  /* says nothing alone; may stand between the words of a phrase */
  BRY__WORD_NEGATION = 1 << 1,  /* all negations are one word to a phrase */
  BRY__WORD_NORWEGIAN = 1 << 2, /* tells that a text is Norwegian */
  BRY__WORD_ENGLISH = 1 << 3,   /* tells that a text is English */
  BRY__WORD_GENERAL = 1 << 4,   /* too general to mean something in a label or definition */
  /* Parts of a non-answer: */
  BRY__WORD_REPLY = 1 << 5,      /* without meaning of its own */
  BRY__WORD_LACK = 1 << 6,       /* "ikke", "ingen", "nothing" */
  BRY__WORD_KNOWING = 1 << 7,    /* with a lack: "vet", "forslag", "idea" */
  BRY__WORD_RECALL = 1 << 8,     /* with a lack and a particle: "kommer (på)", "think (of)" */
  BRY__WORD_PARTICLE = 1 << 9,   /* "på", "til", "of" */
  BRY__WORD_SAME = 1 << 10,      /* with a place: "samme", "se" */
  BRY__WORD_ELSEWHERE = 1 << 11, /* the place: "over", "fjor" */
  BRY__WORD_BLANK = 1 << 12,     /* a non-answer by itself: "pass", "n/a" */
  BRY__WORD_SUBJECT = 1 << 13,   /* beside it, a word in -er is a verb: "vi bruker" */
  BRY__WORD_CONTRAST = 1 << 14,  /* no negation reaches past it: "men" */
  BRY__WORDS_OF_NON_ANSWERS = BRY__WORD_REPLY | BRY__WORD_LACK | BRY__WORD_KNOWING | BRY__WORD_RECALL |
                              BRY__WORD_PARTICLE | BRY__WORD_SAME | BRY__WORD_ELSEWHERE | BRY__WORD_BLANK
};

typedef struct bry__lexicon {
  bry__strings words;
  uint16_t *flags;   /* by word */
  int32_t *standard; /* by word: the one it is another form of, or itself */
  size_t flags_capacity;
  size_t standard_capacity;
} bry__lexicon; /* begin with {0} */

int bry__lexicon_build(bry__lexicon *lexicon); /* 0 or -1: memory ran out; free it in either case */
/* Flags of a folded word, 0 for an unknown one; puts its standard form in *word and *size. */
uint16_t bry__lexicon_find(const bry__lexicon *lexicon, const char **word, size_t *size);
void bry__lexicon_free(bry__lexicon *lexicon);

/* 1 when a short text of nothing but words of non-answers does not answer; `flags` are those of all its words.
 * nonanswer.c */
int bry__words_do_not_answer(uint16_t flags);

/* Writes the roots of nynorsk as those of bokmål. What comes out is a key to compare by, not always a word. Returns the
 * size, 0 when it is over `capacity`. */
size_t bry__words_unite(const char *word, size_t size, char *out, size_t capacity);

#endif
