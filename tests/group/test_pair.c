/* Pairs by wishes: the sum of weights is the largest there is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "core/random.h"
#include "group/matching.h"

#include <bry/error.h>
#include <bry/group.h>
#include <bry/table.h>
#include <stdlib.h>
#include <string.h>

enum { SMALL = 10, GRAPHS = 3000 };

/* --- matching ------------------------------------------------------------------------------------------------------- */

/* The largest sum among those not yet taken, by trying all. */
static int64_t best_sum(const int64_t *weight, int32_t n, unsigned taken) {
  int32_t a = 0;
  while (a < n && taken >> a & 1)
    a++;
  if (a == n) return 0;
  int64_t best = best_sum(weight, n, taken | 1u << a);
  for (int32_t b = a + 1; b < n; b++) {
    if (taken >> b & 1 || weight[a * n + b] == 0) continue;
    int64_t sum = weight[a * n + b] + best_sum(weight, n, taken | 1u << a | 1u << b);
    best = sum > best ? sum : best;
  }
  return best;
}

/* The sum of a matching, which must be one. */
static int64_t sum_of(const int64_t *weight, int32_t n, const int32_t *mate) {
  int64_t sum = 0;
  for (int32_t a = 0; a < n; a++) {
    if (mate[a] < 0) continue;
    assert_int_equal(mate[mate[a]], a);
    assert_true(weight[a * n + mate[a]] > 0);
    if (mate[a] > a) sum += weight[a * n + mate[a]];
  }
  return sum;
}

static void random_graph(int64_t *weight, int32_t n, uint64_t seed) {
  uint64_t counter = 0, dense = 1 + bry__random_below(seed, 1, &counter, 10);
  uint64_t most = seed % 3 == 0 ? 3 : seed % 3 == 1 ? 20 : 1000000;
  for (int32_t a = 0; a < n; a++)
    for (int32_t b = 0; b <= a; b++) {
      int edge = a != b && bry__random_below(seed, 1, &counter, 10) < dense;
      weight[a * n + b] = weight[b * n + a] = edge ? 1 + (int64_t)bry__random_below(seed, 1, &counter, most) : 0;
    }
}

static void small_graphs_are_matched_as_well_as_can_be(void **state) {
  (void)state;
  for (int32_t n = 1; n <= SMALL; n++)
    for (uint64_t seed = 0; seed < (n < SMALL ? GRAPHS : GRAPHS / 3); seed++) {
      int64_t weight[SMALL * SMALL];
      int32_t mate[SMALL];
      random_graph(weight, n, seed * 100 + (uint64_t)n);
      assert_int_equal(bry__matching(weight, n, mate, NULL), BRY_OK);
      assert_int_equal(sum_of(weight, n, mate), best_sum(weight, n, 0));
    }
}

static void a_large_graph_of_triangles_is_matched(void **state) {
  (void)state;
  enum { N = 201 };
  int64_t *weight = calloc(N * N, sizeof *weight);
  int32_t mate[N];
  assert_non_null(weight);
  for (int32_t a = 0; a < N; a++)
    for (int32_t b = 0; b < N; b++)
      if (a != b && a / 3 == b / 3) weight[a * N + b] = 7;
  assert_int_equal(bry__matching(weight, N, mate, NULL), BRY_OK);
  assert_int_equal(sum_of(weight, N, mate), 7 * (N / 3));
  free(weight);
}

/* --- wishes ---------------------------------------------------------------------------------------------------------- */

static bry_table *wishes_of(const char *csv) {
  bry_table *t = NULL;
  assert_int_equal(bry_table_from_csv(csv, strlen(csv), &t, NULL), BRY_OK);
  return t;
}

