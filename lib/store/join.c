/* Who goes with whom: a queue of all who wait, and the leaders, each of whom holds a lane of its survey. Riders live on
 * the stacks of their threads; whoever waits is in the queue, or on board of a leader that will call it. */
#include "store/join.h"

#include "core/clock.h"
#include "core/mem.h"

#include <sched.h>
#include <string.h>
#include <time.h>

struct bry__join {
  pthread_mutex_t mutex;
  pthread_condattr_t monotonic; /* a set clock must not stretch a wait */
  bry__rider *first, *last;     /* who waits, in line */
  bry__rider *leaders;
  int32_t lanes;
  size_t company; /* how many the last leader to come back had on board */
};

bry__join *bry__join_new(int32_t lanes) {
  bry__join *join = bry__alloc_zero(1, sizeof *join);
  if (!join) return NULL;
  join->lanes = lanes;
  if (pthread_condattr_init(&join->monotonic) != 0) goto out;
  pthread_condattr_setclock(&join->monotonic, CLOCK_MONOTONIC);
  if (pthread_mutex_init(&join->mutex, NULL) == 0) return join;
  pthread_condattr_destroy(&join->monotonic);
out:
  bry__free(join);
  return NULL;
}

void bry__join_free(bry__join *join, int forked) {
  if (join && !forked) {
    pthread_condattr_destroy(&join->monotonic);
    pthread_mutex_destroy(&join->mutex);
  }
  bry__free(join);
}

/* Handles of one survey may be several. The salt tells it from a later one of its name. */
static int is_same_survey(const bry_survey *a, const bry_survey *b) {
  return a == b || (memcmp(a->survey_id, b->survey_id, sizeof a->survey_id) == 0 &&
                    memcmp(a->tenant_id, b->tenant_id, sizeof a->tenant_id) == 0 &&
                    memcmp(a->salt, b->salt, sizeof a->salt) == 0);
}

/* --- with the lock held ---------------------------------------------------------------------------------------- */

static void queue_up(bry__join *join, bry__rider *rider) {
  if (join->last)
    join->last->next = rider;
  else
    join->first = rider;
  join->last = rider;
}

/* before: the one in front, NULL for the first. */
static void take_out(bry__join *join, bry__rider *rider, bry__rider *before) {
  if (before)
    before->next = rider->next;
  else
    join->first = rider->next;
  if (join->last == rider) join->last = before;
  rider->next = NULL;
}

static void give_up(bry__join *join, bry__rider *rider) {
  bry__rider *before = NULL;
  for (bry__rider *at = join->first; at != rider; at = at->next)
    before = at;
  take_out(join, rider, before);
  rider->place = BRY__JOIN_ALONE;
}

/* May `count` riders go now? At once when none of their survey is under way; else in another lane when they are as many as
 * in the fullest one: those whom one lane brought back gather again while the other is away. */
static int may_go(const bry__join *join, const bry_survey *survey, size_t count) {
  int32_t busy = 0;
  size_t most = 0;
  for (const bry__rider *at = join->leaders; at; at = at->lane) {
    if (!is_same_survey(at->survey, survey)) continue;
    busy++;
    if (at->on_board > most) most = at->on_board;
  }
  return busy == 0 || (busy < join->lanes && count >= most);
}

static size_t count_waiting(const bry__join *join, const bry_survey *survey) {
  size_t count = 0;
  for (const bry__rider *at = join->first; at; at = at->next)
    if (is_same_survey(at->survey, survey)) count++;
  return count;
}

static void lead(bry__join *join, bry__rider *rider) {
  rider->place = BRY__JOIN_LEADS;
  rider->on_board = 1;
  rider->lane = join->leaders;
  join->leaders = rider;
}

static void end_lane(bry__join *join, bry__rider *leader) {
  bry__rider **at = &join->leaders;
  while (*at != leader)
    at = &(*at)->lane;
  *at = leader->lane;
}

static void pass_lane_on(bry__join *join, const bry_survey *survey) {
  bry__rider *before = NULL;
  for (bry__rider *at = join->first; at; before = at, at = at->next) {
    if (!is_same_survey(at->survey, survey)) continue;
    take_out(join, at, before);
    lead(join, at);
    pthread_cond_signal(&at->called);
    return;
  }
}

