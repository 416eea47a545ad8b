/* Operations on maps: what each does, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "map/sample.h"

#include <bry/error.h>
#include <bry/map.h>
#include <bry/table.h>
#include <bry/text.h>

#include <stdio.h>
#include <stdlib.h>

static bry_map *causes(void) {
  bry_map *map = NULL;
  assert_int_equal(causes_make(&map, NULL), BRY_OK);
  return map;
}

static void apply(bry_map *map, const char *operations) {
  bry_error *err = NULL;
  if (bry_map_apply(map, operations, strlen(operations), &err) != BRY_OK) fail_msg("%s", bry_error_message(err));
}

static void assert_refused(bry_map *map, const char *operations, bry_status status, const char *says) {
  bry_error *err = NULL;
  assert_int_equal(bry_map_apply(map, operations, strlen(operations), &err), status);
  if (!strstr(bry_error_message(err), says)) fail_msg("%s", bry_error_message(err));
  bry_error_free(err);
}

static bry_table *table_of(const bry_map *map, bry_status (*get)(const bry_map *, bry_table **, bry_error **)) {
  bry_table *t = NULL;
  assert_int_equal(get(map, &t, NULL), BRY_OK);
  return t;
}

static const char *text_at(const bry_table *t, int64_t row, const char *column) {
  return bry_table_text(t, row, bry_table_find_column(t, column));
}

static double number_at(const bry_table *t, int64_t row, const char *column) {
  return bry_table_double(t, row, bry_table_find_column(t, column));
}

static void nodes_and_edges_hold_what_was_said(void **state) {
  (void)state;
  bry_map *map = causes();
  bry_table *nodes = table_of(map, bry_map_nodes), *edges = table_of(map, bry_map_edges);
  assert_int_equal(bry_table_row_count(nodes), 5);
  assert_string_equal(text_at(nodes, 0, "label"), "Kø i mottaket");
  assert_string_equal(bry_table_value_label(nodes, 0, 1, "en"), "Queue");
  assert_string_equal(text_at(nodes, 0, "zone"), "Mottak");
  assert_string_equal(text_at(nodes, 0, "evidence"), "c1 c7");
  assert_true(number_at(nodes, 0, "level") == 1);
  assert_true(number_at(nodes, 0, "degree") == 2); /* two edges to the same neighbour are one */
  assert_true(number_at(nodes, 0, "strength") == 7.5);
  assert_string_equal(text_at(nodes, 4, "label"), "alone");
  assert_null(text_at(nodes, 4, "zone"));
  assert_int_equal(bry_table_row_count(edges), 5);
  assert_string_equal(text_at(edges, 0, "kind"), "causes");
  assert_true(number_at(edges, 0, "directed") == 1);
  assert_true(number_at(edges, 4, "directed") == 0);
  bry_table_free(nodes);
  bry_table_free(edges);
  bry_map_free(map);
}

static void changes_and_removals_leave_the_rest(void **state) {
  (void)state;
  bry_map *map = causes();
  apply(map, "[{\"op\":\"change_node\",\"id\":\"queue\",\"zone\":null,\"label\":\"Kø\",\"weight\":3},"
             "{\"op\":\"change_edge\",\"from\":\"stress\",\"to\":\"queue\",\"weight\":9},"
             "{\"op\":\"remove_node\",\"id\":\"staff\"},"
             "{\"op\":\"remove_edge\",\"from\":\"stress\",\"to\":\"leave\",\"kind\":\"causes\",\"directed\":true}]");
  bry_table *nodes = table_of(map, bry_map_nodes), *edges = table_of(map, bry_map_edges);
  assert_int_equal(bry_table_row_count(nodes), 4);
  assert_string_equal(text_at(nodes, 0, "label"), "Kø");
  assert_null(text_at(nodes, 0, "zone"));
  assert_string_equal(text_at(nodes, 3, "id"), "alone");
  assert_int_equal(bry_table_row_count(edges), 2);
  assert_true(number_at(edges, 1, "weight") == 9);
  bry_table_free(nodes);
  bry_table_free(edges);
  apply(map, "[{\"op\":\"add_node\",\"id\":\"staff\"},{\"op\":\"add_edge\",\"from\":\"staff\",\"to\":\"alone\"}]");
  bry_map_free(map);
}

static void merged_nodes_keep_their_edges_and_evidence(void **state) {
  (void)state;
  bry_map *map = causes();
  apply(map, "[{\"op\":\"add_edge\",\"from\":\"leave\",\"to\":\"queue\",\"weight\":2,\"evidence\":[\"c9\"]},"
             "{\"op\":\"merge_nodes\",\"id\":\"leave\",\"into\":\"stress\"}]");
  bry_table *nodes = table_of(map, bry_map_nodes), *edges = table_of(map, bry_map_edges);
  assert_int_equal(bry_table_row_count(nodes), 4);
  assert_true(number_at(nodes, 1, "weight") == 2);
  assert_int_equal(bry_table_row_count(edges), 4); /* the one between the two is gone, one met another */
  assert_string_equal(text_at(edges, 1, "from"), "stress");
  assert_string_equal(text_at(edges, 1, "to"), "staff");
  assert_true(number_at(edges, 3, "weight") == 2.5);
  assert_string_equal(text_at(edges, 3, "evidence"), "c9");
  bry_table_free(nodes);
  bry_table_free(edges);
  bry_map_free(map);
}

