/* Codes the answers of a corpus by the rules of its codebooks and compares with a human coder: micro-averaged F1 over
 * (answer, theme) pairs of the content answers, and how well non-answers are told. Also lists which themes are missed
 * and which terms mislead. Usage: theme_coding ANSWERS.csv CODEBOOK.json [QUESTION...] */
#include <bry.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ERRORS_SHOWN = 8, TERMS_SHOWN = 4, THEMES_MAX = 64, FALSE_MAX = 4096 };

typedef struct tally {
  int64_t hit, missed, wrong;
} tally;

typedef struct theme_errors {
  int64_t missed, wrong;
} theme_errors;

typedef struct false_term {
  int32_t theme;
  int64_t count;
  char term[64];
} false_term;

typedef struct question {
  const char *id;
  bry_codebook *codebook;
  bry_codings *codings;
  int64_t *rows; /* of the table, by text */
  int64_t count;
  theme_errors errors[THEMES_MAX];
  false_term terms[FALSE_MAX];
  int32_t term_count;
} question;

static void fail(const char *what, bry_error *err) {
  fprintf(stderr, "theme_coding: %s: %s\n", what, bry_error_message(err));
  bry_error_free(err);
  exit(1);
}

static char *read_file(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  char *data = malloc(16 << 20);
  if (!file || !data) {
    fprintf(stderr, "theme_coding: can't read %s\n", path);
    exit(1);
  }
  *size = fread(data, 1, 16 << 20, file);
  fclose(file);
  return data;
}

static int has_theme(const char *list, const char *theme) {
  size_t length = strlen(theme);
  for (const char *at = list; at && *at; at += strcspn(at, ";"), at += *at == ';') {
    if (strcspn(at, ";") == length && strncmp(at, theme, length) == 0) return 1;
  }
  return 0;
}

static double ratio(int64_t part, int64_t whole) {
  return whole > 0 ? (double)part / (double)whole : 0.0;
}

static void print_tally(const char *name, tally t) {
  printf("%-8s precision %.3f  recall %.3f  F1 %.3f  (hit %" PRId64 ", missed %" PRId64 ", false %" PRId64 ")\n",
         name, ratio(t.hit, t.hit + t.wrong), ratio(t.hit, t.hit + t.missed),
         ratio(2 * t.hit, 2 * t.hit + t.missed + t.wrong), t.hit, t.missed, t.wrong);
}

static void code_question(question *q, const bry_table *table, const char *json, size_t size) {
  bry_error *err = NULL;
  int32_t id_column = bry_table_find_column(table, "question"), text_column = bry_table_find_column(table, "text");
  size_t rows = (size_t)bry_table_row_count(table);
  const char **texts = calloc(rows + 1, sizeof *texts);
  size_t *sizes = calloc(rows + 1, sizeof *sizes);
  q->rows = calloc(rows + 1, sizeof *q->rows);
  if (!texts || !sizes || !q->rows) exit(1);
  for (int64_t row = 0; row < (int64_t)rows; row++) {
    if (strcmp(bry_table_text(table, row, id_column), q->id) != 0) continue;
    texts[q->count] = bry_table_text(table, row, text_column);
    sizes[q->count] = texts[q->count] ? strlen(texts[q->count]) : 0;
    q->rows[q->count++] = row;
  }
  if (bry_codebook_parse(json, size, q->id, &q->codebook, &err) != BRY_OK) fail("the codebook", err);
  if (bry_theme_code(q->codebook, texts, sizes, q->count, NULL, NULL, &q->codings, &err) != BRY_OK) {
    fail("coding", err);
  }
  free(texts);
  free(sizes);
}

static int cell_is(const bry_table *table, int64_t row, const char *column, const char *value) {
  const char *text = bry_table_text(table, row, bry_table_find_column(table, column));
  return text && strcmp(text, value) == 0;
}

static void blame(question *q, int64_t text, int32_t theme) {
  for (int64_t i = 0; i < bry_codings_count(q->codings); i++) {
    if (bry_codings_text_at(q->codings, i) != text || bry_codings_theme_at(q->codings, i) != theme) continue;
    const char *term = bry_codings_term_at(q->codings, i);
    int32_t t = 0;
    while (t < q->term_count && (q->terms[t].theme != theme || strcmp(q->terms[t].term, term) != 0))
      t++;
    if (t == FALSE_MAX) return;
    if (t == q->term_count) {
      q->terms[q->term_count++].theme = theme;
      snprintf(q->terms[t].term, sizeof q->terms[t].term, "%s", term);
    }
    q->terms[t].count++;
  }
}

static int is_coded(const question *q, int64_t text, int32_t theme) {
  for (int64_t i = 0; i < bry_codings_count(q->codings); i++) {
    if (bry_codings_text_at(q->codings, i) == text && bry_codings_theme_at(q->codings, i) == theme) return 1;
  }
  return 0;
}

