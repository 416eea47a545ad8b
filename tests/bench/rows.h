/* What the benchmarks of rows in bulk share: a file of answers to a small form, the survey that it is for, and medians of
 * some rounds. */
#ifndef BRY_BENCH_ROWS_H
#define BRY_BENCH_ROWS_H

#include <bry.h>
#include <inttypes.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 5, CLOSED = 8, TEXTS = 2 };

typedef struct bytes {
  char *data;
  size_t size, capacity, at;
} bytes;

static inline void die(const char *what, const char *why) {
  fprintf(stderr, "%s: %s\n", what, why);
  exit(1);
}

static inline void add(bytes *b, const char *data, size_t size) {
  if (b->size + size > b->capacity) {
    b->capacity = (b->size + size) * 2;
    b->data = realloc(b->data, b->capacity);
    if (!b->data) die("memory", "ran out");
  }
  memcpy(b->data + b->size, data, size);
  b->size += size;
}

static inline void add_text(bytes *b, const char *text) {
  add(b, text, strlen(text));
}

static inline double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* --- the file --- */

static inline uint32_t next_random(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 16;
}

static inline void add_sentence(bytes *b, uint32_t *state) {
  static const char *const words[] = {"tid",   "ro",     "kolleger", "brukerne", "møter",  "utstyr",
                                      "barna", "latter", "plan",     "pauser",   "faglig", "samarbeid",
                                      "å",     "og",     "på tvers", "uten"};
  int count = 6 + (int)(next_random(state) % 9);
  add_text(b, "\"");
  for (int i = 0; i < count; i++) {
    if (i > 0) add_text(b, i == 3 ? ", " : " ");
    add_text(b, words[next_random(state) % 16]);
  }
  add_text(b, "\"");
}

static inline bytes make_file(int64_t rows) {
  bytes file = {0};
  uint32_t state = 2026;
  char field[64];
  add_text(&file, "id,sektor");
  for (int i = 0; i < CLOSED; i++) {
    snprintf(field, sizeof field, ",c%d", i);
    add_text(&file, field);
  }
  add_text(&file, ",t0,t1\n");
  for (int64_t row = 0; row < rows; row++) {
    snprintf(field, sizeof field, "r%07" PRId64 ",%s", row, next_random(&state) % 2 ? "helse" : "oppvekst");
    add_text(&file, field);
    for (int i = 0; i < CLOSED; i++) {
      snprintf(field, sizeof field, ",%u", 1 + next_random(&state) % 5);
      add_text(&file, field);
    }
    for (int i = 0; i < TEXTS; i++) {
      add_text(&file, ",");
      add_sentence(&file, &state);
    }
    add_text(&file, "\n");
  }
  return file;
}

static inline int64_t read_bytes(void *buffer, size_t capacity, void *user) {
  bytes *b = user;
  size_t size = b->size - b->at < capacity ? b->size - b->at : capacity;
  memcpy(buffer, b->data + b->at, size);
  b->at += size;
  return (int64_t)size;
}

/* --- the library --- */

static inline void check(bry_status status, const char *what, bry_error *err) {
  if (status != BRY_OK) die(what, bry_error_message(err));
}

/* The private server in a folder, with a tenant of its own. */
static inline bry_store *open_store(const char *dir) {
  bry_store *store = NULL;
  bry_error *err = NULL;
  char conninfo[1024];
  snprintf(conninfo, sizeof conninfo, "local:%s", dir);
  check(bry_store_open(conninfo, NULL, &store, &err), "store", err);
  check(bry_tenant_add(store, "bench", "Bench", &err), "tenant", err);
  check(bry_store_set_tenant(store, "bench", &err), "tenant", err);
  return store;
}

static inline bry_survey *make_survey(bry_store *store) {
  static const char segments[] = "[{\"name\": \"sektor\", \"values\": [\"helse\", \"oppvekst\"]}]";
  char json[4096];
  int at = snprintf(json, sizeof json, "{\"title\": \"Bench\", \"elements\": [");
  for (int i = 0; i < CLOSED; i++) {
    at += snprintf(json + at, sizeof json - (size_t)at, "{\"type\": \"rating\", \"name\": \"c%d\"},", i);
  }
  snprintf(json + at, sizeof json - (size_t)at,
           "{\"type\": \"comment\", \"name\": \"t0\"}, {\"type\": \"comment\", \"name\": \"t1\"}]}");
  bry_questionnaire *questionnaire = NULL;
  bry_survey *survey = NULL;
  bry_survey_options options;
  bry_error *err = NULL;
  bry_survey_options_init(&options);
  options.segments = segments;
  check(bry_questionnaire_parse(json, strlen(json), &questionnaire, &err), "questionnaire", err);
  check(bry_survey_create(store, "bench", questionnaire, &options, &survey, &err), "survey", err);
  check(bry_survey_open(store, "bench", &err), "open", err);
  bry_questionnaire_free(questionnaire);
  return survey;
}

static inline void run(PGconn *pg, const char *sql) {
  PGresult *result = PQexec(pg, sql);
  ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) die(sql, PQerrorMessage(pg));
  PQclear(result);
}

static inline double time_import(bry_store *store, const bry_survey *survey, bytes *file, int64_t rows) {
  bry_import *import = NULL;
  bry_error *err = NULL;
  file->at = 0;
  double begin = seconds();
  check(bry_response_import(store, survey, BRY_IMPORT_CSV, read_bytes, file, NULL, NULL, NULL, &import, &err),
        "import", err);
  double took = seconds() - begin;
  if (bry_import_stored_count(import) != rows) die("import", "not every row was stored");
  bry_import_free(import);
  return took;
}

static inline int by_size(const void *a, const void *b) {
  double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

static inline double median(double *values) {
  qsort(values, ROUNDS, sizeof *values, by_size);
  return values[ROUNDS / 2];
}

static inline PGconn *connect_as_superuser(const char *dir) {
  bry_text *conninfo = NULL;
  bry_error *err = NULL;
  char whole[1024];
  int32_t running = 0;
  check(bry_local_status(dir, &running, &conninfo, &err), "status", err);
  snprintf(whole, sizeof whole, "%s user=postgres", bry_text_data(conninfo));
  bry_text_free(conninfo);
  PGconn *pg = PQconnectdb(whole);
  if (PQstatus(pg) != CONNECTION_OK) die("connect", PQerrorMessage(pg));
  return pg;
}

#endif
