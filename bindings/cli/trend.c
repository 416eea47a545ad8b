/* bry theme trend: the same themes over several surveys of a store. */
#include "commands.h"
#include "session.h"

#include <stdlib.h>
#include <string.h>

enum { LINES_MAX = 8 }; /* of a picture, which nobody reads with more */

typedef struct trend {
  const session *s;
  bry_survey **surveys; /* the first is the session's */
  const char **themes;  /* wanted; room for one of each option, or LINES_MAX */
  bry_waves_options options;
} trend;

static void trend_free(trend *t) {
  for (int32_t i = 1; t->surveys != NULL && i < t->s->args->operand_count; i++)
    bry_survey_free(t->surveys[i]);
  free(t->surveys);
  free(t->themes);
}

static int fetch_surveys(trend *t) {
  const args *a = t->s->args;
  bry_error *err = NULL;
  t->surveys = calloc((size_t)a->operand_count, sizeof(bry_survey *));
  if (t->surveys == NULL) return fail_because("out of memory");
  t->surveys[0] = t->s->survey;
  for (int32_t i = 1; i < a->operand_count; i++)
    if (bry_survey_get(t->s->store, a->operands[i], &t->surveys[i], &err) != BRY_OK) return fail(t->s, err);
  return EXIT_DONE;
}

static int read_trend_options(trend *t) {
  const args *a = t->s->args;
  int32_t place = 0, given = 0;
  while (args_next(a, OPT_THEME, &place) != NULL)
    given++;
  t->themes = calloc((size_t)given + LINES_MAX, sizeof *t->themes);
  if (t->themes == NULL) return fail_because("out of memory");
  bry_waves_options_init(&t->options);
  place = 0;
  for (const char *theme; (theme = args_next(a, OPT_THEME, &place)) != NULL;)
    t->themes[t->options.value_count++] = theme;
  t->options.values = t->themes;
  return read_confidence(t->s, &t->options.confidence);
}

static bry_status ask(const trend *t, bry_table **out, bry_error **err) {
  const args *a = t->s->args;
  const char *codebook = args_value(a, OPT_CODEBOOK), *item = args_value(a, OPT_ITEM);
  return bry_survey_theme_trend(t->s->store, (const bry_survey *const *)t->surveys, a->operand_count, item,
                                codebook != NULL ? codebook : item, args_value(a, OPT_BY),
                                args_int(a, OPT_MIN_GROUP, 0), &t->options, out, err);
}

/* The themes that most people of the newest wave touch, which come first; borrowed from the table. */
static void choose_themes(trend *t, const bry_table *table) {
  int32_t column = bry_table_find_column(table, "theme");
  for (int64_t row = 0; row < bry_table_row_count(table) && t->options.value_count < LINES_MAX; row++) {
    const char *theme = bry_table_text(table, row, column);
    int known = 0;
    for (int32_t i = 0; i < t->options.value_count; i++)
      known |= strcmp(t->themes[i], theme) == 0;
    if (!known) t->themes[t->options.value_count++] = theme;
  }
}

static int run_trend(trend *t) {
  bry_table *table = NULL, *chosen = NULL;
  bry_error *err = NULL;
  bry_status status = ask(t, &table, &err);
  if (status != BRY_OK || !args_has(t->s->args, OPT_CHART) || args_has(t->s->args, OPT_THEME) ||
      args_has(t->s->args, OPT_BY))
    return finish_chart(t->s, status, table, err);
  choose_themes(t, table);
  status = ask(t, &chosen, &err);
  bry_table_free(table);
  return finish_chart(t->s, status, chosen, err);
}

static int theme_trend(session *s) {
  if (check_chart(s) != EXIT_DONE) return EXIT_USAGE;
  trend t = {.s = s};
  int result = read_trend_options(&t);
  if (result == EXIT_DONE) result = fetch_surveys(&t);
  if (result == EXIT_DONE) result = run_trend(&t);
  trend_free(&t);
  return result;
}

static const option_use trend_options[] = {
    {OPT_ITEM, "ITEM", "the open question, called so in all surveys", USE_REQUIRED},
    {OPT_CODEBOOK, "ID", "the codebook (default: named as the item)", 0},
    {OPT_THEME, "ID", "only this theme", USE_REPEATED},
    {OPT_BY, "SEGMENT", "split by a segment", 0},
    {OPT_CONFIDENCE, "N", "of intervals, 50 to 99 per cent (default: 95)", 0},
    {OPT_CHART, "PICTURE", "write an SVG in place of the table: trend", 0},
    {OPT_VEGA, NULL, "write the picture as a Vega-Lite specification", 0},
    {OPT_MIN_GROUP, "N", "withhold groups of fewer people (default: 5, at least 3)", 0},
    {0},
};

const command trend_commands[] = {
    {.group = "theme",
     .name = "trend",
     .operands = "SURVEY SURVEY...",
     .summary = "How themes change over surveys (waves), the earliest first",
     .details =
         "Shares with intervals, and their change since the survey before, with p adjusted for the number of "
         "changes.\n"
         "Themes are the same by their ids, whatever the version of the codebook; code all surveys with one version\n"
         "first, and alike: themes found in one survey are not set beside what `bry theme code` coded in another.\n"
         "A theme that a version lacks is told apart from one that nobody touched. What a survey withholds "
         "is\n"
         "withheld here, and so is a change from or to it. A picture without --theme or --by shows the eight themes\n"
         "that most people touched in the last survey.",
     .examples =
         "  bry theme trend dream-2025 dream-2026 --item q1\n"
         "  bry theme trend dream-2025 dream-2026 --item q1 --theme time --theme pay --chart trend --out q1.svg\n",
     .options = trend_options,
     .needs = NEEDS_SURVEY,
     .prints = BRY_FORMAT_TEXT,
     .run = theme_trend},
    {0},
};
