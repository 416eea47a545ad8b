/* What the shape of a map tells. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "core/random.h"

#include <bry/map.h>
#include <bry/table.h>
#include <stdio.h>

static bry_map *map_of(int32_t nodes, const int32_t (*edges)[2], int32_t count) {
  bry_map *map = NULL;
  char from[16], to[16];
  assert_int_equal(bry_map_new(&map, NULL), BRY_OK);
  for (int32_t i = 0; i < nodes; i++) {
    snprintf(from, sizeof from, "n%d", i);
    assert_int_equal(bry_map_add_node(map, from, NULL, 1, NULL), BRY_OK);
  }
  for (int32_t i = 0; i < count; i++) {
    snprintf(from, sizeof from, "n%d", edges[i][0]);
    snprintf(to, sizeof to, "n%d", edges[i][1]);
    assert_int_equal(bry_map_add_edge(map, from, to, 1, NULL), BRY_OK);
  }
  return map;
}

static double at(const bry_table *t, int64_t row, const char *column) {
  return bry_table_double(t, row, bry_table_find_column(t, column));
}

/* Two triangles joined by a bridge, and one who is alone. */
static bry_map *triangles(void) {
  static const int32_t edges[][2] = {{0, 1}, {1, 2}, {2, 0}, {2, 3}, {3, 4}, {4, 5}, {5, 3}};
  return map_of(7, edges, 7);
}

static void two_triangles_are_two_communities(void **state) {
  (void)state;
  bry_table *nodes = NULL, *whole = NULL;
  bry_map *map = triangles();
  assert_int_equal(bry_map_measures(map, 1, &nodes, &whole, NULL), BRY_OK);
  static const double betweenness[] = {0, 0, 6, 6, 0, 0, 0}, community[] = {1, 1, 1, 2, 2, 2, 3};
  for (int32_t i = 0; i < 7; i++) {
    assert_float_equal(at(nodes, i, "betweenness"), betweenness[i], 1e-12);
    assert_float_equal(at(nodes, i, "community"), community[i], 0);
    assert_float_equal(at(nodes, i, "component"), i < 6 ? 1 : 2, 0);
  }
  assert_float_equal(at(whole, 5, "value"), 5.0 / 14, 1e-12);
  bry_table_free(nodes);
  bry_table_free(whole);
  bry_map_free(map);
}

static void a_map_without_edges_has_no_modularity(void **state) {
  (void)state;
  for (int32_t count = 0; count < 3; count++) {
    bry_table *nodes = NULL, *whole = NULL;
    bry_map *map = map_of(count, NULL, 0);
    assert_int_equal(bry_map_measures(map, 1, &nodes, &whole, NULL), BRY_OK);
    assert_int_equal(bry_table_row_count(nodes), count);
    assert_float_equal(at(whole, 4, "value"), count, 0);
    assert_float_equal(at(whole, 5, "value"), 0, 0);
    bry_table_free(nodes);
    bry_table_free(whole);
    bry_map_free(map);
  }
}

/* The highest modularity there is, by trying all ways to part few nodes. */
static double best_of(const int32_t (*edges)[2], int32_t count, int32_t nodes, int32_t node, int32_t *of,
                      int32_t used) {
  if (node == nodes) {
    double inside = 0, total[8] = {0}, expected = 0;
    for (int32_t i = 0; i < count; i++) {
      inside += of[edges[i][0]] == of[edges[i][1]];
      total[of[edges[i][0]]]++;
      total[of[edges[i][1]]]++;
    }
    for (int32_t c = 0; c < used; c++)
      expected += total[c] * total[c];
    return inside / count - expected / (4.0 * count * count);
  }
  double best = -1;
  for (int32_t c = 0; c <= used; c++) {
    of[node] = c;
    double found = best_of(edges, count, nodes, node + 1, of, c == used ? used + 1 : used);
    best = found > best ? found : best;
  }
  return best;
}

static void communities_are_the_best_there_are_among_few(void **state) {
  (void)state;
  uint64_t counter = 0;
  for (int round = 0; round < 100; round++) {
    int32_t edges[28][2], count = 0, of[8];
    for (int32_t a = 0; a < 8; a++)
      for (int32_t b = a + 1; b < 8; b++) {
        edges[count][0] = a;
        edges[count][1] = b;
        count += bry__random_below(11, 0, &counter, 3) == 0;
      }
    if (count == 0) continue;
    bry_table *nodes = NULL, *whole = NULL;
    bry_map *map = map_of(8, edges, count);
    assert_int_equal(bry_map_measures(map, 1, &nodes, &whole, NULL), BRY_OK);
    assert_float_equal(at(whole, 5, "value"), best_of(edges, count, 8, 0, of, 0), 1e-9);
    bry_table_free(nodes);
    bry_table_free(whole);
    bry_map_free(map);
  }
}

/* --- memory ----------------------------------------------------------------------------------------------------- */

static bry_map *measured;

static bry_status measure(bry_error **err) {
  bry_table *nodes = NULL, *whole = NULL;
  bry_status status = bry_map_measures(measured, 1, &nodes, &whole, err);
  if (status != BRY_OK) assert_null(nodes);
  bry_table_free(nodes);
  bry_table_free(whole);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  measured = triangles();
  assert_true(each_allocation_may_fail(measure, BRY_OK) > 30);
  bry_map_free(measured);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(two_triangles_are_two_communities),
      cmocka_unit_test(a_map_without_edges_has_no_modularity),
      cmocka_unit_test(communities_are_the_best_there_are_among_few),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
