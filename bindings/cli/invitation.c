/* bry invitation: tokens that admit responses. */
#include "commands.h"
#include "session.h"

#include <stdlib.h>

static int create(const session *s, const char *segments) {
  bry_invitation_options options;
  bry_invitation_options_init(&options);
  options.batch = args_value(s->args, OPT_BATCH);
  options.count = args_int(s->args, OPT_HOW_MANY, options.count);
  options.uses = args_int(s->args, OPT_USES, options.uses);
  options.segments = segments;
  if (read_time(s, OPT_EXPIRES, &options.expires_at_us) != EXIT_DONE) return EXIT_USAGE;
  bry_table *tokens = NULL;
  bry_error *err = NULL;
  bry_status status = bry_invitation_create(s->store, s->survey, &options, &tokens, &err);
  return finish_table(s, status, tokens, err);
}

static int invitation_create(session *s) {
  char *segments = NULL;
  int result = segments_json(s, &segments);
  if (result == EXIT_DONE) result = create(s, segments);
  free(segments);
  return result;
}

static int invitation_list(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_invitation_list(s->store, s->survey, &table, &err);
  return finish_table(s, status, table, err);
}

static int invitation_revoke(session *s) {
  const char *batch = args_value(s->args, OPT_BATCH), *token = args_value(s->args, OPT_TOKEN);
  if ((batch == NULL) == (token == NULL)) return usage_error(s->args->command, "give one of --batch and --token");
  int64_t count = 0;
  bry_error *err = NULL;
  bry_status status = bry_invitation_revoke(s->store, s->survey, batch, token, &count, &err);
  return finish_line(s, status, err, "revoked %lld", (long long)count);
}

static int invitation_rates(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_invitation_rates(s->store, s->survey, args_value(s->args, OPT_BY),
                                           args_int(s->args, OPT_MIN_GROUP, 0), &table, &err);
  return finish_table(s, status, table, err);
}

static const option_use create_options[] = {
    {OPT_BATCH, "NAME", "what these are called, such as a mailing", USE_REQUIRED},
    {OPT_HOW_MANY, "N", "how many, up to 100000 (default: 1)", 0},
    {OPT_USES, "N", "how many responses each admits (default: 1)", 0},
    {OPT_EXPIRES, "TIME", "until when, such as 2026-11-23T08:00Z (default: with the survey)", 0},
    {OPT_SEGMENT, "NAME=VALUE", "what responses get as segment and can't change", USE_REPEATED},
    {0},
};

static const option_use revoke_options[] = {
    {OPT_BATCH, "NAME", "a whole batch", 0},
    {OPT_TOKEN, "TOKEN", "or one token", 0},
    {0},
};

static const option_use rates_options[] = {
    {OPT_BY, "SEGMENT", "by the values that invitations give a segment (default: by batch)", 0},
    {OPT_MIN_GROUP, "N", "withhold groups with fewer invited (default: 5, at least 3)", 0},
    {0},
};

const command invitation_commands[] = {
    {.group = "invitation",
     .name = "create",
     .operands = "SURVEY",
     .summary = "Make tokens that admit responses",
     .details = "Prints them, one a row. They can't be had again: the database keeps hashes only.",
     .examples =
         "  bry invitation create dream-day --batch helse --count 120 --segment sektor=helse --out tokens.csv\n",
     .options = create_options,
     .needs = NEEDS_SURVEY,
     .prints = BRY_FORMAT_CSV,
     .run = invitation_create},
    {.group = "invitation",
     .name = "list",
     .operands = "SURVEY",
     .summary = "List the batches",
     .examples = "  bry invitation list dream-day\n",
     .needs = NEEDS_SURVEY,
     .prints = BRY_FORMAT_TEXT,
     .run = invitation_list},
    {.group = "invitation",
     .name = "revoke",
     .operands = "SURVEY",
     .summary = "Let a batch or a token admit no more",
     .details = "What was stored with them stays.",
     .examples = "  bry invitation revoke dream-day --batch helse\n",
     .options = revoke_options,
     .needs = NEEDS_SURVEY,
     .run = invitation_revoke},
    {.group = "invitation",
     .name = "rates",
     .operands = "SURVEY",
     .summary = "Print response rates",
     .details = "Small groups are withheld.",
     .examples = "  bry invitation rates dream-day --by sektor\n",
     .options = rates_options,
     .needs = NEEDS_SURVEY,
     .prints = BRY_FORMAT_TEXT,
     .run = invitation_rates},
    {0},
};
