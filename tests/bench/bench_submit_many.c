/* What submits cost when there are many: bry_response_submit_many() beside single submits over one connection, and
 * threads that share one store handle beside as many that each insert a bare key over a connection of their own. They
 * take turns; the medians count. Usage: bench_submit_many DIR */
#include "submit.h"

#include <pthread.h>

enum { ROUNDS = 5, CALL_ITEMS = 1000, CALLS = 10, SINGLES = 1000, THREADS_MAX = 64, PER_ROUND = 6400 };

static const char *folder;

static bry_store *open_store(int32_t connections) {
  char conninfo[4096];
  snprintf(conninfo, sizeof conninfo, "local:%s", folder);
  bry_store_options options;
  bry_store_options_init(&options);
  options.max_connections = connections;
  bry_error *err = NULL;
  bry_store *store = NULL;
  check(bry_store_open(conninfo, &options, &store, &err), "open", err);
  return store;
}

/* --- many in one call --- */

static double singles_per_s(bry_store *store, const bry_survey *survey) {
  double begun = now_us();
  for (int i = 0; i < SINGLES; i++)
    submit_one(store, survey);
  return SINGLES / (now_us() - begun) * 1e6;
}

static void submit_call(bry_store *store, const bry_survey *survey) {
  static char ids[CALL_ITEMS][37];
  static bry_submission items[CALL_ITEMS];
  for (int i = 0; i < CALL_ITEMS; i++) {
    bry_uuid_v4(ids[i]);
    items[i] = (bry_submission){ids[i], ANSWERS, sizeof ANSWERS - 1, SEGMENTS};
  }
  bry_submitted *submitted = NULL;
  bry_error *err = NULL;
  check(bry_response_submit_many(store, survey, items, CALL_ITEMS, &submitted, &err), "submit many", err);
  for (int i = 0; i < CALL_ITEMS; i++)
    if (bry_submitted_outcome_at(submitted, i) != BRY_SUBMIT_STORED) stop("submit many", "an item was not stored");
  bry_submitted_free(submitted);
}

static double many_per_s(bry_store *store, const bry_survey *survey) {
  double begun = now_us();
  for (int i = 0; i < CALLS; i++)
    submit_call(store, survey);
  return (double)CALLS * CALL_ITEMS / (now_us() - begun) * 1e6;
}

static void measure_many(bry_store *store, const bry_survey *survey) {
  double single[ROUNDS], many[ROUNDS];
  singles_per_s(store, survey);
  submit_call(store, survey);
  for (int i = 0; i < ROUNDS; i++) {
    single[i] = singles_per_s(store, survey);
    many[i] = many_per_s(store, survey);
  }
  double one = percentile(single, ROUNDS, 0.5), all = percentile(many, ROUNDS, 0.5);
  printf("bench submit_single_per_s %.0f rows/s\nbench submit_many_per_s %.0f rows/s\n", one, all);
  printf("bench submit_many_ratio %.1f ratio\n", all / one);
}

/* --- many threads --- */

typedef struct worker {
  pthread_t thread;
  pthread_barrier_t *start;
  bry_store *store; /* NULL: bare inserts over pg */
  const bry_survey *survey;
  PGconn *pg;
  int count;
} worker;

static void *work(void *user) {
  worker *w = user;
  char tenant[16] = {1}, survey[16] = {2};
  pthread_barrier_wait(w->start);
  for (int i = 0; i < w->count; i++) {
    if (w->store)
      submit_one(w->store, w->survey);
    else
      insert_bare(w->pg, tenant, survey);
  }
  return NULL;
}

static double run_threads(worker *workers, int threads) {
  pthread_barrier_t start;
  pthread_barrier_init(&start, NULL, (unsigned)threads + 1);
  for (int i = 0; i < threads; i++) {
    workers[i].start = &start;
    workers[i].count = PER_ROUND / threads;
    if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0) stop("thread", "could not be started");
  }
  pthread_barrier_wait(&start);
  double begun = now_us();
  for (int i = 0; i < threads; i++)
    pthread_join(workers[i].thread, NULL);
  double took = now_us() - begun;
  pthread_barrier_destroy(&start);
  return PER_ROUND / took * 1e6;
}

/* As many connections as threads on either side, and never both at once: a server has 100. */
static double bare_rate(int threads) {
  worker workers[THREADS_MAX] = {{0}};
  for (int i = 0; i < threads; i++) {
    workers[i].pg = connect_bare(folder);
    prepare_bare(workers[i].pg);
  }
  run_threads(workers, threads);
  double rate = run_threads(workers, threads);
  for (int i = 0; i < threads; i++)
    PQfinish(workers[i].pg);
  return rate;
}

static double store_rate(int threads) {
  worker workers[THREADS_MAX] = {{0}};
  bry_store *store = open_store(threads);
  bry_survey *survey = NULL;
  bry_error *err = NULL;
  check(bry_store_set_tenant(store, "bench", &err), "tenant", err);
  check(bry_survey_get(store, "bench", &survey, &err), "survey", err);
  for (int i = 0; i < threads; i++) {
    workers[i].store = store;
    workers[i].survey = survey;
  }
  run_threads(workers, threads); /* makes the connections */
  double rate = run_threads(workers, threads);
  bry_survey_free(survey);
  bry_store_close(store);
  return rate;
}

static void measure_threads(int threads) {
  double bare[ROUNDS], ours[ROUNDS];
  for (int i = 0; i < ROUNDS; i++) {
    bare[i] = bare_rate(threads);
    ours[i] = store_rate(threads);
  }
  double of_bare = percentile(bare, ROUNDS, 0.5), of_ours = percentile(ours, ROUNDS, 0.5);
  printf("bench submit_%d_threads_per_s %.0f rows/s\nbench insert_%d_threads_per_s %.0f rows/s\n", threads, of_ours,
         threads, of_bare);
  printf("bench submit_%d_threads_ratio %.3f ratio\n", threads, of_ours / of_bare);
}

int main(int argc, char **argv) {
  if (argc < 2) stop("usage", "bench_submit_many DIR");
  folder = argv[1];
  bry_store *store = open_store(1);
  bry_survey *survey = make_survey(store);
  PGconn *pg = connect_bare(folder);
  make_bare(pg);
  PQfinish(pg);
  measure_many(store, survey);
  measure_threads(8);
  measure_threads(THREADS_MAX);
  bry_survey_free(survey);
  bry_store_close(store);
  return 0;
}
