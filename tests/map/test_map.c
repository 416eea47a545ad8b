/* Maps: nodes, edges, measures, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"

#include <bry/map.h>
#include <bry/table.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static bry_map *triangle(void) {
  bry_map *map = NULL;
  assert_int_equal(bry_map_new(&map, NULL), BRY_OK);
  assert_int_equal(bry_map_add_node(map, "time", "Nok tid", 38, NULL), BRY_OK);
  assert_int_equal(bry_map_add_node(map, "praise", NULL, 12, NULL), BRY_OK);
  assert_int_equal(bry_map_add_node(map, "pay", "Lønn", 0, NULL), BRY_OK);
  assert_int_equal(bry_map_add_edge(map, "time", "praise", 7, NULL), BRY_OK);
  assert_int_equal(bry_map_add_edge(map, "time", "pay", 0.5, NULL), BRY_OK);
  return map;
}

static bry_table *nodes_of(const bry_map *map) {
  bry_table *t = NULL;
  assert_int_equal(bry_map_nodes(map, &t, NULL), BRY_OK);
  return t;
}

static bry_table *edges_of(const bry_map *map) {
  bry_table *t = NULL;
  assert_int_equal(bry_map_edges(map, &t, NULL), BRY_OK);
  return t;
}

static void nodes_come_with_their_measures(void **state) {
  (void)state;
  bry_map *map = triangle();
  bry_table *t = nodes_of(map);
  const char *const columns[] = {"id", "label", "weight", "degree", "strength"};
  for (int32_t c = 0; c < 5; c++)
    assert_string_equal(bry_table_column_name(t, c), columns[c]);
  assert_int_equal(bry_table_row_count(t), 3);
  assert_string_equal(bry_table_text(t, 0, 1), "Nok tid");
  assert_string_equal(bry_table_text(t, 1, 1), "praise"); /* the id where there is no label */
  assert_true(bry_table_double(t, 0, 2) == 38);
  assert_int_equal(bry_table_int64(t, 0, 3), 2);
  assert_true(bry_table_double(t, 0, 4) == 7.5);
  assert_int_equal(bry_table_int64(t, 2, 3), 1);
  bry_table_free(t);
  bry_map_free(map);
}

static void the_same_pair_again_adds_to_its_weight_either_way_round(void **state) {
  (void)state;
  bry_map *map = triangle();
  assert_int_equal(bry_map_add_edge(map, "praise", "time", 3, NULL), BRY_OK);
  bry_table *t = edges_of(map);
  assert_int_equal(bry_table_row_count(t), 2);
  assert_string_equal(bry_table_text(t, 0, 0), "time");
  assert_string_equal(bry_table_text(t, 0, 1), "praise");
  assert_true(bry_table_double(t, 0, 2) == 10);
  bry_table_free(t);
  bry_map_free(map);
}

static void an_edge_joins_two_different_known_nodes(void **state) {
  (void)state;
  bry_map *map = triangle();
  bry_error *err = NULL;
  assert_int_equal(bry_map_add_edge(map, "time", "time", 1, &err), BRY_EINVAL);
  assert_non_null(strstr(bry_error_message(err), "time"));
  bry_error_free(err);
  assert_int_equal(bry_map_add_edge(map, "time", "nowhere", 1, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_map_add_edge(map, "time", NULL, 1, NULL), BRY_EINVAL);
  assert_int_equal(bry_map_add_edge(NULL, "time", "pay", 1, NULL), BRY_EINVAL);
  bry_map_free(map);
}

static void a_node_is_added_once(void **state) {
  (void)state;
  bry_map *map = triangle();
  assert_int_equal(bry_map_add_node(map, "time", "Other", 1, NULL), BRY_ECONFLICT);
  assert_int_equal(bry_map_add_node(map, "", "Empty", 1, NULL), BRY_EINVAL);
  assert_int_equal(bry_map_add_node(map, NULL, "None", 1, NULL), BRY_EINVAL);
  bry_table *t = nodes_of(map);
  assert_int_equal(bry_table_row_count(t), 3);
  bry_table_free(t);
  bry_map_free(map);
}

static void weights_are_finite_and_not_negative(void **state) {
  (void)state;
  const double wrong[] = {NAN, INFINITY, -INFINITY, -1};
  bry_map *map = triangle();
  for (int i = 0; i < 4; i++) {
    assert_int_equal(bry_map_add_node(map, "new", NULL, wrong[i], NULL), BRY_EINVAL);
    assert_int_equal(bry_map_add_edge(map, "time", "pay", wrong[i], NULL), BRY_EINVAL);
  }
  assert_int_equal(bry_map_add_edge(map, "praise", "pay", 1e308, NULL), BRY_OK);
  assert_int_equal(bry_map_add_edge(map, "praise", "pay", 1e308, NULL), BRY_EINVAL); /* would be infinite */
  bry_map_free(map);
}

static void what_no_xml_can_hold_is_refused(void **state) {
  (void)state;
  const char *const wrong[] = {"a\x01", "a\nb", "\x7F", "\xC2\x85", "\xEF\xBF\xBF", "\xFF", "\xC3"};
  bry_map *map = triangle();
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    assert_int_equal(bry_map_add_node(map, wrong[i], "Label", 1, NULL), BRY_EINVAL);
    assert_int_equal(bry_map_add_node(map, "id", wrong[i], 1, NULL), BRY_EINVAL);
  }
  assert_int_equal(bry_map_add_node(map, "æøå \xF0\x9F\x8C\xB2", NULL, 1, NULL), BRY_OK);
  bry_map_free(map);
}

