/* Histories: revisions, undo and redo, and a derived layer below what people do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "core/random.h"
#include "map/sample.h"

#include <bry/error.h>
#include <bry/map.h>
#include <bry/table.h>
#include <bry/text.h>
#include <stdio.h>
#include <stdlib.h>

static bry_map_history *history(void) {
  bry_map_history *h = NULL;
  assert_int_equal(bry_map_history_new(&h, NULL), BRY_OK);
  return h;
}

static bry_status try(bry_map_history *h, const char *operations) {
  return bry_map_history_apply(h, bry_map_history_revision(h), operations, strlen(operations), "facilitator", 1000,
                               NULL);
}

static void edit(bry_map_history *h, const char *operations) {
  bry_error *err = NULL;
  if (bry_map_history_apply(h, bry_map_history_revision(h), operations, strlen(operations), "facilitator", 1000,
                            &err) != BRY_OK)
    fail_msg("%s", bry_error_message(err));
}

/* Nodes "a b c", edges "ab7d": ends, weight, and d derived, e edited. */
static void assert_map(const bry_map_history *h, int64_t revision, const char *expected) {
  bry_map *map = NULL;
  bry_table *nodes = NULL, *edges = NULL;
  char found[512] = "";
  assert_int_equal(bry_map_history_at(h, revision, &map, NULL), BRY_OK);
  assert_int_equal(bry_map_nodes(map, &nodes, NULL), BRY_OK);
  assert_int_equal(bry_map_edges(map, &edges, NULL), BRY_OK);
  for (int64_t i = 0; i < bry_table_row_count(nodes); i++)
    snprintf(found + strlen(found), sizeof found - strlen(found), "%s ", bry_table_text(nodes, i, 0));
  for (int64_t i = 0; i < bry_table_row_count(edges); i++) {
    const char *origin = bry_table_text(edges, i, bry_table_find_column(edges, "origin"));
    snprintf(found + strlen(found), sizeof found - strlen(found), "%s%s%g%.1s ", bry_table_text(edges, i, 0),
             bry_table_text(edges, i, 1), bry_table_double(edges, i, 2), origin ? origin : "");
  }
  assert_string_equal(found, expected);
  bry_table_free(nodes);
  bry_table_free(edges);
  bry_map_free(map);
}

/* "ab7 bc6" as a map: each pair of letters an edge. */
static bry_status derive(bry_map_history *h, const char *edges, bry_error **err) {
  bry_map *map = NULL;
  bry_status status = bry_map_new(&map, err);
  for (const char *at = edges; *at && status == BRY_OK; at++) {
    for (int end = 0; end < 2 && status == BRY_OK; end++) {
      status = bry_map_add_node(map, (char[]){at[end], '\0'}, NULL, 10, err);
      if (status != BRY_ECONFLICT) continue;
      status = BRY_OK; /* it is there already */
      if (err) bry_error_free(*err);
      if (err) *err = NULL;
    }
    if (status == BRY_OK)
      status = bry_map_add_edge(map, (char[]){at[0], '\0'}, (char[]){at[1], '\0'}, at[2] - '0', err);
    at += at[3] ? 3 : 2;
  }
  if (status == BRY_OK) status = bry_map_history_rebuild(h, bry_map_history_revision(h), map, "machine", 2000, err);
  bry_map_free(map);
  return status;
}

static void rebuild(bry_map_history *h, const char *edges) {
  assert_int_equal(derive(h, edges, NULL), BRY_OK);
}

#define NODE(id) "{\"op\":\"add_node\",\"id\":\"" id "\"}"
#define EDGE(op, from, to) "{\"op\":\"" op "_edge\",\"from\":\"" from "\",\"to\":\"" to "\"}"

