/* bry themes: works on files, without a store. */
#include "commands.h"
#include "discover.h"
#include "session.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* --- themes ----------------------------------------------------------------------------------------------------- */

/* The rows of one question, and what their texts speak for. */
typedef struct batch {
  const char *question; /* borrowed from the table; NULL: all rows */
  bry_codebook *codebook;
  bry_codings *codings;
  int64_t next_text; /* while writing: rows come in the same order */
  int64_t next_hit;
} batch;

typedef struct coding_job {
  const session *s;
  const bry_table *table;
  int32_t text, id, question, labels; /* columns; -1: none */
  char *codebook_json;
  size_t codebook_size;
  batch *batches;
  int32_t batch_count;
  int64_t counted[5]; /* rows of each status */
  int32_t *batch_of;  /* for each row; -1: no codebook speaks of its question */
} coding_job;

static int find_columns(coding_job *job) {
  const args *a = job->s->args;
  if (find_column(job->table, args_value(a, OPT_TEXT), &job->text) != EXIT_DONE) return EXIT_FAILED;
  if (find_column(job->table, args_value(a, OPT_QUESTION), &job->question) != EXIT_DONE) return EXIT_FAILED;
  if (find_column(job->table, args_value(a, OPT_LABELS), &job->labels) != EXIT_DONE) return EXIT_FAILED;
  if (find_column(job->table, args_value(a, OPT_ID), &job->id) != EXIT_DONE) return EXIT_FAILED;
  if (job->id < 0) job->id = bry_table_find_column(job->table, "id");
  return EXIT_DONE;
}

/* Adds the codebook of a question; a question without one is added too, so that it is looked for once. */
static int add_batch(coding_job *job, const char *question) {
  batch *more = realloc(job->batches, ((size_t)job->batch_count + 1) * sizeof *more);
  if (more == NULL) return fail_because("out of memory");
  job->batches = more;
  batch *added = &job->batches[job->batch_count++];
  *added = (batch){.question = question};
  const char *id = question != NULL ? question : args_value(job->s->args, OPT_CODEBOOK_ID);
  bry_error *err = NULL;
  bry_status status = bry_codebook_parse(job->codebook_json, job->codebook_size, id, &added->codebook, &err);
  if (question == NULL || status != BRY_ENOTFOUND) return status == BRY_OK ? EXIT_DONE : fail(job->s, err);
  bry_error_free(err);
  return EXIT_DONE;
}

static int find_batch(coding_job *job, const char *question, int32_t *out) {
  for (*out = 0; *out < job->batch_count; ++*out) {
    const char *other = job->batches[*out].question;
    if (other == question || (other != NULL && question != NULL && strcmp(other, question) == 0)) return EXIT_DONE;
  }
  return add_batch(job, question);
}

/* Says for each row which batch it is of. */
static int sort_rows(coding_job *job) {
  int64_t rows = bry_table_row_count(job->table);
  job->batch_of = calloc((size_t)rows + 1, sizeof *job->batch_of);
  if (job->batch_of == NULL) return fail_because("out of memory");
  if (rows == 0) return EXIT_DONE;
  for (int64_t row = 0; row < rows; row++) {
    const char *question = job->question >= 0 ? bry_table_text(job->table, row, job->question) : NULL;
    int32_t found = -1;
    if (job->question < 0 || question != NULL) {
      if (find_batch(job, question, &found) != EXIT_DONE) return EXIT_FAILED;
      if (job->batches[found].codebook == NULL) found = -1;
    }
    job->batch_of[row] = found;
  }
  return EXIT_DONE;
}

/* What people coded a row as; NULL: it is to be coded. */
static const char *labels_of(const coding_job *job, int64_t row) {
  const char *labels = job->labels >= 0 ? bry_table_text(job->table, row, job->labels) : NULL;
  return labels != NULL && *labels != '\0' ? labels : NULL;
}

/* The texts of a batch and their labels, borrowed from the table. */
typedef struct batch_texts {
  const char **texts;
  size_t *sizes;
  const char **labels;
  int64_t count;
} batch_texts;

