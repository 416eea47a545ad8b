/* bry votes: votes on statements from a CSV file, without a store. */
#include "commands.h"
#include "session.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

typedef struct ballot {
  const session *s;
  const bry_table *table;
  int64_t rows;
  const char **people, **statements, **groups;
  int32_t *votes;
} ballot;

static void ballot_free(ballot *b) {
  free(b->people);
  free(b->statements);
  free(b->groups);
  free(b->votes);
}

/* The values of a column, to be freed; they stay the table's. */
static int take_column(const ballot *b, const char *name, const char ***out) {
  int32_t column = -1;
  if (find_column(b->table, name, &column) != EXIT_DONE) return EXIT_FAILED;
  *out = calloc((size_t)b->rows + 1, sizeof **out);
  if (*out == NULL) return fail_because("out of memory");
  for (int64_t row = 0; row < b->rows; row++)
    (*out)[row] = bry_table_text(b->table, row, column);
  return EXIT_DONE;
}

static int read_vote(const char *text, int32_t *out) {
  static const char *const words[] = {"-1", "0", "1"};
  for (int32_t i = 0; i < 3; i++)
    if (text != NULL && strcmp(text, words[i]) == 0) {
      *out = i - 1;
      return 1;
    }
  return 0;
}

/* A row without a vote is none, as in a file that has a row for each pair. */
static int read_votes(ballot *b, const char *name) {
  int32_t column = -1;
  int64_t kept = 0;
  if (find_column(b->table, name, &column) != EXIT_DONE) return EXIT_FAILED;
  b->votes = calloc((size_t)b->rows + 1, sizeof *b->votes);
  if (b->votes == NULL) return fail_because("out of memory");
  for (int64_t row = 0; row < b->rows; row++) {
    const char *text = bry_table_text(b->table, row, column);
    if (text == NULL) continue;
    if (!read_vote(text, &b->votes[kept]))
      return fail_because("row %" PRId64 " has no vote in the column \"%s\": a vote is 1 (agree), -1 (disagree) or 0 "
                          "(pass)",
                          row + 1, name);
    b->people[kept] = b->people[row];
    b->statements[kept] = b->statements[row];
    if (b->groups != NULL) b->groups[kept] = b->groups[row];
    kept++;
  }
  b->rows = kept;
  return EXIT_DONE;
}

static const char *named(const args *a, option_id id, const char *otherwise) {
  const char *value = args_value(a, id);
  return value != NULL ? value : otherwise;
}

static int read_ballot(ballot *b) {
  const args *a = b->s->args;
  const char *group = args_value(a, OPT_GROUP);
  if (group == NULL && !args_has(a, OPT_GROUPS) && bry_table_find_column(b->table, "group") >= 0) group = "group";
  int result = take_column(b, named(a, OPT_PARTICIPANT, "participant"), &b->people);
  if (result == EXIT_DONE) result = take_column(b, named(a, OPT_STATEMENT, "statement"), &b->statements);
  if (result == EXIT_DONE && group != NULL) result = take_column(b, group, &b->groups);
  return result == EXIT_DONE ? read_votes(b, named(a, OPT_VOTE, "vote")) : result;
}

/* One of the tables to a file beside, if the option names one. */
static int write_beside(const session *s, option_id id, const bry_votes *votes,
                        bry_status (*make)(const bry_votes *, bry_table **, bry_error **)) {
  const char *path = args_value(s->args, id);
  bry_table *table = NULL;
  bry_error *err = NULL;
  if (path == NULL) return EXIT_DONE;
  if (make(votes, &table, &err) != BRY_OK) return fail(s, err);
  int result = write_table(s, path, BRY_FORMAT_CSV, table);
  bry_table_free(table);
  return result;
}

static int count_ballot(session *s, const ballot *b) {
  const args *a = s->args;
  bry_vote_options o;
  bry_votes *votes = NULL;
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_vote_options_init(&o);
  o.groups = args_int(a, OPT_GROUPS, o.groups);
  o.min_votes = args_int(a, OPT_MIN_VOTES, o.min_votes);
  o.min_group = args_int(a, OPT_K, o.min_group);
  o.seed = args_uint64(a, OPT_SEED, 1);
  bry_status status = bry_votes_count(b->people, b->statements, b->votes, b->groups, b->rows, &o, &votes, &err);
  if (status != BRY_OK) return fail(s, err);
  int result = write_beside(s, OPT_BY_GROUP, votes, bry_votes_groups);
  if (result == EXIT_DONE) result = write_beside(s, OPT_PEOPLE, votes, bry_votes_people);
  if (result == EXIT_DONE) {
    status = bry_votes_statements(votes, &table, &err);
    result = finish_table(s, status, table, err);
  }
  bry_votes_free(votes);
  return result;
}

static int votes(session *s) {
  const args *a = s->args;
  bry_table *table = NULL;
  if (args_has(a, OPT_GROUP) && args_has(a, OPT_GROUPS))
    return usage_error(a->command, "--group and --groups don't go together: groups are known, or they are found");
  if (read_csv(s, a->operands[0], &table) != EXIT_DONE) return EXIT_FAILED;
  ballot b = {.s = s, .table = table, .rows = bry_table_row_count(table)};
  int result = read_ballot(&b);
  if (result == EXIT_DONE) result = count_ballot(s, &b);
  ballot_free(&b);
  bry_table_free(table);
  return result;
}

static const option_use votes_options[] = {
    {OPT_PARTICIPANT, "COL", "the column that says who voted (default: participant)", 0},
    {OPT_STATEMENT, "COL", "the column that says on what (default: statement)", 0},
    {OPT_VOTE, "COL", "the column with the vote: 1 agree, -1 disagree, 0 pass; empty: none (default: vote)", 0},
    {OPT_GROUP, "COL", "the column with the group of who voted (default: group, when there is one)", 0},
    {OPT_GROUPS, "N", "find so many groups, 2 to 12, or 1 for all together (default: as many as fit, 2 to 5)", 0},
    {OPT_MIN_VOTES, "N", "no consensus on statements that a group gave fewer votes (default: 1)", 0},
    {OPT_K, "N", "withhold groups of fewer people, and fewer votes of a group (default: nothing is withheld)", 0},
    {OPT_SEED, "S", "of the search for groups (default: 1)", 0},
    {OPT_BY_GROUP, "FILE", "write what sets each group apart as CSV, a line for each group and statement", 0},
    {OPT_PEOPLE, "FILE", "write who is in which group as CSV; not to leave the house", 0},
    {0},
};

const command votes_commands[] = {
    {.name = "votes",
     .operands = "FILE",
     .summary = "Votes on statements from a CSV file: what groups agree on, and what sets them apart",
     .details =
         "Each row is a person's vote on a statement; the last one counts. Groups are given, or found: people who\n"
         "voted alike. Prints for each statement the votes, the consensus of the groups (the product over them of\n"
         "(agrees + 1) / (votes + 2)), the same of disagreement, how far the groups lie apart, and for each group\n"
         "its votes and, where a stance sets it apart (significant at 90 %), which, and how many times as likely\n"
         "it is there as elsewhere.",
     .examples = "  bry votes votes.csv\n"
                 "  bry votes votes.csv --group municipality --k 5 --by-group apart.csv --out statements.csv\n",
     .options = votes_options,
     .prints = BRY_FORMAT_CSV,
     .run = votes},
    {0},
};
