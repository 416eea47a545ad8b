/* Commitments: every move that there is and no other, each kept; what is overdue by days of Oslo; who may read them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/clock.h"
#include "core/nth_allocation.h"
#include "store/circle.h"

static bry_store *as_portal, *as_facilitator;

static int open_all(void **state) {
  if (open_workplace_with_logins(state) != BRY_OK) return -1;
  as_portal = login_open("t_portal");
  as_facilitator = login_open("t_facilitator");
  assert_ok(bry_store_set_tenant(as_portal, "test", ERR));
  assert_ok(bry_store_set_tenant(as_facilitator, "test", ERR));
  return 0;
}

static int close_all(void **state) {
  bry_store_close(as_portal);
  bry_store_close(as_facilitator);
  return close_workplace(state);
}

/* Each test has the tables for itself. */
static int start_empty(void **state) {
  (void)state;
  run_as_superuser("TRUNCATE bry.commitment, bry.commitment_move");
  return bry_store_set_tenant(store, "test", NULL);
}

static void add(bry_store *by, const char *what, const char *review_on, const char *segments, char id[37]) {
  bry_commitment_options options;
  bry_commitment_options_init(&options);
  options.segments = segments;
  options.measure = "sjukefråvær";
  assert_ok(bry_commitment_add(by, what, "avdelingsleder", review_on, &options, id, ERR));
}

static const char *in_row(const bry_table *t, int64_t row, const char *column) {
  return bry_table_text(t, row, bry_table_find_column(t, column));
}

static void only_the_moves_that_are_written_are_taken(void **state) {
  (void)state;
  static const char *const states[] = {"open", "done", "changed", "dropped"};
  static const char *const ways[][3] = {{NULL}, {"done", NULL}, {"changed", NULL}, {"dropped", NULL}};
  static const char may[4][5] = {"1111", "1100", "1011",
                                 "0001"}; /* from a row to a column; to itself: nothing happens */
  for (int from = 0; from < 4; from++) {
    for (int to = 0; to < 4; to++) {
      char id[37];
      add(store, "Felles lunsj", "2027-01-15", NULL, id);
      for (const char *const *way = ways[from]; *way; way++)
        assert_ok(bry_commitment_move(store, id, *way, "leder", NULL, ERR));
      bry_error *err = NULL;
      bry_status status = to == 0 ? bry_commitment_renew(store, id, NULL, NULL, NULL, "leder", NULL, &err)
                                  : bry_commitment_move(store, id, states[to], "leder", NULL, &err);
      assert_int_equal(status, may[from][to] == '1' ? BRY_OK : BRY_ESTATE);
      if (status != BRY_OK) assert_non_null(strstr(bry_error_message(err), states[from]));
      bry_error_free(err);
    }
  }
}

static void every_move_is_kept_with_its_terms(void **state) {
  (void)state;
  char id[37];
  bry_table *t = NULL;
  add(store, "Felles lunsj hver fredag", "2027-01-15", NULL, id);
  assert_ok(bry_commitment_move(store, id, "changed", "medlem", "For sjelden alle er på jobb", ERR));
  assert_ok(bry_commitment_renew(store, id, "Felles lunsj hver måned", NULL, "2027-03-01", "leder", NULL, ERR));
  assert_ok(bry_commitment_move(store, id, "done", "leder", NULL, ERR));
  assert_ok(bry_commitment_move(store, id, "done", "leder", "en gang til", ERR)); /* it was: no second line */
  assert_ok(bry_commitment_moves(store, id, &t, ERR));
  assert_int_equal(bry_table_row_count(t), 4);
  assert_string_equal(in_row(t, 0, "what"), "Felles lunsj hver fredag");
  assert_null(in_row(t, 0, "from"));
  assert_string_equal(in_row(t, 0, "role"), "facilitator");
  assert_string_equal(in_row(t, 1, "note"), "For sjelden alle er på jobb");
  assert_string_equal(in_row(t, 1, "to"), "changed");
  assert_null(in_row(t, 1, "what"));
  assert_string_equal(in_row(t, 2, "what"), "Felles lunsj hver måned");
  assert_string_equal(in_row(t, 2, "measure"), "sjukefråvær");
  assert_string_equal(in_row(t, 2, "review_on"), "2027-03-01");
  assert_string_equal(in_row(t, 3, "from"), "open");
  assert_int_equal(strlen(in_row(t, 3, "moved_at")), 20);
  assert_string_equal(bry_table_value_label(t, 3, bry_table_find_column(t, "to"), "nb"), "gjort");
  bry_table_free(t);
  assert_ok(bry_commitment_list(store, NULL, 0, &t, ERR));
  assert_int_equal(bry_table_row_count(t), 1);
  assert_string_equal(in_row(t, 0, "what"), "Felles lunsj hver måned");
  assert_string_equal(in_row(t, 0, "state"), "done");
  assert_string_equal(in_row(t, 0, "who"), "avdelingsleder");
  bry_table_free(t);
}

