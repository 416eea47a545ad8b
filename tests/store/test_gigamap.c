/* Gigamaps in the store: made, edited by two at once, undone, derived from codings, and whom the database lets do what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "store/logins.h"

#include <pthread.h>

static int64_t edit(bry_store *by, const char *map, int64_t seen, const char *operations) {
  int64_t revision = 0;
  assert_ok(bry_gigamap_apply(by, map, seen, operations, strlen(operations), &revision, ERR));
  return revision;
}

/* Nodes, then edges with their origin: "a b ab(derived)". */
static void assert_now(const char *name, const char *expected) {
  bry_map_history *h = NULL;
  bry_map *map = NULL;
  bry_table *nodes = NULL, *edges = NULL;
  char found[600] = "";
  assert_ok(bry_gigamap_open(store, name, &h, ERR));
  assert_ok(bry_map_history_at(h, -1, &map, ERR));
  assert_ok(bry_map_nodes(map, &nodes, ERR));
  assert_ok(bry_map_edges(map, &edges, ERR));
  for (int64_t i = 0; i < bry_table_row_count(nodes); i++)
    snprintf(found + strlen(found), sizeof found - strlen(found), "%s ", bry_table_text(nodes, i, 0));
  for (int64_t i = 0; i < bry_table_row_count(edges); i++)
    snprintf(found + strlen(found), sizeof found - strlen(found), "%s-%s:%g ", bry_table_text(edges, i, 0),
             bry_table_text(edges, i, 1), bry_table_double(edges, i, 2));
  assert_string_equal(found, expected);
  bry_table_free(nodes);
  bry_table_free(edges);
  bry_map_free(map);
  bry_map_history_free(h);
}

static void a_map_is_made_edited_undone_and_listed(void **state) {
  (void)state;
  int64_t revision = 0;
  bry_table *list = NULL;
  assert_ok(bry_gigamap_create(store, "first", "Første kart", ERR));
  assert_refused(bry_gigamap_create(store, "first", "Igjen", ERR), BRY_ECONFLICT, "first");
  assert_refused(bry_gigamap_create(store, "a b", "Navn", ERR), BRY_EINVAL, "ASCII");
  assert_refused(bry_gigamap_create(store, "empty", "", ERR), BRY_EINVAL, "title");
  assert_now("first", "");
  assert_int_equal(edit(store, "first", 0, "[{\"op\":\"add_node\",\"id\":\"a\"},{\"op\":\"add_node\",\"id\":\"b\"}]"),
                   1);
  assert_int_equal(edit(store, "first", 1, "[{\"op\":\"add_edge\",\"from\":\"a\",\"to\":\"b\"}]"), 2);
  assert_ok(bry_gigamap_undo(store, "first", 2, &revision, ERR));
  assert_int_equal(revision, 3);
  assert_now("first", "a b ");
  assert_ok(bry_gigamap_redo(store, "first", -1, NULL, ERR));
  assert_now("first", "a b a-b:1 ");
  assert_refused(bry_gigamap_redo(store, "first", 4, NULL, ERR), BRY_ESTATE, "no edit");
  assert_refused(bry_gigamap_apply(store, "first", 4, "[{\"op\":\"add_node\",\"id\":\"a\"}]", 28, NULL, ERR),
                 BRY_ECONFLICT, "\"a\"");
  assert_refused(bry_gigamap_undo(store, "nowhere", 0, NULL, ERR), BRY_ENOTFOUND, "bry_gigamap_list()");
  assert_ok(bry_gigamap_list(store, &list, ERR));
  assert_int_equal(bry_table_row_count(list), 1);
  assert_string_equal(bry_table_text(list, 0, 1), "Første kart");
  assert_int_equal(bry_table_int64(list, 0, 2), 4);
  assert_true(bry_table_int64(list, 0, 4) >= bry_table_int64(list, 0, 3));
  bry_table_free(list);
}

/* --- two at once ---------------------------------------------------------------------------------------------------- */

