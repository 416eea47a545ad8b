/* The main job in C: a questionnaire is published, answers are stored, their themes come out as a table.
 *
 *   cc dream_day.c $(pkg-config --cflags --libs bry) -o dream_day
 *   ./dream_day FOLDER [DATA]
 *
 * FOLDER gets a private PostgreSQL of its own that stops with this program; DATA is examples/data. */
#include <bry.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct file {
  char *data;
  size_t size;
} file;

/* Every call returns a status and tells more through an error. This program ends at the first that fails. */
static void check(bry_status status, bry_error *err) {
  if (status == BRY_OK) return;
  fprintf(stderr, "%s: %s\n", bry_status_name(status), bry_error_message(err));
  const bry_findings *findings = bry_error_findings(err);
  for (int64_t i = 0; i < bry_findings_count(findings); i++) {
    fprintf(stderr, "  %s: %s\n", bry_findings_pointer_at(findings, i), bry_findings_message_at(findings, i, "en"));
  }
  exit(1);
}

static file read_file(const char *folder, const char *name) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *in = fopen(path, "rb");
  file f = {.data = calloc(1, 1 << 20)};
  if (in == NULL || f.data == NULL) {
    perror(path);
    exit(1);
  }
  f.size = fread(f.data, 1, (1 << 20) - 1, in);
  fclose(in);
  return f;
}

static bry_survey *make_survey(bry_store *store, const char *data) {
  bry_error *err = NULL;
  bry_questionnaire *questionnaire = NULL;
  bry_survey *survey = NULL;
  file json = read_file(data, "dream_day.json");
  file segments = read_file(data, "segments.json");
  check(bry_questionnaire_parse(json.data, json.size, &questionnaire, &err), err);

  bry_survey_options options;
  bry_survey_options_init(&options);
  options.segments = segments.data;
  check(bry_survey_create(store, "dream-day", questionnaire, &options, &survey, &err), err);
  check(bry_survey_open(store, "dream-day", &err), err);
  bry_questionnaire_free(questionnaire);
  free(segments.data);
  free(json.data);
  return survey;
}

static int64_t read_answers(void *buffer, size_t capacity, void *in) {
  return (int64_t)fread(buffer, 1, capacity, in);
}

static void import_answers(bry_store *store, const bry_survey *survey, const char *data) {
  char path[4096];
  snprintf(path, sizeof path, "%s/answers.csv", data);
  FILE *in = fopen(path, "rb");
  if (in == NULL) {
    perror(path);
    exit(1);
  }
  bry_error *err = NULL;
  bry_import *done = NULL;
  check(bry_response_import(store, survey, BRY_IMPORT_CSV, read_answers, in, NULL, NULL, NULL, &done, &err), err);
  printf("%lld rows, %lld refused\n\n", (long long)bry_import_row_count(done),
         (long long)bry_import_refused_count(done));
  bry_import_free(done);
  fclose(in);
}

static void print_themes(bry_store *store, const bry_survey *survey, const char *data) {
  bry_error *err = NULL;
  bry_codebook *codebook = NULL;
  bry_table *table = NULL, *wide = NULL;
  bry_text *text = NULL;
  file json = read_file(data, "codebook.json");
  check(bry_codebook_parse(json.data, json.size, "q1", &codebook, &err), err);
  check(bry_codebook_put(store, codebook, &err), err);
  check(bry_survey_code(store, survey, "q1", "q1", NULL, NULL, NULL, &err), err);
  check(bry_survey_themes(store, survey, "q1", "q1", "kommune", 0, &table, &err), err);
  check(bry_table_pivot(table, "theme", "kommune", "share", &wide, &err), err);
  check(bry_table_render(wide, BRY_FORMAT_TEXT, "nb", &text, &err), err);
  fputs(bry_text_data(text), stdout);
  bry_text_free(text);
  bry_table_free(wide);
  bry_table_free(table);
  bry_codebook_free(codebook);
  free(json.data);
}

int main(int argc, char **argv) {
  if (argc < 2) return fprintf(stderr, "usage: %s FOLDER [DATA]\n", argv[0]), 2;
  const char *data = argc > 2 ? argv[2] : "examples/data";
  char conninfo[4096];
  snprintf(conninfo, sizeof conninfo, "local:%s", argv[1]);
  bry_error *err = NULL;
  bry_store *store = NULL;
  check(bry_store_open(conninfo, NULL, &store, &err), err);
  check(bry_tenant_add(store, "trondelag", "Trøndelag", &err), err);
  check(bry_store_set_tenant(store, "trondelag", &err), err);
  bry_survey *survey = make_survey(store, data);
  import_answers(store, survey, data);
  print_themes(store, survey, data);
  bry_survey_free(survey);
  bry_store_close(store);
  return 0;
}