/* Whether a theme of the codebook has this id. */
static int is_theme(const bry_codebook *codebook, const char *id, size_t size) {
  for (int32_t i = 0; i < bry_codebook_theme_count(codebook); i++) {
    const char *known = bry_codebook_theme_id_at(codebook, i);
    if (strlen(known) == size && memcmp(known, id, size) == 0) return 1;
  }
  return 0;
}

/* Says which row has a theme that is not there. What stands in the row is not repeated: it may be the wrong column. */
static int check_labels(const coding_job *job, const bry_codebook *codebook, int64_t row) {
  const char *labels = labels_of(job, row);
  for (const char *at = labels; at != NULL && *at != '\0' && strcmp(labels, "-") != 0; at += *at == ';') {
    size_t size = strcspn(at, ";");
    if (size > 0 && !is_theme(codebook, at, size)) {
      fail_because("row %" PRId64 ", column %s: the codebook has no theme of that id; there are", row + 1,
                   args_value(job->s->args, OPT_LABELS));
      for (int32_t i = 0; i < bry_codebook_theme_count(codebook); i++)
        fprintf(stderr, "%s%s", i > 0 ? ", " : "  ", bry_codebook_theme_id_at(codebook, i));
      fputc('\n', stderr);
      return EXIT_FAILED;
    }
    at += size;
  }
  return EXIT_DONE;
}

static int take_texts(const coding_job *job, int32_t which, batch_texts *t) {
  int64_t rows = bry_table_row_count(job->table);
  t->texts = calloc((size_t)rows + 1, sizeof *t->texts);
  t->sizes = calloc((size_t)rows + 1, sizeof *t->sizes);
  t->labels = calloc((size_t)rows + 1, sizeof *t->labels);
  if (t->texts == NULL || t->sizes == NULL || t->labels == NULL) return fail_because("out of memory");
  for (int64_t row = 0; row < rows; row++) {
    if (job->batch_of[row] != which) continue;
    const char *text = bry_table_text(job->table, row, job->text);
    t->texts[t->count] = text;
    t->sizes[t->count] = text != NULL ? strlen(text) : 0;
    t->labels[t->count++] = labels_of(job, row);
    if (check_labels(job, job->batches[which].codebook, row) != EXIT_DONE) return EXIT_FAILED;
  }
  return EXIT_DONE;
}

/* By what the coded rows teach, when there are any to learn from. */
static bry_status code_texts(const coding_job *job, batch *b, const batch_texts *t, progress *bar, bry_error **err) {
  bry_coder *coder = NULL;
  if (job->labels < 0)
    return bry_theme_code(b->codebook, t->texts, t->sizes, t->count, progress_step, bar, &b->codings, err);
  bry_status status = bry_coder_learn(b->codebook, t->texts, t->sizes, t->labels, t->count, &coder, err);
  if (status == BRY_OK)
    status = bry_coder_code(coder, t->texts, t->sizes, t->count, progress_step, bar, &b->codings, err);
  bry_coder_free(coder);
  return status;
}

static int code_batch(coding_job *job, int32_t which) {
  batch_texts t = {0};
  int result = take_texts(job, which, &t);
  if (result == EXIT_DONE) {
    bry_error *err = NULL;
    progress bar = progress_begin("coding", t.count);
    bry_status status = code_texts(job, &job->batches[which], &t, &bar, &err);
    progress_end(&bar);
    if (status != BRY_OK) result = fail(job->s, err);
  }
  free(t.texts);
  free(t.sizes);
  free(t.labels);
  return result;
}

static int code_all(coding_job *job) {
  for (int32_t i = 0; i < job->batch_count; i++) {
    if (job->batches[i].codebook != NULL && code_batch(job, i) != EXIT_DONE) return EXIT_FAILED;
  }
  return EXIT_DONE;
}

/* Writes the themes of hits [begin, end), each once: hits are ordered by theme. */
static void write_themes(draft *d, const batch *b, int64_t begin, int64_t end) {
  int32_t last = -1;
  for (int64_t hit = begin; hit < end; hit++) {
    int32_t theme = bry_codings_theme_at(b->codings, hit);
    if (theme != last) fprintf(d->file, "%s%s", last < 0 ? "" : ";", bry_codebook_theme_id_at(b->codebook, theme));
    last = theme;
  }
}

