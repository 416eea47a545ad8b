/* bry protect: counts by groups from a CSV file, with what would give somebody away withheld or rounded. */
#include "commands.h"
#include "session.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { DIMS_MAX = 4, EARLIER_MAX = 15 };

typedef struct protecting {
  const session *s;
  const bry_table *table;
  int64_t rows;
  char *dims_text; /* of which names are the parts */
  const char *names[DIMS_MAX];
  int32_t columns[DIMS_MAX];
  int32_t dims;
  const char **values, **answers;
  int64_t *counts;
  int32_t *since, *until;
  char *hierarchies[DIMS_MAX];
  bry_table *earlier[EARLIER_MAX];
  int32_t earlier_count;
} protecting;

static void protecting_free(protecting *p) {
  for (int32_t d = 0; d < DIMS_MAX; d++)
    free(p->hierarchies[d]);
  for (int32_t i = 0; i < p->earlier_count; i++)
    bry_table_free(p->earlier[i]);
  free(p->dims_text);
  free(p->values);
  free(p->answers);
  free(p->counts);
  free(p->since);
  free(p->until);
}

/* --- columns ------------------------------------------------------------------------------------------------------ */

static int read_dims(protecting *p) {
  p->dims_text = strdup(args_value(p->s->args, OPT_DIMS));
  if (p->dims_text == NULL) return fail_because("out of memory");
  for (char *at = p->dims_text; at != NULL;) {
    char *comma = strchr(at, ',');
    if (comma != NULL) *comma = '\0';
    if (p->dims == DIMS_MAX) return usage_error(p->s->args->command, "--dims takes up to %d columns", DIMS_MAX);
    p->names[p->dims] = at;
    if (find_column(p->table, at, &p->columns[p->dims]) != EXIT_DONE) return EXIT_FAILED;
    p->dims++;
    at = comma != NULL ? comma + 1 : NULL;
  }
  p->values = calloc((size_t)(p->rows * p->dims) + 1, sizeof *p->values);
  if (p->values == NULL) return fail_because("out of memory");
  for (int64_t row = 0; row < p->rows; row++)
    for (int32_t d = 0; d < p->dims; d++)
      p->values[row * p->dims + d] = bry_table_text(p->table, row, p->columns[d]);
  return EXIT_DONE;
}

/* A column of whole numbers, if the option was given; an empty field is 0. */
static int read_numbers(const protecting *p, option_id id, int64_t **out) {
  int32_t column = -1;
  if (find_column(p->table, args_value(p->s->args, id), &column) != EXIT_DONE) return EXIT_FAILED;
  if (column < 0) return EXIT_DONE;
  *out = calloc((size_t)p->rows + 1, sizeof **out);
  if (*out == NULL) return fail_because("out of memory");
  for (int64_t row = 0; row < p->rows; row++) {
    const char *text = bry_table_text(p->table, row, column);
    size_t size = text != NULL ? strlen(text) : 0;
    if (size > 9 || (size > 0 && strspn(text, "0123456789") != size))
      return fail_because("row %" PRId64 " has no whole number in the column \"%s\"", row + 1,
                          args_value(p->s->args, id));
    (*out)[row] = size > 0 ? strtoll(text, NULL, 10) : 0;
  }
  return EXIT_DONE;
}

static int read_releases(const protecting *p, option_id id, int32_t **out) {
  int64_t *numbers = NULL;
  int result = read_numbers(p, id, &numbers);
  if (result == EXIT_DONE && numbers != NULL) {
    *out = calloc((size_t)p->rows + 1, sizeof **out);
    if (*out == NULL) result = fail_because("out of memory");
    for (int64_t row = 0; row < p->rows && *out != NULL; row++)
      (*out)[row] = (int32_t)numbers[row];
  }
  free(numbers);
  return result;
}

static int read_answers(protecting *p) {
  int32_t column = -1;
  if (find_column(p->table, args_value(p->s->args, OPT_ANSWER), &column) != EXIT_DONE) return EXIT_FAILED;
  if (column < 0) return EXIT_DONE;
  p->answers = calloc((size_t)p->rows + 1, sizeof *p->answers);
  if (p->answers == NULL) return fail_because("out of memory");
  for (int64_t row = 0; row < p->rows; row++)
    p->answers[row] = bry_table_text(p->table, row, column);
  return EXIT_DONE;
}

/* --- people by their id ------------------------------------------------------------------------------------------- */

typedef struct person {
  const char *id;
  int64_t row;
} person;

static int by_id(const void *left, const void *right) {
  const person *a = left, *b = right;
  int order = strcmp(a->id, b->id);
  return order != 0 ? order : (a->row > b->row) - (a->row < b->row);
}

static int same_text(const char *x, const char *y) {
  return x == y || (x != NULL && y != NULL && strcmp(x, y) == 0);
}