/* Past the functions too, for whoever may write there at all: the owner's functions, and a superuser. */
static void the_database_takes_no_other_chain(void **state) {
  (void)state;
  char id[37];
  add(store, "Felles lunsj", "2027-01-15", NULL, id);
  assert_ok(bry_commitment_move(store, id, "dropped", "leder", NULL, ERR));
  PGconn *super = cluster_connect(&server, 1), *owner = login_connect("t_owner");
#define BY_HAND(seq, from, to, terms)                                                                                \
  "INSERT INTO bry.commitment_move (tenant_id, commitment_id, seq, from_state, to_state, role, what, review_on)"     \
  " SELECT tenant_id, commitment_id, " #seq ", " from ", '" to "', 'x', " terms " FROM bry.commitment"
  assert_string_equal(try_sql(super, BY_HAND(3, "'dropped'", "open", "'x', '2027-01-01'"), NULL), "23514");
  assert_string_equal(try_sql(super, BY_HAND(3, "'open'", "done", "NULL, NULL"), NULL), "23503"); /* it was dropped */
  assert_string_equal(try_sql(super, BY_HAND(4, "'open'", "done", "NULL, NULL"), NULL), "23503"); /* leaves one out */
  assert_string_equal(try_sql(super, BY_HAND(3, "NULL", "open", "'x', '2027-01-01'"), NULL), "23514");
  assert_string_equal(try_sql(super, BY_HAND(2, "'open'", "done", "NULL, NULL"), NULL), "23505");
  assert_denied(owner, "UPDATE bry.commitment_move SET note = 'x'");
  assert_denied(owner, "DELETE FROM bry.commitment_move");
  assert_denied(owner, "DELETE FROM bry.commitment");
  PQfinish(owner);
  PQfinish(super);
}

static int64_t clock_us;
static int64_t clock_at(void *user) {
  (void)user;
  return clock_us;
}

static int64_t overdue_count(bry_store *by, const char *on) {
  bry_table *t = NULL;
  assert_ok(bry_commitment_overdue(by, on, NULL, 0, &t, ERR));
  int64_t rows = bry_table_row_count(t);
  bry_table_free(t);
  return rows;
}

static void what_is_overdue_goes_by_days_of_oslo(void **state) {
  (void)state;
  char id[37];
  add(store, "Felles lunsj", "2026-07-01", NULL, id);
  assert_int_equal(overdue_count(store, "2026-07-01"), 0); /* the day itself is not over */
  assert_int_equal(overdue_count(store, "2026-07-02"), 1);
  bry__clock_set(clock_at, NULL);
  clock_us = INT64_C(1782943199) * 1000000; /* 2026-07-01 21:59:59 UTC is 23:59:59 in Oslo */
  int64_t before_midnight = overdue_count(store, NULL);
  clock_us += 1000000;
  int64_t after_midnight = overdue_count(store, NULL);
  bry__clock_set(NULL, NULL);
  assert_int_equal(before_midnight, 0);
  assert_int_equal(after_midnight, 1);
  assert_ok(bry_commitment_move(store, id, "changed", "leder", NULL, ERR));
  assert_int_equal(overdue_count(store, "2026-07-02"), 1); /* still waits for new terms */
  assert_ok(bry_commitment_renew(store, id, NULL, NULL, "2026-09-01", "leder", NULL, ERR));
  assert_int_equal(overdue_count(store, "2026-07-02"), 0);
  assert_ok(bry_commitment_move(store, id, "done", "leder", NULL, ERR));
  assert_int_equal(overdue_count(store, "2026-12-01"), 0);
}

