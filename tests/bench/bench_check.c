/* bry_answers_check() of sets of answers, a JSON document a line, by one thread: sets a second, and which were refused.
 * What it is compared with is check_peer.mjs. Usage: bench_check QUESTIONNAIRE.json ANSWERS.jsonl SECONDS */
#include <bry.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>

typedef struct document {
  char *json;
  size_t size;
} document;

typedef struct documents {
  document *at;
  size_t count;
} documents;

static void die(const char *what, const char *why) {
  fprintf(stderr, "bench_check: %s: %s\n", what, why);
  exit(1);
}

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static documents read_lines(const char *path) {
  documents all = {0};
  FILE *file = fopen(path, "r");
  if (!file) die(path, "can't be opened");
  for (;;) {
    document one = {0};
    size_t capacity = 0;
    ssize_t size = getline(&one.json, &capacity, file);
    if (size < 0) {
      free(one.json);
      break;
    }
    one.size = (size_t)size;
    document *grown = realloc(all.at, (all.count + 1) * sizeof *all.at);
    if (!grown) die("memory", "ran out");
    all.at = grown;
    all.at[all.count++] = one;
  }
  fclose(file);
  if (all.count == 0) die(path, "is empty");
  return all;
}

static void free_lines(documents *all) {
  for (size_t i = 0; i < all->count; i++)
    free(all->at[i].json);
  free(all->at);
}

static bry_questionnaire *read_questionnaire(const char *path) {
  bry_questionnaire *questionnaire = NULL;
  bry_error *err = NULL;
  documents lines = read_lines(path);
  if (lines.count != 1) die(path, "must be one line");
  if (bry_questionnaire_parse(lines.at[0].json, lines.at[0].size, &questionnaire, &err) != BRY_OK)
    die(path, bry_error_message(err));
  free_lines(&lines);
  return questionnaire;
}

static int is_refused(const bry_questionnaire *questionnaire, const document *one) {
  bry_findings *findings = NULL;
  bry_error *err = NULL;
  if (bry_answers_check(questionnaire, one->json, one->size, &findings, &err) != BRY_OK)
    die("check", bry_error_message(err));
  int refused = bry_findings_count(findings) > 0;
  bry_findings_free(findings);
  return refused;
}

static void print_refused(const bry_questionnaire *questionnaire, const documents *all) {
  printf("refused");
  for (size_t i = 0; i < all->count; i++)
    if (is_refused(questionnaire, &all->at[i])) printf(" %zu", i);
  printf("\n");
}

/* Whole passes over all sets, so that each counts the same. */
static double checks_per_second(const bry_questionnaire *questionnaire, const documents *all, double at_least) {
  size_t done = 0;
  double begin = seconds(), took = 0;
  do {
    for (size_t i = 0; i < all->count; i++)
      is_refused(questionnaire, &all->at[i]);
    done += all->count;
    took = seconds() - begin;
  } while (took < at_least);
  return (double)done / took;
}

int main(int argc, char **argv) {
  if (argc != 4) die("usage", "bench_check QUESTIONNAIRE.json ANSWERS.jsonl SECONDS");
  bry_questionnaire *questionnaire = read_questionnaire(argv[1]);
  documents all = read_lines(argv[2]);
  print_refused(questionnaire, &all);
  printf("bry %.1f\n", checks_per_second(questionnaire, &all, strtod(argv[3], NULL)));
  free_lines(&all);
  bry_questionnaire_free(questionnaire);
  return 0;
}
