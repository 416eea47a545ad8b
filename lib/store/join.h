/* Submits of one handle that come at the same time, joined: while others of a survey are on their way the next ones wait,
 * and whoever then gets a lane takes all who wait along in one statement. A submit that comes alone goes at once; only
 * where the last one had company does the next look for it, for a moment. This file says who goes with whom; what is asked
 * of the database is submit_joined.c's. */
#ifndef BRY_STORE_JOIN_H
#define BRY_STORE_JOIN_H

#include "store/patience.h"
#include "store/survey.h"

#include <pthread.h>

enum {
  BRY__JOIN_LANES = 1,       /* a second would halve what the first takes along, and gains nothing */
  BRY__JOIN_MAX = 64,        /* responses in a statement */
  BRY__JOIN_COMPANY_US = 60, /* that a leader lets those come who came back with the last one */
  BRY__JOIN_WAIT_MS = 200    /* after which a submit goes by itself, should its survey's lanes be stuck */
};

typedef enum bry__join_place {
  BRY__JOIN_WAITS,
  BRY__JOIN_LEADS,  /* has a lane: asks the database, for itself and for those whom it takes along */
  BRY__JOIN_TAKEN,  /* is taken along, and waits for the outcome */
  BRY__JOIN_STORED, /* was taken along and stored */
  BRY__JOIN_ALONE   /* is to ask by itself, without a lane */
} bry__join_place;

/* One submit, on the stack of its thread. What it brings is borrowed until it is out of the queue. */
typedef struct bry__rider {
  const bry_survey *survey;
  const uint8_t *id; /* 16 bytes */
  const void *load;  /* the caller's own */
  int is_stored;     /* set for all on board by who asked the database */
  int is_uncertain;  /* likewise: it may be stored, since the link broke before the answer came */
  /* join.c's: */
  bry__join_place place;
  size_t on_board; /* of a leader: itself and those whom it took along */
  pthread_cond_t called;
  struct bry__rider *next;   /* in the queue, or among those taken along */
  struct bry__rider *others; /* of a leader: those whom it took along */
  struct bry__rider *lane;   /* of a leader: the next of all leaders */
} bry__rider;                /* begin with {.survey = ..., ...} */

typedef struct bry__join bry__join;

/* lanes: statements of a survey at a time. NULL: no memory. */
bry__join *bry__join_new(int32_t lanes);
/* forked: this is a child, in which its lock may be held by a thread that is not there. */
void bry__join_free(bry__join *join, int forked);

/* Waits for a lane or to be taken along: LEADS, STORED, or ALONE, which is also the place of one that was cancelled while
 * it waited. Who leads must leave. */
bry__join_place bry__join_enter(bry__join *join, bry__rider *rider, const bry__patience *patience);
/* Takes along who waits for the same survey, with other ids than are on board; how many they are. When the connection is
 * there. */
size_t bry__join_board(bry__join *join, bry__rider *leader);
/* Gives the lane to who waits longest, and tells those who were taken along what became of them. */
void bry__join_leave(bry__join *join, bry__rider *leader);
/* How many wait, for tests. */
size_t bry__join_waiting(bry__join *join);

#endif
