/* Votes on statements. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/buffer.h"
#include "core/nth_allocation.h"
#include "core/random.h"

#include <bry/vote.h>
#include <stdio.h>
#include <string.h>

enum { PEOPLE = 60, STATEMENTS = 12, VOTES = PEOPLE * STATEMENTS + 1 };

/* --- material --------------------------------------------------------------------------------------------------- */

typedef struct ballot {
  char name[VOTES][8], on[VOTES][8];
  const char *people[VOTES], *statements[VOTES], *groups[VOTES];
  int32_t votes[VOTES];
  int64_t count;
} ballot;

static void put_vote(ballot *b, int32_t person, int32_t statement, int32_t vote, const char *group) {
  int64_t i = b->count++;
  snprintf(b->name[i], sizeof b->name[i], "p%d", person);
  snprintf(b->on[i], sizeof b->on[i], "s%d", statement);
  b->people[i] = b->name[i];
  b->statements[i] = b->on[i];
  b->votes[i] = vote;
  b->groups[i] = group;
}

/* Two camps who disagree on all but the last statement; a fifth of the votes are anything. */
static void fill_camps(ballot *b, uint64_t seed) {
  uint64_t counter = 0;
  b->count = 0;
  for (int32_t person = 0; person < PEOPLE; person++)
    for (int32_t s = 0; s < STATEMENTS; s++) {
      int32_t camp = person % 3 == 0 ? -1 : 1, opinion = s == STATEMENTS - 1 ? 1 : s % 2 == 0 ? camp : -camp;
      if (bry__random_below(seed, 0, &counter, 5) == 0)
        opinion = (int32_t)bry__random_below(seed, 0, &counter, 3) - 1;
      put_vote(b, person, s, opinion, camp > 0 ? "øst" : "vest");
    }
}

static bry_votes *count(const ballot *b, int known, const bry_vote_options *options) {
  bry_votes *v = NULL;
  bry_error *err = NULL;
  bry_status status =
      bry_votes_count(b->people, b->statements, b->votes, known ? b->groups : NULL, b->count, options, &v, &err);
  if (status != BRY_OK) fail_msg("%s", bry_error_message(err));
  return v;
}

static int64_t int_at(const bry_table *t, int64_t row, const char *column) {
  return bry_table_int64(t, row, bry_table_find_column(t, column));
}

static double double_at(const bry_table *t, int64_t row, const char *column) {
  return bry_table_double(t, row, bry_table_find_column(t, column));
}

static int32_t missing_at(const bry_table *t, int64_t row, const char *column) {
  return bry_table_missing(t, row, bry_table_find_column(t, column));
}

/* --- what must hold --------------------------------------------------------------------------------------------- */

