/* What every grouping must keep to, in numbers: sizes of groups, and what rules come to. People who stay together are
 * one element; an element is as heavy as it has people. */
#ifndef BRY_GROUP_TERMS_H
#define BRY_GROUP_TERMS_H

#include <stdint.h>

enum { BRY__SLOTS_MAX = 64 };

typedef struct bry__terms {
  int32_t count, groups;
  int32_t *weight;       /* of an element: people in it */
  int32_t *least, *most; /* people in a group */
  int32_t ruled;         /* 1: any of what follows is there */
  int32_t broken;        /* 1: some element can stand nowhere, whatever the rest does */
  int32_t *fixed;        /* the group that an element must be in; -1: any */
  int32_t *apart_begin;  /* [count + 1], into apart: who an element may not be with */
  int32_t *apart;
  int32_t sets;       /* kinds of people who are counted in every group */
  int32_t *member;    /* [set * count + element]: people of the kind in it */
  int32_t *set_least; /* of a set, in every group */
  int32_t *set_most;
  int32_t slots;        /* times at which groups may meet; 0: time does not matter */
  uint64_t *slots_of;   /* of an element, a bit each */
  int32_t *element_of;  /* of a person */
  int32_t person_count; /* how many people there are */
} bry__terms;           /* begin with {0} */

void bry__terms_clear(bry__terms *terms);

/* Where everybody is, and the counts that terms are told by. */
typedef struct bry__tally {
  const bry__terms *terms;
  int32_t *group;   /* of an element; -1: in none yet */
  int32_t *size;    /* people in a group */
  int32_t *members; /* elements in a group */
  int32_t *in_set;  /* [set * groups + group] */
  int32_t *at_slot; /* [group * slots + slot]: elements that can meet then */
} bry__tally;       /* begin with {0} */

int bry__tally_init(bry__tally *tally, const bry__terms *terms); /* 0 or -1 (no memory); nobody is in a group */
void bry__tally_clear(bry__tally *tally);
void bry__tally_put(bry__tally *tally, int32_t element, int32_t group);
void bry__tally_take(bry__tally *tally, int32_t element);

/* Whether an element that is in no group may join one, as far as what stands now tells: upper bounds, not lower ones. */
int bry__tally_may_join(const bry__tally *tally, int32_t element, int32_t group);
/* Whether groups that keep to the terms still do when two elements of different groups change places. */
int bry__tally_may_swap(const bry__tally *tally, int32_t a, int32_t b);
/* The same for one element that goes to another group. */
int bry__tally_may_move(const bry__tally *tally, int32_t element, int32_t group);
/* Whether a group keeps to all terms. */
int bry__tally_holds(const bry__tally *tally, int32_t group);
/* The first slot at which all of a group can meet; -1: none. */
int32_t bry__tally_slot(const bry__tally *tally, int32_t group);

#endif
