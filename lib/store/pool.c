/* A bounded pool of connections. The one given back last is taken first: it is warm, and the others can grow old. */
#include "store/pool.h"

#include "core/clock.h"
#include "core/mem.h"
#include "store/conn.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

struct bry__pool {
  pthread_mutex_t mutex;
  pthread_cond_t given_back;
  bry__target target;
  bry__conn **idle; /* room for max */
  int32_t idle_count;
  int32_t count; /* idle, in use, or being made */
  int32_t max;
  int32_t acquire_timeout_ms;
};

static int init_locks(bry__pool *pool) {
  pthread_condattr_t attributes;
  if (pthread_condattr_init(&attributes) != 0) return -1;
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC); /* a set clock must not stretch a timeout */
  int failed = pthread_cond_init(&pool->given_back, &attributes) != 0;
  pthread_condattr_destroy(&attributes);
  if (failed) return -1;
  if (pthread_mutex_init(&pool->mutex, NULL) == 0) return 0;
  pthread_cond_destroy(&pool->given_back);
  return -1;
}

bry_status bry__pool_new(const char *conninfo, const bry_store_options *options, bry__pool **out, bry_error **err) {
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

static struct timespec deadline_in(int32_t ms) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  at.tv_sec += ms / 1000;
  at.tv_nsec += (long)(ms % 1000) * 1000000L;
  if (at.tv_nsec >= 1000000000L) {
    at.tv_sec++;
    at.tv_nsec -= 1000000000L;
  }
  return at;
}

/* Waits until there is an idle connection (in *out) or room for a new one (*out NULL, and counted already). */
static bry_status take_slot(bry__pool *pool, bry__conn **out, bry_error **err) {
  *out = NULL;
  bry_status status = BRY_OK;
  struct timespec deadline = {0};
  pthread_mutex_lock(&pool->mutex);
  while (pool->idle_count == 0 && pool->count >= pool->max) {
    if (deadline.tv_sec == 0) deadline = deadline_in(pool->acquire_timeout_ms);
    if (pthread_cond_timedwait(&pool->given_back, &pool->mutex, &deadline) == ETIMEDOUT && pool->idle_count == 0 &&
        pool->count >= pool->max) {
      status = bry__error_database(err, BRY_EUNAVAILABLE, NULL, 1,
                                   "All %d connections were in use for %d ms: allow more (max_connections), or ask "
                                   "from fewer threads.",
                                   (int)pool->max, (int)pool->acquire_timeout_ms);
      goto out;
    }
  }
  if (pool->idle_count > 0)
    *out = pool->idle[--pool->idle_count];
  else
    pool->count++;
out:
  pthread_mutex_unlock(&pool->mutex);
  return status;
}

static void free_slot(bry__pool *pool) {
  pthread_mutex_lock(&pool->mutex);
  pool->count--;
  pthread_cond_signal(&pool->given_back);
  pthread_mutex_unlock(&pool->mutex);
}

bry_status bry__pool_acquire(bry__pool *pool, bry__conn **out, bry_error **err) {
  bry__conn *conn = NULL;
  *out = NULL;
  bry_status status = take_slot(pool, &conn, err);
  if (status != BRY_OK) return status;
  if (conn && !bry__conn_alive(conn)) {
    bry__conn_close(conn); /* its slot is kept for the one that replaces it */
    conn = NULL;
  }
  if (!conn) status = bry__conn_open(&pool->target, &conn, err);
  if (status != BRY_OK) free_slot(pool);
  *out = conn;
  return status;
}

void bry__pool_release(bry__pool *pool, bry__conn *conn) {
  if (!conn) return;
  if (!bry__conn_settle(conn)) {
    bry__conn_close(conn);
    free_slot(pool);
    return;
  }
  pthread_mutex_lock(&pool->mutex);
  pool->idle[pool->idle_count++] = conn;
  pthread_cond_signal(&pool->given_back);
  pthread_mutex_unlock(&pool->mutex);
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
    pthread_cond_destroy(&pool->given_back);
    pthread_mutex_destroy(&pool->mutex);
  }
  bry__target_clear(&pool->target);
  bry__free(pool->idle);
  bry__free(pool);
}