static tally compare(question *q, const bry_table *table) {
  tally t = {0, 0, 0};
  int32_t coder = bry_table_find_column(table, "coder1");
  for (int64_t text = 0; text < q->count; text++) {
    if (cell_is(table, q->rows[text], "non_answer", "1")) continue;
    const char *gold = bry_table_text(table, q->rows[text], coder);
    for (int32_t theme = 0; theme < bry_codebook_theme_count(q->codebook) && theme < THEMES_MAX; theme++) {
      int wanted = has_theme(gold, bry_codebook_theme_id_at(q->codebook, theme)), given = is_coded(q, text, theme);
      t.hit += wanted && given;
      t.missed += wanted && !given;
      t.wrong += given && !wanted;
      q->errors[theme].missed += wanted && !given;
      q->errors[theme].wrong += given && !wanted;
      if (given && !wanted) blame(q, text, theme);
    }
  }
  return t;
}

static tally compare_non_answers(const question *q, const bry_table *table) {
  tally t = {0, 0, 0};
  for (int64_t text = 0; text < q->count; text++) {
    int wanted = cell_is(table, q->rows[text], "non_answer", "1");
    int given = bry_codings_non_answer(q->codings, text);
    t.hit += wanted && given;
    t.missed += wanted && !given;
    t.wrong += given && !wanted;
  }
  return t;
}

static int by_count(const void *a, const void *b) {
  const false_term *x = a, *y = b;
  if (x->count != y->count) return x->count > y->count ? -1 : 1;
  return strcmp(x->term, y->term);
}

static void print_terms(question *q, int32_t theme) {
  int shown = 0;
  for (int32_t t = 0; t < q->term_count && shown < TERMS_SHOWN; t++) {
    if (q->terms[t].theme != theme) continue;
    printf("%s%s %" PRId64, shown++ ? ", " : "  by: ", q->terms[t].term, q->terms[t].count);
  }
}

static void print_errors(question *q) {
  qsort(q->terms, (size_t)q->term_count, sizeof *q->terms, by_count);
  int32_t themes = bry_codebook_theme_count(q->codebook);
  for (int32_t shown = 0; shown < ERRORS_SHOWN; shown++) {
    int32_t worst = 0;
    for (int32_t i = 1; i < themes && i < THEMES_MAX; i++) {
      if (q->errors[i].missed + q->errors[i].wrong > q->errors[worst].missed + q->errors[worst].wrong) worst = i;
    }
    if (q->errors[worst].missed + q->errors[worst].wrong <= 0) break;
    printf("  %-24s missed %3" PRId64 "  false %3" PRId64, bry_codebook_theme_id_at(q->codebook, worst),
           q->errors[worst].missed, q->errors[worst].wrong);
    print_terms(q, worst);
    printf("\n");
    q->errors[worst].missed = q->errors[worst].wrong = 0;
  }
}

static void add(tally *sum, tally t) {
  sum->hit += t.hit;
  sum->missed += t.missed;
  sum->wrong += t.wrong;
}

static void run(question *q, const bry_table *table, const char *json, size_t size, tally *all, tally *blanks) {
  code_question(q, table, json, size);
  tally t = compare(q, table);
  print_tally(q->id, t);
  print_errors(q);
  add(all, t);
  add(blanks, compare_non_answers(q, table));
  bry_codings_free(q->codings);
  bry_codebook_free(q->codebook);
  free(q->rows);
}

int main(int argc, char **argv) {
  static const char *const default_questions[] = {"q1", "q2", "q3", NULL};
  if (argc < 3) {
    fprintf(stderr, "usage: theme_coding ANSWERS.csv CODEBOOK.json [QUESTION...]\n");
    return 2;
  }
  size_t csv_size, json_size;
  char *csv = read_file(argv[1], &csv_size), *json = read_file(argv[2], &json_size);
  const char *const *questions = argc > 3 ? (const char *const *)argv + 3 : default_questions;
  bry_error *err = NULL;
  bry_table *table = NULL;
  if (bry_table_from_csv(csv, csv_size, &table, &err) != BRY_OK) fail("the answers", err);
  tally all = {0, 0, 0}, blanks = {0, 0, 0};
  printf("rules of the codebooks against coder1, content answers only; most frequent errors below each\n");
  for (; *questions; questions++) {
    question *q = calloc(1, sizeof *q);
    if (!q) return 1;
    q->id = *questions;
    run(q, table, json, json_size, &all, &blanks);
    free(q);
  }
  print_tally("all", all);
  print_tally("blanks", blanks);
  printf("bench theme_coding_micro_f1 %.4f ratio\n", ratio(2 * all.hit, 2 * all.hit + all.missed + all.wrong));
  printf("bench theme_coding_precision %.4f ratio\n", ratio(all.hit, all.hit + all.wrong));
  printf("bench theme_coding_recall %.4f ratio\n", ratio(all.hit, all.hit + all.missed));
  printf("bench theme_non_answer_precision %.4f ratio\n", ratio(blanks.hit, blanks.hit + blanks.wrong));
  printf("bench theme_non_answer_recall %.4f ratio\n", ratio(blanks.hit, blanks.hit + blanks.missed));
  bry_table_free(table);
  free(csv);
  free(json);
  return 0;
}
