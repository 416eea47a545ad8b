/* bry relations: the relation budget from a CSV file, without a store: a row for each relation, or a row for each person as
 * the template relasjonsbudsjett gives it. */
#include "commands.h"
#include "session.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PARTNERS_MAX = 100, NAME_ROOM = 64, NUMBER_ROOM = 24 };

/* Columns of one relation; -1: the file has none. */
typedef struct columns {
  int32_t to, now, wanted, quality, points;
} columns;

typedef struct budget {
  const session *s;
  const bry_table *table;
  int32_t person, from;
  columns partners[PARTNERS_MAX]; /* of a row; one, in a file with a row for each relation */
  int32_t partner_count;
  char (*numbers)[NUMBER_ROOM]; /* of rows, where nobody else says who it is */
  bry_relation *relations;
  int64_t count;
} budget;

static columns find_columns(const bry_table *table, const char *before) {
  static const char *const names[] = {"hours_now", "hours_wanted", "quality", "points"};
  char name[NAME_ROOM];
  int32_t found[4];
  for (int i = 0; i < 4; i++) {
    snprintf(name, sizeof name, "%s%s", before, names[i]);
    found[i] = bry_table_find_column(table, name);
  }
  snprintf(name, sizeof name, "%s%s", before, *before != '\0' ? "unit" : "to");
  return (columns){bry_table_find_column(table, name), found[0], found[1], found[2], found[3]};
}

static int find_partners(budget *b) {
  char before[NAME_ROOM];
  for (int32_t i = 0; i < PARTNERS_MAX; i++) {
    snprintf(before, sizeof before, "partners[%" PRId32 "].", i);
    columns found = find_columns(b->table, before);
    if (found.to < 0) break;
    b->partners[b->partner_count++] = found;
  }
  if (b->partner_count > 0) return EXIT_DONE;
  b->partners[b->partner_count++] = find_columns(b->table, "");
  int32_t to = 0;
  return find_column(b->table, "to", &to);
}

static int find_people(budget *b) {
  const args *a = b->s->args;
  const char *person = args_value(a, OPT_PARTICIPANT), *from = args_value(a, OPT_UNIT);
  b->person = bry_table_find_column(b->table, person != NULL ? person : "participant");
  int is_long = b->partners[0].to == bry_table_find_column(b->table, "to");
  if (b->person < 0 && (person != NULL || is_long))
    return find_column(b->table, person != NULL ? person : "participant", &b->person);
  return find_column(b->table, from != NULL ? from : "from", &b->from);
}

/* A number of the table, whatever the locale of the command: it never sets one. */
static int read_number(const budget *b, int64_t row, int32_t column, double *out) {
  const char *text = column < 0 ? NULL : bry_table_text(b->table, row, column);
  char *end = NULL;
  *out = NAN;
  if (text == NULL) return EXIT_DONE;
  *out = strtod(text, &end);
  if (*end == '\0' && end != text && isfinite(*out)) return EXIT_DONE;
  return fail_because("row %" PRId64 " has no number in the column \"%s\"", row + 1,
                      bry_table_column_name(b->table, column));
}

static int read_relation(budget *b, int64_t row, const columns *c) {
  bry_relation *one = &b->relations[b->count];
  one->to = bry_table_text(b->table, row, c->to);
  if (one->to == NULL) return EXIT_DONE;
  one->from = bry_table_text(b->table, row, b->from);
  one->person = b->person >= 0 ? bry_table_text(b->table, row, b->person) : b->numbers[row];
  if (one->from == NULL || one->person == NULL)
    return fail_because("row %" PRId64 " does not say who it is, or of which unit", row + 1);
  int result = read_number(b, row, c->now, &one->now);
  if (result == EXIT_DONE) result = read_number(b, row, c->wanted, &one->wanted);
  if (result == EXIT_DONE) result = read_number(b, row, c->quality, &one->quality);
  if (result == EXIT_DONE) result = read_number(b, row, c->points, &one->points);
  b->count++;
  return result;
}

static int read_budget(budget *b) {
  int64_t rows = bry_table_row_count(b->table);
  int result = find_partners(b);
  if (result == EXIT_DONE) result = find_people(b);
  if (result != EXIT_DONE) return result;
  b->relations = calloc((size_t)rows * (size_t)b->partner_count + 1, sizeof *b->relations);
  b->numbers = calloc((size_t)rows + 1, sizeof *b->numbers);
  if (b->relations == NULL || b->numbers == NULL) return fail_because("out of memory");
  for (int64_t row = 0; row < rows && result == EXIT_DONE; row++) {
    snprintf(b->numbers[row], NUMBER_ROOM, "%" PRId64, row);
    for (int32_t i = 0; i < b->partner_count && result == EXIT_DONE; i++)
      result = read_relation(b, row, &b->partners[i]);
  }
  return result;
}

static int relations(session *s) {
  bry_table *table = NULL, *found = NULL;
  bry_error *err = NULL;
  if (read_csv(s, s->args->operands[0], &table) != EXIT_DONE) return EXIT_FAILED;
  budget b = {.s = s, .table = table, .person = -1, .from = -1};
  int result = read_budget(&b);
  if (result == EXIT_DONE) {
    bry_status status = bry_relations(b.relations, b.count, args_int(s->args, OPT_K, 0), &found, &err);
    result = finish_table(s, status, found, err);
  }
  free(b.relations);
  free(b.numbers);
  bry_table_free(table);
  return result;
}

static const option_use relations_options[] = {
    {OPT_PARTICIPANT, "COL", "the column that says who says it (default: participant)", 0},
    {OPT_UNIT, "COL", "the column with the unit that they are of (default: from)", 0},
    {OPT_K, "N", "withhold what fewer people say, from 3 (default: 5)", 0},
    {0},
};

const command relations_commands[] = {
    {.name = "relations",
     .operands = "FILE",
     .summary = "Hours, quality and points between units from a CSV file: the relationship budget",
     .details =
         "Each row is what a person says of a unit, in the columns to, hours_now, hours_wanted, quality and points\n"
         "(of a hundred that the person shares out), each of which may be missing; or each row is a person, with "
         "the\n"
         "columns partners[0].unit, partners[0].hours_now ... of the template relasjonsbudsjett, and need not say "
         "who.\n"
         "Prints for each pair of units the number of people, the means, the gap (wanted less now), and "
         "reciprocity:\n"
         "the smaller of the two directions' hours over the larger. A row without \"to\" is the unit as a whole.",
     .examples = "  bry relations relations.csv\n"
                 "  bry response export relasjoner --output csv --out answers.csv\n"
                 "  bry relations answers.csv --unit enhet --out relations.csv\n",
     .options = relations_options,
     .prints = BRY_FORMAT_CSV,
     .run = relations},
    {0},
};