static void the_same_id_adds_once(void **state) {
  (void)state;
  bry_commitment_options options;
  char id[37], given[37];
  bry_commitment_options_init(&options);
  bry_uuid_v4(given);
  options.id = given;
  options.segments = "{\"sektor\": \"helse\", \"enhet\": \"A\"}";
  assert_ok(bry_commitment_add(store, "Ro", "alle", "2027-01-01", &options, id, ERR));
  assert_string_equal(id, given);
  options.segments = "{\"enhet\":\"A\",\"sektor\":\"helse\"}"; /* the same, in another order */
  assert_ok(bry_commitment_add(store, "Ro", "alle", "2027-01-01", &options, id, ERR));
  assert_refused(bry_commitment_add(store, "Uro", "alle", "2027-01-01", &options, id, &err_), BRY_ECONFLICT,
                 "other id");
  bry_table *t = NULL;
  assert_ok(bry_commitment_moves(store, id, &t, ERR));
  assert_int_equal(bry_table_row_count(t), 1);
  bry_table_free(t);
}

static void a_group_sees_its_own(void **state) {
  (void)state;
  static const char other[] = "11111111-1111-4111-8111-111111111111";
  bry_commitment_options options;
  bry_table *t = NULL;
  char id[37];
  circle c = make_circle("krets", "anonymous");
  begin_session(&c);
  make_group(other);
  bry_uuid_v4(id);
  bry_commitment_options_init(&options);
  options.group = other;
  assert_ok(bry_commitment_add(store, "Ro", "alle", "2027-01-01", &options, NULL, ERR));
  options.group = NULL;
  options.session = c.session;
  options.id = id;
  assert_ok(bry_commitment_add(as_portal, "Uro", "alle", "2027-01-01", &options, NULL, ERR));
  char *group = ask_text("SELECT group_id FROM bry.session");
  options.group = group; /* the session's: the same */
  assert_ok(bry_commitment_add(store, "Uro", "alle", "2027-01-01", &options, NULL, ERR));
  assert_ok(bry_commitment_list(store, group, 0, &t, ERR));
  assert_int_equal(bry_table_row_count(t), 1);
  assert_string_equal(in_row(t, 0, "what"), "Uro");
  assert_string_equal(in_row(t, 0, "session"), c.session);
  bry_table_free(t);
  free(group);
}

static void a_group_or_session_that_is_not_there_is_refused(void **state) {
  (void)state;
  static const char nowhere[] = "22222222-2222-4222-8222-222222222222";
  bry_commitment_options options;
  circle c = make_circle("ring", "anonymous");
  begin_session(&c);
  char *group = ask_text("SELECT group_id FROM bry.session ORDER BY created_on LIMIT 1");
  bry_commitment_options_init(&options);
  options.group = nowhere;
  assert_refused(bry_commitment_add(store, "x", "a", "2027-01-01", &options, NULL, &err_), BRY_ENOTFOUND, "group");
  options.session = c.session;
  assert_refused(bry_commitment_add(store, "x", "a", "2027-01-01", &options, NULL, &err_), BRY_ENOTFOUND, "session");
  options.group = NULL;
  options.session = nowhere;
  assert_refused(bry_commitment_add(store, "x", "a", "2027-01-01", &options, NULL, &err_), BRY_ENOTFOUND, "session");
  assert_ok(bry_store_set_tenant(store, "other", ERR));
  options.session = NULL;
  options.group = group;
  assert_refused(bry_commitment_add(store, "x", "a", "2027-01-01", &options, NULL, &err_), BRY_ENOTFOUND, "group");
  options.session = c.session;
  options.group = NULL;
  assert_refused(bry_commitment_add(store, "x", "a", "2027-01-01", &options, NULL, &err_), BRY_ENOTFOUND, "session");
  free(group);
}