/* How sure each of them is, in the same order. */
static void write_confidence(draft *d, const batch *b, int64_t begin, int64_t end) {
  int32_t last = -1;
  for (int64_t hit = begin; hit < end; hit++) {
    int32_t theme = bry_codings_theme_at(b->codings, hit);
    int per_cent = (int)(bry_codings_confidence_at(b->codings, hit) * 100 + 0.5);
    if (theme != last) fprintf(d->file, "%s%d.%02d", last < 0 ? "" : ";", per_cent / 100, per_cent % 100);
    last = theme;
  }
}

/* A row that people coded keeps their themes. */
static void write_labels(draft *d, const char *labels) {
  fprintf(d->file, "%s\",\"", strcmp(labels, "-") == 0 ? "" : labels);
  for (const char *at = strcmp(labels, "-") == 0 ? "" : labels; *at != '\0'; at += *at == ';') {
    fprintf(d->file, "%s1.00", at > labels ? ";" : "");
    at += strcspn(at, ";");
  }
  fputs("\",\"\",\"\",coded\n", d->file);
}

static void write_spans(draft *d, const batch *b, int64_t begin, int64_t end) {
  for (int64_t hit = begin; hit < end; hit++) {
    fprintf(d->file, "%s%" PRId64 "-%" PRId64 ":%s", hit > begin ? ";" : "", bry_codings_begin_at(b->codings, hit),
            bry_codings_end_at(b->codings, hit),
            bry_codebook_theme_id_at(b->codebook, bry_codings_theme_at(b->codings, hit)));
  }
}

/* The words as they stand in the answer, in a quoted field. */
static void write_words(draft *d, const batch *b, const char *answer, int64_t begin, int64_t end) {
  for (int64_t hit = begin; hit < end; hit++) {
    if (hit > begin) fputc(';', d->file);
    for (int64_t i = bry_codings_begin_at(b->codings, hit); i < bry_codings_end_at(b->codings, hit); i++) {
      if (answer[i] == '"') fputc('"', d->file);
      fputc(answer[i], d->file);
    }
  }
}

static const char *const statuses[] = {"themes", "none", "non-answer", "empty", "coded"};
enum { STATUS_THEMES, STATUS_NONE, STATUS_NON_ANSWER, STATUS_EMPTY, STATUS_CODED, STATUS_COUNT };

static int status_of(const batch *b, int64_t text, const char *answer, int has_hits) {
  if (answer == NULL || answer[strspn(answer, " \t\r\n")] == '\0') return STATUS_EMPTY;
  if (bry_codings_non_answer(b->codings, text)) return STATUS_NON_ANSWER;
  return has_hits ? STATUS_THEMES : STATUS_NONE;
}

static void write_row(coding_job *job, draft *d, int64_t row) {
  batch *b = &job->batches[job->batch_of[row]];
  int64_t text = b->next_text++;
  int64_t begin = b->next_hit;
  int64_t count = bry_codings_count(b->codings);
  while (b->next_hit < count && bry_codings_text_at(b->codings, b->next_hit) == text)
    b->next_hit++;
  const char *id = job->id >= 0 ? bry_table_text(job->table, row, job->id) : NULL;
  if (id != NULL) draft_csv_field(d, id);
  if (job->id < 0) fprintf(d->file, "%" PRId64, row + 1);
  fputs(",\"", d->file);
  if (labels_of(job, row) != NULL) {
    write_labels(d, labels_of(job, row));
    job->counted[STATUS_CODED]++;
    return;
  }
  write_themes(d, b, begin, b->next_hit);
  fputs("\",\"", d->file);
  write_confidence(d, b, begin, b->next_hit);
  fputs("\",\"", d->file);
  write_spans(d, b, begin, b->next_hit);
  fputs("\",\"", d->file);
  const char *answer = bry_table_text(job->table, row, job->text);
  write_words(d, b, answer, begin, b->next_hit);
  int status = status_of(b, text, answer, b->next_hit > begin);
  fprintf(d->file, "\",%s\n", statuses[status]);
  job->counted[status]++;
}

