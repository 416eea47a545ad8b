/* Pilots: every move that there is and no other; each supporter once, and their number withheld while they are few; what
 * became of the ideas, told to those who proposed them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "store/circle.h"

#define GROUP_1 "11111111-1111-4111-8111-111111111111"
#define GROUP_2 "33333333-3333-4333-8333-333333333333"

static bry_store *as_portal, *as_facilitator;

static int open_all(void **state) {
  if (open_workplace_with_logins(state) != BRY_OK) return -1;
  as_portal = login_open("t_portal");
  as_facilitator = login_open("t_facilitator");
  assert_ok(bry_store_set_tenant(as_portal, "test", ERR));
  assert_ok(bry_store_set_tenant(as_facilitator, "test", ERR));
  make_group(GROUP_1);
  make_group(GROUP_2);
  return 0;
}

static int close_all(void **state) {
  bry_store_close(as_portal);
  bry_store_close(as_facilitator);
  return close_workplace(state);
}

static int start_empty(void **state) {
  (void)state;
  run_as_superuser("TRUNCATE bry.pilot, bry.pilot_move, bry.pilot_supporter");
  return bry_store_set_tenant(store, "test", NULL);
}

static void add(bry_store *by, const char *idea, const char *group, const char *segments, char id[37]) {
  bry_pilot_options options;
  bry_pilot_options_init(&options);
  options.group = group;
  options.segments = segments;
  assert_ok(bry_pilot_add(by, idea, &options, id, ERR));
}

static const char *in_row(const bry_table *t, int64_t row, const char *column) {
  return bry_table_text(t, row, bry_table_find_column(t, column));
}

static void only_the_moves_that_are_written_are_taken(void **state) {
  (void)state;
  static const char *const states[] = {"proposed", "supported", "trial", "reviewed", "kept", "dropped"};
  static const char *const ways[][5] = {{NULL},
                                        {"supported", NULL},
                                        {"supported", "trial", NULL},
                                        {"supported", "trial", "reviewed", NULL},
                                        {"supported", "trial", "reviewed", "kept", NULL},
                                        {"dropped", NULL}};
  static const char may[6][7] = {"110001", "011001", "001101", "001111", "000010", "000001"};
  for (int from = 0; from < 6; from++) {
    for (int to = 1; to < 6; to++) {
      char id[37];
      add(store, "Bytte jobb en dag", NULL, NULL, id);
      for (const char *const *way = ways[from]; *way; way++)
        assert_ok(bry_pilot_move(store, id, *way, "leder", NULL, ERR));
      bry_error *err = NULL;
      bry_status status = bry_pilot_move(store, id, states[to], "leder", NULL, &err);
      assert_int_equal(status, may[from][to] == '1' ? BRY_OK : BRY_ESTATE);
      if (status != BRY_OK) assert_non_null(strstr(bry_error_message(err), states[from]));
      bry_error_free(err);
    }
  }
}

static void the_database_takes_no_other_chain(void **state) {
  (void)state;
  char id[37];
  add(store, "Bytte jobb en dag", NULL, NULL, id);
  PGconn *super = cluster_connect(&server, 1), *owner = login_connect("t_owner");
#define BY_HAND(seq, from, to)                                                                                       \
  "INSERT INTO bry.pilot_move (tenant_id, pilot_id, seq, from_state, to_state, role)"                                \
  " SELECT tenant_id, pilot_id, " #seq ", " from ", '" to "', 'x' FROM bry.pilot"
  assert_string_equal(try_sql(super, BY_HAND(2, "'proposed'", "kept"), NULL), "23514");
  assert_string_equal(try_sql(super, BY_HAND(2, "'reviewed'", "kept"), NULL), "23503");
  assert_string_equal(try_sql(super, BY_HAND(2, "NULL", "kept"), NULL), "23514");
  assert_string_equal(try_sql(super, BY_HAND(3, "'supported'", "trial"), NULL), "23503");
  assert_denied(owner, "UPDATE bry.pilot_move SET to_state = 'kept'");
  assert_denied(owner, "UPDATE bry.pilot SET idea = 'x'");
  assert_denied(owner, "DELETE FROM bry.pilot_move");
  PQfinish(owner);
  PQfinish(super);
}

/* The number of the only pilot; -1 when it is withheld. */
static int64_t supporters_for(bry_store *by) {
  bry_table *t = NULL;
  assert_ok(bry_pilot_report(by, NULL, &t, ERR));
  assert_int_equal(bry_table_row_count(t), 1);
  int32_t column = bry_table_find_column(t, "supporters");
  int64_t n = bry_table_missing(t, 0, column) == BRY_MISSING_WITHHELD ? -1 : bry_table_int64(t, 0, column);
  bry_table_free(t);
  return n;
}

