/* A writer: a thread with a store of its own that sends one response after the other, each again and again with the
 * same id until it is acknowledged, and keeps its own record of what was. */
#ifndef BRY_TESTS_CHAOS_WRITER_H
#define BRY_TESTS_CHAOS_WRITER_H

#include <bry.h>
#include <pthread.h>
#include <stdatomic.h>

extern const char writer_tenant[], writer_survey[];

typedef struct record {
  char id[37];
  int32_t number;
} record;

typedef struct writer {
  int32_t which;
  const char *conninfo;
  atomic_int *stop;
  pthread_t thread;
  record *acknowledged;
  size_t capacity;
  atomic_size_t count;
  int64_t repeated;   /* acknowledged as stored before */
  int64_t failures;   /* calls that failed, to be made again */
  int64_t longest_us; /* one response, from first sent to acknowledged */
  char fault[512];    /* "" or why it gave up */
} writer;

void writer_prepare(const char *conninfo); /* the tenant and the survey that they all write to */
void writer_start(writer *w, int32_t which, const char *conninfo, atomic_int *stop);
void writer_join(writer *w);

#endif
