/* bry result: what people chose in closed questions. */
#include "commands.h"
#include "session.h"

#include <string.h>

enum { SEGMENTS_MAX = 3 };

/* The segments given, of which there may be more than fit: those are counted alone. */
static int32_t segments_of(const session *s, const char *segments[SEGMENTS_MAX]) {
  int32_t place = 0, count = 0;
  for (const char *segment; (segment = args_next(s->args, OPT_BY, &place)) != NULL; count++)
    if (count < SEGMENTS_MAX) segments[count] = segment;
  return count;
}

int read_confidence(const session *s, double *out) {
  int32_t confidence = args_int(s->args, OPT_CONFIDENCE, 95);
  if (confidence < 50 || confidence > 99)
    return usage_error(s->args->command, "--confidence is 50 to 99 per cent, not \"%d\"", (int)confidence);
  *out = confidence / 100.0;
  return EXIT_DONE;
}

/* In the place of a table of counts the statistics that follow from it, if such are asked for: intervals, or more. */
static bry_status tell_statistic(const session *s, bry_table **table, bry_error **err) {
  bry_tabulate_options options;
  bry_table *told = NULL;
  bry_tabulate_options_init(&options);
  int32_t statistic = args_choice(s->args, OPT_STATISTIC);
  if (statistic <= BRY_STATISTIC_COUNTS && !args_has(s->args, OPT_CONFIDENCE)) return BRY_OK;
  if (statistic > BRY_STATISTIC_COUNTS) options.statistic = statistic;
  options.answer = args_choice(s->args, OPT_KIND);
  options.confidence = args_int(s->args, OPT_CONFIDENCE, 95) / 100.0;
  bry_status status = bry_tabulate_counts(*table, &options, &told, err);
  bry_table_free(*table);
  *table = told;
  return status;
}

int check_result(const session *s) {
  if (check_split(s) != EXIT_DONE) return EXIT_USAGE;
  int32_t statistic = args_choice(s->args, OPT_STATISTIC);
  if (statistic > BRY_STATISTIC_RANKING || statistic == BRY_STATISTIC_RESPONSE)
    return usage_error(s->args->command, "--statistic %s needs the answers of each person: see bry tabulate",
                       args_value(s->args, OPT_STATISTIC));
  if (args_has(s->args, OPT_CHART) && args_has(s->args, OPT_WIDE))
    return usage_error(s->args->command, "--wide is for tables: with --chart a picture is written");
  if (statistic > BRY_STATISTIC_COUNTS && args_has(s->args, OPT_WIDE))
    return usage_error(s->args->command, "--wide is for counts and shares: leave out --statistic");
  if (args_has(s->args, OPT_CONFIDENCE) && args_has(s->args, OPT_WIDE))
    return usage_error(s->args->command,
                       "--wide has no room for the intervals of --confidence: leave one of them out");
  double confidence;
  return read_confidence(s, &confidence) == EXIT_DONE ? check_chart(s) : EXIT_USAGE;
}

int is_by_perspective(const session *s) {
  bry_table *table = NULL;
  int32_t place = 0;
  int is_asked = 0, is_there = 0;
  for (const char *segment; (segment = args_next(s->args, OPT_BY, &place)) != NULL;)
    is_asked |= strcmp(segment, "perspective") == 0;
  if (!is_asked || bry_survey_segments(s->survey, &table, NULL) != BRY_OK) return 0;
  int32_t column = bry_table_find_column(table, "segment");
  for (int64_t row = 0; row < bry_table_row_count(table); row++)
    is_there |= strcmp(bry_table_text(table, row, column), "perspective") == 0;
  bry_table_free(table);
  return is_there;
}

int finish_result(const session *s, bry_status status, bry_table *table, const char *rows, bry_error *err) {
  if (status == BRY_OK) status = tell_statistic(s, &table, &err);
  return args_has(s->args, OPT_CHART) ? finish_chart(s, status, table, err)
                                      : finish_split(s, status, table, rows, err);
}

static int result_table(session *s) {
  if (check_result(s) != EXIT_DONE) return EXIT_USAGE;
  bry_table *table = NULL;
  bry_error *err = NULL;
  const char *item = args_value(s->args, OPT_ITEM), *segments[SEGMENTS_MAX];
  int32_t min_group = args_int(s->args, OPT_MIN_GROUP, 0), count = segments_of(s, segments);
  if (count > SEGMENTS_MAX || (count > 1 && args_has(s->args, OPT_WIDE)))
    return usage_error(s->args->command, count > SEGMENTS_MAX ? "--by is given three times at most"
                                                              : "--wide is for a table that is split by one segment");
  bry_status status =
      count > 1 ? bry_survey_crosstab(s->store, s->survey, item, segments, count, min_group, &table, &err)
                : bry_survey_counts(s->store, s->survey, item, args_value(s->args, OPT_BY), min_group, &table, &err);
  if (status == BRY_OK && args_has(s->args, OPT_WIDE) && bry_table_find_column(table, "part") >= 0) {
    bry_table_free(table);
    return fail_because("%s has parts: the wide table can't hold both those and the values; leave out --wide",
                        args_value(s->args, OPT_ITEM));
  }
  return finish_result(s, status, table, "value", err);
}

static const option_use result_options[] = {
    {OPT_ITEM, "ITEM", "the closed question", USE_REQUIRED},
    {OPT_BY, "SEGMENT", "split by a segment", USE_REPEATED},
    {OPT_STATISTIC, "WHAT", "counts, summary (of a scale), test, residuals or ranking (default: counts)", 0},
    {OPT_KIND, "KIND", "single, scale, multiple or ranking, where the counts don't show it", 0},
    {OPT_CONFIDENCE, "N", "also the intervals of shares, 50 to 99 per cent (of --statistic: default 95)", 0},
    {OPT_CHART, "PICTURE", "write an SVG in place of the table: bars, heat, likert (stacked) or trend (along --by)",
     0},
    {OPT_VEGA, NULL, "write the picture as a Vega-Lite specification", 0},
    {OPT_WIDE, NULL, "a column for each value of the segment", 0},
    {OPT_VALUE, NULL, "what stands in the wide table's cells (default: share)", 0},
    {OPT_MIN_GROUP, "N", "withhold groups of fewer people (default: 5, at least 3)", 0},
    {0},
};

const command result_commands[] = {
    {.group = "result",
     .name = "table",
     .operands = "SURVEY",
     .summary = "How many people chose what",
     .details =
         "Shares are of those who answered the question. Small groups are withheld, printed as \":\".\n"
         "--statistic summary tells means, medians, favourable shares and NPS; test whether groups answer\n"
         "differently, residuals where; ranking mean ranks and points. See bry tabulate --help.\n"
         "To a facilitator answers are shown in batches of at least five, so that the numbers may be lower than\n"
         "what has come in.",
     .examples = "  bry result table dream-day --item near --by sektor --wide\n"
                 "  bry result table dream-day --item near --by sektor --by enhet\n"
                 "  bry result table dream-day --item near --by sektor --statistic summary\n",
     .options = result_options,
     .needs = NEEDS_SURVEY,
     .prints = BRY_FORMAT_TEXT,
     .run = result_table},
    {0},
};
