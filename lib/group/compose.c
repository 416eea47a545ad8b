/* Groups that are as diverse inside as can be (the maximally diverse grouping problem), by exchanges.
 *
 * People are dealt at random into groups of near-equal size; then two of different groups change places whenever that
 * makes the sum of distances within groups larger, until no exchange does or the work allowed is done. A distance is
 * the number of attributes in which two people differ, an integer: so the groups are the same on any machine.
 *
 * No distances are stored. How far a person is from a group follows from how many of the group have each of the
 * person's values, and those tallies are small and cheap to keep up to date. */
#include "core/buffer.h"
#include "core/error.h"
#include "core/mem.h"
#include "core/random.h"
#include "core/strings.h"
#include "core/table.h"

#include <bry/group.h>

/* Everyone is tried with up to REACH others a pass, which is everyone else among 4,097 people or fewer. */
enum { PASSES_MAX = 50, REACH = 2048 };
static const int64_t tries_max = 500000000;

typedef struct composition {
  int32_t people, groups, attributes;
  int32_t *code;  /* [person * attributes + attribute]: number of the value; equal in one attribute = equal value */
  int32_t codes;  /* how many there are, over all attributes */
  int32_t *group; /* of a person */
  int32_t *size;  /* of a group */
  int32_t *tally; /* [group * codes + code]: how many of the group have it */
  int32_t *order; /* people, shuffled */
} composition;

static void composition_clear(composition *c) {
  bry__free(c->code);
  bry__free(c->group);
  bry__free(c->size);
  bry__free(c->tally);
  bry__free(c->order);
}

/* --- people as numbers ------------------------------------------------------------------------------------------ */

static void put_value(bry__buffer *b, const bry_table *t, int64_t row, int32_t column) {
  if (bry_table_column_type(t, column) == BRY_TYPE_TEXT)
    bry__buffer_text(b, bry_table_text(t, row, column));
  else if (bry_table_column_type(t, column) == BRY_TYPE_INT64)
    bry__buffer_int(b, bry_table_int64(t, row, column));
  else
    bry__buffer_double(b, bry_table_double(t, row, column));
}

/* What tells the values of all columns apart; missing ones of a column are equal to each other. */
static void value_key(bry__buffer *key, const bry_table *t, int64_t row, int32_t column) {
  bry__buffer_clear(key);
  bry__buffer_int(key, column);
  if (bry_table_missing(t, row, column) != BRY_PRESENT) return;
  bry__buffer_char(key, '=');
  put_value(key, t, row, column);
}

/* The number of a value among all values, or -1 when memory runs out. */
static int64_t number_value(bry__strings *values, bry__buffer *key, const bry_table *t, int64_t row, int32_t column) {
  value_key(key, t, row, column);
  return key->failed ? -1 : bry__strings_add(values, key->data, key->size);
}

static bry_status check_ids(const bry_table *people, int32_t id, bry__buffer *key, bry_error **err) {
  bry__strings ids = {0};
  bry_status status = BRY_OK;
  for (int64_t row = 0; row < bry_table_row_count(people) && status == BRY_OK; row++) {
    if (bry_table_missing(people, row, id) != BRY_PRESENT) {
      status = bry__error(err, BRY_EREFUSED, "Row %lld has no id: give everyone one.", (long long)row + 1);
      break;
    }
    int64_t number = number_value(&ids, key, people, row, id);
    if (number < 0)
      status = bry__enomem(err);
    else if (number != row)
      status = bry__error(err, BRY_EREFUSED, "Rows %lld and %lld have the same id: list everyone once.",
                          (long long)number + 1, (long long)row + 1);
  }
  bry__strings_clear(&ids);
  return status;
}

