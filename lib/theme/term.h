/* Terms of a codebook that say more than a phrase: AND, OR, NOT, NEAR, parentheses, quoted words, beginnings of words. */
#ifndef BRY_THEME_TERM_H
#define BRY_THEME_TERM_H

#include <stddef.h>
#include <stdint.h>

enum { BRY__TERM_NODES_MAX = 64, BRY__NEAR_DEFAULT = 5, BRY__NEAR_MAX = 100 };

typedef enum bry__term_op {
  BRY__TERM_PHRASE,
  BRY__TERM_AND,
  BRY__TERM_OR,
  BRY__TERM_NOT,
  BRY__TERM_NEAR
} bry__term_op;

typedef struct bry__term_node {
  bry__term_op op;
  int32_t left, right; /* nodes; NOT has the left alone */
  int32_t distance;    /* NEAR: words from one to the other */
  int32_t exact;       /* PHRASE: its words stand as they are written, one right behind the other */
  int32_t negative;    /* stands under a NOT */
  size_t begin, end;   /* PHRASE: its bytes in the term */
} bry__term_node;

typedef struct bry__term {
  bry__term_node nodes[BRY__TERM_NODES_MAX];
  int32_t count;
  int32_t root;
} bry__term;

/* 1 when the text is a plain phrase: it has neither operators nor signs that mean something. */
int bry__term_is_plain(const char *text, size_t size);
/* 0, or -1 when the text is no term: a sign that means nothing, an operator or parenthesis without its other half, a
 * phrase without words, too many or too deep, or nothing but what must not be there. */
int bry__term_parse(const char *text, size_t size, bry__term *out);

#endif
