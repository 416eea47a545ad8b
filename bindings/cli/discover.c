/* bry themes without a codebook: themes are found in the answers of a file. */
#include "discover.h"

#include "npy.h"

#include <stdlib.h>
#include <string.h>

static const char *const statuses[] = {"themed", "undecided", "none", "non-answer", "empty"};

/* The answers of a table, borrowed from it. */
typedef struct answers {
  const bry_table *table;
  int32_t text, id; /* columns; id -1: none */
  const char **texts;
  size_t *sizes;
} answers;

static int read_answers(const session *s, answers *a) {
  int64_t rows = bry_table_row_count(a->table);
  if (find_column(a->table, args_value(s->args, OPT_TEXT), &a->text) != EXIT_DONE) return EXIT_FAILED;
  if (find_column(a->table, args_value(s->args, OPT_ID), &a->id) != EXIT_DONE) return EXIT_FAILED;
  if (a->id < 0) a->id = bry_table_find_column(a->table, "id");
  a->texts = calloc((size_t)rows + 1, sizeof *a->texts);
  a->sizes = calloc((size_t)rows + 1, sizeof *a->sizes);
  if (a->texts == NULL || a->sizes == NULL) return fail_because("out of memory");
  for (int64_t row = 0; row < rows; row++) {
    a->texts[row] = bry_table_text(a->table, row, a->text);
    a->sizes[row] = a->texts[row] != NULL ? strlen(a->texts[row]) : 0;
  }
  return EXIT_DONE;
}

static bry_discover_options read_options(const args *a) {
  bry_discover_options o;
  bry_discover_options_init(&o);
  o.themes = args_int(a, OPT_K, 0);
  o.threads = args_int(a, OPT_THREADS, 1);
  o.seed = args_uint64(a, OPT_SEED, o.seed);
  o.pretokenised = args_has(a, OPT_PRETOKENISED);
  o.lang = args_value(a, OPT_LANG);
  return o;
}

static int write_rows(const session *s, const answers *a, const bry_discovery *found) {
  draft d;
  bry_table *table = NULL;
  if (draft_begin(&d) != EXIT_DONE) return EXIT_FAILED;
  fputs("id,themes,confidence,status\n", d.file);
  for (int64_t row = 0; row < bry_table_row_count(a->table); row++) {
    int32_t theme = bry_discovery_theme_of(found, row);
    int thousandths = (int)(bry_discovery_confidence_of(found, row) * 1000 + 0.5);
    if (a->id >= 0) {
      const char *id = bry_table_text(a->table, row, a->id);
      draft_csv_field(&d, id != NULL ? id : "");
    } else {
      fprintf(d.file, "%lld", (long long)row + 1);
    }
    fprintf(d.file, ",%s,", theme >= 0 ? bry_discovery_theme_id_at(found, theme) : "");
    if (theme >= 0) fprintf(d.file, "%d.%03d", thousandths / 1000, thousandths % 1000);
    fprintf(d.file, ",%s\n", statuses[bry_discovery_state_of(found, row)]);
  }
  if (draft_table(s, &d, &table) != EXIT_DONE) return EXIT_FAILED;
  return finish_table(s, BRY_OK, table, NULL);
}

/* "themes.csv" has its themes in "themes.json"; to be freed. */
static char *beside(const char *path) {
  const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
  size_t size =
      dot != NULL && (slash == NULL || dot > slash + 1) && dot != path ? (size_t)(dot - path) : strlen(path);
  int is_json = strcmp(path + size, ".json") == 0;
  char *out = NULL;
  return asprintf(&out, "%.*s%s", (int)size, path, is_json ? ".themes.json" : ".json") < 0 ? NULL : out;
}

/* Whether nothing would be lost there: no file, or an earlier list of found themes. */
static int may_be_replaced(const char *path) {
  static const char begin[] = "{\"themes\":[{\"id\":\"";
  char head[4096];
  FILE *file = fopen(path, "rb");
  if (file == NULL) return 1;
  size_t size = fread(head, 1, sizeof head - 1, file);
  head[size] = '\0';
  fclose(file);
  return strncmp(head, begin, sizeof begin - 1) == 0 && strstr(head, "\"stability\":") != NULL;
}

