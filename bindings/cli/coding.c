/* bry theme decide, decisions, codings, suggest, discover: people over machines that code the answers of a store. */
#include "commands.h"
#include "session.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *codebook_of(const session *s) {
  const char *codebook = args_value(s->args, OPT_CODEBOOK);
  return codebook != NULL ? codebook : args_value(s->args, OPT_ITEM);
}

static int theme_decide(session *s) {
  char *log = NULL;
  int64_t count = 0;
  bry_error *err = NULL;
  if (read_text(s->args->operands[1], &log) != EXIT_DONE) return EXIT_FAILED;
  bry_status status = bry_survey_decide(s->store, s->survey, args_value(s->args, OPT_ITEM), codebook_of(s),
                                        args_value(s->args, OPT_CODER), log, strlen(log), &count, &err);
  /* A hint too many, where the word stands for something else, does no harm. */
  int has_split = status == BRY_OK && strstr(log, "\"split\"") != NULL;
  free(log);
  return finish_line(s, status, err,
                     has_split
                         ? "%lld decisions added; new themes have no answers by the rules before `bry theme code`"
                         : "%lld decisions added",
                     (long long)count);
}

static int theme_decisions(session *s) {
  bry_text *log = NULL;
  bry_error *err = NULL;
  bry_status status =
      bry_survey_decisions(s->store, s->survey, args_value(s->args, OPT_ITEM), codebook_of(s), &log, &err);
  if (status != BRY_OK) return fail(s, err);
  int result = write_bytes(args_value(s->args, OPT_OUT), bry_text_data(log), bry_text_size(log));
  bry_text_free(log);
  return result;
}

static int theme_codings(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_survey_codings(s->store, s->survey, args_value(s->args, OPT_ITEM), codebook_of(s),
                                         args_value(s->args, OPT_CODER), &table, &err);
  return finish_table(s, status, table, err);
}

static int theme_suggest(session *s) {
  const char *item = args_value(s->args, OPT_ITEM);
  int64_t count = 0;
  bry_error *err = NULL;
  progress bar = progress_begin("coding", -1);
  bry_status status =
      bry_survey_suggest(s->store, s->survey, item, codebook_of(s), progress_step, &bar, &count, &err);
  progress_end(&bar);
  return finish_line(s, status, err, "%s: suggestions for %lld answers", item, (long long)count);
}

int theme_code_new(session *s) {
  const char *item = args_value(s->args, OPT_ITEM);
  int64_t count = 0;
  double drift = NAN;
  bry_error *err = NULL;
  progress bar = progress_begin("coding", -1);
  bry_status status =
      bry_survey_code_new(s->store, s->survey, item, codebook_of(s), progress_step, &bar, &count, &drift, &err);
  progress_end(&bar);
  if (status == BRY_OK && isnan(drift))
    return finish_line(s, status, err, "%s: %lld new answers coded", item, (long long)count);
  int hundredths = (int)(drift * 100 + 0.5);
  return finish_line(s, status, err, "%s: %lld new answers coded, drift %d.%02d", item, (long long)count,
                     hundredths / 100, hundredths % 100);
}

static void print_found(const bry_codebook *codebook, const session *s) {
  for (int32_t i = 0; i < bry_codebook_theme_count(codebook); i++)
    printf("%-5s %s\n", bry_codebook_theme_id_at(codebook, i), bry_codebook_theme_label_at(codebook, i, s->lang));
}

static int theme_discover(session *s) {
  const char *item = args_value(s->args, OPT_ITEM);
  bry_codebook *codebook = NULL;
  bry_error *err = NULL;
  bry_discover_options o;
  if (args_int(s->args, OPT_K, 1) == 0) return usage_error(s->args->command, "--k is 1 or more, not 0");
  bry_discover_options_init(&o);
  o.themes = args_int(s->args, OPT_K, 0);
  o.threads = args_int(s->args, OPT_THREADS, 1);
  o.seed = args_uint64(s->args, OPT_SEED, o.seed);
  progress bar = progress_begin("finding themes", 3);
  bry_status status = bry_survey_discover(s->store, s->survey, item, args_value(s->args, OPT_CODEBOOK), &o,
                                          progress_step, &bar, &codebook, &err);
  progress_end(&bar);
  int result = finish_line(s, status, err, "codebook %s  version %s", args_value(s->args, OPT_CODEBOOK),
                           status == BRY_OK ? bry_codebook_version(codebook) : "");
  if (result == EXIT_DONE) print_found(codebook, s);
  bry_codebook_free(codebook);
  return result;
}

#define ITEM_OPTIONS                                                                                                 \
  {OPT_ITEM, "ITEM", "the open question", USE_REQUIRED}, {                                                           \
    OPT_CODEBOOK, "ID", "the codebook (default: named as the item)", 0                                               \
  }