static void any_revision_can_be_had_and_edits_undone_and_done_again(void **state) {
  (void)state;
  bry_map_history *h = history();
  edit(h, "[" NODE("a") "," NODE("b") "]");
  edit(h, "[" EDGE("add", "a", "b") "]");
  edit(h, "[{\"op\":\"remove_node\",\"id\":\"b\"}]");
  assert_int_equal(bry_map_history_undo(h, 3, "portal", 5, NULL), BRY_OK);
  assert_int_equal(bry_map_history_undo(h, 4, "portal", 6, NULL), BRY_OK);
  assert_int_equal(bry_map_history_redo(h, 5, "portal", 7, NULL), BRY_OK);
  static const char *const maps[] = {"", "a b ", "a b ab1 ", "a ", "a b ab1 ", "a b ", "a b ab1 "};
  for (int64_t i = 0; i < 7; i++)
    assert_map(h, i, maps[i]);
  assert_map(h, -1, "a b ab1 ");
  edit(h, "[" NODE("c") "]");
  assert_int_equal(bry_map_history_redo(h, 7, "portal", 8, NULL), BRY_ESTATE); /* an edit came between */
  bry_map *map = NULL;
  assert_int_equal(bry_map_history_at(h, 8, &map, NULL), BRY_ENOTFOUND);
  bry_table *t = NULL;
  assert_int_equal(bry_map_history_revisions(h, &t, NULL), BRY_OK);
  static const int64_t in_force[] = {1, 1, 0, 0, 0, 0, 1};
  for (int64_t i = 0; i < 7; i++)
    assert_int_equal(bry_table_int64(t, i, bry_table_find_column(t, "in_force")), in_force[i]);
  assert_string_equal(bry_table_text(t, 3, 1), "undo");
  assert_int_equal(bry_table_int64(t, 3, 2), 3);
  assert_string_equal(bry_table_text(t, 3, 4), "portal");
  assert_string_equal(bry_table_text(t, 3, 5), "1970-01-01T00:00:00Z");
  bry_table_free(t);
  bry_map_history_free(h);
}

static void who_saw_an_older_revision_is_told_to_look_again(void **state) {
  (void)state;
  bry_map_history *h = history();
  bry_error *err = NULL;
  edit(h, "[" NODE("a") "]");
  assert_int_equal(bry_map_history_apply(h, 0, "[" NODE("b") "]", strlen("[" NODE("b") "]"), "portal", 1, &err),
                   BRY_ECONFLICT);
  assert_non_null(strstr(bry_error_message(err), "look again"));
  bry_error_free(err);
  assert_int_equal(bry_map_history_undo(h, 0, "portal", 1, NULL), BRY_ECONFLICT);
  assert_map(h, -1, "a ");
  assert_int_equal(bry_map_history_revision(h), 1);
  bry_map_history_free(h);
}

static void an_edit_that_fails_changes_nothing(void **state) {
  (void)state;
  bry_map_history *h = history();
  edit(h, "[" NODE("a") "]");
  assert_int_equal(try(h, "[" NODE("b") "," NODE("a") "]"), BRY_ECONFLICT);
  assert_int_equal(bry_map_history_revision(h), 1);
  assert_map(h, -1, "a ");
  assert_int_equal(bry_map_history_apply(h, 1, "[]", 2, "", 1, NULL), BRY_EINVAL);
  bry_map_history *empty = history();
  assert_int_equal(bry_map_history_undo(empty, 0, "portal", 1, NULL), BRY_ESTATE);
  assert_int_equal(bry_map_history_redo(empty, 0, "portal", 1, NULL), BRY_ESTATE);
  bry_map_history_free(empty);
  bry_map_history_free(h);
}

static void a_rebuild_replaces_only_what_is_derived(void **state) {
  (void)state;
  bry_map_history *h = history();
  edit(h, "[" NODE("x") "," NODE("a") "," EDGE("add", "x", "a") "]");
  rebuild(h, "ab7 bc6");
  assert_map(h, -1, "x a b c xa1 ab7d bc6d ");
  edit(h, "[" EDGE("add", "x", "b") "]"); /* rests on a derived node */
  rebuild(h, "ac5");
  assert_map(h, -1, "x a b c xa1 xb1 ac5d ");
  rebuild(h, "");
  assert_map(h, -1, "x a b xa1 xb1 ");
  bry_map_history_free(h);
}

