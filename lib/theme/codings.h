/* Codings under way: what texts were coded as, hit by hit. */
#ifndef BRY_THEME_CODINGS_H
#define BRY_THEME_CODINGS_H

#include "theme/matcher.h"

#include <bry/theme.h>

typedef struct bry__coding {
  int64_t text;
  int64_t begin, end;
  int32_t theme;
  int32_t pattern;   /* -1: learned from coded answers, not a term */
  int32_t negated;   /* 1: a negation before it reaches it */
  double confidence; /* of the theme in the text: the same for all of its hits */
} bry__coding;

struct bry_codings {
  bry__coding *items;
  int64_t count;
  size_t capacity;
  uint8_t *non_answers; /* by text */
  int64_t text_count;
  char *terms;          /* one after the other, each with a NUL behind */
  size_t *pattern_term; /* by pattern: where its term begins */
};

/* Codings of `texts` texts without a hit; NULL: memory ran out. Free with bry_codings_free(). */
bry_codings *bry__codings_new(const bry__matcher *matcher, int64_t texts);
int bry__codings_add(bry_codings *codings, const bry__coding *hit);                       /* 0 or -1 */
int bry__codings_add_hits(bry_codings *codings, const bry__reader *reader, int64_t text); /* the same */
/* Codes one valid text, NULL never; 0 or -1: memory ran out. */
typedef int (*bry__code_fn)(void *with, bry_codings *codings, int64_t text, const char *data, size_t size);
/* Has each text coded in turn; a NULL text is empty. ::BRY_OK, ::BRY_ENOMEM, ::BRY_EPARSE, ::BRY_ECANCELLED */
bry_status bry__codings_fill(bry_codings *codings, const char *const *texts, const size_t *sizes, bry__code_fn code,
                             void *with, bry_progress_fn progress, void *user, bry_error **err);
/* What hits that weigh so much together are worth, above 0 and below 1: each half of an indicator halves the doubt. */
double bry__codings_confidence(int32_t weight);

#endif