static int same_group(const protecting *p, int64_t a, int64_t b) {
  for (int32_t d = 0; d < p->dims; d++)
    if (!same_text(p->values[a * p->dims + d], p->values[b * p->dims + d])) return 0;
  return 1;
}

/* What else the rows say of their person: which row counts must not matter. */
static int same_beside(const protecting *p, int64_t a, int64_t b) {
  return (p->answers == NULL || same_text(p->answers[a], p->answers[b])) &&
         (p->since == NULL || p->since[a] == p->since[b]) && (p->until == NULL || p->until[a] == p->until[b]);
}

static int check_again(const protecting *p, int64_t before, int64_t row) {
  if (!same_group(p, before, row))
    return fail_because("rows %" PRId64 " and %" PRId64 " have one id but stand in different groups", before + 1,
                        row + 1);
  if (!same_beside(p, before, row))
    return fail_because("rows %" PRId64 " and %" PRId64
                        " have one id but differ in --since, --until or --answer: give each id one row, or make its "
                        "rows agree",
                        before + 1, row + 1);
  return EXIT_DONE;
}

/* Several rows of one person count once. */
static int count_people(protecting *p, int32_t column) {
  person *people = calloc((size_t)p->rows + 1, sizeof *people);
  p->counts = calloc((size_t)p->rows + 1, sizeof *p->counts);
  if (people == NULL || p->counts == NULL) {
    free(people);
    return fail_because("out of memory");
  }
  int result = EXIT_DONE;
  for (int64_t row = 0; row < p->rows && result == EXIT_DONE; row++) {
    people[row] = (person){bry_table_text(p->table, row, column), row};
    if (people[row].id == NULL) result = fail_because("row %" PRId64 " has no id", row + 1);
  }
  if (result == EXIT_DONE && p->rows > 1) qsort(people, (size_t)p->rows, sizeof *people, by_id);
  for (int64_t i = 0; i < p->rows && result == EXIT_DONE; i++) {
    int again = i > 0 && strcmp(people[i - 1].id, people[i].id) == 0;
    p->counts[people[i].row] = !again;
    if (again) result = check_again(p, people[i - 1].row, people[i].row);
  }
  free(people);
  return result;
}

static int read_counts(protecting *p) {
  int32_t id = -1;
  if (find_column(p->table, args_value(p->s->args, OPT_ID), &id) != EXIT_DONE) return EXIT_FAILED;
  return id >= 0 ? count_people(p, id) : read_numbers(p, OPT_COUNTED, &p->counts);
}

/* --- files beside ------------------------------------------------------------------------------------------------- */

static int read_hierarchies(protecting *p) {
  const args *a = p->s->args;
  int32_t place = 0;
  for (const char *given; (given = args_next(a, OPT_HIERARCHY, &place)) != NULL;) {
    size_t size = strcspn(given, "=");
    int32_t d = 0;
    while (d < p->dims && (strlen(p->names[d]) != size || memcmp(p->names[d], given, size) != 0))
      d++;
    if (given[size] != '=' || d == p->dims || p->hierarchies[d] != NULL)
      return usage_error(a->command, "--hierarchy is a column of --dims, \"=\" and a file, once for each: not \"%s\"",
                         given);
    if (read_text(given + size + 1, &p->hierarchies[d]) != EXIT_DONE) return EXIT_FAILED;
  }
  return EXIT_DONE;
}

static int read_earlier(protecting *p) {
  int32_t place = 0;
  for (const char *path; (path = args_next(p->s->args, OPT_EARLIER, &place)) != NULL;) {
    if (p->earlier_count == EARLIER_MAX)
      return usage_error(p->s->args->command, "--earlier takes up to %d files", EARLIER_MAX);
    if (read_csv(p->s, path, &p->earlier[p->earlier_count]) != EXIT_DONE) return EXIT_FAILED;
    p->earlier_count++;
  }
  return EXIT_DONE;
}

/* --- the command -------------------------------------------------------------------------------------------------- */

static bry_protect_options read_options(const protecting *p) {
  const args *a = p->s->args;
  bry_protect_options o;
  bry_protect_options_init(&o);
  const char *method = args_value(a, OPT_METHOD), *least = args_value(a, OPT_LEAST);
  o.method = method != NULL && strcmp(method, "round") == 0 ? BRY_PROTECT_ROUND : BRY_PROTECT_SUPPRESS;
  o.min_group = args_int(a, OPT_K, o.min_group);
  o.width = args_int(a, OPT_WIDTH, o.width);
  o.least = least != NULL ? *least - '0' : o.least;
  o.zeros = args_has(a, OPT_ZEROS);
  o.owner = args_has(a, OPT_OWNER);
  o.tables = args_value(a, OPT_TABLES);
  o.hierarchies = (const char *const *)p->hierarchies;
  o.answers = p->answers;
  o.since = p->since;
  o.until = p->until;
  o.earlier = (const bry_table *const *)p->earlier;
  o.earlier_count = p->earlier_count;
  return o;
}

