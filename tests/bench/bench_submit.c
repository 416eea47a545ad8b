/* What a checked submit costs beside a bare prepared INSERT of its key alone: both over one connection each to the same
 * private server, taken in turns in one run; as the server's own login, then as a portal's. */
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

/* kind: "submit", or another name for the lines that it prints. */
static void measure(const char *kind, bry_store *store, const bry_survey *survey, PGconn *pg, int rounds) {
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
  printf(
      "%s: compared with a prepared INSERT of the key alone, in turns, %d rounds, fsync and synchronous_commit on\n",
      kind, rounds);
  printf("bench %s_p50_us %.1f us\nbench insert_p50_us %.1f us\n", kind, submit, insert);
  printf("bench %s_p99_us %.1f us\nbench insert_p99_us %.1f us\n", kind, percentile(submits, rounds, 0.99),
         percentile(inserts, rounds, 0.99));
  printf("bench %s_ratio %.3f ratio\n", kind, submit / insert);
  free(submits);
  free(inserts);
}

static void measure_size(PGconn *pg) {
  run_sql(pg, "VACUUM bry.response");
  printf("bench response_bytes %s bytes\n",
         run_sql(pg, "SELECT round(pg_total_relation_size('bry.response')::numeric / (SELECT count(*) FROM "
                     "bry.response))"));
}

/* The server's own login owns the schema; a portal's has but the rights that it needs. */
static void measure_portal(bry_store *owner, const char *dir, PGconn *pg, int rounds) {
  char conninfo[4200];
  bry_error *err = NULL;
  bry_text *own = NULL;
  bry_store *store = NULL;
  bry_survey *survey = NULL;
  int32_t running = 0;
  run_sql(pg, "CREATE ROLE bench_portal LOGIN");
  check(bry_role_grant(owner, "bench_portal", "portal", "bench", &err), "grant", err);
  check(bry_local_status(dir, &running, &own, &err), "status", err);
  snprintf(conninfo, sizeof conninfo, "%s user=bench_portal", bry_text_data(own));
  bry_text_free(own);
  bry_store_options options;
  bry_store_options_init(&options);
  options.max_connections = 1;
  check(bry_store_open(conninfo, &options, &store, &err), "open", err);
  check(bry_store_set_tenant(store, "bench", &err), "tenant", err);
  check(bry_survey_get(store, "bench", &survey, &err), "survey", err);
  measure("portal_submit", store, survey, pg, rounds);
  bry_survey_free(survey);
  bry_store_close(store);
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
  if (rounds <= 0) rounds = ROUNDS_DEFAULT;
  measure("submit", store, survey, pg, rounds);
  measure_size(pg);
  measure_portal(store, argv[1], pg, rounds);
  PQfinish(pg);
  bry_survey_free(survey);
  bry_store_close(store);
  return 0;
}
