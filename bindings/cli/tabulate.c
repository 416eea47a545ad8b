/* bry tabulate: statistics of answers in a CSV file, by groups, without a store. */
#include "commands.h"
#include "session.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_MAX = 200, BY_MAX = 3 };

/* Names of columns, as options give them: with commas between, and in several options. */
typedef struct names {
  char *text[NAMES_MAX]; /* what was given, of which the names are parts */
  int32_t text_count;
  const char *name[NAMES_MAX];
  int32_t count;
} names;

typedef struct tabulating {
  const session *s;
  const bry_table *people;
  names items, by, reversed;
  char *hierarchies[BY_MAX];
  int32_t turned[NAMES_MAX];
  double *weights;
} tabulating;

static void names_free(names *n) {
  for (int32_t i = 0; i < n->text_count; i++)
    free(n->text[i]);
}

static void tabulating_free(tabulating *t) {
  names_free(&t->items);
  names_free(&t->by);
  names_free(&t->reversed);
  for (int32_t d = 0; d < BY_MAX; d++)
    free(t->hierarchies[d]);
  free(t->weights);
}

/* --- columns ------------------------------------------------------------------------------------------------------ */

static int add_name(const tabulating *t, names *n, const char *name, option_id id, int32_t most) {
  int32_t column = 0;
  if (n->count == most)
    return usage_error(t->s->args->command, "--%s takes up to %d columns", option_name(id), (int)most);
  n->name[n->count++] = name;
  return find_column(t->people, name, &column);
}

static int read_names(const tabulating *t, names *n, option_id id, int32_t most) {
  int32_t place = 0;
  for (const char *given; (given = args_next(t->s->args, id, &place)) != NULL;) {
    if (n->text_count == NAMES_MAX)
      return usage_error(t->s->args->command, "--%s is given too often", option_name(id));
    char *at = strdup(given);
    if (at == NULL) return fail_because("out of memory");
    n->text[n->text_count++] = at;
    while (at != NULL) {
      char *comma = strchr(at, ',');
      if (comma != NULL) *comma = '\0';
      int result = add_name(t, n, at, id, most);
      if (result != EXIT_DONE) return result;
      at = comma != NULL ? comma + 1 : NULL;
    }
  }
  return EXIT_DONE;
}

static int32_t place_of(const names *n, const char *name, size_t size) {
  for (int32_t i = 0; i < n->count; i++)
    if (strlen(n->name[i]) == size && memcmp(n->name[i], name, size) == 0) return i;
  return -1;
}

static int read_hierarchies(tabulating *t) {
  const args *a = t->s->args;
  int32_t place = 0;
  for (const char *given; (given = args_next(a, OPT_HIERARCHY, &place)) != NULL;) {
    size_t size = strcspn(given, "=");
    int32_t d = place_of(&t->by, given, size);
    if (given[size] != '=' || d < 0 || t->hierarchies[d] != NULL)
      return usage_error(a->command, "--hierarchy is a column of --by, \"=\" and a file, once for each: not \"%s\"",
                         given);
    if (read_text(given + size + 1, &t->hierarchies[d]) != EXIT_DONE) return EXIT_FAILED;
  }
  return EXIT_DONE;
}

static int read_reversed(tabulating *t) {
  int result = read_names(t, &t->reversed, OPT_REVERSED, NAMES_MAX);
  for (int32_t i = 0; i < t->reversed.count && result == EXIT_DONE; i++) {
    int32_t item = place_of(&t->items, t->reversed.name[i], strlen(t->reversed.name[i]));
    if (item < 0)
      result =
          usage_error(t->s->args->command, "--reversed names \"%s\", which is not in --item", t->reversed.name[i]);
    else
      t->turned[item] = 1;
  }
  return result;
}

/* --- weights ------------------------------------------------------------------------------------------------------ */

static int read_weights(tabulating *t) {
  int64_t rows = bry_table_row_count(t->people);
  int32_t column = -1;
  if (find_column(t->people, args_value(t->s->args, OPT_WEIGHTS), &column) != EXIT_DONE) return EXIT_FAILED;
  t->weights = calloc((size_t)rows + 1, sizeof *t->weights);
  if (t->weights == NULL) return fail_because("out of memory");
  for (int64_t row = 0; row < rows; row++) {
    const char *text = bry_table_text(t->people, row, column);
    char *end = NULL;
    t->weights[row] = text != NULL ? strtod(text, &end) : 0;
    if (text != NULL && (end == text || *end != '\0'))
      return fail_because("row %" PRId64 " has no number in the column \"%s\"", row + 1,
                          args_value(t->s->args, OPT_WEIGHTS));
  }
  return EXIT_DONE;
}

