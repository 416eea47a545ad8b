/* bry codebook: storing codebooks, listing them, and bringing them from and to other programs. */
#include "commands.h"
#include "session.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int put_one(const session *s, const char *id) {
  bry_codebook *codebook = NULL;
  if (read_codebook(s, s->args->operands[0], id, &codebook) != EXIT_DONE) return EXIT_FAILED;
  bry_error *err = NULL;
  bry_status status = bry_codebook_put(s->store, codebook, &err);
  int result = finish_line(s, status, err, "codebook %s  version %s  %d themes", bry_codebook_id(codebook),
                           bry_codebook_version(codebook), (int)bry_codebook_theme_count(codebook));
  bry_codebook_free(codebook);
  return result;
}

static int codebook_put(session *s) {
  int32_t place = 0;
  const char *id = args_next(s->args, OPT_CODEBOOK_ID, &place);
  int result = EXIT_DONE;
  do {
    result = put_one(s, id);
    id = args_next(s->args, OPT_CODEBOOK_ID, &place);
  } while (result == EXIT_DONE && id != NULL);
  return result;
}

static int codebook_list(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_codebook_list(s->store, &table, &err);
  return finish_table(s, status, table, err);
}

/* BRY_CODEBOOK_... by how a file's name ends, 0 when it says nothing. */
static int32_t format_of(const char *path) {
  static const char *const endings[] = {
      [BRY_CODEBOOK_JSON] = ".json", [BRY_CODEBOOK_CSV] = ".csv", [BRY_CODEBOOK_QDC] = ".qdc"};
  const char *dot = strrchr(path, '.');
  for (int32_t f = BRY_CODEBOOK_JSON; dot != NULL && f <= BRY_CODEBOOK_QDC; f++) {
    if (strcasecmp(dot, endings[f]) == 0) return f;
  }
  return 0;
}

/* The codebook's id: given, or the file's name without folder and ending. To be freed. */
static char *id_of(const session *s, const char *path) {
  const char *given = args_value(s->args, OPT_CODEBOOK_ID);
  const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
  return given != NULL ? strdup(given) : strndup(name, strcspn(name, "."));
}

static int import_file(const session *s, const char *path, bry_codebook **out) {
  char *data = NULL, *id = NULL;
  size_t size = 0;
  int32_t format = format_of(path);
  if (read_bytes(path, &data, &size) != EXIT_DONE) return EXIT_FAILED;
  if (format != BRY_CODEBOOK_JSON || args_has(s->args, OPT_CODEBOOK_ID)) id = id_of(s, path);
  bry_error *err = NULL;
  bry_status status =
      bry_codebook_import(data, size, format, id, args_value(s->args, OPT_CODEBOOK_VERSION), out, &err);
  free(data);
  free(id);
  return status == BRY_OK ? EXIT_DONE : fail(s, err);
}

static int has_own_key(const char *json) {
  static const char *const kept[] = {"guid\":", "color\":", "codable\":", "sets\":"};
  for (const char *at = json; (at = strstr(at, "\"x-")) != NULL; at += 3) {
    const char *end = strchr(at + 3, '"');
    int known = end == NULL || end[1] != ':';
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
      known |= strncmp(at + 3, kept[i], strlen(kept[i])) == 0;
    if (!known) return 1;
  }
  return 0;
}

/* What CSV and QDC have no place for. A quote in a text of JSON has a backslash before it: no text looks like a key. */
static void say_what_is_left_out(const bry_codebook *codebook) {
  static const char *const notes[] = {"text",
                                      "title",
                                      "description",
                                      "note",
                                      "notes",
                                      "source",
                                      "language_of_definitions",
                                      "max_themes_per_answer",
                                      "examples"};
  const char *json = bry_codebook_json(codebook);
  fprintf(stderr, "bry: left out: id and version (give --codebook-id and --codebook-version when it is read back)");
  for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
    char key[40];
    snprintf(key, sizeof key, "\"%s\":", notes[i]);
    if (strstr(json, key) != NULL) fprintf(stderr, ", %s", notes[i]);
  }
  fprintf(stderr, "%s\n", has_own_key(json) ? ", keys that begin with x-" : "");
}