static void support(const char *id, int who, int32_t supports) {
  char name[20];
  snprintf(name, sizeof name, "person-%d", who);
  assert_ok(bry_pilot_support(as_portal, id, name, supports, ERR));
}

static void each_counts_once_and_few_are_withheld(void **state) {
  (void)state;
  char id[37];
  add(store, "Bytte jobb en dag", NULL, NULL, id);
  assert_int_equal(supporters_for(store), 0);
  assert_int_equal(supporters_for(as_portal), -1); /* none looks like few */
  for (int i = 0; i < 4; i++)
    support(id, i, 1);
  support(id, 3, 1); /* again */
  assert_int_equal(supporters_for(store), 4);
  assert_int_equal(supporters_for(as_portal), -1);
  assert_int_equal(supporters_for(as_facilitator), -1);
  support(id, 4, 1);
  assert_int_equal(supporters_for(as_facilitator), 5);
  for (int i = 5; i < 9; i++)
    support(id, i, 1);
  assert_int_equal(supporters_for(store), 9);
  assert_int_equal(supporters_for(as_facilitator), 5); /* moves on by five or not at all */
  support(id, 9, 1);
  assert_int_equal(supporters_for(as_facilitator), 10);
  support(id, 9, 0); /* who takes it back is not seen alone */
  support(id, 9, 0);
  assert_int_equal(supporters_for(store), 9);
  assert_int_equal(supporters_for(as_facilitator), 10);
  for (int i = 5; i < 9; i++)
    support(id, i, 0);
  assert_int_equal(supporters_for(as_facilitator), 5);
  support(id, 4, 0);
  assert_int_equal(supporters_for(as_facilitator), 5); /* four are left, and nobody sees one go */
  for (int i = 0; i < 4; i++)
    support(id, i, 0);
  assert_int_equal(supporters_for(as_facilitator), -1);
  assert_int_equal(supporters_for(store), 0);
}

static void who_supports_is_kept_from_all_but_managers(void **state) {
  (void)state;
  char id[37];
  add(store, "Bytte jobb en dag", NULL, NULL, id);
  support(id, 1, 1);
  assert_int_equal(bry_pilot_support(as_facilitator, id, "person-1", 1, NULL), BRY_EDENIED);
  for (int i = 2; i < LOGINS; i++) {
    char login[32];
    snprintf(login, sizeof login, "t_%s", login_roles[i]);
    PGconn *pg = login_connect(login);
    assert_denied(pg, "SELECT FROM bry.pilot_supporter");
    PQfinish(pg);
  }
  char *named = ask_text("SELECT count(*) FROM bry.pilot_supporter s WHERE s::text LIKE '%person%'");
  assert_string_equal(named, "0");
  free(named);
  bry_text *held = NULL;
  assert_ok(bry_participant_export(store, "person-1", &held, ERR));
  assert_non_null(strstr(bry_text_data(held), "\"idea\" : \"Bytte jobb en dag\""));
  bry_text_free(held);
  assert_ok(bry_participant_erase(store, "person-1", NULL, ERR));
  assert_int_equal(supporters_for(store), 0);
}

static void support_of_what_has_ended_counts_no_more(void **state) {
  (void)state;
  char id[37];
  add(store, "Bytte jobb en dag", NULL, NULL, id);
  support(id, 1, 1);
  assert_ok(bry_pilot_move(store, id, "dropped", "leder", NULL, ERR));
  assert_refused(bry_pilot_support(as_portal, id, "person-2", 1, &err_), BRY_ESTATE, "no more");
  support(id, 1, 0);
  assert_int_equal(supporters_for(store), 0);
}