static void thousands_of_nodes_and_edges_are_found_again(void **state) {
  (void)state;
  enum { COUNT = 5000 };
  bry_map *map = NULL;
  char id[16], next[16];
  assert_int_equal(bry_map_new(&map, NULL), BRY_OK);
  for (int i = 0; i < COUNT; i++) {
    snprintf(id, sizeof id, "n%d", i);
    assert_int_equal(bry_map_add_node(map, id, NULL, i, NULL), BRY_OK);
  }
  for (int twice = 0; twice < 2; twice++)
    for (int i = 0; i < COUNT; i++) { /* a ring */
      snprintf(id, sizeof id, "n%d", i);
      snprintf(next, sizeof next, "n%d", (i + 1) % COUNT);
      assert_int_equal(bry_map_add_edge(map, id, next, 1, NULL), BRY_OK);
    }
  bry_table *nodes = nodes_of(map), *edges = edges_of(map);
  assert_int_equal(bry_table_row_count(edges), COUNT);
  for (int64_t row = 0; row < COUNT; row++) {
    assert_int_equal(bry_table_int64(nodes, row, 3), 2);
    assert_true(bry_table_double(nodes, row, 4) == 4);
    assert_true(bry_table_double(edges, row, 2) == 2);
  }
  bry_table_free(nodes);
  bry_table_free(edges);
  bry_map_free(map);
}

static void an_empty_map_has_empty_tables(void **state) {
  (void)state;
  bry_map *map = NULL;
  assert_int_equal(bry_map_new(&map, NULL), BRY_OK);
  bry_table *nodes = nodes_of(map), *edges = edges_of(map);
  assert_int_equal(bry_table_row_count(nodes), 0);
  assert_int_equal(bry_table_row_count(edges), 0);
  bry_table_free(nodes);
  bry_table_free(edges);
  bry_map_free(map);
  bry_map_free(NULL);
  assert_int_equal(bry_map_new(NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_map_nodes(NULL, &nodes, NULL), BRY_EINVAL);
  assert_int_equal(bry_map_edges(NULL, &edges, NULL), BRY_EINVAL);
}

static bry_status build(bry_error **err) {
  bry_map *map = NULL;
  bry_table *nodes = NULL, *edges = NULL;
  bry_status status = bry_map_new(&map, err);
  for (int i = 0; i < 20 && status == BRY_OK; i++)
    status = bry_map_add_node(map, (char[]){(char)('a' + i), '\0'}, NULL, 1, err);
  for (int i = 1; i < 20 && status == BRY_OK; i++)
    status = bry_map_add_edge(map, "a", (char[]){(char)('a' + i), '\0'}, 1, err);
  if (status == BRY_OK) status = bry_map_nodes(map, &nodes, err);
  if (status == BRY_OK) status = bry_map_edges(map, &edges, err);
  bry_table_free(nodes);
  bry_table_free(edges);
  bry_map_free(map);
  return status;
}

static void each_allocation_can_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(build, BRY_OK) > 50);
}

static void a_node_that_failed_for_memory_can_be_added_again(void **state) {
  (void)state;
  for (int64_t n = 1; n <= 4; n++) {
    bry_map *map = NULL;
    assert_int_equal(bry_map_new(&map, NULL), BRY_OK);
    bry__mem_fail_at(n);
    assert_int_equal(bry_map_add_node(map, "a", "A", 1, NULL), BRY_ENOMEM);
    bry__mem_fail_at(0);
    assert_int_equal(bry_map_add_node(map, "a", "A", 1, NULL), BRY_OK);
    bry_map_free(map);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nodes_come_with_their_measures),
      cmocka_unit_test(the_same_pair_again_adds_to_its_weight_either_way_round),
      cmocka_unit_test(an_edge_joins_two_different_known_nodes),
      cmocka_unit_test(a_node_is_added_once),
      cmocka_unit_test(weights_are_finite_and_not_negative),
      cmocka_unit_test(what_no_xml_can_hold_is_refused),
      cmocka_unit_test(thousands_of_nodes_and_edges_are_found_again),
      cmocka_unit_test(an_empty_map_has_empty_tables),
      cmocka_unit_test(each_allocation_can_fail),
      cmocka_unit_test(a_node_that_failed_for_memory_can_be_added_again),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
