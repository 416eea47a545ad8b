/* What a checked submit costs beside a bare prepared INSERT of its key alone: both over one connection each to the same
 * private server, taken in turns in one run. */
#include <bry.h>
#include <inttypes.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { WARM_UP = 300, ROUNDS_DEFAULT = 4000, KEY_PARAMS = 3 };

/* 8 closed items and 2 free texts. */
static const char QUESTIONNAIRE[] =
    "{\"title\":\"Drømmedag på jobb\",\"elements\":["
    "{\"type\":\"rating\",\"name\":\"trivsel\",\"isRequired\":true,\"rateMin\":1,\"rateMax\":5},"
    "{\"type\":\"rating\",\"name\":\"mestring\",\"rateMin\":1,\"rateMax\":5},"
    "{\"type\":\"rating\",\"name\":\"stolthet\",\"rateMin\":0,\"rateMax\":10},"
    "{\"type\":\"radiogroup\",\"name\":\"rolle\",\"choices\":[\"ansatt\",\"leder\",\"tillitsvalgt\"]},"
    "{\"type\":\"dropdown\",\"name\":\"fartstid\",\"choices\":[\"under 1\",\"1-5\",\"6-10\",\"over 10\"]},"
    "{\"type\":\"boolean\",\"name\":\"anbefaler\"},"
    "{\"type\":\"boolean\",\"name\":\"medvirker\"},"
    "{\"type\":\"radiogroup\",\"name\":\"format\",\"choices\":[\"lunsj\",\"kaffe\",\"tur\",\"digitalt\"]},"
    "{\"type\":\"comment\",\"name\":\"drom\"},{\"type\":\"comment\",\"name\":\"prove\"}]}";
static const char ANSWERS[] =
    "{\"trivsel\":4,\"mestring\":5,\"stolthet\":8,\"rolle\":\"ansatt\",\"fartstid\":\"6-10\",\"anbefaler\":true,"
    "\"medvirker\":false,\"format\":\"tur\","
    "\"drom\":\"En dag uten hastverk, der vi rekker å snakke sammen før vi begynner, og der det vi blir enige om "
    "faktisk blir gjort.\","
    "\"prove\":\"Felles lunsj på tvers av avdelingene en gang i måneden, med et tema vi velger selv.\"}";
static const char SEGMENTS[] = "{\"sektor\":\"helse\"}";

static _Noreturn void stop(const char *what, const char *why) {
  fprintf(stderr, "%s: %s\n", what, why);
  exit(1);
}

static void check(bry_status status, const char *what, bry_error *err) {
  if (status != BRY_OK) stop(what, bry_error_message(err));
}

static double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double percentile(double *values, int count, double share) {
  qsort(values, (size_t)count, sizeof *values, by_value);
  return values[(int)(share * (count - 1))];
}

static const char *run_sql(PGconn *pg, const char *sql) {
  static char value[64];
  PGresult *result = PQexec(pg, sql);
  ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) stop(sql, PQerrorMessage(pg));
  snprintf(value, sizeof value, "%s", PQntuples(result) ? PQgetvalue(result, 0, 0) : "");
  PQclear(result);
  return value;
}

static PGconn *connect_bare(const char *dir) {
  bry_error *err = NULL;
  bry_text *conninfo = NULL;
  int32_t running = 0;
  check(bry_local_status(dir, &running, &conninfo, &err), "status", err);
  PGconn *pg = PQconnectdb(bry_text_data(conninfo));
  bry_text_free(conninfo);
  if (PQstatus(pg) != CONNECTION_OK) stop("connect", PQerrorMessage(pg));
  run_sql(pg, "CREATE TABLE bare (tenant_id uuid, survey_id uuid, response_id uuid, "
              "PRIMARY KEY (tenant_id, survey_id, response_id))");
  PQclear(PQprepare(pg, "bare", "INSERT INTO bare VALUES ($1::uuid, $2::uuid, $3::uuid)", 0, NULL));
  return pg;
}

/* The key in binary form, as the library sends it. */
static void random_key(char key[16]) {
  char text[37];
  bry_uuid_v4(text);
  for (int i = 0, at = 0; i < 16; i++, at += 2) {
    if (text[at] == '-') at++;
    unsigned byte = 0;
    sscanf(text + at, "%2x", &byte);
    key[i] = (char)byte;
  }
}

static double time_insert(PGconn *pg, const char tenant[16], const char survey[16]) {
  char key[16];
  random_key(key);
  const char *values[KEY_PARAMS] = {tenant, survey, key};
  const int sizes[KEY_PARAMS] = {16, 16, 16};
  const int formats[KEY_PARAMS] = {1, 1, 1};
  double begun = now_us();
  PGresult *result = PQexecPrepared(pg, "bare", KEY_PARAMS, values, sizes, formats, 0);
  double took = now_us() - begun;
  if (PQresultStatus(result) != PGRES_COMMAND_OK) stop("insert", PQerrorMessage(pg));
  PQclear(result);
  return took;
}

static double time_submit(bry_store *store, const bry_survey *survey) {
  char id[37];
  bry_uuid_v4(id);
  bry_error *err = NULL;
  double begun = now_us();
  bry_status status = bry_response_submit(store, survey, id, ANSWERS, sizeof ANSWERS - 1, SEGMENTS, NULL, &err);
  double took = now_us() - begun;
  check(status, "submit", err);
  return took;
}

static bry_survey *make_survey(bry_store *store) {
  bry_error *err = NULL;
  bry_questionnaire *q = NULL;
  bry_survey *survey = NULL;
  bry_survey_options options;
  bry_survey_options_init(&options);
  options.segments = "[{\"name\":\"sektor\",\"values\":[\"helse\",\"oppvekst\",\"teknisk\"]}]";
  check(bry_tenant_add(store, "bench", "Bench", &err), "tenant", err);
  check(bry_store_set_tenant(store, "bench", &err), "tenant", err);
  check(bry_questionnaire_parse(QUESTIONNAIRE, sizeof QUESTIONNAIRE - 1, &q, &err), "questionnaire", err);
  check(bry_survey_create(store, "bench", q, &options, &survey, &err), "survey", err);
  check(bry_survey_open(store, "bench", &err), "open", err);
  bry_questionnaire_free(q);
  return survey;
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
  measure(store, survey, pg, rounds > 0 ? rounds : ROUNDS_DEFAULT);
  PQfinish(pg);
  bry_survey_free(survey);
  bry_store_close(store);
  return 0;
}