static void municipalities_are_told_apart_and_together(void **state) {
  (void)state;
  char id[37];
  bry_table *t = NULL;
  add(store, "A", "2026-01-01", "{\"sektor\": \"helse\"}", id);
  add(store, "B", "2027-01-01", "{\"sektor\": \"helse\"}", id);
  assert_ok(bry_commitment_move(store, id, "done", "leder", NULL, ERR));
  add(store, "C", "2027-01-01", NULL, id);
  assert_ok(bry_store_set_tenant(store, "other", ERR));
  add(store, "D", "2026-01-01", "{\"sektor\": \"helse\"}", id);
  assert_ok(bry_commitment_summary(store, "sektor", "2026-06-01", 0, &t, ERR));
  assert_int_equal(bry_table_row_count(t), 1); /* its own only */
  bry_table_free(t);
  assert_ok(bry_commitment_summary(store, "sektor", "2026-06-01", 1, &t, ERR));
  assert_int_equal(bry_table_row_count(t), 5); /* other helse; test helse and none; together helse and none */
  assert_string_equal(in_row(t, 0, "tenant"), "other");
  assert_int_equal(number_in(t, 0, "commitments"), 1);
  assert_string_equal(in_row(t, 1, "tenant"), "test");
  assert_string_equal(in_row(t, 1, "value"), "helse");
  assert_int_equal(number_in(t, 1, "open"), 1);
  assert_int_equal(number_in(t, 1, "done"), 1);
  assert_int_equal(number_in(t, 1, "overdue"), 1);
  assert_null(in_row(t, 2, "value"));
  assert_null(in_row(t, 3, "tenant"));
  assert_int_equal(number_in(t, 3, "commitments"), 3);
  assert_int_equal(number_in(t, 3, "overdue"), 2);
  assert_int_equal(number_in(t, 4, "commitments"), 1);
  bry_table_free(t);
  assert_ok(bry_commitment_list(store, NULL, 1, &t, ERR));
  assert_int_equal(bry_table_row_count(t), 4);
  bry_table_free(t);
  assert_ok(bry_commitment_list(as_facilitator, NULL, 1, &t, ERR)); /* who reaches "test" alone */
  assert_int_equal(bry_table_row_count(t), 3);
  bry_table_free(t);
}

static void a_portal_puts_in_and_reads_none(void **state) {
  (void)state;
  char id[37];
  bry_table *t = NULL;
  add(as_portal, "Ro", "2027-01-01", NULL, id);
  assert_ok(bry_commitment_move(as_portal, id, "done", "medlem", NULL, ERR));
  assert_int_equal(bry_commitment_list(as_portal, NULL, 0, &t, NULL), BRY_EDENIED);
  assert_int_equal(bry_commitment_moves(as_portal, id, &t, NULL), BRY_EDENIED);
  assert_int_equal(bry_commitment_summary(as_portal, NULL, NULL, 0, &t, NULL), BRY_EDENIED);
  assert_ok(bry_commitment_moves(as_facilitator, id, &t, ERR));
  assert_int_equal(bry_table_row_count(t), 2);
  bry_table_free(t);
  bry_store *researcher = login_open("t_researcher");
  assert_ok(bry_store_set_tenant(researcher, "test", ERR));
  assert_int_equal(bry_commitment_add(researcher, "x", "y", "2027-01-01", NULL, NULL, NULL), BRY_EDENIED);
  assert_int_equal(bry_commitment_list(researcher, NULL, 1, &t, NULL), BRY_EDENIED);
  bry_store_close(researcher);
}