static bry_status read_people(composition *c, const bry_table *people, int32_t id, bry__buffer *key,
                              bry_error **err) {
  bry__strings values = {0};
  bry_status status = BRY_OK;
  int32_t columns = bry_table_column_count(people), at = 0;
  c->people = (int32_t)bry_table_row_count(people);
  c->attributes = columns - 1;
  c->code = bry__alloc_zero((size_t)c->people * (size_t)c->attributes, sizeof *c->code);
  if (!c->code) return bry__enomem(err);
  for (int32_t column = 0; column < columns && status == BRY_OK; column++) {
    if (column == id) continue;
    for (int32_t row = 0; row < c->people && status == BRY_OK; row++) {
      int64_t number = number_value(&values, key, people, row, column);
      if (number < 0 || number > INT32_MAX)
        status = bry__enomem(err);
      else
        c->code[(int64_t)row * c->attributes + at] = (int32_t)number;
    }
    at++;
  }
  c->codes = (int32_t)values.count;
  bry__strings_clear(&values);
  return status;
}

/* --- distances -------------------------------------------------------------------------------------------------- */

static const int32_t *codes_of(const composition *c, int32_t person) {
  return c->code + (int64_t)person * c->attributes;
}

/* Attributes in which two people differ. */
static int32_t distance(const composition *c, int32_t a, int32_t b) {
  const int32_t *left = codes_of(c, a), *right = codes_of(c, b);
  int32_t differ = 0;
  for (int32_t i = 0; i < c->attributes; i++)
    differ += left[i] != right[i];
  return differ;
}

/* Sum of the distances of a person to the members of a group. */
static int64_t distance_to_group(const composition *c, int32_t person, int32_t group) {
  const int32_t *code = codes_of(c, person), *tally = c->tally + (int64_t)group * c->codes;
  int64_t sum = (int64_t)c->attributes * c->size[group];
  for (int32_t i = 0; i < c->attributes; i++)
    sum -= tally[code[i]];
  return sum;
}

static void tally_person(composition *c, int32_t person, int32_t by) {
  const int32_t *code = codes_of(c, person);
  int32_t *tally = c->tally + (int64_t)c->group[person] * c->codes;
  for (int32_t i = 0; i < c->attributes; i++)
    tally[code[i]] += by;
  c->size[c->group[person]] += by;
}

static void move_person(composition *c, int32_t person, int32_t group) {
  tally_person(c, person, -1);
  c->group[person] = group;
  tally_person(c, person, 1);
}

/* --- dealing and exchanging ------------------------------------------------------------------------------------- */

static void shuffle(composition *c, uint64_t seed) {
  uint64_t counter = 0;
  for (int32_t i = 0; i < c->people; i++)
    c->order[i] = i;
  for (int32_t i = c->people - 1; i > 0; i--) {
    int32_t j = (int32_t)bry__random_below(seed, 0, &counter, (uint64_t)i + 1), person = c->order[i];
    c->order[i] = c->order[j];
    c->order[j] = person;
  }
}

static bry_status deal(composition *c, int32_t groups, uint64_t seed, bry_error **err) {
  c->groups = groups;
  c->group = bry__alloc_zero((size_t)c->people, sizeof *c->group);
  c->order = bry__alloc_zero((size_t)c->people, sizeof *c->order);
  c->size = bry__alloc_zero((size_t)groups, sizeof *c->size);
  c->tally = bry__alloc_zero((size_t)groups * (size_t)c->codes, sizeof *c->tally);
  if (!c->group || !c->order || !c->size || !c->tally) return bry__enomem(err);
  shuffle(c, seed);
  for (int32_t i = 0; i < c->people; i++) {
    c->group[c->order[i]] = i % groups;
    tally_person(c, c->order[i], 1);
  }
  return BRY_OK;
}

/* By how much the sum of distances within groups grows when a and b change places. */
static int64_t gain_of_exchange(const composition *c, int32_t a, int32_t b) {
  int32_t from = c->group[a], to = c->group[b];
  return distance_to_group(c, a, to) - distance_to_group(c, a, from) + distance_to_group(c, b, from) -
         distance_to_group(c, b, to) - 2 * (int64_t)distance(c, a, b);
}

