/* bry compose and bry pair: groups and pairs of people, from files. */
#include "commands.h"
#include "session.h"

#include <stdlib.h>
#include <string.h>

/* --- options ----------------------------------------------------------------------------------------------------- */

static int read_seconds(const session *s, int64_t *milliseconds) {
  const char *given = args_value(s->args, OPT_SECONDS);
  char *end = NULL;
  if (given == NULL) return EXIT_DONE;
  double seconds = strtod(given, &end);
  if (*given < '0' || *given > '9' || *end != '\0' || !(seconds >= 0.001) || !(seconds <= 86400))
    return usage_error(s->args->command, "--seconds is from 0.001 to 86400, not \"%s\"", given);
  *milliseconds = (int64_t)(seconds * 1000 + 0.5);
  return EXIT_DONE;
}

static int read_options(const session *s, bry_compose_options *o) {
  const args *a = s->args;
  bry_compose_options_init(o);
  if (args_has(a, OPT_GROUPS) + args_has(a, OPT_SIZE) + args_has(a, OPT_SIZES) != 1)
    return usage_error(a->command, "give one of --groups, --size and --sizes");
  if (args_int(a, OPT_GROUPS, 1) == 0 || args_int(a, OPT_SIZE, 1) == 0)
    return usage_error(a->command, "--%s is 1 or more, not 0", args_has(a, OPT_GROUPS) ? "groups" : "size");
  if (args_has(a, OPT_ITERATIONS) && args_has(a, OPT_SECONDS))
    return usage_error(a->command, "--iterations and --seconds can't both bound the work");
  o->groups = args_int(a, OPT_GROUPS, 0);
  o->group_size = args_int(a, OPT_SIZE, 0);
  o->sizes = args_value(a, OPT_SIZES);
  o->rounds = args_int(a, OPT_ROUNDS, o->rounds);
  o->seed = args_uint64(a, OPT_SEED, o->seed);
  o->threads = args_int(a, OPT_THREADS, o->threads);
  o->iterations = args_int(a, OPT_ITERATIONS, 0);
  o->weights = args_value(a, OPT_WEIGHTS);
  return read_seconds(s, &o->milliseconds);
}

static int read_rules(const session *s, bry_compose_options *o, char **rules) {
  const char *path = args_value(s->args, OPT_RULES);
  if (path == NULL) return EXIT_DONE;
  int result = read_bytes(path, rules, &o->rules_size);
  o->rules = *rules;
  return result;
}

/* --- output ------------------------------------------------------------------------------------------------------- */

static void print_objective(const bry_table *measures) {
  for (int64_t row = 0; row < bry_table_row_count(measures); row++)
    if (strcmp(bry_table_text(measures, row, 0), "objective") == 0)
      printf("objective %.15g\n", bry_table_double(measures, row, 4));
}

static int write_measures(const session *s, const bry_table *measures) {
  const char *path = args_value(s->args, OPT_MEASURES);
  return path != NULL ? write_table(s, path, BRY_FORMAT_CSV, measures) : EXIT_DONE;
}

static int finish_groups(const session *s, bry_table *groups, bry_table *measures) {
  const char *out = args_value(s->args, OPT_OUT);
  int from_distances = args_has(s->args, OPT_DISTANCES), result = write_measures(s, measures);
  if (result == EXIT_DONE && (!from_distances || out != NULL))
    result = finish_table(s, BRY_OK, groups, NULL);
  else
    bry_table_free(groups);
  if (result != EXIT_DONE) return result;
  if (from_distances && (out == NULL || strcmp(out, "-") != 0)) print_objective(measures);
  return EXIT_DONE;
}

/* --- compose ------------------------------------------------------------------------------------------------------ */

typedef struct work {
  bry_compose_options options;
  char *rules, *distances;
  size_t distances_size;
  bry_table *people;
} work;

static const char *id_column(const args *a, const bry_table *people) {
  const char *given = args_value(a, OPT_ID);
  if (given != NULL) return given;
  return bry_table_find_column(people, "id") >= 0 ? "id" : bry_table_column_name(people, 0);
}

static int compose_work(const session *s, work *w) {
  const args *a = s->args;
  bry_table *groups = NULL, *measures = NULL;
  bry_error *err = NULL;
  progress bar = progress_begin("composing", -1);
  bry_status status = w->people != NULL ? bry_compose(w->people, id_column(a, w->people), &w->options, progress_step,
                                                      &bar, &groups, &measures, &err)
                                        : bry_compose_distances(w->distances, w->distances_size, &w->options,
                                                                progress_step, &bar, &groups, &measures, &err);
  progress_end(&bar);
  if (status != BRY_OK) return fail(s, err);
  int result = finish_groups(s, groups, measures);
  bry_table_free(measures);
  return result;
}

