/* What reading a two-way table costs as answers grow: bry_survey_crosstab() beside a plain recount of the same table,
 * on one private server. Responses are made by the server, fast; they are folded once, and a tail that is not folded
 * stays for the readings. */
#include <bry.h>
#include <inttypes.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ITEMS = 8, TAIL = 1000, READS = 200, READS_LONG = 5, SIZES = 4 };

/* Closed answers; a response has 8. */
static const int64_t SIZE[SIZES] = {10000, 100000, 1000000, 10000000};

/* 8 closed items. */
static const char QUESTIONNAIRE[] =
    "{\"title\":\"Drømmedag på jobb\",\"elements\":["
    "{\"type\":\"rating\",\"name\":\"trivsel\",\"rateMin\":1,\"rateMax\":5},"
    "{\"type\":\"rating\",\"name\":\"mestring\",\"rateMin\":1,\"rateMax\":5},"
    "{\"type\":\"rating\",\"name\":\"stolthet\",\"rateMin\":1,\"rateMax\":10},"
    "{\"type\":\"radiogroup\",\"name\":\"rolle\",\"choices\":[\"ansatt\",\"leder\",\"tillitsvalgt\"]},"
    "{\"type\":\"dropdown\",\"name\":\"fartstid\",\"choices\":[\"under 1\",\"1-5\",\"6-10\",\"over 10\"]},"
    "{\"type\":\"boolean\",\"name\":\"anbefaler\"},{\"type\":\"boolean\",\"name\":\"medvirker\"},"
    "{\"type\":\"radiogroup\",\"name\":\"format\",\"choices\":[\"lunsj\",\"kaffe\",\"tur\",\"digitalt\"]}]}";
/* 5 x 60 x 3 values. */
static const char SEGMENTS[] = "[{\"name\":\"sektor\"},{\"name\":\"enhet\"},{\"name\":\"stilling\"}]";
static const char FILL[] =
    "INSERT INTO bry.response (tenant_id, survey_id, response_id, content_hash, segments, closed, texts)"
    " SELECT tenant_id, survey_id, gen_random_uuid(), '\\x00112233445566778899aabbccddeeff',"
    " ARRAY['sektor-' || floor(random() * 5), 'enhet-' || floor(random() * 60), 'stilling-' || floor(random() * 3)],"
    " ARRAY[1 + random() * 4, 1 + random() * 4, 1 + random() * 9, 1 + random() * 2, 1 + random() * 3, random(),"
    " random(), 1 + random() * 3]::smallint[], '{}'"
    " FROM bry.survey, generate_series(1, $2::int) WHERE slug = $1::text";
static const char RECOUNT[] = "SELECT r.segments[1], r.segments[2], closed[1], count(*) FROM bry.response r JOIN "
                              "bry.survey v USING (tenant_id, survey_id)"
                              " WHERE v.slug = $1::text GROUP BY 1, 2, 3";

static _Noreturn void stop(const char *what, const char *why) {
  fprintf(stderr, "%s: %s\n", what, why);
  exit(1);
}

static void check(bry_status status, const char *what, bry_error *err) {
  if (status != BRY_OK) stop(what, bry_error_message(err));
}

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *values, int count) {
  qsort(values, (size_t)count, sizeof *values, by_value);
  return values[count / 2];
}

static void run_sql(PGconn *pg, const char *sql) {
  PGresult *result = PQexec(pg, sql);
  if (PQresultStatus(result) == PGRES_FATAL_ERROR) stop(sql, PQerrorMessage(pg));
  PQclear(result);
}

/* Rows of the result. */
static int ask(PGconn *pg, const char *sql, const char *slug, const char *number) {
  const char *values[2] = {slug, number};
  PGresult *result = PQexecParams(pg, sql, number ? 2 : 1, NULL, values, NULL, NULL, 0);
  if (PQresultStatus(result) == PGRES_FATAL_ERROR) stop(sql, PQerrorMessage(pg));
  int rows = PQntuples(result);
  PQclear(result);
  return rows;
}

static void fill(PGconn *pg, const char *slug, int64_t responses) {
  char number[24];
  snprintf(number, sizeof number, "%" PRId64, responses);
  ask(pg, FILL, slug, number);
}

static bry_survey *make_survey(bry_store *store, const char *slug) {
  bry_error *err = NULL;
  bry_questionnaire *q = NULL;
  bry_survey *survey = NULL;
  bry_survey_options options;
  bry_survey_options_init(&options);
  options.segments = SEGMENTS;
  check(bry_questionnaire_parse(QUESTIONNAIRE, sizeof QUESTIONNAIRE - 1, &q, &err), "questionnaire", err);
  check(bry_survey_create(store, slug, q, &options, &survey, &err), "survey", err);
  bry_questionnaire_free(q);
  return survey;
}

