/* bry draft: answers that are not finished, kept for whoever has their token. */
#include "commands.h"
#include "session.h"

#include <stdlib.h>
#include <string.h>

enum { DAYS = 30 };

static const char *draft_token(const session *s) {
  return args_value(s->args, OPT_DRAFT);
}

static int draft_save(session *s) {
  char made[BRY_SECRET_SIZE] = "", *answers = NULL;
  const char *token = draft_token(s);
  size_t size = 0;
  int is_new = strcmp(token, "new") == 0;
  if (read_bytes(s->args->operands[1], &answers, &size) != EXIT_DONE) return EXIT_FAILED;
  if (is_new) bry_receipt_new(made);
  int32_t days = args_int(s->args, OPT_DAYS, DAYS);
  bry_error *err = NULL;
  bry_status status = bry_draft_save(s->store, s->survey, is_new ? made : token, answers, size, days, &err);
  free(answers);
  return finish_line(s, status, err, "saved%s%s", is_new ? "\ndraft " : "", made);
}

static int draft_show(session *s) {
  bry_text *text = NULL;
  bry_error *err = NULL;
  bry_status status = bry_draft_load(s->store, s->survey, draft_token(s), &text, &err);
  return finish_text(s, status, text, err);
}

static int draft_delete(session *s) {
  bry_error *err = NULL;
  bry_status status = bry_draft_drop(s->store, s->survey, draft_token(s), &err);
  return finish_line(s, status, err, "deleted");
}

static const option_use save_options[] = {
    {OPT_DRAFT, "TOKEN", "that of the draft; new makes one and prints it", USE_REQUIRED},
    {OPT_DAYS, "N", "how long it is kept, 1 to 365 (default: 30)", 0},
    {0},
};

static const option_use show_options[] = {
    {OPT_DRAFT, "TOKEN", "that of the draft", USE_REQUIRED},
    {OPT_OUT, "FILE", "write to a file, whole or not at all; - is standard output", 0},
    {0},
};

static const option_use delete_options[] = {
    {OPT_DRAFT, "TOKEN", "that of the draft", USE_REQUIRED},
    {0},
};

const command draft_commands[] = {
    {.group = "draft",
     .name = "save",
     .operands = "SURVEY FILE",
     .summary = "Keep unfinished answers, in place of the token's earlier ones",
     .details = "FILE is a JSON object such as {\"q1\": \"Sol og\"}, whose values are not checked. Nobody can read "
                "the draft or\n"
                "tell whose it is without the token, which is not stored: a lost one can't be found again.\n"
                "\"bry response submit --draft TOKEN\" removes the draft as it stores the answers.",
     .examples = "  bry draft save dream-day unfinished.json --draft new --days 14\n",
     .options = save_options,
     .needs = NEEDS_SURVEY,
     .run = draft_save},
    {.group = "draft",
     .name = "show",
     .operands = "SURVEY",
     .summary = "Print a draft as it was saved",
     .examples = "  bry draft show dream-day --draft 3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
     .options = show_options,
     .needs = NEEDS_SURVEY,
     .run = draft_show},
    {.group = "draft",
     .name = "delete",
     .operands = "SURVEY",
     .summary = "Remove a draft, if it is there",
     .examples = "  bry draft delete dream-day --draft 3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
     .options = delete_options,
     .needs = NEEDS_SURVEY,
     .run = draft_delete},
    {0},
};
