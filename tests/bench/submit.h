/* What the benchmarks of submitting share: the survey, one response to it, and the bare INSERT that it is measured by. */
#ifndef BRY_BENCH_SUBMIT_H
#define BRY_BENCH_SUBMIT_H

#include <bry.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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

static inline _Noreturn void stop(const char *what, const char *why) {
  fprintf(stderr, "%s: %s\n", what, why);
  exit(1);
}

static inline void check(bry_status status, const char *what, bry_error *err) {
  if (status != BRY_OK) stop(what, bry_error_message(err));
}

static inline double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static inline int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static inline double percentile(double *values, int count, double share) {
  qsort(values, (size_t)count, sizeof *values, by_value);
  return values[(int)(share * (count - 1))];
}

static inline const char *run_sql(PGconn *pg, const char *sql) {
  static char value[64];
  PGresult *result = PQexec(pg, sql);
  ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) stop(sql, PQerrorMessage(pg));
  snprintf(value, sizeof value, "%s", PQntuples(result) ? PQgetvalue(result, 0, 0) : "");
  PQclear(result);
  return value;
}

/* A connection of its own to the server of a folder. */
static inline PGconn *connect_bare(const char *dir) {
  bry_error *err = NULL;
  bry_text *conninfo = NULL;
  int32_t running = 0;
  check(bry_local_status(dir, &running, &conninfo, &err), "status", err);
  PGconn *pg = PQconnectdb(bry_text_data(conninfo));
  bry_text_free(conninfo);
  if (PQstatus(pg) != CONNECTION_OK) stop("connect", PQerrorMessage(pg));
  return pg;
}

static inline void make_bare(PGconn *pg) {
  run_sql(pg, "CREATE TABLE bare (tenant_id uuid, survey_id uuid, response_id uuid, "
              "PRIMARY KEY (tenant_id, survey_id, response_id))");
}

/* The key in binary form, as the library sends it. */
static inline void random_key(char key[16]) {
  char text[37];
  bry_uuid_v4(text);
  for (int i = 0, at = 0; i < 16; i++, at += 2) {
    if (text[at] == '-') at++;
    unsigned byte = 0;
    sscanf(text + at, "%2x", &byte);
    key[i] = (char)byte;
  }
}

static inline void prepare_bare(PGconn *pg) {
  PQclear(PQprepare(pg, "bare", "INSERT INTO bare VALUES ($1::uuid, $2::uuid, $3::uuid)", 0, NULL));
}

/* A bare prepared INSERT of a key alone. */
static inline void insert_bare(PGconn *pg, const char tenant[16], const char survey[16]) {
  char id[16];
  random_key(id);
  const char *values[] = {tenant, survey, id};
  const int sizes[] = {16, 16, 16}, formats[] = {1, 1, 1};
  PGresult *result = PQexecPrepared(pg, "bare", 3, values, sizes, formats, 0);
  if (PQresultStatus(result) != PGRES_COMMAND_OK) stop("insert", PQerrorMessage(pg));
  PQclear(result);
}

static inline void submit_one(bry_store *store, const bry_survey *survey) {
  char id[37];
  bry_uuid_v4(id);
  bry_error *err = NULL;
  check(bry_response_submit(store, survey, id, ANSWERS, sizeof ANSWERS - 1, SEGMENTS, NULL, &err), "submit", err);
}

static inline bry_survey *make_survey(bry_store *store) {
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

#endif
