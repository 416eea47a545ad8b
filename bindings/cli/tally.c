/* bry tally: the counts behind the tables, kept so that reading them does not grow with the responses. */
#include "commands.h"
#include "session.h"

static int tally_fold(session *s) {
  int64_t count = 0;
  bry_error *err = NULL;
  progress bar = progress_begin("folding", -1);
  bry_status status = bry_tally_fold(s->store, s->args->operands[0], progress_step, &bar, &count, &err);
  progress_end(&bar);
  return finish_line(s, status, err, "%lld responses folded", (long long)count);
}

static int tally_rebuild(session *s) {
  int64_t count = 0;
  bry_error *err = NULL;
  progress bar = progress_begin("counting", -1);
  bry_status status = bry_tally_rebuild(s->store, s->args->operands[0], progress_step, &bar, &count, &err);
  progress_end(&bar);
  return finish_line(s, status, err, "tallies of %lld responses made anew", (long long)count);
}

/* What differs is printed; that something does is a failure. */
static int tally_check(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_tally_check(s->store, s->args->operands[0], &table, &err);
  if (status == BRY_OK && bry_table_row_count(table) == 0) {
    bry_table_free(table);
    return finish_line(s, status, NULL, "the tallies equal a recount");
  }
  int result = finish_table(s, status, table, err);
  return result == EXIT_DONE ? fail_because("the tallies differ from a recount: run bry tally rebuild") : result;
}

const command tally_commands[] = {
    {.group = "tally",
     .name = "fold",
     .operands = "SURVEY",
     .summary = "Take new responses into the tallies now",
     .details =
         "Reading tables does that by itself when some thousands have come. After a large import this saves the\n"
         "first reader the time.",
     .examples = "  bry tally fold dream-day\n",
     .needs = NEEDS_TENANT,
     .run = tally_fold},
    {.group = "tally",
     .name = "rebuild",
     .operands = "SURVEY",
     .summary = "Make the tallies anew",
     .details = "Others read the earlier ones until it is done. Needed after a dump is restored on another server:\n"
                "until then tables are right, but slow to read.",
     .examples = "  bry tally rebuild dream-day\n",
     .needs = NEEDS_TENANT,
     .run = tally_rebuild},
    {.group = "tally",
     .name = "check",
     .operands = "SURVEY",
     .summary = "Prove the tallies equal to a recount",
     .details =
         "Exit status 1, and a table of what differs, when they are not. The counts in it are of groups of any\n"
         "size: not for showing around.",
     .examples = "  bry tally check dream-day\n",
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = tally_check},
    {0},
};
