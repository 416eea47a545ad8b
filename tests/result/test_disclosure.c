/* Which groups are withheld. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/random.h"
#include "result/tabulate.h"

enum { GROUPS_MAX = 8 };

typedef struct pattern {
  int32_t shown, withheld;
  int64_t shown_least, withheld_people;
} pattern;

static void withhold(const int64_t *sizes, int32_t count, int32_t min_group, uint8_t *withheld) {
  bry__groups groups = {.dimensions = 1, .by = {{.name = "group"}}, .count = count};
  assert_int_equal(bry__withhold_groups(&groups, sizes, min_group, withheld, NULL), BRY_OK);
}

static pattern pattern_of(const int64_t *sizes, int32_t count, int32_t min_group) {
  uint8_t withheld[GROUPS_MAX];
  pattern p = {.shown_least = INT64_MAX};
  withhold(sizes, count, min_group, withheld);
  for (int32_t g = 0; g < count; g++) {
    assert_true(withheld[g] <= 1);
    assert_true(sizes[g] > 0 || !withheld[g]);
    p.withheld += withheld[g];
    p.withheld_people += withheld[g] ? sizes[g] : 0;
    if (sizes[g] > 0 && !withheld[g]) {
      p.shown++;
      p.shown_least = sizes[g] < p.shown_least ? sizes[g] : p.shown_least;
    }
  }
  return p;
}

/* What must hold whatever the sizes: no shown group is small, and what is withheld can't be pinned to a small one. */
static void assert_safe(const int64_t *sizes, int32_t count, int32_t min_group) {
  pattern p = pattern_of(sizes, count, min_group);
  if (p.shown > 0) assert_true(p.shown_least >= min_group);
  if (p.shown > 0 && p.withheld > 0) {
    assert_true(p.withheld >= 2);
    assert_true(p.withheld_people >= min_group);
  }
}

static void nothing_small_is_shown_or_found_by_subtraction(void **state) {
  (void)state;
  uint64_t counter = 0;
  for (int trial = 0; trial < 20000; trial++) {
    int64_t sizes[GROUPS_MAX];
    int32_t count = (int32_t)bry__random_below(1, 0, &counter, GROUPS_MAX) + 1;
    int32_t min_group = (int32_t)bry__random_below(1, 0, &counter, 8) + BRY_MIN_GROUP_FLOOR;
    uint64_t largest = bry__random_below(1, 0, &counter, 30) + 1;
    for (int32_t g = 0; g < count; g++)
      sizes[g] = (int64_t)bry__random_below(1, 0, &counter, largest);
    assert_safe(sizes, count, min_group);
  }
}

static int by_size(const void *left, const void *right) {
  const int64_t *a = left, *b = right;
  return (*a > *b) - (*a < *b);
}

/* Of one dimension it can be said at once: the least groups, so many that they are two and five people, that each of them
 * (none is empty) may be any of four numbers, and that one person alone does not face one other small group. */
static int32_t must_be_withheld(int64_t *sizes, int32_t count) {
  int32_t groups = 0, small = 0, alone = 0;
  int64_t people = 0;
  qsort(sizes, (size_t)count, sizeof *sizes, by_size);
  for (int32_t g = 0; g < count; g++) {
    int enough = groups >= 2 && people >= 5 && people - groups >= 3 && !(groups == 2 && small == 2 && alone);
    if (sizes[g] == 0) continue;
    if (sizes[g] >= 5 && (groups == 0 || enough)) break;
    small += sizes[g] < 5;
    alone += sizes[g] == 1;
    people += sizes[g];
    groups++;
  }
  return groups;
}

static void no_more_is_withheld_than_must_be(void **state) {
  (void)state;
  uint64_t counter = 0;
  for (int trial = 0; trial < 5000; trial++) {
    int64_t sizes[GROUPS_MAX];
    for (int32_t g = 0; g < GROUPS_MAX; g++)
      sizes[g] = (int64_t)bry__random_below(2, 0, &counter, 40);
    int32_t withheld = pattern_of(sizes, GROUPS_MAX, 5).withheld;
    assert_int_equal(withheld, must_be_withheld(sizes, GROUPS_MAX));
  }
}

static void large_groups_are_all_shown(void **state) {
  (void)state;
  int64_t sizes[] = {5, 6, 700};
  assert_int_equal(pattern_of(sizes, 3, 5).shown, 3);
}

static void one_small_group_takes_the_next_smallest_with_it(void **state) {
  (void)state;
  uint8_t withheld[4];
  withhold((int64_t[]){50, 4, 9, 20}, 4, 5, withheld);
  assert_memory_equal(withheld, ((uint8_t[]){0, 1, 1, 0}), 4);
}

static void two_small_groups_that_are_enough_together_take_no_other(void **state) {
  (void)state;
  uint8_t withheld[3];
  withhold((int64_t[]){3, 2, 9}, 3, 5, withheld);
  assert_memory_equal(withheld, ((uint8_t[]){1, 1, 0}), 3);
}

static void two_tiny_groups_take_a_third(void **state) {
  (void)state;
  uint8_t withheld[4];
  withhold((int64_t[]){1, 12, 1, 10}, 4, 5, withheld);
  assert_memory_equal(withheld, ((uint8_t[]){1, 0, 1, 1}), 4);
}