static void those_who_proposed_learn_what_became_of_it(void **state) {
  (void)state;
  char one[37], two[37], three[37];
  bry_table *t = NULL;
  add(as_facilitator, "Bytte jobb en dag", GROUP_2, NULL, one);
  add(as_portal, "Felles lunsj", GROUP_1, NULL, two);
  add(as_facilitator, "Stille time", GROUP_1, NULL, three);
  assert_ok(bry_pilot_move(as_portal, two, "supported", "leder", NULL, ERR));
  assert_ok(bry_pilot_move(as_facilitator, two, "dropped", "leder", "Vaktene lar seg ikke flytte", ERR));
  assert_ok(bry_pilot_report(as_portal, NULL, &t, ERR));
  assert_int_equal(bry_table_row_count(t), 3);
  assert_string_equal(in_row(t, 0, "group"), GROUP_1);
  assert_string_equal(in_row(t, 0, "idea"), "Felles lunsj");
  assert_string_equal(in_row(t, 0, "state"), "dropped");
  assert_string_equal(in_row(t, 0, "note"), "Vaktene lar seg ikke flytte");
  assert_string_equal(bry_table_value_label(t, 0, bry_table_find_column(t, "state"), "nn"), "droppa");
  assert_string_equal(in_row(t, 1, "idea"), "Stille time");
  assert_string_equal(in_row(t, 2, "group"), GROUP_2);
  bry_table_free(t);
  assert_ok(bry_pilot_report(store, GROUP_2, &t, ERR));
  assert_int_equal(bry_table_row_count(t), 1);
  assert_string_equal(in_row(t, 0, "state"), "proposed");
  bry_table_free(t);
  assert_ok(bry_pilot_moves(store, two, &t, ERR));
  assert_int_equal(bry_table_row_count(t), 3);
  assert_string_equal(in_row(t, 2, "from"), "supported");
  bry_table_free(t);
}

static void of_a_session_it_is_of_its_group(void **state) {
  (void)state;
  bry_pilot_options options;
  bry_table *t = NULL;
  circle c = make_circle("krets", "anonymous");
  begin_session(&c);
  bry_pilot_options_init(&options);
  options.session = c.session;
  assert_ok(bry_pilot_add(as_portal, "Hospitere", &options, NULL, ERR));
  char *group = ask_text("SELECT group_id FROM bry.session");
  assert_ok(bry_pilot_report(store, group, &t, ERR));
  assert_int_equal(bry_table_row_count(t), 1);
  assert_string_equal(in_row(t, 0, "session"), c.session);
  bry_table_free(t);
  free(group);
  options.group = GROUP_1;
  assert_refused(bry_pilot_add(store, "Ro", &options, NULL, &err_), BRY_ENOTFOUND, "no such session");
  options.session = NULL;
  options.group = c.session;
  assert_refused(bry_pilot_add(store, "Ro", &options, NULL, &err_), BRY_ENOTFOUND, "no such group");
}

static void municipalities_are_told_apart_and_together(void **state) {
  (void)state;
  char id[37];
  bry_table *t = NULL;
  add(store, "A", NULL, "{\"sektor\": \"helse\"}", id);
  add(store, "B", NULL, "{\"sektor\": \"helse\"}", id);
  assert_ok(bry_pilot_move(store, id, "supported", "leder", NULL, ERR));
  assert_ok(bry_store_set_tenant(store, "other", ERR));
  add(store, "C", NULL, NULL, id);
  assert_ok(bry_pilot_summary(store, NULL, 0, &t, ERR));
  assert_int_equal(bry_table_row_count(t), 1);
  assert_int_equal(number_in(t, 0, "pilots"), 1);
  bry_table_free(t);
  assert_ok(bry_pilot_summary(store, NULL, 1, &t, ERR));
  assert_int_equal(bry_table_row_count(t), 3);
  assert_string_equal(in_row(t, 1, "tenant"), "test");
  assert_int_equal(number_in(t, 1, "supported"), 1);
  assert_null(in_row(t, 2, "tenant"));
  assert_int_equal(number_in(t, 2, "pilots"), 3);
  assert_int_equal(number_in(t, 2, "proposed"), 2);
  bry_table_free(t);
  assert_ok(bry_pilot_summary(as_facilitator, "sektor", 1, &t, ERR)); /* who reaches "test" alone */
  assert_int_equal(bry_table_row_count(t), 2);
  assert_string_equal(in_row(t, 0, "value"), "helse");
  assert_int_equal(number_in(t, 1, "pilots"), 2);
  bry_table_free(t);
}