enum { EDITORS = 4, EDITS = 12 };

typedef struct editor {
  int number, conflicts;
} editor;

/* Looks, edits what it saw, and looks again when somebody else was first. */
static void *work(void *user) {
  editor *me = user;
  for (int i = 0; i < EDITS; i++) {
    char operations[80];
    bry_status status;
    snprintf(operations, sizeof operations, "[{\"op\":\"add_node\",\"id\":\"n%d.%d\"}]", me->number, i);
    do {
      bry_map_history *h = NULL;
      status = bry_gigamap_open(store, "busy", &h, NULL);
      if (status == BRY_OK)
        status =
            bry_gigamap_apply(store, "busy", bry_map_history_revision(h), operations, strlen(operations), NULL, NULL);
      bry_map_history_free(h);
      me->conflicts += status == BRY_ECONFLICT;
    } while (status == BRY_ECONFLICT);
    if (status != BRY_OK) return me;
  }
  return NULL;
}

static void of_two_editors_at_once_one_looks_again_and_nothing_is_lost(void **state) {
  (void)state;
  pthread_t threads[EDITORS];
  editor editors[EDITORS] = {{0}};
  assert_ok(bry_gigamap_create(store, "busy", "Mange", ERR));
  edit(store, "busy", 0, "[{\"op\":\"add_node\",\"id\":\"x\"}]");
  assert_refused(bry_gigamap_apply(store, "busy", 0, "[{\"op\":\"add_node\",\"id\":\"y\"}]", 28, NULL, ERR),
                 BRY_ECONFLICT, "look again");
  for (int i = 0; i < EDITORS; i++) {
    editors[i].number = i;
    assert_int_equal(pthread_create(&threads[i], NULL, work, &editors[i]), 0);
  }
  for (int i = 0; i < EDITORS; i++) {
    void *failed = NULL;
    pthread_join(threads[i], &failed);
    assert_null(failed);
  }
  bry_map_history *h = NULL;
  bry_map *map = NULL;
  bry_table *nodes = NULL;
  assert_ok(bry_gigamap_open(store, "busy", &h, ERR));
  assert_int_equal(bry_map_history_revision(h), 1 + EDITORS * EDITS);
  assert_ok(bry_map_history_at(h, -1, &map, ERR));
  assert_ok(bry_map_nodes(map, &nodes, ERR));
  assert_int_equal(bry_table_row_count(nodes), 1 + EDITORS * EDITS);
  bry_table_free(nodes);
  bry_map_free(map);
  bry_map_history_free(h);
}

/* --- who may do what ------------------------------------------------------------------------------------------------ */

static void portals_and_facilitators_edit_and_researchers_see_nothing(void **state) {
  (void)state;
  assert_ok(bry_gigamap_create(store, "shared", "Felles", ERR));
  static const char *const logins[] = {"t_portal", "t_facilitator", "t_manager"};
  for (int64_t i = 0; i < 3; i++) {
    char operations[60];
    bry_store *by = login_open(logins[i]);
    assert_ok(bry_store_set_tenant(by, "test", ERR));
    snprintf(operations, sizeof operations, "[{\"op\":\"add_node\",\"id\":\"%s\"}]", logins[i]);
    assert_int_equal(edit(by, "shared", i, operations), i + 1);
    bry_store_close(by);
  }
  bry_map_history *h = NULL;
  bry_table *t = NULL;
  assert_ok(bry_gigamap_open(store, "shared", &h, ERR));
  assert_ok(bry_map_history_revisions(h, &t, ERR));
  for (int64_t i = 0; i < 3; i++) {
    assert_string_equal(bry_table_text(t, i, bry_table_find_column(t, "role")), logins[i] + 2);
    const char *at = bry_table_text(t, i, bry_table_find_column(t, "at"));
    assert_true(strncmp(at, "20", 2) == 0 && strlen(at) == 20 && at[10] == 'T' && at[19] == 'Z');
  }
  bry_table_free(t);
  bry_map_history_free(h);
  bry_store *researcher = login_open("t_researcher");
  assert_ok(bry_store_set_tenant(researcher, "test", ERR));
  assert_int_equal(bry_gigamap_apply(researcher, "shared", 3, "[{\"op\":\"add_node\",\"id\":\"r\"}]", 28, NULL, NULL),
                   BRY_EDENIED);
  h = NULL;
  assert_int_equal(bry_gigamap_open(researcher, "shared", &h, NULL), BRY_EDENIED);
  assert_null(h);
  bry_store_close(researcher);
}

