/* Counted votes, as the files that count them and those that find groups in them share them. */
#ifndef BRY_GROUP_VOTES_H
#define BRY_GROUP_VOTES_H

#include "core/error.h"
#include "core/strings.h"

#include <bry/vote.h>

typedef struct bry__vote {
  int32_t statement;
  int8_t vote; /* BRY_VOTE_... */
} bry__vote;

typedef struct bry__vote_count {
  int32_t agrees, disagrees, passes;
} bry__vote_count;

struct bry_votes {
  bry_vote_options options;
  bry__strings people, statements, groups;
  int64_t *begin;         /* [person], and one more: where a person's votes begin */
  bry__vote *votes;       /* by person, then as they came */
  int32_t *group;         /* [person], -1: none */
  int32_t *members;       /* [group] */
  double *x, *y;          /* [person], when groups were found; else NULL */
  bry__vote_count *total; /* [statement] */
  bry__vote_count *cell;  /* [group * statements + statement] */
  uint8_t *withheld;      /* [group * statements + statement]: the cell is not shown */
};

static inline int32_t bry__votes_in(const bry__vote_count *c) {
  return c->agrees + c->disagrees + c->passes;
}

static inline void bry__count_vote(bry__vote_count *c, int8_t vote) {
  c->agrees += vote == BRY_VOTE_AGREE;
  c->disagrees += vote == BRY_VOTE_DISAGREE;
  c->passes += vote == BRY_VOTE_PASS;
}

/* Finds groups: fills group, groups, members, x and y. ::BRY_OK, ::BRY_ENOMEM. */
bry_status bry__votes_find_groups(bry_votes *v, bry_error **err);

#endif
