/* bry result: what people chose in closed questions. */
#include "commands.h"
#include "session.h"

enum { SEGMENTS_MAX = 3 };

/* The segments given, of which there may be more than fit: those are counted alone. */
static int32_t segments_of(const session *s, const char *segments[SEGMENTS_MAX]) {
  int32_t place = 0, count = 0;
  for (const char *segment; (segment = args_next(s->args, OPT_BY, &place)) != NULL; count++)
    if (count < SEGMENTS_MAX) segments[count] = segment;
  return count;
}

static int result_table(session *s) {
  if (check_split(s) != EXIT_DONE) return EXIT_USAGE;
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
  return finish_split(s, status, table, "value", err);
}

static const option_use result_options[] = {
    {OPT_ITEM, "ITEM", "the closed question", USE_REQUIRED},
    {OPT_BY, "SEGMENT", "split by a segment", USE_REPEATED},
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
     .details = "Shares are of those who answered the question. Small groups are withheld, printed as \":\".",
     .examples = "  bry result table dream-day --item near --by sektor --wide\n"
                 "  bry result table dream-day --item near --by sektor --by enhet\n",
     .options = result_options,
     .needs = NEEDS_SURVEY,
     .prints = BRY_FORMAT_TEXT,
     .run = result_table},
    {0},
};
