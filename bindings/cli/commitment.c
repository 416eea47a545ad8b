/* bry commitment and bry pilot: what groups promised, what they would try, and what became of both. */
#include "commands.h"
#include "session.h"

#include <stdlib.h>

enum { UUID_ROOM = 37 };

/* The role that was given, or the one that is usual. */
static const char *role_of(const session *s) {
  const char *role = args_value(s->args, OPT_ROLE);
  return role != NULL ? role : "facilitator";
}

static int32_t is_across(const session *s) {
  return args_has(s->args, OPT_ACROSS);
}

/* --- commitments ------------------------------------------------------------------------------------------------- */

static int commitment_add(session *s) {
  const char *const *words = s->args->operands;
  char *segments = NULL, id[UUID_ROOM] = "";
  if (segments_json(s, &segments) != EXIT_DONE) return EXIT_FAILED;
  bry_commitment_options options;
  bry_commitment_options_init(&options);
  options.id = args_value(s->args, OPT_ID);
  options.group = args_value(s->args, OPT_GROUP);
  options.session = args_value(s->args, OPT_SESSION);
  options.segments = segments;
  options.measure = args_value(s->args, OPT_MEASURED_BY);
  options.role = role_of(s);
  if (args_has(s->args, OPT_WHO_KIND)) options.who_kind = args_value(s->args, OPT_WHO_KIND);
  bry_error *err = NULL;
  bry_status status = bry_commitment_add(s->store, words[2], words[0], words[1], &options, id, &err);
  free(segments);
  return finish_line(s, status, err, "%s", id);
}

static int commitment_move(session *s) {
  const char *const *words = s->args->operands;
  bry_error *err = NULL;
  bry_status status =
      bry_commitment_move(s->store, words[0], words[1], role_of(s), args_value(s->args, OPT_NOTE), &err);
  return finish_line(s, status, err, "commitment %s is %s", words[0], words[1]);
}

static int commitment_renew(session *s) {
  const args *a = s->args;
  bry_error *err = NULL;
  bry_status status =
      bry_commitment_renew(s->store, a->operands[0], args_value(a, OPT_WHAT), args_value(a, OPT_MEASURED_BY),
                           args_value(a, OPT_REVIEW_ON), role_of(s), args_value(a, OPT_NOTE), &err);
  return finish_line(s, status, err, "commitment %s is open", a->operands[0]);
}

static int commitment_forget(session *s) {
  bry_error *err = NULL;
  bry_status status = bry_commitment_forget(s->store, s->args->operands[0], &err);
  return finish_line(s, status, err, "commitment %s no longer says who", s->args->operands[0]);
}

static int commitment_list(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  const char *group = args_value(s->args, OPT_GROUP);
  bry_status status = bry_commitment_list(s->store, group, is_across(s), &table, &err);
  return finish_table(s, status, table, err);
}

static int commitment_overdue(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  const char *on = args_value(s->args, OPT_ON), *group = args_value(s->args, OPT_GROUP);
  bry_status status = bry_commitment_overdue(s->store, on, group, is_across(s), &table, &err);
  return finish_table(s, status, table, err);
}

static int commitment_moves(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_commitment_moves(s->store, s->args->operands[0], &table, &err);
  return finish_table(s, status, table, err);
}

static int commitment_summary(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  const char *by = args_value(s->args, OPT_BY), *on = args_value(s->args, OPT_ON);
  bry_status status = bry_commitment_summary(s->store, by, on, is_across(s), &table, &err);
  return finish_table(s, status, table, err);
}

/* --- pilots ------------------------------------------------------------------------------------------------------ */

static int pilot_add(session *s) {
  char *segments = NULL, id[UUID_ROOM] = "";
  if (segments_json(s, &segments) != EXIT_DONE) return EXIT_FAILED;
  bry_pilot_options options;
  bry_pilot_options_init(&options);
  options.id = args_value(s->args, OPT_ID);
  options.group = args_value(s->args, OPT_GROUP);
  options.session = args_value(s->args, OPT_SESSION);
  options.segments = segments;
  options.role = role_of(s);
  bry_error *err = NULL;
  bry_status status = bry_pilot_add(s->store, s->args->operands[0], &options, id, &err);
  free(segments);
  return finish_line(s, status, err, "%s", id);
}

static int pilot_move(session *s) {
  const char *const *words = s->args->operands;
  bry_error *err = NULL;
  bry_status status = bry_pilot_move(s->store, words[0], words[1], role_of(s), args_value(s->args, OPT_NOTE), &err);
  return finish_line(s, status, err, "pilot %s is %s", words[0], words[1]);
}