static int codebook_convert(session *s) {
  const char *from = s->args->operands[0], *to = s->args->operands[1];
  if (format_of(from) == 0 || format_of(to) == 0)
    return usage_error(s->args->command, "the names of both files must end in .json, .csv or .qdc");
  bry_codebook *codebook = NULL;
  if (import_file(s, from, &codebook) != EXIT_DONE) return EXIT_FAILED;
  bry_text *text = NULL;
  bry_error *err = NULL;
  int result = EXIT_DONE;
  if (bry_codebook_export(codebook, format_of(to), &text, &err) != BRY_OK)
    result = fail(s, err);
  else
    result = write_bytes(to, bry_text_data(text), bry_text_size(text));
  if (result == EXIT_DONE)
    printf("codebook %s  version %s  %d themes\n", bry_codebook_id(codebook), bry_codebook_version(codebook),
           (int)bry_codebook_theme_count(codebook));
  if (result == EXIT_DONE && format_of(to) != BRY_CODEBOOK_JSON) say_what_is_left_out(codebook);
  bry_text_free(text);
  bry_codebook_free(codebook);
  return result;
}

static int codebook_review(session *s) {
  const args *a = s->args;
  bry_codebook *codebook = NULL, *changed = NULL;
  bry_table *codings = NULL;
  bry_error *err = NULL;
  char *log = NULL;
  size_t size = 0;
  int result = read_codebook(s, a->operands[0], args_value(a, OPT_CODEBOOK_ID), &codebook);
  if (result == EXIT_DONE) result = read_bytes(a->operands[1], &log, &size);
  if (result == EXIT_DONE && bry_review_apply(codebook, log, size, &changed, &codings, &err) != BRY_OK)
    result = fail(s, err);
  if (result == EXIT_DONE && a->operand_count > 2)
    result = write_bytes(a->operands[2], bry_codebook_json(changed), strlen(bry_codebook_json(changed)));
  if (result == EXIT_DONE)
    result = finish_table(s, BRY_OK, codings, NULL);
  else
    bry_table_free(codings);
  bry_codebook_free(codebook);
  bry_codebook_free(changed);
  free(log);
  return result;
}

static const option_use review_options[] = {
    {OPT_CODEBOOK_ID, "ID", "which of the file's codebooks, when it holds several", 0},
    {0},
};

static const option_use convert_options[] = {
    {OPT_CODEBOOK_ID, "ID", "which one of a JSON file, or the new id (default: the file's name)", 0},
    {OPT_CODEBOOK_VERSION, "VERSION", "of a codebook from CSV or QDC (default: 1)", 0},
    {0},
};

static const option_use put_options[] = {
    {OPT_CODEBOOK_ID, "ID", "which of the file's codebooks, when it holds several", USE_REPEATED},
    {0},
};

const command codebook_commands[] = {
    {.group = "codebook",
     .name = "put",
     .operands = "FILE",
     .summary = "Store a version of a codebook",
     .details = "The very same again does nothing; other content under a version that exists is refused.",
     .examples = "  bry codebook put codebook.json --codebook-id q1 --codebook-id q2\n",
     .options = put_options,
     .needs = NEEDS_TENANT,
     .run = codebook_put},
    {.group = "codebook",
     .name = "list",
     .operands = "",
     .summary = "List the tenant's codebooks",
     .examples = "  bry codebook list\n",
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = codebook_list},
    {.group = "codebook",
     .name = "convert",
     .operands = "FROM TO",
     .summary = "Bring a codebook from and to other programs",
     .details =
         "The names of the files say the format: .json, .csv (a theme a row) or .qdc (REFI-QDA codebook 1.0, which\n"
         "QualCoder, NVivo, MAXQDA and ATLAS.ti read and write). Standard error says what .csv and .qdc leave out.",
     .examples = "  bry codebook convert codes.qdc codebook.json\n"
                 "  bry codebook convert codebook.json codebook.csv --codebook-id q1\n",
     .options = convert_options,
     .run = codebook_convert},
    {.group = "codebook",
     .name = "review",
     .operands = "FILE LOG [CHANGED]",
     .summary = "Apply what people decided about themes and codings",
     .details = "LOG is JSONL, a decision a line, and only grows: op code, accept, reject, rename, merge, split or "
                "undo, with\n"
                "coder, unit, theme and so on (see bry/review.h). Prints the codings that it leaves: unit, coder, "
                "theme and\n"
                "verdict, as CSV unless --format says otherwise. CHANGED is written as the codebook that it leaves.",
     .examples = "  bry codebook review codebook.json decisions.jsonl codebook-2.json\n",
     .options = review_options,
     .prints = BRY_FORMAT_CSV,
     .run = codebook_review},
    {0},
};