static double time_read(bry_store *store, const bry_survey *survey, int64_t *out_people) {
  static const char *const segments[] = {"sektor", "enhet"};
  bry_error *err = NULL;
  bry_table *t = NULL;
  double begun = now_ms();
  check(bry_survey_crosstab(store, survey, "trivsel", segments, 2, 0, &t, &err), "crosstab", err);
  double took = now_ms() - begun;
  int32_t count = bry_table_find_column(t, "count");
  *out_people = 0;
  for (int64_t row = 0; row < bry_table_row_count(t); row++)
    if (bry_table_missing(t, row, count) == BRY_PRESENT) *out_people += bry_table_int64(t, row, count);
  bry_table_free(t);
  return took;
}

/* The responses that make the answers, all but the tail folded. */
static bry_survey *prepare(bry_store *store, PGconn *pg, const char *slug, int64_t answers) {
  bry_survey *survey = make_survey(store, slug);
  bry_error *err = NULL;
  int64_t responses = answers / ITEMS, folded = 0;
  fill(pg, slug, responses - TAIL);
  double begun = now_ms();
  check(bry_tally_fold(store, slug, NULL, NULL, &folded, &err), "fold", err);
  printf("%9" PRId64 " answers: %" PRId64 " responses folded in %.1f s, a tail of %d\n", answers, folded,
         (now_ms() - begun) / 1e3, (int)TAIL);
  fill(pg, slug, TAIL);
  run_sql(pg, "VACUUM ANALYZE bry.response");
  return survey;
}

int main(int argc, char **argv) {
  static double reads[SIZES][READS];
  char conninfo[512], name[16];
  bry_survey *surveys[SIZES];
  bry_store *store = NULL;
  bry_text *text = NULL;
  bry_error *err = NULL;
  int32_t running = 0;
  int64_t people = 0;
  int sizes = argc > 2 ? atoi(argv[2]) : SIZES;
  if (argc < 2 || sizes < 2 || sizes > SIZES) stop("usage", "bench_read FOLDER [SIZES, 2 to 4]");
  snprintf(conninfo, sizeof conninfo, "local:%s", argv[1]);
  check(bry_store_open(conninfo, NULL, &store, &err), "open", err);
  check(bry_tenant_add(store, "bench", "Bench", &err), "tenant", err);
  check(bry_store_set_tenant(store, "bench", &err), "tenant", err);
  check(bry_local_status(argv[1], &running, &text, &err), "status", err);
  snprintf(conninfo, sizeof conninfo, "%s user=postgres", bry_text_data(text));
  PGconn *pg = PQconnectdb(conninfo);
  if (PQstatus(pg) != CONNECTION_OK) stop("connect", PQerrorMessage(pg));
  run_sql(pg, "SET synchronous_commit = off");
  for (int i = 0; i < sizes; i++) {
    snprintf(name, sizeof name, "s%d", i);
    surveys[i] = prepare(store, pg, name, SIZE[i]);
    for (int k = 0; k < 10; k++)
      time_read(store, surveys[i], &people);
  }
  /* In turns, so that what else the machine does falls on all alike. */
  for (int k = 0; k < READS; k++)
    for (int i = 0; i < sizes; i++)
      reads[i][k] = time_read(store, surveys[i], &people);
  for (int i = 0; i < sizes; i++) {
    double recounts[READS_LONG];
    snprintf(name, sizeof name, "s%d", i);
    for (int k = 0; k < READS_LONG; k++) {
      double begun = now_ms();
      ask(pg, RECOUNT, name, NULL);
      recounts[k] = now_ms() - begun;
    }
    printf("bench read_%" PRId64 "_p50 %.2f ms\n", SIZE[i], median(reads[i], READS));
    printf("bench read_%" PRId64 "_p10 %.2f ms\n", SIZE[i], reads[i][READS / 10]);
    printf("bench recount_%" PRId64 "_p50 %.2f ms\n", SIZE[i], median(recounts, READS_LONG));
    bry_survey_free(surveys[i]);
  }
  printf("bench read_largest_to_smallest %.2f ratio\n", reads[sizes - 1][READS / 2] / reads[0][READS / 2]);
  printf("bench read_largest_to_smallest_p10 %.2f ratio\n", reads[sizes - 1][READS / 10] / reads[0][READS / 10]);
  PQfinish(pg);
  bry_text_free(text);
  bry_store_close(store);
  return 0;
}