static const option_use item_options[] = {ITEM_OPTIONS, {0}};

static const option_use decide_options[] = {
    ITEM_OPTIONS, {OPT_CODER, "NAME", "whose decisions these are (default: each line says)", 0}, {0}};

static const option_use decisions_options[] = {
    ITEM_OPTIONS, {OPT_OUT, "FILE", "write to a file, whole or not at all; - is standard output", 0}, {0}};

static const option_use codings_options[] = {
    ITEM_OPTIONS,
    {OPT_CODER, "NAME", "rules or model (the machine), final, or a person (default: all people, not the machine)", 0},
    {0}};

static const option_use discover_options[] = {
    {OPT_ITEM, "ITEM", "the open question", USE_REQUIRED},
    {OPT_CODEBOOK, "ID", "the codebook to keep the themes in: a new one, or one that was found", USE_REQUIRED},
    {OPT_K, "N", "how many themes, 1 to 1000 (default: as many as hold up)", 0},
    {OPT_SEED, "N", "the same seed gives the same themes, in any order of the answers (default: 1)", 0},
    {OPT_THREADS, "N", "1 to 64; changes no result (default: 1)", 0},
    {0},
};

const command coding_commands[] = {
    {.group = "theme",
     .name = "decide",
     .operands = "SURVEY FILE",
     .summary = "Add people's decisions about answers and themes to the log",
     .details =
         "FILE has a decision a line, as JSON: op (code, accept, reject, rename, merge, split, undo), unit (the id\n"
         "of a response), theme or themes, label, into, coder. All are added or none; they count at once.\n\n"
         "  {\"op\": \"code\", \"unit\": \"0b9c...\", \"themes\": [\"time\", \"pay\"]}        [] is no theme\n"
         "  {\"op\": \"accept\", \"unit\": \"0b9c...\", \"theme\": \"time\"}                reject likewise\n"
         "  {\"op\": \"rename\", \"theme\": \"time\", \"label\": {\"nb\": \"Ro\"}}\n"
         "  {\"op\": \"merge\", \"theme\": \"rush\", \"into\": \"time\"}\n"
         "  {\"op\": \"split\", \"theme\": \"time\", \"into\": [{\"id\": \"calm\", \"label\": \"Ro\", "
         "\"indicators\": "
         "{\"nb\": [\"ro\"]}}]}\n"
         "  {\"op\": \"undo\"}                                  the same coder's last decision\n\n"
         "A line that says again what its coder said last adds nothing: a file may be sent twice, if nothing is\n"
         "undone in it. New themes of a split have no answers by the rules before `bry theme code`.",
     .examples = "  bry theme decide dream-day decisions.jsonl --item q1 --coder kari\n",
     .options = decide_options,
     .needs = NEEDS_SURVEY,
     .run = theme_decide},
    {.group = "theme",
     .name = "decisions",
     .operands = "SURVEY",
     .summary = "The log of decisions, a line each",
     .examples = "  bry theme decisions dream-day --item q1 --out decisions.jsonl\n",
     .options = decisions_options,
     .needs = NEEDS_SURVEY,
     .run = theme_decisions},
    {.group = "theme",
     .name = "codings",
     .operands = "SURVEY",
     .summary = "What each answer is coded as, by whom, and how sure that is",
     .details =
         "Final is what counts: the machine's coding (the model's where there is one), with people's word over it.\n"
         "Without --coder only what people decided is listed: nothing, until somebody has. --coder rules lists the\n"
         "machine's.",
     .examples = "  bry theme codings dream-day --item q1 --coder model --format csv --out suggestions.csv\n",
     .options = codings_options,
     .needs = NEEDS_SURVEY,
     .prints = BRY_FORMAT_CSV,
     .run = theme_codings},
    {.group = "theme",
     .name = "suggest",
     .operands = "SURVEY",
     .summary = "Learn from what people coded, and code all other answers after it",
     .examples = "  bry theme suggest dream-day --item q1\n",
     .options = item_options,
     .needs = NEEDS_SURVEY,
     .run = theme_suggest},
    {.group = "theme",
     .name = "discover",
     .operands = "SURVEY",
     .summary = "Find themes in the answers and keep them as a codebook",
     .details =
         "Each answer gets one theme, the main theme of each answer. Found again, themes keep the ids and the names\n"
         "that people gave them.",
     .examples = "  bry theme discover dream-day --item q1 --codebook found --seed 7\n"
                 "  bry theme table dream-day --item q1 --codebook found\n",
     .options = discover_options,
     .needs = NEEDS_SURVEY,
     .run = theme_discover},
    {0},
};
