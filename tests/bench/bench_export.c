/* bry_response_export() beside a bare COPY of the same table to the client, on one private server: rows a second of both,
 * and their ratio. They take turns; the medians count. Usage: bench_export DIR [ROWS] */
#include "rows.h"

static int32_t count_bytes(const void *data, size_t size, void *user) {
  (void)data;
  *(int64_t *)user += (int64_t)size;
  return 0;
}

static double time_export(bry_store *store, const bry_survey *survey, int32_t format, int64_t rows) {
  bry_error *err = NULL;
  int64_t size = 0, count = 0;
  double begin = seconds();
  check(bry_response_export(store, survey, format, count_bytes, &size, NULL, NULL, NULL, &count, &err), "export",
        err);
  double took = seconds() - begin;
  if (count != rows) die("export", "not every row was written");
  return took;
}

static double time_copy(PGconn *pg, int64_t rows) {
  char *line = NULL;
  int64_t count = 0;
  int size;
  double begin = seconds();
  PQclear(PQexec(pg, "COPY bry.response TO STDOUT"));
  for (; (size = PQgetCopyData(pg, &line, 0)) > 0; count++)
    PQfreemem(line);
  double took = seconds() - begin;
  if (size != -1 || count != rows) die("COPY TO", PQerrorMessage(pg));
  while (PQgetResult(pg))
    continue;
  return took;
}

int main(int argc, char **argv) {
  if (argc < 2) die("usage", "bench_export DIR [ROWS]");
  int64_t count = argc > 2 ? strtoll(argv[2], NULL, 10) : 200000;
  bry_store *store = open_store(argv[1]);
  bry_survey *survey = make_survey(store);
  PGconn *pg = connect_as_superuser(argv[1]);
  bytes file = make_file(count);
  time_import(store, survey, &file, count);
  run(pg, "VACUUM ANALYZE bry.response");
  run(pg, "CHECKPOINT");

  double csv_s[ROUNDS], jsonl_s[ROUNDS], copy_s[ROUNDS];
  for (int i = 0; i < ROUNDS; i++) {
    copy_s[i] = time_copy(pg, count);
    csv_s[i] = time_export(store, survey, BRY_IMPORT_CSV, count);
    jsonl_s[i] = time_export(store, survey, BRY_IMPORT_JSONL, count);
    fprintf(stderr, "round %d: csv %.3f s, jsonl %.3f s, copy %.3f s\n", i + 1, csv_s[i], jsonl_s[i], copy_s[i]);
  }
  double csv = median(csv_s), jsonl = median(jsonl_s), copy = median(copy_s);
  printf("%" PRId64 " rows of %d closed answers and %d texts, in random order, against COPY in the table's order\n",
         count, CLOSED, TEXTS);
  printf("bench export_csv_rows_per_s %.0f rows/s\nbench export_jsonl_rows_per_s %.0f rows/s\n", (double)count / csv,
         (double)count / jsonl);
  printf("bench copy_to_rows_per_s %.0f rows/s\n", (double)count / copy);
  printf("bench export_csv_ratio %.3f ratio\nbench export_jsonl_ratio %.3f ratio\n", copy / csv, copy / jsonl);
  PQfinish(pg);
  bry_survey_free(survey);
  bry_store_close(store);
  free(file.data);
  return 0;
}
