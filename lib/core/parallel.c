/* Threads that live for one call. */
#include "core/parallel.h"

#include <pthread.h>
#include <stdatomic.h>

typedef struct crew {
  bry__part_fn run;
  void *work;
  int32_t parts;
  atomic_int next;
} crew;

typedef struct member {
  crew *crew;
  int32_t slot;
  pthread_t thread;
} member;

static void *take_parts(void *state) {
  member *m = state;
  for (int32_t part; (part = atomic_fetch_add(&m->crew->next, 1)) < m->crew->parts;)
    m->crew->run(m->crew->work, part, m->slot);
  return NULL;
}

void bry__parallel(int32_t threads, int32_t parts, bry__part_fn run, void *work) {
  crew all = {.run = run, .work = work, .parts = parts};
  member members[BRY__THREADS_MAX];
  int32_t wanted = threads < parts ? threads : parts;
  if (wanted > BRY__THREADS_MAX) wanted = BRY__THREADS_MAX;
  int32_t started = 1;
  members[0] = (member){.crew = &all};
  for (; started < wanted; started++) {
    members[started] = (member){.crew = &all, .slot = started};
    if (pthread_create(&members[started].thread, NULL, take_parts, &members[started]) != 0) break;
  }
  take_parts(&members[0]);
  for (int32_t i = 1; i < started; i++)
    pthread_join(members[i].thread, NULL);
}

int64_t bry__part_begin(int64_t count, int32_t part, int32_t parts) {
  return count / parts * part + (part < count % parts ? part : count % parts);
}
