/* Respondents of a survey as a release counts them: atoms (people alike in all segments), and populations: all who
 * answered, and for each item or coded text those who answered it, with numbers of them such as how many chose what. */
#ifndef BRY_RESULT_RELEASE_DATA_H
#define BRY_RESULT_RELEASE_DATA_H

#include "core/error.h"
#include "core/strings.h"

enum { BRY__RELEASE_SEGMENTS_MAX = 16 };

/* Which of a cell's numbers say that its people are alike: none, when all but a few of them are in one of `codes` numbers
 * that exclude each other, `slots` times; from the first one on that is an answer. */
typedef struct bry__release_population {
  char *key;
  int32_t slots, codes, first_code;
  size_t width;    /* slots * codes */
  int64_t *people; /* of each atom */
  int64_t *counts; /* [atom * width + slot * codes + code] */
  size_t people_capacity, counts_capacity;
  int32_t atoms; /* as many of them are filled in */
} bry__release_population;

typedef struct bry__release_data {
  int32_t segment_count;
  const char *const *segments; /* names: the caller's */
  bry__strings values;         /* as an axis takes them: "" for none, what begins like "*" behind a backslash */
  bry__strings atoms;          /* keys */
  uint32_t *atom_values;       /* [atom * segment_count + segment], in `values` */
  size_t atom_capacity;
  bry__release_population *populations; /* the first one: all respondents */
  int32_t population_count;
  size_t population_capacity;
} bry__release_data; /* begin with {0}, then segments */

void bry__release_data_clear(bry__release_data *data);
/* The atom of people with these values (NULL: none), or -1: no memory. */
int32_t bry__release_atom(bry__release_data *data, const char *const *values, const size_t *sizes);
/* The same of values that are in the form of `values` already. */
int32_t bry__release_atom_marked(bry__release_data *data, const char *const *marked);
/* A population without people; -1: no memory. */
int32_t bry__release_population_add(bry__release_data *data, const char *key, int32_t slots, int32_t codes,
                                    int32_t first_code);
/* Makes room for an atom in a population; 0 or -1. */
int bry__release_population_reach(bry__release_population *population, int32_t atom);
/* What people see of a value: NULL for none. */
const char *bry__release_value(const char *marked);

#endif
