/* Cells published one by one: what withheld small counts have room for, by proofs that are checked each time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "result/cubes.h"
#include "result/leeway.h"
#include "result/proof.h"

enum { CELLS_MAX = 60, WIDTH = 3 };

static const bry__protect_rules rules = {.min_group = 5, .width = WIDTH, .least = 1};

typedef struct trial {
  bry__cube cube;
  bry__work work;
  bry__leeway *leeway;
  uint8_t targets[CELLS_MAX], published[CELLS_MAX];
} trial;

static bry_status begin(trial *t, uint64_t seed, uint64_t most, bry_error **err) {
  *t = (trial){.work = {.left = INT64_C(1) << 40}};
  bry_status status = cube_draw(&t->cube, &t->work, seed, 0, most, err);
  if (status != BRY_OK) return status;
  assert_in_range(t->cube.count, 1, CELLS_MAX);
  for (int32_t i = 0; i < t->cube.count; i++)
    t->targets[i] = t->cube.people[i] > 0 && t->cube.people[i] < rules.min_group;
  return bry__leeway_new(&t->cube, &rules, t->targets, &t->leeway, err);
}

static void end(trial *t) {
  bry__leeway_free(t->leeway);
  bry__cube_free(&t->cube);
}

static void all_are_proven(const trial *t) {
  int64_t change[CELLS_MAX] = {0};
  for (int32_t i = 0; i < t->cube.count; i++) {
    const bry__sparse *proof = bry__leeway_proof(t->leeway, i);
    assert_int_equal(proof != NULL, t->targets[i]);
    if (proof) assert_true(bry__proof_width(&t->cube, &rules, t->published, proof, i, change) >= WIDTH);
  }
}

static void every_count_keeps_its_room_whatever_is_published(void **state) {
  (void)state;
  int32_t refused = 0, shown = 0;
  for (uint64_t seed = 0; seed < 60; seed++) {
    trial t;
    assert_int_equal(begin(&t, seed, 1 + seed % 12, NULL), BRY_OK);
    all_are_proven(&t);
    for (int32_t i = 0; i < t.cube.count; i++) {
      if (t.targets[i]) continue;
      int answer = bry__leeway_publish(t.leeway, i, 0);
      assert_in_range(answer, 0, 1);
      t.published[i] = (uint8_t)answer;
      refused += answer == 0;
      shown += answer;
      all_are_proven(&t);
    }
    end(&t);
  }
  assert_in_range(refused, 50, shown);
}

static void a_cell_that_tells_too_much_is_refused_and_nothing_else_changes(void **state) {
  (void)state;
  int32_t tried = 0;
  for (uint64_t seed = 0; seed < 40; seed++) {
    trial t;
    assert_int_equal(begin(&t, seed, 4, NULL), BRY_OK);
    for (int32_t i = 0; i < t.cube.count; i++) {
      if (t.targets[i] || bry__leeway_publish(t.leeway, i, 0) == 1) continue;
      tried++;
      assert_int_equal(bry__leeway_publish(t.leeway, i, 0), 0);
    }
    end(&t);
  }
  assert_true(tried > 50);
}

static void what_is_known_in_any_case_gives_targets_up(void **state) {
  (void)state;
  trial t;
  assert_int_equal(begin(&t, 3, 4, NULL), BRY_OK);
  int32_t lost = 0;
  for (int32_t i = 0; i < t.cube.count; i++)
    if (!t.targets[i]) {
      assert_int_equal(bry__leeway_publish(t.leeway, i, 1), 1);
      t.published[i] = 1;
    }
  int64_t change[CELLS_MAX] = {0};
  for (int32_t i = 0; i < t.cube.count; i++) {
    const bry__sparse *proof = bry__leeway_proof(t.leeway, i);
    lost += t.targets[i] && !proof;
    if (proof) assert_true(bry__proof_width(&t.cube, &rules, t.published, proof, i, change) >= WIDTH);
  }
  assert_true(lost > 0);
  end(&t);
}

static void work_that_is_over_is_told(void **state) {
  (void)state;
  trial t;
  int32_t least = 1;
  assert_int_equal(begin(&t, 3, 6, NULL), BRY_OK);
  t.work.left = 0;
  for (int32_t i = 0; i < t.cube.count && least >= 0; i++)
    if (!t.targets[i]) least = bry__leeway_publish(t.leeway, i, 0);
  assert_int_equal(least, -1);
  end(&t);
}

static bry_status work(bry_error **err) {
  trial t;
  bry_status status = begin(&t, 5, 6, err);
  for (int32_t i = 0; i < t.cube.count && status == BRY_OK; i++)
    if (!t.targets[i] && bry__leeway_publish(t.leeway, i, 0) < 0) status = bry__enomem(err);
  end(&t);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(work, BRY_OK) > 100);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_count_keeps_its_room_whatever_is_published),
      cmocka_unit_test(a_cell_that_tells_too_much_is_refused_and_nothing_else_changes),
      cmocka_unit_test(what_is_known_in_any_case_gives_targets_up),
      cmocka_unit_test(work_that_is_over_is_told),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