static int pilot_support(session *s) {
  const char *const *words = s->args->operands;
  int back = args_has(s->args, OPT_BACK);
  bry_error *err = NULL;
  bry_status status = bry_pilot_support(s->store, words[0], words[1], !back, &err);
  return finish_line(s, status, err, back ? "support taken back" : "supported");
}

static int pilot_report(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_pilot_report(s->store, args_value(s->args, OPT_GROUP), &table, &err);
  return finish_table(s, status, table, err);
}

static int pilot_moves(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_pilot_moves(s->store, s->args->operands[0], &table, &err);
  return finish_table(s, status, table, err);
}

static int pilot_summary(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_pilot_summary(s->store, args_value(s->args, OPT_BY), is_across(s), &table, &err);
  return finish_table(s, status, table, err);
}

/* --- options ----------------------------------------------------------------------------------------------------- */

#define FROM_OPTIONS                                                                                                 \
  {OPT_ID, "UUID", "its id, so that the command may be repeated (default: a new one)", 0},                           \
      {OPT_GROUP, "UUID", "the group it is of (default: that of the session)", 0},                                   \
      {OPT_SESSION, "UUID", "the session it is of", 0},                                                              \
      {OPT_SEGMENT, "NAME=VALUE", "an attribute to split summaries by, such as sektor=helse", USE_REPEATED}, {       \
    OPT_ROLE, "ROLE", "of the person who writes it down (default: facilitator)", 0                                   \
  }

static const option_use add_options[] = {
    {OPT_WHO_KIND, NULL, "what WHO is (default: role)", 0},
    {OPT_MEASURED_BY, "TEXT", "how it is measured", 0},
    FROM_OPTIONS,
    {0},
};
static const option_use propose_options[] = {FROM_OPTIONS, {0}};
static const option_use move_options[] = {
    {OPT_ROLE, "ROLE", "of the person who says so (default: facilitator)", 0},
    {OPT_NOTE, "TEXT", "why; it should name nobody", 0},
    {0},
};
static const option_use renew_options[] = {
    {OPT_WHAT, "TEXT", "what is promised now", 0},
    {OPT_MEASURED_BY, "TEXT", "how it is measured now", 0},
    {OPT_REVIEW_ON, "DATE", "when it is looked at again", 0},
    {OPT_ROLE, "ROLE", "of the person who says so (default: facilitator)", 0},
    {OPT_NOTE, "TEXT", "why; it should name nobody", 0},
    {0},
};
static const option_use list_options[] = {
    {OPT_GROUP, "UUID", "of one group", 0},
    {OPT_ACROSS, NULL, "of all tenants that the login reaches", 0},
    {0},
};
static const option_use overdue_options[] = {
    {OPT_ON, "DATE", "on that day (default: today in Oslo)", 0},
    {OPT_GROUP, "UUID", "of one group", 0},
    {OPT_ACROSS, NULL, "of all tenants that the login reaches", 0},
    {0},
};
static const option_use summary_options[] = {
    {OPT_BY, "SEGMENT", "split by an attribute", 0},
    {OPT_ON, "DATE", "overdue on that day (default: today in Oslo)", 0},
    {OPT_ACROSS, NULL, "of all tenants that the login reaches, and of all together", 0},
    {0},
};
static const option_use pilot_summary_options[] = {
    {OPT_BY, "SEGMENT", "split by an attribute", 0},
    {OPT_ACROSS, NULL, "of all tenants that the login reaches, and of all together", 0},
    {0},
};
static const option_use support_options[] = {{OPT_BACK, NULL, "take the support back", 0}, {0}};
static const option_use report_options[] = {{OPT_GROUP, "UUID", "of one group", 0}, {0}};

#define MOVES_ARE_KEPT "Every move is kept with its moment and the role of the person, and none is ever changed."

