/* A parsed codebook. Immutable. */
#ifndef BRY_THEME_CODEBOOK_H
#define BRY_THEME_CODEBOOK_H

#include "core/label.h"

#include <bry/codebook.h>

enum { BRY__THEMES_MAX = 2000 }; /* of one codebook */

typedef struct bry__theme_terms {
  char **terms; /* as written */
  int32_t count;
} bry__theme_terms;

typedef struct bry__theme {
  char *id;
  bry__label label;
  bry__label definition;
  int32_t parent;    /* -1: none */
  int32_t by_people; /* 1: its indicators are said to be none: it is coded by people alone */
  bry__theme_terms indicators[BRY__LANG_COUNT]; /* by BRY__NB, BRY__NN, BRY__EN */
} bry__theme;

struct bry_codebook {
  char *id;
  char *version;
  char *json; /* canonical */
  bry__theme *themes;
  int32_t theme_count;
  struct bry__matcher *matcher; /* all terms of all themes, compiled once */
};

#endif