static void all_or_none_are_carried_out(void **state) {
  (void)state;
  bry_map *map = causes();
  assert_refused(map, "[{\"op\":\"remove_node\",\"id\":\"queue\"},{\"op\":\"remove_node\",\"id\":\"queue\"}]",
                 BRY_ENOTFOUND, "Operation 2: there is no node \"queue\"");
  bry_table *nodes = table_of(map, bry_map_nodes);
  assert_int_equal(bry_table_row_count(nodes), 5);
  bry_table_free(nodes);
  bry_map_free(map);
}

/* Each would go over the whole map, for everybody who opens a history with it. */
static void too_many_are_not_taken_out_at_once(void **state) {
  (void)state;
  enum { MANY = 6000, ROOM = 48 };
  char *list = calloc(MANY, ROOM);
  bry_map *map = causes();
  assert_non_null(list);
  size_t size = 0;
  for (int i = 0; i < MANY; i++)
    size += (size_t)snprintf(list + size, ROOM, "%c{\"op\":\"remove_node\",\"id\":\"%d\"}", i == 0 ? '[' : ',', i);
  list[size++] = ']';
  assert_refused(map, list, BRY_ELIMIT, "6000 nodes and edges are too many");
  free(list);
  bry_map_free(map);
}

static void mistakes_are_refused_with_what_to_do(void **state) {
  (void)state;
  bry_map *map = causes();
  assert_refused(map, "{}", BRY_EINVAL, "list");
  assert_refused(map, "[]", BRY_EINVAL, "list");
  assert_refused(map, "[{\"op\":\"add\"}]", BRY_EINVAL, "add_node");
  assert_refused(map, "[{\"op\":\"add_node\"}]", BRY_EINVAL, "lacks \"id\"");
  assert_refused(map, "[{\"op\":\"add_node\",\"id\":\"queue\"}]", BRY_ECONFLICT, "queue");
  assert_refused(map, "[{\"op\":\"add_node\",\"id\":\"n\",\"colour\":\"red\"}]", BRY_EINVAL, "colour");
  assert_refused(map, "[{\"op\":\"add_node\",\"id\":\"n\",\"origin\":\"derived\"}]", BRY_EINVAL, "origin");
  assert_refused(map, "[{\"op\":\"add_node\",\"id\":\"n\",\"level\":1.5}]", BRY_EINVAL, "whole number");
  assert_refused(map, "[{\"op\":\"add_node\",\"id\":\"n\",\"weight\":-1}]", BRY_EINVAL, "not negative");
  assert_refused(map, "[{\"op\":\"add_node\",\"id\":\"n\",\"evidence\":[\"a b\"]}]", BRY_EINVAL, "no space");
  assert_refused(map, "[{\"op\":\"add_node\",\"id\":\"n\",\"zone\":\"a\\nb\"}]", BRY_EINVAL, "control character");
  assert_refused(map, "[{\"op\":\"add_node\",\"id\":\"n\",\"zone\":7}]", BRY_EINVAL, "wrong type");
  assert_refused(map, "[{\"op\":\"add_edge\",\"from\":\"queue\",\"to\":\"queue\"}]", BRY_EINVAL, "begins and ends");
  assert_refused(map, "[{\"op\":\"add_edge\",\"from\":\"queue\",\"to\":\"stress\"}]", BRY_ECONFLICT, "already");
  assert_refused(map, "[{\"op\":\"add_edge\",\"from\":\"queue\",\"to\":\"leave\",\"npmi\":2}]", BRY_EINVAL, "npmi");
  assert_refused(map, "[{\"op\":\"add_edge\",\"from\":\"queue\",\"to\":\"leave\",\"directed\":1}]", BRY_EINVAL,
                 "directed");
  assert_refused(map, "[{\"op\":\"remove_edge\",\"from\":\"queue\",\"to\":\"leave\"}]", BRY_ENOTFOUND,
                 "no such edge");
  assert_refused(map, "[{\"op\":\"merge_nodes\",\"id\":\"queue\",\"into\":\"queue\"}]", BRY_EINVAL, "itself");
  assert_refused(map, "[{\"op\":\"add_node\",\"id\":\"n\"", BRY_EPARSE, "");
  assert_int_equal(bry_map_apply(NULL, "[]", 2, NULL), BRY_EINVAL);
  bry_map_free(map);
}

static bry_status make_and_change(bry_error **err) {
  static const char more[] =
      "[{\"op\":\"merge_nodes\",\"id\":\"leave\",\"into\":\"stress\"},"
      "{\"op\":\"remove_node\",\"id\":\"queue\"},{\"op\":\"change_node\",\"id\":\"staff\",\"kind\":\"x\"}]";
  bry_map *map = NULL;
  bry_status status = causes_make(&map, err);
  if (status == BRY_OK) status = bry_map_apply(map, more, strlen(more), err);
  bry_map_free(map);
  return status;
}

static void each_allocation_can_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(make_and_change, BRY_OK) > 60);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nodes_and_edges_hold_what_was_said),
      cmocka_unit_test(changes_and_removals_leave_the_rest),
      cmocka_unit_test(merged_nodes_keep_their_edges_and_evidence),
      cmocka_unit_test(all_or_none_are_carried_out),
      cmocka_unit_test(too_many_are_not_taken_out_at_once),
      cmocka_unit_test(mistakes_are_refused_with_what_to_do),
      cmocka_unit_test(each_allocation_can_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
