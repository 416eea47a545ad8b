/* bry result: what people chose in closed questions. */
#include "commands.h"
#include "session.h"

static int result_table(session *s) {
  if (check_split(s) != EXIT_DONE) return EXIT_USAGE;
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status =
      bry_survey_counts(s->store, s->survey, args_value(s->args, OPT_ITEM), args_value(s->args, OPT_BY),
                        args_int(s->args, OPT_MIN_GROUP, 0), &table, &err);
  if (status == BRY_OK && args_has(s->args, OPT_WIDE) && bry_table_find_column(table, "part") >= 0) {
    bry_table_free(table);
    return fail_because("%s has parts: the wide table can't hold both those and the values; leave out --wide",
                        args_value(s->args, OPT_ITEM));
  }
  return finish_split(s, status, table, "value", err);
}

static const option_use result_options[] = {
    {OPT_ITEM, "ITEM", "the closed question", USE_REQUIRED},
    {OPT_BY, "SEGMENT", "split by a segment", 0},
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
     .examples = "  bry result table dream-day --item near --by sektor --wide\n",
     .options = result_options,
     .needs = NEEDS_SURVEY,
     .prints = BRY_FORMAT_TEXT,
     .run = result_table},
    {0},
};