static void both_must_wish_and_the_forbidden_are_never_paired(void **state) {
  (void)state;
  bry_table *t = NULL, *wishes = wishes_of("from,to,weight,forbidden,review\n"
                                           "vann,plan,5,,2027-05-01\nplan,vann,4,no,2027-03-01\n"
                                           "vann,skole,9,,\nskole,vann,9,,\nskole,vann,,yes,\n"
                                           "skole,plan,9,,\nskole,helse,1,,2027-06-01\nhelse,skole,,,\n");
  assert_int_equal(bry_pair(wishes, 0, &t, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(t), 2);
  assert_string_equal(bry_table_text(t, 0, 0), "vann");
  assert_string_equal(bry_table_text(t, 0, 1), "plan");
  assert_int_equal(bry_table_int64(t, 0, 2), 9);
  assert_int_equal(bry_table_int64(t, 0, 3), 5);
  assert_int_equal(bry_table_int64(t, 0, 4), 4);
  assert_string_equal(bry_table_text(t, 0, 5), "2027-03-01");
  assert_string_equal(bry_table_text(t, 1, 1), "helse");
  assert_int_equal(bry_table_int64(t, 1, 2), 2);
  assert_string_equal(bry_table_text(t, 1, 5), "2027-06-01");
  bry_table_free(t);
  bry_table_free(wishes);
}

static void those_left_over_stand_last_without_a_mate(void **state) {
  (void)state;
  bry_table *t = NULL, *wishes = wishes_of("from,to\na,b\nc,b\nb,c\n");
  assert_int_equal(bry_pair(wishes, 0, &t, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(t), 2);
  assert_string_equal(bry_table_text(t, 0, 0), "b");
  assert_string_equal(bry_table_text(t, 1, 0), "a");
  assert_null(bry_table_text(t, 1, 1));
  bry_table_free(t);
  assert_int_equal(bry_pair(wishes, 1, &t, NULL), BRY_OK);
  assert_string_equal(bry_table_text(t, 0, 1), "c");
  bry_table_free(t);
  bry_table_free(wishes);
}

static void bad_wishes_are_refused_by_row(void **state) {
  (void)state;
  static const char *const bad[] = {"from,to\na,b\na,a\n", "from,to\na,b\na,\n", "from,to,weight\na,b,1\nb,a,0\n",
                                    "from,to,weight\na,b,1\nb,a,1.5\n", "from,to\na,b\na,b\n"};
  bry_table *t = NULL;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    bry_table *wishes = wishes_of(bad[i]);
    bry_error *err = NULL;
    assert_int_equal(bry_pair(wishes, 0, &t, &err), BRY_EREFUSED);
    assert_non_null(strstr(bry_error_message(err), "Row 2"));
    bry_error_free(err);
    bry_table_free(wishes);
  }
  bry_table *wishes = wishes_of("a,b\n1,2\n");
  assert_int_equal(bry_pair(wishes, 0, &t, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_pair(NULL, 0, &t, NULL), BRY_EINVAL);
  assert_int_equal(bry_pair(wishes, 0, NULL, NULL), BRY_EINVAL);
  assert_null(t);
  bry_table_free(wishes);
}

static const bry_table *the_wishes;

static bry_status pair_them(bry_error **err) {
  bry_table *t = NULL;
  bry_status status = bry_pair(the_wishes, 0, &t, err);
  bry_table_free(t);
  return status;
}

static void each_allocation_can_fail(void **state) {
  (void)state;
  bry_table *wishes = wishes_of("from,to,weight,review\na,b,1,x\nb,a,2,w\nb,c,2,\nc,b,2,\nc,a,3,\na,c,1,\n");
  the_wishes = wishes;
  assert_true(each_allocation_may_fail(pair_them, BRY_OK) > 20);
  bry_table_free(wishes);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(small_graphs_are_matched_as_well_as_can_be),
      cmocka_unit_test(a_large_graph_of_triangles_is_matched),
      cmocka_unit_test(both_must_wish_and_the_forbidden_are_never_paired),
      cmocka_unit_test(those_left_over_stand_last_without_a_mate),
      cmocka_unit_test(bad_wishes_are_refused_by_row),
      cmocka_unit_test(each_allocation_can_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