/* "0.2-5" */
static int read_bounds(const session *s, bry_rake_options *o) {
  const char *text = args_value(s->args, OPT_BOUNDS);
  if (text == NULL) return EXIT_DONE;
  char *end = NULL;
  o->low = strtod(text, &end);
  int whole = end != text && *end == '-';
  if (whole) {
    const char *high = end + 1;
    o->high = strtod(high, &end);
    whole = end != high && *end == '\0';
  }
  return whole ? EXIT_DONE
               : usage_error(s->args->command, "--bounds is two numbers, such as 0.2-5: not \"%s\"", text);
}

static void tell_audit(const session *s, const bry_text *audit) {
  const char *data = bry_text_data(audit), *effect = data != NULL ? strstr(data, "\"design_effect\":") : NULL;
  const char *effective = data != NULL ? strstr(data, "\"effective\":") : NULL;
  if (effect == NULL || effective == NULL) return;
  fprintf(stderr,
          in_language(s, "bry: vektene har designeffekten %.2f: så mye verdt som %.0f uvektede svar\n",
                      "bry: vektene har designeffekten %.2f: så mykje verde som %.0f uvekta svar\n",
                      "bry: the weights have a design effect of %.2f: worth %.0f unweighted answers\n"),
          strtod(effect + strlen("\"design_effect\":"), NULL), strtod(effective + strlen("\"effective\":"), NULL));
}

static int rake(tabulating *t) {
  char *margins = NULL;
  bry_rake_options options;
  bry_rake_options_init(&options);
  int result = read_bounds(t->s, &options);
  if (result == EXIT_DONE) result = read_text(args_value(t->s->args, OPT_RAKE), &margins);
  if (result != EXIT_DONE) return result;
  bry_text *audit = NULL;
  bry_error *err = NULL;
  t->weights = calloc((size_t)bry_table_row_count(t->people) + 1, sizeof *t->weights);
  if (t->weights == NULL)
    result = fail_because("out of memory");
  else if (bry_rake(t->people, margins, strlen(margins), &options, t->weights, NULL, &audit, &err) != BRY_OK)
    result = fail(t->s, err);
  else
    tell_audit(t->s, audit);
  bry_text_free(audit);
  free(margins);
  return result;
}

/* --- what is asked for -------------------------------------------------------------------------------------------- */

/* "1-5", "-2-2" */
static int read_scale(const session *s, bry_tabulate_options *o) {
  const char *text = args_value(s->args, OPT_SCALE);
  if (text == NULL) return EXIT_DONE;
  char *end = NULL;
  long low = strtol(text, &end, 10), high = 0;
  int whole = end != text && *end == '-';
  if (whole) {
    const char *second = end + 1;
    high = strtol(second, &end, 10);
    whole = end != second && *end == '\0' && labs(low) < 1000000 && labs(high) < 1000000;
  }
  if (!whole) return usage_error(s->args->command, "--scale is two whole numbers, such as 1-5: not \"%s\"", text);
  o->scale_low = (int32_t)low;
  o->scale_high = (int32_t)high;
  return EXIT_DONE;
}

static int read_options(const tabulating *t, bry_tabulate_options *o) {
  const args *a = t->s->args;
  int32_t statistic = args_choice(a, OPT_STATISTIC);
  bry_tabulate_options_init(o);
  if (read_confidence(t->s, &o->confidence) != EXIT_DONE) return EXIT_USAGE;
  if (statistic >= BRY_STATISTIC_COUNTS && statistic <= BRY_STATISTIC_RANKING) o->statistic = statistic;
  o->answer = args_choice(a, OPT_KIND);
  o->min_group = args_int(a, OPT_K, 0);
  o->margins = args_has(a, OPT_MARGINS);
  o->missing = args_value(a, OPT_MISSING);
  o->separator = args_value(a, OPT_SEPARATOR);
  o->weights = t->weights;
  o->by = t->by.name;
  o->by_count = t->by.count;
  o->hierarchies = (const char *const *)t->hierarchies;
  return read_scale(t->s, o);
}

static int run_tabulate(tabulating *t) {
  const args *a = t->s->args;
  const char *statistic = args_value(a, OPT_STATISTIC);
  int is_reliability = statistic != NULL && strcmp(statistic, "reliability") == 0;
  int result = read_names(t, &t->items, OPT_ITEM, NAMES_MAX);
  if (result == EXIT_DONE) result = read_names(t, &t->by, OPT_BY, BY_MAX);
  if (result == EXIT_DONE) result = read_reversed(t);
  if (result == EXIT_DONE) result = read_hierarchies(t);
  if (result == EXIT_DONE && args_has(a, OPT_WEIGHTS)) result = read_weights(t);
  if (result == EXIT_DONE && args_has(a, OPT_RAKE)) result = rake(t);
  bry_tabulate_options options;
  if (result == EXIT_DONE) result = read_options(t, &options);
  if (result != EXIT_DONE) return result;
  if (t->reversed.count > 0 && !is_reliability)
    return usage_error(a->command, "--reversed is for --statistic reliability");
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = is_reliability
                          ? bry_reliability(t->people, t->items.name, t->items.count,
                                            t->reversed.count > 0 ? t->turned : NULL, &options, &table, &err)
                          : bry_tabulate(t->people, t->items.name, t->items.count, &options, &table, &err);
  return finish_chart(t->s, status, table, err);
}

