/* Cycles of causes: which nodes are on them, and which edges to look at; and shares of edges between zones. */
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

static void join(bry_map *map, const char *from, const char *to, const char *kind, double weight) {
  char text[200];
  snprintf(text, sizeof text,
           "[{\"op\":\"add_edge\",\"from\":\"%s\",\"to\":\"%s\",\"kind\":\"%s\",\"directed\":true,\"weight\":%g}]",
           from, to, kind, weight);
  assert_int_equal(bry_map_apply(map, text, strlen(text), NULL), BRY_OK);
}

static bry_map *nodes(const char *ids) {
  bry_map *map = NULL;
  assert_int_equal(bry_map_new(&map, NULL), BRY_OK);
  for (; *ids; ids++)
    assert_int_equal(bry_map_add_node(map, (char[]){*ids, '\0'}, NULL, 1, NULL), BRY_OK);
  return map;
}

static void assert_cycles(const bry_map *map, const char *kind, const char *expected) {
  bry_table *t = NULL;
  char found[400] = "";
  assert_int_equal(bry_map_cycles(map, kind, &t, NULL), BRY_OK);
  for (int64_t i = 0; i < bry_table_row_count(t); i++)
    snprintf(found + strlen(found), sizeof found - strlen(found), "%d:%s%s%s ", (int)bry_table_int64(t, i, 0),
             bry_table_text(t, i, 1), bry_table_text(t, i, 2), bry_table_int64(t, i, 5) ? "!" : "");
  assert_string_equal(found, expected);
  bry_table_free(t);
}

static void the_lightest_edge_of_a_cycle_is_the_one_to_look_at(void **state) {
  (void)state;
  bry_map *map = nodes("abcdefg");
  join(map, "a", "b", "causes", 3);
  join(map, "b", "c", "causes", 1);
  join(map, "c", "a", "causes", 2);
  join(map, "c", "d", "causes", 9); /* leads out */
  join(map, "e", "f", "causes", 1); /* of the same weight: the later one */
  join(map, "f", "e", "causes", 1);
  join(map, "g", "e", "causes", 1);
  assert_cycles(map, NULL, "1:ab 1:bc! 1:ca 2:ef 2:fe! ");
  bry_map_free(map);
}

static void without_the_flagged_edges_there_is_no_cycle(void **state) {
  (void)state;
  bry_map *map = nodes("abcdef");
  const char *const ids[] = {"a", "b", "c", "d", "e", "f"};
  for (int i = 0; i < 6; i++)
    for (int k = 0; k < 6; k++)
      if (i != k) join(map, ids[i], ids[k], "", 1 + (i * 7 + k * 5) % 11);
  bry_table *t = NULL;
  assert_int_equal(bry_map_cycles(map, NULL, &t, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(t), 30);
  int flagged = 0;
  for (int64_t i = 0; i < 30; i++) {
    char text[100];
    if (!bry_table_int64(t, i, 5)) continue;
    flagged++;
    snprintf(text, sizeof text, "[{\"op\":\"remove_edge\",\"from\":\"%s\",\"to\":\"%s\",\"directed\":true}]",
             bry_table_text(t, i, 1), bry_table_text(t, i, 2));
    assert_int_equal(bry_map_apply(map, text, strlen(text), NULL), BRY_OK);
  }
  assert_int_equal(flagged, 15); /* one of each pair */
  assert_cycles(map, NULL, "");
  bry_table_free(t);
  bry_map_free(map);
}

static void only_edges_of_the_kind_and_with_a_direction_count(void **state) {
  (void)state;
  bry_map *map = nodes("abc");
  join(map, "a", "b", "causes", 1);
  join(map, "b", "a", "helps", 1);
  assert_int_equal(bry_map_add_edge(map, "b", "c", 1, NULL), BRY_OK);
  assert_int_equal(bry_map_add_edge(map, "c", "a", 1, NULL), BRY_OK);
  assert_cycles(map, "causes", "");
  assert_cycles(map, "", "");
  assert_cycles(map, NULL, "1:ab 1:ba! ");
  bry_map_free(map);
}

static void a_ring_of_thousands_is_one_cycle(void **state) {
  (void)state;
  enum { COUNT = 20000 };
  bry_map *map = NULL;
  bry_table *t = NULL;
  static char text[COUNT * 160];
  char *at = text;
  at += sprintf(at, "[");
  for (int i = 0; i < COUNT; i++)
    at += sprintf(at, "{\"op\":\"add_node\",\"id\":\"n%d\"},", i);
  for (int i = 0; i < COUNT; i++)
    at += sprintf(at, "{\"op\":\"add_edge\",\"from\":\"n%d\",\"to\":\"n%d\",\"directed\":true}%s", i, (i + 1) % COUNT,
                  i + 1 < COUNT ? "," : "]");
  assert_int_equal(bry_map_new(&map, NULL), BRY_OK);
  assert_int_equal(bry_map_apply(map, text, strlen(text), NULL), BRY_OK);
  assert_int_equal(bry_map_cycles(map, NULL, &t, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(t), COUNT);
  assert_int_equal(bry_table_int64(t, COUNT - 1, 5), 1);
  assert_int_equal(bry_table_int64(t, 0, 5), 0);
  bry_table_free(t);
  bry_map_free(map);
}

static void zones_and_cycles_are_among_the_measures(void **state) {
  (void)state;
  bry_map *map = NULL;
  bry_table *n = NULL, *whole = NULL;
  assert_int_equal(causes_make(&map, NULL), BRY_OK);
  assert_int_equal(bry_map_measures(map, 1, &n, &whole, NULL), BRY_OK);
  int32_t share = bry_table_find_column(n, "cross_zone_share"), cycle = bry_table_find_column(n, "cycle");
  const double shares[] = {1, 2.0 / 3, 0.5, 1};
  for (int64_t i = 0; i < 4; i++) {
    assert_float_equal(bry_table_double(n, i, share), shares[i], 1e-12);
    assert_int_equal(bry_table_int64(n, i, cycle), 1);
  }
  assert_int_equal(bry_table_missing(n, 4, share), BRY_MISSING);
  assert_int_equal(bry_table_missing(n, 4, cycle), BRY_MISSING);
  assert_string_equal(bry_table_text(whole, 6, 0), "cross_zone_share");
  assert_float_equal(bry_table_double(whole, 6, 1), 0.8, 1e-12);
  assert_float_equal(bry_table_double(whole, 7, 1), 1, 0);
  assert_float_equal(bry_table_double(whole, 2, 1), 0.4, 1e-12); /* 4 of 10 pairs: two edges join one */
  bry_table_free(n);
  bry_table_free(whole);
  bry_map_free(map);
}

static bry_status cycles_of_causes(bry_error **err) {
  bry_map *map = NULL;
  bry_table *t = NULL;
  bry_status status = causes_make(&map, err);
  if (status == BRY_OK) status = bry_map_cycles(map, "causes", &t, err);
  bry_table_free(t);
  bry_map_free(map);
  return status;
}

static void each_allocation_can_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(cycles_of_causes, BRY_OK) > 100);
  bry_table *t = NULL;
  assert_int_equal(bry_map_cycles(NULL, NULL, &t, NULL), BRY_EINVAL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_lightest_edge_of_a_cycle_is_the_one_to_look_at),
      cmocka_unit_test(without_the_flagged_edges_there_is_no_cycle),
      cmocka_unit_test(only_edges_of_the_kind_and_with_a_direction_count),
      cmocka_unit_test(a_ring_of_thousands_is_one_cycle),
      cmocka_unit_test(zones_and_cycles_are_among_the_measures),
      cmocka_unit_test(each_allocation_can_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