static int is_on_board(const bry__rider *leader, const uint8_t *id) {
  if (memcmp(leader->id, id, 16) == 0) return 1;
  for (const bry__rider *at = leader->others; at; at = at->next)
    if (memcmp(at->id, id, 16) == 0) return 1;
  return 0;
}

static struct timespec moment(int64_t us) {
  return (struct timespec){.tv_sec = (time_t)(us / 1000000), .tv_nsec = (long)(us % 1000000) * 1000};
}

/* Wakes now and then to see whether the call was cancelled. Once taken along it can't get off: its leader reads what it
 * brings. */
static void wait_for_call(bry__join *join, bry__rider *rider, const bry__patience *patience) {
  int64_t until_us = bry__clock_monotonic_us() + BRY__JOIN_WAIT_MS * 1000;
  while (rider->place == BRY__JOIN_WAITS || rider->place == BRY__JOIN_TAKEN) {
    int64_t now_us = bry__clock_monotonic_us();
    if (rider->place == BRY__JOIN_WAITS && (now_us >= until_us || bry__patience_cancelled(patience))) {
      give_up(join, rider);
      return;
    }
    struct timespec tick = moment(now_us + BRY__NOTICE_MS * 1000);
    pthread_cond_timedwait(&rider->called, &join->mutex, &tick);
  }
}

/* --- taking the lock ------------------------------------------------------------------------------------------- */

bry__join_place bry__join_enter(bry__join *join, bry__rider *rider, const bry__patience *patience) {
  pthread_mutex_lock(&join->mutex);
  if (may_go(join, rider->survey, count_waiting(join, rider->survey) + 1)) {
    lead(join, rider);
  } else if (pthread_cond_init(&rider->called, &join->monotonic) != 0) {
    rider->place = BRY__JOIN_ALONE;
  } else {
    queue_up(join, rider);
    wait_for_call(join, rider, patience);
    pthread_cond_destroy(&rider->called);
  }
  pthread_mutex_unlock(&join->mutex);
  return rider->place;
}

/* Threads that came back with one statement come again within some microseconds of each other: the first of them would go
 * alone, and have the others wait for it. So it lets them run first, for a moment that is short beside a statement. One
 * that submits by itself had no company, and does not wait. */
static void wait_for_company(bry__join *join, const bry__rider *leader) {
  int64_t until_us = bry__clock_monotonic_us() + BRY__JOIN_COMPANY_US;
  while (count_waiting(join, leader->survey) + 1 < join->company && bry__clock_monotonic_us() < until_us) {
    pthread_mutex_unlock(&join->mutex);
    sched_yield();
    pthread_mutex_lock(&join->mutex);
  }
}

size_t bry__join_board(bry__join *join, bry__rider *leader) {
  bry__rider *before = NULL, *next;
  pthread_mutex_lock(&join->mutex);
  wait_for_company(join, leader);
  for (bry__rider *at = join->first; at && leader->on_board < BRY__JOIN_MAX; at = next) {
    next = at->next;
    if (!is_same_survey(at->survey, leader->survey) || is_on_board(leader, at->id)) {
      before = at;
      continue;
    }
    take_out(join, at, before);
    at->place = BRY__JOIN_TAKEN;
    at->next = leader->others;
    leader->others = at;
    leader->on_board++;
  }
  size_t taken = leader->on_board - 1;
  pthread_mutex_unlock(&join->mutex);
  return taken;
}

/* Signalled with the lock held: once a rider is told, its memory is gone. */
void bry__join_leave(bry__join *join, bry__rider *leader) {
  bry__rider *next;
  pthread_mutex_lock(&join->mutex);
  end_lane(join, leader);
  join->company = leader->on_board;
  if (may_go(join, leader->survey, count_waiting(join, leader->survey))) pass_lane_on(join, leader->survey);
  for (bry__rider *at = leader->others; at; at = next) {
    next = at->next;
    at->place = at->is_stored ? BRY__JOIN_STORED : BRY__JOIN_ALONE;
    pthread_cond_signal(&at->called);
  }
  leader->others = NULL;
  pthread_mutex_unlock(&join->mutex);
}

size_t bry__join_waiting(bry__join *join) {
  size_t count = 0;
  pthread_mutex_lock(&join->mutex);
  for (const bry__rider *at = join->first; at; at = at->next)
    count++;
  pthread_mutex_unlock(&join->mutex);
  return count;
}