static int write_rows(coding_job *job, bry_table **out) {
  draft d;
  if (draft_begin(&d) != EXIT_DONE) return EXIT_FAILED;
  fputs("id,themes,confidence,spans,words,status\n", d.file);
  for (int64_t row = 0; row < bry_table_row_count(job->table); row++) {
    if (job->batch_of[row] >= 0) write_row(job, &d, row);
  }
  return draft_table(job->s, &d, out);
}

static void free_job(coding_job *job) {
  for (int32_t i = 0; i < job->batch_count; i++) {
    bry_codings_free(job->batches[i].codings);
    bry_codebook_free(job->batches[i].codebook);
  }
  free(job->batches);
  free(job->batch_of);
  free(job->codebook_json);
}

/* What came of the rows, where the rows themselves went into a file. */
static void print_total(const coding_job *job) {
  const char *path = args_value(job->s->args, OPT_OUT);
  if (path == NULL || strcmp(path, "-") == 0) return;
  int64_t rows = 0;
  for (int i = 0; i < STATUS_COUNT; i++)
    rows += job->counted[i];
  fprintf(stderr,
          "%" PRId64 " rows: %" PRId64 " with themes, %" PRId64 " with none, %" PRId64 " non-answers, %" PRId64
          " empty",
          rows, job->counted[STATUS_THEMES], job->counted[STATUS_NONE], job->counted[STATUS_NON_ANSWER],
          job->counted[STATUS_EMPTY]);
  if (job->labels >= 0) fprintf(stderr, ", %" PRId64 " coded by people", job->counted[STATUS_CODED]);
  fputc('\n', stderr);
}

/* CSV as Excel opens it in Norway: semicolons between fields, and a byte order mark for UTF-8. */
static int write_for_excel(const session *s, const bry_table *table) {
  draft d;
  if (draft_begin(&d) != EXIT_DONE) return EXIT_FAILED;
  fputs("\xEF\xBB\xBF", d.file);
  for (int64_t row = -1; row < bry_table_row_count(table); row++) {
    for (int32_t c = 0; c < bry_table_column_count(table); c++) {
      const char *text = row < 0 ? bry_table_column_name(table, c) : bry_table_text(table, row, c);
      if (c > 0) fputc(';', d.file);
      draft_csv_field(&d, text != NULL ? text : "");
    }
    fputs("\r\n", d.file);
  }
  return draft_write(s, &d);
}

static int finish_themes(const session *s, bry_table *coded) {
  if (!args_has(s->args, OPT_EXCEL)) return finish_table(s, BRY_OK, coded, NULL);
  int result = write_for_excel(s, coded);
  bry_table_free(coded);
  return result;
}

static int run_themes(session *s, const bry_table *table) {
  coding_job job = {.s = s, .table = table};
  bry_table *coded = NULL;
  int result = find_columns(&job);
  if (result == EXIT_DONE)
    result = read_bytes(args_value(s->args, OPT_CODEBOOK), &job.codebook_json, &job.codebook_size);
  if (result == EXIT_DONE && job.question < 0)
    result = add_batch(&job, NULL); /* a bad codebook shows on no rows too */
  if (result == EXIT_DONE) result = sort_rows(&job);
  if (result == EXIT_DONE) result = code_all(&job);
  if (result == EXIT_DONE) result = write_rows(&job, &coded);
  if (result == EXIT_DONE) result = finish_themes(s, coded);
  if (result == EXIT_DONE) print_total(&job);
  free_job(&job);
  return result;
}