static void a_person_can_be_forgotten_and_the_promise_stays(void **state) {
  (void)state;
  bry_commitment_options options;
  char id[37], named[37];
  bry_table *t = NULL;
  bry_commitment_options_init(&options);
  options.who_kind = "participant";
  assert_int_equal(bry_commitment_add(as_facilitator, "Ro", "kari@x.no", "2027-01-01", &options, id, NULL),
                   BRY_EDENIED); /* has not the key that participants are known by */
  assert_ok(bry_commitment_add(as_portal, "Ro", "kari@x.no", "2027-01-01", &options, id, ERR));
  options.who_kind = "name";
  assert_ok(bry_commitment_add(as_facilitator, "Uro", "Ola Nordmann", "2027-01-02", &options, named, ERR));
  assert_ok(bry_commitment_list(store, NULL, 0, &t, ERR));
  assert_string_equal(in_row(t, 0, "who_kind"), "participant");
  assert_int_equal(strlen(in_row(t, 0, "who")), 36);
  assert_string_equal(in_row(t, 1, "who"), "Ola Nordmann");
  bry_table_free(t);
  bry_text *held = NULL;
  char wanted[300];
  assert_ok(bry_participant_export(store, "kari@x.no", &held, ERR));
  snprintf(wanted, sizeof wanted,
           "{\"name\":null,\"surveys\":[],\"commitments\":[{\"commitment\" : \"%s\", \"what\" : \"Ro\","
           " \"review_on\" : \"2027-01-01\", \"state\" : \"open\"}],\"pilots\":[]}",
           id);
  assert_string_equal(bry_text_data(held), wanted);
  bry_text_free(held);
  assert_ok(bry_participant_erase(store, "kari@x.no", NULL, ERR));
  assert_int_equal(bry_commitment_forget(as_facilitator, named, NULL), BRY_EDENIED);
  assert_ok(bry_commitment_forget(store, named, ERR));
  assert_ok(bry_commitment_list(store, NULL, 0, &t, ERR));
  for (int row = 0; row < 2; row++) {
    assert_string_equal(in_row(t, row, "who_kind"), "forgotten");
    assert_null(in_row(t, row, "who"));
  }
  bry_table_free(t);
  char *left = ask_text("SELECT count(*) FROM bry.audit WHERE act = 'commitment.forget'");
  assert_string_equal(left, "1");
  free(left);
}