/* Tries each pair within reach once; how many exchanges were made. */
static int64_t improve(composition *c, int32_t reach) {
  int64_t exchanges = 0;
  for (int32_t i = 0; i < c->people; i++)
    for (int32_t step = 1; step <= reach; step++) {
      int32_t a = c->order[i], b = c->order[(int32_t)(((int64_t)i + step) % c->people)];
      int32_t from = c->group[a], to = c->group[b];
      if (from == to || gain_of_exchange(c, a, b) <= 0) continue;
      move_person(c, a, to);
      move_person(c, b, from);
      exchanges++;
    }
  return exchanges;
}

static void exchange_until_good(composition *c) {
  int32_t reach = c->people / 2 < REACH ? c->people / 2 : REACH;
  int64_t tries = 0;
  for (int pass = 0; pass < PASSES_MAX && tries < tries_max; pass++) {
    if (improve(c, reach) == 0) return;
    tries += (int64_t)c->people * reach;
  }
}

/* --- the call --------------------------------------------------------------------------------------------------- */

static bry_status put_groups(const composition *c, const bry_table *people, int32_t id, bry_table **out,
                             bry_error **err) {
  bry__buffer text = {0};
  bry_table *t = bry__table_new("groups", "Grupper", "Grupper", "Groups");
  int32_t id_column = bry__table_column(t, "id", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, NULL, NULL, NULL);
  bry__table_column_set_label(t, id_column, bry__table_column_label_of(people, id));
  int32_t group = bry__table_column(t, "group", BRY_TYPE_INT64, BRY_ROLE_DIMENSION, "Gruppe", "Gruppe", "Group");
  for (int32_t person = 0; person < c->people; person++) {
    bry__buffer_clear(&text);
    put_value(&text, people, person, id);
    bry__table_row(t);
    bry__table_set_text_n(t, id_column, text.data, text.failed ? 0 : text.size);
    bry__table_set_int64(t, group, c->group[person] + 1);
  }
  if (text.failed) {
    bry_table_free(t);
    t = NULL;
  }
  bry__buffer_free(&text);
  return bry__table_finish(t, out, err);
}

static bry_status check_arguments(const bry_table *people, const char *id_column, int32_t groups, int32_t *id,
                                  bry_error **err) {
  if (!people || !id_column)
    return bry__error(err, BRY_EINVAL, "The people or the name of their id column is NULL: pass both.");
  int64_t count = bry_table_row_count(people);
  if (groups < 1 || groups > count)
    return bry__error(err, BRY_EINVAL, "%d groups can't be made of %lld people: pass from 1 to as many as there are.",
                      (int)groups, (long long)count);
  if (count > INT32_MAX) return bry__error(err, BRY_EINVAL, "There are too many people: at most %d.", INT32_MAX);
  *id = bry_table_find_column(people, id_column);
  if (*id < 0)
    return bry__error(err, BRY_ENOTFOUND, "There is no column \"%s\": name the one that tells people apart.",
                      id_column);
  return BRY_OK;
}

bry_status bry_compose(const bry_table *people, const char *id_column, int32_t groups, uint64_t seed, bry_table **out,
                       bry_error **err) {
  composition c = {0};
  bry__buffer key = {0};
  int32_t id = -1;

  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: pass a place for the groups.");
  *out = NULL;
  bry_status status = check_arguments(people, id_column, groups, &id, err);
  if (status == BRY_OK) status = check_ids(people, id, &key, err);
  if (status == BRY_OK) status = read_people(&c, people, id, &key, err);
  if (status == BRY_OK) status = deal(&c, groups, seed, err);
  if (status == BRY_OK) {
    exchange_until_good(&c);
    status = put_groups(&c, people, id, out, err);
  }
  composition_clear(&c);
  bry__buffer_free(&key);
  return status;
}
