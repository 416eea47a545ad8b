/* bry_survey_close() of an anonymous survey: seconds to seal its responses, each with a coding and an invitation, beside
 * a bare copy of the same responses into a table of the same definition.
 * Usage: bench_seal DIR [ROWS] */
#include <bry.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void die(const char *what, const char *why) {
  fprintf(stderr, "bench_seal: %s: %s\n", what, why);
  exit(1);
}

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void run(PGconn *pg, const char *sql) {
  PGresult *result = PQexec(pg, sql);
  ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) die(sql, PQerrorMessage(pg));
  PQclear(result);
}

static const char form[] =
    "{\"elements\": [{\"type\": \"rating\", \"name\": \"a\"}, {\"type\": \"rating\", \"name\": \"b\"},"
    " {\"type\": \"comment\", \"name\": \"t\"}, {\"type\": \"comment\", \"name\": \"u\"}]}";

static bry_store *open_store(const char *dir, bry_error **err) {
  char conninfo[512];
  bry_store *store = NULL;
  bry_questionnaire *q = NULL;
  snprintf(conninfo, sizeof conninfo, "local:%s", dir);
  if (bry_store_open(conninfo, NULL, &store, err) || bry_tenant_add(store, "t", "T", err) ||
      bry_store_set_tenant(store, "t", err) || bry_questionnaire_parse(form, sizeof form - 1, &q, err) ||
      bry_survey_create(store, "s", q, NULL, NULL, err) || bry_survey_open(store, "s", err))
    die("opening", bry_error_message(*err));
  bry_questionnaire_free(q);
  return store;
}

/* As superuser, past row-level security: rows as submits leave them. */
static PGconn *connect_to(const char *dir) {
  char conninfo[600];
  int32_t running = 0;
  bry_text *text = NULL;
  if (bry_local_status(dir, &running, &text, NULL)) die(dir, "no server");
  snprintf(conninfo, sizeof conninfo, "%s user=postgres", bry_text_data(text));
  bry_text_free(text);
  PGconn *pg = PQconnectdb(conninfo);
  if (PQstatus(pg) != CONNECTION_OK) die("connecting", PQerrorMessage(pg));
  return pg;
}

static void fill(PGconn *pg, long rows) {
  char sql[1200];
  snprintf(
      sql, sizeof sql,
      "INSERT INTO bry.response (tenant_id, survey_id, response_id, content_hash, segments, closed, texts)"
      " SELECT tenant_id, survey_id, gen_random_uuid(), decode(md5(i::text), 'hex'), '{}', ARRAY[i %% 5, i %% 4]::"
      "smallint[], ARRAY[repeat(md5(i::text), 3), repeat('ro og tid ', 8)] FROM bry.survey, generate_series(1, %ld)"
      " AS i",
      rows);
  run(pg, sql);
  run(pg,
      "INSERT INTO bry.coding SELECT tenant_id, survey_id, 't', 'c', 'rules', response_id, 'theme', 0, 3, 'ro' FROM "
      "bry.response");
  run(pg, "INSERT INTO bry.coded SELECT tenant_id, survey_id, 't', 'c', 'rules', response_id, '1', false FROM "
          "bry.response");
  run(pg,
      "INSERT INTO bry.invitation (tenant_id, survey_id, token_hash, batch, segments, uses, used) SELECT tenant_id,"
      " survey_id, sha256(uuid_send(response_id)), 'a', '{}', 1, 1 FROM bry.response");
  run(pg, "ANALYZE");
  run(pg, "CREATE TABLE bare (LIKE bry.response INCLUDING ALL)");
}

int main(int argc, char **argv) {
  if (argc < 2) die("usage", "bench_seal DIR [ROWS]");
  long rows = argc > 2 ? atol(argv[2]) : 100000;
  bry_error *err = NULL;
  bry_store *store = open_store(argv[1], &err);
  PGconn *pg = connect_to(argv[1]);
  fill(pg, rows);
  double start = seconds();
  run(pg, "INSERT INTO bare SELECT * FROM bry.response ORDER BY random()");
  double bare = seconds() - start;
  start = seconds();
  if (bry_survey_close(store, "s", NULL, NULL, &err)) die("closing", bry_error_message(err));
  double sealing = seconds() - start;
  printf("bench seal_rows %ld rows\n", rows);
  printf("bench seal_seconds %.2f s\n", sealing);
  printf("bench bare_copy_seconds %.2f s\n", bare);
  printf("bench seal_ratio %.2f x\n", sealing / bare);
  PQfinish(pg);
  bry_store_close(store);
  return 0;
}
