/* bry series, bry group and bry session: reflection groups and their meetings. */
#include "commands.h"
#include "session.h"

/* --- series -------------------------------------------------------------------------------------------------------- */

static int series_create(session *s) {
  const char *slug = s->args->operands[0], *title = args_value(s->args, OPT_TITLE);
  const char *authorship = args_value(s->args, OPT_AUTHORSHIP);
  bry_error *err = NULL;
  bry_status status = bry_series_create(s->store, slug, title != NULL ? title : slug, authorship, &err);
  return finish_line(s, status, err, "series %s  %s", slug, authorship);
}

static int series_list(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_series_list(s->store, &table, &err);
  return finish_table(s, status, table, err);
}

static int series_delete(session *s) {
  bry_error *err = NULL;
  bry_status status = bry_series_delete(s->store, s->args->operands[0], &err);
  return finish_line(s, status, err, "series %s is deleted", s->args->operands[0]);
}

static int series_report(session *s) {
  enum { TOKENS_MAX = 1000 };
  const char *tokens[TOKENS_MAX], *token;
  int32_t place = 0, count = 0;
  bry_text *page = NULL;
  bry_error *err = NULL;
  while (count < TOKENS_MAX && (token = args_next(s->args, OPT_TOKEN, &place)) != NULL)
    tokens[count++] = token;
  bry_status status =
      bry_series_report_html(s->store, s->args->operands[0], tokens, count, args_value(s->args, OPT_MAP), s->lang,
                             args_int(s->args, OPT_MIN_GROUP, 0), &page, &err);
  return finish_text(s, status, page, err);
}

/* --- groups -------------------------------------------------------------------------------------------------------- */

static int form(const session *s, const bry_table *groups, const bry_table *people) {
  bry_table *tokens = NULL;
  bry_error *err = NULL;
  bry_status status = bry_group_form(s->store, s->args->operands[0], groups, args_int(s->args, OPT_ROUND, 0), people,
                                     args_value(s->args, OPT_ID), &tokens, &err);
  return finish_table(s, status, tokens, err);
}

static int group_form(session *s) {
  const char *path = args_value(s->args, OPT_PEOPLE);
  bry_table *groups = NULL, *people = NULL;
  int result = read_csv(s, s->args->operands[1], &groups);
  if (result == EXIT_DONE && path != NULL) result = read_csv(s, path, &people);
  if (result == EXIT_DONE) result = form(s, groups, people);
  bry_table_free(groups);
  bry_table_free(people);
  return result;
}

static int group_list(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_group_list(s->store, s->args->operands[0], &table, &err);
  return finish_table(s, status, table, err);
}

static int group_members(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_group_members(s->store, s->args->operands[0], &table, &err);
  return finish_table(s, status, table, err);
}

static int group_remove(session *s) {
  bry_error *err = NULL;
  bry_status status = bry_member_remove(s->store, s->args->operands[0], &err);
  return finish_line(s, status, err, "removed");
}

/* --- sessions ------------------------------------------------------------------------------------------------------ */

static int session_create(session *s) {
  bry_questionnaire *q = NULL;
  int result = read_questionnaire(s, s->args->operands[0], &q);
  if (result != EXIT_DONE) return result;
  char id[37];
  bry_uuid_v4(id);
  bry_error *err = NULL;
  bry_status status =
      bry_session_create(s->store, args_value(s->args, OPT_TOKEN), q, args_int(s->args, OPT_DOTS, 3), id, &err);
  bry_questionnaire_free(q);
  return finish_line(s, status, err, "session %s", id);
}

static int session_list(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status =
      bry_session_list(s->store, s->args->operands[0], args_int(s->args, OPT_GROUP_NUMBER, 0), &table, &err);
  return finish_table(s, status, table, err);
}

static int session_next(session *s) {
  const char *id = s->args->operands[0], *phase = s->args->operands[1];
  bry_error *err = NULL;
  bry_status status = bry_session_step(s->store, id, args_value(s->args, OPT_TOKEN), phase, &err);
  return finish_line(s, status, err, "phase %s", phase);
}

static int session_prompts(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status =
      bry_session_prompts(s->store, s->args->operands[0], args_value(s->args, OPT_TOKEN), s->lang, &table, &err);
  return finish_table(s, status, table, err);
}

static int session_contributions(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_contribution_list(s->store, s->args->operands[0], args_value(s->args, OPT_TOKEN),
                                            args_has(s->args, OPT_SCRUB), &table, &err);
  return finish_table(s, status, table, err);
}

static int session_dots(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_dots_tally(s->store, s->args->operands[0], args_value(s->args, OPT_TOKEN), &table, &err);
  return finish_table(s, status, table, err);
}

/* --- the commands -------------------------------------------------------------------------------------------------- */

static const option_use series_options[] = {
    {OPT_AUTHORSHIP, NULL, "whether it is kept who wrote what; for good", USE_REQUIRED},
    {OPT_TITLE, "TITLE", "what it is called (default: its name)", 0},
    {0},
};

static const option_use series_report_options[] = {
    {OPT_TOKEN, "TOKEN", "of a member of a group, such as its facilitator: for its themes", USE_REPEATED},
    {OPT_MAP, "MAP", "a map of the tenant to show", 0},
    {OPT_MIN_GROUP, "N", "say little of groups of fewer members (default: 5, at least 3)", 0},
    {OPT_OUT, "FILE", "write to a file, whole or not at all; - is standard output", 0},
    {0},
};

static const option_use form_options[] = {
    {OPT_PEOPLE, "FILE", "CSV of name, municipality (or kommune), facilitator; no more is read (default: in GROUPS)",
     0},
    {OPT_ID, "COLUMN", "the column of the ids in it (default: id)", 0},
    {OPT_ROUND, "N", "which round of GROUPS, when there are several", 0},
    {0},
};