static int compose(session *s) {
  const args *a = s->args;
  work w = {.people = NULL};
  int result = read_options(s, &w.options);
  if (result != EXIT_DONE) return result;
  if ((a->operand_count == 1) == args_has(a, OPT_DISTANCES))
    return usage_error(a->command, "give a file of people, or --distances FILE");
  result = read_rules(s, &w.options, &w.rules);
  if (result == EXIT_DONE && a->operand_count == 1)
    result = read_csv(s, a->operands[0], &w.people);
  else if (result == EXIT_DONE)
    result = read_bytes(args_value(a, OPT_DISTANCES), &w.distances, &w.distances_size);
  if (result == EXIT_DONE) result = compose_work(s, &w);
  bry_table_free(w.people);
  free(w.rules);
  free(w.distances);
  return result;
}

/* --- pair ----------------------------------------------------------------------------------------------------------- */

static int pair(session *s) {
  bry_table *wishes = NULL, *pairs = NULL;
  bry_error *err = NULL;
  if (read_csv(s, s->args->operands[0], &wishes) != EXIT_DONE) return EXIT_FAILED;
  bry_status status = bry_pair(wishes, args_has(s->args, OPT_ONE_SIDED), &pairs, &err);
  bry_table_free(wishes);
  return finish_table(s, status, pairs, err);
}

/* --- help ----------------------------------------------------------------------------------------------------------- */

static const option_use compose_options[] = {
    {OPT_GROUPS, "N", "how many groups", 0},
    {OPT_SIZE, "N", "about so many people in a group", 0},
    {OPT_SIZES, "LIST", "people in each group, such as 5,5,6", 0},
    {OPT_ID, "COL", "the column that tells people apart (default: id, else the first)", 0},
    {OPT_WEIGHTS, "LIST", "what columns weigh and hold, such as unit=2,age:number=0.5 (default: 1 each)", 0},
    {OPT_RULES, "FILE", "rules that must hold (JSON)", 0},
    {OPT_ROUNDS, "N", "rounds in which few meet again, 1 to 100 (default: 1)", 0},
    {OPT_DISTANCES, "FILE", "compose elements 0, 1, ... by lines \"i j d\", instead of people", 0},
    {OPT_SEED, "S", "another number gives other groups (default: 1)", 0},
    {OPT_ITERATIONS, "N", "sweeps of the search, each as many tries as there are pairs (default: by the size)", 0},
    {OPT_SECONDS, "T", "search so long instead; the groups may then differ from one time to the next", 0},
    {OPT_THREADS, "N", "1 to 64; changes no result without --seconds (default: 1)", 0},
    {OPT_MEASURES, "FILE", "write what came of it as CSV, - to standard output: diversity, repeats, spread", 0},
    {0},
};

static const option_use pair_options[] = {
    {OPT_ONE_SIDED, NULL, "the wish of one side is enough", 0},
    {0},
};

const command compose_commands[] = {
    {.name = "compose",
     .operands = "[FILE]",
     .summary = "Put people into groups that are as mixed as can be",
     .details =
         "A row each; every column but the id is something in which people differ: numbers by how far they are\n"
         "apart, values parted by \";\" as sets, others as equal or not. Prints id and group as CSV unless --format\n"
         "says otherwise, with round and time where there are such. The same seed gives the same groups on any\n"
         "machine. With --distances, prints the sum of distances within groups; --out has the groups.\n\n"
         "Rules are {\"rules\": [...]} of objects with \"rule\" and, by its kind:\n"
         "together, apart: \"people\"; facilitators: \"people\", \"at_least\" (1), \"at_most\", in every group;\n"
         "manager: \"column\" with the id of the manager, whom nobody is with; availability: \"column\" with times\n"
         "parted by \";\", of which a group needs one in common; quota: \"column\", \"value\", \"at_least\",\n"
         "\"at_most\", in every group; fixed: \"people\", \"group\". Where they can't all be kept, a set that can't\n"
         "and from which none can be spared is listed.",
     .examples =
         "  bry compose people.csv --id name --groups 4 --seed 7\n"
         "  bry compose people.csv --size 6 --weights unit=2,age=0.5 --rules rules.json --rounds 4 --out groups.csv\n"
         "  bry compose --distances distances.txt --sizes 12,12,12 --seconds 10\n",
     .options = compose_options,
     .prints = BRY_FORMAT_CSV,
     .run = compose},
    {.name = "pair",
     .operands = "FILE",
     .summary = "Pair those who wish for each other, so that wishes weigh most",
     .details =
         "A wish a row: from, to and, where they are wanted, weight (a whole number; 1), forbidden (those two are\n"
         "never paired) and review (a date, which is passed through). Prints a, b, weight, weight_a, weight_b and\n"
         "review as CSV unless --format says otherwise, and those left over without b. The sum of weights is the\n"
         "largest there is.",
     .examples = "  bry pair wishes.csv --out pairs.csv\n",
     .options = pair_options,
     .prints = BRY_FORMAT_CSV,
     .run = pair},
    {0},
};
