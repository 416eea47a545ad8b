/* What people may ask for: erasure and access, by a receipt or of a participant; retention; and the book of such acts. */
#include "commands.h"
#include "session.h"

#include <string.h>

/* The receipt or the id that was given; NULL with the mistake told. */
static const char *which_response(const session *s) {
  const char *receipt = args_value(s->args, OPT_RECEIPT), *id = args_value(s->args, OPT_ID);
  if ((receipt == NULL) == (id == NULL)) {
    usage_error(s->args->command, "give one of --receipt and --id");
    return NULL;
  }
  return receipt != NULL ? receipt : id;
}

static int response_erase(session *s) {
  const char *which = which_response(s);
  if (which == NULL) return EXIT_USAGE;
  int32_t outcome = 0;
  bry_error *err = NULL;
  bry_status status = bry_response_erase(s->store, s->survey, which, &outcome, &err);
  if (status == BRY_OK && outcome != BRY_ERASE_ERASED) {
    finish_line(s, status, err, "there is no such response");
    return EXIT_FAILED;
  }
  return finish_line(s, status, err, "erased");
}

static int response_show(session *s) {
  const char *which = which_response(s);
  if (which == NULL) return EXIT_USAGE;
  bry_text *text = NULL;
  bry_error *err = NULL;
  bry_status status = bry_response_export_own(s->store, s->survey, which, &text, &err);
  return finish_text(s, status, text, err);
}

static int participant_erase(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_participant_erase(s->store, s->args->operands[0], &table, &err);
  return finish_table(s, status, table, err);
}

static int participant_export(session *s) {
  bry_text *text = NULL;
  bry_error *err = NULL;
  bry_status status = bry_participant_export(s->store, s->args->operands[0], &text, &err);
  return finish_text(s, status, text, err);
}

static int survey_retain(session *s) {
  const char *until = s->args->operands[1];
  int without_end = strcmp(until, "never") == 0;
  bry_error *err = NULL;
  bry_status status = bry_survey_set_retention(s->store, s->survey, without_end ? NULL : until, &err);
  return finish_line(s, status, err, "survey %s is kept %s%s", s->args->operands[0],
                     without_end ? "without end" : "until ", without_end ? "" : until);
}

static int retention_run(session *s) {
  int dry_run = args_has(s->args, OPT_DRY_RUN);
  progress bar = progress_begin("deleting", -1);
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_retention_run(s->store, dry_run, progress_step, &bar, &table, &err);
  progress_end(&bar);
  return finish_table(s, status, table, err);
}

static int audit_list(session *s) {
  int64_t since_us = 0;
  if (read_time(s, OPT_SINCE, &since_us) != EXIT_DONE) return EXIT_USAGE;
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_audit_list(s->store, since_us, args_int(s->args, OPT_LIMIT, 0), &table, &err);
  return finish_table(s, status, table, err);
}

static const option_use erase_options[] = {
    {OPT_RECEIPT, "RECEIPT", "what the respondent kept", 0},
    {OPT_ID, "UUID", "or the response's id; for managers", 0},
    {0},
};

static const option_use show_options[] = {
    {OPT_RECEIPT, "RECEIPT", "what the respondent kept", 0},
    {OPT_ID, "UUID", "or the response's id; for managers", 0},
    {OPT_OUT, "FILE", "write to a file, whole or not at all; - is standard output", 0},
    {0},
};

static const option_use export_options[] = {
    {OPT_OUT, "FILE", "write to a file, whole or not at all; - is standard output", 0},
    {0},
};

static const option_use run_options[] = {
    {OPT_DRY_RUN, NULL, "delete nothing, only tell what would be deleted", 0},
    {0},
};

static const option_use list_options[] = {
    {OPT_SINCE, "TIME", "from then on, such as 2026-11-23T08:00Z", 0},
    {OPT_LIMIT, "N", "at most so many, the latest, up to 100000 (default: 1000)", 0},
    {0},
};

const command rights_commands[] = {
    {.group = "response",
     .name = "erase",
     .operands = "SURVEY",
     .summary = "Withdraw one response, with all that was made of it",
     .details =
         "Codings, tallies and its place in a quota go too; its invitation stays used. Once an anonymous survey is\n"
         "sealed, receipts lead nowhere. Exits with 1 when there is no such response.",
     .examples = "  bry response erase dream-day --receipt 3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
     .options = erase_options,
     .needs = NEEDS_SURVEY,
     .run = response_erase},
    {.group = "response",
     .name = "show",
     .operands = "SURVEY",
     .summary = "Print one response in words, as JSON",
     .examples = "  bry response show dream-day --receipt 3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
     .options = show_options,
     .needs = NEEDS_SURVEY,
     .run = response_show},
    {.group = "participant",
     .name = "export",
     .operands = "WHO",
     .summary = "Print all that is held about a participant, as JSON",
     .details =
         "WHO is as in --participant of \"bry response submit\". Questions and choices stand in words beside the\n"
         "values. Anonymous surveys know no participants.",
     .examples = "  bry participant export kari@fjordvik.no --out kari.json\n",
     .options = export_options,
     .needs = NEEDS_TENANT,
     .run = participant_export},
    {.group = "participant",
     .name = "erase",
     .operands = "WHO",
     .summary = "Erase a participant from all surveys of the tenant",
     .details = "Prints what was removed, by survey.",
     .examples = "  bry participant erase kari@fjordvik.no\n",
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = participant_erase},
    {.group = "survey",
     .name = "retain",
     .operands = "SURVEY DATE",
     .summary = "Say until when answers are kept",
     .details =
         "DATE is the last day, such as 2027-06-30, or never; not one that is over. What was said before no longer\n"
         "holds. The answers are deleted by the first \"bry retention run\" after that day.",
     .examples = "  bry survey retain dream-day 2027-06-30\n",
     .needs = NEEDS_SURVEY,
     .run = survey_retain},
    {.group = "retention",
     .name = "run",
     .operands = "",
     .summary = "Delete what is past its date",
     .details =
         "Responses, codings, invitations, drafts and names of surveys past their date, which are closed; and "
         "expired\n"
         "drafts of all. The survey stays, with how many they were (\"bry survey show\"). To be run daily; an\n"
         "interrupted run is simply run again.",
     .examples = "  bry retention run --dry-run\n",
     .options = run_options,
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = retention_run},
    {.group = "audit",
     .name = "list",
     .operands = "",
     .summary = "List who did what, and when",
     .details =
         "The latest first. What a portal's login did for respondents by a receipt, in an anonymous survey, has a\n"
         "number, and neither time nor login; what a manager's did has both.",
     .examples = "  bry audit list --since 2026-11-01T00:00Z --format csv\n",
     .options = list_options,
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = audit_list},
    {0},
};