static int write_audit(const session *s, bry_text *audit) {
  const char *path = args_value(s->args, OPT_AUDIT);
  int result =
      path != NULL && audit != NULL ? write_bytes(path, bry_text_data(audit), bry_text_size(audit)) : EXIT_DONE;
  bry_text_free(audit);
  return result;
}

static int run_protect(session *s, protecting *p) {
  int result = read_dims(p);
  if (result == EXIT_DONE) result = read_answers(p);
  if (result == EXIT_DONE) result = read_releases(p, OPT_SINCE, &p->since);
  if (result == EXIT_DONE) result = read_releases(p, OPT_UNTIL, &p->until);
  if (result == EXIT_DONE) result = read_counts(p);
  if (result == EXIT_DONE) result = read_hierarchies(p);
  if (result == EXIT_DONE) result = read_earlier(p);
  if (result != EXIT_DONE) return result;
  bry_protect_options options = read_options(p);
  bry_table *found = NULL;
  bry_text *audit = NULL;
  bry_error *err = NULL;
  bry_status status = bry_protect(p->names, p->values, p->dims, p->counts, p->rows, &options, &found, &audit, &err);
  result = finish_table(s, status, found, err);
  int written = write_audit(s, audit);
  return result != EXIT_DONE ? result : written;
}

static int protect(session *s) {
  const args *a = s->args;
  bry_table *table = NULL;
  if (args_has(a, OPT_ID) && args_has(a, OPT_COUNTED))
    return usage_error(a->command, "--count and --id don't go together: a row is some people, or of one person");
  if (read_csv(s, a->operands[0], &table) != EXIT_DONE) return EXIT_FAILED;
  protecting p = {.s = s, .table = table, .rows = bry_table_row_count(table)};
  int result = run_protect(s, &p);
  protecting_free(&p);
  bry_table_free(table);
  return result;
}

static const option_use protect_options[] = {
    {OPT_DIMS, "COL,...", "up to four columns that make the groups", USE_REQUIRED},
    {OPT_COUNTED, "COL", "the column with the number of people of a row (default: one each)", 0},
    {OPT_ID, "COL", "the column that tells people apart: rows of one that agree in all else count once", 0},
    {OPT_HIERARCHY, "COL=FILE", "CSV: columns code and parent (kode, forelder), else the first two", USE_REPEATED},
    {OPT_TABLES, "T;...", "the tables that are published, such as \"region,age;region,sex\" (default: all crossed)",
     0},
    {OPT_K, "N", "groups of fewer people are never shown, 3 to 50 (default: 5)", 0},
    {OPT_METHOD, NULL, "withhold counts, or round them so that sums still add up (default: suppress)", 0},
    {OPT_WIDTH, "N", "no withheld small count can be told to an interval less wide; 0: not looked at (default: 3)",
     0},
    {OPT_LEAST, NULL, "what a reader takes a withheld count to be at least (default: 1)", 0},
    {OPT_ZEROS, NULL, "withhold groups that rows of the count 0 name, as if they were small", 0},
    {OPT_ANSWER, "COL", "what people answered: groups that answered alike are withheld too; not with round", 0},
    {OPT_SINCE, "COL", "the first release that a row was in, from 1", 0},
    {OPT_UNTIL, "COL", "the last one, empty when it still counts", 0},
    {OPT_EARLIER, "FILE", "what was published as release 1, then 2 ..., by this command; not rounded", USE_REPEATED},
    {OPT_OWNER, NULL, "tell small groups from those that protect them; not to leave the house", 0},
    {OPT_AUDIT, "FILE", "write the audit as JSON, also when it did not pass", 0},
    {0},
};

const command protect_commands[] = {
    {.name = "protect",
     .operands = "FILE",
     .summary = "Counts by groups, from a CSV file, that give nobody away",
     .details =
         "Counts people by the columns of --dims, with all margins (\"*\"), and withholds groups of fewer than k\n"
         "people, and as many others as it takes that no withheld group follows from what is shown: not by\n"
         "subtraction, not for one person who is alone in a group, not as a union of fewer than k people, and\n"
         "no small count more closely than --width. Prints the columns of --dims, count and status (published,\n"
         "withheld, rounded). Groups without people are not listed, so that a rounded 0 stands for 1 to k-1\n"
         "people; combinations of k or more are exact. With --earlier the file holds all people who ever\n"
         "counted, and those who came or left between releases are protected too; rounded ones are refused.\n"
         "Very large tables are refused with advice after about half a minute's work.",
     .examples = "  bry protect staff.csv --dims department,age --hierarchy department=org.csv --out table.csv\n"
                 "  bry protect staff.csv --dims department,age,sex --tables \"department,age;department,sex\"\n"
                 "  bry protect counts.csv --dims region,income --count n --k 4 --method round\n",
     .options = protect_options,
     .prints = BRY_FORMAT_CSV,
     .run = protect},
    {0},
};
