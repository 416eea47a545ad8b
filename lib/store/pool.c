/* A bounded pool of connections. The one given back last is taken first: it is warm, and the others can grow old. */
#include "store/pool.h"

#include "core/clock.h"
#include "core/mem.h"
#include "store/conn.h"

#include <pthread.h>
#include <time.h>

/* A thread that waits, in line. */
typedef struct waiter {
  pthread_cond_t served;
  struct waiter *next;
  int has_slot;    /* its turn has come */
  bry__conn *conn; /* handed over; NULL: it may make one */
} waiter;

struct bry__pool {
  pthread_mutex_t mutex;
  pthread_condattr_t monotonic; /* a set clock must not stretch a timeout */
  waiter *first, *last;
  bry__target target;
  bry__conn **idle; /* room for max */
  int32_t idle_count;
  int32_t count; /* idle, in use, or being made */
  int32_t max;
  int32_t acquire_timeout_ms;
};

static int init_locks(bry__pool *pool) {
  if (pthread_condattr_init(&pool->monotonic) != 0) return -1;
  pthread_condattr_setclock(&pool->monotonic, CLOCK_MONOTONIC);
  if (pthread_mutex_init(&pool->mutex, NULL) == 0) return 0;
  pthread_condattr_destroy(&pool->monotonic);
  return -1;
}

bry_status bry__pool_new(const char *conninfo, const bry_store_options *options, int is_local, bry__pool **out,
                         bry_error **err) {
  *out = NULL;
  bry__pool *pool = bry__alloc_zero(1, sizeof *pool);
  if (!pool) return bry__enomem(err);
  pool->max = options->max_connections;
  pool->acquire_timeout_ms = options->acquire_timeout_ms;
  bry_status status;
  pool->idle = bry__alloc_zero((size_t)pool->max, sizeof(bry__conn *));
  if (!pool->idle) {
    status = bry__enomem(err);
    goto out;
  }
  status = bry__target_init(&pool->target, conninfo, options, err);
  pool->target.is_local = is_local;
  if (status == BRY_OK && init_locks(pool) != 0) status = bry__enomem(err);
out:
  if (status == BRY_OK) {
    *out = pool;
  } else {
    bry__target_clear(&pool->target);
    bry__free(pool->idle);
    bry__free(pool);
  }
  return status;
}

/* --- standing in line ------------------------------------------------------------------------------------------ */

static void join_line(bry__pool *pool, waiter *w) {
  if (pool->last)
    pool->last->next = w;
  else
    pool->first = w;
  pool->last = w;
}

static void leave_line(bry__pool *pool, waiter *w) {
  waiter *before = NULL;
  for (waiter *at = pool->first; at != w; at = at->next)
    before = at;
  if (before)
    before->next = w->next;
  else
    pool->first = w->next;
  if (pool->last == w) pool->last = before;
}

/* Whoever waits longest gets it: a connection, or (NULL) the right to make one. Else it is kept, or let go. */
static void pass_on(bry__pool *pool, bry__conn *conn) {
  pthread_mutex_lock(&pool->mutex);
  waiter *w = pool->first;
  if (w) {
    leave_line(pool, w);
    w->has_slot = 1;
    w->conn = conn;
    pthread_cond_signal(&w->served);
  } else if (conn) {
    pool->idle[pool->idle_count++] = conn;
  } else {
    pool->count--;
  }
  pthread_mutex_unlock(&pool->mutex);
}

static struct timespec moment(int64_t us) {
  return (struct timespec){.tv_sec = (time_t)(us / 1000000), .tv_nsec = (long)(us % 1000000) * 1000};
}

/* With the lock held. Wakes now and then to see whether the call was cancelled. */
static bry_status wait_in_line(bry__pool *pool, waiter *w, const bry__patience *patience, bry_error **err) {
  int64_t deadline_us = bry__clock_monotonic_us() + (int64_t)pool->acquire_timeout_ms * 1000;
  while (!w->has_slot) {
    int64_t now_us = bry__clock_monotonic_us();
    if (bry__patience_cancelled(patience)) return bry__patience_error("waiting for a connection", err);
    if (now_us >= deadline_us)
      return bry__error_database(err, BRY_EUNAVAILABLE, NULL, 1,
                                 "All %d connections were in use for %d ms: allow more (max_connections), or ask "
                                 "from fewer threads.",
                                 (int)pool->max, (int)pool->acquire_timeout_ms);
    int64_t soon_us = now_us + BRY__NOTICE_MS * 1000;
    struct timespec until = moment(soon_us < deadline_us ? soon_us : deadline_us);
    pthread_cond_timedwait(&w->served, &pool->mutex, &until);
  }
  return BRY_OK;
}

/* Waits until there is an idle connection (in *out) or room for a new one (*out NULL, and counted already). */
static bry_status take_slot(bry__pool *pool, const bry__patience *patience, bry__conn **out, bry_error **err) {
  *out = NULL;
  bry_status status = BRY_OK;
  pthread_mutex_lock(&pool->mutex);
  if (pool->idle_count > 0) {
    *out = pool->idle[--pool->idle_count];
  } else if (pool->count < pool->max) {
    pool->count++;
  } else {
    waiter w = {0};
    if (pthread_cond_init(&w.served, &pool->monotonic) != 0) {
      status = bry__enomem(err);
      goto out;
    }
    join_line(pool, &w);
    status = wait_in_line(pool, &w, patience, err);
    if (status != BRY_OK) leave_line(pool, &w);
    *out = w.conn;
    pthread_cond_destroy(&w.served);
  }
out:
  pthread_mutex_unlock(&pool->mutex);
  return status;
}

/* --- borrowing ------------------------------------------------------------------------------------------------- */

bry_status bry__pool_acquire(bry__pool *pool, bry__patience *patience, bry__conn **out, bry_error **err) {
  bry__conn *conn = NULL;
  *out = NULL;
  bry_status status = take_slot(pool, patience, &conn, err);
  if (status != BRY_OK) return status;
  if (conn && !bry__conn_alive(conn)) {
    bry__conn_close(conn); /* its slot is kept for the one that replaces it */
    conn = NULL;
  }
  if (conn)
    conn->private->patience = *patience;
  else
    status = bry__conn_open(&pool->target, patience, &conn, err);
  if (conn) *patience = conn->private->patience;
  if (status != BRY_OK) pass_on(pool, NULL);
  *out = conn;
  return status;
}

void bry__pool_release(bry__pool *pool, bry__conn *conn) {
  if (!conn) return;
  if (!bry__conn_settle(conn)) {
    bry__conn_close(conn);
    conn = NULL;
  }
  pass_on(pool, conn);
}

void bry__pool_free(bry__pool *pool, int forked) {
  if (!pool) return;
  for (int32_t i = 0; i < pool->idle_count; i++) {
    if (forked)
      bry__conn_abandon(pool->idle[i]);
    else
      bry__conn_close(pool->idle[i]);
  }
  if (!forked) { /* in a child they may be held by a thread that is not there */
    pthread_condattr_destroy(&pool->monotonic);
    pthread_mutex_destroy(&pool->mutex);
  }
  bry__target_clear(&pool->target);
  bry__free(pool->idle);
  bry__free(pool);
}
