/* bry ladder: maturity ladders from a CSV file, without a store. */
#include "commands.h"
#include "session.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS_USUAL = 5 };

typedef struct climb {
  const session *s;
  const bry_table *table;
  int32_t person, unit, wave, step;
  bry_ladder_answer *answers;
  int64_t count;
} climb;

static const char *named(const session *s, option_id id, const char *otherwise) {
  const char *value = args_value(s->args, id);
  return value != NULL ? value : otherwise;
}

static int find_columns(climb *c) {
  const char *person = args_value(c->s->args, OPT_PARTICIPANT);
  int result = find_column(c->table, named(c->s, OPT_UNIT, "unit"), &c->unit);
  if (result == EXIT_DONE) result = find_column(c->table, named(c->s, OPT_WAVE, "wave"), &c->wave);
  if (result == EXIT_DONE) result = find_column(c->table, named(c->s, OPT_ITEM, "step"), &c->step);
  c->person = bry_table_find_column(c->table, "participant");
  return result == EXIT_DONE && person != NULL ? find_column(c->table, person, &c->person) : result;
}

/* A row without a step is nobody's answer. */
static int read_answer(climb *c, int64_t row) {
  const char *text = bry_table_text(c->table, row, c->step);
  char *end = NULL;
  if (text == NULL) return EXIT_DONE;
  long step = strtol(text, &end, 10);
  bry_ladder_answer *a = &c->answers[c->count++];
  a->person = c->person >= 0 ? bry_table_text(c->table, row, c->person) : NULL;
  a->unit = bry_table_text(c->table, row, c->unit);
  a->wave = bry_table_text(c->table, row, c->wave);
  a->step = step > 0 && step < 1000 ? (int32_t)step : 0;
  if (*end != '\0' || a->step == 0 || a->unit == NULL || a->wave == NULL)
    return fail_because("row %" PRId64 " lacks its unit or wave, or a step from 1", row + 1);
  return EXIT_DONE;
}

static int read_answers(climb *c) {
  int64_t rows = bry_table_row_count(c->table);
  int result = find_columns(c);
  if (result != EXIT_DONE) return result;
  c->answers = calloc((size_t)rows + 1, sizeof *c->answers);
  if (c->answers == NULL) return fail_because("out of memory");
  for (int64_t row = 0; row < rows && result == EXIT_DONE; row++)
    result = read_answer(c, row);
  return result;
}

static int print_shifts(session *s, const climb *c, const char *waves, int32_t steps, int32_t k) {
  const char *colon = strchr(waves, ':');
  bry_table *found = NULL;
  bry_error *err = NULL;
  if (colon == NULL) return usage_error(s->args->command, "--shift is WAVE:WAVE, not \"%s\"", waves);
  char *from = strndup(waves, (size_t)(colon - waves));
  if (from == NULL) return fail_because("out of memory");
  bry_status status = bry_ladder_shifts(c->answers, c->count, steps, from, colon + 1, k, &found, &err);
  free(from);
  return finish_table(s, status, found, err);
}

static int print_steps(session *s, const climb *c, int32_t steps, int32_t k) {
  bry_table *found = NULL;
  bry_error *err = NULL;
  bry_status status = bry_ladder_steps(c->answers, c->count, steps, k, &found, &err);
  return finish_table(s, status, found, err);
}

static int ladder(session *s) {
  int32_t steps = args_int(s->args, OPT_STEPS, STEPS_USUAL), k = args_int(s->args, OPT_K, 0);
  const char *waves = args_value(s->args, OPT_SHIFT);
  bry_table *table = NULL;
  if (read_csv(s, s->args->operands[0], &table) != EXIT_DONE) return EXIT_FAILED;
  climb c = {.s = s, .table = table};
  int result = read_answers(&c);
  if (result == EXIT_DONE)
    result = waves != NULL ? print_shifts(s, &c, waves, steps, k) : print_steps(s, &c, steps, k);
  free(c.answers);
  bry_table_free(table);
  return result;
}

static const option_use ladder_options[] = {
    {OPT_UNIT, "COL", "the column with the unit (default: unit)", 0},
    {OPT_WAVE, "COL", "the column with the wave (default: wave)", 0},
    {OPT_ITEM, "COL", "the column with the step, a number from 1 (default: step)", 0},
    {OPT_PARTICIPANT, "COL", "the column that says who answers (default: participant, when there is one)", 0},
    {OPT_STEPS, "N", "how many steps there are, 2 to 20 (default: 5)", 0},
    {OPT_SHIFT, "WAVE:WAVE", "how many units moved from each step to each other", 0},
    {OPT_K, "N", "withhold units of fewer people, from 3 (default: 5)", 0},
    {0},
};

const command ladder_commands[] = {
    {.name = "ladder",
     .operands = "FILE",
     .summary = "Maturity ladders from a CSV file: where units stand, and how they moved between waves",
     .details =
         "Each row is the step on which a person sees their unit. Prints for each wave and unit the number of "
         "people\n"
         "and the lower median: the highest step that more than half say it has reached. A row without a unit is of\n"
         "all units that are shown. --shift counts those that are shown in both waves, by their steps.",
     .examples = "  bry ladder ladder.csv\n"
                 "  bry ladder answers.csv --unit enhet --item ladder.ask --shift 2025:2026\n",
     .options = ladder_options,
     .prints = BRY_FORMAT_CSV,
     .run = ladder},
    {0},
};
