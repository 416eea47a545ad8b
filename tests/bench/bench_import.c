/* bry_response_import() of a CSV file against a bare COPY of the rows that it stores, into a table of the same
 * definition on the same private server: rows a second of both, and their ratio. The two take turns; the medians
 * count. Usage: bench_import DIR [ROWS] */
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

static void die(const char *what, const char *why) {
  fprintf(stderr, "bench_import: %s: %s\n", what, why);
  exit(1);
}

static void add(bytes *b, const char *data, size_t size) {
  if (b->size + size > b->capacity) {
    b->capacity = (b->size + size) * 2;
    b->data = realloc(b->data, b->capacity);
    if (!b->data) die("memory", "ran out");
  }
  memcpy(b->data + b->size, data, size);
  b->size += size;
}

static void add_text(bytes *b, const char *text) {
  add(b, text, strlen(text));
}

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* --- the file --- */

static uint32_t next_random(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 16;
}

static void add_sentence(bytes *b, uint32_t *state) {
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

static bytes make_file(int64_t rows) {
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

static int64_t read_bytes(void *buffer, size_t capacity, void *user) {
  bytes *b = user;
  size_t size = b->size - b->at < capacity ? b->size - b->at : capacity;
  memcpy(buffer, b->data + b->at, size);
  b->at += size;
  return (int64_t)size;
}

/* --- the library --- */

static void check(bry_status status, const char *what, bry_error *err) {
  if (status != BRY_OK) die(what, bry_error_message(err));
}

static bry_survey *make_survey(bry_store *store) {
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

static double time_import(bry_store *store, const bry_survey *survey, bytes *file, int64_t rows) {
  bry_import *import = NULL;
  bry_error *err = NULL;
  file->at = 0;
  double begin = seconds();
  check(bry_response_import(store, survey, BRY_IMPORT_CSV, read_bytes, file, NULL, NULL, &import, &err), "import",
        err);
  double took = seconds() - begin;
  if (bry_import_stored_count(import) != rows) die("import", "not every row was stored");
  bry_import_free(import);
  return took;
}

/* --- bare COPY --- */

static void run(PGconn *pg, const char *sql) {
  PGresult *result = PQexec(pg, sql);
  ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) die(sql, PQerrorMessage(pg));
  PQclear(result);
}

/* The rows that the library stored, as COPY's own text. */
static bytes stored_rows(PGconn *pg) {
  bytes rows = {0};
  char *line = NULL;
  int size;
  PQclear(PQexec(pg, "COPY bry.response TO STDOUT"));
  while ((size = PQgetCopyData(pg, &line, 0)) > 0) {
    add(&rows, line, (size_t)size);
    PQfreemem(line);
  }
  if (size != -1) die("COPY TO", PQerrorMessage(pg));
  PQclear(PQgetResult(pg));
  while (PQgetResult(pg))
    continue;
  return rows;
}

static double time_copy(PGconn *pg, const bytes *rows) {
  enum { PIECE = 64 * 1024 };
  double begin = seconds();
  PQclear(PQexec(pg, "COPY bench.response FROM STDIN"));
  for (size_t at = 0; at < rows->size; at += PIECE) {
    size_t size = rows->size - at < PIECE ? rows->size - at : PIECE;
    if (PQputCopyData(pg, rows->data + at, (int)size) != 1) die("COPY", PQerrorMessage(pg));
  }
  if (PQputCopyEnd(pg, NULL) != 1) die("COPY", PQerrorMessage(pg));
  PGresult *result = PQgetResult(pg);
  if (PQresultStatus(result) != PGRES_COMMAND_OK) die("COPY", PQerrorMessage(pg));
  PQclear(result);
  double took = seconds() - begin;
  while (PQgetResult(pg))
    continue;
  return took;
}

/* --- both --- */

static int by_size(const void *a, const void *b) {
  double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

static double median(double *values) {
  qsort(values, ROUNDS, sizeof *values, by_size);
  return values[ROUNDS / 2];
}

static PGconn *connect_as_superuser(const char *dir) {
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

int main(int argc, char **argv) {
  if (argc < 2) die("usage", "bench_import DIR [ROWS]");
  int64_t count = argc > 2 ? strtoll(argv[2], NULL, 10) : 200000;
  bry_store *store = NULL;
  bry_error *err = NULL;
  char conninfo[1024];
  snprintf(conninfo, sizeof conninfo, "local:%s", argv[1]);
  check(bry_store_open(conninfo, NULL, &store, &err), "store", err);
  check(bry_tenant_add(store, "bench", "Bench", &err), "tenant", err);
  check(bry_store_set_tenant(store, "bench", &err), "tenant", err);
  bry_survey *survey = make_survey(store);
  PGconn *pg = connect_as_superuser(argv[1]);
  run(pg, "CREATE SCHEMA bench");
  run(pg, "CREATE TABLE bench.response (LIKE bry.response INCLUDING ALL)");

  bytes file = make_file(count), rows = {0};
  double import_s[ROUNDS], copy_s[ROUNDS];
  for (int i = 0; i < ROUNDS; i++) {
    run(pg, "TRUNCATE bry.response");
    run(pg, "CHECKPOINT");
    import_s[i] = time_import(store, survey, &file, count);
    if (i == 0) rows = stored_rows(pg);
    run(pg, "TRUNCATE bench.response");
    run(pg, "CHECKPOINT");
    copy_s[i] = time_copy(pg, &rows);
    fprintf(stderr, "round %d: import %.3f s, copy %.3f s\n", i + 1, import_s[i], copy_s[i]);
  }
  double import_median = median(import_s), copy_median = median(copy_s);
  printf("%" PRId64 " rows of %d closed answers and %d texts: a CSV file of %.1f MB against a bare COPY of %.1f MB\n",
         count, CLOSED, TEXTS, (double)file.size / 1e6, (double)rows.size / 1e6);
  printf("bench import_rows_per_s %.0f rows/s\n", (double)count / import_median);
  printf("bench copy_rows_per_s %.0f rows/s\n", (double)count / copy_median);
  printf("bench import_ratio %.3f ratio\n", copy_median / import_median);
  PQfinish(pg);
  bry_survey_free(survey);
  bry_store_close(store);
  free(file.data);
  free(rows.data);
  return 0;
}
