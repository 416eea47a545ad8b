/* What a checked submit costs beside a bare prepared INSERT of its key alone: both over one connection each to the same
 * private server, taken in turns in one run. */
#include "submit.h"

enum { WARM_UP = 300, ROUNDS_DEFAULT = 4000 };

static double time_insert(PGconn *pg, const char tenant[16], const char survey[16]) {
  double begun = now_us();
  insert_bare(pg, tenant, survey);
  return now_us() - begun;
}

static double time_submit(bry_store *store, const bry_survey *survey) {
  double begun = now_us();
  submit_one(store, survey);
  return now_us() - begun;
}

static void measure(bry_store *store, const bry_survey *survey, PGconn *pg, int rounds) {
  rounds += rounds % 2;
  double *submits = malloc((size_t)rounds * sizeof *submits);
  double *inserts = malloc((size_t)rounds * sizeof *inserts);
  char tenant[16], run[16];
  random_key(tenant);
  random_key(run);
  if (!submits || !inserts) stop("malloc", "memory ran out");
  for (int i = 0; i < WARM_UP; i++) {
    time_insert(pg, tenant, run);
    time_submit(store, survey);
  }
  /* A B B A: each kind comes as often after itself as after the other, which leaves the processor's and the server's
   * caches in another state. */
  for (int i = 0; i + 1 < rounds; i += 2) {
    inserts[i] = time_insert(pg, tenant, run);
    submits[i] = time_submit(store, survey);
    submits[i + 1] = time_submit(store, survey);
    inserts[i + 1] = time_insert(pg, tenant, run);
  }
  double insert = percentile(inserts, rounds, 0.5), submit = percentile(submits, rounds, 0.5);
  printf("compared with a prepared INSERT of the key alone, in turns, %d rounds, fsync and synchronous_commit on\n",
         rounds);
  printf("bench submit_p50_us %.1f us\nbench insert_p50_us %.1f us\n", submit, insert);
  printf("bench submit_p99_us %.1f us\nbench insert_p99_us %.1f us\n", percentile(submits, rounds, 0.99),
         percentile(inserts, rounds, 0.99));
  printf("bench submit_ratio %.3f ratio\n", submit / insert);
  run_sql(pg, "VACUUM bry.response");
  printf("bench response_bytes %s bytes\n",
         run_sql(pg, "SELECT round(pg_total_relation_size('bry.response')::numeric / (SELECT count(*) FROM "
                     "bry.response))"));
  free(submits);
  free(inserts);
}

int main(int argc, char **argv) {
  if (argc < 2) stop("usage", "bench_submit DIR [ROUNDS]");
  int rounds = argc > 2 ? atoi(argv[2]) : ROUNDS_DEFAULT;
  char conninfo[4096];
  snprintf(conninfo, sizeof conninfo, "local:%s", argv[1]);
  bry_store_options options;
  bry_store_options_init(&options);
  options.max_connections = 1;
  bry_error *err = NULL;
  bry_store *store = NULL;
  check(bry_store_open(conninfo, &options, &store, &err), "open", err);
  bry_survey *survey = make_survey(store);
  PGconn *pg = connect_bare(argv[1]);
  make_bare(pg);
  prepare_bare(pg);
  measure(store, survey, pg, rounds > 0 ? rounds : ROUNDS_DEFAULT);
  PQfinish(pg);
  bry_survey_free(survey);
  bry_store_close(store);
  return 0;
}