static void what_people_rejected_stays_away_until_they_add_it(void **state) {
  (void)state;
  bry_map_history *h = history();
  rebuild(h, "ab7 bc6 cd5");
  edit(h, "[" EDGE("remove", "b", "a") ",{\"op\":\"remove_node\",\"id\":\"d\"}]");
  rebuild(h, "ab8 bc6 cd5");
  assert_map(h, -1, "a b c bc6d ");
  edit(h, "[" NODE("d") "," EDGE("add", "a", "b") "]");
  rebuild(h, "ab9 bc6 cd5");
  assert_map(h, -1, "a b d c ab1 bc6d cd5d ");
  /* Undo brings the rejection back: the last edit goes, and the rebuild after it is still in force. */
  assert_int_equal(bry_map_history_undo(h, bry_map_history_revision(h), "portal", 1, NULL), BRY_OK);
  assert_map(h, -1, "a b c bc6d ");
  assert_int_equal(bry_map_history_undo(h, bry_map_history_revision(h), "portal", 1, NULL), BRY_OK);
  assert_map(h, -1, "a b c d ab9d bc6d cd5d ");
  bry_map_history_free(h);
}

static void what_people_changed_of_a_derived_edge_stays_and_its_measures_follow(void **state) {
  (void)state;
  bry_map_history *h = history();
  rebuild(h, "ab7");
  edit(h, "[{\"op\":\"change_edge\",\"from\":\"a\",\"to\":\"b\",\"label\":\"sammen\"}]");
  assert_int_equal(try(h, "[{\"op\":\"change_edge\",\"from\":\"a\",\"to\":\"b\",\"weight\":99}]"), BRY_EINVAL);
  rebuild(h, "ab8");
  assert_map(h, -1, "a b ab8e ");
  rebuild(h, ""); /* few people now: the edge stays, but no figure of theirs */
  assert_map(h, -1, "a b ab1e ");
  bry_map_history_free(h);
}

static void what_people_merged_stays_merged(void **state) {
  (void)state;
  bry_map_history *h = history();
  rebuild(h, "ac7 bc9 bd5");
  edit(h, "[{\"op\":\"merge_nodes\",\"id\":\"b\",\"into\":\"a\"}]");
  assert_map(h, -1, "a c d ac9d ad5d "); /* the larger: the same people may stand behind both */
  rebuild(h, "ac8 bc6 bd5");
  assert_map(h, -1, "a c d ac8d ad5d ");
  edit(h, "[{\"op\":\"merge_nodes\",\"id\":\"a\",\"into\":\"d\"}]");
  rebuild(h, "ac8 bc9 bd5 ab7");
  assert_map(h, -1, "d c dc9d ");
  bry_map_history_free(h);
}

static void written_and_read_it_is_the_same(void **state) {
  (void)state;
  bry_map_history *h = history(), *again = NULL;
  bry_text *text = NULL, *second = NULL;
  edit(h, causes_operations);
  rebuild(h, "ab7 bc6");
  edit(h, "[" EDGE("remove", "a", "b") "]");
  assert_int_equal(bry_map_history_undo(h, 3, "portal \"æ\"", 9, NULL), BRY_OK);
  assert_int_equal(bry_map_history_redo(h, 4, "portal", 10, NULL), BRY_OK);
  assert_int_equal(bry_map_history_write(h, &text, NULL), BRY_OK);
  assert_int_equal(bry_map_history_read(bry_text_data(text), bry_text_size(text), &again, NULL), BRY_OK);
  assert_int_equal(bry_map_history_revision(again), 5);
  bry_map *one = NULL, *other = NULL;
  for (int64_t i = 0; i <= 5; i++) {
    bry_text *a = NULL, *b = NULL;
    assert_int_equal(bry_map_history_at(h, i, &one, NULL), BRY_OK);
    assert_int_equal(bry_map_history_at(again, i, &other, NULL), BRY_OK);
    assert_int_equal(bry_map_export(one, BRY_MAP_JSON_GRAPH, &a, NULL), BRY_OK);
    assert_int_equal(bry_map_export(other, BRY_MAP_JSON_GRAPH, &b, NULL), BRY_OK);
    assert_string_equal(bry_text_data(a), bry_text_data(b));
    bry_text_free(a);
    bry_text_free(b);
    bry_map_free(one);
    bry_map_free(other);
  }
  assert_int_equal(bry_map_history_write(again, &second, NULL), BRY_OK);
  bry_map_history_free(again);
  assert_int_equal(bry_map_history_read(bry_text_data(second), bry_text_size(second), &again, NULL), BRY_OK);
  bry_text_free(text);
  bry_text_free(second);
  bry_map_history_free(again);
  bry_map_history_free(h);
}