/* The list of themes, in a file beside the rows; nothing where the rows go to standard output. */
static int write_list(const session *s, const bry_discovery *found) {
  const char *path = args_value(s->args, OPT_OUT);
  bry_text *json = NULL;
  bry_error *err = NULL;
  if (path == NULL || strcmp(path, "-") == 0) return EXIT_DONE;
  char *to = beside(path);
  if (to == NULL) return fail_because("out of memory");
  if (!may_be_replaced(to)) {
    int refused = fail_because("%s is there already, and is no list of found themes: give --out another name", to);
    free(to);
    return refused;
  }
  int result = bry_discovery_json(found, &json, &err) == BRY_OK
                   ? write_bytes(to, bry_text_data(json), bry_text_size(json))
                   : fail(s, err);
  bry_text_free(json);
  free(to);
  return result;
}

/* For people, where the rows themselves went into a file. */
static void print_themes(const session *s, const bry_discovery *found) {
  const char *path = args_value(s->args, OPT_OUT);
  if (path == NULL || strcmp(path, "-") == 0) return;
  for (int32_t i = 0; i < bry_discovery_theme_count(found); i++)
    fprintf(stderr, "%-5s %7lld  %s\n", bry_discovery_theme_id_at(found, i),
            (long long)bry_discovery_theme_size_at(found, i), bry_discovery_theme_label_at(found, i));
}

/* Vectors of a model of the caller's, where a file has them. */
static int open_vectors(const session *s, const answers *a, npy *vectors, bry_discover_options *o) {
  const char *path = args_value(s->args, OPT_EMBEDDINGS);
  if (path == NULL) return EXIT_DONE;
  if (npy_open(vectors, path) != EXIT_DONE) return EXIT_FAILED;
  if (vectors->rows != bry_table_row_count(a->table))
    return fail_because("%s has %lld rows, the answers have %lld: give a vector for each answer, zeros for none",
                        path, (long long)vectors->rows, (long long)bry_table_row_count(a->table));
  o->embed = npy_read;
  o->embed_user = vectors;
  o->dimensions = vectors->columns;
  return EXIT_DONE;
}

static int discover(const session *s, const answers *a, const bry_discover_options *options) {
  bry_discovery *found = NULL;
  bry_error *err = NULL;
  progress bar = progress_begin("finding themes", 3);
  bry_status status = bry_theme_discover(a->texts, a->sizes, bry_table_row_count(a->table), options, progress_step,
                                         &bar, &found, &err);
  progress_end(&bar);
  if (status != BRY_OK) return fail(s, err);
  int result = write_list(s, found);
  if (result == EXIT_DONE) result = write_rows(s, a, found);
  if (result == EXIT_DONE) print_themes(s, found);
  bry_discovery_free(found);
  return result;
}

int discover_themes(session *s) {
  answers a = {0};
  bry_table *table = NULL;
  const char *coding_only[] = {"codebook-id", "question", "excel", "labels"};
  const option_id ids[] = {OPT_CODEBOOK_ID, OPT_QUESTION, OPT_EXCEL, OPT_LABELS};
  for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
    if (args_has(s->args, ids[i])) return usage_error(s->args->command, "--%s goes with --codebook", coding_only[i]);
  }
  if (args_int(s->args, OPT_K, 1) == 0) return usage_error(s->args->command, "--k is 1 or more, not 0");
  if (read_csv(s, s->args->operands[0], &table) != EXIT_DONE) return EXIT_FAILED;
  a.table = table;
  npy vectors = {0};
  bry_discover_options options = read_options(s->args);
  int result = read_answers(s, &a);
  if (result == EXIT_DONE) result = open_vectors(s, &a, &vectors, &options);
  if (result == EXIT_DONE) result = discover(s, &a, &options);
  npy_close(&vectors);
  free(a.texts);
  free(a.sizes);
  bry_table_free(table);
  return result;
}
