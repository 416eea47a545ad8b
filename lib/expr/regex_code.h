/* Regular expressions inside: the tree that is parsed, the program it becomes, and sets of units. */
#ifndef BRY_EXPR_REGEX_CODE_H
#define BRY_EXPR_REGEX_CODE_H

#include "expr/arena.h"
#include "expr/regex.h"

/* --- sets of UTF-16 units ------------------------------------------------------------------------------------------- */

typedef struct bry__regex_range {
  uint16_t first, last;
} bry__regex_range;

typedef struct bry__regex_set { /* sorted, without overlap */
  const bry__regex_range *ranges;
  int32_t count;
  int negated;
} bry__regex_set;

/* A set being made: ranges in any order. */
typedef struct bry__regex_draft {
  bry__regex_range *ranges;
  size_t count, capacity;
  int failed;
} bry__regex_draft;

void bry__regex_draft_add(bry__regex_draft *draft, uint16_t first, uint16_t last);
/* What \d, \s, \w or ".", and with a capital letter their complements, stand for. */
void bry__regex_draft_class(bry__regex_draft *draft, char name);
/* The set in memory of the arena; with ignore_case it has to be asked for canonical units. 0 or -1. */
int bry__regex_draft_finish(bry__regex_draft *draft, bry__arena *arena, int ignore_case, bry__regex_set *out);
int bry__regex_set_has(const bry__regex_set *set, uint16_t unit);

/* What units are the same without regard to case: ECMA-262, Canonicalize, without the flag u. */
uint16_t bry__regex_canonical(uint16_t unit);
int bry__regex_is_word(int32_t unit); /* as \w; -1, the end of the text, is none */

/* --- the tree ------------------------------------------------------------------------------------------------------- */

typedef enum bry__regex_op {
  BRY__REGEX_UNIT,  /* takes this unit */
  BRY__REGEX_SET,   /* takes a unit of the set */
  BRY__REGEX_START, /* the four assertions */
  BRY__REGEX_END,
  BRY__REGEX_BORDER,
  BRY__REGEX_NO_BORDER,
  BRY__REGEX_SPLIT,    /* program only: goes on at the next instruction and at `to` */
  BRY__REGEX_JUMP,     /* program only: goes on at `to` */
  BRY__REGEX_MATCH,    /* program only */
  BRY__REGEX_SEQUENCE, /* the rest are of the tree only */
  BRY__REGEX_CHOICE,
  BRY__REGEX_REPEAT
} bry__regex_op;

enum { BRY__REGEX_COUNT_MAX = 1000000, BRY__REGEX_NO_LIMIT = -1 };

typedef struct bry__regex_node {
  bry__regex_op op;
  uint16_t unit;
  const bry__regex_set *set;
  int32_t least, most;                  /* of a repetition; BRY__REGEX_NO_LIMIT: as often as can be */
  int64_t size;                         /* instructions; over BRY__REGEX_SIZE_MAX: too many, however many */
  struct bry__regex_node *first, *next; /* its parts; what is beside it */
} bry__regex_node;

/* --- the program ---------------------------------------------------------------------------------------------------- */

typedef struct bry__regex_instruction {
  uint8_t op;
  uint16_t unit;
  uint16_t to;
  const bry__regex_set *set;
} bry__regex_instruction;

struct bry__regex {
  bry__arena arena; /* all below, and the sets */
  char *source;
  bry__regex_instruction *code;
  int32_t size;
  int ignore_case;
  int portable;
  int anchored; /* can match only at the beginning of the text */
};

/* A pattern as UTF-16, and what decides on \1 and \k from its beginning on. */
typedef struct bry__regex_units {
  const uint16_t *list;
  int32_t count;
  int32_t group_count; /* those that capture */
  int has_names;       /* some of them */
} bry__regex_units;

/* regex_units.c */
bry__regex_fault bry__regex_units_read(bry__arena *arena, const char *text, size_t size, bry__regex_units *out);
/* regex_parse.c: the tree in memory of `arena`, the sets in that of the regex. */
bry__regex_fault bry__regex_read(bry__regex *regex, bry__arena *arena, const char *text, size_t size,
                                 bry__regex_node **out, int64_t *at);

#endif