static void nobody_changes_the_log(void **state) {
  (void)state;
  assert_ok(bry_gigamap_create(store, "kept", "Kart", ERR));
  edit(store, "kept", 0, "[{\"op\":\"add_node\",\"id\":\"a\"}]");
  for (int i = 0; i < LOGINS; i++) {
    char login[32];
    snprintf(login, sizeof login, "t_%s", login_roles[i]);
    PGconn *pg = login_connect(login);
    assert_denied(pg, "UPDATE bry.map_revision SET body = '[]'");
    assert_denied(pg, "DELETE FROM bry.map_revision");
    assert_denied(pg, "TRUNCATE bry.map_revision");
    assert_denied(pg, "DELETE FROM bry.map");
    if (strcmp(login_roles[i], "owner") != 0)
      assert_denied(pg, "INSERT INTO bry.map_revision (tenant_id, map, revision, act, role, body)"
                        " SELECT tenant_id, map, 2, 'apply', 'portal', '[]' FROM bry.map");
    PQfinish(pg);
  }
  /* What is derived from answers is put in by who may see it. */
  PGconn *pg = login_connect("t_portal");
  assert_denied(pg,
                "SELECT bry.map_append(tenant_id, map, 1, 'rebuild', NULL, '{}') FROM bry.map WHERE map = 'kept'");
  PQfinish(pg);
  /* The log holds JSON, and undoes what came before. */
  pg = login_connect("t_manager");
  assert_string_equal(
      try_sql(pg, "SELECT bry.map_append(tenant_id, map, 1, 'apply', NULL, '{') FROM bry.map WHERE map = 'kept'",
              NULL),
      "22P02");
  assert_string_equal(
      try_sql(pg, "SELECT bry.map_append(tenant_id, map, 1, 'undo', 2, NULL) FROM bry.map WHERE map = 'kept'", NULL),
      "23514");
  PQfinish(pg);
  assert_now("kept", "a ");
}

