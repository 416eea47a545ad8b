/* bry agreement: how far coders agree, from a CSV file, without a store. */
#include "commands.h"
#include "session.h"

#include <stdlib.h>
#include <string.h>

/* The place of a word among choices that are written "a|b|c", as the parser has checked it; `otherwise` when the
 * option was not given. */
static int32_t choice(const args *a, option_id id, int32_t first, int32_t otherwise) {
  const char *value = args_value(a, id);
  if (value == NULL) return otherwise;
  int32_t place = first;
  for (const char *at = option_choices(id); *at != '\0'; at += *at == '|') {
    size_t length = strcspn(at, "|");
    if (strlen(value) == length && memcmp(at, value, length) == 0) break;
    at += length;
    place++;
  }
  return place;
}

static bry_agreement_options read_options(const args *a) {
  bry_agreement_options o;
  bry_agreement_options_init(&o);
  o.measure = choice(a, OPT_MEASURE, BRY_AGREEMENT_ALPHA, BRY_AGREEMENT_ALPHA);
  o.distance = choice(a, OPT_DISTANCE, BRY_DISTANCE_NOMINAL, BRY_DISTANCE_AUTO);
  o.empty = choice(a, OPT_EMPTY, BRY_EMPTY_UNCODED, BRY_EMPTY_UNCODED);
  o.resamples = args_int(a, OPT_RESAMPLES, o.resamples);
  o.seed = args_uint64(a, OPT_SEED, o.seed);
  o.reference = args_value(a, OPT_REFERENCE);
  return o;
}

/* The values of a column, to be freed; they stay the table's. */
static int take_column(const session *s, const bry_table *table, option_id id, const char ***out) {
  int32_t column = -1;
  if (find_column(table, args_value(s->args, id), &column) != EXIT_DONE) return EXIT_FAILED;
  int64_t rows = bry_table_row_count(table);
  *out = calloc((size_t)rows + 1, sizeof **out);
  if (*out == NULL) return fail_because("out of memory");
  for (int64_t row = 0; row < rows; row++)
    (*out)[row] = bry_table_text(table, row, column);
  return EXIT_DONE;
}

static int run_agreement(session *s, const bry_table *table) {
  const char **units = NULL, **coders = NULL, **themes = NULL;
  bry_agreement_options options = read_options(s->args);
  int result = take_column(s, table, OPT_UNIT, &units);
  if (result == EXIT_DONE) result = take_column(s, table, OPT_CODER, &coders);
  if (result == EXIT_DONE) result = take_column(s, table, OPT_THEMES, &themes);
  if (result == EXIT_DONE) {
    bry_table *found = NULL;
    bry_error *err = NULL;
    bry_status status = bry_agreement(units, coders, themes, bry_table_row_count(table), &options, &found, &err);
    result = finish_table(s, status, found, err);
  }
  free(units);
  free(coders);
  free(themes);
  return result;
}

static int agreement(session *s) {
  const args *a = s->args;
  const char *measure = args_value(a, OPT_MEASURE);
  int f1 = measure != NULL && strcmp(measure, "f1") == 0;
  if (f1 && !args_has(a, OPT_REFERENCE))
    return usage_error(a->command, "--measure f1 needs --reference, the coder that others are held against");
  bry_table *table = NULL;
  if (read_csv(s, a->operands[0], &table) != EXIT_DONE) return EXIT_FAILED;
  int result = run_agreement(s, table);
  bry_table_free(table);
  return result;
}

static const option_use agreement_options[] = {
    {OPT_UNIT, "COL", "the column that says what was coded, such as the answer's id", USE_REQUIRED},
    {OPT_CODER, "COL", "the column that says who coded", USE_REQUIRED},
    {OPT_THEMES, "COL", "the column with the themes, joined by \";\"", USE_REQUIRED},
    {OPT_MEASURE, NULL, "Krippendorff's alpha, Cohen's kappa of each pair, or F1 (default: alpha)", 0},
    {OPT_REFERENCE, "CODER", "whom others are held against (kappa, f1)", 0},
    {OPT_DISTANCE, "D", "nominal, masi, ordinal, interval or linear (default: nominal, or masi for several themes)",
     0},
    {OPT_EMPTY, NULL, "what a row without themes means (default: uncoded)", 0},
    {OPT_RESAMPLES, "N", "of the confidence intervals, 100 to 10000, or 0 for none (default: 1000)", 0},
    {OPT_SEED, "S", "of the resamples (default: 1)", 0},
    {0},
};

const command agreement_commands[] = {
    {.name = "agreement",
     .operands = "FILE",
     .summary = "How far coders agree, from a CSV file",
     .details =
         "A row says which themes a coder gave a text; several rows of one coder and text are put together.\n"
         "A text that a coder has not coded counts neither for nor against agreement: a row without themes is\n"
         "such a one, unless --empty none says that the coder read it and found no theme; how many were left out\n"
         "is said. Prints a line for all themes and one for each theme (has it, or has it not), with a 95 %\n"
         "interval by resampling texts; what is not defined is left empty, with the reason in the last column.\n"
         "Numbers in place of themes are compared by --distance ordinal or interval (alpha), linear or interval\n"
         "(kappa: quadratic weights).",
     .examples =
         "  bry agreement codings.csv --unit id --coder coder --themes themes\n"
         "  bry agreement codings.csv --unit id --coder coder --themes themes --measure f1 --reference Kari\n",
     .options = agreement_options,
     .prints = BRY_FORMAT_TEXT,
     .run = agreement},
    {0},
};