static void the_last_vote_of_a_person_counts(void **state) {
  (void)state;
  static ballot b;
  bry_table *t = NULL;
  b.count = 0;
  put_vote(&b, 1, 1, 1, "a");
  put_vote(&b, 2, 1, 0, "a");
  put_vote(&b, 1, 2, 1, "a");
  put_vote(&b, 1, 1, -1, "a");
  bry_votes *v = count(&b, 1, NULL);
  assert_int_equal(bry_votes_statements(v, &t, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(t), 2);
  assert_int_equal(int_at(t, 0, "agrees"), 0);
  assert_int_equal(int_at(t, 0, "disagrees"), 1);
  assert_int_equal(int_at(t, 0, "passes"), 1);
  assert_int_equal(int_at(t, 1, "agrees"), 1);
  assert_float_equal(double_at(t, 0, "consensus_agree"), 1.0 / 4, 1e-15);
  assert_float_equal(double_at(t, 0, "consensus_disagree"), 2.0 / 4, 1e-15);
  bry_table_free(t);
  bry_votes_free(v);
}

/* How many are not where their camp is; the larger one is A. */
static int32_t count_misplaced(uint64_t seed, int32_t groups) {
  static ballot b;
  bry_vote_options o;
  bry_table *t = NULL;
  int32_t wrong = 0;
  fill_camps(&b, seed);
  bry_vote_options_init(&o);
  o.groups = groups;
  bry_votes *v = count(&b, 0, &o);
  assert_int_equal(bry_votes_people(v, &t, NULL), BRY_OK);
  for (int32_t person = 0; person < PEOPLE; person++)
    wrong += strcmp(bry_table_text(t, person, bry_table_find_column(t, "group")), person % 3 == 0 ? "B" : "A") != 0;
  bry_table_free(t);
  bry_votes_free(v);
  return wrong;
}

static void camps_are_found(void **state) {
  (void)state;
  int32_t told = 0;
  for (uint64_t seed = 0; seed < 20; seed++) {
    assert_in_range(count_misplaced(seed, 2), 0, 1);
    told += count_misplaced(seed, 0) <= 1;
  }
  assert_in_range(told, 18, 20); /* that there are two is told from noise nearly always */
}

static void a_statement_that_one_group_never_saw_has_no_consensus(void **state) {
  (void)state;
  static ballot b;
  bry_table *t = NULL;
  fill_camps(&b, 1);
  put_vote(&b, 1, 99, 1, "øst");
  bry_votes *v = count(&b, 1, NULL);
  assert_int_equal(bry_votes_statements(v, &t, NULL), BRY_OK);
  assert_int_equal(missing_at(t, 0, "consensus_agree"), BRY_PRESENT);
  assert_int_equal(missing_at(t, STATEMENTS, "consensus_agree"), BRY_MISSING);
  assert_int_equal(missing_at(t, STATEMENTS, "stance_vest"), BRY_MISSING);
  bry_table_free(t);
  bry_votes_free(v);
}

/* Whoever knows all that is shown of a statement can't tell the votes of fewer people than asked for. */
static void few_votes_are_withheld_and_not_left_by_subtraction(void **state) {
  (void)state;
  static ballot b;
  static const char *const names[] = {"a", "b", "c", "d"};
  uint64_t counter = 0;
  for (int round = 0; round < 200; round++) {
    bry_vote_options o;
    bry_table *all = NULL, *by_group = NULL;
    int32_t groups = 1 + round % 4, people = 5 + round % 40;
    b.count = 0;
    for (int32_t person = 0; person < people; person++)
      put_vote(&b, person, 0, (int32_t)bry__random_below(7, 0, &counter, 3) - 1,
               names[bry__random_below(7, 0, &counter, (uint64_t)groups)]);
    bry_vote_options_init(&o);
    o.min_group = 5;
    bry_votes *v = count(&b, 1, &o);
    assert_int_equal(bry_votes_statements(v, &all, NULL), BRY_OK);
    assert_int_equal(bry_votes_groups(v, &by_group, NULL), BRY_OK);
    int64_t left = int_at(all, 0, "votes"), withheld = 0;
    for (int64_t row = 0; row < bry_table_row_count(by_group); row++) {
      int64_t votes = int_at(by_group, row, "votes");
      withheld += missing_at(by_group, row, "votes") == BRY_MISSING_WITHHELD;
      if (missing_at(by_group, row, "votes") != BRY_PRESENT) continue;
      assert_true(votes >= 5);
      left -= votes;
    }
    if (bry_table_row_count(by_group) > 1) assert_int_not_equal(withheld, 1);
    if (withheld > 0) assert_true(left >= 5);
    if (withheld > 0) assert_int_equal(missing_at(all, 0, "consensus_agree"), BRY_MISSING_WITHHELD);
    bry_table_free(all);
    bry_table_free(by_group);
    bry_votes_free(v);
  }
}

static void check_refused(const ballot *b, const bry_vote_options *options, bry_status expected, const char *says) {
  bry_votes *v = NULL;
  bry_error *err = NULL;
  assert_int_equal(bry_votes_count(b->people, b->statements, b->votes, b->groups, b->count, options, &v, &err),
                   expected);
  assert_null(v);
  assert_non_null(strstr(bry_error_message(err), says));
  bry_error_free(err);
}

static void what_is_no_vote_is_refused_with_its_place(void **state) {
  (void)state;
  static ballot b;
  bry_vote_options o;
  b.count = 0;
  put_vote(&b, 1, 1, 1, "a");
  put_vote(&b, 2, 1, 2, "a");
  check_refused(&b, NULL, BRY_EINVAL, "Vote 2 is 2");
  b.votes[1] = 0;
  b.statements[1] = NULL;
  check_refused(&b, NULL, BRY_EINVAL, "Vote 2 has no statement");
  b.statements[1] = b.on[1];
  b.people[1] = "";
  check_refused(&b, NULL, BRY_EINVAL, "Vote 2 has no person");
  b.people[1] = b.people[0];
  b.groups[1] = "b";
  check_refused(&b, NULL, BRY_EREFUSED, "Who gave vote 2");
  bry_vote_options_init(&o);
  o.groups = 13;
  check_refused(&b, &o, BRY_EINVAL, "13 groups");
}

static void nothing_gives_empty_tables(void **state) {
  (void)state;
  static ballot b;
  b.count = 0;
  for (int known = 0; known < 2; known++) {
    bry_table *t = NULL;
    bry_votes *v = count(&b, known, NULL);
    assert_int_equal(bry_votes_statements(v, &t, NULL), BRY_OK);
    assert_int_equal(bry_table_row_count(t), 0);
    bry_table_free(t);
    assert_int_equal(bry_votes_people(v, &t, NULL), BRY_OK);
    assert_int_equal(bry_table_row_count(t), 0);
    bry_table_free(t);
    bry_votes_free(v);
  }
}

static void everyone_alike_is_one_group(void **state) {
  (void)state;
  static ballot b;
  bry_table *t = NULL;
  b.count = 0;
  for (int32_t person = 0; person < 20; person++)
    for (int32_t s = 0; s < 9; s++)
      put_vote(&b, person, s, 1, NULL);
  bry_votes *v = count(&b, 0, NULL);
  assert_int_equal(bry_votes_people(v, &t, NULL), BRY_OK);
  for (int32_t person = 0; person < 20; person++)
    assert_string_equal(bry_table_text(t, person, bry_table_find_column(t, "group")), "A");
  bry_table_free(t);
  bry_votes_free(v);
}

/* --- memory ----------------------------------------------------------------------------------------------------- */

static ballot camps;

static bry_status count_and_list(bry_error **err) {
  bry_votes *v = NULL;
  bry_table *t = NULL;
  bry_status status = bry_votes_count(camps.people, camps.statements, camps.votes, NULL, camps.count, NULL, &v, err);
  if (status == BRY_OK) status = bry_votes_statements(v, &t, err);
  bry_table_free(t);
  t = NULL;
  if (status == BRY_OK) status = bry_votes_groups(v, &t, err);
  bry_table_free(t);
  t = NULL;
  if (status == BRY_OK) status = bry_votes_people(v, &t, err);
  bry_table_free(t);
  bry_votes_free(v);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  fill_camps(&camps, 3);
  assert_true(each_allocation_may_fail(count_and_list, BRY_OK) > 20);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_last_vote_of_a_person_counts),
      cmocka_unit_test(camps_are_found),
      cmocka_unit_test(a_statement_that_one_group_never_saw_has_no_consensus),
      cmocka_unit_test(few_votes_are_withheld_and_not_left_by_subtraction),
      cmocka_unit_test(what_is_no_vote_is_refused_with_its_place),
      cmocka_unit_test(nothing_gives_empty_tables),
      cmocka_unit_test(everyone_alike_is_one_group),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