static int tabulate(session *s) {
  const args *a = s->args;
  bry_table *people = NULL;
  if (args_has(a, OPT_WEIGHTS) && args_has(a, OPT_RAKE))
    return usage_error(a->command, "--weights and --rake don't go together: weights are given, or made");
  if (args_has(a, OPT_BOUNDS) && !args_has(a, OPT_RAKE))
    return usage_error(a->command, "--bounds is for --rake, which makes the weights");
  if (check_chart(s) != EXIT_DONE) return EXIT_USAGE;
  if (read_csv(s, a->operands[0], &people) != EXIT_DONE) return EXIT_FAILED;
  tabulating t = {.s = s, .people = people};
  int result = run_tabulate(&t);
  tabulating_free(&t);
  bry_table_free(people);
  return result;
}

static const option_use tabulate_options[] = {
    {OPT_ITEM, "COL,...", "columns of answers: one, or several on the same scale", USE_REQUIRED | USE_REPEATED},
    {OPT_BY, "COL,...", "up to three columns that make the groups", USE_REPEATED},
    {OPT_STATISTIC, "WHAT", "counts, summary, test, residuals, response, ranking or reliability (default: counts)",
     0},
    {OPT_KIND, "KIND", "single, scale, multiple or ranking (default: single, with --scale scale)", 0},
    {OPT_SCALE, "LOW-HIGH", "answers are whole numbers, such as 1-5 or 0-10", 0},
    {OPT_MISSING, "C=WHY;...", "codes that are no answers: missing, not_asked, hidden, skipped or dont_know", 0},
    {OPT_SEPARATOR, "CHAR", "stands between several values (default: \";\")", 0},
    {OPT_WEIGHTS, "COL", "the column with a weight for each row; empty: left out", 0},
    {OPT_RAKE, "FILE", "make weights: JSON such as {\"sex\": {\"f\": 0.5, \"m\": 0.5}}", 0},
    {OPT_BOUNDS, "LOW-HIGH", "no raked weight is beyond these times the mean; 0-0: none (default: 0.2-5)", 0},
    {OPT_HIERARCHY, "COL=FILE", "CSV: columns code and parent; upper codes are groups too", USE_REPEATED},
    {OPT_MARGINS, NULL, "also groups over all values of a column, \"*\"", 0},
    {OPT_K, "N", "groups of fewer people are withheld, 3 to 50 (default: 5)", 0},
    {OPT_CONFIDENCE, "N", "of intervals, 50 to 99 per cent (default: 95)", 0},
    {OPT_CHART, "PICTURE", "write an SVG in place of the table: bars, heat, likert (stacked) or trend (along --by)",
     0},
    {OPT_VEGA, NULL, "write the picture as a Vega-Lite specification", 0},
    {OPT_REVERSED, "COL,...", "items of --statistic reliability where high means low; needs --scale", USE_REPEATED},
    {0},
};

const command tabulate_commands[] = {
    {.name = "tabulate",
     .operands = "FILE",
     .summary = "Statistics of answers in a CSV file, by groups",
     .details =
         "A row is a person. counts: shares with Wilson's interval. summary: mean, median, deviation, favourable\n"
         "and unfavourable shares of a scale, and NPS of one from 0 to 10. test: do groups answer differently\n"
         "(chi-square, Cramer's V; with weights Rao and Scott's F). residuals: where they do. Both also with p\n"
         "adjusted for the number of tests (Holm). response: who answered, and why not. ranking: mean rank\n"
         "and points. reliability: Cronbach's alpha of the items.\n"
         "Groups of fewer than k are withheld (\":\"), with as many others as keep them from being worked out, and\n"
         "groups that answered alike. Of fewer than 8 only a mean is told, of fewer than 20 no deviation.\n"
         "--rake makes weights by which the groups' shares are those of the file, and tells what they cost.",
     .examples = "  bry tabulate staff.csv --item near --by sector --scale 1-5 --statistic summary\n"
                 "  bry tabulate staff.csv --item near --by sector --scale 1-5 --chart likert --out near.svg\n"
                 "  bry tabulate staff.csv --item near --by sector,role --statistic test --rake margins.json\n"
                 "  bry tabulate staff.csv --item picks --kind multiple --by sector --margins\n"
                 "  bry tabulate staff.csv --item a,b,c --statistic reliability --reversed c --scale 1-5\n",
     .options = tabulate_options,
     .prints = BRY_FORMAT_TEXT,
     .run = tabulate},
    {0},
};