static void mistakes_are_told(void **state) {
  (void)state;
  bry_pilot_options options;
  bry_table *t = NULL;
  char id[37], given[37];
  add(store, "Ro", NULL, NULL, id);
  bry_pilot_options_init(&options);
  bry_uuid_v4(given);
  options.id = given;
  assert_ok(bry_pilot_add(store, "Ro", &options, NULL, ERR));
  assert_ok(bry_pilot_add(store, "Ro", &options, NULL, ERR));
  assert_refused(bry_pilot_add(store, "Uro", &options, NULL, &err_), BRY_ECONFLICT, "other id");
  options.role = "";
  assert_refused(bry_pilot_add(store, "Ro", &options, NULL, &err_), BRY_EINVAL, "role");
  assert_refused(bry_pilot_add(store, "\xff", NULL, NULL, &err_), BRY_EINVAL, "idea");
  assert_refused(bry_pilot_move(store, id, "proposed", "leder", NULL, &err_), BRY_EINVAL, "supported, trial");
  assert_refused(bry_pilot_move(store, id, "trial", "leder", "", &err_), BRY_EINVAL, "note");
  assert_refused(bry_pilot_support(store, id, "kari", 2, &err_), BRY_EINVAL, "supports");
  assert_refused(bry_pilot_support(store, id, "", 1, &err_), BRY_EINVAL, "participant");
  assert_refused(bry_pilot_report(store, "x", &t, &err_), BRY_EINVAL, "group");
  assert_refused(bry_pilot_summary(store, NULL, 3, &t, &err_), BRY_EINVAL, "across");
  assert_ok(bry_store_set_tenant(store, "other", ERR));
  assert_refused(bry_pilot_move(store, id, "supported", "leder", NULL, &err_), BRY_ENOTFOUND, "no such pilot");
  assert_refused(bry_pilot_support(store, id, "kari", 1, &err_), BRY_ENOTFOUND, "no such pilot");
  assert_refused(bry_pilot_moves(store, id, &t, &err_), BRY_ENOTFOUND, "no such pilot");
}

static bry_status work(bry_error **err) {
  bry_pilot_options options;
  bry_table *t = NULL;
  char id[37];
  bry_pilot_options_init(&options);
  options.segments = "{\"sektor\": \"helse\"}";
  bry_status status = bry_pilot_add(store, "Ro", &options, id, err);
  if (status == BRY_OK) status = bry_pilot_support(store, id, "kari", 1, err);
  if (status == BRY_OK) status = bry_pilot_move(store, id, "supported", "leder", NULL, err);
  if (status == BRY_OK) status = bry_pilot_moves(store, id, &t, err);
  bry_table_free(t);
  t = NULL;
  if (status == BRY_OK) status = bry_pilot_report(store, NULL, &t, err);
  bry_table_free(t);
  t = NULL;
  if (status == BRY_OK) status = bry_pilot_summary(store, "sektor", 1, &t, err);
  bry_table_free(t);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(work, BRY_OK) > 20);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(only_the_moves_that_are_written_are_taken, start_empty),
      cmocka_unit_test_setup(the_database_takes_no_other_chain, start_empty),
      cmocka_unit_test_setup(each_counts_once_and_few_are_withheld, start_empty),
      cmocka_unit_test_setup(who_supports_is_kept_from_all_but_managers, start_empty),
      cmocka_unit_test_setup(support_of_what_has_ended_counts_no_more, start_empty),
      cmocka_unit_test_setup(those_who_proposed_learn_what_became_of_it, start_empty),
      cmocka_unit_test_setup(of_a_session_it_is_of_its_group, start_empty),
      cmocka_unit_test_setup(municipalities_are_told_apart_and_together, start_empty),
      cmocka_unit_test_setup(mistakes_are_told, start_empty),
      cmocka_unit_test_setup(any_allocation_may_fail, start_empty),
  };
  return cmocka_run_group_tests(tests, open_all, close_all);
}