static const option_use create_options[] = {
    {OPT_TOKEN, "TOKEN", "of the group's facilitator", USE_REQUIRED},
    {OPT_DOTS, "N", "how many dots each member may give (default: 3)", 0},
    {0},
};

static const option_use list_options[] = {
    {OPT_GROUP_NUMBER, "N", "of one group (default: of all)", 0},
    {0},
};

static const option_use next_options[] = {
    {OPT_TOKEN, "TOKEN", "of the group's facilitator", USE_REQUIRED},
    {0},
};

static const option_use member_options[] = {
    {OPT_TOKEN, "TOKEN", "of a member of the group", USE_REQUIRED},
    {0},
};

static const option_use read_options[] = {
    {OPT_TOKEN, "TOKEN", "of a member of the group", USE_REQUIRED},
    {OPT_SCRUB, NULL, "put placeholders for personal data", 0},
    {0},
};

const command group_commands[] = {
    {.group = "series",
     .name = "create",
     .operands = "SERIES",
     .summary = "Make a series of meetings",
     .details = "SERIES is 1 to 63 of a-z, 0-9, - and _. In an anonymous series no author of anything is stored.",
     .examples = "  bry series create host --authorship anonymous --title \"Høsten 2026\"\n",
     .options = series_options,
     .needs = NEEDS_TENANT,
     .run = series_create},
    {.group = "series",
     .name = "list",
     .operands = "",
     .summary = "List the tenant's series",
     .examples = "  bry series list\n",
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = series_list},
    {.group = "series",
     .name = "report",
     .operands = "SERIES",
     .summary = "Make a page of what became of a series, to send round",
     .details =
         "Sessions, themes with dots, what groups promised and try, and a map: one HTML page without script. "
         "It tells no\n"
         "contribution and names nobody; but labels and promises are people's own words: read it before it goes "
         "out.",
     .examples = "  bry series report host --token \"$ANNE\" --token \"$OLA\" --map host --out host.html\n",
     .options = series_report_options,
     .needs = NEEDS_TENANT,
     .run = series_report},
    {.group = "series",
     .name = "delete",
     .operands = "SERIES",
     .summary = "Delete one with all that was said in it",
     .examples = "  bry series delete host\n",
     .needs = NEEDS_TENANT,
     .run = series_delete},
    {.group = "group",
     .name = "form",
     .operands = "SERIES GROUPS",
     .summary = "Make the groups of a series, and a token for each member",
     .details = "GROUPS is CSV with the columns id and group, as `bry compose` prints it. Prints id, group, "
                "facilitator and\n"
                "token, a row each. The tokens can't be had again: the database keeps hashes only.",
     .examples = "  bry compose staff.csv --size 8 --out groups.csv\n"
                 "  bry group form host groups.csv --people staff.csv --out tokens.csv\n",
     .options = form_options,
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_CSV,
     .run = group_form},
    {.group = "group",
     .name = "list",
     .operands = "SERIES",
     .summary = "List the groups of a series",
     .examples = "  bry group list host\n",
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = group_list},
    {.group = "group",
     .name = "members",
     .operands = "SERIES",
     .summary = "List who is in them",
     .details = "Names are there in a named series only.",
     .examples = "  bry group members host\n",
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = group_members},
    {.group = "group",
     .name = "remove",
     .operands = "MEMBER",
     .summary = "Remove a member, in a named series with all it said",
     .details = "MEMBER is an id that `bry group members` prints, or the member's own token.",
     .examples = "  bry group remove 6c84fb90-12c4-41e1-840d-20d7d6e4a5b6\n",
     .needs = NEEDS_TENANT,
     .run = group_remove},
    {.group = "session",
     .name = "create",
     .operands = "QUESTIONNAIRE",
     .summary = "Begin the next session of a group",
     .details =
         "Its free texts are the prompts. Questions of the last session, and what was not discussed there, come too.",
     .examples = "  bry session create prompts.json --token \"$TOKEN\"\n",
     .options = create_options,
     .needs = NEEDS_TENANT,
     .run = session_create},
    {.group = "session",
     .name = "list",
     .operands = "SERIES",
     .summary = "List the sessions of a series",
     .examples = "  bry session list host --group 2\n",
     .options = list_options,
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = session_list},
    {.group = "session",
     .name = "next",
     .operands = "SESSION PHASE",
     .summary = "Move a session to its next phase",
     .details = "The phases are check_in, write, reveal, theme, prioritise, commit, learn and closed, in this order.",
     .examples = "  bry session next 6c84fb90-12c4-41e1-840d-20d7d6e4a5b6 reveal --token \"$TOKEN\"\n",
     .options = next_options,
     .needs = NEEDS_TENANT,
     .run = session_next},
    {.group = "session",
     .name = "prompts",
     .operands = "SESSION",
     .summary = "Print what a session asks",
     .examples = "  bry session prompts 6c84fb90-12c4-41e1-840d-20d7d6e4a5b6 --token \"$TOKEN\"\n",
     .options = member_options,
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = session_prompts},
    {.group = "session",
     .name = "contributions",
     .operands = "SESSION",
     .summary = "Print what was said, after the reveal",
     .examples = "  bry session contributions 6c84fb90-12c4-41e1-840d-20d7d6e4a5b6 --token \"$TOKEN\" --scrub\n",
     .options = read_options,
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = session_contributions},
    {.group = "session",
     .name = "dots",
     .operands = "SESSION",
     .summary = "Print what got dots, when voting is over",
     .examples = "  bry session dots 6c84fb90-12c4-41e1-840d-20d7d6e4a5b6 --token \"$TOKEN\"\n",
     .options = member_options,
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = session_dots},
    {0},
};