static void mistakes_are_told(void **state) {
  (void)state;
  static char long_text[4002];
  bry_commitment_options options;
  bry_table *t = NULL;
  char id[37];
  memset(long_text, 'x', sizeof long_text - 1);
  bry_commitment_options_init(&options);
  add(store, "Ro", "2027-01-01", NULL, id);
  assert_refused(bry_commitment_add(store, "", "a", "2027-01-01", NULL, NULL, &err_), BRY_EINVAL, "what");
  assert_refused(bry_commitment_add(store, long_text, "a", "2027-01-01", NULL, NULL, &err_), BRY_EINVAL, "4000");
  assert_refused(bry_commitment_add(store, "x", "a\nb", "2027-01-01", NULL, NULL, &err_), BRY_EINVAL, "who");
  assert_refused(bry_commitment_add(store, "x", "a", "2027-02-30", NULL, NULL, &err_), BRY_EINVAL, "review_on");
  assert_refused(bry_commitment_add(store, "x", "a", NULL, NULL, NULL, &err_), BRY_EINVAL, "review_on");
  options.segments = "{\"sektor\": 3}";
  assert_refused(bry_commitment_add(store, "x", "a", "2027-01-01", &options, NULL, &err_), BRY_EINVAL, "segments");
  options.segments = "{";
  assert_refused(bry_commitment_add(store, "x", "a", "2027-01-01", &options, NULL, &err_), BRY_EPARSE, "segments");
  options.segments = NULL;
  options.who_kind = "somebody";
  assert_refused(bry_commitment_add(store, "x", "a", "2027-01-01", &options, NULL, &err_), BRY_EINVAL, "who_kind");
  bry_commitment_options_init(&options);
  options.group = "x";
  assert_refused(bry_commitment_add(store, "x", "a", "2027-01-01", &options, NULL, &err_), BRY_EINVAL, "group");
  assert_refused(bry_commitment_move(store, id, "open", "leder", NULL, &err_), BRY_EINVAL, "renew");
  assert_refused(bry_commitment_move(store, id, "done", NULL, NULL, &err_), BRY_EINVAL, "role");
  assert_refused(bry_commitment_renew(store, id, "Mer ro", NULL, NULL, "leder", NULL, &err_), BRY_ESTATE, "open");
  assert_refused(bry_commitment_move(store, "x", "done", "leder", NULL, &err_), BRY_EINVAL, "UUID");
  assert_refused(bry_commitment_list(store, "x", 0, &t, &err_), BRY_EINVAL, "group");
  assert_refused(bry_commitment_list(store, NULL, 2, &t, &err_), BRY_EINVAL, "across");
  assert_refused(bry_commitment_overdue(store, "i dag", NULL, 0, &t, &err_), BRY_EINVAL, "on");
  assert_refused(bry_commitment_summary(store, "", NULL, 0, &t, &err_), BRY_EINVAL, "segment");
  assert_refused(bry_commitment_list(store, NULL, 0, NULL, &err_), BRY_EINVAL, "out");
  assert_ok(bry_store_set_tenant(store, "other", ERR)); /* another tenant's is not there */
  assert_refused(bry_commitment_move(store, id, "done", "leder", NULL, &err_), BRY_ENOTFOUND, "no such commitment");
  assert_refused(bry_commitment_moves(store, id, &t, &err_), BRY_ENOTFOUND, "no such commitment");
}

static bry_status work(bry_error **err) {
  bry_commitment_options options;
  bry_table *t = NULL;
  char id[37];
  bry_commitment_options_init(&options);
  options.segments = "{\"sektor\": \"helse\"}";
  options.who_kind = "participant";
  bry_status status = bry_commitment_add(store, "Ro", "kari", "2027-01-01", &options, id, err);
  if (status == BRY_OK) status = bry_commitment_move(store, id, "changed", "leder", NULL, err);
  if (status == BRY_OK) status = bry_commitment_renew(store, id, NULL, NULL, NULL, "leder", NULL, err);
  if (status == BRY_OK) status = bry_commitment_moves(store, id, &t, err);
  bry_table_free(t);
  t = NULL;
  if (status == BRY_OK) status = bry_commitment_overdue(store, NULL, NULL, 0, &t, err);
  bry_table_free(t);
  t = NULL;
  if (status == BRY_OK) status = bry_commitment_summary(store, "sektor", NULL, 0, &t, err);
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
      cmocka_unit_test_setup(every_move_is_kept_with_its_terms, start_empty),
      cmocka_unit_test_setup(the_database_takes_no_other_chain, start_empty),
      cmocka_unit_test_setup(what_is_overdue_goes_by_days_of_oslo, start_empty),
      cmocka_unit_test_setup(the_same_id_adds_once, start_empty),
      cmocka_unit_test_setup(a_group_sees_its_own, start_empty),
      cmocka_unit_test_setup(a_group_or_session_that_is_not_there_is_refused, start_empty),
      cmocka_unit_test_setup(municipalities_are_told_apart_and_together, start_empty),
      cmocka_unit_test_setup(a_portal_puts_in_and_reads_none, start_empty),
      cmocka_unit_test_setup(a_person_can_be_forgotten_and_the_promise_stays, start_empty),
      cmocka_unit_test_setup(mistakes_are_told, start_empty),
      cmocka_unit_test_setup(any_allocation_may_fail, start_empty),
  };
  return cmocka_run_group_tests(tests, open_all, close_all);
}