const command commitment_commands[] = {
    {.group = "commitment",
     .name = "add",
     .operands = "WHO DATE WHAT",
     .summary = "Write down who promised what, to be looked at again on a day",
     .details = "Prints the id. A participant (--who-kind participant) is kept as the keyed hash that surveys use.",
     .examples =
         "  bry commitment add avdelingsleder 2027-02-01 \"Felles lunsj hver fredag\" --segment sektor=helse\n",
     .options = add_options,
     .needs = NEEDS_TENANT,
     .run = commitment_add},
    {.group = "commitment",
     .name = "move",
     .operands = "ID STATE",
     .summary = "Say what became of one: done, changed or dropped",
     .details = "From open to any of them; from changed to dropped.\n" MOVES_ARE_KEPT,
     .examples = "  bry commitment move 3f1c0b1e-5d0c-4a35-9c5b-0d1f6f5c2f10 done --role leder\n",
     .options = move_options,
     .needs = NEEDS_TENANT,
     .run = commitment_move},
    {.group = "commitment",
     .name = "renew",
     .operands = "ID",
     .summary = "Open one again that was changed or done, with new terms",
     .details = "What is not given stays as it was.\n" MOVES_ARE_KEPT,
     .examples = "  bry commitment renew 3f1c0b1e-5d0c-4a35-9c5b-0d1f6f5c2f10 --review-on 2027-06-01\n",
     .options = renew_options,
     .needs = NEEDS_TENANT,
     .run = commitment_renew},
    {.group = "commitment",
     .name = "forget",
     .operands = "ID",
     .summary = "Take away who promised; what was promised stays",
     .examples = "  bry commitment forget 3f1c0b1e-5d0c-4a35-9c5b-0d1f6f5c2f10\n",
     .needs = NEEDS_TENANT,
     .run = commitment_forget},
    {.group = "commitment",
     .name = "list",
     .operands = "",
     .summary = "List them as they stand, by review date",
     .examples = "  bry commitment list --format csv\n",
     .options = list_options,
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = commitment_list},
    {.group = "commitment",
     .name = "overdue",
     .operands = "",
     .summary = "List those that are open or changed past their review date",
     .examples = "  bry commitment overdue --on 2027-03-01\n",
     .options = overdue_options,
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = commitment_overdue},
    {.group = "commitment",
     .name = "moves",
     .operands = "ID",
     .summary = "Show all that happened to one",
     .examples = "  bry commitment moves 3f1c0b1e-5d0c-4a35-9c5b-0d1f6f5c2f10\n",
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = commitment_moves},
    {.group = "commitment",
     .name = "summary",
     .operands = "",
     .summary = "Count them by state",
     .examples = "  bry commitment summary --by sektor --across\n",
     .options = summary_options,
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = commitment_summary},
    {.group = "pilot",
     .name = "add",
     .operands = "IDEA",
     .summary = "Propose an idea to try",
     .details = "Prints the id.",
     .examples = "  bry pilot add \"Bytte jobb en dag\" --group 11111111-1111-4111-8111-111111111111\n",
     .options = propose_options,
     .needs = NEEDS_TENANT,
     .run = pilot_add},
    {.group = "pilot",
     .name = "move",
     .operands = "ID STATE",
     .summary = "Say what becomes of one: supported, trial, reviewed, kept or dropped",
     .details =
         "A step at a time, in that order; dropped from any; from reviewed also back to trial.\n" MOVES_ARE_KEPT,
     .examples = "  bry pilot move 3f1c0b1e-5d0c-4a35-9c5b-0d1f6f5c2f10 trial --note \"Fra januar\"\n",
     .options = move_options,
     .needs = NEEDS_TENANT,
     .run = pilot_move},
    {.group = "pilot",
     .name = "support",
     .operands = "ID WHO",
     .summary = "Count a participant among those who support one",
     .details = "Each once. WHO is as in --participant of \"bry response submit\", and is kept as a keyed hash.",
     .examples = "  bry pilot support 3f1c0b1e-5d0c-4a35-9c5b-0d1f6f5c2f10 kari@fjordvik.no\n",
     .options = support_options,
     .needs = NEEDS_TENANT,
     .run = pilot_support},
    {.group = "pilot",
     .name = "report",
     .operands = "",
     .summary = "Tell each group what became of its ideas",
     .details = "The number of supporters is withheld below 5 from all but managers, and moves by 5 or not at all.",
     .examples = "  bry pilot report --group 11111111-1111-4111-8111-111111111111\n",
     .options = report_options,
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = pilot_report},
    {.group = "pilot",
     .name = "moves",
     .operands = "ID",
     .summary = "Show all that happened to one",
     .examples = "  bry pilot moves 3f1c0b1e-5d0c-4a35-9c5b-0d1f6f5c2f10\n",
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = pilot_moves},
    {.group = "pilot",
     .name = "summary",
     .operands = "",
     .summary = "Count them by state",
     .examples = "  bry pilot summary --by sektor --across\n",
     .options = pilot_summary_options,
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = pilot_summary},
    {0},
};