static void broken_logs_are_refused(void **state) {
  (void)state;
  static const struct {
    const char *text;
    bry_status status;
  } logs[] = {
      {"{}", BRY_EREFUSED},
      {"[]", BRY_EREFUSED},
      {"{\"act\":\"apply\",\"role\":\"r\",\"at\":1}", BRY_EREFUSED},
      {"{\"act\":\"undo\",\"role\":\"r\",\"at\":1,\"of\":1}", BRY_EREFUSED},
      {"{\"act\":\"undo\",\"role\":\"r\",\"at\":1,\"of\":-9}", BRY_EREFUSED},
      {"{\"act\":\"apply\",\"role\":\"r\",\"at\":1,\"operations\":[" NODE(
           "a") "]}\n"
                "{\"act\":\"redo\",\"role\":\"r\",\"at\":1,\"of\":1}",
       BRY_EREFUSED},
      {"{\"act\":\"apply\",\"role\":\"r\",\"at\":1,\"operations\":[" NODE("a") "," NODE("a") "]}", BRY_ECONFLICT},
      {"{\"act\":\"rebuild\",\"role\":\"r\",\"at\":1,\"map\":{}}", BRY_EREFUSED},
      {"\n", BRY_EPARSE},
      {"{", BRY_EPARSE},
  };
  bry_map_history *h = NULL;
  for (size_t i = 0; i < sizeof logs / sizeof *logs; i++) {
    bry_status status = bry_map_history_read(logs[i].text, strlen(logs[i].text), &h, NULL);
    if (status != logs[i].status) fail_msg("log %d: %d", (int)i, (int)status);
    assert_null(h);
  }
  assert_int_equal(bry_map_history_read(NULL, 0, &h, NULL), BRY_EINVAL);
}

static bry_status live(bry_error **err) {
  bry_map_history *h = NULL, *again = NULL;
  bry_text *text = NULL;
  bry_table *t = NULL;
  bry_map *map = NULL;
  static const char change[] = "[{\"op\":\"merge_nodes\",\"id\":\"b\",\"into\":\"a\"}," EDGE("remove", "a", "c") "]";
  bry_status status = bry_map_history_new(&h, err);
  if (status == BRY_OK) status = derive(h, "ab7 bc6 ac3", err);
  if (status == BRY_OK) status = bry_map_history_apply(h, 1, change, strlen(change), "portal", 1, err);
  if (status == BRY_OK) status = derive(h, "ab7 bd6", err);
  if (status == BRY_OK) status = bry_map_history_undo(h, 3, "portal", 1, err);
  if (status == BRY_OK) status = bry_map_history_revisions(h, &t, err);
  if (status == BRY_OK) status = bry_map_history_at(h, 2, &map, err);
  if (status == BRY_OK) status = bry_map_history_write(h, &text, err);
  if (status == BRY_OK) status = bry_map_history_read(bry_text_data(text), bry_text_size(text), &again, err);
  bry_table_free(t);
  bry_map_free(map);
  bry_text_free(text);
  bry_map_history_free(again);
  bry_map_history_free(h);
  return status;
}

static void each_allocation_can_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(live, BRY_OK) > 200);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(any_revision_can_be_had_and_edits_undone_and_done_again),
      cmocka_unit_test(who_saw_an_older_revision_is_told_to_look_again),
      cmocka_unit_test(an_edit_that_fails_changes_nothing),
      cmocka_unit_test(a_rebuild_replaces_only_what_is_derived),
      cmocka_unit_test(what_people_rejected_stays_away_until_they_add_it),
      cmocka_unit_test(what_people_changed_of_a_derived_edge_stays_and_its_measures_follow),
      cmocka_unit_test(what_people_merged_stays_merged),
      cmocka_unit_test(written_and_read_it_is_the_same),
      cmocka_unit_test(broken_logs_are_refused),
      cmocka_unit_test(each_allocation_can_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