static void maps_of_other_tenants_are_as_such_that_are_not_there(void **state) {
  (void)state;
  bry_map_history *h = NULL;
  assert_ok(bry_gigamap_create(store, "own", "Kart", ERR));
  assert_ok(bry_store_set_tenant(store, "other", ERR));
  assert_int_equal(bry_gigamap_open(store, "own", &h, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_gigamap_undo(store, "own", -1, NULL, NULL), BRY_ENOTFOUND);
  assert_ok(bry_store_set_tenant(store, "test", ERR));
}

/* --- derived from codings ------------------------------------------------------------------------------------------- */

static void add_texts(bry_survey *survey, int count, const char *text) {
  for (int i = 0; i < count; i++) {
    char id[37], answers[200];
    bry_uuid_v4(id);
    snprintf(answers, sizeof answers, "{\"near\": 3, \"dream\": \"%s\"}", text);
    assert_ok(bry_response_submit(store, survey, id, answers, strlen(answers), "{\"sektor\": \"helse\"}", NULL, ERR));
  }
}

static void a_layer_of_themes_is_derived_and_people_stay_over_it(void **state) {
  (void)state;
  bry_survey *survey = make_survey("derived");
  bry_codebook *codebook = NULL;
  assert_ok(bry_codebook_parse(workplace_codebook, strlen(workplace_codebook), "drom", &codebook, ERR));
  assert_ok(bry_codebook_put(store, codebook, ERR));
  add_texts(survey, 8, "rolig med gode kolleger");
  add_texts(survey, 6, "det er rolig her");
  add_texts(survey, 6, "snille kolleger");
  add_texts(survey, 10, "en annen dag");
  add_texts(survey, 2, "utstyr og kolleger"); /* too few */
  assert_ok(bry_survey_code(store, survey, "dream", "drom", NULL, NULL, NULL, ERR));
  assert_ok(bry_gigamap_create(store, "themes", "Temaer", ERR));
  assert_ok(bry_gigamap_derive(store, "themes", 0, survey, "dream", "drom", 0, NULL, ERR));
  assert_now("themes", "calm people calm-people:8 ");
  edit(store, "themes", 1,
       "[{\"op\":\"remove_edge\",\"from\":\"calm\",\"to\":\"people\"},{\"op\":\"add_node\",\"id\":\"own\"}]");
  assert_ok(bry_gigamap_derive(store, "themes", 2, survey, "dream", "drom", 0, NULL, ERR));
  assert_now("themes", "own calm people ");
  bry_codebook_free(codebook);
  bry_survey_free(survey);
}

/* Work that leaves the log as it was, or each round would take more memory than the one before. */
static bry_status look(bry_error **err) {
  bry_map_history *h = NULL;
  bry_table *list = NULL;
  bry_status status = bry_gigamap_open(store, "memory", &h, err);
  if (status == BRY_OK) status = bry_gigamap_list(store, &list, err);
  bry_table_free(list);
  bry_map_history_free(h);
  return status;
}

static bry_status edit_what_is_old(bry_error **err) {
  return bry_gigamap_apply(store, "memory", 0, "[]", 2, NULL, err);
}

static void each_allocation_can_fail(void **state) {
  (void)state;
  assert_ok(bry_gigamap_create(store, "memory", "Kart", ERR));
  edit(store, "memory", 0, "[{\"op\":\"add_node\",\"id\":\"a\"}]");
  assert_true(each_allocation_may_fail(look, BRY_OK) > 30);
  assert_true(each_allocation_may_fail(edit_what_is_old, BRY_ECONFLICT) > 20);
}

/* A log that grew past what is read would never open again: it is full before, and what is in it stays within reach. */
static void a_log_that_is_full_is_still_read_and_undone(void **state) {
  (void)state;
  int64_t revision = 0;
  assert_ok(bry_gigamap_create(store, "full", "Kart", ERR));
  run_as_superuser(
      "INSERT INTO bry.map_revision (tenant_id, map, revision, act, role, body)"
      " SELECT m.tenant_id, m.map, n, 'apply', 'manager', '[{\"op\":\"add_node\",\"id\":\"' || n || '\"}'"
      " || repeat(' ', 15728640 - 33) || ']' FROM bry.map m, generate_series(1, 4) n WHERE m.map = 'full'");
  assert_refused(bry_gigamap_apply(store, "full", 4, "[{\"op\":\"add_node\",\"id\":\"b\"}]", 28, NULL, ERR),
                 BRY_ELIMIT, "full");
  assert_now("full", "1 2 3 4 ");
  assert_ok(bry_gigamap_undo(store, "full", 4, &revision, ERR));
  assert_int_equal(revision, 5);
  assert_now("full", "1 2 3 ");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_map_is_made_edited_undone_and_listed),
      cmocka_unit_test(of_two_editors_at_once_one_looks_again_and_nothing_is_lost),
      cmocka_unit_test(portals_and_facilitators_edit_and_researchers_see_nothing),
      cmocka_unit_test(nobody_changes_the_log),
      cmocka_unit_test(maps_of_other_tenants_are_as_such_that_are_not_there),
      cmocka_unit_test(a_layer_of_themes_is_derived_and_people_stay_over_it),
      cmocka_unit_test(a_log_that_is_full_is_still_read_and_undone),
      cmocka_unit_test(each_allocation_can_fail),
  };
  return cmocka_run_group_tests(tests, open_workplace_with_logins, close_workplace);
}