static int themes(session *s) {
  const args *a = s->args;
  if (!args_has(a, OPT_CODEBOOK)) return discover_themes(s);
  if (args_has(a, OPT_K) || args_has(a, OPT_SEED) || args_has(a, OPT_THREADS) || args_has(a, OPT_PRETOKENISED) ||
      args_has(a, OPT_EMBEDDINGS))
    return usage_error(a->command,
                       "--k, --seed, --threads, --pretokenised and --embeddings find themes, without --codebook");
  if (args_has(a, OPT_QUESTION) && args_has(a, OPT_CODEBOOK_ID))
    return usage_error(a->command, "--question and --codebook-id can't both say which codebook to use");
  if (args_has(a, OPT_EXCEL) && args_has(a, OPT_FORMAT))
    return usage_error(a->command, "--excel and --format can't both say how the table is printed");
  bry_table *table = NULL;
  if (read_csv(s, a->operands[0], &table) != EXIT_DONE) return EXIT_FAILED;
  int result = run_themes(s, table);
  bry_table_free(table);
  return result;
}

static const option_use themes_options[] = {
    {OPT_TEXT, "COL", "the column with the answers", USE_REQUIRED},
    {OPT_CODEBOOK, "FILE", "the codebook (JSON); without one, themes are found in the answers", 0},
    {OPT_CODEBOOK_ID, "ID", "which of the file's codebooks, when it holds several", 0},
    {OPT_QUESTION, "COL", "the column that names the codebook of each row", 0},
    {OPT_EXCEL, NULL, "print CSV as Excel opens it: semicolons, and a byte order mark", 0},
    {OPT_ID, "COL", "the column that tells rows apart (default: id, else the row number)", 0},
    {OPT_K, "N", "find so many themes, 1 to 1000 (default: as many as hold up)", 0},
    {OPT_SEED, "S", "of finding themes; the same gives the same, in any order of the rows (default: 1)", 0},
    {OPT_THREADS, "N", "that find themes, 1 to 64; changes no result (default: 1)", 0},
    {OPT_PRETOKENISED, NULL, "blanks part the words, which are taken as they stand", 0},
    {OPT_EMBEDDINGS, "FILE", "vectors of the rows from a model of yours, to find themes by beside the words", 0},
    {OPT_LABELS, "COL", "the column with what people coded rows as: learn from it, and code the rest", 0},
    {0},
};

const command file_commands[] = {
    {.name = "themes",
     .operands = "FILE",
     .summary = "Code answers in a CSV file, or find themes in them, without a store",
     .details =
         "With --codebook, columns of the result, printed as CSV unless --format says otherwise: id; themes, joined "
         "by \";\";\n"
         "confidence, 0 to 1, of each of them in the same order;\n"
         "spans, the words that speak for them, as \"begin-end:theme\" joined by \";\", in bytes of the answer;\n"
         "words, as they stand in the answer, joined by \";\"; and status: themes, none, non-answer,\n"
         "empty or coded. --labels names a column with themes joined by \";\" in the rows that people coded, \"-\"\n"
         "where they found none, and nothing in the others: coded rows are learned from and keep their themes.\n"
         "With --question, rows whose question has no codebook in the file are left out.\n"
         "Rows come out in the order of the file; an id may stand in several.\n\n"
         "Without --codebook themes are found in the answers: id; themes, the id of one theme; confidence, 0 to\n"
         "1; and status: themed, undecided (its best theme is hardly better than others), none, non-answer or\n"
         "empty. With --out FILE.csv the list of themes, with labels, words, coherence and stability, goes to\n"
         "FILE.json, which must not be something else yet. --lang is then the language of all answers; auto: each by "
         "its\n"
         "words, the default. --embeddings is a table of float32 as numpy.save() writes it, a row for each row of\n"
         "the file; a row of zeros is no vector.",
     .examples = "  bry themes answers.csv --text q1 --codebook codebook.json --codebook-id q1 --out themes.csv\n"
                 "  bry themes long.csv --text text --codebook codebook.json --question question --format text\n"
                 "  bry themes partly.csv --text text --codebook codebook.json --labels themes --out all.csv\n"
                 "  bry themes answers.csv --text q1 --k 8 --seed 1 --threads 4 --out themes.csv\n"
                 "  bry themes answers.csv --text q1 --embeddings vectors.npy --out themes.csv\n",
     .options = themes_options,
     .prints = BRY_FORMAT_CSV,
     .run = themes},
    {0},
};
