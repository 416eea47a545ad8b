/* Counter-based random numbers: the published vectors, and fairness. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/random.h"

/* Random123's known-answer file, philox4x32-10; the first two of four words. */
static void philox_gives_the_published_values(void **state) {
  (void)state;
  assert_int_equal(bry__random_at(0, 0, 0), UINT64_C(0xe169c58d6627e8d5));
  assert_int_equal(bry__random_at(UINT64_MAX, UINT64_MAX, UINT64_MAX), UINT64_C(0x41c83b0e408f276d));
  assert_int_equal(
      bry__random_at(UINT64_C(0x299f31d0a4093822), UINT64_C(0x0370734413198a2e), UINT64_C(0x85a308d3243f6a88)),
      UINT64_C(0x94fdccebd16cfe09));
}

static void seed_stream_and_counter_all_matter(void **state) {
  (void)state;
  uint64_t here = bry__random_at(1, 2, 3);
  assert_true(here != bry__random_at(2, 2, 3));
  assert_true(here != bry__random_at(1, 3, 3));
  assert_true(here != bry__random_at(1, 2, 4));
  assert_true(here != bry__random_at(1 + (UINT64_C(1) << 32), 2, 3));
  assert_true(here != bry__random_at(1, 2 + (UINT64_C(1) << 32), 3));
  assert_true(here != bry__random_at(1, 2, 3 + (UINT64_C(1) << 32)));
  assert_true(here == bry__random_at(1, 2, 3));
}

static void numbers_stay_below_the_bound_and_are_even(void **state) {
  (void)state;
  enum { BOUND = 7, DRAWS = 70000 };
  int64_t seen[BOUND] = {0};
  uint64_t counter = 0;
  for (int i = 0; i < DRAWS; i++) {
    uint64_t drawn = bry__random_below(42, 1, &counter, BOUND);
    assert_true(drawn < BOUND);
    seen[drawn]++;
  }
  assert_true(counter >= DRAWS);
  for (int i = 0; i < BOUND; i++)
    assert_in_range(seen[i], 9600, 10400); /* four standard deviations */
}

static void huge_bounds_are_unbiased(void **state) {
  (void)state;
  uint64_t counter = 0, bound = UINT64_C(3) << 62, low = 0; /* a remainder would favour the lowest third twice over */
  for (int i = 0; i < 30000; i++)
    low += bry__random_below(7, 7, &counter, bound) < UINT64_C(1) << 62;
  assert_in_range(low, 9600, 10400);
  assert_in_range(counter, 39000, 41000); /* a quarter is drawn again */
  assert_int_equal(bry__random_below(7, 7, &counter, 1), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(philox_gives_the_published_values),
      cmocka_unit_test(seed_stream_and_counter_all_matter),
      cmocka_unit_test(numbers_stay_below_the_bound_and_are_even),
      cmocka_unit_test(huge_bounds_are_unbiased),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
