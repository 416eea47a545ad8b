/* bry_response_import() of a CSV file against a bare COPY of the rows that it stores, into a table of the same
 * definition on the same private server: rows a second of both, and their ratio. The two take turns; the medians
 * count. Usage: bench_import DIR [ROWS] */
#include "rows.h"

/* --- bare COPY --- */

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

int main(int argc, char **argv) {
  if (argc < 2) die("usage", "bench_import DIR [ROWS]");
  int64_t count = argc > 2 ? strtoll(argv[2], NULL, 10) : 200000;
  bry_store *store = open_store(argv[1]);
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