static void all_are_withheld_when_one_of_two_is_small(void **state) {
  (void)state;
  assert_int_equal(pattern_of((int64_t[]){100, 1}, 2, 5).withheld, 2);
}

static void a_single_group_is_shown_only_when_large_enough(void **state) {
  (void)state;
  assert_int_equal(pattern_of((int64_t[]){4}, 1, 5).withheld, 1);
  assert_int_equal(pattern_of((int64_t[]){5}, 1, 5).withheld, 0);
}

static void empty_groups_are_no_cover(void **state) {
  (void)state;
  uint8_t withheld[4];
  withhold((int64_t[]){0, 4, 0, 20}, 4, 5, withheld);
  assert_memory_equal(withheld, ((uint8_t[]){0, 1, 0, 1}), 4);
}

/* Also values that look like an axis' own signs are told apart, and what is small itself stays withheld. */
static void values_that_look_like_signs_are_groups_of_their_own(void **state) {
  (void)state;
  static const char *const values[] = {"*", "\\*", "\\\\*", "", NULL, "\\", "x", "y"};
  bry__groups groups = {.dimensions = 1, .by = {{.name = "group"}}, .count = 8, .values = values};
  for (int32_t small = 0; small < 8; small++) {
    uint8_t withheld[8], plain[8];
    int64_t sizes[8];
    for (int32_t g = 0; g < 8; g++)
      sizes[g] = g == small ? 2 : 40 + g;
    assert_int_equal(bry__withhold_groups(&groups, sizes, 5, withheld, NULL), BRY_OK);
    withhold(sizes, 8, 5, plain);
    assert_int_equal(withheld[small], 1);
    assert_memory_equal(withheld, plain, 8);
  }
}

enum { SIDE = 6, MANY = SIDE * SIDE * SIDE };

/* However few steps it may take: an answer, which withholds all or what it would without a limit. */
static void what_takes_too_long_is_withheld_whole(void **state) {
  (void)state;
  static const char *const codes[SIDE] = {"a", "b", "c", "d", "e", "f"};
  const char *values[3 * MANY];
  int64_t sizes[MANY];
  uint8_t found[MANY], within[MANY];
  uint64_t counter = 0;
  for (int32_t g = 0; g < MANY; g++) {
    sizes[g] = (int64_t)bry__random_below(3, 0, &counter, 20);
    for (int32_t d = 0, rest = g; d < 3; d++, rest /= SIDE)
      values[3 * g + d] = codes[rest % SIDE];
  }
  bry__groups groups = {
      .dimensions = 3, .by = {{.name = "x"}, {.name = "y"}, {.name = "z"}}, .count = MANY, .values = values};
  assert_int_equal(bry__withhold_groups(&groups, sizes, 5, found, NULL), BRY_OK);
  int32_t whole = 0, same = 0;
  for (int64_t steps = 1; steps < INT64_C(1) << 40; steps *= 8) {
    assert_int_equal(bry__withhold_groups_within(steps, &groups, sizes, 5, within, NULL), BRY_OK);
    int32_t all = 1;
    for (int32_t g = 0; g < MANY; g++)
      all &= within[g] == (sizes[g] > 0);
    whole += all;
    same += memcmp(within, found, MANY) == 0;
    assert_true(all || memcmp(within, found, MANY) == 0);
  }
  assert_true(whole > 3 && same > 3);
}

static void min_group_has_a_default_and_a_floor(void **state) {
  (void)state;
  int32_t min_group = 0;
  assert_int_equal(bry__min_group(&min_group, NULL), BRY_OK);
  assert_int_equal(min_group, BRY_MIN_GROUP_DEFAULT);
  min_group = BRY_MIN_GROUP_FLOOR;
  assert_int_equal(bry__min_group(&min_group, NULL), BRY_OK);
  assert_int_equal(min_group, BRY_MIN_GROUP_FLOOR);
  min_group = BRY_MIN_GROUP_FLOOR - 1;
  bry_error *err = NULL;
  assert_int_equal(bry__min_group(&min_group, &err), BRY_EINVAL);
  assert_non_null(err);
  bry_error_free(err);
  min_group = -1;
  assert_int_equal(bry__min_group(&min_group, NULL), BRY_EINVAL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nothing_small_is_shown_or_found_by_subtraction),
      cmocka_unit_test(no_more_is_withheld_than_must_be),
      cmocka_unit_test(large_groups_are_all_shown),
      cmocka_unit_test(one_small_group_takes_the_next_smallest_with_it),
      cmocka_unit_test(two_small_groups_that_are_enough_together_take_no_other),
      cmocka_unit_test(two_tiny_groups_take_a_third),
      cmocka_unit_test(all_are_withheld_when_one_of_two_is_small),
      cmocka_unit_test(a_single_group_is_shown_only_when_large_enough),
      cmocka_unit_test(empty_groups_are_no_cover),
      cmocka_unit_test(values_that_look_like_signs_are_groups_of_their_own),
      cmocka_unit_test(what_takes_too_long_is_withheld_whole),
      cmocka_unit_test(min_group_has_a_default_and_a_floor),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
